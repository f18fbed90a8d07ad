"""The contents of a page: its items as PDF operators (ISO 32000-1, 8 and 9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from operator import sub
from struct import pack
from typing import Protocol

from bulletin.press.impression.embedding import UsedFace
from bulletin.press.impression.objects import number, numbers
from bulletin.press.impression.placed import (
    UPRIGHT,
    EmbeddedFace,
    Foreign,
    GlyphRun,
    Ink,
    Outline,
    Painted,
    Pen,
    Picture,
    PlacedItem,
    Raster,
    SignRow,
    Veiled,
)


class Resources(Protocol):
    """What the operators of all pages refer to by name."""

    def codes(self, face: EmbeddedFace) -> UsedFace:
        """The codes of a face; its tag names it."""

    def alpha(self, value: float) -> str:
        """The name of a state in which colours let this much through."""

    def raster(self, raster: Raster) -> str:
        """The name of an image."""

    def foreign(self, drawing: Foreign, height: float) -> str:
        """The name of a drawing on a page of this height."""

    def veiled(self, content: bytes) -> str:
        """The name of contents that are printed together."""


def content_of(items: Iterable[PlacedItem], height: float, resources: Resources) -> bytes:
    """The contents of a page of this height."""
    writer = _Writer(height, resources)
    for mark, group in groupby(items, _mark):
        if mark == VEILED:
            for each in group:
                assert isinstance(each, Veiled)
                writer.veil(each)
        else:
            writer.marked(mark, tuple(group))
    writer.text_ends()
    return "\n".join(writer.lines).encode("ascii")


VEILED = -1
"""Stands for the mark of what is printed together, which has none."""


def _mark(item: PlacedItem) -> int | None:
    return VEILED if isinstance(item, Veiled) else item.mark


class _Writer:
    """Writes items, and remembers what is set so that nothing is set twice."""

    def __init__(self, height: float, resources: Resources) -> None:
        self.lines: list[str] = []
        self._height, self._resources = height, resources
        self._in_text = False
        self._ink = Ink(-1.0, -1.0, -1.0)
        self._font: tuple[str, float] | None = None
        self._spacing = 0.0

    def marked(self, mark: int | None, items: tuple[PlacedItem, ...]) -> None:
        """Items that are one piece of the page, or no piece."""
        tag = "Figure" if any(isinstance(each, Picture | Foreign) for each in items) else "Span"
        if all(isinstance(each, GlyphRun) and not each.within for each in items):
            self._text_begins()
        else:
            self.text_ends()
        self.lines.append("/Artifact BMC" if mark is None else f"/{tag} <</MCID {mark}>> BDC")
        inside = self._in_text
        for each in items:
            self._item(each)
        if not inside:
            self.text_ends()
        self.lines.append("EMC")

    def _item(self, item: PlacedItem) -> None:
        if isinstance(item, GlyphRun) and not item.within:
            self._text_begins()
            self._run(item)
            return
        self.text_ends()
        if isinstance(item, GlyphRun):
            self._cut_off(item)
        elif isinstance(item, Painted):
            before = self._ink
            painted = self._painted(item)
            if item.within:
                self.lines += ["q", *self._clipped(item.within), *painted, "Q"]
                self._ink = before
            else:
                self.lines += painted
        elif isinstance(item, Picture):
            a, b, c, d, e, f = item.place
            matrix = (a, -b, -c, d, c + e, self._height - d - f)
            name = self._resources.raster(item.raster)
            self._placed(item.within, f"{numbers(matrix, 6)} cm", f"/{name} Do")
        elif isinstance(item, Foreign):
            self._placed(item.within, f"/{self._resources.foreign(item, self._height)} Do")

    def veil(self, item: Veiled) -> None:
        """Items that are printed together."""
        self.text_ends()
        inside = content_of(item.items, self._height, self._resources)
        name = self._resources.veiled(inside)
        self._placed((), f"/{self._resources.alpha(item.alpha)} gs", f"/{name} Do")

    def _placed(self, within: tuple[Outline, ...], *operators: str) -> None:
        self.lines += ["q", *self._clipped(within), *operators, "Q"]

    # -- Text --------------------------------------------------------------------------------------

    def _text_begins(self) -> None:
        if not self._in_text:
            self._in_text = True
            self.lines.append("BT")

    def text_ends(self) -> None:
        """What comes next is no text."""
        if self._in_text:
            self._in_text = False
            self.lines.append("ET")

    def _run(self, run: GlyphRun) -> None:
        self.lines += self._inked(run.ink)
        if (run.face.tag, run.size) != self._font:
            self._font = (run.face.tag, run.size)
            self.lines.append(f"/{run.face.tag} {number(run.size, 5)} Tf")
        spacing, shown = _shown(run.row, self._resources.codes(run.face), run.size)
        if spacing != self._spacing:
            self._spacing = spacing
            self.lines.append(f"{number(spacing, 6)} Tc" if spacing else "0 Tc")
        self.lines += (self._to(run), shown)

    def _cut_off(self, run: GlyphRun) -> None:
        """A run of which only a part shows."""
        before = self._ink, self._font, self._spacing
        self.lines += ["q", *self._clipped(run.within)]
        self._text_begins()
        self._run(run)
        self.text_ends()
        self.lines.append("Q")
        self._ink, self._font, self._spacing = before

    def _to(self, run: GlyphRun) -> str:
        """The operator that begins a line of text at its place."""
        x, y = run.x + run.row.places[0], run.y
        if run.turned == UPRIGHT:
            return f"1 0 0 1 {number(x, 5)} {number(self._height - y, 5)} Tm"
        a, b, c, d, e, f = run.turned
        moved = (a, -b, -c, d, a * x + c * y + e, self._height - (b * x + d * y + f))
        return f"{numbers(moved, 5)} Tm"

    # -- Colours and lines -------------------------------------------------------------------------

    def _inked(self, ink: Ink) -> Iterator[str]:
        if ink.alpha != self._ink.alpha:
            yield f"/{self._resources.alpha(ink.alpha)} gs"
        if ink[:3] != self._ink[:3]:
            yield f"{numbers(ink[:3])} rg"
        self._ink = ink

    def _painted(self, item: Painted) -> Iterator[str]:
        if item.fill:
            yield from self._inked(item.fill)
            yield from self._path(item.outline)
            yield "f*" if item.outline.even_odd else "f"
        if item.pen:
            yield "q"
            yield from self._drawn_with(item.pen)
            yield from self._path(item.outline)
            yield "S"
            yield "Q"

    def _drawn_with(self, pen: Pen) -> Iterator[str]:
        if pen.ink.alpha != self._ink.alpha:
            yield f"/{self._resources.alpha(pen.ink.alpha)} gs"
        yield f"{numbers(pen.ink[:3])} RG"
        yield f"{number(pen.width)} w"
        if pen.cap:
            yield f"{pen.cap} J"
        if pen.dash:
            yield f"[{numbers(pen.dash, 5)}] {number(pen.phase, 5)} d"

    def _path(self, outline: Outline) -> Iterator[str]:
        for operator, values in outline.segments:
            if operator == "re":
                left, top, width, height = values
                yield f"{numbers((left, self._height - top - height, width, height))} re"
            else:
                places = list(values)
                places[1::2] = [self._height - each for each in values[1::2]]
                yield f"{numbers(places)} {operator}".strip()

    def _clipped(self, within: tuple[Outline, ...]) -> Iterator[str]:
        """The operators after which only what lies within these areas shows."""
        for outline in within:
            yield from self._path(outline)
            yield "W* n" if outline.even_odd else "W n"


def _shown(row: SignRow, codes: UsedFace, size: float) -> tuple[float, str]:
    """The white after most signs of a row, and the operator that shows them at their places."""
    written = codes.of(row.signs, row.texts)
    if written is not row.signs:  # codes of its own, which another file need not have
        return _written(written, row.places, codes, size)
    if row.shown is None:
        row.shown = _written(written, row.places, codes, size)
    return row.shown


def _written(
    written: Sequence[int], places: Sequence[float], codes: UsedFace, size: float
) -> tuple[float, str]:
    steps = map(sub, places[1:], places)
    white = tuple(map(sub, steps, codes.advances(written, size)))
    if not white or (max(white) < NEXT_TO_NONE and min(white) > -NEXT_TO_NONE):
        return 0.0, f"[<{_hexadecimal(written)}>] TJ"  # as it is without any white, at the pitch
    spacing = _usual_spacing(white)
    return spacing, _operator(_hexadecimal(written), white, spacing, size)


def _hexadecimal(codes: Sequence[int]) -> str:
    return pack(f">{len(codes)}H", *codes).hex()


def _usual_spacing(white: Sequence[float]) -> float:
    """The white after most of the signs, beside what belongs to them; 0 if there is next to
    none."""
    usual = round(sorted(white)[len(white) // 2], 6)
    return usual if abs(usual) > 0.002 else 0.0


def _operator(written: str, white: Sequence[float], spacing: float, size: float) -> str:
    """The operator that shows signs at their places, to 0.002 pt.

    `written` are their codes, `white` is the white after each sign but the last.
    """
    strayed = tuple(accumulate(map(spacing.__sub__, white)))
    if max(strayed) < NEAR and min(strayed) > -NEAR:
        return f"[<{written}>] TJ"
    strings: list[str] = []
    thousandth, digits = size / 1000, 1 if size < 20 else 2
    begun, moved = 0, 0.0
    most, least = spacing + NEXT_TO_NONE, spacing - NEXT_TO_NONE
    for at in (at for at, each in enumerate(white, 1) if not least < each < most):
        away = strayed[at - 1] - moved
        if not -NEAR < away < NEAR:
            back = round(away / thousandth, digits)
            strings.append(f"{written[begun : 4 * at]}>{back:g}<")
            begun, moved = 4 * at, moved + back * thousandth
    return f"[<{''.join(strings)}{written[begun:]}>] TJ"


NEAR = 0.002
"""Points. What is nearer to its place is not moved."""

NEXT_TO_NONE = 1e-6
"""Points. By so little no sign comes further from its place than `NEAR`."""

"""Words in scripts whose letters join, stack or run from right to left: how they are drawn.

The engine shapes such a run of words as a whole, in its own text box (`bdi`). The press draws it in
units. A unit is the smallest group of characters that the face draws together: a letter with its
joints, a ligature, a stack. Each unit becomes one glyph of the embedded face, even if the face
builds it from several strokes and dots, so that the text layer has the right characters for it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from bulletin.press.engine.shaping import ShapedRun, advances, engine_deactivate, known_glyph
from bulletin.press.impression import EmbeddedFace, Shape, opened
from bulletin.press.slack import GAPS
from bulletin.script_runs import MIRRORED


def is_joined(box: Any) -> bool:
    """Whether a text box is a run of words with joining letters."""
    return bool(box.element_tag == "bdi")


def gaps_after(text: str) -> list[int]:
    """1 for each character of a run after which white may be put (a word ends there), otherwise
    0."""
    return [*(int(each in GAPS) for each in text[:-1]), 1][: len(text)]


TORN = 0.7
"""How much wider a letter may become when its word is broken after it, in em: it then gets a final
stroke."""


def advances_of_words(style: Any, text: str) -> list[tuple[float, float]]:
    """For each character of a run, as `advances` has it: its width, and how much wider it becomes
    if the line ends after it inside a word, both in px."""
    within = [
        not gap and after not in GAPS
        for gap, after in zip(gaps_after(text), text[1:] + " ", strict=True)
    ]
    return [
        (width, TORN * style["font_size"] if inside else 0.0)
        for (width, _), inside in zip(advances(style, text), within, strict=True)
    ]


def turn_leftward(line: Any) -> None:
    """Order adjacent runs from right to left, where markup divides them into several boxes."""
    together: list[Any] = []
    for box in (each for each in line.descendants() if isinstance(each, boxes.TextBox)):
        if is_joined(box) and box.style["direction"] == "rtl":
            together.append(box)
        elif box.text.strip() or not together:
            _turn(together)
            together = []
        else:
            together.append(box)
    _turn(together)


def _turn(together: list[Any]) -> None:
    """Reverse the order of adjacent boxes; blank boxes at the end stay where they are."""
    while together and not together[-1].text.strip():
        together.pop()
    if len(together) > 1:
        ends = together[0].position_x + together[-1].position_x + together[-1].width
        for box in together:
            box.position_x = ends - box.position_x - box.width


@dataclass(frozen=True)
class _Unit:
    """A unit at its place in a line."""

    at: int
    """The position of its first character in the run."""

    text: str
    font: Any
    glyphs: tuple[tuple[int, float, float], ...]
    """Each glyph with its offset (x, y), in px."""

    x: float
    """From the left of the run, in px."""

    advance: float
    leftward: bool

    def shape(self, size: float, em: int) -> Shape:
        """What it looks like, independent of its size."""
        placed = tuple(
            (glyph, round(x / size * em), round(y / size * em)) for glyph, x, y in self.glyphs
        )
        text = self.text[::-1] if _direction(self.text) == "R" else self.text
        return Shape(placed, text, round(self.advance / size * 1000))


def runs_of_words(box: Any) -> Iterator[ShapedRun]:
    """A run of words where it is printed, with its share of the line's slack after its words: in
    stretches of one face."""
    layout = box.pango_layout
    layout.reactivate(box.style)
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _ = layout.get_first_line()
    units = sorted(_units(line, layout.text, _white_between_words(box)), key=lambda u: u.at)
    if getattr(box, "press_turns", False):
        right = max(unit.x + unit.advance for unit in units)
        units.append(_Unit(len(box.text), " ", units[-1].font, (), right, 0.0, False))
    ordered = in_order_of_ink(units, getattr(box, "press_leftward", False))
    faces = box.style.font_config.faces
    for (face, size), together in groupby(ordered, key=lambda unit: faces.of(unit.font)):
        yield _stretch(face, size, list(together))
    engine_deactivate(layout)


def _white_between_words(box: Any) -> float:
    """The white after each word of a run; it is the same for all of them."""
    white = getattr(box, "press_white", ())
    return next((each for each in white[:-1] if each), white[-1] if white else 0.0)


def _stretch(face: EmbeddedFace, size: float, units: Sequence[_Unit]) -> ShapedRun:
    """Units of one face, each drawn by its shape in a face for runs, otherwise by its glyph."""
    em = opened(face.file, face.index).em
    shapes = [unit.shape(size, em) for unit in units]
    signs = [
        shape if face.composed else shape.glyphs[0][0] if shape.glyphs else 0 for shape in shapes
    ]
    places = [unit.x for unit in units]
    return ShapedRun(face, size, signs, places, [shape.text for shape in shapes])


# -- What the engine has shaped --------------------------------------------------------------------


def _units(line: Any, text: str, gap: float) -> Iterator[_Unit]:
    """The units of a shaped line, from left to right, `gap` px between its words."""
    encoded = text.encode()
    stop = len(encoded.rstrip(b" "))
    pen = 0.0
    item = line.runs[0]
    while item != ffi.NULL:
        shaped, item = item.data, item.next
        font = shaped.item.analysis.font
        start, leftward = shaped.item.offset, bool(shaped.item.analysis.level % 2)
        for first, after, glyphs in _clusters(shaped):
            characters = encoded[start + first : start + after].decode()
            at = len(encoded[: start + first].decode())
            for unit in _parted(_Unit(at, characters, font, (), pen, 0.0, leftward), glyphs):
                yield unit
                pen = unit.x + unit.advance
            if characters[-1] in GAPS and start + after < stop:
                pen += gap


Placed = tuple[int, float, float, float]
"""A glyph with its offsets and its advance, in px."""


def _clusters(shaped: Any) -> Iterator[tuple[int, int, list[Placed]]]:
    """The clusters of an item from left to right: for each, where its characters begin and end in
    the item, in bytes, and its glyphs."""
    string = shaped.glyphs
    places = [string.log_clusters[index] for index in range(string.num_glyphs)]
    ends = dict(zip(starts := sorted(set(places)), [*starts[1:], shaped.item.length], strict=True))
    for place, indices in groupby(range(string.num_glyphs), key=places.__getitem__):
        glyphs = [_placed(string.glyphs[index]) for index in indices]
        yield place, ends[place], glyphs


def _placed(info: Any) -> Placed:
    glyph = info.glyph if info.glyph == pango.PANGO_GLYPH_EMPTY else known_glyph(info.glyph)
    places = (info.geometry.x_offset, info.geometry.y_offset, info.geometry.width)
    return (glyph, *(place * FROM_UNITS for place in places))


def _parted(whole: _Unit, glyphs: Sequence[Placed]) -> Iterator[_Unit]:
    """The units of one cluster, from left to right.

    If the cluster has as many glyphs as characters, as a letter with its vowel signs has, each
    glyph is a unit; otherwise the whole cluster is one.
    """
    parts: Sequence[Sequence[Placed]] = [glyphs]
    texts = [whole.text]
    if len(glyphs) == len(whole.text) > 1:
        parts = [[each] for each in glyphs]
        texts = list(reversed(whole.text) if whole.leftward else whole.text)
    pen, count = whole.x, len(texts)
    for order, (text, part) in enumerate(zip(texts, parts, strict=True)):
        placed, advance = [], 0.0
        for glyph, x, y, width in part:
            if glyph != pango.PANGO_GLYPH_EMPTY:
                placed.append((glyph, advance + x, -y))
            advance += width
        at = whole.at + (count - 1 - order if whole.leftward else order)
        yield replace(whole, at=at, text=text, glyphs=tuple(placed), x=pen, advance=advance)
        pen += advance


# -- The order in which a PDF reader expects the units ---------------------------------------------


def _direction(text: str) -> str:
    """The direction of the first character, as PDFium sees it: L, R, or N for neutral."""
    kind = unicodedata.bidirectional(text[:1])
    return "R" if kind in ("R", "AL") else "L" if kind in ("L", "EN", "AN") else "N"


def reads_leftward(text: str) -> bool:
    """Whether PDFium treats a line with this text as one that is read from right to left."""
    kinds = [kind for kind, _ in groupby(map(_direction, text))]
    return kinds.count("R") > kinds.count("L")


def in_order_of_ink(units: Iterable[_Unit], leftward: bool) -> list[_Unit]:
    """Put the units of a run, given in reading order, into the order in which they must be drawn.

    A PDF has the letters of right-to-left words in their order on the page, from left to right, and
    PDF readers reverse them when text is copied. PDFium (Chrome, 福昕, WPS) reverses each piece
    between spaces, points and figures, but keeps the pieces in drawing order. Only if it treats the
    whole line as `leftward` does it reverse the order of the pieces as well. It takes brackets
    after such a piece for what they look like, so they are mirrored here.
    """
    pieces: list[list[_Unit]] = []
    turned = leftward
    for kind, together in groupby(units, key=lambda unit: _direction(unit.text)):
        piece = list(together)
        if kind == "N" and turned:
            piece = [replace(unit, text=unit.text.translate(MIRRORED)) for unit in piece]
        turned = kind == "R" or (kind == "N" and turned)
        pieces.append(piece[::-1] if kind == "R" else piece)
    ordered = pieces[::-1] if leftward else pieces
    return [unit for piece in ordered for unit in piece]

"""Words in scripts whose letters join, stack or run from right to left: spread and drawn.

The engine shapes such a run of words whole, in a text box of its own (`bdi`). It is drawn as units:
what the face draws for the fewest characters that have a drawing of their own, a letter with its
joints, a ligature, a stack. Each unit is one glyph of the embedded face, so that the text layer has
its characters whatever strokes and dots the face puts it together from.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes
from weasyprint.logger import LOGGER
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from bulletin.press.breaks import GAPS
from bulletin.press.engine.setting import current
from bulletin.press.engine.shaping import advances
from bulletin.press.lending import JOINED
from bulletin.script_runs import MIRRORED


def is_joined(box: Any) -> bool:
    """Whether a text box is a run of words whose letters join."""
    return bool(box.element_tag == "bdi")


def gaps_after(text: str) -> list[int]:
    """For each character of a run, whether white may be put after it: only where a word ends."""
    return [*(int(each in GAPS) for each in text[:-1]), 1][: len(text)]


TORN = 0.7
"""em that a letter may be wider where its word is torn after it, for it then ends in a stroke."""


def advances_of_words(style: Any, text: str) -> list[tuple[float, float]]:
    """For each character of a run, as `advances`: its width, and what it takes more when its line
    ends after it within a word; px."""
    within = [
        not gap and after not in GAPS
        for gap, after in zip(gaps_after(text), text[1:] + " ", strict=True)
    ]
    return [
        (width, TORN * style["font_size"] if inside else 0.0)
        for (width, _), inside in zip(advances(style, text), within, strict=True)
    ]


def turn_leftward(line: Any) -> None:
    """Let runs that follow one another go on from right to left, where markup parts them."""
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
    """Give boxes that stand in a row the opposite order; blanks at its end stay."""
    while together and not together[-1].text.strip():
        together.pop()
    if len(together) > 1:
        ends = together[0].position_x + together[-1].position_x + together[-1].width
        for box in together:
            box.position_x = ends - box.position_x - box.width


class Shape(NamedTuple):
    """What one unit looks like and stands for."""

    glyphs: tuple[tuple[int, int, int], ...]
    """Each glyph of the face with its place from the unit's origin, in font units."""

    text: str
    """The characters in the order in which a reader's program finds them, see `in_order_of_ink`."""

    advance: int
    """In thousandths of an em."""


@dataclass(frozen=True)
class _Unit:
    """A unit in its line."""

    at: int
    """Where its first character stands in the run."""

    text: str
    font: Any
    glyphs: tuple[tuple[int, float, float], ...]
    """Each glyph with its offset, in px."""

    x: float
    """From the left of the run, in px."""

    advance: float
    leftward: bool

    def shape(self, size: float, em: int) -> Shape:
        """What it looks like at whatever size."""
        placed = tuple(
            (glyph, round(x / size * em), round(y / size * em)) for glyph, x, y in self.glyphs
        )
        text = self.text[::-1] if _direction(self.text) == "R" else self.text
        return Shape(placed, text, round(self.advance / size * 1000))


def draw_joined(stream: Any, box: Any) -> None:
    """Draw a run of words, with its share of its line's slack where words end."""
    if box.style["visibility"] != "visible" or not box.text.strip():
        return
    stream.set_color(box.style["color"])
    layout = box.pango_layout
    layout.reactivate(box.style)
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _ = layout.get_first_line()
    units = sorted(_units(line, layout.text, getattr(box, "press_gap", 0.0)), key=lambda u: u.at)
    if getattr(box, "press_turns", False):
        right = max(unit.x + unit.advance for unit in units)
        units.append(_Unit(len(box.text), " ", units[-1].font, (), right, 0.0, False))
    stream.begin_text()
    stream.set_text_matrix(1, 0, 0, -1, box.position_x, box.position_y + box.baseline)
    _show(stream, in_order_of_ink(units, getattr(box, "press_leftward", False)))
    stream.end_text()
    layout.deactivate()


def _show(stream: Any, units: Iterable[_Unit]) -> None:
    """Write the units, each at its place, as one string for as long as their face is the same."""
    pen = 0.0
    for _, together in groupby(units, key=lambda unit: int(ffi.cast("uintptr_t", unit.font))):
        strings: list[str] = []
        for unit in together:
            font, size = stream.add_font(unit.font)
            stream.set_font_size(font.hash, size)
            code = _code(font, size, unit)
            if abs(unit.x - pen) > 0.0005 * size:
                strings.append(f"{(pen - unit.x) / size * 1000:.1f}")
            strings.append(f"<{code:04x}>")
            pen = unit.x + font.widths[code] / 1000 * size
        stream.show_text("".join(strings))


def _code(font: Any, size: float, unit: _Unit) -> int:
    """The code by which a unit is drawn: its shape's in a face of runs, else its glyph's."""
    shape = unit.shape(size, font.upem)
    if font.family.startswith(JOINED):
        shapes = current().shapes.setdefault(font.hash, {})
        code = shapes.setdefault(shape, len(shapes) + 1)
    else:
        code = shape.glyphs[0][0] if shape.glyphs else 0
    font.to_unicode.setdefault(code, shape.text)
    font.widths.setdefault(code, shape.advance)
    return code


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
    """The clusters of an item from left to right: where their characters begin and end in it, in
    bytes, and their glyphs."""
    string = shaped.glyphs
    places = [string.log_clusters[index] for index in range(string.num_glyphs)]
    ends = dict(zip(starts := sorted(set(places)), [*starts[1:], shaped.item.length], strict=True))
    for place, indices in groupby(range(string.num_glyphs), key=places.__getitem__):
        glyphs = [_placed(string.glyphs[index]) for index in indices]
        yield place, ends[place], glyphs


def _placed(info: Any) -> Placed:
    glyph = info.glyph
    if glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG and glyph != pango.PANGO_GLYPH_EMPTY:
        code = glyph - pango.PANGO_GLYPH_UNKNOWN_FLAG
        message = '.notdef glyph rendered for Unicode string unsupported by fonts: "%s" (U+%04X)'
        LOGGER.warning(message, chr(code), code)
        glyph = 0
    places = (info.geometry.x_offset, info.geometry.y_offset, info.geometry.width)
    return (glyph, *(place * FROM_UNITS for place in places))


def _parted(whole: _Unit, glyphs: Sequence[Placed]) -> Iterator[_Unit]:
    """The units of one cluster, from left to right: a glyph each where characters and glyphs are as
    many, as with a letter and its vowel signs, else all of it."""
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


# -- The order in which a reader's program finds them ----------------------------------------------


def _direction(text: str) -> str:
    """L, R, or N for what belongs to either: as PDFium has it."""
    kind = unicodedata.bidirectional(text[:1])
    return "R" if kind in ("R", "AL") else "L" if kind in ("L", "EN", "AN") else "N"


def reads_leftward(text: str) -> bool:
    """Whether PDFium takes a line for one of a script that runs from right to left."""
    kinds = [kind for kind, _ in groupby(map(_direction, text))]
    return kinds.count("R") > kinds.count("L")


def in_order_of_ink(units: Iterable[_Unit], leftward: bool) -> list[_Unit]:
    """The units of a run in the order in which they are to be drawn, given in that of reading.

    A PDF has words that run from right to left in the order of their ink, and readers turn them
    round. PDFium (Chrome, 福昕, WPS) does so piece by piece between spaces, points and figures, and
    leaves the pieces in the order of drawing; unless it takes the whole line for `leftward`: then
    it turns round the order of the pieces as well. Brackets after such a piece it takes for what
    they look like.
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


# -- The face that is embedded ---------------------------------------------------------------------


def face_of_shapes(content: bytes, index: int, shapes: Iterable[Shape]) -> bytes:
    """A TrueType face of nothing but these shapes, numbered from 1, drawn from the face's own."""
    import uharfbuzz as hb
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    face = hb.Face(content, index)
    drawing = hb.Font(face)
    glyphs, widths = {".notdef": TTGlyphPen(None).glyph()}, {".notdef": 0}
    for number, shape in enumerate(shapes, 1):
        pen = TTGlyphPen(None)
        for glyph, x, y in shape.glyphs:
            placed = TransformPen(Cu2QuPen(pen, 0.001 * face.upem), (1, 0, 0, 1, x, y))
            drawing.draw_glyph_with_pen(glyph, placed)
        glyphs[f"shape{number}"] = pen.glyph()
        widths[f"shape{number}"] = round(shape.advance * face.upem / 1000)
    builder = FontBuilder(face.upem, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupGlyf(glyphs)
    sides = {name: getattr(glyph, "xMin", 0) for name, glyph in glyphs.items()}
    builder.setupHorizontalMetrics({name: (widths[name], sides[name]) for name in glyphs})
    builder.setupHorizontalHeader()
    builder.setupPost(keepGlyphNames=False)
    builder.updateHead(created=LONG_AGO, modified=LONG_AGO)  # the same shapes, the same bytes
    return _saved(builder)


LONG_AGO = 0x7C25B080
"""1970, in the seconds that a face counts from 1904."""


def _saved(builder: Any) -> bytes:
    from io import BytesIO

    target = BytesIO()
    builder.save(target)
    return target.getvalue()

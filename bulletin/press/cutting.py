"""Cutting a prepared face: a subset of a font file, changed to suit Chinese typesetting.

The usual faces lack the OpenType feature `chws`, which squeezes adjacent marks, and 仿宋 has no
bold; both are added. Every face gets the same vertical metrics. Quotation marks, dash and middle
dot become one em wide, and a mark with half an em of ink is moved into the correct half of its em.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import hypot
from pathlib import Path
from typing import Any, NamedTuple

from bulletin.half_marks import LEFT_HALF, RIGHT_HALF
from bulletin.press.roles import FontFile

RECIPE = "7"
"""Part of every prepared face's key. Raise it when a change below alters the bytes of a face."""

BOLDENING = (0.02, 0.02)
"""How much thicker a made bold is than the regular, horizontally and vertically, in em; the same
as 仿宋加粗 in office programs."""

FLATNESS = 0.003
"""A curve becomes a straight line if its handles are no farther than this from its chord, in em.

That is less than 0.02 mm in 3号, and it saves a third of the bytes of a traced face."""

ASCENT, DESCENT = 0.88, 0.12
"""The em box above and below the baseline, in em. It is the same for all faces, so that a line with
characters from another face (a heading, a rare character, a digit) is as high as its neighbours."""


@lru_cache(maxsize=1)
def repertoire() -> frozenset[str]:
    """The characters of a prepared face: GB/T 2312, ASCII, Latin-1 and the marks outside them."""
    cells = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    gb2312 = set(b"\n".join(cells).decode("gb2312", errors="ignore")) - {"\n"}
    latin = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100)) if code != 0xAD}
    return frozenset(gb2312 | latin | set("—–·•‰€※‖…～「」『』〖〗〔〕﹃﹄㎡㎞㏄℃№①②③④⑤⑥⑦⑧⑨⑩"))


class Cut(NamedTuple):
    """Which weight a prepared face is."""

    bold: bool = False
    made: bool = False
    """Whether the bold is made from the regular's outlines."""


REGULAR_CUT = Cut()


def prepare_face(
    target: Path,
    source: FontFile,
    characters: Iterable[str],
    family: str,
    cut: Cut = REGULAR_CUT,
    *,
    flatten: bool = False,
    joined: bool = False,
) -> frozenset[str]:
    """Write a face with `characters` to `target`, and return those that the source has.

    With `joined` the face keeps its source's rules for letters that join, stack or change places.
    Raises ValueError if the source has none of the characters or is damaged.
    """
    content, covered = _subset(source, characters, joined)
    from fontTools.ttLib import TTFont, TTLibError

    target.write_bytes(content)
    try:
        font = TTFont(target)
    except TTLibError as reason:
        raise ValueError(str(reason)) from reason
    with font:
        if cut.made or flatten:
            _redraw(font, content, cut.made, flatten)
        _widen_marks(font)
        _seat_marks(font)
        _rename(font, family, cut.bold)
        _set_metrics(font)
        font.save(target, reorderTables=False)
    if not joined:  # no mark of Chinese is in it
        _add_chws(target)
    _set_date(target)
    return covered


def _subset(
    source: FontFile, characters: Iterable[str], joined: bool
) -> tuple[bytes, frozenset[str]]:
    """The bytes of a font with `characters`, and which of them it has.

    HarfBuzz takes 0.1 s for a face; the subsetter of fontTools takes 12 s.
    """
    import uharfbuzz as hb

    face = hb.Face(hb.Blob.from_file_path(source.path), source.index)
    wanted = {ord(character) for character in characters} & set(face.unicodes)
    if not wanted:
        raise ValueError("no character wanted from it")
    request = hb.SubsetInput()
    request.unicode_set.update(wanted)
    if not joined:
        # No vertical forms, no alternates, and no ligature of two dashes, which has another width.
        request.layout_feature_tag_set.clear()
        request.layout_feature_tag_set.update(map(_tag, ("mark", "mkmk", "halt")))
    dropped = ("vhea", "vmtx", "VORG", "DSIG", "BASE", "hdmx", "LTSH", "VDMX")
    request.drop_table_tag_set.update(map(_tag, dropped))
    # With consecutive glyph numbers, the character set of the face in a PDF is a single range.
    request.flags = (
        hb.SubsetFlags.NO_HINTING
        | hb.SubsetFlags.NOTDEF_OUTLINE
        | hb.SubsetFlags.CFF_IDENTITY_CHARSET
    )
    return bytes(hb.subset(face, request).blob.data), frozenset(map(chr, wanted))


def _tag(name: str) -> int:
    return int.from_bytes(name.encode())


def _redraw(font: Any, content: bytes, heavier: bool, flatten: bool) -> None:
    """Redraw every outline of `font`; the widths of the characters do not change."""
    import uharfbuzz as hb

    drawing = hb.Font(hb.Face(content))
    if heavier:
        drawing.synthetic_bold = (*BOLDENING, True)
    order = font.getGlyphOrder()
    if "CFF " in font:
        _redraw_cubic(font, order, drawing, FLATNESS * font["head"].unitsPerEm if flatten else 0)
    else:
        _redraw_quadratic(font, order, drawing)


def _redraw_cubic(font: Any, order: Sequence[str], drawing: Any, flatness: float) -> None:
    from fontTools.pens.t2CharStringPen import T2CharStringPen

    top = font["CFF "].cff.topDictIndex[0]
    strings = top.CharStrings
    for glyph, name in enumerate(order):
        old = strings[name]
        pen = T2CharStringPen(font["hmtx"][name][0] - old.private.nominalWidthX, None)
        drawing.draw_glyph_with_pen(glyph, Flattened(pen, flatness) if flatness else pen)
        _replace(strings, name, pen.getCharString(old.private, old.globalSubrs))


Point = tuple[float, float]


class Flattened:
    """A pen that draws nearly straight curves, and lines that continue in one direction, as one
    line.

    `flatness` is in font units; coordinates are rounded to whole ones.
    """

    def __init__(self, pen: Any, flatness: float) -> None:
        self.pen = pen
        self.flatness = flatness
        self.at: Point = (0, 0)
        self.line: tuple[Point, Point] | None = None

    def moveTo(self, point: Point) -> None:
        """Begin an outline."""
        self.at = (round(point[0]), round(point[1]))
        self.pen.moveTo(self.at)

    def lineTo(self, point: Point) -> None:
        """Draw a straight line, which may become part of a longer one."""
        end = (round(point[0]), round(point[1]))
        if end == self.at:
            return
        start = self.line[0] if self.line and self._straight_on(self.line, end) else None
        if start is None:
            self._flush()
            start = self.at
        self.line, self.at = (start, end), end

    def curveTo(self, first: Point, second: Point, point: Point) -> None:
        """Draw a curve, or a straight line where the eye sees no difference."""
        apart = max(_distance(handle, self.at, point) for handle in (first, second))
        if apart <= self.flatness:
            self.lineTo(point)
            return
        self._flush()
        rounded = [(round(x), round(y)) for x, y in (first, second, point)]
        self.pen.curveTo(*rounded)
        self.at = rounded[-1]

    def qCurveTo(self, *points: Point) -> None:
        """Required by the pen protocol; the outlines of a CFF face have no such curves."""
        raise ValueError(f"a quadratic curve in a CFF face: {points}")

    def closePath(self) -> None:
        """End an outline."""
        self._flush()
        self.pen.closePath()

    def _flush(self) -> None:
        if self.line:
            self.pen.lineTo(self.line[1])
            self.line = None

    def _straight_on(self, line: tuple[Point, Point], end: Point) -> bool:
        (x0, y0), (x1, y1) = line
        ahead = (x1 - x0) * (end[0] - x1) + (y1 - y0) * (end[1] - y1) >= 0
        return ahead and _distance((x1, y1), (x0, y0), end) <= self.flatness


def _distance(point: Point, start: Point, end: Point) -> float:
    """The distance of `point` from the line through `start` and `end`."""
    across, up = end[0] - start[0], end[1] - start[1]
    length = hypot(across, up)
    if not length:
        return hypot(point[0] - start[0], point[1] - start[1])
    return abs((point[0] - start[0]) * up - (point[1] - start[1]) * across) / length


def _redraw_quadratic(font: Any, order: Sequence[str], drawing: Any) -> None:
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    for glyph, name in enumerate(order):
        pen = TTGlyphPen(None)
        drawing.draw_glyph_with_pen(glyph, pen)
        font["glyf"][name] = pen.glyph()
    for table in ("fpgm", "prep", "cvt ", "gasp"):
        if table in font:
            del font[table]


DASH_BEYOND = 0.03
"""How far a dash extends beyond its em on each side, in em."""


def _widen_marks(font: Any) -> None:
    """Make quotation marks, dash and middle dot one em wide, as Chinese has them.

    GB/T 15834-2011 5.1. A face that is meant for Latin as well has them narrow. An opening mark
    moves to the right of its em, and a closing mark stays at the left. A dash is drawn a little
    beyond both edges, so that the two halves of —— touch in a stretched line.
    """
    em = font["head"].unitsPerEm
    cmap = font.getBestCmap()
    for mark in "“”‘’·—":
        name = cmap.get(ord(mark))
        width = em if name is None else font["hmtx"][name][0]
        if name is not None and mark == "—":
            left, right = _sides(font, name)
            stretch = (1 + 2 * DASH_BEYOND) * em / (right - left)
            matrix = (stretch, 0, 0, 1, -left * stretch - DASH_BEYOND * em, 0)
            _transform(font, name, matrix)
        elif width < em:
            moved = {"“": em - width, "‘": em - width, "·": (em - width) / 2}.get(mark, 0)
            _transform(font, name, (1, 0, 0, 1, moved, 0))


WIDEST = 0.48
"""The greatest width of the ink of a mark that must fit into half an em, in em."""


def _seat_marks(font: Any) -> None:
    """Move each mark into the correct half of its em, if it stands in the middle.

    GB/T 15834-2011 5.1.1, 5.1.2: a stop, a question mark and an exclamation mark stand at the left
    of their em. A mark can be squeezed against its neighbour only if one half of its em is empty.
    """
    em = font["head"].unitsPerEm
    cmap = font.getBestCmap()
    for marks, start in ((LEFT_HALF, 0), (RIGHT_HALF, em / 2)):
        for mark in marks:
            name = cmap.get(ord(mark))
            if name is None or font["hmtx"][name][0] < em:
                continue
            left, right = _sides(font, name)
            if left < start or right > start + em / 2:
                narrowing = min(1.0, WIDEST * em / (right - left))
                moved = start + em / 4 - (left + right) / 2 * narrowing
                _transform(font, name, (narrowing, 0, 0, 1, moved, 0))


def _sides(font: Any, name: str) -> tuple[float, float]:
    """The left and right edge of a glyph's ink, in font units."""
    from fontTools.pens.boundsPen import BoundsPen

    pen = BoundsPen(None)
    font.getGlyphSet()[name].draw(pen)
    return pen.bounds[0], pen.bounds[2]


def _transform(font: Any, name: str, matrix: tuple[float, ...]) -> None:
    """Redraw a glyph through a matrix, and make it one em wide."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen
    from fontTools.pens.t2CharStringPen import T2CharStringPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    em = font["head"].unitsPerEm
    glyph = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(glyph)
    if "glyf" in font:
        pen = TTGlyphPen(None)
        glyph.replay(TransformPen(pen, matrix))
        font["glyf"][name] = pen.glyph()
    else:
        strings = font["CFF "].cff.topDictIndex[0].CharStrings
        old = strings[name]
        pen = T2CharStringPen(em - old.private.nominalWidthX, None)
        glyph.replay(TransformPen(pen, matrix))
        _replace(strings, name, pen.getCharString(old.private, old.globalSubrs))
    font["hmtx"][name] = (em, round(_sides(font, name)[0]))


def _replace(strings: Any, name: str, new: Any) -> None:
    """Replace the char string of a glyph, and keep it in the same font dictionary."""
    new.fdSelectIndex = getattr(strings[name], "fdSelectIndex", None)
    if strings.charStringsAreIndexed:
        strings.charStringsIndex.items[strings.charStrings[name]] = new
    else:
        strings.charStrings[name] = new


def _rename(font: Any, family: str, bold: bool) -> None:
    style = "Bold" if bold else "Regular"
    compact = family.replace(" ", "")
    names = {1: family, 2: style, 3: f"{family} {style}", 4: f"{family} {style}"}
    names[6] = f"{compact}-{style}"
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 13, 14)]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = 700 if bold else 400
    font["OS/2"].fsSelection = 0x20 if bold else 0x40
    font["head"].macStyle = 1 if bold else 0
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [names[6]]
        cff.topDictIndex[0].FamilyName = family
        cff.topDictIndex[0].FullName = names[4]


def _set_metrics(font: Any) -> None:
    em = font["head"].unitsPerEm
    up, down = round(ASCENT * em), round(DESCENT * em)
    for table, names in (
        ("hhea", ("ascent", "descent", "lineGap")),
        ("OS/2", ("sTypoAscender", "sTypoDescender", "sTypoLineGap")),
    ):
        for name, value in zip(names, (up, -down, 0), strict=True):
            setattr(font[table], name, value)
    font["OS/2"].usWinAscent, font["OS/2"].usWinDescent = up, down


def _set_date(target: Path) -> None:
    """Replace the time of this run by the time when the outlines were made, so that the same face
    always has the same bytes."""
    from fontTools.ttLib import TTFont

    with TTFont(target, recalcTimestamp=False) as font:
        font["head"].modified = font["head"].created
        font.save(target, reorderTables=False)


def _add_chws(target: Path) -> None:
    """Add contextual half-width spacing: two adjacent marks then take 1.5 em together."""
    import logging

    from chws_tool import add_chws

    # The tool warns of glyphs in scripts that are not used here.
    logging.getLogger("spacing").setLevel(logging.ERROR)
    logging.getLogger("config").setLevel(logging.ERROR)
    add_chws(target, target)

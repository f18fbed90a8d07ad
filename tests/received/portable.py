"""The declared documents as PDF: laid out in lines, as Word and WPS print them.

Every face is a box for a character, with a map from its codes to Unicode: what a reader of PDF asks
for is there (glyphs, widths, sizes, names of faces, rules), and a document takes a millisecond.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from tests.received.declared import Declared, DeclaredLine, Piece, rows_of, with_numbers

WIDTH, HEIGHT = 595.0, 842.0
LEFT, TOP, MEASURE, DEPTH = 79.0, 105.0, 442.0, 638.0
"""The page of GB/T 9704-2012, in pt."""

PITCH = 28.95
FACES = ("FangSong_GB2312", "SimHei", "KaiTi_GB2312", "FZXBSJW--GB1-0", "FangSong_GB2312,Bold")
BOLD = 4
MADE = 3_800_000_000
"""A day of 2024, in seconds since 1904."""
OF_LOOK = {"仿宋": 0, "黑体": 1, "楷体": 2, "小标宋": 3}
NEVER_FIRST = "，。、；：！？）》”’"


@dataclass(frozen=True)
class Glyph:
    """A character at a place: x and baseline in pt from the top left."""

    sign: str
    face: int
    size: float
    x: float
    y: float


@dataclass(frozen=True)
class Rule:
    """A line that is drawn: its ends in pt from the top left; filled as Word does, or stroked."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class Leaf:
    """What stands on one page."""

    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]


def portable(document: Declared) -> bytes:
    """The document as a PDF."""
    return written(tuple(leaves(document)))


# -- Layout ----------------------------------------------------------------------------------------


def advance(sign: str, size: float) -> float:
    """Half an em for Latin letters and figures, an em for all else."""
    return size / 2 if sign < "\u2000" and sign not in "·°±×÷" else size


def broken(pieces: Sequence[Piece], measure: float, indent: float) -> Iterator[tuple[Piece, ...]]:
    """The lines of a paragraph, each a row of single signs; no line begins with a closing mark."""
    row: list[Piece] = []
    room = measure - indent
    for piece in pieces:
        for sign in piece.text:
            width = advance(sign, piece.size)
            if sign == "\n" or (room < width and sign not in NEVER_FIRST):
                yield tuple(row)
                row, room = [], measure
            if sign != "\n":
                row.append(piece.with_text(sign))
                room -= width
    yield tuple(row)


def set_line(row: Sequence[Piece], x: float, y: float) -> Iterator[Glyph]:
    """A row of signs from the left."""
    for piece in row:
        face = BOLD if piece.bold else OF_LOOK.get(piece.face, 0)
        lift = -piece.size / 3 if piece.raised else piece.size / 8 if piece.lowered else 0
        size = piece.size * (0.65 if piece.raised or piece.lowered else 1)
        yield Glyph(piece.text, face, size, x, y + lift)
        x += advance(piece.text, piece.size)


def width_of(row: Sequence[Piece]) -> float:
    """How wide a row is."""
    return sum(advance(piece.text, piece.size) for piece in row)


def leaves(document: Declared) -> Iterator[Leaf]:
    """The pages, filled from top to bottom."""
    glyphs: list[Glyph] = []
    rules: list[Rule] = []
    y, number = TOP, 0

    head = [line for line in document.lines if line.look == "眉"]
    body = [line for line in document.lines if line.look != "眉"]

    def leaf() -> Leaf:
        above = [g for line in head for g in set_line(_signs(line.text, 10.5), LEFT + 150, 70)]
        below = set_line(_signs(f"— {number} —", 14), LEFT + (330 if number % 2 else 14), 785)
        return Leaf((*above, *glyphs, *(below if document.paged else ())), tuple(rules))

    for block in rows_of(tuple(with_numbers(body))):
        turned = isinstance(block, DeclaredLine) and block.look == "页"
        drawn = () if turned else tuple(set_block(block, 0.0, document.rules))
        for row, lines, depth in drawn:
            if y + depth > TOP + DEPTH:
                number += 1
                yield leaf()
                glyphs, rules, y = [], [], TOP
            glyphs += [Glyph(g.sign, g.face, g.size, g.x, g.y + y) for g in row]
            rules += [Rule(r.x0, r.y0 + y, r.x1, r.y1 + y) for r in lines]
            y += depth
        if turned:
            number += 1
            yield leaf()
            glyphs, rules, y = [], [], TOP
    number += 1
    yield leaf()


Strip = tuple[tuple[Glyph, ...], tuple[Rule, ...], float]
"""What is never cut by the end of a page: glyphs and rules from its top, and its depth."""


def set_block(
    block: DeclaredLine | tuple[DeclaredLine, ...], y: float, rules: str
) -> Iterator[Strip]:
    """A paragraph's lines, or a table's rows."""
    if isinstance(block, tuple):
        yield from set_table(block, rules)
        return
    indent = 2 * block.size if block.indented else 0
    for number, row in enumerate(broken(block.pieces, MEASURE, indent)):
        width = width_of(row)
        x = LEFT + (indent if number == 0 else 0)
        if block.place == "center":
            x = LEFT + (MEASURE - width) / 2
        elif block.place == "right":
            x = LEFT + MEASURE - width - 2 * block.size
        yield tuple(set_line(row, x, y + block.size)), (), max(PITCH, block.size * 1.3)


def set_table(block: Sequence[DeclaredLine], rules: str) -> Iterator[Strip]:
    """A table's rows; `<` goes on from the left, `^` from above: no rule between them."""
    cells = [line.cells for line in block]
    count = max(map(len, cells))
    sizes = [max(2, *(min(len(row[at]), 16) for row in cells)) for at in range(count)]
    edges = [LEFT + MEASURE * part / sum(sizes) for part in (0, *accumulate(sizes))]
    for number, row in enumerate(cells):
        glyphs: list[Glyph] = []
        depth = 22.0
        for at, text in enumerate(row):
            if text in ("<", "^"):
                continue
            end = next((to for to in range(at + 1, count) if row[to] != "<"), count)
            measure = edges[end] - edges[at] - 8
            lines = tuple(broken(_pieces(text.replace("//", "\n"), 12), measure, 0))
            for turn, each in enumerate(lines):
                glyphs += set_line(each, edges[at] + 4, 16.0 + 18 * turn)
            depth = max(depth, 6 + 18.0 * len(lines))
        below = cells[number + 1] if number + 1 < len(cells) else ()
        yield tuple(glyphs), tuple(_rules(row, below, edges, depth, number, rules)), depth


def _rules(
    row: Sequence[str],
    below: Sequence[str],
    edges: Sequence[float],
    depth: float,
    number: int,
    rules: str,
) -> Iterator[Rule]:
    """The rules of a row: each cell's edge by itself, with a long one above, or three in all."""
    first, last = number == 0, not below
    if rules == "none":
        return
    if first and rules != "all":
        yield Rule(edges[0], 0, edges[-1], 0)
    if rules == "three":
        if first or last:
            yield Rule(edges[0], depth, edges[-1], depth)
        return
    for at, (left, right) in enumerate(pairwise(edges)):
        if rules == "all" and row[at] != "^":
            yield Rule(left, 0, right, 0)
        if at == 0 or row[at] != "<":
            yield Rule(left, 0, left, depth)
        if not below or below[at] != "^":
            yield Rule(left, depth, right, depth)
    yield Rule(edges[-1], 0, edges[-1], depth)


def _pieces(text: str, size: float) -> tuple[Piece, ...]:
    return (Piece(text, size),)


def _signs(text: str, size: float) -> tuple[Piece, ...]:
    return tuple(Piece(sign, size) for sign in text)


# -- The file --------------------------------------------------------------------------------------


def written(pages: Sequence[Leaf]) -> bytes:
    """The objects, one after another, and where each begins."""
    objects: list[bytes] = [b"", b""]
    resources = " ".join(f"/F{n} {3 + 3 * n} 0 R" for n in range(len(FACES)))
    signs = sorted({glyph.sign for leaf in pages for glyph in leaf.glyphs})
    map_at = 3 + 3 * len(FACES)
    for name in FACES:
        objects += _face(name, len(objects) + 1, map_at)
    objects += [_stream(each) for each in (_map(signs), _boxes(), _places())]
    kids = []
    for leaf in pages:
        content = _stream(_content(leaf))
        objects.append(content)
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH:g} {HEIGHT:g}]"
            f"/Resources<</Font<<{resources}>>>>/Contents {len(objects)} 0 R>>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    return _file(objects)


def _file(objects: Iterable[bytes]) -> bytes:
    made, places = b"%PDF-1.5\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    return made + (
        b"xref\n0 %d\n0000000000 65535 f \n%s"
        b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, table, size, len(made))
    )


@cache
def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)


def _face(name: str, number: int, map_at: int) -> list[bytes]:
    """A face of two-byte codes that are Unicode."""
    kind = f"/BaseFont/{name}"
    return [
        f"<</Type/Font/Subtype/Type0{kind}/Encoding/Identity-H"
        f"/DescendantFonts[{number + 1} 0 R]/ToUnicode {map_at} 0 R>>".encode(),
        f"<</Type/Font/Subtype/CIDFontType2{kind}/FontDescriptor {number + 2} 0 R/DW 1000"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"/CIDToGIDMap {map_at + 2} 0 R"
        "/W[0 8191 500 176 177 1000 183 183 1000 215 215 1000 247 247 1000]>>".encode(),
        f"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[0 -141 1000 859]/ItalicAngle 0"
        f"/Ascent 859/Descent -141/CapHeight 700/StemV 80/FontFile2 {map_at + 1} 0 R>>".encode(),
    ]


@cache
def _boxes() -> bytes:
    """A face of three glyphs: nothing, a box of an em, and one of half an em."""
    made = FontBuilder(1000, isTTF=True)
    names = [".notdef", "em", "half"]
    made.setupGlyphOrder(names)
    made.setupCharacterMap({})
    made.setupGlyf({name: _box(width) for name, width in zip(names, (0, 1000, 500), strict=True)})
    made.setupHorizontalMetrics({".notdef": (1000, 0), "em": (1000, 60), "half": (500, 60)})
    made.setupHorizontalHeader(ascent=859, descent=-141)
    made.setupPost()
    made.setupHead(unitsPerEm=1000, created=MADE, modified=MADE)
    written = io.BytesIO()
    made.font.recalcTimestamp = False
    made.save(written)
    return written.getvalue()


def _box(width: int) -> Any:
    pen = TTGlyphPen(None)
    if width:
        corners = ((60, -80), (60, 800), (width - 60, 800), (width - 60, -80))
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


@cache
def _places() -> bytes:
    """Which glyph stands for each code."""
    glyphs = (
        0 if chr(code).isspace() else 2 if advance(chr(code), 2) < 2 else 1
        for code in range(0x10000)
    )
    return b"".join(glyph.to_bytes(2, "big") for glyph in glyphs)


def _map(signs: Sequence[str]) -> bytes:
    """Which character each code is: the same, for those that stand in the document."""
    rows = [f"<{ord(sign):04X}> <{ord(sign):04X}>" for sign in signs]
    parts = [rows[at : at + 100] for at in range(0, len(rows), 100)]
    blocks = "".join(
        f"{len(part)} beginbfchar\n{chr(10).join(part)}\nendbfchar\n" for part in parts
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{blocks}"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


def _content(leaf: Leaf) -> bytes:
    """What draws a page: runs of glyphs that stand side by side as one string."""
    said = ["BT"]
    for run in _runs(leaf.glyphs):
        first = run[0]
        codes = "".join(f"{ord(each.sign):04X}" for each in run)
        said.append(
            f"/F{first.face} {first.size:g} Tf 1 0 0 1 {first.x:.2f} {HEIGHT - first.y:.2f} Tm"
            f" <{codes}> Tj"
        )
    said.append("ET 0.5 w")
    for rule in leaf.rules:
        width, depth = max(rule.x1 - rule.x0, 0.5), max(rule.y1 - rule.y0, 0.5)
        said.append(f"{rule.x0:.2f} {HEIGHT - rule.y0 - depth:.2f} {width:.2f} {depth:.2f} re f")
    return "\n".join(said).encode()


def _runs(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    run: list[Glyph] = []
    for glyph in glyphs:
        if run:
            last = run[-1]
            beside = abs(last.x + advance(last.sign, last.size) - glyph.x) < 0.1
            if not beside or (last.y, last.face, last.size) != (glyph.y, glyph.face, glyph.size):
                yield run
                run = []
        run.append(glyph)
    if run:
        yield run

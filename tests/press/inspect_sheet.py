"""Draws a bulletin's pages cell by cell, with faces made on the spot: no engine, no installed font.

Every 汉字 is a bar in its cell, thicker in a bold face, so that ink is known beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO

import pydyf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

MM = 72 / 25.4
WIDTH, HEIGHT = 210.0, 297.0
RED = (1.0, 0.2, 0.2)
BLACK = (0.0, 0.0, 0.0)
NARROW = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,% ")


@dataclass(frozen=True)
class Face:
    """A made face: its name in the file, the thickness of its strokes, the width of its quotes."""

    name: str
    stroke: int = 100
    """Thickness of a 汉字's bar, thousandths of an em."""

    quotes: int = 1000
    """Advance of “ ” ‘ ’, thousandths of an em."""

    def advance(self, text: str) -> int:
        """Width of a character, thousandths of an em."""
        if text in "“”‘’":
            return self.quotes
        return 500 if text in NARROW else 1000


FANGSONG = Face("FangSong")
FANGSONG_BOLD = Face("FangSong-Bold", stroke=130)
SONG = Face("SimSun")
XIAOBIAOSONG = Face("FZXiaoBiaoSong-B05S")


@dataclass(frozen=True)
class Cell:
    """One character with its origin and baseline, mm from the page's top left corner."""

    text: str
    x: float
    y: float
    size: float
    """pt."""

    face: Face = FANGSONG
    colour: tuple[float, float, float] = BLACK
    stroke: float = 0.0
    """Outline besides the fill, pt."""

    shear: float = 0.0


@dataclass(frozen=True)
class Rule:
    """A horizontal bar, mm."""

    top: float
    thickness: float
    colour: tuple[float, float, float] = BLACK
    left: float = 28.0
    width: float = 156.0


@dataclass
class Sheet:
    """One page in the making."""

    cells: list[Cell] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)


@dataclass(frozen=True)
class Claims:
    """What the file says about itself."""

    fields: dict[str, str] = field(
        default_factory=lambda: {
            "Title": "天长组工信息第116期",
            "Author": "研究室",
            "Subject": "组工信息",
            "Keywords": "基层治理",
        }
    )
    is_complete: bool = True
    """With language, tags, outline, labels and identifiers."""

    layer: tuple[tuple[str, str], ...] = ()
    """Characters that the text layer shall misname."""

    embeds: bool = True


@cache
def program(face: Face, characters: tuple[str, ...]) -> bytes:
    """The face as TrueType, with these characters as glyphs 1, 2 …"""
    names = [".notdef", *(f"g{index}" for index in range(len(characters)))]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(dict(zip(map(ord, characters), names[1:], strict=True)))
    outlines = {".notdef": TTGlyphPen(None).glyph()}
    for name, text in zip(names[1:], characters, strict=True):
        pen = TTGlyphPen(None)
        if text.strip() and face.stroke:
            left, right = (0, 1000) if text in "—…" else (100, face.advance(text) - 100)
            foot, head = (350, 400) if text in "—…" else (300, 300 + face.stroke)
            pen.moveTo((left, foot))
            pen.lineTo((left, head))
            pen.lineTo((right, head))
            pen.lineTo((right, foot))
            pen.closePath()
        outlines[name] = pen.glyph()
    builder.setupGlyf(outlines)
    widths = [1000, *(face.advance(text) for text in characters)]
    # A renderer moves an outline from its own left edge to the bearing that stands here.
    bearings = [getattr(outlines[name], "xMin", 0) for name in names]
    metrics = zip(names, zip(widths, bearings, strict=True), strict=True)
    builder.setupHorizontalMetrics(dict(metrics))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": face.name, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost()
    target = BytesIO()
    builder.save(target)
    return target.getvalue()


def write_pdf(sheets: Iterable[Sheet], claims: Claims | None = None) -> bytes:
    """The sheets as a PDF."""
    return _Writer(list(sheets), claims or Claims()).write()


class _Writer:
    """One file in the making."""

    def __init__(self, sheets: list[Sheet], claims: Claims) -> None:
        self.sheets, self.claims = sheets, claims
        self.pdf = pydyf.PDF()
        used: dict[Face, set[str]] = {}
        for sheet in sheets:
            for cell in sheet.cells:
                used.setdefault(cell.face, set()).add(cell.text)
        self.characters = {
            face: tuple(sorted(used[face])) for face in sorted(used, key=lambda face: face.name)
        }

    def write(self) -> bytes:
        fonts = {f"F{n}": self._font(face).reference for n, face in enumerate(self.characters)}
        resources = self._add(pydyf.Dictionary({"Font": pydyf.Dictionary(fonts)}))
        for sheet in self.sheets:
            stream = pydyf.Stream([self._content(sheet)], compress=True)
            self.pdf.add_object(stream)
            box = pydyf.Array([0, 0, round(WIDTH * MM, 3), round(HEIGHT * MM, 3)])
            self.pdf.add_page(
                pydyf.Dictionary(
                    {
                        "Type": "/Page",
                        "Parent": self.pdf.pages.reference,
                        "MediaBox": box,
                        "Contents": stream.reference,
                        "Resources": resources.reference,
                    }
                )
            )
        for key, value in self.claims.fields.items():
            self.pdf.info[key] = pydyf.String(value)
        if self.claims.is_complete:
            self._claim()
        target = BytesIO()
        self.pdf.write(target, version=b"1.7")
        return target.getvalue()

    def _add(self, made: pydyf.Object) -> pydyf.Object:
        self.pdf.add_object(made)
        return made

    def _font(self, face: Face) -> pydyf.Object:
        characters = self.characters[face]
        descriptor = pydyf.Dictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": f"/ABCDEF+{face.name}",
                "Flags": 4,
                "FontBBox": pydyf.Array([0, -120, 1000, 880]),
                "ItalicAngle": 0,
                "Ascent": 880,
                "Descent": -120,
                "CapHeight": 880,
                "StemV": 80,
            }
        )
        if self.claims.embeds:
            content = program(face, characters)
            file = self._add(pydyf.Stream([content], {"Length1": len(content)}, compress=True))
            descriptor["FontFile2"] = file.reference
        self._add(descriptor)
        widths = pydyf.Array([1, pydyf.Array([face.advance(text) for text in characters])])
        descendant = self._add(
            pydyf.Dictionary(
                {
                    "Type": "/Font",
                    "Subtype": "/CIDFontType2",
                    "BaseFont": f"/ABCDEF+{face.name}",
                    "CIDSystemInfo": pydyf.Dictionary(
                        {
                            "Registry": pydyf.String("Adobe"),
                            "Ordering": pydyf.String("Identity"),
                            "Supplement": 0,
                        }
                    ),
                    "FontDescriptor": descriptor.reference,
                    "CIDToGIDMap": "/Identity",
                    "W": widths,
                }
            )
        )
        return self._add(
            pydyf.Dictionary(
                {
                    "Type": "/Font",
                    "Subtype": "/Type0",
                    "BaseFont": f"/ABCDEF+{face.name}",
                    "Encoding": "/Identity-H",
                    "DescendantFonts": pydyf.Array([descendant.reference]),
                    "ToUnicode": self._add(self._text_layer(characters)).reference,
                }
            )
        )

    def _text_layer(self, characters: tuple[str, ...]) -> pydyf.Stream:
        wrong = dict(self.claims.layer)
        rows = [
            f"<{index:04x}> <{wrong.get(text, text).encode('utf-16-be').hex()}>"
            for index, text in enumerate(characters, 1)
        ]
        blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
        text = "begincmap\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        for block in blocks:
            text += f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n"
        return pydyf.Stream([(text + "endcmap").encode()], compress=True)

    def _content(self, sheet: Sheet) -> bytes:
        faces = list(self.characters)
        parts = []
        for rule in sheet.rules:
            parts.append("{} {} {} rg".format(*rule.colour))
            left, foot = rule.left * MM, (HEIGHT - rule.top - rule.thickness) * MM
            box = f"{left:.4f} {foot:.4f} {rule.width * MM:.4f} {rule.thickness * MM:.4f}"
            parts.append(f"{box} re f")
        for cell in sheet.cells:
            glyph = 1 + self.characters[cell.face].index(cell.text)
            parts.append("BT {} {} {} rg".format(*cell.colour))
            parts.append(f"{2 if cell.stroke else 0} Tr {cell.stroke} w")
            parts.append(f"/F{faces.index(cell.face)} {cell.size} Tf")
            x, y = cell.x * MM, (HEIGHT - cell.y) * MM
            parts.append(f"1 0 {cell.shear} 1 {x:.4f} {y:.4f} Tm <{glyph:04x}> Tj ET")
        return "\n".join(parts).encode()

    def _claim(self) -> None:
        """Language, tags, outline, labels and identifiers."""
        catalog = self.pdf.catalog
        catalog["Lang"] = pydyf.String("zh-CN")
        catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        root = self._add(pydyf.Dictionary({"Type": "/StructTreeRoot"}))
        element = self._add(
            pydyf.Dictionary({"Type": "/StructElem", "S": "/Document", "P": root.reference})
        )
        root["K"] = pydyf.Array([element.reference])
        catalog["StructTreeRoot"] = root.reference
        entry = self._add(pydyf.Dictionary({"Title": pydyf.String("正文")}))
        entries = pydyf.Dictionary({"First": entry.reference, "Last": entry.reference, "Count": 1})
        catalog["Outlines"] = self._add(entries).reference
        entry["Parent"] = catalog["Outlines"]
        entry["Dest"] = pydyf.Array([self.pdf.page_references[0], "/Fit"])
        numbers = pydyf.Array([0, pydyf.Dictionary({"S": "/D"})])
        catalog["PageLabels"] = pydyf.Dictionary({"Nums": numbers})
        xmp = (
            '<rdf:Description pdfaid:part="2" pdfaid:conformance="A"/>'
            "<pdfuaid:part>1</pdfuaid:part>"
        )
        metadata = pydyf.Stream([xmp.encode()], {"Type": "/Metadata", "Subtype": "/XML"})
        catalog["Metadata"] = self._add(metadata).reference

"""The declared documents as Word, WPS and LibreOffice write them (`.docx`).

Word-like: faces, sizes and indents stand in named styles. WPS-like: every run says all of its look,
and is cut where somebody typed. LibreOffice-like: indents in twips, tables with a grid, `Standard`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from tests.received.declared import ALIKE, LOOKS, Declared, DeclaredLine, Piece, rows_of

OPEN = "http://schemas.openxmlformats.org"
KINDS = f"{OPEN}/officeDocument/2006/relationships"
W = f'xmlns:w="{OPEN}/wordprocessingml/2006/main" xmlns:r="{KINDS}"'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
FACES = {"小标宋": "方正小标宋简体", "仿宋": "仿宋_GB2312", "黑体": "黑体", "楷体": "楷体_GB2312"}
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
NUMBERS = "".join(
    f'<w:abstractNum w:abstractNumId="{n}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    f'<w:numFmt w:val="{kind}"/><w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
    "</w:abstractNum>"
    for n, kind, text in ((1, "chineseCounting", "%1、"), (2, "decimal", "%1."))
) + "".join(
    f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2)
)  # fmt: skip
LEVELS = {"一级": 1, "二级": 2}
NUMBERED = {"自一": 1, "自1": 2}


@dataclass(frozen=True)
class Writer:
    """How a program writes a paragraph's and a run's look."""

    paragraph: Callable[[DeclaredLine], str]
    run: Callable[[DeclaredLine, Piece], str]
    cut: bool = False
    """Whether runs are cut in the middle, as where somebody typed again."""

    styles: str = ""


def word(document: Declared) -> bytes:
    """By styles."""
    return written(document, Writer(_styled, _plain_run, styles=_styles()))


def wps(document: Declared) -> bytes:
    """By direct formatting."""
    return written(document, Writer(_by_hand, _full_run, cut=True))


def libre(document: Declared) -> bytes:
    """As LibreOffice saves it."""
    return written(document, Writer(_in_twips, _full_run))


def written(document: Declared, by: Writer) -> bytes:
    """The package."""
    body = [line for line in document.lines if line.look != "眉"]
    head = [line for line in document.lines if line.look == "眉"]
    inner = "".join(_block(block, by) for block in rows_of(body))
    header = '<w:headerReference w:type="default" r:id="rId3"/>' if head else ""
    page = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984"'
    page += ' w:left="1588" w:header="851" w:footer="992" w:gutter="0"/>'
    parts = {
        "document": f"<w:document {W}><w:body>{inner}<w:sectPr>{header}{page}</w:sectPr></w:body>"
        "</w:document>",
        "styles": f"<w:styles {W}>{by.styles or _default()}</w:styles>",
        "numbering": f"<w:numbering {W}>{NUMBERS}</w:numbering>",
        "header": f"<w:hdr {W}>{''.join(_paragraph(line, by) for line in head)}</w:hdr>",
    }
    if not head:
        del parts["header"]
    return _package(parts)


def _package(parts: dict[str, str]) -> bytes:
    kinds = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{WORD}.'
        f'{"document.main" if name == "document" else name}+xml"/>'
        for name in parts
    )
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{KINDS}/{name}" Target="{name}.xml"/>'
        for at, name in enumerate(parts)
        if at
    )
    relations = f'<Relationships xmlns="{OPEN}/package/2006/relationships">'
    main = f'<Relationship Id="rId1" Type="{KINDS}/officeDocument" Target="word/document.xml"/>'
    members = {
        "[Content_Types].xml": f'<Types xmlns="{OPEN}/package/2006/content-types"><Default'
        ' Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{kinds}</Types>',
        "_rels/.rels": f"{relations}{main}</Relationships>",
        "word/_rels/document.xml.rels": f"{relations}{links}</Relationships>",
        **{f"word/{name}.xml": part for name, part in parts.items()},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            entry = zipfile.ZipInfo(name, (2024, 3, 1, 0, 0, 0))
            archive.writestr(entry, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return made.getvalue()


# -- Paragraphs and tables -------------------------------------------------------------------------


def _block(block: DeclaredLine | tuple[DeclaredLine, ...], by: Writer) -> str:
    return _table(block, by) if isinstance(block, tuple) else _paragraph(block, by)


def _paragraph(line: DeclaredLine, by: Writer) -> str:
    if line.look == "页":
        return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    runs = "".join(_runs(line, piece, by) for piece in line.pieces)
    return f"<w:p><w:pPr>{by.paragraph(line)}</w:pPr>{runs}</w:p>"


def _runs(line: DeclaredLine, piece: Piece, by: Writer) -> str:
    half = len(piece.text) // 2 if by.cut else 0
    look = by.run(line, piece) + _marks(piece)
    return "".join(
        f"<w:r><w:rPr>{look}</w:rPr>{_words(words)}</w:r>"
        for words in (piece.text[:half], piece.text[half:])
        if words
    )


def _words(text: str) -> str:
    return "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n")
    )


def _marks(piece: Piece) -> str:
    moved = "superscript" if piece.raised else "subscript" if piece.lowered else ""
    return ('<w:highlight w:val="yellow"/>' if piece.marked else "") + (
        f'<w:vertAlign w:val="{moved}"/>' if moved else ""
    )


def _table(rows: Sequence[DeclaredLine], by: Writer) -> str:
    cells = [row.cells for row in rows]
    count = max(map(len, cells))
    grid = f'<w:gridCol w:w="{8800 // count}"/>' * count
    inner = "".join(
        f"<w:tr>{''.join(_cells(number, cells, rows[number], by))}</w:tr>"
        for number in range(len(cells))
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="8800" w:type="dxa"/><w:tblBorders>{BORDERS}</w:tblBorders>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{inner}</w:tbl>"
    )


def _cells(
    number: int, cells: Sequence[Sequence[str]], line: DeclaredLine, by: Writer
) -> Iterator[str]:
    row = cells[number]
    for at, text in enumerate(row):
        if text == "<":
            continue
        end = next((to for to in range(at + 1, len(row)) if row[to] != "<"), len(row))
        below = number + 1 < len(cells) and at < len(cells[number + 1])
        merged = "<w:vMerge/>" if text == "^" else ""
        if not merged and below and cells[number + 1][at] == "^":
            merged = '<w:vMerge w:val="restart"/>'
        span = f'<w:gridSpan w:val="{end - at}"/>' if end > at + 1 else ""
        words = "" if text == "^" else text
        paragraphs = "".join(
            f"<w:p>{_runs(line, Piece(part), by) if part else ''}</w:p>"
            for part in words.split("//")
        )
        look = f'<w:tcPr><w:tcW w:w="0" w:type="auto"/>{span}{merged}</w:tcPr>'
        yield f"<w:tc>{look}{paragraphs}</w:tc>"


# -- Looks -----------------------------------------------------------------------------------------


def _numbered(line: DeclaredLine) -> str:
    number = NUMBERED.get(line.look)
    inner = f'<w:ilvl w:val="0"/><w:numId w:val="{number}"/>'
    return f"<w:numPr>{inner}</w:numPr>" if number else ""


def _place(line: DeclaredLine) -> str:
    return f'<w:jc w:val="{line.place}"/>' if line.place else ""


def _outline(line: DeclaredLine) -> str:
    level = LEVELS.get(line.look)
    return f'<w:outlineLvl w:val="{level - 1}"/>' if level else ""


def _face(face: str, size: float) -> str:
    return (
        f'<w:rFonts w:ascii="{FACES[face]}" w:hAnsi="{FACES[face]}" w:eastAsia="{FACES[face]}"/>'
        f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    )


DEFAULT, BASED = ' w:default="1"', '<w:basedOn w:val="a"/>'
STYLES = {"题": "Title", "一级": "1", "二级": "2", "文": "a1", "顶": "a2", "表": "a3"}


def _styled(line: DeclaredLine) -> str:
    style = STYLES.get(line.look) or STYLES.get(ALIKE.get(line.look, ""), "a")
    indent = '<w:ind w:firstLineChars="200" w:firstLine="640"/>' if line.indented else ""
    own = "" if style == "a1" or line.look in LEVELS else indent
    return f'<w:pStyle w:val="{style}"/>{_numbered(line)}{own}{_place(line)}'


def _plain_run(line: DeclaredLine, piece: Piece) -> str:
    bold = "<w:b/>" if piece.bold else ""
    same = line.look in STYLES and line.size == LOOKS[line.kind][1]
    return bold + ("" if same else _face(LOOKS[line.kind][0], line.size))


def _by_hand(line: DeclaredLine) -> str:
    indent = f'<w:ind w:firstLineChars="200" w:firstLine="{round(line.size * 40)}"/>'
    return (
        f'{_numbered(line)}<w:spacing w:line="579" w:lineRule="exact"/>'
        f"{indent if line.indented else ''}{_place(line)}{_outline(line)}"
    )


def _in_twips(line: DeclaredLine) -> str:
    indent = f'<w:ind w:left="0" w:right="0" w:firstLine="{round(line.size * 40)}"/>'
    return (
        f'<w:pStyle w:val="Standard"/>{_numbered(line)}<w:bidi w:val="0"/>'
        f"{indent if line.indented else ''}{_place(line)}{_outline(line)}"
    )


def _full_run(line: DeclaredLine, piece: Piece) -> str:
    bold = "<w:b/><w:bCs/>" if piece.bold else '<w:b w:val="0"/>'
    face = LOOKS[line.kind][0]
    return bold + _face(face, piece.size) + '<w:lang w:val="en-US" w:eastAsia="zh-CN"/>'


def _default() -> str:
    return "".join(
        f'<w:style w:type="paragraph"{more} w:styleId="{name}"><w:name w:val="{name}"/></w:style>'
        for name, more in (("Normal", ' w:default="1"'), ("Standard", ""))
    )


def _styles() -> str:
    indent = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
    made = [
        ("a", "Normal", "仿宋", 16.0, ""),
        ("Title", "Title", "小标宋", 22.0, '<w:jc w:val="center"/>'),
        ("1", "heading 1", "黑体", 16.0, f'{indent}<w:outlineLvl w:val="0"/>'),
        ("2", "heading 2", "楷体", 16.0, f'{indent}<w:outlineLvl w:val="1"/>'),
        ("a1", "Body Text First Indent", "仿宋", 16.0, indent),
        ("a2", "Body Text", "仿宋", 16.0, ""),
        ("a3", "Table Text", "仿宋", 12.0, ""),
    ]
    return "".join(
        f'<w:style w:type="paragraph"{DEFAULT if id_ == "a" else ""} w:styleId="{id_}">'
        f'<w:name w:val="{name}"/>{"" if id_ == "a" else BASED}'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{_face(face, size)}</w:rPr></w:style>"
        for id_, name, face, size, paragraph in made
    )

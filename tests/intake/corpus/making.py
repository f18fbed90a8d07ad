"""How the corpus' documents are made: with python-docx, and as raw parts where it cannot."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt
from PIL import Image

OPEN = "http://schemas.openxmlformats.org"
KINDS = f"{OPEN}/officeDocument/2006/relationships"
NAMESPACES = {
    "w": f"{OPEN}/wordprocessingml/2006/main",
    "r": KINDS,
    "a": f"{OPEN}/drawingml/2006/main",
    "pic": f"{OPEN}/drawingml/2006/picture",
    "wp": f"{OPEN}/drawingml/2006/wordprocessingDrawing",
    "c": f"{OPEN}/drawingml/2006/chart",
    "dgm": f"{OPEN}/drawingml/2006/diagram",
    "m": f"{OPEN}/officeDocument/2006/math",
    "mc": f"{OPEN}/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "wpsCustomData": "http://www.wps.cn/officeDocument/2013/wpsCustomData",
}
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

PLACES = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"


@dataclass(frozen=True)
class Sample:
    """A document as some town sends it, and what is true of it."""

    build: Callable[[], bytes]
    title: str
    headings: tuple[str, ...] = ()
    """Run-in headings and headings of sections, as a reader names them, without number and 。"""

    file: str = "来稿.docx"
    unit: str = ""
    made: str = ""
    """Visible characters that are not written as text: signs, WordArt, ticks."""

    @property
    def name(self) -> str:
        """The builder's name."""
        return self.build.__name__

    @property
    def content(self) -> bytes:
        """The file, built once."""
        return _built(self.build)


@cache
def _built(build: Callable[[], bytes]) -> bytes:
    return build()


@dataclass(frozen=True)
class Face:
    """Words in a face of their own."""

    text: str
    size: float = 16
    face: str = FANG
    bold: bool = False
    italic: bool = False


def bold(text: str) -> Face:
    """A run-in heading."""
    return Face(text, bold=True)


class Paper:
    """A document in the making; paragraphs are formatted directly, as towns do."""

    def __init__(self) -> None:
        self.document = docx.Document()

    def line(
        self,
        *pieces: str | Face,
        size: float = 16,
        face: str = FANG,
        place: str = "",
        indent: float = 2,
        style: str | None = None,
    ) -> Any:
        """A paragraph; `place` is `center`, `right` or empty, `indent` in 字."""
        paragraph = self.document.add_paragraph(style=style)
        if place:
            paragraph.alignment = PLACES[place]
        elif indent:
            hundredths = str(round(indent * 100))
            attributes = (
                f'w:firstLineChars="{hundredths}" w:firstLine="{round(indent * size * 20)}"'
            )
            paragraph._p.get_or_add_pPr().append(element(f"<w:ind {attributes}/>"))
        for piece in pieces:
            words = Face(piece, size, face) if isinstance(piece, str) else piece
            self.run(paragraph, words)
        return paragraph

    def run(self, paragraph: Any, words: Face) -> Any:
        """A run at the paragraph's end; `\\n` in it is a manual line break."""
        run = paragraph.add_run(words.text)
        run.font.size = Pt(words.size)
        run.font.name = "Times New Roman"
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), words.face)
        run.bold = words.bold or None
        run.italic = words.italic or None
        return run

    def title(self, *lines: str) -> None:
        """2号小标宋, centred, one paragraph a line."""
        for text in lines:
            self.line(text, size=22, face=SONG, place="center")

    def article(self, *sections: tuple[str, str]) -> None:
        """Run-in headings in bold, and their text."""
        for heading, text in sections:
            self.line(bold(f"{heading}。"), text)

    def xml(self, markup: str) -> Any:
        """A raw element at the end of the body."""
        made = element(markup)
        self.document.element.body.insert_element_before(made, "w:sectPr")
        return made

    def numbering(self, number: int, levels: Iterable[str]) -> None:
        """A numbering of these `w:lvl`s, under `number`."""
        root = self.document.part.numbering_part.element
        for ilvl, level in enumerate(levels):
            if not ilvl:
                scheme = element(f'<w:abstractNum w:abstractNumId="{number}"/>')
                root.insert(0, scheme)
            scheme.append(element(level))
        root.append(
            element(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
        )

    def part(self, name: str, kind: str, content: str | bytes, type_: str = "") -> str:
        """A part of the package, and the id by which the document leads to it."""
        blob = content if isinstance(content, bytes) else whole(content)
        made = Part(PackURI(f"/word/{name}"), type_ or f"{WORD}.{kind}+xml", blob)
        made._package = self.document.part.package
        return str(self.document.part.relate_to(made, f"{KINDS}/{kind}"))

    def outside(self, kind: str, target: str) -> str:
        """A relation that leads out of the file, by its id."""
        return str(self.document.part.relate_to(target, f"{KINDS}/{kind}", is_external=True))

    def file(self) -> bytes:
        """The file."""
        written = io.BytesIO()
        self.document.save(written)
        return written.getvalue()


# -- Raw -------------------------------------------------------------------------------------------


def declared(markup: str) -> str:
    """Markup whose first element declares all prefixes."""
    return re.sub(r"\A\s*<([\w:]+)", rf"<\1 {DECLARED}", markup, count=1)


def element(markup: str) -> Any:
    """Markup as an element of python-docx."""
    return parse_xml(declared(markup))


def whole(markup: str) -> bytes:
    """Markup as a part's bytes."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return (head + declared(markup)).encode()


def r(text: str, properties: str = "") -> str:
    """A run in raw markup."""
    said = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{said}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*runs: str, properties: str = "") -> str:
    """A paragraph in raw markup; what is no markup is text."""
    said = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    inner = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p>{said}{inner}</w:p>"


def field(instruction: str, result: str) -> str:
    """A complex field; `result` in markup."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{escape(instruction)}</w:instrText></w:r>'
        + (f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}' if result else "")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def level(format_: str, text: str, more: str = "", ilvl: int = 0, start: int = 1) -> str:
    """A level of a numbering."""
    return (
        f'<w:lvl w:ilvl="{ilvl}"><w:start w:val="{start}"/><w:numFmt w:val="{format_}"/>'
        f'<w:lvlText w:val="{escape(text)}"/>{more}</w:lvl>'
    )


def numbered(number: int, depth: int = 0) -> str:
    """What puts a paragraph into a numbering."""
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


def package(
    body: str,
    parts: Mapping[str, str | bytes] | None = None,
    relations: Iterable[tuple[str, str, str]] = (),
    *,
    main_type: str = f"{WORD}.document.main+xml",
) -> bytes:
    """A file from a body's markup and other parts of `word/`.

    A relation is its id, kind and target; a target with `:` in it is outside.
    """
    links = "".join(
        f'<Relationship Id="{name}" Type="{KINDS}/{kind}" Target="{escape(target)}"'
        + (' TargetMode="External"' if ":" in target else "")
        + "/>"
        for name, kind, target in relations
    )
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{OPEN}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main_type}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{OPEN}/package/2006/relationships"><Relationship'
        f' Id="rId1" Type="{KINDS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{OPEN}/package/2006/relationships">'
        f"{links}</Relationships>",
        "word/document.xml": whole(f"<w:document><w:body>{body}</w:body></w:document>"),
        **{
            f"word/{name}": whole(content) if isinstance(content, str) else content
            for name, content in (parts or {}).items()
        },
    }
    return zipped(members)


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip of these members."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def changed(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """A zip with each member changed; None leaves it out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: change(name, archive.read(name)) for name in archive.namelist()}
    return zipped({name: made for name, made in members.items() if made is not None})


def png(width: int = 8, height: int = 6, color: str = "red") -> bytes:
    """A small picture."""
    written = io.BytesIO()
    Image.new("RGB", (width, height), color).save(written, "PNG")
    return written.getvalue()

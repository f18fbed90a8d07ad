"""Every way in which the corpus is written: `WRITERS`, each a name, a suffix and what writes it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.utils import format_datetime, parsedate_to_datetime
from xml.sax.saxutils import escape

from tests.received.declared import LOOKS, Declared, DeclaredLine, rows_of, with_numbers
from tests.received.portable import portable
from tests.received.word import FACES, libre, word, wps


def plain(document: Declared) -> bytes:
    """As WPS saves text: GB18030, drawn in by two spaces, cells apart by tabs."""
    return "\r\n".join(_typed(document)).encode("gb18030")


def _typed(document: Declared) -> Iterator[str]:
    for line in with_numbers(document.lines):
        if line.look == "表":
            yield "\t".join("" if cell in ("<", "^") else cell for cell in line.cells)
        elif line.look != "眉":
            yield ("　　" if line.indented else "") + line.text


def marked(document: Declared) -> bytes:
    """As it is typed, in UTF-8: the words are Markdown."""
    return "".join(f"{line.said}\n" for line in document.lines).encode()


def mailed(document: Declared) -> bytes:
    """In the body of a mail."""
    mail = EmailMessage()
    mail["From"] = "城关镇 <cgz@example.com>"
    mail["To"] = "zgyjs@example.com"
    mail["Subject"] = document.facts.get("subject", document.name)
    dated = parsedate_to_datetime(document.facts.get("dated", "Mon, 11 Mar 2024 09:30:00 +0800"))
    mail["Date"] = format_datetime(dated)
    mail.set_content("\n".join(_typed(document)) + "\n")
    return bytes(mail)


OASIS = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(
    f'xmlns:{prefix}="{OASIS}:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
        ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip


def opened(document: Declared) -> bytes:
    """OpenDocument (`.odt`), by automatic styles."""
    lines = [line for line in with_numbers(document.lines) if line.look != "眉"]
    looks = {(line.kind, line.size, line.look == "粗") for line in lines}
    names = {look: f"P{at}" for at, look in enumerate(sorted(looks))}
    styles = "".join(_style(look, name) for look, name in names.items())
    body = "".join(_odt_block(block, names) for block in rows_of(lines))
    content = (
        f'<office:document-content {SPACES} office:version="1.2"><office:automatic-styles>{styles}'
        "</office:automatic-styles><office:body><office:text>"
        f"{body}</office:text></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
    manifest = (
        f'<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0" manifest:version="1.2">'
        f"{entry.format('/', kind)}{entry.format('content.xml', 'text/xml')}</manifest:manifest>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in (
            ("mimetype", kind), ("content.xml", content), ("META-INF/manifest.xml", manifest)
        ):  # fmt: skip
            archive.writestr(zipfile.ZipInfo(name, (2024, 3, 1, 0, 0, 0)), text)
    return made.getvalue()


def _style(look: tuple[str, float, bool], name: str) -> str:
    kind, size, bold = look
    face, _, place, indented = LOOKS[kind]
    paragraph = (f' fo:text-align="{place}"' if place else "") + (
        f' fo:text-indent="{2 * size:g}pt"' if indented else ""
    )
    heavy = ' style:font-weight-asian="bold" fo:font-weight="bold"' if bold else ""
    return (
        f'<style:style style:name="{name}" style:family="paragraph">'
        f"<style:paragraph-properties{paragraph}/><style:text-properties"
        f' style:font-name-asian="{FACES[face]}" fo:font-size="{size:g}pt"'
        f' style:font-size-asian="{size:g}pt"{heavy}/></style:style>'
    )


def _odt_block(
    block: DeclaredLine | tuple[DeclaredLine, ...], names: dict[tuple[str, float, bool], str]
) -> str:
    if isinstance(block, DeclaredLine):
        words = escape(block.text).replace("\n", "<text:line-break/>")
        name = names[block.kind, block.size, block.look == "粗"]
        return f'<text:p text:style-name="{name}">{words}</text:p>'
    rows = "".join(
        "<table:table-row>"
        + "".join(
            "<table:covered-table-cell/>"
            if cell in ("<", "^")
            else f"<table:table-cell{_spans(block, at, to)}><text:p>{escape(cell)}</text:p>"
            "</table:table-cell>"
            for to, cell in enumerate(row.cells)
        )
        + "</table:table-row>"
        for at, row in enumerate(block)
    )
    count = len(block[0].cells)
    column = f'<table:table-column table:number-columns-repeated="{count}"/>'
    return f"<table:table>{column}{rows}</table:table>"


def _spans(block: tuple[DeclaredLine, ...], at: int, to: int) -> str:
    row = block[at].cells
    wide = next((end for end in range(to + 1, len(row)) if row[end] != "<"), len(row)) - to
    deep = next(
        (end for end in range(at + 1, len(block)) if block[end].cells[to] != "^"), len(block)
    )
    return f' table:number-columns-spanned="{wide}" table:number-rows-spanned="{deep - at}"'


WRITERS: dict[str, tuple[str, Callable[[Declared], bytes]]] = {
    "word": (".docx", word),
    "wps": (".docx", wps),
    "libre": (".docx", libre),
    "pdf": (".pdf", portable),
    "txt": (".txt", plain),
    "md": (".md", marked),
    "eml": (".eml", mailed),
    "odt": (".odt", opened),
}
QUICK = ("word", "wps", "libre", "txt", "md", "eml")
"""Those whose files need neither LibreOffice nor a reader of pages."""

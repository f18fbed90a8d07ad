"""From the parts to the bytes of the file: the same issue, the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.opc.parts.coreprops import CorePropertiesPart
from docx.package import Package
from lxml import etree

from bulletin.model import Issue, Mark
from bulletin.ooxml import CUSTOM, FACT_TYPES, Element
from bulletin.word.composing import (
    RELATIONSHIP,
    Composing,
    field_runs,
    link_id,
    paragraph,
    picture_id,
    printable_text,
    text_run,
)
from bulletin.word.elements import properties, root, w
from bulletin.word.page import WordPage
from bulletin.word.settings import fonts_part, numbering_part, settings_part
from bulletin.word.styles import alignment, styles_part

LONGEST_FACT = 255
"""The greatest number of characters that Word takes in a document's properties."""

COPY = "BulletinCopy"
"""The custom property that holds the digest of the copy which the document was made of."""

_OLDEST = (1980, 1, 1)
"""The first day that an archive's directory can name."""


def document_bytes(issue: Issue, composing: Composing, mark: Mark | None, copy: str) -> bytes:
    """The file: every part, and every relationship between them."""
    page = composing.page
    package = Package()
    document = _part(package, "word/document.xml", CT.WML_DOCUMENT_MAIN, _document(composing, mark))
    package.load_rel(RT.OFFICE_DOCUMENT, document, "rId1")
    package.load_rel(RT.CORE_PROPERTIES, _core(package, issue, mark), "rId2")
    if copy:
        package.load_rel(RT.CUSTOM_PROPERTIES, _custom(package, copy), "rId3")
    footnotes = _part(package, "word/footnotes.xml", CT.WML_FOOTNOTES, _footnotes(composing))
    numbering = numbering_part(composing.lists, page)
    parts = (
        ("Styles", CT.WML_STYLES, RT.STYLES, styles_part(page)),
        ("Settings", CT.WML_SETTINGS, RT.SETTINGS, settings_part(page)),
        ("FontTable", CT.WML_FONT_TABLE, RT.FONT_TABLE, fonts_part()),
        ("Numbering", CT.WML_NUMBERING, RT.NUMBERING, numbering),
    )
    for name, content_type, relationship, made in parts:
        filed = f"word/{name[0].lower()}{name[1:]}.xml"
        document.load_rel(relationship, _part(package, filed, content_type, made), f"rId{name}")
    document.load_rel(RT.FOOTNOTES, footnotes, "rIdFootnotes")
    for place in _places(page):
        number = _part(
            package, f"word/footer-{place}.xml", CT.WML_FOOTER, page_number_footer(place)
        )
        document.load_rel(RT.FOOTER, number, f"rIdFooter-{place}")
        if mark:
            above = _part(
                package, f"word/header-{place}.xml", CT.WML_HEADER, proof_mark(mark, page)
            )
            document.load_rel(RT.HEADER, above, f"rIdHeader-{place}")
    for part in (document, footnotes):
        _relate_links(part, composing)
    _relate_pictures(package, document, composing)
    written = io.BytesIO()
    package.save(written)
    return _dated(written.getvalue(), issue.dated)


def _part(package: Package, name: str, content_type: str, made: Element) -> XmlPart:
    return XmlPart(PackURI(f"/{name}"), content_type, made, package)


def _relate_links(part: XmlPart, composing: Composing) -> None:
    """The addresses of the links that stand in a part."""
    used = {made.get(RELATIONSHIP) for made in part.element.iter("{*}hyperlink")}
    for index, address in enumerate(composing.links):
        if link_id(index) in used:
            part.load_rel(RT.HYPERLINK, address, link_id(index), is_external=True)


def _relate_pictures(package: Package, document: XmlPart, composing: Composing) -> None:
    for index, path in enumerate(dict.fromkeys(composing.pictures)):
        content = composing.images[path]
        kind = "png" if content.startswith(b"\x89PNG") else "jpeg"
        name = PackURI(f"/word/media/image{index + 1}.{kind}")
        image = Part(name, f"image/{kind}", content, package)
        document.load_rel(RT.IMAGE, image, picture_id(index))


# -- The document itself ---------------------------------------------------------------------------


def _places(page: WordPage) -> tuple[str, ...]:
    """Whether odd and even pages differ; the first page of a letter differs from all others."""
    return PLACES if "double" in page.profile.properties else PLACES[:2]


def _document(composing: Composing, mark: Mark | None) -> Element:
    return root("w:document", w("body", *composing.body, _section(composing.page, mark)))


def _section(page: WordPage, mark: Mark | None) -> Element:
    """The page: A4, its margins, and the grid of 22 lines of 28 字 (5.2)."""
    places = _places(page)
    references = [
        *(_reference("header", place) for place in places if mark),
        *(_reference("footer", place) for place in places),
    ]
    size = w("pgSz", w=page.length("page-width"), h=page.length("page-height"))
    margins = w(
        "pgMar",
        top=page.length("margin-top"),
        right=page.right,
        bottom=page.length("margin-bottom"),
        left=page.left,
        header=page.length("margin-top") // 2,
        footer=page.footer,
        gutter=0,
    )
    numbered = w("lnNumType", countBy=1, restart="newPage") if mark and mark.numbered else None
    first = w("titlePg") if "first" in places else None
    grid = w("docGrid", type="linesAndChars", linePitch=page.pitch, charSpace=page.char_space)
    return w("sectPr", *references, size, margins, numbered, w("cols", space=0), first, grid)


def _reference(kind: str, place: str) -> Element:
    made = w(f"{kind}Reference", type=place)
    made.set(RELATIONSHIP, f"rId{kind.capitalize()}-{place}")
    return made


def _footnotes(composing: Composing) -> Element:
    """The footnotes, after the rules that separate them from the text."""
    rules = (("separator", -1), ("continuationSeparator", 0))
    sign = properties("w:rPr", w("rStyle", val="FootnoteReference"))
    last = len(composing.footnotes) + 1
    return root(
        "w:footnotes",
        *(
            w("footnote", paragraph("FootnoteText", [w("r", w(kind))]), type=kind, id=number)
            for kind, number in rules
        ),
        *(
            w(
                "footnote",
                paragraph("FootnoteText", [w("r", sign, w("footnoteRef")), *runs]),
                id=number,
            )
            for number, runs in enumerate(composing.footnotes, start=1)
        ),
        *([w("footnote", *composing.unsigned, id=last)] if composing.unsigned else ()),
    )


# -- Facts about the document ----------------------------------------------------------------------


def _core(package: Package, issue: Issue, mark: Mark | None) -> CorePropertiesPart:
    """Title, author and the like, as the page's head has them (templates/sheet.html)."""
    part: CorePropertiesPart = CorePropertiesPart.default(package)
    core = part.core_properties
    publication = issue.publication
    core.title = _fact(issue.title)
    core.author = core.last_modified_by = _fact(publication.issuer)
    core.subject = _fact(issue.topic or publication.name)
    units = [unit.name for article in issue.articles for unit in article.units]
    core.keywords = _fact(", ".join([publication.name, issue.label, *units]))
    core.language = "zh-CN"
    core.content_status = mark.label if mark else ""
    core.revision = 1
    core.created = core.modified = datetime(*issue.dated.timetuple()[:3])
    return part


def _custom(package: Package, copy: str) -> Part:
    """The digest of the copy, in the one place that every program keeps (part 1, 22.3)."""
    facts = etree.Element(f"{CUSTOM}Properties", nsmap={None: CUSTOM[1:-1], "vt": FACT_TYPES[1:-1]})
    fact = etree.SubElement(facts, f"{CUSTOM}property", fmtid=_FORMAT, pid="2", name=COPY)
    etree.SubElement(fact, f"{FACT_TYPES}lpwstr").text = copy
    content = etree.tostring(facts, xml_declaration=True, encoding="UTF-8", standalone=True)
    return Part(PackURI("/docProps/custom.xml"), CT.OFC_CUSTOM_PROPERTIES, content, package)


_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The set of properties that a user may add to (part 1, 22.3.2.2)."""


def _fact(text: str) -> str:
    return printable_text(text)[:LONGEST_FACT]


# -- Bytes -----------------------------------------------------------------------------------------


def _dated(content: bytes, day: date) -> bytes:
    """The archive with the issue's date instead of the clock's."""
    dated = (*max(day.timetuple()[:3], _OLDEST), 0, 0, 0)
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, dated)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            new.writestr(entry, old.read(name))
    return written.getvalue()


PLACES = ("default", "even", "first")
"""The pages that have a header and a footer of their own; `default` are the odd ones."""


def page_number_footer(place: str) -> Element:
    """The part of a footer: `— 1 —`, right on odd pages, left on even ones (7.5).

    The first page of a letter has none (10.1).
    """
    if place == "first":
        return root("w:ftr", paragraph("PageNumber", ()))
    side = alignment("left") if place == "even" else None
    runs = [text_run("— "), *field_runs("PAGE", "1"), text_run(" —")]
    return root("w:ftr", paragraph("PageNumber", runs, side))


def proof_mark(mark: Mark, page: WordPage) -> Element:
    """The part of a header: 送审稿 or 清样 in a box, the day and which copy it is."""
    label = text_run(mark.label)
    box = w("bdr", val="single", sz=8, space=2, color=page.red)
    label.replace(label[0], properties("w:rPr", w("rFonts", hint="eastAsia"), box))
    dated = f"　{mark.printed_date}" if mark.dated else ""
    return root(
        "w:hdr", paragraph("ProofMark", [label, text_run(f"{dated}　稿次 {mark.revision}")])
    )

"""The same sheets laid out, and the same pages drawn, by WeasyPrint itself: what our own press is
compared with."""

from __future__ import annotations

import ctypes
import io
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pdfplumber
import pydyf
import pypdfium2
import pypdfium2.raw as pdfium
import uharfbuzz as hb
from PIL import ImageChops, ImageFilter
from PIL.Image import Image
from weasyprint import draw
from weasyprint.draw import text as drawn_text
from weasyprint.pdf.fonts import Font
from weasyprint.text.line_break import Layout

from bulletin.press import Pressed, engine, pressing
from bulletin.press.engine import paragraphs
from bulletin.press.engine.joined import is_joined
from bulletin.press.engine.justification import glyphs_of
from bulletin.press.engine.leaves import POINT, leaf_of
from bulletin.press.engine.placement import placed
from bulletin.press.impression import PlacedIssue, impress
from bulletin.press.sheet_tree import sheet_tree
from bulletin.press.typesetting.composed import ComposedPages

Drawn = tuple[bytes, bytes]
"""The PDF of the same pages, as WeasyPrint draws it and as we do."""

NEAR = 0.02 * 72 / 25.4
"""0.02 mm, in points."""

FAINT = 8
"""Of 255: by how much a dot may be darker or lighter."""


@contextmanager
def drawn_twice() -> Iterator[list[Drawn]]:
    """A context in which every sheet is drawn twice; both PDFs are added to the list."""
    found: list[Drawn] = []

    def twice(document: Any, *others: Any) -> PlacedIssue:
        issue = placed(document, *others)
        with _truly(), mock.patch.object(logging.getLogger("weasyprint"), "disabled", True):
            theirs = document.write_pdf(pdf_variant="pdf/a-2a", finisher=_bare)
        lying = [at for at, each in enumerate(document.pages) if _lies(each)]
        found.append((_turned(theirs, lying) if lying else theirs, impress(issue)))
        return issue

    with mock.patch("bulletin.press.engine.laid.placed", twice):
        yield found


@contextmanager
def laid_twice() -> Iterator[list[Drawn]]:
    """A context in which the engine lays out every sheet as well that the press composes itself;
    both PDFs are added to the list."""
    found: list[Drawn] = []
    set_ = pressing._set

    def twice(order: Any, root: Any, *others: Any) -> Pressed:
        with _noted_alterations() as altered:
            pressed = set_(order, root, *others)
        if not others:
            again = sheet_tree(order.sheet)
            with _told_alterations(altered, again), engine.listening() as said:
                found.append((set_(order, again, "a second opinion", said).pdf, pressed.pdf))
        return pressed

    with mock.patch.object(pressing, "_set", twice):
        yield found


Alterations = dict[tuple[str, int, str], tuple[int, ...]]
"""Where the lines end of each paragraph that is set longer or shorter: by the text of its element,
how many elements before it have the same, and its own text."""


@contextmanager
def _noted_alterations() -> Iterator[Alterations]:
    """A context in which it is noted how the press alters paragraphs to fill its pages."""
    found: Alterations = {}
    places = ComposedPages.placed

    def noted(pages: ComposedPages, *others: Any) -> PlacedIssue:
        found.clear()
        names = _names_of(pages.root)
        for part in (part for page in pages.pages for part in page.parts):
            own, broken = pages.work.galley[part.piece].broken, part.broken
            if broken and own and broken.chosen.breaks != own.chosen.breaks:
                name = names[id(broken.whole.source.element)]
                found[*name, broken.whole.read] = broken.chosen.breaks
        return places(pages, *others)

    with mock.patch.object(ComposedPages, "placed", noted):
        yield found


def _names_of(root: Any) -> dict[int, tuple[str, int]]:
    """For each element its text, and how many elements before it have the same."""
    known: Counter[str] = Counter()
    names: dict[int, tuple[str, int]] = {}
    for element in root.iter():
        text = "".join(element.itertext())
        names[id(element)] = text, known[text]
        known[text] += 1
    return names


@contextmanager
def _told_alterations(altered: Alterations, root: Any) -> Iterator[None]:
    """A context in which the engine alters these paragraphs and no others: which ones are altered
    is decided page by page in its room, and for all pages at once in ours."""
    broken = paragraphs._broken

    def told(box: Any, runs: Any, width: float, indent: float, *how: Any) -> Any:
        if not how and box.element is not None:
            name = _names_of(root).get(id(box.element), ("", 0))
            ends = altered.get((*name, paragraphs._measured(box, runs)[0]))
            if ends is not None:
                return broken(box, runs, width, indent, 1, ends)
        return broken(box, runs, width, indent, *how)

    with (
        mock.patch.object(paragraphs, "_broken", told if altered else broken),
        mock.patch("bulletin.press.engine.filling.MOST_LACKING", 0),
        mock.patch("bulletin.press.engine.paragraphs._without_widow", lambda *each: each[2]),
    ):
        yield


def ideographs(pdf: bytes) -> Counter[str]:
    """How often each 汉字 is on the pages."""
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return Counter(each for text in pages for each in text if is_han(each))


def said(pdf: bytes) -> Counter[str]:
    """How often each 汉字 is said on the pages, without what is printed once more: heads of tables,
    page numbers."""
    found: Counter[str] = Counter()
    for page in pypdfium2.PdfDocument(pdf):
        kept = page.get_textpage()
        for each in page.get_objects([pdfium.FPDF_PAGEOBJ_TEXT], max_depth=1):
            if _mark_of(each) != "Artifact":
                length = pdfium.FPDFTextObj_GetText(each.raw, kept.raw, None, 0)
                text = (pdfium.FPDF_WCHAR * length)()
                pdfium.FPDFTextObj_GetText(each.raw, kept.raw, text, length)
                found.update(character for character in map(chr, text) if is_han(character))
    return found


def _mark_of(drawn: Any) -> str:
    """The name of the first mark of something drawn; empty if it has none."""
    mark = pdfium.FPDFPageObj_GetMark(drawn.raw, 0)
    if not mark:
        return ""
    name, length = (pdfium.FPDF_WCHAR * 32)(), ctypes.c_ulong()
    pdfium.FPDFPageObjMark_GetName(mark, name, 64, length)
    return "".join(map(chr, name[: length.value // 2 - 1]))


def is_han(character: str) -> bool:
    """Whether a character is a common 汉字."""
    return "\u3400" <= character <= "\u9fff"


@contextmanager
def _truly() -> Iterator[None]:
    """A context in which WeasyPrint draws with our slack, and glyphs where Pango has put them.

    WeasyPrint takes Pango's 1,024ths for thousandths where a glyph has an offset, which moves an
    opening mark that is squeezed 0.012 em too far, and cuts the thousandths off between glyphs.
    """
    first_line = Layout.get_first_line

    def moved(self: Layout) -> Any:
        line, index = first_line(self)
        if (places := getattr(self, "press_places", None)) is not None:
            _move(line, places)
        return line, index

    draw_text = draw.draw_text

    def with_slack(stream: Any, box: Any, *others: Any) -> None:
        cut_off = others[1:] != ("clip", "none")
        runs = () if is_joined(box) or cut_off else tuple(glyphs_of(box))
        box.pango_layout.press_places = [place for run in runs for place in run.places]
        draw_text(stream, box, *others)
        del box.pango_layout.press_places

    subset = Font._harfbuzz_subset

    def by_number(font: Font, to_unicode: Any, hinting: bool) -> None:
        face = hb.Face(font.file_content, font.index)
        if not _numbered(face):
            subset(font, to_unicode, hinting)
            return
        request = hb.SubsetInput()
        request.glyph_set.update(to_unicode)
        request.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.DESUBROUTINIZE
        font.file_content = bytes(hb.subset(face, request).blob.data)

    with (
        mock.patch.object(Font, "_harfbuzz_subset", by_number),
        mock.patch.object(Layout, "get_first_line", moved),
        mock.patch.object(draw, "draw_text", with_slack),
        mock.patch.object(drawn_text, "int", _whole, create=True),
    ):
        yield


def _lies(page: Any) -> bool:
    """Whether a page is laid out on its side, and turned to the left by the press."""
    return bool(leaf_of(page).width != page.width * POINT)


def _turned(pdf: bytes, numbers: Sequence[int]) -> bytes:
    """The same PDF with some pages (counted from 0) turned to the left."""
    read = pypdfium2.PdfDocument(pdf)
    for number in numbers:
        page = read[number]
        width, height = page.get_size()
        matrix = (0.0, 1.0, -1.0, 0.0, height, 0.0)
        pdfium.FPDFPage_TransFormWithClip(page, pdfium.FS_MATRIX(*matrix), None)
        pdfium.FPDFPage_TransformAnnots(page, *matrix)
        page.set_mediabox(0, 0, height, width)
    kept = io.BytesIO()
    read.save(kept)
    return kept.getvalue()


def _move(line: Any, places: Sequence[float]) -> None:
    """Give the glyphs of a line of Pango these places (px), by their widths."""
    geometries = []
    item = line.runs[0]
    while item:
        string, item = item.data.glyphs, item.next
        geometries += [string.glyphs[at].geometry for at in range(string.num_glyphs)]
    pens = [
        round(place * 1024) - each.x_offset for place, each in zip(places, geometries, strict=False)
    ]
    for each, pen, after in zip(geometries, pens, pens[1:], strict=False):
        each.width = after - pen
    for each in geometries:
        each.x_offset = round(each.x_offset * 1000 / 1024)
        each.y_offset = round(each.y_offset * 1000 / 1024)


def _whole(value: float) -> float:
    """An advance in thousandths, not cut off; but a width in Pango's units is whole."""
    return int(value) if value > 50_000 else round(value, 3)


def _numbered(face: hb.Face) -> bool:
    return "CFF " in face.table_tags and not hb.Font(face).get_glyph_name(1)


def _bare(_document: Any, pdf: pydyf.PDF) -> None:
    """Embed faces whose glyphs have numbers as we do, because readers draw them otherwise."""
    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and each.extra.get("Subtype") == "/OpenType":
            face = hb.Face(each.stream[0])
            if _numbered(face):
                each.stream = [bytes(face.reference_table("CFF ").data)]
                each.extra["Subtype"] = "/CIDFontType0C"


def differences(drawn: Drawn, pixels: bool = True) -> list[str]:
    """Everything in which the two PDFs differ; `pixels` says whether they are printed as well."""
    theirs, ours = (pypdfium2.PdfDocument(each) for each in drawn)
    found = [] if len(theirs) == len(ours) else ["pages"]
    entries = [
        [(each.get_title(), each.level, *_place(each.get_dest())) for each in pdf.get_toc()]
        for pdf in (theirs, ours)
    ]
    if not _alike(*entries):
        found.append(f"outline: {entries}")
    links = [list(_links(each)) for each in drawn]
    if not _alike(*links):
        found.append(f"links: {links}")
    for number, pair in enumerate(zip(theirs, ours, strict=False), 1):
        found += [f"page {number}: {each}" for each in _of_page(*pair, pixels)]
    if len(drawn[1]) > 1.01 * len(drawn[0]) + 1024:
        found.append(f"{len(drawn[1])} bytes instead of {len(drawn[0])}")
    return found


def _place(place: Any) -> tuple[float, ...]:
    return (place.get_index(), *place.get_view()[1][:2])


def _links(pdf: bytes) -> Iterator[tuple[Any, ...]]:
    """Page, area and target of every link, and whether it is printed. Areas of one link that stand
    side by side are one: WeasyPrint has another for what stands after a leader."""
    areas: dict[tuple[Any, ...], tuple[float, float]] = {}
    with pdfplumber.open(io.BytesIO(pdf)) as read:
        for page in read.pages:
            for each in page.annots:
                data = each["data"]
                target = str(data.get("Dest") or data["A"]["URI"])
                key = (page.page_number, round(each["top"], 1), target, data["F"])
                left, right = areas.get(key, (each["x0"], each["x1"]))
                areas[key] = min(left, each["x0"]), max(right, each["x1"])
    for (number, top, target, printed), (left, right) in areas.items():
        yield number, left, float(top), right, target, printed


def _of_page(theirs: Any, ours: Any, pixels: bool) -> Iterator[str]:
    if not _alike([theirs.get_size()], [ours.get_size()]):
        yield "size"
    signs, own = (list(_signs(each)) for each in (theirs, ours))
    if [text for text, *_ in signs] != [text for text, *_ in own]:
        yield f"text: {''.join(each[0] for each in signs)} / {''.join(each[0] for each in own)}"
    elif not _alike(signs, own):
        far = [(one, two) for one, two in zip(signs, own, strict=True) if not _alike([one], [two])]
        yield f"places: {far[:5]}"
    shapes, drawn = (list(_shapes(each)) for each in (theirs, ours))
    for shape in shapes:
        same = [each for each in drawn if _alike([shape], [each])]
        if not same:
            yield f"no rule or picture like {shape}"
            break
        drawn.remove(same[0])
    else:
        if drawn:
            yield f"more rules and pictures: {drawn}"
    if pixels and (dots := _dots(theirs, ours)):
        yield f"dots in {sorted(dots)}"


def _alike(one: list[Any], other: list[Any]) -> bool:
    """Whether two lists say the same, with lengths that are near to each other."""
    return len(one) == len(other) and all(
        abs(a - b) <= NEAR if isinstance(a, float) and isinstance(b, float) else a == b
        for before, after in zip(one, other, strict=True)
        for a, b in zip(before, after, strict=True)
    )


def _signs(page: Any) -> Iterator[tuple[str, float, float]]:
    """Every character with the place where its glyph begins, as PDFium reads them."""
    kept = page.get_textpage()
    text = kept.raw
    x, y = pdfium.c_double(), pdfium.c_double()
    for at in range(pdfium.FPDFText_CountChars(text)):
        if not pdfium.FPDFText_IsGenerated(text, at):
            pdfium.FPDFText_GetCharOrigin(text, at, x, y)
            yield chr(pdfium.FPDFText_GetUnicode(text, at)), x.value, y.value


def _shapes(page: Any) -> Iterator[tuple[float, ...]]:
    """Where everything stands that is no text, and its kind."""
    for each in page.get_objects(max_depth=1):
        if each.type != pdfium.FPDF_PAGEOBJ_TEXT:
            yield (*map(float, each.get_bounds()), float(each.type * 100))


def _dots(theirs: Any, ours: Any) -> set[tuple[int, int]]:
    """The fields of the page in which dots differ, printed at 150 dpi.

    PDFium puts glyphs on whole dots. One that stands between two of them to a ten-thousandth of a
    point may come to stand on either; printed a little smaller or larger, it stands between no two.
    What is still found then is looked for beside its place as well.
    """
    found = _fields(150, theirs, ours)
    for dpi in (149, 151, 300, 613):
        found = found and found & _fields(dpi, theirs, ours)
    return found and found & _fields(300, theirs, ours, beside=True)


def _fields(dpi: int, theirs: Any, ours: Any, *, beside: bool = False) -> set[tuple[int, int]]:
    """The fields in which dots differ: each a hundredth of the page wide and high.

    With `beside`, a dot may also be as dark as one of those around it on the other page.
    """
    one, other = (each.render(scale=dpi / 72).to_pil().convert("RGB") for each in (theirs, ours))
    if beside:
        grey = ImageChops.lighter(_out_of_reach(one, other), _out_of_reach(other, one))
    else:
        grey = ImageChops.difference(one, other)
    grey = grey.convert("L").point(lambda dot: 255 * (dot > FAINT))
    if not grey.getbbox():
        return set()
    width, height = grey.size
    return {
        (x, y)
        for x in range(100)
        for y in range(100)
        if grey.crop(
            (x * width // 100, y * height // 100, (x + 1) * width // 100, (y + 1) * height // 100)
        ).getbbox()
    }


def _out_of_reach(one: Image, other: Image) -> Image:
    """By how much each dot is darker or lighter than all those around its place on the other."""
    darker = ImageChops.subtract(other.filter(ImageFilter.MinFilter(3)), one)
    lighter = ImageChops.subtract(one, other.filter(ImageFilter.MaxFilter(3)))
    return ImageChops.lighter(darker, lighter)


def shade(drawn: Drawn) -> int:
    """By how much of 255 a square point is darker or lighter at most, without regard to how PDFium
    makes dots of the edges."""
    return max(_shade(*pair) for pair in zip(*map(pypdfium2.PdfDocument, drawn), strict=True))


def _shade(theirs: Any, ours: Any) -> int:
    printed = (page.render(scale=3).to_pil().convert("L").reduce(3) for page in (theirs, ours))
    histogram = ImageChops.difference(*printed).histogram()
    return max(grey for grey, dots in enumerate(histogram) if dots)

"""All contact with WeasyPrint's internals.

WeasyPrint lays out pages; lines are this press's own. Some of its functions are replaced while a
sheet is being set:

- `layout.block.iter_line_boxes`: before a paragraph's first line is made, its characters are
  measured, the ends of its lines chosen (`breaks`), and a copy of the paragraph with forced line
  ends is laid out in its stead. The engine then breaks nothing; it only shapes each line once.
- `layout.preferred.inline_line_widths`: the same measure tells a table how wide its cells are.
- `layout.block.block_level_layout`: after a table or an image the next block starts on a line of
  the page's grid again.
- `draw.draw_text`: a line's slack is written as PDF character spacing (`Tc`), so that every
  character moves by the same exact amount and the strings stay short.

- `pdf.fonts.Font._harfbuzz_subset`: only the glyphs used are embedded.

The break marks live in the copies only, hence never reach the text layer.
`tests/press/test_engine.py` fails when any of these internals changes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any

import pydyf
import uharfbuzz as hb
import weasyprint
from weasyprint import draw as wp_draw
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block as wp_block
from weasyprint.layout import preferred as wp_preferred
from weasyprint.layout.percent import resolve_one_percentage
from weasyprint.pdf import fonts as wp_pdf_fonts
from weasyprint.text import fonts as wp_fonts
from weasyprint.text.ffi import FROM_UNITS, ffi, fontconfig, gobject, pangoft2
from weasyprint.text.line_break import Layout

from bulletin.press.breaks import Breaks, Measure, Measured, choose_breaks, widest_piece
from bulletin.press.sheet import image_path
from bulletin.press.titles import title_breaks

engine_iter_line_boxes = wp_block.iter_line_boxes
engine_draw_text = wp_draw.draw_text
engine_inline_line_widths = wp_preferred.inline_line_widths
engine_subset = wp_pdf_fonts.Font._harfbuzz_subset
engine_block_level_layout = wp_block.block_level_layout

_one_at_a_time = threading.Lock()


class OnlyTheseFonts(wp_fonts.FontConfiguration):  # type: ignore[misc]
    """A font configuration that knows `files` and nothing of the machine's own fonts."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._config = fontconfig.FcConfigCreate()
        self.font_map = ffi.gc(pangoft2.pango_ft2_font_map_new(), gobject.g_object_unref)
        for path in files:
            if not fontconfig.FcConfigAppFontAddFile(self._config, str(path).encode()):
                raise OSError(f"fontconfig refuses {path}")
        pangoft2.pango_fc_font_map_set_config(
            ffi.cast("PangoFcFontMap *", self.font_map), self._config
        )
        fontconfig.FcConfigDestroy(self._config)
        self._folder = None
        self.strut_layouts: dict[str, Any] = {}
        self.font_features: dict[bytes, Any] = {}


ffi.cdef("FcConfig * FcConfigCreate (void);")


@dataclass
class Setting:
    """What the press keeps while it sets one sheet."""

    pitch: float
    """From one line of the page to the next, in px."""

    top: float
    """The text area's upper edge, in px from the paper's."""

    tracking: float = 0.0
    """Spacing that every justified character carries, in px."""

    stretches: list[float] = field(default_factory=list)
    """What was put between the characters of each line set flush, in em."""

    loose: list[tuple[Any, str]] = field(default_factory=list)
    """Elements with a line stretched beyond `LOOSE`, and the line's text."""

    broken: list[tuple[Any, str]] = field(default_factory=list)
    """Elements in which an unbreakable piece was broken, and the text before the break."""


_setting: Setting | None = None


@contextmanager
def own_lines(setting: Setting) -> Iterator[None]:
    """Within it, WeasyPrint lays out and draws lines as this module says; one sheet at a time."""
    global _setting
    with _one_at_a_time:
        _setting = setting
        wp_block.iter_line_boxes = _iter_line_boxes
        wp_draw.draw_text = _draw_text
        wp_block.block_level_layout = _block_level_layout
        wp_preferred.inline_line_widths = _inline_line_widths
        wp_pdf_fonts.Font._harfbuzz_subset = _subset
        try:
            yield
        finally:
            wp_block.iter_line_boxes = engine_iter_line_boxes
            wp_draw.draw_text = engine_draw_text
            wp_block.block_level_layout = engine_block_level_layout
            wp_preferred.inline_line_widths = engine_inline_line_widths
            wp_pdf_fonts.Font._harfbuzz_subset = engine_subset
            _setting = None


# Sheets


def parse(sheet: str, folder: Path) -> Any:
    """The tree of a sheet; its images come from `folder` and from nowhere else."""
    return weasyprint.HTML(string=sheet, base_url=BASE, url_fetcher=Confined(folder))


BASE = "file:///"
"""What relative addresses in a sheet are resolved against. No real place, so that the folder's
path is in no byte of the PDF."""


class Confined(weasyprint.urls.URLFetcher):  # type: ignore[misc]
    """Fetches files under one folder by their relative address, and nothing else."""

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=("file",), allow_redirects=False)
        self.folder = folder

    def fetch(self, url: str, headers: Any = None) -> Any:
        """The file. Raises ValueError for any other address, which WeasyPrint catches."""
        if not url.startswith(BASE):
            raise ValueError(f"refused: {url}")
        path = image_path(self.folder, url.removeprefix(BASE))
        if path is None:
            raise ValueError(f"refused: {url}")
        return weasyprint.urls.URLFetcherResponse(url.replace("file:", "issue:"), path.read_bytes())


@lru_cache(maxsize=2)
def fonts_of(files: tuple[Path, ...]) -> OnlyTheseFonts:
    """The configuration of these font files, kept for the next sheet."""
    return OnlyTheseFonts(files)


@lru_cache(maxsize=8)
def style_sheet(text: str, files: tuple[Path, ...]) -> Any:
    """A parsed style sheet, kept for the next sheet."""
    return weasyprint.CSS(
        string=text,
        base_url=BASE,
        font_config=fonts_of(files),
        url_fetcher=Confined(Path("/dev/null")),
    )


def lay_out(
    parsed: Any, styles: Sequence[tuple[str, str]], fonts: tuple[Path, ...], setting: Setting
) -> Any:
    """The pages of a parsed sheet."""
    with own_lines(setting):
        document = parsed.render(
            stylesheets=[style_sheet(text, fonts) for _, text in styles],
            font_config=fonts_of(fonts),
            pdf_variant=VARIANT,
        )
    for page in document.pages:
        _rule_off_first_note(page)
    return document


def _rule_off_first_note(page: Any) -> None:
    """Leave the rule that every note carries above it to the page's first note only."""
    for area in page._page_box.children:
        if isinstance(area, boxes.FootnoteAreaBox):
            for note in area.children[1:]:
                if note.element.tag == "span":
                    _take_off_placed(note)


def _take_off_placed(box: Any) -> None:
    """Take what is placed out of a box of text."""
    if isinstance(box, boxes.ParentBox):
        box.children = [child for child in box.children if child.is_in_normal_flow()]
        for child in box.children:
            _take_off_placed(child)


VARIANT = "pdf/a-2a"


def text_lines(document: Any) -> tuple[int, ...]:
    """How many lines each page holds outside its notes and its margins."""
    return tuple(
        sum(1 for box in _flow(page._page_box) if isinstance(box, boxes.LineBox) and box.children)
        for page in document.pages
    )


def shows(page: Any, elements: frozenset[int]) -> bool:
    """Whether a page has a line of one of the elements, which are given by identity."""
    lines = [
        box for box in _flow(page._page_box) if isinstance(box, boxes.LineBox) and box.children
    ]
    return any(id(box.element) in elements for box in lines)


def _flow(page_box: Any) -> Iterator[Any]:
    """Every box of a page's text; not those of its margins and of the area of its notes."""
    for child in page_box.children:
        if not isinstance(child, boxes.MarginBox | boxes.FootnoteAreaBox):
            yield child
            yield from child.descendants()


def overflowing(document: Any) -> Iterator[tuple[Any, str]]:
    """Elements that stick out of the text area, and over which edge: `right` or `bottom`."""
    for page in document.pages:
        paper = page._page_box
        right = paper.content_box_x() + paper.width + TOLERANCE
        bottom = paper.content_box_y() + paper.height + TOLERANCE
        for box in _flow(paper):
            if (
                isinstance(box, boxes.TableBox | boxes.ReplacedBox | boxes.LineBox)
                and box.children != []
            ):
                if box.position_x + box.width > right:
                    yield box.element, "right"
                elif box.position_y + box.height > bottom:
                    yield box.element, "bottom"


TOLERANCE = 1.0
"""Px by which a box may stick out unseen."""


def ends_in_notes_only(document: Any) -> bool:
    """Whether the last page holds nothing but what stands at its foot."""
    return text_lines(document)[-1] == 0


def write(document: Any, setting: Setting) -> bytes:
    """The bytes of a document laid out by `lay_out`."""
    with own_lines(setting):
        pdf: bytes = document.write_pdf(pdf_variant=VARIANT, finisher=_finish)
    return pdf


def _finish(_document: Any, pdf: Any) -> None:
    """Number the pages for the reader's program, and declare PDF/UA-1 beside PDF/A-2a."""
    pdf.catalog["PageLabels"] = pydyf.Dictionary(
        {"Nums": pydyf.Array([0, pydyf.Dictionary({"S": "/D"})])}
    )
    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and each.extra.get("Subtype") == "/OpenType":
            _unwrap(each)
    number = int(pdf.catalog["Metadata"].split()[0])
    packet = pdf.objects[number]
    packet.stream = [
        part.replace(b"</rdf:RDF>", UA_METADATA + b"</rdf:RDF>") for part in packet.stream
    ]


def _unwrap(stream: Any) -> None:
    """Embed a CID-keyed face as the bare CFF it is.

    In an OpenType wrapper readers disagree whether a code is a CID or a glyph's place in the file.
    """
    face = hb.Face(stream.stream[0])
    if _is_cid_keyed(face):
        stream.stream = [bytes(face.reference_table("CFF ").data)]
        stream.extra["Subtype"] = "/CIDFontType0C"


UA_METADATA = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    b"<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
    b'<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>'
    b'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>'
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    b'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq>"
    b"</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
"""The PDF/UA identifier (ISO 14289-1 5), with the schema that PDF/A-2 asks of it
(ISO 19005-2 6.6.2.3)."""


# Lines


@dataclass
class Paragraph:
    """A line box whose ends of lines are chosen, and where in it each line starts."""

    box: Any
    width: float
    last_lines: tuple[bool, ...]
    """For each line, whether it ends a paragraph (or stands before a forced line end)."""

    line_after: dict[str, int]
    """Number of the line that starts where the engine resumes, by the place as it writes it."""


def _iter_line_boxes(
    context: Any,
    box: Any,
    position_y: float,
    bottom_space: float,
    skip_stack: Any,
    containing_block: Any,
    *others: Any,
) -> Iterator[tuple[Any, Any]]:
    assert _setting is not None
    paragraph = _paragraph(box, containing_block, skip_stack, bool(context.excluded_shapes))
    if paragraph and skip_stack is None:
        paragraph = _without_widow(context, box, paragraph, position_y, bottom_space)
    lines = engine_iter_line_boxes(
        context,
        paragraph.box if paragraph else box,
        position_y,
        bottom_space,
        skip_stack,
        containing_block,
        *others,
    )
    if paragraph is None:
        yield from lines
        return
    number = paragraph.line_after.get(repr(skip_stack), 0) if skip_stack else 0
    for line, resume_at in lines:
        last = paragraph.last_lines[number] if number < len(paragraph.last_lines) else True
        number += 1
        paragraph.line_after[repr(resume_at)] = number
        _spread(line, containing_block, last, _setting)
        yield line, resume_at


def _paragraph(box: Any, block: Any, skip_stack: Any, beside_float: bool) -> Paragraph | None:
    """The paragraph made of `box` for this width; None where the engine must break it itself."""
    known: Paragraph | None = getattr(box, "press_paragraph", None)
    if skip_stack is not None:
        return known
    if known is not None and known.width == block.width:
        return known
    runs = None if beside_float else _text_runs(box)
    if not runs or not any(run.text.strip(" ") for run in runs):
        box.press_paragraph = None
        return None
    resolve_one_percentage(box, "text_indent", block.width)
    box.press_paragraph = _broken(box, runs, block.width, box.text_indent)
    return box.press_paragraph  # type: ignore[no-any-return]


def _without_widow(
    context: Any, box: Any, paragraph: Paragraph, position_y: float, bottom_space: float
) -> Paragraph:
    """The paragraph in one line less or more, where else its last line would begin a page.

    The engine would take a line over with it and leave the page a line short.
    """
    assert _setting is not None
    if not isfinite(context.page_bottom - bottom_space):
        return paragraph
    pitch = _setting.pitch
    count = len(paragraph.last_lines)
    here = int((context.page_bottom - bottom_space - position_y + 0.5) // pitch)
    a_page = int((context.page_bottom - _setting.top + 0.5) // pitch)
    if not 0 < here < count or a_page < 1 or (count - here) % a_page != 1 or count > MOST_LINES:
        return paragraph
    runs = _text_runs(box)
    if not runs or not _is_justified(box):
        return paragraph
    for lines in (count - 1, count + 1):
        other = _broken(box, runs, paragraph.width, box.text_indent, lines)
        if other is not None:
            box.press_paragraph = other
            return other
    return paragraph


MOST_LINES = 100
"""Lines of the longest paragraph that is broken anew for a page's sake; time grows with it."""


def _text_runs(box: Any) -> list[Any] | None:
    """The text boxes of a line box in order; None when it holds more than text.

    Out-of-flow boxes (a list's marker) take no room and are passed over.
    """
    runs: list[Any] = []
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            if child.style["white_space"] != "normal" and child.text != "\n":
                return None
            if child.text and child.style["font_size"]:
                runs.append(child)
        elif not child.is_in_normal_flow():
            continue
        elif type(child) is boxes.InlineBox and not child.is_leader:
            if any(
                child.style[f"{kind}_{side}"].value
                for kind in ("margin", "padding")
                for side in ("left", "right")
            ):
                return None
            inner = _text_runs(child)
            if inner is None:
                return None
            runs.extend(inner)
        else:
            return None
    return runs


def _broken(
    box: Any, runs: Sequence[Any], width: float, indent: float, lines: int | None = None
) -> Paragraph | None:
    """`box` with a forced line end wherever a line is chosen to end.

    With `lines`, in so many; None if it has forced line ends of its own or cannot be done well.
    """
    assert _setting is not None
    texts, measured = _measured(box, runs)
    text = "".join(texts)
    em = runs[0].style["font_size"]
    tracking = _setting.tracking if _is_justified(box) else 0.0
    if lines and "\n" in text:
        return None
    breaks: list[int] = []
    last_lines: list[bool] = []
    start, room = 0, width - indent
    for piece in text.split("\n"):
        stop = start + len(piece)
        advances = [advance for advance, _ in measured[start:stop]]
        regained = [regained for _, regained in measured[start:stop]]
        chosen = _balanced(box, piece, advances, width) or choose_breaks(
            Measured(piece, advances, regained, em), Measure(room, width, tracking), lines
        )
        if chosen is None:
            return None
        breaks.extend(start + at for at in chosen.places)
        last_lines.extend([False] * len(chosen.places) + [True])
        _setting.broken.extend(
            (box.element, text[start + at - 12 : start + at]) for at in chosen.forced
        )
        start, room = stop + 1, width
    # Wanted again only for another width; a long document holds too many of them.
    box.press_measured = None
    new_texts = _with_line_ends(texts, breaks)
    return Paragraph(_copy(box, runs, new_texts), width, tuple(last_lines), {})


def _balanced(box: Any, text: str, advances: Sequence[float], width: float) -> Breaks | None:
    """The breaks of a centred text of more lines than one; None for any other text."""
    if box.style["text_align_all"] != "center":
        return None
    places = title_breaks(text, advances, width)
    return Breaks(places, ()) if places else None


def _measured(box: Any, runs: Sequence[Any]) -> tuple[list[str], list[tuple[float, float]]]:
    """The texts of a line box and the widths of their characters; measured once."""
    known = getattr(box, "press_measured", None)
    if known is None:
        texts = _trimmed([run.text for run in runs])
        widths = [
            each
            for run, text in zip(runs, texts, strict=True)
            for each in _advances(run.style, text)
        ]
        known = box.press_measured = (texts, widths)
    return known


def _inline_line_widths(
    context: Any,
    box: Any,
    outer: bool,
    is_line_start: bool,
    minimum: bool,
    skip_stack: Any = None,
    first_line: bool = False,
) -> Iterator[float]:
    """The widths a table asks for: of the widest unbreakable piece, or of the whole text.

    WeasyPrint finds the least by shaping what is left of the text after every break, which takes
    minutes for a cell of ten thousand characters.
    """
    whole = isinstance(box, boxes.LineBox) and skip_stack is None and not first_line
    runs = _text_runs(box) if whole else None
    if not runs:
        yield from engine_inline_line_widths(
            context, box, outer, is_line_start, minimum, skip_stack, first_line
        )
        return
    texts, measured = _measured(box, runs)
    start = 0
    for piece in "".join(texts).split("\n"):
        widths = [advance for advance, _ in measured[start : start + len(piece)]]
        yield widest_piece(piece, widths) if minimum else sum(widths)
        start += len(piece) + 1


def _trimmed(texts: Sequence[str]) -> list[str]:
    """The texts without the spaces at both ends of their sum, which take no room."""
    kept = list(texts)
    for order, strip in (
        (range(len(kept)), str.lstrip),
        (range(len(kept) - 1, -1, -1), str.rstrip),
    ):
        for at in order:
            kept[at] = strip(kept[at], " ")
            if kept[at]:
                break
    return kept


def _with_line_ends(texts: Sequence[str], breaks: Sequence[int]) -> Iterator[str]:
    """The texts with a newline before each place of their sum in `breaks`.

    A newline stands for the space it follows, and at the end of a text rather than at the
    beginning of the next.
    """
    offset = 0
    pending = list(reversed(breaks))
    for text in texts:
        parts: list[str] = []
        start = 0
        while pending and pending[-1] - offset <= len(text):
            at = pending.pop() - offset
            part = text[start:at]
            parts.append(part[:-1] if part.endswith(" ") else part)
            start = at
        parts.append(text[start:])
        yield "\n".join(parts)
        offset += len(text)


def _copy(box: Any, runs: Sequence[Any], texts: Iterator[str]) -> Any:
    """`box` and what it holds, with other texts and no line break of the engine's own."""
    wanted = set(map(id, runs))
    children = []
    for child in box.children:
        if id(child) in wanted:
            child = child.copy_with_text(next(texts))
            child.style = _unwrapped(child.style)
        elif isinstance(child, boxes.InlineBox) and child.is_in_normal_flow():
            child = _copy(child, runs, texts)
        children.append(child)
    new = box.copy_with_children(children)
    new.style = _unwrapped(box.style)
    return new


def _unwrapped(style: Any) -> Any:
    style = style.copy()
    style["white_space"] = "pre"
    style["text_align_all"] = (
        "start" if style["text_align_all"] == "justify" else style["text_align_all"]
    )
    return style


def _is_justified(box: Any) -> bool:
    return bool(box.style["text_align_all"] == "justify")


def _advances(style: Any, text: str) -> Iterator[tuple[float, float]]:
    """For each character of a text in a style: its width, and what it regains at a line's end; px.

    HarfBuzz' contextual spacing (`chws`) takes the half of a mark that faces the next mark off
    its advance, and gives it back when a line ends between them; a half that faces the previous
    mark shows as an offset and is not given back at the end.
    """
    if text in ("", "\n"):
        yield from [(0.0, 0.0)] * len(text)
        return
    layout = Layout(style)
    layout.set_text(text)
    line, _ = layout.get_first_line()
    size = style["font_size"]
    widths = dict.fromkeys(range(len(text.encode())), 0)
    offsets = dict.fromkeys(widths, 0)
    item = line.runs[0]
    while item != ffi.NULL:
        glyph_item, item = item.data, item.next
        start = glyph_item.item.offset
        glyphs, clusters = glyph_item.glyphs.glyphs, glyph_item.glyphs.log_clusters
        for index in range(glyph_item.glyphs.num_glyphs):
            geometry = glyphs[index].geometry
            byte = start + clusters[index]
            widths[byte] += geometry.width
            offsets[byte] = geometry.x_offset
    at = 0
    for character in text:
        width = widths[at] * FROM_UNITS
        squeezed = character >= "\u2000" and width < 0.75 * size and offsets[at] == 0
        yield width, (size / 2 if squeezed and 0.4 * size < width < 0.6 * size else 0.0)
        at += len(character.encode())
    layout.deactivate()


def _spread(line: Any, block: Any, last: bool, setting: Setting) -> None:
    """Give every character of a line its share of the line's slack.

    What hangs out to the left (the 报： of a colophon) keeps its place, so that turned lines align
    with the character after it.
    """
    left = block.content_box_x() - 0.1
    texts = [
        box
        for box in line.descendants()
        if isinstance(box, boxes.TextBox) and box.position_x >= left
    ]
    count = sum(len(box.text) for box in texts)
    if count < 2:
        return
    em = texts[0].style["font_size"]
    start = texts[0].position_x
    width = texts[-1].position_x + texts[-1].width - start
    share = (block.content_box_x() + block.width - start - width) / (count - 1)
    if not _is_justified(block):
        # A line that was chosen a little too long is brought within the measure all the same.
        share = min(0.0, share)
    elif last:
        share = min(setting.tracking, share)
    else:
        setting.stretches.append(share / em)
        if share / em > LOOSE:
            setting.loose.append((line.element, "".join(box.text for box in texts)))
    if share:
        _track(line, share, 0.0, left)
        # What follows the last character hangs over the line's end.
        line.width -= max(0.0, share)


LOOSE = 0.2
"""Em between characters from which on a line looks torn."""


def _track(box: Any, share: float, moved: float, left: float) -> float:
    """Set `share` px after every character in `box` that is not left of `left`.

    Returns how far what follows has moved.
    """
    if isinstance(box, boxes.TextBox):
        if box.position_x < left:
            return moved
        box.position_x += moved
        grown = share * len(box.text)
        box.press_tracking = share
        box.width += grown
        return moved + grown
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        start = moved
        if not isinstance(box, boxes.LineBox):
            box.position_x += moved
        for child in box.children:
            if child.is_in_normal_flow():
                moved = _track(child, share, moved, left)
        box.width += moved - start
        return moved
    box.translate(moved, 0)
    return moved


def _block_level_layout(context: Any, box: Any, *others: Any, **named: Any) -> Any:
    """Lay out a block; after one that is no whole number of lines high, come back to the grid.

    The white goes into the margin that adjoins the next block.
    """
    assert _setting is not None
    new, resume_at, next_page, margins, *rest = engine_block_level_layout(
        context, box, *others, **named
    )
    if new is not None and resume_at is None and box.element_tag in OFF_GRID:
        over = (new.position_y + new.margin_height() - _setting.top) % _setting.pitch
        if 0.01 < over < _setting.pitch - 0.01:
            margins = [*margins, _setting.pitch - over]
    return (new, resume_at, next_page, margins, *rest)


OFF_GRID = frozenset({"table", "figure", "img"})
"""Elements whose height is their own."""


def _draw_text(stream: Any, textbox: Any, *others: Any) -> None:
    share = getattr(textbox, "press_tracking", 0.0)
    if not share:
        engine_draw_text(stream, textbox, *others)
        return
    stream.stream.append(f"{share:.4f} Tc".encode())
    engine_draw_text(stream, textbox, *others)
    stream.stream.append(b"0 Tc")


def _subset(font: Any, to_unicode: Any, hinting: bool) -> None:
    """Embed the used glyphs only.

    WeasyPrint keeps an empty slot for every glyph below the last one used. A CID-keyed face needs
    none: its glyphs are found by the CIDs in its charset, which are the prepared face's numbers.
    """
    face = hb.Face(font.file_content, font.index)
    if not _is_cid_keyed(face):
        engine_subset(font, to_unicode, hinting)
        return
    request = hb.SubsetInput()
    request.glyph_set.update(to_unicode)
    request.drop_table_tag_set.update(int.from_bytes(tag) for tag in (b"GPOS", b"GSUB", b"GDEF"))
    request.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.DESUBROUTINIZE
    font.file_content = bytes(hb.subset(face, request).blob.data)


def _is_cid_keyed(face: Any) -> bool:
    """Whether a face's outlines are a CID-keyed CFF: its glyphs then have numbers, not names."""
    tables = face.table_tags
    return "CFF " in tables and not hb.Font(face).get_glyph_name(1)

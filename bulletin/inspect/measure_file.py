"""What the file holds besides ink."""

from __future__ import annotations

from itertools import pairwise

from bulletin.inspect.layout import Layout
from bulletin.inspect.measured import Measured, PaperPlace, absent, counted
from bulletin.pdf import Glyph, is_text_fault
from bulletin.script_runs import JOINERS, script_beyond

FREE_KILOBYTES = 150
"""How much the fonts of one issue weigh, however long it is."""


def _stated(found: str, wanted: str) -> Measured:
    return Measured(0 if found == wanted else 1, found or "没有")


def outline(layout: Layout) -> Measured:
    """The entries of the outline."""
    count = len(layout.document.catalog.outline)
    return Measured(count, f"{count} 条")


def tags(layout: Layout) -> Measured:
    """What is wrong with the structure tree: missing, empty, or not declared."""
    catalog = layout.document.catalog
    count = len(catalog.elements)
    faults = (not catalog.is_marked) + (not count)
    text = f"{count} 个元素" if count else "没有结构树"
    return Measured(faults, text + ("" if catalog.is_marked else "，未标为已标记"))


def whole_tags(layout: Layout) -> Measured:
    """Paragraphs that turn a page and are two elements of the structure tree."""
    over, body = layout.document.catalog.elements_over_pages, layout.body
    if over is None or body is None:
        return absent("标签没有所指的文字" if body else "没有正文")
    turning = [
        paragraph.lines[0]
        for paragraph in body.paragraphs
        if paragraph.lines[0].page != paragraph.lines[-1].page
    ]
    parted = max(0, len(turning) - over)
    return Measured(parted, f"{len(turning)} 段跨面，{parted} 段拆开")


def figure_text(layout: Layout) -> Measured:
    """Figures without an alternative text, and pictures that are not tagged as figures."""
    catalog = layout.document.catalog
    pictures = [page for page in layout.document.pages if page.pictures]
    if not catalog.figures and not pictures:
        return absent("没有图")
    if not catalog.figures:
        return counted(PaperPlace(page.number, 0, "图未标为 Figure") for page in pictures)
    missing = catalog.figures - catalog.figures_with_text
    return Measured(missing, f"{catalog.figures} 图，{missing} 无文字")


def pdf_a(layout: Layout) -> Measured:
    """The identifier in the metadata; only a validator can say whether the file conforms."""
    return _stated(layout.document.catalog.pdf_a, "2A")


def colour_spaces(layout: Layout) -> Measured:
    """What is painted in colours that the output intent does not cover."""
    return counted(
        PaperPlace(page.number, paint.y, f"{paint.what} {paint.space}")
        for page in layout.document.pages
        for paint in page.paints
    )


def pdf_ua(layout: Layout) -> Measured:
    """The identifier in the metadata, as for PDF/A."""
    return _stated(layout.document.catalog.pdf_ua, "1")


def metadata(layout: Layout) -> Measured:
    """Metadata fields that are missing."""
    catalog = layout.document.catalog
    fields = {
        "题名": catalog.title,
        "作者": catalog.author,
        "主题": catalog.subject,
        "关键词": catalog.keywords,
        "语言": catalog.language,
    }
    missing = [name for name, value in fields.items() if not value]
    return Measured(len(missing), "缺" + "、".join(missing) if missing else "齐")


def page_labels(layout: Layout) -> Measured:
    """Pages without a label."""
    labels, pages = layout.document.catalog.page_labels, len(layout.document.pages)
    return Measured(max(0, pages - len(labels)), f"{len(labels)} 面" if labels else "没有")


def text_layer(layout: Layout) -> Measured:
    """Characters that a search for the copy's own words would not find."""
    return counted(
        PaperPlace(page.number, glyph.y, " ".join(f"U+{ord(one):04X}" for one in glyph.text))
        for page in layout.document.pages
        for before, glyph in pairwise((None, *page.glyphs))
        if glyph and is_text_fault(glyph.text) and not _says_how_letters_join(glyph, before)
    )


def _says_how_letters_join(glyph: Glyph, before: Glyph | None) -> bool:
    """Whether it is a ZWJ or ZWNJ within a word whose letters join."""
    return glyph.text in JOINERS and before is not None and bool(script_beyond(before.text[0]))


def missing_glyphs(layout: Layout) -> Measured:
    """Characters that no font had."""
    return counted(
        PaperPlace(page.number, glyph.y, f"{glyph.text} U+{ord(glyph.text[0]):04X}")
        for page in layout.document.pages
        for glyph in page.glyphs
        if glyph.is_missing
    )


def embedded(layout: Layout) -> Measured:
    """Fonts whose program is not in the file."""
    fonts = layout.document.fonts
    missing = [font.name for font in fonts if font.program == 0]
    return Measured(len(missing), "、".join(missing[:4]) or f"{len(fonts)} 种字体都嵌入")


def subset(layout: Layout) -> Measured:
    """Fonts embedded whole."""
    whole = [font.name for font in layout.document.fonts if font.program and not font.is_subset]
    return Measured(len(whole), "、".join(whole[:4]) or "都是子集")


def file_size(layout: Layout) -> Measured:
    """Kilobytes a page beyond the weight of the fonts."""
    size = len(layout.document.content) / 1000
    value = max(0.0, (size - FREE_KILOBYTES) / len(layout.document.pages))
    return Measured(round(value, 1), f"{size:.0f} KB，合每面 {value:.1f} KB")

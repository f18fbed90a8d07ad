"""What Pango has shaped: the widths of characters, the squeezing of marks that meet, and the glyphs
of a line with their places."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from weasyprint.logger import LOGGER
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import Layout

from bulletin.press.breaks import MEETING
from bulletin.press.impression import EmbeddedFace, Shape


def brought_nearer(before: Any, after: Any) -> float:
    """By how much the text box `after` moves closer to `before` where marks of both meet, in px.

    Where two marks meet within one face, the face's `chws` removes half an em. Where they meet at a
    change of face, neither face knows the other's mark, so the same amount is removed here.
    """
    pair = before.text[-1:] + after.text[:1]
    size = before.style["font_size"]
    if len(pair) < 2 or not MEETING.issuperset(pair) or after.style["font_size"] != size:
        return 0.0
    apart = sum(width for mark in pair for width, _ in advances(before.style, mark))
    together = sum(width for width, _ in advances(before.style, pair))
    return max(0.0, apart - together)


def advances(style: Any, text: str) -> Iterator[tuple[float, float]]:
    """For each character: its width, and how much wider it becomes at the end of a line, in px.

    Contextual spacing (`chws`) removes the half of a mark that faces the next mark from its width.
    The mark gets that half back when a line ends between the two. If the removed half faces the
    previous mark, HarfBuzz gives the mark an offset, and it does not grow at the end of a line.
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
        squeezed = character in MEETING and width < 0.75 * size and offsets[at] == 0
        yield width, (size / 2 if squeezed and 0.4 * size < width < 0.6 * size else 0.0)
        at += len(character.encode())


# -- The glyphs of a line --------------------------------------------------------------------------


class ShapedRun(NamedTuple):
    """Glyphs of one face that stand on one baseline, from left to right."""

    face: EmbeddedFace
    size: float
    """In px."""

    glyphs: Sequence[int | Shape]
    """By their numbers in the face, or of several each; 0 is a character that it lacks."""

    places: Sequence[float]
    """Where each is drawn, in px from the left of the text."""

    texts: Sequence[str]
    """The characters that each stands for; empty for the first glyphs of several that stand for the
    same."""

    lowered: float = 0.0
    """How far it stands below the baseline, in px."""


class ShapedItem(NamedTuple):
    """A piece of a line as Pango has shaped it."""

    face: EmbeddedFace
    size: float
    text: bytes
    leftward: bool
    glyphs: bytes
    """Structures of Pango: number, width, offsets and flags."""

    clusters: bytes
    """For each glyph, where its characters begin in the text."""


def deactivate(layout: Any) -> None:
    """Let go of what Pango needs for a text that is laid out, but keep its glyphs.

    It takes the place of the engine's function. The engine would shape the text again to draw it.
    """
    if len(layout.text.splitlines()) == 1:
        line = pango.pango_layout_get_line_readonly(layout.layout, 0)
        kept = ffi.gc(pango.pango_layout_line_ref(line), pango.pango_layout_line_unref)
        layout.press_line = kept
    engine_deactivate(layout)


ffi.cdef(
    """
    PangoLayoutLine * pango_layout_line_ref (PangoLayoutLine *line);
    void pango_layout_line_unref (PangoLayoutLine *line);
    """
)


engine_deactivate = Layout.deactivate


def shaped_runs(layout: Any, style: Any) -> Iterator[ShapedRun]:
    """The glyphs of a text that is laid out: one by one where some are raised, missing or empty."""
    pen = 0.0
    for item in _items(_kept_line(layout, style), layout.text, style):
        glyphs, widths, offsets, heights = _glyphs(item.glyphs)
        places = array("d")
        for width, offset in zip(widths, offsets, strict=True):
            places.append((pen + offset) * FROM_UNITS)
            pen += width
        texts = _texts(item)
        if any(heights) or max(glyphs, default=0) >= pango.PANGO_GLYPH_EMPTY:
            for glyph, place, text, height in zip(glyphs, places, texts, heights, strict=True):
                if glyph != pango.PANGO_GLYPH_EMPTY:
                    sign, lowered = known_glyph(glyph), height * FROM_UNITS
                    yield ShapedRun(item.face, item.size, (sign,), (place,), (text,), lowered)
        else:
            yield ShapedRun(item.face, item.size, glyphs, places, texts)


def _kept_line(layout: Any, style: Any) -> Any:
    """The line of Pango that was kept of a text, or else one that is shaped again."""
    line = getattr(layout, "press_line", None)
    if line is None or layout.justification_spacing:
        layout.press_line = None
        layout.reactivate(style)
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
        first, _ = layout.get_first_line()
        line = ffi.gc(pango.pango_layout_line_ref(first), pango.pango_layout_line_unref)
        engine_deactivate(layout)
    return line


def _items(line: Any, text: str, style: Any) -> Iterator[ShapedItem]:
    encoded = text.encode()
    faces = style.font_config.faces
    item = line.runs[0]
    while item != ffi.NULL:
        shaped, item = item.data, item.next
        string, analysis = shaped.glyphs, shaped.item.analysis
        start, count = shaped.item.offset, string.num_glyphs
        face, size = faces.of(analysis.font)
        yield ShapedItem(
            face,
            size,
            encoded[start : start + shaped.item.length],
            bool(analysis.level % 2),
            bytes(ffi.buffer(string.glyphs, count * _SIZE)),
            bytes(ffi.buffer(string.log_clusters, count * 4)),
        )


_SIZE = ffi.sizeof("PangoGlyphInfo")


def _glyphs(content: bytes) -> tuple[array[int], array[int], array[int], array[int]]:
    """The numbers of the glyphs, their widths and their offsets (x, y), in units of Pango."""
    words = array("i", content)
    step = _SIZE // 4
    return words[::step], words[1::step], words[2::step], words[3::step]


def _texts(item: ShapedItem) -> Sequence[str]:
    """The characters of each glyph of an item."""
    text = item.text.decode()
    places = array("i", item.clusters)
    if len(text) == len(places) == len(set(places)) and not item.leftward:
        return text
    length = len(item.text)
    ends = [length, *places[:-1]] if item.leftward else [*places[1:], length]
    return [item.text[first:after].decode() for first, after in zip(places, ends, strict=True)]


def known_glyph(glyph: int) -> int:
    """The number of a glyph; 0 for what its face lacks, which is reported."""
    if not glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
        return glyph
    code = glyph - pango.PANGO_GLYPH_UNKNOWN_FLAG
    message = '.notdef glyph rendered for Unicode string unsupported by fonts: "%s" (U+%04X)'
    LOGGER.warning(message, chr(code), code)
    return 0

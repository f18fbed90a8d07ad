"""The widths of shaped characters, and the squeezing of marks that meet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.text.ffi import FROM_UNITS, ffi
from weasyprint.text.line_break import Layout

from bulletin.press.breaks import NOT_AT_END, NOT_AT_START

MARKS = frozenset(each for each in NOT_AT_START | NOT_AT_END if each >= "\u2000")


def brought_nearer(before: Any, after: Any) -> float:
    """By how much the text box `after` moves closer to `before` where marks of both meet, in px.

    Where two marks meet within one face, the face's `chws` removes half an em. Where they meet at a
    change of face, neither face knows the other's mark, so the same amount is removed here.
    """
    pair = before.text[-1:] + after.text[:1]
    size = before.style["font_size"]
    if len(pair) < 2 or not MARKS.issuperset(pair) or after.style["font_size"] != size:
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
        squeezed = character in MARKS and width < 0.75 * size and offsets[at] == 0
        yield width, (size / 2 if squeezed and 0.4 * size < width < 0.6 * size else 0.0)
        at += len(character.encode())
    layout.deactivate()

"""Characters as they are shaped: their widths, and marks that meet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.text.ffi import FROM_UNITS, ffi
from weasyprint.text.line_break import Layout

from bulletin.press.breaks import NOT_AT_END, NOT_AT_START

MARKS = frozenset(each for each in NOT_AT_START | NOT_AT_END if each >= "\u2000")


def brought_nearer(before: Any, after: Any) -> float:
    """How much nearer the text box `after` stands than `before` is wide, in px.

    Where two marks meet within one face, it is `chws` that takes the half of one off; where they
    meet at a change of face, no face knows of the other's mark, and the same is taken off here.
    """
    pair = before.text[-1:] + after.text[:1]
    size = before.style["font_size"]
    if len(pair) < 2 or not MARKS.issuperset(pair) or after.style["font_size"] != size:
        return 0.0
    apart = sum(width for mark in pair for width, _ in advances(before.style, mark))
    together = sum(width for width, _ in advances(before.style, pair))
    return max(0.0, apart - together)


def advances(style: Any, text: str) -> Iterator[tuple[float, float]]:
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
        squeezed = character in MARKS and width < 0.75 * size and offsets[at] == 0
        yield width, (size / 2 if squeezed and 0.4 * size < width < 0.6 * size else 0.0)
        at += len(character.encode())
    layout.deactivate()

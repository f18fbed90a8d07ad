"""Keeping notes on the same page as their calls."""

from __future__ import annotations

from typing import Any

from weasyprint.layout import block as wp_block

engine_linebox_layout = wp_block._linebox_layout
engine_break_line = wp_block._break_line


def linebox_layout(context: Any, box: Any, *others: Any) -> Any:
    """Lay out the lines of a paragraph without moving notes away to make room for a later line.

    If a line finds no room and the page may not end before it (it never may before the first line
    of a paragraph), the engine moves notes of the page to the next page, one by one, until there is
    room, and then loses the notes of that line. With `orphans: 0` a page may end before any line,
    so this never happens; `break_line` puts the real value back before it decides.
    """
    box.press_style = box.style
    box.style = box.style.copy()  # boxes that inherit from the style keep its orphans
    box.style["orphans"] = 0
    try:
        return engine_linebox_layout(context, box, *others)
    finally:
        box.style = box.press_style


def break_line(context: Any, box: Any, *others: Any) -> Any:
    """Decide where the page ends: before this line, some lines earlier, or before the paragraph."""
    box.style = box.press_style
    return engine_break_line(context, box, *others)

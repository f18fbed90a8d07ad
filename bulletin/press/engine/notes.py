"""Notes that stay on the page of their calls."""

from __future__ import annotations

from typing import Any

from weasyprint.layout import block as wp_block

engine_linebox_layout = wp_block._linebox_layout
engine_break_line = wp_block._break_line


def linebox_layout(context: Any, box: Any, *others: Any) -> Any:
    """Lay out a paragraph's lines; no note makes room for a line that comes after it.

    Where a line has no room and the page may not end before it, as before every paragraph's first,
    the engine puts off the notes of the page, one by one, until it has. The line's own notes it
    then forgets. Without orphans a page may end before any line; `break_line` knows of them again.
    """
    box.press_style = box.style
    box.style = box.style.copy()  # what inherits from it keeps the orphans
    box.style["orphans"] = 0
    try:
        return engine_linebox_layout(context, box, *others)
    finally:
        box.style = box.press_style


def break_line(context: Any, box: Any, *others: Any) -> Any:
    """End a page before a line, or before the paragraph, or before some of its lines."""
    box.style = box.press_style
    return engine_break_line(context, box, *others)

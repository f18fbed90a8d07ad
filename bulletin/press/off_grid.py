"""What is no whole number of lines high, and how text returns to the lines below it, whoever lays
out the page."""

from __future__ import annotations

OFF_GRID = frozenset({"nav", "figure", "img", "table"})
"""Elements whose height need not be a whole number of lines."""

LEAST_BELOW = 0.3
"""How much of a line's height is white between a table's frame and the next line at least."""


def white_in_cell(height: float, half: float) -> float:
    """The white that makes a cell of a table a whole number of half lines high, and at least two;
    0 if next to none is needed."""
    more = max(-height % half, 2 * half - height)
    near = NEAR * half
    return more if near < more < half - near or height < 2 * half - near else 0.0


NEAR = 0.0005
"""Half lines. By so little the height of a cell may be another."""

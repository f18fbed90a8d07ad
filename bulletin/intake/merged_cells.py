"""Merged cells of received tables, which copy cannot have, taken apart in one way everywhere.

What reaches over several rows is repeated in each, since each row is read by itself; what reaches
over several columns stands in the first, and the others are empty.
"""

from __future__ import annotations

from collections.abc import Sequence

from bulletin.diagnostics import Diagnostic, warning
from bulletin.intake.received import Grid
from bulletin.model import Cell
from bulletin.source import Source


def told_of_merged(grid: Grid, source: Source) -> tuple[Diagnostic, ...]:
    """D210: the table has merged cells."""
    cells = [cell for row in grid.rows for cell in row]
    down = "上下合并的重复填写" if any(cell.rows != 1 for cell in cells) else ""
    across = "左右合并的留空" if any(cell.columns > 1 for cell in cells) else ""
    if not (ways := "，".join(filter(None, (down, across)))):
        return ()
    message = f"表格里有合并的单元格，拆开了：{ways}"
    return (warning("D210", source, grid.span, message, "核对表格"),)


def repeated_down(grid: Grid, rows: Sequence[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """The rows, one for each of the grid's, with what reaches down from above in each place that it
    covers."""
    filled = [list(row) for row in rows]
    for at, row in enumerate(grid.rows):
        column = 0
        for cell in row:
            if cell.rows == 0 and at and column < len(filled[at]) and column < len(filled[at - 1]):
                filled[at][column] = filled[at - 1][column]
            column += max(cell.columns, 1)
    return [tuple(row) for row in filled]

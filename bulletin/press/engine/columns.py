"""The columns of a table: weighed by the faces' own widths, with figures at their decimal
points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block as wp_block
from weasyprint.layout import table as wp_table
from weasyprint.layout.percent import resolve_percentages
from weasyprint.layout.preferred import table_cell_min_max_content_width

from bulletin.press.column_widths import (
    ColumnCell,
    ColumnWidths,
    most_lines,
    point_of,
    weigh_columns,
)
from bulletin.press.engine.paragraphs import measured_lines
from bulletin.press.engine.setting import current
from bulletin.press.off_grid import white_in_cell
from bulletin.press.tables import may_tear, stands_of
from bulletin.press.weighing import Stand, WeighedCell

engine_auto_table_layout = wp_table.auto_table_layout
engine_block_container_layout = wp_block.block_container_layout


def auto_table_layout(context: Any, box: Any, containing_block: Any) -> None:
    """Find the width of each column of a table by weighing its cells, once for each step and width.

    A table whose rules are apart, or whose width or columns have widths in a style sheet, is left
    to the engine.
    """
    table = box.get_wrapped_table()
    if not _is_weighed(table):
        engine_auto_table_layout(context, box, containing_block)
        return
    element = table.element
    step = None if element is None else element.get("data-step")
    key = ("columns", id(element), step, round(float(table.width), 3))
    chosen = current().chosen
    if element is None or key not in chosen:
        chosen[key] = _weighed_columns(context, table)
    columns: ColumnWidths = chosen[key]
    table.column_widths = list(columns.widths)
    table.width = max(table.width, sum(columns.widths))
    head = table.children[0]
    heads, page = len(head.children) * head.is_header, context.page_bottom - current().top
    most = most_lines(columns.lines, heads, page, _em(table))
    for order, (number, row, cell) in enumerate(_placed(table)):
        cell.press_white_after = columns.white.get(order, 0.0)
        if columns.lines[number] > most:
            row.style = row.style.copy()
            row.style["break_inside"] = "auto"


def _weighed_columns(context: Any, table: Any) -> ColumnWidths:
    """The columns of a table, chosen again."""
    yielding = table.element is None or may_tear(table.element)
    cells = list(_cells(context, table))
    return weigh_columns(cells, float(table.width), _em(table), yielding)


def _em(table: Any) -> float:
    """The size of the type of a table, in px."""
    return float(table.style["font_size"])


def _is_weighed(table: Any) -> bool:
    """Whether the columns of a table are the press's to weigh."""
    if table.width == "auto" or not table.children or not table.children[0].children:
        return False
    if table.style["border_collapse"] != "collapse" or table.style["direction"] != "ltr":
        return False
    columns = [column for group in table.column_groups for column in (group, *group.children)]
    every = [*columns, *(cell for _, _, cell in _placed(table))]
    return all(each.style["width"] == "auto" for each in every)


def _placed(table: Any) -> Iterator[tuple[int, Any, Any]]:
    """Each cell with the number of its row, and the row."""
    rows = (row for group in table.children for row in group.children)
    for number, row in enumerate(rows):
        for cell in row.children:
            yield number, row, cell


def _cells(context: Any, table: Any) -> Iterator[ColumnCell]:
    for row, _, cell in _placed(table):
        resolve_percentages(cell, table)
        sides = cell.padding_left + cell.padding_right
        sides += cell.border_left_width + cell.border_right_width
        stands, limit, point = _weight(context, cell)
        weighed = WeighedCell(row, cell.grid_x, stands, limit, cell.colspan)
        yield ColumnCell(weighed, sides, point, "right" in _names(cell))


def _names(cell: Any) -> list[str]:
    """The classes of a cell."""
    return (cell.element.get("class") or "").split() if cell.element is not None else []


def _weight(context: Any, cell: Any) -> tuple[tuple[Stand, ...], float, tuple[float, float] | None]:
    """The break set of a cell, the width below which it looks bad, and how wide its figure is."""
    lines = _lines_of(cell)
    if lines is None:
        least, most = table_cell_min_max_content_width(context, cell, outer=False)
        one, two = Stand(most, 1), Stand(least, 2)
        return (one,) if most <= least else (one, two), least, None
    em = float(cell.style["font_size"])
    whole = cell.style["white_space"] == "nowrap"
    stands, limit = stands_of(lines, em, whole, current().own_words)
    return stands, limit, point_of(_names(cell), lines)


def _lines_of(cell: Any) -> list[tuple[str, Sequence[float]]] | None:
    """The lines into which the text of a cell is divided by its author, with the widths of their
    characters; None of a cell with anything but text."""
    lines: list[tuple[str, Sequence[float]]] = []
    for child in cell.children:
        if not isinstance(child, boxes.LineBox):
            return None
        measured = measured_lines(child)
        if measured is None:
            return None
        lines += measured
    return lines


# -- Rows ------------------------------------------------------------------------------------------


def block_container_layout(context: Any, box: Any, *others: Any, **named: Any) -> Any:
    """Lay out a block. A cell whose content ends here becomes a whole number of half lines high,
    and a figure is put at its place."""
    made = engine_block_container_layout(context, box, *others, **named)
    if isinstance(box, boxes.TableCellBox) and made[0] is not None and made[1] is None:
        cell, half = made[0], current().pitch / 2
        for child in cell.children:
            child.translate(dx=-getattr(box, "press_white_after", 0.0))
        if more := white_in_cell(cell.border_height(), half):
            wp_table.add_top_padding(cell, more / 2)
            cell.padding_bottom += more / 2
    return made

"""The columns of a table: weighed by the faces' own widths, with figures at their decimal
points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block as wp_block
from weasyprint.layout import table as wp_table
from weasyprint.layout.percent import resolve_percentages
from weasyprint.layout.preferred import table_cell_min_max_content_width

from bulletin.press.engine.paragraphs import measured_lines
from bulletin.press.engine.setting import current
from bulletin.press.tables import may_tear, stands_of
from bulletin.press.weighing import Stand, WeighedCell, lines_of_rows, weigh
from bulletin.table_figures import FIGURE

engine_auto_table_layout = wp_table.auto_table_layout
engine_block_container_layout = wp_block.block_container_layout


class _TableCell(NamedTuple):
    """A cell of a table with what it weighs, in px."""

    box: Any
    weighed: WeighedCell
    sides: float
    """Its white and rules on the left and right."""

    point: tuple[float, float] | None
    """How wide a figure is before its decimal point and from there on; None of anything else."""


class _Columns(NamedTuple):
    """What was found about the columns of a table."""

    widths: tuple[float, ...]
    """With the white and rules at their sides, in px."""

    white: dict[int, float]
    """The white after figures, in px, by the place of their cells in the table."""

    lines: tuple[int, ...]
    """How many lines each row is reckoned to have."""


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
    columns: _Columns = chosen[key]
    table.column_widths = list(columns.widths)
    table.width = max(table.width, sum(columns.widths))
    for order, (number, row, cell) in enumerate(_placed(table)):
        cell.press_white_after = columns.white.get(order, 0.0)
        if columns.lines[number] > _most_lines(context, table, columns.lines):
            row.style = row.style.copy()
            row.style["break_inside"] = "auto"


def _weighed_columns(context: Any, table: Any) -> _Columns:
    """The columns of a table, chosen again."""
    cells = list(_cells(context, table))
    count = max((each.weighed.column + each.weighed.span for each in cells), default=0)
    sides = [0.0] * count
    for each in cells:
        if each.weighed.span == 1:
            sides[each.weighed.column] = max(sides[each.weighed.column], each.sides)
    figures = _figures(cells)
    weighed = [_with_figures(each.weighed, figures) for each in cells]
    yielding = table.element is None or may_tear(table.element)
    room = table.width - sum(sides)
    widths = weigh(weighed, room, _em(table), tuple(figures), yielding).widths
    white = {
        order: _white_after(each, figures[each.weighed.column], widths[each.weighed.column])
        for order, each in enumerate(cells)
        if each.point
    }
    wide = tuple(width + side for width, side in zip(widths, sides, strict=True))
    return _Columns(wide, white, lines_of_rows(weighed, widths))


def _em(table: Any) -> float:
    """The size of the type of a table, in px."""
    return float(table.style["font_size"])


def _most_lines(context: Any, table: Any, lines: Sequence[int]) -> float:
    """How many lines a row may have so that it can stand on one page as a whole, below the head."""
    head = table.children[0]
    repeated = sum(lines[: len(head.children)]) if head.is_header else 0
    page = context.page_bottom - current().top
    return float(MOST_OF_PAGE * page / (LINE * _em(table))) - repeated


LINE = 1.5
"""The height of a line of a table, in em (styles/paper.css)."""

MOST_OF_PAGE = 0.9
"""A row that is reckoned to be higher than this part of a page may be divided: the reckoning is not
exact, and a row that is too high for the page below a head drives the head away."""


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


def _cells(context: Any, table: Any) -> Iterator[_TableCell]:
    for row, _, cell in _placed(table):
        resolve_percentages(cell, table)
        sides = cell.padding_left + cell.padding_right
        sides += cell.border_left_width + cell.border_right_width
        stands, limit, point = _weight(context, cell)
        weighed = WeighedCell(row, cell.grid_x, stands, limit, cell.colspan)
        yield _TableCell(cell, weighed, sides, point)


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
    return stands, limit, _point(cell, lines)


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


# -- Figures ---------------------------------------------------------------------------------------


def _point(cell: Any, lines: Sequence[tuple[str, Sequence[float]]]) -> tuple[float, float] | None:
    """How wide a figure is before its decimal point, and from there on."""
    names = (cell.element.get("class") or "").split() if cell.element is not None else []
    found = FIGURE.fullmatch(lines[0][0]) if "figure" in names and len(lines) == 1 else None
    if not found:
        return None
    ends = [0.0, *accumulate(lines[0][1])]
    return ends[found.end(1)], ends[-1] - ends[found.end(1)]


def _figures(cells: Sequence[_TableCell]) -> dict[int, tuple[float, float]]:
    """How wide the figures of each column of figures are at most, before their points and after."""
    columns: dict[int, tuple[float, float]] = {}
    for each in cells:
        if each.point:
            before, after = columns.get(each.weighed.column, (0.0, 0.0))
            widest = (max(before, each.point[0]), max(after, each.point[1]))
            columns[each.weighed.column] = widest
    return columns


def _with_figures(cell: WeighedCell, columns: dict[int, tuple[float, float]]) -> WeighedCell:
    """A cell; in a column of figures it is at least as wide as all of them with their points below
    each other."""
    widest = sum(columns.get(cell.column, ()))
    if cell.span > 1 or len(cell.stands) > 1 or widest <= cell.stands[0].width:
        return cell
    return WeighedCell(cell.row, cell.column, (Stand(widest, cell.stands[0].lines),), widest)


def _white_after(cell: _TableCell, column: tuple[float, float], width: float) -> float:
    """How much white puts the decimal point of a figure below those of its column, in px.

    The column's figures stand in its middle, or at the right if its author put them there.
    """
    assert cell.point
    names = (cell.box.element.get("class") or "").split()
    rest = 0.0 if "right" in names else max(0.0, width - sum(column)) / 2
    return rest + column[1] - cell.point[1]


# -- Rows ------------------------------------------------------------------------------------------


def block_container_layout(context: Any, box: Any, *others: Any, **named: Any) -> Any:
    """Lay out a block. A cell whose content ends here becomes a whole number of half lines high,
    and a figure is put at its place."""
    made = engine_block_container_layout(context, box, *others, **named)
    if isinstance(box, boxes.TableCellBox) and made[0] is not None and made[1] is None:
        cell, half = made[0], current().pitch / 2
        for child in cell.children:
            child.translate(dx=-getattr(box, "press_white_after", 0.0))
        height = cell.border_height()
        more = max(-height % half, 2 * half - height)
        if 0.01 < more < half - 0.01 or height < 2 * half - 0.01:
            wp_table.add_top_padding(cell, more / 2)
            cell.padding_bottom += more / 2
    return made

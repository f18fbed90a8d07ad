"""The widths of a table's columns, whoever sets the table.

The columns are weighed by the widths of the faces themselves (`weighing`). In a column of figures
the decimal points stand below each other, so that such a column needs more than its widest figure:
12345 needs five digits before the point and 0.125 three behind it, which is eight digits and a
point together, although no figure is wider than five digits. White behind each figure brings its
point to that place (`_white_after`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from bulletin.press.weighing import Stand, WeighedCell, lines_of_rows, weigh
from bulletin.table_figures import FIGURE


class ColumnCell(NamedTuple):
    """A cell of a table with what it weighs, in px."""

    weighed: WeighedCell
    sides: float
    """Its white and rules on the left and right."""

    point: tuple[float, float] | None
    """How wide a figure is before its decimal point and from there on; None of anything else."""

    is_right: bool = False
    """Whether its author put it to the right."""


class ColumnWidths(NamedTuple):
    """What was found about the columns of a table."""

    widths: tuple[float, ...]
    """With the white and rules at their sides, in px."""

    white: Mapping[int, float]
    """The white after figures, in px, by the place of their cells in the table."""

    lines: tuple[int, ...]
    """How many lines each row is reckoned to have."""


def weigh_columns(
    cells: Sequence[ColumnCell], width: float, em: float, yielding: bool
) -> ColumnWidths:
    """The columns of a table of a width in px; they are wider together if they must be.

    `em` is the size of its type, and `yielding` says whether words may be cut.
    """
    count = max((each.weighed.column + each.weighed.span for each in cells), default=0)
    sides = [0.0] * count
    for each in cells:
        if each.weighed.span == 1:
            sides[each.weighed.column] = max(sides[each.weighed.column], each.sides)
    figures = _figures(cells)
    weighed = [_with_figures(each.weighed, figures) for each in cells]
    widths = weigh(weighed, width - sum(sides), em, tuple(figures), yielding).widths
    white = {
        order: _white_after(each, figures[each.weighed.column], widths[each.weighed.column])
        for order, each in enumerate(cells)
        if each.point
    }
    wide = tuple(width + side for width, side in zip(widths, sides, strict=True))
    return ColumnWidths(wide, white, lines_of_rows(weighed, widths))


def most_lines(lines: Sequence[int], heads: int, page: float, em: float) -> float:
    """How many lines a row may have so that it can stand on one page as a whole, below the head.

    `lines` are those of all rows, of which the first `heads` are the head; `page` is the height of
    a page, in the unit of `em`.
    """
    return MOST_OF_PAGE * page / (LINE * em) - sum(lines[:heads])


RAGGED_BELOW = 14.0
"""Em. Narrower cells of a table are set ragged, because stretching would tear their lines."""

LINE = 1.5
"""The height of a line of a table, in em (styles/paper.css)."""

MOST_OF_PAGE = 0.9
"""A row that is reckoned to be higher than this part of a page may be divided: the reckoning is not
exact, and a row that is too high for the page below a head drives the head away."""


def point_of(
    names: Collection[str], lines: Sequence[tuple[str, Sequence[float]]]
) -> tuple[float, float] | None:
    """How wide the figure of a cell with these classes is before its decimal point, and from there
    on; None if the cell holds no figure. `lines` are its lines with their characters' widths."""
    found = FIGURE.fullmatch(lines[0][0]) if "figure" in names and len(lines) == 1 else None
    if not found:
        return None
    ends = [0.0, *accumulate(lines[0][1])]
    return ends[found.end(1)], ends[-1] - ends[found.end(1)]


def _figures(cells: Sequence[ColumnCell]) -> dict[int, tuple[float, float]]:
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


def _white_after(cell: ColumnCell, column: tuple[float, float], width: float) -> float:
    """How much white puts the decimal point of a figure below those of its column, in px.

    The column's figures stand in its middle, or at the right if its author put them there.
    """
    assert cell.point
    rest = 0.0 if cell.is_right else max(0.0, width - sum(column)) / 2
    return rest + column[1] - cell.point[1]

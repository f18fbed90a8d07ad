"""Tables: their columns, the lines of their cells, their rules, and the head that is printed again.

A table is set row by row; pages end between rows only. Widths are weighed as for the engine
(`column_widths`), and so are the steps by which a table that is too wide becomes narrower
(`tables`). A row is as high as its highest cell, in half lines of the page. Rules meet in the
middle: the frame is as wide as the style sheet has it for the table, and what is between the cells
as it has it for them (CSS 2.2, 17.6.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import NamedTuple

from bulletin.press.column_widths import (
    RAGGED_BELOW,
    ColumnCell,
    ColumnWidths,
    most_lines,
    point_of,
    weigh_columns,
)
from bulletin.press.line_choice import pieces_between_ends
from bulletin.press.off_grid import white_in_cell
from bulletin.press.tables import may_tear, stands_of
from bulletin.press.typesetting.blocks import SheetBlock, SheetParagraph
from bulletin.press.typesetting.composed_lines import (
    BrokenText,
    LineHabits,
    measured,
    natural_width,
)
from bulletin.press.typesetting.set_boxes import SetBox, SetLine, SetRule
from bulletin.press.typesetting.style import EVERY_SIDE, Border, NotComposedError
from bulletin.press.weighing import WeighedCell
from bulletin.profile import POINTS

PX = POINTS["px"]


class TableRoom(NamedTuple):
    """Where a table is set, in pt."""

    width: float
    depth: float
    """Of a page."""

    pitch: float


class SetTable(NamedTuple):
    """A table that is set: for each piece of it a box, and what stands above a piece that begins a
    page."""

    pieces: tuple[SetBox, ...]
    """The first has the head as well."""

    again: SetBox
    """The head, or the rule in its place."""


def set_table(block: SheetBlock, room: TableRoom, habits: LineHabits) -> SetTable:
    """A table with all that is in it. Raises NotComposedError for one that the engine has to lay
    out."""
    rows, heads = _rows_of(block)
    frame, between = _borders(block, rows)
    setter = _TableSetter(block, rows, heads, frame, between, room, habits)
    return setter.table()


def _rows_of(block: SheetBlock) -> tuple[tuple[SheetBlock, ...], int]:
    """The rows of a table, and how many of them are its head."""
    groups = [each for each in block.content if isinstance(each, SheetBlock)]
    kinds = [each.element.tag for each in groups]
    if len(groups) < len(block.content) or kinds not in (["tbody"], ["thead", "tbody"]):
        raise NotComposedError("table")
    rows = [_children(group, "tr") for group in groups]
    every = tuple(row for group in rows for row in group)
    count = len(every[0].content) if every else 0
    if not rows[-1] or not count or any(len(row.content) != count for row in every):
        raise NotComposedError("tr")
    for row in every:
        for cell in _children(row, "td", "th"):
            _check_cell(cell)
    return every, len(rows[0]) if len(rows) > 1 else 0


def _children(block: SheetBlock, *tags: str) -> list[SheetBlock]:
    found = [each for each in block.content if isinstance(each, SheetBlock)]
    if len(found) < len(block.content) or any(each.element.tag not in tags for each in found):
        raise NotComposedError(block.element.tag)
    return found


def _check_cell(cell: SheetBlock) -> None:
    """Refuse a cell that takes several columns or rows, or has anything but text."""
    for name in ("colspan", "rowspan"):
        if cell.element.get(name, "1") != "1":
            raise NotComposedError(name)
    if len(cell.content) > 1 or not all(isinstance(each, SheetParagraph) for each in cell.content):
        raise NotComposedError(cell.element.tag)
    if cell.style.upright_place != "middle" or cell.style.indent or cell.placed:
        raise NotComposedError(f"{cell.element.tag}: vertical-align")


def _borders(block: SheetBlock, rows: Sequence[SheetBlock]) -> tuple[Border, Border]:
    """The border round a table, and that between its cells."""
    cells = (cell.style for row in rows for cell in row.content)
    found = {style.borders.get(side, Border()) for style in cells for side in EVERY_SIDE}
    around = {block.style.borders.get(side, Border()) for side in EVERY_SIDE}
    if len(found) != 1 or len(around) != 1 or any(block.style.margin) or any(block.style.padding):
        raise NotComposedError("border")
    ((between,), (frame,)) = found, around
    return (frame if frame.drawn > between.drawn else between), between


class _TableCell(NamedTuple):
    """A cell with its place among the rows and columns."""

    block: SheetBlock
    row: int
    column: int

    @property
    def paragraph(self) -> SheetParagraph | None:
        """Its text."""
        found = self.block.content[0] if self.block.content else None
        return found if isinstance(found, SheetParagraph) else None

    @property
    def names(self) -> list[str]:
        """Its classes."""
        return (self.block.element.get("class") or "").split()


class _TableSetter:
    """One table while it is set."""

    def __init__(
        self,
        block: SheetBlock,
        rows: Sequence[SheetBlock],
        heads: int,
        frame: Border,
        between: Border,
        room: TableRoom,
        habits: LineHabits,
    ) -> None:
        self.block, self.rows, self.heads = block, rows, heads
        self.frame, self.between, self.room, self.habits = frame, between, room, habits
        self.count = len(rows[0].content)
        self.ink = block.style.ink
        columns = self._columns()
        most = most_lines(columns.lines, heads, room.depth, block.style.size)
        if max(columns.lines) > most:
            raise NotComposedError("tr")
        self.white = columns.white
        wide = [each * PX for each in columns.widths]
        self.edges = tuple(accumulate(wide, initial=frame.drawn / 2))

    def table(self) -> SetTable:
        """The table."""
        made = [self._row(number) for number in range(len(self.rows))]
        above = self.frame.drawn / 2
        head = _stacked(made[: self.heads], above)
        body = made[self.heads :]
        pieces = [self._piece((row,)) for row in body]
        first = _stacked(made[: self.heads + 1], above)
        pieces[0] = self._piece(first)
        last = pieces[-1]
        pieces[-1] = replace(last, height=last.height + self.frame.drawn / 2)
        return SetTable(tuple(pieces), self._again(head))

    def _piece(self, rows: Sequence[SetBox]) -> SetBox:
        height = rows[-1].y + rows[-1].height
        width = self.edges[-1] + self.frame.drawn / 2
        return SetBox(self.block, 0.0, 0.0, width, height, boxes=tuple(rows))

    def _again(self, head: Sequence[SetBox]) -> SetBox:
        """What stands above a row that begins a page."""
        if head:
            return self._piece(head)
        half = self.between.drawn / 2
        rules = tuple(self._across(half, self.between))
        return SetBox(self.block, 0.0, 0.0, self.edges[-1], half, rules=rules)

    # -- Columns -----------------------------------------------------------------------------------

    def _columns(self) -> ColumnWidths:
        """The widths of the columns, which are found once for each step and width."""
        element, size = self.block.element, self.block.style.size
        width = (self.room.width - self.frame.drawn) / PX
        key = ("columns", id(element), element.get("data-step"), round(width, 3))
        chosen = self.habits.chosen
        if key not in chosen:
            cells = [self._weighed(cell) for cell in self._cells()]
            chosen[key] = weigh_columns(cells, width, size / PX, may_tear(element))
        found: ColumnWidths = chosen[key]
        return found

    def _cells(self) -> Iterator[_TableCell]:
        for row, block in enumerate(self.rows):
            for column, cell in enumerate(_children(block, "td", "th")):
                yield _TableCell(cell, row, column)

    def _weighed(self, cell: _TableCell) -> ColumnCell:
        style = cell.block.style
        lines: list[tuple[str, Sequence[float]]] = []
        if cell.paragraph is not None:
            text = measured(cell.paragraph, self.habits)
            wide = [each / PX for each in text.advances]
            lines = [
                (text.read[start:stop], wide[start:stop])
                for start, stop in pieces_between_ends(text.read, 0)
            ]
        whole = style.white_space == "nowrap"
        stands, limit = stands_of(lines, style.size / PX, whole, self.habits.own_words)
        weighed = WeighedCell(cell.row, cell.column, stands, limit)
        point = point_of(cell.names, lines)
        return ColumnCell(weighed, self._sides(cell) / PX, point, "right" in cell.names)

    def _sides(self, cell: _TableCell) -> float:
        padding = cell.block.style.padding
        rules = self._upright(cell.column).drawn + self._upright(cell.column + 1).drawn
        return padding.left + padding.right + rules / 2

    def _upright(self, column: int) -> Border:
        """The rule before a column."""
        return self.between if 0 < column < self.count else self.frame

    def _level(self, row: int) -> Border:
        """The rule above a row."""
        return self.between if 0 < row < len(self.rows) else self.frame

    # -- Rows --------------------------------------------------------------------------------------

    def _row(self, number: int) -> SetBox:
        block, half = self.rows[number], self.room.pitch / 2
        cells = [
            (_TableCell(cell, number, column), number * self.count + column)
            for column, cell in enumerate(_children(block, "td", "th"))
        ]
        broken = [self._broken(cell) for cell, _ in cells]
        heights = [
            self._own_height(cell, text) for (cell, _), text in zip(cells, broken, strict=True)
        ]
        height = max(each + white_in_cell(each, half) for each in heights)
        boxes = tuple(
            self._cell(cell, text, height, own, self.white.get(order, 0.0) * PX)
            for (cell, order), text, own in zip(cells, broken, heights, strict=True)
        )
        return SetBox(
            block, 0.0, 0.0, self.edges[-1], height, boxes=boxes, rules=self._rules(number, height)
        )

    def _broken(self, cell: _TableCell) -> BrokenText | None:
        """The lines of a cell; those of a narrow one are ragged, because stretching would tear
        them."""
        if cell.paragraph is None:
            return None
        style = cell.paragraph.style
        width = self.edges[cell.column + 1] - self.edges[cell.column] - self._sides(cell)
        if style.white_space == "nowrap":
            align = "left" if style.align == "justify" else style.align
            plain = replace(cell.paragraph, style=replace(style, align=align))
            text = measured(plain, self.habits)
            return text.broken(max(width, natural_width(text)))
        text = measured(cell.paragraph, self.habits)
        return text.broken(width, ragged=width < RAGGED_BELOW * text.em)

    def _own_height(self, cell: _TableCell, text: BrokenText | None) -> float:
        """The height of a cell with its white and rules."""
        padding = cell.block.style.padding
        rules = self._level(cell.row).drawn + self._level(cell.row + 1).drawn
        return padding.top + padding.bottom + rules / 2 + sum(text.heights if text else ())

    def _cell(
        self, cell: _TableCell, text: BrokenText | None, height: float, own: float, white: float
    ) -> SetBox:
        """A cell in a row of this height; `own` is what it needs itself, and `white` stands after
        its figure."""
        left, right = self.edges[cell.column], self.edges[cell.column + 1]
        padding = cell.block.style.padding
        x = self._upright(cell.column).drawn / 2 + padding.left - white
        y = self._level(cell.row).drawn / 2 + padding.top + (height - own) / 2
        lines: list[SetLine] = []
        for line in text.lines if text else ():
            lines.append(SetLine(line, x, y))
            y += line.height
        return SetBox(cell.block, left, 0.0, right - left, height, tuple(lines))

    # -- Rules -------------------------------------------------------------------------------------

    def _rules(self, number: int, height: float) -> tuple[SetRule, ...]:
        """The rules of a row: above the first of all, at the sides of its cells, and below it."""
        top, foot = self._level(number).drawn / 2, self._level(number + 1).drawn / 2
        upright = (
            self._rule(self._upright(column), x, -top, x, height + foot)
            for column, x in enumerate(self.edges)
        )
        first = () if number else self._across(0.0, self.frame)
        below = self._across(height, self._level(number + 1))
        return (*first, *upright, *below)

    def _across(self, y: float, border: Border) -> Iterator[SetRule]:
        """A rule across all columns, drawn for each of them."""
        for column, (left, right) in enumerate(pairwise(self.edges)):
            before = self._upright(column).drawn / 2
            after = self._upright(column + 1).drawn / 2
            yield self._rule(border, left - before, y, right + after, y)

    def _rule(self, border: Border, x: float, y: float, right: float, foot: float) -> SetRule:
        return SetRule(border.ink or self.ink, x, y, right, foot, border.drawn)


def _stacked(rows: Sequence[SetBox], y: float) -> list[SetBox]:
    """Rows one below the other from a place on."""
    placed: list[SetBox] = []
    for row in rows:
        placed.append(replace(row, y=y))
        y += row.height
    return placed

"""Grids as tables: the head, merged cells, cells of several lines, tables inside tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bulletin import own_styles
from bulletin.diagnostics import Diagnostic, warning
from bulletin.intake.accounting import shortened
from bulletin.intake.heads import faults_of_head, first_row
from bulletin.intake.received import (
    Box,
    DocumentPart,
    Grid,
    GridCell,
    ReceivedDocument,
    ReceivedLine,
)
from bulletin.intake.recognition.inlines import on_lines
from bulletin.intake.repairing import told_of_breaks, unbroken
from bulletin.model import Cell, Table
from bulletin.source import Source


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A grid as a table, and what an editor is told of it."""

    table: Table | None
    """None if no cell says anything."""

    lines: tuple[ReceivedLine, ...]
    """The lines of its cells, in which pictures may stand."""

    told: tuple[Diagnostic, ...]


def table_of(grid: Grid, document: ReceivedDocument, *, bold: bool, own: bool) -> ReadTable:
    """A grid as a table. In our own export (`own`) the columns' alignment is an editor's."""
    source = document.source
    told = (
        *told_of_merged(grid, source),
        *told_of_breaks(grid, source),
        *_told_of_nested(grid, source),
    )
    lines = tuple(line for row in grid.rows for cell in row for line in _lines(cell.lines))
    width = max((sum(max(cell.columns, 1) for cell in row) for row in grid.rows), default=0)
    what = first_row(grid) if grid.rows else None
    headed = what is not None and what.is_head
    rows = [
        _cells(row, width, document, bold=bold and not (headed and at == 0 and _is_typed(row)))
        for at, row in enumerate(grid.rows)
    ]
    rows = repeated_down(grid, rows)
    if what is None or not any(cell.children for row in rows for cell in row):
        return ReadTable(None, lines, told)
    if not what.is_head or len(rows) == 1:
        rows.insert(0, (Cell((), ""),) * width)
    if own:
        rows = _aligned(rows)
    table = Table(rows[0], tuple(rows[1:]), grid.span)
    return ReadTable(table, lines, (*told, *faults_of_head(what, grid, source)))


def _is_typed(head: Sequence[GridCell]) -> bool:
    """Whether a head has not our own style: it is set in bold whatever its cells say."""
    return any(line.style != own_styles.TABLE_HEAD for cell in head for line in _lines(cell.lines))


def _cells(
    row: Sequence[GridCell], width: int, document: ReceivedDocument, *, bold: bool
) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for cell in row:
        words = [line for line in _lines(cell.lines) if line.runs]
        cells.append(Cell(on_lines(words, document, bold=bold), _alignment(words)))
        cells += [Cell((), "")] * (max(cell.columns, 1) - 1)
    return tuple(cells + [Cell((), "")] * (width - len(cells)))


def _lines(parts: Iterable[DocumentPart]) -> Iterator[ReceivedLine]:
    """The lines of a cell; those of a table inside it follow one after another."""
    for part in parts:
        if isinstance(part, ReceivedLine):
            yield from unbroken(part)
        elif isinstance(part, Box):
            yield from _lines(part.parts)
        else:
            for row in part.rows:
                for cell in row:
                    yield from _lines(cell.lines)


def _told_of_nested(grid: Grid, source: Source) -> Iterator[Diagnostic]:
    """D211: each table inside the cells of another, or inside a text box there."""
    for row in grid.rows:
        for cell in row:
            for inner in _grids(cell.lines):
                message = f"表格里套着表格，“{shortened(source.quote(inner.span))}”排成一格"
                yield warning("D211", source, inner.span, message, "另排一张表")


def _grids(parts: Iterable[DocumentPart]) -> Iterator[Grid]:
    for part in parts:
        if isinstance(part, Box):
            yield from _grids(part.parts)
        elif isinstance(part, Grid):
            yield part
            for row in part.rows:
                for cell in row:
                    yield from _grids(cell.lines)


# -- Alignment -------------------------------------------------------------------------------------


def _alignment(lines: Sequence[ReceivedLine]) -> str:
    """The alignment of a cell's last line; empty for the table's own."""
    for line in reversed(lines):
        if line.alignment in ("center", "right"):
            return line.alignment
        if line.style == own_styles.TABLE_LEFT:
            return "left"
    return ""


def _aligned(rows: Sequence[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """The rows with the alignment of each column: that of all its cells below the head, which is
    always centred."""
    columns = [{row[at].align for row in rows[1:]} for at in range(len(rows[0]))]
    aligns = [each.pop() if len(each) == 1 else "" for each in columns]
    return [
        tuple(replace(cell, align=align) for cell, align in zip(row, aligns, strict=True))
        for row in rows
    ]


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
    covers: each row is read by itself. What reaches over several columns stands in the first."""
    filled = [list(row) for row in rows]
    for at, row in enumerate(grid.rows):
        column = 0
        for cell in row:
            if cell.rows == 0 and at and column < len(filled[at]) and column < len(filled[at - 1]):
                filled[at][column] = filled[at - 1][column]
            column += max(cell.columns, 1)
    return [tuple(row) for row in filled]

"""Columns of figures in a table: their figures stand below each other, on paper and on screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bulletin.model import Cell, Table, texts
from bulletin.patterns import pattern_of

FIGURE = pattern_of(
    r"([-−+±]?(?:[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]+))((?:\.[0-9]+)?(?:[%‰％]|[\u4e00-\u9fff]{1,2})?)"
)
"""A figure: what stands before its decimal point, and the rest with a short unit."""

MOSTLY = 2 / 3
"""The part of a column's cells that must be figures, so that it is a column of figures."""

SHORT = 6
"""Characters of what may stand instead of a figure: —, 缺, 未统计."""


def are_figures(cells: Sequence[str]) -> bool:
    """Whether the cells of a column, without its head and its empty cells, are mostly figures."""
    return bool(cells) and sum(map(_is_figure, cells)) >= MOSTLY * len(cells)


def _is_figure(text: str) -> bool:
    return FIGURE.fullmatch(text) is not None


class SidedCell(NamedTuple):
    """A cell of a table for the screen."""

    cell: Cell
    side: str
    """Its author's alignment, or else `figure` for a figure in a column of figures, and `center`
    for what stands instead of one; empty for other cells."""

    before: str = ""
    """Characters as wide as what the longest figure of the column has more before its decimal
    point. Printed unseen, they put the points below each other."""

    after: str = ""
    """The same from the decimal point on."""


def with_sides(table: Table) -> tuple[tuple[SidedCell, ...], ...]:
    """The rows of a table for the screen, with figures as they stand on paper: in the middle of
    their column, with their decimal points below each other."""
    rows = [[_said(cell) for cell in row] for row in table.rows]
    longest: dict[int, tuple[str, str]] = {}
    for at, head in enumerate(table.head):
        said = [row[at] for row in rows if at < len(row) and row[at]]
        if not head.align and are_figures(said):
            parts = [_parts(text) for text in said if _is_figure(text)]
            longest[at] = max((a for a, _ in parts), key=len), max((b for _, b in parts), key=len)
    return tuple(
        tuple(
            _sided(cell, text, longest.get(at))
            for at, (cell, text) in enumerate(zip(row, said, strict=True))
        )
        for row, said in zip(table.rows, rows, strict=True)
    )


def _sided(cell: Cell, text: str, longest: tuple[str, str] | None) -> SidedCell:
    if longest is None or cell.align:
        return SidedCell(cell, cell.align)
    if not _is_figure(text):
        return SidedCell(cell, "center" if len(text) <= SHORT else "")
    whole, rest = _parts(text)
    before, after = longest
    return SidedCell(cell, "figure", before[: len(before) - len(whole)], after[len(rest) :])


def _parts(figure: str) -> tuple[str, str]:
    """What stands before the decimal point of a figure, and the rest."""
    match = FIGURE.fullmatch(figure)
    return (match[1], match[2]) if match else ("", "")


def _said(cell: Cell) -> str:
    return "".join(each.text for each in texts(cell.children, footnotes=False)).strip()

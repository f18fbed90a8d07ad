"""Tables of a PDF, which has none: rows and columns by the rules that are drawn around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bulletin.pdf import MEETING, Bar, Glyph, PrintedLine, PrintedPage, connected, lines_of

TALLEST_ROW = 12.0
"""mm; rules of equal reach at most so far apart belong to one table, even if no upright joins
them."""


@dataclass(frozen=True)
class RuledCell:
    """One cell: its lines from top to bottom, and how many columns it spans."""

    lines: tuple[PrintedLine, ...]
    columns: int
    left: float
    right: float

    @property
    def alignment(self) -> str:
        """`center` or `right` if its only line stands so in the cell."""
        if len(self.lines) != 1:
            return ""
        before, after = self.lines[0].left - self.left, self.right - self.lines[0].right
        if abs(before - after) < MEETING and before > 2 * MEETING:
            return "center"
        return "right" if after < 3 * MEETING and before > 5 * MEETING else ""


@dataclass(frozen=True)
class RuledTable:
    """A table on one page."""

    page: int
    top: float
    bottom: float
    columns: tuple[float, ...]
    """Places of the column's edges, mm."""

    rows: tuple[tuple[RuledCell, ...], ...]
    repeats: bool = False
    """Whether its first row stands again on a further page."""


def without_tables(page: PrintedPage) -> tuple[PrintedPage, tuple[RuledTable, ...]]:
    """The page without what stands in ruled tables, and the tables."""
    tables: list[RuledTable] = []
    rest = page
    for bars in connected(sorted(page.bars, key=lambda bar: (bar.top, bar.left)), _hangs_on):
        xs = _merged([x for bar in bars for x in _ends(bar)])
        ys = _merged([bar.top for bar in bars if bar.is_horizontal])
        if len(xs) < 3 or len(ys) < 3:
            continue
        glyphs = [glyph for glyph in rest.glyphs if _inside(glyph, xs, ys)]
        table = _table(page, bars, tuple(xs), tuple(ys), glyphs)
        if sum(bool(cell.lines) for row in table.rows for cell in row) < 2:
            continue
        tables.append(table)
        rest = replace(
            rest,
            glyphs=tuple(glyph for glyph in rest.glyphs if not _inside(glyph, xs, ys)),
            bars=tuple(bar for bar in rest.bars if bar not in bars),
        )
    return rest, tuple(tables)


def _ends(bar: Bar) -> tuple[float, ...]:
    return (bar.left, bar.right) if bar.is_horizontal else ((bar.left + bar.right) / 2,)


def _merged(places: Iterable[float]) -> list[float]:
    """The places in order; those that are almost the same are taken once."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > MEETING:
            found.append(place)
    return found


def _hangs_on(one: Bar, two: Bar) -> bool:
    """Whether one rule meets the other, or is the next rule of equal reach."""
    return one.meets(two) or (
        one.is_horizontal
        and two.is_horizontal
        and abs(one.left - two.left) < MEETING
        and abs(one.right - two.right) < MEETING
        and abs(one.top - two.top) < TALLEST_ROW
        and not one.colour.is_red
    )


def _inside(glyph: Glyph, xs: Sequence[float], ys: Sequence[float]) -> bool:
    middle = glyph.x + glyph.advance / 2
    return xs[0] - MEETING < middle < xs[-1] + MEETING and ys[0] < glyph.y < ys[-1] + MEETING


def _table(
    page: PrintedPage,
    bars: Sequence[Bar],
    xs: tuple[float, ...],
    ys: tuple[float, ...],
    glyphs: Sequence[Glyph],
) -> RuledTable:
    rows = []
    for top, bottom in pairwise(ys):
        edges = [xs[0], *(x for x in xs[1:-1] if _is_parted(bars, x, top, bottom)), xs[-1]]
        cells = []
        for left, right in pairwise(edges):
            own = tuple(
                glyph
                for glyph in glyphs
                if left <= glyph.x + glyph.advance / 2 < right
                and top < glyph.y <= bottom + MEETING / 2
            )
            lines = lines_of(replace(page, glyphs=own, bars=()))
            span = sum(left <= x < right - MEETING for x in xs[:-1])
            cells.append(RuledCell(lines, span, left, right))
        rows.append(tuple(cells))
    kept = tuple(row for row in rows if any(cell.lines for cell in row))
    return RuledTable(page.number, ys[0], ys[-1], xs, kept)


def _is_parted(bars: Sequence[Bar], x: float, top: float, bottom: float) -> bool:
    """Whether a column's edge is drawn in this row: by an upright, or because two rules meet
    there."""
    upright = any(
        not bar.is_horizontal
        and abs((bar.left + bar.right) / 2 - x) <= MEETING
        and bar.top < (top + bottom) / 2 < bar.bottom
        for bar in bars
    )
    meeting = any(
        bar.is_horizontal
        and min(abs(bar.top - top), abs(bar.top - bottom)) <= MEETING
        and min(abs(bar.left - x), abs(bar.right - x)) <= MEETING
        for bar in bars
    )
    return upright or meeting

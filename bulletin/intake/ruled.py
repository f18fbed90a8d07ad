"""The tables of a PDF, which has no tables but only rules and words: rows and columns are found by
the rules around them.

Rules that touch are one group. The places of its uprights are the edges of columns, those of its
horizontals the edges of rows. Where no upright parts two places of a row, they are one merged cell;
where no horizontal parts two rows of a column, the cell reaches down. Each word goes into the cell
that its middle is in. An example:

    ┌────┬─────────┐    edges of columns at three places, of rows at three; the second row
    │单位│  合计   │    has a further upright, so that there are three columns, and 合计
    ├────┼────┬────┤    reaches over two of them
    │甲镇│ 12 │ 30 │
    └────┴────┴────┘
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bulletin.pdf import (
    CLOSING,
    MEETING,
    Bar,
    Glyph,
    PrintedLine,
    PrintedPage,
    connected,
    glyph_rows,
    joined_bars,
    printed_lines,
)

TALLEST_ROWS = 80.0
"""mm; rules of equal reach at most so far apart may belong to one table, even if no upright joins
them: between the second and the third of a table of three rules stand all its rows."""


@dataclass(frozen=True)
class RuledCell:
    """One cell: its lines from top to bottom, and how many columns it spans."""

    lines: tuple[PrintedLine, ...]
    columns: int
    left: float
    right: float
    rows: int = 1
    """0 for a place covered by the cell above, otherwise 1."""

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

    is_ruled: bool = True
    """Whether rules part its rows; otherwise only the blanks between its words tell its columns."""


def without_tables(
    page: PrintedPage, above: Sequence[float]
) -> tuple[PrintedPage, tuple[RuledTable, ...]]:
    """The page without what stands in ruled tables, and the tables.

    One row alone is a table only where it may be the rest of one that has the columns `above` on
    the page before.
    """
    tables: list[RuledTable] = []
    rest = page
    for bars in _ruled_groups(page):
        xs = _merged([x for bar in bars for x in _ends(bar)])
        ys = _merged([bar.top for bar in bars if bar.is_horizontal])
        if len(xs) < 2 or len(ys) < (2 if _are_same(xs, above) else 3):
            continue
        glyphs = [glyph for glyph in rest.glyphs if _inside(glyph, xs, ys)]
        if len(xs) == 2:
            table = in_columns(page, glyphs, (xs[0], xs[-1]), (ys[0], ys[-1]))
        else:
            table = _table(page, bars, tuple(xs), tuple(ys), glyphs)
        filled = sum(bool(cell.lines) for row in table.rows for cell in row) if table else 0
        if table is None or filled < (1 if len(ys) == 2 else 2):
            continue
        tables.append(table)
        rest = replace(
            rest,
            glyphs=tuple(glyph for glyph in rest.glyphs if not _inside(glyph, xs, ys)),
            bars=tuple(bar for bar in rest.bars if not _is_within(bar, xs, ys)),
        )
    return rest, tuple(tables)


def _are_same(columns: Sequence[float], above: Sequence[float]) -> bool:
    pairs = zip(columns, above, strict=False)
    return len(columns) == len(above) and all(abs(one - two) < 2 for one, two in pairs)


MOST_RULES = 600
"""The greatest number of joined rules on a page; more than that are a drawing."""


def _ruled_groups(page: PrintedPage) -> Iterator[list[Bar]]:
    """The page's rules in groups that may be tables, each as it is drawn.

    Word and LibreOffice draw the edge of each cell by itself, however short; only together they
    reach over the table.
    """
    drawn = page.rulings or page.bars
    whole = [
        *joined_bars(bar for bar in drawn if bar.is_horizontal),
        *joined_bars(bar for bar in drawn if not bar.is_horizontal),
    ]
    whole = sorted(whole, key=lambda bar: (bar.top, bar.left))[:MOST_RULES]
    upright = [bar for bar in whole if not bar.is_horizontal]
    loose = {bar for bar in whole if bar.is_horizontal and not any(map(bar.meets, upright))}

    def hangs_on(one: Bar, two: Bar) -> bool:
        return one.meets(two) or (one in loose and two in loose and _is_next(one, two))

    for group in connected(whole, hangs_on):
        if max(bar.length for bar in group) < LEAST_RULE:
            continue
        xs = [bar.left for bar in group] + [bar.right for bar in group]
        ys = [bar.top for bar in group] + [bar.bottom for bar in group]
        yield [bar for bar in drawn if _is_within(bar, (min(xs), max(xs)), (min(ys), max(ys)))]


LEAST_RULE = 10.0
"""mm; a table has a rule at least so long, be it of several pieces."""


def _is_within(bar: Bar, xs: Sequence[float], ys: Sequence[float]) -> bool:
    return (
        xs[0] - MEETING <= bar.left
        and bar.right <= xs[-1] + MEETING
        and ys[0] - MEETING <= bar.top
        and bar.bottom <= ys[-1] + MEETING
    )


# -- Without uprights ------------------------------------------------------------------------------

LEAST_GAP = 0.9
"""em of blank, in every row, between two columns that no upright parts."""


def in_columns(
    page: PrintedPage,
    glyphs: Sequence[Glyph],
    across: tuple[float, float],
    down: tuple[float, float],
) -> RuledTable | None:
    """A table whose columns only blanks tell, as in one with rules above, below and under its head
    (三线表); None if its rows have no columns in common.

    Each line is a row, and a column stands between two blanks that no line fills.
    """
    shown = [glyph for glyph in glyphs if glyph.text.strip()]
    rows = glyph_rows(replace(page, glyphs=tuple(shown), bars=()))
    edges = (across[0], *_blanks(shown), across[1])
    if len(edges) < 3 or len(rows) < 2:
        return None
    cells = tuple(tuple(_cells_of(page, row, edges)) for row in rows)
    if any(sum(bool(cell.lines) for cell in row) < 2 for row in cells):
        return None
    return RuledTable(page.number, *down, edges, cells)


def _blanks(glyphs: Sequence[Glyph]) -> Iterator[float]:
    """The middles of the blanks that go through all rows."""
    if not glyphs:
        return
    em = max(glyph.size for glyph in glyphs)
    end = min(glyph.x for glyph in glyphs)
    for glyph in sorted(glyphs, key=lambda each: each.x):
        if glyph.x - end > LEAST_GAP * em:
            yield (glyph.x + end) / 2
        end = max(end, glyph.x + glyph.advance)


def _cells_of(
    page: PrintedPage, row: Sequence[Glyph], edges: Sequence[float]
) -> Iterator[RuledCell]:
    for left, right in pairwise(edges):
        own = tuple(glyph for glyph in row if left <= glyph.x < right)
        yield RuledCell(printed_lines(replace(page, glyphs=own, bars=())), 1, left, right)


# -- Between rules in both directions --------------------------------------------------------------


def _ends(bar: Bar) -> tuple[float, ...]:
    return (bar.left, bar.right) if bar.is_horizontal else ((bar.left + bar.right) / 2,)


def _merged(places: Iterable[float]) -> list[float]:
    """The places in order; those that are almost the same are taken once."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > MEETING:
            found.append(place)
    return found


def _is_next(one: Bar, two: Bar) -> bool:
    """Whether two rules that no upright meets are of equal reach."""
    return (
        abs(one.left - two.left) < MEETING
        and abs(one.right - two.right) < MEETING
        and abs(one.top - two.top) < TALLEST_ROWS
        and not one.colour.is_red
    )


def _inside(glyph: Glyph, xs: Sequence[float], ys: Sequence[float]) -> bool:
    middle = glyph.x + glyph.advance / 2
    hangs = glyph.text in CLOSING and glyph.x < xs[-1]
    beside = xs[0] - MEETING < middle < xs[-1] + MEETING or (hangs and middle > xs[0])
    return beside and ys[0] < glyph.y < ys[-1] + MEETING


def _table(
    page: PrintedPage,
    bars: Sequence[Bar],
    xs: tuple[float, ...],
    ys: tuple[float, ...],
    glyphs: Sequence[Glyph],
) -> RuledTable:
    places = [
        (top, bottom, pairwise([xs[0], *_parting(bars, xs, top, bottom), xs[-1]]))
        for top, bottom in pairwise(ys)
    ]
    rows: list[list[RuledCell]] = []
    held: dict[tuple[float, float], int] = {}
    for at, (top, bottom, edges) in enumerate(places):
        row, begins = [], {}
        for left, right in edges:
            above = held.get((left, right))
            joined_up = above is not None and not _is_ruled(bars, top, left, right)
            begins[left, right] = at if above is None or not joined_up else above
            own = _held_in(glyphs, xs, (left, right), (top, bottom))
            lines = printed_lines(replace(page, glyphs=own, bars=()))
            span = sum(left <= x < right - MEETING for x in xs[:-1])
            row.append(RuledCell(() if joined_up else lines, span, left, right, not joined_up))
            if joined_up and lines:
                _give(rows[begins[left, right]], left, lines)
        rows.append(row)
        held = begins
    kept = tuple(tuple(row) for row in rows if any(cell.lines or not cell.rows for cell in row))
    return RuledTable(page.number, ys[0], ys[-1], xs, kept)


def _parting(bars: Sequence[Bar], xs: Sequence[float], top: float, bottom: float) -> list[float]:
    """The edges inside a row that part two of its cells."""
    return [x for x in xs[1:-1] if _is_parted(bars, x, top, bottom)]


def _held_in(
    glyphs: Sequence[Glyph],
    xs: Sequence[float],
    across: tuple[float, float],
    down: tuple[float, float],
) -> tuple[Glyph, ...]:
    """The glyphs in a place of the table."""
    (left, right), (top, bottom) = across, down
    return tuple(
        glyph
        for glyph in glyphs
        if left <= _held_at(glyph, xs) < right and top < glyph.y <= bottom + MEETING / 2
    )


def _is_ruled(bars: Sequence[Bar], y: float, left: float, right: float) -> bool:
    """Whether a rule stands above a cell: none does inside a cell that reaches over two rows."""
    places = [left + (right - left) * share for share in (0.25, 0.5, 0.75)]
    return any(
        bar.is_horizontal
        and abs(bar.top - y) <= MEETING
        and any(bar.left - MEETING <= place <= bar.right + MEETING for place in places)
        for bar in bars
    )


def _give(row: list[RuledCell], left: float, lines: tuple[PrintedLine, ...]) -> None:
    """Give the lines that stand lower in a cell to the place where it begins."""
    at = next(at for at, cell in enumerate(row) if cell.left == left)
    row[at] = replace(row[at], lines=(*row[at].lines, *lines))


def _held_at(glyph: Glyph, xs: Sequence[float]) -> float:
    """The place that says in which column a glyph is; a closing mark may hang out of it."""
    if glyph.text in CLOSING:
        return max(xs[0], min(glyph.x, xs[-1] - MEETING))
    return max(xs[0], min(glyph.x + glyph.advance / 2, xs[-1] - MEETING / 2))


def _is_parted(bars: Sequence[Bar], x: float, top: float, bottom: float) -> bool:
    """Whether a column's edge is drawn in this row: by an upright, or, in a table that has none
    inside, because two rules meet there."""
    inside = [bar for bar in bars if not bar.is_horizontal]
    first, last = min(bar.left for bar in bars), max(bar.right for bar in bars)
    has_uprights = any(
        first + 2 * MEETING < bar.left and bar.right < last - 2 * MEETING for bar in inside
    )
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
    return upright or (meeting and not has_uprights)

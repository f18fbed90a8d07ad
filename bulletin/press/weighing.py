"""Weighing the columns of a table: how wide each should be so that the table is as low as possible.

A cell is as high as its lines, and it has more lines the narrower it is. Between two widths at
which it gets a further line its height does not change, so that only these widths matter: they are
its break set (`break_set`). A row is as high as its highest cell, so that a narrow column costs
nothing as long as another cell of its rows is higher. To find the best widths for any room is a
hard problem (Anderson and Sobti, The table layout problem, 1999); narrowing step by step comes
close to it:

1. Every column begins as wide as its widest cell on one line. If all that fits, nothing has a
   second line.
2. Otherwise a column is narrowed to its next width, again and again: the one whose step makes the
   table higher by the least for what it yields (`_Weighing.narrow`). A cell that gets a line
   without making its row higher counts a little (`CELL`), so that short cells stay whole if it is
   as good. No step depends on the room; each of them is kept.
3. For a room, the first step that fits is taken, and what it leaves is given back to columns where
   that makes the table lower again (`_Weighing.give_back`). The same is done for smaller rooms, in
   steps of half an em, and the lowest table is chosen. A wider room only adds ways to choose from,
   so that a table never becomes higher because it has more room.
4. What is left in the end is shared out (`_shared_out`): wide columns get more, and columns of
   figures are made alike.

An example in em, with a cell of five words beside one of two: the narrow column becomes narrower
first, because the wide one needs a second line all the same.

>>> long = WeighedCell(0, 0, break_set(((2.0,) * 5,), 2.0), 2.0)
>>> short = WeighedCell(0, 1, break_set(((2.0, 2.0),), 2.0), 2.0)
>>> weigh((long, short), 14.0), weigh((long, short), 8.0)
(Weighed(widths=(10.0, 4.0), lines=1), Weighed(widths=(6.0, 2.0), lines=2))

No column becomes narrower than the limits of its cells (`WeighedCell.limit`: whole words, whole
numbers) as long as there is room for all limits, and never narrower than their widest unbreakable
pieces. If even these are wider than the room, the widths are wider than the room.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from math import ceil, floor
from typing import NamedTuple

CELL = 0.1
"""What a line counts that does not make its row higher, compared with one that does."""

ROOMS = 0.5
"""Em between the rooms that are tried (step 3)."""

WHITE = 2.0
"""Em that are added to each column before white is shared out by width, so that narrow columns get
their part."""

FINELY = 12
"""Up to so many lines a cell's break set is exact; from there on its widths are `STRIDE` apart."""

STRIDE = 0.94

_GRAIN = 64
"""Widths are rounded up to such a part of the unit, so that equal texts have equal widths."""


class Stand(NamedTuple):
    """From this width on, a cell has so many lines."""

    width: float
    lines: int


@dataclass(frozen=True)
class WeighedCell:
    """A cell of a table. All widths of a table are in one unit, px or em."""

    row: int
    column: int
    stands: tuple[Stand, ...]
    """Its break set, the widest first; the last is the width of its widest unbreakable piece."""

    limit: float
    """It becomes narrower than this only if the table has no room otherwise."""

    span: int = 1
    """The number of columns that it takes. A cell that takes several has a say in their least
    widths only."""


class Weighed(NamedTuple):
    """The chosen widths of the columns, without the white at the sides of their cells."""

    widths: tuple[float, ...]
    lines: int
    """The lines of all rows together; what is shared out at last may save further ones."""


@lru_cache(maxsize=4096)
def break_set(paragraphs: tuple[tuple[float, ...], ...], least: float) -> tuple[Stand, ...]:
    """The widths at which a cell gets further lines, down to about `least`.

    The cell consists of paragraphs, and each of them of pieces that are not broken, with their
    widths. A line takes as many pieces as it has room for.
    """
    ends = [(0.0, *accumulate(pieces)) for pieces in paragraphs]
    narrowest = max((max(pieces, default=0.0) for pieces in paragraphs), default=0.0)
    width = max((each[-1] for each in ends), default=0.0)
    stands: list[Stand] = []
    while True:
        lines, widest = _filled(ends, width)
        if stands and stands[-1].lines == lines:
            stands.pop()
        stands.append(Stand(ceil(widest * _GRAIN - 1e-6) / _GRAIN, lines))
        if widest <= max(narrowest, least) + 1e-6:
            return tuple(stands)
        width = widest - 1e-3
        if lines > FINELY:
            width = min(width, widest * STRIDE)
        width = max(width, narrowest)


def _filled(ends: Sequence[Sequence[float]], width: float) -> tuple[int, float]:
    """How many lines of this width the paragraphs take, and how wide the widest is."""
    lines, widest = 0, 0.0
    for places in ends:
        start = 0
        while start < len(places) - 1:
            stop = max(bisect_right(places, places[start] + width + 1e-6) - 1, start + 1)
            widest = max(widest, places[stop] - places[start])
            lines += 1
            start = stop
    return max(lines, 1), widest


def weigh(
    cells: Sequence[WeighedCell],
    room: float,
    em: float = 1.0,
    alike: Collection[int] = (),
    yielding: bool = True,
) -> Weighed:
    """Choose the widths of all columns so that together they take `room`.

    `em` is the size of the type in the unit of the widths, and `alike` are the columns that are
    made equally wide if that makes the table no higher. Cells that are not `yielding` never become
    narrower than their limits; then the widths may be more than the room. The module's docstring
    explains the method.
    """
    count = max((cell.column + cell.span for cell in cells), default=0)
    limits = _limits(cells, count, [cell.limit for cell in cells])
    if yielding and sum(limits) > room:
        limits = _limits(cells, count, [cell.stands[-1].width for cell in cells])
    ladders = tuple(_ladder(cells, at, limit) for at, limit in enumerate(limits))
    weighing = _Weighing([cell for cell in cells if cell.span == 1], ladders)
    path = tuple(weighing.narrow())
    ways = [weighing.give_back(path, each) for each in _rooms(sum(limits), room, em)]
    best = min(ways, key=lambda way: way[:2])
    widths = [ladder[at] for ladder, at in zip(ladders, best[2], strict=True)]
    wide = _shared_out(widths, ladders, room, em)
    mean = sum(wide[at] for at in alike) / max(1, len(alike))
    even = tuple(mean if at in alike else width for at, width in enumerate(wide))
    as_low = sum(lines_of_rows(weighing.cells, even)) <= best[0]
    fits = all(mean >= ladders[at][-1] for at in alike)
    return Weighed(even if as_low and fits else wide, best[0])


def least_width(cells: Sequence[WeighedCell]) -> float:
    """What all columns take if no cell is narrower than its limit."""
    count = max((cell.column + cell.span for cell in cells), default=0)
    return sum(_limits(cells, count, [cell.limit for cell in cells]))


def _rooms(least: float, room: float, em: float) -> Iterator[float]:
    """The rooms that are tried: the least one, and every half em up to `room`."""
    step = ROOMS * em
    yield least
    for at in range(floor(least / step) + 1, floor(room / step + 1e-9) + 1):
        yield at * step


def _limits(cells: Sequence[WeighedCell], count: int, limits: Sequence[float]) -> list[float]:
    """The least widths of the columns. What a cell needs that takes several columns is divided
    among them."""
    widths = [0.0] * count
    by_span = sorted(zip(cells, limits, strict=True), key=lambda each: each[0].span)
    for cell, limit in by_span:
        columns = range(cell.column, cell.column + cell.span)
        lacking = limit - sum(widths[at] for at in columns)
        for at in columns if lacking > 0 else ():
            widths[at] += lacking / cell.span
    return widths


def _ladder(cells: Sequence[WeighedCell], column: int, limit: float) -> tuple[float, ...]:
    """The widths of a column at which one of its cells gets a further line, the widest first."""
    own = (cell for cell in cells if cell.column == column and cell.span == 1)
    widths = {stand.width for cell in own for stand in cell.stands if stand.width > limit}
    return (*sorted(widths, reverse=True), limit)


class _Step(NamedTuple):
    """What a narrower column changes: for each row, the lines that its cell has then."""

    rows: tuple[tuple[int, int], ...]
    more: int
    """The lines by which all cells together grow."""


class _Weighing:
    """The rows of a table, and what each step of its columns makes of them."""

    def __init__(
        self, cells: Sequence[WeighedCell], ladders: tuple[tuple[float, ...], ...]
    ) -> None:
        self.cells, self.ladders = cells, ladders
        self.steps = tuple(
            self._steps([cell for cell in cells if cell.column == at], ladder)
            for at, ladder in enumerate(ladders)
        )
        count = 1 + max((cell.row for cell in cells), default=-1)
        self.first = [[1] * len(ladders) for _ in range(count)]
        for cell in cells:
            self.first[cell.row][cell.column] = _lines(cell, ladders[cell.column][0])

    @staticmethod
    def _steps(cells: Sequence[WeighedCell], ladder: Sequence[float]) -> tuple[_Step, ...]:
        changes: dict[float, list[tuple[int, int, int]]] = defaultdict(list)
        for cell in cells:
            for wide, narrow in pairwise(cell.stands):
                changes[wide.width].append((cell.row, narrow.lines, narrow.lines - wide.lines))
        return tuple(
            _Step(
                tuple((row, lines) for row, lines, _ in changes[width]),
                sum(more for *_, more in changes[width]),
            )
            for width in ladder[:-1]
        )

    def narrow(self) -> Iterator[tuple[float, tuple[int, ...]]]:
        """The widths of the columns step by step, narrower and narrower: for each step their sum,
        and the place of each column on its ladder."""
        at = [0] * len(self.ladders)
        heights = [max(row, default=1) for row in self.first]
        total = sum(ladder[0] for ladder in self.ladders)
        yield total, tuple(at)
        while True:
            ways = [
                ((self._higher(heights, step) + CELL * step.more) / width, -width, column)
                for column, place in enumerate(at)
                if place < len(self.steps[column])
                for step in (self.steps[column][place],)
                for width in (self.ladders[column][place] - self.ladders[column][place + 1],)
            ]
            if not ways:
                return
            *_, column = min(ways)
            place = at[column]
            for row, lines in self.steps[column][place].rows:
                heights[row] = max(heights[row], lines)
            total += self.ladders[column][place + 1] - self.ladders[column][place]
            at[column] = place + 1
            yield total, tuple(at)

    @staticmethod
    def _higher(heights: Sequence[int], step: _Step) -> int:
        """By how many lines a step makes the rows higher."""
        return sum(max(0, lines - heights[row]) for row, lines in step.rows)

    def give_back(
        self, path: Sequence[tuple[float, tuple[int, ...]]], room: float
    ) -> tuple[int, int, tuple[int, ...]]:
        """The first step of the path that fits into a room, with what it leaves given back.

        The result is the height of the table, the lines of all its cells, and the place of each
        column on its ladder.
        """
        total, places = next((way for way in path if way[0] <= room + 1e-6), path[-1])
        at, left = list(places), room - total
        rows = self._rows(at)
        while True:
            ways = [
                (self._saved(rows, column, place), column)
                for column, place in enumerate(at)
                if place and self.ladders[column][place - 1] - self.ladders[column][place] <= left
            ]
            (height, lines), column = max(ways, default=((0, 0), 0))
            if (height, lines) <= (0, 0):
                return sum(map(max, rows)), sum(map(sum, rows)), tuple(at)
            left -= self.ladders[column][at[column] - 1] - self.ladders[column][at[column]]
            at[column] -= 1
            rows = self._rows(at)

    def _rows(self, at: Sequence[int]) -> list[list[int]]:
        """The lines of each cell, row by row."""
        rows = [list(row) for row in self.first]
        for column, place in enumerate(at):
            for step in self.steps[column][:place]:
                for row, lines in step.rows:
                    rows[row][column] = lines
        return rows

    def _saved(self, rows: Sequence[list[int]], column: int, place: int) -> tuple[int, int]:
        """By how much lower the rows and the cells of a column are one step wider."""
        before = self._lines_before(column, place)
        height = 0
        for row, lines in before.items():
            others = max((*rows[row][:column], *rows[row][column + 1 :]), default=1)
            height += max(0, max(others, rows[row][column]) - max(others, lines))
        return height, self.steps[column][place - 1].more

    def _lines_before(self, column: int, place: int) -> dict[int, int]:
        """For each row that a step changed, the lines of its cell before that step."""
        changed = {row: self.first[row][column] for row, _ in self.steps[column][place - 1].rows}
        for step in self.steps[column][: place - 1]:
            changed.update((row, lines) for row, lines in step.rows if row in changed)
        return changed


def _lines(cell: WeighedCell, width: float) -> int:
    """The lines of a cell at a width."""
    return next((each.lines for each in cell.stands if each.width <= width), cell.stands[-1].lines)


def lines_of_rows(cells: Sequence[WeighedCell], widths: Sequence[float]) -> tuple[int, ...]:
    """How many lines each row has with these widths."""
    heights: dict[int, int] = defaultdict(lambda: 1)
    for cell in cells:
        width = sum(widths[cell.column : cell.column + cell.span])
        heights[cell.row] = max(heights[cell.row], _lines(cell, width + 1e-6))
    return tuple(heights[row] for row in range(max(heights, default=-1) + 1))


def is_ribbon(cell: WeighedCell, widths: Sequence[float]) -> bool:
    """Whether a cell is a ribbon with these widths in em: narrow, and of many lines."""
    width = sum(widths[cell.column : cell.column + cell.span])
    return width < NARROW and _lines(cell, width + 1e-6) > MANY


NARROW, MANY = 8.0, 10
"""Em and lines: a cell that is narrower than this and has more lines than this is a ribbon."""


def _shared_out(
    widths: Sequence[float],
    ladders: Sequence[Sequence[float]],
    room: float,
    em: float,
) -> tuple[float, ...]:
    """The widths with what is left of the room: the more for a column, the wider its text is."""
    left = room - sum(widths)
    if left <= 0 or not widths:
        return tuple(widths)
    wishes = [min(ladder[0], room) + WHITE * em for ladder in ladders]
    share = left / sum(wishes)
    return tuple(width + share * wish for width, wish in zip(widths, wishes, strict=True))

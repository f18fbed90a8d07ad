"""The figures of a copy's tables, read by rows and columns.

Tables of Markdown have their cells one by one. In raw text a table is lines that follow one another
and are divided by tabs or by strokes into as many parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from bulletin.checks.view import Passage, PassageRole, Stretch
from bulletin.patterns import pattern_of

FEWEST_COLUMNS = 2
FEWEST_LINES = 2

_FIGURE = pattern_of(
    r"([-−－]?)((?:[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]{1,15}))(\.[0-9]{1,9})?"
    r"([%％]|(?!年|月|日|号|级|届|期)[\u3400-\u9fff]{1,2})?"
)
_UNITS = (
    "[万亿千百]?(?:[元亩吨斤克升米度天人]|人次|公[里斤顷]|千[米克瓦]|平方(?:米|公里)|立方米)"
    "|[名个户家件项条起次处座盏台辆套所支篇期场份岁宗笔]|[%％‰]"
)
_UNIT_OF_ROW = pattern_of(f"({_UNITS})|.+[（(]({_UNITS})[）)]")
"""A cell that says what the figures of its row are counted in."""

_CHANGES = "万亿千百%"
"""How a unit begins with which a figure is not the same as without it."""

_RATE = pattern_of("率|占比|比例|比重|[%％幅]")
_BLANK = pattern_of(r"[-—–－/／\s]*")
_RULE_OF_STROKES = pattern_of(r"[\s|:：-]+")
_SPACE = pattern_of(r"[ \u3000\u00a0\n]+")


class CopyTable(NamedTuple):
    """The cells of a table, row by row, and the running text before it."""

    rows: tuple[tuple[Stretch, ...], ...]
    before: Passage | None = None


class FigureCell(NamedTuple):
    """A number in a cell."""

    value: Decimal
    places: int
    """Its decimal places."""

    unit: str
    at: Stretch


@dataclass(frozen=True)
class Column:
    """A column: its head from all rows of heads, and its figures row by row."""

    head: str
    figures: tuple[FigureCell | None, ...]
    blank: tuple[bool, ...]
    """Which cells are empty or have a dash."""

    @cached_property
    def is_counted(self) -> bool:
        """Whether each cell is a figure or blank, and some are figures, all in one unit."""
        pairs = zip(self.figures, self.blank, strict=True)
        told = any(self.figures) and all(figure or blank for figure, blank in pairs)
        return told and self._is_in_one_unit

    @property
    def _is_in_one_unit(self) -> bool:
        """Whether no two figures have different units: 20万元 and 5000元, 50盏 and 3公里."""
        units = {each.unit for each in self.figures if each}
        written = sorted(units - {""}, key=len)
        if "" in units and written and written[0][0] in _CHANGES and not _RATE.search(self.head):
            return False
        return all(each.startswith(written[0]) for each in written)

    @cached_property
    def is_percent(self) -> bool:
        """Whether its figures are percentages."""
        told = (each.unit == "%" for each in self.figures if each)
        return any(told) or "%" in self.head or "％" in self.head

    def value(self, row: int) -> Decimal | None:
        """The figure of a row; a blank cell has none."""
        figure = self.figures[row]
        return figure.value if figure else None


@dataclass(frozen=True)
class FigureTable:
    """A table as labels and columns of figures."""

    labels: tuple[str, ...]
    """What each row is about; empty where it says nothing."""

    columns: tuple[Column, ...]
    before: Passage | None

    @cached_property
    def totals(self) -> tuple[int, ...]:
        """The rows of totals."""
        return tuple(row for row, label in enumerate(self.labels) if TOTAL.fullmatch(label))

    @cached_property
    def things(self) -> tuple[str, ...]:
        """The labels of the rows that are neither totals nor parts of the row above."""
        return tuple(
            label
            for row, label in enumerate(self.labels)
            if row not in self.totals and not PART_OF_ROW.match(label)
        )

    @cached_property
    def nouns(self) -> tuple[str, ...]:
        """What the rows are: the head of their labels, or else what all of these end with."""
        head = next((each.head for each in self.columns if not any(each.figures)), "")
        called = head.removesuffix("名称").removesuffix("别")
        ends = (end for end in ENDS_OF_PLACES if all(each.endswith(end) for each in self.things))
        return tuple(filter(None, dict.fromkeys((called, *tuple(ends)[:1]))))

    def total(self, at: int) -> Decimal | None:
        """What a column says in its only row of totals, or its sum if there is no such row; None if
        neither is certain."""
        column = self.columns[at]
        if self.totals or any(column.blank):
            return column.value(self.totals[0]) if len(self.totals) == 1 else None
        return sum((each.value for each in column.figures if each), Decimal())


TOTAL = pattern_of("(?:.{0,4}(?:合计|总计|小计|共计|总和|总数))(?:[（(].{1,4})?")
ENDS_OF_PLACES = ("社区", "街道", "村", "乡", "镇", "局", "县", "支部")
PART_OF_ROW = pattern_of("其中|#|＃")


def copy_tables(passages: Iterable[Passage]) -> Iterator[CopyTable]:
    """The tables in the passages of one text, in order."""
    rows: list[tuple[Stretch, ...]] = []
    before: Passage | None = None
    told: Passage | None = None
    last = (-1, -1)
    for passage in passages:
        cell, parts = passage.cell, _parts(passage)
        if cell and rows and last[0] == cell.table:
            if last[1] == cell.row:
                rows[-1] = (*rows[-1], passage.whole)
            else:
                rows.append((passage.whole,))
        else:
            if parts and rows and last[0] == -1 and len(parts) == len(rows[-1]):
                rows.append(parts)
                continue
            if rows:
                yield CopyTable(tuple(rows), before)
            rows, before = [], told
            rows += [(passage.whole,)] if cell else [parts] if parts else []
        last = (cell.table, cell.row) if cell else (-1, -1)
        if not cell and not parts and passage.role is not PassageRole.NOTE:
            told = passage
    if rows:
        yield CopyTable(tuple(rows), before)


def _parts(passage: Passage) -> tuple[Stretch, ...]:
    """The cells of a line of raw text; none if it is no row."""
    text = passage.text
    mark = "|" if text.startswith("|") else "\t"
    if mark not in text or passage.cell or "\n" in text:
        return ()
    inner = text.rstrip()
    at, end = (1, len(inner) - inner.endswith("|")) if mark == "|" else (0, len(inner))
    parts: list[Stretch] = []
    for piece in inner[at:end].split(mark):
        left = at + len(piece) - len(piece.lstrip())
        parts.append(passage.stretch(left, max(left, at + len(piece.rstrip()))))
        at += len(piece) + 1
    return tuple(parts) if len(parts) >= FEWEST_COLUMNS else ()


def figure_table(table: CopyTable) -> FigureTable | None:
    """The table's figures; None if it has none, or its rows are not of one length."""
    rows = [row for row in table.rows if not all(_RULE_OF_STROKES.fullmatch(c.text) for c in row)]
    width = max(map(len, rows), default=0)
    rows = _one_below_another([row for row in rows if len(row) == width])
    if width < FEWEST_COLUMNS or len(rows) < FEWEST_LINES:
        return None
    width = len(rows[0])
    figures = _in_units_of_rows(rows, [[_figure(cell) for cell in row] for row in rows])
    first = _rows_of_heads(rows, figures)
    if first == 0 or first >= len(rows):
        return None
    heads = _heads(rows[:first], width)
    columns = tuple(
        Column(
            heads[at],
            tuple(row[at] for row in figures[first:]),
            tuple(_BLANK.fullmatch(row[at].text) is not None for row in rows[first:]),
        )
        for at in range(width)
    )
    named = [at for at, each in enumerate(columns) if not any(each.figures)]
    labels = tuple(_label(row, named) for row in rows[first:])
    return FigureTable(labels, columns, table.before)


def _one_below_another(rows: list[tuple[Stretch, ...]]) -> list[tuple[Stretch, ...]]:
    """The rows of a table whose columns are repeated on its right, to save space: those on the left
    before those on the right."""
    heads = [_plain(cell.text) for cell in rows[0]] if rows else []
    for parts in range(2, len(heads) // FEWEST_COLUMNS + 1):
        width, over = divmod(len(heads), parts)
        if not over and all(heads[:width]) and heads == heads[:width] * parts:
            lefts = range(0, len(heads), width)
            return [rows[0][:width], *(row[at : at + width] for at in lefts for row in rows[1:])]
    return rows


def _in_units_of_rows(
    rows: list[tuple[Stretch, ...]], figures: list[list[FigureCell | None]]
) -> list[list[FigureCell | None]]:
    """The figures with the units that their rows say, if these are different: 户数, 户, 500."""
    units = [_unit_of_row(row) for row in rows]
    if len(set(units) - {""}) < 2:
        return figures
    return [
        [each and each._replace(unit=each.unit or unit) for each in row]
        for row, unit in zip(figures, units, strict=True)
    ]


def _unit_of_row(row: tuple[Stretch, ...]) -> str:
    said = (_UNIT_OF_ROW.fullmatch(_plain(cell.text)) for cell in row)
    return next((each[1] or each[2] for each in said if each), "")


def _label(row: tuple[Stretch, ...], named: list[int]) -> str:
    """What a row is about: the first words in a column of words, or 合计 wherever it stands."""
    said = [_plain(cell.text) for cell in row]
    total = next((each for each in said[: FEWEST_COLUMNS + 1] if TOTAL.fullmatch(each)), "")
    return total or next((said[at] for at in named if said[at]), "")


def _figure(cell: Stretch) -> FigureCell | None:
    match = _FIGURE.fullmatch(_SPACE.sub("", cell.text).strip("*"))
    if match is None:
        return None
    decimals = match[3] or ""
    sign = "-" if match[1] else ""
    unit = (match[4] or "").replace("％", "%")
    digits = match[2].replace(",", "").replace("，", "")
    return FigureCell(Decimal(sign + digits + decimals), len(decimals[1:]), unit, cell)


def _rows_of_heads(rows: list[tuple[Stretch, ...]], figures: list[list[FigureCell | None]]) -> int:
    """How many rows at the top are heads: the first one, and those after it without a figure. 0 if
    the first one has figures that are no years."""
    if any(each and not _is_year(each) for each in figures[0]):
        return 0
    count = 1
    while count < len(rows) and not any(figures[count]):
        count += 1
    return count


def _is_year(figure: FigureCell) -> bool:
    return figure.places == 0 and 1949 <= figure.value <= 2100 and not figure.unit


def _heads(rows: list[tuple[Stretch, ...]], width: int) -> list[str]:
    """The head of each column. A blank cell of an upper row belongs to the one on its left."""
    heads = [""] * width
    for number, row in enumerate(rows):
        said = ""
        for at in range(width):
            text = _plain(row[at].text)
            upper = number < len(rows) - 1
            said = text or (said if upper else "")
            heads[at] += said if said not in heads[at] else ""
    return heads


def _plain(text: str) -> str:
    return _SPACE.sub("", text).strip("*")

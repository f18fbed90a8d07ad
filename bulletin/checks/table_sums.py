"""Whether the totals, shares and growth in a table are what its other figures make.

A column is only held to what most of its rows keep, or to what its head says without doubt, so that
a column with another meaning is let stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise, permutations
from typing import NamedTuple

from bulletin.checks.tabulated import PART_OF_ROW, Column, FigureCell, FigureTable
from bulletin.checks.view import Stretch
from bulletin.numbering import number_of
from bulletin.patterns import pattern_of

_SUBTOTAL = pattern_of(".{0,4}小计")
_TOTAL_HEAD = pattern_of("(?:合计|总计|小计|共计|总数|总分|总额|总量)[（(]?[^）)]{0,6}[）)]?$")
_UNSUMMED = pattern_of(
    "率|占比|比例|比重|百分|[%％‰]|均|排名|名次|序号|编号|单价|标准|年龄|年份|增幅|增速|增长|同比|环比|完成比|倍|指数"
    "|温度|电话|号码|联系方式|邮编|代码|日期|时间|星期|工期|分值|权重|等级|目标|价|[亩单]产"
)
_NO_ADDEND = pattern_of(
    "(?:平均|人均|均值|占比|比例|比重|同比|环比|增[长减幅速]|排名|名次|位次).{0,4}"
    "|(?:上年|去年|上期)(?:同期|数)?"
)
"""The label of a row that is no part of a total."""

_ROW_UNSUMMED = pattern_of("率|均|占比|比例|比重|[%％‰]|排名|名次|位次|年龄|价|同比|环比|增[幅速]")
"""In the label of a row whose columns do not add up."""

_TAKEN = pattern_of("支出|扣|减少|退出|流出|划出|转出|成本")
"""What may be taken from the rest, and not added to it."""

_PERIOD = pattern_of(
    "(?:(?:19|20)[0-9]{2}年)?(?:[0-9第一二三四五六七八九十]{1,3}(?:月份?|季度?)|[上下]半年)"
    "|(?:19|20)[0-9]{2}年度?"
)
MOST_PARTS = 5
"""Rows after one with 其中 that may be parts as well, without saying so."""

_MEASURED = pattern_of("[万亿]|公里|千米|亩|吨|平方|面积|里程")
_SHARE_HEAD = pattern_of("占比|比例|比重|占.{1,6}(?:%|％)")
_RATE_HEAD = pattern_of("([\u3400-\u9fff]{2})率")
_GROWTH_HEAD = pattern_of("增长|增幅|增速|同比|环比|涨幅|增减")
_NEW, _OLD = (
    pattern_of("今年|本年|本期|本月|当年|现在"),
    pattern_of("去年|上年|上期|上月|同期|基期|原来"),
)
_YEAR = pattern_of("((?:19|20)[0-9]{2})")
MOST_COLUMNS = 14
"""Columns. In a wider table no relation of three columns is looked for."""

FEWEST_HELD = 2
"""Rows that must keep a relation that no head tells of."""


class Miscounted(NamedTuple):
    """A figure that is not what others make, and what they make."""

    at: Stretch
    how: str
    right: str
    cells: str = "核对这几格"


def miscounted_figures(table: FigureTable) -> Iterator[Miscounted]:
    """The figures of a table that contradict others."""
    for at in range(len(table.columns)):
        yield from _wrong_totals(table, at)
    if len(table.columns) <= MOST_COLUMNS:
        yield from _wrong_sums_of_rows(table)
        yield from _wrong_ratios(table)
    yield from _wrong_row_numbers(table)


# -- Rows of totals --------------------------------------------------------------------------------


def _wrong_totals(table: FigureTable, at: int) -> Iterator[Miscounted]:
    """Figures in rows of totals that no sensible set of the other rows makes."""
    column = table.columns[at]
    if not column.is_counted or column.is_percent or _UNSUMMED.search(column.head):
        return
    totals = table.totals
    for total in totals:
        figure = column.figures[total]
        sets = [rows for rows in _addends(table, total, totals) if _count(column, rows) > 1]
        if figure is None or not sets:
            continue
        slack = _slack(column, len(sets[0]), figure.places)
        sums = (each for rows in sets for each in _sums(table, column, rows))
        if any(abs(each - figure.value) <= slack for each in sums):
            continue
        likeliest = _sums(table, column, sets[0])
        lacks = _lacks_figures(column, sets[0], figure, likeliest[0])
        if lacks or _is_no_sum(table, column, sets[0], figure):
            continue
        off = [abs(each - figure.value) for each in likeliest]
        right = likeliest[off.index(min(off))]
        how = "各行加减得" if right == likeliest[1] != likeliest[0] else "各行之和是"
        words = f"{right:f}{figure.unit}"
        yield Miscounted(figure.at, f"{how} {words}，不是 {figure.value:f}{figure.unit}", words)


def _addends(table: FigureTable, total: int, totals: Sequence[int]) -> Iterator[list[int]]:
    """The sets of rows that a total may be the sum of, the likeliest first."""
    rows = range(len(table.labels))
    parts = [
        row for row in rows if row not in totals and not _NO_ADDEND.fullmatch(table.labels[row])
    ]
    main = [row for row in parts if not PART_OF_ROW.match(table.labels[row])]
    main = _uppermost(table, main)
    subtotals = [row for row in totals if _SUBTOTAL.fullmatch(table.labels[row])]
    before = max((row for row in totals if row < total), default=-1)
    after = min((row for row in totals if row > total), default=len(table.labels))
    above = [row for row in main if before < row < total]
    below = [row for row in main if total < row < after]
    named = [row for row in main if table.labels[row]]
    if subtotals and total not in subtotals:
        yield subtotals
        yield [*subtotals, *above]
    yield from (above or below, below, main, named, parts)
    if before >= 0:
        yield [before, *above]
    yield from _without_unsaid_parts(table, main)
    others = [row for row in totals if row != total]
    yield others
    yield [row for row in main if row < total]


def _uppermost(table: FigureTable, rows: list[int]) -> list[int]:
    """Those of some rows whose numbers are of the highest level: 一、 and not 1."""
    numbers = {row: number_of(table.labels[row]) for row in rows}
    levels = {row: number.level if number else 0 for row, number in numbers.items()}
    return [row for row in rows if levels[row] == min(levels.values())]


def _without_unsaid_parts(table: FigureTable, main: Sequence[int]) -> Iterator[list[int]]:
    """The rows without those below one with 其中 that may go on with it: 其中：女, 男."""
    opened = [row for row, label in enumerate(table.labels) if PART_OF_ROW.match(label)]
    for most in range(1, MOST_PARTS + 1) if opened else ():
        yield [row for row in main if not any(0 < row - first <= most for first in opened)]


def _sums(table: FigureTable, column: Column, rows: Sequence[int]) -> tuple[Decimal, ...]:
    """What some rows make: all of them, or with some of them taken from the rest, or without those
    that a row above them is the sum of."""
    taken = [row for row in rows if _TAKEN.search(table.labels[row])]
    whole = _sum(column, rows)
    parted = _sum(column, _without_parts(column, rows))
    return whole, whole - 2 * _sum(column, taken), parted


def _without_parts(column: Column, rows: Sequence[int]) -> list[int]:
    """The rows without those that a row above them is the sum of."""
    kept, at = list[int](), 0
    while at < len(rows):
        kept.append(rows[at])
        at = _end_of_parts(column, rows, at)
    return kept if len(kept) == len(rows) else _without_parts(column, kept)


def _end_of_parts(column: Column, rows: Sequence[int], at: int) -> int:
    """Where the rows end that the row at a place is the sum of, at least two of them; else the next
    place."""
    whole, found = column.value(rows[at]) or Decimal(), Decimal()
    for end in range(at + 1, len(rows) if whole > 0 else 0):
        found += column.value(rows[end]) or Decimal()
        if found == whole and end > at + 1:
            return end + 1
        if found > whole:
            break
    return at + 1


def _count(column: Column, rows: Sequence[int]) -> int:
    return sum(column.figures[row] is not None for row in rows)


def _sum(column: Column, rows: Sequence[int]) -> Decimal:
    values = (column.value(row) for row in rows)
    return sum((each for each in values if each is not None), Decimal())


def _slack(column: Column, count: int, places: int) -> Decimal:
    """How far a sum of rounded figures may be from the total, which has `places` decimals."""
    most = max((each.places for each in column.figures if each), default=0)
    if most == 0 and not _MEASURED.search(column.head):
        return Decimal()
    return Decimal(count) / 2 * Decimal(10) ** -most + Decimal(10) ** -places / 2


def _is_no_sum(table: FigureTable, column: Column, rows: Sequence[int], total: FigureCell) -> bool:
    """Whether the figure in the row of totals is a mean, or the greatest or least of the rows, or
    what there was at the end of the last of some periods."""
    if all(_PERIOD.fullmatch(table.labels[row]) for row in rows) and (
        "累计" in column.head or column.value(rows[-1]) == total.value
    ):
        return True
    values = [each for row in rows if (each := column.value(row)) is not None]
    mean = sum(values, Decimal()) / len(values)
    unit = Decimal(10) ** -total.places
    return total.value in (max(values), min(values)) or abs(mean - total.value) <= unit


def _lacks_figures(column: Column, rows: Sequence[int], total: FigureCell, found: Decimal) -> bool:
    """Whether blank cells may hold what the sum has too little."""
    blank = any(column.blank[row] and column.figures[row] is None for row in rows)
    return blank and found < total.value


# -- Relations of columns --------------------------------------------------------------------------


class _Relation(NamedTuple):
    """What a column should be, row by row, and how that is said."""

    expected: Callable[[int], Decimal | None]
    said: Callable[[int, str], str]
    sure: bool
    """Whether the heads say so; else most rows must keep it."""

    percent: bool = False


def _held(column: Column, relation: _Relation, rows: Sequence[int]) -> tuple[int, list[int]]:
    """In how many rows the relation holds, and those in which it does not."""
    holds, broken = 0, list[int]()
    for row in rows:
        figure, right = column.figures[row], relation.expected(row)
        if figure is None or right is None:
            continue
        if _agrees(figure, right, rounded=relation.percent):
            holds += 1
        else:
            broken.append(row)
    return holds, broken


def _agrees(figure: FigureCell, right: Decimal, *, rounded: bool) -> bool:
    unit = Decimal(10) ** -figure.places
    off = abs(figure.value - right)
    return off < unit if rounded else off <= (unit if figure.places else Decimal())


def _broken_rows(
    column: Column, relations: Sequence[_Relation], rows: Sequence[int]
) -> tuple[_Relation, list[int]] | None:
    """The relation that most rows keep, and the rows that do not; None if none is certain."""
    judged = [(relation, *_held(column, relation, rows)) for relation in relations]
    if any(held and not broken for _, held, broken in judged):
        return None
    for relation, held, broken in sorted(judged, key=lambda each: (-each[1], not each[0].sure)):
        enough = 1 if relation.sure else FEWEST_HELD
        only = relation.sure and held == 0 and len(broken) == 1
        most = held >= enough and held >= len(broken) + (0 if relation.sure else 1)
        if only or (most and (relation.sure or _varies(relation, rows, broken))):
            return relation, broken
    return None


def _varies(relation: _Relation, rows: Sequence[int], broken: list[int]) -> bool:
    """Whether a relation holds for different figures, and not because all of them are 100%."""
    held = {relation.expected(row) for row in rows if row not in broken}
    return len(held - {None}) > 1


def _contradictions(
    table: FigureTable, column: Column, relations: Sequence[_Relation]
) -> Iterator[Miscounted]:
    """The figures of a column that break the relation that the others keep."""
    found = _broken_rows(column, relations, range(len(table.labels)))
    if found is not None:
        relation, rows = found
        for row in rows:
            yield _told(column, row, relation)


def _wrong_sums_of_rows(table: FigureTable) -> Iterator[Miscounted]:
    """Figures in columns of totals that are not the sum of the columns beside them."""
    summed = [
        at
        for at, each in enumerate(table.columns)
        if each.is_counted and not each.is_percent and not _UNSUMMED.search(each.head)
    ]
    for at in summed:
        column = table.columns[at]
        if not _TOTAL_HEAD.search(column.head):
            continue
        sets = [[x for x in summed if x > at], [x for x in summed if x < at]]
        sets.append([x for x in summed if x != at])
        relations = [
            _sum_of(table, columns, taken)
            for columns in sets
            if len(columns) > 1
            for taken in dict.fromkeys(((), _taken_columns(table, columns)))
        ]
        yield from _contradictions(table, column, relations)


def _taken_columns(table: FigureTable, columns: Sequence[int]) -> tuple[int, ...]:
    """The columns that may be taken from the others: 扣分 from 加分."""
    return tuple(at for at in columns if _TAKEN.search(table.columns[at].head))


def _sum_of(table: FigureTable, columns: Sequence[int], taken: Sequence[int]) -> _Relation:
    def expected(row: int) -> Decimal | None:
        if _ROW_UNSUMMED.search(table.labels[row]):
            return None
        values = [(at, table.columns[at].value(row)) for at in columns]
        known = [-each if at in taken else each for at, each in values if each is not None]
        return sum(known, Decimal()) if len(known) > 1 else None

    how = "各项加减得" if taken else "各项之和是"
    return _Relation(expected, lambda _, right: f"这一行{how} {right}", sure=False)


def _wrong_ratios(table: FigureTable) -> Iterator[Miscounted]:
    """Shares, rates and growth that are not what the columns beside them make."""
    counted = [
        at
        for at, each in enumerate(table.columns)
        if each.is_counted and not each.is_percent and not _UNSUMMED_RATIO.search(each.head)
    ]
    for column in table.columns:
        if not (column.is_percent or _RATE_HEAD.search(column.head)) or not column.is_counted:
            continue
        relations: list[_Relation] = []
        if _GROWTH_HEAD.search(column.head):
            relations += (_growth(table, a, b) for a, b in permutations(counted, 2))
        else:
            relations += (_ratio(table, column, a, b) for a, b in permutations(counted, 2))
            relations += (_share(table, column, at, counted) for at in counted)
        yield from _contradictions(table, column, relations)


_UNSUMMED_RATIO = pattern_of("率|占比|比例|比重|[%％‰]|排名|名次|序号|编号|增幅|增速|电话|日期")


def _told(column: Column, row: int, relation: _Relation) -> Miscounted:
    figure, right = column.figures[row], relation.expected(row)
    assert figure is not None
    assert right is not None
    places = max(figure.places, 1) if relation.percent else figure.places
    words = f"{right:.{places}f}" if relation.percent else f"{right:f}"
    unit = "%" if relation.percent else figure.unit
    said = relation.said(row, words + unit)
    return Miscounted(figure.at, f"{said}，不是 {figure.at.text}", words + unit)


def _ratio(table: FigureTable, column: Column, part: int, whole: int) -> _Relation:
    """Part in whole. The heads say so if one has the name of the rate: 办结数, 办结率."""
    named = _RATE_HEAD.search(column.head)
    parts, wholes = table.columns[part], table.columns[whole]
    counted = [each for each in table.columns if each.is_counted and not each.is_percent]
    sure = named is not None and named[1] in parts.head and named[1] not in wholes.head
    pair = ("实", "应")
    met = all(mark in each.head for mark, each in zip(pair, (parts, wholes), strict=True))

    def expected(row: int) -> Decimal | None:
        return _quotient(parts.value(row), wholes.value(row))

    def said(row: int, right: str) -> str:
        return f"{parts.value(row)} 除以 {wholes.value(row)} 是 {right}"

    alone = len([each for each in counted if not _UNSUMMED_RATIO.search(each.head)]) == len(pair)
    return _Relation(expected, said, (sure and alone) or (named is not None and met), percent=True)


def _share(table: FigureTable, column: Column, at: int, counted: Sequence[int]) -> _Relation:
    """A row's share of the whole column, whose total is its row of totals or its sum."""
    own = table.columns[at]
    totals = table.totals
    rows = [row for row in range(len(table.labels)) if row not in totals]
    whole = own.value(totals[-1]) if len(totals) == 1 else _sum(own, rows)

    def expected(row: int) -> Decimal | None:
        return _quotient(own.value(row), whole)

    def said(row: int, right: str) -> str:
        return f"{own.value(row)} 除以总数 {whole} 是 {right}"

    sure = _SHARE_HEAD.search(column.head) is not None and len(counted) == 1
    return _Relation(expected, said, sure, percent=True)


def _growth(table: FigureTable, new: int, old: int) -> _Relation:
    one, two = table.columns[new], table.columns[old]

    def expected(row: int) -> Decimal | None:
        now, before = one.value(row), two.value(row)
        if now is None or not before:
            return None
        return (now - before) / abs(before) * 100

    def said(row: int, right: str) -> str:
        return f"{two.value(row)} 到 {one.value(row)} 是 {right}"

    return _Relation(expected, said, _is_later(one.head, two.head), percent=True)


def _is_later(new: str, old: str) -> bool:
    """Whether two heads name the same thing in two years or periods, the first the later one."""
    if _NEW.search(new) and _OLD.search(old):
        return _NEW.sub("", new) == _OLD.sub("", old)
    one, two = _YEAR.search(new), _YEAR.search(old)
    if one is None or two is None:
        return False
    return int(one[1]) == int(two[1]) + 1 and _YEAR.sub("", new) == _YEAR.sub("", old)


def _quotient(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    if part is None or not whole or part > whole:
        return None
    return part / whole * 100


# -- Row numbers -----------------------------------------------------------------------------------


def _wrong_row_numbers(table: FigureTable) -> Iterator[Miscounted]:
    """Numbers of rows that skip or repeat one."""
    for column in table.columns[:1]:
        if column.head not in ("序号", "编号", "号") or not all(
            each is None or (each.places == 0 and not each.unit) for each in column.figures
        ):
            continue
        numbered = _numbered_rows(table, column)
        steps = [two.value - one.value for one, two in pairwise(numbered)]
        if not numbered or (numbered[0].value != 1 and 2 * steps.count(Decimal(1)) <= len(steps)):
            continue
        before = right = 0
        for figure in numbered:
            if not before or figure.value in (before + 1, right + 1, 1):
                right = int(figure.value)
            else:
                right += 1
                fault = f"序号 {figure.value} 在 {before} 之后"
                yield Miscounted(figure.at, fault, f"{right}", "后面的依次改")
            before = int(figure.value)


def _numbered_rows(table: FigureTable, column: Column) -> list[FigureCell]:
    """The numbers of rows, without those of a row that goes on with what is above it."""
    rows = [(row, each) for row, each in enumerate(column.figures) if each]
    return [
        each
        for row, each in rows
        if not (row and table.labels[row] and table.labels[row] == table.labels[row - 1])
        or each.value != column.value(row - 1)
    ]

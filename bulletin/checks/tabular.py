"""Rules of family N: the figures of tables, among each other and beside those of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bulletin.checks.rule import Finding, rule
from bulletin.checks.table_sums import miscounted_figures
from bulletin.checks.tabulated import FigureTable, copy_tables, figure_table
from bulletin.checks.view import Manuscript, Passage
from bulletin.diagnostics import Severity
from bulletin.patterns import pattern_of


def _tables(copy: Manuscript) -> Iterator[FigureTable]:
    """The tables of a copy that have figures."""
    if not any(each.cell or "\t" in each.text or each.text[:1] == "|" for each in copy.prose):
        return
    inside = {id(each) for article in copy.texts for each in article.passages}
    beside = tuple(each for each in copy.prose if id(each) not in inside)
    for passages in (beside, *(article.passages for article in copy.texts)):
        for table in copy_tables(passages):
            read = figure_table(table)
            if read is not None:
                yield read


@rule("N120", "表里的数对不上", Severity.WARNING)
def table_figures(copy: Manuscript) -> Iterator[Finding]:
    """表里的合计要等于各行、各列之和；占比、完成率、增长率要和同一行的数对得上；序号不重不跳。

    为什么：表是一格一格填的，改了一格，合计和比例常常忘了改。四舍五入的误差不算；“其中”的行、空格不计入；
    平均数、排名、单价不相加。表头没有说清是怎么算的，要多数行都合得上，才报合不上的那一行。

    错：
        | 村 | 受理（件） | 办结（件） | 办结率 |
        | 东村 | 20 | 18 | 90% |
        | 西村 | 40 | 30 | 80% |
        | 合计 | 60 | 50 | 83.3% |
    对：
        | 村 | 受理（件） | 办结（件） | 办结率 |
        | 东村 | 20 | 18 | 90% |
        | 西村 | 40 | 32 | 80% |
        | 合计 | 60 | 50 | 83.3% |
    """
    for table in _tables(copy):
        for each in miscounted_figures(table):
            yield Finding(each.at, each.how, f"改为 {each.right}，或{each.cells}")


@rule("N121", "正文和表里的数不一样", Severity.WARNING)
def table_and_text(copy: Manuscript) -> Iterator[Finding]:
    """表前一段说“12个乡镇情况如下”，表里就要有12行；说“共办结50件”，就要和表里的合计一样。

    为什么：改了表，忘了改正文，读者不知道信哪一个。只比紧接在表前面的一段；“前5名”“部分村”不比。

    错：
        3个村的办理情况如下：
        | 村 | 受理（件） |
        | 东村 | 20 |
        | 西村 | 40 |
    对：
        2个村的办理情况如下：
        | 村 | 受理（件） |
        | 东村 | 20 |
        | 西村 | 40 |
    """
    for table in _tables(copy):
        if table.before is not None:
            yield from _rows_said(table, table.before.compact)
            yield from _totals_said(table, table.before.compact)


_LEADS_IN = pattern_of("如下|下表|见表|[：:]\\Z|附表|列表")
_SOME = pattern_of(
    "部分|前[0-9一二三四五六七八九十]|主要|典型|代表|其中|重点|之一|等[0-9一二三四五六七八九十]"
)
_TENS = pattern_of("([二三四五六七八九]?)十([一二三四五六七八九]?)")
_HAN_DIGITS = "零一二三四五六七八九"


def _rows_said(table: FigureTable, before: Passage) -> Iterator[Finding]:
    """A number of things in the words that lead to a table, which has more or fewer rows."""
    start = max(before.text.rstrip("。：").rfind("。") + 1, 0)
    words = before.text[start:]
    rows = [each for each in table.things if each]
    if not _LEADS_IN.search(words) or _SOME.search(words) or len(set(rows)) < len(rows) or not rows:
        return
    said = [each for noun in table.nouns for each in re.finditer(_counted(noun), words)]
    if len(said) == 1 and len(rows) == len(table.things):
        match = said[0]
        number = _value(match[1])
        if number != len(rows):
            place = before.stretch(start + match.start(), start + match.end())
            right = f"{len(rows)}{match[2]}{match[3]}"
            fault = f"说是{place.text}，表里有 {len(rows)} 行"
            yield Finding(place, fault, f"核对：写“{right}”，或补上、删去表里的行")


def _counted(noun: str) -> str:
    """A pattern for a number of things: 12个乡镇, 十二名先进个人, but not 12个村干部."""
    number = "(?<![0-9.第])([0-9]{1,3}|[二三四五六七八九十]{1,3})"
    return f"{number}([个名户家项件条处支位])({re.escape(noun)})(?![干级长委民支以内])"


def _value(written: str) -> int:
    if written.isdigit():
        return int(written)
    match = _TENS.fullmatch(written)
    if match is None:
        return _HAN_DIGITS.find(written)
    tens = _HAN_DIGITS.index(match[1]) if match[1] else 1
    return 10 * tens + (_HAN_DIGITS.index(match[2]) if match[2] else 0)


_STEM = pattern_of("[（(][^）)]*[）)]|总?(?:数量?|金额|人数|件数|情况|额)$")
_UNIT = pattern_of("[（(]([^）)]{1,4})[）)]")
SHORTEST_STEM = 2


def _totals_said(table: FigureTable, before: Passage) -> Iterator[Finding]:
    """A total in the text before a table that is none of the table's figures of that name."""
    if not _LEADS_IN.search(before.text):
        return
    stems = [_STEM.sub("", each.head) for each in table.columns]
    for at, column in enumerate(table.columns):
        stem, total = stems[at], table.total(at)
        if len(stem) < SHORTEST_STEM or stems.count(stem) > 1 or total is None:
            continue
        if column.is_percent or not column.is_counted:
            continue
        found = list(re.finditer(_said_of(stem, column.head), before.text))
        if len(found) != 1 or _SOME.search(found[0][0]):
            continue
        number = Decimal(found[0][1])
        if number != total and all(each is None or each.value != number for each in column.figures):
            place = before.stretch(*found[0].span(1))
            fault = f"正文说{stem} {number:f}，表里一共是 {total:f}"
            yield Finding(place, fault, "核对正文和表")


def _said_of(stem: str, head: str) -> str:
    """A pattern for a total of a column in running text: 共办结118件."""
    unit = _UNIT.search(head)
    counted = re.escape(unit[1]) if unit else "(?:[个名人户件家项条起次处万亿元亩])"
    words = "[^，。；、0-9]"
    said = f"(?:共|总|合计|累计){words}{{0,6}}{re.escape(stem)}{words}{{0,8}}"
    return said + rf"([0-9]+(?:\.[0-9]+)?){counted}"

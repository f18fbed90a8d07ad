"""Whether the first row of a received table is its head or its first row of content.

A head is printed in 黑体 on every page, so a row of figures taken for a head is printed wrong on
all of them. Word sets the flag of a special first row on every table (`w:tblLook`), so the flag
alone means nothing. What counts, in this order: the mark of a repeated row, how the row is set off
(shading, bold, 黑体, our own style), and what stands in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from bulletin import own_styles
from bulletin.diagnostics import Diagnostic, Severity, warning
from bulletin.intake.received import Grid, GridCell, ReceivedLine, lines_of
from bulletin.patterns import pattern_of
from bulletin.source import Source


class FirstRow(Enum):
    """What the first row of a table is."""

    HEAD = "head"
    """A head by a mark, a look, or plain words over figures."""

    DATA = "data"
    """No head: the document sets its other heads off, or marks this table as having none."""

    FIGURES = "figures"
    """A row of content: it has figures where the others have figures."""

    DOUBTFUL = "doubtful"
    """Nothing shows what it is; it is taken for a head."""

    @property
    def is_head(self) -> bool:
        """Whether it is printed as a head."""
        return self in (FirstRow.HEAD, FirstRow.DOUBTFUL)


_HEAD_WORDS = """\
序号 编号 项目 单位 名称 单位名称 部门 姓名 职务 性别 年龄 民族 学历 电话 联系电话 联系人
联系方式 时间 日期 地点 内容 主要内容 具体内容 工作内容 任务 工作任务 目标 措施 具体措施 题目
标题 类别 类型 指标 数量 金额 得分 分值 排名 名次 合计 小计 总计 备注 说明 责任人 责任单位
责任领导 牵头单位 配合单位 完成时限 完成时间 进展 进展情况 问题 整改措施 乡镇 村 村名 户数 人数
采用 报送 会议 主讲人 参加人员 主持人 环节 阶段
"""
HEAD_WORDS = frozenset(_HEAD_WORDS.split())
"""Words that stand at the head of a column and hardly ever in it."""

_DIGITS = pattern_of(r"[0-9０-９]+(?:[.．,，][0-9０-９]+)*")
_ORDINAL = pattern_of(r"[（(]?(?:[0-9０-９]+|[一二三四五六七八九十]+)[）)]?[.．、]?")
_PERIOD = pattern_of(r"(?:(?:19|20)\d\d年?|1?\d月份?|\d{4}年1?\d月)(?:末|底)?")
"""A year or month, which may stand over figures as words do."""

_FIGURE = pattern_of(rf"[-+−±约]?{_DIGITS.pattern}\s?[%‰％\u4e00-\u9fffa-zA-Z]{{0,3}}")
_BLANK = pattern_of(r"\s+")


def first_row(grid: Grid) -> FirstRow:
    """What the first row of a grid with at least one row is."""
    rows = [_texts(row) for row in grid.rows]
    styles = {line.style for line in _lines(grid.rows[0])}
    if styles == {own_styles.TABLE_HEAD} or 0 < grid.head < len(rows):
        return FirstRow.HEAD
    if styles & own_styles.TABLE_TEXTS:
        return FirstRow.DATA
    if len(rows) == 1:
        return FirstRow.FIGURES if any(map(_DIGITS.search, rows[0])) else FirstRow.DOUBTFUL
    if grid.set_off or _is_set_off(grid):
        return FirstRow.HEAD
    return _by_words(rows[0], rows[1:])


def is_list(grid: Grid) -> bool:
    """Whether the first row names columns of two or more rows: most of its cells are such words."""
    first = [words for words in _texts(grid.rows[0]) if words]
    named = sum(words in HEAD_WORDS for words in first)
    return len(grid.rows) >= 2 and len(first) >= 2 and named * 2 > len(first)


def faults_of_head(what: FirstRow, grid: Grid, source: Source) -> tuple[Diagnostic, ...]:
    """What there is to report about a first row that only its words identify."""
    if what is FirstRow.FIGURES:
        message = "表格没有表头：第一行和下面各行一样是内容，上面留了一行空的"
        hint = "第一行是表头的，删去它上面的空行"
        return (Diagnostic("D358", Severity.INFO, source, grid.span, message, hint),)
    if what is FirstRow.DOUBTFUL:
        message = "看不出表格第一行是不是表头，当作表头收入"
        hint = "不是表头的，在它上面加一行空格子：| | |，各列一格"
        return (warning("D357", source, grid.span, message, hint),)
    return ()


def _is_set_off(grid: Grid) -> bool:
    """Whether the first row is bold or in 黑体 and no other row is entirely so."""
    rows = [[line for line in _lines(row) if line.text.strip()] for row in grid.rows]
    heavy = [bool(lines) and all(map(_is_heavy, lines)) for lines in rows]
    return heavy[0] and not any(heavy[1:])


def _is_heavy(line: ReceivedLine) -> bool:
    return line.bold or "黑" in line.face or "Hei" in line.face


def _by_words(first: Sequence[str], others: Sequence[Sequence[str]]) -> FirstRow:
    """What the words of the first row show, column by column."""
    columns = [
        (words, [row[at] for row in others if at < len(row) and row[at]])
        for at, words in enumerate(first)
    ]
    alike = any(_is_alike(words, below) for words, below in columns)
    named = any(words in HEAD_WORDS for words in first)
    if alike and not named:
        return FirstRow.FIGURES
    over_figures = any(
        (words and not _DIGITS.search(words)) or _PERIOD.fullmatch(words)
        for words, below in columns
        if _most(below, _is_figure)
    )
    if named or over_figures:
        return FirstRow.HEAD
    return FirstRow.DOUBTFUL


def _is_alike(words: str, below: Sequence[str]) -> bool:
    """Whether a cell has figures as most of those below it have: 第1天 over 第2天, 571 over 948."""
    if not below or not (_DIGITS.search(words) or _ORDINAL.fullmatch(words)):
        return False
    return _most(below, lambda each: _shape(each) == _shape(words))


def _shape(words: str) -> str:
    """The words with all figures made alike."""
    return "0" if _ORDINAL.fullmatch(words) else _DIGITS.sub("0", words)


def _is_figure(words: str) -> bool:
    """Whether a cell says a figure, with its unit or sign."""
    return _FIGURE.fullmatch(words) is not None


def _most(cells: Sequence[str], holds: Callable[[str], bool]) -> bool:
    """Whether at least half of the cells are like that."""
    return bool(cells) and 2 * sum(map(holds, cells)) >= len(cells)


def _lines(row: Sequence[GridCell]) -> list[ReceivedLine]:
    return [line for cell in row for line in lines_of(cell.lines)]


def _texts(row: Sequence[GridCell]) -> list[str]:
    """What stands in each column of a row, without white space."""
    texts: list[str] = []
    for cell in row:
        words = "".join(line.text for line in lines_of(cell.lines))
        texts += [_BLANK.sub("", words), *[""] * (max(cell.columns, 1) - 1)]
    return texts

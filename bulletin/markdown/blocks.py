"""Blocks where Chinese copy differs from CommonMark: tables, pasted lines, signs at line starts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock, blockquote, list_block

from bulletin.markdown.dialects import is_own_line
from bulletin.markdown.seams import Seam, seams
from bulletin.patterns import pattern_of

BlockRule = Callable[[StateBlock, int, int, bool], bool]

_QUOTED = pattern_of(r">(?:[ \t>]|\Z)")
_YEAR = pattern_of(r"[0-9]{4,}[.)]")


def with_blocks(parser: MarkdownIt) -> None:
    """Replace CommonMark's own block rules in the parser by those of this module."""
    parser.enable(["table"])
    ruler = parser.block.ruler
    ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    ruler.at("list", _list, {"alt": ["paragraph", "reference", "blockquote"]})
    ruler.at("blockquote", _quotation, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    ruler.at("paragraph", _paragraph)


def _line(state: StateBlock, line: int) -> str:
    """The text of a line, without its indent and line end."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _ends_here(state: StateBlock, line: int, end: int, rules: Sequence[BlockRule]) -> bool:
    return any(rule(state, line, end, True) for rule in rules)


# -- Signs at the start of a line ------------------------------------------------------------------


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A list. `2023. 这一年` is not one, because no list has so many items."""
    return not _YEAR.match(_line(state, start)) and list_block(state, start, end, silent)


def _quotation(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A quotation. `>80%` is not one."""
    return bool(_QUOTED.match(_line(state, start))) and blockquote(state, start, end, silent)


# -- Paragraphs ------------------------------------------------------------------------------------


def _paragraph(state: StateBlock, start: int, _end: int, _silent: bool) -> bool:
    """A paragraph: the lines up to an empty line, or up to a line that clearly begins the next one.

    The `meta` of the token says whether it directly follows another paragraph without an empty line
    (`apart`), and which of its lines might begin another paragraph (`unclear`).
    """
    after, found = _following(state, start)
    stop = next((line for line in range(start + 1, after) if found.get(line) is Seam.APART), after)
    token = state.push("paragraph_open", "p", 1)
    token.map = [start, stop]
    token.meta = {
        "apart": found.get(start) is Seam.APART,
        "unclear": [line for line in range(start + 1, stop) if found[line] is Seam.UNCLEAR],
    }
    state.line = stop
    lines = state.getLines(start, stop, state.blkIndent, False)
    content = state.push("inline", "", 0)
    content.content = mdTrim(lines)
    blank = lines[: len(lines) - len(lines.lstrip())].count("\n")
    content.map = [start + blank, stop]
    content.children = []
    state.push("paragraph_close", "p", -1)
    return True


_BEGINS_COPY = pattern_of(r"\*\*|＊＊|\u3000\u3000|附件")
"""How a line below a note begins if it is no part of the note."""


def _following(state: StateBlock, start: int) -> tuple[int, dict[int, Seam]]:
    """The first line after those that follow `start` without an empty line, and the seam before
    each of them."""
    known: dict[int, tuple[int, dict[int, Seam]]] = state.env.setdefault("lines", {})
    if start in known and not state.blkIndent:
        return known[start]
    if start in known:
        end, found = known[start][0], dict(known[start][1])
    else:
        end = _last(state, start)
        first = state.src[state.src.rfind("\n", 0, state.eMarks[start]) + 1 : state.eMarks[start]]
        texts = [first.lstrip(" \t>"), *(_line(state, line) for line in range(start + 1, end))]
        above = next((each for at in range(start - 1, -1, -1) if (each := _line(state, at))), "")
        found = dict(zip(range(start + 1, end), seams(texts, above=above), strict=True))
        known |= dict.fromkeys(found, (end, found))
        found = dict(found)
    for line in (each for each in found if each > start):
        if is_own_line(_line(state, line)) or is_own_line(_line(state, line - 1)):
            found[line] = Seam.APART
    of_note = state.parentType == "footnote"
    for line in (each for each in found if each > start):
        of_note = of_note and not _BEGINS_COPY.match(_line(state, line))
        if of_note:
            found[line] = Seam.TOGETHER  # whoever types on below a note types the note
        if state.blkIndent and state.sCount[line] >= state.blkIndent:
            found[line] = Seam.TOGETHER  # the indent says that it continues its item
    return end, found


def _last(state: StateBlock, start: int) -> int:
    """The first line after a paragraph, by the rules of CommonMark."""
    rules = state.md.block.ruler.getRules("paragraph")
    parent, state.parentType = state.parentType, "paragraph"
    line = start + 1
    while line < state.lineMax and not state.isEmpty(line):
        shallow = 0 <= state.sCount[line] <= state.blkIndent + 3
        if shallow and _ends_here(state, line, state.lineMax, rules):
            break
        line += 1
    state.parentType = parent
    return line


# -- Tables ----------------------------------------------------------------------------------------

_RULE_CELL = pattern_of(r"[ \t]*[:：]?[-－—–−─]+[:：]?[ \t]*\Z")
_RIGHT_RULE = pattern_of(r"[ \t:|-]*\Z")


@dataclass(frozen=True)
class _TableLine:
    """One line of a table: its cells, and the column in the line at which each begins."""

    cells: tuple[str, ...]
    columns: tuple[int, ...]
    bars: tuple[int, ...] = ()
    """The columns of the bars between and around the cells."""

    escapes: tuple[int, ...] = ()
    """The columns of the backslashes before other bars. They are in no cell."""

    @property
    def is_rule(self) -> bool:
        """Whether it is the row of dashes below the head."""
        return bool(self.cells) and all(_RULE_CELL.match(each) for each in self.cells)

    @property
    def aligns(self) -> tuple[str, ...]:
        """The alignment of each column, from the colons in the cells of dashes."""
        texts = (each.strip() for each in self.cells)
        return tuple(_ALIGNS[each.startswith(":"), each.endswith(":")] for each in texts)


_ALIGNS = {
    (False, False): "",
    (True, False): "left",
    (False, True): "right",
    (True, True): "center",
}


def _row(state: StateBlock, line: int) -> _TableLine | None:
    """A line as a row of a table; None if it has no bar. One between ｜ is a row too."""
    if line >= state.lineMax or state.isEmpty(line) or state.sCount[line] < state.blkIndent:
        return None
    start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    text = state.src[start:end].rstrip()
    marks = "|｜" if text.startswith("｜") and text.endswith("｜") else "|"
    if not any(mark in text for mark in marks):
        return None
    bars = [at for at, mark in enumerate(text) if mark in marks and text[at - 1 : at] != "\\"]
    if not bars or text.endswith("\\") or state.is_code_block(line):
        return None
    edges = [*([] if bars[0] == 0 else [-1]), *bars]
    edges += [] if bars[-1] == len(text) - 1 and len(edges) > 1 else [len(text)]
    indent = start - (state.src.rfind("\n", 0, start) + 1)
    cells, columns = [], []
    for one, two in pairwise(edges):
        cell = text[one + 1 : two]
        cells.append(cell.replace("\\|", "|").strip(" \t"))
        columns.append(indent + one + 1 + len(cell) - len(cell.lstrip(" \t")))
    escapes = (match.start() for match in re.finditer(r"\\\|", text))
    return _TableLine(
        tuple(cells),
        tuple(columns),
        tuple(indent + at for at in bars),
        tuple(indent + at for at in escapes),
    )


TAB = pattern_of(r"[ 　]*\t[ 　]*")
"""What separates two cells in rows from another program; two tabs enclose an empty cell."""

_ITEM_BEFORE_TAB = pattern_of(
    r"(?:[（(]?[一二三四五六七八九十0-9]{1,3}[、.．)）]+|[-+*①-⑳□■◆●])[ 　]*\t"
)


@dataclass(frozen=True)
class Parting:
    """How rows that were pasted from another program part their cells."""

    name: str
    between: re.Pattern[str]
    fewest: tuple[int, int] = (2, 3)
    """The fewest rows of three or more cells that are a table, and of two."""

    is_mark: bool = False
    """Whether a character between cells is a mark, and no white space."""

    is_certain: bool = False
    """Whether it stands in no prose, so that rows need no figures."""


PARTINGS = (
    Parting("制表符（Tab）", TAB, (2, 2), is_certain=True),
    Parting("逗号", pattern_of(r"[ \u3000]*,[ \u3000]*"), is_mark=True),
    Parting("分号", pattern_of(r"[ \u3000]*;[ \u3000]*"), is_mark=True),
    Parting("空格", pattern_of(r"[ \xa0]*\u3000[ \xa0\u3000]*|[ \xa0]{2,}")),
    Parting("空格", pattern_of(r"[ \xa0\u3000]+"), (3, 4)),
)
_FIGURE = pattern_of(
    r"[-+±]?[0-9][0-9.,]*(?:[%％‰℃]|个?百分点|[\u4e00-\u9fff]{1,3}(?:/[\u4e00-\u9fff]{1,3})?)?|[-—－/]"
)
"""A figure in a cell, with its unit, or what stands for none."""

_OF_PROSE = pattern_of(r"[。；！？：，]")
LONGEST_CELL = 20


def _parted_row(state: StateBlock, line: int, parting: Parting) -> _TableLine | None:
    """A line as a row with cells parted so; None if it has none, or a blank after its number."""
    if line >= state.lineMax or state.isEmpty(line) or state.is_code_block(line):
        return None
    text = _line(state, line).rstrip(" 　")
    if "|" in text or _ITEM_BEFORE_TAB.match(text) or _QUOTED.match(text):
        return None
    begins = _begin(state, line)
    gaps = [match.span() for match in parting.between.finditer(text)]
    edges = [0, *(at for gap in gaps for at in gap), len(text)]
    cells = tuple(text[one:two] for one, two in zip(edges[::2], edges[1::2], strict=True))
    indent = state.bMarks[line] + state.tShift[line] - begins
    marks = [at + text[at:to].index(text[at:to].strip()) for at, to in gaps if parting.is_mark]
    bars = tuple(indent + at for at in marks)
    columns = tuple(indent + at for at in edges[::2])
    return _TableLine(cells, columns, bars) if gaps else None


def _is_row(row: _TableLine) -> bool:
    """Whether its cells may be those of a table, and are no parts of a sentence."""
    return all(
        0 < len(each) <= LONGEST_CELL and not _OF_PROSE.search(each) for each in row.cells
    ) and not row.cells[0].startswith(("#", "-", "*", "+", "!", "[", "`"))


def _tabbed(state: StateBlock, start: int, silent: bool) -> bool:
    """Rows with the same number of cells, parted in one way: a table pasted from another program.

    The `meta` of the token says so (`parted`). Where no Tab parts them, figures must stand in a
    column.
    """
    is_prose = _OF_PROSE.search(_line(state, start)) is not None
    partings = (each for each in PARTINGS if each.is_certain or not is_prose)
    return any(_parted(state, start, silent, each) for each in partings)


def _parted(state: StateBlock, start: int, silent: bool, parting: Parting) -> bool:
    together = _rows_together(state, start, parting)
    if not together:
        return False
    rows = _rows_apart(state, start, parting, len(together))
    if not rows:
        rows = together
        if len(rows) < parting.fewest[len(rows[0][1].cells) < 3]:
            return False
    if not silent:
        after = rows[-1][0] + 1
        _push_table(state, rows, (), after)
        gaps = [(one + 1, two) for (one, _), (two, _) in pairwise(rows) if two > one + 1]
        state.tokens[-1].meta = {"parted": parting, "gaps": gaps}
        state.line = after
    return True


def _rows_together(state: StateBlock, start: int, parting: Parting) -> list[tuple[int, _TableLine]]:
    """Rows with the same number of cells, one below another; none if they need figures and have
    none.

    Every line of a long list looks like such a row, and each is asked whether a table starts there:
    a row without any figure is found once for all lines above it.
    """
    certain = parting.is_certain
    head = row = _parted_row(state, start, parting)
    failed: dict[tuple[Parting, int, int], range] = state.env.setdefault("no table", {})
    level = (parting, state.blkIndent, state.bMarks[start] - _begin(state, start))
    if head is None or start in failed.get(level, ()):
        return []
    rows: list[tuple[int, _TableLine]] = []
    columns = frozenset(range(1, len(head.cells)))
    while row and len(row.cells) == len(head.cells) and (certain or _is_row(row)):
        if rows and not certain:
            figures = {at for at, each in enumerate(row.cells) if at and _FIGURE.fullmatch(each)}
            columns &= figures
            if not figures:
                failed[level] = range(start, start + len(rows))
            if not columns:
                return []
        rows.append((start + len(rows), row))
        row = _parted_row(state, start + len(rows), parting)
    return rows


def _begin(state: StateBlock, line: int) -> int:
    """Where a line begins in the copy, marks of quotations and lists included."""
    return state.src.rfind("\n", 0, state.eMarks[line]) + 1


def _rows_apart(
    state: StateBlock, start: int, parting: Parting, together: int
) -> list[tuple[int, _TableLine]]:
    """Rows with empty lines between them, more than stand `together`; none if they are no table.

    They have figures in one column. Its head has none, or there is one row more than a table needs.
    """
    rows: list[tuple[int, _TableLine]] = []
    columns: set[int] = set()
    line = start
    while (row := _parted_row(state, line, parting)) and _is_row(row):
        if state.sCount[line] < state.blkIndent:
            break  # it is below the item of the list
        if rows and len(row.cells) != len(rows[0][1].cells):
            break
        figures = {at for at, each in enumerate(row.cells) if at and _FIGURE.fullmatch(each)}
        if rows:
            columns = figures & columns if len(rows) > 1 else figures
        if rows and not columns:
            break  # the head of another table, or words
        rows.append((line, row))
        line = _line_below(state, line)
    if len(rows) <= together or len(rows) < 2:
        return []
    fewest = parting.fewest[len(rows[0][1].cells) < 3]
    headed = any(not _FIGURE.fullmatch(rows[0][1].cells[at]) for at in columns)
    return rows if len(rows) >= fewest + (not headed) else []


def _line_below(state: StateBlock, line: int) -> int:
    """The next line that is not empty."""
    line += 1
    while line < state.lineMax and state.isEmpty(line):
        line += 1
    return line


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table: a head, a row of dashes, and rows with bars. Every cell of a row is kept.

    Rows without a row of dashes can be a table too. The `meta` of the token says that the dashes
    are missing (`lacks`) or have another number of cells than the head (`uneven`).
    """
    if _tabbed(state, start, silent):
        return True
    head, second = _row(state, start), _row(state, start + 1)
    if head is None or head.is_rule or _ends_here(state, start, end, (_list, _quotation)):
        return False
    below = start + 1
    if second is None and (gap := _row_below(state, start, head)):
        below, second = gap, _row(state, gap)
    ruled = second is not None and second.is_rule
    if not ruled and not _is_table(_line(state, start), head, second):
        return False
    if silent:
        return True
    rows = [(start, head)]
    line = start + 1 if not ruled else below + 1
    gaps = [(start + 1, below)] if ruled and below > start + 1 else []
    rules = state.md.block.ruler.getRules("blockquote")
    while True:
        at = line if _row(state, line) else _row_below(state, line - 1, head) or line
        if not (row := _row(state, at)) or _ends_here(state, at, end, rules):
            break
        gaps += [(line, at)] if at > line else []
        rows.append((at, row))
        line = at + 1
    aligns = second.aligns if second is not None and ruled else ()
    uneven = ruled and len(aligns) != len(head.cells)
    _push_table(state, rows, aligns, line)
    state.tokens[-1].meta = {"lacks": not ruled, "uneven": uneven}
    state.tokens[-1].meta["gaps"] = gaps
    if ruled:
        state.tokens[-1].meta["rule"] = below
        state.tokens[-1].meta["misspelt"] = not _RIGHT_RULE.match(
            _line(state, below).replace("｜", "|")
        )
    state.line = line
    return True


def _row_below(state: StateBlock, line: int, head: _TableLine) -> int:
    """The next row of a table below empty lines; 0 if what stands there is none.

    A row between bars with as many cells is one, unless it has a row of dashes of its own.
    """
    below = _line_below(state, line)
    row = _row(state, below)
    if below == line + 1 or row is None or len(row.cells) != len(head.cells):
        return 0
    if len(head.cells) < 2 or not (
        _is_framed(_line(state, line)) and _is_framed(_line(state, below))
    ):
        return 0
    under = None if row.is_rule else _row(state, below + 1)
    return 0 if under is not None and under.is_rule else below


def _is_framed(line: str) -> bool:
    edges = ("|", "｜")
    return line.startswith(edges) and line.rstrip().endswith(edges)


def _is_table(line: str, head: _TableLine, second: _TableLine | None) -> bool:
    """Whether rows without a row of dashes are a table nevertheless."""
    framed = _is_framed(line) and len(head.cells) > 1
    return framed or (second is not None and len(second.cells) == len(head.cells) > 1)


def _push_table(
    state: StateBlock, rows: list[tuple[int, _TableLine]], aligns: tuple[str, ...], after: int
) -> None:
    """Push the tokens of a table; the caller adds what is wrong to the last one, which closes
    it."""
    width = len(rows[0][1].cells)
    state.push("table_open", "table", 1).map = [rows[0][0], after]
    for line, row in rows:
        kind = "th" if line == rows[0][0] else "td"
        opening = state.push("tr_open", "tr", 1)
        opening.map = [line, line + 1]
        opening.meta = {"cells": len(row.cells), "columns": width}
        opening.meta |= {"bars": row.bars, "escapes": row.escapes}
        opening.meta["start"] = min(*row.columns, *row.bars)
        for at in range(max(width, len(row.cells))):
            cell = state.push(f"{kind}_open", kind, 1)
            cell.attrs = {"style": f"text-align:{aligns[at]}"} if aligns[at : at + 1] else {}
            content = state.push("inline", "", 0)
            content.map = [line, line + 1]
            content.content = row.cells[at] if at < len(row.cells) else ""
            content.meta = {"column": row.columns[at] if at < len(row.cells) else 0}
            content.meta["escapes"] = row.escapes
            content.children = []
            state.push(f"{kind}_close", kind, -1)
        state.push("tr_close", "tr", -1)
    state.push("table_close", "table", -1)

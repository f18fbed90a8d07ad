"""Signs and figures that set headings off: ■ 建点, 01 建得起, 1️⃣ 定标准。, which no page prints.

They are known by their siblings: two or more lines have the same sign, or are counted from 1, and
each is a heading on its line with text under it, or begins with one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from bulletin.diagnostics import Severity
from bulletin.intake.accounting import Accounting, shortened
from bulletin.intake.passage import ReceivedPassage
from bulletin.intake.received import LineOrTable, ReceivedLine
from bulletin.intake.recognition.headings import LONGEST_HEADING, LONGEST_PLAIN, first_end
from bulletin.numbering import number_of
from bulletin.patterns import pattern_of
from bulletin.source import Span

LONGEST_ALONE = 28
"""Characters of a heading behind a sign on a line of its own."""

SHORTEST_TEXT = 8
"""Characters of the text below such a heading, or behind it."""

_SIGNED = pattern_of(
    r"[ \t\u3000]*(?:([■◆★☆▲△▶►➤➢❖✦✪◎◈♦▼◉●○◇□])\1*"
    r"|(?:(?:PART|Part|part|NO|No|no)[.\s]*)?0?([1-9][0-9]?)(?=[ \t\u3000|丨│/·:：])"
    r"(?![ \t\u3000]*[年月日号时个名户件次位条万亿元%])"
    r"|([0-9])\ufe0f?\u20e3|([\u2776-\u277f\u278a-\u2793\u24f5-\u24fe]))[ \t\u3000|丨│/·:：]*"
)
_ENDS = "。，、；：！？,;:"


class _Signed(NamedTuple):
    """A line that begins with a sign or a figure."""

    at: int
    line: ReceivedLine
    sign: str
    """The sign, or the kind of figure."""

    figure: int
    """What the figure says; 0 for a sign."""

    length: int
    """Characters of the sign with the blanks behind it."""

    @property
    def words(self) -> str:
        return self.line.text[self.length :].strip()


def without_ornaments(rows: Sequence[LineOrTable], accounting: Accounting) -> list[LineOrTable]:
    """The rows, with what such signs set off as headings by level or in bold, and no sign."""
    made = list(rows)
    found = [each for at, row in enumerate(rows) if (each := _signed(at, row))]
    ranked = any(isinstance(row, ReceivedLine) and _ranks(row) for row in rows)
    for sign in dict.fromkeys(each.sign for each in found):
        group = [each for each in found if each.sign == sign]
        counted = [each.figure for each in group]
        if len(group) < 2 or (counted[0] and counted != list(range(1, len(group) + 1))):
            continue
        alone = all(_is_alone(each, rows) for each in group)
        if not alone and (sign == "figure" or not all(map(_is_run_in, group))):
            continue
        for each in group:
            made[each.at] = _plain(each, 3 if ranked else 1) if alone else _bold(each)
            accounting.take(Span(each.line.span.start, made[each.at].span.start))
        shown = "、".join(shortened(each.line.text.strip(), 12) for each in group)
        message = f"小标题前的符号没有收入，共 {len(group)} 处：{shown}"
        accounting.tell("D536", Severity.INFO, group[0].line.span, message)
    return made


def _signed(at: int, row: LineOrTable) -> _Signed | None:
    """The row, if it is a line that begins with a sign."""
    if not isinstance(row, ReceivedLine) or row.bullet or row.label:
        return None
    found = _SIGNED.match(row.text)
    if found is None or found.end() >= len(row.text):
        return None
    sign, figure, cap, ringed = found.groups()
    count = int(figure or cap or 0) or (_ringed(ringed) if ringed else 0)
    kind = sign or ("figure" if figure else "keycap" if cap else "ringed")
    return _Signed(at, row, kind, count, found.end())


def _ringed(sign: str) -> int:
    """What a white figure on a black disc says, and what one in a double ring does."""
    starts = (0x2776, 0x278A, 0x24F5)
    return next(ord(sign) - start + 1 for start in starts if 0 <= ord(sign) - start < 10)


def _ranks(line: ReceivedLine) -> bool:
    number = number_of(line.text.strip())
    return number is not None and number.level <= 2


def _is_alone(each: _Signed, rows: Sequence[LineOrTable]) -> bool:
    """Whether a line is a heading with text below it."""
    below = rows[each.at + 1] if each.at + 1 < len(rows) else None
    short = 2 <= len(each.words) <= LONGEST_ALONE and not each.words.endswith(tuple(_ENDS))
    if not short or first_end(each.words) or not isinstance(below, ReceivedLine):
        return False
    return len(below.text.strip()) >= max(SHORTEST_TEXT, len(each.words)) and not _signed(0, below)


def _is_run_in(each: _Signed) -> bool:
    """Whether a line begins with a heading, and its text follows."""
    end = first_end(each.words)
    if end is None or "，" in each.words[: end.end()]:
        return False
    return 2 <= end.end() <= LONGEST_PLAIN + 1 and len(each.words) - end.end() >= SHORTEST_TEXT


def _plain(each: _Signed, level: int) -> ReceivedLine:
    """The heading without its sign."""
    rest = ReceivedPassage(each.line.runs).cut(each.length).trimmed()
    span = Span(rest.runs[0].span.start, each.line.span.end)
    return replace(each.line, runs=rest.runs, span=span, level=each.line.level or level)


def _bold(each: _Signed) -> ReceivedLine:
    """The paragraph without its sign, the heading that it begins with in bold."""
    rest = ReceivedPassage(each.line.runs).cut(each.length).trimmed()
    end = first_end(rest.text)
    assert end is not None
    assert end.end() <= LONGEST_HEADING
    whole = rest.emboldened(Span(0, end.end()))
    return replace(
        each.line, runs=whole.runs, span=Span(whole.runs[0].span.start, each.line.span.end)
    )

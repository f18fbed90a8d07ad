"""Items of one row, some of which are a list to Markdown and some are not.

`2. 乙` is an item of a list and `1.甲` is a paragraph; they are set differently (S162).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bulletin.diagnostics import Diagnostic, Edit, warning
from bulletin.markdown.attachments import HeadingLine
from bulletin.model import Block, List, Paragraph
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

_NUMBERED = pattern_of(r"(?:\*\*)?([0-9]{1,2})[.)．）、](?![0-9])")
_ITEM = pattern_of(r"[ \t]*([0-9]{1,2}[.)])([ \t]+)")
_DASHED = pattern_of(r"[ \t]*([-+])(?=[\u4e00-\u9fff“《（*])")
SHOWN = 8
"""How many characters of an item a hint repeats."""


@dataclass(frozen=True)
class _NumberedLine:
    """A line that begins with a number."""

    value: int
    line: Span
    in_list: bool
    can_change: bool = True
    """Whether a paragraph can be made of the item: nothing but words stands in it."""


def told_of_mixed(blocks: Sequence[Block | HeadingLine], source: Source) -> Iterator[Diagnostic]:
    """The items of lists that continue numbered paragraphs, or the reverse; and the paragraphs that
    begin with the dash of the list above or below."""
    row: list[_NumberedLine] = []
    for head in (*_heads(blocks, source), None):
        if row and (head is None or head.value != row[-1].value + 1):
            yield from _told_of_row(row, source)
            row = []
        row += [head] if head else []
    yield from _told_of_dashes(blocks, source)


def _heads(blocks: Sequence[Block | HeadingLine], source: Source) -> Iterator[_NumberedLine]:
    for block in blocks:
        if isinstance(block, List) and block.ordered:
            plain = all(
                len(item.blocks) == 1 and isinstance(item.blocks[0], Paragraph)
                for item in block.items
            )
            for item in block.items:
                line = _line(source, item.blocks[0].span if item.blocks else block.span)
                if match := _ITEM.match(source.quote(line)):
                    yield _NumberedLine(int(match[1][:-1]), line, True, plain)
        elif isinstance(block, Paragraph):
            line = _line(source, block.span)
            if match := _NUMBERED.match(source.quote(line)):
                yield _NumberedLine(int(match[1]), line, False)


def _line(source: Source, span: Span) -> Span:
    number = source.place(span.start).line
    start = source.line_starts[number - 1]
    return Span(start, start + len(source.line(number)))


def _told_of_row(row: Sequence[_NumberedLine], source: Source) -> Iterator[Diagnostic]:
    listed = [each for each in row if each.in_list]
    if not listed or len(listed) == len(row):
        return
    other = next(each for each in row if not each.in_list)
    can_change = all(each.can_change for each in listed)
    beside = _shown(source.quote(other.line))
    for each in listed:
        text = source.quote(each.line)
        match = _ITEM.match(text)
        assert match is not None
        gap = Span(each.line.start + match.start(2), each.line.start + match.end(2))
        message = f"“{_shown(text)}”成了列表，“{beside}”没有，排得不一样"
        hint = f"写成 {match[1]}{_shown(text[match.end() :])}，点后面不空格"
        edits = (Edit(gap, ""),) if can_change else ()
        yield warning("S162", source, Span(each.line.start, gap.end), message, hint, edits=edits)


def _told_of_dashes(blocks: Sequence[Block | HeadingLine], source: Source) -> Iterator[Diagnostic]:
    lines = [_line(source, block.span) for block in blocks]
    firsts = [source.quote(line).lstrip()[:1] for line in lines]
    above = _dashes_before(blocks, firsts)
    below = reversed([*_dashes_before(blocks[::-1], firsts[::-1])])
    for block, line, *dashes in zip(blocks, lines, above, below, strict=True):
        match = _DASHED.match(source.quote(line)) if isinstance(block, Paragraph) else None
        if match is None or match[1] not in dashes:
            continue
        place = Span(line.start, line.start + match.end())
        words = _shown(source.quote(line))
        message = f"“{words}”没有成列表，旁边的 {match[1]} 是列表，排得不一样"
        hint = f"{match[1]} 后面空一格"
        edit = Edit(Span(place.end, place.end), " ")
        yield warning("S162", source, place, message, hint, edits=(edit,))


def _dashes_before(blocks: Sequence[Block | HeadingLine], firsts: Sequence[str]) -> Iterator[str]:
    """For each block, the dash of the list before it with only paragraphs that begin with that dash
    between them; empty if there is none. `firsts` are the first characters of the blocks."""
    dash = ""
    for block, first in zip(blocks, firsts, strict=True):
        yield dash
        if isinstance(block, List) and not block.ordered:
            dash = first
        elif not (isinstance(block, Paragraph) and first == dash):
            dash = ""


def _shown(text: str) -> str:
    words = text.strip()
    return words if len(words) <= SHOWN else f"{words[:SHOWN]}…"

"""Lines that are items, as lists; deeper lists and further paragraphs stand inside an item."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from bulletin.intake.passage import ReceivedPassage
from bulletin.intake.received import ReceivedDocument, ReceivedLine, Run
from bulletin.intake.recognition.inlines import inlines_of
from bulletin.model import Block, Item, List, Paragraph
from bulletin.patterns import pattern_of

LONGEST_ITEM = 100
"""Characters; a longer numbered line is a paragraph and not an item of a list."""

_MARKER = pattern_of(r"([0-9]{1,9}[.)])(?![0-9])[ \u3000]*(?=\S)")
BLANKS = " \t\xa0\u3000"

DepthOfLine = Callable[[ReceivedLine], int]


def may_be_item(line: ReceivedLine) -> bool:
    """Whether a line begins with a number that a list of copy may have, and is short."""
    return _MARKER.match(line.text) is not None and len(line.text) <= LONGEST_ITEM


def lists_of(
    lines: Sequence[ReceivedLine], document: ReceivedDocument, depth: DepthOfLine, *, bold: bool
) -> Iterator[Block]:
    """Items as lists, deeper ones inside the item before them.

    `depth` says how deep the list is that a line stands in; a line that is no item of its own
    (its own depth is 0) is a further paragraph of the item before it.
    """
    at = 0
    while at < len(lines):
        first = lines[at]
        if not first.depth:  # further paragraphs of an item that is gone
            yield _paragraph(first.runs, first, document, bold=bold)
            at += 1
            continue
        items: list[Item] = []
        while at < len(lines) and _is_like(first, lines[at]):
            line = lines[at]
            at += 1
            start = at
            while at < len(lines) and _is_inside(lines[at], line, depth):
                at += 1
            items.append(_item(line, lines[start:at], document, depth, bold=bold))
        yield List(not first.bullet, tuple(items), first.span)


def _is_like(one: ReceivedLine, two: ReceivedLine) -> bool:
    """Whether two items can be of one list."""
    if not two.depth or one.bullet != two.bullet:
        return False
    return one.bullet or _marker(one)[0][-1:] == _marker(two)[0][-1:]


def _is_inside(line: ReceivedLine, item: ReceivedLine, depth: DepthOfLine) -> bool:
    return line.depth > item.depth or (not line.depth and depth(line) >= item.depth)


def _item(
    line: ReceivedLine,
    inner: Sequence[ReceivedLine],
    document: ReceivedDocument,
    depth: DepthOfLine,
    *,
    bold: bool,
) -> Item:
    marker, runs = _marker(line)
    blocks: list[Block] = []
    words = _paragraph(runs, line, document, bold=bold)
    if words.children:
        blocks.append(words)

    def continues(each: ReceivedLine) -> bool:
        return not each.depth and depth(each) == line.depth

    for is_further, group in groupby(inner, key=continues):
        if is_further:
            blocks += (_paragraph(each.runs, each, document, bold=bold) for each in group)
        else:
            blocks += lists_of(list(group), document, depth, bold=bold)
    return Item(marker, tuple(blocks))


def _paragraph(
    runs: Sequence[Run], line: ReceivedLine, document: ReceivedDocument, *, bold: bool
) -> Paragraph:
    passage = ReceivedPassage(tuple(runs)).trimmed(BLANKS)
    return Paragraph(inlines_of(passage.runs, document, bold=bold), line.span)


def _marker(line: ReceivedLine) -> tuple[str, tuple[Run, ...]]:
    """The number of an item, and its words: it is the line's label, or stands at its start."""
    if line.bullet:
        return "", line.runs
    if line.label:
        return line.label.strip(), line.runs
    match = _MARKER.match(line.text)
    if match is None:
        return "", line.runs
    _, rest = ReceivedPassage(line.runs).parted(match.end())
    return match[1], rest.runs

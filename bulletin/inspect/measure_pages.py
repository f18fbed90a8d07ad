"""The first page, which has to show text, and the last one, where the colophon stands below it."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from bulletin.inspect.layout import Layout
from bulletin.inspect.measured import Measured, PaperPlace, absent, at, counted
from bulletin.patterns import pattern_of
from bulletin.pdf import PrintedLine

TOPIC = pattern_of(r"^【.+】$")
LEADING = pattern_of(r"[.·…‥]{2,}\s*[0-9]*$|[.·…‥\s]+[0-9]+$")
"""The leader at an entry's end, and the page that it leads to."""

MOST_LINES = 3
"""Lines of one entry of contents."""

MOST_OF_UNIT = 24
"""Characters before a title at a line's beginning: the unit's name and its colon."""


SENTENCE = pattern_of(r"[。！？；：…][”’」』）]*$")
"""What a line of a paragraph ends with, but a line of the contents or of the masthead does not."""


def first_page_body(layout: Layout) -> Measured:
    """Lines of running text on the first page, without those of the contents."""
    body = layout.body
    if body is None:
        return Measured(0, "没有")
    listed = {line.y for line in contents(layout) if line.page == 1}
    count = sum(
        line.page == 1 and line.y not in listed
        for each in body.paragraphs
        if len(each.lines) > 1 or SENTENCE.search(each.text)
        for line in each.lines
    )
    return Measured(count, f"{count} 行")


def contents_place(layout: Layout) -> Measured:
    """Contents that do not begin on the masthead's page."""
    found = contents(layout)
    if not found:
        return absent("没有目录")
    return counted([at(found[0])] if found[0].page > 1 else [], f"{len(found)} 行")


def topic_alone(layout: Layout) -> Measured:
    """Topics with nothing under them on their page."""
    topics = [line for line in layout.lines if TOPIC.match(line.text)]
    if not topics:
        return absent("没有专题")
    return counted(at(topic) for topic in topics if not _followed(topic, layout))


def _followed(topic: PrintedLine, layout: Layout) -> bool:
    return any(line.page == topic.page and line.y > topic.y for line in _text(layout))


def colophon_alone(layout: Layout) -> Measured:
    """A colophon alone on the last page.

    A house that wants it on an even page puts it there although the page before has room for it, or
    with a blank page before it (GB/T 9704-2012 7.5).
    """
    part = layout.colophon
    if part is None or part.page == 1:
        return absent("没有版记" if part is None else "只有一面")
    text = _text(layout)
    alone = not any(line.page == part.page for line in text)
    alone = alone and not layout.page(part.page).pictures
    before = [line for line in text if line.page == part.page - 1]
    foot = max((line.bottom for line in before), default=layout.area.top)
    height = part.bottom - part.top
    room = layout.area.bottom - foot > height + 10
    wanted = not before or (part.page % 2 == 0 and room)
    place = PaperPlace(part.page, part.top, "版记")
    return counted([place] if alone and not wanted else [])


def _text(layout: Layout) -> list[PrintedLine]:
    """All lines without those of the colophon."""
    inside = {id(line) for line in layout.colophon.lines} if layout.colophon else set()
    return [line for line in layout.lines if id(line) not in inside]


def contents(layout: Layout) -> tuple[PrintedLine, ...]:
    """The lines below the masthead and its topic whose words begin another line further on."""
    rule = layout.red_rule
    lines = [
        line
        for line in _text(layout)
        if (line.page > 1 or (rule is not None and line.y > rule.bottom))
        and not TOPIC.match(line.text)
    ]
    words = [_words(line) for line in lines]
    starts = [0, *accumulate(map(len, words))]
    text = "".join(words)
    found = 0
    right = layout.area.right
    while found < len(lines) and (taken := _entry(lines, found, text, starts, right)):
        found += taken
    return tuple(lines[:found]) if found > 1 else ()


def _entry(lines: list[PrintedLine], first: int, text: str, starts: list[int], right: float) -> int:
    """How many lines from the first one are an entry of the contents, or a row of entries; 0 for
    none.

    The last line of an entry is short or ends in a leader; a line of running text does neither.
    """
    columns = _columns(lines[first])
    if len(columns) > 1:
        return int(all(_comes_again(each, text, starts, first + 1) for each in columns))
    for count in range(1, MOST_LINES + 1):
        last = min(first + count, len(lines))
        entry = "".join(map(_words, lines[first:last]))
        end = lines[last - 1]
        if right - end.right < end.size and not LEADING.search(end.text):
            continue
        if _comes_again(entry, text, starts, last):
            return count
    return 0


def _comes_again(entry: str, text: str, starts: list[int], after: int) -> bool:
    """Whether the title of an entry stands at the beginning of a later line, or after a unit
    there."""
    title = entry.split("：", 1)[-1] or entry
    at = text.find(title, starts[min(after, len(starts) - 1)])
    while at >= 0 and title:
        line = starts[bisect_right(starts, at) - 1]
        before = text[line:at]
        if before in ("", "□") or (len(before) <= MOST_OF_UNIT and before[-1] == "："):
            return True
        at = text.find(title, at + 1)
    return False


def _columns(line: PrintedLine) -> list[str]:
    """What stands in the columns of a line, without page numbers."""
    parts = [""]
    before: float | None = None
    for glyph in line.glyphs:
        if before is not None and glyph.x - before > 0.9 * line.size:
            parts.append("")
        parts[-1] += glyph.text
        before = glyph.right
    stripped = (re.sub(r"\s", "", LEADING.sub("", part)) for part in parts)
    return [part for part in stripped if part and not part.isdigit()]


def _words(line: PrintedLine) -> str:
    return "".join(_columns(line))

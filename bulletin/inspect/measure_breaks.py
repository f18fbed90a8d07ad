"""Where lines and pages are broken."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise

from bulletin.inspect.layout import Layout
from bulletin.inspect.measure_marks import END_MARKS, FIRST_LEVEL, SECOND_LEVEL
from bulletin.inspect.measured import Measured, PaperPlace, absent, at, counted, of_body
from bulletin.pdf import (
    DIGITS,
    LATIN_UNIT,
    NOT_AT_LINE_END,
    NOT_AT_LINE_START,
    NOTE_CALL,
    UNITS,
    Body,
    PrintedLine,
    is_han,
)
from bulletin.segmenter import inside_words


@of_body
def line_start(body: Body) -> Measured:
    """Continued lines that begin with a forbidden mark or with the call of a note."""
    return counted(
        at(line) for _, line in body.flowing if line.called[0] in NOT_AT_LINE_START | {NOTE_CALL}
    )


@of_body
def line_end(body: Body) -> Measured:
    """Lines that end with a forbidden mark."""
    return counted(
        at(line)
        for line, _ in body.flowing
        if line.text[-1] in NOT_AT_LINE_END and not _in_address(line.text[-2:])
    )


def _in_address(text: str) -> bool:
    """Whether a stroke is part of a web address and not a 分隔号."""
    return "/" in text and text.isascii() and len(text) > 1


@of_body
def unsplit_marks(body: Body) -> Measured:
    """—— and …… with one half on each of two lines."""
    return counted(
        at(line)
        for line, following in body.flowing
        if line.text[-1] == following.text[0] and line.text[-1] in "—…"
    )


@of_body
def unsplit_numbers(body: Body) -> Measured:
    """Numbers whose digits, or whose digits and %, stand on two lines."""
    return counted(
        at(line, f"{line.text[-4:]}/{following.text[:4]}")
        for line, following in body.flowing
        if _splits_number(line.called, following.called)
    )


def _splits_number(before: str, after: str) -> bool:
    if before[-1] in DIGITS:
        return (
            after[0] in DIGITS or after[0] in "%‰℃" or (after[0] in ".,∶" and after[1:2].isdigit())
        )
    inside = before[-1] == "−" or (before[-1] in ".,∶" and before[-2:-1].isdigit())
    return inside and after[0] in DIGITS


@of_body
def number_unit(body: Body) -> Measured:
    """Numbers that are separated from their unit or from 第."""
    return counted(
        at(line, f"{line.text[-4:]}/{following.text[:4]}")
        for line, following in body.flowing
        if _parts_unit(line.called.rstrip(NOTE_CALL), following.called)
    )


def _parts_unit(before: str, after: str) -> bool:
    if before[-1:] == "第":
        return after[0] in DIGITS
    number = before[-1:] in DIGITS | {"%"}
    return number and (after[0] in UNITS or bool(LATIN_UNIT.match(after)))


@of_body
def last_line(body: Body) -> Measured:
    """Paragraphs whose last line holds a single 汉字."""
    return counted(
        at(paragraph.lines[-1])
        for paragraph in body.paragraphs
        if len(paragraph.lines) > 1
        and sum(is_han(g.text) or g.text.isalnum() for g in paragraph.lines[-1].glyphs) < 2
    )


@of_body
def widow(body: Body) -> Measured:
    """Pages that begin with a paragraph's last line."""
    return counted(
        at(each.lines[-1])
        for each in body.paragraphs
        if len(each.lines) > 1 and each.lines[-1].page != each.lines[-2].page
    )


@of_body
def square_keep(body: Body) -> Measured:
    """Articles marked □ with less than two lines on the page they begin on."""
    return counted(
        at(each.lines[0])
        for each in body.paragraphs
        if each.lines[0].text[0] == "□"
        and len(each.lines) > 1
        and each.lines[1].page != each.lines[0].page
    )


LARGER = 1.15
"""A title's type is at least so many times as large as that of the text."""


def title_words(layout: Layout) -> Measured:
    """Words of titles and headings on lines of their own that a line's end cuts.

    The words are those of the language and the fixed phrases of offices (`segmenter`).
    """
    divided = [lines for lines in (*_titles(layout), *_headings(layout)) if len(lines) > 1]
    if not divided:
        return absent("没有分行的标题")
    return counted(place for lines in divided for place in _cut_words(lines))


def title_middle(layout: Layout) -> Measured:
    """How far the line of a title that is furthest from the middle stands from it, in mm.

    Its characters are measured with their blank halves: 居中排布 is meant of type, not of ink.
    """
    lines = [line for title in _titles(layout) for line in title]
    if not lines:
        return absent("没有独占一行的标题")
    middle = (layout.area.left + layout.area.right) / 2
    off = [(abs((line.left + line.right) / 2 - middle), line) for line in lines]
    furthest, line = max(off, key=lambda each: each[0])
    return Measured(furthest, f"{furthest:.2f} mm", (at(line),))


def _titles(layout: Layout) -> Iterator[list[PrintedLine]]:
    """The lines of each title, which are larger than the text and not red."""
    if layout.body is None:
        return
    named = {id(line) for line in layout.name}
    title: list[PrintedLine] = []
    for line in layout.lines:
        is_larger = line.size >= LARGER * layout.body.size and id(line) not in named
        if title and is_larger and _goes_on(title[-1], line):
            title.append(line)
            continue
        if title:
            yield title
        title = [line] if is_larger else []
    if title:
        yield title


def _headings(layout: Layout) -> Iterator[list[PrintedLine]]:
    """The lines of each heading 一、 or （一） on lines of its own; text ends with a mark."""
    for each in layout.body.paragraphs if layout.body else ():
        is_numbered = FIRST_LEVEL.match(each.text) or SECOND_LEVEL.match(each.text)
        if is_numbered and each.text.rstrip("”’）")[-1:] not in END_MARKS:
            yield list(each.lines)


def _goes_on(line: PrintedLine, following: PrintedLine) -> bool:
    same = line.page == following.page and abs(line.size - following.size) < 0.05 * line.size
    return same and 0 < following.y - line.y < 2.5 * line.size


def _cut_words(title: list[PrintedLine]) -> Iterator[PaperPlace]:
    """The lines of a title that end inside a word."""
    inside = inside_words("".join(each.text for each in title))
    ends = accumulate(len(each.text) for each in title)
    for (line, following), end in zip(pairwise(title), ends, strict=False):
        if end in inside:
            yield at(line, f"{line.text[-2:]}|{following.text[:2]}")

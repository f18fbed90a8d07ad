"""Marks half of whose em is blank, and where two of them meet (clreq 3.1.6.2).

The press and the pages for the screen bring the same marks nearer: two of them take an em and a
half together, unless one begins what the other ends, as in （）.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bulletin.patterns import pattern_of

LEFT_HALF = "。，、；：？！”’）】》〉〕］｝」』〗"
RIGHT_HALF = "“‘（【《〈〔［｛「『〖"

_ACROSS = r"(?:</?(?:a|strong|wbr)\b[^>]*>|</(?:span><span|h[1-6]><(?:p|h[1-6])\b[^>]*)>)*"
"""The tags of a page that part no marks: of a link, of bold, of a place where a line may end, and
between what runs on in one line: the number of an item and its text, a heading and the text."""

_NEARER = (
    rf"(?:[{LEFT_HALF}](?={_ACROSS}[{LEFT_HALF}{RIGHT_HALF}])"
    rf"|[{RIGHT_HALF}](?={_ACROSS}[{RIGHT_HALF}]))"
)
_TAG = "<[^>]*>"
_MEETING_OR_TAG = pattern_of(rf"{_TAG}|(?:{_NEARER}{_ACROSS})+.")
_MARK_OR_TAG = pattern_of(rf"{_TAG}|[{LEFT_HALF}{RIGHT_HALF}]")
"""A tag is read as one, so that no mark is found in the value of an attribute."""


class MeetingMark(NamedTuple):
    """A piece of a page: a mark that meets another, or what stands between such marks."""

    text: str
    meets: bool = False
    is_last: bool = False
    """Whether it is the last of those that meet, so that nothing comes nearer to it."""


def by_meeting_marks(page: str) -> Iterator[MeetingMark]:
    """A page, or a part of it, divided into pieces, so that marks that meet are separate, whatever
    tags stand between them. The values of attributes stay whole.

    >>> [each.text for each in by_meeting_marks("指出：<strong>“要实干”</strong>。") if each.meets]
    ['：', '“', '”', '。']
    """
    at = 0
    for start, stop in _places(_MEETING_OR_TAG, page):
        for begins, ends in _places(_MARK_OR_TAG, page, start, stop):
            if at < begins:
                yield MeetingMark(page[at:begins])
            at = ends
            yield MeetingMark(page[begins:ends], True, at == stop)
    if at < len(page):
        yield MeetingMark(page[at:])


def _places(pattern: re.Pattern[str], page: str, *part: int) -> Iterator[tuple[int, int]]:
    """Where a pattern is found that finds tags as well; the tags are left out."""
    return (found.span() for found in pattern.finditer(page, *part) if found[0][0] != "<")

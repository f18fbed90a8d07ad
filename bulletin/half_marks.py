"""Marks half of whose em is blank, and where two of them meet (clreq 3.1.6.2).

The press and the pages for the screen bring the same marks nearer: two of them take an em and a
half together, unless one begins what the other ends, as in （）.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bulletin.patterns import pattern_of

LEFT_HALF = "。，、；：？！”’）】》〉〕］｝」』〗"
RIGHT_HALF = "“‘（【《〈〔［｛「『〖"

_MEETING = pattern_of(
    rf"(?:[{LEFT_HALF}](?=[{LEFT_HALF}{RIGHT_HALF}])|[{RIGHT_HALF}](?=[{RIGHT_HALF}]))+."
)


class MeetingMarks(NamedTuple):
    """A piece of a text: marks that meet, or what stands between such marks."""

    text: str
    meet: bool


def by_meeting_marks(text: str) -> Iterator[MeetingMarks]:
    """A text divided into pieces, so that marks that meet are separate.

    >>> [each.text for each in by_meeting_marks("指出：“要实干”。") if each.meet]
    ['：“', '”。']
    """
    at = 0
    for found in _MEETING.finditer(text):
        if at < found.start():
            yield MeetingMarks(text[at : found.start()], False)
        yield MeetingMarks(found[0], True)
        at = found.end()
    if at < len(text):
        yield MeetingMarks(text[at:], False)


def marks_meet(text: str) -> bool:
    """Whether marks meet anywhere in a text."""
    return _MEETING.search(text) is not None

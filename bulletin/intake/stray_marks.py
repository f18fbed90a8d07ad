"""Marks of Markdown that only set words off, and code of web pages in it: the words stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bulletin.intake.received import DocumentPart, ReceivedLine
from bulletin.intake.web_tags import TAG
from bulletin.markdown import SENTENCE_ENDS
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

LONGEST_UNDERLINED = 45
"""Characters of a line that a row of = or - below it makes a heading."""

FENCE = pattern_of(r"[ \t]*(?:`{3,}|~{3,})[ \t]*[A-Za-z0-9+#.-]*[ \t]*")
"""A line that begins or ends code, with the name of its language."""

_SILENT = (
    pattern_of(r"\A#.*?(?=[ \t]+#+[ \t]*\Z)([ \t]+#+[ \t]*)\Z"),
    pattern_of(r"\A(:[ \t]+)(?=\S)"),
    pattern_of(r"\A((?:`{3,}|~{3,})[ \t]*)(?=[\u4e00-\u9fff])"),
)
"""The closing signs of a heading, the sign of a definition, a fence before words; the group is the
mark."""

_TOLD = (
    pattern_of(r"(?<=\S)([ \t]+\^[A-Za-z0-9-]{2,40})\Z"),
    pattern_of(r"\A[-*+][ \t]+(\[[ xX]\][ \t]+)"),
    pattern_of(f"({TAG.pattern})", re.IGNORECASE),
)
"""The name of a block, the box of a task, a tag of a web page."""

_STARS = pattern_of(
    r"(?<![*0-9A-Za-z])(\*)(?![*\s]|(?<=\w\*)[0-9])[^*\n]+(?<![*\s])(\*)(?![*0-9A-Za-z])"
)
_TICKS = pattern_of(r"(?<!`)(`)[^`\n]+(`)(?!`)")
"""What stands round words: *甲*, `甲`; no asterisk between a word and a figure, 5元*3斤*2次."""

_UNDER = pattern_of(r"(?:={2,}|-{2,})[ \t]*")


def stray_marks(text: str) -> Iterator[Span]:
    """The places of the marks in a line, without white space before it."""
    for pattern in _SILENT:
        if found := pattern.search(text):
            yield Span(*found.span(1))
    for found in (*_stars(text, doubtful=False), *_TICKS.finditer(text)):
        yield Span(*found.span(1))
        yield Span(*found.span(2))


def told_marks(text: str) -> Iterator[Span]:
    """The places of marks in a line that an editor is told of, because they say something."""
    for pattern in _TOLD:
        yield from (Span(*found.span(1)) for found in pattern.finditer(text))
    for found in _stars(text, doubtful=True):
        yield Span(*found.span(1))
        yield Span(*found.span(2))


def _stars(text: str, *, doubtful: bool) -> Iterator[re.Match[str]]:
    """The asterisks round words; they are doubtful in the midst of words, 长*宽*高, where they may
    multiply."""
    for found in _STARS.finditer(text):
        beside = text[: found.start()][-1:], text[found.end() :][:1]
        if all(map(str.isalnum, beside)) is doubtful:
            yield found


def underlined(parts: Sequence[DocumentPart], source: Source) -> Iterator[tuple[int, int]]:
    """The places of the lines that a row of = or - right below makes headings, and their level."""
    for at, (one, two) in enumerate(pairwise(parts)):
        if not (isinstance(one, ReceivedLine) and isinstance(two, ReceivedLine)):
            continue
        between = source.text[one.span.end : two.span.start].strip(" \t")
        words = one.text.strip()
        short = 0 < len(words) <= LONGEST_UNDERLINED and not words.endswith(tuple(SENTENCE_ENDS))
        if _UNDER.fullmatch(two.text.strip()) and between in ("\n", "\r\n", "\r") and short:
            yield at, 1 if two.text.lstrip()[0] == "=" else 2

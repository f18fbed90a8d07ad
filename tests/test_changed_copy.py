"""Copy with a slip in it: what is typed is read, is a mark that was used, or is told."""

from __future__ import annotations

import re
from html import unescape
from itertools import chain
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin.front_matter import split
from bulletin.markdown import read_copy
from bulletin.model import Text, section_texts
from bulletin.source import Source, Span
from tests.conftest import REPOSITORY

# -- The law ---------------------------------------------------------------------------------------

_HEAD = r"^(?:[ \t　]*(?:>|[-+*](?=[ \t]|$)|[0-9]{1,9}[.)](?=[ \t]|$)))+|^[ \t>]*\#{1,6}(?=[ \t]|$)"
_MARKS = re.compile(
    rf"""{_HEAD}|^[ \t>]*[|:-][|: \t-]*$    # the head of a line, a table's row of dashes
    | ^[ \t]*\[\^[^\]\s]+\]: | \[\^[^\]\s]+\](?!\() # a note and its call
    | ^!\[[^\n]*\]\([^\n]*\)$                # an image
    | \[ | \]\((?:[^()\n]|\([^()\n]*\))*\)  # a link
    | [ \t]\#+[ \t]*$                       # what closes a heading
    | 。?\*\*(?:\*\*)? | \| | \\\*?         # bold, and the stop of its heading; cells; an escape
    | 。(?:[ \t]*|!\[.*)$                               # the stop of a heading on its line
    """,
    re.VERBOSE | re.MULTILINE,
)


LOSSES = frozenset({"S002", "S003", "S013", "S015", "L101"})
"""What is told of copy that is in no text; every other code tells of what is printed as typed."""


def _is_as_typed(text: Text, source: Source) -> bool:
    typed = re.sub(r"\r\n?|\n", " ", source.quote(text.span))
    return text.text in (typed, typed[1:], unescape(typed)) or typed.isspace()


def untold(copy: str) -> list[str]:
    """The stretches of visible copy that are in no text, are no mark and are not told."""
    source = Source("稿.md", copy)
    reading = read_copy(source, Span(0, len(copy)))
    seen = bytearray(len(copy))
    texts = list(section_texts(reading.sections))
    assert [text for text in texts if not _is_as_typed(text, source)] == []
    told = (each.span for each in reading.diagnostics if each.code in LOSSES)
    for start, end in (*(text.span for text in texts), *told):
        seen[start:end] = b"\1" * (end - start)
    for match in _MARKS.finditer(copy.replace("\r", " ")):
        seen[match.start() : match.end()] = b"\1" * len(match[0])
    hidden = "".join(
        " " if seen[at] or not each.isprintable() else each for at, each in enumerate(copy)
    )
    return hidden.split()


# -- Slips -----------------------------------------------------------------------------------------


def _body(path: Path) -> str:
    source = Source(path.name, path.read_text("utf-8"))
    return source.quote(split(source)[0].body).strip()


PARAGRAPHS = tuple(
    chain.from_iterable(
        _body(path).split("\n\n") for path in sorted((REPOSITORY / "issues" / "116").glob("*.md"))
    )
)
TYPED = st.sampled_from(
    [
        "*", "**", "_", "__", "#", "## ", "###", "|", "| 甲 | 乙 |", "|---|---|", "<", "<b>",
        "[^1]", "[^1]: 注。", "[^2]: ", "\\", "`", "```", "~~", "~~~", "＊", "＊＊", "＃", "｜",
        "* ", "+ ", "1. ", "12) ", "2023. ", "- ", "> ", ">", "    ", "　　", "\t", "\n", "\n\n",
        "[", "]", "](", "](http://a.cn)", '[甲](http://a.cn "乙")', "![图](a.png)", "&amp;",
        "---", "===", "***", ":", "：", "！", "\n- ", "\n# ", "\n|", "\n1. ", "\n[a]: b", "\r\n",
        "</b>", "<!-- -->", "&#42;",
    ]
)  # fmt: skip
PLACES = st.floats(0, 1)
SLIPS = st.lists(st.tuples(PLACES, st.integers(0, 12), st.integers(0, 2), TYPED), max_size=4)


@st.composite
def slipped(draw: st.DrawFn) -> str:
    """A paragraph or two of issue 116 with characters typed, taken out or there twice."""
    copy = "\n\n".join(draw(st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=2)))
    for place, length, times, mark in draw(SLIPS):
        at = round(place * len(copy))
        copy = copy[:at] + mark + copy[at : at + length] * times + copy[at + length :]
    return copy


@settings(max_examples=60)
@given(slipped())
def test_what_is_typed_is_read_or_used_or_told(copy: str) -> None:
    assert untold(copy) == []

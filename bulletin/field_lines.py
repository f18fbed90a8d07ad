"""Fields that are printed by their declarations alone: 共印{}份, （{}供稿）.

They stand in lines of their own, or behind the number, the issuer or a byline.

Loading makes the lines, page and Word print them, comparing and `import --whole` read them again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from bulletin.front_matter import Field, a_number
from bulletin.model import FieldLine

HEAD, LEAD, END, COLOPHON = "报头", "目录之前", "文末", "版记"
"""Where lines stand: below the marks of the head, below the topic, below an article, in the
colophon."""

NUMBER, ISSUER, BYLINE = "期号后", "编印单位后", "署名后"
"""What a field may stand behind: the number and the issuer in the head, an article's byline."""

_NUMBER = "[1-9][0-9]{0,6}"
_ROUND = {"（": "[（(]", "）": "[）)]", "：": "[：:]"}
"""Marks that others type at half width."""


def field_lines_of(table: Iterable[Field], said: Mapping[str, Any]) -> tuple[FieldLine, ...]:
    """The lines that the fields of a file make, by what they say; nothing makes no line."""
    return tuple(
        FieldLine(each.name, each.printed, str(said[each.name]), _line(each, said[each.name]))
        for each in table
        if each.printed_as and said.get(each.name) not in (None, "")
    )


def _line(field: Field, said: object) -> str:
    return field.printed_as.replace("{}", str(said))


def said_by(text: str, table: Iterable[Field], place: str) -> tuple[str, str] | None:
    """The name of the field whose line a text is, and what it says; None for any other text."""
    for each in _printed_at(table, place):
        if match := pattern_for(each).fullmatch(text):
            return each.name, " ".join(match[1].split())
    return None


def found_in(
    text: str, table: Iterable[Field], place: str
) -> Iterator[tuple[Field, re.Match[str]]]:
    """The fields whose lines are part of a text, such as 共印100份 beside a date."""
    for each in _printed_at(table, place):
        if match := pattern_for(each).search(text):
            yield each, match


class Behind(NamedTuple):
    """What a field says behind a part of the page, with its place in the text."""

    start: int
    end: int
    name: str
    said: str


LONGEST_BEHIND = 40
"""Characters that a field may say behind a part of the page."""


def behind_in(text: str, table: Iterable[Field], place: str) -> Iterator[Behind]:
    """What fields say that stand behind a part of the page, in order: 城关镇（记者：李四）：标题.

    What one says ends where another begins, at white space, a colon, or the end.
    """
    fields = tuple(_printed_at(table, place))
    at = 0
    while found := min(
        (one for each in fields if (one := _behind(text, at, each, fields))), default=None
    ):
        if place == BYLINE and any(colon in text[at : found.start] for colon in "：:"):
            return  # it stands in the title
        yield found
        at = found.end


def _behind(text: str, at: int, field: Field, others: Iterable[Field]) -> Behind | None:
    before, after = map(_spread, field.printed_as.split("{}"))
    begins = [_spread(each.printed_as.partition("{}")[0]) or r"\u3000" for each in others]
    stops = "|".join((r"[：:\t]", r"[ \xa0]{2}", r"\Z", *begins))
    value = _NUMBER if field.read is a_number else rf"\S[^\n]{{0,{LONGEST_BEHIND}}}?"
    gap = r"\s*"
    if not before:  # it begins behind the blank that the page sets
        gap, value = r"\s*\u3000\s*", value.replace(r"\n", r"\n\u3000")
    pattern = rf"{gap}{before}\s*({value})\s*{after}(?=\s*(?:{stops}))"
    match = re.compile(pattern).search(text, at)
    return Behind(*match.span(), field.name, " ".join(match[1].split())) if match else None


def _printed_at(table: Iterable[Field], place: str) -> Iterator[Field]:
    return (each for each in table if each.printed_as and each.printed == place)


def pattern_for(field: Field) -> re.Pattern[str]:
    """What a field's line looks like, with blanks between its words; a number may stand in brackets
    of its own."""
    return _pattern(field.printed_as, field.read is a_number)


@cache
def _pattern(printed_as: str, is_number: bool) -> re.Pattern[str]:
    before, after = map(_spread, printed_as.split("{}"))
    if is_number:
        bare = rf"{before}\s*({_NUMBER})\s*{after}"
        return re.compile(rf"(?:[（(]\s*)?{bare}(?:\s*[)）])?", re.ASCII)
    return re.compile(rf"\s*{before}\s*(\S.*?)\s*{after}\s*\Z")


def _spread(words: str) -> str:
    shown = [_ROUND.get(each, re.escape(each)) for each in "".join(words.split())]
    return "".join(rf"{each}\s*" if at + 1 < len(shown) else each for at, each in enumerate(shown))

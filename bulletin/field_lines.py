"""Fields that are printed in lines of their own, each by its declaration: 共印{}份, （{}供稿）.

Loading makes the lines, page and Word print them, comparing and `import --whole` read them again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from bulletin.front_matter import Field, a_number
from bulletin.model import FieldLine

HEAD, END, COLOPHON = "报头", "文末", "版记"
"""Where such lines stand: below the marks of the head, below an article, in the colophon."""

_NUMBER = "[1-9][0-9]{0,6}"
_ROUND = {"（": "[（(]", "）": "[）)]", "：": "[：:]"}
"""Marks that others type at half width."""


def lines_of(table: Iterable[Field], said: Mapping[str, Any]) -> tuple[FieldLine, ...]:
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

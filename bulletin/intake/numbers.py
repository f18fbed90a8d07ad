"""Numbers before headings: 一、 and （一） and 1. and （1） (GB/T 9704-2012 7.3.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CHINESE = "一二三四五六七八九十百"
_NUMBERS = (
    (1, re.compile(rf"第?[{_CHINESE}]{{1,4}}(?:、|[.．](?=[^0-9])|部分[、：\s]*|章\s*)[ \u3000]*")),
    (2, re.compile(rf"[（(][{_CHINESE}]{{1,4}}[）)][、.．]?[ \u3000]*")),
    (3, re.compile(r"[0-9０-９]{1,2}(?:[.．](?![0-9０-９])|、)[ \u3000]*")),
    (
        4,
        re.compile(
            r"(?:[（(][0-9０-９]{1,2}[）)]|[0-9]{1,2}[）)]|[\u2460-\u2473])[、.．]?[ \u3000]*"
        ),
    ),
)
"""The level that each form stands for, from 1."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number at a paragraph's head."""

    level: int
    """From 1 for 一、 to 4 for （1）."""

    length: int
    """Characters of it, the blanks after it included."""


def number_of(text: str) -> Numbered | None:
    """The number that a paragraph begins with, with something after it; None for none."""
    for level, pattern in _NUMBERS:
        match = pattern.match(text)
        if match and match.end() < len(text):
            return Numbered(level, match.end())
    return None

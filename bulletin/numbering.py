"""Numbers before headings and items: 一、 and （一） and 1. and （1） (GB/T 9704-2012 7.3.3).

Also what a number in 汉字 says.
"""

from __future__ import annotations

from dataclasses import dataclass

from bulletin.patterns import pattern_of

_CHINESE = "一二三四五六七八九十百"
_DATE_NEXT = r"(?=[0-9０-９]{1,2}月|(?:19|20)[0-9]{2}年)"
_NUMBERS = (
    (1, pattern_of(rf"第?[{_CHINESE}]{{1,4}}(?:、|[.．](?=[^0-9])|部分[、：\s]*|章\s*)[ \u3000]*")),
    (2, pattern_of(rf"[（(][{_CHINESE}]{{1,4}}[）)][、.．]?[ \u3000]*")),
    (
        3,
        pattern_of(rf"[0-9０-９]{{1,2}}(?:[.．](?![0-9０-９])|[.．]{_DATE_NEXT}|、)[ \u3000]*"),
    ),
    (
        4,
        pattern_of(
            r"(?:[（(][0-9０-９]{1,2}[）)]|[0-9]{1,2}[）)]|[\u2460-\u2473])[、.．]?[ \u3000]*"
        ),
    ),
)
"""The forms with their levels, from 1. In `1.3月1日` the point belongs to the number, not the
date."""

_AFTER_A_MARK = pattern_of("[。；;！？][”’）》]*")


@dataclass(frozen=True, slots=True)
class Numbered:
    """The number at the start of a paragraph."""

    level: int
    """From 1 for 一、 to 4 for （1）."""

    length: int
    """Its characters, with the spaces after it."""


_FIRST = frozenset(f"第（({_CHINESE}0123456789０１２３４５６７８９") | set(
    map(chr, range(0x2460, 0x2474))
)
"""What the forms begin with."""


def number_of(text: str) -> Numbered | None:
    """The number at the start of a paragraph, if something follows it; None if there is none."""
    if text[:1] not in _FIRST:
        return None
    for level, pattern in _NUMBERS:
        match = pattern.match(text)
        if match and match.end() < len(text):
            return Numbered(level, match.end())
    return None


def is_item(text: str) -> bool:
    """Whether a paragraph is one of several items: it begins with a number and has no other one.

    An enumeration in running text (`1.建强队伍；2.建好阵地。`) is not an item.
    """
    number = number_of(text)
    if number is None:
        return False
    following = (text[mark.end() : mark.end() + 12] for mark in _AFTER_A_MARK.finditer(text))
    return all(
        (other := number_of(each)) is None or other.level != number.level for each in following
    )


ZERO = "〇○零Ｏ０0Oo"
"""What people type instead of 〇."""

_FIGURES = {figure: value for value, figure in enumerate("〇一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ALIKE = str.maketrans(
    {**dict.fromkeys(ZERO, "〇"), "元": "一", "正": "一", "廿": "二十", "卅": "三十"}
)


def chinese_number(text: str) -> int:
    """一百一十六 as 116, 廿三 as 23; digits in a row, 一一六, are read digit by digit."""
    text = text.translate(_ALIKE)
    if not any(unit in text for unit in _UNITS):
        return int("".join(str(_FIGURES[each]) for each in text)) if text else 0
    total = digit = 0
    for each in text:
        if each in _UNITS:
            total += (digit or 1) * _UNITS[each]
            digit = 0
        else:
            digit = _FIGURES[each]
    return total + digit

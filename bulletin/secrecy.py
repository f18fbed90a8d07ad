"""Marks of secrecy (密级) with their term, in the form of GB/T 9704-2012 7.2.2: 秘密★1年.

A ★ separates level and term, and the number of the term is in Arabic digits. The day or the event
that ends the secrecy may stand in its place (《国家秘密定密管理暂行规定》): 机密★启用前.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from bulletin.patterns import pattern_of

MOST_YEARS = 30
"""The longest term in years (《保守国家秘密法》第二十条). A longer one is written 长期."""

_LEVEL = r"(?:绝\s*密|机\s*密|秘\s*密)"
_STAR = r"[★☆⭐✩✭✮*＊﹡※]"
_NUMBER = r"(?:[0-9０-９]{1,3}|[一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{1,4})"
_TERM = rf"(?:{_NUMBER}\s*(?:周年|年半|年|个?\s*月|[天日])|半\s*年|长\s*期)"
_DAY = (
    r"(?:解密时间\s*[:：]?|[至到])?\s*[0-9]{4}\s*[年.\-/]\s*[0-9]{1,2}\s*[月.\-/]\s*[0-9]{1,2}"
    r"\s*日?[前止]?"
)
_EVENT = r"(?:启用|公布|公开|发布|印发|实施)前"
_END = rf"(?:{_DAY}|{_EVENT})"
"""What ends the secrecy; only behind a star, since a day stands beside a level in many a line."""

STARRED = pattern_of(rf"{_LEVEL}\s*{_STAR}(?:\s*(?:{_END}|{_TERM}))?")
"""A level with a star, with or without a term, in any spelling."""

MARK = pattern_of(
    rf"({_LEVEL})"
    rf"(?:\s*{_STAR}\s*{_END}|\s*(?:{_STAR}|[·•—–\-:：（(])?\s*({_TERM})\s*[)）]?)?(?![\u4e00-\u9fff])"
)
"""A level with or without a term, in any unambiguous spelling."""

_ENDED = pattern_of(rf"({_LEVEL})\s*{_STAR}\s*({_END})")

WARNED = pattern_of(
    rf"\s*[【\[（(]?\s*({_LEVEL})\s*[】\])）]?(?:[\s,，、:：!！。.]+|(?=请勿|内部资料|注意保))"
    r"(?=请|不得|不准|不要|严禁|禁止|切勿|勿|注意|妥善|内部|仅供|仅限|阅后)"
)
"""A level at the head of a line, before the words that say what must not be done with the paper:
机密　请勿外传."""

_UNIT = {"周年": "年", "月": "个月", "日": "天"}
_DIGITS = {
    **{each: at for at, each in enumerate("一二三四五六七八九", start=1)},
    **{each: at for at, each in enumerate("壹贰叁肆伍陆柒捌玖", start=1)},
    "两": 2,
}


def spelled(mark: str) -> str:
    """The right spelling of a mark: 秘密★1年 for 秘密☆一年; empty if it is not a mark."""
    if ended := _ENDED.fullmatch(mark.strip()):
        level, end = "".join(ended[1].split()), _end(ended[2])
        return f"{level}★{end}" if end else ""
    match = MARK.fullmatch(mark.strip())
    if match is None:
        return ""
    level = "".join(match[1].split())
    if match[2] is None:
        return level
    term = _term("".join(match[2].split()))
    return f"{level}★{term}" if term else ""


def _end(ends: str) -> str:
    """The right spelling of the day or the event that ends the secrecy; empty if there is no such
    day."""
    if not re.fullmatch(_DAY, ends):
        return ends
    year, month, day = map(int, re.findall("[0-9]+", ends))
    with suppress(ValueError):
        date(year, month, day)
        return f"{year}年{month}月{day}日"
    return ""


def _term(term: str) -> str:
    """The right spelling of a term; empty if the term is impossible."""
    if term in ("长期", "半年"):
        return {"半年": "6个月"}.get(term, term)
    match = re.fullmatch(rf"({_NUMBER})(.+)", term)
    assert match is not None
    number, unit = _value(match[1]), _UNIT.get(match[2], match[2])
    if not number or (unit.startswith("年") and number > MOST_YEARS):
        return ""
    if unit == "年半":
        return f"{12 * number + 6}个月"
    return f"{number}{unit}"


def _value(number: str) -> int:
    """A number up to 999 in digits of any width, or up to 99 in 汉字; 0 for anything else."""
    if number.isdecimal():
        return int(number)
    tens, ten, ones = re.sub("拾", "十", number).rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (10 * _DIGITS.get(tens, 1) if ten else 0) + _DIGITS.get(ones, 0)


def mark_in(text: str) -> str:
    """The mark in a line, as it is written; empty if there is none.

    Without a star it counts only if it is alone on the line, or before a warning.
    """
    match = STARRED.search(text)
    if match is not None:
        return match[0]
    if warned := WARNED.match(text):
        return warned[1]
    alone = text.strip()
    return alone if MARK.fullmatch(alone) else ""

"""Days and numbers in a text, in figures or in 汉字."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bulletin.meaning import HALF_WIDTH
from bulletin.numbering import ZERO, chinese_number
from bulletin.patterns import pattern_of

_ARABIC = pattern_of(
    r"(?<![0-9])([12][0-9]{3})\s*(?:年|[./-])\s*([0-9]{1,2})\s*(?:月|[./-])\s*([0-9]{1,2})\s*[日号]?"
    r"(?![0-9])"
)
_CHINESE = pattern_of(
    rf"([一二][{ZERO}一二三四五六七八九]{{3}})\s*年\s*([元正一二三四五六七八九十]{{1,3}})\s*月\s*"
    r"([一二三四五六七八九十廿卅]{1,3})\s*[日号]"
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a text, and where."""

    day: date
    start: int
    end: int


def date_in(text: str) -> Dated | None:
    """The first day that a text names: 2023年6月9日, 2023.6.9, 二〇二三年六月九日."""
    for pattern, value in ((_ARABIC, int), (_CHINESE, chinese_number)):
        for match in pattern.finditer(text.translate(HALF_WIDTH)):
            try:
                day = date(*(value(match[group]) for group in (1, 2, 3)))
            except ValueError:
                continue
            return Dated(day, *match.span())
    return None


_PARTIAL = pattern_of(
    r"(?<!\S)(?:[12][0-9]{3}\s*年\s*[0-9]{1,2}\s*月|[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*[日号]|"
    rf"[一二][{ZERO}一二三四五六七八九]{{3}}\s*年\s*[元正一二三四五六七八九十]{{1,3}}\s*月|"
    r"[元正一二三四五六七八九十]{1,3}\s*月\s*[一二三四五六七八九十廿卅]{1,3}\s*[日号])\Z"
)


def partial_date_in(text: str) -> str:
    """The month or the day without its year at the end of a text, as written; empty for none.

    2023年7月, 7月3日: something signed like this has a date, but not a full one.
    """
    match = _PARTIAL.search(text.translate(HALF_WIDTH))
    return text[match.start() :] if match else ""

"""Characters that stand twice in a row though they belong to one word: 提升升服务, 不断完完善."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bulletin.checks.omissions import FREE
from bulletin.checks.view import HAN
from bulletin.checks.word_edges import begins_word, ends_word, is_any_word
from bulletin.patterns import pattern_of

_TWO = pattern_of(f"([{HAN}])\\1")
_HAN = pattern_of(f"[{HAN}]")

_SAID_TWICE = frozenset(
    "人天常看想说试谈纷渐刚仅往一点多个种样层步件家处年月日代世时事多大小好高长远深红"
    "绿亮爷奶爸妈哥姐弟妹叔宝星"
)
"""Characters that are often said twice: 人人, 常常, 看看."""

_NAMES_TWICE = frozenset("展度设升治进推建引促构育培")
"""Characters that dictionaries have twice only as names: 展展, 建建."""

_NAMES_AGAIN = frozenset(
    "局厅部委院校馆司所站队组会社村镇乡县市省区州国室园厂店奖杯旗节赛台任斯尔克莱特拉"
    "马将曾都也就又还要的地得了和与"
)
"""Characters that end a name and begin what belongs to it (馆馆员), or are words of their own."""

_STANDING = frozenset(
    "到在上下中大小多好不会和与及于为给向从以把被让对就才也都还又更最能可要有是了着过"
    "人村镇县市省国党年月日家户名个项次场组员者性化点面线路心力气手口"
)
"""Characters that are words by themselves after another word."""


class Doubling(NamedTuple):
    """Where a character stands twice that should stand once."""

    start: int
    end: int


def doublings(text: str) -> Iterator[Doubling]:
    """The characters of a text that stand twice, and of which one is left over.

    One of the two ends or begins a word. The other is left over if it makes no word with what
    stands on its other side, and is none by itself.
    """
    for match in _TWO.finditer(text):
        mark, at = match[1], match.start()
        before, after = text[max(0, at - 1) : at], text[at + 2 : at + 3]
        if (
            mark in _SAID_TWICE
            or mark in _NAMES_AGAIN
            or before == "一"
            or after in tuple("的地了过着")
        ):
            continue
        if mark in before + after or _is_one_word(text, at) or _is_in_pairs(text, at):
            continue
        ends, begins = ends_word(text, at + 1), begins_word(text, at + 1)
        is_free = mark in FREE if begins else mark in _STANDING and bool(_HAN.match(after))
        if ends != begins and not is_free:
            yield Doubling(*match.span())


def _is_in_pairs(text: str, at: int) -> bool:
    """Whether the characters before or after these stand twice as well: 愉愉快快."""
    before, after = text[max(0, at - 2) : at], text[at + 2 : at + 4]
    return any(len(each) == 2 and each[0] == each[1] for each in (before, after))


def _is_one_word(text: str, at: int) -> bool:
    """Whether both characters belong to one word, as in 兢兢业业."""
    return any(
        is_any_word(text[start:end])
        for start in range(max(0, at - 2), at + 1)
        for end in range(at + 2, at + 5)
        if end - start > 2 or text[at] not in _NAMES_TWICE
    )

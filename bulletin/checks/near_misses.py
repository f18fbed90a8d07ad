"""Fixed phrases of which one character is wrong, lacks, stands twice or has changed its place.

One such slip leaves the first two or the last two characters of the phrase as they are: 因地治宜
still begins with 因地, and 因的制宜 still ends with 制宜. So a text is read once, two characters at
a time, and is compared with a phrase only where the phrase begins or ends with those two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from operator import add
from typing import NamedTuple

from bulletin.checks.confusables import are_alike
from bulletin.patterns import pattern_of

LONG = 7
"""Characters. In a phrase so long any other character is a slip; in a shorter one it must sound or
look like the right one."""

FEWEST_LEFT = 5
"""Characters of a phrase of which one may lack."""

_NUMERALS = frozenset("一二三四五六七八九十两")
_HAN = pattern_of("[\u3400-\u9fff]")


class FixedPhrase(NamedTuple):
    """A phrase that is always written in one way."""

    text: str
    neighbours: tuple[str, ...] = ()
    """What is like it and right as well."""


class NearMiss(NamedTuple):
    """Characters `start` to `end`, which should be the phrase."""

    start: int
    end: int
    phrase: FixedPhrase


class PhraseIndex:
    """Fixed phrases by the pairs of characters that they begin and end with."""

    def __init__(self, phrases: Iterable[FixedPhrase], lawful: tuple[str, ...] = ()) -> None:
        """`lawful` is what looks like a near miss of some phrase and is right."""
        self.phrases, self.lawful = tuple(phrases), lawful

    @cached_property
    def _known(self) -> frozenset[str]:
        neighbours = (each for phrase in self.phrases for each in phrase.neighbours)
        own = (phrase.text for phrase in self.phrases)
        return frozenset((*own, *neighbours, *self.lawful)) - {""}

    @cached_property
    def _lengths(self) -> tuple[int, ...]:
        return tuple(sorted({len(each) for each in self._known}, reverse=True))

    @cached_property
    def _heads(self) -> dict[str, list[FixedPhrase]]:
        heads: dict[str, list[FixedPhrase]] = defaultdict(list)
        for phrase in self.phrases:
            heads[phrase.text[:2]].append(phrase)
        return dict(heads)

    @cached_property
    def _tails(self) -> dict[str, list[FixedPhrase]]:
        tails: dict[str, list[FixedPhrase]] = defaultdict(list)
        for phrase in self.phrases:
            tails[phrase.text[-2:]].append(phrase)
        return dict(tails)

    @cached_property
    def _swapped(self) -> dict[str, FixedPhrase]:
        """Phrases of four characters with the middle ones in the wrong order: no pair of them is
        left whole."""
        four = (each for each in self.phrases if len(each.text) == 4)
        return {f"{p.text[0]}{p.text[2]}{p.text[1]}{p.text[3]}": p for p in four}

    @cached_property
    def _pairs(self) -> frozenset[str]:
        firsts = (each[:2] for each in self._swapped)
        return frozenset((*self._heads, *self._tails, *firsts))

    def find(self, text: str) -> Iterator[NearMiss]:
        """The near misses in a text."""
        pairs = self._pairs
        last = -1
        for at, pair in enumerate(map(add, text, text[1:])):
            if pair not in pairs:
                continue
            for found in self._at(text, at, pair):
                if found.start >= last and not self._is_right(text, found):
                    last = found.end
                    yield found
                    break

    def _at(self, text: str, at: int, pair: str) -> Iterator[NearMiss]:
        phrase = self._swapped.get(text[at : at + 4])
        if phrase is not None and text[at : at + 4] != phrase.text:
            yield NearMiss(at, at + 4, phrase)
        for phrase in self._heads.get(pair, ()):
            end = _end_of_miss(text, at, phrase.text)
            if end:
                yield NearMiss(at, end, phrase)
        for phrase in self._tails.get(pair, ()):
            start = _start_of_miss(text, at + 2, phrase.text)
            if start >= 0:
                yield NearMiss(start, at + 2, phrase)

    def _is_right(self, text: str, found: NearMiss) -> bool:
        """Whether the place is part of a phrase or of a neighbour."""
        for length in self._lengths:
            for start in range(max(0, found.end - length), min(found.start, len(text)) + 1):
                if text[start : start + length] in self._known:
                    return True
        return False


def _end_of_miss(text: str, at: int, phrase: str) -> int:
    """Where the phrase ends that begins at `at` and has one slip after its first two characters; 0
    if there is none."""
    size = len(phrase)
    wrong = 2
    while wrong < size and text[at + wrong : at + wrong + 1] == phrase[wrong]:
        wrong += 1
    if wrong == size:
        return at + size + 1 if _ends_twice(text, at + size, phrase) else 0
    here, rest = text[at + wrong : at + wrong + 1], phrase[wrong + 1 :]
    after = at + wrong + 1
    if not here:
        return 0
    if text.startswith(rest, after) and _is_slip(here, phrase[wrong], size, len(rest)):
        return at + size
    if here in phrase[wrong - 1 : wrong + 1] and text.startswith(phrase[wrong:], after):
        return 0 if text[max(0, at - 1) : at] == phrase[0] else at + size + 1  # 扎扎实实推进
    if here == rest[:1] and text.startswith(phrase[wrong] + rest[1:], after):
        return at + size
    if rest and size > FEWEST_LEFT and text.startswith(rest, at + wrong):
        return at + size - 1
    return 0


def _is_slip(here: str, right: str, size: int, left: int) -> bool:
    """Whether one character stands for another in a phrase of this size, with so many left."""
    if not (_HAN.match(here) and _HAN.match(right)) or {here, right} <= _NUMERALS:
        return False
    return are_alike(here, right) or (size >= LONG and left > 1)


def _ends_twice(text: str, end: int, phrase: str) -> bool:
    """Whether the last character of a long phrase stands twice and begins no word."""
    twice = len(phrase) >= FEWEST_LEFT and text[end : end + 1] == phrase[-1]
    return twice and not _is_word(text[end : end + 2])


def _start_of_miss(text: str, end: int, phrase: str) -> int:
    """Where the phrase begins that ends at `end` and has one slip in its first two characters; -1
    if there is none."""
    size = len(phrase)
    start = end - size
    if start >= 0 and text.startswith(phrase[2:], start + 2):
        first, second = text[start], text[start + 1]
        if first == phrase[1] and second == phrase[0] and first != second:
            return start
        if second == phrase[1] and first != phrase[0] and _is_slip(first, phrase[0], size, 0):
            return start
        if first == phrase[0] and second != phrase[1] and _is_slip(second, phrase[1], size, 0):
            return start
    if size > FEWEST_LEFT and text.startswith(phrase[0] + phrase[2:], start + 1):
        return start + 1
    return -1


def _is_word(text: str) -> bool:
    import rjieba  # its words take a fifth of a second, and few copies come so far

    return rjieba.has_word(text)

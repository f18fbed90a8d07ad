"""How likely it is that characters are a row of words.

The words and their counts come from the segmenter's dictionary (rjieba), and from our own lists of
words that official copy uses today (`official.txt` and others). A text is divided into the words
that are together the most frequent. A wrong character breaks a word apart: 工作部署 is two
frequent words, 工作 and 部署, while 工作部暑 can only be divided into rare ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from math import log
from typing import NamedTuple

from bulletin.checks.word_files import entries_of, words_in

_ALL = log(60_101_967)
"""The sum of all counts in the dictionary."""

_OFFICIAL, _IDIOM = 1000, 100
"""The least count of a word of official copy, and of an idiom."""

LONGEST_WORD = 5
"""Longer words are seen as several."""

_KEPT = 1 << 17
"""How many counts are remembered."""


class Division(NamedTuple):
    """The words that some characters are likeliest to be."""

    score: float
    """The logarithm of their likelihood."""

    words: tuple[str, ...]

    def word_at(self, place: int) -> tuple[int, str]:
        """The word that has the character at `place`, after the place where it begins."""
        start = 0
        for word in self.words:
            if place < start + len(word):
                break
            start += len(word)
        return start, word

    @property
    def edges(self) -> frozenset[int]:
        """Where words begin and end."""
        found, at = {0}, 0
        for word in self.words:
            at += len(word)
            found.add(at)
        return frozenset(found)


@cache
def _official() -> dict[str, int]:
    """Today's words of official copy, and the least count of each."""
    return dict(reversed(tuple(_listed_words())))


def _listed_words() -> Iterator[tuple[str, int]]:
    yield from ((word, _OFFICIAL) for word in words_in("official.txt"))
    for word in words_in("compounds.txt"):
        halves = (word[:2], word[2:]) if len(word) == 4 else ()
        yield from ((each, _OFFICIAL) for each in (word, *halves))
    for name in ("phrases.txt", "organs.txt"):
        yield from ((entry.words[0], _OFFICIAL) for entry in entries_of(name))
    yield from ((word, _IDIOM) for word in words_in("idioms.txt"))


@lru_cache(_KEPT)
def count(word: str) -> int:
    """How often a word stands in the texts that the dictionary was counted from; 0 if it is none.

    >>> count("划拨") > count("划泼")
    True
    """
    import rjieba  # its words take a fifth of a second, and a copy without 汉字 needs none

    least = _official().get(word, 0)
    if len(word) > 1 and not rjieba.has_word(word):
        return least
    return max(least, rjieba.suggest_freq(word))


def common(words: Iterable[str], least: int) -> Iterator[str]:
    """Those of some words of several characters that are counted `least` times. Most that are asked
    for are no words at all, and are not remembered."""
    import rjieba

    is_known, listed = rjieba.has_word, _official()
    for word in words:
        if (is_known(word) or word in listed) and count(word) >= least:
            yield word


@lru_cache(_KEPT)
def log_likelihood(word: str) -> float | None:
    """The logarithm of a word's share of all words; None for characters that are no word.

    A single character is also counted where it is a part of words that the dictionary lacks, so
    the half.
    """
    counted = max(count(word), 1) / 2 if len(word) == 1 else count(word)
    return log(counted) - _ALL if counted else None


@lru_cache(_KEPT)
def divided(text: str) -> Division:
    """The likeliest words of a few characters."""
    scores, starts = [0.0], [0]
    for end in range(1, len(text) + 1):
        best, start = -1e9, end - 1
        for begin in range(max(0, end - LONGEST_WORD), end):
            likely = log_likelihood(text[begin:end])
            if likely is not None and scores[begin] + likely > best:
                best, start = scores[begin] + likely, begin
        scores.append(best)
        starts.append(start)
    words, end = list[str](), len(text)
    while end:
        words.append(text[starts[end] : end])
        end = starts[end]
    return Division(scores[-1], tuple(reversed(words)))

"""The pairs of adjacent characters of a text, and the places where those stand that are asked for.

Most of what the proofreader looks for begins with two characters that a text hardly ever has:
“截止目前” can only stand where 截止 does. So each text is read once, and every list asks for its
own pairs among those of the text, instead of reading the text again:

    贯彻落实 has 贯彻 at 0, 彻落 at 1, 落实 at 2; a list with 落实 and 截止 looks at place 2.

Words and patterns that need no look at the text at all are told from the pairs and the characters
alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, KeysView
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache
from itertools import chain
from operator import add
from typing import Any, TypeVar

TextFinding = TypeVar("TextFinding")


class Pairs:
    """The pairs of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._answers: dict[int, tuple[object, tuple[Any, ...]]] = {}

    def once(
        self, asker: object, find: Callable[[Pairs], Iterable[TextFinding]]
    ) -> tuple[TextFinding, ...]:
        """What `find` finds in the text, for a list or function that finds the same each time."""
        kept = self._answers.get(id(asker))  # which is held there, so that no other has its number
        if kept is None:
            kept = self._answers[id(asker)] = (asker, tuple(find(self)))
        return kept[1]

    @cached_property
    def characters(self) -> frozenset[str]:
        """The characters of the text."""
        return frozenset(self.text)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How often each pair stands in the text."""
        return Counter(map(add, self.text, self.text[1:]))

    def at(self, wanted: KeysView[str]) -> list[int]:
        """Where one of some pairs begins, in order."""
        text, there = self.text, self.counts.keys() & wanted
        if len(there) > min(MOST_SEARCHED, len(text) // SEARCHED_SOONER):
            return [at for at, pair in enumerate(map(add, text, text[1:])) if pair in there]
        return sorted(chain.from_iterable(map(self._places, there)))

    def _places(self, pair: str) -> Iterator[int]:
        """Where a pair begins."""
        at = self.text.find(pair)
        while at >= 0:
            yield at
            at = self.text.find(pair, at + 1)

    def beginnings(self, wanted: KeysView[str]) -> set[str]:
        """Those of some pairs and single characters that the text has."""
        return (self.counts.keys() & wanted) | (wanted & self.characters)

    def has(self, words: str) -> bool:
        """Whether some words, or a single character, stand in the text."""
        if len(words) == 1:
            return words in self.characters
        return words[:2] in self.counts and (len(words) == 2 or words in self.text)

    def are_without(self, wanted: AbstractSet[str]) -> bool:
        """Whether the text has none of some pairs."""
        return self.counts.keys().isdisjoint(wanted)

    def again(self, farthest: int) -> list[int]:
        """Where a pair of 汉字 begins that begins again after at most `farthest` characters."""
        if len(self.counts) == len(self.text) - 1:
            return []
        last: dict[str, int] = {}
        found: dict[int, str] = {}
        for at, pair in enumerate(map(add, self.text, self.text[1:])):
            if (before := last.get(pair)) is not None and at - before <= farthest:
                found[before] = pair
            last[pair] = at
        return [at for at, pair in found.items() if all(map(_may_be_han, pair))]


def pairs_in(text: str) -> Pairs:
    """The pairs of a text. A paragraph is known again: approving an issue checks it as it is and as
    it was, and a preview checks it after each change."""
    return _kept(text) if len(text) <= LONGEST_KEPT else Pairs(text)


LONGEST_KEPT, MOST_KEPT = 2000, 1000
"""Characters of a text that is known again, and how many such texts are."""


@lru_cache(MOST_KEPT)
def _kept(text: str) -> Pairs:
    return Pairs(text)


MOST_SEARCHED, SEARCHED_SOONER = 48, 8
"""For more pairs than this, or than one to so many characters, a text is read through instead of
being searched for each."""


def _may_be_han(character: str) -> bool:
    """Whether a character is no plain letter, blank or mark."""
    return "\u3007" <= character < "\uff00" or character > "\uffff"

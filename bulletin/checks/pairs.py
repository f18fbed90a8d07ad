"""The pairs of adjacent characters of a text, with the places where each stands.

Most of what the proofreader looks for begins with two characters that a text hardly ever has:
“截止目前” can only stand where 截止 does. So each text is read once, and every list asks for its
own pairs among those of the text, instead of reading the text again:

    贯彻落实 has 贯彻 at 0, 彻落 at 1, 落实 at 2; a list with 落实 and 截止 looks at place 2.

Words and patterns that need no look at the text at all are told from the pairs and the characters
alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import KeysView
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import chain, pairwise
from operator import add


class Pairs:
    """The pairs of a text."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def characters(self) -> frozenset[str]:
        """The characters of the text."""
        return frozenset(self.text)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each pair begins, in order."""
        places: dict[str, list[int]] = defaultdict(list)
        for at, pair in enumerate(map(add, self.text, self.text[1:])):
            places[pair].append(at)
        return dict(places)

    def at(self, wanted: KeysView[str]) -> list[int]:
        """Where one of some pairs begins, in order."""
        there = self.places.keys() & wanted
        return sorted(chain.from_iterable(map(self.places.__getitem__, there)))

    def beginnings(self, wanted: KeysView[str]) -> set[str]:
        """Those of some pairs and single characters that the text has."""
        return (self.places.keys() & wanted) | (wanted & self.characters)

    def are_without(self, wanted: AbstractSet[str]) -> bool:
        """Whether the text has none of some pairs."""
        return self.places.keys().isdisjoint(wanted)

    def again(self, farthest: int) -> list[int]:
        """Where a pair of 汉字 begins that begins again after at most `farthest` characters."""
        return [
            at
            for pair, places in self.places.items()
            if len(places) > 1 and all(map(_may_be_han, pair))
            for at, next_one in pairwise(places)
            if next_one - at <= farthest
        ]


def _may_be_han(character: str) -> bool:
    """Whether a character is no plain letter, blank or mark."""
    return "\u3007" <= character < "\uff00" or character > "\uffff"

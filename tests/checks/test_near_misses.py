"""Every fixed phrase is known by nearly every slip of one character, and let stand as it is."""

import re
from collections.abc import Iterator
from random import Random

import pytest

from bulletin.checks.confusables import alike
from bulletin.checks.lists import phrases
from bulletin.checks.near_misses import LONG
from bulletin.checks.pairs import Pairs

HAN = re.compile("[\u3400-\u9fff]")
LONG_PHRASES = [each for each in phrases().phrases if len(each.text) >= LONG]
SLIPS = ("alike", "lacks", "twice", "swapped")
LEAST_SHARE = 0.9
CARRIER = "各村要做好{}，形成合力。"


def slipped(phrase: str, kind: str, chance: Random) -> Iterator[str]:
    """The phrase with one slip at each place where it can have one of this kind."""
    for at, here in enumerate(phrase):
        before, after = phrase[:at], phrase[at + 1 :]
        if not HAN.match(here):
            continue
        if kind == "alike" and alike(here):
            yield before + chance.choice(sorted(alike(here))) + after
        elif kind == "lacks":
            yield before + after
        elif kind == "twice":
            yield before + here + here + after
        elif kind == "swapped" and after and HAN.match(after[0]) and after[0] != here:
            yield before + after[0] + here + after[1:]


@pytest.mark.parametrize("kind", SLIPS)
def test_nearly_every_slip_in_a_long_phrase_is_found(kind: str) -> None:
    chance = Random(1)
    texts = [text for each in LONG_PHRASES for text in slipped(each.text, kind, chance)]
    found = sum(any(phrases().find(Pairs(CARRIER.format(text)))) for text in texts)
    assert found >= LEAST_SHARE * len(texts)


def test_every_phrase_and_its_neighbours_are_let_stand() -> None:
    every = (right for each in phrases().phrases for right in (each.text, *each.neighbours))
    assert [right for right in every if any(phrases().find(Pairs(CARRIER.format(right))))] == []

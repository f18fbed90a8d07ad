"""Each pattern for a wrong particle is only looked for beside the pairs of characters it needs."""

import re
from operator import add

import pytest

from bulletin.checks.pairs import Pairs
from bulletin.checks.particles import ADVERBS, MANNERS, MISUSED, wrong_particles

HAN = "[\u4e00-\u9fff]+"
PARTICLE = re.compile(r"\((?:的|得|地|\[的地\]|\[地得\])\)|^的")
"""The group, or the character at its beginning, that is the particle in a pattern."""

AROUND = (("", ""), ("得到了", ""), ("更", ""), ("获得大家", ""), ("", "很"), ("", "群众"))
"""What some patterns need before the words, and between the particle and the words after it."""


def words_of(part: str) -> tuple[str, ...]:
    """The words in a part of a pattern, and of what are perhaps classes each character."""
    words = re.findall(HAN, part)
    single = (each for word in words if len(word) > 4 for each in word)
    return tuple(dict.fromkeys((*words, *single)))


@pytest.mark.parametrize("number", range(len(MISUSED)))
def test_every_match_has_a_pair_that_its_pattern_needs(number: int) -> None:
    pattern, _, pairs = MISUSED[number]
    particle = PARTICLE.search(pattern.pattern)
    assert particle is not None
    before, after = pattern.pattern[: particle.start()], pattern.pattern[particle.end() :]
    text = "。".join(
        f"{opening}{first}{each}{between}{second}{end}"
        for opening, between in AROUND
        for first in words_of(before) or words_of(after)
        for each in "的地得"
        for second in words_of(after)
        for end in ("了", "")
    )
    found = 0
    for match in pattern.finditer(text):
        found += 1
        near = text[max(0, match.start() - 1) : match.end() + 1]
        assert not pairs.isdisjoint(map(add, near, near[1:])), near
    assert found


@pytest.mark.parametrize("word", [*ADVERBS.split("|"), *MANNERS.split("|")])
def test_an_adverb_of_any_kind_is_known_by_its_last_character(word: str) -> None:
    assert {each.right for each in wrong_particles(Pairs(f"我们{word}的把责任扛起来。"))} == {"地"}

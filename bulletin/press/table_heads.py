"""How the head of a column is divided into lines: by meaning, so that it takes little room.

A head of several words is divided between them (报送/篇数, 联系/电话); what several heads have in
common is known to be a word (`joints_of`). Where even that is too wide, it is set downwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, pairwise
from math import inf

from bulletin.press.breaks import break_allowed, em_widths
from bulletin.segmenter import HAN, inside_words, word_seams

HEAVY = 0.56
"""The width of figures in 黑体, in em."""


def width_of(words: str, breaks: Sequence[int]) -> float:
    """The width of the widest line, in em."""
    ends = (0, *breaks, len(words))
    advances = em_widths(words, HEAVY)
    return max(sum(advances[a:b]) for a, b in pairwise(ends))


@cache
def downwards(head: str, room: float) -> tuple[int, ...]:
    """How a head is set downwards, character under character.

    In a head with figures, words that fit into `room` em stay whole: 指标, 10名, 称. A number that
    does not fit with its unit is parted from it: 10, 日.
    """
    allowed = break_allowed(head)
    places = [
        at
        for at in range(1, len(head))
        if allowed[at] or (room < 2 and head[at - 1].isdigit() and HAN.match(head[at]))
    ]
    if len(places) == len(head) - 1:
        return tuple(places)
    inside = inside_words(head)
    ends = [0.0, *accumulate(em_widths(head, HEAVY))]
    edges = [0, *(at for at in places if at not in inside), len(head)]
    cut = [range(one, two) for one, two in pairwise(edges) if ends[two] - ends[one] > room]
    return tuple(at for at in places if at in edges or any(at in word for word in cut))


@cache
def ways_of(head: str, joints: frozenset[str]) -> tuple[tuple[int, ...], ...]:
    """How a head may be divided without cutting a word: into one line, two, three …, each way
    narrower than the last. A way is the characters before which its lines end."""
    ways: list[tuple[int, ...]] = [()]
    for lines in range(2, len(head)):
        way = _lines(head, lines, joints)
        if way and width_of(head, way) < width_of(head, ways[-1]):
            ways.append(way)
    return tuple(ways)


def _lines(head: str, lines: int, joints: frozenset[str]) -> tuple[int, ...]:
    """The best places to divide a head into so many lines; empty if it cannot be divided so."""
    ends = [0.0, *accumulate(em_widths(head, HEAVY))]
    allowed, inside = break_allowed(head), inside_words(head)
    best: list[dict[int, tuple[float, tuple[int, ...]]]] = [{0: (0.0, ())}]
    mean = ends[-1] / lines
    for number in range(1, lines + 1):
        found: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, places) in best[-1].items():
            for stop in range(start + 1, len(head) + 1):
                if (stop == len(head)) != (number == lines):
                    continue
                harm = _harm(head, start, stop, allowed, joints, inside)
                total = cost + harm + (ends[stop] - ends[start] - mean) ** 2
                if harm < inf and (stop not in found or total < found[stop][0]):
                    found[stop] = (total, (*places, stop))
        best.append(found)
    return best[-1].get(len(head), (inf, ()))[1][:-1]


APART, SEAM = 2.0, 16.0
"""What it costs to divide a head between two words that no other head has, and where a word falls
into two (联系/电话); in the same unit as uneven lines: squares of em."""


def _harm(
    head: str,
    start: int,
    stop: int,
    allowed: Sequence[bool],
    joints: frozenset[str],
    inside: frozenset[int],
) -> float:
    """What a line of a head costs because of where it ends; infinite for a single 汉字 and within
    a word."""
    line = head[start:stop]
    if len(HAN.findall(line)) == 1 and len(line) < 2:
        return inf
    if stop == len(head):
        return 0.0
    if not allowed[stop]:
        return inf
    at_joint = head[:stop] in joints or head[stop:] in joints or head[stop] in "（("
    if at_joint:
        return 0.0
    if stop in inside:
        return SEAM if stop in word_seams(head) else inf
    return APART


def joints_of(heads: Sequence[str]) -> frozenset[str]:
    """Parts that several heads have in common, which are therefore words: 一季度 in 一季度报送 and
    一季度采用, 篇数 in 报送篇数 and 采用篇数."""
    beside: dict[str, set[str]] = defaultdict(set)
    for head in heads:
        for at in range(2, len(head) - 1):
            beside[head[:at]].add(head[at])
            beside[head[at:]].add(head[at - 1])
    joints = {part for part, characters in beside.items() if len(characters) > 1}
    divided = [(head[:at], head[at:]) for head in heads for at in range(2, len(head) - 1)]
    # The rest of a head that is divided at a joint is a word as well.
    return frozenset(part for parts in divided if joints.intersection(parts) for part in parts)

"""Dividing a title into lines: by meaning, symmetrically, as a trapezium or a diamond.

GB/T 9704-2012 7.3.1: 词意完整，排列对称，长短适宜，间距恰当，标题排列应当使用梯形或菱形. There is
no dictionary; the meaning is guessed from marks and particles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, inf

from bulletin.press.breaks import HAN, break_allowed

SLOPE = 0.12
"""By which part the outermost lines of a title should be longer or shorter than the mean."""

GOOD_BEFORE = frozenset("“‘（《和与及暨并")
GOOD_AFTER = frozenset("，、：；”’）》的")
"""Characters before or after which a break does not hurt the meaning."""

BAD_BEFORE = frozenset("的了着过地得们等之者性化")
"""Characters that belong to the character before them."""

HELD = re.compile(r"“[^”]*”|《[^》]*》|（[^）]*）")
"""Text between marks, which should stay together."""

HARM_OF_ANY, HARM_OF_HELD, HARM_OF_LEANING = 9.0, 16.0, 25.0
"""What a break costs, in the same unit as uneven lines (squares of em): between characters about
which nothing is known, within `HELD` text, and before a character of `BAD_BEFORE`."""


@dataclass(frozen=True)
class _BestBreak:
    """The best way found so far to reach a break with a given number of lines."""

    cost: float
    start: int


def title_breaks(text: str, advances: Sequence[float], room: float) -> tuple[int, ...]:
    """The characters before which the lines of a title end.

    `advances` (the widths of the characters) and `room` (the measure) are in the same unit. The
    title gets as few lines as possible, and every line has at least two 汉字. The result is empty
    if one line is enough, or if no allowed division exists.
    """
    ends = [0.0, *accumulate(advances)]
    if ends[-1] <= room or not text:
        return ()
    em = max(advances)
    harm = _harms(text)
    least = ceil(ends[-1] / room)
    for lines in range(least, least + 3):
        mean = ends[-1] / lines
        ways = [_best(text, ends, harm, target, room, em) for target in _shapes(lines, mean, room)]
        cost, breaks = min(ways, key=lambda way: way[0])
        if cost < inf:
            return breaks
    return ()


def _shapes(lines: int, mean: float, room: float) -> Iterator[tuple[float, ...]]:
    """The ideal widths of the lines for each shape: growing, shrinking, longest in the middle."""
    slope = min(SLOPE, room / mean - 1)
    middle = (lines - 1) / 2
    for way in (-1, 1):
        yield tuple(mean * (1 + way * slope * (line - middle) / middle) for line in range(lines))
    if lines > 2:
        away = [abs(line - middle) / middle for line in range(lines)]
        usual = sum(away) / lines
        yield tuple(mean * (1 + slope * (usual - each)) for each in away)


def _harms(text: str) -> list[float | None]:
    """For each character, what a break before it costs; None if no break is allowed there."""
    harms: list[float | None] = []
    for at, allowed in enumerate(break_allowed(text)):
        if not allowed:
            harms.append(None)
        elif text[at] in BAD_BEFORE:
            harms.append(HARM_OF_LEANING)
        elif text[at] in GOOD_BEFORE or text[at - 1] in GOOD_AFTER:
            harms.append(0.0)
        else:
            harms.append(HARM_OF_ANY)
    for held in HELD.finditer(text):
        for at in range(held.start() + 1, held.end()):
            if harms[at] is not None:
                harms[at] = max(harms[at] or 0.0, HARM_OF_HELD)
    return harms


def _best(
    text: str,
    ends: Sequence[float],
    harms: Sequence[float | None],
    target: Sequence[float],
    room: float,
    em: float,
) -> tuple[float, tuple[int, ...]]:
    """The breaks that come closest to the widths `target`, after their cost.

    The cost is infinite if there is no way to break the text into that many lines.
    """
    count = len(text)
    reached: list[dict[int, _BestBreak]] = [{0: _BestBreak(0.0, 0)}]
    for number, wanted in enumerate(target):
        last = number == len(target) - 1
        found: dict[int, _BestBreak] = {}
        for start, so_far in reached[-1].items():
            for stop in range(start + 1, count + 1):
                width = ends[stop] - ends[start]
                if width > room:
                    break
                harm = 0.0 if stop == count else harms[stop]
                if harm is None or last != (stop == count):
                    continue
                if len(HAN.findall(text, start, stop)) < 2:
                    continue
                cost = so_far.cost + harm + ((width - wanted) / em) ** 2
                if stop not in found or cost < found[stop].cost:
                    found[stop] = _BestBreak(cost, start)
        reached.append(found)
    if count not in reached[-1]:
        return inf, ()
    breaks: list[int] = []
    at = count
    for found in reversed(reached[1:]):
        at = found[at].start
        breaks.append(at)
    return reached[-1][count].cost, tuple(reversed(breaks[:-1]))

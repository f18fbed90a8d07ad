"""Dividing a title into lines: by meaning, symmetrically, as a trapezium or a diamond.

GB/T 9704-2012 7.3.1: 词意完整，排列对称，长短适宜，间距恰当，标题排列应当使用梯形或菱形. A line
ends between words (`segmenter.inside_words`), and best where marks and particles show a pause.

Each way to divide a title costs something: what its lines differ from the form, squared, and what
each break harms (`HARM_OF_ANY` and the others). For each number of lines the cheapest way to each
break is kept, and the end of the title is reached from the cheapest of them. An example in lines of
20 characters at most:

>>> title = "中共某县委组织部关于进一步加强农村基层党组织建设的情况报告"
>>> title_breaks(title, [1.0] * len(title), 20)
(13,)

The second line begins with 加强 and is longer than the first, which makes a trapezium. A break in
the middle, after 加, would be more even, but it would tear a word (`HARM_OF_TORN`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, inf

from bulletin.patterns import pattern_of
from bulletin.press.breaks import break_allowed
from bulletin.segmenter import HAN, inside_words

SLOPE = 0.12
"""By which part the outermost lines of a title should be longer or shorter than the mean."""

GOOD_BEFORE = frozenset("“‘（《和与及暨并")
GOOD_AFTER = frozenset("，、：；”’）》的")
"""Characters before or after which a break does not hurt the meaning."""

BAD_BEFORE = frozenset("的了着过地得们等之者性化")
"""Characters that belong to the character before them."""

BAD_AFTER = frozenset("以在对将把向为被让使从由用和与及暨并")
"""Words of one character that belong to the word after them."""

HELD = pattern_of(r"“[^”]*”|《[^》]*》|（[^）]*）")
"""Text between marks, which should stay together."""

HARM_OF_ANY, HARM_OF_HELD, HARM_OF_LEANING, HARM_OF_TORN = 9.0, 16.0, 25.0, 400.0
"""What a break costs, in the same unit as uneven lines (squares of em): between words about which
nothing is known, within `HELD` text, before a character of `BAD_BEFORE` or after one of
`BAD_AFTER`, and within a word. Rather than to tear a word the title gets a line more."""


@dataclass(frozen=True)
class _BestBreak:
    """The best way found so far to reach a break with a given number of lines."""

    cost: float
    start: int


def title_breaks(
    text: str, advances: Sequence[float], room: float, own_words: Sequence[str] = ()
) -> tuple[int, ...]:
    """The characters before which the lines of a title end.

    `advances` (the widths of the characters) and `room` (the measure) are in the same unit. The
    title gets as few lines as possible, or one or two more if otherwise a word would be cut;
    `own_words` are words of the office, which are kept whole like those of the language. Every line
    has at least two 汉字. The result is empty if one line is enough, or if no allowed division
    exists.
    """
    ends = [0.0, *accumulate(advances)]
    if ends[-1] <= room or not text:
        return ()
    em = max(advances)
    inside = inside_words(text, own_words)
    harm = _harms(text, inside)
    least = ceil(ends[-1] / room)
    found: list[tuple[int, ...]] = []
    for lines in range(least, least + 3):
        mean = ends[-1] / lines
        ways = [_best(text, ends, harm, target, room, em) for target in _shapes(lines, mean, room)]
        cost, breaks = min(ways, key=lambda way: way[0])
        if cost < inf:
            found.append(breaks)
        if found and inside.isdisjoint(found[-1]):
            break
    return min(found, key=lambda breaks: len(inside.intersection(breaks)), default=())


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


def _harms(text: str, inside: Set[int]) -> list[float | None]:
    """For each character, what a break before it costs; None if no break is allowed there.

    `inside` are the places within words.
    """
    harms: list[float | None] = []
    for at, allowed in enumerate(break_allowed(text)):
        if not allowed:
            harms.append(None)
        elif at in inside:
            harms.append(HARM_OF_TORN)
        elif text[at] in BAD_BEFORE or (text[at - 1] in BAD_AFTER and at - 1 not in inside):
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

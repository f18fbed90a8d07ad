"""Where the slack of a line goes: into its marks first, and between ideographs last.

A line has room for 28 characters (GB/T 9704-2012 5.2.3), but what may stand on it is rarely 28 em
wide: no line begins with a stop, a number stays with its unit, two marks that meet take an em and a
half. The difference is the line's slack; it is negative if the text is too wide. If it went evenly
between all characters, those of one line would not stand below those of the line before. So
ideographs keep their pitch as long as anything else can give, in this order (clreq, 行内调整):

1. Marks. Half of a mark's em is blank. It can be squeezed out, or as much can be added to it:
   间隔号 give first, then brackets, then commas, then stops (`RANKS`). Two marks that meet keep
   their em and a half, and nothing is added between a mark and Latin.
2. The boundary of 汉字 and Latin letters or digits, which can be opened (`BESIDE`).
3. The gaps between ideographs, all alike; the letters of a Latin word stay together.

At the ends of a line the blank half of a mark lies outside the measure (`half_ends`), so that the
ink is flush. The first line of a paragraph is not an end: its indent stands before it.

An example, with a line of six em for a text of seven: both marks lose half an em, and the
ideographs stay where they were.

>>> measured = MeasuredText("甲，乙（丙丁戊", [1.0] * 7, [0.0] * 7, 1.0)
>>> spread_slack(measured, LinePlace(0, 7, 6.0)).after
(0.0, -0.5, -0.5, 0.0, 0.0, 0.0, 0.0)

In a line of nine em both are opened by half an em, and the third em goes into all gaps alike:

>>> [round(each, 3) for each in spread_slack(measured, LinePlace(0, 7, 9.0)).after]
[0.167, 0.667, 0.667, 0.167, 0.167, 0.167, 0.0]
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from operator import add
from typing import Any, NamedTuple

from bulletin.half_marks import LEFT_HALF, RIGHT_HALF
from bulletin.patterns import pattern_of

RANKS = ("·•", "“”‘’（）【】《》〈〉〔〕［］｛｝「」『』〖〗", "、，；：", "。！？")
"""The marks that can be squeezed, those that are squeezed first and opened last in front."""

_RANK = {mark: rank for rank, marks in enumerate(RANKS) for mark in marks}
_MARK = pattern_of(f"[{re.escape(''.join(RANKS))}]")
_BLANK_AFTER = {**dict.fromkeys(LEFT_HALF, 0.5), **dict.fromkeys(RANKS[0], 0.25)}
_BLANK_BEFORE = {**dict.fromkeys(RIGHT_HALF, 0.5), **dict.fromkeys(RANKS[0], 0.25)}
"""The blank part of a mark, in em."""

MOST_OPENED = 0.5
"""By how much a mark is opened, in em."""

BESIDE = 0.25
"""By how much the boundary of 汉字 and letters or digits is opened, in em (clreq, 中西间距)."""

MOST_BEFORE_LETTERS = 0.05
"""How far ideographs are moved apart before the letters of Latin words are too, in em."""

ON_PITCH = 0.01
"""Ideographs that are moved apart by no more than this, in em, stand at the pitch."""

LOOSE = 0.2
"""A line whose ideographs are moved apart by more than this, in em, looks torn."""

GAPS = " \u00a0\u0f0b"
"""Where words end, and a line may be stretched, in scripts with joining letters: spaces, and the
point between syllables of 藏文 (U+0F0B)."""

_WORD = pattern_of(f"[^{GAPS}\n\u00b9\u2000-\U0010ffff]+[{GAPS}]?")
"""A word of letters or digits, with the space after it. The call of a note is none."""

_BOUNDARY = pattern_of(r"(?<=[\u3400-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[\u3400-\u9fff])")


@dataclass(frozen=True)
class MeasuredText:
    """The characters of a paragraph between two forced line ends, with their widths."""

    text: str

    advances: Sequence[float]
    """Width of each character in the middle of a line, in px."""

    regained: Sequence[float]
    """How much wider each character becomes when a line ends after it, in px: a mark that was
    squeezed against the next mark gets its full width back."""

    em: float
    """Font size of the text, in px."""

    inside: Collection[int] = ()
    """The places within words at which a line ends only as a last resort."""

    ragged: bool = False
    """Whether its lines are not stretched, so that a short line matters less than a cut word."""

    gaps: Sequence[int] = ()
    """1 for each character after which white may be put, 0 inside a word that stays together. If it
    is empty, white may be put after every character."""

    half_ends: bool = True
    """Whether the blank half of a mark lies outside the measure at the ends of a line."""

    def part(self, start: int, stop: int) -> MeasuredText:
        """The characters from `start` to `stop`."""
        if (start, stop) == (0, len(self.text)):
            return self
        if (start, stop) not in self._parts:
            self._parts[start, stop] = replace(
                self,
                text=self.text[start:stop],
                advances=self.advances[start:stop],
                regained=self.regained[start:stop],
                gaps=self.gaps[start:stop],
            )
        return self._parts[start, stop]

    @cached_property
    def _parts(self) -> dict[tuple[int, int], MeasuredText]:
        return {}

    @cached_property
    def reaches(self) -> dict[Any, Any]:
        """Where its lines may end in each measure, as `breaks` has found it."""
        return {}

    @cached_property
    def elasticity(self) -> Elasticity:
        """What can give in it. Text that is ragged gives nothing."""
        return _elasticity(self)


@dataclass(frozen=True)
class Elasticity:
    """What can give in a text, for each of its characters; lengths in px."""

    ends: Sequence[float]
    """The width of the text before each character, and of the whole text last. Like the other
    sums, it is one longer than the text."""

    narrower: Sequence[float]
    """The sum of what the gaps after the characters can lose from marks."""

    wider: Sequence[float]
    """The sum of what they can gain from marks."""

    beside: Sequence[int]
    """The number of gaps that are a boundary of 汉字 and letters or digits."""

    even: Sequence[int]
    """The number of gaps in which ideographs can be moved apart."""

    any: Sequence[int]
    """The number of gaps that can be widened at all, those inside Latin words included."""

    at_start: dict[int, float]
    """By how much a line is narrower if it begins with this character (negative: wider)."""

    at_end: dict[int, float]
    """By how much a line is narrower if it ends with this character (negative: wider)."""

    marks: dict[int, tuple[float, float, int]]
    """For each gap that marks make elastic: what it can lose, what it can gain, and its rank. They
    stand in the order of the text."""

    @cached_property
    def mark_places(self) -> Sequence[int]:
        """The gaps of `marks`."""
        return tuple(self.marks)

    def share(self, start: int, last: int, slack: float, em: float) -> float:
        """How far ideographs are moved apart in a line from `start` to `last`, in px.

        It is what is left of the slack when marks and boundaries have taken their part.
        """
        gaps = max(1, self.any[last] - self.any[start])
        if slack <= 0:
            return min(0.0, slack + self.narrower[last] - self.narrower[start]) / gaps
        slack -= self.wider[last] - self.wider[start]
        slack -= BESIDE * em * (self.beside[last] - self.beside[start])
        if slack <= 0:
            return 0.0
        even = self.even[last] - self.even[start]
        share = min(slack / even, MOST_BEFORE_LETTERS * em) if even else 0.0
        return share + (slack - share * even) / gaps


def _elasticity(measured: MeasuredText) -> Elasticity:
    text, advances, em = measured.text, measured.advances, measured.em
    count = len(text)
    spaced = list(measured.gaps) or [1] * count
    even = list(spaced)
    for word in _WORD.finditer(text):
        even[word.start() : word.end() - 1] = [0] * (len(word[0]) - 1)
    marks: dict[int, tuple[float, float, int]] = {}
    at_start: dict[int, float] = {}
    at_end = {at: -more for at, more in enumerate(measured.regained) if more}
    if not measured.ragged:
        for found in _MARK.finditer(text):
            at = found.start()
            mark = text[at]
            if mark in _BLANK_BEFORE and at and spaced[at - 1]:
                marks[at - 1] = _between(text[at - 1], mark, advances[at - 1], em)
            if mark in _BLANK_AFTER and spaced[at]:
                marks[at] = _between(mark, text[at + 1 : at + 2], advances[at], em)
            _trim_ends(measured, at, at_start, at_end)
    beside = [0] * count
    for boundary in () if measured.ragged else _BOUNDARY.finditer(text):
        beside[boundary.start() - 1] = spaced[boundary.start() - 1]
    narrower, wider = [0.0] * count, [0.0] * count
    for at, (loses, gains, _) in marks.items():
        narrower[at], wider[at] = loses, gains
    return Elasticity(
        [0.0, *accumulate(advances)],
        [0.0, *accumulate(narrower)],
        [0.0, *accumulate(wider)],
        [0, *accumulate(beside)],
        [0, *accumulate(even)],
        [0, *accumulate(spaced)],
        at_start,
        at_end,
        marks,
    )


@lru_cache(maxsize=4096)
def _between(before: str, after: str, advance: float, em: float) -> tuple[float, float, int]:
    """What marks let the gap between two characters lose and gain, and its rank in `RANKS`.
    `advance` is the width of the character before it."""
    marks = [each for each in (before, after) if each in _RANK]
    if len(marks) == 2:
        return 0.0, 0.0, 0
    (mark,) = marks
    blank = _BLANK_AFTER[mark] if mark == before else _BLANK_BEFORE[mark]
    # A mark must not come to stand on or before the place of a narrow character before it.
    blank = min(blank, max(0.0, advance / em - 0.25)) if mark == after else blank
    is_opened = _RANK[mark] > 0 and not any(each.isascii() for each in (before, after))
    return blank * em, MOST_OPENED * em if is_opened else 0.0, _RANK[mark]


def _is_whole(measured: MeasuredText, at: int) -> bool:
    """Whether the blank half of a mark was not taken from it where it meets another mark.

    If an opening mark is narrower although its own half is there, what follows was brought nearer.
    """
    brought_nearer = measured.text[at] in RIGHT_HALF and measured.regained[at] > 0
    return brought_nearer or measured.advances[at] > 0.75 * measured.em


def _trim_ends(
    measured: MeasuredText, at: int, at_start: dict[int, float], at_end: dict[int, float]
) -> None:
    """Note by how much a line is narrower if it begins or ends with the mark at this place."""
    half, whole = measured.em / 2, _is_whole(measured, at)
    if measured.text[at] in RIGHT_HALF:
        at_start[at] = half if whole else 0.0
        if not measured.half_ends:
            at_start[at] -= half
    elif measured.text[at] in LEFT_HALF and measured.half_ends:
        at_end[at] = half if whole else 0.0


class LinePlace(NamedTuple):
    """A line of a measured text."""

    start: int
    stop: int
    """The place after its last character; a space at which the line turns is not counted."""

    room: float
    """How wide it may be, in px."""

    tracking: float = 0.0
    """White that the profile puts after every character, in px."""

    is_last: bool = False
    """Whether it is not stretched, because the paragraph or a piece of it ends there."""

    is_first: bool = True
    """Whether it begins the paragraph or a piece of it."""


class Spacing(NamedTuple):
    """How the slack of a line is spread; lengths in px."""

    after: tuple[float, ...] = ()
    """The white after each character, beyond its advance. After the last it is 0."""

    origins: tuple[float, ...] = ()
    """Where each character begins, from the left edge of the measure."""

    hangs: float = 0.0
    """How much of the last character's blank lies outside the measure."""

    share: float = 0.0
    """How far ideographs are moved apart, in em, the profile's own white included."""

    is_stretched: bool = False
    """Whether the line is as wide as the measure."""

    opened: float = 0.0
    """By how much its widest gap is wider than those between its ideographs, in em."""


def mean_opening(lines: Sequence[Spacing]) -> float:
    """How far the widest marks of a paragraph's full lines are opened on an average, in em."""
    full = [each.opened for each in lines if each.is_stretched]
    return sum(full) / len(full) if full else 0.0


def spread_slack(measured: MeasuredText, line: LinePlace) -> Spacing:
    """Spread the slack of a line over its gaps."""
    elastic, em, start, last = measured.elasticity, measured.em, line.start, line.stop - 1
    if last < start:
        return Spacing()
    after = [0.0] * (last - start)
    if line.tracking:
        gaps = pairwise(elastic.any[start : last + 1])
        after = [line.tracking * (here - before) for before, here in gaps]
    begins = 0.0 if line.is_first else elastic.at_start.get(start, 0.0)
    width = elastic.ends[last + 1] - elastic.ends[start] - begins - elastic.at_end.get(last, 0.0)
    slack = line.room - width - sum(after)
    is_stretched = not (line.is_last or measured.ragged)
    if not is_stretched:
        slack = min(0.0, slack)
    left = 0.0
    if abs(slack) > EXACT:
        left = _into_marks(elastic, range(start, last), slack, after)
    for sums, most in ((elastic.beside, BESIDE), (elastic.even, MOST_BEFORE_LETTERS)):
        if left > 0:
            left = _evenly(sums[start : last + 1], left, most * em, after)
    if abs(left) > EXACT:
        _evenly(elastic.any[start : last + 1], left, abs(left), after)
    share = elastic.share(start, last, slack, em) + line.tracking
    halved = measured.half_ends and not measured.ragged
    trimmed = halved and not line.is_first and measured.text[start] in RIGHT_HALF
    steps = map(add, measured.advances[start:last], after)
    origins = [-em / 2 if trimmed else 0.0, *list(accumulate(steps, initial=-begins))[1:]]
    hangs = em / 2 if halved and measured.text[last] in LEFT_HALF else 0.0
    opened = max(0.0, max(after, default=0.0) - share) / em
    return Spacing((*after, 0.0), tuple(origins), hangs, share / em, is_stretched, opened)


EXACT = 1e-9
"""Px. Less slack than this is none."""


def _into_marks(elastic: Elasticity, gaps: range, slack: float, after: list[float]) -> float:
    """Squeeze or open the marks of a line, rank by rank; returns the slack that is left."""
    places = elastic.mark_places
    within = places[bisect_left(places, gaps.start) : bisect_left(places, gaps.stop)]
    found = [(at, *elastic.marks[at]) for at in within]
    for rank in TIGHTER_FIRST if slack < 0 else LOOSER_FIRST:
        if abs(slack) <= EXACT:
            return 0.0
        room = {
            at: (-loses if slack < 0 else gains)
            for at, loses, gains, its in found
            if its == rank and (loses if slack < 0 else gains)
        }
        if not room:
            continue
        whole = sum(room.values())
        part = min(1.0, slack / whole)
        for at, most in room.items():
            after[at - gaps.start] += part * most
        slack -= part * whole
    return slack


TIGHTER_FIRST = tuple(range(len(RANKS)))
LOOSER_FIRST = TIGHTER_FIRST[::-1]
"""The ranks in the orders in which marks are squeezed and opened."""


def _evenly(sums: Sequence[int], slack: float, most: float, after: list[float]) -> float:
    """Put slack into the gaps that these sums count, at most so much into each; returns the
    rest."""
    count = sums[-1] - sums[0]
    if not count:
        return slack
    share = max(-most, min(most, slack / count))
    if count == len(after):  # every gap counts once
        after[:] = [white + share for white in after]
    else:
        for at, (before, here) in enumerate(pairwise(sums)):
            after[at] += share * (here - before)
    return slack - share * count

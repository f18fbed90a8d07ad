"""Where a line of Chinese may end, and where the lines of a paragraph best end.

The rules come from clreq (W3C Requirements for Chinese Text Layout, 3.1.3) and GB/T 15834-2011 5.1:
no line starts with a closing mark or ends with an opening mark; dashes, ellipses and numbers with
their units stay in one piece. UAX #14 is not used: its class QU treats “ and ” as one character and
forbids many breaks beside a quotation that Chinese allows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from heapq import heappop, heappush
from itertools import pairwise, zip_longest
from math import inf
from operator import sub
from typing import NamedTuple

from bulletin.patterns import pattern_of
from bulletin.press.slack import BESIDE, EXACT, ON_PITCH, MeasuredText
from bulletin.segmenter import HAN

NOT_AT_START = frozenset("。，、；：？！”’）】》〉〕］｝」』〗﹄!),.:;?]}%‰℃—…～·•/-–＂＇．")
"""Marks that may not start a line."""

NOT_AT_END = frozenset("“‘（【《〈〔［｛「『〖﹃([{￥¥$№")
"""Marks that may not end a line."""

MEETING = frozenset(each for each in NOT_AT_START | NOT_AT_END if each >= "\u2000")
"""Marks of which a face takes a half where two of them meet."""

RAISED = pattern_of(r"[ \u00a0]*[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
"""Raised digits, which belong to the character before them: an exponent, or the call of a note
(the press writes these digits in its place)."""

DIGIT = "[0-9０-９]"
NUMBER = (
    rf"[−±≥≤≈]?第?(?:[0-9]{{1,3}}(?:[ \u00a0][0-9]{{3}})+(?![0-9])|{DIGIT})"
    rf"(?:[0-9０-９.,:∶．/%‰–～~—-]|：(?={DIGIT}))*"
)
_CHINESE_UNIT = (
    r"(?:个百分点|百分点|平方米|平方公里|立方米|公里|千米|厘米|毫米|公斤|千克|千瓦|亩次|"
    r"人次|场次|批次|户次|架次|车次|年度|年代|周年|月份|分钟|小时|个月|天|元|美元|"
    r"[\u4e00-\u9fff℃%‰])"
)
_LATIN_UNIT = (
    r"(?:(?:[kmcdnµμ]?m|hm)[23]?|[kmµμ]?g|t|[mkµμ]?[Ll]|ha|mu|h|min|m?s|[kMG]?Wh?|[km]?V|m?A|"
    r"[kMG]?Hz|[kKMGT]?B|[kMG]?bps|[kM]?Pa|k?J|k?cal|k?N|mol|dB|ppm|°C|[°Ω\u3300-\u33ff])(?![A-Za-z])"
)
UNIT = (
    rf"(?:{_LATIN_UNIT}|[余多]?(?:万亿|[十百千万亿])?[余多]?{_CHINESE_UNIT})"
    rf"(?:/(?:{_LATIN_UNIT}|{_CHINESE_UNIT}))?"
)
INDIVISIBLE = pattern_of(
    rf"{NUMBER}[ \u00a0]?(?:{UNIT})?|—{{2}}|…{{2}}|[A-Za-z0-9]+(?:[.'’@_&+-][A-Za-z0-9]+)*"
)
"""Pieces that are not broken: a number and its unit, a word of letters, —— and ……."""

RANGE = pattern_of(rf"(?<![0-9０-９%‰—])[—～–~](?=[−-]?{DIGIT})")
"""The dash of a range whose first number has its own unit (10℃—25℃); a line may end after it."""

ADDRESS = pattern_of(r"[!-~]{12,}")
"""A web or mail address or the name of a file: too long to be kept on one line like a word."""

IN_ADDRESS = pattern_of(r"(?<=[/.@?&=_-])(?:(?=[A-Za-z%#~])|(?<![0-9].)(?=[0-9]))")
"""Where an address may be broken: after a mark, which stays visible, but not within a number."""

JOINED = pattern_of(
    "[\ua800-\uabff\ud7b0-\ud7ff\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00011fff\U0001e800-\U0001efff]{2,}"
)
"""Words of the scripts with joining letters that Unicode encodes above U+2000."""

AT_SYLLABLE = pattern_of("(?<=\u0f0b)(?=[\u0f40-\u0fbc])")
"""Where a word of 藏文 may be broken: before a syllable."""

MOST_SQUEEZE = 0.02
"""How far each gap between characters may shrink once the marks have given all they can (挤进), in
em.

At 0.018 a line of 28 characters takes half a character more, which is a digit. Without marks it
must not take a whole 29th character (GB/T 9704-2012 5.2.3)."""

SQUEEZED, OPENED = 0.01, 0.04
"""How marks that give all they can count compared with white between ideographs, in em: an opened
mark leaves a hole in its line, a squeezed one does not."""

SQUEEZE_WEIGHT = 0.8
"""How a squeeze counts compared with a stretch of the same size: less, because squeezing is tried
first (先挤进后推出)."""

BEARABLE = 0.08
"""How bad a line may become, in em, when the paragraph is broken differently to fill a page or to
keep its last line off the next page. It is two characters more or fewer on a full line."""

LEAST_GAINED = 3
"""How many characters besides marks the last line of a paragraph has at least that is broken into
another number of lines."""

LAST_RESORT = BEARABLE
"""The cost of a break within an address or a range, in em. Such a break is chosen only if without
it a line would be stretched by more than `BEARABLE`."""

TORN = 0.2
"""The cost of a break within a word of a heading, the contents or a narrow cell, in em. A line that
is stretched by more than this looks torn itself."""

RAGGED = 0.02
"""How a short line counts in text that is not stretched, compared with a stretched one."""

WINDOW = 3.0
"""Em. A break that leaves more than this empty is considered only if there is no other."""


def break_costs(text: str) -> list[float]:
    """For each character of `text`: what it costs to end a line before it, in em.

    The cost is 0 where a line may end freely, `LAST_RESORT` within an address or a range, and
    infinite where no line may end (always at place 0). A line may end after a space, never before.
    """
    raised = [range(*found.span()) for found in RAISED.finditer(text)]
    if not raised:
        return _costs(text)
    costs = _costs(RAISED.sub("", text))
    for span in raised:
        costs[span.start : span.start] = [inf] * len(span)
    return costs


_AFTER_NONE = re.escape("".join(NOT_AT_START))
_BEFORE_NONE = re.escape("".join(NOT_AT_END))
_NO_END = pattern_of(
    rf"(?<=[^ ])[{_AFTER_NONE} \u00a0]|(?<=[{_BEFORE_NONE}\u00a0])."
    r"|(?<=[\x00-\x1f!-\u1fff])[\x00-\u1fff]",
    re.DOTALL,
)
"""A character before which no line may end. After a space any line may."""


def _costs(text: str) -> list[float]:
    """The costs of breaks in a text without raised characters."""
    costs = [0.0] * len(text)
    for found in _NO_END.finditer(text):
        costs[found.start()] = inf
    for piece in (*INDIVISIBLE.finditer(text), *JOINED.finditer(text)):
        for at in range(piece.start() + 1, piece.end()):
            costs[at] = inf
    for at in _last_resorts(text):
        costs[at] = LAST_RESORT
    if costs:
        costs[0] = inf
    return costs


def _last_resorts(text: str) -> Iterator[int]:
    """Where a line may end if it would be stretched too far otherwise."""
    for syllable in AT_SYLLABLE.finditer(text):
        yield syllable.start()
    for mark in RANGE.finditer(text):
        yield mark.end()
    for address in ADDRESS.finditer(text):
        if not address[0].strip("0123456789.,:/%-"):
            continue
        for place in IN_ADDRESS.finditer(text, address.start() + 1, address.end()):
            yield place.start()


def break_allowed(text: str) -> list[bool]:
    """For each character of `text`: whether a line may freely end before it (at 0 always False)."""
    return [cost == 0 for cost in break_costs(text)]


class Measure(NamedTuple):
    """How wide the lines of a paragraph may be, in px."""

    first: float
    """Width of the first line without its indent."""

    rest: float

    tracking: float = 0.0
    """White that the profile puts after every character."""

    line_cost: float = 0.0
    """What each line costs besides what its marks give, so that a paragraph gets few lines, or many
    if it is negative. It counts less than lines off the pitch and the worst line."""


class Breaks(NamedTuple):
    """How a paragraph is divided into lines."""

    places: tuple[int, ...]
    """The characters before which a line ends."""

    forced: tuple[int, ...]
    """Those of `places` that cut a piece which should stay whole but is wider than a line."""

    worst: float = 0.0
    """How bad the worst line is, in em between characters."""


LineEnd = tuple[int, float, bool, int]
"""A place where a line may end, and what the line is then like: how far ideographs are moved apart,
in em, or what the break costs if that is more; whether they are off the pitch; and this badness and
the strain of its marks, squared and added up, in units of `FINE`."""


Way = tuple[float, int, float, int, int]
"""The best way found to break a text up to some place. The smaller of two ways is the better one.

It has: how bad its worst line is, in em between characters, if that is more than `BEARABLE`, or
else 0; how many of its lines have ideographs that do not stand at the pitch (`ON_PITCH`); how bad
its worst line is; the badness of each line squared, and added up; and where its last line begins.
Badness is rounded and its squares are whole numbers (`FINE`), so that ways that are equally good
are equal, whatever unit the widths are in.
"""


def choose_breaks(
    measured: MeasuredText, measure: Measure, lines: int | None = None
) -> Breaks | None:
    """Choose where the lines of a paragraph end, so that ideographs stand at the pitch.

    The slack of a line goes into its marks first (`slack`). The badness of a line is how far its
    ideographs are moved apart by what is left, in em per gap; a squeeze counts `SQUEEZE_WEIGHT`
    times as much. Of all ways to break the paragraph, the function takes one without an unbearable
    line; of those, the one with the fewest lines off the pitch; of those, the one with the least
    bad worst line; if several are equal, the one with the smallest sum of squares, in which the
    marks count too. The last line is never stretched, and it holds at least two 汉字 if possible.

    The method is Knuth and Plass's, with another measure of what is best. For each place where a
    line may end it keeps the best way to get there (`Way`). From the place with the best way it
    tries every line that could begin there, and keeps the way to the end of that line if it is
    better than the way known so far; then from the place with the next best way, and so on. From
    the end of the text it then follows the kept beginnings back. Only ends near a full line are
    tried, so the time grows with the length of the text, not with its square.

    An example, with lines of seven characters of one em each. The first line cannot take the
    opening mark after 把, which no line may end with, and has no mark that could give: it is
    stretched. The second takes eight characters: half of its opening mark lies outside the measure,
    and the closing mark gives half an em. So do comma and stop on the last line:

    >>> text = "全县各镇要把“三个一”落到实处，抓紧整改。"
    >>> measured = MeasuredText(text, [1.0] * len(text), [0.0] * len(text), 1.0)
    >>> breaks = choose_breaks(measured, Measure(first=7.0, rest=7.0))
    >>> [text[a:b] for a, b in zip((0, *breaks.places), (*breaks.places, len(text)))]
    ['全县各镇要把', '“三个一”落到实', '处，抓紧整改。']

    A piece that is wider than the line is broken between any two characters (`Breaks.forced`).
    With `lines`, the paragraph must have exactly that many lines, none worse than `BEARABLE`, and
    no last line of fewer than `LEAST_GAINED` characters; the result is None if that is impossible.
    This is how a page that lacks a line asks for a paragraph to be one line longer.
    """
    if lines and not _may_have(measured, measure, lines):
        return None
    # A line that may be stretched this far may end this far before the edge.
    most = max(BEARABLE if lines else 0.0, TORN if measured.inside else 0.0)
    window = max(WINDOW, most * measure.rest / measured.em)
    reach, at_pitch = _reaches(measured, measure._replace(line_cost=0.0), window)
    # All ways that are compared have as many lines if that number is asked for.
    cost = 0 if lines else round(measure.line_cost * FINE)
    # Few lines stand at the pitch, so that it takes little time to try them alone first.
    chosen = None if measured.ragged else _chosen(at_pitch, lines, cost)
    return chosen or _chosen(reach, lines, cost)


def _reaches(measured: MeasuredText, measure: Measure, window: float) -> tuple[_Reach, _Reach]:
    """Where the lines of a text may end, and where those may that stand at the pitch. It is found
    once, in however many lines the text is broken."""
    if (measure, window) not in measured.reaches:
        costs = break_costs(measured.text)
        for at in measured.inside:
            costs[at] = max(costs[at], TORN)
        reach = _Reach(measured, measure, costs, window)
        measured.reaches[measure, window] = reach, replace(reach, only_at_pitch=True)
    found: tuple[_Reach, _Reach] = measured.reaches[measure, window]
    return found


def _may_have(measured: MeasuredText, measure: Measure, lines: int) -> bool:
    """Whether a text may have so many lines: neither too much for them if everything gives as much
    as it can, nor too little for one less. Most that may not are found so, in no time."""
    elastic, em, count = measured.elasticity, measured.em, len(measured.text)
    room = measure.first + measure.rest * (lines - 1)
    width = elastic.ends[-1] + measure.tracking * elastic.any[-1]
    # Half of a mark may lie outside the measure at both ends of a line.
    narrowest = width - elastic.narrower[-1] - em * (MOST_SQUEEZE * count + lines)
    beside = BESIDE * em * elastic.beside[-1]
    widest = width + elastic.wider[-1] + beside + em * (BEARABLE * count + lines / 2)
    return narrowest <= room and widest >= room - measure.rest


def _chosen(reach: _Reach, lines: int | None, cost: int) -> Breaks | None:
    """The best way to break a text with the lines that are in reach; None if there is none. `cost`
    is that of each line (`Measure.line_cost`), in units of `FINE`.

    No line makes a way better, so that the places are taken up in the order of the best ways to
    them (Dijkstra's): most of those to which only bad ways lead are never looked at. If lines are
    wanted (`Measure.line_cost` below 0), the places are taken up from left to right instead.
    """
    text = reach.measured.text
    count = last = len(text)
    if lines and lines > 1:
        last = _last_beginning(text)
    end, step = (count, lines or 0), 1 if lines else 0
    bounds = reach.lines_left if lines else ()
    best: dict[_Stage, Way] = {(0, 0): (0.0, 0, 0.0, 0, 0)}
    queue: list[tuple[int, Way, _Stage]] = [(0, best[0, 0], (0, 0))]
    while queue:
        _, way, stage = heappop(queue)
        if end in best and cost >= 0 and way[:4] > best[end][:4]:
            break
        if way != best[stage] or stage[0] == count or stage[1] == (lines or -1):
            continue
        (start, so_far), (_, off_before, worst_before, total_before, _) = stage, way
        for stop, badness, off_pitch, square in reach.ends_or_emergency(start):
            worst = badness if badness > worst_before else worst_before
            if lines and (
                worst > BEARABLE
                or (stop == count and start > last)
                or not _leaves(lines - so_far - 1, *bounds[stop])
            ):
                continue
            unbearable = worst if worst > BEARABLE else 0.0
            total = total_before + square + cost
            through = (unbearable, off_before + off_pitch, worst, total, start)
            there = (stop, so_far + step)
            known = best.get(there)
            if known is None or through < known:
                best[there] = through
                heappush(queue, (stop if cost < 0 else 0, through, there))
    if end not in best:
        return None
    places = _places(best, end, step)
    forced = (at for start, at in pairwise((0, *places)) if reach.is_forced(start, at))
    return Breaks(places, tuple(forced), best[end][2])


def _leaves(lines: int, least: float, most: float) -> bool:
    return least <= lines <= most


_Stage = tuple[int, int]
"""A place where a line may end, and the number of lines up to there if that number is asked for."""


def _places(best: Mapping[_Stage, Way], end: _Stage, step: int) -> tuple[int, ...]:
    """Where each line but the first begins, on the best way to the end of the text."""
    places: list[int] = []
    at, number = end
    while at and (at := best[at, number][4]):
        number -= step
        places.append(at)
    return tuple(reversed(places))


class _Turned(NamedTuple):
    """Sums over the text before each place if a line ends there: without the blank half of a mark
    and the space at its end. See `Elasticity`."""

    ends: list[float]
    """Its width, the white of the profile included."""

    narrower: list[float]
    wider: list[float]


@dataclass(frozen=True)
class _Reach:
    """Where the lines of a paragraph may end."""

    measured: MeasuredText
    measure: Measure
    costs: Sequence[float]
    """See `break_costs`."""

    window: float
    """See `WINDOW`."""

    only_at_pitch: bool = False
    """Whether only lines count whose ideographs stand at the pitch, and a bearable last one."""

    found: dict[int, list[LineEnd]] = field(default_factory=dict, init=False)
    """Where lines may end, by where they begin."""

    forced: set[tuple[int, int]] = field(default_factory=set, init=False)
    """The beginnings and ends of lines that cut a piece which is wider than they are."""

    def room(self, start: int) -> float:
        """How wide a line may be that begins at `start`, in px."""
        return self.measure.rest if start else self.measure.first

    @cached_property
    def tightest(self) -> list[float]:
        """The width of the text before each character if its marks give all they can."""
        elastic, tracking = self.measured.elasticity, self.measure.tracking
        widths = map(sub, elastic.ends, elastic.narrower)
        if not tracking:
            return list(widths)
        return [width + tracking * gaps for width, gaps in zip(widths, elastic.any, strict=True)]

    @cached_property
    def open(self) -> list[int]:
        """The places where a line may end at all, the end of the text included."""
        most = BEARABLE if self.only_at_pitch else TORN
        places = [at for at, cost in enumerate(self.costs) if cost <= most]
        return [*places, len(self.costs)]

    @cached_property
    def turned(self) -> _Turned:
        """What the lines before each place measure if one ends there."""
        elastic, tracking = self.measured.elasticity, self.measure.tracking
        widths = list(elastic.ends)
        if tracking:
            gaps = (0, *elastic.any[:-1])
            widths = [width + tracking * gap for width, gap in zip(widths, gaps, strict=True)]
        for at, trimmed in elastic.at_end.items():
            widths[at + 1] -= trimmed
        found = _Turned(widths, [0.0, *elastic.narrower[:-1]], [0.0, *elastic.wider[:-1]])
        text = self.measured.text
        at = text.rfind(" ", 0, -1)
        while at >= 0:  # a space at the end of a line is not counted
            for sums in found:
                sums[at + 1] = sums[at]
            at = text.rfind(" ", 0, at)
        return found

    def ends_or_emergency(self, start: int) -> Sequence[LineEnd]:
        """Where a line that begins at `start` may end, or must end within a piece if it cannot."""
        known = self.found.get(start)
        if known is None:
            known = self.line_ends(start)
            if not known and not self.only_at_pitch:
                emergency = _emergency(self.measured, start, self.room(start))
                known = [(emergency, 0.0, False, 0)]
                self.forced.add((start, emergency))
            self.found[start] = known
        return known

    @cached_property
    def lines_left(self) -> list[tuple[float, float]]:
        """The least and the most lines that the text from each place on can have, if everything
        gives as much as it can; not quite so few or so many may be possible."""
        elastic, measure, em = self.measured.elasticity, self.measure, self.measured.em
        count, rest, tracking = len(self.costs), measure.rest, measure.tracking
        found: list[tuple[float, float]] = []
        for at, (end, gaps) in enumerate(zip(elastic.ends, elastic.any, strict=True)):
            width = elastic.ends[-1] - end + tracking * (elastic.any[-1] - gaps)
            left, beside = count - at, elastic.beside[-1] - elastic.beside[at]
            narrowest = width - elastic.narrower[-1] + elastic.narrower[at]
            narrowest -= em * MOST_SQUEEZE * left
            widest = width + elastic.wider[-1] - elastic.wider[at]
            widest += em * (BESIDE * beside + BEARABLE * left)
            # At both ends of a line half a mark may lie outside.
            found.append((narrowest / (rest + em), (widest + rest) / max(rest - em, EXACT)))
        return found

    def is_forced(self, start: int, stop: int) -> bool:
        """Whether a line that begins at `start` cuts a piece at `stop`, which is wider."""
        return (start, stop) in self.forced

    def line_ends(self, start: int) -> list[LineEnd]:
        """Where a line that begins at `start` may end.

        There is none if an unbreakable piece that is wider than a line begins there.
        """
        # Setting an issue spends most of its time here, so that nothing is looked up twice.
        elastic, costs, only_at_pitch = self.measured.elasticity, self.costs, self.only_at_pitch
        em, count, places = self.measured.em, len(self.costs), self.open
        turned, narrower_at, wider_at = self.turned
        narrower, wider = elastic.narrower[start], elastic.wider[start]
        tightest, room = self.tightest, self.room(start)
        begins = elastic.at_start.get(start, 0.0) if start else 0.0
        natural = room + begins + elastic.ends[start] + self.measure.tracking * elastic.any[start]
        widest = self.window * em
        beside, squeeze = elastic.beside, ON_PITCH if only_at_pitch else MOST_SQUEEZE
        most = bisect_right(tightest, tightest[start] + room + em + MOST_SQUEEZE * room) - 1
        found: list[LineEnd] = []
        for stop in reversed(places[bisect_right(places, start) : bisect_right(places, most)]):
            slack, is_last = natural - turned[stop], stop == count
            if slack > widest and not is_last and (found or only_at_pitch):
                break
            gives = wider_at[stop] - wider if slack > 0 else narrower_at[stop] - narrower
            if -gives <= slack <= gives and not is_last and not costs[stop]:
                # Its marks take all the slack, as those of most lines do.
                strain = (OPENED if slack > 0 else SQUEEZED) * slack / gives if gives else 0.0
                found.append((stop, 0.0, False, round(strain * strain * FINE)))
                continue
            if not is_last:
                # No line has more gaps than characters: many need no closer look.
                if slack + gives < -squeeze * em * (stop - start):
                    continue
                far = slack - gives - ON_PITCH * em * (stop - start)
                if only_at_pitch and far > 0:
                    far -= BESIDE * em * (beside[stop - 1] - beside[start])
                    if far > em:
                        break
                    if far > 0:
                        continue
            if end := self._strained(start, stop, slack):
                found.append(end)
        return found

    def _strained(self, start: int, stop: int, slack: float) -> LineEnd | None:
        """The end of a line whose marks do not take all the slack, or which is the last; None if
        the line is not in reach."""
        text, em, count = self.measured.text, self.measured.em, len(self.costs)
        last = stop - 1
        if text[last] == " " and stop < count:
            last -= 1
        share = self.measured.elasticity.share(start, last, slack, em) / em
        if share < -(ON_PITCH if self.only_at_pitch and stop < count else MOST_SQUEEZE):
            return None
        if stop == count:
            badness = _badness_of_last(text[start:], min(0.0, share))
            is_good = badness <= BEARABLE or not self.only_at_pitch
            return _line_end(stop, badness, False, 0.0) if is_good else None
        if share > ON_PITCH and self.only_at_pitch:
            return None
        return self._line_end(stop, share, self._strain(start, last, slack))

    def _line_end(self, stop: int, share: float, strain: float) -> LineEnd:
        """A line that is not the last."""
        off = not -ON_PITCH <= share <= ON_PITCH
        if self.measured.ragged:
            share, off = share * (RAGGED if share > 0 else 1), False
        badness = max(self.costs[stop], share, -share * SQUEEZE_WEIGHT)
        return _line_end(stop, badness, off, strain)

    def _strain(self, start: int, last: int, slack: float) -> float:
        """How much the marks of a line give, as a badness."""
        elastic = self.measured.elasticity
        sums, weight = (elastic.wider, OPENED) if slack > 0 else (elastic.narrower, SQUEEZED)
        most = sums[last] - sums[start]
        return weight * min(1.0, abs(slack) / most) if most else 0.0


def _line_end(stop: int, badness: float, off_pitch: bool, strain: float) -> LineEnd:
    badness, strain = round(badness, 6), round(strain, 6)
    return stop, badness, off_pitch, round((badness**2 + strain**2) * FINE)


FINE = 10**9
"""So many units of the sum of squares are one em squared."""


def _last_beginning(text: str) -> int:
    """The last place at which a last line of `LEAST_GAINED` characters may begin."""
    signs = [at for at, each in enumerate(text) if each not in NOT_AT_START | NOT_AT_END | {" "}]
    return signs[-LEAST_GAINED] if len(signs) >= LEAST_GAINED else 0


def _badness_of_last(text: str, share: float) -> float:
    """The badness of a last line: 0 if it is good, and more than any stretch for a single 汉字."""
    lonely = 1.0 if len(HAN.findall(text)) < 2 and len(text) < 4 else 0.0
    return lonely + (-share * SQUEEZE_WEIGHT if share < 0 else 0.0)


def _emergency(measured: MeasuredText, start: int, room: float) -> int:
    """Where a line ends that must cut an unbreakable piece: it takes what fits, and at least one
    character."""
    elastic = measured.elasticity
    ends = elastic.ends
    stop = bisect_right(ends, ends[start] + room) - 1
    while stop > start + 1 and ends[stop] - ends[start] - elastic.at_end.get(stop - 1, 0) > room:
        stop -= 1
    return max(stop, start + 1)


_NARROW = {**dict.fromkeys("mwMW%@&", 0.9), **dict.fromkeys("ABCDEFGHKNOPQRSTUVXYZ", 0.7)}


def em_widths(text: str, figure: float = 0.5) -> list[float]:
    """Roughly how wide each character is, in em, for use where no face is loaded to measure it.

    `figure` is the width of digits and other narrow Latin characters. Where two marks meet, the
    first counts half an em.
    """
    marks = NOT_AT_START | NOT_AT_END
    return [
        _NARROW.get(each, figure)
        if each < "\u2000"
        else 0.5
        if each in marks and after in marks and after >= "\u2000"
        else 1.0
        for each, after in zip_longest(text, text[1:], fillvalue=" ")
    ]


def widest_piece(text: str, advances: Sequence[float]) -> float:
    """The width of the widest unbreakable piece of `text`, in the unit of `advances`."""
    widest = width = 0.0
    for cost, advance in zip(break_costs(text), advances, strict=True):
        width = width + advance if cost == inf else advance
        widest = max(widest, width)
    return widest

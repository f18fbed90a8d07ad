"""Where a line of Chinese may end, and where the lines of a paragraph best end.

The rules are clreq's (W3C Requirements for Chinese Text Layout, 3.1.3) and GB/T 15834-2011 5.1:
no closing mark at a line's start, no opening mark at its end, dashes, ellipses and numbers with
their units in one piece. A mark before or after a quotation is no obstacle, as it is to
UAX #14, whose class QU takes “ and ” for the same character.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, zip_longest
from math import inf
from typing import NamedTuple

NOT_AT_START = frozenset("。，、；：？！”’）】》〉〕］｝」』〗﹄!),.:;?]}%‰℃—…～·•/-–＂＇．")
"""Marks that open no line."""

NOT_AT_END = frozenset("“‘（【《〈〔［｛「『〖﹃([{￥¥$№")
"""Marks that end no line."""

RAISED = re.compile(r"[ \u00a0]*[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
"""What leans on the character before it, as a mark over a letter does: the call of a note (which
the press gives in these digits), an exponent."""

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
INDIVISIBLE = re.compile(
    rf"{NUMBER}[ \u00a0]?(?:{UNIT})?|—{{2}}|…{{2}}|[A-Za-z0-9]+(?:[.'’@_&+-][A-Za-z0-9]+)*"
)
"""What stays in one piece: a number and its unit, a word of letters, —— and ……."""

RANGE = re.compile(rf"(?<![0-9０-９%‰—])[—～–~](?=[−-]?{DIGIT})")
"""Before the second number of a range whose first has a unit of its own (10℃—25℃)."""

ADDRESS = re.compile(r"[!-~]{12,}")
"""An address on the web or of mail, the name of a file: what is too long for an unbroken word."""

IN_ADDRESS = re.compile(r"(?<=[/.@?&=_-])(?:(?=[A-Za-z%#~])|(?<![0-9].)(?=[0-9]))")
"""Where an address is broken: after a mark, which stays visible; not within a number."""

GAPS = " \u00a0\u0f0b"
"""Where words end in scripts whose letters join, and white may be put: spaces, the point between
syllables of 藏文 (U+0F0B)."""

JOINED = re.compile(
    "[\ua800-\uabff\ud7b0-\ud7ff\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00011fff\U0001e800-\U0001efff]{2,}"
)
"""Words of those scripts that stand above the others in Unicode."""

AT_SYLLABLE = re.compile("(?<=\u0f0b)(?=[\u0f40-\u0fbc])")
"""Where a word of 藏文 is broken."""

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

MOST_SQUEEZE = 0.02
"""How far characters may be brought nearer to take one more into the line (挤进), in em: a line
of 28 takes in half a character more, a digit or a mark beside another, at 0.018. A whole
twenty-ninth is one too many (GB/T 9704-2012 5.2.3)."""

SQUEEZE_WEIGHT = 0.8
"""A squeeze counts as less than the same stretch: 先挤进后推出."""

BEARABLE = 0.08
"""How bad a line may be that is made so for its page's sake, to keep a paragraph's last line off
the next page or to fill this one, in em; two characters more, or fewer, on a full line."""

LAST_RESORT = BEARABLE
"""What a break costs within an address or a range: it is taken where a line would else be stretched
by more than one is bearably."""

WINDOW = 3.0
"""Breaks that leave more than this many em empty are looked at only when there is no other."""


def break_costs(text: str) -> list[float]:
    """How bad a line is at best that ends before each character of `text`, in em.

    0 where it may end freely, `LAST_RESORT` in an address and a range, infinite where it may not
    end (as at 0). A break before a space is never allowed, one after it is.
    """
    raised = [range(*found.span()) for found in RAISED.finditer(text)]
    if not raised:
        return _costs(text)
    costs = _costs(RAISED.sub("", text))
    for span in raised:
        costs[span.start : span.start] = [inf] * len(span)
    return costs


def _costs(text: str) -> list[float]:
    """The costs of breaks in a text without raised characters."""
    costs = [0.0] * len(text)
    for at in range(1, len(text)):
        before, after = text[at - 1], text[at]
        if before == " ":
            continue
        if (
            after in NOT_AT_START
            or before in NOT_AT_END
            or after in " \u00a0"
            or before == "\u00a0"
        ) or (before < "\u2000" and after < "\u2000"):
            costs[at] = inf
    for piece in (*INDIVISIBLE.finditer(text), *JOINED.finditer(text)):
        for at in range(piece.start() + 1, piece.end()):
            costs[at] = inf
    for at in _last_resorts(text):
        costs[at] = LAST_RESORT
    if costs:
        costs[0] = inf
    return costs


def _last_resorts(text: str) -> Iterator[int]:
    """Where a line may end if it would else be torn."""
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
    """Whether a line may freely end before each character of `text` (at 0 always False)."""
    return [cost == 0 for cost in break_costs(text)]


@dataclass(frozen=True)
class MeasuredText:
    """The characters of a paragraph between two forced line ends, with their widths."""

    text: str

    advances: Sequence[float]
    """Width of each character where no line ends beside it, in px."""

    regained: Sequence[float]
    """What each character takes more when a line ends after it: a mark that was squeezed
    against the next is whole again, in px."""

    em: float
    """Font size of the text, in px."""

    gaps: Sequence[int] = ()
    """1 for each character after which white may be put, 0 within a word that is not spaced; all
    may be spaced where nothing is said."""


@dataclass(frozen=True)
class Measure:
    """The room lines have, in px."""

    first: float
    """Width of the first line, its indent taken off."""

    rest: float

    tracking: float = 0.0
    """What every character carries after it by the house's own wish."""


class Breaks(NamedTuple):
    """How a paragraph is divided into lines."""

    places: tuple[int, ...]
    """The characters before which a line ends."""

    forced: tuple[int, ...]
    """Those of them inside a piece that is not to be broken, but is wider than a line."""

    worst: float = 0.0
    """How bad the worst line is, in em between characters."""


class Way(NamedTuple):
    """The best way found to break a text up to some place; the lesser is the better."""

    worst: float
    """How bad its worst line is, in em between characters."""

    total: float
    """The sum of the squares of all lines."""

    start: int
    """Where its last line begins."""


def choose_breaks(
    measured: MeasuredText, measure: Measure, lines: int | None = None, bearable: float = BEARABLE
) -> Breaks | None:
    """Where the lines of a paragraph end, so that the worst of them is best.

    Among all ways to break it, the one whose most stretched or squeezed line is the least so;
    among those the one of least squares. A squeeze counts `SQUEEZE_WEIGHT` of a stretch. The
    last line is never stretched and holds two 汉字 if that can be had.

    How: from left to right, for each place where a line may end, the best way up to it is kept
    (`Way`: its worst line, the sum of squares, where its last line begins). From each place that
    can be reached, every line that could begin there is tried, and the way to that line's end is
    kept if it beats the one that was known. At the text's end the kept beginnings are followed
    back. It is Knuth and Plass's method with another measure of what is best. Time grows with the
    length of the text, for only ends near a full line are looked at.

    An example, in lines of seven characters of one em. A greedy hand would put 全县各镇要把“
    on the first line, but no line may end with an opening mark; so 把 ends the first line, which
    is stretched, and what follows is chosen with that in view:

    >>> text = "全县各镇要把“三个一”落到实处，抓紧整改。"
    >>> measured = MeasuredText(text, [1.0] * len(text), [0.0] * len(text), 1.0)
    >>> breaks = choose_breaks(measured, Measure(first=7.0, rest=7.0))
    >>> [text[a:b] for a, b in zip((0, *breaks.places), (*breaks.places, len(text)))]
    ['全县各镇要把', '“三个一”落', '到实处，抓紧', '整改。']

    A piece wider than the line is broken between any two characters (`Breaks.forced`). With
    `lines`, only ways of that many lines count, none worse than `bearable`; None if there is no
    such way: so a page that lacks a line asks for a paragraph in one line more.
    """
    count = len(measured.text)
    ends, gaps = _sums(measured, measure.tracking)
    costs = break_costs(measured.text)
    # By place, and by number of lines where that is asked for.
    best: list[dict[int, Way]] = [{} for _ in range(count + 1)]
    best[0][0] = Way(0.0, 0.0, 0)
    forced: set[int] = set()
    # A line that may be stretched so far may also be left so empty.
    window = max(WINDOW, bearable * measure.rest / measured.em) if lines else WINDOW
    for start in range(count):
        if not best[start]:
            continue
        room = measure.rest if start else measure.first
        line_ends = _line_ends(measured, measure, ends, gaps, costs, start, room, window)
        if not line_ends:
            line_ends = [(_emergency(ends, measured.regained, start, room), 0.0)]
            forced.add(line_ends[0][0])
        for so_far, here in best[start].items():
            number = so_far + 1 if lines else 0
            for stop, badness in line_ends:
                through = Way(max(here[0], badness), here[1] + badness * badness, start)
                there = best[stop].get(number)
                if there is None or through < there:
                    best[stop][number] = through
    number = lines or 0
    if lines and (lines not in best[count] or best[count][lines].worst > bearable):
        return None
    places = _places(best, count, number, 1 if lines else 0)
    return Breaks(places, tuple(at for at in places if at in forced), best[count][number].worst)


def _sums(measured: MeasuredText, tracking: float) -> tuple[list[float], list[int]]:
    """Before each character and at the end: how wide the text is, and in how many places white may
    be put."""
    spaced = measured.gaps or [1] * len(measured.text)
    pairs = zip(measured.advances, spaced, strict=True)
    widths = [0.0, *accumulate(advance + tracking * gap for advance, gap in pairs)]
    return widths, [0, *accumulate(spaced)]


def _places(best: Sequence[dict[int, Way]], count: int, number: int, step: int) -> tuple[int, ...]:
    """The beginnings of all lines but the first, on the best way to the text's end."""
    places: list[int] = []
    at = count
    while at and (at := best[at][number].start):
        number -= step
        places.append(at)
    return tuple(reversed(places))


def _line_ends(
    measured: MeasuredText,
    measure: Measure,
    ends: Sequence[float],
    gaps_before: Sequence[int],
    costs: Sequence[float],
    start: int,
    room: float,
    window: float,
) -> list[tuple[int, float]]:
    """Where a line from `start` may end, each with how bad it is.

    None in a piece that is wider than a line.
    """
    text, em, count = measured.text, measured.em, len(measured.text)
    # The last character's tracking hangs over the edge.
    room += measure.tracking
    limit = ends[start] + room + MOST_SQUEEZE * em * (room / em)
    furthest = min(bisect_right(ends, limit) - 1, count)
    found: list[tuple[int, float]] = []
    for stop in range(furthest, start, -1):
        if stop < count and costs[stop] == inf:
            continue
        last = stop - 1
        if text[last] == " " and stop < count:
            last -= 1
        width = ends[last + 1] - ends[start] + measured.regained[last]
        slack = (room - width) / em
        gaps = max(1, gaps_before[last] - gaps_before[start])
        if slack < -MOST_SQUEEZE * gaps:
            continue
        if stop == count:
            found.append((stop, _badness_of_last(text[start:], slack / gaps)))
            continue
        if slack > window and found:
            break
        share = slack / gaps
        found.append((stop, max(costs[stop], share, -share * SQUEEZE_WEIGHT)))
    return found


def _badness_of_last(text: str, share: float) -> float:
    """0 for a good last line; a single 汉字 on it is worse than any stretch."""
    lonely = 1.0 if len(HAN.findall(text)) < 2 and len(text) < 4 else 0.0
    return lonely + (-share * SQUEEZE_WEIGHT if share < 0 else 0.0)


def _emergency(ends: Sequence[float], regained: Sequence[float], start: int, room: float) -> int:
    """As much of an unbreakable piece as fits, one character at least."""
    stop = bisect_right(ends, ends[start] + room) - 1
    while stop > start + 1 and ends[stop] - ends[start] + regained[stop - 1] > room:
        stop -= 1
    return max(stop, start + 1)


_NARROW = {**dict.fromkeys("mwMW%@&", 0.9), **dict.fromkeys("ABCDEFGHKNOPQRSTUVXYZ", 0.7)}


def em_widths(text: str, figure: float = 0.5) -> list[float]:
    """About how wide each character is, in em, where no face is at hand to measure it.

    `figure` for digits and what else Latin faces set narrow; of two marks that meet, the first
    gives half.
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
    """The width of the widest piece of `text` that is not to be broken, in px."""
    widest = width = 0.0
    for cost, advance in zip(break_costs(text), advances, strict=True):
        width = width + advance if cost == inf else advance
        widest = max(widest, width)
    return widest

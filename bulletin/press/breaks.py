"""Where a line of Chinese may end, and where the lines of a paragraph best end.

The rules come from clreq (W3C Requirements for Chinese Text Layout, 3.1.3) and GB/T 15834-2011 5.1:
no line starts with a closing mark or ends with an opening mark; dashes, ellipses and numbers with
their units stay in one piece. UAX #14 is not used: its class QU treats “ and ” as one character and
forbids many breaks beside a quotation that Chinese allows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, zip_longest
from math import inf
from typing import NamedTuple

from bulletin.patterns import pattern_of

NOT_AT_START = frozenset("。，、；：？！”’）】》〉〕］｝」』〗﹄!),.:;?]}%‰℃—…～·•/-–＂＇．")
"""Marks that may not start a line."""

NOT_AT_END = frozenset("“‘（【《〈〔［｛「『〖﹃([{￥¥$№")
"""Marks that may not end a line."""

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

GAPS = " \u00a0\u0f0b"
"""Where words end, and a line may be stretched, in scripts with joining letters: spaces, and the
point between syllables of 藏文 (U+0F0B)."""

JOINED = pattern_of(
    "[\ua800-\uabff\ud7b0-\ud7ff\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00011fff\U0001e800-\U0001efff]{2,}"
)
"""Words of the scripts with joining letters that Unicode encodes above U+2000."""

AT_SYLLABLE = pattern_of("(?<=\u0f0b)(?=[\u0f40-\u0fbc])")
"""Where a word of 藏文 may be broken: before a syllable."""

HAN = pattern_of(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

MOST_SQUEEZE = 0.02
"""How far each gap between characters may shrink to fit more into the line (挤进), in em.

At 0.018 a line of 28 characters takes half a character more: a digit, or a mark beside another
mark. It must not take a whole 29th character (GB/T 9704-2012 5.2.3)."""

SQUEEZE_WEIGHT = 0.8
"""How a squeeze counts beside a stretch of the same size: less, because squeezing is tried first
(先挤进后推出)."""

BEARABLE = 0.08
"""How bad a line may become, in em, when the paragraph is broken differently to fill a page or to
keep its last line off the next page. It is two characters more or fewer on a full line."""

LAST_RESORT = BEARABLE
"""The cost of a break within an address, a range or a word of a heading, in em. Such a break is
chosen only if without it a line would be stretched by more than `BEARABLE`."""

RAGGED = 0.02
"""How a short line counts in text that is not stretched, beside a stretched one."""

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
    """The places within words at which a line ends only as a last resort (`LAST_RESORT`)."""

    ragged: bool = False
    """Whether its lines are not stretched, so that a short line matters less than a cut word."""

    gaps: Sequence[int] = ()
    """1 for each character after which white may be put, 0 inside a word that stays together. If it
    is empty, white may be put after every character."""


@dataclass(frozen=True)
class Measure:
    """How wide the lines of a paragraph may be, in px."""

    first: float
    """Width of the first line without its indent."""

    rest: float

    tracking: float = 0.0
    """White that the profile puts after every character."""


class Breaks(NamedTuple):
    """How a paragraph is divided into lines."""

    places: tuple[int, ...]
    """The characters before which a line ends."""

    forced: tuple[int, ...]
    """Those of `places` that cut a piece which should stay whole but is wider than a line."""

    worst: float = 0.0
    """How bad the worst line is, in em between characters."""


class Way(NamedTuple):
    """The best way found to break a text up to some place. The smaller of two ways is the
    better."""

    worst: float
    """How bad its worst line is, in em between characters."""

    total: float
    """The badness of each line squared, and added up."""

    start: int
    """Where its last line begins."""


def choose_breaks(
    measured: MeasuredText, measure: Measure, lines: int | None = None, bearable: float = BEARABLE
) -> Breaks | None:
    """Choose where the lines of a paragraph end, so that its worst line is as good as possible.

    The badness of a line is how far its characters are moved apart, in em per gap; a squeeze counts
    `SQUEEZE_WEIGHT` times as much. Of all ways to break the paragraph, the function takes the one
    with the least bad worst line; if several are equal, the one with the smallest sum of squares.
    The last line is never stretched, and it holds at least two 汉字 if possible.

    The method is Knuth and Plass's, with another measure of what is best. It goes through the text
    from left to right. For each place where a line may end it keeps the best way to get there
    (`Way`: the worst line, the sum of squares, where the last line begins). From each place that
    can be reached it tries every line that could begin there, and keeps the way to the end of that
    line if it is better than the way known so far. From the end of the text it then follows the
    kept beginnings back. Only ends near a full line are tried, so the time grows with the length
    of the text, not with its square.

    An example, with lines of seven characters of one em each. Filling each line greedily would put
    全县各镇要把“ on the first line, but no line may end with an opening mark. So the first line
    ends after 把 and is stretched, and the later lines are chosen to suit that:

    >>> text = "全县各镇要把“三个一”落到实处，抓紧整改。"
    >>> measured = MeasuredText(text, [1.0] * len(text), [0.0] * len(text), 1.0)
    >>> breaks = choose_breaks(measured, Measure(first=7.0, rest=7.0))
    >>> [text[a:b] for a, b in zip((0, *breaks.places), (*breaks.places, len(text)))]
    ['全县各镇要把', '“三个一”落', '到实处，抓紧', '整改。']

    A piece that is wider than the line is broken between any two characters (`Breaks.forced`).
    With `lines`, the paragraph must have exactly that many lines and none worse than `bearable`;
    the result is None if that is impossible. This is how a page that lacks a line asks for a
    paragraph to be one line longer.
    """
    count = len(measured.text)
    ends, gaps = _sums(measured, measure.tracking)
    costs = break_costs(measured.text)
    for at in measured.inside:
        costs[at] = max(costs[at], LAST_RESORT)
    # The best way to each place; if `lines` is given, for each number of lines up to there.
    best: list[dict[int, Way]] = [{} for _ in range(count + 1)]
    best[0][0] = Way(0.0, 0.0, 0)
    forced: set[int] = set()
    # A line that may be stretched this far may end this far before the edge.
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
    """For each place, the end of the text included: the width of the text before it, and in how
    many gaps before it white may be put."""
    spaced = measured.gaps or [1] * len(measured.text)
    pairs = zip(measured.advances, spaced, strict=True)
    widths = [0.0, *accumulate(advance + tracking * gap for advance, gap in pairs)]
    return widths, [0, *accumulate(spaced)]


def _places(best: Sequence[dict[int, Way]], count: int, number: int, step: int) -> tuple[int, ...]:
    """Where each line but the first begins, on the best way to the end of the text."""
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
    """Where a line that begins at `start` may end, with the badness of each such line.

    The list is empty if an unbreakable piece that is wider than a line begins there.
    """
    text, em, count = measured.text, measured.em, len(measured.text)
    # The white after the last character may lie beyond the edge.
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
        share = slack / gaps * (RAGGED if measured.ragged and slack > 0 else 1)
        found.append((stop, max(costs[stop], share, -share * SQUEEZE_WEIGHT)))
    return found


def _badness_of_last(text: str, share: float) -> float:
    """The badness of a last line: 0 if it is good, and more than any stretch for a single 汉字."""
    lonely = 1.0 if len(HAN.findall(text)) < 2 and len(text) < 4 else 0.0
    return lonely + (-share * SQUEEZE_WEIGHT if share < 0 else 0.0)


def _emergency(ends: Sequence[float], regained: Sequence[float], start: int, room: float) -> int:
    """Where a line ends that must cut an unbreakable piece: it takes what fits, and at least one
    character."""
    stop = bisect_right(ends, ends[start] + room) - 1
    while stop > start + 1 and ends[stop] - ends[start] + regained[stop - 1] > room:
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

"""What is a heading: on a line of its own, or run in before its text.

A heading is known by its number, by how it looks, and by its neighbours; by its length alone never.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest

from bulletin.intake.passage import ReceivedPassage, begins_sentence, sentences
from bulletin.intake.received import LineOrTable, ReceivedLine, Run
from bulletin.intake.running_text import RunningText, look_kind
from bulletin.markdown import SENTENCE_ENDS
from bulletin.numbering import number_of
from bulletin.patterns import pattern_of
from bulletin.source import Span

LONGEST_HEADING = 45
"""Characters; a run-in heading is a short sentence."""

LONGEST_PLAIN = 16
"""Characters; a sentence no longer than this and without a mark can be a heading by its place
alone. Of the seed's sentences up to this length all are headings, 15 of 15."""

SHORTEST_PLAIN = 3
"""The same at least. A numbered one may be shorter: （一）海选。"""

SHORTEST_UNDER = 12
"""Characters of the text that follows a heading which nothing else marks."""

SHORTEST_PARAGRAPH = 18
"""Characters of a paragraph that may begin with a heading: a short sentence, and a clause."""

RUN_IN_RANK = 5
"""The rank of a bold run-in heading without a number: below （1）."""

_ENDS = pattern_of(f"[{SENTENCE_ENDS}]+[”’）》」』]*")
_QUOTED = pattern_of("[？！…]+[”’）》」』]+")
CAPTION = pattern_of(r"[图表]\s*[0-9０-９一二三四五六七八九十]+")
_RUNS_ON = ("，", "、", "；", "：", ":", ";", "）")
_SHORT = pattern_of(rf"[^，。！？；：、,;:\n0-9]{{1,{LONGEST_PLAIN}}}。")
_MAY_BE_SHORT = pattern_of(
    rf"(?:\A|[{SENTENCE_ENDS}”’）》」』】])[^，；：,;:\n]{{1,{LONGEST_PLAIN + 8}}}。"
)
"""What holds of any text with a short sentence in it, numbered or not; quick to find."""

_ENUMERATED = pattern_of(r"[一二三四五六七八九十]是|[—–·•-]")
_UNNUMBERED = {"black": 1, "title": 1, "kai": 2}
"""Ranks of headings without a number, by face (GB/T 9704-2012 7.3.3); any other bold heading is
3."""


class Adoption(Enum):
    """What becomes of a sentence that is a heading by its length and place alone."""

    BY_HABIT = "by habit"
    """A heading, if most paragraphs of the document begin like that."""

    TOLD = "told"
    """Text, and the editor is asked: what was printed may have lost its bold or have had none."""

    ADOPTED = "adopted"
    """A heading, as the editor said."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a document marks its headings."""

    look: RunningText
    adoption: Adoption = Adoption.BY_HABIT
    ranked: bool = False
    """Whether it numbers its headings 一、 or （一）, and therefore 1. below them too."""

    plain: bool = False
    """Whether nothing marks its headings, and most paragraphs begin with a short sentence."""

    counted: bool = False
    """Whether only numbers mark its headings, and a short sentence follows most of them."""

    listed: frozenset[int] = frozenset()
    """The levels of number, 1 or 2, that number items and not headings."""

    captions_above: bool = False
    """Whether captions stand above their pictures."""


def habits_of(rows: Sequence[LineOrTable], look: RunningText, adoption: Adoption) -> Habits:
    """How a document marks its headings, in all its rows."""
    lines = [row for row in rows if isinstance(row, ReceivedLine)]
    numbers = [number for line in lines if (number := number_of(line.text.strip()))]
    marked = any(line.level or look.marks(run) for line in lines for run in line.runs[:1])
    long = [line.text.strip() for line in lines if len(line.text) >= SHORTEST_PARAGRAPH]
    begins = [text for text in long if _opening(text)]
    counted = sum(number_of(text) is not None for text in begins)
    by_habit = adoption is Adoption.BY_HABIT and not marked
    return Habits(
        look,
        adoption,
        ranked=any(number.level <= 2 for number in numbers),
        plain=by_habit and not numbers and len(begins) >= 2 and len(begins) * 3 >= len(long) * 2,
        counted=by_habit and counted >= 2 and counted * 3 >= len(numbers) * 2,
        listed=frozenset(level for level in (1, 2) if _is_listed(level, lines, look)),
    )


def _is_listed(level: int, lines: Sequence[ReceivedLine], look: RunningText) -> bool:
    """Whether lines numbered 一、 or （一） are items: nothing marks them, and one follows another.

    A heading has text below it, or headings of the next level. The last of several items is
    followed by no other item, so half of them are enough.
    """
    plain = [
        (line, after)
        for line, after in zip_longest(lines, lines[1:])
        if (number := number_of(line.text.strip()))
        and number.level == level
        and not (line.level or look.marks_all(line))
        and not first_end(line.text.strip().rstrip("。！？…"))
    ]
    bare = sum(_same_number(line, after) for line, after in plain)
    return bare > 0 and bare * 2 >= len(plain)


def _same_number(line: ReceivedLine, beside: LineOrTable | None) -> bool:
    """Whether the line above or below is numbered in the same form: then both are items."""
    one = number_of(line.text.strip())
    two = number_of(beside.text.strip()) if isinstance(beside, ReceivedLine) else None
    return one is not None and two is not None and one.level == two.level


# -- By length and place ---------------------------------------------------------------------------


def likely_headings(text: str, bold: Sequence[Span] = ()) -> Iterator[Span]:
    """The sentences that are short enough for a heading, not bold, and followed by a longer one."""
    if not _MAY_BE_SHORT.search(text):
        return
    spans = list(sentences(text))
    for at, span in enumerate(spans[:-1]):
        number = number_of(text[span.start : span.end])
        words = text[span.start + (number.length if number else 0) : span.end]
        least = 2 if number else SHORTEST_PLAIN
        if (
            len(words) > least
            and _SHORT.fullmatch(words)
            and not _ENUMERATED.match(words)
            and len(text) - span.end >= SHORTEST_UNDER
            and spans[at + 1].end - spans[at + 1].start > len(words)
            and begins_sentence(text, span.start)
            and not any(each.start < span.end and each.end > span.start for each in bold)
        ):
            yield span


def _opening(text: str) -> Span | None:
    """The likely heading that a paragraph begins with."""
    first = next(likely_headings(text), None)
    return first if first and first.start == 0 else None


# -- On its own line -------------------------------------------------------------------------------


def own_line_rank(
    line: ReceivedLine, above: LineOrTable | None, following: LineOrTable | None, habits: Habits
) -> int:
    """The rank of a heading that fills its line; 0 for running text and items."""
    text = line.text.strip()
    body = text.rstrip("。！？…")
    if CAPTION.match(text) or not body or len(text) > LONGEST_HEADING or first_end(body):
        return 0
    if text.endswith(_RUNS_ON) and not line.level:
        return 0
    number = number_of(text)
    marked = bool(line.level) or habits.look.marks_all(line)
    if following is None and not (number and number.level <= 2 and marked):
        return 0
    if number and number.level <= 2:
        return number.level if marked or number.level not in habits.listed else 0
    under = (
        isinstance(following, ReceivedLine) and not following.depth and not is_pictures(following)
    )
    counts_on = _same_number(line, following) or _same_number(line, above)
    if number and (marked or (under and text == body and not counts_on)):
        return number.level
    if number is None and marked and text.rstrip("？！") == body:
        return line.level or _UNNUMBERED.get(look_kind(line.face), 3)
    return 0


def is_pictures(row: LineOrTable) -> bool:
    """Whether a row holds pictures but no words."""
    if not isinstance(row, ReceivedLine) or row.text.strip():
        return False
    return any(run.picture is not None for run in row.runs)


# -- Run in ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RunIn:
    """A heading that a paragraph begins with."""

    rank: int
    length: int
    is_guessed: bool = False


def run_in(runs: Sequence[Run], habits: Habits) -> RunIn | None:
    """The heading that the runs of a paragraph begin with."""
    text = "".join(run.text for run in runs)
    first = _short_end(text)
    if first is None:
        return None
    stop, end = first.span()
    number = number_of(text)
    marked = _marked(runs, habits.look)
    exactly = end <= marked <= end + 1 and end > (number.length if number else 0)
    if number and stop > number.length:
        short = stop - number.length <= LONGEST_PLAIN and "，" not in text[:end]
        if number.level <= 2 or exactly or (habits.ranked and short):
            return RunIn(number.level, end)
    if exactly:
        return RunIn(RUN_IN_RANK, end)
    if (habits.counted if number else habits.plain) and _opening(text):
        return RunIn(number.level if number else RUN_IN_RANK, end, is_guessed=True)
    return None


def stopless(runs: Sequence[Run], look: RunningText) -> Span | None:
    """Bold words at the head of a paragraph that lack only the stop of a heading."""
    text = "".join(run.text for run in runs)
    marked = _marked(runs, look)
    head = text[:marked].strip()
    lacks = (
        4 <= len(head) <= 25
        and marked < len(text)
        and runs[0].bold
        and head[-1] not in "，、：；"
        and not first_end(head)
        and _short_end(text)
    )
    start = runs[0].span.start if runs else 0
    return Span(start, start + len(head)) if lacks else None


def first_end(text: str) -> re.Match[str] | None:
    """The end of the first sentence. A question in quotation marks ends none: “怎么干？”大家议."""
    ends = (each for each in _ENDS.finditer(text) if not _QUOTED.fullmatch(each[0]))
    return next(ends, None)


def _short_end(text: str) -> re.Match[str] | None:
    """The end of the first sentence, if that is short and text follows it."""
    end = first_end(text)
    return end if end and end.end() <= LONGEST_HEADING and end.end() < len(text) else None


def _marked(runs: Sequence[Run], look: RunningText) -> int:
    """How many characters from the start stand out as a heading does."""
    count = 0
    for run in runs:
        if run.text.strip() and not look.marks(run):
            break
        count += len(run.text)
    return count


def with_stops_in_bold(passage: ReceivedPassage) -> tuple[ReceivedPassage, tuple[Span, ...]]:
    """With the stop right after a bold heading bold too, and where such stops were."""
    text = passage.text
    found = []
    for stretch in passage.bold_stretches():
        words = text[stretch.start : stretch.end]
        if (
            text[stretch.end : stretch.end + 1] in tuple(SENTENCE_ENDS)
            and len(words) <= LONGEST_HEADING
            and not set(words) & set(SENTENCE_ENDS)
            and begins_sentence(text, stretch.start)
        ):
            found.append(Span(stretch.end, stretch.end + 1))
    for stop in found:
        passage = passage.emboldened(stop)
    return passage, tuple(passage.span(*stop) for stop in found)

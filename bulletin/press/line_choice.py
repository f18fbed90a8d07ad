"""The lines of a whole paragraph: where each ends, and how its slack is spread.

A paragraph may have line ends of its own (`\\n`). Each piece between them is broken by itself
(`breaks`), a centred one by its sense (`titles`), and then the slack of each line is spread
(`slack`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import NamedTuple

from bulletin.press.breaks import Breaks, Measure, choose_breaks
from bulletin.press.page_costs import cost_of_change
from bulletin.press.slack import LinePlace, MeasuredText, Spacing, mean_opening, spread_slack
from bulletin.press.titles import title_breaks
from bulletin.segmenter import inside_words


class ParagraphKind(NamedTuple):
    """What decides about the lines of a paragraph besides its characters and its measure."""

    by_words: bool = False
    """Whether lines end between words if possible."""

    own_words: tuple[str, ...] = ()
    """Words of the office, which are kept whole where the words of the language are."""

    is_justified: bool = True
    """Whether its lines are set flush on both sides."""

    is_centred: bool = False


class ChosenLines(NamedTuple):
    """How a paragraph is divided into lines."""

    breaks: tuple[int, ...]
    """The characters before which a line ends."""

    lines: tuple[Spacing, ...]
    """How the slack of each line is spread."""

    at_space: tuple[bool, ...]
    """For each line, whether it ends with a space."""

    worst: float
    """How bad its worst line is, in em between characters."""

    torn: tuple[str, ...]
    """The text before each break inside an unbreakable piece."""

    @property
    def cost(self) -> float:
        """What it costs if it is not how the paragraph would be set by itself."""
        return cost_of_change(self.worst, mean_opening(self.lines))


def choose_lines(
    whole: MeasuredText,
    measure: Measure,
    kind: ParagraphKind,
    lines: int | None,
    kept: tuple[int, ...],
) -> ChosenLines | None:
    """The best way to divide a paragraph into lines.

    With `lines`, exactly so many lines follow those that end at `kept`; the result is None if a
    line would be worse than is bearable, or if the paragraph has line ends of its own.
    """
    text = whole.text
    if lines and "\n" in text:
        return None
    places: list[tuple[int, ...]] = []
    torn: list[str] = []
    worst = 0.0
    for start, stop in pieces_between_ends(text, kept[-1] if kept else 0):
        room = measure.rest if start else measure.first
        part = whole.part(start, stop)
        if kind.by_words and sum(part.advances) > room:
            part = replace(part, inside=inside_words(part.text, kind.own_words))
        chosen = _by_sense(part, measure.rest, kind) if kind.is_centred else None
        chosen = chosen or choose_breaks(part, measure._replace(first=room), lines)
        if chosen is None:
            return None
        worst = max(worst, chosen.worst)
        places.append(tuple(start + at for at in chosen.places))
        torn.extend(text[max(start, start + at - 12) : start + at] for at in chosen.forced)
    places[0] = (*kept, *places[0])
    spaced = _spaced(whole, pieces_between_ends(text, 0), places, measure, kind.is_justified)
    breaks = tuple(at for each in places for at in each)
    return ChosenLines(breaks, *spaced, worst, tuple(torn))


CALL = "¹"
"""The character that replaces each character of a note's call while line ends are chosen."""


def hanging_out(advances: Sequence[float], measure: Measure) -> int:
    """How many characters hang out to the left of the lines after the first.

    They are rigid (the 报： of a colophon), so that the following lines align with the character
    after them.
    """
    hanging = measure.first - measure.rest
    return bisect_right([*accumulate(advances)], hanging + 0.1) if hanging > 0 else 0


def pieces_between_ends(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Where each piece of a text between forced line ends begins and ends, from a place on."""
    for piece in text[start:].split("\n"):
        yield start, start + len(piece)
        start += len(piece) + 1


def _by_sense(part: MeasuredText, width: float, kind: ParagraphKind) -> Breaks | None:
    """The breaks of a text of several lines by its sense; None if it has one line."""
    places = title_breaks(part.text, part.advances, width, kind.own_words)
    return Breaks(places, ()) if places else None


def _spaced(
    whole: MeasuredText,
    pieces: Iterable[tuple[int, int]],
    places: Sequence[Sequence[int]],
    measure: Measure,
    is_justified: bool,
) -> tuple[tuple[Spacing, ...], tuple[bool, ...]]:
    """How the slack of each line is spread, and whether the line ends with a space.

    `pieces` and `places` say where each piece of the text begins and ends, and its lines.
    """
    lines: list[Spacing] = []
    at_space: list[bool] = []
    for (start, stop), breaks in zip(pieces, places, strict=True):
        for begin, end in pairwise((start, *breaks, stop)):
            is_last = end == stop
            at_space.append(not is_last and whole.text[end - 1] == " ")
            room = measure.rest if begin else measure.first
            place = LinePlace(
                *(begin, end - at_space[-1], room, measure.tracking),
                is_last=is_last or not is_justified,
                is_first=begin == start,
            )
            lines.append(spread_slack(whole, place))
    return tuple(lines), tuple(at_space)

"""The white between the characters of a line, and where the line ends in ink."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from statistics import mean, median

from bulletin.inspect.measured import Measured, absent, at, of_body, percentage
from bulletin.pdf import CLOSING, INVISIBLE, OPENING, Body, Glyph, PrintedLine, is_han
from bulletin.script_runs import script_beyond

ON_PITCH = 0.01
"""em by which 汉字 may be moved apart and still stand at the pitch."""

BESIDE = 0.25
"""em that may stand between 汉字 and letters or digits (clreq, 中西间距)."""

ROUNDING = 0.002
"""em that the places of glyphs in a file are rounded by."""

SHORT = 1.3
"""mm that the ink of a full line may end before the edge: the white beside a 汉字 and a little."""


def gaps_of(line: PrintedLine) -> Iterator[float]:
    """The white between neighbouring cells, em; the width of a space does not count."""
    for _, _, gap in pairs_of(line):
        yield gap


def pairs_of(line: PrintedLine) -> Iterator[tuple[Glyph, Glyph, float]]:
    """Each two neighbouring characters of a line, with the white between their cells in em."""
    before: Glyph | None = None
    spaces = 0.0
    for glyph in line.glyphs:
        if glyph.text in INVISIBLE:
            continue
        if not glyph.text.strip():
            spaces += glyph.advance
            continue
        if before is not None:
            yield before, glyph, (glyph.x - before.right - spaces) / line.size
        before, spaces = glyph, 0.0


def _planned_gap(body: Body) -> float:
    """The white that a house sets between 汉字 and Latin on purpose, em: seen in lines that are not
    spread."""
    seen = [
        gap
        for paragraph in body.paragraphs
        for before, after, gap in pairs_of(paragraph.lines[-1])
        if is_han(before.text) != is_han(after.text)
        and (before.text.isascii() or after.text.isascii())
    ]
    usual = median(seen) if len(seen) >= 3 else 0.0
    return usual if 0.1 <= usual <= 0.3 else 0.0


def _beside_mark(before: Glyph, after: Glyph) -> bool:
    """Whether the gap is the blank half of a mark, which may be squeezed or opened."""
    return before.text in CLOSING or after.text in OPENING


def _widest(body: Body, counts: Callable[[Glyph, Glyph], bool]) -> Measured:
    """The widest gap of the justified lines among those that count."""
    planned = _planned_gap(body)
    worst: tuple[float, PrintedLine, str] | None = None
    for line, _ in body.flowing:
        for before, after, gap in pairs_of(line):
            if before.text.isascii() and after.text.isascii():
                continue
            if script_beyond(before.text[0]) and script_beyond(after.text[0]):
                continue  # white between words, or the fault of `joined_words`
            if not counts(before, after):
                continue
            mixed = before.text.isascii() or after.text.isascii()
            spread = gap - (max(planned, min(gap, BESIDE)) if mixed else 0.0)
            if worst is None or spread > worst[0]:
                worst = (spread, line, before.text + after.text)
    if worst is None:
        return absent("没有满行")
    return Measured(round(worst[0], 3), f"{worst[0]:.3f} em", (at(worst[1], worst[2]),))


@of_body
def worst_gap(body: Body) -> Measured:
    """Widest white between two characters of a justified line, the blank of marks left out."""
    return _widest(body, lambda before, after: not _beside_mark(before, after))


@of_body
def opened_marks(body: Body) -> Measured:
    """Widest white that was added to the blank half of a mark."""
    return _widest(body, _beside_mark)


@of_body
def tightest_gap(body: Body) -> Measured:
    """How far two neighbouring 汉字 are pushed into each other, at the most."""
    worst: tuple[float, PrintedLine, str] | None = None
    for line in body.lines:
        for before, after, gap in pairs_of(line):
            if not (is_han(before.text) and is_han(after.text)):
                continue
            if worst is None or gap < worst[0]:
                worst = (gap, line, before.text + after.text)
    if worst is None:
        return absent("没有相邻的汉字")
    return Measured(round(worst[0], 3), f"{worst[0]:.3f} em", (at(worst[1], worst[2]),))


@of_body
def at_pitch(body: Body) -> Measured:
    """How many full lines have all their 汉字 at the pitch, in percent.

    A full line is not the last of its paragraph and has no Latin or digits. One that ends early
    because a number stays with its unit is left out.
    """
    usual = _usual_gap(body)
    full = [
        line
        for line, after in body.flowing
        if not any(each.isascii() and each.isalnum() for each in line.text + after.text[:1])
    ]
    if not full:
        return absent("没有满行")
    off = [
        (worst, at(line, f"{worst:+.3f} em {line.text[-6:]}"))
        for line in full
        if (worst := max(_apart(line, usual), key=abs, default=0.0))
        and abs(worst) > ON_PITCH + ROUNDING
    ]
    return percentage(len(full) - len(off), len(full), off)


def _usual_gap(body: Body) -> float:
    """The white between 汉字 in lines that are not spread; if there are few, the commonest."""
    lines = [paragraph.lines[-1] for paragraph in body.paragraphs]
    seen = [gap for line in lines for gap in _apart(line, 0.0)]
    every = [gap for line in body.lines for gap in _apart(line, 0.0)]
    chosen = seen if len(seen) >= 20 else every
    return median(chosen) if chosen else 0.0


def _apart(line: PrintedLine, usual: float) -> Iterator[float]:
    """How much more white than usual there is between each two 汉字 of a line, em."""
    for before, after, gap in pairs_of(line):
        if is_han(before.text) and is_han(after.text):
            yield gap - usual


@of_body
def short_ink(body: Body) -> Measured:
    """How many of the lines that a paragraph continues from end early in ink, in percent."""
    lines = [line for line, _ in body.flowing]
    if not lines:
        return absent("没有满行")
    short = [
        (white, at(line, f"短 {white:.1f} mm {line.text[-6:]}"))
        for line in lines
        if (white := line.edge - line.rights[-1]) > SHORT
    ]
    return percentage(len(short), len(lines), short)


@of_body
def evenness(body: Body) -> Measured:
    """The largest change of the white between 汉字 from one full line of a paragraph to the
    next."""
    worst: tuple[float, PrintedLine] | None = None
    for paragraph in body.paragraphs:
        for line, after in pairwise(paragraph.lines[:-1]):
            here, there = (list(_apart(each, 0.0)) for each in (line, after))
            if not (here and there):
                continue
            change = abs(mean(here) - mean(there))
            if worst is None or change > worst[0]:
                worst = (change, after)
    if worst is None:
        return absent("没有相邻的满行")
    return Measured(round(worst[0], 3), f"{worst[0]:.3f} em", (at(worst[1]),))


def mean_gap(line: PrintedLine) -> float:
    """The line's usual white between 汉字, em; 0 when squeezed or without any."""
    return max(0.0, mean([*_apart(line, 0.0)] or [0.0]))

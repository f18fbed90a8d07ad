"""Copy-fitting: making an issue come out at a given number of pages.

An editor who prints on folded A3 needs four or eight pages. The setting is tightened or loosened a
little, in the order that harms the page least: first the white of marks, which leaves 汉字 where
they are, then the spacing of characters, then the blank lines around the editor's note and the
contents, then the number of lines on a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from bulletin.profile import Profile

Trial = TypeVar("Trial")


LINE_COSTS = (0.0, 0.0005, 0.0015, 0.003, 0.02)
"""What a line costs or earns at each step of `Rung.marks`, in the unit of `breaks.Way.total`. A
line whose marks are opened as far as they go costs 0.0016."""


@dataclass(frozen=True)
class Rung:
    """One step on the ladder from the profile's own setting to the tightest or the loosest."""

    tracking: float = 0.0
    """Added after each character, in pt."""

    blank_lines: int = 1
    """Blank lines between the contents, the editor's note and the text."""

    lines: int | None = None
    """Lines on a page; None keeps the pitch of the profile."""

    colophon_gap: float = 1
    """Blank lines between the text and the colophon."""

    marks: int = 0
    """Below 0 if marks are squeezed so that paragraphs have few lines, above if they are opened for
    more: a step of `LINE_COSTS`."""

    pictures: float = 1.0
    """How large pictures may be, compared with what they may be otherwise."""

    def __str__(self) -> str:
        lines = [f"每面 {self.lines} 行"] if self.lines else []
        gap = ["版记上方空半行"] if self.colophon_gap < 1 else []
        tracking = [f"字距 {self.tracking:+.2g} pt"] if self.tracking else []
        return "，".join((*lines, *tracking, *gap)) or self._marks_said

    @property
    def _marks_said(self) -> str:
        return "标点排紧" if self.marks < 0 else "标点排松" if self.marks else "不变"

    def of(self, profile: Profile) -> Profile:
        """The profile with the figures of this setting."""
        if self == Rung():
            return profile
        figures = {
            "tracking": f"{profile.points('tracking') + self.tracking:.4f}pt",
            "blank_lines": str(self.blank_lines),
        }
        if self.marks:
            cost = LINE_COSTS[abs(self.marks)]
            figures["line_cost"] = f"{-cost if self.marks > 0 else cost:g}"
        if self.pictures != 1:
            figures["picture_scale"] = f"{self.pictures:g}"
        if self.colophon_gap != 1:
            figures["colophon_gap"] = f"{self.colophon_gap:g}"
        if self.lines:
            # Slightly less than the whole depth, so that rounding does not push the last line out.
            figures["pitch"] = f"{profile.depth / self.lines - 0.04:.2f}pt"
        return profile.changed(**figures)

    def told_of(self, profile: Profile, pictures: bool = False) -> str:
        """What it does to the lines of a page with this profile, and to its `pictures` if there are
        any, in Chinese words."""
        page = self.of(profile)
        told = []
        if self.lines:
            told.append(f"每面 {self.lines} 行（行距 {page.points('pitch'):.2f} pt）")
        if self.tracking:
            spacing, characters = f"字距 {self.tracking:+.2g} pt", _characters(page)
            changed = characters != _characters(profile)
            told.append(f"每行约 {characters} 字（{spacing}）" if changed else spacing)
        if self.marks:
            told.append(self._marks_said)
        if self.colophon_gap < 1:
            told.append("版记上方空半行")
        if self.pictures != 1 and pictures:
            told.append(f"大图缩到 {self.pictures:.0%}")
        return "，".join(told)


def _characters(page: Profile) -> int:
    """Roughly how many characters a line of text has; marks and figures may take half the room."""
    return round(page.measure / (page.points("size") + page.points("tracking")))


class ToldLines(NamedTuple):
    """The figures that the words about a setting contain."""

    lines: int | None
    """Lines on a page; None if unchanged."""

    pitch: float | None
    """In pt; None if unchanged."""

    characters: int | None
    """Characters on a line, roughly; None if unchanged."""

    spaced: bool
    """Whether the spacing of characters was changed."""


def told_lines(words: str) -> ToldLines:
    """The figures in the words of `Rung.told_of`."""

    def figure(pattern: str) -> str | None:
        match = re.search(pattern, words)
        return match[1] if match else None

    lines, pitch = figure(r"每面 ([0-9]+) 行"), figure(r"行距 ([0-9]+\.[0-9]+) pt")
    characters, spacing = figure(r"每行约 ([0-9]+) 字"), figure(r"字距 ([+-][0-9.]+) pt")
    return ToldLines(
        int(lines) if lines else None,
        float(pitch) if pitch else None,
        int(characters) if characters else None,
        spacing is not None,
    )


ADJUSTED = "Adjusted"
"""The key in a PDF's document information whose value says how its lines are adjusted."""

TIGHTER = (
    *(Rung(marks=-step) for step in (1, 2, 3)),
    *(Rung(-0.06 * step, marks=-3, pictures=1 - 0.05 * step) for step in range(1, 6)),
    Rung(-0.3, 0, marks=-3, pictures=0.75),
    *(Rung(-0.1 * step, 0, 23, marks=-3, pictures=0.75) for step in range(4)),
    *(Rung(-0.1 * step, 0, 24, marks=-3, pictures=0.75) for step in range(4)),
    Rung(-0.3, 0, 24, marks=-4, pictures=0.75),
)
"""At most 24 lines a page (pitch 26.6 pt) and 0.3 pt less a character (29 characters a line); large
pictures at three quarters of their size."""

LOOSER = (
    *(Rung(marks=step) for step in (1, 2, 3)),
    *(Rung(0.1 * step, marks=3) for step in range(1, 6)),
    Rung(0.5, 2, marks=3),
    *(Rung(0.1 * step, 2, 21, marks=3) for step in range(6)),
    *(Rung(0.1 * step, 2, 20, marks=3) for step in range(6)),
    Rung(0.5, 2, 20, marks=4),
)
"""At least 20 lines a page (pitch 31.9 pt) and 0.5 pt more a character (27 characters a line)."""


GENTLY_TIGHTER = (
    *(Rung(marks=-step) for step in (1, 2, 3)),
    *(Rung(marks=-step, colophon_gap=0.5) for step in (1, 3)),
    *(Rung(-0.06 * step, marks=-3, colophon_gap=0.5) for step in range(1, 4)),
)
"""What is tried without being asked for, to make room for a colophon under the text.

It does half of what an editor's own `fit` may do to the characters, and leaves the lines alone.
GB/T 9704-2012 7.3.5 allows both for a seal that finds no room: 调整行距、字距."""

GENTLY_LOOSER = (
    *(Rung(marks=step) for step in (1, 2, 3)),
    *(Rung(0.1 * step, marks=3) for step in range(1, 4)),
)
"""What is tried to bring text to the page of the colophon."""


def mildest(
    lay: Callable[[Rung], Trial], good: Callable[[Trial], bool], *, thorough: bool = True
) -> tuple[Rung, Trial] | None:
    """The gentle setting with the fewest steps whose result is `good`; None if there is none.

    If the last rung of a ladder does not help, only those are tried that leave 汉字 where they are:
    in a long issue each of them ends the text elsewhere. Without `thorough` none of its rungs is.
    """
    found: list[tuple[int, Rung, Trial]] = []
    for ladder in (GENTLY_TIGHTER, GENTLY_LOOSER):
        most = min((step for step, *_ in found), default=len(ladder))
        laid = lay(ladder[-1])
        last = [(len(ladder) - 1, ladder[-1], laid)] if good(laid) else []
        in_place = [each for each in ladder if thorough and not each.tracking]
        tried = ladder[:-1] if last else in_place
        better = (
            (step, rung, laid) for step, rung in enumerate(tried[:most]) if good(laid := lay(rung))
        )
        found += [first] if (first := next(better, None)) else last
    if not found:
        return None
    _, rung, laid = min(found, key=lambda each: each[0])
    return rung, laid


@dataclass(frozen=True)
class Fitted(Generic[Trial]):
    """The result of copy-fitting."""

    rung: Rung
    laid: Trial
    reached: bool
    """Whether it has the number of pages asked for."""


def fit_pages(
    wanted: int, lay: Callable[[Rung], Trial], pages: Callable[[Trial], int]
) -> Fitted[Trial]:
    """The mildest setting that gives `wanted` pages; the last rung of the ladder if none does.

    A tighter setting almost never makes more pages, so the rung is found by bisection. The sheet is
    laid out five times at most.
    """
    own = Rung()
    laid = lay(own)
    count = pages(laid)
    if count == wanted:
        return Fitted(own, laid, True)
    ladder = TIGHTER if count > wanted else LOOSER
    low, high = 0, len(ladder) - 1
    best = Fitted(ladder[high], lay(ladder[high]), False)
    if (pages(best.laid) > wanted) == (count > wanted) and pages(best.laid) != wanted:
        return best
    best = Fitted(best.rung, best.laid, pages(best.laid) == wanted)
    while low < high:
        middle = (low + high) // 2
        laid = lay(ladder[middle])
        reached = pages(laid)
        if reached == wanted:
            best = Fitted(ladder[middle], laid, True)
        if reached == wanted or (reached < wanted) == (count > wanted):
            high = middle
        else:
            low = middle + 1
    return best

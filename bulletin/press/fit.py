"""Copy-fitting: bringing an issue out at a given number of pages.

An editor who prints on folded A3 needs four pages, or eight. He tightens the setting a little, or
loosens it, in an order that harms the page least: first the spacing of characters, then the blank
lines round the editor's note and the contents, then the number of lines a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from bulletin.profile import Profile

Laid = TypeVar("Laid")


@dataclass(frozen=True)
class Rung:
    """One setting on the way from the house's own to the tightest, or to the loosest."""

    tracking: float = 0.0
    """Added after each character, in pt."""

    blank_lines: int = 1
    """Between the contents, the editor's note and the text."""

    lines: int | None = None
    """Lines a page; None for the profile's own pitch."""

    colophon_gap: float = 1
    """Lines left free between the text and the colophon."""

    def __str__(self) -> str:
        lines = [f"每面 {self.lines} 行"] if self.lines else []
        gap = ["版记上方空半行"] if self.colophon_gap < 1 else []
        tracking = [f"字距 {self.tracking:+.2g} pt"] if self.tracking or not gap else []
        return "，".join((*lines, *tracking, *gap))

    def of(self, profile: Profile) -> Profile:
        """The profile as this setting has it."""
        if self == Rung():
            return profile
        figures = {
            "tracking": f"{profile.points('tracking') + self.tracking:.4f}pt",
            "blank_lines": str(self.blank_lines),
        }
        if self.colophon_gap != 1:
            figures["colophon_gap"] = f"{self.colophon_gap:g}"
        if self.lines:
            # A hair less than the whole depth, so that the last line is not pushed out by rounding.
            figures["pitch"] = f"{profile.depth / self.lines - 0.04:.2f}pt"
        return profile.changed(**figures)

    def told_of(self, profile: Profile) -> str:
        """What it does to the lines of a page that is set to a profile, in words."""
        page = self.of(profile)
        told = []
        if self.lines:
            told.append(f"每面 {self.lines} 行（行距 {page.points('pitch'):.2f} pt）")
        if self.tracking:
            spacing, characters = f"字距 {self.tracking:+.2g} pt", _characters(page)
            changed = characters != _characters(profile)
            told.append(f"每行约 {characters} 字（{spacing}）" if changed else spacing)
        if self.colophon_gap < 1:
            told.append("版记上方空半行")
        return "，".join(told)


def _characters(page: Profile) -> int:
    """How many characters a line of the text holds, about: marks and figures take half the room."""
    return round(page.measure / (page.points("size") + page.points("tracking")))


class ToldLines(NamedTuple):
    """The figures of a page's lines in what is told of a setting."""

    lines: int | None
    """A page; None where nothing was done to them."""

    pitch: float | None
    """In pt."""

    characters: int | None
    """A line, about; None where as many as ever."""

    spaced: bool
    """Whether anything was done to the spacing of characters."""


def told_lines(words: str) -> ToldLines:
    """The figures in what `Rung.told_of` says."""

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
"""The word in a PDF's own description beside which it says how its lines are adjusted."""

TIGHTER = (
    *(Rung(-0.06 * step) for step in range(1, 6)),
    Rung(-0.3, 0),
    *(Rung(-0.1 * step, 0, 23) for step in range(4)),
    *(Rung(-0.1 * step, 0, 24) for step in range(4)),
)
"""No more than 24 lines a page (pitch 26.6 pt) and 0.3 pt a character (29 characters a line)."""

LOOSER = (
    *(Rung(0.1 * step) for step in range(1, 6)),
    Rung(0.5, 2),
    *(Rung(0.1 * step, 2, 21) for step in range(6)),
    *(Rung(0.1 * step, 2, 20) for step in range(6)),
)
"""No fewer than 20 lines a page (pitch 31.9 pt) and 0.5 pt a character (27 characters a line)."""


GENTLY_TIGHTER = (
    Rung(colophon_gap=0.5),
    *(Rung(-0.06 * step, colophon_gap=0.5) for step in range(1, 4)),
)
"""What is tried unasked to take in a colophon that has no room under the text.

Half of what an editor's own `fit` may do to the characters, and nothing to the lines (GB/T
9704-2012 7.3.5 names both for the seal that has no room: 调整行距、字距)."""

GENTLY_LOOSER = tuple(Rung(0.1 * step) for step in range(1, 4))
"""What is tried to bring text to it."""


def mildest(lay: Callable[[Rung], Laid], good: Callable[[Laid], bool]) -> tuple[Rung, Laid] | None:
    """The gentle setting of the least step that comes out well; None if none does.

    Of a ladder whose last rung is of no avail the others are not tried.
    """
    found: list[tuple[int, Rung, Laid]] = []
    for ladder in (GENTLY_TIGHTER, GENTLY_LOOSER):
        most = min((step for step, *_ in found), default=len(ladder))
        laid = lay(ladder[-1])
        if not good(laid):
            continue
        best = (len(ladder) - 1, ladder[-1], laid)
        for step, rung in enumerate(ladder[:-1][:most]):
            if good(laid := lay(rung)):
                best = (step, rung, laid)
                break
        found.append(best)
    if not found:
        return None
    _, rung, laid = min(found, key=lambda each: each[0])
    return rung, laid


@dataclass(frozen=True)
class Fitted(Generic[Laid]):
    """What came of it."""

    rung: Rung
    laid: Laid
    reached: bool


def fit_pages(
    wanted: int, lay: Callable[[Rung], Laid], pages: Callable[[Laid], int]
) -> Fitted[Laid]:
    """The mildest setting that comes out at `wanted` pages; the last of the ladder if none does.

    Tighter settings never make more pages but for a chance at a page's foot, so the rung is found
    by bisection: five settings at most.
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

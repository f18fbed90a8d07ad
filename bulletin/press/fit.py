"""Copy-fitting: making an issue come out at a given number of pages.

An editor who prints on folded A3 needs four or eight pages. The setting is tightened or loosened a
little, in the order that harms the page least: first the spacing of characters, then the blank
lines around the editor's note and the contents, then the number of lines on a page.
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
    """One step on the ladder from the profile's own setting to the tightest or the loosest."""

    tracking: float = 0.0
    """Added after each character, in pt."""

    blank_lines: int = 1
    """Blank lines between the contents, the editor's note and the text."""

    lines: int | None = None
    """Lines on a page; None keeps the pitch of the profile."""

    colophon_gap: float = 1
    """Blank lines between the text and the colophon."""

    def __str__(self) -> str:
        lines = [f"每面 {self.lines} 行"] if self.lines else []
        gap = ["版记上方空半行"] if self.colophon_gap < 1 else []
        tracking = [f"字距 {self.tracking:+.2g} pt"] if self.tracking or not gap else []
        return "，".join((*lines, *tracking, *gap))

    def of(self, profile: Profile) -> Profile:
        """The profile with the figures of this setting."""
        if self == Rung():
            return profile
        figures = {
            "tracking": f"{profile.points('tracking') + self.tracking:.4f}pt",
            "blank_lines": str(self.blank_lines),
        }
        if self.colophon_gap != 1:
            figures["colophon_gap"] = f"{self.colophon_gap:g}"
        if self.lines:
            # Slightly less than the whole depth, so that rounding does not push the last line out.
            figures["pitch"] = f"{profile.depth / self.lines - 0.04:.2f}pt"
        return profile.changed(**figures)

    def told_of(self, profile: Profile) -> str:
        """What it does to the lines of a page with this profile, in Chinese words."""
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
    *(Rung(-0.06 * step) for step in range(1, 6)),
    Rung(-0.3, 0),
    *(Rung(-0.1 * step, 0, 23) for step in range(4)),
    *(Rung(-0.1 * step, 0, 24) for step in range(4)),
)
"""At most 24 lines a page (pitch 26.6 pt) and 0.3 pt less a character (29 characters a line)."""

LOOSER = (
    *(Rung(0.1 * step) for step in range(1, 6)),
    Rung(0.5, 2),
    *(Rung(0.1 * step, 2, 21) for step in range(6)),
    *(Rung(0.1 * step, 2, 20) for step in range(6)),
)
"""At least 20 lines a page (pitch 31.9 pt) and 0.5 pt more a character (27 characters a line)."""


GENTLY_TIGHTER = (
    Rung(colophon_gap=0.5),
    *(Rung(-0.06 * step, colophon_gap=0.5) for step in range(1, 4)),
)
"""What is tried without being asked for, to make room for a colophon under the text.

It does half of what an editor's own `fit` may do to the characters, and leaves the lines alone.
GB/T 9704-2012 7.3.5 allows both for a seal that finds no room: 调整行距、字距."""

GENTLY_LOOSER = tuple(Rung(0.1 * step) for step in range(1, 4))
"""What is tried to bring text to the page of the colophon."""


def mildest(lay: Callable[[Rung], Laid], good: Callable[[Laid], bool]) -> tuple[Rung, Laid] | None:
    """The gentle setting with the fewest steps whose result is `good`; None if there is none.

    If the last rung of a ladder does not help, its other rungs are not tried.
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
    """The result of copy-fitting."""

    rung: Rung
    laid: Laid
    reached: bool
    """Whether it has the number of pages asked for."""


def fit_pages(
    wanted: int, lay: Callable[[Rung], Laid], pages: Callable[[Laid], int]
) -> Fitted[Laid]:
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

"""Copy-fitting: bringing an issue out at a given number of pages.

An editor who prints on folded A3 needs four pages, or eight. He tightens the setting a little, or
loosens it, in an order that harms the page least: first the spacing of characters, then the blank
lines round the editor's note and the contents, then the number of lines a page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

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

    def __str__(self) -> str:
        lines = f"每面 {self.lines} 行，" if self.lines else ""
        return f"{lines}字距 {self.tracking:+.2g} pt"


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

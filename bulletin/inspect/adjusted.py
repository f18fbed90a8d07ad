"""Lines that are set otherwise than usual, where the file says so.

GB/T 9704-2012 5.2.3 asks for 22 lines of 28 characters, and allows for adjusting them in a given
case (特定情况可以作适当调整). An editor who asks for a number of pages has such a case.
"""

from __future__ import annotations

from bulletin.inspect.requirements import Requirement
from bulletin.press import LOOSER, TIGHTER, told_lines

PITCH = 0.1
"""How far a pitch may be measured from what the file says, in pt."""


def is_adjusted(requirement: Requirement, value: float, told: str) -> bool:
    """Whether a figure is the one that the file says its lines were adjusted to."""
    said = told_lines(told)
    if requirement.rule == "lines-per-page":
        return value == said.lines and value in ADJUSTABLE
    if requirement.rule == "pitch":
        is_said = said.pitch is not None and abs(value - said.pitch) <= PITCH
        return is_said and said.lines in ADJUSTABLE
    if requirement.rule == "characters-per-line":
        # What a line takes hangs on its marks and figures, which are half as wide.
        return said.spaced and abs(value - (said.characters or requirement.high or 0)) <= 1
    return False


ADJUSTABLE = frozenset(rung.lines for rung in (*TIGHTER, *LOOSER) if rung.lines)
"""Lines a page that copy-fitting may come to; with others a page is not adjusted but another."""

"""Lines that are set in an unusual way, where the file says so.

GB/T 9704-2012 5.2.3 asks for 22 lines of 28 characters, and allows other figures in special cases
(特定情况可以作适当调整). An editor who asks for a certain number of pages has such a case.
"""

from __future__ import annotations

from bulletin.inspect.requirements import Requirement
from bulletin.press import LOOSER, TIGHTER, told_lines

PITCH = 0.1
"""How far a measured pitch may differ from the one that the file states, in pt."""


def is_adjusted(requirement: Requirement, value: float, told: str) -> bool:
    """Whether a figure is the one that the file says its lines were adjusted to."""
    said = told_lines(told)
    if requirement.rule == "lines-per-page":
        return value == said.lines and value in ADJUSTABLE
    if requirement.rule == "pitch":
        is_said = said.pitch is not None and abs(value - said.pitch) <= PITCH
        return is_said and said.lines in ADJUSTABLE
    if requirement.rule == "characters-per-line":
        # How much a line holds depends on its marks and figures, which are half as wide.
        return said.spaced and abs(value - (said.characters or requirement.high or 0)) <= 1
    return False


ADJUSTABLE = frozenset(rung.lines for rung in (*TIGHTER, *LOOSER) if rung.lines)
"""The numbers of lines on a page that copy-fitting may lead to; any other number is not an
adjustment."""

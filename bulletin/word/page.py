"""A profile's figures as Word counts them.

Word measures in twentieths of a point (twips), its type in half points, its borders in eighths of
a point. The figures themselves are the profile's (styles/profiles/).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, floor

from bulletin.patterns import pattern_of
from bulletin.press import (
    NAME_INK,
    NAME_LEADING,
    MastheadName,
    compose_name,
    usual_extents,
)
from bulletin.profile import MM, Profile

TWIPS = 20
"""In a point."""

ON_THE_LINE = 0.8
"""How much of a line of exact height lies above the baseline; the same in Word and LibreOffice."""

BELOW = 0.12
"""From the baseline to the foot of a 汉字's em box, in em."""

DASH = 0.35
"""From the baseline to the dash of a page number, in em."""

_COLOUR = pattern_of(r"rgb\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\)|#([0-9a-fA-F]{6})")


def twips_of(points: float) -> int:
    """A length in pt as Word counts it."""
    return round(points * TWIPS)


def half_points(points: float) -> int:
    """A size of type as Word counts it: 标准三号, 15.75 pt, is Word's 三号 of 16."""
    return floor(points * 2 + 0.5)


def eighths(points: float) -> int:
    """The thickness of a rule as Word counts it; it draws none thinner than a quarter point."""
    return max(2, round(points * 8))


@dataclass(frozen=True)
class WordPage:
    """The page of a profile, in twips unless said otherwise."""

    profile: Profile

    def length(self, name: str) -> int:
        """A length of the profile."""
        return twips_of(self.profile.points(name))

    @property
    def pitch(self) -> int:
        """From one line to the next."""
        return self.length("pitch")

    # -- Across the page --

    @property
    def size(self) -> int:
        """Of the text, in half points."""
        return half_points(self.profile.points("size"))

    @property
    def cells(self) -> int:
        """How many 字 of the text a line holds."""
        advance = self.profile.points("size") + self.profile.points("tracking")
        return floor(self.profile.measure / advance + 0.01)

    @property
    def cell(self) -> int:
        """From one 字 of the grid to the next, in whole twips, as LibreOffice counts them."""
        return ceil(self.profile.measure * TWIPS / self.cells)

    @property
    def measure(self) -> int:
        """Width of the text area: the 字 of the grid and a little more, without which the last one
        falls off."""
        return max(twips_of(self.profile.measure), self.cells * self.cell + 1)

    @property
    def left(self) -> int:
        """The left margin; what rounding added to the measure is taken from both sides equally."""
        return self.length("margin-left") - (self.measure - twips_of(self.profile.measure)) // 2

    @property
    def right(self) -> int:
        """The right margin."""
        return self.length("page-width") - self.left - self.measure

    @property
    def em(self) -> int:
        """The width of a 汉字 in a line of text: a little less than its cell, so that it fits."""
        return self.cell - 1

    @property
    def tracking(self) -> int:
        """What is added after each character of the text, because Word rounds its size."""
        return self.em - self.size * TWIPS // 2

    @property
    def char_space(self) -> int:
        """How much a 字 of the grid differs from the text's size, in 4096ths of a point.

        ECMA-376 17.6.5 (docGrid).
        """
        return round((self.cell / TWIPS - self.size / 2) * 4096)

    # -- Lesser type --

    @property
    def small(self) -> int:
        """Size of the colophon and the page numbers, in half points."""
        return half_points(self.profile.points("small"))

    @property
    def small_em(self) -> int:
        """One 字 of that size."""
        return self.small * TWIPS // 2

    @cached_property
    def red(self) -> str:
        """The masthead's red, as six hexadecimal figures."""
        match = _COLOUR.fullmatch(self.profile.properties["red"])
        if match is None:
            return "FF0000"
        return match[4].upper() if match[4] else "".join(f"{int(match[n]):02X}" for n in (1, 2, 3))

    def lines(self, name: str) -> int:
        """A number of lines of the profile, as a length."""
        return round(self.profile.number(name) * self.pitch)

    # -- The masthead --

    def name(self, text: str) -> MastheadName:
        """A masthead's name as the page has it, in half points, as Word counts.

        It is not known which face Word will find, so the extents must fit any of them.
        """
        name = compose_name(text, self.profile, usual_extents)
        return replace(name, size=floor(name.size * 2) / 2)

    def name_line(self, size: float) -> int:
        """Height of a line of the masthead's name at this size (pt)."""
        return twips_of(NAME_LEADING * size)

    def name_above(self, size: float) -> int:
        """From the text area's upper edge to the masthead name's line; may be negative."""
        baseline = self.profile.points("name-top") + NAME_INK * size
        return twips_of(baseline) - round(ON_THE_LINE * self.name_line(size))

    @property
    def rule_space(self) -> int:
        """From the foot of the line above down to the red rule, in whole points (7.2.7: 4 mm).

        The 4 mm count from the foot of the type, which is above the foot of its line.
        """
        profile = self.profile
        below = (1 - ON_THE_LINE) * profile.points("pitch") - BELOW * profile.points("size")
        return max(0, floor(4 * MM - below + 0.5))

    # -- The page number --

    @property
    def footer(self) -> int:
        """From the paper's lower edge to the foot of the page number's line (7.5: 7 mm)."""
        small = self.profile.points("small")
        dash = ON_THE_LINE * small - DASH * small
        return self.length("margin-bottom") - twips_of(7 * MM - dash + small)

"""The figures of a page (profiles), and where an office's own differ from the standard.

A profile is a style sheet with custom properties on `:root` (styles/profiles/). The default,
`gbt9704`, has all of them. Another profile changes some, and the page is set with both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bulletin.model import Flow
from bulletin.patterns import pattern_of

STANDARD_PROFILE = "gbt9704"
"""The profile with every figure of the page, as in GB/T 9704-2012."""

MM = 72 / 25.4
"""Points in a millimetre."""

POINTS = {"pt": 1.0, "mm": MM, "cm": 10 * MM, "in": 72.0, "px": 0.75}

PROPERTY = pattern_of(r"--([a-z-]+)\s*:\s*([^;{}]+?)\s*[;}]")
COMMENT = pattern_of(r"/\*.*?\*/", re.DOTALL)
LENGTH = pattern_of(r"(-?[0-9]*\.?[0-9]+)(pt|mm|cm|in|px)")


@dataclass(frozen=True)
class StandardFigure:
    """A figure that the standard requires."""

    name: str
    """The name of the custom property, without its dashes."""

    label: str
    unit: str
    required: float
    tolerance: float
    clause: str
    strength: str
    """规定, 一般, 推荐 or 实务."""


FIGURES = (
    StandardFigure("margin-top", "天头", "mm", 37, 1, "GB/T 9704-2012 5.2.1", "规定"),
    StandardFigure("margin-left", "订口", "mm", 28, 1, "GB/T 9704-2012 5.2.1", "规定"),
    StandardFigure("margin-right", "切口", "mm", 26, 1, "GB/T 9704-2012 5.2.1", "规定"),
    StandardFigure("margin-bottom", "地脚", "mm", 35, 1, "GB/T 9704-2012 5.2.1", "规定"),
    StandardFigure("size", "正文字号", "pt", 15.75, 0.26, "GB/T 9704-2012 5.2.2", "一般"),
    StandardFigure("pitch", "行距", "pt", 28.95, 0.06, "GB/T 9704-2012 5.2.3", "一般"),
    StandardFigure(
        "name-top", "标志上边缘至版心上边缘", "mm", 35, 1, "GB/T 9704-2012 7.2.4", "规定"
    ),
    StandardFigure("title", "标题字号", "pt", 22, 0.1, "GB/T 9704-2012 7.3.1", "规定"),
    StandardFigure("small", "版记字号", "pt", 14, 0.1, "GB/T 9704-2012 7.4.2", "规定"),
    StandardFigure("rule", "版记首末分隔线", "mm", 0.35, 0.05, "GB/T 9704-2012 7.4.1", "推荐"),
    StandardFigure("rule-thin", "版记中间分隔线", "mm", 0.25, 0.05, "GB/T 9704-2012 7.4.1", "推荐"),
    StandardFigure("rule-red", "红色分隔线", "mm", 0.5, 0.2, "GB/T 9704-2012 7.2.7", "实务"),
)


LENGTHS = (
    *(figure.name for figure in FIGURES),
    *("page-width", "page-height", "tracking", "name-size", "dash"),
)
"""Every property that must be a length."""

NUMBERS = (
    "blank-lines",
    "name-white",
    "lead-lines",
    "masthead-lines",
    "number-line",
    "issued-line",
)
"""Every property that must be a number of lines."""

WHOLE_LINES = (
    *("blank-lines", "lead-lines", "masthead-lines"),
    *("low-masthead-lines", "lowest-masthead-lines", "marks-lines"),
)
"""Every property that must be a whole number of lines: the text after it stands on the page's
lines."""

RECKONED = frozenset((*LENGTHS, *NUMBERS, *WHOLE_LINES, "sections", "marks-at-ends"))
"""Every property by which the press reckons. It is read from profiles only."""


@dataclass(frozen=True)
class Deviation:
    """A figure of an office's profile that differs from the standard."""

    figure: StandardFigure
    chosen: float
    """The chosen value, in the unit of the figure."""

    def __str__(self) -> str:
        figure = self.figure
        return (
            f"{figure.label} {self.chosen:g} {figure.unit}，"
            f"标准为 {figure.required:g} {figure.unit}（{figure.clause}，{figure.strength}）"
        )


@dataclass(frozen=True)
class Profile:
    """The figures of a page, from style sheets with custom properties. A later sheet wins."""

    name: str
    stylesheets: tuple[tuple[str, str], ...]
    """Names and texts, `gbt9704` first."""

    @cached_property
    def properties(self) -> dict[str, str]:
        """The value of every custom property as it is written, by its name without dashes."""
        return {
            name: value
            for _, text in self.stylesheets
            for name, value in PROPERTY.findall(COMMENT.sub("", text))
        }

    def beside(self, name: str) -> dict[str, str]:
        """The custom properties of the last style sheet that has `name`; none if none has."""
        for _, text in reversed(self.stylesheets):
            found = dict(PROPERTY.findall(COMMENT.sub("", text)))
            if name in found:
                return found
        return {}

    def points(self, name: str) -> float:
        """A length in pt. Raises KeyError if it is unknown, and ValueError if it is not a
        length."""
        value = self.properties[name]
        match = LENGTH.fullmatch(value)
        if match is None:
            raise ValueError(f"--{name}: {value} is no length")
        return float(match[1]) * POINTS[match[2]]

    def number(self, name: str) -> float:
        """A bare number. Raises KeyError if it is unknown, and ValueError if it is not a number."""
        return float(self.properties[name])

    @property
    def measure(self) -> float:
        """Width of the text area, in pt."""
        return self.points("page-width") - self.points("margin-left") - self.points("margin-right")

    @property
    def depth(self) -> float:
        """Height of the text area, in pt."""
        return self.points("page-height") - self.points("margin-top") - self.points("margin-bottom")

    @property
    def sections(self) -> Flow | None:
        """How this profile lays out the sections of articles; None for the office's own choice.

        Raises ValueError for an unknown value.
        """
        value = self.properties.get("sections")
        return Flow(value) if value else None

    @property
    def half_ends(self) -> bool:
        """Whether marks are half wide at the ends of a line.

        Raises KeyError for an unknown value.
        """
        return {"half": True, "full": False}[self.properties.get("marks-at-ends", "half")]

    @property
    def line_cost(self) -> float:
        """What each line of a paragraph costs (see `press.breaks.Measure`); set by copy-fitting."""
        return float(self.properties.get("line-cost", "0"))

    @property
    def unreadable(self) -> tuple[str, ...]:
        """The names of properties whose value is not a length, number or one of their words."""
        names = (*LENGTHS, *NUMBERS, "sections", "marks-at-ends")
        return tuple(name for name in names if not self._reads(name))

    @property
    def between_lines(self) -> tuple[str, ...]:
        """The names of properties that must be a whole number of lines and are another number."""
        return tuple(
            name
            for name in WHOLE_LINES
            if name in self.properties and not is_whole(self.properties[name])
        )

    def _reads(self, name: str) -> bool:
        read = self.number if name in NUMBERS else self.points
        words = {"sections": "sections", "marks-at-ends": "half_ends"}
        try:
            getattr(self, words[name]) if name in words else read(name)
        except (KeyError, ValueError):
            return False
        return True

    def _required(self, figure: StandardFigure) -> float:
        """The required value. A form with its own rules in the standard sets it by
        `--standard-…`."""
        own = f"standard-{figure.name}"
        return self.points(own) / POINTS[figure.unit] if own in self.properties else figure.required

    def changed(self, **figures: str) -> Profile:
        """The same page with some figures changed, e.g. `pitch="27.7pt"`."""
        pairs = "; ".join(f"--{name.replace('_', '-')}: {value}" for name, value in figures.items())
        return Profile(self.name, (*self.stylesheets, ("changed", f":root {{ {pairs}; }}")))

    def deviations(self) -> tuple[Deviation, ...]:
        """The figures that differ from the standard by more than the standard allows."""
        return tuple(
            Deviation(replace(figure, required=required), round(chosen, 3))
            for figure in FIGURES
            for chosen in (self.points(figure.name) / POINTS[figure.unit],)
            for required in (self._required(figure),)
            if abs(chosen - required) > figure.tolerance
        )


def is_whole(value: str) -> bool:
    """Whether a number of lines is whole. What is no number at all is reported elsewhere."""
    try:
        return float(value).is_integer()
    except ValueError:
        return True


def profile_of(name: str, stylesheets: Sequence[tuple[str, str]]) -> Profile:
    """The profile `name`, from the style sheet of the default and its own."""
    return Profile(name, tuple(stylesheets))

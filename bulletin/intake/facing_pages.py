"""Pages with mirrored margins, moved so that all their text areas lie over one another.

A left-hand page has its wide margin at the right. Beside the lines of a right-hand page, all of
its lines would look indented, or none of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from bulletin.pdf import Bar, PrintedPage, printed_lines

LONG = 10
"""Glyphs of a line that shows where the text area is."""

LEAST, MOST = 2.0, 40.0
"""mm between the left edges of two facing pages."""

ALIKE = 2.0
"""mm by which the measures of two pages may differ."""


class _Area(NamedTuple):
    """Where a page's text begins and ends, mm."""

    left: float
    right: float


def laid_over(pages: Sequence[PrintedPage]) -> tuple[PrintedPage, ...]:
    """The pages, moved sideways to where the first one's text stands."""
    areas = [_area(page) for page in pages]
    first = next((area for area in areas if area), None)
    return tuple(
        _moved(page, first.left - area.left) if first and area and _faces(first, area) else page
        for page, area in zip(pages, areas, strict=True)
    )


def _faces(one: _Area, two: _Area) -> bool:
    """Whether two text areas of one measure begin at different places."""
    apart = abs(one.left - two.left)
    return LEAST < apart < MOST and abs(apart - abs(one.right - two.right)) < ALIKE


def _area(page: PrintedPage) -> _Area | None:
    """The text area by the long lines; None where there are too few."""
    lines = [
        line for line in printed_lines(page) if len(line.glyphs) >= LONG and not line.is_tabular
    ]
    lefts = Counter(round(line.left) for line in lines)
    often = [left for left, count in lefts.items() if count >= 2]
    if not often:
        return None
    left = min(line.left for line in lines if round(line.left) == min(often))
    return _Area(left, max(line.right for line in lines))


def _moved(page: PrintedPage, by: float) -> PrintedPage:
    return replace(
        page,
        glyphs=tuple(glyph._replace(x=glyph.x + by) for glyph in page.glyphs),
        bars=tuple(_bar(bar, by) for bar in page.bars),
        rulings=tuple(_bar(bar, by) for bar in page.rulings),
    )


def _bar(bar: Bar, by: float) -> Bar:
    return bar._replace(left=bar.left + by, right=bar.right + by)

"""Ruled tables on a page, and the lines in their cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bulletin.inspect.layout import Layout
from bulletin.inspect.measured import Measured, PaperPlace, counted
from bulletin.pdf import (
    MEETING,
    Bar,
    Glyph,
    PrintedPage,
    connected,
    glyph_rows,
    is_han,
    joined_bars,
)

OUTSIDE = 0.5
"""mm that a table's rule may reach out of the text area: half of its thickness, and rounding."""

SPREAD = 0.2
"""em between two characters of a cell; from this on they are drawn apart."""

MOSTLY = 0.6
"""How many of a line's gaps are wide in a line that is spread; a tab makes only one wide gap."""


@dataclass(frozen=True)
class Ruled:
    """A table's rules, whole; mm."""

    upright: tuple[Bar, ...]
    level: tuple[Bar, ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Its left, top, right and bottom edge."""
        bars = (*self.upright, *self.level)
        return (
            min(bar.left for bar in bars),
            min(bar.top for bar in bars),
            max(bar.right for bar in bars),
            max(bar.bottom for bar in bars),
        )

    def edges(self, y: float) -> list[float]:
        """Where upright rules stand at a height, from the left."""
        return sorted(bar.left for bar in self.upright if bar.top <= y <= bar.bottom)


def ruled_on(page: PrintedPage) -> tuple[Ruled, ...]:
    """The page's tables: rules that meet, two of them at least in either direction."""
    level = joined_bars(bar for bar in page.rulings if bar.is_horizontal)
    upright = joined_bars(bar for bar in page.rulings if not bar.is_horizontal)
    tables = []
    for group in connected([*level, *upright][:MOST_RULES], Bar.meets):
        across = tuple(bar for bar in group if bar.is_horizontal)
        down = tuple(bar for bar in group if not bar.is_horizontal)
        if len(across) > 1 and len(down) > 1:
            tables.append(Ruled(down, across))
    return tuple(tables)


MOST_RULES = 400
"""The greatest number of joined rules on a page; more than that are a drawing."""


def tables_inside(layout: Layout) -> Measured:
    """Ruled tables that reach out of the text area; the red frame of a proof's stamp is not a
    table."""
    area = layout.area
    return counted(
        PaperPlace(page.number, top, "；".join(out))
        for page in layout.document.pages
        for left, top, right, bottom in (table.box for table in ruled_on(page))
        if not (bottom < area.top and _is_red(page, top, bottom))
        and (
            out := [
                f"{side} {beyond:.1f} mm"
                for side, beyond in (
                    ("左", area.left - left),
                    ("右", right - area.right),
                    ("上", area.top - top),
                    ("下", bottom - area.bottom),
                )
                if beyond > OUTSIDE
            ]
        )
    )


def _is_red(page: PrintedPage, top: float, bottom: float) -> bool:
    """Whether all bars between two heights are red."""
    return all(bar.colour.is_red for bar in page.bars if top <= bar.top and bar.bottom <= bottom)


def cell_spacing(layout: Layout) -> Measured:
    """Lines in cells whose characters are drawn apart: narrow cells that are set flush."""
    return counted(
        PaperPlace(page.number, cell[0].y, "".join(glyph.text for glyph in cell))
        for page in layout.document.pages
        for cell in _cell_lines(page)
        if _is_spread(cell)
    )


def _cell_lines(page: PrintedPage) -> Iterator[list[Glyph]]:
    """What stands between two upright rules on one baseline, with blanks."""
    tables = ruled_on(page)
    for row in glyph_rows(page) if tables else ():
        middle = row[0].y - 0.35 * row[0].size
        for table in tables:
            for left, right in pairwise(table.edges(middle)):
                cell = [glyph for glyph in row if left - MEETING <= glyph.x < right - MEETING]
                if cell:
                    yield cell


def _is_spread(cell: Sequence[Glyph]) -> bool:
    """Whether most neighbours of one script stand apart, without a blank between them."""
    gaps = [
        (after.x - before.right) / before.size
        for before, after in pairwise(cell)
        if before.text.strip()
        and after.text.strip()
        and is_han(before.text) == is_han(after.text)
        and 0.8 < before.size / after.size < 1.25
    ]
    return bool(gaps) and sum(gap > SPREAD for gap in gaps) >= MOSTLY * len(gaps)

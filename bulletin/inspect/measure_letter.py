"""What only a letter has: double rules at head and foot, and a colophon that is text alone.

GB/T 9704-2012 10.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bulletin.inspect.layout import LETTER_RULE, Layout
from bulletin.inspect.measured import Measured, PaperPlace, absent, at, counted
from bulletin.patterns import pattern_of
from bulletin.pdf import Bar

APART = 3.0
"""How far the two lines of a double rule may be apart, mm."""

LENGTH, TOLERANCE = 170.0, 0.5
"""How long the lines of a double rule are, centred on the paper; mm."""

PRINTED_BY = pattern_of(r"印发机关|印发日期|[0-9日]\s*印发$")

NONE = "没有红双线"


def _double_rules(layout: Layout) -> list[tuple[Bar, Bar]]:
    """The pairs of long red lines on page 1, from the top."""
    red = sorted(
        (
            bar
            for bar in layout.page(1).bars
            if bar.is_horizontal and bar.length > LETTER_RULE / 2 and bar.colour.is_red
        ),
        key=lambda bar: bar.top,
    )
    pairs = [(one, two) for one, two in pairwise(red) if two.top - one.top < APART]
    return [
        pair for index, pair in enumerate(pairs) if not index or pairs[index - 1][1] is not pair[0]
    ]


def double_rules(layout: Layout) -> Measured:
    """What is wrong with the two double rules on page 1."""
    pairs = _double_rules(layout)
    middle = layout.page(1).height / 2
    above = [pair for pair in pairs if pair[0].top < middle]
    below = [pair for pair in pairs if pair[0].top >= middle]
    if not pairs:
        return Measured(2, NONE)
    faults = [*_faults(layout, above[:1], "上"), *_faults(layout, below[-1:], "下")]
    return counted(faults)


def _faults(layout: Layout, found: list[tuple[Bar, Bar]], which: str) -> Iterator[PaperPlace]:
    if not found:
        yield PaperPlace(1, 0, f"没有{which}双线")
        return
    upper, lower = found[0]
    middle = layout.page(1).width / 2
    thick, thin = (upper, lower) if which == "上" else (lower, upper)
    if thick.thickness <= thin.thickness:
        yield PaperPlace(1, upper.top, "上细下粗" if which == "上" else "上粗下细")
    for bar in (upper, lower):
        if abs(bar.length - LENGTH) > TOLERANCE:
            yield PaperPlace(1, bar.top, f"长 {bar.length:.1f} mm")
        elif abs((bar.left + bar.right) / 2 - middle) > TOLERANCE:
            yield PaperPlace(1, bar.top, f"左 {bar.left:.1f} mm，不居中")


def double_rule_foot(layout: Layout) -> Measured:
    """From the lower edge of the lowest double rule to the lower edge of the paper."""
    page = layout.page(1)
    below = [two for one, two in _double_rules(layout) if one.top >= page.height / 2]
    if not below:
        return absent("没有下双线")
    value = round(page.height - below[-1].bottom, 2)
    return Measured(value, f"{value:.2f} mm", (PaperPlace(1, below[-1].bottom, ""),))


def plain_colophon(layout: Layout) -> Measured:
    """Rules in the colophon, and rows that say who printed it and when."""
    if layout.colophon is None:
        return absent("没有版记")
    page = layout.colophon.page
    rules = [PaperPlace(page, rule.top, "分隔线") for rule in layout.colophon.rules]
    rows = [at(line) for line in layout.colophon.lines if PRINTED_BY.search(line.text)]
    return counted((*rules, *rows))

"""What filling a page may cost, whoever lays it out, and what the report says of it.

If a page lacks a line, paragraphs are set a line longer (推行) or shorter (缩行); `engine.filling`
explains it with an example. Costs are those of lines, in em between characters (`breaks`): the
cheapest of the paragraphs of a page is changed first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from bulletin.press.breaks import BEARABLE

MOST_LACKING = 2
"""The most lines that a page may lack for its paragraphs to be changed: a heading that moved to the
next page can leave two lines empty. More than that is the room of a table or image that did not
fit.
"""

STRAINED = 0.16
"""How bad a line may become, in em, if no paragraph of the page stays within `BEARABLE`.
Everybody sees a page that is a line short; few see a line with four characters less."""

COSTS = (BEARABLE, STRAINED)
"""What the worst line of a changed paragraph may cost: the second only where the first fills no
page."""

TRIES = 3
"""How many ways of each kind are tried. Only making the page again shows whether one fills it."""

MOST_LINES = 100
"""The most lines of a paragraph that is broken again to fill a page; the time grows with them."""


class AlteredParagraph(NamedTuple):
    """A paragraph that is set longer or shorter than it would be by itself."""

    page: int
    """From 1; the page on which its lines begin to differ."""

    more: int
    """How many lines it has more; negative for fewer."""


def first_altered(own: Sequence[int], chosen: Sequence[int]) -> int:
    """The first line, from 0, that ends otherwise in one way to break a paragraph than in
    another."""
    ends = enumerate(zip_longest(own, chosen))
    return next((line for line, (one, other) in ends if one != other), len(own))


def told_of(altered: Iterable[AlteredParagraph]) -> str:
    """What was done to fill the pages, in Chinese; empty if nothing was."""
    lines: dict[tuple[int, bool], int] = {}
    for page, more in altered:
        if more:
            key = (page, more < 0)
            lines[key] = lines.get(key, 0) + abs(more)
    told = [
        f"第{page}面{'缩' if is_less else '推'}{count}行"
        for (page, is_less), count in sorted(lines.items())
    ]
    return "、".join(told) + "，免得面末空行、面首只有段末一行" if told else ""

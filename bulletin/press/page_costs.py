"""What the pages of an issue cost, whoever lays them out, and what the report says of it.

Of all ways to make up an issue the one with the least sum of these costs is the best
(`typesetting.page_choice`). The unit is a paragraph that is set a line longer (推行) or shorter
(缩行) and looks as it did before; whatever costs more is worth so many of them.

The first page and `fit` are decided on ladders (`opening`, `fit`), whose first step that is enough
is the cheapest, because a step costs less than what it cures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from bulletin.press.slack import ON_PITCH

CHANGED = 1.0
"""A paragraph that is set a line longer or shorter."""

PER_EM = 25.0
"""Such a paragraph besides, for each em between the characters of its worst line."""

PER_OPENED = 40.0
"""Such a paragraph besides, for each em by which marks are opened in its lines: the widest of each
full line, on an average. Paragraphs by themselves have 0.03. A reader sees 0.3 as holes."""

SHORT_LINE = 12.0
"""A line that a page lacks at its foot."""

OFF_PITCH = SHORT_LINE
"""An altered paragraph besides, if its ideographs leave their pitch: rather than that a page lacks
a line, and only a colophon alone and the like are worth more."""

PUSHED = 25.0
"""A page that lacks more lines, because a heading has no room on it."""

BEFORE_SOLID = 0.4
"""A line that is empty because a picture or a table has no room below it. Two of them are less than
`CHANGED`: no paragraph is set longer to hide the room, but one is set shorter if the picture or the
table has room then."""

SPLIT_TABLE = 20.0
"""A table that leaves a single row on one side of a page's turn."""

WIDOW = 40.0
"""A page that begins with the last line of a paragraph, or ends with too few of its first."""

STRANDED = 60.0
"""A page that ends below a headline or a run-in."""

COLOPHON_ALONE = 60.0
"""A page with nothing but the colophon."""

FEW_LINES = 8.0
"""A last page with so few lines of text that they are better brought to the page before."""

PARTED = 60.0
"""A colophon that has to leave the text for an even page."""

SETTING = 3.0
"""The marks of the whole issue squeezed or opened, or its characters set a little closer or wider
(`fit`), to bring the colophon under text."""

MISSED = 1000.0
"""Another number of pages than `fit` asks for."""

FEW = 2
"""Lines of text on the last page that are few."""

MOST_LACKING = 2
"""The most lines that a page lacks because its paragraphs have no better end: a heading that moved
to the next page can leave two lines empty. More than that is the room of something large."""

TRIES = 3
"""How many ways of each kind are tried. Only making the page again shows whether one fills it."""

MOST_LINES = 100
"""The most lines of a paragraph that is broken again to fill a page; the time grows with them."""


def cost_of_change(worst: float, opened: float = 0.0) -> float:
    """What a paragraph costs that is set longer or shorter: by its worst line, and by how far the
    marks of its lines are opened (`slack.mean_opening`), both in em."""
    off_pitch = OFF_PITCH if worst > ON_PITCH else 0.0
    return CHANGED + PER_EM * worst + PER_OPENED * opened + off_pitch


def cost_of_lacking(lines: int) -> float:
    """What a page costs that could hold so many more lines."""
    return SHORT_LINE * lines if lines <= MOST_LACKING else PUSHED


class Ending(NamedTuple):
    """What is asked of the end of an issue."""

    pages: int | None = None
    """How many pages it should have; None for any number."""

    is_even: bool = False
    """Whether the colophon has to stand on an even page."""

    def cost(self, pages: int, lines: int) -> float:
        """What it costs to end with so many pages, with so many lines of text on the last."""
        alone = 0.0 if lines > FEW or pages == 1 else FEW_LINES if lines else COLOPHON_ALONE
        parted = PARTED if self.is_even and pages % 2 else 0.0
        return alone + parted + (MISSED if self.pages not in (None, pages) else 0.0)


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


TO_FILL = "免得面末空行、面首只有段末一行"
"""Why paragraphs are altered where nothing is asked of the issue's end."""

FOR_COLOPHON = "免得版记单独成面"
"""Why paragraphs are altered so that the colophon stands under text."""


FOR_LAST_PAGE = "免得末面正文太少"
"""Why paragraphs are altered so that the last page has more than a line or two."""


def altered_more(
    before: Iterable[AlteredParagraph], after: Iterable[AlteredParagraph]
) -> tuple[AlteredParagraph, ...]:
    """What the pages have more or fewer lines by after a further alteration."""
    lines: Counter[int] = Counter()
    for each in after:
        lines[each.page] += each.more
    for each in before:
        lines[each.page] -= each.more
    return tuple(AlteredParagraph(page, more) for page, more in sorted(lines.items()) if more)


def told_of(altered: Iterable[AlteredParagraph], reason: str = TO_FILL) -> str:
    """What was done to the pages for a reason, in Chinese; empty if nothing was."""
    lines: dict[tuple[int, bool], int] = {}
    for page, more in altered:
        if more:
            key = (page, more < 0)
            lines[key] = lines.get(key, 0) + abs(more)
    told = [
        f"第{page}面{'收紧' if is_less else '放松'}{_in_chinese(count)}行"
        for (page, is_less), count in sorted(lines.items())
    ]
    return "，".join(filter(None, ("、".join(told), reason))) if told else ""


def _in_chinese(count: int) -> str:
    return "零一两三四五六七八九"[count] if count < 10 else str(count)

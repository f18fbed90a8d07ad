"""Pages filled one after the other, each as well as can be: what the choice of all pages at once is
compared with. The engine's room fills pages by the same rules (`engine.filling`)."""

from __future__ import annotations

from collections.abc import Iterator

from bulletin.press.page_costs import MOST_LACKING, TRIES, cost_of_lacking
from bulletin.press.typesetting.composed_lines import BrokenText
from bulletin.press.typesetting.make_up import Choice, MadeUpPage, MakeUp


def greedy_pages(work: MakeUp) -> list[MadeUpPage]:
    """All pages, without the colophon."""
    choice: dict[int, BrokenText] = {}
    made: list[MadeUpPage] = []
    at = (0, 0)
    while not made or at[0] < len(work.galley):
        made.append(work.page(len(made) + 1, at, choice))
        lacking = work.lacks(made[-1])
        if 0 < lacking <= MOST_LACKING and not _filled(work, made, choice, lacking):
            _filled_from_before(work, made, choice, lacking)
        at = made[-1].after
    return made


def _filled(
    work: MakeUp, made: list[MadeUpPage], choice: dict[int, BrokenText], lacking: int
) -> bool:
    """Change as many paragraphs of the last page as it lacks lines; whether it is full."""
    before = made[-1]
    for wish in _wishes(work, before, choice, lacking):
        tried = {**choice, **wish}
        page = work.page(before.number, before.start, tried)
        if not work.lacks(page):
            made[-1] = page
            choice.update(tried)
            return True
    return False


def _filled_from_before(
    work: MakeUp, made: list[MadeUpPage], choice: dict[int, BrokenText], lacking: int
) -> bool:
    """Make the page before hand over lines to the last page; whether that one is full."""
    if len(made) < 2:
        return False
    before, lacked = made[-2], work.lacks(made[-2])
    for lines in range(lacking, 0, -1):
        for wish in _wishes(work, before, choice, lines):
            tried = {**choice, **wish}
            page = work.page(before.number, before.start, tried)
            if page.after[0] >= len(work.galley) or work.lacks(page) > lacked:
                continue
            both = [*made[:-2], page, work.page(made[-1].number, page.after, tried)]
            left = work.lacks(both[-1])
            if not left or (left < lacking and _filled(work, both, tried, left)):
                made[:] = both
                choice.update(tried)
                return True
    return False


def _wishes(work: MakeUp, page: MadeUpPage, choice: Choice, lacking: int) -> Iterator[Choice]:
    """The ways to change a page: its paragraphs with their new lines. Best way first."""
    for more in (1, -1):
        found = [
            (other.chosen.cost, part.piece, other)
            for part in page.parts
            if (other := work.in_lines(part, choice, more))
        ]
        ways = sorted(found, key=lambda each: each[:2])
        for at in range(min(TRIES, len(ways) - lacking + 1)):
            tried = ways[at : at + lacking]
            if sum(cost for cost, *_ in tried) < cost_of_lacking(lacking):
                yield {piece: other for _, piece, other in tried}

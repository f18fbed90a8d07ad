"""Choosing the pages of an issue: the way through the whole of it that costs least.

No page may begin with the last line of a paragraph, and none may end below a heading. To avoid
both, a page sometimes has to end a line or two early. A typesetter then stretches a paragraph by
one line (推行) or squeezes it by one (缩行): one of the same page or, if none can, one of a page
before. He does the same where the colophon would stand alone on the last page. What each of these
costs stands in `page_costs`.

An example with pages of 22 lines. The last paragraph of page 3 has five lines, and there is room
for four. Its fifth line may not stand alone on the next page, so two lines move there, and page 3
ends with 21 lines, which costs `SHORT_LINE`. Another paragraph of page 3 in one line more costs a
fraction of that, and the page is full.

The pages are found as a shortest path. A point of it is where a page begins (`PageStart`): the line
of the galley, and how the paragraph is broken that goes on there. Each way to make a page leads
from one such point to another, and has its cost: that of the page's end, and those of the
paragraphs that are altered on it. The point with the cheapest way to it is taken up next, so that
the first way to reach the end is the cheapest of all.

Most pages cost nothing as they are. Others are tried only where they may be of use: on a page that
costs as much as an altered paragraph, and on the `REACH` pages before it; on all pages only where
the end of the issue is at stake. When a point is reached by a cheaper way later, it is taken up
again (a label-correcting search).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import NamedTuple

from bulletin.press.page_costs import (
    BEFORE_SOLID,
    CHANGED,
    SPLIT_TABLE,
    STRANDED,
    TRIES,
    WIDOW,
    Ending,
    cost_of_lacking,
)
from bulletin.press.typesetting.composed_lines import BrokenText
from bulletin.press.typesetting.make_up import Choice, GalleyPlace, MadeUpPage, MakeUp
from bulletin.press.typesetting.set_boxes import SetBox

REACH = 1
"""How many pages before one that costs something may be made otherwise to help it."""

MOST_TRIALS = 12
"""How many times as many pages may be made as the issue has, so that the time of an issue grows
with its length only."""

FIRST_TRIALS = 60
"""How many pages more may be made in any issue."""


class PageStart(NamedTuple):
    """Where a page begins."""

    number: int
    """Of the page, from 1."""

    place: GalleyPlace
    breaks: tuple[int, ...] = ()
    """How the paragraph is broken that goes on there, if it is altered."""


class _PageStep(NamedTuple):
    """Something to be looked at next: a page as it is, or one kind of its variants."""

    cost: float
    """The least that a way through it can cost."""

    depth: int
    """The page's number with a minus: of two that cost as much the later page comes first."""

    order: int
    """Which came first of all that are otherwise the same."""

    start: PageStart
    more: int
    """Whether paragraphs are a line longer or shorter; 0 for the page as it is."""


@dataclass(frozen=True)
class _PageWay:
    """The cheapest way to a page's beginning that is known."""

    cost: float
    before: PageStart | None = None
    page: MadeUpPage | None = None
    """The page before, which ends there."""

    turned: BrokenText | None = None
    """The paragraph that goes on there, if it is altered."""


class MadeUpIssue(NamedTuple):
    """The pages of an issue."""

    pages: tuple[MadeUpPage, ...]
    cost: float


def make_up(work: MakeUp, colophon: SetBox | None, ending: Ending | None = None) -> MadeUpIssue:
    """The pages of an issue that cost least.

    Without `ending` it does not matter where the issue ends and where the colophon stands.
    """
    found = _PageSearch(work, colophon, ending).found()
    pages = work.with_colophon(found.pages, colophon) if colophon else found.pages
    return MadeUpIssue(tuple(pages), found.cost)


def cost_of_page(work: MakeUp, page: MadeUpPage) -> float:
    """What a page costs by where it ends."""
    badly = (WIDOW if page.after[1] else STRANDED) if page.ends_badly else 0.0
    return badly + cost_of_lacking(work.lacks(page)) + _cost_of_solid(work, page)


def _cost_of_solid(work: MakeUp, page: MadeUpPage) -> float:
    """What it costs that a table or a picture has no room on a page, or not the whole table."""
    at, galley = page.after[0], work.galley
    if at >= len(galley) or page.ends_by_rule or not galley[at].is_solid:
        return 0.0
    table = galley[at].table
    if table is not None and galley[at - 1].table is table:
        only_one_before = at < 2 or galley[at - 2].table is not table
        only_one_after = at + 1 == len(galley) or galley[at + 1].table is not table
        return SPLIT_TABLE if only_one_before or only_one_after else 0.0
    return BEFORE_SOLID * work.empty(page)


@dataclass
class _PageSearch:
    """The search for the cheapest way."""

    work: MakeUp
    colophon: SetBox | None
    ending: Ending | None
    ways: dict[PageStart, _PageWay] = field(default_factory=dict)
    own: dict[PageStart, MadeUpPage] = field(default_factory=dict)
    """The pages as they are if nothing is altered on them."""

    asked: set[tuple[PageStart, float]] = field(default_factory=set)
    """The beginnings from which variants are asked for, with the cost of the way there."""

    steps: list[_PageStep] = field(default_factory=list)
    order: int = 0
    made: int = 0
    deepest: int = 1

    def found(self) -> MadeUpIssue:
        """The cheapest way."""
        self._reach(PageStart(1, (0, 0)), _PageWay(0.0))
        end = len(self.work.galley)
        while True:
            cost, _, _, start, more = heappop(self.steps)
            way = self.ways[start]
            if more:
                self._vary(start, way, more)
            elif start.number > 1 and start.place[0] >= end:
                return MadeUpIssue(tuple(self._pages(start)), cost)
            elif cost <= way.cost:
                self._go_on(start, way)

    def _pages(self, start: PageStart | None) -> list[MadeUpPage]:
        """The pages of the way to a point."""
        pages: list[MadeUpPage] = []
        while start is not None:
            way = self.ways[start]
            pages += [way.page] if way.page else []
            start = way.before
        return pages[::-1]

    # -- From one page to the next -----------------------------------------------------------------

    def _reach(self, start: PageStart, way: _PageWay) -> None:
        """Keep a way to a point, if it is the cheapest known."""
        known = self.ways.get(start)
        if known is None or way.cost < known.cost:
            self.ways[start] = way
            self._add(way.cost, start, 0)

    def _add(self, cost: float, start: PageStart, more: int) -> None:
        self.order += 1
        heappush(self.steps, _PageStep(cost, -start.number, self.order, start, more))

    def _go_on(self, start: PageStart, way: _PageWay) -> None:
        """Make the page that begins at a point as it is, and ask for others if it costs
        as much as a paragraph that is altered."""
        page = self._own(start, way)
        cost = self._turn(start, way, page, {}, 0.0)
        is_worth = cost >= CHANGED
        if self.ending is not None or is_worth:
            self._ask(start, REACH if is_worth else 0)

    def _own(self, start: PageStart, way: _PageWay) -> MadeUpPage:
        """The page from a point on, if nothing is altered on it."""
        if start not in self.own:
            self.own[start] = self._page(start, way, {})
        return self.own[start]

    def _page(self, start: PageStart, way: _PageWay, choice: Choice) -> MadeUpPage:
        self.made += 1
        self.deepest = max(self.deepest, start.number)
        turned = {start.place[0]: way.turned} if way.turned else {}
        return self.work.page(start.number, start.place, {**turned, **choice})

    def _turn(
        self, start: PageStart, way: _PageWay, page: MadeUpPage, choice: Choice, cost: float
    ) -> float:
        """Go from a page to the next; what the page's end costs. `cost` is that of what is
        altered."""
        here = cost_of_page(self.work, page)
        turned = choice.get(page.after[0]) or (
            way.turned if page.after[0] == start.place[0] else None
        )
        if not page.after[1]:
            turned = None
        if page.after[0] >= len(self.work.galley):
            here += self._cost_of_end(page)
        there = PageStart(start.number + 1, page.after, turned.chosen.breaks if turned else ())
        self._reach(there, _PageWay(round(way.cost + cost + here, 6), start, page, turned))
        return here

    def _cost_of_end(self, last: MadeUpPage) -> float:
        if self.ending is None:
            return 0.0
        if self.colophon is not None and not self.work.has_room(last, self.colophon):
            return self.ending.cost(last.number + 1, 0)
        return self.ending.cost(last.number, self.work.lines_on(last))

    # -- Variants ----------------------------------------------------------------------------------

    def _ask(self, start: PageStart, back: int) -> None:
        """Ask for the variants of a page and of so many before it."""
        at: PageStart | None = start
        while at is not None and back >= 0:
            way = self.ways[at]
            if (at, way.cost) not in self.asked:
                self.asked.add((at, way.cost))
                for more in (1, -1):
                    self._add(way.cost + CHANGED, at, more)
            at, back = way.before, back - 1

    def _vary(self, start: PageStart, way: _PageWay, more: int) -> None:
        """Make a page in which paragraphs are a line longer or shorter."""
        if self.made > FIRST_TRIALS + MOST_TRIALS * self.deepest:
            return
        for choice in self._choices(start, way, more):
            page = self._page(start, way, choice)
            cost = sum(each.chosen.cost for each in choice.values())
            self._turn(start, way, page, choice, cost)

    def _choices(
        self, start: PageStart, way: _PageWay, more: int
    ) -> Iterator[dict[int, BrokenText]]:
        """Which paragraphs of a page may be altered, one or two at once; the best first."""
        turned = {start.place[0]: way.turned} if way.turned else {}
        parts = self._own(start, way).parts
        found = [
            (other.chosen.cost, part.piece, other)
            for part in parts
            if (other := self.work.in_lines(part, turned, more))
        ]
        turning = parts[-1].piece if parts else -1
        ways = sorted(found, key=lambda each: each[:2])
        for at, (_, piece, other) in enumerate(ways):
            if at < TRIES or piece == turning:
                yield {piece: other}
        for at in range(min(TRIES, len(ways) - 1)):
            yield {piece: other for _, piece, other in ways[at : at + 2]}

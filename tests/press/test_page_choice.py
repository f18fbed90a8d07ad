"""The pages of an issue are chosen all at once, by one list of costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletin.inspect import inspect_pdf
from bulletin.press import page_costs
from bulletin.press.breaks import BEARABLE, LEAST_GAINED
from bulletin.press.page_costs import (
    COLOPHON_ALONE,
    MISSED,
    PARTED,
    SETTING,
    AlteredParagraph,
    Ending,
    altered_more,
    cost_of_change,
    cost_of_lacking,
    told_of,
)
from bulletin.press.slack import ON_PITCH, mean_opening
from bulletin.press.typesetting import composed, page_choice
from bulletin.press.typesetting.composed_lines import BrokenText
from bulletin.press.typesetting.make_up import MadeUpPage, MakeUp
from bulletin.press.typesetting.page_choice import (
    FIRST_TRIALS,
    MOST_TRIALS,
    MadeUpIssue,
    cost_of_page,
    make_up,
)
from bulletin.press.typesetting.set_boxes import SetBox
from tests.press.conftest import Press, article, sheet
from tests.press.greedy_pages import greedy_pages
from tests.press.test_first_and_last_page import flow, issue, lines, paragraphs, said
from tests.press.test_nothing_lost import Copy

Made = tuple[MakeUp, SetBox | None, MadeUpIssue]


@contextmanager
def noted() -> Iterator[list[Made]]:
    """A context in which it is noted what whole issues are made up from, and how."""
    found: list[Made] = []

    def noting(work: MakeUp, colophon: SetBox | None, ending: Ending | None = None) -> MadeUpIssue:
        issue = make_up(work, colophon, ending)
        if ending is None:
            found.append((work, colophon, issue))
        return issue

    with mock.patch.object(composed, "make_up", noting):
        yield found


def random_sheet(seed: int) -> str:
    """An issue of one article with everything in it, or of several alike."""
    chance = Random(seed)
    if seed % 2:
        return article(Copy(seed).body)
    form = chance.choice((flow, paragraphs, lines))
    return issue(chance.randint(2, 12), chance.randint(60, 400), article=form)


def cost_of_alterations(work: MakeUp, pages: Sequence[MadeUpPage]) -> float:
    """What the altered paragraphs of these pages cost together."""
    altered: dict[int, BrokenText] = {}
    for page in pages:
        for part in page.parts:
            own = work.galley[part.piece].broken
            if part.broken is not None and part.broken is not own:
                altered[part.piece] = part.broken
    return sum(each.chosen.cost for each in altered.values())


def cost(work: MakeUp, pages: Sequence[MadeUpPage]) -> float:
    """What pages cost without regard to how they were found."""
    return sum(cost_of_page(work, each) for each in pages) + cost_of_alterations(work, pages)


def as_they_are(work: MakeUp, more: int = 0, altered: int = -1) -> list[MadeUpPage]:
    """All pages with at most one paragraph altered."""
    choice, pages, at = {}, list[MadeUpPage](), (0, 0)
    text, own = work.galley[altered].text, work.galley[altered].broken
    if more and text and own and len(own.lines) + more > 0:
        other = text.broken(own.width, len(own.lines) + more)
        choice = {altered: other} if other else {}
    while not pages or at[0] < len(work.galley):
        pages.append(work.page(len(pages) + 1, at, choice))
        at = pages[-1].after
    return pages


seeds = given(st.integers(0, 10_000))
few = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])


@seeds
@few
def test_no_page_is_chosen_worse_than_one_after_the_other(press: Press, seed: int) -> None:
    with noted() as found:
        press(random_sheet(seed))
    for work, colophon, made in found:
        own = cost(work, [each for each in made.pages if each.parts])
        assert own <= cost(work, greedy_pages(work)) + 0.001
        assert own <= made.cost + 0.001 <= cost(work, as_they_are(work)) + 0.002
        again = make_up(work, colophon)
        assert [each.after for each in again.pages] == [each.after for each in made.pages]


@seeds
@few
def test_every_line_stands_on_one_page_and_in_order(press: Press, seed: int) -> None:
    with noted() as found:
        press(random_sheet(seed))
    for work, colophon, made in found[:1]:
        for ending in (None, Ending(), Ending(len(made.pages) + 1, is_even=True)):
            parts = [part for page in make_up(work, colophon, ending).pages for part in page.parts]
            at = (0, 0)
            for part in parts:
                assert (part.piece, part.start) == at
                count = len(work.galley[part.piece].heights)
                count = len(part.broken.lines) if part.broken else count
                at = (part.piece, part.stop) if part.stop < count else (part.piece + 1, 0)
            assert at == (len(work.galley), 0)


@seeds
@few
def test_no_single_paragraph_makes_the_whole_issue_better(press: Press, seed: int) -> None:
    """With the end at stake every page is tried otherwise, so that nothing better is left."""
    with noted() as found:
        press(random_sheet(seed % 500))
    work, colophon, _ = max(found, key=lambda each: len(each[0].galley))
    ending = Ending()

    def whole(pages: list[MadeUpPage]) -> float:
        alone = colophon is not None and not work.has_room(pages[-1], colophon)
        lines = 0 if alone else work.lines_on(pages[-1])
        return cost(work, pages) + ending.cost(len(pages) + alone, lines)

    best = make_up(work, colophon, ending).cost
    for at in range(0, len(work.galley), 3):
        for more in (1, -1):
            assert best <= whole(as_they_are(work, more, at)) + 0.001


@seeds
@few
def test_what_fills_a_page_does_not_show(press: Press, seed: int) -> None:
    """A paragraph that gains a line keeps its pitch and its white, and ends in more than a word."""
    with noted() as found:
        press(random_sheet(seed))
    for work, _, made in found:
        parts = [part for page in made.pages for part in page.parts]
        for part in parts:
            own, broken = work.galley[part.piece].broken, part.broken
            if own is None or broken is None or len(broken.lines) <= len(own.lines):
                continue
            last = broken.whole.text[broken.starts[-2] :]
            assert sum(each.isalnum() for each in last) >= LEAST_GAINED
            assert broken.chosen.worst <= ON_PITCH or made.cost >= page_costs.WIDOW
            assert mean_opening(broken.chosen.lines) < 0.3 or made.cost >= page_costs.WIDOW


def test_the_time_grows_with_the_pages_only(press: Press) -> None:
    for count in (6, 12, 24):
        with noted() as found:
            press(issue(count, 330, article=paragraphs))
        work, colophon, made = found[-1]
        with mock.patch.object(MakeUp, "page", autospec=True, side_effect=MakeUp.page) as page:
            make_up(work, colophon)
            plain = page.call_count
            make_up(work, colophon, Ending(1))
        assert plain <= 4 * len(made.pages)
        tried = page.call_count - plain
        assert tried <= 2 * FIRST_TRIALS + 2 * MOST_TRIALS * len(made.pages)


def test_pages_that_cost_nothing_are_made_once(press: Press) -> None:
    with noted() as found, mock.patch.object(page_choice._PageSearch, "_vary") as vary:
        assert press(sheet("116")).record.filled == ""
    assert found[-1][2].cost == 0
    assert not vary.called


def test_what_is_altered_costs_less_than_what_it_cures() -> None:
    worse = (page_costs.WIDOW, COLOPHON_ALONE, PARTED)
    assert cost_of_change(ON_PITCH) < cost_of_lacking(1) < cost_of_change(BEARABLE) < min(worse)
    assert cost_of_change(0, opened=0.1) < cost_of_lacking(1) < cost_of_change(0, opened=0.3)
    assert cost_of_lacking(1) < cost_of_lacking(2) < cost_of_lacking(3) < page_costs.WIDOW
    assert page_costs.WIDOW < page_costs.STRANDED < MISSED


def test_an_ending_costs_what_it_lacks() -> None:
    assert Ending().cost(4, 10) == 0
    assert Ending().cost(4, 0) == COLOPHON_ALONE > Ending().cost(4, 2) > SETTING
    assert Ending().cost(1, 0) == 0  # an issue of nothing else
    assert Ending(is_even=True).cost(5, 10) == PARTED
    assert Ending(4).cost(5, 10) == MISSED == Ending(6).cost(5, 10)


def test_what_was_altered_for_the_end_is_told_page_by_page() -> None:
    before = (AlteredParagraph(2, 1), AlteredParagraph(3, 1))
    after = (AlteredParagraph(2, 1), AlteredParagraph(3, -1), AlteredParagraph(5, 1))
    more = altered_more(before, after)
    assert told_of(more, "免得版记单独成面") == "第3面收紧两行、第5面放松一行，免得版记单独成面"
    assert altered_more(before, before) == ()


@pytest.mark.slow
@pytest.mark.parametrize("length", range(150, 420, 30))
def test_the_colophon_comes_under_text_by_a_line_or_two(press_and_tell: Press, length: int) -> None:
    for more in range(0, 30, 6):
        pressed = press_and_tell(issue(6, length + more, article=paragraphs))
        if "免得版记单独成面" in said(pressed).get("P126", ""):
            assert "P127" not in said(pressed)
            failed = {each.rule for each in inspect_pdf(pressed.pdf).failed}
            assert not failed & {"colophon-alone", "widow", "page-fill", "flush-share"}

"""Where the slack of a line goes: marks, then the boundary of 汉字 and Latin, then ideographs."""

from __future__ import annotations

import doctest
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.inspect import Verdict, inspect_pdf
from bulletin.press import slack
from bulletin.press.slack import (
    BESIDE,
    MOST_BEFORE_LETTERS,
    MOST_OPENED,
    LinePlace,
    MeasuredText,
    spread_slack,
)
from tests.press.conftest import Press, article, profile, sheet


def test_the_examples_of_the_docstring_are_true() -> None:
    found = doctest.testmod(slack)
    assert (found.failed, found.attempted) == (0, 3)


def measured(text: str, gaps: tuple[int, ...] = ()) -> MeasuredText:
    """Text as a face with `chws` measures it: of two marks that meet the first is half wide."""
    closing, marks = set("，。：”）"), set("，。：”）“（")
    advances, regained = [], []
    for each, after in zip(text, text[1:] + " ", strict=True):
        meets = each in closing and after in marks
        advances.append(0.5 if each.isascii() or meets else 1.0)
        regained.append(0.5 if meets else 0.0)
    return MeasuredText(text, advances, regained, 1.0, gaps=gaps)


def white(text: str, room: float, **place: bool) -> list[float]:
    """The white after each character, in thousandths of an em."""
    spacing = spread_slack(measured(text), LinePlace(0, len(text), room, **place))
    return [round(1000 * each) for each in spacing.after]


@pytest.mark.parametrize(
    ("text", "room", "after"),
    [
        ("甲乙丙丁", 4, [0, 0, 0, 0]),
        ("甲，乙丙", 4.2, [0, 200, 0, 0]),
        ("甲，乙（丙", 4.5, [0, 0, -500, 0, 0]),  # brackets are squeezed before commas
        ("甲。乙，丙丁", 6.3, [0, 300, 0, 0, 0, 0]),  # stops are opened before commas
        ("甲”，乙丙", 4.9, [0, 0, 400, 0, 0]),  # nothing is added where two marks meet
        ("甲，“乙丙", 4.4, [-25, -25, -25, -25, 0]),  # nor taken
        ("甲12乙丙", 4.3, [150, 0, 150, 0, 0]),
        ("甲12乙丙", 4.7, [312, 12, 312, 62, 0]),
        ("甲abc乙", 4.5, [400, 100, 100, 400, 0]),
        ("a，b", 2.2, [100, 100, 0]),  # no mark beside Latin is opened
        ("甲乙丙丁", 3.97, [-10, -10, -10, 0]),
    ],
)
def test_who_gives_first(text: str, room: float, after: list[int]) -> None:
    assert white(text, room) == pytest.approx(after, abs=1)


def test_the_last_line_and_ragged_text_only_ever_give() -> None:
    assert white("甲，乙丙", 9.0, is_last=True) == [0, 0, 0, 0]
    assert white("甲，乙丙", 3.6, is_last=True) == [0, -400, 0, 0]


def test_half_a_mark_lies_outside_at_the_ends_of_a_line() -> None:
    text = measured("“甲乙丙，")
    inner = spread_slack(text, LinePlace(0, 5, 4.0, is_first=False))
    assert inner.origins == pytest.approx([-0.5, 0.5, 1.5, 2.5, 3.5])
    assert inner.hangs == 0.5
    first = spread_slack(text, LinePlace(0, 5, 4.5))
    assert first.origins == pytest.approx([0, 1, 2, 3, 4])


def test_the_marks_are_whole_where_the_house_wants_it() -> None:
    text = MeasuredText("“甲乙丙，", [1.0] * 5, [0.0] * 5, 1.0, half_ends=False)
    spacing = spread_slack(text, LinePlace(0, 5, 5.0, is_first=False))
    assert spacing.origins == pytest.approx([0, 1, 2, 3, 4])
    assert spacing.hangs == 0


def test_what_hangs_out_stays_as_it_is() -> None:
    spacing = spread_slack(measured("报：甲，乙", (0, 0, 1, 1, 1)), LinePlace(0, 5, 5.5))
    assert spacing.after == pytest.approx([0, 0, 0, 0.5, 0])


LINES = st.text(alphabet="中文字的，。：“”（）12ab ", min_size=4, max_size=30).map(str.strip)


@given(LINES.filter(lambda text: len(text) > 3), st.floats(-0.9, 3.0), st.booleans())
def test_a_line_is_as_wide_as_its_measure_and_all_ideographs_stand_alike(
    text: str, more: float, is_first: bool
) -> None:
    whole = measured(text)
    natural = sum(whole.advances)
    spacing = spread_slack(whole, LinePlace(0, len(text), natural + more, is_first=is_first))
    right = spacing.origins[-1] + whole.advances[-1] - whole.elasticity.at_end.get(len(text) - 1, 0)
    assert right == pytest.approx(natural + more)
    assert list(spacing.origins) == sorted(spacing.origins)
    between, letters = [], []
    for (before, after), gap in zip(pairwise(text), spacing.after, strict=False):
        if "一" <= before <= "龥" and "一" <= after <= "龥":
            between.append(gap)
        if before.isalnum() and after.isalnum() and before.isascii() and after.isascii():
            letters.append(gap)
    assert max(between, default=0) - min(between, default=0) < 1e-6
    if between and max(letters, default=0) > 1e-6:
        assert min(between) >= MOST_BEFORE_LETTERS - 1e-6
    share = max(between, default=0.0)
    if between and 1e-6 < share < MOST_BEFORE_LETTERS:
        for at, (_, gains, _) in whole.elasticity.marks.items():
            if at < len(text) - 1 and gains:
                assert spacing.after[at] == pytest.approx(
                    MOST_OPENED + share + BESIDE * (at in _boundaries(text)), abs=1e-6
                )


def _boundaries(text: str) -> set[int]:
    return {
        at
        for at, (before, after) in enumerate(pairwise(text))
        if before.isalnum() and after.isalnum() and before.isascii() != after.isascii()
    }


DENSE = (
    "会议指出，要坚持“党建＋治理”，做到“户户有人访、事事有人管”（含外出户），确保“小事不出村、大事不出镇”。"
    "各镇（街道）要“一事一议”，对“老大难”问题、“急难愁盼”事项，逐项建立清单、明确时限；"
    "对推进不力的，要约谈、通报；对弄虚作假的，要“零容忍”。“怎么干？”“谁来干？”要说清楚。"
)


@pytest.mark.slow
def test_the_page_is_a_grid_in_both_directions(press: Press) -> None:
    """At the pitch, flush in ink, and no number parted from its unit: no tool has all of these."""
    dense = "".join(f"<p>{DENSE[at:]}{DENSE}{DENSE[:at]}</p>" for at in range(0, 100, 9))
    for made in (press(sheet("116")), press(article(dense))):
        inspection = inspect_pdf(made.pdf)
        wrong = [
            f"{row.rule} {row.measured} {row.places}"
            for rule in ("at-pitch", "short-ink", "worst-gap", "opened-marks", "evenness")
            if (row := inspection[rule]).verdict is not Verdict.PASS
        ]
        assert not wrong
        assert inspection["worst-gap"].value == pytest.approx(0, abs=0.1)
        assert inspection["number-unit"].value == inspection["line-start"].value == 0
        assert inspection["lines-per-page"].value == 22


def test_marks_at_the_ends_are_the_house_s_choice(press: Press) -> None:
    dense = article(f"<p>{DENSE * 4}</p>")
    whole = inspect_pdf(press(dense, page=profile().changed(marks_at_ends="full")).pdf)
    assert whole["short-ink"].value > 1  # type: ignore[operator]
    assert whole["flush-share"].verdict is Verdict.PASS
    assert inspect_pdf(press(dense).pdf)["short-ink"].value == 0

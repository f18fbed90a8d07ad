from __future__ import annotations

import pytest

from bulletin.profile import FIGURES, MM, profile_of
from tests.press.conftest import profile


def test_the_default_is_the_standard() -> None:
    page = profile()
    assert not page.deviations()
    assert page.measure / MM == pytest.approx(156)
    assert page.depth / MM == pytest.approx(225)
    assert page.points("size") == 15.75


def test_a_house_s_own_figure_is_listed_with_its_clause() -> None:
    page = profile().changed(pitch="28pt", rule="0.5mm")
    assert [str(each) for each in page.deviations()] == [
        "行距 28 pt，标准为 28.95 pt（GB/T 9704-2012 5.2.3，一般）",
        "版记首末分隔线 0.5 mm，标准为 0.35 mm（GB/T 9704-2012 7.4.1，推荐）",
    ]


def test_every_figure_is_in_the_default_profile() -> None:
    assert {figure.name for figure in FIGURES} <= profile().properties.keys()


def test_comments_and_other_rules_are_no_figures() -> None:
    text = ":root { --a: 1pt /* --b: 2pt; */; --c: 3mm } p { color: red; --d: var(--a) }"
    page = profile_of("x", [("x", text)])
    assert page.properties == {"a": "1pt", "c": "3mm", "d": "var(--a)"}
    with pytest.raises(ValueError, match="no length"):
        page.points("d")

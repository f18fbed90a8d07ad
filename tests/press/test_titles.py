"""A title's lines, in widths of one em a character."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin.press.breaks import HAN, break_allowed
from bulletin.press.titles import title_breaks

ROOM = 20.0


def lines(text: str) -> list[str]:
    breaks = title_breaks(text, [1.0] * len(text), ROOM)
    return [text[a:b] for a, b in zip((0, *breaks), (*breaks, len(text)), strict=True)]


@pytest.mark.parametrize(
    "expected",
    [
        ["大通镇坚持“三点发力”打造基层治理新格局"],
        ["党建引领乡风文明评议走深走实的", "实践与思考调研报告"],
        ["千秋街道坚持“三措并举”", "推动治理服务提质增效的调研报告"],
        [
            "中共天长市委组织部关于印发《天长市",
            "2023年度镇（街道）党（工）委书记抓",
            "基层党建工作述职评议考核实施方案》的通知",
        ],
    ],
)
def test_a_title_is_broken_where_sense_and_symmetry_allow(expected: list[str]) -> None:
    assert lines("".join(expected)) == expected


@settings(deadline=None)
@given(st.text("关于建设的和，“”（）0123一二三", min_size=1, max_size=90))
def test_the_lines_of_a_title_keep_the_rules(title: str) -> None:
    divided = lines(title)
    assert "".join(divided) == title
    if len(divided) == 1:
        return
    allowed = break_allowed(title)
    at = 0
    for line in divided:
        assert at == 0 or allowed[at]
        assert len(line) <= ROOM
        assert len(HAN.findall(line)) >= 2
        at += len(line)


@pytest.mark.slow
@settings(deadline=None)
@given(st.integers(21, 300))
def test_lines_of_nothing_but_characters_are_near_one_length(count: int) -> None:
    divided = lines("基" * count)
    mean = count / len(divided)
    assert len(divided) <= count / ROOM + 2
    assert all(abs(len(line) - mean) <= 0.12 * mean + 2 for line in divided)

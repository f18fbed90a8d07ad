"""A mark of secrecy: its right spelling, those that are told, and what is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.secrecy import mark_in, spelled

LEVELS = st.sampled_from(("秘密", "机密", "绝密"))
TERMS = (
    st.just("长期")
    | st.integers(1, 30).map(lambda years: f"{years}年")
    | st.integers(1, 36).map(lambda months: f"{months}个月")
    | st.dates(date(1950, 1, 1)).map(lambda day: f"{day.year}年{day.month}月{day.day}日")
    | st.sampled_from(("启用前", "公布前", "印发前"))
)


@given(LEVELS, TERMS | st.none())
def test_what_the_standard_writes_is_right(level: str, term: str | None) -> None:
    mark = f"{level}★{term}" if term else level
    assert spelled(mark) == mark


@pytest.mark.parametrize(
    ("written", "right"),
    [
        *((each, "秘密★1年") for each in ("秘密☆1年", "秘密*1年", "秘密＊１年", "秘密 ★ 1 年")),
        *(
            (each, "秘密★1年")
            for each in ("秘密★壹年", "秘密★一年", "秘密1年", "秘密（1年）", "秘　密★1年")
        ),
        *(
            (each, "机密★5年")
            for each in ("机密★５年", "机密★伍年", "机密·5年", "机密★05年", "机密*5周年")
        ),
        *((each, "绝密★20年") for each in ("绝密★二十年", "绝密★贰拾年", "绝密—20年")),
        *((each, "秘密★6个月") for each in ("秘密★6月", "秘密★六个月", "秘密☆6 个 月")),
        ("机密★十二年", "机密★12年"),
        ("绝密 长期", "绝密★长期"),
        ("绝密⭐长 期", "绝密★长期"),
        ("秘密★10日", "秘密★10天"),
        *((each, "秘密★6个月") for each in ("秘密★半年", "秘密（半年）", "秘密 半 年")),
        ("机密★一年半", "机密★18个月"),
        *(
            (f"秘密★{each}", "秘密★2027年1月1日")
            for each in ("2027-1-1", "2027年01月01日前", "至2027年1月1日止", "解密时间：2027.1.1")
        ),
        ("机密☆启用前", "机密★启用前"),
        (" 秘 密 ", "秘密"),
    ],
)
def test_other_spellings_are_known(written: str, right: str) -> None:
    assert spelled(written) == right


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "无",
            "公开",
            "内部",
            "绝秘",
            "密",
            "秘密★",
            "★1年",
            "秘密★0年",
            "秘密★31年",
            "秘密★永久",
        ),
        *(
            "秘密★1",
            "秘密★年",
            "秘密★1小时",
            "秘密★2027年2月30日",
            "秘密★至2026年",
            "秘密2027年1月1日",
            "机密启用前",
            "机密★永远",
            "秘密机密",
            "秘密级",
            "秘密★1年2个月",
            "秘密★二三年",
            "不秘密",
        ),
    ],
)
def test_nonsense_is_no_mark(written: str) -> None:
    assert spelled(written) == ""


@given(st.text("秘机绝密★☆*1一十二百年个月长期半启用前2日 ", max_size=12))
def test_a_right_spelling_is_right(text: str) -> None:
    right = spelled(text)
    assert right == "" or spelled(right) == right


def test_a_mark_in_a_line() -> None:
    assert mark_in("机密★5年　特急　千秋街道党工委文件") == "机密★5年"
    assert mark_in("　秘密☆一年") == "秘密☆一年"
    assert mark_in(" 机密 ") == "机密"
    assert mark_in("机密★启用前　特急") == "机密★启用前"
    assert mark_in("秘密★2027年1月1日") == "秘密★2027年1月1日"
    assert mark_in("秘密1年") == "秘密1年"
    for line in (
        "保守秘密是党员的义务",
        "机密文件按规定管理",
        "绝密性",
        "",
        "密级",
        "秘密1年后解除",
        "机密 2027年1月1日",
    ):
        assert mark_in(line) == ""

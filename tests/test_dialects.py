"""Marks of other kinds of Markdown: each is told with its place and cure, and prose has none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.diagnostics import applied_to
from bulletin.markdown import dialect_marks, read_copy
from bulletin.model import section_texts
from bulletin.source import Source, Span
from tests.conftest import REPOSITORY

MARKS = {
    "H~2~O": "写成 H₂",
    "CO~2~": "写成 CO₂",
    "x^2^": "写成 x²",
    "12平方米^2^": "写成 米²",
    "10^6": "写成 10⁶",
    "m^{-2}": "写成 m⁻²",
    "$x^2$": "写成 x²",
    "$$E=mc^2$$": "写成 E=mc²",
    "$\\frac{1}{2}$": "照印出来的样子直接写，删去 $",
    "\\(x+y\\)": "照印出来的样子直接写，或删去",
    "\\[S=\\frac{a}{b}\\]": "照印出来的样子直接写，删去 \\[ 和 \\]",
    "\\[S=a+b\\]": "照印出来的样子直接写，删去 \\[ 和 \\]",
    "[状态:: 草稿]": "不印的删去，要印的写成 状态：草稿",
    "\\textbf{重点}": "照印出来的样子直接写，或删去",
    "[[城关镇工作]]": "写成 城关镇工作",
    "[[pages/12|城关镇]]": "写成 城关镇",
    "![[会场.png]]": "图片独占一段，写成 ![图上是什么](会场.png)",
    "==重点推进==": "写成 重点推进；要加粗就在两边各写两个 *",
    "++新增++": "写成 新增；要加粗就在两边各写两个 *",
    "_重点_": "写成 重点；要加粗就写 **重点**",
    "{{单位名称}}": "换成实际的内容，或删去",
    "{{< figure src=a >}}": "换成实际的内容，或删去",
    "{% include a %}": "换成实际的内容，或删去",
    "%%先不印%%": "不印的删去，要印的删去两边的 %%",
    "{++新增++}": "定下来，只留要印的字",
    "{--删去--}": "定下来，只留要印的字",
    "{.red}": "删去",
    "{#ban}": "删去",
    "{width=50%}": "删去",
    "{color:red}": "删去",
    "{汉字|hànzì}": "写成 汉字（hànzì）",
    "^[本地口径]": "写成 [^本地口径]，另起一段写 [^本地口径]: 本地口径",
    "<https://a.cn/b>": "写成 https://a.cn/b",
    "<zgb@a.gov.cn>": "写成 zgb@a.gov.cn",
    "[@li2024]": "换成实际的内容，或删去",
    ":smile:": "删去",
    ":+1:": "删去",
    "[抱拳]": "删去",
    "[color=red]重点[/color]": "删去",
    "[/b]": "删去",
}
"""What stands within a line, with the beginning of its cure."""

LINES = {
    "[TOC]": "删去，目录由程序来排",
    "[[toc]]": "删去，目录由程序来排",
    "{:toc}": "删去，目录由程序来排",
    ":::note": "删去这一行",
    "::: {.warning}": "删去这一行",
    "!!! note": "删去这一行",
    "[!TIP]": "删去",
    "*[GDP]: 生产总值": "删去这一行",
    "#+TITLE: 甲": "删去这一行",
    "状态:: 草稿": "不印的删去，要印的写成 状态：草稿",
    "due-date:: 2026-11-27": "不印的删去，要印的写成 due-date：2026-11-27",
    "== 抓班子 ==": "写成 ## 抓班子",
    "h2. 抓班子": "写成 ## 抓班子",
    "====": "删去这一行；上一行是小标题的，在它前面写 ## 加一个空格",
    ": 村里的联络员": "写成 ：村里的联络员，接到上一行末尾",
    "┌──┬──┐": "写成表格",
    "+----+----+": "写成表格",
    "[ ] 完成登记": "删去；要印方框就写 □",
    "[x] 完成登记": "删去；要印方框就写 ☑",
}
"""What stands at the beginning of a paragraph, or alone in it."""

ENDS = {
    " #基层治理 #党建": "删去",
    " ^ab12": "删去",
}
"""What stands at the end of a paragraph."""

PROSE = (
    "出口额$200万，进口额$300万",
    "C++和Go++两种语言",
    "8点~10点，3~5个~7个",
    "7*24小时、a_b_c、1_000户",
    "见附件_名单_终稿.docx",
    "网址http://a.cn/x^2/b",
    "D:\\资料\\text\\名单.xlsx",
    "12:30:45，比分3:2:1",
    "微博话题#最美基层干部#阅读量达12万次",
    "#1号楼、A~B区",
    "增长5%，占比%%",
    "集合{甲，乙}，第[1]条",
    "甲==乙",
    "5^",
)


def told(copy: str) -> list[tuple[str, str]]:
    """What is told of copy: the quoted text and the cure."""
    found = read_copy(Source("稿.md", copy), Span(0, len(copy))).diagnostics
    return [(each.quoted, each.hint) for each in found]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize(
    "around", ["{}", "全镇{}项目12个。", "- 全镇{}，项目12个。", "> 全镇{}项目。"]
)
def test_a_mark_is_told_wherever_it_stands(mark: str, around: str) -> None:
    found = told(around.replace("{}", mark))
    assert [hint for _, hint in found if hint.startswith(MARKS[mark])], found


@pytest.mark.parametrize("mark", LINES)
def test_a_mark_of_a_line_is_told(mark: str) -> None:
    for copy in (mark, f"全镇项目12个。\n\n{mark}\n\n全镇项目12个。"):
        assert [hint for _, hint in told(copy) if hint.startswith(LINES[mark])], copy


@pytest.mark.parametrize("mark", ENDS)
def test_a_mark_at_the_end_is_told(mark: str) -> None:
    found = told(f"全镇项目12个。{mark}\n\n下一段。")
    assert [(quoted, hint[:2]) for quoted, hint in found] == [(mark.strip(), ENDS[mark])]


@pytest.mark.parametrize("copy", PROSE)
def test_ordinary_signs_are_text(copy: str) -> None:
    found = read_copy(Source("稿.md", copy), Span(0, len(copy))).diagnostics
    assert [each.message for each in found if each.code in ("S012", "S009", "S010")] == []


def test_ordinary_reports_have_none_of_them() -> None:
    files = (REPOSITORY / "tests/checks/ordinary.txt", *REPOSITORY.glob("issues/*/*.md"))
    copy = [line for path in files for line in path.read_text("utf-8").splitlines()]
    assert sum(map(len, copy)) > 8000
    assert [each.text for line in copy for each in dialect_marks(line)] == []


@pytest.mark.parametrize("mark", [*MARKS, *LINES])
def test_a_backslash_makes_it_text(mark: str) -> None:
    at = next((at for at, each in enumerate(mark) if each in "=^${%+:[!~#<_"), None)
    if mark.startswith(("\\", "┌", "h2", "*[", "!!!", "[color")) or at is None:
        return
    escaped = f"{mark[:at]}\\{mark[at:]}"
    reading = read_copy(Source("稿.md", escaped), Span(0, len(escaped)))
    assert [each.message for each in reading.diagnostics if each.code == "S012"] == []
    assert "".join(map(str, section_texts(reading.sections))) == mark.removeprefix(
        ": "
    ).strip() or (mark in "".join(map(str, section_texts(reading.sections))))


words = st.sampled_from(["全镇", "项目12个", "，", "。", "抓好", "Ab"])


@given(st.lists(st.one_of(words, st.sampled_from(sorted(MARKS))), min_size=1, max_size=8))
def test_every_cure_makes_one_fault_less(parts: list[str]) -> None:
    """What `--fix` writes is no such mark again, and no mark is inside another."""
    copy = "".join(parts)
    found = list(dialect_marks(copy))
    spans = sorted((each.start, each.start + len(each.text)) for each in found)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    for each in found:
        assert copy.startswith(each.text, each.start)
        if each.cure is not None:
            assert list(dialect_marks(each.cure)) == []
    edits = [
        edit
        for each in read_copy(Source("稿.md", copy), Span(0, len(copy))).diagnostics
        if each.code == "S012"
        for edit in each.edits
    ]
    assert len(applied_to(copy, tuple(sorted(edits)))) <= len(copy)

"""What a Word document cannot hold is told when it is made, with its place."""

from __future__ import annotations

import pytest

from bulletin.markdown import read_copy
from bulletin.source import Source, Span
from bulletin.word.exporting import unkept

TOLD = (
    ("- 甲\n\n+ 乙\n", "紧接着另一个列表的列表"),
    ("> - 甲\n", "引文里的列表"),
    ("> > 甲\n", "引文里的引文"),
    ("- 甲\n\n  > 乙\n", "列表里的引文"),
    ("- 甲\n\n  ![会场](会场.png)\n", "列表里的图片"),
    ("-\n- 甲\n", "没有文字的条目"),
    ("- 甲\n  - 乙\n    - 丙\n      - 丁\n\n        戊\n", "第四层起的列表里一条的第二段"),
    ("| 甲 |\n| :-: |\n", "只有表头的表格的对齐"),
    ("## 建强**队伍**\n\n正文。\n", "小标题里的粗体"),
)
KEPT = (
    "- 甲\n\n1. 乙\n",
    "> 甲\n>\n> 乙\n\n> 丙\n",
    "- 甲\n\n  又一段\n\n  - 乙\n",
    "| 甲 |\n| :-: |\n| 乙 |\n",
    "## 建强*队伍*\n\n正文。\n",
)


def told(copy: str, *, note: bool = False) -> list[str]:
    reading = read_copy(Source("稿.md", copy), Span(0, len(copy)))
    return [what for _, what in unkept(reading.sections, note=note)]


@pytest.mark.parametrize(("copy", "what"), TOLD, ids=[what for _, what in TOLD])
def test_what_word_cannot_hold_is_told(copy: str, what: str) -> None:
    assert told(copy) == [what]


@pytest.mark.parametrize("copy", KEPT)
def test_what_comes_back_is_not_told(copy: str) -> None:
    assert told(copy) == []


def test_a_note_cannot_hold_as_much() -> None:
    assert told("- 甲\n\n  又一段\n", note=True) == ["编者按的列表里一条的第二段"]
    assert told("> 甲\n\n- 乙\n", note=True) == []

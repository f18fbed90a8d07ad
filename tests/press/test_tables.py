"""Tables stand inside the text area, and their cells are whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from bulletin.inspect import inspect_pdf
from bulletin.inspect.tables import cell_spacing, tables_inside
from bulletin.pdf.printed import Bar, Colour, Font, Glyph, PrintedPage
from bulletin.press import engine
from bulletin.press.breaks import Measure, choose_breaks
from bulletin.press.segmenter import inside_words
from bulletin.press.slack import MeasuredText
from bulletin.press.tables import STEPS, fit_tables, tighten
from tests.press.conftest import SHEETS, Measured, Press, article, profile

MEASURE = 442.2
"""pt; 156 mm."""

QUARTERS = [f"{each}季度{what}" for each in "一二三四" for what in ("报送", "采用", "约稿")]
HEADS = ["单位", *QUARTERS, "全年采用率"]
UNITS = ("城关镇", "县直机关工委", "大河乡")


def table(heads: list[str], *rows: list[str]) -> str:
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    body = "".join(f"<tr>{''.join(f'<td>{each}</td>' for each in row)}</tr>" for row in rows)
    above = f"<thead><tr>{head}</tr></thead>" if heads else ""
    return f'<div class="table"><table>{above}<tbody>{body}</tbody></table></div>'


def of_columns(count: int) -> str:
    figures = [str(37 * (at + 3) % 1000) for at in range(count - 1)]
    return table(HEADS[:count], *([unit, *figures] for unit in UNITS))


def root_of(body: str) -> Any:
    return engine.parse(f"<html><body>{body}</body></html>", SHEETS).etree_element


def heads_of(root: Any) -> list[list[str]]:
    return [
        [words for each in head.iter() for words in (each.text, each.tail) if words]
        for head in root.iter("th")
    ]


def fitted(body: str) -> tuple[str, list[list[str]]]:
    root = root_of(body)
    fit_tables(root, MEASURE)
    return next(root.iter("table")).get("class", ""), heads_of(root)


def test_a_table_that_has_room_stays_as_it_is() -> None:
    size, heads = fitted(of_columns(6))
    assert size == ""
    assert heads == [[each] for each in HEADS[:6]]


def test_heads_are_divided_between_words_before_the_type_is_smaller() -> None:
    size, heads = fitted(of_columns(8))
    assert size == ""
    assert heads[:3] == [["单位"], ["一季度", "报送"], ["一季度", "采用"]]
    assert heads[7] == ["三季度", "报送"]
    assert fitted(of_columns(10))[0] == "size-five"


def test_heads_that_share_nothing_are_divided_between_words() -> None:
    heads = ["乡镇", "党员发展计划人数", "入党积极分子培训", "村级后备干部储备", "集体经济收入总额"]
    body = table([*heads, *heads[1:3]], ["城关镇", *["571"] * 6])
    size, divided = fitted(body)
    assert size == ""
    assert divided[1:5] == [
        ["党员发展", "计划人数"],
        ["入党", "积极分子", "培训"],
        ["村级", "后备干部", "储备"],
        ["集体经济", "收入总额"],
    ]


@pytest.mark.parametrize("width", [4, 5, 6, 7, 9])
def test_the_lines_of_a_narrow_cell_end_between_words(width: float) -> None:
    text = "县委组织部牵头，各乡镇党委和县直有关部门按照职责分工负责落实到位"
    inside = inside_words(text)
    ones, zeros = [1.0] * len(text), [0.0] * len(text)
    cell = MeasuredText(text, ones, zeros, 1.0, inside, ragged=True)
    breaks = choose_breaks(cell, Measure(width, width))
    assert breaks is not None
    assert inside.isdisjoint(breaks.places)
    assert len(breaks.places) <= len(text) / width + 3


def test_heads_are_turned_where_nothing_else_helps() -> None:
    size, heads = fitted(of_columns(14))
    assert size == "size-five"
    assert heads[0] == ["单位"]
    assert heads[1] == list("一季度报送")


def test_words_of_a_head_with_figures_stay_whole_where_they_fit() -> None:
    heads = [f"指标{at}名称" for at in range(1, 17)]
    size, divided = fitted(table(heads, *[["完成良好"] * 16] * 3))
    assert size == "size-small-five"
    assert divided[:9] == [["指标", f"{at}名称"] for at in range(1, 10)]
    assert divided[9:] == [["指标", f"{at}名", "称"] for at in range(10, 17)]


def test_a_head_is_not_divided_where_its_column_is_wide_all_the_same() -> None:
    heads = ["乡镇", "党员发展计划人数", *["入党积极分子培训"] * 6]
    body = table(heads, ["城关镇", "一二三四五六七八", *["571"] * 6], ["东关", "1234567890123456"])
    assert fitted(body)[1][1] == ["党员发展计划人数"]


def test_a_table_that_sticks_out_all_the_same_takes_the_next_step() -> None:
    root = root_of(of_columns(6))
    fit_tables(root, MEASURE)
    made = next(root.iter("table"))
    steps = [made.get("data-step")]
    while tighten(made, MEASURE):
        steps.append(made.get("data-step"))
    assert steps == [str(at) for at in range(len(STEPS))]
    assert "".join(map("".join, heads_of(root))) == "".join(HEADS[:6])


def test_notes_and_faces_in_a_divided_head_stay() -> None:
    call = '<span class="footnote">截至<strong>年底</strong>的数。</span>'
    heads = ["单位", *(f"<em>累计</em>办理事项{call}件数" for _ in range(9))]
    root = root_of(table(heads, ["城关镇", *["571"] * 9]))
    fit_tables(root, MEASURE)
    head = list(root.iter("th"))[1]
    assert "".join(head.itertext()) == "累计办理事项截至年底的数。件数"
    assert [each.text for each in head.iter("span")] == ["截至"]
    assert list(head.iter("br"))
    assert all(each.tag != "br" for each in next(head.iter("span")).iter())


@pytest.mark.slow
def test_six_to_fourteen_columns_stand_inside(press: Press) -> None:
    pressed = press(article("".join(f"<p>表。</p>{of_columns(at)}" for at in range(6, 15))))
    assert [each.code for each in pressed.diagnostics] == []
    found = inspect_pdf(pressed.pdf)
    assert (found["tables-inside"].value, found["cell-spacing"].value) == (0, 0)
    sizes = {
        round(each["size"], 1)
        for line in Measured(pressed.pdf).lines
        for each in line.characters
        if each["text"] in "城关镇报送"
    }
    assert min(sizes) >= 9


@pytest.mark.slow
def test_figures_are_whole_however_the_issue_is_spaced(press: Press) -> None:
    """A column is as wide as its figures; tracking that `fit` asks for does not tear them."""
    heads = ["单位名称", "上半年报送信息数量", "采用数", *["市级采用"] * 3, "领导批示件数", "得分"]
    units = ("各乡镇（街道）", "高新技术产业开发区", "城关镇")
    rows = [[unit, *[str(1234567 + at) for at in range(9)]] for unit in units]
    body = table([*heads, "排名", "约稿任务完成"], *rows)
    pressed = press(article(f"<p>表。</p>{body}"), page=profile().changed(tracking="0.5pt"))
    assert "P109" not in {each.code for each in pressed.diagnostics}
    found = [
        each for line in Measured(pressed.pdf).lines for each in re.findall("12345..", line.text)
    ]
    assert len(found) == 27


NARROW = ["组织建设", "落实" * 40, "各乡镇（街道）党（工）委", "2023年9月30日前", "1200元"]


@pytest.mark.slow
def test_narrow_cells_are_ragged_and_numbers_keep_their_units(press: Press) -> None:
    body = table(["项目", "主要内容和工作要求", "责任单位", "完成时限", "金额"], NARROW)
    pressed = press(article(body + table([], ["甲", "12"], ["乙", "13"])))
    assert not pressed.diagnostics
    assert inspect_pdf(pressed.pdf)["cell-spacing"].value == 0
    text = "".join(line.text for line in Measured(pressed.pdf).lines)
    for whole in ("2023年", "9月", "30日", "1200元"):
        assert whole in text


@pytest.mark.slow
def test_a_head_stands_on_every_page_and_no_head_on_none(press: Press) -> None:
    rows = [[f"第{at}天", f"上午集中学习第{at}讲"] for at in range(1, 60)]
    text = [line.text for line in Measured(press(article(table([], *rows))).pdf).lines]
    assert sum(line.startswith("第1天") for line in text) == 1
    text = [
        line.text for line in Measured(press(article(table(["日期", "内容"], *rows))).pdf).lines
    ]
    assert sum("日期" in line for line in text) > 1


# -- Seen in any PDF -------------------------------------------------------------------------------

BLACK = Colour(0, 0, 0)
FONT = Font("SimSun", 1, True, False)


def cell(words: str, left: float, y: float, gap: float = 0.0) -> Iterator[Glyph]:
    """Characters of 4 mm, `gap` em between them."""
    for each in words:
        width = 2.0 if each.isascii() else 4.0
        yield Glyph(each, FONT, 4.0, left, y, width, BLACK)
        left += width + 4.0 * gap


def ruled(left: float, right: float) -> tuple[Bar, ...]:
    """Two columns and two rows, each rule drawn cell by cell."""
    middle = (left + right) / 2
    down = [(x, x + 0.2, y, y + 8) for x in (left, middle, right) for y in (50, 58)]
    across = [
        (a, b, y, y + 0.2) for a, b in ((left, middle), (middle, right)) for y in (50, 58, 66)
    ]
    return tuple(Bar(a, y, b, z, BLACK) for a, b, y, z in [*down, *across])


def layout_of(glyphs: list[Glyph], bars: tuple[Bar, ...]) -> Any:
    page = PrintedPage(1, 210, 297, tuple(glyphs), (), (), (), bars)
    area = SimpleNamespace(left=28, top=37, right=184, bottom=262)
    return SimpleNamespace(document=SimpleNamespace(pages=(page,)), area=area)


@pytest.mark.parametrize(
    ("words", "gap", "torn"),
    [
        ("各乡镇", 1.0, True),
        ("2023年", 0.5, True),
        ("采用", 2.0, True),
        ("各乡镇", 0.1, False),
        ("单　位", 0.0, False),
        ("2023年", 0.0, False),
        ("镇", 0.0, False),
    ],
)
def test_inspect_sees_spread_cells(words: str, gap: float, torn: bool) -> None:
    layout = layout_of([*cell(words, 30, 55, gap), *cell("甲乙", 108, 55)], ruled(28, 184))
    found = cell_spacing(layout)
    assert [place.text for place in found.places] == ([words] if torn else [])


@pytest.mark.parametrize(
    ("left", "right", "told"), [(28, 184, []), (28, 190, ["右 6.2 mm"]), (20, 184, ["左 8.0 mm"])]
)
def test_inspect_sees_tables_outside(left: float, right: float, told: list[str]) -> None:
    found = tables_inside(layout_of([], ruled(left, right)))
    assert [place.text for place in found.places] == told

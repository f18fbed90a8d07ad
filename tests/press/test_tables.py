"""Tables stand inside the text area, and their cells are whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
import tinyhtml5

from bulletin.inspect import Verdict, inspect_pdf
from bulletin.inspect.tables import cell_spacing, tables_inside
from bulletin.pdf.printed import Bar, Colour, Font, Glyph, PrintedPage
from bulletin.press.breaks import Measure, choose_breaks
from bulletin.press.slack import MeasuredText
from bulletin.press.table_heads import downwards
from bulletin.press.tables import STEPS, Rooms, fit_tables, tighten
from bulletin.segmenter import inside_words
from tests.press.conftest import (
    BOTTOM,
    LEFT,
    PITCH,
    RIGHT,
    TOP,
    Measured,
    Press,
    article,
    profile,
)

MEASURE = 442.2
"""pt; 156 mm."""

ROOMS = Rooms(MEASURE, 637.8)
"""The measure, and the depth of the text area."""

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


ROWS = [["城关镇", *("37" for _ in HEADS[1:])] for _ in range(12)]


def root_of(body: str) -> Any:
    return tinyhtml5.parse(f"<html><body>{body}</body></html>", namespace_html_elements=False)


def heads_of(root: Any) -> list[list[str]]:
    return [
        [words for each in head.iter() for words in (each.text, each.tail) if words]
        for head in root.iter("th")
    ]


def fitted(body: str) -> tuple[str, list[list[str]]]:
    root = root_of(body)
    fit_tables(root, ROOMS)
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
    assert size == "size-small-five turned"
    assert divided == [["指标", f"{at}名称"] for at in range(1, 17)]
    assert downwards("指标1名称", 2.0) == (2, 4)
    assert downwards("指标12名称", 1.0) == (1, 2, 4, 5)


def test_a_word_of_two_words_is_divided_between_them() -> None:
    heads = ["姓名", "联系电话", "责任单位", "完成时限", "是否合格", "整改落实情况", "备注"]
    body = table([*heads, *heads[1:5]], ["张三", "12", "甲", "无", "是", "5", "乙", *"甲乙丙丁"])
    size, divided = fitted(body)
    assert size == ""
    assert divided[1:6] == [
        ["联系", "电话"],
        ["责任", "单位"],
        ["完成", "时限"],
        ["是否", "合格"],
        ["整改", "落实情况"],
    ]


def test_a_head_that_its_author_divided_stays_so() -> None:
    heads = ["单位", "报送<br>篇数", *QUARTERS]
    root = root_of(table(heads, ["城关镇", *["571"] * 13]))
    fit_tables(root, ROOMS)
    head = list(root.iter("th"))[1]
    assert [each.get("class") for each in head.iter("br")] == [None]


def test_columns_of_figures_are_known() -> None:
    rows = [
        ["甲", "96.5", "12%", "1,234", "3名", "—", "2023年5月"],
        ["乙", "88", "缺", "98", "12名", "1.5", "2"],
        ["丙", "75.25", "-3.5%", "0", "", "2", "3"],
    ]
    root = root_of(table([*"单得增金人比期"], *rows))
    fit_tables(root, ROOMS)
    cells = [[each.get("class") for each in row.iter("td")] for row in root.iter("tr")][1:]
    assert cells[0][1:] == [*["figure short"] * 4, "center short", None]
    assert cells[1] == ["short", "figure short", "center short", *["figure short"] * 4]


def test_a_head_is_not_divided_where_its_column_is_wide_all_the_same() -> None:
    heads = ["乡镇", "党员发展计划人数", *["入党积极分子培训"] * 6]
    body = table(heads, ["城关镇", "一二三四五六七八", *["571"] * 6], ["东关", "1234567890123456"])
    assert fitted(body)[1][1] == ["党员发展计划人数"]


def test_a_table_that_sticks_out_all_the_same_takes_the_next_step() -> None:
    root = root_of(of_columns(6))
    fit_tables(root, ROOMS)
    made = next(root.iter("table"))
    steps = [made.get("data-step")]
    while tighten(made, ROOMS):
        steps.append(made.get("data-step"))
    assert steps == [str(at) for at in range(len(STEPS))]
    assert "".join(map("".join, heads_of(root))) == "".join(HEADS[:6])


def test_notes_and_faces_in_a_divided_head_stay() -> None:
    call = '<span class="footnote">截至<strong>年底</strong>的数。</span>'
    heads = ["单位", *(f"<em>累计</em>办理事项{call}件数" for _ in range(9))]
    root = root_of(table(heads, ["城关镇", *["571"] * 9]))
    fit_tables(root, ROOMS)
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


DUTIES = "落实“三会一课”、组织生活会、民主评议党员、谈心谈话、主题党日等制度，规范党支部活动阵地。"
TEXT = "<p>以村民小组为单元合理划分网格，综合组织、综治、信访、卫健等各部门，情况见下表。</p>"


def rules(page: Any) -> tuple[list[float], list[float]]:
    """Where the rules of the tables of a page stand: from above, and from the left, in pt."""
    edges = [each for each in (*page.lines, *page.rects) if each["height"] + each["width"] > 3]
    level = {round(each["top"], 1) for each in edges if each["height"] < 2 < each["width"]}
    upright = {round(each["x0"], 1) for each in edges if each["width"] < 2 < each["height"]}
    return sorted(level), sorted(upright)


def figures_of(page: Any, font: float) -> dict[str, tuple[float, float]]:
    """The words of a page in this size, each with its left and right edge."""
    words = page.extract_words(extra_attrs=["size"])
    return {
        each["text"]: (each["x0"], each["x1"]) for each in words if abs(each["size"] - font) < 0.1
    }


@pytest.mark.slow
def test_figures_stand_at_their_points_and_rows_on_half_lines(press: Press) -> None:
    rows = [["甲", "96.5", "1,234.5"], ["乙", "88", "98"], ["丙", "175.25", "12,000.25"]]
    duties = table(["事项", "内容"], ["建设", DUTIES * 2], ["队伍", DUTIES])
    pressed = press(article(TEXT + table(["单位", "得分", "金额"], *rows) + TEXT + duties + TEXT))
    assert not pressed.diagnostics
    page = Measured(pressed.pdf).pdf.pages[1]
    words = figures_of(page, 12)
    points = [
        left + (right - left) * (text.index(".") if "." in text else len(text)) / len(text)
        for text, (left, right) in words.items()
        if text in ("96.5", "88", "175.25")
    ]
    assert len(points) == 3
    assert max(points) - min(points) < 1.5  # a point is narrower than a figure
    level, _ = rules(page)
    steps = [round((after - before) / (PITCH / 2), 2) for before, after in pairwise(level)]
    assert steps[:4] == pytest.approx([2.0] * 4, abs=0.06)
    assert steps[5:8] == pytest.approx([2.0, *map(round, steps[6:8])], abs=0.06)
    lines = Measured(pressed.pdf).body(1)
    first, last = (lines[at].baseline for at in (0, -1))
    assert (last - first) / PITCH == pytest.approx(round((last - first) / PITCH), abs=0.02)


@pytest.mark.slow
def test_white_above_and_below_a_table_is_the_same(press: Press) -> None:
    rows = [["甲", DUTIES], ["乙", "1"], ["丙", "2"]]
    for count in (2, 3):
        body = TEXT * 16 + table(["单位", "内容"], *rows[:count]) + TEXT
        measured = Measured(press(article(body)).pdf)
        page = next(each for each in measured.pdf.pages if len(rules(each)[1]) == 3)
        level, _ = rules(page)
        upright = [each for each in page.lines if each["width"] < 2 < each["height"]]
        lines = [line.baseline for line in measured.body(page.page_number - 1)]
        head, foot = level[0], max(each["bottom"] for each in upright)
        above = head - max(each for each in lines if each < head)
        below = min(each for each in lines if each > foot) - foot
        # The ink of a line begins 0.88 em above its baseline and ends 0.12 em below it.
        assert above - 0.12 * 15.75 == pytest.approx(below - 0.88 * 15.75, abs=1.5)


@pytest.mark.slow
@pytest.mark.parametrize("rows", [3, 4, 5, 6])
def test_no_frame_sticks_to_the_line_below_it(press: Press, rows: int) -> None:
    """Tables of whole and half lines, below text and at the head of a page."""
    for before in (1, 22):
        body = TEXT * before + table(["单位", "得分"], *([["甲", "1"]] * rows)) + TEXT
        measured = Measured(press(article(body)).pdf)
        page = next(each for each in measured.pdf.pages if len(rules(each)[1]) == 3)
        upright = [each for each in page.lines if each["width"] < 2 < each["height"]]
        foot = max(each["bottom"] for each in upright)
        lines = [line.baseline for line in measured.body(page.page_number - 1)]
        below = [each for each in lines if each > foot]
        if below:
            white = min(below) - 0.88 * 15.75 - foot
            assert 0.3 * PITCH < white < 2 * PITCH


@pytest.mark.slow
def test_no_paragraph_is_spread_because_a_table_had_no_room(press: Press) -> None:
    """It is no line that is missing at the foot of such a page."""
    high = table(["内容", "得分"], [DUTIES * 2, "1"], ["乙", "2"])
    long = (
        "<p>以村民小组为单元合理划分网格，综合组织、综治、信访、卫健等各部门，推进“多网合一”工作。探索“党建+综合执法进小区”课题，"
        "从公安、城管等3个部门抽调执法人员常驻街道，组建街道综合执法队，承接涉及小区管理的31个领域47项执法权限。坚持“信用村吹哨、"
        "服务团报到”的服务理念，面向6138户信用户、35家新型农业主体和79户村集体经济组织，统筹镇组织部门、农业经济服务站、"
        "工业经济指导站等部门，联合镇农村商业银行等金融机构，抽调96余名优秀人才组建乡村产业发展服务团。</p>"
    )
    for lines in range(13, 17):
        pressed = press(article("<p>甲。</p>" * lines + long + high))
        assert pressed.record.filled == "", lines


@pytest.mark.slow
def test_a_row_higher_than_a_page_is_divided_below_its_head(press: Press) -> None:
    rows = [["一", DUTIES * 45, "组织部"], ["二", "短", "城关镇"]]
    pressed = press(article(TEXT + table(["事项", "内容", "单位"], *rows) + TEXT))
    assert not pressed.diagnostics
    measured = Measured(pressed.pdf)
    heads = [line.page for line in measured.lines if line.text == "事项内容单位"]
    split = {line.page for line in measured.lines if line.characters[0]["size"] == 12.0}
    assert heads == sorted(split)
    assert len(heads) > 2


WIDE = [
    "序号",
    "事项",
    "问题描述",
    "整改目标",
    "整改措施",
    "责任领导",
    "责任单位",
    "协办单位",
    "时限",
]


@pytest.mark.slow
def test_a_table_too_wide_stands_on_leaves_turned_by_90_degrees(press: Press) -> None:
    """GB/T 9704-2012 8: the page number stays where it is; the head is at the left edge."""
    whose = ["张三丰", "县委组织部", "县直机关工委", "12月底", "已完成"]
    row = ["1", DUTIES[:14], DUTIES, DUTIES, DUTIES, *whose]
    pressed = press(article(TEXT + table(WIDE, *[row] * 5) + TEXT))
    assert not pressed.diagnostics
    failed = [row for row in inspect_pdf(pressed.pdf).rows if row.verdict is Verdict.FAIL]
    assert [(row.rule, row.places) for row in failed] == []
    pages = Measured(pressed.pdf).pdf.pages
    turned = [page for page in pages if any(not each["upright"] for each in page.chars)]
    assert [page.page_number for page in turned] == [2, 3]
    for page in turned:
        assert (page.width, page.height) == pytest.approx((595.28, 841.89), abs=0.1)
        head = [each for each in page.chars if "HeiTi" in each["fontname"]]
        rest = [each for each in page.chars if not each["upright"] and each not in head]
        assert len(head) >= 30
        assert max(each["x1"] for each in head) < min(each["x0"] for each in rest)
        first, last = head[0], head[-1]
        assert first["text"] == "序"
        assert first["top"] > last["top"], "it is read from the foot to the top of the paper"
        assert min(each["x0"] for each in head) > LEFT - 1
        assert max(each["x1"] for each in rest) < RIGHT + 1
        assert all(TOP - 1 < each["top"] < BOTTOM + 1 for each in (*head, *rest))
        number = "".join(each["text"] for each in page.chars if each["upright"]).replace(" ", "")
        assert number == f"—{page.page_number}—"
    texts = ["".join(page.extract_text().split()) for page in pages]
    assert "以村民小组" in texts[3], "the text goes on upright"


URL = "https://www.12371.cn/2023/06/09/ARTI1686288888888888.shtml"
MERGED = (
    '<div class="table"><table><thead><tr><th rowspan="2">单位</th><th colspan="3">报送情况</th>'
    '<th colspan="2">采用情况及得分</th><th rowspan="2">备注</th></tr><tr><th>一季度</th>'
    "<th>二季度</th><th>三季度</th><th>市级</th><th>省级</th></tr></thead><tbody>"
    + "<tr><td>城关镇</td><td>12</td><td>3</td><td>456</td><td>7.5</td><td>10</td>"
    "<td>报送质量较高，予以表扬</td></tr></tbody></table></div>"
)
KINDS = {
    "an address in a narrow cell": table(
        ["序号", "名称", "网址", "主办", "电话", "栏目", "篇数", "采用", "备注"],
        ["1", "共产党员网", URL, "中组部", "010-58586666", "组工动态", "12", "3", "长期"],
    ),
    "long numbers": table(
        ["姓名", "性别", "身份证号", "入党时间", "所在党组织", "银行账号", "备注"],
        [
            "王建国",
            "男",
            "341181198001011234",
            "1999年7月",
            "城关镇永福社区第一党支部",
            "6" * 19,
            "无",
        ],
    ),
    "sums": table(
        ["项目", "预算（元）", "决算（元）", "差额（元）", "执行率", "上年同期（元）", "同比"],
        ["教育培训经费", "12345678901.23", "12345678900", "-1.23", "100.0%", "9876543210.5", "25%"],
    ),
    "empty cells": table(
        ["单位", "一月", "二月", "签字"], ["城关镇", "", "", ""], ["", "", "", ""]
    ),
    "one column": table(["通知事项"], [DUTIES], ["短"]),
    "no head": table([], ["时间", "内容"], ["6月9日（星期五）上午8:30—11:30", "集中学习"]),
    "merged heads": MERGED,
    "many days": table(
        [f"{day}日" for day in range(1, 31)], *[["√" if day % 3 else "" for day in range(30)]] * 3
    ),
    "words of letters": table(
        ["型号", "参数"], ["PowerEdge-R740xd2-Rack-Server", "2×Gold6230R@2.10GHz/256GB"]
    ),
    "long heads": table(
        ["是否按照规定召开党员大会并如实记录在支部工作手册", "是否按期换届", "是", "备注"],
        ["是", "否", "是", ""],
    ),
    "long cells": table(
        ["序号", "存在问题", "整改措施", "整改成效", "责任人"],
        ["1", DUTIES, DUTIES * 2, DUTIES, "张三丰、欧阳修"],
    ),
}


@pytest.mark.slow
def test_tables_of_every_kind_are_set(press: Press) -> None:
    pressed = press(article("".join(f"<p>{kind}</p>{body}" for kind, body in KINDS.items())))
    assert [each.message for each in pressed.diagnostics] == []
    found = inspect_pdf(pressed.pdf)
    assert (found["tables-inside"].value, found["cell-spacing"].value) == (0, 0)
    for line in Measured(pressed.pdf).lines:
        sizes = {round(each["size"], 1) for each in line.characters}
        assert min(sizes) >= 9
        if max(sizes) <= 12:
            assert all(gap > -0.06 for gap in line.gaps), line.text


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


@pytest.mark.slow
def test_inspect_joins_no_text_across_a_table_and_measures_no_page_that_begins_with_one(
    press: Press,
) -> None:
    """A line before a table goes on in no line behind it."""
    one = of_columns(10).replace("</tbody>", "<tr><td>甲</td>" + "<td>5</td>" * 9 + "</tr>" * 12)
    words = "<p>□情况通报。见下表。</p>"
    pressed = press(article(words + table(HEADS, *ROWS) + words + one))
    assert pressed.pages == 2
    found = inspect_pdf(pressed.pdf)
    assert found["text-area-top"].verdict is Verdict.NOT_APPLICABLE
    for name in ("widow", "square-keep", "whole-tags", "short-ink"):
        assert found[name].verdict is not Verdict.FAIL, found[name]

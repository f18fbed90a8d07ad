"""Lines pasted one under another: one rule, for copy, for plain text and for breaks in Word."""

from __future__ import annotations

import pytest

from bulletin.intake.plain import read_plain
from bulletin.intake.received import ReceivedLine, Run
from bulletin.intake.repairing import unbroken
from bulletin.markdown import Seam, Wrapping, read_copy, seams
from bulletin.model import Paragraph, plain
from bulletin.source import Source, Span

APART = (
    "一、加强领导\n成立专班3个，明确责任人12名\n二、强化监管\n开展检查26次\n三、严格考核\n纳入年度考核",
    "（一）加强领导\n成立专班\n（二）强化监管\n开展检查",
    "1.建强队伍\n2.建好阵地",
    "1、建强队伍\n2、建好阵地",
    "（1）建强队伍\n（2）建好阵地",
    "①建强队伍\n②建好阵地",
    "一是加强领导\n二是强化监管\n三是严格考核",
    "首先，加强领导\n其次，强化监管\n最后，严格考核",
    "第一条　总则\n第二条　分则",
    "□城关镇：强化责任\n□东关街道：抓实整改",
    "建强队伍。\n建好阵地。\n严格考核",
    "加强领导；\n强化监管；\n严格考核。",
    "各镇党委：\n现将有关事项通知如下",
    "张三\n李四\n王五",
    "城关镇\n东关街道",
    "组　长：张三　县委书记\n副组长：李四　县长",
    "张三　县委书记、县人大常委会主任\n李四　县委副书记、县人民政府县长",
    "联系人：张三\n电话：0550-7000000",
    "责任单位：县委组织部\n配合单位：县财政局\n完成时限：2024年12月",
    "加强组织领导\n责任单位：县委组织部",
    "抓好落实，见成效\n2024年3月5日",
    "中共城关镇委员会\n2024年3月5日",
    "0550-7000000\n0550-7000001",
    "抓好落实\n（城关镇　张三）",
    "　　建强队伍\n　　建好阵地",
)

TOGETHER = (
    ("选派12名干部，\n其中女性3名", "选派12名干部，其中女性3名"),
    ("会议指出“要\n抓好落实”", "会议指出“要抓好落实”"),
    ("建强队伍\n，建好阵地", "建强队伍，建好阵地"),
    ("走访农户（含脱贫户\n和监测户）36户", "走访农户（含脱贫户和监测户）36户"),
)

UNCLEAR = ("加强领导班子建设\n成立专班。", "2024年3月，全镇\n开展行动", "张三、李四\n王五、赵六")


def in_copy(copy: str) -> list[str]:
    sections = read_copy(Source("稿.md", copy), Span(0, len(copy))).sections
    blocks = (block for section in sections for block in section.blocks)
    return [plain(block.children).strip() for block in blocks if isinstance(block, Paragraph)]


def in_plain_text(copy: str) -> list[str]:
    parts = read_plain("稿.txt", copy.encode()).parts
    return [each.text.strip() for each in parts if isinstance(each, ReceivedLine)]


def in_word(copy: str) -> list[str]:
    span = Span(0, len(copy))
    return [each.text.strip() for each in unbroken(ReceivedLine((Run(copy, span),), span))]


@pytest.mark.parametrize("reader", [in_copy, in_plain_text, in_word])
def test_each_line_is_its_authors_paragraph(reader: object) -> None:
    assert callable(reader)
    for copy in APART:
        assert reader(copy) == [line.strip() for line in copy.split("\n")], copy


@pytest.mark.parametrize("reader", [in_copy, in_plain_text, in_word])
def test_a_line_that_leads_on_is_joined_to_the_next(reader: object) -> None:
    assert callable(reader)
    for copy, whole in TOGETHER:
        assert reader(copy) == [whole], copy


def test_what_only_the_author_knows_is_an_error_in_copy() -> None:
    for copy in UNCLEAR:
        [told] = read_copy(Source("稿.md", copy), Span(0, len(copy))).diagnostics
        assert (told.code, told.severity.name) == ("S008", "ERROR"), copy


def test_the_measure_of_a_whole_text_settles_what_its_lines_leave_open() -> None:
    """A full line that ends a sentence may be a paragraph's last; known wrapping decides."""
    full = "选派干部12名，组建“红色代办”队伍，办结诉求36件。"
    lines = (full, "下一步，抓好落实，见成效，再总结经验，推动工作。")
    running = Wrapping(26)
    assert seams(lines, running) == (Seam.TOGETHER,)
    assert seams((full[:-8] + "。", lines[1]), running) == (Seam.APART,)
    assert seams((full, "存在的问题"), running) == (Seam.APART,)
    assert seams((full, "二是抓好落实，见成效，再总结经验，推动工作。"), running) == (Seam.APART,)
    indented = Wrapping(26, indented=True)
    assert seams((full, "二是抓好落实，见成效，再总结经验，推动工作。"), indented) == (
        Seam.TOGETHER,
    )


def test_bold_that_is_open_goes_on_in_the_next_line() -> None:
    assert seams(("□**城关镇：上半年选派干部12", "名。**全年办结诉求36件。")) == (Seam.TOGETHER,)
    assert seams(("□**城关镇：抓实整改。", "建强队伍。**办结诉求36件。")) == (Seam.TOGETHER,)
    assert seams(("**一、加强领导**", "成立专班")) == (Seam.APART,)


def test_the_line_that_closes_bold_leaves_none_open() -> None:
    """Whatever bold there is before and after it: a paragraph that follows stays one."""
    lines = (
        "□**城关镇：上半年选派干部12",
        "名，建强队伍，办结诉求，",
        "抓实整改。**全年办结诉求36件。",
        "下一步，**建好阵地**，选派干部。",
        "再次部署，抓好落实。",
    )
    assert seams(lines) == (Seam.TOGETHER, Seam.TOGETHER, Seam.APART, Seam.APART)
    assert in_copy("\n".join(lines)) == [
        "".join(lines[:3]).replace("**", ""),
        lines[3].replace("**", ""),
        lines[4],
    ]


def test_a_mark_without_its_other_half_joins_no_lines() -> None:
    for lines in (
        ("**一、加强领导。", "成立专班3个。", "二、强化监管。"),
        ("**一、加强领导。", "成立专班3个。", "**二、强化监管。", "开展检查。"),
        ("**一、加强领导。", *("成立专班3个。",) * 5, "强化监管。**", "开展检查。"),
    ):
        assert set(seams(lines)) == {Seam.APART}, lines


def test_a_program_that_counts_characters_breaks_a_row_with_figures_earlier() -> None:
    row, following = "全年办结诉求2024件、3600人次、15000户，各村反响好。", "各村满意。"
    assert len(row) == 32
    assert seams((row, following), Wrapping(32, indented=True)) == (Seam.TOGETHER,)
    assert seams((row, following), Wrapping(32)) == (Seam.APART,)

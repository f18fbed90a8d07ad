"""Markdown for Chinese: CommonMark where no CJK is, run-ins that close, places that are right."""

from __future__ import annotations

import json
from itertools import chain
from textwrap import indent
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.diagnostics import applied_to
from bulletin.markdown import read_copy, submission_parser
from bulletin.model import (
    Figure,
    List,
    Paragraph,
    Section,
    Strong,
    Table,
    Text,
    plain,
    section_footnotes,
    section_texts,
    texts,
)
from bulletin.source import Source, Span
from tests.conftest import REPOSITORY

SPEC = REPOSITORY / ".venv" / "share" / "commonmark.json"
"""The 652 examples of CommonMark 0.31.2, put there by the set-up from markdown-it-py's source."""


def read(copy: str) -> tuple[Section, ...]:
    """The sections of faultless copy."""
    reading = read_copy(Source("稿.md", copy), Span(0, len(copy)))
    assert reading.diagnostics == ()
    return reading.sections


def faults(copy: str) -> list[tuple[str, str]]:
    """Code and quoted text of each fault."""
    reading = read_copy(Source("稿.md", copy), Span(0, len(copy)))
    return [(each.code, each.quoted) for each in reading.diagnostics]


def outline(copy: str) -> list[tuple[str, list[str]]]:
    """Each section's heading and the text of its paragraphs."""
    return [
        (
            section.heading_text,
            [plain(block.children) for block in section.blocks if isinstance(block, Paragraph)],
        )
        for section in read(copy)
    ]


DIFFERENT = {
    "an asterisk or an underscore is a sign; only ** is a mark": {"Emphasis and strong emphasis"},
    "a bracket that is no link is text, and so is < with what follows": {
        "Link reference definitions",
        "Links",
        "Images",
        "Autolinks",
        "HTML blocks",
        "Raw HTML",
    },
    "a backslash that escapes no mark is a sign: C:\\path": {"Backslash escapes"},
    "a line of dashes under a paragraph makes no heading of it": {"Setext headings"},
}
"""What of CommonMark copy has no use for, and the sections of its specification about it."""

INCIDENTAL = {
    "*": {37, 56, 66, 638, 639},
    "\\": {344, 346},
    "<": {31, 308, 309, 642, 643},
    "[": {32, 33, 317},
    "---": {59, 115, 141, 300},
    ">bar, >- one": {229, 260},
    "123456789.": {265},
    "blanks at a line's end": {226, 633, 635, 636},
}
"""Examples of other sections that differ for the sake of a sign in them."""


def test_other_commonmark_examples_behave_as_the_specification_says() -> None:
    examples = json.loads(SPEC.read_text("utf-8"))
    assert len(examples) == 652
    sections = set().union(*DIFFERENT.values())
    failed = {
        example["example"]
        for example in examples
        if example["section"] not in sections
        and _commonmark_html(example["markdown"]) != example["html"]
    }
    assert failed == set().union(*INCIDENTAL.values())


def _commonmark_html(copy: str) -> str:
    """The parser's HTML; markdown-it writes an empty block quotation without a line break in it."""
    parser = submission_parser.__wrapped__()
    html = str(parser.enable("text_join").render(copy))
    return html.replace("<blockquote></blockquote>", "<blockquote>\n</blockquote>")


@pytest.mark.parametrize(
    ("copy", "bold"),
    [
        ("**搭建议事平台。**定期组织", "搭建议事平台。"),
        ("**“三会一课”**制度", "“三会一课”"),
        ("**“十四五”**2025年", "“十四五”"),
        ("□**标题。**正文", "标题。"),
        ("**（一）加强领导**要", "（一）加强领导"),
        ("实现**“双向奔赴”**，成效", "“双向奔赴”"),
        ("共**100%**完成", "100%"),
        ("**——以城关镇为例**的", "——以城关镇为例"),
        ("看**《条例》**第3条", "《条例》"),
        ("**Party-building**工作", "Party-building"),
        ("**한국어(조선말)**은", "한국어(조선말)"),
    ],
)
def test_emphasis_closes_beside_chinese_marks(copy: str, bold: str) -> None:
    [strong] = [
        inline
        for section in read(copy)
        for inline in chain(
            [Strong(section.heading, Span(0, 0))] if section.heading else [],
            *(block.children for block in section.blocks if isinstance(block, Paragraph)),
        )
        if isinstance(inline, Strong)
    ]
    assert plain(strong.children) in (bold, bold.removesuffix("。"))


def test_both_ways_to_write_a_run_in_heading_give_one_model() -> None:
    run_in = "引语。\n\n**健全网格。**划分网格。\n\n**推进履职？**坐班接访。\n"
    lines = "引语。\n\n## 健全网格\n\n划分网格。\n\n## 推进履职？\n\n坐班接访。\n"
    one_flow = "引语。**健全网格。**划分网格。**推进履职？**坐班接访。\n"
    expected = [("", ["引语。"]), ("健全网格", ["划分网格。"]), ("推进履职？", ["坐班接访。"])]
    assert outline(run_in) == outline(lines) == outline(one_flow) == expected


def test_blanks_between_two_headings_are_no_paragraph() -> None:
    found = outline("**一、加强领导。** **1.压实责任。**建立机制")
    assert found == [("一、加强领导", []), ("1.压实责任", ["建立机制"])]


def test_bold_that_is_no_heading_stays_bold() -> None:
    [section] = read("要**高度重视。**不能松懈。")
    assert section.heading == ()
    [paragraph] = section.blocks
    assert isinstance(paragraph, Paragraph)
    assert [inline.kind for inline in paragraph.children] == ["text", "strong", "text"]


@pytest.mark.parametrize(
    ("copy", "text"),
    [
        ("各镇要立即行动，\n抓紧落实", "各镇要立即行动，抓紧落实"),
        ("一是使用APP、\nA级平台", "一是使用APP、A级平台"),
        ("“一码\n”通办", "“一码”通办"),
        ("one\ntwo", "one two"),
        ("各镇，\r\n要抓紧，\r\n要落实", "各镇，要抓紧，要落实"),
    ],
)
def test_a_newline_beside_chinese_is_no_space(copy: str, text: str) -> None:
    assert outline(copy) == [("", [text])]


def test_raw_html_is_text() -> None:
    copy = '<script>alert("x")</script>和<b>粗</b><!-- 注 --> <https://a.b> 3<5，a<b'
    reading = read_copy(Source("稿.md", copy), Span(0, len(copy)))
    assert "".join(map(str, section_texts(reading.sections))) == copy
    tags = ["<script>", "</script>", "<b>", "</b>", "<!-- 注 -->"]
    told = [("S011", tag) for tag in tags] + [("S010", "<https://a.b>")]
    assert faults(copy) == told


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        ("前文**没有结束。", [("S004", "**")]),
        ("一**二**三** 四", [("S004", "**")]),
        ("一 ** 二", [("S004", "**")]),
        ("李**、王**到场", [("S004", "**"), ("S004", "**")]),
        ("***重点***", [("S004", "***"), ("S004", "***")]),
        ("`代码`", [("S003", "`代码`")]),
        ("    缩进四格", [("S003", "    缩进四格")]),
        ("```\n代码\n```", [("S003", "```\n代码\n```")]),
        ("上文\n\n---\n\n下文", [("S003", "---")]),
        ("# 标题\n", [("S001", "# 标题")]),
        ("见[附件](附件.doc)。", [("L103", "[附件]")]),
        ("见[^1]。", [("S005", "[^1]")]),
        ("图![照片](a.png)在文中", [("L101", "![照片](a.png)")]),
        ("![](a.png)", [("L102", "![](a.png)")]),
        ("- ## 标题", [("S002", "- ## 标题")]),
        ("##筑牢阵地", [("S007", "##")]),
        ("##　筑牢阵地", [("S007", "##　")]),
        ("＃＃ 筑牢阵地", [("S007", "＃＃ ")]),
        ("#筑牢阵地", [("S007", "#")]),
        ("＊＊筑牢阵地。＊＊配强", [("S012", "＊＊筑牢阵地。＊＊")]),
        ("__筑牢阵地。__配强", [("S012", "__筑牢阵地。__")]),
        ("删~~去~~", [("S012", "~~去~~")]),
        ("*筑牢阵地。*配强", [("S012", "*筑牢阵地。*")]),
        ("抓好（*三项重点*）项目", [("S012", "*三项重点*")]),
        ("带*号的、标*的，*为重点，*为一般，5*3*2米", []),
        ("<b>筑牢</b>", [("S011", "<b>"), ("S011", "</b>")]),
        ("AT&T &amp; R&D，&nbsp;&#8220;", [("S011", t) for t in ("&amp;", "&nbsp;", "&#8220;")]),
        ("|甲村|12|\n|乙村|7|", [("S009", "|甲村|12|")]),
        ("甲村 | 12\n乙村 | 7", [("S009", "甲村 | 12")]),
        ("| 甲 | 乙 |\n| --- |\n| 1 | 2 |", [("S009", "| 甲 | 乙 |")]),
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 | 3 |", [("S009", "| 1 | 2 | 3 |")]),
        ("| 甲 | 乙 | 丙 |\n|---|---|---|\n| 1 |\n| 2 | | |", [("S009", "| 1 |")]),
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n| 3 |", [("S009", "| 3 |")]),
        ("| 甲 | 乙 |\n|---|---|", [("S009", "| 甲 | 乙 |")]),
        ("> | 甲 | 乙 |\n> |---|---|\n> | 1 |", [("S009", "> | 1 |")]),
        ("| 甲 | 乙 |\n|—|－－|\n| 1 | 2 |", [("S009", "|—|－－|")]),
        ("| 甲 | 乙 |\n\n| --- | --- |\n\n| 1 | 2 |", [("S009", "| 甲 | 乙 |")]),
        ("甲村\t12户", [("S130", "\t")]),
        ("一、\t加强领导", [("S130", "\t")]),
        ("甲 \t 乙\t\t丙\n", [("S130", " \t "), ("S130", "\t\t")]),
        ("## 甲\t乙\n\n- 丙\t丁[^1]\n\n[^1]: 戊\t己", [("S130", "\t")] * 3),
        ("| 甲\t乙 | 丙 |\n|---|---|\n| 1 | 2 |", [("S130", "\t")]),
        ("｜甲村｜12｜", [("S009", "｜甲村｜12｜")]),
        ("见[政务网](http://a.cn 说明)", [("S010", "[政务网](http://a.cn 说明)")]),
        ("见[政务网]（http://a.cn）", [("S010", "[政务网]（http://a.cn）")]),
        ('![现场](现场 照片.jpg "图1")', [("S010", '![现场](现场 照片.jpg "图1")')]),
        ("！[现场]（a.png）", [("S010", "！[现场]（a.png）")]),
        ("![现场](a.png配强班子。", [("S010", "![现场](a.png配强班子。")]),
        ("[甲](<![图](a.png)>)", [("L103", "[甲]")]),
        ("[__甲__](http://a.cn/__乙__)", [("S012", "__甲__")]),
        ("## 甲![图](a.png)", [("L101", "![图](a.png)")]),
        ("|甲![图](a.png)|乙|\n|--|--|\n|1|2|", [("L101", "![图](a.png)")]),
        ("配强[^1]。\n\n[^1]: 甲。\n\n[^1]: 乙。", [("S013", "[^1]: 乙。")]),
        ("配强。\n\n[^1]: 甲。", [("S013", "[^1]: 甲。")]),
        ("1. 甲\n\n2023. 乙", [("S014", "2023. 乙")]),
        ("* 为重点项目", [("S014", "* 为重点项目")]),
        ("- 5℃", [("S014", "- 5℃")]),
        ("加强领导\n成立专班。", [("S008", "成立专班。")]),
        ("> " * 50 + "甲", [("S015", "> " * 10 + "甲")]),
        ('[甲](http://a.cn "乙")', [("S141", '](http://a.cn "乙")')]),
        ("见[](http://a.cn)。", [("S143", "](http://a.cn)")]),
        ("![会场[甲](http://a.cn)](a.png)", [("S141", "![会场[甲](http://a.cn)](a.png)")]),
        ("甲。\n\n-\n\n乙。", [("S142", "-")]),
        ("1. 甲\n2.\n3. 乙", [("S142", "2.")]),
        ("配强[^1]。\n\n[^1]:", [("S005", "[^1]:")]),
        ("甲[^1]乙[^2]。\n\n[^1]: 一[^2]。\n\n[^2]: 二。", [("S005", "[^2]")]),
        ("配强[^1]。\n\n[^1]: 注。\n\n    - 甲\n    - 乙", [("S003", "    - 甲\n    - 乙")]),
        (">     缩进", [("S003", ">     缩进")]),
        ("[甲]: http://a.cn", [("S010", "[甲]: http://a.cn")]),
        ("<!-- 说明\\\n两行 -->", [("S011", "<!--")]),
    ],
)
def test_what_has_no_place_in_an_issue_is_a_fault_with_its_place(
    copy: str, expected: list[tuple[str, str]]
) -> None:
    assert faults(copy) == expected


INDENT, WIDE = "删去，段首的两个字版面会空出来", "删去，要空一个字就打一个全角空格"
NARROW = "删去，要空就打一个空格"


@pytest.mark.parametrize(
    ("copy", "hints", "cured"),
    [
        ("&emsp;&emsp;甲。", [INDENT] * 2, "甲。"),
        ("甲。\n\n&nbsp;乙。", [INDENT], "甲。\n\n乙。"),
        ("甲&emsp;乙", [WIDE], "甲　乙"),
        ("甲&nbsp;乙&ensp;丙&Tab;丁", [NARROW] * 3, "甲 乙 丙 丁"),
        ("甲&zwj;乙&shy;丙&#8203;丁&lrm;戊&#0;己&NewLine;庚", ["删去"] * 6, "甲乙丙丁戊己庚"),
        ("&ldquo;甲&rdquo;&middot;&amp;", [f"直接写 {each}" for each in "“”·&"], "“甲”·&"),
        ("甲&lt;乙&ast;", ["直接写 \\<", "直接写 \\*"], "甲\\<乙\\*"),
        ("甲&#12288;乙", [], "甲&#12288;乙"),
    ],
)
def test_the_cure_of_an_entity_can_be_read_and_typed(
    copy: str, hints: list[str], cured: str
) -> None:
    source = Source("x.md", copy)
    found = [
        each for each in read_copy(source, Span(0, len(copy))).diagnostics if each.code == "S011"
    ]
    assert [each.hint for each in found] == hints
    assert all(each.hint.isprintable() for each in found)
    for edit in sorted((edit for each in found for edit in each.edits), reverse=True):
        copy = copy[: edit.span.start] + edit.text + copy[edit.span.end :]
    assert copy == cured


@pytest.mark.parametrize(
    "copy",
    [
        "\\__甲__", "见\\__甲__。", "\\~~甲~~", "\\＊＊甲＊＊", "\\# 甲", "\\＃甲", "\\##甲",
        "\\｜甲｜乙｜", "\\<b>甲", "\\*\\*甲", "见\\##甲", "甲\\|乙\\>丙", "甲 \\- 乙 \\+ 丙",
        "第1\\. 条", "A\\~~甲", "甲\\#和\\##",
    ],
)  # fmt: skip
def test_what_looks_like_a_mark_can_be_printed_as_typed(copy: str) -> None:
    """The cure of each fault says how: a backslash before it."""
    assert outline(copy) == [("", [copy.replace("\\", "")])]


def test_a_line_of_full_width_blanks_parts_paragraphs() -> None:
    assert outline("甲。\n　　\n　　乙。") == [("", ["甲。", "乙。"])]
    (section,) = read("　　\n甲。")
    assert [text.span for text in section_texts((section,))] == [Span(3, 5)]


@pytest.mark.parametrize(
    "copy",
    [
        "提供7*24小时、5*8小时服务，场地3*5*7米。",
        "5*3*2米，带*号的为重点项目，标*的另行通知",
        "1_000户，a_b_c，____年",
        "~5%，3~5天，5%~8%",
        r"存在C:\path，D:\_共享，\\server\组工信息，a\b\n",
        "AT&T，R&D，&unknown; &",
        "[2023]12号，〔2023〕12号，[注]见（一）",
        "#1号工程推进，#1楼",
        "2023. 这一年完成投资3.5亿元。",
        ">80%的村，<5%，3<5>2，$5，$200、$300，^上",
        "+5℃，-5℃，*注：数据截至5月底",
        "1)开头，1）开头，1.加强，一|二",
        "拨打138****5678，证号340***********1234",
        "“引”‘用’—…·、{花}、@某、%、=、;",
    ],
)
def test_what_is_typed_as_a_sign_is_a_sign(copy: str) -> None:
    assert outline(copy) == [("", [copy])]


@pytest.mark.parametrize(
    ("copy", "paragraphs"),
    [
        (
            "一、加强领导\n成立专班3个，明确责任人12名\n二、强化监管\n开展检查26次",
            ["一、加强领导", "成立专班3个，明确责任人12名", "二、强化监管", "开展检查26次"],
        ),
        ("建强队伍。\n建好阵地。", ["建强队伍。", "建好阵地。"]),
        ("张三\n李四\n王五", ["张三", "李四", "王五"]),
        ("联系人：张三\n电话：7000000", ["联系人：张三", "电话：7000000"]),
        ("要求：\n（一）建强队伍\n（二）抓实", ["要求：", "（一）建强队伍", "（二）抓实"]),
        ("　　建强队伍\n　　建好阵地", ["建强队伍", "建好阵地"]),
        ("1.建强队伍\n2.建好阵地", ["1.建强队伍", "2.建好阵地"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_pasted_under_one_another_are_paragraphs(
    copy: str, paragraphs: list[str], line_end: str
) -> None:
    copy = copy.replace("\n", line_end)
    reading = read_copy(Source("稿.md", copy), Span(0, len(copy)))
    blocks = [block for section in reading.sections for block in section.blocks]
    said = [plain(block.children) for block in blocks if isinstance(block, Paragraph)]
    assert said == paragraphs
    [told] = reading.diagnostics
    assert told.code == "S008"
    assert [edit.text for edit in told.edits] == [line_end] * (len(paragraphs) - 1)


WRAPPED = (
    "今年以来，某镇聚焦基层治理，建立“网格长—网格员—志愿力量”体系，推\n"
    "行“线上+线下”双渠道服务，全年办结诉求36件，群众满意率达到98.5%，\n"
    "治理效能明显提升。"
)


def test_the_empty_line_of_a_quotation_has_its_mark() -> None:
    copy = "> 建强队伍。\n> 建好阵地。"
    [told] = read_copy(Source("稿.md", copy), Span(0, len(copy))).diagnostics
    assert applied_to(copy, told.edits) == "> 建强队伍。\n>\n> 建好阵地。"


def test_text_broken_at_a_fixed_width_is_one_paragraph() -> None:
    assert outline(WRAPPED) == [("", [WRAPPED.replace("\n", "")])]


def test_a_line_after_a_list_or_a_quotation_is_no_part_of_it() -> None:
    copy = "1. 加强领导\n成立专班3个。\n\n> 引文。\n引文后。\n\n甲[^1]\n\n[^1]: 注。\n注后。\n"
    reading = read_copy(Source("稿.md", copy), Span(0, len(copy)))
    blocks = [block for section in reading.sections for block in section.blocks]
    kinds = [block.kind for block in blocks]
    assert kinds == ["list", "paragraph", "quotation", "paragraph", "paragraph"]
    assert [each.code for each in reading.diagnostics] == ["S008", "S008", "S135"]


def test_a_line_after_a_table_is_no_row() -> None:
    [section] = read("| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n配强队伍。")
    assert [block.kind for block in section.blocks] == ["table", "paragraph"]


def test_bold_without_end_is_read_in_time_that_grows_with_it() -> None:
    """What goes in by the depth of the stars, or takes time by the square, fails here."""
    for copy in ("*" * 3000, "*" * 800 + "汉" + "*" * 800, "**甲" * 2000, "[" * 2000 + "**甲**"):
        read_copy(Source("稿.md", copy), Span(0, len(copy)))
    copy = "**甲。**乙。" * 10_000
    started = process_time()
    sections = read_copy(Source("稿.md", copy), Span(0, len(copy))).sections
    assert len(sections) == 10_000
    assert process_time() - started < 10


@pytest.mark.parametrize(
    "copy",
    [
        "| 甲\\|乙，丙 | \\|丁 |\n|---|---|\n| 一 | 二\\| |",
        "> | 甲\\|乙 | 丙 |\n> |---|---|\n> | 一 | \\|\\|二 |",
        "- 甲\n\t乙，丙\\\n\t丁",
        "- 甲\n\n\t  乙",
        ">     甲\n>       乙",
        "甲\t乙\n　　丙\t丁",
        "甲`　　`乙`\t`丙` 丁 `戊`` ` ``",
    ],
)
def test_a_place_is_right_behind_what_is_not_in_the_text(copy: str) -> None:
    """A backslash in a cell, half a tab before the line of an item."""
    source = Source("稿.md", copy)
    for text in section_texts(read_copy(source, Span(0, len(copy))).sections):
        assert source.quote(text.span).strip() == text.text.strip()


def test_escaped_stars_print_as_stars() -> None:
    assert outline(r"评为\*\*级，2 \* 3，\* 注") == [("", ["评为**级，2 * 3，* 注"])]


def test_lists_tables_figures_quotations_and_footnotes() -> None:
    copy = (
        "- 甲\n- 乙\n\n1. 丙\n2. 丁\n\n> 引文\n\n| 单位 | 数 |\n|---|--:|\n| 城关镇 | 12 |\n\n"
        '![会场](会场.jpg "图1 会场")\n\n正文[^注]。\n\n[^注]: 注文**粗**。\n'
    )
    [section] = read(copy)
    kinds = [block.kind for block in section.blocks]
    assert kinds == ["list", "list", "quotation", "table", "figure", "paragraph"]
    _, ordered, _, table, figure, paragraph = section.blocks
    assert isinstance(ordered, List)
    assert [item.marker for item in ordered.items] == ["1.", "2."]
    assert isinstance(table, Table)
    assert [plain(cell.children) for cell in table.rows[0]] == ["城关镇", "12"]
    assert [cell.align for cell in table.head] == ["", "right"]
    assert isinstance(figure, Figure)
    assert (figure.path, figure.alternative, figure.caption) == ("会场.jpg", "会场", "图1 会场")
    assert isinstance(paragraph, Paragraph)
    assert "".join(map(str, texts(paragraph.children))) == "正文注文粗。。"


def test_each_paragraph_of_a_note_begins_a_line() -> None:
    copy = "正文[^1]。\n\n[^1]: 第一段。\n\n    第二段。\n"
    reading = read_copy(Source("稿.md", copy), Span(0, len(copy)))
    [note] = section_footnotes(reading.sections)
    lines = [str(each) if isinstance(each, Text) else "/" for each in note.children]
    assert lines == ["第一段。", "/", "第二段。"]
    assert reading.diagnostics == ()


EVERYTHING = """\
引语**粗\\*体**，见[链接](https://example.org/a)[^一]，
第二行，**“引号”**后。

**小标题。**正文**粗**文。**又一。**再文&#92;文。

  > 引用，
  > 两行**粗**

1. 第一
   续行
2. 第二

| 甲 | 甲甲 | 甲 |
|---|---|---|
| 甲 | 甲 | 甲 |

## 标题 **粗** ##

[^一]: 注文
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("head", ["", "---\nunit: 甲\n---\n"])
def test_every_text_knows_its_place(line_end: str, head: str) -> None:
    copy = (head + EVERYTHING).replace("\n", line_end)
    source = Source("稿.md", copy)
    start = len(head.replace("\n", line_end))
    reading = read_copy(source, Span(start, len(copy)))
    assert reading.diagnostics == ()
    found = list(section_texts(reading.sections))
    assert len(found) > 20
    for text in found:
        written = source.quote(text.span)
        assert written.replace("\\*", "*").replace("&#92;", "\\") == text.text, text
    starts = [text.span.start for text in found if text.text != "注文"]
    assert starts == sorted(starts)
    assert len(set(starts)) == len(starts)


WORDS = st.text(
    alphabet=st.sampled_from("天长组工信息，。“”（）、12a%—…□ "), min_size=1, max_size=30
)


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_plain_copy_is_neither_lost_nor_added_to(paragraphs: list[str]) -> None:
    copy = "\n\n".join(paragraphs)
    reading = read_copy(Source("稿.md", copy), Span(0, len(copy)))
    if reading.diagnostics:  # four spaces at a line's start
        assert {each.code for each in reading.diagnostics} == {"S003"}
        return
    found = "".join(text.text for text in section_texts(reading.sections))
    assert "".join(found.split()) == "".join(copy.split())


BLANK = st.sampled_from(["", " ", "\u3000", "\u00a0", "  "])
MARKS = st.sampled_from(["**", "***", "****", "*****"])


@given(
    st.lists(st.tuples(st.sampled_from("甲乙"), st.integers(1, 99)), min_size=1, max_size=4),
    st.lists(st.integers(0, 2), min_size=5, max_size=5),
    st.sampled_from(["---", "—", "－－", "───", ":--"]),
    st.booleans(),
    st.sampled_from(["", "- ", "1. "]),
)
def test_a_table_is_mended_into_the_table_that_was_meant(
    rows: list[tuple[str, int]], gaps: list[int], dash: str, wide: bool, marker: str
) -> None:
    """Whatever dashes and empty lines it has; no row is lost and none is the row of dashes."""
    lines = ["| 村名 | 户数 |", f"| {dash} | {dash} |"]
    lines += [f"| {name} | {count} |" for name, count in rows]
    copy = "".join(line + "\n" * (1 + gap) for line, gap in zip(lines, [*gaps, 0], strict=False))
    copy = copy.replace("|", "｜") if wide and not any(gaps) else copy
    table = table_mended(in_item(copy, marker))
    said = [tuple(plain(cell.children) for cell in row) for row in table.rows]
    assert said == [(name, str(count)) for name, count in rows]


def in_item(copy: str, marker: str) -> str:
    """The copy below a line in the item of a list; without a marker it stands as it is."""
    blanks = " " * len(marker)
    return f"{marker}各村情况\n\n{indent(copy, blanks)}" if marker else copy


def table_mended(copy: str) -> Table:
    """The one table of the copy, or of the one item in it, after all faults are mended."""
    found = read_copy(Source("稿.md", copy), Span(0, len(copy))).diagnostics
    mended = applied_to(copy, sorted(edit for each in found for edit in each.edits))
    (block,) = (block for section in read(mended) for block in section.blocks)
    if isinstance(block, List):
        ((_, block),) = (item.blocks for item in block.items)
    assert isinstance(block, Table)
    return block


@given(
    st.lists(st.integers(1, 99), min_size=3, max_size=6),
    st.lists(st.integers(0, 2), min_size=7, max_size=7),
    st.sampled_from(["\t", ",", ";", "\u3000"]),
    st.sampled_from(["", "- ", "1. "]),
)
def test_rows_of_another_program_are_mended_into_one_table(
    counts: list[int], gaps: list[int], between: str, marker: str
) -> None:
    """With empty lines between them or without, in a list or not."""
    lines = [f"{'甲乙丙丁戊己'[at]}村{between}{count}" for at, count in enumerate(counts)]
    lines.insert(0, f"村名{between}户数")
    copy = "".join(line + "\n" * (1 + gap) for line, gap in zip(lines, gaps, strict=False))
    table = table_mended(in_item(copy, marker))
    said = [tuple(plain(cell.children) for cell in row) for row in (table.head, *table.rows)]
    assert said == [tuple(line.split(between)) for line in lines]


@given(WORDS, st.tuples(MARKS, BLANK, BLANK, MARKS), st.sampled_from(["配强。", "", "，3人"]))
def test_misspelt_bold_is_mended_in_one_step(
    words: str, marks: tuple[str, str, str, str], after: str
) -> None:
    """Whatever is told with an edit becomes the bold that it shows; nothing else changes."""
    words = "".join(words.split()).strip("*_[]()!`#<>|\\“”‘’，。、") or "筑牢"
    first, blank, other, last = marks
    copy = f"{first}{blank}{words}{other}{last}{after}"
    found = read_copy(Source("稿.md", copy), Span(0, len(copy))).diagnostics
    edits = sorted(edit for each in found for edit in each.edits if each.code == "S004")
    if edits:
        mended = applied_to(copy, edits)
        assert mended == f"**{words}**{after}"
        assert "S004" not in [code for code, _ in faults(mended)]


@pytest.mark.parametrize(
    ("copy", "hint"),
    [
        (
            "**筑牢阵地。配强队伍。",
            "是粗体就写成 **筑牢阵地。**，不是就删去 **；要印星号就写 \\*\\*",
        ),
        (
            "筑牢阵地。**配强队伍。",
            "是粗体就写成 **筑牢阵地。**，不是就删去 **；要印星号就写 \\*\\*",
        ),
        ("李**、王", "不是粗体就删去 **；要印星号就写 \\*\\*"),
        ("<b>筑牢阵地。</b>配强", "写成 **筑牢阵地。**"),
        ("<b>筑牢阵地。配强", "删去 <b>；要加粗，在粗体的两边各写两个 *"),
        ("![](会场.jpg)", "写成 ![会场](会场.jpg)，或在方括号里写图片上是什么"),
        ("![](IMG_1.jpg)", "在 ![ 和 ](IMG_1.jpg) 之间写图片上是什么"),
        ('![](1.jpg "会议现场")', '写成 ![会议现场](1.jpg "会议现场")，或在方括号里写图片上是什么'),
    ],
)
def test_the_remedy_is_the_cure(copy: str, hint: str) -> None:
    found = read_copy(Source("稿.md", copy), Span(0, len(copy))).diagnostics
    assert hint in [each.hint for each in found]


@given(st.text(alphabet=st.sampled_from("天长。“”*_[]()!^:`>#-|1.\n \\&<"), max_size=60))
def test_no_copy_breaks_the_reader(copy: str) -> None:
    source = Source("稿.md", copy)
    reading = read_copy(source, Span(0, len(copy)))
    for text in section_texts(reading.sections):
        assert isinstance(text, Text)
        assert 0 <= text.span.start <= text.span.end <= len(copy)


@pytest.mark.parametrize(
    ("copy", "told"),
    [
        (
            "配强[^1]。\n\n[^1]: 数据截至5月底。\n下一步，抓好落实。",
            [("S135", "下一步，抓好落实。")],
        ),
        ("配强[^1]。\n\n[^1]: 数据截至\n5月底。", [("S135", "5月底。")]),
        ("配强[^1]。\n\n[^1]: 数据截至5月底。\n## 建好阵地\n\n抓实。", [("S135", "## 建好阵地")]),
        ("配强[^1]。\n\n[^1]: 数据截至5月底。\n- 甲\n- 乙", [("S135", "- 甲")]),
        ("配强[^1]甲[^2]。\n\n[^1]: 数据。\n[^2]: 来源。\n\n下一步。", []),
        ("配强[^1]。\n\n[^1]: 数据。\n\n    来源。\n\n下一步。", []),
        ("配强[^1]。\n\n[^1]: 数据，\n    来源。\n\n下一步。", []),
    ],
)
def test_a_line_right_below_a_note_is_told(copy: str, told: list[tuple[str, str]]) -> None:
    assert faults(copy) == told


@pytest.mark.parametrize("below", ["注后。", "  注后。", "注后。\n再注后。", "一是注后。"])
def test_a_line_right_below_a_note_stays_in_it(below: str) -> None:
    copy = f"甲[^1]\n\n[^1]: 注。\n{below}\n\n乙\n"
    reading = read_copy(Source("稿.md", copy), Span(0, len(copy)))
    assert [each.code for each in reading.diagnostics] == ["S135"]
    assert not reading.diagnostics[0].edits  # only the author knows
    [note] = section_footnotes(reading.sections)
    assert plain(note.children) == "注。" + "".join(below.split())
    paragraphs = [plain(block.children) for block in reading.sections[0].blocks]  # type: ignore[union-attr]
    assert paragraphs[-1] == "乙"


@pytest.mark.parametrize("below", ["**标题。**正文。", "　　正文。", "## 标题", "- 甲"])
def test_what_begins_as_copy_right_below_a_note_is_copy(below: str) -> None:
    copy = f"甲[^1]\n\n[^1]: 注。\n{below}\n"
    reading = read_copy(Source("稿.md", copy), Span(0, len(copy)))
    [told] = reading.diagnostics
    assert applied_to(copy, told.edits) == f"甲[^1]\n\n[^1]: 注。\n\n{below}\n"
    [note] = section_footnotes(reading.sections)
    assert plain(note.children) == "注。"


def mixed(copy: str) -> tuple[list[str], str]:
    """What is told as of another form than the rest of its row, and the copy mended."""
    reading = read_copy(Source("稿.md", copy), Span(0, len(copy)))
    told = [each for each in reading.diagnostics if each.code == "S162"]
    edits = [edit for each in told for edit in each.edits]
    return [each.quoted for each in told], applied_to(copy, edits)


@pytest.mark.parametrize(
    ("copy", "told", "mended"),
    [
        ("1.甲\n\n2. 乙", ["2. "], "1.甲\n\n2.乙"),
        ("1. 甲\n\n2.乙\n\n3.  丙", ["1. ", "3.  "], "1.甲\n\n2.乙\n\n3.丙"),
        ("1.甲\n2. 乙", ["2. "], "1.甲\n2.乙"),
        ("1．甲\n\n2. 乙", ["2. "], "1．甲\n\n2.乙"),
        ("**1.甲。**子。\n\n2. **乙。**丑。", ["2. "], "**1.甲。**子。\n\n2.**乙。**丑。"),
        ("1.甲\n\n丑。\n\n2.\t乙", ["2.\t"], "1.甲\n\n丑。\n\n2.乙"),
        ("-甲\n- 乙\n- 丙", ["-"], "- 甲\n- 乙\n- 丙"),
        ("- 甲\n\n-乙\n\n-丙", ["-", "-"], "- 甲\n\n- 乙\n\n- 丙"),
    ],
)
def test_a_row_that_is_partly_a_list_is_told(copy: str, told: list[str], mended: str) -> None:
    assert mixed(copy) == (told, mended)
    assert mixed(mended)[0] == []


@pytest.mark.parametrize(
    "copy",
    [
        *("1. 甲\n2. 乙", "1.甲\n\n2.乙", "1. 甲\n\n1.5亿元用于乙。", "3. 甲\n\n1.乙"),
        *("- 甲\n- 乙", "-5度以下。", "- 甲\n\n乙\n\n--丙", "## 1.甲\n\n2. 乙"),
    ],
)
def test_a_row_of_one_form_is_not_told(copy: str) -> None:
    assert mixed(copy) == ([], copy)


def test_an_item_with_more_than_words_is_told_and_left() -> None:
    copy = "1.甲\n\n2. 乙\n\n    丙"
    assert mixed(copy) == (["2. "], copy)


def test_blanks_at_a_lines_end_break_no_line_and_a_backslash_does() -> None:
    assert outline("各镇要抓紧，  \n落实，见成效。") == [("", ["各镇要抓紧，落实，见成效。"])]
    assert [code for code, _ in faults("各镇要抓紧  \n落实，见成效。")] == ["S008"]
    assert outline("Party  \nbuilding work") == [("", ["Party building work"])]
    paragraph = read("甲镇\\\n乙镇")[0].blocks[0]
    assert isinstance(paragraph, Paragraph)
    assert [each.kind for each in paragraph.children] == ["text", "line-break", "text"]


def test_lines_that_end_in_blanks_are_paragraphs_as_others_are() -> None:
    copy = "选派干部12名，组建队伍。  \n下一步，抓好落实，见成效。  \n最后，总结经验。"
    assert faults(copy) == [("S008", copy)]


@pytest.mark.parametrize(
    ("copy", "cure"),
    [
        ("[基层]: 抓实治理", "写成 【基层】：抓实治理"),
        ("[基层]:抓实治理。后文。", "写成 【基层】：抓实治理。后文。"),
        ("　[基层]: <抓实>", "写成 【基层】：<抓实>"),
        ("- [基层]: 抓实", "写成 【基层】：抓实"),
        ("> [基层]: 抓实", "写成 【基层】：抓实"),
        ('[基层]: 抓实 "题"', '写成 【基层】：抓实 "题"'),
        ("[基层]:", "写成 【基层】："),
        ("[注]: 截至5月", "写成 注：截至5月"),
        ("[1]: 截至5月", "写成 [^1]: 截至5月，正文加注的地方写 [^1]"),
    ],
)
def test_a_label_written_as_the_address_of_a_link_is_told(copy: str, cure: str) -> None:
    source = Source("x.md", copy)
    reading = read_copy(source, Span(0, len(copy)))
    (told,) = (each for each in reading.diagnostics if each.code != "S011")
    assert (told.code, told.hint) == ("S177", f"{cure}；要印 [ 就写 \\[")
    printed = "".join(each.text for each in section_texts(reading.sections))
    assert copy.lstrip("-> \u3000") in printed


@pytest.mark.parametrize(
    "copy",
    [
        "[基层]治理",
        "[基层][政务]",
        "见[基层]: 抓实",
        "\\[基层]: 抓实",
        "【基层】：抓实",
        "[x] 已办",
        "[政务网](https://a.cn): 抓实",
        "文。[^1]\n\n[^1]: 注。",
    ],
)
def test_other_brackets_are_no_address_of_a_link(copy: str) -> None:
    assert "S177" not in [
        each.code for each in read_copy(Source("x.md", copy), Span(0, len(copy))).diagnostics
    ]


PARTS = st.sampled_from([",", ", ", ";", "　", "  ", "　　", "\t"])
CELLS = st.sampled_from(["村名", "上城村", "户数", "合计", "下城"])
NUMBERS = st.sampled_from(["12", "3.5", "40%", "36户", "-", "1200元"])


@given(
    PARTS,
    st.lists(CELLS, min_size=3, max_size=3),
    st.lists(st.tuples(CELLS, NUMBERS, NUMBERS), min_size=1, max_size=4),
    st.lists(st.sampled_from(["\n", "\n\n", "\n\n\n"]), min_size=4, max_size=4),
)
def test_rows_pasted_with_other_marks_are_mended_into_a_table(
    part: str, head: list[str], rows: list[tuple[str, str, str]], ends: list[str]
) -> None:
    lines = [head, *map(list, rows)]
    typed = part.join(head) + "".join(
        end + part.join(each) for end, each in zip(ends, rows, strict=False)
    )
    copy = f"各村情况如下。\n\n{typed}\n\n下文。\n"
    reading = read_copy(Source("稿.md", copy), Span(0, len(copy)))
    assert {each.code for each in reading.diagnostics} == {"S130" if part == "\t" else "S009"}
    mended = applied_to(copy, tuple(edit for each in reading.diagnostics for edit in each.edits))
    (section,) = read(mended)
    (table,) = (each for each in section.blocks if isinstance(each, Table))
    assert [[plain(cell.children) for cell in row] for row in table.printed] == lines


@pytest.mark.parametrize(
    "copy",
    [
        "张三　李四　王五\n赵六　孙七　周八",
        "甲村、乙村，共12户\n丙村、丁村，共36户",
        "3月5日,召开会议\n3月6日,下村走访",
        "见第1,2,3条\n\n又见第4,5,6条",
        "甲村,12户,优\n\n乙村,13户,良",
        "村名,户数,人数\n\n上城村,未报,未报",
        "组　长：张　三\n副组长：李　四",
    ],
)
def test_lines_in_columns_without_figures_are_no_table(copy: str) -> None:
    reading = read_copy(Source("稿.md", copy), Span(0, len(copy)))
    blocks = [each for section in reading.sections for each in section.blocks]
    assert not any(isinstance(each, Table) for each in blocks)

"""Markdown for Chinese: CommonMark where no CJK is, run-ins that close, places that are right."""

from __future__ import annotations

import json
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.markdown import commonmark, read_copy
from bulletin.model import (
    Figure,
    List,
    Paragraph,
    Section,
    Strong,
    Table,
    Text,
    plain,
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


def test_all_commonmark_examples_behave_as_the_specification_says() -> None:
    examples = json.loads(SPEC.read_text("utf-8"))
    assert len(examples) == 652
    failed = [
        example["example"]
        for example in examples
        if _commonmark_html(example["markdown"]) != example["html"]
    ]
    assert failed == []


def _commonmark_html(copy: str) -> str:
    """The parser's HTML; markdown-it writes an empty block quotation without a line break in it."""
    html = str(commonmark().render(copy))
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


@pytest.mark.parametrize("copy", ["a**“b”**c", "**$**alpha.", "foo**'bar'**baz", "*“*”*a"])
def test_ambiguous_marks_are_latin_where_no_cjk_is(copy: str) -> None:
    from markdown_it import MarkdownIt

    assert commonmark().render(copy) == MarkdownIt("commonmark").render(copy)


@given(st.text(alphabet=st.sampled_from("ab *_`[]()!.,“”‘’—…·\n\\&-+#>1$€"), max_size=40))
def test_without_cjk_it_is_commonmark(copy: str) -> None:
    from markdown_it import MarkdownIt

    assert commonmark().render(copy) == MarkdownIt("commonmark").render(copy)


def test_both_ways_to_write_a_run_in_heading_give_one_model() -> None:
    run_in = "引语。\n\n**健全网格。**划分网格。\n\n**推进履职？**坐班接访。\n"
    lines = "引语。\n\n## 健全网格\n\n划分网格。\n\n## 推进履职？\n\n坐班接访。\n"
    one_flow = "引语。**健全网格。**划分网格。**推进履职？**坐班接访。\n"
    expected = [("", ["引语。"]), ("健全网格", ["划分网格。"]), ("推进履职？", ["坐班接访。"])]
    assert outline(run_in) == outline(lines) == outline(one_flow) == expected


def test_bold_that_is_no_heading_stays_bold() -> None:
    [section] = read("要**高度重视。**不能松懈。")
    assert section.heading == ()
    [paragraph] = section.blocks
    assert isinstance(paragraph, Paragraph)
    assert [inline.kind for inline in paragraph.children] == ["text", "strong", "text"]


@pytest.mark.parametrize(
    ("copy", "text"),
    [
        ("各镇要\n抓紧落实", "各镇要抓紧落实"),
        ("使用APP\n办理", "使用APP办理"),
        ("办理\n162次", "办理162次"),
        ("“一码\n”通办", "“一码”通办"),
        ("one\ntwo", "one two"),
        ("各镇要\r\n抓紧\r\n落实", "各镇要抓紧落实"),
    ],
)
def test_a_newline_beside_chinese_is_no_space(copy: str, text: str) -> None:
    assert outline(copy) == [("", [text])]


def test_raw_html_is_text() -> None:
    copy = '<script>alert("x")</script>和<b>粗</b><!-- 注 --> <https://a.b>'
    assert outline(copy) == [("", [copy])]


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        ("前文**没有结束。", [("S004", "**")]),
        ("一**二**三** 四", [("S004", "**")]),
        ("`代码`", [("S003", "`代码`")]),
        ("    缩进四格", [("S003", "    缩进四格")]),
        ("```\n代码\n```", [("S003", "```\n代码\n```")]),
        ("上文\n\n---\n\n下文", [("S003", "---")]),
        ("# 标题\n", [("S001", "# 标题")]),
        ("见[附件](附件.doc)。", [("L103", "[附件]")]),
        ("见[^1]。", [("S005", "[^1]")]),
        ("图![照片](a.png)在文中", [("L101", "图![照片](a.png)在文中")]),
        ("![](a.png)", [("L102", "![](a.png)")]),
        ("- ## 标题", [("S002", "- ## 标题")]),
    ],
)
def test_what_has_no_place_in_an_issue_is_a_fault_with_its_place(
    copy: str, expected: list[tuple[str, str]]
) -> None:
    assert faults(copy) == expected


def test_escaped_stars_print_as_stars() -> None:
    assert outline(r"评为\*\*级，2 \* 3") == [("", ["评为**级，2 * 3"])]


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


EVERYTHING = """\
引语**粗\\*体**，见[链接](https://example.org/a)[^一]。
第二行，**“引号”**后。

**小标题。**正文**粗**文。**又一。**再文&amp;文。

  > 引用
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
        assert written.replace("\\*", "*").replace("&amp;", "&") == text.text, text
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


@given(st.text(alphabet=st.sampled_from("天长。“”*_[]()!^:`>#-|1.\n \\&<"), max_size=60))
def test_no_copy_breaks_the_reader(copy: str) -> None:
    source = Source("稿.md", copy)
    reading = read_copy(source, Span(0, len(copy)))
    for text in section_texts(reading.sections):
        assert isinstance(text, Text)
        assert 0 <= text.span.start <= text.span.end <= len(copy)

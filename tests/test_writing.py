"""Markdown that is written reads back as what it was made from; front matter too."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin.front_matter import compose, split
from bulletin.markdown import read_copy, settled, write_front, write_sections
from bulletin.markdown.writing import FrontValue
from bulletin.model import (
    Block,
    Cell,
    Figure,
    Footnote,
    Inline,
    Item,
    LineBreak,
    Link,
    List,
    Paragraph,
    Quotation,
    Section,
    Strong,
    Table,
    Text,
)
from bulletin.source import Source, Span
from tests.conftest import REPOSITORY

HERE = Span(0, 0)


def bare(value: Any) -> Any:
    """A value of the model without its places."""
    if isinstance(value, tuple):
        return tuple(map(bare, value))
    fields = getattr(value, "__dataclass_fields__", None)
    if fields is None:
        return value
    inner = {name: bare(getattr(value, name)) for name in fields if name != "span"}
    return (type(value).__name__, inner)


def read(copy: str) -> tuple[Section, ...]:
    """The sections of copy, whose only faults may be words that say what its model says ill."""
    reading = read_copy(Source("稿.md", copy), Span(0, len(copy)))
    assert {each.code for each in reading.diagnostics} <= {
        "L102",
        "L103",
        "S001",
        "S005",
        "S009",
        "S011",
        "S012",
        "S014",
        "S130",
        "S142",
        "S143",
    }
    return reading.sections


def text(words: str) -> tuple[Text, ...]:
    return (Text(words, HERE),)


def paragraph(*children: Inline | str) -> Paragraph:
    return Paragraph(tuple(Text(c, HERE) if isinstance(c, str) else c for c in children), HERE)


def strong(words: str) -> Strong:
    return Strong(text(words), HERE)


def section(heading: str, *blocks: Block, level: int = 2) -> Section:
    return Section(text(heading) if heading else (), level, blocks, HERE)


# -- The law ---------------------------------------------------------------------------------------

HOSTILE = st.text(
    alphabet=st.sampled_from(
        "天长镇，。！“”‘’（）、…—　ab1290 \t*_#.-+|[]()^<>&;:!~`\\\"'=$\n\xa0㊀𠮷😀"
    ),
    max_size=12,
)
SNIPPETS = st.sampled_from(
    [
        "1. 甲", "- 乙", "# 丙", "**丁**", "[^1]", "[^1]: 注", "&amp;", "&#42;", "|---|", "a|b",
        "---", "> 引", "```", "~~~", "    四格", "　　两格", "![图](a.png)", "[链](http://a)",
        "12. 条", "3) 项", "2023年", "<b>粗</b>", "\\*", "a_b", "C:\\x", "甲*乙*丙", "要**紧",
        "***", "![x][y]", "```py", "+ 加", "===", "－", "·", "①", "（一）", "\r\n甲", "__戊__",
    ]
)  # fmt: skip
WORDS = st.one_of(HOSTILE, SNIPPETS, st.text(max_size=8))
ALIGNS = st.sampled_from(["", "left", "center", "right"])
ADDRESSES = st.one_of(
    st.sampled_from(["http://a.b/c", "https://x.cn/a(b)c", "mailto:a@b.cn"]), WORDS
)

TEXTS = WORDS.map(lambda words: Text(words, HERE))
INLINES: st.SearchStrategy[Inline] = st.recursive(
    st.one_of(TEXTS, TEXTS, st.just(LineBreak(HERE))),
    lambda inner: st.one_of(
        st.builds(Strong, st.lists(inner, max_size=3).map(tuple), st.just(HERE)),
        st.builds(Link, ADDRESSES, st.lists(inner, max_size=2).map(tuple), st.just(HERE)),
        st.builds(Footnote, st.just(0), st.lists(inner, max_size=2).map(tuple), st.just(HERE)),
    ),
    max_leaves=6,
)
CHILDREN = st.lists(INLINES, max_size=5).map(tuple)
CELLS = st.lists(st.builds(Cell, CHILDREN, ALIGNS), max_size=3).map(tuple)


def lists(blocks: st.SearchStrategy[tuple[Block, ...]]) -> st.SearchStrategy[List]:
    def ordered(items: list[tuple[int, tuple[Block, ...]]], mark: str) -> List:
        return List(True, tuple(Item(f"{number}{mark}", each) for number, each in items), HERE)

    return st.one_of(
        st.lists(blocks, max_size=3).map(
            lambda items: List(False, tuple(Item("", each) for each in items), HERE)
        ),
        st.builds(
            ordered, st.lists(st.tuples(st.integers(0, 120), blocks), max_size=3),
            st.sampled_from([".", ")"]),
        ),
    )  # fmt: skip


BLOCKS: st.SearchStrategy[tuple[Block, ...]] = st.recursive(
    st.lists(
        st.one_of(
            st.builds(Paragraph, CHILDREN, st.just(HERE)),
            st.builds(Table, CELLS, st.lists(CELLS, max_size=2).map(tuple), st.just(HERE)),
            st.builds(Figure, WORDS, WORDS, WORDS, st.just(HERE)),
        ),
        max_size=3,
    ).map(tuple),
    lambda inner: st.lists(
        st.one_of(lists(inner), st.builds(Quotation, inner, st.just(HERE))), max_size=3
    ).map(tuple),
    max_leaves=5,
)
SECTIONS = st.lists(
    st.builds(Section, CHILDREN, st.integers(2, 6), BLOCKS, st.just(HERE)), max_size=3
).map(tuple)


@pytest.mark.slow
@given(SECTIONS)
def test_what_is_written_reads_as_what_it_was_made_from(sections: tuple[Section, ...]) -> None:
    assert bare(settled(read(write_sections(sections)))) == bare(settled(sections))


@pytest.mark.parametrize("heading", ["    四格", "　　两格", " \u3000甲", "两格　"])
def test_blanks_before_a_heading_leave_it_a_heading(heading: str) -> None:
    """`**　　两格。**` is not bold for Markdown, so its asterisks would be printed."""
    (read_back,) = read(write_sections((section(heading, paragraph("正文。")),)))
    assert read_back.heading_text == heading.lstrip()


def test_a_label_in_brackets_is_written_as_text() -> None:
    written = write_sections((section("", paragraph("[基层]: 抓实。")),))
    assert written == "\\[基层]: 抓实。\n"
    assert bare(settled(read(written))) == bare(
        settled((section("", paragraph("[基层]: 抓实。")),))
    )


def test_a_paragraph_of_many_runs_is_written_in_time_that_grows_with_it() -> None:
    """What takes time by the square of the runs takes minutes here."""
    runs: list[Inline] = [Text("甲", HERE), strong("乙")] * 20_000
    started = process_time()
    written = write_sections((section("", paragraph(*runs)),))
    assert written == "甲**乙**" * 20_000 + "\n"
    assert process_time() - started < 20


RUNS = st.sampled_from(
    [
        "甲",
        "a",
        "_",
        "*",
        "，",
        ".",
        "“",
        "”",
        " ",
        "　",
        "\ufe00",
        "㊀\ufe00",
        "😀",
        "！\U000e0100",
    ]
)
DENSE = st.lists(
    st.one_of(
        RUNS.map(lambda words: Text(words, HERE)),
        RUNS.map(strong),
    ),
    max_size=8,
).map(tuple)


@given(DENSE)
def test_many_short_runs_read_as_what_they_were_made_from(children: tuple[Inline, ...]) -> None:
    sections = (Section((), 2, (Paragraph(children, HERE),), HERE),)
    assert bare(settled(read(write_sections(sections)))) == bare(settled(sections))


@settings(max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_whatever_is_read_can_be_written(paragraphs: list[str]) -> None:
    copy = "\n\n".join(paragraphs)
    sections = read_copy(Source("稿.md", copy), Span(0, len(copy))).sections
    assert bare(settled(read(write_sections(sections)))) == bare(settled(sections))


@settings(max_examples=30)
@given(SECTIONS)
def test_settling_settles(sections: tuple[Section, ...]) -> None:
    once = settled(sections)
    assert settled(once) == once


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_every_character_of_plain_copy_is_read_again(words: list[str]) -> None:
    """Nothing but line ends and what no file may hold is changed."""
    from unicodedata import category

    def said(text: str) -> str:
        return "".join(each for each in text if category(each) not in ("Cc", "Cs"))

    sections = (section("", *(paragraph(each) for each in words)),)
    [*found] = read(write_sections(sections))
    read_again = "".join(
        child.text
        for each in found
        for block in each.blocks
        if isinstance(block, Paragraph)
        for child in block.children
        if isinstance(child, Text)
    )
    assert said(read_again) == said("".join(words))


def under(words: str, inner: List) -> List:
    """A list whose one item has another list below its words."""
    return List(False, (Item("", (paragraph(words), inner)),), HERE)


# -- The house's form ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted((REPOSITORY / "issues" / "116").glob("*.md")), ids=str)
def test_issue_116_is_written_as_it_stands(path: Path) -> None:
    source = Source(path.name, path.read_text("utf-8"))
    parts, _ = split(source)
    written = write_sections(read_copy(source, parts.body).sections)
    assert source.quote(parts.body).lstrip("\n") == written


@pytest.mark.parametrize(
    ("sections", "copy"),
    [
        ((), ""),
        ((section("健全网格", paragraph("划分网格。")),), "**健全网格。**划分网格。\n"),
        ((section("到了没有？", paragraph("到了。")),), "**到了没有？**到了。\n"),
        ((section("健全网格"),), "## 健全网格\n"),
        ((section("（一）甲", paragraph("乙。"), level=3),), "### （一）甲\n\n乙。\n"),
        ((section("甲#"), section("乙 #")), "## 甲#\n\n## 乙 # #\n"),
        ((section("# 甲", paragraph("乙。"), level=3),), "### \\# 甲\n\n乙。\n"),
        ((section("主要做法：", paragraph("乙。")),), "## 主要做法：\n\n乙。\n"),
        ((section("’甲", paragraph("乙。")),), "## ’甲\n\n乙。\n"),
        ((section("", paragraph("\\\\<")),), "&#92;&#92;<\n"),
        ((section("", Figure("a.png", "\\:\\", "", HERE)),), "![&#92;:&#92;](a.png)\n"),
        ((section("", paragraph("2023年，12.5万元，5-6月。")),), "2023年，12.5万元，5-6月。\n"),
        ((section("", paragraph("1. 加强领导")),), "1\\. 加强领导\n"),
        ((section("", paragraph("1.加强领导")),), "1.加强领导\n"),
        ((section("", paragraph("- 甲"), paragraph("-5℃")),), "\\- 甲\n\n-5℃\n"),
        ((section("", paragraph("# 甲"), paragraph("#1楼")),), "\\# 甲\n\n#1楼\n"),
        ((section("", paragraph("　　缩进")),), "&#12288;　缩进\n"),
        ((section("", paragraph("a*b_c d_ &amp; A&B")),), "a*b_c d_ \\&amp; A&B\n"),
        ((section("", paragraph("甲|乙 [1] 丙[^1]（注）")),), "甲|乙 [1] 丙\\[^1]（注）\n"),
        ((section("", paragraph("共", strong("100%"), "完成")),), "共**100%**完成\n"),
        ((section("", paragraph("见", strong("（甲）"), "b")),), "见**（甲）**b\n"),
        ((section("", paragraph("见", strong("a)"), "b")),), "见**a)**b\n"),
        (
            (section("", paragraph(Link("http://x.cn/?a=1&b=2&amp;c", text("甲"), HERE))),),
            "[甲](http://x.cn/?a=1&b=2\\&amp;c)\n",
        ),
        (
            (section("", Figure("a&b (1).png", "会场", "A&B &lt;", HERE)),),
            '![会场](<a&b (1).png> "A&B \\&lt;")\n',
        ),
        (
            (section("", under("甲", List(False, (Item("", (paragraph("乙"),)),), HERE))),),
            "- 甲\n  - 乙\n",
        ),
        (
            (section("", under("甲", List(True, (Item("1.", (paragraph("乙"),)),), HERE))),),
            "- 甲\n  1. 乙\n",
        ),
        (
            (section("", under("甲", List(True, (Item("2.", (paragraph("乙"),)),), HERE))),),
            "- 甲\n\n  2. 乙\n",
        ),
        ((section("", under("甲", List(False, (Item("", ()),), HERE))),), "- 甲\n\n  -\n"),
        (
            (section("", paragraph("甲", LineBreak(HERE), "乙", Footnote(1, text("注。"), HERE))),),
            "甲\\\n乙[^1]\n\n[^1]: 注。\n",
        ),
        (
            (section("", Table((Cell(text("甲|乙"), "right"),), ((Cell(text("1"), ""),),), HERE)),),
            "| 甲\\|乙 |\n| --: |\n| 1 |\n",
        ),
        (
            (section("", Figure("会场 1.png", "会场", "图1 “会场”", HERE)),),
            '![会场](<会场 1.png> "图1 “会场”")\n',
        ),
        (
            (
                section(
                    "",
                    List(False, (Item("", (paragraph("甲"),)), Item("", (paragraph("乙"),))), HERE),
                    List(True, (Item("3.", (paragraph("丙"),)),), HERE),
                    Quotation((paragraph("引"), paragraph("文")), HERE),
                ),
            ),
            "- 甲\n- 乙\n\n3. 丙\n\n> 引\n>\n> 文\n",
        ),
    ],
)
def test_the_form_of_the_house(sections: tuple[Section, ...], copy: str) -> None:
    assert write_sections(sections) == copy
    assert bare(settled(read(copy))) == bare(settled(sections))


# -- Front matter ----------------------------------------------------------------------------------

YAML = ["no", "012", "2023-06-09", "a: b", "甲 #1", "---", "'", '"甲"', "", "- a", "{a", "[b", "*c",
        "&d", "!e", "%f", "@g", "`h", "k: ", "？", "? a", "a:", ": a", "=", "~", "> a"]  # fmt: skip
VALUES = st.one_of(WORDS, st.sampled_from(YAML))


@settings(max_examples=100)
@given(st.lists(VALUES, min_size=1, max_size=4), st.lists(VALUES, max_size=2))
def test_front_matter_is_read_as_it_was_written(values: list[str], comments: list[str]) -> None:
    fields = {f"field{at}": value for at, value in enumerate(values)}
    copy = write_front({**fields, "list": values, "group": fields}, comments) + "\n正文。\n"
    source = Source("稿.md", copy)
    parts, faults = split(source)
    assert faults == ()
    assert source.quote(parts.body) == "\n正文。\n"
    entries, faults = compose(source, parts.front)
    assert faults == ()
    read_again = {key.text: node for key, node in entries.entries}
    assert [str(read_again[name]).strip() for name in fields] == list(map(one_line, values))


def one_line(value: str) -> str:
    """A value without line ends and what YAML cannot hold."""
    kept = re.sub("[\r\n]+", " ", value)
    return re.sub(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
        "\U0010fffe-\U0010ffff]", "", kept,
    ).strip()  # fmt: skip


def test_front_matter_is_quoted_only_where_yaml_needs_it() -> None:
    fields: dict[str, FrontValue] = {
        "unit": "千秋街道",
        "title": "“三措并举”：提质增效",
        "phone": "0550-7000000",
        "received": date(2023, 6, 9),
        "reason": "第7期: 重复",
        "author": "",
        "articles": ["甲", "- 乙"],
        "original": {"name": "a #1.docx", "sha256": "00"},
        "signoff": {},
    }
    assert write_front(fields, ["批注（张三）\n改"]) == (
        "---\nunit: 千秋街道\ntitle: “三措并举”：提质增效\nphone: 0550-7000000\n"
        "received: 2023-06-09\nreason: '第7期: 重复'\nauthor:\narticles:\n  - 甲\n  - '- 乙'\n"
        "original:\n  name: 'a #1.docx'\n  sha256: 00\n# 批注（张三）\n# 改\n---\n"
    )

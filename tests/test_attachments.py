"""Attachments: how they are written, what the archive shows and finds of them."""

from __future__ import annotations

import json
import re
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.cli import run
from bulletin.edition import copy_files
from bulletin.load import inbox_files
from bulletin.making import open_issues
from bulletin.markdown import read_copy, write_sections
from bulletin.model import Flow, Section, Text, attachments_apart
from bulletin.render import Renderer
from bulletin.source import Source, Span
from tests.conftest import REPOSITORY, SMALL, MakeWorkspace

NOWHERE = Span(0, 0)

COPY = """\
---
单位: 城关镇
标题: “三个一”抓实基层治理
附件: 名册
---

镇里抓实了三件事，分工见附件1，名册见附件2。

附件：1.责任清单

2.名册

附件1

责任清单

**明确责任。**每个村由一名镇干部联系[^甲]。

[^甲]: 另有名单。
"""

HEAD = "---\n单位: 城关镇\n标题: 抓实基层治理\n---\n\n"

ROLL = "---\n标题: 名册\n---\n\n| 村 | 联系人 |\n| --- | --- |\n| 甲村 | 张三 |\n"

FILES = {**SMALL, "issues/7/城关镇.md": COPY, "issues/7/名册.md": ROLL}


def read(body: str) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Titles of the attachments with the text of their first block, the typed list, the codes."""
    source = Source("城关镇.md", body)
    reading = read_copy(source, Span(0, len(body)))
    _, apart = attachments_apart(reading.sections)
    titles = [
        (each[0].heading_text, each[0].blocks[0].kind if each[0].blocks else "") for each in apart
    ]
    return (
        titles,
        [f"{each.number or ''}{each.name.text}" for each in reading.listed],
        [each.code for each in reading.diagnostics],
    )


@pytest.mark.parametrize(
    ("body", "titles", "listed", "codes"),
    [
        ("文。\n\n# 附件1：甲表\n\n一。\n\n# 附件2 乙表\n\n二。\n", ["甲表", "乙表"], [], []),
        ("文。\n\n## 附件：甲表\n\n一。\n", ["甲表"], [], []),
        ("文。\n\n附件1\n\n甲表\n\n一。\n\n附 件 2\n\n乙表\n\n二。\n", ["甲表", "乙表"], [], []),
        ("文。\n\n附件\n\n**甲表**\n\n一。\n", ["甲表"], [], []),
        ("文。\n\n**附件一：甲表**\n\n一。\n", ["甲表"], [], []),
        ("文。\n\n附件1：甲表\n\n第一条，要抓实责任。\n", ["甲表"], [], []),
        ("文。\n\n# 附件二十一：甲表\n\n一。\n", ["甲表"], [], []),
        ("文。\n\n# 附件二一：甲表\n\n一。\n", ["甲表"], [], []),
        ("文。\n\n附件二一：甲表\n", [], ["21甲表"], []),
        ("文。\n\n附件：甲表\n\n某镇\n\n附件\n\n甲表\n\n一。\n", ["甲表"], ["甲表"], []),
        ("文。\n\n附件：1.甲表；2.乙表\n", [], ["1甲表", "2乙表"], []),
        ("文。\n\n附件：\n\n1. 甲表\n2. 乙表\n", [], ["1甲表", "2乙表"], []),
        ("文。\n\n附件1：甲表\n\n附件2：乙表\n", [], ["1甲表", "2乙表"], []),
        ("文。\n\n附件1 甲表\n\n附件2 乙表\n\n一。\n", [], ["1甲表", "2乙表"], []),
        ("附件1：甲\n\n附件2：乙\n\n附件3：丙\n\n一。\n", [], ["1甲", "2乙", "3丙"], []),
        (
            "附件1 甲\n\n附件2 乙\n\n附件1\n\n甲\n\n一。\n\n附件2\n\n乙\n\n二。\n",
            ["甲", "乙"],
            ["1甲", "2乙"],
            [],
        ),
        (
            "文。\n\n附件：1.甲表\n2.乙表\n\n附件1\n甲表\n一。\n",
            ["甲表"],
            ["1甲表", "2乙表"],
            [],
        ),
        ("文。\n\n# 附件1：甲表。\n\n一。\n", ["甲表"], [], ["S153"]),
        ("文。\n\n附件1\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n", ["附件1"], [], ["S150"]),
        ("文。\n\n# 附件1：甲表\n", ["甲表"], [], ["S151"]),
        ("文。\n\n附件所列的事，附件1的内容，都要抓实。\n\n## 附件管理\n\n要严。\n", [], [], []),
        ("文。\n\n邮件\n\n附件2023年\n\n附件多。\n", [], [], []),
        ("文。\n附件1\n甲表\n一。\n附件2 乙表\n二。\n", ["甲表", "乙表"], [], []),
        ("文。\n\n附件（1）\n甲表\n一。\n附件②\n乙表\n二。\n", ["甲表", "乙表"], [], []),
        ("文。\n\n附件(一)甲表\n\n一。\n", ["甲表"], [], []),
        ("文。\n\n附件1\n\n![图](a.png)\n", ["附件1"], [], ["S150"]),
        ("文。\n\n附件1\n", ["附件1"], [], ["S150", "S151"]),
        ("文。\n\n附件1\n第一条，抓实责任。\n", ["附件1"], [], ["S150"]),
        ("文。\n\n附件1\n\n附件：略\n\n一。\n", ["附件1"], [], ["S155", "S150"]),
        ("文。\n\n附件1\n甲表。\n乙\n一。\n", ["甲表"], [], ["S008", "S153"]),
        ("文。\n\n附件1\n甲表\n一。\n附件2：乙表\n", ["甲表"], [], ["S008", "S151"]),
        ("文。\n\n附件1\n甲表\n一。\n\n附件：1.甲表\n", ["甲表"], [], ["S154"]),
        (
            "文。\n\n附件：1.城关镇2024年度\n　　　责任清单\n2.名册\n\n附件1\n甲表\n一。\n",
            ["甲表"],
            ["1城关镇2024年度责任清单", "2名册"],
            [],
        ),
        ("文。\n\n附件：城关镇\n\n责任清单\n\n城关镇党委\n", [], ["城关镇责任清单"], []),
        ("文。\n\n附件：甲表（另附）\n\n附件\n甲表\n一。\n", ["甲表"], ["甲表（另附）"], []),
        ("文。\n\n附件1、附件2都要抓实。\n\n附件1至附件3的事，都要抓实。\n", [], [], []),
    ],
)
def test_how_attachments_are_written(
    body: str, titles: list[str], listed: list[str], codes: list[str]
) -> None:
    found, names, told = read(body)
    assert [title for title, _ in found] == titles
    assert names == listed
    assert told == codes


@pytest.mark.parametrize(
    ("lines", "title", "codes"),
    [
        ("城关镇2024年度\n责任清单\n第一条，抓实责任。", "城关镇2024年度责任清单", []),
        ("城关镇2024年度\n\n责任清单\n\n| 甲 |\n| --- |\n| 1 |", "城关镇2024年度责任清单", []),
        ("关于加强治理的\n实施方案\n（试行）\n一、总则", "关于加强治理的实施方案（试行）", []),
        ("城关镇\n党员名单\n张三\n李四", "城关镇党员名单", ["S008"]),
        ("责任清单\n（2024年3月）\n抓实。", "责任清单（2024年3月）", []),
        ("先锋岗\n第一片区\n张三负责。", "先锋岗第一片区", ["S172"]),
        ("责任清单\n总体要求\n抓实。", "责任清单", ["S008", "S172"]),
        ("名单\n张三\n李四\n王五", "名单", ["S008"]),
        ("责任清单\n组长：张三\n成员：李四", "责任清单", ["S008"]),
        ("**城关镇**\n\n**责任清单**\n\n抓实。", "城关镇责任清单", []),
        ("City 2024\nHall 清单\n抓实。", "City 2024 Hall 清单", []),
    ],
)
def test_a_title_of_several_lines(lines: str, title: str, codes: list[str]) -> None:
    for label in ("附件1\n", "附件1\n\n"):
        found, _, told = read(f"文。\n\n{label}{lines}\n")
        assert [each for each, _ in found] == [title]
        assert told == codes


@pytest.mark.parametrize(
    "line",
    [
        "时间：2024年3月1日",
        "各村要抓实三件事。",
        "各村要制定责任清单。",
        "甲村：张三",
        "联系人：张三",
        "单位：万元",
        "目标：到2026年全面达标",
        "2024年3月1日",
        "（2024年）",
        "张三　李四",
        "每个村由一名镇干部联系，年底评比",
        "今年的成绩真不小！",
        "## 一、总体要求",
        "**明确责任。**",
        "3",
    ],
)
def test_a_line_that_can_be_no_title_is_text(line: str) -> None:
    for blank in ("\n", "\n\n"):
        body = f"文。\n\n附件1{blank}{line}\n\n每村一名。\n"
        source = Source("城关镇.md", body)
        reading = read_copy(source, Span(0, len(body)))
        _, ((head, *_),) = attachments_apart(reading.sections)
        assert head.heading_text == "附件1"
        untitled = [each for each in reading.diagnostics if each.code == "S150"]
        said = line.strip("#* ")
        assert [each.message for each in untitled] == [f"附件1没有标题，下面的“{said}”排成了正文"]
        assert untitled[0].hint.startswith("在它下面加一行，写标题，或写成 # 附件1：标题")


def test_names_and_a_label_below_are_no_title() -> None:
    assert read("文。\n\n附件1\n张三\n李四\n") == ([("附件1", "paragraph")], [], ["S008", "S150"])
    assert read("文。\n\n附件1\n责任\n清单\n一。\n") == ([("责任清单", "paragraph")], [], [])
    body = "文。\n\n附件1\n附件2\n乙表\n一。\n"
    told = read_copy(Source("甲.md", body), Span(0, len(body))).diagnostics
    assert [each.message for each in told if each.code == "S150"] == ["附件1没有标题"]


def test_a_sentence_that_is_a_title_is_told_how_it_is_written() -> None:
    body = "文。\n\n附件1\n各村要抓实三件事。\n每村一名。\n"
    hints = [each.hint for each in read_copy(Source("甲.md", body), Span(0, len(body))).diagnostics]
    form = "# 附件1：各村要抓实三件事"
    assert hints[-1].endswith(f"；“各村要抓实三件事。”就是标题的，写成 {form}")
    assert read(f"文。\n\n{form}\n\n每村一名。\n") == ([(form[6:], "paragraph")], [], [])


@pytest.mark.parametrize(
    "title",
    [
        "主题教育：责任清单",
        "“党建+”行动：任务清单",
        "党建引领聚合力，乡村振兴谱新篇",
        "关于抓实治理，促进振兴的实施方案",
        "责　任　清　单",
        "城关镇　责任清单",
        "2024年3月工作要点",
        "时间安排",
        "联系人名单",
        "甲村先锋岗",
        "将军村红色故事",
    ],
)
def test_a_title_of_its_own_kind_is_taken(title: str) -> None:
    assert read(f"文。\n\n附件1\n\n{title}\n\n每村一名。\n")[0][0][0] == title


@pytest.mark.parametrize(
    "typed",
    [
        "附件：1.责任清单\n      2.名册\n",
        "附件：1.责任清单\n\n      2.名册\n",
        "附件：1.责任清单\n\t  2.名册\n",
        "附件：\n      1.责任清单\n      2.名册\n",
        "附件：1.责任清单\n      \n      2.名册\n",
        "附件：1.城关镇\n        责任清单\n      2.名册\n",
    ],
)
def test_a_typed_list_may_be_aligned_by_hand(typed: str) -> None:
    rest = "附件1\n责任清单\n一。\n\n附件2\n名册\n二。\n"
    titles, listed, codes = read(
        f"文。\n\n{typed}\n{rest.replace('责任', '城关镇责任', '城关' in typed)}"
    )
    assert [title[-2:] for title, _ in titles] == ["清单", "名册"]
    assert [each[-2:] for each in listed] == ["清单", "名册"]
    assert codes == []


def test_other_indented_lines_are_told_as_ever() -> None:
    assert read("镇里抓实了三件事。\n\n      每村一名。\n")[2] == ["S003"]
    assert read("文。\n\n附件1\n责任清单\n一。\n\n      每村一名。\n")[2] == ["S003"]


def test_a_title_that_begins_beside_its_label_goes_on_below() -> None:
    found, _, told = read("文。\n\n附件1：城关镇2024年度\n责任清单\n第一条，抓实责任。\n")
    assert ([each for each, _ in found], told) == (["城关镇2024年度责任清单"], [])


def test_a_title_of_a_heading_line_ends_there() -> None:
    found, _, told = read("文。\n\n# 附件1：城关镇2024年度\n\n责任清单\n\n抓实。\n")
    assert [each for each, _ in found] == ["城关镇2024年度"]
    assert told == ["S172"]
    assert read("文。\n\n# 附件1：先锋岗\n\n第一片区\n\n抓实。\n")[2] == []


@pytest.mark.parametrize(
    "line",
    [
        *(
            "附件：略",
            "附件：无",
            "附件：另发",
            "附件：见附表",
            "附件：详见附件表格。",
            "附件（略）",
            "附件另发",
        ),
        *(
            "附件1：略",
            "**附件：略**",
            "# 附件：略",
            "附件：责任清单（另发）",
            "附件1：责任清单（略）",
            "附件\n\n略",
            *("附件：如下", "附件：工作方案另发", "附件：3份", "附件：另行印发", "附件：—"),
        ),
    ],
)
def test_no_attachment_begins_where_there_is_none(line: str) -> None:
    found, listed, told = read(f"文。\n\n{line}\n\n后面还有正文，说明有关情况。\n")
    assert (found, listed, told) == ([], [], ["S155"])


@pytest.mark.parametrize(
    ("line", "cure"),
    [
        ("附件1-1", "这一行写成 附件1，下一行写标题"),
        ("附件1-1：责任清单", "这一行写成 # 附件1：责任清单"),
        ("# 附件1-1：责任清单", "这一行写成 # 附件1：责任清单"),
        ("附表1", "这一行写成 附件1，下一行写标题"),
        ("附：责任清单", "这一行写成 # 附件1：责任清单"),
        ("附件1责任清单", "这一行写成 # 附件1：责任清单"),
        ("附件2024年度责任清单", "这一行写成 # 附件1：2024年度责任清单"),
        ("（附件1）", "这一行写成 附件1，下一行写标题"),
        ("【附件1】责任清单", "这一行写成 # 附件1：责任清单"),
        ("附件A：责任清单", "这一行写成 # 附件1：责任清单"),
        ("附录", "这一行写成 附件1，下一行写标题"),
        ("附1：责任清单", "这一行写成 # 附件1：责任清单"),
        ("附 1", "这一行写成 附件1，下一行写标题"),
        ("附件1，责任清单", "这一行写成 # 附件1：责任清单"),
        ("附件1）责任清单", "这一行写成 # 附件1：责任清单"),
        ("附件第一号：责任清单", "这一行写成 # 附件1：责任清单"),
        ("附件⑴", "这一行写成 附件1，下一行写标题"),
        ("附件——责任清单", "这一行写成 # 附件1：责任清单"),
    ],
)
def test_a_strange_label_is_told_with_the_form(line: str, cure: str) -> None:
    body = f"文。\n\n{line}\n\n抓实责任。\n\n附件2\n\n名册\n\n张三、李四。\n"
    reading = read_copy(Source("城关镇.md", body), Span(0, len(body)))
    assert [(each.code, each.hint) for each in reading.diagnostics] == [("S170", cure)]


@pytest.mark.parametrize(
    "line",
    ["附件1的内容都要抓实", "附表中列出的村", "附件管理", "附近1公里", "附属2所学校", "附图所示"],
)
def test_a_sentence_about_attachments_is_no_label(line: str) -> None:
    assert read(f"文。\n\n{line}\n\n文。\n") == ([], [], [])


def test_words_that_announce_a_list_are_told() -> None:
    assert read("文。\n\n附件清单：\n\n1.甲表\n\n2.乙表\n") == ([], [], ["S170"])


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_examples_of_the_readme_are_clean(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    readme = (REPOSITORY / name).read_text("utf-8")
    fences = re.findall(r"^( *)```markdown\n(.*?)^ *```", readme, re.MULTILINE | re.DOTALL)
    assert [("附件1\n" in dedent(copy)) for _, copy in fences] == [True]
    for _, copy in fences:
        text = dedent(copy).replace("千秋街道", "城关镇")
        monkeypatch.chdir(make_workspace({"issues/7/城关镇.md": text}).root)
        assert run(["check", "7", "--format", "concise"]) == 0
        assert capsys.readouterr().out == ""


WORDS = st.text("甲乙丙表清单《》（）12附件一：*#1. ", min_size=1, max_size=8).map(str.strip)


@given(st.lists(WORDS.filter(lambda each: re.search(r"\w", each) is not None), max_size=4))
def test_what_is_written_is_read_again(titles: list[str]) -> None:
    body = "文。\n\n" + "# 附件：名\n\n一。\n\n" * len(titles)
    source = Source("城关镇.md", body)
    text, apart = attachments_apart(read_copy(source, Span(0, len(body))).sections)
    renamed = [
        Section((Text(title, NOWHERE),), 1, each[0].blocks, NOWHERE)
        for title, each in zip(titles, apart, strict=True)
    ]
    written = write_sections((*text, *renamed))
    reading = read_copy(Source("城关镇.md", written), Span(0, len(written)))
    _, again = attachments_apart(reading.sections)
    assert [each[0].heading_text for each in again] == titles
    assert {each.code for each in reading.diagnostics} <= {"S004", "S007"}
    assert write_sections(reading.sections) == written


def test_both_ways_give_the_same_values(make_workspace: MakeWorkspace) -> None:
    copy = open_issues(make_workspace(FILES))
    assert copy.diagnostics == ()
    [issue] = copy.issues
    [article] = issue.articles
    assert [(each.label, each.title, each.source.path) for each in article.attachments] == [
        ("附件1", "责任清单", "issues/7/城关镇.md"),
        ("附件2", "名册", "issues/7/名册.md"),
    ]
    assert [each.path for each in article.files] == ["issues/7/城关镇.md", "issues/7/名册.md"]
    assert len(article.sections) == 1


@pytest.mark.parametrize(
    ("roll", "codes"),
    [
        ("# 名册\n\n张三、李四。\n", []),
        ("附件2\n名册\n张三、李四。\n", []),
        ("附件2：名册\n\n张三、李四都在册。\n", []),
        ("\n# 名册。\n张三、李四。\n", ["S153"]),
        ("---\n标题: 名册\n---\n\n# 名册\n\n张三、李四。\n", []),
        ("---\n标题: 名册\n---\n\n# 名单\n\n张三、李四。\n", ["S154"]),
        ("---\n---\n# 名册\n\n张三、李四。\n", []),
        ("名册\n\n张三、李四。\n", ["S150"]),
        ("# 名册\n", ["S151"]),
        ("", ["S150"]),
    ],
)
def test_a_file_of_an_attachment_may_begin_with_its_title(
    make_workspace: MakeWorkspace, roll: str, codes: list[str]
) -> None:
    copy = open_issues(make_workspace({**FILES, "issues/7/名册.md": roll}))
    found = [
        each for each in copy.diagnostics if each.source and each.source.path.endswith("名册.md")
    ]
    assert [each.code for each in found] == codes
    if set(codes) <= {"S153"}:
        assert [each.title for each in copy.issues[0].articles[0].attachments][1] == "名册"
    if "S150" in codes:
        assert found[0].hint.startswith(
            "第一行写成 # 附件的标题" if not roll else "第一行写成 # 名册"
        )


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"城关镇": HEAD + "# 附件：清单\n\n抓实。\n"}, ["S006 只有附件，没有正文"]),
        (
            {"城关镇": HEAD + "文。\n", "清单": "附件1\n清单\n抓实。\n"},
            ["S159 没有哪一篇的附件是 `清单.md`，不会印出来"],
        ),
        (
            {"城关镇": HEAD + "文。\n", "清单": "# 附件1：清单\n\n抓实。\n"},
            ["S159 没有哪一篇的附件是 `清单.md`，不会印出来"],
        ),
        ({"城关镇": HEAD + "附件：略\n"}, ["S155 “附件：略”没有附上附件，照原样排在这里"]),
    ],
)
def test_a_file_with_nothing_but_an_attachment(
    make_workspace: MakeWorkspace, files: dict[str, str], told: list[str]
) -> None:
    workspace = make_workspace({f"issues/7/{name}.md": text for name, text in files.items()})
    found = open_issues(workspace).diagnostics
    assert [f"{each.code} {each.message}" for each in found] == told


def test_the_field_may_have_a_full_width_colon(make_workspace: MakeWorkspace) -> None:
    """Its list is taken out of the text, and its file is no submission, whichever colon it has."""
    copy = COPY.replace("附件: 名册", "附件：名册").partition("附件1\n")[0]
    workspace = make_workspace({**FILES, "issues/7/城关镇.md": copy})
    found = [each.code for each in open_issues(workspace).diagnostics]
    assert found == ["F002", "S154"]


def test_notes_of_an_attachment_are_listed_by_the_numbers_of_their_calls(
    make_workspace: MakeWorkspace,
) -> None:
    """Notes are counted through a file, so that an attachment's begin after those of the text."""
    copy = COPY.replace("分工见附件1", "分工[^乙]见附件1") + "\n[^乙]: 见另文。\n"
    [issue] = open_issues(make_workspace({**FILES, "issues/7/城关镇.md": copy})).issues
    text = Renderer(make_workspace({})).text(issue.articles[0], issue.publication)
    calls = re.findall(r'id="(a1[^"]*)-call-(\d+)"', text)
    lists = re.findall(r'<ol class="notes"(?: start="(\d+)")?>\n<li id="(a1[^"]*)-note-', text)
    assert calls == [("a1", "1"), ("a1-f1", "2")]
    assert lists == [("", "a1"), ("2", "a1-f1")]


@pytest.mark.slow  # a PDF is set
def test_the_archive_shows_and_finds_them(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace(FILES)
    monkeypatch.chdir(workspace.root)
    assert run(["build", "--internal"]) == 0
    page = (workspace.internal_output / "issues/7/index.html").read_text("utf-8")
    for part in (
        '<li><span class="label">附件：<span class="number">1.</span></span><a href="#a1-f1">',
        '<section class="attachment" id="a1-f2" aria-label="附件2">',
        '<p class="label">附件2</p>\n<h2 class="attachment-title">名册</h2>',
        'id="a1-f1-call-1"',
    ):
        assert part in page
    shard = (workspace.internal_output / "search/2024.js").read_text("utf-8")
    rows = json.loads(shard[shard.index("(") + 1 : shard.rindex(")")])["issues"][0][4]
    assert [(row[0], row[2], "张三" in row[3]) for row in rows] == [
        ("a1", "“三个一”抓实基层治理", False),
        ("a1-f1", "“三个一”抓实基层治理（附件1：责任清单）", False),
        ("a1-f2", "“三个一”抓实基层治理（附件2：名册）", True),
    ]


def test_rules_read_them_and_tell_their_own_file(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    roll = ROLL.replace("张三", "张三,李四")
    workspace = make_workspace({**FILES, "issues/7/名册.md": roll})
    monkeypatch.chdir(workspace.root)
    run(["check", "7", "--format", "concise"])
    said = capsys.readouterr().out
    assert re.findall(r"^(issues/7/名册.md:\d+:\d+): \w+\[(T101)\]", said, re.MULTILINE) == [
        ("issues/7/名册.md:7:10", "T101")
    ]


def test_the_file_of_an_attachment_is_checked_alone(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    roll = ROLL.replace("张三", "张三,李四")
    workspace = make_workspace({**FILES, "issues/7/名册.md": roll})
    monkeypatch.chdir(workspace.root)
    assert run(["check", "issues/7/名册.md", "--format", "concise"]) == 1
    said = capsys.readouterr().out
    assert [line.split(":")[0] for line in said.splitlines()] == ["issues/7/名册.md"]
    run(["check", "7", "--fix"])
    assert "张三，李四" in (workspace.root / "issues/7/名册.md").read_text("utf-8")


def test_files_of_attachments_move_with_their_article(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under another name where the issue has one; until then they do not wait as submissions."""
    inbox = {
        "issues/inbox/东关街道.md": COPY.replace("城关镇", "东关街道"),
        "issues/inbox/名册.md": ROLL.replace("张三", "李四"),
    }
    workspace = make_workspace({**FILES, **inbox})
    assert [each.stem for each in inbox_files(workspace.root)] == ["东关街道"]
    monkeypatch.chdir(workspace.root)
    assert run(["import", "issues/inbox/东关街道.md", "--issue", "7"]) == 0
    assert "附件: 名册2" in (workspace.root / "issues/7/东关街道.md").read_text("utf-8")
    assert "李四" in (workspace.root / "issues/7/名册2.md").read_text("utf-8")
    assert [each.name for each in (workspace.root / "issues/inbox").iterdir()] == []


def test_an_approved_attachment_may_not_change(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(FILES)
    [loaded] = open_issues(workspace).loaded
    files = copy_files(workspace, loaded)
    assert "issues/7/名册.md" in files
    assert "issues/7/城关镇.md" in files


def test_a_post_has_them(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(FILES)
    [issue] = open_issues(workspace).issues
    values = {"issue": issue, "title": "", "flow": Flow.PARAGRAPHS}
    page = Renderer(workspace).page("wechat.html", **values)
    seen = re.sub("<[^>]*>", "", page)
    assert "附件：1.责任清单\n2.名册\n" in seen
    assert [part in seen for part in ("附件1\n责任清单", "附件2\n名册", "张三")] == [True] * 3


@pytest.mark.parametrize("template", ["sheet.html", "text.html"])
def test_a_template_of_the_office_that_leaves_them_out(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    template: str,
) -> None:
    ours = (REPOSITORY / "templates" / template).read_text("utf-8")
    start = ours.index("{%- for attachment" if template == "text.html" else "{% for attachment")
    own = ours[:start] + ours[ours.rindex("</article>") :]
    workspace = make_workspace({**FILES, f"templates/{template}": own})
    monkeypatch.chdir(workspace.root)
    assert run(["build", "7"]) == 1
    assert f"错误　templates/{template}：缺 " in capsys.readouterr().err


SENTENCES = [
    "每个村由一名镇干部联系",
    "由镇党委牵头负责",
    "各村要抓实三件事",
    "村村都有一名干部联系",
    "全镇共有12个村",
    "走访群众300户",
    "分工已经明确到人",
    "三件事都落实了",
]


@pytest.mark.parametrize("words", SENTENCES)
@pytest.mark.parametrize("between", [" ", "：", "\n", "\n\n"])
def test_a_title_that_reads_as_a_sentence_is_told(words: str, between: str) -> None:
    body = f"文。\n\n附件1{between}{words}\n\n每村一名，落实到人。\n"
    found = read_copy(Source("甲.md", body), Span(0, len(body))).diagnostics
    (told,) = [each for each in found if each.code == "S178"]
    form = f"# 附件1：{words}"
    assert told.message == f"附件1的标题取了“{words}”，像是一句话"
    assert told.hint == f"是标题就写成 {form}；不是的，附件1 独占一行，下一行写标题"
    assert read(f"文。\n\n{form}\n\n每村一名，落实到人。\n")[2] == []


@pytest.mark.parametrize("words", [*(f"{each}。" for each in SENTENCES), "已发各村，请对照落实。"])
@pytest.mark.parametrize("between", [" ", "："])
def test_a_sentence_beside_the_label_is_no_title(words: str, between: str) -> None:
    body = f"文。\n\n附件1{between}{words}\n\n每村一名，落实到人。\n"
    found = read_copy(Source("甲.md", body), Span(0, len(body))).diagnostics
    (told,) = [each for each in found if each.code == "S150"]
    assert told.message == f"附件1没有标题，后面的“{words}”排成了正文"
    assert told.hint.startswith(f"附件1 独占一行，下一行写标题，再下面写“{words}”")


@pytest.mark.parametrize(
    "name",
    [
        *("每月工作清单", "每个村的干部名单", "党员每日一学", "先进个人10名", "民生实事10件"),
        *("要闻", "城关镇了解民情记录", "已婚妇女名册", "必须掌握的知识点", "“我要上清华”"),
        *("将军村红色故事", "主题教育：责任清单", "“三个一”抓实基层治理", "村规民约"),
    ],
)
@pytest.mark.parametrize("between", [" ", "：", "\n"])
def test_a_name_is_told_of_by_nothing(name: str, between: str) -> None:
    titles, _, told = read(f"文。\n\n附件1{between}{name}\n\n每村一名，落实到人。\n")
    assert ([title for title, _ in titles], told) == ([name], [])

"""Attachments: how they are written, what the archive shows and finds of them."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.cli import run
from bulletin.edition import copy_files
from bulletin.load import inbox_files
from bulletin.making import read_copy as read_workspace
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
        (
            "文。\n\n附件：1.甲表\n2.乙表\n\n附件1\n甲表\n一。\n",
            ["甲表"],
            ["1甲表", "2乙表"],
            ["S008"] * 2,
        ),
        ("文。\n\n# 附件1：甲表。\n\n一。\n", ["甲表"], [], ["S153"]),
        ("文。\n\n附件1\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n", ["附件1"], [], ["S150"]),
        ("文。\n\n# 附件1：甲表\n", ["甲表"], [], ["S151"]),
        ("文。\n\n附件所列的事，附件1的内容，都要抓实。\n\n## 附件管理\n\n要严。\n", [], [], []),
        ("文。\n\n邮件\n\n附件2023年\n\n附件多。\n", [], [], []),
    ],
)
def test_how_attachments_are_written(
    body: str, titles: list[str], listed: list[str], codes: list[str]
) -> None:
    found, names, told = read(body)
    assert [title for title, _ in found] == titles
    assert names == listed
    assert told == codes


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
    copy = read_workspace(make_workspace(FILES))
    assert copy.diagnostics == ()
    [issue] = copy.issues
    [article] = issue.articles
    assert [(each.label, each.title, each.source.path) for each in article.attachments] == [
        ("附件1", "责任清单", "issues/7/城关镇.md"),
        ("附件2", "名册", "issues/7/名册.md"),
    ]
    assert [each.path for each in article.files] == ["issues/7/城关镇.md", "issues/7/名册.md"]
    assert len(article.sections) == 1


def test_notes_of_an_attachment_are_listed_by_the_numbers_of_their_calls(
    make_workspace: MakeWorkspace,
) -> None:
    """Notes are counted through a file, so that an attachment's begin after those of the text."""
    copy = COPY.replace("分工见附件1", "分工[^乙]见附件1") + "\n[^乙]: 见另文。\n"
    [issue] = read_workspace(make_workspace({**FILES, "issues/7/城关镇.md": copy})).issues
    text = Renderer(make_workspace({})).text(issue.articles[0], Flow.FLOW)
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
    [loaded] = read_workspace(workspace).loaded
    files = copy_files(workspace, loaded)
    assert "issues/7/名册.md" in files
    assert "issues/7/城关镇.md" in files


def test_a_post_has_them(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(FILES)
    [issue] = read_workspace(workspace).issues
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

"""The screen page and the sheet: whole text, nothing of the copy taken for markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.archive import Neighbours, issue_pages
from bulletin.half_marks import by_meeting_marks
from bulletin.making import open_issue, open_issues
from bulletin.model import Article, Flow, Issue, Site, Text, Unit, section_texts
from bulletin.render import Renderer, as_typed
from bulletin.workspace import Workspace
from tests.conftest import REPOSITORY, MakeWorkspace


class _Words(HTMLParser):
    """The text of a page's `article` elements, and of the page's body."""

    def __init__(self) -> None:
        super().__init__()
        self.articles: list[str] = []
        self.body = ""
        self.tags: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._inside.append(tag)
        if tag == "article":
            self.articles.append("")
        if tag in ("br", "img", "meta", "link"):
            self._inside.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "body" in self._inside:
            self.body += data
        if "article" in self._inside:
            self.articles[-1] += data


def words(page: str) -> _Words:
    parser = _Words()
    parser.feed(page)
    return parser


def squeezed(text: str) -> str:
    return "".join(text.split())


def printed(article: Article) -> str:
    """What an article must print: □, byline and title, and every section, each with its stop."""
    made = f"□{article.full_title}{article.run_in_stop}"
    for section in article.sections:
        heading = f"{section.heading_text}{section.run_in_stop}" if section.heading else ""
        bare = "".join(text.text for text in section_texts((section,)))
        made += heading + bare[len(section.heading_text) :]
    return squeezed(made)


def issue_of(workspace: Workspace, name: str) -> Issue:
    read, found = open_issue(workspace, name)
    assert {each.code for each in found} <= {"S011"}
    assert read
    assert read.issue
    return read.issue


def issue_page(workspace: Workspace, issue: Issue) -> str:
    pages = issue_pages(Renderer(workspace), Site(issue.publication), issue, Neighbours())
    return pages.files["index.html"].decode()


def sheet(workspace: Workspace, issue: Issue) -> str:
    return Renderer(workspace).sheet(issue)


Page = Callable[[Workspace, Issue], str]


@pytest.mark.parametrize("page", [issue_page, sheet])
def test_issue_116_loses_and_gains_no_character(page: Page) -> None:
    workspace = Workspace(REPOSITORY)
    issue = issue_of(workspace, "116")
    found = words(page(workspace, issue))
    assert [squeezed(each) for each in found.articles] == [printed(a) for a in issue.articles]
    body = squeezed(found.body)
    for expected in (
        "天长组工信息第116期中共天长市委组织部研究室2023年6月9日【“基层治理”专题】",
        "".join(article.contents_line for article in issue.articles),
        "报：部领导，滁州市委组织部研究室，市委办公室、市政府办公室。送：各镇（街道）",
    ):
        assert expected in body


HOSTILE = r"""---
unit: 城关镇
title: "{{ 7*7 }}<script>alert(1)</script>{% raw %}&amp;"
byline: <b>某村</b>
supplier: "</p><script>"
---

**\{{ config }}。**正文\<img src=x onerror=alert(1)>和\{% include "x" %}。

- 一\<b>项\</b>
"""


@pytest.mark.parametrize("page", [issue_page, sheet])
def test_copy_is_never_markup(
    make_workspace: MakeWorkspace, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bulletin.load.typed", lambda *_: ())  # which refuses HTML in a title
    workspace = make_workspace({"issues/7/城关镇.md": HOSTILE})
    found = words(page(workspace, issue_of(workspace, "7")))
    assert "script" not in found.tags
    assert "img" not in found.tags
    assert "b" not in found.tags
    for written in (
        "{{ 7*7 }}<script>alert(1)</script>{% raw %}&amp;",
        "<b>某村</b>：",
        "（</p><script>供稿）",
        "{{ config }}。",
        '<img src=x onerror=alert(1)>和{% include "x" %}。',
    ):
        assert written in found.articles[0]


def test_words_from_right_to_left_stand_by_themselves(make_workspace: MakeWorkspace) -> None:
    """A figure or a bracket after them would else move to their left."""
    copy = "---\nunit: 城关镇\ntitle: ئۇ تىل2023年\n---\n\n读ئۇ (بىر)，**藏文བོད**、بىر。\n"
    workspace = make_workspace({"issues/7/城关镇.md": copy})
    issue = issue_of(workspace, "7")
    page = issue_page(workspace, issue)
    assert page.count("<bdi>ئۇ تىل</bdi>2023年") == 1 + (len(issue.articles) > 1)
    assert "读<bdi>ئۇ (بىر)</bdi>，<strong>藏文བོད</strong>、<bdi>بىر</bdi>。" in page
    assert "<bdi>" not in sheet(workspace, issue)  # the press does it, with a face


LINK = '<a title="，“">'
WITHIN = ["<wbr>", "<strong>", "</strong>", LINK, "</a>", "</h3><p>"]
BETWEEN = ["</p><p>", "</td><td>", "<br>"]
PIECES = st.lists(st.sampled_from([*"甲“”，。（", *WITHIN, *BETWEEN]), max_size=30)


@given(PIECES)
def test_marks_that_meet_are_parted_from_what_stands_between(pieces: list[str]) -> None:
    """Nothing is lost, every mark but the last comes nearer, and once is enough."""
    page = "".join(pieces)
    found = list(by_meeting_marks(page))
    assert "".join(each.text for each in found) == page
    for mark, after in pairwise(each for each in found if each.meets):
        assert len(mark.text) == len(after.text) == 1
    apart = re.sub("|".join(BETWEEN), " ", page)
    text = re.sub("<[^>]*>", "", apart)
    nearer = sum(each.meets and not each.is_last for each in found)
    assert nearer == len(re.findall("[”，。](?=[“”，。（])|[“（](?=[“（])", text))
    again = "".join(
        f'<span class="meeting">{each.text}</span>' if each.meets else each.text for each in found
    )
    assert not any(each.meets for each in by_meeting_marks(again))


def test_titles_and_headings_end_their_lines_between_words(make_workspace: MakeWorkspace) -> None:
    """As on paper: never in a word, a phrase, a unit's name or a figure with what it counts."""
    copy = (
        "---\nunit: 城关镇\ntitle: 仁和集镇做好产业添“新”的36项文章\n---\n\n"
        "**推进乡村振兴，城关镇先行。**正文。\n"
    )
    workspace = make_workspace({"issues/7/城关镇.md": copy})
    issue = issue_of(workspace, "7")
    own = replace(issue.publication, units=(*issue.publication.units, Unit("仁和集镇")))
    page = issue_page(workspace, replace(issue, publication=own))
    assert "仁和集镇<wbr>做好<wbr>产业<wbr>添<wbr>“新”<wbr>的<wbr>36项<wbr>文章" in page
    assert "推进<wbr>乡村振兴，<wbr>城关镇<wbr>先行" in page
    assert "正文。" in page
    assert "<wbr>" not in sheet(workspace, issue)  # the press does it by itself


def test_sections_flow_or_stand_as_the_house_has_it(make_workspace: MakeWorkspace) -> None:
    publication = (
        "name: 某县组工信息\nissuer: 某部\nunits: [{name: 城关镇}]\n"
        "distribution: {report_to: [部领导]}\nhouse: {sections: paragraphs}\n"
    )
    flowing = make_workspace({})
    sheet = Renderer(flowing).sheet(issue_of(flowing, "7"))
    [paragraph] = re.findall(r"<p data-at.*?</p>", sheet)
    assert (
        paragraph.index("□") < paragraph.index("建强一支队伍。") < paragraph.index("健全一项制度。")
    )
    standing = make_workspace({"issues/publication.yaml": publication})
    sheet = Renderer(standing).sheet(issue_of(standing, "7"))
    title, first, second = re.findall(r"<p data-at.*?</p>", sheet)
    assert words(title).body == "" or "□" in title
    assert "治理</strong>" in title  # on its own line: no end mark
    assert "建强一支队伍。</strong>选派" in first
    assert "健全一项制度。</strong>每月" in second


@pytest.mark.parametrize("end", ["：", "；", "？", "！", "…", ":", "，"])
def test_a_heading_with_a_mark_of_its_own_gets_no_stop(
    make_workspace: MakeWorkspace, end: str
) -> None:
    front = "---\nunit: 城关镇\ntitle: 抓实治理\n---\n\n"
    copy = f"{front}## 主要做法{end}\n\n选派干部。\n"
    workspace = make_workspace({"issues/7/城关镇.md": copy})
    sheet = Renderer(workspace).sheet(issue_of(workspace, "7"))
    assert f"主要做法{end}选派干部。" in squeezed(words(sheet).body)


def test_an_override_shadows_one_template(make_workspace: MakeWorkspace) -> None:
    ours = (REPOSITORY / "templates/base.html").read_text("utf-8")
    own = ours.replace("<!doctype html>", "{{ title }}本单位")
    workspace = make_workspace({"templates/base.html": own})
    assert issue_page(workspace, issue_of(workspace, "7")).startswith("某县组工信息第7期本单位")


def test_an_override_that_shadows_nothing_is_a_fault(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({"templates/isue.html": "", "styles/screen.css": ""})
    [fault] = open_issues(workspace).diagnostics
    assert (fault.code, fault.hint) == ("F015", "改名为 issue.html，或删去")


@pytest.mark.parametrize("page", [issue_page, sheet])
def test_a_table_without_a_head_has_no_empty_one(make_workspace: MakeWorkspace, page: Page) -> None:
    table = "|  | |\n|---|---|\n| 甲 | 12 |\n"
    copy = f"---\nunit: 城关镇\ntitle: 抓实基层治理\n---\n\n正文。\n\n{table}"
    workspace = make_workspace({"issues/7/城关镇.md": copy})
    found = words(page(workspace, issue_of(workspace, "7")))
    assert "td" in found.tags
    assert not {"thead", "th"} & set(found.tags)


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("“三措并举”\n  推动治理服务提质增效", ["“三措并举”", "推动治理服务提质增效"]),
        ("甲乙丙\n    丁戊 \n  己庚", ["甲乙丙", "丁戊", "己庚"]),
        ("A great\n  step", ["A great ", "step"]),
        ('"甲乙\n  丙丁"', ["甲乙", "丙丁"]),
        ("甲乙丙丁", ["甲乙丙丁"]),
    ],
)
def test_a_title_on_its_own_lines_ends_them_where_its_file_does(
    make_workspace: MakeWorkspace, typed: str, lines: list[str]
) -> None:
    folder = REPOSITORY / "issues"
    copy = "---\nunit: 张铺镇\ntitle: {}\n---\n\n## 一、做法\n\n正文一段。\n"
    issue_file = (folder / "116/issue.md").read_text("utf-8")
    head = re.sub(r"(?ms)^articles:.*?(?=^[a-z]|^---)", "articles: [张铺镇]\n", issue_file)
    workspace = make_workspace(
        {
            "issues/publication.yaml": (folder / "publication.yaml").read_bytes(),
            "issues/116/issue.md": head,
            "issues/116/张铺镇.md": copy.format(typed),
        }
    )
    (issue,) = open_issues(workspace).issues
    (article,) = issue.articles
    title = as_typed(article.title, article.source)
    assert [each.text for each in title if isinstance(each, Text)] == lines
    assert "".join(lines) == article.title.text
    sheet = Renderer(workspace).sheet(issue, Flow.LINES)
    assert f'<h2 class="title" data-at="{article.sections[0].span.start}">' in sheet
    assert f"<span>{'<br>'.join(lines)}</span>" in sheet.replace("&#39;", "'")
    assert "<br>" not in Renderer(workspace).sheet(issue, Flow.FLOW)

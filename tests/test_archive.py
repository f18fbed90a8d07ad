"""The archive: its files, its links, its feed, and what must never be in it."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from unicodedata import normalize
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.address import folder_name, permanent_id
from bulletin.archive import (
    LOOKS,
    IssueSummary,
    Neighbours,
    SentPage,
    issue_pages,
    joint_pages,
    neighbours,
    newest_first,
    publishing_faults,
)
from bulletin.archive.joint import YearIndex
from bulletin.archive.search import _characters_of_table, needed_pairs, traditional
from bulletin.kept_answers import KeptAnswers
from bulletin.making import open_issues
from bulletin.model import Act, Issue, Notice, Serial, Site, Unit
from bulletin.render import Renderer
from bulletin.workspace import Workspace
from tests.bench.synthetic import write_archive
from tests.conftest import REPOSITORY, SMALL, MakeWorkspace
from tests.sites import Links, archive_of, broken_links
from tests.test_render import squeezed, words

BASE = "https://bulletin.example/"


def again(number: str, changes: dict[str, str]) -> dict[str, str]:
    """The small workspace's issue once more, under another number and with other words."""
    files = {}
    for name, content in SMALL.items():
        if name.startswith("issues/7/"):
            text = content.replace("number: 7", f"number: {number.lstrip('s')}")
            for old, new in changes.items():
                text = text.replace(old, new)
            files[name.replace("/7/", f"/{number}/")] = text
    assert all(any(new in text for text in files.values()) for new in changes.values())
    return files


PUBLIC, INTERNAL = "visibility: public", "visibility: internal"

RICH = """\
---
unit: 东关街道
title: 表格、脚注与“引号”齐全的一篇
supplier: 东关街道党工委
---

**健全一项机制。**全年办结诉求36件[^一]，见[说明](https://example.com/a?b=1&c=2)。

[^一]: 数据截至十二月底。

- 第一项
- 第二项

> 群众的事同群众多商量。

| 单位 | 件数 |
|---|---:|
| 城关镇 | 12 |
"""

FULL: dict[str, str | bytes] = {
    "issues/publication.yaml": SMALL["issues/publication.yaml"]
    + f"site: {{title: 某县组工信息网, base_url: {BASE}}}\n",
    **again("8", {"date: 2024-03-05": "date: 2024-04-01\ntopic: “基层治理”专题"}),
    **again("9", {"date: 2024-03-05": "date: 2025-01-08\ntopic: a/b 50%？"}),
    **again("10", {"date: 2024-03-05": "date: 2025-02-08", PUBLIC: INTERNAL, "选派": "机要选调"}),
    **again("s1", {"date: 2024-03-05": "date: 2024-12-30\nsupplement: true"}),
    "issues/9/东关街道.md": RICH,
    "issues/9/issue.md": "---\nnumber: 9\ndate: 2025-01-08\ntopic: a/b 50%？\nvisibility: public\n"
    "articles: [城关镇, 东关街道]\n---\n\n编者按。本期刊发两篇[^注]。\n\n[^注]: 均有删节。\n",
}


@pytest.fixture
def workspace(make_workspace: MakeWorkspace) -> Workspace:
    return make_workspace(FULL)


def text_of(files: dict[str, bytes], name: str) -> str:
    return squeezed(words(files[name].decode()).body)


def script(content: bytes) -> Any:
    found = re.fullmatch(r"bulletinArchive\.\w+\((.*)\);\n?", content.decode(), re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_archive_of_issue_116() -> None:
    files = archive_of(Workspace(REPOSITORY))
    assert set(files) == {
        *("404.html", "feed.xml", "index.html", "robots.txt", *LOOKS),
        *("sitemap.xml", "search/index.html", "search/2023.js", "search/catalogue.js"),
        *(f"issues/116/{name}" for name in ("116.pdf", "index.html")),
        *(f"issues/116/a{place}.html" for place in range(1, 6)),
        *("years/index.html", "years/2023/index.html"),
        *("topics/index.html", "topics/“基层治理”专题/index.html"),
        "units/index.html",
        *(
            f"units/{unit}/index.html"
            for unit in ("千秋街道", "广陵街道", "仁和集镇", "张铺镇", "大通镇")
        ),
    }
    assert list(broken_links(files, BASE)) == []
    page = files["issues/116/index.html"].decode()
    assert '<a href="116.pdf" download="天长组工信息第116期.pdf">' in page
    assert '<article id="a3">' in page
    assert f'<link rel="canonical" href="{BASE}issues/116/">' in page
    home = text_of(files, "index.html")
    assert "天长组工信息第116期中共天长市委组织部研究室2023年6月9日【“基层治理”专题】" in home
    assert "2023年1期5篇第116期“基层治理”专题" in home


def test_an_article_has_the_same_text_on_its_own_page() -> None:
    files = archive_of(Workspace(REPOSITORY))
    together = words(files["issues/116/index.html"].decode()).articles
    apart = [words(files[f"issues/116/a{n}.html"].decode()).articles for n in range(1, 6)]
    assert apart == [[article] for article in together]


@pytest.mark.parametrize("internal", [False, True])
def test_every_link_leads_somewhere(workspace: Workspace, internal: bool) -> None:
    files = archive_of(workspace, internal=internal)
    assert list(broken_links(files, BASE)) == []


def test_every_page_can_be_reached_from_the_home_page(workspace: Workspace) -> None:
    files = archive_of(workspace)
    reached, waiting = set(), ["index.html"]
    while waiting:
        name = waiting.pop()
        if name in reached or name not in files:
            continue
        reached.add(name)
        if name.endswith(".html"):
            for link in Links(files[name]).addresses:
                waiting.append(_target(name, link))
    by_other_ways = {"404.html", "robots.txt", "sitemap.xml", "units/城关/index.html"}
    scripts = {name for name in files if re.fullmatch(r"search/[0-9]{4}\.js", name)}
    assert set(files) - reached == by_other_ways | scripts


def _target(name: str, link: str) -> str:
    from posixpath import dirname, join, normpath
    from urllib.parse import unquote, urlsplit

    path = unquote(urlsplit(link).path)
    return normpath(join(dirname(name), path)) if path and not urlsplit(link).scheme else name


def test_no_link_depends_on_where_the_tree_stands(workspace: Workspace) -> None:
    """Every link inside is relative and names its file; only a missing page's are not."""
    files = archive_of(workspace)
    for name, content in files.items():
        if not name.endswith(".html") or name == "404.html":
            continue
        page = content.decode()
        for link in re.findall(r'<(?:a|script|form)\b[^>]*?(?:href|src|action)="([^"]*)"', page):
            if link.startswith("https://example.com/"):
                continue
            assert not re.match(r"[a-z]+:|/", link), (name, link)
            assert re.search(r"\.(html|pdf|js)(#|$)|^#", link), (name, link)


# -- Visibility ------------------------------------------------------------------------------------


def test_an_internal_issue_is_in_no_byte_of_the_public_tree(workspace: Workspace) -> None:
    secret = ("机要选调", "第10期", "issues/10/", "2025-02-08", "2025年2月8日", "内部")
    for name, content in archive_of(workspace).items():
        assert [each for each in secret if each in name or each.encode() in content] == [], name
    internal = archive_of(workspace, internal=True)
    for name in ("issues/10/a1.html", "search/2025.js", "feed.xml", "units/城关镇/index.html"):
        assert "机要选调".encode() in internal[name] or b"issues/10/a1.html" in internal[name]


def test_the_public_tree_does_not_change_for_an_internal_issue(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    files = {name: content for name, content in FULL.items() if not name.startswith("issues/10/")}
    without = archive_of(make_workspace(files))
    assert archive_of(make_workspace(FULL)) == without


def test_an_internal_site_tells_nobody_its_address(workspace: Workspace) -> None:
    files = archive_of(workspace, internal=True)
    assert "sitemap.xml" not in files
    assert files["robots.txt"].decode().splitlines() == ["User-agent: *", "Disallow: /"]
    assert not [name for name, content in files.items() if BASE.encode() in content]
    for name, content in files.items():
        if name.endswith(".html"):
            assert b'<meta name="robots" content="noindex">' in content


def test_what_is_secret_is_not_published(make_workspace: MakeWorkspace) -> None:
    secret = {
        "issues/7/issue.md": SMALL["issues/7/issue.md"].replace(
            PUBLIC, f"{PUBLIC}\nsecrecy: 秘密★1年"
        )
    }
    copy = open_issues(make_workspace(secret))
    assert copy.publication is not None
    [fault] = publishing_faults(Site(copy.publication), copy.issues)
    assert (fault.code, fault.message) == ("I009", "第7期标有密级“秘密★1年”，不能上网")
    assert publishing_faults(Site(copy.publication, internal=True), copy.issues) == ()


# -- What depends on what --------------------------------------------------------------------------


def test_a_change_in_one_article_touches_its_issue_and_what_joins_all(
    make_workspace: MakeWorkspace,
) -> None:
    before = archive_of(make_workspace(FULL))
    name = "issues/9/城关镇.md"
    after = archive_of(make_workspace({**FULL, name: str(FULL[name]).replace("12名", "13名")}))
    assert {name for name in after if after[name] != before.get(name)} == {
        *("issues/9/index.html", "issues/9/a1.html"),
        *("feed.xml", "search/2025.js", "search/catalogue.js"),
    }


def test_what_joins_all_needs_only_the_summaries_in_any_order(workspace: Workspace) -> None:
    copy = open_issues(workspace)
    assert copy.publication is not None
    site, renderer = Site(copy.publication), Renderer(workspace)
    pages = [
        issue_pages(renderer, site, issue, Neighbours())
        for issue in copy.issues
        if site.holds(issue)
    ]
    texts = {each.summary.folder: each.text for each in pages}.__getitem__
    summaries = [each.summary for each in pages]
    kept = pickle.loads(pickle.dumps(summaries[::-1]))
    assert kept == summaries[::-1]
    again = joint_pages(Renderer(workspace), site, kept, texts)
    assert again == joint_pages(renderer, site, summaries, texts)


def test_names_are_never_markup(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bulletin.load.typed", lambda *_: ())  # which refuses HTML in a topic
    unit, topic = "<b>甲</b>&\"镇'", "</script><i onclick=x>{{ 7*7 }}"
    quoted = unit.replace("'", "''")
    small = SMALL["issues/publication.yaml"]
    files = archive_of(
        make_workspace(
            {
                "issues/publication.yaml": small.replace("城关镇", f"'{quoted}'")
                + f"site: {{base_url: {BASE}}}\n",
                **again("7", {PUBLIC: f"{PUBLIC}\ntopic: '{topic}'"}),
                "issues/7/城关镇.md": SMALL["issues/7/城关镇.md"].replace("城关镇", f"'{quoted}'"),
            }
        )
    )
    assert list(broken_links(files, BASE)) == []
    for name, content in files.items():
        if name.endswith(".html"):
            found = words(content.decode())
            assert not {"b", "i"} & set(found.tags), name
            assert found.tags.count("script") == (2 if name == "search/index.html" else 0)
    [[*_, shown_topic, articles]] = script(files["search/2024.js"])["issues"]
    assert (shown_topic, articles[0][3]) == (topic, f"【{topic}】")
    feed = feedparser.parse(files["feed.xml"])
    assert feed.bozo == 0
    ElementTree.fromstring(files["feed.xml"])
    assert unit in text_of(files, "units/index.html")


# -- Withdrawn -------------------------------------------------------------------------------------


def withdraw(number: int) -> Callable[[Issue], Issue]:
    return lambda issue: (
        replace(issue, notices=(Notice(Act.WITHDRAWN, 2, date(2024, 1, 1), "数据有误"),))
        if issue.number == number
        else issue
    )


def test_a_correction_is_told_on_the_page_and_in_the_feed(workspace: Workspace) -> None:
    notice = Notice(Act.CORRECTED, 2, date(2030, 6, 20), "第2篇数字有误，应为36件")

    def corrected(issue: Issue) -> Issue:
        return replace(issue, notices=(notice,)) if issue.number == 9 else issue

    files = archive_of(workspace, edited=corrected)
    feed = files["feed.xml"].decode()
    for told in (text_of(files, "issues/9/index.html"), feed):
        assert "勘误" in told
        assert "第2篇数字有误，应为36件" in told
    assert "<updated>2030-06-20T00:00:00+08:00</updated>" in feed
    assert "勘误" not in text_of(files, "issues/8/index.html")


def test_a_withdrawn_issue_keeps_its_addresses_and_nothing_else(workspace: Workspace) -> None:
    before = archive_of(workspace)
    files = archive_of(workspace, edited=withdraw(9))
    gone = {name for name in before if name.startswith("issues/9/")} - {"issues/9/9.pdf"}
    for name in gone:
        assert "第9期" in text_of(files, name)
        assert "本期已撤回：数据有误" in text_of(files, name)
    assert list(broken_links(files, BASE)) == []
    assert "第9期2025年1月8日已撤回" in text_of(files, "years/2025/index.html")
    for name, content in files.items():
        assert "表格、脚注" not in content.decode(), name
        assert "均有删节" not in content.decode(), name
    assert "issues/9/" not in files["feed.xml"].decode() + files["sitemap.xml"].decode()


# -- Order -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("with_pdf", [True, False])
def test_a_page_that_was_sent_is_divided_where_its_articles_end(*, with_pdf: bool) -> None:
    """Wherever an own template put the link to the PDF, and whatever else ends a line."""
    link = '\n<p class="download"><a href="7.pdf">下载 PDF</a></p>'
    first = '{}\n<p>前\x85言</p>\n<article id="a">甲</article>'
    second = '<article id="b">乙</article>'
    page = f"<h1>题\x1c\u2028</h1><main>{first.format(link)}\n{second}{link}\n</main>"
    left = link if with_pdf else ""
    assert SentPage(page).pieces(with_pdf=with_pdf) == (
        (first.format(left).removeprefix("\n"), "a"),
        (second, "b"),
        (f"{left}\n", ""),
    )


def test_neighbours_stay_in_their_own_series() -> None:
    first, second, third = (Serial("", 0, number) for number in (8, 9, 11))
    supplement = Serial("s", 0, 1)
    assert neighbours(dict.fromkeys((third, supplement, first, second), date(2024, 1, 1))) == {
        first: Neighbours(None, second),
        second: Neighbours(first, third),
        third: Neighbours(second, None),
        supplement: Neighbours(None, None),
    }


def test_issues_stand_by_day_whatever_their_series() -> None:
    def summary(number: int, dated: date, mark: str = "") -> IssueSummary:
        serial = Serial(mark, 0, number, "增刊" if mark else "")
        return IssueSummary(serial, "", dated, "", None, "", "", ())

    made = [
        summary(9, date(2024, 1, 3)),
        summary(1, date(2024, 1, 5), "s"),
        summary(11, date(2025, 1, 1)),
        summary(10, date(2024, 1, 8)),
        summary(2, date(2024, 1, 8), "s"),
    ]
    by_day = ["第11期", "第10期", "增刊第2期", "增刊第1期", "第9期"]
    assert [each.label for each in newest_first(made)] == by_day
    year = YearIndex(2024, tuple(made), (), ())
    assert [each.label for each in year.in_order][:3] == ["第9期", "增刊第1期", "第10期"]


def test_the_indexes_count_each_issue_once_whatever_its_unit_was_called(
    make_workspace: MakeWorkspace,
) -> None:
    name = "issues/8/城关镇.md"
    files = archive_of(
        make_workspace({**FULL, name: str(FULL[name]).replace("unit: 城关镇", "unit: 城关")})
    )
    assert "城关镇4篇东关街道1篇" in text_of(files, "units/index.html")
    assert "城关镇4篇，含城关2025年1篇" in text_of(files, "units/城关镇/index.html")
    assert "见城关镇。" in text_of(files, "units/城关/index.html")
    assert "2025年1期2篇2024年3期3篇" in text_of(files, "years/index.html")
    assert "a/b50%？1期2篇“基层治理”专题1期1篇" in text_of(files, "topics/index.html")
    year = text_of(files, "years/2024/index.html")
    assert year.index("按期第7期") < year.index("按单位城关镇3篇") < year.index("按专题“基层治理”")


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("千秋街道", "千秋街道"),
        ("“基层治理”专题", "“基层治理”专题"),
        ("a/b 50%？", "a-b-50-？-DIGEST"),
        ("..", "---DIGEST"),
        ("APP推广", "app推广-DIGEST"),
        ("治" * 41, "治" * 40 + "-DIGEST"),
        ("caf\u00e9", "caf\u00e9"),
        ("cafe\u0301", "caf\u00e9-DIGEST"),
        ("con", "con-DIGEST"),
        ("aux.治理", "aux.治理-DIGEST"),
        ("console", "console"),
    ],
)
def test_a_folder_is_named_as_its_unit_wherever_it_can_be(name: str, folder: str) -> None:
    digest = sha256(name.encode()).hexdigest()[:8]
    assert folder_name(name) == folder.replace("DIGEST", digest)


@given(st.sets(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=2))
def test_no_two_names_share_a_folder(names: set[str]) -> None:
    folders = {folder_name(name) for name in names}
    assert len({normalize("NFC", folder).lower() for folder in folders}) == len(names)
    for folder in folders:
        assert not set(folder) & set('<>:"/\\|?*%#& \0\n')
        assert folder not in (".", "..")
        assert len(folder.encode()) < 150


# -- For machines ----------------------------------------------------------------------------------


def test_the_feed_is_sound_and_has_the_whole_text(workspace: Workspace) -> None:
    files = archive_of(workspace)
    feed = feedparser.parse(files["feed.xml"])
    assert feed.bozo == 0
    assert feed.feed.title == "某县组工信息网"
    assert feed.feed.updated == "2025-01-08T00:00:00+08:00"
    assert [entry.link for entry in feed.entries] == [
        f"{BASE}issues/{place}.html" for place in ("9/a1", "9/a2", "s1/a1", "8/a1", "7/a1")
    ]
    rich = feed.entries[1]
    page = words(files["issues/9/a2.html"].decode()).articles[0]
    assert squeezed(words(f"<body>{rich.content[0].value}</body>").body) == squeezed(page)
    assert rich.title == "东关街道：表格、脚注与“引号”齐全的一篇"
    assert len({entry.id for entry in feed.entries}) == 5


@pytest.mark.parametrize("character", ["\x0b", "\ufffe"])
def test_characters_that_xml_has_no_room_for_are_refused(
    make_workspace: MakeWorkspace, character: str
) -> None:
    copy = SMALL["issues/7/城关镇.md"].replace("选派", f"选{character}派")
    read = open_issues(make_workspace({"issues/7/城关镇.md": copy}))
    assert [each.code for each in read.diagnostics] == ["F025"]


def test_an_identifier_does_not_depend_on_the_address(workspace: Workspace) -> None:
    publication = open_issues(workspace).publication
    assert publication is not None
    moved = replace(publication, base_url="https://elsewhere.example/")
    assert permanent_id(publication, "7/a1") == permanent_id(moved, "7/a1")


def test_the_site_map_has_every_page_once(workspace: Workspace) -> None:
    files = archive_of(workspace)
    tree = ElementTree.fromstring(files["sitemap.xml"])
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = [str(each.findtext(f"{space}loc")) for each in tree]
    pages = {name for name in files if name.endswith(".html")} - {"404.html"}
    assert len(found) == len(set(found)) == len(pages)
    assert f"{BASE}issues/9/a2.html" in found
    assert BASE in found
    assert all(address.isascii() for address in found)
    assert files["robots.txt"].decode().endswith(f"Sitemap: {BASE}sitemap.xml\n")


def test_without_an_address_nothing_names_one(make_workspace: MakeWorkspace) -> None:
    files = archive_of(make_workspace({}))
    assert "sitemap.xml" not in files
    assert b"canonical" not in files["index.html"]
    assert feedparser.parse(files["feed.xml"]).bozo == 0
    assert list(broken_links(files)) == []


def test_a_workspace_without_public_issues_has_a_site(make_workspace: MakeWorkspace) -> None:
    files = archive_of(make_workspace(again("7", {PUBLIC: INTERNAL})))
    assert "还没有刊出的期" in text_of(files, "index.html")
    assert list(broken_links(files)) == []
    assert feedparser.parse(files["feed.xml"]).bozo == 0


# -- Search ----------------------------------------------------------------------------------------


def test_the_shards_have_the_text_of_each_year(workspace: Workspace) -> None:
    files = archive_of(workspace)
    catalogue = script(files["search/catalogue.js"])
    assert [year for year, _ in catalogue["years"]] == [2025, 2024]
    shard = script(files["search/2025.js"])
    assert shard["units"] == ["城关镇", "东关街道"]
    [[folder, label, dated, topic, articles]] = shard["issues"]
    assert (folder, label, dated, topic) == ("9", "第9期", "2025-01-08", "a/b 50%？")
    assert articles[0] == ["", -1, "", "【a/b 50%？】\n编者按。本期刊发两篇。\n均有删节。"]
    anchor, unit, title, text = articles[2]
    assert (anchor, unit, title) == ("a2", 1, "表格、脚注与“引号”齐全的一篇")
    assert text.splitlines() == [
        "东关街道：表格、脚注与“引号”齐全的一篇。健全一项机制。全年办结诉求36件，见说明。",
        *("第一项", "第二项", "群众的事同群众多商量。", "单位", "件数", "城关镇", "12"),
        *("数据截至十二月底。", "（东关街道党工委供稿）"),
    ]


def test_the_searched_text_of_issue_116_is_what_the_page_says() -> None:
    files = archive_of(Workspace(REPOSITORY))
    [[*_, articles]] = script(files["search/2023.js"])["issues"]
    printed = words(files["issues/116/index.html"].decode()).articles
    assert [squeezed(text) for *_, text in articles[1:]] == [
        squeezed(each).removeprefix("□") for each in printed
    ]


def test_a_shard_has_no_more_of_the_table_than_its_text_needs() -> None:
    one, other = needed_pairs([each.encode() for each in ("为网格员", "裏")])
    table = dict(zip(one, other, strict=True))
    assert table["網"] == "网"
    assert table["員"] == "员"
    assert table["爲"] == table["為"] == "为"
    assert table["裏"] == "里"
    assert "碼" not in table
    assert len(traditional()) > 2500


@pytest.mark.parametrize("spoilt", [b"", b"x", b"\xff\n", b"cut"])
def test_what_is_kept_of_the_table_may_be_spoilt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoilt: bytes
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    texts = [each.encode() for each in ("为网格员", "裏", "为网格员")]

    def found() -> tuple[str, str]:
        KeptAnswers.forget()
        traditional.cache_clear()
        _characters_of_table.cache_clear()
        return needed_pairs(texts)

    first = found()
    (kept,) = (tmp_path / "bulletin/search").iterdir()
    content = kept.read_bytes()
    assert content.isascii()
    rows = content.split(b"\n")
    kept.write_bytes(b"\n".join(row[:-5] for row in rows) if spoilt == b"cut" else spoilt)
    assert first == found() == found()
    kept.unlink()
    assert found() == first
    assert len(traditional()) > 2500


def test_the_same_copy_gives_the_same_archive(tmp_path: Path) -> None:
    trees = []
    for name in ("甲", "乙"):
        write_archive(tmp_path / name, 12)
        trees.append(archive_of(Workspace(tmp_path / name)))
    assert trees[0] == trees[1]
    assert list(broken_links(trees[0], BASE)) == []


def test_a_unit_that_left_the_registry_keeps_a_page(workspace: Workspace) -> None:
    """Issues that were published with it name it still."""
    left = (Unit("南门公社"),)

    def edited(issue: Issue) -> Issue:
        return replace(issue, articles=tuple(replace(each, units=left) for each in issue.articles))

    files = archive_of(workspace, edited=edited)
    assert "南门公社" in text_of(files, "units/南门公社/index.html")
    assert list(broken_links(files, BASE)) == []

"""`bulletin diff`: what a leader did to the Word document, told and written into the copy."""

from __future__ import annotations

import copy
import io
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from bulletin.cli import run
from bulletin.diagnostics import Severity
from bulletin.intake.office import the_office
from bulletin.load import Loaded
from bulletin.model import Publication
from bulletin.output import Disk
from bulletin.report import concise
from bulletin.revision.applying import ChangedSince, write_all
from bulletin.revision.compare import Fact, Version, Written
from bulletin.revision.desk import Compared, compare_document
from bulletin.revision.letters import ComparedPassage, passages_of
from bulletin.revision.rebase import rebased
from bulletin.revision.received import as_read_back
from bulletin.revision.report import difference_text
from bulletin.revision.version import settled_version
from bulletin.workspace import Workspace
from tests.conftest import PUBLICATION, REPOSITORY, MakeWorkspace
from tests.revision.test_revision import sections
from tests.revision.word import Marked, exported

SHEET = """\
---
number: 7
date: 2024-03-05
topic: “治理”专题   # 部务会定的
visibility: public
articles:
  - 城关镇     # 头条
  - 东关街道
  - 城关镇二
status: draft
copies: 100
distribution: {also_to: [市发改委]}
---

本期刊发三篇稿件，供参考。
"""
FIRST = """\
---
unit: 城关镇
title: "“三个一”抓实基层治理"
supplier: 城关镇党委
---

**建强一支队伍。**选派干部12名，组建“红色代办”队伍，
见下表[^甲]。

* 第一项工作
* 第二项工作

> 群众的事同群众多商量。

| 村名 | 户数 |
|:--|--:|
| 八墩村 | 120 |

![会场](会场.png "座谈会现场")

**健全一项制度。**每月会商，全年办结诉求36件。

[^甲]: 数据截至年底。
"""
SECOND = """\
---
# 来稿时没有标题
unit: 东关街道
byline: 东关街道阳光社区
title: 联建联治暖民心
---

开头一段讲的是联建。

**第一件事。**社区和物业一起办公。

接着讲第二段的内容。
"""
THIRD = "---\nunit: 城关镇\ntitle: 春耕生产有序推进\n---\n\n抢抓农时，发放种子3万斤。\n"


def picture(colour: str = "red") -> bytes:
    image = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(image).ellipse((40, 40, 200, 160), fill=colour)
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


FILES: dict[str, str | bytes] = {
    "issues/7/issue.md": SHEET,
    "issues/7/城关镇.md": FIRST,
    "issues/7/东关街道.md": SECOND,
    "issues/7/城关镇二.md": THIRD,
    "issues/7/会场.png": picture(),
}


@pytest.fixture
def workspace(make_workspace: MakeWorkspace) -> Workspace:
    return make_workspace(FILES)


def word(workspace: Workspace) -> Marked:
    return Marked(exported(workspace, "7"))


ReadBack = tuple[Version | None, frozenset[tuple[str, str]]]
_read_back: dict[tuple[object, ...], ReadBack] = {}
"""What our own exports read back as, by the copy that they were made of."""


@pytest.fixture(autouse=True)
def read_back_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the export of the same copy back once for all tests: they differ in what came back."""

    def once(workspace: Workspace, publication: Publication, ours: Loaded) -> ReadBack:
        paths = sorted(path for path in ours.folder.rglob("*") if path.is_file())
        made_of = (repr(publication), *((path.name, path.read_bytes()) for path in paths))
        if made_of not in _read_back:
            _read_back[made_of] = as_read_back(workspace, publication, ours)
        return _read_back[made_of]

    monkeypatch.setattr("bulletin.revision.desk.as_read_back", once)


def compared(workspace: Workspace, marked: Marked) -> Compared:
    path = workspace.root / "改.docx"
    path.write_bytes(marked.saved)
    return compare_document(workspace, "7", path)


def told(workspace: Workspace, marked: Marked) -> list[str]:
    """What is told, without titles of articles, their files and blank lines."""
    found = compared(workspace, marked)
    assert found.told is not None, found.diagnostics
    lines = difference_text(found.told).splitlines()
    return [line.strip() for line in lines if line.startswith("  ") and "issues/7/" not in line]


def applied(workspace: Workspace, marked: Marked) -> dict[str, tuple[str, str]]:
    """The lines that were taken out and put in, by file; comparing again finds no difference."""
    found = compared(workspace, marked)
    assert not any(each.severity is Severity.ERROR for each in found.plan.diagnostics)
    before = {path: path.read_text("utf-8") for path in workspace.issues.rglob("*.md")}
    write_all(workspace.root, found.plan.files)
    again = compared(workspace, marked)
    assert again.told is not None
    if all(each.severity is Severity.INFO for each in found.plan.diagnostics):
        assert again.told.revision.same, difference_text(again.told)
    changed: dict[str, tuple[str, str]] = {}
    for path, old in before.items():
        new = path.read_text("utf-8")
        if new != old:
            one, two = old.splitlines(), new.splitlines()
            gone = [line for line in one if line not in two]
            come = [line for line in two if line not in one]
            changed[path.stem] = ("\n".join(gone), "\n".join(come))
    return changed


# -- Saved in an older format ---------------------------------------------------------------------


def saved_as(workspace: Workspace, marked: Marked, kind: str) -> Path:
    """The document as a leader's program saves it when told to use an older format."""
    path = workspace.root / "改.docx"
    path.write_bytes(marked.saved)
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(workspace.root / 'p').as_uri()}", "--headless",
         "--convert-to", kind, "--outdir", str(workspace.root), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return path.with_suffix(f".{kind.partition(':')[0]}")


@pytest.mark.slow
@pytest.mark.skipif(the_office() is None, reason="no LibreOffice on this machine")
@pytest.mark.parametrize("kind", ["doc:MS Word 97", "odt:writer8", "rtf:Rich Text Format"])
def test_a_document_saved_in_an_older_format_is_compared(workspace: Workspace, kind: str) -> None:
    marked = word(workspace).replace("座谈会现场", "图1　培训").replace("12名", "15名")
    found = compare_document(workspace, "7", saved_as(workspace, marked, kind))
    assert found.told is not None, found.diagnostics
    assert found.known
    lines = difference_text(found.told).splitlines()
    said = [line.strip() for line in lines if line.startswith("  ") and "issues/7/" not in line]
    assert said == [
        "段落：选派干部〔删：12〕〔增：15〕名，组建“红色代办”队伍，见下表…",
        "图片： | 〔删：座谈会现场〕〔增：图1　培训〕",
    ]


def test_an_older_format_without_libreoffice_is_told(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bulletin.revision.desk.the_office", lambda: None)
    path = workspace.root / "改.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    found = compare_document(workspace, "7", path)
    assert found.told is None
    assert [(each.code, each.message) for each in found.diagnostics] == [
        ("D322", "本机没有 LibreOffice，读不了 .doc")
    ]


def test_a_word_document_called_doc_is_compared(workspace: Workspace) -> None:
    path = workspace.root / "改.doc"
    path.write_bytes(word(workspace).saved)
    found = compare_document(workspace, "7", path)
    assert found.told is not None
    assert found.told.revision.same


# -- What is told and what is written --------------------------------------------------------------


def test_a_document_that_nobody_touched_is_no_difference(workspace: Workspace) -> None:
    found = compared(workspace, word(workspace))
    assert found.told is not None
    assert difference_text(found.told) == ""
    assert found.told.revision.same
    assert found.diagnostics == ()
    assert found.plan.files == ()


@pytest.mark.parametrize("flow", ["flow", "paragraphs", "lines"])
def test_however_the_house_sets_its_sections(make_workspace: MakeWorkspace, flow: str) -> None:
    house = f"{PUBLICATION}house: {{sections: {flow}}}\n"
    workspace = make_workspace({**FILES, "issues/publication.yaml": house})
    assert told(workspace, word(workspace)) == []
    assert told(workspace, word(workspace).replace("选派干部12名", "选派干部13名")) == [
        "段落：选派干部〔删：12〕〔增：13〕名，组建“红色代办”队伍，见下表…"
    ]


def test_issue_116_comes_back_as_it_went(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "issues", tmp_path / "issues")
    workspace = Workspace(tmp_path)
    path = tmp_path / "116.docx"
    path.write_bytes(exported(workspace, "116"))
    found = compare_document(workspace, "116", path)
    assert found.told is not None
    assert difference_text(found.told) == ""
    assert found.diagnostics == ()


@pytest.mark.parametrize(
    ("was", "now", "line", "file", "lines"),
    [
        (
            "干部12名",
            "干部25名",
            "段落：选派干部〔删：12〕〔增：25〕名，组建“红色代办”队伍，见下表…",
            "城关镇",
            (
                "**建强一支队伍。**选派干部12名，组建“红色代办”队伍，",
                "**建强一支队伍。**选派干部25名，组建“红色代办”队伍，",
            ),
        ),
        (
            "健全一项制度",
            "健全一套制度",
            "小标题：健全一〔删：项〕〔增：套〕制度",
            "城关镇",
            (
                "**健全一项制度。**每月会商，全年办结诉求36件。",
                "**健全一套制度。**每月会商，全年办结诉求36件。",
            ),
        ),
        (
            "会商",
            "会审",
            "段落：每月会〔删：商〕〔增：审〕，全年办结诉求36件。",
            "城关镇",
            (
                "**健全一项制度。**每月会商，全年办结诉求36件。",
                "**健全一项制度。**每月会审，全年办结诉求36件。",
            ),
        ),
        (
            "八墩村",
            "九墩村",
            "表格：… | 村名 | 户数 |  | 〔删：八〕〔增：九〕墩村 | 120",
            "城关镇",
            ("| 八墩村 | 120 |", "| 九墩村 | 120 |"),
        ),
        (
            "第二项工作",
            "第二项任务",
            "列表： | 第一项工作 | 第二项〔删：工作〕〔增：任务〕",
            "城关镇",
            ("* 第二项工作", "* 第二项任务"),
        ),
        (
            "同群众多商量",
            "同群众商量着办",
            "引文： | 群众的事同群众〔删：多〕商量〔增：着办〕。",
            "城关镇",
            ("> 群众的事同群众多商量。", "> 群众的事同群众商量着办。"),
        ),
        (
            "座谈会现场",
            "座谈会会场",
            "图片： | 座谈会〔删：现〕〔增：会〕场",
            "城关镇",
            ('![会场](会场.png "座谈会现场")', '![会场](会场.png "座谈会会场")'),
        ),
        (
            "抓实基层治理",
            "抓细抓实基层治理",
            "标题：“三个一”〔增：抓细〕抓实基层治理",
            "城关镇",
            ('title: "“三个一”抓实基层治理"', "title: “三个一”抓细抓实基层治理"),
        ),
        (
            "城关镇党委供稿",
            "城关镇党政办供稿",
            "供稿：城关镇党〔删：委〕〔增：政办〕",
            "城关镇",
            ("supplier: 城关镇党委", "supplier: 城关镇党政办"),
        ),
        (
            "阳光社区：",
            "向阳社区：",
            "署名：东关街道〔删：阳光〕〔增：向阳〕社区",
            "东关街道",
            ("byline: 东关街道阳光社区", "byline: 东关街道向阳社区"),
        ),
        (
            "“治理”",
            "“善治”",
            "专题：“〔删：治理〕〔增：善治〕”专题",
            "issue",
            ("topic: “治理”专题   # 部务会定的", "topic: “善治”专题   # 部务会定的"),
        ),
        (
            "2024年3月5日",
            "2024年3月8日",
            "日期：2024年3月〔删：5〕〔增：8〕日",
            "issue",
            ("date: 2024-03-05", "date: 2024-03-08"),
        ),
        (
            "供参考",
            "供各地参考",
            "段落：本期刊发三篇稿件，供〔增：各地〕参考。",
            "issue",
            ("本期刊发三篇稿件，供参考。", "本期刊发三篇稿件，供各地参考。"),
        ),
        (
            "市发改委",
            "市发改委、市民政局",
            "增发：市发改委〔增：、市民政局〕",
            "issue",
            (
                "distribution: {also_to: [市发改委]}",
                "distribution: {also_to: [市发改委、市民政局]}",
            ),
        ),
        (
            "共印100份",
            "共印120份",
            "印数：〔删：100〕〔增：120〕",
            "issue",
            ("copies: 100", "copies: 120"),
        ),
    ],
)
def test_words_that_were_typed_over(
    workspace: Workspace, was: str, now: str, line: str, file: str, lines: tuple[str, str]
) -> None:
    """They are told in a line, and only their line of the file changes."""
    marked = word(workspace).replace(was, now)
    assert told(workspace, marked) == [line]
    assert applied(workspace, marked) == {file: lines}


def test_a_footnote_that_was_changed(workspace: Workspace) -> None:
    marked = word(workspace).note("数据截至年底", "数据截至6月底")
    assert told(workspace, marked) == [
        "段落：…名，组建“红色代办”队伍，见下表（注：数据截至〔删：年〕〔增：6月〕底。）。"
    ]
    assert applied(workspace, marked) == {
        "城关镇": ("[^甲]: 数据截至年底。", "[^甲]: 数据截至6月底。")
    }


def test_a_paragraph_that_was_put_in_or_taken_out(workspace: Workspace) -> None:
    added = word(workspace).add_after("接着讲第二段", "再添一段新的话。")
    assert told(workspace, added) == ["新增段落：〔增：再添一段新的话。〕"]
    assert applied(workspace, added) == {"东关街道": ("", "再添一段新的话。")}
    removed = word(workspace).remove("再添一段新的话")
    assert told(workspace, removed) == ["删去段落：〔删：再添一段新的话。〕"]
    assert applied(workspace, removed) == {"东关街道": ("再添一段新的话。", "")}
    assert (workspace.issues / "7/东关街道.md").read_text("utf-8") == SECOND


def test_a_paragraph_that_was_parted_is_told_in_one_line(workspace: Workspace) -> None:
    marked = word(workspace).replace("接着讲第二段的内容。", "接着讲第二段。")
    marked.add_after("接着讲第二段", "的内容。")
    assert told(workspace, marked) == ["段落：接着讲第二段〔增：。¶〕的内容。"]
    assert applied(workspace, marked) == {
        "东关街道": ("接着讲第二段的内容。", "接着讲第二段。\n的内容。")
    }


def test_articles_in_another_order(workspace: Workspace) -> None:
    """Only the list in issue.md changes; its comments stay where they are."""
    marked = word(workspace).move_after("春耕生产", "抢抓农时", "供参考")
    found = compared(workspace, marked)
    assert found.told is not None
    assert [
        (each.old_place, each.new_place, each.moved) for each in found.told.revision.articles
    ] == [(3, 1, True), (1, 2, False), (2, 3, False)]
    assert "第 3 篇　城关镇：春耕生产有序推进　移到第 1 篇" in difference_text(found.told)
    assert set(applied(workspace, marked)) == {"issue"}
    sheet = (workspace.issues / "7/issue.md").read_text("utf-8")
    assert "  - 城关镇二     # 头条\n  - 城关镇\n  - 东关街道\nstatus" in sheet


def test_an_article_that_was_taken_out_is_told_and_left_to_a_person(workspace: Workspace) -> None:
    marked = word(workspace).remove("春耕生产有序推进")
    found = compared(workspace, marked)
    assert found.told is not None
    assert "第 3 篇　城关镇：春耕生产有序推进　整篇删去" in difference_text(found.told)
    assert [each.code for each in found.plan.diagnostics] == ["D413"]
    assert found.plan.files == ()


def test_an_article_that_was_put_in_is_told_and_left_to_a_person(workspace: Workspace) -> None:
    marked = word(workspace).add_after("春耕生产有序推进", "□东关街道：夏收工作。抢收小麦万亩。")
    found = compared(workspace, marked)
    assert found.told is not None
    assert "新增一篇（第 4 篇）：东关街道：夏收工作" in difference_text(found.told)
    assert "D412" in [each.code for each in found.plan.diagnostics]


@pytest.mark.parametrize(
    ("was", "change", "line", "now"),
    [
        ("座谈会现场", "图1　培训", "图片： | 〔删：座谈会现场〕〔增：图1　培训〕", ' "图1　培训"'),
        ("座谈会现场", "", "图片： | 〔删：座谈会现场〕", ""),
    ],
    ids=["written anew", "taken out"],
)
def test_a_caption_that_has_nothing_of_the_old_one_is_the_caption(
    workspace: Workspace, was: str, change: str, line: str, now: str
) -> None:
    marked = word(workspace).replace(was, change) if change else word(workspace).remove(was)
    assert told(workspace, marked) == [line]
    picture = "![会场](会场.png"
    written = {"城关镇": (f'{picture} "{was}")', f"{picture}{now})")}
    assert applied(workspace, marked) == written


def test_a_caption_where_there_was_none_is_put_below_the_picture(
    make_workspace: MakeWorkspace,
) -> None:
    bare = FIRST.replace(' "座谈会现场"', "")
    workspace = make_workspace({**FILES, "issues/7/城关镇.md": bare})
    marked = word(workspace)
    drawn = next(
        each for each in marked.paragraphs() if each.find(".//" + qn("w:drawing")) is not None
    )
    made = copy.deepcopy(marked.paragraph("每月"))
    texts = list(made.iter(qn("w:t")))
    texts[0].text = "座谈会现场"
    for each in texts[1:]:
        each.getparent().getparent().remove(each.getparent())
    made.find(qn("w:pPr")).find(qn("w:pStyle")).set(qn("w:val"), "Caption")
    texts[0].getparent().remove(texts[0].getparent().find(qn("w:rPr")))
    drawn.addnext(made)
    assert told(workspace, marked) == ["图片： | 〔增：座谈会现场〕"]
    applied(workspace, marked)
    assert (workspace.issues / "7/城关镇.md").read_text("utf-8") == FIRST


def test_a_paragraph_below_a_picture_is_no_caption(workspace: Workspace) -> None:
    """Though it says what the caption says: it stands in the style of the text."""
    marked = word(workspace)
    marked.add_after("每月", "座谈会现场的会场。")
    assert told(workspace, marked) == ["新增段落：〔增：座谈会现场的会场。〕"]


def test_a_picture_that_was_replaced_is_told_and_left_to_a_person(workspace: Workspace) -> None:
    marked = word(workspace)
    for part in marked.document.part.package.iter_parts():
        if part.content_type == "image/png":
            part._blob = picture("blue")
    assert told(workspace, marked) == ["图片： | （换了图片）座谈会现场"]
    found = compared(workspace, marked)
    (fault,) = found.plan.diagnostics
    assert (fault.code, fault.hint) == ("D416", "把新的图片存成 会场.png")
    assert found.plan.files == ()


def test_comments_and_tracked_changes_are_told_with_their_authors(workspace: Workspace) -> None:
    marked = word(workspace).track("全年办结", "累计办结").comment("开头一段", "太短，扩充")
    lines = told(workspace, marked)
    assert lines[0] == "段落：每月会商，〔删：全年〕〔增：累计〕办结诉求36件。"
    assert lines[1].startswith("张部长（")
    assert lines[1].endswith("　“开头一段讲的是联建。”：太短，扩充")
    assert lines[2:] == [
        "张部长（2024-03-04）　〔删：全年办结〕",
        "张部长（2024-03-04）　〔增：累计办结〕",
    ]


def test_only_the_contents_changed_is_told_as_that(workspace: Workspace) -> None:
    marked = word(workspace)
    entry = next(each for each in marked.texts() if "城关镇：春耕生产" in str(each.text))
    entry.text = "城关镇：春耕备耕有序推进"
    found = compared(workspace, marked)
    assert found.told is not None
    assert found.told.revision.same
    assert {each.code for each in found.diagnostics} <= {"D363", "D417"}
    assert found.diagnostics


def test_another_issue_and_another_document_are_refused(workspace: Workspace) -> None:
    other = compared(workspace, word(workspace).replace("第7期", "第8期"))
    assert other.told is not None
    assert [each.code for each in other.plan.diagnostics] == ["D414"]
    path = workspace.root / "别的.docx"
    path.write_bytes(b"PK\x03\x04 no document")
    found = compare_document(workspace, "7", path)
    assert found.told is None
    assert found.diagnostics


def test_a_document_that_is_too_large_is_refused(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bulletin.revision.desk.LARGEST", 1 << 20)
    path = workspace.root / "大.docx"
    path.write_bytes(b"PK\x03\x04" + bytes(1 << 20))
    found = compare_document(workspace, "7", path)
    assert concise(found.diagnostics).endswith("大.docx:1:1: error[D410]: 文件太大；不超过 1 MB\n")


def test_what_cannot_be_written_where_it_stands_is_told(make_workspace: MakeWorkspace) -> None:
    third = THIRD.replace("抢抓农时", "> 选种\n\n抢抓农时")
    workspace = make_workspace({**FILES, "issues/7/城关镇二.md": third})
    marked = word(workspace).replace("“治理”专题", "**治理**专题")
    marked.paragraph("抢抓").addnext(marked.paragraph("选种"))
    assert concise(compared(workspace, marked).plan.diagnostics) == (
        "issues/7/城关镇二.md:5:1: info[D415]: "
        "正文整篇重新写过，Markdown 的写法可能和原来不同；内容是对的\n"
        "issues/7/issue.md:1:1: error[D411]: 前言写不进去：topic 改成“**治理**专题”；"
        "写上以后这一行读出来不一样；在前言里手工改这一行\n"
    )


def test_why_copy_cannot_be_written_is_told(workspace: Workspace) -> None:
    marked = word(workspace).replace("全年办结诉求36件", "附件3")
    marked.add_after("每月会商", "附件3")
    [fault] = compared(workspace, marked).plan.diagnostics
    assert fault.code == "D411"
    assert fault.message.startswith("正文的改动写不进去：")
    assert "附件3" in fault.message


def test_a_signed_issue_must_be_signed_again(make_workspace: MakeWorkspace) -> None:
    signed = SHEET.replace("status: draft", "status: signed")
    workspace = make_workspace({**FILES, "issues/7/issue.md": signed})
    found = compared(workspace, word(workspace).replace("干部12名", "干部25名"))
    assert [each.code for each in found.plan.diagnostics] == ["D418"]
    assert len(found.plan.files) == 1


# -- The law ---------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["", "扎实", "2024年", "，成效明显", "APP", "*", "[^1]", "（一）", "“民声”"]
)


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.tuples(st.integers(0, 10_000), WORDS), min_size=1, max_size=6))
@example(edits=[(443, "*"), (443, "*")])
def test_whatever_is_typed_in_is_written_and_nothing_else(
    make_workspace: MakeWorkspace, edits: list[tuple[int, str]]
) -> None:
    """Comparing again finds nothing, and lines that nobody touched keep their bytes."""
    workspace = make_workspace(FILES)
    marked = word(workspace)
    texts = [each for each in marked.texts() if len(str(each.text)) > 6 and "：" not in each.text]
    for at, words in edits:
        text = texts[at % len(texts)]
        middle = 1 + at % (len(text.text) - 2)
        text.text = text.text[:middle] + words + text.text[middle:]
    found = compared(workspace, marked)
    assert found.told is not None
    write_all(workspace.root, found.plan.files)
    again = compared(workspace, marked)
    assert again.told is not None
    left = [each for each in found.plan.diagnostics if each.severity > Severity.INFO]
    assert again.told.revision.same or left, difference_text(again.told)


def test_what_word_does_not_keep_is_no_change() -> None:
    def version(copy: str) -> Version:
        facts = (Fact("unit", "单位", "城关镇"), Fact("title", "标题", "治理"))
        return settled_version(Version((), (), (Written(facts, sections(copy)),)))

    ours = version("甲**乙**丙。\n\n> 引文一段。\n\n### 三级\n\n丁。\n\n没有读回来的一段。\n")
    sent = version("甲乙丙。\n\n引文一段。\n\n## 三级\n\n丁。\n")
    assert passages(rebased(ours, sent, sent)) == passages(ours)
    came = version("甲乙丙新。\n\n引文两段。\n\n## 三级\n\n丁。\n\n戊。\n")
    copy = "甲**乙**丙新。\n\n> 引文两段。\n\n### 三级\n\n丁。\n\n没有读回来的一段。\n\n戊。\n"
    wanted = version(copy)
    made = passages(rebased(ours, sent, came))
    assert sorted(made, key=str) == sorted(passages(wanted), key=str)
    assert made[:4] == passages(wanted)[:4]


def passages(version: Version) -> tuple[ComparedPassage, ...]:
    return passages_of(settled_version(version).articles[0].sections)


# -- What stands in the document and is not brought back ------------------------------------------


def in_the_header(marked: Marked) -> None:
    marked.document.sections[0].header.paragraphs[0].add_run("领导已阅")


def in_the_footer(marked: Marked) -> None:
    marked.document.sections[0].footer.add_paragraph("第5期再议")


def in_a_header_that_is_off(marked: Marked) -> None:
    marked.document.settings.odd_and_even_pages_header_footer = False
    marked.document.sections[0].even_page_header.paragraphs[0].add_run("领导已阅")


def in_a_text_box(marked: Marked) -> None:
    marked.document.paragraphs[1]._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape>'
            "<v:textbox><w:txbxContent><w:p><w:r><w:t>框里的字</w:t></w:r></w:p></w:txbxContent>"
            "</v:textbox></v:shape></w:pict></w:r>"
        )
    )


def in_a_comment(marked: Marked) -> None:
    marked.comment("开头一段", "太短")


def in_a_comment_without_a_place(marked: Marked) -> None:
    marked.comment("开头一段", "太短")
    for name in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        for each in list(marked.document.element.iter(qn(f"w:{name}"))):
            each.getparent().remove(each)


def in_a_footnote_of_the_number(marked: Marked) -> None:
    add_footnote(marked, "期号的注", called=True)


def in_a_footnote_without_a_call(marked: Marked) -> None:
    add_footnote(marked, "没有引的注", called=False)


def add_footnote(marked: Marked, words: str, *, called: bool) -> None:
    marked.note("</w:footnotes>", f'<w:footnote w:id="77"><w:p><w:r><w:t>{words}</w:t></w:r></w:p>'
                "</w:footnote></w:footnotes>")  # fmt: skip
    call = f'<w:r {nsdecls("w")}><w:footnoteReference w:id="77"/></w:r>'
    if called:
        marked.document.paragraphs[1]._p.append(parse_xml(call))


def moved_into_the_header(marked: Marked) -> None:
    change = (
        f'<w:moveTo {nsdecls("w")} w:author="张部长"><w:r><w:t>移来的一句</w:t></w:r></w:moveTo>'
    )
    marked.document.sections[0].header.paragraphs[0]._p.append(parse_xml(change))


def style_of(paragraph: Paragraph) -> str:
    return str(paragraph.style.name) if paragraph.style else ""


def above_the_contents(marked: Marked) -> None:
    place = next(each for each in marked.document.paragraphs if style_of(each) == "目录")
    place.insert_paragraph_before("领导批示：同意印发。", marked.document.styles["Normal"])


def in_the_contents(marked: Marked) -> None:
    place = next(each for each in marked.document.paragraphs if style_of(each) == "目录")
    place.add_run("（头条）")


def struck_out(marked: Marked) -> None:
    last_run(marked).font.strike = True


def last_run(marked: Marked) -> Run:
    return next(each for each in marked.document.paragraphs if "开头一段" in each.text).runs[-1]


def highlighted(marked: Marked) -> None:
    last_run(marked).font.highlight_color = WD_COLOR_INDEX.YELLOW


def coloured(marked: Marked) -> None:
    last_run(marked).font.color.rgb = RGBColor(0xFF, 0, 0)


def underlined(marked: Marked) -> None:
    last_run(marked).font.underline = True


def signed_in_the_colophon(marked: Marked) -> None:
    marked.replace("市发改委。", "市发改委。审核：王五")


LEFT_BEHIND = (
    (in_the_header, "D514 页眉、页脚里的字不写进稿件：领导已阅"),
    (in_the_footer, "D514 页眉、页脚里的字不写进稿件：第5期再议"),
    (in_a_header_that_is_off, "D513 没有显示的页眉、页脚“"),
    (in_a_text_box, "D353 没有认出，没有写进文件：框里的字"),
    (in_a_comment, ""),
    (in_a_comment_without_a_place, ""),
    (in_a_footnote_of_the_number, "D353 脚注 1 没有写进文件：期号的注"),
    (in_a_footnote_without_a_call, "D512 脚注“没有引的注”没有在正文里引用，没有收入"),
    (moved_into_the_header, "D514 页眉、页脚里的字不写进稿件：移来的一句"),
    (above_the_contents, "D353 没有认出，没有写进文件：领导批示：同意印发。"),
    (in_the_contents, "D417 目录的这一行和标题不一致"),
    (struck_out, "D118 “社区和物"),
    (highlighted, "D524 “社区和物"),
    (coloured, "D525 “社区和物"),
    (underlined, "D526 “社区和物"),
    (signed_in_the_colophon, "D514 核稿“王五”不写进稿件"),
)


@pytest.mark.parametrize(
    ("change", "said"), LEFT_BEHIND, ids=lambda each: getattr(each, "__name__", "")
)
def test_words_that_are_not_brought_back_are_told_and_are_a_difference(
    workspace: Workspace, change: Callable[[Marked], None], said: str
) -> None:
    marked = word(workspace)
    change(marked)
    found = compared(workspace, marked)
    assert found.told is not None, found.diagnostics
    told = [f"{each.code} {each.message}" for each in found.diagnostics if each.code != "D113"]
    assert [each[: len(said)] for each in told] == ([said] if said else [])
    assert found.told.revision.same
    assert not found.same
    assert said or [each.text for each, _ in found.told.remarks] == ["太短"]
    assert not found.plan.files


def test_words_that_are_not_brought_back_are_no_sameness_for_an_editor(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace.root)
    marked = word(workspace)
    in_the_header(marked)
    (workspace.root / "改.docx").write_bytes(marked.saved)
    for more in ([], ["--apply", "--yes"], ["--json"]):
        assert run(["diff", "7", "--docx", "改.docx", *more]) == 1
    printed = capsys.readouterr()
    assert "没有不同" not in printed.out + printed.err
    assert '"same": false' in printed.out


def test_a_break_in_a_cell_is_told(workspace: Workspace) -> None:
    marked = word(workspace)
    marked.document.tables[0].cell(1, 0).text = "八墩\n新村"
    found = compared(workspace, marked)
    assert [(each.code, each.message) for each in found.diagnostics] == [
        ("D211", "表格一格里的换行（⏎）收成了空格：“八墩⏎新村”")
    ]
    assert found.leaves_words
    assert applied(workspace, marked)["城关镇"][1].endswith("\n| 八墩 新村 | 120 |")


# -- Writing ---------------------------------------------------------------------------------------


def files(workspace: Workspace) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in workspace.issues.rglob("*") if path.is_file()}


def test_all_files_are_written_or_none_whatever_fails(workspace: Workspace) -> None:
    marked = word(workspace).replace("干部12名", "干部25名").replace("联建。", "联建、联治。")
    found = compared(workspace, marked.replace("“治理”", "“善治”"))
    assert len(found.plan.files) == 3
    before = files(workspace)
    for fails in range(100):
        left = fails

        def count_down(operation: str, _path: Path) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise OSError(operation)

        try:
            write_all(workspace.root, found.plan.files, Disk(count_down))
        except OSError:
            assert files(workspace) == before
        else:
            assert fails >= 9
            assert len(files(workspace).items() - before.items()) == 3
            return
    raise AssertionError("it never ended")


def test_a_file_that_was_changed_meanwhile_is_not_written_over(workspace: Workspace) -> None:
    marked = word(workspace).replace("干部12名", "干部25名").replace("联建。", "联建、联治。")
    found = compared(workspace, marked)
    path = workspace.issues / "7/东关街道.md"
    path.write_text(SECOND + "\n又加一段。\n", "utf-8")
    with pytest.raises(ChangedSince, match="东关街道"):
        write_all(workspace.root, found.plan.files)
    assert (workspace.issues / "7/城关镇.md").read_text("utf-8") == FIRST


# -- The command -----------------------------------------------------------------------------------


def test_the_command_tells_asks_and_writes(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace.root)
    Path("改.docx").write_bytes(word(workspace).saved)
    assert run(["diff", "7", "--docx", "改.docx"]) == 0
    assert capsys.readouterr().out == "第 7 期和 改.docx 没有不同\n"
    Path("改.docx").write_bytes(word(workspace).replace("干部12名", "干部25名").saved)
    assert run(["diff", "7", "--docx", "改.docx"]) == 1
    assert capsys.readouterr().out == (
        "第 1 篇　城关镇：“三个一”抓实基层治理\n  issues/7/城关镇.md\n"
        "  段落：选派干部〔删：12〕〔增：25〕名，组建“红色代办”队伍，见下表…\n"
    )
    assert run(["diff", "7", "--docx", "改.docx", "--apply"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert (workspace.issues / "7/城关镇.md").read_text("utf-8") == FIRST
    assert run(["diff", "7", "--docx", "改.docx", "--apply", "--yes"]) == 0
    assert capsys.readouterr().out.endswith("写好 issues/7/城关镇.md\n")
    assert run(["diff", "7", "--docx", "改.docx"]) == 0
    assert run(["diff", "7", "--docx", "没有.docx"]) == 2
    assert run(["diff", "8", "--docx", "改.docx"]) == 1


def test_json_is_for_programs(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace.root)
    marked = word(workspace).replace("干部12名", "干部25名").comment("开头一段", "太短")
    Path("改.docx").write_bytes(marked.saved)
    assert run(["diff", "7", "--docx", "改.docx", "--json"]) == 1
    read = json.loads(capsys.readouterr().out)
    assert read["same"] is False
    (article,) = read["articles"]
    assert (article["path"], article["old_place"]) == ("issues/7/城关镇.md", 1)
    pieces = article["passages"][0]["pieces"]
    assert [(each["old"], each["new"]) for each in pieces if not each["same"]] == [("12", "25")]
    assert [each["text"] for each in read["remarks"]] == ["太短"]


def test_nothing_is_written_from_a_document_that_was_not_understood(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace.root)
    marked = word(workspace).replace("干部12名", "干部25名").replace("2024年3月5日", "近日")
    Path("改.docx").write_bytes(marked.saved)
    assert run(["diff", "7", "--docx", "改.docx", "--apply", "--yes"]) == 1
    assert "没有写" in capsys.readouterr().err
    assert (workspace.issues / "7/城关镇.md").read_text("utf-8") == FIRST


@pytest.mark.slow
def test_a_document_that_another_program_saved_is_no_difference(workspace: Workspace) -> None:
    """LibreOffice writes every part of it anew."""
    path = workspace.root / "送审.docx"
    path.write_bytes(word(workspace).replace("干部12名", "干部25名").saved)
    home = workspace.root / "profile"
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={home.as_uri()}", "--headless"),
            *("--convert-to", "docx:MS Word 2007 XML", "--outdir", "saved", path.name),
        ],
        cwd=workspace.root,
        check=True,
        capture_output=True,
        timeout=120,
    )
    found = compare_document(workspace, "7", workspace.root / "saved" / path.name)
    assert found.told is not None
    assert "〔删：12〕〔增：25〕" in difference_text(found.told)
    assert [each.same for each in found.told.revision.articles] == [False, True, True]


def test_a_table_without_a_head_comes_back_as_it_was(make_workspace: MakeWorkspace) -> None:
    table = "|  |  |\n| --- | --: |\n| 甲村 | 12 |\n| 乙村 | 13 |\n"
    head = "---\nunit: 城关镇\ntitle: 抓实治理\n---\n"
    sheet = "---\nnumber: 7\ndate: 2024-03-05\narticles: [城关镇]\n---\n"
    for text in (f"{head}\n见表。[^1]\n\n{table}\n[^1]: 注文。\n", f"{head}\n见表。\n\n{table}"):
        workspace = make_workspace({"issues/7/issue.md": sheet, "issues/7/城关镇.md": text})
        found = compared(workspace, word(workspace))
        assert found.told is not None
        assert found.told.revision.same, difference_text(found.told)
        assert found.plan.files == ()


def test_a_divided_title_comes_back_as_it_was(make_workspace: MakeWorkspace) -> None:
    house = f"{PUBLICATION}house: {{sections: lines}}\n"
    title = "关于2023年上半年全县党建引领乡村振兴工作进展情况和AI 应用的通报"
    text = f"---\nunit: 城关镇\ntitle: {title}\n---\n\n正文一段。\n"
    sheet = "---\nnumber: 7\ndate: 2024-03-05\narticles: [城关镇]\n---\n"
    files: dict[str, str | bytes] = {"issues/publication.yaml": house}
    workspace = make_workspace({**files, "issues/7/issue.md": sheet, "issues/7/城关镇.md": text})
    found = compared(workspace, word(workspace))
    assert found.told is not None
    assert found.told.revision.same, difference_text(found.told)


def test_a_paragraph_that_begins_with_a_sign_comes_back(make_workspace: MakeWorkspace) -> None:
    heads = ("□", "□ ", "一、", "（一）", "—", "——", "2023年", "“", "①", "【", "注：")
    body = "\n\n".join(f"{head}开头的一段，抓好落实。" for head in heads)
    front = "---\nunit: 城关镇\ntitle: 抓实治理\n---\n\n"
    workspace = make_workspace({**FILES, "issues/7/城关镇.md": f"{front}{body}\n"})
    assert told(workspace, word(workspace)) == []

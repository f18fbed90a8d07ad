"""One workspace whose files name their fields in different languages: each keeps its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bulletin.cli import run
from bulletin.workspace import Workspace
from tests.conftest import PUBLICATION, PUBLICATION_CHINESE, SUBMISSION_CHINESE, MakeWorkspace
from tests.revision.word import Marked, exported

SHEET = """\
---
期号: 7
日期: 2024-03-05
公开: 是
篇目: [城关镇, 东关街道]
状态: 已签发
---
"""
ENGLISH = """\
---
unit: 东关街道
title: 联建联治暖民心
---

社区和物业一起办公，共有400户参加。

**健全一项制度。**每月会商，全年办结诉求48件。
"""
SHEET_ENGLISH = """\
---
number: 7
date: 2024-03-05
visibility: public
articles: [城关镇, 东关街道]
status: signed
---
"""
MIXED = {
    "issues/publication.yaml": PUBLICATION,
    "issues/7/issue.md": SHEET,
    "issues/7/城关镇.md": SUBMISSION_CHINESE,
    "issues/7/东关街道.md": ENGLISH,
}
Say = pytest.CaptureFixture[str]


@pytest.fixture(params=["english house", "chinese house"])
def desk(
    request: pytest.FixtureRequest, make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> Workspace:
    """A workspace whose publication.yaml and issue.md differ in their language, one way and the
    other, with an article in each."""
    other = {"issues/publication.yaml": PUBLICATION_CHINESE, "issues/7/issue.md": SHEET_ENGLISH}
    workspace = make_workspace(MIXED | (other if request.param == "chinese house" else {}))
    monkeypatch.chdir(workspace.root)
    return workspace


def text(name: str) -> str:
    return Path("issues", name).read_text("utf-8")


def change(name: str, was: str, now: str) -> None:
    assert was in text(name)
    Path("issues", name).write_text(text(name).replace(was, now), "utf-8")


def all_texts() -> dict[str, str]:
    names = ("publication.yaml", "7/issue.md", "7/城关镇.md", "7/东关街道.md")
    return {name: text(name) for name in names}


def test_it_is_checked_and_built_as_one(desk: Workspace, capsys: Say) -> None:
    before = all_texts()
    assert run(["check", "7"]) == 0, capsys.readouterr()
    assert run(["build", "7"]) == 0, capsys.readouterr()
    pages = [
        re.sub("<[^>]*>", "", path.read_text("utf-8"))
        for path in (desk.root / "build-internal").rglob("*.html")
    ]
    assert any("联建联治暖民心" in page and "“三个一”抓实基层治理" in page for page in pages)
    assert all_texts() == before


def test_a_message_names_a_field_in_the_language_of_its_file(desk: Workspace, capsys: Say) -> None:
    is_chinese = "期号" in text("7/issue.md")
    house = text("publication.yaml")
    change("publication.yaml", "issuer" if is_chinese else "编印单位", "#")
    assert run(["check", "7"]) == 1
    assert f"缺 `{'issuer' if is_chinese else '编印单位'}`" in "".join(capsys.readouterr())
    Path("issues/publication.yaml").write_text(house, "utf-8")
    change("7/城关镇.md", "标题: “三个一”抓实基层治理\n", "")
    change("7/东关街道.md", "title: 联建联治暖民心\n", "")
    change("7/issue.md", "2024-03-05", "")
    assert run(["check", "7"]) == 1
    said = "".join(capsys.readouterr())
    lacking = dict(re.findall(r"issues/7/(\S+\.md)[^：\n]*：缺 `([^`]*)`", said))
    day = "日期" if is_chinese else "date"
    assert lacking == {"issue.md": day, "城关镇.md": "标题", "东关街道.md": "title"}


def test_what_a_leader_changed_is_written_into_each(desk: Workspace, capsys: Say) -> None:
    marked = Marked(exported(desk, "7"))
    marked.replace("抓实基层治理", "抓好基层治理").replace("暖民心", "聚民心")
    marked.replace("干部12名", "干部15名").replace("400户", "450户")
    Path("改.docx").write_bytes(marked.saved)
    before = all_texts()
    assert run(["diff", "7", "--docx", "改.docx", "--apply", "--yes"]) == 0, capsys.readouterr()
    chinese = SUBMISSION_CHINESE.replace("抓实", "抓好").replace("干部12名", "干部15名")
    english = ENGLISH.replace("暖民心", "聚民心").replace("400户", "450户")
    assert all_texts() == before | {"7/城关镇.md": chinese, "7/东关街道.md": english}


def test_a_new_submission_is_entered_under_the_sheets_own_name(desk: Workspace) -> None:
    sent = "城关镇推进换届工作\n\n今年以来，城关镇扎实推进换届，取得明显成效，群众反映良好。\n"
    Path("来稿.txt").write_text(sent, "utf-8")
    before = all_texts()
    run(["import", "来稿.txt", "--issue", "7"])
    after = all_texts()
    is_chinese = "期号" in before["7/issue.md"]
    (entered,) = [each for each in after["7/issue.md"].splitlines() if "城关镇" in each]
    assert entered.startswith("篇目: [" if is_chinese else "articles: [")
    assert entered.count("城关镇") == 2
    assert after | {"7/issue.md": ""} == before | {"7/issue.md": ""}
    (new,) = {each.name for each in Path("issues/7").glob("*.md")} - {
        "issue.md", "城关镇.md", "东关街道.md",
    }  # fmt: skip
    assert ("unit: 城关镇" if is_chinese else "单位: 城关镇") in text(f"7/{new}")


def test_fixing_keeps_the_language_of_each(desk: Workspace) -> None:
    before = all_texts()
    change("7/城关镇.md", "标题: ", "title：")
    change("7/东关街道.md", "title: ", "标题：")
    change("7/东关街道.md", "办公，共有", "办公,共有")
    is_chinese = "期号" in before["7/issue.md"]
    change(
        "7/issue.md", "期号: " if is_chinese else "number: ", "number：" if is_chinese else "期号："
    )
    change(
        "publication.yaml",
        "issuer: " if is_chinese else "编印单位: ",
        "编印单位：" if is_chinese else "issuer：",
    )
    assert run(["check", "7", "--fix"]) == 0
    assert all_texts() == before

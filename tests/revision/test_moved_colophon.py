"""The colophon in a document that came back: its rows are no article's, wherever they stand."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import pytest
from docx.oxml.ns import qn

from bulletin.revision.desk import compare_document
from bulletin.revision.report import difference_text
from bulletin.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.revision.word import Marked, exported

SHEET = """\
---
number: 7
date: 2024-03-05
visibility: public
articles: [城关镇, 东关街道, 城关镇二]
status: draft
copies: 100
distribution: {also_to: [市发改委]}
---

本期刊发三篇稿件，供参考。
"""
COPY = "---\nunit: {}\ntitle: {}\n---\n\n{}\n"
FILES: dict[str, str | bytes] = {
    "issues/7/issue.md": SHEET,
    "issues/7/城关镇.md": COPY.format(
        "城关镇",
        "“三个一”抓实基层治理",
        "**建强队伍。**选派干部12名。\n\n每月会商，办结诉求36件。",
    ),
    "issues/7/东关街道.md": COPY.format(
        "东关街道", "联建联治暖民心", "社区和物业一起办公。\n\n接着讲第二段的内容。"
    ),
    "issues/7/城关镇二.md": COPY.format("城关镇", "春耕生产有序推进", "抢抓农时，发放种子3万斤。"),
}


@pytest.fixture
def workspace(make_workspace: MakeWorkspace) -> Workspace:
    return make_workspace(FILES)


def table(marked: Marked) -> Any:
    """The table that the colophon is set in."""
    return next(
        each
        for each in marked.document.element.body.iter(qn("w:tbl"))
        if "市发改委" in "".join(str(text.text) for text in each.iter(qn("w:t")))
    )


def moved_up(marked: Marked) -> None:
    """The whole table, above the last article."""
    marked.paragraph("春耕生产有序推进").addprevious(table(marked))


def moved_into_an_article(marked: Marked) -> None:
    marked.paragraph("社区和物业一起办公").addnext(table(marked))


def articles_below(marked: Marked) -> None:
    """An article cut and pasted below it."""
    rows = table(marked)
    for words in ("接着讲第二段的内容", "联建联治暖民心"):
        rows.addnext(marked.paragraph(words))


def out_of_the_table(marked: Marked) -> None:
    """Its rows as paragraphs, as the table is turned into text."""
    rows = table(marked)
    for paragraph in list(rows.iter(qn("w:p"))):
        rows.addprevious(copy.deepcopy(paragraph))
    rows.getparent().remove(rows)


def rows_into_an_article(marked: Marked) -> None:
    """Its rows as paragraphs, in the middle of an article."""
    rows, place = table(marked), marked.paragraph("社区和物业一起办公")
    for paragraph in reversed(list(rows.iter(qn("w:p")))):
        place.addnext(copy.deepcopy(paragraph))
    rows.getparent().remove(rows)


def one_row_into_an_article(marked: Marked) -> None:
    rows = table(marked)
    row = next(each for each in rows.iter(qn("w:tr")) if "市发改委" in "".join(each.itertext()))
    paragraph = next(row.iter(qn("w:p")))
    marked.paragraph("社区和物业一起办公").addnext(copy.deepcopy(paragraph))
    row.getparent().remove(row)


def pasted_without_its_style(marked: Marked) -> None:
    """The rows pasted as text: they have the look of the copy around them."""
    rows, place = table(marked), marked.paragraph("每月会商")
    for paragraph in reversed(list(rows.iter(qn("w:p")))):
        made = copy.deepcopy(place)
        texts = list(made.iter(qn("w:t")))
        texts[0].text = "".join(str(each.text) for each in paragraph.iter(qn("w:t")))
        for each in texts[1:]:
            each.getparent().remove(each)
        place.addnext(made)
    rows.getparent().remove(rows)


@pytest.mark.parametrize(
    "move",
    [
        moved_up,
        moved_into_an_article,
        articles_below,
        out_of_the_table,
        rows_into_an_article,
        one_row_into_an_article,
        pasted_without_its_style,
    ],
    ids=lambda each: each.__name__,
)
def test_rows_of_the_colophon_go_into_no_article(
    workspace: Workspace, move: Callable[[Marked], None]
) -> None:
    marked = Marked(exported(workspace, "7"))
    move(marked)
    path = workspace.root / "改.docx"
    path.write_bytes(marked.saved)
    found = compare_document(workspace, "7", path)
    assert found.told is not None, found.diagnostics
    rewritten = {PurePosixPath(each.before.path).name: each.text for each in found.plan.files}
    for name, text in rewritten.items():
        assert ("市发改委" in text) == (name == "issue.md"), difference_text(found.told)
        assert "报：" not in text
    assert "also_to" in rewritten.get("issue.md", SHEET)


def test_a_paragraph_that_begins_as_a_row_is_copy(workspace: Workspace) -> None:
    """An editor types 发：… into an article whose colophon stands where it stood."""
    marked = Marked(exported(workspace, "7"))
    marked.add_after("社区和物业一起办公", "送：一封家书；发：一张清单，两样都送到农户手里。")
    path = workspace.root / "改.docx"
    path.write_bytes(marked.saved)
    found = compare_document(workspace, "7", path)
    assert any("一封家书" in each.text for each in found.plan.files)

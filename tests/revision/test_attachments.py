"""Attachments go out to Word and come back: each in the file that it stands in."""

from __future__ import annotations

from typing import Any

import pytest
from docx.oxml.ns import qn

from tests.conftest import PUBLICATION, MakeWorkspace
from tests.revision.test_diff import applied, compared, told, word

SHEET = "---\nnumber: 7\ndate: 2024-03-05\narticles: [城关镇, 东关街道]\nstatus: draft\n---\n"

FIRST = """\
---
unit: 城关镇
title: “三个一”抓实基层治理
supplier: 城关镇党委
attachments: 名册
---

**建强一支队伍。**选派干部12名，组建代办队伍。

附件：1.城关镇党建引领基层治理工作专班成员单位责任清单（2024年修订）及说明

2.统计表

3.名册

# 附件1：城关镇党建引领基层治理工作专班成员单位责任清单（2024年修订）及说明

**建立清单。**对照清单抓落实，每月报一次[^甲]。

附件2

统计表

| 项目 | 单位 |
|---|---|
| 修路 | 农业农村办公室 |

- 第一项
- 第二项

[^甲]: 办法另发。
"""

ROLL = """\
---
标题: 名册
---

**联系人员。**张三、李四负责联系。
"""

SECOND = "---\nunit: 东关街道\ntitle: 夏收工作\n---\n\n抢收小麦万亩，颗粒归仓。\n"

FILES = {
    "issues/publication.yaml": PUBLICATION,
    "issues/7/issue.md": SHEET,
    "issues/7/城关镇.md": FIRST,
    "issues/7/名册.md": ROLL,
    "issues/7/东关街道.md": SECOND,
}


def style(paragraph: Any) -> str:
    return str(paragraph.style.name)


@pytest.mark.parametrize("flow", ["flow", "paragraphs", "lines"])
def test_an_untouched_export_changes_nothing(make_workspace: MakeWorkspace, flow: str) -> None:
    house = f"{PUBLICATION}house: {{sections: {flow}}}\n"
    workspace = make_workspace({**FILES, "issues/publication.yaml": house})
    found = compared(workspace, word(workspace))
    assert found.told is not None
    assert found.told.revision.same
    assert (found.plan.files, found.conflicts, found.diagnostics) == ((), (), ())


def test_each_begins_a_page_and_so_does_what_follows(make_workspace: MakeWorkspace) -> None:
    document = word(make_workspace(FILES)).document
    styles = {each.style_id: each for each in document.styles}
    label = styles["AttachmentLabel"].element.find(qn("w:pPr")).find(qn("w:pageBreakBefore"))
    assert label is not None
    turned = [each for each in document.paragraphs if each.paragraph_format.page_break_before]
    assert [each.text for each in turned] == ["□东关街道：夏收工作。抢收小麦万亩，颗粒归仓。"]
    assert [
        (style(each), each.text.replace("\n", ""))
        for each in document.paragraphs
        if style(each).startswith("附件")
    ] == [
        (
            "附件说明",
            "附件：1.\t城关镇党建引领基层治理工作专班成员单位责任清单（2024年修订）及说明",
        ),
        ("附件说明", "2.\t统计表"),
        ("附件说明", "3.\t名册"),
        ("附件序号", "附件1"),
        ("附件标题", "城关镇党建引领基层治理工作专班成员单位责任清单（2024年修订）及说明"),
        ("附件序号", "附件2"),
        ("附件标题", "统计表"),
        ("附件序号", "附件3"),
        ("附件标题", "名册"),
    ]


def test_changes_are_written_into_the_file_they_stand_in(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(FILES)
    marked = (
        word(workspace)
        .replace("每月报一次", "每季度报一次")
        .replace("农业农村办公室", "水利站")
        .replace("李四负责", "王五负责")
    )
    assert applied(workspace, marked) == {
        "城关镇": (
            "**建立清单。**对照清单抓落实，每月报一次[^甲]。\n| 修路 | 农业农村办公室 |",
            "**建立清单。**对照清单抓落实，每季度报一次[^甲]。\n| 修路 | 水利站 |",
        ),
        "名册": ("**联系人员。**张三、李四负责联系。", "**联系人员。**张三、王五负责联系。"),
    }


def test_titles_and_the_list_made_of_them(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(FILES)
    marked = word(workspace)
    for paragraph in marked.document.paragraphs:
        if style(paragraph) == "附件标题" and paragraph.text == "名册":
            paragraph.runs[0].text = "联系人名册"
    assert applied(workspace, marked) == {
        "城关镇": ("3.名册", "3.联系人名册"),
        "名册": ("标题: 名册", "标题: 联系人名册"),
    }
    listed = word(workspace)
    for paragraph in listed.document.paragraphs:
        if style(paragraph) == "附件说明" and "统计" in paragraph.text:
            paragraph.runs[-1].text = "项目统计表"
    found = compared(workspace, listed)
    assert [(each.code, each.message) for each in found.diagnostics] == [
        ("D375", "附件说明里的“项目统计表”和附件的标题不一致")
    ]


def test_an_attachment_that_is_gone(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(FILES)
    marked = word(workspace)
    gone = False
    for paragraph in list(marked.document.paragraphs):
        if style(paragraph) in ("附件序号", "文章首段"):
            gone = paragraph.text == "附件3"
        if gone or (style(paragraph) == "附件说明" and "名册" in paragraph.text):
            paragraph._p.getparent().remove(paragraph._p)
    found = compared(workspace, marked)
    assert found.told is not None
    assert not found.told.revision.same
    assert [each.code for each in found.plan.diagnostics] == ["D376"]
    assert found.plan.files == ()


def test_what_changed_is_told(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(FILES)
    assert told(workspace, word(workspace).replace("每月", "每月")) == []
    assert any("李" in line for line in told(workspace, word(workspace).replace("李四", "李五")))

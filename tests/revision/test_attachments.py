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


def without(marked: Any, label: str, name: str) -> Any:
    """The document without an attachment and its line in the list."""
    gone = False
    for paragraph in list(marked.document.paragraphs):
        if style(paragraph) in ("附件序号", "文章首段"):
            gone = paragraph.text == label
        if gone or (style(paragraph) == "附件说明" and name in paragraph.text):
            paragraph._p.getparent().remove(paragraph._p)
    return marked


NUMBERED = FIRST.replace("attachments: 名册\n", "").replace("\n3.名册\n", "")
ONE_FILE = {name: text for name, text in FILES.items() if "名册" not in name}


@pytest.mark.parametrize(
    ("labels", "gone", "come"),
    [
        (("# 附件1：", "附件2"), "附件2", "附件1"),
        (("# 附件一：", "附件（二）"), "附件（二）", "附件（1）"),
        (("# 附件①", "附件②"), "附件②", "附件1"),
        (("# 附件：", "附件"), "", ""),
    ],
)
def test_the_numbers_follow_when_one_is_gone(
    make_workspace: MakeWorkspace, labels: tuple[str, str], gone: str, come: str
) -> None:
    copy = NUMBERED.replace("# 附件1：", labels[0]).replace("附件2\n", f"{labels[1]}\n")
    workspace = make_workspace({**ONE_FILE, "issues/7/城关镇.md": copy})
    marked = without(word(workspace), "附件1", "责任清单")
    found = compared(workspace, marked)
    told_of = [each for each in found.plan.diagnostics if each.code == "D523"]
    assert [each.message for each in told_of] == ["附件的序号跟着改了：附件2 改为附件1"] * bool(
        come
    )
    [(old, new)] = applied(workspace, marked).values()
    assert come in new.splitlines() or not come
    assert gone in old.splitlines() or not gone
    assert "附件：统计表" in new
    assert "责任清单" not in (workspace.root / "issues/7/城关镇.md").read_text("utf-8")


def test_the_number_in_a_file_of_its_own_follows(make_workspace: MakeWorkspace) -> None:
    roll = "附件3\n名册\n**联系人员。**张三、李四负责联系。\n"
    workspace = make_workspace({**FILES, "issues/7/名册.md": roll})
    assert applied(workspace, without(word(workspace), "附件2", "统计表"))["名册"] == (
        "附件3",
        "附件2",
    )


def test_an_attachment_that_is_new_moves_the_others(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({**ONE_FILE, "issues/7/城关镇.md": NUMBERED})
    marked = word(workspace)
    lines = list(marked.document.paragraphs)
    second = next(each for each in lines if each.text == "附件2")
    title = next(each for each in lines if style(each) == "附件标题" and each.text == "统计表")
    for text, like in (("附件2", second), ("进度表", title), ("每月一报，按期报送。", None)):
        added = second.insert_paragraph_before(text)
        added.style = like.style if like is not None else "文章正文"
    assert applied(workspace, marked)["城关镇"][0].splitlines()[:2] == ["2.统计表", "附件2"]
    text = (workspace.root / "issues/7/城关镇.md").read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith(("附件", "2.", "3.", "# "))] == [
        "附件：1.城关镇党建引领基层治理工作专班成员单位责任清单（2024年修订）及说明",
        "2.进度表",
        "3.统计表",
        "# 附件1：城关镇党建引领基层治理工作专班成员单位责任清单（2024年修订）及说明",
        "# 附件2：进度表",
        "附件3",
    ]


@pytest.mark.parametrize("roll", ["# 名册\n\n", "附件3\n名册\n", "附件3\n\n名册\n\n"])
def test_a_file_without_front_matter(make_workspace: MakeWorkspace, roll: str) -> None:
    workspace = make_workspace(
        {**FILES, "issues/7/名册.md": f"{roll}**联系人员。**张三、李四负责联系。\n"}
    )
    assert compared(workspace, word(workspace)).told.revision.same  # type: ignore[union-attr]
    marked = word(workspace).replace("李四负责", "王五负责")
    assert applied(workspace, marked)["名册"][1] == "**联系人员。**张三、王五负责联系。"
    titled = word(workspace)
    for paragraph in titled.document.paragraphs:
        if style(paragraph) == "附件标题" and paragraph.text == "名册":
            paragraph.runs[0].text = "联系人名册"
    assert applied(workspace, titled)["名册"][1].endswith("联系人名册")


def test_a_warning_that_stands_stops_no_change(make_workspace: MakeWorkspace) -> None:
    """附件：略 is told and printed; what changes beside it is written."""
    copy = FILES["issues/7/东关街道.md"] + "\n附件：略\n\n街道另有安排。\n"
    workspace = make_workspace({**FILES, "issues/7/东关街道.md": copy})
    marked = word(workspace).replace("另有安排", "已有安排")
    assert applied(workspace, marked) == {"东关街道": ("街道另有安排。", "街道已有安排。")}


def test_a_title_of_two_lines_comes_back_untouched(make_workspace: MakeWorkspace) -> None:
    copy = FIRST.replace("附件2\n\n统计表\n", "附件2\n城关镇2024年度\n统计表\n").replace(
        "2.统计表", "2.城关镇2024年度统计表"
    )
    workspace = make_workspace({**FILES, "issues/7/城关镇.md": copy})
    assert compared(workspace, word(workspace)).plan.files == ()
    marked = word(workspace).replace("每月报一次", "每季度报一次")
    assert applied(workspace, marked)["城关镇"][1].startswith("**建立清单。**对照清单抓落实，每季")


def test_the_list_is_on_no_page_alone(make_workspace: MakeWorkspace) -> None:
    """It is kept with the end of the text, be it a table, and the supplier with its end."""
    tabled = FIRST.replace(
        "组建代办队伍。\n", "组建代办队伍。\n\n| 甲 | 乙 |\n|--|--|\n| 1 | 2 |\n"
    )
    for copy in (FIRST, tabled):
        document = word(make_workspace({**FILES, "issues/7/城关镇.md": copy})).document
        lines = list(document.element.body.iter(qn("w:p")))
        kept = [each.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for each in lines]
        texts = ["".join(part.text for part in each.iter(qn("w:t"))) for each in lines]
        first = next(at for at, text in enumerate(texts) if text.startswith("附件：1."))
        assert texts[first - 1].endswith("2" if copy is tabled else "组建代办队伍。")
        assert kept[first - 1 : first + 4] == [True, False, False, True, False]
        assert texts[first + 3] == "（城关镇党委供稿）"

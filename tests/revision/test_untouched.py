"""An export that nobody touched changes nothing when it is applied back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin.diagnostics import has_errors
from bulletin.revision.desk import compare_document
from bulletin.revision.report import difference_text
from bulletin.word.exporting import export
from bulletin.workspace import Workspace
from tests.conftest import PUBLICATION, MakeWorkspace
from tests.revision.test_diff import FILES, compared, told, word

FRONT = "---\nunit: 城关镇\ntitle: 抓实治理\n---\n\n"
HEADS = (
    *(
        "",
        "□",
        "□ ",
        "□某镇：",
        "□ 城关镇：",
        "■",
        "▲城关镇：",
        "一、",
        "（一）",
        "1.",
        "1．",
        "（1）",
    ),
    *("1. ", "3) ", "①", "- ", "* ", "\\- ", "\\# ", "1\\. ", "—", "——", "2023年", "12 ", "1,234"),
    *("“", "‘", '"', "【", "〔", "注：", "图1 ", "表1", "　　", "·", "※", "A. ", "第一条　"),
    *(
        "报：",
        "送：",
        "编者按：",
        "附件：",
        "附件：略",
        "附件1：",
        "附件1-1",
        "第7期",
        "共印100份",
        "（城关镇党委供稿）",
        "2024年3月5日",
    ),
    *("**", "> ", "## ", "### ", "#### ", "##### ", "- - ", "> > ", "| ", "  - "),
)
WORDS = (
    "□某镇：抓实。",
    "合肥-南京",
    "**粗体**",
    "[见](https://a.cn/?a=1)",
    "，办结 36 件",
    "；",
    "。",
)
ENDS = ("", "", "。", "：", "**", "。**", " |", "\\", "[^1]", "？", "”", "：**正文。")
WHOLE = (
    "| □某镇：一 | 报：甲 |\n|:--|--:|\n| 12% | |",
    "| | |\n|--|--|\n| 甲 | 1. |",
    "| 甲 | 甲 |\n|--|--|",
    '![会场](会场.png "□某镇：现场")',
    "![会场](会场.png)\n\n图1 现场",
    "> □某镇：引文。\n>\n> 二段。",
    "- □某镇：一\n  - 二\n\n    三\n- 四",
    "**□某镇：抓实。**正文。",
    "前[^2]。\n\n[^2]: □某镇：注**粗**。",
)

ATTACHED = (
    "附件1\n城关镇2024年度\n责任清单\n",
    "附件（1）\n\n名册（试行）\n\n",
    "# 附件1：甲表\n\n",
    "附件\n\n**□某镇：一**\n\n",
    "附件①先锋岗\n第一片区\n",
)
"""The beginnings of attachments."""


def _written(root: Path, files: Mapping[str, str | bytes]) -> Workspace:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Workspace(root)


@st.composite
def copies(draw: st.DrawFn) -> str:
    """Copy of lines that begin and end with anything, of whole blocks, and of an attachment."""
    blocks = [draw(_blocks()) for _ in range(draw(st.integers(1, 5)))]
    text = draw(st.sampled_from(("\n\n", "\n\n", "\n"))).join(blocks)
    if draw(st.integers(0, 2)):
        return text
    attached = draw(st.sampled_from(ATTACHED)) + draw(_blocks())
    return f"{text}\n\n{attached}\n\n{draw(_blocks())}"


@st.composite
def _blocks(draw: st.DrawFn) -> str:
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
    line = draw(st.sampled_from(HEADS)) + "".join(words) + draw(st.sampled_from(ENDS))
    return draw(st.sampled_from(WHOLE)) if draw(st.integers(0, 3)) == 0 else line


@pytest.mark.slow
@settings(max_examples=60)
@given(copies(), copies(), st.sampled_from(("flow", "paragraphs", "lines")), st.booleans())
def test_an_untouched_export_changes_nothing(copy: str, note: str, flow: str, secret: bool) -> None:
    files = {**FILES, "issues/7/城关镇.md": f"{FRONT}{copy}\n"}
    sheet = str(FILES["issues/7/issue.md"]).partition("本期")[0] + note
    mark = "visibility: internal\nsecrecy: 秘密★1年\ncopy_number: '000012'"
    files["issues/7/issue.md"] = sheet.replace("visibility: public", mark) if secret else sheet
    files["issues/publication.yaml"] = f"{PUBLICATION}house: {{sections: {flow}}}\n"
    with TemporaryDirectory() as room:
        workspace = _written(Path(room), files)
        made = export(workspace, "7")
        if not made.content:
            assert has_errors(made.diagnostics)
            return
        path = workspace.root / "改.docx"
        path.write_bytes(made.content)
        found = compare_document(workspace, "7", path)
        assert found.told is not None, found.diagnostics
        assert found.told.revision.same, difference_text(found.told)
        assert (found.plan.files, found.conflicts) == ((), ())


HEADED = """\
□某镇：抓实。正文。

**□某镇：抓实。**正文。

## □某镇：抓实

- □某镇：一

> □某镇：引文。

| □某镇：一 | 报：甲 |
|--|--|
| 送：乙 | 12 |

![会场](会场.png "□某镇：现场")

后[^1]。

[^1]: □某镇：注。
"""


@pytest.mark.parametrize("flow", ["flow", "paragraphs", "lines"])
def test_copy_that_begins_as_an_article_does_is_none(
    make_workspace: MakeWorkspace, flow: str
) -> None:
    """And an article that is typed behind it in the same style is one still."""
    house = f"{PUBLICATION}house: {{sections: {flow}}}\n"
    files = {"issues/7/城关镇.md": FRONT + HEADED, "issues/publication.yaml": house}
    workspace = make_workspace({**FILES, **files})
    assert told(workspace, word(workspace)) == []
    assert told(workspace, word(workspace).replace("送：乙", "送：丙"))
    if flow != "lines":
        marked = word(workspace).add_after("后", "□东关街道：夏收工作。抢收小麦万亩。")
        found = compared(workspace, marked)
        assert found.told is not None
        assert "新增一篇" in difference_text(found.told)

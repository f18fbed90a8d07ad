"""Attachments at the end of what a unit sent, and of the articles of a past issue."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from bulletin.intake.received import ReceivedLine
from bulletin.intake.submission import recognise
from bulletin.intake.whole import recognise_whole
from bulletin.intake.word import read_word
from bulletin.making import open_issues
from bulletin.markdown import write_sections
from bulletin.model import Publication
from bulletin.word import word_document
from bulletin.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.intake.documents import body, document, said, title
from tests.intake.laws import lost
from tests.office import publication_of

LONG = "全街道选派干部12名，组建服务队，每周走访一次，全年办结诉求36件，群众满意率明显提高。"
"""A paragraph."""


def published(make: MakeWorkspace) -> tuple[Workspace, Publication]:
    workspace = make({})
    return workspace, publication_of(workspace)


def submission(content: bytes, publication: Publication) -> tuple[str, dict[str, str], list[str]]:
    found = recognise(read_word("城关镇.docx", content), publication)
    told = [each.code for each in found.diagnostics if each.severity]
    return write_sections(found.sections), found.fields, told


class Page:
    """A document as a unit types it in Word."""

    def __init__(self) -> None:
        self.document = docx.Document()

    def line(
        self, text: str, size: float = 16, *, middle: bool = False, turn: bool = False
    ) -> Page:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.page_break_before = turn
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if middle else WD_ALIGN_PARAGRAPH.LEFT
        paragraph.add_run(text).font.size = Pt(size)
        return self

    @property
    def content(self) -> bytes:
        written = io.BytesIO()
        self.document.save(written)
        return written.getvalue()


def sent(first: str = "附件1", second: str = "附件2") -> bytes:
    page = Page().line("城关镇：“三个一”抓实基层治理", 22, middle=True)
    page.line(f"　　{LONG}").line(
        "　　附件：1.城关镇基层治理工作专班成员单位责任清单（2024年修订）"
    )
    page.line("　　　　　2.统计表")
    page.line("城关镇党委").line("2024年3月1日")
    page.line(first, turn=True).line("")
    page.line("城关镇基层治理工作专班成员单位", 22, middle=True)
    page.line("责任清单（2024年修订）", 22, middle=True).line("").line(f"　　{LONG}")
    page.line(second, turn=True).line("统计表", 22, middle=True)
    table = page.document.add_table(2, 2)
    for cell, text in zip(table._cells, ("项目", "单位", "修路", "水利站"), strict=True):
        cell.text = text
    return page.content


def test_pages_of_a_submission(make_workspace: MakeWorkspace) -> None:
    _, publication = published(make_workspace)
    text, fields, told = submission(sent(), publication)
    assert fields == {
        "unit": "城关镇",
        "title": "“三个一”抓实基层治理",
        "received": "2024-03-01",
    }
    assert text == (
        f"{LONG}\n\n附件：1.城关镇基层治理工作专班成员单位责任清单（2024年修订）\n\n2.统计表\n\n"
        "# 附件1：城关镇基层治理工作专班成员单位责任清单（2024年修订）\n\n"
        f"{LONG}\n\n# 附件2：统计表\n\n| 项目 | 单位 |\n| --- | --- |\n| 修路 | 水利站 |\n"
    )
    assert told == []


def test_a_number_that_lacks(make_workspace: MakeWorkspace) -> None:
    _, publication = published(make_workspace)
    assert submission(sent(second="附件3"), publication)[2] == ["D378"]


SIGNED = (said("城关镇党委"), said("2024年3月1日"))
CREDITS = (said("（城关镇党委供稿）"), said("联系人：张三　电话：0550-7000000"))
ATTACHED = (said("附件"), title("责任清单"), body(LONG))


def test_credits_below_an_attachment_are_the_articles(make_workspace: MakeWorkspace) -> None:
    _, publication = published(make_workspace)
    for specs in ((*ATTACHED, *SIGNED, *CREDITS), (*ATTACHED, *CREDITS, *SIGNED)):
        made = document(title("城关镇：甲乙丙丁戊己"), body(LONG), *specs)
        found = recognise(made, publication)
        assert write_sections(found.sections) == f"{LONG}\n\n# 附件：责任清单\n\n{LONG}\n"
        assert found.fields == {
            "unit": "城关镇",
            "title": "甲乙丙丁戊己",
            "author": "张三",
            "phone": "0550-7000000",
            "received": "2024-03-01",
            "supplier": "城关镇党委",
        }
        assert "D206" in {each.code for each in found.diagnostics}
        assert set(lost(found, made.source.text)) <= set("1一")


@pytest.mark.parametrize(
    "specs",
    [
        (*SIGNED, *ATTACHED, said("东关街道办事处"), said("2024年2月1日")),
        (said("附件"), title("参会单位"), said("东关街道"), said("城关镇")),
        (said("附件"), title("时间安排"), said("2024年3月1日"), said("2024年4月1日")),
    ],
)
def test_what_is_the_attachments_own_stays(
    make_workspace: MakeWorkspace, specs: tuple[object, ...]
) -> None:
    _, publication = published(make_workspace)
    made = document(title("城关镇：甲乙丙丁戊己"), body(LONG), *specs)  # type: ignore[arg-type]
    text = write_sections(recognise(made, publication).sections)
    last = [each.text for each in made.parts[-2:] if isinstance(each, ReceivedLine)]
    assert text.rstrip("\n").split("\n\n")[-2:] == last


@pytest.mark.parametrize(
    ("specs", "headings", "codes"),
    [
        ((said("附件（1）"), said("名单"), body(LONG)), ["# 附件：名单"], []),
        ((said("附件①"), said("名单"), body(LONG)), ["# 附件：名单"], []),
        ((said("附件1：名单"), body(LONG), said("附件2：清单"), body(LONG)), ["名单", "清单"], []),
        ((said("附件1"), said("城关镇2024年度"), said("责任清单"), body(LONG)), ["度责任清单"], []),
        ((said("附件1"), said("先锋岗"), said("第一片区"), body(LONG)), ["先锋岗"], ["D521"]),
        ((said("附件1-1"), said("名单"), body(LONG)), [], ["D522"]),
        ((said("附表1：名单"), body(LONG)), [], ["D522"]),
        ((said("附件：略"), body(LONG)), [], ["D522"]),
        ((said("附件：名单（另发）"), body(LONG)), [], ["D522"]),
        ((said("附件1：名单"), said("附件2：清单"), *SIGNED, *CREDITS), [], []),
    ],
)
def test_labels_and_titles_as_units_write_them(
    make_workspace: MakeWorkspace,
    specs: tuple[object, ...],
    headings: list[str],
    codes: list[str],
) -> None:
    _, publication = published(make_workspace)
    made = document(title("城关镇：甲乙丙丁戊己"), body(LONG), *specs)  # type: ignore[arg-type]
    found = recognise(made, publication)
    lines = [each for each in write_sections(found.sections).splitlines() if each.startswith("#")]
    assert len(lines) == len(headings)
    assert all(map(str.endswith, lines, headings))
    told = [each.code for each in found.diagnostics if each.code in ("D521", "D522")]
    assert told == codes
    assert set(lost(found, made.source.text)) <= set("1一（）①：")


@pytest.mark.parametrize(
    ("specs", "headings"),
    [
        ((said("附件"), title("名单"), body(LONG)), ["# 附件：名单"]),
        ((said("附件一："), title("名单"), body(LONG)), ["# 附件：名单"]),
        ((said("附件1：名单", breaks_page=True), body(LONG)), ["# 附件：名单"]),
        ((said("附件1：名单"), said("附件2：清单")), []),
        ((said("附件：1.名单"), said("2.清单")), []),
        ((said("附件"),), []),
    ],
)
def test_what_begins_an_attachment(
    make_workspace: MakeWorkspace, specs: tuple[object, ...], headings: list[str]
) -> None:
    _, publication = published(make_workspace)
    made = document(title("城关镇：甲乙丙丁戊己"), body(LONG), *specs)  # type: ignore[arg-type]
    found = recognise(made, publication)
    text = write_sections(found.sections)
    assert [line for line in text.splitlines() if line.startswith("#")] == headings
    assert ("D377" in {each.code for each in found.diagnostics}) == bool(headings)
    assert set(lost(found, made.source.text)) <= set("1一")  # the program numbers them


def test_the_supplier_of_a_past_issue_may_stand_below_the_attachment(
    make_workspace: MakeWorkspace,
) -> None:
    from tests.revision.test_attachments import FILES

    workspace = make_workspace(FILES)
    [issue] = open_issues(workspace).issues
    from bulletin.making import profile_for

    strange = docx.Document(io.BytesIO(word_document(issue, profile_for(workspace, issue), {})))
    lines = list(strange.paragraphs)
    for paragraph in lines:
        turned = paragraph.style is not None and paragraph.style.name == "附件序号"
        paragraph.style = strange.styles["Normal"]
        paragraph.paragraph_format.page_break_before = turned
    supplier = next(each for each in lines if "供稿" in each.text)
    last = next(each for each in lines if "李四负责" in each.text)
    last._p.addnext(supplier._p)
    written = io.BytesIO()
    strange.save(written)
    found = recognise_whole(read_word("第7期.docx", written.getvalue()), issue.publication)
    text = found.files["城关镇.md"].decode()
    assert "supplier: 城关镇党委" in text
    assert text.count("供稿") == 0


def test_a_past_issue_keeps_them(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    """As our own document, and as one that lost its styles."""
    from tests.revision.test_attachments import FILES

    workspace = make_workspace(FILES)
    copy = open_issues(workspace)
    [issue] = copy.issues
    from bulletin.making import profile_for

    own = word_document(issue, profile_for(workspace, issue), {})
    strange = docx.Document(io.BytesIO(own))
    for paragraph in strange.paragraphs:
        turned = paragraph.style is not None and paragraph.style.name == "附件序号"
        paragraph.style = strange.styles["Normal"]
        paragraph.paragraph_format.page_break_before = turned
    written = io.BytesIO()
    strange.save(written)
    for content in (own, written.getvalue()):
        found = recognise_whole(read_word("第7期.docx", content), issue.publication)
        text = found.files["城关镇.md"].decode()
        assert [line for line in text.splitlines() if line.startswith("# ")] == [
            "# 附件1：城关镇党建引领基层治理工作专班成员单位责任清单（2024年修订）及说明",
            "# 附件2：统计表",
            "# 附件3：名册",
        ]
        assert "supplier: 城关镇党委" in text
        assert "李四" not in found.files["东关街道.md"].decode()

"""The exercise of adding a field: a declaration alone, and everything that a field must do is done.

The package is copied, each table gets one declaration, and a process of its own runs the commands.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document

from tests.conftest import PUBLICATION, REPOSITORY, SUBMISSION

DECLARED = {
    "NOTICE,\n    Field(": """NOTICE,
    Field("trial_duty", "试值班", a_text, "值班电话", "01",
        printed="版记", printed_as="试值班电话：{}"),
    Field("trial_class_mark", "试缓急", a_text, "缓急", "急",
        printed="报头", printed_as="试缓急：{}"),
    Field("trial_urgent", "试急件", a_text, "急件", "特急",
        printed="期号后", printed_as="（试{}）"),
    Field("trial_pages", "试页数", a_number, "页数", "4",
        printed="期号后", printed_as="试共{}页"),
    Field("trial_editor", "试责编", a_text, "责编", "王五",
        printed="编印单位后", printed_as="试责编：{}"),
    Field("trial_reader", "试校对", a_text, "校对", "赵六",
        printed="编印单位后", printed_as="试校对：{}"),
    Field("trial_kind", "试体例", a_text, "体例", "交流",
        printed="目录之前", printed_as="〔试{}〕"),
    Field("trial_sheets", "试张数", a_number, "张数", "3", printed="版记", printed_as="试共{}张"),
    Field(""",
    'Field("reason", "原因", a_text, "留用': """\
Field("trial_photos", "试摄影", a_text, "摄影", "李四",
        printed="文末", printed_as="（试摄影：{}）"),
    Field("trial_writer", "试记者", a_text, "记者", "孙七",
        printed="署名后", printed_as="（试记者：{}）"),
    Field("trial_post", "试职务", a_text, "职务", "书记", printed="署名后", printed_as="{}试述"),
    Field("reason", "原因", a_text, "留用""",
}
"""What is written into `fields.py`, and before what."""

SHEET = """\
---
期号: 7
日期: 2024-03-05
篇目: [城关镇]
试缓急: 特急
试值班: 0550-7012345
试张数: 3
试急件: 特提
试页数: 4
试责编: 王五（兼）
试校对: 赵六
试体例: 经验交流
印数: 100
---
"""
ARTICLE = SUBMISSION.replace(
    "title:", "试摄影: 李四\n试记者: 孙七\n试职务: 镇党委书记\n供稿: 城关镇党委\ntitle:"
)
LINES = (
    *("试缓急：特急", "试值班电话：0550-7012345", "试共3张", "共印100份", "（试摄影：李四）"),
    *("第7期（试特提）　试共4页", "研究室　试责编：王五（兼）　试校对：赵六", "〔试经验交流〕"),
    *("城关镇（试记者：孙七）　镇党委书记试述",),
)
SAID = (
    *(
        "trial_class_mark: 特急",
        "trial_duty: 0550-7012345",
        "trial_sheets: 3",
        "copies: 100",
        "trial_photos: 李四",
    ),
    *(
        "trial_urgent: 特提",
        "trial_pages: 4",
        "trial_editor: 王五（兼）",
        "trial_reader: 赵六",
        "trial_kind: 经验交流",
    ),
    *("trial_writer: 孙七", "trial_post: 镇党委书记", "unit: 城关镇"),
)

WHOLE = """
import sys
from pathlib import Path
from bulletin.intake.whole import recognise_whole
from bulletin.intake.word import read_word
from bulletin.load import load_publication
publication, _ = load_publication(Path.cwd())
whole = recognise_whole(read_word("期.docx", Path(sys.argv[1]).read_bytes()), publication)
print("".join(whole.files[name].decode() for name in ("issue.md", "城关镇.md")))
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program whose tables declare a field for each place of the page."""
    root = tmp_path_factory.mktemp("program")
    for name in ("bulletin", "templates", "styles"):
        shutil.copytree(REPOSITORY / name, root / name, ignore=shutil.ignore_patterns("*.pyc"))
    path = root / "bulletin" / "fields.py"
    text = path.read_text("utf-8")
    for before, declared in DECLARED.items():
        assert text.count(before) == 1
        text = text.replace(before, declared)
    path.write_text(text, "utf-8")
    return root


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "issues" / "7"
    folder.mkdir(parents=True)
    (folder.parent / "publication.yaml").write_text(
        PUBLICATION + "house:\n  substitutes: [FandolFang, FandolHei, FandolKai, FandolSong]\n",
        "utf-8",
    )
    (folder / "issue.md").write_text(SHEET, "utf-8")
    (folder / "城关镇.md").write_text(ARTICLE, "utf-8")
    return tmp_path


def ran(program: Path, office: Path, *arguments: str, code: str = "") -> str:
    """What a command prints, or a piece of code."""
    starts = code or "from bulletin.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", starts, *arguments],
        cwd=office,
        env={"PYTHONPATH": str(program), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        timeout=120,
        check=False,
    )
    return (done.stdout + done.stderr).decode()


def told(content: bytes) -> list[str]:
    """The lines of a Word file, those of its tables too."""
    document = Document(io.BytesIO(content))
    return [each.text for each in document.element.body.iter() if each.tag.endswith("}p")]


@pytest.mark.parametrize("profile", ["公文", "信函", "专报"])
def test_a_declaration_is_all_that_a_printed_field_needs(
    program: Path, office: Path, profile: str
) -> None:
    sheet = office / "issues/7/issue.md"
    sheet.write_text(sheet.read_text("utf-8").replace("期号", f"版式: {profile}\n期号"), "utf-8")
    assert "错误 0 处" in ran(program, office, "check", "7")
    ran(program, office, "build", "--internal", "--no-pdf", "7")
    page = (office / "build-internal/issues/7/index.html").read_text("utf-8")
    page = re.sub(r"<[^>]+>", "", page)
    assert [line for line in LINES if line not in page] == []
    ran(program, office, "export", "7", "--docx", "-o", "7.docx")
    content = (office / "7.docx").read_bytes()
    words = "\n".join(told(content))
    assert [line for line in LINES if line not in words] == []
    read = ran(program, office, "7.docx", code=WHOLE)
    assert [said for said in SAID if f"{said}\n" not in read] == []


def test_what_changes_in_word_comes_back(program: Path, office: Path) -> None:
    ran(program, office, "export", "7", "--docx", "-o", "7.docx")
    path = office / "7.docx"
    document = Document(str(path))
    for each in document.element.body.iter():
        if each.tag.endswith("}t") and each.text:
            each.text = each.text.replace("7012345", "7099999").replace("李四", "王五")
    document.save(str(path))
    said = ran(program, office, "diff", "7", "--docx", "7.docx")
    assert [word for word in ("值班", "99999", "摄影", "王五") if word not in said] == []
    ran(program, office, "diff", "7", "--docx", "7.docx", "--apply", "--yes")
    assert "试值班: 0550-7099999\n" in (office / "issues/7/issue.md").read_text("utf-8")
    assert "王五\n" in (office / "issues/7/城关镇.md").read_text("utf-8")


def test_an_approval_holds_what_the_field_says(program: Path, office: Path) -> None:
    signed = ("签发", "核稿", "责任编辑")
    for role in signed:
        ran(program, office, "sign", "7", "--as", role, "--by", "张三", "--on", "2024-03-05")
    ran(program, office, "approve", "7")
    before = ran(program, office, "status")
    sheet = office / "issues/7/issue.md"
    sheet.write_text(sheet.read_text("utf-8").replace("特急", "平急"), "utf-8")
    after = ran(program, office, "status")
    assert "改" not in before
    assert before != after

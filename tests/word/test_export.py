"""`bulletin export` as an editor meets it."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from bulletin.cli import run
from bulletin.edition.shelf import latest_edition
from bulletin.pdf import read_pdf
from bulletin.publish.act import publish, withdraw
from bulletin.report import concise
from bulletin.word.exporting import export
from bulletin.workspace import Workspace
from tests.conftest import ISSUE, REPOSITORY, SUBMISSION, MakeWorkspace
from tests.office import edit, office, signed_issue
from tests.word.docx import Docx
from tests.word.issues import picture

Say = pytest.CaptureFixture[str]


@pytest.fixture
def workspace(make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = make_workspace({})
    monkeypatch.chdir(made.root)
    return made


def test_it_is_put_into_exports_under_its_title(workspace: Workspace, capsys: Say) -> None:
    assert run(["export", "7", "--docx"]) == 0
    assert capsys.readouterr().out == "某县组工信息第7期\nexports/某县组工信息第7期.docx\n"
    [made] = workspace.exports.iterdir()
    assert made.read_bytes() == export(workspace, "7").content
    assert run(["export", "7", "--docx", "-o", "送审/第7期.docx"]) == 0
    assert (workspace.root / "送审" / "第7期.docx").read_bytes() == made.read_bytes()


def test_a_title_that_is_no_file_name_is_one(make_workspace: MakeWorkspace, capsys: Say) -> None:
    facts = (
        "name: ../某县/信息\nissuer: 研究室\nunits: [{name: 城关镇}]\n"
        "distribution: {send_to: [各镇]}\n"
    )
    workspace = make_workspace({"issues/publication.yaml": facts})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(workspace.root)
        assert run(["export", "7", "--docx"]) == 0
    assert [each.name for each in workspace.exports.iterdir()] == [".._某县_信息第7期.docx"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["export", "7"], "没有写存成什么；写 bulletin export 7 --docx"),
        (["export", "--docx"], "缺 期号"),
        (
            ["export", "7", "--docx", "-o", "第7期.doc"],
            "第7期.doc 不是 Word 文件的名字；写成 第7期.docx",
        ),
    ],
)
def test_a_wrong_call_says_what_to_write(
    workspace: Workspace, arguments: list[str], said: str, capsys: Say
) -> None:
    assert run(arguments) == 2
    assert said in capsys.readouterr().err
    assert not workspace.exports.exists()


def test_faults_are_all_reported_and_nothing_is_written(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    broken = "---\nunit: 城南镇\ntitel: 抓实\n---\n\n正文。\n"
    workspace = make_workspace({"issues/7/城关镇.md": broken})
    monkeypatch.chdir(workspace.root)
    workspace.exports.mkdir()
    kept = workspace.exports / "某县组工信息第7期.docx"
    kept.write_bytes(b"as it was")
    assert run(["export", "7", "--docx"]) == 1
    said = capsys.readouterr().err
    assert "城南镇" in said
    assert "titel" in said
    assert said.endswith("没有导出；原有的文件没有动\n")
    assert kept.read_bytes() == b"as it was"
    assert [each.name for each in workspace.exports.iterdir()] == [kept.name]


def test_an_issue_that_is_not_there(workspace: Workspace, capsys: Say) -> None:
    assert run(["export", "8", "--docx"]) == 1
    assert capsys.readouterr().err == (
        "错误　issues/8：没有第 8 期（有 7）\n"
        "    改法：改期号，或运行 bulletin new 新建（I008）\n\n"
        "1 处错误\n没有导出；原有的文件没有动\n"
    )


def test_what_word_cannot_hold_is_told_with_its_place(make_workspace: MakeWorkspace) -> None:
    copy = SUBMISSION + "\n> - 甲\n\n![会场](会场.png)\n"
    broken = picture()[:60]
    workspace = make_workspace({"issues/7/城关镇.md": copy, "issues/7/会场.png": broken})
    assert concise(export(workspace, "7").diagnostics) == (
        "issues/7/城关镇.md:10:1: info[D405]: "
        "Word 文件记不住引文里的列表，再收进来会和原来不同；内容不会少\n"
        "issues/7/城关镇.md:12:1: error[D402]: "
        "图片“会场.png”已损坏，读不出来；重新导出这张图片\n"
    )


def test_a_profile_that_is_not_there(make_workspace: MakeWorkspace) -> None:
    sheet = ISSUE.replace("status:", "profile: 公函\nstatus:")
    exported = export(make_workspace({"issues/7/issue.md": sheet}), "7")
    assert [each.code for each in exported.diagnostics] == ["F016"]
    assert exported.content == b""


def test_what_is_not_signed_off_says_so(make_workspace: MakeWorkspace) -> None:
    draft = ISSUE.replace("status: signed", "status: draft")
    workspace = make_workspace({"issues/7/issue.md": draft})
    made = Docx(export(workspace, "7", date(2024, 3, 4)).content)
    header = "".join(made.part("header-default").itertext())
    assert header.startswith("送审稿　2024年3月4日　稿次 ")


@pytest.mark.parametrize(
    ("count", "title", "note", "told"),
    [
        (6, "抓实治理", "", False),
        (8, "抓实治理", "", True),
        (4, "抓实基层治理" * 5, "", True),
        (3, "抓实治理", "编者按：" + "说明" * 20, False),
        (5, "抓实治理", "说明" * 90, True),
    ],
)
def test_a_first_page_that_only_the_press_draws_closer_is_told(
    make_workspace: MakeWorkspace, count: int, title: str, note: str, told: bool
) -> None:
    names = ["城关镇", *(f"稿{number}" for number in range(1, count))]
    sheet = ISSUE.replace("[城关镇]", f"[{', '.join(names)}]") + f"\n{note}\n"
    copy = "---\nunit: 城关镇\ntitle: {}\n---\n\n正文一段。\n"
    files = {f"issues/7/{name}.md": copy.format(f"{title}{name}") for name in names}
    exported = export(make_workspace({"issues/7/issue.md": sheet, **files}), "7")
    found = [each.quoted for each in exported.diagnostics if each.code == "D406"]
    assert found == (["articles"] if told else [])
    assert exported.content


def test_settings_that_only_the_press_carries_out_are_told(make_workspace: MakeWorkspace) -> None:
    facts = (
        "name: 某县组工信息\nissuer: 研究室\nunits: [{name: 城关镇}]\n"
        "distribution: {send_to: [各镇]}\nhouse: {even_page: true}\n"
    )
    sheet = ISSUE.replace("status:", "fit: 4\nstatus:")
    workspace = make_workspace({"issues/publication.yaml": facts, "issues/7/issue.md": sheet})
    exported = export(workspace, "7")
    assert [(each.code, each.quoted) for each in exported.diagnostics] == [
        ("D404", "number"),
        ("D403", "fit"),
    ]
    assert exported.content


@pytest.mark.parametrize(
    ("content", "said"),
    [(picture()[:-40], "已损坏，读不出来"), (b"GIF89a", "不是 PNG 或 JPEG")],
)
def test_an_image_that_cannot_be_shown(
    make_workspace: MakeWorkspace, content: bytes, said: str
) -> None:
    copy = "---\nunit: 城关镇\ntitle: 抓实\n---\n\n正文。\n\n![会场](会场.png)\n"
    files: dict[str, str | bytes] = {"issues/7/城关镇.md": copy, "issues/7/会场.png": content}
    exported = export(make_workspace(files), "7")
    [fault] = exported.diagnostics
    assert said in fault.message
    assert fault.source is not None
    assert fault.source.place(fault.span.start).line == 8
    assert exported.content == b""


def test_a_published_issue_is_exported_as_it_was_published(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({})
    signed_issue(workspace, "7")
    before = export(workspace, "7").content
    assert not publish(workspace, "7", office()).diagnostics
    edit(workspace, "7", "选派干部12名", "选派干部21名")
    after = export(workspace, "7")
    assert after.content == before
    assert [each.code for each in after.diagnostics] == ["I120"]
    assert "选派干部12名" in Docx(after.content).text


def test_older_editions_lack_figures_that_came_later(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace({})
    signed_issue(workspace, "7")
    publish(workspace, "7", office())
    whole = export(workspace, "7").content
    kept = latest_edition(workspace, "7")
    assert kept is not None
    root = kept.workspace.root
    for path in (root, *(each for each in root.rglob("*") if each.is_dir())):
        path.chmod(0o755)
    lines = (
        (REPOSITORY / "styles/profiles/gbt9704.css").read_text("utf-8").splitlines(keepends=True)
    )
    styles = root / "styles" / "profiles" / "gbt9704.css"  # earlier versions kept ours with it
    styles.parent.mkdir(parents=True)
    styles.write_text("".join(line for line in lines if "-lin" not in line), "utf-8")
    # The edition was sealed so; it is not one of ours that was changed.
    monkeypatch.setattr("bulletin.making.copy.changed_since_sent", lambda *_: ())
    assert export(workspace, "7").content == whole


def test_a_withdrawn_issue_is_refused(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({})
    signed_issue(workspace, "7")
    publish(workspace, "7", office())
    withdraw(workspace, "7", "数字有误", office())
    exported = export(workspace, "7")
    assert [each.code for each in exported.diagnostics] == ["D401"]
    assert "数字有误" in exported.diagnostics[0].hint
    assert exported.content == b""


def test_the_disk_is_written_in_one_step(workspace: Workspace, tmp_path: Path) -> None:
    """Nothing but the document is left beside it."""
    target = tmp_path / "out" / "a.docx"
    for _ in range(2):
        assert run(["export", "7", "--docx", "-o", str(target)]) == 0
    assert [each.name for each in target.parent.iterdir()] == ["a.docx"]


LONG_NAMES = ("城关镇", "乙稿", "丙稿")
LONG_COPY = "---\nunit: 城关镇\ntitle: {}抓实基层治理\n---\n\n{}\n"


def document(content: bytes) -> str:
    """The main part of a `.docx`."""
    return zipfile.ZipFile(BytesIO(content)).read("word/document.xml").decode()


def long_workspace(make_workspace: MakeWorkspace) -> Workspace:
    """An issue of three articles, of nine pages or ten."""
    body = "\n\n".join("选派干部，充实力量，建立制度，明确责任，定期调度。" * 18 for _ in range(4))
    files = {f"issues/7/{name}.md": LONG_COPY.format(name, body) for name in LONG_NAMES}
    sheet = ISSUE.replace("[城关镇]", f"[{', '.join(LONG_NAMES)}]")
    return make_workspace({"issues/7/issue.md": sheet.replace("signed", "draft"), **files})


def test_contents_of_a_long_issue_without_a_pdf_are_told(make_workspace: MakeWorkspace) -> None:
    exported = export(long_workspace(make_workspace), "7")
    assert "D407" in [each.code for each in exported.diagnostics]
    assert "PAGEREF" not in document(exported.content)
    short = export(make_workspace({}), "7")
    assert "D407" not in [each.code for each in short.diagnostics]


@pytest.mark.slow
def test_contents_of_a_long_issue_name_the_pages_of_its_pdf(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = long_workspace(make_workspace)
    monkeypatch.chdir(workspace.root)
    assert run(["build", "7"]) == 0
    exported = export(workspace, "7")
    assert "D407" not in [each.code for each in exported.diagnostics]
    written = document(exported.content)
    named = re.findall(r"PAGEREF (a\d) .*?<w:t[^>]*>(\d+)</w:t>", written)
    pdf = (workspace.internal_output / "issues/7/7.pdf").read_bytes()
    printed = re.findall(r"…\s*(\d+)$", read_pdf(pdf).text, re.MULTILINE)
    assert len(printed) == 3
    assert named == [(f"a{at}", page) for at, page in enumerate(printed, start=1)]
    edit(workspace, "7", "选派干部", "选派骨干", "乙稿.md")
    assert "D407" in [each.code for each in export(workspace, "7").diagnostics]

"""What all issues say, in publication.yaml: issue.md overrides it, an empty field means none."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import pytest

from bulletin.cli import run
from bulletin.making import open_issue, open_issues
from bulletin.model import Issue
from bulletin.publish.act import publish
from bulletin.report import concise
from tests.conftest import ISSUE, PUBLICATION, SMALL, MakeWorkspace
from tests.office import office, signed_issue
from tests.sites import archive_of

STANDING = """\
提示: 内部资料 注意保存
copies: 120
面数: 1
topic: 组工动态
"""


def issue_of(make_workspace: MakeWorkspace, more: str, standing: str = STANDING) -> Issue:
    sheet = ISSUE.replace("status: signed\n", f"status: signed\n{more}")
    files = {"issues/publication.yaml": PUBLICATION + standing, "issues/7/issue.md": sheet}
    copy = open_issues(make_workspace(files))
    assert concise(copy.diagnostics) == ""
    return copy.issues[0]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", ("内部资料 注意保存", 120, 1, "组工动态")),
        ("notice: 急件\ncopies: 90\n", ("急件", 90, 1, "组工动态")),
        ("notice:\ncopies:   # 不印\nfit: ''\ntopic: ''\n", ("", None, None, "")),
        ("status: printed\n", ("", None, None, "")),
    ],
)
def test_what_an_issue_says_goes_before_what_all_say(
    make_workspace: MakeWorkspace, more: str, said: tuple[object, ...]
) -> None:
    more = more.replace("status: printed\n", "")
    issue = issue_of(make_workspace, more) if said[0] or more else None
    if issue is None:
        sheet = ISSUE.replace("status: signed", "status: printed")
        files = {"issues/publication.yaml": PUBLICATION + STANDING, "issues/7/issue.md": sheet}
        issue = open_issues(make_workspace(files)).issues[0]
    assert (issue.notice, issue.copies, issue.fit, issue.topic) == said


def test_it_is_printed_and_its_faults_are_told_in_their_own_file(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace({"issues/publication.yaml": PUBLICATION + STANDING})
    page = archive_of(workspace)["issues/7/index.html"].decode()
    assert "内部资料" in page
    assert "共印120份" in page
    wrong = STANDING.replace("120", "一百").replace("组工动态", "【组工动态】") + "密级: 绝蜜\n"
    found = concise(
        open_issues(make_workspace({"issues/publication.yaml": PUBLICATION + wrong})).diagnostics
    )
    assert [line.split(": ")[0:2] for line in found.splitlines()] == [
        ["issues/publication.yaml:10:9", "error[F007]"],
        ["issues/publication.yaml:12:8", "error[F023]"],
        ["issues/publication.yaml:13:5", "error[F021]"],
    ]


def test_another_publication_takes_it_from_the_first_or_says_none(
    make_workspace: MakeWorkspace,
) -> None:
    sheet = SMALL["issues/7/issue.md"].replace("number: 7", "number: 1")
    files = {"issues/publication.yaml": PUBLICATION + STANDING}
    for short, more in (("diaoyan", ""), ("kuaibao", "提示:\n印数: 30\n")):
        files |= {
            f"issues/{short}/publication.yaml": f"报头: {short}信息\n{more}",
            f"issues/{short}/1/issue.md": sheet,
            f"issues/{short}/1/城关镇.md": SMALL["issues/7/城关镇.md"],
        }
    issues = {each.name: each for each in open_issues(make_workspace(files)).issues}
    said = {name: (each.notice, each.copies) for name, each in issues.items()}
    assert said == {
        "7": ("内部资料 注意保存", 120),
        "diaoyan/1": ("内部资料 注意保存", 120),
        "kuaibao/1": ("", 30),
    }


def test_a_later_change_leaves_what_was_published(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({"issues/publication.yaml": PUBLICATION + STANDING})
    shutil.rmtree(workspace.issues / "7")
    signed_issue(workspace, "7")
    assert publish(workspace, "7", office()).kept
    path = workspace.issues / "publication.yaml"
    path.write_text(PUBLICATION + STANDING.replace("内部资料", "绝不外传"), "utf-8")
    read, _ = open_issue(workspace, "7")
    assert read
    assert read.issue
    assert read.issue.notice == "内部资料 注意保存"


def test_a_leaders_change_is_written_into_the_issue_and_an_empty_field_for_none(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    standing = STANDING.replace("面数: 1\n", "")
    workspace = make_workspace({"issues/publication.yaml": PUBLICATION + standing})
    monkeypatch.chdir(workspace.root)
    assert run(["export", "7", "--docx"]) == 0
    [file] = Path("exports").glob("*.docx")
    assert run(["diff", "7", "--docx", str(file)]) == 0
    document = docx.Document(str(file))
    for paragraph in document.paragraphs:
        if "组工动态" in paragraph.text:
            paragraph._element.getparent().remove(paragraph._element)
    for element in document.element.body.iter("{*}t"):
        if "120" in (element.text or ""):
            element.text = element.text.replace("120", "90")
    document.save(str(file))
    capsys.readouterr()
    run(["diff", "7", "--docx", str(file), "--apply", "--yes"])
    said = capsys.readouterr()
    assert "D380" in said.out + said.err
    sheet = (workspace.issues / "7/issue.md").read_text("utf-8")
    assert "copies: 90\n" in sheet
    assert "\ntopic:\n" in sheet
    assert (workspace.issues / "publication.yaml").read_text("utf-8") == PUBLICATION + standing
    assert run(["diff", "7", "--docx", str(file)]) == 0

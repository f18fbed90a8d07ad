"""`bulletin import --whole` as an editor sees it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bulletin.cli import run
from tests.conftest import REPOSITORY, MakeWorkspace
from tests.intake.whole.test_batch import ISSUE

Say = pytest.CaptureFixture[str]
SEED = REPOSITORY / "tests" / "checks" / "seed" / "issue-116.txt"


@pytest.fixture
def desk(make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The office of issue 116, without its issue."""
    workspace = make_workspace(
        {
            "issues/publication.yaml": (REPOSITORY / "issues/publication.yaml").read_bytes(),
            "issue-116.txt": SEED.read_bytes(),
        }
    )
    shutil.rmtree(workspace.issues / "7")
    monkeypatch.chdir(workspace.root)
    return workspace.root


def test_the_seed(desk: Path, capsys: Say) -> None:
    assert run(["import", "--whole", "issue-116.txt"]) == 0
    said = capsys.readouterr()
    assert said.out == (
        "issue-116.txt　→ issues/116/　5 篇　3 处提醒，14 处说明\n"
        "接着：照提醒逐处核对，再运行 bulletin check 116\n"
    )
    assert "像是丢了粗体的小标题：组建一支“智囊团”" in said.err
    assert "issue-116.txt 第29行：" in said.err
    assert len(list((desk / "issues/116").glob("*.md"))) == 6
    kept = desk / "issues/116/originals/issue-116.txt"
    assert kept.read_bytes() == SEED.read_bytes()
    assert run(["import", "--whole", "issue-116.txt"]) == 1
    assert "第116期已经有了：issues/116" in capsys.readouterr().err


def test_what_is_imported_can_be_checked_and_built_on(desk: Path, capsys: Say) -> None:
    assert run(["import", "--whole", "--headings", "issue-116.txt"]) == 0
    assert run(["check", "116"]) == 0
    assert "错误 0 处" in "".join(capsys.readouterr())


def test_a_dry_run_writes_nothing(desk: Path, capsys: Say) -> None:
    assert run(["import", "--whole", "--dry-run", "issue-116.txt"]) == 0
    assert capsys.readouterr().out.endswith("只是看看，什么也没有写\n")
    assert not (desk / "issues/116").exists()


def test_json(desk: Path, capsys: Say) -> None:
    (desk / "坏.txt").write_bytes(b"\0")
    assert run(["import", "--whole", "--json", "坏.txt", "issue-116.txt"]) == 1
    read = json.loads(capsys.readouterr().out)
    assert [(each["path"], each["folder"], each["articles"]) for each in read] == [
        ("坏.txt", "", 0),
        ("issue-116.txt", "issues/116", 5),
    ]
    assert read[0]["diagnostics"][0]["code"] == "D301"


def test_several_at_once(make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch,
                         capsys: Say) -> None:  # fmt: skip
    files = {f"2022年/{n}.txt": ISSUE.format(number=n) for n in (1, 2, 3)}
    workspace = make_workspace({**files, "2022年/坏.txt": b"\0"})
    monkeypatch.chdir(workspace.root)
    assert run(["import", "--whole", "2022年"]) == 1
    assert capsys.readouterr().out.split("\n") == [
        "2022年/1.txt　→ issues/1/　1 篇　1 处说明",
        "2022年/2.txt　→ issues/2/　1 篇　1 处说明",
        "2022年/3.txt　→ issues/3/　1 篇　1 处说明",
        "2022年/坏.txt　没有写　1 处错误",
        "共 4 份，写成 3 期",
        "接着：照提醒逐处核对，再运行 bulletin check",
        "",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--whole", "没有.txt"], "没有 没有.txt 这个文件"),
        (["--whole", "--split", "issue-116.txt"], "--split 拆的是来稿，不和 --whole 同用"),
        (["--whole", "--issue", "7", "issue-116.txt"], "--whole 的期号从原件里认，不写 --issue"),
        (["--headings", "issue-116.txt"], "--headings 和 --whole 同用"),
    ],
)
def test_wrong_calls(desk: Path, capsys: Say, arguments: list[str], message: str) -> None:
    assert run(["import", *arguments]) == 2
    assert capsys.readouterr().err == f"{message}\n"


def test_the_review_sets_an_issue_beside_its_copy(desk: Path, capsys: Say) -> None:
    assert run(["import", "--whole", "--review", "issue-116.txt"]) == 0
    assert capsys.readouterr().out.endswith("对照：proofs/收稿核对.html\n")
    page = (desk / "proofs/收稿核对.html").read_text("utf-8")
    assert "<dt>期号</dt>\n<dd>第116期</dd>" in page
    assert page.count("<dt>第") == 5
    assert '<p class="heading">' in page
    assert "接上 1 处" in page
    assert (desk / "issues/116/issue.md").exists()


def test_the_review_of_a_trial_writes_only_the_page(desk: Path, capsys: Say) -> None:
    assert run(["import", "--whole", "--review", "--dry-run", "issue-116.txt"]) == 0
    said = capsys.readouterr().out
    assert said.endswith("只是看看，往期没有写\n对照：proofs/收稿核对.html\n")
    assert (desk / "proofs/收稿核对.html").exists()
    assert not (desk / "issues/116").exists()


@pytest.mark.parametrize("trial", [[], ["--dry-run"]])
def test_the_review_says_why_an_issue_is_not_written(desk: Path, trial: list[str]) -> None:
    """One that is there already, one of a series that nobody declared, one without a number."""
    seed = SEED.read_text("utf-8")
    (desk / "专报.txt").write_text(seed.replace("第 116 期", "专报第 117 期"), "utf-8")
    (desk / "无号.txt").write_text(seed.replace("第 116 期", ""), "utf-8")
    assert run(["import", "--whole", "issue-116.txt"]) == 0
    files = ["issue-116.txt", "专报.txt", "无号.txt"]
    assert run(["import", "--whole", "--review", *trial, *files]) == 1
    page = (desk / "proofs/收稿核对.html").read_text("utf-8")
    for name, code in zip(files, ("D362", "D367", "D342"), strict=True):
        section = page.split(f"<h2>{name}　没有写</h2>")[1].split("</section>")[0]
        assert f"（{code}）" in section
        assert "<table>" not in section

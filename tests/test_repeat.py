"""A build where nothing has changed says what it said before, and reads nothing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bulletin import fingerprint
from bulletin.cli import run
from tests.conftest import SMALL, MakeWorkspace

DRAFT = {
    f"issues/8/{Path(name).name}": content.replace("number: 7", "number: 8").replace(
        "status: signed", "status: draft"
    )
    for name, content in SMALL.items()
    if name.startswith("issues/7/")
}

Say = pytest.CaptureFixture[str]


@pytest.fixture
def office(make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a printed issue and a draft, whose files count as settled at once."""
    monkeypatch.setattr(fingerprint, "RACE", 0)
    root = make_workspace(DRAFT).root
    sheet = root / "issues/7/issue.md"
    text = re.sub(r"status: \w+", "status: printed", sheet.read_text("utf-8"))
    sheet.write_text(text, "utf-8")
    monkeypatch.chdir(root)
    return root


def said(capsys: Say, *words: str) -> tuple[int, str, str]:
    """What `build --no-pdf` gives, without the seconds."""
    code = run(["build", "--no-pdf", *words])
    told = capsys.readouterr()
    return code, re.sub(r"[0-9.]+ 秒", "秒", told.out), re.sub(r"[0-9.]+ 秒", "秒", told.err)


def is_repeated(root: Path) -> bool:
    """Whether the next build says the last one's words."""
    program = (
        "import sys\nfrom bulletin import fingerprint\nfingerprint.RACE = 0\n"
        "from bulletin.cli import run\nrun(['build', '--no-pdf'])\n"
        "print('bulletin.load' not in sys.modules)"
    )
    command = [sys.executable, "-c", program]
    told = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return told.stdout.splitlines()[-1] == "True"


def test_a_build_of_nothing_says_the_same_and_reads_nothing(office: Path, capsys: Say) -> None:
    said(capsys)
    first = said(capsys)
    assert "第8期" in first[1]
    assert said(capsys) == first
    again = {path: path.stat().st_mtime_ns for path in office.rglob("*")}
    assert said(capsys) == first
    assert {path: path.stat().st_mtime_ns for path in office.rglob("*")} == again
    subprocess.run([sys.executable, "-m", "bulletin", "build", "--no-pdf"], cwd=office, check=True)
    assert is_repeated(office)


def _write(name: str, text: str) -> Callable[[Path], object]:
    def write(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")

    return write


def _same_length(root: Path) -> None:
    path = root / "issues/7/城关镇.md"
    before = path.stat()
    path.write_text(path.read_text("utf-8").replace("12名", "13名"), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "a letter": _same_length,
    "a fault": _write("issues/7/城关镇.md", "坏了"),
    "a fault in a draft": _write("issues/8/城关镇.md", "坏了"),
    "a draft is gone": lambda root: shutil.rmtree(root / "issues/8"),
    "an issue is gone": lambda root: shutil.rmtree(root / "issues/7"),
    "an empty folder": lambda root: (root / "issues/9").mkdir(),
    "a stray folder": lambda root: (root / "issues/第九期").mkdir(),
    "the publication": _write(
        "issues/publication.yaml", SMALL["issues/publication.yaml"].replace("某县", "邻县")
    ),
    "a style": _write("styles/screen.css", "body { color: black }\n"),
    "a stray template": _write("templates/isue.html", "<p>\n"),
    "a page is written over": _write("build/issues/7/index.html", "<p>\n"),
    "a page is gone": lambda root: (root / "build/index.html").unlink(),
    "the tree is gone": lambda root: shutil.rmtree(root / "build"),
    "a stranger in the tree": _write("build/issues/7/别的.html", "<p>\n"),
    "a tree half done": lambda root: (root / "build").rename(root / ".build.old"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_is_built_as_if_nothing_had_been_said(
    change: Callable[[Path], object], office: Path, tmp_path: Path, capsys: Say
) -> None:
    for _ in range(3):
        said(capsys)
    (office / ".bulletin/said.json").rename(tmp_path / "said")
    change(office)
    other = tmp_path / "other"
    shutil.copytree(office, other, symlinks=True)
    (tmp_path / "said").rename(office / ".bulletin/said.json")
    told = said(capsys)
    built = {path.relative_to(office) for path in office.glob("build/**/*")}
    os.chdir(other)
    assert said(capsys) == told
    assert {path.relative_to(other) for path in other.glob("build/**/*")} == built
    os.chdir(office)
    assert said(capsys)[0] == told[0]  # a fault does not go away by being told


def test_another_question_gets_its_own_answer(office: Path, capsys: Say) -> None:
    orders = ((), ("7",), ("--internal",), ("8",), ("-v",))
    answers = [[said(capsys, *words) for words in orders] for _ in range(4)]
    assert answers[2] == answers[3]
    assert len({answer[1] for answer in answers[3]}) >= 4


def test_a_file_changed_just_now_is_read_again(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    for _ in range(3):
        said(capsys)
    monkeypatch.setattr(fingerprint, "RACE", 10**15)
    kept = office / ".bulletin/said.json"
    kept.unlink()
    said(capsys)
    assert not kept.exists()


def test_what_stands_behind_a_link_is_read_each_time(
    office: Path, tmp_path: Path, capsys: Say
) -> None:
    """An office may keep its old years on another drive."""
    aside = tmp_path / "archive"
    (office / "issues/7").rename(aside)
    (office / "issues/7").symlink_to(aside)
    for _ in range(3):
        said(capsys)
    _same_length(office)
    assert "第7期" in said(capsys)[1]
    assert "13名" in (office / "build/issues/7/index.html").read_text("utf-8")


def test_paths_are_told_from_where_the_editor_stands(office: Path, capsys: Say) -> None:
    said(capsys)
    answers = {"build": "index.html", "issues": str(office / "build/index.html")}
    for _ in range(3):
        for folder, told in answers.items():
            os.chdir(office / folder)
            assert f"\n{told}　共" in said(capsys)[1]

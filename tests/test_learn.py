"""What `bulletin learn` takes from past issues, and what `check` makes of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.cli import run
from bulletin.usage import FEWEST, LONGEST_RUN, USAGE_FILE, counted, read_usage, write_usage
from tests.conftest import PUBLICATION, MakeWorkspace

Say = pytest.CaptureFixture[str]

PAST = """\
---
unit: 城关镇
title: 第{0}次网格会商
---

**建强队伍。**红石榴驿站的楼栋长挨个儿登门，清溪石语节办到第{0}天。
"""

SHEET = "---\nnumber: {0}\ndate: 2024-0{0}-05\narticles: [城关镇]\nstatus: {1}\n---\n"

NEW = """\
---
unit: 城关镇
title: 抓实网格
---

**建强队伍。**清溪石雨节今年又添了新人。
"""


@pytest.fixture
def office(make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office with six printed issues and a draft of the seventh."""
    files = {"issues/publication.yaml": PUBLICATION}
    for number in range(1, 7):
        files[f"issues/{number}/issue.md"] = SHEET.format(number, "printed")
        files[f"issues/{number}/城关镇.md"] = PAST.format(number)
    files["issues/7/issue.md"] = SHEET.format(7, "draft")
    files["issues/7/城关镇.md"] = NEW
    root = make_workspace(files).root
    monkeypatch.chdir(root)
    return root


def found(capsys: Say) -> list[str]:
    run(["check", "7", "--select", "W112", "--json"])
    return [each["hint"] for each in json.loads(capsys.readouterr().out)]


def test_past_issues_tell_what_no_dictionary_knows(office: Path, capsys: Say) -> None:
    assert found(capsys) == []
    assert run(["learn"]) == 0
    assert "数了往期 6 篇" in capsys.readouterr().out
    (hint,) = found(capsys)
    assert hint == "改为 溪石语节（往期有 6 篇这样写，没有写“溪石雨节”的）"


def test_a_draft_teaches_nothing(office: Path) -> None:
    run(["learn"])
    usage = read_usage(office / ".bulletin" / USAGE_FILE)
    assert usage.articles == 6
    assert usage.count("石榴驿") == 6
    assert not usage.count("石雨")


def test_what_is_derived_may_go_and_comes_back_the_same(office: Path, capsys: Say) -> None:
    file = office / ".bulletin" / USAGE_FILE
    run(["learn"])
    first = file.read_bytes()
    file.write_bytes(first[:100])
    capsys.readouterr()
    assert found(capsys) == []
    command = [sys.executable, "-m", "bulletin", "learn"]
    subprocess.run(command, check=True, capture_output=True, env={"PYTHONHASHSEED": "5"})
    assert file.read_bytes() == first


def test_without_past_issues_it_says_what_to_do(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    workspace = make_workspace({"issues/7/issue.md": SHEET.format(7, "draft")})
    monkeypatch.chdir(workspace.root)
    assert run(["learn"]) == 0
    assert "还没有往期可学" in capsys.readouterr().out


@given(st.lists(st.text("党建引领，村", max_size=20), max_size=6))
def test_counts_are_those_of_the_articles(texts: list[str]) -> None:
    usage = counted(texts)
    assert usage.articles == len(texts)
    for run_, count in usage.counts.items():
        assert FEWEST <= count == sum(run_ in each for each in texts)
        assert 2 <= len(run_) <= LONGEST_RUN


@given(st.lists(st.text("党建引领，村", max_size=20), max_size=6))
def test_what_is_written_is_read(texts: list[str]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        file = Path(folder) / "a" / USAGE_FILE
        write_usage(file, counted(texts))
        assert read_usage(file) == counted(texts)

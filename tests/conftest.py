"""What the tests share: small real workspaces, and the cases written as text files."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from bulletin.edition import shelf
from bulletin.workspace import Workspace

# However slow the machine is, and the same examples each time: a law that breaks on some days only
# would stop work that has nothing to do with it. `make fuzz` looks for new ones.
settings.register_profile("any machine", deadline=None, max_examples=40, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile("any machine")

gc.set_threshold(50_000, 20, 20)
"""A fifth of the time of the tests was the search for rings among what is kept to the end."""

REPOSITORY = Path(__file__).resolve().parent.parent

PUBLICATION = """\
name: 某县组工信息
issuer: 中共某县委组织部研究室
units:
  - {name: 城关镇, aliases: [城关], level: 镇}
  - {name: 东关街道, level: 街道}
distribution:
  report_to: [部领导]
  send_to: [各镇（街道）党（工）委、市直各单位]
"""

ISSUE = """\
---
number: 7
date: 2024-03-05
visibility: public
articles: [城关镇]
status: signed
---
"""

SUBMISSION = """\
---
unit: 城关镇
title: “三个一”抓实基层治理
---

**建强一支队伍。**选派干部12名，组建“红色代办”队伍。

**健全一项制度。**每月会商，全年办结诉求36件。
"""

PUBLICATION_CHINESE = """\
报头: 某县组工信息
编印单位: 中共某县委组织部研究室
单位名册:
  - {名称: 城关镇, 别名: [城关], 类别: 镇}
  - {名称: 东关街道, 类别: 街道}
分送:
  报: [部领导]
  送: [各镇（街道）党（工）委、市直各单位]
"""

SUBMISSION_CHINESE = """\
---
单位: 城关镇
标题: “三个一”抓实基层治理
---

**建强一支队伍。**选派干部12名，组建“红色代办”队伍。

**健全一项制度。**每月会商，全年办结诉求36件。
"""

SMALL = {
    "issues/publication.yaml": PUBLICATION,
    "issues/7/issue.md": ISSUE,
    "issues/7/城关镇.md": SUBMISSION,
}
"""A whole workspace: one issue of one article, without a fault."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-expected", action="store_true", help="write down what was found")
    parser.addoption("--second-opinion", action="store_true", help="draw with WeasyPrint, too")


@pytest.fixture(autouse=True)
def _no_keys_of_this_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Nothing is signed with the keys of who runs the tests."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.getbasetemp() / "config"))


def pytest_collection_finish() -> None:
    """Let nobody look for rings among the modules and tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _index_aside(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the indexes of the tests' workspaces out of the user's cache."""
    cache = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setattr(shelf, "user_cache", cache.joinpath)


MakeWorkspace = Callable[[Mapping[str, str | bytes]], Workspace]


@pytest.fixture
def make_workspace(tmp_path: Path) -> MakeWorkspace:
    """Write a workspace's files; what is given replaces or adds to the small one."""

    def make(files: Mapping[str, str | bytes]) -> Workspace:
        for name, content in {**SMALL, **files}.items():
            path = tmp_path / "workspace" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Workspace(tmp_path / "workspace")

    return make


def read_case(path: Path) -> dict[str, str]:
    """A case file's parts: each `=== name` line begins the part of that name."""
    parts: dict[str, str] = {}
    name = ""
    for line in path.read_text("utf-8").splitlines(keepends=True):
        if line.startswith("=== "):
            name = line.removeprefix("=== ").strip()
            parts[name] = ""
        elif name:
            parts[name] += line
    return parts


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many fault points the tests of writing went through."""
    points = [
        value
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
        if name == "fault points"
    ]
    if points:
        terminalreporter.write_line(f"{sum(points)} fault points survived, in {len(points)} tests")

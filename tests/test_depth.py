"""Copy and front matter of 10,000 marks, one in the other: read, or refused with the place."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bulletin.cli import run
from tests.conftest import MakeWorkspace

MANY = 10_000
FRONT = "---\nunit: 城关镇\ntitle: “三个一”抓实基层治理\n---\n\n"

COPY: Mapping[str, str] = {
    "quotations": "> " * MANY + "甲\n",
    "lists": "- " * MANY + "甲\n",
    "numbered lists": "1. " * MANY + "甲\n",
    "indented lists": "".join("  " * each + "- 甲\n" for each in range(300)),
    "emphasis": "*" * MANY + "甲" + "*" * MANY + "\n",
    "bold, opened": "**甲" * MANY + "\n",
    "bold, closed": "**甲" * MANY + "**" * MANY + "\n",
    "links": "[" * MANY + "甲" + "](u)" * MANY + "\n",
    "links, opened": "[" * MANY + "\n",
    "targets": "[甲](" * MANY + ")" * MANY + "\n",
    "code": "`" * MANY + "甲\n",
    "headings": "#" * MANY + " 甲\n",
    "brackets": "（" * MANY + "甲" + "）" * MANY + "\n",
    "quotation marks": "“" * MANY + "甲" + "”" * MANY + "\n",
    "escapes": "\\*" * MANY + "\n",
    "tags": "<b>" * MANY + "甲\n",
}

VALUES: Mapping[str, str] = {
    "flow lists": "[" * MANY + "]" * MANY,
    "flow maps": "{a: " * MANY + "1" + "}" * MANY,
    "lists in one line": "\n  " + "- " * MANY + "a",
    "keys": "? " * MANY + "a",
    "anchors": "&a " * MANY + "a",
    "tags": "!!str " * MANY + "a",
    "aliases": "&a0 [x, x]\n"
    + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 99)),
}


def checked(make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch, copy: str) -> None:
    workspace = make_workspace({"issues/7/城关镇.md": copy})
    monkeypatch.chdir(workspace.root)
    assert run(["check", "7"]) in (0, 1)


@pytest.mark.slow
@pytest.mark.parametrize("copy", COPY.values(), ids=COPY)
def test_copy_of_any_depth_is_read_or_refused(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    copy: str,
) -> None:
    checked(make_workspace, monkeypatch, FRONT + copy)
    assert "程序出错" not in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_front_matter_of_any_depth_is_refused_with_its_place(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    value: str,
) -> None:
    checked(make_workspace, monkeypatch, f"---\nunit: 城关镇\ntitle: {value}\n---\n\n甲。\n")
    said = capsys.readouterr()
    assert "程序出错" not in said.err
    assert "issues/7/城关镇.md" in said.out
    assert "错误" in said.out

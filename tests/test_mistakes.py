"""What a newcomer does wrong in the first hour: what is said of it, and what `--fix` makes of it.

Each file under `cases/mistakes` is one mistake in a small workspace. Its first line names it, `===
path` begins a file that replaces one of the workspace, `=== 命令` what is typed, `=== 报` what the
terminal shows, and `=== 改成 path` a file after `bulletin check 7 --fix`; all others stay byte for
byte. `BULLETIN_ACCEPT=1` writes the reports and the page docs/常见错误.md anew.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from bulletin.cli import run
from tests.conftest import PUBLICATION_CHINESE, REPOSITORY, SUBMISSION_CHINESE, read_case

FOLDER = REPOSITORY / "tests" / "cases" / "mistakes"
CASES = sorted(FOLDER.glob("*.txt"))
PAGE = REPOSITORY / "docs" / "常见错误.md"
BASE = {
    "issues/publication.yaml": PUBLICATION_CHINESE,
    "issues/7/issue.md": """\
---
期号: 7
日期: 2026-11-27
篇目: [城关镇]
---
""",
    "issues/7/城关镇.md": SUBMISSION_CHINESE,
}
Say = pytest.CaptureFixture[str]


def write(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())


def files_of(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes().decode()
        for path in sorted((root / "issues").rglob("*"))
        if path.is_file()
    }


def accepted(case: Path, said: str, after: dict[str, str]) -> None:
    text = case.read_text("utf-8")
    head = text[: text.index("=== 报\n")]
    changed = "".join(f"=== 改成 {name}\n{content}" for name, content in after.items())
    case.write_bytes((head + "=== 报\n" + said + changed).encode())


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_mistake(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    parts = read_case(case)
    expected = parts.pop("报")
    command = shlex.split(parts.pop("命令", "bulletin check 7"))[1:]
    after = {
        name.removeprefix("改成 "): parts.pop(name) for name in list(parts) if name[:3] == "改成 "
    }
    before = BASE | parts
    write(tmp_path, before)
    monkeypatch.chdir(tmp_path)
    run(command)
    said = "".join(capsys.readouterr())
    changed = {}
    if command == ["check", "7"]:
        run(["check", "7", "--fix"])
        fixed = files_of(tmp_path)
        changed = {name: fixed[name] for name in fixed if fixed[name] != before[name]}
        run(["check", "7", "--fix"])
        assert files_of(tmp_path) == fixed, "fixing twice changes what was fixed"
    if os.environ.get("BULLETIN_ACCEPT"):
        accepted(case, said, changed)
        return
    assert said == expected
    assert changed == after


def test_there_are_forty_at_least() -> None:
    assert len(CASES) >= 40


# -- The page for editors --------------------------------------------------------------------------


def told(said: str) -> list[str]:
    """The messages and remedies of a report, without places, excerpts and counts."""
    lines = [line for line in said.splitlines() if line and not line.startswith("    | ")]
    return [line.strip() for line in lines if "处，提醒" not in line]


def row(case: Path) -> str:
    """One mistake in the page's table."""
    parts = read_case(case)
    title = case.read_text("utf-8").splitlines()[0]
    after = [name for name in parts if name.startswith("改成 ")]
    by = "`--fix`" if after else ""
    words = "<br>".join(each.replace("|", "\\|").replace("*", "\\*") for each in told(parts["报"]))
    return f"| {title} | {words} | {by} |\n"


def page() -> str:
    head = PAGE.read_text("utf-8").split("<!-- mistakes -->\n")[0]
    table = "| 错在哪里 | 报什么、怎样改 | 自动改 |\n| --- | --- | --- |\n" + "".join(
        map(row, CASES)
    )
    return f"{head}<!-- mistakes -->\n\n{table}\n<!-- /mistakes -->\n"


def test_the_page_for_editors_tells_each() -> None:
    if os.environ.get("BULLETIN_ACCEPT"):
        PAGE.write_bytes(page().encode())
    assert PAGE.read_text("utf-8") == page()

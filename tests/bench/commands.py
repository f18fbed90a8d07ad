"""What commands take as an archive grows: seconds, processor time and memory of each whole command.

    python -m tests.bench.commands [ISSUES...]

Every figure is the least of three runs of the command as an editor gives it, after one that is not
counted; its bound stands beside it where one is promised.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.bench.build import change_one
from tests.bench.synthetic import write_archive
from tests.conftest import REPOSITORY

SIZES = (100, 1000, 5000)

SENT = (
    "城关镇：党建引领基层治理\n\n为破解基层力量不足难题，建立健全党建联建机制，由村党总支推行网格治理"
    "清单12项，落实人居环境责任区30处，办理便民服务事项480件，群众满意度明显提升。\n"
)


class Measured(NamedTuple):
    """What one run of a command took."""

    seconds: float
    processor: float
    megabytes: int


class Promise(NamedTuple):
    """What is promised of a command at one size of an archive."""

    command: str
    issues: int
    seconds: float
    megabytes: int = 0


PROMISES = (
    Promise("status", 1000, 0.5),
    Promise("check N", 5000, 0.4, 100),
    Promise("import one file", 5000, 0.5),
    Promise("build, nothing changed", 1000, 0.25),
)


def measured(words: Sequence[str], root: Path) -> Measured:
    """Run a command in the workspace."""
    environment = {
        **{name: said for name, said in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "PYTHONPATH": str(REPOSITORY),
        "PYTHONPYCACHEPREFIX": str(root.parent / "compiled"),
        "BULLETIN_DEBUG": "1",
    }
    started = time.perf_counter()
    command = subprocess.Popen(
        [sys.executable, "-m", "bulletin", *words],
        cwd=root,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, code, used = os.wait4(command.pid, 0)
    command.returncode = os.waitstatus_to_exitcode(code)
    assert command.returncode in (0, 1), words
    took = time.perf_counter() - started
    return Measured(took, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)


def least(words: Sequence[str], root: Path, before: Callable[[], object]) -> Measured:
    """The least of three runs, each after `before`."""
    runs = []
    for _ in range(4):
        before()
        runs.append(measured(words, root))
    return min(runs[1:])


def nothing() -> None:
    """There is nothing to do before."""


def commands(root: Path, issues: int) -> Iterator[tuple[str, Measured]]:
    """Each command with what it took."""
    own = ["build", "--no-pdf"]

    def nothing_received() -> None:
        for name in ("inbox", "originals"):
            shutil.rmtree(root / "issues" / name, ignore_errors=True)

    yield "--version", least(["--version"], root, nothing)
    yield "--help", least(["--help"], root, nothing)
    yield "first check, reads the past", measured(["check", str(issues)], root)
    yield "check N", least(["check", str(issues)], root, nothing)
    yield "status", least(["status"], root, nothing)
    yield "import one file", least(["import", "sent/a.txt"], root, nothing_received)
    nothing_received()
    yield "build, cold, without PDF", measured(own, root)
    yield "build, nothing changed", least(own, root, nothing)
    yield "build, one changed", least(own, root, lambda: change_one_in(root))


def change_one_in(root: Path) -> None:
    """Change a submission to and fro."""
    from bulletin.workspace import Workspace

    change_one(Workspace(root))


def bench(issues: int) -> None:
    """Print the figures of an archive of so many issues, of which the last is a draft."""
    with TemporaryDirectory() as made:
        root = Path(made) / "workspace"
        write_archive(root, issues)
        sheet = root / f"issues/{issues}/issue.md"
        text = sheet.read_text("utf-8").replace("status: printed", "status: draft")
        sheet.write_text(text, "utf-8")
        (root / "sent").mkdir()
        (root / "sent/a.txt").write_text(SENT, "utf-8")
        os.environ["XDG_CACHE_HOME"] = str(Path(made) / "cache")
        time.sleep(2.1)  # what was changed just now is read again, because it could still change
        for name, took in commands(root, issues):
            promised = [each for each in PROMISES if each[:2] == (name, issues)]
            bound = "".join(
                f" (<= {each.seconds} s{f', {each.megabytes} MB' if each.megabytes else ''})"
                for each in promised
            )
            print(
                f"{issues} issues, {name}: {took.seconds:.2f} s, {took.processor:.2f} s CPU,"
                f" {took.megabytes} MB{bound}",
                flush=True,
            )


def main() -> None:
    """Print the figures."""
    for issues in map(int, sys.argv[1:]) if len(sys.argv) > 1 else SIZES:
        bench(issues)


if __name__ == "__main__":
    main()

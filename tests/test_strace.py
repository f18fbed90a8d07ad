"""The same faults from outside the program: strace makes the kernel's answers fail, or kills.

What tests/test_faults.py does through the program's own disk, this does to the system calls of a
whole process, the interpreter's and the libraries' among them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from bulletin.edition.shelf import read_shelf
from bulletin.output import DISK
from bulletin.publish.act import publish
from bulletin.publish.verification import verify
from bulletin.workspace import Workspace
from tests.conftest import REPOSITORY, MakeWorkspace
from tests.office import office, signed_issue

_PUBLISH = """
import sys
from pathlib import Path
from bulletin.output import DISK
from bulletin.publish.act import publish
from bulletin.workspace import Workspace
from tests.office import a_pdf, office
publish(Workspace(Path(sys.argv[1])), "8", office(unsigned=0))
"""

CALLS = ("write", "fsync", "rename", "mkdir", "chmod")


@cache
def strace_is_there() -> bool:
    if shutil.which("strace") is None:
        return False
    tried = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False)
    return tried.returncode == 0


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not strace_is_there(), reason="strace is not there, or may not trace"),
]


def traced(root: Path, *options: str) -> tuple[int, str]:
    """Publish issue 8 under strace; the exit code, and what strace saw."""
    log = root.parent / "strace.txt"
    said = subprocess.run(
        ["strace", "-f", "-o", str(log), *options, sys.executable, "-c", _PUBLISH, str(root)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
    )
    return said.returncode, log.read_text("utf-8", "replace")


@pytest.mark.parametrize("call", CALLS)
def test_the_kernel_may_refuse_any_call(
    call: str, make_workspace: MakeWorkspace, record_property: Callable[[str, object], None]
) -> None:
    start = make_workspace({})
    for name in ("7", "8"):
        signed_issue(start, name)
    assert publish(start, "7", office()).kept is not None
    again = start.root.with_name("again")
    shutil.copytree(start.root, again)
    code, seen = traced(again, "-e", f"trace={call}")
    assert code == 0
    count = len(re.findall(rf"\b{call}\(", seen))
    assert count >= 2
    DISK.discard(again)
    points = sorted({1, count // 2, count - 1, count})
    for at in points:
        for fault in ("error=ENOSPC", "signal=SIGKILL"):
            shutil.copytree(start.root, again)
            traced(again, "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={at}")
            workspace = Workspace(again)
            assert verify(workspace).sound, (fault, at)
            outcome = publish(workspace, "8", office(unsigned=0))
            assert outcome.kept is not None or outcome.diagnostics[0].code == "I107"
            assert verify(workspace).diagnostics == (), (fault, at)
            lines = [line.name for line in read_shelf(workspace).register]
            assert lines == ["7/1", "8/1"]
            DISK.discard(again)
    record_property("fault points", 2 * len(points))

"""How long a person waits in the preview: from save to page and to PDF, and what it costs idle.

    python -m tests.bench.serve [ISSUES]

Every issue's PDF is made first, which takes long for a thousand.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bulletin.workspace import Workspace
from tests.bench.build import change_one
from tests.bench.synthetic import write_archive
from tests.conftest import REPOSITORY

IDLE = 20.0
"""Seconds over which the idle preview is watched."""

SAVES = 7


def editions(answer: HTTPResponse) -> Iterator[float]:
    """When each edition is told, by the clock on the wall."""
    while line := answer.readline().decode():
        if line.startswith("data: ") and json.loads(line.removeprefix("data: ")):
            yield time.perf_counter()


def processor(process: int) -> float:
    """The seconds of processor that a process and its ended children have taken."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print the figures."""
    issues = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with TemporaryDirectory() as made:
        workspace = Workspace(Path(made) / "workspace")
        write_archive(workspace.root, issues)
        command = [sys.executable, "-m", "bulletin", "serve"]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(
            command,
            cwd=workspace.root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as preview:
            try:
                measure(workspace, preview, issues)
            finally:
                preview.send_signal(signal.SIGINT)


def measure(workspace: Workspace, preview: subprocess.Popen[str], issues: int) -> None:
    """Save a file several times, then leave the preview alone."""
    assert preview.stdout is not None
    address = next(filter(None, (re.search(r":(\d+)/", line) for line in preview.stdout)))
    connection = HTTPConnection("127.0.0.1", int(address[1]))
    connection.request("GET", "/_preview/events")
    told = editions(connection.getresponse())
    next(told)
    pages, pdfs = [], []
    for _ in range(SAVES):
        time.sleep(1)
        started = time.perf_counter()
        change_one(workspace)
        pages.append(next(told) - started)
        pdfs.append(next(told) - started)
    print(f"{issues} issues, from save to page: {median(pages[1:]):.2f} s (<= 0.15)")
    print(f"{issues} issues, from save to PDF: {median(pdfs[1:]):.2f} s (<= 0.3)")
    before = processor(preview.pid)
    time.sleep(IDLE)
    share = (processor(preview.pid) - before) / IDLE
    print(f"{issues} issues, idle: {share:.1%} of a core (<= 1 %)")


if __name__ == "__main__":
    main()

"""One at a time: a lock that needs no more of a network drive than to create a file exclusively."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STALE = 6 * 60 * 60
"""Seconds after which a lock of another machine is taken for forgotten; no build takes so long."""


class Busy(Exception):
    """Somebody else holds the lock; `holder` says who, and since when."""

    def __init__(self, path: Path, holder: str) -> None:
        super().__init__(str(path))
        self.path, self.holder = path, holder


@contextmanager
def held(target: Path) -> Iterator[None]:
    """Hold the lock of `target` in the block. Raises Busy when another process holds it."""
    path = target.with_name(f".{target.name}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    _take(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _take(path: Path) -> None:
    for _ in range(2):
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
        except FileExistsError:
            holder = _holder(path)
            if holder:
                raise Busy(path, holder) from None
            path.unlink(missing_ok=True)  # left behind by a process that is gone
            continue
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(f"{socket.gethostname()}\n{os.getpid()}\n")
        return
    raise Busy(path, "另一个进程")


def _holder(path: Path) -> str:
    """Who holds the lock, for an editor; empty when its process is gone."""
    try:
        host, number, *_ = path.read_text("utf-8").split("\n")
        since = path.stat().st_mtime
    except (OSError, ValueError):
        return ""
    if host == socket.gethostname() and not _runs(int(number or 0)):
        return ""
    if time.time() - since > STALE:
        return ""
    return f"{host} 上的进程 {number}"


def _runs(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return number > 0

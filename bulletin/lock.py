"""One at a time, on a local disk or on a drive that several machines share.

Of a drive only two things are taken for granted: that creating a file which must not exist is
refused to all but one, and that renaming is atomic. The file that makes a lock says who holds it:
process, machine and time.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bulletin.output import DISK, Disk

ABANDONED = 900.0
"""Seconds after which the lock of another machine counts as left behind; what is done under a lock
takes a few seconds. On this machine a lock is left behind as soon as its process is gone."""

UNSIGNED = 5.0
"""Seconds after which a lock file without a holder counts as left behind: who made it was stopped
before he could sign it."""


class Locked(Exception):
    """Somebody else holds the lock; the message, in Chinese, says who."""


class LockLost(Exception):
    """The lock was taken from us while we held it: nothing more may be written."""


@dataclass(frozen=True)
class Holder:
    """Who holds a lock."""

    process: int
    started: str
    """When the process started, in the kernel's ticks; another process may get its number."""

    machine: str
    time: float
    """Seconds since 1970, by the holder's clock; only shown."""

    token: str

    def __str__(self) -> str:
        at = time.strftime("%Y-%m-%d %H:%M", time.localtime(self.time))
        return f"{self.machine} 的进程 {self.process}，{at}"


@dataclass(frozen=True)
class Held:
    """A lock in our hands."""

    path: Path
    holder: Holder

    def confirm(self) -> None:
        """Make sure that it is still ours. Raises LockLost."""
        if _holder(self.path) != self.holder:
            raise LockLost(str(self.path))


@contextmanager
def lock(
    path: Path,
    disk: Disk = DISK,
    *,
    wait: float = 60.0,
    abandoned: float = ABANDONED,
    unsigned: float = UNSIGNED,
) -> Iterator[Held]:
    """Hold the lock file `path`, waiting `wait` seconds at most for it.

    Raises Locked when it is not to be had, and OSError when the drive cannot be written.
    """
    held = _acquire(path, disk, wait, abandoned, unsigned)
    try:
        yield held
    finally:
        with suppress(OSError):
            if _holder(path) == held.holder:
                disk.remove(path)


def _acquire(path: Path, disk: Disk, wait: float, abandoned: float, unsigned: float) -> Held:
    deadline = time.monotonic() + wait
    pause = 0.002
    while True:
        held = Held(path, _myself())
        try:
            disk.create(path, json.dumps(vars(held.holder)).encode(), durable=False)
            return held
        except FileExistsError:
            pass
        if _left_behind(path, abandoned, unsigned):
            _take_away(path, disk, abandoned, unsigned)
            continue
        if time.monotonic() >= deadline:
            raise Locked(f"正由 {_holder(path) or '另一个程序'} 占用")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)


def _myself() -> Holder:
    process = os.getpid()
    return Holder(
        process, _started(process), socket.gethostname(), time.time(), secrets.token_hex(8)
    )


def _started(process: int) -> str:
    """When a process started, as the kernel has it; empty where it does not tell, or for none."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text("utf-8", "replace").rpartition(")")[2]
        return fields.split()[19]
    except (OSError, IndexError):
        return ""


def _holder(path: Path) -> Holder | None:
    """Who holds the lock; None when nobody does, or when he has not yet signed."""
    try:
        written = json.loads(path.read_bytes())
        return Holder(
            int(written["process"]),
            str(written["started"]),
            str(written["machine"]),
            float(written["time"]),
            str(written["token"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _left_behind(path: Path, abandoned: float, unsigned: float) -> bool:
    holder = _holder(path)
    if holder is None:
        return _age(path) > unsigned
    if holder.machine != socket.gethostname():
        return _age(path) > abandoned
    return not _alive(holder)


def _alive(holder: Holder) -> bool:
    try:
        os.kill(holder.process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    started = _started(holder.process)
    return not started or not holder.started or started == holder.started


def _age(path: Path) -> float:
    """Seconds since the file was made, by the drive's own clock; 0 when it is gone."""
    probe = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        probe.touch()
        try:
            return probe.stat().st_mtime - path.stat().st_mtime
        finally:
            probe.unlink(missing_ok=True)
    except OSError:
        return 0.0


def _take_away(path: Path, disk: Disk, abandoned: float, unsigned: float) -> None:
    """Remove a lock that was left behind.

    Only who has made a second file may do so, and he looks again once he has: the lock he removes
    is then the one that he judged, not one made meanwhile.
    """
    guard = path.with_name(f"{path.name}.breaking")
    try:
        disk.create(guard, json.dumps(vars(_myself())).encode(), durable=False)
    except FileExistsError:
        if _left_behind(guard, abandoned, unsigned):
            disk.remove(guard)
        else:
            time.sleep(0.002)
        return
    try:
        if _left_behind(path, abandoned, unsigned):
            disk.remove(path)
    finally:
        with suppress(OSError):
            disk.remove(guard)

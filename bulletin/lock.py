"""One at a time, on a local disk or on a drive that several machines share.

Only two things are assumed of a drive: that creating a file which must not exist is refused to all
but one, and that renaming is atomic. The file that makes a lock says who holds it: process, machine
and time.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bulletin.output import DISK, Disk

ABANDONED = 900.0
"""Seconds after which the lock of another machine counts as abandoned; work under a lock takes a
few seconds. On this machine a lock is abandoned as soon as its process is gone."""

UNSIGNED = 5.0
"""Seconds after which a lock file without a holder counts as abandoned: its maker was stopped
before it could be signed."""


PATIENT = 1.0
"""Seconds of waiting that need no word."""

HearsWaiting = Callable[[str, float], None]
"""Hears once who keeps us waiting, in Chinese, and for how many seconds at most we still wait."""


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
    kernel: str = ""
    """The running system (`_kernel`); two machines may have one name."""

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
        if holder_of(self.path) != self.holder:
            raise LockLost(str(self.path))


@contextmanager
def lock(
    path: Path,
    disk: Disk = DISK,
    *,
    wait: float = 60.0,
    waiting: HearsWaiting | None = None,
    abandoned: float = ABANDONED,
    unsigned: float = UNSIGNED,
) -> Iterator[Held]:
    """Hold the lock file `path`, waiting at most `wait` seconds for it.

    Raises Locked if somebody else holds it, and OSError if the drive cannot be written.
    """
    patience = _Patience(path, wait, waiting)
    held = _acquire(path, disk, patience, abandoned, unsigned)
    try:
        yield held
    finally:
        with suppress(OSError):
            if holder_of(path) == held.holder:
                disk.remove(path)


def take_over(path: Path, holder: Holder, disk: Disk = DISK) -> bool:
    """Take a lock from a holder whose machine a person knows to be dead, without waiting.

    Nothing is taken from a process that lives on this machine, or if the lock has another holder by
    now; the result says whether it was taken.
    """
    here = (holder.machine, holder.kernel) == (socket.gethostname(), _kernel())
    if (here and _alive(holder)) or holder_of(path) != holder:
        return False
    disk.remove(path)
    return True


class _Patience:
    """Waiting for a lock: longer from one time to the next, once with a word, and not for ever."""

    def __init__(self, path: Path, wait: float, waiting: HearsWaiting | None) -> None:
        self.path, self.wait, self.waiting = path, wait, waiting
        self.began = time.monotonic()
        self.pause = 0.002

    def go_on(self) -> None:
        """Wait a little. Raises Locked after the longest wait."""
        passed = time.monotonic() - self.began
        if passed >= self.wait:
            waited = f"等了 {self.wait:.0f} 秒，仍" if self.wait >= PATIENT else ""
            raise Locked(f"{waited}由 {self._who()} 占用" if waited else f"正由 {self._who()} 占用")
        if self.waiting and passed > PATIENT:
            self.waiting(f"正由 {self._who()} 占用", self.wait - passed)
            self.waiting = None
        time.sleep(self.pause)
        self.pause = min(self.pause * 1.5, 0.2)

    def _who(self) -> str:
        return str(holder_of(self.path) or "另一个程序")


def _acquire(
    path: Path, disk: Disk, patience: _Patience, abandoned: float, unsigned: float
) -> Held:
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
        patience.go_on()


def _myself() -> Holder:
    process = os.getpid()
    machine, token = socket.gethostname(), secrets.token_hex(8)
    return Holder(process, _started(process), machine, time.time(), token, _kernel())


def _kernel() -> str:
    """What tells this running system from every other, also from one of the same name: the start of
    its kernel, and the space in which its processes are numbered. Empty where it does not say."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def _started(process: int) -> str:
    """When a process started, as the kernel says; empty if it does not say, or there is no such
    process."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text("utf-8", "replace").rpartition(")")[2]
        return fields.split()[19]
    except (OSError, IndexError):
        return ""


def holder_of(path: Path) -> Holder | None:
    """Who holds a lock; None if nobody does, or if it has not been signed yet."""
    try:
        written = json.loads(path.read_bytes())
        return Holder(
            int(written["process"]),
            str(written["started"]),
            str(written["machine"]),
            float(written["time"]),
            str(written["token"]),
            str(written.get("kernel", "")),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _left_behind(path: Path, abandoned: float, unsigned: float) -> bool:
    holder = holder_of(path)
    if holder is None:
        return _age(path) > unsigned
    if (holder.machine, holder.kernel) != (socket.gethostname(), _kernel()):
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
    """Seconds since the file was made, by the drive's own clock; 0 if it is gone."""
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
    """Remove an abandoned lock.

    Only a process that has made a second file may do so, and it looks again after that: the lock it
    removes is then the one that it judged, not one made meanwhile.
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

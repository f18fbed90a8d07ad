"""Work on other people's copy in a process of its own, which can neither run on nor grow.

The process is started afresh (spawn), so that it has nothing of the caller's memory. Its time, its
memory and the size of its files are limited, and it leaves no core dump.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import struct
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from threading import Thread
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Limits:
    """What one piece of work may take."""

    seconds: float = 120.0
    """Seconds by the clock on the wall; an issue of 78 pages takes four."""

    processor: int = 100
    """Seconds of processor time."""

    memory: int = 2 * 1024**3
    """Bytes of address space; an issue of 78 pages takes 0.35 GB."""

    file_size: int = 256 * 1024**2
    """Bytes of any one file that it writes."""


class Stopped(Exception):
    """The work was stopped; the message, in Chinese, says at which limit."""


def confine(limits: Limits) -> None:
    """Hold this process to `limits` from this moment on; earlier limits stay."""
    for kind, wanted in (
        (resource.RLIMIT_CPU, limits.processor),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_CORE, 0),
    ):
        _, most = resource.getrlimit(kind)
        bound = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(kind, (bound, bound))


# -- What may be opened ----------------------------------------------------------------------------

_CREATE_RULES, _ADD_RULE, _RESTRICT = 444, 445, 446
"""Numbers of the system calls, the same on every kind of machine (Linux, unistd.h)."""

_NO_NEW_PRIVILEGES = 38
_READS = 0b1101
"""Run, read, list (landlock.h: EXECUTE, READ_FILE, READ_DIR)."""

_ALL_BY_VERSION = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF, 5: 0xFFFF}
"""What each version of Landlock can forbid; later versions know the same for files."""

_NETWORK = 0b11
"""Listen and connect by TCP (since version 4)."""


_SOCKETS = 1 << 9 | 1 << 5
"""Make a socket, take a file away (MAKE_SOCK, REMOVE_FILE)."""


def bounds_version() -> int:
    """The version of Landlock that the kernel has, as far as it is used here; below 1 it has none
    (before Linux 5.13, or switched off)."""
    import ctypes

    call = ctypes.CDLL(None, use_errno=True).syscall
    return int(min(call(_CREATE_RULES, None, ctypes.c_size_t(0), 1), 5))


def enclose(readable: Sequence[str], writable: Sequence[str], sockets: Sequence[str] = ()) -> bool:
    """Limit this process and its children to these folders, without any TCP network.

    In `sockets` they may make a socket and remove it, and open nothing.

    Returns whether the kernel can do that (Linux 5.13 and later, Landlock); if it cannot, nothing
    is changed. Folders that do not exist are left out.
    """
    import ctypes

    version = bounds_version()
    if version < 1:
        return False
    call = ctypes.CDLL(None, use_errno=True).syscall
    everything = _ALL_BY_VERSION[version]
    asked = struct.pack("<QQ", everything, _NETWORK if version >= 4 else 0)
    rules = call(_CREATE_RULES, asked, ctypes.c_size_t(16 if version >= 4 else 8), 0)
    if rules < 0:
        return False
    try:
        for allowed, folders in (
            (_READS, readable),
            (everything, writable),
            (_SOCKETS, sockets),
        ):
            for folder in folders:
                _open_to(call, rules, folder, allowed)
        ctypes.CDLL(None).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return bool(call(_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def _open_to(call: Callable[..., int], rules: int, folder: str, allowed: int) -> None:
    """Allow this much below a folder."""
    with suppress(OSError):
        place = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        try:
            call(_ADD_RULE, rules, 1, struct.pack("<Qi", allowed, place), 0)
        finally:
            os.close(place)


# -- A process of its own --------------------------------------------------------------------------


def apart(
    limits: Limits,
    work: Callable[Given, Result],
    *arguments: Given.args,
    **named: Given.kwargs,
) -> Result:
    """What `work` returns, done in a process of its own.

    Function, arguments and result are pickled. Raises Stopped if a limit was reached, and whatever
    `work` raises.
    """
    job = ForkingPickler.dumps((limits, work, arguments, named))
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_work, args=(theirs,))
    child.start()
    theirs.close()
    # Handed over in a thread of its own: writing more than a pipe holds to a process that dies or
    # hangs before it reads would wait for ever.
    handing = Thread(target=_hand_over, args=(ours, job), daemon=True)
    handing.start()
    try:
        if not ours.poll(limits.seconds):
            raise Stopped(f"超过 {limits.seconds:.0f} 秒")
        said = ours.recv_bytes()
    except (EOFError, OSError):  # it ended before or during its answer
        child.join(5)
        raise Stopped(_ending(child.exitcode)) from None
    finally:
        child.kill()
        child.join()
        child.close()
        handing.join()
        ours.close()
    done, value = ForkingPickler.loads(said)
    if not done:
        if isinstance(value, MemoryError):
            raise Stopped(f"超过 {limits.memory // 1024**2} MB 内存")
        raise value
    return value  # type: ignore[no-any-return]


def _ending(code: int | None) -> str:
    """How a process ended that gave no answer."""
    return f"子进程中止（信号 {-code}）" if code is not None and code < 0 else "子进程中止"


def _hand_over(to: Connection, job: memoryview) -> None:
    with suppress(OSError):  # it died, which the wait for its answer will show
        to.send_bytes(job)


def _work(answer: Connection) -> None:
    try:
        limits, work, arguments, named = ForkingPickler.loads(answer.recv_bytes())
        confine(limits)
        value: tuple[bool, object] = (True, work(*arguments, **named))
    except BaseException as reason:
        value = (False, reason)
    try:
        answer.send(value)
    except Exception as reason:  # an exception that cannot be pickled
        answer.send((False, RuntimeError(f"{type(reason).__name__}: {value[1]!r}"[:500])))
    answer.close()

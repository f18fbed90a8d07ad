"""Work on other people's copy in a process of its own, which can neither run on nor grow.

The process is started afresh (spawn), so that it has nothing of the caller's memory; it may use so
much time, memory and file size, and leaves no core dump.
"""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable
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
    """By the wall's clock; an issue of 78 pages takes four."""

    processor: int = 100
    """Seconds of processor time."""

    memory: int = 2 * 1024**3
    """Bytes of address space; an issue of 78 pages takes 0.35 GB."""

    file_size: int = 256 * 1024**2
    """Bytes of any one file that it writes."""


class Stopped(Exception):
    """The work was stopped; the message, in Chinese, says at what limit."""


def confine(limits: Limits) -> None:
    """Hold this process to `limits` from now on; what it was held to already stays."""
    for kind, wanted in (
        (resource.RLIMIT_CPU, limits.processor),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_CORE, 0),
    ):
        _, most = resource.getrlimit(kind)
        bound = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(kind, (bound, bound))


def apart(
    limits: Limits,
    work: Callable[Given, Result],
    *arguments: Given.args,
    **named: Given.kwargs,
) -> Result:
    """What `work` returns, done in a process of its own.

    Function, arguments and result travel by pickling. Raises Stopped when a limit was reached,
    and whatever `work` raises.
    """
    job = ForkingPickler.dumps((limits, work, arguments, named))
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_work, args=(theirs,))
    child.start()
    theirs.close()
    # Handed over beside the waiting: whoever writes more than a pipe holds to a process that dies
    # or hangs before it reads, waits for ever.
    handing = Thread(target=_hand_over, args=(ours, job), daemon=True)
    handing.start()
    try:
        if not ours.poll(limits.seconds):
            raise Stopped(f"超过 {limits.seconds:.0f} 秒")
        said = ours.recv_bytes()
    except (EOFError, OSError):  # it ended before its answer, or in the midst of it
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
    """How a process ended that said nothing."""
    return f"子进程中止（信号 {-code}）" if code is not None and code < 0 else "子进程中止"


def _hand_over(to: Connection, job: memoryview) -> None:
    with suppress(OSError):  # it died: waiting for its answer tells
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

"""The press at work in other processes: jobs that carry all they need, limits, an executor.

Any `concurrent.futures.Executor` will do: worker processes of this machine by default, or those of
a Dask cluster. A job shares nothing with the process that submits it.
"""

from __future__ import annotations

import re
import resource
import signal
import tempfile
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from types import FrameType
from typing import Any

from bulletin.diagnostics import Diagnostic, error
from bulletin.fingerprint import key_of, key_of_program
from bulletin.press import Faces, Pressed, set_sheet
from bulletin.profile import Profile
from bulletin.source import Source, Span

SECONDS = 120
"""How long one issue may take; five pages take a third of a second, 266 pages about four."""

MEGABYTES = 2048
"""How much memory a worker may take; it needs about 200."""

ISSUES_A_WORKER = 150
"""After so many a worker is replaced: the engine's memory grows from document to document."""


_AT = re.compile(r' data-at="[0-9]+"')


@dataclass(frozen=True)
class PressJob:
    """One issue to be set, with all that goes into it."""

    name: str
    """The issue's folder."""

    sheet: str
    stylesheets: tuple[tuple[str, str], ...]
    images: Mapping[str, bytes]
    profile: Profile
    fit: int | None
    sources: Mapping[str, Source]

    def key(self, faces: Faces) -> str:
        """A key of everything that the PDF depends on."""
        return key_of(
            key_of_program(),
            _AT.sub("", self.sheet),  # where the copy stands in its file is not printed
            self.stylesheets,
            self.profile.stylesheets,
            sorted(self.images.items()),
            self.fit,
            # A prepared face's folder is named by the key of its source and recipe.
            [(face.role, face.regular.parent.name) for face in faces.faces],
        )


class OutOfTime(Exception):
    """The issue took longer than it may."""


def press(job: PressJob, faces: Faces) -> Pressed:
    """Set one issue within the limits. Raises OutOfTime or MemoryError beyond them."""
    with tempfile.TemporaryDirectory(prefix="bulletin-") as made, _time_limit(SECONDS):
        folder = Path(made)
        for name, content in job.images.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return set_sheet(
            job.sheet,
            stylesheets=job.stylesheets,
            faces=faces,
            folder=folder,
            profile=job.profile,
            fit=job.fit,
            sources=job.sources,
        )


@contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    """Raise OutOfTime in the block after `seconds`; a thread takes no signals, and has no limit."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def begin_worker() -> None:
    """Ready a worker: leave Ctrl-C to the first process, limit the memory, load the engine."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import bulletin.press.engine  # noqa: F401 (0.7 s, once a worker)


@contextmanager
def local_workers(jobs: int) -> Iterator[Executor]:
    """Worker processes of this machine; on the way out those still at work are stopped."""
    executor = ProcessPoolExecutor(
        jobs,
        mp_context=get_context("spawn"),
        initializer=begin_worker,
        max_tasks_per_child=ISSUES_A_WORKER,
    )
    try:
        yield executor
    except BaseException:
        workers = list((executor._processes or {}).values())
        executor.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.terminate()
        raise
    executor.shutdown()


class InThisProcess(Executor):
    """Does each job at once, where it is submitted."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do the job and return its outcome."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as problem:
            future.set_exception(problem)
        return future


@contextmanager
def dask_workers(address: str) -> Iterator[Executor]:
    """The workers of the Dask cluster whose scheduler is at `address` (`tcp://…`).

    Raises ImportError without the extra `bulletin[dask]`, OSError when nobody answers.
    """
    from distributed import Client

    with Client(address, timeout="10s", set_as_default=False) as client:
        yield client.get_executor()


def failure(job: PressJob, problem: BaseException) -> Diagnostic:
    """What an editor is told of an issue that could not be set."""
    source = next(iter(job.sources.values()), None)
    unknown = f"排版出错（{type(problem).__name__}: {problem}）"
    message, hint = next(
        ((message, hint) for kind, message, hint in _FAILURES if isinstance(problem, kind)),
        (unknown, "把这一期的文件发给维护的人"),
    )
    return error("P190", source, Span(0, 0), message, hint)


_FAILURES = (
    (OutOfTime, f"排版超过 {SECONDS} 秒，已停止", "检查有没有特别长的段落、表格或特别大的图片"),
    (TimeoutError, f"排版超过 {SECONDS} 秒，已停止", "检查有没有特别长的段落、表格或特别大的图片"),
    (MemoryError, f"排版用的内存超过 {MEGABYTES} MB，已停止", "检查有没有特别大的图片"),
)

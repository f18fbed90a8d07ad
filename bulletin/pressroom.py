"""The press at work in other processes: jobs that carry all they need, limits, an executor.

Any `concurrent.futures.Executor` will do: worker processes of this machine by default, or those of
a Dask cluster. A job shares nothing with the process that submits it.
"""

from __future__ import annotations

import os
import pickle
import signal
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context, resource_tracker
from pathlib import Path
from types import FrameType
from typing import Any

from bulletin.diagnostics import Diagnostic, error
from bulletin.fingerprint import SETTING_PACKAGES, key_of, key_of_rooms, package_versions
from bulletin.isolation import Limits, confine
from bulletin.output import create_tree
from bulletin.patterns import pattern_of
from bulletin.press import Face, Faces, Pressed
from bulletin.profile import Profile
from bulletin.source import Source, Span
from bulletin.workspace import built_in

SECONDS = 120
"""Seconds that one issue may take; five pages take a third of a second, 266 pages about four."""

MEGABYTES = 2048
"""How much memory a worker may take; it needs about 200."""

MOST_AT_ONCE = 100
"""How many issues are given to the same workers before they are replaced: the engine's memory grows
by a megabyte in ten documents, whatever is collected. (`max_tasks_per_child` would do that inside a
pool, but stops for good once every worker has had its share: python/cpython #115634.)"""


SETTERS = (
    *("patterns", "kept_patterns", "kept_answers", "source", "diagnostics", "leftovers", "output"),
    *("numbering", "model", "table_figures", "workspace", "garbage", "known_words", "script_runs"),
    *("half_marks", "segmenter", "profile", "typefaces", "press"),
)
"""The rooms that set a PDF: the press, and what it imports. A change anywhere else in the program
sets no PDF again."""

_AT = pattern_of(r' data-at="[0-9]+"')


@dataclass(frozen=True)
class PressJob:
    """One issue to be set, with everything that is needed for it."""

    name: str
    """The issue's folder."""

    sheet: str
    stylesheets: tuple[tuple[str, str], ...]
    images: Mapping[str, bytes]
    profile: Profile
    fit: int | None
    sources: Mapping[str, Source]
    own_words: tuple[str, ...]
    """Words of the office that stand in the sheet, which titles and headings keep whole."""

    def key(self, faces: Faces) -> str:
        """A key of everything that the PDF depends on.

        The program's own style sheets of these names say which of the office's are changed.
        """
        names = (name for name, _ in (*self.stylesheets, *self.profile.stylesheets))
        return key_of(
            _key_of_setters(),
            [_brought_along(name) for name in names],
            *self.printed(),
            # A prepared face's folder is named by the key of its source and recipe.
            [(face.role, face.regular.parent.name) for face in faces.faces],
        )

    def printed(self) -> tuple[object, ...]:
        """Everything that the PDF depends on, but for the program and the faces."""
        return (
            _AT.sub("", self.sheet),  # where the copy stands in its file is not printed
            self.stylesheets,
            self.profile.stylesheets,
            sorted(self.images.items()),
            self.fit,
            self.own_words,
        )

    def within(self, faces: Faces) -> bool:
        """Whether the prepared faces hold every character of the issue."""
        return faces.hold(self.sheet.translate(dict.fromkeys(map(ord, "\r\n\t"))))


@cache
def _key_of_setters() -> str:
    return key_of(key_of_rooms(SETTERS), package_versions(SETTING_PACKAGES))


@cache
def _brought_along(name: str) -> bytes:
    path = built_in("styles") / name
    return path.read_bytes() if path.is_file() else b""


Workers = Callable[[int], AbstractContextManager[Executor]]
"""From the number of issues to be set to the executor that sets them."""


class WorkerKilled(Exception):
    """The process that set an issue was ended from outside, as Linux does when memory is full."""


class Unanswered(Exception):
    """The workers of a cluster have said nothing for so long that nothing will come."""


class OutOfTime(Exception):
    """The issue took longer than it may."""


def press(job: PressJob, faces: Faces) -> Pressed:
    """Set one issue within the limits. Raises OutOfTime or MemoryError beyond them."""
    from bulletin.press import set_sheet  # the engine's parts, which only a worker needs

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
            own_words=job.own_words,
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


_faces: list[Faces] = []
"""The faces of this worker, sent to it once: they take longer to send than many jobs take to
set."""


def begin_worker(faces: bytes, first: int) -> None:
    """Prepare a worker: limit the memory, load the press.

    `faces` are pickled and compressed; `first` is the process that called it; the worker ends when
    that does.
    """
    threading.Thread(target=_end_with, args=(first,), daemon=True).start()
    confine(Limits(processor=SECONDS * MOST_AT_ONCE, memory=MEGABYTES * 2**20))
    _faces.append(pickle.loads(zlib.decompress(faces)))
    from bulletin.press import set_sheet  # noqa: F401 (once a worker; the engine when it is needed)


def _end_with(first: int) -> None:
    """End when the first process is gone: if it is killed, it cannot send its workers away."""
    while os.getppid() == first:
        time.sleep(1)
    os._exit(1)


def press_here(job: PressJob) -> Pressed:
    """Set one issue in a worker of this machine."""
    return press(job, _faces[0])


class WorkerPool(Executor):
    """Worker processes of this machine, started at the first job."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Submit a job of `press`."""
        job, faces = args
        with _no_interrupt():
            return self._workers(faces).submit(press_here, job)

    def call(self, faces: Faces) -> None:
        """Start the workers before there is a job for them: they take half a second."""
        with _no_interrupt():
            for _ in range(self.jobs):
                self._workers(faces).submit(int)

    def _workers(self, faces: Faces) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self.jobs,
                mp_context=get_context("spawn"),
                initializer=begin_worker,
                # Small enough for the pipe; otherwise the worker must be there before it can be
                # sent.
                initargs=(zlib.compress(pickle.dumps(faces), 1), os.getpid()),
            )
        return self._pool

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the workers go when they have done their jobs."""
        if self._pool is not None:
            self._pool.shutdown(wait, cancel_futures=cancel_futures)

    @property
    def is_broken(self) -> bool:
        """Whether one of the workers was killed, and with it all of them are of no use."""
        return self._pool is not None and bool(self._pool._broken)

    def stop(self) -> None:
        """Stop the workers, even in the middle of their jobs."""
        if self._pool is None:
            return
        for worker in list((self._pool._processes or {}).values()):
            worker.terminate()
        # A worker that is stopped while it answers leaves half a message; somebody would wait for
        # its end as long as anybody could still write it.
        answers: Any = self._pool._result_queue
        answers._writer.close()
        self._pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Hold Ctrl-C back while workers are started: they inherit that, and never receive it.

    The first worker would start `multiprocessing`'s tracker, which lets Ctrl-C in again
    (`SIG_UNBLOCK`, whatever was blocked before), so the tracker is started first.
    """
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def local_workers(jobs: int) -> Iterator[Executor]:
    """Worker processes of this machine, which end when the block is left."""
    executor = WorkerPool(jobs)
    try:
        yield executor
    finally:
        # What was asked for has arrived, or is not wanted any more; letting them finish takes half
        # a second.
        executor.stop()


@contextmanager
def resident_workers(jobs: int) -> Iterator[Workers]:
    """Worker processes of this machine that wait from one build for the next.

    They are replaced when they have had their share, or when one was killed.
    """
    pools: list[WorkerPool] = []
    given = 0

    @contextmanager
    def workers(count: int) -> Iterator[Executor]:
        nonlocal given
        if pools and (pools[-1].is_broken or given + count > MOST_AT_ONCE):
            pools.pop().stop()
        if not pools:
            pools.append(WorkerPool(jobs))
            given = 0
        given += count
        yield pools[-1]

    try:
        yield workers
    finally:
        for pool in pools:
            pool.stop()


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


# -- On other machines -----------------------------------------------------------------------------


def packed(faces: Faces) -> Faces:
    """The faces with their files' names in place of their paths on this machine."""
    return replace(faces, cache=Path(), faces=tuple(_renamed(f, _packed) for f in faces.faces))


def _packed(path: Path) -> Path:
    """A prepared file's name without the machine's folders: the key of its face, and the cut."""
    return Path(path.parent.name, path.name)


def _renamed(face: Face, name: Callable[[Path], Path]) -> Face:
    return replace(
        face,
        regular=name(face.regular),
        bold=name(face.bold) if face.bold else None,
        source=replace(face.source, path=""),
    )


class OtherVersion(Exception):
    """The worker has another version of the program or of the packages that it uses."""


_one_at_a_time = threading.Lock()
"""A cluster's worker may run several threads; the engine's hooks belong to the whole process."""


def press_far(
    job: PressJob, key: str, faces: Faces, files: Mapping[str, bytes] | None
) -> Pressed | None:
    """Set one issue on a worker that shares nothing with the process that submits it.

    None asks for the faces' files, which are sent once to each worker. Raises OtherVersion if the
    worker would make something else of the job than its submitter.
    """
    with _one_at_a_time:
        folder = _own_folder() / key_of(sorted(map(str, faces.files)))
        if files is not None:
            with suppress(FileExistsError):  # another worker of this machine was faster
                create_tree(folder, files)
        if not folder.exists():
            return None
        here = tuple(_renamed(face, lambda path: folder / path) for face in faces.faces)
        unpacked = replace(faces, faces=here)
        if job.key(unpacked) != key:
            raise OtherVersion
        return press(job, unpacked)


def _own_folder() -> Path:
    """Where this user's workers keep faces. Raises OSError if it belongs to somebody else."""
    folder = Path(tempfile.gettempdir()) / f"bulletin-faces-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    return folder


class DaskPool(Executor):
    """Has `press` done by another executor's workers, and sends the faces to workers without
    them."""

    def __init__(self, workers: Executor) -> None:
        self.workers = workers

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Submit a job of `press`. A job with a rare character is set here, where its source is."""
        job, faces = args
        if not job.within(faces):
            return InThisProcess().submit(fn, job, faces)
        outcome: Future[Any] = Future()
        self._ask(outcome, (job, job.key(faces), packed(faces)), faces, send=False)
        return outcome

    def _ask(
        self, outcome: Future[Any], order: tuple[Any, ...], faces: Faces, *, send: bool
    ) -> None:
        def answer(future: Future[Any]) -> None:
            problem = future.exception()
            if problem is not None:
                outcome.set_exception(problem)
            elif future.result() is None and not send:
                self._ask(outcome, order, faces, send=True)
            else:
                outcome.set_result(future.result())

        files = {str(_packed(path)): path.read_bytes() for path in faces.files} if send else None
        submit: Callable[..., Future[Any]] = self.workers.submit
        submit(press_far, *order, files).add_done_callback(answer)


@contextmanager
def dask_workers(address: str) -> Iterator[Executor]:
    """The workers of the Dask cluster whose scheduler is at `address` (`tcp://…`).

    Raises Unreachable if the extra `bulletin[dask]` is not installed or nobody answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise Unreachable("没有安装 Dask；运行 pip install 'bulletin[dask]'") from None
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as problem:
        raise Unreachable(f"连不上 {address}（{problem}）") from None
    with client:
        yield DaskPool(client.get_executor(pure=False))


class Unreachable(Exception):
    """The cluster cannot be used; the message says why, to an editor."""


# -- What can go wrong -----------------------------------------------------------------------------


def failure(job: PressJob, problem: BaseException) -> Diagnostic:
    """What an editor is told about an issue that could not be set."""
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
    (Unanswered, "集群很久没有回音，这一期没有排", "看看集群的机器是否开着，再运行一次"),
    (
        WorkerKilled,
        "排版的进程被系统停掉了",
        "多半是内存不够：关掉别的程序再运行一次；还是这样，检查有没有特别大的图片",
    ),
    (OtherVersion, "集群里的 bulletin 和本机的版本不同", "在集群的每台机器上装同一个版本"),
    (MemoryError, f"排版用的内存超过 {MEGABYTES} MB，已停止", "检查有没有特别大的图片"),
)

"""From drafts to PDFs in the store: found there, or set by the workers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from bulletin.diagnostics import Diagnostic, has_errors
from bulletin.load import load_issue
from bulletin.making.context import BuildContext
from bulletin.making.drafts import RenderedIssue
from bulletin.making.store import keep_pdf, kept_pdf
from bulletin.model import Issue
from bulletin.past import NO_PAST
from bulletin.patterns import pattern_of
from bulletin.press import Faces, Pressed, SettingRecord
from bulletin.pressroom import (
    MOST_AT_ONCE,
    SECONDS,
    PressJob,
    Unanswered,
    WorkerKilled,
    WorkerPool,
    Workers,
    failure,
    press,
)
from bulletin.workspace import Workspace


@dataclass(frozen=True)
class MadeIssue:
    """One issue as this build made it, or found it."""

    name: str
    title: str
    pages: int
    fresh: bool
    """Whether its PDF was set now rather than found in the store."""

    by_engine: str = ""
    """Why the engine laid it out and not the press; empty if the press did."""

    filled: str = ""
    """What was done to paragraphs to fill its pages; empty if nothing was."""


Heard = Callable[[MadeIssue, int, int], None]
"""Hears of each issue that is done, how many are done, and of how many."""


@dataclass(frozen=True)
class Finished:
    """A draft whose PDF lies in the store."""

    draft: RenderedIssue
    pdf: str
    """Its key in the store."""

    pages: int
    record: SettingRecord
    diagnostics: tuple[Diagnostic, ...]
    fresh: bool

    @property
    def made(self) -> MadeIssue:
        """What an editor hears of it."""
        issue = self.draft.issue
        told = (self.record.by_engine, self.record.filled)
        return MadeIssue(issue.name, issue.title, self.pages, self.fresh, *told)


class Progress:
    """Workers that are called as soon as something seems to have changed.

    They start while it is read; the first caller that asks for workers gets them.
    """

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._waiting: tuple[Executor, ExitStack] | None = None

    def call(self, count: int, faces: Faces | None) -> None:
        """Call workers for so many issues; those of other machines are already there."""
        if faces is None or self._waiting is not None:
            return
        stack = ExitStack()
        executor = stack.enter_context(self._workers(min(count, MOST_AT_ONCE)))
        if isinstance(executor, WorkerPool):
            executor.call(faces)
        self._waiting = executor, stack

    @contextmanager
    def __call__(self, count: int) -> Iterator[Executor]:
        """The workers that wait, or new ones."""
        if self._waiting is None:
            with self._workers(count) as executor:
                yield executor
            return
        (executor, stack), self._waiting = self._waiting, None
        with stack:
            yield executor

    def close(self) -> None:
        """Send the workers away that were not needed."""
        if self._waiting is not None:
            self._waiting[1].close()


def _nothing() -> None:
    """There is nothing to do meanwhile."""


def set_drafts(
    context: BuildContext,
    drafts: Sequence[RenderedIssue],
    workers: Workers,
    heard: Heard,
    meanwhile: Callable[[], None] = _nothing,
) -> tuple[dict[str, Finished], list[Diagnostic]]:
    """Set what the store does not have; returns, in the issues' order, those that could be set.

    `meanwhile` is done while the workers are busy, if there are any.
    """
    finished: dict[str, Finished] = {}
    waiting: list[PressJob] = []
    diagnostics: list[Diagnostic] = []

    def finish(done: Finished) -> None:
        finished[done.draft.issue.name] = done
        heard(done.made, len(finished), len(drafts))

    for draft in drafts:
        if draft.job is None or context.faces is None:
            finish(without_pdf(draft))
        elif stored := _stored(context, draft, draft.job):
            finish(stored)
        else:
            waiting.append(draft.job)
    by_name = {draft.issue.name: draft for draft in drafts}
    for job, outcome in _outcomes(waiting, context.faces, workers, meanwhile):
        if isinstance(outcome, BaseException):
            diagnostics.append(failure(job, outcome))
        elif has_errors(outcome.diagnostics):
            issue = by_name[job.name].issue
            diagnostics += placed_in_copy(context.workspace, issue, outcome.diagnostics)
        else:
            finish(_store(context, by_name[job.name], job, outcome))
    return {name: finished[name] for name in by_name if name in finished}, diagnostics


def without_pdf(draft: RenderedIssue) -> Finished:
    """An issue that is not set, or not yet: it is published, withdrawn, or in a build without
    PDFs."""
    nothing = SettingRecord(faces=(), deviations=(), fit=None, lines=0, worst_gap=0.0)
    return Finished(draft, "", draft.length, nothing, draft.said, fresh=False)


def _outcomes(
    jobs: Sequence[PressJob],
    faces: Faces | None,
    workers: Workers,
    meanwhile: Callable[[], None] = _nothing,
) -> Iterator[tuple[PressJob, Pressed | BaseException]]:
    """Each job with its PDF or with what went wrong, in the order in which they finish.

    A worker that is killed takes the whole pool with it: the jobs under way are then tried again,
    each with a pool of its own, and only the job that breaks this too has failed.
    """
    if len(jobs) > MOST_AT_ONCE:
        for start in range(0, len(jobs), MOST_AT_ONCE):
            batch = jobs[start : start + MOST_AT_ONCE]
            yield from _outcomes(batch, faces, workers, _nothing if start else meanwhile)
        return
    if not jobs or faces is None:
        return
    broken: list[PressJob] = []
    with workers(len(jobs)) as executor:
        futures = {executor.submit(press, job, faces): job for job in jobs}
        meanwhile()
        for future, problem in _as_they_come(futures):
            if isinstance(problem, BrokenProcessPool):
                broken.append(futures[future])
            else:
                yield futures[future], problem or future.result()
    if len(jobs) == 1:
        yield from ((job, WorkerKilled()) for job in broken)
        return
    for job in broken:
        yield from _outcomes([job], faces, workers)


def _as_they_come(
    futures: Iterable[Future[Pressed]],
) -> Iterator[tuple[Future[Pressed], BaseException | None]]:
    """Each job with what went wrong with it, if anything did.

    A worker of this machine stops by itself; one of a cluster takes no signals. If nothing has come
    for twice as long as one issue may take, nothing will.
    """
    waiting = set(futures)
    while waiting:
        come, waiting = wait(waiting, timeout=2 * SECONDS, return_when=FIRST_COMPLETED)
        if not come:
            yield from ((each, Unanswered()) for each in waiting)
            return
        yield from ((each, each.exception()) for each in come)


def _stored(context: BuildContext, draft: RenderedIssue, job: PressJob) -> Finished | None:
    """The job's PDF from the store, if there is one of exactly this content."""
    key = context.pdf_key(job)
    found = kept_pdf(context.pdf(key), job)
    return _finished(draft, key, found, fresh=False) if found else None


def _store(
    context: BuildContext, draft: RenderedIssue, job: PressJob, pressed: Pressed
) -> Finished:
    key = context.pdf_key(job)
    keep_pdf(context.pdf(key), pressed)
    return _finished(draft, key, pressed, fresh=True)


def _finished(draft: RenderedIssue, key: str, pressed: Pressed, *, fresh: bool) -> Finished:
    said = (*draft.said, *pressed.diagnostics)
    return Finished(draft, key, pressed.pages, pressed.record, said, fresh)


_OF_CHARACTERS = frozenset({"P105", "P132"})


def placed_in_copy(
    workspace: Workspace, issue: Issue, said: Iterable[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """What the press said, with P105 and P132 at every place where the words really stand.

    The press knows only where a block begins in its file. The same words may stand after that
    whole, in a note, or in a link's address, where nothing is wrong with them.
    """
    said = tuple(said)
    if not any(each.code in _OF_CHARACTERS for each in said):
        return said
    exact = tuple(_exact(workspace, issue))
    return tuple(dict.fromkeys(place for each in said for place in _places(each, exact)))


def _exact(workspace: Workspace, issue: Issue) -> Iterator[Diagnostic]:
    # The rules are loaded only here: most builds print every character.
    from bulletin.checks import HouseLists, issue_copy, printed_passages
    from bulletin.press import unprinted

    folder = workspace.issue_folder(issue.name)
    loaded = load_issue(workspace.root, folder, issue.publication)
    copy = issue_copy(loaded, issue.publication, HouseLists(), NO_PAST)
    yield from unprinted(printed_passages(copy), issue.publication.name)


def _places(told: Diagnostic, exact: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """The same faults in `exact`; `told` itself if there are none. The contents name no file."""
    path = told.source.path if told.source else ""
    found = tuple(
        each
        for each in exact
        if each.code == told.code
        and (each.message == told.message or _names(each.message, told.message))
        and each.source
        and path in ("", each.source.path)
    )
    return found or (told,)


def _names(whole: str, part: str) -> bool:
    """Whether what is said of a sign names the character that the press could not print."""
    code = _CODE_POINT.search(part)
    return code is not None and re.search(rf"{re.escape(code[0])}\b", whole) is not None


_CODE_POINT = pattern_of(r"U\+[0-9A-F]{4,6}")

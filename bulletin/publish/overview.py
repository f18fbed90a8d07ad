"""The state of every issue, what it lacks, and which submissions are waiting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bulletin.diagnostics import Diagnostic, Severity
from bulletin.edition import (
    NO_EDITIONS,
    Approval,
    Shelf,
    changed_since_sent,
    copy_files,
    digest_of,
    digests,
    editions_known,
    newer_editions,
    past_of,
    publication_of,
    read_approval,
    read_shelves,
)
from bulletin.fields import in_its_language
from bulletin.load import Loaded, inbox_files, load_submission, shown_path
from bulletin.making import LoadedCopy, open_issues
from bulletin.model import Act, Publication, Serial, Status, Submission
from bulletin.past import PastIndex, PastIssue, PastProgress
from bulletin.press import Faces, prepared_faces
from bulletin.publish import gates
from bulletin.workspace import Workspace

STATE_LABELS = {
    Status.DRAFT.value: "送审稿",
    Status.PROOF.value: "清样",
    Status.SIGNED.value: "已签发",
    Status.PRINTED.value: "往期",
    Act.PUBLISHED.value: "已刊发",
    Act.CORRECTED.value: "已更正",
    Act.WITHDRAWN.value: "已撤回",
}


@dataclass(frozen=True)
class Waiting:
    """A submission that is not in an issue."""

    path: str
    title: str
    status: str
    """`held`, `returned`, or `inbox` if nobody has decided on it yet."""

    reason: str
    received: str
    """The day on which it came, as 2023-06-01; empty if it is not known."""


@dataclass(frozen=True)
class IssueState:
    """The state of one issue."""

    issue: str
    title: str
    state: str
    """A key of `LABELS`."""

    revision: str
    """The beginning of the copy's digest; for a published issue, its latest revision."""

    errors: int
    warnings: int
    without_approver: tuple[str, ...]
    """The files of submissions that nobody at the unit has approved."""

    lacks: tuple[str, ...]
    """What else it needs before publication, in Chinese."""

    @property
    def open(self) -> bool:
        """Whether it is still to be published."""
        return self.state in {each.value for each in Status} - {Status.PRINTED.value}


@dataclass(frozen=True)
class Overview:
    """All issues, and the submissions that are waiting."""

    issues: tuple[IssueState, ...]
    waiting: tuple[Waiting, ...]
    diagnostics: tuple[Diagnostic, ...]
    """Faults outside the folders of issues, and editions that only a newer program can read."""


def status(workspace: Workspace, progress: PastProgress | None = None) -> Overview:
    """The state of everything. Raises OSError if the workspace cannot be read. `progress` is called
    while past issues are read."""
    past = past_of(workspace, progress)
    to_read = [each.name for each in past.issues if _is_open(each) or each.leaves_out]
    copy = open_issues(workspace, to_read)
    known = gates.background(workspace, past)
    shelves = {each.publication: each for each in read_shelves(workspace)}
    opened = _Opened(workspace, copy, known, _faces(workspace, copy, past), shelves)
    loaded = {each.name: each for each in copy.loaded}
    standing = tuple(
        _open(opened, loaded[each.name]) if _is_open(each) else _closed(each, copy.publication)
        for each in (past.issues if copy.publication else ())
    )
    claimed = {fault for loaded in copy.loaded for fault in loaded.diagnostics}
    newer = newer_editions(workspace, past)
    sent = (each for shelf in shelves.values() for each in shelf.kept)
    altered = [fault for each in sent for fault in changed_since_sent(workspace, each)]
    editions_known(workspace).keep()
    rest = (*newer, *altered, *(each for each in copy.diagnostics if each not in claimed))
    waiting = (*_queue(copy.loaded), *_inbox(workspace, copy.publication))
    return Overview(standing, waiting, rest)


def _is_open(issue: PastIssue) -> bool:
    """Whether the issue is still to be published."""
    return issue.issued is None and issue.status is not Status.PRINTED


def _faces(workspace: Workspace, copy: LoadedCopy, past: PastIndex) -> Faces:
    """The faces, if an issue that is still to be published has an approved PDF; otherwise none.

    A machine whose faces are not prepared yet does not prepare them for this: it takes a minute.
    """
    approvals = (
        read_approval(workspace, each.name)
        for each in copy.issues
        if _is_open(past.by_name[each.name])
    )
    if not any(approval and approval.pdf for approval in approvals):
        return Faces((), workspace.root)
    return prepared_faces()


def _closed(issue: PastIssue, publication: Publication | None) -> IssueState:
    """An issue that was published, or printed long ago: nobody changes it, so it is not read."""
    if issue.issued is not None:
        unread = f"第 {issue.name} 期（记录读不出来，运行 bulletin verify）"
        title, state = issue.issued.title or unread, issue.issued.act
        return IssueState(issue.name, title, state, str(issue.issued.revision), 0, 0, (), ())
    assert publication is not None
    own = publication.of(issue.name)
    serial = Serial.named(issue.name, own) or issue.serial
    title = f"{own.name}{serial.label}"
    return IssueState(issue.name, title, Status.PRINTED.value, "", 0, 0, (), ())


@dataclass(frozen=True)
class _Opened:
    """What the state of each open issue is told from."""

    workspace: Workspace
    copy: LoadedCopy
    known: gates.Background
    faces: Faces
    shelves: Mapping[str, Shelf]
    """The editions of every publication, by its short name."""


def _open(opened: _Opened, loaded: Loaded) -> IssueState:
    workspace, copy, known = opened.workspace, opened.copy, opened.known
    found = loaded.diagnostics
    if copy.publication is not None:
        found += gates.findings(loaded, copy.publication, known)
    issue = next((each for each in copy.issues if each.name == loaded.name), None)
    files = copy_files(workspace, loaded) if issue else {}
    approval = read_approval(workspace, loaded.name)
    shelf = opened.shelves.get(publication_of(loaded.name), NO_EDITIONS)
    proposal = gates.Proposal(
        Act.PUBLISHED, loaded, issue, files, approval, shelf, opened.faces, known.past
    )
    lacks = gates.lacks(proposal) if files else ()
    stands = not any(each.code in gates.NOT_APPROVED for each in lacks)
    return IssueState(
        issue=loaded.name,
        title=issue.title if issue else f"第 {loaded.name} 期",
        state=(loaded.sheet.status if loaded.sheet else Status.DRAFT).value,
        revision=_revision(files, approval, stands) if files else "",
        errors=sum(each.severity is Severity.ERROR for each in found),
        warnings=sum(each.severity is Severity.WARNING for each in found),
        without_approver=tuple(
            f"{each.name}.md" for each in loaded.submissions if not each.approver
        ),
        lacks=tuple(each.message for each in in_its_language(lacks)),
    )


def _revision(files: Mapping[str, bytes], approval: Approval | None, stands: bool) -> str:
    """The beginning of the copy's digest: of what was approved, as long as that stands, whatever
    has changed beside it."""
    digest = approval.digest if approval and stands else digest_of(digests(files))
    return digest[:8]


def _queue(loaded: tuple[Loaded, ...]) -> list[Waiting]:
    return [
        Waiting(
            submission.source.path,
            _called(submission),
            submission.status,
            _reason(submission),
            _day(submission),
        )
        for each in loaded
        for submission in each.left_out
    ]


def _inbox(workspace: Workspace, publication: Publication | None) -> Iterator[Waiting]:
    """The submissions in the inbox, with what an editor must correct in each."""
    for path in inbox_files(workspace.root) if publication else ():
        assert publication is not None
        submission, faults = load_submission(workspace.root, path, publication)
        told = in_its_language(faults, publication.source)
        errors = [each.message for each in told if each.severity is Severity.ERROR]
        status, title, received = "inbox", "", ""
        if submission:
            title, received = _called(submission), _day(submission)
            if submission.status != "adopted":
                status = submission.status
                errors = [_reason(submission), *errors]
        place = shown_path(path, workspace.root)
        yield Waiting(place, title, status, "；".join(errors), received)


def _called(submission: Submission) -> str:
    """What a submission is called: its unit and title, as far as it has them."""
    return "：".join(filter(None, (str(submission.unit_text or ""), str(submission.title or ""))))


def _day(submission: Submission) -> str:
    """When it was received, as 2023-06-01; empty if nobody wrote it."""
    return submission.received.isoformat() if submission.received else ""


def _reason(submission: Submission) -> str:
    """Why it is held or returned; that nobody wrote it."""
    return submission.reason or "没有写原因"

"""Publishing, correcting and withdrawing. Each act is done completely or not at all.

An edition is written under a temporary name, forced onto the disk, compared with its own manifest,
made read-only, and then renamed. This one renaming is the act. If a run is interrupted, the next
one removes what is left, or writes the missing line of the register if the renaming was done.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from bulletin import __version__
from bulletin.checks import private_matter
from bulletin.diagnostics import Diagnostic, Severity, error, has_errors, in_order, of_file
from bulletin.edition import (
    EditionRecord,
    FaceRecord,
    Kept,
    Shelf,
    Signer,
    approval_of,
    bag_of,
    check_bag,
    copy_files,
    digest_of,
    digests,
    newer_faults,
    own_looks,
    past_of,
    publication_files,
    publication_of,
    read_approval,
    read_shelves,
    record_bytes,
    shelf_of,
    signed_by,
    write_approval,
)
from bulletin.load import ISSUE, Loaded, load_publication
from bulletin.lock import HearsWaiting, Held, LockLost
from bulletin.making import ReadIssue, made_with, open_issue, page_of, surroundings
from bulletin.model import (
    Act,
    Issue,
    Notice,
    Status,
    Visibility,
    issue_folder,
)
from bulletin.output import DISK, PUBLISHED, Disk, beside, replace_file, write_tree
from bulletin.past import PastIndex, PastProgress, is_printed, sheet_status
from bulletin.press import Faces
from bulletin.publish import gates
from bulletin.publish.make import MadeEdition, withdrawn
from bulletin.publish.registrar import (
    Registrar,
    close_place,
    enter_in_register,
    locked,
    open_place,
    settled_register,
)
from bulletin.publish.traces import traces
from bulletin.scaffold import LISTS
from bulletin.source import Span
from bulletin.system_errors import reason
from bulletin.workspace import Workspace


class Maker(Protocol):
    """Something that makes the files of an edition (`make.Press`)."""

    @property
    def faces(self) -> Faces:
        """The faces that it uses."""

    def __call__(self, root: Path, issue: str, notices: tuple[Notice, ...]) -> MadeEdition:
        """Make an issue from the workspace at `root`."""

    def face_records(self) -> tuple[FaceRecord, ...]:
        """The faces that it uses, with the digests of their files."""

    def versions(self) -> dict[str, str]:
        """The versions of everything that makes the pages."""


@dataclass(frozen=True)
class ActContext:
    """What an act needs besides the workspace."""

    press: Maker
    today: date
    disk: Disk = DISK
    wait: float = 60.0
    """Seconds to wait while somebody else acts."""

    waiting: HearsWaiting | None = None
    """Hears of that."""

    progress: PastProgress | None = None
    """Called while past issues are read, which takes long the first time."""

    unsigned: float = 5.0
    """Seconds after which a lock without a holder counts as abandoned."""

    signer: Signer | None = None
    """The key with which the register is signed, if the office has one."""

    @property
    def registrar(self) -> Registrar:
        """Who writes the register."""
        return Registrar(self.today, self.disk, self.signer)


@dataclass(frozen=True)
class ActOutcome:
    """The result of an act."""

    kept: Kept | None
    """The new edition; None if nothing was done."""

    diagnostics: tuple[Diagnostic, ...]


# -- The acts --------------------------------------------------------------------------------------


def approve(
    workspace: Workspace,
    name: str,
    disk: Disk = DISK,
    press: Maker | None = None,
    progress: PastProgress | None = None,
) -> tuple[Diagnostic, ...]:
    """Record the copy of issue `name` as approved, or report what is missing. Raises OSError.

    With a `press` the PDF is approved, too, and put into the workspace's `proofs/`. `progress` is
    called while past issues are read.
    """
    shelf = shelf_of(workspace, name)
    if newer := newer_faults(shelf):
        return newer
    known = gates.background(workspace, past_of(workspace, progress))
    read, faults = _judged(workspace, name, shelf, known)
    if has_errors(faults) or read is None or read.loaded is None or read.issue is None:
        return faults
    issue, loaded = read.issue, read.loaded
    proposal = _to_approve(workspace, loaded, issue, shelf, known.past)
    faults += gates.refusals(proposal, gates.SIGNED_OFF)
    made = press(workspace.root, name, ()) if press and not has_errors(faults) else None
    faults += made.diagnostics if made else ()
    if has_errors(faults):
        return in_order(faults)
    page = page_of(workspace, loaded, issue)
    approval = replace(approval_of(proposal.copy), page=page.key, web=page.web)
    if made and press:
        pdf = made.files[f"{issue.file_name}.pdf"]
        replace_file(approved_pdf(workspace, name), pdf, disk)
        hands = made_with(press.faces)
        approval = replace(approval, pdf=sha256(pdf).hexdigest(), made_with=hands)
    write_approval(workspace, name, approval, disk)
    return in_order(faults)


def ahead(workspace: Workspace, name: str) -> tuple[Diagnostic, ...]:
    """What publishing, or correcting, would refuse today of issue `name`, which is approved.

    Raises OSError.
    """
    shelf = shelf_of(workspace, name)
    if newer := newer_faults(shelf):
        return newer
    read, _ = open_issue(workspace, name, working=True)
    if read is None or read.loaded is None or read.issue is None:
        return ()
    past = past_of(workspace)
    return gates.warnings_ahead(_to_approve(workspace, read.loaded, read.issue, shelf, past))


def _to_approve(
    workspace: Workspace, loaded: Loaded, issue: Issue, shelf: Shelf, past: PastIndex
) -> gates.Proposal:
    """The proposal of an issue that is to be approved, whoever approved it before. No face is
    looked at."""
    act = Act.CORRECTED if shelf.of(issue.name) else Act.PUBLISHED
    files, no_faces = copy_files(workspace, loaded), Faces((), workspace.root)
    return gates.Proposal(act, loaded, issue, files, None, shelf, no_faces, past)


def approved_pdf(workspace: Workspace, name: str) -> Path:
    """Where the PDF of issue `name` lies that was approved last."""
    proof = workspace.proof(name)
    return proof.with_stem(f"{proof.stem}-签发")


def publish(workspace: Workspace, name: str | None, office: ActContext) -> ActOutcome:
    """Publish issue `name`, or the next issue of 正刊. Raises Locked, LockLost and OSError.

    If the next issues of several publications are signed, `name` is necessary.
    """
    if name is None:
        publication, faults = _whose_next(workspace, office)
        if faults:
            return ActOutcome(None, faults)
    else:
        publication = publication_of(name)
    with _locked(workspace, publication, office) as held:
        shelf, faults = settled_register(workspace, publication, office.registrar)
        if faults:
            return ActOutcome(None, faults)
        if name is None:
            name = _next(workspace, shelf, office)
            if name is None:
                return ActOutcome(None, (_nothing_there(),))
        return _from_copy(workspace, held, shelf, name, Act.PUBLISHED, "", office)


def correct(workspace: Workspace, name: str, reason: str, office: ActContext) -> ActOutcome:
    """Publish the current copy of issue `name` as a new revision beside the old one.

    Raises Locked, LockLost and OSError.
    """
    publication = publication_of(name)
    with _locked(workspace, publication, office) as held:
        shelf, faults = settled_register(workspace, publication, office.registrar)
        faults = faults or _not_open(workspace, shelf, name) or _told_to_all(shelf, name, reason)
        if faults:
            return ActOutcome(None, faults)
        return _from_copy(workspace, held, shelf, name, Act.CORRECTED, reason, office)


def withdraw(workspace: Workspace, name: str, reason: str, office: ActContext) -> ActOutcome:
    """Withdraw issue `name`: publish a new revision whose page says so, and keep the old ones.

    Raises Locked, LockLost and OSError.
    """
    publication = publication_of(name)
    with _locked(workspace, publication, office) as held:
        shelf, faults = settled_register(workspace, publication, office.registrar)
        faults = faults or _not_open(workspace, shelf, name) or _told_to_all(shelf, name, reason)
        latest = shelf.latest(name)
        if faults or latest is None:
            return ActOutcome(None, faults)
        facts, faults = load_publication(workspace.root)
        if facts is None or has_errors(faults):
            return ActOutcome(None, faults)
        record = _withdrawal(latest.record, reason, office)
        files = {each: (workspace.root / each).read_bytes() for each in publication_files(name)}
        files |= own_looks(workspace, ("withdrawn.html",), ("screen.css",))

        def make(root: Path) -> MadeEdition:
            return withdrawn(root, record, facts)

        return _shelve(workspace, held, shelf, record, files, office.registrar, make)


def _withdrawal(sent: EditionRecord, reason: str, office: ActContext) -> EditionRecord:
    """The record of a withdrawal, from the record of the edition that is withdrawn."""
    revision = sent.revision + 1
    return replace(
        sent,
        act=Act.WITHDRAWN,
        revision=revision,
        reason=reason,
        acted_on=office.today,
        approved="",
        pages=0,
        faces=(),
        versions=office.press.versions(),
        notices=(*sent.notices, Notice(Act.WITHDRAWN, revision, office.today, reason)),
    )


def _locked(
    workspace: Workspace, publication: str, office: ActContext
) -> AbstractContextManager[Held]:
    return locked(
        workspace,
        publication,
        office.disk,
        office.wait,
        office.unsigned,
        waiting=office.waiting,
    )


def _whose_next(workspace: Workspace, office: ActContext) -> tuple[str, tuple[Diagnostic, ...]]:
    """The publication whose next issue is to be published if no issue is named.

    Of several it is the one whose next issue is signed; I123 if that is not exactly one.
    """
    shelves = read_shelves(workspace)
    if len(shelves) == 1:
        return "", ()
    following = {each.publication: _next(workspace, each, office) for each in shelves}
    signed = [
        (publication, name)
        for publication, name in following.items()
        if name and sheet_status(workspace.root, workspace.issue_folder(name)) == Status.SIGNED
    ]
    if len(signed) == 1:
        return signed[0][0], ()
    names = "、".join(name for name in ([each for _, each in signed] or following.values()) if name)
    if not names:
        return "", (_nothing_there(),)
    what = "都已签发" if signed else "都没有签发"
    message, hint = f"有几种刊物，下一期 {names} {what}", "写明刊发哪一期：bulletin publish "
    first = names.split("、")[0]
    return "", (error("I123", None, Span(0, 0), message, hint + first),)


def _next(workspace: Workspace, shelf: Shelf, office: ActContext) -> str | None:
    """The name of the next issue of 正刊. It may have no folder yet.

    Of several possible names, the first with a sheet is taken. Before the first edition it is the
    first issue that was not printed before the office used this program.
    """
    wanted = gates.next_names(shelf)
    there = (name for name in wanted if (workspace.issue_folder(name) / ISSUE).is_file())
    if wanted:
        return next(there, wanted[0])
    to_print = (
        each.name
        for each in past_of(workspace, office.progress).issues
        if each.serial.sequence == (shelf.publication, "") and each.status is not Status.PRINTED
    )
    with_sheet = (each for each in to_print if (workspace.issue_folder(each) / ISSUE).is_file())
    return next(with_sheet, None)


def _nothing_there() -> Diagnostic:
    return error("I115", None, Span(0, 0), "没有可刊发的期", "先运行 bulletin new")


def _not_open(workspace: Workspace, shelf: Shelf, name: str) -> tuple[Diagnostic, ...]:
    """Faults if an issue cannot be corrected or withdrawn: it was not published, or was
    withdrawn."""
    latest = shelf.latest(name)
    place = f"issues/{issue_folder(name)}"
    if latest is None:
        hint = f"还没有刊发的，运行 bulletin publish {name}"
        if is_printed(workspace.root, workspace.issue_folder(name)):
            hint = "是以前印发的往期（status: printed）：直接改稿件，不上网的改 visibility"
        return (of_file("I112", place, f"第 {name} 期没有刊发过", hint),)
    if latest.record.act is Act.WITHDRAWN:
        hint = f"用新的期号另发：运行 {gates.command_for_new(latest.record.serial)}"
        return (of_file("I116", place, f"第 {name} 期已经撤回", hint),)
    return ()


def _told_to_all(shelf: Shelf, name: str, reason: str) -> tuple[Diagnostic, ...]:
    """I019: the reason is printed on the page, so it must not contain personal numbers or 密级."""
    latest = shelf.latest(name)
    if latest is None or latest.record.visibility != Visibility.PUBLIC.value:
        return ()
    hint = "改写 --reason，不写号码和密级"
    return tuple(
        error("I019", None, Span(0, 0), f"说明里有 `{found}`，会印在公开的网页上", hint)
        for found in private_matter(reason)
    )


def _from_copy(
    workspace: Workspace,
    held: Held,
    shelf: Shelf,
    name: str,
    act: Act,
    reason: str,
    office: ActContext,
) -> ActOutcome:
    """Publish an issue from its folder."""
    known = gates.background(workspace, past_of(workspace, office.progress))
    read, faults = _judged(workspace, name, shelf, known)
    if read is None or read.loaded is None or read.issue is None:
        return ActOutcome(None, faults)
    loaded, issue = read.loaded, read.issue
    files = copy_files(workspace, loaded)
    approval = read_approval(workspace, name)
    proposal = gates.Proposal(
        act, loaded, issue, files, approval, shelf, office.press.faces, known.past
    )
    told = gates.refusals(proposal, gates.AGAIN if act is Act.CORRECTED else gates.FIRST_TIME)
    if has_errors((*faults, *told)) or approval is None:
        return ActOutcome(None, in_order((*faults, *told)))
    gone = traces(workspace, shelf) if act is Act.PUBLISHED else ()
    kept = files | _lists(workspace)
    record = _record(act, loaded, issue, shelf, reason, digest_of(digests(kept)), office)

    def make(root: Path) -> MadeEdition:
        made = office.press(root, record.issue, record.notices)
        other = gates.as_approved(approval, issue, made) if office.press.faces.faces else ()
        return replace(made, diagnostics=(*made.diagnostics, *other))

    outcome = _shelve(workspace, held, shelf, record, kept, office.registrar, make)
    return replace(
        outcome,
        diagnostics=in_order((*read.diagnostics, *told, *gone, *outcome.diagnostics)),
    )


def _lists(workspace: Workspace) -> dict[str, bytes]:
    """The office's lists, by path: an edition says by itself what it was held against, what was let
    stand in it, and which terms its titles keep whole, so that it is set again as it was.

    They are no part of the copy that was approved, as most of them are for other issues.
    """
    files = ((path, workspace.root / path) for path in (f"issues/{name}" for name in LISTS))
    return {path: file.read_bytes() for path, file in files if file.is_file()}


def _judged(
    workspace: Workspace, name: str, shelf: Shelf, known: gates.Background
) -> tuple[ReadIssue | None, tuple[Diagnostic, ...]]:
    """Issue `name` from its folder, with what is wrong in it and around it, compared with the
    edition that was sent, if any."""
    read, found = open_issue(workspace, name, working=True)
    if read is None:
        return None, in_order(found)
    found += surroundings(workspace)
    read = replace(read, diagnostics=found)
    if read.loaded is not None:
        found += gates.findings(read.loaded, read.publication, known)
    return read, gates.as_sent(in_order(found), shelf.latest(name), read.publication, known)


def _record(
    act: Act,
    loaded: Loaded,
    issue: Issue,
    shelf: Shelf,
    reason: str,
    approved: str,
    office: ActContext,
) -> EditionRecord:
    latest = shelf.latest(issue.name)
    revision = latest.revision + 1 if latest else 1
    notices = latest.record.notices if latest else ()
    if act is Act.CORRECTED:
        notices += (Notice(act, revision, office.today, reason),)
    return EditionRecord(
        serial=issue.serial,
        title=issue.title,
        whole_number=issue.whole_number,
        dated=issue.dated,
        visibility=issue.visibility.value,
        act=act,
        revision=revision,
        reason=reason,
        acted_on=office.today,
        signatures=signed_by(loaded.sheet.sign_off) if loaded.sheet else (),
        approved=approved,
        pages=0,
        faces=office.press.face_records(),
        versions=office.press.versions(),
        notices=notices,
    )


# -- Writing ---------------------------------------------------------------------------------------


def _shelve(
    workspace: Workspace,
    held: Held,
    shelf: Shelf,
    record: EditionRecord,
    files: dict[str, bytes],
    by: Registrar,
    make: Callable[[Path], MadeEdition],
) -> ActOutcome:
    """Make the edition from its files under a temporary name, and rename it."""
    disk = by.disk
    place = workspace.issue_folder(record.issue) / PUBLISHED
    target = place / str(record.revision)
    stage = beside(target)
    try:
        open_place(place, disk)
        write_tree(stage / "data" / "workspace", files, disk, durable=True)
        made = make(stage / "data" / "workspace")
        if has_errors(made.diagnostics):
            _give_up(stage, place, disk)
            return ActOutcome(None, in_order(made.diagnostics))
        _fill(stage, replace(record, pages=made.pages), made, files, shelf, disk)
        disk.seal(stage)
        held.confirm()
        disk.rename(stage, target)
    except BaseException:
        with suppress(OSError):
            _give_up(stage, place, DISK)
        raise
    kept = Kept(target, record.issue, record.revision)
    owed = _finish(workspace, held, shelf, kept, by)
    return ActOutcome(kept, in_order((*made.diagnostics, *owed)))


def _give_up(stage: Path, place: Path, disk: Disk) -> None:
    """Remove what was made, so that the folder is as it was before."""
    if stage.exists():
        disk.discard(stage)
    if place.is_dir():
        close_place(place, disk)


def _fill(
    stage: Path,
    record: EditionRecord,
    made: MadeEdition,
    files: dict[str, bytes],
    shelf: Shelf,
    disk: Disk,
) -> None:
    """Write the files as a bag, and check that the disk has what was written."""
    payload = {
        **{f"workspace/{name}": content for name, content in files.items()},
        **{f"edition/{name}": content for name, content in made.files.items()},
        "record.json": record_bytes(record),
        "text.txt": made.text.encode(),
    }
    whole = bag_of(payload, _info(record, shelf))
    there = {f"data/workspace/{name}" for name in files}
    write_tree(
        stage, {name: whole[name] for name in whole if name not in there}, disk, durable=True
    )
    checked = check_bag(stage, stage.name)
    if checked.diagnostics:
        raise OSError(5, "写下的和读回的不一样", str(stage))


def _info(record: EditionRecord, shelf: Shelf) -> list[tuple[str, str]]:
    info = [
        ("External-Identifier", record.title),
        ("Internal-Sender-Identifier", record.name),
        ("Internal-Sender-Description", record.reason or "刊发"),
        ("Bagging-Date", record.acted_on.isoformat()),
        ("Bag-Software-Agent", f"bulletin {__version__}"),
    ]
    if shelf.register:
        last = shelf.register[-1]
        info += [("Previous-Edition", last.name), ("Previous-Tagmanifest-SHA256", last.identity)]
    return info


def _finish(
    workspace: Workspace, held: Held, shelf: Shelf, kept: Kept, by: Registrar
) -> tuple[Diagnostic, ...]:
    """Close the folder and write the register. The edition exists, so a fault is only reported.

    Whoever was stopped for long may have lost the lock since the renaming, and the register may
    have got other lines: it is not written from what was read before.
    """
    try:
        by.disk.sync(kept.folder.parent)
        close_place(kept.folder.parent, by.disk)
        held.confirm()
        return enter_in_register(workspace, shelf, kept, by)
    except (OSError, LockLost) as problem:
        why = reason(problem) if isinstance(problem, OSError) else "锁被别人接过去了"
        message = f"第 {kept.issue} 期已经刊发，登记没有写完（{why}）"
        hint = "下一次刊发时自动补上"
        return (Diagnostic("I117", Severity.WARNING, None, Span(0, 0), message, hint),)

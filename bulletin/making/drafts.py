"""From folders to drafts: loaded, assembled, rendered, ready to be set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bulletin.archive import (
    IssuePages,
    Neighbours,
    SentPage,
    issue_pages,
    neighbours,
    publishing_faults,
)
from bulletin.diagnostics import Diagnostic, Severity, error, has_errors, of_file
from bulletin.edition import Kept, copy_files, digest_of, digests, editions_known
from bulletin.fingerprint import key_of
from bulletin.ledger import Inside, StaysInside
from bulletin.load import Loaded
from bulletin.making.admission import has_approval, kept_inside, told_of_published
from bulletin.making.context import BuildContext
from bulletin.making.copy import ReadIssue, read_issue
from bulletin.making.jobs import (
    images_of,
    press_job,
    profile_faults,
    profile_named,
    shown_images,
)
from bulletin.making.sent import sent_files, sent_issue
from bulletin.model import Issue, Mark, Serial, Status, Visibility, issue_folder, issue_name
from bulletin.pressroom import PressJob
from bulletin.profile import STANDARD_PROFILE, Profile
from bulletin.source import Source, Span
from bulletin.workspace import Workspace


@dataclass(frozen=True)
class Proof:
    """How drafts and proofs are marked."""

    dated: date | None = None
    """The day they are made; without it they show no date, and the same copy gives the same PDF."""

    every: bool = False
    """Whether every issue is printed as a proof, even a signed or published one, from the present
    copy. Proofs go into `proofs/`, and nothing of the site is touched."""

    numbered: bool = False
    """Whether lines are numbered."""


@dataclass(frozen=True)
class RenderedIssue:
    """One issue rendered: its pages, and the job that will set it."""

    issue: Issue
    key: str
    pages: IssuePages
    neighbours: Neighbours
    others: Mapping[str, bytes]
    """Its images, and the PDF of a published issue as it was sent."""

    job: PressJob | None
    """None if the issue is published or withdrawn, and in a build without PDFs."""

    length: int = 0
    """Pages of a published issue's PDF."""

    said: tuple[Diagnostic, ...] = ()
    """What there is to report about it as long as it is in the tree."""

    old_pdf: str = ""
    """The path in the tree of the PDF of an earlier build, if that is left where it is."""

    @property
    def files(self) -> dict[str, bytes]:
        """Its files without a PDF that is still to be set, by their path in the issue's folder."""
        return {**self.pages.files, **self.others}


@dataclass(frozen=True)
class IssueRead:
    """An issue that was read without errors."""

    folder: Path
    """Where its copy stands: its own folder, or that of the published edition."""

    key: str
    issue: Issue
    profile: Profile | None
    """None for a published issue, which is not set again."""

    loaded: Loaded | None
    """None for a published issue whose copy today's program cannot read."""

    kept: Kept | None
    said: tuple[Diagnostic, ...] = ()
    page: SentPage | None = None
    """The page of a published issue as it was sent; None if it is made again."""


@dataclass(frozen=True)
class ReadFolders:
    """What was read of some folders."""

    read: dict[str, IssueRead]
    """The issues without errors that have a place in the tree, by name."""

    inside: dict[str, Inside]
    """The issues without errors that not everybody may read."""

    staying: dict[str, StaysInside]
    """Those of them that need not be read again as long as their keys are the same."""

    barred: frozenset[str]
    """Faulty issues whose copy no longer lets everybody read them: even their last edition goes."""

    diagnostics: tuple[Diagnostic, ...]


def read_issues(
    context: BuildContext, folders: Mapping[Path, str], *, working: bool = False
) -> ReadFolders:
    """Load and assemble the issues of these folders; faulty ones are only reported.

    Each folder comes with the key of what stands in it (`BuildContext.key`).
    """
    read: dict[str, IssueRead] = {}
    inside: dict[str, Inside] = {}
    staying: dict[str, StaysInside] = {}
    barred: set[str] = set()
    diagnostics: list[Diagnostic] = []
    profiles: dict[str, Profile] = {}
    for folder, key in folders.items():
        name = issue_name(folder)
        each = read_issue(context.workspace, folder, context.site.publication, working=working)
        sent = sent_issue(each)
        told = each.diagnostics if sent is None else _still_to_tell(each)
        diagnostics += told
        if sent is not None:
            each = replace(each, issue=sent.issue)
        if not context.site.internal and _is_closed(context.workspace, each):
            barred.add(name)
        if each.issue is None or (each.loaded is None and sent is None):
            continue
        faults = _faults(context, each, profiles)
        diagnostics += faults
        if faults:
            continue
        try:
            stays = (
                None
                if context.site.internal
                else kept_inside(context.workspace, each, context.faces)
            )
        except OSError as problem:
            diagnostics.append(_gone(name, problem))
            continue
        if stays:
            inside[name] = stays
            diagnostics += stays.faults
            if stays.is_of_its_copy:
                staying[name] = StaysInside(key, each.issue.dated.year, stays, told)
        else:
            said = () if context.site.internal else told_of_published(each)
            said = (*said, *(each.diagnostics if sent is None else ()))
            read[name] = IssueRead(
                folder=each.loaded.folder if each.loaded else folder,
                key=key,
                issue=each.issue,
                profile=profiles.get(each.issue.profile or STANDARD_PROFILE),
                loaded=each.loaded,
                kept=each.kept,
                said=said,
                page=sent.page if sent else None,
            )
    editions_known(context.workspace).keep()
    kept_out = frozenset(barred - read.keys() - inside.keys())
    return ReadFolders(read, inside, staying, kept_out, tuple(diagnostics))


def _still_to_tell(each: ReadIssue) -> tuple[Diagnostic, ...]:
    """The diagnostics to report about a published issue that can be shown.

    What today's program finds in its copy is reported only where the copy is used.
    """
    return tuple(fault for fault in each.diagnostics if not has_errors((fault,)))


def _faults(
    context: BuildContext, each: ReadIssue, profiles: dict[str, Profile]
) -> list[Diagnostic]:
    """What else is wrong with an issue that was read; its profile is completed by the others."""
    if each.issue is None or each.loaded is None or each.kept is not None:
        return []
    name = each.issue.profile or STANDARD_PROFILE
    faults = list(publishing_faults(context.site, [each.issue]))
    if name not in profiles:
        faults += profile_faults(each.loaded, name, context.workspace)
    if name not in profiles and not faults:
        profiles[name] = profile_named(context.workspace, name)
    return faults


def _is_closed(workspace: Workspace, each: ReadIssue) -> bool:
    """Whether the copy, faulty or not, keeps the issue from the public, as far as it can be read.

    That is so if it is internal, has a 密级, is a draft or proof, or was never approved.
    """
    if each.loaded is None or each.loaded.sheet is None or each.kept is not None:
        return False
    sheet = each.loaded.sheet
    if sheet.visibility is not Visibility.PUBLIC or sheet.secrecy:
        return True
    if sheet.status is Status.SIGNED:
        return not has_approval(workspace, each.loaded)
    return sheet.status is not Status.PRINTED


def taken_down(name: str) -> Diagnostic:
    """The report that a faulty issue has lost its last edition."""
    place = f"issues/{issue_folder(name)}/issue.md"
    message = "不是公开的定稿，上一次的成品已从 build/ 撤下"
    return of_file("I010", place, message, "改好上面的错，再生成", Severity.WARNING)


def standing_beside(
    context: BuildContext, names: Iterable[str], loaded: Mapping[str, IssueRead]
) -> Mapping[Serial, Neighbours]:
    """The neighbours of each issue in the tree as it will be, which has the issues `names`."""
    entries = context.ledger.entries
    old = (entries[name].summary for name in names if name in entries)
    now = {each.issue.serial: each.issue.dated for each in loaded.values()}
    return neighbours({**{each.serial: each.dated for each in old}, **now})


def draft(
    context: BuildContext,
    loaded: Mapping[str, IssueRead],
    beside: Mapping[Serial, Neighbours],
    proof: Proof,
) -> tuple[list[RenderedIssue], list[Diagnostic]]:
    """Render the issues that were read; one whose files have disappeared is only reported."""
    drafts: list[RenderedIssue] = []
    diagnostics: list[Diagnostic] = []
    for each in loaded.values():
        try:
            drafts.append(_draft(context, each, beside[each.issue.serial], proof))
        except OSError as problem:
            diagnostics.append(_gone(each.issue.name, problem))
    unsteady = context.unsteady(each.issue.name for each in drafts)
    drafts = [
        replace(each, key=key_of(each.key, "unsteady")) if each.issue.name in unsteady else each
        for each in drafts
    ]
    return drafts, diagnostics


def _gone(name: str, problem: OSError) -> Diagnostic:
    source = Source(f"issues/{issue_folder(name)}/{Path(str(problem.filename or '')).name}", "")
    reason = "生成时不见了" if isinstance(problem, FileNotFoundError) else "读不出来"
    return error("F010", source, Span(0, 0), reason, "补上文件，再生成一次")


def _draft(
    context: BuildContext, read: IssueRead, beside: Neighbours, proof: Proof
) -> RenderedIssue:
    issue = read.issue
    mark = _mark(context, read, proof)
    pages = _pages(context, read, beside, mark)
    if issue.withdrawn:
        return RenderedIssue(issue, read.key, pages, beside, {}, None)
    if read.kept is not None:
        return _as_sent(read, read.kept, pages, beside, with_pdf=_has_pdf(context, issue))
    images = images_of(read.folder, issue)
    seen = shown_images(images)
    if context.faces is None:
        old = context.old_pdf(issue)
        said = (*read.said, *_not_set_again(context, read, old))
        return RenderedIssue(issue, read.key, pages, beside, seen, None, said=said, old_pdf=old)
    if read.profile is None:
        return RenderedIssue(issue, read.key, pages, beside, seen, None, said=read.said)
    job = press_job(context.workspace, context.renderer, issue, read.profile, images, mark)
    return RenderedIssue(issue, read.key, pages, beside, seen, job, said=read.said)


def _has_pdf(context: BuildContext, issue: Issue) -> bool:
    """Whether the issue has a PDF beside its page: a new one, or that of an earlier build."""
    return context.faces is not None or bool(context.old_pdf(issue))


def _not_set_again(context: BuildContext, read: IssueRead, old: str) -> Iterator[Diagnostic]:
    """I026: that a PDF is left where it is although what it was made from has changed."""
    if not old:
        return
    pressed = context.ledger.entries[read.issue.name].pressed
    if pressed is None or pressed.key != read.key:
        name = read.issue.name
        message = f"{read.issue.label}只做了网页，PDF 还是上一次的"
        hint = f"运行 bulletin build {name}"
        yield of_file("I026", f"{context.output.name}/{old}", message, hint, Severity.WARNING)


def _as_sent(
    read: IssueRead, kept: Kept, pages: IssuePages, beside: Neighbours, *, with_pdf: bool
) -> RenderedIssue:
    """A published issue with the PDF and the images that were sent."""
    issue, name = read.issue, f"{read.issue.file_name}.pdf"
    sent = sent_files(kept)
    if read.page is None:
        sent |= shown_images(images_of(read.folder, issue))
    if with_pdf:
        length = kept.record.pages
        return RenderedIssue(issue, read.key, pages, beside, sent, None, length, read.said)
    sent.pop(name, None)
    return RenderedIssue(issue, read.key, pages, beside, sent, None, said=read.said)


def _mark(context: BuildContext, read: IssueRead, proof: Proof) -> Mark | None:
    if read.kept or read.loaded is None:
        return None
    return mark_of(context.workspace, read.loaded, read.issue, proof)


def _pages(
    context: BuildContext, read: IssueRead, beside: Neighbours, mark: Mark | None
) -> IssuePages:
    return issue_pages(
        context.renderer,
        context.site,
        read.issue,
        beside,
        with_pdf=_has_pdf(context, read.issue),
        mark=mark,
        sent=read.page,
    )


def beside_others(
    context: BuildContext, draft: RenderedIssue, read: IssueRead, beside: Neighbours, proof: Proof
) -> RenderedIssue:
    """The draft with other neighbours, because one of those it had could not be made."""
    pages = _pages(context, read, beside, _mark(context, read, proof))
    return replace(draft, pages=pages, neighbours=beside)


def mark_of(workspace: Workspace, loaded: Loaded, issue: Issue, proof: Proof) -> Mark | None:
    """The mark on the pages of an issue that is not final; None for a signed or printed one."""
    if issue.status in (Status.SIGNED, Status.PRINTED) and not proof.every:
        return None
    revision = digest_of(digests(copy_files(workspace, loaded)))[:8]
    return Mark(issue.status, revision, proof.dated, proof.numbered)

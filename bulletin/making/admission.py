"""Which issues everybody may read, and what keeps the others inside the office.

`build/` holds what is public and was validly approved, published, or printed long ago.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bulletin.diagnostics import Diagnostic, Severity, of_file
from bulletin.edition import APPROVAL, Approval, approval_path, copy_files, read_approval
from bulletin.ledger import Inside
from bulletin.load import Loaded
from bulletin.making.approved import changed_since_approval
from bulletin.making.copy import ReadIssue
from bulletin.model import Issue, Status, Visibility
from bulletin.press import Faces
from bulletin.scaffold import sample_faults
from bulletin.workspace import Workspace

PRIVATE = "C"
"""The family of the rules about what must not become public."""


def kept_inside(workspace: Workspace, read: ReadIssue, faces: Faces | None = None) -> Inside | None:
    """What keeps a faultless issue inside; None if everybody may read it.

    What was published is public as it was published: nothing takes it back by itself.
    """
    issue, loaded = read.issue, read.loaded
    if issue is None:
        return None
    if issue.visibility is not Visibility.PUBLIC:
        return Inside(issue.serial, called(issue))
    if loaded is None or read.kept is not None:
        return None
    why = _unfinished(workspace, loaded, issue, faces) or tuple(
        replace(each, message=f"{each.message}，{called(issue)}没有进 build/")
        for each in (*_private(loaded, issue), *sample_faults(loaded.submissions))
    )
    return Inside(issue.serial, called(issue), why) if why else None


def called(issue: Issue) -> str:
    """What people call the issue: with its publication's name where there are several."""
    return issue.title if issue.publication.mastheads else issue.label


def told_of_published(read: ReadIssue) -> tuple[Diagnostic, ...]:
    """What in a published issue should not have become public: reported, but left where it is."""
    if read.kept is None or read.issue is None or read.loaded is None:
        return ()
    if read.issue.visibility is not Visibility.PUBLIC or read.issue.withdrawn:
        return ()
    name = read.issue.name
    hint = f"已经刊发，不会自动撤下；运行 bulletin correct {name} 或 bulletin withdraw {name}"
    return tuple(
        replace(each, severity=Severity.WARNING, hint=hint, edits=())
        for each in _private(read.loaded, read.issue)
    )


def taken_out(inside: Inside) -> Diagnostic:
    """I018: that an issue which was in `build/` is no longer there."""
    message = f"{inside.called}不再公开，已从 build/ 撤下"
    hint = "上传过的网站要再上传一次"
    return of_file("I018", f"issues/{inside.serial.folder}", message, hint, Severity.WARNING)


def has_approval(workspace: Workspace, loaded: Loaded) -> bool:
    """Whether the issue was approved at some time, in its present copy or another."""
    return read_approval(workspace, loaded.name) is not None


def _private(loaded: Loaded, issue: Issue) -> tuple[Diagnostic, ...]:
    """Personal numbers and marks of secrecy that nobody has allowed with a reason."""
    # The rules are loaded only here: a build of nothing needs none.
    from bulletin.checks import HouseLists, Selection, check_issue

    found = check_issue(
        loaded, issue.publication, HouseLists(), selection=Selection(select=(PRIVATE,))
    )
    return tuple(each for each in found if each.code.startswith(PRIVATE))


def _unfinished(
    workspace: Workspace, loaded: Loaded, issue: Issue, faces: Faces | None
) -> tuple[Diagnostic, ...]:
    """I015 to I017: a draft or proof, an issue that nobody approved, one changed since its
    approval."""
    if issue.status is Status.PRINTED:
        return ()
    if issue.status is not Status.SIGNED:
        stage = "送审稿" if issue.status is Status.DRAFT else "清样"
        hint = f"签发后写 status: signed，再运行 bulletin approve {issue.name}"
        return (_reason("I015", Severity.INFO, issue.source.path, issue, f"是{stage}", hint),)
    approval = read_approval(workspace, loaded.name)
    if approval is None:
        path = f"issues/{issue.folder}/{APPROVAL}"
        hint = f"运行 bulletin approve {issue.name}"
        there = approval_path(workspace, loaded.name).exists()
        what = "的签发记录被改过，或读不出来" if there else "没有签发记录"
        return (_reason("I016", Severity.WARNING, path, issue, what, hint),)
    return tuple(_changes(workspace, loaded, issue, approval, faces))


def _changes(
    workspace: Workspace, loaded: Loaded, issue: Issue, approval: Approval, faces: Faces | None
) -> Iterator[Diagnostic]:
    copy = copy_files(workspace, loaded)
    changed = changed_since_approval(workspace, loaded, issue, copy, approval, faces)
    if changed:
        first = changed[0]
        copied = [each.how for each in changed if each.how]
        more = f"等 {len(copied)} 个文件" if len(copied) > 1 else ""
        what = first.what
        if copied:
            hows = "、".join(dict.fromkeys(copied))
            what = f"签发以后 `{first.path}`{more} {hows}{first.values}"
        hint = f"{first.back}，或核对后运行 bulletin approve {issue.name}"
        yield _reason("I017", Severity.WARNING, first.path, issue, what, hint)


def _reason(
    code: str, severity: Severity, path: str, issue: Issue, what: str, hint: str
) -> Diagnostic:
    message = f"{called(issue)}{what}，没有进 build/"
    return of_file(code, path, message, hint, severity)

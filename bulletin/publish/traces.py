"""Traces of editions that are gone: what stands elsewhere in the workspace and came from them.

Whoever throws the last editions away together with their lines of the register leaves nothing on
the shelf to find fault with. Mails that were drafted from them, approvals and built pages remain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from bulletin.diagnostics import Diagnostic, Severity, of_file
from bulletin.edition import Shelf, approval_path
from bulletin.load import ISSUE, issue_folders, shown_path
from bulletin.model import Serial, issue_name
from bulletin.publish.receipts import read_witness_file
from bulletin.workspace import Workspace


def traces(workspace: Workspace, shelf: Shelf) -> tuple[Diagnostic, ...]:
    """I125: every trace of an issue that should be on the shelf or in a folder and is not.

    Warnings, since old drafts and pages may also have come here with a copy of the workspace.
    """
    return tuple(fault for rule in RULES for fault in rule(workspace, shelf))


def mail_traces(workspace: Workspace, shelf: Shelf) -> Iterator[Diagnostic]:
    """A mail with the digits of an edition, although its issue has none."""
    for path in sorted(workspace.outgoing.rglob("*.eml")):
        serial = Serial.named(path.parent.relative_to(workspace.outgoing).as_posix())
        if serial is None or serial.publication != shelf.publication or shelf.of(serial.name):
            continue
        shown = shown_path(path, workspace.root)
        for witness in read_witness_file(path, shown).witnesses:
            if witness.edition.rpartition("/")[0] == serial.name:
                message = f"是第 {serial.name} 期刊发后的邮件（{witness}），刊发的文件里没有这一期"
                yield _gone(shown, message, f"运行 bulletin verify --against {shown}")


def approval_traces(workspace: Workspace, shelf: Shelf) -> Iterator[Diagnostic]:
    """A number without edition and folder below one that is approved."""
    serials = _of_this_publication(workspace, shelf)
    there = {each.name for each in (*serials, *_published(shelf))}
    approved = [each for each in serials if approval_path(workspace, each.name).is_file()]
    first: dict[object, int] = {}
    for each in sorted((*serials, *_published(shelf))):
        first.setdefault(each.counted_within, each.number)
    for serial in approved:
        for number in range(first[serial.counted_within], serial.number):
            below = serial.name.removesuffix(str(serial.number)) + str(number)
            if below not in there:
                shown = f"issues/{serial.folder}/approval.json"
                message = f"第 {serial.name} 期已经签发，第 {below} 期却没有了"
                yield _gone(shown, message, "运行 bulletin verify，和回执、邮件对照")


def page_traces(workspace: Workspace, shelf: Shelf) -> Iterator[Diagnostic]:
    """A page that was built of an issue without edition and folder."""
    there = {each.name for each in (*_of_this_publication(workspace, shelf), *_published(shelf))}
    root = workspace.output / (shelf.publication or "issues")
    for page in sorted(root.rglob("index.html")):
        within = page.parent.relative_to(root).as_posix()
        serial = Serial.named("/".join(filter(None, (shelf.publication, within))))
        if serial is not None and serial.name not in there:
            message = f"是第 {serial.name} 期的网页，刊发的文件和稿件里都没有这一期"
            shown = shown_path(page, workspace.root)
            yield _gone(shown, message, "运行 bulletin verify，和回执、邮件对照")


RULES: tuple[Callable[[Workspace, Shelf], Iterator[Diagnostic]], ...] = (
    mail_traces,
    approval_traces,
    page_traces,
)


def _of_this_publication(workspace: Workspace, shelf: Shelf) -> list[Serial]:
    """The issues of a publication that have a sheet."""
    folders = (each for each in issue_folders(workspace.root)[0] if (each / ISSUE).is_file())
    serials = (Serial.named(issue_name(folder)) for folder in folders)
    return [each for each in serials if each and each.publication == shelf.publication]


def _published(shelf: Shelf) -> list[Serial]:
    return [serial for kept in shelf.kept if (serial := Serial.named(kept.issue))]


def _gone(shown: str | Path, message: str, hint: str) -> Diagnostic:
    return of_file("I125", str(shown), message, f"丢了就从备份取回；{hint}", Severity.WARNING)

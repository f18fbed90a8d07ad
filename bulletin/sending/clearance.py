"""Which issue may leave the office, and in what state; asked before anything is written."""

from __future__ import annotations

from dataclasses import dataclass

from bulletin.diagnostics import Diagnostic, error, has_errors
from bulletin.making import ReadIssue, open_issue, read_issue
from bulletin.model import Issue, Publication
from bulletin.publish import command_for_new
from bulletin.source import Source, Span
from bulletin.workspace import Workspace


@dataclass(frozen=True)
class Cleared:
    """An issue that may leave."""

    publication: Publication
    """The publication's facts as they stand today, addresses included."""

    issue: Issue
    """As it was published; otherwise as its folder has it."""

    read: ReadIssue

    @property
    def place(self) -> Source:
        """The file that a refusal is about."""
        kept = self.read.kept
        return Source(kept.shown, "") if kept else self.issue.source


def cleared(workspace: Workspace, name: str) -> tuple[Cleared | None, tuple[Diagnostic, ...]]:
    """The issue `name`, unless it is unknown, faulty, withdrawn or classified.

    涉密不上网: an issue that has a 密级, as published or now in its folder, is never sent by mail.
    """
    read, found = open_issue(workspace, name)
    if read is None or read.issue is None:
        return None, found
    one = Cleared(read.publication, read.issue, read)
    found += _secrecy(workspace, one) + _withdrawal(one)
    return (None if has_errors(found) else one), found


def _secrecy(workspace: Workspace, one: Cleared) -> tuple[Diagnostic, ...]:
    """D506."""
    folder = workspace.issues / one.issue.folder
    now = read_issue(workspace, folder, one.publication, working=True).loaded
    level = one.issue.secrecy or (now.sheet.secrecy if now and now.sheet else "")
    if not level:
        return ()
    message = f"这一期标有密级（{level}），不能用邮件、微信发送"
    clause = "《保守国家秘密法》"
    return (error("D506", one.place, Span(0, 0), message, "按涉密文件送达", clause=clause),)


def _withdrawal(one: Cleared) -> tuple[Diagnostic, ...]:
    """D507."""
    if not one.issue.withdrawn:
        return ()
    message = f"这一期已经撤回（{one.issue.withdrawn}）"
    hint = f"发另发的那一期；还没有的，运行 {command_for_new(one.issue.serial)}"
    return (error("D507", one.place, Span(0, 0), message, hint),)

"""What happens to the drafts in `outgoing/` when their issue is published, corrected or
withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

from bulletin.diagnostics import Diagnostic, has_errors
from bulletin.output import DISK, Disk
from bulletin.sending.mail import clear_folder, drafts_of, take_back, waiting_drafts, write_drafts
from bulletin.sending.wechat import FILE, post_of, write_post
from bulletin.workspace import Workspace


@dataclass(frozen=True)
class Renewed:
    """What became of the drafts; paths as the editor knows them."""

    anew: tuple[str, ...]
    """Made again from what has been published."""

    gone: tuple[str, ...]
    """Removed, because what they held must not be sent any more or can no longer be made."""

    told: tuple[Diagnostic, ...] = ()
    """What there is to know about those that were made again, and why others were removed."""


_WITHDRAWN = "D507"
"""Why an issue was withdrawn is said by the act itself."""


def renew(workspace: Workspace, name: str, disk: Disk = DISK) -> Renewed:
    """Make the drafts of issue `name` in `outgoing/` again, or remove them.

    Drafts that are not there are not made. Raises OSError.
    """
    mails, post = _renew_mails(workspace, name, disk), _renew_post(workspace, name, disk)
    clear_folder(workspace.outgoing / name, disk)
    told = tuple(dict.fromkeys(mails.told + post.told))
    told = tuple(each for each in told if each.code != _WITHDRAWN)
    return Renewed(mails.anew + post.anew, mails.gone + post.gone, told)


def _renew_mails(workspace: Workspace, name: str, disk: Disk) -> Renewed:
    folder = workspace.outgoing / name
    there = [f"outgoing/{name}/{each}" for each in waiting_drafts(folder)]
    if not there:
        return Renewed((), ())
    drafted = drafts_of(workspace, name)
    if drafted.enclosure is None or has_errors(drafted.diagnostics):
        return Renewed((), take_back(workspace, name, disk), drafted.diagnostics)
    anew = write_drafts(workspace, name, drafted, disk)
    gone = tuple(path for path in there if path not in anew)
    return Renewed(anew, gone, drafted.diagnostics)


def _renew_post(workspace: Workspace, name: str, disk: Disk) -> Renewed:
    path = workspace.outgoing / name / FILE
    if not path.exists():
        return Renewed((), ())
    post, told = post_of(workspace, name)
    if post is not None:
        return Renewed((write_post(workspace, name, post, disk),), (), told)
    disk.remove(path)
    return Renewed((), (f"outgoing/{name}/{FILE}",), told)

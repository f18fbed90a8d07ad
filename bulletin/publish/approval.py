"""An approval as it is made: the digests of a copy, written beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bulletin.edition.approval import Approval, approval_path, read_approval
from bulletin.edition.copy import digests
from bulletin.output import DISK, Disk, replace_file
from bulletin.workspace import Workspace

__all__ = ["Approval", "approval_of", "approval_path", "read_approval", "write_approval"]


def approval_of(copy: Mapping[str, bytes]) -> Approval:
    """The approval of a copy as it stands."""
    return Approval(digests(copy))


def write_approval(workspace: Workspace, issue: str, approval: Approval, disk: Disk = DISK) -> None:
    """Write an approval beside the issue's copy. Raises OSError."""
    fields = {"digest": approval.digest, "files": dict(approval.files)}
    text = json.dumps(fields, ensure_ascii=False, indent=1) + "\n"
    replace_file(approval_path(workspace, issue), text.encode(), disk, durable=True)

"""What was approved: the digest of every file of an issue, written beside its copy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bulletin.edition.copy import digest_of, digests
from bulletin.output import DISK, Disk, replace_file
from bulletin.workspace import Workspace

APPROVAL = "approval.json"


@dataclass(frozen=True)
class Approval:
    """The copy that was signed off."""

    files: Mapping[str, str]
    """SHA-256 by path in the workspace."""

    page: str = ""
    """A digest of what the page showed (`making.page_digest`); empty in one of version 0.1.0."""

    @property
    def digest(self) -> str:
        """One SHA-256 for all of it."""
        return digest_of(self.files)

    def changed(self, copy: Mapping[str, bytes]) -> tuple[str, ...]:
        """The files of `copy` that are not as they were approved; added and missing ones too."""
        now = digests(copy)
        names = sorted(now.keys() | self.files.keys())
        return tuple(name for name in names if now.get(name) != self.files.get(name))


def approval_path(workspace: Workspace, issue: str) -> Path:
    """Where an issue's approval is written."""
    return workspace.issue_folder(issue) / APPROVAL


def read_approval(workspace: Workspace, issue: str) -> Approval | None:
    """The approval of an issue; None when there is none, or one that does not hold together."""
    try:
        written = json.loads(approval_path(workspace, issue).read_bytes())
        files = {str(name): str(digest) for name, digest in written["files"].items()}
        approval = Approval(files, str(written.get("page", "")))
        return approval if approval.digest == written["digest"] else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def approval_of(copy: Mapping[str, bytes], page: str = "") -> Approval:
    """The approval of a copy as it stands, and of what its page shows."""
    return Approval(digests(copy), page)


def write_approval(workspace: Workspace, issue: str, approval: Approval, disk: Disk = DISK) -> None:
    """Write an approval beside the issue's copy. Raises OSError."""
    fields = {"digest": approval.digest, "page": approval.page, "files": dict(approval.files)}
    text = json.dumps(fields, ensure_ascii=False, indent=1) + "\n"
    replace_file(approval_path(workspace, issue), text.encode(), disk, durable=True)

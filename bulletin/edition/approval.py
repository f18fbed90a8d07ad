"""The approval of an issue: the digest of each of its files, written beside its copy."""

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
    """The SHA-256 of each file, by its path in the workspace."""

    page: str = ""
    """A digest of what the page showed (`making.page_digest`); empty if version 0.1.0 wrote it."""

    @property
    def digest(self) -> str:
        """One SHA-256 for all files together."""
        return digest_of(self.files)

    def changed(self, copy: Mapping[str, bytes]) -> tuple[str, ...]:
        """The files that differ from the approved ones, including added and missing ones."""
        now = digests(copy)
        names = sorted(now.keys() | self.files.keys())
        return tuple(name for name in names if now.get(name) != self.files.get(name))


def approval_path(workspace: Workspace, issue: str) -> Path:
    """The file of an issue's approval."""
    return workspace.issue_folder(issue) / APPROVAL


def read_approval(workspace: Workspace, issue: str) -> Approval | None:
    """The approval of an issue; None if there is none or it is damaged."""
    try:
        written = json.loads(approval_path(workspace, issue).read_bytes())
        files = {str(name): str(digest) for name, digest in written["files"].items()}
        approval = Approval(files, str(written.get("page", "")))
        return approval if approval.digest == written["digest"] else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def approval_of(copy: Mapping[str, bytes], page: str = "") -> Approval:
    """An approval of this copy and of what its page shows."""
    return Approval(digests(copy), page)


def write_approval(workspace: Workspace, issue: str, approval: Approval, disk: Disk = DISK) -> None:
    """Write an approval beside the copy of the issue. Raises OSError."""
    fields = {"digest": approval.digest, "page": approval.page, "files": dict(approval.files)}
    text = json.dumps(fields, ensure_ascii=False, indent=1) + "\n"
    replace_file(approval_path(workspace, issue), text.encode(), disk, durable=True)

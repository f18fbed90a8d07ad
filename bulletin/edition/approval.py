"""The approval of an issue: the digest of each of its files, written beside its copy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bulletin.edition.copy import digest_of, digests
from bulletin.output import DISK, Disk, replace_file
from bulletin.workspace import Workspace

APPROVAL = "approval.json"


@dataclass(frozen=True)
class Approval:
    """The copy that was signed off, and what was printed from it."""

    files: Mapping[str, str]
    """The SHA-256 of each file, by its path in the workspace."""

    page: str = ""
    """A digest of all that went into the page (`making.page_of`); empty if version 0.1.0 wrote
    it."""

    web: str = ""
    """A digest of the page of the archive."""

    pdf: str = ""
    """The SHA-256 of the PDF; empty if it was not set."""

    made_with: Mapping[str, str] = field(default_factory=dict)
    """The program and the faces that set the PDF, each with a key of its content."""

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
        texts = {name: str(written.get(name, "")) for name in ("page", "web", "pdf")}
        hands = {str(name): str(key) for name, key in written.get("made_with", {}).items()}
        approval = Approval(files, made_with=hands, **texts)
        sealed = not approval.pdf or written["seal"] == _seal(approval)
        return approval if sealed and approval.digest == written["digest"] else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def approval_of(copy: Mapping[str, bytes]) -> Approval:
    """An approval of this copy, and of nothing that is made from it."""
    return Approval(digests(copy))


def _seal(approval: Approval) -> str:
    """One SHA-256 for all that an approval says."""
    said = {"web": approval.web, "pdf": approval.pdf, "page": approval.page}
    return digest_of({"files": approval.digest, **said, **approval.made_with})


def write_approval(workspace: Workspace, issue: str, approval: Approval, disk: Disk = DISK) -> None:
    """Write an approval beside the copy of the issue. Raises OSError."""
    fields = {
        "digest": approval.digest,
        "seal": _seal(approval) if approval.pdf else "",
        "page": approval.page,
        "web": approval.web,
        "pdf": approval.pdf,
        "made_with": dict(approval.made_with),
        "files": dict(approval.files),
    }
    text = json.dumps(fields, ensure_ascii=False, indent=1) + "\n"
    replace_file(approval_path(workspace, issue), text.encode(), disk, durable=True)

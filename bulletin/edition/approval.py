"""The approval of an issue: the digest of each of its files, written beside its copy."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bulletin.edition.copy import digest_of, digests
from bulletin.front_matter import Entries, Node, compose, split
from bulletin.model import Text
from bulletin.output import DISK, Disk, replace_file
from bulletin.source import Source, Span
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

    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What the fields of each file said, so that a change can be told; the digests decide."""

    @property
    def digest(self) -> str:
        """One SHA-256 for all files together."""
        return digest_of(self.files)

    def changed(self, copy: Mapping[str, bytes]) -> tuple[str, ...]:
        """The files that differ from the approved ones, including added and missing ones."""
        now = digests(copy)
        names = sorted(now.keys() | self.files.keys())
        return tuple(name for name in names if now.get(name) != self.files.get(name))

    def changed_values(self, name: str, content: bytes) -> tuple[tuple[str, str, str], ...]:
        """The fields of a file that say something else since: their names, before and after."""
        then, now = self.values.get(name, {}), values_of(name, content)
        names = dict.fromkeys((*then, *now)) if name in self.values else ()
        pairs = ((each, then.get(each, ""), now.get(each, "")) for each in names)
        return tuple(pair for pair in pairs if pair[1] != pair[2])


def values_of(name: str, content: bytes) -> dict[str, str]:
    """What the fields of a sheet, a submission or publication.yaml say, by their names as typed."""
    if not name.endswith((".md", ".yaml")):
        return {}
    source = Source(name, content.decode("utf-8-sig", errors="replace"))
    front = Span(0, len(source.text))
    if name.endswith(".md"):
        parts, faults = split(source)
        if faults:
            return {}
        front = parts.front
    entries, faults = compose(source, front)
    return {} if faults else dict(_values(entries))


def _values(entries: Entries, above: str = "") -> Iterator[tuple[str, str]]:
    for key, node in entries.entries:
        if isinstance(node, Entries):
            yield from _values(node, f"{above}{key.text}.")
        else:
            yield f"{above}{key.text}", "、".join(_texts(node))


def _texts(node: Node) -> Iterator[str]:
    """The words of a field, those of groups in a list among them."""
    if isinstance(node, Text):
        yield node.text
    elif isinstance(node, Entries):
        yield from (text for _, each in node.entries for text in _texts(each))
    else:
        yield from (text for each in node.items for text in _texts(each))


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
        said = {str(name): dict(each) for name, each in written.get("values", {}).items()}
        approval = Approval(files, made_with=hands, values=said, **texts)
        sealed = not approval.pdf or written["seal"] == _seal(approval)
        return approval if sealed and approval.digest == written["digest"] else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def approval_of(copy: Mapping[str, bytes]) -> Approval:
    """An approval of this copy, and of nothing that is made from it."""
    said = {name: values_of(name, content) for name, content in copy.items()}
    return Approval(digests(copy), values={name: each for name, each in said.items() if each})


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
        "values": {name: dict(each) for name, each in approval.values.items()},
    }
    text = json.dumps(fields, ensure_ascii=False, indent=1) + "\n"
    replace_file(approval_path(workspace, issue), text.encode(), disk, durable=True)

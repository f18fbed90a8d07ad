"""The files that an issue is made from, and their digests."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from bulletin.load import ISSUE, PUBLICATION, Loaded, figures
from bulletin.model import IssueSheet, Serial, Submission, issue_folder
from bulletin.workspace import ROOMS, Workspace, built_in

FOR_NEW_ISSUES = "new/"
"""A folder in templates/ for what `bulletin new` writes; it is not part of any issue."""


def copy_files(workspace: Workspace, loaded: Loaded) -> dict[str, bytes]:
    """The files that the office wrote for an issue, by path in the workspace.

    These are publication.yaml, the issue's sheet, its submissions with their images, and the
    office's own templates and styles, but not submissions that are held or returned. Raises
    OSError.
    """
    names = list(publication_files(loaded.name))
    inside = [ISSUE, *(f"{submission.name}.md" for submission in loaded.submissions)]
    texts: tuple[IssueSheet | Submission, ...] = loaded.submissions
    if loaded.sheet is not None:
        texts = (loaded.sheet, *texts)
    for text in texts:
        sections = text.editor_note if isinstance(text, IssueSheet) else text.sections
        inside += [figure.path for figure in figures(sections)]
    names += [f"issues/{issue_folder(loaded.name)}/{name}" for name in dict.fromkeys(inside)]
    files = {name: (workspace.root / name).read_bytes() for name in names}
    for room in ROOMS:
        own, *ours = workspace.folders(room)
        if ours:
            files |= _room(room, own)
    return files


def publication_files(issue: str) -> tuple[str, ...]:
    """The publication.yaml that an issue is made from, by the issue's name: that of the workspace,
    and that of its own publication if it is another one."""
    serial = Serial.named(issue)
    own = serial.publication if serial else ""
    return (f"issues/{PUBLICATION}", *([f"issues/{own}/{PUBLICATION}"] if own else []))


def whole_copy(workspace: Workspace, copy: Mapping[str, bytes]) -> dict[str, bytes]:
    """The copy together with all templates and styles for it, so that it is a complete
    workspace."""
    files: dict[str, bytes] = {}
    for room in ROOMS:
        files |= _room(room, built_in(room))
        files |= _room(room, workspace.folders(room)[0])
    return files | dict(copy)


def _room(room: str, folder: Path) -> dict[str, bytes]:
    files = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.name.startswith(".") and not name.startswith(FOR_NEW_ISSUES):
            files[f"{room}/{name}"] = path.read_bytes()
    return files


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each file, in the order of the names."""
    return {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}


def digest_of(hashes: Mapping[str, str]) -> str:
    """One SHA-256 for several files: that of the list that `sha256sum` would print for them."""
    listing = "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes))
    return hashlib.sha256(listing.encode()).hexdigest()

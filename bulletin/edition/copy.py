"""The files that an issue is made from, and their digests."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from bulletin.image_files import figures
from bulletin.load import ISSUE, PUBLICATION, Loaded
from bulletin.model import IssueSheet, Serial, Submission, issue_folder
from bulletin.render import templates_under
from bulletin.workspace import Workspace

FOR_NEW_ISSUES = "new/"
"""A folder in templates/ for what `bulletin new` writes; it is not part of any issue."""


def copy_files(workspace: Workspace, loaded: Loaded) -> dict[str, bytes]:
    """The files that the office wrote for an issue, by path in the workspace.

    These are publication.yaml, the issue's sheet, its submissions with their attachments and
    images, and those of the office's own templates and styles that it is made with, but not
    submissions that are held or returned. Raises OSError.
    """
    names = list(publication_files(loaded.name))
    inside = [ISSUE]
    for submission in loaded.submissions:
        inside += [source.path.rpartition("/")[2] for source in submission.files]
    texts: tuple[IssueSheet | Submission, ...] = loaded.submissions
    if loaded.sheet is not None:
        texts = (loaded.sheet, *texts)
    for text in texts:
        sections = text.editor_note if isinstance(text, IssueSheet) else text.whole
        inside += [figure.path for figure in figures(sections)]
    names += [f"issues/{issue_folder(loaded.name)}/{name}" for name in dict.fromkeys(inside)]
    files = {name: (workspace.root / name).read_bytes() for name in names}
    return files | own_looks(workspace, ISSUE_TEMPLATES, ISSUE_STYLES)


ISSUE_TEMPLATES = ("sheet.html", "issue.html", "text.html")
"""What an issue's PDF, its page and the articles in it are made with, and what these are made
with."""

ISSUE_STYLES = ("paper.css", "screen.css", "profiles/")
"""The styles of an issue's PDF and page; all profiles, since a profile may stand in for another."""


def own_looks(
    workspace: Workspace, templates: Sequence[str], styles: Sequence[str]
) -> dict[str, bytes]:
    """The office's own templates and styles among those that something is made with, by path.

    Styles are named by how their paths begin. Ours are the program's: its version tells them.
    Raises OSError.
    """
    own, *ours = workspace.folders("templates")
    files: dict[str, bytes] = {}
    if ours:
        used = templates_under((own, *ours), templates)
        files |= {
            name: text
            for name, text in _room("templates", own).items()
            if name.removeprefix("templates/") in used
        }
    own, *ours = workspace.folders("styles")
    if ours:
        room = _room("styles", own)
        files |= {
            name: text
            for name, text in room.items()
            if name.removeprefix("styles/").startswith(tuple(styles))
        }
    return files


def publication_files(issue: str) -> tuple[str, ...]:
    """The publication.yaml that an issue is made from, by the issue's name: that of the workspace,
    and that of its own publication if it is another one."""
    serial = Serial.named(issue)
    own = serial.publication if serial else ""
    return (f"issues/{PUBLICATION}", *([f"issues/{own}/{PUBLICATION}"] if own else []))


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

"""One issue's folder and a document that came back, laid side by side."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bulletin.build.copy import unknown_names
from bulletin.diagnostics import Diagnostic, error, has_errors, in_order
from bulletin.load import Loaded, issue_folders, load_issue, load_publication
from bulletin.revision.applying import Plan, plan
from bulletin.revision.carrying import carried
from bulletin.revision.compare import compare
from bulletin.revision.received import as_read_back, received
from bulletin.revision.report import Told
from bulletin.revision.version import in_print, settled_version, version_of
from bulletin.source import Source, Span
from bulletin.workspace import Workspace

LARGEST = 64 * 1024 * 1024
"""Bytes of a document; an issue with its photographs is about five megabytes."""


@dataclass(frozen=True)
class Compared:
    """What came of laying them side by side."""

    told: Told | None
    """None when they could not be compared."""

    plan: Plan
    diagnostics: tuple[Diagnostic, ...]
    """What was said reading the two."""


def compare_document(workspace: Workspace, name: str, document: Path) -> Compared:
    """Compare the issue `name`, as its folder has it now, with a Word document.

    Raises OSError when the document cannot be read.
    """
    publication, found = load_publication(workspace.root)
    folders, _ = issue_folders(workspace.root)
    found += unknown_names((name,), folders)
    folder = next((each for each in folders if each.name == name), None)
    if publication is None or folder is None or has_errors(found):
        return _failed(found)
    ours = load_issue(workspace.root, folder, publication)
    found += ours.diagnostics
    if has_errors(found) or ours.sheet is None:
        return _failed(found)
    content = _content(document)
    if content is None:
        hint = f"不超过 {LARGEST // 1024 // 1024} MB"
        source = Source(str(document), "")
        return _failed((*found, error("D410", source, Span(0, 0), "文件太大", hint)))
    theirs = received(str(document), content, publication, ours)
    if theirs.version is None:
        return _failed((*found, *theirs.diagnostics))
    sent, known = as_read_back(workspace, publication, ours)
    found += tuple(each for each in theirs.diagnostics if each.quoted not in known)
    before = version_of(ours, publication)
    after = carried(before, sent, theirs.version) if sent else theirs.version
    revision = compare(before, settled_version(after))
    told = Told(revision, *_named(ours), theirs.remarks)
    return Compared(told, plan(ours, revision), in_order(found))


def _named(ours: Loaded) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Titles and files of the articles, in order."""
    articles = in_print(ours)
    titles = (f"{each.byline or each.unit_text}：{each.title}" for each in articles)
    return tuple(titles), tuple(each.source.path for each in articles)


def _content(document: Path) -> bytes | None:
    with document.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    return content if len(content) <= LARGEST else None


def _failed(found: tuple[Diagnostic, ...]) -> Compared:
    return Compared(None, Plan((), ()), in_order(found))

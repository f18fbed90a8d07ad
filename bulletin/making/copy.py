"""A workspace's copy, read and assembled without making anything of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bulletin.assemble import assemble, repeated_numbers
from bulletin.diagnostics import Diagnostic, Severity, has_errors, in_order, of_file
from bulletin.edition import (
    Kept,
    changed_since_sent,
    editions_known,
    kept_issue,
    latest_edition,
)
from bulletin.load import Loaded, issue_folders, load_issue, load_publication
from bulletin.looks import look_over
from bulletin.model import Issue, Publication, issue_folder, issue_name
from bulletin.source import Source, Span
from bulletin.workspace import Workspace


@dataclass(frozen=True)
class LoadedCopy:
    """A workspace's copy as it was read: the publication, and the issues asked for."""

    publication: Publication | None
    loaded: tuple[Loaded, ...]
    issues: tuple[Issue, ...]
    """Assembled, in the order of their numbers; only those without errors."""

    diagnostics: tuple[Diagnostic, ...]


def open_issues(workspace: Workspace, names: Iterable[str] | None = None) -> LoadedCopy:
    """Read and assemble the issues called `names`, or all, from their folders, the published ones
    too, and say what is wrong with them, between them and around them."""
    publication, diagnostics = load_publication(workspace.root)
    diagnostics += surroundings(workspace)
    if publication is None:
        return LoadedCopy(None, (), (), in_order(diagnostics))
    if names is None:
        names = map(issue_name, issue_folders(workspace.root)[0])
    chosen = map(workspace.issue_folder, names)
    read = [read_issue(workspace, each, publication, working=True) for each in chosen]
    diagnostics += tuple(fault for each in read for fault in each.diagnostics)
    loaded = tuple(each.loaded for each in read if each.loaded)
    issues = tuple(each.issue for each in read if each.issue)
    return LoadedCopy(
        publication, loaded, issues, in_order((*diagnostics, *repeated_numbers(loaded)))
    )


def surroundings(workspace: Workspace) -> tuple[Diagnostic, ...]:
    """What is wrong around the issues: folders that are none, templates and styles of the office.

    `open_issue` does not look at them: who only reads copy need not know.
    """
    _, misnamed = issue_folders(workspace.root)
    return workspace.stray_overrides() + look_over(workspace) + misnamed


@dataclass(frozen=True)
class ReadIssue:
    """One issue as it was read: from its folder, or from what was published."""

    loaded: Loaded | None
    issue: Issue | None
    """None if something is wrong with it."""

    kept: Kept | None
    """The edition it was read from; None for one that is not published."""

    publication: Publication
    """The publication's facts as they stand today."""

    diagnostics: tuple[Diagnostic, ...]


def open_issue(
    workspace: Workspace, name: str, *, working: bool = False
) -> tuple[ReadIssue | None, tuple[Diagnostic, ...]]:
    """Find the issue called `name` and read it, with everything that is wrong in it.

    A published issue is read as it was published, whatever has become of its folder since; with
    `working` the folder is read all the same.

    None if the publication is faulty or has no such issue.
    """
    publication, found = load_publication(workspace.root)
    folders, _ = issue_folders(workspace.root)
    if unknown := unknown_names((name,), folders):
        return None, unknown
    if publication is None or has_errors(found):
        return None, found
    read = read_issue(workspace, workspace.issue_folder(name), publication, working=working)
    editions_known(workspace).keep()
    return read, found + read.diagnostics


def read_issue(
    workspace: Workspace, folder: Path, publication: Publication, *, working: bool = False
) -> ReadIssue:
    """Read the issue of `folder`; with `working`, from there even if it is published.

    Of an edition that is not as it was sent nothing is read.
    """
    kept = None if working else latest_edition(workspace, issue_name(folder))
    if kept is not None and (changed := changed_since_sent(workspace, kept)):
        return ReadIssue(None, None, None, publication, changed)
    if kept is not None:
        loaded, issue, found = kept_issue(kept, publication)
        return ReadIssue(loaded, issue, kept, publication, found + _changed_since(workspace, kept))
    copy = load_issue(workspace.root, folder, publication)
    issue = None if has_errors(copy.diagnostics) else assemble(copy, publication)
    return ReadIssue(copy, issue, None, publication, copy.diagnostics)


def _changed_since(workspace: Workspace, kept: Kept) -> tuple[Diagnostic, ...]:
    """The report that a published issue's copy was changed in its folder, which does not change
    what is sent.

    An issue's folder that holds only the published edition has not been changed.
    """
    root = kept.workspace.issue_folder(kept.issue)
    now = workspace.issue_folder(kept.issue)
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if not path.is_file() or not (now / "issue.md").exists():
            continue
        if not (now / name).is_file() or (now / name).read_bytes() != path.read_bytes():
            source = Source(f"issues/{issue_folder(kept.issue)}/{name.as_posix()}", "")
            message = f"第 {kept.issue} 期已经刊发，稿件的改动没有用上"
            hint = f"改回原样，或运行 bulletin correct {kept.issue} 刊发更正"
            return (Diagnostic("I120", Severity.INFO, source, Span(0, 0), message, hint),)
    return ()


def _there_is_no(name: str) -> str:
    return f"没有 {name}" if name.endswith("期") else f"没有第 {name} 期"


def unknown_names(names: Sequence[str], folders: Sequence[Path]) -> tuple[Diagnostic, ...]:
    """Names that no issue's folder has."""
    known = [issue_name(folder) for folder in folders]
    there = f"（有 {'、'.join(known[-8:])}）" if known else ""
    return tuple(
        of_file(
            "I008",
            f"issues/{issue_folder(name)}",
            f"{_there_is_no(name)}{there}",
            "改期号，或运行 bulletin new 新建",
        )
        for name in names
        if name not in known
    )

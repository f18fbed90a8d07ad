"""A workspace's copy, read and assembled without making anything of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bulletin.assemble import assemble, series_faults
from bulletin.diagnostics import Diagnostic, error, has_errors, in_order
from bulletin.load import Loaded, issue_folders, load_issue, load_publication
from bulletin.model import Issue, Publication
from bulletin.source import Source, Span
from bulletin.workspace import Workspace


@dataclass(frozen=True)
class Copy:
    """A workspace's copy as it was read: the publication, and the issues asked for."""

    publication: Publication | None
    loaded: tuple[Loaded, ...]
    issues: tuple[Issue, ...]
    """Assembled, in the order of their numbers; only those without errors."""

    diagnostics: tuple[Diagnostic, ...]


def read_copy(workspace: Workspace, names: Sequence[str] = ()) -> Copy:
    """Read and assemble the issues called `names`, or all of them."""
    publication, diagnostics = load_publication(workspace.root)
    diagnostics += workspace.stray_overrides()
    folders, faults = issue_folders(workspace.root)
    diagnostics += faults + unknown_names(names, folders)
    if publication is None:
        return Copy(None, (), (), in_order(diagnostics))
    chosen = [folder for folder in folders if not names or folder.name in names]
    loaded = tuple(load_issue(workspace.root, folder, publication) for folder in chosen)
    for each in loaded:
        diagnostics += each.diagnostics
    diagnostics += series_faults(loaded)
    sound = [each for each in loaded if not has_errors(each.diagnostics)]
    issues = tuple(issue for each in sound if (issue := assemble(each, publication)))
    return Copy(publication, loaded, issues, in_order(diagnostics))


def unknown_names(names: Sequence[str], folders: Sequence[Path]) -> tuple[Diagnostic, ...]:
    """Names that no issue's folder has."""
    known = [folder.name for folder in folders]
    there = "有：" + "、".join(known[-8:]) if known else "先运行 bulletin new"
    return tuple(
        error("I008", Source(f"issues/{name}", ""), Span(0, 0), f"没有第 {name} 期", there)
        for name in names
        if name not in known
    )

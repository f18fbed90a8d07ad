"""From folders to drafts: loaded, assembled, rendered, ready to be set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bulletin.archive import IssuePages, Neighbours, issue_pages, neighbours, publishing_faults
from bulletin.assemble import assemble
from bulletin.build.ground import Ground
from bulletin.diagnostics import Diagnostic, error, has_errors
from bulletin.load import Loaded, figures, load_issue
from bulletin.model import Issue, Serial
from bulletin.pressroom import PressJob
from bulletin.profile import Profile, profile_of
from bulletin.source import Source, Span
from bulletin.workspace import Workspace

STANDARD_PROFILE = "gbt9704"
"""The profile that holds every figure of the page, as GB/T 9704-2012 has them."""


@dataclass(frozen=True)
class Draft:
    """One issue rendered: its pages, and the job that will set it."""

    issue: Issue
    key: str
    pages: IssuePages
    neighbours: Neighbours
    images: Mapping[str, bytes]
    job: PressJob | None
    """None for a withdrawn issue, and in a tree without PDFs."""

    @property
    def files(self) -> dict[str, bytes]:
        """Its files but for the PDF, by their path in the issue's folder of the tree."""
        return {**self.pages.files, **self.images}


@dataclass(frozen=True)
class Read:
    """An issue that was read without errors."""

    folder: Path
    key: str
    issue: Issue
    profile: Profile


def read_issues(
    ground: Ground, folders: Sequence[Path]
) -> tuple[dict[str, Read], list[Diagnostic]]:
    """Load and assemble the issues of these folders; the faulty ones are only reported."""
    read: dict[str, Read] = {}
    diagnostics: list[Diagnostic] = []
    profiles: dict[str, Profile] = {}
    for folder in folders:
        key = ground.key(folder)
        loaded = load_issue(ground.workspace.root, folder, ground.site.publication)
        diagnostics += loaded.diagnostics
        issue = (
            None if has_errors(loaded.diagnostics) else assemble(loaded, ground.site.publication)
        )
        if issue is None:
            continue
        name = issue.profile or STANDARD_PROFILE
        faults = list(publishing_faults(ground.site, [issue]))
        if name not in profiles:
            faults += _profile_faults(loaded, name, ground.workspace)
        if name not in profiles and not faults:
            profiles[name] = _profile(ground.workspace, name)
        diagnostics += faults
        if not faults:
            read[folder.name] = Read(folder, key, issue, profiles[name])
    return read, diagnostics


def standing_beside(
    ground: Ground, names: Iterable[str], loaded: Mapping[str, Read], elsewhere: Sequence[str]
) -> Mapping[Serial, Neighbours]:
    """What stands beside each issue of the tree as it will be."""
    entries = ground.ledger.entries
    old = (
        entries[name].summary.serial for name in names if name in entries and name not in elsewhere
    )
    return neighbours({*old, *(each.issue.serial for each in loaded.values())})


def draft(
    ground: Ground, loaded: Mapping[str, Read], beside: Mapping[Serial, Neighbours]
) -> list[Draft]:
    """Render the issues that were read."""
    return [_draft(ground, each, beside[each.issue.serial]) for each in loaded.values()]


def _draft(ground: Ground, read: Read, beside: Neighbours) -> Draft:
    issue = read.issue
    with_pdf = ground.faces is not None
    pages = issue_pages(ground.renderer, ground.site, issue, beside, with_pdf=with_pdf)
    if issue.withdrawn:
        return Draft(issue, read.key, pages, beside, {}, None)
    images = _images(read.folder, issue)
    if not with_pdf:
        return Draft(issue, read.key, pages, beside, images, None)
    job = PressJob(
        name=issue.folder,
        sheet=ground.renderer.sheet(issue, read.profile.sections),
        stylesheets=(_stylesheet(ground.workspace, "paper.css"),),
        images=images,
        profile=read.profile,
        fit=issue.fit,
        sources={each.path: each for each in _sources(issue)},
    )
    return Draft(issue, read.key, pages, beside, images, job)


def _profile_faults(loaded: Loaded, name: str, workspace: Workspace) -> list[Diagnostic]:
    """What stands against the profile that the issue, or else the publication, asks for."""
    written = loaded.sheet.profile if loaded.sheet else None
    source = Source("issues/publication.yaml", "")
    if loaded.sheet and written:
        source = loaded.sheet.source
    at = written.span if written else Span(0, 0)
    if name not in workspace.profiles():
        there = "改为 " + "、".join(workspace.profiles())
        return [error("F016", source, at, f"没有 `{name}` 这个版式", there)]
    return [
        error("P112", source, at, f"版式 `{name}` 的 --{each} 写错了", "对照 gbt9704.css 改正")
        for each in _profile(workspace, name).unreadable
    ]


def _sources(issue: Issue) -> tuple[Source, ...]:
    return (issue.source, *(article.source for article in issue.articles))


def _stylesheet(workspace: Workspace, name: str) -> tuple[str, str]:
    return name, workspace.file("styles", name).read_text("utf-8")


def _profile(workspace: Workspace, name: str) -> Profile:
    """The standard's figures, and over them those of the profile `name`."""
    names = dict.fromkeys((STANDARD_PROFILE, name))
    return profile_of(name, [_stylesheet(workspace, f"profiles/{each}.css") for each in names])


def _images(folder: Path, issue: Issue) -> dict[str, bytes]:
    sections = (*issue.editor_note, *(s for article in issue.articles for s in article.sections))
    return {figure.path: (folder / figure.path).read_bytes() for figure in figures(sections)}

"""An issue's way on one screen: load, assemble, render, press, write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bulletin.archive import (
    LOOKS,
    IssuePages,
    issue_pages,
    joint_pages,
    neighbours,
    publishing_faults,
)
from bulletin.assemble import assemble, series_faults
from bulletin.diagnostics import Diagnostic, error, has_errors, in_order
from bulletin.load import Loaded, figures, issue_folders, load_issue, load_publication
from bulletin.model import Issue, Publication, Serial, Site
from bulletin.output import replace_file, replace_tree
from bulletin.press import Faces, Pressed, set_sheet
from bulletin.profile import Profile, profile_of
from bulletin.render import Renderer
from bulletin.source import Source, Span
from bulletin.workspace import Workspace

STANDARD_PROFILE = "gbt9704"
"""The profile that holds every figure of the page, as GB/T 9704-2012 has them."""


@dataclass(frozen=True)
class Copy:
    """A workspace's copy as it was read: the publication, and the issues asked for."""

    publication: Publication | None
    loaded: tuple[Loaded, ...]
    issues: tuple[Issue, ...]
    """Assembled, in the order of their numbers; only those without errors."""

    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Edition:
    """One issue made: its pages for the screen and its PDF, with the images both need."""

    issue: Issue
    pages: IssuePages
    pressed: Pressed | None
    """None for a withdrawn issue."""

    images: Mapping[str, bytes]

    @property
    def files(self) -> dict[str, bytes]:
        """The edition's files, by their path in the issue's folder."""
        pdf = {f"{self.issue.folder}.pdf": self.pressed.pdf} if self.pressed else {}
        return {**self.pages.files, **pdf, **self.images}


@dataclass(frozen=True)
class Built:
    """What a build made, and what it has to say."""

    editions: tuple[Edition, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def failed(self) -> bool:
        """Whether nothing was written because something is wrong."""
        return has_errors(self.diagnostics)


def read_copy(workspace: Workspace, names: Sequence[str] = ()) -> Copy:
    """Read and assemble the issues called `names`, or all of them."""
    publication, diagnostics = load_publication(workspace.root)
    diagnostics += workspace.stray_overrides()
    folders, faults = issue_folders(workspace.root)
    diagnostics += faults + _unknown(names, folders)
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


def _unknown(names: Sequence[str], folders: Sequence[Path]) -> tuple[Diagnostic, ...]:
    known = [folder.name for folder in folders]
    there = "有：" + "、".join(known[-8:]) if known else "先运行 bulletin new"
    return tuple(
        error("I008", Source(f"issues/{name}", ""), Span(0, 0), f"没有第 {name} 期", there)
        for name in names
        if name not in known
    )


def build(
    workspace: Workspace,
    faces: Faces,
    names: Sequence[str] = (),
    *,
    internal: bool = False,
    made: Callable[[Edition], None] = lambda _edition: None,
) -> Built:
    """Build the issues called `names`, or the whole site of public issues into `build/`.

    With `internal` all issues go to `build-internal/`, where an internal issue called by name goes
    in any case. Nothing is written when anything is wrong: the last good edition stays. `made`
    hears of each edition as soon as it is set. Raises OSError when the disk cannot be written.
    """
    copy = read_copy(workspace, names)
    if copy.publication is None or has_errors(copy.diagnostics):
        return Built((), copy.diagnostics)
    site = Site(copy.publication, internal)
    diagnostics = copy.diagnostics + publishing_faults(site, copy.issues)
    if has_errors(diagnostics):
        return Built((), in_order(diagnostics))
    renderer = Renderer(workspace)
    sites = {False: site, True: Site(copy.publication, internal=True)}
    beside = {each: neighbours(_serials(workspace, sites[each])) for each in sites}
    editions: list[Edition] = []
    for loaded, issue in zip(copy.loaded, copy.issues, strict=True):
        if not names and not site.holds(issue):
            continue
        inside = not site.holds(issue) or internal
        pages = issue_pages(renderer, sites[inside], issue, beside[inside][issue.serial])
        edition = make_edition(workspace, renderer, faces, loaded, issue, pages)
        diagnostics += edition.pressed.diagnostics if edition.pressed else ()
        editions.append(edition)
        made(edition)
    built = Built(tuple(editions), in_order(diagnostics))
    if not built.failed:
        _write(workspace, renderer, site, built.editions, whole=not names)
    return built


def _serials(workspace: Workspace, site: Site) -> tuple[Serial, ...]:
    """Which issues the site holds, as their sheets say, sound or not."""
    sheets = [each.sheet for each in read_copy(workspace).loaded]
    return tuple(
        Serial(sheet.supplement, sheet.number)
        for sheet in sheets
        if sheet and sheet.number is not None and site.holds(sheet)
    )


def make_edition(
    workspace: Workspace,
    renderer: Renderer,
    faces: Faces,
    loaded: Loaded,
    issue: Issue,
    pages: IssuePages,
) -> Edition:
    """Set one issue, unless it was withdrawn."""
    if issue.withdrawn:
        return Edition(issue, pages, None, {})
    profile = _profile(workspace, issue.profile or STANDARD_PROFILE)
    pressed = set_sheet(
        renderer.sheet(issue),
        stylesheets=[_stylesheet(workspace, "paper.css")],
        faces=faces,
        folder=loaded.folder,
        profile=profile,
        fit=issue.fit,
        sources={source.path: source for source in _sources(issue)},
    )
    return Edition(issue, pages, pressed, _images(loaded.folder, issue))


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


def _write(
    workspace: Workspace,
    renderer: Renderer,
    site: Site,
    editions: Sequence[Edition],
    *,
    whole: bool,
) -> None:
    looks = {name: workspace.file("styles", name).read_bytes() for name in LOOKS}
    if not whole:
        for edition in editions:
            output = output_of(workspace, site, edition.issue)
            replace_tree(output / "issues" / edition.issue.folder, edition.files)
            for name, content in looks.items():
                replace_file(output / name, content)
        return
    files = {
        f"issues/{edition.issue.folder}/{name}": content
        for edition in editions
        for name, content in edition.files.items()
    }
    files |= joint_pages(renderer, site, [edition.pages.summary for edition in editions])
    files |= looks
    replace_tree(workspace.internal_output if site.internal else workspace.output, files)


def output_of(workspace: Workspace, site: Site, issue: Issue) -> Path:
    """The tree the issue goes to."""
    public = not site.internal and site.holds(issue)
    return workspace.output if public else workspace.internal_output

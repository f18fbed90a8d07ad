"""An issue's way on one screen: load, assemble, render, press, write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bulletin.assemble import assemble, series_faults
from bulletin.diagnostics import Diagnostic, Severity, error, has_errors, in_order
from bulletin.edition.copy import copy_files, digest_of, digests
from bulletin.edition.shelf import Kept, kept_issue, latest_edition
from bulletin.load import Loaded, figures, issue_folders, load_issue, load_publication
from bulletin.model import Issue, Mark, Publication, Status
from bulletin.output import replace_file, replace_tree
from bulletin.press import Faces, FaceUsed, Pressed, Record, set_sheet
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
    """One issue made: its page for the screen and its PDF, with the images both need."""

    issue: Issue
    page: str
    pressed: Pressed
    images: Mapping[str, bytes]

    @property
    def files(self) -> dict[str, bytes]:
        """The edition's files, by their path in the issue's folder."""
        pdf = {} if self.issue.withdrawn else {f"{self.issue.folder}.pdf": self.pressed.pdf}
        return {"index.html": self.page.encode(), **pdf, **self.images}


@dataclass(frozen=True)
class Proof:
    """How drafts and proofs are marked."""

    dated: date | None = None
    """The day they are made; without it they show no date, and the same copy gives the same PDF."""

    every: bool = False
    """Whether every issue is printed as a proof, a signed or published one too, from the copy as it
    now stands; into `proofs/`, and nothing of the site is touched."""

    numbered: bool = False
    """Whether lines are numbered."""


@dataclass(frozen=True)
class Built:
    """What a build made, and what it has to say."""

    editions: tuple[Edition, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def failed(self) -> bool:
        """Whether nothing was written because something is wrong."""
        return has_errors(self.diagnostics)


def read_copy(workspace: Workspace, names: Sequence[str] = (), *, working: bool = False) -> Copy:
    """Read and assemble the issues called `names`, or all of them.

    A published issue is read as it was published, whatever has become of its folder since; with
    `working` the folder is read all the same.
    """
    publication, diagnostics = load_publication(workspace.root)
    diagnostics += workspace.stray_overrides()
    folders, faults = issue_folders(workspace.root)
    diagnostics += faults + _unknown(names, folders)
    if publication is None:
        return Copy(None, (), (), in_order(diagnostics))
    chosen = [folder for folder in folders if not names or folder.name in names]
    loaded: list[Loaded] = []
    issues: list[Issue] = []
    for folder in chosen:
        kept = None if working else latest_edition(workspace, folder.name)
        each, issue, found = (
            kept_issue(kept) if kept else _working_issue(workspace, folder, publication)
        )
        diagnostics += found + (_changed_since(workspace, kept) if kept else ())
        loaded += [each] if each else []
        issues += [issue] if issue else []
    diagnostics += series_faults(loaded)
    return Copy(publication, tuple(loaded), tuple(issues), in_order(diagnostics))


def _working_issue(
    workspace: Workspace, folder: Path, publication: Publication
) -> tuple[Loaded, Issue | None, tuple[Diagnostic, ...]]:
    loaded = load_issue(workspace.root, folder, publication)
    issue = None if has_errors(loaded.diagnostics) else assemble(loaded, publication)
    return loaded, issue, loaded.diagnostics


def _changed_since(workspace: Workspace, kept: Kept) -> tuple[Diagnostic, ...]:
    """That a published issue's copy was changed in its folder, which changes nothing that is sent.

    An issue's folder that holds the published edition alone has not been changed.
    """
    root = kept.workspace.root / "issues" / kept.issue
    now = workspace.issues / kept.issue
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if not path.is_file() or not (now / "issue.md").exists():
            continue
        if not (now / name).is_file() or (now / name).read_bytes() != path.read_bytes():
            source = Source(f"issues/{kept.issue}/{name.as_posix()}", "")
            message = f"第 {kept.issue} 期已经刊发，稿件的改动没有用上"
            hint = f"改回原样，或运行 bulletin correct {kept.issue} 刊发更正"
            return (Diagnostic("I120", Severity.INFO, source, Span(0, 0), message, hint),)
    return ()


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
    proof: Proof = Proof(),
    made: Callable[[Edition], None] = lambda _edition: None,
) -> Built:
    """Build the issues called `names`, or all of them and the index, into the workspace's `build/`.

    Nothing is written when anything is wrong: the last good edition stays. `made` hears of each
    edition as soon as it is set. `proof` says how those that are not signed yet are marked; a
    published issue has the PDF that was sent. Raises OSError when the disk cannot be written.
    """
    copy = read_copy(workspace, names, working=proof.every)
    if copy.publication is None or has_errors(copy.diagnostics):
        return Built((), copy.diagnostics)
    renderer = Renderer(workspace)
    editions: list[Edition] = []
    diagnostics = copy.diagnostics
    for loaded, issue in zip(copy.loaded, copy.issues, strict=True):
        kept = None if proof.every else latest_edition(workspace, issue.folder)
        edition = (
            _kept_edition(renderer, loaded, issue, kept)
            if kept
            else make_edition(
                workspace, renderer, faces, loaded, issue, mark_of(workspace, loaded, issue, proof)
            )
        )
        diagnostics += edition.pressed.diagnostics
        editions.append(edition)
        made(edition)
    built = Built(tuple(editions), in_order(diagnostics))
    if proof.every and not built.failed:
        for edition in built.editions:
            name = f"{edition.issue.folder}.pdf"
            replace_file(workspace.proofs / name, edition.pressed.pdf)
    elif not built.failed:
        _write(workspace, renderer, copy.publication, built.editions, whole=not names)
    return built


def mark_of(workspace: Workspace, loaded: Loaded, issue: Issue, proof: Proof) -> Mark | None:
    """The mark on the pages of an issue that is not final; None for one that is signed."""
    if issue.status is Status.SIGNED and not proof.every:
        return None
    revision = digest_of(digests(copy_files(workspace, loaded)))[:8]
    return Mark(issue.status, revision, proof.dated, proof.numbered)


def _kept_edition(renderer: Renderer, loaded: Loaded, issue: Issue, kept: Kept) -> Edition:
    """A published issue for the site: a page made anew from what was published, the PDF as sent."""
    record = kept.record
    pdf = b"" if issue.withdrawn else kept.file(f"{issue.folder}.pdf").read_bytes()
    used = tuple(FaceUsed(face.role, face.family, face.official) for face in record.faces)
    pressed = Pressed(pdf, record.pages, (), Record(used, (), issue.fit, 0, 0.0))
    images = {} if issue.withdrawn else _images(loaded.folder, issue)
    return Edition(issue, renderer.issue_page(issue), pressed, images)


def make_edition(
    workspace: Workspace,
    renderer: Renderer,
    faces: Faces,
    loaded: Loaded,
    issue: Issue,
    mark: Mark | None = None,
) -> Edition:
    """Render and set one issue."""
    profile = _profile(workspace, issue.profile or STANDARD_PROFILE)
    styles = ["paper.css", *(["proof.css"] if mark else [])]
    styles += ["line-numbers.css"] if mark and mark.numbered else []
    pressed = set_sheet(
        renderer.sheet(issue, mark),
        stylesheets=[_stylesheet(workspace, name) for name in styles],
        faces=faces,
        folder=loaded.folder,
        profile=profile,
        fit=issue.fit,
        sources={source.path: source for source in _sources(issue)},
    )
    return Edition(issue, renderer.issue_page(issue), pressed, _images(loaded.folder, issue))


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
    publication: Publication,
    editions: Sequence[Edition],
    *,
    whole: bool,
) -> None:
    screen = workspace.file("styles", "screen.css").read_bytes()
    if not whole:
        for edition in editions:
            replace_tree(workspace.output / "issues" / edition.issue.folder, edition.files)
        replace_file(workspace.output / "screen.css", screen)
        return
    newest_first = [edition.issue for edition in reversed(editions)]
    files = {
        f"issues/{edition.issue.folder}/{name}": content
        for edition in editions
        for name, content in edition.files.items()
    }
    files["index.html"] = renderer.index_page(publication, newest_first).encode()
    files["screen.css"] = screen
    replace_tree(workspace.output, files)

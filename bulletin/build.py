"""An issue's way on one screen: load, assemble, render, press, write; and only what has changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from bulletin.assemble import assemble, series_faults
from bulletin.diagnostics import Diagnostic, error, has_errors, in_order
from bulletin.fingerprint import key_of, key_of_folder, key_of_program, key_of_room
from bulletin.ledger import (
    Entry,
    Ledger,
    read_ledger,
    read_value,
    stamps,
    unused,
    write_ledger,
    written_value,
)
from bulletin.load import Loaded, figures, issue_folders, load_issue, load_publication
from bulletin.lock import held
from bulletin.model import Issue, Publication, Summary, summary_of
from bulletin.output import replace_file, replace_tree, restore
from bulletin.press import Faces, Pressed
from bulletin.pressroom import PressJob, failure, press
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
class Draft:
    """One issue rendered: its pages, and the job that will set it."""

    issue: Issue
    key: str
    files: Mapping[str, bytes]
    """By their path in the issue's folder of the tree."""

    job: PressJob


@dataclass(frozen=True)
class Made:
    """One issue as this build made it, or found it made."""

    name: str
    title: str
    pages: int
    fresh: bool
    """Whether its PDF was set now rather than found in the store."""


@dataclass(frozen=True)
class Built:
    """What a build made, and what it has to say."""

    made: tuple[Made, ...]
    """The issues that were made anew, in the order of their numbers."""

    kept: int
    """How many issues were left as they were."""

    diagnostics: tuple[Diagnostic, ...]

    @property
    def failed(self) -> bool:
        """Whether something is wrong; an issue that fails keeps its last good edition."""
        return has_errors(self.diagnostics)


Workers = Callable[[int], AbstractContextManager[Executor]]
"""From how many issues are to be set to the executor that sets them."""

Heard = Callable[[Made, int, int], None]
"""Hears of each issue that is done, and how many of how many are."""


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


# -- The build -----------------------------------------------------------------------------------


def build(
    workspace: Workspace,
    faces: Faces,
    workers: Workers,
    names: Sequence[str] = (),
    *,
    heard: Heard = lambda _made, _done, _of: None,
) -> Built:
    """Bring the built tree up to date: the issues called `names`, or all, and the joining pages.

    What is unchanged is not made again, what is gone is removed. An issue with an error keeps its
    last good edition; a fault of the publication itself stops everything. The tree is replaced in
    one step at the end, and not touched when nothing changed. Raises OSError when the disk cannot
    be written, and Busy when another build holds the output.
    """
    with held(workspace.output):
        restore(workspace.output)
        return _build(workspace, faces, workers, names, heard)


def _build(
    workspace: Workspace, faces: Faces, workers: Workers, names: Sequence[str], heard: Heard
) -> Built:
    publication, faults = load_publication(workspace.root)
    folders, misnamed = issue_folders(workspace.root)
    faults += workspace.stray_overrides() + misnamed + _unknown(names, folders)
    if publication is None or has_errors(faults):
        return Built((), 0, in_order(faults))
    site = _site(workspace, publication, faces)
    chosen = [folder for folder in folders if not names or folder.name in names]
    changed = [folder for folder in chosen if not site.stands(folder.name, site.key(folder))]
    drafts, said = _drafts(site, changed)
    finished, failed = _press(site, drafts, workers, heard)
    entries = _entries(site, [folder.name for folder in folders], finished)
    if entries or not folders:
        _write(site, entries, finished)
    kept = [each for entry in entries.values() for each in entry.diagnostics]
    made = tuple(each.made for each in finished.values())
    return Built(made, len(chosen) - len(changed), in_order((*said, *failed, *kept)))


@dataclass(frozen=True)
class _Site:
    """What every issue of a build shares, and what the last build left."""

    workspace: Workspace
    publication: Publication
    renderer: Renderer
    faces: Faces
    common: str
    """Key of all that goes into every page: program, templates, styles, publication, faces."""

    ledger: Ledger
    tree: Mapping[str, tuple[int, int]]
    """The tree's files as they stand now."""

    def key(self, folder: Path) -> str:
        """Key of all that goes into the issue's pages."""
        return key_of(self.common, key_of_folder(folder))

    def intact(self, names: Iterable[str]) -> bool:
        """Whether these files of the tree stand as the last build wrote them."""
        return all(
            name in self.tree and self.tree[name] == self.ledger.tree.get(name) for name in names
        )

    def stands(self, name: str, key: str) -> bool:
        """Whether the issue need not be made again."""
        entry = self.ledger.entries.get(name)
        return entry is not None and entry.key == key and self.intact(entry.files)

    def pdf(self, key: str) -> Path:
        """Where the store keeps a PDF; what was said of it stands beside it."""
        return self.workspace.memory / "pdf" / f"{key}.pdf"


def _site(workspace: Workspace, publication: Publication, faces: Faces) -> _Site:
    common = key_of(
        key_of_program(),
        key_of_room(workspace, "templates"),
        key_of_room(workspace, "styles"),
        repr(publication),
        [(face.role, face.regular.parent.name) for face in faces.faces],
    )
    return _Site(
        workspace=workspace,
        publication=publication,
        renderer=Renderer(workspace),
        faces=faces,
        common=common,
        ledger=read_ledger(workspace.memory / "ledger.json"),
        tree=stamps(workspace.output),
    )


def _drafts(site: _Site, folders: Sequence[Path]) -> tuple[list[Draft], list[Diagnostic]]:
    """Load, assemble and render the issues of these folders; the faulty ones are only reported."""
    drafts: list[Draft] = []
    diagnostics: list[Diagnostic] = []
    profiles: dict[str, Profile] = {}
    for folder in folders:
        key = site.key(folder)
        loaded = load_issue(site.workspace.root, folder, site.publication)
        diagnostics += loaded.diagnostics
        issue = None if has_errors(loaded.diagnostics) else assemble(loaded, site.publication)
        if issue is None:
            continue
        name = issue.profile or STANDARD_PROFILE
        if name not in profiles:
            faults = _profile_faults(site.workspace, issue, name)
            if faults:
                diagnostics += faults
                continue
            profiles[name] = _profile(site.workspace, name)
        images = _images(folder, issue)
        job = PressJob(
            name=issue.folder,
            sheet=site.renderer.sheet(issue, profiles[name].sections),
            stylesheets=(_stylesheet(site.workspace, "paper.css"),),
            images=images,
            profile=profiles[name],
            fit=issue.fit,
            sources={each.path: each for each in _sources(issue)},
        )
        page = site.renderer.issue_page(issue).encode()
        drafts.append(Draft(issue, key, {"index.html": page, **images}, job))
    return drafts, diagnostics


def _sources(issue: Issue) -> tuple[Source, ...]:
    return (issue.source, *(article.source for article in issue.articles))


def _stylesheet(workspace: Workspace, name: str) -> tuple[str, str]:
    return name, workspace.file("styles", name).read_text("utf-8")


def _profile(workspace: Workspace, name: str) -> Profile:
    """The standard's figures, and over them those of the profile `name`."""
    names = dict.fromkeys((STANDARD_PROFILE, name))
    return profile_of(name, [_stylesheet(workspace, f"profiles/{each}.css") for each in names])


def _profile_faults(workspace: Workspace, issue: Issue, name: str) -> tuple[Diagnostic, ...]:
    """What stands against setting the issue in the profile `name`; its place is in issue.md."""
    source = issue.source
    at = max(source.text.find(f"profile: {name}"), 0)
    span = Span(at, at + len(f"profile: {name}") if at else 0)
    known = sorted(
        {path.stem for room in workspace.folders("styles") for path in room.glob("profiles/*.css")}
    )
    if name not in known:
        return (error("I009", source, span, f"没有版式 `{name}`", "有：" + "、".join(known)),)
    return tuple(
        error("P112", source, span, f"版式 `{name}` 的 --{each} 写错了", "对照 gbt9704.css 改正")
        for each in _profile(workspace, name).unreadable
    )


def _images(folder: Path, issue: Issue) -> dict[str, bytes]:
    sections = (*issue.editor_note, *(s for article in issue.articles for s in article.sections))
    return {figure.path: (folder / figure.path).read_bytes() for figure in figures(sections)}


# -- The press -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Finished:
    """A draft whose PDF lies in the store."""

    draft: Draft
    pdf: str
    """Its key in the store."""

    pages: int
    diagnostics: tuple[Diagnostic, ...]
    fresh: bool

    @property
    def made(self) -> Made:
        issue = self.draft.issue
        return Made(issue.folder, issue.title, self.pages, self.fresh)


def _press(
    site: _Site, drafts: Sequence[Draft], workers: Workers, heard: Heard
) -> tuple[dict[str, _Finished], list[Diagnostic]]:
    """Set what the store does not have; by the issues' order, those that came out well."""
    finished: dict[str, _Finished] = {}
    waiting: list[Draft] = []
    diagnostics: list[Diagnostic] = []
    for draft in drafts:
        stored = _stored(site, draft)
        if stored is None:
            waiting.append(draft)
        else:
            finished[draft.issue.folder] = stored
            heard(stored.made, len(finished), len(drafts))
    for draft, outcome in _outcomes(site, waiting, workers):
        if isinstance(outcome, BaseException):
            diagnostics.append(failure(draft.job, outcome))
        elif has_errors(outcome.diagnostics):
            diagnostics += outcome.diagnostics
        else:
            done = _store(site, draft, outcome)
            finished[draft.issue.folder] = done
            heard(done.made, len(finished), len(drafts))
    order = [draft.issue.folder for draft in drafts]
    return {name: finished[name] for name in order if name in finished}, diagnostics


def _outcomes(
    site: _Site, drafts: Sequence[Draft], workers: Workers
) -> Iterator[tuple[Draft, Pressed | BaseException]]:
    """Each draft with its PDF or with what went wrong, as they come.

    A worker that is killed takes the whole pool with it: what was under way is then tried again,
    each issue with a pool of its own, and only the one that breaks that too has failed.
    """
    if not drafts:
        return
    broken: list[Draft] = []
    with workers(len(drafts)) as executor:
        futures = {executor.submit(press, draft.job, site.faces): draft for draft in drafts}
        for future in as_completed(futures):
            problem = future.exception()
            if isinstance(problem, BrokenProcessPool):
                broken.append(futures[future])
            else:
                yield futures[future], problem or future.result()
    if len(drafts) == 1:
        yield from ((draft, MemoryError()) for draft in broken)
        return
    for draft in broken:
        yield from _outcomes(site, [draft], workers)


def _stored(site: _Site, draft: Draft) -> _Finished | None:
    """The draft's PDF from the store, when there is one of exactly this content."""
    key = draft.job.key(site.faces)
    try:
        pages, said = json.loads(site.pdf(key).with_suffix(".json").read_bytes())
        diagnostics = read_value(tuple[Diagnostic, ...], said)
    except (OSError, ValueError, LookupError, TypeError):
        return None
    placed = all(
        each.source is None or each.source == draft.job.sources.get(each.source.path)
        for each in diagnostics
    )
    if not placed or not site.pdf(key).is_file():
        return None
    return _Finished(draft, key, pages, diagnostics, fresh=False)


def _store(site: _Site, draft: Draft, pressed: Pressed) -> _Finished:
    key = draft.job.key(site.faces)
    replace_file(site.pdf(key), pressed.pdf)
    said = json.dumps([pressed.pages, written_value(pressed.diagnostics)], ensure_ascii=False)
    replace_file(site.pdf(key).with_suffix(".json"), said.encode())
    return _Finished(draft, key, pressed.pages, pressed.diagnostics, fresh=True)


# -- The tree ------------------------------------------------------------------------------------


def _entries(
    site: _Site, names: Sequence[str], finished: Mapping[str, _Finished]
) -> dict[str, Entry]:
    """Every issue of the tree, in order: as it was made now, or as the last good build left it."""
    entries: dict[str, Entry] = {}
    for name in names:
        if name in finished:
            entries[name] = _entry(finished[name])
        elif (old := site.ledger.entries.get(name)) and site.intact(old.files):
            entries[name] = old
    return entries


def _entry(finished: _Finished) -> Entry:
    issue = finished.draft.issue
    names = (*finished.draft.files, f"{issue.folder}.pdf")
    return Entry(
        key=finished.draft.key,
        pdf=finished.pdf,
        pages=finished.pages,
        summary=summary_of(issue),
        files=tuple(f"issues/{issue.folder}/{name}" for name in names),
        diagnostics=finished.diagnostics,
    )


def _write(site: _Site, entries: Mapping[str, Entry], finished: Mapping[str, _Finished]) -> None:
    """Put the tree in place in one step; leave it untouched when it stands as it should."""
    summaries = [entry.summary for entry in entries.values()]
    joint = key_of(site.common, written_value(summaries))
    issues = {name for entry in entries.values() for name in entry.files}
    joining = site.ledger.tree.keys() - {
        name for entry in site.ledger.entries.values() for name in entry.files
    }
    same = joint == site.ledger.joint and site.intact(joining)
    if same and not finished and site.tree.keys() == issues | joining:
        return
    output = site.workspace.output
    files: dict[str, bytes | Path] = {name: output / name for name in issues}
    for each in finished.values():
        files |= _fresh_files(site, each)
    if same:
        files |= {name: output / name for name in joining}
    else:
        files |= _joining_files(site, summaries)
    replace_tree(output, files)
    ledger = Ledger(joint, entries, stamps(output))
    write_ledger(site.workspace.memory / "ledger.json", ledger)
    for path in unused(site.pdf("").parent, (entry.pdf for entry in entries.values())):
        path.unlink()


def _fresh_files(site: _Site, finished: _Finished) -> dict[str, bytes | Path]:
    folder = f"issues/{finished.draft.issue.folder}"
    files: dict[str, bytes | Path] = {
        f"{folder}/{name}": content for name, content in finished.draft.files.items()
    }
    files[f"{folder}/{finished.draft.issue.folder}.pdf"] = site.pdf(finished.pdf)
    return files


def _joining_files(site: _Site, summaries: Sequence[Summary]) -> dict[str, bytes]:
    """The pages and files that join the issues; the newest issue comes first."""
    newest_first = sorted(summaries, key=lambda each: each.dated, reverse=True)
    return {
        "index.html": site.renderer.index_page(site.publication, newest_first).encode(),
        "screen.css": site.workspace.file("styles", "screen.css").read_bytes(),
    }

"""A build from beginning to end: what has changed is read, drafted, set and put in place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from bulletin.archive import Neighbours, neighbours
from bulletin.diagnostics import Diagnostic, has_errors, in_order
from bulletin.fingerprint import look_at
from bulletin.garbage import without_collection
from bulletin.ledger import BuiltIssue, Inside
from bulletin.load import issue_folders, load_publication
from bulletin.lock import lock
from bulletin.looks import look_over
from bulletin.making.admission import taken_out
from bulletin.making.context import BuildContext, context_of
from bulletin.making.copy import unknown_names
from bulletin.making.drafts import (
    IssueRead,
    Proof,
    ReadFolders,
    beside_others,
    draft,
    read_issues,
    standing_beside,
    taken_down,
)
from bulletin.making.press_run import Finished, Heard, MadeIssue, Progress, set_drafts
from bulletin.making.tree import (
    Begun,
    TextLost,
    begin_tree,
    built_issues,
    finish_tree,
    lost_texts,
    remember_staying,
)
from bulletin.model import Serial, Site, issue_folder, issue_name
from bulletin.output import replace_file, restore, tree_to_be
from bulletin.press import Faces
from bulletin.pressroom import Workers
from bulletin.render import Unrendered
from bulletin.workspace import Workspace


class StandingIssue(NamedTuple):
    """An issue as it stands in a tree."""

    name: str
    folder: Path
    """Its folder in the tree."""


@dataclass(frozen=True)
class Built:
    """What a build made, and what it has to say."""

    made: tuple[MadeIssue, ...]
    """The issues that were made again, in the order of their numbers."""

    kept: int
    """How many issues were left as they were."""

    elsewhere: tuple[Inside, ...]
    """Those that have no place in this tree because they are internal."""

    deviations: tuple[str, ...]
    """Where the issues depart from the standard, with clause and strength, each once."""

    diagnostics: tuple[Diagnostic, ...]
    inside: tuple[Diagnostic, ...] = ()
    """What keeps issues inside that claim to be public, and how they get out."""

    current: tuple[StandingIssue, ...] = ()
    """The issues asked for that are up to date."""

    stood: tuple[MadeIssue, ...] = ()
    """Those of them that were made before, as they were made."""

    @property
    def failed(self) -> bool:
        """Whether something is wrong; an issue that fails keeps its last good edition."""
        return has_errors(self.diagnostics)

    def saying(self, more: tuple[Diagnostic, ...]) -> Built:
        """The same with more to report."""
        return replace(self, diagnostics=in_order(self.diagnostics + more))

    def joined(self, other: Built, *, alone: bool) -> Built:
        """What the builds of two trees made together; with `alone`, of the first one only its
        reports."""
        made = other.made if alone else self.made + other.made
        deviations = other.deviations if alone else self.deviations + other.deviations
        said = dict.fromkeys(self.diagnostics + other.diagnostics)
        return Built(
            made=made,
            kept=other.kept if alone else self.kept,
            elsewhere=(),
            deviations=tuple(dict.fromkeys(deviations)),
            diagnostics=in_order(said),
            inside=self.inside,
            current=self.current + other.current,
            stood=other.stood if alone else self.stood + other.stood,
        )


@dataclass(frozen=True)
class BuildOrder:
    """What a build was asked for, and the workers for it."""

    folders: Sequence[Path]
    """The folders of all issues, in their order."""

    names: Sequence[str]
    """The issues called by name; empty if all are meant."""

    proof: Proof
    workers: Workers
    heard: Heard

    def means(self, name: str) -> bool:
        """Whether the issue is one of those asked for."""
        return not self.names or name in self.names


def build(
    workspace: Workspace,
    faces: Faces | None,
    workers: Workers,
    names: Sequence[str] = (),
    *,
    internal: bool = False,
    proof: Proof | None = None,
    heard: Heard = lambda _made, _done, _of: None,
) -> Built:
    """Bring a built tree up to date: the issues called `names`, or all, and the joining pages.

    Public issues go to `build/` that were approved, published or printed long ago; with
    `internal`, all go to `build-internal/`, and an issue that is called by name and has no place
    in `build/` goes there in any case. What is unchanged is not made again, what
    is gone is removed. `proof` says how those that are not signed yet are marked; a published
    issue has the PDF that was sent. Without `faces` no PDF is made. An issue with an error keeps
    its last good edition; a fault of the publication itself stops everything. A tree is replaced
    in one step at the end, and not touched when nothing changed. Raises OSError when the disk
    cannot be written, and Locked when another build holds the output.
    """
    proof = proof or Proof()
    publication, faults = load_publication(workspace.root)
    folders, misnamed = issue_folders(workspace.root)
    if unknown := unknown_names(names, folders):
        return Built((), 0, (), (), unknown)
    faults += look_over(workspace)
    strays = workspace.stray_overrides() + misnamed
    if publication is None or has_errors(faults):
        return Built((), 0, (), (), in_order(faults + strays))
    context = context_of(workspace, faces, Site(publication, internal))
    if misplaced := context.misplaced():
        return Built((), 0, (), (), in_order(misplaced + strays))
    order = BuildOrder(folders, names, proof, workers, heard)
    try:
        return (_proofs if proof.every else _built_trees)(context, order).saying(faults + strays)
    except Unrendered as problem:
        return Built((), 0, (), (), in_order((problem.fault, *strays)))


def _built_trees(context: BuildContext, order: BuildOrder) -> Built:
    """Bring the tree asked for up to date, and that of the internal issues called by name."""
    built, elsewhere = _build_tree(context, order)
    elsewhere = [name for name in elsewhere if name in order.names]
    if not elsewhere:
        return built
    context = replace(context, site=replace(context.site, internal=True))
    other, _ = _build_tree(context, replace(order, names=elsewhere))
    return built.joined(other, alone=set(order.names) <= set(elsewhere))


def _proofs(context: BuildContext, order: BuildOrder) -> Built:
    """Print the issues as proofs, from the present copy, into `proofs/`."""
    context = replace(context, site=replace(context.site, internal=True))
    named = {issue_name(folder): folder for folder in order.folders}
    looks = {name: look_at(folder) for name, folder in named.items() if order.means(name)}
    context = replace(context, looks=looks).seeing(looks)
    chosen = {f: context.key(name) for name, f in named.items() if name in looks}
    reading = read_issues(context, chosen, working=True)
    beside = neighbours({each.issue.serial: each.issue.dated for each in reading.read.values()})
    drafts, gone = draft(context, reading.read, beside, order.proof)
    finished, failed = set_drafts(context, drafts, order.workers, order.heard)
    for name, each in finished.items():
        replace_file(
            context.workspace.proof(name),
            context.pdf(each.pdf).read_bytes(),
        )
    made = tuple(each.made for each in finished.values())
    found = [each for done in finished.values() for each in done.diagnostics]
    said = (*reading.diagnostics, *gone, *failed, *found)
    return Built(made, 0, (), (), in_order(said))


def _build_tree(context: BuildContext, order: BuildOrder) -> tuple[Built, list[str]]:
    """Bring one tree up to date; returns also the names of the issues that have no place in it."""
    with (
        lock(context.lock, wait=0),
        without_collection(),
        closing(Progress(order.workers)) as called,
    ):
        restore(context.output)
        looks = {issue_name(folder): look_at(folder) for folder in order.folders}
        asked = {name for name in looks if order.means(name)}
        built_at = context.built_at
        if newer := sum(looks[name].newest > built_at for name in asked):
            called.call(newer, context.faces)
        context = context.remembering(looks)
        needed = asked | {name for name in looks if context.lacks(name)}
        try:
            return _renew_tree(context.seeing(needed), order, called)
        except TextLost:
            context = replace(context, lost=lost_texts(context))
            needed |= context.lost
            return _renew_tree(context.seeing(needed), order, called)


def _renew_tree(
    context: BuildContext, order: BuildOrder, called: Progress
) -> tuple[Built, list[str]]:
    """Make again what has been seen and what the ledger does not know to be unchanged.

    Raises TextLost if a text is needed that the store has lost, unless that is known already.
    """
    chosen = {
        f: context.key(name) for f in order.folders if (name := issue_name(f)) in context.seen
    }
    changed = {f: key for f, key in chosen.items() if not context.stands(issue_name(f), key)}
    reading = _read_changed(context, changed)
    outside = reading.barred.union(reading.inside)
    loaded = reading.read
    standing = [name for name in map(issue_name, order.folders) if name not in outside]
    beside = standing_beside(context, standing, loaded)
    context, near = _near(context, order, standing, beside)
    chosen |= near
    others = {
        f: key
        for f, key in chosen.items()
        if (name := issue_name(f)) in standing
        and name not in loaded
        and context.moved(name, beside)
    }
    moved = read_issues(context, others)
    read = {**loaded, **moved.read}
    drafts, gone = draft(context, read, beside, order.proof)
    begun: list[Begun] = []
    with tree_to_be(context.output) as tree:
        finished, failed = set_drafts(
            context,
            drafts,
            called,
            order.heard,
            meanwhile=lambda: begun.append(begin_tree(context, standing, drafts, tree)),
        )
        finished = _beside_what_came(context, standing, finished, read, order.proof)
        entries = built_issues(context, standing, finished)
        closed = bool(outside and context.tree)  # perhaps the last public issue is no longer public
        found = {**context.ledger.inside, **reading.staying}
        apart = [name for name in context.looks if name in found and name not in entries]
        staying = {name: found[name] for name in apart}
        if entries or not order.folders or closed:
            finish_tree(context, entries, staying, finished, tree, begun[0] if begun else None)
        else:
            remember_staying(context, staying)
    barred = sorted(reading.barred & context.ledger.entries.keys())
    said = (*reading.diagnostics, *map(taken_down, barred), *moved.diagnostics, *gone, *failed)
    left = [each for name, each in reading.inside.items() if name in context.ledger.entries]
    asked = {name: key for f, key in chosen.items() if (name := issue_name(f)) in entries}
    current = [name for name, key in asked.items() if entries[name].key == key]
    told = {name: each for name, each in entries.items() if name in finished or name in current}
    built = _built(order, told, entries, finished, said, reading.inside)
    old = len(asked) - len(current)
    means = [each for each in current if order.means(each)]
    there = (StandingIssue(each, context.output / entries[each].summary.address) for each in means)
    inside = (*built.inside, *map(taken_out, left))
    stood = tuple(_as_made(each, entries[each]) for each in means if each not in finished)
    kept = built.kept - old
    built = replace(built, inside=inside, kept=kept, current=tuple(there), stood=stood)
    return built, list(reading.inside)


def _near(
    context: BuildContext,
    order: BuildOrder,
    standing: Sequence[str],
    beside: Mapping[Serial, Neighbours],
) -> tuple[BuildContext, dict[Path, str]]:
    """The issues that nobody asked for whose pages link to another issue now, with their keys.

    One that has changed since it was made is left as it is until somebody asks for it.
    """
    names = {each for each in standing if each not in context.seen and context.moved(each, beside)}
    if not names:
        return context, {}
    context = context.seeing({*context.seen, *names})
    keys = {f: context.key(name) for f in order.folders if (name := issue_name(f)) in names}
    made_of = context.ledger.entries
    return context, {f: key for f, key in keys.items() if made_of[issue_name(f)].key == key}


def _as_made(name: str, entry: BuiltIssue) -> MadeIssue:
    """What an editor heard of an issue when it was made."""
    told = (entry.record.by_engine, entry.record.filled)
    return MadeIssue(name, entry.summary.title, entry.pages, False, *told)


def _read_changed(context: BuildContext, changed: Mapping[Path, str]) -> ReadFolders:
    """Read these folders; of an issue that was found to stay inside, what was found then."""
    known = {
        f: each for f, key in changed.items() if (each := context.stays_inside(issue_name(f), key))
    }
    reading = read_issues(context, {f: key for f, key in changed.items() if f not in known})
    staying = {issue_name(f): each for f, each in known.items()}
    inside = {**reading.inside, **{name: each.inside for name, each in staying.items()}}
    told = (said for each in staying.values() for said in each.diagnostics)
    return replace(
        reading,
        inside={name: inside[name] for f in changed if (name := issue_name(f)) in inside},
        staying={**reading.staying, **staying},
        diagnostics=(*reading.diagnostics, *told),
    )


def _beside_what_came(
    context: BuildContext,
    standing: Sequence[str],
    finished: dict[str, Finished],
    read: Mapping[str, IssueRead],
    proof: Proof,
) -> dict[str, Finished]:
    """What was made, without links from pages to issues that could not be made."""
    entries = built_issues(context, standing, finished)
    beside = neighbours({each.summary.serial: each.summary.dated for each in entries.values()})
    wrong = {
        name: beside[each.draft.issue.serial]
        for name, each in finished.items()
        if each.draft.neighbours != beside[each.draft.issue.serial]
    }
    made = {
        name: beside_others(context, finished[name].draft, read[name], there, proof)
        for name, there in wrong.items()
    }
    renewed = {name: replace(finished[name], draft=each) for name, each in made.items()}
    return {**finished, **renewed}


def _of_those_asked(order: BuildOrder, said: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """What was said, without warnings of issues that nobody asked for; their errors stay."""
    names = (issue_name(folder) for folder in order.folders)
    others = tuple(f"issues/{issue_folder(name)}/" for name in names if not order.means(name))
    for each in said:
        path = each.source.path if each.source else ""
        if has_errors((each,)) or not path.startswith(others):
            yield each


def _built(
    order: BuildOrder,
    told: Mapping[str, BuiltIssue],
    entries: Mapping[str, BuiltIssue],
    finished: Mapping[str, Finished],
    said: Sequence[Diagnostic],
    inside: Mapping[str, Inside],
) -> Built:
    """What there is to tell; of the editions `told`, what was reported when they were made."""
    asked = [entry for name, entry in told.items() if order.means(name)]
    kept = [each for entry in asked for each in entry.diagnostics]
    deviations = dict.fromkeys(str(each) for entry in asked for each in entry.record.deviations)
    return Built(
        made=tuple(each.made for each in finished.values()),
        kept=len(entries) - len(finished),
        elsewhere=tuple(each for each in inside.values() if not each.why),
        deviations=tuple(deviations),
        diagnostics=in_order((*_of_those_asked(order, said), *kept)),
        inside=tuple(
            why for name, each in inside.items() if order.means(name) for why in each.reasons
        ),
    )

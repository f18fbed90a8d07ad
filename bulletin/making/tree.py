"""From PDFs and pages to the tree: put in place in one step, and only when something changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from bulletin.archive import LOOKS, ArticleText, IssueText, JointState, Texts, joint_pages
from bulletin.fingerprint import key_of, stamp
from bulletin.ledger import (
    UNREADABLE,
    BuiltIssue,
    Ledger,
    StaysInside,
    named_by,
    read_value,
    unused,
    write_ledger,
    written_value,
)
from bulletin.making.context import BuildContext
from bulletin.making.drafts import RenderedIssue
from bulletin.making.press_run import Finished, without_pdf
from bulletin.output import put_in_place, replace_file, take_spare, write_tree

HOST_FILES = (".htaccess", ".nojekyll", "CNAME", "web.config")
"""What a web server or a host of pages wants beside the site: the office put it there, so it
stays."""


def built_issues(
    context: BuildContext, names: Sequence[str], finished: Mapping[str, Finished]
) -> dict[str, BuiltIssue]:
    """Every issue of the tree, in order: as it has just been made, or as the last good build left
    it."""
    entries: dict[str, BuiltIssue] = {}
    for name in names:
        if name in finished:
            entries[name] = _entry(context, finished[name])
        elif (old := context.ledger.entries.get(name)) and context.intact(old.files):
            # Without its text it is not as it was made, so the next build tries again.
            entries[name] = replace(old, key="") if name in context.lost else old
    return entries


def _entry(context: BuildContext, finished: Finished) -> BuiltIssue:
    draft, issue = finished.draft, finished.draft.issue
    names = (*draft.files, *([f"{issue.file_name}.pdf"] if finished.pdf else []))
    entry = BuiltIssue(
        key=draft.key,
        pdf=finished.pdf,
        pressed=context.pressing(draft.key) if context.faces else None,
        pages=finished.pages,
        record=finished.record,
        summary=draft.pages.summary,
        neighbours=draft.neighbours,
        files=tuple(f"{issue.address}/{name}" for name in names),
        diagnostics=finished.diagnostics,
    )
    if not draft.old_pdf:
        return entry
    old = context.ledger.entries[issue.name]
    entry = replace(entry, pdf=old.pdf, pressed=old.pressed, pages=old.pages, record=old.record)
    return replace(entry, files=(*entry.files, draft.old_pdf))


@dataclass(frozen=True)
class Begun:
    """A tree that is written except for the PDFs that are still being set."""

    drafts: frozenset[str]
    """The issues that were expected to be made without faults."""

    tree: Mapping[str, tuple[int, int]]
    """Its files."""


def begin_tree(
    context: BuildContext, names: Sequence[str], drafts: Sequence[RenderedIssue], folder: Path
) -> Begun:
    """Write the tree into `folder` as it will be if every draft can be set."""
    coming = {draft.issue.name: without_pdf(draft) for draft in drafts}
    entries = built_issues(context, names, coming)
    files = _issue_files(context, entries, coming)
    texts = _texts(context, entries, coming)
    files |= _joining_files(context, entries, _keys(context, entries), texts)
    return Begun(frozenset(coming), _write(context, folder, files))


def finish_tree(
    context: BuildContext,
    entries: Mapping[str, BuiltIssue],
    staying: Mapping[str, StaysInside],
    finished: Mapping[str, Finished],
    folder: Path,
    begun: Begun | None,
) -> None:
    """Put the tree in place in one step; leave it untouched if it is already as it should be."""
    keys = _keys(context, entries)
    files = _issue_files(context, entries, finished)
    if (
        not finished
        and _same(context, keys)
        and context.tree.keys() == files.keys() | _joining(context)
    ):
        remember_staying(context, staying)
        return
    _keep_texts(context, finished)
    if begun and begun.drafts == finished.keys():
        rest = files.keys() - begun.tree.keys()
        write_tree(folder, {name: files[name] for name in rest})
        tree = {**begun.tree, **{name: stamp(folder / name) for name in rest}}
    else:
        shutil.rmtree(folder, ignore_errors=True)
        texts = _texts(context, entries, finished)
        files |= _joining_files(context, entries, keys, texts)
        tree = _write(context, folder, files)
    put_in_place(folder, context.output, spare=context.spare)
    ledger = Ledger(keys.joint, keys.summaries, keys.years, entries, staying)
    _remember(context, replace(ledger, tree=tree))
    _clear_store(context, entries)


def remember_staying(context: BuildContext, staying: Mapping[str, StaysInside]) -> None:
    """Write down how folders look at present, and which issues stay inside; the tree is as it
    was."""
    _remember(context, replace(context.ledger, inside=staying))


def _write(
    context: BuildContext, folder: Path, files: Mapping[str, bytes | str | Path]
) -> dict[str, tuple[int, int]]:
    """Write the tree into `folder`, using what the tree before the last one has of it; returns the
    stamps of its files."""
    kept = take_spare(context.spare, folder, files)
    write_tree(folder, {name: each for name, each in files.items() if name not in kept})
    known = {name: context.tree[name] for name in kept if name in context.tree}
    return {name: known.get(name) or stamp(folder / name) for name in files}


def _remember(context: BuildContext, ledger: Ledger) -> None:
    """Write down what the tree was built from, and what was seen of the folders of its issues and
    of those that stay inside."""
    there = ledger.entries.keys() | ledger.inside.keys()
    seen = {**context.ledger.seen, **context.seen}
    ledger = replace(ledger, seen={name: seen[name] for name in seen if name in there})
    if ledger != context.ledger:
        write_ledger(context.record("ledger"), ledger, context.ledger)
        _write_reports(context, ledger.entries)


def _write_reports(context: BuildContext, entries: Mapping[str, BuiltIssue]) -> None:
    """Write the build report of each year in which something is not as it was."""
    folder, before = context.record("record"), _by_year(context.ledger.entries)
    now = _by_year(entries)
    for year, those in now.items():
        path = folder / f"{year}.json"
        if those != before.get(year) or not path.is_file():
            replace_file(path, build_record(those))
    for path in folder.glob("*.json"):
        if path.stem not in now:
            path.unlink(missing_ok=True)


def _by_year(entries: Mapping[str, BuiltIssue]) -> dict[str, dict[str, BuiltIssue]]:
    years: dict[str, dict[str, BuiltIssue]] = {}
    for name, entry in entries.items():
        years.setdefault(str(entry.summary.year), {})[name] = entry
    return years


class TextLost(Exception):
    """A text is needed that the store should have kept but has not."""


def _texts(
    context: BuildContext, entries: Mapping[str, BuiltIssue], finished: Mapping[str, Finished]
) -> Texts:
    """The issues' texts: from this build, or from the store. They raise TextLost."""

    def text(name: str) -> IssueText:
        if name in finished:
            return finished[name].draft.pages.text
        kept = _kept_text(context, entries[name])
        if kept is None and name in context.lost:
            articles = entries[name].summary.articles
            return IssueText(articles=(ArticleText("", Markup()),) * len(articles))
        if kept is None:
            raise TextLost
        return kept

    return text


def lost_texts(context: BuildContext) -> frozenset[str]:
    """The issues of the tree whose text the store cannot give."""
    entries = context.ledger.entries
    return frozenset(name for name, entry in entries.items() if _kept_text(context, entry) is None)


def _keep_texts(context: BuildContext, finished: Mapping[str, Finished]) -> None:
    """Store the texts of what was made, before the tree is put in place."""
    for each in finished.values():
        text = written_value(each.draft.pages.text)
        replace_file(context.text(each.draft.key), key_of(text).encode() + b"\n" + text)


def _kept_text(context: BuildContext, entry: BuiltIssue) -> IssueText | None:
    """The issue's text from the store; None if it is not there unchanged."""
    try:
        digest, _, text = context.text(entry.key).read_bytes().partition(b"\n")
        whole = key_of(text).encode() == digest
        return read_value(IssueText, text) if whole else None
    except UNREADABLE:
        return None


@dataclass(frozen=True)
class _Keys:
    """What the joining pages are recognised by."""

    joint: str
    summaries: str
    years: Mapping[str, str]


def _keys(context: BuildContext, entries: Mapping[str, BuiltIssue]) -> _Keys:
    shared = (context.common, context.site.internal)
    of_years = {  # a summary follows from its issue's key
        year: [(name, entry.key) for name, entry in those.items()]
        for year, those in _by_year(entries).items()
    }
    summaries = [entry.summary for entry in entries.values()]
    return _Keys(
        joint=key_of(*shared, of_years),
        summaries=key_of(*shared, summaries),
        years={year: key_of(*shared, those) for year, those in of_years.items()},
    )


def _joining(context: BuildContext) -> set[str]:
    """The joining pages of the present tree."""
    entries = context.ledger.entries.values()
    return context.ledger.tree.keys() - {name for entry in entries for name in entry.files}


def _same(context: BuildContext, keys: _Keys) -> bool:
    """Whether the joining pages of the present tree are right."""
    return keys.joint == context.ledger.joint and context.intact(_joining(context))


def _issue_files(
    context: BuildContext, entries: Mapping[str, BuiltIssue], finished: Mapping[str, Finished]
) -> dict[str, bytes | str | Path]:
    output = f"{context.output}/"  # a path of its own for each file would take longer than the rest
    files: dict[str, bytes | str | Path] = {
        name: output + name for name in HOST_FILES if name in context.tree
    }
    for entry in entries.values():
        files |= {name: output + name for name in entry.files}
    for each in finished.values():
        files |= _fresh_files(context, each)
    return files


def _joining_files(
    context: BuildContext, entries: Mapping[str, BuiltIssue], keys: _Keys, texts: Texts
) -> dict[str, bytes | str | Path]:
    if _same(context, keys):
        return {name: context.output / name for name in _joining(context)}
    summaries = [entry.summary for entry in entries.values()]
    looks = {name: context.workspace.file("styles", name).read_bytes() for name in LOOKS}
    return {
        **joint_pages(context.renderer, context.site, summaries, texts, _standing(context, keys)),
        **looks,
    }


def _standing(context: BuildContext, keys: _Keys) -> JointState:
    """The joining pages of the tree that are still right although another one is not."""
    pages = {
        name
        for name in _joining(context)
        if not name.startswith("search/") or name.endswith(".html")
    } - {*(each.feed for each in context.site.every), *LOOKS}
    same = keys.summaries == context.ledger.summaries and context.intact(pages)
    return JointState(
        pages={name: context.output / name for name in pages} if same else {},
        shards={
            int(year): context.output / f"search/{year}.js"
            for year, key in keys.years.items()
            if key == context.ledger.years.get(year) and context.intact([f"search/{year}.js"])
        },
    )


def _clear_store(context: BuildContext, entries: Mapping[str, BuiltIssue]) -> None:
    """Drop the PDFs and texts that neither this tree nor the other one has any more.

    While the other tree is being built it is not known what it will have; the next build then does
    it.
    """
    other = replace(context, site=replace(context.site, internal=not context.site.internal))
    if other.lock.exists():
        return
    used = {name for entry in entries.values() for name in (entry.key, entry.pdf)}
    used |= named_by(other.record("ledger"))
    for store in (context.pdf("").parent, context.text("").parent):
        for path in unused(store, used):
            path.unlink(missing_ok=True)


def build_record(entries: Mapping[str, BuiltIssue]) -> bytes:
    """The build report, which says how each issue was set: JSON, with one object for each issue.

    Faces by role, departures from the standard with clause and strength, the number of pages asked
    for and reached, lines set flush and the largest gap in em, what was done to fill the pages, how
    many things on the pages were drawn by the engine itself, and why the engine laid the issue out
    (empty if the press did).
    """
    issues = {
        name: {
            "pages": entry.pages,
            "fit": entry.record.fit,
            "faces": {
                face.role: face.family + ("" if face.official else "（代替）")
                for face in entry.record.faces
            },
            "deviations": [str(each) for each in entry.record.deviations],
            "lines": entry.record.lines,
            "worst_gap": round(entry.record.worst_gap, 3),
            "filled": entry.record.filled,
            "foreign": entry.record.foreign,
            "by_engine": entry.record.by_engine,
        }
        for name, entry in entries.items()
    }
    return json.dumps(issues, ensure_ascii=False, indent=1).encode() + b"\n"


def _fresh_files(context: BuildContext, finished: Finished) -> dict[str, bytes | str | Path]:
    folder = finished.draft.issue.address
    files: dict[str, bytes | str | Path] = {
        f"{folder}/{name}": content for name, content in finished.draft.files.items()
    }
    if finished.pdf:
        files[f"{folder}/{finished.draft.issue.file_name}.pdf"] = context.pdf(finished.pdf)
    return files

"""From PDFs and pages to the tree: put in place in one step, and only when something changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bulletin.archive import LOOKS, joint_pages
from bulletin.build.ground import Ground
from bulletin.build.setting import Finished
from bulletin.fingerprint import key_of
from bulletin.ledger import Entry, Ledger, read_ledger, stamps, unused, write_ledger
from bulletin.output import replace_file, replace_tree


def entries_of(
    ground: Ground, names: Sequence[str], finished: Mapping[str, Finished]
) -> dict[str, Entry]:
    """Every issue of the tree, in order: as it was made now, or as the last good build left it."""
    entries: dict[str, Entry] = {}
    for name in names:
        if name in finished:
            entries[name] = _entry(finished[name])
        elif (old := ground.ledger.entries.get(name)) and ground.intact(old.files):
            entries[name] = old
    return entries


def _entry(finished: Finished) -> Entry:
    issue = finished.draft.issue
    names = (*finished.draft.files, *([f"{issue.folder}.pdf"] if finished.pdf else []))
    return Entry(
        key=finished.draft.key,
        pdf=finished.pdf,
        pages=finished.pages,
        record=finished.record,
        summary=finished.draft.pages.summary,
        neighbours=finished.draft.neighbours,
        files=tuple(f"issues/{issue.folder}/{name}" for name in names),
        diagnostics=finished.diagnostics,
    )


def write_tree(
    ground: Ground, entries: Mapping[str, Entry], finished: Mapping[str, Finished]
) -> None:
    """Put the tree in place in one step; leave it untouched when it stands as it should."""
    summaries = [entry.summary for entry in entries.values()]
    keys = [(name, entry.key) for name, entry in entries.items()]  # a summary follows from its key
    joint = key_of(ground.common, ground.site.internal, keys)
    issues = {name for entry in entries.values() for name in entry.files}
    joining = ground.ledger.tree.keys() - {
        name for entry in ground.ledger.entries.values() for name in entry.files
    }
    same = joint == ground.ledger.joint and ground.intact(joining)
    if same and not finished and ground.tree.keys() == issues | joining:
        return
    output = ground.output
    files: dict[str, bytes | Path] = {name: output / name for name in issues}
    for each in finished.values():
        files |= _fresh_files(ground, each)
    if same:
        files |= {name: output / name for name in joining}
    else:
        files |= joint_pages(ground.renderer, ground.site, summaries)
        files |= {name: ground.workspace.file("styles", name).read_bytes() for name in LOOKS}
    replace_tree(output, files)
    ledger = Ledger(joint, entries, stamps(output))
    write_ledger(ground.record("ledger"), ledger)
    replace_file(ground.record("record"), build_record(entries))
    _clear_store(ground, entries)


def _clear_store(ground: Ground, entries: Mapping[str, Entry]) -> None:
    """Drop the PDFs that neither this tree nor the other has any more."""
    other = replace(ground, site=replace(ground.site, internal=not ground.site.internal))
    others = read_ledger(other.record("ledger")).entries
    used = {entry.pdf for each in (entries, others) for entry in each.values()}
    for path in unused(ground.pdf("").parent, used):
        path.unlink()


def build_record(entries: Mapping[str, Entry]) -> bytes:
    """The build report, for whoever wants to know how an issue was set: JSON, one object an issue.

    Faces by role, departures from the standard with clause and strength, pages asked for and come
    to, lines set flush and the largest gap in em.
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
        }
        for name, entry in entries.items()
    }
    return json.dumps(issues, ensure_ascii=False, indent=1).encode() + b"\n"


def _fresh_files(ground: Ground, finished: Finished) -> dict[str, bytes | Path]:
    folder = f"issues/{finished.draft.issue.folder}"
    files: dict[str, bytes | Path] = {
        f"{folder}/{name}": content for name, content in finished.draft.files.items()
    }
    if finished.pdf:
        files[f"{folder}/{finished.draft.issue.folder}.pdf"] = ground.pdf(finished.pdf)
    return files

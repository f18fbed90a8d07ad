"""The errors of the proofreader that stand in copy which is built all the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin.diagnostics import Diagnostic, has_errors
from bulletin.edition import past_of
from bulletin.fingerprint import key_of, key_of_folder, key_of_program
from bulletin.load import load_issue, load_publication, publication_file, short_names
from bulletin.model import Publication, Status
from bulletin.output import PUBLISHED, replace_file
from bulletin.past import PastIndex, PastIssue, PastProgress
from bulletin.workspace import Workspace

if TYPE_CHECKING:
    from bulletin.checks import HouseLists

_REMEMBERED = "standing.json"


def standing_errors(
    workspace: Workspace,
    names: Iterable[str],
    *,
    printed: bool = False,
    progress: PastProgress | None = None,
) -> dict[str, int]:
    """How many errors `check` finds in these issues that no build stops for, by issue; none is 0.

    The other issues in which some stood when they were last counted are counted too. Of a
    published issue the copy is sent; one that was printed long ago nobody changes any more, and it
    is counted only if `printed`. What was counted is not read again before the issue, the
    program, the lists or another issue's sheet changes. `progress` is called while past issues are
    read.
    """
    publication, faults = load_publication(workspace.root)
    if publication is None or has_errors(faults):
        return {}
    known = _remembered(workspace)
    names = frozenset(names)
    if not names and not any(count for _, count in known.values()):
        return {}
    past = past_of(workspace, progress)
    there = past.by_name
    asked = {each for each in names & there.keys() if printed or _is_changed(there[each])}
    common = _common(workspace, past)
    errors_in = _judge(workspace, publication, past)
    counted: dict[str, tuple[str, int]] = {}
    for name in sorted(asked.union(known), key=lambda each: (len(each), each)):
        folder = workspace.issue_folder(name)
        if not folder.is_dir() or (folder / PUBLISHED).is_dir():
            continue
        before, count = known.get(name, ("", 0))
        if name not in asked and not count:
            counted[name] = (before, count)
            continue
        key = key_of(common, key_of_folder(folder))
        if key == before:
            counted[name] = (key, count)
        else:
            counted[name] = (key, errors_in(folder))
    if counted != known:
        written = json.dumps(counted, ensure_ascii=False, sort_keys=True)
        with suppress(OSError):
            replace_file(workspace.memory / _REMEMBERED, written.encode())
    return {name: count for name, (_, count) in counted.items() if count}


def _is_changed(issue: PastIssue) -> bool:
    """Whether somebody may still change the issue's copy."""
    return issue.status is not Status.PRINTED


def _common(workspace: Workspace, past: PastIndex) -> str:
    """Key of all that an issue is judged by besides its own copy: the other issues' sheets too."""
    shared = [path for path in sorted(workspace.issues.glob("*")) if path.is_file()]
    own = (publication_file(workspace.root, each) for each in short_names(workspace.root))
    stamps = []
    for path in (*shared, *own):
        with suppress(OSError):
            status = path.stat()
            stamps.append((str(path), status.st_size, status.st_mtime_ns))
    publication = publication_file(workspace.root, "").read_bytes()
    return key_of(key_of_program(), stamps, past.issues, publication)


def _remembered(workspace: Workspace) -> dict[str, tuple[str, int]]:
    try:
        read = json.loads((workspace.memory / _REMEMBERED).read_bytes())
        return {str(name): (str(key), int(count)) for name, (key, count) in read.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _judge(
    workspace: Workspace, publication: Publication, past: PastIndex
) -> Callable[[Path], int]:
    """Counts the errors in an issue's folder.

    What every issue is judged by is read once, and not before the first is counted; the rules too.
    """

    @cache
    def lists() -> tuple[HouseLists, tuple[Diagnostic, ...]]:
        from bulletin.checks import load_lists

        return load_lists(workspace.root)

    def errors(folder: Path) -> int:
        from bulletin.checks import check_issue, without_echoes

        house, faults = lists()
        loaded = load_issue(workspace.root, folder, publication)
        found = check_issue(loaded, publication, house, past)
        left = (*faults, *without_echoes(loaded.diagnostics, found))
        return sum(has_errors((each,)) for each in left)

    return errors

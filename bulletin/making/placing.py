"""The press's diagnostics of characters, placed exactly where `check` places them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bulletin.diagnostics import Diagnostic
from bulletin.load import load_issue
from bulletin.model import Issue
from bulletin.past import NO_PAST
from bulletin.workspace import Workspace

_OF_CHARACTERS = frozenset({"P105", "P132"})


def placed_in_copy(
    workspace: Workspace, issue: Issue, said: Iterable[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """What the press said, with P105 and P132 at the first place where the words really stand.

    The press knows only where a block begins in its file. The same words may stand after that
    whole, in a note, or in a link's address, where nothing is wrong with them.
    """
    said = tuple(said)
    if not any(each.code in _OF_CHARACTERS for each in said):
        return said
    exact = tuple(_exact(workspace, issue))
    return tuple(dict.fromkeys(place for each in said for place in _places(each, exact)))


def _exact(workspace: Workspace, issue: Issue) -> Iterator[Diagnostic]:
    # The rules are loaded only here: most builds print every character.
    from bulletin.checks import HouseLists, issue_copy, printed_passages
    from bulletin.press import unprinted

    folder = workspace.issue_folder(issue.name)
    loaded = load_issue(workspace.root, folder, issue.publication)
    copy = issue_copy(loaded, issue.publication, HouseLists(), NO_PAST)
    yield from unprinted(printed_passages(copy), issue.publication.name)


def _places(told: Diagnostic, exact: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """The same faults in `exact`; `told` itself if there are none. The contents name no file."""
    path = told.source.path if told.source else ""
    found = tuple(
        each
        for each in exact
        if (each.code, each.message) == (told.code, told.message)
        and each.source
        and path in ("", each.source.path)
    )
    return found or (told,)

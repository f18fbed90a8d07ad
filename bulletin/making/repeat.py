"""A build where nothing has changed says again what the last one said, and reads nothing.

Before a build reads anything, all that it could read and the tree that it would renew are looked
at: names, sizes, times and places of files. If everything looks as it did before the last build
that ended well, that build's words are still right. The rest of the program is not even loaded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bulletin.fingerprint import PACKAGE, key_of, look_at, package_versions, stamps
from bulletin.output import replace_file
from bulletin.workspace import ROOMS, Workspace


class Spoken(NamedTuple):
    """Something that was printed."""

    text: str
    is_aside: bool
    """Whether it went to standard error."""


@dataclass(frozen=True)
class Sight:
    """How everything looked before a build."""

    place: Path
    """Where the words of the last build are kept."""

    key: str
    """The key of what was looked at, and of what was asked; empty if a later change could look the
    same (`FolderTrace.settled`), or while another build is at work."""

    def said_before(self) -> tuple[Spoken, ...] | None:
        """What was said when everything looked like this; None if it never did, or not lately."""
        if not self.key:
            return None
        try:
            key, spoken = json.loads(self.place.read_bytes())
            said = tuple(Spoken(str(text), bool(is_aside)) for text, is_aside in spoken)
        except (OSError, ValueError, TypeError):
            return None
        return said if key == self.key else None

    def keep(self, spoken: Iterable[Spoken]) -> None:
        """Keep what a build said that ended well; a disk that cannot be written is no fault."""
        if self.key:
            with suppress(OSError):
                written = json.dumps((self.key, tuple(spoken)), ensure_ascii=False)
                replace_file(self.place, written.encode())


def look_round(workspace: Workspace, *asked: object, internal: bool, both: bool) -> Sight:
    """Look at everything before a build that is `asked` for in some way: with `internal` of the
    internal tree, and perhaps of `both`. Whatever else it says depends on must be in `asked`."""
    place = workspace.memory / f"said{'-internal' if internal else ''}.json"
    trees = (workspace.output, workspace.internal_output)
    renewed = trees if both else (trees[internal],)
    if _is_under_way(workspace.root, renewed):
        return Sight(place, "")
    read = [
        PACKAGE,
        workspace.issues,
        *(each for room in ROOMS for each in workspace.folders(room)),
    ]
    looks = [look_at(folder) for folder in read]
    if not all(look.settled for look in looks):
        return Sight(place, "")
    seen = [look.trace for look in looks]
    standing = [sorted(stamps(tree).items()) for tree in renewed]
    return Sight(place, key_of(package_versions(), seen, standing, internal, both, *asked))


def _is_under_way(root: Path, trees: Iterable[Path]) -> bool:
    """Whether another build is at work, or has left something half done."""
    beginnings = tuple(f".{tree.name}." for tree in trees)
    return any(path.name.startswith(beginnings) for path in root.iterdir())

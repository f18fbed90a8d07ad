"""The memory of the build: what was built from what, so that nothing unchanged is made again.

Every result is remembered with a key: a digest of all that it depends on. If the key is still the
same, and the file is still as it was written, the result is kept. There are four levels, and each
one is looked at only if the level above it found a change:

1. The trace of a folder (`Seen.trace`): names, sizes and times of its files. If it is unchanged, no
   file is read.
2. The key of the folder's content (`Seen.key`): it is computed from the bytes of the files.
3. The key of the issue (`BuiltIssue.key`): it is made from the content, the program, templates,
   styles and publication.yaml. If it is unchanged, the issue's pages are kept, and its PDF if that
   was made from the same and with the same faces (`BuiltIssue.pressed`).
4. The key of the PDF (`BuiltIssue.pdf`): it is made from the sheet as it is printed. If the store
   has a PDF with this key, it is not set again.

An example: issues 115, 116 and 117 are built, and an editor corrects one letter in 116. The next
build compares three traces; only that of 116 differs. It reads 116, whose content and issue have
new keys, and makes its page. The sheet has changed too, so its PDF is set. 115 and 117 are kept, as
hard links in the new tree. The pages that join the issues are made again only if what they show has
changed: the contents of the home page need no letter of the text (`Ledger.summaries`), but the
search of that year does (`Ledger.years`).

If the editor had only saved the file without a change, the trace of 116 would differ, but not its
content, and nothing would be made. If he had changed a comment in the front matter, the page would
be made, but the sheet would be the same, and the PDF would come from the store.

The ledger is kept in the workspace's `.bulletin/`, outside the tree for readers. It may be deleted
at any time; the next build then makes everything again.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from msgspec import MsgspecError, json

from bulletin.archive import IssueSummary, Neighbours
from bulletin.diagnostics import Diagnostic
from bulletin.output import replace_file
from bulletin.press import SettingRecord

_FormatNumber = Literal[6]
FORMAT: _FormatNumber = 6
"""Increased when the form of the ledger changes; a ledger of another form is not read."""


@dataclass(frozen=True)
class Pressing:
    """What an issue's PDF was made from."""

    key: str
    """The `BuiltIssue.key` at that time."""

    faces: str
    """The key of the faces."""


@dataclass(frozen=True)
class BuiltIssue:
    """One issue in the built tree."""

    key: str
    """The key of all that its pages depend on."""

    pdf: str
    """The key of all that its PDF depends on, which is its name in the store; empty without one."""

    pressed: Pressing | None
    """From what its PDF was made, or seen to be unnecessary; None if that was never asked."""

    pages: int
    record: SettingRecord
    """Which faces were used, and where the page departs from the standard."""

    summary: IssueSummary
    neighbours: Neighbours
    """The neighbours to which its pages link."""

    files: tuple[str, ...]
    """The paths of its files in the tree."""

    diagnostics: tuple[Diagnostic, ...]
    """What was reported about it and did not stop it."""


@dataclass(frozen=True)
class Seen:
    """The folder of an issue, as it was when its files were read."""

    trace: str
    """Its `fingerprint.FolderTrace.trace`; empty if that was not certain."""

    key: str
    """The key of the content of its files."""


@dataclass(frozen=True)
class Ledger:
    """The last build."""

    joint: str = ""
    """The key of the pages that join the issues."""

    summaries: str = ""
    """The key of those joining pages that show no text of the issues."""

    years: Mapping[str, str] = field(default_factory=dict)
    """The key of the text of each year."""

    entries: Mapping[str, BuiltIssue] = field(default_factory=dict)
    """The issues by name."""

    seen: Mapping[str, Seen] = field(default_factory=dict)
    """The folders by the issue's name. A folder with the same trace is not read again."""

    tree: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """The size in bytes and the time of change in ns of every file in the tree."""


@dataclass(frozen=True)
class _Named:
    """The part of an issue's entry that refers to the store."""

    key: str
    pdf: str


@dataclass(frozen=True)
class _NamedEntries:
    """The part of a ledger that refers to the store; the rest is not read."""

    entries: Mapping[str, _Named]


def read_ledger(path: Path) -> Ledger:
    """The ledger at `path`; an empty one if there is none or it cannot be read."""
    try:
        return read_value(tuple[_FormatNumber, Ledger], path.read_bytes())[1]
    except UNREADABLE:
        return Ledger()


def named_by(path: Path) -> frozenset[str]:
    """What the ledger at `path` refers to in the store; nothing if no ledger can be read."""
    try:
        _, ledger = read_value(tuple[_FormatNumber, _NamedEntries], path.read_bytes())
    except UNREADABLE:
        return frozenset()
    return frozenset(name for each in ledger.entries.values() for name in (each.key, each.pdf))


def write_ledger(path: Path, ledger: Ledger) -> None:
    """Replace the last ledger by this one. Raises OSError."""
    replace_file(path, written_value((FORMAT, ledger)))


# -- Values as JSON ------------------------------------------------------------------------------

_T = TypeVar("_T")

UNREADABLE = (OSError, MsgspecError)
"""Raised when a value cannot be read: no such file, or another form than the one expected."""


def written_value(value: object) -> bytes:
    """A frozen value as JSON: a dataclass as an object, a named tuple as a list."""
    return json.encode(value, enc_hook=str)  # markup is text


def read_value(kind: type[_T], content: bytes) -> _T:
    """The value of type `kind` in this text. Raises MsgspecError."""
    value: _T = _decoder(cast(Hashable, kind)).decode(content)
    return value


@cache
def _decoder(kind: Any) -> json.Decoder[Any]:
    """The decoder for values of this type; it is made once for each type."""
    return json.Decoder(kind, dec_hook=lambda markup, text: markup(text))


def unused(store: Path, used: Iterable[str]) -> tuple[Path, ...]:
    """Files of the store that no entry refers to any more."""
    names = set(used)
    if not store.is_dir():
        return ()
    return tuple(path for path in sorted(store.iterdir()) if path.stem not in names)

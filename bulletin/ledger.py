"""What was built, from what: read before a build, so that the unchanged is not made again.

The ledger stands in the workspace's `.bulletin/`, outside the tree that goes to readers, and may be
deleted at any time: the next build then makes everything anew.
"""

from __future__ import annotations

import os
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

_Form = Literal[5]
FORMAT: _Form = 5
"""Increased when the form of the ledger changes; a ledger of another form is not read."""


@dataclass(frozen=True)
class BuiltIssue:
    """One issue as it stands in the built tree."""

    key: str
    """Of all that went into its pages."""

    pdf: str
    """Name of its PDF in the store: the key of all that went into it; empty without one."""

    pages: int
    record: SettingRecord
    """Which face served which role, and where the page departs from the standard."""

    summary: IssueSummary
    neighbours: Neighbours
    """Its neighbours, according to its pages."""

    files: tuple[str, ...]
    """Its files' paths in the tree."""

    diagnostics: tuple[Diagnostic, ...]
    """What was reported about it and did not stop it."""


@dataclass(frozen=True)
class Seen:
    """An issue's folder as it was when its files were read."""

    trace: str
    """What it looked like (`fingerprint.Look`); empty if that was not certain."""

    key: str
    """Of its files' content."""


@dataclass(frozen=True)
class Ledger:
    """The last build."""

    joint: str = ""
    """Key of the pages that join the issues."""

    summaries: str = ""
    """Key of those of them that show no text of the issues."""

    years: Mapping[str, str] = field(default_factory=dict)
    """Key of each year's text."""

    entries: Mapping[str, BuiltIssue] = field(default_factory=dict)
    """By the issue's folder."""

    seen: Mapping[str, Seen] = field(default_factory=dict)
    """By the issue's folder: a folder that looks the same need not be read again."""

    tree: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Every file of the tree, to its size in bytes and its time of change in ns."""


def stamps(target: Path) -> dict[str, tuple[int, int]]:
    """Every file under `target`, to its size and time of change; {} without such a folder."""
    found: dict[str, tuple[int, int]] = {}
    start = len(str(target)) + 1
    for place, _, names in os.walk(target):
        for name in names:
            path = os.path.join(place, name)
            found[path[start:].replace(os.sep, "/")] = stamp(path)
    return found


def stamp(path: str | Path) -> tuple[int, int]:
    """The file's size and time of change. Raises OSError."""
    status = os.stat(path)
    return status.st_size, status.st_mtime_ns


@dataclass(frozen=True)
class _Named:
    """What an issue's entry names of the store."""

    key: str
    pdf: str


@dataclass(frozen=True)
class _NamedEntries:
    """The part of a ledger that names something of the store; the rest is passed over."""

    entries: Mapping[str, _Named]


def read_ledger(path: Path) -> Ledger:
    """The ledger at `path`; an empty one if there is none or it cannot be read."""
    try:
        return read_value(tuple[_Form, Ledger], path.read_bytes())[1]
    except UNREADABLE:
        return Ledger()


def named_by(path: Path) -> frozenset[str]:
    """What the ledger at `path` refers to in the store; nothing if no ledger can be read."""
    try:
        _, ledger = read_value(tuple[_Form, _NamedEntries], path.read_bytes())
    except UNREADABLE:
        return frozenset()
    return frozenset(name for each in ledger.entries.values() for name in (each.key, each.pdf))


def write_ledger(path: Path, ledger: Ledger) -> None:
    """Put the ledger in place of the last one. Raises OSError."""
    replace_file(path, written_value((FORMAT, ledger)))


# -- Values as JSON ------------------------------------------------------------------------------

_T = TypeVar("_T")

UNREADABLE = (OSError, MsgspecError)
"""Raised when a value cannot be read: no such file, or another form than the one expected."""


def written_value(value: object) -> bytes:
    """A frozen value as JSON: a dataclass by its fields' names, a named tuple as a list."""
    return json.encode(value, enc_hook=str)  # markup is text


def read_value(kind: type[_T], content: bytes) -> _T:
    """The value of type `kind` in this text. Raises MsgspecError."""
    value: _T = _decoder(cast(Hashable, kind)).decode(content)
    return value


@cache
def _decoder(kind: Any) -> json.Decoder[Any]:
    """How to read a value of this type; computed once for each type."""
    return json.Decoder(kind, dec_hook=lambda markup, text: markup(text))


def unused(store: Path, used: Iterable[str]) -> tuple[Path, ...]:
    """Files of the store that no entry refers to any more."""
    names = set(used)
    if not store.is_dir():
        return ()
    return tuple(path for path in sorted(store.iterdir()) if path.stem not in names)

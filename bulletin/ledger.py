"""What was built, from what: read before a build, so that the unchanged is not made again.

The ledger stands in the workspace's `.bulletin/`, outside the tree that goes to readers, and may be
deleted at any time: the next build then makes everything anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from markupsafe import Markup

from bulletin.archive import IssueSummary, Neighbours
from bulletin.diagnostics import Diagnostic
from bulletin.output import replace_file
from bulletin.press import SettingRecord
from bulletin.source import Span

FORMAT = 4
"""Raised when the ledger's form changes; one of another form is not read."""


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
    """What its pages say stands before and after it."""

    files: tuple[str, ...]
    """Its files' paths in the tree."""

    diagnostics: tuple[Diagnostic, ...]
    """What was said of it and did not stop it."""


@dataclass(frozen=True)
class Seen:
    """An issue's folder as it was when its files were read."""

    trace: str
    """What it looked like (`fingerprint.Look`); empty when that was not settled."""

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
    """By the issue's folder: what looks the same need not be read again."""

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


def read_ledger(path: Path) -> Ledger:
    """The ledger at `path`; an empty one when there is none or it cannot be read."""
    try:
        read = json.loads(path.read_bytes())
        return cast(Ledger, read_value(Ledger, read[1])) if read[0] == FORMAT else Ledger()
    except (OSError, ValueError, LookupError, TypeError):
        return Ledger()


def named_by(path: Path) -> frozenset[str]:
    """What the ledger at `path` names of the store; nothing when there is no ledger to be read."""
    try:
        form, ledger = json.loads(path.read_bytes())
        if form != FORMAT:
            return frozenset()
        entries = ledger[_place(Ledger, "entries")].values()
        names = _place(BuiltIssue, "key"), _place(BuiltIssue, "pdf")
        return frozenset(entry[place] for entry in entries for place in names)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return frozenset()


def _place(kind: Any, name: str) -> int:
    """Where a dataclass's field stands in the list that it is written as."""
    return [each.name for each in fields(kind)].index(name)


def write_ledger(path: Path, ledger: Ledger) -> None:
    """Put the ledger in place of the one before. Raises OSError."""
    written = [FORMAT, written_value(ledger)]
    replace_file(path, json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode())


# -- Values as JSON ------------------------------------------------------------------------------


def written_value(value: Any) -> Any:
    """A frozen value as JSON can hold it: a dataclass or tuple as a list, a day as its text."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    names = _field_names(cast(Hashable, kind))
    if names is not None:
        return [written_value(getattr(value, name)) for name in names]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: written_value(each) for key, each in value.items()}
    return [written_value(each) for each in value]


_PLAIN = frozenset({str, int, float, bool, NoneType})


@cache
def _field_names(kind: Any) -> tuple[str, ...] | None:
    """The fields of a dataclass; None for any other type."""
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else None


def read_value(kind: Any, value: Any) -> Any:
    """The value of type `kind` that was written so. Raises LookupError, TypeError or ValueError."""
    return _reader(kind)(value)


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """How to read a value of this type; worked out once a type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        [inner] = [_reader(each) for each in arguments if each is not NoneType]
        return lambda value: None if value is None else inner(value)
    if origin is tuple and arguments[-1] is Ellipsis:
        item = _reader(arguments[0])
        return lambda value: tuple(map(item, value))
    if origin is tuple:
        items = [_reader(each) for each in arguments]
        return lambda value: tuple(item(each) for item, each in zip(items, value, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        inner = _reader(arguments[1])
        return lambda value: {key: inner(each) for key, each in value.items()}
    return _simple_reader(kind)


def _simple_reader(kind: Any) -> Callable[[Any], Any]:
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        readers = [_reader(hints[each.name]) for each in fields(kind)]
        make = cast(Callable[..., Any], kind)
        return lambda value: make(*(read(v) for read, v in zip(readers, value, strict=True)))
    if kind is date:
        return date.fromisoformat
    if kind is Span:
        return lambda value: Span(*value)
    if isinstance(kind, type) and issubclass(kind, Enum | Markup):
        return kind
    return lambda value: value


def unused(store: Path, used: Iterable[str]) -> tuple[Path, ...]:
    """Files of the store that no entry names any more."""
    names = set(used)
    if not store.is_dir():
        return ()
    return tuple(path for path in sorted(store.iterdir()) if path.stem not in names)

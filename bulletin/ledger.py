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
4. The key of the PDF (`BuiltIssue.pdf`): it is made from the sheet as it is printed, and from the
   part of the program that sets it. If the store has a PDF with this key, it is not set again.

An example: issues 115, 116 and 117 are built, and an editor corrects one letter in 116. The next
build compares three traces; only that of 116 differs. It reads 116, whose content and issue have
new keys, and makes its page. The sheet has changed too, so its PDF is set. 115 and 117 are kept, as
hard links in the new tree. The pages that join the issues are made again only if what they show has
changed: the contents of the home page need no letter of the text (`Ledger.summaries`), but the
search of that year does (`Ledger.years`).

If the editor had only saved the file without a change, the trace of 116 would differ, but not its
content, and nothing would be made. If he had changed a comment in the front matter, the page would
be made, but the sheet would be the same, and the PDF would come from the store.

The ledger is kept in the workspace's `.bulletin/`, outside the tree for readers: a file for each
year, which is written only when something in that year has changed, and one for the pages that join
the issues. Each file may be deleted at any time; the next build then makes again what it held. They
need not agree with each other: whatever does not fit the tree or the copy is made again, too.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from msgspec import MsgspecError, json

from bulletin.archive import IssueSummary, Neighbours
from bulletin.diagnostics import Diagnostic, has_errors
from bulletin.model import Serial
from bulletin.output import replace_file
from bulletin.press import SettingRecord

_FormatNumber = Literal[8]
FORMAT: _FormatNumber = 8
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

    is_approved: bool
    """Whether it was approved and is not published yet."""


@dataclass(frozen=True)
class Inside:
    """An issue that stays inside the office."""

    serial: Serial
    called: str
    """第116期, or 某县组工信息第116期 where there are several publications."""

    why: tuple[Diagnostic, ...] = ()
    """What keeps it there, with the way out; empty if it is internal."""

    @property
    def is_of_its_copy(self) -> bool:
        """Whether nothing but the key of its copy decides it: it is internal, a draft or proof, or
        was never approved."""
        return all(each.code in ("I015", "I016") for each in self.why)

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """Faults in the copy."""
        return tuple(each for each in self.why if has_errors((each,)))

    @property
    def reasons(self) -> tuple[Diagnostic, ...]:
        """Things that are not faults, but depend on how far the issue has come."""
        return tuple(each for each in self.why if not has_errors((each,)))


@dataclass(frozen=True)
class StaysInside:
    """An issue that the last build left out of the public tree, for a reason that its key holds."""

    key: str
    """The key that its pages would have."""

    year: int
    inside: Inside
    diagnostics: tuple[Diagnostic, ...]
    """What else was reported about it."""


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

    inside: Mapping[str, StaysInside] = field(default_factory=dict)
    """The issues that are not in the tree because not everybody may read them, by name."""

    seen: Mapping[str, Seen] = field(default_factory=dict)
    """The folders by the issue's name. A folder with the same trace is not read again."""

    tree: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """The size in bytes and the time of change in ns of every file in the tree."""


# -- A file a year ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Year:
    """What a ledger holds of one year."""

    entries: Mapping[str, BuiltIssue]
    inside: Mapping[str, StaysInside]
    seen: Mapping[str, Seen]
    tree: Mapping[str, tuple[int, int]]
    """The files of its issues."""


@dataclass(frozen=True)
class _Joint:
    """What a ledger holds of the pages that join the issues."""

    joint: str
    summaries: str
    years: Mapping[str, str]
    tree: Mapping[str, tuple[int, int]]


_JOINT = "joint.json"


def read_ledger(folder: Path) -> Ledger:
    """The ledger in `folder`, as far as it is there and can be read."""
    try:
        joint = read_value(tuple[_FormatNumber, _Joint], (folder / _JOINT).read_bytes())[1]
    except UNREADABLE:
        joint = _Joint("", "", {}, {})
    ledger = Ledger(joint.joint, joint.summaries, joint.years, {}, {}, {}, dict(joint.tree))
    for path in _year_files(folder):
        try:
            year = read_value(tuple[_FormatNumber, _Year], path.read_bytes())[1]
        except UNREADABLE:
            continue
        for whole, part in (
            (ledger.entries, year.entries),
            (ledger.inside, year.inside),
            (ledger.seen, year.seen),
            (ledger.tree, year.tree),
        ):
            cast(dict[str, object], whole).update(part)
    return ledger


def write_ledger(folder: Path, ledger: Ledger, before: Ledger) -> None:
    """Write of the ledger what is not as `before`, which is the ledger there. Raises OSError."""
    old, new = _by_year(before), _by_year(ledger)
    for year, held in new.items():
        path = folder / f"{year}.json"
        if held != old.get(year) or not path.is_file():
            replace_file(path, written_value((FORMAT, held)))
    for path in _year_files(folder):
        if path.stem not in new:
            path.unlink(missing_ok=True)
    replace_file(folder / _JOINT, written_value((FORMAT, _joint(ledger))))


def _year_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.json") if path.name != _JOINT)


def _by_year(ledger: Ledger) -> dict[str, _Year]:
    parts: dict[str, _Year] = {}

    def part(year: int) -> _Year:
        return parts.setdefault(str(year), _Year({}, {}, {}, {}))

    for name, entry in ledger.entries.items():
        year = part(entry.summary.year)
        cast(dict[str, BuiltIssue], year.entries)[name] = entry
        stamps = {path: ledger.tree[path] for path in entry.files if path in ledger.tree}
        cast(dict[str, tuple[int, int]], year.tree).update(stamps)
    for name, each in ledger.inside.items():
        cast(dict[str, StaysInside], part(each.year).inside)[name] = each
    for whole in parts.values():
        there = (*whole.entries, *whole.inside)
        seen = {name: ledger.seen[name] for name in there if name in ledger.seen}
        cast(dict[str, Seen], whole.seen).update(seen)
    return parts


def _joint(ledger: Ledger) -> _Joint:
    of_issues = {path for entry in ledger.entries.values() for path in entry.files}
    tree = {path: stamp for path, stamp in ledger.tree.items() if path not in of_issues}
    return _Joint(ledger.joint, ledger.summaries, ledger.years, tree)


@dataclass(frozen=True)
class _Named:
    """The part of an issue's entry that refers to the store."""

    key: str
    pdf: str


@dataclass(frozen=True)
class _NamedEntries:
    """The part of a year that refers to the store; the rest is not read."""

    entries: Mapping[str, _Named]


def named_by(folder: Path) -> frozenset[str]:
    """What the ledger in `folder` refers to in the store, as far as it can be read."""
    names: set[str] = set()
    for path in _year_files(folder):
        try:
            _, year = read_value(tuple[_FormatNumber, _NamedEntries], path.read_bytes())
        except UNREADABLE:
            continue
        names.update(name for each in year.entries.values() for name in (each.key, each.pdf))
    return frozenset(names)


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

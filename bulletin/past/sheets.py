"""What issues and submissions say of themselves, read without loading them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bulletin.fields import ISSUE_FIELDS, SUBMISSION_FIELDS
from bulletin.front_matter import Entries, front_entries, split, texts_of
from bulletin.load import ISSUE, issue_folders, read_source
from bulletin.meaning import day_of
from bulletin.model import Serial, Status, issue_name
from bulletin.patterns import pattern_of
from bulletin.source import Source

APPEARED = (Status.SIGNED, Status.PRINTED, None)
"""The status of issues that were sent out or soon will be. A draft or proof may still change.

An issue with an unreadable sheet (None) counts too: a false report is better than a repeated
article."""

NOT_PRINTED = ("held", "returned")
"""The status of submissions that never appeared, although they are in the folder of an issue."""

_DATE = pattern_of(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})", re.ASCII)


@dataclass(frozen=True)
class Issued:
    """What was sent out of an issue, by its latest edition."""

    revision: int
    act: str
    """`published`, `corrected` or `withdrawn`."""

    title: str
    """Empty if the edition's record cannot be read."""

    newer: bool
    """Whether only a newer program can read one of its editions."""


@dataclass(frozen=True)
class PastIssue:
    """An issue with a folder in the workspace, whether it has appeared or not."""

    name: str
    serial: Serial
    dated: date | None
    whole_number: int | None = None
    """Its 总期号, if it has one."""

    status: Status | None = None
    """How far its sheet says that it is; None without a sheet that says so."""

    issued: Issued | None = None
    """None if it was not published."""

    leaves_out: bool = False
    """Whether it has submissions in its folder that are held or returned."""


def whole_number_after(issues: Sequence[PastIssue]) -> int | None:
    """The 总期号 after these issues, oldest first: those without one after the last known number
    are counted too. None if no number is known.
    """
    for missing, each in enumerate(reversed(issues)):
        if each.whole_number:
            return each.whole_number + missing + 1
    return None


def past_issues(root: Path) -> tuple[PastIssue, ...]:
    """Every issue with a folder in the workspace at `root`, as its sheet says."""
    return tuple(read_past_issue(root, folder, folder) for folder in issue_folders(root)[0])


def read_past_issue(
    root: Path, folder: Path, stands: Path, issued: Issued | None = None
) -> PastIssue:
    """The issue of a folder, by the sheet in the folder `stands`: its own, or that of its
    edition."""
    fields = _sheet(root, stands)
    name = issue_name(folder)
    serial = Serial.named(name)
    assert serial is not None, "an issue's folder has a name"
    whole = fields.get("whole_number", "")
    return PastIssue(
        name,
        serial,
        _day(fields.get("date", "")),
        int(whole) if whole.isdecimal() else None,
        _status(fields),
        issued,
    )


def sheet_status(root: Path, folder: Path) -> Status | None:
    """How far an issue's sheet says that the issue is; None without a sheet that says so."""
    return _status(_sheet(root, folder))


def is_printed(root: Path, folder: Path) -> bool:
    """Whether an issue's sheet says that it was printed before the office used this program."""
    return sheet_status(root, folder) is Status.PRINTED


def _sheet(root: Path, folder: Path) -> dict[str, str]:
    """The plain fields of an issue's sheet; none if it cannot be read."""
    source, _ = read_source(folder / ISSUE, root)
    if source is None or split(source)[1]:
        return {}
    return texts_of(front_entries(source, ISSUE_FIELDS))


def _status(fields: dict[str, str]) -> Status | None:
    written = fields.get("status", Status.DRAFT.value) if fields else ""
    return next((each for each in Status if each.value == written), None)


def _day(written: str) -> date | None:
    match = _DATE.match(written)
    return day_of(*map(int, match.groups())) if match else None


@dataclass(frozen=True)
class ReadCopy:
    """A file of copy: its front matter and its body."""

    source: Source
    entries: Entries
    body: str


def read_copy_file(root: Path, path: Path) -> ReadCopy | None:
    """A submission's front matter and body; None if they cannot be told apart."""
    source, _ = read_source(path, root)
    if source is None:
        return None
    parts, faults = split(source)
    if faults:
        return None
    entries = front_entries(source, SUBMISSION_FIELDS)
    return ReadCopy(source, entries, source.text[parts.body.start : parts.body.end])

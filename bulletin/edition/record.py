"""What is written down of an edition, for anybody who must prove in five years what was sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from bulletin.model import REGULAR, SUPPLEMENTS, Act, Notice, Serial

FORMAT = 2
"""Format 1 knows numbers that run on, of 正刊 and 增刊; 2 has years and other series as well.

Either is read for ever; a record is written in the oldest format that can say it.
"""

_IN_FORMAT_1 = (REGULAR.mark, SUPPLEMENTS.mark)


class WrittenByNewer(ValueError):
    """A record of a format that only a newer program knows."""


@dataclass(frozen=True)
class Signed:
    """A signature as it was under the issue."""

    role: str
    by: str
    on: date


@dataclass(frozen=True)
class FaceRecord:
    """The face that served a role, and its prepared files' digests."""

    role: str
    family: str
    official: bool
    files: Mapping[str, str]
    """SHA-256 by file name."""


@dataclass(frozen=True)
class EditionRecord:
    """One edition."""

    serial: Serial
    title: str
    whole_number: int | None
    dated: date
    visibility: str
    act: Act
    revision: int
    reason: str
    acted_on: date
    """The day of the act, by the clock of the machine that did it."""

    signatures: tuple[Signed, ...]
    approved: str
    """The digest of the copy that was approved; empty for a withdrawal."""

    pages: int
    """Of the PDF; 0 when there is none."""

    faces: tuple[FaceRecord, ...]
    versions: Mapping[str, str]
    """Of the program, and of the outside parts that make the pages."""

    notices: tuple[Notice, ...]
    """What readers are told, this act included."""

    @property
    def name(self) -> str:
        """`116/2`: the issue's name and the revision."""
        return f"{self.issue}/{self.revision}"

    @property
    def issue(self) -> str:
        """The issue's name: `116`, `s3`, `2024-1`."""
        return self.serial.name


def format_of(serial: Serial) -> int:
    """The oldest format that can name an issue: 1 for a 正刊 or 增刊 whose numbers run on."""
    return 2 if serial.year or serial.mark not in _IN_FORMAT_1 else 1


def record_bytes(record: EditionRecord) -> bytes:
    """The record as the file record.json."""
    fields = msgspec.to_builtins(record)
    del fields["serial"]
    nested = {name: fields.pop(name) for name in _NESTED}
    text = json.dumps(_identity(record) | fields | nested, ensure_ascii=False, indent=1)
    return text.encode() + b"\n"


_NESTED = ("act", "signatures", "faces", "versions", "notices")
"""What stands at the end of the file, in this order."""


def _identity(record: EditionRecord) -> dict[str, Any]:
    """The format, and what identifies the issue."""
    serial = record.serial
    written = format_of(serial)
    said: dict[str, Any] = {"format": written, "issue": serial.name, "title": record.title}
    said["number"] = serial.number
    if written == 1:
        return said | {"supplement": serial.mark == SUPPLEMENTS.mark}
    return said | {"year": serial.year, "mark": serial.mark, "series": serial.series}


def _serial(fields: dict[str, Any]) -> dict[str, Any]:
    """What identifies the issue, from what a record of either format says."""
    number = fields.get("number")
    if fields["format"] == 1:
        series = SUPPLEMENTS if fields.get("supplement") else REGULAR
        return {"mark": series.mark, "year": 0, "number": number, "series": series.name}
    return {"number": number} | {name: fields.get(name) for name in ("mark", "year", "series")}


def read(content: bytes) -> EditionRecord:
    """The record in a file. Raises ValueError if it is not one."""
    try:
        fields = msgspec.json.decode(content, type=dict[str, Any])
        written = fields.get("format")
        if isinstance(written, int) and written > FORMAT:
            raise WrittenByNewer(f"format {written}")
        if written not in (1, FORMAT):
            raise ValueError("no record's format")
        record = msgspec.convert(fields | {"serial": _serial(fields)}, EditionRecord)
        if record.issue != fields.get("issue"):
            raise ValueError(f"{fields.get('issue')} is not {record.issue}")
        return record
    except msgspec.MsgspecError as problem:
        raise ValueError(str(problem)) from None

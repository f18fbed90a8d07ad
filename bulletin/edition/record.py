"""The record of an edition, for anybody who must prove years later what was sent out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bulletin.model import (
    REGULAR,
    SIGNATURES,
    SUPPLEMENTS,
    Act,
    Distribution,
    Issue,
    Notice,
    Publication,
    Serial,
    SignOff,
    Status,
    Visibility,
)
from bulletin.source import Source

FORMAT = 2
"""Format 1 has only 正刊 and 增刊 with numbers that run on; format 2 has years, other series and
other publications too.

Both can always be read. A record is written in the oldest format that is sufficient.
"""

_IN_FORMAT_1 = (REGULAR.mark, SUPPLEMENTS.mark)


class WrittenByNewer(ValueError):
    """A record in a format that only a newer version of the program can read."""


@dataclass(frozen=True)
class Signed:
    """A signature under the issue."""

    role: str
    by: str
    on: date


def signed_by(sign_off: SignOff) -> tuple[Signed, ...]:
    """The signatures of a sheet that have a name and a day."""
    return tuple(
        Signed(SIGNATURES[each.role], each.by.text, each.on)
        for each in sign_off.signatures
        if each.by and each.on
    )


@dataclass(frozen=True)
class FaceRecord:
    """The face that served a role, with the digests of its prepared files."""

    role: str
    family: str
    official: bool
    files: Mapping[str, str]
    """The SHA-256 of each file, by its name."""


@dataclass(frozen=True)
class EditionRecord:
    """The record of one edition."""

    serial: Serial
    title: str
    whole_number: int | None
    dated: date
    visibility: str
    act: Act
    revision: int
    reason: str
    acted_on: date
    """The day of the act, in the time zone of the office."""

    signatures: tuple[Signed, ...]
    approved: str
    """The digest of the copy that was approved; empty for a withdrawal."""

    pages: int
    """Pages of the PDF; 0 if there is none."""

    faces: tuple[FaceRecord, ...]
    versions: Mapping[str, str]
    """The versions of the program and of the outside parts that make the pages."""

    notices: tuple[Notice, ...]
    """All notices to readers, including that of this act."""

    @property
    def name(self) -> str:
        """`116/2`: the issue's name and the revision."""
        return f"{self.issue}/{self.revision}"

    @property
    def made_by(self) -> str:
        """The version of this program that made it, without the digest of its modules."""
        return self.versions.get("bulletin", "").partition("+")[0]

    @property
    def issue(self) -> str:
        """The issue's name: `116`, `s3`, `2024-1`."""
        return self.serial.name


def recorded_issue(record: EditionRecord, publication: Publication) -> Issue:
    """The issue that a record describes, without its articles. The copy is not needed for it.

    What no record contains is taken from the `publication`; the name is that of the day.
    """
    serial = record.serial
    publication = publication.of(serial.name)
    name = record.title.removesuffix(serial.label)
    return Issue(
        publication=replace(publication, name=name) if name != record.title else publication,
        source=Source(f"issues/{serial.folder}/issue.md", ""),
        serial=serial,
        dated=record.dated,
        topic="",
        articles=(),
        editor_note=(),
        distribution=Distribution(),
        visibility=Visibility(record.visibility),
        whole_number=record.whole_number,
        secrecy="",
        copy_number="",
        notice="",
        profile="",
        fit=None,
        status=Status.SIGNED,
        notices=record.notices,
    )


def format_of(serial: Serial) -> int:
    """The oldest format that can name an issue: 1 for 正刊 and 增刊 with numbers that run on, in
    the first publication of a workspace."""
    is_2 = serial.publication or serial.year or serial.mark not in _IN_FORMAT_1
    return 2 if is_2 else 1


def record_bytes(record: EditionRecord) -> bytes:
    """The content of record.json."""
    import msgspec

    fields = msgspec.to_builtins(record)
    del fields["serial"]
    nested = {name: fields.pop(name) for name in _NESTED}
    text = json.dumps(_identity(record) | fields | nested, ensure_ascii=False, indent=1)
    return text.encode() + b"\n"


_NESTED = ("act", "signatures", "faces", "versions", "notices")
"""The fields at the end of the file, in this order."""


def _identity(record: EditionRecord) -> dict[str, Any]:
    """The fields for the format and for the serial of the issue."""
    serial = record.serial
    written = format_of(serial)
    said: dict[str, Any] = {"format": written, "issue": serial.name, "title": record.title}
    said["number"] = serial.number
    if written == 1:
        return said | {"supplement": serial.mark == SUPPLEMENTS.mark}
    of = {"publication": serial.publication} if serial.publication else {}
    return said | {"year": serial.year, "mark": serial.mark, "series": serial.series} | of


def _serial(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of the serial, from a record of either format."""
    number = fields.get("number")
    if fields["format"] == 1:
        series = SUPPLEMENTS if fields.get("supplement") else REGULAR
        return {"mark": series.mark, "year": 0, "number": number, "series": series.name}
    named = {name: fields.get(name) for name in ("mark", "year", "series")}
    return {"number": number, "publication": fields.get("publication", "")} | named


def read_record(content: bytes) -> EditionRecord:
    """Read the content of record.json. Raises ValueError if it is not a record."""
    import msgspec  # a workspace that has published nothing needs none of it

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

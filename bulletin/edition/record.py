"""What is written down of an edition, for anybody who must prove in five years what was sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from bulletin.model import Act, Notice

FORMAT = 1


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

    issue: str
    """The issue's folder: `116`, or `s3` for a supplement."""

    title: str
    number: int
    supplement: bool
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
        """`116/2`: the issue's folder and the revision."""
        return f"{self.issue}/{self.revision}"


def record_bytes(record: EditionRecord) -> bytes:
    """The record as the file record.json."""
    fields = msgspec.to_builtins(record)
    nested = {name: fields.pop(name) for name in _NESTED}
    text = json.dumps({"format": FORMAT} | fields | nested, ensure_ascii=False, indent=1)
    return text.encode() + b"\n"


_NESTED = ("act", "signatures", "faces", "versions", "notices")
"""What stands at the end of the file, in this order."""


def read(content: bytes) -> EditionRecord:
    """The record in a file. Raises ValueError if it is not one."""
    try:
        fields = msgspec.json.decode(content, type=dict[str, Any])
        if fields.get("format") != FORMAT:
            raise ValueError("written by another version")
        return msgspec.convert(fields, EditionRecord)
    except msgspec.MsgspecError as problem:
        raise ValueError(str(problem)) from None

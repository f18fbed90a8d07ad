"""What is written down of an edition, for who must prove in five years what was sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

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
    fields: dict[str, Any] = {
        "format": FORMAT,
        **{key: value for key, value in vars(record).items() if key not in _NESTED},
        "act": record.act.value,
        "signatures": [vars(each) for each in record.signatures],
        "faces": [vars(each) for each in record.faces],
        "versions": dict(record.versions),
        "notices": [
            {"act": each.act.value, "revision": each.revision, "dated": each.dated}
            | {"reason": each.reason}
            for each in record.notices
        ],
    }
    text = json.dumps(fields, ensure_ascii=False, indent=1, default=date.isoformat)
    return text.encode() + b"\n"


_NESTED = ("act", "signatures", "faces", "versions", "notices")


def read(content: bytes) -> EditionRecord:
    """The record in a file. Raises ValueError for one that is none."""
    try:
        fields = json.loads(content)
        if fields.pop("format") != FORMAT:
            raise ValueError("written by another version")
        fields["dated"] = date.fromisoformat(fields["dated"])
        fields["acted_on"] = date.fromisoformat(fields["acted_on"])
        fields["act"] = Act(fields["act"])
        fields["signatures"] = tuple(
            Signed(each["role"], each["by"], date.fromisoformat(each["on"]))
            for each in fields["signatures"]
        )
        fields["faces"] = tuple(FaceRecord(**each) for each in fields["faces"])
        fields["notices"] = tuple(
            Notice(
                Act(each["act"]),
                each["revision"],
                date.fromisoformat(each["dated"]),
                each["reason"],
            )
            for each in fields["notices"]
        )
        return EditionRecord(**fields)
    except (TypeError, KeyError, AttributeError) as problem:
        raise ValueError(str(problem)) from None

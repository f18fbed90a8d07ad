"""The list of public keys of an office: which there are, since when, and what became of them.

Each record is a line of its own, with a signature over all lines before it by a key that was valid
at that time. Nothing is ever taken from the list: if a key is given up, another record says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from pathlib import Path

from bulletin.edition.attestation import is_signed, key_digits

KEYS_NAME = "keys.jsonl"
"""A file in `issues/`; all publications of a workspace have one list."""


class KeyAct(Enum):
    """What a record says of a key."""

    NEW = "new"
    """Its holder shows it, and signs with it. The first of a list is valid at once."""

    ACCEPT = "accept"
    """The holder of a valid key accepts it."""

    REVOKE = "revoke"
    """The holder of a valid key, perhaps of this one, gives it up."""

    LOST = "lost"
    """Nobody has a valid key any more: the signer, whom nobody accepted, takes its place."""


@dataclass(frozen=True)
class KeyRecord:
    """One line of the list."""

    act: KeyAct
    day: date
    key: str
    by: str
    name: str = ""
    public: str = ""
    """The public key of a new one, 32 bytes in Base64."""

    registered: Mapping[str, int] = field(default_factory=dict)
    """Of a key that is given up: how many lines each publication's register had then."""

    reason: str = ""
    signature: str = ""


class KeyState(Enum):
    """What may be done with a key."""

    WAITING = "waiting"
    VALID = "valid"
    REVOKED = "revoked"


@dataclass(frozen=True)
class OfficeKey:
    """A key of the list."""

    digits: str
    name: str
    public: str
    since: date
    state: KeyState
    until: Mapping[str, int] = field(default_factory=dict)
    """Of a revoked one: up to which line of each register it holds."""

    instead_of: str = ""
    """The key that was lost and whose place it took without being accepted."""

    def held_at(self, publication: str, place: int) -> bool:
        """Whether it could sign a line at this place of a publication's register."""
        if self.state is KeyState.REVOKED:
            return place <= self.until.get(publication, 0)
        return self.state is KeyState.VALID


@dataclass(frozen=True)
class KeyList:
    """The list as it was read."""

    lines: tuple[bytes, ...] = ()
    """The records as they stand in the file, with their line ends."""

    keys: Mapping[str, OfficeKey] = field(default_factory=dict)
    faults: tuple[tuple[int, str], ...] = ()
    """Which records do not hold, counted from 1, and why."""

    @property
    def valid(self) -> tuple[OfficeKey, ...]:
        """The keys with which may be signed."""
        return tuple(each for each in self.keys.values() if each.state is KeyState.VALID)

    def first(self, records: int) -> bytes:
        """The first so many records, as they stand in the file."""
        return b"".join(self.lines[:records])

    def name_of(self, digits: str) -> str:
        """Whose key it is; its digits if the list has none such."""
        return self.keys[digits].name if digits in self.keys else digits


def read_keys(issues: Path) -> KeyList:
    """The list of keys of the workspace whose folder of issues this is. Raises OSError."""
    try:
        content = (issues / KEYS_NAME).read_bytes()
    except FileNotFoundError:
        return KeyList()
    return key_list(content.splitlines(keepends=True))


def key_list(lines: Sequence[bytes]) -> KeyList:
    """The list that these lines make: what they say, each weighed by what stands before it."""
    keys: dict[str, OfficeKey] = {}
    faults: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        record = _record(line)
        if record is None:
            faults.append((number, "认不得"))
        elif fault := _fault(record, keys, b"".join(lines[: number - 1])):
            faults.append((number, fault))
        else:
            _enter(record, keys)
    return KeyList(tuple(lines), keys, tuple(faults))


def key_statement(record: KeyRecord, before: bytes) -> bytes:
    """What is signed of a record: all of it, and all records `before` it."""
    import msgspec

    digest = hashlib.sha256(before).hexdigest()
    said = msgspec.json.encode(replace(record, signature=""), order="sorted")
    return f"bulletin key record 1\n{digest}\n".encode() + said


def record_line(record: KeyRecord) -> bytes:
    """A record as a line of the file."""
    import msgspec

    return msgspec.json.encode(record) + b"\n"


def _record(line: bytes) -> KeyRecord | None:
    import msgspec

    try:
        return msgspec.json.decode(line, type=KeyRecord)
    except (msgspec.MsgspecError, ValueError):
        return None


def _fault(record: KeyRecord, keys: Mapping[str, OfficeKey], before: bytes) -> str:
    """Why a record does not hold; empty if it does."""
    subject, signer = keys.get(record.key), keys.get(record.by)
    if record.act is KeyAct.NEW:
        return _fault_of_new(record, keys, before)
    if subject is None or signer is None:
        return f"说的是名录里没有的公钥 {record.key if subject is None else record.by}"
    if not is_signed(signer.public, record.signature, key_statement(record, before)):
        return f"不是{signer.name}签名的，或者签名以后改过"
    by_waiting = record.act is KeyAct.LOST
    if signer.state is not (KeyState.WAITING if by_waiting else KeyState.VALID):
        return f"{signer.name}那时不能签名"
    wanted = KeyState.WAITING if record.act is KeyAct.ACCEPT else KeyState.VALID
    if subject.state is not wanted and not (
        record.act is KeyAct.REVOKE and subject.state is KeyState.WAITING
    ):
        return f"{subject.name}的公钥那时不是这样"
    return ""


def _fault_of_new(record: KeyRecord, keys: Mapping[str, OfficeKey], before: bytes) -> str:
    try:
        digits = key_digits(record.public)
    except ValueError:
        return "公钥认不得"
    if not digits == record.key == record.by or record.key in keys:
        return "公钥和它的编号不符，或者重复"
    if not is_signed(record.public, record.signature, key_statement(record, before)):
        return f"不是{record.name}签名的，或者签名以后改过"
    return ""


def _enter(record: KeyRecord, keys: dict[str, OfficeKey]) -> None:
    if record.act is KeyAct.NEW:
        state = KeyState.WAITING if keys else KeyState.VALID
        keys[record.key] = OfficeKey(record.key, record.name, record.public, record.day, state)
        return
    subject = keys[record.key]
    if record.act is KeyAct.ACCEPT:
        keys[record.key] = replace(subject, state=KeyState.VALID)
        return
    keys[record.key] = replace(subject, state=KeyState.REVOKED, until=record.registered)
    if record.act is KeyAct.LOST:
        by = keys[record.by]
        keys[record.by] = replace(by, state=KeyState.VALID, instead_of=record.key)

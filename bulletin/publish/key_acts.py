"""The acts of the list of keys: each adds a record, which is signed over all before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bulletin.diagnostics import Diagnostic, has_errors, of_file
from bulletin.edition import (
    KEYS_NAME,
    KeyAct,
    KeyList,
    KeyRecord,
    KeyState,
    OfficeKey,
    Signer,
    key_list,
    key_statement,
    read_keys,
    read_shelves,
    record_line,
)
from bulletin.lock import HearsWaiting
from bulletin.output import DISK, Disk, replace_file
from bulletin.publish.attesting import SHOWN_KEYS, key_list_faults
from bulletin.publish.registrar import Registrar, locked, settled_register, write_register
from bulletin.workspace import Workspace


@dataclass(frozen=True)
class KeyDesk:
    """Where, when and on what disk the list of keys is written."""

    workspace: Workspace
    today: date
    disk: Disk = DISK
    wait: float = 60.0
    waiting: HearsWaiting | None = None


Refused = tuple[Diagnostic, ...]

FEWEST_DIGITS = 8
"""With so many digits of its number at least a key is named: fewer are no check of who it is."""


def show_key(desk: KeyDesk, signer: Signer, public: str) -> Refused:
    """Enter a new key. It is valid if it is the list's first, and waits to be accepted if not."""
    made = KeyRecord(KeyAct.NEW, desk.today, signer.key, signer.key, signer.name, public)
    return _recorded(desk, signer, made)


def accept_key(desk: KeyDesk, signer: Signer, digits: str) -> Refused:
    """Accept a key that waits."""
    return _recorded(desk, signer, KeyRecord(KeyAct.ACCEPT, desk.today, digits, signer.key))


def revoke_key(desk: KeyDesk, signer: Signer, digits: str, reason: str) -> Refused:
    """Give a key up. What was signed with it until now stays signed."""
    made = KeyRecord(KeyAct.REVOKE, desk.today, digits, signer.key, reason=reason)
    return _recorded(desk, signer, made)


def lose_key(desk: KeyDesk, signer: Signer, digits: str, reason: str) -> Refused:
    """Take the place of a key that was lost, where nobody can accept one any more."""
    made = KeyRecord(KeyAct.LOST, desk.today, digits, signer.key, reason=reason)
    return _recorded(desk, signer, made)


def _recorded(desk: KeyDesk, signer: Signer, record: KeyRecord) -> Refused:
    """Write a record more; of a key that is given up, with what it may have signed until now.

    Raises Locked and OSError.
    """
    with locked(desk.workspace, "", desk.disk, desk.wait, waiting=desk.waiting) as held:
        keys = read_keys(desk.workspace.issues)
        if keys.faults:
            return tuple(key_list_faults(keys, frozenset(keys.keys)))
        if record.act in (KeyAct.REVOKE, KeyAct.LOST):
            shelves = read_shelves(desk.workspace)
            registered = {each.publication: len(each.register) for each in shelves}
            record = replace(record, registered=registered)
        signature = signer.attest(key_statement(record, keys.first(len(keys.lines)))).signature
        lines = (*keys.lines, record_line(replace(record, signature=signature)))
        after = key_list(lines)
        if after.faults:
            _, fault = after.faults[-1]
            hint = "运行 bulletin key list 看名录"
            return (of_file("I226", SHOWN_KEYS, f"不能这样记：{fault}", hint),)
        held.confirm()
        path = desk.workspace.issues / KEYS_NAME
        replace_file(path, b"".join(lines), desk.disk, durable=True)
    return ()


def attest(desk: KeyDesk, signer: Signer) -> Refused:
    """Sign the end of every register as it stands, if nothing is wrong with it.

    Raises Locked, LockLost and OSError.
    """
    faults: list[Diagnostic] = []
    by = Registrar(desk.today, desk.disk, signer)
    for each in read_shelves(desk.workspace):
        with locked(
            desk.workspace, each.publication, desk.disk, desk.wait, waiting=desk.waiting
        ) as held:
            shelf, found = settled_register(desk.workspace, each.publication, by)
            faults += found
            if has_errors(found) or not shelf.register:
                continue
            held.confirm()
            faults += write_register(desk.workspace, shelf, by)
    return tuple(faults)


def named_key(keys: KeyList, wanted: str, state: KeyState) -> OfficeKey | None:
    """The only key in this state that has the name or begins with the digits `wanted`."""
    digits = wanted if len(wanted) >= FEWEST_DIGITS else None
    found = [
        each
        for each in keys.keys.values()
        if each.state is state
        and (each.name == wanted or (digits and each.digits.startswith(digits)))
    ]
    return found[0] if len(found) == 1 else None

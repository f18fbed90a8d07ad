"""The register: locked, made whole after an interruption, written, and signed with a key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bulletin.diagnostics import Diagnostic, Severity, has_errors, of_file
from bulletin.edition import (
    PUBLISH_LOCK,
    REGISTER_NAME,
    Kept,
    RegisterLine,
    Shelf,
    Signer,
    editions_known,
    newer_faults,
    note_signed,
    published_places,
    read_keys,
    read_shelf,
    register_of,
    stray_paths,
)
from bulletin.lock import HearsWaiting, Held, lock
from bulletin.output import DISK, PUBLISHED, Disk, put_back, replace_file
from bulletin.publish.attesting import (
    attestation_faults,
    attested,
    entered,
    key_list_faults,
    signed_along,
)
from bulletin.publish.chain import RULES, follows
from bulletin.publish.receipts import receipt_of
from bulletin.workspace import Workspace


@dataclass(frozen=True)
class Registrar:
    """Who writes the register: when, on what disk, and with what key."""

    today: date
    disk: Disk = DISK
    signer: Signer | None = None


def locked(
    workspace: Workspace,
    publication: str,
    disk: Disk,
    wait: float,
    unsigned: float = 5.0,
    *,
    waiting: HearsWaiting | None = None,
) -> AbstractContextManager[Held]:
    """The lock of a publication's register. Raises Locked."""
    path = workspace.publication_folder(publication) / PUBLISH_LOCK
    return lock(path, disk, wait=wait, waiting=waiting, unsigned=unsigned)


def enter_in_register(
    workspace: Workspace, shelf: Shelf, kept: Kept, by: Registrar
) -> tuple[Diagnostic, ...]:
    """Write the line of an edition, signed if there is a key. Raises OSError."""
    line = RegisterLine(kept.identity, kept.issue, kept.revision)
    if by.signer is not None:
        line = entered(line, len(shelf.register) + 1, shelf.publication, by.signer)
    longer = replace(shelf, register=(*shelf.register, line))
    return write_register(workspace, longer, by)


def write_register(workspace: Workspace, shelf: Shelf, by: Registrar) -> tuple[Diagnostic, ...]:
    """Write the lines of a register, with a signature under its end if there is a key.

    Tells what else is signed with it (I221). A receipt of what was signed is kept beside the
    private key; I227 if it cannot be. Raises OSError if the register cannot be written.
    """
    path = workspace.publication_folder(shelf.publication) / REGISTER_NAME
    if by.signer is None:
        replace_file(path, register_of(shelf.register, shelf.head), by.disk, durable=True)
        return ()
    keys, told = read_keys(workspace.issues), tuple(signed_along(shelf))
    head = attested(shelf.register, shelf.publication, keys, by.signer, by.today)
    replace_file(path, register_of(shelf.register, head), by.disk, durable=True)
    receipt = receipt_of(workspace, [replace(shelf, head=head)], by.today)
    try:
        note_signed(workspace.root, by.signer.key, receipt)
    except OSError:
        message = "签了名，本机没有记下签到哪一份"
        hint = "运行 bulletin verify --receipt 另存一份回执"
        return (*told, of_file("I227", shelf.register_path, message, hint, Severity.WARNING))
    return told


def open_place(place: Path, disk: Disk) -> None:
    """Make a folder of editions, or let it be written."""
    if place.is_dir():
        disk.chmod(place, 0o755 | place.parent.stat().st_mode & 0o020)
    else:
        disk.mkdir(place)
        disk.sync(place.parent)


def close_place(place: Path, disk: Disk) -> None:
    """Remove a folder without editions; make one with editions read-only, unless a group shares it.

    It belongs to the group that the issues' folder belongs to: another account of the group
    must be able to correct and to withdraw.
    """
    if any(place.iterdir()):
        disk.chmod(place, 0o555 | place.parent.stat().st_mode & 0o020)
    else:
        disk.remove_folder(place)


def settled_register(
    workspace: Workspace, publication: str, by: Registrar
) -> tuple[Shelf, tuple[Diagnostic, ...]]:
    """Remove what an interrupted run left, and write the register's line if that is missing.

    That line is not signed, since nobody knows here who published the edition: the next signature
    under the end covers it, and says so.

    Any other disagreement between editions and register is an error, because nothing may be added
    to a series that is not complete.
    """
    put_back(workspace.publication_folder(publication) / REGISTER_NAME, by.disk)
    shelf = read_shelf(workspace, publication)
    if newer := newer_faults(shelf):
        return shelf, newer
    _clear(workspace, publication, by.disk)
    if any(_damage(workspace, shelf)):
        message, hint = "刊发的文件和登记簿对不上", "运行 bulletin verify，从备份取回"
        return shelf, (of_file("I118", shelf.register_path, message, hint),)
    owed = shelf.unregistered
    if len(owed) == 1 and follows(shelf, owed[0]):
        enter_in_register(workspace, shelf, owed[0], replace(by, signer=None))
        shelf = read_shelf(workspace, publication)
    return shelf, ()


def _clear(workspace: Workspace, publication: str, disk: Disk) -> None:
    begun, _ = stray_paths(workspace, publication)
    for path in begun:
        place = path.parent
        if place.name == PUBLISHED:
            open_place(place, disk)
        with suppress(PermissionError):  # what another account left sealed is in nobody's way
            disk.discard(path)
    for place in published_places(workspace, publication):
        if place.is_dir() and (place.stat().st_mode & 0o202 or not any(place.iterdir())):
            close_place(place, disk)


def _damage(workspace: Workspace, shelf: Shelf) -> Iterator[bool]:
    """Whether an edition, the register or its signatures are not as they were written."""
    keys = read_keys(workspace.issues)
    found = (*attestation_faults(shelf, keys), *key_list_faults(keys, frozenset(keys.keys)))
    yield any(each.code != "I221" for each in found)  # who has no key may publish
    yield has_errors(fault for rule in RULES for fault in rule(shelf))
    known = editions_known(workspace)
    yield any(each.readable is None or known.is_altered(each) for each in shelf.kept)
    known.keep()

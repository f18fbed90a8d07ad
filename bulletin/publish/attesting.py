"""Signing the register with a key, and telling unsigned, foreign, changed, cut off and replayed
lines apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from bulletin.diagnostics import Diagnostic, Severity, of_file
from bulletin.edition import (
    KEYS_NAME,
    Attestation,
    HeadAttestation,
    KeyList,
    RegisterLine,
    Shelf,
    Signer,
    edition_fault,
    head_statement,
    is_signed,
    line_statement,
    register_body,
)

SHOWN_KEYS = f"issues/{KEYS_NAME}"


def entered(line: RegisterLine, place: int, publication: str, signer: Signer) -> RegisterLine:
    """A line of the register, signed by who enters it at a `place`, counted from 1."""
    statement = line_statement(publication, place, str(line))
    return replace(line, entered=signer.attest(statement))


def attested(
    lines: tuple[RegisterLine, ...], publication: str, keys: KeyList, signer: Signer, today: date
) -> HeadAttestation:
    """A signature under the end of a register of these lines."""
    blank = HeadAttestation(len(lines), today, len(keys.lines), Attestation(signer.key, ""))
    return replace(blank, by=signer.attest(_statement(blank, lines, publication, keys)))


def _statement(
    head: HeadAttestation, lines: tuple[RegisterLine, ...], publication: str, keys: KeyList
) -> bytes:
    body = register_body(lines[: head.lines])
    return head_statement(publication, body, head, keys.first(head.records))


# -- What is found ---------------------------------------------------------------------------------


def attestation_faults(shelf: Shelf, keys: KeyList) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with the signatures of a register. Nothing is asked of an office
    that has no keys and never signed."""
    return tuple(fault for rule in RULES for fault in rule(shelf, keys))


def entry_faults(shelf: Shelf, keys: KeyList) -> Iterator[Diagnostic]:
    """I222, I223: who signed a line must be in the list of keys, and the line as it was then."""
    for place, line in enumerate(shelf.register, start=1):
        if line.entered is None:
            continue
        statement = line_statement(shelf.publication, place, str(line))
        if fault := _fault(shelf, keys, line.entered, place, line.name, statement):
            yield fault


def head_faults(shelf: Shelf, keys: KeyList) -> Iterator[Diagnostic]:
    """I222, I223, I224: the signature under the end must fit the lines and the list of keys."""
    head, path = shelf.head, shelf.register_path
    if head is None:
        if any(line.entered for line in shelf.register):
            yield edition_fault("I224", path, "末尾的签名不见了，后面的可能截去了")
        return
    if head.lines > len(shelf.register):
        there = len(shelf.register)
        yield edition_fault("I224", path, f"签名时有 {head.lines} 份，现在只有 {there} 份")
    elif head.records > len(keys.lines):
        there = len(keys.lines)
        message = f"签名时有 {head.records} 条，现在只有 {there} 条"
        yield edition_fault("I224", SHOWN_KEYS, message)
    else:
        statement = _statement(head, shelf.register, shelf.publication, keys)
        if fault := _fault(shelf, keys, head.by, head.lines, "末尾", statement):
            yield fault


def unsigned_faults(shelf: Shelf, keys: KeyList) -> Iterator[Diagnostic]:
    """I221: since the office has keys, what stands behind the last signature is unsigned."""
    bare = _behind_the_end(shelf)
    is_cut = shelf.head is None and any(line.entered for line in shelf.register)
    if bare and keys.keys and not is_cut:
        hint = "是本单位刊发的，有钥匙的人核对后运行 bulletin key sign；不是的，从备份取回"
        yield edition_fault("I221", shelf.register_path, f"{_named(bare)} 没有签名", hint)


def signed_along(shelf: Shelf) -> Iterator[Diagnostic]:
    """I221: what nobody has signed yet, and a new signature under the end covers as well.

    Whoever signs is told, or he would answer for an edition that somebody else has put in.
    """
    bare = [line for line in _behind_the_end(shelf) if line.entered is None]
    if bare:
        message = f"{_named(bare)} 原来没有签名，这一次一并签了"
        hint = "运行 bulletin verify 核对；不是本单位刊发的，从备份取回"
        yield of_file("I221", shelf.register_path, message, hint, Severity.WARNING)


def _behind_the_end(shelf: Shelf) -> tuple[RegisterLine, ...]:
    return shelf.register[shelf.head.lines if shelf.head else 0 :]


def _named(lines: Sequence[RegisterLine]) -> str:
    more = f" 等 {len(lines)} 份" if lines[MOST_NAMED:] else ""
    return "、".join(line.name for line in lines[:MOST_NAMED]) + more


MOST_NAMED = 5
"""Up to so many unsigned editions are named one by one."""


RULES: tuple[Callable[[Shelf, KeyList], Iterator[Diagnostic]], ...] = (
    entry_faults,
    head_faults,
    unsigned_faults,
)


def _fault(
    shelf: Shelf, keys: KeyList, by: Attestation, place: int, what: str, statement: bytes
) -> Diagnostic | None:
    key, path = keys.keys.get(by.key), shelf.register_path
    if key is None:
        message = f"{what}的签名用的是名录里没有的公钥 {by.key}"
        return edition_fault("I222", path, message)
    if not key.held_at(shelf.publication, place):
        message = f"{what}的签名用的是{key.name}的公钥 {by.key}，那时不能用"
        return edition_fault("I222", path, message)
    if not is_signed(key.public, by.signature, statement):
        return edition_fault("I223", path, f"{what}和{key.name}的签名不符，签名以后改过")
    return None


def key_list_faults(keys: KeyList, known: frozenset[str]) -> Iterator[Diagnostic]:
    """I226: every record of the list must hold, and a key that took the place of a lost one without
    being accepted must be `known` from outside."""
    for number, fault in keys.faults:
        yield edition_fault("I226", SHOWN_KEYS, f"第 {number} 条{fault}")
    for key in keys.keys.values():
        if key.instead_of and key.digits not in known:
            message = f"{key.name}的公钥 {key.digits} 接替报失的公钥 {key.instead_of}，没有人认可"
            hint = "verify --against 归档的、写着这个公钥的文件；没有的，不是本单位的，从备份取回"
            yield edition_fault("I226", SHOWN_KEYS, message, hint)

"""Receipts of what was published, and the comparison of the registers with what was filed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

from bulletin.decoding import EVERY, decoded
from bulletin.diagnostics import Diagnostic, of_file
from bulletin.edition import (
    SHORT,
    KeyList,
    Shelf,
    Witness,
    edition_fault,
    keys_in,
    publication_of,
    witnesses_in,
)
from bulletin.isolation import Limits, Stopped, apart
from bulletin.load import load_publication
from bulletin.pdf import read_pdf
from bulletin.workspace import Workspace


def receipt_of(workspace: Workspace, shelves: Sequence[Shelf], today: date) -> str:
    """Two lines for each publication: the day, whose it is and how many editions there are, and the
    last one with its digest, which confirms all before it.

    They are printed or filed where nobody who can write to the workspace can write.
    """
    facts, _ = load_publication(workspace.root)  # who cannot be named is not
    lines: list[str] = []
    for shelf in shelves:
        if shelf.register:
            last = shelf.register[-1]
            digits = " ".join(last.identity[at : at + 8] for at in range(0, 64, 8))
            whose = [facts.of(last.issue).name] if facts else []
            key = [f"公钥 {shelf.head.by.key}"] if shelf.head else []
            count = f"登记 {len(shelf.register)} 份，到 {last.name} 为止"
            lines.append("　".join((today.isoformat(), *whose, *key, count)))
            lines.append(f"{last.name} {digits}")
    return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True)
class WitnessFile:
    """A file outside the workspace that names editions with their digests."""

    shown: str
    witnesses: tuple[Witness, ...]
    is_text: bool = True
    keys: frozenset[str] = frozenset()
    """The digits of the public keys that it names."""


def read_witness_file(path: Path, shown: str) -> WitnessFile:
    """Read a receipt, a report, a mail, or an issue as PDF. Raises OSError."""
    content = path.read_bytes()
    text = _text(content, is_mail=path.suffix.lower() == ".eml")
    witnesses = tuple(dict.fromkeys(witnesses_in(text or "")))
    return WitnessFile(shown, witnesses, text is not None, keys_in(text or ""))


def _text(content: bytes, *, is_mail: bool) -> str | None:
    """The text of a file; None if it is none."""
    if is_mail:
        return _mail_text(content)
    if content.startswith(b"%PDF"):
        try:
            return apart(Limits(), read_pdf, content).text
        except (Stopped, ValueError):
            return None
    return None if content.startswith(_NO_TEXT) else decoded(content, EVERY)


_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How Word and old Word files begin."""


def _mail_text(content: bytes) -> str:
    body = message_from_bytes(content, policy=policy.default).get_body(("plain", "html"))
    return str(body.get_content()) if body else ""


def missed(file: WitnessFile, registers: Registers) -> tuple[Diagnostic, ...]:
    """I218, I219, I225: every edition that was written down must be in a register, with that
    digest, and at the place that the receipt says. I226: every key must be in the list of keys."""
    if not file.is_text:
        hint = "把回执的两行抄进一个 .txt 文件，用那个文件对照"
        return (of_file("I219", file.shown, "不是文字文件", hint),)
    if not (file.witnesses or file.keys):
        hint = (
            "给回执、核对报告或发出的邮件；存档号照原样写：期号/版次、空格、数字；"
            "公钥写：公钥、空格、16 位编号"
        )
        return (of_file("I219", file.shown, "里面没有存档号，也没有公钥", hint),)
    found: list[Diagnostic] = []
    for witness in file.witnesses:
        if fault := _misread(witness):
            found.append(of_file("I219", file.shown, fault, "照原来的回执重打"))
        elif fault := registers.replayed(witness):
            found.append(edition_fault("I225", file.shown, fault))
        elif fault := registers.contradicts(witness):
            hint = "先核对留底是不是本单位的、有没有打错；都没有错，从备份取回"
            found.append(edition_fault("I218", file.shown, fault, hint))
    for digits in sorted(file.keys - registers.keys):
        found.append(edition_fault("I226", file.shown, f"写着公钥 {digits}，名录里没有"))
    return tuple(found)


def _misread(witness: Witness) -> str:
    """Why a witness cannot be compared: it lacks digits, or its two lines are of two editions."""
    if not witness.is_whole:
        count = len(witness.digits)
        return f"{witness.edition} 的存档号读出 {count} 位，应是 64 位（邮件里 16 位）的 0—9、a—f"
    if witness.said not in ("", witness.edition):
        return f"两行写的不是同一份：{witness.said}、{witness.edition}"
    return ""


class Registers:
    """The lines of several registers by name, and the keys of the office.

    The registers of the publications in `whole` are signed, and all signatures hold: one that lacks
    an edition is an old one, put back.
    """

    def __init__(self, shelves: Sequence[Shelf], keys: KeyList, whole: Collection[str]) -> None:
        self.keys = keys.keys.keys()
        self._shelves = {shelf.publication: shelf for shelf in shelves}
        self._whole = whole
        self._lines = {
            line.name: (place, line)
            for shelf in shelves
            for place, line in enumerate(shelf.register, start=1)
        }

    def replayed(self, witness: Witness) -> str:
        """Why the register of a witness is an old one that was put back; empty if it is not."""
        publication = publication_of(witness.issue)
        head = self._shelves[publication].head if publication in self._whole else None
        if witness.edition in self._lines or head is None:
            return ""
        day = head.day.isoformat()
        return f"记着 {witness.edition} 刊发过，登记簿却是 {day} 签名的那一份，是旧的"

    def contradicts(self, witness: Witness) -> str:
        """What a witness says that its register does not; empty if they agree."""
        if not witness.edition:
            lines = (line for _, line in self._lines.values())
            agrees = any(line.identity.startswith(witness.digits) for line in lines)
            return "" if agrees else f"记的存档号 {witness.digits[:SHORT]}，登记簿里没有"
        if witness.edition not in self._lines:
            return f"记着 {witness.edition} 刊发过，登记簿里没有"
        place, line = self._lines[witness.edition]
        if not line.identity.startswith(witness.digits):
            return f"记的 {witness} 和登记簿不一致，这一份或它之前的改写过"
        if witness.place and witness.place != place:
            return f"记着 {witness.edition} 是第 {witness.place} 份，登记簿里是第 {place} 份"
        return ""


def may_be_written_over(path: Path) -> bool:
    """Whether a file may be replaced by a receipt or a report: it is empty, or is one itself.

    Raises OSError.
    """
    content = path.read_bytes()
    text = decoded(content, EVERY) or ""
    is_report = text.startswith(("刊发文件核对报告", '{\n "verified_on"'))
    return not content.strip() or is_report or any(witnesses_in(text))

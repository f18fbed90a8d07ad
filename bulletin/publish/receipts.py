"""Receipts of what was published, and the comparison of the registers with what was filed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

from bulletin.decoding import EVERY, decoded
from bulletin.diagnostics import Diagnostic, of_file
from bulletin.edition import RegisterLine, Shelf, Witness, edition_fault, witnesses_in


def receipt_of(shelves: Sequence[Shelf], today: date) -> str:
    """Two lines for each publication: the day and how many editions there are, and the last one
    with its digest, which confirms all before it.

    They are printed or filed where nobody who can write to the workspace can write.
    """
    lines: list[str] = []
    for shelf in shelves:
        if shelf.register:
            last = shelf.register[-1]
            digits = " ".join(last.identity[at : at + 8] for at in range(0, 64, 8))
            lines.append(f"{today.isoformat()}　登记 {len(shelf.register)} 份，到 {last.name} 为止")
            lines.append(f"{last.name} {digits}")
    return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True)
class WitnessFile:
    """A file outside the workspace that names editions with their digests."""

    shown: str
    witnesses: tuple[Witness, ...]
    is_text: bool = True


def read_witness_file(path: Path, shown: str) -> WitnessFile:
    """Read a receipt, a report or a mail. Raises OSError."""
    content = path.read_bytes()
    text = _mail_text(content) if path.suffix.lower() == ".eml" else decoded(content, EVERY)
    is_text = text is not None and not content.startswith(_NO_TEXT)
    return WitnessFile(shown, tuple(dict.fromkeys(witnesses_in(text or ""))), is_text)


_NO_TEXT = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How PDF, Word and old Word files begin."""


def _mail_text(content: bytes) -> str:
    body = message_from_bytes(content, policy=policy.default).get_body(("plain", "html"))
    return str(body.get_content()) if body else ""


def missed(files: Sequence[WitnessFile], shelves: Sequence[Shelf]) -> Iterator[Diagnostic]:
    """I218, I219: every edition that was written down must be in a register, with that digest, and
    at the place that the receipt says."""
    lines = {line.name: line for shelf in shelves for line in shelf.register}
    places = {
        line.name: place for shelf in shelves for place, line in enumerate(shelf.register, start=1)
    }
    for file in files:
        if not file.is_text:
            hint = "把回执的两行抄进一个 .txt 文件，用那个文件对照"
            yield of_file("I219", file.shown, "不是文字文件", hint)
        elif not file.witnesses:
            hint = "给回执、核对报告或发出的邮件；存档号照原样写：期号/版次、空格、数字"
            yield of_file("I219", file.shown, "里面没有存档号", hint)
        for witness in file.witnesses:
            if fault := _misread(witness):
                yield of_file("I219", file.shown, fault, "照原来的回执重打")
            elif fault := _unlike_register(witness, lines.get(witness.edition), places):
                hint = "先核对留底是不是本单位的、有没有打错；都没有错，从备份取回"
                yield edition_fault("I218", file.shown, fault, hint)


def _misread(witness: Witness) -> str:
    """Why a witness cannot be compared: it lacks digits, or its two lines are of two editions."""
    if not witness.is_whole:
        count = len(witness.digits)
        return f"{witness.edition} 的存档号读出 {count} 位，应是 64 位（邮件里 16 位）的 0—9、a—f"
    if witness.said not in ("", witness.edition):
        return f"两行写的不是同一份：{witness.said}、{witness.edition}"
    return ""


def _unlike_register(witness: Witness, line: RegisterLine | None, places: Mapping[str, int]) -> str:
    if line is None:
        return f"记着 {witness.edition} 刊发过，登记簿里没有"
    if not line.identity.startswith(witness.digits):
        return f"记的 {witness} 和登记簿不一致，这一份或它之前的改写过"
    if witness.place and witness.place != places[witness.edition]:
        there = places[witness.edition]
        return f"记着 {witness.edition} 是第 {witness.place} 份，登记簿里是第 {there} 份"
    return ""


def may_be_written_over(path: Path) -> bool:
    """Whether a file may be replaced by a receipt or a report: it is empty, or is one itself.

    Raises OSError.
    """
    content = path.read_bytes()
    text = decoded(content, EVERY) or ""
    is_report = text.startswith(("刊发文件核对报告", '{\n "verified_on"'))
    return not content.strip() or is_report or any(witnesses_in(text))

"""Receipts of what was published, and the comparison of the registers with what was filed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

from bulletin.decoding import decoded
from bulletin.diagnostics import Diagnostic, of_file
from bulletin.edition import Shelf, Witness, edition_fault, witnesses_in


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


def read_witness_file(path: Path, shown: str) -> WitnessFile:
    """Read a receipt, a report or a mail. Raises OSError."""
    content = path.read_bytes()
    text = _mail_text(content) if path.suffix.lower() == ".eml" else decoded(content) or ""
    return WitnessFile(shown, tuple(dict.fromkeys(witnesses_in(text))))


def _mail_text(content: bytes) -> str:
    body = message_from_bytes(content, policy=policy.default).get_body(("plain", "html"))
    return str(body.get_content()) if body else ""


def missed(files: Sequence[WitnessFile], shelves: Sequence[Shelf]) -> Iterator[Diagnostic]:
    """I218, I219: every edition that was written down must be in a register, with that digest."""
    lines = {line.name: line for shelf in shelves for line in shelf.register}
    for file in files:
        if not file.witnesses:
            hint = "给回执、核对报告或发出的邮件"
            yield of_file("I219", file.shown, "里面没有存档号", hint)
        for witness in file.witnesses:
            line = lines.get(witness.edition)
            if line is None:
                message = f"记着 {witness.edition} 刊发过，登记簿里没有"
                yield edition_fault("I218", file.shown, message)
            elif not line.identity.startswith(witness.digits):
                message = f"记的 {witness} 和登记簿不一致，这一份或它之前的改写过"
                yield edition_fault("I218", file.shown, message)

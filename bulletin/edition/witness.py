"""What was written down about an edition outside the workspace: a receipt, a filed report, a mail.

If somebody rewrites the past in the workspace, these contradict it. Each edition names the digest
of the one before, so that the digest of one edition confirms all earlier ones: a single line on
paper is a witness of everything that was published until then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from unicodedata import normalize

from bulletin.edition import bag
from bulletin.edition.shelf import Kept, RegisterLine
from bulletin.patterns import pattern_of

SHORT = 16
"""Hexadecimal digits of a digest in a mail: 64 bits, which nobody matches by trying."""

WHOLE = 64
"""Hexadecimal digits of a digest in a receipt or a report."""


@dataclass(frozen=True)
class Witness:
    """An edition as it is named outside: `116/1` and the first digits of its digest."""

    edition: str
    digits: str

    said: str = ""
    """The edition that the receipt's first line names; empty if there is no such line."""

    place: int = 0
    """Which edition of the register it is by that line, counted from 1; 0 if none says it."""

    @property
    def issue(self) -> str:
        """The issue whose edition it is."""
        return self.edition.rpartition("/")[0]

    @property
    def is_whole(self) -> bool:
        """Whether all digits can be read that were written down: a mail's or a receipt's."""
        return len(self.digits) in (SHORT, WHOLE) and bool(_DIGITS.fullmatch(self.digits))

    def __str__(self) -> str:
        return f"{self.edition} {self.digits[:SHORT]}"


def witness_in(line: RegisterLine) -> Witness:
    """The short witness of an edition, by its line of the register."""
    return Witness(line.name, line.identity[:SHORT])


def witness_of(kept: Kept) -> Witness:
    """The short witness of an edition. Raises OSError."""
    return Witness(kept.name, kept.identity[:SHORT])


def witness_before(kept: Kept) -> Witness | None:
    """The short witness of the edition that an edition follows; None if it is the first."""
    info = kept.info
    name, identity = info.get("Previous-Edition"), info.get("Previous-Tagmanifest-SHA256")
    return Witness(name, identity[:SHORT]) if name and identity else None


def witnesses_in(text: str) -> Iterator[Witness]:
    """Every witness in the text of a receipt, a report or a mail, however it was copied: with
    full-width characters, capitals, digits in groups or over several lines.

    What follows an edition's name in groups of four characters and more is taken for its digits,
    also where some cannot be digits: a slip must not make the rest unread (`Witness.is_whole`).
    Where no edition is named, digits that stand alone are those of some edition.
    """
    found = list(_named(text))
    said = normalize("NFKC", text).lower()
    if not found and not keys_in(text):
        alone = (match[1] for match in _ALONE.finditer(said))
        found = [Witness("", each) for each in alone if not each.isdecimal()]
    yield from found


def _named(text: str) -> Iterator[Witness]:
    for match in _OF_THE_REGISTER.finditer(text):
        yield Witness(f"{match[2]}/{match[3]}", match[1])
    for match in _SAID.finditer(normalize("NFKC", text).lower()):
        digits = _first_whole(match[4].split())
        if len(digits) >= SHORT:
            yield Witness(match[3], digits, match[2] or "", int(match[1] or 0))


def _first_whole(groups: Sequence[str]) -> str:
    """The groups put together, until a whole digest is reached: a next line is none of it."""
    sums = list(accumulate(groups))
    return next((each for each in sums if len(each) == WHOLE), sums[-1])


def keys_in(text: str) -> frozenset[str]:
    """The digits of every public key that a receipt or a list of keys names."""
    return frozenset(
        "".join(match[1].split()) for match in _KEY.finditer(normalize("NFKC", text).lower())
    )


_OF_THE_REGISTER = pattern_of(
    rf"\b([0-9a-f]{{64}})  ([\w/-]+)/published/([1-9][0-9]*)/{re.escape(bag.TAG_MANIFEST)}",
    re.ASCII,
)
_NAME = "[a-z0-9][a-z0-9-]*(?:/[a-z0-9-]+)?/[1-9][0-9]*"
_SAID = pattern_of(
    rf"(?:登记\s*([0-9]{{1,9}})\s*份,\s*到\s*({_NAME})\s*为止\s+)?"
    rf"(?<![\w/-])({_NAME})[\s:]+"
    r"((?:[0-9a-z]{4,}(?![0-9a-z/年-])\s*)+)"
)
_DIGITS = pattern_of("[0-9a-f]+")
_ALONE = pattern_of(
    rf"(?:(?<![0-9a-z])|/[0-9]{{1,6}}?)([0-9a-f]{{{WHOLE}}}|[0-9a-f]{{{SHORT}}})(?![0-9a-z])"
)
_KEY = pattern_of(r"公钥[\s:]*((?:[0-9a-f]{4}[^\S\n]*){3}[0-9a-f]{4})(?![0-9a-z])")
"""A key's number, which who copies it from paper writes in groups."""

"""What was written down about an edition outside the workspace, and contradicts a past that is
rewritten later: a receipt, a filed report, a mail that was sent.

The digest of an edition confirms all editions before it, since each names the digest of the one
before. So one line on paper is a witness of everything that was published until then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bulletin.edition import bag
from bulletin.edition.shelf import Kept
from bulletin.patterns import pattern_of

SHORT = 16
"""Hexadecimal digits of a digest in a mail: 64 bits, which nobody matches by trying."""


@dataclass(frozen=True)
class Witness:
    """An edition as it is named outside: `116/1` and the first digits of its digest."""

    edition: str
    digits: str

    def __str__(self) -> str:
        return f"{self.edition} {self.digits}"


def witness_of(kept: Kept) -> Witness:
    """The short witness of an edition. Raises OSError."""
    return Witness(kept.name, kept.identity[:SHORT])


def witness_before(kept: Kept) -> Witness | None:
    """The short witness of the edition that an edition follows; None if it is the first."""
    info = kept.info
    name, identity = info.get("Previous-Edition"), info.get("Previous-Tagmanifest-SHA256")
    return Witness(name, identity[:SHORT]) if name and identity else None


def witnesses_in(text: str) -> Iterator[Witness]:
    """Every witness in the text of a receipt, a report or a mail."""
    for match in _OF_THE_REGISTER.finditer(text):
        yield Witness(f"{match[2]}/{match[3]}", match[1])
    for match in _SAID.finditer(text):
        digits = match[2].replace(" ", "").lower()
        if len(digits) >= SHORT:
            yield Witness(match[1], digits)


_OF_THE_REGISTER = pattern_of(
    rf"\b([0-9a-f]{{64}})  ([\w/-]+)/published/([1-9][0-9]*)/{re.escape(bag.TAG_MANIFEST)}",
    re.ASCII,
)
_SAID = pattern_of(
    r"(?<![\w/-])([a-z0-9][a-z0-9-]*(?:/[a-z0-9-]+)?/[1-9][0-9]*)[ \u3000:：]+"
    r"((?:[0-9a-fA-F]{4,8} ?){2,16})(?![0-9a-zA-Z])",
)

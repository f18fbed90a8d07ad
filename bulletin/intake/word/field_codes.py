"""Fields: text that Word computes itself and stores as it was last.

An instruction cannot be seen; its result can. A few fields have no result but still show something,
which is read out of the instruction (ISO/IEC 29500-1, 17.16).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bulletin.patterns import pattern_of

PAGE_NUMBERS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION"})
"""Fields of a footer whose text nobody wrote."""

_INVISIBLE = frozenset(
    {
        "TC", "XE", "RD", "SET", "ASK", "BOOKMARK", "PRIVATE", "TA", "FORMTEXT", "FORMCHECKBOX",
        "PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "HYPERLINK", "TOC", "ADVANCE", "NEXT",
        "NEXTIF", "SKIPIF", "REF", "PAGEREF", "NOTEREF", "",
    }
)  # fmt: skip
"""Fields that show nothing, or nothing of their own, without a result."""

_SAFE = ("http://", "https://", "mailto:", "ftp://")
_LONGEST = 1000
"""How many characters of an instruction are examined."""

_OVERSTRIKE = pattern_of(r"EQ\s.*?\\o(?:\s*\\a[clrd])?\s*\((.*)\)\s*\Z", re.IGNORECASE | re.DOTALL)
_RINGS = "○〇◯Oo"
_CIRCLED = {
    **{str(at + 1): chr(0x2460 + at) for at in range(20)},
    **{sign: chr(0x3280 + at) for at, sign in enumerate("一二三四五六七八九十")},
}


@dataclass
class Frame:
    """A field that has begun and not ended."""

    hidden: bool
    """Whether it stands inside the instruction of another field, where nothing is seen."""

    sink: Frame | None
    """The field whose instruction receives what is written in a hidden one."""

    address: str
    """Where text in it links to; taken from the field around it until its own instruction is
    known."""

    contents: bool
    """Whether it is, or stands in, a generated contents list."""

    silent: bool = False
    """Whether nobody wrote its result."""

    instruction: list[str] = field(default_factory=list)
    swallowed: list[str] = field(default_factory=list)
    """Text in it before its result; an instruction is a part of it."""

    shows: bool = False
    """Whether the instruction is over and the result has begun."""

    @property
    def written(self) -> str:
        """Its instruction."""
        return "".join(self.instruction).strip()

    @property
    def name(self) -> str:
        """The instruction's first word."""
        return name_of(self.written)


def name_of(instruction: str) -> str:
    """The first word of an instruction, in capitals."""
    return instruction.split(maxsplit=1)[0].upper() if instruction.strip() else ""


def link_of(instruction: str) -> str | None:
    """The address of a HYPERLINK field; None for another field, or a place in the document."""
    if name_of(instruction) != "HYPERLINK":
        return None
    words = instruction.split(maxsplit=1)
    match = re.match(r'"([^"]*)"|([^\s"\\][^\s"]*)', words[1] if len(words) > 1 else "")
    return (match[1] or match[2] or "") if match else None


def is_safe(address: str) -> bool:
    """Whether an address leads to a page or a mail box, and not to a file or a script."""
    return address.lower().startswith(_SAFE)


@dataclass(frozen=True)
class Shown:
    """What a field without a result shows."""

    text: str = ""
    known: bool = True
    """Whether nothing else of it can be seen."""


def shown_by(instruction: str) -> Shown:
    """What a field shows that has no result.

    带圈字符 and 拼音指南 of Word and WPS are EQ fields: `eq \\o\\ac(○,1)` is ①.
    """
    name = name_of(instruction)
    if name in _INVISIBLE:
        return Shown()
    if name == "SYMBOL":
        return _symbol_shown(instruction)
    match = _OVERSTRIKE.match(instruction) if len(instruction) <= _LONGEST else None
    if match is None:
        return Shown(known=False)
    ring, _, inner = match[1].replace("，", ",").partition(",")
    plain = inner.strip()
    if ring.strip() in _RINGS and plain in _CIRCLED:
        return Shown(_CIRCLED[plain])
    return Shown(plain if plain and not re.search(r"[\\(),]", plain) else "", known=False)


def _symbol_shown(instruction: str) -> Shown:
    """A SYMBOL field in an ordinary face; signs of a symbol face are not known here."""
    match = re.match(r"SYMBOL\s+([0-9]{1,6})\s*(.*)", instruction, re.IGNORECASE | re.DOTALL)
    if match is None or "\\f" in match[2] or not 0x20 <= int(match[1]) < 0xD800:
        return Shown(known=False)
    return Shown(chr(int(match[1])))

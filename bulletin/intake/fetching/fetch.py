"""What a file fetches from outside it, and the addresses that lead there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bulletin.patterns import pattern_of

NESTED = 6
"""How deep files may be nested: an object in a document in a mail is at three."""

SAVE_ANEW = "在 Word 或 WPS 里打开，另存为 .docx 再导入"


@dataclass(frozen=True, slots=True)
class Fetch:
    """One thing that is fetched by whoever opens the file."""

    what: str
    """What fetches it, as an editor knows it: `域 INCLUDEPICTURE`, `链接的图片`."""

    address: str = ""
    """Where it leads, as the file has it; empty where the file does not say."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file whose fetches no reader can find out."""

    message: str
    hint: str
    code: str = "D129"


# -- Addresses -------------------------------------------------------------------------------------

_SCHEME = pattern_of(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_NOT_SEEN_THROUGH = ("data:image/svg", "data:text", "data:application")
"""Content that may fetch something itself, in a form that is not examined."""

_INSIDE = ("data:", "cid:", "mid:", "#", "wordml:", "vnd.sun.star.package:", "about:blank")


def is_inside(address: str) -> bool:
    """Whether an address names something inside the file, whatever the file is."""
    plain = _plain(address)
    return not plain or (plain.startswith(_INSIDE) and not plain.startswith(_NOT_SEEN_THROUGH))


def leads_away(address: str) -> bool:
    """Whether an address leads to a network, or to an absolute place on this machine.

    `C:\\公文.dot` does neither: it is on the sender's machine. `\\\\server\\share` hands the
    password's digest to whoever answers for that server.
    """
    plain = _plain(address)
    return plain.startswith(("/", "\\\\", "~")) or bool(_SCHEME.match(plain))


def _plain(address: str) -> str:
    return re.sub(r"[\x00-\x20\x7f]+", "", address).lower()


# -- Fields ----------------------------------------------------------------------------------------

FETCHING = frozenset(
    {
        "INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE", "IMPORT", "DDE", "DDEAUTO", "LINK", "RD",
        "DATABASE", "SUBSCRIBER",
    }
)  # fmt: skip
"""Fields that fetch a file or ask another program (ISO/IEC 29500-1, 17.16.5; MS-DOC 2.9.90)."""

_QUIET = frozenset(
    {
        "ADDIN", "ADDRESSBLOCK", "ADVANCE", "ASK", "AUTHOR", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT",
        "AUTOTEXT", "AUTOTEXTLIST", "BARCODE", "BIBLIOGRAPHY", "BIDIOUTLINE", "CITATION",
        "COMMENTS", "COMPARE", "CONTROL", "CREATEDATE", "DATE", "DISPLAYBARCODE", "DOCPROPERTY",
        "DOCVARIABLE", "EDITTIME", "EMBED", "EQ", "FILENAME", "FILESIZE", "FILLIN", "FORMCHECKBOX",
        "FORMDROPDOWN", "FORMTEXT", "GLOSSARY", "GOTOBUTTON", "GREETINGLINE", "HTMLCONTROL",
        "HYPERLINK", "IF", "INDEX", "INFO", "KEYWORDS", "LASTSAVEDBY", "LISTNUM", "MACROBUTTON",
        "MERGEBARCODE", "MERGEFIELD", "MERGEREC", "MERGESEQ", "NEXT", "NEXTIF", "NOTEREF",
        "NUMCHARS", "NUMPAGES", "NUMWORDS", "PAGE", "PAGEREF", "PRINT", "PRINTDATE", "PRIVATE",
        "QUOTE", "REF", "REVNUM", "SAVEDATE", "SECTION", "SECTIONPAGES", "SEQ", "SET", "SHAPE",
        "SKIPIF", "STYLEREF", "SUBJECT", "SYMBOL", "TA", "TC", "TEMPLATE", "TIME", "TITLE", "TOA",
        "TOC", "USERADDRESS", "USERINITIALS", "USERNAME", "XE",
    }
)  # fmt: skip
"""Fields that work with the document's own words (ISO/IEC 29500-1, 17.16.5)."""

_UNMISTAKABLE = ("INCLUDEPICTURE", "INCLUDETEXT", "DDEAUTO", "DATABASE", "INCLUDE", "IMPORT")
_LONGEST = 4000
"""How many characters of an instruction are examined."""


def is_quiet(instruction: str) -> bool:
    """Whether an instruction is that of a known field that fetches nothing."""
    return _first_word(instruction) in _QUIET


def _first_word(instruction: str) -> str:
    first = re.match(r"[^A-Za-z]*([A-Za-z]+)", instruction)
    return first[1].upper() if first else ""


def fetch_of(instruction: str) -> Fetch | None:
    """What a field's instruction fetches; None if it fetches nothing.

    The first word decides. If it does not name a known field, any later word that fetches counts,
    even with something between its letters: another reader may see a different first word.
    """
    written = instruction[:_LONGEST]
    name = _first_word(written)
    if name in _QUIET:
        return None
    if name not in FETCHING:
        letters = re.sub(r"[^A-Z]", "", written.upper())
        name = next((each for each in _UNMISTAKABLE if each in letters), "")
    return Fetch(f"域 {name}", _named_in(written)) if name else None


def _named_in(instruction: str) -> str:
    """The address in an instruction: its first quoted words, or its second word."""
    if quoted := re.search(r'["“]([^"”]+)', instruction):
        return quoted[1].strip()
    words = [word for word in instruction.split()[1:] if not word.startswith("\\")]
    return words[0] if words else ""


def fetches_of_text(text: str) -> list[Fetch]:
    """What is fetched by fields in a text that marks them with U+0013, U+0014 and U+0015 (MS-DOC
    2.8.25)."""
    found: list[Fetch] = []
    opened: list[list[str]] = []
    for piece in re.split("([\x13\x14\x15])", text):
        if piece == "\x13":
            opened.append([""])
        elif piece in ("\x14", "\x15"):
            if opened and len(opened[-1]) == 1:
                found += _each(fetch_of(opened[-1][0]))
                opened[-1].append("")  # the rest is the result
            if piece == "\x15" and opened:
                opened.pop()
        elif opened and len(opened[-1]) == 1:
            opened[-1][0] += piece[:_LONGEST]
    found += [each for one in opened if len(one) == 1 for each in _each(fetch_of(one[0]))]
    return found


def _each(fetch: Fetch | None) -> list[Fetch]:
    return [fetch] if fetch else []

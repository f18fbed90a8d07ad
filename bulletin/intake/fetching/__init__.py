"""What a received file would fetch from outside it, found before any other program opens it.

A file that fetches a picture, a text, an object or a template from this machine or from a network
is refused, with what it asks for: LibreOffice would fetch it, and put a picture of this machine
into the inbox. A file that cannot be examined is refused as well.
"""

from __future__ import annotations

from dataclasses import dataclass

from bulletin.decoding import EVERY, decoded, marked
from bulletin.intake.fetching.fetch import SAVE_ANEW, Fetch, Sealed
from bulletin.intake.fetching.markup import (
    fetches_of_open_document,
    fetches_of_page,
    fetches_of_xml,
    is_markup,
)
from bulletin.intake.fetching.old_word import fetches_of_compound
from bulletin.intake.fetching.rich_text import fetches_of_rtf
from bulletin.intake.word.package import COMPOUND

__all__ = ["Fetch", "Known", "Sealed", "examine"]


@dataclass(frozen=True, slots=True)
class Known:
    """What a file is, and what it asks for."""

    suffix: str
    """What it is by its first bytes: names may be wrong, and LibreOffice goes by names."""

    fetches: tuple[Fetch, ...] = ()


def examine(content: bytes) -> Known | Sealed:
    """What kind of file LibreOffice is to open, and what it would fetch."""
    suffix, found = _read(content)
    return found if isinstance(found, Sealed) else Known(suffix, found)


def _read(content: bytes) -> tuple[str, tuple[Fetch, ...] | Sealed]:
    head = content[:512].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    if content.startswith(COMPOUND):
        return ".doc", fetches_of_compound(content)
    if head[:5].lower() == b"{\\rtf":
        return ".rtf", fetches_of_rtf(content)
    if content.startswith(b"PK"):
        return ".odt", fetches_of_open_document(content)
    text = _text(content)
    if text is None:
        return "", Sealed("不是 Word、WPS、RTF 或 ODF 的文字文档", SAVE_ANEW)
    if b"mime-version:" in head.lower() and b"multipart/" in head.lower():
        return "", Sealed("内容是网页归档（.mht）", SAVE_ANEW)
    if is_markup(content) and not _is_page(text):
        return ".xml", fetches_of_xml(content)
    return ".html" if is_markup(content) else ".txt", fetches_of_page(text)


def _is_page(text: str) -> bool:
    """Whether markup is that of a web page and not other XML."""
    start = text[:4000].lower()
    return not start.lstrip("\ufeff \t\r\n").startswith("<?xml") or "<html" in start


def _text(content: bytes) -> str | None:
    """A text's characters; None if it is no text, or is written so that it can hide some."""
    if marked(content).startswith("utf-32"):
        return None
    text = decoded(content, EVERY, errors="replace")
    if text is None or "\0" in text or "utf-7" in text[:4000].lower():
        return None
    return text

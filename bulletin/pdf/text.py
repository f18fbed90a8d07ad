"""A PDF as a reader's program opens it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from bulletin.patterns import pattern_of

_PAGE_NUMBER = pattern_of(r"—\s*\d+\s*—\Z")
_TAKEN_FOR_SOFT = "\ufffe"
"""What PDFium gives for a hyphen at the end of a line, together with the line end: it takes the
hyphen for one that divides a word. The copy has no such character (F025), and nothing is divided
here."""


class PdfText(NamedTuple):
    """What a reader finds in a PDF."""

    pages: int
    text: str
    """In the order of drawing: a line for each line, a blank line between pages, no page
    numbers."""


def read_pdf(content: bytes) -> PdfText:
    """Open a PDF and read its text. Raises ValueError when it cannot be opened."""
    with _opened(content) as document:
        texts = [_page_text(page) for page in document]
    return PdfText(len(texts), "\n\n".join(texts) + "\n")


class PdfOutline(NamedTuple):
    """Where a reader's program leads to in a PDF."""

    pages: int
    entries: tuple[tuple[str, int], ...]
    """The outermost entries of its outline, each with its page from 1."""


def read_outline(content: bytes) -> PdfOutline:
    """Open a PDF and read its outline. Raises ValueError when it cannot be opened."""
    with _opened(content) as document:
        # Asked for the outermost entries alone, pdfium would warn of every other one.
        outermost = [each for each in document.get_toc() if each.level == 0]
        marks = [(each.get_title(), each.get_dest()) for each in outermost]
        entries = tuple((title, (place.get_index() or 0) + 1) for title, place in marks if place)
        return PdfOutline(len(document), entries)


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as problem:
        raise ValueError(str(problem)) from None
    try:
        yield document
    finally:
        document.close()


def with_hyphens(text: str) -> str:
    """The text of a PDF with the hyphens that end its lines."""
    return text.replace(_TAKEN_FOR_SOFT, "-\n")


def _page_text(page: object) -> str:
    """The text of a page without its page number (GB/T 9704-2012 7.5)."""
    text_page = page.get_textpage()  # type: ignore[attr-defined]
    lines = [line.strip() for line in with_hyphens(text_page.get_text_range()).splitlines()]
    text_page.close()
    page.close()  # type: ignore[attr-defined]
    return "\n".join(line for line in lines if line and not _PAGE_NUMBER.match(line))

"""Whether the parts of an edition say the same: record, copy, page and PDF.

A manifest shows that a file was changed, unless the same person wrote the manifest again as well.
That person must also change every other part that says the same, and the next edition, which names
the digest of this one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from unicodedata import normalize

from bulletin.archive import SentPage
from bulletin.diagnostics import Diagnostic, Severity, has_errors, of_file
from bulletin.edition import (
    EditionRecord,
    Kept,
    Signed,
    digest_of,
    edition_fault,
    kept_issue,
    signed_by,
)
from bulletin.load import load_publication
from bulletin.making import PAGE
from bulletin.model import Act
from bulletin.pdf import PdfText, read_pdf, with_hyphens
from bulletin.workspace import Workspace


@dataclass(frozen=True)
class EditionParts:
    """An edition whose bytes are those of its manifests, and its parts as they are read."""

    kept: Kept
    record: EditionRecord
    digests: Mapping[str, str]
    """The SHA-256 of each of its files, by path."""

    @property
    def pdf_name(self) -> str:
        """The name of its PDF."""
        return f"{self.record.serial.file_name}.pdf"

    @property
    def shown_pdf(self) -> str:
        """Its PDF as editors see it."""
        return f"{self.kept.shown}/data/edition/{self.pdf_name}"

    @property
    def shown_record(self) -> str:
        """Its record as editors see it."""
        return f"{self.kept.shown}/data/record.json"

    @cached_property
    def pdf(self) -> PdfText:
        """What a reader finds in its PDF. Raises OSError or ValueError."""
        return read_pdf(self.kept.file(self.pdf_name).read_bytes())

    @cached_property
    def page(self) -> SentPage:
        """Its page."""
        return SentPage(self.kept.file(PAGE).read_text("utf-8", "replace"))

    @property
    def is_withdrawal(self) -> bool:
        """Whether it says that an issue was withdrawn: it has no PDF and no copy."""
        return self.record.act is Act.WITHDRAWN


def disagreements(parts: EditionParts) -> tuple[Diagnostic, ...]:
    """Everything in which the parts of an edition differ."""
    return tuple(fault for rule in RULES for fault in rule(parts))


def pdf_faults(parts: EditionParts) -> Iterator[Diagnostic]:
    """I208, I209, I216: the PDF must open; its pages and text must be those of the record, and its
    words those of the page."""
    if parts.is_withdrawal:
        return
    try:
        pages, text = parts.pdf
    except (OSError, ValueError) as problem:
        yield edition_fault("I208", parts.shown_pdf, f"PDF 打不开（{problem}）")
        return
    if pages != parts.record.pages:
        message = f"PDF 有 {pages} 页，记录写的是 {parts.record.pages} 页"
        yield edition_fault("I208", parts.shown_pdf, message)
    written = (parts.kept.folder / "data" / "text.txt").read_text("utf-8")
    if _squeezed(text) != _squeezed(written):
        yield edition_fault("I209", parts.shown_pdf, "PDF 的文字和记录的文字不同")
    if has_own_templates(parts.kept.workspace):
        return
    if differs := unlike(parts.page, text):
        yield edition_fault("I216", parts.shown_pdf, f"网页和 PDF 的文字不同：{differs}")


def notice_faults(parts: EditionParts) -> Iterator[Diagnostic]:
    """I216: the page must announce each correction and the withdrawal that the record has, and no
    other."""
    if has_own_templates(parts.kept.workspace):
        return
    if parts.is_withdrawal:
        said = _squeezed("".join(parts.page.pieces_of_text))
        agrees = said.endswith(_squeezed(parts.record.reason))
    else:
        shown = [_squeezed(each) for each in parts.page.announcements]
        reasons = [_squeezed(notice.reason) for notice in parts.record.notices]
        agrees = len(shown) == len(reasons) and all(map(str.endswith, shown, reasons))
    if not agrees:
        place = f"{parts.kept.shown}/data/edition/index.html"
        yield edition_fault("I216", place, "网页上的勘误、撤回和记录的不同")


def copy_faults(parts: EditionParts) -> Iterator[Diagnostic]:
    """I217: the copy must be the one whose digest was approved."""
    if parts.is_withdrawal:
        return
    inside = "data/workspace/"
    there = {
        name.removeprefix(inside): digest
        for name, digest in parts.digests.items()
        if name.startswith(inside)
    }
    # Version 0.1.0 kept all templates, too, which were no part of what was approved.
    written = {name: digest for name, digest in there.items() if name.startswith("issues/")}
    if parts.record.approved not in (digest_of(there), digest_of(written)):
        message = "存档的稿件不是签发的稿件"
        yield edition_fault("I217", f"{parts.kept.shown}/data/workspace", message)


def record_faults(parts: EditionParts) -> Iterator[Diagnostic]:
    """I215: the signatures, number, date and readers in the record must be those of the sheet; of
    a withdrawal, those of the edition before it."""
    if parts.is_withdrawal:
        revision = parts.kept.revision - 1
        folder = parts.kept.folder.with_name(str(revision))
        before = replace(parts.kept, folder=folder, revision=revision).readable
        if before is not None and before.signatures != parts.record.signatures:
            yield _other_signatures(parts, before.signatures)
        return
    publication, faults = load_publication(parts.kept.workspace.root)
    loaded, issue = None, None
    if publication is not None:
        loaded, issue, more = kept_issue(parts.kept, publication)
        faults += more
    if loaded is None or loaded.sheet is None or issue is None or has_errors(faults):
        message = f"由 {parts.record.made_by} 版刊发，这一版读不出它的稿件，没有核对签字"
        hint = "要核对签字，装上那一版再核对"
        yield of_file("I212", parts.kept.shown, message, hint, Severity.INFO)
        return
    signed = signed_by(loaded.sheet.sign_off)
    if signed != parts.record.signatures:
        yield _other_signatures(parts, signed)
    record = parts.record
    said = (
        ("期号", record.serial.name, issue.serial.name),
        ("印发日期", record.dated.isoformat(), issue.dated.isoformat()),
        ("总期号", str(record.whole_number or "没有"), str(issue.whole_number or "没有")),
        ("公开", record.visibility, issue.visibility.value),
        ("刊名", record.title, issue.title),
    )
    for what, recorded, typed in said:
        if recorded != typed:
            message = f"记录的{what}是 {recorded}，稿件写的是 {typed}"
            yield edition_fault("I215", parts.shown_record, message)


def _other_signatures(parts: EditionParts, signed: tuple[Signed, ...]) -> Diagnostic:
    recorded, typed = _names(parts.record.signatures), _names(signed)
    message = f"记录的签字是 {recorded}，稿件的签字是 {typed}"
    return edition_fault("I215", parts.shown_record, message)


def _names(signatures: tuple[Signed, ...]) -> str:
    said = (f"{each.role} {each.by} {each.on.isoformat()}" for each in signatures)
    return "、".join(said) or "没有"


RULES: tuple[Callable[[EditionParts], Iterator[Diagnostic]], ...] = (
    pdf_faults,
    notice_faults,
    copy_faults,
    record_faults,
)


# -- Page and PDF ----------------------------------------------------------------------------------


def has_own_templates(workspace: Workspace) -> bool:
    """Whether an edition is made with templates of the office, which may say on the page what does
    not stand on paper."""
    return (workspace.root / "templates").is_dir()


def unlike(page: SentPage, text: str) -> str:
    """What a page and the text of a PDF do not have in common, in short; empty if they agree.

    The PDF has each piece of the page, from the first character to the last, in one place or in
    several lines that follow each other with other lines between them, as where a page ends above
    its notes, or a row of a table has cells of two lines. And each letter of the PDF is on the
    page as often, except for the head of a table, which is printed again on every page that the
    table turns.

    For example, the page's `增强治理效能` is found in the lines `提升服务质量，增强治` and
    `理效能。`; a page with `增强治理功能` is not, since no line begins with `理功能` or `功能`.
    """
    lines = [line for each in with_hyphens(text).split("\n") if (line := _squeezed(each))]
    pieces = [piece for each in page.pieces_of_text if (piece := _squeezed(each))]
    whole = "".join(lines)
    for piece in pieces:
        if piece not in whole and not _in_lines(piece, lines):
            return f"PDF 里没有 `{piece[:MOST_SHOWN]}`"
    more = _letters(whole) - _letters("".join(pieces))
    repeated = frozenset(_squeezed("".join(page.table_heads)))
    if lacks := [each for each in dict.fromkeys(whole) if each in more and each not in repeated]:
        return f"网页里少了 `{''.join(lacks[:MOST_SHOWN])}`"
    return ""


MOST_SHOWN = 20
"""So many characters of what differs are shown."""


def _in_lines(piece: str, lines: list[str]) -> bool:
    """Whether a piece of text is the end of one line, whole lines after it, and the beginning of
    another, in this order."""
    begun = [
        (number, len(line) - start)
        for number, line in enumerate(lines)
        for start in range(len(line))
        if piece.startswith(line[start:])
    ]
    tried: set[tuple[int, int]] = set()
    while begun:
        number, length = begun.pop()
        if (number, length) in tried:
            continue
        tried.add((number, length))
        rest = piece[length:]
        for after in range(number + 1, len(lines)):
            if lines[after].startswith(rest):
                return True
            if rest.startswith(lines[after]):
                begun.append((after, length + len(lines[after])))
    return False


def _letters(text: str) -> Counter[str]:
    return Counter(each for each in text if each.isalpha())


def _squeezed(text: str) -> str:
    """The text without white space, which every reader of PDFs extracts differently, and without
    what is nothing to see on the page and in no PDF: places for breaks, joiners."""
    return "".join(normalize("NFC", with_hyphens(text)).translate(_UNSEEN).split())


_UNSEEN = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))

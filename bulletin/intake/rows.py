"""The rows of a received document, its paragraphs and tables, as copy is made of them.

Each function takes rows and gives rows. What it changes it tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from bulletin.diagnostics import Severity
from bulletin.intake.accounting import Accounting, shortened
from bulletin.intake.enclosed_pages import (
    AttachmentStart,
    attachment_at,
    cure_of_label,
    told_of_start,
)
from bulletin.intake.received import (
    Box,
    DocumentPart,
    LineOrTable,
    ReceivedDocument,
    ReceivedLine,
    Run,
    with_lines,
)
from bulletin.intake.repairing import (
    are_one_paragraph,
    draws_in,
    is_doubtful,
    is_surely_torn,
    may_be_torn,
    together,
    unbroken,
)
from bulletin.markdown import listed

LONGEST_ADDRESS = 60
"""Characters of an address that somebody can read from paper and type."""

MOST_QUOTED, SHOWN_ADDRESS = 3, 80
"""How many links a message about them quotes, and how much of an address."""

_LineOrTable = TypeVar("_LineOrTable", bound=LineOrTable)


def rows_of(parts: Sequence[DocumentPart], accounting: Accounting) -> Iterator[LineOrTable]:
    """The document's paragraphs and tables; text boxes where they are anchored, frames taken
    off."""
    for each in parts:
        if isinstance(each, ReceivedLine):
            whole = unbroken(each)
            doubtful = "\n" in each.text and is_doubtful(each)
            if doubtful or (len(whole) == 1 and "\n" in each.text.strip()):
                message = f"“{shortened(each.text)}”里手工的换行接上了"
                severity = Severity.WARNING if doubtful else Severity.INFO
                hint = "对照原稿，是两段就分开" if doubtful else ""
                accounting.tell("D208", severity, each.span, message, hint)
            yield from whole
        elif isinstance(each, Box):
            if inner := tuple(rows_of(each.parts, accounting)):
                words = shortened(accounting.source.quote(each.span))
                message = f"文本框的文字“{words}”排在它所在的地方"
                hint = "移到该放的段落，或删去"
                accounting.tell("D209", Severity.WARNING, each.span, message, hint)
                yield from inner
        elif all(len(row) == 1 for row in each.rows):
            for row in each.rows:
                yield from rows_of(row[0].lines, accounting)
        else:
            yield each


# -- What is torn ----------------------------------------------------------------------------------


def mended(rows: Sequence[LineOrTable], accounting: Accounting) -> list[LineOrTable]:
    """The rows, with the parts of paragraphs joined that were torn in mid-sentence.

    Slogans and names one under another look torn too; they stay apart, and the editor is told.
    """
    whole: list[LineOrTable] = []
    members = _members(rows)
    drawn_in = draws_in([row for row in rows if isinstance(row, ReceivedLine)])
    for at, row in enumerate(rows):
        last = whole[-1] if whole else None
        if not (isinstance(last, ReceivedLine) and isinstance(row, ReceivedLine)):
            whole.append(row)
        elif at not in members and is_surely_torn(last, row, drawn_in=drawn_in):
            message = f"一段文字断成两段，{_ends_of(last, row)}接上了"
            accounting.tell("D207", Severity.INFO, row.span, message, "要分段就分开")
            whole[-1] = together(last, row)
        else:
            if at in members or are_one_paragraph(last, row) or may_be_torn(last, row):
                message = f"{_ends_of(last, row)}像是断开的一段，没有接"
                hint = "对照原稿，是一段就接上"
                accounting.tell("D226", Severity.WARNING, row.span, message, hint)
            whole.append(row)
    return whole


def _ends_of(one: ReceivedLine, two: ReceivedLine) -> str:
    return f"“{shortened(one.text[-8:])}”和“{shortened(two.text[:8])}”"


def _members(rows: Sequence[LineOrTable]) -> frozenset[int]:
    """The places of the rows that look like the rest of the row before, and like the next member of
    a list."""
    texts = [row.text.strip() if isinstance(row, ReceivedLine) else "" for row in rows]
    torn = [
        isinstance(one, ReceivedLine)
        and isinstance(two, ReceivedLine)
        and are_one_paragraph(one, two)
        for one, two in pairwise(rows)
    ]
    return frozenset(at + 1 for at in listed(texts, (*torn, False)))


def with_whole_notes(document: ReceivedDocument) -> ReceivedDocument:
    """The document with its notes as whole paragraphs, without line breaks made by hand."""
    notes = tuple(
        tuple(whole for line in lines for whole in unbroken(line)) for lines in document.footnotes
    )
    return replace(document, footnotes=notes)


# -- What copy cannot hold -------------------------------------------------------------------------


def called_once(
    groups: Sequence[Sequence[_LineOrTable]], accounting: Accounting
) -> tuple[tuple[_LineOrTable, ...], ...]:
    """The rows of each group; a note has one call, the first (S005). D224 reports the others."""
    called: set[int] = set()
    told: set[int] = set()

    def first_calls(line: ReceivedLine) -> ReceivedLine:
        if all(run.footnote is None for run in line.runs):
            return line
        kept = tuple(run for run in line.runs if is_first(run))
        return line if kept == line.runs else replace(line, runs=kept)

    def is_first(run: Run) -> bool:
        number = run.footnote
        if number is None or number not in called:
            called.update(() if number is None else (number,))
            return True
        if number not in told:
            message = f"注释 {number} 引用了不止一次，只在头一处收入"
            hint = "每处引用另写一条脚注"
            accounting.tell("D224", Severity.WARNING, run.span, message, hint)
            told.add(number)
        return False

    return tuple(tuple(with_lines(row, first_calls) for row in rows) for rows in groups)


def without_long_links(
    groups: Sequence[Sequence[_LineOrTable]], accounting: Accounting
) -> tuple[tuple[_LineOrTable, ...], ...]:
    """The rows of each group without links that came along with words copied from a page: their
    addresses are too long for somebody to type. D530 reports them, once a document."""
    dropped: dict[str, Run] = {}

    def short_links(line: ReceivedLine) -> ReceivedLine:
        if all(_is_meant_to_be_read(run.address) for run in line.runs):
            return line
        runs = tuple(
            run if _is_meant_to_be_read(run.address) else replace(run, address="")
            for run in line.runs
        )
        for run in line.runs:
            if run.text and not _is_meant_to_be_read(run.address):
                dropped.setdefault(run.address, run)
        return replace(line, runs=runs)

    kept = tuple(tuple(with_lines(row, short_links) for row in rows) for rows in groups)
    if dropped:
        every = tuple(dropped.values())
        words = "、".join(f"“{shortened(run.text)}”" for run in every[:MOST_QUOTED])
        more = f"等 {len(dropped)} 处" if len(dropped) > MOST_QUOTED else ""
        message = f"{words}{more}带着从网页抄来的长链接，只收文字"
        hint = f"要给读者看的，写成 [文字](网址)：{every[0].address[:SHOWN_ADDRESS]}"
        accounting.tell("D530", Severity.WARNING, every[0].span, message, hint)
    return kept


def _is_meant_to_be_read(address: str) -> bool:
    """Whether an address is one that a reader is given, and not one copied with words of a page."""
    return address.startswith("mailto:") or len(address) <= LONGEST_ADDRESS


# -- Attachments -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AttachedRows:
    """An attachment of a received submission."""

    start: AttachmentStart
    rows: tuple[LineOrTable, ...]


def rows_of_attachments(
    rows: Sequence[LineOrTable], accounting: Accounting
) -> tuple[list[LineOrTable], tuple[AttachedRows, ...]]:
    """The rows of the text, and those of each attachment that follows it.

    D377 says how many there are, D378 a number that is not the next, D521 what may belong to a
    title, D522 a line that looks like the beginning of one and is none.
    """
    starts = [(at, start) for at in range(len(rows)) if (start := attachment_at(rows, at))]
    for row in rows:
        if isinstance(row, ReceivedLine) and (cure := cure_of_label(row.text)):
            message = f"“{shortened(row.text.strip())}”没有收成附件，排在它所在的地方"
            accounting.tell("D522", Severity.WARNING, row.span, message, cure)
    if not starts:
        return list(rows), ()
    ends = [*(at for at, _ in starts[1:]), len(rows)]
    found = tuple(
        AttachedRows(start, tuple(rows[at + start.length : end]))
        for (at, start), end in zip(starts, ends, strict=True)
    )
    for place, each in enumerate(found, start=1):
        accounting.found.extend(told_of_start(each.start, place, accounting.source))
        accounting.take(each.start.label.span)
    labels = "、".join(each.start.label.text.strip() for each in found)
    message = f"附件收在正文后面：{labels}"
    accounting.tell("D377", Severity.INFO, found[0].start.label.span, message)
    return list(rows[: starts[0][0]]), found

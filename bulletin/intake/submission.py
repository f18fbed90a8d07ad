"""A received document as a submission: its unit, title, credits and sections.

What is not understood stays in the body or is reported with its words; nothing is dropped silently.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bulletin.diagnostics import Diagnostic, Severity, error, in_order
from bulletin.intake.body import (
    Notices,
    attachments_apart,
    mended,
    rows_of,
    sections_of,
    shortened,
)
from bulletin.intake.borders import Borders, every_line
from bulletin.intake.received import ReceivedDocument, ReceivedLine, lines_of
from bulletin.intake.repairing import unbroken
from bulletin.intake.running_text import look_of
from bulletin.model import Item, List, Publication, Section, Unit, section_texts, walk_items
from bulletin.source import Span

FIELDS = ("unit", "title", "byline", "author", "phone", "approver", "received", "supplier")
"""Fields of the front matter that a document may fill, in the order they are written."""


@dataclass(frozen=True, slots=True)
class ReceivedSubmission:
    """A document as a submission."""

    document: ReceivedDocument
    units: tuple[Unit, ...]
    fields: dict[str, str]
    """By the names of `FIELDS`; what was not found is missing."""

    sections: tuple[Section, ...]
    """A figure's path is its picture's number in the document."""

    notes: tuple[str, ...]
    """What an editor reads beside the copy and is never printed: remarks, and what was left out."""

    diagnostics: tuple[Diagnostic, ...]
    used: tuple[Span, ...] = ()
    """The places of words that went into fields or notes, or were left out."""

    found_headings: int = 0
    """How many headings only their words and places show, and nothing in how they look."""

    @property
    def is_refused(self) -> bool:
        """Whether there is nothing in it that could be edited."""
        return not self.document.parts


def recognise(document: ReceivedDocument, publication: Publication) -> ReceivedSubmission:
    """What a document says as a submission to `publication`."""
    if not document.parts:
        return ReceivedSubmission(document, (), {}, (), (), _refusal(document))
    notices = Notices(document.source)
    rows = list(rows_of(document.parts, notices))
    borders = Borders(document, publication, notices, look_of(every_line(rows)))
    rows = borders.without_forms(borders.without_contents(rows))
    rows, attachments = attachments_apart(rows, notices)
    body = borders.without_tail(borders.without_head(rows))
    borders.tell_others(body)
    attachments = borders.without_credits(attachments)
    attachments = tuple(
        replace(each, rows=tuple(mended(each.rows, notices))) for each in attachments
    )
    read = sections_of(mended(body, notices), document, borders.look, notices, attachments)
    borders.used += (each.start.label.span for each in attachments)
    borders.running()
    borders.contact()
    borders.came()
    borders.used += read.stops
    units = borders.units()
    borders.settle_title()
    borders.tell_taken()
    _lacks(borders, read.sections)
    _account(borders, read.sections)
    return ReceivedSubmission(
        document,
        units,
        {name: borders.fields[name] for name in FIELDS if borders.fields.get(name)},
        read.sections,
        (*borders.notes, *_remarks(document)),
        in_order((*document.diagnostics, *notices.found)),
        tuple(borders.used),
        read.found_headings,
    )


# -- What lacks, and what nobody has used ----------------------------------------------------------


def _refusal(document: ReceivedDocument) -> tuple[Diagnostic, ...]:
    """Why there is nothing to edit: what its reader says, or that it is empty."""
    if any(each.severity is Severity.ERROR for each in document.diagnostics):
        return document.diagnostics
    hint = "核对是不是这个文件"
    empty = error("D218", document.source, Span(0, 0), "里面没有文字", hint)
    return (*document.diagnostics, empty)


def _lacks(borders: Borders, sections: tuple[Section, ...]) -> None:
    """Report what an editor has to fill in."""
    start = Span(0, 0)
    if not borders.fields.get("title"):
        hint = "在前言的 title 写上标题"
        borders.notices.add("D203", Severity.ERROR, start, "没有认出标题", hint)
    if not sections:
        borders.notices.add("D218", Severity.ERROR, start, "没有正文", "在前言后面写正文")
    for remark in borders.document.remarks[:1]:
        count = len(borders.document.remarks)
        message = f"{count} 处批注、修订记在前言里 # 开头的行"
        borders.notices.add("D214", Severity.INFO, remark.span, message, "看过就删去")


def _account(borders: Borders, sections: tuple[Section, ...]) -> None:
    """Report every visible character that is neither in the copy nor reported already."""
    seen = bytearray(len(borders.document.source.text) + 1)
    stops = (each for each in borders.notices.found if each.code == "D220")
    told = (each.span for each in (*stops, *borders.document.diagnostics))
    for start, end in (*borders.used, *places_of(sections), *told):
        seen[start:end] = b"\x01" * (end - start)
    for line in _visible_lines(borders.document):
        for run in unbroken(line):
            for start, end in _unseen(run, seen, borders.document.source.text):
                words = borders.document.source.text[start:end]
                borders.leave_out(Span(start, end), words, "没有认出的文字")
                seen[start:end] = b"\x01" * (end - start)


def _unseen(line: ReceivedLine, seen: bytearray, text: str) -> Iterator[tuple[int, int]]:
    """Stretches of a line's runs with visible characters that nothing has taken."""
    for run in line.runs:
        at, end = run.span
        while at < end:
            if seen[at] or text[at].isspace():
                at += 1
                continue
            start = at
            while at < end and not seen[at]:
                at += 1
            yield start, start + len(text[start:at].rstrip())


def places_of(sections: tuple[Section, ...]) -> Iterator[Span]:
    """Where everything in the sections stands in the document."""
    for text in section_texts(sections):
        yield text.span
    for section in sections:
        for item, _ in walk_items(section.blocks):
            if isinstance(item, Item) and item.marker:  # its number stands before its texts
                yield from (
                    Span(each.span.start, each.span.start + len(item.marker))
                    for each in item.blocks
                    if not isinstance(each, List)
                )


def _visible_lines(document: ReceivedDocument) -> Iterator[ReceivedLine]:
    yield from lines_of(document.parts)
    for lines in document.footnotes:
        yield from lines


def _remarks(document: ReceivedDocument) -> Iterator[str]:
    """Remarks as an editor reads them: who, when, on which words, what."""
    kinds = {"comment": "批注", "insertion": "修订，增", "deletion": "修订，删", "move": "修订，移"}
    for remark in document.remarks:
        who = "，".join(filter(None, (remark.author, remark.dated[:10])))
        line = document.source.place(remark.span.start).line
        about = shortened(document.source.quote(remark.span))
        words = f"“{about}”" if remark.kind == "comment" and about else ""
        head = (
            f"{kinds.get(remark.kind, remark.kind)}（{who + '，' if who else ''}第{line}段{words}）"
        )
        yield f"{head}：{remark.text.strip()}"

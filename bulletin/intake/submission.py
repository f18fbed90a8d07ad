"""A received document as a submission: its unit, title, credits and sections.

What is not understood stays in the body or is reported with its words; nothing is dropped silently.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bulletin.diagnostics import Diagnostic, Severity, error, in_order
from bulletin.intake.accounting import Accounting, places_of, shortened, untaken
from bulletin.intake.borders import Borders, every_line
from bulletin.intake.findings import (
    FoundTitle,
    LeftOutWords,
    ReceivedFront,
    front_of,
    has_signature,
    note_of,
    says_title,
    told_of_left_out,
)
from bulletin.intake.received import LineOrTable, ReceivedDocument, ReceivedLine, lines_of
from bulletin.intake.recognition import RecognisedCopy, copy_of, with_strays, without_ornaments
from bulletin.intake.rows import (
    AttachedRows,
    called_once,
    mended,
    rows_of,
    rows_of_attachments,
    with_whole_notes,
    without_long_links,
)
from bulletin.intake.running_text import running_text_of
from bulletin.model import Publication, Section, Unit
from bulletin.source import Source, Span

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
    def source(self) -> Source:
        """The text of the document."""
        return self.document.source

    @property
    def is_refused(self) -> bool:
        """Whether there is nothing in it that could be edited."""
        return not self.document.parts


def recognise(document: ReceivedDocument, publication: Publication) -> ReceivedSubmission:
    """What a document says as a submission to `publication`."""
    if not document.parts:
        return ReceivedSubmission(document, (), {}, (), (), _refusal(document))
    accounting = Accounting(document.source)
    rows = list(rows_of(document.parts, accounting))
    borders = Borders(document, publication, running_text_of(every_line(rows)))
    rows, contents = borders.without_contents(rows)
    rows, letter = borders.without_letter(rows)
    rows, talk = borders.without_talk(rows)
    rows, forms = borders.without_forms(rows)
    rows, attachments = rows_of_attachments(rows, accounting)
    rows, head = borders.without_head(rows, is_titled=says_title(forms))
    body, tail = borders.without_tail(rows)
    around = [*contents, *letter, *talk, *forms, *head, *tail]
    attachments, below = borders.without_credits(attachments, signed=has_signature(around))
    front = front_of([*around, *below, *borders.running()], document, publication)
    titles = [line for each in head if isinstance(each, FoundTitle) for line in each.lines]
    others = borders.others(body, front.fields.get("title", ""), titles)
    read = _copy(body, attachments, borders, accounting)
    accounting.used.extend(front.used)
    accounting.found.extend((*front.told, *others))
    _lacks(document, front, read.sections, accounting)
    left = list(_left_out(document, read.sections, accounting))
    accounting.found.extend(told_of_left_out(each, document.source) for each in left)
    notes = (*front.notes, *map(note_of, left), *_remarks(document))
    return ReceivedSubmission(
        document,
        front.units,
        {name: front.fields[name] for name in FIELDS if front.fields.get(name)},
        read.sections,
        notes,
        in_order((*document.diagnostics, *accounting.found)),
        (*accounting.used, *(each.span for each in left)),
        read.found_headings,
    )


def _copy(
    body: Sequence[LineOrTable],
    attachments: Sequence[AttachedRows],
    borders: Borders,
    accounting: Accounting,
) -> RecognisedCopy:
    """The sections of a submission, with all its pictures but those of headers and footers."""
    document = borders.document
    groups = (body, *(each.rows for each in attachments))
    groups = called_once(without_long_links(groups, accounting), accounting)
    text, *others = (mended(without_ornaments(rows, accounting), accounting) for rows in groups)
    attached = tuple(
        replace(each, rows=tuple(rows)) for each, rows in zip(attachments, others, strict=True)
    )
    read = copy_of(text, with_whole_notes(document), borders.look, attached)
    sections, told = with_strays(read.sections, document)
    accounting.found.extend((*read.told, *told))
    accounting.used.extend(read.used)
    return replace(read, sections=sections)


# -- What lacks, and what nobody has used ----------------------------------------------------------


def _refusal(document: ReceivedDocument) -> tuple[Diagnostic, ...]:
    """Why there is nothing to edit: what its reader says, or that it is empty."""
    if any(each.severity is Severity.ERROR for each in document.diagnostics):
        return document.diagnostics
    hint = "核对是不是这个文件"
    empty = error("D218", document.source, Span(0, 0), "里面没有文字", hint)
    return (*document.diagnostics, empty)


def _lacks(
    document: ReceivedDocument,
    front: ReceivedFront,
    sections: tuple[Section, ...],
    accounting: Accounting,
) -> None:
    """Report what an editor has to fill in."""
    start = Span(0, 0)
    if not front.fields.get("title"):
        hint = "在前言的 title 写上标题"
        accounting.tell("D203", Severity.ERROR, start, "没有认出标题", hint)
    if not sections:
        accounting.tell("D218", Severity.ERROR, start, "没有正文", "在前言后面写正文")
    for remark in document.remarks[:1]:
        message = f"{len(document.remarks)} 处批注、修订记在前言里 # 开头的行"
        accounting.tell("D214", Severity.INFO, remark.span, message, "看过就删去")


def _left_out(
    document: ReceivedDocument, sections: tuple[Section, ...], accounting: Accounting
) -> Iterator[LeftOutWords]:
    """Every visible character that is neither in the copy nor reported already."""
    stops = (each for each in accounting.found if each.code == "D220")
    told = (each.span for each in (*stops, *document.diagnostics))
    taken = (*accounting.used, *places_of(sections), *told)
    for _, span in untaken(_visible_lines(document), document.source, taken):
        yield LeftOutWords(span, document.source.quote(span), "没有认出的文字")


def _visible_lines(document: ReceivedDocument) -> Iterator[ReceivedLine]:
    yield from lines_of(document.parts)
    for lines in document.footnotes:
        yield from lines


def _remarks(document: ReceivedDocument) -> Iterator[str]:
    """Remarks as an editor reads them: who, when, on which words, what."""
    kinds = {"comment": "批注", "insertion": "修订，增", "deletion": "修订，删", "move": "修订，移"}
    for remark in document.remarks:
        who = "，".join(filter(None, (remark.author, remark.dated[:10])))
        unit, count = document.source.paragraph(remark.span.start)
        about = shortened(document.source.quote(remark.span))
        words = f"“{about}”" if remark.kind == "comment" and about else ""
        kind, by = kinds.get(remark.kind, remark.kind), f"{who}，" if who else ""
        head = f"{kind}（{by}第{count}{unit}{words}）"
        yield f"{head}：{remark.text.strip()}"

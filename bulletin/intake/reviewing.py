"""What was received beside what was read, line by line, for an editor who compares the two.

A row has lines of the original and the blocks of copy that they became. A character of the original
that is in no block and in no field was not placed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from types import MappingProxyType
from typing import Protocol, TypeAlias

from markupsafe import Markup

from bulletin.diagnostics import Diagnostic, Severity
from bulletin.fields import SUBMISSION_FIELDS
from bulletin.front_matter import front_entries, front_faults, in_chinese, split, texts_of
from bulletin.intake.accounting import places_of
from bulletin.intake.pictures import thumbnail
from bulletin.intake.received import Grid, ReceivedDocument, lines_of
from bulletin.markdown import read_copy
from bulletin.model import (
    Block,
    Figure,
    Footnote,
    Inline,
    Item,
    Paragraph,
    Section,
    Table,
    block_inlines,
    own_inlines,
    plain,
    section_footnotes,
    texts,
    walk_items,
)
from bulletin.output import replace_file
from bulletin.render import Renderer
from bulletin.source import Source, Span
from bulletin.workspace import Workspace

FILE = "收稿核对.html"

LEFT_OUT = frozenset(("D205", "D212", "D213", "D223", "D353", "D356"))
"""The codes of what stands in no copy: its characters were not placed."""

_PLACED, _HEADING, _FIELD, _LEFT = "placed", "heading", "field", "left"
_ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class ReviewedStretch:
    """Characters of the original with one fate: `placed`, `heading`, `attachment` (its title),
    `field` or `left`."""

    fate: str
    text: str


ReviewedCell: TypeAlias = tuple[tuple[ReviewedStretch, ...], ...]
"""The lines of a cell of the original."""


@dataclass(frozen=True, slots=True)
class ReviewedBlock:
    """A block of the copy: `heading`, `attachment` (its title), `text`, `item`, `figure`, `note` or
    `table`."""

    kind: str
    text: str
    rows: tuple[tuple[str, ...], ...] = ()
    joined: int = 0
    """How many ends of lines of the original it has inside it."""

    picture: str = ""
    """The picture of a figure, small, as an address that holds it."""


@dataclass(frozen=True, slots=True)
class ReviewedRow:
    """Lines of the original, the blocks that they became, and what is said of them."""

    number: int
    lines: tuple[tuple[ReviewedStretch, ...], ...]
    blocks: tuple[ReviewedBlock, ...]
    remarks: tuple[tuple[str, str], ...]
    """The severity of each, and its words."""

    grid: tuple[tuple[ReviewedCell, ...], ...] = ()
    """The lines in the rows and cells of the original's table, if they are one."""


@dataclass(frozen=True, slots=True)
class ReviewedSubmission:
    """A file beside what was read of it; one of which nothing was read has no rows, and `became`
    says what became of it."""

    path: str
    fields: tuple[tuple[str, str], ...]
    remarks: tuple[tuple[str, str], ...]
    rows: tuple[ReviewedRow, ...]
    became: str = ""

    @property
    def left(self) -> int:
        """How many characters were not placed."""
        stretches = (each for row in self.rows for line in row.lines for each in line)
        return sum(len("".join(each.text.split())) for each in stretches if each.fate == _LEFT)


@dataclass(frozen=True, slots=True)
class _PlacedBlock:
    """A block of the copy with the places of its words."""

    block: ReviewedBlock
    spans: tuple[Span, ...]
    figure: str = ""
    """The path of a figure, which is its picture's number in the document."""


_NONE: Mapping[str, object] = MappingProxyType({})


class ReviewableCopy(Protocol):
    """What was read of a document: a submission, or the articles of an issue."""

    @property
    def source(self) -> Source:
        """The text of the original."""

    @property
    def sections(self) -> tuple[Section, ...]:
        """The copy."""

    @property
    def used(self) -> tuple[Span, ...]:
        """The places of words that went into the front matter, or were left out."""

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is reported."""


@dataclass(frozen=True, slots=True)
class _OwnCopy:
    """Copy that came as a file of ours, as `ReviewableCopy`."""

    source: Source
    sections: tuple[Section, ...]
    used: tuple[Span, ...]
    diagnostics: tuple[Diagnostic, ...]


def review_of_own(source: Source) -> ReviewedSubmission:
    """A file that is our own copy beside what is read of it."""
    parts, _ = split(source, SUBMISSION_FIELDS)
    read = read_copy(source, parts.body)
    said = texts_of(front_entries(source, SUBMISSION_FIELDS))
    known = {each.name: said[each.name] for each in SUBMISSION_FIELDS if each.name in said}
    told = (*front_faults(source, SUBMISSION_FIELDS), *read.diagnostics)
    own = _OwnCopy(source, read.sections, (Span(0, parts.body.start),), told)
    marks = tuple(each.span for each in read.marks)
    return review_of(own, in_chinese(known, SUBMISSION_FIELDS), marks)


def unreviewed(path: str, became: str, told: Sequence[Diagnostic]) -> ReviewedSubmission:
    """A file that has nothing to compare, with what became of it and why."""
    return ReviewedSubmission(path, (), tuple(map(_remark, told)), (), became)


def review_of(
    found: ReviewableCopy,
    fields: Mapping[str, object] = _NONE,
    marks: tuple[Span, ...] = (),
    document: ReceivedDocument | None = None,
) -> ReviewedSubmission:
    """What was read of a document beside the original; `fields` are as an editor names them, and
    `marks` are the places of what is markup in it. The pictures and tables of the original are
    shown if its `document` is given."""
    source = found.source
    blocks = tuple(_with_pictures(_blocks(found.sections), document))
    fates = _fates(found, blocks, marks)
    lines = [Span(*each) for each in source.ended_lines()]
    starts = [line.start for line in lines]
    placed = [_lines_of(each.spans, starts) for each in blocks]
    told: dict[int, list[Diagnostic]] = {}
    for each in found.diagnostics:
        here = each.source == source and each.span.end
        told.setdefault(bisect_right(starts, each.span.start) - 1 if here else -1, []).append(each)
    standing: dict[int, list[int]] = {}
    for number, places in enumerate(placed):
        for at in places[:1]:
            standing.setdefault(at, []).append(number)
    rows = []
    for row in _rows(len(lines), placed):
        shown = [at for at in row if source.text[slice(*lines[at])].strip()]
        if not shown and not any(at in told or at in standing for at in row):
            continue
        own = sorted(number for at in row for number in standing.get(at, ()))
        rows.append(
            ReviewedRow(
                row[0] + 1,
                tuple(tuple(_stretches(source, lines[at], fates)) for at in shown),
                tuple(_with_joints(blocks[number].block, placed[number]) for number in own),
                tuple(_remark(each) for at in row for each in told.get(at, ())),
                _grid(document, [lines[at] for at in shown], fates),
            )
        )
    return ReviewedSubmission(
        source.path,
        tuple((name, f"{said}") for name, said in fields.items()),
        tuple(map(_remark, told.get(-1, ()))),
        tuple(rows),
    )


def write_review(workspace: Workspace, reviewed: Sequence[ReviewedSubmission]) -> str:
    """Write the page of these files; returns its path as an editor knows it. Raises OSError."""
    styles = workspace.file("styles", "review.css").read_text("utf-8")
    page = Renderer(workspace).page("review.html", reviewed=reviewed, styles=Markup(styles))
    replace_file(workspace.proofs / FILE, page.encode())
    return f"{workspace.proofs.name}/{FILE}"


# -- Blocks ----------------------------------------------------------------------------------------


def _blocks(sections: tuple[Section, ...]) -> Iterator[_PlacedBlock]:
    """The blocks of the copy in order, the notes last."""
    for section in sections:
        if section.heading:
            kind = _ATTACHMENT if section.begins_attachment else _HEADING
            yield _PlacedBlock(ReviewedBlock(kind, section.heading_text), _spans(section.heading))
        for each, depth in walk_items(section.blocks):
            if not depth:
                yield from _reviewed(each)
    for note in section_footnotes(sections):
        yield _PlacedBlock(ReviewedBlock("note", plain(note.children)), _spans(note.children))


def _reviewed(block: Block | Item) -> Iterator[_PlacedBlock]:
    """A block as the page shows it: an item with all that is in it, and nothing of a list or a
    quotation itself."""
    if isinstance(block, Figure):
        words = block.caption or block.alternative
        yield _PlacedBlock(ReviewedBlock("figure", words), (block.span,), block.path)
        return
    inner = tuple(block_inlines(block.blocks) if isinstance(block, Item) else own_inlines(block))
    spans = tuple(span for each in inner for span in _spans(each))
    words = "".join(map(plain, inner))
    if isinstance(block, Table):
        rows = tuple(
            tuple(plain(cell.children) for cell in row) for row in (block.head, *block.rows)
        )
        yield _PlacedBlock(ReviewedBlock("table", "", rows), spans)
    elif isinstance(block, Item):
        yield _PlacedBlock(ReviewedBlock("item", f"{block.marker} {words}".strip()), spans)
    elif isinstance(block, Paragraph):
        yield _PlacedBlock(ReviewedBlock("text", words), spans)


def _spans(inlines: Sequence[Inline]) -> tuple[Span, ...]:
    """The places of the words, those of notes excepted."""
    kept = tuple(each for each in inlines if not isinstance(each, Footnote))
    return tuple(text.span for text in texts(kept, footnotes=False))


def _with_pictures(
    blocks: Iterable[_PlacedBlock], document: ReceivedDocument | None
) -> Iterator[_PlacedBlock]:
    """The blocks, those of figures with their pictures."""
    for each in blocks:
        at = int(each.figure) - 1 if each.figure.isdecimal() else -1
        if document is not None and 0 <= at < len(document.pictures):
            block = replace(each.block, picture=thumbnail(document.pictures[at], document.source))
            yield replace(each, block=block)
        else:
            yield each


def _grid(
    document: ReceivedDocument | None, lines: Sequence[Span], fates: Sequence[str]
) -> tuple[tuple[ReviewedCell, ...], ...]:
    """The table of the original whose lines these are, all of them; none for any others."""
    if document is None or len(lines) < 2:
        return ()
    source = document.source
    for part in document.parts:
        if not isinstance(part, Grid) or part.span.start != lines[0].start:
            continue
        own = [line for line in lines_of((part,)) if line.text.strip()]
        if len(own) == len(lines):
            return tuple(
                tuple(
                    tuple(
                        tuple(_stretches(source, line.span, fates))
                        for line in lines_of(cell.lines)
                        if line.text.strip()
                    )
                    for cell in row
                )
                for row in part.rows
            )
    return ()


# -- Fates -----------------------------------------------------------------------------------------


def _fates(
    found: ReviewableCopy, blocks: Sequence[_PlacedBlock], marks: tuple[Span, ...]
) -> list[str]:
    """What became of each character of the original."""
    fates = [_LEFT] * len(found.source.text)
    left = [each.span for each in found.diagnostics if each.code in LEFT_OUT]
    stops = [each.span for each in found.diagnostics if each.code == "D220"]
    _mark(fates, found.used, _FIELD)
    _mark(fates, (*stops, *marks), _PLACED)
    _mark(fates, left, _LEFT)
    _mark(fates, tuple(places_of(found.sections)), _PLACED)
    for placed in blocks:
        if placed.block.kind == _ATTACHMENT:
            _mark(fates, placed.spans, _ATTACHMENT)
        if placed.block.kind == _HEADING:
            end = placed.spans[-1].end
            stop = [Span(end, end + 1)] if found.source.text[end : end + 1] == "。" else []
            _mark(fates, (*placed.spans, *stop), _HEADING)
    return fates


def _mark(fates: list[str], spans: Sequence[Span], fate: str) -> None:
    for start, end in spans:
        fates[start:end] = [fate] * len(fates[start:end])


def _stretches(source: Source, line: Span, fates: Sequence[str]) -> Iterator[ReviewedStretch]:
    """A line of the original, parted where the fate changes; blanks have that of their
    neighbour."""
    text = source.text[line.start : line.end].rstrip("\r\n")
    own = ["" if sign.isspace() else fates[line.start + at] for at, sign in enumerate(text)]
    for place in range(1, len(own)):
        own[place] = own[place] or own[place - 1]
    first = next(filter(None, own), _PLACED)
    at = 0
    for fate, group in groupby(each or first for each in own):
        length = len(list(group))
        yield ReviewedStretch(fate, text[at : at + length])
        at += length


# -- Rows ------------------------------------------------------------------------------------------


def _rows(count: int, placed: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """The lines of each row: those that a block joins, and every other line by itself."""
    head = list(range(count))

    def first(at: int) -> int:
        while head[at] != at:
            head[at] = head[head[at]]
            at = head[at]
        return at

    for places in placed:
        for at, below in pairwise(places):
            one, two = first(at), first(below)
            head[max(one, two)] = min(one, two)
    rows: dict[int, list[int]] = {}
    for at in range(count):
        rows.setdefault(first(at), []).append(at)
    yield from map(tuple, rows.values())


def _lines_of(spans: Sequence[Span], starts: Sequence[int]) -> tuple[int, ...]:
    """The lines in which these places stand, in order."""
    found: set[int] = set()
    for start, end in spans:
        first = bisect_right(starts, start) - 1
        found.update(range(first, max(bisect_right(starts, end - 1), first + 1)))
    return tuple(sorted(found))


def _with_joints(block: ReviewedBlock, lines: Sequence[int]) -> ReviewedBlock:
    """The block, with the number of lines' ends that were joined in it."""
    joined = 0 if block.kind == "table" else max(len(lines) - 1, 0)
    return replace(block, joined=joined)


_SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info"}


def _remark(told: Diagnostic) -> tuple[str, str]:
    hint = f"；{told.hint}" if told.hint else ""
    return _SEVERITIES[told.severity], f"{told.message}{hint}（{told.code}）"

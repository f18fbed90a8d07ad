"""From rows to sections: each row has one role, and headings open sections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bulletin.diagnostics import Diagnostic, Severity, warning
from bulletin.image_files import figures
from bulletin.intake.accounting import shortened
from bulletin.intake.passage import ReceivedPassage
from bulletin.intake.received import LineOrTable, ReceivedDocument
from bulletin.intake.recognition.copy_roles import ROLES
from bulletin.intake.recognition.headings import Adoption, habits_of
from bulletin.intake.recognition.illustrations import captions_above, lone_captions, strays
from bulletin.intake.recognition.inlines import inlines_of
from bulletin.intake.recognition.own_roles import OWN_ROLES
from bulletin.intake.recognition.role import (
    AttachmentTitle,
    CopyPiece,
    RankedHeading,
    Recognised,
    StandingRow,
)
from bulletin.intake.rows import AttachedRows
from bulletin.intake.running_text import RunningText
from bulletin.markdown import SENTENCE_ENDS, is_written_run_in
from bulletin.model import Block, Inline, Section, plain
from bulletin.numbering import number_of
from bulletin.source import Source, Span

DEEPEST = 6
"""The deepest level of a heading in Markdown."""


@dataclass(frozen=True, slots=True)
class RecognisedCopy:
    """What rows say."""

    sections: tuple[Section, ...]
    """A figure's path is its picture's number in the document."""

    used: tuple[Span, ...]
    """Places of words that copy writes by itself: the stops of headings."""

    found_headings: int
    """How many headings only their words and places show, and nothing in how they look."""

    suggested: tuple[tuple[str, Span], ...]
    """Sentences that may be headings, without end mark."""

    told: tuple[Diagnostic, ...]


def copy_of(
    rows: Sequence[LineOrTable],
    document: ReceivedDocument,
    look: RunningText,
    attachments: Sequence[AttachedRows] = (),
    *,
    adoption: Adoption = Adoption.BY_HABIT,
    own: bool = False,
) -> RecognisedCopy:
    """The sections that rows form, and those of `attachments`, each after its title.

    Our own export (`own`) is read by its styles alone.
    """
    every = [*rows, *(row for each in attachments for row in each.rows)]
    habits = replace(habits_of(every, look, adoption), captions_above=captions_above(every, look))
    roles = OWN_ROLES if own else ROLES

    def read(stretch: Sequence[LineOrTable]) -> Iterator[Recognised]:
        at = 0
        while at < len(stretch):
            place = StandingRow(stretch, at, document, habits)
            found = next(found for role in roles if (found := role(place)))
            yield found
            at += found.rows

    parts = list(read(rows))
    for attached in attachments:
        parts.append(Recognised((_title(attached, document),)))
        parts += read(attached.rows)
    pieces = [piece for part in parts for piece in part.pieces]
    headings = [piece for piece in pieces if isinstance(piece, RankedHeading)]
    sections, stops, told = _gathered(pieces, document.source, exact=own)
    if not own:
        told = (*_told_of_order(pieces, document), *lone_captions(every, document.source), *told)
    return RecognisedCopy(
        sections,
        (*stops, *(each for part in parts for each in part.used)),
        sum(not each.is_shown for each in headings),
        tuple(each for part in parts for each in part.suggested),
        (*(each for part in parts for each in part.told), *_told_of_guesses(headings, document),
         *told),
    )  # fmt: skip


def _title(attached: AttachedRows, document: ReceivedDocument) -> AttachmentTitle:
    """The title of an attachment, without what stands before and after it."""
    start = attached.start
    runs = tuple(run for line in start.title for run in line.runs)
    _, name = ReceivedPassage(runs).parted(start.name_at)
    bare = [replace(run, text=run.text.replace("\n", "")) for run in name.runs]
    children = inlines_of(ReceivedPassage(tuple(bare)).trimmed().runs, document, bold=False)
    return AttachmentTitle(children, start.title[0].span)


def _told_of_guesses(
    headings: Sequence[RankedHeading], document: ReceivedDocument
) -> Iterator[Diagnostic]:
    """D219: headings that are only marked by being short."""
    guessed = [each.span for each in headings if each.is_guessed]
    if guessed:
        message = f"小标题没有加粗，照段首的短句认出 {len(guessed)} 个"
        yield warning("D219", document.source, guessed[0], message, "核对；不是小标题就去掉 **")


def _told_of_order(pieces: Sequence[CopyPiece], document: ReceivedDocument) -> Iterator[Diagnostic]:
    """D534: a first heading of a higher form, （一）, right below one of a lower, 1."""
    above: tuple[int, str] | None = None
    for piece in pieces:
        if isinstance(piece, AttachmentTitle):
            above = None
        if not isinstance(piece, RankedHeading):
            continue
        words = plain(piece.children)
        number = number_of(words)
        if number is None:
            continue
        is_first = re.sub(r"\W", "", words[: number.length]) in _FIRST
        if above and is_first and number.level < above[0]:
            message = f"序号倒了：“{shortened(above[1])}”下面是“{shortened(words)}”"
            hint = "层次依次是 一、（一）1.（1），照这个次序改"
            yield warning("D534", document.source, piece.span, message, hint)
        above = number.level, words


_FIRST = ("一", "1", "１", "①", "第一部分", "第一章")


def _gathered(
    pieces: Sequence[CopyPiece], source: Source, *, exact: bool
) -> tuple[tuple[Section, ...], tuple[Span, ...], tuple[Diagnostic, ...]]:
    """The sections, the places of the stops that are written again, and what is reported of others.

    Ranks are the levels themselves if they are `exact`; otherwise the highest has level 2, and so
    on.
    """
    ranks = sorted({piece.rank for piece in pieces if isinstance(piece, RankedHeading)})
    levels = {rank: rank if exact else min(2 + at, DEEPEST) for at, rank in enumerate(ranks)}
    opened: list[tuple[tuple[Inline, ...], int, Span, list[Block]]] = [((), 2, Span(0, 0), [])]
    stopped: list[tuple[int, Span]] = []
    told: list[Diagnostic] = []
    for piece in pieces:
        if isinstance(piece, AttachmentTitle):
            opened.append((piece.children, 1, piece.span, []))
        elif isinstance(piece, RankedHeading):
            if piece.stop and not piece.children:
                told.append(_unstopped(piece.stop, source, "前面没有字的句号去掉了"))
                continue
            if piece.stop and plain(piece.children).endswith(tuple(SENTENCE_ENDS)):
                told.append(_unstopped(piece.stop, source, "另一个标点后面的句号去掉了"))
            elif piece.stop:
                stopped.append((len(opened), piece.stop))
            opened.append((piece.children, levels[piece.rank], piece.span, []))
        else:
            opened[-1][3].append(piece)
    made = [Section(heading, level, tuple(blocks), at) for heading, level, at, blocks in opened]
    used: list[Span] = []
    for place, stop in stopped:
        if is_written_run_in(made[place]):
            used.append(stop)
        else:
            told.append(_unstopped(stop, source, "小标题独占一行，末尾的句号去掉了"))
    kept = tuple(section for section in made if section.heading or section.blocks)
    return kept, tuple(used), tuple(told)


def _unstopped(stop: Span, source: Source, message: str) -> Diagnostic:
    return Diagnostic("D220", Severity.INFO, source, stop, message)


def with_strays(
    sections: tuple[Section, ...], document: ReceivedDocument
) -> tuple[tuple[Section, ...], tuple[Diagnostic, ...]]:
    """The sections with the pictures that stand in none of them at the end; what headers and
    footers show is only reported."""
    placed = {int(figure.path) for figure in figures(sections)}
    found = list(strays(document, placed))
    told = tuple(each for _, told in found for each in told)
    blocks = tuple(figure for figure, _ in found if figure)
    if not blocks:
        return sections, told
    *above, last = sections or (Section((), 2, (), Span(0, 0)),)
    return (*above, replace(last, blocks=(*last.blocks, *blocks))), told

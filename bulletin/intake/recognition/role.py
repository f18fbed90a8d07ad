"""A row where it stands, and what a role makes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bulletin.diagnostics import Diagnostic
from bulletin.intake.received import LineOrTable, ReceivedDocument, ReceivedLine
from bulletin.intake.recognition.headings import Habits
from bulletin.model import Block, Inline
from bulletin.source import Span


@dataclass(frozen=True, slots=True)
class RankedHeading:
    """A heading with its rank in the document: lower ranks stand above higher ones."""

    rank: int
    children: tuple[Inline, ...]
    span: Span = Span(0, 0)
    stop: Span | None = None
    """Where the 。 stood that ends it; when the heading is written run in, it gets a new one."""

    is_shown: bool = True
    """Whether its look shows it, and not only its words and place."""

    is_guessed: bool = False
    """Whether it is only marked by being short."""


@dataclass(frozen=True, slots=True)
class AttachmentTitle:
    """The title of an attachment, whose text follows."""

    children: tuple[Inline, ...]
    span: Span = Span(0, 0)


CopyPiece: TypeAlias = "Block | RankedHeading | AttachmentTitle"


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A row between its neighbours, in a document with its habits."""

    rows: Sequence[LineOrTable]
    at: int
    document: ReceivedDocument
    habits: Habits

    @property
    def row(self) -> LineOrTable:
        """The row itself."""
        return self.rows[self.at]

    @property
    def above(self) -> LineOrTable | None:
        """The row before it."""
        return self.rows[self.at - 1] if self.at else None

    @property
    def following(self) -> LineOrTable | None:
        """The row after it."""
        return self.rows[self.at + 1] if self.at + 1 < len(self.rows) else None

    def lines_while(self, holds: Callable[[ReceivedLine], bool]) -> Iterator[ReceivedLine]:
        """The lines from here on as long as they meet a condition."""
        for at in range(self.at, len(self.rows)):
            row = self.rows[at]
            if not isinstance(row, ReceivedLine) or not holds(row):
                return
            yield row


@dataclass(frozen=True, slots=True)
class Recognised:
    """One or more rows that are one thing."""

    pieces: tuple[CopyPiece, ...]
    rows: int = 1
    """How many rows they are."""

    told: tuple[Diagnostic, ...] = ()
    used: tuple[Span, ...] = ()
    """Places of its words that copy writes by itself: a stop, the label of an attachment."""

    suggested: tuple[tuple[str, Span], ...] = ()
    """Sentences that may be headings, which only an editor knows."""


Role: TypeAlias = Callable[[StandingRow], "Recognised | None"]
"""What a row may be: it gives what the row and those after it are, or None if they are not that."""


def line_at(place: StandingRow) -> ReceivedLine | None:
    """The row, if it is a line."""
    return place.row if isinstance(place.row, ReceivedLine) else None

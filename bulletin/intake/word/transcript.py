"""The text of a document as it is read out, and what was noted at places in it."""

from __future__ import annotations

from typing import NamedTuple

from bulletin.diagnostics import Diagnostic, Severity, in_order
from bulletin.intake.received import Remark
from bulletin.load import LARGEST_COPY
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

MOST_TEXT = LARGEST_COPY // 3
"""Characters that one document may give, as bytes of UTF-8 limited like copy: its text, the notes
and remarks on it, and everything that is written more than once."""

_DATE = pattern_of(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9](T|\Z)")
_LONGEST_DATE = 40
"""Characters; to the second and with its zone it has twenty-five."""

_REMARK_HEAD = 40
"""Characters that are written before a remark: what it is, when, in which paragraph."""

_LONGEST_REMARK = 10_000
"""Characters; a longer change is reported in several pieces."""


class _Note(NamedTuple):
    code: str
    severity: Severity
    span: Span
    message: str
    hint: str


class TooMuch(Exception):
    """A document gives more than MOST_TEXT."""


class Transcript:
    """Grows while a document is read; notes and remarks keep their places.

    Everything that makes it grow raises TooMuch first if there would be too much.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._notes: list[_Note] = []
        self._told: set[tuple[str, str]] = set()
        self._length = 0
        self._counted = 0
        self.remarks: list[Remark] = []
        self._tables: list[Span] = []

    @property
    def end(self) -> int:
        """Where the next character will stand."""
        return self._length

    def count(self, characters: int) -> None:
        """Count what will be written of the document besides its text. Raises TooMuch."""
        self._counted += characters
        if self._counted > MOST_TEXT:
            raise TooMuch

    def write(self, text: str) -> Span:
        """Add visible text; returns where it stands."""
        self.count(len(text))
        start = self._length
        self._pieces.append(text)
        self._length += len(text)
        return Span(start, self._length)

    def note(
        self,
        code: str,
        severity: Severity,
        message: str,
        hint: str = "",
        span: Span | None = None,
        *,
        once: bool = False,
    ) -> None:
        """Note a diagnostic, here unless another place is given.

        With `once`, the same code and message are noted only at their first place.
        """
        if once and (code, message) in self._told:
            return
        self.count(len(message))
        self._told.add((code, message))
        place = Span(self._length, self._length) if span is None else span
        self._notes.append(_Note(code, severity, place, message, hint))

    def remark(self, kind: str, author: str, dated: str, text: str, span: Span) -> None:
        """Keep a remark; one that continues the last one of its kind is joined with it."""
        about = span.end - span.start if kind == "comment" else 0  # a comment quotes its words
        self.count(_REMARK_HEAD + len(author) + len(text) + about)
        dated = dated[:_LONGEST_DATE] if _DATE.match(dated) else ""
        last = self.remarks[-1] if self.remarks else None
        same = last is not None and (last.kind, last.author, last.dated) == (kind, author, dated)
        joins = same and kind != "comment" and last is not None and last.span.end == span.start
        if last is not None and joins and len(last.text) < _LONGEST_REMARK:
            text, span = last.text + text, Span(last.span.start, span.end)
            self.remarks.pop()
        self.remarks.append(Remark(kind, author, dated, text, span))

    def table(self, start: int) -> Span:
        """Where the table stands that began at `start` and ends here, those inside it included."""
        while self._tables and self._tables[-1].start >= start:
            self._tables.pop()
        self._tables.append(Span(start, self._length))
        return self._tables[-1]

    def source(self, path: str) -> Source:
        """The text so far."""
        return Source(path, "".join(self._pieces), tuple(self._tables))

    def diagnostics(self, source: Source) -> tuple[Diagnostic, ...]:
        """The notes as diagnostics of `source`, in order."""
        return in_order(
            Diagnostic(note.code, note.severity, source, note.span, note.message, note.hint)
            for note in self._notes
        )

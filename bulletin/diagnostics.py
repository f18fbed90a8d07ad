"""What is wrong, where, and what to do about it.

A diagnostic speaks to an editor, in Chinese: the message says what is wrong, the hint says
exactly what to write instead. Codes are stable and fall into families by their first letter:
F front matter and file, S structure, T typography and punctuation, N numbers and units,
W wording, L links and images, I the issue and its series, P press, C secrecy (保密), R repetition,
D documents received and sent (Word, text, mail).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from bulletin.source import Source, Span


class Edit(NamedTuple):
    """A change of a file that removes a fault: `text` replaces the characters of `span`."""

    span: Span
    text: str
    quoted: bool = False
    """Whether it changes words in quotation marks or 《》, which is done only if asked for."""


class Severity(IntEnum):
    """How serious a diagnostic is. Only an error stops an issue."""

    INFO = 0
    WARNING = 1
    ERROR = 2


def applied_to(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits applied, which are in ascending order and do not overlap."""
    parts: list[str] = []
    at = 0
    for edit in edits:
        parts += (text[at : edit.span.start], edit.text)
        at = edit.span.end
    return "".join((*parts, text[at:]))


@dataclass(frozen=True)
class Diagnostic:
    """One fault of the copy, of the issue, or of what is installed on the machine."""

    code: str
    """Family letter and three digits, e.g. `T101`; never reused for another fault."""

    severity: Severity

    source: Source | None
    """The file with the fault; None if the fault is in no file (a missing font)."""

    span: Span
    """The faulty characters in `source`; it is empty (`start == end`) where something is
    missing, and empty at the very start where the whole file or folder is meant."""

    message: str
    """What is wrong, in Chinese, without a final stop."""

    hint: str = ""
    """What to write or do instead, in Chinese; empty only where the message says it."""

    label: str = ""
    """What the marked characters are, printed after the caret; optional."""

    clause: str = ""
    """The source of the rule, e.g. `GB/T 15834-2011 4.5.3.5`; optional."""

    edits: tuple[Edit, ...] = ()
    """What to change in the file, if that is certain; empty if an editor must decide."""

    @property
    def quoted(self) -> str:
        """The faulty text, as it is in the file."""
        return self.source.quote(self.span) if self.source else ""

    @property
    def order(self) -> tuple[str, int, int, str]:
        """A sort key: by file, place and code, so that the order is always the same."""
        path = self.source.path if self.source else ""
        return (path, self.span.start, self.span.end, self.code)


def error(
    code: str,
    source: Source | None,
    span: Span,
    message: str,
    hint: str = "",
    *,
    clause: str = "",
    edits: tuple[Edit, ...] = (),
) -> Diagnostic:
    """A diagnostic that stops the issue."""
    return Diagnostic(code, Severity.ERROR, source, span, message, hint, "", clause, edits)


def warning(
    code: str,
    source: Source | None,
    span: Span,
    message: str,
    hint: str = "",
    *,
    edits: tuple[Edit, ...] = (),
) -> Diagnostic:
    """A diagnostic that an editor should look at, but that stops nothing."""
    return Diagnostic(code, Severity.WARNING, source, span, message, hint, edits=edits)


def of_file(
    code: str, path: str, message: str, hint: str = "", severity: Severity = Severity.ERROR
) -> Diagnostic:
    """A diagnostic about a whole file or folder, whose text does not matter."""
    return Diagnostic(code, severity, Source(path, ""), Span(0, 0), message, hint)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them is an error."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics in order of file, place and code, without repetitions."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda each: each.order))

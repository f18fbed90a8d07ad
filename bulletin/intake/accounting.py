"""What an editor is told of one document, and which of its characters went somewhere.

Nothing is lost silently: a visible character is in the copy, in a field, or in what is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bulletin.diagnostics import Diagnostic, Severity
from bulletin.intake.passage import passage_of
from bulletin.intake.received import ReceivedLine
from bulletin.model import Item, List, Section, section_texts, walk_items
from bulletin.source import Source, Span


@dataclass(frozen=True, slots=True)
class Accounting:
    """Gathers both. It only adds, so the order of its calls changes nothing."""

    source: Source
    found: list[Diagnostic] = field(default_factory=list)
    used: list[Span] = field(default_factory=list)
    """Places of the words that went into fields or notes, or were left out with a word."""

    def tell(self, code: str, severity: Severity, span: Span, message: str, hint: str = "") -> None:
        """Report something at `span`."""
        self.found.append(Diagnostic(code, severity, self.source, span, message, hint))

    def take(self, span: Span) -> None:
        """Note that these characters went somewhere else than into the copy."""
        self.used.append(span)


def shortened(text: str, most: int = 20) -> str:
    """A text for a message: only its first words, of `most` characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


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


def untaken(
    lines: Iterable[ReceivedLine], source: Source, taken: Iterable[Span]
) -> Iterator[tuple[ReceivedLine, Span]]:
    """The stretches of visible text in `lines` that are in none of the places `taken`, each once
    and with its line."""
    seen = bytearray(len(source.text) + 1)
    for start, end in taken:
        seen[start:end] = b"\x01" * (min(end, len(source.text)) - start)
    for line in lines:
        for start, end in _unseen(line, seen, source.text):
            yield line, Span(start, end)
            seen[start:end] = b"\x01" * (end - start)


def _unseen(line: ReceivedLine, seen: bytearray, text: str) -> Iterator[tuple[int, int]]:
    """The stretches of a line that nothing has taken; white space alone parts none."""
    start = end = -1
    for run in passage_of(line).runs:
        for at in range(run.span.start, min(run.span.end, len(text))):
            if text[at].isspace():
                continue
            if not seen[at] and start < 0:
                start = at
            elif seen[at] and start >= 0:
                yield start, end
                start = -1
            end = at + 1
    if start >= 0:
        yield start, end

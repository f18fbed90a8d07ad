"""Notes that somebody typed as Markdown has them, `[^1]` in the text and `[^1]: …` on its own line.

They become notes of the document. A call without its note, and a note without its call, stay text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bulletin.intake.passage import ReceivedPassage
from bulletin.intake.received import (
    DocumentPart,
    ReceivedDocument,
    ReceivedLine,
    Run,
    lines_of,
    with_lines,
)
from bulletin.patterns import pattern_of
from bulletin.source import Span

NOTE = pattern_of(r"\[\^([^\]\s]{1,20})\][:：][ \t\u3000]*(?=\S)")
_CALL = pattern_of(r"\[\^([^\]\s]{1,20})\](?![:：])")


def with_typed_notes(document: ReceivedDocument) -> ReceivedDocument:
    """The document with its typed notes as notes, behind those that it has."""
    called = {match[1] for line in lines_of(document.parts) for match in _CALL.finditer(line.text)}
    notes: dict[str, ReceivedLine] = {}
    parts: list[DocumentPart] = []
    for part in document.parts:
        match = NOTE.match(part.text) if isinstance(part, ReceivedLine) else None
        if not isinstance(part, ReceivedLine) or not match or match[1] not in called - set(notes):
            parts.append(part)
            continue
        words = ReceivedPassage(part.runs).cut(match.end())
        notes[match[1]] = replace(part, runs=words.runs, span=words.span(0, len(words.text)))
    if not notes:
        return document
    first = len(document.footnotes) + 1
    numbers = {label: number for number, label in enumerate(notes, start=first)}

    def with_calls(line: ReceivedLine) -> ReceivedLine:
        return replace(
            line, runs=tuple(each for run in line.runs for each in _called(run, numbers))
        )

    return replace(
        document,
        parts=tuple(with_lines(part, with_calls) for part in parts),
        footnotes=(*document.footnotes, *((line,) for line in notes.values())),
    )


def _called(run: Run, numbers: dict[str, int]) -> Iterator[Run]:
    """A run with its calls as calls."""
    if "[^" not in run.text:
        yield run
        return
    passage, at = ReceivedPassage((run,)), 0
    for match in _CALL.finditer(run.text):
        if match[1] not in numbers:
            continue
        yield from passage.cut(at, match.start()).runs
        here = passage.span(*match.span())
        number = numbers[match[1]]
        yield replace(run, text="", span=Span(here.start, here.start), footnote=number, address="")
        at = match.end()
    yield from passage.cut(at).runs

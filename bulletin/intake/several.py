"""Several submissions in one file, taken apart where each begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bulletin.intake.received import DocumentPart, ReceivedDocument, ReceivedLine, lines_of
from bulletin.intake.submission import ReceivedSubmission
from bulletin.source import Span


def taken_apart(found: ReceivedSubmission) -> tuple[ReceivedDocument, ...]:
    """The document of each submission in a file; the document itself if it holds only one.

    Each keeps its places in the file; what stands in the others is blank in its source.
    """
    parts = found.document.parts
    begins = {_part_at(parts, told.span) for told in found.diagnostics if told.code == "D222"}
    starts = [at for at in sorted(begins) if at > 0 and any(map(_is_text, parts[:at]))]
    if not starts:
        return (found.document,)
    return tuple(
        _alone(found.document, parts[start:end])
        for start, end in pairwise((0, *starts, len(parts)))
    )


def _part_at(parts: Sequence[DocumentPart], span: Span) -> int:
    """The part in which a place stands; 0 if none does."""
    return next(
        (at for at, part in enumerate(parts) if part.span.start <= span.start < part.span.end), 0
    )


def _is_text(part: DocumentPart) -> bool:
    return not isinstance(part, ReceivedLine) or part.text.rstrip().endswith("。")


def _alone(document: ReceivedDocument, parts: tuple[DocumentPart, ...]) -> ReceivedDocument:
    """The document with some of its parts, and the notes, pictures and remarks that they have."""
    runs = [run for line in lines_of(parts) for run in line.runs]
    called = {run.footnote for run in runs if run.footnote is not None}
    notes = tuple(
        lines if number in called else () for number, lines in enumerate(document.footnotes, 1)
    )
    runs += [run for lines in notes for line in lines for run in line.runs]
    shown = {run.picture for run in runs if run.picture is not None}
    own = Span(parts[0].span.start, parts[-1].span.end)
    places = (own, *(line.span for lines in notes for line in lines))
    return replace(
        document,
        source=replace(document.source, text="".join(_masked(document.source.text, places))),
        parts=parts,
        footnotes=notes,
        elsewhere=frozenset(range(1, len(document.pictures) + 1)) - shown,
        remarks=tuple(each for each in document.remarks if _holds(own, each.span)),
        running=(),
        diagnostics=tuple(each for each in document.diagnostics if _holds(own, each.span)),
    )


def _holds(own: Span, span: Span) -> bool:
    return own.start <= span.start < own.end


def _masked(text: str, places: Sequence[Span]) -> Iterator[str]:
    """The text with blanks for all that stands outside these places; lines stay lines."""
    at = 0
    for start, end in sorted(places):
        yield "".join(sign if sign in "\r\n" else " " for sign in text[at:start])
        yield text[max(at, start) : end]
        at = max(at, end)
    yield "".join(sign if sign in "\r\n" else " " for sign in text[at:])

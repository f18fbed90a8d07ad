"""Runs as inlines: bold, links, notes and line breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from bulletin.intake.received import ReceivedDocument, ReceivedLine, Run
from bulletin.model import Footnote, Inline, LineBreak, Link, Strong, Text
from bulletin.source import Span


def inlines_of(
    runs: Sequence[Run], document: ReceivedDocument, *, bold: bool = True
) -> tuple[Inline, ...]:
    """The runs as inlines; pictures are placed beside the text.

    Where bold means nothing, as in a heading, it is left out.
    """
    found: list[Inline] = []
    for address, group in groupby(runs, key=lambda run: run.address):
        linked = list(group)
        inner = _merged(each for run in linked for each in _inlines(run, document, bold))
        found += (Link(address, inner, linked[0].span),) if address and inner else inner
    return _merged(found)


def _inlines(run: Run, document: ReceivedDocument, bold: bool) -> Iterator[Inline]:
    if run.footnote is not None:
        yield from _footnote(run.footnote, run.span, document)
        return
    made: tuple[Inline, ...] = tuple(
        Text(words, run.span) if words else LineBreak(run.span)
        for words in _parted(run.text.replace("\t", " "))
    )
    if made and bold and run.bold:
        yield Strong(made, run.span)
    else:
        yield from made


def _parted(text: str) -> Iterator[str]:
    """The lines of a text, with an empty string for each break between them."""
    for at, line in enumerate(text.split("\n")):
        if at:
            yield ""
        if line:
            yield line


def _footnote(number: int, span: Span, document: ReceivedDocument) -> Iterator[Footnote]:
    """A footnote where it is called; no note calls another (S005)."""
    if 0 < number <= len(document.footnotes):
        lines = [
            replace(line, runs=tuple(run for run in line.runs if run.footnote is None))
            for line in document.footnotes[number - 1]
        ]
        yield Footnote(number, on_lines(lines, document), span)


def on_lines(
    lines: Sequence[ReceivedLine], document: ReceivedDocument, *, bold: bool = True
) -> tuple[Inline, ...]:
    """Several lines as inlines, with a line break between any two."""
    found: list[Inline] = []
    for line in lines:
        if found:
            found.append(LineBreak(line.span))
        found += inlines_of(line.runs, document, bold=bold)
    return tuple(found)


def _merged(inlines: Iterator[Inline] | Sequence[Inline]) -> tuple[Inline, ...]:
    """The inlines with neighbouring bold ones joined, so that a heading of several runs is one."""
    found: list[Inline] = []
    for inline in inlines:
        last = found[-1] if found else None
        if isinstance(last, Strong) and isinstance(inline, Strong):
            found[-1] = replace(last, children=(*last.children, *inline.children))
        else:
            found.append(inline)
    return tuple(found)

"""The net under the reader: every character is in a text, is a used mark, or is reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import unescape

from bulletin.diagnostics import Diagnostic, error, warning
from bulletin.markdown.marks import UsedMark
from bulletin.model import Section, section_texts
from bulletin.source import Source, Span

MOST_TOLD = 20
"""The most places that are reported; more of them would not help an editor."""


def marks_in(
    source: Source, sections: tuple[Section, ...], marks: Iterable[UsedMark]
) -> tuple[UsedMark, ...]:
    """The marks in order, without those that are in a text of the sections or in another mark.

    A link that goes on in the next line of a quotation has that line's `>` inside.
    """
    texts = _seen(source, _read(source, sections))
    kept: list[UsedMark] = []
    for mark in sorted(marks, key=lambda each: (each.span.start, -each.span.end)):
        apart = not kept or kept[-1].span.end <= mark.span.start
        if apart and not any(texts[mark.span.start : mark.span.end]):
            kept.append(mark)
    return tuple(kept)


def lost(
    source: Source,
    body: Span,
    sections: tuple[Section, ...],
    marks: Iterable[UsedMark],
    told: Iterable[Span],
) -> Iterator[Diagnostic]:
    """A diagnostic for each stretch of the body that is in no text of `sections` and no mark.

    It is an error (S015) if the stretch has letters or figures, and a warning (S140) otherwise.
    `told` are the stretches of which the reader has said already that they are not printed.
    """
    seen = _seen(source, (*_read(source, sections), *(mark.span for mark in marks), *told))
    for span, _ in zip(_stretches(source, body, seen), range(MOST_TOLD), strict=False):
        quoted = source.quote(span)
        if any(map(str.isalnum, quoted)):
            hint = "检查这里的标记，或另起一段重写"
            yield error("S015", source, span, "这里的文字没有读进稿件", hint)
        else:
            message = f"`{quoted}` 没有用作标记，也不印"
            yield warning("S140", source, span, message, "要印就在前面加 \\，不要就删去")


def _read(source: Source, sections: tuple[Section, ...]) -> Iterator[Span]:
    """The place of each text that says what stands there, without the backslash of an escape.

    A line end may have become a space, and an entity the character that it means.
    """
    for text in section_texts(sections):
        typed = source.quote(text.span)
        if text.text == typed or text.text.split() == typed.split():
            yield text.span
        elif typed == "\\" + text.text:
            yield Span(text.span.start + 1, text.span.end)
        elif typed[:1] == "&" and text.text == unescape(typed):
            yield text.span


def _seen(source: Source, spans: Iterable[Span]) -> bytearray:
    seen = bytearray(len(source.text))
    for start, end in spans:
        seen[start:end] = b"\1" * max(0, end - start)
    return seen


def _stretches(source: Source, body: Span, seen: bytearray) -> Iterator[Span]:
    """The stretches of unseen characters, from the first visible one to the last on its line."""
    at = body.start
    while (start := seen.find(0, at, body.end)) >= 0:
        end = start
        while end < body.end and not seen[end] and source.text[end] not in "\r\n":
            end += 1
        if stretch := source.text[start:end].strip():
            first = source.text.index(stretch, start)
            yield Span(first, first + len(stretch))
        at = max(end, start + 1)

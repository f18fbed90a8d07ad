"""The net under the reader: no letter or figure of the copy may be in no text and in no fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from bulletin.diagnostics import Diagnostic, error
from bulletin.model import Figure, List, Section, section_texts, walk
from bulletin.source import Source, Span

MOST_TOLD = 20
"""Places that are told; more of the same tell an editor nothing."""


def unread(
    source: Source,
    body: Span,
    sections: tuple[Section, ...],
    used: Iterable[str],
    told: Iterable[Diagnostic],
) -> Iterator[Diagnostic]:
    """Where letters or figures stand that were read into nothing.

    `used` is what was read as a mark. Letters are counted, so that no place need be exact; where
    some lack, the places that no text claims are told.
    """
    told = tuple(told)
    read = (*used, *(text.text for text in section_texts(sections)), *_unprinted(sections))
    missing = Counter(source.quote(body))
    missing.subtract(Counter("".join(read)))
    if not _letters(missing):
        return
    missing.subtract(Counter("".join(each.quoted for each in told)))
    if lost := _letters(missing):
        spans = [*(text.span for text in section_texts(sections)), *(each.span for each in told)]
        yield from _places(source, body, lost, spans)


def _letters(missing: Counter[str]) -> set[str]:
    return {each for each, count in missing.items() if count > 0 and each.isalnum()}


def _unprinted(sections: tuple[Section, ...]) -> Iterator[str]:
    """Words of the blocks that are no text: numbers of items, and what an image says."""
    for section in sections:
        for block in walk(section.blocks):
            if isinstance(block, List):
                yield from (item.marker for item in block.items)
            elif isinstance(block, Figure):
                yield from (block.path, block.alternative)


def _places(source: Source, body: Span, lost: set[str], spans: list[Span]) -> Iterator[Diagnostic]:
    """The stretches with lost letters that no span covers; the whole body where all are covered."""
    seen = bytearray(len(source.text))
    for start, end in spans:
        seen[start:end] = b"\1" * max(0, end - start)
    message, hint = "这里的文字没有读进稿件", "检查这里的标记，或另起一段重写"
    count = 0
    at = body.start
    while at < body.end and count < MOST_TOLD:
        end = at
        while end < body.end and not seen[end] and source.text[end] not in "\r\n":
            end += 1
        if lost.intersection(source.text[at:end]):
            yield error("S015", source, Span(at, end), message, hint)
            count += 1
        at = max(end, at + 1)
    if not count:
        yield error("S015", source, Span(body.start, body.start), message, hint)

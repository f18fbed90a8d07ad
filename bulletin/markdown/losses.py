"""A safety net: every letter and digit of the copy must be in some text or in some diagnostic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from bulletin.diagnostics import Diagnostic, error
from bulletin.model import Figure, List, Section, section_texts, walk
from bulletin.source import Source, Span

MOST_TOLD = 20
"""The most places that are reported; more of them would not help an editor."""


def unread(
    source: Source,
    body: Span,
    sections: tuple[Section, ...],
    used: Iterable[str],
    told: Iterable[Diagnostic],
) -> Iterator[Diagnostic]:
    """S015 for each place with letters or digits that were lost while reading.

    `used` is what was read as markup, and `told` are the diagnostics so far. The letters of the
    copy and of the result are counted, so that exact places are not needed for this. If some are
    missing, the places that belong to no text are reported.
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
    """Words of blocks that are not `Text`: the numbers of items, and an image's path and
    description."""
    for section in sections:
        for block in walk(section.blocks):
            if isinstance(block, List):
                yield from (item.marker for item in block.items)
            elif isinstance(block, Figure):
                yield from (block.path, block.alternative)


def _places(source: Source, body: Span, lost: set[str], spans: list[Span]) -> Iterator[Diagnostic]:
    """A diagnostic for each stretch with lost letters outside `spans`; one at the start if none
    is."""
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

"""Lists that were typed in Markdown, one inside another: how deep each item stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from bulletin.intake.received import ReceivedLine
from bulletin.patterns import pattern_of

_BULLET = r"[-*+•●–—][ \t]+(?=\S)"
_ITEM = pattern_of(_BULLET)
_NUMBERED_ITEM = pattern_of(rf"(?:{_BULLET}|[0-9]{{1,3}}[.)][ \t]+(?=\S))")

DEEPER = 1.0
"""Em by which an item is drawn in that stands inside the one above it: two spaces."""


def typed_depths(lines: Sequence[ReceivedLine], *, numbered: bool) -> dict[int, int]:
    """The depth of each item, by its place, of the lists that have others inside them.

    Numbers are items only where they are Markdown's (`numbered`); elsewhere they are headings.
    """
    item = _NUMBERED_ITEM if numbered else _ITEM
    found: dict[int, int] = {}
    for is_item, group in groupby(
        enumerate(lines), key=lambda each: bool(item.match(each[1].text))
    ):
        places, members = zip(*group, strict=True)
        depths = tuple(_depths([line.indent for line in members])) if is_item else ()
        if max(depths, default=1) > 1:
            found |= zip(places, depths, strict=True)
    return found


def _depths(indents: Sequence[float]) -> Iterator[int]:
    """How many items stand round each that is drawn in so far, itself included."""
    around: list[float] = []
    for indent in indents:
        while around and indent <= around[-1] - DEEPER:
            around.pop()
        if not around or indent >= around[-1] + DEEPER:
            around.append(indent)
        yield len(around)

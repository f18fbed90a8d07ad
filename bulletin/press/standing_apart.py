"""Where pictures and turned tables stand: where they leave the fewest lines of a page empty.

What does not fit below the lines of a page moves to the next one and leaves a hole. A typesetter
lets the text go on in the hole and puts the picture after it. So does the press: a picture changes
places with the paragraphs after it, as few as are needed, if that leaves fewer empty lines.

It passes whole paragraphs only, no heading, and none that speaks of what stands above it (上图); a
table that has its name on a line above it stays with that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil
from typing import Any

from bulletin.patterns import pattern_of

LEAST_HOLE = 3
"""Lines. A smaller hole is filled by the lines of paragraphs, or stays."""

MOST_PASSED = 8
"""The most paragraphs that a picture passes."""

_WHOLE = pattern_of(r"(?s)\s*\S.{18,}[。！？”）]\s*")
_OF_ABOVE = pattern_of(r"[上左前][图表]|(?:图|表)(?:中|所示)")


@dataclass(frozen=True)
class Moved:
    """A picture or table that stands later than in the copy."""

    element: Any
    passed: int
    """How many paragraphs it passed."""

    lines: int
    """How many lines less are empty."""


Hole = tuple[Any, int]
"""What begins a page, and how many lines of the page before are empty."""


def place_apart(root: Any, holes: Callable[[], Sequence[Hole]]) -> tuple[Moved, ...]:
    """Move pictures and turned tables to where they leave the fewest lines empty.

    `holes` lays the sheet out as it stands.
    """
    moved: list[Moved] = []
    tried: set[int] = set()
    found = holes()
    while each := next((hole for hole in found if id(hole[0]) not in tried), None):
        tried.add(id(each[0]))
        found = _placed(root, each[0], found, holes, moved)
    return tuple(moved)


def _placed(
    root: Any,
    element: Any,
    before: Sequence[Hole],
    holes: Callable[[], Sequence[Hole]],
    moved: list[Moved],
) -> Sequence[Hole]:
    """Move one element as far as it is good; the holes that are left then."""
    parent = next(each for each in root.iter() if element in list(each))
    home = list(parent).index(element)
    empty = next(lines for each, lines in before if each is element)
    best, place = before, 0
    for passed in _likely([*_passable(list(parent), home)], empty):
        _put(parent, element, home + passed)
        now = holes()
        if _empty(now) < _empty(best):
            best, place = now, passed
    _put(parent, element, home + place)
    if place:
        moved.append(Moved(element, place, _empty(before) - _empty(best)))
    return best


def _likely(paragraphs: Sequence[Any], empty: int) -> Iterator[int]:
    """How many of these paragraphs probably fill a hole of so many lines: about as many as have so
    many lines."""
    lengths = (len("".join(each.itertext())) for each in paragraphs)
    lines = [*accumulate(ceil(length / A_LINE) for length in lengths)]
    enough = next((at for at, each in enumerate(lines) if each >= empty - 1), len(lines) - 1)
    yield from (at + 1 for at in (enough, enough + 1, enough - 1) if 0 <= at < len(lines))


A_LINE = 27
"""Characters on a line, roughly."""


def _put(parent: Any, element: Any, at: int) -> None:
    parent.remove(element)
    parent.insert(at, element)


def _empty(holes: Sequence[Hole]) -> int:
    return sum(lines for _, lines in holes)


def _passable(children: Sequence[Any], at: int) -> Iterator[Any]:
    """The paragraphs after a picture that it may pass."""
    if children[at].tag == "div" and at and not _is_whole(children[at - 1]):
        return
    for child in children[at + 1 : at + 1 + MOST_PASSED]:
        if not _is_whole(child) or _OF_ABOVE.search("".join(child.itertext())):
            return
        yield child


def _is_whole(block: Any) -> bool:
    """Whether a block is a paragraph of sentences: without a heading, and no name of a picture."""
    headed = any(each.get("class") for each in block.iter("strong"))
    plain = block.tag == "p" and not block.get("class") and not headed
    return plain and bool(_WHOLE.fullmatch("".join(block.itertext())))

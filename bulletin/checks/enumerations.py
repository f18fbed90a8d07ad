"""Set expressions whose number or whose items are fixed: 三会一课; 创新、协调、绿色、开放、共享."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from bulletin.checks.word_files import Entry, entries_of, lines_listed
from bulletin.patterns import pattern_of

COMMA = "、"

_NUMERAL = "[一二三四五六七八九十两]{1,2}"
_NUMERALS = pattern_of(_NUMERAL)


class Misstated(NamedTuple):
    """Characters `start` to `end`, what is wrong there, and what should stand there."""

    start: int
    end: int
    fault: str
    right: str


class _SetNumber(NamedTuple):
    """An expression with a fixed number, and the pattern that finds it with any number."""

    text: str
    core: str
    """Its longest piece without a number, which a text must have."""

    pattern: re.Pattern[str]
    allowed: tuple[str, ...]


@cache
def _counted() -> tuple[_SetNumber, ...]:
    return tuple(_counted_of(each) for each in entries_of("counts.txt"))


def _counted_of(entry: Entry) -> _SetNumber:
    text, said = entry.words[0], entry.said
    words = _NUMERALS.sub(_NUMERAL, text)
    after = f"(?={said['后']})" if "后" in said else ""
    return _SetNumber(
        text,
        max(_NUMERALS.split(text), key=len),
        pattern_of(f"{said.get('前', '')}(?<!第)({words}){after}"),
        tuple(said.get("许", "").split(",")),
    )


def miscounted(text: str) -> Iterator[Misstated]:
    """The expressions in a text that have another number than theirs."""
    for each in _counted():
        for match in each.pattern.finditer(text) if each.core in text else ():
            if match[1] != each.text and match[1] not in each.allowed:
                yield Misstated(*match.span(1), "数目不对", each.text)


FEWEST = 3
"""Items of a run that must be there for a shorter or longer list to be known by them."""


class _Place(NamedTuple):
    """Where an item stands in which list."""

    items: tuple[str, ...]
    at: int


@cache
def _items() -> dict[str, tuple[_Place, ...]]:
    places: dict[str, list[_Place]] = defaultdict(list)
    for line in lines_listed("enumerations.txt"):
        items = tuple(line.split(COMMA))
        for at, item in enumerate(items):
            places[item.strip("“”")].append(_Place(items, at))
    return {item: tuple(found) for item, found in places.items()}


@cache
def _inner_item() -> re.Pattern[str]:
    """An item of some list between two others."""
    return re.compile(f"、(?:{'|'.join(map(re.escape, _items()))})(?=、)")


class _Run(NamedTuple):
    """Items of a text that are joined by 、, with their places; the first may have words before it
    and the last may have words after it."""

    items: tuple[str, ...]
    starts: tuple[int, ...]


_JOINED = pattern_of("[^、，。；：！？（）\\s]{1,30}(?:、[^、，。；：！？（）\\s]{1,30}){2,11}")


def misordered(text: str) -> Iterator[Misstated]:
    """The lists in a text that have their items in another order, lack one, or have a wrong one."""
    known = _items()
    for match in _JOINED.finditer(text) if _inner_item().search(text) else ():
        items = match[0].split(COMMA)
        if not any(item in known for item in items[1:-1]):
            continue
        starts, at = list[int](), match.start()
        for item in items:
            starts.append(at)
            at += len(item) + 1
        run = _Run(tuple(items), tuple(starts))
        lists = {place.items: None for item in items[1:-1] for place in known.get(item, ())}
        if any(_is_whole(run, each) for each in lists):
            continue
        for each in lists:
            found = _compared(run, each)
            if found is not None:
                yield found
                break


def _is_whole(run: _Run, right: tuple[str, ...]) -> bool:
    """Whether a run holds a list just as it is, which may be another list's misstatement."""
    places = [_index(run, at, right) for at in range(len(run.items))]
    return [place for place in places if place >= 0] == list(range(len(right)))


def _compared(run: _Run, right: tuple[str, ...]) -> Misstated | None:
    """What is wrong with the items of a run that belong to the list."""
    places = [_index(run, at, right) for at in range(len(run.items))]
    ours = [at for at, place in enumerate(places) if place >= 0]
    if len(ours) < max(FEWEST, len(right) - 1):
        return None
    first, last = ours[0], ours[-1]
    start = run.starts[first]
    start += run.items[first].find(right[places[first]].strip("“”"))
    end = run.starts[last] + run.items[last].find(right[places[last]])
    end += len(right[places[last]])
    order = [places[at] for at in ours]
    whole = COMMA.join(right)
    if len(ours) == last - first + 1:
        if sorted(order) != order:
            return Misstated(start, end, "次序不对", whole)
        if len(ours) == len(right) - 1 and len(right) > FEWEST:
            return _short(
                run, right, Misstated(start, end, "少了一项", whole), order, (first, last)
            )
        return None
    if len(ours) == len(right) - 1 and last - first + 1 == len(right):
        return Misstated(start, end, "有一项不对", whole)
    return None


def _short(
    run: _Run, right: tuple[str, ...], found: Misstated, order: list[int], ends: tuple[int, int]
) -> Misstated | None:
    """A list that lacks an item: in its middle, or at an end where a like item stands instead."""
    missing = next(at for at in range(len(right)) if at not in order)
    if 0 < missing < len(right) - 1:
        return found
    beside = ends[0] - 1 if missing == 0 else ends[1] + 1
    if 0 <= beside < len(run.items):
        other = run.items[beside]
        size = len(right[missing])
        other = other[-size:] if missing == 0 else other[:size]
        like = sum(a == b for a, b in zip(other, right[missing], strict=False))
        if like >= size - 1 > 0:
            return found._replace(fault="有一项不对")
    return None


def _index(run: _Run, at: int, right: tuple[str, ...]) -> int:
    """Which item of the list stands at place `at` of the run; -1 if none."""
    item = run.items[at]
    for index, each in enumerate(right):
        if item == each:
            return index
        if at == 0 and item.endswith(each):
            return index
        if at == len(run.items) - 1 and item.startswith(each):
            return index
    return -1

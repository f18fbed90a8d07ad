"""Set expressions whose number or whose items are fixed: 三会一课; 创新、协调、绿色、开放、共享."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from bulletin.checks.pairs import Pairs
from bulletin.checks.word_files import Entry, entries_of
from bulletin.diagnostics import Severity
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
    severity: Severity = Severity.ERROR


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


def miscounted(there: Pairs) -> Iterator[Misstated]:
    """The expressions in a text that have another number than theirs."""
    for each in _counted():
        for match in each.pattern.finditer(there.text) if there.has(each.core) else ():
            if match[1] != each.text and match[1] not in each.allowed:
                yield Misstated(*match.span(1), "数目不对", each.text)


FEWEST = 3
"""Items of a run that must be there for a shorter or longer list to be known by them."""


class _SetList(NamedTuple):
    """Items with a fixed order."""

    items: tuple[str, ...]
    strict: bool
    """Whether its items stand side by side in this expression only, so that another order is a
    slip wherever it is. The items of other lists are also ordered freely."""


@cache
def _items() -> dict[str, tuple[_SetList, ...]]:
    lists: dict[str, list[_SetList]] = defaultdict(list)
    for entry in entries_of("enumerations.txt"):
        each = _SetList(tuple(entry.words[0].split(COMMA)), "严" in entry.said)
        for item in each.items:
            lists[item.strip("“”")].append(each)
    return {item: tuple(found) for item, found in lists.items()}


@cache
def _inner_item() -> re.Pattern[str]:
    """An item of some list between two others."""
    return pattern_of(f"、(?:{'|'.join(map(re.escape, _items()))})(?=、)")


class _Run(NamedTuple):
    """Items of a text that are joined by 、, with their places; the first may have words before it
    and the last may have words after it."""

    items: tuple[str, ...]
    starts: tuple[int, ...]


_JOINED = pattern_of("[^、，。；：！？（）\\s]{1,30}(?:、[^、，。；：！？（）\\s]{1,30}){2,11}")


def misordered(there: Pairs) -> Iterator[Misstated]:
    """The lists in a text that have their items in another order, lack one, or have a wrong one."""
    known, text = _items(), there.text
    if there.are_without({COMMA + item[0] for item in known}) or not _inner_item().search(text):
        return
    for match in _JOINED.finditer(text):
        items = match[0].split(COMMA)
        if not any(item in known for item in items[1:-1]):
            continue
        starts, at = list[int](), match.start()
        for item in items:
            starts.append(at)
            at += len(item) + 1
        run = _Run(tuple(items), tuple(starts))
        lists = dict.fromkeys(each for item in items[1:-1] for each in known.get(item, ()))
        if any(_is_whole(run, each.items) for each in lists):
            continue
        for found in _likeliest(each for one in lists if (each := _compared(run, one))):
            named = _NAMED.match(text, found.end) is not None
            yield found._replace(severity=Severity.ERROR) if named else found


_NAMED = pattern_of("[^，。；、]{0,6}(?:发展理念|核心价值观)")
"""What says after a list which one is meant."""


def _likeliest(found: Iterable[Misstated]) -> tuple[Misstated, ...]:
    """One of the faults by several lists: that by a list which the text has as a whole."""
    return tuple(sorted(found, key=lambda each: len(each.right) != each.end - each.start))[:1]


def _is_whole(run: _Run, right: tuple[str, ...]) -> bool:
    """Whether a run holds a list just as it is, which may be another list's misstatement."""
    places = [_index(run, at, right) for at in range(len(run.items))]
    return [place for place in places if place >= 0] == list(range(len(right)))


def _compared(run: _Run, one: _SetList) -> Misstated | None:
    """What is wrong with the items of a run that belong to the list."""
    right = one.items
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
    said = Misstated(start, end, "", COMMA.join(right), Severity.ERROR)
    if len(ours) == last - first + 1:
        if sorted(order) != order:
            return _in_another_order(run, one, ours, said)
        if len(ours) == len(right) - 1 and len(right) > FEWEST:
            return _short(run, one, said._replace(fault="少了一项"), order, (first, last))
        return None
    if len(ours) == len(right) - 1 and last - first + 1 == len(right):
        at = next(at for at in range(first, last) if places[at] < 0)
        expected = next(place for place in range(len(right)) if place not in order)
        if _is_slip(run.items[at], right[expected]):
            return said._replace(fault="有一项不对")
    return None


def _in_another_order(
    run: _Run, one: _SetList, ours: list[int], said: Misstated
) -> Misstated | None:
    """A list in another order. It is an error if the items have no other use and are all there;
    items that are also ordered freely are only told of where they are all there, and no others."""
    whole = len(ours) == len(one.items)
    if not one.strict and not (whole and len(run.items) == len(ours)):
        return None
    surely = one.strict and whole
    severity = Severity.ERROR if surely else Severity.WARNING
    return said._replace(fault="次序不对", severity=severity)


def _short(
    run: _Run, one: _SetList, found: Misstated, order: list[int], ends: tuple[int, int]
) -> Misstated | None:
    """A list that lacks an item: in its middle, or at an end where a like item stands instead."""
    right = one.items
    missing = next(at for at in range(len(right)) if at not in order)
    beside = ends[0] - 1 if missing == 0 else ends[1] + 1
    if 0 < missing < len(right) - 1:
        alone = len(run.items) == len(order)
        surely = one.strict and len(right[0]) >= SHORTEST_OWN
        severity = Severity.ERROR if surely else Severity.WARNING
        return found._replace(severity=severity) if one.strict or alone else None
    if 0 <= beside < len(run.items):
        other = run.items[beside]
        size = len(right[missing])
        other = other[-size:] if missing == 0 else other[:size]
        if _is_slip(other, right[missing]):
            return found._replace(fault="有一项不对")
    return None


SHORTEST_OWN = 4
"""Characters of items that belong to their list only, as 道路自信 does, and 协调 does not."""


def _is_slip(said: str, right: str) -> bool:
    """Whether an item is another one with one character wrong."""
    like = sum(a == b for a, b in zip(said, right, strict=False))
    return like >= len(right) - 1 > 0 and abs(len(said) - len(right)) <= 1


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

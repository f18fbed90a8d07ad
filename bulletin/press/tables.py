"""Fitting a table into the measure.

A table is set in 小四 with every head on one line, if there is room. If not, the heads are divided
between words; then the type is reduced to 五号 and 小五, which is the smallest that is printed;
then heads are set downwards, character under character (竖排), except for words beside figures
that fit. A table that is still too wide is reported (P108). The widths are estimated in em
beforehand. If a table sticks out nevertheless once it is laid out, it takes the next step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from math import inf
from typing import Any

from bulletin.press.breaks import HAN, break_allowed, em_widths, widest_piece
from bulletin.press.segmenter import inside_words

SHORT = 6
"""A cell with at most so many characters stays on one line: a number, a date, a unit's name."""

LEAST = 4.0
"""The least width of a cell with longer text, in em, so that it is not a narrow ribbon."""


@dataclass(frozen=True)
class Step:
    """One way to set a table. Each step makes it narrower than the step before."""

    name: str
    """The CSS class of this way; empty for the ordinary one."""

    size: float
    """Size of the type, in pt."""

    side: float
    """White on each side of a cell, in em."""

    divided: bool = True
    """Whether heads may be divided between words."""

    turned: bool = False
    """Whether heads wider than their columns are set downwards."""

    whole: bool = True
    """Whether short cells stay on one line."""


STEPS = (
    Step("", 12, 0.4, divided=False),
    Step("", 12, 0.4),
    Step("size-five", 10.5, 0.3),
    Step("size-small-five", 9, 0.2),
    Step("size-five", 10.5, 0.3, turned=True),
    Step("size-small-five", 9, 0.2, turned=True),
    Step("size-small-five", 9, 0.2, turned=True, whole=False),
)
"""All steps, in 小四, 五号 and 小五 (styles/paper.css has the same figures)."""

_STEP = "data-step"
_TURN = "turn"
"""The class of the line breaks that are put into heads."""


def fit_tables(root: Any, room: float) -> None:
    """Set every table by the first step that makes it fit into `room` pt."""
    for table in root.iter("table"):
        at = 0
        while at < len(STEPS) - 1 and _width(table, STEPS[at], room)[0] > room:
            at += 1
        _set(table, at, room)


def tighten(table: Any, room: float) -> bool:
    """Set a table that sticks out by the next step; False if there is none."""
    at = int(table.get(_STEP, len(STEPS))) + 1
    if at >= len(STEPS):
        return False
    _set(table, at, room)
    return True


def _set(table: Any, at: int, room: float) -> None:
    """Set a table by `STEPS[at]`, whichever step was used before."""
    step = STEPS[at]
    _, divisions = _width(table, step, room)
    table.set(_STEP, str(at))
    names = [name for name in (table.get("class") or "").split() if not name.startswith("size-")]
    table.set("class", " ".join([*names, step.name]).strip())
    if not table.get("class"):
        del table.attrib["class"]
    for head in _heads(table):
        _join(head)
        _divide(head, divisions.get(_said(head), ()))
    for cell in table.iter("td"):
        names = [name for name in (cell.get("class") or "").split() if name != "short"]
        if step.whole and len(_said(cell)) <= SHORT:
            names.append("short")
        cell.attrib.pop("class", None)
        if names:
            cell.set("class", " ".join(names))


# -- Widths ----------------------------------------------------------------------------------------

Divisions = dict[str, tuple[int, ...]]
"""For each head's text, the characters before which its lines end."""


def _width(table: Any, step: Step, room: float) -> tuple[float, Divisions]:
    """The least width of the table by a step, in pt, and how its heads are divided for it."""
    words = [_said(head) for head in _heads(table)]
    rows = [[_said(cell) for cell in row.iter("td")] for row in table.iter("tr")]
    count = max(map(len, (words, *rows)), default=0)
    below = [
        max((_least(row[at], step) for row in rows if at < len(row)), default=0.0)
        for at in range(count)
    ]
    heads = [*words, *[""] * (count - len(words))]
    sides = 2 * step.side * count + 0.1
    free = room / step.size - sides
    divisions = _divided(heads, below, free, step)
    wide = sum(
        max(least, _widest(head, divisions.get(head, ())))
        for head, least in zip(heads, below, strict=True)
    )
    return (wide + sides) * step.size, divisions


def _least(words: str, step: Step) -> float:
    """The least width of a cell, in em."""
    advances = em_widths(words)
    if len(words) <= SHORT and step.whole:
        return sum(advances)
    floor = 2.0 if len(words) <= SHORT else LEAST
    return max(widest_piece(words, advances) if words else 0.0, min(sum(advances), floor))


def _widest(words: str, breaks: Sequence[int]) -> float:
    """The width of the widest line, in em."""
    ends = (0, *breaks, len(words))
    advances = em_widths(words)
    return max(sum(advances[a:b]) for a, b in pairwise(ends))


# -- Heads -----------------------------------------------------------------------------------------


def _divided(heads: Sequence[str], below: Sequence[float], free: float, step: Step) -> Divisions:
    """Divide the widest heads into more and more lines until all columns fit into `free` em."""
    if not step.divided:
        return {}
    joints = _joints(heads)
    ways = {head: _ways(head, joints) for head in heads}
    limits = {_widest(head, way) for head in heads for way in ways[head]}
    limits |= {2.0, 1.0} if step.turned else set()
    room: dict[str, float] = {}
    for head, least in zip(heads, below, strict=True):
        room[head] = min(least, room.get(head, inf))
    chosen: Divisions = {}
    for limit in sorted(limits, reverse=True):
        chosen = {
            head: _way(head, ways[head], max(limit, room[head]), step.turned) for head in heads
        }
        widths = (_widest(head, chosen[head]) for head in heads)
        if sum(map(max, below, widths)) <= free:
            break
    return chosen


def _way(head: str, ways: Sequence[tuple[int, ...]], room: float, turned: bool) -> tuple[int, ...]:
    """The way with the fewest lines that fits into `room` em; the narrowest if none does."""
    narrowest = _downwards(head, room) if turned else ways[-1]
    return next((way for way in ways if _widest(head, way) <= room), narrowest)


@cache
def _downwards(head: str, room: float) -> tuple[int, ...]:
    """How a head is set downwards, character under character.

    In a head with figures, words that fit into `room` em stay whole: 指标, 10名, 称.
    """
    allowed = break_allowed(head)
    places = [at for at in range(1, len(head)) if allowed[at]]
    if len(places) == len(head) - 1:
        return tuple(places)
    inside = inside_words(head)
    ends = [0.0, *accumulate(em_widths(head))]
    edges = [0, *(at for at in places if at not in inside), len(head)]
    cut = [range(one, two) for one, two in pairwise(edges) if ends[two] - ends[one] > room]
    return tuple(at for at in places if at in edges or any(at in word for word in cut))


@cache
def _ways(head: str, joints: frozenset[str]) -> list[tuple[int, ...]]:
    """How a head may be divided: into one line, two, three …, each way narrower than the last."""
    ways: list[tuple[int, ...]] = [()]
    for lines in range(2, len(head)):
        way = _lines(head, lines, joints)
        if way and _widest(head, way) < _widest(head, ways[-1]):
            ways.append(way)
    return ways


def _lines(head: str, lines: int, joints: frozenset[str]) -> tuple[int, ...]:
    """The best places to divide a head into so many lines; empty if it cannot be divided so."""
    ends = [0.0, *accumulate(em_widths(head))]
    allowed, inside = break_allowed(head), inside_words(head)
    best: list[dict[int, tuple[float, tuple[int, ...]]]] = [{0: (0.0, ())}]
    mean = ends[-1] / lines
    for number in range(1, lines + 1):
        found: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, places) in best[-1].items():
            for stop in range(start + 1, len(head) + 1):
                if (stop == len(head)) != (number == lines):
                    continue
                harm = _harm(head, start, stop, allowed, joints, inside)
                total = cost + harm + (ends[stop] - ends[start] - mean) ** 2
                if harm < inf and (stop not in found or total < found[stop][0]):
                    found[stop] = (total, (*places, stop))
        best.append(found)
    return best[-1].get(len(head), (inf, ()))[1][:-1]


APART, TORN = 2.0, 16.0
"""What it costs to divide a head between two words that no other head has, and within a word; in
the same unit as uneven lines: squares of em."""


def _harm(
    head: str,
    start: int,
    stop: int,
    allowed: Sequence[bool],
    joints: frozenset[str],
    inside: frozenset[int],
) -> float:
    """What a line of a head costs because of where it ends; infinite for a single 汉字."""
    line = head[start:stop]
    if len(HAN.findall(line)) == 1 and len(line) < 2:
        return inf
    if stop == len(head):
        return 0.0
    if not allowed[stop]:
        return inf
    at_joint = head[:stop] in joints or head[stop:] in joints or head[stop] in "（("
    return 0.0 if at_joint else TORN if stop in inside else APART


def _joints(heads: Sequence[str]) -> frozenset[str]:
    """Parts that several heads have in common, which are therefore words: 一季度 in 一季度报送 and
    一季度采用, 篇数 in 报送篇数 and 采用篇数."""
    beside: dict[str, set[str]] = defaultdict(set)
    for head in heads:
        for at in range(2, len(head) - 1):
            beside[head[:at]].add(head[at])
            beside[head[at:]].add(head[at - 1])
    joints = {part for part, characters in beside.items() if len(characters) > 1}
    divided = [(head[:at], head[at:]) for head in heads for at in range(2, len(head) - 1)]
    # The rest of a head that is divided at a joint is a word as well.
    return frozenset(part for parts in divided if joints.intersection(parts) for part in parts)


# -- The tree --------------------------------------------------------------------------------------


def _heads(table: Any) -> list[Any]:
    return list(table.iter("th"))


def _said(cell: Any) -> str:
    """The text of a cell, without notes."""
    return "".join(getattr(holder, name) or "" for holder, name in _texts(cell)).strip()


def _texts(element: Any) -> Iterator[tuple[Any, str]]:
    """The element and attribute (`text` or `tail`) of each text in an element, without notes."""
    yield element, "text"
    for child in element:
        if child.get("class") != "footnote":
            yield from _texts(child)
        yield child, "tail"


def _join(head: Any) -> None:
    """Remove the line breaks that were put into a head."""
    for parent in list(head.iter()):
        before = None
        for child in list(parent):
            if child.get("class") != _TURN:
                before = child
                continue
            if before is None:
                parent.text = (parent.text or "") + (child.tail or "")
            else:
                before.tail = (before.tail or "") + (child.tail or "")
            parent.remove(child)


def _divide(head: Any, breaks: Sequence[int]) -> None:
    """Put line breaks into a head before these characters of its text."""
    said = "".join(getattr(holder, name) or "" for holder, name in _texts(head))
    blank = len(said) - len(said.lstrip())
    for at in sorted(breaks, reverse=True):  # from the back, so that places stay
        _divide_at(head, at + blank)


def _divide_at(head: Any, at: int) -> None:
    passed = 0
    for holder, name in list(_texts(head)):
        text = getattr(holder, name) or ""
        if passed < at <= passed + len(text):
            _break_text(head, holder, name, at - passed)
            return
        passed += len(text)


def _break_text(head: Any, holder: Any, name: str, at: int) -> None:
    """Put a line break into one text of a head."""
    text = getattr(holder, name)
    turn = head.makeelement("br", {"class": _TURN})
    turn.tail = text[at:]
    setattr(holder, name, text[:at])
    if name == "text":
        holder.insert(0, turn)
    else:
        parent = next(each for each in head.iter() if holder in list(each))
        parent.insert(list(parent).index(holder) + 1, turn)

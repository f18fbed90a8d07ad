"""Names of units written together: 城关镇、东关街道 are two units, unless one is called that."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache

from bulletin.model import Publication, Text, Unit
from bulletin.patterns import pattern_of
from bulletin.source import Span

BETWEEN = pattern_of(r"\s*[、，,;；/／]\s*|\s+|\s*[和与]\s*")
"""What may stand between two names. 和, 与 and a blank may also be part of a name."""

MARKS = pattern_of(r"\s*[、，,;；/／]\s*")
"""Marks between two names, which are hardly ever part of one."""

MOST_TOGETHER = 60
"""The most marks between names that are tried in one text; a county has fewer units."""

NEAR = 0.5
"""How much of two names must agree for one to be a misspelling of the other."""


def names_in(written: Text, publication: Publication) -> tuple[Text, ...]:
    """The names of units in one text, each with its place.

    The longest registered names are taken. A text in which some name is not registered is divided
    only where the rest shows that it holds several names: so that each unknown one can be told.
    """
    text = written.text.strip()
    ends = _registered_parts(text, publication)
    if not ends:
        ends = _evident_parts(text, publication) or [(0, len(text))]
    start = written.span.start + written.text.find(text)
    return tuple(Text(text[at:to], Span(start + at, start + to)) for at, to in ends)


def units_called(words: str, publication: Publication) -> tuple[Unit, ...]:
    """The registered units of one name or of several names together, each once; none if any is
    unknown."""
    parts = _registered_parts(words.strip(), publication)
    named = (publication.unit(words.strip()[at:to]) for at, to in parts)
    return tuple(dict.fromkeys(unit for unit in named if unit is not None))


def nearest_name(words: str, publication: Publication) -> str:
    """The registered names that a misspelt text means; empty if there is none near."""
    parts = [each for each in BETWEEN.split(words) if each]
    units = [unit for each in parts if (unit := publication.unit(each))]
    if units and len(units) == len(parts):
        return "、".join(unit.name for unit in units)
    near = _near(words, publication)
    return near.name if near else ""


def _registered_parts(text: str, publication: Publication) -> list[tuple[int, int]]:
    """The places of registered names that make up the whole text; nothing if they do not."""
    if publication.unit(text):
        return [(0, len(text))]
    marks = [found.span() for found in BETWEEN.finditer(text)]
    if not marks or len(marks) > MOST_TOGETHER:
        return []
    ends = [*(start for start, _ in marks), len(text)]
    starts = [0, *(end for _, end in marks)]

    @cache
    def parts(first: int) -> tuple[tuple[int, int], ...]:
        """The names from the start with this number on; nothing if they cannot be divided."""
        for last in range(len(ends) - 1, first - 1, -1):
            name = (starts[first], ends[last])
            if publication.unit(text[name[0] : name[1]]):
                rest = parts(last + 1) if last + 1 < len(starts) else ()
                if rest or last + 1 == len(starts):
                    return (name, *rest)
        return ()

    return list(parts(0))


def _evident_parts(text: str, publication: Publication) -> list[tuple[int, int]]:
    """The places of the names in a text that has an unknown one, if it evidently has several."""
    for between, one_is_enough in ((MARKS, True), (BETWEEN, False)):
        marks = [found.span() for found in between.finditer(text)]
        if not marks:
            continue
        starts, ends = [0, *(end for _, end in marks)], [*(at for at, _ in marks), len(text)]
        places = list(zip(starts, ends, strict=True))
        names = [text[at:to] for at, to in places]
        known = [bool(_registered_parts(name, publication)) for name in names]
        near = [there or _near(name, publication) for there, name in zip(known, names, strict=True)]
        if all(names) and (all(near) or (one_is_enough and any(known))):
            return [
                (at + start, at + end)
                for at, to in places
                for start, end in _registered_parts(text[at:to], publication) or [(0, to - at)]
            ]
    return []


def _near(name: str, publication: Publication) -> Unit | None:
    close = get_close_matches(name, tuple(publication.registry), n=1, cutoff=NEAR)
    return publication.unit(close[0]) if close else None

"""Which characters are mistaken for one another: they sound or look alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from bulletin.checks.word_files import lines_of


def are_alike(one: str, other: str) -> bool:
    """Whether two characters sound or look alike, as the wrong and the right one of a slip do.

    >>> are_alike("即", "既"), are_alike("即", "大")
    (True, False)
    """
    rows = _rows()
    return bool(rows.get(one, _NONE) & rows.get(other, _NONE))


def sound_or_look_the_same(one: str, other: str) -> bool:
    """Whether two characters have one sound or one shape, and not merely sounds that many speakers
    do not distinguish.

    >>> sound_or_look_the_same("即", "既"), sound_or_look_the_same("真", "争")
    (True, False)
    """
    rows = _exact_rows()
    return bool(rows.get(one, _NONE) & rows.get(other, _NONE))


@cache
def alike(character: str) -> frozenset[str]:
    """The characters that sound or look like this one."""
    members = _members()
    near = (members[row] for row in _rows().get(character, _NONE))
    return frozenset().union(*near) - {character}


_NONE: frozenset[str] = frozenset()


def _lines() -> Iterator[tuple[str, str]]:
    """The name of each row of one sound or one shape, and its characters."""
    for line in lines_of("sounds.txt"):
        sound, characters = line.split()
        yield sound, characters
    for number, line in enumerate(lines_of("shapes.txt")):
        yield f"shape {number}", line.strip()


@cache
def _members() -> dict[str, frozenset[str]]:
    """The characters of each row: of one sound as many speakers hear it, or of one shape."""
    rows: dict[str, set[str]] = defaultdict(set)
    for name, characters in _lines():
        rows[name if name.startswith("shape") else _as_heard(name)].update(characters)
    return {row: frozenset(characters) for row, characters in rows.items()}


@cache
def _rows() -> dict[str, frozenset[str]]:
    """The rows of each character."""
    return _by_character(_members().items())


@cache
def _exact_rows() -> dict[str, frozenset[str]]:
    """The rows of each character, each sound a row of its own."""
    return _by_character(_lines())


def _by_character(rows: Iterable[tuple[str, Iterable[str]]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, characters in rows:
        for each in characters:
            found[each].add(name)
    return {each: frozenset(names) for each, names in found.items()}


def _as_heard(sound: str) -> str:
    """A sound without what many speakers do not distinguish: zh and z, ing and in."""
    heard = sound.replace("zh", "z").replace("ch", "c").replace("sh", "s")
    return heard[:-1] if heard.endswith(("ang", "eng", "ing")) else heard

"""Which characters are mistaken for one another: they sound or look alike."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from bulletin.checks.word_files import lines_listed


def are_alike(one: str, other: str) -> bool:
    """Whether two characters sound or look alike, as the wrong and the right one of a slip do.

    >>> are_alike("即", "既"), are_alike("即", "大")
    (True, False)
    """
    return not _rows_of(one).isdisjoint(_rows_of(other))


def sound_or_look_the_same(one: str, other: str) -> bool:
    """Whether two characters have one sound or one shape, and not merely sounds that many speakers
    do not distinguish.

    >>> sound_or_look_the_same("即", "既"), sound_or_look_the_same("真", "争")
    (True, False)
    """
    return not _exact_rows_of(one).isdisjoint(_exact_rows_of(other))


@cache
def alike(character: str) -> frozenset[str]:
    """The characters that sound or look like this one."""
    members = _members()
    near = (members[row] for row in _rows_of(character))
    return frozenset().union(*near) - {character}


@cache
def _lines() -> tuple[tuple[str, str], ...]:
    """The name of each row of one sound or one shape, and its characters."""
    sounds = (line.split() for line in lines_listed("sounds.txt"))
    shapes = enumerate(lines_listed("shapes.txt"))
    return (
        *((sound, characters) for sound, characters in sounds),
        *((f"shape {number}", line.strip()) for number, line in shapes),
    )


@cache
def _members() -> dict[str, frozenset[str]]:
    """The characters of each row: of one sound as many speakers hear it, or of one shape."""
    rows: dict[str, set[str]] = defaultdict(set)
    for name, characters in _lines():
        rows[name if name.startswith("shape") else _as_heard(name)].update(characters)
    return {row: frozenset(characters) for row, characters in rows.items()}


@cache
def _rows_of(character: str) -> frozenset[str]:
    """The rows that a character stands in. A copy asks for few characters, and not for all."""
    return frozenset(row for row, characters in _members().items() if character in characters)


@cache
def _exact_rows_of(character: str) -> frozenset[str]:
    """The same, with each sound a row of its own."""
    return frozenset(row for row, characters in _lines() if character in characters)


def _as_heard(sound: str) -> str:
    """A sound without what many speakers do not distinguish: zh and z, ing and in."""
    heard = sound.replace("zh", "z").replace("ch", "c").replace("sh", "s")
    return heard[:-1] if heard.endswith(("ang", "eng", "ing")) else heard

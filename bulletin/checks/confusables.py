"""Which characters are mistaken for one another: they sound or look alike."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from bulletin.checks.word_files import lines_of


def are_alike(one: str, other: str) -> bool:
    """Whether two characters sound or look alike, as the wrong and the right one of a slip do.

    >>> are_alike("即", "既"), are_alike("即", "大")
    (True, False)
    """
    rows = _rows()
    return bool(rows.get(one, _NONE) & rows.get(other, _NONE))


def alike(character: str) -> frozenset[str]:
    """The characters that sound or look like this one."""
    members = _members()
    near = (members[row] for row in _rows().get(character, _NONE))
    return frozenset().union(*near) - {character}


_NONE: frozenset[str] = frozenset()


@cache
def _members() -> dict[str, frozenset[str]]:
    """The characters of each row: of one sound, or of one shape."""
    rows: dict[str, set[str]] = defaultdict(set)
    for line in lines_of("sounds.txt"):
        sound, characters = line.split()
        rows[_as_heard(sound)].update(characters)
    for number, line in enumerate(lines_of("shapes.txt")):
        rows[f"shape {number}"].update(line.strip())
    return {row: frozenset(characters) for row, characters in rows.items()}


@cache
def _rows() -> dict[str, frozenset[str]]:
    """The rows of each character."""
    found: dict[str, set[str]] = defaultdict(set)
    for row, characters in _members().items():
        for each in characters:
            found[each].add(row)
    return {each: frozenset(rows) for each, rows in found.items()}


def _as_heard(sound: str) -> str:
    """A sound without what many speakers do not distinguish: zh and z, ing and in."""
    heard = sound.replace("zh", "z").replace("ch", "c").replace("sh", "s")
    return heard[:-1] if heard.endswith(("ang", "eng", "ing")) else heard

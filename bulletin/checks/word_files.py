"""The lists of words that come with the package: text files with one entry a line.

An entry is words, and after `|` what it needs besides, each under a name: `做为 作为 | 后=主要 |
例=做为主要抓手 | 似=敢做为主人`. Lines that begin with `#` say where the facts are from.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).parent / "words"


class Entry(NamedTuple):
    """One line of a list."""

    words: tuple[str, ...]
    said: dict[str, str]
    """What follows the words, by its name."""


def lines_listed(name: str) -> Iterator[str]:
    """The lines of a list, without its remarks and empty lines."""
    for line in (_FOLDER / name).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def words_in(name: str) -> Iterator[str]:
    """The words of a list whose lines are nothing but words."""
    for line in lines_listed(name):
        yield from line.split()


def is_official(word: str) -> bool:
    """Whether a word stands in the list of words of official copy that dictionaries lack."""
    return word in _official()


@cache
def _official() -> frozenset[str]:
    return frozenset(words_in("official.txt"))


def entries_of(name: str) -> Iterator[Entry]:
    """The entries of a list."""
    for line in lines_listed(name):
        words, *others = line.split(" | ")
        yield Entry(
            tuple(words.split()),
            {key.strip(): value for key, _, value in (each.partition("=") for each in others)},
        )

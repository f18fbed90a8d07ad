"""Where words begin and end, by the dictionary and by the list of words of official copy."""

from __future__ import annotations

from bulletin.checks.word_files import is_official
from bulletin.known_words import is_word

_SIZES = (2, 3, 4)
"""The lengths of the words that are looked for."""


def is_any_word(text: str) -> bool:
    """Whether characters are a word, of any list."""
    return len(text) > 1 and (is_word(text) or is_official(text))


def begins_word(text: str, start: int) -> bool:
    """Whether a word begins at a place."""
    return any(is_any_word(text[start : start + size]) for size in _SIZES)


def ends_word(text: str, end: int) -> bool:
    """Whether a word ends before a place."""
    return any(is_any_word(text[max(0, end - size) : end]) for size in _SIZES)

"""The text of a passage as it is read: digits, letters and marks of any width in plain ASCII."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_UNSEEN = "\u200b"
"""Replaces every invisible character, such as a soft hyphen or a joiner."""


class _Plainly(dict[int, str]):
    """Maps digits, letters, spaces, dashes and brackets of any width to ASCII."""

    def __missing__(self, code: int) -> str:
        self[code] = _plainly(chr(code))
        return self[code]


def _plainly(character: str) -> str:
    if character == "\u3007" or "\u4e00" <= character <= "\u9fff":
        return character
    category = unicodedata.category(character)
    if category == "No":  # ① and ¹ come before a number and are not part of it
        return character
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category in ("Zs", "Zl", "Zp") or character in "\t\n\r\v\f":
        return " "
    if category == "Pd" or character == "\u2212":
        return "-"
    if category in ("Cf", "Me") or "\ufe00" <= character <= "\ufe0f":
        return _UNSEEN
    if character in "·•・":
        return "."
    wide = unicodedata.normalize("NFKC", character)
    return wide if len(wide) == 1 and wide.isascii() else character


_PLAINLY = _Plainly()


@lru_cache(maxsize=2048)
def written_plainly(text: str) -> tuple[str, tuple[int, ...] | None]:
    """The text in plain ASCII forms, and the place of each character; None if none was left out."""
    plain = text.translate(_PLAINLY)
    if _UNSEEN not in plain:
        return plain, None
    places = tuple(at for at, each in enumerate(plain) if each != _UNSEEN)
    return plain.replace(_UNSEEN, ""), places

"""The name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def near(name: str, known: Iterable[str], otherwise: str, before: str = "") -> str:
    """What a name was probably meant to be, as a hint."""
    signed = sorted(before + each for each in known)
    close = get_close_matches(before + name, signed, n=1, cutoff=0.7)
    return f"改为 {close[0]}" if close else otherwise

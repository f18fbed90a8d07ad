"""Raised and lowered characters: 10⁸, m², CO₂. Copy has no mark for them, but Unicode has most."""

from __future__ import annotations

_PLAIN = "0123456789+-−=()（）"
_RAISED = str.maketrans(f"{_PLAIN}ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾⁽⁾ⁿⁱ")
_LOWERED = str.maketrans(f"{_PLAIN}aeox", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎₍₎ₐₑₒₓ")


def raised(text: str) -> str:
    """The characters as Unicode raises them; empty if it cannot raise all of them."""
    return _moved(text, _RAISED)


def lowered(text: str) -> str:
    """The characters as Unicode lowers them; empty if it cannot lower all of them."""
    return _moved(text, _LOWERED)


def _moved(text: str, table: dict[int, int]) -> str:
    return text.translate(table) if text and all(ord(sign) in table for sign in text) else ""

"""Signs that Word stores as places in a face: □ is `w:sym` F06F of Wingdings."""

from __future__ import annotations

from collections.abc import Mapping


def _row(first: int, signs: str) -> dict[int, str]:
    """Signs at successive places."""
    return {first + at: sign for at, sign in enumerate(signs) if sign != " "}


_WINGDINGS = {
    0x21: "✏", 0x22: "✂", 0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x36: "⌛", 0x46: "☞", 0x47: "☟",
    0x4A: "☺", 0x4C: "☹", 0x52: "☼", 0x58: "✠", 0xAB: "★", 0xB0: "⌖", 0xFB: "✗", 0xFC: "✓",
    0xFD: "☒", 0xFE: "☑",
    **_row(0x6C, "●❍■□□❑❒"), **_row(0x73, "⬧⧫◆❖⬥⌧"),
    **_row(0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    0x9E: "·", 0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA4: "◉", 0xA5: "◎", 0xA7: "▪", 0xA8: "□",
    0xAA: "✦", 0xAC: "✶", 0xB6: "✰", 0xD8: "➢", 0xDC: "➲",
    **_row(0xDF, "←→↑↓↖↗↙↘←→↑↓↖↗↙↘⇦⇨⇧⇩"),
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒",
    0x97: "●", 0x98: "●", 0xA2: "■", 0xA3: "□", 0xA4: "◻", 0xA5: "◻",
    **_row(0x69, "⓪①②③④⑤⑥⑦⑧⑨⑩"),
}  # fmt: skip
_WINGDINGS_3 = {0x22: "↔", 0x70: "▲", 0x71: "▼", 0x74: "◀", 0x75: "▶", 0x7D: "▶"}
_SYMBOL = {
    **_row(0x41, "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"), **_row(0x61, "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"),
    0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°",
    0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡",
    0xBB: "≈", 0xBC: "…", 0xD0: "∠", 0xD6: "√", 0xE5: "∑",
    **{at: chr(at) for at in range(0x20, 0x40)},
}  # fmt: skip

FACES: Mapping[str, Mapping[int, str]] = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": _WINGDINGS_3,
    "symbol": _SYMBOL,
}
"""The sign at each place of a face; missing places are not known."""


def is_private(sign: str) -> bool:
    """Whether a character has a meaning only in one face (Unicode's private use)."""
    return "\ue000" <= sign <= "\uf8ff" or sign >= "\U000f0000"


def symbol(face: str, sign: str) -> str:
    """`sign` as it looks in `face`; empty if that is not known.

    Word writes a place in a symbol face as U+F000 plus the place. In any other face a character is
    itself.
    """
    places = FACES.get(face.lower())
    if len(sign) != 1:
        return "" if any(map(is_private, sign)) else sign
    if places is None and "\uf020" <= sign <= "\uf0ff":
        places = _WINGDINGS if sign != "\uf0b7" else _SYMBOL
    elif places is None:
        return "" if is_private(sign) else sign
    return places.get(ord(sign) & 0xFF, "") if ord(sign) < 0x100 or is_private(sign) else sign

"""What a character is, and whether any face may lend it."""

from __future__ import annotations

import unicodedata

from bulletin.script_runs import script_of


def kind_of_script(character: str) -> str:
    """What a character is: 汉字, 字母 of another script, or 符号 (a mark, sign or figure)."""
    if script_of(character) == "Hani":
        return "汉字"
    return "字母" if unicodedata.category(character)[0] in "LM" else "符号"


EMOJI = (range(0x1F000, 0x1FB00), range(0x2600, 0x27C0), range(0x2B1B, 0x2B56))
"""Emoji: playing cards to pictographs, dingbats, stars."""


def is_for_any_face(character: str) -> bool:
    """Whether a character may be printed from any face that has it.

    Three kinds may not: private-use characters, which every face draws differently; combining
    marks, which must come from the face of their letter; and emoji, which have no place in an
    official document.
    """
    code = ord(character)
    is_whole = unicodedata.category(character)[0] in "LNPS"
    return is_whole and not any(code in each for each in EMOJI)

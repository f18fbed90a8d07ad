"""Classes of characters that line composition knows (clreq, GB/T 15834-2011 5.1)."""

from __future__ import annotations

import unicodedata

from bulletin.patterns import pattern_of

NOT_AT_LINE_START = frozenset("。，、；：？！”’）】》〉〕］｝」』—～·/")
NOT_AT_LINE_END = frozenset("“‘（【《〈〔［｛「『/")
OPENING = frozenset("“‘（【《〈〔［｛「『")
CLOSING = frozenset("。，、；：？！”’）】》〉〕］｝」』")
"""Closing marks whose right half is empty; ？ and ！ fill more of their cell."""

NARROWED_BY_LATIN = frozenset("“”‘’—…")
"""Marks that Latin faces have too, but half as wide or off the middle."""

DIGITS = frozenset("0123456789０１２３４５６７８９")
IN_NUMBER = frozenset("0123456789.,%‰")
UNITS = frozenset("年月日时分秒期次人名户个项件家村镇条批起场元万亿吨亩里米克升度岁届号页份位倍成")
"""Characters that, right after digits, belong to the number."""

LATIN_UNIT = pattern_of(
    r"(?:[kcm]?m|hm|[km]?g|t|m?[Ll]|ha|h|min|m?s|[kM]?Wh?|k?V|A|[kMG]?Hz|[KMGT]B|[kM]?Pa|k?J|mol|dB|"
    r"°C|[°℃%‰Ω\u3300-\u33ff])(?![A-Za-z])"
)
"""Units in letters and signs; a number keeps its unit even if a space stands between them."""

WORD = pattern_of(r"[0-9A-Za-z.,%‰+\-]+")
INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


def is_han(text: str) -> bool:
    """Whether it is one 汉字."""
    return len(text) == 1 and (
        "\u4e00" <= text <= "\u9fff"
        or "\u3400" <= text <= "\u4dbf"
        or "\U00020000" <= text <= "\U0003ffff"
        or "\uf900" <= text <= "\ufaff"
        or text == "〇"
    )


def is_wide(text: str) -> bool:
    """Whether it stands in a full cell: a 汉字, a full-width mark, □."""
    return (
        is_han(text)
        or text in NARROWED_BY_LATIN
        or text in "□■○●△·"
        or "\u3000" <= text[:1] <= "\u303f"
        or "\uff01" <= text[:1] <= "\uff60"
    )


ARABIC_MARKS = frozenset("،٫٬")
"""Marks that Unicode counts to no direction, and that stand in words from right to left only."""


def is_leftward(text: str) -> bool:
    """Whether it belongs to a word that is read from right to left."""
    return unicodedata.bidirectional(text[:1]) in ("R", "AL") or text[:1] in ARABIC_MARKS


def is_placed_on(text: str) -> bool:
    """Whether it is a mark that is placed on the letter before it."""
    return unicodedata.category(text[:1]) in ("Mn", "Me") if text else False


def may_stand_between(text: str) -> bool:
    """Whether it may stand between words that are read from right to left, and go with them."""
    return (
        not text.strip()
        or unicodedata.category(text[0]) in ("Mn", "Me", "Cf")
        or (text.isascii() and not text.isalpha())
    )


def is_text_fault(text: str) -> bool:
    """Whether the character should not be in a text layer.

    Kangxi radicals, private use, replacement, control and invisible characters: a search for the
    character in the copy does not find them, and pasting carries them on.
    """
    return any(
        "\u2f00" <= one <= "\u2fd5"
        or "\u2e80" <= one <= "\u2ef3"
        or "\ue000" <= one <= "\uf8ff"
        or one >= "\U000f0000"
        or one == "\ufffd"
        or one in INVISIBLE
        or (one < " " and one not in "\t\n\r")
        for one in text
    )

"""Finding runs of words in scripts whose letters join, stack or run from right to left."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bulletin.patterns import pattern_of

ROW_OF_LETTERS = (
    *("Hani", "Bopo", "Hang", "Hira", "Kana", "Yiii", "Lisu", "Talu", "Tale", "Latn", "Grek"),
    *("Cyrl", "Armn", "Geor", "Copt", "Runr", "Ogam", "Cher", "Brai", "Zyyy", "Zinh", "Zzzz"),
)
"""Scripts (ISO 15924) whose letters stand side by side from left to right and do not change, and
the codes for marks and signs. In all other scripts letters join, stack, move or run another way, so
that they are set in runs of words."""

NAMES = {
    "Arab": "阿拉伯字母的文字（维吾尔文、哈萨克文等）",
    "Hebr": "希伯来文",
    "Syrc": "叙利亚文",
    "Thaa": "塔纳文",
    "Tibt": "藏文",
    "Mong": "蒙古文",
    "Phag": "八思巴文",
    "Thai": "泰文",
    "Laoo": "老挝文",
    "Mymr": "缅甸字母的文字",
    "Khmr": "高棉文",
    "Lana": "老傣文",
    "Plrd": "苗文（柏格理字母）",
    "Deva": "天城文",
    "Beng": "孟加拉文",
    "Taml": "泰米尔文",
    "Sinh": "僧伽罗文",
    "Ethi": "埃塞俄比亚文",
}

JOINING_JAMO = (range(0x1100, 0x1200), range(0xA960, 0xA980), range(0xD7B0, 0xD800))
"""Letters of Hangul that are combined into syllables."""


@lru_cache(maxsize=4096)
def script_beyond(character: str) -> str:
    """The Chinese name of the script of a character that is set only in a run; empty if alone."""
    script = script_of(character)
    if unicodedata.bidirectional(character) in ("R", "AL", "AN"):
        return (
            NAMES.get(script, "从右往左写的文字") if unicodedata.category(character) != "Cf" else ""
        )
    if any(ord(character) in each for each in JOINING_JAMO):
        return "拆开的朝鲜文字母"
    return "" if script in ROW_OF_LETTERS else NAMES.get(script, "这种文字")


NAMED_AFTER = {"ARABIC": "Arab", "MONGOLIAN": "Mong", "DEVANAGARI": "Deva"}
"""Scripts whose marks other scripts use too (، ᠂ ।), so that Unicode assigns them to no script; by
the first word of the character's name."""


@lru_cache(maxsize=4096)
def script_of(character: str) -> str:
    """The script of a character in ISO 15924, `Zyyy` for what belongs to none."""
    import uharfbuzz as hb

    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    family = unicodedata.name(character, "").partition(" ")[0]
    return NAMED_AFTER.get(family) or str(buffer.script or "Zyyy")


class ScriptRun(NamedTuple):
    """One word or several in a script whose letters join, as they stand in a text."""

    start: int
    stop: int
    text: str
    script: str
    """ISO 15924."""

    @property
    def script_name(self) -> str:
        """The Chinese name of the script."""
        return next(filter(None, map(script_beyond, self.text)))

    @property
    def is_leftward(self) -> bool:
        """Whether it is read from right to left."""
        return any(unicodedata.bidirectional(each) in ("R", "AL") for each in self.text)

    @property
    def letters(self) -> frozenset[str]:
        """The characters that a face must draw for it, without spaces, joiners and figures."""
        return frozenset(
            each for each in self.text if script_beyond(each) and each not in self.controls
        )

    @property
    def controls(self) -> frozenset[str]:
        """Characters that are not drawn, but control the form or place of letters."""
        return frozenset(
            each for each in self.text if unicodedata.category(each) == "Cf" or each in SELECTORS
        )

    @property
    def is_plain(self) -> bool:
        """Whether its letters stand side by side without joining or marks."""
        marks = any(unicodedata.category(each)[0] == "M" for each in self.letters)
        pairs = pairwise(self.text)
        joined = any(script_beyond(a) and script_beyond(b) for a, b in pairs)
        return not marks and not (joined and self.script in CURSIVE)


CURSIVE = frozenset({"Arab", "Syrc", "Mong", "Phag", "Nkoo", "Mand", "Adlm", "Rohg"})
"""Scripts in which the form of a letter depends on its place in the word."""

SELECTORS = frozenset("\u180b\u180c\u180d\u180f")
"""Invisible characters that select another form of the Mongolian letter before them."""

JOINERS = "\u200c\u200d"
"""ZWNJ and ZWJ, which separate letters that would join, and join letters that would not."""

MIRRORED = str.maketrans("()[]{}<>", ")(][}{><")
"""Half-width brackets, each with the other of its pair, as they look among right-to-left words."""

_BETWEEN = pattern_of(rf"[ \u00a0\u202f{JOINERS}]*")
_BETWEEN_LEFTWARD = pattern_of(rf"[ \u00a0\u202f\u200e\u200f{JOINERS}!-@\[-`{{-~]*")
"""What may stand between two words of a run that is read from right to left. Figures and half-width
marks are included, because they change their places in it."""


_BEYOND = pattern_of(
    "[^\x00-\u058f\u2000-\u2bff\u2e80-\ua4ff\uac00-\ud7af\uf900-\ufaff\ufe10-\ufe6f\uff00-\uffef"
    "\U00020000-\U0003ffff]"
)
"""Characters that may belong to such a script: all but Latin, Greek, Cyrillic, 汉字 and their
marks."""


def runs_of(text: str) -> Iterator[ScriptRun]:
    """Each run of words in a script whose letters join, from the left of the text as typed."""
    at = 0 if _BEYOND.search(text) else len(text)
    while at < len(text):
        if not _joins(text[at]):
            at += 1
            continue
        script, stop = script_of(text[at]), _end_of_run(text, at)
        start, stop = _with_bracket(text, at, stop)
        yield ScriptRun(start, stop, text[start:stop], script)
        at = stop


def _joins(character: str) -> bool:
    return bool(script_beyond(character))


def _end_of_run(text: str, start: int) -> int:
    """Where the run ends that begins with the letter at `start`."""
    script, stop = script_of(text[start]), start
    leftward = unicodedata.bidirectional(text[start]) in ("R", "AL", "AN")
    between = _BETWEEN_LEFTWARD if leftward else _BETWEEN
    while stop < len(text) and _joins(text[stop]) and script_of(text[stop]) == script:
        stop += 1
        while stop < len(text) and unicodedata.category(text[stop]) in ("Mn", "Mc"):
            stop += 1
        after = between.match(text, stop)
        end = after.end() if after else stop
        if end < len(text) and _joins(text[end]) and script_of(text[end]) == script:
            stop = end
    while stop < len(text) and text[stop] in JOINERS:
        stop += 1
    return stop


def _with_bracket(text: str, start: int, stop: int) -> tuple[int, int]:
    """A run with the brackets before and after it that brackets within it belong to."""
    depth = least = 0
    for each in text[start:stop]:
        depth += (each == "(") - (each == ")")
        least = min(least, depth)
    return (
        start - (least < 0 and text[start - 1 : start] == "("),
        stop + (depth > least and text[stop : stop + 1] == ")"),
    )

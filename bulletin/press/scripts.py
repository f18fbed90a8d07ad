"""Scripts that the press sets letter by letter, and those that it cannot set."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

ROW_OF_LETTERS = (
    *("Hani", "Bopo", "Hang", "Hira", "Kana", "Yiii", "Lisu", "Talu", "Tale", "Latn", "Grek"),
    *("Cyrl", "Armn", "Geor", "Copt", "Runr", "Ogam", "Cher", "Brai", "Zyyy", "Zinh", "Zzzz"),
)
"""Scripts (ISO 15924) whose letters stand side by side from left to right, none altered by its
neighbours; with them what belongs to no script, as marks and signs do. In any other the letters
join, stack, move, or run another way."""

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
"""Letters of Hangul that are put together into a syllable."""


@lru_cache(maxsize=4096)
def script_beyond(character: str) -> str:
    """The Chinese name of the script of a character that the press cannot set; empty if it can."""
    script = _script(character)
    if unicodedata.bidirectional(character) in ("R", "AL", "AN"):
        return (
            NAMES.get(script, "从右往左写的文字") if unicodedata.category(character) != "Cf" else ""
        )
    if any(ord(character) in each for each in JOINING_JAMO):
        return "拆开的朝鲜文字母"
    return "" if script in ROW_OF_LETTERS else NAMES.get(script, "这种文字")


def _script(character: str) -> str:
    """The script of a character in ISO 15924, `Zyyy` for what belongs to none."""
    import uharfbuzz as hb

    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    is_arabic = unicodedata.name(character, "").startswith("ARABIC ")  # its marks and vowel signs
    return "Arab" if is_arabic else str(buffer.script or "Zyyy")


def words_beyond(text: str) -> Iterator[tuple[str, str]]:
    """Each run of letters in a script that the press cannot set, with the script's name."""
    run, script = "", ""
    for each in (*text, ""):
        own = script_beyond(each) if each and not each.isspace() else ""
        if run and (own == script or (each and unicodedata.category(each) in ("Zs", "Mn"))):
            run += each
            continue
        if run:
            yield run.strip(), script
        run, script = (each, own) if own else ("", "")


def characters_beyond(present: Iterable[str]) -> frozenset[str]:
    """Those of the characters `present` that the press cannot set."""
    return frozenset(each for each in present if script_beyond(each))


def kind_of(character: str) -> str:
    """What a character is: 汉字, 字母 of another script, or 符号 (a mark, sign or figure)."""
    if _script(character) == "Hani":
        return "汉字"
    return "字母" if unicodedata.category(character)[0] in "LM" else "符号"


EMOJI = (range(0x1F000, 0x1FB00), range(0x2600, 0x27C0), range(0x2B1B, 0x2B56))
"""Pictures of the screen: playing cards to pictographs, dingbats, stars."""


def is_for_any_face(character: str) -> bool:
    """Whether any face that holds a character may print it, alone in its cell.

    A private character is another one in every face, a combining mark belongs on a letter of its
    own face, and a picture of the screen has no place in an official document.
    """
    code = ord(character)
    is_whole = unicodedata.category(character)[0] in "LNPS"
    return is_whole and not any(code in each for each in EMOJI)

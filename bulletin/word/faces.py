"""The faces of an official document under the names that Word knows them by."""

from __future__ import annotations

from dataclasses import dataclass

from bulletin.typefaces import Kind, name_in_chinese, official_names


@dataclass(frozen=True)
class WordFace:
    """One kind of type: a face for 汉字, and one for letters and digits."""

    east_asian: str
    latin: str
    other_names: str
    """What the same type is called on machines without it, in the order in which to try them."""

    family: str
    """`roman`, `modern` or `script`, for a program that has to choose a substitute."""


LATIN = "Times New Roman"


def _other_names(kind: Kind, last: str = "") -> str:
    """The other official faces of a kind by their names, and what else may replace them."""
    names = [name for name in official_names(kind) if name != name_in_chinese(kind)]
    return ",".join([*names, last] if last else names)


FANGSONG = WordFace("仿宋_GB2312", LATIN, _other_names(Kind.FANGSONG), "modern")
XIAOBIAOSONG = WordFace("方正小标宋简体", LATIN, _other_names(Kind.XIAOBIAOSONG, "宋体"), "script")
HEITI = WordFace("黑体", LATIN, _other_names(Kind.HEITI), "modern")
KAITI = WordFace("楷体_GB2312", LATIN, _other_names(Kind.KAITI), "modern")
SONGTI = WordFace("宋体", "宋体", _other_names(Kind.SONGTI), "auto")
"""Its digits too are its own: GB/T 9704-2012 7.5 asks for 半角宋体 in page numbers."""

FACES = (FANGSONG, XIAOBIAOSONG, HEITI, KAITI, SONGTI)

"""The faces of an official document under the names that Word knows them by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WordFace:
    """One kind of type: a face for 汉字, and one for letters and digits."""

    east_asian: str
    latin: str
    other_names: str
    """What the same type is called on machines without it, in the order to be tried."""

    family: str
    """`roman`, `modern` or `script`, for a program that has to choose a substitute."""


LATIN = "Times New Roman"

FANGSONG = WordFace("仿宋_GB2312", LATIN, "仿宋,FangSong,FangSong_GB2312", "modern")
XIAOBIAOSONG = WordFace("方正小标宋简体", LATIN, "方正小标宋_GBK,宋体", "script")
HEITI = WordFace("黑体", LATIN, "SimHei", "modern")
KAITI = WordFace("楷体_GB2312", LATIN, "楷体,KaiTi,KaiTi_GB2312", "modern")
SONGTI = WordFace("宋体", "宋体", "SimSun", "auto")
"""Its digits too are its own: GB/T 9704-2012 7.5 asks for 半角宋体 in page numbers."""

FACES = (FANGSONG, XIAOBIAOSONG, HEITI, KAITI, SONGTI)

"""The table of all faces for official documents, with all their names.

GB/T 9704-2012 names five kinds of type. The same kind has different names in Windows and at 方正.
Each family also has a Chinese, an English and a PostScript name, and a program may use any of them.
A PDF has the PostScript name with the tag of a subset: `ABCDEF+FZFSK--GBK1-0`.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from bulletin.patterns import pattern_of


class Kind(StrEnum):
    """A kind of type, by its Chinese name."""

    FANGSONG = "仿宋"
    XIAOBIAOSONG = "小标宋"
    HEITI = "黑体"
    KAITI = "楷体"
    SONGTI = "宋体"


class Family(NamedTuple):
    """A family of faces."""

    kind: Kind
    chinese: str
    english: str = ""
    others: tuple[str, ...] = ()
    """PostScript names other than the English one, and spellings of other programs."""

    official: bool = True
    """Whether it is the type that the standard means, and not only similar to it."""

    @property
    def names(self) -> tuple[str, ...]:
        """All names, beginning with the English one in menus."""
        return tuple(filter(None, (self.english, self.chinese, *self.others)))


FANGSONG, XIAOBIAOSONG, HEITI, KAITI, SONGTI = Kind

FAMILIES = (
    Family(FANGSONG, "仿宋_GB2312", "FangSong_GB2312", ("FS_GB2312", "仿宋GB2312")),
    Family(FANGSONG, "方正仿宋简体", "FZFangSong-Z02S", ("FZFSJW--GB1-0", "FZFSJW")),
    Family(FANGSONG, "方正仿宋_GBK", "FZFangSong-Z02", ("FZFSK--GBK1-0", "FZFSK", "方正仿宋GBK")),
    Family(FANGSONG, "仿宋", "FangSong", ("SimFang", "仿宋体")),
    Family(FANGSONG, "华文仿宋", "STFangsong", ("STFangsong-Light",)),
    Family(FANGSONG, "方正公文仿宋"),
    Family(FANGSONG, "方正仿宋繁体", "FZFangSong-Z02T", ("FZFSFW--GB1-0", "FZFSFW"), False),
    Family(FANGSONG, "汉仪仿宋简", "HYFangSongJ", ("HYFangSongS", "汉仪仿宋S"), False),
    Family(FANGSONG, "文鼎仿宋", "", ("文鼎仿宋简", "文鼎仿宋体"), False),
    Family(FANGSONG, "国标仿宋", "GBFS", ("国标仿宋-GB/T 2312",), False),
    Family(FANGSONG, "朱雀仿宋", "Zhuque Fangsong", ("ZhuqueFangsong",), False),
    Family(FANGSONG, "Fandol 仿宋", "FandolFang", ("FandolFang R",), False),
    #
    Family(XIAOBIAOSONG, "方正小标宋简体", "FZXiaoBiaoSong-B05S", ("FZXBSJW--GB1-0", "FZXBSJW")),
    Family(XIAOBIAOSONG, "方正小标宋_GBK", "FZXiaoBiaoSong-B05", ("FZXBSK--GBK1-0", "FZXBSK")),
    Family(XIAOBIAOSONG, "方正公文小标宋"),
    Family(XIAOBIAOSONG, "方正小标宋繁体", "FZXiaoBiaoSong-B05T", ("FZXBSFW--GB1-0",), False),
    Family(
        XIAOBIAOSONG,
        "方正大标宋简体",
        "FZDaBiaoSong-B06S",
        ("FZDBSJW--GB1-0", "FZDBSK--GBK1-0"),
        False,
    ),
    Family(XIAOBIAOSONG, "文鼎小标宋简", "", ("文鼎小标宋", "文鼎小标宋体"), False),
    Family(XIAOBIAOSONG, "汉仪小标宋简", "", ("汉仪小标宋",), False),
    #
    Family(HEITI, "黑体", "SimHei", ("中易黑体",)),
    Family(HEITI, "方正黑体简体", "FZHei-B01S", ("FZHTJW--GB1-0", "FZHTJW")),
    Family(HEITI, "方正黑体_GBK", "FZHei-B01", ("FZHTK--GBK1-0", "FZHTK")),
    Family(HEITI, "华文黑体", "STHeiti", ("STHeitiSC-Medium", "STHeitiSC-Light", "Heiti SC")),
    Family(HEITI, "方正公文黑体"),
    Family(HEITI, "华文细黑", "STXihei", ("STXihei-Light",), False),
    Family(HEITI, "微软雅黑", "Microsoft YaHei", ("MicrosoftYaHei", "MicrosoftYaHeiUI"), False),
    Family(HEITI, "等线", "DengXian", ("DengXian Light",), False),
    Family(HEITI, "苹方", "PingFang SC", ("PingFangSC",), False),
    Family(HEITI, "汉仪中黑简", "HYZhongHeiJ", ("HYZhongHeiS", "汉仪中黑S", "汉仪大黑简"), False),
    Family(HEITI, "文鼎大黑", "", ("文鼎ＣＳ大黑", "文鼎CS大黑"), False),
    Family(HEITI, "思源黑体", "Source Han Sans SC", ("SourceHanSansCN",), False),
    Family(HEITI, "思源黑体 CN", "Noto Sans CJK SC", ("NotoSansCJKsc", "Noto Sans SC"), False),
    Family(
        HEITI, "文泉驿正黑", "WenQuanYi Zen Hei", ("WenQuanYi Micro Hei", "文泉驿微米黑"), False
    ),
    Family(HEITI, "Fandol 黑体", "FandolHei", (), False),
    #
    Family(KAITI, "楷体_GB2312", "KaiTi_GB2312", ("SimKai_GB2312", "楷体GB2312")),
    Family(KAITI, "方正楷体简体", "FZKai-Z03S", ("FZKTJW--GB1-0", "FZKTJW")),
    Family(KAITI, "方正楷体_GBK", "FZKai-Z03", ("FZKTK--GBK1-0", "FZKTK")),
    Family(KAITI, "楷体", "KaiTi", ("SimKai",)),
    Family(KAITI, "华文楷体", "STKaiti", ("STKaitiSC", "Kaiti SC", "STKaiti-SC-Regular")),
    Family(KAITI, "方正公文楷体"),
    Family(KAITI, "汉仪楷体简", "HYKaiTiJ", ("HYKaiTiS", "汉仪楷体S"), False),
    Family(KAITI, "文鼎ＰＬ简中楷", "AR PL KaitiM GB", ("文鼎PL简中楷", "AR PL UKai CN"), False),
    Family(KAITI, "霞鹜文楷", "LXGW WenKai", ("LXGWWenKai", "LXGW WenKai GB"), False),
    Family(KAITI, "Fandol 楷体", "FandolKai", (), False),
    #
    Family(SONGTI, "宋体", "SimSun", ("SimSun-ExtB", "中易宋体")),
    Family(SONGTI, "新宋体", "NSimSun", ()),
    Family(SONGTI, "方正书宋简体", "FZShuSong-Z01S", ("FZSSJW--GB1-0", "FZSSJW")),
    Family(SONGTI, "华文宋体", "STSong", ("STSongStd-Light", "STSong-Light", "Songti SC")),
    Family(SONGTI, "方正书宋_GBK", "FZShuSong-Z01", ("FZSSK--GBK1-0", "FZSSK")),
    Family(SONGTI, "华文中宋", "STZhongsong", (), False),
    Family(SONGTI, "方正报宋简体", "FZBaoSong-Z04S", ("FZBSJW--GB1-0", "FZBSK"), False),
    Family(SONGTI, "汉仪书宋二简", "HYShuSongErJ", ("HYShuSongErS", "汉仪书宋二S"), False),
    Family(SONGTI, "文鼎ＰＬ简报宋", "AR PL SungtiL GB", ("文鼎PL简报宋", "AR PL UMing CN"), False),
    Family(SONGTI, "思源宋体", "Source Han Serif SC", ("SourceHanSerifCN",), False),
    Family(SONGTI, "思源宋体 CN", "Noto Serif CJK SC", ("NotoSerifCJKsc", "Noto Serif SC"), False),
    Family(SONGTI, "Fandol 宋体", "FandolSong", (), False),
)
"""The families. Those of one kind are in the order in which an office would choose them."""

UNLISTED = (
    (XIAOBIAOSONG, pattern_of(r"标宋|biaosong|^fz(?:gw)?(?:xbs|dbs)")),
    (FANGSONG, pattern_of(r"仿宋|fang?song|fang$|^fz(?:gw)?fs|imitation|gbfs|^fs$")),
    (KAITI, pattern_of(r"楷|kai(?!shu)|^fz(?:gw)?kt")),
    (HEITI, pattern_of(r"黑|hei(?!ght)|sans|gothic|^fz(?:gw)?ht")),
    (SONGTI, pattern_of(r"宋|song|simsun|serif|ming|^fz(?:gw)?(?:ss|bs)")),
)
"""Patterns in the names of families that are not in the table; the first that matches counts."""


def kind_of_face(name: str) -> Kind | None:
    """The kind of the face with this name; None if the name does not show it.

    The tag of a subset, a style after the name and the spelling (case, spaces, hyphens,
    underscores) do not matter.
    """
    return _kind(_spelt(re.sub(r"^[A-Z]{6}\+", "", name.strip())))


@lru_cache(maxsize=512)
def _kind(spelt: str) -> Kind | None:
    listed = _KINDS.get(spelt) or _KINDS.get(STYLE.sub("", spelt))
    return listed or next((kind for kind, words in UNLISTED if words.search(spelt)), None)


STYLE = pattern_of(r"(?:regular|bold|italic|light|medium|heavy|black|oblique|mt|w\d|\d+)+$")


def _spelt(name: str) -> str:
    return re.sub(r"[\s_,\-]", "", name).lower()


_KINDS = {_spelt(name): family.kind for family in FAMILIES for name in family.names}


def official_names(kind: Kind) -> tuple[str, ...]:
    """The names that the official type of a kind may have on a machine, best first."""
    return tuple(
        name
        for family in FAMILIES
        if family.kind is kind and family.official
        for name in family.names
    )


def name_in_chinese(kind: Kind) -> str:
    """The Chinese name of the official type of a kind, for those who are to install it."""
    return next(family.chinese for family in FAMILIES if family.kind is kind)

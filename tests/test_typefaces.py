"""The table of official faces: under every name that a program gives them."""

from __future__ import annotations

import pytest

from bulletin.typefaces import FAMILIES, Kind, kind_of_face, name_in_chinese, official_names

NAMES = {
    Kind.FANGSONG: (
        "FZFSK--GBK1-0 ABCDEF+FZFSK--GBK1-0 FZFSJW--GB1-0 方正仿宋_GBK 方正仿宋简体 FangSong "
        "FangSong_GB2312 仿宋_GB2312 仿宋 SimFang STFangsong 华文仿宋 XYZABC+FangSong,Bold "
        "汉仪仿宋简 HYFangSongJ 文鼎仿宋简 FZFangSong-Z02S FandolFang-Regular "
        "Bulletin-FangSong-Bold FZGWFSJW"
    ),
    Kind.XIAOBIAOSONG: (
        "FZXBSK--GBK1-0 FZXBSJW--GB1-0 方正小标宋简体 方正小标宋_GBK FZXiaoBiaoSong-B05S "
        "文鼎小标宋简 ABCDEF+FZXBSJW--GB1-0 方正公文小标宋 Bulletin-XiaoBiaoSong"
    ),
    Kind.HEITI: (
        "SimHei 黑体 FZHTK--GBK1-0 FZHTJW--GB1-0 方正黑体_GBK 方正黑体简体 STHeiti STXihei "
        "华文细黑 MicrosoftYaHei-Bold 微软雅黑 NotoSansCJKsc-Regular SourceHanSansCN-Medium "
        "汉仪中黑简 HYZhongHeiJ"
    ),
    Kind.KAITI: (
        "KaiTi 楷体 KaiTi_GB2312 楷体_GB2312 FZKTK--GBK1-0 FZKTJW--GB1-0 方正楷体_GBK STKaiti "
        "ABCDEF+STKaiti-SC-Regular HYKaiTiJ LXGWWenKai-Regular ARPLKaitiMGB 文鼎ＰＬ简中楷 "
        "FZKai-Z03"
    ),
    Kind.SONGTI: (
        "SimSun 宋体 NSimSun 新宋体 STSong STZhongsong 华文中宋 FZSSK--GBK1-0 FZSSJW--GB1-0 "
        "方正书宋简体 NotoSerifCJKsc-Bold SourceHanSerifSC-Regular 思源宋体 汉仪书宋二简 "
        "ARPLSungtiLGB STSong-Light"
    ),
}


@pytest.mark.parametrize("kind", Kind)
def test_a_face_is_known_by_any_of_its_names(kind: Kind) -> None:
    for name in NAMES[kind].split():
        assert kind_of_face(name) is kind, name


@pytest.mark.parametrize("name", ["", "TimesNewRomanPSMT", "Times New Roman", "Arial", "Symbol"])
def test_another_face_is_of_none(name: str) -> None:
    assert kind_of_face(name) is None


def test_every_name_stands_once_and_means_its_own_kind() -> None:
    names = [name for family in FAMILIES for name in family.names]
    assert len(set(names)) == len(names)
    assert all(kind_of_face(name) is family.kind for family in FAMILIES for name in family.names)


def test_each_kind_has_an_official_face() -> None:
    for kind in Kind:
        assert name_in_chinese(kind) in official_names(kind)

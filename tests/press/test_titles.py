"""A title's lines, in widths of one em a character."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin.press.breaks import break_allowed
from bulletin.press.titles import title_breaks
from bulletin.segmenter import HAN, inside_words

ROOM = 20.0


def lines(text: str) -> list[str]:
    breaks = title_breaks(text, [1.0] * len(text), ROOM)
    return [text[a:b] for a, b in zip((0, *breaks), (*breaks, len(text)), strict=True)]


@pytest.mark.parametrize(
    "expected",
    [
        ["大通镇坚持“三点发力”打造基层治理新格局"],
        ["党建引领乡风文明评议走深走实的", "实践与思考调研报告"],
        ["千秋街道坚持“三措并举”", "推动治理服务提质增效的调研报告"],
        [
            "中共天长市委组织部关于印发《天长市",
            "2023年度镇（街道）党（工）委书记抓",
            "基层党建工作述职评议考核实施方案》的通知",
        ],
    ],
)
def test_a_title_is_broken_where_sense_and_symmetry_allow(expected: list[str]) -> None:
    assert lines("".join(expected)) == expected


TITLES = """\
关于深入学习贯彻党的二十大精神扎实推进乡村振兴战略实施情况的报告
关于全县2021—2025年农村党员冬春训工作开展情况的报告
关于进一步加强和改进新时代离退休干部党的建设工作的实施意见
深入学习贯彻党的二十大精神，以“党建引领基层治理”为抓手扎实推进城乡社区“一网统管”试点工作走深走实
聚焦“四个坚持”、突出“三项重点”、强化“两个保障”，全面推动新时代党的建设和组织工作高质量发展
关于印发《清河县党建引领基层治理三年行动计划（2023—2025年）》的通知
大力推行“党建+网格+大数据”模式不断提升基层社会治理现代化水平
坚持党建引领推动城市社区物业管理服务提质增效的实践与思考
以高质量党建引领保障县域经济社会高质量发展的调查与思考
全县组织系统学习贯彻习近平新时代中国特色社会主义思想主题教育动员部署会召开
关于加强村（社区）党组织书记队伍建设情况的调研报告
县委组织部关于2023年上半年基层党建工作述职评议考核情况的通报
推动机关党员干部下沉社区参与基层治理常态化长效化的探索
关于做好2023年度公务员考核和职级晋升有关工作的通知
建立健全干部能上能下机制激励干部新时代新担当新作为
发展壮大新型农村集体经济促进农民农村共同富裕的几点做法
围绕中心服务大局扎实做好新形势下老干部工作的实践探索
农村基层党组织标准化规范化建设存在的问题及对策建议
关于新业态新就业群体党建工作的调查报告
强化政治引领和政治吸纳做好党委联系服务专家工作
推进以县城为重要载体的城镇化建设中加强基层党组织建设的思考
抓实“三会一课”提升党内政治生活质量的做法和启示
“小网格”撬动“大治理”：柳林镇推行“全科网格”工作的实践
打造“一刻钟便民服务圈”让群众在家门口享受高品质生活服务
深化“放管服”改革优化营商环境的经验做法与下一步工作打算
以组织振兴引领乡村全面振兴的大河实践
关于对全县软弱涣散村党组织集中整顿工作进行督查的情况通报
坚持和加强党对国有企业的全面领导推动企业党建与生产经营深度融合
东关街道创新“居民议事厅”工作机制破解老旧小区改造难题
完善党建引领乡村治理“积分制”“清单制”工作体系的调研与建议
"""
"""Titles of the kind that county offices write, of two and three lines."""

DIVIDED = {
    "关于深入学习贯彻党的二十大精神扎实": "推进乡村振兴战略实施情况的报告",
    "以高质量党建引领保障县域": "经济社会高质量发展的调查与思考",
    "围绕中心服务大局扎实做好": "新形势下老干部工作的实践探索",
    "推动机关党员干部下沉社区": "参与基层治理常态化长效化的探索",
    "抓实“三会一课”提升党内政治": "生活质量的做法和启示",
    "“小网格”撬动“大治理”：": "柳林镇推行“全科网格”工作的实践",
}


@pytest.mark.parametrize("title", TITLES.splitlines())
def test_no_title_is_broken_inside_a_word(title: str) -> None:
    widths = [0.5 if each.isascii() else 1.0 for each in title]
    breaks = title_breaks(title, widths, 442.205 / 22)
    assert not inside_words(title).intersection(breaks)


def test_titles_are_broken_where_an_editor_would() -> None:
    for first, second in DIVIDED.items():
        assert lines(first + second) == [first, second]


def test_a_title_gets_a_line_more_rather_than_tear_a_word() -> None:
    assert lines("全县组织系统学习贯彻习近平新时代中国特色社会主义思想主题教育动员部署会召开") == [
        "全县组织系统学习贯彻",
        "习近平新时代中国特色社会主义思想",
        "主题教育动员部署会召开",
    ]


def test_a_unit_and_a_term_of_the_office_are_kept_whole() -> None:
    title = "深化拓展党建引领基层治理的实践路径柳树河口镇红色驿站建设的经验"
    widths = [1.0] * len(title)
    for name in ("路径柳树河口镇", "径柳树河口镇红色驿站", "的实践路径柳树河口"):
        assert not set(range(title.index(name) + 1, title.index(name) + len(name))) & set(
            title_breaks(title, widths, ROOM, (name,))
        )


@settings(deadline=None)
@given(st.text("关于党的建设二十大会，“”0 A", max_size=40), st.text("党的建设二A，", max_size=4))
def test_what_is_inside_a_word_lies_in_the_text(text: str, own: str) -> None:
    inside = inside_words(text, (own,))
    assert all(0 < place < len(text) for place in inside)
    at = text.find(own)
    assert at < 0 or inside.issuperset(range(at + 1, at + len(own)))


@settings(deadline=None)
@given(st.text("关于建设的和，“”（）0123一二三", min_size=1, max_size=90))
def test_the_lines_of_a_title_keep_the_rules(title: str) -> None:
    divided = lines(title)
    assert "".join(divided) == title
    if len(divided) == 1:
        return
    allowed = break_allowed(title)
    at = 0
    for line in divided:
        assert at == 0 or allowed[at]
        assert len(line) <= ROOM
        assert len(HAN.findall(line)) >= 2
        at += len(line)


@pytest.mark.slow
@settings(deadline=None, max_examples=20)
@given(st.integers(21, 200))
def test_lines_of_words_of_one_character_are_near_one_length(count: int) -> None:
    divided = lines("乂" * count)
    mean = count / len(divided)
    assert len(divided) <= count / ROOM + 2
    assert all(abs(len(line) - mean) <= 0.12 * mean + 2 for line in divided)

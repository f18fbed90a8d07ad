from __future__ import annotations

import doctest
from itertools import combinations, pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.press import breaks
from bulletin.press.breaks import (
    BEARABLE,
    FINE,
    LAST_RESORT,
    LEAST_GAINED,
    MOST_SQUEEZE,
    NOT_AT_END,
    NOT_AT_START,
    SQUEEZE_WEIGHT,
    WINDOW,
    Measure,
    Way,
    _Reach,
    break_allowed,
    break_costs,
    choose_breaks,
    em_widths,
    widest_piece,
)
from bulletin.press.slack import ON_PITCH, MeasuredText
from bulletin.segmenter import inside_words


def test_the_example_of_the_docstring_is_true() -> None:
    found = doctest.testmod(breaks)
    assert (found.failed, found.attempted > 2) == (0, True)


def pieces(text: str) -> list[str]:
    """The text cut wherever a line may end."""
    allowed = break_allowed(text)
    places = [0, *(at for at in range(1, len(text)) if allowed[at]), len(text)]
    return [text[start:stop] for start, stop in pairwise(places)]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("开展“党课”等", "开 展 “党 课” 等"),
        ("“党课”“警示”", "“党 课” “警 示”"),
        ("重担——从市", "重 担—— 从 市"),
        ("见效……为", "见 效…… 为"),
        ("网格长—网格员", "网 格 长— 网 格 员"),
        ("申请882.9万元，", "申 请 882.9万元，"),
        ("惠及400余人次。", "惠 及 400余人次。"),
        ("达100%。", "达 100%。"),
        ("第116期内", "第116期 内"),
        ("2023年6月9日前", "2023年 6月 9日 前"),
        ("通过APP实现", "通 过 APP 实 现"),
        ("使用Microsoft Office软件", "使 用 Microsoft  Office 软 件"),
        ("各村（社区）党", "各 村 （社 区） 党"),
        ("《党章》、《条例》", "《党 章》、 《条 例》"),
        ("等 5 项功能", "等  5 项 功 能"),
        ("先锋¹。是", "先 锋¹。 是"),
        ("“先锋”¹是", "“先 锋”¹ 是"),
        ("先锋¹2023年", "先 锋¹ 2023年"),
        ("达50¹²万元", "达 50¹²万元"),
        ("见表 ¹是", "见 表 ¹ 是"),
        ("共2000 kg种", "共 2000 kg 种"),
        ("共2000kg种", "共 2000kg 种"),
        ("配500 mL药剂", "配 500 mL 药 剂"),
        ("约120㎡房", "约 120㎡ 房"),
        ("约120 ㎡房", "约 120 ㎡ 房"),
        ("约120 m²房", "约 120 m² 房"),
        ("每2.5 kg/亩施", "每 2.5 kg/亩 施"),
        ("达300元/吨以上", "达 300元/吨 以 上"),
        ("时60公里/小时跑", "时 60公里/小时 跑"),
        ("设3 Microsoft软件", "设 3  Microsoft 软 件"),
        ("计10 000元", "计 10 000元"),
        ("计1 234 567元", "计 1 234 567元"),
        ("表3 1000元", "表 3  1000元"),
        ("共１２３４户", "共 １２３４户"),
        ("于12∶30到", "于 12∶30到"),
        ("于12：30到", "于 12：30到"),
        ("得12：张三", "得 12： 张 三"),
        ("降−5℃左右", "降 −5℃ 左 右"),
        ("甲−乙", "甲 − 乙"),
        ("10℃—25℃", "10℃—25℃"),
    ],
)
def test_a_line_may_end_only_where_chinese_allows(text: str, cut: str) -> None:
    assert " ".join(pieces(text)) == cut


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        (
            "见https://www.a.gov.cn/zzb/2023/06/n.html。",
            "https:// www. a. gov. cn/ zzb/ 2023/06/ n. html。",
        ),
        ("发zhang.san_1@example.com询", "zhang. san_ 1@ example. com"),
        ("页index.php?id=12&p=3处", "index. php? id= 12& p= 3"),
        ("件notice_2023-06-09.pdf请", "notice_ 2023-06-09. pdf"),
        ("电0550-7000000-12345话", "0550-7000000-12345"),
        ("岗A/B岗", "A/B"),
        ("词Microsoftwordperfect", "Microsoftwordperfect"),
        ("温−10℃—25℃间", "−10℃— 25℃"),
        ("占63%～68%多", "63%～68%"),
        ("从2023—2025年", "2023—2025年"),
    ],
)
def test_a_line_ends_in_an_address_or_a_range_as_the_last_resort(text: str, cut: str) -> None:
    places = [at for at, cost in enumerate(break_costs(text)) if cost == LAST_RESORT]
    edges = [0, *places, len(text)]
    assert cut in " ".join(text[start:stop] for start, stop in pairwise(edges))


def test_an_address_is_broken_only_where_a_line_would_be_torn() -> None:
    address = "https://www.example.gov.cn/notice.html"
    advances = [0.5] * len(address)

    def lines(before: int) -> list[str]:
        text = "中" * before + address
        measured = MeasuredText(text, [1.0] * before + advances, [0.0] * len(text), 1.0)
        chosen = choose_breaks(measured, Measure(28.0, 28.0))
        assert chosen is not None
        assert not chosen.forced
        edges = [0, *chosen.places, len(text)]
        return [text[start:stop] for start, stop in pairwise(edges)]

    assert lines(26) == ["中" * 26, address]
    assert lines(20) == ["中" * 20 + "https://www.", "example.gov.cn/notice.html"]


@given(
    st.text(alphabet="中文字“”（）《》，。、：；？！—…·0123456789.%aB¹ ", min_size=1, max_size=60)
)
def test_no_piece_begins_or_ends_with_a_forbidden_mark(text: str) -> None:
    cut = pieces(text)
    assert "".join(cut) == text
    for before, after in pairwise(cut):
        if before.endswith(" "):
            continue
        assert after[0] not in NOT_AT_START | {"¹"}
        assert before[-1] not in NOT_AT_END


def key(measured: MeasuredText, places: tuple[int, ...], room: float) -> tuple[float, int, float]:
    """What makes one way to break a text better than another; the first is infinite if a line does
    not fit."""
    text, elastic = measured.text, measured.elasticity
    worst, off = 0.0, 0
    for start, stop in pairwise([0, *places, len(text)]):
        last = stop - 1
        trim = elastic.at_end.get(last, 0.0) + (elastic.at_start.get(start, 0.0) if start else 0.0)
        share = elastic.share(
            start, last, room - elastic.ends[stop] + elastic.ends[start] + trim, 1
        )
        if share < -MOST_SQUEEZE:
            return inf, 0, 0.0
        if stop == len(text):
            share = min(0.0, share)
            if sum("一" <= each <= "龥" for each in text[start:]) < 2 and stop - start < 4:
                worst = max(worst, 1.0)
        else:
            off += abs(share) > ON_PITCH
        worst = max(worst, share, -share * SQUEEZE_WEIGHT)
    return worst if worst > BEARABLE else 0.0, off, worst


@given(st.text(alphabet="中文字，。“”1", min_size=12, max_size=24))
def test_no_other_way_has_fewer_lines_off_the_pitch(text: str) -> None:
    advances = [0.5 if each == "1" else 1.0 for each in text]
    measured = MeasuredText(text, advances, [0.0] * len(text), 1.0)
    allowed = break_allowed(text)
    places = [at for at in range(1, len(text)) if allowed[at]]
    best = min(key(measured, way, 8.0) for count in range(5) for way in combinations(places, count))
    chosen = choose_breaks(measured, Measure(8.0, 8.0))
    assert chosen is not None
    if best[0] == 0 and not chosen.forced:
        assert key(measured, chosen.places, 8.0) == pytest.approx(best)


def signs(text: str) -> int:
    """How many characters a text has besides marks."""
    return sum(each not in NOT_AT_START | NOT_AT_END and each != " " for each in text)


def from_left_to_right(measured: MeasuredText, measure: Measure, lines: int | None) -> Way | None:
    """The best way to the end of a text, found by looking at every place in its order."""
    text = measured.text
    count, cost = len(text), round(measure.line_cost * FINE)
    reach = _Reach(measured, measure, break_costs(measured.text), WINDOW)
    best: dict[tuple[int, int], Way] = {(0, 0): (0.0, 0, 0.0, 0, 0)}
    for start in range(count):
        for number in range(lines or 1):
            if (start, number) not in best:
                continue
            _, off, worst, total, _ = best[start, number]
            for stop, badness, is_off, square in reach.ends_or_emergency(start):
                worse = max(worst, badness)
                if lines and lines > 1 and stop == count and signs(text[start:]) < LEAST_GAINED:
                    continue
                unbearable = worse if worse > BEARABLE else 0.0
                way = (unbearable, off + is_off, worse, total + square + cost, start)
                there = (stop, number + 1 if lines else 0)
                best[there] = min(way, best.get(there, way))
    return best.get((count, lines or 0))


@given(
    st.text(alphabet="中文字，。“”1a 《》", min_size=1, max_size=60),
    st.sampled_from([0.0, 0.001, -0.001]),
    st.sampled_from([None, 3, 4, 6]),
)
def test_the_order_in_which_places_are_taken_up_changes_nothing(
    text: str, line_cost: float, lines: int | None
) -> None:
    measured = MeasuredText(text, em_widths(text), [0.0] * len(text), 1.0, ragged=True)
    measure = Measure(7.0, 9.0, line_cost=line_cost)
    way = from_left_to_right(measured, measure, lines)
    chosen = choose_breaks(measured, measure, lines)
    if way is None or (lines and way[2] > BEARABLE):
        assert chosen is None
    else:
        assert chosen is not None
        assert (chosen.worst, chosen.places[-1:]) == (way[2], (way[4],) if way[4] else ())


def test_a_squeeze_comes_before_a_stretch() -> None:
    text = "中" * 26 + "1文，" + "中" * 20
    advances = [0.5 if each == "1" else 1.0 for each in text]
    chosen = choose_breaks(
        MeasuredText(text, advances, [0.0] * len(text), 1.0), Measure(28.0, 28.0)
    )
    assert chosen is not None
    assert chosen.places == (29,)


def test_no_whole_character_is_squeezed_into_a_line_without_marks() -> None:
    text = "中" * 60
    measured = MeasuredText(text, [1.0] * len(text), [0.0] * len(text), 1.0)
    chosen = choose_breaks(measured, Measure(28.0, 28.0))
    assert chosen is not None
    assert chosen.places[0] == 28


def test_a_mark_at_the_end_is_half_wide() -> None:
    text = "中" * 12 + "，" + "中" * 14 + "文，" + "中" * 20
    measured = MeasuredText(text, [1.0] * len(text), [0.0] * len(text), 1.0)
    chosen = choose_breaks(measured, Measure(28.0, 28.0))
    assert chosen is not None
    assert chosen.places == (29,)


def test_a_paragraph_does_not_end_in_a_single_character() -> None:
    text = "中" * 57
    measured = MeasuredText(text, [1.0] * 57, [0.0] * 57, 1.0)
    chosen = choose_breaks(measured, Measure(28.0, 28.0))
    assert chosen is not None
    assert 57 - chosen.places[-1] != 1


def test_a_piece_wider_than_the_line_is_broken_and_said() -> None:
    measured = MeasuredText("a" * 100, [0.5] * 100, [0.0] * 100, 1.0)
    chosen = choose_breaks(measured, Measure(10.0, 10.0))
    assert chosen is not None
    assert chosen.places == (20, 40, 60, 80)
    assert chosen.forced == chosen.places


@pytest.mark.parametrize(
    ("length", "lines"), [(300, 10), (300, 11), (300, 12), (300, 13), (290, 10), (280, 10)]
)
def test_a_paragraph_in_so_many_lines(length: int, lines: int) -> None:
    measured = MeasuredText("中" * length, [1.0] * length, [0.0] * length, 1.0)
    chosen = choose_breaks(measured, Measure(28.0, 28.0), lines)
    if (length, lines) in ((300, 10), (290, 10), (300, 13)):
        assert chosen is None, "lines of 30, of 29, or of 23"
    else:
        assert chosen is not None
        assert len(chosen.places) == lines - 1
        edges = [0, *chosen.places, length]
        assert max(after - before for before, after in pairwise(edges)) <= 28


@pytest.mark.parametrize("end", ["。", "”。", "）", ""])
def test_no_paragraph_gains_a_last_line_of_a_word(end: str) -> None:
    """With three characters left over for a line more there is one; with two there is none."""
    for length in range(28 * 9 - 10, 28 * 9 + 1):
        text = ("党建引领，" * 60)[: length - len(end)] + end
        measured = MeasuredText(text, em_widths(text), [0.0] * len(text), 1.0)
        own = choose_breaks(measured, Measure(28.0, 28.0))
        assert own
        for lines in (len(own.places) + 2, len(own.places)):
            chosen = choose_breaks(measured, Measure(28.0, 28.0), lines)
            if chosen and chosen.places:
                assert signs(text[chosen.places[-1] :]) >= LEAST_GAINED
    short = MeasuredText("党建。", [1.0] * 3, [0.0] * 3, 1.0)
    assert choose_breaks(short, Measure(28.0, 28.0), 1), "it gains nothing"


def test_the_widest_piece() -> None:
    assert widest_piece("中882.9万元中", [1, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 1, 1]) == 4.5
    assert widest_piece("https://a.gov.cn", [0.5] * 16) == 4.0


@pytest.mark.parametrize("indent", range(2, 6))
def test_a_heading_is_stretched_rather_than_cut_in_a_phrase(indent: int) -> None:
    """No line ends within 贯彻落实, 党的二十大 or 主题教育."""
    text = "一、推进工作的各项部署安排和贯彻落实党的二十大精神以及主题教育的实施意见"
    inside = inside_words(text)
    ones = [1.0] * len(text)
    heading = MeasuredText(text, ones, [0.0] * len(text), 1.0, inside)
    breaks = choose_breaks(heading, Measure(28.0 - indent, 28.0))
    assert breaks is not None
    assert breaks.worst <= 0.2
    assert inside.isdisjoint(breaks.places)

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.press.breaks import (
    MOST_SQUEEZE,
    NOT_AT_END,
    NOT_AT_START,
    SQUEEZE_WEIGHT,
    Measure,
    Measured,
    break_allowed,
    choose_breaks,
    widest_piece,
)


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
    ],
)
def test_a_line_may_end_only_where_chinese_allows(text: str, cut: str) -> None:
    assert " ".join(pieces(text)) == cut


@given(
    st.text(alphabet="中文字“”（）《》，。、：；？！—…·0123456789.%aB ", min_size=1, max_size=60)
)
def test_no_piece_begins_or_ends_with_a_forbidden_mark(text: str) -> None:
    cut = pieces(text)
    assert "".join(cut) == text
    for before, after in pairwise(cut):
        if before.endswith(" "):
            continue
        assert after[0] not in NOT_AT_START
        assert before[-1] not in NOT_AT_END


def worst(text: str, places: tuple[int, ...], room: float, advances: list[float]) -> float | None:
    """How bad the worst line is; None where a line does not fit or the last one is lonely."""
    bad = 0.0
    edges = [0, *places, len(text)]
    for start, stop in pairwise(edges):
        last = stop == len(text)
        share = (room - sum(advances[start:stop])) / max(1, stop - start - 1)
        if share < -MOST_SQUEEZE:
            return None
        if share < 0:
            bad = max(bad, -share * SQUEEZE_WEIGHT)
        elif not last:
            bad = max(bad, share)
        if last and sum("一" <= each <= "龥" for each in text[start:]) < 2 and stop - start < 4:
            bad = max(bad, 1.0)
    return bad


@given(st.text(alphabet="中文字，。“”1", min_size=12, max_size=24))
def test_the_worst_line_is_as_good_as_it_can_be(text: str) -> None:
    advances = [0.5 if each == "1" else 1.0 for each in text]
    allowed = break_allowed(text)
    places = [at for at in range(1, len(text)) if allowed[at]]
    ways = [
        found
        for count in range(5)
        for way in combinations(places, count)
        if (found := worst(text, way, 8.0, advances)) is not None
    ]
    chosen = choose_breaks(Measured(text, advances, [0.0] * len(text), 1.0), Measure(8.0, 8.0))
    assert chosen is not None
    if ways and min(ways) < 0.3 and not chosen.forced:
        found = worst(text, chosen.places, 8.0, advances)
        assert found is not None
        assert found == pytest.approx(min(ways))


def test_a_squeeze_comes_before_a_stretch() -> None:
    text = "中" * 26 + "1文，" + "中" * 20
    advances = [0.5 if each == "1" else 1.0 for each in text]
    chosen = choose_breaks(Measured(text, advances, [0.0] * len(text), 1.0), Measure(28.0, 28.0))
    assert chosen is not None
    assert chosen.places == (29,)


def test_no_whole_character_is_squeezed_into_a_full_line() -> None:
    text = "中" * 27 + "文，" + "中" * 20
    measured = Measured(text, [1.0] * len(text), [0.0] * len(text), 1.0)
    chosen = choose_breaks(measured, Measure(28.0, 28.0))
    assert chosen is not None
    assert chosen.places == (27,)


def test_a_paragraph_does_not_end_in_a_single_character() -> None:
    text = "中" * 57
    measured = Measured(text, [1.0] * 57, [0.0] * 57, 1.0)
    chosen = choose_breaks(measured, Measure(28.0, 28.0))
    assert chosen is not None
    assert 57 - chosen.places[-1] != 1


def test_a_piece_wider_than_the_line_is_broken_and_said() -> None:
    measured = Measured("a" * 100, [0.5] * 100, [0.0] * 100, 1.0)
    chosen = choose_breaks(measured, Measure(10.0, 10.0))
    assert chosen is not None
    assert chosen.places == (20, 40, 60, 80)
    assert chosen.forced == chosen.places


@pytest.mark.parametrize(
    ("length", "lines"), [(300, 10), (300, 11), (300, 12), (300, 13), (290, 10), (280, 10)]
)
def test_a_paragraph_in_so_many_lines(length: int, lines: int) -> None:
    measured = Measured("中" * length, [1.0] * length, [0.0] * length, 1.0)
    chosen = choose_breaks(measured, Measure(28.0, 28.0), lines)
    if (length, lines) in ((300, 10), (290, 10), (300, 13)):
        assert chosen is None, "lines of 30, of 29, or of 23"
    else:
        assert chosen is not None
        assert len(chosen.places) == lines - 1
        edges = [0, *chosen.places, length]
        assert max(after - before for before, after in pairwise(edges)) <= 28


def test_the_widest_piece() -> None:
    assert widest_piece("中882.9万元中", [1, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 1, 1]) == 4.5

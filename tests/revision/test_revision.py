"""Two versions of copy: the difference as a person would mark it, and its way into the Markdown."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin.front_matter import split
from bulletin.markdown import read_copy, settled, write_sections
from bulletin.model import Section
from bulletin.revision.body import Depth, Rewritten, rewritten
from bulletin.revision.compare import (
    Change,
    Fact,
    Version,
    Written,
    compare,
    compared,
)
from bulletin.revision.letters import Letter, Letters, LetterStyle, passages_of, sections_of, shown
from bulletin.revision.rebase import with_letters
from bulletin.revision.words import difference
from bulletin.source import Source
from tests.test_writing import HERE, SECTIONS

# -- Words -----------------------------------------------------------------------------------------


def letters(text: str) -> Letters:
    return tuple(Letter(character) for character in text)


def marked(old: str, new: str) -> str:
    """The difference as a line with 〔-…〕 and 〔+…〕."""
    told = ""
    for piece in difference(letters(old), letters(new)):
        if piece.same:
            told += shown(piece.old)
        else:
            told += f"〔-{shown(piece.old)}〕" if piece.old else ""
            told += f"〔+{shown(piece.new)}〕" if piece.new else ""
    return told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("共开展活动20余次。", "共开展活动30余次。", "共开展活动〔-20〕〔+30〕余次。"),
        ("增长12.5%。", "增长12.8%。", "增长〔-12.5%〕〔+12.8%〕。"),
        ("上线APP一个。", "上线Apps一个。", "上线〔-APP〕〔+Apps〕一个。"),
        ("甲乙丙。", "甲乙丙。", "甲乙丙。"),
        ("甲。乙丙。乙丁。", "甲。乙丁。", "甲。〔-乙丙。〕乙丁。"),
        (
            "党建引领，治理有效。",
            "党建引领，文化赋能，治理有效。",
            "党建引领，〔+文化赋能，〕治理有效。",
        ),
        (
            "推进基层治理服务提质增效",
            "打造一流的基层治理新格局",
            "〔-推进基层治理服务提质增效〕〔+打造一流的基层治理新格局〕",
        ),
        ("", "新的一段。", "〔+新的一段。〕"),
        ("删去的一段。", "", "〔-删去的一段。〕"),
        ("2023年6月9日", "2023年6月12日", "2023年6月〔-9〕〔+12〕日"),
    ],
)
def test_a_difference_reads_as_a_person_would_mark_it(old: str, new: str, told: str) -> None:
    assert marked(old, new) == told


COPY = st.text(alphabet="甲乙丙丁，。“”0123AB. \n", max_size=40)
STYLES = st.sampled_from([LetterStyle(), LetterStyle(strong=True)])
STYLED = st.lists(st.tuples(st.text("甲乙，1A", max_size=5), STYLES), max_size=6).map(
    lambda runs: tuple(Letter(each, style) for text, style in runs for each in text)
)


@given(STYLED | COPY.map(letters), STYLED | COPY.map(letters))
def test_the_pieces_of_a_difference_make_up_both_sides(old: Letters, new: Letters) -> None:
    pieces = difference(old, new)
    assert tuple(each for piece in pieces for each in piece.old) == old
    assert tuple(each for piece in pieces for each in piece.new) == new
    if old == new:
        assert all(piece.same for piece in pieces)
    for one, two in pairwise(pieces):
        assert one.same != two.same


@given(st.text("123A.%甲", max_size=12), st.text("123A.%甲", max_size=12))
def test_no_number_is_cut(old: str, new: str) -> None:
    pieces = difference(letters(old), letters(new))
    for side in ("old", "new"):
        parts = ["".join(each.text for each in getattr(piece, side)) for piece in pieces]
        for one, two in pairwise(parts):
            assert not (one[-1:].isdigit() and two[:1].isdigit())


@pytest.mark.slow
def test_a_long_paragraph_is_compared_in_time() -> None:
    old = "".join(f"第{at}项工作已经完成。" for at in range(3000))
    assert marked(old, old.replace("第1500项", "第1501项")).count("〔") == 2
    assert difference(letters(old), letters(old[::-1]))


# -- Passages and articles -------------------------------------------------------------------------


def sections(copy: str) -> tuple[Section, ...]:
    source = Source("稿.md", f"---\n---\n{copy}")
    parts, _ = split(source)
    reading = read_copy(source, parts.body)
    assert {each.code for each in reading.diagnostics} <= {"S008"}
    return reading.sections


def changes(old: str, new: str) -> list[str]:
    """What became of each passage, in a word or two."""
    told = []
    for each in compared(passages_of(sections(old)), passages_of(sections(new))):
        if each.same:
            told.append(f"={_head(each)}")
        elif each.old and each.new:
            told.append(f"~{_head(each)}")
        else:
            moved = "<>" if each.moved else ""
            told.append(f"{'-' if each.old else '+'}{moved}{_head(each)}")
    return told


def _head(change: Change) -> str:
    passage = change.new or change.old
    assert passage is not None
    return shown(passage.letters)[:4]


def test_passages_are_told_apart() -> None:
    old = "**建强队伍。**选派干部12名，组建队伍。\n\n开展活动三场。\n\n办结诉求36件，群众满意。\n"
    new = (
        "**建强队伍。**选派干部13名，组建队伍。\n\n办结诉求36件，群众满意。\n\n新增一段，讲产业。\n"
    )
    assert changes(old, new) == ["=建强队伍", "~选派干部", "-开展活动", "=办结诉求", "+新增一段"]


def test_a_passage_that_moved_is_said_to_have_moved() -> None:
    old = "第一段讲党建引领。\n\n第二段讲产业发展。\n\n第三段讲乡村治理。\n"
    new = "第二段讲产业发展。\n\n第三段讲乡村治理。\n\n第一段讲党建引领。\n"
    assert changes(old, new) == ["-<>第一段讲", "=第二段讲", "=第三段讲", "+<>第一段讲"]


def written(unit: str, title: str, copy: str) -> Written:
    facts = (Fact("unit", "单位", unit), Fact("title", "标题", title))
    return Written(facts, sections(copy))


ONE = written("千秋街道", "三措并举", "利用闲置空间打造党群之家，融合党性教育。\n")
TWO = written("广陵街道", "多方联建", "探索党建和综合执法进小区课题，抽调执法人员。\n")
THREE = written("大通镇", "三点发力", "推行网格化管理，划分网格二十六个。\n")


def version(*articles: Written, topic: str = "治理") -> Version:
    return Version((Fact("topic", "专题", topic),), (), articles)


def places(old: Version, new: Version) -> list[tuple[int, int, bool]]:
    return [(each.old_place, each.new_place, each.moved) for each in compare(old, new).articles]


def test_articles_are_found_wherever_they_stand() -> None:
    whole = version(ONE, TWO, THREE)
    assert compare(whole, whole).same
    assert places(whole, version(TWO, THREE, ONE)) == [(2, 1, False), (3, 2, False), (1, 3, True)]
    assert places(whole, version(ONE, THREE)) == [(1, 1, False), (2, 0, False), (3, 2, False)]
    assert places(version(ONE, THREE), whole) == [(1, 1, False), (0, 2, False), (2, 3, False)]
    renamed = replace(TWO, facts=(TWO.facts[0], Fact("title", "标题", "联建联治")))
    (_, second, _) = compare(whole, version(ONE, renamed, THREE)).articles
    (fact,) = second.facts
    assert (second.old_place, fact.old, fact.new) == (2, "多方联建", "联建联治")


def test_another_unit_s_article_on_the_same_topic_is_another() -> None:
    """Stock phrases make no article of one unit into that of another."""
    shared = "坚持党建引领，聚焦群众急难愁盼，扎实推进基层治理各项工作落地见效。"
    old = version(written("城关镇", "推行积分制管理", f"{shared}组建志愿服务队12支。\n"))
    new = version(written("河口镇", "选派第一书记驻村", f"{shared}选派干部36名驻村帮扶。\n"))
    assert sorted(places(old, new)) == [(0, 1, False), (1, 0, False)]
    same = version(written("河口镇", "推行积分制管理", f"{shared}组建志愿服务队12支。\n"))
    assert places(old, same) == [(1, 1, False)]


def test_what_the_issue_says_of_itself_is_compared() -> None:
    (change,) = compare(version(ONE), version(ONE, topic="")).facts
    assert (change.label, change.old, change.new) == ("专题", "治理", "")


@settings(max_examples=30)
@given(SECTIONS, SECTIONS)
def test_what_the_difference_says_makes_up_both_versions(
    old: tuple[Section, ...], new: tuple[Section, ...]
) -> None:
    one, two = passages_of(settled(old)), passages_of(settled(new))
    found = compared(one, two)
    assert tuple(each.old for each in found if each.old is not None) == one
    assert tuple(each.new for each in found if each.new is not None) == two
    assert all(each.same for each in compared(one, one))


# -- Into the Markdown -----------------------------------------------------------------------------

FRONT = "---\nunit: 千秋街道   # 别动\ntitle: 三措并举\n---\n"
BODY = (
    "\n**筑牢阵地。**利用闲置空间打造“党群之家”，\n融合党性教育等5项功能。 "
    "**打造队伍。**实行双报到机制。\n\n\n* 第一项\n* 第二项\n\n|村|户|\n|--|--:|\n|甲|12|\n\n"
    "末段[^a]讲\\*\\*成效\\*\\*。\n\n[^a]: 截至年底。\n"
)


def rewrite(new: str, old: str = BODY, front: str = FRONT) -> Rewritten:
    source = Source("千秋街道.md", front + old)
    parts, _ = split(source)
    before = passages_of(read_copy(source, parts.body).sections)
    after = passages_of(settled(sections(new)))
    made = rewritten(source, parts.body, compared(before, after))
    assert made is not None
    again = Source("again", made.text)
    there = read_copy(again, split(again)[0].body).sections
    assert passages_of(settled(there)) == after
    return made


@pytest.mark.parametrize(
    ("was", "now", "depth"),
    [
        ("空间", "用房", Depth.LETTERS),
        ("等5项", "等25项", Depth.LETTERS),
        ("筑牢阵地", "筑牢红色阵地", Depth.LETTERS),
        ("双报到机制。", "双报到机制，成效好。", Depth.LETTERS),
        ("|甲|12|", "|甲|13|", Depth.LETTERS),
        ("第二项", "第二大项", Depth.LETTERS),
        ("截至年底", "截至6月底", Depth.LETTERS),
        ("末段", "这一段", Depth.LETTERS),
    ],
)
def test_changed_letters_are_changed_where_they_stand(was: str, now: str, depth: Depth) -> None:
    """Whatever stands beside them keeps its bytes, a comment and a broken line included."""
    made = rewrite(BODY.replace(was, now))
    assert made.depth is depth
    assert made.text == FRONT + BODY.replace(was, now)


def test_nothing_is_written_where_nothing_changed() -> None:
    assert rewrite(BODY) == Rewritten(FRONT + BODY, Depth.NOTHING)


@pytest.mark.parametrize(
    ("was", "now", "written"),
    [
        (
            "* 第一项\n* 第二项\n",
            "* 第一项\n* 第二项\n* 第三项\n",
            "- 第一项\n- 第二项\n- 第三项\n",
        ),
        ("* 第一项\n* 第二项\n\n", "", ""),
        ("|甲|12|\n", "|甲|12|\n|乙|13|\n", None),
        ("\n末段", "\n新的一段。\n\n末段", None),
        (
            "\n末段[^a]讲\\*\\*成效\\*\\*。\n\n[^a]: 截至年底。\n",
            "\n末段讲\\*\\*成效\\*\\*。\n",
            "\n末段讲\\*\\*成效\\*\\*。\n",
        ),
        (
            "末段[^a]讲\\*\\*成效\\*\\*。\n\n[^a]: 截至年底。\n",
            "末段[^a]讲\\*\\*成效\\*\\*[^b]。\n\n[^a]: 截至年底。\n\n[^b]: 另一条。\n",
            "末段[^a]讲\\*\\*成效\\*\\*[^1]。\n\n[^a]: 截至年底。\n\n[^1]: 另一条。\n",
        ),
    ],
)
def test_a_changed_paragraph_is_written_anew_and_no_other(
    was: str, now: str, written: str | None
) -> None:
    made = rewrite(BODY.replace(was, now))
    assert made.text.startswith(FRONT + "\n**筑牢阵地。**利用闲置空间打造“党群之家”，\n融合")
    if written is not None:
        assert made.depth is Depth.PARAGRAPHS
        assert made.text == FRONT + BODY.replace(was, written)


@given(SECTIONS)
def test_a_block_made_of_its_own_letters_is_the_same(copy: tuple[Section, ...]) -> None:
    """Whatever it consists of: lists in items, quotations in them, cells, items without words."""
    passages = passages_of(settled(copy))
    blocks = [(each.letters, each.block) for each in passages if each.block is not None]
    made = Section((), 2, tuple(with_letters(block, letters) for letters, block in blocks), HERE)
    assert [each.letters for each in passages_of((made,)) if each.block] == [
        letters for letters, _ in blocks
    ]


def test_line_ends_stay_as_they_are() -> None:
    crlf = BODY.replace("\n", "\r\n")
    front = FRONT.replace("\n", "\r\n")
    new = BODY.replace("\n末段", "\n新的一段。\n\n末段")
    made = rewrite(new, crlf, front)
    assert made.text.count("\n") == made.text.count("\r\n")
    assert made.text == front + new.replace("\n", "\r\n")


@pytest.mark.slow
@settings(max_examples=100)
@given(SECTIONS, SECTIONS)
def test_any_version_can_be_written_over_any_other(
    old: tuple[Section, ...], new: tuple[Section, ...]
) -> None:
    source = Source("稿.md", FRONT + "\n" + write_sections(old))
    parts, _ = split(source)
    reading = read_copy(source, parts.body)
    wanted = settled(new)
    found = compared(passages_of(reading.sections), passages_of(wanted))
    made = rewritten(source, parts.body, found)
    again = Source("again", f"{FRONT}\n{write_sections(wanted)}")
    if read_copy(again, split(again)[0].body).diagnostics:
        return  # a figure without words, an address that is none: no copy of ours
    assert made is not None
    text = Source("again", made.text)
    there = read_copy(text, split(text)[0].body).sections
    assert passages_of(settled(there)) == passages_of(settled(sections_of(passages_of(wanted))))
    assert made.text.startswith(FRONT)

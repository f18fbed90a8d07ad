"""Markdown typed or pasted into text and Word files, and copy without marks for machines."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.intake.kinds import read_received
from bulletin.intake.pieces import ParcelFile
from bulletin.intake.received import Grid, ReceivedDocument, ReceivedLine, lines_of
from bulletin.intake.submission import recognise
from bulletin.intake.typed_marks import with_typed_marks
from bulletin.markdown import write_sections
from bulletin.model import Flow
from tests.intake.corpus.making import Paper
from tests.intake.documents import document, said
from tests.intake.whole.issues import publication

TITLE = "城关镇推进换届工作"
TEXT = "今年以来，城关镇扎实推进换届，取得明显成效，群众反映良好。"


def in_word(*lines: str) -> ParcelFile:
    """A Word file of these paragraphs under a title."""
    paper = Paper()
    paper.title(TITLE)
    for line in lines:
        paper.line(line)
    return ParcelFile("城关镇.docx", paper.file())


def in_text(*lines: str) -> ParcelFile:
    """A text file of the same."""
    return ParcelFile("城关镇.txt", "\n\n".join((TITLE, *lines)).encode())


def in_markdown(*lines: str) -> ParcelFile:
    """A Markdown file of the same."""
    return ParcelFile("城关镇.md", "\n\n".join((TITLE, *lines)).encode())


def copy_of(piece: ParcelFile) -> str:
    """The body of the copy."""
    return write_sections(recognise(read_received(piece), publication(Flow.FLOW)).sections)


def codes(document: ReceivedDocument) -> list[str]:
    return [each.code for each in document.diagnostics]


EVERY = pytest.mark.parametrize("made", [in_word, in_text, in_markdown])


@EVERY
def test_headings_bold_and_bullets_are_read(made: type) -> None:
    copy = copy_of(
        made("### 一、加强领导", TEXT, "**二、压实责任。**" + TEXT, "- 组织学习。", "- 组织培训。")
    )
    assert copy == (
        f"**一、加强领导。**{TEXT}\n\n**二、压实责任。**{TEXT}\n\n- 组织学习。\n- 组织培训。\n"
    )


def test_marks_behind_breaks_made_by_hand_are_read() -> None:
    items = ("要点有：", "- 组织学习，", "提高能力。", "- 组织培训。", "---")
    table = ("| 村名 | 人数 |", "| --- | --- |", "| 东关 | 12 |", "### 二、压实责任", TEXT)
    lines = ("### 一、加强领导", TEXT, *items, *table)
    assert copy_of(in_word("\n".join(lines), TEXT)) == (
        f"**一、加强领导。**{TEXT}\n\n要点有：\n\n- 组织学习，提高能力。\n- 组织培训。\n\n"
        "| 村名 | 人数 |\n| --- | --- |\n| 东关 | 12 |\n\n"
        f"**二、压实责任。**{TEXT}\n\n{TEXT}\n"
    )


@pytest.mark.parametrize(
    "remark",
    [
        "<!--\n内部备注，不要刊登。\n\n---\n\n| 甲 | 乙 |\n-->",
        "<!-- 内部备注\n不要刊登 -->",
        '{{< figure src="a.png"\n\n  title="内部" >}}',
        "<!-- 内部\n" + "很长。\n\n" * 100 + "-->",
    ],
)
def test_a_remark_over_several_lines_is_told_and_not_printed(remark: str) -> None:
    piece = in_markdown(TEXT, remark, f"{TEXT}{remark}", TEXT)
    assert copy_of(piece) == f"{TEXT}\n\n{TEXT}\n\n{TEXT}\n"
    document = read_received(piece)
    told = [each for each in document.diagnostics if each.code == "D529"]
    assert [document.source.quote(each.span) for each in told] == [remark, remark]
    assert codes(document) == ["D529", "D529"]


@pytest.mark.parametrize("mark", ["<!--", "{{<", "{{% x", "<!-- {{< "])
def test_the_beginning_of_a_remark_without_an_end_stays_and_takes_no_time(mark: str) -> None:
    document = read_received(in_markdown(TEXT, mark * 20000))
    assert mark.strip() in "".join(line.text for line in lines_of(document.parts))
    assert "D529" not in codes(document)


def test_a_note_called_at_the_end_of_a_cell_or_of_a_line_keeps_its_call() -> None:
    found = document(
        said(TITLE),
        said(("| 村名 | 人数", {}), ("", {"footnote": 1}), (" |", {})),
        said("| 东关 | 12 |"),
        said(("### 一、加强领导", {}), ("", {"footnote": 2}), ("\n" + TEXT, {})),
        footnotes=([said("到年底。")], [said("见通知。")]),
    )
    parts = with_typed_marks(found).parts
    calls = [run.footnote for each in lines_of(parts) for run in each.runs if run.footnote]
    assert calls == [1, 2]


@EVERY
def test_a_table_between_bars_is_a_table(made: type) -> None:
    document = read_received(
        made(TEXT, "| 村名 | 人数 |", "| --- | ---: |", "| 东关 | **12** |", TEXT)
    )
    (grid,) = [part for part in document.parts if isinstance(part, Grid)]
    assert grid.head == 1
    assert [line.text for line in lines_of((grid,))] == ["村名", "人数", "东关", "12"]
    assert [part.text for part in document.parts if isinstance(part, ReceivedLine)] == [
        TITLE, TEXT, TEXT,
    ]  # fmt: skip


@EVERY
def test_rows_without_a_rule_are_a_table_too_and_one_row_is_none(made: type) -> None:
    document = read_received(made(TEXT, "| 东关 | 12 |", "| 西关 | 13 |", TEXT, "| 东关 | 12 |"))
    assert [part.kind for part in document.parts] == ["line", "line", "grid", "line", "line"]


@EVERY
def test_a_picture_elsewhere_and_a_rule_are_told(made: type) -> None:
    document = read_received(made(TEXT, "见图![现场](https://example.com/a.jpg)。", "---", TEXT))
    assert {"D528", "D529"} <= set(codes(document))
    (told,) = [each for each in document.diagnostics if each.code == "D529"]
    assert "现场" in told.message
    assert "https://example.com/a.jpg" in told.hint
    assert "见图。" in copy_of(made(TEXT, "见图![现场](https://example.com/a.jpg)。", TEXT))


@EVERY
def test_a_typed_link_is_a_link_and_brackets_are_none(made: type) -> None:
    copy = copy_of(made(TEXT, "见[政务网](https://example.com/a)和a[2](注)。", TEXT))
    assert "[政务网](https://example.com/a)" in copy
    assert "(注)" in copy


@EVERY
@pytest.mark.parametrize("hidden", ["138****5678", "341181********1234", "12**34", "5*3*2米"])
def test_asterisks_that_hide_a_number_stay(made: type, hidden: str) -> None:
    copy = copy_of(made(TEXT, f"群众王某（{hidden}）反映，{hidden}已办结。", TEXT))
    assert copy.replace("\\*", "*").count(hidden) == 2
    assert "**" not in hidden or "***" not in hidden or hidden in copy


def test_word_tells_how_many_marks_were_read_and_markdown_does_not() -> None:
    word, mark = (
        read_received(made("## 一、甲乙", "**丙丁。**" + TEXT)) for made in (in_word, in_markdown)
    )
    assert "D527" in codes(word)
    assert "D527" not in codes(mark)


NESTED = """\
# 城关镇推进换届工作

今年以来，城关镇扎实推进换届。

- 健全机制
  - 成立专班
  - 定期会商
- 建强队伍
\t- 选派干部
\t\t- 党员12名

1. 第一步
   1. 摸底
   2. 建账
      - 逐户走访
2. 第二步
"""


def test_lists_inside_lists_keep_their_depth() -> None:
    found = recognise(
        read_received(ParcelFile("城关镇.md", NESTED.encode())), publication(Flow.FLOW)
    )
    assert write_sections(found.sections) == (
        "今年以来，城关镇扎实推进换届。\n\n"
        "- 健全机制\n  - 成立专班\n  - 定期会商\n"
        "- 建强队伍\n  - 选派干部\n    - 党员12名\n\n"
        "1. 第一步\n   1. 摸底\n   2. 建账\n      - 逐户走访\n2. 第二步\n"
    )


@given(st.lists(st.integers(1, 4), min_size=1, max_size=12), st.sampled_from(["  ", "    ", "\t"]))
def test_a_list_of_any_shape_has_the_depths_that_its_indents_say(
    depths: list[int], unit: str
) -> None:
    for at in range(len(depths)):
        depths[at] = min(depths[at], 1 + (depths[at - 1] if at else 0))
    typed = [f"{unit * (depth - 1)}- 第{at}项" for at, depth in enumerate(depths, start=1)]
    text = "\n".join((f"# {TITLE}", "", TEXT, "", *typed))
    found = with_typed_marks(read_received(ParcelFile("城关镇.md", text.encode())))
    lines = [line for line in lines_of(found.parts) if line.bullet]
    assert [line.depth for line in lines] == depths


@pytest.mark.parametrize("mark", ["> {}", ">{}", "> > {}", "> [!NOTE] {}", "> [!tip]- {}"])
def test_quotations_and_boxes_are_text_and_told(mark: str) -> None:
    line = "本材料由镇党政办提供。"
    file = in_markdown(TEXT, mark.format(line), TEXT)
    found = recognise(read_received(file), publication(Flow.FLOW))
    assert write_sections(found.sections) == f"{TEXT}\n\n{line}\n\n{TEXT}\n"
    assert [each.code for each in found.diagnostics].count("D533") == 1


def test_links_pictures_tags_and_remarks_of_obsidian_are_read() -> None:
    file = in_markdown(
        TEXT, "见[[附件说明|说明]]和[[村规民约]]。", "![[现场.png]]", "#党建 #基层治理", "%%待核%%"
    )
    found = recognise(read_received(file), publication(Flow.FLOW))
    assert write_sections(found.sections) == f"{TEXT}\n\n见说明和村规民约。\n"
    told = [each.code for each in found.diagnostics]
    assert [told.count(code) for code in ("D529", "D533")] == [2, 1]


@pytest.mark.parametrize(
    ("typed", "written", "told"),
    [
        ("- [x] 建立台账\n- [ ] 逐项销号", "- 建立台账\n- 逐项销号\n", 1),
        ("建强队伍\n---\n\n" + TEXT, f"**建强队伍。**{TEXT}\n", 0),
        ("建强队伍\n===\n\n" + TEXT, f"**建强队伍。**{TEXT}\n", 0),
        (f'<p align="center">{TEXT}</p>', f"{TEXT}\n", 1),
        (f"<p>{TEXT}</p><p>{TEXT}</p>", f"{TEXT}\n\n{TEXT}\n", 1),
        ("<li>建立台账</li><li>12</li><td>30</td>", "建立台账\n\n12\n\n30\n", 1),
        (f"{TEXT}<br>{TEXT}", f"{TEXT}\n\n{TEXT}\n", 0),
        (f"10<sup>2</sup>和CO<sub>2</sub>，{TEXT}", f"10²和CO₂，{TEXT}\n", 0),
        (f"长*宽*高，{TEXT}", f"长宽高，{TEXT}\n", 1),
        (f"5元*3斤*2次，{TEXT}", f"5元*3斤*2次，{TEXT}\n", 0),
        (f"执行<GB 50016>，按<Enter>，{TEXT}", f"执行<GB 50016>，按<Enter>，{TEXT}\n", 0),
        ("```注意事项\n" + TEXT + "\n```", f"注意事项\n\n{TEXT}\n", 0),
        (
            f'见<a href="http://a.gov.cn/b">网站</a>，{TEXT}',
            f"见[网站](http://a.gov.cn/b)，{TEXT}\n",
            0,
        ),
        (f"*{TEXT}*`乙`", f"{TEXT}乙\n", 0),
        (f"{TEXT} ^abc123", f"{TEXT}\n", 1),
        (f"```text\n{TEXT}\n```", f"{TEXT}\n", 0),
        (f"面积3*4=12，{TEXT}", f"面积3*4=12，{TEXT}\n", 0),
        (f"{TEXT}\n\n---", f"{TEXT}\n", 0),
    ],
)
def test_marks_that_only_set_words_off_are_not_printed(typed: str, written: str, told: int) -> None:
    text = f"{TITLE}\n===\n\n{typed}\n".encode()
    found = recognise(read_received(ParcelFile("城关镇.md", text)), publication(Flow.FLOW))
    assert found.fields["title"] == TITLE
    assert write_sections(found.sections) == written
    assert [each.code for each in found.diagnostics].count("D533") == told


@pytest.mark.parametrize(
    ("typed", "code", "marks"),
    [
        ("> [!NOTE] 说明", "D533", "> [!NOTE] "),
        ("✅ 说明", "D533", "✅ "),
        ("说明![会场](a.png)说明", "D529", "![会场](a.png)"),
        ("说明[网站](a.md)说明", "D127", "](a.md)"),
        ("说明<sup>注</sup>说明", "D119", "<sup>"),
    ],
)
def test_what_is_told_of_a_mark_covers_no_word_beside_it(typed: str, code: str, marks: str) -> None:
    """A word that is told is not looked for in the copy."""
    found = with_typed_marks(read_received(in_markdown(TEXT, typed, TEXT)))
    assert [each.quoted for each in found.diagnostics if each.code == code] == [marks]


@pytest.mark.parametrize("line", ["甲**乙**丙", "| 甲 | 乙 |\n| 丙 | 丁 |"])
def test_what_word_tells_of_its_marks_covers_no_word(line: str) -> None:
    found = with_typed_marks(read_received(in_word(TEXT, *line.split("\n"), TEXT)))
    (told,) = [each.quoted for each in found.diagnostics if each.code == "D527"]
    assert told in ("**", "|")


def test_every_kind_of_mark_that_is_left_out_is_named() -> None:
    text = f"# {TITLE}\n\n- [x] <u>甲</u>\n- [ ] <del>乙</del>\n\n{TEXT} ^abc\n".encode()
    found = with_typed_marks(read_received(ParcelFile("城关镇.md", text)))
    (told,) = (each.message for each in found.diagnostics if each.code == "D533")
    assert all(f"“{mark}”" in told for mark in ("[x]", "[ ]", "<u>", "<del>", "^abc")), told


def test_every_picture_of_a_page_is_asked_for_and_a_figure_that_cannot_be_raised_is_told() -> None:
    lines = '<img src="a.png" alt="会场" style="zoom:50%;" />', "<IMG src='b.png'>"
    file = in_markdown(TEXT, *lines, "甲<sup>注</sup>乙", TEXT)
    found = recognise(read_received(file), publication(Flow.FLOW))
    told = [each.message for each in found.diagnostics if each.code == "D529"]
    assert [("会场" in told[0]), ("b.png" in told[1])] == [True, True]
    assert [each.code for each in found.diagnostics].count("D119") == 1


def test_breaks_in_cells_leave_the_table_whole() -> None:
    rows = "| 村 | 事 |", "|---|---|", "| 东村 | 修路<br>建桥 |", "| 西村 | 种树 |"
    text = "\n".join((f"# {TITLE}", "", TEXT, "", *rows, "", TEXT)).encode()
    found = recognise(read_received(ParcelFile("城关镇.md", text)), publication(Flow.FLOW))
    table = "| 村 | 事 |\n| --- | --- |\n| 东村 | 修路 建桥 |\n| 西村 | 种树 |"
    assert write_sections(found.sections) == f"{TEXT}\n\n{table}\n\n{TEXT}\n"
    assert "D211" in [each.code for each in found.diagnostics]


def test_lines_of_nothing_but_characters_without_width_part_paragraphs() -> None:
    text = f"{TITLE}\n\n\u200b{TEXT}\u200b\n\u200b\n\ufeff{TEXT}\n".encode()
    found = recognise(read_received(ParcelFile("城关镇.txt", text)), publication(Flow.FLOW))
    assert write_sections(found.sections) == f"{TEXT}\n\n{TEXT}\n"


@pytest.mark.parametrize("line", [">30万元的项目有12个。", "#1楼的改造已经完工。", "比重>50%。"])
def test_what_only_resembles_a_mark_stays(line: str) -> None:
    found = recognise(read_received(in_text(TEXT, line, TEXT)), publication(Flow.FLOW))
    assert line in write_sections(found.sections).replace("\\", "")
    assert "D533" not in [each.code for each in found.diagnostics]


def test_a_lone_mark_stays_in_word_and_is_told_in_text() -> None:
    assert "D302" in codes(read_received(in_text("标**的为重点项目。")))
    assert "标\\*\\*的" in copy_of(in_word(TEXT, "标**的为重点项目。", TEXT))


def test_notes_stay_beside_a_mark() -> None:
    """A call at the edge of bold is not lost with the mark."""
    paper = Paper()
    paper.title(TITLE)
    paper.line("**甲**乙**丙**")
    document = read_received(ParcelFile("a.docx", paper.file()))
    line = document.parts[-1]
    assert isinstance(line, ReceivedLine)
    assert [(run.text, run.bold) for run in line.runs] == [
        ("甲", True), ("乙", False), ("丙", True),
    ]  # fmt: skip


@EVERY
@pytest.mark.parametrize("number", ["1", "12"])
@pytest.mark.parametrize("point", [".", ")"])
def test_a_typed_number_needs_no_backslash(made: type, number: str, point: str) -> None:
    copy = copy_of(made(TEXT, f"{number}{point} 建立台账，各村要把责任落实到人。", TEXT))
    assert f"\n{number}{point}建立台账" in copy
    copy = copy_of(made(TEXT, f"{number}{point} 3月底前，各村要把责任落实到人。", TEXT))
    assert f"\n{number}{point}\u30003月底前" in copy


_PIECES = """\
一、|（一）|1.|1. |（1）|甲|各村要落实|，|。|、|：|  |\u3000\u3000|\t|“|2023年|12|.|%|-|—|(|)|A|/|+
"""
ORDINARY = st.lists(st.sampled_from(_PIECES.strip("\n").split("|")), min_size=1, max_size=12)


@given(st.lists(ORDINARY, min_size=1, max_size=4), st.sampled_from([in_word, in_text]))
def test_copy_of_ordinary_words_has_no_entity_and_no_backslash(
    lines: list[list[str]], made: type
) -> None:
    """What a unit types in Word or a text file has plain characters, and so has its copy."""
    copy = copy_of(made(TEXT, *("".join(line) + "甲乙" for line in lines), TEXT))
    assert "&#" not in copy
    assert not re.search(r"\\[^|\n]", copy), copy

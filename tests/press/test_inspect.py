"""What inspect finds on pages whose every figure is known because the test drew them."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletin.inspect import (
    LETTER,
    STANDARD,
    Inspection,
    Verdict,
    as_json,
    as_table,
    exit_code,
    inspect_pdf,
)
from bulletin.inspect.inspection import MEASURES, measure_of
from bulletin.inspect.layout import read_layout
from bulletin.inspect.measure_file import whole_tags
from bulletin.pdf import read_document
from tests.press import conftest
from tests.press.conftest import Press
from tests.press.inspect_official import (
    BOTTOM,
    LEFT,
    SENTENCE,
    Style,
    add_colophon,
    add_masthead,
    add_page_number,
    baseline,
    body_cells,
    official,
    set_line,
    set_lines,
    set_paragraphs,
)
from tests.press.inspect_sheet import (
    BLACK,
    FANGSONG,
    MM,
    RED,
    Cell,
    Claims,
    Face,
    Rule,
    Sheet,
    write_pdf,
)

pytestmark = pytest.mark.slow  # whole documents are set and measured

COLOPHON_RULES = {
    "colophon-rules",
    "colophon-width",
    "colophon-foot",
    "colophon-size",
    "colophon-inset",
    "colophon-turn",
    "colophon-stop",
}


def inspected(sheets: list[Sheet], claims: Claims | None = None) -> Inspection:
    return inspect_pdf(write_pdf(sheets, claims))


def broken(inspection: Inspection) -> set[str]:
    return {row.rule for row in inspection.failed}


def test_an_official_page_keeps_every_rule() -> None:
    inspection = inspected(official())
    assert broken(inspection) == set()
    assert inspection.diagnostics == ()
    assert exit_code(inspection) == 0
    idle = {row.rule for row in inspection.rows if row.verdict is Verdict.NOT_APPLICABLE}
    assert idle == {
        *("square", "whole-dash", "heading-faces", "figure-text"),
        *("contents-place", "topic-alone", "title-words", "title-middle", "whole-tags"),
    }


def test_figures_are_measured_not_guessed() -> None:
    inspection = inspected(official())
    expected = {
        "text-area-left": 28.0,
        "text-area-top": 37.0,
        "text-area-width": 156.0,
        "pitch": 28.95,
        "lines-per-page": 22,
        "characters-per-line": 28,
        "masthead-top": 35.0,
        "red-rule-place": 4.0,
        "red-rule-thickness": 0.5,
        "colophon-foot": 262.0,
        "page-number-drop": 7.0,
        "page-number-inset": 14 / MM,
        "bold-ink": 1.3,
        "adjacent-marks": 1.5,
    }
    for rule, figure in expected.items():
        assert inspection[rule].value == pytest.approx(figure, abs=0.05), rule


@pytest.mark.parametrize(
    ("style", "rules"),
    [
        (Style(pitch=28), {"pitch"}),
        (Style(pitch=30), {"pitch", "lines-per-page"}),
        (Style(left=30), {"text-area-left", "inside-text-area"}),
        (Style(measure=154), {"text-area-width", "characters-per-line"}),
        (Style(squeeze=False), {"adjacent-marks", "at-pitch"}),
        (
            Style(justify=False),
            {"flush-share", "characters-per-line", "text-area-width", "short-ink"},
        ),
        (Style(shift_on_even=0.4), {"register"}),
        (Style(bold=replace(FANGSONG, name="FangSong-Bold")), {"bold-ink"}),
        (Style(face=Face("KaiTi")), {"body-face"}),
    ],
)
def test_one_deviation_breaks_its_own_rule(style: Style, rules: set[str]) -> None:
    assert broken(inspected(official(style))) == rules


def test_two_stops_behind_one_another_are_found() -> None:
    sheets = set_lines(["会议指出，各镇要抓紧落实", "主要做法：。推动治理提质增效"])
    measured = inspected(sheets)["clashing-stops"]
    assert (measured.value, [each.text for each in measured.places]) == (1, ["主要做法：。"])
    assert inspected(official())["clashing-stops"].value == 0


def test_narrow_quotes_are_found() -> None:
    latin = Face("FangSong", quotes=500)
    found = broken(inspected(official(Style(face=latin, bold=replace(latin, name="FangSong-B")))))
    assert "full-width-quotes" in found


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        (lambda cell: replace(cell, colour=(0.5, 0.5, 0.5)), {"body-colour"}),
        (lambda cell: replace(cell, shear=0.2), {"slanted"}),
        (lambda cell: replace(cell, stroke=0.4), {"bold-face"}),
        (lambda cell: replace(cell, y=cell.y + 0.8), {"text-area-height", "inside-text-area"}),
    ],
)
def test_a_changed_text_breaks_its_own_rule(
    change: Callable[[Cell], Cell], rules: set[str]
) -> None:
    found = broken(inspected(body_cells(official(), change)))
    assert rules & found == rules if len(rules) == 1 else found <= rules | {"text-area-top"}


def test_a_letter_printed_twice_is_a_false_bold() -> None:
    sheets = official()
    doubled = [replace(cell, x=cell.x + 0.1) for cell in sheets[1].cells[:20]]
    sheets[1].cells.extend(doubled)
    assert "bold-face" in broken(inspected(sheets))


def test_house_figures_change_exactly_their_rule() -> None:
    house = STANDARD.having("pitch", 27.9, 28.1)
    assert broken(inspect_pdf(write_pdf(official()), requirements=house)) == {"pitch"}
    narrow = write_pdf(official(Style(pitch=28)))
    assert broken(inspect_pdf(narrow, requirements=house)) == set()
    with pytest.raises(KeyError):
        STANDARD.having("pich", 1, 2)


HEAD = 30 + 42 / MM + 4
"""Where the double rule under a letter's name stands, mm."""

DOUBLE = (
    Rule(HEAD, 0.7, RED, left=20, width=170),
    Rule(HEAD + 1.05, 0.26, RED, left=20, width=170),
    Rule(277 - 1.31, 0.26, RED, left=20, width=170),
    Rule(277 - 0.7, 0.7, RED, left=20, width=170),
)


def letter(
    rules: Sequence[Rule] = DOUBLE,
    end: str = "送：各镇党委。",
    ruled: bool = False,
    pages: int = 5,
) -> bytes:
    """A letter as GB/T 9704-2012 10.1 has it, or with other rules, or with another last row."""
    sheets = official()
    em = 42 / MM
    name = [replace(c, y=30 + 0.88 * em) if c.size == 42 else c for c in sheets[0].cells]
    first = [cell for cell in name if cell.y < BOTTOM + 5]
    sheets[0] = Sheet(first, list(rules))
    last = sheets[-1]
    kept = [cell for cell in last.cells if abs(cell.y - 258.5) > 1]
    row = set_line(end, LEFT + 14 / MM, 258.5, Style(size=14), None)
    sheets[-1] = Sheet([*kept, *row], last.rules if ruled else [])
    if pages == 1:
        above = [cell for cell in first if cell.y < 240]
        sheets = [Sheet([*above, *row], list(rules))]
    return write_pdf(sheets)


def test_a_letter_has_figures_of_its_own() -> None:
    assert broken(inspect_pdf(letter(), requirements=LETTER)) == set()
    ordinary = inspect_pdf(letter(), requirements=STANDARD)
    assert broken(ordinary) == {"masthead-top", "red-rule-width", "page-number"}


@pytest.mark.parametrize("pages", [1, 5])
def test_a_letter_is_known_by_its_double_rule(pages: int) -> None:
    found = inspect_pdf(letter(pages=pages))
    assert found == inspect_pdf(letter(pages=pages), requirements=LETTER)
    assert broken(found) == set()
    assert as_table(found).startswith("按信函格式（GB/T 9704-2012 10.1）量\n")
    assert json.loads(as_json(found))["letter"]
    issue = inspect_pdf(write_pdf(official()))
    assert not issue.is_letter
    assert as_table(issue).startswith("规则")
    single = letter((Rule(HEAD, 0.5, RED, left=20, width=170),))
    assert not inspect_pdf(single).is_letter


@pytest.mark.parametrize(
    ("rules", "failed"),
    [
        (DOUBLE[:2], {"double-rules"}),
        (
            (replace(DOUBLE[1], top=HEAD), replace(DOUBLE[0], top=HEAD + 0.6), *DOUBLE[2:]),
            {"double-rules"},
        ),
        (
            (*DOUBLE[:2], *(replace(each, left=28, width=156) for each in DOUBLE[2:])),
            {"double-rules"},
        ),
        (
            (*DOUBLE[:2], *(replace(each, left=25) for each in DOUBLE[2:])),
            {"double-rules"},
        ),
        (
            (*DOUBLE[:2], *(replace(each, top=each.top - 8) for each in DOUBLE[2:])),
            {"double-rule-foot"},
        ),
    ],
)
def test_a_letter_s_double_rules_are_measured(rules: Sequence[Rule], failed: set[str]) -> None:
    own = {"double-rules", "double-rule-foot", "plain-colophon"}
    assert broken(inspect_pdf(letter(rules), requirements=LETTER)) & own == failed


def test_a_letter_s_colophon_has_neither_rules_nor_printing_row() -> None:
    ruled = inspect_pdf(letter(ruled=True), requirements=LETTER)
    assert ruled["plain-colophon"].value == 3
    printed = inspect_pdf(letter(end="某办公室　2023年6月9日印发"), requirements=LETTER)
    assert printed["plain-colophon"].value == 1
    assert inspect_pdf(letter(), requirements=LETTER)["plain-colophon"].value == 0


def test_every_requirement_is_measured_and_every_measure_required() -> None:
    rules = [row.rule for row in LETTER.rows]
    assert rules[: len(STANDARD.rows)] == [row.rule for row in STANDARD.rows]
    assert all(callable(measure_of(rule)) for rule in rules)
    measures = {
        node.name
        for module in MEASURES
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.FunctionDef)
        and node.returns is not None
        and ast.unparse(node.returns) == "Measured"
        and not node.name.startswith("_")
    }
    assert {rule.replace("-", "_") for rule in rules} == measures
    assert len(set(rules)) == len(rules)


LONG = "各镇要抓紧落实推动基层治理提质增效让群众少跑腿数据多跑路"
"""28 汉字."""


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ([LONG, "，" + LONG[1:], "落实到位。"], "line-start"),
        ([LONG[:-1] + "“", "落实”" + LONG[2:], "落实到位。"], "line-end"),
        ([LONG[:-1] + "—", "—" + LONG[1:], "落实到位。"], "unsplit-marks"),
        ([LONG[:-1] + "…", "…" + LONG[1:], "落实到位。"], "unsplit-marks"),
        ([LONG[:-1] + "88", "2.9" + LONG[1:], "落实到位。"], "unsplit-numbers"),
        ([LONG[:-1] + "20", "%" + LONG[1:], "落实到位。"], "unsplit-numbers"),
        ([LONG[:-1] + "12", "∶30" + LONG[2:], "落实到位。"], "unsplit-numbers"),
        ([LONG[:-1] + "−", "5" + LONG[1:], "落实到位。"], "unsplit-numbers"),
        ([LONG[:-1] + "１", "２" + LONG[1:], "落实到位。"], "unsplit-numbers"),
        ([LONG[:-1] + "20", "年" + LONG[1:], "落实到位。"], "number-unit"),
        ([LONG[:-2] + "2000", "kg" + LONG[1:], "落实到位。"], "number-unit"),
        ([LONG[:-2] + "120", "㎡" + LONG[1:], "落实到位。"], "number-unit"),
        ([LONG, LONG, "位。"], "last-line"),
    ],
)
def test_a_bad_break_is_found(lines: list[str], rule: str) -> None:
    row = inspected(set_lines([LONG, *lines]))[rule]
    assert (row.verdict, row.value) == (Verdict.FAIL, 1)
    assert row.places[0].page == 1


def test_good_breaks_are_not_accused() -> None:
    lines = [LONG, "“一网”" + LONG[4:], "——" + LONG[2:], LONG[:-1] + "，", "落实20年。"]
    inspection = inspected(set_lines(lines))
    for rule in ("line-end", "unsplit-marks", "unsplit-numbers", "number-unit", "last-line"):
        assert inspection[rule].verdict is Verdict.PASS, rule
    assert inspection["flush-share"].value == 100


def raised(sheet: Sheet, text: str) -> None:
    """Make the cell of `text` the call of a note."""
    (cell,) = (each for each in sheet.cells if each.text == text)
    sheet.cells[sheet.cells.index(cell)] = replace(cell, size=9.0, y=cell.y - 5 / MM)


def test_a_note_s_call_opens_no_line() -> None:
    (sheet,) = set_lines([LONG, LONG, "7年" + LONG[1:], "落实到位。"])
    assert inspected([sheet])["line-start"].value == 0
    raised(sheet, "7")
    assert inspected([sheet])["line-start"].value == 1


def test_a_note_s_call_is_no_number() -> None:
    (sheet,) = set_lines([LONG, LONG[:-1] + "7", "年" + LONG[1:], "落实到位。"])
    assert inspected([sheet])["number-unit"].value == 1
    raised(sheet, "7")
    assert inspected([sheet])["number-unit"].value == 0
    (sheet,) = set_lines([LONG, LONG[:-2] + "5207", "年" + LONG[1:], "落实到位。"])
    raised(sheet, "7")
    assert inspected([sheet])["number-unit"].value == 1


def test_a_torn_line_is_a_line() -> None:
    """A body line that opens with an address is no paragraph's first."""
    lines = [LONG, "“访问", "https://www.example.gov.cn/a" + LONG[:14], "落实到位。"]
    inspection = inspected(set_lines(lines))
    assert inspection["worst-gap"].value == pytest.approx(12.5, abs=0.5)
    assert inspection["indent"].value == inspected(set_lines([LONG, *lines[2:]]))["indent"].value
    assert len(inspection["worst-gap"].places) == 1


def test_slack_in_one_hole_is_a_wide_gap() -> None:
    sheet = set_lines([LONG, LONG[:24], LONG, "落实到位。"])[0]
    row = inspected([sheet])["worst-gap"]
    assert row.value == pytest.approx((156 * MM - 24 * 15.75) / 23 / 15.75, abs=0.01)
    wide = set_lines([LONG, LONG[:26], LONG, "落实到位。"])[0]
    line = [cell for cell in wide.cells if cell.y == wide.cells[30].y]
    start = LEFT
    for index, cell in enumerate(line):
        moved = start + index * 15.75 / MM + (2 * 15.75 / MM - 0.1 if index >= 13 else 0)
        wide.cells[wide.cells.index(cell)] = replace(cell, x=moved)
    assert inspected([wide])["worst-gap"].value == pytest.approx(2, abs=0.1)


def test_a_short_list_is_not_a_ragged_paragraph() -> None:
    style = Style()
    sheets = official()
    entries = ["千秋街道：提质增效", "广陵街道：激活社区治理新动能", "仁和集镇：走深走实"]
    top = min(cell.y for cell in sheets[1].cells)
    sheets[1].cells = [cell for cell in sheets[1].cells if cell.y > top + 3 * 28.95 / MM - 1]
    for index, entry in enumerate(entries):
        y = top + index * style.pitch / MM
        sheets[1].cells += set_line(entry, LEFT, y, style, None)
    assert inspected(sheets)["flush-share"].value == 100


def without_colophon() -> list[Sheet]:
    sheets = set_paragraphs([SENTENCE * 27] * 3, Style())
    add_masthead(sheets[0])
    for number, sheet in enumerate(sheets, 1):
        add_page_number(sheet, number)
    return sheets


def test_a_missing_colophon_is_one_fault() -> None:
    inspection = inspected(without_colophon())
    assert broken(inspection) == {"colophon"}
    for rule in COLOPHON_RULES:
        assert inspection[rule].verdict is Verdict.NOT_APPLICABLE, rule


def changed_last(change: Callable[[Sheet], None]) -> list[Sheet]:
    sheets = official()
    change(sheets[-1])
    return sheets


def thicken(sheet: Sheet) -> None:
    sheet.rules[1] = replace(sheet.rules[1], thickness=0.5)


def shorten(sheet: Sheet) -> None:
    sheet.rules[1] = replace(sheet.rules[1], width=150)


def raise_foot(sheet: Sheet) -> None:
    sheet.rules[-1] = replace(sheet.rules[-1], top=BOTTOM - 2)


def drop_stop(sheet: Sheet) -> None:
    last = max(index for index, cell in enumerate(sheet.cells) if cell.y == 258.5)
    del sheet.cells[last]


def misturn(sheet: Sheet) -> None:
    sheet.cells = [replace(c, x=c.x - 4.94) if c.y == 249 else c for c in sheet.cells]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (thicken, "colophon-rules"),
        (shorten, "colophon-width"),
        (raise_foot, "colophon-foot"),
        (drop_stop, "colophon-stop"),
        (misturn, "colophon-turn"),
    ],
)
def test_a_colophon_out_of_rule(change: Callable[[Sheet], None], rule: str) -> None:
    assert broken(inspected(changed_last(change))) == {rule}


@pytest.mark.parametrize(
    ("rule", "broken_rule"),
    [
        ({"top": 150.0}, None),
        ({"thickness": 1.2}, "red-rule-thickness"),
        ({"width": 150.0}, "red-rule-width"),
        ({"colour": BLACK}, "red-rule-colour"),
    ],
)
def test_a_red_rule_out_of_rule(rule: dict[str, object], broken_rule: str | None) -> None:
    sheets = official()
    sheets[0].rules = [replace(sheets[0].rules[0], **rule)]  # type: ignore[arg-type]
    assert broken(inspected(sheets)) == {broken_rule or "red-rule-place"}


def numbered(offset: int = 0, drop: float = 7.0) -> list[Sheet]:
    sheets = set_paragraphs([SENTENCE * 27] * 3, Style())
    add_masthead(sheets[0])
    add_colophon(sheets[-1])
    for number, sheet in enumerate(sheets, 1):
        add_page_number(sheet, number + offset, drop)
    return sheets


def test_page_numbers_out_of_rule() -> None:
    assert broken(inspected(numbered(drop=9))) == {"page-number-drop"}
    sheets = numbered()
    swapped = [replace(c, x=c.x - 120) if c.y > BOTTOM + 5 else c for c in sheets[0].cells]
    sheets[0] = Sheet(swapped, sheets[0].rules)
    assert "page-number-side" in broken(inspected(sheets))
    sheets = numbered()
    sheets[2] = Sheet([c for c in sheets[2].cells if c.y < BOTTOM + 5], sheets[2].rules)
    found = inspected(sheets)
    assert broken(found) == {"page-number", "page-number-form"}
    assert found["page-number"].places[0].page == 3


def test_the_blank_page_and_the_colophon_after_it_carry_no_number() -> None:
    sheets = without_colophon()
    colophon = Sheet()
    add_colophon(colophon)
    good = [*sheets, Sheet(), colophon]
    assert broken(inspected(good)) == set()
    blank = Sheet()
    add_page_number(blank, len(sheets) + 1)
    assert broken(inspected([*sheets, blank, colophon])) >= {"page-number"}


def test_a_page_that_begins_with_a_last_line_has_a_widow() -> None:
    first_page = 12
    text = (LONG * first_page)[: 26 + 28 * (first_page - 1)] + "落实。"
    row = inspected(set_paragraphs([text, SENTENCE], Style()))["widow"]
    assert (row.value, row.places[0].page) == (1, 2)
    longer = inspected(set_paragraphs([text + LONG, SENTENCE], Style()))
    assert longer["widow"].value == 0


def test_the_square_is_one_cell_and_stays_with_its_text() -> None:
    good = inspected(set_lines(["□" + LONG[1:], LONG, "落实到位。"]))
    assert good["square"].verdict is Verdict.PASS
    loose = inspected(set_lines(["□ " + LONG[2:], LONG, "落实到位。"]))
    assert loose["square"].value == 1


def test_claims_of_the_file() -> None:
    bare = inspected(official(), Claims(fields={"Title": "组工信息"}, is_complete=False))
    rules = {"outline", "tags", "pdf-a", "pdf-ua", "metadata", "page-labels"}
    assert broken(bare) == rules
    assert exit_code(bare) == 0
    assert bare["metadata"].measured == "缺作者、主题、关键词、语言"
    assert broken(inspected(official(), Claims(embeds=False))) >= {"embedded"}


@pytest.mark.parametrize("wrong", ["\u2f00", "\ue001", "\u200b", "\ufffd"])
def test_a_text_layer_with_other_characters(wrong: str) -> None:
    found = inspected(official(), Claims(layer=(("镇", wrong),)))
    assert "text-layer" in broken(found)
    assert found["text-layer"].places[0].text == f"U+{ord(wrong):04X}"
    assert exit_code(found) == 1


def test_a_face_that_draws_nothing_is_found() -> None:
    sheets = official(Style(bold=Face("FangSong-Bold", stroke=0)))
    assert broken(inspected(sheets)) == {"bold-ink", "blank-cells"}


def test_lines_of_contents_are_no_paragraph() -> None:
    style = Style()
    sheets = set_lines([LONG[:26] + "………3", LONG, "落实。"])
    dots = "推动基层治理提质增效" + "." * 34 + "3"
    for index in range(5, 8):
        y = 60 + index * style.pitch / MM
        sheets[0].cells += set_line(dots, LEFT, y, style, style.measure)
    inspection = inspected(sheets)
    for rule in ("unsplit-numbers", "line-start", "worst-gap"):
        assert inspection[rule].verdict is Verdict.PASS, rule


def test_lists_and_quotations_have_their_own_edges() -> None:
    style = Style()
    em = style.size / MM
    sheets = set_lines([LONG, LONG, LONG, LONG, LONG, "落实。"])
    lines = [
        (2 * em, "2.为深入贯彻落实党的二十大精神切实加强基", None),
        (2 * em, "·为深入贯彻落实党的二十大精神切实加强基层党组织", 154 - 2 * em + 2),
        (0, "设，落实。", None),
        (4 * em, LONG[:21], 156 - 6 * em),
        (2 * em, LONG[:24], 156 - 4 * em),
        (2 * em, "——" + LONG[2:24], 156 - 4 * em),
        (2 * em, "落实。", None),
        (2 * em, LONG[:26], 156 - 2 * em),
        (0, LONG, 156),
        (0, "落实。", None),
    ]
    for slot, (inward, text, measure) in enumerate(lines, 6):
        y = sheets[0].cells[0].y + slot * style.pitch / MM
        sheets[0].cells += set_line(text, LEFT + inward, y, style, measure)
    inspection = inspected(sheets)
    assert inspection["flush-share"].value == 100
    assert inspection["indent"].value == 1  # the very first line, which stands at the margin
    assert inspection["line-start"].value == 1  # the dash that does begin a turned line


def test_a_web_address_may_break_at_its_strokes() -> None:
    line = LONG[:17] + "www.example.gov.cn/a/"
    assert inspected(set_lines([LONG, line, "b" + LONG, "落实。"]))["line-end"].value == 0
    line = LONG[:27] + "/"
    assert inspected(set_lines([LONG, line, LONG, "落实。"]))["line-end"].value == 1


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_chinese_names_of_faces_are_read(encoding: str) -> None:
    escaped = "".join(f"#{byte:02X}" for byte in "仿宋".encode(encoding)) + "_GB2312"
    inspection = inspected(official(Style(face=Face(escaped))))
    assert "仿宋_GB2312" in inspection["body-face"].measured
    assert broken(inspection) == set()


def test_a_dash_is_whole() -> None:
    line = LONG[:10] + "——" + LONG[12:]
    sheets = set_lines([LONG, line, "落实。"])
    assert inspected(sheets)["whole-dash"].value == 0
    second = [cell for cell in sheets[0].cells if cell.text == "—"][1]
    moved = replace(second, x=second.x + 0.2 * 15.75 / MM)
    sheets[0].cells[sheets[0].cells.index(second)] = moved
    assert inspected(sheets)["whole-dash"].value == pytest.approx(0.2, abs=0.05)


@pytest.mark.parametrize(
    ("heading", "face", "verdict"),
    [
        ("一、主要做法", "SimHei", Verdict.PASS),
        ("一、主要做法", "FangSong", Verdict.FAIL),
        ("（一）强化组织领导", "KaiTi", Verdict.PASS),
        ("（一）强化组织领导", "SimHei", Verdict.FAIL),
        ("（一）强化组织领导，压实责任。", "FangSong", Verdict.NOT_APPLICABLE),
        ("一、强化组织领导。", "FangSong", Verdict.NOT_APPLICABLE),
        ("（一）落实“三会一课”", "FangSong", Verdict.FAIL),
    ],
)
def test_headings_have_their_faces(heading: str, face: str, verdict: Verdict) -> None:
    sheet = set_lines([LONG, LONG, "落实。"])[0]
    style = Style(face=Face(face))
    y = sheet.cells[0].y + 3 * style.pitch / MM
    sheet.cells += set_line(heading, LEFT + 2 * style.size / MM, y, style, None)
    assert inspected([sheet])["heading-faces"].verdict is verdict


def test_the_table_is_aligned_by_display_width() -> None:
    table = as_table(inspected(official(Style(pitch=28)))).splitlines()
    row = next(line for line in table if " pitch " in line)
    assert "28.00 pt" in row
    assert "28.95±0.1 pt" in row
    assert row.endswith("不合格")
    columns = {_column(line, "GB/T 9704") for line in table if "GB/T 9704" in line}
    assert len(columns) == 1
    assert table[-1].startswith("5 面：合格")


def _column(line: str, text: str) -> int:
    return sum(2 if ord(one) > 0x2E7F else 1 for one in line[: line.index(text)])


def test_json_holds_the_same() -> None:
    inspection = inspected(official(Style(pitch=28)))
    found = json.loads(as_json(inspection))
    assert found["passed"] is False
    assert [row["rule"] for row in found["rules"]] == [row.rule for row in inspection.rows]
    wrong = [row for row in found["rules"] if row["verdict"] == "不合格"]
    assert [(row["rule"], row["value"]) for row in wrong] == [("pitch", 28.0)]


def one_page() -> bytes:
    sheet = set_paragraphs([SENTENCE * 2], Style())[0]
    return write_pdf([sheet])


def locked() -> bytes:
    """A PDF whose password is not the empty one."""
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (%b) /U (%b) >> /ID [(a) (a)]"
    return one_page().replace(b"trailer\n<<", b"trailer\n<<" + lock % (b"o" * 32, b"u" * 32))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "P301"),
        (b"%!PS", "P301"),
        (b"%PDF-1.7\n", "P302"),
        (one_page()[:300], "P302"),
        (locked(), "P303"),
        (write_pdf([Sheet(rules=[Rule(100, 1, RED)])]), "P304"),
    ],
    ids=["empty", "other", "head", "cut", "locked", "textless"],
)
def test_bad_files_are_diagnosed(content: bytes, code: str) -> None:
    inspection = inspect_pdf(content)
    assert [each.code for each in inspection.diagnostics] == [code]
    assert exit_code(inspection) == 1
    assert code in as_table(inspection)
    json.loads(as_json(inspection))


def test_a_file_that_is_not_there_is_diagnosed() -> None:
    inspection = inspect_pdf("没有这个文件.pdf")
    assert [each.code for each in inspection.diagnostics] == ["P301"]


PAGE = one_page()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, len(PAGE) - 1), st.binary(min_size=0, max_size=8), st.integers(0, 40))
def test_no_damage_raises(start: int, put: bytes, cut: int) -> None:
    as_table(inspect_pdf(PAGE[:start] + put + PAGE[start + cut :]))


def test_letters_heaped_on_one_spot_do_not_raise() -> None:
    heap = [Cell(text, 0, 30, 7) for text in "一一一落"]
    assert inspected([Sheet(heap)]).rows
    huge = [Cell("—", 50, 100, 30000), Cell("—", 50, 100, 30000), Cell("落", 60, 100, 30000)]
    assert inspected([Sheet(huge)]).rows


cells = st.builds(
    Cell,
    st.sampled_from([*"一落（）“”：。—…□第报期：16.% ", "——"[:1]]),
    st.floats(-10, 220),
    st.sampled_from([30.0, 60.0, 69.9, 70.1, 150.0, 261.0, 270.0, 299.0]),
    st.sampled_from([7.0, 14.0, 15.75, 42.0]),
    colour=st.sampled_from([BLACK, RED]),
)
rules = st.builds(Rule, st.floats(0, 297), st.floats(0.1, 2), st.sampled_from([BLACK, RED]))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.builds(Sheet, st.lists(cells, max_size=12), st.lists(rules, max_size=4)), max_size=3
    )
)
def test_no_page_raises(sheets: list[Sheet]) -> None:
    inspection = inspect_pdf(write_pdf(sheets or [Sheet()]))
    assert len(inspection.rows) == len(STANDARD.rows)


@pytest.mark.parametrize(
    ("lines", "cut"),
    [(("关于推进乡村振", "兴工作的意见"), 1), (("关于推进乡村振兴", "工作的意见"), 0)],
)
def test_a_title_that_cuts_a_word_is_found(lines: tuple[str, str], cut: int) -> None:
    sheets = [*official(), Sheet()]
    title = Style(size=22)
    for slot, line in enumerate(lines, 1):
        sheets[-1].cells += set_line(line, 70, baseline(slot, title, 2), title, None)
    row = inspected(sheets)["title-words"]
    assert row.value == cut
    assert [place.text for place in row.places] == ["村振|兴工"][:cut]


@pytest.mark.parametrize("left", [66.0, 70.0])
def test_a_title_beside_the_middle_is_found(left: float) -> None:
    sheets = [*official(), Sheet()]
    title, words = Style(size=22), "关于推进工作的意见"
    sheets[-1].cells += set_line(words, left, baseline(1, title, 2), title, None)
    middle = left + len(words) * 22 * 25.4 / 72 / 2
    row = inspected(sheets)["title-middle"]
    assert row.value == pytest.approx(abs(middle - 106), abs=0.05)


def test_a_paragraph_in_two_pieces_of_the_tree_is_found(press: Press) -> None:
    document = read_document(press(conftest.sheet("116")).pdf)
    turned = replace(document.catalog, elements_over_pages=2)
    layout = read_layout(document, STANDARD)
    assert whole_tags(layout).value == 0
    parted = whole_tags(replace(layout, document=replace(document, catalog=turned)))
    assert (parted.value, parted.text) == (3, "5 段跨面，3 段拆开")

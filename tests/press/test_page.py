"""Issue 116 and a sheet of everything, measured in their PDFs."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from pypdfium2 import PdfDocument

from bulletin.press import Pressed
from bulletin.press.breaks import NOT_AT_END, NOT_AT_START
from tests.press.conftest import (
    BOTTOM,
    LEFT,
    MM,
    PITCH,
    RIGHT,
    TOP,
    Measured,
    Press,
    article,
    profile,
    sheet,
)

pytestmark = pytest.mark.slow  # whole documents are set and measured


@pytest.fixture
def issue(press: Press) -> Pressed:
    return press(sheet("116"))


@pytest.fixture
def measured(issue: Pressed) -> Measured:
    return Measured(issue.pdf)


def words(html: str) -> str:
    """The text of a sheet's body, without white space."""
    return "".join(re.sub(r"<[^>]+>", "", html[html.index("<body") :]).split())


def test_the_text_is_the_copy_s(measured: Measured) -> None:
    assert Counter(measured.text) == Counter(words(sheet("116")))


def test_lines_are_flush_on_both_sides(measured: Measured) -> None:
    ends = re.compile(r"[。）]$")
    lines = [
        line
        for line in measured.body()
        if abs(line.left - LEFT) < 1 and not (ends.search(line.text) and line.right < RIGHT - 20)
    ]
    assert len(lines) > 80
    full = [line for line in lines if abs(line.right - RIGHT) <= 0.3 * MM]
    assert len(full) == len(lines)
    assert max(gap for line in lines for gap in line.gaps) <= 0.26


def test_every_line_stands_on_the_grid(measured: Measured) -> None:
    first = TOP + PITCH / 2 + 0.38 * 15.75
    for line in measured.body():
        lines_down = (line.baseline - first) / PITCH
        assert abs(lines_down - round(lines_down)) * PITCH <= 0.1 * MM + 0.05


def test_full_pages_have_22_lines(measured: Measured, issue: Pressed) -> None:
    assert issue.pages == 6
    assert [len(measured.body(page)) for page in range(1, issue.pages - 1)] == [22] * 4


def test_no_line_breaks_the_rules(measured: Measured) -> None:
    for line in measured.body():
        assert line.text[0] not in NOT_AT_START, line.text
        if line.right > RIGHT - 3:
            assert line.text[-1] not in NOT_AT_END, line.text


def test_adjacent_marks_take_one_and_a_half_em(measured: Measured) -> None:
    pairs = 0
    for line in measured.body():
        for before, after in pairwise(line.characters):
            if before["text"] + after["text"] in ("：“", "”，", "”。", "”、", "）、"):
                pairs += 1
                both = (after["x1"] - before["x0"]) / before["size"]
                assert both == pytest.approx(1.5, abs=0.01)
    assert pairs > 15


def test_masthead_rules_and_page_numbers_stand_where_the_standard_says(measured: Measured) -> None:
    page = measured.pdf.pages[0]
    name = next(line for line in measured.lines if line.text == "天长组工信息")
    assert abs(name.baseline - (TOP + 165.2)) < 0.3
    assert LEFT < name.left < name.right < RIGHT
    # The name's ink begins 0.856 em above the baseline: 35 mm below the text area's edge.
    assert name.baseline - 0.856 * 77 == pytest.approx(TOP + 35 * MM, abs=0.5)
    issued = next(line for line in measured.lines if "研究室" in line.text and line.page == 0)
    red = next(each for each in page.rects if each["width"] > 400)
    assert red["x0"] == pytest.approx(LEFT, abs=0.1)
    assert red["x1"] == pytest.approx(RIGHT, abs=0.1)
    assert red["top"] - (issued.baseline + 0.12 * 15.75) == pytest.approx(4 * MM, abs=0.5)
    numbers = [line for line in measured.lines if re.fullmatch(r"— \d —", line.text)]
    assert [line.text for line in numbers] == [f"— {number} —" for number in range(1, 7)]
    for line in numbers:
        # The dash's ink begins 0.293 em above the baseline.
        assert line.baseline - 0.293 * 14 == pytest.approx(BOTTOM + 7 * MM, abs=0.3)
        inner = RIGHT - line.right if line.page % 2 == 0 else line.left - LEFT
        assert inner == pytest.approx(14, abs=0.5)


def test_the_colophon_ends_on_the_text_area_s_edge(measured: Measured) -> None:
    rules = sorted(
        (each for each in measured.pdf.pages[-1].rects if each["width"] > 400),
        key=lambda each: float(each["top"]),
    )
    assert rules[-1]["bottom"] == pytest.approx(BOTTOM, abs=0.2)
    assert [round(each["height"] / MM, 2) for each in rules] == [0.35, 0.25, 0.35]


def test_the_file_is_small_sound_and_the_same_again(
    press: Press, issue: Pressed, tmp_path: Path
) -> None:
    assert len(issue.pdf) < 250_000
    assert press(sheet("116")).pdf == issue.pdf
    if shutil.which("qpdf"):
        path = tmp_path / "116.pdf"
        path.write_bytes(issue.pdf)
        subprocess.run(["qpdf", "--check", str(path)], check=True, capture_output=True)


def test_the_file_says_what_it_is(issue: Pressed) -> None:
    document = PdfDocument(BytesIO(issue.pdf))
    assert document.get_metadata_dict(skip_empty=True)["Author"] == "中共天长市委组织部研究室"
    assert document.get_metadata_dict(skip_empty=True)["Title"] == "天长组工信息第116期"
    outline = [entry.get_title() for entry in document.get_toc()]
    listed = re.findall(r'<a href="#a\d">(.*?)</a>', sheet("116"))
    assert outline == listed
    assert document.get_page_label(4) == "5"
    assert document.is_tagged()
    document.close()


def test_everything_an_article_may_hold_is_set(press: Press) -> None:
    pressed = press(sheet("mixed"))
    assert not pressed.diagnostics
    measured = Measured(pressed.pdf)
    heads = [page.extract_text().count("序号") for page in measured.pdf.pages]
    rows = [bool(re.search("×.镇.*组织党员", page.extract_text())) for page in measured.pdf.pages]
    assert sum(rows) > 1
    assert heads == rows, "the table's head again on every page"
    assert any(page.images for page in measured.pdf.pages)
    first = TOP + PITCH / 2 + 0.38 * 15.75
    body = [
        line
        for line in measured.body()
        if {each["fontname"].partition("+")[2] for each in line.characters}
        <= {"Bulletin-FangSong", "Bulletin-FangSong-Bold", "Bulletin-HeiTi", "Bulletin-KaiTi"}
        and all(abs(each["size"] - 15.75) < 0.1 for each in line.characters)
    ]
    assert len(body) > 50
    for line in body:
        lines_down = (line.baseline - first) / PITCH
        assert abs(lines_down - round(lines_down)) * PITCH <= 0.1 * MM + 0.05, line.text


LONG = (
    "为深入贯彻落实党的二十大精神，切实加强基层党组织建设，我市坚持“书记抓、抓书记”，层层压实责任"
    "——从市委到村（社区），推动36项任务落地见效，WeChat小程序覆盖率98.5%。"
)

FLOWS = {
    "list": f"<ol><li><span class='marker'>1.</span><span>{LONG * 3}</span></li></ol>",
    "quotation": f"<blockquote><p>{LONG * 3}</p></blockquote>",
    "footnote": f"<p>正文<span class='footnote'>{LONG * 3}</span>。</p>",
    "footnote of a centred cell": "<table><tbody><tr><td class='center'>正文"
    f"<span class='footnote'>{LONG * 3}</span></td></tr></tbody></table>",
    "cell": f"<table><tbody><tr><td>{LONG * 3}</td></tr></tbody></table>",
    "bold": f"<p>{LONG}<strong>{LONG}</strong>{LONG}</p>",
}


@pytest.mark.parametrize("flow", [*FLOWS, "editor's note", "colophon"])
def test_whatever_flows_is_set_flush(press: Press, flow: str) -> None:
    """Every line of it but the last ends on one edge, without a gap or a mark out of place."""
    whole = article(FLOWS.get(flow, "<p>正文。</p>"))
    if flow == "editor's note":
        note = f'<section class="editor-note"><p>{LONG * 3}</p></section>'
        whole = whole.replace("<article", f"{note}<article", 1)
    elif flow == "colophon":
        whole = re.sub(
            r'(<span class="parties">).*?(</span>)', rf"\g<1>{LONG * 3}\2", whole, count=1
        )
    pressed = press(whole)
    measured = Measured(pressed.pdf)
    text = "".join((LONG * 3).split())
    lines = [line for line in measured.lines if line.text.lstrip("1.报： □")[:9] in text]
    lines = [line for line in lines if len(line.text) > 12]
    assert len(lines) > 6
    ends = [round(line.right, 1) for line in lines if not line.text.endswith("98.5%。")]
    assert max(ends) - min(ends) <= 0.3 * MM
    for line in lines:
        assert line.text[0] not in NOT_AT_START
        assert line.text[-1] not in NOT_AT_END
        assert max(line.gaps[3:]) <= 0.2


def test_a_list_in_the_editor_s_note_is_set_as_one(press: Press) -> None:
    note = "<section class='editor-note'><p>编者按：两点。</p><ul><li>第一点</li></ul></section>"
    whole = article("<p>正文。</p>").replace("<article", f"{note}<article", 1)
    measured = Measured(press(whole).pdf)
    (item,) = [line for line in measured.lines if "第一点" in line.text]
    (opening,) = [line for line in measured.lines if "编者按" in line.text]
    assert item.text.startswith("·")
    assert abs(item.left - opening.left) < 12


def test_a_note_s_call_opens_no_line(press: Press) -> None:
    """At whatever place of a line it comes to stand; a number after it is no part of it."""
    called = "打造“先锋队伍”<span class='footnote'>本注。</span>。"
    number = "先锋队伍<span class='footnote'>本注。</span>2023年"
    for call in (called, number):
        paragraphs = (f"<p>{'字' * more}{call * 3}</p>" for more in range(15, 29))
        pressed = press(article("".join(paragraphs)))
        calls = [
            before["x0"]
            for page in Measured(pressed.pdf).pdf.pages
            for before, after in pairwise(page.chars)
            if abs(before["size"] - 9) < 0.1 and abs(after["size"] - 15.75) < 0.1
        ]
        assert len(calls) == 42
        assert min(calls) > LEFT + 10


@pytest.mark.parametrize(
    "text",
    [
        "实行<strong>“一户一档”</strong>，推进<strong>筑牢阵地。</strong>“三会一课”",
        "推进（<strong>“三会一课”</strong>）和<em>《党章》</em>、《条例》等",
    ],
)
def test_marks_that_meet_at_a_change_of_face_take_one_and_a_half_em(
    press: Press, text: str
) -> None:
    whole = article("".join(f"<p>{'字' * more}{text * 4}</p>" for more in range(10)))
    pressed = press(whole)
    measured = Measured(pressed.pdf)
    assert Counter(measured.text) == Counter(words(whole))
    pairs = 0
    for line in measured.body():
        for before, after in pairwise(line.characters):
            if before["text"] in "”。（》）" and after["text"] in "，“《、）和":
                if before["text"] == "）" and after["text"] == "和":
                    continue
                pairs += 1
                ends = float(after["x0"] - before["x0"]) / before["size"]
                assert ends == pytest.approx(0.5, abs=0.02)
    assert pairs > 60
    full = [line for line in measured.body() if line.right > RIGHT - 6 and line.left < LEFT + 1]
    assert all(abs(line.right - RIGHT) <= 0.3 * MM for line in full)


def test_a_short_cell_with_a_note_stays_on_its_line(press: Press) -> None:
    row = "<tr><td>建武<span class='footnote'>{}</span>街道</td><td>{}</td></tr>"
    rows = row.format(LONG * 2, LONG * 4) + row.format("短注。", LONG)
    measured = Measured(press(article(f"<table><tbody>{rows}</tbody></table>")).pdf)
    assert sum("建武" in line.text and "街道" in line.text for line in measured.lines) == 2
    notes = [line for line in measured.lines if line.text.startswith("为深入")]
    assert max(line.right for line in notes) <= RIGHT + 0.5


ADDRESS = "https://www.example.gov.cn/dept/zzb/2023/06/notice_list.html?id=12&amp;page=3"


def test_an_address_tears_no_line(press: Press) -> None:
    whole = article("".join(f"<p>{'字' * more}访问{ADDRESS}查询</p>" for more in range(28)))
    pressed = press(whole)
    assert not pressed.diagnostics
    assert pressed.record.worst_gap <= 0.2
    assert Measured(pressed.pdf).text == words(whole).replace("&amp;", "&")


def test_an_address_in_a_cell_is_broken(press: Press) -> None:
    cells = f"<td>网址</td><td>{ADDRESS * 2}</td><td>zhang.san.of.the.office@example.gov.cn</td>"
    whole = article(f"<p>正文。</p><table><tbody><tr>{cells}</tr></tbody></table>")
    pressed = press(whole)
    assert not pressed.diagnostics
    text = Measured(pressed.pdf).text
    assert Counter(text) == Counter(words(whole).replace("&amp;", "&"))


def test_an_item_s_number_is_not_spread(press: Press) -> None:
    text = "做到“有人管、有人问、有人办”，有结果Internationalizationproject项目组，2.5万元落实"
    item = f"<ol><li><span class='marker'>12.</span><span>{text * 2}</span></li></ol>"
    first = next(
        line for line in Measured(press(article(item)).pdf).body() if line.text[:3] == "12."
    )
    assert first.gaps[:2] == pytest.approx([0, 0], abs=0.001)
    assert first.right == pytest.approx(RIGHT, abs=0.3 * MM)


def test_turned_lines_of_the_contents_are_flush(press: Press) -> None:
    entry = "广陵街道：打造“红色物业”——激活基层治理“神经末梢”的探索与实践"
    whole = re.sub(r"<ol>.*?</ol>", f"<ol><li>{entry}</li><li>短</li></ol>", sheet("116"), count=1)
    measured = Measured(press(whole).pdf)
    (turned,) = (line for line in measured.body() if line.text.startswith("广陵街道：打造“红"))
    (short,) = (line for line in measured.body() if line.text == "短")
    assert turned.right == pytest.approx(RIGHT, abs=0.3 * MM)
    assert short.left == pytest.approx(turned.left, abs=0.5)


@pytest.mark.parametrize("above", [12, 40])
def test_a_table_has_white_above_and_below(press: Press, above: int) -> None:
    table = "<table><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table>"
    whole = article("<p>正文。</p>" * above + table + "<p>下文。</p>")
    measured = Measured(press(whole).pdf)
    (cell,) = (line for line in measured.lines if line.text == "甲乙")
    (below,) = (line for line in measured.body() if line.text == "下文。")
    edges = [each["top"] for each in measured.pdf.pages[cell.page].horizontal_edges]
    first = min(each for each in edges if cell.baseline - 30 < each < cell.baseline)
    before = [line.baseline for line in measured.body(cell.page) if line.baseline < cell.baseline]
    assert first - (max(before) + 0.12 * 15.75) >= (PITCH - 15.75) / 2
    lines_down = (below.baseline - (TOP + PITCH / 2 + 0.38 * 15.75)) / PITCH
    assert abs(lines_down - round(lines_down)) * PITCH <= 0.1 * MM + 0.05


def test_a_table_that_begins_a_page_stands_on_its_edge(press: Press) -> None:
    table = f"<table><tbody><tr><td>甲{'乙' * 300}</td></tr></tbody></table>"
    starts = []
    for above in range(40, 62, 3):
        measured = Measured(press(article("<p>正文。</p>" * above + table)).pdf)
        (cell,) = (line for line in measured.lines if line.text.startswith("甲"))
        if all(line.baseline >= cell.baseline for line in measured.body(cell.page)):
            edges = measured.pdf.pages[cell.page].horizontal_edges
            starts.append(min(each["top"] for each in edges))
    assert starts
    assert max(starts) < TOP + 1


def test_one_short_rule_parts_a_page_s_notes_from_its_text(press: Press) -> None:
    note = '<span class="footnote">本注的内容，由组织部研究室核对。</span>'
    text = "".join(f"<p>第{each}句话{note}。</p>" for each in range(30))
    measured = Measured(press(article(text)).pdf)
    noted = 0
    for page in measured.pdf.pages:
        notes = [line for line in measured.lines if line.page == page.page_number - 1]
        notes = [line for line in notes if "本注的内容" in line.text]
        rules = [each for each in page.rects if abs(each["width"] - 50 * MM) < 1]
        assert len(rules) == bool(notes)
        if notes:
            noted += len(notes)
            assert rules[0]["bottom"] < notes[0].baseline - 0.88 * 12
            above = [line for line in measured.body(page.page_number - 1) if "句话" in line.text]
            assert above[-1].baseline < rules[0]["top"]
    assert noted == 30


@pytest.mark.parametrize(("name", "pages"), [("letter", 5), ("minutes", 5)])
def test_other_mastheads(press: Press, name: str, pages: int) -> None:
    page = profile(name)
    pressed = press(sheet("116").replace("issue gbt9704", f"issue {name}"), page=page)
    measured = Measured(pressed.pdf)
    assert pressed.pages == pages
    assert Counter(measured.text) == Counter(words(sheet("116")))
    numbers = [line.text for line in measured.lines if re.fullmatch(r"— \d —", line.text)]
    assert len(numbers) == (pages - 1 if name == "letter" else pages)
    assert not pressed.record.deviations


def test_no_page_begins_with_the_last_line_of_a_paragraph(press: Press) -> None:
    for more in range(28):
        text = "基层党组织建设" * (7 + more * 4) + "。"
        measured = Measured(press(article(f"<p>{text}</p><p>{text}</p>")).pdf)
        for page in range(1, len(measured.pdf.pages)):
            body = [line for line in measured.body(page) if line.right > LEFT]
            if body and body[0].text.endswith("。"):
                assert body[0].left > LEFT + 20, "a paragraph's own first line"


def test_a_colophon_on_an_even_page(press: Press) -> None:
    whole = sheet("116").replace('class="colophon"', 'class="colophon even-page"')
    start, stop = whole.index("<article"), whole.index("<footer")
    numbered = []
    for lines in range(18, 70, 3):
        body = f'<article id="a1" class="article"><p>{"基" * (28 * lines)}</p></article>'
        pressed = press(whole[:start] + body + whole[stop:])
        measured = Measured(pressed.pdf)
        assert pressed.pages % 2 == 0
        (last,) = {line.page for line in measured.lines if line.text.startswith("报：")}
        assert last == pressed.pages - 1
        text = max(line.page for line in measured.body())
        blank = text == last - 2
        count = sum(bool(re.fullmatch(r"— \d —", line.text)) for line in measured.lines)
        assert count == (pressed.pages - 2 if blank else pressed.pages)
        numbered.append((last - text, blank))
    assert {between for between, _ in numbered} == {0, 1, 2}


@pytest.mark.parametrize("wanted", [5, 6])
def test_an_issue_is_fitted_to_its_pages(press: Press, wanted: int) -> None:
    pressed = press(sheet("116"), fit=wanted)
    assert pressed.pages == wanted
    assert not pressed.diagnostics


def test_as_many_lines_as_are_said_to_lack_fill_the_pages_asked_for(press: Press) -> None:
    (fault,) = press(sheet("116"), fit=7).diagnostics
    found = re.fullmatch(r"补约 (\d+) 行，或把 fit 改为 6", fault.hint)
    assert found
    assert press(longer_by(27 * int(found[1])), fit=7).pages == 7


def longer_by(count: int) -> str:
    """Issue 116 with so many characters more."""
    return f"<p>{'基' * count}</p></article>".join(sheet("116").rsplit("</article>", 1))


def test_an_issue_is_loosened_to_its_pages(press: Press) -> None:
    text = longer_by(28 * 50)
    assert press(text).pages == 8
    assert press(text, fit=9).pages == 9


def test_an_issue_that_cannot_be_fitted_says_by_how_much(press: Press) -> None:
    fault = next(each for each in press(sheet("116"), fit=4).diagnostics if each.code == "P107")
    assert re.fullmatch(
        r"排不进 4 页：收到最紧（每面 24 行，字距 -0.3 pt）仍多 \d+ 行", fault.message
    )
    fault = next(each for each in press(sheet("116"), fit=9).diagnostics if each.code == "P107")
    assert re.fullmatch(
        r"排不满 9 页：放到最松（每面 20 行，字距 \+0.5 pt）仍少 \d+ 行", fault.message
    )


@pytest.mark.parametrize(("longest", "headed"), [(4, False), (3, True), (6, True), (12, False)])
def test_a_page_that_would_lack_a_line_is_filled(press: Press, longest: int, headed: bool) -> None:
    """Short paragraphs and headings, of which many would leave a page a line short."""
    chance = Random(longest)
    sentences = [each for each in re.split(r"(?<=。)", words(sheet("116"))) if each]
    blocks: list[str] = []
    for number in range(90):
        if headed and number % 5 == 0:
            blocks.append(f"<h3>一、{chance.choice(sentences)[: chance.randint(4, 14)]}</h3>")
        text = "".join(chance.choices(sentences, k=chance.randint(1, longest)))
        blocks.append(f"<p>{text.replace('□', '')}</p>")
    whole = article("".join(blocks))
    pressed = press(whole)
    measured = Measured(pressed.pdf)
    # The last page but one hands lines over to the colophon's.
    lines = [len(measured.body(page)) for page in range(1, pressed.pages - 2)]
    assert set(lines) <= {21, 22}, "rather than that a paragraph looks torn a line is left empty"
    assert lines.count(21) <= len(lines) // 8
    assert pressed.record.worst_gap <= 0.1
    assert re.sub("…+[0-9]+", "", measured.text) == words(whole), "but for its contents' pages"


def test_an_odd_number_of_pages_and_an_even_one_for_the_colophon_contradict(press: Press) -> None:
    whole = sheet("116").replace('class="colophon"', 'class="colophon even-page"')
    (fault,) = press(whole, fit=5).diagnostics
    assert (fault.code, fault.message) == ("P107", "版记在偶数页，排不成 5 页")
    assert fault.hint == "把 fit 改为 6，或去掉 even_page"
    assert not press(whole, fit=6).diagnostics


def test_sixty_pages_keep_every_rule(press: Press) -> None:
    chance = Random(116)
    sentences = [each for each in re.split(r"(?<=。)", words(sheet("116"))) if each]
    paragraphs = (
        "".join(chance.choices(sentences, k=chance.randint(1, 12))).replace("□", "")
        for _ in range(160)
    )
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    measured = Measured(press(article(body)).pdf)
    assert len(measured.pdf.pages) >= 60
    flush = 0
    lines = [line for line in measured.body() if abs(line.left - LEFT) < 1]
    for line in lines:
        assert line.text[0] not in NOT_AT_START
        ends = abs(line.right - RIGHT) <= 0.3 * MM
        assert ends or line.text[-1] in "。”"
        flush += ends
        if ends:
            assert line.text[-1] not in NOT_AT_END
            assert max(line.gaps) <= 0.26
    assert flush > 900
    full = [len(measured.body(page)) for page in range(1, len(measured.pdf.pages) - 1)]
    assert full == [22] * len(full)

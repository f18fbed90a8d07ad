"""The typesetting room: issues of running text, set without the engine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from cProfile import Profile as CallProfile
from io import BytesIO
from pathlib import Path
from pstats import Stats
from typing import Any

import pdfplumber
import pytest
import tinyhtml5
from PIL import Image

from bulletin.press.composable import reason_for_engine
from bulletin.press.laying import Forme
from bulletin.press.page_costs import AlteredParagraph, first_altered, told_of
from bulletin.press.typesetting import places
from bulletin.profile import Profile, profile_of
from tests.press.conftest import ROOT, SHEETS, Measured, Press, article, by_engine, profile, sheet
from tests.press.second_opinion import differences, laid_twice

RUNNING = f"""
<h2 class="title"><span>{"关于做好基层治理工作的几点做法和体会" * 2}</span></h2>
<p class="byline">县委组织部</p><h3>一、建强队伍</h3>
<p>{"各镇要把“三个一”落到实处，抓紧整改。" * 20}</p>
<h4>（一）选好人</h4>
<p><strong class="run-in">一是抓早。</strong>{"2024年办结诉求36件，群众满意。" * 9}\
<span class="footnote">据各镇上报。</span></p>
<ul><li><span>第一项工作</span></li><li><span>{"第二项" * 20}</span>
<ul><li><span>其中之一</span></li></ul></li></ul>
<ol><li><span class="marker">1.</span><span>甲。</span></li></ol>
<blockquote><p>{"习惯成自然。" * 12}</p></blockquote><hr><h5>1．小结</h5><p>结束<br>另起</p>
<p class="supplier">（城关镇供稿）</p>
<section id="a1-1" class="attachment" data-label="附件1"><p class="label">附件1</p>
<h2 class="title"><span>名单</span></h2><p>{"张三、李四、王五。" * 30}</p></section>
"""
"""Everything of running text that an article may hold."""


@pytest.mark.parametrize("name", ["gbt9704", "letter", "minutes", "special"])
def test_whatever_the_press_composes_stands_where_the_engine_puts_it(
    press: Press, name: str
) -> None:
    body = RUNNING if name != "letter" else RUNNING[: RUNNING.index("<ul>")]
    whole = article(body).replace("issue gbt9704", f"issue {name}")
    with laid_twice() as laid:
        pressed = press(whole, page=_page(name))
    assert pressed.record.by_engine == ""
    ((theirs, ours),) = laid
    found = differences((theirs, ours), pixels=False)
    if name == "letter":  # its double rule is one outline there and two areas here
        found = [each for each in found if "no rule" not in each]
    assert found == []


def _page(name: str) -> Profile:
    return profile() if name == "gbt9704" else profile(name)


@pytest.mark.parametrize("name", ["116", "mixed"])
def test_an_issue_is_composed_to_the_dot_as_the_engine_lays_it_out(press: Press, name: str) -> None:
    with laid_twice() as laid:
        assert press(sheet(name)).record.by_engine == ""
    assert [differences(both) for both in laid] == [[]]


TEXT = f"<p>{'各镇要把“三个一”落到实处，抓紧整改，办结诉求36件，群众满意。' * 2}</p>"


def figure(name: str, caption: str = "") -> str:
    """A picture as the template prints it."""
    said = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure data-at="0"><img src="{name}" alt="示意图">{said}</figure>'


WIDE = figure("wide.jpg", "图1 现场")
FIGURES = {
    "a caption": TEXT * 3 + WIDE + TEXT * 3,
    "no caption": TEXT * 3 + figure("wide.jpg") + TEXT * 3,
    "several": TEXT * 2 + figure("high.png") + WIDE + figure("small.png", "长" * 90) + TEXT,
    "in a quotation": f"{TEXT}<blockquote>{TEXT}{WIDE}{TEXT}</blockquote>{TEXT}",
    "at the beginning": WIDE + TEXT * 3,
    "at a page's head": TEXT * 13 + figure("wide.jpg", "照片") + WIDE,
    "with notes": f'{TEXT * 5}<p>甲<span class="footnote">{"注" * 80}</span>。</p>{WIDE}{TEXT}',
}
"""Pictures where they meet text, pages and each other."""


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with pictures of several kinds."""
    slope = Image.linear_gradient("L")
    slope.resize((1600, 900)).convert("RGB").save(tmp_path / "wide.jpg")
    slope.resize((300, 900)).convert("RGBA").save(tmp_path / "high.png")
    slope.resize((64, 40)).convert("P").save(tmp_path / "small.png")
    return tmp_path


@pytest.mark.parametrize("body", FIGURES.values(), ids=FIGURES)
def test_pictures_are_composed_where_the_engine_puts_them(
    press: Press, pictures: Path, body: str
) -> None:
    with laid_twice() as laid:
        pressed = press(article(body), folder=pictures)
    assert pressed.record.by_engine == ""
    assert [differences(both, pixels=False) for both in laid] == [[]]


def table(head: str, *rows: str) -> str:
    """A table as the template prints it; cells stand between vertical lines."""
    heads = "".join(f'<th scope="col">{each}</th>' for each in head.split("|"))
    first = f"<thead><tr>{heads}</tr></thead>" if head else ""
    cells = ("".join(f"<td>{each}</td>" for each in row.split("|")) for row in rows)
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    inside = f"{first}<tbody>{body}</tbody>"
    return f'<div class="table"><table data-at="0">{inside}</table></div>'


HEAD = "序号|单位|主要做法|人次（万）"
ROWS = [
    f"{at}|城关镇|{'各镇要抓紧整改，办结诉求，' * (at % 4)}|{3 * at}.{at % 3}" for at in range(45)
]
TABLES = {
    "a head": TEXT * 2 + table(HEAD, *ROWS[:4]) + TEXT * 2,
    "no head": TEXT * 2 + table("", *ROWS[:4]) + TEXT * 2,
    "over pages": TEXT * 4 + table(HEAD, *ROWS) + TEXT,
    "over pages without a head": TEXT * 4 + table("", *ROWS) + TEXT,
    "at a page's foot": TEXT * 11 + table(HEAD, *ROWS[:5]) + TEXT * 2,
    "two": TEXT + table(HEAD, *ROWS[:3]) + table(HEAD, *ROWS[3:5]) + WIDE + TEXT,
    "notes and empty cells": TEXT
    + table(HEAD, '1|甲|乙<span class="footnote">据各镇上报。</span>丙|3', "2|||") * 3
    + TEXT * 9,
    "many columns": table("|".join(f"第{at}季度完成数" for at in range(9)), "|".join("123456789")),
    "columns over": table("|".join(f"项目{at}" for at in range(14)), "|".join("1" * 14)) + TEXT,
    "words": table(
        "内容|要求", f"{TEXT[3:60]} in English|是<br>否", "<strong>重点</strong>工作|无"
    ),
}
"""Tables where they meet text, pages and each other."""


@pytest.mark.parametrize("body", TABLES.values(), ids=TABLES)
def test_tables_are_composed_where_the_engine_puts_them(
    press: Press, pictures: Path, body: str
) -> None:
    with laid_twice() as laid:
        pressed = press(article(body), folder=pictures)
    assert pressed.record.by_engine == ""
    assert [differences(both, pixels=False) for both in laid] == [[]]


def test_a_head_that_is_printed_again_is_said_once(press: Press) -> None:
    whole = article(TEXT * 4 + table(HEAD, *ROWS))
    own, theirs = (press(each).pdf for each in (whole, by_engine(whole)))
    assert Measured(own).text.count("主要做法") > 2
    every = []
    for pdf in (own, theirs):
        with pdfplumber.open(BytesIO(pdf)) as read:
            every.append([each["type"] for each in _parts(read.structure_tree)])
    assert every[0] == every[1]
    assert [every[0].count(each) for each in ("Table", "THead", "TR")] == [1, 1, 1 + len(ROWS)]


def test_the_work_for_a_table_grows_with_its_rows(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid: list[Any] = []
    lay_out = Forme._laid_out

    def counted(*own: Any) -> Any:
        laid.append(own)
        return lay_out(*own)

    monkeypatch.setattr(Forme, "_laid_out", counted)

    def calls(count: int) -> float:
        """How many functions are called for each layout of a table of so many rows."""
        rows = [f"{at}|{row}" for at, row in enumerate(ROWS * 4)][:count]
        whole = article(table(f"号|{HEAD}", *rows))
        laid.clear()
        profiled = CallProfile()
        profiled.runcall(press, whole)
        return float(Stats(profiled).total_calls) / len(laid)  # type: ignore[attr-defined]

    calls(10)
    assert calls(160) < 2.5 * calls(80)


def test_a_picture_has_its_alternative_and_its_place_in_the_tags(press: Press) -> None:
    pressed = press(article(TEXT + figure("chart.png", "图1 人数")), folder=SHEETS)
    with pdfplumber.open(BytesIO(pressed.pdf)) as pdf:
        every = list(_parts(pdf.structure_tree))
    (found,) = (each for each in every if each["type"] == "Figure")
    assert found["alt_text"] == "示意图"
    left, lower, right, upper = found["attributes"]["BBox"]
    assert right - left > 20
    assert upper - lower > 20
    assert [each["type"] for each in every].count("Caption") == 1


def _parts(tree: list[Any]) -> Iterator[Any]:
    for each in tree:
        yield each
        yield from _parts(each.get("children", []))


def test_a_picture_that_is_lost_on_the_way_is_named(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places._OnePage, "_picture", lambda *_: None)
    pressed = press(article(TEXT + figure("chart.png")), folder=SHEETS)
    (told,) = (each for each in pressed.diagnostics if each.code == "P115")
    assert told.message == "一幅图片没有完整排进版面"


@pytest.mark.parametrize(
    ("body", "style", "reason"),
    [
        ("<table><caption>表</caption><tbody><tr><td>甲</td></tr></tbody></table>", "", "caption"),
        ('<table><tbody><tr><td colspan="2">甲</td></tr></tbody></table>', "", "colspan"),
        ("<table><tbody><tr><td><p>甲</p></td></tr></tbody></table>", "", "td"),
        ("<table><tbody><tr><td>甲</td></tr><tr></tr></tbody></table>", "", "tr"),
        (f"<table><tbody><tr><td>{'甲' * 2000}</td></tr></tbody></table>", "", "tr"),
        ("<blockquote><table></table></blockquote>", "", "table"),
        ('<p style="color: red">文。</p>', "", "style"),
        ('<p>文<img src="chart.png" alt="图">。</p>', "", "img"),
        ('<figure><img src="chart.png" alt="图" style="width: 2cm"></figure>', "", "style"),
        ("<p>文。</p>", ".article p { color: #333 }", "own.css: .article p"),
        ("<p>文。</p>", "@media print { p { color: red } }", "own.css: @media print"),
        ("<p>文。</p>", ":root { color: red; --size: 15pt }", "own.css: :root"),
        ("<p>文。</p>", ":root { --size: 15pt !important }", "own.css: :root"),
        ("<p>文。</p>", ":root { --size 15pt }", "own.css: :root"),
        ("<p>文。</p>", ":root > body { --size: 15pt }", "own.css: :root > body"),
    ],
)
def test_what_is_not_composed_is_left_to_the_engine_with_its_reason(
    press: Press, body: str, style: str, reason: str
) -> None:
    pressed = press(article(body), styles=(("own.css", style),) if style else ())
    assert pressed.record.by_engine == reason


def test_what_was_done_to_fill_pages_is_said_whoever_laid_them_out(press: Press) -> None:
    whole = article(RUNNING)
    said = "第2面放松一行，免得面末空行、面首只有段末一行"
    assert [press(each).record.filled for each in (whole, by_engine(whole))] == [said, said]
    assert press(sheet("116")).record.filled == ""


def test_lines_that_fill_a_page_are_added_up() -> None:
    altered = (AlteredParagraph(page, more) for page, more in ((3, 1), (2, -1), (3, 1), (3, -1)))
    assert told_of(altered).startswith("第2面收紧一行、第3面放松两行、第3面收紧一行，")
    assert told_of(()) == ""
    assert first_altered((28, 56), (28, 55, 80)) == 1
    assert first_altered((28,), (28, 55)) == 1


def test_no_page_that_a_rule_begins_begins_with_white(press: Press) -> None:
    """A title after an article with attachments stands on the first line, as 附件1 does."""
    second = '<article id="a2" class="article"><h2 class="title"><span>通知</span></h2></article>'
    whole = article(RUNNING).replace("</article>", f"</article>{second}")
    with laid_twice() as laid:
        pressed = press(whole)
    assert [differences(both, pixels=False) for both in laid] == [[]]
    tops = {line.page: line.baseline for line in reversed(Measured(pressed.pdf).lines)}
    assert tops[4] == pytest.approx(tops[3], abs=0.1) == pytest.approx(tops[2], abs=0.1)


def test_an_office_s_own_figures_are_composed(press: Press) -> None:
    style = "/* 本刊 */ :root { --title: 20pt; --blank-lines: 2; --red: #c00 }"
    with laid_twice() as laid:
        pressed = press(article("<p>各镇要抓紧落实。</p>" * 4), styles=(("own.css", style),))
    assert pressed.record.by_engine == ""
    assert [differences(both, pixels=False) for both in laid] == [[]]


@pytest.mark.parametrize(
    "figures",
    [
        "--blank-lines: 0.6",
        "--blank-lines: calc(1 + 1)",
        "--contents-lines: 0.6",
        "--contents-lines: 0.75; --blank-lines: 1.4; --contents-size: 12pt",
        "--masthead-lines: 7.2",
        "--masthead-lines: 17.8",
        "--colophon-gap: 0.5; --note-gap: 9.3pt",
        "--lead-lines: 0.5; --number-line: 7.5; --issued-line: 9.3",
        "--page-width: 200mm; --page-height: 280mm; --margin-top: 30mm",
        "--pitch: 27.7pt; --tracking: 0.3pt",
    ],
)
def test_figures_that_are_no_whole_lines_stand_where_the_engine_puts_them(
    press: Press, figures: str
) -> None:
    """Also those that `check` refuses: what follows the contents is on the grid in any case."""
    page = profile()
    page = profile_of("own", [*page.stylesheets, ("own", f":root {{ {figures}; }}")])
    with laid_twice() as laid:
        assert press(sheet("116"), page=page).record.by_engine == ""
    assert [differences(both, pixels=False) for both in laid] == [[]]


def test_a_style_sheet_of_ours_in_which_only_figures_are_changed_is_composed() -> None:
    root = tinyhtml5.parse(article("<p>文。</p>"), namespace_html_elements=False)
    name, text = "letter", (ROOT / "styles/profiles/letter.css").read_text(encoding="utf-8")
    changed = text.replace("--name-size: 42pt", "--name-size: 40pt")
    assert changed != text
    assert reason_for_engine(root, [(name, changed)]) == ""
    assert reason_for_engine(root, [("own", changed)]) == "own: @page :first"
    without = changed.replace("@page :first", "@page :left")
    assert reason_for_engine(root, [(name, without)]) == "letter: @page :left"


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (".nobody { color: red }", ""),
        ("table td::before { content: '·' }", ""),
        ("p:hover { color: red }", ""),
        (".nobody { color: red } p { color: red }", "own: p"),
        ("article p::first-line { color: red }", "own: article p::first-line"),
        ("p:nonsense { color: red }", "own: p:nonsense"),
        ("@media print { .nobody { color: red } }", "own: @media print"),
        ("p { color: red", "own: p"),
        ("{ color: red }", "own:"),
    ],
)
def test_a_rule_for_no_element_of_the_sheet_gives_no_reason_for_the_engine(
    rule: str, reason: str
) -> None:
    root = tinyhtml5.parse(article("<p>文。</p>"), namespace_html_elements=False)
    assert reason_for_engine(root, [("own", rule)]).strip() == reason
    name, text = "letter", (ROOT / "styles/profiles/letter.css").read_text(encoding="utf-8")
    assert bool(reason_for_engine(root, [(name, f"{text}\n{rule}")])) == bool(reason)


def test_running_text_alone_does_not_import_weasyprint() -> None:
    code = (
        "import sys; from pathlib import Path;"
        "from bulletin.press import prepare_faces, set_sheet;"
        "from bulletin.profile import profile_of;"
        "read = lambda name: Path(name).read_text(encoding='utf-8');"
        "pressed = set_sheet(read('tests/press/sheets/116.html'),"
        " stylesheets=[('paper.css', read('styles/paper.css'))], faces=prepare_faces()[0],"
        " folder=Path('tests/press/sheets'),"
        " profile=profile_of('gbt9704', [('gbt9704', read('styles/profiles/gbt9704.css'))]));"
        "print(pressed.pages, 'weasyprint' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert said.stdout.split() == ["6", "False"], said.stderr

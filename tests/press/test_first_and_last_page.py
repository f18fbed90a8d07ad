"""The first page shows text, contents lead to their pages, the colophon stands under text."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletin.diagnostics import Severity
from bulletin.inspect import STANDARD, Verdict, as_table, exit_code, inspect_pdf
from bulletin.inspect.inspection import is_adjusted
from bulletin.press import Pressed
from bulletin.press.fit import (
    GENTLY_LOOSER,
    GENTLY_TIGHTER,
    LOOSER,
    TIGHTER,
    Rung,
    mildest,
    told_lines,
)
from bulletin.press.laying import Forme, Laid
from bulletin.press.opening import Contents, openings
from bulletin.press.page_costs import Ending
from bulletin.press.typesetting import compose_pages
from bulletin.profile import Profile
from tests.press.conftest import BOTTOM, LEFT, RIGHT, Line, Measured, Press, profile, sheet

SHORT, LONG = "三措并举推动治理服务提质增效", "聚焦基层治理“痛点”“难点”，以党建引领推动治理服务提质"
WORDS = re.sub("[^一-龥]", "", re.search(r"<article.*</article>", sheet("116"), re.S)[0])  # type: ignore[index]


@pytest.fixture
def press(press_and_tell: Press) -> Press:
    return press_and_tell


def words(count: int, seed: int = 0) -> str:
    """So many characters of running text; without marks, so that 28 fill a line."""
    start = Random(seed).randrange(len(WORDS))
    return (WORDS * 3)[start : start + count - 1] + "。"


def flow(number: int, title: str, text: str) -> str:
    return f"<p>□<strong>第{number}镇：{title}。</strong>{text}</p>"


def paragraphs(number: int, title: str, text: str) -> str:
    return f"<p>□<strong>第{number}镇：{title}。</strong></p><p>{text}</p>"


def lines(number: int, title: str, text: str) -> str:
    head = f'<h2 class="title"><span>{title}</span></h2><p class="byline">第{number}镇</p>'
    return f"{head}<h3>一、加强领导</h3><p>{text}</p>"


Article = Callable[[int, str, str], str]


def issue(
    count: int,
    length: int = 100,
    *,
    title: Callable[[int], str] = lambda _: SHORT,
    article: Article = flow,
    topic: str = "",
    note: int = 0,
    marks: bool = False,
    even_page: bool = False,
    form: str = "gbt9704",
) -> str:
    """An issue of so many articles, each of so many characters."""
    whole = sheet("116").replace("issue gbt9704", f"issue {form}")
    head, foot = whole[: whole.index('<p class="topic"')], whole[whole.index("<footer") :]
    numbers = range(1, count + 1)
    parts = [head]
    if marks:
        parts = [head.replace("<h1", '<p class="marks"><span>秘密★1年</span></p><h1')]
    if topic:
        parts.append(f'<p class="topic">【{topic}】</p>')
    if count > 1:
        entries = (f'<li><a href="#a{each}">第{each}镇：{title(each)}</a></li>' for each in numbers)
        parts.append(f'<nav class="contents"><ol>{"".join(entries)}</ol></nav>')
    if note:
        parts.append(f'<section class="editor-note"><p>编者按：{words(note)}</p></section>')
    for each in numbers:
        text = article(each, title(each), words(length, each))
        parts.append(f'<article id="a{each}" class="article">{text}</article>')
    if even_page:
        foot = foot.replace('class="colophon"', 'class="colophon even-page"')
    return "".join((*parts, foot))


def said(pressed: Pressed) -> dict[str, str]:
    """What was said, by its code."""
    return {each.code: each.message for each in pressed.diagnostics}


def text_on(measured: Measured, page: int) -> list[Line]:
    """The lines of articles on a page: those of 仿宋 below the red rule, the contents left out."""
    starts = [each for each in measured.lines if each.page == page and each.text.startswith("□")]
    if page and not starts:
        return measured.body(page)
    first = min((each.baseline for each in starts), default=BOTTOM)
    return [each for each in measured.body(page) if each.baseline >= first - 1]


def squeezed(pdf: bytes) -> list[str]:
    """The text of each page as a reader finds it, without white space."""
    pages = pypdfium2.PdfDocument(pdf)
    return ["".join(page.get_textpage().get_text_range().split()) for page in pages]


def assert_first_page(pressed: Pressed, count: int) -> None:
    """Page 1 shows all contents and two lines of text; nothing is empty, lost or printed twice."""
    measured = Measured(pressed.pdf)
    pages = squeezed(pressed.pdf)
    assert all(re.sub("—[0-9]+—", "", each) for each in pages)
    text = "".join(pages)
    found = [int(each) for each in re.findall(r"第([0-9]+)镇：", text)]
    assert found == [*range(1, count + 1)] * 2, "contents and articles, complete and in order"
    if count <= 12 and "P111" not in said(pressed):
        assert len(text_on(measured, 0)) >= 2
        assert "□" in pages[0]
    assert re.search("第[0-9]+镇：", pages[0]), "never the masthead alone"
    assert not [each for each in pressed.diagnostics if each.severity is Severity.ERROR]


def test_ten_articles_leave_the_first_page_text(press: Press) -> None:
    pressed = press(issue(10, topic="“基层治理”专题"))
    assert_first_page(pressed, 10)
    assert said(pressed)["P125"] == ("首页为显示正文而改排：目录之后不空行，报头压低到 8 行")
    body = Measured(pressed.pdf).body(1)
    assert len(body) == 22


def test_few_articles_change_nothing(press: Press) -> None:
    assert not said(press(issue(3)))


@pytest.mark.slow
def test_the_grid_goes_on_below_smaller_contents(press: Press) -> None:
    pressed = press(issue(12, topic="专题"))
    assert "目录用4号字" in said(pressed)["P125"]
    full = Measured(press(issue(3, 300)).pdf).body(1)
    grid = {round(each.baseline, 1) for each in full}
    text = text_on(Measured(pressed.pdf), 0)
    assert len(text) >= 2
    assert {round(each.baseline, 1) for each in text} <= grid


@pytest.mark.slow
def test_short_titles_stand_in_two_columns_before_contents_break(press: Press) -> None:
    pressed = press(issue(20, 60, title=lambda _: "抓实治理"))
    assert "目录排两栏" in said(pressed)["P125"]
    assert "□" in squeezed(pressed.pdf)[0]


@pytest.mark.slow
def test_contents_too_long_for_the_first_page_begin_there(press: Press) -> None:
    pressed = press(issue(30, 40, topic="专题", title=lambda _: LONG))
    assert_first_page(pressed, 30)
    assert "目录转下一面" in said(pressed)["P125"]
    assert "P111" not in said(pressed)


@pytest.mark.slow
def test_what_cannot_be_helped_is_told_with_its_cure(press: Press) -> None:
    pressed = press(issue(12, title=lambda _: LONG * 2))
    (fault,) = (each for each in pressed.diagnostics if each.code == "P111")
    assert fault.message == "首页正文不到 2 行"
    assert re.fullmatch(r"目录减约 [0-9]+ 行：缩短占两行的标题，或减少篇数", fault.hint)


@pytest.mark.slow
def test_a_first_page_without_text_shows_contents_and_note(press: Press) -> None:
    """What was changed for its text is not given up if the text finds no room all the same."""
    pressed = press(issue(10, 60, note=160))
    assert "P111" in said(pressed)
    assert re.match(
        "首页为排下目录和编者按而改排：目录和编者按之后不空行，报头压低", said(pressed)["P125"]
    )
    first, second, *_ = squeezed(pressed.pdf)
    note = words(160)
    assert note[-8:-1] in re.sub("第[0-9]+镇", "", first)
    assert second.lstrip("—0123456789").startswith("□第1镇")


FORMS = ("gbt9704", "letter", "special", "minutes")
ARTICLES = (flow, paragraphs, lines)
FIRST_PAGES = ((2, 0, True), (6, 60, False), (12, 0, False), (25, 0, True))
"""How many articles, how long an editor's note, and whether marks stand above the name."""


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_the_first_page_of_every_form(press: Press, form: str) -> None:
    """Every form with every article and every first page; every article on every first page."""
    page = profile() if form == "gbt9704" else profile(form)
    for place, (count, note, marks) in enumerate(FIRST_PAGES, FORMS.index(form)):
        article = ARTICLES[place % len(ARTICLES)]
        pressed = press(
            issue(
                count,
                topic="专题",
                note=note,
                marks=marks,
                form=form,
                article=article,
                title=lambda each: LONG if each % 3 == 0 else SHORT,
            ),
            page=page,
        )
        measured = Measured(pressed.pdf)
        if article is not lines:
            assert_first_page(pressed, count)
        elif count <= 12 and "P111" not in said(pressed):
            (heading,) = (
                each for each in measured.lines if each.page == 0 and "一、加强领导" in each.text
            )
            below = [each for each in measured.body(0) if each.baseline > heading.baseline]
            assert len(below) >= 2
        topic = next(each for each in measured.lines if each.text == "【专题】")
        under = [each for each in measured.lines if each.page == 0 and each.baseline < BOTTOM]
        assert topic.page == 0
        assert max(each.baseline for each in under) > topic.baseline


@pytest.mark.slow
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    count=st.integers(2, 40),
    long=st.integers(1, 4),
    length=st.integers(30, 200),
    note=st.sampled_from([0, 40, 120]),
    fit=st.booleans(),
)
def test_any_number_of_articles(
    press: Press, count: int, long: int, length: int, note: int, fit: bool
) -> None:
    text = issue(
        count,
        length,
        note=note,
        topic="专题",
        title=lambda each: LONG if each % long == 0 else SHORT,
    )
    pressed = press(text)
    assert_first_page(pressed, count)
    if fit:
        assert_first_page(press(text, fit=pressed.pages), count)


def test_every_step_leaves_more_room_than_the_one_before() -> None:
    page = profile()
    ladder = openings(page, Contents(20, 14, noted=True), numbered=False)
    heights = []
    for opening in ladder:
        figures = opening.of(page)
        columns = 2 if figures.properties["contents-columns"] == "2" else 1
        contents = 20 / columns * figures.number("contents-lines")
        blank = figures.number("blank-lines")
        heights.append(figures.number("masthead-lines") + contents + blank)
    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == len(heights)


@pytest.mark.slow
def test_contents_of_a_long_issue_lead_to_their_pages(press: Press) -> None:
    pressed = press(issue(11, 480, title=lambda each: LONG if each % 3 == 0 else SHORT))
    measured = Measured(pressed.pdf)
    assert pressed.pages > 8
    printed = {
        each.page: int(each.text.strip("— "))
        for each in measured.lines
        if re.fullmatch("— [0-9]+ —", each.text)
    }
    entries = [each for each in measured.lines if each.page == 0 and "…" in each.text]
    begun = [each for each in measured.lines if each.text.startswith("□")]
    assert len(entries) == len(begun) == 11
    for entry, article in zip(entries, begun, strict=True):
        assert int(entry.text.rsplit("…", 1)[1]) == printed[article.page]
        assert abs(entry.right - RIGHT) < 1
    links = [each for each in measured.pdf.pages[0].annots if each["data"].get("Dest")]
    assert len(links) >= 11
    assert "P128" not in said(pressed)
    assert "…" not in "".join(squeezed(press(issue(3, 200)).pdf))


@pytest.mark.slow
def test_no_character_of_an_entry_stands_alone_before_its_page(press: Press) -> None:
    whole = "聚焦基层治理以党建引领推动治理服务提质增效走深走实再上台阶"
    pressed = press(issue(6, 860, title=lambda each: whole[: 19 + each]))
    measured = Measured(pressed.pdf)
    lasts = [each.text.partition("…")[0].strip() for each in measured.lines if "…" in each.text]
    assert len(lasts) == 4  # the second and third entry fill their lines
    assert min(map(len, lasts)) == 2
    turned = [each for each in measured.lines if each.page == 0 and each.text.startswith("第")]
    full = [each for each in turned if re.search("镇：[^…0-9]+$", each.text)]
    assert len(full) == 3
    for line in full:
        assert line.right == pytest.approx(RIGHT - 1.5 * 16, abs=1)


@pytest.mark.slow
def test_a_long_issue_is_laid_out_whole_once(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = list[int]()

    def counting(*arguments: Any) -> Any:
        made = compose_pages(*arguments)
        counted.append(made.count)
        return made

    monkeypatch.setattr("bulletin.press.laying.compose_pages", counting)
    pressed = press(issue(6, 850, article=paragraphs))
    assert pressed.pages > 8
    assert counted.count(pressed.pages) == 1
    assert max(counted[1:]) <= 3


@pytest.mark.slow
def test_contents_of_a_letter_name_its_first_page_which_bears_no_number(press: Press) -> None:
    pressed = press(issue(11, 480, form="letter"), page=profile("letter"))
    measured = Measured(pressed.pdf)
    printed = {
        each.page: int(each.text.strip("— "))
        for each in measured.lines
        if re.fullmatch("— [0-9]+ —", each.text)
    }
    assert printed == {page: page + 1 for page in range(1, pressed.pages)}
    named = [int(each.text.rsplit("…", 1)[1]) for each in measured.lines if "…" in each.text]
    begun = [each.page + 1 for each in measured.lines if each.text.startswith("□")]
    assert named == begun
    assert begun[0] == 1
    assert len(text_on(measured, 0)) >= 2


@pytest.mark.slow
def test_pages_that_come_of_numbers_in_the_contents_are_told(press: Press) -> None:
    """Each entry fills its line; with its number it takes two."""
    pressed = press(
        issue(3, 1622, title=lambda _: "聚焦基层治理以党建引领推动治理服务提质增效走深")
    )
    assert said(pressed)["P128"] == "目录加页码后，由 9 面变为 10 面"
    assert pressed.pages == 10


@pytest.mark.slow
def test_the_colophon_is_taken_in_or_text_brought_to_it(press: Press) -> None:
    """Whenever the text's last page has 18 lines or more; and what is said is true."""
    codes = set()
    for more in range(6):
        text = "".join(f"<p>{words(110 + 17 * each, each)}</p>" for each in range(5))
        one = f"<p>{words(28 * (14 + more), 9)}</p>"
        whole = issue(1, 60).replace("</article>", f"{one}{text}</article>")
        pressed = press(whole)
        measured = Measured(pressed.pdf)
        codes |= set(said(pressed))
        last = pressed.pages - 1
        alone = not [each for each in measured.body(last) if each.right > LEFT]
        assert alone == ("P127" in said(pressed))
        assert (inspect_pdf(pressed.pdf)["colophon-alone"].value or 0) == alone
        for each in pressed.diagnostics:
            if found := re.fullmatch(r"在 issue.md 写 fit: (\d+)", each.hint):
                fitted = press(whole, fit=int(found[1]))
                assert fitted.pages == int(found[1])
                assert set(said(fitted)) <= {"P120"}
                body = Measured(fitted.pdf).body(fitted.pages - 1)
                assert body
    assert codes & {"P126", "P127"}


@pytest.mark.slow
def test_what_a_table_fills_counts_as_lines(press: Press) -> None:
    """The cure of a colophon alone is true where small type in a table fills the page."""
    cells = "".join(f"<td>{each}</td>" for each in range(10))
    table = f"<table><tbody>{f'<tr>{cells}</tr>' * 7}</tbody></table>"
    whole = issue(1, 20).replace("</article>", f"{table}</article>")
    pressed = press(whole)
    assert inspect_pdf(pressed.pdf)["first-page-body"].verdict is Verdict.PASS
    (hint,) = [each.hint for each in pressed.diagnostics if each.code == "P127"]
    found = re.fullmatch(r"正文增约 (\d+) 行，或减约 (\d+) 行", hint)
    assert found
    more, fewer = int(found[1]), int(found[2])
    assert 1 <= more <= 22
    assert 1 <= fewer <= 22
    longer = press(whole.replace("</article>", f"<p>{words(28 * more - 6)}</p></article>"))
    assert "P127" not in said(longer)


@pytest.mark.slow
def test_what_an_editor_fitted_is_obeyed(press: Press) -> None:
    whole = issue(1, article=lambda *_: f"<p>{words(20)}</p>" * 31)
    assert "P127" in said(press(whole))
    obeyed = press(whole, fit=3)
    assert obeyed.pages == 3
    assert said(obeyed) == {"P127": "版记独占第 3 面"}
    assert [each.hint for each in obeyed.diagnostics] == ["把 fit 改为 2"]
    (missed,) = (each for each in press(whole, fit=4).diagnostics if each.code == "P107")
    assert re.fullmatch(r"补约 \d+ 行，或把 fit 改为 2", missed.hint), (
        "3 would only be told to be 2"
    )
    assert not {"P107", "P127"} & set(said(press(whole, fit=2)))


@pytest.mark.slow
def test_a_colophon_that_leaves_its_text_for_an_even_page_is_told(press: Press) -> None:
    """In one line with its cure, unless the text has one page, which has none on an even page."""
    pressed = press(issue(1, 28 * 48 - 14, even_page=True))
    told = [(each.code, each.severity, each.message) for each in pressed.diagnostics]
    assert told == [("P180", Severity.INFO, "版记在偶数页，独占第 4 面")]
    found = re.fullmatch(r"正文增约 (\d+) 行，或减约 (\d+) 行", pressed.diagnostics[0].hint)
    assert found
    more, fewer = int(found[1]), int(found[2])
    assert press(issue(1, 28 * (48 + more) - 14, even_page=True)).pages == 4
    for count in (48 + more, 48 - fewer):
        assert not said(press(issue(1, 28 * count - 14, even_page=True))), count
    assert not said(press(issue(1, 28 * 4, even_page=True)))


OF_LINES = ("lines-per-page", "pitch", "characters-per-line")


@pytest.mark.slow
def test_what_fit_did_to_lines_is_told_and_inspect_agrees(press: Press) -> None:
    for text, fit, words in (
        (sheet("116"), 5, "为排成 5 页：每面 23 行（行距 27.69 pt），标点排紧"),
        (
            issue(1, 28 * 53 - 14),
            3,
            "为排成 3 页：每面 23 行（行距 27.69 pt），每行约 29 字（字距 -0.3 pt），标点排紧",
        ),
        (issue(1, 28 * 31 - 14), 2, "为排成 2 页：每面 24 行（行距 26.53 pt），标点排紧"),
        (sheet("116"), 6, ""),
    ):
        pressed = press(text, fit=fit)
        assert pressed.pages == fit
        told = [each for each in pressed.diagnostics if each.code == "P120"]
        assert [(each.message, each.severity) for each in told] == (
            [(words, Severity.INFO)] if words else []
        )
        assert not pressed.record.deviations, "the house's own figures are the standard's"
        found = inspect_pdf(pressed.pdf)
        reasons = {found[rule].reason for rule in OF_LINES} - {""}
        assert reasons <= {words}
        assert not [rule for rule in OF_LINES if found[rule].verdict is Verdict.FAIL]
        assert exit_code(found) == 0
        assert (f"  {words}" in as_table(found).splitlines()) is ("每面" in words)
    page = Rung(-0.3, 0, 23).of(profile())  # so set by the house, not for a number of pages
    inspection = inspect_pdf(press(sheet("116"), page=page).pdf)
    assert all(inspection[rule].verdict is Verdict.FAIL for rule in ("lines-per-page", "pitch"))


def test_the_figures_of_every_setting_are_read_in_what_is_told_of_it() -> None:
    page = profile()
    for rung in (*TIGHTER, *LOOSER, *GENTLY_TIGHTER, *GENTLY_LOOSER):
        told = told_lines(f"为排成 5 页：{rung.told_of(page)}")
        assert told.lines == rung.lines
        pitch = rung.of(page).points("pitch")
        assert told.pitch == (round(pitch, 2) if rung.lines else None)
        assert told.spaced is bool(rung.tracking)
        assert told.characters in (None, 27, 29)
    assert told_lines("") == (None, None, None, False)


def test_only_what_a_file_says_and_fitting_can_do_is_an_adjustment() -> None:
    def fails(words: str, **measured: float) -> set[str]:
        rules = {name.replace("_", "-"): value for name, value in measured.items()}
        return {
            rule for rule, value in rules.items() if not is_adjusted(STANDARD[rule], value, words)
        }

    words = "为排成 5 页：每面 24 行（行距 26.53 pt），每行约 29 字（字距 -0.3 pt）"
    good = {"lines_per_page": 24, "pitch": 26.5, "characters_per_line": 29}
    assert fails(words, **good) == set()
    assert fails("", **good) == set(OF_LINES)
    assert fails(words, lines_per_page=23, pitch=27.7, characters_per_line=31) == set(OF_LINES)
    assert fails(words, body_size=15) == {"body-size"}
    many = words.replace("24 行", "30 行")
    assert fails(many, lines_per_page=30, pitch=26.53) == {"lines-per-page", "pitch"}


def test_the_mildest_of_both_ways_is_taken() -> None:
    def tried(good: set[Rung]) -> Rung | None:
        found = mildest(lambda rung: rung, lambda rung: rung in good)
        return found[0] if found else None

    tightest, loosest = GENTLY_TIGHTER[-1], GENTLY_LOOSER[-1]
    half, opened = Rung(colophon_gap=0.5, marks=-1), Rung(marks=2)
    assert tried(set()) is None
    assert tried({tightest}) == tightest
    assert tried({tightest, half, loosest, Rung(0.1, marks=3)}) == half
    assert tried({tightest, loosest, Rung(0.1, marks=3)}) == Rung(0.1, marks=3)
    assert tried({opened}) == opened, "tried although the last rung does not help"
    assert tried({Rung(0.1, marks=3)}) is None


@pytest.mark.slow
@pytest.mark.parametrize("form", ["gbt9704", "letter"])
@pytest.mark.parametrize("noted", [False, True])
def test_an_even_page_for_every_length(press: Press, form: str, noted: bool) -> None:
    page = profile() if form == "gbt9704" else profile(form)
    note = '<span class="footnote">注一下。</span>' if noted else ""
    for count in range(20, 46, 1 if not noted else 3):
        whole = issue(1, 28 * count - 14, even_page=True, form=form)
        pressed = press(whole.replace("。</p></article>", f"{note}。</p></article>"), page=page)
        measured = Measured(pressed.pdf)
        (last,) = {
            each.page for each in measured.lines if each.text.startswith("报：") and each.left < 120
        }
        assert pressed.pages % 2 == 0, count
        assert last == pressed.pages - 1, count
        text = max(each.page for each in measured.body() if each.baseline < BOTTOM - 20)
        numbers = [each.page for each in measured.lines if re.fullmatch("— [0-9]+ —", each.text)]
        unnumbered = {0} if form == "letter" else set()
        if text == last - 2:
            unnumbered |= {last - 1, last}
        assert set(numbers) == set(range(pressed.pages)) - unnumbered, count


@pytest.mark.slow
def test_what_was_learned_of_the_first_page_serves_all_settings(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First page, last page and even page all want mending: eight settings are tried."""
    whole: list[bool] = []
    lay_out = Forme._lay_out

    def counted(forme: Forme, page: Profile, ending: Ending | None = None) -> object:
        if forme.composes:  # and not for a second opinion
            whole.append(any(each.tag == "footer" for each in forme.root.find("body")))
        return lay_out(forme, page, ending)

    monkeypatch.setattr(Forme, "_lay_out", counted)
    alike = issue(12, 90, topic="专题", even_page=True)
    assert set(said(press(alike))) == {"P125", "P126"}
    assert sum(whole) <= 8
    whole.clear()
    monkeypatch.setattr(Forme, "ended", lambda *_: None)  # no paragraph helps
    assert set(said(press(alike))) == {"P125", "P127"}
    assert sum(whole) <= 16
    assert len(whole) - sum(whole) <= 8


def test_contents_that_wider_spacing_makes_longer_get_another_opening(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Contents that just fill the first page do not leave it to the topic with a line more."""
    formes: list[Forme] = []
    finished = Forme.finished

    def remembered(forme: Forme, laid: Laid) -> Laid:
        formes.append(forme)
        return finished(forme, laid)

    monkeypatch.setattr(Forme, "finished", remembered)
    pressed = press(issue(18, 60, topic="“基层治理”专题", title=lambda _: WORDS[:26]))
    assert said(pressed)["P125"].startswith("首页为排下目录而改排：目录之后不空行")
    forme = formes[0]
    own, wider = map(forme.lay, (profile("gbt9704"), GENTLY_LOOSER[-1].of(profile("gbt9704"))))
    assert (str(own.opening)[-9:], str(wider.opening)[-10:]) == (
        "目录用4号字、密排",
        "目录用小4号字、密排",
    )
    assert forme.first_page(own).contents
    assert forme.first_page(wider).contents


@pytest.mark.slow
def test_an_even_page_with_notes_and_with_fit(press: Press) -> None:
    """Notes of the page that the text ends on stand under it, and the colophon on its even page."""
    seen = set()
    for count, note in ((20, "注一下" * 30), (30, "注一下"), (32, "注一下" * 30)):
        whole = issue(1, 28 * count - 14, even_page=True)
        whole = whole.replace(
            "。</p></article>", f'<span class="footnote">{note}</span>。</p></article>'
        )
        natural = press(whole).pages
        for fit in (None, natural, natural + 2):
            pressed = press(whole, fit=fit)
            if "P107" in said(pressed):
                continue
            measured = Measured(pressed.pdf)
            (last,) = {
                each.page
                for each in measured.lines
                if each.text.startswith("报：") and each.left < 120
            }
            assert pressed.pages == (fit or natural)
            assert pressed.pages % 2 == 0
            assert last == pressed.pages - 1
            noted = [each for each in measured.lines if "注一下" in each.text]
            (at,) = {each.page for each in noted}
            text = [each for each in measured.body(at) if "注一下" not in each.text]
            assert text, "a note stands on the page of its call"
            assert max(each.baseline for each in text) < min(each.baseline for each in noted)
            assert "".join(each.text for each in noted).count("注一下") == len(note) // 3
            seen.add(last - at)
            foot = max((each.baseline for each in noted), default=0)
            assert last > at or foot < min(
                each.baseline for each in measured.lines if each.text.startswith("报：")
            )
    assert seen == {0, 1, 2}


@pytest.mark.slow
def test_text_that_fills_the_second_page_ends_on_an_even_one(press: Press) -> None:
    for count in (31, 32, 33):
        pressed = press(issue(1, 28 * count - 20, even_page=True))
        measured = Measured(pressed.pdf)
        (last,) = {each.page for each in measured.lines if each.text.startswith("报：")}
        assert (pressed.pages, last) in ((2, 1), (4, 3))


@pytest.mark.slow
def test_inspect_sees_a_first_page_without_text_and_parted_contents(press: Press) -> None:
    whole = issue(10, topic="专题")
    start, stop = whole.index('<p class="topic"'), whole.index("<article")
    moved = f"<div style='break-before: page'></div>{whole[start:stop]}"
    parted = inspect_pdf(press(whole[:start] + moved + whole[stop:]).pdf)
    assert parted["first-page-body"].value == 0
    assert parted["contents-place"].value == 1
    good = inspect_pdf(press(whole).pdf)
    for rule in ("contents-place", "topic-alone"):
        assert good[rule].value == 0
    assert (good["first-page-body"].value or 0) >= 2
    topic = whole[start : whole.index("<nav")]
    lonely = f"{topic}<div style='break-before: page'></div>"
    alone = inspect_pdf(press(whole.replace(topic, lonely)).pdf)
    assert alone["topic-alone"].value == 1


@pytest.mark.slow
def test_two_lines_alone_on_the_last_page_are_told_with_what_saves_the_page(press: Press) -> None:
    """What the hint says is done, and the page is saved; both cures are met with."""
    text = re.sub("<[^>]+>", "", re.search("<article.*</article>", sheet("116"), re.S)[0])  # type: ignore[index]
    text = "".join(text.split())[300:]

    def one(count: int, length: int) -> str:
        whole = sheet("116")
        head, foot = whole[: whole.index("<nav")], whole[whole.index("<footer") :]
        body = "".join(
            f"<p>{text[at : min(at + length, count)]}</p>" for at in range(0, count, length)
        )
        return f'{head}<article class="article">{body}</article>{foot}'

    told = set()
    for count, length in (*((each, 200) for each in range(200, 500, 9)), (1388, 130)):
        pressed = press(one(count, length))
        for each in pressed.diagnostics:
            if each.code != "P197":
                continue
            assert each.severity is Severity.INFO
            if fit := re.search(r"fit: ([0-9]+)", each.hint):
                told.add("fit")
                better = press(one(count, length), fit=int(fit[1]))
            else:
                told.add("fewer")
                fewer = re.search("减约 ([0-9]+) 行", each.hint)
                assert fewer
                better = press(one(count - 28 * (int(fewer[1]) + 1), length))
            assert better.pages == pressed.pages - 1
            assert not {"P107", "P127"} & {after.code for after in better.diagnostics}
    assert told == {"fit", "fewer"}


@pytest.mark.slow
def test_a_colophon_on_its_even_page_is_brought_under_text_or_told_with_what_does_it(
    press: Press,
) -> None:
    """A fourth page is reached where little has to be changed for it; else the `fit` that does it
    is named, and does it; else the lines."""
    met = set[str]()
    for count, length in ((4, 139), (4, 166), (4, 195), (5, 139), (6, 166), (6, 167), (6, 194)):
        whole = issue(count, length, even_page=True, article=paragraphs)
        pressed = press(whole)
        assert pressed.pages in (2, 4)
        apart = not Measured(pressed.pdf).body(pressed.pages - 1)
        told = said(pressed).keys()
        assert apart == bool({"P127", "P180"} & told)
        met |= told
        for each in pressed.diagnostics:
            if found := re.fullmatch(r"在 issue.md 写 fit: (\d+)", each.hint):
                better = press(whole, fit=int(found[1]))
                assert better.pages == int(found[1])
                assert not {"P107", "P127", "P180"} & said(better).keys()
                met.add(f"{each.code} fit")
    assert met == {"P126", "P127", "P127 fit", "P180", "P180 fit"}


def short_ones(number: int, title: str, text: str) -> str:
    """Paragraphs of a line and a half, which can hardly be set tighter."""
    return "".join(f"<p>{each}</p>" for each in re.findall(".{1,40}", text))


def with_table(number: int, title: str, text: str) -> str:
    """Text before and after a table, whose rows are no whole lines high."""
    rows = "<tr><td>网格</td><td>一</td></tr>" * 5
    return f"<p>{text[:56]}</p><table><tbody>{rows}</tbody></table><p>{text[56:]}</p>"


def with_notes(number: int, title: str, text: str) -> str:
    return flow(number, title, f'{text[:-1]}<span class="footnote">{words(60)}</span>。')


NAMED = re.compile(r"(?:在 issue.md 写 fit: |把 fit 改为 )([0-9]+)|(去掉 fit)")


@pytest.mark.slow
@pytest.mark.parametrize("even_page", [False, True])
@pytest.mark.parametrize("article", [flow, short_ones, with_table, with_notes])
def test_the_fit_that_is_named_brings_text_to_the_colophon(
    press: Press, article: Article, even_page: bool
) -> None:
    """For every length of the last page, also where another `fit` is written already."""
    tried = 0
    for count in range(16, 36):
        whole = issue(1, 28 * count - 14, article=article, even_page=even_page)
        natural = press(whole)
        if not {"P127", "P180"} & said(natural).keys():
            continue
        for pressed in (natural, press(whole, fit=natural.pages)):
            for told in pressed.diagnostics:
                named = NAMED.search(told.hint) if told.code in ("P127", "P180") else None
                if named is None:
                    continue
                tried += 1
                better = press(whole, fit=int(named[1]) if named[1] else None)
                assert better.pages == int(named[1] or better.pages), count
                assert Measured(better.pdf).body(better.pages - 1), count
                faults = {each.code for each in better.diagnostics if each.severity > Severity.INFO}
                assert faults <= said(natural).keys() - {"P107", "P127", "P180"}, count
    assert tried

"""The masthead's name: in the middle of the paper, whole, in its place, whatever its length."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from bulletin.inspect import LETTER, STANDARD, Inspection, Verdict, inspect_pdf
from bulletin.press import Faces
from bulletin.press.masthead import (
    NARROWEST,
    ROOM,
    MastheadName,
    compose_name,
    depth,
    extents_in,
    usual_extents,
)
from tests.press.conftest import Measured, Press, profile, sheet

NAMES = (
    "简报",
    "内参信",
    "组工信息",
    "清河县简报",
    "天长组工信息",
    "清河县组工信息",
    "中共天长组工信息",
    "中共清河县组工信息",
    "中共清河县委组工信息",
    "中共清河县委组织部信息",
    "中共清河县委组织部新信息",
    "中共清河县委组织部组工信息",
    "中共清河县委组织部办公室信息",
    "中共清河县委组织部办公室内参信",
    "中共清河县委组织部研究室信息通讯",
    "清河县农业农村局乡村振兴工作新简报",
    "清河县农业农村局乡村振兴工作新快报系",
    "清河县党的建设工作领导小组办公室新简报",
    "清河县党的建设工作领导小组办公室党建快报",
    "中共清河县委党的建设工作领导小组办公室简报",
    "中共清河县委党的建设工作领导小组办公室快报刊",
)
"""Of 2 to 22 characters."""

MARKED = (
    "《组工信息》",
    "清河“组工”信息（专刊）",
    "2023年组工信息",
    "AI briefing",
    "《信息",
    "信息》",
)
PROFILES = ("gbt9704", "letter", "special", "minutes")


def named(name: str, form: str = "gbt9704") -> str:
    """A sheet of a masthead, a line of text and a colophon."""
    whole = sheet("116").replace("天长组工信息", name).replace("issue gbt9704", f"issue {form}")
    head, foot = whole[: whole.index("<nav")], whole[whole.index("<footer") :]
    return f'{head}<article class="article"><p>各镇要抓紧落实。</p></article>{foot}'


def composed(name: str, form: str = "gbt9704") -> MastheadName:
    return compose_name(name, profile(*{form} - {"gbt9704"}), usual_extents)


@given(
    st.text("组工信息县委办公室《》（）“”A1 ·", min_size=1, max_size=40), st.sampled_from(PROFILES)
)
def test_a_name_is_as_wide_and_as_deep_as_its_room(name: str, form: str) -> None:
    page = profile(*{form} - {"gbt9704"})
    made = compose_name(name, page, usual_extents)
    assert "".join("".join(made.lines).split()) == "".join(name.split())
    assert NARROWEST - 1e-6 <= made.scale <= 1
    assert made.size <= page.points("name-size")
    assert made.height <= depth(page) + 1e-6
    for left, extent in zip(made.lefts(page.measure), made.extents, strict=True):
        em = made.size * made.scale
        assert extent.advance * em <= ROOM * page.measure + 0.01
        middle = left + em * (extent.left + extent.right) / 2
        assert middle == pytest.approx(page.measure / 2)


@pytest.mark.parametrize(
    "lines",
    [
        ("中共清河县委", "组织部组工信息"),
        ("中共清河县委组织部", "研究室信息通讯"),
        ("中共清河县纪律检查委员会", "工作简报"),
        ("清河县农业农村局", "乡村振兴工作信息"),
        ("清河县“不忘初心、牢记使命”", "主题教育简报"),
        ("中共清河县直属机关工作委员会", "党建信息"),
    ],
)
def test_a_long_name_is_broken_by_sense(lines: tuple[str, ...]) -> None:
    assert composed("".join(lines)).lines == lines
    assert composed("　".join(lines)).lines == lines


@pytest.mark.parametrize(
    ("name", "tracking"),
    [
        ("简报", 1.0),
        ("组工报", 0.5),
        ("组工信息", 0.2),
        ("清河县简报", 0.0),
        ("《简报》", 0.0),
        ("AI", 0.0),
    ],
)
def test_a_name_of_a_few_characters_is_spread(name: str, tracking: float) -> None:
    assert composed(name).tracking == tracking


def test_the_size_gives_way_where_the_width_would_be_too_narrow() -> None:
    sizes = [composed("组" * count) for count in range(5, 12)]
    assert [each.size for each in sizes] == sorted((each.size for each in sizes), reverse=True)
    assert {round(each.scale, 6) for each in sizes if each.size < 77} == {NARROWEST}
    assert composed("组" * 6).size == 77


def test_fewer_lines_of_masthead_hold_a_lesser_name() -> None:
    low = profile().changed(number_line="6", issued_line="7", masthead_lines="9")
    for name in NAMES:
        made = compose_name(name, low, usual_extents)
        assert made.height + low.points("name-top") <= 5 * low.points("pitch") + 1e-6


def test_ink_is_that_of_the_outlines(faces: Faces) -> None:
    """息 ends well within its em; what its face's tables say is 0.05 em beyond."""
    (mark, letter, character) = extents_in(faces.regular("XiaoBiaoSong"))(["《", "A", "息"])
    assert mark.left > 0.5 > 0.1 > 1 - mark.right
    assert letter.advance < 0.8
    assert 0.9 < character.right < 1


def inspected(pdf: bytes, form: str = "gbt9704") -> Inspection:
    return inspect_pdf(pdf, requirements=LETTER if form == "letter" else STANDARD)


def assert_in_place(inspection: Inspection, name: str) -> None:
    assert inspection["masthead-middle"].value == pytest.approx(106, abs=0.3), name
    for rule in ("masthead-inside", "masthead-top", "masthead-width", "red-rule-place"):
        assert inspection[rule].verdict == Verdict.PASS, (name, rule, inspection[rule].measured)


@pytest.mark.slow
@pytest.mark.parametrize("form", PROFILES)
def test_a_name_of_any_length_is_in_the_middle(press: Press, form: str) -> None:
    page = profile(*{form} - {"gbt9704"})
    assert [len(name) for name in NAMES] == list(range(2, 23))
    for name in (*(NAMES if form == "gbt9704" else NAMES[::4]), *MARKED):
        pressed = press(named(name, form), page=page)
        assert not [each for each in pressed.diagnostics if each.code != "P111"]
        assert_in_place(inspected(pressed.pdf, form), name)
        first = [line for line in Measured(pressed.pdf).lines if line.page == 0]
        assert first[0].text.replace(" ", "") in name.replace(" ", "")
        foot = max(line.baseline for line in first if line.characters[0]["size"] > 17)
        number = next(line for line in first if "期" in line.text)
        assert number.baseline - foot > (20 if form == "letter" else 40)


@pytest.mark.slow
def test_a_name_whose_characters_another_face_lends_is_in_the_middle(press: Press) -> None:
    """㙓 is in no prepared face."""
    assert_in_place(inspected(press(named("㙓山镇组工㙓")).pdf), "㙓")


@pytest.mark.slow
@pytest.mark.parametrize("pages", [5, 7])
def test_a_name_in_two_lines_survives_copy_fitting(press: Press, pages: int) -> None:
    whole = sheet("116").replace("天长组工信息", NAMES[-1])
    more = f"<p>{'基' * 28 * 19}</p>" if pages > 5 else ""
    pressed = press(whole.replace("</article>", f"{more}</article>", 1), fit=pages)
    assert pressed.pages == pages
    assert "P115" not in [each.code for each in pressed.diagnostics]
    assert_in_place(inspected(pressed.pdf), NAMES[-1])
    assert Measured(pressed.pdf).text.count("党的建设工作领导小组") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("moved", "failed"),
    [
        ("margin-left: 0.2mm", set()),
        ("margin-left: 5mm", {"masthead-middle"}),
        ("margin-left: -45mm", {"masthead-middle", "masthead-inside"}),
        ("letter-spacing: 10mm; margin-left: -20mm", {"masthead-width", "masthead-inside"}),
    ],
)
def test_inspect_sees_a_name_off_the_middle_or_out_of_the_text_area(
    press: Press, moved: str, failed: set[str]
) -> None:
    style = f"<style>.masthead .name {{ {moved} }}</style></head>"
    inspection = inspected(press(named("清河县简报").replace("</head>", style)).pdf)
    rows = ("masthead-middle", "masthead-width", "masthead-inside")
    wrong = {rule for rule in rows if inspection[rule].verdict == Verdict.FAIL}
    assert wrong == failed, [inspection[rule].measured for rule in rows]


JOINED = (
    "قەشقەر",
    "قەشقەر ئۇچۇرى",
    "قەشقەر组工信息",
    "《قەشقەر》",
    "喀什组工信息 قەشقەر ئۇچۇرى",
    "جۇڭگو كوممۇنىستىك پارتىيىسى قەشقەر ۋىلايەتلىك كومىتېتى تەشكىلات بۆلۈمى ئۇچۇرى",
    "نشرة الأخبار (٢٠٢٣)",
    "שָׁלוֹם",
)
"""Words whose letters join or carry marks, alone, beside 汉字, and in more than one line."""


def red_ink(pdf: bytes) -> tuple[float, float, list[float]]:
    """Of the red ink above the number: its left and right side over all, and the middle of each
    band of rows with ink, in mm."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=300 / 72).to_pil().convert("RGB")
    red, green, _ = page.split()
    ink = ImageChops.subtract(red, green).point(lambda value: 255 * (value > 90))
    ink = ink.crop((0, 0, ink.width, next(iter(rows_of_rule(ink)))))
    box = ink.getbbox()
    assert box
    bands = [ink.crop((0, top, ink.width, foot)).getbbox() for top, foot in bands_of(ink, box)]
    middles = [(each[0] + each[2]) / 2 * 25.4 / 300 for each in bands if each]
    return box[0] * 25.4 / 300, box[2] * 25.4 / 300, middles


def rows_of_rule(ink: Image.Image) -> Iterator[int]:
    """The rows of pixels that are red over most of the paper: those of the rule."""
    for row in range(ink.height):
        if ink.crop((0, row, ink.width, row + 1)).histogram()[255] > 0.5 * ink.width:
            yield row


def bands_of(ink: Image.Image, box: tuple[int, int, int, int]) -> Iterator[tuple[int, int]]:
    """The lines of type: where the rows of ink begin and end, marks apart from their letters
    within a line's height counted with it."""
    filled = [ink.crop((0, row, ink.width, row + 1)).getbbox() is not None for row in range(box[3])]
    start = box[1]
    for row in range(box[1], box[3]):
        if not any(filled[row : row + 12]):
            if any(filled[start:row]):
                yield start, row
            start = row + 12
    yield start, box[3]


@pytest.mark.slow
@pytest.mark.parametrize("form", PROFILES)
def test_a_name_in_words_whose_letters_join_is_in_the_middle(press: Press, form: str) -> None:
    page = profile(*{form} - {"gbt9704"})
    for name in JOINED if form == "gbt9704" else JOINED[1::3]:
        pressed = press(named(name, form), page=page)
        assert {each.code for each in pressed.diagnostics} <= {"P104", "P111"}, name
        left, right, middles = red_ink(pressed.pdf)
        assert middles == pytest.approx([106] * len(middles), abs=0.5), name
        assert left > 28 - 0.2
        assert right < 184 + 0.2
        inspection = inspected(pressed.pdf, form)
        assert_in_place(inspection, name)
        assert inspection["joined-words"].verdict is Verdict.PASS
        text = pypdfium2.PdfDocument(pressed.pdf)[0].get_textpage().get_text_range()
        head = " ".join(text.split("第116期")[0].split())
        for word in name.replace("组工信息", " 组工信息").split():
            assert word.strip("《》()") in head, (name, head)


@pytest.mark.slow
def test_a_name_in_two_scripts_survives_copy_fitting(press: Press) -> None:
    name = JOINED[4]
    pressed = press(sheet("116").replace("天长组工信息", name), fit=5)
    assert pressed.pages == 5
    assert_in_place(inspected(pressed.pdf), name)


@pytest.mark.slow
def test_a_name_that_no_face_joins_is_refused(press: Press) -> None:
    pressed = press(named("བོད་ལྗོངས组工信息"))
    assert [each.code for each in pressed.diagnostics] == ["P132"]
    assert "图片" not in pressed.diagnostics[0].hint

"""Words of other scripts: lent by a face of the machine, whole where letters join, or refused."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
import pytest
import uharfbuzz as hb
import weasyprint
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from bulletin.diagnostics import Diagnostic
from bulletin.inspect import Verdict, inspect_pdf
from bulletin.pdf import is_han, printed_lines, read_document
from bulletin.press import Pressed
from bulletin.press.lending import is_for_any_face, joins
from bulletin.press.roles import FontFile
from bulletin.script_runs import runs_of, script_beyond
from tests.press.conftest import LEFT, PITCH, RIGHT, Press, article

SQUARES = {"\u1952": (50, 250), "\u1950": (150, 450), "\u1951": (150, 850)}
"""Letters of Tai Le, each drawn as an upright bar from one side to the other, of 1000."""


@pytest.fixture
def a_face_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine has one more face, of the letters above and an Arabic one."""
    names = {character: f"u{ord(character):X}" for character in (*SQUARES, "\u0627")}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap({ord(each): name for each, name in names.items()})
    sides = {names[each]: bar for each, bar in SQUARES.items()} | {names["\u0627"]: (0, 90)}
    builder.setupGlyf({".notdef": bar(0, 10), **{name: bar(*each) for name, each in sides.items()}})
    builder.setupHorizontalMetrics(dict.fromkeys(builder.font.getGlyphOrder(), (1000, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Trial Tai Le", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, usWeightClass=400)
    builder.setupPost()
    builder.save(tmp_path / "trial.ttf")
    told = f"<dir>{tmp_path}</dir><cachedir>{tmp_path}/cache</cachedir>"
    every = "<include>/etc/fonts/fonts.conf</include>"
    (tmp_path / "fonts.conf").write_text(f"<fontconfig>{every}{told}</fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))


def of_characters(pressed: Pressed) -> list[Diagnostic]:
    return [each for each in pressed.diagnostics if each.code in ("P104", "P105", "P132")]


def text_of(pressed: Pressed) -> str:
    """The text layer as a reader copies it."""
    pages = pypdfium2.PdfDocument(pressed.pdf)
    return "".join(page.get_textpage().get_text_range() for page in pages)


def bar(left: int, right: int) -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((left, 0))
    for point in ((left, 700), (right, 700), (right, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()


@pytest.mark.slow
@pytest.mark.usefixtures("a_face_more")
def test_a_face_of_the_machine_lends_what_no_role_has(press: Press) -> None:
    copy = "傣文\u1952、傣文\u1950\u1951。"
    whole = article(
        f'<h2 class="title"><span>印发\u1952宣传册</span></h2><p data-at="0">{copy}</p>'
        "<p><strong>傣文\u1950。</strong>各五百份。</p>"
    )
    pressed = press(whole, copy=copy)
    said = of_characters(pressed)
    assert [each.code for each in said] == ["P104"]
    assert "Trial Tai Le" in said[0].message
    assert all(f"“{each}”" in said[0].message for each in "\u1950\u1951\u1952")
    assert pressed.pdf == press(whole, copy=copy).pdf
    text = text_of(pressed)
    assert copy in text
    assert "印发\u1952宣传册" in text
    assert ink(pressed.pdf, "\u1951") == pytest.approx([0.7], abs=0.1)
    regular, bold = ink(pressed.pdf, "\u1950")
    assert bold > regular + 0.01
    name, plain = ink(pressed.pdf, "\u1952")
    assert name > plain + 0.01


def ink(pdf: bytes, character: str) -> list[float]:
    """How wide each print of a character is, in em, by its ink."""
    found = []
    for number, page in enumerate(pdfplumber.open(BytesIO(pdf)).pages):
        image = pypdfium2.PdfDocument(pdf)[number].render(scale=10).to_pil().convert("L")
        for each in page.chars:
            if each["text"] == character:
                box = [round(10 * each[side]) for side in ("x0", "top", "x1", "bottom")]
                dark = image.crop(box).point(lambda grey: 255 * (grey < 128)).getbbox()
                assert dark
                found.append((dark[2] - dark[0]) / 10 / each["size"])
    return found


REFUSED = {
    "བཀྲ་ཤིས་བདེ་ལེགས": "藏文",
    "ᠮᠣᠩᠭᠣᠯ": "蒙古文",
    "สวัสดี": "泰文",
    "हिन्दी": "天城文",
    "ܫܠܡܐ": "叙利亚文",
}


@pytest.mark.slow
@pytest.mark.usefixtures("a_face_more")
def test_a_script_whose_letters_no_face_joins_is_refused_at_its_place(press: Press) -> None:
    copy = "\n".join(f"宣讲“{word}”政策。" for word in REFUSED)
    body = "".join(f'<p data-at="{copy.index(line)}">{line}</p>' for line in copy.splitlines())
    pressed = press(article(body), copy=copy)
    said = of_characters(pressed)
    assert [each.code for each in said] == ["P132"] * len(REFUSED)
    for fault in said:
        word = copy[fault.span.start : fault.span.end]
        assert REFUSED[word] in fault.message
        assert "图片" in fault.hint
    text = text_of(pressed)
    assert not set("".join(REFUSED)) & set(text)
    assert text.count("政策") == len(REFUSED)
    assert re.search("宣讲“〓+”政策", text)


UIGHUR = tuple(
    word
    for words in (
        "بىر ئائىلە ئۇيغۇر شىنجاڭ بالا سلام",
        "تىلى يېزىق كىتاب مەكتەپ دۆلەت خەلق",
    )
    for word in words.split(" ")
)
MARKED = ("שָׁלוֹם", "عَلَيْكُمْ", "السَّلَامُ")
BOLD = f"<strong>再{UIGHUR[0]} {UIGHUR[1]}。</strong>"
PARTS = f"""
<h2 class="title"><span>“{UIGHUR[2]} {UIGHUR[6]}”宣讲</span></h2>
<p data-at="0">中文，中文，{UIGHUR[4]}2023年（{UIGHUR[3]}），再，又，{BOLD}完。</p>
<p>有注<span class="footnote">注文，{UIGHUR[9]}，完。</span>，希伯来文，{MARKED[0]}，完。</p>
<p>带有元音符号的，也，照样排，如下，{MARKED[1]}，完。</p>
<p>又如，{MARKED[2]}，完。</p>
<table><tr><th>名称</th><th>{UIGHUR[8]}</th></tr>
<tr><td>一</td><td>词，{UIGHUR[3]}，完</td></tr></table>
<p>{" ".join(UIGHUR * 12)}</p>
"""


@pytest.mark.slow
@pytest.mark.usefixtures("a_face_more")
def test_words_whose_letters_join_are_printed_in_every_part(press: Press) -> None:
    pressed = press(article(PARTS))
    assert {each.code for each in of_characters(pressed)} == {"P104"}
    assert all("DejaVu Sans" in each.message for each in of_characters(pressed))
    assert not {each.code for each in pressed.diagnostics} & {"P109", "P110", "P115"}
    assert pressed.pdf == press(article(PARTS)).pdf
    text = text_of(pressed)
    assert f"{UIGHUR[0]} {UIGHUR[1]}" in text
    for word in (*UIGHUR, *MARKED[:2], "2023年"):
        assert word in text, word
    for word, times in Counter(UIGHUR * 12).items():
        assert text.count(word) >= times
    pages = pdfplumber.open(BytesIO(pressed.pdf)).pages
    for page in pages:
        at = {each["matrix"][5]: each["size"] for each in page.chars if is_han(each["text"])}
        words = of_face(page.chars)
        assert all(each["size"] == at.get(each["matrix"][5], each["size"]) for each in words)
    assert_inspection_reads(pressed)
    long = [each for page in pages for each in lines_of_words(page)]
    assert len(long) > 8
    for line in long[1:-1]:
        assert min(each["x0"] for each in line) == pytest.approx(LEFT, abs=1.5)
        assert max(each["x1"] for each in line) == pytest.approx(RIGHT, abs=1.5)
    for line, after in pairwise(long):
        apart = after[0]["matrix"][5] - line[0]["matrix"][5]
        assert apart == pytest.approx(-PITCH, abs=0.05) or apart > 0


def assert_inspection_reads(pressed: Pressed) -> None:
    """Every word is read as typed, and nothing about it is taken for a fault."""
    lines = [line for page in read_document(pressed.pdf).pages for line in printed_lines(page)]
    text = "\n".join(line.text for line in lines)
    for word in (*UIGHUR, *MARKED, f"“{UIGHUR[2]} {UIGHUR[6]}”宣讲", f"{UIGHUR[4]}2023年"):
        assert word in text, word
    assert UIGHUR[:9] == tuple(re.findall(r"\S+", text.split("完\n")[-1]))[:9]
    inspection = inspect_pdf(pressed.pdf)
    for rule in ("joined-words", "worst-gap", "text-layer", "missing-glyphs", "inside-text-area"):
        assert inspection[rule].verdict is Verdict.PASS, rule


@pytest.mark.slow
def test_inspection_finds_words_that_are_spaced() -> None:
    faces = "'Noto Serif CJK SC', 'DejaVu Sans'"
    sheet = f'<p style="font: 16pt {faces}{{}}">中文，<bdi>سلام تىلى</bdi>。</p>'
    for spaced, verdict in (("", Verdict.PASS), ("; letter-spacing: 2pt", Verdict.FAIL)):
        pdf = weasyprint.HTML(string=sheet.format(spaced)).write_pdf()
        row = inspect_pdf(pdf)["joined-words"]
        assert row.verdict is verdict
        assert len(row.places) == (2 if spaced else 0)


def of_face(characters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The characters that a face of words in other scripts prints."""
    return [each for each in characters if "Joined" in each["fontname"] and each["text"].strip()]


def lines_of_words(page: Any) -> list[list[dict[str, Any]]]:
    """The page's lines of nothing but such words."""
    rows: dict[float, list[dict[str, Any]]] = defaultdict(list)
    for each in page.chars:
        if each["text"].strip():
            rows[round(each["matrix"][5], 1)].append(each)
    return [row for row in rows.values() if len(row) > 20 and len(of_face(row)) == len(row)]


@pytest.mark.slow
def test_words_parted_by_markup_go_on_from_right_to_left(press: Press) -> None:
    """A cell's blank end, a word longer than a line and a phrase half in bold are set as well."""
    cell = f"<table><tr><th>{UIGHUR[2]} </th></tr><tr><td>{UIGHUR[3]} </td></tr></table>"
    phrase = f"<p>说{UIGHUR[0]} <strong>{UIGHUR[1]}</strong> {UIGHUR[2]}，完。</p>"
    pressed = press(article(f"{phrase}{cell}<p>长{'ب' * 120}完。</p>"))
    assert {each.code for each in pressed.diagnostics} - {"P110"} == {"P104", "P109"}
    lines = [line for page in read_document(pressed.pdf).pages for line in printed_lines(page)]
    assert f"说{''.join(UIGHUR[:3])}，完。" in [line.text for line in lines]
    assert {UIGHUR[2], UIGHUR[3]} <= {line.text for line in lines}
    assert "".join(line.text for line in lines).count("ب") >= 120


@pytest.mark.slow
def test_letters_of_a_word_join_and_the_word_is_never_spaced(press: Press) -> None:
    """سلم is one stroke from end to end, in a line that is stretched too."""
    stretched = "这里一共有二十七个字，所以这一行要拉开一些才能够排 سلم سلم。"
    pressed = press(article(f"<p>سلم</p><p>{stretched * 2}</p><p>{'中' * 23}م سلم，完。</p>"))
    font = hb.Font(hb.Face(hb.Blob.from_file_path(DEJAVU)))
    buffer = hb.Buffer()
    buffer.add_str("سلم")
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    advance = sum(each.x_advance for each in buffer.glyph_positions) / font.face.upem
    words = 0
    for number, page in enumerate(pdfplumber.open(BytesIO(pressed.pdf)).pages):
        image = pypdfium2.PdfDocument(pressed.pdf)[number].render(scale=10).to_pil().convert("L")
        letters = of_face(page.chars)
        for before, each, after in zip(letters, letters[1:], letters[2:], strict=False):
            if each["text"] == "ل":
                words += 1
                wide = advance * each["size"]
                left = min(before["x0"], after["x0"])
                assert max(before["x1"], after["x1"]) - left == pytest.approx(wide, abs=0.05)
                box = (left + 2, each["top"] - 5, left + wide - 2, each["bottom"] + 5)
                assert is_one_stroke(image.crop([round(10 * side) for side in box]))
    assert words == 6


def is_one_stroke(image: Any) -> bool:
    """Whether there is ink in every column."""
    width, height = image.size
    return all(image.crop((x, 0, x + 1, height)).getextrema()[0] < 128 for x in range(width))


DEJAVU = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


@pytest.mark.slow
def test_what_the_machine_has_is_printed(press: Press) -> None:
    copy = "ꀀꊿ、한국어、ひらがな、ㄅㄆㄇ、Việt Nam、Ελληνικά、Қазақ тілі。"
    pressed = press(article(f'<p data-at="0">{copy}</p>'), copy=copy)
    assert {each.code for each in of_characters(pressed)} == {"P104"}
    text = text_of(pressed)
    assert copy in re.sub(r"\s*[\r\n]+", "", text).replace("Қазақт", "Қазақ т")


def test_what_is_set_by_itself_is_known_by_its_script() -> None:
    assert not [each for each in "中。한ㄱꀀꓐéЖαあㄅ𠀀✓①\u0301𝐀ℵ€\u200f" if script_beyond(each)]
    assert all(map(script_beyond, "ا،٠ཀ་ᠠกक\u1100נ\u064b"))
    named = [(run.text, run.script_name) for run in runs_of("读“بىر ئائىلە”和 藏文 བོད。")]
    assert named == [
        ("بىر ئائىلە", script_beyond("ا")),
        ("བོད", "藏文"),
    ]
    assert not any(map(is_for_any_face, "😀✅⭐\ue000\u0301\u200f"))
    assert all(map(is_for_any_face, "ꀀ가Ё𠀀"))


RUNS = {
    "读“بىر ئائىلە”和བོད། བཀྲ。": ["بىر ئائىلە", "བོད། བཀྲ"],
    "ئۇ 2023 (بىر) تىل 12%": ["ئۇ 2023 (بىر) تىل"],
    "见(ئۇ) تىل (بىر)。": ["(ئۇ) تىل (بىر)"],
    "(ئۇ)、بىر2023年": ["ئۇ", "بىر"],
    "สวัสดี 12 ครับ": ["สวัสดี", "ครับ"],
    "می\u200cخواهم\u200d，क्\u200dष।": ["می\u200cخواهم\u200d", "क्\u200dष।"],
    "ᠤᠯᠤᠰ\u180eᠠ\u202fᠮᠣ᠂": ["ᠤᠯᠤᠰ\u180eᠠ\u202fᠮᠣ᠂"],
    "שׁ A ש😀ש": ["שׁ", "ש", "ש"],
    "只有汉字 abc。": [],
}


def test_a_run_holds_what_is_read_in_its_direction() -> None:
    for text, runs in RUNS.items():
        found = [*runs_of(text)]
        assert [each.text for each in found] == runs
        assert all(text[each.start : each.stop] == each.text for each in found)
    arabic, tibetan, persian = (next(runs_of(text)) for text in ("ئۇ بىر", "བོད", "می\u200cخ"))
    assert (arabic.is_leftward, tibetan.is_leftward) == (True, False)
    assert persian.controls == {"\u200c"}
    assert persian.letters == set("میخ")
    assert [run.is_plain for text in ("ا ا", "اا", "བོད", "ཀ་ཁ") for run in runs_of(text)] == [
        *(True, False, False, True)
    ]


def test_a_face_that_does_not_join_prints_no_word() -> None:
    machine = FontFile(DEJAVU, 0, 80)
    assert [joins(machine, script) for script in ("Arab", "Hebr", "Tibt", "Mong", "Deva")] == [
        *(True, True, False, False, False)
    ]

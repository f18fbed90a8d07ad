"""Words of other scripts: lent by a face of the machine, or refused where letters join."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from bulletin.diagnostics import Diagnostic
from bulletin.press import Pressed
from bulletin.press.scripts import is_for_any_face, script_beyond, words_beyond
from tests.press.conftest import Press, article

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
    "بىر ئائىلە": "维吾尔文",
    "བཀྲ་ཤིས་བདེ་ལེགས": "藏文",
    "ᠮᠣᠩᠭᠣᠯ": "蒙古文",
    "สวัสดี": "泰文",
    "נר": "希伯来文",
    "हिन्दी": "天城文",
}


@pytest.mark.slow
@pytest.mark.usefixtures("a_face_more")
def test_a_script_whose_letters_join_is_refused_at_its_place(press: Press) -> None:
    copy = "\n".join(f"宣讲“{word}”政策。" for word in REFUSED)
    body = "".join(f'<p data-at="{copy.index(line)}">{line}</p>' for line in copy.splitlines())
    pressed = press(article(body), copy=copy)
    said = of_characters(pressed)
    assert [each.code for each in said] == ["P132"] * len(REFUSED)
    for (word, name), fault in zip(REFUSED.items(), said, strict=True):
        assert copy[fault.span.start : fault.span.end] == word
        assert name in fault.message
        assert "图片" in fault.hint
    text = text_of(pressed)
    assert not set("".join(REFUSED)) - {" "} & set(text)
    assert re.search("宣讲“〓+ 〓+”政策", text)


@pytest.mark.slow
def test_what_the_machine_has_is_printed(press: Press) -> None:
    copy = "ꀀꊿ、한국어、ひらがな、ㄅㄆㄇ、Việt Nam、Ελληνικά、Қазақ тілі。"
    pressed = press(article(f'<p data-at="0">{copy}</p>'), copy=copy)
    assert {each.code for each in of_characters(pressed)} == {"P104"}
    text = text_of(pressed)
    assert copy in re.sub(r"\s*[\r\n]+", "", text).replace("Қазақт", "Қазақ т")


def test_what_the_press_can_set_is_known_by_its_script() -> None:
    assert not [each for each in "中。한ㄱꀀꓐéЖαあㄅ𠀀✓①\u0301𝐀ℵ€\u200f" if script_beyond(each)]
    assert all(map(script_beyond, "ا،٠ཀ་ᠠกक\u1100נ\u064b"))
    assert [*words_beyond("读“بىر ئائىلە”和 藏文 བོད。")] == [
        ("بىر ئائىلە", script_beyond("ا")),
        ("བོད", "藏文"),
    ]
    assert not any(map(is_for_any_face, "😀✅⭐\ue000\u0301\u200f"))
    assert all(map(is_for_any_face, "ꀀ가Ё𠀀"))

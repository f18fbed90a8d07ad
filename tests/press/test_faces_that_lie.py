"""Characters that a face draws as others: found when it is prepared, and in any PDF."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image, ImageChops

from bulletin.inspect import Verdict, inspect_pdf
from bulletin.press import Faces, fonts, prepare_faces
from bulletin.press.likeness import must_differ, unlike_themselves
from bulletin.press.roles import BOLD, FANGSONG, REGULAR, SONGTI, FontFile
from tests.press.conftest import Press, article
from tests.press.inspect_official import official, set_lines
from tests.press.inspect_sheet import Face, program, write_pdf

PAIRS: tuple[str, ...] = (
    "￥＄",
    "￥$",
    "¥￡",
    "—－",
    "—ー",
    "—一",
    "〇○",
    "0O",
    "×x",
    "（〈",
    "“”",
    "‘’",
    "《〈",
    "～－",
)
PAIRS += ("‰％", "①②", "①1", "天夭", "未末", "。．", "，、", "：；", "！？", "℃°", "2²", "≤≥")


@pytest.mark.parametrize("pair", PAIRS)
def test_these_must_not_look_alike(pair: str) -> None:
    assert must_differ(*pair)
    assert must_differ(*reversed(pair))


@pytest.mark.parametrize(
    "pair",
    ["￥¥", "·・", "·•", "—―", "！!", "ＡA", "AА", "AΑ", "ⅤV", "ロ口", "μµ", "∶：", "…⋯", "Il"],
)
def test_these_may_look_alike(pair: str) -> None:
    assert not must_differ(*pair)


def made(place: Path, text: str, drawn: str) -> FontFile:
    """A face in which each character of `text` has the outline of its fellow in `drawn`."""
    builder = FontBuilder(1000, isTTF=True)
    names = {each: f"u{ord(each):04X}" for each in text}
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap({ord(each): name for each, name in names.items()})
    outlines = {".notdef": TTGlyphPen(None).glyph()}
    for name, looks in zip(names.values(), drawn, strict=True):
        pen = TTGlyphPen(None)
        if looks != " ":
            # A bar, and one for each bit of the number: no two characters look alike.
            for up, left in [(9, 0)] + [(bit, 300) for bit in range(16) if ord(looks) >> bit & 1]:
                foot = up * 50
                corners = [
                    (left, foot),
                    (left, foot + 40),
                    (left + 200, foot + 40),
                    (left + 200, foot),
                ]
                pen.moveTo(corners[0])
                for corner in corners[1:]:
                    pen.lineTo(corner)
                pen.closePath()
        outlines[name] = pen.glyph()
    builder.setupGlyf(outlines)
    builder.setupHorizontalMetrics(dict.fromkeys(outlines, (1000, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Made", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost()
    builder.save(place)
    return FontFile(str(place), 0, REGULAR)


@pytest.mark.parametrize(
    ("text", "drawn", "unlike"),
    [
        ("天地《〈", "天地〈〈", "《〈"),
        ("天夭地", "天天地", "天夭"),
        ("天％‰", "天％％", "％‰"),
        ("天·・•地", "天···地", ""),
        ("天￥¥", "天￥￥", ""),
        ("天地　\u00a0", "天地  ", ""),
        ("天地℃", "天地 ", "℃"),
    ],
)
def test_a_face_that_lies_is_known(tmp_path: Path, text: str, drawn: str, unlike: str) -> None:
    found = unlike_themselves(made(tmp_path / "a.ttf", text, drawn), frozenset(text))
    assert {each.character for each in found} == set(unlike)


def test_what_a_face_draws_wrong_another_lends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Regular and bold, and it is said."""
    text = "天四水城「」（）《〈"
    monkeypatch.setattr(fonts, "ROLES", (FANGSONG, SONGTI))
    monkeypatch.setattr(fonts, "repertoire", lambda: frozenset(text))
    sound = made(tmp_path / "sound.ttf", text, text)
    lying = made(tmp_path / "lying.ttf", text, text.replace("《", "〈"))
    installed = {
        "仿宋_GB2312": (lying,),
        "SimSun": (sound, FontFile(sound.path, 0, BOLD)),
    }
    faces, said = prepare_faces(tmp_path / "cache", installed=installed)
    body = faces.of("FangSong")
    assert body is not None
    assert set(body.covered) == set(text) - set("《〈")
    assert not said
    assert [str(each) for each in body.unlike] == ["“〈”与“《”同形", "“《”与“〈”同形"]
    lender = faces.lender("《")
    assert lender is not None
    assert lender.family == "SimSun"
    (again, _) = prepare_faces(tmp_path / "cache", installed=installed)
    assert again == faces


def test_the_faces_at_hand_draw_everything_else_as_itself(faces: Faces) -> None:
    """What of FandolFang's is not asked for; Noto and LXGW have nothing of the kind."""
    assert {
        face.family: "".join(each.character for each in face.unlike)
        for face in faces.faces
        if face.unlike
    } in ({}, {"FandolFang": "＄￥"})


def cells(pdf: bytes, wanted: str) -> list[Image.Image]:
    """Pictures of characters as printed on page 1, cut to their ink."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    picture = ImageChops.invert(page.render(scale=6, grayscale=True).to_pil().convert("L"))
    layer, height = page.get_textpage(), page.get_height()
    found = []
    for at in range(layer.count_chars()):
        if layer.get_text_range(at, 1) in wanted:
            left, bottom, right, top = layer.get_charbox(at, loose=True)
            box = (
                int(left * 6),
                int((height - top) * 6),
                int(right * 6),
                int((height - bottom) * 6),
            )
            cell = picture.crop(box)
            found.append(cell.crop(cell.getbbox()).resize((60, 80)))
    document.close()
    return found


def difference(one: Image.Image, other: Image.Image) -> float:
    """Share of ink by which two pictures differ."""
    apart = ImageChops.difference(one, other).histogram()
    return sum(level * count for level, count in enumerate(apart)) / 255 / (60 * 80)


def test_the_ink_of_yuan_is_yuan(press: Press, faces: Faces) -> None:
    """Printed, ￥ is as another face draws it, and not ＄; the text layer says ￥."""
    copy = "每户发放补贴￥500，合计＄12万元。"
    pressed = press(article(f'<p data-at="0">{copy}</p>'), copy=copy)
    yuan, dollar = cells(pressed.pdf, "￥＄")
    assert difference(yuan, dollar) > 0.15
    layer = pypdfium2.PdfDocument(pressed.pdf)[0].get_textpage().get_text_range()
    assert "￥500" in layer
    body = faces.of("FangSong")
    if body and body.unlike:
        assert {each.code for each in pressed.diagnostics} == {"P104"}
        assert "同形" in pressed.diagnostics[0].message
    assert inspect_pdf(pressed.pdf)["look-alikes"].verdict is Verdict.PASS


def test_two_that_look_alike_are_found_in_any_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """By their outlines in the embedded program."""
    from tests.press import inspect_sheet

    text = "每户发放补贴￥五百，合计＄十二万元，各镇要抓紧落实推动基层治理提质增效。"

    def drawn(face: Face, characters: tuple[str, ...], lie: bool) -> bytes:
        place = BytesIO()
        looks = "".join(" " if each == " " else each for each in characters)
        made(place, "".join(characters), looks.replace("￥", "＄") if lie else looks)  # type: ignore[arg-type]
        return place.getvalue()

    for lie in (False, True):
        monkeypatch.setattr(
            inspect_sheet, "program", lambda face, each, lie=lie: drawn(face, each, lie)
        )
        row = inspect_pdf(write_pdf(set_lines([text[:28], text[28:]])))["look-alikes"]
        assert row.verdict is (Verdict.FAIL if lie else Verdict.PASS)
        assert [place.text for place in row.places] == (["＄印成￥", "￥印成＄"] if lie else [])


def test_a_face_that_draws_one_box_for_all_is_not_one_that_mistakes_them() -> None:
    assert program(Face("FangSong"), ("天", "地"))
    assert inspect_pdf(write_pdf(official()))["look-alikes"].verdict is Verdict.PASS

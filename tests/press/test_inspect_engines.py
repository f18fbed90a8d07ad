"""What inspect says of an engine that knows no Chinese typography: WeasyPrint by itself.

The faces are made on the spot, so that no installed font decides.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import weasyprint
from weasyprint.text.fonts import FontConfiguration

from bulletin.inspect import Inspection, Verdict, inspect_pdf
from tests.press.inspect_sheet import FANGSONG, FANGSONG_BOLD, Face, program

COPY = (
    "会议指出：“各镇要抓紧落实”，共开展5080次，<b>打造先锋队伍。</b>"
    "完善“一网统管”“一码通办”等服务，推动治理提质增效，打造“党群之家”。"
) * 12
CHARACTERS = tuple(sorted(set(COPY) | set("0123456789—第页 ")))
LATIN = Face("Latin", quotes=450)
PAGE = """
@page { size: A4; margin: 37mm 26mm 35mm 28mm }
body { margin: 0; font: 15.75pt/28.95pt %s; text-align: justify }
p { margin: 0; text-indent: 2em }
"""


def face_rule(folder: Path, face: Face, family: str, weight: int = 400) -> str:
    file = folder / f"{face.name}.ttf"
    characters = CHARACTERS if face is not LATIN else tuple("“”0123456789")
    file.write_bytes(program(face, tuple(sorted(characters))))
    source = file.as_uri()
    return f"@font-face {{ font-family: {family}; font-weight: {weight}; src: url({source}) }}"


def printed(folder: Path, stack: str, *rules: str) -> Inspection:
    fonts = FontConfiguration()
    style = weasyprint.CSS(string="\n".join(rules) + PAGE % stack, font_config=fonts)
    html = f'<html lang="zh-CN"><title>组工信息</title><p>{COPY}</p><p>{COPY}</p>'
    pdf = weasyprint.HTML(string=html).write_pdf(stylesheets=[style], font_config=fonts)
    assert isinstance(pdf, bytes)
    return inspect_pdf(pdf)


def test_the_engine_alone_sets_ragged_unsqueezed_lines(tmp_path: Path) -> None:
    inspection = printed(tmp_path, "FangSong", face_rule(tmp_path, FANGSONG, "FangSong"))
    flush, marks = inspection["flush-share"], inspection["adjacent-marks"]
    assert flush.verdict is Verdict.FAIL
    assert flush.value is not None
    assert flush.value < 90
    assert marks.verdict is Verdict.FAIL
    assert marks.value == pytest.approx(2, abs=0.01)
    assert inspection["pitch"].verdict is Verdict.PASS
    assert inspection["text-area-left"].verdict is Verdict.PASS


def test_bold_without_a_bold_face_weighs_no_more(tmp_path: Path) -> None:
    inspection = printed(tmp_path, "FangSong", face_rule(tmp_path, FANGSONG, "FangSong"))
    assert inspection["bold-ink"].verdict is Verdict.FAIL
    assert inspection["bold-ink"].value == pytest.approx(1, abs=0.03)


def test_bold_with_a_bold_face_weighs_more(tmp_path: Path) -> None:
    regular = face_rule(tmp_path, FANGSONG, "FangSong")
    bold = face_rule(tmp_path, FANGSONG_BOLD, "FangSong", 700)
    inspection = printed(tmp_path, "FangSong", regular, bold)
    assert inspection["bold-face"].verdict is Verdict.PASS
    assert inspection["bold-ink"].value == pytest.approx(1.3, abs=0.05)


def test_a_latin_face_first_narrows_the_quotes(tmp_path: Path) -> None:
    wide = printed(tmp_path, "FangSong", face_rule(tmp_path, FANGSONG, "FangSong"))
    assert wide["full-width-quotes"].verdict is Verdict.PASS
    rules = (face_rule(tmp_path, LATIN, "Latin"), face_rule(tmp_path, FANGSONG, "FangSong"))
    narrow = printed(tmp_path, "Latin, FangSong", *rules)
    assert narrow["full-width-quotes"].verdict is Verdict.FAIL


def test_a_character_without_a_face_loses_no_other(tmp_path: Path) -> None:
    """WeasyPrint then lays the codes down in a CMap of its own."""
    fonts = FontConfiguration()
    rule = face_rule(tmp_path, FANGSONG, "FangSong")
    style = weasyprint.CSS(string=rule + PAGE % "FangSong", font_config=fonts)
    html = f'<html lang="zh-CN"><title>组工信息</title><p>{COPY}\U0010fffd</p>'
    pdf = weasyprint.HTML(string=html).write_pdf(stylesheets=[style], font_config=fonts)
    inspection = inspect_pdf(pdf)
    assert inspection["pitch"].verdict is Verdict.PASS
    assert inspection["missing-glyphs"].value == 1
    assert "U+10FFFD" in inspection["missing-glyphs"].places[0].text

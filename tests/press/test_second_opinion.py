"""Our own drawing beside WeasyPrint's of the same pages: text, places, rules, pictures, links.

With `--second-opinion`, all sheets of the press's tests are compared.
"""

from __future__ import annotations

import re
from itertools import islice

import pypdfium2
import pytest

from bulletin.press import Faces, Pressed
from tests.bench.both_engines import both_laid
from tests.press.conftest import Press, article, by_engine, sheet
from tests.press.second_opinion import Drawn, differences, drawn_twice, shade


def test_issue_116_is_drawn_as_weasyprint_draws_it(press: Press) -> None:
    with drawn_twice() as drawn:
        press(by_engine(sheet("116")))
    assert [differences(both, pixels=False) for both in drawn] == [[]]


@pytest.mark.slow
def test_an_issue_of_everything_is_drawn_to_the_dot_as_weasyprint_draws_it(press: Press) -> None:
    with drawn_twice() as drawn:
        press(by_engine(sheet("mixed")))
    assert [differences(both) for both in drawn] == [[]]


@pytest.mark.slow
def test_issues_of_everything_say_the_same_by_both_engines(faces: Faces) -> None:
    found = list(islice(both_laid(faces), 25))
    assert [each.seed for each in found if not each.is_same_text] == []
    assert sum(not each.differences for each in found) >= 23  # the others are filled otherwise


OURS = """
.frame { border: 1mm dashed #c00; border-radius: 3mm; background: #eef; padding: 2mm }
.dashed { border: 0.5mm dashed hsl(200 50% 40%); outline: 0.3mm solid green }
.rules { border-style: solid double groove ridge; border-width: 1mm 2mm 3mm; border-color: teal }
.faded { opacity: 0.5; background: #ff8 }
.glass { color: rgb(0 0 0 / 50%); background: rgb(255 0 0 / 20%) }
.lines { text-decoration: underline overline line-through wavy #00f }
.turned { transform: rotate(3deg) scale(0.9); background: #efe }
.columns { columns: 2; column-rule: 0.5mm solid #999 }
.window { height: 1.2em; overflow: hidden; border-radius: 2mm; background: #eee }
"""
"""Frames, veils, turned text."""

THEIRS = """
.shade { background: linear-gradient(#fff, #cde); box-shadow: 1mm 1mm 1mm #888 }
.tiles { background: url(chart.png) 0 0 / 8mm }
.cut { width: 6em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
@page { bleed: 8mm; marks: crop }
"""
"""What no value of ours describes."""

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><circle cx="10" cy="10" r="8"/>'
    '<text x="22" y="15" font-family="Bulletin HeiTi" font-size="12">图示</text></svg>'
)


def dressed(press: Press, style: str, more: str = "") -> tuple[list[Drawn], Pressed]:
    """A paragraph of each class of a style sheet, drawn twice."""
    kinds = re.findall(r"(?m)^\.([a-z]+)", style)
    body = "".join(f'<p class="{each}">{each}：{"各镇要抓紧落实。" * 3}</p>' for each in kinds)
    with drawn_twice() as drawn:
        pressed = press(article(f"{body}<p>{more}</p>"), styles=(("own.css", style),))
    return drawn, pressed


def test_what_an_office_s_own_styles_ask_for_is_drawn_as_well(press: Press) -> None:
    (both,), pressed = dressed(press, OURS)
    assert differences(both, pixels=False) == []
    assert shade(both) < 64
    assert pressed.record.foreign == 0


def test_what_is_no_value_is_kept_as_weasyprint_draws_it(press: Press) -> None:
    (both,), pressed = dressed(press, THEIRS, SVG)
    assert pressed.record.foreign == 4 + pressed.pages
    assert shade(both) < 64
    theirs, ours = (list(map(_read, pypdfium2.PdfDocument(pdf))) for pdf in both)
    assert theirs == ours


def _read(page: pypdfium2.PdfPage) -> tuple[int, int, str]:
    """The width and height of a page in points, and its text."""
    width, height = page.get_size()
    return round(width), round(height), page.get_textpage().get_text_range()

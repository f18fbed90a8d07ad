"""What a role's face lacks, printed in the weight of its role."""

from __future__ import annotations

from io import BytesIO

import pdfplumber
import pytest

from bulletin.inspect import Verdict, inspect_pdf
from bulletin.press import Pressed
from tests.press.conftest import Press, article, sheet
from tests.press.inspect_official import set_lines
from tests.press.inspect_sheet import FANGSONG, FANGSONG_BOLD, SONG, Sheet, write_pdf

ROLES = {
    "堃": ("body", "<p>老党员闫堃同志。</p>", ""),
    "臺": ("run-in", "<p><strong>與臺胞來往。</strong>书信往来。</p>", "Bold"),
    "玥": ("楷体", "<p>称赞<em>王玥同志</em>做得好。</p>", ""),
    "珺": ("bold 楷体", "<p>称赞<em><strong>周珺同志</strong></em>做得好。</p>", "Bold"),
    "喆": ("黑体", "<h3>一、赵喆的经验</h3><p>做法。</p>", "HeiTi"),
    "祎": (
        "title",
        "<h2 class='title'><span>学习李祎同志</span></h2><p>学习。</p>",
        "XiaoBiaoSong",
    ),
    "龘": ("bold heading", "<h5>1.龘字辈</h5><p>做法。</p>", "Bold"),
}


def fonts(pressed: Pressed) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for page in pdfplumber.open(BytesIO(pressed.pdf)).pages:
        for each in page.chars:
            found.setdefault(each["text"], set()).add(each["fontname"].split("+")[1])
    return found


def test_every_role_has_its_weight(press: Press) -> None:
    body = "".join(copy for _, copy, _ in ROLES.values())
    whole = article(body)
    named = sheet("116").split('class="name"')[1].split(">")[1].split("<")[0]
    pressed = press(whole.replace(f">{named}<", f">{named[:-1]}鏞<", 1))
    found = fonts(pressed)
    for character, (role, _, name) in ROLES.items():
        assert len(found[character]) == 1, role
        (font,) = found[character]
        assert name in font, (role, font)
        assert name == "Bold" or not font.endswith("Bold"), (role, font)
    assert all("XiaoBiaoSong" in font for font in found["鏞"])
    row = inspect_pdf(pressed.pdf)
    assert row["bold-whole"].verdict is Verdict.PASS
    assert row["bold-face"].verdict is Verdict.PASS


TEXT = "臺灣同胞來信。清河的乡亲们欣闻家乡发展日新月异甚慰附上一册"


def with_faces(bold: str, lent: str) -> list[Sheet]:
    """A paragraph whose characters of `bold` are bold, and those of `lent` of another program."""
    sheets = set_lines([TEXT[:28], TEXT[:28], "书信往来。"])
    return [
        Sheet(
            [
                cell.__class__(
                    cell.text,
                    cell.x,
                    cell.y,
                    cell.size,
                    SONG if cell.text in lent else FANGSONG_BOLD if cell.text in bold else FANGSONG,
                )
                for cell in page.cells
            ],
            page.rules,
        )
        for page in sheets
    ]


@pytest.mark.parametrize(
    ("bold", "lent", "faults"),
    [
        ("同胞信。", "臺灣來", 4),
        ("臺灣同胞來信。", "", 0),
        ("同胞来信。", "闻", 0),
        ("", "臺灣來", None),
    ],
)
def test_regular_characters_in_a_bold_heading_are_found(
    bold: str, lent: str, faults: int | None
) -> None:
    row = inspect_pdf(write_pdf(with_faces(bold, lent)))["bold-whole"]
    assert row.value == faults
    assert [place.text for place in row.places][:3] == (list(lent) if faults else [])

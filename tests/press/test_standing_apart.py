"""Pictures and turned tables stand where they leave the fewest lines empty."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from bulletin.press import Pressed
from tests.press.conftest import Measured, Press, article
from tests.press.test_tables import DUTIES, WIDE, table

PARAGRAPH = "<p>{}以村民小组为单元合理划分网格，综合组织、综治、信访、卫健等各部门，推进工作。</p>"
FIGURE = '<figure data-at="0"><img src="a.png" alt="现场"><figcaption>现场</figcaption></figure>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Image.new("RGB", (800, 600), (200, 220, 240)).save(tmp_path / "a.png")
    return tmp_path


def said(pressed: Pressed) -> list[str]:
    return [each.message for each in pressed.diagnostics if each.code == "P195"]


def page_of(measured: Measured, text: str) -> int:
    return next(line.page for line in measured.lines if line.text.startswith(text))


@pytest.mark.slow
def test_text_goes_on_before_a_picture_that_finds_no_room(press: Press, folder: Path) -> None:
    before = "".join(PARAGRAPH.format(f"前{at}，") for at in range(8))
    after = "".join(PARAGRAPH.format(f"后{at}，") for at in range(4))
    pressed = press(article(before + FIGURE + after), folder=folder)
    (message,) = said(pressed)
    assert message.startswith("图片移到后面第 ")
    measured = Measured(pressed.pdf)
    first = page_of(measured, "　　后0" if "　　后0" in measured.text else "后0")
    assert first < page_of(measured, "现场")
    # What speaks of the picture above it is not passed.
    told = after.replace("推进工作", "情况见上图")
    assert said(press(article(before + FIGURE + told), folder=folder)) == []


@pytest.mark.slow
def test_text_goes_on_before_a_turned_table(press: Press) -> None:
    whose = ["张三丰", "县委组织部", "县直机关工委", "12月底", "已完成"]
    wide = table(WIDE, ["1", DUTIES[:14], DUTIES, DUTIES, DUTIES, *whose])
    texts = "".join(PARAGRAPH.format(f"后{at}，") for at in range(9))
    pressed = press(article(PARAGRAPH.format("前，") * 4 + wide + texts))
    (message,) = said(pressed)
    assert message == "横排的表格移到后面第 8 段之后，免得前一面空 16 行"


@pytest.mark.slow
def test_a_large_picture_becomes_smaller_with_fit(press: Press, folder: Path) -> None:
    before = "".join(PARAGRAPH.format(f"前{at}，") for at in range(3))
    after = "".join(PARAGRAPH.format(f"后{at}，") for at in range(2))
    whole = article(before + FIGURE + after)
    own = press(whole, folder=folder)
    fitted = press(whole, folder=folder, fit=own.pages - 1)
    assert fitted.pages == own.pages - 1
    (one,), (other,) = (
        [each for page in Measured(pressed.pdf).pdf.pages for each in page.images]
        for pressed in (own, fitted)
    )
    assert 0.74 < other["width"] / one["width"] < 0.97

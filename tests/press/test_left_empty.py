"""A page that is left half empty by a picture or a table is told, with what fills it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from bulletin.diagnostics import Diagnostic, Severity
from tests.press.conftest import Press, article, by_engine

PARAGRAPH = "<p>{}以村民小组为单元合理划分网格，综合组织、综治、信访、卫健等各部门，推进工作。</p>"
FIGURE = '<figure data-at="7"><img src="a.png" alt="现场"><figcaption>现场</figcaption></figure>'
HEADING = "<h3>一、加强组织领导</h3>"
COPY = "第一段。\n\n\n![现场](a.png)\n"
TALL = "<br>".join(["网格"] * 16)

Sheet = Callable[[str], str]
BOTH = pytest.mark.parametrize("whole", [article, lambda body: by_engine(article(body))])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    draw(tmp_path, 600)
    return tmp_path


def draw(folder: Path, height: int) -> None:
    Image.new("RGB", (height * 4 // 3, height), (200, 220, 240)).save(folder / "a.png")


def text(count: int, of: str = "段") -> str:
    return "".join(PARAGRAPH.format(f"{of}{at}，") for at in range(count))


def of_above(count: int) -> str:
    """Paragraphs which the press itself does not put before a picture."""
    return text(count, "后").replace("推进工作", "见上图")


def table(rows: int, cell: str = "网格") -> str:
    row = f"<tr><td>{cell}</td><td>一</td></tr>"
    return f'<div class="table"><table data-at="7"><tbody>{row * rows}</tbody></table></div>'


def told(press: Press, sheet: str, folder: Path) -> list[Diagnostic]:
    pressed = press(sheet, folder=folder, copy=COPY)
    return [each for each in pressed.diagnostics if each.code == "P196"]


@BOTH
@pytest.mark.parametrize("kept", ["", HEADING])
def test_a_picture_that_leaves_a_page_half_empty_is_told_with_its_place(
    press_and_tell: Press, folder: Path, whole: Sheet, kept: str
) -> None:
    (each,) = told(press_and_tell, whole(text(7) + kept + FIGURE), folder)
    assert each.severity is Severity.WARNING
    assert re.fullmatch(r"图片在第 2 面排不下，这一面空了 \d+ 行", each.message)
    assert each.source is not None
    assert (each.source.path, each.span.start) == ("issues/9/a.md", 7)


@BOTH
@pytest.mark.parametrize("kept", ["", HEADING])
@pytest.mark.parametrize("caption", ["现场", "现场" * 30])
def test_either_cure_of_a_picture_fills_the_page(
    press_and_tell: Press, folder: Path, whole: Sheet, kept: str, caption: str
) -> None:
    figure = FIGURE.replace("<figcaption>现场", f"<figcaption>{caption}")
    after = of_above(8)
    (each,) = told(press_and_tell, whole(text(7) + kept + figure + after), folder)
    found = re.fullmatch(
        r"把这张图挪到后面约 (\d+) 行正文之后，或把图片文件缩小到高 (\d+) 像素以内", each.hint
    )
    assert found
    more = of_above((int(found[1]) + 1) // 2)
    assert not told(press_and_tell, whole(text(7) + kept + more + figure), folder)
    draw(folder, int(found[2]))
    assert not told(press_and_tell, whole(text(7) + kept + figure + after), folder)


@BOTH
def test_a_picture_without_text_after_it_goes_before_some(
    press_and_tell: Press, folder: Path, whole: Sheet
) -> None:
    (each,) = told(press_and_tell, whole(text(7) + FIGURE), folder)
    assert each.hint.startswith("把这张图挪到前面几段，或")
    assert not told(press_and_tell, whole(text(3) + FIGURE + text(4)), folder)


@BOTH
def test_a_picture_with_hardly_any_text_about_it_is_made_smaller_or_gets_some(
    press_and_tell: Press, folder: Path, whole: Sheet
) -> None:
    apart = f'{text(7)}<section class="attachment"><p>附件</p>{FIGURE}{FIGURE}</section>'
    hints = [each.hint for each in told(press_and_tell, whole(apart), folder)]
    assert hints, "the second picture finds no room below the first"
    assert all(re.match(r"在这张图前面加约 \d+ 行正文", each) for each in hints)


@BOTH
def test_a_table_whose_row_is_too_high_is_told(
    press_and_tell: Press, folder: Path, whole: Sheet
) -> None:
    (each,) = told(press_and_tell, whole(text(7) + table(1, TALL)), folder)
    assert each.message.startswith("表格在第 2 面排不下")
    assert each.hint.endswith("或把第一行拆成几行")
    assert each.span.start == 7
    begun = table(1).replace("</tbody>", f"<tr><td>{TALL}</td><td>一</td></tr></tbody>")
    (each,) = told(press_and_tell, whole(text(7) + begun), folder)
    assert each.message.startswith("表格的下一行在第 2 面排不下")


@BOTH
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(text(40), id="no picture"),
        pytest.param(table(60), id="a table that is divided"),
        pytest.param(text(7) + FIGURE.replace("<img", '<img style="x"') + text(1), id="small"),
        pytest.param(text(10) + FIGURE, id="at the head of a page after a full one"),
        pytest.param(
            f'{text(7)}<section class="attachment">{FIGURE}</section>',
            id="an attachment that begins its page",
        ),
        pytest.param(
            f'{text(7)}<section class="attachment"><p>附件</p>{FIGURE}</section>',
            id="an attachment with its label",
        ),
    ],
)
def test_what_leaves_no_page_empty_is_not_told(
    press_and_tell: Press, folder: Path, whole: Sheet, body: str
) -> None:
    if 'style="x"' in body:
        draw(folder, 120)
        body = body.replace(' style="x"', "")
    assert not told(press_and_tell, whole(body), folder)


@BOTH
def test_the_end_of_the_last_page_is_not_told(
    press_and_tell: Press, folder: Path, whole: Sheet
) -> None:
    draw(folder, 150)
    assert not told(press_and_tell, whole(text(1) + FIGURE), folder)

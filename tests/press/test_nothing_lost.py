"""Whatever an issue is made of: printed once, in order, its notes with their calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest

from bulletin.diagnostics import Severity
from bulletin.press import engine
from tests.press.conftest import Press, article


def printed(pdf: bytes, wanted: set[str]) -> list[tuple[str, int]]:
    """Those marks that are wanted, as a reader finds them in a PDF, each with its page."""
    return [
        (character, number)
        for number, page in enumerate(pypdfium2.PdfDocument(pdf))
        for character in page.get_textpage().get_text_range()
        if character in wanted
    ]


COPY = "第一段。\n\n第二段[^1]。\n\n![图](chart.png)\n\n第三段。"
BODY = (
    '<p data-at="0">第一段。</p><p data-at="6">第二段<span class="footnote">注在此。</span>。</p>'
    '<img data-at="17" src="chart.png" alt="图"><p data-at="34">第三段。</p>'
)


@pytest.mark.parametrize(
    ("lost", "line"), [("第三段。", 7), ("注在此。", 3), ("第二段", 3), ("img", 5)]
)
def test_what_the_engine_loses_is_named_and_is_an_error(
    press: Press, monkeypatch: pytest.MonkeyPatch, lost: str, line: int
) -> None:
    set_after_losing(monkeypatch, lambda box: lost in (getattr(box, "text", ""), box.element_tag))
    (fault,) = press(article(BODY), copy=COPY).diagnostics
    assert (fault.code, fault.severity) == ("P115", Severity.ERROR)
    what = "一幅图片" if lost == "img" else f"“{'第二段。' if lost == '第二段' else lost}”"
    assert fault.message == f"{what}没有完整排进版面"
    assert fault.source is not None
    assert fault.source.place(fault.span.start).line == line


def test_a_colophon_that_the_engine_loses_is_named(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_after_losing(monkeypatch, lambda box: box.element_tag == "footer")
    faults = press(article(BODY), copy=COPY).diagnostics
    assert {each.code for each in faults} == {"P115"}
    assert "“报：”没有完整排进版面" in [each.message for each in faults]


def test_what_is_set_twice_is_named(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    def laid_twice(*arguments: Any) -> Any:
        document = lay_out(*arguments)
        document.pages += document.pages
        return document

    lay_out = engine.lay_out
    monkeypatch.setattr(engine, "lay_out", laid_twice)
    assert {each.code for each in press(article(BODY), copy=COPY).diagnostics} == {"P115"}


def test_a_table_s_head_stands_on_every_page(press: Press) -> None:
    head = "<thead><tr><th>项目</th></tr></thead>"
    rows = "<tr><td>甲</td></tr>" * 60
    pressed = press(article(f"<table>{head}<tbody>{rows}</tbody></table>"))
    assert not pressed.diagnostics
    assert [mark for mark, _ in printed(pressed.pdf, {"项"})] == ["项"] * 4


def set_after_losing(monkeypatch: pytest.MonkeyPatch, lost: Callable[[Any], bool]) -> None:
    """Have the engine lose boxes after it has laid them out."""

    def laid(*arguments: Any) -> Any:
        document = lay_out(*arguments)
        for page in document.pages:
            for box in page._page_box.descendants():
                box.children = [child for child in box.children if not lost(child)]
        return document

    lay_out = engine.lay_out
    monkeypatch.setattr(engine, "lay_out", laid)


@pytest.mark.parametrize("lines", [42, 43, 44, 45])
def test_a_page_that_is_kept_hands_on_what_it_put_off(press: Press, lines: int) -> None:
    """A proof's marks make the engine go round once more; the page before the last is kept."""
    marked, plain = '<p><span style="position: running(mark)">校</span>文。</p>', "<p>文。</p>"
    body = marked + plain * 18 + marked + plain * (lines - 21) + "<p>终。</p>"
    shown = "<style>@page { @left-middle { content: element(mark) } }</style></head>"
    pressed = press(article(body).replace("</head>", shown))
    assert not pressed.diagnostics
    assert printed(pressed.pdf, set("终报送")) == [("终", 2), ("报", 3), ("送", 3)]

"""Whatever an issue is made of: printed once, in order, its notes with their calls."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pypdfium2
import pytest

from bulletin.diagnostics import Diagnostic, Severity
from bulletin.press import Pressed
from bulletin.press.engine.printing import lay_out
from tests.press.conftest import Press, article, by_engine

WORDS = "坚持以党建引领为抓手，推动基层治理提质增效，形成“上下联动”的工作格局，确保36项任务见效。"

MARKS = sorted(
    {bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)}
    - set(article(WORDS + "标题项目说明"))
)
"""One 汉字 for the beginning and one for the end of every block and note, and for every call."""


class Copy:
    """A random article of paragraphs, headings, tables over pages, figures and notes."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.marks = iter(MARKS)
        self.blocks: list[str] = []
        self.notes: list[str] = []
        self.calls: list[str] = []
        self.often = self.chance.choice([0.05, 0.2, 0.5])
        self.most = self.chance.choice([1, 3, 12])
        weights = [12, 2, self.chance.randint(0, 4), self.chance.randint(0, 4)]
        kinds = [self.paragraph, self.heading, self.table, self.figure]
        count = self.chance.randint(5, 30)
        made = "".join(kind() for kind in self.chance.choices(kinds, weights, k=count))
        self.body = f'<h2 class="title"><span>标题</span></h2>{made}'

    def text(self, most: int, noted: float) -> str:
        """Words of one block, with some notes."""
        first, last = next(self.marks), next(self.marks)
        self.blocks += first, last
        parts = (WORDS[: self.chance.randint(2, len(WORDS))] for _ in range(most))
        return first + "".join(f"{part}{self.note(noted)}" for part in parts) + last

    def note(self, often: float) -> str:
        if self.chance.random() > often:
            return ""
        call, first, last = next(self.marks), next(self.marks), next(self.marks)
        self.calls.append(call)
        self.notes += first, last
        inside = WORDS * self.chance.choice([0, 0, 1, self.most])
        return f'{call}<span class="footnote">{first}{inside}{last}</span>'

    def paragraph(self) -> str:
        return f"<p>{self.text(self.chance.randint(1, 8), self.often)}</p>"

    def heading(self) -> str:
        return f"<h3>{self.text(0, 0)}</h3>"

    def table(self) -> str:
        count = self.chance.choice([2, 5, 40])
        rows = "".join(f"<tr>{self.cell()}{self.cell()}</tr>" for _ in range(count))
        head = "<thead><tr><th>项目</th><th>说明</th></tr></thead>"
        return f"<table>{head}<tbody>{rows}</tbody></table>"

    def cell(self) -> str:
        return f"<td>{self.text(self.chance.randint(0, 2), self.often / 10)}</td>"

    def figure(self) -> str:
        caption = f"<figcaption>{self.text(0, 0)}</figcaption>"
        return f'<figure><img src="chart.png" alt="图">{caption}</figure>'


def printed(pdf: bytes, wanted: set[str]) -> list[tuple[str, int]]:
    """Those marks that are wanted, as a reader finds them in a PDF, each with its page."""
    return [
        (character, number)
        for number, page in enumerate(pypdfium2.PdfDocument(pdf))
        for character in page.get_textpage().get_text_range()
        if character in wanted
    ]


@pytest.mark.slow
def test_everything_is_composed_once_and_in_order(press: Press) -> None:
    for seed in range(40):
        copy = Copy(seed)
        pressed = press(article(copy.body))
        assert pressed.record.by_engine == ""
        check(copy, pressed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [*range(4), 12, 13, 29, 30, 37])
def test_the_engine_prints_everything_once_and_in_order(press: Press, seed: int) -> None:
    copy = Copy(seed)
    check(copy, press(by_engine(article(copy.body))))


def check(copy: Copy, pressed: Pressed) -> None:
    """Every block, note and call is there once and in order, and each note by its call."""
    assert not [each for each in pressed.diagnostics if each.severity is Severity.ERROR]
    for marks in (copy.blocks, copy.notes, copy.calls, ["报", "送"]):
        assert [mark for mark, _ in printed(pressed.pdf, set(marks))] == marks
    page = dict(printed(pressed.pdf, {*copy.notes, *copy.calls, "报", "送"}))
    for call, note in zip(copy.calls, copy.notes[::2], strict=True):
        assert page[note] - page[call] in (0, 1)
    assert page["报"] == page["送"] == pressed.pages - 1


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
    (fault,) = errors(press(article(BODY), copy=COPY))
    assert fault.code == "P115"
    what = "一幅图片" if lost == "img" else f"“{'第二段。' if lost == '第二段' else lost}”"
    assert fault.message == f"{what}没有完整排进版面"
    assert fault.source is not None
    assert fault.source.place(fault.span.start).line == line


def test_a_colophon_that_the_engine_loses_is_named(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_after_losing(monkeypatch, lambda box: box.element_tag == "footer")
    faults = errors(press(article(BODY), copy=COPY))
    assert {each.code for each in faults} == {"P115"}
    assert "“报：”没有完整排进版面" in [each.message for each in faults]


def test_what_is_set_twice_is_named(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    def laid_twice(*arguments: Any) -> Any:
        document = lay_out(*arguments)
        document.pages += document.pages
        return document

    monkeypatch.setattr("bulletin.press.engine.laid.lay_out", laid_twice)
    assert {each.code for each in errors(press(article(BODY), copy=COPY))} == {"P115"}


def test_a_table_s_head_stands_on_every_page(press: Press) -> None:
    head = "<thead><tr><th>项目</th></tr></thead>"
    rows = "<tr><td>甲</td></tr>" * 60
    pressed = press(article(f"<table>{head}<tbody>{rows}</tbody></table>"))
    assert not pressed.diagnostics
    assert [mark for mark, _ in printed(pressed.pdf, {"项"})] == ["项"] * 4


def errors(pressed: Pressed) -> list[Diagnostic]:
    """The faults for which an issue is not printed."""
    return [each for each in pressed.diagnostics if each.severity is Severity.ERROR]


def set_after_losing(monkeypatch: pytest.MonkeyPatch, lost: Callable[[Any], bool]) -> None:
    """Have the engine lose boxes after it has laid them out."""

    def lossy(*arguments: Any) -> Any:
        document = lay_out(*arguments)
        for page in document.pages:
            for box in page._page_box.descendants():
                box.children = [child for child in box.children if not lost(child)]
        return document

    monkeypatch.setattr("bulletin.press.engine.laid.lay_out", lossy)


@pytest.mark.parametrize("lines", [42, 43, 44, 45])
def test_a_page_that_is_kept_hands_on_what_it_put_off(press: Press, lines: int) -> None:
    """A proof's marks make the engine go round once more; the page before the last is kept."""
    marked, plain = '<p><span style="position: running(mark)">校</span>文。</p>', "<p>文。</p>"
    body = marked + plain * 18 + marked + plain * (lines - 21) + "<p>终。</p>"
    shown = "<style>@page { @left-middle { content: element(mark) } }</style></head>"
    pressed = press(article(body).replace("</head>", shown), fit=4)
    assert not pressed.diagnostics
    assert printed(pressed.pdf, set("终报送")) == [("终", 2), ("报", 3), ("送", 3)]


@pytest.mark.slow
def test_a_note_stays_when_the_next_paragraph_finds_no_room(press: Press) -> None:
    """Its first line goes over, rather than the note that stands on the page."""
    noted = '<p>呼<span class="footnote">甲</span>文。</p>'
    for lines in range(12):
        text = "<p>文。</p>" * lines + noted + f"<p>{'基层党建。' * 30}</p>" * 2
        pages = dict(printed(press(article(text)).pdf, set("呼甲")))
        assert pages["甲"] == pages["呼"], lines

"""PDF as a document: paragraphs put together again, and the files that hold no text."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bulletin.intake.portable import _outside_fault, _read, read_portable
from bulletin.intake.received import Grid, ReceivedDocument, ReceivedLine
from bulletin.isolation import Limits
from bulletin.source import Source
from tests.received.declared import DeclaredLine, documents
from tests.received.portable import leaves, written

PAGE = """
<style>
@page {{ size: 120mm 80mm; margin: 15mm;
         @bottom-right {{ content: "— " counter(page) " —"; font: 12pt "Noto Serif CJK SC" }} }}
body {{ font: 12pt/20pt "Noto Serif CJK SC"; margin: 0 }}
p {{ margin: 0; text-indent: 2em; text-align: justify }}
h1 {{ font-size: 18pt; margin: 0 0 10pt; text-align: center }}
.foot {{ text-align: right }}
</style>
{}
"""


@cache
def pdf_of(body: str) -> bytes:
    import weasyprint

    written = weasyprint.HTML(string=PAGE.format(body)).write_pdf()
    assert isinstance(written, bytes)
    return written


def shown(document: ReceivedDocument) -> list[str]:
    """The paragraphs, bold stretches in 〔〕."""
    return [
        "".join(f"〔{run.text}〕" if run.bold else run.text for run in part.runs)
        for part in document.parts
        if isinstance(part, ReceivedLine)
    ]


def codes(document: ReceivedDocument) -> list[str]:
    return [each.code for each in document.diagnostics]


SENTENCE = "由镇党委牵头，纪检、宣传等部门参与乡风文明工作全过程，对评议过程和评议结果进行督查。"


@pytest.mark.slow
def test_lines_are_paragraphs_again_over_the_end_of_a_page() -> None:
    body = (
        "<h1>党建引领乡风文明</h1>"
        f"<p><b>规范评议程序。</b>{SENTENCE * 6}</p><p>{SENTENCE}</p>"
        "<p class='foot'>（城关镇供稿）</p>"
    )
    document = read_portable("来稿/城关镇.pdf", pdf_of(body))
    assert codes(document) == []
    title, *paragraphs = shown(document)
    assert title.strip("〔〕") == "党建引领乡风文明"
    assert paragraphs == [f"〔规范评议程序。〕{SENTENCE * 6}", SENTENCE, "（城关镇供稿）"]
    first, second, *_, last = (part for part in document.parts if isinstance(part, ReceivedLine))
    assert (first.alignment, first.size, second.size) == ("center", 18, 12)
    assert (second.indent, last.alignment) == (2, "right")
    assert [line.text for line in document.running] == ["— 1 —", "— 2 —", "— 3 —"]
    assert [document.source.quote(part.span) for part in document.parts[:1]] == [first.text]


@pytest.mark.slow
def test_a_break_between_two_words_is_a_space_and_one_between_characters_is_none() -> None:
    words = "annual report of the county office on the work of the villages " * 3
    document = read_portable("x.pdf", pdf_of(f"<p>{SENTENCE}</p><p>{words}</p>"))
    assert [text.strip() for text in shown(document)] == [SENTENCE, words.strip()]


@pytest.mark.slow
def test_pictures_and_tables_are_told() -> None:
    written = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(written, "PNG")
    picture = f"data:image/png;base64,{base64.b64encode(written.getvalue()).decode()}"
    table = "<table style='border-collapse: collapse'>" + "".join(
        f"<tr><td style='border: 1px solid'>第{row}行</td>"
        f"<td style='border: 1px solid; padding-left: 3em'>{row}00人次</td></tr>"
        for row in (1, 2)
    )
    document = read_portable(
        "x.pdf", pdf_of(f"<p>{SENTENCE}</p><img src='{picture}' width=99>{table}</table>")
    )
    assert codes(document) == ["D332"]
    (grid,) = (part for part in document.parts if isinstance(part, Grid))
    texts = [[document.source.quote(cell.lines[0].span) for cell in row] for row in grid.rows]
    assert texts == [["第1行", "100人次"], ["第2行", "200人次"]]


@pytest.mark.slow
def test_columns_without_rules_are_no_table_and_are_told() -> None:
    row = "<div style='display: flex; gap: 5em'><span>城关镇</span><span>12 人</span></div>"
    document = read_portable("x.pdf", pdf_of(f"<p>{SENTENCE}</p>{row}{row}"))
    assert codes(document) == ["D333"]
    assert shown(document)[1:] == ["城关镇", "12 人"] * 2


@pytest.mark.slow
def test_numbers_one_after_the_other_are_a_list() -> None:
    body = f"<p>1.{SENTENCE}</p><p>2.{SENTENCE}</p><p>{SENTENCE}</p><p>1.{SENTENCE}</p>"
    document = read_portable("x.pdf", pdf_of(body))
    lines = [part for part in document.parts if isinstance(part, ReceivedLine)]
    assert [(line.label, line.depth) for line in lines] == [("1.", 1), ("2.", 1), ("", 0), ("", 0)]
    assert [line.text for line in lines] == [
        *(f"1.{SENTENCE}", f"2.{SENTENCE}", SENTENCE, f"1.{SENTENCE}")
    ]
    assert [document.source.quote(line.span) for line in lines] == [line.text for line in lines]


@pytest.mark.slow
def test_a_raised_figure_calls_the_note_at_the_foot() -> None:
    call = "<sup style='font-size: 6pt; line-height: 0'>1</sup>"
    note = f"<p style='font-size: 9pt; margin-top: 6pt'>{call}见《办法》第十条。</p>"
    body = f"<p>{SENTENCE}{call}效果很好。</p>{note}"
    document = read_portable("x.pdf", pdf_of(body))
    (line,) = (part for part in document.parts if isinstance(part, ReceivedLine))
    assert [run.footnote for run in line.runs] == [None, 1, None]
    assert [[line.text for line in note] for note in document.footnotes] == [["见《办法》第十条。"]]


def a_scan() -> bytes:
    written = io.BytesIO()
    Image.new("L", (100, 140), 255).save(written, "PDF")
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "不是 PDF"),
        (b"PK\x03\x04", "不是 PDF"),
        (a_scan(), "PDF 是扫描件，只有图像，没有文字"),
        (b"%PDF-1.4\nnothing", "PDF 已损坏，读不下去（PDFSyntaxError）"),
        (b"%PDF-1.4" + b"/Type/Page " * 301, "PDF 超过 300 面"),
        (b"%PDF-1.4" + bytes(64 * 1024**2), "PDF 太大"),
    ],
    ids=["empty", "zip", "scan", "broken", "many pages", "huge"],
)
def test_what_holds_no_text_is_refused_with_the_reason(content: bytes, message: str) -> None:
    document = _read_here("x.pdf", content)
    assert [each.message for each in document.diagnostics] == [message]
    assert codes(document) == ["D331"]
    assert document.parts == ()


def _read_here(path: str, content: bytes) -> ReceivedDocument:
    """Without a process of its own, where the file is small."""
    fault = _outside_fault(path, content)
    if fault:
        return ReceivedDocument("x", Source(path, ""), (), diagnostics=(fault,))
    return _read(path, content)


def test_a_locked_pdf_is_refused() -> None:
    locked = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"3 0 obj<</Filter/Standard/V 1/R 2/P -4/O<" + b"00" * 32 + b">/U<" + b"11" * 32
        + b">>>endobj\ntrailer<</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]/Size 4>>\n"
    )  # fmt: skip
    assert [each.message for each in _read("x.pdf", locked).diagnostics] == ["PDF 加了口令"]


@pytest.mark.slow
def test_one_that_takes_too_long_is_given_up() -> None:
    document = read_portable("x.pdf", a_scan(), Limits(seconds=0.01))
    assert [each.message for each in document.diagnostics] == ["PDF 读不完（超过 0 秒）"]


@given(st.binary(max_size=300))
@settings(max_examples=50)
def test_no_bytes_raise(content: bytes) -> None:
    _read("x.pdf", b"%PDF-1.4\n" + content)


@pytest.mark.slow
@pytest.mark.parametrize("by", [70.0, -45.0])
def test_mirrored_margins_tear_nothing(by: float) -> None:
    """A document of several pages says the same whichever side its wide margin is on."""
    long = "各村要把防汛责任落实到人，备足物资，加强值守，发现险情随时报告，不得推诿。" * 5
    line = DeclaredLine("文", 16, "B", long, long)
    declared = replace(documents()[0], lines=tuple([line] * 12))
    pages = tuple(leaves(declared))
    assert len(pages) > 2
    moved = tuple(
        replace(
            page,
            glyphs=tuple(replace(glyph, x=glyph.x + by * (number % 2)) for glyph in page.glyphs),
        )
        for number, page in enumerate(pages)
    )
    plain, mirrored = (read_portable("x.pdf", written(each)) for each in (pages, moved))
    assert shown(mirrored) == shown(plain) == [long] * 12

"""What holds for any Word document: what was put in is read, in its face and at its place."""

from __future__ import annotations

import io
from itertools import groupby

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin.intake.received import Grid, ReceivedLine
from bulletin.intake.word import read_word
from bulletin.intake.word.list_numbers import FORMATS

WORDS = st.text(
    st.one_of(
        st.sampled_from("党建引领，。“”（）《》：；、—… \u3000１Ａ%+-&<>\"'"),
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Zl", "Zp", "Cn")),
    ),
    min_size=1,
    max_size=12,
)
FACES = st.tuples(
    st.booleans(), st.booleans(), st.sampled_from((0, 15, 16, 22)), st.sampled_from(("", "黑体"))
)
PARAGRAPHS = st.lists(st.lists(st.tuples(WORDS, FACES), max_size=4), max_size=5)
Face = tuple[bool, bool, int, str]


def fill(paragraph: Paragraph, runs: list[tuple[str, Face]]) -> None:
    for text, (bold, italic, size, face) in runs:
        run = paragraph.add_run(text)
        run.bold, run.italic = bold, italic
        if size:
            run.font.size = Pt(size)
        if face:
            run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def joined(runs: list[tuple[str, Face]]) -> list[tuple[str, Face]]:
    """Runs of one face as one."""
    return [
        ("".join(text for text, _ in group), face)
        for face, group in groupby(runs, key=lambda run: run[1])
    ]


def read_back(line: ReceivedLine) -> list[tuple[str, Face]]:
    """A line's runs; 11 pt and 宋体 are what python-docx's template says."""
    return [
        (
            run.text,
            (
                run.bold,
                run.italic,
                0 if run.size == 11 else int(run.size),
                "" if run.face == "宋体" else run.face,
            ),
        )
        for run in line.runs
    ]


@pytest.mark.slow
@settings(max_examples=40)
@given(PARAGRAPHS)
def test_what_is_put_in_is_read(paragraphs: list[list[tuple[str, Face]]]) -> None:
    document = docx.Document()
    for runs in paragraphs:
        fill(document.add_paragraph(), runs)
    written = io.BytesIO()
    document.save(written)
    read = read_word("a.docx", written.getvalue())
    lines = [part for part in read.parts if isinstance(part, ReceivedLine)]
    assert [read_back(line) for line in lines] == [joined(runs) for runs in paragraphs]
    for line in lines:
        assert read.source.quote(line.span) == line.text
        assert all(read.source.quote(run.span) == run.text for run in line.runs)
    assert read.source.text == "".join(f"{line.text}\n" for line in lines)
    assert read.diagnostics == ()


@pytest.mark.slow
@settings(max_examples=20)
@given(st.lists(st.lists(WORDS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_a_table_is_read_cell_by_cell(rows: list[list[str]]) -> None:
    document = docx.Document()
    table = document.add_table(len(rows), 2)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.paragraphs[0].add_run(text)
    written = io.BytesIO()
    document.save(written)
    (grid,) = read_word("a.docx", written.getvalue()).parts
    assert isinstance(grid, Grid)
    assert [
        [line.text for cell in row for line in cell.lines if isinstance(line, ReceivedLine)]
        for row in grid.rows
    ] == rows


@given(st.sampled_from(sorted(FORMATS)), st.integers(-5, 1_000_000_000))
def test_every_format_writes_any_number_shortly(name: str, number: int) -> None:
    assert len(FORMATS[name](number)) <= 40


def test_numbers_are_written_as_offices_write_them() -> None:
    written = {
        name: [FORMATS[name](number) for number in (1, 10, 11, 20, 21, 100, 101, 110, 1010)]
        for name in ("chineseCountingThousand", "japaneseCounting", "chineseLegalSimplified")
    }
    assert written == {
        "chineseCountingThousand": (
            ["一", "十", "十一", "二十", "二十一", "一百", "一百零一", "一百一十", "一千零一十"]
        ),
        "japaneseCounting": ["一", "十", "十一", "二十", "二十一", "百", "百一", "百十", "千十"],
        "chineseLegalSimplified": (
            ["壹", "壹拾", "壹拾壹", "贰拾", "贰拾壹", "壹佰", "壹佰零壹", "壹佰壹拾", "壹仟零壹拾"]
        ),
    }
    assert [FORMATS["upperRoman"](number) for number in (4, 9, 14, 1999)] == [
        "IV",
        "IX",
        "XIV",
        "MCMXCIX",
    ]
    assert [FORMATS["lowerLetter"](number) for number in (1, 26, 27, 53)] == ["a", "z", "aa", "aaa"]
    assert [FORMATS["decimalEnclosedCircle"](number) for number in (1, 20, 21, 50, 51)] == [
        "①",
        "⑳",
        "㉑",
        "㊿",
        "51",
    ]
    assert [FORMATS["chineseCounting"](number) for number in (9, 10, 99, 100)] == [
        "九",
        "十",
        "九十九",
        "一○○",
    ]

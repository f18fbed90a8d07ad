"""Whether the first row of a received table is a head: by its mark, its look, or its words."""

from __future__ import annotations

import io

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table

from bulletin.intake.heads import FirstRow, faults_of_head, first_row
from bulletin.intake.received import Grid, GridCell, ReceivedLine, Run
from bulletin.intake.word import read_word
from bulletin.source import Source, Span

HEAD, FIGURES, DOUBTFUL = FirstRow.HEAD, FirstRow.FIGURES, FirstRow.DOUBTFUL
NOWHERE = Span(0, 0)


def grid(text: str, **more: object) -> Grid:
    """A table, a row a line and cells between |; a row in * is bold."""
    rows = []
    for row in text.split("\n"):
        bold = row.startswith("*")
        cells = row.strip("*").split("|")
        rows.append(
            tuple(
                GridCell((ReceivedLine((Run(each, NOWHERE, bold),), NOWHERE),) if each else ())
                for each in cells
            )
        )
    return Grid(tuple(rows), NOWHERE, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("第1天|上午集中学习第1讲\n第2天|上午集中学习第2讲\n第3天|上午集中学习第3讲", FIGURES),
        ("城关镇|571|84.8%\n东关街道|450|70.2%", FIGURES),
        ("1|加强领导|张三\n2|压实责任|李四", FIGURES),
        ("一|加强领导\n二|压实责任\n三|强化监管", FIGURES),
        ("6月5日|城关镇\n6月8日|东关街道", FIGURES),
        ("甲村|12户", FIGURES),
        ("单位|得分\n城关镇|96.5\n东关街道|88", HEAD),
        ("指标名|2022年|2023年\n报送|571|948\n采用|450|820", HEAD),
        ("镇别|篇数\n城关镇|96\n东关街道|88", HEAD),
        ("序号|题目\n1|加强领导\n2|压实责任", HEAD),
        ("*甲|乙\n丙|丁\n戊|己", HEAD),
        ("*1|2\n3|4", HEAD),
        ("*甲|乙\n*丙|丁", DOUBTFUL),
        ("张三|李四\n王五|赵六", DOUBTFUL),
        ("加强领导|压实责任", DOUBTFUL),
    ],
)
def test_the_words_of_the_first_row(text: str, what: FirstRow) -> None:
    found = first_row(grid(text))
    assert found is what
    told = faults_of_head(found, grid(text), Source("a", ""))
    assert [each.code for each in told] == {FIGURES: ["D358"], DOUBTFUL: ["D357"], HEAD: []}[what]


def test_a_mark_or_a_look_goes_before_words() -> None:
    rows = "1|2\n3|4"
    assert first_row(grid(rows, head=1)) is HEAD
    assert first_row(grid(rows, set_off=True)) is HEAD
    assert first_row(grid(rows, head=2)) is FIGURES, "all rows are marked: none is a head"


# -- As Word has it --------------------------------------------------------------------------------


def made(rows: str) -> tuple[WordDocument, Table]:
    document = docx.Document()
    cells = [row.split("|") for row in rows.split("\n")]
    table = document.add_table(len(cells), len(cells[0]))
    table.style = "Table Grid"
    for row, words in zip(table.rows, cells, strict=True):
        for cell, each in zip(row.cells, words, strict=True):
            cell.text = each
    return document, table


def read(document: WordDocument) -> Grid:
    content = io.BytesIO()
    document.save(content)
    [found] = [
        each for each in read_word("a.docx", content.getvalue()).parts if isinstance(each, Grid)
    ]
    return found


DAYS = "第1天|学习\n第2天|讨论\n第3天|参观"


def test_the_flag_that_word_sets_on_every_table_tells_nothing() -> None:
    document, _ = made(DAYS)
    assert first_row(read(document)) is FIGURES


def test_a_table_style_that_sets_the_first_row_off_tells() -> None:
    document, table = made(DAYS)
    table.style = "Light Grid Accent 1"
    assert read(document).set_off
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.set(qn("w:firstRow"), "0")
    assert not read(document).set_off


def test_a_repeated_row_and_a_shaded_one_tell() -> None:
    document, table = made(DAYS)
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    assert first_row(read(document)) is HEAD
    document, table = made(DAYS)
    for cell in table.rows[0].cells:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), "D9D9D9")
        cell._tc.get_or_add_tcPr().append(shade)
    assert first_row(read(document)) is HEAD

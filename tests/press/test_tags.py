"""The structure of the PDF: each element of the sheet once, however many pages it turns."""

from __future__ import annotations

import io
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from pdfminer.pdftypes import resolve1

from tests.press.conftest import Press, article, sheet

Piece = tuple[int, int]
"""A page, from 0, and the number of a marked piece on it."""

LONG = "健全机制，压实责任，抓好落实，务求实效。" * 40
ROWS = "".join(f"<tr><td>{row}</td><td>石桥镇第{row}村</td></tr>" for row in range(1, 31))
TABLE = f"<table><thead><tr><th>序号</th><th>村名</th></tr></thead><tbody>{ROWS}</tbody></table>"
ITEMS = "".join(f"<li><span>第{item}项工作在年底前完成。</span></li>" for item in range(1, 25))


class Tagged:
    """A structure element with its own text and its elements."""

    def __init__(self, kind: str, pieces: list[Piece], kids: list[Tagged], own: str) -> None:
        self.type, self.pieces, self.kids, self.own = kind, pieces, kids, own

    def __iter__(self) -> Iterator[Tagged]:
        yield self
        for kid in self.kids:
            yield from kid

    def all(self, *types: str) -> list[Tagged]:
        return [each for each in self if each.type in types]

    @property
    def text(self) -> str:
        return self.own + "".join(kid.text for kid in self.kids)

    @property
    def inner(self) -> list[str]:
        return [kid.type for kid in self.kids]


def structure(pdf: bytes) -> Tagged:
    """The structure of a PDF, of which every character is a part once, if it is no artifact."""
    with pdfplumber.open(io.BytesIO(pdf)) as read:
        texts: dict[Piece, str] = {}
        for number, page in enumerate(read.pages):
            for each in page.chars:
                assert each["tag"] is not None, each["text"]
                if each["mcid"] is not None:
                    texts[number, each["mcid"]] = (
                        texts.get((number, each["mcid"]), "") + each["text"]
                    )
        pages = {page.page_obj.pageid: number for number, page in enumerate(read.pages)}
        root = resolve1(resolve1(read.doc.catalog["StructTreeRoot"])["K"])[0]
        tagged = _tagged(resolve1(root), texts, pages)
    known = Counter(piece for each in tagged for piece in each.pieces)
    assert set(known.values()) == {1}
    assert texts.keys() <= known.keys()
    return tagged


def _tagged(node: dict[str, Any], texts: dict[Piece, str], pages: dict[int, int]) -> Tagged:
    pieces: list[Piece] = []
    kids: list[Tagged] = []
    for each in map(resolve1, resolve1(node["K"])):
        if isinstance(each, int):
            pieces.append((pages[node["Pg"].objid], each))
        elif "MCID" in each:
            pieces.append((pages[each["Pg"].objid], each["MCID"]))
        elif "S" in each:
            kids.append(_tagged(each, texts, pages))
    own = "".join(texts.get(piece, "") for piece in pieces)
    return Tagged(node["S"].name, pieces, kids, own)


def artifacts(pdf: bytes) -> int:
    """How many characters no reader says."""
    with pdfplumber.open(io.BytesIO(pdf)) as read:
        return sum(each["tag"] == "Artifact" for page in read.pages for each in page.chars)


def test_an_issue_is_read_by_its_headings(press: Press) -> None:
    root = structure(press(sheet("116")).pdf)
    assert root.type == "Document"
    assert [each.text for each in root.all("H1")] == ["天长组工信息"]
    assert [each.text for each in root.all("H2")][
        1
    ] == "□广陵街道：多方联“建”，激活社区治理新动能。"
    assert [len(each.all("H3")) for each in root.all("Art")] == [3, 3, 3, 3, 3]
    assert root.all("H3")[0].text == "筑牢红色阵地。"
    # One paragraph behind each heading; five of them turn a page.
    assert all(each.inner == ["H2", *["H3", "P"] * 3] for each in root.all("Art"))
    assert [each.inner for each in root.all("TOC")] == [["TOCI"] * 5]
    assert not root.all("NonStruct", "Div")


def test_what_turns_pages_is_one_element(press: Press) -> None:
    body = f"<p>{LONG}</p><ul>{ITEMS}</ul>{TABLE}<blockquote><p>{LONG}</p></blockquote>"
    pressed = press(article(body))
    assert pressed.pages >= 4
    (art,) = structure(pressed.pdf).all("Art")
    assert art.inner == ["P", "L", "Table", "BlockQuote"]
    assert art.kids[1].inner == ["LI"] * 24
    assert {tuple(each.inner) for each in art.all("LI")} == {("Lbl", "LBody")}
    (table,) = art.all("Table")
    assert table.inner == ["THead", "TBody"]
    assert len(table.all("TR")) == 31
    assert len(table.all("TH")) == 2
    # The head that is repeated and the page numbers are not read again.
    assert artifacts(pressed.pdf) >= 4 * (pressed.pages - 2)


def test_a_note_is_read_where_it_is_called(press: Press) -> None:
    note = '<span class="footnote">统计到十月底。</span>'
    root = structure(press(article(f"<p>建成网格24个{note}，选派干部12名。</p>")).pdf)
    (paragraph,) = root.all("Art")[0].all("P")
    assert paragraph.inner == ["Reference", "Note"]
    assert paragraph.kids[1].own == "统计到十月底。"
    assert paragraph.kids[1].inner == ["Lbl"]


@pytest.mark.slow
def test_a_program_that_checks_accessibility_finds_nothing(
    press_and_tell: Press, tmp_path: Path
) -> None:
    pdf = press_and_tell(sheet("mixed")).pdf
    assert structure(pdf).all("Figure", "Caption", "BlockQuote")
    file = tmp_path / "mixed.pdf"
    file.write_bytes(pdf)
    command = [sys.executable, "-m", "pdfua", "check", str(file)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "no findings" in said.stdout

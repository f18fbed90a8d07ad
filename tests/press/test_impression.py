"""From what stands where on a page to a PDF, without any engine."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace

import pdfplumber
import pypdfium2
import pytest

from bulletin.press import Faces
from bulletin.press.impression import (
    Bookmark,
    ColourProfile,
    EmbeddedFace,
    GlyphRun,
    Imprint,
    Ink,
    NamedPlace,
    Outline,
    Painted,
    Piece,
    PlacedIssue,
    PlacedLink,
    PlacedPage,
    SignRow,
    TaggedPart,
    Veiled,
    impress,
    opened,
)

BLACK, RED = Ink(0, 0, 0), Ink(1, 0.2, 0.2)


@pytest.fixture
def face(faces: Faces) -> EmbeddedFace:
    (file, *_) = faces.regular("FangSong")
    return EmbeddedFace(file, 0, "ABCDEF", "Bulletin-FangSong", "Bulletin FangSong", 880, -120)


def run_of(face: EmbeddedFace, text: str, y: float, *places: float, mark: int = 0) -> GlyphRun:
    drawing = opened(face.file, face.index).drawing
    glyphs = [drawing.get_nominal_glyph(ord(each)) or 0 for each in text]
    return GlyphRun(face, 16, BLACK, 80, y, SignRow(glyphs, places, list(text)), mark)


def issue_of(*items: GlyphRun | Painted | Veiled, **others: object) -> PlacedIssue:
    marks = tuple(Piece(0, mark) for mark in range(3))
    page = PlacedPage(595, 842, items, (PlacedLink((80, 90, 120, 100), "a1", False),))
    page = replace(page, anchors=(NamedPlace("a1", 80, 200),))
    structure = TaggedPart("Document", (TaggedPart("P", marks, ((0, 0),)),))
    below = Bookmark("筑牢红色阵地。", 0, 80, 300)
    return PlacedIssue(
        (page,),
        structure,
        (Bookmark("广陵街道", 0, 80, 200, (below,)),),
        Imprint(title="某县组工信息", language="zh-CN", others=(("Adjusted", "收紧"),)),
        ColourProfile("profile", b"icc"),
    )


def test_glyphs_stand_where_they_were_placed(face: EmbeddedFace) -> None:
    places = (0, 16.5, 33.125, 49.0, 90.071)
    rule = Painted(Outline((("re", (80, 400, 100, 2)),)), RED)
    last = run_of(face, "各镇", 230, 0, 16, mark=1)
    pdf = impress(issue_of(run_of(face, "抓紧落实。", 200, *places), rule, Veiled((last,), 0.5)))
    with pdfplumber.open(io.BytesIO(pdf)) as read:
        (page,) = read.pages
        characters = page.chars
        assert "".join(each["text"] for each in characters) == "抓紧落实。各镇"
        starts = [each["matrix"][4] - 80 for each in characters[:5]]
        assert starts == pytest.approx(places, abs=0.002)
        assert {842 - each["matrix"][5] for each in characters} == {200, 230}
        assert [each["mcid"] for each in characters] == [0] * 5 + [1] * 2
        (drawn,) = page.rects
        assert (drawn["x0"], drawn["top"], drawn["width"], drawn["height"]) == (80, 400, 100, 2)
        (link,) = page.annots
        assert (link["x0"], link["top"]) == (80, 90)
        assert read.metadata["Adjusted"] == "收紧"
    document = pypdfium2.PdfDocument(pdf)
    entries = [(each.get_title(), each.level) for each in document.get_toc()]
    assert entries == [("广陵街道", 0), ("筑牢红色阵地。", 1)]


def test_a_character_that_the_face_lacks_stays_in_the_text(face: EmbeddedFace) -> None:
    pdf = impress(issue_of(run_of(face, "抓\ue000紧\ue001", 200, 0, 16, 32, 48)))
    (page,) = pypdfium2.PdfDocument(pdf)
    assert page.get_textpage().get_text_range() == "抓\ue000紧\ue001"


def test_the_same_values_give_the_same_bytes(face: EmbeddedFace) -> None:
    once, *again = (impress(issue_of(run_of(face, "落实", 200, 0, 16))) for _ in range(30))
    assert set(again) == {once}
    assert str(face.file).encode() not in once


def test_no_engine_is_needed() -> None:
    code = "import sys, bulletin.press.impression as here; assert 'weasyprint' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)

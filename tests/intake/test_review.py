"""The page with what was received beside what was read, and the line that sums up a file."""

from __future__ import annotations

import io
import re
from base64 import b64decode
from html import unescape
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bulletin.cli import run
from bulletin.intake.kinds import read_received
from bulletin.intake.pieces import ParcelFile
from bulletin.intake.reviewing import ReviewedSubmission, _rows, review_of
from bulletin.intake.submission import recognise
from bulletin.model import Flow, plain, section_texts
from tests.conftest import MakeWorkspace
from tests.intake.whole.issues import publication
from tests.received.declared import Declared, documents
from tests.received.writers import WRITERS

TEXT = "今年以来，城关镇扎实推进换届，取得明显成效，群众反映良好。"


@pytest.fixture
def office(make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace, with us in it, and a folder 来稿 for what is sent."""
    root = make_workspace({}).root
    monkeypatch.chdir(root)
    (root / "来稿").mkdir()
    return root


def review(text: str) -> ReviewedSubmission:
    return review_of(
        recognise(read_received(ParcelFile("城关镇.txt", text.encode())), publication(Flow.FLOW))
    )


def fates(reviewed: ReviewedSubmission) -> dict[str, str]:
    """The fate of each stretch of the original."""
    return {each.text: each.fate for row in reviewed.rows for line in row.lines for each in line}


def test_headings_fields_and_what_is_left_out_are_marked() -> None:
    found = fates(
        review(
            f"城关镇推进换届工作\n\n一、加强领导。{TEXT}\n\n抄送：县委办公室。\n城关镇\n2024年3月1日\n"
        )
    )
    assert found["城关镇推进换届工作"] == "field"
    assert found["一、加强领导。"] == "heading"
    assert found["抄送：县委办公室。"] == "left"
    assert found["城关镇"] == found["2024年3月1日"] == "field"
    assert found[TEXT] == "placed"


def test_joined_lines_stand_in_one_row_and_say_so() -> None:
    reviewed = review(
        "城关镇推进换届工作\n\n今年以来，城关镇扎实推进换届，取得明显成效，群众反\n\n映良好。\n\n以上是情况。\n"
    )
    (row,) = [row for row in reviewed.rows if len(row.lines) > 1]
    (block,) = row.blocks
    assert (len(row.lines), block.joined) == (2, 1)
    assert block.text == TEXT
    assert any("D207" in words for _, words in row.remarks)


@given(st.lists(st.frozensets(st.integers(0, 11), max_size=4), max_size=8))
def test_lines_are_in_one_row_just_if_blocks_join_them(blocks: list[frozenset[int]]) -> None:
    joined = [{at} for at in range(12)]
    for block in blocks:
        met = [each for each in joined if each & block]
        joined = [each for each in joined if not each & block]
        joined += [set().union(*met)] if met else []
    rows = list(_rows(12, [tuple(sorted(block)) for block in blocks]))
    assert rows == sorted(tuple(sorted(each)) for each in joined)


def test_a_table_is_beside_its_rows() -> None:
    reviewed = review(f"城关镇推进换届工作\n\n{TEXT}\n\n村名\t人数\n东关\t12\n西关\t13\n\n{TEXT}\n")
    (block,) = [each for row in reviewed.rows for each in row.blocks if each.kind == "table"]
    assert block.rows == (("村名", "人数"), ("东关", "12"), ("西关", "13"))


@pytest.mark.parametrize("document", [each for each in documents() if "wps" in each.writers])
def test_every_character_is_shown_once_and_yellow_only_where_no_copy_has_it(
    document: Declared,
) -> None:
    """Over the corpus of received documents."""
    suffix, write = WRITERS["wps"]
    found = recognise(
        read_received(ParcelFile(f"甲{suffix}", write(document))), publication(Flow.FLOW)
    )
    reviewed = review_of(found)
    lines = [line for row in reviewed.rows for line in row.lines]
    shown = sorted("".join("".join(each.text for each in line) for line in lines))
    seen = sorted(found.document.source.text)
    assert [each for each in shown if not each.isspace()] == [
        each for each in seen if not each.isspace()
    ]
    source = found.document.source.text
    placed = {at for text in section_texts(found.sections) for at in range(*text.span)}
    yellow = sum(
        not sign.isspace() and at not in placed
        for each in found.diagnostics
        if each.code in ("D205", "D212", "D223")
        for at, sign in enumerate(source[slice(*each.span)], start=each.span.start)
    )
    assert reviewed.left <= yellow
    blocks = [each for row in reviewed.rows for each in row.blocks]
    headings = [plain(each.heading) for each in found.sections if each.heading]
    assert sorted(each.text for each in blocks if each.kind in ("heading", "attachment")) == sorted(
        headings
    )


@given(st.text(st.sampled_from("甲乙一二、（）。：，\n\t 　12.*#|—年月日镇"), max_size=80))
def test_whatever_is_sent_has_a_page(text: str) -> None:
    reviewed = review(f"城关镇推进换届工作\n\n{TEXT}\n{text}")
    lines = ["".join(each.text for each in line) for row in reviewed.rows for line in row.lines]
    said = f"城关镇推进换届工作\n\n{TEXT}\n{text}"
    assert sorted("".join("".join(lines).split())) == sorted("".join(said.split()))


def test_the_command_writes_the_page_and_says_where(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"城关镇<i>推进</i>换届工作\n\n一、加强领导。{TEXT}\n\n抄送：县委办公室。\n"
    (office / "来稿" / "城关镇.txt").write_text(text, "utf-8")
    run(["import", "来稿", "--review"])
    said = capsys.readouterr().out
    assert "对照：proofs/收稿核对.html" in said
    assert "改作小标题 1 处" in said
    page = (office / "proofs/收稿核对.html").read_text("utf-8")
    assert '<span class="left">抄送：县委办公室。</span>' in page
    assert "<i>" not in page
    assert "http" not in re.sub(r'lang="[^"]*"', "", page)
    assert "一、加强领导" in unescape(page)


def test_a_dry_run_shows_the_page_and_files_nothing(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (office / "来稿" / "城关镇.txt").write_text(f"城关镇推进换届工作\n\n{TEXT}\n", "utf-8")
    run(["import", "来稿", "--review", "--dry-run"])
    assert "只是看看，稿件没有写" in capsys.readouterr().out
    assert (office / "proofs/收稿核对.html").is_file()
    assert not (office / "issues/inbox").exists()


OURS = f"""---
单位: 柳林镇
标题: 柳林镇开展走访
---

**走访到户。**{TEXT}

- 甲村12户[^1]
- 乙村13户

| 村名 | 户数 |
| --- | --- |
| 甲村 | 12 |

[^1]: 含新迁入的。

# 走访责任清单

柳林镇逐户走访，责任到人。
"""


def test_our_own_copy_is_shown_with_all_its_words(office: Path) -> None:
    (office / "来稿" / "柳林镇.md").write_text(OURS, "utf-8")
    run(["import", "来稿", "--review"])
    page = unescape((office / "proofs/收稿核对.html").read_text("utf-8"))
    assert "<dd>柳林镇开展走访</dd>" in page
    assert '<p class="heading">走访到户' in page
    assert '<span class="field">标题: 柳林镇开展走访</span>' in page
    assert '<span class="left">' not in page.split("</header>")[1]
    assert '<p class="item">甲村12户</p>' in page
    assert '<p class="note">含新迁入的。</p>' in page


def test_copy_that_is_moved_from_the_inbox_is_shown(office: Path) -> None:
    (office / "来稿" / "柳林镇.md").write_text(OURS, "utf-8")
    run(["import", "来稿"])
    run(["new", "7"])
    run(["import", "issues/inbox", "--issue", "7", "--review"])
    page = (office / "proofs/收稿核对.html").read_text("utf-8")
    assert "<dd>柳林镇开展走访</dd>" in page
    assert page.count("<table>") == 1


def test_the_title_of_an_attachment_is_no_heading() -> None:
    text = f"城关镇推进换届工作\n\n{TEXT}\n\n附件1\n\n换届工作责任清单\n\n{TEXT}\n"
    reviewed = review(text)
    assert fates(reviewed)["换届工作责任清单"] == "attachment"
    blocks = [each for row in reviewed.rows for each in row.blocks]
    assert [each.text for each in blocks if each.kind == "attachment"] == ["换届工作责任清单"]
    assert not [each for each in blocks if each.kind == "heading"]


def test_a_file_without_a_comparison_is_named_with_the_reason(office: Path) -> None:
    """One that was received before, one that is empty, and one that nothing reads."""
    text = f"城关镇推进换届工作\n\n{TEXT}\n"
    (office / "来稿" / "一.txt").write_text(text, "utf-8")
    (office / "来稿" / "二.txt").write_text(text, "utf-8")
    (office / "来稿" / "三.docx").write_bytes(b"")
    (office / "来稿" / "四.exe").write_bytes(b"MZ")
    run(["import", "来稿", "--review"])
    page = (office / "proofs/收稿核对.html").read_text("utf-8")
    listed = re.findall(r"<h2>来稿/([^<]*)</h2>", page)
    assert sorted(listed) == ["一.txt", "三.docx　没收", "二.txt　重复", "四.exe　略过"]
    for name in ("二.txt　重复", "三.docx　没收", "四.exe　略过"):
        section = page.split(f"<h2>来稿/{name}</h2>")[1].split("</section>")[0]
        assert '<p class="remark' in section
        assert "<table>" not in section
    run(["import", "来稿", "--review"])
    again = (office / "proofs/收稿核对.html").read_text("utf-8")
    assert "<h2>来稿/一.txt　重复</h2>" in again


def test_an_empty_folder_has_no_page(office: Path) -> None:
    assert run(["import", "来稿", "--whole", "--review"]) == 2
    assert run(["import", "来稿", "--review"]) == 2
    assert not (office / "proofs/收稿核对.html").exists()


def test_pictures_and_tables_of_the_original_are_shown(office: Path) -> None:
    written = docx.Document()
    written.add_paragraph("城关镇推进换届工作").alignment = WD_ALIGN_PARAGRAPH.CENTER
    written.add_paragraph(TEXT)
    table = written.add_table(rows=2, cols=2)
    for at, words in enumerate(("村名", "户数", "八墩村", "120")):
        table.cell(at // 2, at % 2).text = words
    image = io.BytesIO()
    Image.new("RGB", (900, 600), "red").save(image, "PNG")
    written.add_paragraph().add_run().add_picture(io.BytesIO(image.getvalue()))
    written.add_paragraph(TEXT + "又写一段。")
    written.save(str(office / "来稿" / "城关镇.docx"))
    run(["import", "来稿", "--review"])
    page = (office / "proofs/收稿核对.html").read_text("utf-8")
    row = re.search(r"<td>\s*<table class=\"copy\">(.*?)</table>", page, re.DOTALL)
    assert row is not None
    cells = [re.sub("<.*?>", "", each).strip() for each in re.findall("<td>(.*?)</td>", row[1])]
    assert cells == ["村名", "户数", "八墩村", "120"]
    (address,) = re.findall(r'<img src="data:image/png;base64,([^"]+)"', page)
    with Image.open(io.BytesIO(b64decode(address))) as shown:
        assert shown.size == (320, 213)
        assert shown.convert("RGB").getpixel((5, 5)) == (255, 0, 0)
    assert "http" not in page.replace("http://www.w3.org", "")


def test_a_table_that_was_left_out_is_not_shown_again_for_each_of_its_lines(office: Path) -> None:
    written = docx.Document()
    written.add_paragraph("城关镇推进换届工作").alignment = WD_ALIGN_PARAGRAPH.CENTER
    written.add_paragraph(TEXT)
    table = written.add_table(rows=2, cols=1)
    table.cell(0, 0).text = "抄送：县委办公室。"
    table.cell(1, 0).text = "城关镇党政办公室　2024年3月1日印发"
    written.save(str(office / "来稿" / "城关镇.docx"))
    run(["import", "来稿", "--review"])
    page = (office / "proofs/收稿核对.html").read_text("utf-8")
    assert page.count("抄送：县委办公室。</span>") == 1


def test_places_in_word_are_what_an_editor_counts(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Paragraphs that he sees, cells and empty ones left out; a table by its number."""
    written = docx.Document()
    written.add_paragraph("城关镇推进换届工作").alignment = WD_ALIGN_PARAGRAPH.CENTER
    written.add_paragraph("")
    written.add_paragraph(TEXT)
    for rows in (6, 2):
        table = written.add_table(rows=rows, cols=2)
        for at in range(2 * rows):
            table.cell(at // 2, at % 2).text = f"甲村{at}"
        written.add_paragraph(TEXT + f"又写{rows}段。")
    written.add_paragraph("抄送：县委办公室。")
    written.save(str(office / "来稿" / "城关镇.docx"))
    run(["import", "来稿", "-v"])
    told = capsys.readouterr().err
    assert "来稿/城关镇.docx 第5段：分送“抄送：县委办公室。”没有排入" in told
    assert "来稿/城关镇.docx 第2个表格：" in told

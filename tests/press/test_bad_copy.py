from __future__ import annotations

import re
from pathlib import Path

import pytest

from bulletin.checks import Passage, PassageRole
from bulletin.checks.view import Anchor
from bulletin.diagnostics import Diagnostic, Severity
from bulletin.press import unprinted
from bulletin.press.breaks import IN_ADDRESS
from bulletin.press.images import image_path
from bulletin.source import Source
from tests.press.conftest import SHEETS, Measured, Press, article, sheet

pytestmark = pytest.mark.slow  # whole documents are set and measured


def said(diagnostic: Diagnostic) -> tuple[str, str, int]:
    assert diagnostic.source is not None
    place = diagnostic.source.place(diagnostic.span.start)
    return diagnostic.code, diagnostic.source.path, place.line


@pytest.mark.parametrize(
    "address",
    ["../a.png", "a/../../a.png", "/etc/passwd", "http://a/b.png", "file:///etc/passwd", "//a/b"],
)
def test_an_image_from_elsewhere_is_refused(press: Press, address: str) -> None:
    copy = f"第一行\n![图]({address})\n"
    pressed = press(article(f'<p data-at="0">甲<img src="{address}" alt="图"></p>'), copy=copy)
    (fault,) = [each for each in pressed.diagnostics if each.severity is Severity.ERROR]
    assert said(fault) == ("P106", "issues/9/a.md", 2)
    assert fault.severity is Severity.ERROR


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "9"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(b"x")
    (folder / "a.png").symlink_to(tmp_path / "secret.png")
    (folder / "b.png").write_bytes(b"x")
    assert image_path(folder, "a.png") is None
    assert image_path(folder, "b.png") == folder / "b.png"


def test_an_image_that_is_none_is_named(press: Press, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"not an image")
    (tmp_path / "b.png").write_bytes((SHEETS / "chart.png").read_bytes()[:200])
    text = article('<p data-at="0">甲<img src="a.png" alt="图"></p><img src="b.png" alt="图">')
    pressed = press(text, copy="甲a.png\nb.png", folder=tmp_path)
    assert [said(each)[2] for each in pressed.diagnostics] == [1, 2]


def test_a_rare_character_is_lent_and_one_that_is_nowhere_is_a_geta(press: Press) -> None:
    pressed = press(article('<p data-at="0">王喆和\ue000</p>'), copy="正文\n王喆和\ue000\n")
    lent, nowhere = pressed.diagnostics
    assert said(lent) == ("P104", "issues/9/a.md", 2)
    assert "喆" in lent.message
    assert lent.severity is Severity.WARNING
    assert said(nowhere) == ("P105", "issues/9/a.md", 2)
    assert nowhere.severity is Severity.ERROR
    text = Measured(pressed.pdf).text
    assert "王喆和〓" in text


def test_check_tells_of_the_same_characters(press: Press) -> None:
    rare = "😀❤️🎉☃★ⅫⅣπЖéㄅ喆堃𠮷㊣㎏℉\ue000ᥒ☆〇﹏ꀀ"
    copy = "".join(f"甲{each}" for each in rare) + "乙བོད丙ئۇيغۇر丁ܣܘܪ戊𐑐𐑑"
    pressed = press(article(f'<p data-at="0">{copy}</p>'), copy=copy)
    source = Source("issues/9/a.md", copy)
    passage = Passage(source, PassageRole.TEXT, copy, (Anchor(0, 0),))
    wanted = [each for each in pressed.diagnostics if each.code in ("P105", "P132")]
    assert len(wanted) > 4
    assert set(unprinted((passage,))) == set(wanted)


def test_characters_that_are_lent_are_told_once_with_all_their_places(press: Press) -> None:
    copy = "甲\n王喆、李堃。\nπ和Ж，读音é。\n再有王喆。\n乙㎡地。\n"
    second = copy.replace("甲\n", "")
    body = "".join(f'<p data-at="{copy.index(line)}">{line}</p>' for line in copy.splitlines())
    whole = article(body).replace(
        "</article>", f'</article><section data-file="issues/9/issue.md"><p>{second}</p></section>'
    )
    pressed = press(whole, copy=copy, others={"issues/9/issue.md": second})
    found = {each.hint: each for each in pressed.diagnostics}
    assert {each.code for each in pressed.diagnostics} == {"P104"}
    assert len(found) == len(pressed.diagnostics) <= 3
    han = found["把收有这些字的仿宋装到本机"]
    assert "“喆”（U+5586，a.md:2，issue.md:1）、“堃”（U+5803，a.md:2，issue.md:1）" in han.message
    assert said(han) == ("P104", "issues/9/a.md", 2)
    one = press(article('<p data-at="0">王喆。</p>'), copy="王喆。").diagnostics[0]
    assert one.message.startswith("仿宋没有“喆”（U+5586），由 ")


def test_invisible_controls_do_not_reach_the_text(press: Press) -> None:
    pressed = press(article("<p>基\u200b层\u2060党\u00ad组\ufeff织</p>"))
    assert not pressed.diagnostics
    assert "基层党组织" in Measured(pressed.pdf).text


@pytest.mark.parametrize("text", ["a" * 20_000, "中" * 20_000, "（" * 5_000])
def test_a_paragraph_without_a_break_is_set(press: Press, text: str) -> None:
    pressed = press(article(f'<p data-at="3">{text}</p>'), copy="甲乙丙" + text)
    assert {each.code for each in pressed.diagnostics} <= {"P109"}
    assert Measured(pressed.pdf).text.count(text[0]) >= len(text)


def test_a_torn_line_is_named_where_it_stands(press: Press) -> None:
    word = "a" * 52
    copy = f"头\n\n##### 细化任务\n\n访问{word}查询。\n"
    text = f'<p data-at="3"><strong class="run-in">细化任务。</strong>访问{word}查询。</p>'
    (fault,) = press(article(text), copy=copy).diagnostics
    assert said(fault) == ("P110", "issues/9/a.md", 5)
    assert fault.message == "这一行拉得过松：“访问”"


@pytest.mark.parametrize(
    ("cells", "cure"),
    [
        ([f"第{each}列的内容" for each in range(40)], "减少列数，或把表格拆开"),
        (["甲", "a" * 260], "缩短“aaaaaaaaaaaa…”这一串（260 个字符），或在中间加空格"),
    ],
)
def test_a_table_wider_than_the_page_is_named(press: Press, cells: list[str], cure: str) -> None:
    row = "".join(f"<td>{each}</td>" for each in cells)
    pressed = press(article(f'<table data-at="3"><tr>{row}</tr></table>'), copy="甲\n|表|")
    (fault,) = [each for each in pressed.diagnostics if each.severity is Severity.ERROR]
    assert said(fault) == ("P108", "issues/9/a.md", 2)
    assert fault.hint == cure


def test_a_web_address_in_a_narrow_cell_is_broken_at_its_marks(press: Press) -> None:
    address = "https://www.bulletin.example/zuzhi/2026/jiceng-zhili?id=12345&from=bulletin"
    cells = "".join(f"<td>{each}</td>" for each in ("序号", "牵头单位", "完成时限", address) * 2)
    pressed = press(article(f"<table><tr>{cells}</tr></table>"))
    assert "P108" not in {each.code for each in pressed.diagnostics}
    text = Measured(pressed.pdf).text
    assert [piece for piece in IN_ADDRESS.split(address) if piece not in text] == []


def test_a_cell_of_many_pages_goes_on(press: Press) -> None:
    pressed = press(article(f"<table><tr><td>{'中文，' * 2000}</td><td>乙</td></tr></table>"))
    text = Measured(pressed.pdf).text
    assert text.count("文，") == 2000, "no line begins with the comma"


def test_a_title_of_300_characters_is_set_whole(press: Press) -> None:
    title = "关于建设" * 75
    pressed = press(article(f'<h2 class="title"><span>{title}</span></h2><p>正文。</p>'))
    assert [each.code for each in pressed.diagnostics] == ["P111"]
    assert Measured(pressed.pdf).text.count("关于建设") == 75


def test_a_note_longer_than_its_page_is_named(press: Press) -> None:
    note = f'<span class="footnote">{"注" * 3_000}</span>'
    pressed = press(article(f'<p data-at="3">甲{note}。</p>'), copy="头\n\n甲[^1]。")
    empty, fault = pressed.diagnostics
    assert empty.code == "P111", "the line goes over with its note"
    assert said(fault) == ("P108", "issues/9/a.md", 3)
    assert fault.message == "脚注超出版心下边"


@pytest.mark.parametrize(("length", "named"), [(1180, False), (1220, False), (1260, True)])
def test_a_note_that_leaves_its_page_no_line_is_named(
    press: Press, length: int, named: bool
) -> None:
    note = f'<span class="footnote">{"注" * length}</span>'
    pressed = press(article(f"<p>{'基层党建。' * 30}{note}{'基层党建。' * 150}</p>"))
    assert [each.message for each in pressed.diagnostics] == ["脚注超出版心下边"] * named


def test_a_colophon_longer_than_its_page_is_named(press: Press) -> None:
    parties = "，".join(["各镇（街道）党（工）委"] * 90)
    text = sheet("116").replace(
        '<footer class="colophon">', f'<footer class="colophon"><p>{parties}。</p>'
    )
    faults = press(text).diagnostics
    assert [each.message for each in faults] == ["版记比一面还长，超出版心下边"]


def test_an_issuer_that_runs_into_the_date_is_named(press: Press) -> None:
    issuer = "中共天长市委组织部研究室"
    for more, over in ((7, 0), (8, 1), (20, 13)):
        text = sheet("116").replace(f'issuer">{issuer}', f'issuer">{issuer}{"局" * more}')
        found = [each for each in press(text).diagnostics if each.code == "P114"]
        assert [each.message for each in found] == (
            [f"编印单位与日期一行排不下，多 {over} 字"] if over else []
        )


def test_a_report_s_first_page_must_show_more_than_its_title(press_and_tell: Press) -> None:
    title = '<h2 class="title"><span>关于建设的情况</span></h2><p class="byline">千秋街道</p>'
    for before, told, shown in ((0, [], 5), (5, ["P125"], 2), (8, ["P111"], 0)):
        text = article(title + "<p>" + "正文" * 60 + "</p>")
        text = re.sub("<nav.*?</nav>", "", text, flags=re.DOTALL)
        text = text.replace(
            "<article", f'<section class="editor-note">{"<p>甲</p>" * before}</section><article'
        )
        pressed = press_and_tell(text)
        assert [each.code for each in pressed.diagnostics if each.code != "P127"] == told
        body = Measured(pressed.pdf).body(0)
        assert sum(line.text.startswith("正文") for line in body) == shown


@pytest.mark.parametrize(("character", "least"), [("中", 64), ("a", 30), ("，", 30)])
def test_a_paragraph_of_forty_thousand_characters(press: Press, character: str, least: int) -> None:
    text = character * 40_000
    pressed = press(article(f'<p data-at="2">{text}</p>'), copy=f"头\n{text}")
    assert pressed.pages >= least
    faults = [said(each) for each in pressed.diagnostics]
    assert faults == ([] if character == "中" else [("P109", "issues/9/a.md", 2)])

"""What an exported document holds: every character of the issue, in the styles of the page.

`tests/cases/word` holds documents as an editor would describe them, paragraph by paragraph;
`BULLETIN_ACCEPT=1` writes them anew.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bulletin.making import open_issues
from bulletin.making.jobs import images_of, press_job, profile_for
from bulletin.model import (
    Article,
    Block,
    Flow,
    Inline,
    Issue,
    List,
    Mark,
    Paragraph,
    Quotation,
    Section,
    Status,
    Table,
    texts,
)
from bulletin.press import prepare_faces
from bulletin.press.roles import ROLES
from bulletin.pressroom import press
from bulletin.profile import Profile, profile_of
from bulletin.render import Renderer
from bulletin.word import word_document
from bulletin.word.composing import CopyLook, paragraph, printable_text, text_run
from bulletin.word.faces import FACES, LATIN
from bulletin.word.page import WordPage
from bulletin.word.styles import all_styles
from bulletin.workspace import Workspace
from tests.conftest import PUBLICATION, REPOSITORY, MakeWorkspace, read_case
from tests.press.conftest import Measured
from tests.press.images import saved
from tests.word.docx import NAMES, Docx, find, value
from tests.word.issues import PICTURES, issues, picture

CASES = REPOSITORY / "tests" / "cases" / "word"
PROFILES = ("gbt9704", "letter", "minutes", "special")


def page_profile(*names: str) -> Profile:
    """The standard's figures, and over them those of other profiles."""
    every = ("gbt9704", *names)
    folder = REPOSITORY / "styles" / "profiles"
    return profile_of(every[-1], [(n, (folder / f"{n}.css").read_text("utf-8")) for n in every])


def exported(workspace: Workspace, name: str) -> Docx:
    copy = open_issues(workspace)
    assert [each.message for each in copy.diagnostics] == []
    [issue] = copy.issues
    images = images_of(workspace.issues / name, issue)
    return Docx(word_document(issue, profile_for(workspace, issue), images))


def described(made: Docx) -> str:
    """The document, its page numbers and its settings that are not the same in all."""
    footers = [
        f"页脚 {place}：" + "".join(made._described(each, {}) for each in made.part(name))
        for place, name in (("单", "footer-default"), ("双", "footer-even"))
    ]
    return made.description + "".join(f"{line}\n" for line in footers)


# -- Whole documents -------------------------------------------------------------------------------


def holds(case: Path, made: Docx) -> None:
    """Whether the document is the one that the case describes."""
    text = case.read_text("utf-8")
    if os.environ.get("BULLETIN_ACCEPT"):
        head = text[: text.index("=== expected\n")]
        case.write_text(head + "=== expected\n" + described(made), "utf-8")
        return
    assert described(made) == read_case(case)["expected"]


def test_issue_116() -> None:
    holds(CASES / "116.txt", exported(Workspace(REPOSITORY), "116"))


@pytest.mark.parametrize("case", sorted(CASES.glob("[a-z]*.txt")), ids=lambda path: path.stem)
def test_case(case: Path, make_workspace: MakeWorkspace) -> None:
    files: dict[str, str | bytes] = {**read_case(case)}
    files.pop("expected")
    if any("会场.png" in str(each) for each in files.values()):
        files["issues/7/会场.png"] = picture(1200, 700)
    holds(case, exported(make_workspace(files), "7"))


def test_a_picture_stands_as_it_is_printed(make_workspace: MakeWorkspace) -> None:
    lying = Image.Exif()
    lying[0x0112] = 6
    photograph = saved(Image.new("CMYK", (60, 40), (0, 255, 255, 0)), "JPEG", exif=lying)
    copy = "---\nunit: 城关镇\ntitle: 抓实基层治理\n---\n\n正文。\n\n![照片](照片.jpg)\n"
    made = exported(
        make_workspace({"issues/7/城关镇.md": copy, "issues/7/照片.jpg": photograph}), "7"
    )
    [content] = [made.files[name] for name in made.files if "/media/" in name]
    with Image.open(BytesIO(content)) as shown:
        assert (shown.mode, shown.size, shown.getpixel((9, 9))) == ("RGB", (40, 60), (254, 0, 0))
    extent = next(made.body.iter("{*}extent"))
    assert int(extent.get("cy")) * 2 == int(extent.get("cx")) * 3


# -- Nothing is lost, nothing added ----------------------------------------------------------------


def said(inlines: tuple[Inline, ...]) -> str:
    return printable_text("".join(text.text for text in texts(inlines)))


def block_texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield said(block.children)
        elif isinstance(block, List):
            for item in block.items:
                yield item.marker
                yield from block_texts(item.blocks)
        elif isinstance(block, Quotation):
            yield from block_texts(block.blocks)
        elif isinstance(block, Table):
            for row in (block.head, *block.rows):
                yield from (said(cell.children) for cell in row)
        else:
            yield printable_text(block.caption)


def section_text(section: Section, *, run_in: bool) -> Iterator[str]:
    if section.heading:
        yield said(section.heading) + (section.run_in_stop if run_in else "")
    yield from block_texts(section.blocks)


def runs_into_text(article: Article) -> bool:
    """Whether the title's paragraph holds more than the title; an empty section is passed over."""
    said_first = [each for each in article.sections if each.heading or each.blocks][:1]
    return any(each.runs_in and not (each.heading and article.is_layered) for each in said_first)


def article_text(article: Article, flow: Flow) -> Iterator[str]:
    if flow is Flow.LINES:
        yield article.title.text + article.byline.text
    else:
        stop = article.run_in_stop if flow is Flow.FLOW and runs_into_text(article) else ""
        yield f"□{article.full_title}{stop}"
    own_lines = flow is Flow.LINES or article.is_layered
    for section in article.sections:
        yield from section_text(section, run_in=not own_lines)
    if article.supplier:
        yield f"（{article.supplier}供稿）"


def issue_text(issue: Issue, flow: Flow) -> str:
    """Every character that the issue prints, in order, told from the model alone."""
    parts = [issue.copy_number, issue.secrecy, issue.notice, issue.publication.name]
    parts += [issue.label, f"（总第{issue.whole_number}期）" if issue.whole_number else ""]
    parts += [issue.publication.issuer, issue.printed_date]
    parts += [f"【{issue.topic}】" if issue.topic else ""]
    parts += [each.contents_line for each in issue.articles if len(issue.articles) > 1]
    for section in issue.editor_note:
        parts += section_text(section, run_in=True)
    for article in issue.articles:
        parts += article_text(article, flow)
    parts += [label + parties for _, label, parties in issue.distribution.lines]
    parts += [f"共印{issue.copies}份" if issue.copies else ""]
    return "".join("".join(parts).split())


@pytest.mark.slow
@settings(max_examples=25)
@given(issue=issues())
def test_every_character_is_in_the_document_once_and_in_order(issue: Issue) -> None:
    made = Docx(word_document(issue, page_profile(), PICTURES))
    assert made.text == issue_text(issue, issue.publication.house.sections)


@settings(max_examples=8)
@given(issue=issues(), name=st.sampled_from(PROFILES))
def test_no_profile_loses_a_character(issue: Issue, name: str) -> None:
    """A letter has its name first, above the marks, and the number beside them."""
    page = page_profile(name)
    made = Docx(word_document(issue, page, PICTURES))
    flow = page.sections or issue.publication.house.sections
    assert sorted(made.text) == sorted(issue_text(issue, flow))


def test_controls_and_unprintable_characters_are_not_written(make_workspace: MakeWorkspace) -> None:
    copy = "---\nunit: 城关镇\ntitle: 抓实\u200b基层\u2060治理\n---\n\n各镇\u00ad抓紧\ufeff。\n"
    workspace = make_workspace({"issues/7/城关镇.md": copy})
    [issue] = open_issues(workspace).issues
    made = Docx(word_document(issue, page_profile(), {}))
    assert "抓实基层治理。各镇抓紧。" in made.text


# -- The same issue, the same bytes ----------------------------------------------------------------


@settings(max_examples=5)
@given(issue=issues(), dated=st.none() | st.dates())
def test_the_bytes_follow_from_the_issue(issue: Issue, dated: date | None) -> None:
    mark = Mark(Status.DRAFT, "0123abcd", dated)
    once, twice = (word_document(issue, page_profile(), PICTURES, mark) for _ in range(2))
    assert once == twice
    with zipfile.ZipFile(BytesIO(once)) as opened:
        days = {each.date_time for each in opened.infolist()}
    assert days == {(*max(issue.dated.timetuple()[:3], (1980, 1, 1)), 0, 0, 0)}


# -- Facts about it --------------------------------------------------------------------------------


def test_the_properties_tell_the_issue() -> None:
    made = exported(Workspace(REPOSITORY), "116")
    core = docx.Document(BytesIO(made.content)).core_properties
    assert core.title == "天长组工信息第116期"
    assert core.author == core.last_modified_by == "中共天长市委组织部研究室"
    assert core.subject == "“基层治理”专题"
    assert core.keywords == "天长组工信息, 第116期, 千秋街道, 广陵街道, 仁和集镇, 张铺镇, 大通镇"
    assert core.language == "zh-CN"
    assert core.created is not None
    assert core.created.date() == date(2023, 6, 9)
    assert core.created == core.modified


def test_long_facts_are_cut_to_what_word_has_room_for(make_workspace: MakeWorkspace) -> None:
    units = ["城关镇", *(f"第{at}街道办事处党工委" for at in range(40))]
    sheet = "---\nnumber: 7\ndate: 2024-03-05\nstatus: signed\n"
    sheet += f"topic: {'专题' * 200}\narticles: [{', '.join(units)}]\n---\n"
    facts = (
        f"name: 某县组工信息\nissuer: {'研究室' * 90}\ndistribution: {{send_to: [各镇]}}\nunits:\n"
    )
    files: dict[str, str | bytes] = {"issues/7/issue.md": sheet}
    for unit in units:
        facts += f"  - name: {unit}\n"
        files[f"issues/7/{unit}.md"] = f"---\nunit: {unit}\ntitle: 抓实治理\n---\n\n正文。\n"
    files["issues/publication.yaml"] = facts
    made = exported(make_workspace(files), "7")
    core = docx.Document(BytesIO(made.content)).core_properties
    assert {len(each) for each in (core.author, core.subject, core.keywords)} == {255}


def test_the_grid_holds_22_lines_of_28_characters() -> None:
    page = WordPage(page_profile())
    section = find(exported(Workspace(REPOSITORY), "116").body, "w:sectPr")
    grid, margins = find(section, "w:docGrid"), find(section, "w:pgMar")
    assert value(grid, "type") == "linesAndChars"
    across = 11906 - int(str(value(margins, "left"))) - int(str(value(margins, "right")))
    down = 16838 - int(str(value(margins, "top"))) - int(str(value(margins, "bottom")))
    pitch = int(str(value(grid, "linePitch")))
    cell = (page.size / 2 + int(str(value(grid, "charSpace"))) / 4096) * 20
    assert (int(down / pitch), int(across / cell)) == (22, 28)
    assert pitch / 20 == 28.95
    # As Word shows them in an editor's page setup, in centimetres.
    shown = [round(int(str(value(margins, side))) / 1440 * 2.54, 2) for side in ("top", "bottom")]
    shown += [round(int(str(value(margins, side))) / 1440 * 2.54, 2) for side in ("left", "right")]
    assert shown == [3.7, 3.5, 2.8, 2.6]


def test_every_style_that_an_editor_sees_has_a_chinese_name() -> None:
    """Word's own have English names in the file, and are shown in Chinese."""
    words_own = {"Normal", "Default Paragraph Font", "Normal Table", "No List"}
    words_own |= {"footnote text", "footnote reference"}
    made = exported(Workspace(REPOSITORY), "116")
    names = set(made.styles.values())
    assert {name for name in names if name.isascii()} == words_own
    assert {"报头", "期号", "目录", "文章首段", "文章标题", "小标题", "一级小标题", "版记"} <= names
    assert len(names) == len(all_styles(WordPage(page_profile())))


def test_navigation_shows_titles_and_headings() -> None:
    made = exported(Workspace(REPOSITORY), "116")
    levels = {
        str(value(find(style, "w:name"))): value(find(style, "w:pPr/w:outlineLvl"))
        for style in made.part("styles").iterfind("w:style", NAMES)
    }
    shown = {name: level for name, level in levels.items() if level is not None}
    assert shown == {
        "文章首段": "0",
        "文章标题": "0",
        "附件标题": "1",
        **{f"{rank}级小标题": str(at) for at, rank in enumerate("一二三四五", start=1)},
    }


def test_faces_are_the_standards_own() -> None:
    official = {each.family for role in ROLES for each in role.candidates if each.official}
    assert {face.east_asian for face in FACES} <= official
    fonts = exported(Workspace(REPOSITORY), "116").part("fontTable")
    assert {value(each, "name") for each in fonts} == {f.east_asian for f in FACES} | {LATIN}


def test_a_draft_is_marked_on_every_page() -> None:
    workspace = Workspace(REPOSITORY)
    [issue] = open_issues(workspace).issues
    mark = Mark(Status.PROOF, "0123abcd", date(2023, 6, 8))
    made = Docx(word_document(issue, page_profile(), {}, mark))
    references = made.body.iterfind("w:sectPr/w:headerReference", NAMES)
    assert [value(each, "type") for each in references] == ["default", "even"]
    for place in ("default", "even"):
        header = "".join(made.part(f"header-{place}").itertext())
        assert header == "清样　2023年6月8日　稿次 0123abcd"
    assert "header-default" not in "".join(exported(workspace, "116").files)


def test_a_table_without_a_head_has_none_in_word(make_workspace: MakeWorkspace) -> None:
    table = "|  |  |\n|---|--:|\n| 甲村 | 12 |\n| 乙村 | 13 |\n"
    copy = f"---\nunit: 城关镇\ntitle: 抓实基层治理\n---\n\n正文。\n\n{table}"
    made = exported(make_workspace({"issues/7/城关镇.md": copy}), "7")
    tables = made.body.iter("{*}tbl")
    [found] = [each for each in tables if each.find("{*}tblPr/{*}tblLook") is not None]
    rows = ["".join(row.itertext()) for row in found.iterfind("{*}tr")]
    assert rows == ["甲村12", "乙村13"]
    assert next(found.iter("{*}tblHeader"), None) is None
    assert value(found.find("{*}tblPr/{*}tblLook"), "firstRow") == "0"


LONG_TITLES = (
    "“三措并举”推动治理服务提质增效，打造群众家门口的幸福家园",
    "关于2023年上半年全县党建引领乡村振兴工作进展情况和AI应用的通报",
)


def with_title(title: str) -> dict[str, str | bytes]:
    """An issue of one article whose title stands on lines of its own."""
    house = f"{PUBLICATION}house: {{sections: lines}}\n"
    copy = f"---\nunit: 城关镇\ntitle: {title}\n---\n\n正文一段。\n"
    return {"issues/publication.yaml": house, "issues/7/城关镇.md": copy}


@pytest.mark.slow
@pytest.mark.parametrize("title", LONG_TITLES)
def test_a_title_is_divided_where_the_press_divides_it(
    title: str, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(with_title(title))
    [found] = [
        each
        for each in exported(workspace, "7").body.iter("{*}p")
        if value(find(each, "w:pPr/w:pStyle")) == "Title"
    ]
    lines = ["".join(each.itertext()) for each in found.iter("{*}r") if not each.findall("{*}br")]
    [issue] = open_issues(workspace).issues
    profile = profile_for(workspace, issue)
    pressed = press(
        press_job(workspace, Renderer(workspace), issue, profile, {}), prepare_faces()[0]
    )
    printed = [
        line.text
        for line in Measured(pressed.pdf).lines
        if abs(line.characters[0]["size"] - 22) < 0.1
    ]
    assert lines == printed
    assert len(lines) > 1
    assert "".join(lines) == title


LONG_NAMES = ("中共清河县委党的建设工作领导小组办公室简报", "清河县组工信息", "《组工信息》")


@pytest.mark.slow
def test_a_name_is_divided_where_the_press_divides_it(make_workspace: MakeWorkspace) -> None:
    depths = set()
    for name in LONG_NAMES:
        facts = PUBLICATION.replace("某县组工信息", name)
        workspace = make_workspace({"issues/publication.yaml": facts})
        lines = [
            "".join(each.itertext())
            for each in exported(workspace, "7").body.iter("{*}p")
            if value(find(each, "w:pPr/w:pStyle")) == "Masthead"
        ]
        [issue] = open_issues(workspace).issues
        profile = profile_for(workspace, issue)
        job = press_job(workspace, Renderer(workspace), issue, profile, {})
        printed = [
            line
            for line in Measured(press(job, prepare_faces()[0]).pdf).lines
            if line.page == 0 and line.characters[0]["size"] > 25
        ]
        assert lines == [each.text for each in printed]
        depths.add(len(lines))
    assert depths == {1, 2}


def test_words_whose_letters_join_are_told_to_word() -> None:
    text = "“ئۇيغۇر تىلى”2023年，藏文བོད།，می\u200cخ"
    made = paragraph("Text", [text_run(text), text_run("加粗ئۇ", CopyLook(bold=True))])
    assert "".join(each.text for each in made.findall(".//{*}t")) == f"{text}加粗ئۇ"
    looks = {
        each[-1].text: {child.tag.rpartition("}")[2] for child in each[0]} for each in made[1:]
    }
    assert {words for words, look in looks.items() if "rtl" in look} == {
        *("ئۇيغۇر تىلى", "می\u200cخ", "ئۇ")
    }
    assert {words for words, look in looks.items() if "cs" in look} == {"བོད།"}
    assert looks["ئۇ"] == {"rFonts", "b", "bCs", "rtl"}
    assert looks["”2023年，藏文"] == {"rFonts"}

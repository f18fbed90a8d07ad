"""Generated issues: what an office may write, in every form that an issue may have."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from hypothesis import strategies as st
from PIL import Image

from bulletin.assemble import levelled
from bulletin.field_lines import field_lines_of
from bulletin.fields import ISSUE_FIELDS, SUBMISSION_FIELDS
from bulletin.markdown import read_copy, settled, write_sections
from bulletin.model import (
    REGULAR,
    SUPPLEMENTS,
    Article,
    Block,
    Cell,
    Distribution,
    Figure,
    Flow,
    Footnote,
    House,
    Inline,
    Issue,
    Item,
    LineBreak,
    Link,
    List,
    Paragraph,
    Publication,
    Quotation,
    Section,
    Serial,
    Series,
    Strong,
    Table,
    Text,
    Unit,
    Visibility,
    registry_of,
)
from bulletin.source import Source, Span

NOWHERE = Span(0, 0)
UNITS = (
    Unit("城关镇", ("城关",), "镇"),
    Unit("东关街道", (), "街道"),
    Unit("市场监管局", ("市监局",), "市直单位"),
)
STANDING = Distribution(
    ("部领导", "市委办公室、市政府办公室"), ("各镇（街道）党（工）委、市直各单位",)
)

TITLES = (
    "“三个一”抓实基层治理",
    "党建引领乡风文明评议走深走实",
    "2023年上半年选派干部12名",
    "多方联“建”，激活社区治理新动能",
    "干部为什么愿意下沉？",
)
HEADINGS = ("建强一支队伍", "健全网格管理", "组建“智囊团”", "由“要我干”变“我要干”", "效果如何？")
SENTENCES = (
    "选派干部12名，组建“红色代办”队伍，全年办结诉求36件。",
    "目前，累计办理产业服务需求162次，群众满意率达98.5%！",
    "由镇党委牵头，纪检、宣传等部门参与乡风文明工作全过程，对评议过程和评议结果进行督查。",
    "推行“线上+线下”双渠道服务，打造“网格长—网格员—志愿力量”的治理体系；落实“一村一警”制度。",
    "探索建立月会商、季公示、年评议机制——让群众说了算（详见村规民约第3条）。",
    "推行APP预约和WiFi覆盖，做到有求必应、有问必答……",
)
WORDS = ("红色代办", "一网通办", "A级景区", "12345热线")


def publication(flow: Flow, *, yearly_from: int | None = None) -> Publication:
    return Publication(
        name="某县组工信息",
        issuer="中共某县委组织部研究室",
        units=UNITS,
        distribution=STANDING,
        site_title="某县组工信息",
        base_url="",
        house=House(sections=flow),
        yearly_from=yearly_from,
        series=(REGULAR, SUPPLEMENTS, Series("专报", "z")),
        registry=registry_of(UNITS),
    )


def text(words: str) -> Text:
    return Text(words, NOWHERE)


@st.composite
def prose(draw: st.DrawFn, *, notes: bool = True) -> tuple[Inline, ...]:
    """A paragraph of whole sentences, some words of it bold or with a note."""
    found: list[Inline] = []
    for sentence in draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3)):
        found.append(text(sentence))
        kind = draw(st.sampled_from(("", "", "", "bold", "note")))
        words = draw(st.sampled_from(WORDS))
        if kind == "bold":
            found += (text("抓好"), Strong((text(words),), NOWHERE), text("，取得实效。"))
        elif kind == "note" and notes:
            found.append(Footnote(1, (text(f"见《{words}办法》第十条。"),), NOWHERE))
    return tuple(found)


@st.composite
def lists(draw: st.DrawFn) -> List:
    ordered = draw(st.booleans())
    count = draw(st.integers(2, 4))
    items = tuple(
        Item(
            f"{place}." if ordered else "",
            (Paragraph((text(draw(st.sampled_from(SENTENCES))),), NOWHERE),),
        )
        for place in range(1, count + 1)
    )
    return List(ordered, items, NOWHERE)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(2, 4))
    rows = [
        tuple(Cell((text(f"{draw(st.sampled_from(WORDS))}{row}"),), "") for _ in range(width))
        for row in range(draw(st.integers(2, 4)))
    ]
    return Table(rows[0], tuple(rows[1:]), NOWHERE)


CAPTIONS = ("", "图1 会议现场", "会议现场", "图2　2023年6月8日的培训（宣传科供图）")


def picture(colour: str, kind: str = "PNG") -> bytes:
    """A real image."""
    written = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(written, kind)
    return written.getvalue()


PICTURES = {
    "会场.png": picture("red"),
    "图1.png": picture("blue"),
    "图 2.JPEG": picture("green", "JPEG"),
    "照片/a (1)&.jpg": picture("white", "JPEG"),
}
"""By their paths in the folder; what is said of them."""

ADDRESSES = ("https://example.cn/甲?a=1&b=2", "https://example.cn/&amp;", "https://example.cn/x(1)")


def sentence(draw: st.DrawFn) -> Paragraph:
    return Paragraph((text(draw(st.sampled_from(SENTENCES))),), NOWHERE)


@st.composite
def mixed(draw: st.DrawFn) -> Paragraph:
    """A paragraph with a link, a broken line, figures in spaces, and no stop."""
    link = Link(
        draw(st.sampled_from(ADDRESSES)), (text("见"), Strong((text("年报"),), NOWHERE)), NOWHERE
    )
    pieces: list[Inline] = [
        text("有 12 项，"),
        link,
        LineBreak(NOWHERE),
        Footnote(1, (text("另见"),), NOWHERE),
        text("抓实。成效好。全年走访群众三千余户并逐户建档"),
    ]
    kept = [each for each in pieces[:-1] if draw(st.booleans())]
    return Paragraph((*kept, pieces[-1]), NOWHERE)


@st.composite
def nested_lists(draw: st.DrawFn, depth: int = 3) -> List:
    """Lists in lists, with numbers as they may be typed, and items of several paragraphs."""
    ordered, stop = draw(st.booleans()), draw(st.sampled_from(".)"))
    start, step = draw(st.integers(1, 12)), draw(st.integers(0, 2))
    items = []
    for place in range(draw(st.integers(1, 3))):
        blocks: list[Block] = [draw(st.builds(sentence, st.just(draw)) | mixed())]
        kind = draw(st.sampled_from(("", "", "more", "deeper")))
        blocks += [sentence(draw)] if kind == "more" else []
        blocks += [draw(nested_lists(depth - 1))] if kind == "deeper" and depth > 1 else []
        items.append(Item(f"{start + step * place}{stop}" if ordered else "", tuple(blocks)))
    return List(ordered, tuple(items), NOWHERE)


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    """A picture, with its caption or without."""
    path = draw(st.sampled_from(sorted(PICTURES)))
    return Figure(
        path, draw(st.sampled_from(("会场", "图1"))), draw(st.sampled_from(CAPTIONS)), NOWHERE
    )


@st.composite
def quotations(draw: st.DrawFn) -> Quotation:
    blocks = tuple(draw(st.lists(mixed(), min_size=1, max_size=3)))
    return Quotation(blocks, NOWHERE)


@st.composite
def aligned_tables(draw: st.DrawFn) -> Table:
    aligns = draw(
        st.lists(st.sampled_from(("", "left", "center", "right")), min_size=1, max_size=3)
    )
    whole = (text("全部"),)
    head = tuple(Cell((Strong((text("户数"),), NOWHERE),), align) for align in aligns)
    row = tuple(Cell(whole, align) for align in aligns)
    return Table(head, (row, row), NOWHERE)


def apart(blocks: list[Block]) -> tuple[Block, ...]:
    """Without a list right behind another: Word cannot tell the two from one."""
    kept = [
        each
        for at, each in enumerate(blocks)
        if not (at and isinstance(each, List) and isinstance(blocks[at - 1], List))
    ]
    return tuple(kept)


def as_assembled(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections, bold headings below the lines they stand between, as every issue has them."""
    written = settled(tuple(sections))
    source = Source("", write_sections(written))
    read = levelled(read_copy(source, Span(0, len(source.text))).sections, source)
    return tuple(replace(one, level=two.level) for one, two in zip(written, read, strict=True))


@st.composite
def full_sections(draw: st.DrawFn) -> tuple[Section, ...]:
    """Sections with every block, and headings of every level with notes in them."""
    found: list[Section] = []
    for place in range(draw(st.integers(1, 3))):
        heading: tuple[Inline, ...] = (text(draw(st.sampled_from(HEADINGS))),)
        if draw(st.booleans()):
            heading = (*heading, Footnote(1, (text("见第三条。"),), NOWHERE))
        heading = heading if place or draw(st.booleans()) else ()
        level = draw(st.integers(2, 6)) if heading else 2
        others = nested_lists() | figures() | quotations() | aligned_tables() | mixed()
        blocks = draw(st.lists(others, min_size=1, max_size=4))
        found.append(Section(heading, level, apart(blocks), NOWHERE))
    return as_assembled(found)


@st.composite
def full_issues(draw: st.DrawFn) -> Issue:
    """An issue with every block and every level, in every layout; its note has some of each."""
    issue = draw(issues(rich=False))
    articles = tuple(replace(each, sections=draw(full_sections())) for each in issue.articles)
    blocks: list[Block] = draw(
        st.lists(mixed() | quotations() | lists() | figures() | aligned_tables(), max_size=3)
    )
    note = settled((Section((), 2, apart(blocks), NOWHERE),))
    return replace(issue, articles=articles, editor_note=note)


@st.composite
def sections(draw: st.DrawFn, *, flow: Flow, rich: bool) -> tuple[Section, ...]:
    found: list[Section] = []
    for place in range(draw(st.integers(1, 3))):
        has_heading = place > 0 or draw(st.booleans())
        heading = (text(draw(st.sampled_from(HEADINGS))),) if has_heading else ()
        level = draw(st.integers(2, 4)) if flow is Flow.LINES and heading else 2
        blocks: list[Block] = [Paragraph(draw(prose(notes=rich)), NOWHERE)]
        if draw(st.booleans()):
            blocks.append(Paragraph(draw(prose(notes=rich)), NOWHERE))
        if rich and draw(st.booleans()):
            blocks.append(draw(lists() | tables() | figures()))
        found.append(Section(heading, level, tuple(blocks), NOWHERE))
    return settled(tuple(found))


@st.composite
def articles(draw: st.DrawFn, place: int, title: str, *, flow: Flow, rich: bool) -> Article:
    units = tuple(draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=2, unique=True)))
    unit = units[0]
    byline = draw(st.sampled_from((unit.name, *unit.aliases, f"{unit.name}第二党支部")))
    if len(units) > 1:
        byline = "、".join(each.name for each in units)
    return Article(
        place=place,
        source=Source("", ""),
        name="",
        units=units,
        title=text(title),
        byline=text(byline),
        author="",
        lines=field_lines_of(
            SUBMISSION_FIELDS, {"supplier": draw(st.sampled_from(("", "", f"{unit.name}党委")))}
        ),
        sections=draw(sections(flow=flow, rich=rich)),
    )


@st.composite
def issues(draw: st.DrawFn, *, rich: bool = True, flows: Sequence[Flow] = tuple(Flow)) -> Issue:
    """An issue; with `rich` also with notes, lists and tables."""
    flow = draw(st.sampled_from(flows))
    titles = draw(st.lists(st.sampled_from(TITLES), min_size=1, max_size=4, unique=True))
    secrecy = draw(st.sampled_from(("", "", "秘密", "机密", "秘密★1年", "绝密★长期")))
    words = (text("编者按："), *draw(prose(notes=rich)))  # it is all in 楷体
    note = Section((), 2, (Paragraph(words, NOWHERE),), NOWHERE)
    office = publication(flow, yearly_from=draw(st.sampled_from((None, 1, 2012))))
    series = draw(st.sampled_from(office.series))
    dated = draw(st.dates(date(1990, 1, 1), date(2035, 12, 31)))
    return Issue(
        publication=office,
        source=Source("", ""),
        serial=Serial(
            series.mark, office.counted_in(dated), draw(st.integers(1, 999)), series.name
        ),
        dated=dated,
        topic=draw(st.sampled_from(("", "“基层治理”专题", "学习贯彻党的二十大精神"))),
        articles=tuple(
            draw(articles(place, title, flow=flow, rich=rich))
            for place, title in enumerate(titles, start=1)
        ),
        editor_note=settled((note,)) if draw(st.booleans()) else (),
        distribution=replace(
            STANDING,
            issue_to=draw(st.sampled_from(((), ("各村（社区）党组织",)))),
            also_to=draw(st.sampled_from(((), ("市发改委", "市财政局")))),
            send_to=draw(st.sampled_from((STANDING.send_to, ()))),
        ),
        visibility=Visibility.INTERNAL,
        whole_number=draw(st.none() | st.integers(1, 2000)),
        secrecy=secrecy,
        copy_number="000017" if secrecy else "",
        notice=draw(st.sampled_from(("", "内部资料 注意保存"))),
        profile="",
        fit=None,
        lines=field_lines_of(ISSUE_FIELDS, {"copies": draw(st.none() | st.integers(1, 500))}),
    )


# -- As text ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Typing:
    """How a program put an issue into plain text."""

    width: int = 0
    """Characters of a row that it broke paragraphs into; 0 where it broke none."""

    indented: bool = False
    """Whether paragraphs begin with two blanks, and no blank line parts them."""

    stops: bool = True
    """Whether the lines of the distribution end with 。."""

    def paragraph(self, text: str) -> str:
        """A paragraph as it stands in the text.

        A row that ends with a sentence may end the paragraph, and few rows do not tell: none does.
        """
        text = "　　" * self.indented + text
        if not self.width:
            return text
        rows = [""]
        for piece in re.findall(r"\*\*|(?:[A-Za-z]+|.)[，。！？；：、”）》…]*", text):
            full = len(rows[-1]) + len(piece) > self.width and piece != "**"
            if full and (
                self.indented or not rows[-1].endswith(("。", "！", "？", "…", "；", "*"))
            ):
                rows.append("")
            rows[-1] += piece
        return "\n".join(rows)


def typings() -> st.SearchStrategy[Typing]:
    return st.builds(
        Typing,
        width=st.sampled_from((0, 24, 30, 36)),
        indented=st.booleans(),
        stops=st.booleans(),
    )


# -- Compared --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Printed:
    """What an issue shows its readers, to be compared."""

    facts: tuple[object, ...]
    note: str
    articles: tuple[tuple[str, str, str, str, str], ...]


def _with_one_picture(section: Section) -> Section:
    """The section, its pictures' files not told apart: an import names them anew."""
    blocks = tuple(
        replace(each, path="图.png") if isinstance(each, Figure) else each
        for each in section.blocks
    )
    return replace(section, blocks=blocks)


def printed(issue: Issue) -> Printed:
    return Printed(
        (
            issue.serial,
            issue.serial.series,
            issue.whole_number,
            issue.dated,
            issue.topic,
            issue.secrecy,
            issue.copy_number,
            issue.notice,
            issue.copies,
            issue.distribution.lines,
        ),
        write_sections(issue.editor_note),
        tuple(
            (
                each.unit_names,
                each.byline.text,
                each.title.text,
                each.supplier,
                write_sections(tuple(map(_with_one_picture, each.sections))),
            )
            for each in issue.articles
        ),
    )

"""Issues of every kind, made up: whatever the model can say of one."""

from __future__ import annotations

import io
from datetime import date

from hypothesis import strategies as st
from PIL import Image

from bulletin.field_lines import field_lines_of
from bulletin.fields import ISSUE_FIELDS, SUBMISSION_FIELDS
from bulletin.model import (
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
    Strong,
    Table,
    Text,
    Unit,
    Visibility,
)
from bulletin.source import Source, Span

HERE = Span(0, 0)
SOURCE = Source("issues/7/城关镇.md", "")
UNITS = (Unit("城关镇"), Unit("东关街道"))
LETTERS = "各镇要抓紧落实会议指出“三个一”，。、：；（）《》—…·□12.4%APP &<>'\"\u3000"

words = st.text(LETTERS, min_size=1, max_size=12)
texts = words.map(lambda text: Text(text, HERE))


def picture(width: int = 300, height: int = 200) -> bytes:
    """A real image."""
    written = io.BytesIO()
    Image.new("RGB", (width, height), (180, 60, 60)).save(written, "PNG")
    return written.getvalue()


PICTURES = {"会场.png": picture(), "长图.png": picture(200, 3000)}


def _inline(inner: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
    several = st.lists(inner, min_size=1, max_size=2).map(tuple)
    return several.map(lambda each: Strong(each, HERE)) | several.map(
        lambda each: Link("https://example.cn/甲?a=1&b=2", each, HERE)
    )


flat: st.SearchStrategy[Inline] = st.recursive(texts, _inline, max_leaves=3)
notes = st.lists(flat, min_size=1, max_size=2).map(lambda each: Footnote(1, tuple(each), HERE))
inlines = st.lists(
    st.one_of(flat, flat, notes, st.just(LineBreak(HERE))), min_size=1, max_size=4
).map(tuple)
paragraphs = inlines.map(lambda each: Paragraph(each, HERE))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Any table."""
    columns = draw(st.integers(1, 3))
    cell = st.builds(Cell, inlines, st.sampled_from(("", "left", "center", "right")))
    row = st.lists(cell, min_size=columns, max_size=columns).map(tuple)
    return Table(draw(row), tuple(draw(st.lists(row, max_size=2))), HERE)


@st.composite
def lists(draw: st.DrawFn, inner: st.SearchStrategy[Block]) -> List:
    """Any list; numbers may be out of order, as they may be typed."""
    items = draw(st.lists(st.lists(inner, max_size=2).map(tuple), min_size=1, max_size=3))
    ordered, start, stop = (
        draw(st.booleans()),
        draw(st.integers(1, 12)),
        draw(st.sampled_from(".)")),
    )
    step = draw(st.integers(0, 2))
    markers = [f"{start + at * step}{stop}" if ordered else "" for at in range(len(items))]
    return List(ordered, tuple(map(Item, markers, items)), HERE)


figures = st.builds(
    Figure,
    st.sampled_from(sorted(PICTURES)),
    st.sampled_from(("", "会场照片")),
    words | st.just(""),
    st.just(HERE),
)
blocks: st.SearchStrategy[Block] = st.recursive(
    paragraphs | tables() | figures,
    lambda inner: (
        lists(inner)
        | st.lists(inner, min_size=1, max_size=2).map(lambda each: Quotation(tuple(each), HERE))
    ),
    max_leaves=4,
)
sections = st.builds(
    Section,
    st.lists(flat, max_size=2).map(tuple),
    st.integers(2, 5),
    st.lists(blocks, max_size=3).map(tuple),
    st.just(HERE),
)
bodies = st.lists(sections, min_size=1, max_size=3).map(tuple)


@st.composite
def articles(draw: st.DrawFn, place: int) -> Article:
    """An article at its place in the issue."""
    units = tuple(draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=2, unique=True)))
    named = "、".join(unit.name for unit in units)
    return Article(
        place=place,
        source=SOURCE,
        name=named,
        units=units,
        title=draw(texts),
        byline=Text(named, HERE),
        author="",
        lines=field_lines_of(SUBMISSION_FIELDS, {"supplier": draw(words | st.just(""))}),
        sections=draw(bodies),
    )


several = st.lists(words, max_size=2).map(tuple)


serials = st.sampled_from(
    (Serial("", 0, 7), Serial("s", 0, 7, "增刊"), Serial("", 2024, 7), Serial("z", 2024, 7, "专报"))
)
"""What identifies an issue: one whose numbers run on, a 增刊, and two counted by the year."""


@st.composite
def issues(draw: st.DrawFn) -> Issue:
    """An issue with anything in it."""
    house = House(sections=draw(st.sampled_from(Flow)))
    publication = Publication(
        *("某县组工信息", "中共某县委组织部研究室", UNITS, Distribution(), "", ""), house=house
    )
    return Issue(
        publication=publication,
        source=SOURCE,
        serial=draw(serials),
        dated=draw(st.dates(date(1949, 10, 1), date(2049, 10, 1))),
        topic=draw(words | st.just("")),
        articles=tuple(draw(articles(place)) for place in range(1, draw(st.integers(1, 3)) + 1)),
        editor_note=draw(bodies | st.just(())),
        distribution=draw(st.builds(Distribution, several, several, several, several)),
        visibility=Visibility.INTERNAL,
        whole_number=draw(st.none() | st.integers(1, 999)),
        secrecy=draw(st.sampled_from(("", "秘密", "机密★5年"))),
        copy_number=draw(st.sampled_from(("", "000012"))),
        notice=draw(st.sampled_from(("", "内部资料 注意保存"))),
        profile="",
        fit=None,
        lines=field_lines_of(ISSUE_FIELDS, {"copies": draw(st.none() | st.integers(1, 500))}),
    )

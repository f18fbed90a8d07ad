"""Every character of the copy: it is in the text, or is a mark that was used, or is told."""

from __future__ import annotations

import re
from html import unescape
from itertools import chain, pairwise
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.checks import HouseLists
from bulletin.diagnostics import Severity
from bulletin.fix import Asked, fix, view_of
from bulletin.front_matter import split
from bulletin.markdown import read_copy
from bulletin.model import Distribution, Figure, Publication, Text, section_texts, walk
from bulletin.source import Source, Span
from tests.conftest import REPOSITORY
from tests.test_markdown import EVERYTHING

# -- The law ---------------------------------------------------------------------------------------

LOSSES = frozenset({"S002", "S003", "S010", "S013", "S015", "S140", "S141", "L101"})
"""What is told of copy that is in no text; every other code tells of what is printed as typed."""


def _as_typed(text: Text, source: Source) -> str:
    """What is in the file for a text: its own characters, or the entity that means them."""
    typed = source.quote(text.span)
    return typed if typed.startswith("&") else text.text


def _cover(length: int, spans: list[Span]) -> bytearray:
    seen = bytearray(length)
    for start, end in spans:
        seen[start:end] = b"\1" * (end - start)
    return seen


def assert_accounted_for(copy: str) -> None:
    """The text of the model is the copy without the marks that were used and what is told."""
    source = Source("稿.md", copy)
    reading = read_copy(source, Span(0, len(copy)))
    for one, two in pairwise(reading.marks):
        assert one.span.end <= two.span.start, (one, two)
    for mark in reading.marks:
        assert re.fullmatch(mark.kind.value, source.quote(mark.span)), mark
    figures = {
        block.span
        for section in reading.sections
        for block in walk(section.blocks)
        if isinstance(block, Figure)
    }
    texts = {
        text.span: text for text in section_texts(reading.sections) if text.span not in figures
    }
    told = [each for each in reading.diagnostics if each.code in LOSSES]
    marked = _cover(len(copy), [mark.span for mark in reading.marks])
    read = _cover(len(copy), list(texts))
    read = bytearray(one and not two for one, two in zip(read, marked, strict=True))
    unread = _cover(len(copy), [each.span for each in told])
    errors = _cover(len(copy), [each.span for each in told if each.severity is Severity.ERROR])
    left = [at for at in range(len(copy)) if not marked[at] and (read[at] or not unread[at])]
    said = "".join(_as_typed(texts[span], source) for span in sorted(texts))
    assert "".join(said.split()) == "".join("".join(copy[at] for at in left).split())
    assert not [
        at
        for at in range(len(copy))
        if copy[at].isalnum() and not (read[at] or marked[at] or errors[at])
    ]
    parted = _cover(
        len(copy),
        [each.span for each in reading.diagnostics if "排成了表" in each.message],
    )  # there blanks part the cells
    for blank in re.finditer(r"(?<=\S)[^\S\r\n\t]+(?=\S)", copy):
        if parted[blank.start()]:
            continue
        inside = read[blank.start() - 1] and read[blank.end()] and not marked[blank.start() - 1]
        assert not inside or all(read[blank.start() : blank.end()]), blank


# -- Copy by its grammar ---------------------------------------------------------------------------

WORDS = st.text(st.sampled_from("天长组工信息，。“”（）、12a%—…□ ：！"), min_size=1, max_size=12)
MARKED = [
    "**{}**", "**{}。**", "[{}](http://a.cn)", '[{}](http://a.cn "乙")', "`{}`", "\\*{}", "{}\\\\",
    "&amp;{}", "&#32;{}", "{}[^1]", "{}[^二]", "![{}](a.png)", "<b>{}</b>", "__{}__", "＊＊{}＊＊",
    "{}\t{}", "{} * {}", "{}\\\n{}", "（{}）", "{}\\|{}", "[{}]", "[](http://{})",
    "=={}==", "[[{}]]", "{{{}}}", "^[{}]", "H~2~{}", "{}m^2", "${}$", ":ok:{}", "<http://{}>",
]  # fmt: skip
INLINES = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(MARKED), inner).map(lambda pair: pair[0].replace("{}", pair[1])),
        st.tuples(inner, inner).map("".join),
    ),
    max_leaves=4,
)
BEGUN = [
    "{}", "## {}", "## {} ##", "# {}", "#### {}。", "##{}", "- {}", "* {}", "1. {}", "12) {}",
    "2023. {}", "> {}", ">{}", "    {}", "\t{}", "　　{}", "[^1]: {}", "[^二]: {}", "| {} | 乙 |",
    "｜{}｜", "| --- | --- |", "{}|{}", "---", "===", "```", "-", "1.", "[^三]:", "甲\t{}",
    '![{}](a.png "{}")', "![{}]( a b.png)", "[甲]: http://a.cn {}", "<!-- {}", "{} -->", "{}\\",
    "附件", "附件1", "附件2：{}", "# 附件1：{}", "# 附件：{}", "附件：1.{}", "2.{}",
    "附：{}", "附件1 {}",
    ":::{}", "- [ ] {}", "[!NOTE] {}", "甲,{},1", "甲  {}  1", "[TOC]",
]  # fmt: skip
LINES = st.tuples(st.sampled_from(BEGUN), INLINES).map(lambda pair: pair[0].replace("{}", pair[1]))


def _nested(pair: tuple[str, str]) -> str:
    first, rest = pair
    return "\n".join(first + line if line else "" for line in rest.split("\n"))


BLOCKS = st.recursive(
    st.lists(LINES, min_size=1, max_size=4).map("\n".join),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["> ", "  ", "   ", ">", "- ", "    "]), inner).map(_nested),
        st.lists(inner, min_size=2, max_size=3).map("\n\n".join),
    ),
    max_leaves=4,
)


@given(BLOCKS)
def test_copy_by_its_grammar_is_accounted_for(copy: str) -> None:
    assert_accounted_for(copy)


# -- Slips in real copy ----------------------------------------------------------------------------


def _body(path: Path) -> str:
    source = Source(path.name, path.read_text("utf-8"))
    return source.quote(split(source)[0].body).strip()


PARAGRAPHS = (
    *chain.from_iterable(
        _body(path).split("\n\n") for path in sorted((REPOSITORY / "issues" / "116").glob("*.md"))
    ),
    EVERYTHING,
)
TYPED = st.sampled_from(
    [
        "*", "**", "_", "__", "#", "## ", "###", "|", "| 甲 | 乙 |", "|---|---|", "<", "<b>",
        "[^1]", "[^1]: 注。", "[^2]: ", "\\", "`", "```", "~~", "~~~", "＊", "＊＊", "＃", "｜",
        "* ", "+ ", "1. ", "12) ", "2023. ", "- ", "> ", ">", "    ", "　　", "\t", "\n", "\n\n",
        "[", "]", "](", "](http://a.cn)", '[甲](http://a.cn "乙")', "![图](a.png)", "&amp;",
        "---", "===", "***", ":", "：", "！", "\n- ", "\n# ", "\n|", "\n1. ", "\n[a]: b", "\r\n",
        "</b>", "<!-- -->", "&#42;", "附件", "\n附件1\n", "\n# 附件：", "\n\n附件2 ",
        "==", "$", "[[",
        "{{", "}}", "^[", "\n:::", "- [x] ",
    ]
)  # fmt: skip
PLACES = st.floats(0, 1)
SLIPS = st.lists(st.tuples(PLACES, st.integers(0, 12), st.integers(0, 2), TYPED), max_size=4)


@st.composite
def slipped(draw: st.DrawFn) -> str:
    """A paragraph or two of issue 116 with characters typed, taken out or there twice."""
    copy = "\n\n".join(draw(st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=2)))
    for place, length, times, mark in draw(SLIPS):
        at = round(place * len(copy))
        copy = copy[:at] + mark + copy[at : at + length] * times + copy[at + length :]
    return copy


@given(slipped())
def test_real_copy_with_slips_is_accounted_for(copy: str) -> None:
    assert_accounted_for(copy)


# -- Fixing ----------------------------------------------------------------------------------------

VIEW = view_of(Publication("", "", (), Distribution(), "", ""), HouseLists(), raw=False)
FIXED_MARKS = re.compile(r"</?(?:b|strong)\b[^<>\n]*>", re.IGNORECASE)


def words_of(copy: str) -> str:
    """The letters, figures and 汉字 of a file, however wide, without the tags of bold."""
    written = normalize("NFKC", unescape(FIXED_MARKS.sub("", copy)))
    return "".join(filter(str.isalnum, written))


def assert_fixed_soundly(copy: str) -> None:
    """What is fixed has every word that it had, and is not fixed any further."""
    front = "---\nunit: 千秋街道\ntitle: 抓实党建工作\n---\n\n"
    once = fix(Source("稿.md", front + copy), VIEW, Asked())
    again = fix(Source("稿.md", once.text), VIEW, Asked())
    assert again.text == once.text
    assert words_of(once.text) == words_of(front + copy)


@pytest.mark.slow
@given(BLOCKS | slipped())
def test_a_fix_keeps_every_word_and_leaves_nothing_to_fix(copy: str) -> None:
    assert_fixed_soundly(copy)

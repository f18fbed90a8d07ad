"""The tree of a sheet: whoever reads it, it is the same."""

from __future__ import annotations

from typing import Any

import pytest
import tinyhtml5
from hypothesis import given
from hypothesis import strategies as st

from bulletin.press import sheet_tree as trees
from tests.press.conftest import article, sheet
from tests.press.test_typesetting import RUNNING


def flat(element: Any) -> tuple[object, ...]:
    """An element as plain values."""
    inside = tuple(flat(each) for each in element)
    return (element.tag, dict(element.attrib), element.text or "", element.tail or "", inside)


def by_html(text: str) -> tuple[object, ...]:
    return flat(tinyhtml5.parse(text, namespace_html_elements=False))


TABLE = (
    '<div class="table"><table data-at="3"><thead><tr><th scope="col">甲<br>乙</th></tr></thead>\n'
    "<tbody>\n<tr><td>丙<strong>丁</strong></td><td></td></tr>\n</tbody></table></div>"
)


@pytest.mark.parametrize(
    "whole", [sheet("116"), sheet("mixed"), article(RUNNING), article(TABLE), article("")]
)
def test_a_sheet_of_ours_is_read_as_xml(whole: str) -> None:
    found = trees._as_xml(whole)
    assert found is not None
    assert flat(found) == by_html(whole)


@pytest.mark.parametrize(
    "body",
    [
        "<p>甲<p>乙</p></p>",
        "<p>甲<img alt='乙'></p>",
        '<p><a href="#x">甲<span><a href="#y">乙</a></span></a></p>',
        "<p>甲<h2>乙</h2></p>",
        "<p>甲<hr>乙</p>",
        "<table><tr><td>甲</td></tr></table>",
        "<table>甲<tbody><tr><td>乙</td></tr></tbody></table>",
        "<table><tbody><tr>\u3000<td>乙</td></tr></tbody></table>",
        "<table><tbody><tr><td>乙</td></tr>丙</tbody></table>",
        "<table><tbody><td>乙</td></tbody></table>",
        "<table><tbody><tr><p>乙</p></tr></tbody></table>",
        "<table><tbody><tr><td>乙<table></table></td></tr></tbody></table>",
        "<p>甲<table><tbody><tr><td>乙</td></tr></tbody></table></p>",
        "<tr><td>乙</td></tr>",
        "<p>甲&nbsp;乙</p>",
        "<p>甲&#150;乙</p>",
        "<p>甲<span/>乙</p>",
        "<p><!-- 甲 -->乙</p>",
        "<P>甲</P>",
        '<p CLASS="x">甲</p>',
        '<p class="甲\n乙">丙</p>',
        "<pre>\n甲</pre>",
        "<ul>甲<p>乙</p></ul>",
        "<li>甲<li>乙</li></li>",
        "<p>甲",
        "甲</p>",
        "<p>甲</p></body><p>乙</p>",
        "<p>1 < 2 & 3</p>",
        "<br>甲</br>",
    ],
)
def test_what_html_reads_otherwise_than_xml_is_left_to_html(body: str) -> None:
    whole = article(body)
    assert trees._as_xml(whole) is None
    assert flat(trees.sheet_tree(whole)) == by_html(whole)


def test_what_only_looks_like_a_mark_of_html_stays_as_it_is() -> None:
    whole = article('<p title="a>b &amp; c">甲<br>乙 > 丙<img src="a.png" alt="1>2"></p>\n <hr>')
    assert flat(trees._as_xml(whole)) == by_html(whole)


PIECES = [
    *("<p>", "</p>", "<span>", "</span>", "<strong>", "</strong>", "<a>", "</a>", "<ul>", "</ul>"),
    *("<li>", "</li>", "<div>", "</div>", "<br>", "<hr>", "<h2>", "</h2>", "\n", "甲", "&amp;"),
    *('<img alt="乙>">', "<section>", "</section>", '<p class="丙">', "<table>", "<!--", "&gt"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from(["", "\n", " \n"]))
def test_whoever_reads_a_sheet_finds_the_same(pieces: list[str], after: str) -> None:
    head = '<!doctype html>\n<html lang="zh"><head><meta charset="utf-8"><title>甲</title></head>'
    whole = f"{head}\n<body>{''.join(pieces)}</body>{after}</html>{after}"
    assert flat(trees.sheet_tree(whole)) == by_html(whole)


TAGS = ["p", "span", "strong", "a", "ul", "ol", "li", "div", "section", "h3", "code"]
TAGS += ["table", "tbody", "tr", "td"]


def nested(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Elements with some of these in them."""
    within = st.lists(inside, max_size=3).map("".join)
    return st.builds(lambda tag, text: f"<{tag}>{text}</{tag}>", st.sampled_from(TAGS), within)


elements = st.recursive(st.sampled_from(["甲", " ", "\n", "<br>"]), nested)


@given(st.lists(elements, max_size=4))
def test_whatever_is_nested_is_read_as_html_reads_it(inside: list[str]) -> None:
    whole = article("".join(inside))
    assert flat(trees.sheet_tree(whole)) == by_html(whole)

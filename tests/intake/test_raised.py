"""Raised and lowered characters, and characters that only look like the ones that are meant."""

from __future__ import annotations

import pytest

from bulletin.intake.likenesses import as_meant, document_as_meant
from bulletin.intake.plain import document_of
from bulletin.intake.raised import lowered, raised
from bulletin.intake.received import ReceivedLine
from bulletin.intake.word import read_word
from bulletin.source import Source
from tests.intake.corpus.making import p, package, r


def moved(how: str, words: str) -> str:
    return r(words, f'<w:vertAlign w:val="{how}"/>')


def test_raised_figures_stay_raised_and_what_cannot_is_told() -> None:
    line = p(
        "容积10",
        moved("superscript", "8"),
        "，CO",
        moved("subscript", "2"),
        "，见注",
        moved("superscript", "［甲］"),
    )
    document = read_word("a.docx", package(line))
    assert document.source.text.strip() == "容积10⁸，CO₂，见注［甲］"
    assert [(each.code, each.quoted) for each in document.diagnostics] == [("D119", "［甲］")]


@pytest.mark.parametrize(
    ("plain", "up", "down"), [("8", "⁸", "₈"), ("-3", "⁻³", "₋₃"), ("th", "", ""), ("", "", "")]
)
def test_what_unicode_can_raise(plain: str, up: str, down: str) -> None:
    assert (raised(plain), lowered(plain)) == (up, down)


def test_characters_that_nobody_can_read_are_told_at_once() -> None:
    document = document_as_meant(
        document_of(Source("a.txt", "落实到\uffff组、到山头，\uffff村修路。\n"))
    )
    assert [part.text for part in document.parts if isinstance(part, ReceivedLine)] == [
        "落实到�组、到山头，�村修路。"
    ]
    assert [(each.code, each.message) for each in document.diagnostics] == [
        ("D131", "有 2 个字读不出来，写成 �：“落实到�组、到山头，”")
    ]


def test_likenesses_are_what_is_meant_one_for_one() -> None:
    assert as_meant("⼀、⼈⼤代表⾯对⾯，⻓者⻝堂") == "一、人大代表面对面，长者食堂"
    assert as_meant("ＡＢ１２（甲）、㎡①") == "ＡＢ１２（甲）、㎡①"

"""No text makes a rule fail, and no place is outside its file."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin.checks import check_copy
from bulletin.checks.lists import HouseLists
from bulletin.checks.manuscripts import file_copy
from bulletin.checks.raw import raw_copy
from bulletin.diagnostics import Diagnostic
from bulletin.model import Distribution, Publication
from bulletin.source import Source

NOBODY = Publication("", "", (), Distribution(), "", "")
HOUSE = HouseLists()
FRONT = "---\nunit: 千秋街道\ntitle: 抓实党建\n---\n\n"
PIECES = st.sampled_from(
    (
        *(
            "□",
            "**",
            "。",
            "，",
            "、",
            "“",
            "”",
            "（",
            "）",
            "《",
            "》",
            "：",
            "\n",
            "\n\n",
            " ",
            "1",
        ),
        *(
            "２",
            "千秋街道",
            "第116期",
            "2023年2月30日",
            "报：",
            "- ",
            "# ",
            "> ",
            "| ",
            "200万",
            "等2项",
        ),
        *("%", "~", "一是", "三是", "甲、乙", "资金", "其中", "男3名", "、女4名", "共9名", "\r\n"),
        *("\u200b", "[^1]"),
    )
)
COPY = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=60).map("".join))


def check(text: str) -> tuple[Diagnostic, ...]:
    raw = check_copy(raw_copy(Source("x.txt", text), NOBODY, HOUSE))
    marked = file_copy(Source("x.md", FRONT + text), NOBODY, HOUSE)
    return (*raw, *(check_copy(marked) if marked else ()))


@settings(deadline=None)
@given(COPY)
def test_arbitrary_text_never_raises_and_every_finding_is_in_its_file(text: str) -> None:
    for diagnostic in check(text):
        assert diagnostic.source is not None
        length = len(diagnostic.source.text)
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= length
        assert diagnostic.message
        for edit in diagnostic.edits:
            assert 0 <= edit.span.start <= edit.span.end <= length


@settings(deadline=None)
@given(COPY)
def test_the_same_text_gives_the_same_findings(text: str) -> None:
    assert check(text) == check(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "甲",
        "，",
        "“",
        "“（”",
        "1",
        "1万、",
        "-",
        ".",
        " ",
        "汉 ",
        "**短句。**",
        "**短 句。**",
        "甲、等5项",
        "(",
        "…",
        "□甲：",
    ],
)
def test_a_line_sixteen_times_as_long_takes_no_more_than_its_share(piece: str) -> None:
    """Linear work takes 16 times as long and more when memory is short, quadratic 256 times."""
    longer = min(seconds(piece, 320_000) for _ in range(2))
    assert longer < 0.5 or longer < 90 * min(seconds(piece, 20_000) for _ in range(3))


def seconds(piece: str, length: int) -> float:
    """Seconds of this process's own work on a line of `length` characters made of `piece`."""
    text = (piece * (length // len(piece) + 1))[:length]
    start = process_time()
    check_copy(raw_copy(Source("x.txt", text), NOBODY, HOUSE))
    return process_time() - start

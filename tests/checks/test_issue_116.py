"""Issue 116: the text as it was taken from its PDF, and the issue as it is kept."""

from collections import Counter
from pathlib import Path

import pytest

from bulletin.checks import check_issue, check_raw
from bulletin.checks.lists import load_lists
from bulletin.diagnostics import Diagnostic, Severity
from bulletin.load import load_issue, load_publication, read_source
from bulletin.past import read_past

ROOT = Path(__file__).parents[2]
SEED = Path(__file__).parent / "seed" / "issue-116.txt"

COUNTS = {
    "S102": 1,  # the contents' second line ends with 。
    "S101": 1,  # the contents' first line names another unit than the article
    "S109": 4,  # four page breaks in mid-word
    "S104": 3,  # titles of articles 1, 4 and 5
    "S105": 2,  # articles 2 and 3
    "S106": 3,  # 筑牢红色阵地 打造先锋队伍 组建一支“智囊团”
    "S107": 4,  # two in article 4, two in article 5
    "T112": 1,  # one finding for the whole text
    "T109": 1,
    "T104": 5,
    "N101": 2,  # 200万、100万
    "T124": 1,  # APP
}
"""What is known to be wrong in the raw text, counted by hand."""


@pytest.fixture(scope="module")
def found() -> tuple[Diagnostic, ...]:
    publication, _ = load_publication(ROOT)
    house, faults = load_lists(ROOT)
    source, _ = read_source(SEED, SEED.parent)
    assert publication is not None
    assert source is not None
    assert not faults
    return check_raw(source, publication, house, read_past(ROOT))


def test_the_raw_text_has_exactly_the_faults_that_were_counted(
    found: tuple[Diagnostic, ...],
) -> None:
    counts = Counter(each.code for each in found)
    assert {code: counts[code] for code in COUNTS} == COUNTS
    assert sum(COUNTS.values()) == 28


def test_thirty_numerals_are_spaced_and_twenty_are_not(found: tuple[Diagnostic, ...]) -> None:
    [spacing] = [each for each in found if each.code == "T112"]
    assert "30 处有空格，20 处没有" in spacing.message


def test_the_headings_that_lost_their_bold_are_named(found: tuple[Diagnostic, ...]) -> None:
    assert [each.quoted for each in found if each.code == "S106"] == [
        "筑牢红色阵地。",
        "打造先锋队伍。",
        "组建一支“智囊团”。",
    ]


def test_the_other_findings_are_those_of_the_terms_and_the_units(
    found: tuple[Diagnostic, ...],
) -> None:
    others = Counter(each.code for each in found if each.code not in COUNTS)
    assert others == {
        "S108": 1,  # four habits of bold
        "S115": 1,  # one unit at another level
        "W101": 7,
        "W102": 2,  # 信用户 and 信用用户, 好婆婆 and 好公婆
        "N111": 3,  # 正面清单、负面清单、30人次
    }


def test_what_only_looks_wrong_is_let_pass(found: tuple[Diagnostic, ...]) -> None:
    codes = {each.code for each in found}
    assert "S112" not in codes  # 三措并举, 三点发力 have three headings each
    assert "T108" not in codes  # 网格长—网格员: a single dash is right
    assert codes.isdisjoint({"T110", "T111"})  # 55 pairs of quotation marks, 8 of brackets
    assert codes.isdisjoint({"N112", "N113"})  # 135 of 135 is 100 %
    assert "N114" not in codes  # 等5项 after two, 等6项 after three


def test_the_issue_as_kept_has_no_error() -> None:
    publication, _ = load_publication(ROOT)
    house, _ = load_lists(ROOT)
    assert publication is not None
    loaded = load_issue(ROOT, ROOT / "issues" / "116", publication)
    found = check_issue(loaded, publication, house, read_past(ROOT))
    assert [each for each in (*loaded.diagnostics, *found) if each.severity is Severity.ERROR] == []
    assert {each.code[0] for each in found} == {"S", "T", "N", "W"}

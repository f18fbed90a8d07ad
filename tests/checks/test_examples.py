"""What `bulletin rule CODE` shows as wrong is found, and what it shows as right is not."""

import pytest

from bulletin.checks import RULES
from bulletin.checks.lexicon import Lexicon, Term
from bulletin.checks.lists import HouseLists, Variants
from bulletin.checks.name_lists import Leader, NameLists, Organ
from bulletin.checks.raw import raw_copy
from bulletin.checks.rule import Rule
from bulletin.model import Distribution, Publication
from bulletin.source import Source

NOBODY = Publication("", "", (), Distribution(), "", "")
HOUSE = HouseLists(
    lexicon=Lexicon((Term("急难愁盼", ("急难愁盼怨",)),)),
    variants=(Variants("信用用户", ("信用户",)),),
    names=NameLists(
        leaders=(Leader("张三", ("县委书记",)),),
        organs=(Organ("县农业农村局", old=("县农业局",)),),
        places=("石桥村",),
        brands=("红色驿站",),
    ),
)
NEEDS_MORE_THAN_TEXT = {
    "S111": "an article of 1,500 characters",
    "S114": "a registry of units",
    "S115": "a registry of units",
    "S116": "a registry of units",
    "S132": "a submission of a file",
    "S175": "an article with attachments",
    "W103": "an office's order of names",
    "I301": "past issues",
    "I302": "past issues",
    "I303": "past issues",
    "I304": "past issues",
    "C101": "a public issue",
    "C102": "a number of a person",
    "C103": "a number of a person",
    "C104": "a public issue",
    "C105": "a number of a person",
    "R101": "past issues",
    "R102": "an article of some length",
}
"""Rules without an example of text alone, and what they need; their cases are in folders."""


def found(rule: Rule, text: str) -> int:
    return len(list(rule(raw_copy(Source("x.txt", text), NOBODY, HOUSE))))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_example_of_wrong_is_found_and_the_one_of_right_is_not(rule: Rule) -> None:
    if rule.code in NEEDS_MORE_THAN_TEXT:
        assert not rule.example("错")
        return
    assert found(rule, rule.example("错")) > 0
    assert found(rule, rule.example("对")) == 0


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_rule_says_what_it_does_and_why(rule: Rule) -> None:
    what, *rest = rule.explanation.split("\n")
    assert what.endswith("。")
    assert any(line.startswith("为什么：") for line in rest)


def test_codes_are_unique_and_in_order_of_their_families() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    families = list(dict.fromkeys(rule.family for rule in RULES))
    assert families == ["S", "T", "N", "W", "I", "C", "R"]
    assert all(
        codes == sorted(codes)
        for family in families
        for codes in [[rule.code for rule in RULES if rule.family == family]]
    )

"""What the office lets stand in every issue (`allow.yaml`), and terms with words around them."""

from pathlib import Path

import pytest

from bulletin.checks import check_raw
from bulletin.checks.lists import HouseLists, load_lists
from bulletin.model import Distribution, Publication
from bulletin.source import Source
from tests.checks.test_command import check

NOBODY = Publication("", "", (), Distribution(), "", "")


def found(house: HouseLists, text: str) -> list[tuple[str, str]]:
    return [(each.code, each.quoted) for each in check_raw(Source("x.txt", text), NOBODY, house)]


def lists(root: Path, name: str, text: str) -> HouseLists:
    (root / "issues" / name).write_text(text, "utf-8")
    house, faults = load_lists(root)
    assert not faults
    return house


ALLOW = "allow:\n  - {code: W106, text: 话剧《穿流不息》, reason: 剧名}\n"


def test_an_exception_covers_its_words_and_nothing_else(workspace: Path) -> None:
    house = lists(workspace, "allow.yaml", ALLOW)
    assert found(house, "村民排演话剧《穿流不息》，门前车辆穿流不息。") == [("W106", "穿流不息")]
    assert len(found(HouseLists(), "村民排演话剧《穿流不息》，门前车辆穿流不息。")) == 2


def test_an_exception_without_words_or_reason_is_refused(workspace: Path) -> None:
    (workspace / "issues" / "allow.yaml").write_text("allow:\n  - {code: W106}\n", "utf-8")
    assert [each.code for each in load_lists(workspace)[1]] == ["F005", "F005"]


def test_exceptions_that_no_issue_needs_are_told_when_all_are_checked(
    seed_workspace: Path,
) -> None:
    text = (
        ALLOW
        + "  - {code: N101, text: 200万, reason: 原稿}\n  - {code: W999, text: 无, reason: 无}\n"
    )
    lists(seed_workspace, "allow.yaml", text)
    said = check(seed_workspace, "--format", "concise").stdout
    assert "准许的 `W106`“话剧《穿流不息》”各期都没有用上" in said
    assert "没有 `W999` 这条规则" in said
    assert "`200万` 缺单位" not in said
    assert "`100万` 缺单位" in said
    assert "各期都没有用上" not in check(seed_workspace, "116").stdout


def test_what_is_let_stand_is_not_fixed_either(seed_workspace: Path) -> None:
    file = seed_workspace / "issues" / "116" / "千秋街道.md"
    copy = "---\nunit: 千秋街道\ntitle: 抓实党建\n---\n\n会议指出,各镇要落实；会后,各村要落实。\n"
    file.write_text(copy, "utf-8")
    lists(seed_workspace, "allow.yaml", "allow:\n  - {code: T101, text: '指出,', reason: 原样}\n")
    check(seed_workspace, "116", "--fix")
    assert "指出,各镇" in file.read_text("utf-8")
    assert "会后，各村" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("term", "text", "places"),
    [
        ("{prefer: 做优, wrong: [作优], after: 产业}", "作优产业，作优服务。", ["作优"]),
        ("{prefer: 做优, wrong: [作优], before: '[要须]'}", "要作优产业，争作优等生。", ["作优"]),
        ("{prefer: 村社区, wrong: ['村(?:居|委)社区'], pattern: true}", "村居社区。", ["村居社区"]),
    ],
)
def test_a_term_may_need_words_around_it(
    workspace: Path, term: str, text: str, places: list[str]
) -> None:
    house = lists(workspace, "terms.yaml", f"terms:\n  - {term}\n")
    assert [quoted for code, quoted in found(house, text) if code == "W101"] == places


def test_a_term_that_is_no_pattern_is_told(workspace: Path) -> None:
    text = (
        "terms:\n  - {prefer: 甲, wrong: ['(乙'], pattern: true}\n  - {prefer: 丙, wrong: [丁]}\n"
    )
    (workspace / "issues" / "terms.yaml").write_text(text, "utf-8")
    house, faults = load_lists(workspace)
    assert [each.code for each in faults] == ["F101"]
    assert [term.prefer for term in house.lexicon.terms] == ["丙"]


@pytest.mark.parametrize("habits", ["", "habits: [T104]\n"])
def test_a_rule_of_taste_is_run_where_the_house_wants_it(workspace: Path, habits: str) -> None:
    house = lists(workspace, "terms.yaml", habits or "terms: []\n")
    assert found(house, "采用“学习+观摩”的办法。") == ([("T104", "+")] if habits else [])

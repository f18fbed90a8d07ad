"""One place has one finding, with the cure that is right."""

import pytest

from bulletin.checks import check_copy
from bulletin.checks.lists import HouseLists
from bulletin.checks.raw import raw_copy
from bulletin.model import Distribution, Publication
from bulletin.source import Source

NOBODY = Publication("", "", (), Distribution(), "", "")


@pytest.mark.parametrize(
    ("text", "code", "quoted"),
    [
        (
            "□**甲镇：抓党建。****建强队伍。**选派干部12名。　　建好阵地。　　改造场所，完成。",
            "S133",
            ["　　", "　　"],
        ),
        ("办法于2024年  月  日印发，各镇落实。", "S134", ["2024年  月  日"]),
        ("全镇投入 万元，建好阵地，群众满意。", "S134", [" 万元"]),
        ("全镇投入？？万元，建好阵地，群众满意。", "S134", ["？？"]),
    ],
)
def test_one_place_has_one_finding(text: str, code: str, quoted: list[str]) -> None:
    copy = raw_copy(Source("x.txt", text), NOBODY, HouseLists())
    found = [each for each in check_copy(copy) if each.code not in ("S111", "S113")]
    assert [(each.code, each.quoted) for each in found] == [(code, each) for each in quoted]

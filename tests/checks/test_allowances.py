"""What an office lets stand is written down with its reason, and must still be there."""

from pathlib import Path

import pytest

from bulletin.checks import Selection, check_issue
from bulletin.checks.lists import HouseLists
from bulletin.load import load_issue, load_publication
from bulletin.past import PastIndex

BODY = "村里利用200万、100万信用资金建设厂房。\n"


def codes(workspace: Path, sheet: str, front: str, *select: str) -> list[str]:
    folder = workspace / "issues" / "5"
    folder.mkdir()
    (folder / "issue.md").write_text(
        f"---\nnumber: 5\ndate: 2023-06-09\narticles: [稿]\n{sheet}---\n", "utf-8"
    )
    (folder / "稿.md").write_text(
        f"---\nunit: 千秋街道\ntitle: 抓实党建\n{front}---\n\n{BODY}", "utf-8"
    )
    publication, _ = load_publication(workspace)
    assert publication is not None
    loaded = load_issue(workspace, folder, publication)
    found = check_issue(loaded, publication, HouseLists(), PastIndex(), Selection(select))
    return [each.code for each in (*loaded.diagnostics, *found)]


ALLOW = "allow:\n  - {code: N101, reason: 原稿如此}\n"


@pytest.mark.parametrize(
    ("sheet", "front", "left"),
    [
        ("", "", ["N101", "N101"]),
        ("", ALLOW, []),
        (ALLOW, "", []),
        ("", "allow:\n  - {code: N101, reason: 原稿如此, text: 200万}\n", ["N101"]),
        ("", "allow:\n  - {code: N101}\n", ["F005"]),
        ("", "allow:\n  - {code: T101, reason: 原稿如此}\n", ["F017", "N101", "N101"]),
        ("", "allow:\n  - {code: T999, reason: 原稿如此}\n", ["F018", "N101", "N101"]),
    ],
)
def test_an_allowance_covers_its_rule(
    workspace: Path, sheet: str, front: str, left: list[str]
) -> None:
    assert codes(workspace, sheet, front) == left


def test_a_warning_of_reading_is_let_stand_and_an_error_is_not(workspace: Path) -> None:
    pasted = "allow:\n  - {code: S008, reason: 诗句}\n"
    assert codes(workspace, "", pasted, "T") == ["F017"]
    folder = workspace / "issues" / "5"
    copy = f"---\nunit: 千秋街道\ntitle: 抓实党建\n{pasted}---\n\n春风吹又生。\n夏雨落无声。\n"
    (folder / "稿.md").write_text(copy, "utf-8")
    publication, _ = load_publication(workspace)
    assert publication is not None
    assert load_issue(workspace, folder, publication).diagnostics == ()


@pytest.mark.parametrize("code", ["S008", "S014"])
def test_a_warning_of_reading_is_let_stand_in_a_whole_issue(workspace: Path, code: str) -> None:
    codes(workspace, "", "")
    folder = workspace / "issues" / "5"
    sheet = (folder / "issue.md").read_text("utf-8")
    allow = f"allow:\n  - {{code: {code}, reason: 诗句}}\n"
    (folder / "issue.md").write_text(sheet.replace("---\n", f"---\n{allow}", 1), "utf-8")
    publication, _ = load_publication(workspace)
    assert publication is not None
    assert [e.code for e in load_issue(workspace, folder, publication).diagnostics] == ["F017"]
    body = "春风吹又生。\n夏雨落无声。" if code == "S008" else "* 为重点项目"
    copy = f"---\nunit: 千秋街道\ntitle: 抓实党建\n---\n\n{body}\n"
    (folder / "稿.md").write_text(copy, "utf-8")
    assert load_issue(workspace, folder, publication).diagnostics == ()
    unclear = copy.replace(body, "加强领导\n成立专班。")
    (folder / "稿.md").write_text(unclear, "utf-8")
    found = load_issue(workspace, folder, publication).diagnostics
    assert {each.code for each in found} == {"S008", "F017"}  # an error stands


def test_an_allowance_of_a_rule_that_was_not_run_is_not_unused(workspace: Path) -> None:
    assert codes(workspace, "", ALLOW, "T") == []

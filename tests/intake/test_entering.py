"""`bulletin import --issue` enters what it files into the issue's articles, as the roster says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.calendar_day import office_day
from bulletin.cli import run
from bulletin.field_writing import with_fields
from bulletin.fields import ISSUE_FIELDS
from bulletin.front_matter import compose, split
from bulletin.model import House
from bulletin.source import Source
from tests.conftest import PUBLICATION, MakeWorkspace

Say = pytest.CaptureFixture[str]
UNITS = ("城关镇", "东关街道", "西关街道", "南关街道", "北关街道")
DAY = office_day(House()).isoformat()
SHEET = """\
---
期号: 7
日期: 2024-03-05
{articles}状态: 送审稿    # 还没核
---

编者按。
"""


def sent(folder: Path, *units: str) -> None:
    """A submission from each unit, as text files in 来稿/."""
    folder.mkdir(exist_ok=True)
    for unit in units:
        copy = f"{unit}抓实基层治理\n{unit}\n" + f"{unit}选派干部12名，逐户走访，收集诉求。" * 8
        (folder / f"{unit}稿.txt").write_text(copy, "utf-8")


def copy_of(unit: str) -> str:
    return f"---\n单位: {unit}\n标题: 办好民生实事\n---\n\n全年办结诉求36件。\n"


@pytest.fixture
def office(make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> Path:
    head, _, tail = PUBLICATION.partition("units:")
    units = "".join(f"  - {unit}\n" for unit in UNITS)
    publication = f"{head}units:\n{units}distribution:{tail.split('distribution:')[1]}"
    root = make_workspace({"issues/publication.yaml": publication}).root
    (root / "issues/7/城关镇.md").unlink()
    monkeypatch.chdir(root)
    return root


def entered(office: Path, articles: str, *there: str) -> str:
    """What the field says once four units' submissions were imported into this sheet."""
    sheet = office / "issues/7/issue.md"
    sheet.write_text(SHEET.format(articles=articles), "utf-8")
    for unit in there:
        (office / "issues/7" / f"{unit}.md").write_text(copy_of(unit), "utf-8")
    sent(office / "来稿", *(unit for unit in UNITS if unit not in there))
    assert run(["import", "来稿", "--issue", "7"]) in (0, 1)
    written = sheet.read_text("utf-8")
    head, tail = SHEET.split("{articles}")
    assert written.startswith(head)
    assert written.endswith(tail)
    again = sheet.read_bytes()
    run(["import", "来稿", "--issue", "7"])
    assert sheet.read_bytes() == again
    return written.removeprefix(head).removesuffix(tail)


@pytest.mark.parametrize(
    ("articles", "there", "right"),
    [
        (
            "篇目:        # 按次序\n  # 头条\n  - 西关街道   # 定了\n\n  - 东关街道\n",
            ("西关街道", "东关街道"),
            "篇目:        # 按次序\n  # 头条\n  - 城关镇\n  - 西关街道   # 定了\n\n  - 东关街道\n"
            "  - 南关街道\n  - 北关街道\n",
        ),
        (
            "篇目:   # 按次序\n",
            (),
            "篇目:   # 按次序\n" + "".join(f"  - {unit}\n" for unit in UNITS),
        ),
        ("篇目: []\n", ("东关街道",), "篇目: [城关镇, 西关街道, 南关街道, 北关街道]\n"),
        (
            "篇目: 东关街道、南关街道\n",
            ("东关街道", "南关街道"),
            "篇目: 城关镇、东关街道、西关街道、南关街道、北关街道\n",
        ),
        (
            "articles: [西关街道.md]\n",
            ("西关街道", "南关街道"),
            "articles: [城关镇, 东关街道, 西关街道.md, 北关街道]\n",
        ),
        (
            "篇目:\n- 东关街道\n- 城关镇\n",
            ("城关镇",),
            "篇目:\n- 东关街道\n- 城关镇\n- 西关街道\n- 南关街道\n- 北关街道\n",
        ),
    ],
)
def test_new_articles_come_where_the_roster_says(
    office: Path, articles: str, there: tuple[str, ...], right: str
) -> None:
    assert entered(office, articles, *there) == right


def test_what_was_entered_is_said(office: Path, capsys: Say) -> None:
    entered(office, "篇目:\n  - 东关街道\n", "东关街道", "西关街道", "北关街道")
    said = capsys.readouterr().out
    assert (
        "按名册次序写进 issues/7/issue.md 的篇目：城关镇（第 1 篇）、南关街道（第 3 篇）\n" in said
    )


def test_a_sheet_without_the_field_gets_it(office: Path) -> None:
    (office / "issues/7/issue.md").write_text("---\n期号: 7\n日期: 2024-03-05\n---\n", "utf-8")
    sent(office / "来稿", "东关街道", "城关镇")
    run(["import", "来稿", "--issue", "7"])
    sheet = (office / "issues/7/issue.md").read_text("utf-8")
    assert sheet == "---\n期号: 7\n日期: 2024-03-05\n篇目:\n  - 城关镇\n  - 东关街道\n---\n"


def test_what_is_held_waits_and_what_has_no_unit_comes_last(office: Path, capsys: Say) -> None:
    inbox = office / "issues/inbox"
    inbox.mkdir()
    held = copy_of("城关镇").replace("---\n\n", "状态: 留用\n原因: 等数据\n---\n\n")
    (inbox / "留.md").write_text(held, "utf-8")
    (inbox / "无.md").write_text(copy_of(""), "utf-8")
    (inbox / "东.md").write_text(copy_of("东关街道"), "utf-8")
    (office / "issues/7/issue.md").write_text(SHEET.format(articles="篇目: []\n"), "utf-8")
    files = [f"issues/inbox/{name}.md" for name in ("无", "留", "东")]
    assert run(["import", *files, "--issue", "7"]) == 0
    assert "篇目: [东, 无]\n" in (office / "issues/7/issue.md").read_text("utf-8")
    assert "留用或退稿的没有写进篇目：留\n" in capsys.readouterr().out
    assert "原因: 等数据" in (office / "issues/7/留.md").read_text("utf-8")


def test_a_sheet_that_cannot_be_read_is_left_to_the_editor(office: Path, capsys: Say) -> None:
    (office / "issues/7/issue.md").write_text("---\n期号：7\n---\n", "utf-8")
    sent(office / "来稿", "城关镇")
    assert run(["import", "来稿", "--issue", "7"]) == 0
    assert capsys.readouterr().out.endswith("里按刊登次序加上：\n  - 城关镇\n")


words = st.sampled_from(["甲", "乙、丙", "a: b", "#丁", "戊 #己", "'庚'", "- 辛"])


@given(st.lists(words, unique=True, min_size=1), st.data())
def test_a_list_that_grows_keeps_its_rows(values: list[str], data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.sampled_from(values), unique=True).map(set))
    quoted = {each: "'" + each.replace("'", "''") + "'" for each in values}
    rows = [f"    - {quoted[each]}   # 注{at}\n" for at, each in enumerate(values) if each in kept]
    text = "---\n篇目:   # 头\n" + "".join(rows) + "期号: 7\n---\n"
    grown = with_fields(Source("x", text), {"articles": tuple(values)}, ISSUE_FIELDS)
    assert grown is not None
    lines = grown.splitlines(keepends=True)
    assert [each for each in lines if each in text.splitlines(keepends=True)] == text.splitlines(
        keepends=True
    )
    entries, faults = compose(Source("x", grown), split(Source("x", grown))[0].front)
    assert faults == ()
    assert [each.text for each in entries.entries[0][1].items] == values  # type: ignore[union-attr]


# -- What is held or returned ----------------------------------------------------------------------


def test_what_is_held_or_returned_is_seen_with_its_reason_and_kept(
    office: Path, capsys: Say
) -> None:
    (office / "issues/7/issue.md").write_text(SHEET.format(articles="篇目: []\n"), "utf-8")
    sent(office / "来稿", "城关镇", "东关街道", "西关街道")
    run(["import", "来稿", "--issue", "7", "--no-articles"])
    run(["import", "来稿/西关街道稿.txt"])
    for unit, decision in (
        ("城关镇", "状态: 退稿   # 电话里说了\n原因: 与第5期重复\n"),
        ("东关街道", "状态: 留用\n"),
    ):
        path = office / f"issues/7/{unit}.md"
        path.write_text(
            path.read_text("utf-8").replace("original:", f"{decision}original:"), "utf-8"
        )
    inbox = office / "issues/inbox"
    inbox.mkdir(exist_ok=True)
    (office / "issues/7/城关镇.md").rename(inbox / "退.md")
    kept = (inbox / "退.md").read_bytes()
    capsys.readouterr()
    assert run(["import", "来稿", "--issue", "7"]) == 0
    told = " ".join(capsys.readouterr().err.split())
    assert "issues/inbox/退.md 是同一个文件（退稿：与第5期重复），没有再收" in told
    assert "issues/7/东关街道.md 是同一个文件（留用），没有再收" in told
    run(["check", "issues/inbox/退.md", "--fix"])
    run(["check", "7", "--fix"])
    assert (inbox / "退.md").read_bytes() == kept
    capsys.readouterr()
    run(["status"])
    said = capsys.readouterr().out
    assert (
        f"退稿　issues/inbox/退.md　城关镇：城关镇抓实基层治理（{DAY} 收到；与第5期重复）\n" in said
    )
    assert (
        f"留用　issues/7/东关街道.md　东关街道：东关街道抓实基层治理（{DAY} 收到；没有写原因）\n"
        in said
    )

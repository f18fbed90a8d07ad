"""Articles of several units: how their names are read, and where each unit is shown."""

from __future__ import annotations

import json
import re
from contextlib import chdir
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.archive import SentPage
from bulletin.cli import run
from bulletin.load import load_submission
from bulletin.making import open_issues
from bulletin.model import Publication, Text, Unit, registry_of
from bulletin.source import Span
from bulletin.unit_names import names_in, units_called
from bulletin.workspace import Workspace
from tests.conftest import PUBLICATION, SMALL, SUBMISSION, MakeWorkspace
from tests.office import publication_of
from tests.sites import archive_of

Say = pytest.CaptureFixture[str]

UNITS = (
    Unit("城关镇", ("城关",)),
    Unit("东关街道"),
    Unit("人和镇", ("人和",)),
    Unit("农业、水利局"),
    Unit("老干部和档案局"),
    Unit("East Town"),
)


def office(units: tuple[Unit, ...] = UNITS) -> Publication:
    workspace = Publication("某县组工信息", "某部", units, None, "", "")  # type: ignore[arg-type]
    return replace(workspace, registry=registry_of(units))


def named(text: str) -> list[str]:
    return [each.text for each in names_in(Text(text, Span(5, 5 + len(text))), office())]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("城关镇", ["城关镇"]),
        ("城关镇、东关街道", ["城关镇", "东关街道"]),
        (" 城关镇 ， 东关街道；人和镇/城关 ", ["城关镇", "东关街道", "人和镇", "城关"]),
        ("城关镇 东关街道　人和镇", ["城关镇", "东关街道", "人和镇"]),
        ("城关镇和东关街道", ["城关镇", "东关街道"]),
        ("人和镇与人和镇和城关镇", ["人和镇", "人和镇", "城关镇"]),
        ("人和和城关", ["人和", "城关"]),
        ("农业、水利局", ["农业、水利局"]),
        (
            "农业、水利局、老干部和档案局、East Town",
            ["农业、水利局", "老干部和档案局", "East Town"],
        ),
        ("城关镇、没登记的局", ["城关镇", "没登记的局"]),
        ("城关镇和没登记的局", ["城关镇和没登记的局"]),
        ("城关镇和东关街到", ["城关镇", "东关街到"]),
        ("档案馆、史志办", ["档案馆、史志办"]),
        ("城关镇、", ["城关镇、"]),
        ("", [""]),
    ],
)
def test_names_written_together(text: str, names: list[str]) -> None:
    assert named(text) == names


@given(
    st.lists(st.sampled_from([each.name for each in UNITS]), min_size=1, max_size=8),
    st.sampled_from(["、", "，", ",", ";", "； ", "/", "和", " 与", "\u3000", " "]),
)
def test_what_is_joined_is_divided_again(names: list[str], between: str) -> None:
    text = between.join(names)
    found = names_in(Text(text, Span(3, 3 + len(text))), office())
    assert [each.text for each in found] == names
    assert all(text[each.span.start - 3 : each.span.end - 3] == each.text for each in found)
    assert [unit.name for unit in units_called(text, office())] == list(dict.fromkeys(names))


JOINT = SUBMISSION.replace("unit: 城关镇", "unit: 城关镇、东关街道")
ALONE = SUBMISSION.replace("“三个一”抓实基层治理", "办好民生实事")
FILES = {
    "issues/7/issue.md": SMALL["issues/7/issue.md"].replace("[城关镇]", "[城关镇, 东关街道]"),
    "issues/7/城关镇.md": JOINT,
    "issues/7/东关街道.md": ALONE.replace("unit: 城关镇", "unit: 东关街道"),
}


def test_the_archive_lists_an_article_under_each_of_its_units(
    make_workspace: MakeWorkspace,
) -> None:
    files = {name: made.decode() for name, made in archive_of(make_workspace(FILES)).items()
             if not name.endswith((".pdf", ".svg"))}  # fmt: skip
    page = files["issues/7/index.html"]
    assert "城关镇、东关街道：“三个一”抓实基层治理" in re.sub("<[^>]*>", "", page)
    links = re.findall(r'units/([^/"]+)/index.html" aria', page)
    assert len(links) == 3
    for unit, count in (("城关镇", 1), ("东关街道", 2)):
        shown = re.sub("<[^>]*>", "", files[f"units/{unit}/index.html"])
        assert f"{count}篇" in shown
        assert "“三个一”抓实基层治理" in shown
    year = re.sub("<[^>]*>", "", files["years/2024/index.html"])
    assert "城关镇 1篇" in year
    assert "东关街道 2篇" in year
    entries = ElementTree.fromstring(files["feed.xml"]).findall("{*}entry")
    terms = [[each.get("term") for each in entry.findall("{*}category")] for entry in entries]
    assert terms == [["城关镇", "东关街道"], ["东关街道"]]
    shard = files["search/2024.js"]
    rows = json.loads(shard[shard.index("(") + 1 : shard.rindex(")")])
    assert rows["units"] == ["城关镇", "东关街道"]
    assert [row[1] for row in rows["issues"][0][4]] == [[0, 1], 1]
    [sent, _] = SentPage(page).articles
    assert sent.unit == "城关镇、东关街道"


def test_a_list_of_units_is_one_line_on_the_page(make_workspace: MakeWorkspace) -> None:
    written = "unit:\n  - 城关\n  - 东关街道"
    made = make_workspace({"issues/7/城关镇.md": SUBMISSION.replace("unit: 城关镇", written)})
    copy = open_issues(made)
    [article] = copy.issues[0].articles
    assert copy.diagnostics == ()
    assert article.full_title == "城关、东关街道：“三个一”抓实基层治理"
    assert article.contents_line == "城关镇、东关街道：“三个一”抓实基层治理"


# -- Import ----------------------------------------------------------------------------------------


def joint_word(path: Path, *lines: str) -> Path:
    """A Word document with a title, copy, and these lines at its end."""
    made = docx.Document()
    made.add_paragraph("城乡联动推进环境整治")
    made.add_paragraph(
        f"两地共选派干部12名，组建联合队伍。{'逐户走访，收集诉求，能办的当场办结。' * 4}"
    )
    for line in lines:
        made.add_paragraph(line)
    made.save(str(path))
    return path


def imported(workspace: Workspace, file: Path) -> dict[str, tuple[str, ...]]:
    """The units of each submission in the inbox, once the file is imported."""
    with chdir(workspace.root):
        run(["import", str(file)])
    publication = publication_of(workspace)
    found = {}
    for path in sorted((workspace.root / "issues" / "inbox").glob("*.md")):
        submission, faults = load_submission(workspace.root, path, publication)
        assert faults == ()
        assert submission is not None
        found[path.stem] = tuple(unit.name for unit in submission.units)
    return found


@pytest.mark.parametrize(
    "lines",
    [
        ("城关镇、东关街道",),
        ("（城关镇党委、东关街道党工委供稿）",),
        ("报送单位：城关镇 东关街道",),
        ("城关镇和东关街道　2024年3月1日",),
        ("城关镇 东关街道", "2024年3月1日"),
        ("城关镇", "东关街道", "2024年3月1日"),
    ],
)
def test_two_units_that_signed_are_both_filed(
    make_workspace: MakeWorkspace, tmp_path: Path, lines: tuple[str, ...]
) -> None:
    file = joint_word(tmp_path / "稿.docx", *lines)
    assert imported(make_workspace({}), file) == {"城关镇、东关街道": ("城关镇", "东关街道")}


def test_what_one_of_two_units_sends_again_is_known(
    make_workspace: MakeWorkspace, tmp_path: Path, capsys: Say
) -> None:
    workspace = make_workspace({"issues/publication.yaml": PUBLICATION})
    imported(workspace, joint_word(tmp_path / "城关镇、东关街道.docx"))
    capsys.readouterr()
    again = joint_word(tmp_path / "稿.docx", "东关街道")
    assert len(imported(workspace, again)) == 1
    assert "重复 1 个" in capsys.readouterr().out

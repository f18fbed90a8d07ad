"""Issues that are counted by the year, and series of their own, along their whole way."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from click import UsageError
from hypothesis import given
from hypothesis import strategies as st

from bulletin.address import folder_name
from bulletin.calendar_day import office_day
from bulletin.cli import run
from bulletin.commands.issue_names import ISSUE_NAME, plain_name
from bulletin.diagnostics import has_errors
from bulletin.edition import WrittenByNewer, read_shelf
from bulletin.edition.record import read_record
from bulletin.edition.shelf import REGISTER_NAME
from bulletin.load import issue_folders, load_issue, load_publication
from bulletin.making import Proof, build
from bulletin.model import House, Serial, issue_folder, issue_name
from bulletin.publish.act import ahead, approve, correct, publish, withdraw
from bulletin.publish.overview import status
from bulletin.publish.signing import sign
from bulletin.publish.verification import verify
from bulletin.scaffold import new_issue, next_serial, next_whole_number
from bulletin.workspace import Workspace
from tests.conftest import ISSUE, PUBLICATION, SUBMISSION, MakeWorkspace
from tests.office import (
    QuickPress,
    edit,
    office,
    publication_of,
    sent,
    sheet_of,
    signed_issue,
    told,
)
from tests.test_agreement import forge
from tests.test_build import in_process

YEARLY = PUBLICATION + "numbering: yearly\nyearly_from: 2024\nseries: [{name: 专报, mark: z}]\n"


@pytest.fixture
def workspace(make_workspace: MakeWorkspace) -> Workspace:
    """An office whose numbers ran on until 2023, and begin anew each January since."""
    made = make_workspace({"issues/publication.yaml": YEARLY})
    shutil.rmtree(made.issues / "7")
    return made


def said(workspace: Workspace, name: str) -> list[str]:
    """What reading one issue tells, in a line each."""
    folder = workspace.issue_folder(name)
    loaded = load_issue(workspace.root, folder, publication_of(workspace))
    return [f"{each.code} {each.message}；{each.hint}" for each in loaded.diagnostics]


SERIALS = st.builds(
    Serial, st.sampled_from(("", "s", "z", "zb")), st.just(0) | st.integers(1900, 2999),
    st.integers(1, 9_999_999),
)  # fmt: skip


@given(SERIALS)
def test_a_name_and_a_folder_say_the_same(serial: Serial) -> None:
    assert Serial.named(serial.name) == serial == Serial.named(serial.folder)
    assert issue_folder(serial.name) == serial.folder
    assert issue_name(Path("/x/issues") / serial.folder) == serial.name


# -- The whole way ---------------------------------------------------------------------------------


def test_numbers_that_ran_on_begin_anew_and_every_address_stays(workspace: Workspace) -> None:
    days = {
        "7": "2023-11-05",
        "8": "2023-12-28",
        "2024-1": "2024-01-09",
        "2024-z1": "2024-01-10",
        "2024-2": "2024-02-05",
        "2025-1": "2025-01-06",
        "2025-s1": "2025-01-07",
    }
    for name, day in days.items():
        signed_issue(workspace, name, day)
    acts = [publish(workspace, name, office()) for name in days if "z" in name or "s" in name]
    acts += [
        publish(workspace, None, office()) for name in days if "z" not in name and "s" not in name
    ]
    assert [sent(each) for each in acts] == [
        *("2024-z1/1", "2025-s1/1"),
        *("7/1", "8/1", "2024-1/1", "2024-2/1", "2025-1/1"),
    ]
    lines = (workspace.issues / REGISTER_NAME).read_text("ascii").splitlines()
    checked = ["sha256sum", "--check", "--strict", "--quiet", REGISTER_NAME]
    assert subprocess.run(checked, cwd=workspace.issues, check=False).returncode == 0
    assert lines[0] == "# format 2"
    assert lines[5].endswith("  2024/1/published/1/tagmanifest-sha256.txt")
    edit(workspace, "2024-1", "36件", "37件")
    assert approve(workspace, "2024-1") == ()
    assert sent(correct(workspace, "2024-1", "件数有误", office())) == "2024-1/2"
    assert sent(withdraw(workspace, "2025-s1", "发错范围", office())) == "2025-s1/2"
    assert verify(workspace).diagnostics == ()
    built = build(workspace, None, in_process, proof=Proof(date(2025, 2, 1)))
    assert built.diagnostics == ()
    tree = workspace.output
    page = (tree / "issues/2024/1/index.html").read_text("utf-8")
    assert 'href="../../../issues/8/index.html"' in page
    assert 'href="../../../issues/2024/2/index.html"' in page
    assert "某县组工信息2024年第1期" in page
    assert '<p class="number">2024年第1期</p>' in page, "the masthead names the year"
    assert (tree / "issues/2024/z1/a1.html").is_file()
    assert '<p class="number">2024年专报第1期</p>' in (
        tree / "issues/2024/z1/index.html"
    ).read_text("utf-8")
    year = (tree / "years/2024/index.html").read_text("utf-8")
    assert [name for name in days if f"issues/{issue_folder(name)}/index.html" in year] == [
        "2024-1", "2024-z1", "2024-2",
    ]  # fmt: skip
    for html in (each for each in tree.rglob("*.html") if each.name != "404.html"):
        for part in html.read_text("utf-8").split('href="')[1:]:
            link = part.split('"')[0].split("#")[0].split("?")[0]
            if link and ":" not in link and not link.endswith(".pdf"):
                assert (html.parent / unquote(link)).exists(), (html, link)


COUNTED = "numbering: yearly\nyearly_from: {}\nwhole_number: {}\n"


@pytest.mark.parametrize(
    ("before", "since", "days"),
    [
        pytest.param(
            COUNTED.format(2024, 501),
            COUNTED.format(2024, 501),
            {"2024-30": "2024-12-28", "2025-1": "2025-01-02", "2024-31": "2025-01-03",
             "2025-2": "2025-01-09"},
            id="a late issue of the old year",
        ),
        pytest.param(
            COUNTED.format(2025, 501),
            COUNTED.format(2025, 501),
            {"117": "2024-12-28", "2025-1": "2025-01-05", "118": "2025-01-06",
             "2025-2": "2025-01-09"},
            id="a late issue of the old way of counting",
        ),
        pytest.param(
            COUNTED.format(2024, 501),
            "whole_number: 501\n",
            {"100": "2023-12-28", "2024-1": "2024-01-03", "2024-2": "2024-03-02",
             "101": "2024-07-01", "102": "2024-07-02"},
            id="back to the old way in the midst of a year",
        ),
        pytest.param(
            "whole_number: 501\n",
            COUNTED.format(2024, 501),
            {"7": "2024-01-03", "8": "2024-05-03", "2024-1": "2024-05-04", "9": "2024-05-05",
             "2024-2": "2024-05-06"},
            id="to another way in the midst of a year",
        ),
    ],
)  # fmt: skip
def test_what_was_published_never_stands_in_the_way_of_what_follows(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    before: str,
    since: str,
    days: dict[str, str],
) -> None:
    """Whoever counts in two ways, or prints the last of a year in January, publishes, corrects and
    withdraws; numbers and dates go up within each way of counting, the 总期号 by day."""
    workspace = make_workspace({"issues/publication.yaml": PUBLICATION + before})
    shutil.rmtree(workspace.issues / "7")
    for at, (name, day) in enumerate(days.items()):
        last = at == len(days) - 1
        if last or name == "101":
            (workspace.issues / "publication.yaml").write_text(PUBLICATION + since, "utf-8")
        folder = workspace.issue_folder(name)
        folder.mkdir(parents=True)
        sheet = sheet_of(name, day).replace("articles:", f"whole_number: {501 + at}\narticles:")
        (folder / "issue.md").write_text(sheet, "utf-8")
        (folder / "城关镇.md").write_text(SUBMISSION, "utf-8")
        assert not has_errors(approve(workspace, name))
        assert sent(publish(workspace, None if last else name, office())) == f"{name}/1"
        assert verify(workspace).diagnostics == ()
    monkeypatch.chdir(workspace.root)
    for name in days:
        run(["check", name, "--select", "I3", "--format", "concise"])
        assert "[I30" not in (told := capsys.readouterr().out), told
    first, second, *_ = days
    edit(workspace, second, "36件", "37件")
    assert not has_errors(approve(workspace, second))
    assert sent(correct(workspace, second, "件数有误", office())) == f"{second}/2"
    assert sent(withdraw(workspace, first, "发错范围", office())) == f"{first}/2"
    assert verify(workspace).diagnostics == ()


def test_the_archive_lists_an_issue_in_the_year_by_which_it_is_numbered(
    make_workspace: MakeWorkspace,
) -> None:
    """Whatever its day: on the pages of the year and the unit, in the search and its filter. One
    whose numbers run on stands in the year of its date."""
    days = {
        "117": "2023-12-28",
        "2024-1": "2024-01-03",
        "2024-2": "2025-01-03",
        "2025-1": "2025-01-02",
        "2024-s1": "2025-01-04",
        "118": "2024-01-04",
    }
    workspace = make_workspace({"issues/publication.yaml": YEARLY})
    shutil.rmtree(workspace.issues / "7")
    for name, day in days.items():
        folder = workspace.issue_folder(name)
        folder.mkdir(parents=True)
        (folder / "issue.md").write_text(sheet_of(name, day), "utf-8")
        (folder / "城关镇.md").write_text(SUBMISSION, "utf-8")
        assert not has_errors(approve(workspace, name))
    wanted = {
        "2025": ["2025/1"],
        "2024": ["2024/1", "118", "2024/2", "2024/s1"],
        "2023": ["117"],
    }
    for again in (False, True):
        if again:  # what stands of the last build is right, too
            edit(workspace, "2024-2", "36件", "37件")
            assert not has_errors(approve(workspace, "2024-2"))
        built = build(workspace, None, in_process, proof=Proof(date(2025, 3, 1)))
        assert not has_errors(built.diagnostics), built.diagnostics
        tree = workspace.output
        unit = (tree / "units" / folder_name("城关镇") / "index.html").read_text("utf-8")
        assert re.findall(r"<h2>(\d+)年 <span[^>]*>(\d)篇", unit) == [
            (year, str(len(names))) for year, names in wanted.items()
        ]
        for year, names in wanted.items():
            page = (tree / f"years/{year}/index.html").read_text("utf-8")
            listed = re.findall(r'href="[./]*issues/([^"]+)/index.html"', page)
            assert list(dict.fromkeys(listed)) == names
            shard = (tree / f"search/{year}.js").read_text("utf-8")
            assert sorted(re.findall(r'\["([^"]+)","[^"]*期', shard)) == sorted(names)
        assert "37件" in (tree / "search/2024.js").read_text("utf-8") or not again
        assert sorted(each.name for each in (tree / "search").glob("2*.js")) == [
            "2023.js", "2024.js", "2025.js",
        ]  # fmt: skip


def test_a_record_says_its_year_and_an_older_one_is_read_as_ever(workspace: Workspace) -> None:
    for name, day in {"8": "2023-12-28", "2024-1": "2024-01-09"}.items():
        signed_issue(workspace, name, day)
        publish(workspace, name, office())
    old, new = (
        (each.folder / "data/record.json").read_bytes() for each in read_shelf(workspace).kept
    )
    assert json.loads(old)["format"] == 1
    assert json.loads(old)["supplement"] is False
    assert json.loads(new)["format"] == 2
    assert [json.loads(new)[key] for key in ("issue", "year", "number")] == ["2024-1", 2024, 1]
    assert read_record(new).serial == Serial("", 2024, 1)
    with pytest.raises(WrittenByNewer):
        read_record(new.replace(b'"format": 2', b'"format": 3'))


def test_an_edition_of_a_newer_program_is_told_and_nothing_is_touched(workspace: Workspace) -> None:
    for name, day in {"7": "2023-11-05", "8": "2023-12-28"}.items():
        signed_issue(workspace, name, day)
    assert publish(workspace, "7", office()).kept is not None
    forge(workspace, "7/1", "record.json", lambda text: text.replace('"format": 1', '"format": 9'))
    before = contents(workspace)
    fault = ("I122", "7/1 由更新的版本刊发", "升级 bulletin 后再用")
    assert told(publish(workspace, "8", office())) == [fault]
    assert "I122" in [each.code for each in verify(workspace).diagnostics]
    for refused in (
        approve(workspace, "8", press=QuickPress()),
        ahead(workspace, "8"),
        sign(workspace, "8", "checked_by", "另一人", date(2023, 12, 28))[1],
        sign(workspace, "7", "checked_by", "另一人", date(2023, 12, 28))[1],
        approve(workspace, "7"),
        status(workspace).diagnostics,
    ):
        assert [(each.code, each.message, each.hint) for each in refused] == [fault]
    assert contents(workspace) == before


def contents(workspace: Workspace) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()}


def test_a_register_of_a_newer_program_is_told_and_nothing_is_touched(
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, day in {"7": "2023-11-05", "8": "2023-12-28"}.items():
        signed_issue(workspace, name, day)
    assert sent(publish(workspace, "7", office())) == "7/1"
    register = workspace.issues / REGISTER_NAME
    register.write_bytes(b"# format 9\n" + register.read_bytes())
    before = contents(workspace)
    monkeypatch.chdir(workspace.root)
    for arguments in (
        ["sign", "8", "--as", "核稿", "--by", "另一人", "--on", "2023-12-28"],
        ["approve", "8"],
        ["status"],
        ["publish", "8"],
        ["correct", "7", "--reason", "件数有误"],
        ["withdraw", "7", "--reason", "发错范围"],
    ):
        run(arguments)
        told = "".join(capsys.readouterr())
        assert "登记簿 由更新的版本刊发" in told, (arguments, told)
        assert "升级 bulletin 后再用" in told
        assert "程序出错" not in told
    assert contents(workspace) == before


# -- What is refused -------------------------------------------------------------------------------


def test_a_number_is_not_skipped_within_its_year_nor_a_year_begun_in_its_midst(
    workspace: Workspace,
) -> None:
    for name, day in {"8": "2023-12-28", "2024-2": "2024-02-05", "2024-4": "2024-04-05"}.items():
        signed_issue(workspace, name, day)
    publish(workspace, "8", office())
    assert told(publish(workspace, "2024-2", office())) == [
        ("I108", "2024 年的第 2024-1 期还没有刊发", "先刊发第 2024-1 期")
    ]
    signed_issue(workspace, "2024-1", "2024-01-05")
    assert sent(publish(workspace, "2024-1", office())) == "2024-1/1"
    assert sent(publish(workspace, "2024-2", office())) == "2024-2/1"
    assert told(publish(workspace, "2024-4", office())) == [
        ("I108", "上一期是第 2024-2 期，不能接着刊发第 2024-4 期", "先刊发第 2024-3 期")
    ]


def test_a_first_issue_of_a_high_number_is_not_asked_for_each_below_it(
    workspace: Workspace,
) -> None:
    signed_issue(workspace, "8", "2023-12-28")
    signed_issue(workspace, "9000000", "2023-12-29")
    assert told(publish(workspace, "9000000", office())) == [
        ("I108", "第 8 期已经签发，还没有刊发", "先运行 bulletin publish 8")
    ]


@pytest.mark.parametrize(
    ("folder", "changes", "expected"),
    [
        ("2024/1", {"number: 7": "number: 1"}, []),
        ("2024/1", {"number: 7": "number: 2024-1"}, []),
        (
            "2024/1",
            {"number: 7": "number: 2023-1"},
            ["I002 期号 2023-1 和文件夹 2024/1 不一致；把期号改为 1，或把文件夹改名为 2023/1"],
        ),
        (
            "2024/1",
            {"number: 7": "number: 2024年第1期"},
            ["F007 `number` 只写数字，不带前导零；写成 number: 2024-1"],
        ),
        (
            "2024/3",
            {"number: 7": "number: 3", "2024-03-05": "2023-03-05"},
            ["I023 按 2024 年编号，印发日期是 2023-03-05；改 date，或把文件夹移到 issues/2023/ 里"],
        ),
        (
            "2024/31",
            {"number: 7": "number: 31", "2024-03-05": "2025-01-03"},
            ["I023 按 2024 年编号，印发日期是 2025-01-03；核对；确是 2024 年的最后几期就不用改"],
        ),
        (
            "2023/9",
            {"number: 7": "number: 9", "2024-03-05": "2023-03-05", "signed": "draft"},
            [
                "I025 文件夹按 2023 年编号，publication.yaml 里这一年的期号一直往下编；"
                "按年编号的，在 publication.yaml 里把 yearly_from 改为 2023；"
                "不是的，把文件夹改名为期号"
            ],
        ),
        (
            "7",
            {"signed": "proof"},
            [
                "I025 2024 年的期按年编号，这一期接着往年的编；"
                "改 date，或把文件夹移到 issues/2024/ 里，期号从 1 编起"
            ],
        ),
        ("6", {"number: 7": "number: 6"}, []),
        ("2024/z1", {"number: 7": "number: 1\nseries: 专报"}, []),
        (
            "2024/z1",
            {"number: 7": "number: 1"},
            ["I002 文件夹是专报的，这里写的是正刊；把文件夹改名为 2024/1，或改 series"],
        ),
        (
            "2024/1",
            {"number: 7": "number: 1\nseries: 快报"},
            [
                "F016 没有 `快报` 这个系列；"
                "写 正刊、增刊、专报 中的一个，或在 publication.yaml 的 series 里加上"
            ],
        ),
        (
            "k1",
            {"number: 7": "number: 1"},
            [
                "I001 文件夹 k1 的 k 不是哪个系列的代号；"
                "在 publication.yaml 的 series 里写上它的 name 和 mark，或把文件夹改名"
            ],
        ),
    ],
)
def test_a_sheet_says_what_its_folder_says(
    workspace: Workspace, folder: str, changes: dict[str, str], expected: list[str]
) -> None:
    place = workspace.issues / folder
    place.mkdir(parents=True)
    sheet = ISSUE
    for was, now in changes.items():
        sheet = sheet.replace(was, now)
    (place / "issue.md").write_text(sheet, "utf-8")
    (place / "城关镇.md").write_text(SUBMISSION, "utf-8")
    assert issue_folders(workspace.root)[1] == ()
    assert said(workspace, issue_name(place)) == expected


def test_a_year_does_not_stand_in_the_folder_of_an_issue(make_workspace: MakeWorkspace) -> None:
    made = make_workspace(
        {
            "issues/2024/issue.md": ISSUE.replace("number: 7", "number: 2024"),
            "issues/2024/城关镇.md": SUBMISSION,
            "issues/2024/1/issue.md": ISSUE.replace("number: 7", "number: 1"),
            "issues/2023/x/issue.md": ISSUE,
        }
    )
    folders, faults = issue_folders(made.root)
    assert [issue_name(each) for each in folders] == ["7", "2024"]
    assert sorted((each.code, each.message, each.hint) for each in faults) == [
        ("I001", "文件夹名 `x` 不是期号", "改为 7"),
        (
            "I022",
            "issues/2024 是第 2024 期，不能又放 2024 年的各期",
            "2024 是年份的，把 issues/2024/ 里的 issue.md 和稿件移进那一期的文件夹；"
            "是期号的，把 1 移出；第 2024 期占了的，这一年不能按年编号",
        ),
    ]


def test_new_puts_no_year_into_an_issue_and_no_issue_into_a_year(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = make_workspace(
        {
            "issues/publication.yaml": PUBLICATION + "numbering: yearly\nyearly_from: 2024\n",
            "issues/2024/issue.md": ISSUE.replace("number: 7", "number: 2024"),
            "issues/2024/城关镇.md": SUBMISSION,
            "issues/2025/1/issue.md": ISSUE.replace("number: 7", "number: 1"),
        }
    )
    monkeypatch.chdir(made.root)
    before = contents(made)
    for name in ("2024-2", "2024-s1"):
        assert run(["new", name]) == 1
        told = capsys.readouterr().err
        assert "issues/2024 是第 2024 期，不能又放 2024 年的各期" in told
        assert "是期号的，第 2024 期占了的，这一年不能按年编号" in told
        assert "没有新建" in told
    (made.issues / "publication.yaml").write_text(PUBLICATION, "utf-8")
    assert run(["new", "2025"]) == 1
    told = capsys.readouterr().err
    assert "issues/2025 放的是 2025 年的各期，不能又是第 2025 期" in told
    assert "已经有了" not in told
    assert run(["new", "2024"]) == 2
    assert "第 2024 期已经有了：issues/2024" in capsys.readouterr().err
    after = contents(made)
    del before[made.issues / "publication.yaml"], after[made.issues / "publication.yaml"]
    assert after == before
    for serial in (Serial("", 2024, 2), Serial("", 0, 2025)):
        with pytest.raises(FileExistsError):
            new_issue(made, publication_of(made), serial, date(2025, 1, 2))
    assert run(["new", "2026"]) == 0


def test_copy_beside_the_issues_of_a_year_hides_none_of_them(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor does `check` pass over a folder that is no issue's."""
    signed_issue(workspace, "2024-1", "2024-03-05")
    (workspace.issues / "2024" / "东关街道.md").write_text(SUBMISSION, "utf-8")
    (workspace.issues / "2024" / "1 (copy)").mkdir()
    folders, faults = issue_folders(workspace.root)
    assert list(map(issue_name, folders)) == ["2024-1"]
    told = [(each.code, each.message, each.hint) for each in faults]
    assert told[0] == (
        "I024",
        "`东关街道.md` 放在 2024 年的文件夹里，不在哪一期",
        "移进那一期的文件夹 issues/2024/期号/，列入篇目",
    )
    monkeypatch.chdir(workspace.root)
    assert run(["check"]) == 1
    shown = "".join(capsys.readouterr())
    assert "I024" in shown
    assert "文件夹名 `1 (copy)` 不是期号" in shown


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "yearly_from: 2024\n",
            "F027 没有按年编号，yearly_from 用不上；"
            "加上 numbering: yearly，或删去 yearly_from: 2024",
        ),
        ("numbering: yearly\nyearly_from: 24\n", "F007 24 不是年份；写从哪一年起按年编号，四位数"),
        ("series: [{name: 增刊, mark: z}]\n", "F013 系列 `增刊` 已经有了；只留一处"),
        ("series: [{name: 专报, mark: s}]\n", "F013 代号 `s` 已经用了；换一个字母；增刊用的是 s"),
        (
            "series: [{name: 专报, mark: 专}]\n",
            "F007 代号 `专` 不是小写字母；写一两个小写字母，作这个系列各期文件夹名的头",
        ),
    ],
)  # fmt: skip
def test_what_a_publication_says_of_its_numbers(
    make_workspace: MakeWorkspace, written: str, expected: str
) -> None:
    made = make_workspace({"issues/publication.yaml": PUBLICATION + written})
    publication, faults = load_publication(made.root)
    assert publication is None
    assert [f"{each.code} {each.message}；{each.hint}" for each in faults] == [expected]


# -- What is typed ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *[("8", "8"), ("第8期", "8"), ("８", "8"), ("issues/8", "8"), ("正刊第8期", "8")],
        *[("2024-1", "2024-1"), ("2024/1", "2024-1"), ("2024年第1期", "2024-1")],
        *[("issues/2024/1/", "2024-1"), ("２０２４－１", "2024-1"), ("2024年专报第1期", "2024-z1")],
        *[("2", "2024-2"), ("z1", "2024-z1"), ("3", "3"), ("城关镇", "城关镇")],
    ],
)
def test_an_issue_is_typed_in_any_of_these_ways(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, typed: str, meant: str
) -> None:
    for name in ("8", "2023-2", "2024-1", "2024-2", "2024-z1", "2025-1"):
        signed_issue(workspace, name, f"{name[:4]}-03-05" if "-" in name else "2023-03-05")
    publish(workspace, "2023-2", office())
    monkeypatch.chdir(workspace.root)
    assert ISSUE_NAME.convert(typed, None, None) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *[("第2024-1期", "2024-1"), ("2024年第 1 期", "2024-1"), (" 2024 年 第1期 ", "2024-1")],
        *[("增刊2024年第1期", "2024-s1"), ("2024年第1期增刊", "2024-s1")],
        *[("2024年第1期（增刊）", "2024-s1"), ("增刊第2024-1期", "2024-s1")],
        *[("20大专报2024年第3期", "2024-t3"), ("2024年20大专报第3期", "2024-t3")],
        *[("20大专报第3期", "t3"), ("２０大专报第３期", "t3"), ("第3期20大专报", "t3")],
        *[("专报〔2024〕第3期", "2024-z3"), ("正刊2024年第1期", "2024-1")],
        *[("某县组工信息2024年第 1 期", "2024-1"), ("某县组工信息20大专报第3期", "t3")],
        ("第3期", "3"),
        *[("2024年第2025-1期", ""), ("增刊第1期专报", ""), ("快报第3期", ""), ("第期", "")],
    ],
)
def test_an_issue_is_said_in_any_of_these_ways(
    make_workspace: MakeWorkspace, said: str, meant: str
) -> None:
    series = "series: [{name: 专报, mark: z}, {name: 20大专报, mark: t}]\n"
    made = make_workspace({"issues/publication.yaml": PUBLICATION + "numbering: yearly\n" + series})
    assert plain_name(said, made) == meant


def test_what_nobody_has_is_told_in_one_piece(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    signed_issue(workspace, "8", "2023-12-28")
    monkeypatch.chdir(workspace.root)
    for typed, message in (
        ("第2025-1期", "没有第 2025-1 期（有 8）"),
        ("快报第3期", "没有 快报第3期（有 8）"),
    ):
        run(["build", typed])
        assert message in capsys.readouterr().err


def test_where_two_could_be_meant_both_are_named(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("2024-1", "2025-1"):
        signed_issue(workspace, name, f"{name[:4]}-03-05")
    monkeypatch.chdir(workspace.root)
    with pytest.raises(UsageError, match="1 可以是 2024-1、2025-1；写 2024-1 或 2025-1，分清"):
        ISSUE_NAME.convert("1", None, None)
    assert run(["approve", "1"]) == 2
    assert "1 可以是 2024-1、2025-1" in capsys.readouterr().err


def test_an_issue_whose_numbers_ran_on_is_meant_by_its_folder(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_issue(workspace, "1", "2023-03-05")
    signed_issue(workspace, "2024-1", "2024-03-05")
    monkeypatch.chdir(workspace.root)
    with pytest.raises(UsageError, match=r"^1 可以是 1、2024-1；写 issues/1 或 2024-1，分清"):
        ISSUE_NAME.convert("1", None, None)
    for typed in ("issues/1", "./issues/1/", r"issues\1", "issues/1/issue.md"):
        assert ISSUE_NAME.convert(typed, None, None) == "1"
    for typed in ("2024-01", "2024—1", "２０２４－１", r"issues\2024\1", "2024/01"):
        assert ISSUE_NAME.convert(typed, None, None) == "2024-1"


@pytest.mark.slow
def test_a_number_of_two_issues_that_are_sent_out_takes_neither(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, day in {"1": "2023-03-05", "2024-1": "2024-03-05"}.items():
        signed_issue(workspace, name, day)
        sent(publish(workspace, name, office()))
    monkeypatch.chdir(workspace.root)
    before = sorted(workspace.root.rglob("*"))
    for command in (
        *("withdraw 1 --reason 错", "correct 1 --reason 错", "mail 1", "verify 1", "check 1"),
        *("build 1", "export 1 --docx", "publish 1", "approve 第1期", "wechat 1", "diff 1"),
        "sign 1 --as 签发 --by 张三",
    ):
        assert run(command.split()) == 2
        said = "1 可以是 1、2024-1；写 issues/1 或 2024-1，分清是哪一期"
        assert said in capsys.readouterr().err
    assert sorted(workspace.root.rglob("*")) == before
    assert ISSUE_NAME.convert("issues/1", None, None) == "1"
    signed_issue(workspace, "2025-1", "2025-03-05")
    assert ISSUE_NAME.convert("1", None, None) == "2025-1"
    signed_issue(workspace, "2026-1", "2026-03-05")
    with pytest.raises(UsageError, match=r"^1 可以是 .*；写 issues/1、2024-1、"):
        ISSUE_NAME.convert("1", None, None)


def test_a_year_is_no_issue(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody is told to put an issue.md into the folder of a year."""
    signed_issue(workspace, "2024-1", "2024-03-05")
    monkeypatch.chdir(workspace.root)
    for command in (["check", "2024"], ["check", "issues/2024"]):
        assert run(command) == 2
        assert "2024 是年份；写明是哪一期：2024-1" in capsys.readouterr().err
    assert run(["new", "2024"]) == 2
    following = f"{office_day(House()).year}-1"
    assert f"2024 是年份；正刊的下一期写成 {following}" in capsys.readouterr().err


# -- What is made anew -----------------------------------------------------------------------------


def test_new_goes_on_in_the_year_and_with_the_whole_number(workspace: Workspace) -> None:
    path = workspace.issues / "publication.yaml"
    path.write_text(YEARLY + "whole_number: 501\n", "utf-8")
    publication = publication_of(workspace)
    made = []
    for today in (date(2023, 12, 30), date(2024, 12, 30), date(2024, 12, 31), date(2025, 1, 2)):
        serial = next_serial(workspace, publication, today)
        sheet = (new_issue(workspace, publication, serial, today) / "issue.md").read_text("utf-8")
        number, whole = (line.split()[1] for line in sheet.splitlines()[1:3])
        made.append((serial.name, number, whole))
    assert made == [
        ("1", "1", "501"),
        ("2024-1", "2024-1", "502"),
        ("2024-2", "2024-2", "503"),
        ("2025-1", "2025-1", "504"),
    ]
    special = next_serial(workspace, publication, date(2025, 1, 2), publication.series[2])
    assert special.name == "2025-z1"
    sheet = (new_issue(workspace, publication, special, date(2025, 1, 2)) / "issue.md").read_text()
    assert "系列: 专报" in sheet
    assert "总期号" not in sheet
    codes = {
        each.split()[0] for name in ("1", "2024-1", "2025-z1") for each in said(workspace, name)
    }
    assert codes <= {"I121"}


@pytest.mark.parametrize(
    ("whole", "first", "said"),
    [
        ((502, None, 509), 0, [
            "没有总期号；写上 总期号: 503",
            "总期号 509 不接着第 2024-1 期的 502，中间有 1 期没有总期号；"
            "改为 504，并补上前面缺的总期号",
        ]),
        ((502, None, 504), 501, ["没有总期号；写上 总期号: 503"]),
        ((502, None, None), 0, ["没有总期号；写上 总期号: 503", "没有总期号；写上 总期号: 504"]),
        ((502, 505, 506), 0, ["总期号 505 不接着上一期的 502；改为 503，或核对上一期的总期号"]),
        ((None, None, 509), 0, ["没有总期号；核对前后各期的总期号，一期一个，写上 总期号"] * 2),
        ((None, None, None), 0, []),
        ((None, None, 503), 501, [
            "没有总期号；核对各期的总期号，从 publication.yaml 的 总期号: 501 起算，一期一个",
            "没有总期号；核对各期的总期号，从 publication.yaml 的 总期号: 501 起算，一期一个",
        ]),
    ],
)  # fmt: skip
def test_a_whole_number_is_counted_on_over_those_that_lack_one(
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    whole: tuple[int | None, ...],
    first: int,
    said: list[str],
) -> None:
    path = workspace.issues / "publication.yaml"
    path.write_text(YEARLY + (f"whole_number: {first}\n" if first else ""), "utf-8")
    for at, each in enumerate(whole, start=1):
        folder = workspace.issue_folder(f"2024-{at}")
        folder.mkdir(parents=True)
        written = f"期号: {at}\n日期: 2024-03-0{at}\n" + (f"总期号: {each}\n" if each else "")
        (folder / "issue.md").write_text(f"---\n{written}篇目: [城关镇]\n---\n", "utf-8")
        (folder / "城关镇.md").write_text(SUBMISSION, "utf-8")
    monkeypatch.chdir(workspace.root)
    run(["check", "--select", "I304", "--format", "concise"])
    out = capsys.readouterr().out
    assert re.findall(r"\[I304\]: (.*)", out) == said
    last = next((at for at in (2, 1, 0) if whole[at]), None)
    expected = (whole[last] or 0) + 3 - last if last is not None else first or None
    assert next_whole_number(workspace, publication_of(workspace)) == expected


@pytest.mark.parametrize("names", [("number", "date", "secrecy"), ("期号", "日期", "密级")])
def test_numbers_and_dates_are_checked_in_either_language(
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    names: tuple[str, ...],
) -> None:
    for number, day, whole in ((1, 9, "whole_number: 31"), (3, 5, "whole_number: 31")):
        folder = workspace.issue_folder(f"2024-{number}")
        folder.mkdir(parents=True)
        written = (f"{names[0]}: {number}", f"{names[1]}: 2024-03-0{day}", f"{names[2]}: 秘密")
        sheet = "\n".join(
            ("---", *written, whole, "visibility: public", "articles: [城关镇]", "---")
        )
        (folder / "issue.md").write_text(sheet + "\n", "utf-8")
        (folder / "城关镇.md").write_text(SUBMISSION, "utf-8")
    monkeypatch.chdir(workspace.root)
    run(["check", "2024-3", "--select", "I3,C", "--format", "concise"])
    found = re.findall(r"issue.md:([0-9]):1: .*?\[(\w+)\]", capsys.readouterr().out)
    assert found == [("2", "C101"), ("2", "I301"), ("3", "I303"), ("5", "I304")]


def test_a_new_workspace_counts_by_the_year(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = ["--name", "某县组工信息", "--issuer", "研究室", "--unit", "城关镇"]
    assert (
        run(["init", "刊物", *given, "--report-to", "部领导", "--send-to", "各镇", "--yearly"]) == 0
    )
    year = office_day(House()).year
    made = Workspace(tmp_path / "刊物")
    assert [issue_name(each) for each in issue_folders(made.root)[0]] == [f"{year}-1"]
    os.chdir(made.root)
    assert run(["new"]) == 0
    assert run(["new", "--series", "增刊"]) == 0
    assert [issue_name(each) for each in issue_folders(made.root)[0]] == [
        f"{year}-1", f"{year}-2", f"{year}-s1",
    ]  # fmt: skip


# -- Whose day it is -------------------------------------------------------------------------------


def test_a_machine_on_another_clock_has_the_office_s_day(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 22:30 on 31 December in Greenwich it is the new year in Beijing, and not yet in London."""
    late = datetime(2023, 12, 31, 22, 30, tzinfo=UTC)
    assert office_day(House(), late) == date(2024, 1, 1)
    assert office_day(House(timezone="Europe/London"), late) == date(2023, 12, 31)
    own = PUBLICATION + "house: {timezone: Asia/Urumqi}\n"
    publication = publication_of(make_workspace({"issues/publication.yaml": own}))
    assert office_day(publication.house, late) == date(2024, 1, 1)
    _, faults = load_publication(
        make_workspace({"issues/publication.yaml": PUBLICATION + "house: {timezone: 北京}\n"}).root
    )
    assert [(each.code, each.hint) for each in faults] == [("F007", "写成 timezone: Asia/Shanghai")]

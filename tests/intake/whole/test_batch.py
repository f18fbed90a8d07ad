"""Many past issues at once: each to its folder, and one bad file stops nothing."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bulletin.cli import run
from bulletin.diagnostics import Severity
from bulletin.intake.kinds import documents
from bulletin.intake.office import LibreOffice
from bulletin.intake.pieces import ParcelFile
from bulletin.intake.received import ReceivedDocument
from bulletin.intake.receiving import found_files
from bulletin.intake.whole import batch, import_whole
from bulletin.load import load_publication
from bulletin.workspace import Workspace
from tests.conftest import PUBLICATION, MakeWorkspace
from tests.office import publication_of

ISSUE = """\
某县组工信息

第{number}期

中共某县委组织部研究室

2022年{number}月5日

□城关镇：“三个一”抓实基层治理。**建强一支队伍。**选派干部12名，组建“红色代办”队伍。

报：部领导。

送：各镇（街道）党（工）委、市直各单位。
"""


def zipped(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


@pytest.mark.parametrize(
    ("number", "series", "cure"),
    [
        ("专报第7期", "", "里写 series: [{name: 专报, mark: z}]"),
        ("2024年专报第7期", "", "里写 series: [{name: 专报, mark: z}]"),
        ("第 7 期（号 外）", "", "里写 series: [{name: 号外, mark: z}]"),
        ("特刊第7期", "series: [{name: 专报, mark: z}]\n",
         "的 series 里加上 {name: 特刊, mark: a}"),
        ("乙第7期", "", ""),
        ("组工信息第7期", "", ""),
    ],
)  # fmt: skip
def test_an_issue_of_a_series_that_nobody_declared_is_refused_with_the_line_to_add(
    make_workspace: MakeWorkspace, number: str, series: str, cure: str
) -> None:
    made = make_workspace({"issues/publication.yaml": PUBLICATION + series})
    path = made.root / "往期.txt"
    path.write_text(ISSUE.replace("第{number}期", number).format(number=7), "utf-8")
    publication, _ = load_publication(made.root)
    assert publication is not None
    shutil.rmtree(made.issues / "7")
    for turn in range(2):
        (outcome,) = import_whole([path], made, publication, None)
        codes = {each.code: each for each in outcome.diagnostics}
        assert (outcome.folder == "") is (bool(cure) or turn == 1)
        assert ("D367" in codes) is bool(cure)
        if cure:
            told = codes["D367"]
            assert told.severity is Severity.ERROR
            assert f"另编期号的，在 issues/publication.yaml {cure}；不另编的，" in told.hint
    assert made.issue_folder("7").exists() is not bool(cure)


def test_a_year_in_a_folder(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace({})
    publication, _ = load_publication(workspace.root)
    assert publication is not None
    year = tmp_path / "2022年"
    year.mkdir()
    (year / "第1期.txt").write_text(ISSUE.format(number=1), "utf-8")
    (year / "第2期.txt").write_bytes(ISSUE.format(number=2).encode("gbk"))
    (year / "二.zip").write_bytes(zipped({"三.txt": ISSUE.format(number=3).encode()}))
    (year / "图.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (year / "坏.pdf").write_bytes(b"%PDF-1.4")
    (year / "旧.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    nameless = ISSUE.replace("第{number}期", "").format(number=4)
    (year / "没有期号.txt").write_text(nameless, "utf-8")
    (year / "第1期（再）.txt").write_text(ISSUE.format(number=1), "utf-8")
    files = found_files([year])
    outcomes = list(import_whole(files, workspace, publication, None))
    shown = {
        Path(each.path).name: (each.folder, [fault.code for fault in each.diagnostics])
        for each in outcomes
    }
    assert shown == {
        "第1期.txt": ("issues/1", ["D354"]),
        "第2期.txt": ("issues/2", ["D354"]),
        "三.txt": ("issues/3", ["D354"]),
        "图.png": ("", ["D231"]),
        "坏.pdf": ("", ["D331"]),
        "旧.doc": ("", ["D322"]),
        "没有期号.txt": ("", ["D342"]),
        "第1期（再）.txt": ("", ["D362"]),
    }
    assert sorted(path.name for path in workspace.issues.iterdir()) == [
        *("1", "2", "3", "7", "publication.yaml")
    ]
    assert (workspace.issues / "2" / "城关镇.md").read_text("utf-8") == (
        "---\nunit: 城关镇\ntitle: “三个一”抓实基层治理\n---\n\n"
        "**建强一支队伍。**选派干部12名，组建“红色代办”队伍。\n"
    )


def imported(workspace: Workspace, folder: Path, heads: Sequence[tuple[str, str]]) -> list[str]:
    """Where past issues go that have these numbers and dates, or what is told of them."""
    publication = publication_of(workspace)
    for at, (number, dated) in enumerate(heads):
        text = ISSUE.replace("第{number}期", number).replace("2022年{number}月5日", dated)
        (folder / f"{at}.txt").write_text(text, "utf-8")
    files = [folder / f"{at}.txt" for at in range(len(heads))]
    return [
        each.folder or "；".join(f"{fault.message}；{fault.hint}" for fault in each.diagnostics)
        for each in import_whole(files, workspace, publication, None)
    ]


def test_the_year_and_the_series_of_a_past_issue_as_they_are_printed(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    """The last issue of a year is printed in January; a series may stand round the number."""
    yearly = "numbering: yearly\nyearly_from: 2024\nseries: [{name: 专报, mark: z}]\n"
    workspace = make_workspace({"issues/publication.yaml": PUBLICATION + yearly})
    assert imported(
        workspace,
        tmp_path,
        [
            ("2024年第13期", "2025年1月6日"),
            ("第3期（专报）", "2024年5月11日"),
            ("专报〔2024〕第4期", "2024年5月12日"),
            ("2024年增刊第2期", "2024年5月12日"),
            ("2023年第8期", "2023年5月12日"),
        ],
    ) == ["issues/2024/13", "issues/2024/z3", "issues/2024/z4", "issues/2024/s2", "issues/8"]


def test_a_year_and_an_issue_do_not_share_a_folder(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    """Whichever of them is there first; and no issue goes among those of no year."""
    yearly = "numbering: yearly\nyearly_from: 2024\n"
    workspace = make_workspace({"issues/publication.yaml": PUBLICATION + yearly})
    heads = [
        *(("第2025期", "2023年5月12日"), ("2025年第1期", "2025年5月13日")),
        *(("第1期", "2024年5月12日"), ("第2024期", "2023年5月13日")),
        *(("第2期", "某县"), ("2024年第2期", "某县")),
    ]
    publication = publication_of(workspace)
    for at, (number, dated) in enumerate(heads):
        text = ISSUE.replace("第{number}期", number).replace("2022年{number}月5日", dated)
        (tmp_path / f"{at}.txt").write_text(text, "utf-8")
    files = [tmp_path / f"{at}.txt" for at in range(len(heads))]
    dry = list(import_whole(files[4:5], workspace, publication, None, writes=False))
    outcomes = list(import_whole(files, workspace, publication, None))
    assert [each.folder for each in outcomes] == [
        *("issues/2025", "", "issues/2024/1", "", "", "issues/2024/2")
    ]
    again = list(import_whole((files[1], files[3]), workspace, publication, None, writes=False))
    assert [each.diagnostics for each in again] == [
        outcomes[1].diagnostics,
        outcomes[3].diagnostics,
    ]
    faults = [fault for at in (1, 3) for fault in outcomes[at].diagnostics]
    assert [(each.code, each.message, each.hint) for each in faults] == [
        (
            "I022",
            "issues/2025 是第 2025 期，不能又放 2025 年的各期",
            "2025 是年份的，把 issues/2025/ 里的 issue.md 和稿件移进那一期的文件夹；"
            "是期号的，第 2025 期占了的，这一年不能按年编号",
        ),
        (
            "I022",
            "issues/2024 放的是 2024 年的各期，不能又是第 2024 期",
            "2024 年按年编号的，期号写 2024-1 这样的；一直往下编的，先把 issues/2024 里的各期移出",
        ),
    ]
    asked = "按年编号，不知道是哪一年的：在原件的报头补上印发日期，再导入"
    for outcome in (outcomes[4], *dry):
        assert outcome.is_faulty
        assert ("D343", asked) in [(each.code, each.hint) for each in outcome.diagnostics]
    assert not (workspace.issues / "2").exists()


def test_two_years_where_numbers_run_on(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    """What is lost is not the issue that is there: the cure is to count by the year."""
    workspace = make_workspace({})
    heads = [("第1期", "2022年1月5日"), ("第1期", "2023年1月6日"), ("第1期", "2022年2月7日")]
    assert imported(workspace, tmp_path, heads) == [
        "issues/1",
        "第1期已经有了：issues/1，是 2022-01-05 的；这一份是 2023-01-06 的；每年从第1期编起的，"
        "写 numbering: yearly、yearly_from: 2022，把 issues/1 移到 issues/2022/1，再导入",
        "第1期已经有了：issues/1，是 2022-01-05 的；这一份是 2022-02-07 的；核对两份的期号；"
        "要重新导入，先把 issues/1 移走",
    ]


def test_ten_years_of_two_publications_in_one_go(
    make_workspace: MakeWorkspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each to its year, series and publication; a gap and a repetition are told in their own."""
    yearly = "numbering: yearly\n"
    made = make_workspace(
        {
            "issues/publication.yaml": PUBLICATION + yearly,
            "issues/diaoyan/publication.yaml": f"name: 调研参考\n{yearly}",
        }
    )
    shutil.rmtree(made.issues / "7")
    years = range(2015, 2025)
    expected = []
    for year in years:
        folder = tmp_path / "往期" / str(year)
        folder.mkdir(parents=True)
        for name, number, place in (
            ("某县组工信息", "第1期", f"{year}/1"),
            ("某县组工信息", "第2期", f"{year}/2"),
            ("某县组工信息", "增刊第1期", f"{year}/s1"),
            ("调研参考", "第1期", f"diaoyan/{year}/1"),
        ):
            text = ISSUE.replace("第{number}期", number).replace("2022年", f"{year}年")
            text = text.replace("某县组工信息", name).format(number=number[-2])
            (folder / f"{name}{number}.txt").write_text(text, "utf-8")
            if (year, number) != (2018, "第1期"):
                expected.append(f"issues/{place}")
    for name in ("某县组工信息", "调研参考"):
        (tmp_path / f"往期/2018/{name}第1期.txt").unlink()
    again = tmp_path / "往期/2020/某县组工信息第2期（再）.txt"
    again.write_bytes((tmp_path / "往期/2020/某县组工信息第2期.txt").read_bytes())
    publication = publication_of(made)
    found = list(import_whole(found_files([tmp_path / "往期"]), made, publication, None))
    assert sorted(each.folder for each in found if each.folder) == sorted(expected)
    (repeated,) = (each for each in found if not each.folder)
    assert [each.code for each in repeated.diagnostics] == ["D362"]
    monkeypatch.chdir(made.root)
    assert run(["check", "--select", "I", "--format", "concise"]) == 0
    (told,) = capsys.readouterr().out.splitlines()
    assert "2018 年还没有第1期，一来就是第 2018-2 期" in told


def test_a_file_that_is_not_there(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace({})
    publication, _ = load_publication(workspace.root)
    assert publication is not None
    (outcome,) = import_whole([tmp_path / "没有.txt"], workspace, publication, None)
    assert [each.code for each in outcome.diagnostics] == ["D361"]
    assert outcome.is_faulty


def test_no_more_is_held_than_is_read_together(
    make_workspace: MakeWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace({})
    publication, _ = load_publication(workspace.root)
    assert publication is not None
    for number in range(1, 10):
        text = ISSUE.format(number=number) + "\n" * 1000
        (tmp_path / f"{number}.txt").write_text(text, "utf-8")
    held: list[list[str]] = []

    def seen(
        pieces: Sequence[ParcelFile], office: LibreOffice | None
    ) -> Iterator[ReceivedDocument]:
        held.append([piece.name for piece in pieces])
        return documents(pieces, office)

    monkeypatch.setattr(batch, "documents", seen)
    monkeypatch.setattr(batch, "LARGEST_BUNCH", 3000)
    files = [*sorted(tmp_path.glob("?.txt")), tmp_path / "没有.txt"]
    outcomes = list(import_whole(files, workspace, publication, None, writes=False))
    assert held == [[f"{at}.txt", f"{at + 1}.txt", f"{at + 2}.txt"] for at in (1, 4, 7)]
    there = [f"issues/{at}" for at in range(1, 10) if at != 7]  # 7 is in the workspace already
    assert sorted(each.folder for each in outcomes) == ["", "", *there]

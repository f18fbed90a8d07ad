"""What is read from a workspace's files, and what is said of the faults in them.

Each file under `cases/load` is a workspace: `=== path` begins a file, which replaces or joins those
of the small workspace, and `=== expected` the report, one line a fault. Lines before the first
`===` say what the case is for. `BULLETIN_ACCEPT=1` writes the reports anew.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from bulletin.image_files import image_path_fault
from bulletin.load import decode, read_source
from bulletin.making import LoadedCopy, open_issues
from bulletin.model import Visibility
from bulletin.report import concise
from tests.conftest import REPOSITORY, MakeWorkspace, read_case

CASES = sorted((REPOSITORY / "tests" / "cases" / "load").glob("*.txt"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_case(case: Path, make_workspace: MakeWorkspace) -> None:
    parts = read_case(case)
    expected = parts.pop("expected")
    report = concise(open_issues(make_workspace(parts)).diagnostics)
    if os.environ.get("BULLETIN_ACCEPT"):
        text = case.read_text("utf-8")
        head = text[: text.index("=== expected\n")]
        case.write_text(head + "=== expected\n" + report, "utf-8")
        return
    assert report == expected


def issue_of(copy: LoadedCopy) -> tuple[str, ...]:
    assert copy.diagnostics == ()
    [issue] = copy.issues
    return tuple(article.contents_line for article in issue.articles)


@pytest.mark.parametrize("encode", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_bom_and_crlf_change_nothing(
    make_workspace: MakeWorkspace, encode: str, line_end: str
) -> None:
    copy = "---\nunit: 城关镇\ntitle: 抓实基层治理\n---\n\n各镇，\n要抓紧。\n".replace(
        "\n", line_end
    )
    workspace = make_workspace({"issues/7/城关镇.md": copy.encode(encode)})
    assert issue_of(open_issues(workspace)) == ("城关镇：抓实基层治理",)


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("unit: 甲\n标题：组织部".encode("gbk"), "F011", 1),
        ("unit: a\n标题：组织部".encode("gbk"), "F011", 2),
        ("组织部".encode("utf-16"), "F011", 1),
        ("甲\n乙\0丙".encode(), "F012", 2),
        (b"\xff\xff\xff", "F011", 1),
    ],
)
def test_bytes_that_are_not_clean_utf8_are_refused(content: bytes, code: str, line: int) -> None:
    source, [fault] = decode(content, "稿.md")
    assert source is None
    assert fault.source is not None
    assert (fault.code, fault.source.place(fault.span.start).line) == (code, line)
    assert fault.hint


@pytest.mark.parametrize("kind", ["folder", "pipe", "missing", "large"])
def test_what_is_no_file_is_a_fault(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "稿.md"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "large":
        with path.open("wb") as opened:
            opened.truncate(9 * 1024 * 1024)
    source, [fault] = read_source(path, tmp_path)
    assert source is None
    assert fault.code == "F010"


def test_an_image_behind_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "外.png"
    outside.write_bytes(b"\x89PNG\r\n\x1a\n")
    folder = tmp_path / "7"
    folder.mkdir()
    (folder / "内.png").symlink_to(outside)
    (folder / "好.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert image_path_fault(folder, "内.png")
    assert image_path_fault(folder, "好.png") is None
    (folder / ".图").mkdir()
    (folder / ".图/好.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert image_path_fault(folder, ".图/好.png")  # a build would not see it change


def test_issue_116_is_read_whole() -> None:
    from bulletin.workspace import Workspace

    copy = open_issues(Workspace(REPOSITORY))
    assert copy.diagnostics == ()
    [issue] = copy.issues
    assert (issue.number, issue.dated, issue.visibility) == (
        116,
        date(2023, 6, 9),
        Visibility.PUBLIC,
    )
    assert issue.printed_date == "2023年6月9日"
    headings = [[s.heading_text for s in article.sections] for article in issue.articles]
    assert [len(each) for each in headings] == [3, 3, 3, 3, 3]
    assert headings[3] == ["组建一支“智囊团”", "共享一个“资源库”", "厚植一片“新沃土”"]


def test_an_override_replaces_one_line_of_the_standing_distribution(
    make_workspace: MakeWorkspace,
) -> None:
    issue = (
        "---\nnumber: 7\ndate: 2024-03-05\narticles: [城关镇]\n"
        "distribution: {send_to: [], issue_to: [各镇, 各村], also_to: 市发改委}\n---\n"
    )
    [made] = open_issues(make_workspace({"issues/7/issue.md": issue})).issues
    assert made.distribution.lines == (
        ("report-to", "报：", "部领导。"),
        ("issue-to", "发：", "各镇，各村。"),
        ("also-to", "本期增发：", "市发改委。"),
    )


def test_two_issues_of_one_number_are_a_fault(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({})
    other = workspace.issues / "8"
    other.mkdir()
    for path in (workspace.issues / "7").iterdir():
        (other / path.name).write_bytes(path.read_bytes())
    codes = [each.code for each in open_issues(workspace).diagnostics]
    assert codes == ["I002", "I006"] or codes == ["I006", "I002"]


def test_a_picture_that_nothing_prints_is_told_with_its_cure(
    make_workspace: MakeWorkspace,
) -> None:
    png = b"\x89PNG\r\n\x1a\n"
    used = [
        "会场.png",
        "照片 (1).PNG",
        "图片/村.png",
        "编者按.png",
        "路.png",
        "印章.png",
        "边 框.png",
    ]
    kept = ["originals/原图.png", ".隐藏.png", "误写.png"]
    unused = ["场.png", "照片 (2).JPG", "扫描.tif", "图片/一.png", "图片/二.jpeg"]
    pictures = {f"issues/7/{name}": png for name in (*used, *kept, *unused)}
    head = "---\nunit: {}\ntitle: 抓实基层治理\n---\n\n正文一句，党员群众一起动手。\n\n"
    adopted = "![会场](会场.png)\n\n![队伍](<照片 (1).PNG>)\n\n![村](图片/村.png)\n"
    misspelt = "！[图](误写.png)\n"
    workspace = make_workspace(
        {
            **pictures,
            "issues/7/坏.png": "不是图",
            "issues/7/issue.md": (
                "---\nnumber: 7\ndate: 2023-06-09\narticles: 城关镇\n---\n\n![桥](编者按.png)\n"
            ),
            "issues/7/城关镇.md": head.format("城关镇") + adopted + "\n" + misspelt,
            "issues/7/东关街道.md": head.format("东关街道").replace(
                "---\n\n", "status: held\n---\n\n"
            )
            + "![路](路.png)\n",
            "templates/parts.html": '<img src="印章.png" alt="印章">',
            "styles/paper.css": 'body { background: url("%E8%BE%B9%20%E6%A1%86.png") }',
        }
    )
    found = [each for each in open_issues(workspace).diagnostics if each.code == "I230"]
    assert concise(found).splitlines() == [
        "issues/7/图片:1:1: warning[I230]: `图片/` 里有 2 张图片没有稿件用，不会印出来；"
        "要印就在稿件里另起一段写 ![图上是什么](图片/一.png)，不印就移到别处",
        "issues/7/场.png:1:1: warning[I230]: `场.png` 没有稿件用，不会印出来；"
        "要印就在稿件里另起一段写 ![图上是什么](场.png)，不印就移到别处",
        "issues/7/坏.png:1:1: warning[I230]: `坏.png` 没有稿件用，不会印出来；"
        "要印就另存为 PNG 或 JPEG，再在稿件里另起一段写 ![图上是什么](坏.png)，不印就移到别处",
        "issues/7/扫描.tif:1:1: warning[I230]: `扫描.tif` 没有稿件用，不会印出来；"
        "要印就另存为 PNG 或 JPEG，再在稿件里另起一段写 ![图上是什么](扫描.jpg)，不印就移到别处",
        "issues/7/照片 (2).JPG:1:1: warning[I230]: `照片 (2).JPG` 没有稿件用，不会印出来；"
        "要印就在稿件里另起一段写 ![图上是什么](<照片 (2).JPG>)，不印就移到别处",
    ]

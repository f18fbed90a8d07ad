"""A finding stands where an editor's program shows it."""

from pathlib import Path

import pytest

from bulletin.checks import check_submission
from bulletin.checks.lists import HouseLists
from bulletin.load import load_publication, load_submission

FRONT = "---\nunit: 千秋街道\ntitle: 抓实党建工作\n---\n\n"


def found(workspace: Path, content: bytes) -> list[tuple[str, int, int, int, int, str]]:
    (workspace / "x.md").write_bytes(content)
    publication, _ = load_publication(workspace)
    assert publication is not None
    submission, faults = load_submission(workspace, workspace / "x.md", publication)
    assert submission is not None
    assert not faults
    return [
        (each.code, *each.source.place(each.span[0]), *each.source.place(each.span[1]), each.quoted)
        for each in check_submission(submission, publication, HouseLists())
        if each.source
    ]


COPIES = [
    (FRONT + "会议指出,各镇落实。\n", ("T101", 6, 5, 6, 6, ",")),
    (FRONT + "**建强“队伍”,建好阵地。**选派干部。\n", ("T101", 6, 9, 6, 10, ",")),
    (FRONT + "**建强队伍。**选派**得力,能干**的干部。\n", ("T101", 6, 16, 6, 17, ",")),
    (FRONT + "第一行有字，\n会议指出,各镇落实。\n", ("T101", 7, 5, 7, 6, ",")),
    (FRONT + "- 会议指出,各镇落实。\n", ("T101", 6, 7, 6, 8, ",")),
    (FRONT + "> 会议指出,各镇落实。\n", ("T101", 6, 7, 6, 8, ",")),
    (FRONT + "| 甲 | 乙 |\n| --- | --- |\n| 一 | 会议,会 |\n", ("T101", 8, 9, 8, 10, ",")),
    (FRONT + "正文[^1]。\n\n[^1]: 会议指出,各镇落实。\n", ("T101", 8, 11, 8, 12, ",")),
    (FRONT + "**部份村。**完成。\n", ("W105", 6, 3, 6, 5, "部份")),
]


@pytest.mark.parametrize(("copy", "expected"), COPIES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_and_column_are_right_everywhere(
    workspace: Path,
    copy: str,
    expected: tuple[str, int, int, int, int, str],
    line_end: str,
    mark: bytes,
) -> None:
    content = mark + copy.replace("\n", line_end).encode()
    assert [each for each in found(workspace, content) if each[0] == expected[0]] == [expected]


def test_a_fault_of_the_title_stands_in_the_front_matter(workspace: Path) -> None:
    copy = "---\nunit: 千秋街道\ntitle: “抓实”,部份工作。  # 初稿\n---\n\n会议强调要抓实党建。\n"
    assert found(workspace, copy.encode()) == [
        ("T101", 3, 12, 3, 13, ","),
        ("W105", 3, 13, 3, 15, "部份"),
        ("S103", 3, 17, 3, 18, "。"),
    ]

"""Several submissions in one file: told, and taken apart when asked."""

from __future__ import annotations

import pytest

from bulletin.cli import run
from bulletin.intake.kinds import read_received
from bulletin.intake.pieces import ParcelFile
from bulletin.intake.receiving import taken_apart
from bulletin.intake.submission import recognise
from bulletin.model import Flow
from tests.conftest import MakeWorkspace
from tests.intake.corpus.making import Paper
from tests.intake.test_import import below
from tests.intake.whole.issues import publication

Say = pytest.CaptureFixture[str]
TEXT = "对{}个村逐一检查，发现内容不全的3个，限期补充，并把结果在公开栏公示，接受群众监督。"


def two() -> bytes:
    paper = Paper()
    paper.title("城关镇开展村务公开检查")
    paper.line(TEXT.format(12))
    paper.title("东关街道组织退役军人座谈")
    paper.line(TEXT.format(7) + "会后走访。")
    return paper.file()


def test_two_submissions_are_told_and_taken_apart(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    root = make_workspace({}).root
    monkeypatch.chdir(root)
    (root / "来稿").mkdir()
    (root / "来稿" / "合稿.docx").write_bytes(two())
    assert run(["import", "来稿", "--dry-run"]) == 0
    assert "加 --split 再收" in capsys.readouterr().err
    assert run(["import", "来稿", "--split"]) == 0
    inbox = root / "issues" / "inbox"
    assert below(inbox) == [
        "originals/合稿.docx", "东关街道.md", "城关镇.md",
    ]  # fmt: skip
    one, other = ((inbox / f"{name}.md").read_text("utf-8") for name in ("城关镇", "东关街道"))
    assert one.endswith(f"\n{TEXT.format(12)}\n")
    assert other.endswith(f"\n{TEXT.format(7)}会后走访。\n")
    assert "title: 东关街道组织退役军人座谈\n" in other
    assert "没有排入" not in one + other
    run(["import", "来稿", "--split"])
    assert "同一个文件" in capsys.readouterr().err


@pytest.mark.parametrize("mark", ["稿件{}：", "第{}篇", "【信息{}】", "来稿{}"])
def test_numbers_between_submissions_take_them_apart(mark: str) -> None:
    text = "\n\n".join(
        f"{mark.format(number)}\n\n{unit}推进环境整治\n\n今年以来，{unit}扎实推进环境整治，完成12个村。"
        for number, unit in zip("一二三", ("城关镇", "石桥镇", "广陵街道"), strict=True)
    )
    found = recognise(read_received(ParcelFile("a.txt", text.encode())), publication(Flow.FLOW))
    apart = [recognise(each, publication(Flow.FLOW)) for each in taken_apart(found)]
    assert [each.fields["title"][-6:] for each in apart] == ["推进环境整治"] * 3
    assert all("篇次" in "".join(each.notes) for each in apart)

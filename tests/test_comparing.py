"""`bulletin verify --site`: a page that was changed behind the build's back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bulletin.cli import run
from tests.conftest import MakeWorkspace


def swapped(path: Path, was: str, now: str) -> None:
    """Change a file and keep its size and times."""
    before, text = path.stat(), path.read_text("utf-8")
    assert was in text
    assert len(was.encode()) == len(now.encode())
    path.unlink()  # the store has a link to it
    path.write_text(text.replace(was, now), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.slow
def test_a_page_that_was_changed_is_told_and_mended(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    workspace = make_workspace({})
    monkeypatch.chdir(workspace.root)
    verified = ["verify", "--empty", "--site"]
    assert run(verified) == 1
    assert "还没有生成网站，没有可核对的；先运行 bulletin build" in capsys.readouterr().err
    assert run(["build", "--internal"]) == 0
    before = sorted(workspace.root.iterdir())
    capsys.readouterr()
    assert run(verified) == 0
    assert "相符　build-internal/" in capsys.readouterr().out
    assert sorted(workspace.root.iterdir()) == before
    page = workspace.internal_output / "issues" / "7" / "index.html"
    swapped(page, "城关镇", "城开镇")
    (workspace.internal_output / "多余.html").touch()
    (workspace.internal_output / "CNAME").touch()  # what the host wants stays
    (workspace.internal_output / "search" / "index.html").unlink()
    assert run(verified) == 1
    said = capsys.readouterr()
    assert "不符　build-internal/" in said.out
    told = [line.removeprefix("错误　") for line in said.err.splitlines() if "错误　" in line]
    assert told == [
        "build-internal/issues/7/index.html：和照稿件生成的不同，改动过",
        "build-internal/search/index.html：没有这个文件",
        "build-internal/多余.html：不是生成的文件",
    ]
    cure = "改法：运行 bulletin build --internal；还是不同，就删去这个文件再生成（I220）"
    assert cure in said.err
    assert "没有　build/，没有核对" in said.out
    page.unlink()
    (workspace.internal_output / "多余.html").unlink()
    assert run(["build", "--internal"]) == 0
    assert run(verified) == 0


@pytest.mark.slow
def test_a_tree_is_compared_with_what_was_made_and_not_with_what_was_not(
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """After `new`, a build of one issue, a change of copy, pages without PDFs: nobody is blamed,
    and what was not compared is said; a changed page is found all the same."""
    workspace = make_workspace({})
    monkeypatch.chdir(workspace.root)
    verified = ["verify", "--empty", "--site"]

    def says(code: int, out: str, *err: str) -> None:
        assert run(verified) == code
        said = capsys.readouterr()
        assert f"{out}　build-internal/" in said.out
        for each in err:
            assert each in said.err
        assert ("错误" in said.err) is (out == "不符")

    assert run(["build", "7"]) == 0
    assert run(["new"]) == 0
    says(0, "相符", "还没有生成过，没有可核对的：第 8 期", "（I232）")
    assert run(["build", "8"]) == 0
    says(0, "相符")
    copy = workspace.issues / "7/城关镇.md"
    copy.write_text(copy.read_text("utf-8").replace("12名", "13名"), "utf-8")
    says(1, "没有全部核对", "build-internal/issues/7：改稿以后没有生成，没有核对", "（I231）")
    swapped(workspace.internal_output / "issues/8/index.html", "城关镇", "城开镇")
    says(1, "不符", "build-internal/issues/8/index.html：和照稿件生成的不同，改动过")
    assert run(["build", "--internal", "--no-pdf"]) == 0
    (workspace.internal_output / "issues/8/index.html").unlink()
    assert run(["build", "--internal", "--no-pdf"]) == 0
    says(1, "没有全部核对", "build-internal/issues/7：PDF 还是上一次的，没有核对")
    assert run(["build", "--internal"]) == 0
    says(0, "相符")

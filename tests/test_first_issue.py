"""The READMEs' way from an empty folder to the first issue, walked command by command."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bulletin.calendar_day import day_at
from bulletin.cli import run
from bulletin.press import prepared_faces
from tests.conftest import REPOSITORY

COPY = """\
城关镇“三个一”抓实基层治理

城关镇建好一支队伍，选派12名党员干部下沉网格，每周走访群众。

完善一套机制，每月召开一次议事会，当场研究群众反映的问题。

办好一批实事，今年以来解决群众诉求85件，群众满意度明显提升。
"""


def steps(readme: str) -> list[str]:
    """The lines of the block, of this year."""
    text = (REPOSITORY / readme).read_text("utf-8")
    (block,) = re.findall(r"```console\n(\$ bulletin init .*?)```", text, re.DOTALL)
    year = day_at(REPOSITORY).year
    return [line.replace("/2026/", f"/{year}/") for line in block.splitlines()]


def without_sample(_said: str) -> None:
    (sheet,) = Path("issues").glob("*/1/issue.md")
    sheet.with_name("来稿样式.md").unlink()
    sheet.write_text(sheet.read_text("utf-8").replace("  - 来稿样式\n", ""), "utf-8")


def with_stand_ins(said: str) -> None:
    """Writes the line that was last said, where this machine lacks official faces."""
    if not prepared_faces().stand_ins:
        return
    line = re.findall(r"本单位习惯 下写 (代用字体: \[.*?\])", said)[-1]
    facts = Path("issues/publication.yaml")
    facts.write_text(
        facts.read_text("utf-8").replace("\n本单位习惯:\n", f"\n本单位习惯:\n  {line}\n"), "utf-8"
    )


BY_HAND: Mapping[str, Callable[[str], None]] = {
    "来稿样式": without_sample,
    "代用字体": with_stand_ins,
}


def test_both_readmes_have_the_same_steps() -> None:
    chinese, english = (
        [each for each in steps(name) if each.startswith("$")]
        for name in ("README.zh-CN.md", "README.md")
    )
    assert chinese == english


@pytest.mark.slow
@pytest.mark.parametrize("readme", ["README.zh-CN.md", "README.md"])
def test_the_readme_leads_from_an_empty_folder_to_a_published_issue(
    readme: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "来稿").mkdir()
    (tmp_path / "来稿/城关镇.txt").write_text(COPY, "utf-8")
    monkeypatch.chdir(tmp_path)
    heard, said = "", ""
    for step in steps(readme):
        if step.startswith("# "):
            (by_hand,) = (do for name, do in BY_HAND.items() if name in step)
            by_hand(heard)
            continue
        program, *arguments = shlex.split(step.removeprefix("$ "))
        if program == "cd":
            monkeypatch.chdir(arguments[0])
            continue
        code = run(arguments)
        told = capsys.readouterr()
        said = told.out + told.err
        heard += said
        assert code == 0, said
        if arguments == ["build"]:
            assert "没有生成 build/：没有一期可以公开" in said
    year = day_at(REPOSITORY).year
    assert Path(f"issues/{year}/1/published/1/data/edition/{year}-1.pdf").is_file()
    assert Path(f"outgoing/{year}-1/报.eml").is_file()
    assert f"建好 issues/{year}/2/" in said


def test_new_beside_an_untouched_issue_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (line, *_) = steps("README.md")
    assert run(shlex.split(line.removeprefix("$ "))[1:]) == 0
    monkeypatch.chdir("刊物")
    capsys.readouterr()
    assert run(["new"]) == 0
    year = day_at(REPOSITORY).year
    assert f"第 {year}-1 期已经建好，里面还只有样稿；先编那一期" in capsys.readouterr().out
    without_sample("")
    (Path("issues") / str(year) / "1/城关镇.md").write_text(COPY, "utf-8")
    (Path("issues") / str(year) / "2/来稿样式.md").unlink()
    assert run(["new"]) == 0
    assert "还只有样稿" not in capsys.readouterr().out

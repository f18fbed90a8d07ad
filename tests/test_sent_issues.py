"""What is said of issues that were sent out: their editions' names, where their copy is, what a
correction would change."""

from __future__ import annotations

import shutil

import pytest

from bulletin.cli import run
from bulletin.making import open_issue
from bulletin.making.admission import kept_inside
from bulletin.publish.act import approve, correct, publish
from bulletin.publish.overview import status
from bulletin.report import concise
from bulletin.workspace import Workspace
from tests.conftest import PUBLICATION, MakeWorkspace
from tests.office import edit, office, sent, signed_issue

Say = pytest.CaptureFixture[str]
WITH_A_UNIT = PUBLICATION.replace("  - {name: 东关", "  - 西关街道\n  - {name: 东关")
YEARLY = PUBLICATION + "numbering: yearly\n"


def published(make_workspace: MakeWorkspace, name: str, publication: str) -> Workspace:
    workspace = make_workspace({"issues/publication.yaml": publication})
    shutil.rmtree(workspace.issues / "7")
    signed_issue(workspace, name)
    assert publish(workspace, name, office()).kept
    return workspace


@pytest.mark.parametrize("typed", ["2024-1/1", "2024/1/1", "issues/2024/1/published/1",
                                   "2024年第1期/1", "２０２４—１／１"])  # fmt: skip
def test_an_edition_of_a_year_is_typed_where_one_is_taken(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch, capsys: Say, typed: str
) -> None:
    workspace = published(make_workspace, "2024-1", YEARLY)
    monkeypatch.chdir(workspace.root)
    run(["verify", typed])
    assert "相符　2024-1/1　" in capsys.readouterr().out
    assert run(["check", typed]) == 2
    assert "是第 2024-1 期刊发的第 1 版；这里写期号 2024-1" in capsys.readouterr().err


def test_a_bare_number_is_that_of_the_issue_that_was_sent_for_every_command(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    workspace = published(make_workspace, "2024-1", YEARLY)
    monkeypatch.chdir(workspace.root)
    for command, said in (
        (["verify", "1"], "相符　2024-1/1　"),
        (["mail", "1"], "outgoing/2024-1/报.eml"),
        (["publish", "1"], "第 2024-1 期已经刊发"),
        (["check", "1"], "第 1 期只有 2024-1"),
        (["export", "1", "--docx"], "第 1 期只有 2024-1"),
        (["correct", "1", "--reason", "x"], "issues/2024/1"),
        (["withdraw", "1", "--reason", "x"], "已撤回"),
    ):
        run(command)
        told = capsys.readouterr()
        assert said in told.out + told.err, command
        assert "第 1 期只有 2024-1\n" in told.err, command
    run(["verify", "5"])
    assert "第 5 期没有刊发过" in capsys.readouterr().err


def test_a_bare_number_of_two_years_is_that_of_the_open_one_or_else_both_are_listed(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    workspace = published(make_workspace, "2024-1", YEARLY)
    signed_issue(workspace, "2025-1", "2025-01-06")
    monkeypatch.chdir(workspace.root)
    assert run(["verify", "1"]) == 1
    assert "第 2025-1 期没有刊发过" in capsys.readouterr().err
    assert sent(publish(workspace, "2025-1", office())) == "2025-1/1"
    for command in (["verify", "1"], ["mail", "1"], ["sign", "1", "--as", "签发"]):
        assert run(command) == 2
        assert "1 可以是 2024-1、2025-1；写 2024-1 或 2025-1" in capsys.readouterr().err


def test_check_says_where_the_copy_of_a_published_issue_is(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    workspace = published(make_workspace, "8", PUBLICATION)
    for path in (workspace.issues / "8").glob("*.md"):
        path.unlink()
    monkeypatch.chdir(workspace.root)
    assert run(["check", "8", "--format", "concise"]) == 1
    place = "issues/8/published/1/data/workspace/issues/8/"
    assert f"F010]: 文件不见了；稿件在 {place} 里，复制回 issues/8/" in capsys.readouterr().out


def test_a_correction_that_prints_nothing_else_is_refused(make_workspace: MakeWorkspace) -> None:
    workspace = published(make_workspace, "8", PUBLICATION)
    path = workspace.issues / "publication.yaml"
    path.write_text(WITH_A_UNIT, "utf-8")
    assert approve(workspace, "8") == ()
    refused = correct(workspace, "8", "勘误", office())
    assert refused.kept is None
    assert "I114]: 排出来的和刊发的一样，没有可更正的" in concise(refused.diagnostics)
    path.write_text(PUBLICATION.replace("[部领导]", "[部领导、市委办公室]"), "utf-8")
    assert approve(workspace, "8") == ()
    assert correct(workspace, "8", "勘误", office()).kept


def test_a_change_that_voids_no_approval_leaves_the_copys_number(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace({})
    shutil.rmtree(workspace.issues / "7")
    signed_issue(workspace, "8")
    [before] = status(workspace).issues
    path = workspace.issues / "publication.yaml"
    path.write_text(WITH_A_UNIT, "utf-8")
    [after] = status(workspace).issues
    assert before.lacks == after.lacks
    assert after.revision == before.revision
    edit(workspace, "8", "12名", "13名")
    assert status(workspace).issues[0].revision != before.revision


def test_why_an_issue_stays_inside_is_said_with_its_publications_name(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace({"issues/diaoyan/publication.yaml": "报头: 调研参考\n"})
    shutil.copytree(workspace.issues / "7", workspace.issues / "diaoyan/7")
    said = []
    for name in ("7", "diaoyan/7"):
        read, _ = open_issue(workspace, name)
        assert read is not None
        inside = kept_inside(workspace, read)
        assert inside is not None
        said += [each.message for each in inside.reasons]
    assert said == [
        f"{name}第7期没有签发记录，没有进 build/" for name in ("某县组工信息", "调研参考")
    ]


def test_a_void_approval_names_the_value_that_changed(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({})
    shutil.rmtree(workspace.issues / "7")
    signed_issue(workspace, "8")
    edit(workspace, "8", "title: ", "title: 新", "城关镇.md")
    edit(workspace, "8", "articles: [城关镇]", "articles: [城关镇]\n印数: 120", "issue.md")
    path = workspace.issues / "publication.yaml"
    path.write_text(PUBLICATION.replace("[部领导]", "[部领导, 市委办]"), "utf-8")
    [state] = status(workspace).issues
    changed = "签发以后改动过"
    assert [each for each in state.lacks if "改动过" in each] == [
        f"`issues/8/issue.md` {changed}（印数：没有 → 120）",
        f"`issues/8/城关镇.md` {changed}（title：“三个一”抓实基层治理 → 新“三个一”抓实基层治理）",
        f"`issues/publication.yaml` {changed}（distribution.report_to：部领导 → 部领导、市委办）",
    ]
    edit(workspace, "8", "12名", "13名")
    inside = "`issues/8/城关镇.md` 签发以后改动过（title："
    assert any(each.startswith(inside) for each in status(workspace).issues[0].lacks)

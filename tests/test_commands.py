"""The command line as an editor meets it: what it says, where, and its exit codes."""

from __future__ import annotations

import ast
import gettext
import inspect
import json
import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import click
import pytest

from bulletin.cli import cli, run
from bulletin.commands.chinese import CATALOGUE, ListedCommand
from bulletin.load import load_publication
from bulletin.lock import lock
from tests.conftest import SUBMISSION, MakeWorkspace
from tests.office import approve_as_they_stand

Say = pytest.CaptureFixture[str]


@pytest.fixture
def office(make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> Path:
    workspace = make_workspace({})
    approve_as_they_stand(workspace)
    monkeypatch.chdir(workspace.root)
    return workspace.root


def commands() -> list[tuple[str, ...]]:
    return [(), *((name,) for name in cli.list_commands())]


@pytest.mark.parametrize("listed", cli.listed, ids=lambda listed: listed.name)
def test_the_list_of_commands_says_what_each_says_of_itself(listed: ListedCommand) -> None:
    command = cli.get_command(click.Context(cli), listed.name)
    assert command is not None
    assert not command.hidden
    assert command.name == listed.name
    assert command.get_short_help_str(limit=80) == listed.help


@pytest.mark.parametrize(
    ("option", "needed"), [("--help", {"cli", "commands"}), ("--version", set())]
)
def test_the_list_and_the_version_load_no_room(option: str, needed: set[str]) -> None:
    script = (
        "import sys, bulletin.__main__ as main\n"
        f"sys.argv = ['bulletin', '{option}']\n"
        "try: main.main()\n"
        "except SystemExit: pass\n"
        "rooms = {name.split('.')[1] for name in sys.modules if name.startswith('bulletin.')}\n"
        "print(*sorted(rooms - {'__main__'}))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert set(done.stdout.decode().splitlines()[-1].split()) == needed


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_help_page_is_chinese_and_teaches(command: tuple[str, ...], capsys: Say) -> None:
    assert run([*command, "--help"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("用法：bulletin")
    assert "选项：" in said
    assert not any(word in said for word in ("Usage", "Options", "Commands", "Show this"))
    # Where a line ends in the help, Chinese has no blank.
    assert not re.search(r"[。，、：；）] [\u4e00-\u9fff“]", said.partition("选项：")[0])
    target = cli.get_command(click.Context(cli), command[0]) if command else cli
    assert target
    for parameter in target.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["buidl"], "没有 buidl 这个命令；改为 build"),
        (["build", "--opne"], "没有 --opne 这个选项；改为 --open"),
        (
            ["init"],
            "缺 文件夹、--name（报头名称）、--issuer（编印单位）、--unit（报送单位）、--report-to",
        ),
        (["build", "--open=1"], "--open 后面不写 = 和值"),
        (["check", "--format"], "--format 后面要写 1 个值"),
        (["check", "--format", "zz"], "只能写 plain、full、concise、json、sarif、github"),
        (["export", "7", "8", "--docx"], "多写了 8，删去"),
        (["inspect", "."], "要写文件"),
        (["init", "x", "--number", "零"], "--number"),
        (["new", "第八期"], "期号 第八期 的写法不对；写成 8"),
        (["new", "下一期"], "期号 下一期 的写法不对；正刊的下一期写成 8"),
        (
            ["sign", "7", "--as", "签发", "--on", "2024.2.30"],
            "--on 的日期 2024.2.30 没有这一天；按 年-月-日 写，今天写成 20",
        ),
        (["sign", "7", "--as", "签发", "--on", "昨天"], "--on 的日期 昨天 认不得；按 年-月-日 写"),
        (["new", "7"], "第 7 期已经有了：issues/7"),
    ],
)
def test_a_wrong_call_says_what_to_write(
    office: Path, arguments: list[str], said: str, capsys: Say
) -> None:
    assert run(arguments) == 2
    assert said in capsys.readouterr().err


def test_what_is_said_in_chinese_is_what_click_says() -> None:
    said = {
        argument.value
        for module in (click.core, click.exceptions, click.parser, click.termui, click.types)
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id in ("_", "ngettext")
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }
    assert set(CATALOGUE) - said == set()
    assert gettext.gettext.__module__ == "gettext"  # that of other libraries stays as it was


def test_outside_a_workspace_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["build"]) == 2
    assert "bulletin init" in capsys.readouterr().err


def test_build_prints_what_it_made(office: Path, capsys: Say) -> None:
    assert run(["build"]) == 0
    said = capsys.readouterr().out
    assert "某县组工信息第7期　1 页　" in said
    assert "build/index.html　共 1 期" in said
    assert "用时 " in said
    assert run(["build", "7"]) == 0
    said = capsys.readouterr().out
    assert "build/issues/7/index.html" in said
    assert "build/issues/7/7.pdf" in said


def test_build_says_which_issues_the_engine_laid_out_and_why(office: Path, capsys: Say) -> None:
    copy = office / "issues/7/城关镇.md"
    assert run(["build", "7", "-v"]) == 0
    said = capsys.readouterr().out
    assert "本程序自己排 1 期" in said
    assert "代排" not in said
    text = copy.read_text(encoding="utf-8")
    copy.write_text(f"{text}\n| 村 | 户 |\n|---|---|\n| 甲村 | 12 |\n", encoding="utf-8")
    assert run(["build", "7", "-v"]) == 0
    assert "本程序自己排 1 期" in capsys.readouterr().out
    high = f"{'各镇要抓紧落实。' * 400} | 12 |\n"
    copy.write_text(f"{text}\n| 村 | 户 |\n|---|---|\n| {high}", encoding="utf-8")
    assert run(["build", "7", "-v"]) == 0
    said = capsys.readouterr().out
    assert "第7期　由排版引擎代排：表格有高过一面的行" in said
    assert "自己排" not in said
    for again in ("7", "-v", "-v"):
        assert run(["build", "--internal", "-v", again]) == 0
        assert "第7期　由排版引擎代排：表格有高过一面的行" in capsys.readouterr().out


def test_build_says_again_how_pages_were_filled(office: Path, capsys: Say) -> None:
    """Nothing is made again, in the same process or after another command, and it is still said."""
    text = "各镇要抓紧落实，确保全年任务如期完成，并于月底前报送情况；不得拖延。"
    for first in range(1, 20):
        parts = (text * each for each in (first, 3, 3, 7, 4, 6, 6, 5, 2, 4, 8, 8, 7, 9))
        body = "\n\n".join(("---\nunit: 城关镇\ntitle: 抓落实\n---", *parts))
        (office / "issues/7/城关镇.md").write_text(body, encoding="utf-8")
        assert run(["build", "7", "--internal", "-v"]) == 0
        if filled := re.search("第7期　第[0-9]面.*", capsys.readouterr().out):
            break
    assert filled
    for again in ("7", "-v", "-v"):
        assert run(["build", "--internal", "-v", again]) == 0
        assert filled[0] in capsys.readouterr().out
    assert run(["build", "--internal"]) == 0
    assert filled[0] not in capsys.readouterr().out


def test_build_reports_all_faults_at_once_and_writes_nothing(office: Path, capsys: Say) -> None:
    (office / "issues/7/城关镇.md").write_text(SUBMISSION.replace("unit", "units"), "utf-8")
    (office / "issues/7/issue.md").write_text("---\nnumber: 8\n---\n", "utf-8")
    assert run(["build"]) == 1
    said = capsys.readouterr().err
    for code in ("F003", "F005", "I002"):
        assert f"（{code}）\n" in said
    assert "错误　issues/7/城关镇.md 第2行：" in said
    assert "有错的没有生成；上一次的成品没有动" in said
    assert "Traceback" not in said
    assert not (office / "build").exists()


def test_a_failed_build_says_that_what_stands_is_old(office: Path, capsys: Say) -> None:
    assert run(["build", "7"]) == 0
    capsys.readouterr()
    made = office / "build/issues/7/7.pdf"
    day = datetime.fromtimestamp(made.stat().st_mtime).strftime("%Y-%m-%d %H:%M")
    copy = office / "issues/7/城关镇.md"
    copy.write_text(SUBMISSION.replace("选派", "**选派"), "utf-8")
    for names in (["7"], []):
        assert run(["build", *names]) == 1
        said = capsys.readouterr().out.splitlines()
        assert f"没有生成，还是 {day} 的成品：build/issues/7/7.pdf" in said
        assert not {"build/issues/7/7.pdf", "build/index.html　共 1 期", "没有改动 1 期"} & set(
            said
        )
    sheet = office / "issues/publication.yaml"
    sheet.write_text(sheet.read_text("utf-8").replace("issuer", "issuers"), "utf-8")
    assert run(["build"]) == 1
    line = capsys.readouterr().out.splitlines()[0]
    assert line.startswith("没有生成，还是 ")
    assert line.endswith(" 的成品：build/index.html")


def test_a_proof_without_a_pdf_is_no_order(office: Path, capsys: Say) -> None:
    for names in ([], ["7"]):
        assert run(["build", "--no-pdf", "--proof", *names]) == 2
        told = capsys.readouterr()
        assert (told.out, told.err) == ("", "清样就是 PDF；--proof 和 --no-pdf 只写一个\n")
    assert not (office / "build").exists()
    assert not (office / ".bulletin").exists()


def test_build_says_how_many_errors_only_check_finds(office: Path, capsys: Say) -> None:
    copy = office / "issues/7/城关镇.md"
    copy.write_text(SUBMISSION.replace("，", ","), "utf-8")
    for names in (["7"], [], ["7"]):
        assert run(["build", "--no-pdf", *names]) == 0
        said = capsys.readouterr().err
        assert "查稿另有错误 2 处（第 7 期 2 处）；运行 bulletin check 7 查看" in said
    assert run(["check", "7", "--format", "concise"]) == 1
    assert capsys.readouterr().out.count("error[") == 2
    copy.write_text(SUBMISSION, "utf-8")
    assert run(["build", "--no-pdf", "7"]) == 0
    assert "查稿" not in capsys.readouterr().err


def test_the_caret_stands_under_the_fault(office: Path, capsys: Say) -> None:
    copy = "---\nunit: 城关镇\ntitle: 甲\n---\n\n会议指出，各镇**要抓紧落实。\n"
    (office / "issues/7/城关镇.md").write_text(copy, "utf-8")
    assert run(["build", "7"]) == 1
    lines = capsys.readouterr().err.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("    | "))
    assert lines[at] == "    | 会议指出，各镇**要抓紧落实。"
    assert lines[at + 1] == "    | " + "　" * 7 + "^^"


def test_new_makes_the_next_issue_and_build_takes_it(office: Path, capsys: Say) -> None:
    assert run(["new"]) == 0
    assert "建好 issues/8/" in capsys.readouterr().out
    assert run(["build", "8"]) == 0
    assert run(["new", "s1"]) == 0
    assert run(["build", "s1"]) == 0
    assert (office / "build-internal/issues/s1/s1.pdf").is_file()


def test_new_says_which_numbers_are_left_out(office: Path, capsys: Say) -> None:
    for number, said in (("9", "缺第 8 期"), ("13", "缺第 10—12 期"), ("10", ""), ("s2", "")):
        assert run(["new", number]) == 0
        told = capsys.readouterr().out
        assert (said in told) if said else ("缺" not in told)
    facts = office / "issues" / "publication.yaml"
    facts.write_text(f"numbering: yearly\nyearly_from: 2024\n{facts.read_text('utf-8')}", "utf-8")
    assert run(["new", "2099-4"]) == 0
    assert "缺第 1—3 期；期号是接着编的，还要运行 bulletin new 2099-1" in capsys.readouterr().out


def test_check_tells_the_sample_of_new(office: Path, capsys: Say) -> None:
    """Whole or filled in by half; what cannot be approved does not pass."""
    assert run(["new"]) == 0
    sample = office / "issues/8/来稿样式.md"
    capsys.readouterr()
    for asked in ("8", str(sample)):
        assert run(["check", asked]) == 1
        assert "`来稿样式` 是样稿" in capsys.readouterr().out
    text = sample.read_text("utf-8").replace("写标题，不带单位和句号", "抓实党建")
    (office / "issues/7/城关镇.md").write_text(text, "utf-8")
    assert run(["check", "7"]) == 1
    assert "样稿里的“第一个小标题”还在" in capsys.readouterr().out


INIT = [
    *("--name", "某县: 组工信息", "--issuer", "中共某县委组织部研究室"),
    *("--unit", "城关镇", "--unit", "东关街道", "--report-to", "部领导", "--send-to", "各镇"),
]


def test_init_makes_a_workspace_that_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "刊物", *INIT, "--number", "12"]) == 0
    assert run(["init", "刊物", *INIT]) == 2
    monkeypatch.chdir(tmp_path / "刊物")
    assert run(["build", "--internal"]) == 0
    page = (tmp_path / "刊物/build-internal/issues/12/index.html").read_text("utf-8")
    assert "某县: 组工信息" in page
    assert "报：" in page


def test_init_parts_units_and_takes_an_empty_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    units = ("--unit", "城关镇、东关街道，西关街道", "--report-to", "部领导")
    assert run(["init", "刊物", *INIT[:4], *units]) == 0
    publication, faults = load_publication(tmp_path / "刊物")
    assert publication is not None
    assert faults == ()
    assert [each.name for each in publication.units] == ["城关镇", "东关街道", "西关街道"]
    assert publication.distribution.send_to == ()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--unit", "城关镇"), "单位 城关镇 写了两遍，删去一个"),
        (("--base-url", "foo"), "网址 foo 不成；从 http:// 或 https:// 起写全；没有网站就不写"),
        (
            ("--base-url", "www.foo.gov.cn"),
            "写成 http://www.foo.gov.cn/，用 https 打开的写 https://",
        ),
        (
            ("--base-url", "https：//foo。gov.cn"),
            "网址 https：//foo。gov.cn 不成；写成 https://foo.gov.cn/",
        ),
        (("--base-url", "https://a b.cn/"), "网址 https://a b.cn/ 不成"),
        (("--issuer", "某县\x07委"), "编印单位的前后有空格，或里面有换行、制表符这样的字符"),
        (("--name", "  "), "报头名称的前后有空格"),
        (("--report-to", "部\n领导"), "里面有换行、制表符这样的字符"),
    ],
)
def test_init_refuses_an_answer_that_cannot_be_used(
    more: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Say,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "刊物", *INIT, *more]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


OF_PROGRAMMERS = re.compile(
    "deprecated|defined twice|must be an iterable|Boolean option|Could not determine|No options"
    "|Arguments take|declarations|unknown color|start character|you mean|same flag|extra_message"
    "|, version|Options|Commands|Positional|Show |Confirm|want to continue|Repeat|Press any"
    "|Editing|env var|default:|dynamic|Choice|UUID|format|values? are required|colour|length",
    re.IGNORECASE,
)
"""Messages that no call of an editor brings forth."""


def test_all_that_click_says_of_a_call_is_chinese() -> None:
    said: set[str] = set()
    quoted = r'"(?:[^"\\]|\\.)*"'
    for module in ("core", "exceptions", "parser", "termui", "types"):
        text = (Path(click.__file__).parent / f"{module}.py").read_text("utf-8")
        for call in re.finditer(rf"(?<![\w.])(_|ngettext)\(\s*((?:{quoted}\s*,?\s*)+)", text):
            parts = [ast.literal_eval(each) for each in re.findall(quoted, call[2])]
            said |= {parts[-1]} if call[1] == "ngettext" else {"".join(parts)}
    asked = {each for each in said if not OF_PROGRAMMERS.search(each)}
    assert len(asked) > 30
    assert asked - set(CATALOGUE) == set()


def test_init_without_answers_says_which_option_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "刊物"]) == 2
    every = (
        "缺 --name（报头名称）、--issuer（编印单位）、--unit（报送单位）、--report-to（报：上级）"
    )
    assert every in capsys.readouterr().err
    assert run(["init", "刊物", *INIT[:2], *INIT[4:6]]) == 2
    assert "缺 --issuer（编印单位）、--report-to（报：上级）" in capsys.readouterr().err
    assert run(["init", "--name", "甲 ", "--unit", "城关镇 城关镇", "--report-to", ""]) == 2
    said = capsys.readouterr().err
    assert "缺 文件夹、--issuer（编印单位）、--report-to（报：上级）\n单位 城关镇 写了两遍" in said
    assert "报头名称的前后有空格" in said
    assert list(tmp_path.iterdir()) == []


def test_doctor_lists_every_outside_part(capsys: Say) -> None:
    assert run(["doctor"]) == 0
    said = capsys.readouterr().out
    for part in ("Python", "Pango", "HarfBuzz", "仿宋", "小标宋", "黑体", "楷体", "宋体"):
        assert part in said
    assert run(["doctor", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert all(row["found"] for row in rows)


def test_doctor_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Say
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no fc-list, and so no faces
    assert run(["doctor"]) == 3
    said = capsys.readouterr()
    assert "apt-get install fontconfig" in said.out
    assert "缺 6 项" in said.err


def test_python_m_bulletin_speaks_utf8_on_any_console(office: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "gbk", "NO_COLOR": "1"}
    said = subprocess.run(
        [sys.executable, "-m", "bulletin", "build", "9"],
        capture_output=True,
        env=environment,
        cwd=office,
        check=False,
    )
    assert said.returncode == 1
    assert "没有第 9 期" in said.stderr.decode("utf-8")
    assert b"\x1b[" not in said.stderr


def test_inspect_measures_what_build_made(office: Path, capsys: Say) -> None:
    assert run(["build", "7"]) == 0
    capsys.readouterr()
    run(["inspect", "build/issues/7/7.pdf", "--format", "json"])
    rows = {row["rule"]: row for row in json.loads(capsys.readouterr().out)["rules"]}
    assert rows["page-size"]["verdict"] == "合格"
    assert rows["pitch"]["verdict"] == "合格"
    (office / "坏.pdf").write_text("不是", "utf-8")
    assert run(["inspect", "坏.pdf"]) == 1
    assert "（P301）" in capsys.readouterr().err


def test_fonts_names_the_face_of_each_role(capsys: Say) -> None:
    assert run(["fonts"]) == 0
    said = capsys.readouterr().out
    assert all(label in said for label in ("仿宋", "小标宋", "黑体", "楷体", "宋体"))


def test_two_builds_at_once_say_so(office: Path, capsys: Say) -> None:
    with lock(office / ".build.lock"):
        assert run(["build"]) == 3
    assert f"的进程 {os.getpid()}" in capsys.readouterr().err


def test_a_bug_is_no_traceback(office: Path, monkeypatch: pytest.MonkeyPatch, capsys: Say) -> None:
    monkeypatch.setattr("bulletin.making.build", lambda *_, **__: 1 / 0)
    assert run(["build"]) == 3
    said = capsys.readouterr().err
    assert "程序出错" in said
    assert "Traceback" not in said


def test_new_asks_for_a_year_only_where_issues_are_counted_by_it(office: Path, capsys: Say) -> None:
    assert run(["new", "2099-3"]) == 2
    assert "这种刊物的期号一直往下编，不按年；只写期号，不写年份" in capsys.readouterr().err
    facts = office / "issues" / "publication.yaml"
    facts.write_text(f"numbering: yearly\nyearly_from: 2024\n{facts.read_text('utf-8')}", "utf-8")
    assert run(["new", "2023-3"]) == 2
    assert "2024 年以前的期号一直往下编，不按年" in capsys.readouterr().err
    assert run(["new", "2099-1"]) == 0
    assert "日期 空着：今天不在 2099 年；印发日期定了再写" in capsys.readouterr().out
    sheet = (office / "issues" / "2099" / "1" / "issue.md").read_text("utf-8")
    assert "\n日期:  " in sheet
    assert run(["build", "2099-1", "--internal"]) == 1
    assert "日期" in capsys.readouterr().err

"""Nothing but this program's own words reaches the terminal, whatever a library has to say."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bulletin.cli import cli
from bulletin.press import prepared_faces
from tests.conftest import PUBLICATION, SUBMISSION, MakeWorkspace
from tests.office import signed_issue

TALKATIVE = """
import ctypes, logging, os, subprocess, sys, warnings
from bulletin.__main__ import only_ours
only_ours()
import click
logging.getLogger("pypdfium2").warning("a log")
warnings.warn("a warning")
os.write(2, b"from C code\\n")
subprocess.run([sys.executable, "-c", "import sys; print('a child', file=sys.stderr)"])
click.echo("是我们说的", err=True)
click.echo("结果")
print("也是我们说的", file=sys.stderr)
"""


def test_logs_warnings_and_c_code_are_not_heard() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TALKATIVE], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("结果\n", "是我们说的\n也是我们说的\n")


def test_what_a_command_asks_is_seen(tmp_path: Path) -> None:
    """Where standard input and output are a terminal, Python leaves asking to C code."""
    script = (
        "import click; from bulletin.__main__ import only_ours; only_ours()\n"
        "name = click.prompt('报头名称', prompt_suffix='：')\n"
        "sure = click.confirm('写进两个文件', default=False)\n"
        "key = click.prompt('口令', hide_input=True)\n"
        "click.echo(f'{name} {sure} {key}')\n"
    )
    asked = {"报头名称：": "某县", "写进两个文件 [y/N]: ": "y", "口令: ": "secret"}
    said = at_a_terminal((sys.executable, "-c", script), tmp_path, asked)
    assert "某县 True secret" in said


def test_init_asks_what_it_needs(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "bulletin", "init", "another")
    said = at_a_terminal(command, tmp_path, {"报头名称": "某县组工信息", "编印单位": "\x04"})
    assert "已中断" in said
    assert list(tmp_path.iterdir()) == []


def at_a_terminal(command: Sequence[str], folder: Path, asked: Mapping[str, str]) -> str:
    """What a command says at a terminal, where each question is answered when it is read."""
    ours, its = pty.openpty()
    with subprocess.Popen(
        command, cwd=folder, stdin=its, stdout=its, stderr=its, start_new_session=True
    ) as running:
        os.close(its)
        said = ""
        for question, answer in asked.items():
            said += said_until(question, ours)
            os.write(ours, f"{answer}\n".encode())
        said += said_until("", ours)
        running.kill()
    os.close(ours)
    assert all(question in said for question in asked), said
    return said


def said_until(question: str, terminal: int) -> str:
    """What is said until the end of a question, or the end; what takes too long is not awaited."""
    said = b""
    while not (question and question.encode() in said):
        if not select.select([terminal], [], [], 20.0)[0]:
            break
        try:
            said += os.read(terminal, 4096)
        except OSError:  # it has ended
            break
    return said.decode("utf-8", "replace")


WITH_ATTACHMENTS = (
    f"{SUBMISSION}\n# 附件1：责任清单\n\n每村一人。\n\n# 附件2：名单\n\n张三、李四。\n"
)

COMMANDS: Sequence[tuple[str, ...]] = (
    ("doctor",),
    ("fonts",),
    ("check",),
    ("rule", "T101"),
    ("rules",),
    ("learn",),
    ("new",),
    ("import", "来稿.txt"),
    ("status",),
    ("build", "7"),
    ("build", "--internal"),
    ("inspect", "build-internal/issues/7/7.pdf"),
    ("export", "7", "--docx"),
    ("diff", "7", "--docx", "exports/某县组工信息第7期.docx"),
    ("sign", "7", "--as", "签发", "--by", "王五"),
    ("approve", "7"),
    ("publish", "7"),
    ("correct", "7", "--reason", "错字"),
    ("mail", "7", "--draft"),
    ("wechat", "7"),
    ("key", "list"),
    ("verify", "--empty", "--site"),
    ("withdraw", "7", "--reason", "有误"),
    ("serve", "--port", "-1"),
    ("init", "another"),
)


@pytest.mark.slow
def test_every_command_says_only_what_is_ours(make_workspace: MakeWorkspace) -> None:
    """Every line on standard error is Chinese, or quotes the copy; no command is left out."""
    families = {family for _, family in prepared_faces().stand_ins}
    accepted = f"house: {{substitutes: [{', '.join(sorted(families))}]}}\n"
    workspace = make_workspace({"issues/publication.yaml": PUBLICATION + accepted})
    shutil.rmtree(workspace.issues / "7")
    signed_issue(workspace, "7")
    (workspace.issues / "7/城关镇.md").write_text(WITH_ATTACHMENTS, "utf-8")
    (workspace.root / "来稿.txt").write_text("关于加强管理的信息\n\n各镇抓好落实。\n", "utf-8")
    assert {each.name for each in cli.listed} == {each[0] for each in COMMANDS}
    for command in COMMANDS:
        said = said_by(workspace.root, *command)
        if command[0] in ("export", "publish", "withdraw"):
            assert "错误　" not in said, said
        strange = [line for line in said.splitlines() if line.strip() and not is_ours(line)]
        assert strange == [], command


def said_by(root: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bulletin", *command],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return done.stderr


def is_ours(line: str) -> bool:
    """Whether a line has a Chinese word, or quotes the copy."""
    return bool(re.search("[一-鿿]", line)) or line.startswith("    | ")

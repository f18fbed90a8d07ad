"""Nothing but this program's own words reaches the terminal, whatever a library has to say."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
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

"""What a command loads before it starts to work: each thing that is not needed is waited for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import MakeWorkspace

NEEDED = """\
import sys
from bulletin.cli import run
code = run(["build", "--no-pdf"])
assert "bulletin.making" in sys.modules
print(code, *sorted({"bulletin.checks", "weasyprint", "docx", "lxml"} & sys.modules.keys()))
"""


def test_a_build_of_nothing_loads_no_rule_and_no_engine(make_workspace: MakeWorkspace) -> None:
    office = make_workspace({}).root
    for _ in range(2):
        said = subprocess.run(
            [sys.executable, "-c", NEEDED], cwd=office, capture_output=True, text=True, check=True
        )
    assert said.stdout.splitlines()[-1] == "0"


ARTICLE = """\
---
unit: 石桥镇
title: 抓实党建工作
---

石桥镇召开座谈会，听取群众意见{}。
"""
CHECKED = """\
import sys
import bulletin.commands.check
from bulletin import kept_patterns
from bulletin.cli import run
made = []
compiled = kept_patterns.compiled
kept_patterns.compiled = lambda *given: made.append(given[0]) or compiled(*given)
run(["check", "issues/1/01.md"])
found = [word for word in sys.argv[1:] if any(word in each for each in made)]
print("rjieba" in sys.modules, *found)
"""


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", "False"),
        ("，做到因地制宜", "False"),
        ("，贯彻落党的精神", "False"),
        ("，避免不必要的损失", "False 避免"),
    ],
)
def test_a_second_check_reads_words_and_compiles_patterns_only_for_text_that_may_have_them(
    more: str, said: str, make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    office = make_workspace({"issues/1/01.md": ARTICLE.format(more)}).root
    command = [sys.executable, "-c", CHECKED, "避免"]
    env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    first, second = (
        subprocess.run(command, cwd=office, capture_output=True, text=True, check=True, env=env)
        for _ in range(2)
    )
    assert first.stdout.splitlines()[-1].startswith("True")
    assert second.stdout.splitlines()[-1] == said, second.stdout
    assert second.stdout.splitlines()[:-1] == first.stdout.splitlines()[:-1]

"""What a command loads before it starts to work: each thing that is not needed is waited for."""

import subprocess
import sys

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

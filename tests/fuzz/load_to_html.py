"""From any bytes to HTML: `make fuzz`, or `python -m tests.fuzz.load_to_html SECONDS`.

Mutations of the seeds in `tests/fuzz/corpus/`, and text put together from the marks that Markdown
and YAML live on. Nothing may be raised and no page may hold a live tag; what fails is shrunk and
kept in `tests/fuzz/found/`, and tried first the next time.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from hypothesis.database import DirectoryBasedExampleDatabase

from bulletin.archive import edition_page
from bulletin.making import open_issues
from bulletin.render import Renderer
from bulletin.workspace import Workspace
from tests.conftest import ISSUE, PUBLICATION
from tests.test_hostile import assert_harmless

HERE = Path(__file__).parent
ROUND = 100
"""Examples between two looks at the clock."""

MARKS = (
    *("---\n", "\n\n", "\n", "# ", "## ", "> ", "- ", "1. ", "    ", "\t", "| ", "|---|\n", "***"),
    *(
        "**",
        "*",
        "_",
        "`",
        "```\n",
        "~~~\n",
        "[",
        "](",
        ")",
        "![",
        "[^1]",
        "[^1]: ",
        "<",
        ">",
        "</",
    ),
    *("<!--", "-->", "&lt;", "&#0;", "\\", "{{", "}}", "{%", "%}", "unit: ", "title: ", "城关镇"),
    *("!!python/object:x ", "&a ", "*a", "? ", ": ", "[", "{", '"', "'", "\r", "\0", "\u200b"),
    *("“", "”", "。**", "：", "……", "——", "\u202e", "\ufeff", "javascript:", "图.png", "../"),
)

copy = st.lists(st.sampled_from(MARKS) | st.text(max_size=8), max_size=60).map("".join)
seeds = st.sampled_from(sorted((HERE / "corpus").iterdir())).map(Path.read_bytes)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A seed with some stretches replaced."""
    content = draw(seeds)
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(content)))
        end = start + draw(st.integers(0, 20))
        content = content[:start] + draw(copy).encode("utf-8", "replace") + content[end:]
    return content


content = mutated() | copy.map(lambda text: text.encode("utf-8", "replace")) | st.binary()


def try_one(workspace: Workspace, sheet: bytes, submission: bytes) -> None:
    """Read and render; what is wrong is said, nothing is raised."""
    folder = workspace.issues / "7"
    (folder / "issue.md").write_bytes(sheet)
    (folder / "城关镇.md").write_bytes(submission)
    read = open_issues(workspace)
    assert read.issues or read.diagnostics
    renderer = Renderer(workspace)
    for issue in read.issues:
        assert_harmless(edition_page(renderer, issue) + renderer.sheet(issue))


def main(seconds: float) -> int:
    """Go on for so many seconds; 1 when something was found."""
    until = time.monotonic() + seconds
    tried, started = 0, time.time_ns()
    with tempfile.TemporaryDirectory() as room:
        workspace = Workspace(Path(room))
        (workspace.issues / "7").mkdir(parents=True)
        (workspace.issues / "publication.yaml").write_text(PUBLICATION, "utf-8")
        while time.monotonic() < until:

            @seed(tried + started)
            @settings(
                max_examples=ROUND,
                deadline=None,
                database=DirectoryBasedExampleDatabase(HERE / "found"),
                suppress_health_check=list(HealthCheck),
            )
            @given(st.one_of(st.just(ISSUE.encode()), content), content)
            def one(sheet: bytes, submission: bytes) -> None:
                try_one(workspace, sheet, submission)

            one()
            tried += ROUND
    print(f"{tried} examples, nothing found")
    return 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 300))

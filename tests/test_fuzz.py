"""The fuzzing target works, and what it once found stays mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from bulletin.workspace import Workspace
from tests.conftest import ISSUE, MakeWorkspace
from tests.fuzz.load_to_html import HERE, main, try_one


def test_some_rounds_find_nothing() -> None:
    assert main(0.5) == 0


@pytest.mark.parametrize("path", sorted((HERE / "corpus").iterdir()), ids=lambda path: path.name)
def test_the_corpus_is_sound(path: Path, make_workspace: MakeWorkspace) -> None:
    workspace: Workspace = make_workspace({})
    try_one(workspace, ISSUE.encode(), path.read_bytes())
    try_one(workspace, path.read_bytes(), b"")

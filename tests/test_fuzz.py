"""The fuzzing target works, and what it once found stays mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from bulletin.press import prepare_faces
from bulletin.workspace import Workspace
from tests.conftest import ISSUE, MakeWorkspace
from tests.fuzz import whole_way
from tests.fuzz.load_to_html import HERE, main, try_one


def test_some_rounds_find_nothing() -> None:
    assert main(0.5) == 0


@pytest.mark.parametrize("path", sorted((HERE / "corpus").iterdir()), ids=lambda path: path.name)
def test_the_corpus_is_sound(path: Path, make_workspace: MakeWorkspace) -> None:
    workspace: Workspace = make_workspace({})
    try_one(workspace, ISSUE.encode(), path.read_bytes())
    try_one(workspace, path.read_bytes(), b"")


KEPT = (655034466, 655034469)
"""Seeds of copy that once broke a law: a place for a break (U+200B) is in no PDF."""


@pytest.mark.slow
@pytest.mark.parametrize("seed", [*KEPT, *range(6)])
def test_copy_by_a_grammar_comes_through_the_whole_way(seed: int) -> None:
    assert whole_way.broken_law(seed, prepare_faces()[0]) == ""

"""The characters by which passages are left out of a search leave out no match."""

from pathlib import Path

import pytest

from bulletin.checks import check_raw
from bulletin.checks.lists import load_lists
from bulletin.checks.view import Passage
from bulletin.load import load_publication
from bulletin.source import Source
from tests.checks.test_cases import CASES

COPY = sorted(file for kind in ("*.md", "*.txt") for file in CASES.rglob(kind))


def test_no_finding_of_any_rule_is_lost_in_passages_that_are_not_searched(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication, _ = load_publication(workspace)
    house, _ = load_lists(workspace)
    assert publication is not None
    text = "\n\n".join(file.read_text("utf-8") for file in COPY)
    lines = [Source(f"{at}.txt", each) for at, each in enumerate(text.split("\n\n"))]
    left_out = [check_raw(each, publication, house) for each in lines]
    monkeypatch.setattr(Passage, "has_any", lambda *_: True)
    assert [check_raw(each, publication, house) for each in lines] == left_out
    assert sum(map(len, left_out)) > 400

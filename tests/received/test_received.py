"""The corpus of received documents: what comes out as an editor would write it, and what does not.

What is wrong stands in `wrong.txt`, each with its reason; what is mended is taken off it. The
figures are the floor: none may fall. `python -m tests.bench.received` tells them by writer.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.received.declared import DOCUMENTS, documents
from tests.received.scoring import faults, figures, results
from tests.received.writers import QUICK, WRITERS

WRONG = dict(
    line.split(" ", 1)
    for line in (Path(__file__).parent / "wrong.txt").read_text("utf-8").splitlines()
)
"""The documents that come out wrong, each with the reason."""


def test_the_corpus_is_large_and_small() -> None:
    names = [document.name for document in documents()]
    assert len(names) == len(set(names))
    assert len(names) >= 120
    assert sum(path.stat().st_size for path in DOCUMENTS.iterdir()) < 1_000_000
    assert {writer for document in documents() for writer in document.writers} <= set(WRITERS)
    assert set(WRONG) <= set(names)


@pytest.mark.slow
def test_the_copy_is_as_an_editor_would_write_it() -> None:
    """Each document by the first of its writers; one that comes right is taken off the list."""
    every = results((*QUICK, "pdf"), first_only=True)
    wrong = {each.document.name: faults(each) for each in every if not each.right}
    assert {name: why for name, why in wrong.items() if name not in WRONG} == {}
    assert set(WRONG) - set(wrong) == set()
    found = figures(every)
    assert found.lost == 0
    assert found.warnings <= 1
    assert found.right >= 99
    assert found.titles >= 99
    assert found.headings >= 99
    assert found.tables >= 95
    assert found.furniture == 0

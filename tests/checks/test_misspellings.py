"""What is kept of texts in which no character is odd."""

from __future__ import annotations

from pathlib import Path

import pytest

from bulletin.checks import misspellings
from bulletin.kept_answers import KeptAnswers
from bulletin.usage import Usage

PLAIN = "县里划拨专项资金，用于修缮校舍。"
ODD = "县里划泼专项资金，用于修缮校舍。"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    misspellings._kept_answers.cache_clear()
    return tmp_path / "bulletin" / "words"


def rights(text: str) -> list[tuple[str, ...]]:
    KeptAnswers.forget()
    return [each.rights for each in misspellings.misspellings(text, Usage())]


def test_the_same_is_told_in_the_next_run() -> None:
    for _ in range(3):
        assert rights(PLAIN) == []
        assert rights(ODD) == [("划拨", "划破")]


def test_only_texts_without_odd_words_are_kept_and_none_of_their_words(cache: Path) -> None:
    rights(PLAIN)
    rights(ODD)
    (path,) = cache.iterdir()
    assert len(path.read_bytes().split(b"\n\n")) == 1
    assert path.read_bytes().isascii()


def test_other_lists_of_words_ask_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    first = misspellings._kept_answers().path
    monkeypatch.setattr(misspellings, "_ASKED", frozenset(("misspellings", "shapes")))
    misspellings._kept_answers.cache_clear()
    assert misspellings._kept_answers().path != first

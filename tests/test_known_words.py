"""Words of titles that are kept from one run to the next."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import rjieba
from hypothesis import given
from hypothesis import strategies as st

from bulletin import kept_answers, known_words
from bulletin.kept_answers import KeptAnswers
from bulletin.known_words import is_word, words_of

TITLE = "千秋街道上城风景小区党支部推动治理服务提质增效"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "bulletin" / "words"


def kept(cache: Path) -> Path:
    (path,) = cache.iterdir()
    return path


@given(st.text(alphabet="千秋街道推动治理服务，。12a 𠮷\n", max_size=20))
def test_words_are_those_of_the_dictionary(text: str) -> None:
    for _ in range(2):
        KeptAnswers.forget()
        assert words_of(text) == tuple(rjieba.cut(text))


def test_a_title_is_known_in_the_next_run_without_the_dictionary() -> None:
    code = (
        "import sys; from bulletin.segmenter import inside_words;"
        f"print(sorted(inside_words('{TITLE}')), 'rjieba' in sys.modules)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    first, second = (each.stdout for each in runs)
    assert first.endswith("True\n")
    assert second == first.replace("True", "False")


def test_no_word_of_a_title_lies_in_the_cache(cache: Path) -> None:
    words_of(TITLE)
    assert kept(cache).read_bytes().isascii()


@pytest.mark.parametrize("cut", [1, 2, 5, 20, 40])
def test_a_line_that_was_cut_off_says_nothing(cache: Path, cut: int) -> None:
    words_of(TITLE)
    path = kept(cache)
    path.write_bytes(path.read_bytes()[:-cut])
    KeptAnswers.forget()
    assert words_of(TITLE) == tuple(rjieba.cut(TITLE))


def test_what_is_no_line_of_ours_says_nothing(cache: Path) -> None:
    words_of(TITLE)
    kept(cache).write_bytes(b"\xff\xfe 1,2\n" + b"0" * 32 + b" x,\n\n\n")
    KeptAnswers.forget()
    assert words_of(TITLE) == tuple(rjieba.cut(TITLE))


def test_a_file_that_is_too_long_is_begun_anew(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words_of(TITLE)
    monkeypatch.setattr(kept_answers, "MOST_BYTES", 10)
    words_of("推动治理")
    assert len(kept(cache).read_bytes().split()) == 2
    assert len(kept_answers._kept(kept(cache))) == 1


def test_a_cache_that_cannot_be_written_costs_only_time(cache: Path) -> None:
    cache.parent.mkdir()
    cache.write_text("")
    assert words_of(TITLE) == tuple(rjieba.cut(TITLE))


def test_the_version_of_the_dictionary_is_that_of_its_package() -> None:
    assert known_words.dictionary_version() == f"rjieba-{version('rjieba')}"


def test_whether_the_dictionary_has_a_word_is_kept_as_it_says(cache: Path) -> None:
    words = ("党建", "党建设引", "提升", "升服", "组", "")
    for _ in range(2):
        KeptAnswers.forget()
        is_word.cache_clear()
        assert [is_word(each) for each in words] == [rjieba.has_word(each) for each in words]
        for each in ("抓实党建", "全面推进乡村振兴"):
            assert words_of(each, guessed=False) == tuple(rjieba.cut(each, False))

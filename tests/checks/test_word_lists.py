"""Every line of the lists of wrong words is found where it is wrong, and passes its look-alike."""

import re
from pathlib import Path

import pytest

from bulletin.checks import check_raw
from bulletin.checks.lexicon import needed_words
from bulletin.checks.lists import HouseLists, pleonasms, statements, taboo
from bulletin.checks.word_files import Entry, entries_of
from bulletin.model import Distribution, Publication
from bulletin.source import Source

NOBODY = Publication("", "", (), Distribution(), "", "")
PLAIN = ("characters.txt", "confused.txt")
PATTERNS = ("statements.txt", "taboo.txt", "pleonasms.txt")
ORDINARY = (Path(__file__).parent / "ordinary.txt").read_text("utf-8")
CARRIER = "近年来，全镇党员干部{}，群众反响很好。"


def words_found(text: str) -> list[str]:
    return [
        each.quoted
        for each in check_raw(Source("x.txt", text), NOBODY, HouseLists())
        if each.code.startswith("W")
    ]


def entries() -> list[tuple[str, Entry]]:
    return [(name, each) for name in PLAIN for each in entries_of(name)]


@pytest.mark.parametrize("name", PLAIN)
def test_every_line_is_found_where_it_is_wrong_and_passes_where_it_is_right(name: str) -> None:
    bad: list[str] = []
    for *wrong, right in (each.words for each in entries_of(name)):
        assert wrong, f"{name}: {right} says not what is wrong"
    for each in entries_of(name):
        example = each.said.get("例", CARRIER.format(each.words[0]))
        if not any(
            each.words[0] in found or found in each.words[0] for found in words_found(example)
        ):
            bad.append(f"not found: {example}")
        alike = each.said.get("似", CARRIER.format(each.words[-1]))
        if words_found(alike):
            bad.append(f"found wrongly: {alike} {words_found(alike)}")
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize("name", PATTERNS)
def test_every_pattern_finds_its_example_and_passes_its_look_alike(name: str) -> None:
    bad: list[str] = []
    for each in entries_of(name):
        assert len(each.words) == 2, f"{name}: {each.words} are not what is wrong and what is right"
        pattern = re.compile(each.words[0])
        if not pattern.search(each.said["例"]) or not words_found(each.said["例"]):
            bad.append(f"not found: {each.said['例']}")
        if words_found(each.said["似"]):
            bad.append(f"found wrongly: {each.said['似']} {words_found(each.said['似'])}")
    assert not bad, "\n".join(bad)


def test_what_a_cure_says_to_write_is_right() -> None:
    """The words themselves, not how to find them: written into the copy, nothing is told."""
    bad: list[str] = []
    for lexicon in (statements(), taboo(), pleonasms()):
        for term in (each for each in lexicon.terms if each.changes):
            example = next(
                each.said["例"]
                for name in PATTERNS
                for each in entries_of(name)
                if each.words[0] == term.wrong[0]
            )
            match = re.search(term.wrong[0], example)
            assert match is not None
            cure = re.match("改为 ([^（]+)", term.cure(match[0]))
            assert cure is not None, f"{example}: {term.cure(match[0])}"
            mended = example[: match.start()] + cure[1] + example[match.end() :]
            if words_found(mended) or "…" in cure[1]:
                bad.append(f"{example}: {mended} {words_found(mended)}")
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize("name", PATTERNS)
def test_every_match_has_a_word_that_its_pattern_needs(name: str) -> None:
    text = "\n".join(each.said["例"] for each in entries_of(name)) + ORDINARY
    for each in entries_of(name):
        needed = needed_words(each.words[0])
        for match in re.finditer(each.words[0], text) if needed else ():
            assert any(word in match[0] for word in needed), each.words[0]


def test_the_words_that_a_pattern_needs() -> None:
    assert needed_words("(?<!学)习书记(?!长)") == ("习书记",)
    assert needed_words("甲?乙丙|丁戊{1,2}己") == ("乙丙", "丁戊")
    assert needed_words("(?:目的|宗旨)(?:就)?(?:是|在于)") == ("目的", "宗旨")
    assert needed_words("(?:甲乙)?[0-9]") == ()
    assert needed_words("甲乙|[0-9]") == ()


def test_what_is_wrong_only_in_some_context_has_an_example_and_a_look_alike() -> None:
    context = {"前", "后", "除", "跨"}
    bare = [
        each.words
        for _, each in entries()
        if context & each.said.keys() and not {"例", "似"} <= each.said.keys()
    ]
    assert bare == []


def test_no_line_says_what_it_does_not_mean() -> None:
    known = {"前", "后", "除", "跨", "注", "轻", "例", "似", "许"}
    assert [each for _, each in entries() if not each.said.keys() <= known] == []
    said = [(each.words[0], each.said.get("前"), each.said.get("后")) for _, each in entries()]
    assert len(said) == len(set(said))

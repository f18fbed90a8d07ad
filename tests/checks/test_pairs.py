"""What is looked for where pairs of characters stand is found as if the whole text were read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bulletin.checks import HouseLists, wording
from bulletin.checks.lexicon import Lexicon
from bulletin.checks.lists import confused, phrases, pleonasms, statements, taboo
from bulletin.checks.near_misses import NearMiss, PhraseIndex
from bulletin.checks.pairs import Pairs, pairs_in
from tests.conftest import REPOSITORY

LISTS = (confused, statements, taboo, pleonasms)
PHRASES = phrases().phrases[::7]
WORDS = st.sampled_from([each.text for each in PHRASES])
TWICE = "的的和和与与在在因为因且并且并使使网格职员干部代表〇，。12 a\U00020000"


@given(
    st.text("甲乙，〇a\U00020000", max_size=40), st.sets(st.text("甲乙，", min_size=2, max_size=2))
)
def test_pairs_are_where_they_stand(text: str, wanted: set[str]) -> None:
    there, asked = Pairs(text), dict.fromkeys(wanted).keys()
    places = [at for at in range(len(text) - 1) if text[at : at + 2] in wanted]
    assert there.at(asked) == places
    assert there.are_without(wanted) == (not places)
    assert there.beginnings({"甲": 1, "，甲": 1, "丙": 1}.keys()) == {
        each for each in ("甲", "，甲") if each in text
    }


@settings(max_examples=400)
@given(st.lists(st.sampled_from([*TWICE, "进一步", "良好的氛围"]), max_size=14), st.integers(1, 3))
@example(["的", "的"], 1)
@example(["因", "为", "因"], 2)
def test_what_is_written_twice_is_found_at_its_pairs(pieces: list[str], times: int) -> None:
    text = "".join(pieces) * times
    found = [each.span() for each in wording._written_twice(Pairs(text))]
    assert found == [each.span() for each in wording._TWICE.finditer(text)]


def slipped(draw: st.DrawFn, phrase: str) -> str:
    """A phrase with a slip: a character wrong, missing, twice, or in the place of its neighbour."""
    at = draw(st.integers(0, len(phrase) - 1))
    other = draw(st.sampled_from("的地治制" + phrase))
    return draw(
        st.sampled_from(
            (
                phrase,
                phrase[:at] + other + phrase[at + 1 :],
                phrase[:at] + phrase[at + 1 :],
                phrase[:at] + phrase[at] + phrase[at:],
                phrase[:at] + phrase[at : at + 2][::-1] + phrase[at + 2 :],
                phrase[: at + 2] + phrase[at:],
            )
        )
    )


@st.composite
def slipped_phrases(draw: st.DrawFn) -> str:
    """A text with slips in fixed phrases, one close to another."""
    pieces = (
        slipped(draw, draw(WORDS)) + draw(st.sampled_from(("", "，", "的"))) for _ in range(3)
    )
    return "".join(pieces)


def compared_everywhere(index: PhraseIndex, text: str) -> Iterator[NearMiss]:
    """The near misses, where a phrase is compared at every place of the text."""
    last = -1
    for at, pair in enumerate(a + b for a, b in pairwise(text)):
        for found in every_at(index, text, at, pair):
            if found.start >= last and not index._is_right(text, found):
                last = found.end
                yield found
                break


def every_at(index: PhraseIndex, text: str, at: int, pair: str) -> Iterator[NearMiss]:
    """What `PhraseIndex._at` finds if it leaves no phrase out."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("bulletin.checks.near_misses._with_any", lambda phrases, _: [*phrases])
        yield from [*index._at(text, at, pair)]


@settings(max_examples=150, deadline=None)
@given(slipped_phrases())
def test_a_near_miss_is_found_by_what_stands_beside_its_pair(text: str) -> None:
    index = phrases()
    assert [*index.find(Pairs(text))] == [*compared_everywhere(index, text)]
    few = PhraseIndex([each for each in PHRASES if len(each.text) < 5][:40], ("的",))
    assert [*few.find(Pairs(text))] == [*compared_everywhere(few, text)]


def read_whole(lexicon: Lexicon, text: str) -> list[tuple[str, int, int]]:
    """What a list finds if every pattern is searched for and every form looked for."""
    found = [
        (term.prefer, *match.span())
        for term, pattern, _ in lexicon._patterns
        for match in pattern.finditer(text)
        if match.end() > match.start() and term.holds(text, *match.span())
    ]
    last = 0
    for at in range(len(text)):
        for form, term in lexicon._by_pair.get(text[at : at + 2], ()) if at >= last else ():
            if text.startswith(form, at) and term.holds(text, at, at + len(form)):
                found.append((term.prefer, at, last := at + len(form)))
                break
    return found


@pytest.mark.parametrize("listed", LISTS, ids=lambda each: each.__name__)
def test_a_list_finds_what_it_finds_in_the_whole_text(listed: object) -> None:
    lexicon = listed() if callable(listed) else HouseLists().lexicon
    said = (REPOSITORY / "bulletin/checks/words").glob("*.txt")
    texts = [line for path in sorted(said) for line in path.read_text("utf-8").splitlines()[::9]]
    for text in texts:
        found = [(term.prefer, start, end) for term, start, end in lexicon.find(Pairs(text))]
        assert found == read_whole(lexicon, text), text


def test_a_paragraph_is_asked_once_by_each_list() -> None:
    asked: list[str] = []

    def found(there: Pairs) -> list[str]:
        asked.append(there.text)
        return [there.text[0]]

    one, other = object(), object()
    assert pairs_in("甲乙").once(one, found) == pairs_in("甲" + "乙").once(one, found) == ("甲",)
    assert asked == ["甲乙"]
    pairs_in("甲乙").once(other, found)
    pairs_in("甲" * 3000).once(one, found)
    pairs_in("甲" * 3000).once(one, found)
    assert asked == ["甲乙", "甲乙", "甲" * 3000, "甲" * 3000]

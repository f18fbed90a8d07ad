"""Fixed phrases of which one character is wrong, lacks, stands twice or has changed its place.

One such slip leaves the first two or the last two characters of the phrase as they are: 因地治宜
still begins with 因地, and 因的制宜 still ends with 制宜. So a text is compared with a phrase only
where the phrase begins or ends with two characters that stand there (`pairs`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, KeysView
from functools import cached_property, lru_cache
from typing import NamedTuple

from bulletin.checks.confusables import are_alike
from bulletin.checks.omissions import APART, FREE
from bulletin.checks.pairs import Pairs
from bulletin.checks.word_edges import begins_word, ends_word, is_any_word
from bulletin.known_words import words_of
from bulletin.patterns import pattern_of

LONG = 7
"""Characters. In a phrase so long any other character is a slip; in a shorter one it must sound or
look like the right one."""

FEWEST_LEFT = 5
"""Characters of a phrase of which one in the middle may lack."""

SHORTEST_CUT = 5
"""Characters of a phrase of which the last may lack, and one more of which the first may."""

VERY_LONG = 9
"""Characters. In a phrase so long another character is a slip though it makes a word."""

COMMA = "、"

ORGANS = "局厅部委办院校所站队组会村镇乡"
"""What names an organ, and names it again before what belongs to it."""

OF_ORGANS = "两务民部口道头规集庄容机党班内里下直属长员办领干主务址旗首团支总级地公食前后上中"
"""How what belongs to an organ begins."""

OFFICE, BRANCHES = "局", "队所站办科股组室"
"""What the name of an organ ends with, and the names of those below it: 综合行政执法队."""

_NUMERALS = frozenset("一二三四五六七八九十两")
_HAN = pattern_of("[\u3400-\u9fff]")


class FixedPhrase(NamedTuple):
    """A phrase that is always written in one way."""

    text: str
    neighbours: tuple[str, ...] = ()
    """What is like it and right as well."""


class NearMiss(NamedTuple):
    """Characters `start` to `end`, which should be the phrase."""

    start: int
    end: int
    phrase: FixedPhrase

    def slip(self, text: str) -> int:
        """Which character of the place is the first one that is not the phrase's."""
        pairs = zip(text[self.start : self.end], self.phrase.text, strict=False)
        return next((at for at, (here, right) in enumerate(pairs) if here != right), 0)

    def is_sure(self, text: str) -> bool:
        """Whether it is a slip for certain: a phrase that only lacks a character between two words
        may have been said in other words."""
        said, right, at = text[self.start : self.end], self.phrase.text, self.slip(text)
        if len(said) != len(right) - 1 or said[at:] != right[at + 1 :]:
            return True
        gap = self.start + at
        return COMMA in right or not (ends_word(text, gap) and begins_word(text, gap))


class PhraseIndex:
    """Fixed phrases by the pairs of characters that they begin and end with."""

    def __init__(self, phrases: Iterable[FixedPhrase], lawful: tuple[str, ...] = ()) -> None:
        """`lawful` is what looks like a near miss of some phrase and is right."""
        self.phrases, self.lawful = tuple(phrases), lawful
        self._made: dict[str, _Beside] = {}

    @cached_property
    def _known(self) -> frozenset[str]:
        neighbours = (each for phrase in self.phrases for each in phrase.neighbours)
        own = (phrase.text for phrase in self.phrases)
        return frozenset((*own, *neighbours, *self.lawful)) - {""}

    @cached_property
    def _lengths(self) -> tuple[int, ...]:
        return tuple(sorted({len(each) for each in self._known}, reverse=True))

    @cached_property
    def _heads(self) -> dict[str, list[FixedPhrase]]:
        heads: dict[str, list[FixedPhrase]] = defaultdict(list)
        for phrase in self.phrases:
            heads[phrase.text[:2]].append(phrase)
        return dict(heads)

    @cached_property
    def _tails(self) -> dict[str, list[FixedPhrase]]:
        tails: dict[str, list[FixedPhrase]] = defaultdict(list)
        for phrase in self.phrases:
            tails[phrase.text[-2:]].append(phrase)
        return dict(tails)

    @cached_property
    def _swapped(self) -> dict[str, FixedPhrase]:
        """Phrases of four characters with the middle ones in the wrong order: no pair of them is
        left whole."""
        four = (each for each in self.phrases if len(each.text) == 4)
        return {f"{p.text[0]}{p.text[2]}{p.text[1]}{p.text[3]}": p for p in four}

    @cached_property
    def _third_of_swapped(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for each in self._swapped:
            found[each[:2]].append(each[2])
        return dict(found)

    @cached_property
    def _pairs(self) -> KeysView[str]:
        return dict.fromkeys((*self._heads, *self._tails, *self._third_of_swapped)).keys()

    def find(self, there: Pairs) -> Iterator[NearMiss]:
        """The near misses in a text."""
        text, last = there.text, -1
        for at in self._likely(there):
            for found in self._at(text, at, text[at : at + 2]):
                if (
                    found.start >= last
                    and not self._is_right(text, found)
                    and _is_apart(text, found)
                ):
                    last = found.end
                    yield found
                    break

    def _likely(self, there: Pairs) -> list[int]:
        """Where a phrase may stand, perhaps with a slip, by the pairs of a text and what stands
        beside them."""
        text = f"{there.text}\0\0\0"  # so that every place has two characters on each side
        made = {pair: self._beside(pair) for pair in there.counts.keys() & self._pairs}
        return [
            at
            for at in there.at(self._pairs)
            if text[at + 2] in (beside := made[text[at : at + 2]])[0]
            or text[at - 1] in beside[1]
            or text[at + 3] in beside[2]
            or text[at - 2] in beside[3]
            or beside[4]
        ]

    def _beside(self, pair: str) -> _Beside:
        """What stands beside a pair. A text has few pairs, and only its own are asked for."""
        if pair not in self._made:
            self._made[pair] = self._made_beside(pair)
        return self._made[pair]

    def _made_beside(self, pair: str) -> _Beside:
        both = (*self._heads.get(pair, ()), *self._tails.get(pair, ()))
        is_short = any(len(each.text) < SHORTEST_SURE for each in both)
        found = _Beside(set(), set(), set(), set(), is_short)
        for phrase in self._heads.get(pair, ()):
            found.next.update(phrase.text[:SHORTEST_SURE])
            found.second.update(phrase.text[SHORTEST_SURE - 1 :][:1])
        for phrase in self._tails.get(pair, ()):
            found.before.update(phrase.text[-SHORTEST_SURE:])
            found.second_before.update(phrase.text[-SHORTEST_SURE:][:1])
        found.next.update(self._third_of_swapped.get(pair, ()))
        return found

    def _at(self, text: str, at: int, pair: str) -> Iterator[NearMiss]:
        phrase = self._swapped.get(text[at : at + 4])
        if phrase is not None and text[at : at + 4] != phrase.text:
            yield NearMiss(at, at + 4, phrase)
        for phrase in _with_any(self._heads.get(pair, ()), text[at + 2 : at + 4]):
            if _stands_by_itself(text, at, phrase.text):
                continue
            start = _start_of_twice(text, at, phrase.text)
            end = _end_of_miss(text, at, phrase.text)
            if start >= 0:
                yield NearMiss(start, at + len(phrase.text), phrase)
            elif end:
                yield NearMiss(at, end, phrase)
        for phrase in _with_any(self._tails.get(pair, ()), text[max(0, at - 2) : at]):
            whole = at + 2 - len(phrase.text)
            if whole >= 0 and text.startswith(phrase.text, whole):
                continue
            start = _start_of_miss(text, at + 2, phrase.text)
            if start >= 0:
                yield NearMiss(start, at + 2, phrase)

    def _is_right(self, text: str, found: NearMiss) -> bool:
        """Whether the place is part of a phrase or of a neighbour."""
        for length in self._lengths:
            for start in range(max(0, found.end - length), min(found.start, len(text)) + 1):
                if text[start : start + length] in self._known:
                    return True
        return False


def _is_apart(text: str, found: NearMiss) -> bool:
    """Whether the wrong character belongs to no word that goes on after the place: 发展党员作 is no
    slip in 发展党员作为."""
    if len(found.phrase.text) >= VERY_LONG or not _HAN.match(text[found.end : found.end + 1]):
        return True
    at = found.start
    for word in words_of(text[at : found.end + AROUND], guessed=False):
        at += len(word)
        if at == found.end:
            return True
        if at > found.end:
            first = at - len(word)
            own = first < found.start + 2 or first > found.start + found.slip(text)
            return own or not is_any_word(word)
    return True


AROUND = 4
"""How many characters after a place are divided into words with it."""


SHORTEST_SURE = 4
"""Characters of a phrase that keeps one of two beside its first or last pair, whatever the slip."""


class _Beside(NamedTuple):
    """What stands beside a pair that a phrase begins or ends with, whatever the slip.

    Of the two characters after its first pair either the next one is among the first four of the
    phrase, or the one after that is its fourth. The same holds backwards from its last pair.
    """

    next: set[str]
    before: set[str]
    second: set[str]
    second_before: set[str]
    anything: bool
    """Whether some phrase is too short to tell."""


def _with_any(phrases: Iterable[FixedPhrase], beside: str) -> list[FixedPhrase]:
    """The phrases that have one of two characters beside a pair, and those too short to tell."""
    one, two = beside[:1], beside[1:]
    return [
        each
        for each in phrases
        if one in each.text or two in each.text or len(each.text) < SHORTEST_SURE
    ]


def _stands_by_itself(text: str, at: int, phrase: str) -> bool:
    """Whether a phrase stands at `at` as it should, with no character twice at its ends."""
    end = at + len(phrase)
    return (
        text.startswith(phrase, at)
        and text[at - 1 : at] != phrase[0]
        and text[end : end + 1] != phrase[-1]
    )


def _end_of_miss(text: str, at: int, phrase: str) -> int:
    """Where the phrase ends that begins at `at` and has one slip after its first two characters; 0
    if there is none."""
    size = len(phrase)
    wrong = size if text.startswith(phrase, at) else 2
    while wrong < size and text[at + wrong : at + wrong + 1] == phrase[wrong]:
        wrong += 1
    if wrong == size:
        return at + size + 1 if _ends_twice(text, at + size, phrase) else 0
    here, rest = text[at + wrong : at + wrong + 1], phrase[wrong + 1 :]
    after = at + wrong + 1
    if here and text.startswith(rest, after) and _is_slip(text, at, phrase, wrong):
        return at + size
    if here in phrase[wrong - 1 : wrong + 1] and text.startswith(phrase[wrong:], after):
        twice = wrong == 2 and text[max(0, at - 1) : at] == phrase[0]
        return 0 if not here or twice else at + size + 1  # 扎扎实实推进
    if here and here == rest[:1] and text.startswith(phrase[wrong] + rest[1:], after):
        return at + size
    again = phrase[wrong - 2 :]
    if size > FEWEST_LEFT and _HAN.match(here) and text.startswith(again, at + wrong):
        return at + size + 2  # 社会社会主义
    if rest and size > FEWEST_LEFT and text.startswith(rest, at + wrong):
        return 0 if _may_lack(text, at + wrong, phrase[wrong]) else at + size - 1
    return at + size - 1 if not rest and _is_cut_off(here, phrase) else 0


def _may_lack(text: str, gap: int, left_out: str) -> bool:
    """Whether a character of a phrase that the text has not at `gap` is one that may be left out
    before a word: 自治、法治、德治（相）结合."""
    return left_out in PARTS and begins_word(text, gap)


PARTS = "相的地之以"
"""Characters that join words and may be left out."""


def _is_slip(text: str, start: int, phrase: str, at: int) -> bool:
    """Whether another character stands for the one at `at` of a phrase that begins at `start`."""
    here, right, size = text[start + at], phrase[at], len(phrase)
    if not (_HAN.match(here) and _HAN.match(right)) or {here, right} <= _NUMERALS:
        return False
    if at == 0 and len(_word_at(phrase, 0)[0]) < 2:
        return False  # 应当向人民法院 is no 县人民法院
    if are_alike(here, right):
        return True
    if size < LONG or (here in APART and at in (0, size - 1)):
        return False
    if 1 < at < size - 1 and (size >= VERY_LONG or {here, right} <= set(APART)):
        return True
    word, inner = _word_at(phrase, at)
    if len(word) < 2 or is_any_word(word[:inner] + here + word[inner + 1 :]):
        return False
    if at == 0:
        return not ends_word(text, start + 1)  # 机关支部标准化规范化
    if at < size - 1:
        return True
    return not (begins_word(text, start + at) or (right == OFFICE and here in BRANCHES))


def _is_cut_off(here: str, phrase: str) -> bool:
    """Whether a phrase lacks its last character before `here`, and what is left of its last word
    is none."""
    size, ends = len(phrase), not _HAN.match(here)
    left = _word_at(phrase, size - 1)[0][:-1]
    if size < SHORTEST_CUT or not left or not _HAN.match(left):
        return False
    if not ends and here not in APART and (size < VERY_LONG or is_any_word(left[-1] + here)):
        return False
    if size >= VERY_LONG and ends and COMMA in phrase:
        return True
    return not is_any_word(left) and (left not in FREE or (ends and size > SHORTEST_CUT))


def _start_of_twice(text: str, at: int, phrase: str) -> int:
    """Where a phrase begins whose first character stands twice and ends no word; -1 if it does
    not."""
    start = at - 1
    if start < 0 or text[start] != phrase[0] or not text.startswith(phrase, at):
        return -1
    return -1 if phrase[0] == phrase[1] or ends_word(text, at) else start


def _ends_twice(text: str, end: int, phrase: str) -> bool:
    """Whether the last character of a phrase stands twice and begins no word."""
    if text[end : end + 1] != phrase[-1] or phrase[-2] == phrase[-1]:
        return False
    if text[end] in ORGANS and text[end + 1 : end + 2] in tuple(OF_ORGANS):
        return False  # 县财政局局机关
    return text[end] not in "的地" and not begins_word(text, end)


def _start_of_miss(text: str, end: int, phrase: str) -> int:
    """Where the phrase begins that ends at `end` and has one slip in its first three characters;
    -1 if there is none."""
    size = len(phrase)
    start = end - size
    if start >= 0 and text.startswith(phrase[2:], start + 2):
        first, second = text[start], text[start + 1]
        if first == phrase[1] and second == phrase[0] and first != second:
            return start
        if second == phrase[1] and first != phrase[0] and _is_slip(text, start, phrase, 0):
            return start
        if first == phrase[0] and second != phrase[1] and _is_slip(text, start, phrase, 1):
            return start
    if _lacks_second(text, start + 1, phrase):
        return start + 1
    swapped = phrase[0] + phrase[2:3] + phrase[1] + phrase[3:]
    if size > 4 and start >= 0 and swapped != phrase and text.startswith(swapped, start):
        return start
    return start + 1 if _lacks_first(text, start + 1, phrase) else -1


def _lacks_second(text: str, start: int, phrase: str) -> bool:
    """Whether a phrase lacks its second character at `start`, and what is left is no row of whole
    words, as 青年 and 干部培养 are."""
    left = phrase[0] + phrase[2:]
    if len(phrase) <= FEWEST_LEFT or start < 0 or not text.startswith(left, start):
        return False
    return not (ends_word(text, start + 1) and begins_word(text, start + 1))


def _lacks_first(text: str, start: int, phrase: str) -> bool:
    """Whether a phrase lacks its first character at `start`, and what is left of its first word is
    none with what stands before it."""
    if len(phrase) <= SHORTEST_CUT or start < 0 or not text.startswith(phrase[1:], start):
        return False
    if not (_HAN.match(phrase[0]) and _HAN.match(phrase[1])):
        return False
    left = _word_at(phrase, 0)[0][1:]
    before = text[max(0, start - 1) : start]
    if before == phrase[0] or not left or left in FREE or (len(left) > 1 and is_any_word(left)):
        return False
    return not _HAN.match(before) or not is_any_word(before + left)


@lru_cache(1 << 14)
def _word_at(phrase: str, at: int) -> tuple[str, int]:
    """The word of a phrase that has the character at `at`, and its place in the word."""
    start = 0
    for word in words_of(phrase, guessed=False):
        if at < start + len(word):
            return word, at - start
        start += len(word)
    return "", 0

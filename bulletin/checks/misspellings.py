"""Characters that make no words where they stand, while one that sounds or looks alike would.

Two things speak against a character: the words of the language (`likelihood`), of which it breaks
one apart, and the office's past articles (`Usage`), which write another one there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from bulletin.checks.confusables import alike, sound_or_look_the_same
from bulletin.checks.likelihood import Division, common, count, divided, log_likelihood
from bulletin.kept_answers import KeptAnswers, user_cache
from bulletin.known_words import dictionary_version
from bulletin.patterns import pattern_of
from bulletin.usage import HAN_RUN, Usage

SURE = 9.5
"""How much likelier the right words must be (the logarithm), for a warning."""

PROBABLE = 8.1
"""The same for a mere remark."""

_NEAR_SOUND = 2.0
"""What is taken off where the two characters only sound nearly alike."""

_HARDLY_LESS, _MOST_MEANT = 3.0, 3
"""How much less likely another word may be that is offered too, and how many are offered."""

_FEWEST = 50
"""A word that is counted fewer times is none that somebody meant."""

_SELDOM = -7.0
"""A single character likelier than this is a word of its own, and is not suspected."""

_REACH = 4
"""Characters on each side that are divided into words."""

_PAST_ARTICLES = 4
"""So many past articles must write four characters with the right one."""

_TIMES_OFTENER = 10
"""So many times oftener than the wrong one must they write it."""

_WORDS_THEMSELVES = frozenset(
    "一二三四五六七八九十百千万亿两几每各这那此全逐本某多第出到在有起着过了得不其可以所为无大人上下里中来去成子家"
    "斯尔克拉与和及或但而则的地是被把将要会能都也又还再就只很最更太"
)
"""Characters that go with any other; a word of one of them and another one proves little."""

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦"
    "季俞章鲁葛伍韦申尤毕聂丛焦向柳邢岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位"
    "覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边高田闫苑乐"
)
"""Where a name of two or three characters may begin."""

_AFTER_NAME = pattern_of(
    "同志|书记|说|主任|先生|女士|介绍|告诉|老人|摄|报道|等|委员|[市县局镇乡队院校部所站村]长|教授|一家|家|夫妇"
    "|大[爷娘妈]|阿姨|组长|带领|表示|[和与是的在为对从把被]|$"
)
_BEFORE_NAME = pattern_of(
    "(?:记者|书记|主任|党员|村民|居民|委员|同志|老人|教授|经理|董事长|代表|通讯员|作者|摄影|师傅|医生|老师|[员户长])$"
)
_PLACE = pattern_of(".?[县乡镇村市区州路街河山湖江岛港湾屯寨庄沟岭庙寺桥]")


class Misspelling(NamedTuple):
    """A word that is probably meant, at characters `start` to `end`."""

    start: int
    end: int
    rights: tuple[str, ...]
    """What is meant, the likeliest first."""

    is_sure: bool
    past: int = 0
    """How many past articles write it so; 0 if it is only the language that says so."""


class _Change(NamedTuple):
    """A character that would make better words at a place of a run, and how much better."""

    gain: float
    place: int
    character: str
    word: str
    start: int
    """Where the word begins in the run."""


def misspellings(text: str, usage: Usage, own: Collection[str] = ()) -> Iterator[Misspelling]:
    """What is probably misspelt in a text. `own` are words that are right as they are."""
    if _kept_answers().of(text) == _NOTHING and not usage.articles:
        return
    runs = tuple((match.start(), match[0]) for match in HAN_RUN.finditer(text))
    for (at, run), better in zip(runs, _better_words(text, runs), strict=True):
        last = 0
        for found in sorted((*_by_usage(run, usage), *_by_words(run, better, usage))):
            if found.start >= last and not _is_part_of(run, found, own):
                last = found.end
                yield found._replace(start=at + found.start, end=at + found.end)


def _is_part_of(run: str, found: Misspelling, own: Collection[str]) -> bool:
    """Whether the place is in one of the office's own words."""
    for word in own:
        at = run.find(word)
        while at >= 0:
            if at <= found.start and found.end <= at + len(word):
                return True
            at = run.find(word, at + 1)
    return False


# -- By the words of the language ----------------------------------------------------------------


_Stretches = tuple[tuple[_Change, ...], ...]
"""What would make better words, for each stretch of odd words of a run."""

_NOTHING = "0"
"""Is kept of a text in which no other character would make better words."""


def _better_words(text: str, runs: tuple[tuple[int, str], ...]) -> tuple[_Stretches, ...]:
    """What would make better words in each run of a text.

    That nothing would is kept, so that the dictionary is not loaded for a text that was checked
    before: most paragraphs of an issue are the same from one command to the next.
    """
    kept = _kept_answers()
    if kept.of(text) == _NOTHING:
        return ((),) * len(runs)
    found = tuple(tuple(_changes_of(run)) for _, run in runs)
    if not any(found):
        kept.keep(text, _NOTHING)
    return found


@cache
def _kept_answers() -> KeptAnswers:
    """The answers by this dictionary, our lists and this file; another version keeps its own."""
    files = (path for folder in (_HERE, _HERE / "words") for path in folder.iterdir())
    asked = sorted(path for path in files if path.stem in _ASKED)
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in asked)).hexdigest()[:16]
    return KeptAnswers(user_cache("words") / f"odd-{dictionary_version()}-{digest}.txt")


_HERE = Path(__file__).parent

_ASKED = frozenset(("misspellings", "likelihood", "confusables")) | frozenset(
    ("sounds", "shapes", "official", "compounds", "phrases", "organs", "idioms")
)
"""What decides whether words are odd: these modules of the room, and these lists of words."""


def _changes_of(run: str) -> Iterator[tuple[_Change, ...]]:
    for stretch in _odd_stretches(run):
        places = range(stretch.start, stretch.end)
        if changes := tuple(each for place in places for each in _changes(run, place, stretch)):
            yield changes


def _by_words(run: str, stretches: _Stretches, usage: Usage) -> Iterator[Misspelling]:
    for stretch in stretches:
        changes = list(stretch)
        while changes:
            best = max(changes)
            last = best.start + len(best.word)
            if not _is_name(run, best) and not _is_usual(run, best.place, usage):
                yield Misspelling(best.start, last, _meant(best, changes), best.gain >= SURE)
            changes = [each for each in changes if not best.start - 1 <= each.place <= last]


class _OddWords(NamedTuple):
    """Odd words beside one another, and the single characters next to them."""

    start: int
    end: int
    first: int
    last: int
    """The first and the last character with which one of the odd ones may make a word."""


def _odd_stretches(run: str) -> Iterator[_OddWords]:
    import rjieba

    words = rjieba.cut(run, False)
    at = start = 0
    before = 0
    for number, word in enumerate((*words, "")):
        if word and _is_odd(word):
            at += len(word)
            continue
        if start < at:
            first = start - (before == 1)
            yield _OddWords(start, at, first, at if len(word) == 1 else at - 1)
        at += len(word)
        start, before = at, len(words[number]) if word else 0


def _meant(best: _Change, changes: list[_Change]) -> tuple[str, ...]:
    """The likeliest word, and others in its place that are hardly less likely."""
    same = (
        each
        for each in sorted(changes, reverse=True)
        if each.start == best.start
        and len(each.word) == len(best.word)
        and each.gain > best.gain - _HARDLY_LESS
    )
    return tuple(each.word for each in same)[:_MOST_MEANT]


@lru_cache(1 << 16)
def _is_odd(word: str) -> bool:
    """Whether a word is one by default: a character alone, or one that hardly occurs."""
    if len(word) == 1:
        likely = log_likelihood(word)
        return likely is None or likely <= _SELDOM
    return len(word) <= 3 and count(word) < _FEWEST


def _changes(run: str, place: int, stretch: _OddWords) -> Iterator[_Change]:
    """What would make better words than the character at `place`."""
    candidates = _NONE
    if place > stretch.first:
        candidates |= _seconds(run[place - 1 : place + 1])
    if place < stretch.last:
        candidates |= _firsts(run[place : place + 2])
    if not candidates:
        return
    low, high = max(0, place - _REACH), place + _REACH + 1
    here, before, after = place - low, run[low:place], run[place + 1 : high]
    now = divided(run[low:high])
    for each in candidates:
        then = divided(before + each + after)
        gain = then.score - now.score
        if not sound_or_look_the_same(run[place], each):
            gain -= _NEAR_SOUND
        start, word = then.word_at(here)
        if gain >= PROBABLE and _proves(word, each, start, now):
            yield _Change(gain, place, each, word, low + start)


def _proves(word: str, character: str, start: int, now: Division) -> bool:
    """Whether a word that a change would make is more than a chance meeting: it takes whole words
    of those `now` there, and its characters do not go with any other."""
    others = word.replace(character, "", 1)
    if character in _WORDS_THEMSELVES or (len(others) == 1 and others in _WORDS_THEMSELVES):
        return False
    return {start, start + len(word)} <= now.edges


_NONE: frozenset[str] = frozenset()


@lru_cache(1 << 16)
def _seconds(pair: str) -> frozenset[str]:
    """The characters that make a word with the first of a pair, for its second."""
    if pair[0] in _WORDS_THEMSELVES:
        return _NONE
    return frozenset(word[1] for word in common(_typed(pair[1], pair[0], ""), _FEWEST))


@lru_cache(1 << 16)
def _firsts(pair: str) -> frozenset[str]:
    """The characters that make a word with the second of a pair, for its first."""
    if pair[1] in _WORDS_THEMSELVES:
        return _NONE
    return frozenset(word[0] for word in common(_typed(pair[0], "", pair[1]), _FEWEST))


def _typed(character: str, before: str, after: str) -> list[str]:
    """What the characters that sound or look like this one make with those before and after."""
    return [before + each + after for each in _others(character)]


@cache
def _others(character: str) -> tuple[str, ...]:
    """The characters that sound or look like this one, without those that prove little."""
    return tuple(sorted(alike(character) - _WORDS_THEMSELVES))


def _is_name(run: str, change: _Change) -> bool:
    """Whether the place is in the name of a person or a place, as the words around it say."""
    place = change.place
    if _PLACE.match(run, place + 1):
        return True
    if change.start and run[change.start - 1] in SURNAMES and len(change.word) == 2:
        return True
    for start in range(max(0, place - 2), place + 1):
        if run[start] not in SURNAMES:
            continue
        if _BEFORE_NAME.search(run[max(0, start - 3) : start]):
            return True
        ends = (end for end in (start + 2, start + 3) if place < end <= len(run))
        if any(_AFTER_NAME.match(run, end) for end in ends):
            return True
    return False


# -- By the office's past articles ---------------------------------------------------------------


def _is_usual(run: str, place: int, usage: Usage) -> bool:
    """Whether past articles have the character with two neighbours, in any order."""
    threes = (run[start : start + 3] for start in range(max(0, place - 2), place + 1))
    return any(map(usage.count, threes))


def _by_usage(run: str, usage: Usage) -> Iterator[Misspelling]:
    if not usage.articles:
        return
    for place, character in enumerate(run):
        if _is_usual(run, place, usage):
            continue
        found = [(_evidence(run, place, each, usage), each) for each in alike(character)]
        (past, start, size), right = max(found, default=((0, 0, 0), ""))
        if past >= _PAST_ARTICLES and _is_oftener(run, place, right, usage):
            words = run[start:place] + right + run[place + 1 : start + size]
            yield Misspelling(start, start + size, (words,), True, past)


def _evidence(run: str, place: int, character: str, usage: Usage) -> tuple[int, int, int]:
    """How many past articles have four characters with this one at `place`, where these begin, and
    how many they are. They have both of its neighbours."""
    best = (0, 0, 0)
    beside = (run[place - 1 : place] + character, character + run[place + 1 : place + 2])
    if not any(len(pair) == 2 and usage.count(pair) for pair in beside):
        return best
    first, last = (place - 2, place - 1) if place + 1 < len(run) else (place - 3, place - 3)
    for start in range(max(0, first), min(max(0, last), len(run) - 4) + 1):
        four = run[start:place] + character + run[place + 1 : start + 4]
        best = max(best, (usage.count(four), start, 4))
    return best


def _is_oftener(run: str, place: int, right: str, usage: Usage) -> bool:
    """Whether past articles write the right character beside both neighbours much oftener than
    the one that is there."""
    for start in (place - 1, place):
        pair = run[max(0, start) : start + 2]
        if start < 0 or len(pair) < 2:
            continue
        other = right + pair[1] if start == place else pair[0] + right
        if usage.count(pair) * _TIMES_OFTENER > usage.count(other):
            return False
    return True

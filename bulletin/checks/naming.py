"""Rules of family W: the names that the office keeps in `issues/names.yaml`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from bulletin.checks.confusables import are_alike, sound_or_look_the_same
from bulletin.checks.name_lists import Leader, NameLists
from bulletin.checks.near_misses import FixedPhrase, PhraseIndex
from bulletin.checks.rule import Finding, rule
from bulletin.checks.view import HAN, Manuscript, Passage
from bulletin.diagnostics import Severity
from bulletin.patterns import pattern_of

_CLAUSE = "issues/names.yaml"

_POST = pattern_of(
    "(省委|市委|县委|区委|党工委|党委|党组|工委|纪委|监委|组织部|宣传部|统战部|政法委|人大|政府|政协|支部|总支)?"
    "(?:常委会|机关)?(常务)?(副)?"
    "(书记|县长|市长|区长|镇长|乡长|部长|主任|局长|主席|常委|政委|院长|检察长|委员|组长|会长|秘书长|校长|站长|所长)$"
)
_SHORT_POST = pattern_of("(组织|宣传|统战)部长$")
_FORMER = pattern_of(
    "(?:原|前|时任|曾任|历任|拟任|任|任命|免去|当选|当选为|推选|选举)[^，。；]{0,12}$"
)
_LEADING = pattern_of(f"[{HAN}、]{{2,24}}$")


class _Post(NamedTuple):
    """A post in its parts: 县委、副、书记."""

    organ: str
    deputy: bool
    head: str

    def fits(self, other: _Post) -> bool:
        """Whether the two may be the same post, one of them perhaps without its organ."""
        organ = not self.organ or not other.organ or self.organ == other.organ
        return organ and (self.deputy, self.head) == (other.deputy, other.head)


@lru_cache(maxsize=512)
def _post(text: str) -> _Post | None:
    """The post that a text ends with."""
    match = _POST.search(_SHORT_POST.sub(r"\1部部长", text))
    return _Post(match[1] or "", bool(match[3]), match[4]) if match else None


@rule("W113", "姓名、职务不合名录", Severity.WARNING, clause=_CLAUSE)
def wrong_post(copy: Manuscript) -> Iterator[Finding]:
    """领导的姓名、职务照名录（issues/names.yaml 的 领导）写。

    为什么：姓名、职务写错，是最重的差错。写“原”“时任”“当选”的不查；换了职务的，先改名录。

    错：
        县长张三到会讲话，县委书记张山作了部署。
    对：
        县委书记张三到会讲话，作了部署。
    """
    leaders = copy.house.names.leaders
    if not leaders:
        return
    names = frozenset(each.name for each in leaders)
    for passage in copy.prose:
        for leader in leaders:
            yield from _misnamed(passage, leader, names)
            yield from _at_wrong_post(passage, leader)


def _at_wrong_post(passage: Passage, leader: Leader) -> Iterator[Finding]:
    text = passage.text
    for match in re.finditer(re.escape(leader.name), text):
        before = _LEADING.search(text, max(0, match.start() - 24), match.start())
        if before is None or _FORMER.search(text[: match.start()]):
            continue
        said = [part for part in before[0].split("、") if _post(part)]
        if not said or not before[0].endswith(said[-1]):
            continue
        own = [post for each in leader.posts if (post := _post(each))]
        wrong = [part for part in said if not any(_fits(part, each) for each in own)]
        if own and wrong and wrong[-1] == said[-1]:
            start = match.start() - len(_bare(wrong[-1]))
            place = passage.stretch(start, match.end())
            right = "、".join(leader.posts) + leader.name
            hint = f"改为 {right}（名录里是这个职务；换了职务的先改名录）"
            yield Finding(place, f"`{place.text}` 和名录不一致", hint)


def _fits(said: str, own: _Post) -> bool:
    post = _post(said)
    return post is not None and post.fits(own)


def _bare(part: str) -> str:
    """The post at the end of a part, without the words before it."""
    match = _POST.search(part)
    return match[0] if match else part


def _misnamed(passage: Passage, leader: Leader, names: frozenset[str]) -> Iterator[Finding]:
    """A name that differs by one character, after a post of that person or, if it sounds or looks
    the same and is long, anywhere."""
    text, size = passage.text, len(leader.name)
    starts = {
        match.end(): match.start()
        for post in leader.posts
        if post in text
        for match in re.finditer(re.escape(post), text)
    }
    for at, start in starts.items():
        said = text[at : at + size]
        if said not in names and _differ(said, leader.name) == 1 and said[:1] == leader.name[:1]:
            yield _named(passage, start, at + size, text[start:at] + leader.name)
    for match in re.finditer(leader.name[0], text) if size > 2 else ():
        at, said = match.start(), text[match.start() : match.start() + size]
        if at not in starts and said not in names and _are_misread(said, leader.name):
            yield _named(passage, at, at + size, leader.name)


def _named(passage: Passage, start: int, end: int, right: str) -> Finding:
    place = passage.stretch(start, end)
    hint = f"改为 {right}（名录里是这个名字）"
    return Finding(place, f"`{place.text}` 和名录不一致", hint)


def _differ(one: str, other: str) -> int:
    """In how many characters two texts of one length differ; more than all if they have not."""
    if len(one) != len(other):
        return len(other) + 1
    return sum(a != b for a, b in zip(one, other, strict=True))


def _are_misread(one: str, other: str) -> bool:
    """Whether two texts differ in one character, which sounds or looks like the other one."""
    if _differ(one, other) != 1:
        return False
    return all(a == b or are_alike(a, b) for a, b in zip(one, other, strict=True))


@rule("W114", "名称不合名录", Severity.WARNING, clause=_CLAUSE)
def wrong_name(copy: Manuscript) -> Iterator[Finding]:
    """机构、村社、品牌、荣誉、提法照名录（issues/names.yaml）和单位名册写，一个字不差；机构不用曾用名。

    为什么：一个村、一个品牌写成两样，读者会当成两个。说从前的机构，写“原县农业局”。

    错：
        石侨村建起“红色驿栈”，县农业局派员指导。
    对：
        石桥村建起“红色驿站”，县农业农村局派员指导。
    """
    names = copy.house.names
    units = tuple(name for each in copy.publication.units for name in (each.name, *each.aliases))
    index = _index(names, units)
    for passage in copy.prose:
        for miss in passage.pairs.once(index, index.find):
            place, right = passage.stretch(miss.start, miss.end), miss.phrase.text
            hint = f"改为 {right}（名录里是这个名称）"
            yield Finding(place, f"`{place.text}` 和名录差一个字", hint)
        yield from _short_misses(passage, index)
        yield from _old_names(passage, names)


def _short_misses(passage: Passage, index: PhraseIndex) -> Iterator[Finding]:
    """Names of three characters with a wrong one in the middle, which leaves no pair whole."""
    text, known = passage.text, {each.text for each in index.phrases}
    for name in (each.text for each in index.phrases if len(each.text) == SHORTEST_NAME):
        at = text.find(name[0])
        while at >= 0:
            said = text[at : at + 3]
            if said[2:] == name[2] and said not in known and _are_misread(said, name):
                hint = f"改为 {name}（名录里是这个名称）"
                place = passage.stretch(at, at + 3)
                yield Finding(place, f"`{said}` 和名录差一个字", hint)
            at = text.find(name[0], at + 1)


def _old_names(passage: Passage, names: NameLists) -> Iterator[Finding]:
    text = passage.text
    for organ in names.organs:
        for old in organ.old:
            for match in re.finditer(re.escape(old), text):
                around = text[
                    max(0, match.start() - len(organ.full)) : match.end() + len(organ.full)
                ]
                inside = old in organ.full and organ.full in around
                if not inside and text[max(0, match.start() - 1) : match.start()] != "原":
                    hint = f"改为 {organ.full}（`{old}` 是曾用名）"
                    yield Finding(passage.stretch(*match.span()), f"`{old}` 已经改名", hint)


SHORTEST_NAME = 3
"""Characters. In a shorter name one character less is too little to know it by."""


@lru_cache(maxsize=8)
def _index(names: NameLists, units: tuple[str, ...]) -> PhraseIndex:
    people = {each.name for each in names.leaders}
    listed = (each for each in (*names.words, *units) if each not in people)
    phrases = (FixedPhrase(each) for each in dict.fromkeys(listed) if len(each) >= SHORTEST_NAME)
    return PhraseIndex(phrases, tuple(names.settled))


# -- Two spellings of one thing ------------------------------------------------------------------

_QUOTED_TERM = pattern_of(f"“([{HAN}]{{3,10}})”")
_NUMERALS = frozenset("一二三四五六七八九十两")


class Spelling(NamedTuple):
    """A quoted term, and another one of the copy that differs in one character."""

    passage: Passage
    start: int
    end: int
    other: str
    times: int
    """How often the copy has the other one."""


def two_spellings(copy: Manuscript) -> Iterator[Spelling]:
    """Quoted terms that stand beside one which sounds or looks alike and is written oftener, or
    first."""
    places: dict[str, list[tuple[Passage, int]]] = defaultdict(list)
    for passage, match in copy.matches(_QUOTED_TERM, "“"):
        places[match[1]].append((passage, match.start(1)))
    times = Counter({term: len(found) for term, found in places.items()})
    kept: dict[str, list[str]] = defaultdict(list)
    for term, _ in times.most_common():
        keys = [f"{at}{term[:at]}*{term[at + 1 :]}" for at in range(len(term))]
        others = [each for key in keys for each in kept[key] if _is_misspelt(term, each)]
        for key in keys:
            kept[key].append(term)
        if others:
            for passage, at in places[term]:
                yield Spelling(passage, at, at + len(term), others[0], times[others[0]])


def _is_misspelt(one: str, other: str) -> bool:
    differing = {a for pair in zip(one, other, strict=True) if pair[0] != pair[1] for a in pair}
    return (
        not differing & _NUMERALS
        and _differ(one, other) == 1
        and all(a == b or sound_or_look_the_same(a, b) for a, b in zip(one, other, strict=True))
    )

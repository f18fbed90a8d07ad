"""Compounds and idioms of which one character is left out: 贯彻落 for 贯彻落实."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from bulletin.checks.lexicon import Term
from bulletin.checks.pairs import Pairs
from bulletin.checks.word_files import is_official, words_in
from bulletin.diagnostics import Severity

FREE = frozenset(
    "不会对地高中上为作在有大新好多等和与及了的要可就把被从向到实员提后前下内外时来去全使以于而且或并更最再还都也又很太"
    "村镇县市省国党人民干部年月日家户名个项次场一二三四五六七八九十两做抓用看说讲学通治打创爱出人力性者示姿惊悟强优精细深走守严真明文促带引建帮管调评树富美亮新篇法制化感率度点量站室所团队组员家区线式型费权链网群观案书表单德善正行能知信志情心学思践悟树展聚汇利惠便兴旺助扶护办送育"
)
"""Characters that are words by themselves; beside a whole word they need no other."""

_BOUND = frozenset(
    "业产众充凝务励协危圾坚垃境妇察导展彻律态慰技控效整服检模步污泛测济激益监矛研础示究策纷纠织绩续综联育艺设诉询践际障隐署履宣"
)
"""Characters that are hardly ever a word, and need no mark beside them to be a rest."""

_BEGUN = frozenset(
    "压落履勇敢领引查排化防解破补齐夯筑牢凝搭造激增添传承弘扬变转拓宽盘活整鼓振立健除消决坚发显著统善锤效喜崇纾乡主特支常任试分赓明确述评选换"
)
"""Characters that make an expression of three with a word after them: 补短板, 查问题."""

_MEANT = frozenset(("推出新", "开创新", "干事业", "扶贫困", "争分夺", "开门见", "谱新篇", "波不惊"))
"""What is left of an idiom and is said as well."""

MOST_CANDIDATES = 3
"""What may be left of more compounds than this has no cure."""


APART = "的了和与等及在为是要将对把"
"""Words of one character that a single character does not make another word with."""

_ENDS = f"(?![\u3400-\u9fff])|(?=[{APART}])"
_VERBS = (
    "坚持|突出|强化|树立|聚焦|落实|加强|开展|推进|推动|建成|打造|进行|做好|抓好|抓实|完善|健全|建立|提升|提高|增强|形成"
    "|组织|引导|发动|村级|基层|全面|深入|扎实|持续|切实|着力|大力|党员|干部"
)
_BEGINS = f"(?:^|[^\u3400-\u9fff]|[{APART}]|{_VERBS})"
"""Where a single character at the edge of what is left is no part of a word that no list has."""


class _Rest(NamedTuple):
    """What is left of a compound or an idiom, and what must stand before and after it."""

    text: str
    before: str = ""
    after: str = ""


def omissions(there: Pairs) -> Iterator[tuple[Term, int, int]]:
    """What is left in a text of compounds (`compounds.txt`) and idioms (`idioms.txt`) without a
    character."""
    text, last = there.text, 0
    known = {pair: _rests(pair) for pair in there.counts.keys() & _wholes().keys()}
    places = there.at(_wholes().keys())
    for at in [at for at in places if text[at : at + _LEFT] in known[text[at : at + 2]]]:
        end = at + _LEFT
        rests = known[text[at : at + 2]][text[at:end]] if at >= last else ()
        found = next((term for term in rests if term.holds(text, at, end)), None)
        if found is not None:
            last = end
            if not (_is_official_across(text, at) or _is_official_across(text, end)):
                yield found, at, end


_LEFT = 3
"""Characters that are left of four."""


def _is_official_across(text: str, edge: int) -> bool:
    """Whether a word of official copy that dictionaries lack begins before a place and ends
    after it, as 共治 does in 共商共治 after 共商共."""
    return any(
        is_official(text[first:last])
        for first in range(max(0, edge - 3), edge)
        for last in range(edge + 1, first + 5)
    )


class _Whole(NamedTuple):
    """What may lack a character."""

    text: str
    is_idiom: bool


@cache
def _wholes() -> dict[str, list[_Whole]]:
    """The compounds and idioms by the pairs of characters that are left at their beginning.

    Few of their rests are made (`_rests`), since a copy has few of these pairs.
    """
    found: dict[str, list[_Whole]] = defaultdict(list)
    for name in ("compounds.txt", "idioms.txt"):
        for word in words_in(name):
            whole = _Whole(word, name == "idioms.txt")
            for pair in (word[1:3], word[:1] + word[2:3], word[:2]):
                found[pair].append(whole)
    return dict(found)


@cache
def _rests(pair: str) -> dict[str, list[Term]]:
    """What begins with two characters and is left of few enough compounds or idioms."""
    left: dict[_Rest, list[str]] = defaultdict(list)
    for whole, is_idiom in _wholes()[pair]:
        for rest in _without_one(whole, idiom=is_idiom):
            begins = rest.text.startswith(pair) and rest.text not in _MEANT
            if begins and whole not in left[rest]:
                left[rest].append(whole)
    found: dict[str, list[Term]] = defaultdict(list)
    for rest, wholes in left.items():
        if len(wholes) <= MOST_CANDIDATES:
            found[rest.text].append(_term(rest, wholes))
    return dict(found)


def _term(rest: _Rest, wholes: list[str]) -> Term:
    return Term(
        " 或 ".join(wholes),
        (rest.text,),
        severity=Severity.WARNING,
        unless=tuple(wholes),
        before=rest.before,
        after=rest.after,
        whole=True,
        no_word=True,
    )


def _without_one(whole: str, *, idiom: bool) -> list[_Rest]:
    """A compound of two words without one character of either, or an idiom without one after its
    first, unless the character that is left of a word is a word itself."""
    if len(whole) != 4:
        return []
    one, two, three, four = tuple(whole)
    before, after = "" if idiom else _BEGINS, "" if idiom else _ENDS
    rests = (
        (two, _Rest(two + three + four, "" if two in _BOUND else before)),
        (one, _Rest(one + three + four, "" if one in _BOUND else before)),
        (four, _Rest(one + two + four, "", "" if four in _BOUND else after)),
        (three, _Rest(one + two + three)),
    )
    begin = {two + three + four, one + three + four}
    return [
        rest
        for single, rest in rests[idiom:]
        if single not in FREE and not (rest.text in begin and single in _BEGUN)
    ]

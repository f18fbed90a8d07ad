"""Where a break would cut a word: in titles, contents, headings and cells, on paper and screen.

GB/T 9704-2012 7.3.1 asks that a title be divided by its meaning (词意完整). rjieba knows the words
of the language. It also divides what an office reads as one piece (党的二十大, 城关镇党委), so the
fixed phrases below and the office's own words are kept whole as well.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from bulletin.known_words import words_of
from bulletin.patterns import pattern_of

HAN = pattern_of(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""A 汉字."""

_NUMERALS = "一二三四五六七八九十百"

PHRASES = pattern_of(
    rf"党的[{_NUMERALS}]{{1,3}}(?:大|届[{_NUMERALS}]{{1,2}}中全会)"
    rf"|第?[{_NUMERALS}]{{1,3}}届[{_NUMERALS}]{{1,2}}中全会"
    "|习近平新时代中国特色社会主义思想|习近平总书记|中国特色社会主义|中国式现代化|中华民族伟大复兴"
    "|马克思主义|党中央|党的(?:建设|领导|组织|路线|纪律|作风|宗旨|政治建设|创新理论|群众路线)"
    "|党风廉政建设|全面从严治党|中央八项规定(?:精神)?|不忘初心、牢记使命|主题教育|主题党日"
    "|党(?:员|建|组织|委|支部|总支|小组|费|课|史|务|校|组|性|纪|风|群)"
    "|(?:村|社区|机关|基层|两新|非公|国有企业|离退休干部|流动党员)党(?:组织|委|支部|总支|建)"
    "|乡村振兴(?:战略)?|共同富裕|高质量发展|基层治理|网格化(?:管理|服务)?|一网统管|一网通办"
    "|营商环境|放管服|三会一课|四议两公开|两个(?:确立|维护)|四个(?:意识|自信)|五位一体|四个全面"
    "|驻村(?:第一书记|工作队)|第一书记|新时代文明实践(?:中心|所|站)?|接诉即办|吹哨报到"
    "|深入贯彻|贯彻落实|学习贯彻|走深走实|提质增效|担当作为|能上能下|群众身边"
)
"""What an office reads as one piece although it consists of several words."""


_MOST = 8192
"""So many texts are remembered: the titles and headings of a few hundred issues."""


@lru_cache(maxsize=_MOST)
def _segment(text: str) -> tuple[str, ...]:
    return words_of(text)


def inside_words(text: str, own: Iterable[str] = ()) -> frozenset[int]:
    """The places in `text` at which a break would cut a word, a fixed phrase or one of `own`.

    A place is the number of characters before it. `own` are the office's words: units and terms.

    >>> sorted(inside_words("推进乡村振兴"))
    [1, 3, 4, 5]
    """
    inside: set[int] = set()
    at = 0
    for word in _segment(text) if HAN.search(text) else ():
        inside.update(range(at + 1, at + len(word)))
        at += len(word)
    for found in PHRASES.finditer(text):
        inside.update(range(found.start() + 1, found.end()))
    for word in own:
        at = text.find(word) if word else -1
        while at >= 0:
            inside.update(range(at + 1, at + len(word)))
            at = text.find(word, at + len(word))
    return frozenset(inside)


@lru_cache(maxsize=_MOST)
def word_seams(text: str) -> frozenset[int]:
    """The places at which words of `text` fall into two shorter words.

    >>> sorted(word_seams("联系电话"))
    [2]
    """
    import rjieba

    found: set[int] = set()
    at = 0
    for word in _segment(text):
        parts = set(rjieba.cut_for_search(word))
        found.update(at + cut for cut in range(1, len(word)) if {word[:cut], word[cut:]} <= parts)
        at += len(word)
    return frozenset(found)


@lru_cache(
    maxsize=_MOST
)  # a title stands on the pages of its issue, of its article and beside others
def by_words(text: str, own: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The pieces of a text between which a screen may break it: words with the marks beside them,
    and figures with what they count. `own` are the office's words.

    >>> by_words("做好产业添“新”的文章")
    ('做好', '产业', '添', '“新”', '的', '文章')
    """
    inside = inside_words(text, own)
    cuts = [at for at in range(1, len(text)) if at not in inside and _parts(text[at - 1], text[at])]
    return tuple(text[a:b] for a, b in pairwise((0, *cuts, len(text))))


def _parts(before: str, after: str) -> bool:
    """Whether two characters may stand on two lines."""
    if unicodedata.category(after) in _CLOSING or unicodedata.category(before) in _OPENING:
        return False
    if before.isdigit() and HAN.match(after):
        return False
    return bool(HAN.match(before) or HAN.match(after) or unicodedata.category(before) in _CLOSING)


_CLOSING, _OPENING = frozenset({"Pe", "Pf", "Po", "Pd"}), frozenset({"Ps", "Pi"})
"""The Unicode categories of marks that begin no line, and of marks that end none."""

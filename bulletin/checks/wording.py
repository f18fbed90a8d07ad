"""Rules of family W: words, names and terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from bulletin.checks.doubling import doublings
from bulletin.checks.enumerations import miscounted, misordered
from bulletin.checks.lexicon import Lexicon
from bulletin.checks.lists import (
    confused,
    never_twice,
    phrases,
    pleonasms,
    statements,
    taboo,
)
from bulletin.checks.misspellings import Misspelling, misspellings
from bulletin.checks.naming import two_spellings
from bulletin.checks.omissions import omissions
from bulletin.checks.pairs import Pairs
from bulletin.checks.particles import wrong_particles
from bulletin.checks.rule import Finding, rule
from bulletin.checks.view import HAN, Manuscript, Passage, PassageRole
from bulletin.diagnostics import Severity
from bulletin.patterns import pattern_of


@rule(
    "W101",
    "用语不合用语表",
    Severity.WARNING,
    clause="issues/terms.yaml",
    also=(Severity.ERROR, Severity.INFO),
)
def house_term(copy: Manuscript) -> Iterator[Finding]:
    """本单位用语表（issues/terms.yaml）里的词，用表里的写法；轻重由表定。

    为什么：中央的提法、本地的专名、成语，一字不能错，由编辑部统一掌握。

    错：
        了解群众急难愁盼怨。
    对：
        了解群众急难愁盼。
    """
    for passage in copy.prose:
        for term, start, end in passage.pairs.once(copy.house.lexicon, copy.house.lexicon.find):
            place = passage.stretch(start, end)
            hint = f"改为 {term.prefer}" + (f"（{term.note}）" if term.note else "")
            yield Finding(place, f"`{place.text}` 不合用语表", hint, severity=term.severity)


@rule("W102", "一事两名", Severity.WARNING, clause="issues/terms.yaml")
def two_names(copy: Manuscript) -> Iterator[Finding]:
    """一期之内，同一事物只用一个名称（issues/terms.yaml 的 variants）；引号里只差一个近音字的也报。

    为什么：读者会当成两件事。两种叫法都出现才报。

    错：
        面向5080户信用户开展服务。共帮助73户信用用户申请贷款。
    对：
        面向5080户信用用户开展服务。共帮助73户信用用户申请贷款。
    """
    for variants in copy.house.variants:
        if not any(variants.keep in passage.text for passage in copy.prose):
            continue
        for other in variants.others:
            for passage in copy.prose:
                at = passage.text.find(other)
                if at >= 0:
                    place = passage.stretch(at, at + len(other))
                    yield Finding(
                        place,
                        f"本期又叫 `{variants.keep}`，又叫 `{other}`",
                        f"统一用 {variants.keep}",
                    )
                    break
    for each in two_spellings(copy):
        place = each.passage.stretch(each.start, each.end)
        hint = f"统一用 {each.other}（本期写了 {each.times} 次）；不是一件事的，写明区别"
        yield Finding(place, f"本期又写“{each.other}”，又写“{place.text}”", hint)


@rule("W103", "排名次序不对", Severity.WARNING, clause="issues/terms.yaml")
def fixed_order(copy: Manuscript) -> Iterator[Finding]:
    """用顿号并列的人名、职务，按 terms.yaml 的 orders、names.yaml 的 领导 里的次序。

    为什么：排名有定规。只看同一串顿号并列的。
    """
    orders = [*copy.house.orders, tuple(each.name for each in copy.house.names.leaders)]
    posts = tuple(post for each in copy.house.names.leaders for post in each.posts)
    for names in filter(None, orders):
        yield from _out_of_order(copy, names, posts)


def _out_of_order(
    copy: Manuscript, names: tuple[str, ...], posts: tuple[str, ...]
) -> Iterator[Finding]:
    """Names that stand after one another in a wrong order, each perhaps with its post before it."""
    places = {name: at for at, name in enumerate(names)}
    pattern = _with_posts(names, posts)
    for passage in copy.prose:
        last: re.Match[str] | None = None
        for match in pattern.finditer(passage.text):
            between = passage.text[last.end() : match.start()] if last else ""
            if last and between == "、" and places[match[1]] < places[last[1]]:
                place = passage.stretch(last.start(), match.end())
                yield Finding(place, "排名次序不对", f"改为 {match[0]}、{last[0]}")
            last = match


@cache
def _with_posts(names: tuple[str, ...], posts: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names, with the posts that stand before it."""
    return re.compile(f"(?:(?:{_any_of(posts)})、?)*({_any_of(names)})")


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of some words, or for none."""
    longest_first = sorted(words, key=lambda each: (-len(each), each))
    return "|".join(map(re.escape, longest_first)) or "(?!)"


_PARTICLES = (
    "(?<![目打])的的(?![确士])|(?<![总饱缓温平谦祥柔随调中共暖])和和(?![美气睦顺平谐解好约县善服谈])"
    "|(?<![参赠授赋给])与与(?!会)|(?<![没不得完])了了(?![解结断然无却不心事])"
    "|(?<![现存实所正内外潜自好还旨])在在(?![建职校册线岗场位编外逃押野读于乎])"
    "|(?<!一)把把(?![关手脉戏握柄持])|(?<![重需必主想只还就不快简纲首概摘紧次险])要要(?![求闻点素事害领挟件道塞么强职地员人务])"
    "|(?<![一针面应绝相反配成敌校核])对对(?![联子口方手照外内象策应待比准接错])"
    "|使使(?![命用者节馆团唤馆])|因为因(?![果素地势材病公此])|并且并(?![不非没未无])"
)
"""Particles written twice; 目的的, 参与与, 了了解, 在在建 are two words that meet."""
_SUFFIXES = (
    "业(?!务)|学(?!习)|主(?!动|要|抓|持|题|体|导)|地(?!方|区)|长(?!期|效)|者|员|会(?!议|商|同)|部(?!署|分|门|委)|队(?!伍)|组(?!织)"
    "|[站室厅局处科所院校团家感点区馆链园]|性(?!质)|化(?!解)"
)
"""What makes another word of the second: 网格网格长 is 网格 and 网格长, 认真认真学习 is not."""
_WORD_TWICE = f"(?<![职员民])({'|'.join(never_twice())}|[{HAN}]{{4,8}})\\1(?!{_SUFFIXES})"
_NOUN_TWICE = r"(干部|代表)\2(?=[共等和及带、，。；])"
"""Nouns that are also verbs or begin other words (代表代表发言), with what must follow."""
_TWICE = pattern_of(
    f"(?:^|(?<=[{HAN}，。；：]))(?:{_PARTICLES})(?=[{HAN}])|{_WORD_TWICE}|{_NOUN_TWICE}"
)
_LONGEST_TWICE = 8
"""Characters of what `_TWICE` finds twice."""

_TWO_ALIKE = {
    **dict.fromkeys(each * 2 for each in "的和与了在把要对使"),
    "因为": None,
    "并且": None,
}
"""The pairs of which one begins each of `_PARTICLES`."""


def _written_twice(there: Pairs) -> Iterator[re.Match[str]]:
    """The matches of `_TWICE`. It is tried only at such particles, and where a pair of characters
    comes again after a few more, as the first pair of whatever stands twice does."""
    again = there.again(_LONGEST_TWICE)
    last = 0
    for at in sorted({*again, *there.at(_TWO_ALIKE.keys())}):
        if at >= last and (match := _TWICE.match(there.text, at)):
            last = match.end()
            yield match


_DISTRIBUTED = pattern_of(
    "[一二两三每各逐几某边越]|.*(?:什么|哪|谁|怎|多少|几)|.*[兮呀啊哟哦啦]$|(.+)\\1$"
)
"""What stands twice by right: 一个问题一个问题, 干什么干什么, 虞兮虞兮, 哈哈哈哈."""


@rule("W104", "词语重复", Severity.WARNING)
def doubled_word(copy: Manuscript) -> Iterator[Finding]:
    """同一个词不连写两遍。

    为什么：改稿、粘贴时留下的。只报从来不连写的词（工作工作、进一步进一步）、四个字以上的话、“的的”一类，
    和一个词多出来的一个字（提升升服务）；
    两个词相接的（网格网格长、共建共治、项目的目的）和有意重说的（研究研究、一个问题一个问题）不报。

    错：
        推动党建工作工作走深走实，打造良好的的氛围。
    对：
        推动党建工作走深走实，打造良好的氛围。
    """
    for passage in copy.prose:
        told: list[tuple[int, int]] = []
        for match in passage.pairs.once(_written_twice, _written_twice):
            word = match[1] or match[2] or match[0][0]
            if len(word) < 4 or not _DISTRIBUTED.match(word):
                told.append(match.span())
                yield Finding(passage.stretch(*match.span()), f"`{word}` 写了两遍", "只留一个")
        for each in doublings(passage.text):
            place = passage.stretch(each.start, each.end)
            apart = all(each.end <= start or end <= each.start for start, end in told)
            if passage.is_prose and apart:
                yield Finding(place, f"`{place.text[0]}` 写了两遍", "只留一个")


@rule(
    "W105",
    "常见错词",
    Severity.ERROR,
    clause="《现代汉语词典》",
    also=(Severity.WARNING, Severity.INFO),
)
def confused_word(copy: Manuscript) -> Iterator[Finding]:
    """常混的词和常见的错别字：截止/截至、部份/部分、再接再励/再接再厉等。

    为什么：这些在任何文章里都是错的，不用看上下文。本单位自己的用语写在 issues/terms.yaml。

    错：
        截止目前，部份村已完成整改。
    对：
        截至目前，部分村已完成整改。
    """
    yield from _listed(copy, confused(), "用错了")


def _listed(copy: Manuscript, lexicon: Lexicon, fault: str) -> Iterator[Finding]:
    """What stands in the copy of a list that comes with the package."""
    for passage in copy.prose:
        for term, start, end in passage.pairs.once(lexicon, lexicon.find):
            place = passage.stretch(start, end)
            cure = term.cure(place.text)
            yield Finding(place, f"`{place.text}` {fault}", cure, severity=term.severity)


@rule(
    "W106",
    "固定说法差了一个字",
    Severity.ERROR,
    clause="《现代汉语词典》、中央文件",
    also=(Severity.WARNING,),
)
def missed_phrase(copy: Manuscript) -> Iterator[Finding]:
    """成语、中央的提法和机构名称，一个字不错、不漏、不多、不颠倒。

    为什么：这些说法是固定的，差一个字多半是音近、形近打错的；提法和机构名称错了，是政治性差错。
    只差一个字而且也对的（批评和自我批评、主题团日活动），不报；两个词之间少了一个字，也可能是有意的，只提醒。

    错：
        以中国式现化代推进乡村震兴，县人力资源与社会保障局因地治宜。
    对：
        以中国式现代化推进乡村振兴，县人力资源和社会保障局因地制宜。
    """
    own = frozenset(_own_words(copy))
    for passage in copy.prose:
        for miss in passage.pairs.once(phrases(), phrases().find):
            place = passage.stretch(miss.start, miss.end)
            if not any(place.text in each for each in own):
                right = miss.phrase.text
                fault = f"`{place.text}` 不对，固定的说法是“{right}”"
                severity = None if miss.is_sure(passage.text) else Severity.WARNING
                yield Finding(place, fault, f"改为 {right}", severity=severity)


@rule(
    "W107",
    "提法的数目、次序、说法不对",
    Severity.ERROR,
    clause="中央文件",
    also=(Severity.WARNING, Severity.INFO),
)
def misstated_phrase(copy: Manuscript) -> Iterator[Finding]:
    """“两个确立”“三会一课”的数目，“创新、协调、绿色、开放、共享”的项目和次序，会议、机构的说法，都是定的。

    为什么：这是政治性差错。各地自己的“三个坚持”“五个一”不查，只查中央的提法。
    各项也能自己排列的（自治、法治、德治），只有恰好是这几项而次序不同的，才提醒。

    错：
        领悟“二个确立”，落实“三课一会”，学习党的二十大三中全会精神。
    对：
        领悟“两个确立”，落实“三会一课”，学习党的二十届三中全会精神。
    """
    yield from _listed(copy, statements(), "不对")
    for passage in copy.prose:
        for each in (
            *passage.pairs.once(miscounted, miscounted),
            *passage.pairs.once(misordered, misordered),
        ):
            place = passage.stretch(each.start, each.end)
            fault = f"`{place.text}` {each.fault}"
            yield Finding(place, fault, f"改为 {each.right}", severity=each.severity)


@rule(
    "W108",
    "不规范的称呼",
    Severity.ERROR,
    clause="新华社禁用词、慎用词",
    also=(Severity.WARNING, Severity.INFO),
)
def taboo_word(copy: Manuscript) -> Iterator[Finding]:
    """建国写新中国成立，残废人写残疾人，港澳台不和“国家”并列，机构用改革以后的名称。

    为什么：这些称呼有规定，写错了是政治性差错，或者伤人。说从前的机构，写“原环保局”。

    错：
        庆祝建国75周年，慰问残废人，产品销往日本、台湾等国。
    对：
        庆祝新中国成立75周年，慰问残疾人，产品销往日本、台湾等国家和地区。
    """
    yield from _listed(copy, taboo(), "不规范")


@rule("W109", "“的、地、得”用错了", Severity.WARNING, clause="《现代汉语词典》")
def wrong_particle(copy: Manuscript) -> Iterator[Finding]:
    """修饰动作用“地”（积极地开展），说明动作怎么样用“得”（做得很好），修饰名词用“的”。

    为什么：三个字读音一样，打字容易错。只报前后的词定了用哪一个的：“深入的学习”两种读法都有，不报。

    错：
        支部切实的把责任扛起来，工作做的很好，取得显著地成效。
    对：
        支部切实地把责任扛起来，工作做得很好，取得显著的成效。
    """
    for passage in copy.prose:
        if not passage.has_any("的地得"):
            continue
        for each in passage.pairs.once(wrong_particles, wrong_particles):
            place = passage.stretch(each.start, each.end)
            right = passage.text[each.start : each.at] + each.right
            yield Finding(
                place, f"`{place.text}` 的“{passage.text[each.at]}”用错了", f"改为 {right}"
            )


@rule(
    "W110",
    "重复、搭配不当、杂糅",
    Severity.WARNING,
    clause="《语法修辞讲话》",
    also=(Severity.INFO,),
)
def faulty_sentence(copy: Manuscript) -> Iterator[Finding]:
    """意思说了两遍（目的是为了）、词不搭配（加大步伐）、两句套成一句（本着……为原则）、关联词不配的，要改。

    为什么：句子不通，读者要猜。只报一看就定的；“免费赠送”一类通行的说法，只作说明。

    错：
        原因是由于责任不实，要加大建设步伐，切忌不要走过场。
    对：
        原因是责任不实，要加快建设步伐，切忌走过场。
    """
    yield from _listed(copy, pleonasms(), "不通")


@rule("W111", "漏了一个字", Severity.WARNING)
def left_out(copy: Manuscript) -> Iterator[Finding]:
    """常连用的四字词组、成语，不漏字：贯彻落实、如期召开、共建共享、因地制宜。

    为什么：删改时多删了一个字，剩下的不成话。剩下的字和后面的字成词的（检查指出、组织开会），不报。

    错：
        全面贯彻落党的精神，大会如期召。
    对：
        全面贯彻落实党的精神，大会如期召开。
    """
    for passage in copy.prose:
        for term, start, end in passage.pairs.once(omissions, omissions):
            place = passage.stretch(start, end)
            yield Finding(place, f"`{place.text}` 漏了一个字", f"改为 {term.prefer}")


@rule("W112", "像是错字", Severity.WARNING, also=(Severity.INFO,))
def misspelt(copy: Manuscript) -> Iterator[Finding]:
    """一个字和前后的字连不成词，换成音近、形近的字就成词的，多半是错字；往期都写另一个字的，也是。

    为什么：输入法选错、形近看错的字，错词表列不全。本单位往期的文章都写另一个字的，提醒；只照词典的词频推断的，
    人名、方言、古语也会像错字，只作说明，自己看一眼。引号里的，外国人名旁边的，名册和用语表里的词、文中一再出现的词，不报。

    错：
        县里划泼专项资金，用于修缮校舍。
    对：
        县里划拨专项资金，用于修缮校舍。
    """
    own = frozenset(each for each in _own_words(copy) if len(each) > 1)
    found = [
        (passage, each)
        for passage in copy.prose
        if passage.is_prose or passage.role in (PassageRole.TITLE, PassageRole.HEADING)
        for each in misspellings(passage.text, copy.past.usage, own)
        if each.past or not _is_anothers(passage, each)
    ]
    for passage, each in found:
        was = passage.text[each.start : each.end]
        if not _is_repeated(copy, was, MOST_SLIPS if each.is_sure else 1):
            yield _misspelt(passage, each, was)


def _is_anothers(passage: Passage, each: Misspelling) -> bool:
    """Whether a place is in quotation marks, which hold names and old sayings, or beside a foreign
    name, whose characters make no words."""
    around = passage.text[max(0, each.start - FARTHEST_NAME) : each.end + FARTHEST_NAME]
    return passage.is_quoted(each.start, each.end) or "·" in around


FARTHEST_NAME = 4
"""How many characters beside a point of a foreign name may belong to it."""

MOST_SLIPS = 2
"""What stands oftener than this in a copy is meant: a name, or a new word."""


def _is_repeated(copy: Manuscript, words: str, most: int) -> bool:
    """Whether the copy has these words oftener than `most` times."""
    count = 0
    for passage in copy.prose:
        count += passage.text.count(words)
        if count > most:
            return True
    return False


def _misspelt(passage: Passage, found: Misspelling, was: str) -> Finding:
    why = f"往期有 {found.past} 篇这样写，没有写“{was}”的" if found.past else f"词典里没有“{was}”"
    place = passage.stretch(found.start, found.end)
    severity = Severity.WARNING if found.past else Severity.INFO
    hint = f"改为 {' 或 '.join(found.rights)}（{why}）"
    return Finding(place, f"`{was}` 像是错字", hint, severity=severity)


def _own_words(copy: Manuscript) -> Iterator[str]:
    """Names of the house, which are right as they are."""
    for unit in copy.publication.units:
        yield from (unit.name, *unit.aliases)
    for term in copy.house.lexicon.terms:
        yield from (term.prefer, *term.unless)
    yield from copy.house.names.settled

"""W: words, names and terms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletin.checks.lists import confused, may_repeat
from bulletin.checks.rule import Finding, rule
from bulletin.checks.view import HAN, Manuscript
from bulletin.diagnostics import Severity


@rule("W101", "用语不合用语表", Severity.WARNING, clause="issues/terms.yaml")
def house_term(copy: Manuscript) -> Iterator[Finding]:
    """本单位用语表（issues/terms.yaml）里的词，用表里的写法；轻重由表定。

    为什么：中央的提法、本地的专名、成语，一字不能错，由编辑部统一掌握。

    错：
        了解群众急难愁盼怨。
    对：
        了解群众急难愁盼。
    """
    for passage in copy.prose:
        for term, start, end in copy.house.lexicon.find(passage.text):
            place = passage.stretch(start, end)
            hint = f"改为 {term.prefer}" + (f"（{term.note}）" if term.note else "")
            yield Finding(place, f"`{place.text}` 不合用语表", hint, severity=term.severity)


@rule("W102", "一事两名", Severity.WARNING, clause="issues/terms.yaml")
def two_names(copy: Manuscript) -> Iterator[Finding]:
    """一期之内，同一事物只用一个名称（issues/terms.yaml 的 variants）。

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


@rule("W103", "排名次序不对", Severity.WARNING, clause="issues/terms.yaml")
def fixed_order(copy: Manuscript) -> Iterator[Finding]:
    """用顿号并列的人名、职务，按 issues/terms.yaml 的 orders 里的次序。

    为什么：排名有定规。只看同一串顿号并列的。
    """
    for names in copy.house.orders:
        places = {name: at for at, name in enumerate(names)}
        pattern = re.compile(
            "|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)"
        )
        for passage in copy.prose:
            last: re.Match[str] | None = None
            for match in pattern.finditer(passage.text):
                if (
                    last
                    and passage.text[last.end() : match.start()] == "、"
                    and places[match[0]] < places[last[0]]
                ):
                    place = passage.stretch(last.start(), match.end())
                    yield Finding(place, "排名次序不对", f"改为 {match[0]}、{last[0]}")
                last = match


_TWICE = re.compile(f"([{HAN}]{{2,8}})\\1|(?<=[{HAN}])([的和与在])\\2(?=[{HAN}])")
_DISTRIBUTED = re.compile("[一每各个逐天年月日时人户家村件步点层级项条次]")


@rule("W104", "词语重复", Severity.WARNING)
def doubled_word(copy: Manuscript) -> Iterator[Finding]:
    """同一个词不连写两遍。

    为什么：改稿、粘贴时留下的。“研究研究”“一步一步”“实实在在”不算错。

    错：
        推动党建工作工作走深走实，打造良好的的氛围。
    对：
        推动党建工作走深走实，打造良好的氛围。
    """
    for passage, match in copy.matches(_TWICE):
        word = match[1] or match[2]
        around = passage.text[max(0, match.start() - 1) : match.end() + 2]
        if _stands_twice(word, around):
            continue
        yield Finding(passage.stretch(*match.span()), f"`{word}` 写了两遍", "只留一个")


def _stands_twice(word: str, around: str) -> bool:
    """Whether the word stands twice by right: 一步一步, 研究研究, 的的确确."""
    if len(word) == 1:
        return any(each in around for each in may_repeat())
    if word[-1] in "兮呀啊哟哦啦":
        return True
    return word in may_repeat() or bool(_DISTRIBUTED.match(word) and len(word) == 2)


@rule("W105", "常见错词", Severity.ERROR, clause="《现代汉语词典》")
def confused_word(copy: Manuscript) -> Iterator[Finding]:
    """常混的词和常见的错别字：截止/截至、部份/部分、再接再励/再接再厉等。

    为什么：这些在任何文章里都是错的，不用看上下文。本单位自己的用语写在 issues/terms.yaml。

    错：
        截止目前，部份村已完成整改。
    对：
        截至目前，部分村已完成整改。
    """
    for passage in copy.prose:
        for term, start, end in confused().find(passage.text):
            place = passage.stretch(start, end)
            hint = f"改为 {term.prefer}" + (f"（{term.note}）" if term.note else "")
            yield Finding(place, f"`{place.text}` 用错了", hint)

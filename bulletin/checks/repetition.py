"""Rules of family R: text that has appeared before."""

from __future__ import annotations

from collections.abc import Iterator

from bulletin.checks.rule import Finding, rule
from bulletin.checks.view import Manuscript, ManuscriptArticle, Passage, PassageRole, Stretch
from bulletin.diagnostics import Severity
from bulletin.model import Publication, Serial
from bulletin.past import COMMON, RUN, letters, runs

WHOLE = 0.6
"""A text that shares at least this part of its fingerprints with another is a copy of it."""

PART = 0.2
"""A text that shares at least this part repeats a passage. Two independent reports about the same
campaign share less."""

FEWEST = 8
"""With fewer shared fingerprints (about forty characters in a row) nothing is reported."""


@rule("R101", "和往期的稿件重复", Severity.WARNING, also=(Severity.ERROR,))
def seen_before(copy: Manuscript) -> Iterator[Finding]:
    """稿件不能在往期登过，整篇、一段都不行；说出是哪一期、哪一篇、重复多少。

    已经刊发的期按刊发的文字比；撤回的期、留用和退稿的来稿没有登过，不比；自己这一期也不比。

    为什么：一稿多投、旧稿新报是来稿中最常见的毛病。整篇重复（六成以上）是错误，部分重复（两成以上）是提醒；套话重复不报。
    """
    later = frozenset((copy.name, *_later(copy)))
    if not copy.past.has_articles(but=later):
        return
    for article in copy.texts:
        for shared in copy.past.shared(article.prints, but=later)[:1]:
            if shared.share >= PART and len(shared.prints) >= FEWEST:
                past = shared.article
                issue = _called(past.issue, copy.publication)
                where = f"和{issue}《{past.title}》重复 {shared.share:.0%}"
                yield _repeated(article, shared.prints, where, shared.share)


def _later(copy: Manuscript) -> Iterator[str]:
    """The issues that came out after this one. If they share text with it, they repeat it.

    They are ordered by date, and by number if the dates are equal or cannot be read.
    """
    own = next((each for each in copy.past.issues if each.name == copy.name), None)
    dated = copy.dated or (own.dated if own else None)
    serial = copy.serial or (own.serial if own else None)
    for issue in copy.past.issues:
        if dated and issue.dated and issue.dated != dated:
            later = issue.dated > dated
        else:
            later = (
                serial is not None
                and issue.serial.sequence == serial.sequence
                and issue.serial > serial
            )
        if later:
            yield issue.name


@rule("R102", "和本期另一篇重复", Severity.WARNING, also=(Severity.ERROR,))
def seen_in_issue(copy: Manuscript) -> Iterator[Finding]:
    """一期之内，两篇稿件不能有大段相同的话。

    为什么：两个单位抄的是同一份材料，或同一篇稿件报了两次。
    """
    if len(copy.articles) < 2:
        return
    holders: dict[int, list[ManuscriptArticle]] = {}
    for article in copy.texts:
        shared: dict[str, set[int]] = {}
        for each in article.prints:
            held = holders.setdefault(each, [])
            for earlier in held:
                shared.setdefault(earlier.name, set()).add(each)
            if len(held) < COMMON:
                held.append(article)
        if shared:
            name, common = max(shared.items(), key=lambda item: (len(item[1]), item[0]))
            share = len(common) / len(article.prints)
            if share >= PART and len(common) >= FEWEST:
                where = f"和本期 `{name}` 重复 {share:.0%}"
                yield _repeated(article, frozenset(common), where, share)


@rule("R103", "同一段写了两遍", Severity.WARNING)
def seen_in_article(copy: Manuscript) -> Iterator[Finding]:
    """一篇稿件里，同一段话不写两遍。连着几段都重复的，只在第一段报一次。

    为什么：多半是从聊天、文档里粘贴了两次，排出来多印一遍。表格里的、不到十五个字的不算。

    错：
        □**千秋街道：抓实党建工作。**选派干部12名，组建志愿服务队30支。

        每月召开一次例会，研究解决群众反映的问题。

        每月召开一次例会，研究解决群众反映的问题。
    对：
        □**千秋街道：抓实党建工作。**选派干部12名，组建志愿服务队30支。

        每月召开一次例会，研究解决群众反映的问题。
    """
    for article in copy.texts:
        seen: dict[str, Passage] = {}
        again: list[tuple[Passage, Passage]] = []
        for passage in article.passages:
            said = letters(passage.text)
            first = seen.setdefault(said, passage) if passage.role is PassageRole.TEXT else passage
            if first is not passage and len(said) >= SHORTEST_AGAIN:
                again.append((passage, first))
            elif again:
                yield _again(again)
                again = []
        if again:
            yield _again(again)


SHORTEST_AGAIN = 15
"""Letters of a paragraph that is reported when it stands twice; shorter ones are set phrases."""


def _again(again: list[tuple[Passage, Passage]]) -> Finding:
    passage, first = again[0]
    line = first.source.place(first.offset(0)).line
    many = f"起的 {len(again)} 段" if len(again) > 1 else "的一段"
    message = f"和第 {line} 行{many}一样，像是贴了两遍"
    return Finding(passage.whole, message, "删去一遍")


def _called(name: str, publication: Publication) -> str:
    serial = Serial.named(name, publication)
    return publication.called(serial) if serial else name


def _repeated(
    article: ManuscriptArticle, common: frozenset[int], where: str, share: float
) -> Finding:
    severity = Severity.ERROR if share >= WHOLE else Severity.WARNING
    hint = "换一篇，或删去重复的部分；确要重登，在 allow 里写明原因"
    return Finding(_longest(article, common), where, hint, severity=severity)


def _longest(article: ManuscriptArticle, common: frozenset[int]) -> Stretch:
    """The longest stretch of a passage that is covered by consecutive shared fingerprints."""
    best = article.passages[0].whole if article.place is None else article.place
    length = 0
    for passage in article.passages:
        kept = [at for at, mark in enumerate(passage.text) if letters(mark)]
        start = last = -1
        for at, each in enumerate(runs(passage.text)):
            if each not in common:
                continue
            if last < 0 or at - last > 2 * RUN:
                start = at
            last = at
            if last + RUN - start > length:
                length = last + RUN - start
                best = passage.stretch(kept[start], kept[last + RUN - 1] + 1)
    return best

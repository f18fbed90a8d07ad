"""An issue of the model as a version to be compared, and its facts as fields of front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bulletin.markdown import settled
from bulletin.model import Article, Distribution, Issue
from bulletin.revision.compare import Fact, Version, Written
from bulletin.revision.fields import Value

IN_ISSUE = {
    "name": "报头",
    "number": "期号",
    "whole_number": "总期号",
    "issuer": "编印单位",
    "date": "印发日期",
    "topic": "专题",
    "secrecy": "密级",
    "copy_number": "份号",
    "notice": "提示",
    "distribution.report_to": "报",
    "distribution.send_to": "送",
    "distribution.issue_to": "发",
    "distribution.also_to": "本期增发",
    "copies": "印数",
}
"""What an issue says of itself, by its field, in the order it is printed."""

IN_ARTICLE = {"unit": "单位", "byline": "署名", "title": "标题", "supplier": "供稿"}

_NOT_HERE = frozenset({"name", "number", "issuer", "unit"})
"""Fields that stand in another file, or on which other files depend."""

_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日\Z", re.ASCII)


def version_of(issue: Issue) -> Version:
    """The issue as its folder has it."""
    texts = {
        "name": issue.publication.name,
        "number": str(issue.number),
        "whole_number": str(issue.whole_number or ""),
        "issuer": issue.publication.issuer,
        "date": issue.printed_date,
        "topic": issue.topic,
        "secrecy": issue.secrecy,
        "copy_number": issue.copy_number,
        "notice": issue.notice,
        **dict(_parties(issue.distribution)),
        "copies": str(issue.copies or ""),
    }
    articles = tuple(map(_written, issue.articles))
    return Version(facts_of(IN_ISSUE, texts), issue.editor_note, articles)


def _parties(distribution: Distribution) -> Iterator[tuple[str, str]]:
    for name in ("report_to", "send_to", "issue_to", "also_to"):
        yield f"distribution.{name}", "，".join(getattr(distribution, name))


def _written(article: Article) -> Written:
    texts = {
        "unit": article.unit.name,
        "byline": article.byline.text,
        "title": article.title.text,
        "supplier": article.supplier,
    }
    return Written(facts_of(IN_ARTICLE, texts), article.sections)


def facts_of(labels: dict[str, str], texts: dict[str, str]) -> tuple[Fact, ...]:
    """The facts that say something, in the order of `labels`."""
    return tuple(
        Fact(name, label, texts[name]) for name, label in labels.items() if texts.get(name)
    )


def settled_version(version: Version) -> Version:
    """The version in the one form that Markdown can hold, so that it can be written as it is."""
    articles = (Written(each.facts, settled(each.sections)) for each in version.articles)
    return Version(version.facts, settled(version.note), tuple(articles))


def is_written_here(name: str, text: str) -> bool:
    """Whether a fact that now reads `text` is written into the file it is compared for."""
    if name == "date":
        return _day(text) is not None
    return name not in _NOT_HERE and (name != "title" or bool(text))


def field_value(name: str, text: str) -> Value:
    """What is written into the field of a fact."""
    if name.startswith("distribution."):
        return _levels(text)
    day = _day(text) if name == "date" else None
    return day.isoformat() if day else text or None


def _day(text: str) -> date | None:
    match = _DATE.match(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _levels(text: str) -> tuple[str, ...]:
    """The levels of a line of the colophon, at each ， outside brackets."""
    levels = [""]
    depth = 0
    for character in text.rstrip("。"):
        depth += (character in "（(") - (character in "）)")
        if character == "，" and depth <= 0:
            levels.append("")
        else:
            levels[-1] += character
    return tuple(level for each in levels if (level := each.strip()))

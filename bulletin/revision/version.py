"""An issue's folder as a version to be compared, and its facts as fields of front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bulletin.field_writing import FieldValue
from bulletin.fields import ISSUE_FIELDS, SUBMISSION_FIELDS
from bulletin.front_matter import Field
from bulletin.load import Loaded
from bulletin.markdown import settled
from bulletin.meaning import day_of
from bulletin.model import Distribution, Publication, Section, Submission, printed_day
from bulletin.patterns import pattern_of
from bulletin.revision.compare import Fact, Version, Written
from bulletin.revision.letters import passages_of
from bulletin.unit_names import units_called

_ELSEWHERE = frozenset({"articles", "attachments", "series"})
"""Printed fields that are compared otherwise: articles and attachments with their text and order,
the series in the issue's number."""


def _printed(fields: tuple[Field, ...], group: str = "") -> Iterator[tuple[str, str]]:
    for each in fields:
        if each.printed and each.name not in _ELSEWHERE:
            yield group + each.name, each.chinese
        yield from _printed(each.fields, f"{each.name}.")


IN_ISSUE = dict(_printed(ISSUE_FIELDS))
"""What an issue says of itself on the page: its printed fields, each with its Chinese name."""

IN_ARTICLE = dict(_printed(SUBMISSION_FIELDS))
"""What is printed of a submission besides its text."""

_NOT_HERE = frozenset({"number", "unit"})
"""Fields that stand in another file, or that other files depend on."""

_DATE = pattern_of(r"(\d{4})年(\d{1,2})月(\d{1,2})日\Z", re.ASCII)


def folder_as_version(loaded: Loaded, publication: Publication) -> Version:
    """An issue's folder as a version; what it does not state is no fact. Articles in printed
    order."""
    sheet = loaded.sheet
    assert sheet is not None
    texts = {
        "number": sheet.serial.name if sheet.serial else "",
        "whole_number": str(sheet.whole_number or ""),
        "date": printed_day(sheet.dated) if sheet.dated else "",
        "topic": str(sheet.topic or ""),
        "secrecy": sheet.secrecy,
        "copy_number": sheet.copy_number,
        "notice": sheet.notice,
        **dict(_parties(sheet.distribution)),
        **{each.name: each.said for each in sheet.lines},
    }
    articles = tuple(_written(each, publication) for each in in_print(loaded))
    version = Version(facts_of(IN_ISSUE, texts), sheet.editor_note, articles)
    return settled_version(version)


def in_print(loaded: Loaded) -> tuple[Submission, ...]:
    """The submissions in the order in which issue.md lists them."""
    by_name = {each.name: each for each in loaded.submissions}
    order = (loaded.sheet.order or ()) if loaded.sheet else ()
    names = (each.text.removesuffix(".md") for each in order)
    return tuple(by_name[name] for name in names if name in by_name)


def _parties(distribution: Distribution) -> Iterator[tuple[str, str]]:
    for name in ("report_to", "send_to", "issue_to", "also_to"):
        yield f"distribution.{name}", "，".join(getattr(distribution, name))


def _written(article: Submission, publication: Publication) -> Written:
    """A unit that is named by another of its own names appears under its name."""
    unit = "、".join(each.name for each in article.units) or str(article.unit_text or "")
    byline = str(article.byline or article.unit_text or "")
    known = units_called(byline, publication)
    texts = {
        "unit": unit,
        "byline": "、".join(each.name for each in known) or byline,
        "title": str(article.title or ""),
        **{each.name: each.said for each in article.lines},
    }
    return Written(facts_of(IN_ARTICLE, texts), article.whole)


def facts_of(labels: dict[str, str], texts: dict[str, str]) -> tuple[Fact, ...]:
    """The facts that say something, in the order of `labels`."""
    return tuple(
        Fact(name, label, texts[name]) for name, label in labels.items() if texts.get(name)
    )


def settled_version(version: Version) -> Version:
    """The version in the one form that Markdown can hold, so that it can be written just so."""
    articles = (Written(each.facts, _settled(each.sections)) for each in version.articles)
    return Version(version.facts, _settled(version.note), tuple(articles))


def _settled(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The sections, settled; or unchanged if they say the same, because then each letter still
    knows its place in the file."""
    form = settled(sections)
    return sections if passages_of(form) == passages_of(sections) else form


def is_written_here(name: str, text: str) -> bool:
    """Whether a fact that should read `text` is written into the file that it belongs to."""
    if name == "date":
        return _day(text) is not None
    return name not in _NOT_HERE and (name != "title" or bool(text))


def field_value(name: str, text: str) -> FieldValue:
    """What is written into the field of a fact."""
    if name.startswith("distribution."):
        return _levels(text)
    day = _day(text) if name == "date" else None
    return day.isoformat() if day else text or None


def _day(text: str) -> date | None:
    match = _DATE.match(text)
    return day_of(*map(int, match.groups())) if match else None


def _levels(text: str) -> tuple[str, ...]:
    """The levels of a line of the colophon, divided at each ， outside brackets."""
    levels = [""]
    depth = 0
    for character in text.rstrip("。"):
        depth += (character in "（(") - (character in "）)")
        if character == "，" and depth <= 0:
            levels.append("")
        else:
            levels[-1] += character
    return tuple(level for each in levels if (level := each.strip()))

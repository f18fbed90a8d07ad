"""The summary of an issue: everything that the rest of the archive has to know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from markupsafe import Markup

from bulletin.model import (
    Act,
    Article,
    FieldLine,
    Flow,
    Footnote,
    InSeries,
    Issue,
    Mark,
    Notice,
    Serial,
    WithFieldLines,
    block_inlines,
    plain,
)
from bulletin.render import RenderedPassage, attachment_passages, passages

Listed = TypeVar("Listed")


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article as the indexes know it."""

    anchor: str
    units: tuple[str, ...]
    """The units' names in the registry, whatever alias the submission used."""

    title: str

    @property
    def contents_line(self) -> str:
        """Its line in the contents: the units and the title, without end mark."""
        return f"{'、'.join(self.units)}：{self.title}"


@dataclass(frozen=True, slots=True)
class IssueSummary(InSeries, WithFieldLines):
    """An issue as the indexes know it; nothing in it has to be looked up again.

    A withdrawn issue has neither topic nor preface nor articles here, so that no page can show
    them.
    """

    serial: Serial
    title: str
    dated: date
    printed_date: str
    whole_number: int | None
    topic: str
    withdrawn: str
    articles: tuple[ArticleSummary, ...]
    lines: tuple[FieldLine, ...] = ()
    """What fields print in its head."""

    corrections: tuple[Notice, ...] = ()
    """What was corrected (勘误) since it was published."""

    stage: str = ""
    """送审稿 or 清样; empty if it is neither."""

    @property
    def updated(self) -> date:
        """When it was last changed."""
        return max([self.dated, *(notice.dated for notice in self.corrections)])

    @property
    def year(self) -> int:
        """The year under which the archive lists it: the one by which it is numbered, otherwise
        that of its date."""
        return self.serial.year or self.dated.year


@dataclass(frozen=True, slots=True)
class AttachmentText:
    """What an attachment of an article prints, as the search shows it."""

    anchor: str
    title: str
    """With its label: 附件1：责任清单."""

    text: str


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What an article prints, as the search and the feed show it."""

    text: str
    """One line for each paragraph, its footnotes after it."""

    html: Markup
    attachments: tuple[AttachmentText, ...] = ()


@dataclass(frozen=True, slots=True)
class IssueText:
    """What an issue prints; nothing for a withdrawn one."""

    preface: str = ""
    """The editor's note, one line for each paragraph."""

    articles: tuple[ArticleText, ...] = ()
    """As many as its summary has articles."""


Texts = Callable[[str], IssueText]
"""Gives the text of an issue by the name of its folder: most indexes need none, the search a
year's."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The issues before and after one in its own series; None at either end."""

    previous: Serial | None = None
    next: Serial | None = None


def neighbours(issues: Mapping[Serial, date]) -> Mapping[Serial, Neighbours]:
    """The neighbours of each of these issues in its own series; a withdrawn issue is one too."""
    ordered = sorted(issues, key=lambda each: each.order(issues[each]))
    found: dict[Serial, Neighbours] = {}
    for sequence in dict.fromkeys(each.sequence for each in ordered):
        series = [each for each in ordered if each.sequence == sequence]
        around = zip([None, *series], series, [*series[1:], None], strict=False)
        found |= {each: Neighbours(before, after) for before, each, after in around}
    return found


def newest_first(issues: Iterable[IssueSummary]) -> tuple[IssueSummary, ...]:
    """The issues by day, the newest first, whatever their series.

    Of one day the 正刊 stand before the others, and those of the workspace's first publication
    before another's.
    """
    by_number = sorted(issues, key=lambda each: each.serial.order(each.dated), reverse=True)
    in_series = sorted(by_number, key=lambda each: each.serial.sequence)
    return tuple(sorted(in_series, key=lambda each: each.dated, reverse=True))


def by_year(
    listed: Iterable[Listed], issue_of: Callable[[Listed], IssueSummary]
) -> tuple[tuple[int, tuple[Listed, ...]], ...]:
    """What is listed of each year's issues, the newest year first, within it in the given order."""
    years: dict[int, list[Listed]] = {}
    for each in listed:
        years.setdefault(issue_of(each).year, []).append(each)
    return tuple((year, tuple(years[year])) for year in sorted(years, reverse=True))


def summarize(issue: Issue, mark: Mark | None = None) -> IssueSummary:
    """The summary of the issue; `mark` is that of a draft or proof."""
    stands = not issue.withdrawn
    return IssueSummary(
        serial=issue.serial,
        title=issue.title,
        dated=issue.dated,
        printed_date=issue.printed_date,
        whole_number=issue.whole_number,
        topic=issue.topic if stands else "",
        withdrawn=issue.withdrawn,
        articles=tuple(
            ArticleSummary(
                anchor=article.anchor,
                units=tuple(unit.name for unit in article.units),
                title=article.title.text,
            )
            for article in issue.articles
        )
        if stands
        else (),
        corrections=tuple(each for each in issue.notices if each.act is Act.CORRECTED),
        lines=issue.lines if stands else (),
        stage=mark.label if mark else "",
    )


# -- The text that is searched ---------------------------------------------------------------------


def text_of(issue: Issue, rendered: Sequence[Markup]) -> IssueText:
    """The text of an issue that is not withdrawn, with that of each article as it was rendered."""
    flow = issue.publication.house.sections
    return IssueText(
        "\n".join(_preface(issue)),
        tuple(
            ArticleText("\n".join(_lines(article, flow)), html, tuple(_attached(article, flow)))
            for article, html in zip(issue.articles, rendered, strict=True)
        ),
    )


def _lines(article: Article, flow: Flow) -> Iterator[str]:
    """What the article prints, paragraph by paragraph, with the notes at its foot."""
    yield from _text_lines(passages(article, flow), article.footnotes)
    yield from article.lines_at("文末")


def _attached(article: Article, flow: Flow) -> Iterator[AttachmentText]:
    for each in article.attachments:
        lines = [each.full_title, *_text_lines(attachment_passages(each, flow), each.footnotes)]
        yield AttachmentText(article.anchor_of(each), each.full_title, "\n".join(lines))


def _text_lines(printed: Iterable[RenderedPassage], footnotes: Iterable[Footnote]) -> Iterator[str]:
    for passage in printed:
        if passage.block:
            yield from map(plain, block_inlines((passage.block,)))
        else:
            yield _run(passage)
    for note in footnotes:
        yield plain(note.children)


def _run(passage: RenderedPassage) -> str:
    return "".join(plain(part.children) + part.stop for part in passage.parts)


def _preface(issue: Issue) -> Iterator[str]:
    """What the editor's note prints, with the notes at its foot."""
    for section in issue.editor_note:
        heading = f"{section.heading_text}{section.run_in_stop}" if section.heading else ""
        lines = list(map(plain, block_inlines(section.blocks)))
        yield heading + "".join(lines[:1])
        yield from lines[1:]
    for note in issue.footnotes:
        yield plain(note.children)

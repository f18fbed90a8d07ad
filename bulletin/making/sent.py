"""Showing a published issue in the archive from the files of its edition, whoever made that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bulletin.archive import SentPage
from bulletin.diagnostics import has_errors
from bulletin.edition import EditionRecord, Kept, recorded_issue
from bulletin.leftovers import is_left
from bulletin.making.copy import ReadIssue
from bulletin.model import Act, Article, Issue, Publication, Text, Unit
from bulletin.source import Source, Span
from bulletin.unit_names import units_called

PAGE, SCREEN = "index.html", "screen.css"
"""The files of an edition besides its PDF and images."""


@dataclass(frozen=True)
class SentIssue:
    """A published issue, and its page as it was sent."""

    issue: Issue
    page: SentPage | None
    """None if the issue was withdrawn, or if its page cannot be divided into pieces."""


def sent_issue(read: ReadIssue) -> SentIssue | None:
    """A published issue for the archive, read from its edition.

    If today's program cannot read the copy, or finds another number of articles in it, the page and
    the record are used instead. The result is None if these cannot be read either.
    """
    kept = read.kept
    record = kept.readable if kept else None
    if kept is None or record is None:
        return None
    sound = read.issue if read.loaded and not has_errors(read.loaded.diagnostics) else None
    if record.act is Act.WITHDRAWN:
        return SentIssue(sound or _from_page(read, record, _last_page(kept)), None)
    page = _page_of(kept)
    if page is None:
        return SentIssue(read.issue, None) if read.issue else None
    if sound is None or len(sound.articles) != len(page.articles):
        sound = _from_page(read, record, page)
    return SentIssue(sound, page)


def sent_files(kept: Kept) -> dict[str, bytes]:
    """The PDF and the images of an edition, by their paths in the issue's folder."""
    folder = kept.file(".")
    names = (
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not is_left(path.name)
    )
    return {name: kept.file(name).read_bytes() for name in names if name not in (PAGE, SCREEN)}


def _page_of(kept: Kept) -> SentPage | None:
    """The page of an edition; None if it has no page with articles."""
    try:
        page = SentPage(kept.file(PAGE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return page if page.is_whole else None


def _last_page(kept: Kept) -> SentPage | None:
    """The page of the last earlier edition that has articles."""
    before = (
        replace(kept, folder=kept.folder.with_name(str(each)), revision=each)
        for each in range(kept.revision - 1, 0, -1)
    )
    return next(filter(None, map(_page_of, before)), None)


def _from_page(read: ReadIssue, record: EditionRecord, page: SentPage | None) -> Issue:
    issue = recorded_issue(record, read.publication)
    if page is None:
        return issue
    articles = tuple(_articles(issue.source, page, read.publication))
    return replace(issue, topic=page.topic, articles=articles)


def _articles(source: Source, page: SentPage, publication: Publication) -> Iterator[Article]:
    """The articles of a page, without their text."""
    for place, each in enumerate(page.articles, start=1):
        unit, title = Text(each.unit, Span(0, 0)), Text(each.title, Span(0, 0))
        units = units_called(each.unit, publication) or (Unit(each.unit),)
        yield Article(place, source, each.anchor, units, title, unit, "", (), ())

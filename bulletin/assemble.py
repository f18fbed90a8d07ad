"""From accepted submissions to an issue: order, articles, contents."""

from __future__ import annotations

from collections.abc import Iterable

from bulletin.diagnostics import Diagnostic, error
from bulletin.load import Loaded
from bulletin.model import Article, Issue, IssueSheet, Publication, Submission
from bulletin.source import Span


def assemble(loaded: Loaded, publication: Publication) -> Issue | None:
    """The issue of a folder that was read without errors; None when something it needs is missing.

    What is missing has been reported where it was read.
    """
    sheet = loaded.sheet
    if sheet is None or sheet.number is None or sheet.dated is None or not sheet.order:
        return None
    by_name = {submission.name: submission for submission in loaded.submissions}
    articles: list[Article] = []
    for place, name in enumerate(sheet.order, start=1):
        submission = by_name.get(name.text.removesuffix(".md"))
        article = _article(place, submission) if submission else None
        if article is None:
            return None
        articles.append(article)
    return _issue(sheet, sheet.number, tuple(articles), publication)


def _article(place: int, submission: Submission) -> Article | None:
    """The submission as an article, or None when it lacks unit, title or text."""
    if submission.unit is None or submission.unit_text is None or submission.title is None:
        return None
    return Article(
        place=place,
        source=submission.source,
        name=submission.name,
        unit=submission.unit,
        title=submission.title,
        byline=submission.byline or submission.unit_text,
        author=submission.author,
        supplier=submission.supplier,
        sections=submission.sections,
    )


def _issue(
    sheet: IssueSheet, number: int, articles: tuple[Article, ...], publication: Publication
) -> Issue:
    assert sheet.dated is not None
    return Issue(
        publication=publication,
        source=sheet.source,
        number=number,
        dated=sheet.dated,
        topic=sheet.topic.text if sheet.topic else "",
        articles=articles,
        editor_note=sheet.editor_note,
        distribution=sheet.distribution,
        visibility=sheet.visibility,
        supplement=sheet.supplement,
        whole_number=sheet.whole_number,
        secrecy=sheet.secrecy,
        copy_number=sheet.copy_number,
        notice=sheet.notice,
        profile=sheet.profile.text if sheet.profile else publication.house.profile,
        fit=sheet.fit,
        copies=sheet.copies,
        status=sheet.status,
    )


def series_faults(loaded: Iterable[Loaded]) -> tuple[Diagnostic, ...]:
    """Two issues with one number; 增刊 are a series of their own."""
    first: dict[tuple[bool, int], str] = {}
    faults: list[Diagnostic] = []
    for each in loaded:
        sheet = each.sheet
        if sheet is None or sheet.number is None:
            continue
        key = (sheet.supplement, sheet.number)
        if key in first:
            faults.append(
                error(
                    "I006",
                    sheet.source,
                    Span(0, 0),
                    f"期号 {sheet.number} 用了两次",
                    f"{first[key]} 已用，改成没有用过的期号",
                )
            )
        first.setdefault(key, sheet.source.path)
    return tuple(faults)

"""Making an issue from accepted submissions: order, articles, contents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from bulletin.diagnostics import Diagnostic, error
from bulletin.load import Loaded
from bulletin.model import Article, Issue, IssueSheet, Publication, Section, Serial, Submission
from bulletin.numbering import number_of
from bulletin.source import Source, Span

_TOP, _LOWEST = 0, 5
"""The ranks of headings without a number: above 一、, or below （1）."""


def assemble(loaded: Loaded, publication: Publication) -> Issue | None:
    """The issue in a folder that was read without errors; None if something necessary is missing.

    What is missing was reported while reading.
    """
    sheet = loaded.sheet
    if sheet is None or sheet.serial is None or sheet.dated is None or not sheet.order:
        return None
    by_name = {submission.name: submission for submission in loaded.submissions}
    articles: list[Article] = []
    for place, name in enumerate(sheet.order, start=1):
        submission = by_name.get(name.text.removesuffix(".md"))
        article = _article(place, submission) if submission else None
        if article is None:
            return None
        articles.append(article)
    return _issue(sheet, sheet.serial, tuple(articles), publication.of(loaded.name))


def _article(place: int, submission: Submission) -> Article | None:
    """The submission as an article; None if it has no unit, title or text."""
    if not submission.units or submission.unit_text is None or submission.title is None:
        return None
    return Article(
        place=place,
        source=submission.source,
        name=submission.name,
        units=submission.units,
        title=submission.title,
        byline=submission.byline or submission.unit_text,
        author=submission.author,
        lines=submission.lines,
        sections=levelled(submission.sections, submission.source),
        attachments=tuple(
            replace(each, sections=levelled(each.sections, each.source))
            for each in submission.attachments
        ),
    )


# -- Levels of headings ----------------------------------------------------------------------------


def levelled(sections: tuple[Section, ...], source: Source) -> tuple[Section, ...]:
    """The sections with the levels that the numbers of their headings say: 一、（一）1.（1）.

    In Markdown all bold run-in headings have the same level, whatever their numbers are. A `###`
    line can only go further down. A bold heading without a number is below the others in two cases:
    it directly follows a heading without text, or it is between two headings that have numbers or
    their own lines, the first of which is not `###`. Otherwise it is on the level of the others,
    and above each `###`.
    """
    headed = [section for section in sections if section.heading]
    levels = iter(_levels(headed, _ranks(headed, source)))
    return tuple(replace(each, level=next(levels)) if each.heading else each for each in sections)


def _levels(headed: Sequence[Section], ranks: Sequence[int]) -> list[int]:
    """The level of each heading, 2 for the highest. The lowest ones are below what they follow."""
    order = sorted(set(ranks))
    levels = [
        max(section.level, 2 + order.index(rank))
        for section, rank in zip(headed, ranks, strict=True)
    ]
    above = [
        level
        for (rank, following), level in zip(pairwise(ranks), levels, strict=False)
        if rank != _LOWEST == following
    ]
    lowest = max(above, default=0) + 1
    return [
        max(level, lowest) if rank == _LOWEST else level
        for rank, level in zip(ranks, levels, strict=True)
    ]


def _ranks(headed: Sequence[Section], source: Source) -> list[int]:
    """The rank of each heading; a smaller number is a higher rank."""
    numbers = [number_of(each.heading_text) for each in headed]
    counted = [number.level for number in numbers if number]
    top = min(counted, default=_TOP)
    lines = [source.text.startswith("#", each.span.start) for each in headed]
    plain = [not number and not line for number, line in zip(numbers, lines, strict=True)]
    below = _LOWEST if _stand_below(headed, plain) else top
    return [
        number.level if number else below if bold else top
        for number, bold in zip(numbers, plain, strict=True)
    ]


def _stand_below(headed: Sequence[Section], plain: Sequence[bool]) -> bool:
    """Whether the headings without a number or line of their own are below those that have one."""
    others = [at for at, bold in enumerate(plain) if not bold]
    high = [at for at in others if headed[at].level == 2]  # what is under bold ones bounds none
    between = any(plain[at] for at in range(high[0], others[-1])) if high else False
    under = any(
        not one.blocks and two and not bold
        for one, (bold, two) in zip(headed, pairwise(plain), strict=False)
    )
    return between or under


def _issue(
    sheet: IssueSheet, serial: Serial, articles: tuple[Article, ...], publication: Publication
) -> Issue:
    assert sheet.dated is not None
    return Issue(
        publication=publication,
        source=sheet.source,
        serial=serial,
        dated=sheet.dated,
        topic=sheet.topic.text if sheet.topic else "",
        articles=articles,
        editor_note=sheet.editor_note,
        distribution=sheet.distribution,
        visibility=sheet.visibility,
        whole_number=sheet.whole_number,
        secrecy=sheet.secrecy,
        copy_number=sheet.copy_number,
        notice=sheet.notice,
        profile=sheet.profile.text if sheet.profile else _profile(serial, publication),
        fit=sheet.fit,
        lines=sheet.lines,
        status=sheet.status,
    )


def _profile(serial: Serial, publication: Publication) -> str:
    """The profile of an issue whose sheet names none: that of its series, or of the office."""
    series = publication.series_marked(serial.mark)
    return (series.profile if series else "") or publication.house.profile


def repeated_numbers(loaded: Iterable[Loaded]) -> tuple[Diagnostic, ...]:
    """Faults for two issues with the same number in the same series and year."""
    first: dict[Serial, str] = {}
    faults: list[Diagnostic] = []
    for each in loaded:
        sheet = each.sheet
        if sheet is None or sheet.serial is None:
            continue
        key = sheet.serial
        if key in first:
            faults.append(
                error(
                    "I006",
                    sheet.source,
                    Span(0, 0),
                    f"期号 {key.name} 用了两次",
                    f"{first[key]} 已用，改成没有用过的期号",
                )
            )
        first.setdefault(key, sheet.source.path)
    return tuple(faults)

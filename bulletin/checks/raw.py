"""Making the prepared view from raw text: a whole issue taken from a PDF or pasted from a mail.

The parts of an issue are recognized by their marks: 第116期 and a date before the articles,
contents whose lines begin with a dash, articles that begin with □, and 报：送：发： at the end.
Bold is `**`. Text without any □ is prose: every paragraph is checked, and no structure is expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from bulletin.checks.lists import HouseLists
from bulletin.checks.manuscripts import Fragment, join_torn, passage_from
from bulletin.checks.view import (
    SENTENCE_ENDS,
    Manuscript,
    ManuscriptArticle,
    Passage,
    PassageRole,
    Stretch,
)
from bulletin.frame import LABEL, number_pattern
from bulletin.markdown import Seam, Wrapping, line_width, seams
from bulletin.meaning import day_of
from bulletin.model import REGULAR, Publication, Serial
from bulletin.past import NO_PAST, PastIndex
from bulletin.patterns import pattern_of
from bulletin.secrecy import mark_in, spelled
from bulletin.source import Source, Span
from bulletin.unit_names import units_called

LONGEST_HARD_LINE = 60
"""Characters. If no line of a text is longer, a program broke it into lines."""

_ARTICLE = pattern_of(r"(?:\*\*)?[□■◆◇▲●◎★☆]\s*")
_BULLET = pattern_of(r"(?:[-*•·–—]\s+|[0-9]{1,2}[.．、]\s*)(?=\S)")
_CONTENTS_HEAD = pattern_of(r"[【\[]?(?:目\s*录|本期要目|本期导读)[】\]]?[:：]?\Z")
_DISTRIBUTION = pattern_of(f"{LABEL}：")
_IMPRINT = pattern_of(r"(?:责任编辑|核稿|签发|编辑|电话|共印)[：0-9]")
_NUMBER = r"(SERIES)?\s*第\s*([0-9]{1,7})\s*期"
_DAY = pattern_of(r"([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日", re.ASCII)
_HEAD = pattern_of(r"([^：。，；“”]{2,40})：")
_TITLE_END = pattern_of(f"[{SENTENCE_ENDS}]")
_BOLD = pattern_of(r"\*\*")


class RawLine(NamedTuple):
    """A line of the text without white space at its ends."""

    text: str
    offset: int
    after_blank: bool


@dataclass(frozen=True)
class _RawParts:
    """The lines of the text, sorted by the part of the issue that they belong to."""

    masthead: list[Passage] = field(default_factory=list)
    contents: list[Passage] = field(default_factory=list)
    prose: list[Passage] = field(default_factory=list)
    articles: list[list[Passage]] = field(default_factory=list)
    colophon: list[Passage] = field(default_factory=list)


def raw_copy(
    source: Source,
    publication: Publication,
    house: HouseLists,
    past: PastIndex = NO_PAST,
    folder: str = "",
) -> Manuscript:
    """The prepared view of raw text; `folder` names its issue, even if the text says otherwise."""
    publication = publication.of(folder) if folder else _whose(source, publication)
    pattern = number_pattern(_NUMBER, publication.series)
    parts = _sorted(source, tuple(_lines(source)), pattern)
    body = (*parts.prose, *(each for passages in parts.articles for each in passages))
    articles = tuple(
        _article(f"第{place}篇", join_torn(passages, body), publication)
        for place, passages in enumerate(parts.articles, start=1)
    )
    prose = join_torn(parts.prose, body)
    number, numbered = _first(parts.masthead, pattern)
    dated, dated_at = _first(parts.masthead, _DAY)
    marks = (spelled(mark) or mark for line in parts.masthead if (mark := mark_in(line.text)))
    serial = _serial(number, dated, publication, folder) if number else None
    return Manuscript(
        source=source,
        publication=publication,
        house=house,
        articles=articles,
        passages=(
            *parts.masthead,
            *parts.contents,
            *prose,
            *(passage for article in articles for passage in article.passages),
            *parts.colophon,
        ),
        contents=tuple(passage.whole for passage in parts.contents),
        raw=True,
        name=folder or (serial.name if serial else ""),
        serial=serial,
        dated=_date(dated) if dated else None,
        number_place=numbered,
        dated_place=dated_at,
        secrecy=next(marks, ""),
        past=past,
    )


LINES_OF_MASTHEAD = 12
"""The lines at the start of a text in which the name of its publication is looked for."""


def _whose(source: Source, publication: Publication) -> Publication:
    """The publication of the workspace whose name is in the masthead; the first without one."""
    heads = ("".join(line.split()) for line in source.text.splitlines()[:LINES_OF_MASTHEAD])
    named = [("".join(each.name.split()), each) for each in publication.longest_name_first]
    found = (each for head in heads for name, each in named if head.startswith(name))
    return next(found, publication)


def _serial(
    number: re.Match[str], dated: re.Match[str] | None, publication: Publication, folder: str
) -> Serial:
    """The number from the masthead, with the year of the folder or else of the date."""
    home = Serial.named(folder)
    series = publication.series_called(number[1] or "") or REGULAR
    year = home.year if home else publication.counted_in(_date(dated) if dated else None)
    own, short_name = int(number[2]), publication.short_name
    return Serial(series.mark, year, own, series.name, publication=short_name)


# -- Lines ----------------------------------------------------------------------------------------


def _lines(source: Source) -> Iterator[RawLine]:
    """The lines that are not empty. Hard-wrapped lines are joined later, like torn paragraphs."""
    blank = True
    for start, end in source.ended_lines():
        whole = source.text[start:end]
        text = whole.strip()
        if text:
            yield RawLine(text, start + len(whole) - len(whole.lstrip()), blank)
        blank = not text


def _fragments(lines: Iterable[RawLine]) -> Iterator[Fragment]:
    """The characters of lines without markup for bold. A last mark without a partner is text."""
    for line in lines:
        marks = [match.start() for match in _BOLD.finditer(line.text)]
        if len(marks) % 2:
            marks.pop()
        at, bold = 0, False
        for mark in (*marks, len(line.text)):
            yield Fragment(line.text[at:mark], line.offset + at, bold)
            at, bold = mark + 2, not bold


def _sorted(source: Source, lines: tuple[RawLine, ...], number: re.Pattern[str]) -> _RawParts:
    """Sort the lines into masthead, contents, articles and colophon."""
    parts = _RawParts()
    first = next((at for at, line in enumerate(lines) if _ARTICLE.match(line.text)), len(lines))
    head, body = lines[:first], lines[first:]
    if not body:
        head, body = _without_articles(lines, number)
    for line in head:
        role, into = _head_place(line, parts)
        bullet = _BULLET.match(line.text)
        cut = bullet.end() if bullet and role is PassageRole.CONTENTS else 0
        into.append(passage_from(source, role, _fragments((_cut(line, cut),))))
    for group in _paragraphs(body):
        _take_body(source, parts, group)
    return parts


def _without_articles(
    lines: tuple[RawLine, ...], number: re.Pattern[str]
) -> tuple[tuple[RawLine, ...], tuple[RawLine, ...]]:
    """The masthead and the prose of a text without □; it has a masthead if a line has a number."""
    for at, line in enumerate(lines[:12]):
        if number.fullmatch(line.text):
            return lines[: at + 1], lines[at + 1 :]
    return (), lines


def _cut(line: RawLine, count: int) -> RawLine:
    return RawLine(line.text[count:], line.offset + count, line.after_blank)


def _head_place(line: RawLine, parts: _RawParts) -> tuple[PassageRole, list[Passage]]:
    if _CONTENTS_HEAD.match(line.text):
        return PassageRole.MASTHEAD, parts.masthead
    if _BULLET.match(line.text) and "：" in line.text:
        return PassageRole.CONTENTS, parts.contents
    if len(line.text) > LONGEST_HARD_LINE or line.text.endswith("。"):
        return PassageRole.TEXT, parts.prose
    return PassageRole.MASTHEAD, parts.masthead


def _paragraphs(lines: tuple[RawLine, ...]) -> Iterator[tuple[RawLine, ...]]:
    """The lines of each paragraph: a single line, or several if a program broke the text."""
    hard = lines and max(len(line.text) for line in lines) <= LONGEST_HARD_LINE
    wrapping = Wrapping(max(line_width(line.text) for line in lines)) if hard else None
    if wrapping is None:
        yield from ((line,) for line in lines)
        return
    for group in _unparted(lines):
        start = 0
        ends = (*seams([line.text for line in group], wrapping), Seam.APART)
        for at, seam in enumerate(ends, start=1):
            if seam is not Seam.TOGETHER:
                yield group[start:at]
                start = at


def _unparted(lines: tuple[RawLine, ...]) -> Iterator[tuple[RawLine, ...]]:
    """The groups of lines without an empty line between them, of one article or part each."""
    group: list[RawLine] = []
    for line in lines:
        parts = (_ARTICLE, _DISTRIBUTION)
        row = _ROW.match(line.text) or (group and _ROW.match(group[-1].text))
        begins = line.after_blank or any(part.match(line.text) for part in parts)
        if group and (begins or row):
            yield tuple(group)
            group = []
        group.append(line)
    if group:
        yield tuple(group)


_ROW = pattern_of(r"\|.*\|\Z|[^\t]*\t")
"""A row of a table, which stands by itself."""


def _take_body(source: Source, parts: _RawParts, lines: tuple[RawLine, ...]) -> None:
    """Add one paragraph of the body to the article or other part that it belongs to."""
    first = lines[0].text
    marker = _ARTICLE.match(first)
    if marker:
        bold = first.startswith("**")
        cut = marker.end() - (2 if bold else 0)
        head = RawLine(("**" if bold else "") + first[marker.end() :], lines[0].offset + cut, False)
        parts.articles.append(
            [passage_from(source, PassageRole.TEXT, _fragments((head, *lines[1:])))]
        )
        return
    passage = passage_from(source, PassageRole.TEXT, _fragments(lines))
    if _DISTRIBUTION.match(first) or (_IMPRINT.match(first) and parts.articles):
        colophon = passage_from(source, PassageRole.DISTRIBUTION, _fragments(lines))
        parts.colophon.append(colophon)
    elif parts.articles and not parts.colophon:
        parts.articles[-1].append(passage)
    else:
        parts.prose.append(passage)


def _first(
    passages: list[Passage], pattern: re.Pattern[str]
) -> tuple[re.Match[str] | None, Stretch | None]:
    for passage in passages:
        if match := pattern.search(passage.text):
            return match, passage.stretch(*match.span())
    return None, None


def _date(match: re.Match[str]) -> date | None:
    return day_of(int(match[1]), int(match[2]), int(match[3]))


# -- Articles -------------------------------------------------------------------------------------


def _article(
    name: str, passages: tuple[Passage, ...], publication: Publication
) -> ManuscriptArticle:
    """An article whose first passage begins with unit and title."""
    first = passages[0]
    head = _HEAD.match(first.text)
    if head is None:
        return ManuscriptArticle(name, None, None, True, None, passages)
    end = _TITLE_END.search(first.text, head.end())
    title = first.stretch(head.end(), end.start() if end else len(first.text))
    unit = first.stretch(*head.span(1))
    cover = next((span for span in first.bold if span.start <= 0 and span.end >= title.end), None)
    merged = _merged(first, title, cover)
    known = units_called(unit.text, publication)
    return ManuscriptArticle(
        name="、".join(each.name for each in known) or name,
        unit=unit,
        title=title,
        title_bold=cover is not None,
        merged=merged,
        passages=passages,
    )


def _merged(first: Passage, title: Stretch, cover: Span | None) -> Stretch | None:
    """The bold stretch that contains the title and more than its end mark; None if there is
    none."""
    if cover is None or cover.end <= title.end + 1:
        return None
    return first.stretch(cover.start, cover.end)

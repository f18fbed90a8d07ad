"""Making the prepared view (`Manuscript`) from what was read of an issue's folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import unquote

from bulletin.checks.lists import HouseLists
from bulletin.checks.view import (
    Anchor,
    CellPlace,
    Manuscript,
    ManuscriptArticle,
    Passage,
    PassageRole,
    Stretch,
)
from bulletin.fields import ISSUE_FIELDS, SPECIAL, SUBMISSION_FIELDS
from bulletin.front_matter import Entries, compose, front_entries, in_english, split
from bulletin.load import Loaded
from bulletin.markdown import read_copy
from bulletin.model import (
    Attachment,
    Block,
    Figure,
    Flow,
    Footnote,
    Inline,
    IssueSheet,
    Item,
    LineBreak,
    Link,
    Paragraph,
    Publication,
    Section,
    Strong,
    Submission,
    Table,
    Text,
    Visibility,
    walk,
    walk_items,
)
from bulletin.past import PastIndex
from bulletin.source import Source, Span
from bulletin.tearing import is_torn, may_go_on

PROSE = ("title", "topic")
"""The fields of front matter that are prose. The others are names and are not checked as prose."""


class Fragment(NamedTuple):
    """Characters of one style, and the offset in the file at which they begin."""

    text: str
    offset: int
    bold: bool = False


def passage_from(source: Source, role: PassageRole, fragments: Iterable[Fragment]) -> Passage:
    """The passage that consists of the fragments."""
    parts: list[str] = []
    anchors: list[Anchor] = []
    bold: list[Span] = []
    at = 0
    for text, offset, strong in fragments:
        if not text:
            continue
        goes_on = anchors and anchors[-1].offset + at - anchors[-1].at == offset
        if not goes_on:
            anchors.append(Anchor(at, offset))
        if strong and goes_on and bold and bold[-1].end == at:
            bold[-1] = Span(bold[-1].start, at + len(text))
        elif strong:
            bold.append(Span(at, at + len(text)))
        parts.append(text)
        at += len(text)
    return Passage(source, role, "".join(parts), tuple(anchors) or (Anchor(0, 0),), tuple(bold))


# -- Torn paragraphs -------------------------------------------------------------------------------


MOST_CHANCE = 1
"""Up to so many certain tears in one copy may be accidental. If there are more, the copy came from
pages, and page ends tore it."""


def join_torn(
    passages: Iterable[Passage], copy: Iterable[Passage] | None = None
) -> tuple[Passage, ...]:
    """Join passages that were certainly torn apart in the middle of a sentence.

    `copy` are all passages from the same pages (by default `passages`). They help to decide: a torn
    word often occurs whole elsewhere, and if a text is torn in many places, it is probably torn
    wherever it looks so.
    """
    every = tuple(passages)
    tears = _Tears(tuple(copy) if copy is not None else every)
    joined: list[Passage] = []
    for passage in every:
        if joined and tears.part(joined[-1], passage):
            joined[-1] = _together(joined[-1], passage)
        else:
            joined.append(passage)
    return tuple(joined)


class _Tears:
    """What is known about the tears of a copy."""

    def __init__(self, copy: tuple[Passage, ...]) -> None:
        self.copy = copy

    @cached_property
    def pairs(self) -> frozenset[str]:
        """All pairs of adjacent characters in the copy."""
        texts = (each.text for each in self.copy)
        return frozenset(text[at : at + 2] for text in texts for at in range(len(text) - 1))

    @cached_property
    def are_many(self) -> bool:
        """Whether there are so many tears that page ends must have caused them."""
        certain = (self._is_certain(one, two) for one, two in pairwise(self.copy))
        return sum(certain) > MOST_CHANCE

    def part(self, one: Passage, two: Passage) -> bool:
        """Whether the two passages are one torn paragraph."""
        if not _are_text(one, two) or not may_go_on(_tail(one), two.text):
            return False
        return self._is_certain(one, two) or self.are_many

    def _is_certain(self, one: Passage, two: Passage) -> bool:
        return _are_text(one, two) and is_torn(
            _tail(one), two.text, lambda seam: seam in self.pairs
        )


def _ends_with_image(passage: Passage) -> bool:
    """Whether an image follows the last character of a passage on the same line."""
    text, end = passage.source.text, passage.offset(len(passage.text))
    behind = re.split("[\r\n]", text[end : end + LONGEST_IMAGE], maxsplit=1)[0]
    return re.match(r"[*\s]*!\[", behind) is not None


LONGEST_IMAGE = 8
"""How many characters after a text are searched for the beginning of an image."""


def _tail(passage: Passage) -> str:
    """The text after the last tear."""
    return passage.text[passage.joints[-1] :] if passage.joints else passage.text


def _are_text(one: Passage, two: Passage) -> bool:
    """Whether two passages may be one paragraph: both are text, the second does not begin with a
    heading, and the first does not end with an image."""
    if _ends_with_image(one):
        return False
    if one.role is not PassageRole.TEXT or two.role is not PassageRole.TEXT or not two.text:
        return False
    return not (two.bold and two.bold[0].start == 0)


def _together(one: Passage, two: Passage) -> Passage:
    shift = len(one.text)
    return Passage(
        one.source,
        one.role,
        one.text + two.text,
        (*one.anchors, *(Anchor(at + shift, offset) for at, offset in two.anchors)),
        (*one.bold, *(Span(span.start + shift, span.end + shift) for span in two.bold)),
        (*one.joints, shift, *(at + shift for at in two.joints)),
    )


# -- Markdown --------------------------------------------------------------------------------------


def _fragments(inlines: tuple[Inline, ...], bold: bool = False) -> Iterator[Fragment]:
    for inline in inlines:
        if isinstance(inline, Text):
            yield Fragment(inline.text, inline.span.start, bold)
        elif isinstance(inline, LineBreak):
            yield Fragment("\n", inline.span.start)
        elif not isinstance(inline, Footnote):
            yield from _fragments(inline.children, bold or isinstance(inline, Strong))


def _footnotes(source: Source, inlines: tuple[Inline, ...]) -> Iterator[Passage]:
    for inline in inlines:
        if isinstance(inline, Footnote):
            yield passage_from(source, PassageRole.NOTE, _fragments(inline.children))
        elif not isinstance(inline, Text | LineBreak):
            yield from _footnotes(source, inline.children)


def section_passages(source: Source, sections: tuple[Section, ...]) -> tuple[Passage, ...]:
    """The paragraphs of the sections in the order of the file. A footnote follows its paragraph."""
    read: list[Passage] = []
    flow: list[Fragment] = []
    notes: list[Passage] = []

    def close() -> None:
        if flow:
            read.append(passage_from(source, PassageRole.TEXT, flow))
            flow.clear()
        read.extend(notes)
        notes.clear()

    def take(inlines: tuple[Inline, ...], start: int, bold: bool = False) -> None:
        if flow and _apart(source.text, flow[-1].offset + len(flow[-1].text), start):
            close()
        flow.extend(_fragments(inlines, bold))
        notes.extend(_footnotes(source, inlines))

    for section in sections:
        if source.text.startswith("#", section.span.start) and section.heading:
            close()
            read.append(passage_from(source, PassageRole.HEADING, _fragments(section.heading)))
        elif section.heading:
            take(section.heading, section.span.start, bold=True)
            flow.extend(_stop_of(source, section.heading))
        for block in section.blocks:
            if isinstance(block, Paragraph):
                take(block.children, block.span.start)
            else:
                close()
                read.extend(_block_passages(source, block))
    close()
    return tuple(read)


def _apart(text: str, end: int, start: int) -> bool:
    """Whether there is a line end between two offsets, so that they belong to two paragraphs."""
    between = text[end:start]
    return "\n" in between or "\r" in between


def _stop_of(source: Source, heading: tuple[Inline, ...]) -> Iterator[Fragment]:
    """The 。 of a run-in heading, which is not part of the heading in the model."""
    *_, last = _fragments(heading)
    end = last.offset + len(last.text)
    if source.text.startswith("。", end):
        yield Fragment("。", end, True)


def _block_passages(source: Source, block: Block) -> Iterator[Passage]:
    marker = ""
    for each, depth in walk_items((block,)):
        if isinstance(each, Item):
            marker = (each.marker or marker) if each.blocks else ""
            continue
        for passage in _own_passages(source, each):
            in_item = replace(passage, role=PassageRole.ITEM, marker=marker, depth=depth)
            yield in_item if depth else passage
            marker = ""


def _own_passages(source: Source, block: Block) -> Iterator[Passage]:
    if isinstance(block, Paragraph):
        yield passage_from(source, PassageRole.TEXT, _fragments(block.children))
        yield from _footnotes(source, block.children)
    elif isinstance(block, Table):
        for number, row in enumerate(block.printed):
            for cell in row:
                passage = passage_from(source, PassageRole.CELL, _fragments(cell.children))
                yield replace(passage, cell=CellPlace(block.span.start, number))
    elif isinstance(block, Figure):
        yield from _caption(source, block)


def _caption(source: Source, figure: Figure) -> Iterator[Passage]:
    at = source.text.find(figure.caption, figure.span.start, figure.span.end)
    if figure.caption and at >= 0:
        yield passage_from(source, PassageRole.NOTE, (Fragment(figure.caption, at),))


def _field(source: Source, role: PassageRole, text: Text | None) -> Passage | None:
    return _fields(source, role, (text,) if text else ())


def _fields(source: Source, role: PassageRole, texts: tuple[Text, ...]) -> Passage | None:
    """The texts as one passage, with 、 between them, each at its own place."""
    fragments: list[Fragment] = []
    for text in texts:
        if fragments:
            fragments.append(Fragment("、", text.span.start - 1))
        fragments.append(Fragment(text.text, text.span.start))
    return passage_from(source, role, tuple(fragments)) if any(map(str, texts)) else None


def _article(submission: Submission) -> ManuscriptArticle:
    source = submission.source
    units = (submission.byline,) if submission.byline else submission.unit_texts
    unit = _fields(source, PassageRole.TITLE, units)
    title = _field(source, PassageRole.TITLE, submission.title)
    return ManuscriptArticle(
        name=submission.name,
        unit=unit.whole if unit else None,
        title=title.whole if title else None,
        title_bold=True,
        merged=None,
        passages=join_torn(section_passages(source, submission.sections)),
        attachments=tuple(map(_attachment, submission.attachments)),
    )


def _attachment(attachment: Attachment) -> ManuscriptArticle:
    """An attachment as a text of its own, without unit."""
    fragments = tuple(_fragments(attachment.heading))
    title = passage_from(attachment.source, PassageRole.TITLE, fragments)
    return ManuscriptArticle(
        name=attachment.label,
        unit=None,
        title=title.whole,
        title_bold=True,
        merged=None,
        passages=join_torn(section_passages(attachment.source, attachment.sections)),
    )


def _article_passages(article: ManuscriptArticle) -> Iterator[Passage]:
    if article.title is not None and article.title.passage not in article.passages[:1]:
        yield article.title.passage
    yield from article.passages
    for attachment in article.attachments:
        yield from _article_passages(attachment)


def _in_order(loaded: Loaded) -> tuple[Submission, ...]:
    """The submissions in the order of the issue; those missing from the order come last."""
    order = loaded.sheet.order if loaded.sheet else None
    places = {name.text.removesuffix(".md"): at for at, name in enumerate(order or ())}
    return tuple(
        sorted(loaded.submissions, key=lambda each: (places.get(each.name, len(places)), each.name))
    )


# -- What stands beside the passages ---------------------------------------------------------------


def _held(source: Source, text: str, within: Span | None = None) -> Iterator[Passage]:
    """A text that the page contains, placed where it is in the file, or at the start of
    `within`."""
    start, end = (within.start, within.end) if within else (0, len(source.text))
    if text:
        at = source.text.find(text, start, end)
        yield passage_from(source, PassageRole.MASTHEAD, (Fragment(text, max(at, start)),))


def _sections_beside(source: Source, sections: tuple[Section, ...]) -> Iterator[Passage]:
    for section in sections:
        yield from _addresses(source, section.heading)
        if source.text.startswith("#", section.span.start):
            yield from _footnotes(source, section.heading)
        yield from _blocks_beside(source, section.blocks)


def _blocks_beside(source: Source, blocks: tuple[Block, ...]) -> Iterator[Passage]:
    for block in walk(blocks):
        if isinstance(block, Paragraph):
            yield from _addresses(source, block.children)
        elif isinstance(block, Table):
            for cell in (cell for row in (block.head, *block.rows) for cell in row):
                yield from _addresses(source, cell.children)
                yield from _footnotes(source, cell.children)
        elif isinstance(block, Figure):
            unplaced = "" if any(_caption(source, block)) else block.caption
            for text in (block.alternative, block.path, unplaced):
                yield from _held(source, text, block.span)


def _addresses(source: Source, inlines: tuple[Inline, ...]) -> Iterator[Passage]:
    """The addresses of links, which a page contains although nobody sees them."""
    for inline in inlines:
        if isinstance(inline, Link):
            behind = Span(inline.span.start, len(source.text))
            yield from _held(source, unquote(inline.address), behind)
        if not isinstance(inline, Text | LineBreak):
            yield from _addresses(source, inline.children)


def _submission_beside(submission: Submission) -> Iterator[Passage]:
    source = submission.source
    yield from filter(None, (_fields(source, PassageRole.MASTHEAD, submission.unit_texts),))
    yield from filter(None, (_field(source, PassageRole.MASTHEAD, submission.byline),))
    for line in submission.lines:
        yield from _held(source, line.said)
    yield from _sections_beside(source, submission.sections)
    for each in submission.attachments:
        yield from _sections_beside(each.source, each.whole)


def _sheet_beside(sheet: IssueSheet, publication: Publication) -> Iterator[Passage]:
    facts = publication.source or sheet.source
    for text in (sheet.notice, sheet.copy_number, *(each.said for each in sheet.lines)):
        yield from _held(sheet.source if text in sheet.source.text else facts, text)
    for _, _, levels in sheet.distribution.lines:
        for level in levels.removesuffix("。").split("，"):
            yield from _held(sheet.source if level in sheet.source.text else facts, level)
    names = (name for unit in publication.units for name in (unit.name, *unit.aliases))
    printed = (publication.name, publication.issuer, publication.site_title, publication.base_url)
    for text in (*printed, *names):
        yield from _held(facts, text)
    yield from _sections_beside(sheet.source, sheet.editor_note)


def _body_start(source: Source) -> int:
    """Where the body of a file begins; the end of the file if it has only fields."""
    parts, faults = split(source)
    return len(source.text) if faults else parts.body.start


def printed_passages(copy: Manuscript) -> tuple[Passage, ...]:
    """All that the pages of a copy print: its passages, and the text from its fields.

    The descriptions and file names of images and the addresses of links are not printed.
    """
    bodies = {source: _body_start(source) for source in {each.source for each in copy.beside}}
    fields = (
        each
        for each in copy.beside
        if each.role is PassageRole.NOTE or each.offset(0) < bodies[each.source]
    )
    return (*copy.passages, *fields)


# -- The views -------------------------------------------------------------------------------------


def issue_copy(
    loaded: Loaded, publication: Publication, house: HouseLists, past: PastIndex
) -> Manuscript:
    """The prepared view of an issue's folder."""
    publication = publication.of(loaded.name)
    sheet = loaded.sheet
    submissions = _in_order(loaded)
    prints_unit = len(submissions) > 1 or not _titles_own_line(sheet, publication)
    articles = tuple(map(_article, submissions))
    passages = tuple(passage for article in articles for passage in _article_passages(article))
    beside = tuple(passage for each in submissions for passage in _submission_beside(each))
    if sheet is None:
        source = submissions[0].source if submissions else Source("", "")
        return Manuscript(
            source,
            publication,
            house,
            articles,
            passages,
            beside=beside,
            name=loaded.name,
            unit_printed=prints_unit,
            past=past,
        )
    topic = _field(sheet.source, PassageRole.TITLE, sheet.topic)
    note = join_torn(section_passages(sheet.source, sheet.editor_note))
    lines = _lines_of_fields(sheet.source)
    return Manuscript(
        source=sheet.source,
        publication=publication,
        house=house,
        articles=articles,
        passages=(*((topic,) if topic else ()), *note, *passages),
        beside=(*_sheet_beside(sheet, publication), *beside),
        name=loaded.name,
        serial=sheet.serial,
        dated=sheet.dated,
        number_place=lines.get("number"),
        dated_place=lines.get("date"),
        whole_number=sheet.whole_number,
        whole_number_place=lines.get("whole_number"),
        public=sheet.visibility is Visibility.PUBLIC,
        secrecy=sheet.secrecy,
        unit_printed=prints_unit,
        past=past,
    )


def _titles_own_line(sheet: IssueSheet | None, publication: Publication) -> bool:
    """Whether titles have a line of their own, without the unit before them (`Flow.LINES`)."""
    office = publication.house
    profile = sheet.profile if sheet and sheet.profile else office.profile
    return str(profile) == SPECIAL or office.sections is Flow.LINES


def _lines_of_fields(source: Source) -> dict[str, Stretch]:
    """The line on which each field of an issue's sheet begins, by the field's English name."""
    found: dict[str, Stretch] = {}
    for key, _ in front_entries(source, ISSUE_FIELDS).entries:
        line = source.place(key.span.start).line
        fragment = Fragment(source.line(line), source.line_starts[line - 1])
        place = passage_from(source, PassageRole.MASTHEAD, (fragment,)).whole
        found.setdefault(key.text, place)
    return found


def submission_copy(
    submission: Submission,
    publication: Publication,
    house: HouseLists,
    past: PastIndex,
    folder: str = "",
) -> Manuscript:
    """The prepared view of one submission; `folder` names the issue that it belongs to."""
    article = _article(submission)
    return Manuscript(
        source=submission.source,
        publication=publication.of(folder),
        house=house,
        articles=(article,),
        passages=tuple(_article_passages(article)),
        beside=tuple(_submission_beside(submission)),
        unit_printed=False,
        name=folder,
        past=past,
    )


# -- One file, for its words alone ----------------------------------------------------------------


def file_copy(source: Source, publication: Publication, house: HouseLists) -> Manuscript | None:
    """The prepared view of the words of any Markdown file, whatever its fields mean.

    Every text of the front matter is a passage. Those that are not prose (names, dates, files) get
    the role of the masthead. The result is None if the front matter cannot be read.
    """
    parts, faults = split(source)
    entries, composed = compose(source, parts.front)
    if faults or composed:
        return None
    fields = {
        key.text: _field(
            source, PassageRole.TITLE if key.text in PROSE else PassageRole.MASTHEAD, text
        )
        for key, text in _scalars(in_english(entries, SUBMISSION_FIELDS))
    }
    title, unit = fields.get("title"), fields.get("unit")
    body = section_passages(source, read_copy(source, parts.body).sections)
    article = ManuscriptArticle(
        name=source.path,
        unit=unit.whole if unit else None,
        title=title.whole if title else None,
        title_bold=True,
        merged=None,
        passages=join_torn(body),
    )
    front = tuple(passage for passage in fields.values() if passage)
    passages = (*front, *article.passages)
    return Manuscript(source, publication, house, (article,), passages)


def _scalars(entries: Entries, above: str = "") -> Iterator[tuple[Text, Text]]:
    """Every text of the front matter after the path of its keys, such as `colophon.report.0`."""
    for key, node in entries.entries:
        path = Text(f"{above}{key.text}", key.span)
        if isinstance(node, Text):
            yield path, node
        elif isinstance(node, Entries):
            yield from _scalars(node, f"{path.text}.")
        else:
            for at, item in enumerate(node.items):
                inner = Entries(((Text(str(at), key.span), item),), node.span)
                yield from _scalars(inner, f"{path.text}.")

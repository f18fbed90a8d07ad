"""A document to an issue's folder: `issue.md` and a file for each article.

What only a person can decide is not decided; it is reported with its place. Every visible character
of the document is either in the files or in a report.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count, pairwise
from pathlib import Path, PurePosixPath
from typing import Any

from bulletin import own_styles
from bulletin.diagnostics import Diagnostic, Severity, error, in_order, warning
from bulletin.fields import ISSUE_FIELDS, SUBMISSION_FIELDS, is_chinese
from bulletin.frame import MARKER
from bulletin.front_matter import in_chinese
from bulletin.image_files import figures
from bulletin.intake.accounting import Accounting, places_of, shortened, untaken
from bulletin.intake.filing import safe_name
from bulletin.intake.keeping import KeptPictures, kept_original, kept_pictures, with_kept_files
from bulletin.intake.passage import passage_of
from bulletin.intake.pictures import Encoded
from bulletin.intake.received import (
    Box,
    DocumentPart,
    Grid,
    LineOrTable,
    ReceivedDocument,
    ReceivedLine,
    ReceivedPicture,
    lines_of,
)
from bulletin.intake.recognition import Adoption, RecognisedCopy, copy_of
from bulletin.intake.rows import (
    AttachedRows,
    called_once,
    mended,
    rows_of,
    with_whole_notes,
    without_long_links,
)
from bulletin.intake.running_text import running_text_of
from bulletin.intake.whole.articles import (
    Found,
    article_faults,
    article_starts,
    read_article,
)
from bulletin.intake.whole.colophon import (
    ReceivedColophon,
    as_rows,
    colophon_places,
    distribution_fields,
    is_colophon,
    read_colophon,
)
from bulletin.intake.whole.masthead import (
    ContentsLine,
    Masthead,
    other_masthead,
    read_masthead,
    second_masthead,
    tell_masthead,
    whose,
)
from bulletin.intake.whole.own import (
    compare_list,
    is_own,
    own_file,
    own_head,
    own_starts,
    read_own_article,
    without_list,
)
from bulletin.load import ISSUE, shared_folder
from bulletin.markdown import write_front, write_sections
from bulletin.model import REGULAR, SUPPLEMENTS, Publication, Section, Serial, Status
from bulletin.output import create_tree
from bulletin.past import letters
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span
from bulletin.unit_names import units_called
from bulletin.workspace import Workspace

_PAGE_NUMBER = pattern_of(
    r"(?:第?\s*[0-9０-９]{1,4}\s*页?(?:[\s，/]*共?\s*[0-9０-９]{1,4}\s*页?)?|[ivxIVX]{1,5})?"
)
_ROUND_PAGE_NUMBER = string.whitespace + "\xa0\u3000—–―-－·•"


@dataclass(frozen=True)
class Whole:
    """A document recognised as an issue."""

    document: ReceivedDocument
    serial: Serial | None
    """The issue's place in the series; None when the document gives no number."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    """The issue's folder: content by file name; empty when there is no issue to write."""

    articles: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()
    dated: date | None = None
    undeclared: Diagnostic | None = None
    """D367: the number is of a series that the publication does not declare, and how it is."""

    compared: Mapping[str, str] = field(default_factory=dict)
    """What an editor compares with the original: number, day, and the title of each article."""

    sections: tuple[Section, ...] = ()
    """The copy of the editor's note and of all articles; a figure's path is its picture's
    number."""

    used: tuple[Span, ...] = ()
    """The places of words that went into front matter, or were left out."""

    lacks_year: bool = False
    """Whether nobody can know the folder: the publication is numbered by year, and neither a date
    nor a year is printed."""

    @property
    def source(self) -> Source:
        """The text of the document."""
        return self.document.source


def recognise_whole(
    document: ReceivedDocument,
    publication: Publication,
    *,
    content: bytes = b"",
    headings: bool = False,
) -> Whole:
    """The document as an issue; `content` is the file's bytes, which are kept.

    Of several publications in a workspace it is one of that whose name it bears.

    With `headings`, a sentence that looks like a run-in heading whose bold was lost becomes one;
    otherwise it is only reported.
    """
    if not document.parts:
        return Whole(document, None, diagnostics=document.diagnostics)
    accounting = Accounting(document.source, list(document.diagnostics))
    parts = tuple(_flattened(document.parts))
    own = is_own(parts)
    named = whose(parts, publication)
    if named is None:
        return Whole(
            document, None, diagnostics=(*document.diagnostics, _of_none(document, publication))
        )
    others = tuple(each for each in publication.every if each.short_name != named.short_name)
    publication = named
    until = len(document.source.text)
    if not own:
        parts, until = _first_issue(parts, publication, others, accounting)
    starts = own_starts(parts) if own else article_starts(parts, publication)
    if not starts:
        what = "没有找到稿件，认不出是一期"
        hint = "每篇以 □ 起头，或标题独占一行；单篇来稿不用 --whole"
        fault = error("D340", document.source, Span(0, 0), what, hint)
        return Whole(document, None, diagnostics=(*document.diagnostics, fault))
    reading = _IssueReader(document, accounting, publication, headings, own, until)
    zones = reading.zones(parts, starts)
    head = zones.head
    if head.number is None:
        return Whole(document, None, diagnostics=in_order(accounting.found))
    printed = date(head.year, 12, 31) if head.year else head.dated
    year = publication.counted_in(printed)
    mark, series = head.series.mark, head.series.name
    serial = Serial(mark, year, head.number, series, publication=publication.short_name)
    copies = reading.copies(zones)
    files = _files(reading, serial, zones, copies, content)
    undeclared = _undeclared(reading)
    reading.tell_left_over(copies, parts[starts[0]].span.start if own else 0)
    _tell_undecided(zones.colophon, accounting)
    told = in_order(accounting.found)
    lacks_year = printed is None and publication.yearly_from is not None
    return Whole(
        document,
        serial,
        files,
        len(zones.articles),
        told,
        head.dated,
        undeclared,
        _compared(serial, zones),
        tuple(section for copy in copies for section in copy.sections),
        tuple(accounting.used),
        lacks_year,
    )


def _compared(serial: Serial, zones: _Zones) -> dict[str, str]:
    """What an editor compares with the original before the copy."""
    dated = {"日期": zones.head.dated.isoformat()} if zones.head.dated else {}
    articles = {
        f"第{place}篇": f"{each.byline or each.unit}：{each.title}"
        for place, each in enumerate(zones.articles, start=1)
    }
    return {"期号": serial.label, **dated, **articles}


def _of_none(document: ReceivedDocument, publication: Publication) -> Diagnostic:
    """D365: no publication of the workspace is named, so nobody knows whose issue it is."""
    names = "、".join(each.name for each in publication.every)
    what = f"没有找到报头名称（{names}），不知道是哪一种刊物的"
    hint = "在报头补上名称，独占一行，再导入"
    return error("D365", document.source, Span(0, 0), what, hint)


def _first_issue(
    parts: tuple[LineOrTable, ...],
    publication: Publication,
    others: Sequence[Publication],
    accounting: Accounting,
) -> tuple[tuple[LineOrTable, ...], int]:
    """The parts before a second issue begins, and where it does; that issue is reported and not
    read."""
    at, number = min(second_masthead(parts, publication), other_masthead(parts, others))
    if at == len(parts):
        return parts, len(accounting.source.text)
    what = f"从这里起是另一期（第{number}期），没有导入；一个文件只收一期"
    hint = "把这一期另存成一个文件，再导入一次"
    accounting.tell("D356", Severity.ERROR, parts[at].span, what, hint)
    return parts[:at], parts[at].span.start


def write_whole(whole: Whole, workspace: Workspace) -> Path:
    """Write the issue's folder, which must not be there yet, all of it or nothing.

    Raises FileExistsError when it is there, or when a year and an issue would have the same folder
    (`shared_folder`), and OSError when the disk cannot be written.
    """
    assert whole.serial is not None
    folder = workspace.issues / whole.serial.folder
    if shared_folder(workspace, whole.serial):
        raise FileExistsError(folder)
    create_tree(folder, dict(whole.files))
    return folder


def _flattened(parts: Sequence[DocumentPart]) -> Iterator[LineOrTable]:
    """The lines and tables in order; a frame, and the table of a colophon, are taken apart into
    lines."""
    for part in parts:
        if isinstance(part, Box):
            yield from _flattened(part.parts)
        elif isinstance(part, Grid) and any(map(_is_frame, lines := tuple(lines_of((part,))))):
            yield from as_rows(lines)
        elif isinstance(part, Grid) or passage_of(part).runs:
            yield part


def _is_frame(line: ReceivedLine) -> bool:
    """Whether a line in a table shows that articles or the colophon are set in it."""
    if line.style in own_styles.NO_HEAD:
        return False
    return is_colophon(line.text.strip()) or MARKER.match(line.text) is not None


@dataclass(frozen=True)
class _Zones:
    """The parts of an issue."""

    head: Masthead
    note: tuple[LineOrTable, ...]
    """The editor's note."""

    articles: tuple[Found, ...]
    colophon: ReceivedColophon


@dataclass(frozen=True)
class _IssueReader:
    """One document being read as an issue."""

    document: ReceivedDocument
    accounting: Accounting
    publication: Publication
    headings: bool
    own: bool
    """Whether it is our own export, whose styles say what is what."""

    until: int
    """Where another issue begins in the text; nothing from there on is read."""

    def zones(self, parts: tuple[LineOrTable, ...], starts: tuple[int, ...]) -> _Zones:
        """Masthead, editor's note, articles and colophon."""
        feet = colophon_places(parts, starts, self.publication, own=self.own)

        def copy(start: int, until: int) -> tuple[LineOrTable, ...]:
            return tuple(parts[at] for at in range(start, until) if at not in feet)

        opening = copy(0, starts[0])
        before = tuple(lines_of(opening))
        note: tuple[LineOrTable, ...] = ()
        if self.own:
            before, note = own_head(opening)
        entries = [line.text for line in before if "：" in line.text or len(line.text) < 60]
        found = tuple(
            self._article(copy(start, until), entries)
            for start, until in pairwise((*starts, len(parts)))
        )
        titles = [each.title for each in found]
        head = read_masthead(before, titles, self.publication, self.accounting)
        self._tell_boxes(copy(starts[0] + 1, len(parts)))
        foot = tuple(lines_of(parts[at] for at in sorted(feet)))
        colophon = read_colophon(foot, self.publication, head, self.accounting)
        tell_masthead(head, self.publication, self.accounting)
        self.accounting.found.extend(_contents_faults(head.contents, found, self))
        if not colophon.levels:
            place = Span(len(self.accounting.source.text), len(self.accounting.source.text))
            hint = "照 publication.yaml 的固定范围印；不同的写进 issue.md 的 distribution"
            self.accounting.tell("D352", Severity.WARNING, place, "没有找到 报：送：发：", hint)
        if not self.own:
            note = tuple(mended(tuple(rows_of(head.note, self.accounting)), self.accounting))
        return _Zones(head, note, found, colophon)

    def _article(self, parts: Sequence[LineOrTable], entries: Sequence[str]) -> Found:
        if self.own:
            return read_own_article(parts, self.publication, self.accounting)
        return read_article(parts, self.publication, self.accounting, entries)

    def copies(self, zones: _Zones) -> tuple[RecognisedCopy, ...]:
        """The copy of the editor's note, and that of each article."""
        texts = [(zones.note, ()), *((each.rows, each.attachments) for each in zones.articles)]
        groups = tuple(
            rows for text, more in texts for rows in (text, *(each.rows for each in more))
        )
        if not self.own:
            groups = without_long_links(groups, self.accounting)
        kept = iter(called_once(groups, self.accounting))
        return tuple(
            self._copy(next(kept), tuple(replace(each, rows=next(kept)) for each in more))
            for _, more in texts
        )

    def _copy(
        self, rows: Sequence[LineOrTable], attachments: Sequence[AttachedRows]
    ) -> RecognisedCopy:
        listed: tuple[ReceivedLine, ...] = ()
        document = self.document
        if self.own:
            rows, listed = without_list(rows)
        else:
            document = with_whole_notes(document)
        adoption = Adoption.ADOPTED if self.headings else Adoption.TOLD
        look = running_text_of(lines_of(document.parts))
        read = copy_of(rows, document, look, attachments, adoption=adoption, own=self.own)
        compare_list(listed, read.sections, self.accounting)
        self.accounting.found.extend(read.told)
        self.accounting.used.extend(read.used)
        return read

    def tell_left_over(self, copies: Sequence[RecognisedCopy], copy_from: int) -> None:
        """Report what the document shows and the issue lacks, each stretch with its place.

        The articles of our own export begin at `copy_from`; the editor's note stands right before.
        """
        document, accounting = self.document, self.accounting
        read = [line for line in lines_of(document.parts) if line.span.start < self.until]
        for line, span in self.untaken(read, copies):
            words = accounting.source.quote(span)
            if not re.search(r"\w", words):  # a rule of dashes, a star behind the secrecy
                words = line.text.strip()
            what = f"没有认出，没有写进文件：{words}"
            hint = "是正文就补进稿件，是报头、版记就补进 issue.md"
            if span.start < copy_from:
                hint = "是编者按就在 Word 里移到目录后面，是报头、专题就写进 issue.md"
            accounting.tell("D353", Severity.WARNING, span, what, hint)
        for number, lines in enumerate(document.footnotes, start=1):
            for _, span in self.untaken(lines, copies):
                what = f"脚注 {number} 没有写进文件：{accounting.source.quote(span)}"
                accounting.tell("D353", Severity.WARNING, span, what, "补进稿件")
        for line in document.running:
            if not _PAGE_NUMBER.fullmatch(line.text.strip(_ROUND_PAGE_NUMBER)):
                what = f"页眉页脚没有写进文件：{line.text.strip()}"
                accounting.tell("D353", Severity.INFO, line.span, what)
        for remark in document.remarks:
            said = f"{remark.author}：{remark.text}".strip("：")
            accounting.tell("D353", Severity.INFO, remark.span, f"批注、修订没有写进文件：{said}")

    def untaken(
        self, lines: Iterable[ReceivedLine], copies: Sequence[RecognisedCopy] = ()
    ) -> list[tuple[ReceivedLine, Span]]:
        """The stretches of lines that are in no file, each with its line."""
        stops = (each.span for each in self.accounting.found if each.code == "D220")
        copied = (span for copy in copies for span in places_of(copy.sections))
        taken = (*self.accounting.used, *stops, *copied)
        return list(untaken(lines, self.document.source, taken))

    def _tell_boxes(self, body: Sequence[LineOrTable]) -> None:
        """Report text boxes whose words stand among the articles' paragraphs."""
        placed = {line.span for line in lines_of(body)}
        for box in _boxes(self.document.parts):
            said = [line for line in lines_of(box.parts) if line.text.strip()]
            if said and said[0].span in placed:
                words = shortened(self.accounting.source.quote(box.span))
                what = f"文本框的文字“{words}”排在它所在的地方"
                self.accounting.tell(
                    "D209", Severity.WARNING, box.span, what, "移到该放的段落，或删去"
                )


def _boxes(parts: Sequence[DocumentPart]) -> Iterator[Box]:
    """The text boxes, each with those inside it."""
    for part in parts:
        if isinstance(part, Box):
            yield part
        elif isinstance(part, Grid):
            for row in part.rows:
                for cell in row:
                    yield from _boxes(cell.lines)


# -- Contents against titles -----------------------------------------------------------------------


def _contents_faults(
    entries: Sequence[ContentsLine], found: Sequence[Found], reading: _IssueReader
) -> Iterator[Diagnostic]:
    """The lines of the contents that differ from the titles; contents are made from the titles."""
    source = reading.document.source
    wanting = list(found)
    agreed = 0
    for entry in entries:
        article = next((each for each in wanting if _is_entry_of(entry, each, reading)), None)
        if article is not None:
            wanting.remove(article)
            agreed += 1
            continue
        title = next((each for each in wanting if _same_title(entry, each)), None)
        if title is not None:
            wanting.remove(title)
            what = f"目录写的是“{entry.text}”，文中是“{title.byline or title.unit}：{title.title}”"
        else:
            what = f"目录里的“{entry.text}”没有对应的稿件"
        yield warning("D350", source, entry.line.span, what, "目录由标题生成；以哪个为准，核对原件")
    if entries:
        for each in wanting:
            what = f"“{each.title}”不在目录里"
            yield warning("D364", source, each.title_at, what, "目录由标题生成，会补上")
    if agreed:
        span = Span(entries[0].line.span.start, entries[-1].line.span.end)
        what = f"目录有 {agreed} 行和标题一致；目录由标题生成，不写进文件"
        yield Diagnostic("D363", Severity.INFO, source, span, what)


def _is_entry_of(entry: ContentsLine, article: Found, reading: _IssueReader) -> bool:
    units = units_called(article.unit, reading.publication)
    names = {article.unit, article.byline, "、".join(unit.name for unit in units)} - {""}
    told = letters(entry.text)
    return told in {letters(article.title), *(letters(name + article.title) for name in names)}


def _same_title(entry: ContentsLine, article: Found) -> bool:
    return bool(letters(article.title)) and letters(entry.text).endswith(letters(article.title))


# -- Files -----------------------------------------------------------------------------------------


def _files(
    reading: _IssueReader,
    serial: Serial,
    zones: _Zones,
    copies: Sequence[RecognisedCopy],
    content: bytes,
) -> dict[str, bytes]:
    accounting = reading.accounting
    names = _names(zones.articles)
    pictures = _pictures(reading, copies, frozenset(f"{name}.md".lower() for name in names))
    files: dict[str, bytes] = {}
    chinese = is_chinese(reading.publication.source)
    note, *texts = copies
    for name, article, copy in zip(names, zones.articles, texts, strict=True):
        article_faults(article, copy, f"issues/{serial.folder}/{name}.md", accounting)
        body = write_sections(with_kept_files(copy.sections, pictures.names))
        named = {"byline": article.byline} if article.byline else {}
        front = {"unit": article.unit, "title": article.title, **named, **article.said}
        front = in_chinese(front, SUBMISSION_FIELDS) if chinese else front
        files[f"{name}.md"] = f"{write_front(front)}\n{body}".encode()
    body = write_sections(with_kept_files(note.sections, pictures.names))
    colophon = zones.colophon
    fields = _issue_fields(zones.head, colophon, reading.publication, names)
    if content:
        path = PurePosixPath(accounting.source.path)
        original = safe_name(path.stem) + path.suffix.lower()
        fields["original"], kept = kept_original(accounting.source, content, original)
        files |= kept
    fields = in_chinese(fields, ISSUE_FIELDS) if chinese else fields
    files[ISSUE] = (write_front(fields, colophon.notes) + (f"\n{body}" if body else "")).encode()
    return {**files, **pictures.files}


def _issue_fields(
    head: Masthead, colophon: ReceivedColophon, publication: Publication, names: Sequence[str]
) -> dict[str, Any]:
    """The front matter of issue.md, in the order of the documentation; missing facts are left
    out."""
    fields: dict[str, Any] = {
        "number": head.number,
        "date": head.dated or "",
        "topic": head.topic or None,
        "supplement": head.series == SUPPLEMENTS or None,
        "series": head.series.name if head.series not in (REGULAR, SUPPLEMENTS) else None,
        "whole_number": head.whole_number,
        "secrecy": head.secrecy or None,
        "copy_number": head.copy_number or None,
        "notice": head.notice or None,
        **head.said,
        **colophon.said,
        "distribution": distribution_fields(colophon, publication) or None,
        "signoff": colophon.sign_off or None,
        "status": Status.PRINTED.value,
        "articles": list(names),
    }
    return {name: value for name, value in fields.items() if value is not None}


def _names(found: Sequence[Found]) -> list[str]:
    """The articles' file names: the unit's, with a number from a unit's second article on."""
    names: dict[str, str] = {}  # keyed as a system that ignores capitals sees them
    for place, article in enumerate(found, start=1):
        bare = safe_name(article.unit or f"第{place}篇")
        numbered = (f"{bare}{number if number > 1 else ''}" for number in count(1))
        name = next(each for each in numbered if each.lower() not in names)
        names[name.lower()] = name
    return list(names.values())


def _pictures(
    reading: _IssueReader, copies: Sequence[RecognisedCopy], taken: frozenset[str]
) -> KeptPictures:
    """The document's pictures under file names of the issue, beside the files `taken`.

    Those that stand outside the copy (in the masthead) are kept, too, and told.
    """

    def named(
        picture: ReceivedPicture, number: int, drawn: Encoded, files: Mapping[str, bytes]
    ) -> str:
        path = own_file(picture.name, taken) if reading.own else ""
        is_free = path and files.get(path, drawn.content) == drawn.content
        return path if is_free else f"图{number}{drawn.suffix}"

    document = reading.document
    shown = [int(figure.path) for copy in copies for figure in figures(copy.sections)]
    others = [
        number
        for number, picture in enumerate(document.pictures, start=1)
        if number not in shown and picture.span.start < reading.until
    ]
    kept = kept_pictures(document, (*shown, *others), named, own=reading.own)
    reading.accounting.found.extend(kept.told)
    for number in others:
        if path := kept.names.get(number):
            what = f"图片没有放进稿件，另存成 {path}"
            hint = f"是内容就在稿件里写 ![图上是什么]({path})，不是就删去这个文件"
            at = document.pictures[number - 1].span
            reading.accounting.tell("D353", Severity.WARNING, at, what, hint)
    return kept


# -- What a person decides -------------------------------------------------------------------------


def _tell_undecided(colophon: ReceivedColophon, accounting: Accounting) -> None:
    """D354: what no document says, and what applies until an editor decides it."""
    wanting = [label for name, label in _SIGNATURES.items() if name not in colophon.sign_off]
    left = [
        "visibility（不写就是 internal，只在内部）",
        "status（写成 printed，以前印发的往期；还要刊发的改掉）",
        *([f"signoff（没有{'、'.join(wanting)}）"] if wanting else []),
    ]
    what = f"issue.md 里要由人来定的：{'，'.join(left)}"
    hint = "定了就写进 issue.md；签发运行 bulletin approve"
    accounting.tell("D354", Severity.INFO, Span(0, 0), what, hint)


_SIGNATURES = {"approved_by": "签发人", "checked_by": "核稿人", "edited_by": "责任编辑"}


# -- An undeclared series --------------------------------------------------------------------------


_NUMBERED = pattern_of(r"第\s*[0-9０-９〇○零一二三四五六七八九十百千]{1,9}\s*期")
_OF_A_SERIES = pattern_of(
    r"(?:[0-9]{4}年)?[（(]?([\u4e00-\u9fff]{1,5}[刊报辑版讯阅考]|号外)[)）]?", re.ASCII
)
"""What a line with a number calls its series: 专报第9期, 2024年专报第9期, 第9期（专报）."""


def _undeclared(reading: _IssueReader) -> Diagnostic | None:
    """D367: the masthead names a series that the publication does not declare."""
    source, publication = reading.document.source, reading.publication
    lines = [each for each in lines_of(reading.document.parts) if _NUMBERED.search(each.text)]
    for _, span in reading.untaken(lines[:1]):
        match = _OF_A_SERIES.fullmatch("".join(source.quote(span).split()))
        if match and match[1] not in publication.name:
            what = f"没有 {match[1]} 这个系列，没有导入"
            hint = _declaration(match[1], publication)
            return error("D367", source, span, what, f"{hint}，再导入")
    return None


def _declaration(name: str, publication: Publication) -> str:
    """What to write in `publication.yaml` for a series of this name, with a mark that is free, and
    what to do if it is none."""
    used = {each.mark for each in publication.series}
    mark = next((each for each in "z" + string.ascii_lowercase if each not in used), "zz")
    line = f"{{name: {name}, mark: {mark}}}"
    folder = f"issues/{publication.short_name}/" if publication.short_name else "issues/"
    declares = len(publication.series) > len((REGULAR, SUPPLEMENTS))
    written = f"的 series 里加上 {line}" if declares else f"里写 series: [{line}]"
    return (
        f"{name}另编期号的，在 {folder}publication.yaml {written}；"
        f"不另编的，在原件里删去“{name}”（PDF 先存成文字）"
    )

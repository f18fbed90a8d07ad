"""From the lines and tables of a received document to the sections of a submission."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

from bulletin.diagnostics import Diagnostic, Severity
from bulletin.image_files import figures
from bulletin.intake.enclosed_pages import (
    AttachmentStart,
    attachment_at,
    cure_of_label,
    told_of_start,
)
from bulletin.intake.heads import first_row, told_of
from bulletin.intake.merged_cells import repeated_down, told_of_merged
from bulletin.intake.received import (
    Box,
    DocumentPart,
    Grid,
    GridCell,
    LineOrTable,
    ReceivedDocument,
    ReceivedLine,
    Run,
)
from bulletin.intake.repairing import (
    is_doubtful,
    is_torn,
    may_be_torn,
    part,
    together,
    told_of_breaks,
    unbroken,
)
from bulletin.intake.running_text import RunningText, kind_of
from bulletin.markdown import SENTENCE_ENDS, is_written_run_in, listed, run_in_places, run_ins
from bulletin.model import (
    Block,
    Cell,
    Figure,
    Footnote,
    Inline,
    Item,
    LineBreak,
    Link,
    List,
    Paragraph,
    Section,
    Strong,
    Table,
    Text,
    plain,
)
from bulletin.numbering import number_of
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

LONGEST_HEADING = 45
"""Characters; a run-in heading is a short sentence."""

LONGEST_ITEM = 100
"""Characters; a longer numbered line is a paragraph and not an item of a list."""

SHORTEST_PARAGRAPH = 18
"""Characters of a paragraph that may begin with a heading: a short sentence, and a clause."""

LONGEST_ADDRESS = 60
"""Characters of an address that somebody can read from paper and type."""

MOST_QUOTED, SHOWN_ADDRESS = 3, 80
"""How many links a message about them quotes, and how much of an address."""

LONGEST_CAPTION = 45
LONGEST_PLAIN = 16
"""Characters; a sentence no longer than this can be a heading by its place alone."""

_RUN_IN_RANK = 5
"""The rank of a bold run-in heading without a number: below （1）."""

_ENDS = pattern_of(f"[{SENTENCE_ENDS}]+[”’）》」』]*")
_CAPTION = pattern_of(r"[图表]\s*[0-9０-９一二三四五六七八九十]+")
_PLAIN_HEAD = pattern_of(
    rf"(?![一二三四五六七八九十]是|[—–·•-])[^，。！？；：、0-9]{{3,{LONGEST_PLAIN}}}。(?=.{{12}})"
)
_ITEM = pattern_of(r"([0-9]{1,9}[.)])(?![0-9])[ \u3000]*(?=\S)")
_WORDLESS = pattern_of(
    r"(?:图片|图像|图形|picture|image|img|dsc|mmexport|wx)?[ _\-0-9.]*(?:\.\w+)?", re.I
)
"""Names that programs and cameras give to pictures; they say nothing about them."""


@dataclass
class Notices:
    """Collects the reports on one document, with their places."""

    source: Source
    found: list[Diagnostic] = field(default_factory=list)

    def add(self, code: str, severity: Severity, span: Span, message: str, hint: str = "") -> None:
        """Report something at `span`."""
        self.found.append(Diagnostic(code, severity, self.source, span, message, hint))


def shortened(text: str) -> str:
    """A text for a message: only its first words."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 20 else f"{flat[:19]}…"


# -- Rows ------------------------------------------------------------------------------------------


def rows_of(parts: Sequence[DocumentPart], notices: Notices) -> Iterator[LineOrTable]:
    """The document's paragraphs and tables; text boxes where they are anchored, frames taken
    off."""
    for each in parts:
        if isinstance(each, ReceivedLine):
            whole = unbroken(each)
            doubtful = "\n" in each.text and is_doubtful(each)
            if doubtful or (len(whole) == 1 and "\n" in each.text.strip()):
                message = f"“{shortened(each.text)}”里手工的换行接上了"
                severity = Severity.WARNING if doubtful else Severity.INFO
                hint = "对照原稿，是两段就分开" if doubtful else ""
                notices.add("D208", severity, each.span, message, hint)
            yield from whole
        elif isinstance(each, Box):
            if inner := tuple(rows_of(each.parts, notices)):
                words = shortened(notices.source.quote(each.span))
                message = f"文本框的文字“{words}”排在它所在的地方"
                notices.add("D209", Severity.WARNING, each.span, message, "移到该放的段落，或删去")
                yield from inner
        elif all(len(row) == 1 for row in each.rows):
            for row in each.rows:
                yield from rows_of(row[0].lines, notices)
        else:
            yield each


def mended(rows: Sequence[LineOrTable], notices: Notices) -> list[LineOrTable]:
    """The rows, with the parts of paragraphs joined that were torn in mid-sentence.

    Slogans and names one under another look torn too; they stay apart, and the editor is told.
    """
    whole: list[LineOrTable] = []
    members = _members(rows)
    for at, row in enumerate(rows):
        last = whole[-1] if whole else None
        if not (isinstance(last, ReceivedLine) and isinstance(row, ReceivedLine)):
            whole.append(row)
        elif at not in members and is_torn(last, row):
            message = f"一段文字断成两段，{_ends_of(last, row)}接上了"
            notices.add("D207", Severity.INFO, row.span, message, "要分段就分开")
            whole[-1] = together(last, row)
        else:
            if at in members or may_be_torn(last, row):
                message = f"{_ends_of(last, row)}像是断开的一段，没有接"
                notices.add("D226", Severity.WARNING, row.span, message, "对照原稿，是一段就接上")
            whole.append(row)
    return whole


def _ends_of(one: ReceivedLine, two: ReceivedLine) -> str:
    return f"“{shortened(one.text[-8:])}”和“{shortened(two.text[:8])}”"


def _members(rows: Sequence[LineOrTable]) -> frozenset[int]:
    """The places of the rows that look like the rest of the row before, and like the next member of
    a list."""
    texts = [row.text.strip() if isinstance(row, ReceivedLine) else "" for row in rows]
    torn = [
        isinstance(one, ReceivedLine) and isinstance(two, ReceivedLine) and is_torn(one, two)
        for one, two in pairwise(rows)
    ]
    return frozenset(at + 1 for at in listed(texts, (*torn, False)))


# -- Sections --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _RankedHeading:
    """A heading with its rank in the document: lower ranks stand above higher ones."""

    rank: int
    children: tuple[Inline, ...]
    stop: Span | None = None
    """Where the 。 stood that ends it; when the heading is written run in, it gets a new one."""


@dataclass(frozen=True, slots=True)
class _AttachmentTitle:
    """The title of an attachment, whose text follows."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class AttachedRows:
    """An attachment of a received submission."""

    start: AttachmentStart
    rows: tuple[LineOrTable, ...]


def attachments_apart(
    rows: Sequence[LineOrTable], notices: Notices
) -> tuple[list[LineOrTable], tuple[AttachedRows, ...]]:
    """The rows of the text, and those of each attachment that follows it.

    D377 tells how many there are, D378 a number that is not the next, D521 what may belong to a
    title, D522 a line that looks like the beginning of one and is none.
    """
    starts = [(at, start) for at in range(len(rows)) if (start := attachment_at(rows, at))]
    for row in rows:
        if isinstance(row, ReceivedLine) and (cure := cure_of_label(row.text)):
            message = f"“{shortened(row.text.strip())}”没有收成附件，排在它所在的地方"
            notices.add("D522", Severity.WARNING, row.span, message, cure)
    if not starts:
        return list(rows), ()
    ends = [*(at for at, _ in starts[1:]), len(rows)]
    found = tuple(
        AttachedRows(start, tuple(rows[at + start.length : end]))
        for (at, start), end in zip(starts, ends, strict=True)
    )
    for place, each in enumerate(found, start=1):
        notices.found += told_of_start(each.start, place, notices.source)
    labels = "、".join(each.start.label.text.strip() for each in found)
    message = f"附件收在正文后面：{labels}"
    notices.add("D377", Severity.INFO, found[0].start.label.span, message)
    return list(rows[: starts[0][0]]), found


@dataclass(frozen=True, slots=True)
class RecognisedBody:
    """What a submission's rows say."""

    sections: tuple[Section, ...]
    stops: tuple[Span, ...]
    """Where the stops of its headings stood."""

    found_headings: int
    """How many headings only their words and places show, and nothing in how they look."""


def sections_of(
    rows: Sequence[LineOrTable],
    document: ReceivedDocument,
    look: RunningText,
    notices: Notices,
    attachments: Sequence[AttachedRows] = (),
) -> RecognisedBody:
    """The sections that the rows form.

    Those of `attachments` follow, each after its title.

    A figure's path is the number of its picture. All pictures of the document are in the sections,
    except those of headers and footers, which are reported.
    """
    every = [*rows, *(row for each in attachments for row in each.rows)]
    builder = _builder(every, document, look, notices)
    items: list[Block | _RankedHeading | _AttachmentTitle] = [*builder.items(rows)]
    for attachment in attachments:
        items.append(builder.title(attachment.start))
        items += builder.items(attachment.rows)
    for at in builder.guessed[:1]:
        message = f"小标题没有加粗，照段首的短句认出 {len(builder.guessed)} 个"
        notices.add("D219", Severity.WARNING, at, message, "核对；不是小标题就去掉 **")
    ranks = sorted({item.rank for item in items if isinstance(item, _RankedHeading)})
    levels = {rank: min(2 + at, 6) for at, rank in enumerate(ranks)}
    gathered: list[tuple[Section, list[Block]]] = [(Section((), 2, (), Span(0, 0)), [])]
    stopped: list[tuple[int, Span]] = []
    builder.tell_unlinked()
    for item in items:
        if isinstance(item, _AttachmentTitle):
            gathered.append((Section(item.children, 1, (), Span(0, 0)), []))
        elif isinstance(item, _RankedHeading):
            if item.stop and not item.children:
                notices.add("D220", Severity.INFO, item.stop, "前面没有字的句号去掉了")
                continue
            if item.stop and plain(item.children).endswith(tuple(SENTENCE_ENDS)):
                notices.add("D220", Severity.INFO, item.stop, "另一个标点后面的句号去掉了")
            elif item.stop:
                stopped.append((len(gathered), item.stop))
            gathered.append((Section(item.children, levels[item.rank], (), Span(0, 0)), []))
        else:
            gathered[-1][1].append(item)
    for place, stop in stopped:
        section, blocks = gathered[place]
        if is_written_run_in(replace(section, blocks=tuple(blocks))):
            builder.stops.append(stop)
        else:
            notices.add("D220", Severity.INFO, stop, "小标题独占一行，末尾的句号去掉了")
    *above, last = (replace(section, blocks=tuple(blocks)) for section, blocks in gathered)
    placed = {int(figure.path) for figure in figures((*above, last))}
    last = replace(last, blocks=(*last.blocks, *builder.stray(placed)))
    kept = tuple(section for section in (*above, last) if section.heading or section.blocks)
    return RecognisedBody(kept, tuple(builder.stops), builder.found_headings)


def _builder(
    rows: Sequence[LineOrTable], document: ReceivedDocument, look: RunningText, notices: Notices
) -> _Builder:
    """A builder that knows how this document shows its headings."""
    lines = [row for row in rows if isinstance(row, ReceivedLine)]
    numbers = [number for line in lines if (number := number_of(line.text.strip()))]
    marked = any(line.level or look.marks(run) for line in lines for run in line.runs[:1])
    long = [line.text.strip() for line in lines if len(line.text) >= SHORTEST_PARAGRAPH]
    counted = sum(_is_counted_head(line.text.strip()) for line in lines)
    listed = frozenset(level for level in (1, 2) if _is_listed(level, lines, look))
    short = sum(_PLAIN_HEAD.match(text) is not None for text in long)
    return _Builder(
        document,
        look,
        notices,
        ranked=any(number.level <= 2 for number in numbers),
        plain=not (marked or numbers) and short >= 2 and short * 3 >= len(long) * 2,
        counted=not marked and counted >= 2 and counted * 3 >= len(numbers) * 2,
        listed=listed,
    )


def _is_listed(level: int, lines: Sequence[ReceivedLine], look: RunningText) -> bool:
    """Whether lines numbered 一、 or （一） are items: nothing marks them, and one follows another.

    A heading has text below it, or headings of the next level. The last of several items is
    followed by no other item, so half of them are enough.
    """
    followed = list(zip_longest(lines, lines[1:]))
    plain = [
        (line, after)
        for line, after in followed
        if (number := number_of(line.text.strip()))
        and number.level == level
        and not (line.level or look.marks_all(line))
        and not _ENDS.search(line.text.strip().rstrip("。！？…"))
    ]
    bare = sum(_same_number(line, after) for line, after in plain)
    return bare > 0 and bare * 2 >= len(plain)


@dataclass
class _Builder:
    """Makes blocks and headings of rows."""

    document: ReceivedDocument
    look: RunningText
    notices: Notices
    stops: list[Span] = field(default_factory=list)
    guessed: list[Span] = field(default_factory=list)
    """Headings that are only marked by being short."""

    found_headings: int = 0
    """How many headings nothing in their look shows."""

    unlinked: list[tuple[str, Run]] = field(default_factory=list)
    """The addresses that are not kept as links, each with the first words that have it."""

    noted: dict[int, int] = field(default_factory=dict)
    """How often each footnote has been called so far."""

    nested: set[Span] = field(default_factory=set)
    """Tables inside tables that have been reported: their cells are visited more than once."""

    ranked: bool = False
    """Whether the document numbers its headings 一、 or （一）, and therefore 1. below them too."""

    plain: bool = False
    """Whether nothing marks its headings, and most paragraphs begin with a short sentence."""

    counted: bool = False
    """Whether only numbers mark its headings, and a short sentence follows most of them."""

    listed: frozenset[int] = frozenset()
    """The levels of number, 1 or 2, that number items and not headings."""

    def items(self, rows: Sequence[LineOrTable]) -> Iterator[Block | _RankedHeading]:
        """The blocks and headings of the rows, in order."""
        at = 0
        while at < len(rows):
            row = rows[at]
            following = rows[at + 1] if at + 1 < len(rows) else None
            above = rows[at - 1] if at else None
            taken = 1
            if isinstance(row, Grid):
                yield from self._grid(row)
            elif _is_pictures(row):
                caption = self._caption(following)
                taken += caption is not None
                yield from self._figures(row, caption)
            elif row.bullet:
                group = list(_while(rows[at:], lambda each: each.bullet))
                taken = len(group)
                yield self._bullets(group, min(each.depth for each in group))
                yield from self._beside(group)
            elif group := self._numbered(rows[at:]):
                taken = len(group)
                yield self._ordered(group)
                yield from self._beside(group)
            else:
                yield from self._line(row, above, following)
                yield from self._beside([row])
            at += taken

    # Headings and paragraphs.

    def title(self, start: AttachmentStart) -> _AttachmentTitle:
        """The title of an attachment, without what stands before and after it."""
        runs = [run for line in start.title for run in line.runs]
        _, name = _split(runs, start.name_at)
        bare = [replace(run, text=run.text.replace("\n", "")) for run in name]
        *above, last = bare
        last = replace(last, text=last.text.rstrip())
        return _AttachmentTitle(self.inlines((*above, last), bold=False))

    def _line(
        self, line: ReceivedLine, above: LineOrTable | None, following: LineOrTable | None
    ) -> Iterator[Block | _RankedHeading]:
        if rank := self._own_line(line, above, following):
            self.found_headings += not (line.level or self.look.marks_all(line))
            yield _heading(rank, self.inlines(line.runs, bold=False))
            return
        runs = _stops_inside(line.runs)
        rank, length = self._run_in(runs)
        if rank:
            head, rest = _split(runs, length)
            seen = [run for run in head if run.text.strip()]
            self.found_headings += not all(self.look.marks(run) for run in seen)
            yield _heading(rank, self.inlines(head, bold=False))
            runs = rest
        if children := self._settled(self.inlines(runs), line):
            yield from self._paragraph(Paragraph(children, line.span))

    def _paragraph(self, paragraph: Paragraph) -> Iterator[Block | _RankedHeading]:
        """The paragraph, divided before each bold sentence that is a heading."""
        for heading, children in run_ins(paragraph):
            if heading is not None:
                yield _heading(_RUN_IN_RANK, heading.children)
            if children:
                yield replace(paragraph, children=children)

    def _own_line(
        self, line: ReceivedLine, above: LineOrTable | None, following: LineOrTable | None
    ) -> int:
        """The rank of a heading that fills its line; 0 for running text and items."""
        text = line.text.strip()
        body = text.rstrip("。！？…")
        if (
            _CAPTION.match(text)
            or not body
            or len(text) > LONGEST_HEADING
            or _ENDS.search(body)
            or following is None
        ):
            return 0
        if text.endswith(("，", "、", "；", "：", ":", ";", "）")) and not line.level:
            return 0
        number = number_of(text)
        marked = bool(line.level) or self.look.marks_all(line)
        if number and number.level <= 2:
            return number.level if marked or number.level not in self.listed else 0
        under = (
            isinstance(following, ReceivedLine)
            and not following.depth
            and not _is_pictures(following)
        )
        counts_on = _same_number(line, following) or _same_number(line, above)
        if number and (marked or (under and text == body and not counts_on)):
            return number.level
        if number is None and marked and text.rstrip("？！") == body:
            return line.level or _UNNUMBERED.get(kind_of(line.face), 3)
        return 0

    def _run_in(self, runs: Sequence[Run]) -> tuple[int, int]:
        """The rank and length of a heading that the runs begin with; 0 for none."""
        text = "".join(run.text for run in runs)
        end = _ENDS.search(text)
        if end is None or end.end() > LONGEST_HEADING or end.end() == len(text):
            return 0, 0
        number = number_of(text)
        marked = 0
        for run in runs:
            if run.text.strip() and not self.look.marks(run):
                break
            marked += len(run.text)
        exactly = end.end() <= marked <= end.end() + 1 and end.end() > (
            number.length if number else 0
        )
        if number and end.start() > number.length:
            short = end.start() - number.length <= LONGEST_PLAIN and "，" not in text[: end.end()]
            if number.level <= 2 or exactly or (self.ranked and short):
                return number.level, end.end()
        if not exactly and self._is_guessed(text):
            self.guessed.append(runs[0].span)
            return number.level if number else _RUN_IN_RANK, end.end()
        if not exactly:
            self._tell_stopless(text, runs, marked)
        return (_RUN_IN_RANK, end.end()) if exactly else (0, 0)

    def _is_guessed(self, text: str) -> bool:
        """Whether a paragraph begins like the document's headings, which nothing else marks."""
        return (self.plain and _PLAIN_HEAD.match(text) is not None) or (
            self.counted and _is_counted_head(text)
        )

    def _tell_stopless(self, text: str, runs: Sequence[Run], marked: int) -> None:
        """Report bold words at the head of a paragraph that lack only the stop of a heading."""
        head = text[:marked].strip()
        if (
            4 <= len(head) <= 25
            and marked < len(text)
            and runs[0].bold
            and head[-1] not in "，、：；"
            and not _ENDS.search(head)
        ):
            at = Span(runs[0].span.start, runs[0].span.start + len(head))
            message = f"段首的粗体“{shortened(head)}”没有句号，没有当作小标题"
            self.notices.add("D215", Severity.WARNING, at, message, "是小标题就在粗体末尾加上 。")

    def _settled(self, children: tuple[Inline, ...], line: ReceivedLine) -> tuple[Inline, ...]:
        """The inlines; bold words that are too long for a heading become plain."""
        children = _merged(children)
        found: list[Inline] = []
        heads = frozenset(run_in_places(children))
        for at, child in enumerate(children):
            words = plain((child,))
            long = len(words) > LONGEST_HEADING or _ENDS.search(words.rstrip("。！？…”’"))
            if isinstance(child, Strong) and long and at in heads:
                message = f"整句的粗体“{shortened(words)}”太长，不像小标题，改为不粗"
                self.notices.add("D216", Severity.INFO, line.span, message)
                found += child.children
            else:
                found.append(child)
        return tuple(found)

    # Inlines.

    def inlines(self, runs: Sequence[Run], *, bold: bool = True) -> tuple[Inline, ...]:
        """The runs as inlines; pictures are placed beside the text. In a heading, bold means
        nothing."""
        return tuple(self._inlines(runs, bold and not self.look.bold))

    def _inlines(self, runs: Sequence[Run], bold: bool) -> Iterator[Inline]:
        for run in runs:
            if run.footnote is not None:
                yield from self._note(run.footnote, run.span)
                continue
            if not run.text:
                continue
            inline: Inline = Text(run.text.replace("\t", " "), run.span)
            if run.bold and bold:
                inline = Strong((inline,), run.span)
            if run.address and is_meant_to_be_read(run.address):
                yield Link(run.address, (inline,), run.span)
            else:
                self._unlinked(run)
                yield inline

    def _unlinked(self, run: Run) -> None:
        """Remember a link that came along with words copied from a page."""
        if run.address and run.address not in (address for address, _ in self.unlinked):
            self.unlinked.append((run.address, run))

    def tell_unlinked(self) -> None:
        """Report the links that are not kept, once a document."""
        if not self.unlinked:
            return
        words = "、".join(f"“{shortened(run.text)}”" for _, run in self.unlinked[:MOST_QUOTED])
        more = f"等 {len(self.unlinked)} 处" if len(self.unlinked) > MOST_QUOTED else ""
        message = f"{words}{more}带着从网页抄来的长链接，只收文字"
        hint = f"要给读者看的，写成 [文字](网址)：{self.unlinked[0][0][:SHOWN_ADDRESS]}"
        self.notices.add("D530", Severity.WARNING, self.unlinked[0][1].span, message, hint)

    def _note(self, number: int, span: Span) -> Iterator[Footnote]:
        """A footnote where it is first called; line breaks separate its paragraphs.

        In copy each note has one call (S005), and no note contains another.
        """
        times = self.noted[number] = self.noted.get(number, 0) + 1
        if times == 2:
            message = f"注释 {number} 引用了不止一次，只在头一处收入"
            self.notices.add("D224", Severity.WARNING, span, message, "每处引用另写一条脚注")
        if times > 1:
            return
        lines = [
            replace(whole, runs=tuple(run for run in whole.runs if run.footnote is None))
            for note in self.document.footnotes[number - 1 : number]
            for line in note
            for whole in unbroken(line)
        ]
        yield Footnote(number, self._together(lines), span)

    def _together(self, lines: Sequence[ReceivedLine]) -> tuple[Inline, ...]:
        found: list[Inline] = []
        for line in lines:
            if found:
                found.append(LineBreak(line.span))
            found += self.inlines(line.runs)
        return tuple(found)

    # Lists.

    def _numbered(self, rows: Sequence[LineOrTable]) -> list[ReceivedLine]:
        """The lines from here on that form one numbered list, by the document's own numbering."""
        group = list(_while(rows, lambda each: each.depth > 0 and not each.bullet))
        fits = all(_ITEM.match(each.text) and len(each.text) <= LONGEST_ITEM for each in group)
        plain_items = not any(each.level or self.look.marks_all(each) for each in group)
        return group if len(group) > 1 and fits and plain_items else []

    def _ordered(self, lines: Sequence[ReceivedLine]) -> List:
        items = []
        for line in lines:
            match = _ITEM.match(line.text)
            assert match is not None
            _, rest = _split(line.runs, match.end())
            items.append(Item(match[1], (Paragraph(self.inlines(rest), line.span),)))
        return List(True, tuple(items), Span(lines[0].span.start, lines[-1].span.end))

    def _bullets(self, lines: Sequence[ReceivedLine], depth: int) -> List:
        items: list[Item] = []
        at = 0
        while at < len(lines):
            blocks: tuple[Block, ...] = ()
            if lines[at].depth <= depth:
                blocks = (Paragraph(self.inlines(lines[at].runs), lines[at].span),)
                at += 1
            deeper = list(_while(lines[at:], lambda each: each.depth > depth))
            if deeper:
                at += len(deeper)
                blocks += (self._bullets(deeper, min(each.depth for each in deeper)),)
            items.append(Item("", blocks))
        return List(False, tuple(items), Span(lines[0].span.start, lines[-1].span.end))

    # Tables.

    def _grid(self, grid: Grid) -> Iterator[Block]:
        width = max((sum(max(cell.columns, 1) for cell in row) for row in grid.rows), default=0)
        rows = [self._cells(row, width) for row in grid.rows]
        self.notices.found += told_of_merged(grid, self.notices.source)
        self.notices.found += told_of_breaks(grid, self.notices.source)
        rows = repeated_down(grid, rows)
        if rows and any(cell.children for row in rows for cell in row):
            what = first_row(grid)
            self.notices.found += told_of(what, grid, self.notices.source)
            if not what.is_head or len(rows) == 1:
                rows.insert(0, (Cell((), ""),) * len(rows[0]))
            yield Table(rows[0], tuple(rows[1:]), grid.span)
        for row in grid.rows:
            for cell in row:
                yield from self._beside([line for line in self._cell_lines(cell) if line.runs])

    def _cells(self, row: Sequence[GridCell], width: int) -> tuple[Cell, ...]:
        cells: list[Cell] = []
        for cell in row:
            cells.append(Cell(self._together(self._cell_lines(cell)), ""))
            cells += [Cell((), "")] * (max(cell.columns, 1) - 1)
        return tuple(cells + [Cell((), "")] * (width - len(cells)))

    def _cell_lines(self, cell: GridCell) -> list[ReceivedLine]:
        """The lines of a cell; those of a table inside it follow one after another."""
        lines: list[ReceivedLine] = []
        for each in cell.lines:
            if isinstance(each, ReceivedLine):
                lines += unbroken(each)
            elif isinstance(each, Box):
                lines += self._cell_lines(GridCell(each.parts))
            else:
                message = (
                    f"表格里套着表格，“{shortened(self.notices.source.quote(each.span))}”排成一格"
                )
                if each.span not in self.nested:
                    self.nested.add(each.span)
                    self.notices.add("D211", Severity.WARNING, each.span, message, "另排一张表")
                for row in each.rows:
                    for inner in row:
                        lines += self._cell_lines(inner)
        return lines

    # Pictures.

    def _caption(self, row: LineOrTable | None) -> ReceivedLine | None:
        """The next row, if it is the caption of the picture above it."""
        if not isinstance(row, ReceivedLine) or len(row.text) > LONGEST_CAPTION:
            return None
        if any(run.picture is not None for run in row.runs):
            return None
        small = 0 < row.size < self.look.size and row.alignment == "center"
        return row if small or _CAPTION.match(row.text) else None

    def _figures(self, line: ReceivedLine, caption: ReceivedLine | None) -> Iterator[Figure]:
        numbers = [run.picture for run in line.runs if run.picture is not None]
        for number in numbers:
            words = caption if number == numbers[-1] else None
            yield self._figure(number, words, line)

    def _figure(self, number: int, caption: ReceivedLine | None, line: ReceivedLine) -> Figure:
        span = caption.span if caption else line.span
        said = caption.text.strip() if caption else ""
        return Figure(str(number), self._alternative(number, said, line.span), said, span)

    def _alternative(self, number: int, said: str, span: Span) -> str:
        """What a picture shows: as the document says, otherwise its caption, otherwise a gap to
        fill in."""
        alternative = self.document.pictures[number - 1].alternative.strip()
        if _WORDLESS.fullmatch(alternative):
            alternative = said
        if not alternative:
            alternative = f"图片{number}"
            message = f"第 {number} 张图片没有图题"
            hint = "写上图题，并把 [ ] 里改成图上是什么"
            self.notices.add("D217", Severity.WARNING, span, message, hint)
        return alternative

    def stray(self, placed: Container[int]) -> Iterator[Figure]:
        """The pictures that are not `placed`: they stand in a title, a line of credits or a
        note."""
        running = {run.picture for line in self.document.running for run in line.runs}
        for number, picture in enumerate(self.document.pictures, start=1):
            if number in placed or number in self.document.elsewhere:
                continue
            if number in running:
                message, hint = f"页眉页脚的图片（第 {number} 张）没有排入", "要用就另存，放进稿件"
                self.notices.add("D205", Severity.WARNING, picture.span, message, hint)
                continue
            message = f"第 {number} 张图片不在正文的段落里，移到文末"
            self.notices.add("D217", Severity.WARNING, picture.span, message, "移到该放的段落")
            alternative = self._alternative(number, "", picture.span)
            yield Figure(str(number), alternative, "", picture.span)

    def _beside(self, lines: Sequence[ReceivedLine]) -> Iterator[Figure]:
        """The pictures inside lines of text, placed after them."""
        for line in lines:
            for run in line.runs:
                if run.picture is not None:
                    message = f"第 {run.picture} 张图片夹在文字里，移到这一段后面"
                    self.notices.add("D217", Severity.INFO, line.span, message)
                    yield self._figure(run.picture, None, line)


def is_meant_to_be_read(address: str) -> bool:
    """Whether an address is one that a reader is given, and not one copied with words of a page."""
    return address.startswith("mailto:") or len(address) <= LONGEST_ADDRESS


_UNNUMBERED = {"black": 1, "title": 1, "kai": 2}
"""Ranks of headings without a number, by face (GB/T 9704-2012 7.3.3); any other bold heading is
3."""


def _is_counted_head(text: str) -> bool:
    """Whether a paragraph begins with a number, a short sentence and more text after it."""
    number = number_of(text)
    return number is not None and _PLAIN_HEAD.match(text, number.length) is not None


def _is_pictures(row: LineOrTable) -> bool:
    """Whether a row holds pictures but no words."""
    if not isinstance(row, ReceivedLine) or row.text.strip():
        return False
    return any(run.picture is not None for run in row.runs)


def _same_number(line: ReceivedLine, beside: LineOrTable | None) -> bool:
    """Whether the line above or below is numbered in the same form: then both are items."""
    one = number_of(line.text.strip())
    two = number_of(beside.text.strip()) if isinstance(beside, ReceivedLine) else None
    return one is not None and two is not None and one.level == two.level


def _while(
    rows: Sequence[LineOrTable], holds: Callable[[ReceivedLine], bool]
) -> Iterator[ReceivedLine]:
    """The lines at the head of `rows` that meet a condition."""
    for row in rows:
        if not isinstance(row, ReceivedLine) or not holds(row):
            return
        yield row


def _split(runs: Sequence[Run], length: int) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """The runs of the first `length` characters, and the rest without leading blanks."""
    head: list[Run] = []
    rest: list[Run] = []
    for run in runs:
        if length >= len(run.text) and (length or not run.text) and not rest:
            head.append(run)
        elif length > 0:
            head.append(part(run, 0, length))
            rest.append(part(run, length, len(run.text)))
        else:
            rest.append(run)
        length = max(length - len(run.text), 0)
    while rest and rest[0].text and not rest[0].text.strip():
        rest.pop(0)
    if rest and rest[0].text[:1].isspace():
        blank = len(rest[0].text) - len(rest[0].text.lstrip())
        rest[0] = part(rest[0], blank, len(rest[0].text))
    return tuple(head), tuple(rest)


def _stops_inside(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs with the stop of a bold heading inside its bold, even if it stood outside."""
    found = list(runs)
    for at in range(len(found) - 1):
        one, two = found[at], found[at + 1]
        if one.bold and not two.bold and two.text[:1] in tuple(SENTENCE_ENDS) and two.text:
            found[at + 1] = part(two, 1, len(two.text))
            found[at] = replace(
                one,
                text=one.text + two.text[0],
                span=Span(one.span.start, two.span.start + 1),
            )
    return tuple(run for run in found if run.text or run.footnote or run.picture)


def _merged(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The inlines with neighbouring bold ones joined, so that a heading of several runs is one."""
    found: list[Inline] = []
    for inline in inlines:
        last = found[-1] if found else None
        if isinstance(last, Strong) and isinstance(inline, Strong):
            found[-1] = replace(last, children=(*last.children, *inline.children))
        else:
            found.append(inline)
    return tuple(found)


def _heading(rank: int, children: tuple[Inline, ...]) -> _RankedHeading:
    """A heading without the 。 that ends it."""
    last = children[-1] if children else None
    if not isinstance(last, Text) or not last.text.rstrip().endswith("。"):
        return _RankedHeading(rank, children)
    text = last.text.rstrip()[:-1]
    at = last.span.start + len(text)
    shorter = Text(text, Span(last.span.start, at))
    kept = (*children[:-1], shorter) if text else children[:-1]
    return _RankedHeading(rank, kept, Span(at, at + 1))

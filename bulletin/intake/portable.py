"""PDF to a `ReceivedDocument`: its lines joined into paragraphs again, by geometry.

It is read as `bulletin inspect` reads it. A PDF has no paragraphs: a line that ends where the next
word would not have fitted continues, also over the end of a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from math import copysign
from pathlib import PurePosixPath
from typing import NamedTuple

from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

from bulletin.diagnostics import Diagnostic, of_file, warning
from bulletin.inspect import DISTRIBUTION, STANDARD, read_layout
from bulletin.intake import received
from bulletin.intake.facing_pages import laid_over
from bulletin.intake.raised import lowered, raised
from bulletin.intake.received import ReceivedDocument, Run, refused
from bulletin.intake.ruled import RuledCell, RuledTable, without_tables
from bulletin.intake.spaced import without_columns
from bulletin.isolation import Limits, Stopped, apart
from bulletin.markdown import UNWRAPPED, Seam, seams
from bulletin.patterns import pattern_of
from bulletin.pdf import (
    MM_PER_PT,
    Body,
    Glyph,
    PrintedLine,
    PrintedPage,
    PrintedParagraph,
    first_word,
    is_wide,
    read_document,
)
from bulletin.pdf import PrintedDocument as Drawn
from bulletin.source import Source, Span

LARGEST_PDF = 64 * 1024**2
"""Bytes; a year's bound volume with pictures has thirty million."""

MOST_PAGES = 300
"""Pages of one document; an issue has six."""

MOST_UNREADABLE = 0.05
"""Share of meaningless characters in the text layer; above this it is not text."""

LEAST_MOVED = 0.08
"""em; a figure whose foot is nearer to the line's is only small."""

_LIMITS = Limits(seconds=90.0, processor=90)
_PAGE_OBJECTS = pattern_of(rb"/Type\s*/Page(?![a-zA-Z])")
_HEAVY = pattern_of(r"simhei|heiti|黑体|FZHT|FZHei", re.IGNORECASE)
_FIGURE = pattern_of(r"[1-9][0-9]?(?![0-9]|[.．,，][0-9]|[%‰年月日])")
_BULLETS = frozenset("·•●▪◆")
_ITEM = pattern_of(r"([1-9][0-9]?)\.(?![0-9])")
_HEADED = pattern_of(r"[^，。！？；：、0-9]{3,16}。(?=.{12})")
"""A short sentence before more of them: a heading, and its number is no item's."""

_STOPS = ("。", "；", "！", "？", "…")
_NOTE_CALL = pattern_of(r"[\[〔［]?([1-9][0-9]?)[\]〕］]?|[①-⑳]")


def read_portable(path: str, content: bytes, limits: Limits = _LIMITS) -> ReceivedDocument:
    """Read a PDF. Raises nothing: a file that cannot be read is refused with the reason."""
    if outside := _outside_fault(path, content):
        return refused(path, outside)
    try:
        return apart(limits, _read, path, content)
    except Stopped as stopped:
        what = f"PDF 读不完（{stopped}）"
    except Exception as cause:  # whatever failed in the other process
        what = f"PDF 已损坏，读不下去（{type(cause).__name__}）"
    return refused(path, _refusal(path, what, "重新生成 PDF，或用原来的 Word 文件"))


def _refusal(path: str, message: str, hint: str) -> Diagnostic:
    return of_file("D331", path, message, hint)


def _outside_fault(path: str, content: bytes) -> Diagnostic | None:
    """What is wrong with the file before it is opened."""
    if b"%PDF-" not in content[:1024]:
        return _refusal(path, "不是 PDF", "核对文件，重新取一份")
    if len(content) > LARGEST_PDF:
        return _refusal(path, "PDF 太大", f"拆成不超过 {LARGEST_PDF >> 20} MB 的文件")
    if len(_PAGE_OBJECTS.findall(content)) > MOST_PAGES:
        return _refusal(path, f"PDF 超过 {MOST_PAGES} 面", "一期拆成一个文件")
    return None


def _read(path: str, content: bytes) -> ReceivedDocument:
    """The document; runs in a process of its own."""
    try:
        drawn = read_document(content)
    except (PDFPasswordIncorrect, PDFEncryptionError):
        return refused(path, _refusal(path, "PDF 加了口令", "去掉口令，或用原来的 Word 文件"))
    except MemoryError:
        raise  # what it may have is said where the limit is
    except Exception as cause:  # a damaged file can fail at any line of pdfminer
        what = f"PDF 已损坏，读不下去（{type(cause).__name__}）"
        return refused(path, _refusal(path, what, "重新生成 PDF，或用原来的 Word 文件"))
    if textless := _text_fault(path, drawn):
        return refused(path, textless)
    return _Writing(path, drawn).document()


def _text_fault(path: str, drawn: Drawn) -> Diagnostic | None:
    """What is wrong with the text layer as a whole."""
    texts = [glyph.text for page in drawn.pages for glyph in page.glyphs if glyph.text.strip()]
    seen = any(glyph.is_visible for page in drawn.pages for glyph in page.glyphs)
    hint = "用原来的 Word 文件；没有的，先用文字识别（OCR）转成 Word，核对后再导入"
    if not drawn.pages:
        return _refusal(path, "PDF 没有一面", "重新生成 PDF")
    if len(drawn.pages) > MOST_PAGES:
        return _refusal(path, f"PDF 超过 {MOST_PAGES} 面", "一期拆成一个文件")
    if not texts:
        return _refusal(path, "PDF 是扫描件，只有图像，没有文字", hint)
    if not seen:
        return _refusal(path, "PDF 是扫描件，文字是机器识别的，不可靠", hint)
    if sum(text == "\ufffd" for text in texts) > MOST_UNREADABLE * len(texts):
        return _refusal(path, "PDF 的文字层是乱码，取不出文字", hint)
    return None


# -- Paragraphs ------------------------------------------------------------------------------------


class _LineGroup(NamedTuple):
    """Lines that are one paragraph."""

    lines: tuple[PrintedLine, ...]

    @property
    def place(self) -> tuple[int, float, float]:
        """Where it begins, in the order of reading."""
        first = self.lines[0]
        return (first.page, round(first.y, 1), first.left)


def _groups(
    body: Body | None, colophon: Sequence[PrintedLine], lines: Sequence[PrintedLine]
) -> list[_LineGroup]:
    """All the lines as paragraphs, in the order of reading."""
    groups = [part for each in body.paragraphs for part in _parted(each, body)] if body else []
    taken = {(line.page, line.y, line.left) for group in groups for line in group.lines}
    foot = {(line.page, line.y, line.left) for line in colophon}
    others = [line for line in lines if (line.page, line.y, line.left) not in taken]
    for in_foot, run in groupby(others, lambda line: (line.page, line.y, line.left) in foot):
        groups += _joined(tuple(run), _turns if in_foot else _goes_on)
    return sorted(groups, key=lambda group: group.place)


def _parted(paragraph: PrintedParagraph, body: Body) -> Iterator[_LineGroup]:
    """A paragraph; where no first line can be told by its indent, for all lines have it or none, it
    is parted where the face changes with the line, and where lines of copy are parted."""
    flat = all(abs(line.left - body.left) < 0.6 * body.size for line in body.lines)
    widest = max(line.right for line in body.lines)

    def goes_on(line: PrintedLine, following: PrintedLine) -> bool:
        beside = abs(line.left - following.left) < 0.6 * body.size
        if not flat and not (beside and following.left > body.left + 1.5 * body.size):
            return True
        one, two = _only_face(line), _only_face(following)
        if one and two and one != two:
            return False
        if widest - line.right > first_word(following) + 2 * body.size:
            return False
        return seams((line.text, following.text), UNWRAPPED) != (Seam.APART,)

    for group in _listed(paragraph, body):
        yield from _joined(group.lines, goes_on)


def _only_face(line: PrintedLine) -> str:
    """The face in which all of a line's 汉字 are set; empty for several."""
    names = {glyph.font.name for glyph in line.glyphs if is_wide(glyph.text)}
    return names.pop() if len(names) == 1 else ""


def _listed(paragraph: PrintedParagraph, body: Body) -> Iterator[_LineGroup]:
    """A paragraph; lines that all begin at one place further in are a list, such as the contents.

    They need not reach the column's edge, so two that end at the same place are not yet a column.
    """
    first = paragraph.lines[0]
    inside = first.left > body.left + 0.8 * body.size
    if not inside or any(abs(line.left - first.left) > 0.6 * body.size for line in paragraph.lines):
        yield _LineGroup(paragraph.lines)
        return

    def goes_on(line: PrintedLine, following: PrintedLine) -> bool:
        return first_word(following) > body.right - line.rights[-1] - 0.3 * body.size

    yield from _joined(paragraph.lines, goes_on)


def _joined(
    lines: Sequence[PrintedLine], goes_on: Callable[[PrintedLine, PrintedLine], bool]
) -> Iterator[_LineGroup]:
    current: list[PrintedLine] = []
    for line in lines:
        if current and not goes_on(current[-1], line):
            yield _LineGroup(tuple(current))
            current = []
        current.append(line)
    if current:
        yield _LineGroup(tuple(current))


def _turns(_line: PrintedLine, following: PrintedLine) -> bool:
    """Whether a line of the colophon continues the one above."""
    return not DISTRIBUTION.match(following.text) and not following.text.startswith("共印")


def _goes_on(line: PrintedLine, following: PrintedLine) -> bool:
    """Whether a line outside the running text continues: a title of two lines, a note."""
    return (
        line.page == following.page
        and abs(line.size - following.size) < 0.1
        and not line.is_tabular
        and not following.is_tabular
        and 0 < following.y - line.y < 1.9 * line.size
        and not _call_at_head(following)
    )


def _call_at_head(line: PrintedLine) -> str:
    """The number that a note begins with; empty for no note."""
    head = "".join(glyph.text for glyph in line.glyphs[:3])
    match = _NOTE_CALL.match(head)
    return match[0] if match else ""


# -- Notes -----------------------------------------------------------------------------------------


class _Call(NamedTuple):
    """A raised figure in the text, which calls the note with that figure at the foot of the
    page, if there is one; a lowered one calls none."""

    page: int
    figure: str
    lowered: bool = False

    @property
    def text(self) -> str:
        """The figure where there is no such note: 10⁸, CO₂."""
        return (lowered if self.lowered else raised)(self.figure) or self.figure


def _tokens(group: _LineGroup) -> Iterator[Glyph | _Call]:
    """The glyphs of a paragraph and the calls in it; a break between two words is a space."""
    before: Glyph | None = None
    for line in group.lines:
        first = line.glyphs[0]
        if before and before.text.isascii() and first.text.isascii() and before.text.isalpha():
            yield before._replace(text=" ")
        for moved, glyphs in groupby(line.glyphs, partial(_moved, line)):
            if moved:
                yield _Call(line.page, "".join(glyph.text for glyph in glyphs), moved > 0)
            else:
                yield from glyphs
        before = line.glyphs[-1]


def _moved(line: PrintedLine, glyph: Glyph) -> int:
    """-1 for a small figure above the line's own, 1 for one below it, 0 for any other glyph."""
    if glyph.size >= 0.75 * line.size or not glyph.text.isdigit():
        return 0
    below = glyph.y - line.y
    return 0 if abs(below) < LEAST_MOVED * line.size else int(copysign(1, below))


def _notes(groups: Sequence[_LineGroup], body: Body | None) -> tuple[tuple[_Call, _LineGroup], ...]:
    """The paragraphs in small type that begin with a figure called on their page."""
    if body is None:
        return ()
    called = {each for group in groups for each in _tokens(group) if isinstance(each, _Call)}
    return tuple(
        (call, group)
        for group in groups
        if group.lines[0].size < 0.9 * body.size
        and not group.lines[0].is_tabular
        and (figure := _FIGURE.match(group.lines[0].text))
        and (call := _Call(group.lines[0].page, figure[0])) in called
    )


def _without_figure(group: _LineGroup) -> _LineGroup:
    """A note without the figure that it begins with."""
    first, *rest = group.lines
    figure = _FIGURE.match(first.text)
    glyphs = first.glyphs[figure.end() if figure else 0 :]
    return _LineGroup((replace(first, glyphs=glyphs), *rest)) if glyphs else group


# -- Tables ----------------------------------------------------------------------------------------


def _over_pages(
    tables: Sequence[RuledTable], lines: Sequence[PrintedLine]
) -> tuple[tuple[RuledTable, ...], tuple[RuledCell, ...]]:
    """The tables; those that continue over the end of a page are joined, without repeated heads."""
    whole: list[RuledTable] = []
    repeated: list[RuledCell] = []
    last = (0, 0.0)
    for table in tables:
        above = whole[-1] if whole else None
        if above is None or not _goes_on_over(above, last, table, lines):
            whole.append(table)
        else:
            rows = table.rows
            if rows and _is_rest(above.rows[-1], rows[0]):
                last_row = tuple(map(_with_rest, above.rows[-1], rows[0]))
                above, rows = replace(above, rows=(*above.rows[:-1], last_row)), rows[1:]
            elif rows and _texts(rows[0]) == _texts(above.rows[0]):
                repeated += rows[0]
                rows = rows[1:]
                above = replace(above, repeats=True)
            whole[-1] = replace(above, rows=(*above.rows, *rows))
        last = (table.page, table.bottom)
    return tuple(whole), tuple(repeated)


def _goes_on_over(
    above: RuledTable, last: tuple[int, float], table: RuledTable, lines: Sequence[PrintedLine]
) -> bool:
    """Whether a table continues one that ended at `last`, with nothing between them."""
    page, bottom = last
    return (
        table.page == page + 1
        and len(table.columns) == len(above.columns)
        and all(abs(one - two) < 2 for one, two in zip(table.columns, above.columns, strict=True))
        and not any(
            (line.page == page and line.y > bottom)
            or (line.page == table.page and line.y < table.top)
            for line in lines
        )
    )


def _parted_pages(drawn: Drawn) -> list[tuple[PrintedPage, tuple[RuledTable, ...]]]:
    """Each page without its tables, and these; a page may begin with the rest of a table."""
    found: list[tuple[PrintedPage, tuple[RuledTable, ...]]] = []
    for page in laid_over(drawn.pages):
        above = found[-1][1][-1:] if found else ()
        rest, ruled = without_tables(page, above[0].columns if above else ())
        rest, spaced = without_columns(rest)
        found.append((rest, tuple(sorted((*ruled, *spaced), key=lambda each: each.top))))
    return found


def _is_rest(row: Sequence[RuledCell], following: Sequence[RuledCell]) -> bool:
    """Whether the first row of a page is the rest of a row that the page's end cut: a cell that has
    words above has none here, and another goes on."""
    if [cell.columns for cell in row] != [cell.columns for cell in following]:
        return False
    pairs = list(zip(row, following, strict=True))
    ended = any(one.lines and not two.lines for one, two in pairs)
    return ended and any(one.lines and two.lines for one, two in pairs)


def _with_rest(cell: RuledCell, rest: RuledCell) -> RuledCell:
    return replace(cell, lines=(*cell.lines, *rest.lines))


def _texts(row: Sequence[RuledCell]) -> tuple[str, ...]:
    return tuple("".join(line.text for line in cell.lines) for cell in row)


# -- Writing down ----------------------------------------------------------------------------------


@dataclass
class _Writing:
    """The document's text while it grows, a line for each paragraph."""

    path: str
    drawn: Drawn
    _text: list[str] = field(default_factory=list)
    _length: int = 0
    _spaced: list[Span] = field(default_factory=list)
    """Where the tables stand that no rule shows."""

    def document(self) -> ReceivedDocument:
        """The paragraphs, tables, notes and page numbers as a document."""
        parted = _parted_pages(self.drawn)
        flowing = replace(self.drawn, pages=tuple(page for page, _ in parted))
        layout = read_layout(flowing, STANDARD)
        body = layout.body
        colophon = layout.colophon.lines if layout.colophon else ()
        self._heavy = _means_bold(line for line in (body.lines if body else layout.lines))
        groups = _groups(body, colophon, layout.lines)
        notes = _notes(groups, body)
        self._numbers = {call: number for number, (call, _) in enumerate(notes, start=1)}
        self._labels = _labels(groups)
        found = [table for _, tables in parted for table in tables]
        tables, repeated = _over_pages(found, layout.lines)
        ordered = _in_reading_order(groups, tables, {id(group) for _, group in notes})
        parts = tuple(part for each in ordered for part in self._parts(each, body))
        again = (_LineGroup(cell.lines) for cell in repeated if cell.lines)
        numbers = (_LineGroup((each.line,)) for each in layout.page_numbers)
        footnotes = tuple((self._line(_without_figure(group), None),) for _, group in notes)
        running = tuple(self._line(each, None) for each in (*numbers, *again))
        source = Source(self.path, "".join(self._text))
        return ReceivedDocument(
            PurePosixPath(self.path).stem,
            source,
            parts,
            footnotes=footnotes,
            running=running,
            diagnostics=tuple(self._faults(source, layout.lines)),
        )

    def _parts(
        self, each: _LineGroup | RuledTable, body: Body | None
    ) -> Iterator[received.DocumentPart]:
        """A paragraph, a table, or the lines of a list of names, which has one column."""
        if isinstance(each, _LineGroup):
            yield self._line(each, body)
        elif all(len(row) == 1 for row in each.rows):
            yield from (self._line(_LineGroup(row[0].lines), body) for row in each.rows)
        else:
            grid = self._grid(each)
            if not each.is_ruled:
                self._spaced.append(grid.span)
            yield grid

    def _line(
        self, group: _LineGroup, body: Body | None, alignment: str = ""
    ) -> received.ReceivedLine:
        start = self._length
        tokens = list(_tokens(group))
        mark = _bullet(tokens) if body else ""
        label = mark or self._labels.get(id(group), "")
        self._add(label)
        tokens = tokens[len(label) :]
        line = received.ReceivedLine(
            tuple(self._runs(tokens)),
            Span(start, self._length),
            alignment=alignment or _alignment(group, body),
            indent=_indent(group, body),
            label=label,
            bullet=bool(mark),
            depth=int(bool(label)),
        )
        self._add("\n")
        return line

    def _runs(self, tokens: Sequence[Glyph | _Call]) -> Iterator[Run]:
        for look, stretch in groupby(tokens, self._look):
            if isinstance(look, _Call):
                yield self._called(look)
                continue
            text = "".join(each.text for each in stretch if isinstance(each, Glyph))
            bold, size, face = look
            yield Run(text, self._span(text), bold=bold, size=size, face=face)
            self._add(text)

    def _called(self, call: _Call) -> Run:
        number = self._numbers.get(call)
        if number is not None:
            return Run("", Span(self._length, self._length), footnote=number)
        run = Run(call.text, self._span(call.text))
        self._add(call.text)
        return run

    def _grid(self, table: RuledTable) -> received.Grid:
        start = self._length
        rows = tuple(
            tuple(
                received.GridCell(
                    (self._line(_LineGroup(cell.lines), None, cell.alignment),)
                    if cell.lines
                    else (),
                    cell.columns,
                    cell.rows,
                )
                for cell in row
            )
            for row in table.rows
        )
        return received.Grid(rows, Span(start, self._length), head=int(table.repeats))

    def _span(self, text: str) -> Span:
        return Span(self._length, self._length + len(text))

    def _add(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)

    def _look(self, token: Glyph | _Call) -> _Call | tuple[bool, float, str]:
        """Bold, size in points to the half, and face; the look of a call is unlike any other."""
        if isinstance(token, _Call):
            return token
        return (self._heavy(token), round(2 * token.size / MM_PER_PT) / 2, token.font.name)

    def _faults(self, source: Source, lines: Sequence[PrintedLine]) -> Iterator[Diagnostic]:
        at = Span(0, 0)
        for span in self._spaced:
            what = "没有画线的表格，照字的位置分了栏"
            yield warning("D333", source, span, what, "对照原件核对各栏")
        for page in self.drawn.pages:
            count = len(page.pictures)
            if count and not any(glyph.text.strip() for glyph in page.glyphs):
                what = f"第 {page.number} 面是图像，没有文字，没有取"
                yield warning("D332", source, at, what, "这一面另作文字识别，核对后补上")
            elif count:
                what = f"第 {page.number} 面有 {count} 张图片，没有取"
                yield warning("D332", source, at, what, "从原来的文件里取出图片，补进稿件")
            beside = Counter(
                round(line.y, 1) for line in lines if line.page == page.number and line.is_tabular
            )
            if sum(number > 1 for number in beside.values()) > 1:
                what = f"第 {page.number} 面像是有不画线的表格，各格的字逐格成段"
                yield warning("D333", source, at, what, "照原件把这几段改成表格")


def _in_reading_order(
    groups: Sequence[_LineGroup], tables: Sequence[RuledTable], without: set[int]
) -> list[_LineGroup | RuledTable]:
    placed: list[tuple[tuple[int, float, float], _LineGroup | RuledTable]] = [
        *((group.place, group) for group in groups if id(group) not in without),
        *(((table.page, table.top, 0.0), table) for table in tables),
    ]
    return [each for _, each in sorted(placed, key=lambda pair: pair[0])]


def _labels(groups: Sequence[_LineGroup]) -> dict[int, str]:
    """The numbers of paragraphs that form a list: 1. 2. 3. in order, each a sentence."""
    numbered: dict[int, str] = {}
    run: list[tuple[int, str]] = []
    for group in (*groups, None):
        text = "".join(line.text for line in group.lines) if group else ""
        match = _ITEM.match(text)
        headed = match is not None and _HEADED.match(text, match.end()) is not None
        whole = match is not None and text.rstrip().endswith(_STOPS) and not headed
        goes_on = whole and match is not None and int(match[1]) == len(run) + 1
        if not goes_on:
            numbered |= dict(run) if len(run) > 1 else {}
            run = []
        if group and whole and match and int(match[1]) == len(run) + 1:
            run.append((id(group), match[0]))
    return numbered


def _bullet(tokens: Sequence[Glyph | _Call]) -> str:
    """The bullet that a paragraph begins with; empty for none."""
    first = tokens[0] if len(tokens) > 1 else None
    return first.text if isinstance(first, Glyph) and first.text in _BULLETS else ""


def _means_bold(lines: Iterable[PrintedLine]) -> Callable[[Glyph], bool]:
    """How this document shows bold: by font or by false bold, unless most of it is set so."""

    def heavy(glyph: Glyph) -> bool:
        name = glyph.font.name
        false_bold = glyph.is_stroked or glyph.is_overprinted
        return glyph.font.claims_bold or false_bold or bool(_HEAVY.search(name))

    counts = Counter(heavy(glyph) for line in lines for glyph in line.glyphs if is_wide(glyph.text))
    if counts[True] > counts[False]:
        return lambda _glyph: False
    return heavy


def _alignment(group: _LineGroup, body: Body | None) -> str:
    """`center` or `right` if every line stands so; otherwise empty."""
    if body is None or any(line.right > body.right + body.size for line in group.lines):
        return ""
    before = [line.left - body.left for line in group.lines]
    after = [body.right - line.right for line in group.lines]
    if all(
        one > body.size and abs(one - two) < body.size
        for one, two in zip(before, after, strict=True)
    ):
        return "center"
    half = (body.right - body.left) / 2
    if all(one > half and two < 5 * body.size for one, two in zip(before, after, strict=True)):
        return "right"
    return ""


def _indent(group: _LineGroup, body: Body | None) -> float:
    """How far the first line is indented, in em."""
    first = group.lines[0]
    if body is None or first.size <= 0:
        return 0.0
    return round(max(0.0, first.left - body.left) / first.size, 1)

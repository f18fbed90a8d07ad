"""PDF to a `Document`: its lines put together into paragraphs again, by geometry.

What was drawn is read as `bulletin inspect` reads it. A PDF knows no paragraphs: a line that ends
where the next word would not have fitted goes on, over the end of a page too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import PurePosixPath
from typing import NamedTuple

from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

from bulletin.diagnostics import Diagnostic, error, warning
from bulletin.intake import document as received
from bulletin.intake.document import Document, Run
from bulletin.isolation import Limits, Stopped, apart
from bulletin.press.inspect.characters import is_wide
from bulletin.press.inspect.layout import DISTRIBUTION, read_layout
from bulletin.press.inspect.lines import Body, Line
from bulletin.press.inspect.page import MM_PER_PT, Glyph
from bulletin.press.inspect.page import Document as Drawn
from bulletin.press.inspect.read import read_document
from bulletin.press.inspect.requirements import STANDARD
from bulletin.source import Source, Span

LARGEST_PDF = 64 * 1024**2
"""Bytes; a year's bound volume with pictures has thirty million."""

MOST_PAGES = 300
"""Pages of one document; an issue has six."""

MOST_UNREADABLE = 0.05
"""Share of characters without a meaning in the text layer, above which it is no text."""

_LIMITS = Limits(seconds=90.0, processor=90)
_PAGE_OBJECTS = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
_HEAVY = re.compile(r"simhei|heiti|黑体|FZHT|FZHei", re.IGNORECASE)
_NOTE_CALL = re.compile(r"[\[〔［]?([1-9][0-9]?)[\]〕］]?|[①-⑳]")


def read_portable(path: str, content: bytes, limits: Limits = _LIMITS) -> Document:
    """Read a PDF. Raises nothing: what cannot be read is refused with the reason."""
    name = PurePosixPath(path).stem
    if outside := _outside_fault(path, content):
        return Document(name, Source(path, ""), (), diagnostics=(outside,))
    try:
        return apart(limits, _read, path, content)
    except Stopped as stopped:
        what = f"PDF 读不完（{stopped}）"
    except Exception as cause:  # whatever broke in the other process
        what = f"PDF 已损坏，读不下去（{type(cause).__name__}）"
    fault = _refusal(path, what, "重新生成 PDF，或用原来的 Word 文件")
    return Document(name, Source(path, ""), (), diagnostics=(fault,))


def _refusal(path: str, message: str, hint: str) -> Diagnostic:
    return error("D331", Source(path, ""), Span(0, 0), message, hint)


def _outside_fault(path: str, content: bytes) -> Diagnostic | None:
    """What is wrong with the file before it is opened."""
    if b"%PDF-" not in content[:1024]:
        return _refusal(path, "不是 PDF", "核对文件，重新取一份")
    if len(content) > LARGEST_PDF:
        return _refusal(path, "PDF 太大", f"拆成不超过 {LARGEST_PDF >> 20} MB 的文件")
    if len(_PAGE_OBJECTS.findall(content)) > MOST_PAGES:
        return _refusal(path, f"PDF 超过 {MOST_PAGES} 面", "一期拆成一个文件")
    return None


def _read(path: str, content: bytes) -> Document:
    """The document; runs in a process of its own."""
    name = PurePosixPath(path).stem
    try:
        drawn = read_document(content)
    except (PDFPasswordIncorrect, PDFEncryptionError):
        fault = _refusal(path, "PDF 加了口令", "去掉口令，或用原来的 Word 文件")
        return Document(name, Source(path, ""), (), diagnostics=(fault,))
    except Exception as cause:  # a damaged file fails in as many ways as pdfminer has lines
        what = f"PDF 已损坏，读不下去（{type(cause).__name__}）"
        fault = _refusal(path, what, "重新生成 PDF，或用原来的 Word 文件")
        return Document(name, Source(path, ""), (), diagnostics=(fault,))
    if textless := _text_fault(path, drawn):
        return Document(name, Source(path, ""), (), diagnostics=(textless,))
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


class _Group(NamedTuple):
    """Lines that are one paragraph."""

    lines: tuple[Line, ...]

    @property
    def place(self) -> tuple[int, float, float]:
        """Where it begins, in the order of reading."""
        first = self.lines[0]
        return (first.page, round(first.y, 1), first.left)


def _groups(body: Body | None, colophon: Sequence[Line], lines: Sequence[Line]) -> list[_Group]:
    """All the lines as paragraphs, in the order of reading."""
    groups = [_Group(each.lines) for each in body.paragraphs] if body else []
    taken = {(line.page, line.y, line.left) for group in groups for line in group.lines}
    foot = {(line.page, line.y, line.left) for line in colophon}
    others = [line for line in lines if (line.page, line.y, line.left) not in taken]
    for in_foot, run in groupby(others, lambda line: (line.page, line.y, line.left) in foot):
        groups += _joined(tuple(run), _turns if in_foot else _goes_on)
    return sorted(groups, key=lambda group: group.place)


def _joined(lines: Sequence[Line], goes_on: Callable[[Line, Line], bool]) -> Iterator[_Group]:
    current: list[Line] = []
    for line in lines:
        if current and not goes_on(current[-1], line):
            yield _Group(tuple(current))
            current = []
        current.append(line)
    if current:
        yield _Group(tuple(current))


def _turns(_line: Line, following: Line) -> bool:
    """Whether a line of the colophon is the one above turned."""
    return not DISTRIBUTION.match(following.text) and not following.text.startswith("共印")


def _goes_on(line: Line, following: Line) -> bool:
    """Whether a line outside the running text goes on: a title of two lines, a note."""
    return (
        line.page == following.page
        and abs(line.size - following.size) < 0.1
        and not line.is_tabular
        and not following.is_tabular
        and 0 < following.y - line.y < 1.9 * line.size
        and not _call_at_head(following)
    )


def _call_at_head(line: Line) -> str:
    """The number that a note begins with; empty for no note."""
    head = "".join(glyph.text for glyph in line.glyphs[:3])
    match = _NOTE_CALL.match(head)
    return match[0] if match else ""


# -- Writing down ----------------------------------------------------------------------------------


@dataclass
class _Writing:
    """The document's text while it grows, a line for each paragraph."""

    path: str
    drawn: Drawn
    _text: list[str] = field(default_factory=list)
    _length: int = 0

    def document(self) -> Document:
        """The paragraphs, page numbers and faults as a document."""
        layout = read_layout(self.drawn, STANDARD)
        body = layout.body
        colophon = layout.colophon.lines if layout.colophon else ()
        self._heavy = _means_bold(line for line in (body.lines if body else layout.lines))
        self._placed = _groups(body, colophon, layout.lines)
        parts = tuple(self._line(each, body) for each in self._placed)
        running = tuple(self._line(_Group((each.line,)), None) for each in layout.page_numbers)
        source = Source(self.path, "".join(self._text))
        faults = (*self._picture_faults(source), *self._table_faults(source, parts))
        name = PurePosixPath(self.path).stem
        return Document(name, source, parts, running=running, diagnostics=faults)

    def _line(self, group: _Group, body: Body | None) -> received.Line:
        start = self._length
        runs: list[Run] = []
        glyphs = tuple(_in_one(group.lines))
        for look, stretch in groupby(glyphs, self._look):
            text = "".join(glyph.text for glyph in stretch)
            bold, size, face = look
            span = Span(self._length, self._length + len(text))
            runs.append(Run(text, span, bold=bold, size=size, face=face))
            self._add(text)
        line = received.Line(
            tuple(runs),
            Span(start, self._length),
            alignment=_alignment(group, body),
            indent=_indent(group, body),
        )
        self._add("\n")
        return line

    def _add(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)

    def _look(self, glyph: Glyph) -> tuple[bool, float, str]:
        """Bold, size in points to the half, and face."""
        return (self._heavy(glyph), round(2 * glyph.size / MM_PER_PT) / 2, glyph.font.name)

    def _picture_faults(self, source: Source) -> Iterator[Diagnostic]:
        at = Span(0, 0)
        for page in self.drawn.pages:
            if page.pictures and not any(glyph.text.strip() for glyph in page.glyphs):
                what = f"第 {page.number} 面是图像，没有文字，没有取"
                yield warning("D332", source, at, what, "这一面另作文字识别，核对后补上")
            elif page.pictures:
                what = f"第 {page.number} 面有 {len(page.pictures)} 张图片，没有取"
                yield warning("D332", source, at, what, "从原来的文件里取出图片，补进稿件")

    def _table_faults(self, source: Source, parts: Sequence[received.Line]) -> Iterator[Diagnostic]:
        """A table's cells stand as lines of their own: an editor puts it together."""
        for page in self.drawn.pages:
            upright = [bar for bar in page.bars if not bar.is_horizontal]
            own = [
                (group.lines[0], part)
                for group, part in zip(self._placed, parts, strict=True)
                if group.lines[0].page == page.number
            ]
            beside = Counter(round(line.y, 1) for line, _ in own if line.is_tabular)
            rows = {y for y, count in beside.items() if count > 1}
            cells = [
                part
                for line, part in own
                if (len(rows) > 1 and round(line.y, 1) in rows)
                or any(bar.top - 1 <= line.y <= bar.bottom + 1 for bar in upright)
            ]
            if cells:
                at = Span(cells[0].span.start, cells[-1].span.end)
                what = f"第 {page.number} 面有表格，没有还原，各格的字逐格成段"
                yield warning("D333", source, at, what, "照原件把这几段改成表格")


def _in_one(lines: Iterable[Line]) -> Iterator[Glyph]:
    """The glyphs of a paragraph's lines: a break between two Latin words is a space."""
    before: Glyph | None = None
    for line in lines:
        first, last = line.glyphs[0], line.glyphs[-1]
        if before and before.text.isascii() and first.text.isascii() and before.text.isalpha():
            yield before._replace(text=" ")
        yield from line.glyphs
        before = last


def _means_bold(lines: Iterable[Line]) -> Callable[[Glyph], bool]:
    """How this document shows bold: by font or by false bold, unless most of it is so set."""

    def heavy(glyph: Glyph) -> bool:
        name = glyph.font.name
        false_bold = glyph.is_stroked or glyph.is_overprinted
        return glyph.font.claims_bold or false_bold or bool(_HEAVY.search(name))

    counts = Counter(heavy(glyph) for line in lines for glyph in line.glyphs if is_wide(glyph.text))
    if counts[True] > counts[False]:
        return lambda _glyph: False
    return heavy


def _alignment(group: _Group, body: Body | None) -> str:
    """`center` or `right`, where every line stands so; else empty."""
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


def _indent(group: _Group, body: Body | None) -> float:
    """How far in the first line begins, in em."""
    first = group.lines[0]
    if body is None or first.size <= 0:
        return 0.0
    return round(max(0.0, first.left - body.left) / first.size, 1)

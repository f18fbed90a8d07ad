"""Reading Markdown copy into sections of the model; every text gets its place in the file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import pairwise
from pathlib import PurePosixPath as Path

from markdown_it.token import Token

from bulletin.diagnostics import Diagnostic, Edit, error, warning
from bulletin.locators import address_meant
from bulletin.markdown.attachment_lines import LONGEST_TITLE_LINE, label_in
from bulletin.markdown.attachments import (
    AttachmentsFound,
    HeadingLine,
    ListedAttachment,
    attachments_in,
    begins_strangely,
    label_of,
)
from bulletin.markdown.blocks import Parting
from bulletin.markdown.dialects import Typed
from bulletin.markdown.losses import lost, marks_in
from bulletin.markdown.marks import MarkKind, UsedMark, block_marks
from bulletin.markdown.misspelt_bold import bold_meant
from bulletin.markdown.mixed_numbers import told_of_mixed
from bulletin.markdown.parser import UNPAIRED, submission_parser
from bulletin.markdown.seams import figures_between, space_between
from bulletin.markdown.typed import Image, ReadLink, as_image, typed
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
    Quotation,
    Section,
    Strong,
    Table,
    Text,
    plain,
    texts,
)
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

MOST_LISTED = 8
"""Lines above one in a typed list of attachments among which the list begins."""

LONGEST_NUMBER = 3
"""The most digits of an item's number; a longer number is a year."""

SENTENCE_ENDS = "。！？…"
"""Marks that end a sentence, and therefore a run-in heading."""

_CLOSING_MARKS = "”’）》」』"
_BLANK_LINE = pattern_of(r"^[^\S\r\n]+(?=[\r\n]|\Z)", re.MULTILINE)
"""A line with nothing but white space of any kind; it separates paragraphs."""

_LINE_END = pattern_of(r"\r\n|\r|\n")
_NAMED = pattern_of(r"[^\[\]]*[\u4e00-\u9fff]{2}[^\[\]]*")
"""A caption, or a file's name, that says what an image shows."""

_QUOTED = pattern_of(r"[ \t]*>[ \t>]*")
_DEFINES = pattern_of(r"[ \t]*\[\^[^\s\]]+\]:")
_NOTE_INDENT = pattern_of(r" {4}|[ ]{0,3}\t")
"""What makes a line one of the note above it."""

_ADDRESS = pattern_of(r"(?:https?://|mailto:)[^\s]+\Z")


@dataclass(frozen=True)
class ReadBody:
    """The sections of a body of copy, and what is wrong with it."""

    sections: tuple[Section, ...]
    """Those of the text; an attachment begins with one of level 1."""

    diagnostics: tuple[Diagnostic, ...]
    marks: tuple[UsedMark, ...]
    """What is markup and therefore in no text, in order."""

    numbers: tuple[int | None, ...] = ()
    """The number that each attachment is typed with."""

    listed: tuple[ListedAttachment, ...] = ()
    """The attachments that a typed list below the text names."""


def read_copy(source: Source, body: Span, *, titled: bool = False) -> ReadBody:
    """Read the Markdown between `body.start` and `body.end` of `source`.

    Bold text that is a whole sentence (`**小标题。**正文`) is a run-in heading. It gives the same
    section as a `##` line. `titled` says that the body may begin with its own title, `# 责任清单`,
    as the file of an attachment does.
    """
    reader = _Reader(source, body, titled)
    named = NAMES_ATTACHMENTS.search(source.text, 0, body.start) is not None
    blocks = reader.blocks()
    reader.diagnostics += told_of_mixed(blocks, source)
    found = attachments_in(blocks, source, named=named)
    reader.marks += found.marks
    reader.tell_rest(found)
    sections = _sections(found.blocks, body.start, reader.marks)
    marks = marks_in(source, sections, reader.marks)
    unsaid = lost(source, body, sections, marks, reader.told)
    told = (*reader.diagnostics, *found.diagnostics, *unsaid)
    return ReadBody(sections, told, marks, found.numbers, found.listed)


_FRONT_MATTER = pattern_of(
    r"^(?:-{3,}|[－—–─]{2,})[ \t]*\r?\n"
    r"((?:(?:[^\s:：-][^\n:：]{0,19}[:：]|[#＃]|[ \t]+\S)[^\n]*\n)+)"
    r"(?:-{3,}|[－—–─]{2,})(?=[ \t]*\r?$)",
    re.MULTILINE,
)
_NAMES_FIELD = pattern_of(r"^(?:单位|标题|unit|title)[ \t]*[:：]", re.MULTILINE)

NAMES_ATTACHMENTS = pattern_of(r"^[ \t]*(?:attachments|附件)[ \t]*[:：]", re.MULTILINE)
"""The field of front matter that names files of attachments, with either colon."""


# -- Tokens to blocks --------------------------------------------------------------------------


@dataclass
class _Reader:
    """One pass over the tokens of one body."""

    source: Source
    body: Span
    titled: bool = False
    diagnostics: list[Diagnostic] = field(default_factory=list)
    marks: list[UsedMark] = field(default_factory=list)
    told: list[Span] = field(default_factory=list)
    """What is in no text, as a diagnostic says."""

    _tokens: list[Token] = field(default_factory=list)
    _notes: dict[str, tuple[Inline, ...]] = field(default_factory=dict)
    _calls: list[str] = field(default_factory=list)
    _defined: dict[str, Span] = field(default_factory=dict)
    _below: dict[int, tuple[str, bool]] = field(default_factory=dict)
    """Lines right below a note: its label, and whether they were read into it."""

    _seams: list[tuple[int, bool]] = field(default_factory=list)
    """The lines that begin a paragraph directly under another one, each with whether it is at the
    outermost level."""

    _first_line: int = 0
    _in_note: bool = False

    def blocks(self) -> list[Block | HeadingLine]:
        """Every block of the body, in order."""
        copy = self.source.text[self.body.start : self.body.end]
        copy = _BLANK_LINE.sub(lambda line: " " * len(line[0]), copy)
        copy = self._without_front_matter(copy)
        self._first_line = self.source.place(self.body.start).line - 1
        self._tokens = submission_parser().parse(copy)
        self.marks += block_marks(self.source, self._first_line, self._tokens)
        self._read_notes()
        return list(self._blocks(iter(self._tokens), None))

    def tell_rest(self, found: AttachmentsFound) -> None:
        """Report what only the whole body shows, once its attachments are known."""
        self._tell_pasted(found)
        self._tell_uncalled()
        self._tell_below()

    def _without_front_matter(self, copy: str) -> str:
        """The copy, with blanks where another submission begins with its own front matter."""
        for match in _FRONT_MATTER.finditer(copy) if self.body.start else ():
            if _NAMES_FIELD.search(match[1]):
                start, end = match.span()
                span = Span(self.body.start + start, self.body.start + end)
                message = "这里是另一篇稿件的前言，一个文件只放一篇"
                hint = "从这一行起移到另一个文件，再列入篇目；贴了两遍就删去一遍"
                self._lost("S161", span, message, hint)
                blank = re.sub(r"[^\r\n]", " ", match[0])
                copy = copy[:start] + blank + copy[end:]
        return copy

    def _fault(
        self, code: str, span: Span, message: str, hint: str, edits: tuple[Edit, ...] = ()
    ) -> None:
        self.diagnostics.append(error(code, self.source, span, message, hint, edits=edits))

    def _lost(self, code: str, span: Span, message: str, hint: str) -> None:
        """Report what stands in the copy and is not printed."""
        self.told.append(span)
        self._fault(code, span, message, hint)

    def _remark(
        self, code: str, span: Span, message: str, hint: str, edits: tuple[Edit, ...] = ()
    ) -> None:
        self.diagnostics.append(warning(code, self.source, span, message, hint, edits=edits))

    def _line_start(self, line: int) -> int:
        """The offset in the file at which line `line` of the body begins, counted from 0."""
        starts = self.source.line_starts
        return max(starts[min(self._first_line + line, len(starts) - 1)], self.body.start)

    def _lines(self, token: Token) -> Span:
        """The lines of the file that a block token covers, without the last line end."""
        first, last = token.map or (0, 1)
        starts = self.source.line_starts
        start = self._line_start(first)
        after = self._first_line + last
        end = starts[after] if after < len(starts) else len(self.source.text)
        return Span(start, max(start, start + len(self.source.text[start:end].rstrip())))

    # Footnotes are read first, because a note may stand anywhere and its call takes it in.

    def _read_notes(self) -> None:
        kept: list[Token] = []
        inside: list[Token] | None = None
        label, span = "", self.body
        for token in self._tokens:
            if token.type == "footnote_reference_open":
                inside, label, span = [], str(token.meta["label"]), self._lines(token)
                self._remember_below(label, token)
            elif token.type == "footnote_reference_close":
                self._define(label, span, self._note(inside or [], token.level + 1))
                inside = None
            else:
                (kept if inside is None else inside).append(token)
        self._tokens = kept

    def _remember_below(self, label: str, token: Token) -> None:
        """Remember a line right below a note that neither an indent nor an empty line makes its
        own."""
        first, after = token.map or (0, 1)
        line = first + 1
        while token.level == 0 and (text := self._body_line(line)).strip():
            if _DEFINES.match(text):
                return
            if not _NOTE_INDENT.match(text):
                self._below[line] = (label, line < after)
                return
            line += 1

    def _body_line(self, line: int) -> str:
        """Line `line` of the body, counted from 0."""
        return self.source.line(self._first_line + line + 1)

    def _tell_below(self) -> None:
        """A line right below a note may be its text or the copy's: only the author knows."""
        for line, (label, inside) in self._below.items():
            start = self._line_start(line)
            span = Span(start, start + len(self._body_line(line)))
            message = f"脚注 [^{label}] 下面这一行没有空开，算作{'注文' if inside else '正文'}"
            hint = "是正文就在它前面空一行，是注文就在行首空四格"
            edits = () if inside else (Edit(Span(start, start), self._line_end(start)),)
            self._remark("S135", span, message, hint, edits)

    def _define(self, label: str, span: Span, note: tuple[Inline, ...]) -> None:
        if label in self._notes:
            hint = f"改成另一个名字，并在正文里写 [^{label}] 的地方同样改"
            self._lost("S013", span, f"脚注 [^{label}] 写了两条，只能留一条", hint)
            return
        if not note:
            message = f"脚注 [^{label}] 的注文是空的"
            self._fault("S005", span, message, f"写成 [^{label}]: 注文")
        self._notes[label] = note
        self._defined[label] = span

    def _tell_uncalled(self) -> None:
        """Report notes without a call, which would not be printed."""
        for label, span in self._defined.items():
            if label not in self._calls:
                message = f"脚注 [^{label}] 没有地方引用，印不出来"
                self._lost("S013", span, message, f"在正文要加注的地方写 [^{label}]，或删去")

    def _note(self, tokens: list[Token], level: int) -> tuple[Inline, ...]:
        """The inlines of a note, whose blocks are at `level`; each paragraph begins a new line."""
        read: list[Inline] = []
        self._in_note = True
        for token in tokens:
            if token.type == "inline":
                if read:
                    start = self._lines(token).start
                    read.append(LineBreak(Span(start, start)))
                read.extend(self._inlines(token))
            elif token.type == "paragraph_open":
                self._pasted(token)
            elif token.level == level and token.nesting >= 0:
                self._lost("S003", self._lines(token), "脚注里只能写文字", "改成一段文字")
        self._in_note = False
        return tuple(read)

    def _blocks(
        self, tokens: Iterator[Token], closing: str | None
    ) -> Iterator[Block | HeadingLine]:
        for token in tokens:
            if token.type == closing:
                return
            if token.type == "code_block" and self._is_below_a_list(token):
                yield from (Paragraph((line,), line.span) for line in self._indented_lines(token))
                continue
            read = _BLOCK_READERS.get(token.type)
            if read is None:
                self._lost("S003", self._lines(token), *_UNKNOWN.get(token.type, _UNKNOWN_BLOCK))
                continue
            block = read(self, token, tokens)
            if block is not None:
                yield block

    def _paragraph(self, token: Token, tokens: Iterator[Token]) -> Block | None:
        inline = next(tokens)
        next(tokens)
        span = self._lines(token)
        self._pasted(token)
        if figure := self._misspelt_figure(inline, span):
            return figure
        children = inline.children or []
        images = [child for child in children if child.type == "image"]
        if images and len([child for child in children if child.type != "softbreak"]) == 1:
            return self._figure(images[0], _places(self.source, inline, self._first_line), span)
        read = self._inlines(inline)
        return Paragraph(read, span) if read else None

    def _pasted(self, token: Token) -> None:
        """Remember that a paragraph directly follows another without an empty line."""
        meta = token.meta or {}
        first = (token.map or (0, 1))[0]
        if meta.get("apart") and first not in self._below:
            self._seams.append((first, token.level == 0))
        for line in (each for each in meta.get("unclear", ()) if each not in self._below):
            at = self._line_start(line)
            end = at + len(self._body_line(line))
            message = "这一行和上一行之间没有空行，是一段还是两段分不清"
            self._fault("S008", Span(at, end), message, _ONE_OR_TWO)

    def _tell_pasted(self, found: AttachmentsFound) -> None:
        """Report each group of paragraphs without empty lines between them once.

        The label of an attachment, its title, and the list of attachments need none around them.
        """
        apart = [
            (self.source.place(each.start).line, self.source.place(each.end).line)
            for each in found.own_lines
        ]
        seams = sorted(
            seam
            for seam in self._seams
            if not any(first <= self._first_line + seam[0] + 1 <= last + 1 for first, last in apart)
        )
        while seams:
            run = [seams[0]]
            while len(run) < len(seams) and seams[len(run)][0] == run[-1][0] + 1:
                run.append(seams[len(run)])
            del seams[: len(run)]
            start, end = self._line_start(run[0][0] - 1), self._line_start(run[-1][0])
            edits = tuple(edit for line, outermost in run for edit in self._empty(line, outermost))
            message = f"{len(run) + 1} 行之间没有空行，按各成一段排"
            end += len(self.source.line(self._first_line + run[-1][0] + 1))
            self._remark("S008", Span(start, end), message, "段和段之间空一行", edits)

    def _empty(self, line: int, outermost: bool) -> Iterator[Edit]:
        """The empty line to write before a line; in a quotation it has the quotation's marks."""
        marks = _QUOTED.match(self._body_line(line))
        if outermost or marks:
            at = self._line_start(line)
            margin = marks[0].rstrip() if marks and not outermost else ""
            yield Edit(Span(at, at), margin + self._line_end(at))

    def _line_end(self, at: int) -> str:
        """The characters of the line end before offset `at`."""
        before = self.source.text[max(0, at - 2) : at]
        return before if before == "\r\n" else before[-1:] or "\n"

    def _misspelt_figure(self, inline: Token, span: Span) -> Figure | None:
        """The image that a paragraph was meant to be, if its markup is misspelt."""
        image = as_image(inline.content)
        if image is None or any(child.type == "image" for child in inline.children or ()):
            return None
        edits = (Edit(span, image.written),)
        self._fault("S010", span, "图片的写法有误，会当作文字", f"写成 {image.written}", edits)
        self.told.append(span)
        return Figure(image.path, image.alternative, image.caption, span)

    def _figure(self, token: Token, places: _Places, span: Span) -> Figure:
        """The image of a paragraph. Its description is plain text: other markup in it is told."""
        image = Image(
            "".join(child.content for child in token.children or []),
            str(token.attrs.get("src", "")),
            str(token.attrs.get("title", "")),
        )
        written = places.span(token.meta["from"], token.meta["to"])
        said = _words(image.alternative + image.path + image.caption)
        if said not in (
            _words(self.source.quote(written)),
            _words(unescape(self.source.quote(written))),
        ):
            message = "图片的说明里有别的标记，其中的字印不出来"
            self._lost("S141", written, message, f"写成 {image.written}")
        else:
            self.marks.append(UsedMark(MarkKind.IMAGE, written))
        if not image.alternative:
            named = image.caption or Path(image.path).stem
            hint = f"在 ![ 和 ]({image.path}) 之间写图片上是什么"
            if _NAMED.fullmatch(named):
                hint = (
                    f"写成 {replace(image, alternative=named).written}，或在方括号里写图片上是什么"
                )
            self._fault("L102", span, "图片没有文字说明", hint)
        return Figure(image.path, image.alternative, image.caption, span)

    def _heading(self, token: Token, tokens: Iterator[Token]) -> HeadingLine | None:
        inline = next(tokens)
        next(tokens)
        span = self._lines(token)
        level = int(token.tag[1:])
        children = self._inlines(inline)
        begins = not self.source.text[self.body.start : span.start].strip()
        if level == 1 and begins_strangely(children):
            level = 2
        elif level == 1 and label_of(children) is None and not (self.titled and begins):
            hint = f"小标题写成 ## {plain(children).strip()}；是这一篇的标题就写进前言的 title"
            self._fault("S001", span, "正文里不写一级标题", hint)
            level = 2
        if not plain(children).strip():
            self._lost("S002", span, "小标题是空的", "写上小标题，或删去这一行")
            return None
        return HeadingLine(level, children, span)

    def _is_below_a_list(self, token: Token) -> bool:
        """Whether indented lines go on with the typed list of attachments, aligned by hand: 2.名册
        below 附件：1.责任清单."""
        first = (token.map or (0, 1))[0] if token.level == 0 else 0
        for line in range(first - 1, max(first - MOST_LISTED, 0) - 1, -1):
            text = self._body_line(line).strip()
            if label := label_in(text):
                return bool(label.colon) or not label.bare
            if len(text) > LONGEST_TITLE_LINE or text.endswith("。"):
                return False
        return False

    def _indented(self, token: Token, _tokens: Iterator[Token]) -> Paragraph:
        """Lines that Markdown treats as code because they are indented; they are a paragraph."""
        span = self._lines(token)
        lines = tuple(self._indented_lines(token))
        blanks = [
            Span(
                self.source.line_starts[self.source.place(text.span.start).line - 1],
                text.span.start,
            )
            for text in lines
        ]
        tabbed = any("\t" in self.source.quote(blank) for blank in blanks)
        what = "有制表符（Tab）" if tabbed else "空了四格"
        edits = tuple(Edit(blank, "") for blank in blanks) if token.level == 0 else ()
        above, below = (token.map or (0, 1))[0] - 1, (token.map or (0, 1))[1]
        if edits and above >= 0 and self._body_line(above).strip():  # they would be joined to it
            edits = (Edit(blanks[0], self._line_end(blanks[0].start)), *edits[1:])
        if edits and self._body_line(below).strip():  # it would be joined to them
            at = self._line_start(below)
            edits += (Edit(Span(at, at), self._line_end(at)),)
        hint = "删去行首的空白；段首缩进由版式来做"
        self._fault("S003", span, f"行首{what}，会成为代码", hint, edits)
        return Paragraph(lines, span)

    def _indented_lines(self, token: Token) -> Iterator[Text]:
        """The lines that an indented block has, without their blanks."""
        places = _places(self.source, token, self._first_line)
        at = 0
        for part in token.content.split("\n"):
            if words := part.strip():
                start = places.offset(at + part.index(words))
                yield Text(words, Span(start, start + len(words)))
            at += len(part) + 1

    def _list(self, token: Token, tokens: Iterator[Token]) -> List:
        ordered = token.type == "ordered_list_open"
        closing = token.type.replace("_open", "_close")
        items: list[Item] = []
        for item in tokens:
            if item.type == closing:
                break
            marker = f"{item.info}{item.markup}" if ordered else ""
            if len(item.info) > LONGEST_NUMBER:
                hint = f"写成 {item.info}年，或写成 {item.info}\\{item.markup}"
                self._fault("S014", self._lines(item), f"行首的 `{marker}` 成了列表的序号", hint)
            items.append(Item(marker, self._inner(tokens, "list_item_close")))
            if not items[-1].blocks:
                mark = marker or item.markup
                message = "列表的这一条是空的，只印一个序号" if ordered else "列表的这一条是空的"
                self._remark(
                    "S142", self._lines(item), message, f"在 {mark} 后面写上文字，或删去这一行"
                )
        if not ordered and len(items) == 1:
            self._tell_bullet(token)
        return List(ordered, tuple(items), self._lines(token))

    def _tell_bullet(self, token: Token) -> None:
        """Report a list of one item that may be a line beginning with a sign: `* 注`, `- 5℃`."""
        span = self._lines(token)
        mark = token.markup
        if mark == "-" and not re.match(r"[ \t]*-[ \t]+[0-9]", self.source.quote(span)):
            return
        message = f"行首的 `{mark} ` 成了列表，不印 `{mark}`"
        self._remark(
            "S014", span, message, f"要印这个符号就写 \\{mark}，要列表就写 - 加空格，一条一行"
        )

    def _quotation(self, token: Token, tokens: Iterator[Token]) -> Quotation:
        return Quotation(self._inner(tokens, "blockquote_close"), self._lines(token))

    def _inner(self, tokens: Iterator[Token], closing: str) -> tuple[Block, ...]:
        """The blocks inside another block, in which headings are not allowed."""
        inner: list[Block] = []
        for block in self._blocks(tokens, closing):
            if isinstance(block, HeadingLine):
                self._fault("S002", block.span, "列表和引文里不能有小标题", "把小标题移到外面")
                block = Paragraph(block.children, block.span)
            inner.append(block)
        return tuple(inner)

    def _table(self, token: Token, tokens: Iterator[Token]) -> Table:
        rows: list[tuple[Cell, ...]] = []
        spans: list[Span] = []
        cells: list[Cell] = []
        begins: list[int] = []
        wide: list[Edit] = []
        for part in tokens:
            if part.type == "table_close":
                wide += () if part.meta.get("misspelt") else self._half_width(part)
                self._tell_gaps(part, spans[0])
                self._tell_rule(part, spans, begins, len(rows[0]), tuple(wide))
                break
            if part.type == "tr_open":
                spans.append(self._lines(part))
                begins.append(spans[-1].start + part.meta["start"])
                wide += self._half_width(part)
                self._tell_row(part, spans[-1])
            elif part.type in ("th_open", "td_open"):
                align = str(part.attrs.get("style", "")).removeprefix("text-align:")
                cells.append(Cell(self._inlines(next(tokens)), align))
            elif part.type == "tr_close":
                rows.append(tuple(cells))
                cells = []
        return Table(rows[0], tuple(rows[1:]), self._lines(token))

    def _half_width(self, token: Token) -> Iterator[Edit]:
        """A | for each ｜ between the cells of a row, or of a table's row of dashes."""
        begin = self._line_start(token.meta.get("rule", (token.map or (0, 0))[0]))
        columns = token.meta.get("bars", ())
        if "rule" in token.meta:
            columns = range(len(self._body_line(token.meta["rule"])))
        for column in columns:
            bar = Span(begin + column, begin + column + 1)
            if self.source.quote(bar) == "｜":
                yield Edit(bar, "|")

    def _tell_rule(
        self,
        closing: Token,
        rows: list[Span],
        begins: list[int],
        columns: int,
        wide: tuple[Edit, ...],
    ) -> None:
        """Report a table whose row of dashes is missing or does not match, or that has no rows, or
        whose bars are full-width. `begins` is where each row begins in its line."""
        rule = "|" + " --- |" * columns
        below: tuple[Edit, ...] = ()
        lacks = bool(closing.meta.get("lacks"))
        if lacks:
            at = rows[0].end
            below = (Edit(Span(at, at), self._line_end_after(at) + self._margin(begins[0]) + rule),)
        elif closing.meta.get("misspelt"):
            begin = self._line_start(closing.meta["rule"])
            below = (Edit(Span(begin, self._line_stop(begin)), self._margin(begins[0]) + rule),)
        if wide:
            whole = Span(rows[0].start, rows[-1].end)
            hint = "竖线改为半角的 |"
            hint += (
                f"，第一行下面{'加' if lacks else '的'}一行{'' if lacks else '写成'} {rule}"
                if below
                else ""
            )
            hint += "；要印竖线就在行首的 ｜ 前加 \\"
            edits = tuple(sorted((*wide, *below)))
            self._fault("S009", whole, "全角的竖线 ｜ 不成表格", hint, edits)
        elif below and not lacks:
            message, hint = "表头下面的一行不是短横线", f"这一行写成 {rule}"
            self._fault("S009", below[0].span, message, hint, below)
        elif below:
            message = "表格缺表头下面的一行短横线"
            self._fault("S009", rows[0], message, f"在这一行下面加一行 {rule}", below)
        elif closing.meta.get("uneven"):
            message = f"表头有 {columns} 格，下面的短横线不是 {columns} 格"
            self._fault("S009", rows[0], message, f"下面一行写成 {rule}")
        elif parting := closing.meta.get("parted"):
            self._tell_parted(rows, begins, rule, parting, self._gaps(closing))
        elif len(rows) == 1:
            message = "表格只有表头，下面一行也没有"
            self._fault("S009", rows[0], message, "在短横线下面补上各行，或删去这个表格")

    def _tell_gaps(self, closing: Token, head: Span) -> None:
        """Report a table with empty lines between its rows, which would part it."""
        edits = self._gaps(closing)
        if edits and "parted" not in closing.meta:
            message = "表格的各行之间有空行"
            self._fault("S009", head, message, "删去表格中间的空行", edits)

    def _gaps(self, closing: Token) -> tuple[Edit, ...]:
        """The empty lines between the rows of a table, taken out."""
        return tuple(
            Edit(Span(self._line_start(one), self._line_start(two)), "")
            for one, two in closing.meta.get("gaps", ())
        )

    def _tell_parted(
        self,
        rows: list[Span],
        begins: list[int],
        rule: str,
        parting: Parting,
        gaps: tuple[Edit, ...],
    ) -> None:
        """Report a table pasted from another program, with tabs, commas or blanks between its
        cells, and perhaps empty lines between its rows."""
        edits = list(gaps)
        for row, start in zip(rows, begins, strict=True):
            end = self._line_stop(row.end)
            below = self._line_end_after(end) + self._margin(start) + rule
            below = below if row == rows[0] else ""
            end = start + len(self.source.text[start:end].rstrip())
            tabs = (
                match.span() for match in parting.between.finditer(self.source.text, start, end)
            )
            edits.append(Edit(Span(start, start), "| "))
            edits += (Edit(Span(*tab), " | ") for tab in tabs)
            edits.append(Edit(Span(end, end), f" |{below}"))
        whole = Span(rows[0].start, rows[-1].end)
        hint = f"每格之间写 |，第一行下面加一行 {rule}；没有表头的，上面再加一行空的表头"
        code = "S130" if parting.is_certain else "S009"
        message = f"{len(rows)} 行用{parting.name}排成了表"
        if gaps:
            message, hint = f"{message}，各行之间有空行", f"{hint}；删去中间的空行"
        self._fault(code, whole, message, hint, tuple(sorted(edits)))

    def _tell_row(self, row: Token, span: Span) -> None:
        """Report a row with more or fewer cells than the head; nobody knows which are missing."""
        cells, columns = row.meta["cells"], row.meta["columns"]
        if cells > columns:
            message = f"这一行有 {cells} 格，表头只有 {columns} 格"
            self._fault("S009", span, message, "补上表头的格，或删去这一行多出的 |")
        elif cells < columns:
            message = f"这一行只有 {cells} 格，表头有 {columns} 格，后面的会印成空格"
            self._fault("S009", span, message, "补上缺的格；空的一格也写 |")

    def _margin(self, start: int) -> str:
        """What stands before `start` in its line, for the next line: an indent, the mark of a
        quotation, and blanks as wide as the mark of an item."""
        begin = self.source.line_starts[self.source.place(start).line - 1]
        return re.sub(r"[^>\s]", " ", self.source.text[begin:start])

    def _line_end_after(self, at: int) -> str:
        match = _LINE_END.search(self.source.text, at)
        return match[0] if match else "\n"

    def _line_stop(self, at: int) -> int:
        """The end of the line that contains `at`."""
        match = _LINE_END.search(self.source.text, at)
        return match.start() if match else len(self.source.text)

    # Inline tokens to inlines.

    def _inlines(self, token: Token) -> tuple[Inline, ...]:
        places = _places(self.source, token, self._first_line)
        inlines = self._inline(iter(token.children or []), None, places)
        in_cell = "column" in token.meta  # there a # cannot begin a heading
        for each in typed(token.content, _links(token)):
            if not (in_cell and each.code == "S007"):
                self._tell_typed(each, places)
        return _joined(inlines)

    def _tell_figures(self, end: int) -> None:
        """S176: a line of a paragraph that ends with figures, above one that begins with them."""
        line = self.source.place(end).line
        above, below = self.source.line(line), self.source.line(line + 1)
        meant = figures_between(above, below.lstrip("> \t\u3000"))
        start = self.source.line_starts[line] if meant else 0
        told = (each.span.start for each in self.diagnostics if each.code == "S008")
        if meant and start not in told:
            message = "行末的数字和下一行的数字，不知道怎么接"
            hint = f"并成一行，写成 {' 或 '.join(meant)}；是两段就在中间空一行"
            self._fault("S176", Span(end, end), message, hint)

    def _tell_typed(self, found: Typed, places: _Places) -> None:
        """Report text that looks like markup but is not, or is markup of another language."""
        start = places.offset(found.start)
        edits: tuple[Edit, ...] = ()
        if found.cure is not None and self.source.text.startswith(found.text, start):
            edits = (Edit(Span(start, start + len(found.text)), found.cure),)
        span = Span(start, start + len(found.text))
        self._fault(found.code, span, found.message, found.hint, edits)

    def _inline(
        self, tokens: Iterator[Token], closing: str | None, places: _Places
    ) -> tuple[Inline, ...]:
        read: list[Inline] = []
        for token in tokens:
            if token.type == closing:
                self._close(token, places)
                break
            at = token.map[0] if token.map else 0
            start = places.offset(at)
            if token.type == "text":
                if token.content:
                    self._check_stars(token, start)
                    read.extend(places.texts(token.content, at))
            elif token.type == "text_special":
                if token.info == "escape":
                    self.marks.append(UsedMark(MarkKind.ESCAPE, Span(start, start + 1)))
                read.append(Text(token.content, Span(start, start + len(token.markup))))
            elif token.type == "softbreak":
                self._tell_figures(start)
                read.append(Text("\n", Span(start, start + 1)))
            elif token.type == "hardbreak":
                self.marks.append(UsedMark(MarkKind.ESCAPE, Span(start, start + 1)))
                read.append(LineBreak(Span(start, start + 1)))
            elif token.type == "strong_open":
                self.marks.append(UsedMark(MarkKind.BOLD, Span(start, start + len(token.markup))))
                children = self._inline(tokens, "strong_close", places)
                span = _around(children, start, len(token.markup))
                read.append(Strong(_joined(children), span))
            elif token.type == "link_open":
                read.append(self._link(token, tokens, places, start))
            elif token.type == "footnote_ref":
                read.extend(self._call(str(token.meta["label"]), start))
            elif token.type == "code_inline":
                read.append(self._code(token, places, start))
            elif token.type == "image":
                written = places.span(token.meta["from"], token.meta["to"])
                self._lost("L101", written, "图片要独占一段", "把图片移出来，前后各空一行")
        return tuple(read)

    def _close(self, token: Token, places: _Places) -> None:
        """Note the mark that closes bold; that of a link is known with its address."""
        if token.type == "strong_close" and token.map:
            start = places.offset(token.map[0])
            self.marks.append(UsedMark(MarkKind.BOLD, Span(start, start + len(token.markup))))

    def _code(self, token: Token, places: _Places, start: int) -> Text:
        """Text between backticks. One space at both of its ends does not belong to it."""
        width = len(token.markup)
        at = (token.map or [0])[0] + width
        closed = places.offset(at + len(token.content))
        blank = int(not self.source.text.startswith(token.markup, closed))
        at += blank
        after = at + len(token.content)
        span = Span(start, places.offset(after + blank + width - 1) + 1)
        self._fault("S003", span, "公文里不用代码体", "删去反引号 `")
        for begin in (span.start, span.end - width):
            self.marks.append(UsedMark(MarkKind.CODE, Span(begin, begin + width)))
        return Text(token.content, Span(places.offset(at), places.offset(after)))

    def _check_stars(self, token: Token, start: int) -> None:
        """Report asterisks that stayed text although bold was meant."""
        if token.info != UNPAIRED:
            return
        stars = token.content
        begin = self.source.line_starts[self.source.place(start).line - 1]
        line = Span(begin, self._line_stop(start))
        meant = bold_meant(self.source.text, line, start)
        edit = meant.edit if meant else None
        if edit and self.source.quote(edit.span) == edit.text:
            return  # the other half is reported, and with it this one is right
        if edit and self.diagnostics and self.diagnostics[-1].edits == (edit,):
            return  # four asterisks are two marks, and told once
        if stars != "**":
            message = f"连写的 {len(stars)} 个星号不是粗体的标记，会原样印出来"
        elif token.meta["opens"] or token.meta["closes"]:
            message = "`**` 没有配成对，会原样印出来"
        else:
            message = "`**` 两边都是空格，不成粗体，会原样印出来"
        hint = f"是粗体就写成 {meant.written}，不是" if meant and not edit else "不是粗体"
        hint = f"写成 {meant.written}" if meant and edit else f"{hint}就删去 {stars}"
        hint = f"{hint}；要印星号就写 {chr(92)}{chr(92).join(stars)}"
        self._fault("S004", Span(start, start + len(stars)), message, hint, (edit,) if edit else ())

    def _link(self, token: Token, tokens: Iterator[Token], places: _Places, start: int) -> Link:
        children = _joined(self._inline(tokens, "link_close", places))
        address = str(token.attrs.get("href", ""))
        span = _around(children, start, 1)
        target = places.span(token.meta["address"], token.meta["to"])
        begin = places.offset(token.meta["from"])
        self.marks.append(UsedMark(MarkKind.LINK, Span(begin, begin + 1)))
        self.marks.append(UsedMark(MarkKind.LINK, target))
        self._check_words(token, children, target)
        if not _ADDRESS.match(address):
            typed, shown = self.source.quote(target)[2:-1], plain(children)
            right = address_meant(typed)
            cure = f"写成 [{shown}]({right})" if right else f"网址不是这个；删去 ({typed})"
            hint = f"{cure}；不是链接就写成 \\[{shown}]({typed})"
            self._fault("L103", span, f"链接地址 `{typed}` 不能用", hint)
        return Link(address, children, span)

    def _check_words(self, token: Token, children: tuple[Inline, ...], target: Span) -> None:
        """Report a link without words, and words of a link that no page shows."""
        address = token.attrs.get("href", "")
        right = f"[{plain(children)}]({address})"
        if not plain(children).strip():
            hint = f"在 [ 和 ]({address}) 之间写上要印的字；只印网址就写成 {address}"
            self._fault("S143", target, "链接没有文字，印不出来", hint)
        if title := str(token.attrs.get("title", "")):
            hint = f"写成 {right}，要印的字写进正文"
            self._fault("S141", target, f"链接里的 `{title}` 印不出来", hint)

    def _call(self, label: str, start: int) -> tuple[Inline, ...]:
        span = Span(start, start + len(label) + 3)
        if self._in_note:
            self._fault("S005", span, "注文里不能再加脚注", "把那一条注文并到这里")
            return (Text(f"[^{label}]", span),)
        if label not in self._notes:
            self._fault("S005", span, f"脚注 [^{label}] 没有注文", f"另起一行写 [^{label}]: 注文")
            return (Text(f"[^{label}]", span),)
        if label in self._calls:
            self._fault("S005", span, f"脚注 [^{label}] 引用了两次", "每处引用另写一条脚注")
        self._calls.append(label)
        self.marks.append(UsedMark(MarkKind.CALL, span))
        return (Footnote(len(self._calls), self._notes[label], span),)


_BLOCK_READERS: dict[
    str, Callable[[_Reader, Token, Iterator[Token]], Block | HeadingLine | None]
] = {
    "paragraph_open": _Reader._paragraph,
    "code_block": _Reader._indented,
    "heading_open": _Reader._heading,
    "bullet_list_open": _Reader._list,
    "ordered_list_open": _Reader._list,
    "blockquote_open": _Reader._quotation,
    "table_open": _Reader._table,
}

_ONE_OR_TWO = "是两段就在这一行前面空一行，是一段就接到上一行"
_UNKNOWN_BLOCK = ("这里的写法认不得", "只用段落、小标题、列表、表格、图片、引文和脚注")
_UNKNOWN = {
    "fence": ("公文里不用代码块", "删去 ``` 这两行"),
    "hr": ("公文里不用分隔线", "删去这一行"),
}


# -- Places --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Places:
    """Translates offsets in an inline source, which has no indents and markers, into file
    offsets."""

    starts: tuple[int, ...]
    """The offset in the inline source at which each of its lines begins, or goes on after a
    backslash that is only in the file."""

    offsets: tuple[int, ...]
    """The offsets of the same characters in the file."""

    def offset(self, at: int) -> int:
        """The offset in the file of character `at` of the inline source."""
        line = bisect_right(self.starts, at) - 1
        return self.offsets[line] + at - self.starts[line]

    def span(self, start: int, end: int) -> Span:
        """The place in the file of characters `start` to `end`, of which there is at least one."""
        return Span(self.offset(start), self.offset(end - 1) + 1)

    def texts(self, words: str, at: int) -> Iterator[Text]:
        """The words that begin at character `at`; more than one text if the file has a character
        between them."""
        cuts = (each for each in self.starts if at < each < at + len(words))
        for start, end in pairwise((at, *cuts, at + len(words))):
            yield Text(words[start - at : end - at], self.span(start, end))


def _links(token: Token) -> tuple[ReadLink, ...]:
    """The links and images that were recognized in an inline source, in order."""
    placed = (child.meta for child in token.children or () if "from" in child.meta)
    return tuple(ReadLink(each["from"], each["address"], each["to"]) for each in placed)


def _places(source: Source, token: Token, first_line: int) -> _Places:
    """Find each line of an inline source in its line of the file.

    A cell of a table has in `meta` the column at which it begins, and the columns of its row's
    backslashes, which are not in its source; any other copy ends with its line.
    """
    starts, offsets = [], []
    position = 0
    line = first_line + (token.map or (0, 1))[0] + 1
    for part in token.content.split("\n"):
        begin = source.line_starts[min(line, len(source.line_starts)) - 1]
        blank = len(part) - len(part.lstrip())
        if "column" in token.meta:
            column = token.meta["column"] + blank
        else:
            column = _column(source.line(line), part[blank:])
        if blank:  # half a tab may be left of an indent
            starts.append(position)
            offsets.append(begin + max(0, column - blank))
        starts.append(position + blank)
        offsets.append(begin + column)
        gone = 0
        for escape in token.meta.get("escapes", ()):
            if 0 <= (at := escape - column + blank - gone) < len(part):
                starts.append(position + at)
                offsets.append(begin + escape + 1)
                gone += 1
        position += len(part) + 1
        line += 1
    return _Places(tuple(starts), tuple(offsets))


def _column(line: str, part: str) -> int:
    """Where `part` begins in its line. It is at the end, unless a heading has closing marks
    there."""
    whole, part = line.rstrip(), part.rstrip()
    return len(whole) - len(part) if whole.endswith(part) else max(line.find(part), 0)


def _around(children: tuple[Inline, ...], start: int, width: int) -> Span:
    """The span of `children` together with delimiters of `width` characters on both sides."""
    end = children[-1].span.end if children else start + width
    begin = children[0].span.start - width if children else start
    return Span(begin, end + width)


def _words(text: str) -> str:
    """The letters and figures of a text."""
    return "".join(filter(str.isalnum, text))


# -- Line ends that are only in the file -----------------------------------------------------------


def _joined(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Join neighbouring texts that are adjacent in the file, and the lines of a paragraph.

    A newline becomes a space between two Latin words, and disappears beside a 汉字.
    """
    joined: list[Inline] = []
    for at, inline in enumerate(inlines):
        if isinstance(inline, Text) and inline.text == "\n":
            if not _needs_space(inlines, at):
                continue
            inline = replace(inline, text=" ")
        last = joined[-1] if joined else None
        if isinstance(last, Text) and isinstance(inline, Text) and _contiguous(last, inline):
            joined[-1] = Text(last.text + inline.text, Span(last.span.start, inline.span.end))
        else:
            joined.append(inline)
    return tuple(joined)


def _contiguous(one: Text, two: Text) -> bool:
    return (
        one.span.end == two.span.start
        and len(one.text) == one.span.end - one.span.start
        and len(two.text) == two.span.end - two.span.start
    )


def _needs_space(inlines: tuple[Inline, ...], at: int) -> bool:
    if not 0 < at < len(inlines) - 1:
        return False
    return bool(space_between(plain(inlines[at - 1 : at]), plain(inlines[at + 1 : at + 2])))


# -- Blocks to sections --------------------------------------------------------------------------


def _sections(
    blocks: list[Block | HeadingLine], start: int, marks: list[UsedMark]
) -> tuple[Section, ...]:
    """Collect blocks under their headings. A run-in heading in a paragraph begins a section too.

    The stops of headings are added to `marks`.
    """
    headings: list[HeadingLine] = [HeadingLine(2, (), Span(start, start))]
    gathered: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, HeadingLine):
            headings.append(replace(block, children=_unstopped(block.children, marks)))
            gathered.append([])
            continue
        if not isinstance(block, Paragraph):
            gathered[-1].append(block)
            continue
        for heading, children in run_ins(block):
            if heading is not None:
                headings.append(HeadingLine(2, _unstopped(heading.children, marks), heading.span))
                gathered.append([])
            if children and not (heading and is_blank(children)):
                span = Span(children[0].span.start, block.span.end)
                gathered[-1].append(Paragraph(children, span if heading else block.span))
    sections = [
        Section(heading.children, heading.level, tuple(under), heading.span)
        for heading, under in zip(headings, gathered, strict=True)
    ]
    return tuple(section for section in sections if section.heading or section.blocks)


def run_ins(paragraph: Paragraph) -> Iterator[tuple[Strong | None, tuple[Inline, ...]]]:
    """Split a paragraph before each run-in heading into pairs: heading or None, and its text."""
    children = paragraph.children
    cuts = list(run_in_places(children))
    if not cuts or cuts[0] > 0:
        yield None, children[: cuts[0] if cuts else len(children)]
    for cut, end in pairwise([*cuts, len(children)]):
        heading = children[cut]
        assert isinstance(heading, Strong)
        yield heading, children[cut + 1 : end]


def is_blank(inlines: tuple[Inline, ...]) -> bool:
    """Whether the inlines are only white space, which makes no paragraph between two headings."""
    return all(isinstance(each, Text) and not each.text.strip() for each in inlines)


def run_in_places(children: tuple[Inline, ...]) -> Iterator[int]:
    """The places of bold inlines that are whole sentences and follow the end of a sentence."""
    ended = True
    for at, inline in enumerate(children):
        text = plain((inline,))
        if ended and isinstance(inline, Strong) and text.endswith(tuple(SENTENCE_ENDS)):
            yield at
        if bare := text.rstrip(_CLOSING_MARKS + " "):
            ended = bare.endswith(tuple(SENTENCE_ENDS))


def without_stop(heading: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The heading without the 。 at its end; a ？ or ！ stays."""
    last = next(reversed(list(texts(heading))), None)
    if last is None or not last.text.endswith("。") or last is not heading[-1]:
        return heading
    shorter = Text(last.text[:-1], Span(last.span.start, last.span.end - 1))
    return (*heading[:-1], shorter) if shorter.text else heading[:-1]


def _unstopped(heading: tuple[Inline, ...], marks: list[UsedMark]) -> tuple[Inline, ...]:
    """The heading without its 。, which becomes one of the marks."""
    shorter = without_stop(heading)
    if shorter is not heading:
        last = heading[-1]
        assert isinstance(last, Text)
        start = last.span.start + len(last.text) - 1
        marks.append(UsedMark(MarkKind.STOP, Span(start, last.span.end)))
    return shorter

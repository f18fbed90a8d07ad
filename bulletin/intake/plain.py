"""Plain text, and Markdown that is not ours: bytes in any Chinese encoding to a `ReceivedDocument`.

The document's source is the file's own text, so that a place in it is the file's line and column.
Marks of Markdown are read later, as in files of any other kind (`typed_marks`).
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from bulletin.decoding import CONTROL, EVERY, UTF_8, decoded, good_start
from bulletin.diagnostics import Diagnostic, error
from bulletin.fields import ISSUE_FIELDS, SUBMISSION_FIELDS
from bulletin.front_matter import front_entries, split
from bulletin.intake.foreign_front import foreign_front, is_foreign
from bulletin.intake.furniture import role_above
from bulletin.intake.received import ReceivedDocument, ReceivedLine, Run, refused
from bulletin.intake.repairing import space_at_line_end
from bulletin.intake.typed_marks import TEXT_BULLET
from bulletin.load import LARGEST_COPY
from bulletin.markdown import SENTENCE_ENDS, UNWRAPPED, Seam, Wrapping, seams
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

LONGEST_HARD_LINE, SHORTEST_HARD_LINE = 60, 20
"""Characters: if the longest line is within this range, a program broke the text into lines."""

_BLANK = string.whitespace + "\xa0\u3000\u200b\u200c\u200d\u2060\ufeff"
"""White space, and characters without width that pages and chats leave behind."""

_OUR_FIELDS = frozenset(("unit", "title", "number"))
_PAGE_NUMBER = pattern_of(
    r"([—–―\-－·•])\s*[0-9０-９]{1,4}\s*\1"
    r"|第\s*[0-9０-９]{1,4}\s*页(?:[\s，/]*共\s*[0-9０-９]{1,4}\s*页)?"
)
"""A number between two marks or in 第…页; a bare number may be a year or an amount."""

_OWN_LINE = pattern_of(
    r"\*\*|[□■]|[一二三四五六七八九十]+、|\[\^[^\]\s]{1,20}\][:：]"
    r"|(?:报|送|发|抄报|抄送|本期增发|主题词|责任编辑|责编)："
    r"|[（(][^（()）]{0,30}(?:供\s*稿|撰稿|执笔|作者|责任编辑|责编)[^（()）]{0,30}[)）]\Z"
)
"""What always begins a paragraph, however the text was broken into lines."""

_BRACKETED = pattern_of(r"[（(][^（()）]{2,30}[)）]")
"""What is a signature after the end of a sentence, wherever paragraphs begin."""

_ENDS = (*SENTENCE_ENDS, "；", "：", ";", ":")
_CLOSING = "”’）》」』*"


# -- Bytes to text ---------------------------------------------------------------------------------


def decode_plain(path: str, content: bytes) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """Decode a text file if its encoding is certain; otherwise say why there is no text.

    Known are UTF-8, GB18030 (which includes GBK and GB/T 2312) and UTF-16, each with or without a
    byte order mark.
    """
    if len(content) > LARGEST_COPY:
        return None, (_refused(path, "", "文字太多", f"拆成不超过 {LARGEST_COPY >> 20} MB 的文件"),)
    text = decoded(content, EVERY, likely=True)
    text = decoded(content, UTF_8) if text is None else text
    if text is None:
        good = good_start(content)
        return None, (_refused(path, good, "文字的编码认不准", "用记事本打开，另存为 UTF-8 编码"),)
    if control := CONTROL.search(text):
        what = "有 NUL 等控制字符，不是文字文件"
        hint = "交文字或 Word 文件；确是文字的，删去这个字符"
        return None, (_refused(path, text[: control.start()], what, hint),)
    return Source(path, text), ()


def _refused(path: str, good: str, message: str, hint: str) -> Diagnostic:
    """A refusal, placed after the last character that could be read."""
    return error("D301", Source(path, good), Span(len(good), len(good)), message, hint)


def is_our_copy(source: Source) -> bool:
    """Whether the text is Markdown with front matter of ours: fields such as unit and title."""
    if split(source)[1]:
        return False
    entries = front_entries(source, (*ISSUE_FIELDS, *SUBMISSION_FIELDS))
    ours = {key.text for key, _ in entries.entries} & _OUR_FIELDS
    return "number" in ours or (bool(ours) and not is_foreign(source))


# -- Text to a document ----------------------------------------------------------------------------


def read_plain(path: str, content: bytes) -> ReceivedDocument:
    """Read a `.txt` or `.md` file."""
    source, faults = decode_plain(path, content)
    return refused(path, *faults) if source is None else document_of(source)


def document_of(source: Source) -> ReceivedDocument:
    """The document that a decoded text is."""
    front = foreign_front(source)
    seen = tuple(row for row in _rows(source) if row.start >= front.end)
    paragraphs = _paragraphs(tuple(row for row in seen if not row.is_page_number))
    lines = (*front.lines, *(_line(rows) for rows in paragraphs))
    name = PurePosixPath(source.path).stem
    numbers = tuple(_page_number(row) for row in seen if row.is_page_number)
    running = (*front.others, *numbers)
    return ReceivedDocument(name, source, lines, running=running, diagnostics=front.told)


@dataclass(frozen=True, slots=True)
class _PlainLine:
    """A line of the file without the white space round it."""

    text: str
    start: int
    indent: int
    """Characters of white space before it; an ideographic space counts as two, a tab as four."""

    after_blank: bool

    @property
    def is_page_number(self) -> bool:
        """Whether it is a line that programs write between two pages of text."""
        return _PAGE_NUMBER.fullmatch(self.text) is not None

    @property
    def is_rule(self) -> bool:
        """Whether it is a rule of dashes or the like, without words."""
        return not any(map(str.isalnum, self.text))

    @property
    def has_ended(self) -> bool:
        """Whether it ends a sentence, or leads to an enumeration."""
        return self.text.rstrip(_CLOSING).endswith(_ENDS)


def _rows(source: Source) -> Iterator[_PlainLine]:
    """The lines of the file that are not empty."""
    blank = True
    tabbed = tuple(_in_table(source))
    for at, (start, end) in enumerate(source.ended_lines()):
        whole = source.text[start:end]
        text = whole.strip(_BLANK)
        if text:
            before = whole[: len(whole) - len(whole.lstrip(_BLANK))]
            indent = len(before) + before.count("\u3000") + 3 * before.count("\t")
            if tabbed[at]:
                before, text = "", whole
            yield _PlainLine(text, start + len(before), indent, blank)
        blank = not text


def _in_table(source: Source) -> Iterator[bool]:
    """For each line, whether it may be a row of a table: it or a neighbour has tabs between words.

    In such a row, tabs at its edges are empty cells.
    """
    lines = [source.text[start:end] for start, end in source.ended_lines()]
    inside = [False, *("\t" in line.strip() for line in lines), False]
    for at, line in enumerate(lines):
        yield "\t" in line and any(inside[at : at + 3])


def _paragraphs(rows: tuple[_PlainLine, ...]) -> Iterator[tuple[_PlainLine, ...]]:
    """The rows of each paragraph: one, or more where a paragraph was broken into rows.

    Where the end of a row may be either, the rows stay apart.
    """
    wrapping = _wrapping(rows)
    above = ""
    for group in _unparted(rows):
        texts = [("\u3000\u3000" if row.indent else "") + row.text for row in group]
        ends, above = seams(texts, wrapping, above), texts[-1]
        start = 0
        for at, (seam, row) in enumerate(zip((*ends, Seam.APART), group, strict=True), start=1):
            following = group[at].text if at < len(group) else ""
            if (
                seam is not Seam.TOGETHER
                or _OWN_LINE.match(following)
                or role_above(row.text)
                or _is_signature(row, following)
            ):
                yield group[start:at]
                start = at


def _unparted(rows: tuple[_PlainLine, ...]) -> Iterator[tuple[_PlainLine, ...]]:
    """The groups of rows that nothing parts: no empty line, no rule, no tab, no bullet."""
    group: list[_PlainLine] = []
    for row in rows:
        parted = row.after_blank or TEXT_BULLET.match(row.text) or _is_apart(row)
        if group and (parted or _is_apart(group[-1])):
            yield tuple(group)
            group = []
        group.append(row)
    if group:
        yield tuple(group)


def _is_apart(row: _PlainLine) -> bool:
    return row.is_rule or "\t" in row.text


def _is_signature(above: _PlainLine, following: str) -> bool:
    """Whether a row in brackets follows the end of a sentence."""
    return above.has_ended and _BRACKETED.fullmatch(following) is not None


def _wrapping(rows: tuple[_PlainLine, ...]) -> Wrapping:
    """How the rows were broken.

    A program breaks a row when it is full, and rarely where a sentence ends; paragraphs that happen
    to be equally long all end with a sentence.
    """
    rows = tuple(row for row in rows if not row.is_rule and not role_above(row.text))
    longest = max((len(row.text) for row in rows), default=0)
    full = longest * 4 // 5
    wide = [row for row in rows if len(row.text) >= full]
    broken = sum(not row.has_ended for row in wide)
    if not SHORTEST_HARD_LINE <= longest <= LONGEST_HARD_LINE:
        return UNWRAPPED
    if len(wide) < 3 or broken * 2 < len(wide):
        return UNWRAPPED
    measure = max(_columns(row.text) for row in wide) / 2
    return Wrapping(measure, any(row.indent for row in wide))


def _columns(text: str) -> int:
    """A text's width; a 汉字 counts as two."""
    return sum(1 if character.isascii() else 2 for character in text)


def _page_number(row: _PlainLine) -> ReceivedLine:
    span = Span(row.start, row.start + len(row.text))
    return ReceivedLine((Run(row.text, span),), span)


def _line(rows: tuple[_PlainLine, ...]) -> ReceivedLine:
    """A paragraph as a line of the document."""
    runs: list[Run] = []
    for row in rows:
        runs += space_at_line_end(runs, row.text)
        runs.append(Run(row.text, Span(row.start, row.start + len(row.text))))
    span = Span(rows[0].start, rows[-1].start + len(rows[-1].text))
    return ReceivedLine(tuple(runs), span, indent=rows[0].indent / 2)

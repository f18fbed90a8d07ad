"""Mails: their attachments, and the copy in their bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import EmailPolicy, Policy
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from mimetypes import guess_extension
from pathlib import PurePosixPath

from bulletin.decoding import decoded
from bulletin.intake.archives import archive_pieces, is_wrapped
from bulletin.intake.pieces import (
    LARGEST_PIECE,
    MOST_DEPTH,
    MOST_PARTS,
    Full,
    ParcelFile,
    ParcelOpening,
    inside,
)
from bulletin.intake.plain import decode_plain
from bulletin.intake.web_tags import BLOCKS, CELLS, MOVED
from bulletin.leftovers import is_passed_over
from bulletin.patterns import pattern_of
from bulletin.report import visible

LONGEST_HEADER = 8 * 1024
"""Characters of a mail's subject or of a file's name in it. Decoding takes the square of the length
in time: half a million characters take a minute and gigabytes."""

SHORTEST_COPY = 120
"""汉字 in the body of a mail; with so many it is copy and not a covering letter."""

_HAN = pattern_of(r"[\u4e00-\u9fff]")


def mail_pieces(opening: ParcelOpening, path: str, content: bytes) -> Iterator[ParcelFile]:
    """The files of a mail, each with the day it was sent and its sender."""
    pieces: list[ParcelFile] = []
    try:
        message = _parsed(content)
        if not message.keys():
            opening.refuse("D316", path, "不是邮件", _SAVE_AGAIN)
            return
        came = (_day_of(message), " ".join(parseaddr(str(message.get("from", "")))[0].split()))
        mail = ParcelFile(path, content)
        opening.letter = ""
        for piece in _message_pieces(opening, path, message, 1):
            pieces.append(replace(piece, received=came[0], sender=came[1], mail=mail))
        pieces = [replace(each, letter=opening.letter) for each in pieces]
    except _LongHeader as header:
        what = f"邮件头 {header} 超过 {LONGEST_HEADER >> 10} KB，不像邮件，没有取"
        opening.refuse("D313", path, what, "在邮箱里只存附件")
        return
    except _TooManyParts:
        what = f"邮件分成 {MOST_PARTS} 个以上的部分，不像邮件，没有取"
        opening.refuse("D313", path, what, "在邮箱里只存附件")
        return
    except Full:
        yield from pieces
        raise
    except Exception as cause:  # a malformed header can fail at any line of the parser
        opening.refuse("D316", path, f"邮件损坏，读不下去（{type(cause).__name__}）", _SAVE_AGAIN)
        return
    yield from pieces


class _LongHeader(Exception):
    """A header that is read is longer than LONGEST_HEADER; the message is its name."""


_HEADERS = ("subject", "from", "date")
"""What is read of a mail, besides the headers of its parts that begin with `content-`."""


class _BoundedPolicy(EmailPolicy):
    """Decodes no header that is too long."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """The name and the content of a header. Raises _LongHeader."""
        name, value = super().header_source_parse(sourcelines)
        is_read = name.lower() in _HEADERS or name.lower().startswith("content-")
        if is_read and len(value) > LONGEST_HEADER:
            raise _LongHeader(visible(name[:40]))
        return name, value


class _TooManyParts(Exception):
    """A mail has more than MOST_PARTS."""


def _parsed(content: bytes) -> EmailMessage:
    """A mail in its parts. Raises _TooManyParts before there are too many of them."""
    count = 0

    def part(policy: Policy) -> EmailMessage:
        nonlocal count
        count += 1
        if count > MOST_PARTS:
            raise _TooManyParts
        return EmailMessage(policy)

    policy = _BoundedPolicy(message_factory=part)
    parser: BytesParser[EmailMessage] = BytesParser(policy=policy)  # type: ignore[arg-type]
    return parser.parsebytes(content)


_SAVE_AGAIN = "在邮箱里另存为 .eml，或只存附件"


def _message_pieces(
    opening: ParcelOpening, path: str, message: EmailMessage, depth: int
) -> Iterator[ParcelFile]:
    """The attachments of a message, its text if that is copy, and the messages inside it."""
    body: list[str] = []
    images = shown = files = 0
    rich = False
    for place, part in enumerate(_leaves(message), start=1):
        opening.count_piece()
        name = _file_name(part)
        if part.get_content_type() == "message/rfc822":
            yield from _forwarded(opening, path, part, depth)
        elif part.get_content_type() in _NOT_FILES:
            _not_a_file(opening, path, part)
        elif is_wrapped(wrapped := _content_of(part)):
            files += 1
            contents = yield from archive_pieces(opening, path, wrapped)
            body = body or [contents.text]
            rich = contents.rich
        elif part.get_content_maintype() == "text" and not name and not part.is_attachment():
            body.append(_text_of(opening, path, part))
            shown += _images_in(part)
        elif part.get_content_maintype() == "image" and not part.is_attachment():
            images += 1
        else:
            files += 1
            yield from _attachment(opening, path, part, name or _invented_name(part, place))
    subject = " ".join(str(message.get("subject", "")).split())
    text = "\n".join(body)
    text = _own_words(opening, path, text, alone=not files)
    text = _with_title(subject, text) if not files else text
    if is_copy(text, alone=not files):
        name = inside(path, f"{subject or '正文'}.txt")
        yield ParcelFile(name, text.encode(), is_body=depth == 1)
    elif rich and not text.strip():
        told = "邮件的正文包在 winmail.dat 里，没有取"
        hint = "正文是稿件的，另存为文字文件再导入"
        opening.warn("D318", path, told, hint)
    elif text.strip():
        said = " ".join(text.split())[:2000]
        told = f"邮件的正文不是稿件，没有取：{said}"
        hint = "对照来稿看一遍，要改的改在稿件里"
        if files:
            opening.letter = said
            hint += "；邮件存在 originals/ 里，这些话也记在稿件的 # 行"
        opening.warn("D318", path, told, hint)
    if images := max(images, shown):
        opening.note("D318", path, f"邮件正文里的 {images} 张图片没有取；要用的另作附件交")


def _images_in(part: EmailMessage) -> int:
    """How many pictures a page shows, those of one point excepted, which only count readers."""
    page = _raw_text(part) if part.get_content_subtype() == "html" else ""
    return sum(not _POINT.search(image[0]) for image in _IMAGE.finditer(page))


_IMAGE = pattern_of(r"<img\b[^<>]{0,2000}>", re.IGNORECASE)
_POINT = pattern_of(r"""\b(?:width|height)\s*[=:]\s*["']?[01](?:px)?\b""", re.IGNORECASE)


def _own_words(opening: ParcelOpening, path: str, text: str, *, alone: bool) -> str:
    """What the sender wrote; where that is no copy, with what he quotes or forwards."""
    lines = text.splitlines()
    at = next((at for at, line in enumerate(lines) if _is_quoted_from(lines, at)), len(lines))
    own = [line for line in lines[:at] if not _QUOTED.match(line)]
    marked = [line for line in lines[:at] if _QUOTED.match(line)]
    own = [line for line in own if not (marked and _WROTE.fullmatch(line))]
    quoted = [
        _QUOTED.sub("", line, count=1) if _QUOTED.match(line) else line
        for line in (*marked, *lines[at:])
    ]
    if not any(line.strip() for line in quoted):
        return text
    if is_copy("\n".join(own), alone=alone):
        said = " ".join(" ".join(quoted).split())[:2000]
        told = f"引用的邮件没有取：{said}"
        hint = "里面有要刊登的，抄进稿件"
        opening.warn("D318", path, told, hint)
        return "\n".join(own)
    kept = [line for line in quoted if not _QUOTED_HEAD.match(line)]
    if len(kept) < len(quoted):
        heads = " ".join(line.strip() for line in quoted if _QUOTED_HEAD.match(line))
        opening.note("D318", path, f"转来的邮件的发件人、时间、主题没有取：{heads[:2000]}")
    return "\n".join((*own, *kept))


def _is_quoted_from(lines: Sequence[str], at: int) -> bool:
    """Whether another mail begins with this line: a rule that says so, or its headers."""
    below = [line for line in lines[at + 1 : at + 4] if line.strip()]
    headed = _SENDER.match(lines[at]) and any(map(_HEADER.match, below))
    return _RULED.fullmatch(lines[at].strip()) is not None or bool(headed)


_QUOTED = pattern_of(r"[ \t]*(?:>[ \t]?)+")
_WROTE = pattern_of(r"[^。]{0,120}(?:[0-9]|@)[^。]{0,80}(?:写道|wrote)[ \t]*[:：][ \t]*")
"""Who wrote what is quoted below, and when."""

_SENDER = pattern_of(r"[ \t>]*(?:发件人|发送人|寄件者|From)[ \t]*[:：]")
_HEADER = pattern_of(
    r"[ \t>]*(?:发件人|发送人|寄件者|发送时间|发送日期|收件人|抄送|主\s*题"
    r"|From|Sent|To|Cc|Date|Subject)[ \t]*[:：]"
)
_RULED = pattern_of(
    r"[-_=— ]{2,}[ \t]*(?:原始邮件|原邮件|转发邮件信息|转发的邮件|回复的邮件|Original Message"
    r"|Forwarded message|答复邮件|回复的原邮件)[ \t]*[-_=— ]{2,}",
    re.IGNORECASE,
)
_QUOTED_HEAD = pattern_of(rf"{_HEADER.pattern}|[ \t]*{_RULED.pattern}", re.IGNORECASE)


def is_copy(text: str, *, alone: bool) -> bool:
    """Whether the body of a mail is copy and not a covering letter.

    So much text is copy; where nothing is attached (`alone`), so is a title over a paragraph of
    text.
    """
    if len(_HAN.findall(text)) >= SHORTEST_COPY:
        return True
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    titled = any(6 <= len(line) <= LONGEST_TITLE and line[-1] not in _MARKS for line in lines[:4])
    ended = [line for line in lines if line.endswith("。")]
    text_of_it = sum(map(len, ended)) >= SHORTEST_PARAGRAPH
    wrapped = bool(ended) and max(map(len, lines)) >= LONGEST_UNWRAPPED
    return alone and titled and (text_of_it or wrapped)


def _with_title(subject: str, text: str) -> str:
    """A body that begins with its text, under the subject, if that is a title."""
    title = _PREFIX.sub("", subject)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    bare = bool(lines) and len(lines[0]) >= SHORTEST_PARAGRAPH and lines[0].endswith("。")
    return f"{title}\n{text}" if bare and len(title) >= 8 and not _NO_TITLE.search(title) else text


_PREFIX = pattern_of(
    r"(?:(?:re|fwd?|回复|答复|转发|报送信息|报送|信息|来稿|投稿|稿件)\s*[:：]\s*)+", re.IGNORECASE
)
_NO_TITLE = pattern_of(r"(?:来稿|投稿|稿件|信息稿?|材料|附件)(?:[（(].*[)）])?\Z|[？?]")
LONGEST_TITLE, SHORTEST_PARAGRAPH = 60, 20
"""Characters of a line that may be a title, and of one that is text."""

LONGEST_UNWRAPPED = 30
"""Characters of a line that has text, though its paragraph ends in another line."""

_MARKS = "。，、；：:！!？?.,"


def _day_of(message: EmailMessage) -> str:
    """The day on which a mail was sent, by the sender's clock; empty if it does not say."""
    try:
        dated = parsedate_to_datetime(str(message.get("date", "")))
    except (ValueError, TypeError, IndexError):
        return ""
    return dated.date().isoformat()


_NOT_FILES: dict[str, tuple[str, str]] = {
    "application/pkcs7-mime": ("邮件加了密，读不出来", "在邮箱里解密，另存附件"),
    "application/x-pkcs7-mime": ("邮件加了密，读不出来", "在邮箱里解密，另存附件"),
    "application/pgp-encrypted": ("邮件加了密，读不出来", "在邮箱里解密，另存附件"),
    "application/pkcs7-signature": ("", ""),
    "application/x-pkcs7-signature": ("", ""),
    "application/pgp-signature": ("", ""),
}
"""Parts that are not the sender's files, with what to report; a signature needs no report."""


def _not_a_file(opening: ParcelOpening, path: str, part: EmailMessage) -> None:
    message, hint = _NOT_FILES[part.get_content_type()]
    if message:
        opening.refuse("D317", path, message, hint)


def _content_of(part: EmailMessage) -> bytes:
    """The bytes of an attachment; none for text and for parts that hold others."""
    if part.is_multipart() or part.get_content_maintype() in ("text", "image"):
        return b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts with content; of a text in several forms, the plainest complete one."""
    if not message.is_multipart() or message.get_content_maintype() == "message":
        yield message
        return
    children = (part for part in message.iter_parts() if isinstance(part, EmailMessage))
    parts = [leaf for child in children for leaf in _leaves(child)]
    if message.get_content_subtype() == "alternative":
        forms = [part for part in parts if _is_text(part)]
        forms = [part for part in forms if str(part.get_payload()).strip()]
        forms.sort(key=lambda part: part.get_content_subtype() != "plain")
        chosen = next((part for part in forms if _says_all(part, forms)), None)
        parts = [part for part in parts if not _is_text(part) or part is chosen]
    yield from parts


def _says_all(part: EmailMessage, forms: Sequence[EmailMessage]) -> bool:
    """Whether a form of a text says what the last one does: at least half of its 汉字, and no table
    is lost."""
    if part is forms[-1]:
        return True
    pages = [_raw_text(part), _raw_text(forms[-1])]
    own, whole = (len(_HAN.findall(text_of_html(page))) for page in pages)
    return 2 * own >= whole and len(_TABLE_ROW.findall(pages[1])) < 2


_TABLE_ROW = pattern_of(r"<tr[ >]", re.IGNORECASE)


def _raw_text(part: EmailMessage) -> str:
    """The text of a part in the encoding that it names, only to be measured."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return decoded(content, errors="replace") or ""


def _is_text(part: EmailMessage) -> bool:
    return part.get_content_maintype() == "text" and not part.get_filename()


def _forwarded(
    opening: ParcelOpening, path: str, part: EmailMessage, depth: int
) -> Iterator[ParcelFile]:
    inner = part.get_payload(0)
    assert isinstance(inner, EmailMessage)
    shown = inside(path, f"{inner.get('subject') or '转发的邮件'}.eml")
    if depth >= MOST_DEPTH:
        opening.refuse("D312", shown, "邮件套得太深", "取出最里面的文件再导入")
        return
    yield from _message_pieces(opening, shown, inner, depth + 1)


def _attachment(
    opening: ParcelOpening, path: str, part: EmailMessage, name: str
) -> Iterator[ParcelFile]:
    shown = inside(path, name)
    if is_passed_over(PurePosixPath(shown).name):
        return
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not content:
        opening.refuse("D316", shown, "附件是空的", "让对方重发")
        return
    opening.count(len(content))
    if len(content) > LARGEST_PIECE:
        what = f"文件超过 {LARGEST_PIECE >> 20} MB"
        opening.refuse("D313", shown, what, "缩小里面的图片，或单独交")
        return
    yield ParcelFile(shown, content)


_RAW_NAME = pattern_of(r"(?:file)?name\s*=\s*\"?([^\";\r\n]+)", re.IGNORECASE)


def _file_name(part: EmailMessage) -> str:
    """The attachment's name: by RFC 2231 or 2047, or in the bare GBK that old programs write."""
    for header in ("content-disposition", "content-type"):
        for named, value in part.raw_items():
            raw = str(value).encode("utf-8", "surrogateescape")
            if named.lower() != header or raw.isascii():
                continue
            if match := _RAW_NAME.search(decoded(raw, likely=True) or ""):
                return match[1].strip()
    return part.get_filename() or ""


def _invented_name(part: EmailMessage, place: int) -> str:
    return f"附件{place}{guess_extension(part.get_content_type()) or ''}"


def _text_of(opening: ParcelOpening, path: str, part: EmailMessage) -> str:
    """The text of a body in its real encoding, without markup."""
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    opening.count(len(content))
    charset = (part.get_content_charset() or "utf-8").lower()
    try:
        text = content.decode("gb18030" if charset in ("gb2312", "gbk") else charset)
    except (UnicodeDecodeError, LookupError):
        source, _ = decode_plain(path, content)
        if source is None:
            opening.refuse("D316", path, "邮件正文的编码认不准", "把正文另存为文字文件再导入")
            return ""
        text = source.text
    return text_of_html(text) if part.get_content_subtype() == "html" else text


class _Visible(HTMLParser):
    """Collects what a page shows: a line for each block, and for each row of a table, whose cells
    tabs part."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self._hidden = 0
        self._cells = 0
        """In how many cells, one inside the other, the reading is."""

        self._written = 0
        """In how many elements that keep the ends of lines the reading is."""

        self._moved: list[str] = []
        """`sup` and `sub`, as far as they are open."""

        self._counts: list[int] = []
        """For each open list the number of its last item; below 0 where it has bullets."""

        self._outside: list[int] = []
        """For each open table, in how many cells it stands."""

    def _end_cell(self) -> None:
        """End the cell of the innermost table that is open, whose end tag may be left out."""
        if self._cells > (self._outside[-1] if self._outside else 0):
            self._cells -= 1
            self.text.append(_INNER_CELL if self._cells else "\t")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in CELLS or tag == "tr":
            self._end_cell()
        elif tag == "table":
            self._outside.append(self._cells)
        if tag in _UNSEEN:
            self._hidden += 1
        elif tag in CELLS:
            self._cells += 1
        elif tag in MOVED:
            self._moved.append(tag)
        elif tag in BLOCKS:
            self._written += tag == _WRITTEN_LINES
            self.text.append(_END_OF_LINE[min(self._cells, 2)])
            self._begin_item(tag)

    def _begin_item(self, tag: str) -> None:
        """Count a list and its items, which begin with their number or a bullet."""
        if tag in _LISTS:
            self._counts.append(_LISTS[tag])
        elif tag == "li" and self._counts:
            self._counts[-1] += self._counts[-1] >= 0
            self.text.append(f"{self._counts[-1]}." if self._counts[-1] > 0 else "- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in CELLS or tag in ("tr", "table"):
            self._end_cell()
        if tag == "table" and self._outside:
            self._outside.pop()
        if tag in _LISTS and self._counts:
            self._counts.pop()
        if tag in _UNSEEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in self._moved:
            self._moved.remove(tag)
        elif tag in BLOCKS:
            self._written -= tag == _WRITTEN_LINES and self._written > 0
            self.text.append(_END_OF_LINE[min(self._cells, 2)])

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            end = _END_OF_LINE[min(self._cells, 2)] if self._written else " "
            words = end.join(_LINE_ENDS.sub(" ", line) for line in data.split("\n"))
            moved = MOVED[self._moved[-1]](words.strip()) if self._moved else ""
            self.text.append(moved or words)


_LINE_ENDS = pattern_of(r"[\n\t\x0b\x0c]+")
_LISTS = {"ul": -1, "ol": 0}
"""Lists, with what counts their items from."""

_UNSEEN = frozenset(("style", "script", "title"))
_WRITTEN_LINES = "pre"
"""The element in which the ends of lines are shown."""


def text_of_html(page: str) -> str:
    """What a page shows, as lines of text."""
    reading = _Visible()
    reading.feed(page)
    reading.close()
    lines = "".join(reading.text).replace("\xa0", " ").split("\n")
    rows = (row for line in lines for row in _rows(line))
    return "\n".join(row for row in rows if row.strip())


def _rows(line: str) -> Iterator[str]:
    """A row of a table as one line; the lines of each cell where the table only lays out a page."""
    cells = line.removesuffix("\t").split("\t")
    filled = [cell for cell in cells if cell.strip()]
    alone = len(filled) == 1 and _INNER_LINE in filled[0]
    if not alone and all(len(cell) <= LONGEST_CELL for cell in filled):
        yield _in_row(cells)
        return
    for cell in filled:
        for row in cell.split(_INNER_LINE):
            yield _in_row(row.removesuffix(_INNER_CELL).split(_INNER_CELL))


def _in_row(cells: Sequence[str]) -> str:
    """Cells in one line, each without the blanks round its words."""
    return "\t".join(" ".join(cell.split()) for cell in cells)


LONGEST_CELL = 120
"""Characters of a cell; a longer one holds a page, and the table lays it out."""

_INNER_LINE, _INNER_CELL = "\x0b", "\x0c"
"""The end of a line in a cell, and of a cell in another."""

_END_OF_LINE = ("\n", _INNER_LINE, " ")
"""What ends a line outside tables, in a cell, and in a cell of a cell."""

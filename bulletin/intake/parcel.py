"""Things that arrive as one piece and hold several files: a folder, a zip, a mail.

Nothing is unpacked to a disk. A name inside a parcel is only shown, never used as a path; how much
comes out is limited by what is really inflated, not by what the parcel says.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import Policy, default
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from mimetypes import guess_extension
from pathlib import Path, PurePosixPath

from bulletin.decoding import decoded
from bulletin.diagnostics import Diagnostic, Severity, error, warning
from bulletin.intake.plain import decode_plain
from bulletin.leftovers import is_passed_over
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

LARGEST_PIECE = 64 * 1024**2
"""Bytes; a Word document with a dozen photographs has twenty million."""

LARGEST_PARCEL = 256 * 1024**2
"""Bytes that may come out of one parcel in all."""

MOST_PIECES = 1000
"""Files in one parcel; an office's submissions in a year are some hundreds."""

MOST_PARTS = 2 * MOST_PIECES
"""Parts of one mail, including those that only hold others; counted while it is parsed."""

MOST_DEPTH = 2
"""How deeply parcels may be nested: a mail that forwards a mail, a zip in a mail."""

SHORTEST_COPY = 120
"""汉字 in the body of a mail; with so many it is copy and not a covering letter."""

_EMPTY = Span(0, 0)
_CHUNK = 1 << 20
_NO_NAME = pattern_of(r'[\x00-\x1f\x7f:*?"<>|\ud800-\udfff]')
_HAN = pattern_of(r"[\u4e00-\u9fff]")
_UNICODE_PATH = 0x7075
"""Info-ZIP's extra field that holds a name in UTF-8 (APPNOTE.TXT 4.6.9)."""

_OTHER_ARCHIVES = (
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"BZh", "bz2"),
)


@dataclass(frozen=True, slots=True)
class ParcelFile:
    """One file out of a parcel."""

    path: str
    """How the editor knows it: the parcel's path, then its own inside, with `/`."""

    content: bytes = field(repr=False)
    received: str = ""
    """The day on which the mail came that held it, in ISO form; empty for no mail."""

    sender: str = ""
    """Who sent the mail, as it says; empty for no mail."""

    @property
    def name(self) -> str:
        """Its own file name."""
        return PurePosixPath(self.path).name


@dataclass(frozen=True, slots=True)
class Parcel:
    """What came out of a parcel, and what did not."""

    pieces: tuple[ParcelFile, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def files_in(folder: Path) -> tuple[Path, ...]:
    """The files of a folder and of those inside it, in the order of their names.

    Links are not followed, and a folder that cannot be read holds nothing. Raises OSError if
    `folder` itself cannot be read.
    """
    found: list[Path] = []
    for path in sorted(folder.iterdir()):
        if is_passed_over(path.name) or path.is_symlink():
            continue
        if path.is_dir():
            try:
                found += files_in(path)
            except PermissionError:
                continue
        elif path.is_file():
            found.append(path)
    return tuple(found)


def is_parcel(path: str, content: bytes) -> bool:
    """Whether the file holds others: a zip that is not a Word document, a mail, another archive."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix == ".eml" or content.startswith(tuple(mark for mark, _ in _OTHER_ARCHIVES)):
        return True
    return suffix == ".zip" or (content.startswith(b"PK\x03\x04") and suffix in ("", ".zip"))


def unpack(path: str, content: bytes) -> Parcel:
    """Everything inside a zip or a mail; parcels inside it are unpacked too."""
    opening = _Opening()
    pieces = tuple(opening.pieces(path, content, 1))
    return Parcel(pieces, tuple(opening.diagnostics))


class _Full(Exception):
    """A limit of the whole parcel was reached; the message says which."""


@dataclass
class _Opening:
    """The opening of one parcel: what has come out so far, and what is wrong."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    bytes_out: int = 0
    pieces_out: int = 0

    def pieces(self, path: str, content: bytes, depth: int) -> Iterator[ParcelFile]:
        """The pieces of one parcel and of those inside it."""
        other = next((kind for mark, kind in _OTHER_ARCHIVES if content.startswith(mark)), "")
        if other:
            self.refuse("D311", path, f"{other} 压缩包读不了", "解开，把里面的文件或文件夹交上来")
            return
        if depth > MOST_DEPTH:
            self.refuse("D312", path, "压缩包、邮件套得太深", "取出最里面的文件再导入")
            return
        open_it = _mail_pieces if PurePosixPath(path).suffix.lower() == ".eml" else _zip_pieces
        try:
            for piece in open_it(self, path, content):
                if is_parcel(piece.path, piece.content):
                    yield from self.pieces(piece.path, piece.content, depth + 1)
                else:
                    yield piece
        except _Full as full:
            self.refuse("D313", path, f"{full}，后面的没有取", "解开，分几次导入")

    def refuse(self, code: str, path: str, message: str, hint: str) -> None:
        """Report something that was not taken."""
        self.diagnostics.append(error(code, Source(path, ""), _EMPTY, message, hint))

    def note(self, code: str, path: str, message: str) -> None:
        """Report what was left out because it is not copy."""
        self.diagnostics.append(Diagnostic(code, Severity.INFO, Source(path, ""), _EMPTY, message))

    def count(self, size: int) -> None:
        """Count what came out. Raises _Full at a limit of the whole parcel."""
        self.bytes_out += size
        if self.bytes_out > LARGEST_PARCEL:
            raise _Full(f"里面的文件合起来超过 {LARGEST_PARCEL >> 20} MB")

    def count_piece(self) -> None:
        """Count one file. Raises _Full when there are too many."""
        self.pieces_out += 1
        if self.pieces_out > MOST_PIECES:
            raise _Full(f"里面的文件超过 {MOST_PIECES} 个")


def inside(parcel: str, name: str) -> str:
    """The path under which a file inside a parcel is shown: no part of it leads anywhere."""
    parts = (_NO_NAME.sub("_", part).strip()[:120] for part in name.replace("\\", "/").split("/"))
    kept = [part for part in parts if part.strip(". ")]
    return "/".join((parcel, *(kept or ["无名文件"])))


# -- Zip -------------------------------------------------------------------------------------------


def _zip_pieces(opening: _Opening, path: str, content: bytes) -> Iterator[ParcelFile]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        opening.refuse("D314", path, "压缩包损坏，打不开", "重新取一份；分卷的先合并解开")
        return
    with archive:
        members = archive.infolist()
        if any(member.filename == "[Content_Types].xml" for member in members):
            opening.count_piece()
            yield ParcelFile(f"{path}/{PurePosixPath(path).stem}.docx", content)
            return
        for member in members:
            shown = inside(path, _member_name(member))
            own = shown.removeprefix(path + "/")
            if member.is_dir() or any(map(is_passed_over, own.split("/"))):
                continue
            opening.count_piece()
            if (inflated := _inflated(opening, archive, member, shown)) is not None:
                yield ParcelFile(shown, inflated)


def _member_name(member: zipfile.ZipInfo) -> str:
    """The member's name as it was meant: UTF-8 if the zip says so, otherwise what the bytes are.

    Chinese Windows writes GBK without saying so; Python then takes the bytes for code page 437.
    """
    if member.flag_bits & 0x800:
        return member.filename
    name = _unicode_path(member.extra)
    if name:
        return name
    raw = member.orig_filename.encode("cp437", "replace")
    known = decoded(raw, likely=True)
    return known or (_as_gbk(raw) if _DRAWN.search(member.filename) else "") or member.filename


_DRAWN = pattern_of("[\u2500-\u259f]")
"""What Chinese bytes look like in code page 437, and no name has."""


def _as_gbk(raw: bytes) -> str:
    """A name in GB18030 whose characters are too rare to be likely; empty if it is none."""
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return ""


def _unicode_path(extra: bytes) -> str:
    at = 0
    while at + 4 <= len(extra):
        kind = int.from_bytes(extra[at : at + 2], "little")
        size = int.from_bytes(extra[at + 2 : at + 4], "little")
        if kind == _UNICODE_PATH:
            return extra[at + 9 : at + 4 + size].decode("utf-8", "ignore")
        at += 4 + size
    return ""


def _inflated(
    opening: _Opening, archive: zipfile.ZipFile, member: zipfile.ZipInfo, shown: str
) -> bytes | None:
    """A member's bytes, read no further than the limits; None if it was refused."""
    if member.flag_bits & 1:
        opening.refuse("D315", shown, "压缩包加了口令", "解开，把里面的文件交上来")
        return None
    if stat.S_ISLNK(member.external_attr >> 16):
        opening.refuse("D315", shown, "是指到别处的链接", "换成文件本身")
        return None
    out = bytearray()
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                out += chunk
                opening.count(len(chunk))
                if len(out) > LARGEST_PIECE:
                    what = f"文件超过 {LARGEST_PIECE >> 20} MB"
                    opening.refuse("D313", shown, what, "缩小里面的图片，或单独交")
                    return None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
        opening.refuse("D314", shown, "在压缩包里损坏了，取不出来", "向对方另要一份")
        return None
    return bytes(out)


# -- Mail ------------------------------------------------------------------------------------------


def _mail_pieces(opening: _Opening, path: str, content: bytes) -> Iterator[ParcelFile]:
    pieces: list[ParcelFile] = []
    try:
        message = _parsed(content)
        if not message.keys():
            opening.refuse("D316", path, "不是邮件", _SAVE_AGAIN)
            return
        came = (_day_of(message), _sender_of(message))
        for piece in _message_pieces(opening, path, message, 1):
            pieces.append(replace(piece, received=came[0], sender=came[1]))
    except _TooManyParts:
        what = f"邮件分成 {MOST_PARTS} 个以上的部分，不像邮件，没有取"
        opening.refuse("D313", path, what, "在邮箱里只存附件")
        return
    except _Full:
        yield from pieces
        raise
    except Exception as cause:  # a malformed header can fail at any line of the parser
        opening.refuse("D316", path, f"邮件损坏，读不下去（{type(cause).__name__}）", _SAVE_AGAIN)
        return
    yield from pieces


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

    return BytesParser(policy=default.clone(message_factory=part)).parsebytes(content)


_SAVE_AGAIN = "在邮箱里另存为 .eml，或只存附件"


def _message_pieces(
    opening: _Opening, path: str, message: EmailMessage, depth: int
) -> Iterator[ParcelFile]:
    """The attachments of a message, its text if that is copy, and the messages inside it."""
    body: list[str] = []
    images = files = 0
    for place, part in enumerate(_leaves(message), start=1):
        opening.count_piece()
        name = _file_name(part)
        if part.get_content_type() == "message/rfc822":
            yield from _forwarded(opening, path, part, depth)
        elif part.get_content_type() in _NOT_FILES or name.lower() == "winmail.dat":
            _not_a_file(opening, path, part, name)
        elif part.get_content_maintype() == "text" and not name and not part.is_attachment():
            body.append(_text_of(opening, path, part))
        elif part.get_content_maintype() == "image" and not part.is_attachment():
            images += 1
        else:
            files += 1
            yield from _attachment(opening, path, part, name or _invented_name(part, place))
    subject = " ".join(str(message.get("subject", "")).split())
    text = "\n".join(body)
    text = _with_title(subject, text) if not files else text
    if is_copy(text, alone=not files):
        yield ParcelFile(inside(path, f"{subject or '正文'}.txt"), text.encode())
    elif text.strip():
        said = " ".join(text.split())[:2000]
        told = f"邮件的正文不是稿件，没有取：{said}"
        hint = "对照来稿看一遍，要改的改在稿件里"
        opening.diagnostics.append(warning("D318", Source(path, ""), _EMPTY, told, hint))
    if images:
        opening.note("D318", path, f"邮件正文里的 {images} 张图片没有取；要用的另作附件交")


def is_copy(text: str, *, alone: bool) -> bool:
    """Whether the body of a mail is copy and not a covering letter.

    So much text is copy; where nothing is attached (`alone`), so is a title over a paragraph of
    text.
    """
    if len(_HAN.findall(text)) >= SHORTEST_COPY:
        return True
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    titled = any(6 <= len(line) <= LONGEST_TITLE and line[-1] not in _MARKS for line in lines[:4])
    text_of_it = sum(len(line) for line in lines if line.endswith("。"))
    return alone and titled and text_of_it >= SHORTEST_PARAGRAPH


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

_MARKS = "。，、；：:！!？?.,"


def _day_of(message: EmailMessage) -> str:
    """The day on which a mail was sent, by the sender's clock; empty if it does not say."""
    try:
        dated = parsedate_to_datetime(str(message.get("date", "")))
    except (ValueError, TypeError, IndexError):
        return ""
    return dated.date().isoformat()


def _sender_of(message: EmailMessage) -> str:
    """The name that the sender gives himself; empty for none."""
    return " ".join(parseaddr(str(message.get("from", "")))[0].split())


_NOT_FILES: dict[str, tuple[str, str]] = {
    "application/ms-tnef": (
        "附件包在 winmail.dat 里，取不出来",
        "让对方在 Outlook 里改用“纯文本”或“HTML”格式重发",
    ),
    "application/pkcs7-mime": ("邮件加了密，读不出来", "在邮箱里解密，另存附件"),
    "application/x-pkcs7-mime": ("邮件加了密，读不出来", "在邮箱里解密，另存附件"),
    "application/pgp-encrypted": ("邮件加了密，读不出来", "在邮箱里解密，另存附件"),
    "application/pkcs7-signature": ("", ""),
    "application/x-pkcs7-signature": ("", ""),
    "application/pgp-signature": ("", ""),
}
"""Parts that are not the sender's files, with what to report; a signature needs no report."""


def _not_a_file(opening: _Opening, path: str, part: EmailMessage, name: str) -> None:
    kind = "application/ms-tnef" if name.lower() == "winmail.dat" else part.get_content_type()
    message, hint = _NOT_FILES[kind]
    if message:
        opening.refuse("D317", path, message, hint)


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts with content; of a text in several forms, the plainest complete one."""
    if not message.is_multipart() or message.get_content_maintype() == "message":
        yield message
        return
    children = (part for part in message.iter_parts() if isinstance(part, EmailMessage))
    parts = [leaf for child in children for leaf in _leaves(child)]
    if message.get_content_subtype() == "alternative":
        forms = [part for part in parts if _is_text(part)]
        forms.sort(key=lambda part: part.get_content_subtype() != "plain")
        chosen = next((part for part in forms if str(part.get_payload()).strip()), None)
        parts = [part for part in parts if not _is_text(part) or part is chosen]
    yield from parts


def _is_text(part: EmailMessage) -> bool:
    return part.get_content_maintype() == "text" and not part.get_filename()


def _forwarded(
    opening: _Opening, path: str, part: EmailMessage, depth: int
) -> Iterator[ParcelFile]:
    inner = part.get_payload(0)
    assert isinstance(inner, EmailMessage)
    shown = inside(path, f"{inner.get('subject') or '转发的邮件'}.eml")
    if depth >= MOST_DEPTH:
        opening.refuse("D312", shown, "邮件套得太深", "取出最里面的文件再导入")
        return
    yield from _message_pieces(opening, shown, inner, depth + 1)


def _attachment(
    opening: _Opening, path: str, part: EmailMessage, name: str
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


def _text_of(opening: _Opening, path: str, part: EmailMessage) -> str:
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
    """Collects what a page shows, a line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._hidden += 1
        elif tag in _BLOCKS:
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BLOCKS:
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text.append(" ".join(data.split("\n")))


_UNSEEN = frozenset(("style", "script", "title"))
_BLOCKS = frozenset(
    ("p", "div", "br", "tr", "li", "table", "ul", "ol", "h1", "h2", "h3", "h4", "blockquote", "hr")
)


def text_of_html(page: str) -> str:
    """What a page shows, as lines of text."""
    visible = _Visible()
    visible.feed(page)
    visible.close()
    lines = ("".join(visible.text)).replace("\xa0", " ").split("\n")
    return "\n".join(line.strip(" \t") for line in lines if line.strip())

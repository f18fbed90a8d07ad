"""Archives other than zip, and what Outlook wraps: read by libraries, in a process of their own.

`libarchive` reads RAR, 7z and tar, `tnefparse` reads winmail.dat. Both read what strangers packed:
their process can open no file, has limits of time and memory, and gives back no more than is
allowed.
"""

from __future__ import annotations

import locale
import logging
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bulletin.decoding import decoded
from bulletin.intake import pieces as limits
from bulletin.intake.pieces import Full, ParcelFile, ParcelOpening, inside
from bulletin.isolation import Limits, Stopped, apart, enclose
from bulletin.leftovers import is_passed_over
from bulletin.press import OutsidePart

LIMITS = Limits(seconds=60.0, processor=50)
"""For one archive; 64 MB of 7z at its hardest setting take some 6 s."""

_CHUNK = 1 << 16

_FORMATS: tuple[tuple[int, bytes, str, tuple[str, ...], str], ...] = (
    (0, b"Rar!\x1a\x07", "RAR", ("rar", "rar5"), ""),
    (0, b"7z\xbc\xaf\x27\x1c", "7z", ("7zip",), ""),
    (257, b"ustar", "tar", ("tar",), ""),
    (0, b"\x1f\x8b", "gz", ("tar",), "gzip"),
    (0, b"\xfd7zXZ\x00", "xz", ("tar",), "xz"),
    (0, b"BZh", "bz2", ("tar",), "bzip2"),
)
"""Where its mark stands, the mark, how people call it, and libarchive's formats and filter."""

_WRAPPED = b"\x78\x9f\x3e\x22"
"""What winmail.dat begins with (MS-OXTNEF 2.1.1)."""


class Trouble(Enum):
    """Why something was not taken out of an archive."""

    DAMAGED = "damaged"
    PASSWORD = "password"
    LINK = "link"
    LARGE = "large"
    FULL = "full"
    """More files or bytes than one parcel may hold; nothing behind it was read."""

    UNKNOWN = "unknown"
    """A method that the library does not know."""

    NO_LIBRARY = "no library"
    STOPPED = "stopped"
    """Reading it took too much time or memory."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much may come out of an archive."""

    pieces: int
    piece: int
    """Bytes of one file."""

    parcel: int
    """Bytes in all."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive."""

    name: str | bytes
    """Bytes where the archive does not say in which encoding its names are."""

    content: bytes = b""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class ArchiveContents:
    """What came out of an archive, and why no more did."""

    members: tuple[Member, ...] = ()
    text: str = ""
    """The message in winmail.dat; empty for an archive."""

    rich: bool = False
    """Whether the message in winmail.dat stands there as rich text alone, which is not read."""

    trouble: Trouble | None = None


def outside_library() -> OutsidePart:
    """libarchive as `bulletin doctor` reports it."""
    try:
        from libarchive import ffi

        number = ffi.version_number()
        version = f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}"
    except _NO_LIBRARY:
        version = ""
    remedy = "要直接收 .rar、.7z 才用得着：apt-get install libarchive13，再运行 make"
    return OutsidePart("libarchive", version, remedy, needed=False)


_NO_LIBRARY = (ImportError, OSError, TypeError, AttributeError)
"""What the package raises without the library in C, or where that is too old for it."""


def archive_kind(content: bytes) -> str:
    """How people call an archive that is read here: RAR, 7z, tar, gz …; empty for any other
    file."""
    return next((kind for at, mark, kind, *_ in _FORMATS if content.startswith(mark, at)), "")


def is_wrapped(content: bytes) -> bool:
    """Whether a file is what Outlook calls winmail.dat."""
    return content.startswith(_WRAPPED)


def archive_pieces(
    opening: ParcelOpening, path: str, content: bytes
) -> Generator[ParcelFile, None, ArchiveContents]:
    """The files in an archive or a winmail.dat, and what else came out of it."""
    kind = archive_kind(content) or "winmail.dat"
    contents = _contents_of(content, opening)
    for member in contents.members:
        name = member.name
        said = name if isinstance(name, str) else decoded(name, likely=True) or "无名文件"
        shown = inside(path, said)
        if any(map(is_passed_over, shown.removeprefix(path + "/").split("/"))):
            continue
        opening.count_piece()
        opening.count(len(member.content))
        if member.trouble:
            code, message, hint = _said_of_member(member.trouble)
            opening.refuse(code, shown, message, hint)
        else:
            yield ParcelFile(shown, member.content)
    if contents.trouble is Trouble.FULL:
        raise Full(
            f"里面的文件超过 {limits.MOST_PIECES} 个，或合起来超过 {limits.LARGEST_PARCEL >> 20} MB"
        )
    if contents.trouble:
        opening.refuse(*_said_of_archive(contents.trouble, path, kind))
    return contents


def _contents_of(content: bytes, opening: ParcelOpening) -> ArchiveContents:
    bounds = Bounds(
        limits.MOST_PIECES - opening.pieces_out,
        limits.LARGEST_PIECE,
        limits.LARGEST_PARCEL - opening.bytes_out,
    )
    try:
        return apart(LIMITS, _unwrapped if is_wrapped(content) else _unpacked, content, bounds)
    except Stopped:
        return ArchiveContents(trouble=Trouble.STOPPED)


def _said_of_member(trouble: Trouble) -> tuple[str, str, str]:
    """Code, message and cure for a file that was not taken."""
    if trouble is Trouble.PASSWORD:
        return "D315", "压缩包加了口令", _UNPACK
    if trouble is Trouble.LINK:
        return "D315", "是指到别处的链接", "换成文件本身"
    if trouble is Trouble.LARGE:
        return "D313", f"文件超过 {limits.LARGEST_PIECE >> 20} MB", "缩小里面的图片，或单独交"
    if trouble is Trouble.UNKNOWN:
        return "D311", "压缩的方法不认得，取不出来", _UNPACK
    return "D314", "在压缩包里损坏了，取不出来", "向对方另要一份"


def _said_of_archive(trouble: Trouble, path: str, kind: str) -> tuple[str, str, str, str]:
    """Code, place, message and cure for an archive that was not read to its end."""
    if kind == "winmail.dat" and trouble is not Trouble.NO_LIBRARY:
        how = "让对方在 Outlook 里改用“纯文本”或“HTML”格式重发"
        return "D317", path, "附件包在 winmail.dat 里，取不出来", how
    if trouble is Trouble.PASSWORD:
        return "D315", path, "压缩包加了口令", _UNPACK
    if trouble is Trouble.NO_LIBRARY:
        message = f"{kind} 读不了：本机没有读它的部件"
        return "D311", path, message, f"{_UNPACK}；要直接收，运行 bulletin doctor，照着装"
    if trouble is Trouble.UNKNOWN:
        return "D311", path, f"这种 {kind} 压缩包读不了", _UNPACK
    if trouble is Trouble.STOPPED:
        return "D313", path, f"{kind} 压缩包解开太费时间或内存，停下了", _UNPACK
    return "D314", path, "压缩包损坏，打不开", "重新取一份；分卷的先合并解开"


_UNPACK = "解开，把里面的文件或文件夹交上来"


# -- In the process of its own ---------------------------------------------------------------------


class _Counted:
    """What has come out so far, held to the bounds."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.pieces = self.bytes = 0

    def piece(self) -> bool:
        """Whether one more file may come out."""
        self.pieces += 1
        return self.pieces <= self.bounds.pieces

    def more(self, size: int) -> bool:
        """Whether so many bytes more may come out."""
        self.bytes += size
        return self.bytes <= self.bounds.parcel


def _unpacked(content: bytes, bounds: Bounds) -> ArchiveContents:
    try:
        from libarchive.exception import ArchiveError
    except _NO_LIBRARY:
        return ArchiveContents(trouble=Trouble.NO_LIBRARY)
    with suppress(locale.Error):  # names that the archive holds in Unicode are given in UTF-8
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    enclose((), ())
    members: list[Member] = []
    try:
        with _opened(content) as archive:
            counted = _Counted(bounds)
            for entry in archive:
                if entry.isdir:
                    continue
                if not counted.piece():
                    return ArchiveContents(tuple(members), trouble=Trouble.FULL)
                member = _member(entry, counted)
                if member.trouble is Trouble.FULL:
                    return ArchiveContents(tuple(members), trouble=Trouble.FULL)
                members.append(member)
    except ArchiveError as problem:
        return ArchiveContents(tuple(members), trouble=_trouble(problem))
    return ArchiveContents(tuple(members))


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    """The archive, read by the formats that its mark stands for and by no other."""
    from ctypes import create_string_buffer

    from libarchive import ffi
    from libarchive.read import ArchiveRead, new_archive_read

    _, _, _, formats, filtered = next(
        each for each in _FORMATS if content.startswith(each[1], each[0])
    )
    with new_archive_read(formats[0], filtered or "none") as archive:
        for other in formats[1:]:
            ffi.get_read_format_function(other)(archive)
        held = create_string_buffer(content, len(content))
        ffi.read_open_memory(archive, held, len(content))
        yield ArchiveRead(archive)


def _member(entry: Any, counted: _Counted) -> Member:
    """One file of an archive, read no further than the bounds."""
    from libarchive import ffi
    from libarchive.exception import ArchiveError

    name = ffi.entry_pathname(entry._entry_p) or b""
    if not entry.isfile or entry.islnk:
        return Member(name, trouble=Trouble.LINK)
    if ffi.ffi("entry_is_encrypted", [ffi.c_archive_entry_p], ffi.c_int)(entry._entry_p):
        return Member(name, trouble=Trouble.PASSWORD)  # its bytes would come out as they stand
    out = bytearray()
    try:
        for block in entry.get_blocks(_CHUNK):
            out += block
            if not counted.more(len(block)):
                return Member(name, trouble=Trouble.FULL)
            if len(out) > counted.bounds.piece:
                return Member(name, trouble=Trouble.LARGE)
    except ArchiveError as problem:
        return Member(name, trouble=_trouble(problem))
    if entry.size is not None and len(out) < entry.size:
        return Member(name, trouble=Trouble.DAMAGED)
    return Member(name, bytes(out))


def _trouble(problem: Exception) -> Trouble:
    """What libarchive's message means."""
    said = str(problem).lower()
    if "encrypt" in said or "passphrase" in said:
        return Trouble.PASSWORD
    return Trouble.UNKNOWN if "support" in said or "unknown" in said else Trouble.DAMAGED


def _unwrapped(content: bytes, bounds: Bounds) -> ArchiveContents:
    try:
        from tnefparse import TNEF
        from tnefparse import properties as _properties  # noqa: F401  read before files are closed
    except ImportError:
        return ArchiveContents(trouble=Trouble.NO_LIBRARY)
    logging.disable()
    enclose((), ())
    try:
        message = TNEF(content, do_checksum=True)
        if not all(each.good_checksum for each in message.objects):
            return ArchiveContents(trouble=Trouble.DAMAGED)
        members, trouble = _wrapped_files(message, _Counted(bounds))
        text = _message_text(message)
        rich = not text and message.has_body()
        empty = None if members or text or rich else Trouble.DAMAGED
        return ArchiveContents(members, text, rich, trouble or empty)
    except Exception:  # a malformed one can fail at any line of the library
        return ArchiveContents(trouble=Trouble.DAMAGED)


def _wrapped_files(message: Any, counted: _Counted) -> tuple[tuple[Member, ...], Trouble | None]:
    """The attachments, those of a forwarded message too."""
    members: list[Member] = []
    waiting = list(reversed(message.attachments))
    while waiting:
        attachment = waiting.pop()
        if (embedded := getattr(attachment, "embed", None)) is not None:
            waiting += reversed(embedded.attachments)
            continue
        content = bytes(attachment.data or b"")
        if not counted.piece() or not counted.more(len(content)):
            return tuple(members), Trouble.FULL
        name = _wrapped_name(attachment)
        large = Trouble.LARGE if len(content) > counted.bounds.piece else None
        trouble = large if content else Trouble.DAMAGED
        members.append(Member(name, b"" if trouble else content, trouble))
    return tuple(members), None


def _wrapped_name(attachment: Any) -> str | bytes:
    """The long name, or the short one that it stands for, as it is."""
    try:
        name = attachment.long_filename()
    except UnicodeDecodeError:  # the short one, in an encoding that it does not say
        name = attachment._name
    return name.rstrip(b"\0") if isinstance(name, bytes) else str(name).rstrip("\0")


def _message_text(message: Any) -> str:
    """The message's own text, if it stands there as plain text."""
    body = message.body
    return body.rstrip("\0") if isinstance(body, str) else ""

"""Things that arrive as one piece and hold several files: a folder, a zip, a mail.

Nothing is unpacked to a disk. A name inside a parcel is only shown, never used as a path; how much
comes out is limited by what is really inflated, not by what the parcel says.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from bulletin.decoding import decoded
from bulletin.intake import pieces as limits
from bulletin.intake.archives import archive_kind, archive_pieces, is_wrapped
from bulletin.intake.letter import mail_pieces
from bulletin.intake.pieces import MOST_DEPTH, Full, Parcel, ParcelFile, ParcelOpening, inside
from bulletin.leftovers import is_passed_over
from bulletin.patterns import pattern_of

_CHUNK = 1 << 20
_UNICODE_PATH = 0x7075
"""Info-ZIP's extra field that holds a name in UTF-8 (APPNOTE.TXT 4.6.9)."""


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


ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".tgz")


def is_parcel(path: str, content: bytes) -> bool:
    """Whether the file holds others: an archive that is not a Word document, or a mail."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in (".eml", *ARCHIVES) or archive_kind(content) or is_wrapped(content):
        return True
    return content.startswith(b"PK\x03\x04") and not suffix


def unpack(path: str, content: bytes) -> Parcel:
    """Everything inside an archive or a mail; parcels inside it are unpacked too."""
    opening = ParcelOpening()
    pieces = tuple(_pieces(opening, path, content, 1))
    return Parcel(pieces, tuple(opening.diagnostics))


def _pieces(opening: ParcelOpening, path: str, content: bytes, depth: int) -> Iterator[ParcelFile]:
    """The pieces of one parcel and of those inside it."""
    if depth > MOST_DEPTH:
        opening.refuse("D312", path, "压缩包、邮件套得太深", "取出最里面的文件再导入")
        return
    open_it = _zip_pieces
    if PurePosixPath(path).suffix.lower() == ".eml":
        open_it = mail_pieces
    elif archive_kind(content) or is_wrapped(content):
        open_it = archive_pieces
    try:
        for piece in open_it(opening, path, content):
            if is_parcel(piece.path, piece.content):
                for inner in _pieces(opening, piece.path, piece.content, depth + 1):
                    yield replace(
                        inner,
                        received=inner.received or piece.received,
                        sender=inner.sender or piece.sender,
                        mail=inner.mail or piece.mail,
                        letter=inner.letter or piece.letter,
                    )
            else:
                yield piece
    except Full as full:
        opening.refuse("D313", path, f"{full}，后面的没有取", "解开，分几次导入")


# -- Zip -------------------------------------------------------------------------------------------


def _zip_pieces(opening: ParcelOpening, path: str, content: bytes) -> Iterator[ParcelFile]:
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
    rare = decoded(raw, ("gb18030",)) if _DRAWN.search(member.filename) else None
    return known or rare or member.filename


_DRAWN = pattern_of("[\u2500-\u259f]")
"""What Chinese bytes look like in code page 437, and no name has."""


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
    opening: ParcelOpening, archive: zipfile.ZipFile, member: zipfile.ZipInfo, shown: str
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
                if len(out) > limits.LARGEST_PIECE:
                    what = f"文件超过 {limits.LARGEST_PIECE >> 20} MB"
                    opening.refuse("D313", shown, what, "缩小里面的图片，或单独交")
                    return None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
        opening.refuse("D314", shown, "在压缩包里损坏了，取不出来", "向对方另要一份")
        return None
    return bytes(out)

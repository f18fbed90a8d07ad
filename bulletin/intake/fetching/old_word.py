"""What a Word 97–2003 document fetches, a `.doc` or `.wps` (MS-DOC), and what its objects fetch."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping

from bulletin.decoding import decoded
from bulletin.intake.fetching.compound import Damaged, streams
from bulletin.intake.fetching.fetch import (
    NESTED,
    SAVE_ANEW,
    Fetch,
    Sealed,
    fetches_of_text,
    leads_away,
)
from bulletin.patterns import pattern_of

_DAMAGED = Sealed("文件损坏了", SAVE_ANEW, "D323")
_OLDER = Sealed("不是 Word 97 以后的文档", SAVE_ANEW)
_LOCKED = Sealed("文件加了口令，打不开", "去掉口令再导入", "D321")

_TABLES = 0x9A
"""Where the pairs of place and length begin in the head of the document (MS-DOC 2.5.5)."""

_FIELDS = (16, 17, 18, 19, 20, 48, 57, 59)
"""Pairs of the tables of fields: text, headers, notes, comments, macros, endnotes, boxes."""

_PIECES, _ASSOCIATED = 33, 32

_FETCHING = {
    0x0B: "RD", 0x24: "INCLUDE", 0x27: "DATA", 0x2D: "DDE", 0x2E: "DDEAUTO", 0x37: "IMPORT",
    0x38: "LINK", 0x43: "INCLUDEPICTURE", 0x44: "INCLUDETEXT", 0x4E: "DATABASE",
}  # fmt: skip
"""Kinds of fields by number (MS-DOC 2.9.90); LibreOffice goes by the numbers, not by the words."""

_MOST_CHARACTERS = 50_000_000

Streams = Mapping[tuple[str, ...], bytes]


def fetches_of_compound(content: bytes, deep: int = 0) -> tuple[Fetch, ...] | Sealed:
    """What the document in a compound file fetches."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _LOCKED
    try:
        parts = streams(content)
        if ("worddocument",) not in parts:
            return Sealed("不是 Word 或 WPS 的文字文档", SAVE_ANEW)
        return _fetches_of_parts(parts, deep)
    except (Damaged, struct.error):
        return _DAMAGED


def fetches_of_object(content: bytes, deep: int) -> tuple[Fetch, ...]:
    """What an object inside a document fetches; if it cannot be read, that is unknown."""
    try:
        parts = streams(content)
        found = _fetches_of_parts(parts, deep)
    except (Damaged, struct.error):
        return (Fetch("看不懂的嵌入对象"),)
    return (Fetch("看不懂的嵌入对象"),) if isinstance(found, Sealed) else found


def _fetches_of_parts(parts: Streams, deep: int) -> tuple[Fetch, ...] | Sealed:
    found: list[Fetch] = []
    for path, content in parts.items():
        if path[-1] == "worddocument":
            inner = _fetches_of_document(content, path[:-1], parts)
            if isinstance(inner, Sealed):
                return inner
            found += inner
        found += _fetches_of_stream(path[-1], content, deep)
    return tuple(found)


def _fetches_of_stream(name: str, content: bytes, deep: int) -> Iterator[Fetch]:
    """What can be seen in a stream of any kind: linked objects and pictures, files inside."""
    if name == "\x01ole" and len(content) >= 8 and content[4] & 1:
        yield Fetch("链接的对象", _printable(content[8:]))
    if name == "\x03linkinfo":
        yield Fetch("链接的对象", _printable(content))
    yield from _linked_shapes(content)
    yield from _picture_files(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        yield from fetches_of_object(content, deep + 1) if deep < NESTED else (Fetch("多层对象"),)


def _fetches_of_document(
    content: bytes, folder: tuple[str, ...], parts: Streams
) -> list[Fetch] | Sealed:
    """What the fields and the template of one document fetch."""
    identity, version = struct.unpack_from("<HH", content, 0)
    flags = struct.unpack_from("<H", content, 0x0A)[0]
    if identity != 0xA5EC or version < 0xC1:
        return _OLDER
    if flags & 0x0100:
        return _LOCKED
    table = parts.get((*folder, "1table" if flags & 0x0200 else "0table"))
    if table is None:
        return _DAMAGED
    text = _text(content, _pair(content, table, _PIECES))
    found = fetches_of_text(text)
    named = {fetch.what for fetch in found}
    for pair in _FIELDS:
        kinds = _field_kinds(_pair(content, table, pair))
        found += [Fetch(what) for kind in kinds if (what := f"域 {kind}") not in named]
    return [*found, *_associated(_pair(content, table, _ASSOCIATED))]


def _pair(content: bytes, table: bytes, number: int) -> bytes:
    """What one pair of place and length in the head points to."""
    start, length = struct.unpack_from("<II", content, _TABLES + 8 * number)
    if length and start + length > len(table):
        raise Damaged
    return table[start : start + length]


def _text(content: bytes, pieces: bytes) -> str:
    """The document's characters, in the order of its table of pieces (MS-DOC 2.4.1, 2.9.38)."""
    at = 0
    while at < len(pieces) and pieces[at] == 1:
        at += 3 + struct.unpack_from("<H", pieces, at + 1)[0]
    if at >= len(pieces) or pieces[at] != 2:
        raise Damaged
    (length,) = struct.unpack_from("<I", pieces, at + 1)
    held = pieces[at + 5 : at + 5 + length]
    count = (len(held) - 4) // 12
    places = struct.unpack_from(f"<{count + 1}I", held, 0)
    if places[-1] > _MOST_CHARACTERS or list(places) != sorted(places):
        raise Damaged
    return "".join(
        _piece(content, held[4 * (count + 1) + 8 * each :], places[each + 1] - places[each])
        for each in range(count)
    )


def _piece(content: bytes, described: bytes, characters: int) -> str:
    """One piece: a byte for each character, or two bytes (MS-DOC 2.9.73)."""
    (place,) = struct.unpack_from("<I", described, 2)
    if place & 0x40000000:
        start = (place & 0x3FFFFFFF) // 2
        return content[start : start + characters].decode("latin-1")
    start = place & 0x3FFFFFFF
    return content[start : start + 2 * characters].decode("utf-16-le", "replace")


def _field_kinds(held: bytes) -> Iterator[str]:
    """The names of the fetching kinds in a table of fields."""
    count = (len(held) - 4) // 6
    for each in range(count):
        mark, kind = held[4 * (count + 1) + 2 * each : 4 * (count + 1) + 2 * each + 2]
        if mark & 0x1F == 0x13 and kind in _FETCHING:
            yield _FETCHING[kind]


def _associated(held: bytes) -> Iterator[Fetch]:
    """The template that it was made from and the sources of its letters (MS-DOC 2.9.279)."""
    if len(held) < 6 or held[:2] != b"\xff\xff":
        return
    count, at = struct.unpack_from("<H", held, 2)[0], 6
    for number in range(count):
        (length,) = struct.unpack_from("<H", held, at)
        words = held[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
        at += 2 + 2 * length
        if number == 1 and leads_away(words):
            yield Fetch("模板", words)
        elif number in (8, 9) and words.strip("\0 "):
            yield Fetch("邮件合并的数据源", words)


# -- Pictures --------------------------------------------------------------------------------------

_PROPERTIES = pattern_of(rb"..\x0b\xf0", re.DOTALL)
"""The head of a table of a shape's properties (MS-ODRAW 2.3.1)."""

_NAME, _HOW = 0x0105, 0x0106
_NOT_KEPT = 0x0C
"""The picture is linked, or not in the file (MS-ODRAW 2.4.11)."""


def _linked_shapes(content: bytes) -> Iterator[Fetch]:
    """Shapes whose picture is a file by name."""
    for match in _PROPERTIES.finditer(content):
        at = match.start()
        if at + 8 > len(content):
            return
        head, length = struct.unpack_from("<H2xI", content, at)
        held = content[at + 8 : at + 8 + length]
        if head & 0x0F == 3 and 6 * (head >> 4) <= length == len(held):
            yield from _linked_shape(held, head >> 4)


def _linked_shape(held: bytes, count: int) -> Iterator[Fetch]:
    at, name, how = 6 * count, "", 0
    for each in range(count):
        kind, value = struct.unpack_from("<HI", held, 6 * each)
        if kind & 0x3FFF == _HOW:
            how = value
        if kind & 0x8000:
            if kind & 0x3FFF == _NAME:
                name = held[at : at + value].decode("utf-16-le", "replace").strip("\0 ")
            at += value
    if name and (how & _NOT_KEPT or leads_away(name)):
        yield Fetch("链接的图片", name)


_PICTURE_FILE = pattern_of(rb"\x44\x00[\x5e\x62\x63]\x00")
"""The head of a picture that is a file beside the document (MS-DOC 2.9.158: MM_SHAPE and older)."""


def _picture_files(content: bytes) -> Iterator[Fetch]:
    for match in _PICTURE_FILE.finditer(content):
        at = match.start() + 64
        length = content[at] if at < len(content) else 0
        name = content[at + 1 : at + 1 + length]
        if length and len(name) == length and re.fullmatch(rb"[\x20-\x7e\x80-\xff]+", name):
            yield Fetch("链接的图片", decoded(name, errors="replace") or "")


def _printable(content: bytes) -> str:
    """The longest run of letters in a stream: an address, so that a person can find it."""
    wide = re.findall(rb"(?:[\x20-\x7e]\x00){4,200}", content)
    narrow = re.findall(rb"[\x20-\x7e]{4,200}", content)
    found = [each.decode("utf-16-le") for each in wide] + [each.decode() for each in narrow]
    return max(found, key=len, default="")

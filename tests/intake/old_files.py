"""Word 97–2003 documents of a few words, written by hand (MS-CFB, MS-DOC)."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

_FREE, _END, _TABLE, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with these streams in its root, each in sectors of its own."""
    sectors: list[bytes] = []
    chains: list[int] = []
    places: list[tuple[str, int, int]] = []
    for name, content in streams.items():
        held = content.ljust(4096, b"\0")
        cut = [held[at : at + 512].ljust(512, b"\0") for at in range(0, len(held), 512)]
        places.append((name, len(sectors), len(held)))
        chains += [*range(len(sectors) + 1, len(sectors) + len(cut)), _END]
        sectors += cut
    entries = _directory(places)
    first = len(sectors)
    cut = [entries[at : at + 512] for at in range(0, len(entries), 512)]
    chains += [*range(first + 1, first + len(cut)), _END]
    sectors += cut
    tables = -(-(len(sectors) + 40) // 128)
    at = len(sectors)
    chains += [_TABLE] * tables + [_FREE] * (tables * 128 - len(chains) - tables)
    sectors += [struct.pack("<128I", *chains[each * 128 :][:128]) for each in range(tables)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6xIII4xIIIII", 62, 3, 0xFFFE, 9, 6, 0, tables, first, 4096,
                        _END, 0, _END, 0)  # fmt: skip
    where = [*range(at, at + tables)]
    head += struct.pack("<109I", *where, *[_FREE] * (109 - tables))
    return head + b"".join(sectors)


def _directory(places: Sequence[tuple[str, int, int]]) -> bytes:
    """The root, and each stream as the right neighbour of the one before."""
    made = _entry("Root Entry", 5, _NONE, 1, _END, 0)
    for number, (name, start, size) in enumerate(places, 1):
        after = number + 1 if number < len(places) else _NONE
        made += _entry(name, 2, after, _NONE, start, size)
    return made.ljust(-(-len(made) // 512) * 512, b"\0")


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    wide = f"{name}\0".encode("utf-16-le")
    held = wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide), kind, 1)
    return held + struct.pack("<III36xIQ", _NONE, right, child, start, size)


def old_word(
    *pieces: str,
    wide: bool = True,
    kinds: Sequence[int] = (),
    flags: int = 0,
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """A document whose text is in these pieces, in two bytes a character or in one.

    `kinds` are the numbers of its fields, as their table tells them.
    """
    head = bytearray(1024)
    struct.pack_into("<HH", head, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", head, 0x0A, 0x0200 | flags)
    places, described, body = [0], b"", b""
    for piece in pieces:
        at = len(head) + len(body)
        described += struct.pack("<HIH", 0, at if wide else at * 2 | 0x40000000, 0)
        body += piece.encode("utf-16-le" if wide else "latin-1")
        places.append(places[-1] + len(piece))
    held = struct.pack(f"<{len(places)}I", *places) + described
    table = b"\2" + struct.pack("<I", len(held)) + held
    struct.pack_into("<II", head, 0x01A2, 0, len(table))
    fields = struct.pack(f"<{len(kinds) + 1}I", *range(len(kinds) + 1))
    fields += b"".join(bytes((0x13, kind)) for kind in kinds)
    if kinds:
        struct.pack_into("<II", head, 0x011A, len(table), len(fields))
    made = {"WordDocument": bytes(head) + body, "1Table": table + fields}
    return compound({**made, **(more or {})})

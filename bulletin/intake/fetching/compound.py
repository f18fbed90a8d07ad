"""The streams of a compound file (MS-CFB): a small file system inside one file."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from bulletin.intake.word.package import COMPOUND, LARGEST_WHOLE

MOST_ENTRIES = 20_000
"""Streams and storages; a document with a hundred objects has a thousand of them."""

_LAST = 0xFFFFFFFA
"""From here on the number is not that of a sector (MS-CFB 2.1)."""

_NONE = 0xFFFFFFFF
_SHORTEST = 4096
"""Bytes; from here on a stream stands in sectors of its own (MS-CFB 2.2)."""


class Damaged(Exception):
    """The file is not a compound file, or its tables are broken."""


@dataclass(frozen=True, slots=True)
class CompoundEntry:
    """One entry of the directory (MS-CFB 2.6.1)."""

    name: str
    kind: int
    """1 a storage, 2 a stream, 5 the root."""

    left: int
    right: int
    child: int
    start: int
    size: int


def streams(content: bytes) -> dict[tuple[str, ...], bytes]:
    """Every stream by its path, names in lower case. Raises Damaged."""
    try:
        return _Compound(content).streams()
    except (struct.error, IndexError, OverflowError) as reason:
        raise Damaged from reason


class _Compound:
    """The tables of a file, read."""

    def __init__(self, content: bytes) -> None:
        if content[:8] != COMPOUND or len(content) < 512:
            raise Damaged
        self._content = content
        version, shift, small = struct.unpack_from("<2xHxxHH", content, 24)[:3]
        if (version, shift) not in ((3, 9), (4, 12)) or small != 6:
            raise Damaged
        self._sector = 1 << shift
        self._fat = self._table(self._fat_sectors())
        first, _, mini, _ = struct.unpack_from("<I4xIII", content, 48)
        mini = struct.unpack_from("<I", content, 60)[0]
        self._entries = self._read_entries(first)
        self._mini_fat = self._table(self._chain(mini))
        root = self._entries[0]
        self._mini = self._joined(root.start)[: root.size]

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        found = self._content[start : start + self._sector]
        if not found:
            raise Damaged
        return found

    def _fat_sectors(self) -> list[int]:
        """Where the table of sectors stands: 109 places in the head, the others in a chain."""
        places = list(struct.unpack_from("<109I", self._content, 76))
        more = struct.unpack_from("<I", self._content, 68)[0]
        a_sector = self._sector // 4
        seen = 0
        while more < _LAST:
            seen += 1
            if seen * self._sector > len(self._content):
                raise Damaged
            *held, more = struct.unpack(f"<{a_sector}I", self._at(more))
            places += held
        return [place for place in places if place < _LAST]

    def _table(self, sectors: list[int]) -> tuple[int, ...]:
        held = b"".join(map(self._at, sectors))
        return struct.unpack(f"<{len(held) // 4}I", held[: len(held) // 4 * 4])

    def _chain(self, start: int) -> list[int]:
        return _followed(self._fat, start)

    def _joined(self, start: int) -> bytes:
        return b"".join(map(self._at, self._chain(start))) if start < _LAST else b""

    def _read_entries(self, first: int) -> list[CompoundEntry]:
        held = self._joined(first)
        if not held or len(held) // 128 > MOST_ENTRIES:
            raise Damaged
        return [self._entry(held, at) for at in range(0, len(held) - 127, 128)]

    def _entry(self, held: bytes, at: int) -> CompoundEntry:
        length, kind, left, right, child = struct.unpack_from("<HBxIII", held, at + 64)
        start, size = struct.unpack_from("<IQ", held, at + 116)
        if self._sector == 512:
            size &= 0xFFFFFFFF
        name = held[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        return CompoundEntry(name.lower(), kind, left, right, child, start, size)

    def streams(self) -> dict[tuple[str, ...], bytes]:
        """Every stream by its path."""
        found: dict[tuple[str, ...], bytes] = {}
        left = LARGEST_WHOLE
        for path, entry in self._reached():
            content = self._stream(entry)
            left -= len(content)
            if path in found or left < 0:
                raise Damaged
            found[path] = content
        return found

    def _stream(self, entry: CompoundEntry) -> bytes:
        if entry.size >= _SHORTEST:
            return self._joined(entry.start)[: entry.size]
        places = _followed(self._mini_fat, entry.start) if entry.size else []
        return b"".join(self._mini[place * 64 : place * 64 + 64] for place in places)[: entry.size]

    def _reached(self) -> Iterator[tuple[tuple[str, ...], CompoundEntry]]:
        """The streams that the tree leads to, each once."""
        waiting: list[tuple[tuple[str, ...], int]] = [((), self._entries[0].child)]
        seen = set()
        while waiting:
            above, number = waiting.pop()
            if number == _NONE:
                continue
            if number in seen:
                raise Damaged
            seen.add(number)
            entry = self._entries[number]
            waiting += [(above, entry.left), (above, entry.right)]
            if entry.kind == 1:
                waiting.append(((*above, entry.name), entry.child))
            elif entry.kind == 2:
                yield (*above, entry.name), entry


def _followed(table: tuple[int, ...], start: int) -> list[int]:
    """The chain of sectors from `start` on. Raises Damaged if it runs in a circle."""
    found: list[int] = []
    while start < _LAST:
        found.append(start)
        if len(found) > len(table):
            raise Damaged
        start = table[start]
    return found

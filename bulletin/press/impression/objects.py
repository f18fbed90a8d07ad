"""A PDF file: its objects, and how they are written down (ISO 32000-1, 7)."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping

Reference = str
"""How one object names another: `12 0 R`."""


def number(value: float, digits: int = 3) -> str:
    """A number with so many digits after the point at most."""
    written = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def numbers(values: Iterable[float], digits: int = 3) -> str:
    """Numbers with blanks between them."""
    return " ".join(number(each, digits) for each in values)


def text_string(value: str) -> str:
    """A string that is text (ISO 32000-1, 7.9.2.2)."""
    if value.isascii() and value.isprintable():
        return "(" + re.sub(r"([\\()])", r"\\\1", value) + ")"
    return f"<feff{value.encode('utf-16-be').hex()}>"


def name(value: str) -> str:
    """A name (ISO 32000-1, 7.3.5)."""
    written = (
        chr(byte) if (chr(byte).isalnum() and byte < 128) or byte in b"+-._" else f"#{byte:02x}"
        for byte in value.encode()
    )
    return "/" + "".join(written)


def array(values: Iterable[object]) -> str:
    """An array of what is written already."""
    return f"[{' '.join(map(str, values))}]"


def dictionary(entries: Mapping[str, object]) -> str:
    """A dictionary; its keys have no solidus, its values are written already."""
    return f"<<{' '.join(f'/{key} {value}' for key, value in entries.items())}>>"


LEVEL = 9
"""How hard zlib tries. Its bytes are the same on any processor."""


class PdfFile:
    """A PDF file while it is made."""

    def __init__(self) -> None:
        self._count = 0
        self._plain: dict[int, str] = {}
        self._streams: list[tuple[int, bytes]] = []

    def reserve(self) -> Reference:
        """A name for an object that is `put` later."""
        self._count += 1
        return f"{self._count} 0 R"

    def put(self, name: Reference, body: str) -> None:
        """The object of a reserved name."""
        self._plain[int(name.split()[0])] = body

    def add(self, body: str) -> Reference:
        """A new object."""
        name = self.reserve()
        self.put(name, body)
        return name

    def add_stream(
        self, content: bytes, entries: Mapping[str, object] | None = None, packed: bool = False
    ) -> Reference:
        """A new stream; it is compressed unless it is `packed` already."""
        name = self.reserve()
        self._streams.append((self._count, _stream(content, dict(entries or {}), packed)))
        return name

    def written(self, root: Reference, info: Reference) -> bytes:
        """The whole file. Its identifier is made of its bytes."""
        out = bytearray(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")
        places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
        inside = self._count + 1
        for at, stream in (*self._streams, (inside, self._together())):
            places[at] = (1, len(out), 0)
            out += b"%d 0 obj\n" % at + stream + b"\nendobj\n"
        places |= {at: (2, inside, order) for order, at in enumerate(self._plain)}
        start = len(out)
        places[inside + 1] = (1, start, 0)
        digest = hashlib.md5(out, usedforsecurity=False).hexdigest()
        entries = {"Type": "/XRef", "Size": inside + 2, "Root": root, "Info": info}
        entries |= {"ID": f"[<{digest}> <{digest}>]", "W": "[1 4 3]"}
        table = b"".join(
            kind.to_bytes(1) + place.to_bytes(4) + order.to_bytes(3)
            for kind, place, order in (places[at] for at in range(inside + 2))
        )
        out += b"%d 0 obj\n" % (inside + 1) + _stream(table, entries, False) + b"\nendobj\n"
        out += b"startxref\n%d\n%%%%EOF\n" % start
        return bytes(out)

    def _together(self) -> bytes:
        """All objects that are no streams, in one (ISO 32000-1, 7.5.7)."""
        heads: list[str] = []
        at = 0
        for name, body in self._plain.items():
            heads.append(f"{name} {at}")
            at += len(body) + 1
        head = " ".join(heads) + "\n"
        content = (head + "\n".join(self._plain.values())).encode("ascii")
        entries = {"Type": "/ObjStm", "N": len(self._plain), "First": len(head)}
        return _stream(content, entries, False)


def flate(content: bytes, entries: Mapping[str, object]) -> tuple[bytes, dict[str, object]]:
    """The contents of a stream compressed, and its entries, which say so."""
    return zlib.compress(content, LEVEL), {**entries, "Filter": "/FlateDecode"}


def _stream(content: bytes, entries: dict[str, object], packed: bool) -> bytes:
    if not packed:
        content, entries = flate(content, entries)
    entries["Length"] = len(content)
    head = dictionary(entries).encode("ascii")
    return head + b"\nstream\n" + content + b"\nendstream"

"""Images of every kind that an office sends, made on the spot: sixteen bits, inks, profiles."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from itertools import product

from PIL import Image

WIDTH, HEIGHT = 60, 40
Shade = Callable[[int, int], tuple[int, ...]]
"""The samples of a PNG at a place, of sixteen bits."""


def slope() -> Image.Image:
    """Red grows to the right, green downwards; blue is half."""
    image = Image.new("RGB", (WIDTH, HEIGHT))
    image.putdata(
        [(x * 255 // 59, y * 255 // 39, 128) for y in range(HEIGHT) for x in range(WIDTH)]
    )
    return image


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    made = io.BytesIO()
    image.save(made, kind, **how)
    return made.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + check


def deep_png(colour_type: int, shade: Shade, *chunks: bytes) -> bytes:
    """A PNG of sixteen bits: of type 0 (grey), 2 (RGB), 4 (grey, alpha) or 6 (RGB, alpha)."""
    rows = (b"\0" + b"".join(_samples(shade(x, y)) for x in range(WIDTH)) for y in range(HEIGHT))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, colour_type, 0, 0, 0)
    data = (*chunks, chunk(b"IDAT", zlib.compress(b"".join(rows))), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(data)


def _samples(samples: tuple[int, ...]) -> bytes:
    return struct.pack(f">{len(samples)}H", *samples)


def with_chunk(png: bytes, name: bytes, content: bytes) -> bytes:
    """A PNG with another chunk before its pixels."""
    at = png.index(b"IDAT") - 4
    return png[:at] + chunk(name, content) + png[at:]


# -- Profiles (ICC.1:2010) -------------------------------------------------------------------------


def _fixed(*numbers: float) -> bytes:
    return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)


def _profile(space: bytes, connection: bytes, tags: dict[bytes, bytes], kind: bytes) -> bytes:
    """A profile of version 2.1 with these tags."""
    at = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += name + struct.pack(">II", at + len(body), len(content))
        body += content + b"\0" * (-len(content) % 4)
    head = struct.pack(">I4sI4s4s4s12s4s", at + len(body), b"", 0x02100000, kind, space, connection,
                       struct.pack(">6H", 2023, 6, 9, 0, 0, 0), b"acsp")  # fmt: skip
    head += b"\0" * 28 + _fixed(0.9642, 1.0, 0.8249)
    return head.ljust(128, b"\0") + table + body


def _curve(gamma: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))


def _xyz(*numbers: float) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(*numbers)


def adobe_rgb() -> bytes:
    """Adobe RGB (1998): a green that sRGB has not, gamma 2.2."""
    tags = {
        b"wtpt": _xyz(0.9505, 1.0, 1.0891),
        b"rXYZ": _xyz(0.60974, 0.31111, 0.01947),
        b"gXYZ": _xyz(0.20528, 0.62567, 0.06087),
        b"bXYZ": _xyz(0.14919, 0.06322, 0.74457),
    }
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _curve(2.19921875))
    return _profile(b"RGB ", b"XYZ ", tags, b"mntr")


def grey(gamma: float) -> bytes:
    """A profile of greys."""
    return _profile(
        b"GRAY", b"XYZ ", {b"wtpt": _xyz(0.9642, 1.0, 0.8249), b"kTRC": _curve(gamma)}, b"mntr"
    )


def four_inks() -> bytes:
    """A press whose cyan is a sky blue: (0, 148, 218) in sRGB, about."""
    tags = {b"wtpt": _xyz(0.9642, 1.0, 0.8249), b"A2B0": _lut8()}
    return _profile(b"CMYK", b"Lab ", tags, b"prtr")


INKS = {
    (0, 0, 0): (100, 0, 0),
    (1, 0, 0): (57, -20, -48),
    (0, 1, 0): (48, 74, -3),
    (0, 0, 1): (89, -5, 93),
    (0, 1, 1): (47, 68, 48),
    (1, 0, 1): (50, -65, 27),
    (1, 1, 0): (24, 22, -46),
    (1, 1, 1): (20, 0, 0),
}
"""CIE L*a*b* of each overprint of cyan, magenta and yellow."""


def _lut8() -> bytes:
    ramp = bytes(range(256))
    nodes: Iterator[tuple[int, ...]] = product((0, 1), repeat=4)
    colours = ((INKS[c, m, y] if not k else (10, 0, 0)) for c, m, y, k in nodes)
    grid = b"".join(bytes((round(light * 2.55), a + 128, b + 128)) for light, a, b in colours)
    matrix = _fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    return b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + matrix + ramp * 4 + grid + ramp * 3

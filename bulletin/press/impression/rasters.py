"""Images in the PDF (ISO 32000-1, 8.9)."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

from bulletin.press.impression.objects import PdfFile, Reference, dictionary
from bulletin.press.impression.placed import Raster

_SPACES = {"L": "/DeviceGray", "LA": "/DeviceGray", "CMYK": "/DeviceCMYK"}


def add_raster(pdf: PdfFile, raster: Raster) -> Reference:
    """An image as an object of the file."""
    entries: dict[str, object] = {"ColorSpace": _SPACES.get(raster.mode, "/DeviceRGB")}
    if raster.jpeg:
        entries["Filter"] = "/DCTDecode"
        entries |= {"Decode": "[1 0 1 0 1 0 1 0]"} if raster.inverted else {}
        return pdf.add_stream(raster.content, _entries(raster) | entries, packed=True)
    is_small = len(raster.content) <= SMALL
    dots, veil = (_small_dots if is_small else _dots)(raster.content, raster.mode)
    if veil is not None:
        mask = _entries(raster) | {"ColorSpace": "/DeviceGray"} | _lines(raster, 1)
        entries["SMask"] = pdf.add_stream(veil, mask, packed=True)
    entries |= _lines(raster, 3 if raster.mode in ("RGB", "RGBA") else 1)
    return pdf.add_stream(dots, _entries(raster) | entries, packed=True)


SMALL = 200_000
"""The dots of a picture whose file has no more bytes are kept for the next issue, which often is
the same one after a change."""


def _entries(raster: Raster) -> dict[str, object]:
    return {
        "Type": "/XObject",
        "Subtype": "/Image",
        "Width": raster.width,
        "Height": raster.height,
        "BitsPerComponent": 8,
        "Interpolate": "true" if raster.smooth else "false",
    }


def _lines(raster: Raster, colours: int) -> dict[str, object]:
    """How the lines of a PNG are compressed: each by the filter that it names."""
    how = {"Predictor": 15, "Columns": raster.width, "Colors": colours}
    return {"Filter": "/FlateDecode", "DecodeParms": dictionary(how)}


def _dots(content: bytes, mode: str) -> tuple[bytes, bytes | None]:
    """The dots of a PNG, compressed, and how much each lets through, where that is not nothing."""
    from PIL import Image

    image: Image.Image = Image.open(BytesIO(content))
    image = image if image.mode == mode else image.convert(mode)
    if mode not in ("RGBA", "LA"):
        return _compressed(image), None
    veil = _compressed(image.getchannel("A"))
    return _compressed(image.convert(mode[:-1])), veil


_small_dots = lru_cache(maxsize=32)(_dots)


def _compressed(image: Any) -> bytes:
    """The lines of an image, compressed as in a PNG: the data of its IDAT chunks."""
    target = BytesIO()
    image.save(target, format="PNG")
    content, at = target.getvalue(), 8
    found: list[bytes] = []
    while at < len(content):
        length = int.from_bytes(content[at : at + 4])
        if content[at + 4 : at + 8] == b"IDAT":
            found.append(content[at + 8 : at + 8 + length])
        at += length + 12
    return b"".join(found)

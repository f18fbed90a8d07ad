"""Images in the PDF (ISO 32000-1, 8.9)."""

from __future__ import annotations

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
    image = _image(raster)
    if raster.mode in ("RGBA", "LA"):
        alpha = image.getchannel("A")
        image = image.convert(raster.mode[:-1])
        mask = _entries(raster) | {"ColorSpace": "/DeviceGray"} | _lines(raster, 1)
        entries["SMask"] = pdf.add_stream(_compressed(alpha), mask, packed=True)
    entries |= _lines(raster, 3 if raster.mode in ("RGB", "RGBA") else 1)
    return pdf.add_stream(_compressed(image), _entries(raster) | entries, packed=True)


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


def _image(raster: Raster) -> Any:
    from PIL import Image

    image = Image.open(BytesIO(raster.content))
    return image if image.mode == raster.mode else image.convert(raster.mode)


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

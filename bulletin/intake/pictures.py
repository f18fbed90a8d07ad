"""Pictures of received documents, converted so that only what can be seen is kept.

A photograph carries the place where it was taken, a telephone's number, a thumbnail of what was cut
away, and sometimes an attack on the next program. All of that is lost here.
"""

from __future__ import annotations

import io
import warnings
from base64 import b64encode
from dataclasses import dataclass

from PIL import Image, ImageOps

from bulletin.diagnostics import Diagnostic, warning
from bulletin.image_files import LARGEST_IMAGE
from bulletin.intake.received import Crop, ReceivedPicture
from bulletin.press import nothing_filled_up
from bulletin.source import Source

WIDEST = 2400
"""Pixels; 156 mm of the page at 390 dots an inch."""

TALLEST = 3600
"""Pixels; 225 mm of the page at 400 dots an inch."""

SMALL = 320
"""Pixels of the longer side where a picture is only to be known again."""

MOST_PIXELS = 80_000_000
"""Pixels of a picture as it is sent; a camera makes fifty million."""

MOST_PIXELS_TOGETHER = 1_000_000_000
"""Pixels of all pictures of one document: twenty large photographs, a minute's work."""

_QUALITY = 88
"""The quality of a JPEG: no loss can be seen in print."""

_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
_PHOTOGRAPHS = frozenset({"JPEG", "MPO"})
_DRAWINGS = {
    ".emf": "EMF 图",
    ".wmf": "WMF 图",
    ".emz": "EMF 图",
    ".wmz": "WMF 图",
    ".svg": "SVG 图",
    ".pdf": "PDF",
    ".eps": "EPS 图",
}
"""Suffixes of drawings, which have no pixels to take."""

_INSERT_ANEW = "在 Word 里把它另存为 PNG 或 JPEG 图片，再插入"


@dataclass(frozen=True, slots=True)
class Encoded:
    """A converted picture."""

    content: bytes
    suffix: str
    """`.jpg` for a photograph, `.png` for everything else."""

    width: int
    """In pixels."""

    height: int


def re_encode(picture: ReceivedPicture, number: int, source: Source) -> Encoded | Diagnostic:
    """`picture`, the document's `number`th, as pixels and nothing else.

    It stands upright and is no larger than a page can show, and the same picture always gives the
    same bytes. If it cannot be taken, a diagnostic says why.
    """
    fault = _fault(picture)
    if fault:
        return _refused(picture, number, source, fault)
    try:
        with warnings.catch_warnings(), nothing_filled_up():
            warnings.simplefilter("ignore")  # Pillow warns of what is limited here
            return _drawn(picture)
    except _TooLarge:
        why = f"超过 {MOST_PIXELS // 1_000_000} 兆像素"
        return _refused(picture, number, source, why)
    except Exception:  # Pillow's decoders raise anything on damaged files
        return _refused(picture, number, source, "已经损坏，打不开")


def thumbnail(picture: ReceivedPicture, source: Source) -> str:
    """A picture in a small size, as an address that holds it; empty if it cannot be taken."""
    drawn = re_encode(picture, 1, source)
    if not isinstance(drawn, Encoded):
        return ""
    with Image.open(io.BytesIO(drawn.content)) as image:
        image.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
        written = io.BytesIO()
        image.save(written, "JPEG" if drawn.suffix == ".jpg" else "PNG")
    kind = "jpeg" if drawn.suffix == ".jpg" else "png"
    return f"data:image/{kind};base64,{b64encode(written.getvalue()).decode()}"


def pixels_of(content: bytes) -> int:
    """Pixels of a picture according to its head; 0 if it cannot be drawn."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of what is limited here
            with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
                return image.width * image.height
    except Exception:  # Pillow's decoders raise anything on damaged files
        return 0


class _TooLarge(Exception):
    """More pixels than are drawn."""


def _fault(picture: ReceivedPicture) -> str:
    """Why a picture is not even opened; empty if it may be opened."""
    head = picture.content[:64]
    if head[40:44] == b" EMF":
        return f"是 {_DRAWINGS['.emf']}，不能直接收入"
    if head.startswith((b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00")):
        return f"是 {_DRAWINGS['.wmf']}，不能直接收入"
    if picture.suffix in _DRAWINGS and not head.startswith((b"\x89PNG", b"\xff\xd8")):
        return f"是 {_DRAWINGS[picture.suffix]}，不能直接收入"
    if len(picture.content) > LARGEST_IMAGE:
        return f"超过 {LARGEST_IMAGE // 1024**2} MB"
    return ""


def _refused(picture: ReceivedPicture, number: int, source: Source, why: str) -> Diagnostic:
    name = f"（{picture.alternative}）" if picture.alternative else ""
    return warning(
        "D130", source, picture.span, f"第 {number} 张图片{name}{why}，没有收入", _INSERT_ANEW
    )


def _drawn(picture: ReceivedPicture) -> Encoded:
    """The first frame of an image without what is cut away, as RGB or grey, with transparency where
    it has any."""
    with Image.open(io.BytesIO(picture.content), formats=_FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise _TooLarge
        photograph = image.format in _PHOTOGRAPHS
        if photograph:  # decodes at a half or a quarter of the size, if that is large enough
            image.draft(None, (WIDEST, TALLEST))
        image.load()
        upright = _shown(ImageOps.exif_transpose(image), picture.cut)
    if upright.mode.startswith("I"):  # sixteen bits of grey, of which eight are kept
        upright = upright.convert("I").point(lambda value: value * (1 / 256))
    plain = upright.convert(_mode(upright, photograph))
    plain.thumbnail((WIDEST, TALLEST), Image.Resampling.LANCZOS)
    clean = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    written = io.BytesIO()
    if photograph:
        clean.save(written, "JPEG", quality=_QUALITY, optimize=True)
    else:
        clean.save(written, "PNG")
    return Encoded(written.getvalue(), ".jpg" if photograph else ".png", clean.width, clean.height)


def _shown(image: Image.Image, cut: Crop) -> Image.Image:
    """What of an image the document shows, at least a pixel of it."""
    if not any(cut):
        return image
    left = min(round(image.width * cut[0]), image.width - 1)
    top = min(round(image.height * cut[1]), image.height - 1)
    right = max(round(image.width * (1 - cut[2])), left + 1)
    bottom = max(round(image.height * (1 - cut[3])), top + 1)
    return image.crop((left, top, right, bottom))


def _mode(image: Image.Image, photograph: bool) -> str:
    """The mode that an image is written in."""
    if image.mode in ("1", "L", "I;16", "I", "F"):
        return "L"
    clear = image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info
    return "RGBA" if clear and not photograph else "RGB"

"""The pictures of an issue: their files as the press prints them, and how large they are set."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from math import inf
from pathlib import Path
from typing import Any

from bulletin.press.images import as_shown, image_path
from bulletin.press.impression import Raster
from bulletin.press.typesetting.style import NotComposedError, SheetStyle
from bulletin.profile import POINTS


@dataclass(frozen=True)
class PictureFiles:
    """The pictures of one issue, which are read and converted once for all of its layouts."""

    folder: Path
    """Nothing outside of it is read."""

    known: dict[str, Raster] = field(default_factory=dict)
    """By their addresses."""

    def raster(self, address: str) -> Raster:
        """The picture that an address means. Raises NotComposedError if there is none."""
        if address not in self.known:
            path = image_path(self.folder, address)
            if path is None or not path.is_file():
                raise NotComposedError("img")
            self.known[address] = _raster(address, as_shown(path.read_bytes()))
        return self.known[address]


def _raster(key: str, content: bytes) -> Raster:
    from PIL import Image

    with Image.open(BytesIO(content)) as image:
        is_jpeg, mode, size = image.format == "JPEG", image.mode, image.size
        if "transparency" in image.info:
            mode = "RGBA"
        elif mode in ("1", "P", "I"):
            mode = "RGB"
        is_inverted = mode == "CMYK" and "APP14" in getattr(image, "app", {})
    return Raster(key, content, is_jpeg, mode, *size, is_inverted, smooth=False)


def extent_of(raster: Raster, style: SheetStyle, room: float) -> tuple[float, float]:
    """How wide and high a picture is set in a room of this width (CSS 2.2, 10.4), in pt.

    Its dots are those of a screen, unless that is more than the style sheet lets it be.
    """
    width, height = raster.width * POINTS["px"], raster.height * POINTS["px"]
    widest = inf if style.widest_share is None else style.widest_share * room
    highest = inf if style.highest is None else style.highest
    scale = min(1.0, widest / width, highest / height)
    return width * scale, height * scale


def has_picture(element: Any) -> bool:
    """Whether an element of the sheet is a picture."""
    return element is not None and element.tag == "img"

"""Converting an image for all outputs: upright, eight bits, sRGB or grey.

This is what the output intent of the PDFs allows (ISO 19005-2 6.2.4.3: sRGB), what Word keeps, and
what every browser shows in the same way. The file in the issue's folder is never changed. An image
that is like this already is used byte for byte; the same file always gives the same bytes.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from PIL import Image, ImageChops, ImageCms, ImageFile, ImageOps

FORMATS = ("PNG", "JPEG", "MPO")
"""The accepted formats, as Pillow names them. MPO is a phone's JPEG with a second picture in it."""

_ORIENTATION = 0x0112
"""The EXIF tag that says how the camera was held."""

_QUALITY = 95
"""Quality of a JPEG that is written again; the loss cannot be seen in print."""

_GAMMA = 1 / 2.2
"""The gamma of a PNG that is meant for the screen (PNG 3rd edition 11.3.2.2)."""

MOST_PIXELS = 50_000_000
"""The size of a camera's image; a larger image is scaled down."""

LARGEST = (4800, 7200)
"""The size to which it is scaled down, in pixels: the text area at 800 dots an inch."""

_ALIKE = 3
"""Levels (of 255) by which a profile may differ from sRGB and still count as sRGB."""


def image_fault(folder: Path, address: str) -> tuple[str, str] | None:
    """What is wrong with an image's address or file, and the remedy; None if nothing is."""
    path = image_path(folder, address)
    if path is None:
        return "不在本期文件夹内", "把图片放进本期文件夹，只写文件名"
    if not path.is_file():
        return "不存在", "核对文件名，或把图片放进本期文件夹"
    try:
        with warnings.catch_warnings(), nothing_filled_up():
            warnings.simplefilter("ignore")  # Pillow warns of half the size that it refuses
            with Image.open(path) as image:
                if image.format not in FORMATS:
                    return "不是 PNG 或 JPEG", "另存为 PNG 或 JPEG"
                image.load()
    except Image.DecompressionBombError:
        most = 2 * (Image.MAX_IMAGE_PIXELS or 0) // 1_000_000
        return f"超过 {most} 兆像素", "缩小后另存"
    except (OSError, ValueError, SyntaxError):
        return "已损坏，读不出来", "重新导出这张图片"
    return None


@contextmanager
def nothing_filled_up() -> Iterator[None]:
    """A context in which a truncated image is an error.

    Importing WeasyPrint makes Pillow fill the missing part of truncated images, process-wide.
    """
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def image_path(folder: Path, address: str) -> Path | None:
    """The file in `folder` that a relative address means; None if it means any other place.

    A symbolic link out of the folder, `..`, an absolute path and any scheme are refused.
    """
    parts = urlsplit(address)
    name = unquote(parts.path)
    if parts.scheme or parts.netloc or not name or name.startswith("/") or "\x00" in name:
        return None
    base = folder.resolve()
    if ".." in Path(name).parts:
        return None
    try:
        path = (base / name).resolve()
    except (OSError, RuntimeError):  # RuntimeError: a link that leads to itself
        return None
    return path if path.is_relative_to(base) else None


# -- Conversion ------------------------------------------------------------------------------------


def as_shown(content: bytes) -> bytes:
    """Convert an image to a PNG or JPEG with one upright picture in 8-bit sRGB or grey.

    A file that is like this already is returned unchanged, and so is one that cannot be read, which
    `image_fault` reports. Nobody knows what a CMYK image without a profile should look like; its
    inks are treated as plain complements of red, green and blue, as browsers do.
    """
    try:
        with warnings.catch_warnings(), nothing_filled_up():
            warnings.simplefilter("ignore")  # Pillow warns of large images
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                return content if _is_plain(image, content) else _written(image, content)
    except Exception:  # Pillow's decoders raise what they like on damaged files
        return content


def lacks_profile(content: bytes) -> bool:
    """Whether an image is CMYK without a profile that says for which inks."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large images
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                return image.mode == "CMYK" and _profile(image) is None
    except Exception:  # Pillow's decoders raise what they like on damaged files
        return False


def _is_plain(image: Image.Image, content: bytes) -> bool:
    """Whether an image needs no conversion. The pixels of a JPEG are not decoded for this."""
    return (
        image.format != "MPO"
        and image.width * image.height <= MOST_PIXELS
        and image.mode in ("1", "L", "LA", "P", "RGB", "RGBA")
        and not (image.format == "PNG" and _depth(content) == 16)
        and not _has_scaled_key(image, content)
        and getattr(image, "n_frames", 1) == 1
        and image.getexif().get(_ORIENTATION, 1) in (0, 1)
        and _gamma(image) is None
        and ((profile := _profile(image)) is None or is_srgb(profile))
    )


def _depth(png: bytes) -> int:
    """Bits of each sample of a PNG, from its first chunk."""
    return png[24]


def _has_scaled_key(image: Image.Image, content: bytes) -> bool:
    """Whether a grey PNG of two or four bits has a transparent shade.

    Pillow scales the pixels of such an image to eight bits, but not the transparent shade.
    """
    return image.mode == "L" and "transparency" in image.info and _depth(content) in (2, 4)


def _written(image: Image.Image, content: bytes) -> bytes:
    """The first picture of an image, converted and written in its own format."""
    photograph = image.format != "PNG"
    saw_adobe = "adobe" in image.info
    if image.width * image.height > MOST_PIXELS:
        image.draft(None, LARGEST)  # a JPEG decodes at a half or a quarter
    image.load()
    gamma, profile = _gamma(image), _profile(image)
    depth = 8 if photograph else _depth(content)
    upright = ImageOps.exif_transpose(image)
    eight = _in_eight_bits(upright, depth)
    if eight.mode == "CMYK" and photograph and not saw_adobe:
        eight = ImageChops.invert(eight)  # Pillow inverts every CMYK JPEG as if Adobe wrote it
    if eight.width * eight.height > MOST_PIXELS:
        eight.thumbnail(LARGEST)
    if profile is not None and not is_srgb(profile):
        eight = _in_srgb(eight, profile)
    elif gamma is not None:
        eight = _brightened(eight, gamma)
    if eight.mode not in ("L", "LA", "RGB", "RGBA"):
        eight = eight.convert("RGB")
    return _bytes(eight, photograph)


def _bytes(image: Image.Image, photograph: bool) -> bytes:
    """The file of an image with its pixels only, without metadata."""
    clean = Image.frombytes(image.mode, image.size, image.tobytes())
    made = io.BytesIO()
    if photograph:
        clean.save(made, "JPEG", quality=_QUALITY, subsampling=0)
    else:
        clean.save(made, "PNG")
    return made.getvalue()


def _in_eight_bits(image: Image.Image, depth: int) -> Image.Image:
    """The image in eight bits, as grey, RGB or CMYK, with an alpha channel if part is
    transparent."""
    key = image.info.get("transparency")
    if image.mode.startswith("I"):
        return _grey_of_sixteen(image, key)
    if image.mode in ("1", "P"):
        clear = "RGBA" if key is not None else "RGB"
        return image.convert(clear if image.mode == "P" or key is not None else "L")
    if key is None:
        return image
    if depth == 16 and image.mode == "RGB":
        image.info["transparency"] = tuple(part >> 8 for part in key)
    elif depth in (2, 4):
        image.info["transparency"] = key * 255 // (2**depth - 1)
    return image.convert("LA" if image.mode == "L" else "RGBA")


def _grey_of_sixteen(image: Image.Image, key: int | None) -> Image.Image:
    """A grey image of 16 bits reduced to its upper eight; the shade `key` becomes transparent."""
    samples = image.convert("I;16").tobytes("raw", "I;16")
    low, high = (Image.frombytes("L", image.size, samples[at::2]) for at in (0, 1))
    if key is None:
        return high
    same = [
        part.point([255 * (level == wanted) for level in range(256)])
        for part, wanted in ((low, key & 255), (high, key >> 8))
    ]
    return Image.merge("LA", (high, ImageChops.invert(ImageChops.multiply(*same))))


# -- Colour ----------------------------------------------------------------------------------------


def _gamma(image: Image.Image) -> float | None:
    """What a PNG's gamma chunk says, where no profile overrules it and it is not the screen's."""
    gamma = image.info.get("gamma")
    if not gamma or "srgb" in image.info or image.info.get("icc_profile"):
        return None
    return None if abs(gamma - _GAMMA) < 0.02 else float(gamma)


def _brightened(image: Image.Image, gamma: float) -> Image.Image:
    """The image converted from samples encoded with `gamma` to those of sRGB (IEC 61966-2-1)."""
    lights = [(level / 255) ** (1 / gamma) for level in range(256)]
    levels = [round(255 * _encoded(light)) for light in lights]
    bands = image.split()
    clear = bands[-1:] if image.mode in ("LA", "RGBA") else ()
    seen = bands[: len(bands) - len(clear)]
    return Image.merge(image.mode, (*(band.point(levels) for band in seen), *clear))


def _encoded(light: float) -> float:
    return 12.92 * light if light <= 0.0031308 else float(1.055 * light ** (1 / 2.4) - 0.055)


_SPACES = {"1": "GRAY", "L": "GRAY", "LA": "GRAY", "I;16": "GRAY", "I": "GRAY", "CMYK": "CMYK"}
"""The colour space that an image's profile must have, by the mode of the image; RGB by default."""


def _profile(image: Image.Image) -> bytes | None:
    """The ICC profile in an image; None if it is damaged or for another colour space."""
    content = image.info.get("icc_profile")
    if not content:
        return None
    return content if space_of(content) == _SPACES.get(image.mode, "RGB") else None


@lru_cache(maxsize=64)
def space_of(profile: bytes) -> str:
    """The colour space of an ICC profile, as `RGB`, `GRAY` or `CMYK`; empty for a damaged one."""
    try:
        return str(_opened(profile).profile.xcolor_space).strip()
    except (OSError, ValueError, ImageCms.PyCMSError):
        return ""


def _opened(profile: bytes) -> Any:
    return ImageCms.ImageCmsProfile(io.BytesIO(profile))


@lru_cache(maxsize=1)
def _srgb() -> Any:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@lru_cache(maxsize=64)
def is_srgb(profile: bytes) -> bool:
    """Whether an RGB or grey profile gives the same colours as sRGB; tested on sample colours."""
    space = space_of(profile)
    if space not in ("RGB", "GRAY"):
        return False
    steps = range(0, 256, 51)
    if space == "RGB":
        tried = Image.new("RGB", (len(steps) ** 3, 1))
        tried.putdata([(red, green, blue) for red in steps for green in steps for blue in steps])
    else:
        tried = Image.new("L", (256, 1))
        tried.putdata(range(256))
    try:
        seen = ImageCms.profileToProfile(tried, _opened(profile), _srgb(), outputMode="RGB")
    except (OSError, ValueError, ImageCms.PyCMSError):
        return False
    assert seen is not None
    apart = ImageChops.difference(seen, tried.convert("RGB"))
    return max(high for _, high in apart.getextrema()) <= _ALIKE  # type: ignore[misc]


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """The image converted from its profile to sRGB; a grey image stays grey."""
    clear = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    mode = {"LA": "L", "RGBA": "RGB"}.get(image.mode, image.mode)
    plain = image.convert(mode)
    seen = ImageCms.profileToProfile(plain, _opened(profile), _srgb(), outputMode="RGB")
    assert seen is not None
    if mode == "L":
        seen = seen.convert("L")
    if clear is not None:
        seen.putalpha(clear)
    return seen

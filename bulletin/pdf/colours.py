"""The colour spaces of a PDF, and which of them its output intent does not cover.

ISO 19005-2 6.2.4: a device colour is allowed only if the output intent is of that device, or if a
default colour space replaces it; a profile must be sound and have as many components as it says. A
file without an output intent is measured as if it were for sRGB, which is how a screen shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral

from bulletin.press import is_srgb, space_of

DEEPEST = 8
"""How deeply colour spaces may be nested; anything deeper is a loop."""

_SHORT = {"G": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK", "I": "Indexed"}
"""The short names of colour spaces in an inline image (ISO 32000-1 8.9.7)."""

_COMPONENTS = {1: "GRAY", 3: "RGB", 4: "CMYK"}

Defaults = dict[str, Any]
"""What replaces the device spaces in a stream: from `DeviceCMYK` to the space in its resources."""


class Space(PDFColorSpace):  # type: ignore[misc]  # pdfminer's types are skipped
    """A colour space of a stream's resources, as it is written there."""

    def __init__(self, known: PDFColorSpace, written: Any) -> None:
        super().__init__(known.name, known.ncomponents)
        self.written = written


def written(space: Any) -> Any:
    """How a colour space that pdfminer knows is written: a name, or an array."""
    return space.written if isinstance(space, Space) else space.name


def intent_of(catalog: dict[str, Any]) -> str:
    """The colour space of the output intent, as `RGB` or `CMYK`; `RGB` for a file without one."""
    for intent in _items(catalog.get("OutputIntents")):
        entries = resolve1(intent)
        profile = resolve1(entries.get("DestOutputProfile")) if isinstance(entries, dict) else None
        if isinstance(profile, PDFStream) and (space := space_of(profile.get_data())):
            return space
    return "RGB"


def foreign_colours(space: Any, intent: str, defaults: Defaults, deep: int = 0) -> str:
    """What is foreign to the output intent in a colour space as it is written; empty if nothing
    is."""
    space = resolve1(space)
    name = _name(space[0] if isinstance(space, list) and space else space)
    name = _SHORT.get(name, name)
    parts = space[1:] if isinstance(space, list) else []
    if deep > DEEPEST:
        return ""
    if name == "ICCBased" and parts:
        return _foreign_profile(resolve1(parts[0]), intent)
    if name in ("Indexed", "Pattern") and parts:
        return foreign_colours(parts[0], intent, defaults, deep + 1)
    if name in ("Separation", "DeviceN") and len(parts) > 1:
        inner = foreign_colours(parts[1], intent, defaults, deep + 1)
        return f"{name}（{inner}）" if inner else ""
    if name in defaults:
        return foreign_colours(defaults[name], intent, {}, deep + 1)
    allowed = {"DeviceRGB": "RGB", "DeviceCMYK": "CMYK"}.get(name, intent)
    return "" if allowed == intent else name


def _foreign_profile(profile: Any, intent: str) -> str:
    """What is wrong with an embedded profile: damaged, misdeclared, or of other colours."""
    if not isinstance(profile, PDFStream):
        return "ICC（没有特性文件）"
    content = profile.get_data()
    space = space_of(content)
    if not space:
        return "ICC（特性文件已损坏）"
    count = resolve1(profile.attrs.get("N"))
    if space != _COMPONENTS.get(count if isinstance(count, int) else 0, space):
        return f"ICC（{space}，写作 {count} 色）"
    if space in (intent, "GRAY") and (space != "RGB" or is_srgb(content)):
        return ""
    return f"ICC（{space}，不是 sRGB）"


def defaults_of(resources: Any) -> Defaults:
    """The default colour spaces that a stream's resources name (ISO 32000-1 8.6.5.6)."""
    spaces = _entries(_entries(resources).get("ColorSpace"))
    pairs = (("DeviceRGB", "DefaultRGB"), ("DeviceCMYK", "DefaultCMYK"))
    return {device: spaces[default] for device, default in pairs if default in spaces}


def shading_spaces(resources: Any) -> Iterator[Any]:
    """The colour spaces of the shadings among a stream's resources."""
    found = _entries(resources)
    shadings = [*_entries(found.get("Shading")).values()]
    patterns = (_entries(each) for each in _entries(found.get("Pattern")).values())
    shadings += [each["Shading"] for each in patterns if "Shading" in each]
    for each in shadings:
        if "ColorSpace" in (entries := _entries(each)):
            yield entries["ColorSpace"]


def group_space(holder: Any) -> Any:
    """The colour space in which a page or form blends transparent parts; None without one."""
    return _entries(_entries(holder).get("Group")).get("CS")


def bits(image: PDFStream) -> int:
    """Bits of each of an image's samples."""
    found = resolve1(image.attrs.get("BitsPerComponent", image.attrs.get("BPC")))
    return found if isinstance(found, int) else 8


def image_space(image: PDFStream) -> Any:
    """The colour space of an image as it is written; None for a mask, and for an image with its
    own."""
    if resolve1(image.attrs.get("ImageMask", image.attrs.get("IM"))) is True:
        return None
    return image.attrs.get("ColorSpace", image.attrs.get("CS"))


def _name(value: Any) -> str:
    resolved = resolve1(value)
    return str(resolved.name) if isinstance(resolved, PSLiteral) else str(resolved or "")


def _items(value: Any) -> list[Any]:
    resolved = resolve1(value)
    return resolved if isinstance(resolved, list) else []


def _entries(value: Any) -> dict[str, Any]:
    """The entries of a dictionary or of a stream's dictionary; none of anything else."""
    resolved = resolve1(value)
    if isinstance(resolved, PDFStream):
        resolved = resolved.attrs
    return resolved if isinstance(resolved, dict) else {}

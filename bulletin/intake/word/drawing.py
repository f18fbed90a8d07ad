"""What stands in a drawing: pictures, text boxes, charts, diagrams, objects.

Word writes most drawings twice, once for itself and once for older programs; one of the two is
read (ISO/IEC 29500-3, 7.6, mc:AlternateContent).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bulletin.intake.received import Crop, ShownSize
from bulletin.ooxml import (
    ALTERNATIVE,
    CHART,
    DIAGRAM,
    MATH,
    OFFICE,
    PLACED,
    UNDERSTOOD,
    VML,
    A,
    Element,
    R,
    W,
    local,
    whole,
)


class Thing(NamedTuple):
    """Something that a drawing shows."""

    kind: str
    """`picture`, `linked`, `box`, `letters`, `words`, `chart`, `diagram`, `object`, `ink`."""

    element: Element
    target: str = ""
    """A relation's id; for `letters` (WordArt) and `object` the words themselves."""

    texts: tuple[str, ...] = ()
    """For `words` that stand in a part of their own, those of its paragraphs."""


def chosen(alternatives: Element) -> tuple[Element, ...]:
    """What is read from content that is written for several programs."""
    fallback: tuple[Element, ...] = ()
    choices = []
    for each in alternatives:
        if each.tag == f"{ALTERNATIVE}Fallback":
            fallback = tuple(each)
        elif each.tag == f"{ALTERNATIVE}Choice":
            choices.append(each)
            needed = (each.nsmap.get(prefix) for prefix in each.get("Requires", "").split())
            if all(namespace in UNDERSTOOD for namespace in needed):
                return tuple(each)
    return fallback or (tuple(choices[0]) if choices else ())


_NAMED_BY = {
    f"{A}blip": ("picture", f"{R}embed"),
    f"{VML}imagedata": ("picture", f"{R}id"),
    f"{VML}fill": ("picture", f"{R}id"),
    f"{CHART}chart": ("chart", f"{R}id"),
    f"{DIAGRAM}relIds": ("diagram", f"{R}dm"),
    f"{VML}textpath": ("letters", "string"),
    f"{OFFICE}OLEObject": ("object", "ProgID"),
    f"{W}contentPart": ("ink", f"{R}id"),
}
"""Elements that show something, with the attribute that says what."""

_LINKED = {f"{A}blip": f"{R}link", f"{VML}imagedata": f"{R}href"}
_WHOLE = {f"{W}txbxContent": "box", f"{A}txBody": "words"}


def things(element: Element) -> Iterator[Thing]:
    """What a drawing shows, in order; the content of a text box is read with the box."""
    if element.tag in _WHOLE:
        yield Thing(_WHOLE[element.tag], element)
        return
    if element.tag == f"{ALTERNATIVE}AlternateContent":
        for each in chosen(element):
            yield from things(each)
        return
    if element.tag in _NAMED_BY:
        kind, attribute = _NAMED_BY[element.tag]
        target = element.get(attribute, "")
        if target:
            yield Thing(kind, element, target)
        elif element.tag in _LINKED and element.get(_LINKED[element.tag]):
            yield Thing("linked", element, element.get(_LINKED[element.tag]))
    for each in element:
        yield from things(each)


def described(drawing: Element) -> str:
    """What the document says is on a drawing's picture."""
    for each in drawing.iter(f"{PLACED}docPr"):
        if words := each.get("descr") or each.get("title"):
            return str(words)
    for each in drawing.iter(f"{VML}shape"):
        if words := each.get("alt"):
            return str(words)
    return ""


def cut_away(blip: Element) -> Crop:
    """What of a picture the document does not show: shares at the left, top, right and bottom.

    What is cut away often is what nobody was meant to see.
    """
    if blip.tag == f"{VML}imagedata":
        written = [blip.get(f"crop{side}", "") for side in ("left", "top", "right", "bottom")]
        shares = [_fraction(each) for each in written]
    else:
        parent = blip.getparent()
        shown = None if parent is None else parent.find(f"{A}srcRect")
        shares = [0.0 if shown is None else whole(shown.get(side)) / 100_000 for side in "ltrb"]
    left, top, right, bottom = (min(max(each, 0.0), 1.0) for each in shares)
    return (left, top, right, bottom) if left + right < 1 and top + bottom < 1 else (0.0,) * 4


def _fraction(written: str) -> float:
    """A share as VML writes it: 0.25, or 16384f in 65536ths."""
    try:
        return int(written[:-1]) / 65536 if written.endswith("f") else float(written or 0)
    except ValueError:
        return 0.0


_EMU = 36_000
"""In a mm."""

_NO_SIZE: ShownSize = (0.0, 0.0)

_PIXEL = 25.4 / 96
_LENGTH = re.compile(r"(\d{0,6}\.?\d{1,9})(pt|in|cm|mm|pc|px|)", re.ASCII)
_UNITS = {
    "pt": 25.4 / 72,
    "in": 25.4,
    "cm": 10.0,
    "mm": 1.0,
    "pc": 25.4 / 6,
    "px": _PIXEL,
    "": _PIXEL,
}
"""The units of lengths in VML, in mm; a bare number counts pixels."""


def shown_size(blip: Element) -> ShownSize:
    """How large a document shows a picture; nothing if it does not say."""
    if blip.tag.startswith(VML):
        return _styled_size(blip.getparent())
    size, is_inside = _NO_SIZE, False
    for each in blip.iterancestors():
        kind = local(each)
        if kind in ("pic", "wsp"):
            size = _extent(each.find("{*}spPr/{*}xfrm/{*}ext"))
        elif kind in ("wgp", "grpSp"):
            size, is_inside = _in_group(size, each), True
        elif kind == "wpc":
            is_inside = True
        elif each.tag in (f"{PLACED}inline", f"{PLACED}anchor"):
            drawing = _extent(each.find(f"{PLACED}extent"))
            return drawing if all(drawing) and not is_inside else size
    return size


def _in_group(size: ShownSize, group: Element) -> ShownSize:
    """The size of something in a group, which counts in units of its own."""
    outer = _extent(group.find("{*}grpSpPr/{*}xfrm/{*}ext"))
    inner = _extent(group.find("{*}grpSpPr/{*}xfrm/{*}chExt"))
    if not all(outer + inner):
        return _NO_SIZE
    return size[0] * outer[0] / inner[0], size[1] * outer[1] / inner[1]


def _extent(element: Element | None) -> ShownSize:
    if element is None:
        return _NO_SIZE
    width, height = (max(0, whole(element.get(side))) / _EMU for side in ("cx", "cy"))
    return width, height


def _styled_size(shape: Element | None) -> ShownSize:
    """The size of a shape of VML; nothing for one in a group, whose units are not read."""
    if shape is None or ((parent := shape.getparent()) is not None and local(parent) == "group"):
        return _NO_SIZE
    pairs = (each.partition(":") for each in shape.get("style", "").split(";"))
    style = {name.strip().lower(): written.strip().lower() for name, _, written in pairs}
    width, height = (_length(style.get(side, "")) for side in ("width", "height"))
    return width, height


def _length(written: str) -> float:
    match = _LENGTH.fullmatch(written)
    return float(match[1]) * _UNITS[match[2]] if match else 0.0


def name_of_picture(drawing: Element) -> str:
    """What the document calls a drawing's picture."""
    return next((str(each.get("name", "")) for each in drawing.iter(f"{PLACED}docPr")), "")


def is_hidden(drawing: Element) -> bool:
    """Whether a drawing is switched off."""
    return any(each.get("hidden") in ("1", "true") for each in drawing.iter(f"{PLACED}docPr"))


def words_in_drawing(root: Element) -> tuple[str, ...]:
    """The paragraphs of a drawing's own text (a:p), those without words left out."""
    found = (
        "".join(each.text or "" for each in paragraph.iter(f"{A}t"))
        for paragraph in root.iter(f"{A}p")
    )
    return tuple(text for text in found if text.strip())


def chart_words(root: Element) -> tuple[str, ...]:
    """A chart's title, series, categories and numbers."""
    titles = words_in_drawing(root)
    return titles + tuple(each.text for each in root.iter(f"{CHART}v") if (each.text or "").strip())


def formula_text(formula: Element) -> str:
    """A formula's characters in a row."""
    return "".join(each.text or "" for each in formula.iter(f"{MATH}t"))

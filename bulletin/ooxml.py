"""The names of OOXML (ISO/IEC 29500-1) and of what Word had before it: `{namespace}name`, as lxml.

What is read (`intake`) and what is written (`word`) takes them from here.
"""

from __future__ import annotations

from typing import Any, TypeAlias

Element: TypeAlias = Any
"""An element of lxml, which carries no types."""

_OPEN = "http://schemas.openxmlformats.org/"

W = f"{{{_OPEN}wordprocessingml/2006/main}}"
R = f"{{{_OPEN}officeDocument/2006/relationships}}"
A = f"{{{_OPEN}drawingml/2006/main}}"
CHART = f"{{{_OPEN}drawingml/2006/chart}}"
DIAGRAM = f"{{{_OPEN}drawingml/2006/diagram}}"
PICTURE = f"{{{_OPEN}drawingml/2006/picture}}"
MATH = f"{{{_OPEN}officeDocument/2006/math}}"
PLACED = f"{{{_OPEN}drawingml/2006/wordprocessingDrawing}}"
CUSTOM = f"{{{_OPEN}officeDocument/2006/custom-properties}}"
FACT_TYPES = f"{{{_OPEN}officeDocument/2006/docPropsVTypes}}"
PACKAGE = f"{{{_OPEN}package/2006/relationships}}"
TYPES = f"{{{_OPEN}package/2006/content-types}}"
ALTERNATIVE = f"{{{_OPEN}markup-compatibility/2006}}"
SHAPE = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
VML = "{urn:schemas-microsoft-com:vml}"
OFFICE = "{urn:schemas-microsoft-com:office:office}"
WORDML = "{http://schemas.microsoft.com/office/word/2003/wordml}"
"""Of a document in one XML file, as Word 2003 wrote it."""

XML = "{http://www.w3.org/XML/1998/namespace}"

STRICT = "http://purl.oclc.org/ooxml/"
"""How the namespaces of a document in the Strict form begin."""

UNDERSTOOD = frozenset(
    {
        SHAPE[1:-1],
        W14[1:-1],
        "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing",
    }
)
"""What a choice of markup (mc:Choice) may require and still be the one that is read."""


def open_namespace(namespace: str) -> str:
    """A namespace of the Strict form as the Transitional form spells it; others as they are."""
    if not namespace.startswith(STRICT):
        return namespace
    room, _, name = namespace.removeprefix(STRICT).rpartition("/")
    return f"{_OPEN}{room}/2006/{name}"


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def value(element: Element | None) -> str:
    """What its `w:val` says; empty for no element and for none."""
    return "" if element is None else str(element.get(f"{W}val", ""))


def whole(text: str | None, default: int = 0) -> int:
    """A whole number as written; `default` for anything else, and for more than nine digits."""
    body = (text or "").strip()
    digits = body.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        return default
    return int(body)


def is_on(element: Element) -> bool:
    """Whether an element that switches something on does so (ST_OnOff)."""
    return value(element) not in ("0", "false", "off", "none")


_TWIPS = {"pt": 20.0, "pc": 240.0, "pi": 240.0, "in": 1440.0, "cm": 566.929, "mm": 56.6929}


def twips(text: str | None, unit: float = 1.0) -> float | None:
    """A measure in twentieths of a point; None for what is none.

    A bare number counts in `unit` twips; the Strict form writes `12pt`, `2cm` as well.
    """
    body = (text or "").strip()
    named = body[-2:] in _TWIPS
    try:
        number = float(body[:-2] if named else body)
    except ValueError:
        return None
    if not abs(number) < 1e6:  # no paper is fifty metres wide
        return None
    return number * (_TWIPS[body[-2:]] if named else unit)

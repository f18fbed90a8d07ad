"""The names of OOXML (ISO/IEC 29500-1) and of older Word formats, as `{namespace}name` for lxml.

Both the reading (`intake`) and the writing (`word`) of documents take them from here.
"""

from __future__ import annotations

from typing import Any, TypeAlias

Element: TypeAlias = Any
"""An element of lxml, which has no type hints."""

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
"""The namespace of a document in a single XML file, as Word 2003 wrote it."""

XML = "{http://www.w3.org/XML/1998/namespace}"

STRICT = "http://purl.oclc.org/ooxml/"
"""How the namespaces of a Strict document begin."""

UNDERSTOOD = frozenset(
    {
        SHAPE[1:-1],
        W14[1:-1],
        "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing",
    }
)
"""The namespaces that an mc:Choice may require and still be read."""


def open_namespace(namespace: str) -> str:
    """The Transitional form of a Strict namespace; any other namespace unchanged."""
    if not namespace.startswith(STRICT):
        return namespace
    room, _, name = namespace.removeprefix(STRICT).rpartition("/")
    return f"{_OPEN}{room}/2006/{name}"


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def value(element: Element | None) -> str:
    """The `w:val` of an element; empty if there is no element or no value."""
    return "" if element is None else str(element.get(f"{W}val", ""))


def whole(text: str | None, default: int = 0) -> int:
    """A whole number from text; `default` for anything else, and for more than nine digits."""
    body = (text or "").strip()
    digits = body.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        return default
    return int(body)


def is_on(element: Element) -> bool:
    """The value of an on/off element (ST_OnOff)."""
    return value(element) not in ("0", "false", "off", "none")


_TWIPS = {"pt": 20.0, "pc": 240.0, "pi": 240.0, "in": 1440.0, "cm": 566.929, "mm": 56.6929}


def twips(text: str | None, unit: float = 1.0) -> float | None:
    """A length in twentieths of a point; None if the text is not a length.

    A bare number is in units of `unit` twips. The Strict form also has `12pt` or `2cm`.
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

"""What a PDF says about itself: metadata, outline, tags, labels, identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import decode_text

from bulletin.pdf.printed import Catalog
from bulletin.press import ADJUSTED

MOST_ELEMENTS = 200_000
"""A longer structure tree is a loop, or does not belong to a bulletin."""


def read_catalog(pdf: PDFDocument) -> Catalog:
    """The facts of the catalog; what is missing or damaged is empty."""
    catalog = _mapping(pdf.catalog)
    info = {key: value for each in reversed(pdf.info) for key, value in _mapping(each).items()}
    xmp = _xmp(catalog)
    elements = tuple(islice(_elements(catalog), MOST_ELEMENTS))
    figures = [has_text for kind, has_text in elements if kind == "Figure"]
    return Catalog(
        title=_string(info.get("Title")),
        author=_string(info.get("Author")),
        subject=_string(info.get("Subject")),
        keywords=_string(info.get("Keywords")),
        adjusted=_string(info.get(ADJUSTED)),
        language=_string(catalog.get("Lang")),
        outline=_outline(pdf),
        page_labels=_labels(pdf, catalog),
        is_marked=bool(resolve1(_mapping(catalog.get("MarkInfo")).get("Marked"))),
        elements=tuple(kind for kind, _ in elements),
        elements_over_pages=_over_pages(catalog),
        figures=len(figures),
        figures_with_text=sum(figures),
        pdf_a=_identifier(xmp, "pdfaid:part") + _identifier(xmp, "pdfaid:conformance").upper(),
        pdf_ua=_identifier(xmp, "pdfuaid:part"),
    )


def _mapping(value: Any) -> dict[str, Any]:
    resolved = resolve1(value)
    return resolved if isinstance(resolved, dict) else {}


def _string(value: Any) -> str:
    resolved = resolve1(value)
    if isinstance(resolved, bytes):
        return str(decode_text(resolved)).strip()
    return resolved.strip() if isinstance(resolved, str) else ""


def _name(value: Any) -> str:
    resolved = resolve1(value)
    return str(resolved.name) if isinstance(resolved, PSLiteral) else ""


def _xmp(catalog: dict[str, Any]) -> str:
    stream = resolve1(catalog.get("Metadata"))
    return (
        bytes(stream.get_data()).decode("utf-8", "replace") if isinstance(stream, PDFStream) else ""
    )


def _identifier(xmp: str, name: str) -> str:
    """The value of an XMP property, written as an element or as an attribute."""
    found = re.search(rf"""{name}(?:\s*>|\s*=\s*["'])\s*(\w+)""", xmp)
    return found[1] if found else ""


def _outline(pdf: PDFDocument) -> tuple[str, ...]:
    try:
        return tuple(str(entry[1]) for entry in islice(pdf.get_outlines(), 10_000))
    except Exception:  # pdfminer has a dozen ways to refuse an outline
        return ()


def _labels(pdf: PDFDocument, catalog: dict[str, Any]) -> tuple[str, ...]:
    if "PageLabels" not in catalog:
        return ()
    count = resolve1(_mapping(catalog.get("Pages")).get("Count"))
    try:
        return tuple(islice(pdf.get_page_labels(), count if isinstance(count, int) else 0))
    except Exception:  # as above
        return ()


def _elements(catalog: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Each structure element's standard type and whether it carries a text of its own."""
    root = _mapping(catalog.get("StructTreeRoot"))
    roles = _mapping(root.get("RoleMap"))
    stack = _kids(root)
    seen: set[int] = set()
    while stack:
        element = _mapping(stack.pop())
        if id(element) in seen or "S" not in element:
            continue
        seen.add(id(element))
        kind = _name(element["S"])
        yield _name(roles.get(kind)) or kind, bool(_string(element.get("Alt")))
        stack.extend(_kids(element))


BLOCKS = frozenset(
    {"P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "LBody", "LI", "Note", "TD", "TH"}
)
"""Elements that hold text of their own; the others are parts of these, or hold several of them."""


def _over_pages(catalog: dict[str, Any]) -> int | None:
    """How many blocks have text on more than one page; None if no block has any."""
    root = _mapping(catalog.get("StructTreeRoot"))
    roles = _mapping(root.get("RoleMap"))
    pages: dict[int, set[int]] = {}
    stack: list[tuple[Any, int, int]] = [(each, 0, 0) for each in _kids(root)]
    seen: set[int] = set()
    while stack and len(seen) < MOST_ELEMENTS:
        item, block, page = stack.pop()
        element = _mapping(item)
        page = getattr(element.get("Pg"), "objid", page)
        if "S" not in element:  # a piece of a page: a number, or a number with its page
            if (isinstance(item, int) or "MCID" in element) and block:
                pages.setdefault(block, set()).add(page)
            continue
        if id(element) in seen:
            continue
        seen.add(id(element))
        kind = _name(element["S"])
        inside = id(element) if (_name(roles.get(kind)) or kind) in BLOCKS else block
        stack.extend((kid, inside, page) for kid in _listed(element))
    return sum(len(each) > 1 for each in pages.values()) if pages else None


def _listed(element: dict[str, Any]) -> list[Any]:
    kids = resolve1(element.get("K"))
    return kids if isinstance(kids, list) else [kids]


def _kids(element: dict[str, Any]) -> list[Any]:
    """The children that may be elements, last one first; marked-content numbers are not among
    them."""
    return [
        kid for kid in reversed(_listed(element)) if kid is not None and not isinstance(kid, int)
    ]

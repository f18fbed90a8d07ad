"""Elements of WordprocessingML and DrawingML (ECMA-376 part 1), made in one call each."""

from __future__ import annotations

from copy import deepcopy
from typing import TypeAlias

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser

from bulletin.ooxml import Element

AttributeValue: TypeAlias = str | int | bool | None


def w(tag: str, *children: Element | None, **attributes: AttributeValue) -> Element:
    """An element of the main vocabulary with its attributes, both under `w:`.

    A child or an attribute that is None is left out. The caller keeps the children in the schema's
    order.
    """
    return element(f"w:{tag}", {f"w:{name}": value for name, value in attributes.items()}, children)


def element(
    tag: str,
    attributes: dict[str, AttributeValue] | None = None,
    children: tuple[Element | None, ...] = (),
) -> Element:
    """An element of any vocabulary; an attribute without a prefix has no namespace."""
    made = oxml_parser.makeelement(qn(tag), nsmap=_prefix(tag))
    for name, value in (attributes or {}).items():
        if value is not None:
            made.set(qn(name) if ":" in name else name, _written(value))
    return _with(made, children)


def text_element(tag: str, text: str) -> Element:
    """An element that holds text, whose white space counts."""
    made = element(tag, {"xml:space": "preserve"})
    made.text = text
    return made


def root(tag: str, *children: Element | None) -> Element:
    """The outermost element of a part, which declares the vocabularies used in it."""
    spaces = {prefix: nsmap[prefix] for prefix in ("w", "r", "wp", "a", "pic")}
    return _with(oxml_parser.makeelement(qn(tag), nsmap=spaces), children)


def _with(made: Element, children: tuple[Element | None, ...]) -> Element:
    """The element with its children; a child that already stands elsewhere is copied."""
    for child in children:
        if child is not None:
            made.append(child if child.getparent() is None else deepcopy(child))
    return made


def _prefix(tag: str) -> dict[str, str]:
    prefix = tag.partition(":")[0]
    return {prefix: nsmap[prefix]}


def _written(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


# -- The schema's order ----------------------------------------------------------------------------

_ORDER = {
    "w:pPr": (
        *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl"),
        *("numPr", "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku"),
        *("wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid"),
        *("spacing", "ind", "jc", "textAlignment", "outlineLvl", "rPr"),
    ),
    "w:rPr": (
        *("rStyle", "rFonts", "b", "bCs", "i", "iCs", "noProof", "snapToGrid", "vanish", "color"),
        *(
            "spacing",
            "w",
            "kern",
            "position",
            "sz",
            "szCs",
            "u",
            "bdr",
            "vertAlign",
            "rtl",
            "cs",
            "lang",
        ),
    ),
}


def properties(tag: str, *children: Element | None) -> Element | None:
    """Paragraph or run properties in the schema's order (CT_PPr, CT_RPr); None without any.

    Of two that set the same thing the later one counts, so that a style is easily changed in one
    place.
    """
    order = {f"w:{name}": at for at, name in enumerate(_ORDER[tag])}
    by_name = {_tag(child): child for child in children if child is not None}
    if not by_name:
        return None
    return element(
        tag, None, tuple(by_name[name] for name in sorted(by_name, key=order.__getitem__))
    )


def _tag(made: Element) -> str:
    return f"w:{made.tag.rpartition('}')[2]}"

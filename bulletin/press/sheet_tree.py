"""The tree of a sheet, as HTML has it.

A sheet that our templates write is nearly XML: what HTML leaves out, they write. Where XML and HTML
cannot differ, the standard library's parser reads it, which takes a thirtieth of the time of one
for HTML; any other sheet is read by tinyhtml5.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from bulletin.patterns import pattern_of

INLINE = frozenset({"span", "strong", "b", "em", "a", "br", "code", "img"})
LINES = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = LINES | {"div", "header", "footer", "nav", "section", "article", "blockquote", "hr"}
LISTS = frozenset({"ol", "ul"})
VOID = frozenset({"meta", "br", "img", "hr"})

_FLOW = INLINE | BLOCKS | LISTS | {"figure", "figcaption"}
_INSIDE = {
    "html": frozenset({"head", "body"}),
    "head": frozenset({"meta", "title"}),
    "title": frozenset[str](),
    **dict.fromkeys(VOID, frozenset[str]()),
    **dict.fromkeys(INLINE - VOID | LINES, INLINE),
    **dict.fromkeys(LISTS, frozenset({"li"})),
    **dict.fromkeys(
        ("body", "li", "figure", "figcaption", *(BLOCKS - LINES - VOID)),
        _FLOW | {"table"},
    ),
    "table": frozenset({"thead", "tbody"}),
    **dict.fromkeys(("thead", "tbody"), frozenset({"tr"})),
    "tr": frozenset({"th", "td"}),
    **dict.fromkeys(("th", "td"), INLINE),
}
"""The elements in which HTML moves, closes and adds nothing, each with what may be in it for that
to be so."""

_WITHOUT_TEXT = frozenset({"table", "thead", "tbody", "tr"})
"""The elements out of which HTML moves any text."""

_DOCTYPE = pattern_of(r"(?i)\s*<!doctype html>\s*(?=<html)")
_OPEN_VOID = pattern_of(rf"<(?:{'|'.join(sorted(VOID))})(?:\s+[a-z-]+=\"[^\"<]*\")*(?=>)")
_ONLY_HTML = pattern_of(
    r"/>|<!|<\?|&(?!(?:amp|lt|gt|quot|#34|#39);)|=\"[^\"<]*[\n\t][^\"<]*\"|[\r\f\0]"
)
"""What XML reads otherwise than HTML."""

_END = pattern_of(r"</body\s*>(\s*)</html\s*>(\s*)\Z")


def sheet_tree(sheet: str) -> Any:
    """The root of a sheet's tree."""
    found = _as_xml(sheet)
    if found is not None:
        return found
    import tinyhtml5

    return tinyhtml5.parse(sheet, namespace_html_elements=False)


def _as_xml(sheet: str) -> Any:
    """The tree of a sheet that XML and HTML read alike; None for any other."""
    start, end = _DOCTYPE.match(sheet), _END.search(sheet)
    if not start or not end or _ONLY_HTML.search(sheet, start.end()):
        return None
    try:
        written = _OPEN_VOID.sub(r"\g<0>/", sheet[start.end() :])
        root = ElementTree.fromstring(written)
    except ElementTree.ParseError:
        return None
    if [each.tag for each in root] != ["head", "body"] or not all(_is_safe(root)):
        return None
    head, body = root
    # HTML has no white space before the head, and puts what follows the body into it.
    if (root.text or "").strip() or (head.tail or "").strip() or (head.text or "").strip():
        return None
    root.text, body.tail = None, None
    if after := end[1] + end[2]:
        if len(body):
            body[-1].tail = (body[-1].tail or "") + after
        else:
            body.text = (body.text or "") + after
    return root


def _is_safe(root: Any) -> Iterator[bool]:
    """For each element, whether HTML leaves what is in it where it is."""
    for element in root.iter():
        inside = _INSIDE.get(element.tag)
        yield inside is not None and inside.issuperset([each.tag for each in element])
        yield not (element.tag in VOID and element.text)
        if element.tag in _WITHOUT_TEXT:
            yield not any((each or "").strip(" \n\t") for each in _texts_in(element))
        for name in element.attrib:
            yield name.islower()
        if element.tag == "a":
            yield sum(1 for _ in element.iter("a")) == 1


def _texts_in(element: Any) -> Iterator[str | None]:
    """The texts that stand in an element directly."""
    yield element.text
    yield from (each.tail for each in element)

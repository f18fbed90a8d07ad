"""The structure of the PDF: what a reading program says aloud, in order, each thing once.

PDF marks each piece of text on a page with a number, and a tree of structure elements says what the
pieces are (ISO 32000-1, 14.7; PDF/UA-1, ISO 14289-1). There is one element for each element of the
sheet, however many pages, lines or boxes it fills. What is printed again on each page (page
numbers, the head of a table that goes on) is no part of the text: it is marked as an artifact.

A run-in heading stands in the middle of a paragraph of the sheet. It is a heading for the reader
all the same, so that such a paragraph becomes a heading, a paragraph, a heading, and so on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bulletin.press.impression import Piece, TaggedPart

_TAGS = {
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    "p": "P",
    "div": "Div",
    "span": "Span",
    "strong": "Span",
    "em": "Span",
    "a": "Link",
    "article": "Art",
    "section": "Sect",
    "blockquote": "BlockQuote",
    "header": "Sect",
    "footer": "Sect",
    "nav": "Sect",
    "main": "Part",
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "li": "LI",
    "dt": "LI",
    "dd": "LI",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "caption": "Caption",
    "figcaption": "Caption",
    "img": "Figure",
    "{http://www.w3.org/2000/svg}svg": "Figure",
}
_GROUPING = frozenset({"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "NonStruct", "L"})
"""Elements that hold other elements and no text of their own."""

_LABELS = frozenset({"li::marker", "li::before", "span::footnote-marker", "span::footnote-call"})
"""What the style sheet prints as the sign of an item or note."""

_BODIES = {"LI": "LBody", "TOCI": "Reference"}
"""What holds the text of an item of a list or of the contents."""

_LEVEL_OF_RUN_IN = 2
"""The level of a run-in heading without `data-level`; its element is that of a heading on a line of
its own at the same level (templates/sheet.html)."""


@dataclass(frozen=True)
class _Marked:
    """A marked piece of a page, with its text."""

    piece: Piece
    text: str = ""


@dataclass(eq=False)
class ReadElement:
    """A structure element while the tree is built."""

    tag: str
    parent: ReadElement | None
    kids: list[ReadElement | _Marked] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)
    """Links, each with its page and its place among that page's."""

    attributes: tuple[tuple[str, str | int], ...] = ()
    area: tuple[float, float, float, float] | None = None

    alternative: str = ""
    name: str = ""
    """The `ID` of a note."""

    element: Any = None
    """The element of the sheet."""

    begun_on: int = 0
    """The page of its first box."""

    continued: ReadElement | None = None
    """For a paragraph that a run-in heading has ended, the one after that."""

    def part(self) -> TaggedPart:
        """The element, without what prints nothing; but the cells of a table stay."""
        kids = (
            kid.piece if isinstance(kid, _Marked) else kid.part()
            for kid in self.kids
            if isinstance(kid, _Marked) or kid.prints()
        )
        links = tuple(self.links)
        more = (self.attributes, self.area, self.alternative, self.name)
        return TaggedPart(self.tag, tuple(kids), links, *more)

    def prints(self) -> bool:
        """Whether it is part of the structure."""
        within = any(isinstance(kid, _Marked) or kid.prints() for kid in self.kids)
        return within or bool(self.links) or self.tag in ("TH", "TD")


class Structure:
    """The structure of a document while it is read, page by page."""

    def __init__(self) -> None:
        self._root = ReadElement("Document", None)
        self._known: dict[tuple[int, str], ReadElement] = {}
        self._page = 0

    def begin(self, page: int) -> ReadElement:
        """Begin a page, by its number from 0; returns the element of the whole document."""
        self._page = page
        return self._root

    def root(self) -> TaggedPart:
        """The element of the whole document."""
        return self._root.part()

    def enter(self, element: Any, name: str, parent: ReadElement) -> ReadElement | None:
        """What an element of the sheet is in the structure; None for what is printed once more.

        `name` is that of the element, or of what stands beside it (`span::footnote-call`).
        """
        parent = _latest(parent)
        if element is None or name in ("html", "body"):
            return parent
        if element is parent.element and name not in _LABELS:
            return parent
        key = (id(element), name)
        known = self._known.get(key)
        if known is not None:
            repeated = known.tag == "THead" and known.begun_on != self._page
            return None if repeated else _latest(known)
        node = self._known[key] = self._new(element, name, parent)
        node.begun_on = self._page
        return node

    def text(self, parent: ReadElement, mark: int, text: str) -> None:
        """A marked piece of text in an element."""
        parent = _latest(parent)
        if parent.tag in _BODIES:
            parent = _body_of(parent)
        if parent.tag in _GROUPING:
            last = parent.kids[-1] if parent.kids else None
            if not isinstance(last, ReadElement) or last.element is not None or last.tag != "P":
                last = _add(ReadElement("P", parent))
            parent = last
        parent.kids.append(_Marked(Piece(self._page, mark), text))

    def picture(
        self, node: ReadElement, mark: int, area: tuple[float, float, float, float]
    ) -> None:
        """A marked picture: left, top, right, bottom in pt."""
        node.area, node.alternative = area, node.element.get("alt", "")
        node.kids.append(_Marked(Piece(self._page, mark)))

    def link(self, node: ReadElement, number: int) -> None:
        """A link that an element is, by its place among those of the page."""
        node.links.append((self._page, number))

    def _new(self, element: Any, name: str, parent: ReadElement) -> ReadElement:
        tag = _tag_of(element, name, parent)
        if tag == "Note":
            return self._note(element, parent)
        if parent.tag == "P" and tag.startswith("H"):
            return self._run_in(tag, element, parent)
        if tag == "LI" and parent.tag == "LI":
            parent = parent.parent or parent
        elif parent.tag in _BODIES and tag != "Lbl":
            parent = _body_of(parent)
        node = _add(ReadElement(tag, parent, element=element))
        if tag in ("TH", "TD"):
            spans = ((each, int(element.get(each.lower(), 1))) for each in ("ColSpan", "RowSpan"))
            node.attributes = (("O", "/Table"), *(each for each in spans if each[1] != 1))
            if tag == "TH":
                of_row = element.get("scope") == "row"
                node.attributes += (("Scope", "/Row" if of_row else "/Column"),)
        return node

    def _run_in(self, tag: str, element: Any, paragraph: ReadElement) -> ReadElement:
        """A run-in heading: it ends the paragraph, and the text after it begins another.

        The □ before a title belongs to the title.
        """
        assert paragraph.parent is not None
        kids = paragraph.parent.kids
        at = kids.index(paragraph) + 1
        heading = ReadElement(tag, paragraph.parent, element=element)
        after = ReadElement("P", paragraph.parent, element=paragraph.element)
        if all(
            isinstance(kid, _Marked) and kid.text.strip() in ("", "□") for kid in paragraph.kids
        ):
            heading.kids, paragraph.kids = paragraph.kids, []
        kids[at:at] = [heading, after]
        paragraph.continued = after
        return heading

    def _note(self, element: Any, parent: ReadElement) -> ReadElement:
        """A footnote: it stands after its call, wherever it is printed."""
        call = self._known.get((id(element), "span::footnote-call"))
        node = ReadElement("Note", parent, element=element, name=f"note{len(self._known)}")
        if call is None or call.parent is None:
            return _add(node)
        node.parent = call.parent
        node.parent.kids.insert(node.parent.kids.index(call) + 1, node)
        return node


def _tag_of(element: Any, name: str, parent: ReadElement) -> str:
    kind = element.get("class", "").split()
    if parent.element is not None and "contents" in parent.element.get("class", "").split():
        return "TOC"
    if parent.tag == "TOC":
        return "TOCI"
    if name == "span" and "footnote" in kind:
        return "Note"
    if name == "span::footnote-call":
        return "Reference"
    if name in _LABELS or (name == "span" and "marker" in kind):
        return "Lbl"
    if name == "strong" and ({"title", "run-in"} & set(kind)):
        level = element.get("data-level") or _LEVEL_OF_RUN_IN
        return "H2" if "title" in kind else f"H{min(int(level) + 1, 6)}"
    return _TAGS.get(name, "NonStruct")


def _latest(node: ReadElement) -> ReadElement:
    while node.continued is not None:
        node = node.continued
    return node


def _add(node: ReadElement) -> ReadElement:
    assert node.parent is not None
    node.parent.kids.append(node)
    return node


def _body_of(item: ReadElement) -> ReadElement:
    body = _BODIES[item.tag]
    for kid in item.kids:
        if isinstance(kid, ReadElement) and kid.tag == body:
            return kid
    return _add(ReadElement(body, item))

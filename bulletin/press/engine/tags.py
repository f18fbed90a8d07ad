"""The structure of the PDF: what a reading program says aloud, in order, each thing once.

PDF marks each piece of text on a page with a number, and a tree of structure elements says what the
pieces are (ISO 32000-1, 14.7; PDF/UA-1, ISO 14289-1). The engine makes one tree for each page, so
that a paragraph which turns the page becomes two. Here there is one element for each element of the
sheet, however many pages, lines or boxes it fills. What is printed again on each page (page
numbers, the head of a table that goes on) is no part of the text: it is marked as an artifact.

A run-in heading stands in the middle of a paragraph of the sheet. It is a heading for the reader
all the same, so that such a paragraph becomes a heading, a paragraph, a heading, and so on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

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
class _Piece:
    """A marked piece of a page."""

    page: int
    number: int
    text: str = ""


@dataclass(eq=False)
class _Tagged:
    """A structure element while the tree is built."""

    tag: str
    parent: _Tagged | None
    kids: list[_Tagged | _Piece] = field(default_factory=list)
    links: list[tuple[int, Any]] = field(default_factory=list)
    """Link annotations, each with its page."""

    attributes: dict[str, Any] = field(default_factory=dict)
    """Entries of the `A` dictionary."""

    alternative: str = ""
    name: str = ""
    """The `ID` of a note."""

    element: Any = None
    """The element of the sheet."""

    begun_on: int = 0
    """The page of its first box."""

    continued: _Tagged | None = None
    """For a paragraph that a run-in heading has ended, the one after that."""

    def pieces(self) -> Iterator[_Piece]:
        """The pieces in it and below it."""
        for kid in self.kids:
            if isinstance(kid, _Piece):
                yield kid
            else:
                yield from kid.pieces()


class _Tree:
    """The structure of a document, page by page."""

    def __init__(self) -> None:
        self.root = _Tagged("Document", None)
        self._known: dict[tuple[int, str], _Tagged] = {}
        self._page = 0
        self._marks: dict[Any, dict[str, Any]] = {}

    def read(self, page: int, box: Any, marks: dict[Any, dict[str, Any]]) -> set[int]:
        """Take in a page: its box, and the marks of its text boxes and images.

        Returns the numbers of the marks that are part of no element: those of artifacts.
        """
        self._page, self._marks = page, dict(marks)
        self._box(box, self.root)
        return {mark["mcid"] for mark in self._marks.values()}

    def _box(self, box: Any, parent: _Tagged) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.MarginBox):
            return  # its marks are left over, and become artifacts
        if isinstance(box, boxes.TextBox):
            self._text(box, parent)
            return
        node = self._node(box, parent)
        if node is None:
            return
        if annotation := box.link_annotation:
            node.links.append((self._page, annotation))
        if isinstance(box, boxes.ReplacedBox):
            self._picture(box, node)
            return
        for child in box.children:
            self._box(child, self._latest(node))

    def _latest(self, node: _Tagged) -> _Tagged:
        while node.continued is not None:
            node = node.continued
        return node

    def _text(self, box: Any, parent: _Tagged) -> None:
        if parent.tag in _BODIES:
            parent = _body_of(parent)
        if parent.tag in _GROUPING:
            last = parent.kids[-1] if parent.kids else None
            if not isinstance(last, _Tagged) or last.element is not None or last.tag != "P":
                last = _add(_Tagged("P", parent))
            parent = last
        parent.kids.append(_Piece(self._page, self._marks.pop(box)["mcid"], box.text))

    def _picture(self, box: Any, node: _Tagged) -> None:
        mark = self._marks.pop(box)
        left, top = box.content_box_x(), box.content_box_y()
        place = (left, top, left + box.width, top + box.height)
        node.attributes = {"O": "/Layout", "BBox": pydyf.Array(place)}
        node.alternative = box.element.get("alt", "")
        node.kids.append(_Piece(self._page, mark["mcid"]))

    def _node(self, box: Any, parent: _Tagged) -> _Tagged | None:
        """The structure element that a box belongs to; None for what is printed once more."""
        element, name = box.element, box.element_tag
        if element is None or name in ("html", "body") or isinstance(box, boxes.PageBox):
            return parent
        if element is parent.element and name not in _LABELS:
            return parent
        key = (id(element), name)
        known = self._known.get(key)
        if known is not None:
            repeated = known.tag == "THead" and known.begun_on != self._page
            return None if repeated else self._latest(known)
        node = self._known[key] = self._new(box, name, parent)
        node.begun_on = self._page
        return node

    def _new(self, box: Any, name: str, parent: _Tagged) -> _Tagged:
        tag = _tag_of(box, name, parent)
        if tag == "Note":
            return self._note(box, parent)
        if parent.tag == "P" and tag.startswith("H"):
            return self._run_in(tag, box.element, parent)
        if tag == "LI" and parent.tag == "LI":
            parent = parent.parent or parent
        elif parent.tag in _BODIES and tag != "Lbl":
            parent = _body_of(parent)
        node = _add(_Tagged(tag, parent, element=box.element))
        if tag in ("TH", "TD"):
            node.attributes = {"O": "/Table"}
            node.attributes |= {"ColSpan": box.colspan} if box.colspan != 1 else {}
            node.attributes |= {"RowSpan": box.rowspan} if box.rowspan != 1 else {}
            if tag == "TH":
                of_row = box.element.get("scope") == "row"
                node.attributes["Scope"] = "/Row" if of_row else "/Column"
        return node

    def _run_in(self, tag: str, element: Any, paragraph: _Tagged) -> _Tagged:
        """A run-in heading: it ends the paragraph, and the text after it begins another.

        The □ before a title belongs to the title.
        """
        assert paragraph.parent is not None
        kids = paragraph.parent.kids
        at = kids.index(paragraph) + 1
        heading = _Tagged(tag, paragraph.parent, element=element)
        after = _Tagged("P", paragraph.parent, element=paragraph.element)
        if all(isinstance(kid, _Piece) and kid.text.strip() in ("", "□") for kid in paragraph.kids):
            heading.kids, paragraph.kids = paragraph.kids, []
        kids[at:at] = [heading, after]
        paragraph.continued = after
        return heading

    def _note(self, box: Any, parent: _Tagged) -> _Tagged:
        """A footnote: it stands after its call, wherever it is printed."""
        call = self._known.get((id(box.element), "span::footnote-call"))
        node = _Tagged("Note", parent, element=box.element, name=f"note{len(self._known)}")
        if call is None or call.parent is None:
            return _add(node)
        node.parent = call.parent
        node.parent.kids.insert(node.parent.kids.index(call) + 1, node)
        return node


def _tag_of(box: Any, name: str, parent: _Tagged) -> str:
    kind = box.element.get("class", "").split()
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
        level = box.element.get("data-level") or _LEVEL_OF_RUN_IN
        return "H2" if "title" in kind else f"H{min(int(level) + 1, 6)}"
    return _TAGS.get(name, "NonStruct")


def _add(node: _Tagged) -> _Tagged:
    assert node.parent is not None
    node.parent.kids.append(node)
    return node


def _body_of(item: _Tagged) -> _Tagged:
    body = _BODIES[item.tag]
    for kid in item.kids:
        if isinstance(kid, _Tagged) and kid.tag == body:
            return kid
    return _add(_Tagged(body, item))


# -- Writing ---------------------------------------------------------------------------------------


def add_tags(pdf: Any, document: Any, _version: Any, streams: Sequence[Any]) -> None:
    """Write the structure of a document; it takes the place of the engine's function.

    `streams` are the contents of the pages, whose texts and images are marked.
    """
    tree = _Tree()
    for number, (page, stream) in enumerate(zip(document.pages, streams, strict=True)):
        _as_artifacts(stream, tree.read(number, page._page_box, stream._tags))
    _prune(tree.root)
    top, mapping = pydyf.Dictionary({"Type": "/StructTreeRoot"}), pydyf.Dictionary({})
    for each in (top, mapping):
        pdf.add_object(each)
    written = _Written(pdf, [{} for _ in streams], [])
    top["K"] = pydyf.Array([written.element(tree.root, top.reference)])
    top["ParentTree"] = mapping.reference
    mapping["Nums"] = pydyf.Array(written.parents())
    pdf.catalog["StructTreeRoot"] = top.reference
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


def _prune(node: _Tagged) -> None:
    """Leave out elements in which nothing is printed, but keep the cells of a table."""
    for kid in node.kids:
        if isinstance(kid, _Tagged):
            _prune(kid)
    node.kids = [
        kid
        for kid in node.kids
        if isinstance(kid, _Piece) or kid.kids or kid.links or kid.tag in ("TH", "TD")
    ]


def _as_artifacts(stream: Any, numbers: set[int]) -> None:
    """Mark these pieces of a page as artifacts: an operator, its list and its tag are replaced."""
    content = stream.stream
    for at, each in enumerate(content):
        if isinstance(each, pydyf.Dictionary) and each.get("MCID") in numbers:
            content[at - 1 : at + 2] = [b"", "/Artifact", b"BMC"]


@dataclass
class _Written:
    """The structure elements as objects of the file."""

    pdf: Any
    on_pages: list[dict[int, Any]]
    """For each page, the element of each marked piece."""

    of_links: list[Any]
    """The elements of link annotations, in order."""

    def element(self, node: _Tagged, parent: Any) -> Any:
        """Write an element and all below it; returns its reference."""
        made = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{node.tag}", "P": parent})
        self.pdf.add_object(made)
        if node.alternative:
            made["Alt"] = pydyf.String(node.alternative)
        if node.attributes:
            made["A"] = pydyf.Dictionary(node.attributes)
        if node.name:
            made["ID"] = pydyf.String(node.name)
        first = next(node.pieces(), None)
        page = first.page if first else node.links[0][0] if node.links else 0
        made["Pg"] = self.pdf.page_references[page]
        links = [self._link(made.reference, *link) for link in node.links]
        made["K"] = pydyf.Array(
            [*links, *(self._kid(kid, made.reference, page) for kid in node.kids)]
        )
        return made.reference

    def _kid(self, kid: _Tagged | _Piece, parent: Any, page: int) -> Any:
        if isinstance(kid, _Tagged):
            return self.element(kid, parent)
        self.on_pages[kid.page][kid.number] = parent
        if kid.page == page:
            return kid.number
        return pydyf.Dictionary(
            {"Type": "/MCR", "Pg": self.pdf.page_references[kid.page], "MCID": kid.number}
        )

    def _link(self, element: Any, page: int, annotation: Any) -> Any:
        annotation["StructParent"] = len(self.on_pages) + len(self.of_links)
        self.of_links.append(element)
        return pydyf.Dictionary(
            {
                "Type": "/OBJR",
                "Obj": annotation.reference,
                "Pg": self.pdf.page_references[page],
            }
        )

    def parents(self) -> Iterator[Any]:
        """The parent tree: for each page the elements of its pieces, then those of the links."""
        for number, known in enumerate(self.on_pages):
            yield number
            yield pydyf.Array(
                [known.get(each, "null") for each in range(max(known, default=-1) + 1)]
            )
        for number, element in enumerate(self.of_links, len(self.on_pages)):
            yield number
            yield element

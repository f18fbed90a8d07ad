"""The structure of the PDF as its objects (ISO 32000-1, 14.7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bulletin.press.impression.objects import (
    PdfFile,
    Reference,
    array,
    dictionary,
    numbers,
    text_string,
)
from bulletin.press.impression.placed import Piece, PlacedIssue, TaggedPart


def add_structure(
    pdf: PdfFile,
    issue: PlacedIssue,
    pages: Sequence[Reference],
    links: Sequence[Sequence[Reference]],
) -> tuple[Reference, dict[Reference, int]]:
    """Write the structure of an issue whose pages and links have these names.

    Returns the structure's name, and for each link its place in the tree of parents.
    """
    top, mapping = pdf.reserve(), pdf.reserve()
    tree = _Tree(pdf, pages, links, [page.height for page in issue.pages])
    first = array([tree.element(issue.structure, top)])
    pdf.put(mapping, dictionary({"Nums": array(tree.parents())}))
    pdf.put(top, dictionary({"Type": "/StructTreeRoot", "K": first, "ParentTree": mapping}))
    return top, tree.places


class _Tree:
    """The structure elements, and which of them each marked piece and each link belongs to."""

    def __init__(
        self,
        pdf: PdfFile,
        pages: Sequence[Reference],
        links: Sequence[Sequence[Reference]],
        heights: Sequence[float],
    ) -> None:
        self.pdf, self.pages, self.links, self.heights = pdf, pages, links, heights
        self.places: dict[Reference, int] = {}
        self._on_pages: list[dict[int, Reference]] = [{} for _ in pages]
        self._of_links: list[Reference] = []

    def element(self, part: TaggedPart, parent: Reference) -> Reference:
        """Write an element and all below it."""
        name = self.pdf.reserve()
        entries: dict[str, object] = {"Type": "/StructElem", "S": f"/{part.tag}", "P": parent}
        if part.alternative:
            entries["Alt"] = text_string(part.alternative)
        if part.attributes:
            entries["A"] = dictionary(dict(part.attributes))
        if part.name:
            entries["ID"] = text_string(part.name)
        first = next(part.pieces(), None)
        page = first.page if first else part.links[0][0] if part.links else 0
        entries["Pg"] = self.pages[page]
        if part.area:
            left, upper, right, lower = part.area
            height = self.heights[page]
            box = f"[{numbers((left, height - lower, right, height - upper))}]"
            entries["A"] = dictionary({"O": "/Layout", "BBox": box})
        links = [self._link(name, *link) for link in part.links]
        entries["K"] = array([*links, *(self._kid(kid, name, page) for kid in part.kids)])
        self.pdf.put(name, dictionary(entries))
        return name

    def _kid(self, kid: TaggedPart | Piece, parent: Reference, page: int) -> str:
        if isinstance(kid, TaggedPart):
            return self.element(kid, parent)
        self._on_pages[kid.page][kid.mark] = parent
        if kid.page == page:
            return str(kid.mark)
        return dictionary({"Type": "/MCR", "Pg": self.pages[kid.page], "MCID": kid.mark})

    def _link(self, element: Reference, page: int, order: int) -> str:
        link = self.links[page][order]
        self.places[link] = len(self.pages) + len(self._of_links)
        self._of_links.append(element)
        return dictionary({"Type": "/OBJR", "Obj": link, "Pg": self.pages[page]})

    def parents(self) -> Iterator[str]:
        """The tree of parents: for each page the elements of its pieces, then those of links."""
        for at, known in enumerate(self._on_pages):
            marks = range(max(known, default=-1) + 1)
            yield f"{at} {array(known.get(mark, 'null') for mark in marks)}"
        for at, element in enumerate(self._of_links, len(self._on_pages)):
            yield f"{at} {element}"

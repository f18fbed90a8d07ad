"""What stands where on the pages that the engine has laid out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.logger import LOGGER
from weasyprint.pdf.anchors import resolve_links

from bulletin.press.engine.canvas import bleed_of
from bulletin.press.engine.leaves import POINT, Leaf, leaf_of
from bulletin.press.engine.painting import painted
from bulletin.press.engine.pango_faces import PangoFaces
from bulletin.press.fit import ADJUSTED
from bulletin.press.impression import (
    Bookmark,
    ColourProfile,
    GlyphRun,
    Imprint,
    NamedPlace,
    PlacedIssue,
    PlacedItem,
    PlacedLink,
    PlacedPage,
    Veiled,
)
from bulletin.press.reading_order import ReadElement, Structure


def placed(document: Any, adjusted: str) -> PlacedIssue:
    """What stands where on the pages of a document.

    `adjusted` says in Chinese how the lines of the issue were adjusted; the imprint records it
    unless it is empty.
    """
    faces: PangoFaces = document.font_config.faces
    structure = Structure()
    pages = []
    for number, (page, (links, anchors)) in enumerate(
        zip(document.pages, resolve_links(document.pages), strict=True)
    ):
        leaf = leaf_of(page)
        items, marks = painted(page, leaf, faces)
        known = [link for link in links if link[0] != "attachment"]
        if len(known) < len(links):
            LOGGER.warning("Files are not attached to the PDF")
        of_boxes = {id(box): order for order, (*_, box) in enumerate(known)}
        silent = read_page(structure, number, page._page_box, leaf, marks, of_boxes)
        pages.append(
            PlacedPage(
                leaf.width,
                leaf.height,
                tuple(_unmarked(items, silent)),
                tuple(_link(leaf, *link[:3]) for link in known),
                tuple(NamedPlace(name, *leaf.point(x, y)) for name, x, y in anchors),
                bleed_of(page, POINT),
            )
        )
    leaves = [leaf_of(page) for page in document.pages]
    bookmarks = tuple(_bookmarks(document.make_bookmark_tree(), leaves))
    imprint = _imprint(document.metadata, adjusted)
    return PlacedIssue(tuple(pages), structure.root(), bookmarks, imprint, _colours())


def _unmarked(items: Sequence[PlacedItem], silent: set[int]) -> Iterator[PlacedItem]:
    """The items of a page, without the marks that are part of no element."""
    for item in items:
        if isinstance(item, Veiled):
            yield replace(item, items=tuple(_unmarked(item.items, silent)))
        elif item.mark is None or item.mark not in silent:
            yield item
        elif isinstance(item, GlyphRun):
            yield item._replace(mark=None)
        else:
            yield replace(item, mark=None)


def _link(leaf: Leaf, kind: str, target: str, area: Sequence[float]) -> PlacedLink:
    return PlacedLink(leaf.area(*area), target, kind == "external")


def _bookmarks(entries: Sequence[Any], leaves: Sequence[Leaf]) -> Iterator[Bookmark]:
    for title, (page, x, y), below, state in entries:
        left, top = leaves[page].point(x, y)
        inner = tuple(_bookmarks(below, leaves))
        yield Bookmark(title, page, left, top, inner, state == "closed")


def _imprint(about: Any, adjusted: str) -> Imprint:
    return Imprint(
        title=about.title or "",
        authors=tuple(about.authors),
        subject=about.description or "",
        keywords=tuple(about.keywords),
        language=about.lang or "",
        creator=about.generator or "",
        producer=f"WeasyPrint {weasyprint.VERSION}",
        created=about.created or "",
        changed=about.modified or "",
        others=((ADJUSTED, adjusted),) if adjusted else (),
    )


@cache
def _colours() -> ColourProfile:
    name = "sRGB2014.icc"
    return ColourProfile(name, (files(weasyprint) / "pdf" / name).read_bytes())


def read_page(
    structure: Structure,
    page: int,
    box: Any,
    leaf: Leaf,
    marks: Mapping[Any, int],
    links: Mapping[int, int],
) -> set[int]:
    """Take a page into the structure: its box, its paper, the marks of its text boxes and images,
    and its links by the identities of their boxes.

    Returns the marks that are part of no element: those of artifacts.
    """
    reading = _Reading(structure, leaf, dict(marks), links)
    reading.box(box, structure.begin(page))
    return set(reading.marks.values())


class _Reading:
    """One page while it is read."""

    def __init__(
        self,
        structure: Structure,
        leaf: Leaf,
        marks: dict[Any, int],
        links: Mapping[int, int],
    ) -> None:
        self.structure, self.leaf, self.marks, self.links = structure, leaf, marks, links

    def box(self, box: Any, parent: ReadElement) -> None:
        """A box and those in it."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.MarginBox):
            return  # its marks are left over, and become artifacts
        if isinstance(box, boxes.TextBox):
            if box in self.marks:  # else nothing of it is printed
                self.structure.text(parent, self.marks.pop(box), box.text)
            return
        name = "html" if isinstance(box, boxes.PageBox) else box.element_tag
        node = self.structure.enter(box.element, name, parent)
        if node is None:
            return
        if id(box) in self.links:
            self.structure.link(node, self.links[id(box)])
        if isinstance(box, boxes.ReplacedBox):
            self._picture(box, node)
            return
        for child in box.children:
            self.box(child, node)

    def _picture(self, box: Any, node: ReadElement) -> None:
        if box in self.marks:
            left, top = box.content_box_x(), box.content_box_y()
            area = self.leaf.area(left, top, left + box.width, top + box.height)
            self.structure.picture(node, self.marks.pop(box), area)

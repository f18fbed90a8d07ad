"""Reading the pages that the engine has laid out, in the order of their boxes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from bulletin.press.engine.leaves import Leaf
from bulletin.press.reading_order import ReadElement, Structure


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

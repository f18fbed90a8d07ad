"""Pages that are laid out on their side: how they lie on the paper (GB/T 9704-2012 第8章)."""

from __future__ import annotations

from typing import Any, NamedTuple

from weasyprint.matrix import Matrix as EngineMatrix

from bulletin.press.tables import LEAF
from bulletin.profile import POINTS

POINT = POINTS["px"]
"""A px in points."""


PaperArea = tuple[float, float, float, float]
"""Left, top, right, bottom."""


class Leaf(NamedTuple):
    """The paper of a page, in points."""

    width: float
    height: float
    matrix: Any
    """From the px of the page to the points of the paper."""

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page is on the paper."""
        left, top = self.matrix.transform_point(x, y)
        return left, top

    def area(self, left: float, top: float, right: float, bottom: float) -> PaperArea:
        """Where an area of the page is on the paper."""
        corners = (self.point(left, top), self.point(right, bottom))
        across, down = zip(*corners, strict=True)
        return min(across), min(down), max(across), max(down)


def leaf_of(page: Any) -> Leaf:
    """The paper of a page. One on its side is turned to the left, so that its head is at the
    left edge of the paper and its left edge at the foot."""
    width, height = page.width * POINT, page.height * POINT
    upright = EngineMatrix(a=POINT, d=POINT)
    if page._page_box.page_type.name != LEAF:
        return Leaf(width, height, upright)
    return Leaf(height, width, upright @ EngineMatrix(0, -1, 1, 0, 0, width))

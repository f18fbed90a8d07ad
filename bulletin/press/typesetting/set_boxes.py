"""What is set in one piece: boxes with all that is in them, and where it stands there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from bulletin.press.impression import Ink, Raster
from bulletin.press.typesetting.blocks import SheetBlock, SheetParagraph
from bulletin.press.typesetting.composed_lines import (
    ComposedLine,
    LineHabits,
    ParagraphText,
    measured,
    natural_width,
)
from bulletin.press.typesetting.set_pictures import has_picture
from bulletin.press.typesetting.style import EVERY_SIDE, NotComposedError, SheetStyle, Sides


@dataclass(frozen=True)
class SetLine:
    """A line at its place in a box; lengths in pt from the box's upper left corner."""

    line: ComposedLine
    x: float
    y: float


@dataclass(frozen=True)
class SetArea:
    """A coloured area at its place in a box: a rule, or a border."""

    style: SheetStyle
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class SetRule:
    """A line between the cells of a table, drawn with a pen; lengths in pt, as in `SetArea`."""

    ink: Ink
    x: float
    y: float
    right: float
    foot: float
    width: float


@dataclass(frozen=True)
class SetBox:
    """Something that is set in one piece, with all that is in it."""

    block: SheetBlock
    x: float
    """From the left edge of what it stands in, in pt."""

    y: float
    width: float
    height: float
    lines: tuple[SetLine, ...] = ()
    areas: tuple[SetArea, ...] = ()
    boxes: tuple[SetBox, ...] = ()
    is_placed: bool = False
    """Whether it stands at a place of its own, out of the flow."""

    rules: tuple[SetRule, ...] = ()
    picture: Raster | None = None
    """What it shows, as large as it is itself."""


def _refuse_solid(block: SheetBlock) -> None:
    """Refuse pictures and tables, which are set where they stand in the flow only."""
    if block.style.display.startswith("table"):
        raise NotComposedError("table")
    if block.style.is_centred or has_picture(block.element):
        raise NotComposedError("img")


def width_of_lines(text: ParagraphText, width: float) -> float:
    """How wide the lines of a paragraph may be; one that may not break has what it needs."""
    if text.source.style.white_space == "normal":
        return width
    return max(width, natural_width(text))


def set_box(block: SheetBlock, x: float, y: float, width: float, habits: LineHabits) -> SetBox:
    """A block and everything in it, in one piece. `width` is that of its border box."""
    _refuse_solid(block)
    style = block.style
    edge = Sides(*(style.border(side) for side in EVERY_SIDE))
    left, top = edge.left + style.padding.left, edge.top + style.padding.top
    room = width - left - edge.right - style.padding.right
    stack = _Stack(habits, left, room, top)
    if style.columns and style.columns > 1:
        stack.in_columns(block)
    else:
        stack.content(block)
    stack.end()
    bottom = stack.y + style.padding.bottom + edge.bottom
    height = bottom if style.height is None else top + style.height + bottom - stack.y
    areas = tuple(_own_areas(block, width, height))
    box = SetBox(block, x, y, width, height, tuple(stack.lines), (*areas, *stack.areas))
    placed = tuple(_placed(each, box, edge, habits) for each in block.placed)
    return replace(box, boxes=(*stack.boxes, *placed))


@dataclass
class _Stack:
    """The content of a box while it is set, from top to bottom."""

    habits: LineHabits
    x: float
    width: float
    y: float
    above: float = 0.0

    def __post_init__(self) -> None:
        self.lines: list[SetLine] = []
        self.areas: list[SetArea] = []
        self.boxes: list[SetBox] = []

    def content(self, block: SheetBlock) -> None:
        """What is in a block."""
        for each in block.content:
            if isinstance(each, SheetParagraph):
                self.paragraph(each, self.x, self.width)
            else:
                self.block(each, self.x, self.width)

    def paragraph(self, source: SheetParagraph, x: float, width: float) -> None:
        """The lines of a paragraph."""
        self.end()
        text = measured(source, self.habits)
        broken = text.broken(width_of_lines(text, width))
        assert broken is not None
        for line in broken.lines:
            self.lines.append(SetLine(line, x, self.y))
            self.y += line.height

    def block(self, block: SheetBlock, x: float, width: float) -> None:
        """A block in this one, as a box of its own."""
        style = block.style
        self.above = max(self.above, style.margin.top)
        self.end()
        inner = width - style.margin.left - style.margin.right
        box = set_box(block, x + style.margin.left, self.y, inner, self.habits)
        self.boxes.append(box)
        self.y += box.height
        self.above = style.margin.bottom

    def end(self) -> None:
        """Put the white above what comes next."""
        self.y += self.above
        self.above = 0.0

    def in_columns(self, block: SheetBlock) -> None:
        """Blocks in columns that are as low as possible, and filled from the left."""
        count, gap = block.style.columns or 1, block.style.column_gap or block.style.size
        width = (self.width - gap * (count - 1)) / count
        boxes = [
            set_box(each, 0.0, 0.0, width, self.habits)
            for each in block.content
            if isinstance(each, SheetBlock)
        ]
        if len(boxes) != len(block.content):
            raise NotComposedError("columns")
        height = _lowest(boxes, count)
        column, y = 0, 0.0
        for box in boxes:
            if y + box.height > height + NEARLY:
                column, y = column + 1, 0.0
            left = self.x + column * (width + gap)
            self.boxes.append(replace(box, x=left, y=self.y + y))
            y += box.height
        self.y += height


NEARLY = 0.01
"""Pt. Less than this is no difference."""


def _lowest(boxes: list[SetBox], columns: int) -> float:
    """The least height of so many columns into which the boxes go in order."""
    heights = [box.height for box in boxes]
    low = max(heights, default=0.0)
    spans = combinations(range(len(heights) + 1), 2)
    ends = sorted({sum(heights[start:stop]) for start, stop in spans})
    for height in ends:
        if height >= low - NEARLY and _columns_needed(heights, height) <= columns:
            return height
    return sum(heights)


def _columns_needed(heights: list[float], height: float) -> int:
    count, y = 1, 0.0
    for each in heights:
        if y + each > height + NEARLY:
            count, y = count + 1, 0.0
        y += each
    return count


def _own_areas(block: SheetBlock, width: float, height: float) -> Iterator[SetArea]:
    """The background and the borders of a box."""
    style = block.style
    if style.background or any(style.border(side) for side in EVERY_SIDE):
        yield SetArea(style, 0.0, 0.0, width, height)


def _placed(block: SheetBlock, around: SetBox, edge: Sides, habits: LineHabits) -> SetBox:
    """A box at a place of its own in another (CSS 2.2, 10.3.7, 10.6.4)."""
    style, offsets, margin = block.style, block.style.offsets, block.style.margin
    room = around.width - edge.left - edge.right
    left, right = offsets.get("left"), offsets.get("right")
    if style.width is not None:
        width = style.width
    elif left is not None and right is not None:
        width = room - left - right - margin.left - margin.right
    else:
        width = _own_width(block, habits)
    if left is None:
        left = room - width - right - margin.right - margin.left if right is not None else 0.0
    box = set_box(block, edge.left + left + margin.left, 0.0, width, habits)
    top, bottom = offsets.get("top"), offsets.get("bottom")
    if top is None:
        inside = around.height - edge.top - edge.bottom
        whole = box.height + margin.top + margin.bottom
        top = inside - whole - bottom if bottom is not None else 0.0
    return replace(box, y=edge.top + top + margin.top, is_placed=True)


def _own_width(block: SheetBlock, habits: LineHabits) -> float:
    """The width that a block takes if nothing in it breaks."""
    widths = [
        natural_width(measured(each, habits))
        for each in block.content
        if isinstance(each, SheetParagraph)
    ]
    if len(widths) < len(block.content):
        raise NotComposedError("position: absolute")
    style = block.style
    more = style.padding.left + style.padding.right + style.border("left") + style.border("right")
    return max(widths, default=0.0) + more


def lines_in(box: SetBox, x: float = 0.0, y: float = 0.0) -> Iterator[tuple[SetLine, float, float]]:
    """Every line in the flow of a box, with where it stands, from the corner that the box is
    measured from."""
    x, y = x + box.x, y + box.y
    for each in box.lines:
        yield each, x + each.x, y + each.y
    for inner in box.boxes:
        if not inner.is_placed:
            yield from lines_in(inner, x, y)

"""The galley: everything that follows each other down the pages, before it is divided into pages.

Metal type was set in one long tray, the galley (长条), and made up into pages from there. Here too
the lines of the whole issue stand one below the other first. A piece of the galley is a paragraph
with its lines, or something of fixed height; it knows how much white is above it, and where pages
may not end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from bulletin.press.impression import Raster
from bulletin.press.typesetting.blocks import SheetBlock, SheetParagraph
from bulletin.press.typesetting.composed_lines import (
    BrokenText,
    ComposedLine,
    LineHabits,
    ParagraphText,
    measured,
    natural_width,
)
from bulletin.press.typesetting.set_pictures import PictureFiles, extent_of, has_picture
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

    picture: Raster | None = None
    """What it shows, as large as it is itself."""


@dataclass(frozen=True)
class GalleyPiece:
    """A paragraph, or something that does not break; lengths in pt."""

    above: float
    """The white above it."""

    x: float
    """From the left edge of the text area."""

    text: ParagraphText | None = None
    broken: BrokenText | None = None
    box: SetBox | None = None
    break_above: str = "auto"
    """`auto`, `avoid` or `page`: whether a page may or must end above it."""

    page: str = "auto"
    """The name of the page that it stands on."""

    orphans: int = 1
    widows: int = 2
    is_breakable: bool = True
    opens: tuple[SheetBlock, ...] = ()
    """The blocks that begin with it: anchors of links and bookmarks."""

    closes: tuple[SheetBlock, ...] = ()
    """The blocks after which the lines return to the grid."""

    @property
    def heights(self) -> tuple[float, ...]:
        """The heights of its lines."""
        if self.broken is not None:
            return self.broken.heights
        return (self.box.height,) if self.box else (0.0,)

    @property
    def begins_in_one_piece(self) -> bool:
        """Whether something begins with it that moves to the next page as a whole."""
        return any(each.element.tag in ("figure", "img") for each in self.opens)


OFF_GRID = frozenset({"nav", "figure", "img"})
"""Elements whose height need not be a whole number of lines."""


@dataclass
class _Galley:
    """The galley while it is set."""

    habits: LineHabits
    pictures: PictureFiles
    pieces: list[GalleyPiece]
    above: float = 0.0
    """The white before the next piece: margins that meet count once (CSS 2.2, 8.3.1)."""

    break_above: str = "auto"
    page: str = "auto"
    opens: tuple[SheetBlock, ...] = ()

    def add(self, piece: GalleyPiece) -> None:
        """Put a piece below the others."""
        ready = replace(
            piece,
            above=self.above,
            break_above=self.break_above if self.pieces else "auto",
            page=self.page,
            opens=self.opens,
        )
        self.pieces.append(ready)
        self.above, self.break_above, self.opens = 0.0, "auto", ()

    def margin(self, white: float) -> None:
        """White that must be there before the next piece."""
        if white < 0:
            raise NotComposedError(f"margin: {white:g}pt")
        self.above = max(self.above, white)

    def forbid(self, rule: str) -> None:
        """Let a page end, or not, or have it end before the next piece; the strongest rule wins."""
        if rule == "page" or (rule == "avoid" and self.break_above == "auto"):
            self.break_above = rule


def galley_of(
    body: SheetBlock, width: float, habits: LineHabits, pictures: PictureFiles
) -> tuple[GalleyPiece, ...]:
    """All pieces of the body of a sheet, in a text area of this width."""
    galley = _Galley(habits, pictures, [])
    _flow(galley, body, 0.0, width)
    return tuple(galley.pieces)


def _flow(galley: _Galley, block: SheetBlock, x: float, width: float) -> None:
    """A block and what is in it."""
    style = block.style
    _refuse_frames(style)
    if style.page != "auto" and style.page != galley.page:
        galley.page = style.page
        galley.forbid("page")
    galley.forbid(style.break_before)
    galley.margin(style.margin.top)
    galley.opens = (*galley.opens, block)
    at = len(galley.pieces)
    inner_x, inner_width = x + style.padding.left, width - style.padding.left - style.padding.right
    if has_picture(block.element):
        galley.add(_picture(block, x, width, galley.pictures))
    elif style.height is not None or style.columns is not None:
        box = set_box(block, x, 0.0, width, galley.habits)
        galley.add(GalleyPiece(0.0, x, box=box, is_breakable=False))
    elif block.placed or style.position == "relative":
        raise NotComposedError("position")
    else:
        for each in block.content:
            if isinstance(each, SheetBlock):
                _flow(galley, each, inner_x, inner_width)
            else:
                galley.add(_paragraph(each, inner_x, inner_width, galley.habits))
        if not block.content and block.element.tag == "div":
            galley.add(GalleyPiece(0.0, x))
    if style.break_inside == "avoid":
        galley.pieces[at:] = _together(galley.pieces[at:])
    if block.element.tag in OFF_GRID and len(galley.pieces) > at:
        last = galley.pieces[-1]
        galley.pieces[-1] = replace(last, closes=(*last.closes, block))
    galley.margin(style.margin.bottom)
    galley.forbid(style.break_after)


def _picture(block: SheetBlock, x: float, width: float, files: PictureFiles) -> GalleyPiece:
    """A picture in a room of this width."""
    raster = files.raster(block.element.get("src") or "")
    wide, high = extent_of(raster, block.style, width)
    left = (width - wide) / 2 if block.style.is_centred else 0.0
    box = SetBox(block, left, 0.0, wide, high, picture=raster)
    return GalleyPiece(0.0, x, box=box, is_breakable=False)


def _together(pieces: list[GalleyPiece]) -> Iterator[GalleyPiece]:
    """Pieces between and in which no page should end."""
    for order, piece in enumerate(pieces):
        held = order and piece.break_above == "auto"
        rule = "avoid" if held else piece.break_above
        yield replace(piece, break_above=rule, is_breakable=False)


def _refuse_frames(style: SheetStyle) -> None:
    """Refuse what would have to be drawn around lines that may turn a page."""
    if style.background or any(style.border(side) for side in EVERY_SIDE):
        raise NotComposedError("border")
    if style.padding.top or style.padding.bottom:
        raise NotComposedError("padding-top")
    if style.margin.left or style.margin.right or style.width or style.width_share:
        raise NotComposedError("margin-left")
    if style.scale_x != 1 or style.tracking:
        raise NotComposedError("transform")


def _refuse_pictures(block: SheetBlock) -> None:
    """Refuse what is set as a picture only where it stands in the flow."""
    if block.style.is_centred or has_picture(block.element):
        raise NotComposedError("img")


def _paragraph(source: SheetParagraph, x: float, width: float, habits: LineHabits) -> GalleyPiece:
    text = measured(source, habits)
    broken = text.broken(_measure_of(text, width))
    assert broken is not None
    style = source.style
    limits = (style.orphans, style.widows)
    return GalleyPiece(0.0, x, text, broken, None, "auto", "auto", *limits)


def _measure_of(text: ParagraphText, width: float) -> float:
    """How wide the lines of a paragraph may be; one that may not break has what it needs."""
    if text.source.style.white_space == "normal":
        return width
    return max(width, natural_width(text))


# -- What is set in one piece ----------------------------------------------------------------------


def set_box(block: SheetBlock, x: float, y: float, width: float, habits: LineHabits) -> SetBox:
    """A block and everything in it, in one piece. `width` is that of its border box."""
    _refuse_pictures(block)
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
        broken = text.broken(_measure_of(text, width))
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

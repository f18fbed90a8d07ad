"""The galley: everything that follows each other down the pages, before it is divided into pages.

Metal type was set in one long tray, the galley (长条), and made up into pages from there. Here too
the lines of the whole issue stand one below the other first. A piece of the galley is a paragraph
with its lines, or something of fixed height; it knows how much white is above it, and where pages
may not end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bulletin.press.off_grid import OFF_GRID
from bulletin.press.tables import LEAF
from bulletin.press.typesetting.blocks import SheetBlock, SheetParagraph
from bulletin.press.typesetting.composed_lines import (
    BrokenText,
    LineHabits,
    ParagraphText,
    measured,
)
from bulletin.press.typesetting.set_boxes import SetBox, set_box, width_of_lines
from bulletin.press.typesetting.set_pictures import PictureFiles, extent_of, has_picture
from bulletin.press.typesetting.set_tables import TableRoom, set_table
from bulletin.press.typesetting.style import EVERY_SIDE, NotComposedError, SheetStyle


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

    table: SheetBlock | None = None
    """The table of which it is a row."""

    again: SetBox | None = None
    """What stands above it if it begins a page: the head of its table once more."""

    @property
    def heights(self) -> tuple[float, ...]:
        """The heights of its lines."""
        if self.broken is not None:
            return self.broken.heights
        return (self.box.height,) if self.box else (0.0,)

    @property
    def is_solid(self) -> bool:
        """Whether it moves to the next page as a whole: a picture or the row of a table."""
        is_picture = any(each.element.tag in ("figure", "img") for each in self.opens)
        return is_picture or self.table is not None


@dataclass
class _Galley:
    """The galley while it is set."""

    habits: LineHabits
    pictures: PictureFiles
    depth: float
    """Of a page, in pt."""

    pitch: float
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
    body: SheetBlock, room: TableRoom, habits: LineHabits, pictures: PictureFiles
) -> tuple[GalleyPiece, ...]:
    """All pieces of the body of a sheet, in a text area of this width."""
    galley = _Galley(habits, pictures, room.depth, room.pitch, [])
    _flow(galley, body, 0.0, room.width)
    return tuple(galley.pieces)


def _flow(galley: _Galley, block: SheetBlock, x: float, width: float) -> None:
    """A block and what is in it."""
    style = block.style
    if style.page == LEAF:
        raise NotComposedError(f".{LEAF}")
    if style.display != "table":
        _refuse_frames(style)
    if style.page != "auto" and style.page != galley.page:
        galley.page = style.page
        galley.forbid("page")
    galley.forbid(style.break_before)
    galley.margin(style.margin.top)
    galley.opens = (*galley.opens, block)
    at = len(galley.pieces)
    inner_x, inner_width = x + style.padding.left, width - style.padding.left - style.padding.right
    if style.display == "table":
        _add_table(galley, block, x, width)
    elif has_picture(block.element):
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


def _add_table(galley: _Galley, block: SheetBlock, x: float, width: float) -> None:
    """The rows of a table."""
    table = set_table(block, TableRoom(width, galley.depth, galley.pitch), galley.habits)
    for order, box in enumerate(table.pieces):
        again = table.again if order else None
        piece = GalleyPiece(0.0, x, box=box, is_breakable=False)
        galley.add(replace(piece, table=block, again=again))


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


def _paragraph(source: SheetParagraph, x: float, width: float, habits: LineHabits) -> GalleyPiece:
    text = measured(source, habits)
    broken = text.broken(width_of_lines(text, width))
    assert broken is not None
    style = source.style
    limits = (style.orphans, style.widows)
    return GalleyPiece(0.0, x, text, broken, None, "auto", "auto", *limits)

"""The blocks of an article: paragraphs, lists, quotations, tables and images."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from itertools import pairwise

from PIL import Image

from bulletin.model import (
    Block,
    Cell,
    Figure,
    Inline,
    Item,
    List,
    Paragraph,
    Quotation,
    Table,
    plain,
)
from bulletin.ooxml import PICTURE, Element
from bulletin.word.composing import LEVELS, Composing, paragraph, picture_id, text_run
from bulletin.word.elements import AttributeValue, element, w
from bulletin.word.page import WordPage, eighths
from bulletin.word.styles import ITEM_TEXTS, alignment, indentation

EMU = 635
"""In a twip: DrawingML counts in 914,400ths of an inch."""

PIXEL = 15
"""Twips; a pixel of an image is a 96th of an inch, as in CSS."""

PICTURE_LINES = 18
"""The most lines that an image takes of a page (styles/paper.css)."""

CELL_SIDE, CELL_ABOVE = 96, 40
"""White inside a cell: 0.4 em of 小四, and 2 pt, in twips (styles/paper.css)."""


@dataclass(frozen=True)
class BlockPlace:
    """Where a block stands: its style, and how deep it is in lists and quotations."""

    style: str
    left: int = 0
    """Indent in 字, that of its list."""

    right: int = 0
    depth: int = 0
    """How deep it is in lists, from 0."""

    def indent(self, page: WordPage, first: int = 2) -> Element | None:
        """Its indents, if they are not those of its style."""
        return indentation(page, self.left, self.right, first) if self.left or self.right else None

    @property
    def quoted(self) -> BlockPlace:
        """Inside a quotation."""
        return replace(self, style="Quotation", left=self.left + 2, right=self.right + 2)

    @property
    def listed(self) -> BlockPlace:
        """Inside an item of a list."""
        return replace(self, left=self.left + (2 if self.depth else 0), depth=self.depth + 1)

    @property
    def further(self) -> BlockPlace:
        """After the first paragraph of a quotation or an item."""
        if self.style == "Quotation":
            return replace(self, style="QuotationText")
        in_text = self.style in _TEXTS and 0 < self.depth <= len(ITEM_TEXTS)
        return replace(self, style=ITEM_TEXTS[self.depth - 1]) if in_text else self


_TEXTS = ("Text", *ITEM_TEXTS)


def add_blocks(composing: Composing, blocks: tuple[Block, ...], standing: BlockPlace) -> None:
    """Add blocks, one after another."""
    for block in blocks:
        if isinstance(block, Paragraph):
            changes = standing.indent(composing.page)
            composing.paragraph(standing.style, composing.runs(block.children), changes)
        elif isinstance(block, List):
            _add_list(composing, block, standing.listed)
        elif isinstance(block, Quotation):
            add_blocks(composing, block.blocks[:1], standing.quoted)
            add_blocks(composing, block.blocks[1:], standing.quoted.further)
        elif isinstance(block, Table):
            if block.printed:
                composing.table(_table(composing, block))
        else:
            _add_figure(composing, block)


# -- Lists -----------------------------------------------------------------------------------------


def _add_list(composing: Composing, made: List, standing: BlockPlace) -> None:
    """Add a list; Word numbers it if Word's numbers are the same as the typed ones."""
    for item, number in zip(made.items, composing.numbering(made), strict=True):
        first, rest = _first_paragraph(item)
        marker = [] if number or not item.marker else [text_run(item.marker)]
        composing.paragraph(
            _item_style(standing),
            [*marker, *composing.runs(first)],
            w("numPr", w("ilvl", val=min(standing.depth, LEVELS) - 1), w("numId", val=number))
            if number
            else None,
            None if number and not standing.right else standing.indent(composing.page),
        )
        add_blocks(composing, rest, standing.further)


def _item_style(standing: BlockPlace) -> str:
    return "Item" if standing.style in _TEXTS else standing.style


def _first_paragraph(item: Item) -> tuple[tuple[Inline, ...], tuple[Block, ...]]:
    """What stands beside the item's number, and what stands under it."""
    first = item.blocks[0] if item.blocks else None
    if isinstance(first, Paragraph):
        return first.children, item.blocks[1:]
    return (), item.blocks


# -- Tables ----------------------------------------------------------------------------------------


def _table(composing: Composing, table: Table) -> Element:
    """A table as wide as the text area; its head, if it has one, is repeated on every page."""
    page = composing.page
    widths = column_widths(table, page.measure)
    rows = [_row(composing, table.head, widths, head=True)] if table.has_head else []
    rows += [_row(composing, row, widths, head=False) for row in table.rows]
    return w(
        "tbl",
        w(
            "tblPr",
            w("tblW", w=sum(widths), type="dxa"),
            borders(page),
            w("tblLayout", type="fixed"),
            w(
                "tblCellMar",
                w("top", w=CELL_ABOVE, type="dxa"),
                w("left", w=CELL_SIDE, type="dxa"),
                w("bottom", w=CELL_ABOVE, type="dxa"),
                w("right", w=CELL_SIDE, type="dxa"),
            ),
            w(
                "tblLook",
                val="0620" if table.has_head else "0600",
                firstRow=table.has_head,
                lastRow=False,
                firstColumn=False,
            ),
        ),
        w("tblGrid", *(w("gridCol", w=width) for width in widths)),
        *rows,
    )


def borders(page: WordPage) -> Element:
    """Rules round a table and inside it."""
    outer = eighths(page.profile.points("rule"))
    inner = eighths(page.profile.points("rule-thin"))
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return w(
        "tblBorders",
        *(
            w(
                side,
                val="single",
                sz=inner if side.startswith("inside") else outer,
                space=0,
                color="000000",
            )
            for side in sides
        ),
    )


def _row(
    composing: Composing, cells: tuple[Cell, ...], widths: list[int], *, head: bool
) -> Element:
    return w(
        "tr",
        w("trPr", w("cantSplit"), w("tblHeader") if head else None),
        *(
            w(
                "tc",
                w(
                    "tcPr",
                    w("tcW", w=width, type="dxa"),
                    w("vAlign", val="center"),
                ),
                _cell(composing, cell, head=head),
            )
            for cell, width in zip(cells, widths, strict=True)
        ),
    )


def _cell(composing: Composing, cell: Cell, *, head: bool) -> Element:
    aligned = alignment(cell.align) if cell.align and not head else None
    style = "TableHead" if head else "TableLeft" if cell.align == "left" else "TableText"
    return paragraph(style, composing.runs(cell.children), aligned)


def column_widths(table: Table, measure: int) -> list[int]:
    """Widths of the columns in twips, which add up to the measure.

    A column gets its share by its longest cell, within bounds: a column of numbers stays narrow,
    and one of long text does not squeeze the others.
    """
    columns = len(table.head)
    wants = [
        min(max(4, *(len(plain(row[at].children)) for row in table.printed)), 24) + 2
        for at in range(columns)
    ]
    edges = [round(measure * sum(wants[:at]) / sum(wants)) for at in range(columns + 1)]
    return [after - before for before, after in pairwise(edges)]


# -- Images ----------------------------------------------------------------------------------------


def _add_figure(composing: Composing, figure: Figure) -> None:
    """Add an image on a line of its own, and its caption."""
    composing.pictures.append(figure.path)
    number = len(composing.pictures)
    paths = list(dict.fromkeys(composing.pictures))
    width, height = picture_size(composing.images[figure.path], composing.page)
    drawing = _drawing(figure, number, picture_id(paths.index(figure.path)), width, height)
    alone = None if figure.caption else w("keepNext", val=False)
    composing.paragraph("Picture", [w("r", w("drawing", drawing))], alone)
    if figure.caption:
        composing.paragraph("Caption", [text_run(figure.caption)])


def picture_size(content: bytes, page: WordPage) -> tuple[int, int]:
    """Width and height of an image on the page, in twips: its own size, or as much as there is room
    for."""
    with Image.open(io.BytesIO(content)) as image:
        width, height = (side * PIXEL for side in image.size)
    room = PICTURE_LINES * page.pitch
    scale = min(1.0, page.measure / width, room / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _drawing(figure: Figure, number: int, relationship: str, width: int, height: int) -> Element:
    """An image in the line (ECMA-376 20.4.2.8)."""
    extent: dict[str, AttributeValue] = {"cx": width * EMU, "cy": height * EMU}
    named: dict[str, AttributeValue] = {
        "id": number,
        "name": figure.path,
        "descr": figure.alternative,
    }
    return element(
        "wp:inline",
        {"distT": 0, "distB": 0, "distL": 0, "distR": 0},
        (
            element("wp:extent", extent),
            element("wp:docPr", named),
            element(
                "wp:cNvGraphicFramePr",
                None,
                (element("a:graphicFrameLocks", {"noChangeAspect": True}),),
            ),
            element(
                "a:graphic",
                None,
                (
                    element(
                        "a:graphicData",
                        {"uri": PICTURE[1:-1]},
                        (_picture(named, extent, relationship),),
                    ),
                ),
            ),
        ),
    )


def _picture(
    named: dict[str, AttributeValue], extent: dict[str, AttributeValue], relationship: str
) -> Element:
    return element(
        "pic:pic",
        None,
        (
            element("pic:nvPicPr", None, (element("pic:cNvPr", named), element("pic:cNvPicPr"))),
            element(
                "pic:blipFill",
                None,
                (
                    element("a:blip", {"r:embed": relationship}),
                    element("a:stretch", None, (element("a:fillRect"),)),
                ),
            ),
            element(
                "pic:spPr",
                None,
                (
                    element(
                        "a:xfrm",
                        None,
                        (element("a:off", {"x": 0, "y": 0}), element("a:ext", extent)),
                    ),
                    element("a:prstGeom", {"prst": "rect"}, (element("a:avLst"),)),
                ),
            ),
        ),
    )

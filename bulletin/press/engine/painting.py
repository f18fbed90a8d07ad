"""The order in which the boxes of a page are painted (CSS 2.2, Appendix E), as the engine has it:
what it draws of each, and the glyphs of its text, become the items of the page."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from weasyprint import draw as wp_draw
from weasyprint.draw import border as wp_border
from weasyprint.draw import color as wp_color
from weasyprint.draw import text as wp_text
from weasyprint.formatting_structure import boxes
from weasyprint.images import RasterImage
from weasyprint.layout.percent import percentage
from weasyprint.logger import LOGGER
from weasyprint.stacking import StackingContext

from bulletin.press.engine.canvas import Canvas, ink_of
from bulletin.press.engine.justification import glyphs_of
from bulletin.press.engine.leaves import POINT, Leaf
from bulletin.press.engine.pango_faces import PangoFaces
from bulletin.press.impression import GlyphRun, PlacedItem, SignRow, Veiled


def painted(page: Any, leaf: Leaf, faces: PangoFaces) -> tuple[list[PlacedItem], dict[Any, int]]:
    """The items of a page, and the numbers of the text boxes and pictures that are among them."""
    painter = _Painter(page, leaf, faces)
    painter.page(page._page_box)
    return painter.canvas.items, painter.marks


class _Painter:
    """Paints one page."""

    def __init__(self, page: Any, leaf: Leaf, faces: PangoFaces) -> None:
        self.canvas = Canvas(page, leaf, faces)
        self.marks: dict[Any, int] = {}

    def page(self, page: Any) -> None:
        """Everything on a page."""
        context = StackingContext.from_page(page)
        background = (context.box.background, False, page.bleed, page.style["marks"])
        self.canvas.draw(wp_draw.draw_background, *background)
        self.canvas.draw(wp_draw.draw_background, page.canvas_background, False)
        self.canvas.draw(wp_border.draw_border, page)
        self._context(context)

    def _context(self, context: StackingContext) -> None:
        box = context.box
        with self.canvas.stacked():
            if box.is_for_root_element and context.page.style["overflow"] != "visible":
                self._within(context.page.rounded_padding_box())
            if box.is_absolutely_positioned() and box.style["clip"]:
                self._clip(box)
            with self._veiled(box.style["opacity"]):
                matrix = box.transformation_matrix
                if matrix and not matrix.determinant:
                    return
                if matrix:
                    self.canvas.transform(*matrix.values)
                self._upright(context)

    def _upright(self, context: StackingContext) -> None:
        """A context in the order of its layers; the figures are those of CSS 2.2, Appendix E."""
        box = context.box
        if isinstance(box, _WITH_FRAME):  # 2
            self._frame(box)
        with self.canvas.stacked():
            if box.style["overflow"] != "visible" and not isinstance(box, boxes.PageBox):
                self._within(box.rounded_padding_box())
            for child in context.negative_z_contexts:  # 3
                self._context(child)
            for block in context.block_level_boxes:  # 4
                if isinstance(block, boxes.TableBox):
                    self.canvas.draw(wp_draw.draw_table, block)
                else:
                    self._frame(block)
            for child in context.float_contexts:  # 5
                self._context(child)
            if isinstance(box, boxes.InlineBox):  # 6
                self._inline(box)
            self._blocks({box: context.blocks_and_cells})  # 7
            for child in (*context.zero_z_contexts, *context.positive_z_contexts):  # 8, 9
                self._context(child)
        self._outlined(box)  # 10

    @contextmanager
    def _veiled(self, opacity: float) -> Iterator[None]:
        """A context in which what is painted lets through what is under it, as a whole."""
        items = self.canvas.items
        count = len(items)
        yield
        if opacity < 1 and len(items) > count:
            items[count:] = [Veiled(tuple(items[count:]), opacity)]

    def _within(self, rounded: Any) -> None:
        """Let show only what is inside a box."""
        wp_border.rounded_box(self.canvas, rounded)
        self.canvas.clip()
        self.canvas.end()

    def _clip(self, box: Any) -> None:
        """Let show only a part of a box, by its `clip`."""
        whole = (0, box.border_width(), box.border_height(), 0)
        top, right, bottom, left = (
            given if side == "auto" else side
            for side, given in zip(box.style["clip"], whole, strict=True)
        )
        place = (box.border_box_x() + left, box.border_box_y() + top)
        self.canvas.rectangle(*place, right - left, bottom - top)
        self.canvas.clip()
        self.canvas.end()

    # -- Frames and pictures -----------------------------------------------------------------------

    def _frame(self, box: Any) -> None:
        """The background and the border of a box."""
        if box.style["mask_border_source"][0] != "none":
            LOGGER.warning("Masks of borders are not drawn")
        if box.background:
            self.canvas.draw(wp_draw.draw_background, box.background)
        if _has_border(box):
            self.canvas.draw(wp_border.draw_border, box)

    def _outlined(self, box: Any) -> None:
        """The outlines of a box and of those in it."""
        if box.style["outline_width"]:
            self.canvas.draw(wp_border.draw_outline, box)
            return
        for child in getattr(box, "children", ()):
            if isinstance(child, boxes.Box):
                self._outlined(child)

    def _picture(self, box: Any) -> None:
        """An image, which is a piece of the page."""
        raster = isinstance(box.replacement, RasterImage)
        with self._marked(box):
            draw = self.canvas.draw if raster else self.canvas.draw_foreign
            draw(wp_draw.draw_replacedbox, box)

    # -- Lines -------------------------------------------------------------------------------------

    def _blocks(self, blocks: Mapping[Any, Any]) -> None:
        for block, inside in blocks.items():
            if isinstance(block, boxes.ReplacedBox):
                self._picture(block)
            elif block.children and isinstance(block.children[-1], boxes.LineBox):
                for child in block.children:
                    self._inline(child)
            self._blocks(inside)

    def _inline(self, box: Any, at: float = 0.0, cut: tuple[str, Any] = ("clip", "none")) -> None:
        """A line or what is in one.

        `at` is how far right of its line it begins, in px, and `cut` how a text that is too long
        ends.
        """
        if isinstance(box, StackingContext):
            self._context(box)
            return
        if isinstance(box, boxes.TextBox):
            self._text(box, at, cut)
            return
        self._frame(box)
        if isinstance(box, boxes.InlineReplacedBox):
            self._picture(box)
        else:
            if isinstance(box, boxes.LineBox):
                cut = (box.text_overflow, box.block_ellipsis)
            self._inside(box, at, cut)

    def _inside(self, box: Any, at: float, cut: tuple[str, Any]) -> None:
        overflow, ellipsis = cut
        for child in box.children:
            end = ellipsis if child is box.children[-1] else "none"
            of_line = isinstance(child, StackingContext)
            left = at if of_line else at + child.position_x - box.position_x
            self._inline(child, left, (overflow, end))

    def _text(self, box: Any, at: float, cut: tuple[str, Any]) -> None:
        """The text of a box, with its lines over, under and through it."""
        style = box.style
        if style["visibility"] != "visible" or style["font_size"] < 1e-6:
            return
        with self._marked(box):
            decoration = style["text_decoration_line"]
            if cut[0] == "ellipsis" or cut[1] != "none":
                self.canvas.draw_foreign(wp_text.draw_text, box, at, *cut)
                return
            if decoration == "none":
                self.canvas.items += self._runs(box)
                return
            box.pango_layout.reactivate(style)
            for line in ("overline", "underline"):
                if line in decoration:
                    self._decorated(box, at, _BESIDE[line](box), _thickness(box))
            self.canvas.items += self._runs(box)
            if "line-through" in decoration:
                layout = box.pango_layout
                offset = box.baseline - layout.strikethrough_position
                self._decorated(box, at, offset, layout.strikethrough_thickness)

    def _decorated(self, box: Any, at: float, offset: float, thickness: float) -> None:
        color = wp_color.get_color(box.style, "text_decoration_color")
        self.canvas.draw(wp_text.draw_text_decoration, box, at, offset, thickness, color)

    def _runs(self, box: Any) -> Iterator[GlyphRun]:
        """The glyphs of a text box."""
        if not box.text.strip():
            return
        ink = ink_of(box.style["color"])
        common = (self.canvas.mark, self.canvas.turned, self.canvas.within)
        x, y = box.position_x * POINT, (box.position_y + box.baseline) * POINT
        for run in glyphs_of(box):
            placed = array("d", (place * POINT for place in run.places))
            size, base = run.size * POINT, y + run.lowered * POINT
            row = SignRow(run.glyphs, placed, run.texts)
            yield GlyphRun(run.face, size, ink, x, base, row, *common)

    @contextmanager
    def _marked(self, box: Any) -> Iterator[None]:
        """A context in which a piece of the page is painted."""
        count = len(self.canvas.items)
        self.canvas.mark = len(self.marks)
        yield
        if len(self.canvas.items) > count:
            self.marks[box] = self.canvas.mark
        self.canvas.mark = None


_WITH_FRAME = (
    *(boxes.BlockBox, boxes.MarginBox, boxes.InlineBlockBox, boxes.TableCellBox),
    *(boxes.FlexContainerBox, boxes.GridContainerBox, boxes.ReplacedBox),
)


def _has_border(box: Any) -> bool:
    """Whether a border, an image in its place, or rules between columns may show."""
    return bool(
        box.border_top_width
        or box.border_right_width
        or box.border_bottom_width
        or box.border_left_width
        or box.style["border_image_source"][0] != "none"
        or box.style["column_rule_width"]
    )


def _thickness(box: Any) -> float:
    given = box.style["text_decoration_thickness"]
    if given in ("auto", "from-font"):
        return float(box.pango_layout.underline_thickness)
    return float(percentage(given, box.style, box.style["font_size"]))


def _over(box: Any) -> float:
    """Where a line over a text stands below the upper edge of its box, in px."""
    return float(box.baseline - box.pango_layout.ascent + _thickness(box) / 2)


def _under(box: Any) -> float:
    """The same for a line under a text."""
    given = box.style["text_underline_offset"]
    if given == "auto":
        offset = -box.pango_layout.underline_position
    else:
        offset = percentage(given, box.style, box.style["font_size"])
    return float(box.baseline + offset + _thickness(box) / 2)


_BESIDE: Mapping[str, Callable[[Any], float]] = {"overline": _over, "underline": _under}

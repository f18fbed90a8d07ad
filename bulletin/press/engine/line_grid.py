"""The line grid of the pages: how blocks keep to it, and how the finished pages are filled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import pairwise
from math import ceil
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block as wp_block

from bulletin.press.engine.setting import Setting, current
from bulletin.press.laid_pages import FoundOnPages, PushedDown
from bulletin.press.off_grid import LEAST_BELOW, OFF_GRID
from bulletin.press.tables import LEAF

engine_block_level_layout = wp_block.block_level_layout


def block_level_layout(
    context: Any, box: Any, bottom_space: float, *others: Any, **named: Any
) -> Any:
    """Lay out a block. If its height is not a whole number of lines, return to the grid after it.

    The white that this needs is added to the margin before the next block. A table has half of it
    above, unless it begins a page.
    """
    setting = current()
    if isinstance(box, boxes.ReplacedBox) and len(others) > MARGINS_BEFORE:
        # The engine takes off its margin at the beginning of a page if there is one before it.
        others = (*others[:MARGINS_BEFORE], [0.0], *others[MARGINS_BEFORE + 1 :])
    made = engine_block_level_layout(context, box, bottom_space, *others, **named)
    new, resume_at, next_page, margins, *rest = made
    if new is None or resume_at is not None or box.element_tag not in OFF_GRID:
        return made
    if isinstance(new, boxes.TableBox):
        return made  # the block around it is on the grid
    below = max((0.0, new.margin_bottom, *margins))
    foot = new.position_y + new.margin_height() - new.margin_bottom + below
    white = -(foot - setting.top) % setting.pitch
    if not new.is_table_wrapper and white > setting.pitch - MOST_OVER:
        white -= setting.pitch
    if new.is_table_wrapper and white < LEAST_BELOW * setting.pitch:
        white += setting.pitch  # the frame would stick to the next line
    if new.is_table_wrapper and new.position_y > setting.top + 1 and _begins(new, box):
        down = max(0.0, min(white / 2, context.page_bottom - bottom_space - foot))
        new.translate(dy=down)
        white -= down
    if abs(white) > 0.01:
        margins = [*margins, below + white if white > 0 else white]
    return (new, resume_at, next_page, margins, *rest)


MARGINS_BEFORE = 5
"""The place of the margins that meet that of the block, among the engine's further arguments."""

MOST_OVER = 2.0
"""Px by which a block may reach into the next line, which has white above its text."""


def _begins(new: Any, box: Any) -> bool:
    """Whether a table begins on this page."""
    table, whole = new.get_wrapped_table(), box.get_wrapped_table()
    rows = sum(len(group.children) for group in table.children)
    return bool(rows == sum(len(group.children) for group in whole.children))


def lines_deep(document: Any, pitch: float) -> tuple[int, ...]:
    """How many lines of this pitch (px) each page is filled to by text, tables and images; notes
    and page margins do not count."""
    return tuple(_lines_deep(page._page_box, pitch) for page in document.pages)


def _lines_deep(paper: Any, pitch: float) -> int:
    top = paper.content_box_y()
    filled = (box for box in _flow(paper) if _is_line(box) or isinstance(box, _SOLID))
    lowest = max((box.position_y + box.height for box in filled), default=top)
    return ceil(float(lowest - top - 0.5) / pitch)


_SOLID = (boxes.TableBox, boxes.ReplacedBox)


def _is_line(box: Any) -> bool:
    """Whether a box is a line with text or an image; the call of the colophon has neither."""
    return isinstance(box, boxes.LineBox) and any(
        isinstance(each, boxes.TextBox | boxes.ReplacedBox) for each in box.descendants()
    )


def lines_on_page(page: Any, elements: frozenset[int]) -> int:
    """How many lines of these elements (given by identity) stand in the text of a page."""
    return sum(1 for box in _flow(page._page_box) if _is_line(box) and id(box.element) in elements)


def lines_over(document: Any, elements: frozenset[int], count: int, setting: Setting) -> int:
    """How many lines too low the first `count` lines of the elements end to be on the first page.

    0 if they are on it, or if there are fewer lines.
    """
    found = 0
    for number, page in enumerate(document.pages):
        paper = page._page_box
        a_page = int((paper.height + 0.5) // setting.pitch)
        for box in _flow(paper):
            if _is_line(box) and id(box.element) in elements:
                found += 1
                if found == count:
                    foot = (box.position_y + box.height - setting.top) / setting.pitch
                    return max(0, ceil(float(foot) - 0.1) + (number - 1) * a_page)
    return 0


def _flow(page_box: Any) -> Iterator[Any]:
    """Every box in the text of a page, without its page margins and its area of notes."""
    for child in page_box.children:
        if not isinstance(child, boxes.MarginBox | boxes.FootnoteAreaBox):
            yield child
            yield from child.descendants()


def holes(document: Any, pitch: float) -> Iterator[tuple[Any, int]]:
    """The pictures and turned tables that begin a page, each with the lines (of this pitch, in px)
    that are empty at the foot of the page before."""
    for before, page in pairwise(document.pages):
        element = _at_head(page._page_box)
        if element is not None and before._page_box.page_type.name != LEAF:
            room = before._page_box.height - _notes_on(before._page_box)
            empty = int((room + 0.5) // pitch) - _lines_deep(before._page_box, pitch)
            yield element, empty


def _at_head(paper: Any) -> Any | None:
    """The picture or turned table with which a page begins; None if it begins with anything
    else."""
    for box in _flow(paper):
        if box.element_tag == "figure" or (box.element_tag == "div" and box.style["page"] == LEAF):
            return box.element
        if isinstance(box, boxes.LineBox | boxes.TableBox):
            return None
    return None


def pushed_down(document: Any, pitch: float) -> Iterator[PushedDown]:
    """The pictures and tables that found no room on a page that does not end by rule."""
    for number, (before, page) in enumerate(pairwise(document.pages), 1):
        old, new = before._page_box, page._page_box
        known = {id(box.element) for box in _flow(old)}
        first = next((box for box in _flow(new) if _is_solid(box)), None)
        if first is None or _ends_by_rule(old, new, known):
            continue
        empty = int((old.height - _notes_on(old) + 0.5) // pitch) - _lines_deep(old, pitch)
        above = int((first.position_y - new.content_box_y() + 0.5) // pitch)
        if above < empty:
            yield PushedDown(first.element, number, empty, above, id(first.element) in known)


def _is_solid(box: Any) -> bool:
    return box.element_tag == "figure" or isinstance(box, boxes.TableBox)


def _ends_by_rule(before: Any, page: Any, known: AbstractSet[int]) -> bool:
    """Whether a page ends where the style sheet wants a page to end: before or after a leaf, or
    before something that begins a page."""
    if LEAF in (before.page_type.name, page.page_type.name):
        return True
    for box in _flow(page):
        begins = box.element is not None and id(box.element) not in known
        if begins and box.style["break_before"] not in ("auto", "avoid", "avoid-page"):
            return True
        if _is_solid(box) or isinstance(box, boxes.LineBox):
            return False
    return False


def _notes_on(paper: Any) -> float:
    areas = (each for each in paper.children if isinstance(each, boxes.FootnoteAreaBox))
    return float(sum(area.margin_height() for area in areas))


def overflowing(document: Any) -> Iterator[tuple[Any, str]]:
    """Elements that extend beyond the text area, each with the edge: `right` or `bottom`."""
    for page in document.pages:
        paper = page._page_box
        right = paper.content_box_x() + paper.width + TOLERANCE
        bottom = paper.content_box_y() + paper.height + TOLERANCE
        noted = list(_noted(paper))
        notes_top = min((line.position_y for _, line in noted), default=bottom)
        for box in _flow(paper):
            if (
                isinstance(box, boxes.TableBox | boxes.ReplacedBox | boxes.LineBox)
                and box.children != []
            ):
                ruled = isinstance(box, boxes.TableBox)
                if box.position_x + (box.border_width() if ruled else box.width) > right:
                    yield box.element, "right"
                elif box.position_y + box.height > bottom:
                    yield box.element, "bottom"
                elif box.position_y + box.height > notes_top + TOLERANCE:
                    yield noted[0][0].element, "bottom"  # it leaves the page no line of text
        # Notes and colophon stand at the foot of the area; too many of them stick out at its top.
        top = paper.content_box_y() - TOLERANCE
        for note, box in noted:
            if not top <= box.position_y <= bottom - box.height:
                yield note.element, "bottom"


def _noted(page_box: Any) -> Iterator[tuple[Any, Any]]:
    """Each line of the notes of a page, with its note. The colophon is one of the notes."""
    for area in page_box.children:
        if isinstance(area, boxes.FootnoteAreaBox):
            for note in area.children:
                for box in note.descendants():
                    if isinstance(box, boxes.LineBox) and box.children:
                        yield note, box


TOLERANCE = 1.0
"""Px by which a box may stick out without being noticed."""


def height_of_notes(document: Any) -> float:
    """The height of the notes and the colophon at the foot of the last page, in px."""
    return _notes_on(document.pages[-1]._page_box)


def ends_in_notes_only(document: Any) -> bool:
    """Whether the last page holds only notes or the colophon."""
    flow = _flow(document.pages[-1]._page_box)
    return not any(_is_line(box) or isinstance(box, boxes.ReplacedBox) for box in flow)


def found_on_pages(document: Any) -> FoundOnPages:
    """The texts and images that are on the pages, and the elements that stand in page margins."""
    words: dict[int, list[str]] = defaultdict(list)
    images: set[int] = set()
    marginal: set[int] = set()
    for page in document.pages:
        for area in page._page_box.children:
            for box in area.descendants(placeholders=True):
                if isinstance(box, boxes.TextBox):
                    if box.element is not None and box.element_tag == box.element.tag:
                        words[id(box.element)].append(box.text)
                        if isinstance(area, boxes.MarginBox):
                            marginal.add(id(box.element))
                elif isinstance(box, boxes.ReplacedBox):
                    images.add(id(box.element))
    return FoundOnPages(words, images, marginal)


def rule_off_first_note(page: Any) -> None:
    """Remove the rule above each note of a page except the first."""
    for area in page._page_box.children:
        if isinstance(area, boxes.FootnoteAreaBox):
            for note in area.children[1:]:
                if note.element.tag == "span":
                    _take_off_placed(note)


def _take_off_placed(box: Any) -> None:
    """Remove positioned and floating boxes, at any depth."""
    if isinstance(box, boxes.ParentBox):
        box.children = [child for child in box.children if child.is_in_normal_flow()]
        for child in box.children:
            _take_off_placed(child)

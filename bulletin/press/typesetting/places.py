"""What stands where on the pages that the press has made up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from bulletin.press.cutting import ASCENT
from bulletin.press.impression import (
    UPRIGHT,
    Bookmark,
    ColourProfile,
    GlyphRun,
    Ink,
    Matrix,
    NamedPlace,
    Outline,
    Painted,
    Pen,
    Picture,
    PlacedItem,
    PlacedLink,
    PlacedPage,
    Raster,
)
from bulletin.press.reading_order import ReadElement, Structure
from bulletin.press.typesetting.blocks import (
    Path,
    SheetBlock,
    SheetParagraph,
    TypeRun,
    generated_block,
)
from bulletin.press.typesetting.cascade import Cascade, PageKind
from bulletin.press.typesetting.composed_lines import (
    ComposedLine,
    LineHabits,
    LinePiece,
    measured,
)
from bulletin.press.typesetting.galley import GalleyPiece
from bulletin.press.typesetting.make_up import MadeUpPage
from bulletin.press.typesetting.set_boxes import SetArea, SetBox, SetRule, set_box
from bulletin.press.typesetting.style import NotComposedError, SheetStyle, Sides


@dataclass(frozen=True)
class PageArea:
    """The paper and its margins, in pt."""

    width: float
    height: float
    margin: Sides

    @property
    def measure(self) -> float:
        """The width of the text area."""
        return self.width - self.margin.left - self.margin.right

    @property
    def depth(self) -> float:
        """The height of the text area."""
        return self.height - self.margin.top - self.margin.bottom


@dataclass(frozen=True)
class Placer:
    """Places everything on the pages of one issue."""

    paper: PageArea
    habits: LineHabits
    cascade: Cascade
    root: SheetStyle
    galley: tuple[GalleyPiece, ...]
    running: Mapping[str, SheetBlock]
    pages: Sequence[MadeUpPage]
    structure: Structure = field(default_factory=Structure)
    bookmarks: list[tuple[int, Bookmark]] = field(default_factory=list)
    """With their levels."""

    words: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The texts that are on the pages, by the identities of their elements."""

    nodes: dict[int, ReadElement] = field(default_factory=dict)
    """What stands where in the structure, by the identities of paths."""

    images: set[int] = field(default_factory=set)
    """The identities of the pictures that are on the pages."""

    marginal: set[int] = field(default_factory=set)
    """The identities of the elements in page margins, which are printed again and again."""

    def placed(self) -> tuple[PlacedPage, ...]:
        """Every page."""
        return tuple(_OnePage(self, page).placed() for page in self.pages)

    @cached_property
    def begins_on(self) -> dict[str, int]:
        """The number of the page on which each element with a name begins."""
        return {
            name: page.number
            for page in self.pages
            for part in page.parts
            if part.start == 0
            for block in self.galley[part.piece].opens
            if (name := block.element.get("id"))
        }


class _LastPiece(NamedTuple):
    """The piece of text that was placed last."""

    run: TypeRun | None
    mark: int | None
    stop: int
    """How many items the page had after it."""


class _OnePage:
    """One page while everything is placed on it."""

    def __init__(self, placer: Placer, page: MadeUpPage) -> None:
        self.placer, self.page = placer, page
        self.items: list[PlacedItem] = []
        self.links: list[PlacedLink] = []
        self.anchors: list[NamedPlace] = []
        self.marks = 0
        self.is_silent = False
        """Whether what is placed is part of no element, because it is printed on every page."""

        self.last = _LastPiece(None, None, 0)
        self.start = placer.structure.begin(page.number - 1)

    def placed(self) -> PlacedPage:
        """The page."""
        paper = self.placer.paper
        left, top = paper.margin.left, paper.margin.top
        for part in self.page.parts:
            piece = self.placer.galley[part.piece]
            if part.start == 0:
                self._open(piece, left, top + part.y - part.lowered)
            if part.broken is not None:
                y = top + part.y
                for line in part.broken.lines[part.start : part.stop]:
                    self._line(line, left + piece.x, y, UPRIGHT)
                    y += line.height
            elif piece.box is not None:
                if part.again is not None:
                    self._again(part.again, left + piece.x, top + part.y)
                self._box(piece.box, left + piece.x, top + part.y, UPRIGHT)
        self._foot(left, top + paper.depth)
        self._margins()
        page = (paper.width, paper.height, tuple(self.items), tuple(self.links))
        return PlacedPage(*page, tuple(self.anchors))

    def _open(self, piece: GalleyPiece, left: float, y: float) -> None:
        """The anchors and bookmarks of the blocks that begin with a piece."""
        for block in piece.opens:
            if name := block.element.get("id"):
                self.anchors.append(NamedPlace(name, left, y))
            level, label = block.style.bookmark_level, block.style.bookmark_label
            if level is not None and label is not None:
                title = _attribute(label, block.element)
                if title:
                    mark = Bookmark(title, self.page.number - 1, left, y)
                    self.placer.bookmarks.append((level, mark))

    def _foot(self, left: float, bottom: float) -> None:
        """The notes and the colophon."""
        foot = self.page.foot
        y = bottom - foot.height + foot.gap
        for order, note in enumerate(foot.notes):
            y += note.block.style.margin.top
            # The rule above the first note parts them all from the text.
            without = order > 0 and note.block.element.tag == "span"
            self._box(note, left, y, UPRIGHT, without_placed=without)
            y += note.height + note.block.style.margin.bottom

    def _again(self, head: SetBox, x: float, y: float) -> None:
        """The head of a table once more, which ends where this is."""
        self.is_silent = True
        self._box(head, x, y - head.height, UPRIGHT)
        self.is_silent = False

    # -- Boxes and lines -----------------------------------------------------------------------

    def _box(
        self, box: SetBox, x: float, y: float, turned: Matrix, without_placed: bool = False
    ) -> None:
        x, y = x + box.x, y + box.y
        if (scale := box.block.style.scale_x) != 1:
            turned = (scale, 0.0, 0.0, 1.0, x * (1 - scale), 0.0)
        for area in box.areas:
            self.items += painted_area(area, x, y)
        self.items += (ruled(rule, x, y) for rule in box.rules)
        if box.block.path:
            self.placer.words.setdefault(id(box.block.element), [])
            if box.block.style.display == "table-cell" and not self.is_silent:
                self._node(box.block.path)  # also of a cell without any text
        if box.picture is not None:
            self._picture(box, box.picture, x, y)
        for each in box.lines:
            self._line(each.line, x + each.x, y + each.y, turned)
        for inner in box.boxes:
            if not (without_placed and inner.is_placed):
                self._box(inner, x, y, turned)

    def _picture(self, box: SetBox, raster: Raster, x: float, y: float) -> None:
        """A picture whose upper left corner this is."""
        self.placer.images.add(id(box.block.element))
        node, mark = self._node(box.block.path), self.marks
        self.marks += 1
        if node is not None:
            area = (x, y, x + box.width, y + box.height)
            self.placer.structure.picture(node, mark, area)
        place = (box.width, 0.0, 0.0, box.height, x, y)
        self.items.append(Picture(raster, place, mark=None if node is None else mark))

    def _line(self, line: ComposedLine, x: float, y: float, turned: Matrix) -> None:
        base = y + line.baseline
        pieces = line.pieces
        if any(piece.run.frame for piece in pieces):
            self.items += _frames(pieces, x, base)
        for piece in pieces:
            self._piece(piece, x, base, turned)
        if line.is_last and (led := line.paragraph.whole.led):
            pieces = (*pieces, *self._led(line, led, x, base, turned))
        if any(piece.run.anchors for piece in pieces):
            self._link(pieces, x, y, line)

    def _led(
        self, line: ComposedLine, led: Sequence[TypeRun], x: float, base: float, turned: Matrix
    ) -> Iterator[LinePiece]:
        """The leader at the end of a line, and the number of the page to which it leads."""
        right = line.paragraph.width
        for run in led:
            if run.is_leader:
                sign = _piece_of(run, run.text, self.placer.habits)
                count = max(0, int((right - line.reaches) // sign.width)) if sign.width else 0
                piece = _piece_of(run, run.text * count, self.placer.habits)
                at = right - count * sign.width
            else:
                target = run.path[-1][0].get("href", "").removeprefix("#")
                number = self.placer.begins_on.get(target, 0)
                piece = _piece_of(run, str(number) if number else "", self.placer.habits)
                at = right - run.style.margin.right - piece.width
            moved = LinePiece(run, at, piece.width, piece.text, piece.printed, at)
            self._piece(moved, x, base, turned)
            yield moved

    def _piece(self, piece: LinePiece, x: float, base: float, turned: Matrix) -> None:
        """What one run has on a line."""
        run = piece.run
        if run.path:
            element, name = run.path[-1]
            if name == element.tag or name == "br":
                self.placer.words[id(element)].append(piece.text)
        if not piece.text or piece.text.isspace():
            return
        style = run.style
        mark = self._mark(run, piece.text)
        base -= style.raised
        left = x + piece.begins
        for face, row, lowered in piece.printed:
            run_ = GlyphRun(face, style.size, style.ink, left, base + lowered, row, mark, turned)
            self.items.append(run_)
        self.last = _LastPiece(run, mark, len(self.items))

    def _mark(self, run: TypeRun, text: str) -> int | None:
        """The number of a piece of text; None if it is part of no element.

        What follows on the next line of the same text is the same piece.
        """
        path = run.path
        if not path or self.is_silent:
            return None
        if self.last.run is run and self.last.stop == len(self.items):
            return self.last.mark
        nodes = self.placer.nodes
        node = nodes.get(id(path))
        if node is None:
            node = self._node(path)
            if node is None:
                return None
            nodes[id(path)] = node
        mark, self.marks = self.marks, self.marks + 1
        self.placer.structure.text(node, mark, text)
        return mark

    def _node(self, path: Path) -> ReadElement | None:
        node: ReadElement | None = self.start
        for element, name in path:
            if node is None:
                return None
            node = self.placer.structure.enter(element, name, node)
        return node

    def _link(self, pieces: Sequence[LinePiece], x: float, y: float, line: ComposedLine) -> None:
        """The areas of the links on a line."""
        areas: dict[int, list[LinePiece]] = {}
        elements = {}
        for piece in pieces:
            for element in piece.run.anchors:
                areas.setdefault(id(element), []).append(piece)
                elements[id(element)] = (element, piece.run)
        for key, linked in areas.items():
            element, run = elements[key]
            target = element.get("href")
            left = x + min(each.x for each in linked)
            right = x + max(each.x + each.width for each in linked)
            area = (left, y, right, y + line.height)
            outside, name = not target.startswith("#"), target.removeprefix("#")
            if not outside and name not in self.placer.begins_on:
                continue
            steps = next(i for i, step in enumerate(run.path) if step[0] is element)
            node = self._node(run.path[: steps + 1])
            if node is not None:
                self.placer.structure.link(node, len(self.links))
            self.links.append(PlacedLink(area, name, outside))

    # -- Margins -----------------------------------------------------------------------------------

    def _margins(self) -> None:
        """What the style sheets print in the margins of the page."""
        placer = self.placer
        kind = PageKind(self.page.number, self.page.name)
        styles = placer.cascade.page(kind, placer.root)
        unknown = {name for name in styles if name not in (*MARGINS, "page", "footnote")}
        if unknown:
            raise NotComposedError(f"@{min(unknown)}")
        for name in MARGINS:
            style = styles.get(name)
            content = self._content(style) if style and style.content is not None else None
            if style and content:
                self._marginal(name, style, content)

    def _content(self, style: SheetStyle) -> SheetBlock | None:
        """What a margin holds, as a block."""
        text = ""
        for each in style.content or ():
            if each.type == "string":
                text += each.value
            elif each.type == "function" and each.lower_name == "counter":
                text += str(self.page.number)
            elif each.type == "function" and each.lower_name == "element":
                return self.placer.running.get(each.arguments[0].value)
            else:
                raise NotComposedError(f"content: {each.serialize()}")
        return generated_block(style, text)

    def _marginal(self, name: str, style: SheetStyle, content: SheetBlock) -> None:
        x, y, width, height = MARGINS[name](self.placer.paper)
        whole = style.width_share if name.startswith(("top", "bottom")) else style.height_share
        if whole != 1:
            raise NotComposedError(f"@{name}")
        box = set_box(content, 0.0, 0.0, width, self.placer.habits)
        room = height - style.margin.top - style.margin.bottom
        share = {"top": 0.0, "middle": 0.5, "bottom": 1.0}.get(style.upright_place, 0.5)
        for each in _paths(content):
            self.placer.marginal.update(id(element) for element, _ in each)
        self.is_silent = True
        self._box(box, x, y + style.margin.top + share * (room - box.height), UPRIGHT)
        self.is_silent = False


Room = tuple[float, float, float, float]
"""Left, top, width and height, in pt."""


def _foot_margin(paper: PageArea) -> Room:
    top = paper.height - paper.margin.bottom
    return paper.margin.left, top, paper.measure, paper.margin.bottom


def _head_margin(paper: PageArea) -> Room:
    return paper.margin.left, 0.0, paper.measure, paper.margin.top


def _left_margin(paper: PageArea) -> Room:
    return 0.0, paper.margin.top, paper.margin.left, paper.depth


MARGINS = {
    **{f"top-{side}": _head_margin for side in ("left", "center", "right")},
    **{f"bottom-{side}": _foot_margin for side in ("left", "center", "right")},
    **{f"left-{side}": _left_margin for side in ("top", "middle", "bottom")},
}
"""The boxes in a page's margins that the press composes."""


def _paths(block: SheetBlock) -> Iterator[Path]:
    for each in block.content:
        if isinstance(each, SheetBlock):
            yield from _paths(each)
        else:
            yield from (run.path for run in each.runs)


def _attribute(content: Sequence[Any], element: Any) -> str:
    """The text of `attr()`."""
    (each,) = content
    if each.type != "function" or each.lower_name != "attr":
        raise NotComposedError("bookmark-label")
    return str(element.get(each.arguments[0].value, ""))


def _piece_of(run: TypeRun, text: str, habits: LineHabits) -> LinePiece:
    """A text of one run, set where nothing breaks it."""
    plain = replace(run, text=text, is_leader=False, is_led_to=False)
    style = replace(run.style, align="left", indent=0.0)
    source = SheetParagraph(None, style, (plain,))
    broken = measured(source, habits).broken(1e6) if text else None
    if broken is None:
        return LinePiece(run, 0.0, 0.0, "", ())
    (line,) = broken.lines
    (piece,) = line.pieces
    return piece


def painted_area(area: SetArea, x: float, y: float) -> Iterator[Painted]:
    """The background and the borders of a box."""
    style = area.style
    left, top = x + area.x, y + area.y
    right, bottom = left + area.width, top + area.height
    if style.background:
        yield _filled(style.background, left, top, area.width, area.height)
    edges: dict[str, Room] = {
        "top": (left, top, area.width, style.border("top")),
        "right": (right - style.border("right"), top, style.border("right"), area.height),
        "bottom": (left, bottom - style.border("bottom"), area.width, style.border("bottom")),
        "left": (left, top, style.border("left"), area.height),
    }
    for side, room in edges.items():
        if style.border(side):
            yield _filled(style.borders[side].ink or style.ink, *room)


def ruled(rule: SetRule, x: float, y: float) -> Painted:
    """A rule of a table."""
    ends = (("m", (x + rule.x, y + rule.y)), ("l", (x + rule.right, y + rule.foot)))
    return Painted(Outline(ends), pen=Pen(rule.ink, rule.width))


def _frames(pieces: Sequence[LinePiece], x: float, base: float) -> Iterator[Painted]:
    """What is drawn around pieces of a line whose upper left corner this is."""
    for frame, together in groupby(pieces, key=lambda piece: piece.run.frame):
        if frame is None:
            continue
        inside, style = list(together), frame.style
        edge = frame.before - style.margin.left
        left = x + inside[0].x - edge
        right = x + inside[-1].x + inside[-1].width - style.margin.right
        size = inside[0].run.style.size
        above = ASCENT * size + style.padding.top + style.border("top")
        height = size + style.padding.top + style.padding.bottom
        height += style.border("top") + style.border("bottom")
        area = SetArea(style, 0.0, 0.0, right - left, height)
        yield from painted_area(area, left, base - above)


def _filled(ink: Ink, left: float, top: float, width: float, height: float) -> Painted:
    return Painted(Outline((("re", (left, top, width, height)),)), ink)


def bookmark_tree(marks: Sequence[tuple[int, Bookmark]]) -> tuple[Bookmark, ...]:
    """Bookmarks below those of a higher level that they follow."""
    found: list[Bookmark] = []
    at = 0
    while at < len(marks):
        level, mark = marks[at]
        stop = at + 1
        while stop < len(marks) and marks[stop][0] > level:
            stop += 1
        found.append(mark._replace(below=bookmark_tree(marks[at + 1 : stop])))
        at = stop
    return tuple(found)


@cache
def colours() -> ColourProfile:
    """The colours in which everything is meant to be seen."""
    name = "sRGB2014.icc"
    spec = find_spec("weasyprint")  # which is not imported for it
    assert spec is not None
    assert spec.origin is not None
    return ColourProfile(name, (FilePath(spec.origin).parent / "pdf" / name).read_bytes())

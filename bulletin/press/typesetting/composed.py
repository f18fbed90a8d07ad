"""An issue that the press has composed itself, and what can be asked of its pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from math import ceil
from typing import Any

from bulletin.press.fit import ADJUSTED
from bulletin.press.impression import Imprint, PlacedIssue, PlacedPage
from bulletin.press.laid_pages import FoundOnPages, LineStyle, PushedDown, not_set
from bulletin.press.page_costs import AlteredParagraph, Ending
from bulletin.press.slack import LOOSE
from bulletin.press.typesetting.blocks import SheetBlocks, blocks_of
from bulletin.press.typesetting.cascade import Cascade, PageKind, cascade_of
from bulletin.press.typesetting.composed_lines import ComposedLine, LineHabits
from bulletin.press.typesetting.galley import galley_of
from bulletin.press.typesetting.make_up import MadeUpPage, MakeUp, PiecePart
from bulletin.press.typesetting.page_choice import make_up
from bulletin.press.typesetting.places import PageArea, Placer, bookmark_tree, colours
from bulletin.press.typesetting.set_boxes import SetBox, lines_in
from bulletin.press.typesetting.set_pictures import PictureFiles
from bulletin.press.typesetting.set_tables import TableRoom
from bulletin.press.typesetting.type_case import type_case
from bulletin.profile import Profile

TOLERANCE = 0.75
"""Pt by which a line may stick out without being noticed."""


def compose_pages(
    root: Any,
    styles: Sequence[tuple[str, str]],
    fonts: Any,
    profile: Profile,
    style: LineStyle,
    pictures: PictureFiles,
    ending: Ending | None = None,
) -> ComposedPages:
    """The pages of a sheet; `ending` is what is asked of the last of them.

    Raises NotComposedError for what the press does not compose.
    """
    cascade = cascade_of(tuple(text for _, text in styles))
    blocks = blocks_of(root, cascade)
    page = cascade.page(PageKind(1), blocks.root)
    paper = PageArea(
        profile.points("page-width"), profile.points("page-height"), page["page"].margin
    )
    habits = LineHabits(
        type_case(fonts.files, fonts.serving),
        profile.points("size"),
        profile.points("tracking"),
        profile.line_cost,
        profile.half_ends,
        style.own_words,
        style.of_words,
        style.chosen,
        style.measured,
    )
    room = TableRoom(paper.measure, paper.depth, profile.points("pitch"))
    galley = galley_of(blocks.body, room, habits, pictures)
    notes = page.get("footnote")
    gap = notes.padding.top if notes else 0.0
    work = MakeUp(galley, habits, paper.measure, paper.depth, profile.points("pitch"), gap)
    made = make_up(work, work.colophon(blocks.colophon), ending)
    return ComposedPages(root, cascade, blocks, paper, work, made.pages)


class ComposedPages:
    """The pages of an issue."""

    def __init__(
        self,
        root: Any,
        cascade: Cascade,
        blocks: SheetBlocks,
        paper: PageArea,
        work: MakeUp,
        pages: Sequence[MadeUpPage],
    ) -> None:
        self.root, self.cascade, self.blocks = root, cascade, blocks
        self.paper, self.work, self.pages = paper, work, pages

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self.pages)

    @property
    def pitch(self) -> float:
        """From one line of the page to the next, in pt."""
        return self.work.pitch

    # -- Lines -------------------------------------------------------------------------------------

    def _lines(self, page: MadeUpPage) -> Iterator[tuple[ComposedLine, float, float]]:
        """The lines in the text of a page, with where each begins and its upper edge, in pt."""
        for part in page.parts:
            yield from self._lines_of(part)

    def _lines_of(self, part: PiecePart) -> Iterator[tuple[ComposedLine, float, float]]:
        piece = self.work.galley[part.piece]
        if part.broken is not None:
            y = part.y
            for line in part.broken.lines[part.start : part.stop]:
                yield line, piece.x, y
                y += line.height
        elif piece.box is not None:
            for each, x, y in lines_in(piece.box, piece.x, part.y):
                yield each.line, x, y

    def _solid(self, page: MadeUpPage) -> Iterator[tuple[SetBox, float, float]]:
        """The pictures and the rows of tables in the text of a page, with where the left and upper
        edges of each are, in pt."""
        for part in page.parts:
            yield from self._solid_of(part)

    def _solid_of(self, part: PiecePart) -> Iterator[tuple[SetBox, float, float]]:
        piece = self.work.galley[part.piece]
        if piece.box is not None and (piece.table or piece.box.picture):
            yield piece.box, piece.x + piece.box.x, part.y

    @cached_property
    def _every_line(self) -> tuple[ComposedLine, ...]:
        return tuple(line for page in self.pages for line in self._all_lines(page))

    def _all_lines(self, page: MadeUpPage) -> Iterator[ComposedLine]:
        yield from (line for line, _, _ in self._lines(page))
        for note in page.foot.notes:
            yield from (each.line for each, _, _ in lines_in(note))

    @property
    def stretches(self) -> list[float]:
        """For each justified line, the white put between its characters, in em."""
        return [line.spacing.share for line in self._every_line if line.spacing.is_stretched]

    @property
    def loose(self) -> list[tuple[Any, str]]:
        """Elements with a line that is stretched too far, each with some text of the line."""
        return [
            (line.element, _in_the_copy(line))
            for line in self._every_line
            if line.spacing.is_stretched and line.spacing.share > LOOSE
        ]

    @property
    def broken(self) -> list[tuple[Any, str]]:
        """Elements in which an unbreakable piece was broken, each with the text before the
        break."""
        texts = {id(line.paragraph): line.paragraph for line in self._every_line}
        return [
            (text.whole.source.element, torn)
            for text in texts.values()
            for torn in text.chosen.torn
        ]

    @property
    def altered(self) -> tuple[AlteredParagraph, ...]:
        """The paragraphs that are set longer or shorter to fill the pages."""
        return tuple(self.work.altered(self.pages))

    def lines_of(self, page: int, elements: frozenset[int]) -> int:
        """How many lines of these elements (given by identity) stand in the text of a page."""
        found = 0
        for part in self.pages[page].parts:
            if part.broken is None:
                found += sum(id(line.element) in elements for line, *_ in self._lines_of(part))
            elif id(part.broken.whole.source.element) in elements:
                found += part.stop - part.start
        return found

    def lines_over(self, elements: frozenset[int], count: int) -> int:
        """How many lines too low the first `count` lines of the elements end to be on the first
        page; 0 if they are on it, or if there are fewer lines."""
        found = 0
        a_page = int((self.paper.depth + 0.4) // self.pitch)
        for number, page in enumerate(self.pages):
            for line, _, y in self._lines(page):
                if id(line.element) in elements:
                    found += 1
                    if found == count:
                        foot = (y + line.height) / self.pitch
                        return max(0, ceil(foot - 0.1) + (number - 1) * a_page)
        return 0

    def lines_deep(self) -> tuple[int, ...]:
        """How many lines each page is filled to by text and images."""
        return tuple(self._deep(page) for page in self.pages)

    def _deep(self, page: MadeUpPage) -> int:
        lowest = max(map(self._lowest_of, page.parts), default=0.0)
        return ceil((lowest - 0.4) / self.pitch)

    def _lowest_of(self, part: PiecePart) -> float:
        """Where the lines of a part of a page end, or its picture or row."""
        if part.broken is not None:
            return part.y + part.broken.style.line_height * (part.stop - part.start)
        lines = (y + line.height for line, _, y in self._lines_of(part))
        solid = (y + box.height for box, _, y in self._solid_of(part))
        return max((*lines, *solid), default=0.0)

    def ends_in_notes_only(self) -> bool:
        """Whether the last page holds only notes or the colophon."""
        last = self.pages[-1]
        return not any(True for _ in (*self._lines(last), *self._solid(last)))

    def height_of_notes(self) -> float:
        """The height of the notes and the colophon at the foot of the last page, in pt."""
        return self.pages[-1].foot.height

    def holes(self) -> Iterator[tuple[Any, int]]:
        """The pictures that begin a page, each with the lines that are empty at the foot of the
        page before."""
        for before, page in pairwise(self.pages):
            element = self._picture_at_head(page)
            if element is not None:
                room = self.paper.depth - before.foot.height
                yield element, int((room + 0.4) // self.pitch) - self._deep(before)

    def _picture_at_head(self, page: MadeUpPage) -> Any | None:
        """The picture with which a page begins; None if it begins with anything else."""
        opens = self.work.galley[page.parts[0].piece].opens if page.parts else ()
        return next((each.element for each in opens if each.element.tag == "figure"), None)

    def pushed_down(self) -> Iterator[PushedDown]:
        """The pictures and tables that found no room on a page that does not end by rule."""
        for before, page in pairwise(self.pages):
            first = None if before.ends_by_rule else self._first_solid(page)
            if first is None:
                continue
            element, y = first
            empty = int((self.paper.depth - before.foot.height + 0.4) // self.pitch)
            empty -= self._deep(before)
            tables = (self.work.galley[part.piece].table for part in before.parts)
            is_begun = any(each is not None and each.element is element for each in tables)
            above = int((y + 0.4) // self.pitch)
            if above < empty:
                yield PushedDown(element, before.number, empty, above, is_begun)

    def _first_solid(self, page: MadeUpPage) -> tuple[Any, float] | None:
        """The first picture or table of a page, with where it begins, in pt."""
        for part in page.parts:
            piece = self.work.galley[part.piece]
            if piece.table is not None:
                return piece.table.element, part.y
            for each in piece.opens:
                if each.element is not None and each.element.tag == "figure":
                    return each.element, part.y
        return None

    # -- Faults ------------------------------------------------------------------------------------

    def overflowing(self) -> Iterator[tuple[Any, str]]:
        """Elements that extend beyond the text area, each with the edge: `right` or `bottom`."""
        right, bottom = self.paper.measure + TOLERANCE, self.paper.depth + TOLERANCE
        for page in self.pages:
            for part in page.parts:
                yield from self._out_of_area(part, right, bottom)
            for note in page.crowded:
                yield note.block.element, "bottom"
            if page.foot.height > bottom:
                for note in page.foot.notes[:1]:
                    yield note.block.element, "bottom"
            for note in page.foot.notes:
                yield from self._out_of_note(note, right)

    def _out_of_area(
        self, part: PiecePart, right: float, bottom: float
    ) -> Iterator[tuple[Any, str]]:
        """What sticks out of a part of a page. Of a table it is the table, whichever cell it is."""
        table = self.work.galley[part.piece].table
        places = [
            (line.element, x + line.reaches - line.spacing.hangs, y + line.height)
            for line, x, y in self._lines_of(part)
        ]
        places += [
            (box.block.element, x + box.width, y + box.height) for box, x, y in self._solid_of(part)
        ]
        for element, reaches, foot in places:
            if reaches > right or foot > bottom:
                named = element if table is None else table.element
                yield named, "right" if reaches > right else "bottom"

    def _out_of_note(self, note: SetBox, right: float) -> Iterator[tuple[Any, str]]:
        for each, x, _ in lines_in(note):
            if x + each.line.reaches - each.line.spacing.hangs > right:
                yield each.line.element, "right"

    def not_set(self, root: Any) -> Iterator[tuple[Any, str]]:
        """Elements of a sheet that are not on the pages exactly once and complete, each with its
        text."""
        placer, _ = self._places
        found = FoundOnPages(dict(placer.words), placer.images, placer.marginal)
        yield from not_set(root, found)

    # -- Places ------------------------------------------------------------------------------------

    @cached_property
    def _places(self) -> tuple[Placer, tuple[PlacedPage, ...]]:
        placer = Placer(
            *(self.paper, self.work.habits, self.cascade, self.blocks.root, self.work.galley),
            *(dict(self.blocks.running), self.pages),
        )
        return placer, placer.placed()

    def placed(self, adjusted: str) -> PlacedIssue:
        """What stands where. `adjusted` says in Chinese how the lines of the issue were adjusted;
        the imprint records it unless it is empty."""
        placer, pages = self._places
        return PlacedIssue(
            pages,
            placer.structure.root(),
            bookmark_tree(placer.bookmarks),
            _imprint(self.root, adjusted),
            colours(),
        )


def _in_the_copy(line: ComposedLine) -> str:
    """The longest piece of a line without markup, by which it can be found in the copy."""
    plain = [each for each in line.pieces if each.run.path[-1][0] is line.element]
    return max((each.text for each in plain or line.pieces), key=len)


def _imprint(root: Any, adjusted: str) -> Imprint:
    head = root.find("head")
    named = {each.get("name"): each.get("content", "") for each in head.iter("meta")}
    title = head.find("title")
    keywords = [each.strip() for each in named.get("keywords", "").split(",")]
    return Imprint(
        title=" ".join((title.text or "").split()) if title is not None else "",
        authors=tuple(filter(None, [named.get("author", "")])),
        subject=named.get("description", ""),
        keywords=tuple(dict.fromkeys(filter(None, keywords))),
        language=root.get("lang", ""),
        creator=named.get("generator", ""),
        producer="bulletin",
        others=((ADJUSTED, adjusted),) if adjusted else (),
    )

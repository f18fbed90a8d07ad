"""Making up the galley into pages.

A page takes pieces of the galley until one has no room. Where it ends then is decided by the rules
of the style sheet: no page begins with the last line of a paragraph (`widows`), none ends below a
heading, and so on. A note stands on the page of the line that calls it, and takes its room from the
page's foot.

If these rules leave a page a line or two short, paragraphs are set a line longer or shorter:
`page_choice` decides which.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from bulletin.press.off_grid import LEAST_BELOW
from bulletin.press.page_costs import MOST_LINES, AlteredParagraph, first_altered
from bulletin.press.typesetting.blocks import SheetBlock, SheetNote
from bulletin.press.typesetting.composed_lines import BrokenText, LineHabits
from bulletin.press.typesetting.galley import GalleyPiece
from bulletin.press.typesetting.set_boxes import SetBox, set_box

GalleyPlace = tuple[int, int]
"""A place in the galley: a piece, and a line of it."""

NEARLY = 0.4
"""Pt. What sticks out by less has room."""

MOST_OVER = 1.5
"""Pt by which a block may reach into the next line, which has white above its text."""


@dataclass(frozen=True)
class FootArea:
    """The area of notes at the foot of a page; lengths in pt."""

    gap: float
    """The white above its first note."""

    notes: tuple[SetBox, ...] = ()

    @property
    def height(self) -> float:
        """Its height with the white above."""
        if not self.notes:
            return 0.0
        return self.gap + sum(self.room(each) for each in self.notes)

    @staticmethod
    def room(note: SetBox) -> float:
        """The height of a note with its margins."""
        margin = note.block.style.margin
        return note.height + margin.top + margin.bottom

    def with_note(self, note: SetBox) -> FootArea:
        """The area with one more note."""
        return replace(self, notes=(*self.notes, note))


@dataclass(frozen=True)
class PiecePart:
    """What a page has of a piece of the galley."""

    piece: int
    """Its place in the galley."""

    y: float
    """Of its first line here, from the top of the text area, in pt."""

    start: int
    stop: int
    """Its lines."""

    broken: BrokenText | None = None
    again: SetBox | None = None
    """The head of its table, which stands above it once more."""

    lowered: float = 0.0
    """How much white its table has above it for the grid, in pt."""


@dataclass(frozen=True)
class MadeUpPage:
    """A page that is made up."""

    number: int
    """From 1."""

    start: GalleyPlace
    """The piece and the line of it with which the page begins."""

    after: GalleyPlace
    """Those with which the next page begins."""

    parts: tuple[PiecePart, ...]
    foot: FootArea
    name: str = ""
    """By which `@page` rules can mean it."""

    ends_by_rule: bool = False
    """Whether it ends where the style sheet wants a page to end."""

    ends_badly: bool = False
    """Whether it ends where the style sheet wants no page to end, because it has no better end."""

    crowded: tuple[SetBox, ...] = ()
    """Notes that leave the page no line of text."""


Choice = Mapping[int, BrokenText]
"""Paragraphs that are set in another number of lines, by their places in the galley."""


@dataclass(frozen=True)
class MakeUp:
    """What pages are made from. Lengths are in pt."""

    galley: tuple[GalleyPiece, ...]
    habits: LineHabits
    width: float
    depth: float
    """Of the text area."""

    pitch: float
    gap: float
    """The white above the notes of a page."""

    notes: dict[int, SetBox] = field(default_factory=dict)
    """The notes that were set, by their numbers."""

    others: dict[tuple[int, int, int, int], BrokenText | None] = field(default_factory=dict)
    """The paragraphs that were tried in more or fewer lines."""

    def colophon(self, note: SheetNote | None) -> SetBox | None:
        """The colophon, set as wide as the text area."""
        return set_box(note.block, 0.0, 0.0, self.width, self.habits) if note else None

    def has_room(self, last: MadeUpPage, colophon: SetBox) -> bool:
        """Whether the colophon can stand below the text of the last page."""
        foot = last.foot.with_note(colophon)
        return self._lowest(last) + foot.height <= self.depth + NEARLY or not last.parts

    def lines_on(self, page: MadeUpPage) -> int:
        """How many lines of the page are filled."""
        return ceil((self._lowest(page) - NEARLY) / self.pitch)

    def with_colophon(self, made: Sequence[MadeUpPage], colophon: SetBox) -> list[MadeUpPage]:
        """The pages with the colophon at the foot of the last one, or of a page after it."""
        last = made[-1]
        if self.has_room(last, colophon):
            return [*made[:-1], replace(last, foot=last.foot.with_note(colophon))]
        end = (len(self.galley), 0)
        alone = FootArea(self.gap, (colophon,))
        return [*made, MadeUpPage(last.number + 1, end, end, (), alone, last.name)]

    # -- One page ----------------------------------------------------------------------------------

    def broken(self, at: int, choice: Choice) -> BrokenText | None:
        """The lines of a piece."""
        return choice.get(at) or self.galley[at].broken

    def page(self, number: int, start: GalleyPlace, choice: Choice) -> MadeUpPage:
        """A page that begins at a place of the galley."""
        return _PageRun(self, number, start, choice).made()

    def note(self, note: SheetNote) -> SetBox:
        """A note, set as wide as the text area."""
        if note.number not in self.notes:
            self.notes[note.number] = set_box(note.block, 0.0, 0.0, self.width, self.habits)
        return self.notes[note.number]

    def _lowest(self, page: MadeUpPage) -> float:
        return max((part.y + self._height(part) for part in page.parts), default=0.0)

    def _height(self, part: PiecePart) -> float:
        if part.broken is not None:
            return part.broken.style.line_height * (part.stop - part.start)
        return sum(self.galley[part.piece].heights)

    # -- What may be altered -----------------------------------------------------------------------

    def lacks(self, page: MadeUpPage) -> int:
        """How many more lines the page could hold; 0 if the text ends there, a rule ends it, or a
        table or picture did not fit: then no line is missing."""
        at, line = page.after
        if at >= len(self.galley) or page.ends_by_rule:
            return 0
        if not line and self.galley[at].is_solid:
            return 0
        return self.empty(page)

    def empty(self, page: MadeUpPage) -> int:
        """How many lines are empty at the foot of the page."""
        bottom = self.depth - page.foot.height
        return max(0, int((bottom - self._lowest(page) + NEARLY) // self.pitch))

    def altered(self, made: Sequence[MadeUpPage]) -> Iterator[AlteredParagraph]:
        """The paragraphs that are set longer or shorter to fill the pages."""
        for page in made:
            for part in page.parts:
                own, chosen = self.galley[part.piece].broken, part.broken
                if own is None or chosen is None or len(own.lines) == len(chosen.lines):
                    continue
                line = first_altered(own.chosen.breaks, chosen.chosen.breaks)
                if part.start <= line < part.stop:
                    yield AlteredParagraph(page.number, len(chosen.lines) - len(own.lines))

    def in_lines(self, part: PiecePart, choice: Choice, more: int) -> BrokenText | None:
        """A paragraph in `more` lines than it has; its lines on the page before stay as they
        are."""
        text, broken = self.galley[part.piece].text, self.broken(part.piece, choice)
        if text is None or broken is None or broken.style.align != "justify":
            return None
        lines = len(broken.lines) - part.start + more
        if lines <= 0 or len(broken.lines) > MOST_LINES:
            return None
        key = (part.piece, id(broken), part.start, more)
        if key not in self.others:
            kept = broken.chosen.breaks[: part.start]
            self.others[key] = text.broken(broken.width, lines, kept)
        return self.others[key]


@dataclass
class _PageRun:
    """One page while it is made up."""

    work: MakeUp
    number: int
    start: GalleyPlace
    choice: Choice
    y: float = 0.0
    below: float = 0.0
    """The margin below the last piece, if a block ended with it that is on no grid."""

    white: float = 0.0
    """What was added to it, so that the next piece is on the grid."""

    def __post_init__(self) -> None:
        self.parts: list[PiecePart] = []
        self.foot = FootArea(self.work.gap)
        self.feet: dict[GalleyPlace, FootArea] = {}
        self.legal: list[GalleyPlace] = []
        """The places at which the page may end, in order."""

        self.crowded: list[SetBox] = []

    def made(self) -> MadeUpPage:
        """The page."""
        work, (at, line) = self.work, self.start
        while at < len(work.galley):
            piece = work.galley[at]
            if at != self.start[0] and piece.break_above == "page":
                return self._page((at, 0), by_rule=True)
            if self.parts and not line and piece.break_above != "avoid":
                self.legal.append((at, 0))
                self.feet[at, 0] = self.foot
            stopped = self._take(at, line)
            if stopped is not None:
                return self._ended(at, stopped)
            at, line = at + 1, 0
        return self._page((at, 0))

    def _take(self, at: int, line: int) -> int | None:
        """Take the lines of a piece from `line` on; the line that has no room, or None."""
        piece = self.work.galley[at]
        y = self.y + self._above(piece)
        again = None if self.parts else piece.again
        y += again.height if again else 0.0
        broken = self.work.broken(at, self.choice)
        if broken is not None and not broken.whole.noted:
            return self._take_lines(at, line, y, broken)
        heights = (
            piece.heights if broken is None else (broken.style.line_height,) * len(broken.lines)
        )
        first = y
        for number in range(line, len(heights)):
            if number > line:
                self._note_break(at, line, number, len(heights))
            foot = self._foot_with(at, number, broken)
            has_room = y + heights[number] <= self.work.depth - foot.height + NEARLY
            if not has_room and (self.parts or number > line):
                self._put(at, line, number, first, broken)
                return number
            if not has_room and foot.notes:
                self.crowded.append(foot.notes[-1])
            self.foot = foot
            y += heights[number]
        self._put(at, line, len(heights), first, broken)
        self.y = self._on_grid(piece, y)
        return None

    def _take_lines(self, at: int, line: int, y: float, broken: BrokenText) -> int | None:
        """The same for a paragraph that calls no note, so that the foot of the page stays."""
        piece, height, count = self.work.galley[at], broken.style.line_height, len(broken.lines)
        room = self.work.depth - self.foot.height + NEARLY - y
        stop = min(count, line + max(0, int(room // height)))
        if stop == line and not self.parts:  # the page is too low for a single line
            stop += 1
            self.crowded += self.foot.notes[-1:]
        for number in range(line + 1, min(stop, count - 1) + 1):
            self._note_break(at, line, number, count)
        self._put(at, line, stop, y, broken)
        if stop < count:
            return stop
        self.y = self._on_grid(piece, y + height * (stop - line))
        return None

    def _put(self, at: int, line: int, stop: int, y: float, broken: BrokenText | None) -> None:
        if stop > line:
            again = None if self.parts else self.work.galley[at].again
            self.parts.append(PiecePart(at, y, line, stop, broken, again))

    def _foot_with(self, at: int, number: int, broken: BrokenText | None) -> FootArea:
        """The foot of the page if a line of a piece stands on it."""
        foot = self.foot
        piece = self.work.galley[at]
        if broken is not None:
            called = broken.lines[number].notes
        else:
            called = tuple(notes_in(piece.box)) if piece.box else ()
        for note in called:
            foot = foot.with_note(self.work.note(note))
        return foot

    def _note_break(self, at: int, first: int, number: int, count: int) -> None:
        """Note that the page may end before a line of a paragraph, if it may."""
        piece = self.work.galley[at]
        left = number - first
        if piece.is_breakable and left >= piece.orphans and count - number >= piece.widows:
            self.legal.append((at, number))
            self.feet[at, number] = self.foot

    def _on_grid(self, piece: GalleyPiece, y: float) -> float:
        """Where the next piece begins: on a line of the page's grid, after what is on none."""
        pitch, self.below, self.white = self.work.pitch, 0.0, 0.0
        for block in piece.closes:
            if block is piece.table:
                return self._below_table(block, y)
            self.below = max(self.below, block.style.margin.bottom)
            over = (y + self.white + self.below) % pitch
            if NEARLY / 10 < over < pitch - NEARLY / 10:
                self.white += (0.0 if over < MOST_OVER else pitch) - over
        return y + self.white

    def _below_table(self, table: SheetBlock, y: float) -> float:
        """Where the next piece begins after a table that ends here.

        What is left to the lines is white below it; half of it is above, if the table neither
        begins the page nor began on the page before.
        """
        pitch, foot = self.work.pitch, self.work.depth - self.foot.height
        self.white = -y % pitch
        if self.white < LEAST_BELOW * pitch:
            self.white += pitch  # the frame would stick to the next line
        own = [each for each in self.parts if self.work.galley[each.piece].table is table]
        down = 0.0
        if own[0].again is None and own[0].y > MOST_OVER / 2:
            down = max(0.0, min(self.white / 2, foot - y))
        self.parts[-len(own) :] = [replace(each, y=each.y + down, lowered=down) for each in own]
        self.white -= down
        return y + down + self.white

    def _above(self, piece: GalleyPiece) -> float:
        """The white above a piece, beside what the one before has for the grid: margins that meet
        count once."""
        if not self.parts and self.number > 1:
            return 0.0
        return piece.above - max(0.0, min(self.white, piece.above - self.below))

    def _ended(self, at: int, line: int) -> MadeUpPage:
        """The page, which has no room for a line of a piece."""
        place = self.legal[-1] if self.legal else (at, line)
        if place <= self.start:
            place = (at, line)
        self.parts = list(_before(self.parts, place))
        self.foot = self.feet.get(place, self.foot)
        return self._page(place, badly=place not in self.legal)

    def _page(self, after: GalleyPlace, by_rule: bool = False, badly: bool = False) -> MadeUpPage:
        galley, first = self.work.galley, self.start[0]
        named = galley[first].page if first < len(galley) else ""
        return MadeUpPage(
            self.number,
            self.start,
            after,
            tuple(self.parts),
            self.foot,
            "" if named == "auto" else named,
            by_rule,
            badly,
            tuple(self.crowded),
        )


def _before(parts: Sequence[PiecePart], place: GalleyPlace) -> Iterator[PiecePart]:
    """The parts of a page that ends at a place of the galley."""
    for part in parts:
        if part.piece < place[0]:
            yield part
        elif part.piece == place[0] and part.start < place[1]:
            yield replace(part, stop=min(part.stop, place[1]))


def notes_in(box: SetBox) -> Iterator[SheetNote]:
    """The notes that are called in a box."""
    for each in box.lines:
        yield from each.line.notes
    for inner in box.boxes:
        yield from notes_in(inner)

"""Laying out a sheet so that its first page, its contents and its last page are as required."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import Any

from bulletin.press import masthead
from bulletin.press import sheet as sheets
from bulletin.press.fonts import Fonts
from bulletin.press.laid_pages import LaidPages, LineStyle
from bulletin.press.opening import (
    LEAST_TEXT,
    FirstPage,
    Opening,
    broken_opening,
    choose_opening,
    openings,
)
from bulletin.press.page_costs import CHANGED, AlteredParagraph, Ending, altered_more
from bulletin.press.standing_apart import LEAST_HOLE, Moved, place_apart
from bulletin.press.tables import LEAF, Rooms, tighten
from bulletin.press.typesetting import PictureFiles, compose_pages
from bulletin.profile import Profile

MOST_UNNUMBERED = 8
"""An issue with at most so many pages has no page numbers in its contents."""

LINE_NUMBERS, FIRST_LINE_NUMBERS = "--line-numbers", "--first-line-numbers"
"""The properties that styles/line-numbers.css prints: the numbers, one below the other."""


def with_line_numbers(profile: Profile, masthead_lines: int) -> Profile:
    """The profile with line numbers for a proof, one for each line of a full page.

    On the first page the lines of the masthead have no number, because rules stand there beside the
    text area (GB/T 9704-2012 10.1).
    """
    count = int((profile.depth + 0.5) // profile.points("pitch"))
    first = ["" for _ in range(masthead_lines)] + [*map(str, range(1, count - masthead_lines + 1))]
    every = [*map(str, range(1, count + 1))]
    columns = {LINE_NUMBERS: _column(every), FIRST_LINE_NUMBERS: _column(first)}
    return profile.changed(**{name.removeprefix("--"): each for name, each in columns.items()})


def _column(numbers: Sequence[str]) -> str:
    """A CSS string with each number on a line of its own."""
    return '"' + "\\A ".join(numbers) + '"'


@dataclass(frozen=True)
class Laid:
    """An issue that is laid out, but not written to a PDF yet."""

    made: LaidPages
    asked: Profile
    """The profile that was asked for, before its opening changed it."""

    opening: Opening
    """How its first page is set."""

    name: tuple[tuple[Any, str | None, tuple[Any, ...]], ...]
    """The masthead's name in the tree when this was laid out: each element, its text, its
    children."""

    numbered: bool
    """Whether its contents have page numbers."""

    grown: tuple[int, int] | None = None
    """The number of pages before the contents were numbered and after; None if it is the same."""

    alone: bool = False
    """Whether the colophon stands alone on its page because there is no room under the text."""

    odd: bool = False
    """Whether the colophon still has to move to the next page, because it must be on an even
    one."""

    apart: bool = False
    """Whether the colophon stands on a page of its own, for either of these reasons."""

    ending: Ending | None = None
    """What was asked of its end."""

    as_filled: tuple[AlteredParagraph, ...] = ()
    """The paragraphs that were altered before anything was asked of its end."""

    @property
    def profile(self) -> Profile:
        """The profile with the changes of the opening."""
        return self.opening.of(self.asked)

    @property
    def for_end(self) -> tuple[AlteredParagraph, ...]:
        """What was altered for its end, page by page."""
        return altered_more(self.as_filled, self.made.altered)

    def cost_of_end(self, asked: Ending | None = None) -> float:
        """What its end costs, the alterations for it included."""
        altered = sum(CHANGED * abs(each.more) for each in self.for_end)
        lines = 0 if self.apart else self.made.lines_deep()[-1]
        return altered + (asked or self.ending or Ending()).cost(self.pages, lines)

    @property
    def pages(self) -> int:
        """The number of pages once the colophon stands where it has to."""
        return self.made.count + self.odd


@dataclass(frozen=True)
class Forme:
    """All that a sheet is laid out from: its tree, its style sheets and its fonts."""

    root: Any
    """Of the sheet's tree."""

    folder: Path
    """Of its images."""

    stylesheets: tuple[tuple[str, str], ...]
    """Names and texts, in the order after those of the profile."""

    fonts: Fonts
    in_type: masthead.MeasureType
    """Measures the masthead's name."""

    name_lines: tuple[str, ...]
    """The lines of the masthead's name, which are the same for every profile."""

    own_words: tuple[str, ...]
    """Words of the office, which are kept whole in titles, headings and contents."""

    found: dict[tuple[str, str], Opening] = field(default_factory=dict)
    """The openings found so far, in this order, by pitch and blank lines (see `_lines`)."""

    without: dict[tuple[str, str], bool] = field(default_factory=dict)
    """The keys of `found` for which no opening leaves room for text on the first page, and whether
    the editor's note ends there."""

    composes: bool = True
    """Whether the press composes the sheet itself; otherwise the engine lays it out."""

    @cached_property
    def name(self) -> str:
        """The masthead's name."""
        return masthead.name_in(self.root)

    @cached_property
    def text(self) -> frozenset[int]:
        """The identities of the elements with the text of the articles."""
        return sheets.text_elements(self.root)

    @cached_property
    def of_words(self) -> frozenset[int]:
        """The identities of the headings' elements and of those in the contents."""
        headings = (each for tag in sheets.HEADINGS for each in self.root.iter(tag))
        return self.listed | frozenset(id(part) for each in headings for part in each.iter())

    @cached_property
    def listed(self) -> frozenset[int]:
        """The identities of the elements in the contents."""
        nav = sheets.contents_of(self.root)
        return frozenset(map(id, nav.iter())) if nav is not None else frozenset()

    @cached_property
    def noted(self) -> frozenset[int]:
        """The identities of the elements in the editor's note."""
        return sheets.note_elements(self.root)

    def lay(self, profile: Profile) -> Laid:
        """Lay out with a profile, changed as little as needed for some text on the first page.

        If the colophon has to stand on an even page, it is not moved there yet: see `finished`.
        """
        if not self.found and (laid := self._surely_numbered(profile)):
            return self._with_colophon(laid)
        known = self.found.get(_lines(profile))
        likely = next(reversed(self.found.values()), Opening())
        opened = self._opened(self._lay(profile, known or likely))
        laid = self._numbered(opened)
        if laid is not opened:  # page numbers in the contents may leave the first page no text
            laid = self._numbered(self._opened(laid))
        return self._with_colophon(laid)

    def ended(self, laid: Laid, ending: Ending) -> Laid | None:
        """The same with paragraphs a line longer or shorter, so that it ends as is asked; None if
        they cannot bring that about, or would spoil the first page."""
        if not self.composes:
            return None
        self.restore(laid)
        other = self._with_colophon(self._lay(laid.asked, laid.opening, ending))
        is_long = bool(self.listed) and other.pages > MOST_UNNUMBERED
        if other.apart or other.numbered != is_long or not self._holds(other):
            return None
        found = replace(other, grown=laid.grown, ending=ending, as_filled=tuple(laid.made.altered))
        is_better = found.cost_of_end() < laid.cost_of_end(ending)
        return found if is_better and ending.pages in (None, other.pages) else None

    def place_apart(self, profile: Profile) -> tuple[tuple[Moved, ...], Laid | None]:
        """Move pictures and turned tables to where they leave the fewest lines empty.

        Returns what was moved; and the sheet laid out, if it was laid out as it stands now.
        """
        if not any(
            each.tag == "figure" or LEAF in sheets.classes(each) for each in self.root.iter()
        ):
            return (), None
        tried: list[Laid] = []

        def holes() -> tuple[tuple[Any, int], ...]:
            self.found.clear()
            self.without.clear()
            tried.append(self.lay(profile))
            return tuple(hole for hole in tried[-1].made.holes() if hole[1] >= LEAST_HOLE)

        moved = place_apart(self.root, holes)
        return moved, tried[0] if len(tried) == 1 else None

    def lines_over(self, profile: Profile) -> int:
        """How many lines are too much before the text on the first page, set as tightly as
        possible."""
        tightest = openings(profile, sheets.contents_in(self.root), numbered=False)[-1]
        with sheets.beginning(self.root):
            page = tightest.of(profile).changed(contents_break="auto")
            made = self._lay_out(page)
        return made.lines_over(self.text, LEAST_TEXT)

    def _name_as_it_stands(self) -> tuple[tuple[Any, str | None, tuple[Any, ...]], ...]:
        return tuple((each, each.text, tuple(each)) for each in self.root.iter("h1"))

    def restore(self, laid: Laid) -> None:
        """Put the tree back to how it was for `laid`, since other settings may have been tried."""
        for element, text, children in laid.name:
            element.text, element[:] = text, children
        sheets.name_pages(self.root, laid.numbered)

    def first_page(self, laid: Laid) -> FirstPage:
        """What the first page shows of the contents and of the articles' text."""
        return self._first_page(laid.made)

    @cached_property
    def line_style(self) -> LineStyle:
        """How its lines are chosen; what was chosen is kept for the next layout."""
        return LineStyle(self.own_words, self.of_words)

    @cached_property
    def pictures(self) -> PictureFiles:
        """Its images, which are read once."""
        return PictureFiles(self.folder)

    def _lay_out(self, profile: Profile, ending: Ending | None = None) -> LaidPages:
        if name := self.name:
            composed = masthead.compose_name(name, profile, self.in_type, self.name_lines)
            masthead.put_name(self.root, composed, profile)
        numbered = with_line_numbers(profile, _masthead_lines(self.root, profile))
        styles = (*numbered.stylesheets, *self.stylesheets)
        while True:
            made = self._laid_out(profile, styles, ending)
            if not any(True for _ in self.root.iter("table")):
                return made
            out = [each for each, edge in made.overflowing() if edge == "right"]
            wide = {id(each): each for each in out if each.tag == "table"}
            # A table that sticks out is set narrower, as long as that is possible.
            rooms = Rooms(profile.measure, profile.depth)
            tightened = [tighten(each, rooms) for each in wide.values()]
            if not any(tightened):
                return made

    def _laid_out(
        self, profile: Profile, styles: Sequence[tuple[str, str]], ending: Ending | None
    ) -> LaidPages:
        """The pages of the sheet as it stands."""
        own = (self.fonts, profile, self.line_style)
        if self.composes:
            return compose_pages(self.root, styles, *own, self.pictures, ending)
        from bulletin.press.engine import laid_by_engine

        return laid_by_engine(self.root, self.folder, styles, *own)

    def _lay(self, profile: Profile, opening: Opening, ending: Ending | None = None) -> Laid:
        """Lay out with an opening; the contents have page numbers if the tree says so."""
        made = self._lay_out(opening.of(profile), ending)
        numbered = sheets.names_pages(self.root)
        return Laid(made, profile, opening, self._name_as_it_stands(), numbered)

    def _opened(self, laid: Laid) -> Laid:
        """Lay out again with the opening that it needs, unless it has that one."""
        lines = _lines(laid.asked)
        if lines in self.found and self._holds(laid):
            return laid
        self.found.pop(lines, None)
        self.found[lines] = opening = self._opening(laid)
        opened = laid if opening == laid.opening else self._lay(laid.asked, opening)
        first = self.first_page(opened)
        if not first.enough:
            self.without[lines] = first.note
        return opened

    def _holds(self, laid: Laid) -> bool:
        """Whether an opening that was found for other spacing is as good with this spacing.

        Contents that filled the first page may be a line longer now and move to the next page as a
        whole. Another opening must be found then.
        """
        first = self.first_page(laid)
        whole = first.contents or laid.opening == broken_opening(laid.asked)
        noted = self.without.get(_lines(laid.asked))
        return first.enough or (noted is not None and whole and first.note >= noted)

    def _numbered(self, laid: Laid) -> Laid:
        """Lay out again with page numbers in the contents if it is long, without them if it is
        not."""
        before = laid.pages
        wanted = bool(self.listed) and before > MOST_UNNUMBERED
        if laid.numbered == wanted:
            return laid
        sheets.name_pages(self.root, wanted)
        other = self._lay(laid.asked, laid.opening)
        grown = wanted and other.pages != before
        return replace(other, grown=(before, other.pages) if grown else None)

    def _surely_numbered(self, profile: Profile) -> Laid | None:
        """Lay out with page numbers at once, if there is so much text that it will surely need
        them.

        None if it is not that long.
        """
        if not self.listed or not sheets.surely_exceeds(self.root, MOST_UNNUMBERED):
            return None
        sheets.name_pages(self.root, True)
        laid = self._opened(self._lay(profile, Opening()))
        if laid.pages > MOST_UNNUMBERED:
            return replace(laid, grown=self._grown(laid))
        self.found.clear()
        self.without.clear()
        sheets.name_pages(self.root, False)
        return None

    def _grown(self, laid: Laid) -> tuple[int, int] | None:
        """How many pages it would have without page numbers, and how many it has; None if as many.

        Pages are counted again only if the contents have another number of lines without numbers.
        """
        sheets.name_pages(self.root, False)
        with sheets.beginning(self.root):
            made = self._lay_out(laid.profile)
        if self._lines_listed(made) != self._lines_listed(laid.made):
            before = self._lay_out(laid.profile).count
        else:
            before = laid.pages
        sheets.name_pages(self.root, True)
        return (before, laid.pages) if before != laid.pages else None

    def _lines_listed(self, made: LaidPages) -> int:
        return sum(made.lines_of(page, self.listed) for page in range(made.count))

    def _opening(self, laid: Laid) -> Opening:
        """The best opening for the first page; only the beginning of the issue is laid out for
        it."""
        profile = laid.asked
        known = {laid.opening: self._first_page(laid.made)}

        def first_page(opening: Opening) -> FirstPage:
            if opening not in known:
                with sheets.beginning(self.root):
                    made = self._lay_out(opening.of(profile))
                known[opening] = self._first_page(made)
            return known[opening]

        contents = sheets.contents_in(self.root)
        ladder = openings(profile, contents, laid.numbered)
        otherwise = broken_opening(profile) if contents else ladder[0]
        return choose_opening(ladder, otherwise, first_page, near=laid.opening)

    def _first_page(self, made: LaidPages) -> FirstPage:
        others = range(1, made.count)
        text = made.lines_of(0, self.text)
        if text < LEAST_TEXT and not any(made.lines_of(page, self.text) for page in others):
            text = LEAST_TEXT  # there is no more text
        listed, noted = (
            not any(made.lines_of(page, elements) for page in others[:1])
            for elements in (self.listed, self.noted)
        )
        return FirstPage(text, listed, noted)

    def _with_colophon(self, laid: Laid) -> Laid:
        """The same, with where the colophon stands."""
        pages = laid.made.count
        alone = pages > 1 and laid.made.ends_in_notes_only()
        odd = sheets.wants_even_page(self.root) and pages % 2 == 1
        return replace(laid, alone=alone, odd=odd, apart=alone or odd)

    def finished(self, laid: Laid) -> Laid:
        """Move the colophon to an even page, if it has to stand on one."""
        if not laid.odd:
            return laid
        self.restore(laid)
        # If the colophon is alone, a blank page stands before it, and neither has a page number.
        footer = sheets.colophon_of(self.root)
        leaves = sheets.put_leaves_before(self.root, footer, blank=laid.alone)
        moved = self._lay(laid.asked, laid.opening, laid.ending)
        for leaf in leaves:
            self.root.find("body").remove(leaf)
        return replace(moved, grown=laid.grown, alone=laid.alone, apart=True)


def _masthead_lines(root: Any, profile: Profile) -> int:
    """The lines that the masthead takes; in a letter, marks on its first line make it higher."""
    marked = any("marks" in sheets.classes(each) for each in root.iter("p"))
    more = float(profile.properties.get("marks-lines", 0)) if marked else 0.0
    return ceil(profile.number("masthead-lines") + more)


def _lines(profile: Profile) -> tuple[str, str]:
    """What decides how much room the first page has: the pitch, and the blank lines."""
    return profile.properties["pitch"], profile.properties["blank-lines"]

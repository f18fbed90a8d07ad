"""A sheet laid out: its first page, its contents and its last page as they should be."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from bulletin.press import masthead
from bulletin.press import sheet as sheets
from bulletin.press.opening import (
    LEAST_TEXT,
    FirstPage,
    Opening,
    broken_opening,
    choose_opening,
    openings,
)
from bulletin.press.tables import tighten
from bulletin.profile import Profile

MOST_UNNUMBERED = 8
"""Pages of an issue whose contents do without page numbers."""

LINE_NUMBERS = "--line-numbers"
"""What styles/line-numbers.css reads: the numbers, one below the other."""


def with_line_numbers(profile: Profile) -> Profile:
    """The same with the numbers of a proof's lines, one for each line of the page's depth."""
    count = int((profile.depth + 0.5) // profile.points("pitch"))
    column = "\\A ".join(map(str, range(1, count + 1)))
    return profile.changed(**{LINE_NUMBERS.strip("-").replace("-", "_"): f'"{column}"'})


@dataclass(frozen=True)
class Laid:
    """An issue laid out, not yet written."""

    document: Any
    setting: Any
    asked: Profile
    """The figures that it was to be set to."""

    opening: Opening
    """How its first page is set."""

    name: tuple[tuple[Any, str | None, tuple[Any, ...]], ...]
    """The masthead's name as it then stood in the tree: its elements, with what they held."""

    numbered: bool
    """Whether its contents name pages."""

    grown: tuple[int, int] | None = None
    """How many pages it had before its contents were numbered and after, if not as many."""

    alone: bool = False
    """Whether the colophon stands alone on its page for want of room under the text."""

    odd: bool = False
    """Whether the colophon has yet to go over to the next page, which is the even one."""

    apart: bool = False
    """Whether it stands on a page of its own, for that or because the house wants an even one."""

    @property
    def profile(self) -> Profile:
        """The figures that it is set to."""
        return self.opening.of(self.asked)

    @property
    def pages(self) -> int:
        """How many there are when the colophon stands where it has to."""
        return len(self.document.pages) + self.odd


@dataclass(frozen=True)
class Forme:
    """What a sheet is printed from: its tree, the styles over the profile's, and the faces."""

    parsed: Any
    stylesheets: tuple[tuple[str, str], ...]
    fonts: Any
    in_type: masthead.MeasureType
    """What measures the masthead's name."""

    name_lines: tuple[str, ...]
    """The lines it is set in, whatever the figures."""

    found: dict[tuple[str, str], Opening] = field(default_factory=dict)
    """The opening for a pitch and so many blank lines, in the order in which they were found."""

    without: set[tuple[str, str]] = field(default_factory=set)
    """For which of these no opening leaves the first page text."""

    chosen: dict[Any, Any] = field(default_factory=dict)
    """The lines of its paragraphs, once chosen (see `Setting`)."""

    @property
    def root(self) -> Any:
        """The tree."""
        return self.parsed.etree_element

    @cached_property
    def name(self) -> str:
        """The masthead's name."""
        return masthead.name_in(self.root)

    @cached_property
    def text(self) -> frozenset[int]:
        """The identities of the elements that hold the articles' text."""
        return sheets.text_elements(self.root)

    @cached_property
    def listed(self) -> frozenset[int]:
        """The identities of the elements of the contents."""
        nav = sheets.contents_of(self.root)
        return frozenset(map(id, nav.iter())) if nav is not None else frozenset()

    def lay(self, profile: Profile) -> Laid:
        """Lay out to the figures of a profile, as nearly as leaves the first page some text.

        Where the colophon has to stand on an even page it may yet have to be moved: see `finished`.
        """
        if not self.found and (laid := self._surely_numbered(profile)):
            return self._with_colophon(laid)
        known = self.found.get(_lines(profile))
        likely = next(reversed(self.found.values()), Opening())
        opened = self._opened(self._lay(profile, known or likely))
        laid = self._numbered(opened)
        if laid is not opened:  # numbers in the contents may take the text from the first page
            laid = self._numbered(self._opened(laid))
        return self._with_colophon(laid)

    def lines_over(self, profile: Profile) -> int:
        """By how many lines all before the text is too long for the first page, at the tightest."""
        from bulletin.press import engine

        tightest = openings(profile, sheets.contents_in(self.root), numbered=False)[-1]
        with sheets.beginning(self.root):
            page = tightest.of(profile).changed(contents_break="auto")
            document, setting = self._lay_out(page)
        return engine.lines_over(document, self.text, LEAST_TEXT, setting)

    def _name_as_it_stands(self) -> tuple[tuple[Any, str | None, tuple[Any, ...]], ...]:
        return tuple((each, each.text, tuple(each)) for each in self.root.iter("h1"))

    def restore(self, laid: Laid) -> None:
        """Have the tree hold what was laid out; others may have been tried since."""
        for element, text, children in laid.name:
            element.text, element[:] = text, children
        sheets.name_pages(self.root, laid.numbered)

    def shows_text(self, laid: Laid) -> bool:
        """Whether the first page has as much text as it should."""
        return self._first_page(laid.document).enough

    def _lay_out(self, profile: Profile) -> tuple[Any, Any]:
        from bulletin.press import engine

        if name := self.name:
            composed = masthead.compose_name(name, profile, self.in_type, self.name_lines)
            masthead.put_name(self.root, composed, profile)
        styles = (*with_line_numbers(profile).stylesheets, *self.stylesheets)
        while True:
            setting = engine.setting_of(profile, self.chosen)
            document = engine.lay_out(self.parsed, styles, self.fonts, setting)
            out = [each for each, edge in engine.overflowing(document) if edge == "right"]
            wide = {id(each): each for each in out if each.tag == "table"}
            # A table that sticks out is set narrower, as long as there is a way.
            tightened = [tighten(each, profile.measure) for each in wide.values()]
            if not any(tightened):
                return document, setting

    def _lay(self, profile: Profile, opening: Opening) -> Laid:
        """With numbers in the contents if the tree has them numbered."""
        document, setting = self._lay_out(opening.of(profile))
        numbered = sheets.names_pages(self.root)
        return Laid(document, setting, profile, opening, self._name_as_it_stands(), numbered)

    def _opened(self, laid: Laid) -> Laid:
        """With the opening that suits it."""
        lines = _lines(laid.asked)
        if lines in self.found and (lines in self.without or self.shows_text(laid)):
            return laid
        self.found.pop(lines, None)
        self.found[lines] = opening = self._opening(laid)
        opened = laid if opening == laid.opening else self._lay(laid.asked, opening)
        if not self.shows_text(opened):
            self.without.add(lines)
        return opened

    def _numbered(self, laid: Laid) -> Laid:
        """With page numbers in the contents of a long issue, and only there."""
        before = laid.pages
        wanted = bool(self.listed) and before > MOST_UNNUMBERED
        if laid.numbered == wanted:
            return laid
        sheets.name_pages(self.root, wanted)
        other = self._lay(laid.asked, laid.opening)
        grown = wanted and other.pages != before
        return replace(other, grown=(before, other.pages) if grown else None)

    def _surely_numbered(self, profile: Profile) -> Laid | None:
        """Numbered from the first, where so much text leaves no doubt that it will be."""
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
        """How many pages it would have without numbers in its contents, and has; if not as many.

        As many as it has, if the contents have as many lines without them.
        """
        sheets.name_pages(self.root, False)
        with sheets.beginning(self.root):
            document, _ = self._lay_out(laid.profile)
        if self._lines_listed(document) != self._lines_listed(laid.document):
            document, _ = self._lay_out(laid.profile)
            before = len(document.pages)
        else:
            before = laid.pages
        sheets.name_pages(self.root, True)
        return (before, laid.pages) if before != laid.pages else None

    def _lines_listed(self, document: Any) -> int:
        from bulletin.press import engine

        return sum(engine.lines_of(each, self.listed) for each in document.pages)

    def _opening(self, laid: Laid) -> Opening:
        """How the first page is best set; found with as much of the issue as may stand on it."""
        profile = laid.asked
        known = {laid.opening: self._first_page(laid.document)}

        def first_page(opening: Opening) -> FirstPage:
            if opening not in known:
                with sheets.beginning(self.root):
                    document, _ = self._lay_out(opening.of(profile))
                known[opening] = self._first_page(document)
            return known[opening]

        contents = sheets.contents_in(self.root)
        ladder = openings(profile, contents, laid.numbered)
        otherwise = broken_opening(profile) if contents else ladder[0]
        return choose_opening(ladder, otherwise, first_page, near=laid.opening)

    def _first_page(self, document: Any) -> FirstPage:
        from bulletin.press import engine

        first, *others = document.pages
        text = engine.lines_of(first, self.text)
        if text < LEAST_TEXT and not any(engine.lines_of(each, self.text) for each in others):
            text = LEAST_TEXT  # there is no more
        return FirstPage(text, not any(engine.lines_of(each, self.listed) for each in others[:1]))

    def _with_colophon(self, laid: Laid) -> Laid:
        """With what is to be known of where the colophon stands."""
        from bulletin.press import engine

        pages = len(laid.document.pages)
        alone = pages > 1 and engine.ends_in_notes_only(laid.document)
        odd = sheets.wants_even_page(self.root) and pages % 2 == 1
        return replace(laid, alone=alone, odd=odd, apart=alone or odd)

    def finished(self, laid: Laid) -> Laid:
        """With the colophon on an even page, where the house wants it there."""
        if not laid.odd:
            return laid
        self.restore(laid)
        # Where the text ends on an even page, the page between is blank, and neither is numbered.
        footer = sheets.colophon_of(self.root)
        leaves = sheets.put_leaves_before(self.root, footer, blank=laid.alone)
        moved = self._lay(laid.asked, laid.opening)
        for leaf in leaves:
            self.root.find("body").remove(leaf)
        return replace(moved, grown=laid.grown, alone=laid.alone, apart=True)


def _lines(profile: Profile) -> tuple[str, str]:
    """What the room on the first page hangs on: the pitch, and the blank lines round its parts."""
    return profile.properties["pitch"], profile.properties["blank-lines"]

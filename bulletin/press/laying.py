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

MOST_ROUNDS = 3
"""How often the contents are numbered: with the pages of contents without numbers, with those
there are with them, and once more."""


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

    grown: tuple[int, int] | None
    """How many pages it had before its contents were numbered and after, if not as many."""

    alone: bool
    """Whether the colophon stands alone on its page for want of room under the text."""

    apart: bool
    """Whether it stands on a page of its own, for that or because the house wants an even one."""

    @property
    def profile(self) -> Profile:
        """The figures that it is set to."""
        return self.opening.of(self.asked)

    @property
    def pages(self) -> int:
        """How many there are."""
        return len(self.document.pages)


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
    """The opening that was found last for a pitch and so many blank lines."""

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
        """Lay out to the figures of a profile, as nearly as leaves the first page some text."""
        lines = profile.properties["pitch"], profile.properties["blank-lines"]
        known = self.found.get(lines)
        laid = self._with_numbers(profile, known or Opening())
        if not self._first_page(laid.document).enough:
            opening = self._opening(profile, laid)
            self.found[lines] = opening
            if opening != laid.opening:
                laid = self._with_numbers(profile, opening)
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
            setting = engine.setting_of(profile)
            document = engine.lay_out(self.parsed, styles, self.fonts, setting)
            out = [each for each, edge in engine.overflowing(document) if edge == "right"]
            wide = {id(each): each for each in out if each.tag == "table"}
            # A table that sticks out is set narrower, as long as there is a way.
            tightened = [tighten(each, profile.measure) for each in wide.values()]
            if not any(tightened):
                return document, setting

    def _with_numbers(self, profile: Profile, opening: Opening) -> Laid:
        """With page numbers in the contents of a long issue."""
        from bulletin.press import engine

        figures = opening.of(profile)
        numbered = sheets.is_numbered(self.root)
        document, setting = self._lay_out(figures)
        before = len(document.pages)
        if numbered and before <= MOST_UNNUMBERED:
            sheets.number_contents(self.root, {})
            document, setting = self._lay_out(figures)
        elif self.listed and before > MOST_UNNUMBERED:
            # Once there are numbers, the lines do not depend on what they are.
            for _ in range(MOST_ROUNDS):
                if not sheets.number_contents(self.root, engine.pages_of_anchors(document)):
                    break
                document, setting = self._lay_out(figures)
        counts = before, len(document.pages)
        grown = None if numbered or counts[0] == counts[1] else counts
        name = self._name_as_it_stands()
        return Laid(document, setting, profile, opening, name, grown, alone=False, apart=False)

    def _opening(self, profile: Profile, laid: Laid) -> Opening:
        """How the first page is best set; found with as much of the issue as may stand on it."""
        known = {laid.opening: self._first_page(laid.document)}

        def first_page(opening: Opening) -> FirstPage:
            if opening not in known:
                with sheets.beginning(self.root):
                    document, _ = self._lay_out(opening.of(profile))
                known[opening] = self._first_page(document)
            return known[opening]

        contents = sheets.contents_in(self.root)
        ladder = openings(profile, contents, sheets.is_numbered(self.root))
        otherwise = broken_opening(profile) if contents else ladder[0]
        return choose_opening(ladder, otherwise, first_page)

    def _first_page(self, document: Any) -> FirstPage:
        from bulletin.press import engine

        first, *others = document.pages
        text = engine.lines_of(first, self.text)
        if text < LEAST_TEXT and not any(engine.lines_of(each, self.text) for each in others):
            text = LEAST_TEXT  # there is no more
        return FirstPage(text, not any(engine.lines_of(each, self.listed) for each in others[:1]))

    def _with_colophon(self, laid: Laid) -> Laid:
        """With the colophon on an even page, where the house wants it there."""
        from bulletin.press import engine

        pages = laid.document.pages
        alone = len(pages) > 1 and engine.ends_in_notes_only(laid.document)
        footer = sheets.colophon_of(self.root)
        if not sheets.wants_even_page(self.root) or len(pages) % 2 == 0:
            return replace(laid, alone=alone, apart=alone)
        # Where the text ends on an even page, the page between is blank, and neither is numbered.
        leaves = sheets.put_leaves_before(self.root, footer, blank=alone)
        document, setting = self._lay_out(laid.profile)
        for leaf in leaves:
            self.root.find("body").remove(leaf)
        name = self._name_as_it_stands()
        return replace(laid, document=document, setting=setting, name=name, alone=alone, apart=True)

"""The pages of an issue that the engine has laid out, and what can be asked of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bulletin.press.engine import line_grid
from bulletin.press.engine.filling import altered_paragraphs
from bulletin.press.engine.placement import placed
from bulletin.press.engine.printing import lay_out, parse
from bulletin.press.engine.setting import Setting, setting_of
from bulletin.press.fonts import Fonts
from bulletin.press.impression import PlacedIssue
from bulletin.press.laid_pages import LineStyle, PushedDown, not_set
from bulletin.press.page_costs import AlteredParagraph
from bulletin.profile import POINTS, Profile


class EnginePages:
    """The pages of an issue; lengths in pt."""

    def __init__(self, document: Any, setting: Setting) -> None:
        self.document, self.setting = document, setting

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self.document.pages)

    @property
    def stretches(self) -> Sequence[float]:
        """For each justified line, the white put between its characters, in em."""
        return self.setting.stretches

    @property
    def loose(self) -> Sequence[tuple[Any, str]]:
        """Elements with a line that is stretched too far, each with some text of the line."""
        return self.setting.loose

    @property
    def broken(self) -> Sequence[tuple[Any, str]]:
        """Elements in which an unbreakable piece was broken, each with the text before the
        break."""
        return self.setting.broken

    @property
    def altered(self) -> Sequence[AlteredParagraph]:
        """The paragraphs that are set longer or shorter to fill the pages."""
        return tuple(altered_paragraphs(self.setting.made))

    def lines_of(self, page: int, elements: frozenset[int]) -> int:
        """How many lines of these elements (given by identity) stand in the text of a page."""
        return line_grid.lines_on_page(self.document.pages[page], elements)

    def lines_over(self, elements: frozenset[int], count: int) -> int:
        """How many lines too low the first `count` lines of the elements end to be on the first
        page."""
        return line_grid.lines_over(self.document, elements, count, self.setting)

    def lines_deep(self) -> tuple[int, ...]:
        """How many lines each page is filled to by text, tables and images."""
        return line_grid.lines_deep(self.document, self.setting.pitch)

    def ends_in_notes_only(self) -> bool:
        """Whether the last page holds only notes or the colophon."""
        return line_grid.ends_in_notes_only(self.document)

    def height_of_notes(self) -> float:
        """The height of the notes and the colophon at the foot of the last page."""
        return line_grid.height_of_notes(self.document) * POINTS["px"]

    def holes(self) -> Iterator[tuple[Any, int]]:
        """The pictures and turned tables that begin a page, each with the lines that are empty at
        the foot of the page before."""
        return line_grid.holes(self.document, self.setting.pitch)

    def pushed_down(self) -> Iterator[PushedDown]:
        """The pictures and tables that found no room on a page that does not end by rule."""
        return line_grid.pushed_down(self.document, self.setting.pitch)

    def overflowing(self) -> Iterator[tuple[Any, str]]:
        """Elements that extend beyond the text area, each with the edge: `right` or `bottom`."""
        return line_grid.overflowing(self.document)

    def not_set(self, root: Any) -> Iterator[tuple[Any, str]]:
        """Elements of a sheet that are not on its pages exactly once and complete."""
        return not_set(root, line_grid.found_on_pages(self.document))

    def placed(self, adjusted: str) -> PlacedIssue:
        """What stands where."""
        return placed(self.document, adjusted)


def laid_by_engine(
    root: Any,
    folder: Path,
    styles: Sequence[tuple[str, str]],
    fonts: Fonts,
    profile: Profile,
    style: LineStyle,
) -> EnginePages:
    """The pages of a sheet, whose images are in `folder`."""
    setting = setting_of(profile, style.chosen, style.own_words, style.of_words)
    return EnginePages(lay_out(parse(root, folder), styles, fonts, setting), setting)

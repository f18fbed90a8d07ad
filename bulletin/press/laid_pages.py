"""What can be asked of an issue whose pages are laid out, whoever laid them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from bulletin.press.impression import PlacedIssue
from bulletin.press.page_costs import AlteredParagraph


@dataclass(frozen=True)
class LineStyle:
    """How lines are chosen, besides the figures of the profile."""

    own_words: tuple[str, ...]
    """Words of the office, which are kept whole where the words of the language are."""

    of_words: frozenset[int]
    """The identities of the elements whose lines end between words if possible: headings and
    contents."""

    chosen: dict[Any, Any] = field(default_factory=dict)
    """How paragraphs are divided into lines, by everything that it depends on. All layouts of one
    sheet share it."""

    measured: dict[Any, Any] = field(default_factory=dict)
    """The paragraphs as they were measured, for all layouts as well."""


class PushedDown(NamedTuple):
    """A picture or table that found no room on a page, whose foot is empty for it."""

    element: Any
    page: int
    """The page that it found no room on, from 1."""

    empty: int
    """How many lines are empty there."""

    above: int
    """How many lines are with it that stay above it on the next page, such as a heading."""

    is_begun: bool
    """Whether it is a table that has rows on the page before."""


class LaidPages(Protocol):
    """The pages of an issue. Lengths are in pt."""

    @property
    def count(self) -> int:
        """How many pages there are."""

    @property
    def stretches(self) -> Sequence[float]:
        """For each justified line, the white put between its characters, in em."""

    @property
    def loose(self) -> Sequence[tuple[Any, str]]:
        """Elements with a line that is stretched too far, each with some text of the line."""

    @property
    def broken(self) -> Sequence[tuple[Any, str]]:
        """Elements in which an unbreakable piece was broken, each with the text before the
        break."""

    @property
    def altered(self) -> Sequence[AlteredParagraph]:
        """The paragraphs that are set longer or shorter to fill the pages."""

    def lines_of(self, page: int, elements: frozenset[int]) -> int:
        """How many lines of these elements (given by identity) stand in the text of a page, which
        is counted from 0."""

    def lines_over(self, elements: frozenset[int], count: int) -> int:
        """How many lines too low the first `count` lines of the elements end to be on the first
        page; 0 if they are on it, or if there are fewer lines."""

    def lines_deep(self) -> tuple[int, ...]:
        """How many lines each page is filled to by text, tables and images; notes and page margins
        do not count."""

    def ends_in_notes_only(self) -> bool:
        """Whether the last page holds only notes or the colophon."""

    def height_of_notes(self) -> float:
        """The height of the notes and the colophon at the foot of the last page."""

    def holes(self) -> Iterator[tuple[Any, int]]:
        """The pictures and turned tables that begin a page, each with the lines that are empty at
        the foot of the page before."""

    def pushed_down(self) -> Iterator[PushedDown]:
        """The pictures and tables that found no room on a page that does not end by rule."""

    def overflowing(self) -> Iterator[tuple[Any, str]]:
        """Elements that extend beyond the text area, each with the edge: `right` or `bottom`."""

    def not_set(self, root: Any) -> Iterator[tuple[Any, str]]:
        """Elements of a sheet that are not on the pages exactly once and complete, each with its
        text. The text of an image is empty."""

    def placed(self, adjusted: str) -> PlacedIssue:
        """What stands where. `adjusted` says in Chinese how the lines of the issue were adjusted;
        the imprint records it unless it is empty."""


class FoundOnPages(NamedTuple):
    """What is on the pages, by the identities of the elements of the sheet."""

    words: Mapping[int, Sequence[str]]
    images: AbstractSet[int]
    repeated: AbstractSet[int]
    """Those that stand in page margins, and may be there again and again."""


def not_set(root: Any, found: FoundOnPages) -> Iterator[tuple[Any, str]]:
    """Elements of a sheet that are not on its pages exactly once and complete, each with its text.

    The head of a table and what stands in the page margins may be repeated. The text of an image
    is empty.
    """
    repeated = found.repeated | {id(each) for head in root.iter("thead") for each in head.iter()}
    for element in root.find("body").iter():
        if element.tag == "img":
            if element.get("src") and id(element) not in found.images:
                yield element, ""
            continue
        own = _squeezed([element.text or "", *(child.tail or "" for child in element)])
        there = _squeezed(found.words.get(id(element), ())) if own else own
        times = len(there) // len(own) if id(element) in repeated and own and there else 1
        if there != own * times:
            yield element, own


def _squeezed(texts: Iterable[str]) -> str:
    return "".join("".join(texts).split())

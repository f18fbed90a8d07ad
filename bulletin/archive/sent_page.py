"""The page of a published issue as it was sent, in pieces that the archive puts into its frame.

The pieces are read from the page itself; any version of the program may have made it. Every such
page has one `main`, which contains an `article` with an `id` for each article.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser

from markupsafe import Markup

from bulletin.archive.summary import ArticleText, IssueText

_VOID = frozenset(("br", "hr", "img", "input", "link", "meta"))
"""Elements without an end tag (HTML 13.1.2)."""

_LINES = frozenset(("p", "li", "th", "td", "figcaption"))
"""Elements that are a line of text by themselves; so is an element of the class `passage`."""

_WITHIN_LINES = frozenset(("a", "b", "em", "i", "span", "strong", "sub", "sup", "time", "wbr"))
"""Elements that are a part of a line; what stands on both sides is printed without a break."""


@dataclass
class _Element:
    """An element of a page: its tag, and the places of the element and its content in the text."""

    tag: str
    attributes: dict[str, str | None]
    start: int
    inside: int
    stop: int = 0
    after: int = 0
    text: str = ""
    """Its text, without the signs of notes and the numbers of items."""

    def has(self, name: str) -> bool:
        """Whether it has this class."""
        return name in (self.attributes.get("class") or "").split()

    def holds(self, other: _Element) -> bool:
        """Whether it contains another element."""
        return self.inside <= other.start and other.after <= self.stop

    @cached_property  # it is asked for each piece of text inside
    def is_sign(self) -> bool:
        """Whether it is the sign of a note or the number of an item, not a word of the text."""
        back = self.tag == "a" and (self.attributes.get("href") or "").count("-call-")
        return bool(back) or self.has("marker") or self.has("call")

    @cached_property
    def is_of_the_page(self) -> bool:
        """Whether it stands on the page alone and not on paper."""
        return self.has("download") or self.has("announcement")


class _PageReader(HTMLParser):
    """Reads the elements of a page, in the order in which they begin."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[_Element] = []
        self.pieces = [""]
        """The text of the `main`, parted where an element begins that is no part of a line."""

        self._open: list[_Element] = []
        self._starts = [0]
        for line in page.split("\n"):  # the only end of a line that the parser counts
            self._starts.append(self._starts[-1] + len(line) + 1)
        self.feed(page)
        self.close()

    @property
    def _at(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        at, length = self._at, len(self.get_starttag_text() or "")
        element = _Element(tag, dict(attrs), at, at + length)
        self.elements.append(element)
        if element.is_sign or tag not in _WITHIN_LINES:
            self.pieces.append("")
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """End the last open element with this tag, and all elements in it."""
        if tag not in (each.tag for each in self._open):
            return
        while self._open:
            element = self._open.pop()
            element.stop, element.after = self._at, self._at + len(tag) + 3
            if element.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        """Add text to every open element."""
        if any(each.is_sign for each in self._open):
            return
        for element in self._open:
            element.text += data
        if any(each.tag == "main" for each in self._open):
            self.pieces[-1] += "" if any(each.is_of_the_page for each in self._open) else data


@dataclass(frozen=True)
class SentArticle:
    """An article on a page that was sent."""

    anchor: str
    unit: str
    title: str
    text: ArticleText


@dataclass(frozen=True)
class SentPage:
    """A page that was sent; no part of it is made again."""

    page: str

    @cached_property
    def _reader(self) -> _PageReader:
        return _PageReader(self.page)

    @property
    def _elements(self) -> list[_Element]:
        return self._reader.elements

    @property
    def pieces_of_text(self) -> tuple[str, ...]:
        """The text of its `main`, without links to files, announcements of corrections, the signs
        of notes and the numbers of items: piece by piece, each of which stands on paper without
        anything in between."""
        return tuple(self._reader.pieces)

    @property
    def announcements(self) -> tuple[str, ...]:
        """What it announces of its issue, which is on no paper: corrections and the withdrawal."""
        return tuple(each.text for each in self._elements if each.has("announcement"))

    @property
    def table_heads(self) -> tuple[str, ...]:
        """The text of each cell in the head of a table."""
        return tuple(each.text for each in self._elements if each.tag == "th")

    @cached_property
    def _main(self) -> _Element | None:
        return next((each for each in self._elements if each.tag == "main"), None)

    @cached_property
    def _articles(self) -> list[_Element]:
        main = self._main
        of = [
            each for each in self._elements if each.tag == "article" and each.attributes.get("id")
        ]
        return [each for each in of if main and main.holds(each)]

    @property
    def is_whole(self) -> bool:
        """Whether it is a page with articles, and not one about a withdrawal."""
        return bool(self._articles)

    def pieces(self, *, with_pdf: bool) -> tuple[tuple[Markup, str], ...]:
        """The content of its `main` in pieces, each up to the end of an article, with its anchor.

        The last piece has no anchor. Without PDF, links to the PDF are left out.
        """
        main = self._main
        if main is None:
            return ()
        links = [] if with_pdf else [each for each in self._elements if each.has("download")]
        at, made = main.inside, []
        for each in self._articles:
            html = self._without(links, at, each.after).removeprefix("\n")
            made.append((Markup(html), each.attributes["id"] or ""))
            at = each.after
        return (*made, (Markup(self._without(links, at, main.stop)), ""))

    def _without(self, left_out: Iterable[_Element], start: int, stop: int) -> str:
        """The page between two places, without some elements and the line ends before them."""
        kept = ""
        for each in left_out:
            if start <= each.start and each.after <= stop:
                kept += self.page[start : each.start].rstrip("\n")
                start = each.after
        return kept + self.page[start:stop]

    @cached_property
    def articles(self) -> tuple[SentArticle, ...]:
        """Its articles."""
        return tuple(map(self._article, self._articles))

    @property
    def topic(self) -> str:
        """Its topic, without 【】."""
        found = (each.text for each in self._elements if each.tag == "p" and each.has("topic"))
        return next(found, "").strip().removeprefix("【").removesuffix("】")

    @property
    def text(self) -> IssueText:
        """Its text, for the search and the feed."""
        notes = (each for each in self._elements if each.has("editor-note"))
        preface = [line for note in notes for line in self._lines(note)]
        return IssueText("\n".join(preface), tuple(each.text for each in self.articles))

    def _article(self, element: _Element) -> SentArticle:
        anchor = element.attributes["id"] or ""
        unit, _, title = self._contents_line(anchor, element).partition("：")
        html = Markup(self.page[element.start : element.after])
        text = ArticleText("\n".join(self._lines(element)), html)
        return SentArticle(anchor, unit, title, text)

    def _contents_line(self, anchor: str, element: _Element) -> str:
        """The line of an article in the contents; for the only article of an issue, its title."""
        linked = (each for each in self._elements if each.attributes.get("href") == f"#{anchor}")
        titles = (each for each in self._elements if element.holds(each) and each.has("title"))
        line = next((each.text for each in (*linked, *titles)), "")
        return line.strip().removesuffix("。")

    def _lines(self, element: _Element) -> Iterator[str]:
        """The text of an element, line by line."""
        last: _Element | None = None
        for each in self._elements:
            is_line = each.tag in _LINES or each.has("passage") or each.has("title")
            if is_line and element.holds(each) and not (last and last.holds(each)):
                last = each
                yield " ".join(each.text.split())

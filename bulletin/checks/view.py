"""The prepared view that every rule reads. It is computed once, and is the same for all kinds of
copy.

A *passage* is a paragraph as it is printed: its characters without markup for bold, each with its
place in the file, a run-in heading before its text, and torn paragraphs joined. A rule never
searches a file; it reads passages and returns stretches of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from bulletin.checks.lists import HouseLists
from bulletin.checks.pairs import Pairs, pairs_in
from bulletin.checks.plainly import written_plainly
from bulletin.locators import locators
from bulletin.markdown import dialect_marks
from bulletin.model import Publication, Serial
from bulletin.past import PastIndex, fingerprints
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span
from bulletin.tearing import is_in_columns, is_label

SENTENCE_ENDS = "。！？…"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
"""The ranges of 汉字, for a character class in a regular expression."""


def han_pattern(pattern: str) -> re.Pattern[str]:
    """A compiled pattern in which H stands for the ranges of 汉字."""
    return pattern_of(pattern.replace("H", HAN))


BLANKS = " \u00a0\u2009\u202f"
"""Spaces that pasted copy has around numerals."""

DIGIT_SPACE = pattern_of(f"(?<=[{HAN}])[{BLANKS}]+(?=[0-9])|(?<=[0-9%])[{BLANKS}]+(?=[{HAN}])")
"""A space between 汉字 and a numeral."""

_GROUPED = pattern_of(
    f"(?<![0-9.,，])[1-9][0-9]{{0,2}}(?:([,，{BLANKS}])[0-9]{{3}})(?:\\1[0-9]{{3}})*(?![0-9])"
)
"""A numeral in groups of three digits: 1,234 and 1 234, and also 1，234 with a full-width comma."""

CLOSING = "”’）》」』】〕〉"
LONGEST_RUN_IN = 30
"""The most characters of a bold sentence that may be a run-in heading."""

LONGEST_PLAIN_HEADING = 13
"""A plain sentence up to this long without a comma is probably a heading that lost its bold. In
issue 116 this finds all fifteen headings and nothing else."""

PAIRS = {
    "“": "”",
    "‘": "’",
    "（": "）",
    "《": "》",
    "〈": "〉",
    "【": "】",
    "〔": "〕",
    "「": "」",
    "『": "』",
}
OPENERS = {closer: opener for opener, closer in PAIRS.items()}
_PAIRED = pattern_of(f"[{''.join(PAIRS)}{''.join(OPENERS)}]")
_OPENS_QUOTATION = "“‘《〈「『"
_YEAR_CUT_SHORT = pattern_of(r"’[0-9]{2}(?![0-9])")
_ITEM_NUMBER = pattern_of(r"(?:^|[。；：，\s])(?:[0-9]{1,2}|[a-zA-Z一二三四五六七八九十])\Z")


class PassageRole(Enum):
    """What a passage is in its issue."""

    MASTHEAD = "masthead"
    CONTENTS = "contents"
    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    CELL = "cell"
    NOTE = "note"
    DISTRIBUTION = "distribution"


class Anchor(NamedTuple):
    """Character `at` of a passage stands at `offset` in its file, and the next ones follow
    there."""

    at: int
    offset: int


class PairFault(NamedTuple):
    """A paired mark without its other half, or inside another of the same kind."""

    at: int
    kind: str
    """`open` (never closed), `close` (never opened), `crossed` or `nested`."""


class CellPlace(NamedTuple):
    """Where a cell stands: in which table of the file, and in which of its rows."""

    table: int
    row: int


@dataclass(frozen=True)
class Passage:
    """A paragraph, title, heading or line, as it is printed."""

    source: Source
    role: PassageRole
    text: str
    anchors: tuple[Anchor, ...]
    """In the order of `at`; the first one is at 0."""

    bold: tuple[Span, ...] = ()
    """Bold stretches of `text`, in order, with neighbours merged."""

    joints: tuple[int, ...] = ()
    """Places in `text` at which a torn paragraph was joined."""

    marker: str = ""
    """The number of the list item that the passage begins, as it is printed before it."""

    depth: int = 0
    """In how many lists it stands, one inside the other."""

    cell: CellPlace | None = None
    """Its place in a table; None if it is no cell."""

    @cached_property
    def pairs(self) -> Pairs:
        """The pairs of characters of its text."""
        return pairs_in(self.text)

    def has_any(self, characters: str) -> bool:
        """Whether one of the characters stands in its text. This is much faster than a search."""
        return not self.pairs.characters.isdisjoint(characters)

    def offset(self, at: int) -> int:
        """The offset of character `at` in the file."""
        anchor = self.anchors[bisect_right(self.anchors, (at, 1 << 62)) - 1]
        return anchor.offset + at - anchor.at

    def span(self, start: int, end: int) -> Span:
        """The span in the file of characters `start` to `end`."""
        first = self.offset(start)
        return Span(first, self.offset(end - 1) + 1 if end > start else first)

    def stretch(self, start: int, end: int) -> Stretch:
        """Characters `start` to `end` as a stretch."""
        return Stretch(self, start, end)

    @property
    def whole(self) -> Stretch:
        """The whole passage as a stretch."""
        return Stretch(self, 0, len(self.text))

    @cached_property
    def compact(self) -> Passage:
        """The passage for reading numbers: without spaces around numerals and marks inside them."""
        spaces = DIGIT_SPACE.finditer(self.text) if self.has_any(BLANKS) else ()
        gaps = sorted({*_separators(self.text), *(match.span() for match in spaces)})
        if not gaps:
            return self
        edges = (0, *(place for gap in gaps for place in gap), len(self.text))
        parts: list[str] = []
        anchors: list[Anchor] = []
        at = 0
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            anchors.append(Anchor(at, self.offset(start)))
            first = bisect_right(self.anchors, (start, 1 << 62))
            last = bisect_right(self.anchors, (end, -1))
            anchors += [
                Anchor(one - start + at, offset) for one, offset in self.anchors[first:last]
            ]
            parts.append(self.text[start:end])
            at += end - start
        return Passage(self.source, self.role, "".join(parts), tuple(anchors))

    @cached_property
    def locators(self) -> tuple[Span, ...]:
        """The addresses in its text, in which no rule of language or typography applies."""
        return locators(self.text)

    @cached_property
    def foreign(self) -> tuple[Span, ...]:
        """The marks of other kinds of Markdown in its text. Where Markdown is read they are
        reported, and no rule of language or typography applies in them."""
        found = dialect_marks(self.text)
        return tuple(Span(each.start, each.start + len(each.text)) for each in found)

    def is_bold(self, at: int) -> bool:
        """Whether `at` lies between two characters of a bold stretch."""
        place = bisect_left(self._bold_starts, at) - 1
        return place >= 0 and at < self.bold[place].end

    @cached_property
    def _bold_starts(self) -> tuple[int, ...]:
        return tuple(span.start for span in self.bold)

    def is_held(self, at: int) -> bool:
        """Whether some paired mark is open at `at`."""
        ends, opened = self._marks
        index = bisect_right(ends, at)
        return index > 0 and opened[index - 1]

    @cached_property
    def _marks(self) -> tuple[list[int], list[bool]]:
        """The end of each paired mark, and whether any mark is open after it."""
        ends: list[int] = []
        opened: list[bool] = []
        depth: Counter[str] = Counter()
        for match in _PAIRED.finditer(self.text):
            mark = match[0]
            depth[OPENERS.get(mark, mark)] += 1 if mark in PAIRS else -1
            ends.append(match.end())
            opened.append(any(each > 0 for each in depth.values()))
        return ends, opened

    @cached_property
    def _pairing(self) -> tuple[tuple[Span, ...], tuple[PairFault, ...]]:
        return _pairing(self.text)

    @property
    def quotations(self) -> tuple[Span, ...]:
        """The outermost stretches in quotation marks or 《》, with their marks, in order."""
        return self._pairing[0]

    @property
    def pair_faults(self) -> tuple[PairFault, ...]:
        """Paired marks that do not pair."""
        return self._pairing[1]

    @cached_property
    def _quotation_starts(self) -> tuple[int, ...]:
        return tuple(span.start for span in self.quotations)

    def is_quoted(self, start: int, end: int) -> bool:
        """Whether any of the characters `start` to `end` is in quotation marks or 《》."""
        quotation = self.quotation_at(max(start, end - 1))
        return quotation is not None and quotation.end > start

    def quotation_at(self, at: int) -> Span | None:
        """The last outermost quotation that begins at or before character `at`."""
        place = bisect_right(self._quotation_starts, at) - 1
        return self.quotations[place] if place >= 0 else None

    @cached_property
    def is_prose(self) -> bool:
        """Whether it is running text, in which spaces have no meaning: not a title, names,
        columns."""
        running = self.role in (PassageRole.TEXT, PassageRole.ITEM, PassageRole.NOTE)
        clauses = running and _CLAUSES.search(self.text) is not None
        return clauses and not is_in_columns(self.text) and not is_label(self.text)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences, each with its end mark and the closing marks after that."""
        ends = [match.end() for match in _SENTENCE_END.finditer(self.text)]
        if not ends or ends[-1] < len(self.text):
            ends.append(len(self.text))
        return tuple(Span(start, end) for start, end in pairwise((0, *ends)))


def _separators(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the marks that divide numerals into groups of three digits."""
    for match in _GROUPED.finditer(text):
        for at in range(*match.span()):
            if not text[at].isdigit():
                yield at, at + 1


_CLAUSES = pattern_of("[，。；！？,;!?]|[.…]$")
_SENTENCE_END = pattern_of(f"[{SENTENCE_ENDS}]+[{CLOSING}]*")


def _pairing(text: str) -> tuple[tuple[Span, ...], tuple[PairFault, ...]]:
    """Pair the marks of `text`. Returns the outermost quotations, and the marks without a
    partner."""
    stack: list[tuple[str, int]] = []
    quotations: list[Span] = []
    faults: list[PairFault] = []
    for match in _PAIRED.finditer(text):
        mark, at = match[0], match.start()
        if mark in PAIRS:
            if stack and stack[-1][0] == mark and mark in "“‘《":
                faults.append(PairFault(at, "nested"))
            stack.append((mark, at))
            continue
        opener = OPENERS[mark]
        if stack and stack[-1][0] == opener:
            _, start = stack.pop()
        elif any(each == opener for each, _ in stack[-8:]):
            faults.append(PairFault(at, "crossed"))
            while stack[-1][0] != opener:
                stack.pop()
            _, start = stack.pop()
        else:
            if not _is_no_closer(text, at, mark):
                faults.append(PairFault(at, "close"))
            continue
        if opener in _OPENS_QUOTATION and not any(m in _OPENS_QUOTATION for m, _ in stack[:8]):
            quotations.append(Span(start, at + 1))
    faults += [PairFault(at, "open") for _, at in stack]
    unclosed = next((at for mark, at in stack if mark in _OPENS_QUOTATION), None)
    if unclosed is not None:
        quotations = [span for span in quotations if span.end <= unclosed]
        quotations.append(Span(unclosed, len(text)))
    return tuple(quotations), tuple(sorted(faults))


def _is_no_closer(text: str, at: int, mark: str) -> bool:
    """Whether a closing mark needs no opening one: an apostrophe (’98), or the ） of `1）`."""
    if mark == "’":
        word = at > 0 and text[at - 1].isascii() and text[at - 1].isalnum()
        return word or _YEAR_CUT_SHORT.match(text, at) is not None
    return mark == "）" and _ITEM_NUMBER.search(text[max(0, at - 3) : at]) is not None


class Stretch(NamedTuple):
    """The characters `start` to `end` of a passage."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters themselves."""
        return self.passage.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """Their span in the file."""
        return self.passage.span(self.start, self.end)


class Plain(NamedTuple):
    """The text of a passage in plain ASCII forms, without invisible characters."""

    passage: Passage
    text: str
    places: tuple[int, ...] | None
    """The place of each character in the passage; None if nothing was left out."""

    def stretch(self, start: int, end: int) -> Stretch:
        """The passage's stretch of characters `start` to `end` of the text."""
        if self.places is None:
            return self.passage.stretch(start, end)
        return self.passage.stretch(self.places[start], self.places[end - 1] + 1)


class Stop(Enum):
    """Whether the 。 of a run-in heading is inside or outside its bold."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    NONE = "none"
    """For a heading on its own line, which has no 。."""


@dataclass(frozen=True)
class Heading:
    """A run-in heading, or a heading on its own line."""

    stretch: Stretch
    """The heading without its end mark."""

    bold: bool
    stop: Stop
    """`INSIDE` for a heading that is not bold, because its 。 is where its bold should end."""


@dataclass(frozen=True)
class ManuscriptArticle:
    """One article or submission, as the rules see it."""

    name: str
    unit: Stretch | None
    """The unit before the title, as written."""

    title: Stretch | None
    """The title without unit and end mark."""

    title_bold: bool
    """Whether the title is bold. It is True if the layout makes it bold."""

    merged: Stretch | None
    """Title and first heading, if both are in one bold stretch."""

    passages: tuple[Passage, ...]
    """The body. In raw text the first passage begins with unit and title."""

    attachments: tuple[ManuscriptArticle, ...] = ()
    """Its attachments, each a text without unit. Raw text has none."""

    @cached_property
    def body_start(self) -> int:
        """Where the text begins in the first passage, which may start with the title."""
        if self.title is None or not self.passages or self.title.passage is not self.passages[0]:
            return 0
        end = self.title.end
        return end + 1 if self.title.passage.text[end : end + 1] in tuple(SENTENCE_ENDS) else end

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """The headings in order: bold ones, and short plain sentences that look like a heading."""
        return tuple(
            heading
            for at, passage in enumerate(self.passages)
            for heading in _headings(passage, 0 if at else self.body_start)
        )

    @cached_property
    def length(self) -> int:
        """The number of characters, with title and marks but without spaces."""
        title = self.title
        own = title.text if title and title.passage not in self.passages[:1] else ""
        return sum(len(_SPACES.sub("", passage.text)) for passage in self.passages) + len(own)

    @cached_property
    def prints(self) -> frozenset[int]:
        """The fingerprints of its text, without tables."""
        return fingerprints(
            "".join(each.text for each in self.passages if each.role != PassageRole.CELL)
        )

    @property
    def place(self) -> Stretch | None:
        """Where a fault of the whole article is reported: at its title or its first passage."""
        return self.title or (self.passages[0].whole if self.passages else None)


_SPACES = pattern_of(r"\s+")
_BREAKS_HEADING = pattern_of("[，、；：,;:]")


def _headings(passage: Passage, start: int) -> Iterator[Heading]:
    if passage.role is PassageRole.HEADING:
        yield Heading(passage.whole, True, Stop.NONE)
        return
    if passage.role is not PassageRole.TEXT:
        return
    starts = {start, *(span.end for span in passage.sentences)}
    found = [
        heading for span in passage.bold if (heading := _bold_heading(passage, span, start, starts))
    ]
    taken = [(each.stretch.start, each.stretch.end) for each in found]
    for span in passage.sentences:
        heading = _plain_heading(passage, Span(max(span.start, start), span.end))
        if heading and not any(
            one < heading.stretch.end and heading.stretch.start < two for one, two in taken
        ):
            found.append(heading)
    yield from sorted(found, key=lambda heading: heading.stretch.start)


def _bold_heading(
    passage: Passage, span: Span, body_start: int, starts: set[int]
) -> Heading | None:
    """A run-in heading: a bold stretch that is a whole sentence. Its 。 may be outside the bold."""
    start, end = max(span.start, body_start), span.end
    text = passage.text[start:end]
    if start >= end or start not in starts:
        return None
    if text.endswith(tuple(SENTENCE_ENDS)):
        end -= text.endswith("。")
        return Heading(passage.stretch(start, end), True, Stop.INSIDE)
    if passage.text[end : end + 1] == "。" and len(text) <= LONGEST_RUN_IN and "。" not in text:
        return Heading(passage.stretch(start, end), True, Stop.OUTSIDE)
    return None


def _plain_heading(passage: Passage, span: Span) -> Heading | None:
    """A sentence that is probably a heading without bold: it is short, has no comma, and text
    follows it."""
    length = span.end - span.start - 1
    if not 2 <= length <= LONGEST_PLAIN_HEADING or span.end >= len(passage.text):
        return None
    text = passage.text[span.start : span.end]
    if not text.endswith("。") or _BREAKS_HEADING.search(text):
        return None
    return Heading(passage.stretch(span.start, span.end - 1), False, Stop.INSIDE)


@dataclass(frozen=True)
class Manuscript:
    """An issue, one submission or a raw text, with everything that the rules may look at."""

    source: Source
    """The issue's sheet, the submission or the raw text."""

    publication: Publication
    house: HouseLists
    articles: tuple[ManuscriptArticle, ...]
    passages: tuple[Passage, ...]
    """Every passage of the copy once, in printed order."""

    contents: tuple[Stretch, ...] = ()
    """The lines of typed contents in raw text. Markdown has none."""

    beside: tuple[Passage, ...] = ()
    """What else the page prints or contains: credits, masthead, colophon, the descriptions and file
    names of images, addresses, notes in tables. It is searched only for what must not be public."""

    raw: bool = False
    """Whether the copy is raw text, in which unit, title and bold are only guessed from marks."""

    name: str = ""
    """The issue's name, under which it is in the index of past issues."""

    serial: Serial | None = None
    dated: date | None = None
    number_place: Stretch | None = None
    """The line with the number; None if the copy has none."""

    dated_place: Stretch | None = None
    whole_number: int | None = None
    """Its 总期号; None if it has none."""

    whole_number_place: Stretch | None = None
    public: bool = False
    secrecy: str = ""
    unit_printed: bool = True
    """Whether the page prints each article's unit before its title."""

    past: PastIndex = field(default_factory=PastIndex)

    @cached_property
    def plainly(self) -> tuple[Plain, ...]:
        """All that the page prints or contains, `passages` and `beside`, in plain ASCII forms."""
        every = (*self.passages, *self.beside)
        return tuple(Plain(each, *written_plainly(each.text)) for each in every)

    @cached_property
    def texts(self) -> tuple[ManuscriptArticle, ...]:
        """The articles, each followed by its attachments."""
        return tuple(text for each in self.articles for text in (each, *each.attachments))

    @cached_property
    def prose(self) -> tuple[Passage, ...]:
        """The passages whose wording and numbers are checked: all except the masthead."""
        return tuple(each for each in self.passages if each.role is not PassageRole.MASTHEAD)

    def matches(
        self, pattern: re.Pattern[str], among: str = ""
    ) -> Iterator[tuple[Passage, re.Match[str]]]:
        """Every match of `pattern` in the prose, with its passage.

        Every match has at least one of the characters `among`; passages with none of them are not
        searched. Without `among` every passage is searched.
        """
        return _matches(self.prose, pattern, among)

    def figures(
        self, pattern: re.Pattern[str], among: str = ""
    ) -> Iterator[tuple[Passage, re.Match[str]]]:
        """Every match of `pattern` in the prose without spaces around numerals (see `matches`)."""
        return _matches(self.compact, pattern, among)

    @cached_property
    def compact(self) -> tuple[Passage, ...]:
        """The prose without spaces around numerals (see `Passage.compact`)."""
        return tuple(passage.compact for passage in self.prose)

    @cached_property
    def has_bold(self) -> bool:
        """Whether anything is bold. If not, bold was lost when the text was pasted."""
        return any(passage.bold for passage in self.passages)


def _matches(
    passages: Iterable[Passage], pattern: re.Pattern[str], among: str
) -> Iterator[tuple[Passage, re.Match[str]]]:
    for passage in passages:
        if among and not passage.has_any(among):
            continue
        for match in pattern.finditer(passage.text):
            yield passage, match

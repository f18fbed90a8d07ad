"""The layout of a document: which part of the bulletin each of its lines and bars belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bulletin.inspect.requirements import Requirements
from bulletin.patterns import pattern_of
from bulletin.pdf import (
    Bar,
    Body,
    PrintedDocument,
    PrintedLine,
    PrintedPage,
    printed_lines,
    read_body,
)

PAGE_NUMBER = pattern_of(r"^[—–―\-－一·•]{0,2}(\d{1,4})[—–―\-－一·•]{0,2}$")
DISTRIBUTION = pattern_of(r"^(主报|主送|抄报|抄送|报送|报|送|发|分送|印发|本期增发)：")


@dataclass(frozen=True)
class Area:
    """The 版心, mm from the page's top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class PrintedColophon:
    """The 版记."""

    page: int
    rules: tuple[Bar, ...]
    """From top to bottom; none in a letter (GB/T 9704-2012 10.1)."""

    lines: tuple[PrintedLine, ...]
    """Between the first rule and the last."""

    @property
    def top(self) -> float:
        """The top of its first rule, or of its first line if it has no rules; mm."""
        return self.rules[0].top if self.rules else self.lines[0].top

    @property
    def bottom(self) -> float:
        """The bottom of its last rule, or of its last line if it has no rules; mm."""
        return self.rules[-1].bottom if self.rules else self.lines[-1].bottom


@dataclass(frozen=True)
class PageNumber:
    """A printed page number."""

    line: PrintedLine
    number: int


@dataclass(frozen=True)
class Layout:
    """The parts of one bulletin."""

    document: PrintedDocument
    requirements: Requirements
    area: Area
    lines: tuple[PrintedLine, ...]
    """All lines but page numbers, in reading order."""

    body: Body | None
    name: tuple[PrintedLine, ...]
    """The masthead's lines in its greatest size, red; usually one."""

    red_rule: Bar | None
    colophon: PrintedColophon | None
    page_numbers: tuple[PageNumber, ...]

    def page(self, number: int) -> PrintedPage:
        """The page at this place in the file."""
        return self.document.pages[number - 1]


def read_layout(document: PrintedDocument, requirements: Requirements) -> Layout:
    """Finds the parts by place, size and colour."""
    area = _area(requirements)
    found = [line for page in document.pages for line in printed_lines(_unnumbered(page, area))]
    numbers = _page_numbers(document, found)
    taken = {id(each.line) for each in numbers}
    lines = tuple(line for line in found if id(line) not in taken and not _is_of_proof(line, area))
    colophon = _colophon(document, lines)
    inside = {id(line) for line in colophon.lines} if colophon else set()
    running = tuple(line for line in lines if id(line) not in inside)
    name = _name(running)
    return Layout(
        document=document,
        requirements=requirements,
        area=area,
        lines=lines,
        body=read_body(running),
        name=name,
        red_rule=_red_rule(document, name),
        colophon=colophon,
        page_numbers=numbers,
    )


PROOF_MARK = pattern_of(r"^(送审稿|清样)")


def _unnumbered(page: PrintedPage, area: Area) -> PrintedPage:
    """The page without the red numbers that stand before a proof's lines."""
    kept = (
        glyph
        for glyph in page.glyphs
        if not (glyph.colour.is_red and glyph.text.isdigit() and glyph.right < area.left)
    )
    return replace(page, glyphs=tuple(kept))


def _is_of_proof(line: PrintedLine, area: Area) -> bool:
    """Whether a line is the red stamp of a draft or a proof."""
    text = re.sub(r"\s", "", line.text)
    red = line.glyphs[0].colour.is_red
    return red and line.bottom < area.top + 1 and PROOF_MARK.match(text) is not None


LETTER_RULE = 165.0
"""Least length of a letter's red double rule, mm; it is 170 (GB/T 9704-2012 10.1)."""


def is_letter(document: PrintedDocument) -> bool:
    """Whether page 1 has a red double rule wider than the text area."""
    wide = sorted(
        bar.top
        for bar in document.pages[0].bars
        if bar.is_horizontal and bar.length > LETTER_RULE and bar.colour.is_red
    )
    return any(lower - upper < 3 for upper, lower in pairwise(wide))


def _area(requirements: Requirements) -> Area:
    left, top = requirements.middle("text-area-left"), requirements.middle("text-area-top")
    return Area(
        left,
        top,
        left + requirements.middle("text-area-width"),
        requirements.middle("colophon-foot"),
    )


def _page_numbers(
    document: PrintedDocument, lines: Sequence[PrintedLine]
) -> tuple[PageNumber, ...]:
    """On each page the number between dashes, or otherwise the lowest number, at the head or
    foot."""
    numbers = []
    for page in document.pages:
        candidates = [
            (len(match[0]) - len(match[1]), line.y, PageNumber(line, int(match[1])))
            for line in lines
            if line.page == page.number
            and not 0.11 * page.height < line.y < 0.86 * page.height
            and (match := PAGE_NUMBER.match(re.sub(r"\s", "", line.text)))
        ]
        numbers += [each for *_, each in sorted(candidates, key=lambda each: each[:2])[-1:]]
    return tuple(numbers)


def _name(lines: tuple[PrintedLine, ...]) -> tuple[PrintedLine, ...]:
    red = [line for line in lines if line.page == 1 and line.glyphs[0].colour.is_red]
    greatest = max((line.size for line in red), default=0.0)
    return tuple(line for line in red if line.size >= 0.95 * greatest)


def _red_rule(document: PrintedDocument, name: tuple[PrintedLine, ...]) -> Bar | None:
    """The first long bar on page 1 below the name, preferably a red one; otherwise the first red
    bar."""
    bars = [bar for bar in document.pages[0].bars if bar.is_horizontal and bar.length > 60]
    below = [bar for bar in bars if name and bar.top > name[-1].y]
    red = [bar for bar in bars if bar.colour.is_red]
    chosen = [bar for bar in below if bar.colour.is_red] or red
    if not chosen and name:
        chosen = [bar for bar in below if bar.top < document.pages[0].height / 2]
    return min(chosen, key=lambda bar: bar.top, default=None)


def _colophon(document: PrintedDocument, lines: tuple[PrintedLine, ...]) -> PrintedColophon | None:
    """The long dark bars at the foot of the last printed page, and the text between them."""
    printed = [page for page in document.pages if any(line.page == page.number for line in lines)]
    if not printed:
        return None
    page = printed[-1]
    upright = [bar for bar in page.bars if not bar.is_horizontal]
    rules = sorted(
        (
            bar
            for bar in page.bars
            if bar.is_horizontal
            and bar.length > 0.45 * page.width
            and not bar.colour.is_red
            and not any(bar.meets(side) for side in upright)
        ),
        key=lambda bar: bar.top,
    )
    own = [line for line in lines if line.page == page.number]
    starts = [line.top for line in own if DISTRIBUTION.match(line.text)]
    if starts:
        first = max((bar.top for bar in rules if bar.top < min(starts) + 1), default=min(starts))
    else:
        first = page.height / 2
    rules = [bar for bar in rules if bar.top >= first - 0.01]
    if not rules and starts and is_letter(document):
        return PrintedColophon(
            page.number, (), tuple(line for line in own if line.top >= min(starts))
        )
    if not rules:
        return None
    end = rules[-1].bottom if len(rules) > 1 else page.height
    between = tuple(line for line in own if rules[0].top < line.y < end)
    return PrintedColophon(page.number, tuple(rules), between)

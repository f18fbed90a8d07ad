"""Bringing sections into the one form that Markdown can express.

The model can say the same thing in several ways; after this it is said in one. Sections that were
read from Markdown need it only where two neighbours of the same kind can be joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from unicodedata import category

from bulletin.markdown.parser import NEVER_FIRST, NEVER_LAST
from bulletin.markdown.reading import is_blank, run_ins, without_stop
from bulletin.model import (
    Block,
    Cell,
    Figure,
    Footnote,
    Inline,
    LineBreak,
    Link,
    List,
    Paragraph,
    Quotation,
    Section,
    Strong,
    Table,
    Text,
    plain,
)
from bulletin.source import Span


def settled(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The sections in the form in which they are written.

    Neighbouring texts, bold stretches and lists of the same kind are joined. Bold is not nested.
    All rows of a table have the same number of cells. Footnotes are numbered in the order of their
    calls. Characters that a text file cannot hold (controls, single surrogates) are left out.
    """
    settler = _Settler()
    gathered: list[Section] = []
    for section in sections:
        heading = _begun(settler.inlines(section.heading, one_line=True))
        blocks = settler.blocks(section.blocks)
        if heading and not plain(heading).strip():  # no words: perhaps only a footnote
            heading, blocks = (), (Paragraph(heading, section.span), *blocks)
        if heading:
            gathered.append(replace(section, heading=heading, blocks=()))
        elif blocks and not gathered:
            gathered.append(replace(section, heading=(), level=2, blocks=()))
        for block in blocks:
            _gather(gathered, block)
    return tuple(
        replace(each, blocks=_together(each.blocks))
        for each in gathered
        if each.heading or each.blocks
    )


def _gather(gathered: list[Section], block: Block) -> None:
    """Add a block to the last section. A run-in heading in a paragraph begins a new section."""
    if not isinstance(block, Paragraph):
        gathered[-1] = replace(gathered[-1], blocks=(*gathered[-1].blocks, block))
        return
    for heading, children in run_ins(block):
        if heading is not None:
            words = _begun(_on_one_line(without_stop(heading.children)))
            gathered.append(Section(words, 2, (), heading.span))
        bare = gathered[-1].heading and not gathered[-1].blocks
        children = _trimmed(children)
        if children and not (bare and is_blank(children)):
            paragraph = replace(block, children=children)
            gathered[-1] = replace(gathered[-1], blocks=(*gathered[-1].blocks, paragraph))


def _on_one_line(heading: tuple[Inline, ...]) -> tuple[Inline, ...]:
    found: list[Inline] = []
    for each in heading:
        if isinstance(each, LineBreak):
            each = Text(" ", each.span)
        elif isinstance(each, Link):
            each = replace(each, children=_on_one_line(each.children))
        _append(found, each)
    return tuple(found)


def _begun(heading: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The heading without spaces at its start: `**　甲。**` is not read as bold or as a heading."""
    first = heading[0] if heading else None
    if not isinstance(first, Text) or not first.text[:1].isspace():
        return heading
    words = first.text.lstrip()
    return (replace(first, text=words), *heading[1:]) if words else _begun(heading[1:])


@dataclass
class _Settler:
    """Goes through the sections once in reading order, and numbers the footnotes on the way."""

    calls: int = 0
    waiting: list[Footnote] = field(default_factory=list)
    """Footnotes that are called inside a link. A link cannot contain them, so they follow it."""

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """The settled blocks, without empty ones."""
        return _together(tuple(each for block in blocks for each in self._block(block)))

    def _block(self, block: Block) -> Iterator[Block]:
        if isinstance(block, Paragraph):
            if children := _trimmed(self.inlines(block.children)):
                yield replace(block, children=children)
        elif isinstance(block, List):
            items = tuple(replace(item, blocks=self.blocks(item.blocks)) for item in block.items)
            if items:
                yield replace(block, items=items)
        elif isinstance(block, Quotation):
            yield replace(block, blocks=self.blocks(block.blocks))
        elif isinstance(block, Table):
            yield from self._table(block)
        else:
            yield _figure(block)

    def _table(self, table: Table) -> Iterator[Table]:
        """The table with rows of equal length. A column is aligned like its head."""
        columns = max(map(len, (table.head, *table.rows)), default=0)
        aligns = [cell.align for cell in table.head] + [""] * (columns - len(table.head))
        head, *rows = (self._row(row, aligns) for row in (table.head, *table.rows))
        if columns:
            yield replace(table, head=head, rows=tuple(rows))

    def _row(self, row: tuple[Cell, ...], aligns: list[str]) -> tuple[Cell, ...]:
        cells = [Cell(self.inlines(cell.children, one_line=True), "") for cell in row]
        cells += [Cell((), "")] * (len(aligns) - len(cells))
        return tuple(Cell(cell.children, align) for cell, align in zip(cells, aligns, strict=True))

    def inlines(
        self,
        inlines: tuple[Inline, ...],
        inside: frozenset[type] = frozenset(),
        *,
        one_line: bool = False,
    ) -> tuple[Inline, ...]:
        """The settled inlines. `inside` has the kinds of inlines around them.

        With `one_line`, a line break becomes a space.
        """
        found: list[Inline] = []
        for inline in inlines:
            for each in self._inline(inline, inside, one_line):
                _append(found, each)
        bare: list[Inline] = []
        for inline in found:
            for each in _bold(inline) if isinstance(inline, Strong) else (inline,):
                _append(bare, each)
        return tuple(bare)

    def _inline(self, inline: Inline, inside: frozenset[type], one_line: bool) -> Iterator[Inline]:
        if isinstance(inline, Text):
            yield from _texts(inline, one_line)
        elif isinstance(inline, LineBreak):
            yield Text(" ", inline.span) if one_line else inline
        elif isinstance(inline, Footnote):
            if Footnote in inside:
                yield from self.inlines(inline.children, inside, one_line=one_line)
                return
            self.calls += 1
            number = self.calls
            children = _trimmed(self.inlines(inline.children, frozenset({Footnote})))
            note = replace(inline, number=number, children=children)
            if Link in inside:
                self.waiting.append(note)
            else:
                yield note
        else:
            waiting = len(self.waiting)
            children = self.inlines(inline.children, inside | {type(inline)}, one_line=one_line)
            if type(inline) in inside:
                yield from children
            elif isinstance(inline, Link):
                yield replace(inline, address=_one_line(inline.address), children=children)
                notes = self.waiting[waiting:]
                del self.waiting[waiting:]
                yield from notes
            else:
                yield replace(inline, children=children)


def _bold(strong: Strong) -> Iterator[Inline]:
    """Bold text, with white space, line breaks and half a pair at its edges moved outside."""
    inner = list(strong.children)
    before: list[Inline] = []
    after: list[Inline] = []
    while inner and (edge := _parted(inner[0], -1)):
        before.append(edge[0])
        inner[:1] = edge[1:]
    while inner and (edge := _parted(inner[-1], 1)):
        after.insert(0, edge[-1])
        inner[-1:] = edge[:-1]
    yield from before
    if inner:
        yield replace(strong, children=tuple(inner))
    yield from after


def _parted(inline: Inline, side: int) -> tuple[Inline, ...]:
    """Divide an inline at what bold cannot have at one edge (`side` is -1 for the left, 1 for the
    right).

    The result is empty if there is nothing of the kind.
    """
    if isinstance(inline, LineBreak):
        return (inline,)
    if not isinstance(inline, Text):
        return ()
    strip = str.lstrip if side < 0 else str.rstrip
    bare, before = inline.text, ""
    while bare != before:
        before, bare = bare, strip(strip(bare), NEVER_FIRST if side < 0 else NEVER_LAST)
    if bare == inline.text:
        return ()
    at = len(inline.text) - len(bare) if side < 0 else len(bare)
    halves = (Text(inline.text[:at], inline.span), Text(inline.text[at:], inline.span))
    return tuple(each for each in halves if each.text)


def _append(found: list[Inline], inline: Inline) -> None:
    """Add an inline, or join it to the last one if both are of the same kind."""
    last = found[-1] if found else None
    if isinstance(last, Text) and isinstance(inline, Text):
        found[-1] = Text(last.text + inline.text, Span(last.span.start, inline.span.end))
    elif isinstance(last, Strong) and isinstance(inline, Strong):
        children = list(last.children)
        for each in inline.children:
            _append(children, each)
        found[-1] = replace(last, children=tuple(children))
    else:
        found.append(inline)


def _texts(text: Text, one_line: bool) -> Iterator[Inline]:
    """A text, with a line break (or a space with `one_line`) for each line end in it."""
    lines = text.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for at, line in enumerate(lines):
        if at:
            yield Text(" ", text.span) if one_line else LineBreak(text.span)
        if written := _writable(line):
            yield Text(written, text.span)


def _writable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(each for each in text if each == "\t" or category(each) not in ("Cc", "Cs"))


def _one_line(text: str) -> str:
    return _writable(re.sub(r"[\r\n\t]", " ", text))


def _trimmed(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The inlines without line breaks at the end, which have no effect."""
    end = len(inlines)
    while end and isinstance(inlines[end - 1], LineBreak):
        end -= 1
    return inlines[:end]


def _figure(figure: Figure) -> Figure:
    return replace(
        figure,
        path=_one_line(figure.path),
        alternative=_one_line(figure.alternative),
        caption=_one_line(figure.caption),
    )


def _together(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks, with adjacent ordered lists of the same kind joined, as Markdown reads them."""
    found: list[Block] = []
    for block in blocks:
        last = found[-1] if found else None
        if isinstance(last, List) and isinstance(block, List) and _one_kind(last, block):
            found[-1] = replace(last, items=(*last.items, *block.items))
        else:
            found.append(block)
    return tuple(found)


def _one_kind(one: List, two: List) -> bool:
    return one.ordered and two.ordered and one.items[0].marker[-1:] == two.items[0].marker[-1:]

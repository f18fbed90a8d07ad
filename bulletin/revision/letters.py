"""Copy as a row of letters, each with its style and its place in the file; this is what is
compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bulletin.image_files import image_name
from bulletin.model import (
    Block,
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
)
from bulletin.source import NOWHERE, Span


@dataclass(frozen=True, slots=True)
class LetterStyle:
    """How a letter is set."""

    strong: bool = False
    address: str = ""
    """Where it links to."""

    structure: str = ""
    """What begins here, if this is not a letter: an item with its number, a row, a cell."""


PLAIN = LetterStyle()


@dataclass(frozen=True, slots=True)
class Letter:
    """One character of copy, the call of a footnote, or a place where an item or cell begins."""

    text: str
    """One character; empty for a call."""

    style: LetterStyle = PLAIN
    note: tuple[Letter, ...] | None = None
    """The footnote that is called here."""

    span: Span = field(default=NOWHERE, compare=False)
    """Where it stands in its file; longer than one character if it is written in another way."""

    @property
    def seen(self) -> str:
        """What a reader sees: the character, or the call with its note."""
        if self.note is None:
            return self.text
        return "（注：" + "".join(letter.text for letter in self.note) + "）"


Letters = tuple[Letter, ...]


def shown(letters: Letters) -> str:
    """The letters as a reader sees them, on one line."""
    return "".join(letter.seen for letter in letters).replace("\n", " ").strip()


def letters_of(inlines: tuple[Inline, ...], style: LetterStyle = PLAIN) -> Letters:
    """The letters of copy."""
    return tuple(_letters(inlines, style))


def _letters(inlines: tuple[Inline, ...], style: LetterStyle) -> Iterator[Letter]:
    for inline in inlines:
        if isinstance(inline, Text):
            yield from text_letters(inline, style)
        elif isinstance(inline, LineBreak):
            yield Letter("\n", style, None, inline.span)
        elif isinstance(inline, Footnote):
            yield Letter("", style, letters_of(inline.children), inline.span)
        elif isinstance(inline, Strong):
            yield from _letters(inline.children, replace(style, strong=True))
        elif isinstance(inline, Link):
            yield from _letters(inline.children, replace(style, address=inline.address))


def text_letters(text: Text, style: LetterStyle = PLAIN) -> Iterator[Letter]:
    """The letters of a text; if it is not written character by character, all stand in its span."""
    exact = len(text.text) == text.span.end - text.span.start
    for at, character in enumerate(text.text, start=text.span.start):
        yield Letter(character, style, None, Span(at, at + 1) if exact else text.span)


# -- Passages --------------------------------------------------------------------------------------

HEADING = "heading"


@dataclass(frozen=True, slots=True)
class ComparedPassage:
    """A heading or a block of the text, compared as a whole."""

    kind: str
    """`heading`, or the block's kind."""

    letters: Letters
    level: int = 0
    """The level of a heading."""

    section: Section | None = field(default=None, compare=False)
    """The section that a heading opens."""

    block: Block | None = field(default=None, compare=False)

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(letter.text for letter in self.letters)

    @property
    def span(self) -> Span:
        """Where it stands in its file."""
        if self.block is not None:
            return self.block.span
        return self.section.span if self.section else NOWHERE


def passages_of(sections: tuple[Section, ...]) -> tuple[ComparedPassage, ...]:
    """The headings and blocks of sections that show anything, in order."""
    found: list[ComparedPassage] = []
    for section in sections:
        found.append(ComparedPassage(HEADING, letters_of(section.heading), section.level, section))
        for block in section.blocks:
            found.append(ComparedPassage(block.kind, tuple(_block(block)), block=block))
    return tuple(each for each in found if each.letters)


def sections_of(passages: tuple[ComparedPassage, ...]) -> tuple[Section, ...]:
    """The sections that the passages make up; headings and blocks stay the same, but are grouped
    again."""
    gathered: list[tuple[Section | None, list[Block]]] = [(None, [])]
    for passage in passages:
        if passage.section is not None:
            gathered.append((passage.section, []))
        elif passage.block is not None:
            gathered[-1][1].append(passage.block)
    return tuple(
        replace(head, blocks=tuple(blocks)) if head else Section((), 2, tuple(blocks), NOWHERE)
        for head, blocks in gathered
        if head or blocks
    )


def _block(block: Block, depth: int = 1) -> Iterator[Letter]:
    if isinstance(block, Paragraph):
        yield from letters_of(block.children)
    elif isinstance(block, List):
        for item in block.items:
            yield _begin(f"item {depth} {item.marker if block.ordered else ''}", block.span)
            for at, inner in enumerate(item.blocks):
                if at:
                    yield _begin(f"{inner.kind} {depth}", inner.span)
                yield from _block(inner, depth + 1)
    elif isinstance(block, Quotation):
        for inner in block.blocks:
            yield _begin(f"quoted {inner.kind} {depth}", inner.span)
            yield from _block(inner, depth + 1)
    elif isinstance(block, Table):
        for row in (block.head, *block.rows):
            yield _begin("row", block.span)
            for cell in row:
                yield _begin(f"cell {cell.align}", block.span)
                yield from letters_of(cell.children)
    else:
        yield from _figure(block)


def _figure(figure: Figure) -> Iterator[Letter]:
    yield _begin(f"picture {image_name(figure.path)}", figure.span)
    yield from (Letter(each, PLAIN, None, figure.span) for each in figure.caption)


def _begin(structure: str, span: Span) -> Letter:
    return Letter("\n", LetterStyle(structure=structure), None, span)

"""Which characters of the copy are markup: the marks that the parser used, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from markdown_it.token import Token

from bulletin.patterns import pattern_of
from bulletin.source import Source, Span


class MarkKind(Enum):
    """What a mark is for; the value is a pattern of what it can look like."""

    BOLD = r"\*\*"
    HEADING = r"#{1,6}"
    STOP = r"。|&[#0-9A-Za-z]+;"
    """The stop of a heading, which the page sets again where it is wanted."""

    ITEM = r"[-+*]|[0-9]{1,9}[.)]"
    QUOTATION = ">"
    BAR = "[|｜,;]"
    """What parts the cells of a row; commas and semicolons in a table that was pasted."""

    RULE = r"[|｜:\s-]*-[|｜:\s-]*"
    """The row of dashes below the head of a table."""

    ESCAPE = r"\\"
    """A backslash before a mark or, to break the line, at its end."""

    CODE = "`+"
    LINK = r"\[|\][\s\S]*\)"
    IMAGE = r"!\[[\s\S]*\)"
    CALL = r"\[\^[^\]\s]+\]"
    NOTE = r"\[\^[^\]\s]+\]:"
    ATTACHMENT = r"附[ \u3000]*件[0-9０-９①-⑳一二三四五六七八九十（）()：:.．、 \u3000]*"
    """The label of an attachment, which the page sets again."""

    LISTED = r"[\s\S]+"
    """The typed list of attachments, which the page sets again, and the end mark of a title."""


@dataclass(frozen=True, slots=True)
class UsedMark:
    """A mark that the parser used, and that is therefore not printed."""

    kind: MarkKind
    span: Span


def block_marks(source: Source, first_line: int, tokens: Iterable[Token]) -> Iterator[UsedMark]:
    """The marks of the blocks that `tokens` report, outer ones before inner ones.

    `first_line` is the line of the file, counted from 0, at which the parsed copy begins.
    """
    lines = _Lines(source, first_line)
    for token in tokens:
        taken = _TAKERS.get(token.type)
        if taken is not None:
            yield from taken(lines, token)


@dataclass(frozen=True)
class _Lines:
    """The lines of a body, and how far the marks of each have been taken."""

    source: Source
    first_line: int
    _taken: dict[int, int] = field(default_factory=dict)

    def quotation(self, token: Token) -> Iterator[UsedMark]:
        first, after = token.map or (0, 0)
        for line in range(first, after):
            yield from self._take(MarkKind.QUOTATION, line, ">")

    def item(self, token: Token) -> Iterator[UsedMark]:
        yield from self._take(MarkKind.ITEM, _first(token), token.info + token.markup)

    def note(self, token: Token) -> Iterator[UsedMark]:
        yield from self._take(MarkKind.NOTE, _first(token), f"[^{token.meta['label']}]:")

    def heading(self, token: Token) -> Iterator[UsedMark]:
        """The marks before a heading, and those that close it."""
        line = _first(token)
        yield from self._take(MarkKind.HEADING, line, token.markup)
        begin, start, end = self._span(line)
        closing = _CLOSING.search(self.source.text, start, end)
        if closing and start > begin:
            yield UsedMark(MarkKind.HEADING, Span(*closing.span(1)))

    def row(self, token: Token) -> Iterator[UsedMark]:
        """The bars of a row, and the backslashes that keep others from being bars."""
        begin, _, _ = self._span(_first(token))
        for kind, columns in ((MarkKind.BAR, "bars"), (MarkKind.ESCAPE, "escapes")):
            for column in token.meta[columns]:
                yield UsedMark(kind, Span(begin + column, begin + column + 1))

    def rule(self, token: Token) -> Iterator[UsedMark]:
        """The row of dashes of a table."""
        if "rule" in token.meta:
            _, start, end = self._span(token.meta["rule"])
            yield UsedMark(MarkKind.RULE, Span(start, end))

    def _span(self, line: int) -> tuple[int, int, int]:
        """Where line `line` begins, where its marks have been taken up to, and where it ends."""
        starts = self.source.line_starts
        begin = starts[min(self.first_line + line, len(starts) - 1)]
        end = begin + len(self.source.line(self.first_line + line + 1))
        return begin, self._taken.get(line, begin), end

    def _take(self, kind: MarkKind, line: int, written: str) -> Iterator[UsedMark]:
        """The mark, if it is the next in its line that is no blank."""
        _, start, end = self._span(line)
        while start < end and self.source.text[start] in " \t":
            start += 1
        if self.source.text.startswith(written, start) and start + len(written) <= end:
            self._taken[line] = start + len(written)
            yield UsedMark(kind, Span(start, start + len(written)))


_CLOSING = pattern_of(r"[ \t](#+)[ \t]*\Z")

_TAKERS = {
    "blockquote_open": _Lines.quotation,
    "list_item_open": _Lines.item,
    "footnote_reference_open": _Lines.note,
    "heading_open": _Lines.heading,
    "tr_open": _Lines.row,
    "table_close": _Lines.rule,
}


def _first(token: Token) -> int:
    return (token.map or (0, 0))[0]

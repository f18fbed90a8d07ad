"""The text of a file, and places in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bulletin.patterns import pattern_of

_LINE_END = pattern_of("\r\n|[\n\r\v\f\x85\u2028\u2029]")


class Place(NamedTuple):
    """A place as editor programs show it: `line` and `column` count from 1, in characters."""

    line: int
    column: int


class Span(NamedTuple):
    """A stretch of a source's text: from character `start` (counted from 0) up to before `end`."""

    start: int
    end: int


NOWHERE = Span(0, 0)
"""Of what is about a file as a whole, or has no place."""


@dataclass(frozen=True)
class Source:
    """The decoded text of one file.

    Line ends are kept as they are in the file (LF, CRLF or CR). A byte order mark is not part of
    the text and does not count in columns.
    """

    path: str
    """The path that editors see: relative to the workspace, with `/` between its parts."""

    text: str
    tables: tuple[Span, ...] = ()
    """Where the tables of a document of a word processor stand, whose lines are no paragraphs."""

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset of the first character of each line. LF, CRLF and a single CR end a line."""
        starts = [0]
        position = 0
        for line in self.text.split("\n"):
            if "\r" in line:
                inner = line[:-1] if line.endswith("\r") else line
                starts.extend(position + at + 1 for at, mark in enumerate(inner) if mark == "\r")
            position += len(line) + 1
            starts.append(position)
        return tuple(starts[:-1])

    @property
    def line_end(self) -> str:
        """What ends a line that is added to the file: CRLF if the file has it, otherwise LF."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def ended_lines(self) -> Iterator[Span]:
        """Each line of plain text without its end, by all line ends of Unicode (UAX #14).

        Mail, chats and old programs also use NEL, VT, FF, U+2028 and U+2029.
        """
        at = 0
        for match in _LINE_END.finditer(self.text):
            yield Span(at, match.start())
            at = match.end()
        yield Span(at, len(self.text))

    def place(self, offset: int) -> Place:
        """The place of the character at `offset`; the end of the text if the offset is beyond
        it."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self.line_starts, offset)
        return Place(line, offset - self.line_starts[line - 1] + 1)

    def paragraph(self, offset: int) -> tuple[str, int]:
        """What an editor counts in a document of a word processor, and which of it has the
        character at `offset`: 个表格, or 段, those that are empty or in a table left out."""
        table = self._table_at(offset)
        if table >= 0:
            return "个表格", table + 1
        return "段", max(1, bisect_right(self._paragraph_starts, offset))

    def _table_at(self, offset: int) -> int:
        """The place of the table that has this character; -1 for none."""
        at = bisect_right(self.tables, offset, key=lambda table: table.start) - 1
        return at if at >= 0 and offset < self.tables[at].end else -1

    @cached_property
    def _paragraph_starts(self) -> tuple[int, ...]:
        lines = enumerate(self.line_starts, start=1)
        return tuple(
            start for at, start in lines if self._table_at(start) < 0 and self.line(at).strip()
        )

    def line(self, number: int) -> str:
        """Line `number` (from 1) without its line end; empty if there is no such line."""
        if not 1 <= number <= len(self.line_starts):
            return ""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def key_called(self, *names: str) -> Span:
        """The key by which front matter sets the field with one of these names; the start of the
        file if it does not."""
        found = re.search(rf"^(?:{'|'.join(names)})(?=:)", self.text, re.MULTILINE)
        return Span(*found.span()) if found else NOWHERE

    def quote(self, span: Span) -> str:
        """The text of `span`."""
        return self.text[span.start : span.end]

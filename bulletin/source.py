"""A text and places in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Place(NamedTuple):
    """A place as an editor's program shows it: `line` and `column` count from 1, in characters."""

    line: int
    column: int


class Span(NamedTuple):
    """A stretch of a source's text: characters `start` up to, not including, `end`, from 0."""

    start: int
    end: int


@dataclass(frozen=True)
class Source:
    """One file of copy, decoded, and the places in it.

    Line ends stand as they are in the file (LF, CRLF or CR); a byte order mark is not part of
    the text and not counted in columns.
    """

    path: str
    """How the editor knows the file: relative to the workspace, with `/` between the parts."""

    text: str

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offset of the first character of each line; LF, CRLF and a lone CR each end a line."""
        starts = [0]
        position = 0
        for line in self.text.split("\n"):
            if "\r" in line:
                inner = line[:-1] if line.endswith("\r") else line
                starts.extend(position + at + 1 for at, mark in enumerate(inner) if mark == "\r")
            position += len(line) + 1
            starts.append(position)
        return tuple(starts[:-1])

    def place(self, offset: int) -> Place:
        """The place of the character at `offset`; an offset past the end is the end."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self.line_starts, offset)
        return Place(line, offset - self.line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Line `number` (from 1) without its line end; empty when there is no such line."""
        if not 1 <= number <= len(self.line_starts):
            return ""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def quote(self, span: Span) -> str:
        """The text of `span`."""
        return self.text[span.start : span.end]

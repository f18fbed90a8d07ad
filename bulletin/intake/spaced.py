"""Rows of a PDF's page whose words stand in columns without any rule: tables, and lists of names.

Rows that have columns in common become a table. Names, and labels with what they say, stay lines:
组　长：张　三　　市委副书记.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bulletin.intake.credits import is_person
from bulletin.intake.ruled import RuledCell, RuledTable, in_columns
from bulletin.intake.tabbed import PAGE_NUMBER
from bulletin.patterns import pattern_of
from bulletin.pdf import Glyph, PrintedLine, PrintedPage, printed_lines

FEWEST_ROWS = 3
"""Of a table; two rows in columns may be anything, but names stay together in two as well."""

LONGEST_CELL = 24
"""Characters; a page in two columns has longer lines."""

FARTHEST = 4.0
"""em from one row to the next."""

SAME_ROW = 0.5
"""mm between the baselines of two words in one row."""

_LABEL = pattern_of(r"[^，。；！？：:]{1,10}[：:]")
_APART = pattern_of(r"[\u3000 ]{2,}")


@dataclass(frozen=True, slots=True)
class _PrintedRow:
    """Words beside one another."""

    words: tuple[PrintedLine, ...]

    @property
    def y(self) -> float:
        return self.words[0].y

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(line.text for line in self.words)

    @property
    def is_list(self) -> bool:
        """Whether it says names or a label, and is no row of a table."""
        words = [word for text in self.texts for word in _APART.split(text)]
        return _LABEL.match(words[0]) is not None or all(map(is_person, words))


def without_columns(page: PrintedPage) -> tuple[PrintedPage, tuple[RuledTable, ...]]:
    """The page without the rows in columns that are understood, and what they are."""
    found = [
        table for rows in _stretches(page) if (table := _list(page, rows) or _table(page, rows))
    ]
    taken = {
        id(glyph)
        for table in found
        for row in table.rows
        for cell in row
        for line in cell.lines
        for glyph in line.glyphs
    }
    rest = tuple(glyph for glyph in page.glyphs if id(glyph) not in taken)
    return (replace(page, glyphs=rest) if found else page), tuple(found)


def _stretches(page: PrintedPage) -> Iterator[list[_PrintedRow]]:
    """Rows of several words that follow one another with no other line between them."""
    stretch: list[_PrintedRow] = []
    for _, group in groupby(_rows(page), key=lambda row: len(row.words) > 1):
        for row in group:
            far = stretch and row.y - stretch[-1].y > FARTHEST * row.words[0].size
            if len(row.words) == 1 or far:
                if len(stretch) > 1:
                    yield stretch
                stretch = []
            if len(row.words) > 1:
                stretch.append(row)
    if len(stretch) > 1:
        yield stretch


def _rows(page: PrintedPage) -> Iterator[_PrintedRow]:
    words: list[PrintedLine] = []
    for line in printed_lines(page):
        if words and abs(line.y - words[-1].y) > SAME_ROW:
            yield _PrintedRow(tuple(words))
            words = []
        words.append(line)
    if words:
        yield _PrintedRow(tuple(words))


def _list(page: PrintedPage, rows: Sequence[_PrintedRow]) -> RuledTable | None:
    """The rows as lines of one cell each, if they are a list of names; else None."""
    if 2 * sum(row.is_list for row in rows) <= len(rows):
        return None
    edges = (
        min(row.words[0].left for row in rows),
        max(row.words[-1].right for row in rows),
    )
    made = tuple((RuledCell((_whole(row),), 1, *edges),) for row in rows)
    return RuledTable(page.number, rows[0].y, rows[-1].y, edges, made)


def _whole(row: _PrintedRow) -> PrintedLine:
    """The words of a row as one line, with two wide blanks between each two."""
    glyphs: list[Glyph] = []
    for word in row.words:
        if glyphs:
            blank = glyphs[-1]._replace(text="\u3000")
            glyphs += (blank, blank._replace())
        glyphs += word.glyphs
    return replace(row.words[0], glyphs=tuple(glyphs))


def _table(page: PrintedPage, rows: Sequence[_PrintedRow]) -> RuledTable | None:
    """The rows as a table; None if they have no columns in common or lead to pages."""
    texts = [text for row in rows for text in row.texts]
    contents = all(PAGE_NUMBER.fullmatch(row.texts[-1]) for row in rows) and all(
        len(row.words) == 2 and not PAGE_NUMBER.fullmatch(row.texts[0]) for row in rows[:1]
    )
    if len(rows) < FEWEST_ROWS or max(map(len, texts)) > LONGEST_CELL or contents:
        return None
    glyphs = [glyph for row in rows for line in row.words for glyph in line.glyphs]
    left = min(glyph.x for glyph in glyphs)
    right = max(glyph.x + glyph.advance for glyph in glyphs)
    table = in_columns(page, glyphs, (left, right), (rows[0].y, rows[-1].y))
    return replace(table, is_ruled=False) if table and len(table.rows) == len(rows) else None

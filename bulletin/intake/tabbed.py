"""Tables whose cells are separated by tabs: pasted from a spreadsheet, or saved as plain text.

A tab is printed as a space, so that the rows would lose their columns if they stayed paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bulletin import own_styles
from bulletin.diagnostics import Diagnostic, Severity, warning
from bulletin.intake.passage import part_of, passage_of
from bulletin.intake.received import (
    DocumentPart,
    Grid,
    GridCell,
    ReceivedDocument,
    ReceivedLine,
    Run,
)
from bulletin.numbering import number_of
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

FEWEST_ROWS = 3
"""The least number of adjacent lines for a table; two lines may be a signature or names."""

PAGE_NUMBER = pattern_of(r"[.…·\s]*[0-9]{1,3}")
_LABEL = pattern_of(r"[^，。；！？]{1,10}[：:]")
_DAY = pattern_of(r"[0-9０-９〇○零一二三四五六七八九]{4}\s*年.{1,3}月.{1,3}日")

_Cells = tuple[tuple[Run, ...], ...]


def with_tables(document: ReceivedDocument) -> ReceivedDocument:
    """The document with adjacent lines of equally many cells as tables; other tabs are reported."""
    parts: list[DocumentPart] = []
    told: list[Diagnostic] = []
    for group in _groups(document.parts):
        lines = [each for each in group if isinstance(each, ReceivedLine)]
        rows = _rows(lines) if len(lines) >= FEWEST_ROWS else []
        if rows and _is_table(rows):
            parts.append(_grid(lines, rows))
            told.append(_told_table(document.source, lines))
        else:
            parts += group
            told += _told_tabs(document.source, lines)
    if not told:
        return document
    return replace(document, parts=tuple(parts), diagnostics=(*document.diagnostics, *told))


def _groups(parts: Sequence[DocumentPart]) -> Iterator[list[DocumentPart]]:
    """The parts in order, in groups: adjacent lines with equally many cells, or one other part."""
    group: list[DocumentPart] = []
    columns = 0
    for each in parts:
        count = _columns(each)
        if group and not (count > 1 and count == columns):
            yield group
            group = []
        group.append(each)
        columns = count
    if group:
        yield group


def _columns(each: DocumentPart) -> int:
    """The number of cells in a line with tabs; 1 for other parts and for generated contents."""
    if not isinstance(each, ReceivedLine) or each.bullet or "\t" not in each.text:
        return 1
    if each.style.startswith("目录") or each.style in own_styles.HEAD | {own_styles.COLOPHON}:
        return 1
    texts = _texts(each)
    count = each.text.count("\t") + 1
    indented = count == 2 and each.text.startswith("\t")
    if indented or _is_led(texts) or all(map(_LABEL.match, texts)):
        return 1
    return count


def _texts(line: ReceivedLine) -> list[str]:
    """The text of each cell that is not empty."""
    return [text for cell in _cells(line) if (text := _text(cell))]


def _is_led(texts: Sequence[str]) -> bool:
    """Whether the tab of a line only follows its number or label."""
    if len(texts) != 2:
        return False
    number = number_of(f"{texts[0]}某")
    numbered = number is not None and number.length == len(texts[0]) and not texts[0].isdigit()
    return numbered or _LABEL.fullmatch(texts[0]) is not None


def _cells(line: ReceivedLine) -> _Cells:
    """The runs of each cell of a line, with its number at the start of the first."""
    cells: list[list[Run]] = [[]]
    for run in passage_of(line).runs:
        at = 0
        for match in re.finditer("\t", run.text):
            cells[-1].append(part_of(run, at, match.start()))
            cells.append([])
            at = match.end()
        cells[-1].append(part_of(run, at, len(run.text)))
    return tuple(tuple(run for run in cell if _says(run)) for cell in cells)


def _says(run: Run) -> bool:
    return bool(run.text.strip()) or run.footnote is not None or run.picture is not None


def _rows(lines: Sequence[ReceivedLine]) -> list[_Cells]:
    """The cells of each line, without columns in which all are empty, from indents and double
    tabs."""
    rows = [_cells(line) for line in lines]
    filled = {at for row in rows for at, cell in enumerate(row) if cell}
    return [tuple(cell for at, cell in enumerate(row) if at in filled) for row in rows]


def _is_table(rows: Sequence[_Cells]) -> bool:
    """Whether rows with equally many cells are a table, and not typed contents with pages."""
    texts = [[_text(cell) for cell in row] for row in rows]
    if len(rows[0]) > 2:
        return True
    contents = all("：" in row[0] and PAGE_NUMBER.fullmatch(row[-1]) for row in texts)
    return len(rows[0]) == 2 and not contents


def _text(cell: Sequence[Run]) -> str:
    return "".join(run.text for run in cell).strip()


def _grid(lines: Sequence[ReceivedLine], rows: Sequence[_Cells]) -> Grid:
    made = tuple(tuple(_cell(cell) for cell in row) for row in rows)
    return Grid(made, _around(lines))


def _cell(runs: tuple[Run, ...]) -> GridCell:
    if not runs:
        return GridCell(())
    return GridCell((ReceivedLine(runs, Span(runs[0].span.start, runs[-1].span.end)),))


def _around(lines: Sequence[ReceivedLine]) -> Span:
    return Span(lines[0].span.start, lines[-1].span.end)


def _told_table(source: Source, lines: Sequence[ReceivedLine]) -> Diagnostic:
    message = f"{len(lines)} 行用制表符（Tab）分格的文字收成了表格"
    hint = "核对；不是表格的，改回各成一段的文字"
    return Diagnostic("D360", Severity.INFO, source, _around(lines), message, hint)


def _told_tabs(source: Source, lines: Sequence[ReceivedLine]) -> Iterator[Diagnostic]:
    """A diagnostic for tabs that align something else.

    A tab after a number or a label, or before the date in a masthead or imprint, means nothing.
    """
    for line in lines:
        texts = _texts(line) if "\t" in line.text.strip() else []
        quiet = _is_led(texts) or (len(texts) == 2 and _DAY.match(texts[1]))
        if len(texts) > 1 and not quiet:
            message = f"这一行用制表符（Tab）分成 {len(texts)} 格，照空格收入，对不齐"
            hint = "是表格的，每格之间写 |，第一行下面加一行 | --- |，每格一个；不是就核对空格"
            yield warning("D366", source, line.span, message, hint)

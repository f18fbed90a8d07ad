"""A bulletin as the standard draws it, set by a dozen lines of arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, pairwise

from tests.press.inspect_sheet import (
    FANGSONG,
    FANGSONG_BOLD,
    MM,
    RED,
    SONG,
    XIAOBIAOSONG,
    Cell,
    Face,
    Rule,
    Sheet,
)

OPENING, CLOSING = "“（《", "。，、；：”）》"
LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0

SENTENCE = "会议指出，各镇要抓紧落实“一网统管”，推动基层治理提质增效。"
FIRST = "会议指出，各镇要抓紧落实“一网统管”，推动治理基层增效提质。"
"""Begins no later line: what comes again further on is taken for contents."""

HEADING = "会议指出，"


@dataclass(frozen=True)
class Style:
    """The figures of a bulletin; the defaults are the standard's."""

    size: float = 15.75
    pitch: float = 28.95
    left: float = LEFT
    measure: float = 156.0
    per_line: int = 28
    squeeze: bool = True
    justify: bool = True
    face: Face = FANGSONG
    bold: Face = FANGSONG_BOLD
    shift_on_even: float = 0.0
    """How much lower the text of even pages stands, mm."""


def advances(text: str, style: Style) -> list[float]:
    """Each character's share of the line, em: a mark beside a mark gives up half."""
    shares = [style.face.advance(one) / 1000 for one in text]
    if style.squeeze:
        for index, (one, after) in enumerate(pairwise(text)):
            if (one in CLOSING and after in CLOSING + OPENING) or (
                one in OPENING and after in OPENING
            ):
                shares[index] -= 0.5
    return shares


def break_lines(text: str, style: Style) -> list[str]:
    """Greedy, with kinsoku; a full-width mark at a line's end takes half a cell."""
    lines, room, line = [], style.per_line - 2.0, ""
    for one in text:
        wide = sum(advances(line + one, style)) - (0.5 if one in CLOSING else 0)
        if wide > room + 1e-9:
            carried = one
            while carried[0] in CLOSING or line[-1] in OPENING:
                line, carried = line[:-1], line[-1] + carried
            lines.append(line)
            line, room = carried, float(style.per_line)
        else:
            line += one
    return [*lines, line]


def set_line(
    text: str, x: float, y: float, style: Style, measure: float | None, bold: int = 0
) -> list[Cell]:
    """The line's cells from `x`; spread to `measure` mm if given; `bold` characters bold."""
    em = style.size / MM
    shares = advances(text, style)
    natural = sum(shares) * em
    if measure is not None and text[-1] in CLOSING and natural > measure + 0.01:
        natural -= 0.5 * em
    extra = measure - natural if measure is not None else 0.0
    gaps = _beside_marks(text) if abs(extra) <= 0.5 * em * len(_beside_marks(text)) else []
    gaps = gaps or list(range(len(text) - 1))
    cells = []
    for index, (one, share) in enumerate(zip(text, shares, strict=True)):
        face = style.bold if index < bold else style.face
        cells.append(Cell(one, x, y, style.size, face))
        x += share * em + extra / len(gaps) * (index in gaps)
    return cells


def _beside_marks(text: str) -> list[int]:
    """The gaps that are the blank half of a mark, and no other mark stands beside it."""
    return [
        index
        for index, (before, after) in enumerate(pairwise(text))
        if (before in CLOSING) != (after in OPENING) and after not in CLOSING
    ]


def baseline(slot: int, style: Style, page: int) -> float:
    """Of the line in a slot of the grid, from 0; mm."""
    em, pitch = style.size / MM, style.pitch / MM
    shift = style.shift_on_even if page % 2 == 0 else 0.0
    return TOP + (pitch - em) / 2 + 0.88 * em + slot * pitch + shift


def slots(style: Style) -> Iterator[tuple[int, int]]:
    """Pages and slots for lines: the first page leaves the masthead its room."""
    per_page = int((BOTTOM - TOP + 0.01) / (style.pitch / MM))
    for page in count(1):
        yield from ((page, slot) for slot in range(10 if page == 1 else 0, per_page))


def set_paragraphs(texts: list[str], style: Style) -> list[Sheet]:
    """Paragraphs with two cells in front and a bold run-in, over as many pages as they take."""
    sheets = [Sheet()]
    places = slots(style)
    em = style.size / MM
    for text in texts:
        lines = break_lines(text, style)
        for index, line in enumerate(lines):
            page, slot = next(places)
            while len(sheets) < page:
                sheets.append(Sheet())
            inward = 2 * em if index == 0 else 0.0
            is_last = index == len(lines) - 1
            measure = None if is_last or not style.justify else style.measure - inward
            y = baseline(slot, style, page)
            run_in = len(HEADING) if index == 0 else 0
            cells = set_line(line, style.left + inward, y, style, measure, run_in)
            sheets[page - 1].cells += cells
    return sheets


def add_masthead(sheet: Sheet) -> None:
    """Name, number, issuer and date, red rule."""
    em = 42 / MM
    left = (LEFT + RIGHT - 6 * em) / 2
    y = TOP + 35 + 0.88 * em
    sheet.cells += [
        Cell(one, left + index * em, y, 42, XIAOBIAOSONG, RED)
        for index, one in enumerate("天长组工信息")
    ]
    plain = Style(size=16)
    sheet.cells += set_line("第116期", 95, 105, plain, None)
    sheet.cells += set_line("研究室", LEFT + 16 / MM, 120, plain, None)
    sheet.cells += set_line("2023年6月9日", 139, 120, plain, None)
    sheet.rules.append(Rule(120 + 0.12 * 16 / MM + 4, 0.5, RED))


def add_colophon(sheet: Sheet) -> None:
    """Two distributions between rules, the last on the text area's foot."""
    style = Style(size=14)
    em = 14 / MM
    tops = (235.0, 252.0, BOTTOM - 0.35)
    for top, thickness in zip(tops, (0.35, 0.25, 0.35), strict=True):
        sheet.rules.append(Rule(top, thickness))
    sheet.cells += set_line("报：部领导，滁州市委组织部研究室，", LEFT + em, 241, style, None)
    sheet.cells += set_line("市委办公室。", LEFT + 3 * em, 249, style, None)
    sheet.cells += set_line("送：各镇党委。", LEFT + em, 258.5, style, None)


def add_page_number(sheet: Sheet, number: int, drop: float = 7.0) -> None:
    """`— 1 —` one cell in; the made dash's top is 0.4 em above the baseline."""
    text = f"— {number} —"
    em = 14 / MM
    width = sum(SONG.advance(one) for one in text) / 1000 * em
    x = RIGHT - em - width if number % 2 else LEFT + em
    y = BOTTOM + drop + 0.4 * em
    for one in text:
        sheet.cells.append(Cell(one, x, y, 14, SONG))
        x += SONG.advance(one) / 1000 * em


def official(style: Style | None = None, sentences: int = 27, paragraphs: int = 3) -> list[Sheet]:
    """A whole bulletin; every rule has something to measure, and passes."""
    style = style or Style()
    rest = [SENTENCE * sentences] * (paragraphs - 1)
    sheets = set_paragraphs([FIRST + SENTENCE * (sentences - 1), *rest], style)
    add_masthead(sheets[0])
    add_colophon(sheets[-1])
    for number, sheet in enumerate(sheets, 1):
        add_page_number(sheet, number)
    return sheets


def body_cells(sheets: list[Sheet], change: Callable[[Cell], Cell]) -> list[Sheet]:
    """The same with every cell of the running text changed."""
    size = Style().size
    return [
        Sheet([change(cell) if cell.size == size else cell for cell in sheet.cells], sheet.rules)
        for sheet in sheets
    ]


def set_lines(lines: list[str]) -> list[Sheet]:
    """One paragraph with just these lines, justified all but the last, under a masthead."""
    style = Style()
    sheet = Sheet()
    for index, line in enumerate(lines):
        measure = style.measure if index < len(lines) - 1 else None
        sheet.cells += set_line(line, LEFT, baseline(index, style, 1), style, measure)
    return [sheet]

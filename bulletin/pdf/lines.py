"""Lines made of a page's glyphs, and paragraphs made of lines, by geometry alone.

A short line can be the last of its paragraph, or a line that was filled badly. A typesetter tells
them apart by what follows: if the first word of the next line had fitted into the hole, the line
was ended on purpose. An example with a measure of 28 characters: a line ends after 24 of them. If
the next line begins with 各镇, whose first character would have fitted, the paragraph ends here. If
it begins with 2023—2025年, which is not broken and is wider than the hole, the paragraph goes on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, groupby, pairwise
from statistics import median

from bulletin.patterns import pattern_of
from bulletin.pdf.characters import (
    CLOSING,
    IN_NUMBER,
    NOT_AT_LINE_START,
    OPENING,
    UNITS,
    WORD,
    is_han,
    is_leftward,
    is_placed_on,
    may_stand_between,
)
from bulletin.pdf.printed import Bar, Glyph, PrintedPage
from bulletin.script_runs import MIRRORED, runs_of

SAME_BASELINE = 0.35
"""mm, about a point: more than rounding, less than any raised figure."""

COLUMN_GAP = 2.0
"""em; a wider hole separates two columns, unless all holes of a row are alike: then the row is
spread."""

NOTE_CALL = "¹"
"""What stands for each character of a note's call in `PrintedLine.called`."""

SMALL = 0.75
"""Of the line's size; anything smaller is raised or lowered."""

LEADER = pattern_of(r"[.·…．‥]{4,}\s*\d+$")
"""The end of a line of contents."""

ITEM = pattern_of(
    r"[·•●○▪–-]|\d+[.．、)）]|（[\d一二三四五六七八九十]+）|[一二三四五六七八九十]+、"
)
"""The beginning of a list's item."""


@dataclass(frozen=True)
class PrintedLine:
    """Glyphs on one baseline, left to right, without the blank ones at its ends."""

    page: int
    y: float
    size: float
    """One em of most of its glyphs, mm."""

    glyphs: tuple[Glyph, ...]
    is_tabular: bool = False
    """Whether it stands beside another column or inside a ruled table."""

    edge: float = 0.0
    """Right edge of the column it is set in; 0 outside the running text."""

    @cached_property
    def reading(self) -> tuple[Glyph, ...]:
        """Its glyphs in the order in which they are read, the text of each likewise."""
        return tuple(in_reading_order(self.glyphs))

    @cached_property
    def text(self) -> str:
        """The text as it is read."""
        return "".join(glyph.text for glyph in self.reading)

    @cached_property
    def called(self) -> str:
        """The text as it is read, with `NOTE_CALL` for every small raised character."""
        return "".join(
            NOTE_CALL * len(glyph.text)
            if glyph.size < SMALL * self.size and glyph.y < self.y
            else glyph.text
            for glyph in self.reading
        )

    @property
    def left(self) -> float:
        """Left edge of the first cell."""
        return self.glyphs[0].x

    @property
    def right(self) -> float:
        """Right edge of the last cell."""
        return self.glyphs[-1].right

    @property
    def lefts(self) -> tuple[float, ...]:
        """Where the line can be said to begin: the left half of an opening mark is blank."""
        first = self.glyphs[0]
        if first.text in OPENING and first.advance > 0.9 * first.size:
            return (first.x, first.x + first.size / 2)
        return (first.x,)

    @property
    def rights(self) -> tuple[float, ...]:
        """Where it can be said to end: a closing mark may take half a cell (15834 5.1.10)."""
        last = self.glyphs[-1]
        if last.text in CLOSING and last.advance > 0.9 * last.size:
            return (last.right, last.right - last.size / 2)
        return (last.right,)

    @property
    def top(self) -> float:
        """Top of the em box: 0.88 em above the baseline in Chinese faces."""
        return self.y - 0.88 * self.size

    @property
    def bottom(self) -> float:
        """Bottom of the em box."""
        return self.y + 0.12 * self.size


@dataclass(frozen=True)
class PrintedParagraph:
    """Lines that continue each other, also over pages."""

    lines: tuple[PrintedLine, ...]

    @property
    def text(self) -> str:
        """The text as it is read, without line ends."""
        return "".join(line.text for line in self.lines)


@dataclass(frozen=True)
class Body:
    """The running text, as measured."""

    size: float
    """One em, mm."""

    left: float
    right: float
    pitch: float
    """Baseline to baseline, mm; 0 when no page has two lines."""

    lines: tuple[PrintedLine, ...]
    paragraphs: tuple[PrintedParagraph, ...]

    @property
    def flowing(self) -> tuple[tuple[PrintedLine, PrintedLine], ...]:
        """Each line that its paragraph continues from, with the next line."""
        return tuple(pair for each in self.paragraphs for pair in pairwise(each.lines))


def in_reading_order(glyphs: Sequence[Glyph]) -> Iterator[Glyph]:
    """Glyphs from left to right in the order in which they are read.

    Words that run from right to left stand in a line that runs from left to right; between two of
    them so do spaces, marks and figures, which run from left to right again.
    """
    at = 0
    while at < len(glyphs):
        stop = _end_of_leftward(glyphs, at)
        if stop == at:
            yield glyphs[at]
            at += 1
            continue
        yield from _turned(glyphs[at:stop])
        at = stop


def _end_of_leftward(glyphs: Sequence[Glyph], start: int) -> int:
    """Where the words end that begin at `start`, if any do that are read from right to left."""
    first = start
    while first < len(glyphs) and is_placed_on(glyphs[first].text):
        first += 1
    if first == len(glyphs) or not is_leftward(glyphs[first].text):
        return start
    end = at = first
    while at < len(glyphs) and (is_leftward(glyphs[at].text) or may_stand_between(glyphs[at].text)):
        at += 1
        if is_leftward(glyphs[at - 1].text) or is_placed_on(glyphs[at - 1].text):
            end = at
    return end


def _turned(glyphs: Sequence[Glyph]) -> Iterator[Glyph]:
    """Words that are read from right to left; what has no width comes after its letter."""
    order = sorted(glyphs, key=lambda each: (-round(each.x, 2), not each.advance))
    after_letter = True
    for figures, together in groupby(order, key=lambda each: each.text.isdigit()):
        for each in sorted(together, key=lambda each: each.x) if figures else together:
            if is_leftward(each.text):
                after_letter, each = True, each._replace(text=each.text[::-1])
            elif after_letter and not figures:
                each = each._replace(text=each.text.translate(MIRRORED))
            after_letter &= not figures
            yield each


def nearest(candidates: Iterable[float], target: float) -> float:
    """The signed distance from `target` to the candidate next to it."""
    return min((each - target for each in candidates), key=abs)


def glyph_rows(page: PrintedPage) -> list[list[Glyph]]:
    """The page's visible glyphs by baseline from top to bottom, each row from left to right."""
    return _rows(_single(page.glyphs))


def printed_lines(page: PrintedPage) -> tuple[PrintedLine, ...]:
    """The page's lines from top to bottom, columns from left to right."""
    found: list[PrintedLine] = []
    for row in glyph_rows(page):
        parts = _columns(row)
        for part in parts:
            size = Counter(round(glyph.size, 2) for glyph in part).most_common(1)[0][0]
            y = median(glyph.y for glyph in part)
            tabular = len(parts) > 1 or _in_table(y, page.bars)
            found.append(PrintedLine(page.number, y, size, tuple(part), tabular))
    return tuple(_with_raised(found))


def _single(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Visible glyphs on a level line; two that are drawn over each other are one, marked as
    such."""
    kept: list[Glyph] = []
    places: dict[tuple[str, int, int], int] = {}
    for glyph in glyphs:
        if not glyph.is_visible or glyph.slant > 1 or glyph.size <= 0:
            continue
        column, row = round(glyph.x / 0.4), round(glyph.y / 0.4)
        twins = [(glyph.text, column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        twin = next((places[key] for key in twins if key in places), None)
        if twin is not None and glyph.text.strip():
            kept[twin] = kept[twin]._replace(is_overprinted=True)
            continue
        places[(glyph.text, column, row)] = len(kept)
        kept.append(glyph)
    return kept


def _rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda each: each.y):
        if rows and glyph.y - rows[-1][0].y <= SAME_BASELINE:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [sorted(row, key=_place) for row in rows]


def _place(glyph: Glyph) -> float:
    """Where a glyph stands in its row; a mark on a letter before what follows the letter."""
    return glyph.x if glyph.advance else glyph.x - SQUEEZED * glyph.size


SQUEEZED = 0.04
"""em by which what follows a letter may have been brought nearer to it."""


def _columns(row: list[Glyph]) -> list[list[Glyph]]:
    """The row's parts between wide holes; blanks at a part's ends are dropped."""
    if _is_torn(row):
        return [_trimmed(row)]
    parts: list[list[Glyph]] = []
    for glyph in row:
        if not glyph.text.strip():
            if parts:
                parts[-1].append(glyph)
            continue
        if parts and glyph.x - _ink_end(parts[-1]) <= COLUMN_GAP * glyph.size:
            parts[-1].append(glyph)
        else:
            parts.append([glyph])
    return [_trimmed(part) for part in parts]


def _is_torn(row: list[Glyph]) -> bool:
    """Whether all neighbours stand equally far apart: then the line is spread, and there are no
    columns.

    A mark squeezed against another takes half an em off one hole.
    """
    inked = [glyph for glyph in row if glyph.text.strip()]
    holes = [after.x - before.right for before, after in pairwise(inked)]
    size = max((glyph.size for glyph in inked), default=0.0)
    return len(holes) > 1 and COLUMN_GAP * size < max(holes) <= min(holes) + 0.6 * size


def _ink_end(part: list[Glyph]) -> float:
    return next(glyph.right for glyph in reversed(part) if glyph.text.strip())


def _trimmed(part: list[Glyph]) -> list[Glyph]:
    while part and not part[-1].text.strip():
        part = part[:-1]
    return part


def _in_table(y: float, bars: Sequence[Bar]) -> bool:
    """Whether upright bars stand beside it, as in a ruled table."""
    upright = [bar for bar in bars if not bar.is_horizontal]
    return any(bar.top - 1 <= y <= bar.bottom + 1 for bar in upright)


def _with_raised(lines: list[PrintedLine]) -> list[PrintedLine]:
    """Puts a small raised or lowered run (the number of a note) back into its line."""
    hosts = [_host(line, lines) for line in lines]
    return [
        _with_runs(line, [small for small, host in zip(lines, hosts, strict=True) if host is line])
        for line, host in zip(lines, hosts, strict=True)
        if host is None
    ]


def _with_runs(line: PrintedLine, runs: Sequence[PrintedLine]) -> PrintedLine:
    """The line with the glyphs of small runs where they stand."""
    if not runs:
        return line
    glyphs = (*line.glyphs, *(glyph for run in runs for glyph in run.glyphs))
    return replace(line, glyphs=tuple(sorted(glyphs, key=lambda each: each.x)))


def _host(small: PrintedLine, lines: list[PrintedLine]) -> PrintedLine | None:
    return next(
        (
            line
            for line in lines
            if small.size < SMALL * line.size
            and len(small.glyphs) <= 4
            and 0 < abs(line.y - small.y) < 0.6 * line.size
            and line.left - line.size < small.left < line.right + line.size
        ),
        None,
    )


def read_body(lines: Sequence[PrintedLine]) -> Body | None:
    """The running text: lines of the most used size, in one column; None without 汉字."""
    single = [line for line in lines if not line.is_tabular]
    sizes = Counter(
        round(glyph.size, 1) for line in single for glyph in line.glyphs if is_han(glyph.text)
    )
    if not sizes:
        return None
    about = sizes.most_common(1)[0][0]
    chosen = tuple(line for line in single if abs(line.size - about) <= 0.04 * about)
    if not chosen:
        return None
    size = median(line.size for line in chosen)
    left, right = _edges(chosen)
    pitch = _pitch(chosen, size)
    body = Body(size, left, right, pitch, (), ())
    edged = tuple(_edged(chosen, body))
    others = [line for line in lines if abs(line.size - about) > 0.04 * about or line.is_tabular]
    return replace(body, lines=edged, paragraphs=tuple(_paragraphs(edged, others, body)))


def _edges(lines: Sequence[PrintedLine]) -> tuple[float, float]:
    """The edges of the column: on the left, the leftmost place where a tenth of the lines begin; on
    the right, where most long lines end, or, if fewer than two fifths of them agree, nearly the
    furthest."""
    starts = Counter(round(line.left, 1) for line in lines if len(line.lefts) == 1)
    common = [x for x, count in starts.items() if count * 10 >= len(lines)]
    left = min(common, default=min(line.left for line in lines))
    exact = [line.left for line in lines if abs(line.left - left) <= 0.15]
    widest = max(line.right - line.left for line in lines)
    long = [line for line in lines if line.right - line.left >= 0.6 * widest]
    ends = sorted(line.right for line in long if len(line.rights) == 1)
    ends = ends or sorted(line.right for line in long)
    counts = Counter(round(end, 1) for end in ends)
    usual = max(counts, key=lambda end: (counts[end], end))
    near = [end for end in ends if abs(end - usual) <= 0.15]
    right = (
        median(near) if counts[usual] * 5 >= 2 * len(ends) else ends[int(0.98 * (len(ends) - 1))]
    )
    return median(exact or [left]), right


def _pitch(lines: Sequence[PrintedLine], size: float) -> float:
    gaps = [
        below.y - above.y
        for above, below in pairwise(lines)
        if above.page == below.page and 0.9 * size < below.y - above.y < 2.4 * size
    ]
    return median(gaps) if gaps else 0.0


def _edged(lines: Sequence[PrintedLine], body: Body) -> Iterator[PrintedLine]:
    """The lines with their column's right edge: an indented quotation has its own."""
    block: list[PrintedLine] = []
    for line in lines:
        adjoins = (
            bool(block) and block[-1].page == line.page and _adjoins(block[-1], line, (), body)
        )
        is_in = line.left > body.left + 0.8 * body.size
        if not (adjoins and is_in):
            # A line that continues at the margin is the first of a paragraph, not the last of the
            # block.
            first = [block.pop()] if adjoins else []
            yield from _block_edged(block, body)
            yield from _block_edged(first, body)
            block = []
        if is_in:
            block.append(line)
        else:
            yield replace(line, edge=body.right)
    yield from _block_edged(block, body)


def _block_edged(block: list[PrintedLine], body: Body) -> Iterator[PrintedLine]:
    """A block whose first lines are indented further and whose full lines agree is a column."""
    right = max((line.rights[-1] for line in block), default=0.0)
    agree = sum(min(abs(end - right) for end in line.rights) < 0.3 for line in block)
    indented = any(above.left > below.left + body.size for above, below in pairwise(block))
    own = indented and agree >= 2 and right < body.right - body.size
    for line in block:
        yield replace(line, edge=right if own else body.right)


def _paragraphs(
    chosen: Sequence[PrintedLine], others: Sequence[PrintedLine], body: Body
) -> Iterator[PrintedParagraph]:
    """Separates the lines where one cannot continue in the next."""
    current: list[PrintedLine] = []
    for line in chosen:
        if current and not _runs_on(current[-1], line, others, body):
            yield PrintedParagraph(tuple(current))
            current = []
        current.append(line)
    if current:
        yield PrintedParagraph(tuple(current))


def _runs_on(
    line: PrintedLine, following: PrintedLine, others: Sequence[PrintedLine], body: Body
) -> bool:
    if abs(line.edge - following.edge) > 0.3 or not _adjoins(line, following, others, body):
        return False
    if _is_centred(line, body) or following.text[0] in "□■" or LEADER.search(line.text):
        return False
    inward = min(following.lefts) - min(line.lefts)
    if inward > 0.6 * body.size or (inward > -0.6 * body.size and _is_item(following, body)):
        return False
    hole = line.edge - line.rights[-1]
    return first_word(following) > hole - 0.3 * body.size


def _is_item(line: PrintedLine, body: Body) -> bool:
    """Whether it begins with the mark or number of a list item and is indented."""
    return line.left > body.left + 0.8 * body.size and bool(ITEM.match(line.text))


def _adjoins(
    line: PrintedLine, following: PrintedLine, others: Sequence[PrintedLine], body: Body
) -> bool:
    """Whether nothing stands between them: they are one pitch apart on a page, or a page ends
    there."""
    if line.page == following.page:
        return 0 < following.y - line.y <= 1.35 * (body.pitch or 2 * body.size)
    if following.page != line.page + 1:
        return False
    near = 2.5 * (body.pitch or 2 * body.size)
    return not any(
        (other.page == line.page and line.y < other.y < line.y + near)
        or (other.page == following.page and following.y - near < other.y < following.y)
        for other in others
        if other.is_tabular or other.size > 0.95 * body.size
    )


def _is_centred(line: PrintedLine, body: Body) -> bool:
    before, after = line.left - body.left, body.right - line.right
    return before > 2.6 * body.size and abs(before - after) < 0.7 * body.size


def first_word(line: PrintedLine) -> float:
    """The width of the line's first unbreakable run, mm, for the engine that breaks least often.

    UAX #14 keeps quotes together with both neighbours, and numbers whole.
    """
    text = line.text
    end = _word_end(text)
    while end < len(text) and (
        text[end] in NOT_AT_LINE_START
        or text[end - 1] in OPENING
        or text[end - 1] in "”’"
        or text[end] in "“‘"
        or (text[end - 1] in IN_NUMBER and text[end] in UNITS)
    ):
        end += _word_end(text[end:])
    return _width_of(line.reading, end)


def _width_of(glyphs: Sequence[Glyph], count: int) -> float:
    """How wide glyphs stand that hold the first `count` characters of what is read, mm."""
    held = list(accumulate(len(glyph.text) for glyph in glyphs))
    part = glyphs[: bisect_left(held, count) + 1]
    return max(glyph.right for glyph in part) - min(glyph.x for glyph in part)


def _word_end(text: str) -> int:
    word = WORD.match(text) or (WORD_OF_LETTERS.match(text) if _joins(text) else None)
    return word.end() if word else 1


WORD_OF_LETTERS = pattern_of(r"[^\s\u2010-\u206f\u3000-\u9fff\uff00-\uff60]+")
"""A word of letters that join: up to a space, a mark of Chinese or a 汉字."""


def _joins(text: str) -> bool:
    """Whether it begins with a word of a script whose letters join."""
    run = next(iter(runs_of(text[:8])), None)
    return run is not None and run.start == 0

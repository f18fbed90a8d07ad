"""The page, the text area, and the lines on it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from bulletin.inspect.layout import Layout
from bulletin.inspect.measure_spacing import gaps_of
from bulletin.inspect.measured import (
    Measured,
    PaperPlace,
    absent,
    at,
    counted,
    of_body,
    of_column,
    percentage,
    with_body,
)
from bulletin.patterns import pattern_of
from bulletin.pdf import (
    MM_PER_PT,
    Body,
    Glyph,
    PrintedLine,
    PrintedParagraph,
    is_han,
    is_placed_on,
    nearest,
)
from bulletin.script_runs import CURSIVE, runs_of, script_beyond, script_of

A4 = (210.0, 297.0)
PAGE_TOLERANCE = 0.5
"""mm; ISO 216 allows 2, but a file has no reason to be off at all."""

OUTSIDE = 0.5
"""mm that a cell may reach out of the text area: half the cell of a very thin stroke."""

FLUSH = 0.3
"""mm from the edge within which a line counts as flush."""


def page_size(layout: Layout) -> Measured:
    """Pages that are not A4 upright."""
    wrong = [
        PaperPlace(page.number, 0, f"{page.width:.1f}×{page.height:.1f}")
        for page in layout.document.pages
        if abs(page.width - A4[0]) > PAGE_TOLERANCE or abs(page.height - A4[1]) > PAGE_TOLERANCE
    ]
    first = layout.document.pages[0]
    if not wrong:
        return Measured(0, f"{first.width:.1f}×{first.height:.1f} mm")
    return counted(wrong, wrong[0].text + " mm")


@of_column
def text_area_left(body: Body) -> Measured:
    """Left edge of the running text."""
    return Measured(body.left, f"{body.left:.2f} mm")


@with_body
def text_area_top(layout: Layout, body: Body) -> Measured:
    """The top edge of the highest first line: of its em box or its line box, as its maker measured
    it.

    The first page counts only if it has no masthead, because text hangs lower there; and no page
    counts that begins with a picture or a table.
    """
    numbers = {line.page for line in body.lines} - ({1} if layout.name else set())
    firsts = [
        min((line for line in layout.lines if line.page == number), key=lambda line: line.top)
        for number in numbers
    ]
    aim = layout.area.top
    firsts = [
        line
        for line in firsts
        if not line.is_tabular
        and all(each.top > aim + line.top for each in layout.page(line.page).pictures)
    ]
    if not firsts:
        return absent("没有以文字开头的面，首页由刊名量")
    highest = min(firsts, key=lambda line: line.top)
    leading = max(0.0, body.pitch - body.size) / 2
    value = aim + nearest((highest.top, highest.top - leading), aim)
    return Measured(value, f"{value:.2f} mm", (at(highest),))


@of_column
def text_area_width(body: Body) -> Measured:
    """Between the running text's edges."""
    width = body.right - body.left
    return Measured(width, f"{width:.2f} mm")


def text_area_height(layout: Layout) -> Measured:
    """From the text area's top to the deepest text or rule."""
    if not layout.lines:
        return absent("没有文字")
    deepest = max(layout.lines, key=lambda line: line.bottom)
    depth = deepest.bottom
    if layout.colophon:
        depth = max(depth, layout.colophon.bottom)
    value = depth - layout.area.top
    return Measured(value, f"{value:.2f} mm", (at(deepest),))


def inside_text_area(layout: Layout) -> Measured:
    """Lines whose cells reach out of the text area; the blank half of a mark may.

    The masthead's name has its own rules: that of a letter stands above the text area.
    """
    area = layout.area
    return counted(
        at(line)
        for line in layout.lines
        if line not in layout.name
        and (
            line.lefts[-1] < area.left - OUTSIDE
            or line.rights[-1] > area.right + OUTSIDE
            or line.top < area.top - OUTSIDE
            or line.bottom > area.bottom + OUTSIDE
        )
    )


def _by_page(body: Body) -> dict[int, list[PrintedLine]]:
    pages: dict[int, list[PrintedLine]] = {}
    for line in body.lines:
        pages.setdefault(line.page, []).append(line)
    return pages


def _first_baseline(layout: Layout, body: Body) -> float:
    """Where the first line of a page stands if the page has no masthead."""
    return layout.area.top + (max(body.pitch, body.size) - body.size) / 2 + 0.88 * body.size


def _filled(layout: Layout, body: Body) -> dict[int, tuple[int, float]]:
    """For each page from which the text goes on: how many lines it holds, and the hole below them,
    mm.

    Lines are counted in steps of the pitch from the top of the text area. Pages with a masthead, a
    picture or a table are left out, because those do not take up whole lines; so are those before
    and at the end of an attachment, which has pages of its own (GB/T 9704-2012 7.3.4).
    """
    pages = _by_page(body)
    ended = _before_a_break(layout)
    firsts = [lines[0].y for number, lines in pages.items() if number > 1]
    start = min([*firsts, _first_baseline(layout, body)], key=lambda y: abs(y - layout.area.top))
    if firsts:
        start = min(firsts)
    filled = {}
    for number, lines in pages.items():
        last = max(line.y for line in lines)
        others = [line for line in layout.lines if line.page == number and line.y > last]
        if number == max(pages) or not body.pitch or others or _is_mixed(layout, number):
            continue
        if number in ended:
            continue
        foot = last + 0.12 * body.size + (body.pitch - body.size) / 2
        filled[number] = (round((last - start) / body.pitch) + 1, layout.area.bottom - foot)
    return filled


_ATTACHMENT = pattern_of(r"附件\s*[0-9]{0,2}\Z")


def _before_a_break(layout: Layout) -> frozenset[int]:
    """The pages that end because an attachment begins on the next one, or a new article after an
    attachment."""
    top = layout.area.top - OUTSIDE
    firsts: dict[int, PrintedLine] = {}
    for line in sorted(layout.lines, key=lambda each: (each.page, each.y)):
        if line.top >= top:
            firsts.setdefault(line.page, line)
    found, is_attached = set[int](), False
    for number, line in sorted(firsts.items()):
        begins = _ATTACHMENT.match(line.text.strip()) is not None
        titled = line.text.startswith("□") or line.size > 1.2 * median(
            each.size for each in layout.lines
        )
        if begins or (is_attached and titled):
            found.add(number - 1)
        is_attached = begins or (is_attached and not titled)
    return frozenset(found)


def _is_mixed(layout: Layout, number: int) -> bool:
    return bool(
        (number == 1 and layout.name)
        or layout.page(number).pictures
        or any(line.is_tabular for line in layout.lines if line.page == number)
    )


@with_body
def lines_per_page(layout: Layout, body: Body) -> Measured:
    """How many lines the pages hold that have no room for another line."""
    counts = {
        number: count
        for number, (count, hole) in _filled(layout, body).items()
        if hole < 0.97 * body.pitch
    }
    if not counts:
        return absent("没有排满的面")
    aim = layout.requirements["lines-per-page"]
    wrong = [number for number, count in counts.items() if not aim.accepts(count)]
    value = counts[wrong[0]] if wrong else next(iter(counts.values()))
    text = f"{value} 行（{len(counts)} 面" + (f"中 {len(wrong)} 面）" if wrong else "）")
    places = tuple(PaperPlace(number, 0, f"{counts[number]} 行") for number in wrong[:5])
    return Measured(value, text, places)


@with_body
def page_fill(layout: Layout, body: Body) -> Measured:
    """The greatest number of lines that a page has left empty although the text goes on."""
    filled = _filled(layout, body)
    if not filled:
        return absent("只有一面")
    lacks = {number: int(hole / body.pitch + 0.1) for number, (_, hole) in filled.items()}
    worst = max(lacks, key=lambda number: lacks[number])
    places = (PaperPlace(worst, 0, ""),) if lacks[worst] else ()
    return Measured(lacks[worst], f"{lacks[worst]} 行", places)


FEWEST_LINES = 10
"""How many full lines it takes to tell the number of characters in a line."""


@of_column
def characters_per_line(body: Body) -> Measured:
    """How many cells a full, flush line holds: a digit takes half, a squeezed pair half less.

    A line that could not break later is half a cell short, so the fullest tenth of the lines
    counts; and a few lines prove nothing. Words whose letters join stand in no cells.
    """
    halves = sorted(
        round(2 * _cells(line, body))
        for line, _ in body.flowing
        if abs(nearest(line.rights, body.right)) < 1
        and abs(nearest(line.lefts, body.left)) < 1
        and not any(runs_of(line.text))
    )
    if 0 < len(halves) < FEWEST_LINES:
        return absent(f"满行只有 {len(halves)} 行")
    if halves:
        value = halves[int(0.9 * (len(halves) - 1))] // 2
        return Measured(value, f"{value} 字")
    steps = [
        (following.x - glyph.x) / glyph.size
        for line in body.lines
        for glyph, following in pairwise(line.glyphs)
        if is_han(glyph.text)
        and is_han(following.text)
        and following.x - glyph.x > 0.2 * glyph.size
    ]
    if not steps:
        return absent("没有满行")
    cells = round((body.right - body.left) / body.size / median(steps), 1)
    return Measured(cells, f"{cells:g} 字（按字距折算）")


def _cells(line: PrintedLine, body: Body) -> float:
    """The length of a line in cells before any spreading."""
    squeezed = -sum(gap for gap in gaps_of(line) if gap < -0.05)
    halves = int(abs(line.lefts[-1] - body.left) < abs(line.left - body.left))
    halves += abs(line.rights[-1] - body.right) < abs(line.right - body.right)
    return sum(glyph.advance for glyph in line.glyphs) / line.size - squeezed - halves / 2


@of_body
def pitch(body: Body) -> Measured:
    """From baseline to baseline."""
    if not body.pitch:
        return absent("没有相邻的两行")
    value = round(body.pitch / MM_PER_PT, 3)
    return Measured(value, f"{value:.2f} pt")


@of_body
def register(body: Body) -> Measured:
    """How far a baseline is off the grid that all pages share, at the most."""
    lines = [line for each in body.paragraphs if len(each.lines) > 1 for line in each.lines]
    if not body.pitch or len(lines) < 3:
        return absent("行太少")
    pitch = _fine_pitch(lines, body.pitch)
    origin = lines[len(lines) // 2].y
    for _ in range(3):
        origin += median(_off_grid(line.y, origin, pitch) for line in lines)
    worst = max(lines, key=lambda line: abs(_off_grid(line.y, origin, pitch)))
    value = abs(_off_grid(worst.y, origin, pitch))
    return Measured(value, f"{value:.3f} mm", (at(worst),) if value > 0.005 else ())


def _fine_pitch(lines: list[PrintedLine], about: float) -> float:
    """The pitch from the first and last line of each page, where rounding matters least."""
    pages: dict[int, list[float]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line.y)
    spans = [max(ys) - min(ys) for ys in pages.values()]
    steps = [round(span / about) for span in spans]
    fine = [span / step for span, step in zip(spans, steps, strict=True) if step >= 5]
    return median(fine) if fine else about


def _off_grid(y: float, origin: float, pitch: float) -> float:
    return (y - origin) - pitch * round((y - origin) / pitch)


@of_body
def flush_share(body: Body) -> Measured:
    """How many of the lines that a paragraph continues from touch both edges, in percent."""
    total, ragged = 0, []
    for paragraph in body.paragraphs:
        edge = _own_left(paragraph, body)
        for at_start, line in enumerate(paragraph.lines[:-1]):
            total += 1
            off = [nearest(line.rights, line.edge)]
            if at_start:
                off.append(nearest(line.lefts, edge))
            worst = max(off, key=abs)
            if abs(worst) > FLUSH:
                ragged.append((abs(worst), at(line, f"{worst:+.2f} mm {line.text[-6:]}")))
    if not total:
        return absent("没有满行")
    return percentage(total - len(ragged), total, ragged)


def _own_left(paragraph: PrintedParagraph, body: Body) -> float:
    """The left edge of a paragraph's continued lines: the column's, or their own if they are
    indented."""
    turned = [line.left for line in paragraph.lines[1:] if len(line.lefts) == 1]
    own = median(turned) if turned else body.left
    return body.left if abs(own - body.left) < body.size else own


SPACED = 0.04
"""em between two letters of a word from which they are parted, and no joint bridges it."""


def joined_words(layout: Layout) -> Measured:
    """Words whose letters join, and stand apart all the same: spaced, or not joined at all."""
    words = [
        (line, word)
        for line in layout.lines
        for word in _words(line)
        if len(word) > 1 and all(script_beyond(glyph.text[0]) for glyph in word)
    ]
    apart = [
        at(line, "".join(glyph.text for glyph in word))
        for line, word in words
        if median(_holes(word, line.size)) > SPACED
    ]
    return counted(apart, f"{len(words)} 词" if words else "")


def _words(line: PrintedLine) -> Iterator[list[Glyph]]:
    """The words of the line that are of one script and join their letters."""
    word: list[Glyph] = []
    for glyph in line.reading:
        joins = glyph.text.strip() and script_of(glyph.text[0]) in CURSIVE
        if joins and not is_placed_on(glyph.text):
            word.append(glyph)
        elif not joins and word:
            yield word
            word = []
    if word:
        yield word


def _holes(word: list[Glyph], size: float) -> list[float]:
    """White between each two letters of a word, em."""
    ordered = sorted(word, key=lambda each: each.x)
    return [(after.x - before.right) / size for before, after in pairwise(ordered)]


@of_body
def indent(body: Body) -> Measured:
    """Paragraphs that continue at the margin but do not begin two cells further in."""
    wrong = []
    for paragraph in body.paragraphs:
        first = paragraph.lines[0]
        if len(paragraph.lines) < 2 or first.text[0] == "□":
            continue
        if _own_left(paragraph, body) != body.left:
            continue
        inward = min(
            ((left - body.left) / body.size for left in first.lefts), key=lambda x: abs(x - 2)
        )
        if abs(inward - 2) > 0.15:
            wrong.append(at(first, f"{inward:.1f} 字 {first.text[:5]}"))
    return counted(wrong)

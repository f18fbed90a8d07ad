"""Marks, squares and spaces within a line, and the faces they are set in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from bulletin.inspect.ink import blank_samples, dash_gaps, ink_ratio
from bulletin.inspect.layout import Layout
from bulletin.inspect.measure_spacing import mean_gap
from bulletin.inspect.measured import Measured, PaperPlace, absent, at, counted, of_body, with_body
from bulletin.patterns import pattern_of
from bulletin.pdf import (
    CLOSING,
    MM_PER_PT,
    NARROWED_BY_LATIN,
    OPENING,
    Body,
    Glyph,
    PrintedLine,
    PrintedParagraph,
    is_han,
    is_wide,
)
from bulletin.typefaces import Kind, kind_of_face

HEAVY = pattern_of(r"bold|black|heavy", re.IGNORECASE)

FIRST_LEVEL = pattern_of(r"^[一二三四五六七八九十]+、")
SECOND_LEVEL = pattern_of(r"^（[一二三四五六七八九十]+）")


def adjacent_marks(layout: Layout) -> Measured:
    """The widest pair of neighbouring full-width marks, without the white that spreads its line."""
    pairs = list(_mark_pairs(layout))
    if not pairs:
        return absent("没有相邻标点")
    widths = [
        ((after.right - before.x) / before.size - mean_gap(line), line, before.text + after.text)
        for line, before, after in pairs
    ]
    worst = max(widths, key=lambda each: each[0])
    limit = layout.requirements["adjacent-marks"]
    wide = sorted((each for each in widths if not limit.accepts(each[0])), key=lambda e: -e[0])
    text = f"{worst[0]:.2f} em（{len(pairs)} 对" + (f"中 {len(wide)} 对过宽）" if wide else "）")
    return Measured(round(worst[0], 3), text, tuple(at(line, pair) for _, line, pair in wide[:5]))


def _mark_pairs(layout: Layout) -> Iterator[tuple[PrintedLine, Glyph, Glyph]]:
    """Neighbouring marks with at least half a blank cell between them."""
    for line in layout.lines:
        for before, after in pairwise(line.glyphs):
            closes = before.text in CLOSING and after.text in CLOSING | OPENING
            opens = before.text in OPENING and after.text in OPENING
            if closes or opens:
                yield line, before, after


_CLASHING = pattern_of("[，、；：][，。、；：？！]|。[，、；：]")


def clashing_stops(layout: Layout) -> Measured:
    """Two stops next to each other, of which one is too many: a 。 after the ： of a heading."""
    return counted(
        at(line, line.text[max(0, found.start() - 4) : found.end()])
        for line in layout.lines
        for found in _CLASHING.finditer(line.text)
    )


def full_width_quotes(layout: Layout) -> Measured:
    """Quotes, dashes and dots beside a 汉字 that are narrower than its cell."""
    return counted(
        at(line, "".join(glyph.text for glyph in near))
        for line in layout.lines
        for near in _neighbourhoods(line)
        if near[1].text in NARROWED_BY_LATIN
        and near[1].advance < 0.9 * near[1].size
        and any(is_wide(each.text) for each in (near[0], near[2]))
    )


def whole_dash(layout: Layout) -> Measured:
    """The widest white in the middle of a ——."""
    pairs = [
        (line, before, after)
        for line in layout.lines
        for before, after in pairwise(line.glyphs)
        if before.text == after.text == "—"
    ]
    gaps = dash_gaps(layout.document, pairs)
    if not gaps:
        return absent("没有 ——")
    worst = max(range(len(gaps)), key=lambda index: gaps[index])
    places = (at(pairs[worst][0]),) if gaps[worst] else ()
    return Measured(round(gaps[worst], 3), f"{gaps[worst]:.2f} em（{len(gaps)} 处）", places)


def _neighbourhoods(line: PrintedLine) -> Iterator[tuple[Glyph, Glyph, Glyph]]:
    """Each glyph with those before and after it, itself at the ends."""
    glyphs = line.glyphs
    for index, glyph in enumerate(glyphs):
        yield glyphs[max(0, index - 1)], glyph, glyphs[min(index + 1, len(glyphs) - 1)]


@of_body
def square(body: Body) -> Measured:
    """□ that does not take exactly one cell of its line, or is followed by a space."""
    squares = [
        (line, glyph, after)
        for line in body.lines
        for glyph, after in pairwise(line.glyphs)
        if glyph.text == "□"
    ]
    if not squares:
        return absent("没有 □")
    wrong = (
        at(line, f"□{after.text} 宽 {glyph.advance / after.size:.2f} 字")
        for line, glyph, after in squares
        if not after.text.strip()
        or abs(glyph.advance - after.size) > 0.05 * after.size
        or abs(glyph.size - after.size) > 0.05 * after.size
        or after.x - glyph.right > 0.25 * after.size
    )
    return counted(wrong, f"{len(squares)} 个 □")


@of_body
def inner_spaces(body: Body) -> Measured:
    """Spaces between a 汉字 and a digit or letter in the running text."""
    return counted(
        at(line, line.text[max(0, found.start() - 4) : found.end() + 4])
        for each in body.paragraphs
        if len(each.lines) > 1
        for line in each.lines
        for found in re.finditer(
            r"(?<=[\u4e00-\u9fff]) +(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) +(?=[\u4e00-\u9fff])",
            line.text,
        )
    )


def _text(body: Body) -> Iterator[tuple[PrintedLine, Glyph]]:
    """汉字 of the paragraphs that have several lines: the copy, without headings and lists."""
    for each in body.paragraphs:
        if len(each.lines) > 1:
            yield from (
                (line, glyph) for line in each.lines for glyph in line.glyphs if is_han(glyph.text)
            )


@of_body
def body_size(body: Body) -> Measured:
    """The running text's size."""
    value = round(body.size / MM_PER_PT, 2)
    return Measured(value, f"{value:g} pt")


@of_body
def body_face(body: Body) -> Measured:
    """Percentage of the running text in a font named 仿宋, without an editor's note in 楷体."""
    names = [
        glyph.font.name
        for each in body.paragraphs
        if len(each.lines) > 1
        for line in each.lines
        for glyph in line.glyphs
        if is_han(glyph.text)
    ]
    own = [name for name in names if kind_of_face(name) is not Kind.KAITI]
    if 2 * len(own) > len(names):
        names = own
    if not names:
        return absent("没有成段的正文")
    share = round(100 * sum(kind_of_face(name) is Kind.FANGSONG for name in names) / len(names), 1)
    most = max(sorted(set(names)), key=names.count)
    return Measured(share, f"{share:g} %（{most}）")


@of_body
def body_colour(body: Body) -> Measured:
    """汉字 of the running text that are not black."""
    return counted(
        at(line, f"{glyph.text} {glyph.colour.hexadecimal}")
        for line, glyph in _text(body)
        if not glyph.colour.is_black
    )


END_MARKS = frozenset("。；：？！，、")
"""What a paragraph of text ends with, but a heading on its own line does not."""


def is_xiaobiaosong(name: str) -> bool:
    """Whether a font calls itself 小标宋, or a heavy 宋体, which stands in for it."""
    kind = kind_of_face(name)
    return kind is Kind.XIAOBIAOSONG or (kind is Kind.SONGTI and bool(HEAVY.search(name)))


@of_body
def heading_faces(body: Body) -> Measured:
    """Headings on their own lines: 一、 not in 黑体, and （一） not in 楷体.

    What ends with a mark is text that counts its points.
    """
    levels = [(FIRST_LEVEL, Kind.HEITI), (SECOND_LEVEL, Kind.KAITI)]
    headings = [
        (each.lines[0], kind)
        for each in body.paragraphs
        for number, kind in levels
        if number.match(each.text) and each.text.rstrip("”’）")[-1:] not in END_MARKS
    ]
    if not headings:
        return absent("没有 一、（一） 标题")
    return counted(
        at(line, f"{line.text[:6]} {line.glyphs[0].font.name}")
        for line, kind in headings
        if kind_of_face(line.glyphs[0].font.name) is not kind
    )


def _is_bold(glyph: Glyph) -> bool:
    return glyph.font.claims_bold or glyph.is_stroked or glyph.is_overprinted


def _bold(body: Body) -> list[tuple[PrintedLine, Glyph]]:
    return [
        (line, glyph)
        for line in body.lines
        for glyph in line.glyphs
        if is_han(glyph.text) and _is_bold(glyph)
    ]


@of_body
def bold_face(body: Body) -> Measured:
    """Bold 汉字 that are only regular ones outlined, printed twice, or drawn by the regular
    program."""
    bold = _bold(body)
    if not bold:
        return absent("没有粗体")
    regular = {
        glyph.font.program
        for line in body.lines
        for glyph in line.glyphs
        if not _is_bold(glyph) and glyph.font.program > 0
    }
    return counted(
        (
            at(line, glyph.text)
            for line, glyph in bold
            if glyph.is_stroked or glyph.is_overprinted or glyph.font.program in regular
        ),
        f"{len(bold)} 字粗体",
    )


@of_body
def bold_whole(body: Body) -> Measured:
    """Regular 汉字 of another font program within bold words: the bold face does not have them."""
    if not _bold(body):
        return absent("没有粗体")
    programs = Counter(
        glyph.font.program
        for line in body.lines
        for glyph in line.glyphs
        if is_han(glyph.text) and not _is_bold(glyph)
    )
    own = {program for program, _ in programs.most_common(1)}
    return counted(
        at(line, glyph.text)
        for each in body.paragraphs
        for line, glyph in _regular_within_bold(each, own)
    )


def _regular_within_bold(
    paragraph: PrintedParagraph, own: set[int]
) -> Iterator[tuple[PrintedLine, Glyph]]:
    """汉字 of none of the programs `own` with bold after them and, before them, bold, a stop or
    nothing."""
    bold_before, lent = True, list[tuple[PrintedLine, Glyph]]()
    for line in paragraph.lines:
        for glyph in line.glyphs:
            if _is_bold(glyph):
                yield from lent
                bold_before, lent = True, []
            elif is_han(glyph.text) and glyph.font.program not in own:
                lent += [(line, glyph)] if bold_before else []
            elif glyph.text.strip():
                bold_before, lent = glyph.text in "。□", []


@with_body
def bold_ink(layout: Layout, body: Body) -> Measured:
    """The ink of bold 汉字 against the same 汉字 in regular; weighed on the printed page."""
    bold = _bold(body)
    if not bold:
        return absent("没有粗体")
    plain = [
        (line, glyph)
        for line in body.lines
        for glyph in line.glyphs
        if is_han(glyph.text) and not _is_bold(glyph)
    ]
    ratio = ink_ratio(layout.document, bold, plain)
    if ratio is None:
        return absent("粗体与常体没有同一个字")
    value, characters = ratio
    return Measured(round(value, 3), f"{value:.2f}（{characters} 字）")


def blank_cells(layout: Layout) -> Measured:
    """汉字 in the text layer that print nothing; some of each font are tried."""
    samples = [
        (line, glyph)
        for line in layout.lines
        for glyph in line.glyphs
        if is_han(glyph.text) and max(glyph.colour) < 0.9
    ]
    if not samples:
        return absent("没有汉字")
    tried, blank = blank_samples(layout.document, samples)
    return counted((at(line, f"{g.text} {g.font.name}") for line, g in blank), f"试 {tried} 字")


def look_alikes(layout: Layout) -> Measured:
    """Characters whose font draws them as others: `￥` as `＄`, a 汉字 as another."""
    return counted(
        next(
            (
                at(line, f"{likeness.character}印成{likeness.other}")
                for line in layout.lines
                for glyph in line.glyphs
                if glyph.font == font and glyph.text == likeness.character
            ),
            PaperPlace(1, 0, f"{likeness.character}印成{likeness.other}"),
        )
        for font, likeness in layout.document.mistaken
    )


def slanted(layout: Layout) -> Measured:
    """汉字 sheared into a false italic."""
    return counted(
        at(line, glyph.text)
        for line in layout.lines
        for glyph in line.glyphs
        if is_han(glyph.text) and abs(glyph.slant) > 0.05
    )

"""The masthead, the colophon and the page numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from bulletin.inspect.ink import ink_box, ink_sides
from bulletin.inspect.layout import (
    DISTRIBUTION,
    Layout,
    PageNumber,
    PrintedColophon,
    is_letter,
)
from bulletin.inspect.measure_marks import is_xiaobiaosong
from bulletin.inspect.measured import (
    NO_COLOPHON,
    NO_RED_RULE,
    Measured,
    PaperPlace,
    absent,
    at,
    counted,
    with_colophon,
    with_name,
    with_page_numbers,
    with_red_rule,
)
from bulletin.patterns import pattern_of
from bulletin.pdf import MM_PER_PT, Bar, PrintedLine, nearest

NUMBER = pattern_of(r"(?:第\s*\d+\s*期|总第\s*\d+\s*期|增刊)")
FORM = pattern_of(r"^[—–―－一]\s*\d+\s*[—–―－一]$")
RULE_OUTER, RULE_INNER, RULE_TOLERANCE = 0.35, 0.25, 0.05
INSET_TOLERANCE = 0.5
INK_TOLERANCE = 0.3
LETTER_COLOPHON = "信函版记不加分隔线"


def _furthest(values: Iterable[float], aim: float) -> float:
    return round(aim + max((value - aim for value in values), key=abs), 2)


def masthead(layout: Layout) -> Measured:
    """Lines of the red name."""
    text = " ".join(line.text for line in layout.name)
    return Measured(len(layout.name), f"「{text}」" if text else "没有")


@with_name
def masthead_top(layout: Layout, name: tuple[PrintedLine, ...]) -> Measured:
    """From the top of the text area to that of the name: of its em box or of its ink. The one
    that fits better counts."""
    line = name[0]
    aim = layout.requirements.middle("masthead-top") + layout.area.top
    value = aim + nearest((line.top, line.y - 0.84 * line.size), aim) - layout.area.top
    return Measured(value, f"{value:.2f} mm")


@with_name
def masthead_width(_layout: Layout, name: tuple[PrintedLine, ...]) -> Measured:
    """The name's widest line."""
    value = max(line.right - line.left for line in name)
    return Measured(value, f"{value:.1f} mm")


@with_name
def masthead_middle(layout: Layout, _name: tuple[PrintedLine, ...]) -> Measured:
    """The middle of the ink of the line that is furthest off, from the left edge of the paper."""
    aim = layout.requirements.middle("masthead-middle")
    value = _furthest(((left + right) / 2 for _, left, right in _name_inks(layout)), aim)
    return Measured(value, f"距纸左边 {value:.2f} mm")


@with_name
def masthead_inside(layout: Layout, _name: tuple[PrintedLine, ...]) -> Measured:
    """Lines of the name whose ink reaches out of the text area at a side."""
    wrong = [
        at(line, f"{left:.1f}–{right:.1f} mm {line.text}")
        for line, left, right in _name_inks(layout)
        if left < layout.area.left - INK_TOLERANCE or right > layout.area.right + INK_TOLERANCE
    ]
    return counted(wrong)


def _name_inks(layout: Layout) -> Iterator[tuple[PrintedLine, float, float]]:
    """The lines of the name, each with where its ink begins and ends; what is not red, or is
    smaller, is not part of the name."""
    for line in layout.name:
        glyphs = [
            each for each in line.glyphs if each.colour.is_red and each.size > 0.95 * line.size
        ]
        if glyphs:
            yield (line, *ink_sides(layout.document, line.page, glyphs))


@with_name
def masthead_face(_layout: Layout, name: tuple[PrintedLine, ...]) -> Measured:
    """Characters of the name in a face other than 小标宋 or the heavy 宋体 that replaces it."""
    fonts = {glyph.font.name for line in name for glyph in line.glyphs}
    wrong = [
        at(line, f"{glyph.text} {glyph.font.name}")
        for line in name
        for glyph in line.glyphs
        if not is_xiaobiaosong(glyph.font.name)
    ]
    return counted(wrong, "、".join(sorted(fonts)))


def issue_number(layout: Layout) -> Measured:
    """第N期 or 增刊 on the first page."""
    found = [line for line in layout.lines if line.page == 1 and NUMBER.search(line.text)]
    return Measured(len(found), found[0].text[:20] if found else "没有")


@with_red_rule
def red_rule_place(layout: Layout, rule: Bar) -> Measured:
    """From the line above (its em boxes or its ink) down to the rule."""
    above = [line for line in layout.lines if line.page == 1 and line.y < rule.top]
    if not above:
        return absent("红线之上没有字")
    last = max(above, key=lambda line: line.bottom)
    aim = layout.requirements.middle("red-rule-place")
    ends = (last.bottom, last.y + 0.08 * last.size)
    value = aim + nearest((rule.top - end for end in ends), aim)
    return Measured(value, f"{value:.2f} mm", (PaperPlace(1, rule.top, ""),))


@with_red_rule
def red_rule_width(_layout: Layout, rule: Bar) -> Measured:
    """The rule's length."""
    return Measured(rule.length, f"{rule.length:.2f} mm")


@with_red_rule
def red_rule_thickness(_layout: Layout, rule: Bar) -> Measured:
    """The rule's thickness."""
    return Measured(round(rule.thickness, 3), f"{rule.thickness:.2f} mm")


def red_rule_colour(layout: Layout) -> Measured:
    """The rule under the name, if it is missing or not red."""
    rule = layout.red_rule
    if rule is None:
        return Measured(1, NO_RED_RULE)
    wrong = [] if rule.colour.is_red else [PaperPlace(1, rule.top, rule.colour.hexadecimal)]
    return Measured(len(wrong), rule.colour.hexadecimal, tuple(wrong))


def colophon(layout: Layout) -> Measured:
    """Its rules; a letter's colophon has none (GB/T 9704-2012 10.1)."""
    if is_letter(layout.document):
        return absent(LETTER_COLOPHON)
    if layout.colophon is None:
        return Measured(0, "没有")
    return Measured(len(layout.colophon.rules), f"{len(layout.colophon.rules)} 条")


@with_colophon
def colophon_rules(_layout: Layout, part: PrintedColophon) -> Measured:
    """Rules that are not as thick as the first, last and inner ones should be."""
    if not part.rules:
        return absent(LETTER_COLOPHON)
    rules = part.rules
    text = "、".join(f"{rule.thickness:.2f}" for rule in rules) + " mm"
    wrong = [
        PaperPlace(part.page, rule.top, f"{rule.thickness:.2f} mm")
        for index, rule in enumerate(rules)
        if abs(rule.thickness - _thickness(index, rules)) > RULE_TOLERANCE
    ]
    return Measured(len(wrong), text, tuple(wrong))


def _thickness(index: int, rules: tuple[Bar, ...]) -> float:
    return RULE_OUTER if index in (0, len(rules) - 1) else RULE_INNER


@with_colophon
def colophon_width(layout: Layout, part: PrintedColophon) -> Measured:
    """The length of the rule that is furthest from the measure."""
    if not part.rules:
        return absent(LETTER_COLOPHON)
    aim = layout.requirements.middle("colophon-width")
    value = _furthest((rule.length for rule in part.rules), aim)
    return Measured(value, f"{value:.2f} mm")


@with_colophon
def colophon_foot(_layout: Layout, part: PrintedColophon) -> Measured:
    """The last rule's lower edge."""
    if not part.rules:
        return absent(LETTER_COLOPHON)
    value = part.rules[-1].bottom
    return Measured(value, f"{value:.2f} mm", (PaperPlace(part.page, value, ""),))


@with_colophon
def colophon_size(layout: Layout, part: PrintedColophon) -> Measured:
    """The size of its text that is furthest from 4号."""
    if not part.lines:
        return absent(NO_COLOPHON)
    aim = layout.requirements.middle("colophon-size")
    sizes = [line.size / MM_PER_PT for line in part.lines]
    value = _furthest(sizes, aim)
    return Measured(value, f"{value:g} pt")


@with_colophon
def colophon_inset(layout: Layout, part: PrintedColophon) -> Measured:
    """Lines without one free cell on either side."""
    if not part.lines:
        return absent(NO_COLOPHON)
    wrong = []
    for line in part.lines:
        before, after = line.lefts[-1] - layout.area.left, layout.area.right - line.rights[-1]
        starts = DISTRIBUTION.match(line.text)
        near = abs(before - line.size) <= INSET_TOLERANCE if starts else before > line.size - 0.5
        if not near or after < line.size - INSET_TOLERANCE:
            wrong.append(at(line, f"左 {before:.1f} 右 {after:.1f} mm {line.text[:4]}"))
    return counted(wrong)


def _turned(part: PrintedColophon) -> list[tuple[PrintedLine, PrintedLine]]:
    """The first line of each distribution with each of the lines that continue it."""
    pairs, head = [], None
    for line in part.lines:
        edges = [rule for rule in part.rules if head is not None and head.y < rule.top < line.y]
        if DISTRIBUTION.match(line.text):
            head = line
        elif head is not None and not edges and not line.is_tabular and "：" not in line.text[:8]:
            pairs.append((head, line))
        else:
            head = None
    return pairs


@with_colophon
def colophon_turn(_layout: Layout, part: PrintedColophon) -> Measured:
    """Continued lines that do not begin under the first character after the colon."""
    turned = _turned(part)
    if not turned:
        return absent("没有回行")
    return counted(
        at(line)
        for head, line in turned
        if abs(nearest(line.lefts, _after_colon(head))) > INSET_TOLERANCE
    )


def _after_colon(head: PrintedLine) -> float:
    colon = next(glyph for glyph in head.glyphs if "：" in glyph.text)
    return next((glyph.x for glyph in head.glyphs if glyph.x > colon.x), colon.right)


@with_colophon
def colophon_stop(_layout: Layout, part: PrintedColophon) -> Measured:
    """Distributions that do not end with a full stop; there must be at least one distribution."""
    heads = [line for line in part.lines if DISTRIBUTION.match(line.text)]
    if not heads:
        return Measured(1, "没有报、送、发")
    last = {id(head): head for head in heads}
    last.update({id(head): line for head, line in _turned(part)})
    return counted(
        (at(line) for line in last.values() if line.text[-1] != "。"), f"{len(heads)} 项"
    )


def page_number(layout: Layout) -> Measured:
    """Printed pages without a number, and blank pages with one.

    Neither a blank page nor a colophon's page after a blank one carries a number (7.5).
    """
    numbered = {each.line.page for each in layout.page_numbers}
    printed = {line.page for line in layout.lines}
    printed |= {page.number for page in layout.document.pages if page.pictures or page.is_turned}
    after_blank = (
        layout.colophon is not None
        and layout.colophon.page > 1
        and layout.colophon.page - 1 not in printed
    )
    excused = {layout.colophon.page} if after_blank and layout.colophon else set()
    missing = [PaperPlace(page, 0, "无页码") for page in sorted(printed - numbered - excused)]
    extra = [PaperPlace(page, 0, "空白页有页码") for page in sorted(numbered - printed)]
    return counted(missing + extra)


@with_page_numbers
def page_number_form(_layout: Layout, numbers: tuple[PageNumber, ...]) -> Measured:
    """Numbers without dashes, or not one more than the number before."""
    wrong = [at(each.line) for each in numbers if not FORM.match(each.line.text)]
    wrong += [at(b.line) for a, b in pairwise(numbers) if b.number != a.number + 1]
    return counted(wrong, f"「{numbers[0].line.text}」")


@with_page_numbers
def page_number_size(layout: Layout, numbers: tuple[PageNumber, ...]) -> Measured:
    """The size that is furthest from 4号."""
    aim = layout.requirements.middle("page-number-size")
    sizes = [each.line.size / MM_PER_PT for each in numbers]
    value = _furthest(sizes, aim)
    return Measured(value, f"{value:g} pt")


def page_number_drop(layout: Layout) -> Measured:
    """From the foot of the text area to the upper edge of the dash, for the number that is furthest
    off."""
    dashed = [each for each in layout.page_numbers if FORM.match(each.line.text)]
    if not dashed:
        return absent("没有带横线的页码")
    first = dashed[0].line
    rise = first.y - ink_box(layout.document, first.page, first.glyphs[0])[1]
    aim = layout.requirements.middle("page-number-drop")
    drops = [each.line.y - rise - layout.area.bottom for each in dashed]
    value = _furthest(drops, aim)
    return Measured(value, f"{value:.2f} mm")


def _is_right(layout: Layout, each: PageNumber) -> bool:
    middle = (each.line.left + each.line.right) / 2
    return middle > (layout.area.left + layout.area.right) / 2


@with_page_numbers
def page_number_side(layout: Layout, numbers: tuple[PageNumber, ...]) -> Measured:
    """Odd numbers that are not on the right half, and even numbers that are not on the left
    half."""
    quarter = (layout.area.right - layout.area.left) / 4
    centre = (layout.area.left + layout.area.right) / 2
    return counted(
        at(each.line)
        for each in numbers
        if _is_right(layout, each) != (each.number % 2 == 1)
        or abs((each.line.left + each.line.right) / 2 - centre) < quarter
    )


@with_page_numbers
def page_number_inset(layout: Layout, numbers: tuple[PageNumber, ...]) -> Measured:
    """From the outer edge of the text area, for the number that is furthest from one cell."""
    aim = layout.requirements.middle("page-number-inset")
    insets = [
        layout.area.right - each.line.right
        if _is_right(layout, each)
        else each.line.left - layout.area.left
        for each in numbers
    ]
    value = _furthest(insets, aim)
    return Measured(value, f"{value:.2f} mm")

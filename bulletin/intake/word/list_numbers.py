"""The numbers that Word sets before paragraphs: `一、`, `（一）`, `1.1`, `①`, `•`.

They are visible but stand nowhere in the text; they are counted here as Word counts them (ISO/IEC
29500-1, 17.9).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bulletin.intake.word.styles import (
    NOTHING,
    UNSET,
    ParagraphFormat,
    RunFormat,
    look_of,
    paragraph_setting,
)
from bulletin.intake.word.symbols import symbol
from bulletin.ooxml import Element, W, is_on, value, whole
from bulletin.patterns import pattern_of

_LEVELS = 9
_OPEN_END = pattern_of(r"[0-9A-Za-z\u4e00-\u9fff]\Z")
"""The end of a label that would run into the words: that of 第一条 and 1.1, but not of 一、 or
（1）."""


class Label(NamedTuple):
    """What stands before a paragraph."""

    text: str
    """With a space at the end if nothing else would separate it from the words."""

    bullet: bool = False
    unknown: str = ""
    """The number format that is not known, and was replaced by 1, 2, 3."""


# -- Number formats --------------------------------------------------------------------------------

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def _counted(digits: str, units: str, zero: str) -> Callable[[int], str]:
    """Chinese counting with units up to 9999: 十一, 二十, 一百零一."""

    def spell(number: int) -> str:
        if not 0 < number < 10000:
            return str(number) if number else zero or digits[0]
        text, gap = "", False
        for place, digit in zip(range(3, -1, -1), f"{number:04d}", strict=True):
            if digit == "0":
                gap = bool(text)
                continue
            text += (zero if gap else "") + digits[int(digit)] + units[place].strip()
            gap = False
        one_ten = digits[1] + units[1]
        return text[1:] if text.startswith(one_ten) and digits is _DIGITS else text

    return spell


def _japanese(number: int) -> str:
    """十, 百, 千 without a leading 一."""
    text = _counted(_DIGITS, " 十百千", "")(number)
    return re.sub("一(?=[十百千])", "", text)


def _by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number)) if number >= 0 else str(number)


def _counting(number: int) -> str:
    """Chinese counting, digit by digit from a hundred on (17.18.59, chineseCounting)."""
    if number >= 100:
        return "".join("○一二三四五六七八九"[int(digit)] for digit in str(number))
    return _counted(_DIGITS, " 十百千", "")(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for worth, letters in _ROMAN:
        count, number = divmod(number, worth)
        text += letters * count
    return text


def _letter(number: int) -> str:
    """A … Z, AA, BB: the letter is repeated."""
    if not 0 < number <= 780:
        return str(number)
    return chr(65 + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _from(*series: str) -> Callable[[int], str]:
    """The characters of `series`, one for each number; digits beyond them."""
    signs = "".join(series)
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


def _run(first: int, count: int) -> str:
    return "".join(chr(first + at) for at in range(count))


_FULL_WIDTH = {ord("0") + at: ord("０") + at for at in range(10)}

_CIRCLED = _from(_run(0x2460, 20), _run(0x3251, 15), _run(0x32B1, 15))
_FORMAL_COUNT = _counted(_FORMAL, " 拾佰仟", "零")
_THOUSAND = _counted(_DIGITS, " 十百千", "零")
_STEMS = _from("甲乙丙丁戊己庚辛壬癸")
_BRANCHES = _from("子丑寅卯辰巳午未申酉戌亥")

FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02d}",
    "numberInDash": lambda number: f"- {number} -",
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "decimalEnclosedParen": _from(_run(0x2474, 20)),
    "decimalEnclosedFullstop": _from(_run(0x2488, 20)),
    "ideographEnclosedCircle": _from(_run(0x3280, 10)),
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseDigital": _by_digit,
    "chineseCountingThousand": _THOUSAND,
    "taiwaneseCountingThousand": _THOUSAND,
    "ideographDigital": _by_digit,
    "japaneseDigitalTenThousand": _by_digit,
    "japaneseCounting": _japanese,
    "chineseLegalSimplified": _FORMAL_COUNT,
    "ideographTraditional": _STEMS,
    "ideographZodiac": _BRANCHES,
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
    "none": lambda _: "",
}
"""How a number is written, by the name of its format (17.18.59)."""


# -- Numberings ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a numbering."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    """The level (from 1) whose number restarts this one; 0 for never; None for any level above."""

    legal: bool = False
    """Whether all numbers in it are written 1, 2, 3."""

    picture: bool = False
    style: str = ""
    parted: bool = True
    """Whether a tab or a space stands between the label and the words."""

    look: RunFormat = NOTHING
    setting: ParagraphFormat = UNSET


@dataclass(frozen=True, slots=True)
class Scheme:
    """An abstract numbering: its levels by depth from 0."""

    levels: Mapping[int, Level]
    link: str = ""
    """The style whose numbering this one is."""


@dataclass(frozen=True, slots=True)
class Number:
    """A numbering as paragraphs name it: a scheme, and what it changes in it."""

    scheme: str
    starts: Mapping[int, int]
    levels: Mapping[int, Level]


@dataclass(frozen=True)
class Numbering:
    """The numberings of a document, and how far each has counted."""

    schemes: Mapping[str, Scheme] = field(default_factory=dict)
    numbers: Mapping[int, Number] = field(default_factory=dict)
    links: Mapping[str, int] = field(default_factory=dict)
    """The numbering of each style that has one."""

    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[int, int]] = field(default_factory=set)

    def level(self, number: int, depth: int) -> Level | None:
        """The level that a paragraph of this numbering and depth is on."""
        named = self.numbers.get(number)
        if named is None:
            return None
        return named.levels.get(depth) or self.schemes[self._scheme(named)].levels.get(depth)

    def depth_of_style(self, number: int, style: str) -> int:
        """The depth that a numbering gives to paragraphs of a style; 0 where it names none."""
        for depth in range(_LEVELS):
            level = self.level(number, depth)
            if level is not None and level.style and level.style == style:
                return depth
        return 0

    def label(self, number: int, depth: int) -> Label:
        """The label of the next paragraph with this numbering and depth, which is counted."""
        named, level = self.numbers.get(number), self.level(number, depth)
        if named is None or level is None:
            return Label("")
        counts = self._counts.setdefault(self._scheme(named), {})
        self._count(number, named, depth, counts)
        if level.format == "bullet" or level.picture:
            return Label(_bullet(level), bullet=True)
        unknown = ""

        def written(match: re.Match[str]) -> str:
            nonlocal unknown
            at = int(match[1]) - 1
            upper = self.level(number, at) or Level()
            name = "decimal" if level.legal else upper.format
            if name not in FORMATS:
                unknown = name
            count = counts.get(at, self._start(number, named, at))
            return FORMATS.get(name, str)(count)

        text = re.sub(r"%([1-9])", written, level.text)
        gap = " " if level.parted and _OPEN_END.search(text) else ""
        return Label(text + gap, unknown=unknown)

    def _count(self, number: int, named: Number, depth: int, counts: dict[int, int]) -> None:
        """Add one at `depth`, and restart the deeper levels."""
        fresh = depth in named.starts and (number, depth) not in self._begun
        self._begun.add((number, depth))
        start = self._start(number, named, depth)
        counts[depth] = counts[depth] + 1 if depth in counts and not fresh else start
        for upper in range(depth):
            counts.setdefault(upper, self._start(number, named, upper))
        for deeper in [at for at in counts if at > depth]:
            level = self.level(number, deeper) or Level()
            if level.restart is None or depth < level.restart:
                del counts[deeper]

    def _start(self, number: int, named: Number, depth: int) -> int:
        level = self.level(number, depth) or Level()
        return named.starts.get(depth, level.start)

    def _scheme(self, named: Number) -> str:
        """The scheme of a numbering, also through the style that it may be linked to."""
        link = self.schemes[named.scheme].link
        through = self.numbers.get(self.links.get(link, 0)) if link else None
        return named.scheme if through is None else through.scheme


def _bullet(level: Level) -> str:
    """The bullet's sign; a dot if its face is not known, or if it is a picture."""
    sign = level.text.strip()
    if level.picture or not sign:
        return "•"
    return symbol(level.look.latin or "", sign) or "•"


# -- Reading numbering.xml -------------------------------------------------------------------------


def read_numbering(root: Element | None, links: Mapping[str, int]) -> Numbering:
    """The numberings of `numbering.xml`, with those that styles stand for (`links`)."""
    if root is None:
        return Numbering()
    schemes = {
        each.get(f"{W}abstractNumId", ""): Scheme(
            _levels(each), value(each.find(f"{W}numStyleLink"))
        )
        for each in root.iterchildren(f"{W}abstractNum")
    }
    numbers = {}
    for each in root.iterchildren(f"{W}num"):
        scheme = value(each.find(f"{W}abstractNumId"))
        if scheme in schemes:
            starts, levels = _overrides(each)
            numbers[whole(each.get(f"{W}numId"))] = Number(scheme, starts, levels)
    return Numbering(schemes, numbers, links)


def numbering_links(styles: Element | None) -> dict[str, int]:
    """The number that each numbering style of `styles.xml` stands for, by the style's id."""
    links = {}
    for each in () if styles is None else styles.iterchildren(f"{W}style"):
        if each.get(f"{W}type") != "numbering":
            continue
        number = each.find(f"{W}pPr/{W}numPr/{W}numId")
        if number is not None:
            links[each.get(f"{W}styleId", "")] = whole(value(number))
    return links


def _overrides(number: Element) -> tuple[dict[int, int], dict[int, Level]]:
    """Where a numbering starts again, and the levels that it changes."""
    starts: dict[int, int] = {}
    levels: dict[int, Level] = {}
    for each in number.iterchildren(f"{W}lvlOverride"):
        depth = whole(each.get(f"{W}ilvl"))
        start = each.find(f"{W}startOverride")
        if start is not None:
            starts[depth] = whole(value(start), 1)
        levels |= _levels(each)
    return starts, levels


def _levels(parent: Element) -> dict[int, Level]:
    return {whole(each.get(f"{W}ilvl")): _level(each) for each in parent.iterchildren(f"{W}lvl")}


def _level(element: Element) -> Level:
    said = {each.tag: each for each in element}
    restart = said.get(f"{W}lvlRestart")
    look = look_of(said.get(f"{W}rPr"), {})
    return Level(
        whole(value(said.get(f"{W}start")), 1),
        _format(element),
        "" if look.hidden else value(said.get(f"{W}lvlText"))[:_LONGEST_TEXT],
        None if restart is None else whole(value(restart)),
        f"{W}isLgl" in said and is_on(said[f"{W}isLgl"]),
        f"{W}lvlPicBulletId" in said,
        value(said.get(f"{W}pStyle")),
        value(said.get(f"{W}suff")) != "nothing",
        look,
        paragraph_setting(said.get(f"{W}pPr")),
    )


_LONGEST_TEXT = 256
"""Characters of a label with its places for numbers (`%1`); nine levels need thirty."""


def _format(level: Element) -> str:
    """The name of its number format; one for newer programs stands in a choice."""
    found = [value(each) for each in level.iter(f"{W}numFmt")]
    known = [name for name in found if name in FORMATS or name == "bullet"]
    return (known or found or ["decimal"])[0]

"""What a PDF holds, as somebody with a ruler sees it: glyphs, bars and pictures on pages.

All lengths are millimetres; x runs to the right and y downwards from the top left corner of the
page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bulletin.press import Likeness

MM_PER_PT = 25.4 / 72


class Colour(NamedTuple):
    """A colour as red, green and blue from 0 to 1; CMYK is converted without a profile."""

    red: float
    green: float
    blue: float

    @property
    def is_red(self) -> bool:
        """Whether a reader would call it red: GB/T 9704-2012 6.1 asks for at least Y80 M80."""
        return self.red >= 0.75 and max(self.green, self.blue) <= 0.36

    @property
    def is_black(self) -> bool:
        """Whether it prints as black ink."""
        return max(self) <= 0.2

    @property
    def hexadecimal(self) -> str:
        """`#RRGGBB`."""
        return "#" + "".join(f"{round(255 * min(1, max(0, part))):02X}" for part in self)


class Font(NamedTuple):
    """One font of the file."""

    name: str
    """PostScript name without the subset's tag."""

    program: int
    """Object number of the embedded program; 0 when the file carries none."""

    is_subset: bool

    claims_bold: bool
    """Whether the name, the weight or the flags say bold; the glyphs may not be."""


class Glyph(NamedTuple):
    """One drawn character."""

    text: str
    """What the text layer says it is; U+FFFD when it says nothing."""

    font: Font
    size: float
    """One em, mm."""

    x: float
    """Origin, not the ink's left edge."""

    y: float
    """Baseline."""

    advance: float
    """The font's own width for it, without any spacing, mm."""

    colour: Colour
    is_stroked: bool = False
    """Outlined as well as filled: a false bold."""

    slant: float = 0.0
    """Tangent of the shear: about 0.2 in a false italic."""

    is_overprinted: bool = False
    """Drawn twice side by side: a false bold."""

    is_visible: bool = True
    """False for text under a scanned picture."""

    is_missing: bool = False
    """Drawn as an empty box, because the face lacks it."""

    @property
    def right(self) -> float:
        """Where the pen stands after it."""
        return self.x + self.advance


class Bar(NamedTuple):
    """A straight line or thin rectangle along the page's edges."""

    left: float
    top: float
    right: float
    bottom: float
    colour: Colour

    @property
    def is_horizontal(self) -> bool:
        """Whether it is wider than high."""
        return self.right - self.left > self.bottom - self.top

    @property
    def thickness(self) -> float:
        """The lesser side, mm."""
        return min(self.right - self.left, self.bottom - self.top)

    @property
    def length(self) -> float:
        """The greater side, mm."""
        return max(self.right - self.left, self.bottom - self.top)

    def meets(self, other: Bar) -> bool:
        """Whether they touch or cross, or nearly do."""
        return (
            self.left - MEETING <= other.right
            and other.left - MEETING <= self.right
            and self.top - MEETING <= other.bottom
            and other.top - MEETING <= self.bottom
        )


MEETING = 1.0
"""mm between the rules of a table that meet: programs leave a gap where a thick rule ends."""


def connected(
    bars: Iterable[Bar], hang_together: Callable[[Bar, Bar], bool]
) -> Iterator[list[Bar]]:
    """The bars in groups: each bar hangs together with another one of its group and with none
    outside."""
    waiting = list(bars)
    while waiting:
        group = [waiting.pop(0)]
        for bar in group:  # the list grows while the loop goes through it
            near = [other for other in waiting if hang_together(bar, other)]
            group += near
            waiting = [other for other in waiting if other not in near]
        yield group


def joined_bars(bars: Iterable[Bar]) -> list[Bar]:
    """Rules in one line that touch, each as one."""
    whole: list[Bar] = []
    ordered = sorted(
        bars,
        key=lambda bar: (
            (round(bar.top), bar.left) if bar.is_horizontal else (round(bar.left), bar.top)
        ),
    )
    for bar in ordered:
        last = whole[-1] if whole else None
        if last is not None and _goes_on(last, bar):
            whole[-1] = _around(last, bar)
        else:
            whole.append(bar)
    return whole


def _goes_on(one: Bar, two: Bar) -> bool:
    if one.is_horizontal:
        return abs(one.top - two.top) < MEETING and two.left <= one.right + MEETING
    return abs(one.left - two.left) < MEETING and two.top <= one.bottom + MEETING


def _around(one: Bar, two: Bar) -> Bar:
    """The bar from the one's beginning to the other's end, no thicker."""
    if one.is_horizontal:
        return one._replace(right=max(one.right, two.right))
    return one._replace(bottom=max(one.bottom, two.bottom))


class PrintedPicture(NamedTuple):
    """An image's box."""

    left: float
    top: float
    right: float
    bottom: float


class Paint(NamedTuple):
    """Something painted in colours that the output intent does not cover; named once for each
    page."""

    what: str
    """What is painted: 图像, 填色, 描线, 文字, 渐变, 透明组."""

    space: str
    """Its colours: `DeviceCMYK`, `ICC（RGB，不是 sRGB）`, `16 位`."""

    y: float
    """The upper edge or baseline of the first one, mm; 0 if it has none."""


@dataclass(frozen=True)
class PrintedPage:
    """One page as it lies before the reader, turned as the page says."""

    number: int
    """From 1, in the order of the file."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    bars: tuple[Bar, ...]
    pictures: tuple[PrintedPicture, ...]
    paints: tuple[Paint, ...] = ()
    rulings: tuple[Bar, ...] = ()
    """The bars, and shorter ones that are as long as one cell of a table."""

    @property
    def is_turned(self) -> bool:
        """Whether there is text on it that is read from below, as in a wide table."""
        return any(glyph.slant > UPRIGHT for glyph in self.glyphs)


UPRIGHT = 1.0
"""The greatest slant of a glyph that stands on a level line."""


@dataclass(frozen=True)
class Catalog:
    """What the file says about itself."""

    title: str = ""
    author: str = ""
    subject: str = ""
    keywords: str = ""
    adjusted: str = ""
    """How and why its lines are set in an unusual way, in the words of our press."""

    language: str = ""
    outline: tuple[str, ...] = ()
    page_labels: tuple[str, ...] = ()
    is_marked: bool = False
    elements: tuple[str, ...] = ()
    """Standard types of the structure tree's elements, in its order."""

    elements_over_pages: int | None = None
    """How many paragraphs, headings and the like of the structure tree have text on several pages;
    None if the tree refers to no text."""

    figures: int = 0
    figures_with_text: int = 0
    pdf_a: str = ""
    """Part and level, `2A`; empty without an identifier."""

    pdf_ua: str = ""
    """Part, `1`; empty without an identifier."""


@dataclass(frozen=True)
class PrintedDocument:
    """One PDF, read."""

    content: bytes
    pages: tuple[PrintedPage, ...]
    fonts: tuple[Font, ...]
    """Fonts that draw something, by name."""

    catalog: Catalog
    mistaken: tuple[tuple[Font, Likeness], ...] = ()
    """Characters that a font draws like others from which they must differ."""

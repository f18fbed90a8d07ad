"""What stands where on the pages of an issue: the values from which its PDF is drawn.

All lengths are in points, and all places are measured from the upper left corner of the paper, to
the right and downwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from typing import Any, NamedTuple

Matrix = tuple[float, float, float, float, float, float]
"""How a point is moved: (x, y) becomes (a x + c y + e, b x + d y + f)."""

UPRIGHT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
"""Nothing is moved."""


class Ink(NamedTuple):
    """A colour of sRGB, each part from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0


@dataclass(frozen=True)
class EmbeddedFace:
    """A face in which something is printed."""

    file: Path
    index: int
    """Its place in a collection of faces."""

    tag: str
    """Six capital letters that no other face of the issue has."""

    name: str
    family: str
    ascent: int
    """In thousandths of an em; so is `descent`, which is below zero."""

    descent: int
    italic: bool = False
    composed: bool = False
    """Whether its signs are composed of several glyphs (`Shape`), as joined letters are."""


def face_tag(words: bytes) -> str:
    """Six letters for the name of a face; they are the same on any machine."""
    digest = md5(words, usedforsecurity=False).digest()[:6]
    return "".join(chr(65 + letter % 26) for letter in digest)


class Shape(NamedTuple):
    """A sign that a face draws with several glyphs: what it looks like, independent of its size."""

    glyphs: tuple[tuple[int, int, int], ...]
    """Each glyph of the face with its offset (x, y) from the sign's origin, in font units."""

    text: str
    """The characters, in the order in which a PDF reader expects them."""

    advance: int
    """In thousandths of an em."""


class SignRow:
    """Signs of one face and size that stand side by side."""

    __slots__ = ("places", "shown", "signs", "texts")

    def __init__(
        self, signs: Sequence[int | Shape], places: Sequence[float], texts: Sequence[str]
    ) -> None:
        self.signs = signs
        """The glyphs by their numbers in the face's file; 0 is a character that the face lacks."""

        self.places = places
        """Where each sign begins, from where the row does."""

        self.texts = texts
        """The characters that each sign stands for; empty if those before it say it already."""

        self.shown: tuple[float, str] | None = None
        """How it was written down, if that is the same in any file (see `content`)."""


class GlyphRun(NamedTuple):
    """Signs of one face on one baseline."""

    face: EmbeddedFace
    size: float
    ink: Ink
    x: float
    """Where its row begins."""

    y: float
    """The baseline."""

    row: SignRow

    mark: int | None = None
    """The number of the piece of the page that it belongs to (`Piece`); None for what no reader
    says, such as page numbers."""

    turned: Matrix = UPRIGHT
    """How its place is moved."""

    within: tuple[Outline, ...] = ()
    """The areas outside which nothing of it shows."""


Segment = tuple[str, tuple[float, ...]]
"""Part of an outline, as PDF has it: `m`, `l` and `c` with their points, `h`, or `re` with left,
top, width and height (ISO 32000-1, 8.5.2)."""


class Outline(NamedTuple):
    """An area between lines."""

    segments: tuple[Segment, ...]
    even_odd: bool = False
    """Whether what lies within two of its outlines is outside (ISO 32000-1, 8.5.3.3.3)."""


class Pen(NamedTuple):
    """How a line is drawn."""

    ink: Ink
    width: float
    cap: int = 0
    dash: tuple[float, ...] = ()
    phase: float = 0.0


@dataclass(frozen=True, slots=True)
class Painted:
    """A rule, a frame, or an area of colour: filled, or drawn with a pen."""

    outline: Outline
    fill: Ink | None = None
    pen: Pen | None = None
    within: tuple[Outline, ...] = ()
    """Areas outside of which nothing of it shows."""

    mark: int | None = None


@dataclass(frozen=True)
class Raster:
    """An image of dots."""

    key: str
    """The same for the same image."""

    content: bytes
    """The bytes of a JPEG or PNG file."""

    jpeg: bool
    mode: str
    """As Pillow calls it: `RGB`, `L`, `RGBA`, `LA` or `CMYK`."""

    width: int
    height: int
    inverted: bool
    """Whether its CMYK values are inverted, as Adobe's programs write them."""

    smooth: bool
    """Whether a reader may smooth its dots."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image at its place."""

    raster: Raster
    place: Matrix
    """From the unit square, whose upper left corner is (0, 0), to the page."""

    within: tuple[Outline, ...] = ()
    mark: int | None = None


@dataclass(frozen=True, slots=True)
class Foreign:
    """Something that these values do not describe (a gradient, a pattern, an SVG image), drawn with
    PDF operators by whoever laid it out."""

    content: bytes
    resources: Any
    """A `pydyf.Dictionary`; streams in it stand in their places."""

    faces: tuple[tuple[EmbeddedFace, tuple[tuple[int, str], ...]], ...] = ()
    """Faces that it uses by their tags: the glyphs, each with its characters."""

    within: tuple[Outline, ...] = ()
    mark: int | None = None


@dataclass(frozen=True, slots=True)
class Veiled:
    """Things that are printed together, and then as a whole let through what is under them."""

    items: tuple[PlacedItem, ...]
    alpha: float


PlacedItem = GlyphRun | Painted | Picture | Foreign | Veiled


class PlacedLink(NamedTuple):
    """An area of a page that leads somewhere."""

    area: tuple[float, float, float, float]
    """Left, top, right, bottom."""

    target: str
    """The name of an anchor, or an address."""

    outside: bool
    """Whether it leads out of the PDF."""


class NamedPlace(NamedTuple):
    """A place that links lead to."""

    name: str
    x: float
    y: float


class Bookmark(NamedTuple):
    """An entry of the outline that readers show beside the pages."""

    title: str
    page: int
    x: float
    y: float
    below: tuple[Bookmark, ...] = ()
    closed: bool = False


@dataclass(frozen=True)
class PlacedPage:
    """A page and everything on it, in the order in which it is painted."""

    width: float
    height: float
    items: tuple[PlacedItem, ...]
    links: tuple[PlacedLink, ...] = ()
    anchors: tuple[NamedPlace, ...] = ()
    bleed: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """How far the sheet reaches beyond the page that is trimmed from it: top, right, bottom,
    left."""


class Piece(NamedTuple):
    """A marked piece of a page: the items with its number."""

    page: int
    mark: int


@dataclass(frozen=True)
class TaggedPart:
    """An element of the structure: what it is, and what is in it, in reading order."""

    tag: str
    kids: tuple[TaggedPart | Piece, ...] = ()
    links: tuple[tuple[int, int], ...] = ()
    """Links that it is: the page, and the place among that page's links."""

    attributes: tuple[tuple[str, str | int], ...] = ()
    """Entries of its attributes (ISO 32000-1, 14.8.5); names begin with a solidus."""

    area: tuple[float, float, float, float] | None = None
    """Of a picture: left, top, right, bottom."""

    alternative: str = ""
    """What is said of a picture."""

    name: str = ""
    """By which others can refer to it."""

    def pieces(self) -> Iterator[Piece]:
        """The pieces in it and below it."""
        for kid in self.kids:
            if isinstance(kid, Piece):
                yield kid
            else:
                yield from kid.pieces()


@dataclass(frozen=True)
class Imprint:
    """What the PDF says of itself."""

    title: str = ""
    authors: tuple[str, ...] = ()
    subject: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    creator: str = ""
    producer: str = ""
    created: str = ""
    """A day or time as the W3C writes it (2024-03-05T08:00:00+08:00); so is `changed`."""

    changed: str = ""
    others: tuple[tuple[str, str], ...] = ()
    """Further entries of the document information."""


class ColourProfile(NamedTuple):
    """The ICC profile of the colours in which everything is meant to be seen."""

    name: str
    content: bytes


@dataclass(frozen=True)
class PlacedIssue:
    """An issue whose pages are finished: what stands where, and how it is read."""

    pages: tuple[PlacedPage, ...]
    structure: TaggedPart
    bookmarks: tuple[Bookmark, ...]
    imprint: Imprint
    colours: ColourProfile

    @property
    def foreign(self) -> int:
        """How many things on its pages are drawn with operators of whoever laid them out."""
        every = (item for page in self.pages for item in _all(page.items))
        return sum(isinstance(item, Foreign) for item in every)


def _all(items: Sequence[PlacedItem]) -> Iterator[PlacedItem]:
    for item in items:
        yield item
        if isinstance(item, Veiled):
            yield from _all(item.items)

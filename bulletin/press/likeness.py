"""Characters that a face has but does not draw as themselves.

A face may have a character and draw something else: nothing at all, the box of a missing glyph, or
another character. FandolFang, for example, draws `￥` as `＄`.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from bulletin.press.roles import FontFile

TWINS = (
    *("·•・‧∙", "—―", "-‐‑–−", "…⋯", "~∼", "|∣", "‖∥", "¯ˉ", "´ˊ", "`ˋ", "°˚º", ":∶"),
    *("'′", '"″〃', "Il|1", "aɑ", "gɡ", "Π∏", "Σ∑", "Δ∆", "○◯"),
)
"""Characters that may look alike. Good faces draw all characters of a row with one outline."""

_ROWS = {each: row for row in TWINS for each in row}


def must_differ(one: str, other: str) -> bool:
    """Whether it is wrong for two characters to have the same outline.

    A full-width form may look like the half-width one (`￥` U+FFE5 like `¥` U+00A5, `Ⅴ` like `V`),
    and a letter like that of another script (Α, А and A; ロ and 口). All others must differ, and
    not only in their place within the cell.
    """
    one, other = _bare(one), _bare(other)
    if one == other or other in _ROWS.get(one, ""):
        return False
    if _is_box_drawing(one) or _is_box_drawing(other):
        return False
    return _script(one) == _script(other) or not (_script(one) and _script(other))


def _bare(character: str) -> str:
    """The character of which this is another width or a compatibility form; else itself."""
    kind, _, code = unicodedata.decomposition(character).partition(" ")
    return chr(int(code, 16)) if kind.strip("<>") in WIDTHS and " " not in code else character


WIDTHS = ("wide", "narrow", "compat", "noBreak")
"""Kinds of decomposition in the Unicode database that do not change how a character looks."""


def _is_box_drawing(character: str) -> bool:
    return "\u2500" <= character <= "\u257f"


def _script(character: str) -> str:
    """The script of a letter, e.g. `LATIN`; empty for anything else."""
    is_letter = unicodedata.category(character) in ("Lu", "Ll", "Lt", "Lo", "Nl")
    return unicodedata.name(character, "").split(" ")[0].split("-")[0] if is_letter else ""


def is_inked(character: str) -> bool:
    """Whether a character leaves ink on paper; a space or a control does not."""
    return unicodedata.category(character)[0] not in "ZC"


class Likeness(NamedTuple):
    """A character that a face does not draw as itself."""

    character: str
    other: str
    """The character that it is drawn as; empty if it is blank or the box of a missing glyph."""

    def __str__(self) -> str:
        """What is wrong, in Chinese."""
        return f"“{self.character}”" + (f"与“{self.other}”同形" if self.other else "没有字形")


def likenesses(outlines: Mapping[str, Hashable], missing: Hashable = None) -> tuple[Likeness, ...]:
    """The characters of a face that are not drawn as themselves, in order.

    `outlines` gives the outline of each character, or None if it is blank; `missing` is the outline
    of the box for a missing glyph. If two characters are drawn alike, both are reported, since
    nobody can tell which of them is right.
    """
    alike: dict[Hashable, list[str]] = defaultdict(list)
    for character in sorted(outlines):
        alike[outlines[character]].append(character)
    found = []
    for outline, characters in alike.items():
        if outline is None or (outline == missing and characters != ["□"]):
            found += [Likeness(each, "") for each in characters if is_inked(each)]
        else:
            found += _mistaken(characters)
    return tuple(sorted(found))


def _mistaken(characters: list[str]) -> Iterator[Likeness]:
    for each in characters:
        others = [other for other in characters if must_differ(each, other)]
        if others:
            yield Likeness(each, others[0])


def unlike_themselves(source: FontFile, characters: Iterable[str]) -> tuple[Likeness, ...]:
    """Those of `characters` that a font file has but does not draw as themselves.

    Outlines are traced only of characters whose ink has the same bounding box as another's; 7000
    characters take half a second.
    """
    import uharfbuzz as hb

    font = hb.Font(hb.Face(hb.Blob.from_file_path(source.path), source.index))
    glyphs = {each: font.get_nominal_glyph(ord(each)) for each in characters}
    boxes: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for each, glyph in glyphs.items():
        if glyph is not None:
            boxes[_box(font, glyph, is_full=_script(each) == "CJK")].append(each)
    nothing = ((0, 0, 0), _box(font, 0)[:3])
    outlines = {
        each: outline_of(font, glyphs[each]) if len(alike) > 1 or box[:3] in nothing else each
        for box, alike in boxes.items()
        for each in alike
    }
    return likenesses(outlines, outline_of(font, 0))


def _box(font: Any, glyph: int, is_full: bool = False) -> tuple[int, ...]:
    """Width, height and top of a glyph's ink and, if `is_full` (a 汉字), also its left edge."""
    extents = font.get_glyph_extents(glyph)
    if extents is None:  # damaged
        return (0, 0, 0, 0)
    left = extents.x_bearing if is_full else 0
    return (extents.width, extents.height, extents.y_bearing, left)


def outline_of(font: Any, glyph: int) -> Hashable:
    """A glyph's outline, moved to the left edge of its cell; None if nothing is drawn."""
    pen = Tracing()
    font.draw_glyph_with_pen(glyph, pen)
    return pen.outline


class Tracing:
    """A pen that records an outline."""

    def __init__(self) -> None:
        self.strokes: list[tuple[str, tuple[tuple[float, float], ...]]] = []

    def moveTo(self, point: tuple[float, float]) -> None:
        """Begin a contour."""
        self.strokes.append(("move", (point,)))

    def lineTo(self, point: tuple[float, float]) -> None:
        """Go straight."""
        self.strokes.append(("line", (point,)))

    def curveTo(self, *points: tuple[float, float]) -> None:
        """Curve, with two handles."""
        self.strokes.append(("curve", points))

    def qCurveTo(self, *points: tuple[float, float]) -> None:
        """Curve, with one handle for each point but the last."""
        self.strokes.append(("curve", points))

    def closePath(self) -> None:
        """End a contour."""

    endPath = closePath

    @property
    def outline(self) -> Hashable:
        """All strokes, measured from the left edge of the outline; None if there are none."""
        across = [point[0] for _, points in self.strokes for point in points if point]
        if not across:
            return None
        left = min(across)
        return tuple(
            (kind, tuple((round(x - left), round(y)) for x, y in points))
            for kind, points in self.strokes
        )

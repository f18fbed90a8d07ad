"""A masthead's name: its lines, how large they are, how wide, and where each begins.

GB/T 9704-2012 7.2.4: 居中排布, its top 35 mm below the text area's, and never wider than that. What
the reader sees in the middle is the ink: 《 leaves half of its em blank, and narrow type is
narrower on both sides alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any

from bulletin.press.breaks import break_allowed
from bulletin.press.titles import title_breaks
from bulletin.profile import MM, Profile

ROOM = 0.9
"""How much of the measure a name may take."""

NARROWEST = 0.8
"""Of its width; a name that needs less takes a lesser size. Narrower 小标宋 looks squeezed."""

SPREAD = {2: 1.0, 3: 0.5, 4: 0.2}
"""White between the characters of a name of so few 汉字, in em."""

NAME_INK = 0.856
"""From the baseline to the top of a 汉字 of 小标宋, in em."""

INK_HEIGHT = 0.926
"""From the top of such a 汉字 to its foot, in em."""

NAME_LEADING = 1.2
"""From one line of a name to the next, in em (styles/paper.css)."""

ONE_LINE_ENOUGH = 0.8
"""How large a name's type has to be on one line, beside that on two, for one line to be taken."""

UNEVEN, UNEVEN_BY_SENSE = 0.65, 0.8
"""The longer of two lines is at most this much of both; the second where the sense parts them."""

SEAM = re.compile(
    r"(?<=[省市县区州旗党工]委)(?!员)|(?<=委员会)|(?<=[组宣统政][织传战法]部)|(?<=办公[室厅])"
    r"|(?<=研究室)|(?<=领导小组)|(?<=政府)|(?<=局)(?![长部])|(?<=学院|大学|协会|街道|中心)"
    r"|(?<=[”》）\s])(?!\s)|(?=[“《（])"
    r"|(?=(?:工作|组工|党建)?(?:信息|简报|动态|专报|通讯|参考|内参|快报|要情|专刊)$)"
)
"""Where the sense parts a name: after an office, round marks, before what kind of paper it is."""


@dataclass(frozen=True)
class Extent:
    """How far a line of type reaches, in em from where it begins."""

    advance: float
    left: float
    """Where its ink begins."""

    right: float
    """Where its ink ends."""


MeasureType = Callable[[Sequence[str]], Sequence[Extent]]
"""Tells the extents of lines in the masthead's type, without any spacing."""


@dataclass(frozen=True)
class MastheadName:
    """A name as it is set."""

    lines: tuple[str, ...]
    extents: tuple[Extent, ...]
    """Of the lines, with their spacing."""

    size: float
    """Of its type, in pt."""

    scale: float
    """How wide its type is drawn, at most 1."""

    tracking: float
    """White between its characters, in em."""

    @property
    def height(self) -> float:
        """From the top of its ink to the foot, in pt."""
        return _height(len(self.lines)) * self.size

    def lefts(self, measure: float) -> tuple[float, ...]:
        """Where each line begins so that its ink is in the middle of `measure`, in pt."""
        em = self.size * self.scale
        return tuple(measure / 2 - em * (each.left + each.right) / 2 for each in self.extents)


def compose_name(
    name: str, profile: Profile, extents_of: MeasureType, lines: tuple[str, ...] = ()
) -> MastheadName:
    """The name in `lines`; without them in one, or in two where one would be much smaller."""
    if lines:
        return _set(lines, tuple(extents_of(lines)), profile)
    text = name.strip()
    lines = _in_two(text)
    whole, *halves = extents_of((text, *lines))
    one = _set((text,), (whole,), profile)
    if not halves:
        return one
    two = _set(lines, tuple(halves), profile)
    return one if one.size >= ONE_LINE_ENOUGH * two.size else two


def _in_two(text: str) -> tuple[str, ...]:
    """Two lines that end where the sense allows; nothing where it allows none."""
    widths = [_width(each) for each in text]
    ends, allowed = [0.0, *accumulate(widths)], break_allowed(text)
    seams = {match.start() for match in SEAM.finditer(text) if 0 < match.start() < len(text)}
    apart = {at: abs(2 * ends[at] / ends[-1] - 1) for at in sorted(seams) if allowed[at]}
    best = min(apart, key=apart.__getitem__, default=0)
    if not best or apart[best] > 2 * UNEVEN_BY_SENSE - 1:
        breaks = title_breaks(text, widths, UNEVEN * ends[-1])
        best = breaks[0] if len(breaks) == 1 else 0
    return (text[:best].strip(), text[best:].strip()) if best else ()


def _set(lines: tuple[str, ...], extents: tuple[Extent, ...], profile: Profile) -> MastheadName:
    """Lines in the largest type that their room allows; its width gives way a little first."""
    tracking = _tracking(lines)
    gaps = tracking * (len(lines[0]) - 1)
    spread = tuple(
        replace(each, advance=each.advance + gaps, right=each.right + gaps) for each in extents
    )
    widest = max((each.advance for each in spread), default=1.0) or 1.0
    full = ROOM * profile.measure / widest
    size = min(profile.points("name-size"), depth(profile) / _height(len(lines)), full / NARROWEST)
    return MastheadName(lines, spread, size, min(1.0, full / size), tracking)


def _tracking(lines: tuple[str, ...]) -> float:
    """What a name of a few 汉字 and nothing else is spread by."""
    is_short = len(lines) == 1 and re.fullmatch(r"[\u3400-\u9fff]+", lines[0])
    return SPREAD.get(len(lines[0]), 0.0) if is_short else 0.0


def _height(lines: int) -> float:
    """From the top of the first line's ink to the foot of the last's, in em."""
    return INK_HEIGHT + NAME_LEADING * (lines - 1)


def depth(profile: Profile) -> float:
    """How deep a name may be, in pt.

    Below it some of the page is left white above the number, a line as a rule; in the letter form
    the double rule follows 4 mm below it (10.1).
    """
    top = profile.points("name-top")
    if "double" in profile.properties:
        return profile.points("double") - top - 4 * MM
    lines = profile.number("number-line") - profile.number("name-white")
    return lines * profile.points("pitch") - top


def short_of_full(name: MastheadName, profile: Profile) -> float:
    """How much less deep a name is than one of the profile's size in one line, in pt."""
    return max(0.0, INK_HEIGHT * profile.points("name-size") - name.height)


# -- In type ---------------------------------------------------------------------------------------


def extents_in(files: Sequence[Path]) -> MeasureType:
    """Extents in the type of `files`, each character in the first of them that holds it."""
    import uharfbuzz as hb

    @cache
    def opened(path: Path) -> tuple[Any, frozenset[int]]:
        face = hb.Face(hb.Blob.from_file_path(str(path)))
        return hb.Font(face), frozenset(face.unicodes)

    def font_of(character: str) -> Any:
        holding = (path for path in files if ord(character) in opened(path)[1])
        return opened(next(holding, files[0]))[0]

    def extent(line: str) -> Extent:
        at, edges = 0.0, []
        for font, run in groupby(line, key=font_of):
            for advance, left, right in _glyphs(font, "".join(run)):
                edges += [at + left, at + right] if right > left else []
                at += advance
        return Extent(at, min(edges, default=0.0), max(edges, default=at))

    return lambda lines: [extent(line) for line in lines]


def _glyphs(font: Any, text: str) -> Iterator[tuple[float, float, float]]:
    """The advance of each glyph of a text, and where its ink begins and ends; in em.

    The ink is the outlines' own: what a font's tables say of it counts their handles too.
    """
    import uharfbuzz as hb
    from fontTools.pens.boundsPen import BoundsPen

    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer, {"chws": True, "kern": False, "liga": False})
    em = font.face.upem
    for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        pen = BoundsPen(None)
        font.draw_glyph_with_pen(glyph.codepoint, pen)
        left, _, right, _ = pen.bounds or (0, 0, 0, 0)
        yield place.x_advance / em, (place.x_offset + left) / em, (place.x_offset + right) / em


# -- Without the face ------------------------------------------------------------------------------


WITHIN = {
    **dict.fromkeys("《〈“", (0.53, 0.03)),
    **dict.fromkeys("》〉”", (0.03, 0.53)),
    **dict.fromkeys("（【『「〔‘", (0.64, 0.03)),
    **dict.fromkeys("）】』」〕’。", (0.03, 0.64)),
    **dict.fromkeys("中内国四图园同网问间阅闻", (0.09, 0.05)),
    **dict.fromkeys("口日目田白", (0.16, 0.1)),
}
"""How far from the left and right of its em the ink of a character keeps in any 宋 face."""


def usual_extents(lines: Sequence[str]) -> tuple[Extent, ...]:
    """The extents of lines in any face: a 汉字 fills its em, what is of ASCII half of one."""
    return tuple(
        Extent(
            width,
            WITHIN.get(line[:1], (0.03, 0.03))[0],
            width - WITHIN.get(line[-1:], (0.03, 0.03))[1],
        )
        for line in lines
        for width in (sum(map(_width, line)),)
    )


def _width(character: str) -> float:
    return 0.5 if character.isascii() else 1.0


# -- In the sheet ----------------------------------------------------------------------------------


def name_in(root: Any) -> str:
    """The masthead's name in a sheet; empty where it has none."""
    return "".join("".join(element.itertext()) for element in _named(root)).strip()


def _named(root: Any) -> Iterator[Any]:
    return (each for each in root.iter("h1") if "name" in (each.get("class") or "").split())


def put_name(root: Any, name: MastheadName, profile: Profile) -> None:
    """Put a composed name into its sheet; the elements of its lines stay while the lines do."""
    # What is narrowed is narrowed from its left edge, so that lines begin farther in by as much.
    lefts = [left / name.scale for left in name.lefts(profile.measure)]
    for element in _named(root):
        if [line.text for line in element] != list(name.lines):
            _put_lines(element, name.lines)
        for line, left in zip(element, lefts, strict=True):
            line.set("style", f"--line-left: {left:.3f}pt")
        element.set(
            "style",
            f"--name-size: {name.size:.3f}pt; --name-scale: {name.scale:.4f}; "
            f"--name-tracking: {name.tracking}em",
        )
    for header in root.iter("header"):
        header.set("style", f"--name-short: {short_of_full(name, profile):.2f}pt")


def _put_lines(element: Any, lines: Sequence[str]) -> None:
    """Put lines in place of what an element holds."""
    for child in list(element):
        element.remove(child)
    element.text = None
    for line in lines:
        span = element.makeelement("span", {})
        span.text = line
        element.append(span)

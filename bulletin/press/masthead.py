"""The masthead's name: its lines, the size and width of its type, and where each line begins.

GB/T 9704-2012 7.2.4: the name is centred (居中排布), its top is 35 mm below that of the text area,
and it is never wider than the text area. It is the ink that must look centred, not the cells: 《,
for example, leaves half of its em blank.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any

from bulletin.patterns import pattern_of
from bulletin.press.breaks import break_allowed
from bulletin.press.impression import characters_in, opened
from bulletin.press.sheet import put_run
from bulletin.press.slack import GAPS
from bulletin.press.titles import title_breaks
from bulletin.profile import MM, Profile
from bulletin.script_runs import ScriptRun, runs_of, script_beyond

ROOM = 0.9
"""The largest part of the measure that a name may take."""

NARROWEST = 0.8
"""The smallest horizontal scale of the type, because narrower 小标宋 looks squeezed. A name that is
still too wide gets a smaller size."""

SPREAD = {2: 1.0, 3: 0.5, 4: 0.2}
"""White between the characters of a short name, in em, by its number of 汉字."""

NAME_INK = 0.856
"""From the baseline to the top of a 汉字 of 小标宋, in em."""

INK_HEIGHT = 0.926
"""From the top of a 汉字 of 小标宋 to its foot, in em."""

NAME_LEADING = 1.2
"""From one line of a name to the next, in em (styles/paper.css)."""

ONE_LINE_ENOUGH = 0.8
"""A name is set on one line if its type there is at least this part of the type on two lines."""

UNEVEN, UNEVEN_BY_SENSE = 0.65, 0.8
"""The largest part of a two-line name that one line may take; the second if the break suits the
meaning."""

SEAM = pattern_of(
    r"(?<=[省市县区州旗党工]委)(?!员)|(?<=委员会)|(?<=[组宣统政][织传战法]部)|(?<=办公[室厅])"
    r"|(?<=研究室)|(?<=领导小组)|(?<=政府)|(?<=局)(?![长部])|(?<=学院|大学|协会|街道|中心)"
    r"|(?<=[”》）\s])(?!\s)|(?=[“《（])"
    r"|(?=(?:工作|组工|党建)?(?:信息|简报|动态|专报|通讯|参考|内参|快报|要情|专刊)$)"
)
"""Where the meaning divides a name: after an office, around marks, before the kind of
publication."""


@dataclass(frozen=True)
class Extent:
    """The width of a line of type and of its ink, in em from where the line begins."""

    advance: float
    left: float
    """Where its ink begins."""

    right: float
    """Where its ink ends."""


MeasureType = Callable[[Sequence[str]], Sequence[Extent]]
"""Measures lines in the masthead's type, without any spacing."""


@dataclass(frozen=True)
class MastheadName:
    """A name with its lines and type."""

    lines: tuple[str, ...]
    extents: tuple[Extent, ...]
    """One for each line, with the spacing."""

    size: float
    """Size of the type, in pt."""

    scale: float
    """Horizontal scale of the type, at most 1."""

    tracking: float
    """White between its characters, in em."""

    @property
    def height(self) -> float:
        """The height of its ink, in pt."""
        return _height(len(self.lines)) * self.size

    def lefts(self, measure: float) -> tuple[float, ...]:
        """Where each line begins so that its ink is centred in `measure`, in pt."""
        em = self.size * self.scale
        return tuple(measure / 2 - em * (each.left + each.right) / 2 for each in self.extents)


def compose_name(
    name: str, profile: Profile, extents_of: MeasureType, lines: tuple[str, ...] = ()
) -> MastheadName:
    """Set the name in `lines`; without them in one line, or in two if one would be much smaller."""
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
    """The name divided into two lines where its meaning allows; empty if it allows no division."""
    widths = [_width(each) for each in text]
    ends, allowed, joined = [0.0, *accumulate(widths)], break_allowed(text), _within_words(text)
    seams = {match.start() for match in SEAM.finditer(text) if 0 < match.start() < len(text)}
    seams = {at for at in seams if allowed[at]} - joined
    apart = {at: abs(2 * ends[at] / ends[-1] - 1) for at in sorted(seams)}
    best = min(apart, key=apart.__getitem__, default=0)
    if not best or apart[best] > 2 * UNEVEN_BY_SENSE - 1:
        breaks = title_breaks(text, widths, UNEVEN * ends[-1])
        best = breaks[0] if len(breaks) == 1 and breaks[0] not in joined else 0
    return (text[:best].strip(), text[best:].strip()) if best else ()


def _within_words(text: str) -> set[int]:
    """The places within words whose letters join, where no line may end."""
    return {
        at
        for run in runs_of(text)
        for at in range(run.start + 1, run.stop)
        if text[at - 1] not in GAPS
    }


def _set(lines: tuple[str, ...], extents: tuple[Extent, ...], profile: Profile) -> MastheadName:
    """Set lines in the largest type that fits; the type is made narrower before it is made
    smaller."""
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
    """The spacing of a name, in em; only a short name of nothing but 汉字 is spread."""
    is_short = len(lines) == 1 and re.fullmatch(r"[\u3400-\u9fff]+", lines[0])
    return SPREAD.get(len(lines[0]), 0.0) if is_short else 0.0


def _height(lines: int) -> float:
    """The height of the ink of so many lines, in em."""
    return INK_HEIGHT + NAME_LEADING * (lines - 1)


def depth(profile: Profile) -> float:
    """How high a name may be, in pt.

    Some white stays between it and the number, usually one line. In the letter form the double rule
    follows 4 mm below it (GB/T 9704-2012 10.1).
    """
    top = profile.points("name-top")
    if "double" in profile.properties:
        return profile.points("double") - top - 4 * MM
    lines = profile.number("number-line") - profile.number("name-white")
    return lines * profile.points("pitch") - top


def short_of_full(name: MastheadName, profile: Profile) -> float:
    """How much lower a name is than one line in the profile's full size, in pt."""
    return max(0.0, INK_HEIGHT * profile.points("name-size") - name.height)


# -- Measured in its face --------------------------------------------------------------------------


def extents_in(files: Sequence[Path], of_runs: Sequence[Path] = ()) -> MeasureType:
    """Measure in the faces of `files`; each character is taken from the first face that has it.

    `of_runs` are the faces of words whose letters join; such words are shaped as a whole, in the
    first face that has all their letters.
    """
    paths, joining = tuple(files), tuple(of_runs)
    return lambda lines: [_extent(paths, joining, line) for line in lines]


@lru_cache(maxsize=64)
def _extent(files: tuple[Path, ...], of_runs: tuple[Path, ...], line: str) -> Extent:
    """The extent of a line; the last ones are kept, because most issues have the same name."""
    at, edges = 0.0, []
    for font, text, is_run in _stretches(files, of_runs, line):
        for advance, left, right in _glyphs(font, text, {} if is_run else _APART):
            edges += [at + left, at + right] if right > left else []
            at += advance
    return Extent(at, min(edges, default=0.0), max(edges, default=at))


def _stretches(
    files: tuple[Path, ...], of_runs: tuple[Path, ...], line: str
) -> Iterator[tuple[Any, str, bool]]:
    """The line in stretches of one face; each with its face, and whether its letters join."""

    def font_of(character: str) -> Any:
        having = (path for path in files if ord(character) in characters_in(path))
        return opened(next(having, files[0]), 0).drawing

    at = 0
    for run in (*runs_of(line), ScriptRun(len(line), len(line), "", "")):
        for font, together in groupby(line[at : run.start], key=font_of):
            yield font, "".join(together), False
        letters = set(map(ord, run.letters))
        face = next((path for path in of_runs if letters <= characters_in(path)), files[0])
        if run.text:
            yield opened(face, 0).drawing, run.text, True
        at = run.stop


_APART = {"chws": True, "kern": False, "liga": False}
"""The features of characters that stand side by side (styles/paper.css)."""


def _glyphs(
    font: Any, text: str, features: dict[str, bool]
) -> Iterator[tuple[float, float, float]]:
    """For each glyph of a text: its advance, and where its ink begins and ends, all in em.

    The ink is measured on the outlines, because the bounds in a font's tables include the handles
    of curves.
    """
    import uharfbuzz as hb
    from fontTools.pens.boundsPen import BoundsPen

    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer, features)
    em = font.face.upem
    for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        pen = BoundsPen(None)
        font.draw_glyph_with_pen(glyph.codepoint, pen)
        left, _, right, _ = pen.bounds or (0, 0, 0, 0)
        yield place.x_advance / em, (place.x_offset + left) / em, (place.x_offset + right) / em


# -- Estimated without a face ----------------------------------------------------------------------


WITHIN = {
    **dict.fromkeys("《〈“", (0.53, 0.03)),
    **dict.fromkeys("》〉”", (0.03, 0.53)),
    **dict.fromkeys("（【『「〔‘", (0.64, 0.03)),
    **dict.fromkeys("）】』」〕’。", (0.03, 0.64)),
    **dict.fromkeys("中内国四图园同网问间阅闻", (0.09, 0.05)),
    **dict.fromkeys("口日目田白", (0.16, 0.1)),
}
"""The least white left and right of a character's ink in any 宋 face, in em."""


def usual_extents(lines: Sequence[str]) -> tuple[Extent, ...]:
    """Estimate the extents of lines in any face: a 汉字 is one em wide, an ASCII character half."""
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
    if unicodedata.category(character) in ("Mn", "Cf"):
        return 0.0
    return 0.5 if character.isascii() or script_beyond(character) else 1.0


# -- In the sheet ----------------------------------------------------------------------------------


def name_in(root: Any) -> str:
    """The masthead's name in a sheet; empty if it has none."""
    return "".join("".join(element.itertext()) for element in _named(root)).strip()


def _named(root: Any) -> Iterator[Any]:
    return (each for each in root.iter("h1") if "name" in (each.get("class") or "").split())


def put_name(root: Any, name: MastheadName, profile: Profile) -> None:
    """Write a composed name into the tree. Its elements are kept as long as its lines are the
    same."""
    # A scaled line shrinks towards its left edge, so that it must begin farther to the right.
    lefts = [left / name.scale for left in name.lefts(profile.measure)]
    for element in _named(root):
        lines = [(line.tag, "".join(line.itertext())) for line in element]
        if lines != [("span", line) for line in name.lines]:
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
    """Replace the content of an element by lines; words whose letters join keep their faces."""
    set_before = [(each.text or "", each.get("style", "")) for each in element.iter("bdi")]
    for child in list(element):
        element.remove(child)
    element.text = None
    for line in lines:
        span = element.makeelement("span", {})
        span.text = line
        for run in reversed(tuple(runs_of(line))):
            if style := next((style for text, style in set_before if run.text in text), ""):
                put_run(span, span, "text", run, style)
        element.append(span)

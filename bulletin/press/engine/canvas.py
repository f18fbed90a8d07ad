"""What the engine draws, kept as values: a stand-in for the engine's stream of PDF operators."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

import pydyf
from tinycss2.color5 import D50, D65
from weasyprint.matrix import Matrix as EngineMatrix
from weasyprint.pdf.stream import Stream

from bulletin.press.engine.leaves import POINT, Leaf
from bulletin.press.engine.pango_faces import PangoFaces
from bulletin.press.impression import (
    EmbeddedFace,
    Foreign,
    Ink,
    Matrix,
    Outline,
    Painted,
    Pen,
    Picture,
    PlacedItem,
    Raster,
    Segment,
)


class NotAValueError(Exception):
    """Something was drawn that the values do not describe."""


BLACK = Ink(0.0, 0.0, 0.0)
THIN = Pen(BLACK, POINT)


@dataclass(frozen=True)
class _DrawingState:
    """What the engine has set for whatever it draws next."""

    matrix: Any
    fill: Ink = BLACK
    pen: Pen = THIN
    within: tuple[Outline, ...] = ()


class Canvas:
    """A page that is drawn on. Its methods are those of the engine's stream."""

    def __init__(self, page: Any, leaf: Leaf, faces: PangoFaces) -> None:
        self.items: list[PlacedItem] = []
        self.mark: int | None = None
        """The number of the piece of the page that is drawn."""

        self._page, self._leaf, self._faces = page, leaf, faces
        self._state = _DrawingState(leaf.matrix)
        self._path: list[Segment] = []
        self._clip: bool | None = None
        self._rasters: dict[str, Raster] = {}

    @property
    def ctm(self) -> Any:
        """From px to points of the page."""
        return self._state.matrix

    @property
    def turned(self) -> Matrix:
        """From points to points."""
        (a, b, _), (c, d, _), (e, f, _) = self.ctm
        return (a / POINT, b / POINT, c / POINT, d / POINT, e, f)

    @property
    def within(self) -> tuple[Outline, ...]:
        """The areas outside which nothing shows."""
        return self._state.within

    @contextmanager
    def stacked(self) -> Iterator[None]:
        """A context after which everything is set as before."""
        before = self._state
        try:
            yield
        finally:
            self._state = before

    def artifact(self) -> Any:
        """A context in which nothing is drawn that belongs to the text."""
        return nullcontext()

    def transform(
        self, a: float = 1, b: float = 0, c: float = 0, d: float = 1, e: float = 0, f: float = 0
    ) -> None:
        """Move what is drawn from here on."""
        matrix = EngineMatrix(a, b, c, d, e, f) @ self.ctm
        self._state = replace(self._state, matrix=matrix)

    def set_color(self, color: Any, stroke: bool = False) -> None:
        """The colour of lines or areas."""
        ink = ink_of(color)
        if stroke:
            self._state = replace(self._state, pen=self._state.pen._replace(ink=ink))
        else:
            self._state = replace(self._state, fill=ink)

    def set_alpha(self, alpha: float, **_others: Any) -> None:
        """How much lets through what is under it; colours have it themselves."""
        if alpha != 1:
            raise NotAValueError("alpha")

    def set_line_width(self, width: float) -> None:
        """The width of lines."""
        self._set_pen(width=width * self._scale)

    def set_line_cap(self, cap: int) -> None:
        """How lines end."""
        self._set_pen(cap=cap)

    def set_dash(self, dashes: list[float], phase: float) -> None:
        """Of what strokes lines consist."""
        scale = self._scale
        self._set_pen(dash=tuple(each * scale for each in dashes), phase=phase * scale)

    def _set_pen(self, **parts: Any) -> None:
        self._state = replace(self._state, pen=self._state.pen._replace(**parts))

    @property
    def _scale(self) -> float:
        return sqrt(abs(self.ctm.determinant))

    # -- Paths -------------------------------------------------------------------------------------

    def _add(self, operator: str, *places: float) -> None:
        point = self.ctm.transform_point
        moved = [
            each for pair in zip(places[::2], places[1::2], strict=True) for each in point(*pair)
        ]
        self._path.append((operator, tuple(moved)))

    def move_to(self, x: float, y: float) -> None:
        """Begin an outline."""
        self._add("m", x, y)

    def line_to(self, x: float, y: float) -> None:
        """A straight line."""
        self._add("l", x, y)

    def curve_to(self, *places: float) -> None:
        """A curve."""
        self._add("c", *places)

    def close(self) -> None:
        """A straight line to where the outline began."""
        self._path.append(("h", ()))

    def rectangle(self, x: float, y: float, width: float, height: float) -> None:
        """An outline of four sides."""
        (a, b, _), (c, d, _), _ = self.ctm
        if b or c:
            self.move_to(x, y)
            for corner in ((x + width, y), (x + width, y + height), (x, y + height)):
                self.line_to(*corner)
            self.close()
            return
        left, top = self.ctm.transform_point(x, y)
        self._path.append(("re", (left, top, width * a, height * d)))

    def clip(self, even_odd: bool = False) -> None:
        """What is drawn from here on shows inside the outline only."""
        self._clip = even_odd

    def end(self) -> None:
        """Draw no outline."""
        self._finish()

    def fill(self, even_odd: bool = False) -> None:
        """Fill the outline."""
        outline, state = Outline(tuple(self._path), even_odd), self._state
        self.items.append(Painted(outline, state.fill, None, state.within, self.mark))
        self._finish()

    def stroke(self) -> None:
        """Draw along the outline."""
        outline, state = Outline(tuple(self._path)), self._state
        self.items.append(Painted(outline, None, state.pen, state.within, self.mark))
        self._finish()

    def _finish(self) -> None:
        if self._clip is not None:
            within = (*self._state.within, Outline(tuple(self._path), self._clip))
            self._state = replace(self._state, within=within)
        self._path, self._clip = [], None

    # -- Pictures, and what is no value ------------------------------------------------------------

    def add_image(self, image: Any, interpolate: bool, _ratio: float) -> str:
        """An image that is drawn next."""
        key = f"{image.id}{int(interpolate)}"
        self._rasters[key] = raster_of(image, key, interpolate)
        return key

    def draw_x_object(self, key: str) -> None:
        """Draw an image in the unit square, which stands on its head."""
        (a, b, _), (c, d, _), (e, f, _) = self.ctm
        place = (a, b, -c, -d, e + c, f + d)
        self.items.append(Picture(self._rasters[key], place, self._state.within, self.mark))

    def __getattr__(self, name: str) -> Any:
        raise NotAValueError(name)

    def draw(self, drawing: Callable[..., None], *values: Any) -> None:
        """Let the engine draw something: as values if they describe it, or else as it does."""
        count, state = len(self.items), self._state
        try:
            drawing(self, *values)
        except NotAValueError:
            del self.items[count:]
            self._state, self._path, self._clip = state, [], None
            self.draw_foreign(drawing, *values)

    def draw_foreign(self, drawing: Callable[..., None], *values: Any) -> None:
        """Let the engine draw something as it does."""
        stream = _EngineStream.upon(self._page, self._faces)
        stream.transform(*(self.ctm @ EngineMatrix(d=-1, f=self._leaf.height)).values)
        drawing(stream, *values)
        content, resources, faces = stream.taken()
        self.items.append(Foreign(content, resources, faces, self._state.within, self.mark))


class _EngineStream(Stream):  # type: ignore[misc]
    """A stream of the engine that is no page's, but has resources of its own."""

    resources: Any
    images: dict[str, Any]
    fonts: dict[Any, Any]
    used: dict[str, EmbeddedFace]
    faces: PangoFaces

    @classmethod
    def upon(cls, page: Any, faces: PangoFaces) -> _EngineStream:
        """A stream that draws on a page."""
        white = {"WhitePoint": pydyf.Array(D50), "Range": pydyf.Array((-125, 125, -125, 125))}
        lab = pydyf.Array(("/Lab", pydyf.Dictionary(white)))
        day = pydyf.Array(("/Lab", pydyf.Dictionary({**white, "WhitePoint": pydyf.Array(D65)})))
        spaces = pydyf.Dictionary({"lab-d50": lab, "lab-d65": day})
        kinds = ("ExtGState", "XObject", "Pattern", "Shading")
        resources = pydyf.Dictionary({kind: pydyf.Dictionary() for kind in kinds})
        resources |= {"ColorSpace": spaces, "Font": None}
        images: dict[str, Any] = {}
        fonts: dict[Any, Any] = {}
        top, right, bottom, left = bleed_of(page)
        size = (page.width + left + right, page.height + top + bottom)
        made = cls(fonts, (-left, -top, *size), resources, images, None, {}, None)
        made.resources, made.images, made.fonts, made.used = resources, images, fonts, {}
        made.faces = faces
        return made

    def clone(self, **others: Any) -> Any:
        """A stream inside this one, as a pattern is."""
        made = super().clone(**others)
        made.__class__ = type(self)
        made.used, made.faces = self.used, self.faces
        return made

    def add_font(self, pango_font: Any) -> Any:
        """A face of the text that is drawn next."""
        found = super().add_font(pango_font)
        face, _ = self.faces.of(pango_font)
        self.used[face.tag] = face
        return found

    def taken(
        self,
    ) -> tuple[bytes, Any, tuple[tuple[EmbeddedFace, tuple[tuple[int, str], ...]], ...]]:
        """What was drawn, its resources, and the faces with the glyphs that were used."""
        _name_images(self.resources, self.images)
        signs = {font.hash: tuple(font.to_unicode.items()) for font in self.fonts.values()}
        faces = tuple((face, signs.get(tag, ())) for tag, face in self.used.items())
        content = b"\n".join(pydyf.Array([each]).data[1:-1] for each in self.stream)
        return content, self.resources, faces


def _name_images(resources: Any, images: dict[str, Any]) -> None:
    """Put the images in their places among the resources of a drawing and of those inside it."""
    for kind in ("XObject", "Pattern"):
        for key, inside in resources[kind].items():
            if inside is None:
                one = images[key]
                made = one["image"].get_x_object(one["interpolate"], max(one["dpi_ratios"]))
                resources[kind][key] = made
            elif "Resources" in inside.extra:
                _name_images(inside.extra["Resources"], images)


def bleed_of(page: Any, px: float = 1.0) -> tuple[float, float, float, float]:
    """How far the sheet reaches beyond a page: top, right, bottom, left.

    In px, or in the unit of which a px is so many.
    """
    top, right, bottom, left = (page.bleed[side] * px for side in SIDES)
    return top, right, bottom, left


SIDES = ("top", "right", "bottom", "left")


def ink_of(color: Any) -> Ink:
    """A colour of the style sheet."""
    if color.space == "device-cmyk":
        cyan, magenta, yellow, black = (1 - each for each in color.coordinates)
        return Ink(cyan * black, magenta * black, yellow * black, color.alpha)
    known = color if color.space == "srgb" else color.to("srgb")
    red, green, blue = known.coordinates
    return Ink(red, green, blue, color.alpha)


def raster_of(image: Any, key: str, smooth: bool) -> Raster:
    """An image of the engine."""
    jpeg = image.format == "JPEG"
    size = (image.width, image.height)
    return Raster(key, image.image_data.data, jpeg, image.mode, *size, image.invert_colors, smooth)

"""Reading the bytes of a PDF into a `PrintedDocument`: all contact with pdfminer's interpreter."""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from math import hypot
from typing import Any

from pdfminer.pdfdevice import PDFDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.utils import apply_matrix_pt, mult_matrix

from bulletin.decoding import decoded
from bulletin.patterns import pattern_of
from bulletin.pdf.catalog import read_catalog
from bulletin.pdf.colours import (
    Defaults,
    Space,
    bits,
    defaults_of,
    foreign_colours,
    group_space,
    image_space,
    intent_of,
    shading_spaces,
    written,
)
from bulletin.pdf.encoding import FontManager
from bulletin.pdf.printed import (
    MM_PER_PT,
    Bar,
    Colour,
    Font,
    Glyph,
    Paint,
    PrintedDocument,
    PrintedPage,
    PrintedPicture,
)
from bulletin.pdf.programs import mistaken
from bulletin.press import Likeness

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top in PDF units."""

BLACK = Colour(0, 0, 0)
INVISIBLE, FILL_AND_STROKE, STROKE = 3, 2, 1
BOLD_NAME = pattern_of(r"bold|heavy|black|demi|加粗|粗体|大黑", re.IGNORECASE)
FARTHEST = 1e5
"""PDF units; anything that lies or reaches further out, or nowhere (NaN), is damage."""

SHORTEST = 3.0
"""mm of a table's rule: the side of a cell with one line in small type."""

FORCE_BOLD = 1 << 18
_TALKERS = ("pdfminer", "fontTools")


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps the remarks of the libraries off the terminal; only the command line speaks."""
    before = [(logger, logger.level) for logger in map(logging.getLogger, _TALKERS)]
    for logger, _ in before:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in before:
            logger.setLevel(level)


def read_document(content: bytes) -> PrintedDocument:
    """Everything drawn on every page.

    Raises whatever pdfminer raises on a damaged or locked file; the caller handles it.
    """
    with quiet():
        pdf = PDFDocument(PDFParser(BytesIO(content)))
        manager = FontManager()
        device = _Device(manager, intent_of(pdf.catalog))
        interpreter = _Interpreter(manager, device)
        for page in PDFPage.create_pages(pdf):
            interpreter.clips = []
            interpreter.process_page(page)
        fonts = sorted({glyph.font for page in device.pages for glyph in page.glyphs})
        catalog = read_catalog(pdf)
        return PrintedDocument(
            content, tuple(device.pages), tuple(fonts), catalog, device.mistaken()
        )


class _Interpreter(PDFPageInterpreter):  # type: ignore[misc]  # pdfminer's types are skipped
    """pdfminer's interpreter, which also follows the box of the clipping path: engines draw borders
    through it."""

    curpath: list[Any]
    clips: list[Rectangle | None]
    clip: Rectangle | None = None
    pending: bool = False

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self.clips, self.clip, self.pending = [], None, False

    def init_resources(self, resources: Any) -> None:
        super().init_resources(resources)
        named = resolve1((resources or {}).get("ColorSpace"))
        for name, space in (named if isinstance(named, dict) else {}).items():
            if name in self.csmap:
                self.csmap[name] = Space(self.csmap[name], resolve1(space))
        self.defaults = defaults_of(resources)
        for each in shading_spaces(resources):
            self.device.paint("渐变", each, self.defaults)

    def do_Do(self, xobjid_arg: Any) -> None:
        self._look()
        drawn = self.xobjmap.get(getattr(xobjid_arg, "name", ""))
        self.device.paint("透明组", group_space(drawn), self.defaults)
        super().do_Do(xobjid_arg)
        self._look()

    def do_EI(self, obj: Any) -> None:
        self._look()
        super().do_EI(obj)

    def do_TJ(self, seq: Any) -> None:
        self._look()
        super().do_TJ(seq)

    def _look(self) -> None:
        """Tell the device what pdfminer does not tell it: the colours by name, and the
        resources."""
        self.device.state, self.device.defaults = self.graphicstate, self.defaults
        self.device.spaces = self.csmap

    def do_q(self) -> None:
        self.clips.append(self.clip)
        super().do_q()

    def do_Q(self) -> None:
        if self.clips:
            self.clip = self.clips.pop()
        super().do_Q()

    def do_W(self) -> None:
        self.pending = True

    def do_W_a(self) -> None:
        self.pending = True

    def do_n(self) -> None:
        points = _points(self.curpath, self.ctm)
        if self.pending and points:
            self.clip = _intersection(_box(points), self.clip)
        self.pending = False
        super().do_n()

    def _paint(self, stroke: bool, fill: bool, evenodd: bool) -> None:
        self.device.clip = self.clip
        self._look()
        self.device.paint_path(self.graphicstate, stroke, fill, evenodd, self.curpath)
        self.curpath = []

    def do_S(self) -> None:
        self._paint(True, False, False)

    def do_f(self) -> None:
        self._paint(False, True, False)

    def do_f_a(self) -> None:
        self._paint(False, True, True)

    def do_B(self) -> None:
        self._paint(True, True, False)

    def do_B_a(self) -> None:
        self._paint(True, True, True)


class _Device(PDFDevice):  # type: ignore[misc]  # pdfminer's types are skipped
    """Collects what is drawn, in the order in which it is drawn."""

    def __init__(self, manager: PDFResourceManager, intent: str) -> None:
        super().__init__(manager)
        self.intent = intent
        self.state: Any = None
        self.defaults: Defaults = {}
        self.spaces: dict[str, Any] = {}
        self._known: dict[int, str] = {}
        self.pages: list[PrintedPage] = []
        self.clip: Rectangle | None = None
        self._fonts: dict[int, Font] = {}
        self._drawn_with: list[Any] = []
        self._kept: list[Any] = []
        self._codes: dict[int, dict[str, int]] = defaultdict(dict)

    def begin_page(self, page: PDFPage, _ctm: Any) -> None:
        left, bottom, right, top = page.mediabox
        size = (right - left, top - bottom)
        self._width, self._height = size[::-1] if page.rotate in (90, 270) else size
        self._glyphs: list[Glyph] = []
        self._bars: list[Bar] = []
        self._rulings: list[Bar] = []
        self._pictures: list[PrintedPicture] = []
        self._paints: dict[tuple[str, str], Paint] = {}
        self.paint("透明组", group_space(page.attrs), {})

    def end_page(self, _page: PDFPage) -> None:
        self.pages.append(
            PrintedPage(
                len(self.pages) + 1,
                self._width * MM_PER_PT,
                self._height * MM_PER_PT,
                tuple(self._glyphs),
                tuple(dict.fromkeys(self._bars)),
                tuple(self._pictures),
                tuple(self._paints.values()),
                tuple(dict.fromkeys(self._rulings)),
            )
        )

    def paint(self, what: str, space: Any, defaults: Defaults, y: float = 0.0) -> None:
        """Note what is painted in a colour space as it is written, if that is foreign."""
        if space is not None and (name := self._foreign(space, defaults)):
            self._note(what, name, y)

    def _note(self, what: str, name: str, y: float) -> None:
        self._paints.setdefault((what, name), Paint(what, name, y))

    def _foreign(self, space: Any, defaults: Defaults) -> str:
        """The same as `foreign_colours`; each array is examined only once."""
        resolved = resolve1(space)
        if not isinstance(resolved, list):
            return foreign_colours(resolved, self.intent, defaults)
        if id(resolved) not in self._known:
            self._known[id(resolved)] = foreign_colours(resolved, self.intent, defaults)
            self._kept.append(resolved)
        return self._known[id(resolved)]

    def _paint_ink(self, what: str, stroke: bool, y: float) -> None:
        """Note what is painted in the current colour."""
        space = self.state.scs if stroke else self.state.ncs
        self.paint(what, written(space), self.defaults, (self._height - y) * MM_PER_PT)

    def render_string(self, textstate: Any, seq: Any, _ncs: Any, graphicstate: Any) -> None:
        """Places each glyph as ISO 32000-1 9.4.4 says."""
        matrix = mult_matrix(textstate.matrix, self.ctm)
        font, fontsize = textstate.font, textstate.fontsize
        scaling = textstate.scaling * 0.01
        shape = self._shape(matrix, fontsize, scaling)
        look = (_colour(graphicstate.ncolor), textstate.render, self._font(font))
        x, y = textstate.linematrix
        if seq and textstate.render % 4 != INVISIBLE:
            above = apply_matrix_pt(matrix, (x, y))[1]
            self._paint_ink("文字", textstate.render % 4 == STROKE, above)
        for part in seq:
            if isinstance(part, int | float):
                x -= part * 0.001 * fontsize * scaling
                continue
            if not isinstance(part, bytes):
                continue
            for code in font.decode(part):
                width = font.char_width(code)
                text = _text(font, code)
                self._codes[id(font)].setdefault(text, code)
                missing = code in font.missing and bool(text.strip())
                at = (x, y + textstate.rise)
                self._draw(matrix, at, text, width, shape, (*look, missing))
                spacing = textstate.charspace
                if code == 32 and not font.is_multibyte():
                    spacing += textstate.wordspace
                x += (width * fontsize + spacing) * scaling
        textstate.linematrix = (x, y)

    def _shape(self, matrix: Any, fontsize: float, scaling: float) -> tuple[float, float, float]:
        """One em upwards and along the line in mm, and the tangent of the shear."""
        a, b, c, d, *_ = matrix
        along, up = hypot(a, b), hypot(c, d)
        cosine = (a * c + b * d) / (along * up) if along * up else 0.0
        turned = abs(b) > 0.05 * along
        unit = abs(fontsize) * MM_PER_PT
        return up * unit, along * abs(scaling) * unit, 9.0 if turned else cosine

    def _draw(
        self,
        matrix: Any,
        place: tuple[float, float],
        text: str,
        width: float,
        shape: tuple[float, float, float],
        look: tuple[Colour, int, Font, bool],
    ) -> None:
        x, y = apply_matrix_pt(matrix, place)
        up, along, slant = shape
        colour, mode, font, missing = look
        if not all(abs(figure) < FARTHEST for figure in (x, y, up, width * along)):
            return
        self._glyphs.append(
            Glyph(
                text,
                font,
                up,
                x * MM_PER_PT,
                (self._height - y) * MM_PER_PT,
                width * along,
                colour,
                mode % 4 in (STROKE, FILL_AND_STROKE),
                slant,
                False,
                mode % 4 != INVISIBLE,
                missing,
            )
        )

    def mistaken(self) -> tuple[tuple[Font, Likeness], ...]:
        """Characters that a font draws as others, of all that were drawn."""
        return tuple(
            (self._fonts[id(font)], each)
            for font in self._drawn_with
            for each in mistaken(font.spec, self._codes[id(font)])
        )

    def _font(self, font: Any) -> Font:
        if id(font) not in self._fonts:
            self._fonts[id(font)] = _font(font)
            self._drawn_with.append(font)  # an id is unique only while the font exists
        return self._fonts[id(font)]

    def paint_path(
        self, graphicstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]
    ) -> None:
        boxes = [_box(_points(part, self.ctm)) for part in _subpaths(path)]
        for painted, what in ((fill, "填色"), (stroke, "描线")):
            if painted and boxes:
                self._paint_ink(what, what == "描线", boxes[0][3])
        if fill:
            colour = _colour(graphicstate.ncolor)
            for box in _frame(boxes) if evenodd and len(boxes) == 2 else boxes:
                self._bar(box, colour)
        if stroke:
            a, b, *_ = self.ctm
            half = (graphicstate.linewidth or 0) * hypot(a, b) / 2
            colour = _colour(graphicstate.scolor)
            for left, bottom, right, top in boxes:
                if right - left < 0.01 or top - bottom < 0.01:
                    self._bar(_grown((left, bottom, right, top), half), colour)
                else:
                    self._sides((left, bottom, right, top), half, colour)

    def _sides(self, box: Rectangle, half: float, colour: Colour) -> None:
        left, bottom, right, top = box
        for side in (
            (left, bottom, right, bottom),
            (left, top, right, top),
            (left, bottom, left, top),
            (right, bottom, right, top),
        ):
            self._bar(_grown(side, half), colour)

    def _bar(self, box: Rectangle, colour: Colour) -> None:
        """Keep it if it is thin and visible: as a bar if it is at least a centimetre long."""
        clipped = _intersection(box, self.clip)
        left, bottom, right, top = clipped
        width, height = (right - left) * MM_PER_PT, (top - bottom) * MM_PER_PT
        if min(width, height) <= 0.01 or min(width, height) > 3 or max(width, height) < SHORTEST:
            return
        bar = Bar(
            left * MM_PER_PT,
            (self._height - top) * MM_PER_PT,
            right * MM_PER_PT,
            (self._height - bottom) * MM_PER_PT,
            colour,
        )
        self._rulings.append(bar)
        if bar.length >= 10:
            self._bars.append(bar)

    def begin_figure(self, _name: str, bbox: Rectangle, matrix: Any) -> None:
        left, bottom, right, top = bbox
        corners = ((left, bottom), (right, bottom), (left, top), (right, top))
        whole = mult_matrix(matrix, self.ctm)
        self._figure = _box([apply_matrix_pt(whole, corner) for corner in corners])

    def render_image(self, _name: str, stream: Any) -> None:
        left, bottom, right, top = getattr(self, "_figure", (0, 0, 0, 0))
        unit = MM_PER_PT
        self._paint_image(stream, (self._height - top) * unit)
        self._pictures.append(
            PrintedPicture(
                left * unit,
                (self._height - top) * unit,
                right * unit,
                (self._height - bottom) * unit,
            )
        )

    def _paint_image(self, image: Any, y: float) -> None:
        """Note an image in foreign colours or with sixteen bits, which few readers show
        correctly."""
        space = image_space(image)
        if space is None:
            if image.attrs.get("ImageMask", image.attrs.get("IM")):
                self._paint_ink("图像", False, self._height - y / MM_PER_PT)
        else:
            named = getattr(resolve1(space), "name", "")
            own = self.spaces.get(named)
            self.paint("图像", written(own) if own else space, self.defaults, y)
        if bits(image) > 8:
            self._note("图像", f"{bits(image)} 位", y)


def _text(font: Any, code: int) -> str:
    try:
        return str(font.to_unichr(code)) or "\ufffd"
    except (PDFUnicodeNotDefined, KeyError, ValueError):
        return "\ufffd"


def _font_name(font: Any, descriptor: Any) -> str:
    """The PostScript name; Word writes Chinese names in GBK, which pdfminer does not decode."""
    name = getattr(resolve1(descriptor.get("FontName")), "name", font.fontname)
    return (decoded(name, errors="replace") or "") if isinstance(name, bytes) else str(name or "")


def _font(font: Any) -> Font:
    descriptor = getattr(font, "descriptor", None) or {}
    name = _font_name(font, descriptor)
    tag, plus, rest = name.partition("+")
    is_subset = bool(plus) and len(tag) == 6 and tag.isalpha()
    base = rest if is_subset else name
    program = 0
    for key in ("FontFile", "FontFile2", "FontFile3"):
        reference = descriptor.get(key)
        if isinstance(reference, PDFObjRef):
            program = reference.objid
    if type(font).__name__ == "PDFType3Font":
        program, is_subset = -1, True
    flags, weight = resolve1(descriptor.get("Flags")), resolve1(descriptor.get("FontWeight"))
    bold = bool(
        BOLD_NAME.search(base)
        or (isinstance(flags, int) and flags & FORCE_BOLD)
        or (isinstance(weight, int) and weight >= 600)
    )
    return Font(base, program, is_subset, bold)


def _colour(value: Any) -> Colour:
    """Converts a colour of any device space; a pattern or a name counts as black."""
    parts = [value] if isinstance(value, int | float) else value
    if not isinstance(parts, list | tuple) or not all(isinstance(p, int | float) for p in parts):
        return BLACK
    if len(parts) == 1:
        return Colour(parts[0], parts[0], parts[0])
    if len(parts) == 3:
        return Colour(*parts)
    if len(parts) == 4:
        cyan, magenta, yellow, key = parts
        return Colour(*((1 - ink) * (1 - key) for ink in (cyan, magenta, yellow)))
    return BLACK


def _points(path: Sequence[Any], ctm: Any) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for segment in path:
        operands = [float(each) for each in segment[1:]]
        for at in range(0, len(operands) - 1, 2):
            points.append(apply_matrix_pt(ctm, (operands[at], operands[at + 1])))
    return points


def _subpaths(path: Sequence[Any]) -> list[list[Any]]:
    parts: list[list[Any]] = []
    for segment in path:
        if segment[0] == "m" or not parts:
            parts.append([])
        parts[-1].append(segment)
    return [part for part in parts if len(part) > 1]


def _box(points: Sequence[tuple[float, float]]) -> Rectangle:
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across), min(up), max(across), max(up)


def _grown(box: Rectangle, half: float) -> Rectangle:
    """A line of no thickness, given it across its direction only."""
    left, bottom, right, top = box
    if right - left > top - bottom:
        return left, bottom - half, right, top + half
    return left - half, bottom, right + half, top


def _intersection(box: Rectangle, clip: Rectangle | None) -> Rectangle:
    if clip is None:
        return box
    return (
        max(box[0], clip[0]),
        max(box[1], clip[1]),
        min(box[2], clip[2]),
        min(box[3], clip[3]),
    )


def _frame(boxes: Sequence[Rectangle]) -> list[Rectangle]:
    """The four bars between an outer and an inner rectangle that are filled by the even-odd
    rule."""
    outer, inner = sorted(boxes, key=lambda b: (b[2] - b[0]) * (b[3] - b[1]), reverse=True)
    left, bottom, right, top = outer
    return [
        (left, inner[3], right, top),
        (left, bottom, right, inner[1]),
        (left, bottom, inner[0], top),
        (inner[2], bottom, right, top),
    ]

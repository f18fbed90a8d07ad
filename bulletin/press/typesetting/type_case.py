"""The type case: in which face a character is set, how wide it is, and what its glyph is.

A text is shaped by HarfBuzz with the face's own contextual spacing (`chws`), which takes half an em
out of two marks that meet. Nearly all of a text are ideographs one em wide, which need no shaping,
so that only what stands between them is shaped; each such piece is shaped once and kept.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import groupby
from pathlib import Path
from sys import byteorder
from typing import Any, NamedTuple

from bulletin.patterns import pattern_of
from bulletin.press.breaks import MEETING
from bulletin.press.impression import EmbeddedFace, face_tag, opened


class TypeSign(NamedTuple):
    """A glyph of a face; lengths in em."""

    glyph: int
    at: int
    """The first character that it stands for, in its text."""

    advance: float
    x: float
    """Where it is drawn, right of where it begins."""

    y: float


@dataclass(frozen=True)
class CaseFace:
    """A face of the type case."""

    embedded: EmbeddedFace
    is_bold: bool
    pieces: dict[str, tuple[TypeSign, ...]] = field(default_factory=dict)
    """The texts that were shaped."""

    @cached_property
    def plain(self) -> _PlainGlyphs:
        """The glyphs of its ideographs."""
        return _PlainGlyphs(self)

    def has(self, character: str) -> bool:
        """Whether it has a character."""
        file = opened(self.embedded.file, self.embedded.index)
        return file.drawing.get_nominal_glyph(ord(character)) is not None

    def shaped(self, text: str) -> tuple[TypeSign, ...]:
        """The glyphs of a text."""
        known = self.pieces.get(text)
        if known is None:
            if len(self.pieces) > MOST_KEPT:
                self.pieces.clear()
            known = self.pieces[text] = _shaped(self.embedded, text)
        return known


class _PlainGlyphs(dict[int, int]):
    """The glyph of each plain ideograph that a face has: one em wide, and drawn where it begins.

    It is a table for `str.translate`, which looks all characters of a text up in one go; any other
    ideograph is `OTHER`, and what is no ideograph 0.
    """

    def __init__(self, face: CaseFace) -> None:
        super().__init__()
        self.face = face

    def __missing__(self, code: int) -> int:
        glyph = 0
        if is_ideograph(chr(code)):
            glyph = OTHER
            if self.face.has(chr(code)):
                (sign,) = _shaped(self.face.embedded, chr(code))
                if sign[1:] == (0, 1.0, 0.0, 0.0):
                    glyph = sign.glyph
        self[code] = glyph
        return glyph

    def look_up(self, text: str) -> None:
        """Look up all ideographs of a text that are still unknown: shaped together, they take a
        tenth of the time."""
        new = [each for each in {*map(ord, text)} - self.keys() if is_ideograph(chr(each))]
        found = [each for each in new if self.face.has(chr(each))]
        if not found:
            return
        signs = _shaped(self.face.embedded, "".join(map(chr, found)))
        if [sign.at for sign in signs] != list(range(len(found))):
            return  # something depends on what stands beside it
        for code, sign in zip(found, signs, strict=True):
            self[code] = sign.glyph if sign[2:] == (1.0, 0.0, 0.0) else OTHER


SHORT = 20
"""Characters of a text that are shaped one by one if they are unknown."""

OTHER = 0xFFFF
"""No glyph of a face has this number."""


def _shaped(embedded: EmbeddedFace, text: str) -> tuple[TypeSign, ...]:
    import uharfbuzz as hb

    file = opened(embedded.file, embedded.index)
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.language = "zh-cn"
    hb.shape(file.drawing, buffer, FEATURES)
    em = file.em
    found = (
        TypeSign(
            info.codepoint,
            info.cluster,
            place.x_advance / em,
            place.x_offset / em,
            place.y_offset / em,
        )
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    )
    return tuple(found)


FEATURES = {
    **dict.fromkeys(("kern", "liga", "clig", "dlig", "hlig", "calt"), False),
    "chws": True,
}
"""As styles/paper.css asks for them."""


def is_ideograph(character: str) -> bool:
    """Whether a character is a plain 汉字, which nothing beside it changes."""
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


class SetType(NamedTuple):
    """A text as it is set; lengths in em."""

    glyphs: array[int]
    """The glyph of each character that has one which stands on the baseline."""

    advances: Sequence[float]
    regained: Mapping[int, float]
    """How much wider a character becomes when a line ends after it, where that is anything."""

    apart: Mapping[int, tuple[TypeSign, ...]]
    """The signs of the other characters; none if one is drawn with the character before it."""

    moved: Mapping[int, float]
    """How far right of its place a glyph is drawn, where that is anything."""

    faces: Sequence[CaseFace]
    """The faces in which it is set, one after the other."""

    ends: Sequence[int]
    """Where the text in each of these faces ends."""

    def signs(self, at: int) -> tuple[TypeSign, ...]:
        """The signs of a character."""
        own = self.apart.get(at)
        if own is not None:
            return own
        x = self.moved.get(at, 0.0)
        return (TypeSign(self.glyphs[at], at, self.advances[at], x, 0.0),)


@dataclass(frozen=True)
class TypeCase:
    """All faces that an issue may be set in."""

    faces: tuple[CaseFace, ...]
    serving: tuple[tuple[str, str], ...]
    """Families, each with the name of another family under which it can be asked for as well."""

    orders: dict[tuple[tuple[str, ...], bool], _FaceOrder] = field(default_factory=dict)
    known: dict[tuple[tuple[str, ...], bool, str], SetType] = field(default_factory=dict)
    lines: dict[Any, Any] = field(default_factory=dict)
    """How paragraphs set in these faces were divided into lines, by everything that it depends
    on."""

    def set_type(self, text: str, families: tuple[str, ...], is_bold: bool) -> SetType:
        """The characters of a text in the first of the families that has each."""
        key = (families, is_bold, text)
        known = self.known.get(key)
        if known is None:
            if len(self.known) > MOST_KEPT:
                self.known.clear()
            known = self.known[key] = self._order(families, is_bold).set_type(text)
        return known

    def _order(self, families: tuple[str, ...], is_bold: bool) -> _FaceOrder:
        """The faces in the order in which they are asked for a character."""
        key = (families, is_bold)
        if key not in self.orders:
            own = [face for family in families for face in self._served(family)]
            every = [*own, *(each for each in self.faces if each not in own)]
            names = dict.fromkeys(each.embedded.family for each in every)
            self.orders[key] = _FaceOrder(tuple(self._cut(name, is_bold) for name in names))
        return self.orders[key]

    def _served(self, family: str) -> Iterator[CaseFace]:
        named = {family, *(own for own, other in self.serving if other == family)}
        for wanted in (family, *sorted(named - {family})):
            yield from (each for each in self.faces if each.embedded.family == wanted)

    def _cut(self, family: str, is_bold: bool) -> CaseFace:
        cuts = [each for each in self.faces if each.embedded.family == family]
        return next((each for each in cuts if each.is_bold == is_bold), cuts[0])


MOST_KEPT = 4_000
"""How many texts a type case or a face keeps before it begins again."""


@dataclass(frozen=True)
class _FaceOrder:
    """Faces in the order in which they are asked for a character, and what they were asked for."""

    faces: tuple[CaseFace, ...]
    homes: dict[str, CaseFace | None] = field(default_factory=dict)
    pieces: dict[tuple[int, str], tuple[SetType, ...]] = field(default_factory=dict)
    """By the face of the character before it (its identity), and its text; each is of one face."""

    def set_type(self, text: str) -> SetType:
        """A text, in the first face that has each of its characters."""
        own = self.faces[0]
        if len(text) > SHORT:
            own.plain.look_up(text)
        plain = text.translate(own.plain)
        glyphs = array("H", plain.encode("utf-16-le", "surrogatepass"))
        if byteorder == "big":
            glyphs.byteswap()
        setting = _TypeSetting(glyphs, [1.0] * len(text))
        last: CaseFace | None = None
        for start, stop in _others(text, plain):
            last = setting.ends(own, start) or last
            for piece in self._pieces(text[start:stop], last):
                last = setting.put(piece)
        setting.ends(own, len(text))
        return setting.set_type()

    def _pieces(self, part: str, before: CaseFace | None) -> tuple[SetType, ...]:
        """A part of a text face by face; the character before it is of the face `before`."""
        key = (id(before), part)
        known = self.pieces.get(key)
        if known is None:
            if len(self.pieces) > MOST_KEPT:
                self.pieces.clear()
            known = self.pieces[key] = tuple(self._set(part, before))
        return known

    def _set(self, part: str, before: CaseFace | None) -> Iterator[SetType]:
        homes = list(self._homes(part, before))
        at = 0
        for _, together in groupby(map(id, homes)):
            face, stop = homes[at], at + len(list(together))
            yield _clusters(face, part[at:stop])
            at = stop

    def _homes(self, text: str, before: CaseFace | None) -> Iterator[CaseFace]:
        """The face of each character. A space or mark of combination stays in the face `before`."""
        for character in text:
            is_blank = character in " \u00a0"
            if before is not None and is_blank and before.has(character):
                yield before
                continue
            if character not in self.homes:
                found = (each for each in self.faces if each.has(character))
                self.homes[character] = next(found, None)
            before = self.homes[character] or self.faces[0]
            yield before


_NO_IDEOGRAPHS = pattern_of("[^\u3400-\u9fff\U00020000-\U0003ffff]+")
_OTHER_IDEOGRAPHS = pattern_of(f"[^{chr(OTHER)}\0]+|{chr(OTHER)}|\0+")


def _others(text: str, plain: str) -> Iterator[tuple[int, int]]:
    """Where each stretch of a text begins and ends that is not of plain ideographs. `plain` is the
    text translated by `_PlainGlyphs`."""
    if chr(OTHER) not in plain:
        yield from (each.span() for each in _NO_IDEOGRAPHS.finditer(text))
        return
    for each in _OTHER_IDEOGRAPHS.finditer(plain):
        if each[0][0] in (chr(OTHER), "\0"):
            yield each.span()


class _TypeSetting:
    """A text while it is set, from the beginning to the end."""

    def __init__(self, glyphs: array[int], advances: list[float]) -> None:
        self._glyphs, self._advances = glyphs, advances
        self._regained: dict[int, float] = {}
        self._apart: dict[int, tuple[TypeSign, ...]] = {}
        self._moved: dict[int, float] = {}
        self._faces: list[CaseFace] = []
        self._ends: list[int] = []
        self._at = 0

    def ends(self, face: CaseFace, at: int) -> CaseFace | None:
        """Note that the text from here on is set in a face up to a place; returns the face, or None
        if nothing is."""
        if at == self._at:
            return None
        if self._faces and self._faces[-1] is face:
            self._ends[-1] = at
        else:
            self._faces.append(face)
            self._ends.append(at)
        self._at = at
        return face

    def put(self, piece: SetType) -> CaseFace | None:
        """Put in a piece of one face; returns the face."""
        at, stop = self._at, self._at + len(piece.advances)
        self._glyphs[at:stop] = piece.glyphs
        self._advances[at:stop] = piece.advances
        for order, wider in piece.regained.items():
            self._regained[at + order] = wider
        for order, signs in piece.apart.items():
            self._apart[at + order] = signs
        for order, right in piece.moved.items():
            self._moved[at + order] = right
        return self.ends(piece.faces[0], stop)

    def set_type(self) -> SetType:
        """The whole text."""
        own = (self._glyphs, self._advances, self._regained, self._apart, self._moved)
        return SetType(*own, self._faces, self._ends)


def _clusters(face: CaseFace, text: str) -> SetType:
    """A text of one face, shaped as a whole."""
    by_character: dict[int, list[TypeSign]] = {}
    for sign in face.shaped(text):
        by_character.setdefault(sign.at, []).append(sign)
    glyphs = array("H", bytes(2 * len(text)))
    advances: list[float] = []
    regained: dict[int, float] = {}
    apart: dict[int, tuple[TypeSign, ...]] = {}
    moved: dict[int, float] = {}
    for at, character in enumerate(text):
        signs = tuple(by_character.get(at, ()))
        advances.append(sum(each.advance for each in signs))
        if character in MEETING and 0.4 < advances[at] < 0.6 and signs[0].x == 0:
            regained[at] = 0.5
        if len(signs) != 1 or signs[0].y:
            apart[at] = signs
            continue
        glyphs[at] = signs[0].glyph
        if signs[0].x:
            moved[at] = signs[0].x
    return SetType(glyphs, advances, regained, apart, moved, [face], [len(text)])


def marks_brought_nearer(before: str, after: str, case: TypeCase, of: Any, then: Any) -> float:
    """By how much two marks come nearer where they meet at a change of face, in em.

    Neither face knows the other's mark, so that `chws` does nothing there; the same is taken away
    as within the face of the first. `of` and `then` are the styles of the two.
    """
    pair = before + after
    if len(pair) < 2 or not MEETING.issuperset(pair) or of.size != then.size:
        return 0.0
    apart = sum(
        each for mark in pair for each in case.set_type(mark, of.families, of.is_bold).advances
    )
    together = sum(case.set_type(pair, of.families, of.is_bold).advances)
    return max(0.0, apart - together)


@lru_cache(maxsize=2)
def type_case(files: tuple[Path, ...], serving: tuple[tuple[str, str], ...]) -> TypeCase:
    """The type case of some font files; the last ones are kept for the next issue."""
    return TypeCase(tuple(map(_case_face, files)), serving)


@lru_cache(maxsize=32)
def _case_face(file: Path) -> CaseFace:
    """A face of the case. It is kept, whatever other faces an issue needs besides."""
    import uharfbuzz as hb

    face = opened(file, 0).face
    family = face.get_name(hb.OTNameIdPredefined.FONT_FAMILY)
    is_bold = face.get_name(hb.OTNameIdPredefined.FONT_SUBFAMILY) == "Bold"
    words = f"{family} Bold" if is_bold else family
    extents = opened(file, 0).drawing.get_font_extents("ltr")
    thousandth = 1000 / face.upem
    embedded = EmbeddedFace(
        file=file,
        index=0,
        tag=face_tag(words.encode()),
        name=words.replace(" ", "-"),
        family=family,
        ascent=round(extents.ascender * thousandth),
        descent=round(extents.descender * thousandth),
    )
    return CaseFace(embedded, is_bold)

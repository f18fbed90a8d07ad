"""The type case: in which face a character is set, how wide it is, and what its glyph is.

A text is shaped by HarfBuzz with the face's own contextual spacing (`chws`), which takes half an em
out of two marks that meet. Nearly all of a text are ideographs one em wide, which need no shaping,
so that only what stands between them is shaped; each such piece is shaped once and kept.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from bulletin.patterns import pattern_of
from bulletin.press.breaks import MEETING
from bulletin.press.impression import EmbeddedFace, characters_in, face_tag, opened


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
    characters: frozenset[int]
    """The codes of all characters that it has."""

    ems: dict[str, Sort] = field(default_factory=dict)
    """The ideographs that were asked for."""

    pieces: dict[str, tuple[TypeSign, ...]] = field(default_factory=dict)
    """The texts that were shaped."""

    def ideograph(self, character: str) -> Sort:
        """An ideograph as it is set, whatever stands beside it."""
        known = self.ems.get(character)
        if known is None:
            (sign,) = _shaped(self.embedded, character)
            known = self.ems[character] = Sort(self, sign.advance, 0.0, (sign,), sign.glyph)
        return known

    def shaped(self, text: str) -> tuple[TypeSign, ...]:
        """The glyphs of a text."""
        known = self.pieces.get(text)
        if known is None:
            if len(self.pieces) > MOST_KEPT:
                self.pieces.clear()
            known = self.pieces[text] = _shaped(self.embedded, text)
        return known


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


class Sort(NamedTuple):
    """A character of a text as it is set: a sort of metal type. Lengths in em."""

    face: CaseFace
    advance: float
    regained: float
    """How much wider it becomes when a line ends after it."""

    signs: tuple[TypeSign, ...]
    """Its glyphs; none if it is drawn with the character before it."""

    glyph: int = 0
    """Its only glyph, if it has one that stands on the baseline."""


@dataclass(frozen=True)
class SetType:
    """A text as it is set; lengths in em."""

    sorts: Sequence[Sort]
    advances: Sequence[float]
    regained: Mapping[int, float]
    """How much wider a character becomes when a line ends after it, where that is anything."""

    glyphs: Sequence[int]
    """The glyph of each character, where it has one that stands on the baseline."""

    apart: Sequence[int]
    """The other characters."""

    moved: Mapping[int, float]
    """How far right of its place a glyph is drawn, where that is anything."""

    faces: Sequence[CaseFace]
    """The faces in which it is set, one after the other."""

    ends: Sequence[int]
    """Where the text in each of these faces ends."""


@dataclass(frozen=True)
class TypeCase:
    """All faces that an issue may be set in."""

    faces: tuple[CaseFace, ...]
    serving: tuple[tuple[str, str], ...]
    """Families, each with the name of another family under which it can be asked for as well."""

    orders: dict[tuple[tuple[str, ...], bool], tuple[CaseFace, ...]] = field(default_factory=dict)
    homes: dict[tuple[tuple[str, ...], bool], dict[str, CaseFace | None]] = field(
        default_factory=dict
    )
    known: dict[tuple[tuple[str, ...], bool, str], SetType] = field(default_factory=dict)

    def set_type(self, text: str, families: tuple[str, ...], is_bold: bool) -> SetType:
        """The characters of a text in the first of the families that has each."""
        key = (families, is_bold, text)
        known = self.known.get(key)
        if known is None:
            if len(self.known) > MOST_KEPT:
                self.known.clear()
            known = self.known[key] = self._set(text, families, is_bold)
        return known

    def _set(self, text: str, families: tuple[str, ...], is_bold: bool) -> SetType:
        own = self._order(families, is_bold)[0]
        gathered = _Gathered()
        before: CaseFace | None = None
        for plain, part in _parts(text):
            if plain and own.ems.keys() >= set(part):
                gathered.add(own, map(own.ems.__getitem__, part))
                before = own
                continue
            homes = list(self._homes(part, families, is_bold, before))
            before = homes[-1]
            at = 0
            for _, together in groupby(map(id, homes)):
                stop = at + len(list(together))
                piece = part[at:stop]
                sorts = map(homes[at].ideograph, piece) if plain else _clusters(homes[at], piece)
                gathered.add(homes[at], sorts)
                at = stop
        return gathered.set_type()

    def _homes(
        self, text: str, families: tuple[str, ...], is_bold: bool, before: CaseFace | None
    ) -> Iterator[CaseFace]:
        """The face of each character. A space or mark of combination stays in the face `before`."""
        known = self.homes.setdefault((families, is_bold), {})
        order = self._order(families, is_bold)
        for character in text:
            is_blank = character in " \u00a0"
            if before is not None and is_blank and ord(character) in before.characters:
                yield before
                continue
            if character not in known:
                code = ord(character)
                known[character] = next((each for each in order if code in each.characters), None)
            before = known[character] or order[0]
            yield before

    def _order(self, families: tuple[str, ...], is_bold: bool) -> tuple[CaseFace, ...]:
        """The faces in the order in which they are asked for a character."""
        key = (families, is_bold)
        if key not in self.orders:
            own = [face for family in families for face in self._served(family)]
            every = [*own, *(each for each in self.faces if each not in own)]
            names = dict.fromkeys(each.embedded.family for each in every)
            self.orders[key] = tuple(self._cut(name, is_bold) for name in names)
        return self.orders[key]

    def _served(self, family: str) -> Iterator[CaseFace]:
        named = {family, *(own for own, other in self.serving if other == family)}
        for wanted in (family, *sorted(named - {family})):
            yield from (each for each in self.faces if each.embedded.family == wanted)

    def _cut(self, family: str, is_bold: bool) -> CaseFace:
        cuts = [each for each in self.faces if each.embedded.family == family]
        return next((each for each in cuts if each.is_bold == is_bold), cuts[0])


MOST_KEPT = 4_000
"""How many texts a type case or a face keeps before it begins anew."""


class _Gathered:
    """A text while it is set, piece by piece."""

    def __init__(self) -> None:
        self.sorts: list[Sort] = []
        self.faces: list[CaseFace] = []
        self.ends: list[int] = []

    def add(self, face: CaseFace, sorts: Iterable[Sort]) -> None:
        """The characters of a piece in a face."""
        self.sorts += sorts
        if self.faces and self.faces[-1] is face:
            self.ends.pop()
        else:
            self.faces.append(face)
        self.ends.append(len(self.sorts))

    def set_type(self) -> SetType:
        """The text."""
        _, advances, regained, signs, glyphs = zip(*self.sorts, strict=True)
        single = [len(each) == 1 and not each[0].y for each in signs]
        return SetType(
            self.sorts,
            advances,
            {at: each for at, each in enumerate(regained) if each},
            array("H", glyphs),
            [at for at, each in enumerate(single) if not each],
            {at: own[0].x for at, own in enumerate(signs) if single[at] and own[0].x},
            self.faces,
            self.ends,
        )


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """A text in stretches of ideographs and of everything else."""
    for part in _STRETCH.findall(text):
        yield is_ideograph(part[0]), part


_STRETCH = pattern_of(
    "[\u3400-\u9fff\U00020000-\U0003ffff]+|[^\u3400-\u9fff\U00020000-\U0003ffff]+"
)


def _clusters(face: CaseFace, text: str) -> Iterator[Sort]:
    by_character: dict[int, list[TypeSign]] = {}
    for sign in face.shaped(text):
        by_character.setdefault(sign.at, []).append(sign)
    for at, character in enumerate(text):
        signs = tuple(by_character.get(at, ()))
        advance = sum(each.advance for each in signs)
        squeezed = character in MEETING and 0.4 < advance < 0.6 and signs[0].x == 0
        glyph = signs[0].glyph if len(signs) == 1 else 0
        yield Sort(face, advance, 0.5 if squeezed else 0.0, signs, glyph)


def brought_nearer(before: str, after: str, case: TypeCase, of: Any, then: Any) -> float:
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
    """A face of the case. It is kept, whatever other faces an issue needs beside it."""
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
    return CaseFace(embedded, is_bold, characters_in(file))

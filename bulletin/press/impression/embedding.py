"""The faces in the PDF: only the glyphs that are used, their codes, widths and characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, cast

from bulletin.press.impression.objects import (
    PdfFile,
    Reference,
    array,
    dictionary,
    flate,
    name,
    text_string,
)
from bulletin.press.impression.placed import EmbeddedFace, Shape


class OpenFace(NamedTuple):
    """A file of a face that is open."""

    face: Any
    drawing: Any
    em: int
    """In font units."""

    by_number: bool
    """Whether it is CID-keyed CFF, which means that its glyphs have numbers instead of names."""

    advances: dict[int, int]
    """Of the glyphs that were asked for, in thousandths of an em."""

    taken_apart: list[Any]
    """What subsets were made from, one for each; at last a face that is taken apart."""

    def for_subsets(self) -> Any:
        """The face, for a subset of it.

        HarfBuzz takes a face apart for every subset, unless that was done before. It takes as long
        as twenty subsets, so that it pays only where many issues are set.
        """
        import uharfbuzz as hb

        if len(self.taken_apart) == MANY_ISSUES:
            self.taken_apart.append(hb.subset_preprocess(self.face))
        elif len(self.taken_apart) < MANY_ISSUES:
            self.taken_apart.append(self.face)
        return self.taken_apart[-1]


MANY_ISSUES = 20
"""After so many issues a face is taken apart."""


@lru_cache(maxsize=32)
def opened(file: Path, index: int) -> OpenFace:
    """The face in a file; the last ones stay open for the next issue."""
    import uharfbuzz as hb

    face = hb.Face(hb.Blob.from_file_path(str(file)), index)
    drawing = hb.Font(face)
    by_number = "CFF " in face.table_tags and not drawing.get_glyph_name(1)
    return OpenFace(face, drawing, face.upem, by_number, {}, [])


@lru_cache(maxsize=32)
def characters_in(file: Path) -> frozenset[int]:
    """The codes of the characters that a prepared face has."""
    return frozenset(opened(file, 0).face.unicodes)


class UsedFace:
    """A face, and which of its signs the issue uses."""

    def __init__(self, face: EmbeddedFace) -> None:
        self.face = face
        self.file = opened(face.file, face.index)
        self.texts: dict[int, str] = {}
        """By code, the characters."""

        self.widths: dict[int, int] = {}
        """By code, in thousandths of an em."""

        self._known: set[int | Shape] = set()
        self._shapes: dict[Shape, int] = {}
        self._missing: dict[str, int] = {}
        self._scaled: dict[float, _Scaled] = {}
        """The advances by size."""

    def of(self, signs: Sequence[int | Shape], texts: Sequence[str]) -> Sequence[int]:
        """The code of each sign: the number of its glyph, or of its shape from 1."""
        if self._known.issuperset(signs):  # glyphs that the face has, as nearly always
            return cast("Sequence[int]", signs)
        if self.face.composed or 0 in signs:
            pairs = zip(signs, texts, strict=True)
            return [self._code(sign, characters) for sign, characters in pairs]
        glyphs = cast("Sequence[int]", signs)
        for glyph, characters in zip(glyphs, texts, strict=True):
            if glyph not in self._known:
                self._known.add(glyph)
                self.widths[glyph] = self._advance(glyph)
                self.texts.setdefault(glyph, characters)
        return glyphs

    def _code(self, sign: int | Shape, characters: str) -> int:
        if isinstance(sign, Shape):
            code = self._shapes.setdefault(sign, len(self._shapes) + 1)
            self.widths[code] = sign.advance
        elif sign == 0 and characters.strip():
            unused = min(self.file.face.glyph_count + len(self._missing), 0xFFFF)
            code = self._missing.setdefault(characters, unused)
            self.widths[code] = self._advance(0)
        else:
            code = sign
            self.widths[code] = self._advance(code)
        self.texts.setdefault(code, characters)
        return code

    def advances(self, codes: Sequence[int], size: float) -> Iterable[float]:
        """How far each of these codes moves on, in pt."""
        if size not in self._scaled:
            self._scaled[size] = _Scaled(self.widths, size)
        return map(self._scaled[size].__getitem__, codes)

    def _advance(self, glyph: int) -> int:
        known = self.file.advances
        if glyph not in known:
            units = self.file.drawing.get_glyph_h_advance(glyph)
            known[glyph] = round(units * 1000 / self.file.em)
        return known[glyph]

    # -- Writing -----------------------------------------------------------------------------------

    def written(self, pdf: PdfFile) -> Reference:
        """The face as an object of the file."""
        missing = set(self._missing.values())
        glyphs = sorted(self.texts.keys() - missing)
        program = self._program(tuple(glyphs), bool(missing))
        stream = pdf.add_stream(program.packed, program.entries, packed=True)
        base = name(f"{self.face.tag}+{self.face.name}")
        descriptor = pdf.add(self._descriptor(base, program.key, stream))
        system = {"Registry": "(Adobe)", "Ordering": "(Identity)", "Supplement": 0}
        below = {"Type": "/Font", "Subtype": f"/{program.kind}", "BaseFont": base}
        below |= {"CIDSystemInfo": dictionary(system), "CIDToGIDMap": "/Identity"}
        below |= {"W": self._widths(missing), "FontDescriptor": descriptor}
        characters = pdf.add_stream(*_to_unicode(tuple(sorted(self.texts.items()))), packed=True)
        encoding = pdf.add_stream(*_without(missing, self.texts)) if missing else "/Identity-H"
        font = {"Type": "/Font", "Subtype": "/Type0", "BaseFont": base, "Encoding": encoding}
        font |= {"DescendantFonts": array([pdf.add(dictionary(below))]), "ToUnicode": characters}
        return pdf.add(dictionary(font))

    def _program(self, glyphs: tuple[int, ...], box: bool) -> FaceProgram:
        """The face's program; `box` says whether it has the box that stands for missing
        characters."""
        if self.face.composed:
            whole = face_of_shapes(self.file, self._shapes)
            return FaceProgram(*flate(whole, {"Length1": len(whole)}), *TRUE_TYPE)
        return program_of(self.face.file, self.face.index, glyphs, box)

    def _descriptor(self, base: str, key: str, stream: Reference) -> str:
        face, widths = self.face, self.widths.values()
        flags = 4 + 64 * face.italic + 2 * ("Serif" in face.family.split())
        flags += len(widths) > 1 and len(set(widths)) == 1
        box = array([0, face.descent, max(widths, default=0), face.ascent])
        entries: dict[str, object] = {"Type": "/FontDescriptor", "FontName": base}
        entries |= {"FontFamily": text_string(face.family), "Flags": flags, "FontBBox": box}
        entries |= {"ItalicAngle": 0, "Ascent": face.ascent, "Descent": face.descent}
        entries |= {"CapHeight": face.ascent, "StemV": 80, "StemH": 80, key: stream}
        return dictionary(entries)

    def _widths(self, missing: set[int]) -> str:
        """The widths of its codes, in runs of adjacent codes; an em is understood where nothing is
        said (ISO 32000-1, 9.7.4.3)."""
        every = self.widths.keys() - missing | ({0} if missing else set())
        codes = sorted(code for code in every if self._width(code) != EM)
        runs: list[str] = []
        for _, together in groupby(enumerate(codes), key=lambda each: each[1] - each[0]):
            run = [code for _, code in together]
            runs.append(f"{run[0]} {array(self._width(code) for code in run)}")
        return array(runs)

    def _width(self, code: int) -> int:
        return self.widths[code] if code in self.widths else self._advance(code)


EM = 1000
"""An em in the unit of widths."""


class FaceProgram(NamedTuple):
    """The program of a face as it stands in the file."""

    packed: bytes
    entries: dict[str, object]
    """Of its stream."""

    kind: str
    """The subtype of its font."""

    key: str
    """Its key in the descriptor."""


TRUE_TYPE = ("CIDFontType2", "FontFile2")
COMPACT = ("CIDFontType0", "FontFile3")


@lru_cache(maxsize=64)
def program_of(file: Path, index: int, glyphs: tuple[int, ...], box: bool) -> FaceProgram:
    """The program of a face with some glyphs. The last ones are kept: an issue that is set again
    rarely has other characters in all of its faces."""
    open_ = opened(file, index)
    if open_.by_number:
        # Without its wrapper: with it, readers disagree whether a code is a CID or a glyph.
        whole = subset_by_number(open_.for_subsets(), glyphs, box)
        return FaceProgram(*flate(whole, {"Subtype": "/CIDFontType0C"}), *COMPACT)
    whole = subset_by_place(open_.face, glyphs, box)
    if whole[:4] == b"OTTO":
        return FaceProgram(*flate(whole, {"Subtype": "/OpenType"}), *COMPACT)
    return FaceProgram(*flate(whole, {"Length1": len(whole)}), *TRUE_TYPE)


class _Scaled(dict[int, float]):
    """The advances of codes at one size, in pt."""

    def __init__(self, widths: Mapping[int, int], size: float) -> None:
        super().__init__()
        self.widths, self.size = widths, size

    def __missing__(self, code: int) -> float:
        advance = self[code] = self.widths[code] * self.size / 1000
        return advance


def subset_by_number(face: Any, glyphs: Iterable[int], box: bool) -> bytes:
    """The bare CFF of a CID-keyed face with these glyphs.

    Its charset says which CID, the number in the prepared face, each glyph has; so no slots of
    unused glyphs are kept.
    """
    request = _request(glyphs, box)
    return bytes(request.subset(face).reference_table("CFF ").data)


def subset_by_place(face: Any, glyphs: Iterable[int], box: bool) -> bytes:
    """Any other face with these glyphs, which keep their places; slots after the last are left
    out."""
    import uharfbuzz as hb

    request = _request(glyphs, box)
    request.flags |= hb.SubsetFlags.RETAIN_GIDS
    return bytes(request.subset(face).blob.data)


def _request(glyphs: Iterable[int], box: bool) -> Any:
    import uharfbuzz as hb

    request = hb.SubsetInput()
    request.glyph_set.update(glyphs)
    request.drop_table_tag_set.update(map(int.from_bytes, NOT_FOR_DRAWING))
    flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.DESUBROUTINIZE
    request.flags = flags | hb.SubsetFlags.NOTDEF_OUTLINE if box else flags
    return request


NOT_FOR_DRAWING = (b"BASE", b"DSIG", b"EBDT", b"EBLC", b"EBSC", b"GPOS", b"GSUB", b"GDEF", b"JSTF")
"""Tables that say nothing of how a glyph looks."""


# -- A face of composed signs ----------------------------------------------------------------------


def face_of_shapes(file: OpenFace, shapes: Iterable[Shape]) -> bytes:
    """A TrueType face with only these shapes, numbered from 1, drawn with the glyphs of a face."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    glyphs, widths = {".notdef": TTGlyphPen(None).glyph()}, {".notdef": 0}
    for number, shape in enumerate(shapes, 1):
        pen = TTGlyphPen(None)
        for glyph, x, y in shape.glyphs:
            placed = TransformPen(Cu2QuPen(pen, 0.001 * file.em), (1, 0, 0, 1, x, y))
            file.drawing.draw_glyph_with_pen(glyph, placed)
        glyphs[f"shape{number}"] = pen.glyph()
        widths[f"shape{number}"] = round(shape.advance * file.em / 1000)
    builder = FontBuilder(file.em, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupGlyf(glyphs)
    sides = {name: getattr(glyph, "xMin", 0) for name, glyph in glyphs.items()}
    builder.setupHorizontalMetrics({name: (widths[name], sides[name]) for name in glyphs})
    builder.setupHorizontalHeader()
    builder.setupPost(keepGlyphNames=False)
    builder.updateHead(created=LONG_AGO, modified=LONG_AGO)  # the same shapes, the same bytes
    return _saved(builder)


LONG_AGO = 0x7C25B080
"""The beginning of 1970 in seconds since 1904, which is how a font file counts time."""


def _saved(builder: Any) -> bytes:
    from io import BytesIO

    target = BytesIO()
    builder.save(target)
    return target.getvalue()


# -- Tables of codes -------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _to_unicode(texts: tuple[tuple[int, str], ...]) -> tuple[bytes, dict[str, object]]:
    """The table that says which characters each code stands for (ISO 32000-1, 9.10.3), compressed,
    and what its stream says of that. It is kept as the programs of faces are."""
    pairs = [_meaning(*each) for each in texts]
    return flate(_table("Adobe-Identity-UCS", "Adobe", "UCS", 2, _hundreds(pairs, "bfchar")), {})


@lru_cache(maxsize=8192)
def _meaning(code: int, characters: str) -> str:
    return f"<{code:04x}> <{characters.encode('utf-16-be').hex()}>"


def _without(missing: set[int], texts: Mapping[int, str]) -> tuple[bytes, dict[str, object]]:
    """An encoding in which the missing characters have codes of their own but no glyph."""
    pairs = [f"<{code:04x}> {0 if code in missing else code}" for code in sorted(texts)]
    content = _table("Of-Glyphs", "Adobe", "Identity", 1, _hundreds(pairs, "cidchar"))
    system = {"Registry": "(Adobe)", "Ordering": "(Identity)", "Supplement": 0}
    entries: dict[str, object] = {"Type": "/CMap", "CMapName": "/Of-Glyphs"}
    return content, entries | {"CIDSystemInfo": dictionary(system)}


def _hundreds(pairs: Sequence[str], kind: str) -> Iterator[str]:
    for start in range(0, len(pairs), 100):
        some = pairs[start : start + 100]
        yield f"{len(some)} begin{kind}"
        yield from some
        yield f"end{kind}"


def _table(title: str, registry: str, ordering: str, kind: int, rows: Iterable[str]) -> bytes:
    head = (
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo <</Registry ({registry}) /Ordering ({ordering}) /Supplement 0>> def",
        f"/CMapName /{title} def",
        f"/CMapType {kind} def",
        "1 begincodespacerange",
        f"<{0:04x}> <{0xFFFF:04x}>",
        "endcodespacerange",
    )
    foot = ("endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end")
    return "\n".join((*head, *rows, *foot)).encode("ascii")

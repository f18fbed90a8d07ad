"""What the font programs in a PDF draw: characters that look alike and must not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from pdfminer.pdftypes import PDFStream, resolve1

from bulletin.press import Likeness, likenesses, repertoire


def mistaken(spec: Mapping[str, Any], codes: Mapping[str, int]) -> tuple[Likeness, ...]:
    """The characters that a font's program draws like others of `codes`.

    `spec` is the font's dictionary, of the descendant if the font is composite; `codes` are the
    CIDs or codes that draw its characters. The result is empty if there is no program or none that
    can be read. It is empty, too, if the program draws most characters alike: it has one sign for
    all of them, and mistakes none.
    """
    wanted = {text: code for text, code in codes.items() if text in repertoire()}
    try:
        drawn = dict(_outlines(spec, wanted))
    except Exception:  # a damaged program can fail at any line of fontTools
        return ()
    found = likenesses(drawn)
    return found if 2 * len(found) < len(drawn) else ()


def _outlines(spec: Mapping[str, Any], codes: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
    """The outline of each character as the program has it, byte for byte; empty outlines are left
    out."""
    descriptor = resolve1(spec.get("FontDescriptor")) or {}
    streams = [resolve1(descriptor.get(key)) for key in ("FontFile2", "FontFile3")]
    stream = next((each for each in streams if isinstance(each, PDFStream)), None)
    if stream is None or isinstance(resolve1(spec.get("Encoding")), PDFStream):
        return
    kind = getattr(resolve1(spec.get("Subtype")), "name", "")
    program = _program(bytes(stream.get_data()), str(kind).startswith("CIDFont"))
    table = resolve1(spec.get("CIDToGIDMap"))
    numbers = bytes(table.get_data()) if isinstance(table, PDFStream) else b""
    for text, code in codes.items():
        at = int.from_bytes(numbers[2 * code : 2 * code + 2]) if numbers else code
        outline = program(at)
        if outline:
            yield text, outline


def _program(content: bytes, by_number: bool) -> Any:
    """A function from a glyph's number, or a code of a simple font, to its outline's bytes."""
    from fontTools.ttLib import TTFont

    if content[:4] not in (b"\x00\x01\x00\x00", b"true", b"OTTO"):
        return _compact(content)
    font = TTFont(BytesIO(content))
    if "CFF " in font:
        return _compact(font.reader["CFF "])
    places, outlines = font["loca"].locations, font.reader["glyf"]
    if by_number:
        return lambda glyph: outlines[places[glyph] : places[glyph + 1]]
    tables = [table.cmap for table in font["cmap"].tables]

    def of_code(code: int) -> bytes:
        names = (table.get(each) for table in tables for each in (code, 0xF000 + code))
        name = next(filter(None, names), None)
        glyph = font.getGlyphID(name) if name else 0
        return bytes(outlines[places[glyph] : places[glyph + 1]])

    return of_code


def _compact(content: bytes) -> Any:
    """The same for a CFF program, whose glyphs are found by CID if it is keyed by CIDs."""
    from fontTools.cffLib import CFFFontSet

    fonts = CFFFontSet()
    fonts.decompile(BytesIO(content), None)
    top = fonts[0]
    strings = top.CharStrings.charStringsIndex
    if not hasattr(top, "ROS"):
        return lambda glyph: bytes(strings[glyph].bytecode)
    places = {int(name.removeprefix("cid")): at for at, name in enumerate(top.charset) if at}
    return lambda cid: bytes(strings[places[cid]].bytecode) if cid in places else b""

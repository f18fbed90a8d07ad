"""Fonts whose codes are defined by a CMap inside the file, which pdfminer ignores.

Engines write such a CMap when a text holds a character that no face has; pdfminer then loses all
text in that font.
"""

from __future__ import annotations

import re
from typing import Any

from pdfminer.cmapdb import IdentityCMap
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFStream, resolve1

from bulletin.patterns import pattern_of

CHARACTERS = pattern_of(rb"begincidchar(.*?)endcidchar", re.DOTALL)
RANGES = pattern_of(rb"begincidrange(.*?)endcidrange", re.DOTALL)
CHARACTER = pattern_of(rb"<([0-9a-fA-F]{4})>\s*(\d+)")
RANGE = pattern_of(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>\s*(\d+)")


class FontManager(PDFResourceManager):  # type: ignore[misc]  # pdfminer's types are skipped
    """pdfminer's font manager, which also reads CMaps of two-byte codes that are inside the
    file."""

    def get_font(self, objid: object, spec: Any) -> Any:
        """The font, with its `missing` codes: those that draw .notdef, the empty box."""
        font = super().get_font(objid, spec)
        if not hasattr(font, "missing"):  # the same font comes again with every page
            font.spec = spec
            _read_codes(font, resolve1(spec.get("Encoding")))
        return font


def _read_codes(font: Any, encoding: Any) -> None:
    font.missing = {0} if font.is_multibyte() else set()
    if not isinstance(encoding, PDFStream) or not font.is_multibyte():
        return
    cids = read_cmap(encoding.get_data())
    if not cids or isinstance(font.cmap, IdentityCMap):
        return
    # Codes stay codes, since the text layer is keyed by them; widths follow.
    font.missing = {code for code, cid in cids.items() if cid == 0}
    font.cmap = IdentityCMap(WMode=0)
    font.widths = {code: font.widths[cid] for code, cid in cids.items() if cid in font.widths}


def read_cmap(content: bytes) -> dict[int, int]:
    """Two-byte codes to glyph numbers."""
    cids = {
        int(code, 16): int(cid)
        for block in CHARACTERS.findall(content)
        for code, cid in CHARACTER.findall(block)
    }
    for block in RANGES.findall(content):
        for first, last, cid in RANGE.findall(block):
            start, end = int(first, 16), int(last, 16)
            cids.update((code, int(cid) + code - start) for code in range(start, end + 1))
    return cids

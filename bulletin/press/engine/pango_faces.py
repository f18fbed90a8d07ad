"""The faces that Pango has chosen, as faces of the PDF."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from weasyprint.text.ffi import FROM_UNITS, ffi, fontconfig, gobject, harfbuzz, pango, pangoft2
from weasyprint.text.fonts import get_pango_font_hb_face, get_pango_font_key

from bulletin.press.impression import EmbeddedFace, face_tag
from bulletin.press.lending import JOINED

ffi.cdef(
    """
    FcPattern * pango_fc_font_get_pattern (PangoFcFont *font);
    gpointer g_object_ref (gpointer object);
    """
)


class PangoFaces:
    """The faces of a configuration of fonts."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[EmbeddedFace, float]] = {}
        self._kept: list[Any] = []
        self._faces: dict[str, EmbeddedFace] = {}

    def of(self, font: Any) -> tuple[EmbeddedFace, float]:
        """The face of a font of Pango, and the font's size in px."""
        pointer = int(ffi.cast("uintptr_t", font))
        if pointer not in self._known:
            # No other font may come to stand where this one stands.
            self._kept.append(ffi.gc(gobject.g_object_ref(font), gobject.g_object_unref))
            _, description, size = get_pango_font_key(font)
            words = ffi.string(pango.pango_font_description_to_string(description))
            tag = face_tag(words)
            if tag not in self._faces:
                self._faces[tag] = _face(font, description, words, size)
            self._known[pointer] = (self._faces[tag], size)
        return self._known[pointer]


def _face(font: Any, description: Any, words: bytes, size: float) -> EmbeddedFace:
    family = ffi.string(pango.pango_font_description_get_family(description)).decode()
    metrics = ffi.gc(pango.pango_font_get_metrics(font, ffi.NULL), pango.pango_font_metrics_unref)
    thousandth = FROM_UNITS / size * 1000
    return EmbeddedFace(
        file=_file(font),
        index=harfbuzz.hb_face_get_index(get_pango_font_hb_face(font)),
        tag=face_tag(words),
        name=re.split(" [#@]", words.decode())[0].replace(" ", "-"),
        family=family,
        ascent=round(pango.pango_font_metrics_get_ascent(metrics) * thousandth),
        descent=-round(pango.pango_font_metrics_get_descent(metrics) * thousandth),
        italic=bool(pango.pango_font_description_get_style(description)),
        composed=family.startswith(JOINED),
    )


def _file(font: Any) -> Path:
    """The file that a font comes from."""
    pattern = pangoft2.pango_fc_font_get_pattern(ffi.cast("PangoFcFont *", font))
    found = ffi.new("FcChar8 **")
    fontconfig.FcPatternGetString(pattern, b"file", 0, found)
    return Path(ffi.string(ffi.cast("char *", found[0])).decode())

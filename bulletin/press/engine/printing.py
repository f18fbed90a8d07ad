"""Parsing, laying out and writing a sheet, with functions of the engine replaced by the press's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import weasyprint
from cssselect2 import ElementWrapper
from weasyprint import layout as wp_layout
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.css.validation.expanders import EXPANDERS
from weasyprint.layout import block as wp_block
from weasyprint.layout import preferred as wp_preferred
from weasyprint.layout import table as wp_table
from weasyprint.text import fonts as wp_fonts
from weasyprint.text import line_break as wp_line_break
from weasyprint.text.ffi import ffi, fontconfig, gobject, pangoft2

from bulletin.press.engine.columns import auto_table_layout, block_container_layout
from bulletin.press.engine.filling import make_all_pages
from bulletin.press.engine.line_grid import block_level_layout, rule_off_first_note
from bulletin.press.engine.listening import Utterance, listening
from bulletin.press.engine.pango_faces import PangoFaces
from bulletin.press.engine.paragraphs import inline_line_widths, iter_line_boxes
from bulletin.press.engine.setting import Setting, in_force
from bulletin.press.engine.shaping import deactivate
from bulletin.press.fonts import Fonts
from bulletin.press.images import as_shown, image_path

engine_linebox_layout = wp_block._linebox_layout
engine_break_line = wp_block._break_line


def linebox_layout(context: Any, box: Any, *others: Any) -> Any:
    """Lay out the lines of a paragraph without moving notes away to make room for a later line.

    If a line finds no room and the page may not end before it (it never may before the first line
    of a paragraph), the engine moves notes of the page to the next page, one by one, until there is
    room, and then loses the notes of that line. With `orphans: 0` a page may end before any line,
    so this never happens; `break_line` puts the real value back before it decides.
    """
    box.press_style = box.style
    box.style = box.style.copy()  # boxes that inherit from the style keep its orphans
    box.style["orphans"] = 0
    try:
        return engine_linebox_layout(context, box, *others)
    finally:
        box.style = box.press_style


def break_line(context: Any, box: Any, *others: Any) -> Any:
    """Decide where the page ends: before this line, some lines earlier, or before the paragraph."""
    box.style = box.press_style
    return engine_break_line(context, box, *others)


REPLACED: tuple[tuple[Any, str, Any], ...] = (
    (wp_block, "iter_line_boxes", iter_line_boxes),
    (wp_block, "block_level_layout", block_level_layout),
    (wp_block, "block_container_layout", block_container_layout),
    (wp_block, "_linebox_layout", linebox_layout),
    (wp_block, "_break_line", break_line),
    (wp_preferred, "inline_line_widths", inline_line_widths),
    (wp_table, "auto_table_layout", auto_table_layout),
    (wp_layout, "make_all_pages", make_all_pages),
    (wp_line_break.Layout, "deactivate", deactivate),
)
"""The functions of the engine that are replaced: where each stands, its name, and its
replacement."""


@contextmanager
def own_lines(setting: Setting) -> Iterator[None]:
    """A context in which WeasyPrint uses the functions of `REPLACED`; for one sheet at a time."""
    with in_force(setting):
        before = [getattr(room, name) for room, name, _ in REPLACED]
        for room, name, own in REPLACED:
            setattr(room, name, own)
        try:
            yield
        finally:
            for (room, name, _), theirs in zip(REPLACED, before, strict=True):
                setattr(room, name, theirs)


class OnlyTheseFonts(wp_fonts.FontConfiguration):  # type: ignore[misc]
    """A font configuration that has only these fonts and none of those installed on the machine."""

    def __init__(self, fonts: Fonts) -> None:
        self._config = fontconfig.FcConfigCreate()
        self.font_map = ffi.gc(pangoft2.pango_ft2_font_map_new(), gobject.g_object_unref)
        fontconfig.FcConfigParseAndLoadFromMemory(self._config, _served(fonts), True)
        for path in fonts.files:
            if not fontconfig.FcConfigAppFontAddFile(self._config, str(path).encode()):
                raise OSError(f"fontconfig refuses {path}")
        pangoft2.pango_fc_font_map_set_config(
            ffi.cast("PangoFcFontMap *", self.font_map), self._config
        )
        fontconfig.FcConfigDestroy(self._config)
        self._folder = None
        self.faces = PangoFaces()
        self.strut_layouts: dict[str, Any] = {}
        self.font_features: dict[bytes, Any] = {}


ffi.cdef("FcConfig * FcConfigCreate (void);")


def _served(fonts: Fonts) -> bytes:
    """`Fonts.serving` as a configuration file of fontconfig."""
    root = Element("fontconfig")
    for family, other in fonts.serving:
        match = SubElement(root, "match", target="scan")
        SubElement(SubElement(match, "test", name="family"), "string").text = family
        edit = SubElement(match, "edit", name="family", mode="append")
        SubElement(edit, "string").text = other
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def parse(root: Any, folder: Path) -> Any:
    """A sheet's tree as the engine has it. Its images can only come from `folder`."""
    return _ReadSheet(root, folder)


class _ReadSheet(weasyprint.HTML):  # type: ignore[misc]
    """A sheet that is read already."""

    def __init__(self, root: Any, folder: Path) -> None:
        self.base_url, self.url_fetcher, self.media_type = BASE, Confined(folder), "print"
        self.wrapper_element = ElementWrapper.from_html_root(root)
        self.etree_element = root


BASE = "file:///"
"""The base of relative addresses in a sheet. It is no real folder, so that the path of the issue's
folder never gets into the PDF."""


class Confined(weasyprint.urls.URLFetcher):  # type: ignore[misc]
    """Fetches images from one folder by their relative addresses, and refuses everything else.

    The images are converted by `as_shown`: upright, and in the colours of the output intent.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=("file",), allow_redirects=False)
        self.folder = folder
        self.shown: dict[Path, bytes] = {}

    def fetch(self, url: str, headers: Any = None) -> Any:
        """The image's bytes. Raises ValueError for a refused address; WeasyPrint catches it."""
        if not url.startswith(BASE):
            raise ValueError(f"refused: {url}")
        path = image_path(self.folder, url.removeprefix(BASE))
        if path is None:
            raise ValueError(f"refused: {url}")
        if path not in self.shown:  # a sheet may be laid out several times
            self.shown[path] = as_shown(path.read_bytes())
        return weasyprint.urls.URLFetcherResponse(url.replace("file:", "issue:"), self.shown[path])


@lru_cache(maxsize=2)
def configured(fonts: Fonts) -> OnlyTheseFonts:
    """The configuration of these fonts; it is cached for the next sheet."""
    return OnlyTheseFonts(fonts)


@lru_cache(maxsize=8)
def style_sheet(text: str, fonts: Fonts) -> tuple[Any, tuple[Utterance, ...]]:
    """A parsed style sheet and what the engine logged about it; cached for the next sheet."""
    with listening() as said:
        parsed = weasyprint.CSS(
            string=text,
            base_url=BASE,
            font_config=configured(fonts),
            url_fetcher=Confined(Path("/dev/null")),
        )
    return parsed, tuple(said)


def said_of_styles(styles: Sequence[tuple[str, str]], fonts: Fonts) -> tuple[Utterance, ...]:
    """What the engine logs when it reads the style sheets, each with the name of its sheet."""
    return tuple(
        replace(each, sheet=name) for name, text in styles for each in style_sheet(text, fonts)[1]
    )


PROPERTIES = frozenset(name.replace("_", "-") for name in INITIAL_VALUES) | frozenset(EXPANDERS)
"""Every property that the engine knows, shorthands included."""


def lay_out(parsed: Any, styles: Sequence[tuple[str, str]], fonts: Fonts, setting: Setting) -> Any:
    """The pages of a parsed sheet."""
    with own_lines(setting):
        document = parsed.render(
            stylesheets=[style_sheet(text, fonts)[0] for _, text in styles],
            font_config=configured(fonts),
            pdf_variant=VARIANT,
        )
    for page in document.pages:
        rule_off_first_note(page)
    return document


VARIANT = "pdf/a-2a"

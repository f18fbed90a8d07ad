"""The typesetting room: running text set directly, without the engine.

A sheet goes through this room in one direction: its style sheets are read (`style`, `cascade`), its
tree becomes blocks (`blocks`), their text is set from the type case (`type_case`,
`composed_lines`), stands in one long galley (`galley`), is made up into pages (`make_up`), and
everything gets its place (`places`). What is not composed here (tables, unknown values
of custom properties) raises `NotComposedError` with its name, and the engine lays out the
whole sheet instead.
"""

from bulletin.press.typesetting.composed import ComposedPages, compose_pages
from bulletin.press.typesetting.set_pictures import PictureFiles
from bulletin.press.typesetting.style import COMPOSED, NotComposedError

__all__ = ["COMPOSED", "ComposedPages", "NotComposedError", "PictureFiles", "compose_pages"]

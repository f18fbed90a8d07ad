"""All contact with WeasyPrint's internals.

WeasyPrint lays out the pages; the press itself chooses where lines end, and draws the PDF
(`press.impression`). While a sheet is being set, these functions of WeasyPrint are replaced:

- `layout.block.iter_line_boxes` (`paragraphs`): before the first line of a paragraph is made, the
  press measures its characters, chooses where its lines end (`press.breaks`), and lays out a copy
  of the paragraph with forced line ends instead. The engine then has nothing to break; it only
  shapes each line once.
- `layout.preferred.inline_line_widths` (`paragraphs`): the same measured widths tell a table how
  wide its cells are.
- `layout.block.block_level_layout` (`line_grid`): after a table, an image or contents in a smaller
  size, the next block starts on a line of the page's grid again.
- `layout.make_all_pages` (`filling`): a page that lacks a line is made again with one of its
  paragraphs a line longer or shorter. A page that is kept from an earlier round passes on what it
  left for the next page.
- `layout.block._linebox_layout` and `_break_line` (`notes`): no note moves to the next page to make
  room for a line that comes after it.
- `text.line_break.Layout.deactivate` (`shaping`): the glyphs of a text are kept when it is laid
  out, and need not be shaped again to be drawn.

When all pages are finished, `placement` reads from their boxes what stands where: the glyphs of
each text box with the slack of its line (`justification`), words in scripts with joining letters as
a whole (`joined`), the structure (`tags`), links and bookmarks. `painting` takes the boxes in the
order in which WeasyPrint paints them, and lets its own functions draw backgrounds, borders, tables
and images on a `canvas`, which keeps them as values. What these values do not describe (a gradient,
a pattern, a shadow, an SVG image, a text that is cut off with …) is kept as the PDF operators with
which WeasyPrint draws it; the build report counts such things.

The forced line ends exist in the copies only, so they never reach the text layer of the PDF.
`tests/press/test_engine.py` fails when any of these internals changes.
"""

from bulletin.press.engine.libraries import (
    by_file_name,
    harfbuzz_version,
    makes_subsets,
    pango_version,
)

with by_file_name():
    from bulletin.press.engine.laid import EnginePages, laid_by_engine
    from bulletin.press.engine.listening import Utterance, listening
    from bulletin.press.engine.printing import PROPERTIES, own_lines, said_of_styles

__all__ = [
    "PROPERTIES",
    "EnginePages",
    "Utterance",
    "by_file_name",
    "harfbuzz_version",
    "laid_by_engine",
    "listening",
    "makes_subsets",
    "own_lines",
    "pango_version",
    "said_of_styles",
]

"""All contact with WeasyPrint's internals.

WeasyPrint lays out pages; lines are this press's own. Some of its functions are replaced while a
sheet is being set:

- `layout.block.iter_line_boxes` (`paragraphs`): before a paragraph's first line is made, its
  characters are measured, the ends of its lines chosen (`press.breaks`), and a copy of the
  paragraph with forced line ends is laid out in its stead. The engine then breaks nothing; it only
  shapes each line once.
- `layout.preferred.inline_line_widths` (`paragraphs`): the same measure tells a table how wide its
  cells are.
- `layout.block.block_level_layout` (`pages`): after a table, an image or contents in a smaller size
  the next block starts on a line of the page's grid again.
- `layout.make_all_pages` (`filling`): a page that would lack a line is made again with a paragraph
  set in a line more or less, and a page kept from a round before hands on what it left to the next.
- `layout.block._linebox_layout` and `_break_line` (`notes`): no note is put off to make room for a
  line that comes after it.
- `draw.draw_text` (`justification`): a line's slack is written as PDF character spacing (`Tc`), so
  that every character moves by the same exact amount and the strings stay short; words of scripts
  whose letters join (`joined`) are drawn whole, with white between them only.
- `pdf.fonts.Font._harfbuzz_subset` (`embedding`): only the glyphs used are embedded.

The break marks live in the copies only, hence never reach the text layer.
`tests/press/test_engine.py` fails when any of these internals changes.
"""

from bulletin.press.engine.libraries import (
    by_file_name,
    harfbuzz_version,
    makes_subsets,
    pango_version,
)

with by_file_name():
    from bulletin.press.engine.line_grid import (
        ends_in_notes_only,
        height_of_notes,
        lines_deep,
        lines_of,
        lines_over,
        not_set,
        overflowing,
    )
    from bulletin.press.engine.listening import Utterance, listening
    from bulletin.press.engine.printing import (
        PROPERTIES,
        Fonts,
        lay_out,
        own_lines,
        parse,
        said_of_styles,
        write,
    )
    from bulletin.press.engine.setting import Setting, setting_of

__all__ = [
    "PROPERTIES",
    "Fonts",
    "Setting",
    "Utterance",
    "by_file_name",
    "ends_in_notes_only",
    "harfbuzz_version",
    "height_of_notes",
    "lay_out",
    "lines_deep",
    "lines_of",
    "lines_over",
    "listening",
    "makes_subsets",
    "not_set",
    "overflowing",
    "own_lines",
    "pango_version",
    "parse",
    "said_of_styles",
    "setting_of",
    "write",
]

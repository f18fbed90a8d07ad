"""The internals of WeasyPrint that the press stands on. A failure here means: read them again."""

from __future__ import annotations

import ctypes.util
import inspect
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import weasyprint
from weasyprint import draw, layout
from weasyprint.formatting_structure import boxes
from weasyprint.text import line_break

from bulletin.press import engine
from bulletin.press.engine.setting import Setting


def parameters(function: Callable[..., Any]) -> list[str]:
    return list(inspect.signature(function).parameters)


def test_the_replaced_functions_take_what_they_took() -> None:
    assert weasyprint.VERSION.startswith("70.")
    assert parameters(layout.block.iter_line_boxes) == [
        *("context", "box", "position_y", "bottom_space", "skip_stack", "containing_block"),
        *("absolute_boxes", "fixed_boxes", "first_letter_style", "first_line_style"),
    ]
    assert parameters(layout.block.block_level_layout)[:3] == ["context", "box", "bottom_space"]
    assert parameters(layout.block._linebox_layout)[:2] == ["context", "box"]
    assert parameters(layout.block._break_line)[:2] == ["context", "box"]
    assert parameters(layout.preferred.inline_line_widths) == [
        *("context", "box", "outer", "is_line_start", "minimum", "skip_stack", "first_line")
    ]
    assert parameters(layout.make_all_pages) == ["context", "root_box", "html", "pages"]
    assert parameters(layout.page.remake_page) == ["index", "context", "root_box", "html"]
    assert parameters(line_break.Layout.deactivate) == ["self"]
    assert parameters(boxes.TextBox.copy_with_text) == ["self", "text"]


def test_they_are_called_by_the_names_that_are_replaced() -> None:
    assert "iter_line_boxes(" in inspect.getsource(layout.block._linebox_layout)
    assert "block_level_layout(" in inspect.getsource(layout.block._in_flow_layout)
    assert " _linebox_layout(" in inspect.getsource(layout.block.block_container_layout)
    breaks = inspect.getsource(layout.block._linebox_layout)
    assert breaks.count("_break_line(") == 2
    assert breaks.count("orphans") == 2, "it asks only whether the page may end before a line"
    assert "inline_line_widths(" in inspect.getsource(layout.preferred.inline_min_content_width)
    assert "make_all_pages(" in inspect.getsource(layout.layout_document)
    assert "layout.deactivate()" in inspect.getsource(line_break.first_line_metrics)


def test_what_the_press_lets_the_engine_draw() -> None:
    assert parameters(draw.draw_background) == [
        *("stream", "background", "clip_box", "bleed", "marks")
    ]
    for function in (draw.draw_border, draw.draw_outline, draw.draw_replacedbox):
        assert parameters(function) == ["stream", "box"]
    assert parameters(draw.draw_table) == ["stream", "table"]
    assert parameters(draw.draw_text) == [
        *("stream", "textbox", "offset_x", "text_overflow", "block_ellipsis")
    ]
    assert parameters(draw.text.draw_text_decoration) == [
        *("stream", "textbox", "offset_x", "offset_y", "thickness", "color")
    ]
    painter = inspect.getsource(draw.draw_stacking_context)
    assert painter.count("# Point") == 10, "in the same order as painting._upright"


def test_the_engine_finds_its_libraries_without_a_compiler() -> None:
    seek = ctypes.util.find_library
    with engine.by_file_name():
        assert ctypes.util.find_library("c") is None or sys.platform != "linux"
    assert ctypes.util.find_library is seek
    code = "import subprocess; subprocess.Popen = None; import bulletin.press.engine"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_engine_is_itself_again_after_a_sheet() -> None:
    def replaced() -> list[Any]:
        return [
            layout.block.iter_line_boxes,
            layout.block.block_level_layout,
            layout.block._linebox_layout,
            layout.block._break_line,
            layout.preferred.inline_line_widths,
            layout.make_all_pages,
            line_break.Layout.deactivate,
        ]

    before = replaced()
    with engine.own_lines(Setting(38.6, 140)):
        assert all(own is not other for own, other in zip(replaced(), before, strict=True))
    assert replaced() == before

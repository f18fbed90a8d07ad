"""Nothing that the engine logs is passed over: it is told with its place, or is harmless."""

from __future__ import annotations

import ast
import logging
from pathlib import Path

import pytest
import weasyprint
from weasyprint.text.ffi import ffi, gobject

from bulletin.press.engine import Utterance, listening
from bulletin.press.said import HARMLESS, MEANINGS, engine_faults
from bulletin.report import concise
from bulletin.source import Source
from tests.press.conftest import Press, article

STYLE = """p { colr: red }
.masthead { text-shadow: 1pt 1pt; widht: 3mm }
.topic { font-size: var(--odd); --odd: 3ppt }
"""


def engine_words() -> dict[str, str]:
    """Every kind of warning and error in the engine's source, with the file that logs it."""
    root = Path(weasyprint.__file__).parent
    found = {}
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and ast.unparse(node.func.value) == "LOGGER"
                and node.func.attr in ("warning", "error")
                and isinstance(node.args[0], ast.Constant)
            ):
                found[str(node.args[0].value)] = path.name
    return found


def test_the_table_speaks_of_the_engine_as_it_is() -> None:
    """Two kinds are logged by another call, and cannot be read off."""
    elsewhere = {
        "Ignored `%s:%s` at %d:%d, %s.",
        "Invalid or unsupported selector, %s",
    }
    assert {*MEANINGS, *HARMLESS} - engine_words().keys() - elsewhere == set()


def test_what_is_wrong_in_a_style_sheet_is_told_with_its_place(press: Press) -> None:
    done = press(article("<p>正文</p>"), styles=(("own.css", STYLE),))
    told_of = [
        (each.code, each.source.path if each.source else "", each.quoted, each.hint)
        for each in done.diagnostics
        if each.code.startswith("P14")
    ]
    assert told_of == [
        ("P144", "styles/own.css", "colr", "改为 color"),
        ("P144", "styles/own.css", "text-shadow", "删去"),
        ("P144", "styles/own.css", "widht", "改为 width"),
        ("P144", "styles/own.css", "var(--odd)", "对照原件改正"),
    ]


def test_what_is_in_no_table_keeps_the_engines_own_words() -> None:
    with listening() as said:
        logging.getLogger("weasyprint").warning("Something odd: %s", "x")
        logging.getLogger("weasyprint.progress").warning("Step 9")
        logging.getLogger("fontTools.subset").warning("table %s", "zzzz")
        logging.getLogger("another").warning("not ours")
    (first, second) = engine_faults(said, [])
    assert (first.code, first.message) == ("P147", "排版引擎（weasyprint）说：Something odd: x")
    assert second.message == "排版引擎（fontTools.subset）说：table zzzz"


def test_what_pango_would_write_to_the_error_output_is_heard() -> None:
    with listening() as said:
        gobject.g_log(b"Pango", 1 << 4, b"%s", ffi.new("char[]", b"no glyph"))
        gobject.g_log(b"Pango", 1 << 6, b"%s", ffi.new("char[]", b"only a message"))
    assert [(each.logger, each.words) for each in said] == [("Pango", "no glyph")]


def test_each_thing_is_told_once_and_harmless_ones_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    twice = Utterance("weasyprint", "Subgrids are unsupported", "Subgrids are unsupported")
    assert [each.code for each in engine_faults([twice, twice], [])] == ["P144"]
    monkeypatch.setattr("bulletin.press.said.HARMLESS", {twice.template: "a reason"})
    assert list(engine_faults([twice], [])) == []


def test_a_selector_that_is_none_is_found_by_its_words() -> None:
    source = Source("styles/a.css", "p { margin: 0 }\n.a::bogus { margin: 0 }\n")
    words = "'.a::bogus ', unknown pseudo-element: bogus"
    template = "Invalid or unsupported selector, %s"
    (fault,) = engine_faults(
        [Utterance("weasyprint", template, words, (words,), "a.css")], [source]
    )
    assert (fault.source, source.place(fault.span.start).line) == (source, 2)


def test_what_would_be_missing_on_the_page_or_in_the_pdf_is_told() -> None:
    said = [
        Utterance("weasyprint", template, template, arguments)
        for template, arguments in (
            ("Failed to load image at %r: %s", ("会场.png", "no file")),
            ("No anchor #%s for internal URI reference", ("一",)),
            ('Unable to subset "%s" with HarfBuzz', ("方正小标宋简体",)),
        )
    ]
    assert concise(engine_faults(said, [])) == (
        "error[P145]: 图片 会场.png 读不出来；换一幅 PNG 或 JPEG 图片\n"
        "warning[P145]: 链接 `#一` 没有去处；改正地址，或删去链接\n"
        "warning[P146]: 字体 方正小标宋简体 没有缩小，整套放进了 PDF；"
        "运行 bulletin fonts 重新准备字体，再排\n"
    )

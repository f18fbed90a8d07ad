"""The space at which a line of Latin turns stays in the text layer, once."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from io import BytesIO

import pypdfium2
import pytest
from pdfminer.high_level import extract_text

from bulletin.press import Pressed
from tests.press.conftest import Press, article

WORDS = (
    "The delegation visited the Party-Masses Service Center and spoke highly of its “one-stop” "
    "service. As one visitor put it, it is a good example of grassroots governance in a small "
    "county, and it does not necessarily mean uncharacteristically expensive "
    "investments in the years to come."
)
NOTE = WORDS.replace("delegation", "secretaries").replace("visitor", "participant")
BOLD = (
    "Bold words of <strong>some length that turn the line</strong> "
    "and <a href='#a1'>go on after it all</a>. "
)
ADDRESS = (
    "https://www.example.org/a-long-path/to/the-second/page-of-it/and/to/another/of/the/same.html"
)


@pytest.fixture
def pressed(press: Press) -> Pressed:
    plain = f"<p>{WORDS}</p><p>{BOLD * 4}</p><p>见{ADDRESS}，{'各镇要抓紧落实' * 6}。</p>"
    noted = f'<p>访问。<span class="footnote">{NOTE}</span></p>'
    return press(article(plain + noted))


def pdfium(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "".join(page.get_textpage().get_text_range() for page in document)


def poppler(content: bytes) -> str:
    said = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return said.stdout.decode()


def pdfminer(content: bytes) -> str:
    return str(extract_text(BytesIO(content)))


SENTENCE = "Bold words of some length that turn the line and go on after it all. "


@pytest.mark.parametrize("extract", [pdfium, pdfminer])
def test_words_stay_apart_and_addresses_whole(
    pressed: Pressed, extract: Callable[[bytes], str]
) -> None:
    """As read when lines are joined without anything between them, and a page's number left out."""
    joined = re.sub(r"[\r\n\f]|— \d —", "", extract(pressed.pdf))
    assert WORDS in joined
    assert NOTE in joined
    assert (SENTENCE * 4).strip() in joined
    assert ADDRESS in joined
    assert "落实各镇" in joined


def test_poppler_which_drops_a_space_before_a_line_s_end_has_the_end(pressed: Pressed) -> None:
    text = re.sub(r"\s*—\d—\s*", "\n", poppler(pressed.pdf))
    assert WORDS in text.replace("\n", " ")
    assert (SENTENCE * 4).strip() in text.replace("\n", " ")

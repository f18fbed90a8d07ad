"""Word documents of LibreOffice's making, and LibreOffice as a second reader of the corpus.

`--write-expected` writes what was read down anew; read the difference before keeping it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bulletin.intake.submission import recognise
from bulletin.intake.word import read_word
from tests.intake.corpus import SAMPLES
from tests.intake.corpus.dump import dump
from tests.intake.corpus.office import PAGES, WRITER, Page, converted, page_files
from tests.intake.laws import lost, lost_pictures, signs, untrue
from tests.intake.test_corpus_markdown import PUBLICATION, headings_of
from tests.intake.test_word import all_lines

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(WRITER is None, reason="LibreOffice is not installed"),
]

EXPECTED = Path(__file__).parent / "corpus" / "expected" / "office"

READS_OTHERWISE = {
    "numbered_lists": "it knows no full-width numbers and draws bullets its own way",
    "legal_numbers": "it does not know w:isLgl",
    "text_box": "it leaves boxes out of a plain text",
    "old_text_box": "the same, and WordArt",
    "footnotes": "it leaves notes out and writes their numbers",
    "headers": "it leaves headers out",
    "links": "it shows the field in a field's instruction",
    "controls": "it keeps the words of an unfilled control",
    "circled_and_ruby": "it leaves out fields without a result",
    "symbols": "it leaves out signs of a symbol face",
    "formula": "it leaves out formulas",
    "chart_and_diagram": "it leaves out diagrams",
    "tracked_words": "it keeps what was taken out",
    "tracked_paragraphs": "the same",
    "moved_words": "the same",
    "hidden_words": "it keeps hidden words",
}
"""Documents in whose plain text LibreOffice leaves out or keeps what a reader of the page does
not."""


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The Word documents of LibreOffice, by name."""
    folder = tmp_path_factory.mktemp("office")
    return page_files(folder, folder / "profile")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_libreoffice_writes_is_read(
    page: Page, made: dict[str, bytes], pytestconfig: pytest.Config
) -> None:
    found = dump(read_word(f"{page.name}.docx", made[page.name]), faces=False)
    expected = EXPECTED / f"{page.name}.txt"
    if pytestconfig.getoption("--write-expected"):
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_libreoffice_writes_becomes_a_submission(page: Page, made: dict[str, bytes]) -> None:
    """Title and headings are found, and no character that was read is lost."""
    found = recognise(read_word(f"{page.name}.docx", made[page.name]), PUBLICATION)
    _, _, title = page.title.partition("：")
    assert found.fields["title"] == title
    assert headings_of(found) == list(page.headings)
    bullets = "".join(line.label for line in all_lines(found.document) if line.bullet)
    assert untrue(found) == []
    assert lost(found, found.document.source.text) - signs(bullets) == Counter()
    assert lost_pictures(found) == set()


def test_libreoffice_reads_the_same_characters_and_numbers(tmp_path: Path) -> None:
    """Numbers before paragraphs are among them, as it counts them itself."""
    compared = [sample for sample in SAMPLES if sample.name not in READS_OTHERWISE]
    assert len(compared) >= 40
    for sample in compared:
        (tmp_path / f"{sample.name}.docx").write_bytes(sample.content)
    files = sorted(tmp_path.glob("*.docx"))
    converted(files, "txt:Text (encoded):UTF8", tmp_path, tmp_path / "profile")
    differing = {}
    for sample in compared:
        theirs = (tmp_path / f"{sample.name}.txt").read_text("utf-8-sig")
        ours = read_word("a.docx", (tmp_path / f"{sample.name}.docx").read_bytes()).source.text
        if signs(ours) != signs(theirs):
            differing[sample.name] = (ours, theirs)
    assert differing == {}


def test_every_exception_is_of_a_document() -> None:
    assert set(READS_OTHERWISE) <= {sample.name for sample in SAMPLES}

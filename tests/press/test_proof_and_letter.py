"""Numbers beside a proof's lines, the stamp on it, and a letter's colophon without rules."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest

from bulletin.inspect import LETTER, STANDARD, Verdict, inspect_pdf
from bulletin.press import Pressed
from tests.press.conftest import Press, profile
from tests.press.test_first_and_last_page import issue

STYLES = Path(__file__).parents[2] / "styles"
STAMP = '<p class="proof-mark"><strong>送审稿</strong>　2026年6月9日　稿次 0123abcd</p>'


def proof(press: Press, lines: int) -> Pressed:
    """A proof with numbered lines, so many a page."""
    house = profile("gbt9704")
    page = house.changed(pitch=f"{house.depth / lines - 0.04:.2f}pt")
    marked = issue(1, 1900).replace('<header class="masthead"', STAMP + '<header class="masthead"')
    names = ("proof.css", "line-numbers.css")
    styles = tuple((name, (STYLES / name).read_text("utf-8")) for name in names)
    return press(marked, page=page, styles=styles)


@pytest.mark.slow
@pytest.mark.parametrize("lines", [20, 21, 22, 23, 24])
def test_every_line_of_a_proof_has_its_number(press: Press, lines: int) -> None:
    with pdfplumber.open(BytesIO(proof(press, lines).pdf)) as pdf:
        chars = pdf.pages[1].chars
    left = 28 / 25.4 * 72
    numbers = {round(each["bottom"]) for each in chars if each["x1"] < left}
    text = {round(each["bottom"]) for each in chars if each["x0"] > left and each["size"] > 15}
    assert len(numbers) == lines
    assert max(numbers) < 262 / 25.4 * 72
    assert all(min(abs(one - each) for each in numbers) < 6 for one in text)


@pytest.mark.slow
@pytest.mark.parametrize("marks", [False, True])
def test_numbers_on_the_first_page_begin_below_the_masthead(press: Press, marks: bool) -> None:
    """Beside the masthead of a letter they would lie on its red double rule."""
    names = ("proof.css", "line-numbers.css")
    styles = tuple((name, (STYLES / name).read_text("utf-8")) for name in names)
    for form, page in (("gbt9704", profile()), ("letter", profile("letter"))):
        pdf = press(issue(1, 900, form=form, marks=marks), page=page, styles=styles).pdf
        with pdfplumber.open(BytesIO(pdf)) as opened:
            first = opened.pages[0]
        left = 28 / 25.4 * 72
        beside = first.crop((0, 0, left, first.height)).extract_words()
        numbers = [each for each in beside if each["text"].isdigit()]
        assert [each["text"] for each in numbers] == [*map(str, range(1, len(numbers) + 1))]
        starts = min(each["top"] for each in first.chars if each["text"] == "□")
        assert abs(numbers[0]["top"] - starts) < 10
        assert numbers[-1]["bottom"] < 262 / 25.4 * 72


@pytest.mark.slow
def test_the_stamp_of_a_proof_is_no_fault(press: Press) -> None:
    stamped = inspect_pdf(proof(press, 22).pdf)
    signed = inspect_pdf(press(issue(1, 1900)).pdf)
    assert {row.rule for row in stamped.failed} <= {row.rule for row in signed.failed}


@pytest.mark.slow
def test_the_stamp_on_a_letter_is_no_fault(press: Press) -> None:
    page = profile("letter")
    plain = issue(1, 1900, form="letter")
    for label in ("送审稿", "清样"):
        stamp = STAMP.replace("送审稿", label)
        marked = plain.replace('<header class="masthead"', stamp + '<header class="masthead"')
        styles = (("proof.css", (STYLES / "proof.css").read_text("utf-8")),)
        stamped = press(marked, page=page, styles=styles).pdf
        assert label in pdfplumber.open(BytesIO(stamped)).pages[1].extract_text()
        signed = press(plain, page=page).pdf
        for asked in (STANDARD, LETTER):
            rows = {row.rule: row.value for row in inspect_pdf(signed, requirements=asked).rows}
            found = inspect_pdf(stamped, requirements=asked)
            assert {row.rule: row.value for row in found.rows if row.rule != "file-size"} == {
                rule: value for rule, value in rows.items() if rule != "file-size"
            }


@pytest.mark.slow
@pytest.mark.parametrize("requirements", [STANDARD, LETTER])
def test_a_letter_has_no_rules_in_its_colophon(press: Press, requirements: object) -> None:
    pdf = press(issue(1, 900, form="letter"), page=profile("gbt9704", "letter")).pdf
    inspection = inspect_pdf(pdf, requirements=requirements)  # type: ignore[arg-type]
    failed = {row.rule for row in inspection.failed}
    assert not failed & {each.rule for each in STANDARD.rows if each.rule.startswith("colophon")}
    for rule in ("colophon", "colophon-rules", "colophon-width", "colophon-foot"):
        assert inspection[rule].value is None, inspection[rule]
    assert inspection["colophon-stop"].value == 0
    if requirements is LETTER:
        for rule in ("double-rules", "double-rule-foot", "plain-colophon"):
            assert inspection[rule].verdict is Verdict.PASS, inspection[rule]


@pytest.mark.slow
@pytest.mark.parametrize("mark", ["秘密★1年", "机密★启用前", "绝密★2027年12月31日"])
def test_the_mark_of_secrecy_stands_at_the_upper_left_of_the_first_page(
    press: Press, mark: str
) -> None:
    """In 3号黑体, on the first line of the text area (GB/T 9704-2012 7.2.2)."""
    whole = issue(1, 200, marks=True).replace("秘密★1年", mark)
    with pdfplumber.open(BytesIO(press(whole).pdf)) as pdf:
        chars = pdf.pages[0].chars
    highest = min(each["top"] for each in chars)
    line = [each for each in chars if each["top"] < highest + 8]
    assert "".join(each["text"] for each in sorted(line, key=lambda each: each["x0"])) == mark
    assert line[0]["x0"] == pytest.approx(28 / 25.4 * 72, abs=0.5)
    assert {round(each["size"], 1) for each in line} <= {15.8, 15.7, 16.0}
    assert highest == pytest.approx(37 / 25.4 * 72, abs=9)
    assert all("Hei" in each["fontname"] or "Sans" in each["fontname"] for each in line), line

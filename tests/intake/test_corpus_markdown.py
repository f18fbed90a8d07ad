"""The corpus all the way: from the Word document to the submission in Markdown.

Each document's Markdown stands beside it; no visible character is lost on the way; the headings
that a reader names are found. `--write-expected` writes what was made down anew."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from bulletin.intake.submission import ReceivedSubmission, recognise
from bulletin.intake.word import read_word
from bulletin.markdown import write_front, write_sections
from bulletin.model import Distribution, Publication, Unit, registry_of
from tests.intake.corpus import SAMPLES, Sample
from tests.intake.laws import lost, lost_pictures, signs, untrue
from tests.intake.test_word import all_lines, seen_in

EXPECTED = Path(__file__).parent / "corpus" / "expected"
UNITS = (
    Unit("千秋街道", ("千秋",), "街道"),
    Unit("广陵街道", ("广陵",), "街道"),
    Unit("仁和集镇", ("仁和",), "镇"),
    Unit("张铺镇", ("张铺",), "镇"),
    Unit("大通镇", (), "镇"),
)
PUBLICATION = Publication(
    "某县组工信息", "研究室", UNITS, Distribution(), "", "", registry=registry_of(UNITS)
)

_NUMBER = re.compile(
    r"\A(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十0-9]+）|[0-9]+[.．]\s*|[①-⑳]|第.章)"
)

every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


@cache
def received(sample: Sample) -> ReceivedSubmission:
    return recognise(read_word(sample.file, sample.content), PUBLICATION)


def markdown(found: ReceivedSubmission) -> str:
    """The submission's file, without what only a registration adds."""
    return write_front(found.fields, found.notes) + "\n" + write_sections(found.sections)


@every_sample
def test_the_markdown_is_as_written_down(sample: Sample, pytestconfig: pytest.Config) -> None:
    made = markdown(received(sample))
    expected = EXPECTED / f"{sample.name}.md"
    if pytestconfig.getoption("--write-expected"):
        expected.write_text(made, "utf-8")
    assert made == expected.read_text("utf-8")


@every_sample
def test_every_visible_character_is_in_the_markdown_or_told(sample: Sample) -> None:
    found = received(sample)
    assert untrue(found) == []
    assert lost(found, seen_in(sample.content)) == Counter()
    bullets = "".join(line.label for line in all_lines(found.document) if line.bullet)
    assert lost(found, found.document.source.text) - signs(bullets) == Counter()
    assert lost_pictures(found) == set()


@every_sample
def test_title_and_unit_are_found(sample: Sample) -> None:
    found = received(sample)
    unit, colon, title = sample.title.partition("：")
    named = colon and any(unit == each.name for each in UNITS)
    assert found.fields.get("title", "") in (sample.title, title if named else "")
    expected = sample.unit or (unit if named else "")
    if expected:
        assert found.units
        assert "、".join(unit.name for unit in found.units) == expected


def headings_of(found: ReceivedSubmission) -> list[str]:
    """The headings of a submission, without their numbers."""
    texts = (section.heading_text for section in found.sections if section.heading)
    return [_NUMBER.sub("", text).strip("。 \u3000") for text in texts]


def test_headings_are_found() -> None:
    """At least 95 of a hundred, and hardly one that is none; some are marked by nothing."""
    named = hit = extra = 0
    differing: dict[str, list[str]] = {}
    for sample in SAMPLES:
        found, true = Counter(headings_of(received(sample))), Counter(sample.headings)
        named += true.total()
        hit += (true & found).total()
        extra += (found - true).total()
        if found != true:
            differing[sample.name] = [*(true - found), *(f"+{text}" for text in found - true)]
    print(f"headings: {hit} of {named} found ({100 * hit / named:.1f} %), {extra} that are none:")
    print(differing)
    assert hit >= 0.95 * named
    assert extra <= 0.02 * named

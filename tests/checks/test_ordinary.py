"""Correct official prose, in the shapes that a careless rule takes for faults, is let pass."""

from datetime import date
from pathlib import Path

import pytest

from bulletin.checks import check_copy, check_raw
from bulletin.checks.lists import load_lists
from bulletin.checks.raw import raw_copy
from bulletin.load import load_publication
from bulletin.source import Source

ROOT = Path(__file__).parents[2]
ORDINARY = (Path(__file__).parent / "ordinary.txt").read_text("utf-8")


@pytest.mark.parametrize("paragraph", ORDINARY.split("\n\n"), ids=lambda text: text[:8])
def test_a_paragraph_without_fault_has_no_finding(paragraph: str) -> None:
    publication, _ = load_publication(ROOT)
    house, _ = load_lists(ROOT)
    assert publication is not None
    source = Source("x.txt", paragraph)
    assert [(each.code, each.quoted) for each in check_raw(source, publication, house)] == []


def test_nor_has_it_in_an_issue_with_a_date() -> None:
    publication, _ = load_publication(ROOT)
    house, _ = load_lists(ROOT)
    assert publication is not None
    text = f"天长组工信息\n\n第116期\n\n2023年6月9日\n\n□**千秋街道：抓实基层治理。**{ORDINARY}"
    copy = raw_copy(Source("x.txt", text), publication, house)
    assert copy.dated == date(2023, 6, 9)
    assert [
        (each.code, each.quoted) for each in check_copy(copy) if each.code not in ("S106", "S111")
    ] == []

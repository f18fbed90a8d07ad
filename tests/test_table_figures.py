"""Figures in a table of the web page stand as in the PDF: centred, points below each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bulletin.model import Cell, Table, Text
from bulletin.source import Span
from bulletin.table_figures import with_sides

NOWHERE = Span(0, 0)


def table(*columns: tuple[str, ...], align: str = "") -> Table:
    """A table of these columns, each with its head first."""
    cells = [[Cell((Text(text, NOWHERE),), align) for text in each] for each in columns]
    head, *rows = zip(*cells, strict=True)
    return Table(head, tuple(rows), NOWHERE)


FIGURES = st.from_regex(r"\A-?[1-9][0-9]{0,4}(\.[0-9]{1,3})?[%户]?\Z")


@given(st.lists(FIGURES, min_size=1, max_size=8))
def test_points_stand_below_each_other(figures: list[str]) -> None:
    """What is printed and what is unseen are as wide before the point as for the widest."""
    rows = with_sides(table(("得分", *figures)))
    wholes, rests = set(), set()
    for (each,), text in zip(rows, figures, strict=True):
        assert each.side == "figure"
        whole = text.split(".")[0].rstrip("%户")
        wholes.add(len(each.before) + len(whole))
        rests.add(len(text) - len(whole) + len(each.after))
    assert len(wholes) == len(rests) == 1


def test_only_columns_of_figures_are_moved() -> None:
    names, scores = ("村", "东村", "西村", "南村"), ("得分", "7", "96.5", "—")
    rows = with_sides(table(names, scores))
    assert [[each.side for each in row] for row in rows] == [
        *(["", "figure"], ["", "figure"], ["", "center"])
    ]
    assert [(row[1].before, row[1].after) for row in rows] == [("9", ".5"), ("", ""), ("", "")]
    mixed = with_sides(table(("说明", "2023", "新建", "改建")))
    assert [row[0].side for row in mixed] == ["", "", ""]
    aligned = with_sides(table(("得分", "7", "96.5"), align="left"))
    assert [row[0].side for row in aligned] == ["left", "left"]

"""The columns of a table are weighed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin.press.tables import stands_of
from bulletin.press.weighing import (
    Stand,
    WeighedCell,
    break_set,
    least_width,
    lines_of_rows,
    weigh,
)

EPS = 1e-6
PIECES = st.lists(st.sampled_from([0.5, 1.0, 2.0, 2.5, 3.0, 7.0]), max_size=14).map(tuple)


@st.composite
def tables(draw: Any) -> tuple[WeighedCell, ...]:
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    cells = []
    for row in range(rows):
        for column in range(columns):
            stands = break_set((draw(PIECES),), 0.0)
            limit = draw(st.sampled_from([stand.width for stand in stands]))
            span = draw(st.sampled_from([1, 1, 1, 2])) if column + 1 < columns else 1
            cells.append(WeighedCell(row, column, stands, limit, span))
    return tuple(cells)


def narrowest(cells: tuple[WeighedCell, ...]) -> float:
    return least_width(
        tuple(
            WeighedCell(each.row, each.column, each.stands, each.stands[-1].width, each.span)
            for each in cells
        )
    )


def widths_of(cell: WeighedCell, widths: tuple[float, ...]) -> float:
    return sum(widths[cell.column : cell.column + cell.span])


@given(tables(), st.floats(1, 60), st.booleans())
def test_the_law_of_widths(cells: tuple[WeighedCell, ...], room: float, alike: bool) -> None:
    """Never wider than the room; no cell narrower than its limit, or if that cannot be, than its
    widest unbreakable piece."""
    widths, lines = weigh(cells, room, alike=(0, 1) if alike and len(cells) > 1 else ())
    if narrowest(cells) <= room:
        assert sum(widths) <= room + EPS
    whole = least_width(cells) <= room
    for cell in cells:
        least = cell.limit if whole else cell.stands[-1].width
        assert widths_of(cell, widths) >= least - EPS
    single = [each for each in cells if each.span == 1]
    assert sum(lines_of_rows(single, widths)) <= lines


@given(tables(), st.floats(1, 60), st.floats(0, 20))
def test_more_room_never_makes_a_table_higher(
    cells: tuple[WeighedCell, ...], room: float, more: float
) -> None:
    assert weigh(cells, room + more).lines <= weigh(cells, room).lines or (
        least_width(cells) > room  # words are cut in the narrower one, which takes fewer lines
    )


@given(tables(), st.floats(5, 60), st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_order_of_cells_does_not_matter(
    cells: tuple[WeighedCell, ...], room: float, random: Any
) -> None:
    shuffled = list(cells)
    random.shuffle(shuffled)
    one, other = weigh(cells, room), weigh(shuffled, room)
    assert one.lines == other.lines
    assert one.widths == pytest.approx(other.widths)


@given(PIECES, st.floats(0.5, 40))
def test_a_break_set_is_what_filling_lines_gives(pieces: tuple[float, ...], width: float) -> None:
    stands = break_set((pieces,), 0.0)
    assert [each.lines for each in stands] == sorted(each.lines for each in stands)
    assert [each.width for each in stands] == sorted((each.width for each in stands), reverse=True)
    wide = max(width, max(pieces, default=0.0))
    lines, left = 1, wide
    for piece in pieces:
        if piece > left + EPS:
            lines, left = lines + 1, wide
        left -= piece
    reckoned = next(each.lines for each in stands if each.width <= wide + 1 / 64)
    assert abs(reckoned - lines) <= (reckoned > 12)


def test_a_long_cell_gets_the_room_that_short_ones_do_not_need() -> None:
    long, limit = stands_of([("落实各项制度" * 30, [1.0] * 180)], 1.0, whole=False)
    cells = [WeighedCell(0, 0, long, limit)]
    cells += [WeighedCell(0, column, (Stand(3.0, 1),), 3.0) for column in (1, 2, 3)]
    widths = weigh(cells, 36.0).widths
    assert widths[0] > 25
    assert widths[1] == widths[2] == widths[3]


@pytest.mark.parametrize(
    ("text", "least"), [("https://www.12371.cn/2023/06/09/ARTI16862.shtml", 10), ("1234567.89", 5)]
)
def test_an_address_is_broken_and_a_number_is_not(text: str, least: float) -> None:
    stands, _ = stands_of([(text, [0.5] * len(text))], 1.0, whole=False)
    assert stands[-1].width <= least
    assert stands[-1].width >= 5

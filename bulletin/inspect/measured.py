"""What a measure returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from bulletin.inspect.layout import Layout
from bulletin.pdf import Body, PrintedLine

MOST_PLACES = 5
"""How many of the worst offenders are named for one rule; more would not help anybody."""


class PaperPlace(NamedTuple):
    """A place on paper."""

    page: int
    """From 1, in the order of the file."""

    y: float
    """Baseline or edge, mm from the page's top; 0 for the page as a whole."""

    text: str
    """What stands there, shortened."""

    def __str__(self) -> str:
        """`第 3 面 121 mm「……」`."""
        height = f" {self.y:.0f} mm" if self.y else ""
        return f"第 {self.page} 面{height}" + (f"「{self.text}」" if self.text else "")


@dataclass(frozen=True)
class Measured:
    """A figure taken from the page; None if there is nothing for the rule to measure."""

    value: float | None
    text: str
    """The figure with its unit, or why there is none, in Chinese."""

    places: tuple[PaperPlace, ...] = ()


MeasureFunction = Callable[[Layout], Measured]


def absent(what: str) -> Measured:
    """There is nothing to measure, and why."""
    return Measured(None, what)


def percentage(count: int, total: int, worst: Iterable[tuple[float, PaperPlace]]) -> Measured:
    """How many of all lines there are of a kind, in percent; each place comes with how bad it
    is."""
    value = round(100 * count / total, 2)
    places = [place for _, place in sorted(worst, key=lambda each: -abs(each[0]))]
    return Measured(value, f"{value:g} %（{total} 行）", tuple(places[:MOST_PLACES]))


LayoutPart = TypeVar("LayoutPart")

NO_RED_RULE, NO_COLOPHON = "没有红线", "没有版记"


def with_part(
    part: Callable[[Layout], LayoutPart | None], lacks: str
) -> Callable[[Callable[[Layout, LayoutPart], Measured]], MeasureFunction]:
    """Makes measures of a part that a file may not have; without it they say `lacks`."""

    def of_layout(measure: Callable[[Layout, LayoutPart], Measured]) -> MeasureFunction:
        def measured(layout: Layout) -> Measured:
            found = part(layout)
            return measure(layout, found) if found else absent(lacks)

        return measured

    return of_layout


with_body = with_part(lambda layout: layout.body, "没有正文")
with_name = with_part(lambda layout: layout.name, "没有红色刊名")
with_red_rule = with_part(lambda layout: layout.red_rule, NO_RED_RULE)
with_colophon = with_part(lambda layout: layout.colophon, NO_COLOPHON)
with_page_numbers = with_part(lambda layout: layout.page_numbers, "没有页码")


def of_body(measure: Callable[[Body], Measured]) -> MeasureFunction:
    """A measure of the running text alone."""
    return with_body(lambda _, body: measure(body))


def of_column(measure: Callable[[Body], Measured]) -> MeasureFunction:
    """A measure of the column's edges, which a file does not show if each of its paragraphs is one
    line."""

    def measured(body: Body) -> Measured:
        full = any(len(each.lines) > 1 for each in body.paragraphs)
        return measure(body) if full else absent("没有满行的正文")

    return of_body(measured)


def counted(places: Iterable[PaperPlace], of: str = "") -> Measured:
    """Breaches, counted; the first ones are named."""
    found = tuple(places)
    text = f"{len(found)} 处" if found else "无"
    return Measured(len(found), text + (f"（{of}）" if of else ""), found[:MOST_PLACES])


def at(line: PrintedLine, text: str = "") -> PaperPlace:
    """A line's place, with its text or a part of it."""
    return PaperPlace(line.page, line.y, _short(text or line.text))


def _short(text: str) -> str:
    return text if len(text) <= 14 else text[:6] + "…" + text[-7:]

"""Full pages: a paragraph set in a line more, or less, where else a page would lack a line.

A page comes out a line short where the next paragraph would leave its last line alone on the next
page, or its first two would be parted. A typesetter then drives a paragraph of the page out by a
line (推行), or takes one in (缩行), and so does the press: the paragraph that bears it best, on the
page or, where none can, on the one before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import page as wp_page

from bulletin.press.breaks import BEARABLE
from bulletin.press.engine.paragraphs import Paragraph, in_lines
from bulletin.press.engine.setting import Setting, current

engine_remake_page = wp_page.remake_page

MOST_LACKING = 2
"""Lines that a page may lack for its paragraphs to be set anew: a heading that went over with the
two lines after it. More are the room of a table or a figure that did not fit."""

STRAINED = 0.16
"""How bad a line may be made where no paragraph of the page can be set within `BEARABLE`, in em.
A page that is short of a line is seen by everybody; a line of four characters less by few."""

TRIES = 3
"""Ways that are tried of each kind: whether one fills the page shows when the page is made."""


@dataclass(frozen=True)
class _Before:
    """What the engine changes while it makes a page, as it was."""

    footnotes: tuple[Any, ...]
    reported: tuple[Any, ...]
    out_of_flow: dict[Any, Any]
    running: dict[str, list[Any]]
    told: tuple[int, ...]
    """How much had been told of the lines before."""


@dataclass(frozen=True)
class MadePage:
    """A page that was made, and what it takes to make it again."""

    index: int
    page: Any
    resume_at: Any
    before: _Before
    standing: tuple[tuple[Any, int], ...]
    """The line boxes on it, each with the number of its first line there."""


@dataclass(frozen=True)
class _Work:
    """The engine's arguments, the same for all pages of a document."""

    context: Any
    root_box: Any
    html: Any

    def make(self, index: int) -> MadePage:
        """Make a page from the state that the engine is in."""
        setting = current()
        before = _state(self.context, setting, index)
        setting.on_page.clear()
        page, resume_at = engine_remake_page(index, self.context, self.root_box, self.html)
        return MadePage(index, page, resume_at, before, tuple(setting.on_page.values()))

    def make_again(self, made: MadePage) -> MadePage:
        """Make a page as if it had not been made."""
        _restore(self.context, current(), made)
        return self.make(made.index)

    def lacks(self, made: MadePage) -> int:
        """How many lines more a page would hold.

        0 for one that ends because the text or the author ends it, and for one that lacks more
        than paragraphs can make up for.
        """
        _, next_page, *_ = self.context.page_maker[made.index + 1]
        broken = self.context.broken_out_of_flow or made.before.out_of_flow
        if made.resume_at is None or next_page["break"] != "any" or next_page["page"] or broken:
            return 0
        root, footnotes, _ = made.page.children
        bottom = made.page.content_box_y() + made.page.height
        if footnotes.children:
            bottom = footnotes.position_y
        lowest = max((box.position_y + box.height for box in _filling(root)), default=bottom)
        lacking = int((bottom - lowest + 0.5) // current().pitch)
        return lacking if 0 < lacking <= MOST_LACKING else 0


def remake_page(index: int, context: Any, root_box: Any, html: Any) -> Any:
    """A page and where the next resumes; made again where a paragraph's lines can fill it."""
    setting, work = current(), _Work(context, root_box, html)
    made = work.make(index)
    if lacking := work.lacks(made):
        made = _filled(work, made, lacking) or _filled_from_before(work, made) or made
    setting.page_before = made
    return made.page, made.resume_at


def _filled(work: _Work, made: MadePage, lacking: int) -> MadePage | None:
    """The page with as many paragraphs set anew as it lacks lines; None if none can be."""
    for wish in _wishes(made, lacking):
        kept = _set_anew(wish)
        again = work.make_again(made)
        if not work.lacks(again):
            return again
        _set_anew(kept)
        work.make_again(made)
    return None


def _filled_from_before(work: _Work, made: MadePage) -> MadePage | None:
    """The page with a line that the page before was made to hand over; None if none can be."""
    before: MadePage | None = current().page_before
    if before is None or before.index != made.index - 1:
        return None
    for wish in _wishes(before, 1):
        kept = _set_anew(wish)
        before_again = work.make_again(before)
        if before_again.resume_at is not None and not work.lacks(before_again):
            again = work.make(made.index)
            if not work.lacks(again):
                # The engine has taken the page already: it becomes the new one.
                before.page.__dict__.update(before_again.page.__dict__)
                return again
        _set_anew(kept)
        work.make_again(before)
        work.make(made.index)
    return None


Wish = list[tuple[Any, Paragraph]]


def _wishes(made: MadePage, lacking: int) -> Iterator[Wish]:
    """Which paragraphs of the page to set anew, the best way first."""
    for bearable in (BEARABLE, STRAINED):
        for more in (1, -1):
            found = [
                (other.worst, order, box, other)
                for order, (box, first) in enumerate(made.standing)
                if (other := in_lines(box, first, more, bearable))
            ]
            ways = sorted(found, key=lambda each: each[:2])
            for at in range(min(TRIES, len(ways) - lacking + 1)):
                yield [(box, other) for _, _, box, other in ways[at : at + lacking]]


def _set_anew(wish: Wish) -> Wish:
    """Give the line boxes these paragraphs; return those they had."""
    had = [(box, box.press_paragraph) for box, _ in wish]
    for box, paragraph in wish:
        # Where the page before resumes is told of lines that are the same in both.
        paragraph.line_after.update(box.press_paragraph.line_after)
        box.press_paragraph = paragraph
    return had


def _filling(root: Any) -> Iterator[Any]:
    """The boxes that fill a page: lines, tables and images."""
    for box in root.descendants():
        if isinstance(box, boxes.LineBox | boxes.TableBox | boxes.ReplacedBox):
            yield box


def _state(context: Any, setting: Setting, index: int) -> _Before:
    return _Before(
        tuple(context.footnotes),
        tuple(context.reported_footnotes),
        dict(context.broken_out_of_flow),
        {name: list(pages.get(index + 1, ())) for name, pages in context.running_elements.items()},
        tuple(map(len, _told(setting))),
    )


def _restore(context: Any, setting: Setting, made: MadePage) -> None:
    """Put back what the engine changed from this page on."""
    before = made.before
    context.footnotes[:] = before.footnotes
    context.reported_footnotes = list(before.reported)
    context.broken_out_of_flow = dict(before.out_of_flow)
    for name, pages in context.running_elements.items():
        pages.pop(made.index + 1, None)
        if before.running.get(name):
            pages[made.index + 1] = list(before.running[name])
    for told, count in zip(_told(setting), before.told, strict=True):
        del told[count:]


def _told(setting: Setting) -> tuple[list[Any], ...]:
    return setting.stretches, setting.loose

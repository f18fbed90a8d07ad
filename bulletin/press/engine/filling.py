"""A document's pages, each full: a paragraph set in a line more, or less, where one lacks a line.

A page comes out a line short where the next paragraph would leave its last line alone on the next
page, or its first two would be parted. A typesetter then drives a paragraph of the page out by a
line (推行), or takes one in (缩行), and so does the press: the paragraph that bears it best, on the
page or, where none can, on the one before.

An example, of pages of 22 lines. The page's last paragraph has five lines, and four find room. The
fifth may not stand alone on the next page, so two go over, and the page ends with 21 lines:

    page 3: 18 lines of other paragraphs, 3 of the last       page 4: its lines 4 and 5

1. The page is made, and lacks one line (`_Work.lacks`).
2. Its paragraphs are tried in the order of what it costs them to be set in one line more
   (`_wishes`, by `choose_breaks` with `lines`). The first whose worst line is bearable is set so.
3. The page is made again from the state that it began with (`_State`): notes, what was put off and
   what is afloat are as they were. Now it has 19 + 3 lines and is full.
4. Where no paragraph of the page can, one of the page before is set a line longer, so that its last
   line goes over to this one, and both pages are made again; where that fails too, the page stays
   short, and `inspect` counts it.

Only the pages that are mended are made again, never the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import page as wp_page

from bulletin.press.breaks import BEARABLE
from bulletin.press.engine.contents import number_contents
from bulletin.press.engine.paragraphs import BrokenParagraph, in_lines
from bulletin.press.engine.setting import current

MOST_LACKING = 2
"""Lines that a page may lack for its paragraphs to be set anew: a heading that went over with the
two lines after it. More are the room of a table or a figure that did not fit."""

STRAINED = 0.16
"""How bad a line may be made where no paragraph of the page can be set within `BEARABLE`, in em.
A page that is short of a line is seen by everybody; a line of four characters less by few."""

TRIES = 3
"""Ways that are tried of each kind: whether one fills the page shows when the page is made."""


@dataclass(frozen=True)
class _State:
    """What the engine still has to set: what a page begins with, and leaves to the next."""

    footnotes: tuple[Any, ...]
    """The notes whose calls are not yet set; the colophon is one of them."""

    put_off: tuple[Any, ...]
    """The notes whose calls are set and that had no room there."""

    out_of_flow: dict[Any, Any]

    @classmethod
    def of(cls, context: Any) -> _State:
        """The state that the engine is in."""
        return cls(
            tuple(context.footnotes),
            tuple(context.reported_footnotes),
            dict(context.broken_out_of_flow),
        )

    def restore(self, context: Any) -> None:
        """Put the engine in this state."""
        context.footnotes[:] = self.footnotes
        context.reported_footnotes = list(self.put_off)
        context.broken_out_of_flow = dict(self.out_of_flow)


@dataclass(frozen=True)
class MadePage:
    """A page that was made, and what it takes to keep it or to make it again."""

    index: int
    page: Any
    resume_at: Any
    before: _State
    after: _State
    standing: tuple[tuple[Any, int], ...]
    """The line boxes on it, each with the number of its first line there."""

    stretches: tuple[float, ...]
    loose: tuple[tuple[Any, str], ...]
    """What was told of its lines (see `Setting`)."""

    @property
    def ends(self) -> bool:
        """Whether nothing is left for a page after it."""
        return self.resume_at is None and not self.after.put_off


@dataclass(frozen=True)
class _Work:
    """The engine's arguments, the same for all pages of a document."""

    context: Any
    root_box: Any
    html: Any
    calls: dict[int, int]
    """For each note, by identity, the order of its call."""

    def make(self, index: int) -> MadePage:
        """Make a page from the state that the engine is in."""
        setting, context = current(), self.context
        before = _State.of(context)
        context.page_maker[index][-1].update(NOTHING_CHANGED, anchors=[], content_lookups=[])
        for told in (setting.on_page, setting.stretches, setting.loose):
            told.clear()
        page, resume_at = wp_page.remake_page(index, context, self.root_box, self.html)
        # Of a page's notes the engine puts the last off first.
        context.reported_footnotes.sort(key=lambda note: self.calls[id(note)])
        return MadePage(
            index,
            page,
            resume_at,
            before,
            _State.of(context),
            tuple(setting.on_page.values()),
            tuple(setting.stretches),
            tuple(setting.loose),
        )

    def make_again(self, made: MadePage) -> MadePage:
        """Make a page as if it had not been made."""
        made.before.restore(self.context)
        return self.make(made.index)

    def is_unchanged(self, made: MadePage) -> bool:
        """Whether a page would come out as it did, made from the state that the engine is in."""
        state = self.context.page_maker[made.index][-1]
        changed = any(state[name] for name in NOTHING_CHANGED)
        return not changed and made.before == _State.of(self.context)

    def lacks(self, made: MadePage) -> int:
        """How many lines more a page would hold; 0 for one that the text or the author ends."""
        _, next_page, *_ = self.context.page_maker[made.index + 1]
        broken = made.after.out_of_flow or made.before.out_of_flow
        if made.resume_at is None or next_page["break"] != "any" or next_page["page"] or broken:
            return 0
        root, footnotes, _ = made.page.children
        bottom = made.page.content_box_y() + made.page.height
        if footnotes.children:
            bottom = footnotes.position_y
        lowest = max((box.position_y + box.height for box in _filling(root)), default=bottom)
        return max(0, int((bottom - lowest + 0.5) // current().pitch))


NOTHING_CHANGED = {"content_changed": False, "pages_wanted": False}
"""The engine's marks on a page that must be made again, none of them set."""


def make_all_pages(context: Any, root_box: Any, html: Any, _pages: Any) -> list[Any]:
    """The pages of a document; in a further round those are kept that would come out the same.

    The engine's own function keeps a page without taking up what it left to the next: a note that
    was put off is lost, and so is a last page that holds nothing but the colophon.
    """
    setting = current()
    work = _Work(
        context, root_box, html, {id(note): order for order, note in enumerate(context.footnotes)}
    )
    context.rendered_notes = []
    round_before, made = setting.made, list[MadePage]()
    while not made or not made[-1].ends:
        index = len(made)
        if index < len(round_before) and work.is_unchanged(round_before[index]):
            made.append(round_before[index])
            made[-1].after.restore(context)
        else:
            made.append(work.make(index))
            _fill(work, made)
    del context.page_maker[len(made) + 1 :]
    setting.made = made
    setting.stretches[:] = [each for page in made for each in page.stretches]
    setting.loose[:] = [each for page in made for each in page.loose]
    pages = [each.page for each in made]
    number_contents(context, root_box, pages)
    return pages


def _fill(work: _Work, made: list[MadePage]) -> None:
    """Have the last page lack no line, if its paragraphs or those of the page before can do it."""
    lacking = work.lacks(made[-1])
    if 0 < lacking <= MOST_LACKING and not _filled(work, made, lacking):
        _filled_from_before(work, made)


def _filled(work: _Work, made: list[MadePage], lacking: int) -> bool:
    """Whether the last page is full with as many paragraphs set anew as it lacks lines."""
    before = made[-1]
    kept = _paragraphs(before)
    for wish in _wishes(before, lacking):
        _set_anew(wish)
        made[-1] = work.make_again(before)
        if not work.lacks(made[-1]):
            return True
        _put_back(kept)
    made[-1] = work.make_again(before)
    return False


def _filled_from_before(work: _Work, made: list[MadePage]) -> bool:
    """Whether the last page is full with a line that the page before it was made to hand over."""
    if len(made) < 2:
        return False
    before = made[-2]
    kept = [*_paragraphs(before), *_paragraphs(made[-1])]
    lacked = work.lacks(before)
    for wish in _wishes(before, 1):
        _set_anew(wish)
        made[-2] = work.make_again(before)
        if made[-2].resume_at is not None and work.lacks(made[-2]) <= lacked:
            made[-1] = work.make(made[-1].index)
            if not work.lacks(made[-1]):
                return True
        _put_back(kept)
    made[-2:] = [work.make_again(before), work.make(made[-1].index)]
    return False


Wish = list[tuple[Any, BrokenParagraph]]


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


def _set_anew(wish: Wish) -> None:
    """Give the line boxes these paragraphs."""
    for box, paragraph in wish:
        # Where the page before resumes is told of lines that are the same in both.
        paragraph.line_after.update(box.press_paragraph.line_after)
        box.press_paragraph = paragraph


def _paragraphs(made: MadePage) -> Wish:
    """The paragraphs of a page as they are; a page made again may also change those after."""
    return [(box, box.press_paragraph) for box, _ in made.standing]


def _put_back(paragraphs: Wish) -> None:
    for box, paragraph in paragraphs:
        box.press_paragraph = paragraph


def _filling(root: Any) -> Iterator[Any]:
    """The boxes that fill a page: lines, tables and images."""
    for box in root.descendants():
        if isinstance(box, boxes.LineBox | boxes.TableBox | boxes.ReplacedBox):
            yield box

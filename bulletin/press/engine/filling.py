"""Filling pages: if a page lacks a line, one of its paragraphs is set a line longer or shorter.

No page may begin with the last line of a paragraph, and a paragraph may not leave only its first
line at the foot of a page. To avoid both, the engine sometimes moves one line too many to the next
page and leaves this page a line short. A typesetter then stretches a paragraph by one line (推行)
or squeezes it by one (缩行). The press does the same to the paragraph that suffers least from it:
one of the same page or, if none can, one of the page before.

An example with pages of 22 lines. The last paragraph of the page has five lines, and there is room
for four. Its fifth line may not stand alone on the next page, so two lines move there, and the page
ends with 21 lines:

    page 3: 18 lines of other paragraphs, 3 of the last       page 4: its lines 4 and 5

1. The page is made, and it lacks one line (`_Work.lacks`).
2. Its paragraphs are broken into one line more (`_wishes`, by `choose_breaks` with `lines`), and
   tried in the order of what they cost. The first that fills the page is taken, unless it costs
   more than the page as it is.
3. The page is made again from the state in which it began (`_State`), so that notes and floats are
   as they were then. It now has 19 + 3 lines and is full.
4. If the page does not have enough such paragraphs, one of the page before is set a line longer.
   Its last line moves to this page, and both pages are made again. If that fails too, the page
   stays short, and `inspect` counts it.

Only these one or two pages are made again, never the whole document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import page as wp_page

from bulletin.press.engine.paragraphs import BrokenParagraph, in_lines
from bulletin.press.engine.setting import current
from bulletin.press.page_costs import (
    MOST_LACKING,
    TRIES,
    AlteredParagraph,
    cost_of_lacking,
    first_altered,
)


@dataclass(frozen=True)
class _State:
    """What the engine still has to set when a page begins or ends."""

    footnotes: tuple[Any, ...]
    """The notes whose calls are not set yet. The colophon is one of them."""

    put_off: tuple[Any, ...]
    """The notes whose calls are set, but which found no room on that page."""

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
    """A page that was made, with all that is needed to keep it or to make it again."""

    index: int
    page: Any
    resume_at: Any
    before: _State
    after: _State
    standing: tuple[tuple[Any, int], ...]
    """The line boxes on it, each with the number of its first line on this page."""

    stretches: tuple[float, ...]
    loose: tuple[tuple[Any, str], ...]
    """As in `Setting`, for the lines of this page."""

    @property
    def ends(self) -> bool:
        """Whether it is the last page: nothing is left to set after it."""
        return self.resume_at is None and not self.after.put_off


@dataclass(frozen=True)
class _Work:
    """The engine's arguments, the same for all pages of a document."""

    context: Any
    root_box: Any
    html: Any
    calls: dict[int, int]
    """The position of each note's call in the text, by the identity of the note."""

    def make(self, index: int) -> MadePage:
        """Make a page from the current state of the engine."""
        setting, context = current(), self.context
        before = _State.of(context)
        context.page_maker[index][-1].update(NOTHING_CHANGED, anchors=[], content_lookups=[])
        for told in (setting.on_page, setting.stretches, setting.loose):
            told.clear()
        page, resume_at = wp_page.remake_page(index, context, self.root_box, self.html)
        # The engine moves the last note of a page away first; put them back into their order.
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
        """Make a page once more from the state in which it began."""
        made.before.restore(self.context)
        return self.make(made.index)

    def is_unchanged(self, made: MadePage) -> bool:
        """Whether making the page from the current state of the engine would give the same page."""
        state = self.context.page_maker[made.index][-1]
        changed = any(state[name] for name in NOTHING_CHANGED)
        return not changed and made.before == _State.of(self.context)

    def lacks(self, made: MadePage) -> int:
        """How many more lines the page could hold; 0 if the text ends there, the author broke it,
        or a table or picture did not fit: then no line is missing."""
        _, next_page, *_ = self.context.page_maker[made.index + 1]
        broken = made.after.out_of_flow or made.before.out_of_flow
        if made.resume_at is None or next_page["break"] != "any" or next_page["page"] or broken:
            return 0
        if is_before_block(self.root_box, made.resume_at):
            return 0
        root, footnotes, _ = made.page.children
        bottom = made.page.content_box_y() + made.page.height
        if footnotes.children:
            bottom = footnotes.position_y
        lowest = max((box.position_y + box.height for box in _filling(root)), default=bottom)
        return max(0, int((bottom - lowest + 0.5) // current().pitch))


def is_before_block(box: Any, resume_at: dict[int, Any] | None) -> bool:
    """Whether a table or a picture begins where the next page does."""
    while isinstance(box, boxes.ParentBox) and box.children:
        index, resume_at = next(iter(resume_at.items())) if resume_at else (0, None)
        if index >= len(box.children):
            return False
        box = box.children[index]
        if box.element_tag in ("table", "figure", "img"):
            return True
    return False


NOTHING_CHANGED = {"content_changed": False, "pages_wanted": False}
"""The marks that the engine puts on a page that must be made again, with none of them set."""


def make_all_pages(context: Any, root_box: Any, html: Any, _pages: Any) -> list[Any]:
    """The pages of a document. A further round keeps every page that would come out the same.

    This replaces a function of the engine that keeps a page but drops what the page left for the
    next one: a note that had found no room, or a last page with nothing but the colophon.
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
    """Fill the last page made, if its paragraphs or those of the page before can do it."""
    lacking = work.lacks(made[-1])
    if 0 < lacking <= MOST_LACKING and not _filled(work, made, lacking):
        _filled_from_before(work, made, lacking)


def _filled(work: _Work, made: list[MadePage], lacking: int) -> bool:
    """Change as many paragraphs of the last page as it lacks lines; return whether it is full."""
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


def _filled_from_before(work: _Work, made: list[MadePage], lacking: int) -> bool:
    """Make the page before hand over lines to the last page; return whether that one is full.

    If too few lines come from there, a paragraph of the last page is changed as well.
    """
    if len(made) < 2:
        return False
    before = made[-2]
    kept = [*_paragraphs(before), *_paragraphs(made[-1])]
    lacked = work.lacks(before)
    for wish in (each for lines in range(lacking, 0, -1) for each in _wishes(before, lines)):
        _set_anew(wish)
        made[-2] = work.make_again(before)
        if made[-2].resume_at is not None and work.lacks(made[-2]) <= lacked:
            made[-1] = work.make(made[-1].index)
            left = work.lacks(made[-1])
            if not left or (left < lacking and _filled(work, made, left)):
                return True
        _put_back(kept)
    made[-2:] = [work.make_again(before), work.make(made[-1].index)]
    return False


Wish = list[tuple[Any, BrokenParagraph]]


def _wishes(made: MadePage, lacking: int) -> Iterator[Wish]:
    """The ways to change the page: for each, its paragraphs with their new lines. Best way
    first."""
    for more in (1, -1):
        found = [
            (other.cost, order, box, other)
            for order, (box, first) in enumerate(made.standing)
            if (other := in_lines(box, first, more))
        ]
        ways = sorted(found, key=lambda each: each[:2])
        for at in range(min(TRIES, len(ways) - lacking + 1)):
            tried = ways[at : at + lacking]
            if sum(cost for cost, *_ in tried) < cost_of_lacking(lacking):
                yield [(box, other) for _, _, box, other in tried]


def _set_anew(wish: Wish) -> None:
    """Give each line box its new paragraph."""
    for box, paragraph in wish:
        # The lines up to this page are the same in both, and so is where each of them ends.
        paragraph.line_after.update(box.press_paragraph.line_after)
        box.press_paragraph = paragraph


def _paragraphs(made: MadePage) -> Wish:
    """The paragraphs of a page as they are, to be put back if a change does not help."""
    return [(box, box.press_paragraph) for box, _ in made.standing]


def _put_back(paragraphs: Wish) -> None:
    for box, paragraph in paragraphs:
        box.press_paragraph = paragraph


def altered_paragraphs(made: Sequence[MadePage]) -> Iterator[AlteredParagraph]:
    """The paragraphs that are set longer or shorter to fill the pages."""
    for number, page in enumerate(made, 1):
        for box, first in page.standing:
            chosen, own = box.press_paragraph, getattr(box, "press_own_paragraph", None)
            if own is None or chosen is None or len(own.lines) == len(chosen.lines):
                continue
            line = first_altered(own.breaks, chosen.breaks)
            later = made[number].standing if number < len(made) else ()
            turns = next((at for other, at in later if other is box), len(chosen.lines))
            if first <= line < turns:
                yield AlteredParagraph(number, len(chosen.lines) - len(own.lines))


def _filling(root: Any) -> Iterator[Any]:
    """The boxes that fill a page: lines, tables and images."""
    for box in root.descendants():
        if isinstance(box, boxes.LineBox | boxes.TableBox | boxes.ReplacedBox):
            yield box


def number_contents(context: Any, root_box: Any, pages: Sequence[Any]) -> None:
    """Write after each leader the number of the page on which its article begins.

    Pages on which a number changed are marked, so that the engine makes them again in another
    round; the lines on them end where they did. The engine's own `target-counter(attr(href), page)`
    is not used: it forgets to mark a page if an earlier page was made twice, and leaves zeros.
    """
    first: dict[str, str] = {}
    for index, (*_, state) in enumerate(context.page_maker):
        for anchor in state["anchors"]:
            first.setdefault(anchor, str(index + 1))
    changed = set()
    for led_to, element in _after_leaders(root_box):
        number = first.get(element.get("href", "")[1:], "")
        if led_to.text != number:
            led_to.text = number
            changed.add(element)
    for index, page in enumerate(pages):
        if not changed:
            break
        if found := {box.element for box in page.descendants() if box.element in changed}:
            context.page_maker[index][-1]["content_changed"] = True
            changed -= found


def _after_leaders(root_box: Any) -> Iterator[tuple[Any, Any]]:
    """The box after each leader, where the number goes, with the link that it belongs to."""
    for box in root_box.descendants():
        if box.element_tag == "a::after" and len(box.children) > 1 and box.children[0].is_leader:
            yield box.children[-1], box.element

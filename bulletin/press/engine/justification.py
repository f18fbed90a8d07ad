"""Justification: the slack of a line is spread between its characters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from weasyprint.formatting_structure import boxes

from bulletin.press.engine.joined import gaps_after, is_joined, reads_leftward, runs_of_words
from bulletin.press.engine.setting import Setting
from bulletin.press.engine.shaping import ShapedRun, brought_nearer, shaped_runs


def is_justified(box: Any) -> bool:
    """Whether the text of a box is set flush on both sides."""
    return bool(box.style["text_align_all"] == "justify")


def is_led_to(box: Any) -> bool:
    """Whether a box holds only a leader and what stands after it."""
    children: Sequence[Any] = getattr(box, "children", ())
    return bool(children) and bool(children[0].is_leader)


def has_leader(box: Any) -> bool:
    """Whether the text of a box ends in a leader and what stands after it."""
    children: Sequence[Any] = getattr(box, "children", ())
    return bool(children) and (is_led_to(box) or has_leader(children[-1]))


def spread(line: Any, block: Any, last: bool, setting: Setting) -> None:
    """Spread the slack of a line evenly after its characters.

    What hangs out to the left (the 报： of a colophon) keeps its place, so that the following lines
    align with the character after it. If the line has a leader, the leader takes all the slack.
    """
    _tell_direction(line)
    if has_leader(line):
        return
    left = block.content_box_x() - 0.1
    texts = [
        box
        for box in line.descendants()
        if isinstance(box, boxes.TextBox) and box.position_x >= left
    ]
    count = sum(map(_spread_after, texts))
    if count < 2:
        return
    nearer = {
        id(before): by for before, after in pairwise(texts) if (by := brought_nearer(before, after))
    }
    em = texts[0].style["font_size"]
    start = texts[0].position_x
    width = texts[-1].position_x + texts[-1].width - start - sum(nearer.values())
    share = (block.content_box_x() + block.width - start - width) / (count - 1)
    if not is_justified(block) or is_narrow_cell(block, block.width, em):
        # A line that was chosen slightly too long must still be squeezed into the measure.
        share = min(0.0, share)
    elif last:
        share = min(setting.tracking, share)
    else:
        setting.stretches.append(share / em)
        if share / em > (LOOSE_BETWEEN_WORDS if _is_of_words(texts) else LOOSE):
            setting.loose.append((line.element, _in_the_copy(line, texts)))
    if share or nearer:
        _track(line, share, nearer, 0.0, left)
        # The white after the last character lies beyond the end of the line.
        line.width -= max(0.0, share)
        line.translate(sum(nearer.values()) * OFFSET.get(block.style["text_align_all"], 0.0), 0)


def _tell_direction(line: Any) -> None:
    """Note on each run of joined words whether a PDF reader sees its line as right-to-left."""
    texts = [box for box in line.descendants() if isinstance(box, boxes.TextBox)]
    if runs := [box for box in texts if is_joined(box)]:
        leftward = reads_leftward("".join(box.text for box in texts))
        for box in runs:
            box.press_leftward = leftward


NARROW = 14.0
"""Em. Cells of a table up to this width are set ragged, because stretching would tear their
lines."""


def is_narrow_cell(box: Any, width: float, em: float) -> bool:
    """Whether a box of this width is a narrow cell of a table, or the lines in one."""
    return box.element_tag in ("td", "th") and width < NARROW * em


def _is_marker(box: Any) -> bool:
    """Whether a text box is the number of a list item; its own characters are not spread."""
    return box.element is not None and box.element.get("class") == "marker"


def _spread_after(box: Any) -> int:
    """After how many characters of a text box slack may be put."""
    if is_joined(box):
        return sum(gaps_after(box.text))
    return 1 if _is_marker(box) else len(box.text)


LOOSE = 0.2
"""Em between characters; a line that is stretched more looks torn."""

LOOSE_BETWEEN_WORDS = 0.5
"""The same for a line in which white is put between words only."""


def _is_of_words(texts: Sequence[Any]) -> bool:
    """Whether most of a line's text is spread between words and not between characters."""
    return 2 * sum(len(box.text) for box in texts if is_joined(box)) > sum(
        len(box.text) for box in texts
    )


def _in_the_copy(line: Any, texts: Sequence[Any]) -> str:
    """The longest piece of the line without markup, by which the line can be found in the copy.

    Pieces outside any inline element are preferred: the stop after a heading, for example, is an
    element that is not in the copy.
    """
    plain = [box for box in texts if box.element is line.element]
    longest: str = max((box.text for box in plain or texts), key=len)
    return longest


OFFSET = {"center": 0.5, "right": 1.0, "end": 1.0}
"""When a line becomes shorter, which part of the difference it moves to the right, by alignment."""


def _track(box: Any, share: float, nearer: Mapping[int, float], moved: float, left: float) -> float:
    """Put `share` px after every character in `box` that does not stand left of `left`.

    `nearer` says by how many px the text after a text box comes closer, by the identity of the box.
    `moved` is how far the boxes before have moved this one; returns how far the next one moves.
    """
    if isinstance(box, boxes.TextBox):
        if box.position_x < left:
            return moved
        box.position_x += moved
        grown = share * _spread_after(box) - nearer.get(id(box), 0.0)
        box.press_tracking = 0.0 if _is_marker(box) or is_joined(box) else share
        box.press_gap = share
        box.width += grown
        return moved + grown
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        start = moved
        if not isinstance(box, boxes.LineBox):
            box.position_x += moved
        for child in box.children:
            if child.is_in_normal_flow():
                moved = _track(child, share, nearer, moved, left)
        box.width += moved - start
        return moved
    box.translate(moved, 0)
    return moved


def turn_at_space(line: Any) -> None:
    """Keep the space at which a line ends in the text layer; it lies beyond the end of the line.

    Without it, two Latin words would run together when the text is copied or searched.
    """
    texts = [box for box in line.descendants() if isinstance(box, boxes.TextBox)]
    inked = [box for box in texts if box.text.strip()]
    if inked and is_joined(inked[-1]):
        inked[-1].press_turns = True
    elif inked:
        layout = inked[-1].pango_layout
        layout.text, layout.press_items = f"{inked[-1].text} ", None


def glyphs_of(box: Any) -> Iterator[ShapedRun]:
    """The glyphs of a text box where they are printed: with the slack between its characters.

    This is the only place that knows how slack is kept on a text box.
    """
    if is_joined(box):
        yield from runs_of_words(box)
        return
    share = getattr(box, "press_tracking", 0.0)
    before = 0
    for run in shaped_runs(box.pango_layout, box.style):
        if share:
            moved = [place + share * at for at, place in enumerate(run.places, before)]
            run = run._replace(places=moved)
        yield run
        before += len(run.glyphs)

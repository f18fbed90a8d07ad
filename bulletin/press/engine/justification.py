"""Justification: the slack of a line is spread between its characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from weasyprint.formatting_structure import boxes

from bulletin.press.column_widths import RAGGED_BELOW
from bulletin.press.engine.joined import is_joined, reads_leftward, runs_of_words
from bulletin.press.engine.setting import Setting
from bulletin.press.engine.shaping import ShapedRun, shaped_runs
from bulletin.press.slack import LOOSE, Spacing


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


def place_characters(line: Any, block: Any, spacing: Spacing, setting: Setting) -> None:
    """Place the text boxes of a line, and note for each the white after its characters.

    If the line has a leader, the leader takes all the slack, and what stands after it stays.
    """
    tell_direction(line)
    texts = list(_texts(line))
    if has_leader(line):
        _place(list(_texts(line, without_led=True)), spacing)
        return
    if not texts:
        return
    if spacing.is_stretched:
        setting.stretches.append(spacing.share)
        if spacing.share > (LOOSE_BETWEEN_WORDS if _is_of_words(texts) else LOOSE):
            setting.loose.append((line.element, _in_the_copy(line, texts)))
    natural = texts[-1].position_x + texts[-1].width
    _place(texts, spacing)
    right = texts[-1].position_x + texts[-1].width
    _embrace(line)
    line.width += right - natural - spacing.hangs
    line.translate((natural - right) * OFFSET.get(block.style["text_align_all"], 0.0), 0)


def _place(texts: Sequence[Any], spacing: Spacing) -> None:
    """Place text boxes that follow each other."""
    origin, at = texts[0].position_x if texts else 0.0, 0
    for box in texts:
        count = len(box.text)
        box.press_white = spacing.after[at : at + count]
        box.position_x = origin + spacing.origins[at]
        box.width += sum(box.press_white)
        at += count


def _texts(box: Any, without_led: bool = False) -> Iterator[Any]:
    """The text boxes of a line whose characters were measured."""
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            if child.style["font_size"]:
                yield child
        elif (
            isinstance(child, boxes.InlineBox)
            and child.is_in_normal_flow()
            and not (without_led and is_led_to(child))
        ):
            yield from _texts(child, without_led)


def _embrace(box: Any) -> None:
    """Make each inline box of a line as wide as the text boxes in it."""
    for child in box.children:
        if isinstance(child, boxes.InlineBox) and child.is_in_normal_flow():
            _embrace(child)
            if texts := list(_texts(child)):
                child.position_x = texts[0].position_x
                child.width = texts[-1].position_x + texts[-1].width - child.position_x


def tell_direction(line: Any) -> None:
    """Note on each run of joined words whether a PDF reader sees its line as right-to-left."""
    texts = [box for box in line.descendants() if isinstance(box, boxes.TextBox)]
    if runs := [box for box in texts if is_joined(box)]:
        leftward = reads_leftward("".join(box.text for box in texts))
        for box in runs:
            box.press_leftward = leftward


def is_narrow_cell(box: Any, width: float, em: float) -> bool:
    """Whether a box of this width is a narrow cell of a table, or the lines in one."""
    return box.element_tag in ("td", "th") and width < RAGGED_BELOW * em


def is_marker(box: Any) -> bool:
    """Whether a text box is the number of a list item; its own characters are not spread."""
    return box.element is not None and box.element.get("class") == "marker"


LOOSE_BETWEEN_WORDS = 0.5
"""What `LOOSE` is for a line in which white is put between words only, in em."""


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
        layout.text, layout.press_line = f"{inked[-1].text} ", None


def glyphs_of(box: Any) -> Iterator[ShapedRun]:
    """The glyphs of a text box where they are printed: with the white between its characters.

    This is the only place that knows how white is kept on a text box.
    """
    if is_joined(box):
        yield from runs_of_words(box)
        return
    white = getattr(box, "press_white", ())
    at, moved = 0, 0.0
    for run in shaped_runs(box.pango_layout, box.style):
        places = []
        for place, text in zip(run.places, run.texts, strict=True):
            places.append(place + moved)
            moved += sum(white[at : at + len(text)])
            at += len(text)
        yield run._replace(places=places) if any(white) else run

"""The lines of a paragraph: its characters are measured and its line ends chosen before layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block as wp_block
from weasyprint.layout import preferred as wp_preferred
from weasyprint.layout.percent import resolve_one_percentage

from bulletin.press.breaks import Measure, widest_piece
from bulletin.press.engine.joined import (
    advances_of_words,
    gaps_after,
    is_joined,
    turn_leftward,
)
from bulletin.press.engine.justification import (
    has_leader,
    is_justified,
    is_led_to,
    is_marker,
    is_narrow_cell,
    place_characters,
    tell_direction,
    turn_at_space,
)
from bulletin.press.engine.setting import current
from bulletin.press.engine.shaping import advances, brought_nearer
from bulletin.press.line_choice import (
    CALL,
    ChosenLines,
    ParagraphKind,
    choose_lines,
    hanging_out,
    pieces_between_ends,
)
from bulletin.press.page_costs import MOST_LINES, cost_of_lacking
from bulletin.press.slack import MeasuredText, Spacing

engine_iter_line_boxes = wp_block.iter_line_boxes
engine_inline_line_widths = wp_preferred.inline_line_widths


@dataclass(frozen=True)
class BrokenParagraph:
    """A line box with chosen line ends, and where each of its lines starts."""

    box: Any
    width: float
    lines: tuple[Spacing, ...]
    """How the slack of each line is spread."""

    line_after: dict[str, int]
    """The number of the line that starts at a place, by the engine's notation of the place."""

    breaks: tuple[int, ...] = ()
    """The characters of its text before which a line ends."""

    cost: float = 0.0
    """What it costs if it is not how the paragraph would be set by itself."""

    at_space: tuple[bool, ...] = ()
    """For each line, whether it ends with a space."""


def iter_line_boxes(
    context: Any,
    box: Any,
    position_y: float,
    bottom_space: float,
    skip_stack: Any,
    containing_block: Any,
    *others: Any,
) -> Iterator[tuple[Any, Any]]:
    """The lines of a line box, each with the place where the next line starts."""
    setting = current()
    paragraph = _paragraph(box, containing_block, skip_stack, bool(context.excluded_shapes))
    if paragraph and skip_stack is None:
        paragraph = _without_widow(context, box, paragraph, position_y, bottom_space)
    if paragraph:
        first = paragraph.line_after.get(repr(skip_stack), 0) if skip_stack else 0
        setting.on_page[id(box)] = (box, first)
    lines = engine_iter_line_boxes(
        context,
        paragraph.box if paragraph else box,
        position_y,
        bottom_space,
        skip_stack,
        containing_block,
        *others,
    )
    if paragraph is None:
        for line, resume_at in lines:
            tell_direction(line)
            turn_leftward(line)
            yield line, resume_at
        return
    number = first
    for line, resume_at in lines:
        if number < len(paragraph.lines):
            place_characters(line, containing_block, paragraph.lines[number], setting)
        number += 1
        paragraph.line_after[repr(resume_at)] = number
        turn_leftward(line)
        if number <= len(paragraph.at_space) and paragraph.at_space[number - 1]:
            turn_at_space(line)
        yield line, resume_at


def _paragraph(box: Any, block: Any, skip_stack: Any, beside_float: bool) -> BrokenParagraph | None:
    """The paragraph that `box` becomes at this width; None if the engine must break it itself."""
    known: BrokenParagraph | None = getattr(box, "press_paragraph", None)
    if skip_stack is not None:
        return known
    # The page number after a leader may have become known since.
    if known is not None and known.width == block.width and not has_leader(box):
        return known
    runs = None if beside_float else _text_runs(box)
    if not runs or not any(run.text.strip(" ") for run in runs):
        box.press_paragraph = None
        return None
    resolve_one_percentage(box, "text_indent", block.width)
    box.press_own_paragraph = _broken(box, runs, block.width, box.text_indent)
    box.press_paragraph = box.press_own_paragraph
    return box.press_paragraph  # type: ignore[no-any-return]


def _without_widow(
    context: Any, box: Any, paragraph: BrokenParagraph, position_y: float, bottom_space: float
) -> BrokenParagraph:
    """The paragraph in one line less or more, if its last line would otherwise begin a page.

    The engine would move one more line to that page and leave this page a line short. That is left
    to it if it costs less.
    """
    setting = current()
    if not isfinite(context.page_bottom - bottom_space):
        return paragraph
    pitch = setting.pitch
    count = len(paragraph.lines)
    here = int((context.page_bottom - bottom_space - position_y + 0.5) // pitch)
    a_page = int((context.page_bottom - setting.top + 0.5) // pitch)
    if not 0 < here < count or a_page < 1 or (count - here) % a_page != 1:
        return paragraph
    for lines in (-1, +1):
        other = in_lines(box, 0, lines)
        if other is not None and other.cost < cost_of_lacking(1):
            box.press_paragraph = other
            return other
    return paragraph


def in_lines(box: Any, first: int, more: int) -> BrokenParagraph | None:
    """The paragraph of `box` with `more` lines than it has; only lines from `first` on are changed.

    The lines before `first` stay as they are, because they stand on another page. The result is
    None if a line would be worse than is bearable, if the paragraph is not stretched or stands in a
    table, or if it has more than `MOST_LINES`.
    """
    paragraph: BrokenParagraph | None = getattr(box, "press_paragraph", None)
    if paragraph is None or not is_justified(box):
        return None
    if box.element_tag in ("td", "th"):  # its row is a whole number of half lines high
        return None
    count = len(paragraph.lines)
    runs = _text_runs(box)
    if not runs or not count - first + more > 0 or count > MOST_LINES:
        return None
    kept = paragraph.breaks[:first]
    lines = count - first + more
    return _broken(box, runs, paragraph.width, box.text_indent, lines, kept)


def _text_runs(box: Any, however_wrapped: bool = False, is_first: bool = True) -> list[Any] | None:
    """The text boxes of a line box in order; None if it contains anything but text, or text that a
    style sheet does not let wrap, unless a line begins with it. Words whose letters join are no
    such beginning: they are set as one, by their ink.

    Boxes out of the flow (the marker of a list) take no room and are left out, and so are a leader
    and what stands after it, which are placed at the end of the line.
    """
    runs: list[Any] = []
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            wraps = however_wrapped or child.style["white_space"] == "normal"
            begins = is_first and not runs and isinstance(box, boxes.InlineBox)
            wraps = wraps or (begins and _stays_whole(child) and not is_joined(child))
            if not wraps and child.text != "\n":
                return None
            if child.text and child.style["font_size"]:
                runs.append(child)
        elif not child.is_in_normal_flow() or is_led_to(child):
            continue
        elif type(child) is boxes.InlineBox and not child.is_leader:
            if any(
                child.style[f"{kind}_{side}"].value
                for kind in ("margin", "padding")
                for side in ("left", "right")
            ):
                return None
            inner = _text_runs(child, however_wrapped, is_first and not runs)
            if inner is None:
                return None
            runs.extend(inner)
        else:
            return None
    return runs


def _stays_whole(run: Any) -> bool:
    """Whether a style sheet lets no line end in a text box."""
    return bool(run.style["white_space"] == "nowrap")


def _broken(
    box: Any,
    runs: Sequence[Any],
    width: float,
    indent: float,
    lines: int | None = None,
    kept: tuple[int, ...] = (),
) -> BrokenParagraph | None:
    """A copy of `box` with a forced line end wherever a line is chosen to end.

    With `lines`, exactly so many lines follow those that end at `kept`; the result is None if a
    line would be worse than is bearable, or if the copy itself has line ends. The chosen lines are
    cached for the same text in the same type and measure, because a sheet is laid out many times.
    """
    setting = current()
    ragged = is_narrow_cell(box, width, _em(runs))
    # The column of a narrow cell is as wide as its widest figure without tracking.
    is_stretched = is_justified(box) and not ragged
    tracking = setting.tracking if is_stretched else 0.0
    is_text = is_stretched and abs(_em(runs) - setting.size) < 0.1
    measure = Measure(width - indent, width, tracking, setting.line_cost if is_text else 0.0)
    type_ = tuple((run.text, run.element_tag, *map(run.style.__getitem__, SHAPING)) for run in runs)
    kind = ParagraphKind(
        ragged or id(box.element) in setting.of_words,
        setting.own_words,
        is_justified(box),
        box.style["text_align_all"] == "center",
    )
    key = (type_, ragged, measure, lines, kept, kind)
    if key not in setting.chosen:
        whole = _measured_text(box, runs, measure, ragged)
        setting.chosen[key] = choose_lines(whole, measure, kind, lines, kept)
        # It is needed again only for another width, and a long document has too many of them.
        box.press_measured = None
    chosen: ChosenLines | None = setting.chosen[key]
    if chosen is None:
        return None
    setting.broken.extend((box.element, text) for text in chosen.torn)
    return BrokenParagraph(
        _copy(box, runs, _with_line_ends(_trimmed([run.text for run in runs]), chosen.breaks)),
        width,
        chosen.lines,
        {},
        chosen.breaks,
        chosen.cost,
        chosen.at_space,
    )


def _em(runs: Sequence[Any]) -> float:
    """The font size of most of a paragraph; the number of a note is smaller."""
    longest = max(runs, key=lambda run: len(run.text))
    return float(longest.style["font_size"])


SHAPING = (
    *("font_family", "font_size", "font_style", "font_stretch", "font_weight", "font_kerning"),
    *(f"font_variant_{what}" for what in ("ligatures", "position", "caps", "numeric")),
    *("font_variant_alternates", "font_variant_east_asian", "font_variation_settings"),
    *("font_feature_settings", "font_language_override", "lang", "direction"),
)
"""The CSS properties on which the widths of characters depend."""


def _measured_text(box: Any, runs: Sequence[Any], measure: Measure, ragged: bool) -> MeasuredText:
    """The characters of a line box, with their widths."""
    text, widths, gaps = _measured(box, runs)
    advances = [advance for advance, _ in widths]
    if out := hanging_out(advances, measure):
        gaps = [*([0] * out), *gaps[out:]]
    return MeasuredText(
        text,
        advances,
        [regained for _, regained in widths],
        _em(runs),
        ragged=ragged,
        gaps=gaps,
        half_ends=current().half_ends and is_justified(box),
    )


def _measured(box: Any, runs: Sequence[Any]) -> tuple[str, list[tuple[float, float]], list[int]]:
    """The text of a line box, the widths of its characters (see `advances`), and for each of them 1
    if white may be put after it, otherwise 0.

    In this text the call of a note is written in raised digits. The result is cached on the box.
    """
    known = getattr(box, "press_measured", None)
    if known is None:
        texts = _trimmed([run.text for run in runs])
        widths: list[tuple[float, float]] = []
        gaps: list[int] = []
        before: Any = None
        for run, text in zip(runs, texts, strict=True):
            if not text:
                continue
            if before is not None and (nearer := brought_nearer(before, run)):
                width, regained = widths[-1]
                widths[-1] = (width - nearer, regained + nearer)
            if is_joined(run):
                widths += advances_of_words(run.style, text)
                gaps += gaps_after(text)
            else:
                widths += advances(run.style, text)
                is_rigid = is_marker(run) or _stays_whole(run)
                gaps += [0] * (len(text) - 1) + [1] if is_rigid else [1] * len(text)
            before = run
        read = (
            CALL * len(text) if is_call(run) else text
            for run, text in zip(runs, texts, strict=True)
        )
        known = box.press_measured = ("".join(read), widths, gaps)
    return known


def is_call(run: Any) -> bool:
    """Whether a text box is the call of a note."""
    return bool((run.element_tag or "").endswith("::footnote-call"))


def inline_line_widths(
    context: Any,
    box: Any,
    outer: bool,
    is_line_start: bool,
    minimum: bool,
    skip_stack: Any = None,
    first_line: bool = False,
) -> Iterator[float]:
    """The widths a table asks for: with `minimum` the widest unbreakable piece, else each whole
    line.

    WeasyPrint finds the minimum by shaping the rest of the text again after every break, which
    takes minutes for a cell of ten thousand characters.
    """
    whole = isinstance(box, boxes.LineBox) and skip_stack is None and not first_line
    runs = _text_runs(box) if whole else None
    if not runs:
        yield from engine_inline_line_widths(
            context, box, outer, is_line_start, minimum, skip_stack, first_line
        )
        return
    text, measured, _ = _measured(box, runs)
    start = 0
    for piece in text.split("\n"):
        widths = [advance for advance, _ in measured[start : start + len(piece)]]
        yield widest_piece(piece, widths) if minimum else sum(widths)
        start += len(piece) + 1


def measured_lines(box: Any) -> list[tuple[str, Sequence[float]]] | None:
    """The text of a line box between forced line ends, each part with the widths of its characters
    in px; None if it contains anything but text."""
    runs = _text_runs(box, however_wrapped=True)
    if runs is None:
        return None
    text, measured, _ = _measured(box, runs)
    widths = [advance for advance, _ in measured]
    return [(text[start:stop], widths[start:stop]) for start, stop in pieces_between_ends(text, 0)]


def _trimmed(texts: Sequence[str]) -> list[str]:
    """The texts without the spaces at the two ends of the whole, which take no room."""
    kept = list(texts)
    for order, strip in (
        (range(len(kept)), str.lstrip),
        (range(len(kept) - 1, -1, -1), str.rstrip),
    ):
        for at in order:
            kept[at] = strip(kept[at], " ")
            if kept[at]:
                break
    return kept


def _with_line_ends(texts: Sequence[str], breaks: Sequence[int]) -> Iterator[str]:
    """The texts with a newline at each place in `breaks`, counted through all texts together.

    A newline replaces the space before it. Between two texts it goes to the end of the first.
    """
    offset = 0
    pending = list(reversed(breaks))
    for text in texts:
        parts: list[str] = []
        start = 0
        while pending and pending[-1] - offset <= len(text):
            at = pending.pop() - offset
            part = text[start:at]
            parts.append(part[:-1] if part.endswith(" ") else part)
            start = at
        parts.append(text[start:])
        yield "\n".join(parts)
        offset += len(text)


def _copy(box: Any, runs: Sequence[Any], texts: Iterator[str]) -> Any:
    """A copy of `box` with all its children, with new texts that the engine does not break."""
    wanted = set(map(id, runs))
    children = []
    for child in box.children:
        if id(child) in wanted:
            text = next(texts)
            if not text:
                continue
            child = child.copy_with_text(text)
            child.style = _unwrapped(child.style)
        elif (
            isinstance(child, boxes.InlineBox)
            and child.is_in_normal_flow()
            and not is_led_to(child)
        ):
            child = _copy(child, runs, texts)
        children.append(child)
    new = box.copy_with_children(children)
    new.style = _unwrapped(box.style)
    return new


def _unwrapped(style: Any) -> Any:
    style = style.copy()
    style["white_space"] = "pre"
    style["text_align_all"] = (
        "start" if style["text_align_all"] == "justify" else style["text_align_all"]
    )
    return style

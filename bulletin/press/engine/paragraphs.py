"""A paragraph's lines: its characters measured, their ends chosen before it is laid out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block as wp_block
from weasyprint.layout import preferred as wp_preferred
from weasyprint.layout.percent import resolve_one_percentage

from bulletin.press.breaks import (
    BEARABLE,
    Breaks,
    Measure,
    MeasuredText,
    choose_breaks,
    widest_piece,
)
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
    spread,
    turn_at_space,
)
from bulletin.press.engine.setting import current
from bulletin.press.engine.shaping import advances, brought_nearer
from bulletin.press.titles import title_breaks

engine_iter_line_boxes = wp_block.iter_line_boxes
engine_inline_line_widths = wp_preferred.inline_line_widths


@dataclass
class BrokenParagraph:
    """A line box whose ends of lines are chosen, and where in it each line starts."""

    box: Any
    width: float
    last_lines: tuple[bool, ...]
    """For each line, whether it ends a paragraph (or stands before a forced line end)."""

    line_after: dict[str, int]
    """Number of the line that starts where the engine resumes, by the place as it writes it."""

    breaks: tuple[int, ...] = ()
    """The characters of its text before which a line ends."""

    worst: float = 0.0
    """How bad its worst line is, in em between characters."""

    at_space: tuple[bool, ...] = ()
    """For each line, whether it ends at a space."""


def iter_line_boxes(
    context: Any,
    box: Any,
    position_y: float,
    bottom_space: float,
    skip_stack: Any,
    containing_block: Any,
    *others: Any,
) -> Iterator[tuple[Any, Any]]:
    """The lines of a line box, each with where the next one resumes."""
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
        yield from lines
        return
    number = first
    for line, resume_at in lines:
        last = paragraph.last_lines[number] if number < len(paragraph.last_lines) else True
        number += 1
        paragraph.line_after[repr(resume_at)] = number
        spread(line, containing_block, last, setting)
        turn_leftward(line)
        if number <= len(paragraph.at_space) and paragraph.at_space[number - 1]:
            turn_at_space(line)
        yield line, resume_at


def _paragraph(box: Any, block: Any, skip_stack: Any, beside_float: bool) -> BrokenParagraph | None:
    """The paragraph made of `box` for this width; None where the engine must break it itself."""
    known: BrokenParagraph | None = getattr(box, "press_paragraph", None)
    if skip_stack is not None:
        return known
    # What a leader leads to may be known only now.
    if known is not None and known.width == block.width and not has_leader(box):
        return known
    runs = None if beside_float else _text_runs(box)
    if not runs or not any(run.text.strip(" ") for run in runs):
        box.press_paragraph = None
        return None
    resolve_one_percentage(box, "text_indent", block.width)
    box.press_paragraph = _broken(box, runs, block.width, box.text_indent)
    return box.press_paragraph  # type: ignore[no-any-return]


def _without_widow(
    context: Any, box: Any, paragraph: BrokenParagraph, position_y: float, bottom_space: float
) -> BrokenParagraph:
    """The paragraph in one line less or more, where else its last line would begin a page.

    The engine would take a line over with it and leave the page a line short.
    """
    setting = current()
    if not isfinite(context.page_bottom - bottom_space):
        return paragraph
    pitch = setting.pitch
    count = len(paragraph.last_lines)
    here = int((context.page_bottom - bottom_space - position_y + 0.5) // pitch)
    a_page = int((context.page_bottom - setting.top + 0.5) // pitch)
    if not 0 < here < count or a_page < 1 or (count - here) % a_page != 1:
        return paragraph
    for lines in (-1, +1):
        other = in_lines(box, 0, lines)
        if other is not None:
            box.press_paragraph = other
            return other
    return paragraph


MOST_LINES = 100
"""Lines of the longest paragraph that is broken anew for a page's sake; time grows with it."""


def in_lines(box: Any, first: int, more: int, bearable: float = BEARABLE) -> BrokenParagraph | None:
    """The paragraph made of `box` in `more` lines than it has, from its line `first` on.

    The lines before stay as they are, for they stand on another page. None where a line would be
    worse than `bearable`, and for a paragraph that is not set flush or has more than `MOST_LINES`.
    """
    paragraph: BrokenParagraph | None = getattr(box, "press_paragraph", None)
    if paragraph is None or not is_justified(box):
        return None
    count = len(paragraph.last_lines)
    runs = _text_runs(box)
    if not runs or not count - first + more > 0 or count > MOST_LINES:
        return None
    kept = paragraph.breaks[:first]
    lines = count - first + more
    return _broken(box, runs, paragraph.width, box.text_indent, lines, bearable, kept)


def _text_runs(box: Any) -> list[Any] | None:
    """The text boxes of a line box in order; None when it holds more than text.

    Out-of-flow boxes (a list's marker) take no room and are passed over, and so is what a leader
    leads to: it stands beyond the line's end.
    """
    runs: list[Any] = []
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            if child.style["white_space"] != "normal" and child.text != "\n":
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
            inner = _text_runs(child)
            if inner is None:
                return None
            runs.extend(inner)
        else:
            return None
    return runs


class _ChosenLines(NamedTuple):
    """How a paragraph is divided, whatever boxes it is made of (see `BrokenParagraph`)."""

    breaks: tuple[int, ...]
    last_lines: tuple[bool, ...]
    at_space: tuple[bool, ...]
    worst: float
    torn: tuple[str, ...]
    """What stands before each break inside a piece that is not to be broken."""


def _broken(
    box: Any,
    runs: Sequence[Any],
    width: float,
    indent: float,
    lines: int | None = None,
    bearable: float = BEARABLE,
    kept: tuple[int, ...] = (),
) -> BrokenParagraph | None:
    """`box` with a forced line end wherever a line is chosen to end.

    With `lines`, in so many after those that end at `kept`; None if it has forced line ends of its
    own, or if a line would be worse than `bearable`. Lines once chosen for the same text in the
    same type and measure are not chosen anew, however often the sheet is laid out.
    """
    setting = current()
    measure = Measure(width - indent, width, setting.tracking if is_justified(box) else 0.0)
    type_ = tuple((run.text, run.element_tag, *map(run.style.__getitem__, SHAPING)) for run in runs)
    key = (type_, box.style["text_align_all"], measure, lines, bearable, kept)
    if key not in setting.chosen:
        setting.chosen[key] = _chosen(box, runs, measure, lines, bearable, kept)
    chosen: _ChosenLines | None = setting.chosen[key]
    if chosen is None:
        return None
    setting.broken.extend((box.element, text) for text in chosen.torn)
    return BrokenParagraph(
        _copy(box, runs, _with_line_ends(_trimmed([run.text for run in runs]), chosen.breaks)),
        width,
        chosen.last_lines,
        {},
        chosen.breaks,
        chosen.worst,
        chosen.at_space,
    )


SHAPING = (
    *("font_family", "font_size", "font_style", "font_stretch", "font_weight", "font_kerning"),
    *(f"font_variant_{what}" for what in ("ligatures", "position", "caps", "numeric")),
    *("font_variant_alternates", "font_variant_east_asian", "font_variation_settings"),
    *("font_feature_settings", "font_language_override", "lang", "direction"),
)
"""The properties that the widths of characters depend on."""


def _chosen(
    box: Any,
    runs: Sequence[Any],
    measure: Measure,
    lines: int | None,
    bearable: float,
    kept: tuple[int, ...],
) -> _ChosenLines | None:
    """How a line box is best divided (see `_broken`)."""
    text, measured, gaps = _measured(box, runs)
    em = runs[0].style["font_size"]
    if lines and "\n" in text:
        return None
    breaks: list[int] = list(kept)
    last_lines: list[bool] = [False] * len(kept)
    at_space = [text[at - 1] == " " for at in kept]
    torn: list[str] = []
    start, room, worst = (kept[-1], measure.rest, 0.0) if kept else (0, measure.first, 0.0)
    for piece in text[start:].split("\n"):
        stop = start + len(piece)
        advances = [advance for advance, _ in measured[start:stop]]
        regained = [regained for _, regained in measured[start:stop]]
        chosen = _balanced(box, piece, advances, measure.rest) or choose_breaks(
            MeasuredText(piece, advances, regained, em, gaps[start:stop]),
            replace(measure, first=room),
            lines,
            bearable,
        )
        if chosen is None:
            return None
        worst = max(worst, chosen.worst)
        breaks.extend(start + at for at in chosen.places)
        last_lines.extend([False] * len(chosen.places) + [True])
        at_space.extend([text[start + at - 1] == " " for at in chosen.places] + [False])
        torn.extend(text[max(start, start + at - 12) : start + at] for at in chosen.forced)
        start, room = stop + 1, measure.rest
    # Wanted again only for another width; a long document holds too many of them.
    box.press_measured = None
    return _ChosenLines(tuple(breaks), tuple(last_lines), tuple(at_space), worst, tuple(torn))


def _balanced(box: Any, text: str, advances: Sequence[float], width: float) -> Breaks | None:
    """The breaks of a centred text of more lines than one; None for any other text."""
    if box.style["text_align_all"] != "center":
        return None
    places = title_breaks(text, advances, width)
    return Breaks(places, ()) if places else None


def _measured(box: Any, runs: Sequence[Any]) -> tuple[str, list[tuple[float, float]], list[int]]:
    """The text of a line box as its lines are chosen by, and its characters' widths and whether
    white may be put after each.

    In the text the call of a note stands in raised digits. Measured once.
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
                gaps += [1] * len(text)
            before = run
        read = (
            CALL * len(text) if is_call(run) else text
            for run, text in zip(runs, texts, strict=True)
        )
        known = box.press_measured = ("".join(read), widths, gaps)
    return known


CALL = "¹"
"""What stands for each character of a note's call where the ends of lines are chosen."""


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
    """The widths a table asks for: of the widest unbreakable piece, or of the whole text.

    WeasyPrint finds the least by shaping what is left of the text after every break, which takes
    minutes for a cell of ten thousand characters.
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


def _trimmed(texts: Sequence[str]) -> list[str]:
    """The texts without the spaces at both ends of their sum, which take no room."""
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
    """The texts with a newline before each place of their sum in `breaks`.

    A newline stands for the space it follows, and at the end of a text rather than at the
    beginning of the next.
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
    """`box` and what it holds, with other texts and no line break of the engine's own."""
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

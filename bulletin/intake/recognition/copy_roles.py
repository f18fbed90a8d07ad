"""What the rows of a document from anywhere are: the roles, in the order in which they are tried.

Each role is a function of a row, its neighbours and the habits of the document, and of nothing
else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bulletin.diagnostics import Diagnostic, Severity, warning
from bulletin.intake.accounting import shortened
from bulletin.intake.passage import ReceivedPassage
from bulletin.intake.received import Grid, ReceivedDocument, ReceivedLine, Run
from bulletin.intake.recognition.grids import table_of
from bulletin.intake.recognition.headings import (
    LONGEST_HEADING,
    RUN_IN_RANK,
    Adoption,
    first_end,
    is_pictures,
    likely_headings,
    own_line_rank,
    run_in,
    stopless,
    with_stops_in_bold,
)
from bulletin.intake.recognition.illustrations import (
    caption_in,
    captioned_pictures,
    figures_of,
    may_be_caption,
    pictures_inside,
)
from bulletin.intake.recognition.inlines import inlines_of
from bulletin.intake.recognition.items import lists_of, may_be_item
from bulletin.intake.recognition.role import (
    CopyPiece,
    RankedHeading,
    Recognised,
    Role,
    StandingRow,
    line_at,
)
from bulletin.markdown import run_in_places, run_ins
from bulletin.model import Inline, Paragraph, Strong, Text, plain
from bulletin.source import Source, Span


def table(place: StandingRow) -> Recognised | None:
    """A grid; the pictures in its cells stand below it."""
    if not isinstance(place.row, Grid):
        return None
    read = table_of(place.row, place.document, bold=_means_bold(place), own=False)
    figures, told = pictures_inside(read.lines, place.document, "表格里，移到表格后面")
    made = (read.table,) if read.table else ()
    return Recognised((*made, *figures), told=(*read.told, *told))


def pictured_grid(place: StandingRow) -> Recognised | None:
    """A grid that sets nothing but pictures and their captions beside each other."""
    shown = tuple(captioned_pictures(place.row)) if isinstance(place.row, Grid) else ()
    if not shown:
        return None
    made = [figures_of(line, caption, place.document) for line, caption in shown]
    figures = tuple(figure for each, _ in made for figure in each)
    return Recognised(figures, told=tuple(told for _, each in made for told in each))


def pictures_alone(place: StandingRow) -> Recognised | None:
    """A line of pictures, with the caption below it."""
    line = line_at(place)
    if line is None or not is_pictures(line):
        return None
    caption = caption_in(place.following, place.habits.look)
    after = place.rows[place.at + 2 : place.at + 3]
    if place.habits.captions_above and after and is_pictures(after[0]):
        caption = None
    doubtful = may_be_caption(place.following) or may_be_caption(place.above)
    figures, told = figures_of(line, caption, place.document, doubtful)
    return Recognised(figures, 1 + (caption is not None), told)


def captioned_below(place: StandingRow) -> Recognised | None:
    """A line of pictures below its caption, where captions stand above."""
    line = caption_in(place.row, place.habits.look) if place.habits.captions_above else None
    shown = place.following
    if line is None or not isinstance(shown, ReceivedLine) or not is_pictures(shown):
        return None
    figures, told = figures_of(shown, line, place.document)
    return Recognised(figures, 2, told)


def bulleted(place: StandingRow) -> Recognised | None:
    """Items with bullets, one after another, with the numbered ones inside them."""
    first = line_at(place)
    if first is None or not first.bullet:
        return None

    def belongs(line: ReceivedLine) -> bool:
        return line.bullet or (line.depth > first.depth and _is_plain_item(line, place))

    return _listed(place, list(place.lines_while(belongs)))


def numbered(place: StandingRow) -> Recognised | None:
    """Short items that the document itself numbers, two or more, and none of them marked; bullets
    may stand inside them."""
    first = line_at(place)
    if first is None or not first.depth or first.bullet:
        return None

    def belongs(line: ReceivedLine) -> bool:
        return line.depth > 0 and (not line.bullet or line.depth > first.depth)

    lines = list(place.lines_while(belongs))
    items = [line for line in lines if not line.bullet]
    if len(lines) < 2 or not all(_is_plain_item(line, place) for line in items):
        return None
    return _listed(place, lines)


def _is_plain_item(line: ReceivedLine, place: StandingRow) -> bool:
    """Whether a numbered line is an item and no heading."""
    return may_be_item(line) and not (line.level or place.habits.look.marks_all(line))


def _listed(place: StandingRow, lines: Sequence[ReceivedLine]) -> Recognised:
    lists = lists_of(lines, place.document, lambda each: each.depth, bold=_means_bold(place))
    made = tuple(lists)
    figures, told = pictures_inside(lines, place.document)
    return Recognised((*made, *figures), len(lines), told)


def own_line_heading(place: StandingRow) -> Recognised | None:
    """A heading that fills its line."""
    line = line_at(place)
    if line is None:
        return None
    rank = own_line_rank(line, place.above, place.following, place.habits)
    if not rank:
        return None
    shown = bool(line.level) or place.habits.look.marks_all(line)
    heading = _heading(rank, line.runs, place.document, is_shown=shown)
    figures, told = pictures_inside([line], place.document)
    return Recognised((heading, *figures), told=told)


def run_in_heading(place: StandingRow) -> Recognised | None:
    """A heading that its text follows on the same line."""
    line = line_at(place)
    if line is None:
        return None
    passage, stops = with_stops_in_bold(ReceivedPassage(line.runs))
    found = run_in(passage.runs, place.habits)
    if found is None:
        return None
    head, rest = passage.parted(found.length)
    shown = all(place.habits.look.marks(run) for run in head.runs if run.text.strip())
    heading = _heading(
        found.rank, head.runs, place.document, is_shown=shown, is_guessed=found.is_guessed
    )
    below = _text(rest, line, place)
    told = (*_told_of_stops(stops, place.document.source), *below.told)
    return replace(below, pieces=(heading, *below.pieces), told=told)


def text(place: StandingRow) -> Recognised | None:
    """A paragraph, divided before each bold sentence that is a heading."""
    line = line_at(place)
    if line is None:
        return None
    passage, stops = with_stops_in_bold(ReceivedPassage(line.runs))
    told = list(_told_of_stops(stops, place.document.source))
    if head := stopless(passage.runs, place.habits.look):
        words = passage.text.lstrip()[: head.end - head.start]
        message = f"段首的粗体“{shortened(words)}”没有句号，没有当作小标题"
        hint = "是小标题就在粗体末尾加上 。"
        told.append(warning("D215", place.document.source, head, message, hint))
    below = _text(passage, line, place)
    return replace(below, told=(*told, *below.told))


ROLES: tuple[Role, ...] = (
    pictured_grid,
    table,
    pictures_alone,
    captioned_below,
    bulleted,
    numbered,
    own_line_heading,
    run_in_heading,
    text,
)
"""In the order in which they are tried; the last takes any line."""


# -- Text ------------------------------------------------------------------------------------------


def _text(passage: ReceivedPassage, line: ReceivedLine, place: StandingRow) -> Recognised:
    """The text of a line, with the headings inside it, and its pictures after it."""
    adoption = place.habits.adoption
    suggested: list[tuple[str, Span]] = []
    if adoption is not Adoption.BY_HABIT:
        for span in likely_headings(passage.text, passage.bold_stretches()):
            if adoption is Adoption.ADOPTED:
                passage = passage.emboldened(span)
            else:
                words = passage.text[span.start : span.end - 1]
                suggested.append((words, passage.span(*span)))
    children = inlines_of(passage.runs, place.document, bold=_means_bold(place))
    children, told = _settled(children, line, place.document.source)
    figures, more = pictures_inside([line], place.document)
    pieces = (*_paragraphs(children, line), *figures)
    return Recognised(pieces, told=(*told, *more), suggested=tuple(suggested))


def _paragraphs(children: tuple[Inline, ...], line: ReceivedLine) -> Iterator[CopyPiece]:
    if not children:
        return
    for heading, rest in run_ins(Paragraph(children, line.span)):
        if heading is not None:
            yield _stopped(RankedHeading(RUN_IN_RANK, heading.children, heading.span))
        if rest:
            yield Paragraph(rest, line.span)


def _settled(
    children: tuple[Inline, ...], line: ReceivedLine, source: Source
) -> tuple[tuple[Inline, ...], tuple[Diagnostic, ...]]:
    """The inlines; bold words that are too long for a heading become plain (D216)."""
    found: list[Inline] = []
    told: list[Diagnostic] = []
    heads = frozenset(run_in_places(children))
    for at, child in enumerate(children):
        words = plain((child,))
        long = len(words) > LONGEST_HEADING or first_end(words.rstrip("。！？…”’"))
        if isinstance(child, Strong) and long and at in heads:
            message = f"整句的粗体“{shortened(words)}”太长，不像小标题，改为不粗"
            told.append(Diagnostic("D216", Severity.INFO, source, line.span, message))
            found += child.children
        else:
            found.append(child)
    return tuple(found), tuple(told)


def _told_of_stops(stops: Sequence[Span], source: Source) -> Iterator[Diagnostic]:
    for at in stops:
        message = "小标题的句号在粗体之外，并进去了"
        yield Diagnostic("D345", Severity.INFO, source, at, message)


# -- Headings --------------------------------------------------------------------------------------


def _heading(
    rank: int,
    runs: Sequence[Run],
    document: ReceivedDocument,
    *,
    is_shown: bool,
    is_guessed: bool = False,
) -> RankedHeading:
    children = inlines_of(runs, document, bold=False)
    return _stopped(
        RankedHeading(rank, children, runs[0].span, is_shown=is_shown, is_guessed=is_guessed)
    )


def _stopped(heading: RankedHeading) -> RankedHeading:
    """A heading without the 。 that ends it."""
    last = heading.children[-1] if heading.children else None
    if not isinstance(last, Text) or not last.text.rstrip().endswith("。"):
        return heading
    words = last.text.rstrip()[:-1]
    at = last.span.start + len(words)
    kept = heading.children[:-1]
    if words:
        kept = (*kept, Text(words, Span(last.span.start, at)))
    return replace(heading, children=kept, stop=Span(at, at + 1))


def _means_bold(place: StandingRow) -> bool:
    """Whether bold means anything in the document."""
    return not place.habits.look.bold

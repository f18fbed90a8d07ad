"""What the rows of our own export are, by the styles it is written in (`bulletin.own_styles`).

Nothing is guessed and nothing is mended: the document says what it was exported from, or what
somebody changed in Word. A paragraph in any other style is copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bulletin import own_styles
from bulletin.intake.passage import ReceivedPassage
from bulletin.intake.received import Grid, ReceivedLine, Run
from bulletin.intake.recognition.grids import table_of
from bulletin.intake.recognition.inlines import inlines_of
from bulletin.intake.recognition.items import BLANKS, lists_of
from bulletin.intake.recognition.role import (
    AttachmentTitle,
    CopyPiece,
    RankedHeading,
    Recognised,
    Role,
    StandingRow,
    line_at,
)
from bulletin.model import Figure, Inline, Paragraph, Quotation
from bulletin.patterns import pattern_of
from bulletin.source import Span

_ATTACHMENT = pattern_of(r"\s*附件\s*[0-9]*\s*")


def own_table(place: StandingRow) -> Recognised | None:
    """A grid."""
    if not isinstance(place.row, Grid):
        return None
    read = table_of(place.row, place.document, bold=True, own=True)
    return Recognised((read.table,) if read.table else (), told=read.told)


def attachment_label(place: StandingRow) -> Recognised | None:
    """附件1 on a line above the title of the attachment."""
    line = line_at(place)
    if line is None or line.style != own_styles.ATTACHMENT_LABEL:
        return None
    return Recognised((), used=(line.span,)) if _ATTACHMENT.fullmatch(line.text) else None


def attachment_title(place: StandingRow) -> Recognised | None:
    """The title that an attachment begins with; line ends only divide it."""
    line = line_at(place)
    if line is None or line.style != own_styles.ATTACHMENT_TITLE:
        return None
    runs = [replace(run, text=run.text.replace("\n", "")) for run in _trimmed(line.runs)]
    return Recognised((AttachmentTitle(_plain(runs, place), line.span),))


def styled_heading(place: StandingRow) -> Recognised | None:
    """A heading on its own line, by our style or by Word's."""
    line = line_at(place)
    level = _own_line_level(line) if line else 0
    if line is None or not level:
        return None
    return Recognised((RankedHeading(level, _plain(_trimmed(line.runs), place), line.span),))


def items(place: StandingRow) -> Recognised | None:
    """Items, and the further paragraphs of items."""
    lines = list(place.lines_while(lambda each: _depth(each) > 0))
    if not lines:
        return None
    return Recognised(tuple(lists_of(lines, place.document, _depth, bold=True)), len(lines))


def quotation(place: StandingRow) -> Recognised | None:
    """A quotation: its first paragraph, and the others."""
    line = line_at(place)
    styles = (own_styles.QUOTATION, own_styles.QUOTATION_MORE)
    if line is None or line.style not in styles:
        return None
    below = replace(place, at=place.at + 1)
    lines = [line, *below.lines_while(lambda each: each.style == own_styles.QUOTATION_MORE)]
    paragraphs = tuple(
        Paragraph(words, each.span)
        for each in lines
        if (words := inlines_of(_trimmed(each.runs), place.document))
    )
    pieces: list[CopyPiece] = [Quotation(paragraphs, paragraphs[0].span)] if paragraphs else []
    pieces += _figures([run for each in lines for run in each.runs], place)
    return _captioned(pieces, place, len(lines))


def copy(place: StandingRow) -> Recognised | None:
    """Any other line: text, headings that run into it, and pictures with a caption."""
    line = line_at(place)
    if line is None:
        return None
    pieces: list[CopyPiece] = []
    stops: list[Span] = []
    for level, runs in _stretches(_trimmed(line.runs)):
        if level:
            pieces.append(RankedHeading(level, _plain(_without_stop(runs), place), runs[0].span))
            stops.append(runs[-1].span)
            continue
        if words := inlines_of(_trimmed(runs), place.document):
            pieces.append(Paragraph(words, line.span))
        pieces += _figures(runs, place)
    return replace(_captioned(pieces, place, 1), used=tuple(stops))


OWN_ROLES: tuple[Role, ...] = (
    own_table,
    attachment_label,
    attachment_title,
    styled_heading,
    items,
    quotation,
    copy,
)
"""In the order in which they are tried; the last takes any line."""


def _own_line_level(line: ReceivedLine) -> int:
    """The level of a heading on its own line; 0 for none."""
    if line.style in own_styles.OWN_LINE_LEVELS:
        return 2 + own_styles.OWN_LINE_LEVELS.index(line.style)
    return min(max(line.level, 2), 6) if line.level and line.style.startswith("标题 ") else 0


def _depth(line: ReceivedLine) -> int:
    """How deep the list is that a line is in; 0 outside lists."""
    if line.style in own_styles.ITEM_MORE:
        return 1 + own_styles.ITEM_MORE.index(line.style)
    return line.depth


def _figures(runs: Sequence[Run], place: StandingRow) -> Iterator[Figure]:
    """The pictures among some runs."""
    for run in runs:
        if run.picture is not None:
            alternative = place.document.pictures[run.picture - 1].alternative.strip()
            yield Figure(f"{run.picture}", alternative, "", run.span)


def _captioned(pieces: Sequence[CopyPiece], place: StandingRow, length: int) -> Recognised:
    """What `length` rows are; with the row below, if they end with a picture and that is its
    caption."""
    at = place.at + length
    row = place.rows[at] if at < len(place.rows) else None
    last = pieces[-1] if pieces else None
    if not isinstance(last, Figure) or not isinstance(row, ReceivedLine):
        return Recognised(tuple(pieces), length)
    calls = any(run.picture or run.footnote or run.address for run in row.runs)
    if row.style != own_styles.CAPTION or calls:
        return Recognised(tuple(pieces), length)
    caption = row.text.replace("\n", " ").strip()
    figure = replace(last, caption=caption, span=row.span)
    return Recognised((*pieces[:-1], figure), length + 1)


def _stretches(runs: Sequence[Run]) -> Iterator[tuple[int, list[Run]]]:
    """Headings, with their levels, and the copy between them; a bold call does not end a
    heading."""
    level, stretch = 0, list[Run]()
    for run in runs:
        goes_on = run.footnote is not None and run.bold
        now = level if goes_on else _level(run)
        if now != level and stretch:
            yield level, stretch
            stretch = []
        level = now
        stretch.append(run)
    if stretch:
        yield level, stretch


def _level(run: Run) -> int:
    """The level of the heading that a run is part of; 0 for copy."""
    found = run.style in own_styles.RUN_IN_LEVELS
    return 2 + own_styles.RUN_IN_LEVELS.index(run.style) if found else 0


def _without_stop(runs: list[Run]) -> list[Run]:
    """A heading's runs without the 。 that ends it."""
    last = runs[-1]
    if not last.text.endswith("。"):
        return runs
    return [*runs[:-1], replace(last, text=last.text[:-1])]


def _trimmed(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Without blanks at the ends, which only indent or were left behind; line breaks stay."""
    return ReceivedPassage(tuple(runs)).trimmed(BLANKS).runs


def _plain(runs: Sequence[Run], place: StandingRow) -> tuple[Inline, ...]:
    """A heading, which is bold by its style."""
    return inlines_of(runs, place.document, bold=False)

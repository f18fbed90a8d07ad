"""Pictures with their captions and with what is said to be on them.

A figure's path is its picture's number in the document.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import zip_longest

from bulletin.diagnostics import Diagnostic, Severity, warning
from bulletin.intake.accounting import shortened
from bulletin.intake.received import (
    Grid,
    LineOrTable,
    ReceivedDocument,
    ReceivedLine,
    lines_of,
)
from bulletin.intake.recognition.headings import CAPTION, is_pictures
from bulletin.intake.running_text import RunningText
from bulletin.markdown import SENTENCE_ENDS
from bulletin.model import Figure
from bulletin.numbering import number_of
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

LONGEST_CAPTION = 45
"""Characters; a longer line below a picture is text."""

_SAYS_WHAT_IS_SHOWN = pattern_of(
    r"[（(]?[上下左右]?图(?:为|[：:])|[^。；]+[（(][^（()）]{2,12}(?:摄|供图|摄影)[）)]\Z"
)
"""图为党员大会现场。, 左图：培训现场, 走访茶农（张三 摄）."""

_WORDLESS = pattern_of(
    r"(?:图片|图像|图形|picture|image|img|dsc|mmexport|wx)?[ _\-0-9.]*(?:\.\w+)?", re.I
)
"""Names that programs and cameras give to pictures; they say nothing about them."""


def caption_in(row: LineOrTable | None, look: RunningText) -> ReceivedLine | None:
    """The row, if it is the caption of the picture beside it: numbered, smaller than the text and
    in the middle, or in words that only a caption has."""
    small = isinstance(row, ReceivedLine) and 0 < row.size < look.size and row.alignment == "center"
    return row if isinstance(row, ReceivedLine) and _is_caption(row, small=small) else None


def may_be_caption(row: LineOrTable | None) -> str:
    """The words of a line in the middle, as large as the text, that only its place shows to be
    perhaps a caption; empty for any other row."""
    if not isinstance(row, ReceivedLine) or row.alignment != "center" or row.level:
        return ""
    text = row.text.strip()
    ended = text.endswith(tuple(SENTENCE_ENDS)) or number_of(text)
    return "" if ended or len(text) > LONGEST_CAPTION or _has_picture(row) else text


def captioned_pictures(grid: Grid) -> Iterator[tuple[ReceivedLine, ReceivedLine | None]]:
    """The lines of pictures in a table that only sets pictures beside each other, each with its
    caption, which stands in its cell or in the one below; none for any other table."""
    cells = [[tuple(lines_of(cell.lines)) for cell in row] for row in grid.rows]
    lines = [line for row in cells for cell in row for line in cell]
    shown = [line for line in lines if is_pictures(line)]
    words = [line for line in lines if line.text.strip()]
    if not shown or len(words) > len(shown) or not all(map(_may_stand_below, words)):
        return
    under_each: list[list[tuple[ReceivedLine, ...]]] = [*cells[1:], []]
    for row, below in zip(cells, under_each, strict=True):
        for cell, under in zip_longest(row, below, fillvalue=()):
            free = () if any(map(is_pictures, under)) else under
            named = next((line for line in (*cell, *free) if line.text.strip()), None)
            for line in filter(is_pictures, cell):
                yield line, named


def _may_stand_below(line: ReceivedLine) -> bool:
    text = line.text.strip()
    return len(text) <= LONGEST_CAPTION and not text.endswith("。") and not _has_picture(line)


def captions_above(rows: Sequence[LineOrTable], look: RunningText) -> bool:
    """Whether captions stand above their pictures: more pictures have one there than below."""
    shown = [at for at, row in enumerate(rows) if is_pictures(row)]
    above = sum(at > 0 and caption_in(rows[at - 1], look) is not None for at in shown)
    below = sum(caption_in(row, look) is not None for at in shown for row in rows[at + 1 : at + 2])
    return above > below


def lone_captions(rows: Sequence[LineOrTable], source: Source) -> Iterator[Diagnostic]:
    """D535: lines that only a caption is, 图1 会场, with no picture beside them."""
    for at, row in enumerate(rows):
        if not isinstance(row, ReceivedLine) or not _is_caption(row, small=False):
            continue
        beside = rows[max(at - 1, 0) : at + 2]
        if CAPTION.match(row.text.strip()) and not row.text.lstrip().startswith("图"):
            continue
        if not any(isinstance(each, Grid) or _has_picture(each) for each in beside):
            message = f"“{shortened(row.text.strip())}”像是图题，上下没有图片"
            hint = "向对方要这张图；不用图就删去这一行"
            yield warning("D535", source, row.span, message, hint)


def _has_picture(row: LineOrTable) -> bool:
    return any(run.picture is not None for line in lines_of((row,)) for run in line.runs)


def _is_caption(row: ReceivedLine, *, small: bool) -> bool:
    text = row.text.strip()
    if not text or len(row.text) > LONGEST_CAPTION or _has_picture(row):
        return False
    counted = CAPTION.match(text) is not None and not text.endswith(tuple(SENTENCE_ENDS))
    return small or counted or _SAYS_WHAT_IS_SHOWN.match(text) is not None


def figures_of(
    line: ReceivedLine,
    caption: ReceivedLine | None,
    document: ReceivedDocument,
    doubtful: str = "",
) -> tuple[tuple[Figure, ...], tuple[Diagnostic, ...]]:
    """The pictures of a line, the last with the caption; D217 says which say nothing, and of a
    `doubtful` line beside them that may be the caption."""
    numbers = [run.picture for run in line.runs if run.picture is not None]
    made = [
        figure_of(number, line.span, caption if number == numbers[-1] else None, document, doubtful)
        for number in numbers
    ]
    return tuple(figure for figure, _ in made), tuple(each for _, told in made for each in told)


def figure_of(
    number: int,
    span: Span,
    caption: ReceivedLine | None,
    document: ReceivedDocument,
    doubtful: str = "",
) -> tuple[Figure, tuple[Diagnostic, ...]]:
    """A picture, and what is reported of it.

    What it shows is what the document says, otherwise its caption, otherwise a gap to fill in.
    """
    said = caption.text.strip().replace("\n", " ") if caption else ""
    alternative = document.pictures[number - 1].alternative.strip()
    alternative = said if _WORDLESS.fullmatch(alternative) else alternative
    told: tuple[Diagnostic, ...] = ()
    if not alternative:
        alternative = f"图片{number}"
        message = f"第 {number} 张图片没有图题"
        hint = "写上图题，并把 [ ] 里改成图上是什么"
        if doubtful:
            hint = f"旁边的“{shortened(doubtful)}”是图题的，移作图题，并写进 [ ]"
        told = (warning("D217", document.source, span, message, hint),)
    return Figure(f"{number}", alternative, said, caption.span if caption else span), told


def pictures_inside(
    lines: Iterable[ReceivedLine],
    document: ReceivedDocument,
    moved: str = "文字里，移到这一段后面",
) -> tuple[tuple[Figure, ...], tuple[Diagnostic, ...]]:
    """The pictures inside lines of text, which are placed after them."""
    found: list[Figure] = []
    told: list[Diagnostic] = []
    for line in lines:
        for run in line.runs:
            if run.picture is not None:
                message = f"第 {run.picture} 张图片夹在{moved}"
                place = (document.source, line.span)
                told.append(Diagnostic("D217", Severity.INFO, *place, message))
                figure, more = figure_of(run.picture, line.span, None, document)
                found.append(figure)
                told += more
    return tuple(found), tuple(told)


def strays(
    document: ReceivedDocument, placed: Container[int]
) -> Iterator[tuple[Figure | None, tuple[Diagnostic, ...]]]:
    """The pictures that are not `placed`: they stand in a title, a line of credits or a note."""
    source = document.source
    running = {run.picture for line in document.running for run in line.runs}
    for number, picture in enumerate(document.pictures, start=1):
        if number in placed or number in document.elsewhere:
            continue
        if number in running:
            message, hint = f"页眉页脚的图片（第 {number} 张）没有排入", "要用就另存，放进稿件"
            yield None, (warning("D205", source, picture.span, message, hint),)
            continue
        message = f"第 {number} 张图片不在正文的段落里，移到文末"
        moved = warning("D217", source, picture.span, message, "移到该放的段落")
        figure, told = figure_of(number, picture.span, None, document)
        yield figure, (moved, *told)

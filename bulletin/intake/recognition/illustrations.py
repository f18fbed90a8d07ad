"""Pictures with their captions and with what is said to be on them.

A figure's path is its picture's number in the document.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from bulletin.diagnostics import Diagnostic, Severity, warning
from bulletin.intake.received import LineOrTable, ReceivedDocument, ReceivedLine
from bulletin.intake.recognition.headings import CAPTION
from bulletin.intake.running_text import RunningText
from bulletin.markdown import SENTENCE_ENDS
from bulletin.model import Figure
from bulletin.patterns import pattern_of
from bulletin.source import Span

LONGEST_CAPTION = 45
"""Characters; a longer line below a picture is text."""

_SAYS_WHAT_IS_SHOWN = pattern_of(
    r"[上下左右]?图(?:为|[：:])|[^。；]+[（(][^（()）]{2,12}(?:摄|供图|摄影)[）)]\Z"
)
"""图为党员大会现场。, 左图：培训现场, 走访茶农（张三 摄）."""

_WORDLESS = pattern_of(
    r"(?:图片|图像|图形|picture|image|img|dsc|mmexport|wx)?[ _\-0-9.]*(?:\.\w+)?", re.I
)
"""Names that programs and cameras give to pictures; they say nothing about them."""


def caption_in(row: LineOrTable | None, look: RunningText) -> ReceivedLine | None:
    """The row, if it is the caption of the picture above it: numbered, smaller than the text and
    in the middle, or in words that only a caption has."""
    if not isinstance(row, ReceivedLine) or len(row.text) > LONGEST_CAPTION:
        return None
    if any(run.picture is not None for run in row.runs) or not row.text.strip():
        return None
    small = 0 < row.size < look.size and row.alignment == "center"
    text = row.text.strip()
    counted = CAPTION.match(text) and not text.endswith(tuple(SENTENCE_ENDS))
    return row if small or counted or _SAYS_WHAT_IS_SHOWN.match(text) else None


def figures_of(
    line: ReceivedLine, caption: ReceivedLine | None, document: ReceivedDocument
) -> tuple[tuple[Figure, ...], tuple[Diagnostic, ...]]:
    """The pictures of a line, the last with the caption; D217 tells which say nothing."""
    numbers = [run.picture for run in line.runs if run.picture is not None]
    made = [
        figure_of(number, line.span, caption if number == numbers[-1] else None, document)
        for number in numbers
    ]
    return tuple(figure for figure, _ in made), tuple(each for _, told in made for each in told)


def figure_of(
    number: int, span: Span, caption: ReceivedLine | None, document: ReceivedDocument
) -> tuple[Figure, tuple[Diagnostic, ...]]:
    """A picture, and what is told of it.

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
        told = (warning("D217", document.source, span, message, hint),)
    return Figure(f"{number}", alternative, said, caption.span if caption else span), told


def beside(
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

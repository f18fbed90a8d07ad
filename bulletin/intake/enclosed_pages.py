"""Attachments in a received document: pages that begin with 附件1 and a title (GB/T 9704-2012
7.3.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bulletin.diagnostics import Diagnostic, warning
from bulletin.intake.furniture import role_below
from bulletin.intake.received import LineOrTable, ReceivedLine
from bulletin.markdown import (
    AttachmentLabel,
    is_left_out,
    is_nothing,
    label_in,
    may_be_in_title,
    may_be_title,
    name_after_strange_label,
    reads_as_sentence,
    said_left_out,
    title_lines,
)
from bulletin.misplaced import is_contact
from bulletin.numbering import number_of
from bulletin.source import Source, Span

LONGEST_ATTACHMENT_NAME = 60
"""Characters of a line that can be the title of an attachment."""

LONGEST_LINE_OF_A_LIST = 30
"""Characters of a line without an end mark that may stand below a list of attachments."""


@dataclass(frozen=True, slots=True)
class AttachmentStart:
    """The lines that an attachment begins with."""

    label: ReceivedLine
    number: int | None
    title: tuple[ReceivedLine, ...]
    """The lines of the title; the label's own if the title stands behind it."""

    name_at: int
    """Where the title begins in its first line."""

    length: int
    """How many of the document's parts these lines are."""

    below: tuple[ReceivedLine, ...] = ()
    """Short lines below the title of which only the author knows whether they belong to it."""


def attachment_at(parts: Sequence[LineOrTable], at: int) -> AttachmentStart | None:
    """The attachment that begins at a place of a document; None if none does.

    附件1 stands alone on its line, above a title; or 附件1：标题 has a page break before it, or
    text below it that no list of attachments has. Something has to follow, and something stand
    above.
    """
    line = parts[at]
    if at == 0 or not isinstance(line, ReceivedLine) or line.depth:
        return None
    label = label_in(line.text)
    if label is None:
        return None
    if not label.bare:
        return _named(parts, at, line, label)
    below = at + 1
    while below < len(parts) and _is_empty(parts[below]):
        below += 1
    first = parts[below] if below < len(parts) else None
    if not isinstance(first, ReceivedLine) or not _may_be_title(first):
        return None
    if is_nothing(first.text) or (label.colon and first.text.lstrip()[:1] == "1"):
        return None
    title, end, unsure = _whole_title(parts, below)
    if end == len(parts):
        return None
    return AttachmentStart(line, label.number, title, 0, end - at, unsure)


def _named(
    parts: Sequence[LineOrTable], at: int, line: ReceivedLine, label: AttachmentLabel
) -> AttachmentStart | None:
    """The attachment that 附件1：标题 begins; the list of attachments has such lines, too."""
    name = line.text[label.length :]
    if at + 1 == len(parts) or len(line.text) > LONGEST_ATTACHMENT_NAME or is_left_out(name):
        return None
    if not may_be_title(name) or reads_as_sentence(name):
        return None
    if number_of(name) or not (line.breaks_page or _has_text_below(parts, at)):
        return None
    title, end, unsure = _whole_title(parts, at)
    if end == len(parts):
        title, end = title[:1], at + 1
    return AttachmentStart(line, label.number, title, label.length, end - at, unsure)


def _has_text_below(parts: Sequence[LineOrTable], at: int) -> bool:
    """Whether text or a table stands between a line and the next label, rather than another name
    of a list, or a signature with its date."""
    for part in parts[at + 1 :]:
        if not isinstance(part, ReceivedLine):
            return True
        text = part.text.strip()
        if label_in(text):
            return False
        runs_on = len(text) > LONGEST_LINE_OF_A_LIST or text.endswith(("。", "：", "；"))
        if text and runs_on and not is_contact(text) and not role_below(text):
            return True
    return False


def _whole_title(
    parts: Sequence[LineOrTable], at: int
) -> tuple[tuple[ReceivedLine, ...], int, tuple[ReceivedLine, ...]]:
    """The lines of a title that begins at a place, the place after it, and the lines in doubt.

    Lines in the middle are its lines if they look alike; any others by their words.
    """
    first = parts[at]
    assert isinstance(first, ReceivedLine)
    below = list(_short_lines(parts, at))
    if first.alignment == "center":
        alike = takewhile(lambda each: _goes_on(first, each[1]), below)
        taken, unsure = list(alike), []
    else:
        more = below[-1][0] + 1 < len(parts) if below else at + 1 < len(parts)
        found = title_lines(first.text, [line.text for _, line in below], more=more)
        count = 0 if found.doubtful else found.count
        taken, unsure = below[:count], below[: found.doubtful]
    end = taken[-1][0] + 1 if taken else at + 1
    while end < len(parts) and _is_empty(parts[end]):
        end += 1
    lines = tuple(line for _, line in taken)
    return (first, *lines), end, tuple(line for _, line in unsure)


def _short_lines(parts: Sequence[LineOrTable], at: int) -> Iterator[tuple[int, ReceivedLine]]:
    """The lines in a row below a place that can be lines of a title, with their places."""
    for place, line in enumerate(parts[at + 1 :], start=at + 1):
        if not isinstance(line, ReceivedLine):
            return
        if _is_empty(line):
            continue
        if not (_may_be_title(line) and (line.alignment == "center" or may_be_in_title(line.text))):
            return
        yield place, line


def _is_empty(part: LineOrTable) -> bool:
    return (
        isinstance(part, ReceivedLine)
        and not part.text.strip()
        and not any(run.picture is not None for run in part.runs)
    )


def cure_of_label(text: str) -> str:
    """What to write for a line such as 附件1-1, 附表1 or 附件：略, which begins no attachment.

    Empty for any other line.
    """
    if said_left_out(text) or ((label := label_in(text)) and is_left_out(text[label.length :])):
        return "要附的，写一行 # 附件：标题，下面写附件的正文；不附的，删去这一行"
    name = name_after_strange_label(text)
    return "" if name is None else f"是附件就写成一行 # 附件：{name or '标题'}，下面是附件的正文"


def told_of_start(start: AttachmentStart, place: int, source: Source) -> tuple[Diagnostic, ...]:
    """D378: the label of an attachment, which is the one at `place`, has another number. D521: the
    lines below its first title line may belong to the title."""
    found: list[Diagnostic] = []
    label = start.label
    if start.number not in (None, place):
        message = f"“{label.text.strip()}”是第 {place} 个附件，写成了附件{place}"
        found.append(warning("D378", source, label.span, message, "对照原件，缺的附件补上"))
    if start.below:
        title = start.title[0].text[start.name_at :].strip()
        words = "”“".join(line.text.strip() for line in start.below)
        message = f"附件的标题取了“{title}”，下面的“{words}”排成了正文"
        hint = "是标题就接到标题的末尾，是小标题就写成 ## 小标题"
        span = Span(start.below[0].span.start, start.below[-1].span.end)
        found.append(warning("D521", source, span, message, hint))
    return tuple(found)


def _may_be_title(line: ReceivedLine) -> bool:
    text = line.text.strip()
    return (
        len(text) <= LONGEST_ATTACHMENT_NAME
        and not line.depth
        and not text.endswith(("。", "；", "：", "，"))
        and not ((label := label_in(text)) and label.bare)
        and not any(run.picture is not None for run in line.runs)
    )


def _goes_on(one: ReceivedLine, two: ReceivedLine) -> bool:
    """Whether a title goes on in the next line: both stand in the middle and look alike."""
    looks = [(each.alignment, each.size, each.face, each.bold) for each in (one, two)]
    return one.alignment == "center" and looks[0] == looks[1]

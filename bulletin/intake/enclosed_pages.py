"""Attachments in a received document: pages that begin with 附件1 and a title (GB/T 9704-2012
7.3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bulletin.diagnostics import Diagnostic, warning
from bulletin.intake.received import Grid, ReceivedLine
from bulletin.numbering import chinese_number
from bulletin.patterns import pattern_of
from bulletin.source import Source

LONGEST_ATTACHMENT_NAME = 60
"""Characters of a line that can be the title of an attachment."""

_LABEL = r"\s*附\s*件\s*([0-9０-９]{1,2}|[一二三四五六七八九十]{0,3})\s*"
_ALONE = pattern_of(rf"{_LABEL}[：:]?\s*")
_NAMED = pattern_of(rf"{_LABEL}[：:]\s*(?=\S)")
_LIST = pattern_of(r"\s*附\s*件\s*[：:]\s*(?:1[.．、]|\Z)")

PagePart: TypeAlias = ReceivedLine | Grid


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


def attachment_at(parts: Sequence[PagePart], at: int) -> AttachmentStart | None:
    """The attachment that begins at a place of a document; None if none does.

    附件1 stands alone on its line, above a title; or a page break stands before 附件1：标题.
    Something has to follow, and something stand above.
    """
    label = parts[at]
    if at == 0 or not isinstance(label, ReceivedLine) or label.depth:
        return None
    alone, named = _ALONE.fullmatch(label.text), _NAMED.match(label.text)
    if named and label.breaks_page and not _LIST.match(label.text):
        short = len(label.text) <= LONGEST_ATTACHMENT_NAME and at + 1 < len(parts)
        start = AttachmentStart(label, _number(named[1]), (label,), named.end(), 1)
        return start if short else None
    if alone is None:
        return None
    title: list[ReceivedLine] = []
    place = at + 1
    while place < len(parts):
        line = parts[place]
        if not isinstance(line, ReceivedLine):
            break
        if line.text.strip():
            if not _may_be_title(line) or (title and not _goes_on(title[-1], line)):
                break
            title.append(line)
        place += 1
    if not title or place == len(parts):
        return None
    return AttachmentStart(label, _number(alone[1]), tuple(title), 0, place - at)


def told_of_number(start: AttachmentStart, place: int, source: Source) -> tuple[Diagnostic, ...]:
    """D378: the label of an attachment, which is the one at `place`, has another number."""
    if start.number in (None, place):
        return ()
    label = start.label
    message = f"“{label.text.strip()}”是第 {place} 个附件，写成了附件{place}"
    return (warning("D378", source, label.span, message, "对照原件，缺的附件补上"),)


def _may_be_title(line: ReceivedLine) -> bool:
    text = line.text.strip()
    return (
        len(text) <= LONGEST_ATTACHMENT_NAME
        and not line.depth
        and not text.endswith(("。", "；", "：", "，"))
        and not _ALONE.fullmatch(text)
        and not any(run.picture is not None for run in line.runs)
    )


def _goes_on(one: ReceivedLine, two: ReceivedLine) -> bool:
    """Whether a title goes on in the next line: both stand in the middle and look alike."""
    looks = [(each.alignment, each.size, each.face, each.bold) for each in (one, two)]
    return one.alignment == "center" and looks[0] == looks[1]


def _number(written: str) -> int | None:
    if not written:
        return None
    return int(written) if written.isdecimal() else chinese_number(written)

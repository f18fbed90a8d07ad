"""The attachments (附件) of an article, whether parts of its file or files of their own.

Both become the same values, and what does not agree is told (GB/T 9704-2012 7.3.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bulletin.diagnostics import Diagnostic, error, warning
from bulletin.markdown import ListedAttachment, ReadBody, may_be_in_title
from bulletin.model import Attachment, Paragraph, Section, Text, attachments_apart, plain
from bulletin.source import Source, Span


@dataclass(frozen=True, slots=True)
class ReadAttachment:
    """One attachment as it was read, before it is known how many there are."""

    source: Source
    number: int | None
    """The number that it is typed with."""

    sections: tuple[Section, ...]
    """Its title as a section, and those of its text."""


def attachments_of_file(source: Source, reading: ReadBody) -> Iterator[ReadAttachment]:
    """The attachments in a file, in order."""
    _, apart = attachments_apart(reading.sections)
    for number, sections in zip(reading.numbers, apart, strict=True):
        yield ReadAttachment(source, number, sections)


def file_parts(
    source: Source, reading: ReadBody, title: Text | None
) -> tuple[tuple[ReadAttachment, ...], tuple[Diagnostic, ...]]:
    """The attachments in a file of their own, whose front matter may say the title.

    Without one there the file begins with 附件1 and its title, or with `# 责任清单`. S150 and S151
    tell what lacks, S154 a second title that is another one.
    """
    text, _ = attachments_apart(reading.sections)
    parts = tuple(attachments_of_file(source, reading))
    start = Span(0, 0)
    if title and parts and not text:
        written = parts[0].sections[0]
        if bare_title(written.heading_text) == bare_title(title.text):
            return parts, ()
        message = f"前言的标题是“{title.text}”，正文里写的是“{written.heading_text}”"
        fault = error("S154", source, title.span, message, "以哪个为准，只留一处")
        return parts, (fault,)
    if title is None and (text or not parts):
        hint = f"第一行写成 # {_suggested_title(text)}，或在前言写 标题"
        return parts, (error("S150", source, start, "附件没有标题", hint),)
    if title is None:
        return parts, ()
    named = Section((without_end_mark(title),), 1, (), title.span)
    own = ReadAttachment(source, None, (named, *text))
    lacks = error("S151", source, title.span, "附件没有正文", "在前言后面写正文")
    return (own, *parts), () if text or reading.diagnostics else (lacks,)


def _suggested_title(text: tuple[Section, ...]) -> str:
    """What a file without a title may be called: its first heading or short line."""
    first = text[0].blocks[0] if text and text[0].blocks else None
    line = plain(first.children).strip() if isinstance(first, Paragraph) else ""
    heading = text[0].heading_text if text else ""
    return heading or (line if may_be_in_title(line) else "附件的标题")


def without_end_mark(title: Text) -> Text:
    """A title without the mark at its end."""
    bare = title.text.rstrip("。；，、;, \u3000")
    return Text(bare, Span(title.span.start, title.span.start + len(bare))) if bare else title


def attachments_of(parts: Sequence[ReadAttachment]) -> tuple[Attachment, ...]:
    """The attachments of an article, numbered in order."""
    return tuple(
        Attachment(
            place=place,
            alone=len(parts) == 1,
            source=part.source,
            heading=part.sections[0].heading,
            span=part.sections[0].span,
            sections=tuple(_below_title(part.sections)),
        )
        for place, part in enumerate(parts, start=1)
    )


def _below_title(sections: tuple[Section, ...]) -> Iterator[Section]:
    """The text of an attachment, in sections of which the first may have no heading."""
    title, *others = sections
    if title.blocks:
        start = title.blocks[0].span.start
        yield Section((), 2, title.blocks, Span(start, start))
    yield from others


def bare_title(name: str) -> str:
    """A name without 《》, blanks and end mark, which do not make it another one."""
    return re.sub(r"[\s《》]", "", name).rstrip("。；，、;,")


def attachment_faults(
    source: Source, parts: Sequence[ReadAttachment], listed: Sequence[ListedAttachment]
) -> Iterator[Diagnostic]:
    """S152 for numbers that do not count on; S154 and S155 for a typed list that does not agree."""
    for place, part in enumerate(parts, start=1):
        if part.number is not None and part.number != place:
            message = f"写的是附件{part.number}，排在第 {place} 个"
            hint = f"改为附件{place}；中间缺的补上"
            yield error("S152", part.source, part.sections[0].span, message, hint)
    if listed and not parts:
        yield _without_attachments(source, listed)
    elif listed:
        yield from _compared(source, parts, listed)


def _without_attachments(source: Source, listed: Sequence[ListedAttachment]) -> Diagnostic:
    names = "、".join(each.name.text for each in listed)
    first = listed[0]
    head = f"# 附件{'1' if len(listed) > 1 else ''}：{first.name.text}"
    message = f"附件说明列了 {len(listed)} 个附件（{names}），后面没有附件"
    hint = (
        f"在正文后面写 {head} 和它的正文；另有文件的，在前言写 附件: [文件名]；不附的，删去这几行"
    )
    return warning("S155", source, first.name.span, message, hint)


_MADE = "附件说明照附件的标题排；以哪个为准，改成一样，或删去打的附件说明"


def _compared(
    source: Source, parts: Sequence[ReadAttachment], listed: Sequence[ListedAttachment]
) -> Iterator[Diagnostic]:
    titles = [part.sections[0].heading_text for part in parts]
    if len(listed) != len(titles):
        said, there = ("、".join(each) for each in ([one.name.text for one in listed], titles))
        message = f"附件说明列了 {len(listed)} 个附件（{said}），后面有 {len(titles)} 个（{there}）"
        yield error("S154", source, listed[0].name.span, message, _MADE)
        return
    for place, (entry, title) in enumerate(zip(listed, titles, strict=True), start=1):
        name = entry.name
        if bare_title(name.text) != bare_title(title):
            message = f"附件说明写的是“{name.text}”，附件{place}的标题是“{title}”"
            yield error("S154", source, name.span, message, _MADE)
        elif entry.number is not None and entry.number != place:
            message = f"附件说明里“{name.text}”是第 {entry.number} 个，后面是附件{place}"
            yield error("S154", source, name.span, message, _MADE)

"""The labels and the typed list of an article's attachments, after some were added or taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bulletin.attached import bare_title
from bulletin.diagnostics import Edit, applied_to
from bulletin.front_matter import split
from bulletin.markdown import MarkKind, ReadBody, read_copy
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

_FIGURE = pattern_of(
    r"附[ \u3000]*件[ \u3000]*[（(]?[ \u3000]*([0-9０-９]{1,2}|[一二三四五六七八九十]{1,3}|[①-⑳]|)"
)
"""A label up to its number, which may lack."""


@dataclass(frozen=True, slots=True)
class Renumbered:
    """A file whose attachments bear the numbers of their places."""

    text: str
    titles: tuple[str, ...]
    """The titles of the attachments in it."""

    changed: tuple[tuple[int, int], ...]
    """The numbers that were typed, each with the one that it became."""


def renumbered(text: str, first: int, *, titled: bool) -> Renumbered:
    """A file whose first attachment is the one at place `first`; `titled` as in `read_copy`."""
    source, reading = _read(text, titled)
    titles = tuple(each.heading_text for each in reading.sections if each.begins_attachment)
    labels = [mark.span for mark in reading.marks if mark.kind is MarkKind.ATTACHMENT]
    edits: list[Edit] = []
    changed: list[tuple[int, int]] = []
    if len(labels) == len(reading.numbers):
        places = enumerate(zip(labels, reading.numbers, strict=True), start=first)
        for place, (label, number) in places:
            figure = _FIGURE.match(source.quote(label))
            if figure and number != place and any(reading.numbers):
                span = Span(label.start + figure.start(1), label.start + figure.end(1))
                edits.append(Edit(span, str(place)))
                changed += [(number, place)] if number else []
    return Renumbered(applied_to(text, edits), titles, tuple(changed))


def with_list(text: str, titles: Sequence[str]) -> str:
    """The article's file, whose typed list of attachments names them by their titles.

    Without a typed list, and where anything stands inside it, the file stays as it is.
    """
    source, reading = _read(text, False)
    listed = reading.listed
    if len(listed) == len(titles):
        edits = [
            Edit(each.name.span, title)
            for each, title in zip(listed, titles, strict=True)
            if bare_title(each.name.text) != bare_title(title)
            and source.quote(each.name.span) == each.name.text
        ]
        return applied_to(text, edits)
    lines = [
        mark.span
        for mark in reading.marks
        if mark.kind is MarkKind.LISTED
        and any(mark.span.start <= each.name.span.start <= mark.span.end for each in listed)
    ]
    if not lines or not titles:
        return text
    whole = Span(lines[0].start, lines[-1].end)
    between = source.quote(whole)
    for span in reversed(lines):
        between = between[: span.start - whole.start] + between[span.end - whole.start :]
    names = [f"{at}.{title}" for at, title in enumerate(titles, 1)] if len(titles) > 1 else titles
    said = "附件：" + (source.line_end * 2).join(names)
    after = applied_to(text, [Edit(whole, said)])
    again = [each.name.text for each in _read(after, False)[1].listed]
    return after if again == list(titles) and not between.strip() else text


def _read(text: str, titled: bool) -> tuple[Source, ReadBody]:
    source = Source("", text)
    return source, read_copy(source, split(source)[0].body, titled=titled)

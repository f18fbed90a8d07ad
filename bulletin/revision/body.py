"""Changes of passages, written into the Markdown that the passages were read from.

Three ways are tried, the gentlest first: changing letters where they stand, writing a changed
paragraph again, and writing the whole text again. The result of each way is read again and accepted
only if it says what it should, so the gentlest way that works is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import count, pairwise, zip_longest

from bulletin.diagnostics import Edit, applied_to
from bulletin.front_matter import split
from bulletin.markdown import ReadBody, read_copy, settled, write_sections
from bulletin.model import Section
from bulletin.patterns import pattern_of
from bulletin.revision.compare import Change
from bulletin.revision.letters import (
    ComparedPassage,
    Letter,
    Letters,
    passages_of,
    sections_of,
    shown,
)
from bulletin.revision.words import ChangedStretch, difference
from bulletin.source import Source, Span

_BLANK_LINE = pattern_of(r"\n[ \t]*\n|\r\n[ \t]*\r\n|\r[ \t]*\r")


class Depth(IntEnum):
    """How much of a text was written again."""

    NOTHING = 0
    LETTERS = 1
    PARAGRAPHS = 2
    WHOLE = 3


@dataclass(frozen=True)
class Rewritten:
    """A file as it will be."""

    text: str
    depth: Depth


def rewritten(
    source: Source, body: Span, changes: tuple[Change, ...], *, titled: bool = False
) -> Rewritten | None:
    """The file with the changes in its body; None if no way of writing says what it should.

    `changes` are those of all passages of the body, in order (`compared`); `titled` says that it
    is the file of an attachment, which may begin with its title.
    """
    new = tuple(each.new for each in changes if each.new is not None)
    wanted = _settled(sections_of(new))
    if all(each.same for each in changes):
        return Rewritten(source.text, Depth.NOTHING)
    for depth, way in _WAYS:
        edits = way(source, body, changes)
        if edits is None:
            continue
        text = applied_to(source.text, edits)
        now = Source(source.path, text)
        if _says(now, source, wanted, titled) and _keeps_front(source.text, text, body):
            return Rewritten(text, depth)
    return None


def why_not(source: Source, body: Span, changes: tuple[Change, ...]) -> str:
    """Why the changes cannot be written (`rewritten` is None): what the text would read as."""
    new = tuple(each.new for each in changes if each.new is not None)
    text = applied_to(source.text, _whole_edits(source, body, changes) or [])
    written = Source(source.path, text)
    parts, faults = split(written)
    reading = read_copy(written, parts.body)
    told = [*faults, *reading.diagnostics]
    if told:
        return f"写成 Markdown 的“{_short(told[0].quoted)}”会报：{told[0].message}"
    wanted, found = _settled(sections_of(new)), _settled(reading.sections)
    other = next((one for one, two in zip_longest(wanted, found) if one != two), None)
    return f"“{_short(shown(other.letters))}”写成 Markdown 读出来不一样" if other else ""


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= SHOWN else f"{words[:SHOWN]}…"


SHOWN = 20
"""Characters of a passage that a message repeats."""


def _apart(edits: list[Edit]) -> list[Edit] | None:
    """The edits in order; None if two touch the same characters."""
    edits.sort(key=lambda each: each.span)
    apart = all(one.span.end <= two.span.start for one, two in pairwise(edits))
    return edits if apart else None


def _says(now: Source, before: Source, wanted: tuple[ComparedPassage, ...], titled: bool) -> bool:
    """Whether the file, read again, says what is wanted and has no fault that it did not have."""
    (reading, faults), (_, known) = _read(now, titled), _read(before, titled)
    return not faults - known and _settled(reading.sections) == wanted


def _read(source: Source, titled: bool) -> tuple[ReadBody, Counter[str]]:
    """A file's body, and how often each fault is in the file."""
    parts, faults = split(source)
    reading = read_copy(source, parts.body, titled=titled)
    return reading, Counter(each.code for each in (*faults, *reading.diagnostics))


def _settled(sections: tuple[Section, ...]) -> tuple[ComparedPassage, ...]:
    return passages_of(settled(sections))


def _keeps_front(old: str, new: str, body: Span) -> bool:
    return old[: body.start] == new[: body.start]


# -- Letters where they stand ----------------------------------------------------------------------


def _letter_edits(source: Source, _body: Span, changes: tuple[Change, ...]) -> list[Edit] | None:
    """Edits that touch only changed letters; None if more than letters changed."""
    edits: list[Edit] = []
    for change in changes:
        if change.old is None or change.new is None or change.old.level != change.new.level:
            return None
        if change.same:
            continue
        found = _passage_edits(source, change.pieces)
        if found is None:
            return None
        edits += found
    return _apart(edits)


def _passage_edits(source: Source, pieces: tuple[ChangedStretch, ...]) -> list[Edit] | None:
    edits: list[Edit] = []
    before: Letter | None = None
    for at, piece in enumerate(pieces):
        after = pieces[at + 1].old[0] if at + 1 < len(pieces) and pieces[at + 1].old else None
        if not piece.same:
            note = _note_edits(source, piece)
            found = note if note is not None else _piece_edit(source, piece, before, after)
            if found is None:
                return None
            edits += found
        before = piece.old[-1] if piece.old else before
    return edits


def _note_edits(source: Source, piece: ChangedStretch) -> list[Edit] | None:
    """The edits inside a footnote whose call stays in its place; None if the piece is something
    else."""
    if len(piece.old) != 1 or len(piece.new) != 1:
        return None
    old, new = piece.old[0], piece.new[0]
    if old.note is None or new.note is None or old.style != new.style:
        return None
    return _passage_edits(source, difference(old.note, new.note))


def _piece_edit(
    source: Source, piece: ChangedStretch, before: Letter | None, after: Letter | None
) -> list[Edit] | None:
    """One edit for one piece: the new letters in the style of those that they replace or follow."""
    if not all(map(_is_character, piece.new)) or not all(map(_is_plain, piece.old)):
        return None
    text = "".join(letter.text for letter in piece.new)
    styles = {letter.style for letter in piece.new}
    if piece.old:
        span = _stretch(source, piece.old)
        if span is None or styles - {piece.old[0].style}:
            return None
        return [Edit(span, text)]
    for anchor, at in ((before, -1), (after, 0)):
        if anchor is not None and _is_plain(anchor) and styles == {anchor.style}:
            place = anchor.span.end if at else anchor.span.start
            return [Edit(Span(place, place), text)]
    return None


def _is_character(letter: Letter) -> bool:
    """Whether it is a character and not a call, a line break or the beginning of an item."""
    return letter.note is None and not letter.style.structure and letter.text != "\n"


def _is_plain(letter: Letter) -> bool:
    """Whether it is a character that stands in its file just as it is."""
    return _is_character(letter) and letter.span.end - letter.span.start == 1


def _stretch(source: Source, letters: Letters) -> Span | None:
    """Where letters of one style stand, if only line breaks come between them."""
    if len({letter.style for letter in letters}) != 1:
        return None
    for one, two in pairwise(letters):
        if source.text[one.span.end : two.span.start].strip() or two.span.start < one.span.end:
            return None
    return Span(letters[0].span.start, letters[-1].span.end)


# -- Paragraphs written again ---------------------------------------------------------------------


@dataclass(frozen=True)
class _Chunk:
    """Passages that stand in one paragraph of the file, with their changes."""

    span: Span
    changes: tuple[Change, ...]

    @property
    def same(self) -> bool:
        return all(each.same for each in self.changes)

    @property
    def text(self) -> str:
        """Its new Markdown, without line ends around it."""
        passages = tuple(each.new for each in self.changes if each.new is not None)
        return write_sections(sections_of(passages)).strip("\n")


def _paragraph_edits(source: Source, body: Span, changes: tuple[Change, ...]) -> list[Edit] | None:
    """Edits that write changed paragraphs again, insert new ones and remove deleted ones."""
    notes = _Notes(source, body)
    end = source.line_end
    edits: list[Edit] = []
    for chunk in _chunks(source, body, changes):
        if chunk.same:
            continue
        text = notes.renamed(chunk)
        if text is None:
            return None
        text = text.replace("\n", end)
        if chunk.span.start == chunk.span.end:
            first = chunk.span.start == body.start
            text = f"{text}{end}{end}" if first else f"{end}{end}{text}"
            edits.append(Edit(chunk.span, text))
        elif text:
            edits.append(Edit(chunk.span, text))
        else:
            edits.append(Edit(_with_blank(source, chunk.span), ""))
    return _apart([*edits, *notes.edits(end)])


_CALL = pattern_of(r"(?<!\\)\[\^([^\]\s]+)\](?!:)")
_NOTE = pattern_of(r"\[\^([0-9]+)\]: ")


class _Notes:
    """The footnotes of a file, by label, while its paragraphs are written again."""

    def __init__(self, source: Source, body: Span) -> None:
        self.source, self.body = source, body
        self.labels = set(re.findall(r"\[\^([^\]\s]+)\]", source.text))
        self.uncalled: list[str] = []
        self.added: list[str] = []

    def renamed(self, chunk: _Chunk) -> str | None:
        """The chunk's Markdown, whose notes have the labels that they have in the file.

        None if calls and notes cannot be matched.
        """
        old = [letter.note for each in chunk.changes for letter in _calls(each.old)]
        new = [letter.note for each in chunk.changes for letter in _calls(each.new)]
        written = self.source.quote(chunk.span)
        labels = _CALL.findall(written) if old else []
        if len(labels) != len(old):
            return None
        blocks = chunk.text.split("\n\n")
        notes = [each for each in blocks if _NOTE.match(each)] if new else []
        if len(notes) != len(new):
            return None
        names: dict[str, str] = {}
        left = list(zip(old, labels, strict=True))
        for number, note in enumerate(new, start=1):
            kept = next((each for each in left if each[0] == note), None)
            if kept is not None:
                left.remove(kept)
            names[str(number)] = kept[1] if kept else self._fresh()
            if kept is None:
                said = notes[number - 1]
                self.added.append(_NOTE.sub(f"[^{names[str(number)]}]: ", said, count=1))
        self.uncalled += [label for _, label in left]
        text = "\n\n".join(each for each in blocks if each not in notes)
        return _CALL.sub(lambda call: f"[^{names.get(call[1], call[1])}]", text)

    def _fresh(self) -> str:
        label = next(str(each) for each in count(1) if str(each) not in self.labels)
        self.labels.add(label)
        return label

    def edits(self, end: str) -> list[Edit]:
        """New notes at the end of the text, and the removal of those that nothing calls any
        more."""
        edits: list[Edit] = []
        text = self.source.text[: self.body.end]
        for label in self.uncalled:
            note = re.compile(rf"^\[\^{re.escape(label)}\]:.*(?:\r?\n[ \t]+\S.*)*", re.MULTILINE)
            match = note.search(text, self.body.start)
            if match:
                edits.append(Edit(_with_blank(self.source, Span(*match.span())), ""))
        if self.added:
            last = len(text.rstrip())
            added = "".join(f"{end}{end}{each}" for each in self.added)
            edits.append(Edit(Span(last, last), added))
        return edits


def _calls(passage: ComparedPassage | None) -> Iterator[Letter]:
    for letter in passage.letters if passage else ():
        if letter.note is not None:
            yield letter


def _with_blank(source: Source, span: Span) -> Span:
    """The paragraph with the blank lines after it, or before it at the end of the file."""
    behind = re.compile(r"\s*").match(source.text, span.end)
    assert behind is not None
    if behind.end() < len(source.text):
        return Span(span.start, behind.end())
    return Span(len(source.text[: span.start].rstrip()), span.end)


def _chunks(source: Source, body: Span, changes: tuple[Change, ...]) -> list[_Chunk]:
    chunks: list[_Chunk] = []
    waiting: list[Change] = []
    for change in changes:
        if change.old is None:
            waiting.append(change)
            continue
        span = _lines_of(source, change.old)
        last = chunks[-1] if chunks else None
        if last is not None and _one_paragraph(source, last.span, span):
            whole = Span(last.span.start, max(last.span.end, span.end))
            chunks[-1] = _Chunk(whole, (*last.changes, *waiting, change))
        else:
            chunks += _put_in(source, body, last, waiting)
            chunks.append(_Chunk(span, (change,)))
        waiting = []
    last = chunks[-1] if chunks else None
    return [*chunks, *_put_in(source, body, last, waiting)]


def _put_in(
    source: Source, body: Span, last: _Chunk | None, changes: list[Change]
) -> Iterator[_Chunk]:
    """A chunk of new passages, after the last one or before the first words of the body."""
    if not changes:
        return
    if last is not None:
        yield _Chunk(Span(last.span.end, last.span.end), tuple(changes))
        return
    blank = re.compile(r"\s*").match(source.text, body.start)
    assert blank is not None
    yield _Chunk(Span(blank.end(), blank.end()), tuple(changes))


def _lines_of(source: Source, passage: ComparedPassage) -> Span:
    """The passage's place, from the beginning of its line."""
    span = passage.span
    line = source.place(span.start).line
    end = max([span.end, *(each.span.end for each in passage.letters)])
    return Span(source.line_starts[line - 1], end)


def _one_paragraph(source: Source, one: Span, two: Span) -> bool:
    return two.start < one.end or not _BLANK_LINE.search(source.text, one.end - 1, two.start + 1)


# -- The whole text written again -----------------------------------------------------------------


def _whole_edits(source: Source, body: Span, changes: tuple[Change, ...]) -> list[Edit] | None:
    """One edit that writes all of the body."""
    passages = tuple(each.new for each in changes if each.new is not None)
    text = write_sections(sections_of(passages))
    end = source.line_end
    old = source.text[body.start : body.end]
    lead = old[: len(old) - len(old.lstrip())] or end
    return [Edit(body, lead + text.replace("\n", end))]


_Way = Callable[[Source, Span, tuple[Change, ...]], "list[Edit] | None"]
_WAYS: tuple[tuple[Depth, _Way], ...] = (
    (Depth.LETTERS, _letter_edits),
    (Depth.PARAGRAPHS, _paragraph_edits),
    (Depth.WHOLE, _whole_edits),
)

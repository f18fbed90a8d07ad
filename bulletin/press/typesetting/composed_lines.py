"""The lines of one paragraph: its characters from the type case, broken at a measure."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from bulletin.press.breaks import Measure
from bulletin.press.cutting import ASCENT
from bulletin.press.impression import EmbeddedFace, SignRow
from bulletin.press.line_choice import (
    CALL,
    ChosenLines,
    ParagraphKind,
    choose_lines,
    hanging_out,
)
from bulletin.press.slack import MeasuredText, Spacing
from bulletin.press.typesetting.blocks import SheetNote, SheetParagraph, TypeRun
from bulletin.press.typesetting.style import SheetStyle
from bulletin.press.typesetting.type_case import SetType, TypeCase, marks_brought_nearer


@dataclass(frozen=True)
class LineHabits:
    """What is the same for all paragraphs of an issue. Lengths are in pt."""

    case: TypeCase
    size: float
    """Of the text."""

    tracking: float
    line_cost: float
    half_ends: bool
    own_words: tuple[str, ...]
    by_words: frozenset[int]
    """The identities of the elements whose lines end between words if possible."""

    chosen: dict[Any, Any] = field(default_factory=dict)
    """The line ends and the columns chosen so far, for every layout of the sheet."""

    measured: dict[Any, MeasuredText] = field(default_factory=dict)
    """The paragraphs measured so far, for every layout as well."""


class PrintedRun(NamedTuple):
    """Signs of one face on a line."""

    face: EmbeddedFace
    row: SignRow
    """It begins where the line does (`LinePiece.begins`)."""

    lowered: float = 0.0
    """How far it stands below the baseline, in pt."""


class LinePiece(NamedTuple):
    """What one run has on a line."""

    run: TypeRun
    x: float
    """From the left edge of the line's block, in pt."""

    width: float
    text: str
    printed: tuple[PrintedRun, ...]
    begins: float = 0.0
    """From where the places in `printed` count, in pt from the left edge of the line's block."""


class ComposedLine(NamedTuple):
    """A line of text."""

    paragraph: BrokenText
    number: int
    """From 0."""

    @property
    def height(self) -> float:
        """From this line to the next, in pt."""
        return self.paragraph.style.line_height

    @property
    def baseline(self) -> float:
        """From its upper edge to its baseline, in pt."""
        style = self.paragraph.style
        return (style.line_height - style.size) / 2 + ASCENT * style.size

    @property
    def is_last(self) -> bool:
        """Whether its paragraph ends with it."""
        return self.number == len(self.paragraph.chosen.lines) - 1

    @property
    def notes(self) -> tuple[SheetNote, ...]:
        """The notes that it calls."""
        noted = self.paragraph.whole.noted
        if not noted:
            return ()
        start, stop = self.paragraph.span(self.number)
        return tuple(note for note, begin, end in noted if start <= begin < end <= stop)

    @property
    def spacing(self) -> Spacing:
        """How its slack is spread."""
        return self.paragraph.chosen.lines[self.number]

    @property
    def element(self) -> Any:
        """The element whose line it is."""
        return self.paragraph.whole.source.element

    @property
    def reaches(self) -> float:
        """Where its text ends, from the left edge of its block, in pt."""
        return max((each.x + each.width for each in self.pieces), default=0.0)

    @property
    def pieces(self) -> tuple[LinePiece, ...]:
        """What stands on it, from left to right."""
        return self.paragraph.pieces(self.number)


class KeptLines(NamedTuple):
    """The lines of a paragraph, kept for the next one that is set in the same way."""

    chosen: ChosenLines
    pieces: dict[int, tuple[KeptPiece, ...]]
    """What stands on a line, by its number."""


KeptPiece = tuple[int, float, float, str, tuple[PrintedRun, ...], float]
"""The place of a run among those of its paragraph, and what follows `run` in `LinePiece`."""


@dataclass(frozen=True)
class BrokenText:
    """A paragraph whose lines are chosen."""

    whole: ParagraphText
    width: float
    """Of its lines, in pt."""

    kept: KeptLines
    found: dict[int, tuple[LinePiece, ...]] = field(default_factory=dict)
    """What stands on the lines, by their numbers."""

    @property
    def chosen(self) -> ChosenLines:
        """Where its lines end."""
        return self.kept.chosen

    @property
    def style(self) -> SheetStyle:
        """How it is set."""
        return self.whole.source.style

    @property
    def heights(self) -> tuple[float, ...]:
        """The heights of its lines, in pt."""
        return (self.style.line_height,) * len(self.chosen.lines)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each line begins, and where the text ends."""
        text, breaks = self.whole.text, self.chosen.breaks
        if "\n" in text:
            own_ends = (at + 1 for at, each in enumerate(text) if each == "\n")
            breaks = tuple(sorted({*breaks, *own_ends}))
        return (0, *breaks, len(text))

    def span(self, number: int) -> tuple[int, int]:
        """Where a line begins and ends, without a line end of its own."""
        start, stop = self.starts[number], self.starts[number + 1]
        return start, stop - (stop > start and self.whole.text[stop - 1] == "\n")

    @cached_property
    def lines(self) -> tuple[ComposedLine, ...]:
        """Its lines."""
        return tuple(ComposedLine(self, number) for number in range(len(self.chosen.lines)))

    # -- Where everything stands on a line -----------------------------------------------------

    def pieces(self, number: int) -> tuple[LinePiece, ...]:
        """What stands on a line."""
        found = self.found.get(number)
        if found is None:
            found = self.found[number] = tuple(self._again(number))
        return found

    def _again(self, number: int) -> Iterator[LinePiece]:
        """What stands on a line, as it is kept with the runs of whatever paragraph it was."""
        kept, spans = self.kept.pieces, self.whole.spans
        if number not in kept:
            kept[number] = tuple(self._pieces(number))
        for order, x, width, text, printed, begins in kept[number]:
            yield LinePiece(spans[order].run, x, width, text, printed, begins)

    def _pieces(self, number: int) -> Iterator[KeptPiece]:
        start, stop = self.span(number)
        spans = self.whole.spans
        first = max(0, bisect_right(spans, start, key=_begins) - 1)
        origins = self._origins(number, start, stop)
        begins = self._indent(number, origins)
        for order, span in enumerate(spans[first:], first):
            if span.start >= stop:
                return
            begin, end = max(span.start, start), min(span.stop, stop)
            if begin < end:
                printed = tuple(self._printed(span, begin, end, start, origins))
                x, width = origins[begin - start], origins[end - start] - origins[begin - start]
                yield order, begins + x, width, self.whole.text[begin:end], printed, begins

    def _origins(self, number: int, start: int, stop: int) -> tuple[float, ...]:
        """Where each character of a line begins, and where the last ends, from where the line
        begins."""
        origins = self.chosen.lines[number].origins
        if not origins:
            return (0.0,) * (stop - start + 1)
        last = start + len(origins) - 1
        right = origins[-1] + self.whole.advances[last] + self.whole.regained[last]
        return origins + (right,) * (stop - last)

    def _indent(self, number: int, origins: Sequence[float]) -> float:
        """Where a line begins, from the left edge."""
        left = self.style.indent + self.whole.lead if number == 0 else 0.0
        if share := {"center": 0.5, "right": 1.0}.get(self.style.align):
            left += share * (self.width - left - origins[-1])
        return left if self.chosen.lines[number].origins else 0.0

    def _printed(
        self, span: TypeSpan, first: int, after: int, start: int, origins: Sequence[float]
    ) -> Iterator[PrintedRun]:
        """The signs of the characters of a run on a line that begins at `start`, face by face."""
        type_, begun = span.type, span.start
        at, order = first, bisect_right(type_.ends, first - begun)
        while at < after:
            stop = min(begun + type_.ends[order], after)
            face = type_.faces[order].embedded
            if any(at <= begun + each < stop for each in type_.apart):
                yield from self._printed_apart(span, face, range(at, stop), start, origins)
            else:
                places = origins[at - start : stop - start]
                if type_.moved:
                    places = _moved(places, span, at, start)
                glyphs = type_.glyphs[at - begun : stop - begun]
                yield PrintedRun(face, SignRow(glyphs, places, self.whole.text[at:stop]))
            at, order = stop, order + 1

    def _printed_apart(
        self,
        span: TypeSpan,
        face: EmbeddedFace,
        places: range,
        start: int,
        origins: Sequence[float],
    ) -> Iterator[PrintedRun]:
        """The signs of characters of one face, those that stand higher or lower apart."""
        signs, at_places, texts = array("H"), array("d"), list[str]()
        text, size = self.whole.text, span.run.style.size
        for at in places:
            own = span.type.signs(at - span.start)
            if not own and texts:
                texts[-1] += text[at]
                continue
            pen = origins[at - start]
            for order, (glyph, _, advance, right, up) in enumerate(own):
                shift = 0.0 if at == start and right < 0 else right
                character = "" if order else text[at]
                if up:
                    row = SignRow((glyph,), (pen + shift * size,), (character,))
                    yield PrintedRun(face, row, -up * size)
                else:
                    signs.append(glyph)
                    at_places.append(pen + shift * size)
                    texts.append(character)
                pen += advance * size
        if signs:
            yield PrintedRun(face, SignRow(signs, at_places, texts))


def _moved(places: Sequence[float], span: TypeSpan, at: int, start: int) -> Sequence[float]:
    """The places of the signs of a run from the character `at` on, with those moved that stand
    beside where they begin. A sign that begins its line is not moved to the left."""
    found, moved = list(places), span.type.moved
    for order in moved.keys() & range(at - span.start, at - span.start + len(places)):
        if order + span.start != start or moved[order] > 0:
            found[order + span.start - at] += moved[order] * span.run.style.size
    return found


def _begins(span: TypeSpan) -> int:
    return span.start


# -- Breaking --------------------------------------------------------------------------------------


class TypeSpan(NamedTuple):
    """A run with the places where its characters begin and end in the paragraph, and its type."""

    run: TypeRun
    start: int
    stop: int
    type: SetType


@dataclass(frozen=True)
class ParagraphText:
    """A paragraph with its characters measured."""

    source: SheetParagraph
    habits: LineHabits
    text: str
    advances: Sequence[float]
    regained: Sequence[float]
    gaps: Sequence[int]
    """1 for each character after which white may be put, otherwise 0."""

    spans: tuple[TypeSpan, ...]

    lead: float = 0.0
    """The white before its first character, which a frame needs."""

    @cached_property
    def em(self) -> float:
        """The size of most of it, in pt."""
        return max(self.spans, key=lambda span: span.stop - span.start).run.style.size

    @cached_property
    def noted(self) -> tuple[tuple[SheetNote, int, int], ...]:
        """The notes that it calls, each with where its call begins and ends."""
        return tuple((run.note, start, stop) for run, start, stop, _ in self.spans if run.note)

    @cached_property
    def led(self) -> tuple[TypeRun, ...]:
        """The leader at its end, and what stands after it."""
        return tuple(run for run in self.source.runs if run.is_leader or run.is_led_to)

    def broken(
        self,
        width: float,
        lines: int | None = None,
        kept: tuple[int, ...] = (),
        ragged: bool = False,
    ) -> BrokenText | None:
        """Its lines in a measure (see `line_choice.choose_lines`); `ragged` ones are not
        stretched."""
        style, habits = self.source.style, self.habits
        is_justified = style.align == "justify"
        is_stretched = is_justified and not ragged
        is_text = is_stretched and abs(self.em - habits.size) < 0.1
        measure = Measure(
            width - style.indent - self.lead,
            width,
            habits.tracking if is_stretched else 0.0,
            habits.line_cost if is_text else 0.0,
        )
        kind = ParagraphKind(
            ragged or id(self.source.element) in habits.by_words,
            habits.own_words,
            is_justified,
            style.align == "center",
        )
        type_ = tuple(
            (run.text, run.style.families, run.style.is_bold, run.style.size, run.is_rigid)
            for run, *_ in self.spans
        )
        how = (measure, kind, lines, kept)
        key = (type_, habits.half_ends, style.align, ragged, *how)
        if key not in habits.chosen:
            habits.chosen[key] = self._chosen(type_, ragged, how)
        chosen: KeptLines | None = habits.chosen[key]
        return None if chosen is None else BrokenText(self, width, chosen)

    def _chosen(self, type_: tuple[Any, ...], ragged: bool, how: tuple[Any, ...]) -> Any:
        """Its lines, chosen in this way; the last ones are kept for the next issue, which often is
        the same one after a change."""
        measure, kind, lines, kept = how
        known, align = self.habits.case.lines, self.source.style.align
        wide = (*self.advances, *self.regained, *self.gaps)
        key = (type_, self.read, wide, self.habits.half_ends, align, ragged, how)
        if key not in known:
            if len(known) >= MOST_PARAGRAPHS:
                known.clear()
            whole = self._measured(measure, align == "justify", ragged)
            chosen = choose_lines(whole, measure, kind, lines, kept)
            known[key] = chosen and KeptLines(chosen, {})
        return known[key]

    @property
    def read(self) -> str:
        """Its text, with the calls of notes in raised digits."""
        called = self.text
        for run, start, stop, _ in self.spans:
            if run.is_call:
                called = called[:start] + CALL * (stop - start) + called[stop:]
        return called

    def _measured(self, measure: Measure, is_justified: bool, ragged: bool) -> MeasuredText:
        """It is kept for the other layouts of the sheet with all line ends that are found in it."""
        out = hanging_out(self.advances, measure)
        wide = (*self.advances, *self.regained, *self.gaps)
        known = self.habits.measured
        key = (self.read, wide, self.em, is_justified, ragged, out)
        if key not in known:
            if len(known) >= MOST_MEASURED:
                known.clear()
            known[key] = MeasuredText(
                *(self.read, self.advances, self.regained, self.em),
                ragged=ragged,
                gaps=[0] * out + list(self.gaps[out:]),
                half_ends=self.habits.half_ends and is_justified,
            )
        return known[key]


MOST_MEASURED = 150
"""So many paragraphs of a sheet are kept as they were measured; a long one takes a megabyte."""

MOST_PARAGRAPHS = 500
"""The lines of so many paragraphs are kept; those of one take some ten kilobytes."""


def measured(paragraph: SheetParagraph, habits: LineHabits) -> ParagraphText:
    """A paragraph with its characters from the type case."""
    gaps: list[int] = []
    spans: list[TypeSpan] = []
    advances: list[float] = []
    regained: list[float] = []
    for run in paragraph.runs:
        if run.is_leader or run.is_led_to or not run.text:
            continue
        style, start = run.style, len(advances)
        found = habits.case.set_type(run.text, style.families, style.is_bold)
        count, size, tracking = len(run.text), style.size, style.tracking
        wide = [each * size + tracking for each in found.advances]
        if run.text == "\n":
            wide = [0.0]
        if run.width is not None:
            wide[-1] += run.width - sum(wide)
        advances += wide
        regained += [0.0] * count
        for at, each in found.regained.items():
            regained[start + at] = each * size
        gaps += [0] * (count - 1) + [1] if run.is_rigid else [1] * count
        spans.append(TypeSpan(run, start, len(advances), found))
    lead = spans[0].run.frame.before if spans and spans[0].run.frame else 0.0
    if spans and (last := spans[-1].run.frame):
        advances[-1] += last.after
    for (of, _, stop, _), (then, *_) in pairwise(spans):
        if of.frame != then.frame:
            advances[stop - 1] += of.frame.after if of.frame else 0.0
            advances[stop - 1] += then.frame.before if then.frame else 0.0
        near = marks_brought_nearer(of.text[-1:], then.text[:1], habits.case, of.style, then.style)
        if near:
            advances[stop - 1] -= near * of.style.size
            regained[stop - 1] += near * of.style.size
    text = "".join(run.text for run, *_ in spans)
    return ParagraphText(paragraph, habits, text, advances, regained, gaps, tuple(spans), lead)


def natural_width(text: ParagraphText) -> float:
    """The width of its longest line if nothing breaks it, in pt."""
    ends = [0.0, *accumulate(text.advances)]
    stops = [at for at, each in enumerate(text.text) if each == "\n"]
    edges = [0, *stops, len(text.text)]
    return max(ends[stop] - ends[start] for start, stop in pairwise(edges))

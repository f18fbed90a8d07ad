"""The lines of one paragraph: its characters from the type case, broken at a measure."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, groupby, pairwise
from typing import Any, NamedTuple

from bulletin.press.breaks import BEARABLE, Measure
from bulletin.press.cutting import ASCENT
from bulletin.press.impression import EmbeddedFace
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
from bulletin.press.typesetting.type_case import CaseFace, Sort, TypeCase, brought_nearer


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

    chosen: dict[Any, ChosenLines | None] = field(default_factory=dict)
    """The line ends chosen so far, for every layout of the sheet."""


class PrintedRun(NamedTuple):
    """Signs of one face on a line."""

    face: EmbeddedFace
    signs: Sequence[int]
    places: Sequence[float]
    """Where each begins, in pt from where the line begins (`LinePiece.begins`)."""

    texts: Sequence[str]
    lowered: float = 0.0
    """How far it stands below the baseline, in pt."""


@dataclass(frozen=True)
class LinePiece:
    """What one run has on a line."""

    run: TypeRun
    x: float
    """From the left edge of the line's block, in pt."""

    width: float
    text: str
    printed: tuple[PrintedRun, ...]
    begins: float = 0.0
    """From where the places in `printed` count, in pt from the left edge of the line's block."""


@dataclass(frozen=True)
class ComposedLine:
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

    @cached_property
    def notes(self) -> tuple[SheetNote, ...]:
        """The notes that it calls."""
        start, stop = self.paragraph.span(self.number)
        return tuple(
            run.note
            for run, begin, end in self.paragraph.whole.spans
            if run.note and start <= begin and end <= stop and end > start
        )

    @property
    def spacing(self) -> Spacing:
        """How its slack is spread."""
        return self.paragraph.chosen.lines[self.number]

    @property
    def element(self) -> Any:
        """The element whose line it is."""
        return self.paragraph.whole.source.element

    @cached_property
    def reaches(self) -> float:
        """Where its text ends, from the left edge of its block, in pt."""
        return max((each.x + each.width for each in self.pieces), default=0.0)

    @cached_property
    def pieces(self) -> tuple[LinePiece, ...]:
        """What stands on it, from left to right."""
        return tuple(self.paragraph.pieces(self.number))


@dataclass(frozen=True)
class BrokenText:
    """A paragraph whose lines are chosen."""

    whole: ParagraphText
    width: float
    """Of its lines, in pt."""

    chosen: ChosenLines

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
        own_ends = (at + 1 for at, each in enumerate(self.whole.text) if each == "\n")
        return (0, *sorted({*self.chosen.breaks, *own_ends}), len(self.whole.text))

    def span(self, number: int) -> tuple[int, int]:
        """Where a line begins and ends, without a line end of its own."""
        start, stop = self.starts[number], self.starts[number + 1]
        return start, stop - (stop > start and self.whole.text[stop - 1] == "\n")

    @cached_property
    def lines(self) -> tuple[ComposedLine, ...]:
        """Its lines."""
        return tuple(ComposedLine(self, number) for number in range(len(self.chosen.lines)))

    # -- Where everything stands on a line -----------------------------------------------------

    def pieces(self, number: int) -> Iterator[LinePiece]:
        """What stands on a line."""
        start, stop = self.span(number)
        spans = self.whole.spans
        first = bisect_right(spans, start, key=_begins) - 1
        origins = self._origins(number, start, stop)
        begins = self._indent(number, origins)
        for run, begin, end in spans[max(0, first) :]:
            if begin >= stop:
                return
            begin, end = max(begin, start), min(end, stop)
            if begin < end:
                printed = tuple(self._printed(begin, end, start, run.style.size, origins))
                x, width = origins[begin - start], origins[end - start] - origins[begin - start]
                text = self.whole.text[begin:end]
                yield LinePiece(run, begins + x, width, text, printed, begins)

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
        self, first: int, after: int, start: int, size: float, origins: Sequence[float]
    ) -> Iterator[PrintedRun]:
        """The signs of the characters of a run on a line, face by face."""
        signs = self.whole.signs
        face_at = bisect_right(signs.ends, first)
        at = first
        while at < after:
            stop = min(signs.ends[face_at], after)
            face = signs.faces[face_at].embedded
            if bisect_left(signs.apart, at) < bisect_left(signs.apart, stop):
                yield from self._printed_apart(range(at, stop), start, face, size, origins)
            else:
                places = origins[at - start : stop - start]
                moved = signs.moved[bisect_left(signs.moved, at) : bisect_left(signs.moved, stop)]
                if moved:
                    places = tuple(_moved(places, moved, at, start, size, signs.rights))
                yield PrintedRun(face, signs.glyphs[at:stop], places, self.whole.text[at:stop])
            at, face_at = stop, face_at + 1

    def _printed_apart(
        self,
        places: range,
        start: int,
        face: EmbeddedFace,
        size: float,
        origins: Sequence[float],
    ) -> Iterator[PrintedRun]:
        """The signs of characters of one face, those that stand higher or lower apart."""
        signs, at_places, texts = array("H"), array("d"), list[str]()
        text, sorts = self.whole.text, self.whole.sorts
        for at in places:
            own = sorts[at].signs
            if not own and texts:
                texts[-1] += text[at]
                continue
            pen = origins[at - start]
            for order, (glyph, _, advance, right, up) in enumerate(own):
                shift = 0.0 if at == start and right < 0 else right
                character = "" if order else text[at]
                if up:
                    place = (pen + shift * size,)
                    yield PrintedRun(face, (glyph,), place, (character,), -up * size)
                else:
                    signs.append(glyph)
                    at_places.append(pen + shift * size)
                    texts.append(character)
                pen += advance * size
        if signs:
            yield PrintedRun(face, signs, at_places, texts)


def _begins(span: tuple[TypeRun, int, int]) -> int:
    return span[1]


def _moved(
    places: Sequence[float],
    moved: Sequence[int],
    at: int,
    start: int,
    size: float,
    rights: Mapping[int, float],
) -> Iterator[float]:
    """The places of signs from the character `at` on, those of `moved` characters to the right by
    `rights`. A sign that begins its line is not moved to the left."""
    found = list(places)
    for each in moved:
        if each != start or rights[each] > 0:
            found[each - at] += rights[each] * size
    return iter(found)


class LineSigns(NamedTuple):
    """The signs of a paragraph, for each of its characters."""

    glyphs: Sequence[int]
    """The sign of each character, where it has one that stands on the baseline."""

    apart: Sequence[int]
    """The other characters."""

    moved: Sequence[int]
    """The characters whose signs stand to the right or the left of where they begin."""

    rights: Mapping[int, float]
    """By how much, in em."""

    faces: Sequence[CaseFace]
    """The faces in which it is set, one after the other."""

    ends: Sequence[int]
    """Where the text in each of these faces ends."""


def _signs(sorts: Sequence[Sort]) -> LineSigns:
    glyphs = array("H", bytes(2 * len(sorts)))
    apart: list[int] = []
    rights: dict[int, float] = {}
    for at, sort in enumerate(sorts):
        if len(sort.signs) != 1 or sort.signs[0].y:
            apart.append(at)
            continue
        glyphs[at], _, _, right, _ = sort.signs[0]
        if right:
            rights[at] = right
    faces: list[CaseFace] = []
    ends: list[int] = []
    at = 0
    for _, together in groupby([id(sort.face) for sort in sorts]):
        faces.append(sorts[at].face)
        at += len(list(together))
        ends.append(at)
    return LineSigns(glyphs, apart, list(rights), rights, faces, ends)


# -- Breaking --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ParagraphText:
    """A paragraph with its characters measured."""

    source: SheetParagraph
    habits: LineHabits
    text: str
    sorts: Sequence[Sort]
    advances: Sequence[float]
    regained: Sequence[float]
    gaps: Sequence[int]
    """1 for each character after which white may be put, otherwise 0."""

    spans: tuple[tuple[TypeRun, int, int], ...]
    """Each run with the places where its characters begin and end."""

    lead: float = 0.0
    """The white before its first character, which a frame needs."""

    @cached_property
    def signs(self) -> LineSigns:
        """Its signs."""
        return _signs(self.sorts)

    @cached_property
    def em(self) -> float:
        """The size of most of it, in pt."""
        return max(self.spans, key=lambda span: span[2] - span[1])[0].style.size

    def broken(
        self,
        width: float,
        lines: int | None = None,
        bearable: float = BEARABLE,
        kept: tuple[int, ...] = (),
    ) -> BrokenText | None:
        """Its lines in a measure (see `line_choice.choose_lines`)."""
        style, habits = self.source.style, self.habits
        is_justified = style.align == "justify"
        is_text = is_justified and abs(self.em - habits.size) < 0.1
        measure = Measure(
            width - style.indent - self.lead,
            width,
            habits.tracking if is_justified else 0.0,
            habits.line_cost if is_text else 0.0,
        )
        kind = ParagraphKind(
            id(self.source.element) in habits.by_words,
            habits.own_words,
            is_justified,
            style.align == "center",
        )
        type_ = tuple(
            (run.text, run.style.families, run.style.is_bold, run.style.size, run.is_rigid)
            for run, *_ in self.spans
        )
        key = (type_, habits.half_ends, measure, kind, lines, bearable, kept)
        if key not in habits.chosen:
            whole = self._measured(measure, is_justified)
            habits.chosen[key] = choose_lines(whole, measure, kind, lines, bearable, kept)
        chosen = habits.chosen[key]
        if chosen is None:
            return None
        return BrokenText(self, width, chosen)

    def _measured(self, measure: Measure, is_justified: bool) -> MeasuredText:
        gaps = list(self.gaps)
        if out := hanging_out(self.advances, measure):
            gaps[:out] = [0] * out
        called = self.text
        for run, start, stop in self.spans:
            if run.is_call:
                called = called[:start] + CALL * (stop - start) + called[stop:]
        return MeasuredText(
            *(called, self.advances, self.regained, self.em),
            gaps=gaps,
            half_ends=self.habits.half_ends and is_justified,
        )


def measured(paragraph: SheetParagraph, habits: LineHabits) -> ParagraphText:
    """A paragraph with its characters from the type case."""
    sorts: list[Sort] = []
    gaps: list[int] = []
    spans: list[tuple[TypeRun, int, int]] = []
    advances: list[float] = []
    regained: list[float] = []
    for run in paragraph.runs:
        if run.is_leader or run.is_led_to or not run.text:
            continue
        style, start = run.style, len(sorts)
        found = habits.case.set_type(run.text, style.families, style.is_bold)
        sorts += found
        wide = [each.advance * style.size + style.tracking for each in found]
        if run.text == "\n":
            wide = [0.0]
        if run.width is not None:
            wide[-1] += run.width - sum(wide)
        advances += wide
        regained += [each.regained * style.size for each in found]
        gaps += [0] * (len(found) - 1) + [1] if run.is_rigid else [1] * len(found)
        spans.append((run, start, len(sorts)))
    lead = spans[0][0].frame.before if spans and spans[0][0].frame else 0.0
    if spans and (last := spans[-1][0].frame):
        advances[-1] += last.after
    for (of, _, stop), (then, *_) in pairwise(spans):
        if of.frame != then.frame:
            advances[stop - 1] += of.frame.after if of.frame else 0.0
            advances[stop - 1] += then.frame.before if then.frame else 0.0
        near = brought_nearer(of.text[-1:], then.text[:1], habits.case, of.style, then.style)
        if near:
            advances[stop - 1] -= near * of.style.size
            regained[stop - 1] += near * of.style.size
    text = "".join(run.text for run, *_ in spans)
    return ParagraphText(
        *(paragraph, habits, text, sorts),
        *(advances, regained, gaps, tuple(spans), lead),
    )


def natural_width(text: ParagraphText) -> float:
    """The width of its longest line if nothing breaks it, in pt."""
    ends = [0.0, *accumulate(text.advances)]
    stops = [at for at, each in enumerate(text.text) if each == "\n"]
    edges = [0, *stops, len(text.text)]
    return max(ends[stop] - ends[start] for start, stop in pairwise(edges))

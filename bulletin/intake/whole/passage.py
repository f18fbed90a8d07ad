"""A paragraph's runs as a text that can be searched, cut, repaired and turned into copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bulletin.diagnostics import Diagnostic, Severity
from bulletin.intake.received import ReceivedDocument, ReceivedLine, Run, lines_of
from bulletin.intake.repairing import SHORTEST_TORN
from bulletin.intake.running_text import look_of
from bulletin.markdown import SENTENCE_ENDS
from bulletin.model import Block, Footnote, Inline, LineBreak, Link, Section, Strong, Text
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

LONGEST_HEADING = 40
"""Characters of a run-in heading; longer bold text is a sentence in bold."""

_CJK = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…"
_SPACED_FIGURE = pattern_of(rf"(?<=[{_CJK}])[ \t\xa0]+(?=[0-9])|(?<=[0-9%‰])[ \t\xa0]+(?=[{_CJK}])")
_CLOSING = "”’）》」』】"
_ENDED = (*SENTENCE_ENDS, *"：；:;.!?")


@dataclass(frozen=True, slots=True)
class ReceivedPassage:
    """Runs that follow each other; `len` and every offset count characters of `text`."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """What is read."""
        return "".join(run.text for run in self.runs)

    def cut(self, start: int, end: int | None = None) -> ReceivedPassage:
        """The characters from `start` up to `end`; something between two characters goes with the
        later one."""
        length = len(self.text)
        end = length if end is None else end
        found: list[Run] = []
        at = 0
        for run in self.runs:
            after = at + len(run.text)
            if not run.text:
                if start <= at < end or (at == end == length and start < end):
                    found.append(run)
            elif at < end and after > start:
                one, two = max(start - at, 0), min(end - at, len(run.text))
                found.append(part_of(run, one, two))
            at = after
        return ReceivedPassage(tuple(found))

    def without(self, spans: Iterable[Span]) -> ReceivedPassage:
        """Without the characters of `spans`, which are in order and do not overlap."""
        kept: list[Run] = []
        at = 0
        for span in (*spans, Span(len(self.text), len(self.text))):
            kept += self.cut(at, span.start).runs if at < span.start else ()
            at = span.end
        return ReceivedPassage(tuple(kept))

    def trimmed(self) -> ReceivedPassage:
        """Without white space at its ends."""
        text = self.text
        start = len(text) - len(text.lstrip())
        return self.cut(start, max(start, len(text.rstrip()))) if text.strip() else self

    def together(self, following: ReceivedPassage) -> ReceivedPassage:
        """This one and the next as one."""
        return ReceivedPassage((*self.runs, *following.runs))

    def bold_stretches(self) -> tuple[Span, ...]:
        """Where it is bold; white space between two bold runs does not separate them."""
        stretches: list[Span] = []
        at = 0
        blank = True
        for run in self.runs:
            after = at + len(run.text)
            if run.bold and run.text:
                if stretches and (blank or stretches[-1].end == at):
                    stretches[-1] = Span(stretches[-1].start, after)
                else:
                    stretches.append(Span(at, after))
                blank = True
            elif run.text.strip():
                blank = False
            at = after
        text = self.text
        return tuple(span for span in stretches if text[span.start : span.end].strip())

    def emboldened(self, span: Span) -> ReceivedPassage:
        """With the characters of `span` bold."""
        middle = tuple(replace(run, bold=True) for run in self.cut(*span).runs)
        before = self.cut(0, span.start).runs if span.start else ()
        after = self.cut(span.end).runs if span.end < len(self.text) else ()
        return ReceivedPassage((*before, *middle, *after))

    @property
    def place(self) -> Span:
        """Where its first character stands in the document."""
        return self.runs[0].span if self.runs else Span(0, 0)

    def span(self, start: int, end: int) -> Span:
        """Where characters stand in the document; across a join, from the first to the last."""
        runs = [run for run in self.cut(start, end).runs if run.text]
        return Span(runs[0].span.start, runs[-1].span.end) if runs else self.place


def part_of(run: Run, start: int, end: int) -> Run:
    """Some characters of a run; a run that stands for more than it says keeps its whole place."""
    if len(run.text) != run.span.end - run.span.start:
        return replace(run, text=run.text[start:end])
    span = Span(run.span.start + start, run.span.start + end)
    return replace(run, text=run.text[start:end], span=span)


def passage_of(line: ReceivedLine) -> ReceivedPassage:
    """A line's characters, with the number that Word sets before it."""
    if not line.label or line.bullet:
        return ReceivedPassage(line.runs)
    first = line.runs[0] if line.runs else Run("", line.span)
    start = line.span.start
    label = replace(
        first,
        text=line.label,
        span=Span(start, start + len(line.label)),
        footnote=None,
        picture=None,
        address="",
    )
    return ReceivedPassage((label, *line.runs))


# -- What is mended --------------------------------------------------------------------------------


def without_spaced_figures(passage: ReceivedPassage) -> tuple[ReceivedPassage, int]:
    """Without the spaces between figures and 汉字, and how many there were."""
    spans = [Span(*match.span()) for match in _SPACED_FIGURE.finditer(passage.text)]
    return (passage.without(spans), len(spans)) if spans else (passage, 0)


def with_stops_in_bold(passage: ReceivedPassage) -> tuple[ReceivedPassage, tuple[Span, ...]]:
    """With the 。 right after a bold heading bold too, and where such stops were."""
    text = passage.text
    found = []
    for stretch in passage.bold_stretches():
        words = text[stretch.start : stretch.end]
        if (
            text[stretch.end : stretch.end + 1] == "。"
            and len(words) <= LONGEST_HEADING
            and not set(words) & set(SENTENCE_ENDS)
            and begins_sentence(text, stretch.start)
        ):
            found.append(Span(stretch.end, stretch.end + 1))
    for stop in found:
        passage = passage.emboldened(stop)
    return passage, tuple(passage.span(*stop) for stop in found)


def begins_sentence(text: str, at: int) -> bool:
    """Whether a sentence begins at `at`."""
    before = text[:at].rstrip(_CLOSING + " \u3000")
    return not before or before.endswith(tuple(SENTENCE_ENDS))


def sentences(text: str) -> Iterator[Span]:
    """The sentences of a text, each with its end mark; one inside quotation marks ends none."""
    start = depth = 0
    for at, character in enumerate(text):
        depth += (character in "“（《") - (character in "”）》")
        follows = text[at + 1 : at + 2]
        if character in SENTENCE_ENDS and depth <= 0 and follows not in (*SENTENCE_ENDS, *_CLOSING):
            yield Span(start, at + 1)
            start = at + 1
            depth = 0
    if start < len(text):
        yield Span(start, len(text))


def breaks_off(text: str) -> bool:
    """Whether a paragraph ends in mid-sentence; a short one may be a line of its own."""
    text = text.strip()
    if not any(map(str.isalnum, text)):  # a rule drawn of dashes
        return False
    return len(text) >= SHORTEST_TORN and not text.rstrip(_CLOSING).endswith(_ENDED)


# -- Into the model --------------------------------------------------------------------------------


@dataclass
class Accounting:
    """Which characters of the document have gone into the issue, and what the editor is told.

    Characters that nothing took are reported at the end, so that nothing is lost silently.
    """

    document: ReceivedDocument
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.taken = bytearray(len(self.document.source.text))
        self._called: set[int] = set()
        self.until = len(self.document.source.text)
        """Where another issue begins in the text; nothing from there on is read."""
        self.size = look_of(lines_of(self.document.parts)).size

    @property
    def source(self) -> Source:
        """The document's text."""
        return self.document.source

    def tell(self, code: str, severity: Severity, span: Span, what: str, hint: str = "") -> None:
        """Report something about the document at `span`."""
        self.diagnostics.append(Diagnostic(code, severity, self.source, span, what, hint))

    def take(self, span: Span) -> None:
        """Note that the issue has these characters of the document."""
        for at in range(span.start, min(span.end, len(self.taken))):
            self.taken[at] = 1

    def joined(self, passage: ReceivedPassage, following: ReceivedPassage) -> ReceivedPassage:
        """Two parts of a torn paragraph as one; the editor is told."""
        rest = following.trimmed()
        at = rest.place.start
        what = f"被拆开的一段接上了：{passage.text.rstrip()[-6:]}｜{rest.text[:6]}"
        self.tell("D207", Severity.INFO, Span(at, at + 1), what)
        return passage.trimmed().together(rest)

    def inlines(self, passage: ReceivedPassage) -> tuple[Inline, ...]:
        """A passage as copy; its characters count as taken."""
        found: list[Inline] = []
        for run in passage.runs:
            self.take(run.span)
            found += self._inline(run)
        return tuple(found)

    def _inline(self, run: Run) -> Iterator[Inline]:
        if run.footnote is not None:
            yield from self._footnote(run)
            return
        made: tuple[Inline, ...] = tuple(
            Text(part, run.span) if part else LineBreak(run.span)
            for part in _parted(run.text.replace("\t", " "))
        )
        if not made:
            return
        if run.address:
            made = (Link(run.address, made, run.span),)
        if run.bold and run.text.strip():
            made = (Strong(made, run.span),)
        yield from made

    def _footnote(self, run: Run) -> Iterator[Inline]:
        number = run.footnote or 0
        if not 0 < number <= len(self.document.footnotes) or number in self._called:
            return
        self._called.add(number)
        children: list[Inline] = []
        for line in self.document.footnotes[number - 1]:
            if children:
                children.append(LineBreak(line.span))
            children += self.inlines(passage_of(line).trimmed())
        yield Footnote(number, tuple(children), run.span)


def _parted(text: str) -> Iterator[str]:
    """The lines of a text, with an empty string for each break between them."""
    for at, line in enumerate(text.split("\n")):
        if at:
            yield ""
        if line:
            yield line


@dataclass
class GrowingSections:
    """Sections while they grow: a heading opens one and ends the one before."""

    ledger: Accounting
    done: list[Section] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    heading: tuple[Inline, ...] = ()
    level: int = 2
    place: Span = Span(0, 0)

    def open(self, heading: tuple[Inline, ...], level: int, place: Span) -> None:
        """Begin a section."""
        if self.heading or self.blocks:
            self.done.append(Section(self.heading, self.level, tuple(self.blocks), self.place))
        self.heading, self.level, self.place, self.blocks = heading, level, place, []

    def closed(self) -> tuple[Section, ...]:
        """All sections; nothing may be added afterwards."""
        self.open((), 2, self.place)
        return tuple(self.done)


def untaken(
    ledger: Accounting, lines: Sequence[ReceivedLine]
) -> Iterator[tuple[ReceivedLine, Span]]:
    """The stretches of visible text that nothing took, each with its line."""
    text = ledger.source.text
    for line in lines:
        free = [
            at
            for run in passage_of(line).runs
            for at in range(run.span.start, min(run.span.end, len(text)))
            if not ledger.taken[at] and not text[at].isspace()
        ]
        gaps = [at for at, (one, two) in enumerate(pairwise(free), start=1) if two > one + 3]
        for start, end in pairwise([0, *gaps, len(free)] if free else []):
            yield line, Span(free[start], free[end - 1] + 1)

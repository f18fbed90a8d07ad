"""A paragraph's runs as a text that can be searched and cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bulletin.intake.received import ReceivedLine, Run
from bulletin.markdown import SENTENCE_ENDS
from bulletin.patterns import pattern_of
from bulletin.source import Span

_CJK = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…"
_SPACED_FIGURE = pattern_of(rf"(?<=[{_CJK}])[ \t\xa0]+(?=[0-9])|(?<=[0-9%‰])[ \t\xa0]+(?=[{_CJK}])")
_CLOSING = "”’）》」』】"


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

    def trimmed(self, blanks: str | None = None) -> ReceivedPassage:
        """Without white space at its ends, or without these blanks; what a sign calls stays."""
        kept = list(self.runs)
        for at, strip in ((0, str.lstrip), (-1, str.rstrip)):
            while kept and kept[at].text and not strip(kept[at].text, blanks):
                kept.pop(at)
            if kept and (text := strip(kept[at].text, blanks)) != kept[at].text:
                start = kept[at].text.find(text)
                kept[at] = part_of(kept[at], start, start + len(text))
        return ReceivedPassage(tuple(kept))

    def parted(self, length: int) -> tuple[ReceivedPassage, ReceivedPassage]:
        """The first `length` characters with what they call, and the rest without blanks before
        it."""
        head: list[Run] = []
        rest: list[Run] = []
        for run in self.runs:
            if length >= len(run.text) and (length or not run.text) and not rest:
                head.append(run)
            elif length > 0:
                head.append(part_of(run, 0, length))
                rest.append(part_of(run, length, len(run.text)))
            else:
                rest.append(run)
            length = max(length - len(run.text), 0)
        while rest and rest[0].text and not rest[0].text.strip():
            rest.pop(0)
        if rest and (blank := len(rest[0].text) - len(rest[0].text.lstrip())):
            rest[0] = part_of(rest[0], blank, len(rest[0].text))
        return ReceivedPassage(tuple(head)), ReceivedPassage(tuple(rest))

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

"""Documents for tests, as a reader of Word would give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bulletin.intake import plain
from bulletin.intake.received import (
    Box,
    DocumentPart,
    Grid,
    GridCell,
    ReceivedDocument,
    ReceivedLine,
    ReceivedPicture,
    Remark,
    Run,
)
from bulletin.intake.typed_marks import with_typed_marks
from bulletin.source import Source, Span

TITLE = {"size": 22.0, "face": "方正小标宋简体"}
TEXT = {"size": 16.0, "face": "仿宋_GB2312"}


@dataclass(frozen=True)
class Said:
    """A line to be: its runs as text and look, and what Line takes besides."""

    runs: tuple[tuple[str, dict[str, Any]], ...]
    line: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Framed:
    """A text box to be."""

    parts: tuple[Spec, ...]


Spec = Said | Framed | list[Any]
"""A line, a text box, or a table: a list of rows, each a list of cells, each a list of specs."""


def said(*runs: str | tuple[str, dict[str, Any]], **line: Any) -> Said:
    """A line of running text, or of runs with a look of their own."""
    looks = tuple((run, {}) if isinstance(run, str) else run for run in runs)
    return Said(tuple((text, {**TEXT, **look}) for text, look in looks), line)


def title(text: str, **line: Any) -> Said:
    return Said(((text, dict(TITLE)),), {"alignment": "center", **line})


def bold(text: str) -> tuple[str, dict[str, Any]]:
    return text, {"bold": True}


def body(text: str, **line: Any) -> Said:
    """A paragraph with its indent."""
    return said(text, indent=2.0, **line)


class _Maker:
    """Writes the source while the parts are made."""

    def __init__(self) -> None:
        self.text = ""

    def part(self, spec: Spec) -> DocumentPart:
        start = len(self.text)
        if isinstance(spec, Said):
            return self.line(spec)
        if isinstance(spec, Framed):
            parts = tuple(map(self.part, spec.parts))
            return Box(parts, Span(start, len(self.text)))
        rows = tuple(tuple(self.cell(cell) for cell in row) for row in spec)
        return Grid(rows, Span(start, len(self.text)))

    def cell(self, cell: Any) -> GridCell:
        if isinstance(cell, GridCell):
            return replace(cell, lines=tuple(map(self.part, cell.lines)))  # type: ignore[arg-type]
        specs = cell if isinstance(cell, (list, tuple)) else [said(cell)]
        return GridCell(tuple(map(self.part, specs)))

    def line(self, spec: Said) -> ReceivedLine:
        start = len(self.text)
        self.text += spec.line.get("label", "")
        runs = []
        for text, look in spec.runs:
            at = len(self.text)
            self.text += text
            runs.append(Run(text, Span(at, len(self.text)), **look))
        made = ReceivedLine(tuple(runs), Span(start, len(self.text)), **spec.line)
        self.text += "\n"
        return made


def document(
    *specs: Spec,
    name: str = "来稿",
    path: str = "",
    footnotes: Sequence[Sequence[Said]] = (),
    running: Sequence[Said] = (),
    pictures: Sequence[ReceivedPicture] = (),
    remarks: Sequence[tuple[str, str, str, str, str]] = (),
) -> ReceivedDocument:
    """The document that the specs describe; a remark's last word is what it is about."""
    maker = _Maker()
    parts = tuple(map(maker.part, specs))
    notes = tuple(tuple(map(maker.line, lines)) for lines in footnotes)
    shown = tuple(map(maker.line, running))
    found = []
    for kind, author, dated, text, about in remarks:
        at = maker.text.index(about)
        found.append(Remark(kind, author, dated, text, Span(at, at + len(about))))
    source = Source(path or f"{name}.docx", maker.text)
    return ReceivedDocument(name, source, parts, notes, tuple(pictures), tuple(found), shown)


def read_plain(path: str, content: bytes) -> ReceivedDocument:
    """A text file as a document, with the marks that were typed read."""
    return with_typed_marks(plain.read_plain(path, content))

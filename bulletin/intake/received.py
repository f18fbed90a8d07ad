"""A document as it was received: what can be seen in it, in the order of reading.

Every reader of a format (Word, text, PDF) gives a `ReceivedDocument`; what the document *means*,
its title, unit and headings, is recognised later, from the same value for all formats.

The document's `source` is its visible text, with a line for each paragraph or cell, so that a place
in it is `文件:段:字`. Every run points into it; everything that can be seen is in `source.text`
once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import ClassVar, TypeAlias, TypeVar, cast

from bulletin.diagnostics import Diagnostic
from bulletin.source import Source, Span


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one face."""

    text: str
    """What can be seen; `\\n` for a line break made by hand, `\\t` for a tab."""

    span: Span
    """Where it stands in the document's source; empty for what a sign calls."""

    bold: bool = False
    italic: bool = False
    size: float = 0.0
    """In points; 0 where the document does not say (2号 is 22, 3号 16)."""

    face: str = ""
    """The East-Asian family as the document names it, e.g. 方正小标宋简体; empty if it does not."""

    footnote: int | None = None
    """The number (from 1) of the footnote called here; then `text` is empty."""

    picture: int | None = None
    """The number (from 1) of the picture that stands here; then `text` is empty."""

    address: str = ""
    """Where it links to; empty for no link."""

    style: str = ""
    """Its character style, if it is one of our own (`bulletin.own_styles`); otherwise empty."""


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """A paragraph of the document, a heading included."""

    kind: ClassVar[str] = "line"

    runs: tuple[Run, ...]
    span: Span
    alignment: str = ""
    """`left`, `center`, `right`, `justify`; empty where the document does not say."""

    indent: float = 0.0
    """Of the first line, in em; negative for a hanging indent."""

    level: int = 0
    """Outline level from 1, by style or paragraph setting; 0 for body text."""

    style: str = ""
    """The style's name as an editor sees it, e.g. 标题 1; empty for none and for 正文.

    The lines of a generated contents list are `目录 1`, `目录 2` … and `目录标题`.
    """

    label: str = ""
    """The number that Word itself sets before it (`一、`, `（1）`, `•`), visible but not in `runs`.

    It is part of the source's text, before the first run. It ends in a space if none of its own
    marks separates it from the words: `第一条 `, `1.1 `.
    """

    bullet: bool = False
    """Whether `label` is a bullet, which is not text."""

    depth: int = 0
    """Depth of the list it is an item of, from 1; 0 outside lists."""

    breaks_page: bool = False
    """Whether the author put a page break before it."""

    @property
    def text(self) -> str:
        """Its characters, label included."""
        return ("" if self.bullet else self.label) + "".join(run.text for run in self.runs)

    @property
    def bold(self) -> bool:
        """Whether every visible character of it is bold."""
        seen = [run for run in self.runs if run.text.strip()]
        return bool(seen) and all(run.bold for run in seen)

    @property
    def size(self) -> float:
        """The size of most of its characters, in points; 0 where the document does not say."""
        sizes: dict[float, int] = {}
        for run in self.runs:
            sizes[run.size] = sizes.get(run.size, 0) + len(run.text.strip())
        return max(sizes, key=lambda size: sizes[size], default=0.0)

    @property
    def face(self) -> str:
        """The face of most of its characters; empty where the document does not say."""
        faces: dict[str, int] = {}
        for run in self.runs:
            faces[run.face] = faces.get(run.face, 0) + len(run.text.strip())
        return max(faces, key=lambda face: faces[face], default="")


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a grid; a cell that spans others stands where it begins."""

    lines: tuple[DocumentPart, ...]
    columns: int = 1
    """How many columns it spans."""

    rows: int = 1
    """How many rows it spans; 0 for a place covered by the cell above."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of the document."""

    kind: ClassVar[str] = "grid"

    rows: tuple[tuple[GridCell, ...], ...]
    span: Span
    head: int = 0
    """How many rows the document marks as its repeated head."""

    set_off: bool = False
    """Whether its first row is set off from the next by shading, or by the table's style."""


@dataclass(frozen=True, slots=True)
class Box:
    """A text box: it stands beside the text, where the document anchors it."""

    kind: ClassVar[str] = "box"

    parts: tuple[DocumentPart, ...]
    span: Span


LineOrTable: TypeAlias = ReceivedLine | Grid
"""A part of a document that stands in the text, and not in a box of its own."""

DocumentPart: TypeAlias = LineOrTable | Box

_DocumentPart = TypeVar("_DocumentPart", bound=DocumentPart)


def with_lines(
    part: _DocumentPart, changed: Callable[[ReceivedLine], ReceivedLine]
) -> _DocumentPart:
    """A part with every line in it changed, those in cells and boxes too."""
    if isinstance(part, ReceivedLine):
        return cast(_DocumentPart, changed(part))
    if isinstance(part, Box):
        parts = tuple(with_lines(each, changed) for each in part.parts)
        return cast(_DocumentPart, replace(part, parts=parts))
    assert isinstance(part, Grid)
    rows = tuple(
        tuple(
            replace(cell, lines=tuple(with_lines(each, changed) for each in cell.lines))
            for cell in row
        )
        for row in part.rows
    )
    return cast(_DocumentPart, replace(part, rows=rows))


def lines_of(parts: Iterable[DocumentPart]) -> Iterator[ReceivedLine]:
    """Every line of the parts, those in tables and boxes too, in the order of reading."""
    for part in parts:
        if isinstance(part, ReceivedLine):
            yield part
        elif isinstance(part, Box):
            yield from lines_of(part.parts)
        else:
            for row in part.rows:
                for cell in row:
                    yield from lines_of(cell.lines)


Crop: TypeAlias = tuple[float, float, float, float]
ShownSize: TypeAlias = tuple[float, float]
"""Width and height in mm."""


@dataclass(frozen=True, slots=True)
class ReceivedPicture:
    """An image of the document, as bytes of its own format."""

    content: bytes
    suffix: str
    """`.png`, `.jpeg`, `.emf` …, as the document has it, in lower case with its dot."""

    alternative: str = ""
    """What the document says is on it."""

    span: Span = Span(0, 0)
    """Where it stands."""

    name: str = ""
    """What the document calls it: its file name, in a document of our own."""

    cut: Crop = (0.0, 0.0, 0.0, 0.0)
    """Which shares of its width and height are cut away at the left, top, right and bottom."""

    shown: ShownSize = (0.0, 0.0)
    """How large the document shows it; nothing if it does not say."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark beside the text: a comment, or a tracked change."""

    kind: str
    """`comment`, `insertion` (accepted), `deletion` (accepted: the words are gone), `move`."""

    author: str
    dated: str
    """ISO date, or empty."""

    text: str
    """The comment, or the inserted or deleted words."""

    span: Span
    """The words that it is about."""


@dataclass(frozen=True, slots=True)
class ReceivedDocument:
    """One received document."""

    name: str
    """Its file name without suffix, by which units are often recognised."""

    source: Source
    """Its visible text; the path is the file's."""

    parts: tuple[DocumentPart, ...]
    footnotes: tuple[tuple[ReceivedLine, ...], ...] = ()
    """By number, from 1, with the endnotes; their text stands at the end of the source."""

    pictures: tuple[ReceivedPicture, ...] = ()
    remarks: tuple[Remark, ...] = ()
    running: tuple[ReceivedLine, ...] = ()
    """Headers and footers: they are on every page and therefore not part of the text. They stand at
    the very end of the source, after the notes; page numbers are left out."""

    diagnostics: tuple[Diagnostic, ...] = ()
    """What was dropped or not understood, each with its place."""

    received: str = ""
    """The day on which it came, in ISO form: the mail's, or that of the import; empty for none."""

    sender: str = ""
    """Who sent that mail, as it says; empty for none."""

    elsewhere: frozenset[int] = frozenset()
    """The numbers of pictures that belong to another submission of the same file."""


def refused(path: str, *diagnostics: Diagnostic) -> ReceivedDocument:
    """The document of a file that cannot be read: it has no text, and says why."""
    name = PurePosixPath(path).stem
    return ReceivedDocument(name, Source(path, ""), (), diagnostics=diagnostics)

"""What the stories of one document share, and what each of them carries along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bulletin.diagnostics import Severity
from bulletin.intake.received import ReceivedPicture
from bulletin.intake.word.field_codes import Frame
from bulletin.intake.word.list_numbers import Numbering
from bulletin.intake.word.package import Fault, Package, Relation, read_xml
from bulletin.intake.word.styles import Styles
from bulletin.intake.word.transcript import Transcript
from bulletin.ooxml import Element, W, is_on

_LONGEST = 200
"""Characters of a passage that a message repeats."""


class Comment(NamedTuple):
    """A comment whose place is not yet known."""

    author: str
    dated: str
    text: str


@dataclass(frozen=True)
class StoryReading:
    """What all stories of one document share: its parts, and what was read so far."""

    package: Package
    styles: Styles
    numbering: Numbering
    comments: Mapping[str, Comment]
    transcript: Transcript = field(default_factory=Transcript)
    pictures: list[ReceivedPicture] = field(default_factory=list)
    notes: dict[tuple[str, str], int] = field(default_factory=dict)
    """The number of each footnote and endnote that was called, by kind and id."""

    called: list[tuple[str, str]] = field(default_factory=list)
    """The same by number."""

    drawn: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The words of each chart and diagram that was placed, by its part's name in lower case."""

    opened: dict[str, int] = field(default_factory=dict)
    """Where the words begin that a comment is about."""

    told: set[str] = field(default_factory=set)
    """The comments that have found their place."""

    marked: Counter[str] = field(default_factory=Counter)
    """How many marks of each kind on words were reported, by code."""

    turns: frozenset[Element] = frozenset()
    """The section ends (w:sectPr) after which a new page begins."""

    def number(self, kind: str, name: str) -> int:
        """The number of the note of this kind and id; the next one where it is called first."""
        if (kind, name) not in self.notes:
            self.called.append((kind, name))
            self.notes[kind, name] = len(self.called)
        return self.notes[kind, name]

    def words_in(self, part: str, read: Callable[[Element], tuple[str, ...]]) -> tuple[str, ...]:
        """What `read` finds in a part; it is read once, however often it is placed."""
        key = part.lower()
        if key not in self.drawn:
            content = self.package.part(part)
            root = None if content is None else read_xml(content)
            self.drawn[key] = () if root is None or isinstance(root, Fault) else read(root)
        return self.drawn[key]


@dataclass
class StoryPlace:
    """Where in the package a story is read, and the fields that are open in it."""

    relations: Mapping[str, Relation]
    running: bool = False
    """Whether it is a header or footer."""

    frames: list[Frame] = field(default_factory=list)
    turns_page: bool = False
    """Whether the next paragraph begins on a new page."""

    @property
    def contents(self) -> bool:
        """Whether a generated contents list is open."""
        return bool(self.frames) and self.frames[-1].contents


def short(text: str) -> str:
    """A passage as a message repeats it."""
    line = " ".join(text.split("\n"))
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def all_characters(element: Element) -> str:
    """The characters in an element, deleted ones as well, a line a paragraph."""
    pieces: list[str] = []
    for each in element.iter(f"{W}t", f"{W}delText", f"{W}tab", f"{W}br", f"{W}cr", f"{W}p"):
        if each.tag == f"{W}p" and pieces:
            pieces.append("\n")
        elif each.tag in (f"{W}t", f"{W}delText"):
            pieces.append(each.text or "")
        elif each.tag == f"{W}tab":
            pieces.append("\t")
        elif each.tag != f"{W}p":
            pieces.append("\n")
    return "".join(pieces)


def is_placeholder(control: Element) -> bool:
    """Whether a content control shows only its placeholder, which nobody has replaced."""
    shown = control.find(f"{W}sdtPr/{W}showingPlcHdr")
    return shown is not None and is_on(shown)


def tell_placeholder(transcript: Transcript, content: Element) -> None:
    """Say which words of a form were left unfilled."""
    words = all_characters(content)
    if words.strip():
        message = f"表单提示“{words}”没有填写，没有收入"
        transcript.note("D122", Severity.WARNING, message, "向来稿单位核实")


def tell_elsewhere(transcript: Transcript) -> None:
    """Say that a piece of the document is in another file."""
    transcript.note(
        "D126",
        Severity.WARNING,
        "这里插入了另一个文件的内容，没有打开",
        "在 Word 里把内容粘贴进来，再导入",
    )

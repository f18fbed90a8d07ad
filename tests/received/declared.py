"""The documents of the corpus: what stands in each, how it looks, and what it is to an editor.

A file of `documents/` holds several, each begun by `=== name`. Lines with a colon in the part above
the text say what is true of the whole:

    writers: word wps pdf       which of WRITERS make it; the first makes it in the quick test
    plain: yes                  a document without anything doubtful
    paged: yes                  a PDF of it has page numbers; `rules` are those of its tables
    split: yes                  several submissions, each with its title; `subject` and `dated`
                                are those of a mail
    unit: 城关镇                 a field that the front matter must have; `-` that it may not have

Then, after an empty line, a line of text each: its look, with another size in pt behind it if it
has one, its role, `|`, its words.

    题22 T | 城关镇推进换届        a line of the title, centred, in 小标宋 of 22 pt
    黑 H | 一、加强领导            a heading by itself, in 黑体
    文 R | 一、甲。乙丙丁。         a heading up to the first 。, its text behind it
    文 B | 甲乙丙丁。              a paragraph; V is one whose spaces are its author's
    右 F | 2024年3月1日            furniture: may not be printed
    表 X | 村名 ¦ 人数             a row of a table; `<` goes on from the left, `^` from above
    文 J | 丙丁。                  goes on in the paragraph before
    小 N | 1 注：甲。              a note; A is an attachment's title; S is not looked for

What the copy says otherwise than the document stands behind `⇒`. In the words, `**甲**` is bold,
`^{8}` raised, `_{2}` lowered, `==甲==` marked, `//` a line broken by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

DOCUMENTS = Path(__file__).parent / "documents"

LOOKS: dict[str, tuple[str, float, str, bool]] = {
    "题": ("小标宋", 22, "center", False),
    "红": ("小标宋", 40, "center", False),
    "中": ("仿宋", 16, "center", False),
    "中楷": ("楷体", 16, "center", False),
    "文": ("仿宋", 16, "", True),
    "顶": ("仿宋", 16, "", False),
    "黑": ("黑体", 16, "", True),
    "楷": ("楷体", 16, "", True),
    "粗": ("仿宋", 16, "", True),
    "右": ("仿宋", 16, "right", False),
    "小": ("仿宋", 14, "", False),
    "小右": ("仿宋", 14, "right", False),
    "眉": ("仿宋", 10.5, "center", False),
    "表": ("仿宋", 12, "", False),
}
"""Face, size in pt, place, and whether the first line is drawn in."""

ALIKE = {"一级": "黑", "二级": "楷", "自一": "黑", "自1": "文", "页": "文", "空": "文"}
"""Heading styles of two levels, numbers that the program sets, a page's end, an empty line."""

ROLES = "THRBVFXJNAS"


@dataclass(frozen=True)
class Piece:
    """Words in one look."""

    text: str
    size: float = 12
    face: str = "仿宋"
    bold: bool = False
    raised: bool = False
    lowered: bool = False
    marked: bool = False

    def with_text(self, text: str) -> Piece:
        """Other words in the same look."""
        return replace(self, text=text)


@dataclass(frozen=True)
class DeclaredLine:
    """A line of a declaration."""

    look: str
    size: float
    role: str
    said: str
    copy: str
    """What the copy is to say of it."""

    @property
    def kind(self) -> str:
        """The look whose face and place it has."""
        return ALIKE.get(self.look, self.look)

    @property
    def place(self) -> str:
        return LOOKS[self.kind][2]

    @property
    def indented(self) -> bool:
        return LOOKS[self.kind][3]

    @property
    def text(self) -> str:
        """Its words without the marks that say how they look."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def cells(self) -> tuple[str, ...]:
        """A row's cells."""
        return tuple(cell.strip() for cell in self.said.split("¦"))

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Its words, each in its look."""
        return tuple(_pieces(self))


@dataclass(frozen=True)
class Declared:
    """A document, and the copy that an editor would make of it."""

    name: str
    kind: str
    facts: dict[str, str]
    lines: tuple[DeclaredLine, ...]

    @property
    def writers(self) -> tuple[str, ...]:
        return tuple(self.facts["writers"].split())

    @property
    def plain(self) -> bool:
        return "plain" in self.facts

    @property
    def paged(self) -> bool:
        return "paged" in self.facts

    @property
    def rules(self) -> str:
        return self.facts.get("rules", "all")

    @property
    def fields(self) -> dict[str, str]:
        """What the front matter must say; empty is what it may not say."""
        own = {"writers", "plain", "paged", "rules", "split", "subject", "dated"}
        said = {key: value for key, value in self.facts.items() if key not in own}
        title = "".join(line.copy for line in self.lines if line.role == "T")
        return {**({"title": title} if title else {}), **said}


CHINESE = "一二三四五六七八九"


def with_numbers(lines: Sequence[DeclaredLine]) -> Iterator[DeclaredLine]:
    """The lines with the numbers before them that a program would set."""
    counts = {"自一": 0, "自1": 0}
    for line in lines:
        if line.look not in counts:
            yield line
            continue
        counts[line.look] += 1
        at = counts[line.look]
        label = f"{CHINESE[at - 1]}、" if line.look == "自一" else f"{at}."
        yield replace(line, said=label + line.said)


@cache
def documents() -> tuple[Declared, ...]:
    """The corpus, in the order of its files."""
    return tuple(each for path in sorted(DOCUMENTS.glob("*.txt")) for each in _in_file(path))


def _in_file(path: Path) -> Iterator[Declared]:
    for block in re.split(r"^=== ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        name, _, rest = block.partition("\n")
        head, _, body = rest.partition("\n\n")
        facts = dict(re.split(r": *", line, maxsplit=1) for line in head.splitlines())
        lines = tuple(_line(line) for line in body.splitlines() if line.strip())
        yield Declared(name.strip(), path.stem, facts, lines)


def _line(line: str) -> DeclaredLine:
    found = re.fullmatch(r"(自1|\D+?)([0-9.]*) ([A-Z]) \|(?: (.*))?", line.rstrip())
    assert found, line
    look, size, role, words = found.groups(default="")
    assert role in ROLES, line
    assert ALIKE.get(look, look) in LOOKS, line
    said, _, copy = words.partition("⇒")
    said = said.rstrip() if copy else said
    made = DeclaredLine(look, float(size or LOOKS[ALIKE.get(look, look)][1]), role, said, copy)
    return made if copy else replace(made, copy=made.text)


_MARK = re.compile(r"\*\*(?P<b>.+?)\*\*|\^\{(?P<u>.+?)\}|_\{(?P<d>.+?)\}|==(?P<m>.+?)==")


def _pieces(line: DeclaredLine) -> Iterator[Piece]:
    face = LOOKS[line.kind][0]
    own = Piece("", line.size, face, bold=line.look == "粗")
    said = line.said.replace("//", "\n") if "://" not in line.said else line.said
    at = 0
    for mark in _MARK.finditer(said):
        if before := said[at : mark.start()]:
            yield own.with_text(before)
        yield replace(
            own,
            text=next(filter(None, mark.groups())),
            bold=own.bold or bool(mark["b"]),
            raised=bool(mark["u"]),
            lowered=bool(mark["d"]),
            marked=bool(mark["m"]),
        )
        at = mark.end()
    if rest := said[at:]:
        yield own.with_text(rest)


def rows_of(
    lines: Sequence[DeclaredLine],
) -> Iterator[DeclaredLine | tuple[DeclaredLine, ...]]:
    """The lines in order, those of one table together."""
    table: list[DeclaredLine] = []
    for line in lines:
        if table and line.look != "表":
            yield tuple(table)
            table = []
        if line.look == "表":
            table.append(line)
        else:
            yield line
    if table:
        yield tuple(table)

"""Writing sections of the model as Markdown, and front matter as YAML.

Reading the result with `read_copy` gives the same sections again, whatever characters they contain:
a character is escaped if Markdown would take it for markup, and only then.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeAlias

import yaml

from bulletin.markdown.parser import BOLD, NEVER_FIRST, SEEN_BEFORE, escapes
from bulletin.markdown.reading import SENTENCE_ENDS
from bulletin.markdown.settling import settled
from bulletin.model import (
    Block,
    Cell,
    Figure,
    Footnote,
    Inline,
    Item,
    LineBreak,
    Link,
    List,
    Paragraph,
    Quotation,
    Section,
    Strong,
    Table,
    Text,
    section_footnotes,
)
from bulletin.patterns import pattern_of
from bulletin.source import NOWHERE

DEEPEST_HEADING = 6
"""The deepest level of heading in Markdown."""


def write_sections(sections: tuple[Section, ...]) -> str:
    """The sections as the body of a file, with a line end at the end; empty without sections.

    A heading of level 2 is written as a run-in heading before its first paragraph
    (`**小标题。**正文`). If there is no such paragraph, or it is a numbered item, or the heading is
    deeper, the heading gets its own line with `##`. An attachment begins with `# 附件1：标题`.
    """
    sections = settled(sections)
    count = sum(section.begins_attachment for section in sections)
    numbers = iter(range(1, count + 1) if count > 1 else ("",))
    blocks = [
        text
        for section in sections
        for text in (
            _attachment(section, f"{next(numbers)}")
            if section.begins_attachment
            else _section(section)
        )
    ]
    blocks += [_note(footnote) for footnote in section_footnotes(sections)]
    return "\n\n".join(blocks) + "\n" if blocks else ""


# -- Blocks --------------------------------------------------------------------------------------


def _section(section: Section) -> list[str]:
    if not section.heading:
        return _blocks(section.blocks)
    first = section.blocks[0] if section.blocks else None
    if not is_written_run_in(section) or not isinstance(first, Paragraph):
        return [_heading_line(section), *_blocks(section.blocks)]
    stop = Text(_stop(section), NOWHERE)
    strong = Strong((*section.heading, stop) if stop.text else section.heading, NOWHERE)
    return [_lines((strong, *first.children)), *_blocks(section.blocks[1:])]


def _attachment(section: Section, number: str) -> list[str]:
    label = Text(f"附件{number}：", NOWHERE)
    line = _heading_line(replace(section, heading=(label, *section.heading)))
    return [line, *_blocks(section.blocks)]


def is_written_run_in(section: Section) -> bool:
    """Whether the heading is written in bold before its first paragraph, and not on its own
    line."""
    return section.runs_in and section.level == 2 and _can_be_bold(section)


def _stop(section: Section) -> str:
    """The stop written after a run-in heading, of which reading removes exactly one 。."""
    return "。" if section.heading_text.endswith("。") else section.run_in_stop


def _heading_line(section: Section) -> str:
    stop = "。" if section.heading_text.endswith("。") else ""
    text = _inline((*section.heading, Text(stop, NOWHERE)) if stop else section.heading)
    if text.startswith("#"):
        text = f"\\{text}"
    if re.search(r"[ \t]#+\Z", text):  # reading removes the closing # of a heading
        text = f"{text} #"
    return f"{'#' * min(section.level, DEEPEST_HEADING)} {text}"


def _can_be_bold(section: Section) -> bool:
    """Whether the heading reads back from bold: a sentence with a stop, and without bold inside."""
    text = section.heading_text
    ended = (text + _stop(section)).endswith(tuple(SENTENCE_ENDS))
    return ended and not (_holds_bold(section.heading) or text.startswith(tuple(NEVER_FIRST)))


def _holds_bold(inlines: tuple[Inline, ...]) -> bool:
    return any(
        isinstance(inline, Strong) or (isinstance(inline, Link) and _holds_bold(inline.children))
        for inline in inlines
    )


def _blocks(blocks: tuple[Block, ...], outer: str = "") -> list[str]:
    """The text of each block. `outer` is the bullet before the first block, if it is in an item."""
    written: list[str] = []
    bullet = outer
    for block in blocks:
        if isinstance(block, List) and not block.ordered:
            bullet = "+" if bullet == "-" else "-"
            written.append(_list(block, bullet))
            continue
        bullet = ""
        written.append(_WRITERS[type(block)](block))
    return written


def _list(block: List, bullet: str = "") -> str:
    items = []
    for item in block.items:
        marker = item.marker or bullet
        lines = _in_item(item, bullet).split("\n")
        indent = " " * (len(marker) + 1)
        rest = (f"{indent}{line}" if line else "" for line in lines[1:])
        items.append("\n".join((f"{marker} {lines[0]}".rstrip(" "), *rest)))
    return ("\n\n" if any("\n\n" in item for item in items) else "\n").join(items)


def _in_item(item: Item, bullet: str) -> str:
    """The blocks of an item; a list directly follows a paragraph if Markdown allows that."""
    text = ""
    before: Block | None = None
    for block, written in zip(item.blocks, _blocks(item.blocks, bullet), strict=True):
        close = isinstance(before, Paragraph) and isinstance(block, List) and _interrupts(block)
        text += ("" if before is None else "\n" if close else "\n\n") + written
        before = block
    return text


def _interrupts(block: List) -> bool:
    """Whether a list needs no empty line before it (CommonMark 5.2): it starts at 1, with words."""
    first = block.items[0]
    starts = not block.ordered or first.marker[:-1] == "1"
    return starts and bool(first.blocks) and isinstance(first.blocks[0], Paragraph)


def _quotation(block: Quotation) -> str:
    lines = "\n\n".join(_blocks(block.blocks)).split("\n")
    return "\n".join(f"> {line}" if line else ">" for line in lines)


_RULES = {"": "---", "left": ":--", "center": ":-:", "right": "--:"}


def _table(block: Table) -> str:
    rule = tuple(_RULES[cell.align] for cell in block.head)
    rows = (tuple(map(_cell, row)) for row in (block.head, *block.rows))
    head, *rest = rows
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rest))


def _cell(cell: Cell) -> str:
    return _inline(cell.children).replace("|", "\\|")


def _figure(block: Figure) -> str:
    caption = f' "{_quoted(block.caption)}"' if block.caption else ""
    words = _InlineText()
    words.copy(block.alternative, linked=True)
    words.syntax(f"]({destination(block.path)}{caption})")
    return f"![{words.written()}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    Paragraph: lambda block: _lines(block.children),
    List: _list,
    Quotation: _quotation,
    Table: _table,
    Figure: _figure,
}


def _note(footnote: Footnote) -> str:
    lines = _lines(footnote.children).replace("\n", "\n    ")
    return f"[^{footnote.number}]: {lines}"


_ENTITY = r"&(?=\#?[A-Za-z0-9]+;)"
"""An & that Markdown would read as the beginning of an entity."""


def destination(address: str) -> str:
    """The address of a link or the path of an image, as it is written between the brackets."""
    escaped = re.sub(rf"[<>\\]|{_ENTITY}", r"\\\g<0>", address)
    bare = re.fullmatch(r"[^\x00-\x20\x7f<>()\\]+", address)
    return escaped if bare else f"<{escaped}>"


def _quoted(title: str) -> str:
    return re.sub(rf'["\\]|{_ENTITY}', r"\\\g<0>", title)


# -- Inlines -------------------------------------------------------------------------------------

_BLANK = pattern_of(r"\s")
_MARKED = pattern_of(
    rf"""`                            # code
    | \*(?=\*) | (?<=\*)\*          # bold
    | \[(?=\^) | \](?=\() | !(?=\[) # a footnote, a link, an image
    | \[(?=[^\[\]［］]*[\]］][(（]\s*(?:https?://|mailto:|www\.))
    | {_ENTITY}                      # an entity""",
    re.VERBOSE,
)
_LABEL_FIRST = pattern_of(r"^([ \t\u3000]*)\[(?=[^\[\]^\n\\]{1,20}\]:)", re.MULTILINE)
"""A label in brackets at the start of a line, which would be the address of a link."""

_HIDING = pattern_of(r"(?<=[0-9])\*{3,}(?=[0-9])")
"""Asterisks that hide a part of a number are never markup."""

_LINKED = pattern_of(_MARKED.pattern + "\n" + r"| [\[\]]", re.VERBOSE)
"""Inside a link every square bracket must be escaped as well."""


_SPECIAL = pattern_of(r"[`*\[\]()!:&\\\n]")
"""What may be markup, by itself or beside another sign."""


def _escaped(text: str, *, linked: bool) -> list[str]:
    """The characters of `text`, each escaped if necessary; those that never are may be together."""
    if len(text) > 2 and _SPECIAL.search(text) is None:
        return [text[0], text[1:-1], text[-1]]
    pieces = list(text)
    for match in (_LINKED if linked else _MARKED).finditer(text):
        pieces[match.start()] = "\\" + match[0]
    for match in _HIDING.finditer(text):
        pieces[match.start() : match.end()] = [match[0], *[""] * (len(match[0]) - 1)]
    return pieces


def _entity(piece: str) -> str:
    """A character written as a numeric entity, because it would be lost or be read as markup."""
    return f"&#{ord(piece[-1])};"


@dataclass
class _InlineText:
    """An inline text that is being written, in pieces of markup and single characters of copy."""

    pieces: list[str] = field(default_factory=list)
    characters: set[int] = field(default_factory=set)
    """The indexes in `pieces` of characters of copy, which may be written as entities."""

    def syntax(self, piece: str) -> None:
        """Add markup."""
        self.pieces.append(piece)

    def copy(self, text: str, *, linked: bool) -> None:
        """Add text that must not be read as markup."""
        start = len(self.pieces)
        self.pieces += _escaped(text, linked=linked)
        self.characters.update(range(start, len(self.pieces)))

    def inlines(self, inlines: tuple[Inline, ...], *, linked: bool = False) -> None:
        """Add inlines; `linked` says that they are inside a link."""
        for inline in inlines:
            if isinstance(inline, Text):
                self.copy(inline.text, linked=linked)
            elif isinstance(inline, LineBreak):
                self.syntax("\\\n")
            elif isinstance(inline, Footnote):
                self.syntax(f"[^{inline.number}]")
            elif isinstance(inline, Link):
                self.syntax("[")
                self.inlines(inline.children, linked=True)
                self.syntax(f"]({destination(inline.address)})")
            else:
                self.syntax(BOLD)
                self.inlines(inline.children, linked=linked)
                self.syntax(BOLD)

    def written(self) -> str:
        """The finished text, with everything escaped that only the neighbouring pieces make
        markup."""
        self._join_up()
        self._guard_blanks()
        self._guard_backslashes()
        return _LABEL_FIRST.sub(r"\1\\[", "".join(self.pieces))

    def _join_up(self) -> None:
        """Escape characters that become markup only beside the next piece."""
        for at in range(1, len(self.pieces)):
            one, two = self.pieces[at - 1], self.pieces[at]
            if one.startswith("[^") and two in ("(", ":") and at in self.characters:
                self.pieces[at] = "\\" + two
            elif one == "!" and two.startswith("[") and at - 1 in self.characters:
                self.pieces[at - 1] = "\\!"
            elif one == "*" and two.startswith("*") and at - 1 in self.characters:
                self.pieces[at - 1] = "\\*"
            elif one.endswith("*") and two == "*" and at in self.characters:
                self.pieces[at] = "\\*"

    def _guard_blanks(self) -> None:
        """Write white space at the start and end of lines as entities; it would be lost."""
        edges = [-1, *(at for at, piece in enumerate(self.pieces) if piece == "\\\n")]
        edges.append(len(self.pieces))
        for at in (place for edge in edges for place in (edge - 1, edge + 1)):
            if at in self.characters and _BLANK.match(self.pieces[at]):
                self.pieces[at] = _entity(self.pieces[at])

    def _guard_backslashes(self) -> None:
        """Write a backslash as an entity if it would escape the next character."""
        for at in range(len(self.pieces) - 2, -1, -1):
            if self.pieces[at] == "\\" and at in self.characters:
                line = "".join(self.pieces[max(0, at - SEEN_BEFORE) : at])
                if escapes(line, "".join(self.pieces[at + 1 : at + 3])):
                    self.pieces[at] = _entity("\\")


def _inline(inlines: tuple[Inline, ...]) -> str:
    line = _InlineText()
    line.inlines(inlines)
    return line.written()


_LINE_HEAD = pattern_of(
    r"""(\#{1,6}(?=[ \t　]|\Z) | \#(?=\#) | \#(?=[\u4e00-\u9fff]) # heading
    | [-+*](?=[ \t]|\Z)             # list
    | >(?=[ \t>]|\Z)                # quotation
    | ~(?=~~)                       # code
    | -(?=[ \t]*-[ \t]*-[- \t]*\Z) | _(?=[ \t]*_[ \t]*_[_ \t]*\Z)  # rule
    | [-:|](?=[-:| \t]*\Z) | \|     # a table
    )|([0-9]{1,3})([.)])(?=[ \t]|\Z)""",
    re.VERBOSE,
)


def _lines(inlines: tuple[Inline, ...]) -> str:
    """A paragraph whose lines cannot be read as another block or reported as misspelt markup."""
    return "\n".join(
        _LINE_HEAD.sub(_safe_head, line, 1) if _LINE_HEAD.match(line) else line
        for line in _inline(inlines).split("\n")
    )


def _safe_head(match: re.Match[str]) -> str:
    return f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}"


# -- Front matter --------------------------------------------------------------------------------

FrontValue: TypeAlias = "str | int | bool | date | Sequence[FrontValue] | Mapping[str, FrontValue]"

_PLAIN_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def write_front(fields: Mapping[str, FrontValue], comments: Iterable[str] = ()) -> str:
    """Front matter between its `---` lines. A value is quoted only if YAML needs it.

    Comments follow the fields, each line after `# `. An empty list or group is left out. An empty
    text is written as a field without content, which an editor can fill in. An empty list inside a
    group is written as `[]`, which says that there are none.
    """
    lines = list(_entries(fields, ""))
    for comment in comments:
        lines += [f"# {_printable(line)}".rstrip() for line in comment.splitlines()]
    return "".join(f"{line}\n" for line in ("---", *lines, "---"))


def _entries(fields: Mapping[str, FrontValue], indent: str) -> Iterable[str]:
    for name, value in fields.items():
        if isinstance(value, Mapping):
            if value:
                yield f"{indent}{name}:"
                yield from _entries(value, indent + "  ")
        elif isinstance(value, Sequence) and not isinstance(value, str):
            if value:
                yield f"{indent}{name}:"
                yield from _items(value, indent + "  ")
            elif indent:
                yield f"{indent}{name}: []"
        else:
            yield f"{indent}{name}: {scalar(value)}".rstrip(" ")


def _items(values: Sequence[FrontValue], indent: str) -> Iterable[str]:
    for value in values:
        if isinstance(value, Mapping):
            first, *rest = list(_entries(value, indent + "  "))
            yield f"{indent}- {first.strip(' ')}"
            yield from rest
        else:
            yield f"{indent}- {scalar(value)}".rstrip(" ")


def scalar(value: FrontValue) -> str:
    """A value as YAML, quoted if YAML needs it, or if a # in it might be taken for a note."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = _printable(re.sub(r"[\r\n]+", " ", str(value))).strip()
    return text if not text or _reads_as(text) else "'" + text.replace("'", "''") + "'"


def _printable(text: str) -> str:
    """The text without what YAML refuses: controls, single surrogates, noncharacters, U+2028."""
    return re.sub(
        "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010fffd]",
        "",
        text,
    )


def _reads_as(text: str) -> bool:
    """Whether YAML reads the unquoted text as one scalar with the same text."""
    try:
        events = list(yaml.parse(f"- {text}\n", Loader=_PLAIN_LOADER))
    except yaml.YAMLError:
        return False
    scalars = [each for each in events if isinstance(each, yaml.ScalarEvent)]
    return (
        len(events) == 7
        and len(scalars) == 1
        and scalars[0].value == text
        and not text.startswith(("'", '"', "|", ">"))
        and not re.search("[#＃]", text)
    )

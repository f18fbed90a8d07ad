"""One document being made: its paragraphs in order, and what they need in other parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace

from docx.oxml.ns import qn
from lxml import etree

from bulletin.model import (
    Footnote,
    Inline,
    Item,
    LineBreak,
    Link,
    List,
    Strong,
    Text,
)
from bulletin.ooxml import Element, R
from bulletin.own_styles import NO_SIGN, TYPED_HEAD
from bulletin.patterns import pattern_of
from bulletin.press import without_controls
from bulletin.render import printable
from bulletin.script_runs import ScriptRun, runs_of
from bulletin.word.elements import properties, text_element, w
from bulletin.word.page import WordPage
from bulletin.word.styles import RUN_IN_HEADINGS


@dataclass(frozen=True)
class CopyLook:
    """How a stretch of copy differs from its paragraph."""

    style: str = ""
    """A character style; empty for none."""

    bold: bool = False

    @property
    def properties(self) -> Element | None:
        """The run's properties. Marks that Latin type has too are declared to be Chinese."""
        return properties(
            "w:rPr",
            w("rStyle", val=self.style) if self.style else None,
            w("rFonts", hint="eastAsia"),
            w("b") if self.bold else None,
            w("bCs") if self.bold else None,
        )


PLAIN = CopyLook()


def run_in_look(level: int) -> CopyLook:
    """How a run-in heading of this level looks."""
    return CopyLook(RUN_IN_HEADINGS[min(level - 1, len(RUN_IN_HEADINGS)) - 1])


def printable_text(text: str) -> str:
    """The text without characters that XML cannot hold, and without the control characters of a
    screen."""
    return without_controls(printable(text))


def text_run(text: str, look: CopyLook = PLAIN) -> Element:
    """A run of text in one look."""
    return w("r", look.properties, text_element("w:t", printable_text(text)))


def tab() -> Element:
    """A run that goes to the next tab stop."""
    return w("r", w("tab"))


def field_runs(instruction: str, shown: str) -> list[Element]:
    """A field that Word fills; `shown` stands there until then."""
    mark = properties("w:rPr", w("rFonts", hint="eastAsia"))
    return [
        w("r", w("fldChar", fldCharType="begin")),
        w("r", text_element("w:instrText", instruction)),
        w("r", w("fldChar", fldCharType="separate")),
        w("r", mark, text_element("w:t", shown)),
        w("r", w("fldChar", fldCharType="end")),
    ]


@dataclass
class Composing:
    """The body so far, and what it needs in other parts of the file."""

    page: WordPage
    images: Mapping[str, bytes]
    own_words: tuple[str, ...]
    """Words of the office that no title is divided in."""

    body: list[Element] = field(default_factory=list)
    footnotes: list[list[Element]] = field(default_factory=list)
    """The runs of each footnote, by number from 1."""

    unsigned: list[Element] = field(default_factory=list)
    """The paragraphs of the last note, which has no sign: the colophon. Empty without it."""

    lists: list[ListKind] = field(default_factory=list)
    """Lists by number from 1."""

    links: list[str] = field(default_factory=list)
    """Addresses, in the order of their relationships."""

    pictures: list[str] = field(default_factory=list)
    """Paths of images, in the order of their drawings; one may occur twice."""

    marks: int = 0
    """How many bookmarks there are."""

    gap: int = 0
    """White before the next paragraph, in twips."""

    is_at_page_end: bool = False
    """Whether the next paragraph begins a page."""

    def skip(self, twips: int) -> None:
        """Leave white before what comes next."""
        self.gap += max(0, twips)

    def paragraph(self, style: str, runs: Iterable[Element], *changes: Element | None) -> Element:
        """Add a paragraph; `changes` are properties that replace those of its style.

        Copy that begins like an article gets a style that no article begins with.
        """
        runs = tuple(runs)
        if style == "Text" and TYPED_HEAD.match("".join("".join(r.itertext()) for r in runs)):
            style = "Signed"
        page_break = w("pageBreakBefore") if self.is_at_page_end else None
        self.is_at_page_end = False
        made = paragraph(style, runs, self._before(), page_break, *changes)
        self.body.append(made)
        return made

    def keep_last(self) -> None:
        """Keep the last paragraph, or the last row of a table, on the page of what follows."""
        last = self.body[-1] if self.body else None
        if last is None:
            return
        *_, end = last.iter(qn("w:tr")) if last.tag == qn("w:tbl") else (last,)
        for each in end.iter(qn("w:p")):
            old = each.find(qn("w:pPr"))
            kept = properties("w:pPr", *(() if old is None else old), w("keepNext"))
            assert kept is not None
            if old is not None:
                each.remove(old)
            each.insert(0, kept)

    def _before(self) -> Element | None:
        gap, self.gap = self.gap, 0
        return w("spacing", before=gap) if gap else None

    def table(self, made: Element) -> None:
        """Add a table; two that touch would become one, and no table can have white before it."""
        touching = bool(self.body) and self.body[-1].tag.endswith("}tbl")
        if touching or self.gap:
            self.paragraph("Gap", ())
        self.body.append(made)

    def bookmark(self, name: str, runs: list[Element]) -> list[Element]:
        """The runs with a bookmark round them."""
        number = self.marks
        self.marks += 1
        begin = w("bookmarkStart", id=number, name=name)
        return [begin, *runs, w("bookmarkEnd", id=number)]

    # -- Inlines --

    def runs(self, inlines: Iterable[Inline], look: CopyLook = PLAIN) -> list[Element]:
        """The inlines as runs, links and calls of footnotes."""
        made: list[Element] = []
        for inline in inlines:
            if isinstance(inline, Text):
                made.append(text_run(inline.text, look))
            elif isinstance(inline, LineBreak):
                made.append(w("r", w("br")))
            elif isinstance(inline, Strong):
                made += self.runs(inline.children, replace(look, bold=True))
            elif isinstance(inline, Link):
                made.append(self._link(inline, look))
            else:
                made.append(self._call(inline, look))
        return made

    def _link(self, link: Link, look: CopyLook) -> Element:
        if link.address not in self.links:
            self.links.append(link.address)
        made = w("hyperlink", *self.runs(link.children, look), history=True)
        made.set(RELATIONSHIP, link_id(self.links.index(link.address)))
        return made

    def _call(self, footnote: Footnote, look: CopyLook) -> Element:
        self.footnotes.append([])
        number = len(self.footnotes)
        self.footnotes[number - 1] = self.runs(footnote.children)
        bold = look.bold or look.style in RUN_IN_HEADINGS  # as the text around it
        call = properties(
            "w:rPr",
            w("rStyle", val="FootnoteReference"),
            w("b") if bold else None,
            w("bCs") if bold else None,
        )
        return w("r", call, w("footnoteReference", id=number))

    def unsigned_note(self, paragraphs: list[Element]) -> Element:
        """The call of a last note that shows no call: its sign is a blank."""
        self.unsigned = paragraphs
        style = properties("w:rPr", w("rStyle", val="FootnoteReference"))
        number = len(self.footnotes) + 1
        call = w("footnoteReference", customMarkFollows=True, id=number)
        return w("r", style, call, text_element("w:t", NO_SIGN))

    # -- Lists --

    def numbering(self, made: List) -> list[int | None]:
        """The number of the list of each item: Word's own numbering gives what is typed.

        If the typed numbers do not continue, another list begins. None for anything that is not a
        number.
        """
        numbers: list[int | None] = []
        following: ListKind | None = None
        for item in made.items:
            kind = kind_of_list(item) if made.ordered else ListKind("")
            if kind is not None and (kind != following or not numbers):
                self.lists.append(kind)
            numbers.append(len(self.lists) if kind else None)
            following = replace(kind, start=kind.start + bool(kind.stop)) if kind else None
        return numbers


RELATIONSHIP = f"{R}id"


def link_id(index: int) -> str:
    """The relationship of the link with this index."""
    return f"rIdLink{index + 1}"


def picture_id(index: int) -> str:
    """The relationship of the image with this index."""
    return f"rIdPicture{index + 1}"


def paragraph(style: str, runs: Iterable[Element], *changes: Element | None) -> Element:
    """A paragraph of a style; `changes` are properties that replace those of the style."""
    parts = (part for each in joined_runs(runs) for part in _by_script(each))
    return w("p", properties("w:pPr", w("pStyle", val=style), *changes), *parts)


def joined_runs(runs: Iterable[Element]) -> list[Element]:
    """The runs; neighbouring runs of text with one look become one."""
    joined: list[Element] = []
    for each in runs:
        before = joined[-1] if joined else None
        if before is not None and _look(each) is not None and _look(before) == _look(each):
            before[-1].text += each[-1].text
        else:
            joined.append(each)
    return joined


FACES_OF_SCRIPTS = {"Tibt": "Microsoft Himalaya", "Mong": "Mongolian Baiti"}
"""Faces that come with Windows, for scripts that `LATIN` does not draw."""


def _by_script(made: Element) -> Iterable[Element]:
    """A run of text, or a link of several, with words whose letters join in runs of their own.

    Word sets such a run by its complex-script properties, from right to left where it is told so.
    """
    if made.tag.endswith("}hyperlink"):
        parts = [part for each in list(made) for part in _by_script(each)]
        made[:] = parts
    found = tuple(runs_of(made[-1].text)) if _look(made) is not None else ()
    if not found:
        yield made
        return
    text, at = made[-1].text, 0
    for each in found:
        if each.start > at:
            yield w("r", deepcopy(made[0]), text_element("w:t", text[at : each.start]))
        yield w("r", _of_script(made[0], each), text_element("w:t", each.text))
        at = each.stop
    if at < len(text):
        yield w("r", deepcopy(made[0]), text_element("w:t", text[at:]))


def _of_script(look: Element, run: ScriptRun) -> Element | None:
    """The properties of a run of such words; of its style's faces the one for complex scripts."""
    face = w("rFonts", hint="cs", cs=FACES_OF_SCRIPTS.get(run.script))
    return properties("w:rPr", *look, face, w("rtl") if run.is_leftward else w("cs"))


def _look(made: Element) -> bytes | None:
    """The look of a run of nothing but text, in a form to compare; None for anything else."""
    texts = made.findall("{*}t")
    if not made.tag.endswith("}r") or len(texts) != 1 or len(made) != 2:
        return None
    looks: bytes = etree.tostring(made[0])
    return looks


# -- What numbers a list ---------------------------------------------------------------------------


@dataclass(frozen=True)
class ListKind:
    """How Word numbers one list."""

    stop: str
    """`.` or `)` after the number; empty for bullets."""

    start: int = 1


LEVELS = 9
"""How deep Word numbers lists; a deeper list is numbered like the deepest."""

_MARKER = pattern_of(r"([0-9]{1,9})([.)])\Z", re.ASCII)


def kind_of_list(item: Item) -> ListKind | None:
    """The list that would begin with an item of an ordered one; None if Word writes no such number,
    such as `01.`."""
    match = _MARKER.match(item.marker)
    known = match is not None and str(int(match[1])) == match[1]
    return ListKind(match[2], int(match[1])) if match and known else None

"""A sheet's tree as blocks with their styles: what is composed, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import cssselect2

from bulletin.press.typesetting.cascade import ROOT, Cascade, StyledElement
from bulletin.press.typesetting.style import (
    EVERY_SIDE,
    NotComposedError,
    SheetStyle,
    Tokens,
)

Path = tuple[tuple[Any, str], ...]
"""The elements that something stands in, from the outermost on, each with its name: that of the
element, or of what stands beside it (`span::footnote-call`)."""


class InlineFrame(NamedTuple):
    """An element within a line that has a border, a background, or white at its ends."""

    element: Any
    style: SheetStyle

    @property
    def before(self) -> float:
        """The room that it takes before its text, in pt."""
        return self.style.margin.left + self.style.border("left") + self.style.padding.left

    @property
    def after(self) -> float:
        """The same after its text."""
        return self.style.margin.right + self.style.border("right") + self.style.padding.right


@dataclass(frozen=True)
class TypeRun:
    """Text of one style."""

    text: str
    style: SheetStyle
    path: Path
    note: SheetNote | None = None
    """The note that it calls."""

    width: float | None = None
    """The room that it takes in any case, in pt."""

    frame: InlineFrame | None = None
    """What is drawn around it and the runs beside it with the same frame."""

    is_leader: bool = False
    """Whether its text fills the rest of the line, again and again."""

    is_led_to: bool = False
    """Whether it stands at the end of the line, after a leader."""

    @cached_property
    def anchors(self) -> tuple[Any, ...]:
        """The elements around it that are links."""
        return tuple(each for each, _ in self.path if each.tag == "a" and each.get("href"))

    @property
    def is_call(self) -> bool:
        """Whether it is the sign by which a note is called."""
        return bool(self.path) and self.path[-1][1].endswith("::footnote-call")

    @property
    def is_rigid(self) -> bool:
        """Whether its characters stay together."""
        is_marker = bool(self.path) and self.path[-1][0].get("class") == "marker"
        return is_marker or self.width is not None or self.style.white_space == "nowrap"


@dataclass(frozen=True)
class SheetNote:
    """A note, or the colophon: what stands at the foot of a page."""

    number: int
    block: SheetBlock

    @property
    def is_colophon(self) -> bool:
        """Whether it is the colophon."""
        return bool(self.block.element.tag == "footer")


@dataclass(frozen=True)
class SheetParagraph:
    """Text that is broken into lines."""

    element: Any
    style: SheetStyle
    runs: tuple[TypeRun, ...]


@dataclass(frozen=True)
class SheetBlock:
    """An element that stands on lines of its own, and what is in it."""

    element: Any
    style: SheetStyle
    path: Path
    content: tuple[SheetBlock | SheetParagraph, ...]
    placed: tuple[SheetBlock, ...] = ()
    """What stands in it at a place of its own, out of the flow."""


@dataclass(frozen=True)
class SheetBlocks:
    """All blocks of a sheet."""

    root: SheetStyle
    body: SheetBlock
    colophon: SheetNote | None
    running: tuple[tuple[str, SheetBlock], ...]
    """What stands in the margin of every page, by its name."""


def blocks_of(root: Any, cascade: Cascade) -> SheetBlocks:
    """The blocks of a sheet. Raises NotComposedError for what the press does not compose."""
    for tag in ("style", "link"):
        if any(True for _ in root.iter(tag)):
            raise NotComposedError(tag)
    cascade.learn(root)
    wrapped = cssselect2.ElementWrapper.from_html_root(root)
    builder = _BlockBuilder(cascade)
    style = cascade.style(wrapped, ROOT).own
    (body,) = (each for each in wrapped.iter_children() if each.local_name == "body")
    made = builder.block(body, cascade.style(body, style), ())
    colophons = [each for each in builder.notes if each.is_colophon]
    if len(colophons) > 1:
        raise NotComposedError("footer")
    return SheetBlocks(style, made, colophons[0] if colophons else None, tuple(builder.running))


@dataclass
class _Paragraphs:
    """The content of a block while it is gathered."""

    owner: Any
    style: SheetStyle
    content: list[SheetBlock | SheetParagraph] = field(default_factory=list)
    runs: list[TypeRun] = field(default_factory=list)
    placed: list[SheetBlock] = field(default_factory=list)

    def end_paragraph(self) -> None:
        """Put the runs so far into a paragraph, if there is anything in them."""
        runs = tuple(_collapsed(self.runs))
        if any(run.text.strip(" ") or run.note for run in runs):
            self.content.append(SheetParagraph(self.owner, self.style, runs))
        self.runs = []


class _BlockBuilder:
    """Makes the blocks of one sheet."""

    def __init__(self, cascade: Cascade) -> None:
        self.cascade = cascade
        self.notes: list[SheetNote] = []
        self.running: list[tuple[str, SheetBlock]] = []

    def block(self, element: Any, styled: StyledElement, above: Path) -> SheetBlock:
        """An element that stands on lines of its own."""
        tree = element.etree_element
        path = (*above, (tree, tree.tag))
        gathered = _Paragraphs(tree, styled.own)
        self._inside(element, styled, path, gathered)
        gathered.end_paragraph()
        content, placed = tuple(gathered.content), tuple(gathered.placed)
        return SheetBlock(tree, styled.own, path, content, placed)

    def _inside(
        self, element: Any, styled: StyledElement, path: Path, gathered: _Paragraphs
    ) -> None:
        tree = element.etree_element
        self._beside("before", tree, styled, path, gathered)
        self._text(tree.text, styled.own, path, gathered)
        for child in element.iter_children():
            self._child(child, styled.own, path, gathered)
            self._text(child.etree_element.tail, styled.own, path, gathered)
        self._beside("after", tree, styled, path, gathered)

    def _text(self, text: str | None, style: SheetStyle, path: Path, gathered: _Paragraphs) -> None:
        if text:
            gathered.runs.append(TypeRun(text, style, path))

    def _child(self, child: Any, around: SheetStyle, path: Path, gathered: _Paragraphs) -> None:
        tree = child.etree_element
        styled = self.cascade.style(child, around)
        style = styled.own
        if style.is_footnote:
            self._note(child, styled, path, gathered)
        elif style.position.startswith("running"):
            name = style.position.removeprefix("running ")
            self.running.append((name, self.block(child, styled, ())))
        elif style.position == "absolute":
            gathered.placed.append(self.block(child, styled, path))
        elif tree.tag == "img" and style.display != "block":
            raise NotComposedError("img")
        elif tree.tag == "br":
            gathered.runs.append(TypeRun("\n", style, (*path, (tree, "br"))))
        elif style.display == "inline":
            at = len(gathered.runs)
            self._inside(child, styled, (*path, (tree, tree.tag)), gathered)
            if has_frame(style):
                gathered.runs[at:] = _framed(gathered.runs[at:], tree, style)
        elif style.display == "inline-block":
            self._inline_block(child, styled, path, gathered)
        elif style.display != "none":
            gathered.end_paragraph()
            gathered.content.append(self.block(child, styled, path))

    def _inline_block(
        self, child: Any, styled: StyledElement, path: Path, gathered: _Paragraphs
    ) -> None:
        """A short text that takes a given room."""
        tree = child.etree_element
        if styled.own.width is None or len(tree):
            raise NotComposedError("display: inline-block")
        run = TypeRun(tree.text or "", styled.own, (*path, (tree, tree.tag)))
        gathered.runs.append(replace(run, width=styled.own.width))

    def _note(self, child: Any, styled: StyledElement, path: Path, gathered: _Paragraphs) -> None:
        tree = child.etree_element
        call = styled.beside.get("footnote-call")
        is_called = call is not None and call.content is not None
        number = sum(not each.is_colophon for each in self.notes) + is_called
        block = self.block(child, styled, ())
        marker = styled.beside.get("footnote-marker")
        if marker is not None and marker.content is not None:
            block = _with_marker(block, marker, _counted(marker.content, number))
        note = SheetNote(number, block)
        self.notes.append(note)
        if call is not None and call.content is not None:
            name = f"{tree.tag}::footnote-call"
            text = _counted(call.content, number)
            gathered.runs.append(TypeRun(text, call, (*path, (tree, name)), note))
        elif not note.is_colophon or path[-1][1] != "body":
            raise NotComposedError("::footnote-call")

    def _beside(
        self, which: str, tree: Any, styled: StyledElement, path: Path, gathered: _Paragraphs
    ) -> None:
        """What the style sheets print before or after the content of an element."""
        style = styled.beside.get(which)
        if style is None or style.content is None:
            return
        own = (*path, (tree, f"{tree.tag}::{which}"))
        if style.position == "absolute":
            if any(each.type != "string" or each.value for each in style.content):
                raise NotComposedError(f"::{which}")
            gathered.placed.append(SheetBlock(tree, style, own, ()))
            return
        if style.position != "static" or style.display != "inline":
            raise NotComposedError(f"::{which}")
        gathered.runs += _generated(style.content, tree, style, own)


def has_frame(style: SheetStyle) -> bool:
    """Whether anything is drawn around what is in an element, or white is put around it."""
    drawn = style.background or any(style.border(side) for side in EVERY_SIDE)
    return bool(drawn or any(style.padding) or any(style.margin))


def _framed(runs: Sequence[TypeRun], element: Any, style: SheetStyle) -> Iterator[TypeRun]:
    """The runs in an element with a frame."""
    for run in runs:
        if run.frame or run.is_leader or run.is_led_to:
            raise NotComposedError("border")
        yield replace(run, frame=InlineFrame(element, style))


def _with_marker(block: SheetBlock, style: SheetStyle, text: str) -> SheetBlock:
    """A note that begins with its number."""
    own = (*block.path[:-1], (block.element, f"{block.element.tag}::footnote-marker"))
    # The number is inside the note for whoever reads it aloud.
    run = TypeRun(text, style, (*block.path, own[-1]))
    first = block.content[0] if block.content else None
    if isinstance(first, SheetBlock):
        raise NotComposedError("::footnote-marker")
    runs = (run, *(first.runs if first else ()))
    paragraph = SheetParagraph(block.element, block.style, tuple(_collapsed(runs)))
    return replace(block, content=(paragraph, *block.content[1:]))


def _counted(content: Tokens, number: int) -> str:
    """The text of a `content` in which `counter(footnote)` is this number."""
    return "".join(
        str(number) if each.type == "function" and each.lower_name == "counter" else each.value
        for each in content
    )


def _generated(content: Tokens, tree: Any, style: SheetStyle, path: Path) -> Iterator[TypeRun]:
    """The runs of a `content`: strings, attributes, and a leader with what stands after it."""
    led = False
    for each in content:
        if each.type == "string":
            yield TypeRun(each.value, style, path, is_led_to=led)
        elif each.type == "function" and each.lower_name == "leader":
            (sign,) = (inner for inner in each.arguments if inner.type == "string")
            led = True
            yield TypeRun(sign.value, style, path, is_leader=True)
        elif each.type == "function" and each.lower_name == "attr":
            (name,) = (inner for inner in each.arguments if inner.type == "ident")
            yield TypeRun(tree.get(name.value, ""), style, path, is_led_to=led)
        else:
            raise NotComposedError(f"content: {each.serialize()}")


_BLANKS = re.compile(r"[ \t\n\r\f]+")


def _collapsed(runs: Sequence[TypeRun]) -> Iterator[TypeRun]:
    """The runs with white space as it is printed: none at the ends of a line, one space between
    words (CSS Text 3, 4.1)."""
    kept: list[TypeRun] = []
    open_space = False  # whether a space or a line end stands before, so that none is needed
    for run in runs:
        text = run.text
        if run.path and run.path[-1][1] == "br":
            if kept and kept[-1].text.endswith(" "):
                kept[-1] = replace(kept[-1], text=kept[-1].text[:-1])
            open_space = True
        elif run.style.white_space != "pre":
            text = _BLANKS.sub(" ", text)
            if text.startswith(" ") and (open_space or not kept):
                text = text[1:]
            open_space = text.endswith(" ") if text else open_space
        if text or run.note:
            kept.append(run if text == run.text else replace(run, text=text))
    while kept and kept[-1].text.endswith(" ") and kept[-1].style.white_space != "pre":
        last = kept.pop()
        if text := last.text.rstrip(" "):
            kept.append(replace(last, text=text))
    yield from kept


def generated_block(style: SheetStyle, text: str) -> SheetBlock:
    """A block with a text that the style sheets print in a margin; it is part of no element."""
    runs = (TypeRun(text, style, ()),) if text else ()
    paragraph = SheetParagraph(None, style, runs)
    return SheetBlock(None, style, (), (paragraph,) if runs else ())

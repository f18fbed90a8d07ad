"""What a Word document cannot hold of an issue: it is printed but does not come back as it was."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bulletin.model import (
    Block,
    Figure,
    Inline,
    Link,
    List,
    Paragraph,
    Quotation,
    Section,
    Strong,
    Table,
)
from bulletin.source import Span
from bulletin.word.composing import LEVELS
from bulletin.word.styles import ITEM_TEXTS

Unkept = tuple[Span, str]
"""Where it stands, and what it is, in an editor's words."""


def unkept(sections: tuple[Section, ...], *, note: bool = False) -> Iterator[Unkept]:
    """The parts of the sections that do not come back; `note` is true for the editor's note."""
    for section in sections:
        if _holds(section.heading, Strong):
            yield section.span, "小标题里的粗体"
        yield from _in_blocks(section.blocks, 0, in_text=not note)


def _holds(inlines: tuple[Inline, ...], kind: type) -> bool:
    return any(
        isinstance(each, kind) or (isinstance(each, Strong | Link) and _holds(each.children, kind))
        for each in inlines
    )


def _in_blocks(blocks: tuple[Block, ...], depth: int, *, in_text: bool) -> Iterator[Unkept]:
    for one, two in pairwise(blocks):
        if isinstance(one, List) and isinstance(two, List) and one.ordered == two.ordered:
            yield two.span, "紧接着另一个列表的列表"
    for block in blocks:
        if isinstance(block, Quotation):
            for inner in block.blocks:
                if not isinstance(inner, Paragraph):
                    yield inner.span, f"引文里的{_NAMES[type(inner)]}"
        elif isinstance(block, List):
            yield from _in_list(block, depth + 1, in_text=in_text)
        elif isinstance(block, Table) and not block.rows and any(c.align for c in block.head):
            yield block.span, "只有表头的表格的对齐"


def _in_list(block: List, depth: int, *, in_text: bool) -> Iterator[Unkept]:
    if depth == LEVELS + 1:
        yield block.span, f"第 {depth} 层列表"
    for item in block.items:
        if not item.blocks or not isinstance(item.blocks[0], Paragraph):
            yield block.span, "没有文字的条目"
        for inner in item.blocks[1:]:
            if isinstance(inner, Paragraph):
                if not in_text or depth > len(ITEM_TEXTS):
                    where = "第四层起的列表" if in_text else "编者按的列表"
                    yield inner.span, f"{where}里一条的第二段"
            elif not isinstance(inner, List):
                yield inner.span, f"列表里的{_NAMES[type(inner)]}"
        yield from _in_blocks(
            tuple(each for each in item.blocks if isinstance(each, List | Paragraph)),
            depth,
            in_text=in_text,
        )


_NAMES = {List: "列表", Quotation: "引文", Table: "表格", Figure: "图片", Paragraph: "段落"}

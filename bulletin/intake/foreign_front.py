"""Front matter of other programs: Hugo's, Hexo's, or Chinese keys of somebody's own.

It says title, unit and author in other words than ours. What it says is taken, and the rest is
told; it is never read as our own with a fault for every key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bulletin.intake.received import ReceivedLine, Run
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

MOST_LINES = 40
"""Lines that front matter has at most; further down, `---` is a rule in the text."""

FRONT = "前言"
"""The style of a line of foreign front matter that has no place in copy."""

_FENCE = pattern_of(r"\ufeff?-{3,}[ \t]*")
_ENTRY = pattern_of(r"([\w \u3000-]{1,20}?)[ \u3000]*[:：][ \u3000]*(.*)")
_GOES_ON = pattern_of(r"\s+\S.*|-\s.*|\s*|#.*")
_TITLES = frozenset(("title", "标题", "题目", "标 题"))
_FOREIGN_WORDS = """\
date tags categories category draft layout slug permalink keywords description summary weight toc
cover comments created updated id publish lang aliases type
作者 标签 分类 来源 发布时间 创建时间 更新时间 关键词 摘要
"""
_FOREIGN = frozenset(_FOREIGN_WORDS.split())
"""Keys that other programs write, and that are none of ours in a submission."""


@dataclass(frozen=True, slots=True)
class ForeignFront:
    """What foreign front matter says."""

    lines: tuple[ReceivedLine, ...] = ()
    """Its title, and lines that say who wrote: 作者: 张三."""

    others: tuple[ReceivedLine, ...] = ()
    """The lines that have no place in copy."""

    end: int = 0
    """Where the text begins."""


def is_foreign(source: Source) -> bool:
    """Whether a file begins with front matter that has keys of other programs."""
    return any(key in _FOREIGN for key, _, _ in _entries(source)[0])


def foreign_front(source: Source) -> ForeignFront:
    """The foreign front matter that a text begins with; nothing where it begins with none."""
    entries, end = _entries(source)
    if not any(key in _FOREIGN or key in _TITLES for key, _, _ in entries):
        return ForeignFront()
    titles = [_line(source, value, "Title") for key, _, value in entries if key in _TITLES]
    written = [(key, whole) for key, whole, _ in entries if key not in _TITLES]
    said = [_line(source, whole) for key, whole in written if re.search("[\u4e00-\u9fff]", key)]
    rest = [
        _line(source, whole, FRONT)
        for key, whole in written
        if not re.search("[\u4e00-\u9fff]", key)
    ]
    return ForeignFront((*titles, *said), tuple(rest), end)


def _entries(source: Source) -> tuple[list[tuple[str, Span, Span]], int]:
    """The entries between two fences: key, the whole line, and the value without its quotes.

    Nothing, and no end, where a line between them is no entry: then the fences are rules.
    """
    lines = list(source.ended_lines())[: MOST_LINES + 2]
    if not lines or not _FENCE.fullmatch(source.text[slice(*lines[0])].rstrip()):
        return [], 0
    found: list[tuple[str, Span, Span]] = []
    for start, end in lines[1:]:
        text = source.text[start:end].rstrip()
        if _FENCE.fullmatch(text):
            return (found, end) if found else ([], 0)
        if match := _ENTRY.fullmatch(text):
            quoted = match[2][:1] in "\"'" and match[2][:1] == match[2][-1:] and len(match[2]) > 1
            at = Span(start + match.start(2) + quoted, start + match.end(2) - quoted)
            found.append((match[1].strip().lower(), Span(start, start + len(text)), at))
        elif not (found and _GOES_ON.fullmatch(text)):
            return [], 0
        elif text.strip():
            key, whole, at = found[-1]
            found[-1] = (key, Span(whole.start, start + len(text)), at)
    return [], 0


def _line(source: Source, span: Span, style: str = "") -> ReceivedLine:
    return ReceivedLine((Run(source.text[span.start : span.end], span),), span, style=style)

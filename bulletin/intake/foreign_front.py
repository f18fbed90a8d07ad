"""Front matter of other programs: Hugo's, Hexo's, or Chinese keys of somebody's own.

It says title, unit and author in other words than ours. What it says is taken, and the rest is
told; it is never read as our own with a fault for every key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from bulletin.intake.received import ReceivedLine, Run
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

MOST_LINES = 40
"""Lines that front matter has at most; further down, `---` is a rule in the text."""

FRONT = "前言"
"""The style of a line of foreign front matter that has no place in copy."""

FENCE = "前言的界线"
"""The style of a fence of foreign front matter, which says nothing."""


class _FrontKind(NamedTuple):
    """How a program writes front matter."""

    opens: re.Pattern[str]
    closes: re.Pattern[str]
    entry: re.Pattern[str]
    group: re.Pattern[str]
    """A line that only begins a group of entries."""

    goes_on: re.Pattern[str]
    """A line that goes on with the entry above."""


_NEVER = pattern_of(r"(?!)")
_KINDS = (
    _FrontKind(
        pattern_of(r"\ufeff?-{3,}"),
        pattern_of(r"-{3,}"),
        pattern_of(r"([\w \u3000-]{1,20}?)[ \u3000]*[:：][ \u3000]*(.*)"),
        _NEVER,
        pattern_of(r"\s+\S.*|-\s.*|\s*|#.*"),
    ),
    _FrontKind(
        pattern_of(r"\ufeff?\+{3}"),
        pattern_of(r"\+{3}"),
        pattern_of(r"\s*([\w-]{1,20})\s*=\s*(.*)"),
        pattern_of(r"\[{1,2}[\w.-]+\]{1,2}"),
        pattern_of(r"\s+\S.*|\]|\s*|#.*"),
    ),
    _FrontKind(
        pattern_of(r"\ufeff?\{"),
        pattern_of(r"\}"),
        pattern_of(r'\s+"([\w-]{1,20})"\s*:\s*(.*?),?'),
        _NEVER,
        pattern_of(r"\s+\S.*|\s*"),
    ),
)
"""YAML, TOML and JSON, as Hugo reads them."""
_TITLES = frozenset(("title", "标题", "题目", "标 题"))
_SAID = {"author": "作者", "authors": "作者", "unit": "单位", "phone": "电话", "作者": "作者"}
"""Keys that say who sent it, each with the label that units write."""

_CHINESE = pattern_of("[\u4e00-\u9fff]")
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
    front = _front(source)
    return not front.is_yaml or any(each.key in _FOREIGN for each in front.entries)


def foreign_front(source: Source) -> ForeignFront:
    """The foreign front matter that a text begins with; nothing where it begins with none."""
    front = _front(source)
    if not any(each.key in _FOREIGN or each.key in _TITLES for each in front.entries):
        return ForeignFront()
    said: list[ReceivedLine] = []
    rest: list[ReceivedLine] = []
    for each in front.entries:
        if each.key in _TITLES:
            said.append(_line(source, each.value, "Title"))
        elif each.key in _SAID or (each.key not in _FOREIGN and _CHINESE.search(each.key)):
            said.append(_credit(source, each))
        else:
            rest.append(_line(source, each.whole, FRONT))
    said.sort(key=lambda line: line.style != "Title")
    rest += (_line(source, mark, FENCE) for mark in front.marks)
    return ForeignFront(tuple(said), tuple(rest), front.end)


@dataclass(frozen=True, slots=True)
class _ForeignEntry:
    """A key of foreign front matter: where its whole line stands, and its value without quotes."""

    key: str
    whole: Span
    value: Span


@dataclass(frozen=True, slots=True)
class _WrittenFront:
    """Foreign front matter as it is written."""

    entries: tuple[_ForeignEntry, ...] = ()
    end: int = 0
    marks: tuple[Span, ...] = ()
    """The fences, and lines that only begin a group of entries."""

    is_yaml: bool = True


def _front(source: Source) -> _WrittenFront:
    """The entries between two fences, `---` or `+++`, or between two braces.

    Nothing where a line between them is no entry: then the fences are rules.
    """
    lines = list(source.ended_lines())[: MOST_LINES + 2]
    first = source.text[slice(*lines[0])].strip() if lines else ""
    kind = next((kind for kind in _KINDS if kind.opens.fullmatch(first)), None)
    if kind is None:
        return _WrittenFront()
    found: list[_ForeignEntry] = []
    marks = [Span(*lines[0])]
    for start, end in lines[1:]:
        text = source.text[start:end].rstrip()
        if kind.closes.fullmatch(text):
            marks.append(Span(start, start + len(text)))
            is_yaml = kind is _KINDS[0]
            front = _WrittenFront(tuple(found), end, tuple(marks), is_yaml)
            return front if found else _WrittenFront()
        if match := kind.entry.fullmatch(text):
            quoted = match[2][:1] in "\"'" and match[2][:1] == match[2][-1:] and len(match[2]) > 1
            at = Span(start + match.start(2) + quoted, start + match.end(2) - quoted)
            whole = Span(start, start + len(text))
            found.append(_ForeignEntry(match[1].strip().lower(), whole, at))
        elif kind.group.fullmatch(text):
            marks.append(Span(start, start + len(text)))
        elif not (found and kind.goes_on.fullmatch(text)):
            return _WrittenFront()
        elif text.strip():
            last = found[-1]
            found[-1] = replace(last, whole=Span(last.whole.start, start + len(text)))
    return _WrittenFront()


def _line(source: Source, span: Span, style: str = "") -> ReceivedLine:
    return ReceivedLine((Run(source.text[span.start : span.end], span),), span, style=style)


def _credit(source: Source, entry: _ForeignEntry) -> ReceivedLine:
    """What an entry says of who sent it, under the label that units write."""
    label = _SAID.get(entry.key, "")
    if not label:
        return _line(source, entry.whole)
    line = _line(source, entry.value)
    (run,) = line.runs
    shown = Run(f"{label}：{run.text}", run.span)
    return replace(line, runs=(shown,), span=entry.whole)

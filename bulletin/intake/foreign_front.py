"""Front matter of other programs: Hugo's, Hexo's, or Chinese keys of somebody's own.

It says title, unit and author in other words than ours. What it says is taken, and the rest is
told; it is never read as our own with a fault for every key.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import dropwhile, islice
from typing import Any, NamedTuple

import yaml

from bulletin.diagnostics import Diagnostic, warning
from bulletin.intake.received import ReceivedLine, Run
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

MOST_LINES = 400
"""Lines that front matter has at most; further down, `---` is a rule in the text."""

LONGEST_VALUE = 2000
"""Characters of a value that is read; a longer one is only reported."""

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

    read: Callable[[str], object]
    """What a value means. Raises YAMLError, ValueError or RecursionError."""


_TEXT_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _read_yaml(text: str) -> object:
    """What a YAML value means; a plain scalar in one line stays as it is written."""
    if "\n" not in text and not text.startswith(tuple("\"'[{")):
        return text
    found: dict[str, object] = yaml.load(f"k: {_TORN.sub('', text)}", Loader=_TEXT_LOADER)
    return found["k"]


def _read_toml(text: str) -> object:
    return tomllib.loads(f"k = {text}")["k"]


_TORN = pattern_of(r"(?<=[\u4e00-\u9fff，、])[ \t]*\r?\n[ \t]+(?=[\u4e00-\u9fff])")
"""The end of a line between two 汉字, which YAML would read as a blank."""

_NEVER = pattern_of(r"(?!)")
_KINDS = (
    _FrontKind(
        pattern_of(r"\ufeff?-{3,}"),
        pattern_of(r"-{3,}|\.{3}"),
        pattern_of(r"([\w \u3000-]{1,20}?)[ \u3000]*[:：][ \u3000]*(.*)"),
        _NEVER,
        pattern_of(r"\s+\S.*|-\s.*|\s*|#.*"),
        _read_yaml,
    ),
    _FrontKind(
        pattern_of(r"\ufeff?\+{3}"),
        pattern_of(r"\+{3}"),
        pattern_of(r"\s*([\w-]{1,20})\s*=\s*(.*)"),
        pattern_of(r"\[{1,2}[\w.-]+\]{1,2}"),
        pattern_of(r"\s+\S.*|\]|\s*|#.*"),
        _read_toml,
    ),
    _FrontKind(
        pattern_of(r"\ufeff?\{"),
        pattern_of(r"\}"),
        pattern_of(r'\s+"([\w-]{1,20})"\s*:\s*(.*?),?'),
        _NEVER,
        pattern_of(r"\s+\S.*|\s*"),
        json.loads,
    ),
)
"""YAML, TOML and JSON, as Hugo reads them."""

_PAIR = pattern_of(
    r'"([\w-]{1,20})"\s*:\s*("(?:[^"\\]|\\.){0,2000}"|\[[^\[\]{}]{0,2000}\]|[^\s",\[\]{}]{1,40})'
)
"""A key with its value, in JSON on one line."""

_HOLDS_LINES = pattern_of(r"[|>][+-]?|[\[{]?")
"""A value whose lines stand below it, drawn in; what looks like an entry there is a part of it."""

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

    told: tuple[Diagnostic, ...] = ()
    """D531: it begins like one, and cannot be read."""


def is_foreign(source: Source) -> bool:
    """Whether a file begins with front matter that has keys of other programs."""
    front = _front(source)
    return front.kind is not _KINDS[0] or any(each.key in _FOREIGN for each in front.entries)


def foreign_front(source: Source) -> ForeignFront:
    """The foreign front matter that a text begins with; nothing where it begins with none."""
    front = _front(source)
    if not any(_is_known(each.key) for each in front.entries):
        return ForeignFront(told=() if front.entries else tuple(_told_unread(source)))
    said: list[ReceivedLine] = []
    rest: list[ReceivedLine] = []
    for each in front.entries:
        words = _words(source, each, front.kind)
        if each.key in _TITLES and words:
            span = Span(each.value.start, each.whole.end)
            said.append(_said(source, span, words, "Title"))
        elif words and each.key in _SAID:
            said.append(_said(source, each.whole, f"{_SAID[each.key]}：{words}"))
        elif words and each.key not in _FOREIGN and _CHINESE.search(each.key):
            whole = source.quote(each.whole)
            shown = f"{each.key}：{words}" if "\n" in whole else whole
            said.append(_said(source, each.whole, shown))
        else:
            rest.append(_line(source, each.whole, FRONT))
    said.sort(key=lambda line: line.style != "Title")
    rest += (_line(source, mark, FENCE) for mark in front.marks)
    return ForeignFront(tuple(said), tuple(rest), front.end)


def _is_known(key: str) -> bool:
    return key in _FOREIGN or key in _TITLES


def _told_unread(source: Source) -> Iterator[Diagnostic]:
    """D531 for a text that begins with a fence and a key of front matter, and has no second fence,
    or something between the two that is no entry."""
    every = (Span(*line) for line in source.ended_lines() if source.text[slice(*line)].strip())
    lines = list(islice(every, 2))
    if len(lines) < 2:
        return
    first, second = (source.quote(line).strip() for line in lines)
    for kind in _KINDS:
        entry = kind.entry.fullmatch(second) or kind.entry.fullmatch(f" {second}")
        if kind.opens.match(first) and entry and _is_known(entry[1].strip().lower()):
            message = "开头像是别的程序的前言，读不全，当作正文收入"
            hint = "前言的末尾补上一行 ---（TOML 是 +++），每行写成 键: 值；或删去前言，再收"
            yield warning("D531", source, lines[0], message, hint)


@dataclass(frozen=True, slots=True)
class _ForeignEntry:
    """A key of foreign front matter: where it stands with all its lines, and where its value
    does."""

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

    kind: _FrontKind = _KINDS[0]


def _front(source: Source) -> _WrittenFront:
    """The entries between two fences, `---` or `+++`, or between two braces.

    Nothing where a line between them is no entry: then the fences are rules.
    """
    every = dropwhile(lambda line: not source.quote(Span(*line)).strip(), source.ended_lines())
    lines = [*islice(every, MOST_LINES + 2)]
    first = source.text[slice(*lines[0])].strip() if lines else ""
    kind = next((kind for kind in _KINDS if kind.opens.fullmatch(first)), None)
    if kind is None:
        return _on_one_line(Span(*lines[0]), source) if first.startswith("{") else _WrittenFront()
    found: list[_ForeignEntry] = []
    marks = [Span(*lines[0])]
    margin = 0
    for start, end in lines[1:]:
        text = source.text[start:end].rstrip()
        blank = len(text) - len(text.lstrip())
        if kind.closes.fullmatch(text):
            marks.append(Span(start, start + len(text)))
            if not found:
                return _WrittenFront()
            return _WrittenFront(tuple(found), end, tuple(marks), kind)
        inner = found and blank > margin and _HOLDS_LINES.fullmatch(source.quote(found[-1].value))
        entry = None if inner and kind.group is _NEVER else kind.entry.fullmatch(text)
        if entry:
            margin = margin if found else blank
            value = Span(start + entry.start(2), start + entry.end(2))
            whole = Span(start, start + len(text))
            found.append(_ForeignEntry(entry[1].strip().lower(), whole, value))
        elif kind.group.fullmatch(text):
            marks.append(Span(start, start + len(text)))
        elif not (found and kind.goes_on.fullmatch(text)):
            return _WrittenFront()
        elif text.strip():
            last = found[-1]
            found[-1] = replace(last, whole=Span(last.whole.start, start + len(text)))
    return _WrittenFront()


def _on_one_line(line: Span, source: Source) -> _WrittenFront:
    """The entries of JSON that stands on one line."""
    text = source.quote(line)
    try:
        json.loads(text.strip().lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return _WrittenFront()
    entries = tuple(
        _ForeignEntry(
            each[1].lower(),
            Span(line.start + each.start(), line.start + each.end()),
            Span(line.start + each.start(2), line.start + each.end(2)),
        )
        for each in _PAIR.finditer(text)
    )
    return _WrittenFront(entries, line.end, (), _KINDS[-1])


def _words(source: Source, entry: _ForeignEntry, kind: _FrontKind) -> str:
    """What an entry says: a text, or several with 、 between them; empty where it is neither.

    A remark behind a value would be lost, so that such a value stays as it is written.
    """
    every = source.quote(Span(entry.value.start, entry.whole.end))
    several = "\n" in every
    written = every.removesuffix(",") if several else source.quote(entry.value)
    quoted = len(written) > 1 and written[0] in "\"'" and written[0] == written[-1]
    kept = "" if several else written[quoted : len(written) - quoted]
    if len(written) > LONGEST_VALUE:
        return kept
    try:
        found = kind.read(written)
    except (yaml.YAMLError, ValueError, RecursionError):
        return kept
    items = found if isinstance(found, list) else [found]
    if any(isinstance(item, list | dict) for item in items):
        return ""
    words = "、".join(" ".join(f"{item}".split()) for item in items if item is not None)
    return kept if "#" in written and "#" not in words else words


def _said(source: Source, span: Span, words: str, style: str = "") -> ReceivedLine:
    """A line of these words, which stand at `span`, exactly there if they are written so."""
    at = source.quote(span).find(words)
    own = Span(span.start + at, span.start + at + len(words)) if at >= 0 else span
    return ReceivedLine((Run(words, own),), span, style=style)


def _line(source: Source, span: Span, style: str = "") -> ReceivedLine:
    return ReceivedLine((Run(source.quote(span), span),), span, style=style)

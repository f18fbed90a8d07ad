"""Slips of the hand in front matter: lines that YAML refuses or misreads, as they should read.

An editor types `单位：城关镇`, indents with a Tab or begins a title with `[`. Such a line has one
reading. It is reported as it should read, `check --fix` writes it, and reading goes on with it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import yaml

from bulletin.diagnostics import Diagnostic, Edit, applied_to, error
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

BLANKS = " \t\u00a0\u2000-\u200b\u202f\u3000\ufeff"
"""What looks blank, in the writing of a regular expression's set."""

DASHES = "－﹣−–—─‐‑•·●▪◦"
"""What stands for the - of a list."""

_EVERY_BLANK = " \t\u00a0\u200b\u202f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
_COLONS = ":：﹕∶"
_EQUALS = "=＝"
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Reads YAML in C where PyYAML was built with it, in a tenth of the time."""


@dataclass(frozen=True)
class FieldNames:
    """The names of the fields that a file may have, in both languages."""

    outer: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()
    """Names of fields inside a group."""

    lists: frozenset[str] = frozenset()
    """Names of fields that are lists."""

    unquoted: frozenset[str] = frozenset()
    """Names of fields whose content has no quotation marks of its own, such as names and days."""

    other: Mapping[str, str] = field(default_factory=dict)
    """Each outermost name with the same field's name in the other language."""

    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Likewise the names inside each outermost field, which stands here by both of its names."""

    of_items: frozenset[str] = frozenset()
    """Names of fields inside the items of a list."""

    @cached_property
    def every(self) -> frozenset[str]:
        """All names."""
        return self.outer | self.inner


@lru_cache(maxsize=16)
def _one_of(names: frozenset[str]) -> str:
    """A pattern for any of the names, the longest first."""
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


class Slip(NamedTuple):
    """One part of a line that is written wrong."""

    edit: Edit
    message: str
    is_certain: bool = True
    """Whether only one reading exists, so that it can be written into the file."""

    hint: str = ""
    """What else to write, if there is more than one reading."""


@dataclass(frozen=True)
class MendedLine:
    """A line with slips."""

    line: Span
    slips: tuple[Slip, ...]

    def told(self, source: Source, code: str = "F002") -> Diagnostic:
        """The diagnostic, with the line as it should read."""
        shifted = tuple(
            Edit(
                Span(each.span.start - self.line.start, each.span.end - self.line.start), each.text
            )
            for each in self.edits
        )
        whole = applied_to(source.quote(self.line), shifted)
        right = whole.strip()
        indent = len(whole) - len(whole.lstrip())
        first = self.slips[0]
        span = first.edit.span
        if span.start == span.end:  # what lacks is shown at what stands before it
            span = Span(max(self.line.start, span.start - 1), span.end)
        message = "，".join(dict.fromkeys(each.message for each in self.slips))
        is_certain = all(each.is_certain for each in self.slips)
        written = f"写成 {right}" if right else "删去这一行"
        if indent and first.edit.span.start == self.line.start:
            written += f"，前面空 {indent} 格"
        hint = "；".join((written, *(each.hint for each in self.slips if each.hint)))
        return error(code, source, span, message, hint, edits=self.edits if is_certain else ())

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What makes the line right, in order."""
        return tuple(each.edit for each in self.slips)


@dataclass(frozen=True)
class MendedText:
    """Front matter with its slips mended, and the places of its characters in the file."""

    text: str
    start: int
    """Where the front matter begins in the file."""

    edits: tuple[Edit, ...] = ()

    @cached_property
    def _changes(self) -> tuple[tuple[int, int, int], ...]:
        """Of each edit: where its text begins and ends here, and how far what follows has moved."""
        changes, shift = [], self.start
        for edit in self.edits:
            first = edit.span.start - shift
            shift += edit.span.end - edit.span.start - len(edit.text)
            changes.append((first, first + len(edit.text), shift))
        return tuple(changes)

    def place(self, at: int, *, is_end: bool = False) -> int:
        """The place in the file of the character `at` of the mended text."""
        if not self.edits:
            return at + self.start
        number = bisect_left(self._changes, (at + (not is_end),)) - 1
        if number < 0:
            return at + self.start
        _, last, shift = self._changes[number]
        if at < last or (at == last and is_end):
            span = self.edits[number].span
            return span.end if is_end else span.start
        return at + shift

    def line_at(self, place: int) -> int:
        """The line of the mended text, from 0, that holds a place of the file."""
        shift = next(
            (
                shift
                for (_, _, shift), edit in zip(
                    reversed(self._changes), reversed(self.edits), strict=True
                )
                if edit.span.end <= place
            ),
            self.start,
        )
        return self.text.count("\n", 0, max(0, place - shift))

    def without_line(self, number: int) -> MendedText:
        """The text with the line `number`, from 0, made a comment of the same length."""
        lines = self.text.splitlines(keepends=True)
        if number < len(lines):
            words = lines[number].rstrip("\r\n")
            lines[number] = "#" * len(words) + lines[number][len(words) :]
        return replace(self, text="".join(lines))


def mended_text(source: Source, front: Span, lines: tuple[MendedLine, ...]) -> MendedText:
    """The front matter with these lines mended."""
    edits = tuple(sorted(edit for line in lines for edit in line.edits))
    shifted = tuple(
        Edit(Span(span.start - front.start, span.end - front.start), text)
        for span, text, _ in edits
    )
    return MendedText(applied_to(source.quote(front), shifted), front.start, edits)


_BEGINS_ODDLY = pattern_of(
    rf"^ *(?:[{BLANKS.replace(' ', '', 1)}]|[{DASHES}](?![{DASHES}-])|-[^\s\-{BLANKS}])"
    r"|^(?:[0-9]{1,2}[.．、)）]|[①-⑳])[ \u3000]*[^\s0-9:：][^\r\n:：]{0,12}[:：]"
    r"|:[ \t]*(?:(?:\r\n|\r|\n)[ ]+[^\s\-#\[{|>'\"][^\r\n:：]*){2,}",
    re.MULTILINE,
)
"""The last two: a field with a number before it, and lines below a field that may be a list without
its dashes."""


def seems_misread(text: str, inner: Callable[[], Collection[str]]) -> bool:
    """Whether front matter that YAML accepts has lines that it takes for something else.

    A line indented with full-width blanks is a field of the outermost level to YAML, and one that
    begins with － goes on with the line before, as does 报：部领导 in a group. `inner` gives
    the names of fields in groups.
    """
    may_be_inner = {bare_name(each[1]) for each in _INNER.finditer(text)}
    return (
        _BEGINS_ODDLY.search(text) is not None
        or _TWO_COLONS.search(text) is not None
        or (bool(may_be_inner) and not may_be_inner.isdisjoint(inner()))
    )


_TWO_COLONS = pattern_of(
    r"^[\u4e00-\u9fffA-Za-z_ \u3000*]{1,12}(?::[^ \t\r\n/:]|[：=＝])[^\r\n]*: "
    r"|^ *(?:- |[^\s:{]{1,16}: *)\[?\{[^}\r\n]*[\u4e00-\u9fffa-z]：",
    re.MULTILINE,
)
"""A field without a blank after its colon, whose name YAML ends at the next one, and a group with
full-width colons, whose names go on up to its end."""

_INNER = pattern_of(
    rf"^(?:[{BLANKS}]+|-)-?[{BLANKS}]*([^\s:：=＝-][^\r\n:：=＝]{{0,23}}?)[{BLANKS}]*"
    r"(?:[：=＝]|:(?![ \t\r\n]|\Z))",
    re.MULTILINE,
)
"""The name of a field in a group, or in an item, with the wrong mark behind it."""


# -- Finding -------------------------------------------------------------------------------------


@dataclass
class _Context:
    """What the lines before say of the next one."""

    names: FieldNames
    tab: int
    """The columns that a Tab stands for."""

    aligned: bool = False
    """Whether a field after an item is a field of it, however far it is indented."""

    column: int = 0
    """Where the fields of the last item begin."""

    is_open: bool = False
    """Whether the last outermost field has its content on the lines after it."""

    is_listing: bool = False
    """Whether a list may go on here."""

    is_undashed: bool = False
    """Whether several items of it were seen."""

    lacks_dashes: bool = False
    """Whether the last field is a list whose items have no dashes, as far as they were seen."""

    closes: str = ""
    """The bracket that ends what an earlier line began."""

    line_end: str = "\n"
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Names in another language than the file has, with those that it should have."""

    is_english: bool | None = None
    """Whether the file has English names; None if that is not known."""

    group: str = ""
    """The last outermost field."""

    lines: list[MendedLine] = field(default_factory=list)

    def known(self, *, is_item: bool, is_inner: bool) -> Collection[str]:
        """The names that a line may have, by the field that it stands in."""
        if not (is_item or is_inner) or self.group not in self.names.outer:
            return self.names.every
        inside = self.names.groups.get(self.group, {}).keys()
        return inside & self.names.of_items if is_item else inside | self.names.outer

    def right_name(self, name: str, *, is_inner: bool) -> str:
        """A field's name in the language of the file."""
        if not is_inner:
            return self.renamed.get(name, name)
        if self.is_english in (None, name.isascii()):
            return name
        return self.names.groups.get(self.group, {}).get(name, name)

    def next_field(self, value: str) -> re.Match[str] | None:
        """The blanks before an outermost field that stands in another one's content."""
        if not self.names.outer or not (": " in value or "：" in value):
            return None
        known = _one_of(self.names.outer)
        return re.search(rf"(?<=\S){_BLANK}+(?=(?:{known}){_BLANK}*(?:: |：))", value)


def slips_in(
    source: Source, front: Span, names: FieldNames, tab: int, *, aligned: bool
) -> tuple[MendedLine, ...]:
    """The lines with slips in the front matter. A Tab in an indent counts for `tab` blanks.

    With `aligned`, a field that is indented with other blanks after an item belongs to the item.
    """
    is_english, renamed = _renamed(source.quote(front), names)
    context = _Context(names, tab, aligned, line_end=source.line_end)
    context.is_english, context.renamed = is_english, renamed
    for line in lines_in_part(source, front):
        text = source.quote(line)
        if context.closes:
            context.closes = "" if context.closes in text else context.closes
        elif text.strip(_EVERY_BLANK) and not text.lstrip(_EVERY_BLANK).startswith("#"):
            rest = source.text[line.end : front.end]
            slips = tuple(_slips(text, line.start, context, rest))
            if text.rstrip() == "---" and not rest.strip() and line.start > front.start:
                slips = (Slip(Edit(line, ""), "末尾多了一行 ---"),)
            if slips:
                context.lines.append(MendedLine(line, slips))
    return tuple(context.lines)


_SET = pattern_of(
    rf"^(?:([^\s:：=＝#-][^\r\n:：=＝]{{0,23}}?)[{BLANKS}]*(?:(:(?=[ \t\r\n]|\Z))|[:：=＝])"
    r"|[【\[《]([^】\]》\r\n]{1,12})[】\]》])",
    re.MULTILINE,
)
"""The name of an outermost field, with the colon where it is written right."""


def _renamed(front: str, names: FieldNames) -> tuple[bool | None, dict[str, str]]:
    """Whether a file has English names, and outermost ones of the other language, each with the one
    that it should have.

    What is written right says which language it has. A field that is there in both is left, for
    that is told (F004).
    """
    there = {bare_name(each[1] or each[3]) for each in _SET.finditer(front)} & names.outer
    right = {each[1] for each in _SET.finditer(front) if each[2]} & names.outer
    languages = {each.isascii() for each in right}
    if len(languages) != 1:
        return None, {}
    is_english = languages.pop()
    return is_english, {
        each: names.other[each]
        for each in there - right
        if each.isascii() is not is_english and names.other.get(each, each) not in there
    }


def unquoted(line: str) -> str:
    """A line without the marks of a quotation before it."""
    found = _QUOTED.match(line)
    return line[found.end() :] if found else line


def lines_in_part(source: Source, span: Span) -> Iterator[Span]:
    """The lines of a part of a file, without their ends."""
    at = span.start
    for line in source.quote(span).splitlines(keepends=True):
        yield Span(at, at + len(line.rstrip("\r\n")))
        at += len(line)


_LINE = pattern_of(
    rf"([{BLANKS}]*)((?:[{DASHES}-](?![{DASHES}-])|[0-9]{{1,2}}[.．、)）](?![0-9])|[①-⑳])?)"
    rf"([{BLANKS}]*)(.*)",
    re.DOTALL,
)


_ROW = pattern_of(r"[ \t]*[|｜]([^|｜\n]*)[|｜]([^|｜\n]*)[|｜]?[ \t]*")


_QUOTED = pattern_of(r"[ \t]*(?:[>＞][ \t]?)+")
"""The marks of a quotation, as a mail that is answered has them before each line."""

_TABLE_HEADS = ("字段", "字段名", "项目", "栏目", "名称", "")


def _row(row: re.Match[str], text: str, at: int, context: _Context) -> Iterator[Slip]:
    """A row of a table that sets a field, or the row of dashes below it."""
    name, value = bare_name(row[1]), row[2].strip(_EVERY_BLANK)
    whole = Span(at, at + len(text))
    if name in context.names.outer and value:
        right = value if _reads(value) else quoted(value)
        yield Slip(Edit(whole, f"{name}: {right}"), "字段写成了表格的一行")
    elif name in _TABLE_HEADS or not (row[1] + row[2]).strip(" \t:：-—－"):
        yield Slip(Edit(whole, ""), "前言里不写表格")


def _slips(text: str, at: int, context: _Context, rest: str) -> Iterator[Slip]:
    if quoted_line := _QUOTED.match(text):
        yield Slip(Edit(Span(at, at + quoted_line.end()), ""), "行首多了引文的 >")
        text, at = text[quoted_line.end() :], at + quoted_line.end()
    if row := _ROW.fullmatch(text):
        yield from _row(row, text, at, context)
        return
    found = _LINE.fullmatch(text)
    assert found
    indent, dash, gap, words = found.groups()
    is_item = bool(dash) and (context.is_listing or (dash == "-" and bool(gap)))
    if dash and not indent and not context.is_listing and _is_outer(words, context):
        yield Slip(Edit(Span(at, at + len(dash + gap)), ""), f"字段前面不写 {dash}")
        at, is_item, dash, gap = at + len(dash + gap), False, "", ""
    elif dash and not is_item:
        words, dash, gap = dash + gap + words, "", ""
    pair = _pair(words, context, is_item, bool(indent))
    yield from _indent(indent, at, pair, is_item, context)
    if is_item:
        context.is_listing = True
        context.column = 2 + sum(len(_as_blanks(each, context.tab)) for each in indent)
        yield from _dash(dash, gap, at + len(indent))
    begin = at + len(indent) + len(dash) + len(gap)
    if pair is None:
        if is_item:
            yield from _value(words, begin, "", context, rest)
        elif context.lacks_dashes and _may_be_item(words) and (not indent or _MORE.match(rest)):
            context.is_undashed = True
        if not is_item and context.lacks_dashes and context.is_undashed and _may_be_item(words):
            yield Slip(Edit(Span(begin, begin), "- "), "列表的 - 没有写")
        return
    slips = tuple(pair.slips(begin))
    is_inner = is_item or bool(indent)
    if slips and (right := context.right_name(pair.name, is_inner=is_inner)) != pair.name:
        slips = tuple(replace(pair, name=right).slips(begin))
    yield from slips
    value_at = begin + pair.value_start
    if not is_inner or (not is_item and not context.is_open and pair.name in context.names.outer):
        context.group = pair.name
    if not is_inner:
        context.is_open, context.column = not pair.value, 0
    context.is_listing = is_item or not pair.value
    context.lacks_dashes = not pair.value and pair.name in context.names.lists
    context.is_undashed = False
    yield from _value(pair.value, value_at, pair.name, context, rest)


_MORE = pattern_of(r"(?:\r\n|\r|\n)[ ]+[^\s\-#:：][^\r\n:：]*(?=[\r\n]|\Z)")
"""Another line of words, which makes a list of two."""


def _may_be_item(words: str) -> bool:
    """Whether a line of words is an item of a list, and not one of a text that goes on below."""
    return words[:1] not in tuple("[{|>'\"") and not words.rstrip().endswith(tuple("，、,；;"))


def _is_outer(words: str, context: _Context) -> bool:
    """Whether the words set one of the outermost fields."""
    pair = _pair(words, context, is_item=False, is_inner=False)
    return pair is not None and pair.name in context.names.outer


def _indent(
    indent: str, at: int, pair: _Pair | None, is_item: bool, context: _Context
) -> Iterator[Slip]:
    span = Span(at, at + len(indent))
    is_outer = pair is not None and not is_item and pair.name in context.names.outer
    if indent and is_outer and not context.is_open:
        message = "行首有多余的空格" if set(indent) == {" "} else _kind_of_blank(indent)
        yield Slip(Edit(span, ""), message)
    elif set(indent) - {" "}:
        wide = "".join(_as_blanks(each, context.tab) for each in indent)
        if context.aligned and context.column and not is_item:
            wide = " " * context.column
        yield Slip(Edit(span, wide), _kind_of_blank(indent))


def _as_blanks(blank: str, tab: int) -> str:
    if blank in "\u200b\ufeff":
        return ""
    return " " * (tab if blank == "\t" else 2 if blank == "\u3000" else 1)


def _kind_of_blank(indent: str) -> str:
    if "\t" in indent:
        return "行首用了制表符（Tab）"
    return "行首用了全角空格" if "\u3000" in indent else "行首用了网页的空格（NBSP 等）"


def _dash(dash: str, gap: str, at: int) -> Iterator[Slip]:
    if dash != "-":
        yield Slip(Edit(Span(at, at + len(dash + gap)), "- "), f"列表的 - 写成了 `{dash}`")
    elif not gap:
        yield Slip(Edit(Span(at + 1, at + 1), " "), "列表的 - 后面没有空格")
    elif set(gap) - {" "}:
        yield Slip(Edit(Span(at + 1, at + 1 + len(gap)), " "), "列表的 - 后面要用半角空格")


# -- Field and content ---------------------------------------------------------------------------


_BLANK = f"[{BLANKS}]"
_WITH_COLON = pattern_of(
    rf"([^{_COLONS}{_EQUALS}]{{1,24}}?)({_BLANK}*)([{_COLONS}{_EQUALS}])({_BLANK}*)(.*?){_BLANK}*",
    re.DOTALL,
)
_WITH_BLANK = pattern_of(rf"([^{BLANKS}]{{1,24}}?)({_BLANK}+|$)()()(.*?){_BLANK}*", re.DOTALL)
_IN_BRACKETS = pattern_of(
    rf"([【\[《][^】\]》]{{1,12}}[】\]》])({_BLANK}*)()()(.*?){_BLANK}*", re.DOTALL
)
_DRESS = "*_`“”\"'【】[]《》#"


@dataclass(frozen=True)
class _Pair:
    """A field's name and its content, as they are written in one line."""

    key: str
    before: str
    colon: str
    after: str
    value: str
    name: str
    """The field's name without what was written round it and in it."""

    @property
    def value_start(self) -> int:
        return len(self.key + self.before + self.colon + self.after)

    def slips(self, at: int) -> Iterator[Slip]:
        """What is wrong from the name up to the content; the name begins at `at`."""
        end = at + len(self.key)
        renamed = bare_name(self.key) != self.name
        if self.key != self.name and (renamed or not _is_quoted(self.key)):
            dressed = self.key.strip(_DRESS) != self.key
            message = "字段名两边有记号" if dressed else "字段名里有空格"
            if self.key.lower() == self.name:
                message = "字段名要小写"
            if renamed and self.name.isascii() != self.key.isascii():
                message = f"别的字段名是{'英文' if self.name.isascii() else '中文'}的"
            yield Slip(Edit(Span(at, end), self.name), message)
        colon = Span(end + len(self.before), end + len(self.before + self.colon))
        whole = Span(end, at + self.value_start)
        if self.colon in tuple(_EQUALS):
            yield Slip(Edit(whole, self._separator), f"字段名后写了 `{self.colon}`，要写冒号")
        elif not self.colon:
            yield Slip(Edit(whole, self._separator), "字段名后没有冒号")
        elif self.colon != ":":
            yield Slip(Edit(Span(colon.start, whole.end), self._separator), "字段名后用了全角冒号")
        elif self.value and not self.after:
            yield Slip(Edit(Span(colon.end, colon.end), " "), "冒号后面没有空格")
        elif self.value and self.after[0] not in " \t":
            yield Slip(Edit(Span(colon.end, whole.end), " "), "冒号后面要用半角空格")

    @property
    def _separator(self) -> str:
        return ": " if self.value else ":"


def _is_quoted(key: str) -> bool:
    return len(key) > 2 and key[0] == key[-1] and key[0] in "\"'"


def _pair(words: str, context: _Context, is_item: bool, is_inner: bool) -> _Pair | None:
    """The field that a line sets, however it is written; None if it sets none."""
    known = context.known(is_item=is_item, is_inner=is_inner)
    found = _WITH_COLON.fullmatch(words)
    if found:
        name = bare_name(found[1])
        is_known = name in known
        is_colon = found[3] in tuple(_COLONS)
        is_blank = found[4][:1] in (" ", "\t") or not found[5]
        is_right = found[3] == ":" and is_blank and _PLAIN_KEY.fullmatch(found[1]) is not None
        if not is_known:
            name = found[1]
        may_be_one = not is_item and not is_inner and _WORD.fullmatch(name) is not None
        if is_known or (is_colon and (is_right or may_be_one)):
            key, before, colon, after, value = found.groups()
            if key.startswith("**") and "**" not in key[2:] and value.startswith("**"):
                after, value = after + "**", value[2:].lstrip(_EVERY_BLANK)
            return _Pair(key, before, colon, after, value, name)
    for pattern in (_IN_BRACKETS, _WITH_BLANK):
        found = pattern.fullmatch(words)
        is_place = not is_inner or (context.is_open and found is not None and found[5] != "")
        if found and is_place and not is_item and bare_name(found[1]) in known:
            return _Pair(found[1], found[2], "", "", found[5], bare_name(found[1]))
    return None


_PLAIN_KEY = pattern_of(r"[^\[\]{}#,&*!|>'\"%@`]+")
_WORD = pattern_of(r"[A-Za-z_\u4e00-\u9fff]{1,12}")


_LONGEST_VALUE = 2000
"""Characters of a value that is examined for slips; nobody types so many in one line."""


def bare_name(key: str) -> str:
    """A field's name without blanks in it and marks round it, in small letters."""
    return re.sub(_BLANK, "", key).strip(_DRESS).lower()


def _value(value: str, at: int, name: str, context: _Context, rest: str) -> Iterator[Slip]:
    """What is wrong with the content of a field or of an item."""
    if len(value) > _LONGEST_VALUE:
        return
    whole = Span(at, at + len(value))
    if beside := context.next_field(value):
        blank = Span(at + beside.start(), at + beside.end())
        message = "一行写了两个字段，要各写一行"
        yield Slip(Edit(blank, context.line_end), message, not _reads(value))
        return
    if not value or value.startswith("#"):
        return
    if value[0] in "[{" and re.search(r"[ \t]#", value):
        return  # the # may hide the other bracket, which is reported as it is
    holds = name in context.names.lists or name in context.names.groups
    if (value[0] == "{" and (holds or not name)) or (holds and value.startswith("[{")):
        right = _spaced(value, context)
        if right != value and _reads(right):
            yield Slip(Edit(whole, right), "花括号里用了全角的冒号、逗号")
            return
    if value[0] in "[{" and (closing := _closed_later(value, rest)):
        context.closes = closing
        return
    if _reads(value):
        return
    if found := re.fullmatch(r"\*\*([^*]+)\*\*", value):
        right = found[1] if _reads(found[1]) else quoted(found[1])
        yield Slip(Edit(whole, right), "两边的 `**` 会原样印出来")
    elif value[0] in "\"'":
        yield _quotation(value, whole, is_name=name in context.names.unquoted)
    elif name in context.names.lists and value[0] == "[" and _reads(value + "]"):
        yield Slip(Edit(Span(whole.end, whole.end), "]"), "方括号没有配成对")
    elif ": " in value or value.endswith(":"):
        yield Slip(Edit(whole, quoted(value)), "内容里有冒号加空格")
    else:
        mark = "反引号" if value[0] == "`" else f" `{value[0]}` "
        yield Slip(Edit(whole, quoted(value)), f"内容不能用{mark}开头")


def _spaced(group: str, context: _Context) -> str:
    """A group in braces, or a list of them, with the colons after its names, and the commas between
    its fields and in lists, in half width; those in its words stay."""
    known = _one_of(context.names.every)
    parted = re.sub(rf"，(?=\s*(?:{known})\s*[:：]|[^\[\]{{}}]*\]|\s*\{{)", ", ", group)
    spaced = re.sub(
        rf"(?<=[{{,\s])({known})\s*[:：]\s*",
        lambda found: f"{context.right_name(found[1], is_inner=True)}: ",
        parted,
    )
    return re.sub(r",\s+", ", ", spaced)


def _closed_later(value: str, rest: str) -> str:
    """The bracket that closes a list on a later line, before the next field."""
    closing = "]" if value[0] == "[" else "}"
    if closing in value:
        return ""
    until = re.split(
        rf"^[^\s\[\]{{}}{BLANKS}][^\[\]{{}}\n]*?[{_COLONS}]", rest, maxsplit=1, flags=re.M
    )
    return closing if closing in until[0] else ""


def _quotation(value: str, whole: Span, *, is_name: bool) -> Slip:
    """Content that begins with a half-width quotation mark and is no quoted text of YAML."""
    mark = value[0]
    if value.endswith(mark) and value.count(mark) == 2:
        return Slip(Edit(whole, quoted(value[1:-1])), "双引号里的 \\ 有别的意思")
    if value.count(mark) % 2:
        right = value.replace(mark, "")
        right = right if _reads(right) else quoted(right)
        hint = "" if is_name else "要印引号就写成对的 “ ”"
        return Slip(Edit(whole, right), "引号没有结束", is_name, hint)
    pieces = value.split(mark)
    right = "".join(piece + ("“" if at % 2 == 0 else "”") for at, piece in enumerate(pieces[:-1]))
    right += pieces[-1]
    right = right if _reads(right) else quoted(right)
    return Slip(Edit(whole, right), "内容用半角引号开头，引号后面还有字")


def quoted(value: str) -> str:
    """The text in single quotation marks, in which YAML changes nothing."""
    return "'" + value.replace("'", "''") + "'"


def _reads(value: str) -> bool:
    """Whether YAML reads the content of one line as text, as a list or as a group."""
    try:
        events = list(yaml.parse(f"k: {value}\n", Loader=LOADER))
    except yaml.YAMLError:
        return False
    return not any(
        isinstance(event, yaml.AliasEvent)
        or getattr(event, "anchor", None)
        or getattr(event, "tag", None)
        for event in events
    )

"""Front matter: YAML read as nodes with places, and checked by our own definitions of fields.

Every scalar is text at first. What `012`, `12:30`, `no` or `2023-6-9` means is decided by its
field, never by YAML 1.1.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import cache, partial
from itertools import chain, pairwise
from typing import Any, TypeAlias

import yaml

from bulletin.diagnostics import Diagnostic, Edit, Severity, error, warning
from bulletin.fences import Parts, split_at_fences
from bulletin.locators import is_site_address, locators, site_address_meant
from bulletin.markdown import figures_between, scalar, space_between
from bulletin.meaning import (
    choice_meant,
    day_meant,
    day_of,
    days_meant,
    flag_meant,
    month_meant,
    names_meant,
    number_meant,
    parts_of_day,
    without_quotes,
)
from bulletin.model import Text
from bulletin.numbering import number_of
from bulletin.patterns import pattern_of
from bulletin.secrecy import spelled
from bulletin.slips import (
    LOADER,
    FieldNames,
    MendedText,
    bare_name,
    mended_text,
    quoted,
    seems_misread,
    slips_in,
)
from bulletin.source import Source, Span

MOST_DEPTH = 8
"""How deep front matter may be nested; publication.yaml needs four levels."""


# -- Nodes ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sequence:
    """A YAML list."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Entries:
    """A YAML mapping. Its keys are in the order of the file, and may be repeated."""

    entries: tuple[tuple[Text, Node], ...]
    span: Span


Node: TypeAlias = Text | Sequence | Entries


class _Refused(Exception):
    """YAML that is refused, with place and fault; it ends the recursion."""

    def __init__(self, span: Span, message: str, hint: str) -> None:
        super().__init__(message)
        self.span, self.message, self.hint = span, message, hint


MOST_FAULTS = 12
"""The most lines of front matter that are reported because YAML cannot read them."""

MOST_UNKNOWN = 50
"""The most unknown names whose meaning is looked for, which takes time."""

LONGEST_TYPED = 20_000
"""The most characters of front matter in which more than one fault is looked for."""

_WAYS = ((2, False), (2, True), (4, False), (4, True), (8, False), (8, True))
"""The columns that a Tab may stand for, and whether what follows an item belongs to it; the first
that makes sense is taken."""


def split(source: Source, fields: tuple[Field, ...] = ()) -> tuple[Parts, tuple[Diagnostic, ...]]:
    """Find the front matter between `---` lines at the start of a file that may have `fields`."""
    return split_at_fences(source, lambda: names_of(fields).outer)


def names_of(fields: tuple[Field, ...]) -> FieldNames:
    """What the fields are called, in both languages."""
    every = tuple(_all_fields(fields))
    inner = tuple(each for field in fields for each in _all_fields(field.fields))
    lists = (a_list, names, undivided, groups, some_choices)
    plain = (a_date, a_number, an_issue_number, a_copy_number, a_choice, a_flag, a_secrecy)
    unquoted = (each for each in every if each.name in _NAMES_ONLY or each.read in plain)
    return FieldNames(
        outer=frozenset(_spellings(fields)),
        inner=frozenset(_spellings(inner)),
        lists=frozenset(_spellings(tuple(each for each in every if each.read in lists))),
        unquoted=frozenset(_spellings(tuple(unquoted))),
        other=_both_ways(fields),
        groups={
            name: _both_ways(tuple(_all_fields(each.fields)))
            for each in fields
            for name in (each.name, each.chinese)
            if each.fields
        },
        of_items=frozenset(
            name for each in every if each.read is groups for name in _spellings(each.fields)
        ),
    )


def _both_ways(fields: tuple[Field, ...]) -> dict[str, str]:
    """Each name of the fields with the other one."""
    ways = (((each.name, each.chinese), (each.chinese, each.name)) for each in fields)
    return dict(chain.from_iterable(ways))


def compose(
    source: Source, front: Span, fields: tuple[Field, ...] = ()
) -> tuple[Entries, tuple[Diagnostic, ...]]:
    """Read the YAML of `front` into nodes.

    Where it cannot be read, each line with a fault is reported, and reading goes on as if it were
    mended, or empty where nobody but the author knows what it should say. `fields` are those that
    the file may have.
    """
    empty = Entries((), front)
    as_written = MendedText(source.quote(front), front.start)
    node, fault = _read(source, as_written)
    if fault is None and not seems_misread(as_written.text, lambda: names_of(fields).inner):
        return (empty if node is None else node), ()
    known = names_of(fields)
    for tab, aligned in _WAYS:
        lines = slips_in(source, front, known, tab, aligned=aligned)
        text = mended_text(source, front, lines)
        node, fault = _read(source, text)
        if fault is None:
            break
    told = [each.told(source) for each in lines]
    for _ in range(MOST_FAULTS if len(text.text) < LONGEST_TYPED else 1):
        if fault is None:
            break
        is_new = not any(_line_of(source, fault) == _line_of(source, each) for each in told)
        if is_new and not (told and fault.message == _UNKNOWN_FAULT):
            told.append(fault)
        text = text.without_line(text.line_at(fault.span.start))
        node, fault = _read(source, text)
    return (empty if node is None or fault else node), tuple(told)


def _line_of(source: Source, fault: Diagnostic) -> int:
    return source.place(fault.span.start).line


def _read(source: Source, text: MendedText) -> tuple[Entries | None, Diagnostic | None]:
    """The entries of front matter, and its first fault; no entries if it is empty."""
    try:
        node = _Composer(text).document()
    except _Refused as refused:
        return None, error("F002", source, refused.span, refused.message, refused.hint)
    except yaml.YAMLError as problem:
        return None, _yaml_fault(source, text, problem)
    if node is None or isinstance(node, Entries):
        return node, None
    return None, error("F002", source, node.span, "前言认不得", "每行写成 字段名: 内容")


class _Composer:
    """Makes nodes from the events of the C parser, in a third of the time that PyYAML's nodes
    take."""

    def __init__(self, text: MendedText) -> None:
        self.text = text

    def document(self) -> Node | None:
        """The document, or None if it is empty."""
        events = iter(yaml.parse(self.text.text, Loader=LOADER))
        node: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    raise _Refused(
                        self._span(event), "前言里有第二个 YAML 文档", "删去多出的 --- 行"
                    )
                node = self._node(next(events), events, 0)
        return node

    def _span(self, event: Any) -> Span:
        return self._place(Span(event.start_mark.index, event.end_mark.index))

    def _place(self, span: Span) -> Span:
        """The place in the file of a part of the text."""
        start, end = self.text.place(span.start), self.text.place(span.end, is_end=True)
        return Span(start, max(start, end))

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        span = self._span(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(
                span, "前言里不能用 YAML 的锚（&）和别名（*）", "把内容直接写出来，或用引号括起来"
            )
        if event.tag is not None:
            raise _Refused(
                span, "前言里不能用 YAML 的标签（!）", "删去 ! 和它后面的标签名，或用引号括起来"
            )
        if depth > MOST_DEPTH:
            raise _Refused(span, "前言嵌套太深", f"最多 {MOST_DEPTH} 层")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(span, events, depth)
        return self._entries(span, events, depth)

    def _scalar(self, event: Any) -> Text:
        value = str(event.value)
        span = Span(event.start_mark.index, event.end_mark.index)
        written = self.text.text[span.start : span.end]
        if event.style in ("'", '"') and written[1:-1] == value:
            span = Span(span.start + 1, span.end - 1)
        elif event.style is None and written != value and written.startswith(value):
            span = Span(span.start, span.start + len(value))
        elif event.style != "|":
            value = _unfolded(written, value)
        return Text(value, self._place(span))

    def _last(self, event: Any) -> int:
        """Where a list or mapping in brackets ends; 0 for one without."""
        written = event.end_mark.index > event.start_mark.index
        return self._span(event).end if written else 0

    def _sequence(self, span: Span, events: Iterator[Any], depth: int) -> Sequence:
        items: list[Node] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                span = Span(span.start, max(span.end, self._last(event)))
                break
            items.append(self._node(event, events, depth + 1))
        return Sequence(tuple(items), Span(span.start, max(span.end, *_ends(items))))

    def _entries(self, span: Span, events: Iterator[Any], depth: int) -> Entries:
        entries: list[tuple[Text, Node]] = []
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                span = Span(span.start, max(span.end, self._last(event)))
                break
            key = self._node(event, events, depth + 1)
            if not isinstance(key, Text):
                raise _Refused(key.span, "字段名要是一个词", "写成 字段名: 内容")
            entries.append((key, self._node(next(events), events, depth + 1)))
        ends = _ends([value for _, value in entries])
        return Entries(tuple(entries), Span(span.start, max(span.end, *ends)))


def _unfolded(written: str, value: str) -> str:
    """The value of one or more lines. YAML puts a space between two; beside a 汉字 none belongs."""
    lines = [line.strip() for line in written.strip("'\"").splitlines()]
    for one, two in pairwise(lines):
        is_item = two.startswith("- ")  # which is told (F024)
        if one and two and not is_item and not space_between(one, two):
            value = value.replace(f"{one} {two}", one + two, 1)
    return value


def _ends(nodes: list[Node]) -> tuple[int, ...]:
    return (0, *(node.span.end for node in nodes))


def _yaml_fault(source: Source, text: MendedText, problem: yaml.YAMLError) -> Diagnostic:
    if cut := _cut_in_brackets(source, text, problem):
        return cut
    begun = any(each in str(problem) for each in ("unexpected end of stream", "expected ':'"))
    mark = getattr(problem, "context_mark" if begun else "problem_mark", None)
    at = text.place(min(mark.index if mark else 0, len(text.text)))
    said = str(getattr(problem, "problem", "") or "")
    if "could not find expected ':'" in said and (joined := _joined_line(source, at)):
        return error("F002", source, Span(at, at), "这一行没有字段名", joined)
    for pattern, message, hint in _YAML_FAULTS:
        if pattern in said:
            return error("F002", source, Span(at, at), message, hint)
    return error("F002", source, Span(at, at), _UNKNOWN_FAULT, "检查这里的引号、冒号和缩进")


def _cut_in_brackets(
    source: Source, text: MendedText, problem: yaml.YAMLError
) -> Diagnostic | None:
    """Report a # inside brackets, which hides their end."""
    mark = getattr(problem, "context_mark", None)
    if mark is None or "parsing a flow" not in str(getattr(problem, "context", "")):
        return None
    start = text.place(mark.index)
    found = re.compile(r"[ \t]#[^\r\n]*").search(source.text, start)
    if found is None or source.place(start).line != source.place(found.start()).line:
        return None
    hint = "把带 # 的那一项用一对单引号括起来"
    message = "方括号、花括号里空格加 # 后面的字当作说明"
    return error("F022", source, Span(found.start() + 1, found.end()), message, hint)


def _joined_line(source: Source, at: int) -> str:
    """How to join the line at `at` with the one before, which it may go on with."""
    number = source.place(at).line
    before, words = source.line(number - 1).rstrip(), source.line(number).strip()
    if number < 2 or ":" not in before.rstrip(":") or not words:
        return ""
    return f"是上一行没写完的，就并成一行 {before.strip()}{words}；不是就删去"


_UNKNOWN_FAULT = "前言的写法有误"
_YAML_FAULTS = (
    ("block sequence entries", "内容用 `- ` 起头，成了列表", "用引号把整个内容括起来"),
    ("mapping keys are not allowed", "内容不能用 `? ` 起头", "用引号把整个内容括起来"),
    ("unknown escape", "双引号里的 \\ 有别的意思", "用引号把整个内容括起来"),
    ("did not find expected hexdecimal", "双引号里的 \\ 有别的意思", "用引号把整个内容括起来"),
    ("found a tab character", "行首有制表符（Tab）", "删去；要缩进就打两个空格"),
    ("cannot start any token", "内容不能用这个字符开头", "用引号把整个内容括起来"),
    ("mapping values are not allowed", "内容里有冒号加空格", "用引号把整个内容括起来"),
    ("could not find expected ':'", "字段名后缺冒号", "写成 字段名: 内容，或接到上一行"),
    ("found unexpected end of stream", "引号没有结束", "补上后一半引号"),
    ("did not find expected key", "缩进或引号有误", "同一级的字段从同一列写起"),
    ("did not find expected '-' indicator", "列表的缩进有误", "同一列表的 - 从同一列写起"),
    ("did not find expected ',' or", "方括号或花括号没有配成对", "补上另一半"),
    ("control characters are not allowed", "有看不见的控制字符", "删去这个字符"),
    ("alphabetic or numeric", "前言里不能用 YAML 的锚（&）和别名（*）", "用引号把整个内容括起来"),
    ("undefined alias", "前言里不能用 YAML 的别名（*）", "用引号把整个内容括起来"),
)


# -- Fields --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Field:
    """The definition of one field of front matter."""

    name: str
    """Its English name, by which the program knows it."""

    chinese: str
    """Its Chinese name."""

    read: Callable[[Field, Node, Faults], Any]
    """Reads the value from a node; returns None after reporting what is wrong."""

    meaning: str
    """What the field is, in Chinese, for the generated table."""

    example: str
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    """What it may say, in English, each with what that is in Chinese."""

    fields: tuple[Field, ...] = ()
    """The fields inside it, if it is a group."""

    also: tuple[str, ...] = ()
    """What others call it; such a name is no name of it, but it is known what is meant."""

    printed: str = ""
    """Where the page prints it, in Chinese (报头, 标题, 版记); empty if it is not printed. What is
    printed is compared with a document that comes back."""

    printed_as: str = ""
    """The line of its own that prints it, with {} for what it says: 共印{}份. Such a field needs
    nothing but its declaration."""

    unread: str = ""
    """Why `import --whole` of our own Word file does not write the printed field into a file again;
    empty if it does."""

    def in_chinese(self, words: str) -> str:
        """Its meaning or its example with the Chinese names of its choices and inner fields."""
        for name, chinese in self.choices.items():
            words = re.sub(rf"(?<!\w){name}(?!\w)", chinese, words, flags=re.ASCII)
        for each in self.fields:
            words = re.sub(rf"(?<!\w){each.name}: ", f"{each.chinese}: ", words)
        return words


HomeOf: TypeAlias = Callable[[str, bool], tuple[str, str]]
"""Where a field belongs that stands in another place, and how it is moved there; by its name, and
whether the file is Chinese. Empty for a name that is no field's."""


def nowhere(_name: str, _chinese: bool, /) -> tuple[str, str]:
    """The home of a field where no other places are known."""
    return "", ""


class Faults:
    """Collects the faults of one file while its fields are read."""

    def __init__(
        self, source: Source, read: Iterable[Diagnostic] = (), home_of: HomeOf = nowhere
    ) -> None:
        """`read` is what was reported when the file's front matter was found and composed."""
        self.source, self.home_of = source, home_of
        unread = (each for each in read if each.code in ("F001", "F002") and not each.edits)
        self.is_whole = not any(unread)
        """Whether all lines of the front matter could be read, so that a field can be missing."""
        self.about: Callable[[], date | None] = lambda: None
        """The day of the issue, by which the year of a day is known that is written without."""
        self.known: Mapping[str, str] = {}
        """What the place of the file says of fields that it may lack."""
        self.found: list[Diagnostic] = []
        self.is_chinese = False
        """Whether the file's fields are named in Chinese."""
        self._table: tuple[Field, ...] = ()

    def learn_language(self, entries: Entries, fields: tuple[Field, ...]) -> None:
        """Learn from the outermost entries which language the file's fields are named in."""
        if not self._table:
            self._table = fields
            self.is_chinese = names_in_chinese(entries, fields)

    def named(self, field: Field) -> str:
        """The field's name in the file's language."""
        return field.chinese if self.is_chinese else field.name

    def example(self, field: Field) -> str:
        """The field's example in the file's language."""
        return field.in_chinese(field.example) if self.is_chinese else field.example

    def cure(self, field: Field, there: bool) -> str:
        """What to write where a field's content lacks; `there` says whether its name stands."""
        name = self.named(field)
        if said := self.known.get(field.name):
            return f"写成 {name}: {said}"
        if field.fields:
            inner = field.fields[0]
            line = f"{'- ' if field.example.startswith('[') else ''}{self.named(inner)}: "
            return (
                f"{'在' if there else '加一行'} {name}: 下面空两格写 {line}，后面写{inner.meaning}"
            )
        what = _WRITTEN_AS.get(field.read.__name__) or re.split("[，；]", field.meaning)[0]
        return f"在 {name}: 后面写上{what}" if there else f"加一行 {name}: ，后面写{what}"

    def choices(self, field: Field) -> tuple[str, ...]:
        """What the field may say, in the file's language."""
        return tuple(field.choices.values() if self.is_chinese else field.choices)

    def add(self, code: str, span: Span, message: str, hint: str) -> None:
        """Report one fault at `span`; the fields of a Chinese file by their Chinese names."""
        self.found.append(error(code, self.source, span, self._said(message), self._said(hint)))

    def mend(self, code: str, field: Field, node: Node, message: str, right: str) -> None:
        """Report content that has only one meaning, `right` in the writing of YAML."""
        hint = f"写成 {self.as_written(field, node, right)}"
        edit = Edit(written_span(self.source, node.span), right)
        told = error(code, self.source, node.span, self._said(message), hint, edits=(edit,))
        self.found.append(told)

    def as_written(self, field: Field, node: Node, right: str) -> str:
        """The content `right` in place of a node, after the field's name if it stands there."""
        line = self.source.place(written_span(self.source, node.span).start)
        before = self.source.line(line.line)[: line.column - 1].rstrip(" \t:：=＝\u3000\u00a0")
        is_item = not before.endswith((field.name, field.chinese))
        return right if is_item else f"{self.named(field)}: {right}"

    def warn(self, code: str, span: Span, message: str, hint: str) -> None:
        """Report one warning at `span`."""
        self.found.append(warning(code, self.source, span, self._said(message), self._said(hint)))

    def _said(self, words: str) -> str:
        if not self.is_chinese:
            return words
        quoted = {each.name for each in _all_fields(self._table)}
        return with_names(words, chinese_names(self._table), quoted)


_WRITTEN_AS = {
    "a_date": "印发的那一天，按 年-月-日 写",
    "an_issue_number": "期号的数字",
    "a_list": "各项，放在 [ ] 里，用逗号隔开",
}
"""How the content of a field is written, by the function that reads it; others are called by their
meaning."""


def written_span(source: Source, span: Span) -> Span:
    """The span of a text with its quotation marks; a block of lines ends with its last one."""
    start, end = span
    if source.text[start : start + 1] in ("|", ">"):
        end = start + len(source.quote(span).rstrip())
    around = source.text[start - 1 : start] + source.text[end : end + 1]
    return Span(start - 1, end + 1) if around in ("''", '""') else Span(start, end)


@dataclass(frozen=True)
class Fields:
    """The fields that were read: their values and places, by name."""

    values: Mapping[str, Any]
    nodes: Mapping[str, Node]
    span: Span

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a field, or `default` if it is missing, empty or faulty."""
        value = self.values.get(name)
        return default if value is None else value

    def place(self, name: str) -> Span:
        """The span of a field's content; the start of the front matter if the field is missing."""
        node = self.nodes.get(name)
        return node.span if node is not None else Span(self.span.start, self.span.start)


def read_fields(entries: Entries, fields: tuple[Field, ...], faults: Faults) -> Fields:
    """Read all fields, and report those that are unknown, repeated, missing or of the wrong
    type."""
    known = _spellings(fields)
    faults.learn_language(entries, fields)
    keys: dict[str, Text] = {}
    values: dict[str, Any] = {}
    nodes: dict[str, Node] = {}
    hashed = set[str]()
    there = {key.text for key, _ in entries.entries}
    lacking = tuple(each for each in fields if not there & {each.name, each.chinese})
    for key, node in _gathered(entries, fields, faults):
        field = known.get(key.text)
        if _is_null(node, faults):
            if field and not field.required:
                _tell_null(field, node, faults)
            node = Text("", node.span)
        if field is None and (cure := _cure_of_subtitle(key, node, entries, faults)):
            faults.add("F003", key.span, f"没有 `{key.text}` 这个字段", cure)
            continue
        field = field or _unknown(key, lacking, fields, faults)
        if field is None:
            continue
        if field.name in nodes:
            faults.found.append(_twice(keys[field.name], key, nodes[field.name], node, faults))
        else:
            keys[field.name], nodes[field.name] = key, node
            if not _is_empty(node):
                values[field.name] = field.read(field, _without_note(field, node, faults), faults)
                if field.name == "date":
                    faults.about = partial(values.get, "date")
            elif _begins_with_hash(field, key.span.end, faults):
                hashed.add(field.name)
    for field in fields:
        if not faults.is_whole:
            break
        if field.required and field.name not in hashed and _is_missing(nodes.get(field.name)):
            head = Span(entries.span.start, entries.span.start)
            at = nodes[field.name].span if field.name in nodes else head
            name = faults.named(field)
            meaning = field.in_chinese(field.meaning) if faults.is_chinese else field.meaning
            meaning = "" if meaning == name else f"（{meaning}）"
            faults.add("F005", at, f"缺 `{name}`{meaning}", faults.cure(field, field.name in nodes))
    return Fields(values, nodes, entries.span)


_NAME = pattern_of(
    r"`([^`]*)`|(?<![\w./<-])(?<!bulletin )[a-z][a-z_]*(?:\.[a-z_]+)?(?![\w./-])",
    re.ASCII,
)
"""What may be the English name of a field or a choice; no command, option or file's name."""


def with_names(words: str, names: Mapping[str, str], quoted: Collection[str] = ()) -> str:
    """The words with other names for fields and choices.

    What stands between backticks is mostly what somebody wrote, and stays. Only the names in
    `quoted` are changed there.
    """

    def renamed(found: re.Match[str]) -> str:
        inner = found[1]
        if inner is None:
            return names.get(found[0], found[0])
        return f"`{names[inner]}`" if inner in quoted and inner in names else found[0]

    return _NAME.sub(renamed, words) if names else words


def chinese_names(fields: tuple[Field, ...]) -> dict[str, str]:
    """The Chinese name of each field and choice that has one alone, groups and all."""
    said: dict[str, set[str]] = {}
    for each in _all_fields(fields):
        for name, chinese in ((each.name, each.chinese), *each.choices.items()):
            said.setdefault(name, set()).add(chinese)
    return {name: min(chinese) for name, chinese in said.items() if len(chinese) == 1}


def _all_fields(fields: tuple[Field, ...]) -> Iterator[Field]:
    for each in fields:
        yield each
        yield from _all_fields(each.fields)


def _spellings(fields: tuple[Field, ...]) -> dict[str, Field]:
    """The fields by each of their two names."""
    return {name: each for each in fields for name in (each.chinese, each.name)}


def _twice(first: Text, second: Text, one: Node, other: Node, faults: Faults) -> Diagnostic:
    """F004: one field a second time, perhaps by its other name; a line that says the same again can
    go."""
    message = f"`{first.text}` 写了两次"
    if first.text != second.text:
        message = f"`{first.text}` 和 `{second.text}` 是同一个字段，写了两次"
    source = faults.source
    told = error("F004", source, second.span, message, "只留一处")
    if not (isinstance(one, Text) and isinstance(other, Text) and one.text == other.text):
        return told
    line = source.place(second.span.start).line
    start, text = source.line_starts[line - 1], source.line(line)
    end = source.line_starts[line] if line < len(source.line_starts) else start + len(text)
    if not text.startswith(second.text) or source.place(other.span.end).line != line:
        return told
    hint = f"删去第{line}行，写的一样"
    return replace(told, hint=hint, edits=(Edit(Span(start, end), ""),))


def in_english(entries: Entries, fields: tuple[Field, ...]) -> Entries:
    """The entries with the English name of each field and choice, at the places they have."""
    known = _spellings(fields)
    return Entries(
        tuple(
            (Text(known[key.text].name, key.span), _value_in_english(known[key.text], node))
            if key.text in known
            else (key, node)
            for key, node in entries.entries
        ),
        entries.span,
    )


def in_chinese(values: Mapping[str, Any], fields: tuple[Field, ...]) -> dict[str, Any]:
    """What is to be written into a Chinese file: fields and choices by their Chinese names."""
    known = {each.name: each for each in fields}
    return {
        known[name].chinese: _said_in_chinese(known[name], each) for name, each in values.items()
    }


def _said_in_chinese(field: Field, value: Any) -> Any:
    if isinstance(value, Mapping):
        return in_chinese(value, field.fields)
    if isinstance(value, bool):
        value = str(value).lower()
    return field.choices.get(value, value) if isinstance(value, str) else value


def front_entries(source: Source, fields: tuple[Field, ...]) -> Entries:
    """A file's front matter with English names; no entries where it is absent or cannot be read."""
    parts, _ = split(source, fields)
    entries, _ = compose(source, parts.front, fields)
    return in_english(entries, fields)


def front_faults(
    source: Source,
    fields: tuple[Field, ...],
    about: date | None = None,
    *,
    fenced: bool = True,
    home_of: HomeOf = nowhere,
) -> tuple[Diagnostic, ...]:
    """What is wrong in a file's front matter, as far as the file alone shows it.

    `about` is the day of the issue that the file is in. Without fences the whole file is YAML.
    """
    whole = Span(0, len(source.text))
    parts, fences = split(source, fields) if fenced else (Parts(whole, whole), ())
    entries, read = compose(source, parts.front, fields)
    faults = Faults(source, (*fences, *read), home_of)
    faults.about = lambda: about
    read_fields(entries, fields, faults)
    return with_right_cures((*fences, *read, *faults.found))


_FALSE_CONTENT = frozenset({"F007", "F008", "F009", "F021", "F027"})
"""Codes of content that is certainly not right, whatever else its line lacks."""


def with_right_cures(told: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The faults of one file's front matter; no line that one of them says to write has content
    that another one says is wrong.

    Where the right content is known it stands in both, else in neither.
    """
    every = tuple(told)
    by_line: dict[int, list[Diagnostic]] = {}
    for each in every:
        if each.source and each.code[0] == "F" and each.severity is Severity.ERROR:
            line = each.source.place(each.span.start).line
            by_line.setdefault(line, []).append(each)
    changed = {
        id(each): _with_right_cure(each, those)
        for those in by_line.values()
        if len(those) > 1
        for each in those
    }
    return tuple(changed.get(id(each), each) for each in every)


def _with_right_cure(each: Diagnostic, beside: list[Diagnostic]) -> Diagnostic:
    written, *rest = each.hint.split("；")
    if not written.startswith("写成 ") or each.code in _FALSE_CONTENT or "\n" in written:
        return each
    for other in (other for other in beside if other.code != each.code):
        said = other.quoted.strip(_ROUND_CONTENT)
        if not said or said not in written:
            continue
        right = other.hint.split("；")[0].removeprefix("写成 ")
        if other.code == "F003" and other.edits:
            written = written.replace(said, other.edits[0].text, 1)
        elif each.code == "F002" and other.hint.startswith("写成 "):
            content = right.removeprefix("- ").removeprefix(f"{written[3:].partition(': ')[0]}: ")
            written = written.replace(said, content)
        elif other.code in _FALSE_CONTENT and not other.hint.startswith("写成 "):
            indent = _INDENT_TOLD.search(written)
            name = written.partition(said)[0].rstrip()
            written = f"{name} ，后面写对的内容{indent[0] if indent else ''}"
            rest = []
    return replace(each, hint="；".join((written, *rest)))


_INDENT_TOLD = pattern_of("，前面空 [0-9]+ 格")
_ROUND_CONTENT = "[]{}\"'“” "


def texts_of(entries: Entries) -> dict[str, str]:
    """The entries that are one text each, or a list of texts, which are joined by 、."""
    said = ((key.text, _texts_in(node)) for key, node in entries.entries)
    return {name: "、".join(texts) for name, texts in said if texts}


def _texts_in(node: Node) -> tuple[str, ...]:
    items = node.items if isinstance(node, Sequence) else (node,)
    return tuple(each.text for each in items if isinstance(each, Text))


def names_in_chinese(entries: Entries, fields: tuple[Field, ...]) -> bool:
    """Whether a file names its fields in Chinese, as its first one says, or has none yet."""
    return first_is_chinese((key.text for key, _ in entries.entries), fields) is not False


def first_is_chinese(keys: Iterable[str], fields: tuple[Field, ...]) -> bool | None:
    """Whether the first of the keys that is a field's name is its Chinese one; None without any."""
    known = _spellings(fields)
    first = next((key for key in keys if key in known), None)
    return None if first is None else known[first].name != first


def _value_in_english(field: Field, node: Node) -> Node:
    if isinstance(node, Text):
        return _choice_in_english(field, node)
    if isinstance(node, Entries):
        return in_english(node, field.fields)
    return Sequence(tuple(_value_in_english(field, each) for each in node.items), node.span)


def _choice_in_english(field: Field, text: Text) -> Text:
    """The text; one of the field's choices by its English name."""
    written = text.text.strip()
    english = next((name for name, said in field.choices.items() if said == written), None)
    return text if english is None else Text(english, text.span)


_NULLS = ("~", "null", "Null", "NULL")


def _is_null(node: Node, faults: Faults) -> bool:
    """Whether YAML takes a value for none, as it does `~`; in quotation marks it is a text."""
    if not isinstance(node, Text) or faults.source.quote(node.span) not in _NULLS:
        return False
    return faults.source.text[max(0, node.span.start - 1) : node.span.start] not in ("'", '"')


def _tell_null(field: Field, node: Node, faults: Faults) -> None:
    """F006: an optional field that says `~`, which is nothing to YAML and may be a mark to its
    author. A required one lacks its content, which is reported."""
    name, written = faults.named(field), faults.source.quote(node.span)
    faults.warn(
        "F006",
        node.span,
        f"`{name}` 写的 `{written}` 当作没有写",
        f"不要就删去 {written}；要印就写成 {name}: '{written}'",
    )


def _is_empty(node: Node) -> bool:
    return isinstance(node, Text) and not node.text.strip()


def _is_missing(node: Node | None) -> bool:
    return node is None or _is_empty(node) or (isinstance(node, Sequence) and not node.items)


def _gathered(
    entries: Entries, fields: tuple[Field, ...], faults: Faults
) -> Iterator[tuple[Text, Node]]:
    """The entries; those of a group that are not indented are reported, and put into it."""
    known = _spellings(fields)
    group: tuple[Text, Field] | None = None
    inside: list[tuple[Text, Node]] = []
    for key, node in entries.entries:
        if group and key.text not in known and key.text in _spellings(group[1].fields):
            faults.found.append(_outdented(key, group[1], faults))
            inside.append((key, node))
            continue
        if group:
            yield _group(group[0], inside)
            group, inside = None, []
        field = known.get(key.text)
        if field and field.read is a_group and _is_empty(node):
            group = key, field
        else:
            yield key, node
    if group:
        yield _group(group[0], inside)


def _group(key: Text, inside: list[tuple[Text, Node]]) -> tuple[Text, Node]:
    if not inside:
        return key, Text("", Span(key.span.end, key.span.end))
    return key, Entries(tuple(inside), Span(inside[0][0].span.start, inside[-1][1].span.end))


def _outdented(key: Text, group: Field, faults: Faults) -> Diagnostic:
    """F006: a field of a group that is not indented."""
    source, place = faults.source, faults.source.place(key.span.start)
    line = source.line(place.line)
    message = f"`{faults.named(group)}` 下面的 `{key.text}` 没有缩进"
    hint = f"写成 {line.strip()}，前面空 2 格"
    start = Span(key.span.start, key.span.start)
    edits = (Edit(start, "  "),) if place.column == 1 else ()
    return error("F006", source, key.span, message, hint, edits=edits)


def _cure_of_subtitle(key: Text, node: Node, entries: Entries, faults: Faults) -> str:
    """How to put a subtitle into the title, which has no field of its own; empty for another
    key."""
    if simple_name(key.text) not in ("副标题", "副题", "subtitle"):
        return ""
    texts = {
        name.text.translate(_SIMPLE): each.text
        for name, each in entries.entries
        if isinstance(each, Text)
    }
    name = "标题" if faults.is_chinese else "title"
    title = texts.get("标题") or texts.get("title", "")
    said = node.text.lstrip("—─－- ") if isinstance(node, Text) else ""
    whole = f"并到标题里，写成 {name}: {title}——{said}，" if title and said else "并到标题里，"
    return f"{whole}删去这一行"


_SIMPLE = str.maketrans(
    "標題單電話審簽發號狀態執筆準許規則專報頭編網總別類郵時區習慣開級數冊責輯連續屬間碼選優稱據",
    "标题单电话审签发号状态执笔准许规则专报头编网总别类邮时区习惯开级数册责辑连续属间码选优称据",
)
"""The 繁体 characters in names of fields that are typed in 繁体, and their 简体."""


def simple_name(key: str) -> str:
    """A field's name as it is compared: without blanks and marks round it, in 简体."""
    return bare_name(key).translate(_SIMPLE)


def _unknown(
    key: Text, lacking: tuple[Field, ...], fields: tuple[Field, ...], faults: Faults
) -> Field | None:
    """F003: a name that is no field's. The field that it means, if it can only mean one that is
    lacking."""
    unknown = sum(each.code == "F003" for each in faults.found[-MOST_UNKNOWN:])
    meant = _field_meant(key.text, fields) if unknown < MOST_UNKNOWN else None
    if meant and meant not in lacking:  # 供稿单位 beside 单位 is 供稿
        begins = (each for each in lacking if bare_name(key.text).startswith(each.chinese))
        meant = next(begins, meant)
    if meant and meant not in lacking and not _is_called(key.text, meant):
        meant = None  # 主题 beside 标题 is another thing
    is_certain = meant in lacking and _is_surely(key.text, meant)
    if key.text.lstrip().startswith("＃"):
        _tell_wide_hash(key, meant, faults)
        return None
    is_called = meant is not None and _is_called(key.text, meant)
    home, cure = ("", "") if is_called else faults.home_of(key.text, faults.is_chinese)
    if home:
        if meant in lacking and meant and simple_name(key.text) in meant.chinese:
            right = faults.named(meant)  # 日期 can be the end of 收稿日期
            cure += f"；要写的是 {right} 的，改为 {right}"
        said = f"`{key.text}` 是{home}的字段，写在这里不起作用"
        faults.found.append(error("F003", faults.source, key.span, said, cure))
        return None
    if meant is None:
        usable = "、".join(map(faults.named, fields))
        hint = f"删去，或在行首写 # 和空格，留作说明；可用的字段：{usable}"
    else:
        right = faults.named(meant)
        hint = f"改为 {right}" if meant in lacking else f"改为 {right}，只留一处"
    edits: tuple[Edit, ...] = ()
    if is_certain and meant is not None:
        edits = (Edit(written_span(faults.source, key.span), faults.named(meant)),)
    message = f"没有 `{key.text}` 这个字段"
    faults.found.append(error("F003", faults.source, key.span, message, hint, edits=edits))
    return meant if is_certain else None


def _tell_wide_hash(key: Text, meant: Field | None, faults: Faults) -> None:
    """F003: a line with a ＃, which its author left out, or which is a heading to him."""
    hint = "不要这一行的，写成半角的 # 和空格"
    if meant:
        hint += f"；要的，写成 {faults.named(meant)}，前面不写 ＃"
    message = f"`{key.text}` 前面的 ＃ 是全角的，这一行没有略去"
    faults.found.append(error("F003", faults.source, key.span, message, hint))


def _field_meant(key: str, fields: tuple[Field, ...]) -> Field | None:
    """The field whose name is meant: without blanks and marks, another word for it, or nearly."""
    known, bare = _spellings(fields), simple_name(key)
    if exact := known.get(bare) or next((each for each in fields if bare in each.also), None):
        return exact
    if bare.isascii():
        close = get_close_matches(bare, [each.name for each in fields], n=1, cutoff=0.6)
        return known[close[0]] if close else None
    near = [each for each in fields if _is_one_slip_from(bare, each.chinese)]
    close = get_close_matches(bare, [each.chinese for each in fields], n=1, cutoff=0.6)
    return near[0] if len(near) == 1 else known[close[0]] if close else None


def _is_called(key: str, field: Field) -> bool:
    """Whether it is a name of the field, or what others call it."""
    bare = simple_name(key)
    return bare in (field.name, field.chinese, *field.also)


def _is_surely(key: str, field: Field) -> bool:
    """Whether nothing else than this field can be meant: its name with one slip of the hand."""
    bare = simple_name(key)
    if _is_called(key, field):
        return True
    if bare.isascii():
        return bool(get_close_matches(bare, (field.name,), cutoff=0.8))
    return _is_one_slip_from(bare, field.chinese) and (field.required or len(field.chinese) > 2)


def _is_one_slip_from(word: str, name: str) -> bool:
    """Whether one character is another one, is too many, is missing, or two have changed places."""
    if len(word) == len(name) > 1:
        other = [at for at in range(len(name)) if word[at] != name[at]]
        return len(other) == 1 or sorted(word) == sorted(name)
    longer, shorter = sorted((word, name), key=len, reverse=True)
    return len(longer) == len(shorter) + 1 > 2 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )


# Readers of one field each. They report what is wrong and return None, or return the value.


def a_text(field: Field, node: Node, faults: Faults) -> Text | None:
    """One line of text."""
    if not isinstance(node, Text):
        return _bracketed(field, node, faults)
    if _escapes_badly(node, faults.source):
        meant = quoted(faults.source.quote(node.span).strip('"'))
        message = "双引号里的 \\ 有别的意思，成了看不见的字符"
        faults.add("F080", node.span, message, f"写成 {faults.named(field)}: {meant}")
        return None
    if "\n" in node.text.strip():
        whole = _in_one_line(node.text.splitlines())
        hint = f"并成一行，写成 {faults.named(field)}: {quoted(whole)}"
        faults.add("F006", node.span, f"`{faults.named(field)}` 只能写一行", hint)
        return None
    _tell_seams(field, node, faults)
    if "\t" in node.text.strip():
        faults.add(
            "F070", node.span, f"`{faults.named(field)}` 里有制表符（Tab），会印成一个空格", "删去"
        )
    if field.read in _FREE and not field.choices:
        node = _with_hash(field, node, faults)
    if (
        field.name in _NAMES_ONLY
        and (bare := without_quotes(node.text.strip())) != node.text.strip()
    ):
        message = f"`{faults.named(field)}` 的内容两边多了引号"
        faults.mend("F060", field, node, message, bare)
        return Text(bare, node.span)
    if field.name == "title" and (bare := _unnumbered(node.text)):
        number = node.text[: -len(bare)].strip()
        faults.mend("F093", field, node, f"标题前面有序号“{number}”，会印出来", scalar(bare))
        return Text(bare, node.span)
    if node.text != node.text.strip():
        return Text(node.text.strip(), node.span)
    return node


_COUNTED = pattern_of(r"[0-9０-９一二三四五六七八九十百千万亿]")


def _unnumbered(title: str) -> str:
    """A title without the number before it, which was copied with it; empty for one that has none.

    一、二、三产业 and 3、4月份 have none.
    """
    words = title.strip()
    number = number_of(words)
    rest = words[number.length :].strip() if number else ""
    return "" if _COUNTED.match(rest) else rest


def _in_one_line(lines: Iterable[str]) -> str:
    """Lines as one, as copy is joined."""
    whole = ""
    for line in filter(None, map(str.strip, lines)):
        whole += space_between(whole, line) + line
    return whole


_DASHED_LINE = pattern_of(r"(?:-(?!-)|[－–])[ \t\u3000]*(?=\S)")


def _tell_seams(field: Field, node: Text, faults: Faults) -> None:
    """F024, F026: lines of one value that only the author can join: one that begins with - as an
    item of a list does, and figures below figures."""
    typed = faults.source.quote(node.span).splitlines()
    lines = [line.strip() for line in typed if line.strip()]
    name = faults.named(field)
    for at, (one, two) in enumerate(pairwise(lines), start=1):
        if meant := figures_between(one, two):
            message = f"`{name}` 里，行末的数字和下一行的数字，不知道怎么接"
            faults.add("F026", node.span, message, f"并成一行，写成 {' 或 '.join(meant)}")
        elif field.read is a_text and (dash := _DASHED_LINE.match(two)):
            words = two[dash.end() :]
            above, below = _in_one_line(lines[:at]), _in_one_line((words, *lines[at + 1 :]))
            message = f"`{name}` 里的 `{two}` 另起一行，短横会印出来"
            hint = f"是副标题就写成 {name}: {above}——{below}；不是就写成 {name}: {above}{below}"
            faults.add("F024", node.span, message, hint)


def _bracketed(field: Field, node: Node, faults: Faults) -> Text | None:
    """F006: a list or a group in place of a text, which may be a text that begins with [ or {."""
    source, name = faults.source, faults.named(field)
    message = f"`{name}` 要写一行文字"
    words = source.quote(node.span)
    if words[:1] in ("[", "{") and field.name not in _NAMES_ONLY:
        words = " ".join(words.split())
        if field.read not in _FREE:  # a date or a number in brackets
            words = words.strip("[]{} ")
        faults.mend("F006", field, node, message, quoted(words) if field.read in _FREE else words)
        return Text(words, node.span)
    cure = faults.cure(field, there=True)
    if isinstance(node, Sequence) and field.read in _FREE and len(node.items) > 1:
        cure = f"各行并成一行，写在 {name}: 后面，不写 -"
    faults.add("F006", node.span, message, cure)
    return None


_NAMES_ONLY = frozenset(
    {"unit", "articles", "units", "aliases", "series", "profile"}
    | {"mark", "copy_number", "code", "address", "from", "edited_by", "checked_by", "approved_by"}
)
"""Fields in which quotation marks round the whole are no part of what is meant."""


def _escapes_badly(node: Text, source: Source) -> bool:
    """Whether a backslash in double quotation marks stands for a character that nobody sees."""
    inside = source.text[node.span.start : node.span.start + 1] == '"'
    return inside and "\\" in source.quote(node.span) and not node.text.isprintable()


_LOOKED_UP = frozenset({"unit", "articles", "profile", "series", "timezone", "code", "mark"})
"""Fields whose values are known names: a comment that follows one is no part of it."""

_HASH = pattern_of(r"([ \t]+)#([^\r\n]*)")
_COMMENT = pattern_of(r"[ \t]{2,}#(?:[ \t][^\r\n]*)?\Z")
_NOTE = pattern_of("[#＃]")
_NUMBERED = pattern_of("[#＃](?=[0-9])|(?<=[0-9])[#＃](?=[号楼栋幢座])")
"""A # that stands for 号: #1号工程, 3#楼."""


_HASH_BELOW = pattern_of(r"[^\S\n]*\n[^\S\n]+(#[^\s#][^\n]*)")
"""Words that begin with # on the next line, further in than the field: they may go on with it."""


def _with_hash(field: Field, node: Text, faults: Faults) -> Text:
    """The text together with what follows a # on its line, which YAML takes for a comment.

    Whether `#1号` is part of the words or a note on them, only the author knows: unless it stands
    in quotation marks, it is told. A comment stands off by two spaces and has one after its #.
    """
    source, start = faults.source, node.span.start
    typed = source.text[start : start + len(node.text)] == node.text
    quotes = source.text[start - 1 : start]
    in_quotes = typed and quotes in ("'", '"') and source.text.startswith(quotes, node.span.end)
    end = start + len(node.text) + in_quotes
    found = _HASH.match(source.text, end) if typed else None
    joined = found is not None and found[2][:1].strip() != ""
    if found and (joined or found[1] == " ") and (in_quotes or not joined):
        if joined or field.name not in _LOOKED_UP:
            _tell_cut(field, node, Span(end, end + len(found[0].rstrip())), faults)
        return node
    if below := _HASH_BELOW.match(source.text, end) if typed else None:
        _tell_cut(field, node, Span(*below.span(1)), faults)
    if found and joined:
        whole = node.text + _COMMENT.sub("", source.text[end : found.end()]).rstrip()
        node = Text(whole, Span(start, start + len(whole)))
    if not in_quotes and source.text[start : start + 1] not in ("'", '"'):
        _tell_note(field, node, faults)
    return node


def _tell_cut(field: Field, node: Text, cut: Span, faults: Faults) -> None:
    """F022: what YAML takes for a comment, and may be meant as content."""
    said = faults.source.quote(cut)
    right = faults.as_written(field, node, quoted(node.text + said))
    hint = f"要印就写成 {right}；是说明就在 # 前空两格，后面空一格"
    faults.add("F022", cut, f"`{said.strip()}` 当作说明，不算内容", hint)


def _tell_note(field: Field, node: Text, faults: Faults) -> None:
    """F022: a # in words without quotation marks, which may be meant as a note on them.

    It is an error where it would be printed, unless it certainly is part of the words. The names of
    files and web pages may have one.
    """
    found = _NOTE.search(node.text)
    if found is None or field.name in _LOOKED_UP:
        return
    at = found.start()
    if not field.printed and any(each.start <= at < each.end for each in locators(node.text)):
        return
    bare, note = node.text[:at].strip(), node.text[at:].strip()
    right = faults.as_written(field, node, quoted(node.text.strip()))
    words = faults.as_written(field, node, _with_comment(bare, note, node, faults))
    hint = f"要印就写成 {right}；" + (f"是说明就写成 {words}" if bare else "是说明就删去")
    place = Span(min(node.span.start + at, node.span.end - 1), node.span.end)
    if field.printed and _NOTE.search(_NUMBERED.sub("", node.text)):
        faults.add("F022", place, f"`{note}` 会原样印出来", hint)
    elif field.printed:
        faults.warn("F022", place, f"`{note}` 会原样印出来", hint)
    else:
        faults.warn("F022", place, f"`{note}` 算作内容", hint.replace("要印", "是内容", 1))


def _with_comment(bare: str, note: str, node: Text, faults: Faults) -> str:
    """The words with the note as a comment; without it where others follow on the line."""
    source, said = faults.source, note.strip("#＃ \t\u3000")
    place = source.place(node.span.end)
    last = not source.line(place.line)[place.column - 1 :].strip("'\" \t")
    return f"{bare}  # {said}" if said and last else bare


def _without_note(field: Field, node: Node, faults: Faults) -> Node:
    """The content of a field that takes no free words, without a note after it (F022)."""
    free = field.read in _FREE and not field.choices
    if not isinstance(node, Text) or free or field.fields:
        return node
    found = _NOTE.search(node.text)
    bare = node.text[: found.start()].strip() if found else ""
    if not bare or found is None:
        return node
    note = node.text[found.start() :]
    message = f"`{note}` 不是 `{faults.named(field)}` 的内容"
    faults.mend("F022", field, node, message, _with_comment(bare, note, node, faults))
    return Text(bare, Span(node.span.start, node.span.start + len(bare)))


_HASH_FIRST = pattern_of(r"[ \t]*:([ \t]+)(#([^\r\n]*\S))[ \t]*")


def _begins_with_hash(field: Field, at: int, faults: Faults) -> bool:
    """Report a field that is empty only because its content begins with #; its name ends at `at`.

    `title: #1号工程` is content; `title:   # 初稿` is a comment on what is still to be written.
    """
    found = _HASH_FIRST.match(faults.source.text, at)
    if found is None:
        return False
    blanks, whole, said = found.groups()
    is_joined = bool(said[:1].strip())
    if field.read in _FREE and not field.choices and (is_joined or blanks == " "):
        hint = f"要印就写成 {faults.named(field)}: {quoted(whole)}"
        hint += "" if is_joined else "；是说明就在 # 前空两格"
    elif field.read in (a_number, an_issue_number) and is_joined and said.isdecimal():
        hint = f"写成 {faults.named(field)}: {said}"
    else:
        return False
    faults.add("F022", Span(*found.span(2)), "`#` 起头的是说明，不算内容", hint)
    return True


def a_number(field: Field, node: Node, faults: Faults) -> int | None:
    """A whole number of at least 1, in plain digits without leading zeros."""
    text = a_text(field, node, faults)
    if text is None:
        return None
    if re.fullmatch(r"[1-9][0-9]{0,6}", text.text, re.ASCII):
        return int(text.text)
    digits = number_meant(text.text)
    message = f"`{faults.named(field)}` 只写数字，不带前导零"
    if re.fullmatch(r"[1-9][0-9]{0,6}", digits):
        faults.mend("F007", field, text, message, digits)
        return int(digits)
    faults.add("F007", node.span, message, "只写一个从 1 起的整数，用阿拉伯数字")
    return None


_ISSUE_NUMBER = pattern_of(r"(?:[12][0-9]{3}-)?[1-9][0-9]{0,6}", re.ASCII)


def an_issue_number(field: Field, node: Node, faults: Faults) -> Text | None:
    """The number of an issue: 116, or 2024-1 if issues are numbered by year."""
    text = a_text(field, node, faults)
    if text is None or _ISSUE_NUMBER.fullmatch(text.text):
        return text
    plain = text.text.translate(_HALF_WIDTH)
    of_year = re.fullmatch(r"\D*([12]\d{3})\s*[-年/.－—]\D*0*([1-9]\d{0,6})\s*期?", plain, re.ASCII)
    digits = "-".join(of_year.groups()) if of_year else number_meant(text.text)
    message = f"`{faults.named(field)}` 只写数字，不带前导零"
    if _ISSUE_NUMBER.fullmatch(digits):
        faults.mend("F007", field, text, message, digits)
        return Text(digits, text.span)
    known = faults.known.get("number")
    hint = (
        f"写成 {faults.named(field)}: {known}" if known else "只写一个从 1 起的整数，用阿拉伯数字"
    )
    faults.add("F007", node.span, message, hint)
    return None


def a_copy_number(field: Field, node: Node, faults: Faults) -> Text | None:
    """The number of a copy, six digits (GB/T 9704-2012 7.2.1)."""
    text = a_text(field, node, faults)
    if text is None or re.fullmatch(r"[0-9]{6}", text.text, re.ASCII):
        return text
    digits = number_meant(text.text)
    if 0 < len(digits) <= 6:
        faults.mend("F007", field, text, "份号不是六位数字", f"{digits:0>6}")
        return Text(f"{digits:0>6}", text.span)
    faults.add("F007", text.span, "份号不是六位数字", "只写六位阿拉伯数字")
    return None


@cache
def _timezones() -> frozenset[str]:
    """The names of all time zones. Looking through their files is done once only."""
    from zoneinfo import available_timezones

    return frozenset(available_timezones())


def a_timezone(field: Field, node: Node, faults: Faults) -> Text | None:
    """A time zone of the IANA database."""
    text = a_text(field, node, faults)
    if text is None or text.text in _timezones():
        return text
    close = get_close_matches(text.text, sorted(_timezones()), n=1) or ["Asia/Shanghai"]
    hint = f"写成 {faults.named(field)}: {close[0]}"
    faults.add("F007", node.span, f"没有 `{text.text[:30]}` 这个时区", hint)
    return None


def a_site_address(field: Field, node: Node, faults: Faults) -> Text | None:
    """The address of a site, from which those of its pages are made."""
    text = a_text(field, node, faults)
    if text is None or is_site_address(text.text):
        return text
    message = f"`{faults.named(field)}` 不是网站的地址"
    meant = site_address_meant(text.text)
    if meant and meant.is_certain:
        faults.mend("F091", field, text, message, meant.right)
        return Text(meant.right, text.span)
    hint = "从 http:// 或 https:// 起写全；没有网站就删去这一行"
    if meant:
        hint = f"写成 {faults.named(field)}: {meant.right}，用 https 打开的写 https://"
    faults.add("F091", node.span, message, hint)
    return None


_HALF_WIDTH = {ord("０") + digit: ord("0") + digit for digit in range(10)}
_DATE = pattern_of(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|年(\d{1,2})月(\d{1,2})日)", re.ASCII)


LEAP_YEAR = 2024


def a_date(field: Field, node: Node, faults: Faults) -> date | None:
    """A day: 2023-06-09, 2023-6-9 or 2023年6月9日."""
    text = a_text(field, node, faults)
    if text is None:
        return None
    if match := _DATE.fullmatch(text.text):
        parts = tuple(int(part) for part in match.groups() if part is not None)
        is_written_right = True
    else:
        parts = parts_of_day(text.text) or ()
        is_written_right = False
    name = faults.named(field)
    meant = day_meant(text.text, faults.about() if parts and not parts[0] else None)
    if parts and meant is None and (parts[0] or not day_of(LEAP_YEAR, *parts[1:])):
        faults.add("F008", node.span, f"没有 {text.text} 这一天", _cure_of_month(*parts[:2]))
    elif meant is None and len(days := days_meant(text.text)) == 1:
        faults.mend("F008", field, text, f"`{name}` 不是日期", days[0].isoformat())
        return days[0]
    elif meant is None:
        hint = _cure_of_day(name, text.text, parts, days)
        faults.add("F008", node.span, f"`{name}` 不是日期", hint)
    elif not is_written_right:
        faults.mend("F008", field, text, f"`{name}` 不是日期", meant.isoformat())
    return meant


def _cure_of_day(name: str, text: str, parts: tuple[int, ...], days: Iterable[date]) -> str:
    """How a day is written of which only a part is known."""
    if parts:
        return f"写上年份，写成 年份-{parts[1]:02}-{parts[2]:02}"
    if days:
        return f"写成 {name}: {' 或 '.join(each.isoformat() for each in days)}"
    year, month = month_meant(text)
    if year:
        return f"写成 {name}: {year}-{f'{month:02}' if month else '月'}-日，没有写的照实补上"
    return f"写成 {name}: 年-月-日，用阿拉伯数字"


def _cure_of_month(year: int, month: int) -> str:
    """What is wrong with a day that does not exist; the cure names no other, which nobody knows."""
    if not 1 <= month <= 12:
        return f"没有 {month} 月，核对月和日"
    named = f"{year}年{month}月只有" if year else f"{month}月最多"
    return f"{named} {monthrange(year or LEAP_YEAR, month)[1]} 天，核对月和日"


def a_choice(field: Field, node: Node, faults: Faults) -> str | None:
    """One of the field's choices."""
    text = a_text(field, node, faults)
    if text is None:
        return None
    choice = _choice_in_english(field, text).text
    if choice in field.choices:
        return choice
    return _meant_or_refused(field, text, faults)


def _meant_or_refused(field: Field, text: Text, faults: Faults) -> str | None:
    """F009: the text is not one of the choices; the choice that it means, if it means one."""
    meant = choice_meant(text.text, field.choices)
    if not meant:
        _refuse(field, text, text.span, faults.choices(field), faults)
        return None
    right = field.choices[meant] if faults.is_chinese else meant
    message = f"`{faults.named(field)}` 不能写 `{text.text}`"
    faults.mend("F009", field, text, message, right)
    return meant


def _refuse(field: Field, text: Text, span: Span, choices: tuple[str, ...], faults: Faults) -> None:
    """F009: the text is not one of the choices."""
    hint = "只能写 " + " 或 ".join(choices)
    faults.add("F009", span, f"`{faults.named(field)}` 不能写 `{text.text}`", hint)


def a_secrecy(field: Field, node: Node, faults: Faults) -> Text:
    """A level of secrecy and its term (GB/T 9704-2012 7.2.2).

    A misspelt mark is reported but still counts, so that no copy becomes public by mistake.
    """
    text = a_text(field, node, faults)
    if text is None:
        return Text("密级", node.span)
    right = spelled(text.text)
    if right == text.text:
        return text
    if right:
        faults.mend("F020", field, text, f"密级写成了 `{text.text}`", right)
        return Text(right, text.span)
    levels = "写 秘密、机密 或 绝密，有期限的接着写：秘密★1年、秘密★6个月、绝密★长期"
    hint = f"{levels}；没有密级就删去这一行"
    faults.add("F021", node.span, f"`{text.text}` 不是密级，或期限不对", hint)
    return text


def a_flag(field: Field, node: Node, faults: Faults) -> bool | None:
    """Yes or no."""
    text = a_text(field, node, faults)
    if text is None:
        return None
    if text.text in ("true", "是"):
        return True
    if text.text in ("false", "否"):
        return False
    said = flag_meant(text.text)
    if said is None:
        _refuse(field, text, node.span, faults.choices(field), faults)
        return None
    right = faults.choices(field)[0 if said else 1]
    message = f"`{faults.named(field)}` 不能写 `{text.text}`"
    faults.mend("F009", field, text, message, right)
    return said


def a_list(field: Field, node: Node, faults: Faults) -> tuple[Text, ...] | None:
    """A list of texts. A single text is a list with one item."""
    if isinstance(node, Text):
        text = a_text(field, node, faults)
        items: list[Text | None] = list(_parts(text, "，,")) if text else []
    elif isinstance(node, Entries):
        faults.add("F006", node.span, f"`{faults.named(field)}` 要写成列表", "每行写成 - 内容")
        return None
    else:
        items = [a_text(field, item, faults) for item in node.items]
    read = tuple(item for item in items if item is not None and item.text)
    for item in read:
        if field.name != "articles" and _BULLETED.search(item.text):
            lines = [each.strip() for each in _BULLETED.split(item.text) if each.strip()]
            hint = f"写成 {faults.named(field)}: [{', '.join(lines)}]"
            faults.add("F024", item.span, "列表的 `- ` 没有另起一行，会印出来", hint)
    return read


_BULLETED = pattern_of(r"(?:^|\s)-\s")


def names(field: Field, node: Node, faults: Faults) -> tuple[Text, ...] | None:
    """A list of names. A single text is a list too, with 、 or ， between the names."""
    if meant := _names_in_one(field, node, faults):
        return meant
    items = a_list(field, node, faults)
    return items and tuple(part for item in items for part in joined_names(item))


def undivided(field: Field, node: Node, faults: Faults) -> tuple[Text, ...] | None:
    """A list of names, undivided: a 、 may separate two names or be part of one."""
    if meant := _names_in_one(field, node, faults):
        return meant
    if isinstance(node, Text):
        text = a_text(field, node, faults)
        return (text,) if text and text.text else ()
    return a_list(field, node, faults)


_FREE = (a_text, a_list, names, undivided)
"""How fields are read whose values are words, of which a # can be one."""


def _names_in_one(field: Field, node: Node, faults: Faults) -> tuple[Text, ...]:
    """F061: names in one text that neither 、 nor ， parts; empty if it is written right."""
    meant = names_meant(node.text) if isinstance(node, Text) else ()
    if not meant or not isinstance(node, Text):
        return ()
    right = meant[0] if len(meant) == 1 else f"[{', '.join(meant)}]"
    faults.mend("F061", field, node, f"`{faults.named(field)}` 的各项没有用逗号分开", right)
    starts = (max(0, node.text.find(each)) + node.span.start for each in meant)
    return tuple(
        Text(each, Span(at, at + len(each))) for at, each in zip(starts, meant, strict=True)
    )


def joined_names(text: Text) -> Iterator[Text]:
    """The names in one text, joined by 、 or ，."""
    return _parts(text, "、，,")


def _parts(text: Text, marks: str) -> Iterator[Text]:
    """The parts of a text between `marks`, except for marks in brackets."""
    depth, start = 0, 0
    for at, mark in enumerate(text.text + marks[0]):
        depth += (mark in "（(") - (mark in "）)")
        if at == len(text.text) or (mark in marks and depth <= 0):
            part = text.text[start:at]
            if part.strip():
                begin = text.span.start + start + len(part) - len(part.lstrip())
                yield Text(part.strip(), Span(begin, begin + len(part.strip())))
            start = at + 1


def some_choices(field: Field, node: Node, faults: Faults) -> tuple[Text, ...] | None:
    """A list of some of the field's choices; it may be empty."""
    items = names(field, node, faults)
    items = items and tuple(_choice_in_english(field, each) for each in items)
    read = (
        each.text if each.text in field.choices else _meant_or_refused(field, each, faults)
        for each in items or ()
    )
    chosen = zip(items or (), read, strict=True)
    return tuple(Text(name, each.span) for each, name in chosen if name)


def a_group(field: Field, node: Node, faults: Faults) -> Fields | None:
    """A group of fields."""
    if isinstance(node, Entries):
        return read_fields(node, field.fields, faults)
    inner = "、".join(map(faults.named, field.fields))
    faults.add(
        "F006", node.span, f"`{faults.named(field)}` 下面要写字段", f"另起一行缩进两格写：{inner}"
    )
    return None


def _unlisted(field: Field, node: Entries, faults: Faults) -> Diagnostic:
    """F006: one group where a list of groups belongs."""
    source, keys = faults.source, [key for key, _ in node.entries]
    message = f"`{faults.named(field)}` 要写成列表"
    if source.quote(node.span).startswith("{"):
        edits = tuple(Edit(Span(at, at), mark) for at, mark in zip(node.span, "[]", strict=True))
        hint = f"写成 [{source.quote(node.span)}]"
        return error("F006", source, node.span, message, hint, edits=edits)
    places = [source.place(key.span.start) for key in keys]
    marks = ("- ", *("  " for _ in keys[1:]))
    edits = tuple(
        Edit(Span(key.span.start, key.span.start), mark)
        for key, mark in zip(keys, marks, strict=True)
    )
    lines = (source.line(place.line).strip() for place in places)
    hint = "写成\n" + "\n".join(map("".join, zip(marks, lines, strict=True)))
    is_plain = len({place.column for place in places}) == 1 and len(
        {place.line for place in places}
    ) == len(keys)
    return error("F006", source, node.span, message, hint, edits=edits if is_plain else ())


def groups(field: Field, node: Node, faults: Faults) -> tuple[Fields, ...] | None:
    """A list of groups of fields. A text is a group with only its first field."""
    if isinstance(node, Text):
        node = Sequence(tuple(_parts(node, "、，,")), node.span)
    if isinstance(node, Entries):
        faults.found.append(_unlisted(field, node, faults))
        node = Sequence((node,), node.span)
    items = (
        Entries(((Text(field.fields[0].name, each.span), each),), each.span)
        if isinstance(each, Text)
        else each
        for each in node.items
    )
    read = [a_group(field, item, faults) for item in items]
    return tuple(group for group in read if group is not None)

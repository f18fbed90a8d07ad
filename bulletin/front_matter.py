"""Front matter: YAML read as nodes with places, and checked by our own definitions of fields.

Every scalar is text at first. What `012`, `12:30`, `no` or `2023-6-9` means is decided by its
field, never by YAML 1.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from typing import Any, TypeAlias
from zoneinfo import available_timezones

import yaml

from bulletin.diagnostics import Diagnostic, error, warning
from bulletin.markdown import space_between
from bulletin.model import Text
from bulletin.secrecy import spelled
from bulletin.source import Source, Span

MOST_DEPTH = 8
"""How deep front matter may be nested; publication.yaml needs four levels."""

_FENCE = re.compile(r"\A(?:[ \t\u3000]*(?:\r\n|\n|\r))*---[ \t]*(?:\r\n|\n|\r)")
_CLOSING_FENCE = re.compile(r"(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)")
_MISSPELT_FENCE = re.compile(r"^[ \t]*(?:-{2,}|[－—–─]{2,})[^\r\n]*$", re.MULTILINE)
"""A line that was meant to end the front matter, where none does."""

_FULL_WIDTH_COLON = re.compile(r"^[ \t]*-?[ \t]*[A-Za-z_\u4e00-\u9fff]+：", re.MULTILINE)
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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


@dataclass(frozen=True)
class Parts:
    """The two parts of a file: the YAML of the front matter, and the body after it."""

    front: Span
    body: Span


def split(source: Source) -> tuple[Parts, tuple[Diagnostic, ...]]:
    """Find the front matter between `---` lines at the start of a file."""
    opening = _FENCE.match(source.text)
    end = len(source.text)
    if opening is None:
        fault = error(
            "F001",
            source,
            Span(0, 0),
            "没有前言",
            "在文件开头写两行 ---，前言（unit、title 等）写在中间",
        )
        return Parts(Span(0, 0), Span(0, end)), (fault,)
    closing = _CLOSING_FENCE.search(source.text, opening.end() - 1)
    if closing is None:
        meant = _MISSPELT_FENCE.search(source.text, opening.end())
        span = (
            Span(*meant.span())
            if meant
            else Span(opening.end() - len(opening[0].lstrip()), opening.end())
        )
        hint = "这一行只写三个半角的短横线 ---" if meant else "在前言之后另起一行写 ---"
        fault = error("F001", source, span, "前言没有结束", hint)
        return Parts(Span(opening.end(), end), Span(end, end)), (fault,)
    body = closing.end()
    for line_end in ("\r\n", "\n", "\r"):
        if source.text.startswith(line_end, body):
            body += len(line_end)
            break
    return Parts(Span(opening.end(), closing.start()), Span(body, end)), ()


class _Refused(Exception):
    """YAML that is refused, with place and fault; it ends the recursion."""

    def __init__(self, span: Span, message: str, hint: str) -> None:
        super().__init__(message)
        self.span, self.message, self.hint = span, message, hint


def compose(source: Source, front: Span) -> tuple[Entries, tuple[Diagnostic, ...]]:
    """Read the YAML of `front` into nodes. If it has a fault, there are no entries."""
    empty = Entries((), front)
    text = source.text[front.start : front.end]
    composer = _Composer(source, front.start)
    try:
        node = composer.document(text)
    except _Refused as refused:
        return empty, (error("F002", source, refused.span, refused.message, refused.hint),)
    except yaml.YAMLError as problem:
        return empty, (_yaml_fault(source, front, text, problem),)
    if node is None:
        return empty, ()
    if not isinstance(node, Entries):
        return empty, (_not_entries(source, front, text),)
    return node, ()


class _Composer:
    """Makes nodes from the events of the C parser, in a third of the time that PyYAML's nodes
    take."""

    def __init__(self, source: Source, start: int) -> None:
        self.source = source
        self.start = start

    def document(self, text: str) -> Node | None:
        """The document in `text`, or None if it is empty."""
        events = iter(yaml.parse(text, Loader=_LOADER))
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
        return Span(self.start + event.start_mark.index, self.start + event.end_mark.index)

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
            return self._scalar(event, span)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(span, events, depth)
        return self._entries(span, events, depth)

    def _scalar(self, event: Any, span: Span) -> Text:
        value = str(event.value)
        written = self.source.text[span.start : span.end]
        if event.style in ("'", '"') and written[1:-1] == value:
            span = Span(span.start + 1, span.end - 1)
        elif event.style is None and written != value and written.startswith(value):
            span = Span(span.start, span.start + len(value))
        elif event.style != "|":
            value = _unfolded(written, value)
        return Text(value, span)

    def _last(self, event: Any) -> int:
        """Where a list or mapping in brackets ends; 0 for one without."""
        written = event.end_mark.index > event.start_mark.index
        return self.start + event.end_mark.index if written else 0

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
        if one and two and not space_between(one, two):
            value = value.replace(f"{one} {two}", one + two, 1)
    return value


def _ends(nodes: list[Node]) -> tuple[int, ...]:
    return (0, *(node.span.end for node in nodes))


def _not_entries(source: Source, front: Span, text: str) -> Diagnostic:
    if colon := _FULL_WIDTH_COLON.search(text):
        at = front.start + colon.end() - 1
        return error(
            "F002", source, Span(at, at + 1), "字段名后用了全角冒号", "改为半角冒号加一个空格 `: `"
        )
    return error("F002", source, front, "前言认不得", "每行写成 字段名: 内容")


_HALF_QUOTED = re.compile(
    r"""^([ \t]*(?:-[ \t]+)?(?:[^\s:#'"]+:[ \t]+)?)(["'])([^"'\r\n]*)\2([^\s:,\]}#"'][^\r\n]*)$""",
    re.MULTILINE,
)
_ONE_LINE = re.compile(r"([ \t]*(?:-[ \t]+)?[^\s:#'\"]+:[ \t]+)([^\s'][^\r\n]*)")


def _half_quoted(source: Source, front: Span, text: str) -> Diagnostic | None:
    """Report a value that begins with a quotation in quotation marks that YAML takes for its
    own."""
    found = _HALF_QUOTED.search(text)
    if found is None:
        return None
    span = Span(front.start + found.start(2), front.start + found.end(4))
    right = f"{found[1]}“{found[3]}”{found[4]}".strip()
    message = "内容用半角引号开头，引号后面还有字"
    return error("F002", source, span, message, f"引号改为全角，写成 {right}")


def _quoted_line(source: Source, at: int) -> str:
    """The line at `at` with its content in quotation marks; empty if the line is not a field."""
    found = _ONE_LINE.fullmatch(source.line(source.place(at).line).rstrip())
    if found is None or "'" in found[2]:
        return ""
    words = found[2].removeprefix('"').removesuffix('"') if found[2][0] == '"' else found[2]
    return f"，写成 {found[1].strip()} '{words}'"


def _yaml_fault(source: Source, front: Span, text: str, problem: yaml.YAMLError) -> Diagnostic:
    if half := _half_quoted(source, front, text):
        return half
    if colon := _FULL_WIDTH_COLON.search(text):
        at = front.start + colon.end() - 1
        return error(
            "F002", source, Span(at, at + 1), "字段名后用了全角冒号", "改为半角冒号加一个空格 `: `"
        )
    if cut := _cut_in_brackets(source, front, problem):
        return cut
    begun = any(each in str(problem) for each in ("unexpected end of stream", "expected ':'"))
    mark = getattr(problem, "context_mark" if begun else "problem_mark", None)
    at = front.start + min(mark.index if mark else 0, len(text))
    said = str(getattr(problem, "problem", "") or "")
    for pattern, message, hint in _YAML_FAULTS:
        if pattern in said:
            line = _quoted_line(source, at) if hint.startswith("用引号") else ""
            return error("F002", source, Span(at, at), message, hint + line)
    return error("F002", source, Span(at, at), "前言的写法有误", "检查这里的引号、冒号和缩进")


def _cut_in_brackets(source: Source, front: Span, problem: yaml.YAMLError) -> Diagnostic | None:
    """Report a # inside brackets, which hides their end."""
    mark = getattr(problem, "context_mark", None)
    if mark is None or "parsing a flow" not in str(getattr(problem, "context", "")):
        return None
    start = front.start + mark.index
    found = re.compile(r"[ \t]#[^\r\n]*").search(source.text, start)
    if found is None or source.place(start).line != source.place(found.start()).line:
        return None
    hint = "把带 # 的那一项用一对单引号括起来"
    message = "方括号、花括号里空格加 # 后面的字当作说明"
    return error("F022", source, Span(found.start() + 1, found.end()), message, hint)


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

    def in_chinese(self, words: str) -> str:
        """Its meaning or its example with the Chinese names of its choices and inner fields."""
        for name, chinese in self.choices.items():
            words = re.sub(rf"(?<!\w){name}(?!\w)", chinese, words, flags=re.ASCII)
        for each in self.fields:
            words = re.sub(rf"(?<!\w){each.name}: ", f"{each.chinese}: ", words)
        return words


class Faults:
    """Collects the faults of one file while its fields are read."""

    def __init__(self, source: Source) -> None:
        self.source = source
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

    def choices(self, field: Field) -> tuple[str, ...]:
        """What the field may say, in the file's language."""
        return tuple(field.choices.values() if self.is_chinese else field.choices)

    def add(self, code: str, span: Span, message: str, hint: str) -> None:
        """Report one fault at `span`; the fields of a Chinese file by their Chinese names."""
        self.found.append(error(code, self.source, span, self._said(message), self._said(hint)))

    def warn(self, code: str, span: Span, message: str, hint: str) -> None:
        """Report one warning at `span`."""
        self.found.append(warning(code, self.source, span, self._said(message), self._said(hint)))

    def _said(self, words: str) -> str:
        if not self.is_chinese:
            return words
        quoted = {each.name for each in _all_fields(self._table)}
        return with_names(words, chinese_names(self._table), quoted)


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
    for key, node in entries.entries:
        field = known.get(key.text)
        if field is None:
            names_in_use = tuple(faults.named(each) for each in fields)
            hint = _nearest(key.text, names_in_use)
            message = f"没有 `{key.text}` 这个字段"
            faults.found.append(error("F003", faults.source, key.span, message, hint))
        elif field.name in nodes:
            faults.found.append(_twice(keys[field.name], key, faults.source))
        else:
            keys[field.name], nodes[field.name] = key, node
            if not _is_empty(node):
                values[field.name] = field.read(field, node, faults)
            elif _begins_with_hash(field, key.span.end, faults):
                hashed.add(field.name)
    for field in fields:
        if field.required and field.name not in hashed and _is_missing(nodes.get(field.name)):
            head = Span(entries.span.start, entries.span.start)
            at = nodes[field.name].span if field.name in nodes else head
            name = faults.named(field)
            meaning = field.in_chinese(field.meaning) if faults.is_chinese else field.meaning
            meaning = "" if meaning == name else f"（{meaning}）"
            hint = f"写上 {name}: {faults.example(field)}"
            faults.add("F005", at, f"缺 `{name}`{meaning}", hint)
    return Fields(values, nodes, entries.span)


_NAME = re.compile(
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


def _twice(first: Text, second: Text, source: Source) -> Diagnostic:
    """F004: one field a second time, perhaps by its other name."""
    message = f"`{first.text}` 写了两次"
    if first.text != second.text:
        message = f"`{first.text}` 和 `{second.text}` 是同一个字段，写了两次"
    return error("F004", source, second.span, message, "只留一处")


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
    return field.choices.get(value, value) if isinstance(value, str) else value


def front_entries(source: Source, fields: tuple[Field, ...]) -> Entries:
    """A file's front matter with English names; no entries where it is absent or cannot be read."""
    parts, _ = split(source)
    entries, _ = compose(source, parts.front)
    return in_english(entries, fields)


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


def _is_empty(node: Node) -> bool:
    return isinstance(node, Text) and not node.text.strip()


def _is_missing(node: Node | None) -> bool:
    return node is None or _is_empty(node) or (isinstance(node, Sequence) and not node.items)


def _nearest(name: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(name.lower(), known, n=1, cutoff=0.6)
    if close:
        return f"改为 {close[0]}"
    return "删去；可用的字段：" + "、".join(known)


# Readers of one field each. They report what is wrong and return None, or return the value.


def a_text(field: Field, node: Node, faults: Faults) -> Text | None:
    """One line of text."""
    if not isinstance(node, Text):
        written = faults.source.quote(node.span)
        meant = _quoted(written) if written[:1] in ("[", "{") else faults.example(field)
        hint = f"写成 {faults.named(field)}: {meant}"
        faults.add("F006", node.span, f"`{faults.named(field)}` 要写一行文字", hint)
        return None
    if _escapes_badly(node, faults.source):
        meant = _quoted(faults.source.quote(node.span).strip('"'))
        message = "双引号里的 \\ 有别的意思，成了看不见的字符"
        faults.add("F080", node.span, message, f"写成 {faults.named(field)}: {meant}")
        return None
    if "\n" in node.text.strip():
        faults.add("F006", node.span, f"`{faults.named(field)}` 只能写一行", "把几行并成一行")
        return None
    if "\t" in node.text.strip():
        faults.add(
            "F070", node.span, f"`{faults.named(field)}` 里有制表符（Tab），会印成一个空格", "删去"
        )
    if field.read in _FREE and not field.choices:
        node = _with_hash(field, node, faults)
    if node.text != node.text.strip():
        return Text(node.text.strip(), node.span)
    return node


def _quoted(words: str) -> str:
    """The words as a value between single quotation marks, in which YAML changes nothing."""
    return "'" + " ".join(words.split()).replace("'", "''") + "'"


def _escapes_badly(node: Text, source: Source) -> bool:
    """Whether a backslash in double quotation marks stands for a character that nobody sees."""
    inside = source.text[node.span.start : node.span.start + 1] == '"'
    return inside and "\\" in source.quote(node.span) and not node.text.isprintable()


_LOOKED_UP = frozenset({"unit", "articles", "profile", "series", "timezone", "code", "mark"})
"""Fields whose values are known names: a comment that follows one is no part of it."""

_HASH = re.compile(r"([ \t]+)#([^\r\n]*)")


def _with_hash(field: Field, node: Text, faults: Faults) -> Text:
    """The text together with what follows a # on its line, which YAML takes for a comment.

    `聚焦 #1号工程` is kept. If one space follows the # (` # 初稿`), only the author knows, unless
    the field is looked up. A comment stands off by two spaces.
    """
    source, start = faults.source, node.span.start
    typed = source.text[start : start + len(node.text)] == node.text
    quotes = source.text[start - 1 : start]
    quoted = typed and quotes in ("'", '"') and source.text.startswith(quotes, node.span.end)
    end = start + len(node.text) + quoted
    found = _HASH.match(source.text, end)
    if found is None or not typed:
        return node
    whole = node.text + source.text[end : found.end()].rstrip()
    if found[2][:1].strip() and not quoted:
        return Text(whole, Span(start, start + len(whole)))
    if (found[1] == " " and field.name not in _LOOKED_UP) or found[2][:1].strip():
        message = f"`{found[0].strip()}` 当作说明，不算内容"
        hint = (
            f"要印就写成 {faults.named(field)}: {_quoted(whole)}；是说明就在 # 前空两格，后面空一格"
        )
        faults.add("F022", Span(end, end + len(found[0].rstrip())), message, hint)
    return node


_HASH_FIRST = re.compile(r"[ \t]*:([ \t]+)(#([^\r\n]*\S))[ \t]*")


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
        hint = f"要印就写成 {faults.named(field)}: {_quoted(whole)}"
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
    digits = the_number_in(text.text)
    fits = re.fullmatch(r"[1-9][0-9]{0,6}", digits)
    hint = (
        f"写成 {faults.named(field)}: {digits}" if fits else "只写一个从 1 起的整数，用阿拉伯数字"
    )
    faults.add("F007", node.span, f"`{faults.named(field)}` 只写数字，不带前导零", hint)
    return None


_ISSUE_NUMBER = re.compile(r"(?:[12][0-9]{3}-)?[1-9][0-9]{0,6}", re.ASCII)


def an_issue_number(field: Field, node: Node, faults: Faults) -> Text | None:
    """The number of an issue: 116, or 2024-1 if issues are numbered by year."""
    text = a_text(field, node, faults)
    if text is None or _ISSUE_NUMBER.fullmatch(text.text):
        return text
    plain = text.text.translate(_HALF_WIDTH)
    of_year = re.fullmatch(r"\D*([12]\d{3})\s*[-年/.－—]\D*0*([1-9]\d{0,6})\s*期?", plain, re.ASCII)
    digits = "-".join(of_year.groups()) if of_year else the_number_in(text.text)
    fits = _ISSUE_NUMBER.fullmatch(digits)
    hint = (
        f"写成 {faults.named(field)}: {digits}" if fits else "只写一个从 1 起的整数，用阿拉伯数字"
    )
    faults.add("F007", node.span, f"`{faults.named(field)}` 只写数字，不带前导零", hint)
    return None


@cache
def _timezones() -> frozenset[str]:
    """The names of all time zones. Looking through their files is done once only."""
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


def the_number_in(text: str) -> str:
    """The digits of the only number in a text, without leading zeros (117 for 第117期); else
    empty."""
    plain = re.sub(r"(?<=\d)[,，](?=\d{3}(?!\d))", "", text.translate(_HALF_WIDTH))
    found = re.findall(r"[-.:/]*\d[-.:/\d]*", plain)
    return found[0].lstrip("0") if len(found) == 1 and found[0].isdecimal() else ""


_HALF_WIDTH = {ord("０") + digit: ord("0") + digit for digit in range(10)}
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|年(\d{1,2})月(\d{1,2})日)", re.ASCII)
_DATE_PARTS = re.compile(
    r"\D*(\d{4})\s*[-./年—－_]\s*(\d{1,2})\s*[-./月—－_]\s*(\d{1,2})\s*[日号]?\s*", re.ASCII
)
"""A day in the forms that people type."""


def day_in(written: str) -> date | None:
    """The day that somebody typed in one of the usual forms; None for anything else."""
    parts = _DATE_PARTS.fullmatch(written.translate(_HALF_WIDTH))
    try:
        return date(*map(int, parts.groups())) if parts else None
    except ValueError:
        return None


def a_date(field: Field, node: Node, faults: Faults) -> date | None:
    """A day: 2023-06-09, 2023-6-9 or 2023年6月9日."""
    text = a_text(field, node, faults)
    if text is None:
        return None
    match = _DATE.fullmatch(text.text)
    if match is None:
        parts = _DATE_PARTS.fullmatch(text.text.translate(_HALF_WIDTH))
        right = (
            "-".join((parts[1], *(part.zfill(2) for part in parts.groups()[1:]))) if parts else ""
        )
        hint = f"写成 {faults.named(field)}: {right}" if right else "按 年-月-日 写，用阿拉伯数字"
        faults.add("F008", node.span, f"`{faults.named(field)}` 不是日期", hint)
        return None
    year, *rest = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, rest[0], rest[1])
    except ValueError:
        faults.add("F008", node.span, f"没有 {text.text} 这一天", "核对月和日")
        return None


def a_choice(field: Field, node: Node, faults: Faults) -> str | None:
    """One of the field's choices."""
    text = a_text(field, node, faults)
    if text is None:
        return None
    choice = _choice_in_english(field, text).text
    if choice in field.choices:
        return choice
    _refuse(field, text, node.span, faults.choices(field), faults)
    return None


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
        faults.add("F020", node.span, f"密级写成了 `{text.text}`", f"改为 {right}")
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
    _refuse(field, text, node.span, faults.choices(field), faults)
    return None


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


_BULLETED = re.compile(r"(?:^|\s)-\s")


def names(field: Field, node: Node, faults: Faults) -> tuple[Text, ...] | None:
    """A list of names. A single text is a list too, with 、 or ， between the names."""
    items = a_list(field, node, faults)
    return items and tuple(part for item in items for part in joined_names(item))


def undivided(field: Field, node: Node, faults: Faults) -> tuple[Text, ...] | None:
    """A list of names, undivided: a 、 may separate two names or be part of one."""
    if isinstance(node, Text):
        text = a_text(field, node, faults)
        return (text,) if text and text.text else ()
    return a_list(field, node, faults)


_FREE = (a_text, a_list, names, undivided)
"""How fields are read whose values are words, of which a # can be one."""


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
    for item in items or ():
        if item.text not in field.choices:
            _refuse(field, item, item.span, faults.choices(field), faults)
    return items


def a_group(field: Field, node: Node, faults: Faults) -> Fields | None:
    """A group of fields."""
    if isinstance(node, Entries):
        return read_fields(node, field.fields, faults)
    inner = "、".join(map(faults.named, field.fields))
    faults.add(
        "F006", node.span, f"`{faults.named(field)}` 下面要写字段", f"另起一行缩进两格写：{inner}"
    )
    return None


def groups(field: Field, node: Node, faults: Faults) -> tuple[Fields, ...] | None:
    """A list of groups of fields. A text is a group with only its first field."""
    if isinstance(node, Text):
        node = Sequence(tuple(_parts(node, "、，,")), node.span)
    if not isinstance(node, Sequence):
        faults.add(
            "F006",
            node.span,
            f"`{faults.named(field)}` 要写成列表",
            f"每项写成 - {faults.named(field.fields[0])}: …",
        )
        return None
    items = (
        Entries(((Text(field.fields[0].name, each.span), each),), each.span)
        if isinstance(each, Text)
        else each
        for each in node.items
    )
    read = [a_group(field, item, faults) for item in items]
    return tuple(group for group in read if group is not None)

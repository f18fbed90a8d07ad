"""Changing fields of front matter in place: comments, quotation marks and order are kept."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bulletin.front_matter import (
    Entries,
    Field,
    Node,
    Sequence,
    compose,
    in_chinese,
    in_english,
    names_in_chinese,
    split,
    written_span,
)
from bulletin.markdown import scalar, write_front
from bulletin.model import Text
from bulletin.slips import quoted
from bulletin.source import Source

FieldValue = str | tuple[str, ...] | None
"""A line of text, a list of them, or None for a field to remove."""


def with_fields(
    source: Source, values: Mapping[str, FieldValue], fields: tuple[Field, ...]
) -> str | None:
    """The file with new values for these fields, named like `topic` or `distribution.report_to`.

    `fields` are all that the file may have. A new field is written in the language of the others.
    The result is read again as a check, and is None if the front matter does not say what it
    should.
    """
    text = source.text
    for name, value in values.items():
        if any("**" in each for each in ((value,) if isinstance(value, str) else value or ())):
            return None  # it would be printed literally, which is a fault (S004)
        changed = _with_field(Source(source.path, text), name.split("."), value, fields)
        if changed is None or _value(Source(source.path, changed), name, fields) != value:
            return None
        text = changed
    return text


def _with_field(
    source: Source, path: list[str], value: FieldValue, fields: tuple[Field, ...]
) -> str | None:
    entries = _entries(source)
    if entries is None:
        return None
    way = _way_to(path, fields)
    if names_in_chinese(entries, fields):
        path = [each.chinese for each in way]
        value = in_chinese({way[-1].name: value}, (way[-1],))[path[-1]]
    for at, field in enumerate(way[:-1]):
        inner = _find(entries, field)
        if inner is None or not isinstance(inner[1], Entries):
            if inner is not None or value is None:
                return None
            return _appended(source, {path[at]: _nested(path[at + 1 :], value)})
        entries = inner[1]
    found = _find(entries, way[-1])
    if found is None:
        return source.text if value is None else _added(source, entries, path, value)
    key, node = found
    if value is None:
        return _without(source, key, node)
    return _replaced(source, node, value)


def _way_to(path: list[str], fields: tuple[Field, ...]) -> list[Field]:
    """The groups that a field of this path is in, and the field."""
    way: list[Field] = []
    for name in path:
        way.append(next(each for each in fields if each.name == name))
        fields = way[-1].fields
    return way


def _value(source: Source, path: str, fields: tuple[Field, ...]) -> FieldValue:
    """The present value of a field; one of its choices by the English name."""
    entries = _entries(source)
    node: Node | None = entries and in_english(entries, fields)
    for name in path.split("."):
        inner = node.entries if isinstance(node, Entries) else ()
        node = next((each for key, each in inner if key.text == name), None)
    if isinstance(node, Sequence):
        return tuple(item.text for item in node.items if isinstance(item, Text))
    return node.text if isinstance(node, Text) else None


def _entries(source: Source) -> Entries | None:
    parts, faults = split(source)
    if faults:
        return None
    entries, faults = compose(source, parts.front)
    return None if faults else entries


def _find(entries: Entries, field: Field) -> tuple[Text, Node] | None:
    names = (field.name, field.chinese)
    return next((each for each in entries.entries if each[0].text in names), None)


def _nested(path: list[str], value: str | tuple[str, ...]) -> object:
    return value if not path else {path[0]: _nested(path[1:], value)}


# -- How it is written -----------------------------------------------------------------------------


def _scalar(text: str) -> str:
    """The text as YAML, quoted if necessary, also inside brackets."""
    written = scalar(text)
    if written and not written.startswith(("'", '"')) and re.search(r"[\[\]{},]", written):
        return quoted(written)
    return written or "''"


def _flow(values: tuple[str, ...]) -> str:
    return "[" + ", ".join(map(_scalar, values)) + "]"


def _appended(source: Source, fields: Mapping[str, object]) -> str:
    """The file with fields at the end of its front matter."""
    parts, _ = split(source)
    end = source.line_end
    lines = write_front(fields).splitlines()[1:-1]  # type: ignore[arg-type]
    added = "".join(f"{line}{end}" for line in lines)
    return source.text[: parts.front.end] + added + source.text[parts.front.end :]


def _added(source: Source, entries: Entries, path: list[str], value: str | tuple[str, ...]) -> str:
    """The file with one more field in a group; at the top level, after the others."""
    if len(path) == 1:
        return _appended(source, {path[0]: value})
    written = _scalar(value) if isinstance(value, str) else _flow(value)
    field = f"{path[-1]}: {written}"
    flow = source.text[entries.span.start : entries.span.start + 1] == "{"
    if flow:
        at = entries.span.start + 1
        return source.text[:at] + field + (", " if entries.entries else "") + source.text[at:]
    at = entries.entries[0][0].span.start
    indent = " " * (source.place(at).column - 1)
    last = entries.entries[-1][1].span
    after = source.place(last.end).line
    if "\n" in source.text[last.start : last.end] or after >= len(source.line_starts):
        return source.text[:at] + field + source.line_end + indent + source.text[at:]
    at = source.line_starts[after]
    return source.text[:at] + indent + field + source.line_end + source.text[at:]


def _without(source: Source, key: Text, node: Node) -> str | None:
    """The file without a field that has its own line."""
    first, last = source.place(key.span.start).line, source.place(node.span.end).line
    if first != last or not isinstance(node, Text):
        return None
    start = source.line_starts[first - 1]
    end = source.line_starts[first] if first < len(source.line_starts) else len(source.text)
    return source.text[:start] + source.text[end:]


def _replaced(source: Source, node: Node, value: str | tuple[str, ...]) -> str | None:
    if isinstance(node, Text):
        if not node.text and isinstance(value, tuple):
            return _first_rows(source, node, value)
        span = written_span(source, node.span)
        new = _scalar(value) if isinstance(value, str) else _flow(value)
        lead = "" if source.text[span.start - 1 : span.start].isspace() else " "
        return source.text[: span.start] + lead + new + source.text[span.end :]
    if not isinstance(node, Sequence) or isinstance(value, str):
        return None
    items = [each for each in node.items if isinstance(each, Text)]
    if len(items) == len(node.items) == len(value):
        return _items(source, items, value)
    if source.text[node.span.start : node.span.start + 1] == "[":
        return source.text[: node.span.start] + _flow(value) + source.text[node.span.end :]
    grown = _grown(source, node, items, value)
    return _rows(source, node, value) if grown is None else grown


def _first_rows(source: Source, node: Text, values: tuple[str, ...]) -> str:
    """The file with the rows of a list under a field that was empty, after its comment."""
    end = source.line_end
    at = source.line_starts[source.place(node.span.start).line - 1]
    line = source.text[at:].split("\n", 1)[0].rstrip("\r")
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    rows = "".join(f"{end}{indent}- {_scalar(each)}" for each in values)
    return source.text[: at + len(line)] + rows + source.text[at + len(line) :]


def _grown(
    source: Source, node: Sequence, items: list[Text], values: tuple[str, ...]
) -> str | None:
    """The file with more items in a list of one row each, whose rows stay as they are with their
    comments; None if it is something else that changes."""
    lines = [source.place(each.span.start).line for each in items]
    old = iter(items)
    kept = next(old, None)
    if len(set(lines)) < len(lines) or not items:
        return None
    start = source.line_starts[lines[0] - 1]
    indent, end = source.text[start : node.span.start], source.line_end
    text, at = source.text[:start], start
    for value in values:
        if kept is not None and kept.text == value:
            line = source.place(kept.span.end).line
            after = source.line_starts[line] if line < len(source.line_starts) else len(source.text)
            text, at, kept = text + source.text[at:after], after, next(old, None)
        else:
            text += f"{indent}- {_scalar(value)}{end}"
    return None if kept is not None or indent.strip() else text + source.text[at:]


def _items(source: Source, items: list[Text], values: tuple[str, ...]) -> str:
    """The file with the items of a list replaced by other words."""
    text = source.text
    for item, value in reversed(list(zip(items, values, strict=True))):
        if item.text != value:
            span = written_span(source, item.span)
            text = text[: span.start] + _scalar(value) + text[span.end :]
    return text


def _rows(source: Source, node: Sequence, values: tuple[str, ...]) -> str:
    """The file with a list of another length, one item on each line."""
    start = source.line_starts[source.place(node.span.start).line - 1]
    indent = source.text[start : node.span.start]
    end = max(written_span(source, each.span).end for each in node.items if isinstance(each, Text))
    rows = (source.line_end + indent).join(f"- {_scalar(each)}" for each in values)
    return source.text[: node.span.start] + (rows if values else "[]") + source.text[end:]

"""Printing diagnostics, for editors and for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any, Protocol
from unicodedata import category, east_asian_width
from urllib.parse import quote

from bulletin.diagnostics import Diagnostic, Severity
from bulletin.source import Source, Span

IDEOGRAPHIC_SPACE = "\u3000"
LONGEST_EXCERPT = 60
"""The most characters of a line that `full` shows around a fault, since a line can be very long."""

WIDEST_EXCERPT = 72
"""The most columns of a line that `in_full` shows: a terminal of 80 columns does not break them, so
that the mark stays under the fault."""

SEVERITY_NAMES = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "说明"}
"""What editors call the severities."""

PARAGRAPHED = frozenset({".docx", ".doc", ".wps", ".rtf", ".odt"})
"""Documents whose text is read one paragraph a line."""

INDENT = "    "

Highlight = Callable[[str, Severity], str]
"""Colours a word by severity; the plain style does not change it."""


def plain_style(text: str, _severity: Severity) -> str:
    """No colour at all."""
    return text


def in_full(diagnostics: Iterable[Diagnostic], style: Highlight = plain_style) -> str:
    """Each diagnostic in an editor's words: how serious, where, what, what to do; the code last.

    One that shows no line of a file is short, and not set apart from its neighbours.
    """
    parts: list[str] = []
    was_long = False
    for each in diagnostics:
        excerpt = _marked(each, style)
        if parts and (excerpt or was_long):
            parts.append("\n")
        parts.append("\n".join((*_head(each, style), *excerpt, *_remedy(each))))
        parts.append(f"（{each.code}）\n")
        was_long = bool(excerpt)
    return "".join(parts)


def by_weight(diagnostics: Iterable[Diagnostic], style: Highlight = plain_style) -> str:
    """The diagnostics as `in_full` writes them, the most serious first; those that say the same of
    several places are one, with the places in a line."""
    alike: dict[tuple[int, str, str, str], list[Diagnostic]] = {}
    for each in diagnostics:
        alike.setdefault((-each.severity, each.code, each.message, each.hint), []).append(each)
    groups = sorted(alike.values(), key=lambda group: -group[0].severity)
    parts: list[str] = []
    for alone, group in groupby(groups, key=lambda group: len(group) == 1):
        if parts:
            parts.append("\n")
        if alone:
            parts.append(in_full((each for (each,) in group), style))
        else:
            parts.append("\n".join(_together(each, style) for each in group))
    return "".join(parts)


def _together(group: list[Diagnostic], style: Highlight) -> str:
    """Several diagnostics that say the same: the head of one, their number, and all places."""
    first = group[0]
    word = style(SEVERITY_NAMES[first.severity], first.severity)
    head = _hanging(f"{word}{IDEOGRAPHIC_SPACE}{len(group)} 处：", first.message)
    places = f"{INDENT}{_places(group)}"
    return "\n".join((*head, places, *_remedy(first))) + f"（{first.code}）\n"


def _places(group: list[Diagnostic]) -> str:
    """甲.md 第3行`党建+治理`、第5行`网格+服务`（2处）；乙.md 第7行`党建+养老`."""
    files: dict[str, Counter[str]] = {}
    for each in group:
        path, _, line = where(each).partition(" ")
        files.setdefault(path, Counter())[line + _around(each)] += 1
    return "；".join(
        f"{path} {'、'.join(_times(place, count) for place, count in places.items())}".strip()
        for path, places in files.items()
    )


BESIDE = 4
"""Characters on each side by which a place in a long line is found."""


def _around(diagnostic: Diagnostic) -> str:
    """The faulty characters with a few of their line before and after them."""
    source, (start, end) = diagnostic.source, diagnostic.span
    if source is None or is_of_whole_file(diagnostic):
        return ""
    line, column = source.place(start)
    text, at = source.line(line), column - 1
    words = text[max(0, at - BESIDE) : at + min(end - start, WIDEST_EXCERPT // 3) + BESIDE].strip()
    return f"`{_in_a_row(words)}`" if words else ""


def _times(place: str, count: int) -> str:
    return f"{place}（{count}处）" if count > 1 and place else place


def _head(diagnostic: Diagnostic, style: Highlight) -> list[str]:
    """The line that says what is wrong, and further lines of a message that has several."""
    place = where(diagnostic)
    word = style(SEVERITY_NAMES[diagnostic.severity], diagnostic.severity)
    head = word + (f"{IDEOGRAPHIC_SPACE}{place}" if place else "")
    return _hanging(f"{head}：", diagnostic.message)


def _remedy(diagnostic: Diagnostic) -> list[str]:
    hint = _hanging(f"{INDENT}改法：", diagnostic.hint) if diagnostic.hint else []
    return hint + ([f"{INDENT}依据：{diagnostic.clause}"] if diagnostic.clause else [])


def _hanging(lead: str, text: str) -> list[str]:
    first, *others = visible_lines(text).split("\n")
    return [lead + first, *(INDENT * 2 + each for each in others)]


def where(diagnostic: Diagnostic) -> str:
    """The file and the line, `issues/7/城关镇.md 第6行`, or the first and the last line.

    The file alone where the fault concerns the whole of it, and nothing without a file. A document
    of a word processor has paragraphs in place of lines.
    """
    source, (start, end) = diagnostic.source, diagnostic.span
    if source is None or not source.path:
        return ""
    if is_of_whole_file(diagnostic):
        return visible(source.path)
    first, last = source.place(start).line, source.place(max(start, end - 1)).line
    lines = f"{first}" if first == last else f"{first}—{last}"
    unit = "行"
    if PurePosixPath(source.path).suffix.lower() in PARAGRAPHED:
        unit, at = source.paragraph(start)
        other, until = source.paragraph(max(start, end - 1))
        lines = f"{at}" if (unit, at) == (other, until) or unit != other else f"{at}—{until}"
    return f"{visible(source.path)} 第{lines}{unit}"


def is_of_whole_file(diagnostic: Diagnostic) -> bool:
    """Whether the fault is at no line of its file: the span is empty, before all text."""
    return diagnostic.span == (0, 0)


def _marked(diagnostic: Diagnostic, style: Highlight) -> list[str]:
    """The faulty line, or as much of it as a terminal has room for, with a mark under the fault."""
    source, (start, end) = diagnostic.source, diagnostic.span
    if source is None or is_of_whole_file(diagnostic):
        return []
    line, column = source.place(start)
    text = source.line(line)
    if not text.strip():
        return []
    at = min(column - 1, len(text))
    first, last = _window(text, at)
    lead, rest = "…" if first else "", "…" if last < len(text) else ""
    padding = "".join(map(_blank, lead + _in_a_row(text[first:at])))
    marked = _in_a_row(text[at : min(last, at + max(1, end - start))])
    label = f" {diagnostic.label}" if diagnostic.label else ""
    return [
        f"{INDENT}| {lead}{_in_a_row(text[first:last])}{rest}",
        f"{INDENT}| {padding}{style(_carets(marked), diagnostic.severity)}{label}",
    ]


def _window(text: str, at: int) -> tuple[int, int]:
    """The part of a line to show, of `WIDEST_EXCERPT` columns at most, with a third of it before
    the fault at `at` if the line goes on."""
    first = _back(text, at, WIDEST_EXCERPT // 3)
    last = first
    room = WIDEST_EXCERPT
    while last < len(text) and (room := room - _columns(text[last])) >= 0:
        last += 1
    return (first, last) if last < len(text) else (_back(text, last, WIDEST_EXCERPT), last)


def _back(text: str, at: int, room: int) -> int:
    """How far back from `at` a line can be shown in `room` columns."""
    while at and (room := room - _columns(text[at - 1])) >= 0:
        at -= 1
    return at


def _in_a_row(text: str) -> str:
    """`visible`, with a blank for a tab, which terminals make of any width."""
    return visible(text.replace("\t", " "))


def _carets(marked: str) -> str:
    """A caret under each character, even if it is two columns wide."""
    carets = "".join(("^" + " ")[: _columns(character)] for character in marked)
    return carets.rstrip() or "^"


def full(diagnostics: Iterable[Diagnostic], style: Highlight = plain_style) -> str:
    """Each diagnostic with its line, a caret under the fault, and the remedy."""
    return "\n".join(_full(diagnostic, style) for diagnostic in diagnostics)


def concise(diagnostics: Iterable[Diagnostic], style: Highlight = plain_style) -> str:
    """One line for each diagnostic: place, code, message, remedy."""
    lines = []
    for each in diagnostics:
        hint = f"；{each.hint}" if each.hint else ""
        code = style(f"{each.severity.name.lower()}[{each.code}]", each.severity)
        lines.append(f"{_place(each)}{code}: {each.message}{hint}\n")
    return "".join(lines)


def _place(diagnostic: Diagnostic) -> str:
    if diagnostic.source is None:
        return ""
    line, column = diagnostic.source.place(diagnostic.span.start)
    return f"{diagnostic.source.path}:{line}:{column}: "


def _full(diagnostic: Diagnostic, style: Highlight) -> str:
    severity = diagnostic.severity
    head = style(f"{severity.name.lower()}[{diagnostic.code}]", severity)
    lines = [f"{head}: {diagnostic.message}"]
    gutter = ""
    if diagnostic.source is not None:
        line, column = diagnostic.source.place(diagnostic.span.start)
        gutter = " " * len(str(line))
        lines.append(f"{gutter}--> {diagnostic.source.path}:{line}:{column}")
        lines += _excerpt(diagnostic, line, column, gutter, style)
    if diagnostic.hint:
        lines.append(f"{gutter} = 改法：{diagnostic.hint}")
    if diagnostic.clause:
        lines.append(f"{gutter} = 依据：{diagnostic.clause}")
    return "\n".join(lines) + "\n"


def _excerpt(
    diagnostic: Diagnostic, line: int, column: int, gutter: str, style: Highlight
) -> list[str]:
    """The faulty line, shortened if necessary, and a caret under the fault."""
    assert diagnostic.source is not None
    text = diagnostic.source.line(line)
    if not text:
        return []
    at = column - 1
    width = max(1, min(diagnostic.span.end - diagnostic.span.start, len(text) - at))
    first = max(0, at - LONGEST_EXCERPT // 3)
    last = min(len(text), max(first + LONGEST_EXCERPT, at + 1))
    lead = "…" if first else ""
    shown = lead + visible(text[first:last]) + ("…" if last < len(text) else "")
    padding = "".join(map(_blank, lead + visible(text[first:at])))
    marked = visible(text[at : min(at + width, last)]) or " "
    carets = _carets(marked)
    label = f" {diagnostic.label}" if diagnostic.label else ""
    return [
        f"{gutter} |",
        f"{line} | {shown}",
        f"{gutter} | {padding}{style(carets, diagnostic.severity)}{label}",
    ]


def visible(text: str) -> str:
    """The text with control and invisible characters replaced, so that a terminal shows them."""
    return "".join(
        character if character.isprintable() or character == IDEOGRAPHIC_SPACE else "\ufffd"
        for character in text
    )


def visible_lines(text: str) -> str:
    """`visible`, line by line."""
    return "\n".join(map(visible, text.split("\n")))


def columns(text: str) -> int:
    """The number of columns that `text` takes on a terminal."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    """The columns of a character on a terminal: two if it is wide, none if it stands on the one
    before it."""
    if category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1


def _blank(character: str) -> str:
    """White space as wide as the character, so that the caret is right in every font."""
    return ("", " ", IDEOGRAPHIC_SPACE)[_columns(character)]


# -- For programs --------------------------------------------------------------------------------

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """JSON: a list of objects with place (from 1, in characters; the end is exclusive), text,
    edits."""
    return json.dumps([_object(each) for each in diagnostics], ensure_ascii=False, indent=1) + "\n"


def _object(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.name.lower(),
        "path": diagnostic.source.path if diagnostic.source else None,
        **_region(diagnostic.source, diagnostic.span, "line", "column", "end_line", "end_column"),
        "text": diagnostic.quoted,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "clause": diagnostic.clause,
        "edits": [
            {
                **_region(diagnostic.source, edit.span, "line", "column", "end_line", "end_column"),
                "text": edit.text,
                "quoted": edit.quoted,
            }
            for edit in diagnostic.edits
        ],
    }


def _region(source: Source | None, span: Span, *names: str) -> dict[str, int]:
    """Start and end of a span, under the names of a format; empty without a file."""
    if source is None:
        return {}
    places = (*source.place(span.start), *source.place(span.end))
    return dict(zip(names, places, strict=True))


def sarif(diagnostics: Iterable[Diagnostic], rules: Iterable[Described], version: str) -> str:
    """SARIF 2.1.0, for code hosts and editors; columns count code points."""
    driver = {
        "name": "bulletin",
        "version": version,
        "rules": [
            {
                "id": each.code,
                "shortDescription": {"text": each.name},
                "fullDescription": {"text": each.explanation},
                "defaultConfiguration": {"level": _LEVELS[each.severity]},
            }
            for each in rules
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each) for each in diagnostics],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


class Described(Protocol):
    """What a report needs to know of a rule."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def name(self) -> str:
        """Its short name."""

    @property
    def severity(self) -> Severity:
        """Its own severity."""

    @property
    def explanation(self) -> str:
        """What it does and why."""


def _sarif_region(source: Source | None, span: Span) -> dict[str, int]:
    return _region(source, span, "startLine", "startColumn", "endLine", "endColumn")


def _result(diagnostic: Diagnostic) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": _sentence(diagnostic)},
    }
    if diagnostic.source is None:
        return result
    artifact = {"uri": quote(diagnostic.source.path)}
    region: dict[str, Any] = _sarif_region(diagnostic.source, diagnostic.span)
    if diagnostic.quoted:
        region["snippet"] = {"text": diagnostic.quoted}
    result["locations"] = [{"physicalLocation": {"artifactLocation": artifact, "region": region}}]
    if diagnostic.edits:
        replacements = [
            {
                "deletedRegion": _sarif_region(diagnostic.source, edit.span),
                "insertedContent": {"text": edit.text},
            }
            for edit in diagnostic.edits
        ]
        change = {"artifactLocation": artifact, "replacements": replacements}
        fix = {"description": {"text": diagnostic.hint}, "artifactChanges": [change]}
        result["fixes"] = [fix]
    return result


def _sentence(diagnostic: Diagnostic) -> str:
    return diagnostic.message + (f"；{diagnostic.hint}" if diagnostic.hint else "")


def github(diagnostics: Iterable[Diagnostic]) -> str:
    """Workflow commands of GitHub, which shows them beside the changed lines."""
    levels = {**_LEVELS, Severity.INFO: "notice"}
    lines = []
    for each in diagnostics:
        fields = {"title": each.code}
        if each.source is not None:
            names = ("line", "col", "endLine", "endColumn")
            region = _region(each.source, each.span, *names)
            fields = {"file": each.source.path, **{k: str(v) for k, v in region.items()}, **fields}
        written = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in fields.items())
        lines.append(f"::{levels[each.severity]} {written}::{_escaped(_sentence(each))}\n")
    return "".join(lines)


def _escaped(text: str, more: str = "") -> str:
    """The value of a workflow command, with characters percent-encoded that would end it."""
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text

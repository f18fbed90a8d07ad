"""Printing diagnostics, for editors and for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, Protocol
from unicodedata import east_asian_width
from urllib.parse import quote

from bulletin.diagnostics import Diagnostic, Severity
from bulletin.source import Source, Span

IDEOGRAPHIC_SPACE = "\u3000"
LONGEST_EXCERPT = 60
"""The most characters of a line that are shown around a fault, since a line can be very long."""

Style = Callable[[str, Severity], str]
"""Colours a word by severity; the plain style does not change it."""


def plain_style(text: str, _severity: Severity) -> str:
    """No colour at all."""
    return text


def full(diagnostics: Iterable[Diagnostic], style: Style = plain_style) -> str:
    """Each diagnostic with its line, a caret under the fault, and the remedy."""
    return "\n".join(_full(diagnostic, style) for diagnostic in diagnostics)


def concise(diagnostics: Iterable[Diagnostic], style: Style = plain_style) -> str:
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


def _full(diagnostic: Diagnostic, style: Style) -> str:
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
    diagnostic: Diagnostic, line: int, column: int, gutter: str, style: Style
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
    carets = "".join("^" + " " * (_columns(character) - 1) for character in marked).rstrip()
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


def shown(text: str) -> str:
    """`visible`, line by line."""
    return "\n".join(map(visible, text.split("\n")))


def columns(text: str) -> int:
    """The number of columns that `text` takes on a terminal."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    """The columns of a character on a terminal: two if it is wide or full-width."""
    return 2 if east_asian_width(character) in ("W", "F") else 1


def _blank(character: str) -> str:
    """White space as wide as the character, so that the caret is right in every font."""
    return IDEOGRAPHIC_SPACE if _columns(character) == 2 else " "


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

"""Diagnostics as an editor or a program reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from unicodedata import east_asian_width

from bulletin.diagnostics import Diagnostic, Severity

IDEOGRAPHIC_SPACE = "\u3000"
LONGEST_EXCERPT = 60
"""Characters of a line that are shown around a fault; an article may be one line of thousands."""

Style = Callable[[str, Severity], str]
"""Colours a word by severity; the plain style leaves it as it is."""


def plain_style(text: str, _severity: Severity) -> str:
    """No colour at all."""
    return text


def full(diagnostics: Iterable[Diagnostic], style: Style = plain_style) -> str:
    """Each diagnostic with its line, a caret under the fault, and the remedy."""
    return "\n".join(_full(diagnostic, style) for diagnostic in diagnostics)


def concise(diagnostics: Iterable[Diagnostic], style: Style = plain_style) -> str:
    """One line a diagnostic: place, code, message, remedy."""
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
    """The faulty line, cut to what fits, and the caret under the fault."""
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
    """Control and invisible characters replaced, so that a terminal shows that they are there."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def columns(text: str) -> int:
    """Columns that `text` takes on a terminal."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    """Columns the character takes on a terminal: two for a wide or full-width one."""
    return 2 if east_asian_width(character) in ("W", "F") else 1


def _blank(character: str) -> str:
    """White space as wide as the character, so that the caret stands right in every font."""
    return IDEOGRAPHIC_SPACE if _columns(character) == 2 else " "

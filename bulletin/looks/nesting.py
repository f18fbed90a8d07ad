"""Tags of a template without their other half, as far as that can be known before it is filled."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tinyhtml5.constants import void_elements

from bulletin.diagnostics import Diagnostic, error
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

_OPTIONAL = frozenset({"p", "li", "tr", "td", "th", "thead", "tbody", "dt", "dd", "option", "head"})
"""Elements whose end a browser adds by itself (HTML Living Standard, 13.1.2.4)."""

_PIECE = pattern_of(
    r"\{#.*?#\}|\{%-?\s*(\w+).*?%\}|\{\{.*?\}\}|<!--.*?-->|<!.*?>|<\?.*?\?>"
    r"|<(/?)([a-zA-Z][\w:-]*)"
    r"((?:\{\{.*?\}\}|\{%.*?%\}|\"(?:\{\{.*?\}\}|\{%.*?%\}|[^\"])*\"|[^<>\"])*)>",
    re.DOTALL,
)


def crossed_tags(source: Source, *, is_xml: bool) -> Iterator[Diagnostic]:
    """Tags that are closed without having been opened, and those that are opened and not closed.

    Each branch of an `if` begins with what was open before it, so a tag may be opened in every
    branch.
    """
    opened: list[tuple[str, int]] = []
    branches: list[list[tuple[str, int]]] = []
    for match in _PIECE.finditer(source.text):
        word, tag = match[1], match[3]
        if word == "if":
            branches.append(list(opened))
        elif word in ("elif", "else") and branches:
            opened = list(branches[-1])
        elif word == "endif" and branches:
            branches.pop()
        if tag and "{" not in tag:
            yield from _taken(source, match, tag.lower(), opened, is_xml)
    for tag, at in opened:
        if is_xml or tag not in _OPTIONAL:
            yield _fault(source, at, tag, f"`<{tag}>` 没有结束", f"补上 </{tag}>")


def _taken(
    source: Source, match: re.Match[str], tag: str, opened: list[tuple[str, int]], is_xml: bool
) -> Iterator[Diagnostic]:
    """Open or close an element."""
    if not match[2]:
        void = match[4].endswith("/") if is_xml else tag in void_elements
        if not void:
            opened.append((tag, match.start()))
        return
    skipped = 0
    while skipped < len(opened) and opened[-1 - skipped][0] != tag:
        if is_xml or opened[-1 - skipped][0] not in _OPTIONAL:
            break
        skipped += 1
    if skipped < len(opened) and opened[-1 - skipped][0] == tag:
        del opened[len(opened) - 1 - skipped :]
        return
    if any(each == tag for each, _ in opened):
        inner, at = opened[-1]
        yield _fault(
            source, at, inner, f"`<{inner}>` 没有结束，就遇到 `</{tag}>`", f"补上 </{inner}>"
        )
        while opened.pop()[0] != tag:
            pass
    else:
        yield _fault(
            source, match.start(), f"/{tag}", f"`</{tag}>` 没有开头", f"删去，或补上 <{tag}>"
        )


def _fault(source: Source, at: int, tag: str, message: str, hint: str) -> Diagnostic:
    return error("F039", source, Span(at, at + len(tag) + 1), message, hint)

"""Links in the office's own templates that lead to the first publication of a workspace only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletin.diagnostics import Diagnostic, error
from bulletin.load import short_names
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span
from bulletin.workspace import Workspace

_VALUE = r"\{\{-?\s*([\w.]+?)\.%s\s*-?\}\}"
_OF_ISSUES = (
    (pattern_of("issues/" + _VALUE % "folder"), "{{{{ {0}.address }}}}"),
    (pattern_of(_VALUE % "name" + r"\.pdf"), "{{{{ {0}.file_name }}}}.pdf"),
)
"""Paths of an issue and of its PDF, with what to write instead."""

_OF_PAGES = pattern_of(r"\{\{-?\s*root\s*-?\}\}(years/|index\.html|feed\.xml)")
"""Pages that each publication has for itself."""

_SHARED = "search.html"
"""A template of the pages that all publications share, from which these links are right."""


def faults_of_several(workspace: Workspace, name: str, source: Source) -> Iterator[Diagnostic]:
    """F041: links that are wrong in a workspace with several publications."""
    if not short_names(workspace.root):
        return
    for pattern, cure in _OF_ISSUES:
        for match in pattern.finditer(source.text):
            yield _fault(source, match, cure.format(match[1]))
    for match in _OF_PAGES.finditer(source.text) if name != _SHARED else ():
        yield _fault(source, match, f"{{{{ root }}}}{{{{ site.home }}}}{match[1]}")


def _fault(source: Source, match: re.Match[str], right: str) -> Diagnostic:
    message = f"`{match[0]}` 只对第一种刊物，别的刊物的链接会断"
    return error("F041", source, Span(*match.span()), message, f"改为 {right}")

"""What a rule is: a code, a weight, a function of the prepared view, and its explanation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from inspect import cleandoc

from bulletin.checks.view import Manuscript, Stretch
from bulletin.diagnostics import Diagnostic, Edit, Severity

MOST_FINDINGS = 1000
"""Findings of one rule in one copy that are reported; more of the same tell an editor nothing."""


class Fix(Enum):
    """What `--fix` does about a rule's findings."""

    NONE = "none"
    """Nothing: an editor decides."""

    SAFE = "safe"
    """Applies the edits: there is only one right form."""

    JOIN = "join"
    """Applies the edits when asked to join torn paragraphs."""


@dataclass(frozen=True)
class Finding:
    """One place where a rule is broken."""

    stretch: Stretch
    message: str
    hint: str
    edits: tuple[Edit, ...] = ()
    label: str = ""
    severity: Severity | None = None
    """None for the rule's own."""


def replaced(stretch: Stretch, text: str) -> tuple[Edit, ...]:
    """The edit that writes `text` for `stretch`; none where the file spells it differently."""
    span = stretch.span
    if stretch.passage.source.quote(span) != stretch.text:
        return ()
    return (Edit(span, text, stretch.passage.is_quoted(stretch.start, stretch.end)),)


Find = Callable[[Manuscript], Iterable[Finding]]


@dataclass(frozen=True)
class Rule:
    """A rule; `find`'s docstring is what an editor reads under `bulletin rule CODE`."""

    code: str
    name: str
    """In a few Chinese words, for the table."""

    severity: Severity
    find: Find
    clause: str = ""
    fix: Fix = Fix.NONE

    @property
    def explanation(self) -> str:
        """What it does, why, and an example of wrong and right."""
        return cleandoc(self.find.__doc__ or "")

    @property
    def family(self) -> str:
        """The code's letter."""
        return self.code[0]

    def example(self, label: str) -> str:
        """The copy given under `错：` or `对：` in the explanation."""
        match = re.search(rf"^{label}：\n((?:    .*\n?|\n)+)", self.explanation, re.MULTILINE)
        lines = match[1].rstrip("\n").split("\n") if match else []
        return "\n".join(line[4:] for line in lines)

    def __call__(self, copy: Manuscript) -> Iterator[Diagnostic]:
        """The rule's findings in `copy` as diagnostics, little more than `MOST_FINDINGS`."""
        for count, finding in enumerate(self.find(copy)):
            if count == MOST_FINDINGS:
                yield self._diagnostic(finding, f"{self.name}：还有更多，先改前 {count} 处")
                return
            yield self._diagnostic(finding, finding.message)

    def every(self, copy: Manuscript) -> Iterator[Diagnostic]:
        """All of the rule's findings in `copy`."""
        for finding in self.find(copy):
            yield self._diagnostic(finding, finding.message)

    def _diagnostic(self, finding: Finding, message: str) -> Diagnostic:
        return Diagnostic(
            code=self.code,
            severity=self.severity if finding.severity is None else finding.severity,
            source=finding.stretch.passage.source,
            span=finding.stretch.span,
            message=message,
            hint=finding.hint,
            label=finding.label,
            clause=self.clause,
            edits=finding.edits,
        )


def rule(
    code: str, name: str, severity: Severity, *, clause: str = "", fix: Fix = Fix.NONE
) -> Callable[[Find], Rule]:
    """Make a rule of the function below."""

    def made(find: Find) -> Rule:
        return Rule(code, name, severity, find, clause, fix)

    return made

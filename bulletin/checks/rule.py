"""What a rule is: a code, a severity, a function of the prepared view, and its explanation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from inspect import cleandoc

from bulletin.checks.view import Manuscript, Stretch
from bulletin.diagnostics import Diagnostic, Edit, Severity
from bulletin.locators import cuts
from bulletin.source import Span

MOST_FINDINGS = 1000
"""The most findings of one rule in one copy that are reported; more would not help an editor."""


OF_LANGUAGE = "STNW"
"""The families of rules that ask for good Chinese. The others look for private matter, copies of
earlier articles and the series, in addresses too."""


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
    """None if it is that of the rule."""


def replaced(stretch: Stretch, text: str) -> tuple[Edit, ...]:
    """The edit that replaces `stretch` by `text`; none if the file has other characters there."""
    span = stretch.span
    if stretch.passage.source.quote(span) != stretch.text:
        return ()
    return (Edit(span, text, stretch.passage.is_quoted(stretch.start, stretch.end)),)


Find = Callable[[Manuscript], Iterable[Finding]]


@dataclass(frozen=True)
class Rule:
    """A rule. `bulletin rule CODE` prints the docstring of its function `find`."""

    code: str
    name: str
    """A few Chinese words, for the table of rules."""

    severity: Severity
    find: Find
    clause: str = ""
    fix: Fix = Fix.NONE
    taste: bool = False
    """Whether it is a habit that only some offices have; it is run where the office's terms.yaml
    names it, or where it is asked for by its code."""

    also: tuple[Severity, ...] = ()
    """Other severities that a finding may have, as the explanation says."""

    @property
    def severities(self) -> tuple[Severity, ...]:
        """All that a finding may have, the usual one first."""
        return (self.severity, *self.also)

    @property
    def explanation(self) -> str:
        """What the rule asks and why, with an example of wrong and right."""
        return cleandoc(self.find.__doc__ or "")

    @property
    def family(self) -> str:
        """The letter of the code."""
        return self.code[0]

    def example(self, label: str) -> str:
        """The example under `错：` or `对：` in the explanation."""
        match = re.search(rf"^{label}：\n((?:    .*\n?|\n)+)", self.explanation, re.MULTILINE)
        lines = match[1].rstrip("\n").split("\n") if match else []
        return "\n".join(line[4:] for line in lines)

    def __call__(self, copy: Manuscript) -> Iterator[Diagnostic]:
        """The rule's findings in `copy` as diagnostics, up to about `MOST_FINDINGS`."""
        for count, finding in enumerate(self._findings(copy)):
            if count == MOST_FINDINGS:
                yield self._diagnostic(finding, f"{self.name}：还有更多，先改前 {count} 处")
                return
            yield self._diagnostic(finding, finding.message)

    def every(self, copy: Manuscript) -> Iterator[Diagnostic]:
        """All of the rule's findings in `copy`."""
        for finding in self._findings(copy):
            yield self._diagnostic(finding, finding.message)

    def _findings(self, copy: Manuscript) -> Iterator[Finding]:
        """The findings, without those about characters of an address or of a foreign mark."""
        for finding in self.find(copy):
            passage, start, end = finding.stretch
            apart = passage.locators if copy.raw else (*passage.locators, *passage.foreign)
            if self.family not in OF_LANGUAGE or not cuts(Span(start, end), apart):
                yield finding

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
    code: str,
    name: str,
    severity: Severity,
    *,
    clause: str = "",
    fix: Fix = Fix.NONE,
    taste: bool = False,
    also: tuple[Severity, ...] = (),
) -> Callable[[Find], Rule]:
    """A decorator that makes a rule of a function."""

    def made(find: Find) -> Rule:
        return Rule(code, name, severity, find, clause, fix, taste, also)

    return made

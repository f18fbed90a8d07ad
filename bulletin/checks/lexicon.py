"""Lists of words, all of which are searched for in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bulletin.diagnostics import Severity


@dataclass(frozen=True)
class Term:
    """A preferred form and the forms it replaces."""

    prefer: str
    wrong: tuple[str, ...]
    note: str = ""
    severity: Severity = Severity.WARNING
    unless: tuple[str, ...] = ()
    """Words that contain a wrong form but are correct."""

    after: str = ""
    """A regular expression for what must follow a wrong form; empty allows anything."""

    before: str = ""
    """A regular expression for what must precede a wrong form; empty allows anything."""

    pattern: bool = False
    """Whether the wrong forms are regular expressions."""

    @cached_property
    def _follows(self) -> re.Pattern[str]:
        return re.compile(self.after)

    @cached_property
    def _precedes(self) -> re.Pattern[str]:
        return re.compile(f"(?:{self.before})\\Z")

    @cached_property
    def _right(self) -> tuple[str, ...]:
        return (self.prefer, *self.unless)

    def holds(self, text: str, start: int, end: int) -> bool:
        """Whether the form at `start` to `end` is really wrong there."""
        if not self._follows.match(text, end):
            return False
        if self.before and not self._precedes.search(text[max(0, start - FARTHEST) : start]):
            return False
        form = text[start:end]
        for right in self._right:
            inner = right.find(form)
            while inner >= 0:
                if text.startswith(right, max(start - inner, 0)) and start >= inner:
                    return False
                inner = right.find(form, inner + 1)
        return True


FARTHEST = 24
"""How many characters before a form are looked at."""


@dataclass(frozen=True)
class Lexicon:
    """A set of terms that are searched for in one pass."""

    terms: tuple[Term, ...] = ()

    @cached_property
    def _by_form(self) -> dict[str, tuple[Term, ...]]:
        forms: dict[str, tuple[Term, ...]] = {}
        for term in self.terms:
            for form in () if term.pattern else term.wrong:
                forms[form] = (*forms.get(form, ()), term)
        return forms

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        forms = sorted(self._by_form, key=lambda form: (-len(form), form))
        return re.compile("|".join(map(re.escape, forms))) if forms else None

    @cached_property
    def _patterns(self) -> tuple[tuple[Term, re.Pattern[str]], ...]:
        return tuple(
            (term, re.compile("|".join(term.wrong))) for term in self.terms if term.pattern
        )

    def find(self, text: str) -> Iterator[tuple[Term, int, int]]:
        """Each wrong form in `text`, with its term."""
        for term, pattern in self._patterns:
            for match in pattern.finditer(text):
                if match.end() > match.start() and term.holds(text, *match.span()):
                    yield term, *match.span()
        if self._pattern is None:
            return
        for match in self._pattern.finditer(text):
            start, end = match.span()
            for term in self._by_form[match[0]]:
                if term.holds(text, start, end):
                    yield term, start, end
                    break

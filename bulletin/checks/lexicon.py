"""Lists of words, all of which are searched for in one pass.

A text is read pair by pair of characters, since hardly any pair begins a wrong form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import add

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

    whole: bool = False
    """Whether the form must not consist of parts of two words, as 议提 does in 会议提出."""

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
        if self.whole and _cuts_words(text, start, end):
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
    def _by_pair(self) -> dict[str, tuple[tuple[str, Term], ...]]:
        """The forms that begin with two characters, the longest first, each with its term."""
        pairs: dict[str, list[tuple[str, Term]]] = {}
        for term in self.terms:
            for form in () if term.pattern else term.wrong:
                if len(form) > 1:
                    pairs.setdefault(form[:2], []).append((form, term))
        longest = {pair: sorted(forms, key=_longest_first) for pair, forms in pairs.items()}
        return {pair: tuple(forms) for pair, forms in longest.items()}

    @cached_property
    def _patterns(self) -> tuple[tuple[Term, re.Pattern[str]], ...]:
        """What is searched for by itself: regular expressions, and single characters."""
        single = (
            (term, "|".join(map(re.escape, forms)))
            for term in self.terms
            if not term.pattern and (forms := [each for each in term.wrong if len(each) == 1])
        )
        patterns = ((term, "|".join(term.wrong)) for term in self.terms if term.pattern)
        return tuple((term, re.compile(text)) for term, text in (*patterns, *single))

    def find(self, text: str) -> Iterator[tuple[Term, int, int]]:
        """Each wrong form in `text`, with its term."""
        for term, pattern in self._patterns:
            for match in pattern.finditer(text):
                if match.end() > match.start() and term.holds(text, *match.span()):
                    yield term, *match.span()
        pairs = self._by_pair
        if not pairs or pairs.keys().isdisjoint(map(add, text, text[1:])):
            return
        last = 0
        for at, pair in enumerate(map(add, text, text[1:])):
            if at < last or pair not in pairs:
                continue
            for form, term in pairs[pair]:
                end = at + len(form)
                if text.startswith(form, at) and term.holds(text, at, end):
                    yield term, at, end
                    last = end
                    break


AROUND = 8
"""How many characters on each side of a form are divided into words."""


def _cuts_words(text: str, start: int, end: int) -> bool:
    """Whether a word of the language begins before the characters and ends among them, or begins
    among them and ends after them."""
    import rjieba  # its words take a fifth of a second, and few copies come so far

    at = max(0, start - AROUND)
    for word in rjieba.cut(text[at : end + AROUND], False):
        first, last = at, at + len(word)
        at = last
        if first < start < last or first < end < last:
            return True
    return False


def _longest_first(found: tuple[str, Term]) -> tuple[int, str]:
    return -len(found[0]), found[0]

"""Lists of words, of which a text has few.

Hardly any pair of its characters begins a wrong form (`pairs`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bulletin.checks.pairs import Pairs
from bulletin.diagnostics import Severity
from bulletin.known_words import is_word, words_of
from bulletin.patterns import pattern_of


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

    no_word: bool = False
    """Whether the form is wrong only if it is no word of the language."""

    changes: tuple[tuple[str, str], ...] = ()
    """Regular expressions and what replaces their matches in the wrong form, where `prefer` says
    how to mend it and not in which words."""

    def cure(self, wrong: str) -> str:
        """What to do about a wrong form: the words to write and the reason, if there is one."""
        right = wrong
        for old, new in self.changes:
            right = re.sub(old, new, right)
        tells_how, why = _TELLS_HOW.match(self.prefer), self.note
        if right == wrong:
            done = self.prefer if tells_how else f"改为 {self.prefer}"
        else:
            done, why = f"改为 {right}", why or (self.prefer if tells_how else "")
        return done + (f"（{why}）" if why else "")

    @cached_property
    def _follows(self) -> re.Pattern[str]:
        return pattern_of(self.after)

    @cached_property
    def _precedes(self) -> re.Pattern[str]:
        return pattern_of(f"(?:{self.before})\\Z")

    @cached_property
    def _right(self) -> tuple[str, ...]:
        return (self.prefer, *self.unless)

    def holds(self, text: str, start: int, end: int) -> bool:
        """Whether the form at `start` to `end` is really wrong there."""
        if not self._follows.match(text, end):
            return False
        if self.before and not self._precedes.search(text[max(0, start - FARTHEST) : start]):
            return False
        if self._is_within_right(text, start, end):
            return False
        if self.no_word and is_word(text[start:end]):
            return False
        return not (self.whole and _cuts_words(text, start, end))

    def _is_within_right(self, text: str, start: int, end: int) -> bool:
        """Whether the form stands there as a part of what is right."""
        form = text[start:end]
        for right in self._right:
            inner = right.find(form)
            while inner >= 0:
                if text.startswith(right, max(start - inner, 0)) and start >= inner:
                    return True
                inner = right.find(form, inner + 1)
        return False


_TELLS_HOW = pattern_of("删去|只")
"""How a cure begins that is no words to write."""

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
    def _patterns(self) -> tuple[tuple[Term, re.Pattern[str], tuple[str, ...]], ...]:
        """What is searched for by itself: regular expressions, and single characters; each with
        words one of which every match has."""
        single = (
            (term, "|".join(map(re.escape, forms)))
            for term in self.terms
            if not term.pattern and (forms := [each for each in term.wrong if len(each) == 1])
        )
        patterns = ((term, "|".join(term.wrong)) for term in self.terms if term.pattern)
        return tuple(
            (term, pattern_of(text), needed_words(text)) for term, text in (*patterns, *single)
        )

    @cached_property
    def _by_beginning(self) -> dict[str, list[int]]:
        """The numbers of the patterns by the first two characters of each word that they need, or
        the only one; those that need none by an empty text."""
        found: dict[str, list[int]] = {"": []}
        for number, (_, _, needed) in enumerate(self._patterns):
            for word in needed or ("",):
                found.setdefault(word[:2], []).append(number)
        return found

    def find(self, there: Pairs) -> Iterator[tuple[Term, int, int]]:
        """Each wrong form in a text, with its term."""
        text, begun = there.text, self._by_beginning
        keys = ("", *there.beginnings(begun.keys()))
        for number in sorted({number for key in keys for number in begun[key]}):
            term, pattern, needed = self._patterns[number]
            if needed and not any(map(there.has, needed)):
                continue
            for match in pattern.finditer(text):
                if match.end() > match.start() and term.holds(text, *match.span()):
                    yield term, *match.span()
        last = 0
        for at in there.at(self._by_pair.keys()):
            for form, term in self._by_pair[text[at : at + 2]] if at >= last else ():
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
    at = max(0, start - AROUND)
    for word in words_of(text[at : end + AROUND], guessed=False):
        first, last = at, at + len(word)
        at = last
        if first < start < last or first < end < last:
            return True
    return False


def _longest_first(found: tuple[str, Term]) -> tuple[int, str]:
    return -len(found[0]), found[0]


_PIECE = pattern_of(
    r"\\.|\[(?:\\.|[^\]\\])*\]|\(\?[=!]|\(\?<[=!]|\(\?:|[()|]|[?*+]|\{[0-9,]+\}|.", re.S
)
_OPTIONAL = ("?", "*", "{0", "{,")
"""How a quantifier begins that lets a piece be left out."""


def needed_words(pattern: str) -> tuple[str, ...]:
    """Words one of which is in every match of a regular expression; none if that is not plain.

    Only 汉字 that stand for themselves are looked at, outside brackets or in a group of words.
    """
    words: list[str] = []
    for branch in _branches(pattern):
        needed = _needed(branch)
        if not needed:
            return ()
        words += needed
    return tuple(dict.fromkeys(words))


def _branches(pattern: str) -> list[list[str]]:
    """The pieces of a pattern, divided at each | that stands in no group."""
    branches: list[list[str]] = [[]]
    depth = 0
    for piece in _PIECE.findall(pattern):
        depth += piece.startswith("(") - (piece == ")")
        if piece == "|" and depth == 0:
            branches.append([])
        else:
            branches[-1].append(piece)
    return branches


def _needed(pieces: list[str]) -> list[str]:
    """The longest literal of a branch, or else the words of the group of it whose words are
    longest."""
    literals, groups, run = list[str](), list[list[str]](), ""
    at = 0
    while at < len(pieces):
        piece, after = pieces[at], "".join(pieces[at + 1 : at + 2])
        if piece.startswith("("):
            end = _closing(pieces, at)
            inner = "".join(pieces[at + 1 : end])
            optional = "".join(pieces[end + 1 : end + 2]).startswith(_OPTIONAL)
            if piece == "(?:" and not optional and _is_choice(inner):
                groups.append(inner.split("|"))
            literals, run, at = [*literals, run], "", end + 1
            continue
        if _is_plain(piece) and not after.startswith(_OPTIONAL):
            run += piece
        else:
            literals, run = [*literals, run], ""
        at += 1
    longest = max((*literals, run), key=len, default="")
    if longest and (len(longest) > 1 or not groups):
        return [longest]
    return max(groups, key=_least, default=[longest] if longest else [])


def _least(words: list[str]) -> int:
    return min(map(len, words))


def _closing(pieces: list[str], start: int) -> int:
    depth = 0
    for at in range(start, len(pieces)):
        depth += pieces[at].startswith("(") - (pieces[at] == ")")
        if depth == 0:
            return at
    return len(pieces)


def _is_choice(inner: str) -> bool:
    """Whether a group is words to choose from, and nothing else."""
    words = inner.split("|")
    return all(words) and all(map(_is_plain, "".join(words)))


def _is_plain(piece: str) -> bool:
    """Whether a piece is a 汉字 that stands for itself."""
    return len(piece) == 1 and "\u3400" <= piece <= "\u9fff"

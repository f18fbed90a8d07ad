"""What was meant by asterisks that stayed text: the bold words, and what writes them.

`** 建强队伍。 **` and `***建强队伍。***` have one reading, which can be written into the file. If
one half lacks, bold is likely meant for one sentence: the remedy shows it, nothing is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bulletin.diagnostics import Edit
from bulletin.markdown.parser import NEVER_FIRST, NEVER_LAST
from bulletin.patterns import pattern_of
from bulletin.source import Span

LONGEST_LINE = 2000
"""The longest line whose asterisks are weighed; beyond it they are reported without their words."""

LONGEST_SHOWN = 30
"""The longest bold words that a remedy repeats."""

_RUN = pattern_of(r"(?<!\*)\*{2,}(?!\*)")
_BLANKS = " \t\u00a0\u3000"
_STOPS = "。：！？；"
_SENTENCE = pattern_of(f"[^{_STOPS}*\n]{{1,{LONGEST_SHOWN}}}[{_STOPS}]")
_BESIDE_WORDS = "`[<\\"
"""Marks that make asterisks mean something else, so that nothing is certain in their line."""


@dataclass(frozen=True)
class BoldMeant:
    """Bold words that are marked wrongly, and what makes one of their two marks right."""

    words: str
    edit: Edit | None = None
    """None where the other half lacks, or where more than one reading exists."""

    @property
    def written(self) -> str:
        """The words between right marks; of long ones a remedy shows both ends."""
        if len(self.words) <= LONGEST_SHOWN:
            return f"**{self.words}**"
        half = LONGEST_SHOWN // 2
        return f"**{self.words[:half]}…{self.words[-half:]}**"


def bold_meant(text: str, line: Span, at: int) -> BoldMeant | None:
    """What the asterisks at `at`, which mark nothing, were meant to mark in their line."""
    if line.end - line.start > LONGEST_LINE:
        return None
    runs = [each for each in _RUN.finditer(text, line.start, line.end) if not _hides(text, each)]
    here = next((each for each in runs if each.start() <= at < each.end()), None)
    if here is None:
        return None
    if len(runs) == 2 and (whole := _both_halves(text, line, runs, here)):
        return whole
    before = text[line.start : here.start()].strip(_BLANKS)
    if _SENTENCE.fullmatch(before):
        return BoldMeant(before)
    after = _SENTENCE.match(text, here.end(), line.end)
    words = after[0].strip(_BLANKS) if after else ""
    return BoldMeant(words) if _can_be_bold(words) else None


def _hides(text: str, run: re.Match[str]) -> bool:
    """Whether asterisks between digits hide part of a number."""
    before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
    return before.isdigit() and after.isdigit()


def _both_halves(
    text: str, line: Span, runs: list[re.Match[str]], here: re.Match[str]
) -> BoldMeant | None:
    """The bold words between the only two runs of asterisks of a line."""
    first, last = runs
    between = text[first.end() : last.start()]
    words = between.strip(_BLANKS)
    if not _can_be_bold(words) or any(mark in between for mark in _BESIDE_WORDS):
        return None
    if text[line.start : first.start()].strip(_BLANKS):
        return BoldMeant(words)
    blanks = len(between) - len(between.lstrip(_BLANKS))
    span = Span(first.start(), first.end() + blanks)
    if here is last:
        blanks = len(between) - len(between.rstrip(_BLANKS))
        span = Span(last.start() - blanks, last.end())
    return BoldMeant(words, Edit(span, "**"))


def _can_be_bold(words: str) -> bool:
    return bool(words) and words[0] not in NEVER_FIRST and words[-1] not in NEVER_LAST

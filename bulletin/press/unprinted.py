"""Reporting characters of the copy that no installed face can print, before anything is set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bulletin.checks import Passage, PassageRole
from bulletin.diagnostics import Diagnostic
from bulletin.patterns import pattern_of
from bulletin.press.cutting import repertoire
from bulletin.script_runs import ScriptRun, runs_of, script_beyond

_PARTING = ("**", "[^")
"""Markup at which an element of the sheet begins or ends, so that no word is drawn across it."""


def unprinted(passages: Sequence[Passage], name: str = "") -> tuple[Diagnostic, ...]:
    """P132 and P105 for all that the press would replace by 〓, in the same words as the press.

    `name` is that of the masthead. A character or word is reported at each of its places, and
    characters that are one sign (a keycap, a family, a flag) together. A word that is partly bold
    is printed in parts, and each part is a word. The installed faces are examined only if some
    character is outside the `repertoire`.
    """
    present = {each for passage in passages for each in passage.text if not each.isspace()}
    rare = frozenset(present - repertoire())
    return _found(passages, name, rare) if rare else ()


def _found(passages: Sequence[Passage], name: str, rare: frozenset[str]) -> tuple[Diagnostic, ...]:
    """The diagnostics for the characters `rare`. The slow modules are imported only for them."""
    from bulletin.press.fonts import lenders_at_hand
    from bulletin.press.lending import lent_by_none, runs_lent
    from bulletin.press.roles import installed_fonts
    from bulletin.press.sheet import INVISIBLE, printed_nowhere, refused_run

    rare_ones = sorted(
        (each for each in passages if rare & set(each.text)),
        key=lambda each: (each.source.path, each.offset(0)),
    )
    runs = {passage: tuple(_runs(passage)) for passage in rare_ones}
    every = {run for found in runs.values() for run in found}
    lent = runs_lent(every)
    controls = frozenset().union(*(run.controls for run in every if run.text in lent))
    alone = (each for each in rare - controls if ord(each) not in INVISIBLE)
    wanted = frozenset(each for each in alone if not script_beyond(each))
    nowhere = lent_by_none(wanted, lenders_at_hand(installed_fonts()) if wanted else ())
    found: list[Diagnostic] = []
    for passage in rare_ones:
        source = passage.source
        is_name = passage.role is PassageRole.MASTHEAD and passage.text == name
        for run in runs[passage]:
            if run.text not in lent:
                span = passage.span(run.start, run.stop)
                found.append(refused_run(run, is_name, source, span))
        for start, end in _signs(passage.text):
            lacks = [at for at in range(start, end) if passage.text[at] in nowhere]
            if lacks:
                signs = "".join(passage.text[at] for at in lacks)
                span = passage.span(lacks[0], lacks[-1] + 1)
                found.append(printed_nowhere(signs, source, span))
        if len(found) > MOST_FINDINGS:
            break
    return tuple(dict.fromkeys(found))


MOST_FINDINGS = 1000
"""The most places that are reported; more would not help an editor."""

_SIGN = pattern_of(
    r"[0-9#*]?\ufe0f?\u20e3|[\U0001f1e6-\U0001f1ff]{2}"
    r"|[^\s](?:[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]|\u200d[^\s\u3000-\u9fff])+"
    r"|[^\s]"
)
"""One sign: a keycap, a flag, a picture with its variants and joined pictures, or one character."""


def _signs(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _SIGN.finditer(text))


def _runs(passage: Passage) -> Iterator[ScriptRun]:
    """The runs of a passage. None goes across the edge of bold or a note's call."""
    edges = (0, *_edges(passage), len(passage.text))
    for start, end in pairwise(edges):
        for run in runs_of(passage.text[start:end]):
            yield run._replace(start=run.start + start, stop=run.stop + start)


def _edges(passage: Passage) -> Iterator[int]:
    """The places in the text at which an element of the sheet begins or ends."""
    for before, after in pairwise(passage.anchors):
        between = passage.source.text[before.offset + after.at - before.at : after.offset]
        if any(mark in between for mark in _PARTING):
            yield after.at

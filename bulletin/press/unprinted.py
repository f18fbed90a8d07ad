"""Reporting characters of the copy that no installed face can print, before anything is set."""

from __future__ import annotations

from collections.abc import Sequence

from bulletin.checks import Passage, PassageRole
from bulletin.diagnostics import Diagnostic
from bulletin.press.cutting import repertoire


def unprinted(passages: Sequence[Passage], name: str = "") -> tuple[Diagnostic, ...]:
    """P132 and P105 for all that the press would replace by 〓, in the same words as the press.

    `name` is that of the masthead. A character or word is reported once for each file, at its first
    place. The installed faces are examined only if some character is outside the `repertoire`.
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
    from bulletin.script_runs import runs_of, script_beyond

    rare_ones = [each for each in passages if rare & set(each.text)]
    runs = {passage: tuple(runs_of(passage.text)) for passage in rare_ones}
    every = {run for found in runs.values() for run in found}
    lent = runs_lent(every)
    controls = frozenset().union(*(run.controls for run in every if run.text in lent))
    alone = (each for each in rare - controls if ord(each) not in INVISIBLE)
    wanted = frozenset(each for each in alone if not script_beyond(each))
    nowhere = lent_by_none(wanted, lenders_at_hand(installed_fonts()) if wanted else ())
    found: dict[tuple[str, str], Diagnostic] = {}
    for passage in rare_ones:
        source = passage.source
        is_name = passage.role is PassageRole.MASTHEAD and passage.text == name
        for run in runs[passage]:
            if is_name or run.text not in lent:
                told = refused_run(run, is_name, source, passage.span(run.start, run.stop))
                found.setdefault((source.path, run.text), told)
        for at, each in enumerate(passage.text):
            if each in nowhere:
                told = printed_nowhere(each, source, passage.span(at, at + 1))
                found.setdefault((source.path, each), told)
    return tuple(found.values())

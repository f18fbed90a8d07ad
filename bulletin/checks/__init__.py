"""The proofreader: all rules, and what they find in an issue, a submission or raw text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bulletin.checks import (
    naming,
    numbers,
    numerals,
    punctuation,
    repetition,
    secrecy,
    series,
    structure,
    tabular,
    typography,
    wording,
)
from bulletin.checks.exceptions import ALLOW_FILE, NO_EXCEPTIONS
from bulletin.checks.lists import HouseLists, load_lists
from bulletin.checks.manuscripts import (
    file_copy,
    issue_copy,
    printed_passages,
    submission_copy,
)
from bulletin.checks.name_lists import NAMES_FILE, read_names
from bulletin.checks.name_proposals import NameProposal, proposals, with_more_names
from bulletin.checks.raw import raw_copy
from bulletin.checks.rule import Fix, Rule
from bulletin.checks.secrecy import private_matter
from bulletin.checks.view import Manuscript, Passage, PassageRole
from bulletin.diagnostics import Diagnostic, Severity, error, in_order
from bulletin.load import READING_WARNINGS, Loaded
from bulletin.model import Allowance, Publication, Submission
from bulletin.past import NO_PAST, PastIndex
from bulletin.source import Source

__all__ = [
    "ALLOW_FILE",
    "BY_CODE",
    "NAMES_FILE",
    "NO_EXCEPTIONS",
    "RULES",
    "Fix",
    "HouseLists",
    "Manuscript",
    "NameProposal",
    "Passage",
    "PassageRole",
    "Rule",
    "Selection",
    "check_copy",
    "check_issue",
    "check_raw",
    "check_submission",
    "file_copy",
    "issue_copy",
    "load_lists",
    "printed_passages",
    "private_matter",
    "proposals",
    "raw_copy",
    "read_names",
    "submission_copy",
    "with_more_names",
    "without_echoes",
]

_WITH_RULES = (
    structure,
    typography,
    punctuation,
    numbers,
    numerals,
    tabular,
    wording,
    naming,
    series,
    secrecy,
    repetition,
)
_FAMILIES = "STNWICR"
"""The letters of the codes of rules, in the order in which they are run and shown."""

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            each
            for module in _WITH_RULES
            for each in vars(module).values()
            if isinstance(each, Rule)
        ),
        key=lambda rule: (_FAMILIES.index(rule.family), rule.code),
    )
)
"""Every rule of the modules above."""

BY_CODE = {rule.code: rule for rule in RULES}

OF_COPY = "STNWLR"
"""Families of codes about the copy. The others are about files, issues and the press."""


@dataclass(frozen=True)
class Selection:
    """Which rules are run, given by codes or beginnings of codes (`T`, `N1`)."""

    select: tuple[str, ...] = ()
    """The rules to run; empty for all."""

    ignore: tuple[str, ...] = ()

    def rules(self, house: HouseLists) -> tuple[Rule, ...]:
        """The rules that are run, in the order of `RULES`. One of taste is run if it is a habit of
        the house, or selected by its whole code."""
        wanted = frozenset((*house.habits, *self.select))
        return tuple(
            rule
            for rule in RULES
            if self.covers(rule.code) and (not rule.taste or rule.code in wanted)
        )

    def shows(self, code: str) -> bool:
        """Whether a diagnostic with this code, found while reading, is shown.

        One about the copy (S, T, L, N …) is shown if it is selected. One about a file that cannot
        be read is always shown unless it is ignored.
        """
        if code[0] in OF_COPY:
            return self.covers(code)
        return not (self.ignore and code.startswith(self.ignore))

    def covers(self, code: str) -> bool:
        """Whether this code is selected and not ignored."""
        selected = not self.select or code.startswith(self.select)
        return selected and not (self.ignore and code.startswith(self.ignore))


EVERY_RULE = Selection()


def check_copy(copy: Manuscript, selection: Selection = EVERY_RULE) -> tuple[Diagnostic, ...]:
    """What the rules find in a manuscript, in order."""
    found = tuple(each for rule in selection.rules(copy.house) for each in rule(copy))
    return copy.house.exceptions.left(in_order(_one_cure(found)))


_FIRST_TOLD = {
    "S133": ("S106", "T112", "T113"),
    "S134": ("T", "N"),
    "W101": ("W112",),
    "W102": ("W112",),
    "W104": ("W112",),
    "W105": ("W106", "W111", "W112"),
    "W106": ("W104", "W111", "W112"),
    "W107": ("W106", "T109", "W111", "W112"),
    "W108": ("W112",),
    "W109": ("W112",),
    "W110": ("W112",),
    "W111": ("W112",),
    "W113": ("W112", "W114"),
    "W114": ("W102", "W106", "W108", "W112"),
}
"""Codes whose cure is right where they meet the codes listed here, which misread the place."""


def _one_cure(found: tuple[Diagnostic, ...]) -> Iterator[Diagnostic]:
    """The findings, without those that touch a place for which another one has the right cure."""
    taken: dict[str, set[tuple[str, int]]] = {code: set() for code in _FIRST_TOLD}
    for each in found:
        if each.code in taken:
            taken[each.code].update((_path(each), at) for at in range(*_touched(each)))
    for each in found:
        codes = [code for code, others in _FIRST_TOLD.items() if each.code.startswith(others)]
        ends = [(_path(each), at) for at in _touched(each)]
        if not any(end in taken[code] for code in codes for end in ends):
            yield each


def _path(each: Diagnostic) -> str:
    return each.source.path if each.source else ""


def _touched(each: Diagnostic) -> tuple[int, int]:
    """The place of the first character of a finding, and the place after its last one."""
    return each.span.start, max(each.span.end, each.span.start + 1)


def check_issue(
    loaded: Loaded,
    publication: Publication,
    house: HouseLists,
    past: PastIndex = NO_PAST,
    selection: Selection = EVERY_RULE,
) -> tuple[Diagnostic, ...]:
    """What the rules find in an issue's folder, without what the issue allows for a reason.

    Diagnostics from reading the folder (`loaded.diagnostics`) are not repeated.
    """
    copy = issue_copy(loaded, publication, house, past)
    given = [_Given(each.source, each.allowances, each.files) for each in loaded.submissions]
    if loaded.sheet:
        given.append(_Given(loaded.sheet.source, loaded.sheet.allowances))
    return _allowed(copy, given, selection)


def check_submission(
    submission: Submission,
    publication: Publication,
    house: HouseLists,
    past: PastIndex = NO_PAST,
    selection: Selection = EVERY_RULE,
    folder: str = "",
) -> tuple[Diagnostic, ...]:
    """What the rules find in one submission, without what it allows for a reason.

    `folder` names the issue of the submission, which it is not compared with.
    """
    copy = submission_copy(submission, publication, house, past, folder)
    given = [_Given(submission.source, submission.allowances, submission.files)]
    return _allowed(copy, given, selection)


def check_raw(
    source: Source,
    publication: Publication,
    house: HouseLists,
    past: PastIndex = NO_PAST,
    selection: Selection = EVERY_RULE,
    folder: str = "",
) -> tuple[Diagnostic, ...]:
    """What the rules find in raw text; `folder` names the issue that it belongs to."""
    return check_copy(raw_copy(source, publication, house, past, folder), selection)


def without_echoes(
    read: tuple[Diagnostic, ...], found: tuple[Diagnostic, ...]
) -> tuple[Diagnostic, ...]:
    """What the rules `found`, without findings about marks where the markup was misread (`read`).

    Such findings would mislead: they are about the markup, not about the text.
    """
    misread = [
        each for each in read if each.code.startswith("S0") and each.severity is Severity.ERROR
    ]
    return tuple(
        each
        for each in found
        if not each.code.startswith("T")
        or not any(
            fault.source == each.source and fault.span.start <= each.span.start < fault.span.end
            for fault in misread
        )
    )


# -- Allowances ----------------------------------------------------------------------------------


class _Given(NamedTuple):
    """The allowances in one file."""

    source: Source
    allowances: tuple[Allowance, ...]
    files: tuple[Source, ...] | None = None
    """The files that they cover: a submission's with those of its attachments, or None for all."""


def _allowed(
    copy: Manuscript, given: Iterable[_Given], selection: Selection
) -> tuple[Diagnostic, ...]:
    """The findings that no allowance covers, and a fault for each allowance that covers none."""
    found = check_copy(copy, selection)
    run = {rule.code for rule in selection.rules(copy.house)}
    left = list(found)
    faults: list[Diagnostic] = []
    for source, allowances, files in given:
        for allowance in allowances:
            here = [each for each in found if files is None or each.source in files]
            covered = [each for each in here if allowance.covers(each)]
            left = [each for each in left if each not in covered]
            faults += _unused(source, allowance, bool(covered), run)
    return in_order((*left, *faults))


def _unused(
    source: Source, allowance: Allowance, covers: bool, run: set[str]
) -> Iterator[Diagnostic]:
    code = allowance.code
    if code.text in READING_WARNINGS:  # reported when the copy is read
        return
    if code.text not in BY_CODE:
        yield error(
            "F018", source, code.span, f"没有 `{code.text}` 这条规则", "核对代码，或删去这一条"
        )
    elif not covers and code.text in run:
        yield error("F017", source, code.span, f"准许的 `{code.text}` 没有用上", "删去这一条")

"""A folder a rule: copy in which it finds what is written down, and look-alikes in which it finds
nothing. `--write-expected` writes the findings down anew; read the difference before keeping it."""

import re
from collections.abc import Callable
from pathlib import Path
from shutil import copy, copytree

import pytest

from bulletin.checks import RULES, Rule, Selection, check_issue, check_raw, check_submission
from bulletin.checks.lexicon import Lexicon
from bulletin.checks.lists import confused, load_lists, pleonasms, statements, taboo
from bulletin.diagnostics import Diagnostic, Severity
from bulletin.load import issue_folders, load_issue, load_publication, load_submission, read_source
from bulletin.past import read_past

CASES = Path(__file__).parent / "cases"
CODES = [rule.code for rule in RULES]


def findings(code: str, case: Path, root: Path) -> list[str]:
    """The rule's findings in a case: a text, a submission or the issues of a workspace."""
    found = [each for each in diagnostics(code, case, root) if each.code == code]
    return [line(each) for each in found]


def diagnostics(code: str, case: Path, root: Path) -> tuple[Diagnostic, ...]:
    publication, _ = load_publication(root)
    house, faults = load_lists(root)
    assert publication is not None
    assert not faults
    selection = Selection((code,))
    if case.is_dir():
        copytree(case, root / "issues", dirs_exist_ok=True)
        past = read_past(root)
        return tuple(
            diagnostic
            for folder in issue_folders(root)[0]
            for diagnostic in check_issue(
                load_issue(root, folder, publication), publication, house, past, selection
            )
        )
    file = root / case.name
    copy(case, file)
    if case.suffix == ".md":
        submission, faults = load_submission(root, file, publication)
        assert submission is not None
        return (*faults, *check_submission(submission, publication, house, selection=selection))
    source, _ = read_source(file, root)
    assert source is not None
    return check_raw(source, publication, house, selection=selection)


def line(diagnostic: Diagnostic) -> str:
    """A finding in one line: path, start and end, severity, quoted text, message, remedy."""
    assert diagnostic.source is not None
    start, end = (diagnostic.source.place(at) for at in diagnostic.span)
    return (
        f"{diagnostic.source.path}:{start.line}:{start.column}-{end.line}:{end.column}"
        f" {diagnostic.severity.name.lower()} {diagnostic.quoted!r}"
        f" {diagnostic.message}；{diagnostic.hint}"
    )


def case(code: str, kind: str) -> Path:
    folder = CASES / code
    assert folder.is_dir(), f"make tests/checks/cases/{code}/ with faults.txt and lookalikes.txt"
    found = [each for each in folder.iterdir() if each.stem == kind]
    copies = [each for each in found if each.suffix != ".expected"]
    assert len(copies) == 1, f"{code} has {len(copies)} cases of {kind}"
    return copies[0]


@pytest.mark.parametrize("code", CODES)
def test_faults_are_found_where_they_are(
    code: str, workspace: Path, pytestconfig: pytest.Config
) -> None:
    found = findings(code, case(code, "faults"), workspace)
    expected = CASES / code / "faults.expected"
    if pytestconfig.getoption("--write-expected"):
        expected.write_text("".join(f"{each}\n" for each in found), "utf-8")
    assert expected.is_file(), "run this test once with --write-expected, and read what it wrote"
    written = expected.read_text("utf-8").splitlines()
    assert written, f"{code} expects nothing"
    assert found == written


@pytest.mark.parametrize("code", CODES)
def test_lookalikes_are_let_pass(code: str, workspace: Path) -> None:
    assert findings(code, case(code, "lookalikes"), workspace) == []


FEWEST_LOOKALIKES = 10
"""Clauses that a rule passes: a rule that seldom fires earns its level by them."""


def test_every_rule_passes_ten_lookalikes() -> None:
    few: list[str] = []
    for code in CODES:
        place = case(code, "lookalikes")
        files = [each for each in (place, *place.rglob("*")) if each.is_file()]
        text = "\n".join(each.read_text("utf-8") for each in files)
        if (
            len([each for each in re.split("[，。；！？、\n]+", text) if each.strip()])
            < FEWEST_LOOKALIKES
        ):
            few.append(code)
    assert few == []


def test_every_case_folder_belongs_to_a_rule() -> None:
    assert sorted(each.name for each in CASES.iterdir()) == sorted(CODES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_table_of_rules_names_every_severity(rule: Rule) -> None:
    """A finding has a severity that its rule declares, and the table prints."""
    written = (CASES / rule.code / "faults.expected").read_text("utf-8").splitlines()
    found = {Severity[each.split(" ")[1].upper()] for each in written}
    assert found <= set(rule.severities)


@pytest.mark.parametrize(
    ("code", "words"),
    [("W105", confused), ("W107", statements), ("W108", taboo), ("W110", pleonasms)],
)
def test_the_lists_of_words_have_the_severities_of_their_rule(
    code: str, words: Callable[[], Lexicon]
) -> None:
    rule = next(each for each in RULES if each.code == code)
    assert {term.severity for term in words().terms} == set(rule.severities)

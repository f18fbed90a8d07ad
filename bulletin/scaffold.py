"""Making new folders: for the next issue, or a whole workspace for another office."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from bulletin.diagnostics import Diagnostic, error
from bulletin.load import FIRST_SUBMISSION, ISSUE, PUBLICATION, issue_folders, shared_folder
from bulletin.model import (
    REGULAR,
    Publication,
    Serial,
    Series,
    Submission,
    issue_name,
    section_texts,
)
from bulletin.output import create_tree, replace_file, replace_tree
from bulletin.past import past_issues
from bulletin.patterns import pattern_of
from bulletin.slips import quoted
from bulletin.source import Span
from bulletin.workspace import Workspace, built_in

LISTS = ("names.yaml", "terms.yaml", "allow.yaml")
"""The lists that an office keeps for the proofreader, beside `publication.yaml`."""


SAMPLE = "new/submission.md"
"""The template of the sample submission."""

_PHRASE_ENDS = pattern_of("[。；]")
SHORTEST_PHRASE = 6
"""A sentence of the sample must have so many characters to be recognized as the sample's."""


@dataclass(frozen=True)
class NewOffice:
    """The facts about a new office that `init` asks for."""

    name: str
    issuer: str
    units: tuple[str, ...]
    report_to: tuple[str, ...]
    send_to: tuple[str, ...]
    issue_to: tuple[str, ...] = ()
    base_url: str = ""
    yearly: bool = False
    """Whether its issues are numbered by year."""


def next_serial(
    workspace: Workspace, publication: Publication, today: date, series: Series = REGULAR
) -> Serial:
    """The serial after the last issue of a series that has a folder; number 1 for the first.

    It is numbered by year if the publication does so today.
    """
    year = publication.counted_in(today)
    names = map(issue_name, issue_folders(workspace.root)[0])
    numbers = (
        each.number
        for name in names
        if (each := Serial.named(name))
        and each.counted_within == (publication.short_name, series.mark, year)
    )
    number, own = max(numbers, default=0) + 1, publication.short_name
    return Serial(series.mark, year, number, series.name, publication=own)


def numbers_left_out(workspace: Workspace, serial: Serial) -> range:
    """The numbers between the issues with folders and a new one; empty if it follows on them, or is
    the first of its series."""
    names = map(issue_name, issue_folders(workspace.root)[0])
    others = [each for name in names if (each := Serial.named(name)) and each != serial]
    together = [each for each in others if each.counted_within == serial.counted_within]
    before = [each.number for each in together if each.number < serial.number]
    goes_on = any(each.sequence == serial.sequence for each in others)
    if not before and not (serial.year and goes_on):
        return range(0)
    return range(max(before, default=0) + 1, serial.number)


def next_whole_number(workspace: Workspace, publication: Publication) -> int | None:
    """The 总期号 of the next 正刊; None if the office does not print it.

    Issues without one after the highest number are counted, as the check I304 does.
    """
    wanted = (publication.short_name, REGULAR.mark)
    own = [each for each in past_issues(workspace.root) if each.serial.sequence == wanted]
    own.sort(key=lambda each: each.serial.printed_order(each.dated))
    highest = max((each.whole_number or 0 for each in own), default=0)
    known = [at for at, each in enumerate(own) if each.whole_number == highest]
    if not known:
        return publication.first_whole_number
    return highest + 1 + sum(1 for each in own[known[-1] + 1 :] if each.whole_number is None)


def new_issue(workspace: Workspace, publication: Publication, serial: Serial, today: date) -> Path:
    """Make the folder of an issue and return it.

    Raises FileExistsError if it exists, even if another process has only just made it, or if a year
    and an issue would have the same folder (`shared_folder`).
    """
    folder = workspace.issue_folder(serial.name)
    if shared_folder(workspace, serial):
        raise FileExistsError(folder)
    whole = None if serial.mark else next_whole_number(workspace, publication)
    templates = workspace.folders("templates")
    create_tree(folder, _issue_files(templates, publication.units[0].name, serial, today, whole))
    return folder


def new_workspace(root: Path, office: NewOffice, serial: Serial, today: date) -> Path:
    """Make a workspace for `office` with its first issue, and return the folder of the issue.

    Raises FileExistsError if `root` already contains issues.
    """
    issues = root / "issues"
    if issues.exists():
        raise FileExistsError(issues)
    templates = (built_in("templates"),)
    files = {
        f"{serial.folder}/{name}": content
        for name, content in _issue_files(templates, office.units[0], serial, today).items()
    }
    for name in (PUBLICATION, *LISTS):
        files[name] = _fill(templates, f"new/{name}", {"office": office}).encode()
    replace_tree(issues, files)
    return issues / serial.folder


def new_publication(
    workspace: Workspace, short_name: str, office: NewOffice, unit: str, serial: Serial, today: date
) -> Path:
    """Put another publication beside the first, with its first issue, and return its folder.

    A folder that has issues and lacks only `publication.yaml` gets that alone. Raises
    FileExistsError when there is a publication of this short name.
    """
    folder = workspace.publication_folder(short_name)
    templates = (built_in("templates"),)
    facts = _fill(templates, "new/publication-beside.yaml", {"office": office}).encode()
    if folder.is_dir():
        if (folder / PUBLICATION).exists():
            raise FileExistsError(folder)
        replace_file(folder / PUBLICATION, facts)
        return folder
    issue = _issue_files(templates, unit, serial, today)
    files = {f"{serial.own_folder}/{name}": content for name, content in issue.items()}
    create_tree(folder, {**files, PUBLICATION: facts})
    return folder


def untouched_issue(workspace: Workspace, serial: Serial) -> str:
    """The name of an issue before this one, of its series, that still has nothing but the sample;
    empty if there is none."""
    names = map(issue_name, issue_folders(workspace.root)[0])
    others = [each for name in names if (each := Serial.named(name)) and each < serial]
    for each in sorted(each for each in others if each.counted_within == serial.counted_within):
        copy = workspace.issue_folder(each.name).glob("*.md")
        if {path.name for path in copy} == {ISSUE, f"{FIRST_SUBMISSION}.md"}:
            return each.name
    return ""


def _of_the_sample(submission: Submission) -> str:
    """What is left in a submission of the sample that `bulletin new` writes; empty if nothing is.

    It may be the file name, the title, a heading or a sentence, whatever else was filled in.
    """
    if submission.name == FIRST_SUBMISSION:
        return FIRST_SUBMISSION
    title = submission.title.text if submission.title else ""
    own_headings = [section.heading_text for section in submission.sections]
    body = _without_blanks("".join(text.text for text in section_texts(submission.sections)))
    named, headings, phrases = _sample()
    if _without_blanks(named) in _without_blanks(title):
        return named
    left = [each for each in own_headings if each in headings]
    left += [each for each in phrases if _without_blanks(each) in body]
    return left[0] if left else ""


def is_sample(submission: Submission) -> bool:
    """Whether a submission is the sample as `bulletin new` writes it, with nothing filled in."""
    if submission.name != FIRST_SUBMISSION:
        return False
    title = submission.title.text if submission.title else ""
    body = _without_blanks("".join(text.text for text in section_texts(submission.sections)))
    named, _, phrases = _sample()
    return title == named and all(_without_blanks(each) in body for each in phrases)


def sample_faults(submissions: Iterable[Submission]) -> Iterator[Diagnostic]:
    """I121: submissions that are the sample, or still have something of it."""
    for each in submissions:
        if left := _of_the_sample(each):
            yield _sample_fault(each, left)


def _sample_fault(submission: Submission, left: str) -> Diagnostic:
    at = max(submission.source.text.find(left), 0)
    span = Span(at, at + len(left)) if submission.source.text.startswith(left, at) else Span(0, 0)
    if left == FIRST_SUBMISSION:
        message, hint = (
            f"`{left}` 是样稿，不能刊发",
            "换成来稿，文件名和 articles 里都改为单位名；不要了的，两处都删去",
        )
    else:
        message, hint = f"样稿里的“{left}”还在，不能刊发", "换成来稿的文字，样稿的话一句不留"
    return error("I121", submission.source, span, message, hint)


@cache
def _sample() -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The sample's title, its headings and its sentences."""
    text = (built_in("templates") / SAMPLE).read_text("utf-8")
    _, front, body = text.split("---\n", 2)
    title = next(line for line in front.splitlines() if line.startswith("标题:"))
    headings = tuple(each.rstrip("。") for each in re.findall(r"\*\*(.+?)\*\*", body))
    phrases = _PHRASE_ENDS.split(re.sub(r"\*\*.+?\*\*", "", body))
    told = (each.strip() for each in phrases)
    return (
        title.removeprefix("标题:").strip(),
        headings,
        tuple(each for each in told if len(each) >= SHORTEST_PHRASE),
    )


def _without_blanks(text: str) -> str:
    return "".join(text.split())


def _issue_files(
    templates: Sequence[Path],
    unit: str,
    serial: Serial,
    today: date,
    whole_number: int | None = None,
) -> dict[str, bytes]:
    values = {
        "number": f"{serial.year}-{serial.number}" if serial.year else serial.number,
        "series": serial.series,
        "whole_number": whole_number,
        "date": today.isoformat() if serial.year in (0, today.year) else "",
        "first": FIRST_SUBMISSION,
        "unit": unit,
    }
    return {
        ISSUE: _fill(templates, "new/issue.md", values).encode(),
        f"{FIRST_SUBMISSION}.md": _fill(templates, SAMPLE, values).encode(),
    }


def _fill(templates: Sequence[Path], name: str, values: Mapping[str, object]) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(list(templates)),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["scalar"] = _scalar
    return environment.get_template(name).render(**values)


def _scalar(text: str) -> str:
    """The text as one YAML scalar, quoted if YAML needs it or a # might be taken for a note."""
    if re.search("[#＃]", text):
        return quoted(text)
    return yaml.safe_dump(text, allow_unicode=True, width=10_000).removesuffix("\n...\n").strip()

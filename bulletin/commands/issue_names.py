"""Reading the name of an issue on the command line: 116, s3, 2024-1, 第3期, or a folder's path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bulletin.patterns import pattern_of
from bulletin.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from bulletin.model import Publication, Serial

_AS_TYPED = (
    {ord("０") + digit: ord("0") + digit for digit in range(10)}
    | dict.fromkeys(map(ord, "－—–‐"), "-")
    | {ord("\\"): "/", ord("／"): "/"}
)
"""Translates full-width digits, the dashes of input methods, and the paths of Windows."""

_YEAR = pattern_of("[12][0-9]{3}", re.ASCII)


class IssueName(click.ParamType[str]):
    """A parameter for the name of an issue, which accepts all the ways in which people type it.

    A bare number means the one open issue with that number, of whatever year and publication, or
    else the one that was sent out; of an issue of an earlier year that is said. If two issues could
    be meant, both are named and nothing is done. A year and a number mean an issue of the first
    publication, unless that cannot have an issue of this name.
    """

    name = "issue"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name of the issue. Anything else is passed on, so that the command can report it."""
        workspace = find_workspace(Path.cwd())
        typed = str(value)
        if workspace is None:
            return typed
        if edition := _edition(typed, workspace):
            issue, _, revision = edition.rpartition("/")
            said = f"{typed} 是第 {issue} 期刊发的第 {revision} 版"
            raise click.UsageError(f"{said}；这里写期号 {issue}")
        return self._issue(typed, workspace)

    def _issue(self, typed: str, workspace: Workspace) -> str:
        name = plain_name(typed, workspace)
        if not name:
            _refuse_publication(typed, workspace)
            return typed
        _refuse_year(name, workspace)
        return name if is_path(typed) else self._the_one(typed, name, workspace)

    def _the_one(self, typed: str, name: str, workspace: Workspace) -> str:
        from bulletin.model import Serial

        asked = Serial.named(name)
        if asked is None:
            return name
        first = _of_the_first(typed, asked, workspace)
        there = _meant(asked, workspace, first=first)
        if first and not there:
            _refuse_elsewhere(asked, workspace)
        if len(there) > 1:
            full = [f"issues/{each}" if each == name else each for each in there]
            written = f"{'、'.join(full[:-1])} 或 {full[-1]}"
            raise click.UsageError(f"{name} 可以是 {'、'.join(there)}；写 {written}，分清是哪一期")
        if not there:
            return name
        _say_of_earlier(asked, there[0], workspace)
        return there[0]

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The existing issues, the newest of each publication first."""
        from click.shell_completion import CompletionItem

        workspace = find_workspace(Path.cwd())
        names = _names(workspace) if workspace else ()
        return [CompletionItem(each) for each in reversed(names) if each.startswith(incomplete)]


class EditionName(IssueName):
    """A parameter for the name of an issue or of one edition of it: 116, 116/1, 2024-1/1."""

    name = "edition"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name of the edition, or of the issue."""
        workspace = find_workspace(Path.cwd())
        edition = _edition(str(value), workspace) if workspace else ""
        return edition or super().convert(value, param, ctx)


ISSUE_NAME = IssueName()
EDITION_NAME = EditionName()

_EDITION = pattern_of(r"(.+?)/(?:published/)?([1-9][0-9]{0,2})/?", re.ASCII)


def _edition(typed: str, workspace: Workspace) -> str:
    """The name of an edition that is kept, as 2024-1/1; empty for anything else.

    `2024/1` is an issue, and `2024/1/1` its first edition.
    """
    from bulletin.output import PUBLISHED

    match = _EDITION.fullmatch(_half_width(typed))
    if match is None:
        return ""
    whole = plain_name(typed, workspace)
    if whole and workspace.issue_folder(whole).is_dir():
        return ""
    issue = plain_name(match[1], workspace)
    kept = issue and (workspace.issue_folder(issue) / PUBLISHED / match[2]).is_dir()
    return f"{issue}/{match[2]}" if kept else ""


def plain_name(typed: str, workspace: Workspace) -> str:
    """The name of an issue, from one of the ways in which people type it; empty for other text.

    >>> from pathlib import Path
    >>> nowhere = Workspace(Path("/nowhere"))
    >>> [plain_name(each, nowhere) for each in ("第１１６期", "2024年第1期", "issues/2024/1/")]
    ['116', '2024-1', '2024-1']
    >>> [plain_name(each, nowhere) for each in ("2024—01", r"issues\\2024\\1", "diaoyan/2024/1")]
    ['2024-1', '2024-1', 'diaoyan/2024-1']
    """
    from bulletin.model import Serial

    text = _half_width(typed)
    path = Path(text)
    if path.exists() and path.resolve().is_relative_to(workspace.issues.resolve()):
        text = path.resolve().relative_to(workspace.issues.resolve()).as_posix()
    text = text.removeprefix("./").removeprefix("issues/").removesuffix("issue.md").rstrip("/")
    serial = Serial.named(re.sub(r"(?<![0-9])0+(?=[1-9])", "", text.lower()))
    if serial is None:
        return _said(text, workspace)
    return serial.name


def _half_width(typed: str) -> str:
    return typed.translate(_AS_TYPED).strip()


def is_path(typed: str) -> bool:
    """Whether the path of an issue's folder was typed, which can mean only that issue.

    A publication's short name and a number (diaoyan/1) are not a path.
    """
    from bulletin.model import is_short_name

    before, slash, _ = _half_width(typed).removeprefix("./").rpartition("/")
    return bool(slash) and not is_short_name(before)


def _refuse_year(name: str, workspace: Workspace) -> None:
    """Exit if a year was typed; its folder contains issues, but is not an issue."""
    names = _names(workspace) if _YEAR.fullmatch(name.rpartition("/")[2]) else ()
    within = [each for each in names if each.startswith(f"{name}-")]
    if within and name not in names:
        raise click.UsageError(f"{name} 是年份；写明是哪一期：{_some(within)}")


def _refuse_publication(typed: str, workspace: Workspace) -> None:
    """Exit if only the name or short name of a publication was typed, or its folder."""
    from bulletin.load import short_names

    text = _half_width(typed).removeprefix("./").removeprefix("issues/").rstrip("/")
    publication = _publication(workspace)
    called = {each.name: each.short_name for each in publication.every} if publication else {}
    own = text if text in short_names(workspace.root) else called.get(text)
    if own is None:
        return
    within = [each for each in _names(workspace) if each.rpartition("/")[0] == own]
    open_ones = [each for each in within if _is_open(each, workspace)]
    named = _some(open_ones or within) or "还没有，运行 bulletin new"
    raise click.UsageError(f"{text} 是一种刊物；写明是哪一期：{named}")


def _some(names: Sequence[str]) -> str:
    """The last few of the names that an issue can be typed by."""
    return "、".join(names[-MOST_SHOWN:])


MOST_SHOWN = 5
"""How many issues are listed to choose from."""


def _of_the_first(typed: str, asked: Serial, workspace: Workspace) -> bool:
    """Whether only an issue of the first publication can be meant.

    That is so if the publication itself was named, or a year and a number in its own way of
    counting: the same name must not mean another publication's issue on another day.
    """
    from bulletin.load import short_names

    if asked.publication or not short_names(workspace.root):
        return False
    first = _publication(workspace)
    if first is None or _half_width(typed).startswith(first.name):
        return True
    since = first.yearly_from
    is_own = since is not None and asked.year >= since
    return is_own and first.series_marked(asked.mark) is not None


def _refuse_elsewhere(asked: Serial, workspace: Workspace) -> None:
    """Exit if the first publication lacks an issue that others have, and name theirs."""
    first = _publication(workspace)
    theirs = [each for each in _so_numbered(asked, workspace) if each.publication]
    if first and theirs:
        cures = (f"要的是{first.of(each.name).name}的，写 {each.name}" for each in theirs)
        raise click.UsageError("；".join((f"没有第 {asked.name} 期", *cures)))


def _say_of_earlier(asked: Serial, name: str, workspace: Workspace) -> None:
    """Say which issue a bare number is taken for, where that is one of an earlier year."""
    from bulletin.calendar_day import day_at
    from bulletin.model import Serial

    meant = Serial.named(name)
    if meant and not asked.year and 0 < meant.year < day_at(workspace.root).year:
        click.echo(f"第 {asked.name} 期只有 {name}", err=True)


def _said(text: str, workspace: Workspace) -> str:
    """The name of 增刊第3期, 2024年第1期, 第1期（增刊） or 调研参考第3期."""
    from bulletin.model import REGULAR, SUPPLEMENTS, Serial

    text = "".join(text.split())
    if "期" not in text:
        return ""
    publication = _publication(workspace)
    short_name, own = _whose(text, publication)
    declared = publication.of(f"{short_name}/").series if publication else (REGULAR, SUPPLEMENTS)
    marks = {"".join(_half_width(each.name or "正刊").split()): each.mark for each in declared}
    match = _said_with(marks).fullmatch(own)
    if match is None:
        return ""
    years, series = (list(filter(None, match.group(*at))) for at in ((2, 4), (1, 3, 6)))
    if len(years) > 1 or len(series) > 1:
        return ""
    mark, year = marks[series[0]] if series else "", int(years[0] if years else 0)
    return Serial(mark, year, int(match[5]), publication=short_name).name


def _said_with(names: Iterable[str]) -> re.Pattern[str]:
    """A pattern for an issue as people say it, with one of these series before or behind the year
    or behind the number; a series may have figures in its name."""
    series = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    year, number = "(?:〔?([12][0-9]{3})[年〕])?", "第?(?:([12][0-9]{3})[-/])?0*([1-9][0-9]{0,6})期"
    return re.compile(rf"({series})?{year}({series})?{number}(?:（?({series})）?)?", re.ASCII)


def _whose(text: str, first: Publication | None) -> tuple[str, str]:
    """The short name of the publication that is named before an issue, and the rest of the text;
    `first` is the first of the workspace."""
    from bulletin.model import is_short_name

    before, _, own = text.rpartition("/")
    if is_short_name(before):
        return before, own
    for each in first.longest_name_first if first else ():
        if text.startswith(each.name):
            return each.short_name, text.removeprefix(each.name)
    return "", text


def _publication(workspace: Workspace) -> Publication | None:
    from bulletin.load import load_publication

    return load_publication(workspace.root)[0]


def _names(workspace: Workspace) -> tuple[str, ...]:
    from bulletin.load import issue_serials

    return tuple(each.name for each in issue_serials(workspace.root)[0])


def _meant(asked: Serial, workspace: Workspace, *, first: bool) -> tuple[str, ...]:
    """The issues that can be meant: those with this number, in any year and publication that is
    not excluded by what was asked; `first` excludes all publications but the first.

    If the year was not asked and exactly one of them is open, only that one is returned.
    """
    same = _so_numbered(asked, workspace)
    if asked.year and asked in same:
        return (asked.name,)
    names = [each.name for each in same if not (first and each.publication)]
    if asked.year:
        return tuple(names)
    open_ones = [each for each in names if _is_open(each, workspace)] if len(names) > 1 else names
    return tuple(open_ones if len(open_ones) == 1 else names)


def _so_numbered(asked: Serial, workspace: Workspace) -> tuple[Serial, ...]:
    from bulletin.model import Serial

    serials = (Serial.named(each) for each in _names(workspace))
    return tuple(each for each in serials if each and _is_so_numbered(each, asked))


def _is_so_numbered(serial: Serial, asked: Serial) -> bool:
    """Whether an issue has the number that is asked for, in the publication and year if they are
    named."""
    if (serial.mark, serial.number) != (asked.mark, asked.number):
        return False
    of = not asked.publication or serial.publication == asked.publication
    return of and (not asked.year or serial.year == asked.year)


def _is_open(name: str, workspace: Workspace) -> bool:
    """Whether the issue is still to be published: it has no edition and is not a past issue."""
    from bulletin.edition import latest_edition
    from bulletin.past import is_printed

    if latest_edition(workspace, name) is not None:
        return False
    return not is_printed(workspace.root, workspace.issue_folder(name))

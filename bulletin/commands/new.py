"""`bulletin new`: the next issue's folder."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bulletin.calendar_day import office_day
from bulletin.commands.chinese import Chinese
from bulletin.commands.issue_names import is_path, plain_name
from bulletin.commands.speech import FAULTS, USAGE, stop, tell, the_publication, the_workspace
from bulletin.patterns import pattern_of
from bulletin.workspace import find_workspace

if TYPE_CHECKING:
    from bulletin.model import Publication, Serial
    from bulletin.workspace import Workspace


def _numbers_to_come(_ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """For completion: the next issue of each series of each publication."""
    from bulletin.scaffold import next_serial

    workspace = find_workspace(Path.cwd())
    if workspace is None:
        return []
    following = (
        next_serial(workspace, each, office_day(each.house), series).name
        for each in _publications(workspace)
        for series in each.series
    )
    return [name for name in following if name.startswith(begun)]


def _series_names(_ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """For completion: the series of the first publication besides 正刊."""
    workspace = find_workspace(Path.cwd())
    first = next(iter(_publications(workspace)), None) if workspace else None
    names = (each.name for each in first.series) if first else ()
    return [name for name in names if name and name.startswith(begun)]


def _publications(workspace: Workspace) -> tuple[Publication, ...]:
    """Those of a workspace that can be read, the first first."""
    from bulletin.load import load_publication

    first, _ = load_publication(workspace.root)
    return first.every if first else ()


@click.command("new", cls=Chinese)
@click.argument("number", required=False, metavar="[期号]", shell_complete=_numbers_to_come)
@click.option(
    "--series",
    "wanted",
    metavar="系列",
    help="增刊，或 publication.yaml 里定的系列",
    shell_complete=_series_names,
)
def new_command(number: str | None, wanted: str | None) -> None:
    """新建下一期的文件夹，里面有 issue.md 和一篇来稿样式。

    \b
        bulletin new                接着最后一期往下编；按年编号的，一年的头一期是第1期
        bulletin new 117            指定期号；按年编号的写 2024-1
        bulletin new --series 增刊  增刊的下一期，也可以写 s3
        bulletin new diaoyan        另一种刊物的下一期；指定期号写 diaoyan/3
    """
    workspace = the_workspace()
    from bulletin.load import shared_folder
    from bulletin.scaffold import new_issue, next_serial, numbers_left_out, untouched_issue

    first = the_publication(workspace, "再建")
    today = office_day(first.house)
    publication, number = _publication(workspace, first, number, today)
    if number and wanted:
        stop("期号和 --series 只写一个", USAGE)
    series = publication.series_called(wanted or "正刊")
    if series is None:
        names = "、".join(each.name or "正刊" for each in publication.series)
        stop(f"没有 {wanted} 这个系列；写 {names} 中的一个", USAGE)
    if number:
        serial = _asked(workspace, publication, number, today)
    else:
        serial = next_serial(workspace, publication, today, series)
    while True:  # if two people ask for the next number at once, each gets one
        try:
            folder = new_issue(workspace, publication, serial, today)
            break
        except FileExistsError:
            if shared := shared_folder(workspace, serial):
                tell((shared,))
                stop("没有新建", FAULTS)
            if number:
                stop(f"第 {serial.name} 期已经有了：issues/{serial.folder}", USAGE)
            serial = next_serial(workspace, publication, today, series)
    shown = folder.relative_to(workspace.root).as_posix()
    click.echo(f"建好 {shown}/")
    for path in sorted(folder.iterdir()):
        click.echo(f"  {path.name}")
    if gap := numbers_left_out(workspace, serial):
        last = f"—{gap[-1]}" if len(gap) > 1 else ""
        missing = replace(serial, number=gap[0]).name
        click.echo(f"前面缺第 {gap[0]}{last} 期；期号是接着编的，还要运行 bulletin new {missing}")
    if empty := untouched_issue(workspace, serial):
        click.echo(f"第 {empty} 期已经建好，里面还只有样稿；先编那一期")
    if serial.year not in (0, today.year):
        click.echo(f"issue.md 的 日期 空着：今天不在 {serial.year} 年；印发日期定了再写")
    then = f"再运行 bulletin build {serial.name}"
    click.echo(f"接着：把稿件存进 {shown}/，在 issue.md 的 篇目 里列出，{then}")


def _asked(workspace: Workspace, publication: Publication, number: str, today: date) -> Serial:
    """The serial of the issue with this number; exits if it is not a number of an issue."""
    from bulletin.model import Serial

    asked = Serial.named(plain_name(number, workspace), publication)
    if asked is None or publication.series_marked(asked.mark) is None:
        from bulletin.meaning import number_meant

        digits = number_meant(number) if _NUMBERED.fullmatch(number) else ""
        meant = Serial.named(digits, publication) if digits else None
        following = _following(workspace, publication, today)
        cure = f"写成 {meant.name}" if meant else f"正刊的下一期写成 {following}"
        stop(f"期号 {number} 的写法不对；{cure}", USAGE)
    since = publication.yearly_from
    if asked.year and (since is None or asked.year < since):
        until = f"{since} 年以前的" if since else "这种刊物的"
        stop(f"{until}期号一直往下编，不按年；只写期号，不写年份", USAGE)
    if asked.year or not publication.counted_in(today):
        return asked
    if not asked.mark and 1900 <= asked.number <= 2999:
        following = _following(workspace, publication, today)
        stop(f"{number} 是年份；正刊的下一期写成 {following}", USAGE)
    return replace(asked, year=today.year)


_NUMBERED = pattern_of(r"第?\s*[\d〇零一二两三四五六七八九十百千]+\s*[期号]?")


def _following(workspace: Workspace, publication: Publication, today: date) -> str:
    """The name of the publication's next issue."""
    from bulletin.scaffold import next_serial

    return next_serial(workspace, publication, today).name


def _publication(
    workspace: Workspace, first: Publication, number: str | None, today: date
) -> tuple[Publication, str | None]:
    """The publication of the issue asked for, and its number if one was given.

    Exits if it is not clear which publication is meant.
    """
    from bulletin.model import Serial

    if not first.others and "/" not in (number or ""):
        return first, number
    for each in first.every:
        if number and number in (each.short_name, each.name):
            return each, None
    if number is None:
        return _chosen(workspace, first, today), None
    asked = Serial.named(plain_name(number, workspace))
    if asked and asked.publication not in (each.short_name for each in first.every):
        names = "、".join(f"{each.short_name or '（第一种）'} {each.name}" for each in first.every)
        stop(f"没有 {asked.publication} 这种刊物；有 {names}", USAGE)
    if asked and not asked.publication and not asked.year and not is_path(number):
        _refuse_bare(workspace, first, asked, today)
    return first.of(asked.name if asked else ""), number


def _refuse_bare(workspace: Workspace, first: Publication, asked: Serial, today: date) -> None:
    """Exit if the number is the next one of other publications and not of the first.

    Any other bare number is the first's. All that can be meant are named, each as it can be typed;
    an issue of the first only if it can be made.
    """
    own_next = _next_of(workspace, first, asked, today)
    if own_next and own_next.number == asked.number:
        return
    following = [_next_of(workspace, each, asked, today) for each in first.others]
    theirs = [each.name for each in following if each and each.number == asked.number]
    if not theirs:
        return
    own = replace(asked, year=first.counted_in(today))
    names, typed = list(theirs), list(theirs)
    if own_next and not workspace.issue_folder(own.name).exists():
        names.insert(0, own.name)
        typed.insert(0, own.name if own.year else f"issues/{own.name}")
    stop(f"{asked.name} 可以是 {'、'.join(names)}；写 {' 或 '.join(typed)}", USAGE)


def _next_of(
    workspace: Workspace, publication: Publication, asked: Serial, today: date
) -> Serial | None:
    """The next issue of a publication in the series that is asked for; None without the series."""
    from bulletin.scaffold import next_serial

    series = publication.series_marked(asked.mark)
    return next_serial(workspace, publication, today, series) if series else None


def _chosen(workspace: Workspace, first: Publication, today: date) -> Publication:
    """The publication whose next issue is to be made; asks if somebody can answer."""
    from bulletin.scaffold import next_serial

    following = {next_serial(workspace, each, today).name: each for each in first.every}
    listed = "、".join(f"{name}（{each.name}）" for name, each in following.items())
    if not sys.stdin.isatty():
        examples = "、".join(f"bulletin new {each.short_name or each.name}" for each in first.every)
        stop(f"有几种刊物，下一期是 {listed}；写明是哪一种：{examples}", USAGE)
    choice = click.Choice(tuple(following))
    question = f"建哪一期（{listed}）"
    return following[
        str(click.prompt(question, prompt_suffix="：", type=choice, show_choices=False))
    ]

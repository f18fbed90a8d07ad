"""`bulletin new`: the next issue's folder."""

from __future__ import annotations

from dataclasses import replace

import click

from bulletin.calendar_day import office_day
from bulletin.commands.chinese import Chinese
from bulletin.commands.issue_names import plain_name
from bulletin.commands.speech import FAULTS, USAGE, stop, tell, the_workspace


@click.command("new", cls=Chinese)
@click.argument("number", required=False, metavar="[期号]")
@click.option("--series", "wanted", metavar="系列", help="增刊，或 publication.yaml 里定的系列")
def new_command(number: str | None, wanted: str | None) -> None:
    """新建下一期的文件夹，里面有 issue.md 和一篇来稿样式。

    \b
        bulletin new                接着最后一期往下编；按年编号的，一年的头一期是第1期
        bulletin new 117            指定期号；按年编号的写 2024-1
        bulletin new --series 增刊  增刊的下一期，也可以写 s3
    """
    workspace = the_workspace()
    from bulletin.load import load_publication
    from bulletin.model import Serial
    from bulletin.scaffold import new_issue, next_serial

    publication, faults = load_publication(workspace.root)
    if publication is None:
        tell(faults)
        stop("publication.yaml 有错，改好再建", FAULTS)
    if number and wanted:
        stop("期号和 --series 只写一个", USAGE)
    today = office_day(publication.house)
    series = publication.series_called(wanted or "正刊")
    if series is None:
        names = "、".join(each.name or "正刊" for each in publication.series)
        stop(f"没有 {wanted} 这个系列；写 {names} 中的一个", USAGE)
    serial = next_serial(workspace, publication, today, series)
    if number:
        asked = Serial.named(plain_name(number, workspace), publication)
        if asked is None or publication.series_marked(asked.mark) is None:
            stop(f"期号 {number} 的写法不对；写成 117，按年的写成 2024-1，增刊写成 s3", USAGE)
        serial = asked
        if not asked.year and publication.counted_in(today):
            if not asked.mark and 1900 <= asked.number <= 2999:
                stop(f"{number} 是年份；写明是哪一期，例如 {asked.number}-1", USAGE)
            serial = replace(asked, year=today.year)
    while True:  # if two people ask for the next number at once, each gets one
        try:
            folder = new_issue(workspace, publication, serial, today)
            break
        except FileExistsError:
            if number:
                stop(f"第 {serial.name} 期已经有了：issues/{serial.folder}", USAGE)
            serial = next_serial(workspace, publication, today, series)
    shown = folder.relative_to(workspace.root).as_posix()
    click.echo(f"建好 {shown}/")
    for path in sorted(folder.iterdir()):
        click.echo(f"  {path.name}")
    then = f"再运行 bulletin build {serial.name}"
    click.echo(f"接着：把稿件存进 {shown}/，在 issue.md 的 articles 里列出，{then}")

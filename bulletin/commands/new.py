"""`bulletin new`: the next issue's folder."""

from __future__ import annotations

import re
from datetime import date

import click

from bulletin.commands.chinese import Chinese
from bulletin.commands.speech import FAULTS, USAGE, stop, tell, the_workspace


@click.command("new", cls=Chinese)
@click.argument("number", required=False, metavar="[期号]")
def new_command(number: str | None) -> None:
    """新建下一期的文件夹，里面有 issue.md 和一篇来稿样式。

    \b
        bulletin new        接着最后一期往下编
        bulletin new 117    指定期号
        bulletin new s3     增刊第3期
    """
    workspace = the_workspace()
    from bulletin.load import load_publication
    from bulletin.scaffold import new_issue, next_number

    publication, faults = load_publication(workspace.root)
    if publication is None:
        tell(faults)
        stop("publication.yaml 有错，改好再建", FAULTS)
    name = number or str(next_number(workspace))
    if not re.fullmatch(r"s?[1-9][0-9]{0,6}", name, re.ASCII):
        stop(f"期号 {name} 的写法不对；写成 117，增刊写成 s3", USAGE)
    while True:  # of two who ask for the next number at once, each gets one
        try:
            folder = new_issue(workspace, publication, name, date.today())
            break
        except FileExistsError:
            if number:
                stop(f"第 {name} 期已经有了：issues/{name}", USAGE)
            name = str(next_number(workspace))
    shown = folder.relative_to(workspace.root).as_posix()
    click.echo(f"建好 {shown}/")
    for path in sorted(folder.iterdir()):
        click.echo(f"  {path.name}")
    click.echo(
        f"接着：把稿件存进 {shown}/，在 issue.md 的 articles 里列出，再运行 bulletin build {name}"
    )

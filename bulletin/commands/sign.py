"""`bulletin sign`: a signature of 三审三校, written into an issue's sheet."""

from __future__ import annotations

from datetime import date

import click

from bulletin.calendar_day import day_at
from bulletin.commands.chinese import Chinese
from bulletin.commands.issue_names import ISSUE_NAME
from bulletin.commands.speech import FAULTS, USAGE, stop, tell, the_workspace
from bulletin.model import SIGNATURES

_ROLES = {title: role for role, title in SIGNATURES.items()}
_STATUS = {"draft": "送审稿", "proof": "清样", "signed": "已签发"}


@click.command("sign", cls=Chinese)
@click.argument("number", type=ISSUE_NAME, metavar="期号")
@click.option("--as", "title", type=click.Choice(tuple(_ROLES)), required=True, help="签的是哪一道")
@click.option("--by", metavar="姓名", help="签字人；issue.md 里写了就不用写")
@click.option("--on", "day", metavar="日期", help="哪一天签的，不写就是今天")
def sign_command(number: str, title: str, by: str | None, day: str | None) -> None:
    """签字：把责任编辑、核稿或签发的姓名和日期写进 issue.md，状态也跟着改。

    \b
        bulletin sign 117 --as 责任编辑 --by 张三
        bulletin sign 117 --as 核稿 --by 李四 --on 2024-03-04
        bulletin sign 117 --as 签发 --by 王五

    核稿以后是清样，签发以后是已签发。签发日期就是印发日期，和日期一栏不同就不写。
    接着运行 bulletin approve，记下签发的是哪一稿。
    """
    workspace = the_workspace()
    from bulletin.publish import sign

    today = day_at(workspace.root)
    on = today if day is None else _day(day, today)
    signing, faults = sign(workspace, number, _ROLES[title], by, on)
    tell(faults)
    if signing is None:
        stop("没有签，issue.md 没有动", FAULTS)
    click.echo(f"第 {number} 期：{title} {signing.by} {signing.on.isoformat()}")
    if signing.instead_of is not None:
        name, before = signing.instead_of
        click.echo(f"换下了原来的签字：{name}{f' {before.isoformat()}' if before else ''}")
    click.echo(f"状态：{_STATUS[signing.status.value]}")
    if signing.missing:
        click.echo(f"还要签：{'、'.join(signing.missing)}")
    elif signing.status.value == "signed":
        click.echo(f"接着：bulletin approve {number}")
    else:
        click.echo(f"接着：bulletin sign {number} --as 签发 --by 姓名")


def _day(written: str, today: date) -> date:
    from bulletin.meaning import day_meant, parts_of_day

    found = day_meant(written)
    if found is None:
        meant = day_meant(written, today)
        cure = f"写成 {meant}" if meant else f"按 年-月-日 写，今天写成 {today}"
        is_no_day = meant is None and parts_of_day(written) is not None
        stop(f"--on 的日期 {written} {'没有这一天' if is_no_day else '认不得'}；{cure}", USAGE)
    return found

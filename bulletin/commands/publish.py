"""`bulletin publish`: an issue is sent out, once and for good."""

from __future__ import annotations

import click

from bulletin.commands.act_options import TAKES_OVER, UNSIGNED
from bulletin.commands.chinese import Chinese
from bulletin.commands.issue_names import ISSUE_NAME
from bulletin.commands.speech import the_workspace


@click.command("publish", cls=Chinese)
@click.argument("number", type=ISSUE_NAME, required=False, metavar="[期号]")
@TAKES_OVER
@UNSIGNED
def publish_command(number: str | None, **options: bool) -> None:
    """刊发一期：期号用掉，文字定下，成品存档，以后不再改动。

    \b
        bulletin publish 116    刊发第116期
        bulletin publish        刊发下一期

    有几种刊物的，不写期号就刊发下一期已经签发的那一种；不止一种签发了，就列出来，什么也不做。

    稿件有错、没有签发、签发后改动过、期号不连续、日期倒退、用了没有准许的代替字体，都不刊发，
    一次全部列出。成品在 issues/116/published/1/，网页、PDF、稿件、记录和摘要都在里面，只读。
    中途断电、磁盘写满也不要紧：不是没有刊发，就是已经刊发，再运行一次就知道。
    """
    workspace = the_workspace()
    from bulletin.commands.offices import act
    from bulletin.publish import publish

    act("已刊发", lambda office: publish(workspace, number, office), **options)

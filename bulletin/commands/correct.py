"""`bulletin correct`: a new revision beside what was sent out."""

from __future__ import annotations

import click

from bulletin.commands.act_options import TAKES_OVER, UNSIGNED, reasoned
from bulletin.commands.chinese import Chinese
from bulletin.commands.issue_names import ISSUE_NAME
from bulletin.commands.speech import the_workspace


@click.command("correct", cls=Chinese)
@click.argument("number", type=ISSUE_NAME, metavar="期号")
@reasoned("更正了什么，印在网页的勘误里")
@TAKES_OVER
@UNSIGNED
def correct_command(number: str, reason: str, **options: bool) -> None:
    """更正已经刊发的一期：存一个新版，原来的版本留着。

    先改稿件，重新签发（bulletin approve），再运行：

    \b
        bulletin correct 116 --reason "第3页第2行，“5000户”应为“5080户”"

    期号和印发日期不能改。网页上写明勘误。outgoing/ 里先前写好的邮件、公众号文章照新版重做。
    """
    workspace = the_workspace()
    from bulletin.commands.offices import act
    from bulletin.publish import correct

    act("已更正", lambda office: correct(workspace, number, reason, office), **options)

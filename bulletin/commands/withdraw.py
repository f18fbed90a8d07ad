"""`bulletin withdraw`: an issue that no longer holds."""

from __future__ import annotations

import click

from bulletin.commands.act_options import TAKES_OVER, UNSIGNED, reasoned
from bulletin.commands.chinese import Chinese
from bulletin.commands.issue_names import ISSUE_NAME
from bulletin.commands.speech import the_workspace


@click.command("withdraw", cls=Chinese)
@click.argument("number", type=ISSUE_NAME, metavar="期号")
@reasoned("为什么撤回，写在网页上")
@TAKES_OVER
@UNSIGNED
def withdraw_command(number: str, reason: str, **options: bool) -> None:
    """撤回已经刊发的一期：网页只写明已撤回，期号不再用，原来的版本留着。

    \b
        bulletin withdraw 116 --reason "内容有误，另行印发"

    outgoing/ 里先前写好的邮件、公众号文章删去。
    """
    workspace = the_workspace()
    from bulletin.commands.offices import act
    from bulletin.publish import withdraw

    act("已撤回", lambda office: withdraw(workspace, number, reason, office), **options)

"""`bulletin learn`: how the office writes, counted from its past issues."""

from __future__ import annotations

import click

from bulletin.commands.chinese import Chinese
from bulletin.commands.speech import ENVIRONMENT, stop, the_workspace
from bulletin.system_errors import reason
from bulletin.usage import Usage
from bulletin.workspace import Workspace


@click.command("learn", cls=Chinese)
def learn_command() -> None:
    """从往期学：数一遍往期各篇的用字，查稿时拿来找错字（W112）。

    数的是签发、刊发了的各期和登记的往期，刊发过的照存档的成品。结果存在 .bulletin/usage.json，
    删了再运行一次就有。刊发、更正、撤回以后自动再数。
    """
    workspace = the_workspace()
    try:
        usage = learn_usage(workspace)
    except OSError as problem:
        stop(f".bulletin/ 写不进去：{reason(problem)}", ENVIRONMENT)
    if not usage.articles:
        click.echo("还没有往期可学：签发、刊发了，或用 bulletin import --whole 收了往期，再运行")
        return
    click.echo(
        f"数了往期 {usage.articles} 篇，记下 {len(usage.counts)} 种用字，查稿时照此提醒（W112）"
    )
    if usage.articles < FEW:
        click.echo(f"往期不到 {FEW} 篇，能看出的错字还少；收了更多往期再运行一次")


FEW = 100
"""Of fewer articles little can be learnt: about thirty issues."""


def learn_usage(workspace: Workspace) -> Usage:
    """Count the past issues and keep the counts. Raises OSError if they cannot be kept."""
    from bulletin.edition import past_of
    from bulletin.usage import USAGE_FILE, counted, write_usage

    usage = counted(past_of(workspace).texts())
    write_usage(workspace.memory / USAGE_FILE, usage)
    return usage

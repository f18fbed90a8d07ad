"""Options that the commands of acts share: publishing, correcting, withdrawing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def reasoned(said: str) -> Callable[[Command], Command]:
    """The option with the reason of an act, which is kept for good: some words at least.

    `said` is its help: what the reason tells.
    """

    def worded(_context: click.Context, _parameter: click.Parameter, reason: str) -> str:
        if not any(map(str.isalnum, reason)):
            raise click.UsageError(f"--reason 没有写说明；写明{said.partition('，')[0]}")
        return reason.strip()

    return click.option("--reason", required=True, metavar="说明", help=said, callback=worded)


UNSIGNED = click.option("--unsigned", is_flag=True, help="本机有钥匙，也不签名")

TAKES_OVER = click.option(
    "--take-over",
    is_flag=True,
    help="别的机器刊发时死机，锁还留着：确认那台已经停了，接过来",
)

"""Options that the commands of acts share: publishing, correcting, withdrawing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def _said(_context: click.Context, _parameter: click.Parameter, reason: str) -> str:
    """The reason of an act, which stands on the page for good: some words at least."""
    if not any(map(str.isalnum, reason)):
        raise click.UsageError("--reason 没有写说明；写明更正了什么、为什么撤回")
    return reason.strip()


def reasoned(said: str) -> Callable[[Command], Command]:
    """The option with the reason of a correction or a withdrawal; `said` is its help."""
    return click.option("--reason", required=True, metavar="说明", help=said, callback=_said)


UNSIGNED = click.option("--unsigned", is_flag=True, help="本机有钥匙，也不签名")

TAKES_OVER = click.option(
    "--take-over",
    is_flag=True,
    help="别的机器刊发时死机，锁还留着：确认那台已经停了，接过来",
)

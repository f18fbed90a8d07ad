"""Options that the commands of acts share: publishing, correcting, withdrawing."""

from __future__ import annotations

import click

TAKES_OVER = click.option(
    "--take-over",
    is_flag=True,
    help="别的机器刊发时死机，锁还留着：确认那台已经停了，接过来",
)

"""`bulletin inspect`: measure a PDF against the standard."""

from __future__ import annotations

from pathlib import Path

import click

from bulletin.commands.chinese import Chinese
from bulletin.commands.speech import tell


@click.command("inspect", cls=Chinese)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="文件.pdf")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    metavar="格式",
    help="table 表格（不写就是它），json 给程序用",
)
@click.option("--json", "as_data", is_flag=True, help="同 --format json")
@click.option(
    "--letter", is_flag=True, help="按信函格式（GB/T 9704-2012 10.1）量；首页有红双线的，不写也按它"
)
def inspect_command(file: Path, form: str, as_data: bool, letter: bool) -> int:
    """量一份 PDF 是否合公文格式。

    哪个程序做的都能量。逐项列出：规则、依据、强度、量得、要求、结论。“规定”和“一般”的项有不合格时，
    退出码是 1。

    \b
        bulletin inspect build/issues/116/116.pdf
        bulletin inspect 别处来的.pdf --format json
    """
    from bulletin.inspect import LETTER, as_json, as_table, exit_code, inspect_apart

    inspection = inspect_apart(file, requirements=LETTER if letter else None)
    click.echo(as_json(inspection) if as_data or form == "json" else as_table(inspection))
    tell(inspection.diagnostics)
    return exit_code(inspection)

"""`bulletin doctor`: what this machine has, and what it lacks."""

from __future__ import annotations

import json

import click

from bulletin.commands.chinese import Chinese
from bulletin.commands.speech import ENVIRONMENT, stop
from bulletin.report import columns


@click.command("doctor", cls=Chinese)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，给程序用")
def doctor_command(as_json: bool) -> None:
    """检查本机的排版部件、字体，和读旧文件、压缩包用的 LibreOffice、libarchive。

    逐项列出版本；缺什么，写明怎样补。字体旁写“代替”的，能排版，但不是公文规定的字体。
    """
    from bulletin.intake import outside_bounds, outside_library, outside_part
    from bulletin.press import outside_parts

    parts = (*outside_parts(), outside_part(), outside_bounds(), outside_library())
    if as_json:
        rows = [
            {
                "name": part.name,
                "found": part.found,
                "substitute": part.substitute,
                "note": part.note,
                "remedy": part.remedy if not part.found or part.substitute else "",
            }
            for part in parts
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        width = max(columns(part.name) for part in parts)
        for part in parts:
            padding = " " * (width - columns(part.name))
            mark = "代替" if part.substitute else ("有　" if part.found else "缺　")
            click.echo(f"{mark}  {part.name}{padding}  {part.found or part.remedy}")
            if part.substitute:
                click.echo(f"      {' ' * width}  改法：{part.remedy}")
            if part.note:
                click.echo(f"      {' ' * width}  不用它的字：{part.note}，由另一种字体代替")
    missing = [part for part in parts if part.needed and not part.found]
    if missing:
        stop(f"缺 {len(missing)} 项：" + "、".join(part.name for part in missing), ENVIRONMENT)

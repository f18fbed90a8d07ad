"""`bulletin fonts`: prepare the faces, and say which serves which role."""

from __future__ import annotations

import click

from bulletin.commands.chinese import Chinese
from bulletin.commands.speech import ENVIRONMENT, preparing, stop, tell
from bulletin.report import columns


@click.command("fonts", cls=Chinese)
@click.option("--strict-fonts", "strict", is_flag=True, help="不接受代替字体")
def fonts_command(strict: bool) -> None:
    """准备排版用的字体。

    每种用途选一个字体：本机有公文规定的就用它，没有就用能装到的代替。准备好的字体存在用户的缓存里，字体没有换就
    不再准备。第一次约半分钟；bulletin build 也会自己做这一步。
    字体画错的字（两个字同形，或没有字形）逐个列出，由另一个字体代替。
    """
    from bulletin.diagnostics import has_errors
    from bulletin.press import prepare_faces

    faces, faults = prepare_faces(strict=strict, progress=preparing())
    width = max(columns(face.label) for face in faces.faces) if faces.faces else 0
    for face in faces.faces:
        padding = " " * (width - columns(face.label))
        mark = "" if face.official else "（代替）"
        click.echo(f"{face.label}{padding}  {face.family}{mark}")
        for each in face.unlike:
            lender = faces.lender(each.character)
            instead = f"由 {lender.family} 代替" if lender else "没有字体代替"
            click.echo(f"{' ' * width}  {each}，{instead}")
    click.echo(f"存在 {faces.cache}")
    tell([each for each in faults if strict or each.code != "P102"])
    if has_errors(faults):
        stop("字体不齐", ENVIRONMENT)

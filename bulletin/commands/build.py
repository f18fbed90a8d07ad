"""`bulletin build`: from copy to HTML and PDF."""

from __future__ import annotations

import time
import webbrowser
from datetime import date
from pathlib import Path

import click

from bulletin.commands.chinese import Chinese
from bulletin.commands.speech import (
    ENVIRONMENT,
    FAULTS,
    preparing,
    stop,
    tell,
    the_workspace,
)


@click.command("build", cls=Chinese)
@click.argument("numbers", nargs=-1, metavar="[期号]…")
@click.option("--open", "opened", is_flag=True, help="做好后打开")
@click.option("--proof", "proofs", is_flag=True, help="做成清样，每行标行号，供审阅")
def build_command(numbers: tuple[str, ...], opened: bool, proofs: bool) -> None:
    """生成网页和 PDF。

    不写期号就生成全部各期和首页；写期号只生成这几期：

    \b
        bulletin build              全部
        bulletin build 116          只做第116期
        bulletin build 116 --open   做好后打开 PDF
        bulletin build 116 --proof  清样存在 proofs/116.pdf，不动网站

    成品在 build/ 里：build/index.html 是首页，build/issues/116/ 里是第116期的网页和 PDF。
    稿件有错时一次全部列出，不动上一次的成品。没有签发的期，PDF 每页印有“送审稿”或“清样”、
    日期和稿次；已经刊发的期照刊发的文件做。
    """
    workspace = the_workspace()
    started = time.monotonic()
    from bulletin.build import Edition, Proof, build, read_copy
    from bulletin.diagnostics import has_errors
    from bulletin.press import prepare_faces

    copy = read_copy(workspace, numbers, working=proofs)
    if has_errors(copy.diagnostics):
        tell(copy.diagnostics)
        stop("没有生成；上一次的成品没有动", FAULTS)
    faces, faults = prepare_faces(progress=preparing())
    if has_errors(faults):
        tell(faults)
        stop("字体不齐，没有生成；运行 bulletin doctor 查看", ENVIRONMENT)
    last = time.monotonic()

    def made(edition: Edition) -> None:
        nonlocal last
        now = time.monotonic()
        click.echo(f"{edition.issue.title}　{edition.pressed.pages} 页　{now - last:.1f} 秒")
        last = now

    proof = Proof(date.today(), every=proofs, numbered=proofs)
    built = build(workspace, faces, numbers, proof=proof, made=made)
    tell(built.diagnostics)
    if built.failed:
        stop("没有生成；上一次的成品没有动", FAULTS)
    if proofs:
        for edition in built.editions:
            click.echo(_shown(workspace.proofs / f"{edition.issue.folder}.pdf"))
        if opened:
            name = f"{built.editions[0].issue.folder}.pdf"
            webbrowser.open((workspace.proofs / name).as_uri())
        return
    for edition in built.editions if numbers else ():
        folder = workspace.output / "issues" / edition.issue.folder
        for name in edition.files:
            click.echo(_shown(folder / name))
    if not numbers:
        click.echo(f"{_shown(workspace.output / 'index.html')}　共 {len(built.editions)} 期")
    click.echo(f"用时 {time.monotonic() - started:.1f} 秒")
    if substitutes := [face.label for face in faces.faces if not face.official]:
        click.echo(f"{'、'.join(substitutes)}用的是代替字体；运行 bulletin doctor 查看", err=True)
    if opened:
        target = workspace.output / "index.html"
        if numbers:
            name = built.editions[0].issue.folder
            target = workspace.output / "issues" / name / f"{name}.pdf"
        webbrowser.open(target.as_uri())


def _shown(path: Path) -> str:
    """The path as short as it can be written from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)

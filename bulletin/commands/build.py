"""`bulletin build`: from copy to HTML and PDF."""

from __future__ import annotations

import time
import webbrowser
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
@click.option("--internal", is_flag=True, help="连内部刊物一起做，放在 build-internal/")
@click.option("--open", "opened", is_flag=True, help="做好后打开")
def build_command(numbers: tuple[str, ...], internal: bool, opened: bool) -> None:
    """生成网页和 PDF。

    不写期号就生成全部各期和首页；写期号只生成这几期：

    \b
        bulletin build              全部
        bulletin build 116          只做第116期
        bulletin build 116 --open   做好后打开 PDF
        bulletin build --internal   全部，连内部刊物一起

    成品在 build/ 里：build/index.html 是首页，build/issues/116/ 里是第116期的网页和 PDF。
    visibility 是 internal 的（不写就是）只进 build-internal/，不进 build/。
    稿件有错时一次全部列出，不动上一次的成品。
    """
    workspace = the_workspace()
    started = time.monotonic()
    from bulletin.build import Edition, build, output_of, read_copy
    from bulletin.diagnostics import has_errors
    from bulletin.model import Site
    from bulletin.press import prepare_faces

    copy = read_copy(workspace, numbers)
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
        pages = f"{edition.pressed.pages} 页" if edition.pressed else "已撤回"
        click.echo(f"{edition.issue.title}　{pages}　{now - last:.1f} 秒")
        last = now

    built = build(workspace, faces, numbers, internal=internal, made=made)
    tell(built.diagnostics)
    if built.failed:
        stop("没有生成；上一次的成品没有动", FAULTS)
    assert copy.publication is not None
    site = Site(copy.publication, internal)
    for edition in built.editions if numbers else ():
        folder = output_of(workspace, site, edition.issue) / "issues" / edition.issue.folder
        for name in edition.files:
            click.echo(_shown(folder / name))
    whole = workspace.internal_output if internal else workspace.output
    if not numbers:
        click.echo(f"{_shown(whole / 'index.html')}　共 {len(built.editions)} 期")
        if left := len(copy.issues) - len(built.editions):
            click.echo(f"另有 {left} 期内部刊物；bulletin build --internal 连它们一起生成")
    click.echo(f"用时 {time.monotonic() - started:.1f} 秒")
    if substitutes := [face.label for face in faces.faces if not face.official]:
        click.echo(f"{'、'.join(substitutes)}用的是代替字体；运行 bulletin doctor 查看", err=True)
    if opened:
        target = whole / "index.html"
        if numbers:
            first = built.editions[0].issue
            folder = output_of(workspace, site, first) / "issues" / first.folder
            target = folder / f"{first.folder}.pdf"
        webbrowser.open(target.as_uri())


def _shown(path: Path) -> str:
    """The path as short as it can be written from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)

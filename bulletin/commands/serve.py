"""`bulletin serve`: a preview that follows the copy."""

from __future__ import annotations

import os
import threading
import time

import click

from bulletin.commands.build import tell_inside
from bulletin.commands.chinese import Chinese
from bulletin.commands.speech import home, open_page, tell, the_faces, the_workspace
from bulletin.lock import Locked
from bulletin.press import Faces
from bulletin.pressroom import Workers, resident_workers
from bulletin.serve import LOOK, Preview, changes, open_server
from bulletin.system_errors import place, reason
from bulletin.workspace import Workspace


@click.command("serve", cls=Chinese)
@click.option(
    "--port",
    default=8000,
    type=click.IntRange(1, 65000),
    metavar="端口",
    help="从哪个端口找起，不写就是 8000",
)
@click.option(
    "--internal/--public",
    default=True,
    help="看全部各期（不写就是），还是只看公开的网站",
)
@click.option("--open", "opened", is_flag=True, help="在浏览器里打开")
def serve_command(port: int, internal: bool, opened: bool) -> None:
    """边改边看：生成全部各期，在浏览器里预览，存盘后自动重做、刷新。

    \b
        bulletin serve --open            全部各期，送审稿、清样、内部刊物都在内（build-internal/）
        bulletin serve --public --open   只看公开的网站（build/）：签发、刊发了的和往期

    送审稿、清样的网页上写明。只在本机能看到。稿件有错时，终端和网页里都会列出。按 Ctrl-C 结束。
    """
    workspace = the_workspace()
    faces = the_faces("没有生成")
    preview = Preview(workspace.internal_output if internal else workspace.output, workspace.file)
    with resident_workers(os.cpu_count() or 1) as workers:
        _build(workspace, faces, workers, preview, internal=internal)
        _serve(workspace, faces, workers, preview, port, internal=internal, opened=opened)


def _serve(
    workspace: Workspace,
    faces: Faces,
    workers: Workers,
    preview: Preview,
    port: int,
    *,
    internal: bool,
    opened: bool,
) -> None:
    """Serve the tree, and build again at every change, until Ctrl-C."""
    if not (preview.root / "index.html").exists():
        click.echo("还没有能看的期" if internal else "没有公开的期；不加 --public 就看全部")
    server = open_server(port, preview)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    shown = "全部各期，加 --public 只看公开的" if internal else "公开的网站"
    click.echo(f"预览：{server.address}　{shown}（按 Ctrl-C 结束）")
    if opened:
        open_page(server.address)
    try:
        for _ in changes(workspace):
            _build_again(workspace, faces, workers, preview, internal=internal)
    except KeyboardInterrupt:
        click.echo("\n预览结束")
    finally:
        server.shutdown()
        server.server_close()


def _build_again(
    workspace: Workspace, faces: Faces, workers: Workers, preview: Preview, *, internal: bool
) -> None:
    """Build after a change, the pages before the PDFs. It waits for other builds, and only prints
    what fails."""
    told = ""
    while True:
        try:
            _show_pages(workspace, preview, internal=internal)
            _build(workspace, faces, workers, preview, internal=internal)
            return
        except Locked as busy:
            if str(busy) != told:
                told = str(busy)
                click.echo(f"{told}；等它结束", err=True)
            time.sleep(LOOK)
        except OSError as problem:
            what = f"文件读写出错（{reason(problem)}）：{place(problem)}"
            click.echo(what, err=True)
            preview.tell(what)
            return


def _show_pages(workspace: Workspace, preview: Preview, *, internal: bool) -> None:
    """Build the pages alone, and reload those that are open: PDFs take longer, and follow."""
    from bulletin.making import build
    from bulletin.pressroom import local_workers

    if build(workspace, None, local_workers, internal=internal).made:
        preview.tell(preview.report)


def _build(
    workspace: Workspace, faces: Faces, workers: Workers, preview: Preview, *, internal: bool
) -> None:
    """Build, print the result, and reload the open pages."""
    from bulletin.fields import in_its_language
    from bulletin.making import build
    from bulletin.report import in_full

    started = time.monotonic()
    built = build(workspace, faces, workers, internal=internal)
    tell_inside(built)
    tell(built.diagnostics)
    names = "、".join(made.title for made in built.made) or "没有改动"
    click.echo(f"{time.strftime('%H:%M:%S')}　{names}　{time.monotonic() - started:.1f} 秒")
    preview.tell(in_full(in_its_language(built.diagnostics, home())))

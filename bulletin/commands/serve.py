"""`bulletin serve`: a preview that follows the copy."""

from __future__ import annotations

import os
import threading
import time
import webbrowser

import click

from bulletin.commands.build import the_faces
from bulletin.commands.chinese import Chinese
from bulletin.commands.speech import tell, the_workspace
from bulletin.press import Faces
from bulletin.serve import Preview, changes, open_server
from bulletin.workspace import Workspace

LOOK = 0.4
"""Seconds between two looks at the files."""


@click.command("serve", cls=Chinese)
@click.option(
    "--port",
    default=8000,
    type=click.IntRange(1, 65000),
    metavar="端口",
    help="从哪个端口找起，不写就是 8000",
)
@click.option("--open", "opened", is_flag=True, help="在浏览器里打开")
def serve_command(port: int, opened: bool) -> None:
    """边改边看：生成全部各期，在浏览器里预览，存盘后自动重做、刷新。

    只在本机能看到。稿件有错时，终端和网页里都会列出。按 Ctrl-C 结束。
    """
    workspace = the_workspace()
    faces = the_faces()
    preview = Preview(workspace.output, workspace.file)
    _build(workspace, faces, preview)
    server = open_server(port, preview)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    click.echo(f"预览：{server.address}　（按 Ctrl-C 结束）")
    if opened:
        webbrowser.open(server.address)
    try:
        for _ in changes(workspace, lambda: time.sleep(LOOK)):
            _build(workspace, faces, preview)
    except KeyboardInterrupt:
        click.echo("\n预览结束")
    finally:
        server.shutdown()


def _build(workspace: Workspace, faces: Faces, preview: Preview) -> None:
    """Build, say what came of it, and tell the open pages."""
    from bulletin.build import build
    from bulletin.pressroom import local_workers
    from bulletin.report import full

    most = os.cpu_count() or 1
    started = time.monotonic()
    built = build(workspace, faces, lambda count: local_workers(min(most, count)))
    tell(built.diagnostics)
    names = "、".join(made.title for made in built.made) or "没有改动"
    click.echo(f"{time.strftime('%H:%M:%S')}　{names}　{time.monotonic() - started:.1f} 秒")
    preview.tell(full(built.diagnostics))

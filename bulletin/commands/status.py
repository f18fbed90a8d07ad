"""`bulletin status`: where every issue stands, and what it lacks."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from bulletin.commands.chinese import Chinese
from bulletin.commands.speech import reading, tell, the_workspace


@click.command("status", cls=Chinese)
@click.option("--all", "everything", is_flag=True, help="已经刊发的各期也列出来")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，给程序用")
def status_command(everything: bool, as_json: bool) -> None:
    """列出在编的各期、各缺什么，和还没有采用的来稿（收件箱里的、留用的、退稿的）。"""
    workspace = the_workspace()
    from bulletin.publish import STATE_LABELS, status

    desk = status(workspace, reading("往期"))
    if as_json:
        fields = {
            "issues": [asdict(each) for each in desk.issues],
            "waiting": [asdict(each) for each in desk.waiting],
        }
        click.echo(json.dumps(fields, ensure_ascii=False, indent=1))
        return
    for each in desk.issues:
        if not (each.open or everything):
            continue
        revision = f"稿次 {each.revision}" if each.open else f"第 {each.revision} 版"
        click.echo(f"{each.title}　{STATE_LABELS[each.state]}　{revision if each.revision else ''}")
        if each.errors or each.warnings:
            click.echo(f"  稿件有 {each.errors} 处错误、{each.warnings} 处提醒")
        for lack in each.lacks:
            click.echo(f"  {lack}")
        if each.without_approver:
            click.echo("  没有审签人：" + "、".join(each.without_approver))
    if not any(each.open for each in desk.issues):
        click.echo("没有在编的期")
    for waiting in desk.waiting:
        word = {"held": "留用", "returned": "退稿", "inbox": "待选"}[waiting.status]
        received = f"{waiting.received} 收到" if waiting.received else ""
        known = "；".join(filter(None, (received, waiting.reason)))
        click.echo(f"{word}　{waiting.path}　{waiting.title}{f'（{known}）' if known else ''}")
    tell(desk.diagnostics)

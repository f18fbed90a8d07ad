"""`bulletin approve`: writes down what was signed off."""

from __future__ import annotations

import click

from bulletin.commands.chinese import Chinese
from bulletin.commands.issue_names import ISSUE_NAME
from bulletin.commands.speech import (
    FAULTS,
    reading,
    stop,
    tell,
    tell_type,
    the_faces,
    the_workspace,
)


@click.command("approve", cls=Chinese)
@click.argument("number", type=ISSUE_NAME, metavar="期号")
def approve_command(number: str) -> None:
    """签发：排出 PDF，记下它和这一期每个文件的摘要，以后改一个字都能查出来。

    在 issue.md 里写好 signoff（责任编辑、核稿、签发和日期），把 status 改为 signed，再运行：

    \b
        bulletin approve 116

    记录写在 issues/116/approval.json，签发的 PDF 是 proofs/116-签发.pdf。以后稿件有改动，
    或者排出来的 PDF 有一个字节不同，publish 会拒绝，要重新签发。
    """
    workspace = the_workspace()
    from bulletin.diagnostics import has_errors
    from bulletin.edition import approval_path, latest_edition, read_approval
    from bulletin.publish import Press, ahead, approve, approved_pdf

    faces = the_faces()
    faults = approve(workspace, number, press=Press(faces), progress=reading("往期"))
    tell(faults)
    if has_errors(faults):
        stop("没有签发", FAULTS)
    approval = read_approval(workspace, number)
    assert approval is not None
    shown, pdf = (
        path.relative_to(workspace.root).as_posix()
        for path in (approval_path(workspace, number), approved_pdf(workspace, number))
    )
    click.echo(f"已签发第 {number} 期　稿次 {approval.digest[:8]}　{len(approval.files)} 个文件")
    click.echo(f"{shown}\nPDF：{pdf}")
    tell(ahead(workspace, number))
    tell_type(workspace, faces.stand_ins)
    sent = latest_edition(workspace, number) is not None
    after = f"correct {number} --reason …" if sent else f"publish {number}"
    click.echo(f"接着：bulletin {after}")

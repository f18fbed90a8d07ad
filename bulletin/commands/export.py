"""`bulletin export`: an issue as a Word document, or a published PDF with a signature."""

from __future__ import annotations

import re
from pathlib import Path

import click

from bulletin.calendar_day import day_at
from bulletin.commands.chinese import Chinese
from bulletin.commands.issue_names import ISSUE_NAME
from bulletin.commands.speech import (
    ENVIRONMENT,
    FAULTS,
    USAGE,
    from_here,
    stop,
    tell,
    the_workspace,
)


@click.command("export", cls=Chinese)
@click.argument("number", type=ISSUE_NAME, metavar="期号")
@click.option("--docx", is_flag=True, help="存为 Word 文件（.docx）")
@click.option(
    "--signed",
    "certificate",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="证书",
    help="刊发的 PDF 另存一份，用单位的证书（.p12）签名，阅读器里看得到",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="文件",
    help="存到哪里；不写就存在 exports/，以刊名和期号命名",
)
def export_command(number: str, docx: bool, certificate: Path | None, output: Path | None) -> None:
    """把一期存为可以编辑的 Word 文件，或把刊发的 PDF 签名另存。

    \b
        bulletin export 116 --docx
        bulletin export 116 --docx -o 送审/第116期.docx
        bulletin export 116 --signed 单位证书.p12

    版式和 PDF 用同一套数字（GB/T 9704-2012）：红色报头和红线、每面22行每行28字的文档网格、
    能点的目录、单双页码、版记在最后一页下端。样式用中文名（文章首段、小标题、版记等），改一处就改全文。
    没有签发的期，页眉印“送审稿”或“清样”；已经刊发的期照刊发的稿件做；撤回的期不做。

    超过 8 面的，目录印 PDF 的页码，先运行 bulletin build 才有；在 Word 里改动以后，全选按 F9 更新。

    正式的成品仍是 PDF：Word 断行、压缩标点和 PDF 不完全一样。
    """
    if certificate is not None and docx:
        stop("--docx 和 --signed 一次只用一个；分两次运行", USAGE)
    if certificate is not None:
        _export_signed(number, certificate, output)
        return
    if not docx:
        stop(f"没有写存成什么；写 bulletin export {number} --docx，或 --signed 证书", USAGE)
    if output and output.suffix.lower() != ".docx":
        stop(f"{output} 不是 Word 文件的名字；写成 {_as_docx(output)}", USAGE)
    workspace = the_workspace()
    from bulletin.output import replace_file
    from bulletin.word import export, keep_copy

    exported = export(workspace, number, day_at(workspace.root))
    tell(exported.diagnostics)
    if exported.issue is None or not exported.content:
        stop("没有导出；原有的文件没有动", FAULTS)
    target = output or workspace.exports / f"{_file_name(exported.issue.title)}.docx"
    keep_copy(workspace, exported.copy)
    replace_file(target, exported.content)
    click.echo(f"{exported.issue.title}\n{from_here(target)}")


def _export_signed(number: str, certificate: Path, output: Path | None) -> None:
    """Sign a copy of the published PDF; the edition itself stays as it is."""
    if output and output.suffix.lower() != ".pdf":
        stop(f"{output} 不是 PDF 文件的名字；写成 {output.with_suffix('.pdf')}", USAGE)
    workspace = the_workspace()
    from bulletin.commands.own_keys import passphrase_of
    from bulletin.output import replace_file
    from bulletin.sending import signed_copy

    passphrase = passphrase_of(certificate)
    try:
        copy, faults = signed_copy(workspace, number, certificate, passphrase)
    except ImportError:
        stop("没有签名的部件；运行 pip install 'bulletin[sign]'", ENVIRONMENT)
    tell(faults)
    if copy is None:
        stop("没有签名；原有的文件没有动", FAULTS)
    target = output or workspace.exports / _file_name(copy.name.replace(".pdf", "（签名）.pdf"))
    replace_file(target, copy.content)
    click.echo(f"已签名：{from_here(target)}；存档的那一份没有动")


_OTHER_FORMS = (".doc", ".dot", ".wps", ".docm", ".pdf", ".ofd", ".rtf", ".odt", ".txt", ".md")


def _as_docx(output: Path) -> Path:
    """The path of a Word file that another name means; what is no ending is kept: 第1.2稿."""
    is_other = output.suffix.lower() in _OTHER_FORMS
    return output.with_suffix(".docx") if is_other else output.with_name(f"{output.name}.docx")


def _file_name(title: str) -> str:
    """The title without characters that file names cannot have."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", title)

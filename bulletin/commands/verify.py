"""`bulletin verify`: whether what was sent out is what is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bulletin.calendar_day import day_at
from bulletin.commands.chinese import Chinese
from bulletin.commands.issue_names import EDITION_NAME
from bulletin.commands.speech import FAULTS, USAGE, progress, stop, tell, the_faces, the_workspace
from bulletin.diagnostics import has_errors
from bulletin.output import replace_file
from bulletin.workspace import Workspace

if TYPE_CHECKING:
    from bulletin.making import TreeComparison
    from bulletin.publish import Report, Verified


@click.command("verify", cls=Chinese)
@click.argument("number", type=EDITION_NAME, required=False, metavar="[期号]")
@click.option("--rebuild", is_flag=True, help="用存档的稿件重做一遍，逐字节比较")
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="文件",
    help="写一份核对报告；文件名以 .json 结尾的给程序用",
)
@click.option(
    "--receipt",
    "receipt_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="文件",
    help="写一份回执：日期、份数、最后一份的存档号；打印或另处存放",
)
@click.option(
    "--against",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="文件",
    help="和以前的回执、核对报告、发出的邮件（.eml）、刊物 PDF 或公钥对照，可以写几次",
)
@click.option("--site", is_flag=True, help="把网站重做一遍，和 build/、build-internal/ 逐字节比较")
@click.option("--empty", is_flag=True, help="一份也没有刊发过，也算相符")
def verify_command(
    number: str | None,
    rebuild: bool,
    report_file: Path | None,
    receipt_file: Path | None,
    against: tuple[Path, ...],
    site: bool,
    empty: bool,
) -> None:
    """核对刊发的文件：有没有改动、缺少、多出，前后是否相接，PDF 能否打开、文字是否相符。

    \b
        bulletin verify                      全部
        bulletin verify 116                  第116期
        bulletin verify 116/1                第116期的第1版
        bulletin verify --rebuild            再重做一遍比较
        bulletin verify --site               网站有没有改动过
        bulletin verify --report 核对.txt    写一份报告归档
        bulletin verify --receipt 回执.txt   写两行回执，打印出来另存
        bulletin verify --against 回执.txt   和以前的回执对照

    退出码：0 相符，1 不符，2 命令写错，3 读写出错。
    """
    workspace = the_workspace()
    from bulletin.edition import read_shelves
    from bulletin.publish import (
        Press,
        as_json,
        as_text,
        compared_line,
        read_witness_file,
        receipt_of,
        verify,
    )

    for path in filter(None, (report_file, receipt_file)):
        _refuse_to_write_over(path, workspace)
    filed = tuple(read_witness_file(path, str(path)) for path in against)
    report = verify(
        workspace, number, Press(the_faces()) if rebuild else None, filed, may_be_empty=empty
    )
    for each in report.editions:
        click.echo(_line(each))
    for file in report.compared:
        click.echo(compared_line(file))
    tell(report.diagnostics)
    if report_file is not None:
        write = as_json if report_file.suffix == ".json" else as_text
        replace_file(report_file, write(report, day_at(workspace.root)).encode())
    site_sound = _site_is_sound(workspace) if site else True
    if not report.sound:
        stop("刊发的文件有出入", FAULTS)
    if not site_sound:
        stop("刊发的文件没有出入；网站和照稿件生成的不同，或者没有核对", FAULTS)
    if receipt_file is not None:
        text = receipt_of(workspace, read_shelves(workspace), day_at(workspace.root))
        if not text:
            stop("还没有刊发过，没有可写的回执", FAULTS)
        replace_file(receipt_file, text.encode())
        click.echo(text, nl=False)
    _say_it_is_sound(report)


def _say_it_is_sound(report: Report) -> None:
    """Print what bears out that nothing was changed: time stamps, signatures, how many editions."""
    from bulletin.publish import of_register

    for stamp in report.stamps:
        click.echo(f"时间戳：{stamp.edition}　{stamp.said}")
    for end in report.signed:
        click.echo(f"{of_register('末尾的签名', end.publication)}：{end.said}")
    unsigned = "" if report.signed else "　没有签名"
    click.echo(f"刊发的文件没有出入　共 {len(report.editions)} 份{unsigned}")


def _line(each: Verified) -> str:
    """An edition in one line."""
    title = each.record.title if each.record else "记录读不出来"
    again = "　重做后逐字节相同" if each.rebuilt else ""
    by = f"　{each.entered_by}签名" if each.entered_by else ""
    sound = "不符" if has_errors(each.diagnostics) else "相符"
    return f"{sound}　{each.kept.name}　{title}　{each.files} 个文件{again}{by}"


def _refuse_to_write_over(path: Path, workspace: Workspace) -> None:
    """Exit if a report or a receipt would replace what is none, or stand among the copy."""
    from bulletin.publish import may_be_written_over

    if path.suffix.lower() not in ("", ".txt", ".json"):
        stop(f"{path} 存成文字文件，文件名以 .txt 结尾", USAGE)
    if path.resolve().is_relative_to(workspace.issues.resolve()):
        stop(f"{path} 在 issues/ 里；报告、回执存到别处", USAGE)
    if path.exists() and not may_be_written_over(path):
        stop(f"{path} 已经有了，不是报告、回执，不覆盖；换一个文件名", USAGE)


def _site_is_sound(workspace: Workspace) -> bool:
    """Compare each tree that was built with what the copy makes, and print what differs."""
    from bulletin.commands.build import listener, workers_of
    from bulletin.making import Proof, compare_tree

    trees = ((False, workspace.output), (True, workspace.internal_output))
    if not any(tree.is_dir() for _, tree in trees):
        stop("还没有生成网站，没有可核对的；先运行 bulletin build", FAULTS)
    sound = True
    proof, faces = Proof(day_at(workspace.root)), the_faces("没有生成")
    for internal, tree in trees:
        if not tree.is_dir():
            click.echo(f"没有　{tree.name}/，没有核对")
            continue
        compared = compare_tree(
            workspace,
            faces,
            workers_of(None, None),
            internal=internal,
            proof=proof,
            heard=listener()[0],
        )
        progress("")
        tell(compared.faults or compared.found)
        sound = sound and compared.is_whole
        click.echo(f"{_said_of(compared)}　{tree.name}/")
    return sound


def _said_of(compared: TreeComparison) -> str:
    if compared.faults:
        return "没有核对，稿件有错"
    if has_errors(compared.found):
        return "不符"
    return "相符" if compared.is_whole else "没有全部核对"

"""`bulletin mail`: drafts of the mails that an issue goes out with."""

from __future__ import annotations

import click

from bulletin.commands.chinese import Chinese
from bulletin.commands.issue_names import ISSUE_NAME
from bulletin.commands.speech import FAULTS, stop, tell, the_workspace
from bulletin.diagnostics import has_errors


@click.command("mail", cls=Chinese)
@click.argument("number", type=ISSUE_NAME, metavar="期号")
@click.option("--draft", is_flag=True, help="没有刊发的期，附上最近生成的 PDF（送审稿、清样）")
def mail_command(number: str, draft: bool) -> None:
    """写好分送一期的邮件草稿；不发送。

    \b
        bulletin mail 116            刊发了的一期，附上发出去的那份 PDF
        bulletin mail 117 --draft    还没有刊发，把送审稿发给审阅的人

    \b
    版记的每一行（报、送、发、本期增发）写一封，放在 outgoing/116/ 里：报.eml、送.eml……
    双击打开，核对收件人和附件，再在邮件程序里点发送。

    邮箱写在 issues/addresses.csv 里，可以用 Excel 编辑，栏目是：

    \b
        单位,邮箱,组
        市委办公室,swb@bulletin.example,
        千秋街道,qq@bulletin.example,各镇（街道）党（工）委
        部领导,纸质,

    \b
    单位和版记的写法一样时，组不用写；不一样时，组写版记的写法。几个邮箱用分号隔开。
    版记里没有的单位不发。同一组的收件人互相看得见；要密送，在 publication.yaml 的 mail 下写
    hidden: true。
    标有密级的期一律不写邮件；内部刊物的主题和正文写明内部资料。

    退出码：0 写好了，1 有错，没有写，2 命令写错，3 读写出错。
    """
    workspace = the_workspace()
    from bulletin.sending import drafts_of, is_barred, take_back, write_drafts

    drafted = drafts_of(workspace, number, draft=draft)
    tell(drafted.diagnostics)
    if is_barred(drafted) and (gone := take_back(workspace, number)):
        click.echo(f"先前写好的草稿删去了：{'、'.join(gone)}；邮件程序里存的要自己删", err=True)
    if drafted.enclosure is None or has_errors(drafted.diagnostics):
        stop("没有写邮件", FAULTS)
    paths = write_drafts(workspace, number, drafted)
    for path, each in zip(paths, drafted.drafts, strict=True):
        count = len(each.group.recipients)
        click.echo(f"{path}　{f'{count} 个邮箱' if count else '没有收件人，打开后自己填'}")
    for group in drafted.groups:
        if group.paper:
            without = "；全部送纸质，没有写邮件" if group.on_paper else ""
            click.echo(f"{group.label}：送纸质的 {'、'.join(group.paper)}{without}")
    click.echo(f"附件：{drafted.enclosure.name}　{drafted.enclosure.pages} 页")
    if drafted.drafts:
        click.echo("都没有发送；打开核对后再发")

"""`bulletin wechat`: a public issue to be pasted into a 公众号."""

from __future__ import annotations

import click

from bulletin.commands.chinese import Chinese
from bulletin.commands.issue_names import ISSUE_NAME
from bulletin.commands.speech import FAULTS, open_page, reading, stop, tell, the_workspace


@click.command("wechat", cls=Chinese)
@click.argument("number", type=ISSUE_NAME, metavar="期号")
@click.option("--open", "opened", is_flag=True, help="做好后用浏览器打开")
def wechat_command(number: str, opened: bool) -> None:
    """把公开的一期做成能贴进公众号编辑器的网页。

    \b
        bulletin wechat 116          做好 outgoing/116/公众号.html
        bulletin wechat 116 --open   做好后打开

    \b
    用浏览器打开，全选、复制，贴进公众号编辑器的正文；标题另填。图片不能一起贴过去：正文里写着哪张图片
    插在哪里，在编辑器里逐张上传。网址写成文字。分送范围不写进去。

    只做公开的（visibility: public）；内部刊物、标有密级的、已经撤回的不做。

    退出码：0 做好了，1 不能发，没有做，2 命令写错，3 读写出错。
    """
    workspace = the_workspace()
    from bulletin.sending import post_of, write_post

    post, found = post_of(workspace, number, reading("往期"))
    tell(found)
    if post is None:
        stop("没有做", FAULTS)
    path = write_post(workspace, number, post)
    click.echo(path)
    click.echo(f"标题：{post.title}")
    for at, image in enumerate(post.images, start=1):
        click.echo(f"图片 {at}：{image}")
    if opened:
        open_page((workspace.root / path).as_uri())

"""`bulletin diff`: what was changed in an issue's Word document, and bringing it into the copy."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bulletin.commands.chinese import Chinese
from bulletin.commands.issue_names import ISSUE_NAME
from bulletin.commands.speech import CLEAN, ENVIRONMENT, FAULTS, USAGE, stop, tell, the_workspace
from bulletin.diagnostics import Diagnostic, has_errors
from bulletin.report import as_json
from bulletin.revision import (
    DELETED,
    INSERTED,
    PLACE,
    TITLE,
    ChangedSince,
    Colouring,
    Depth,
    Plan,
    difference_object,
    difference_text,
    unpainted,
    write_all,
)
from bulletin.workspace import Workspace

if TYPE_CHECKING:  # comparing takes a while to load
    from bulletin.revision import Compared


@click.command("diff", cls=Chinese)
@click.argument("number", type=ISSUE_NAME, metavar="期号")
@click.option(
    "--docx",
    "document",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="文件",
    help="改过的 Word 文件",
)
@click.option("--apply", "applying", is_flag=True, help="问过以后，把改动写进稿件")
@click.option("--yes", is_flag=True, help="和 --apply 一起用：不问，直接写")
@click.option(
    "--anyway", is_flag=True, help="和 --apply 一起用：不知道从哪一稿导出的，也照列出的写"
)
@click.option("--json", "for_program", is_flag=True, help="输出 JSON，给程序用")
def diff_command(
    number: str, document: Path, applying: bool, yes: bool, anyway: bool, for_program: bool
) -> int:
    """逐篇列出领导在 Word 里改了什么，也能写进稿件。

    \b
        bulletin diff 116 --docx 送审稿改.docx           只看
        bulletin diff 116 --docx 送审稿改.docx --apply   看过以后写进 Markdown

    \b
    先用 bulletin export 116 --docx 做成 Word，改回来以后只列领导的改动：
    导出以后自己在稿件里改的，留着不动；两边都改了同一段的，列出来由人来定，不写。段落、小标题、标题、
    署名、次序、专题、日期和版记都比；批注连同所指的文字一起列出；留有修订记录的，写明是谁改的。
    终端上删去的标红、增加的标绿；存成文件时写成 〔删：…〕〔增：…〕。

    \b
    Word 文件里记着是从哪一稿导出的，那一稿存在 .bulletin/exports/ 里（最近 40 次）。
    记号丢了、换了电脑或者删掉了那一稿，就分不清是谁改的：这时先说明，--apply 也不写；
    逐条核对过，加 --anyway 才照列出的写。

    \b
    写进稿件时只动改过的段落，别的一个字节也不变；要么全部写好，要么一个文件也不动。新增的一篇、换过的图片
    这些写不进去的，逐个列出，由人来做。

    \b
    批注、页眉页脚里的字、没有认出的一行这些不写进稿件的，逐个列出，也算有不同。

    \b
    退出码：0 没有不同，或者已经全部写进稿件，1 有不同，或者有写不进去的，2 命令写错，
    3 文件读写出错。
    """
    workspace = the_workspace()
    from bulletin.revision import compare_document

    if for_program and applying and not yes:
        stop("--json 和 --apply 一起用时要加 --yes", USAGE)
    if not document.is_file():
        stop(f"没有 {document} 这个文件", USAGE)
    compared = compare_document(workspace, number, document)
    if compared.told is None:
        tell(compared.diagnostics)
        stop("没有比较", FAULTS)
    found = (
        *compared.diagnostics,
        *compared.conflicts,
        *(compared.plan.diagnostics if applying else ()),
    )
    _tell(compared, found, for_program=for_program)
    if compared.same:
        if not for_program:
            click.echo(f"第 {number} 期和 {document.name} 没有不同")
        return CLEAN
    if not applying or compared.told.revision.same:
        return FAULTS
    if has_errors(compared.diagnostics):
        stop("Word 文件有认不清的地方，没有写；先在 Word 里改好", FAULTS)
    if not compared.known and not anyway:
        stop("没有写；逐条核对以后，要照列出的写就加 --anyway", FAULTS)
    written = _apply(workspace, compared.plan, ask=not yes, silent=for_program)
    return FAULTS if compared.conflicts or compared.leaves_words else written


def _tell(compared: Compared, found: Sequence[Diagnostic], *, for_program: bool) -> None:
    """Print the difference, after what must be said about an unknown copy."""
    assert compared.told is not None
    if for_program:
        fields = difference_object(compared.told, same=compared.same)
        fields |= {"diagnostics": json.loads(as_json(found))}
        click.echo(json.dumps(fields, ensure_ascii=False, indent=1))
    else:
        if not compared.known:
            tell(found)
        click.echo(difference_text(compared.told, _paint()), nl=False)
        if compared.known:
            tell(found)


def _apply(workspace: Workspace, plan: Plan, *, ask: bool, silent: bool) -> int:
    """Write the files of the plan and print which. The exit code says whether all were written."""
    if not plan.files:
        stop("没有能写进稿件的改动", FAULTS)
    names = "、".join(each.before.path for each in plan.files)
    if ask and not _agreed(names):
        stop("没有写", FAULTS)
    try:
        write_all(workspace.root, plan.files)
    except ChangedSince as changed:
        stop(f"{changed} 刚才改动过，一个文件也没有写；再运行一次", ENVIRONMENT)
    for each in plan.files if not silent else ():
        anew = "（正文整篇重写）" if each.depth is Depth.WHOLE else ""
        click.echo(f"写好 {each.before.path}{anew}")
    return FAULTS if any(each.severity.name != "INFO" for each in plan.diagnostics) else CLEAN


def _agreed(names: str) -> bool:
    if not sys.stdin.isatty():
        stop("这里没有人能回答；要直接写就加 --yes", USAGE)
    return bool(click.confirm(f"写进 {names}", default=False))


_COLOURS = {
    DELETED: {"fg": "red", "strikethrough": True},
    INSERTED: {"fg": "green", "underline": True},
    TITLE: {"bold": True},
    PLACE: {"dim": True},
}


def _paint() -> Colouring:
    """Colours on a terminal; marks elsewhere, or if NO_COLOR is set (no-color.org)."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return unpainted
    return lambda text, what: click.style(text, **_COLOURS[what])  # type: ignore[arg-type]

"""The command line. Only this room and the commands print and exit."""

from __future__ import annotations

import io
import os
import sys

import click

from bulletin import __version__
from bulletin.commands import (
    CLEAN,
    ENVIRONMENT,
    FAULTS,
    USAGE,
    ChineseGroup,
    ListedCommand,
    explain,
    progress,
    tell,
)

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it (128 + SIGINT)."""


@click.group(cls=ChineseGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", message="bulletin %(version)s", help="显示版本")
def cli() -> None:
    """编印组工信息、简报：从来稿到成期的 PDF 和往期网站。

    \b
    一期的过程：
        bulletin new          建下一期的文件夹
        bulletin import 来稿 --issue 117   收稿；在 issue.md 里列出次序
        bulletin check 117    查稿：错字、标点、数字、标题
        bulletin build 117    生成网页和 PDF
        bulletin sign 117 --as 核稿 --by 姓名   签字
        bulletin approve 117  签发，记下是哪一稿
        bulletin publish 117  刊发

    各命令的说明：bulletin 命令 --help
    """


cli.listed = (
    ListedCommand(
        "init",
        "bulletin.commands.init:init_command",
        "为一个单位建好刊物的文件夹，或在里面再办一种刊物。",
    ),
    ListedCommand(
        "new",
        "bulletin.commands.new:new_command",
        "新建下一期的文件夹，里面有 issue.md 和一篇来稿样式。",
    ),
    ListedCommand(
        "import",
        "bulletin.commands.import_:import_command",
        "收稿：Word、WPS、PDF、文字文件、文件夹、压缩包、邮件，收成能编辑的稿件。",
    ),
    ListedCommand(
        "check",
        "bulletin.commands.check:check_command",
        "查稿：一期（写期号）、一篇稿件（.md）或全期的文字（.txt）；不写就查所有各期。",
    ),
    ListedCommand(
        "rule",
        "bulletin.commands.check:rule_command",
        "说明一个代码：出了什么事、怎么办；查稿的规则另有错和对的例子。",
    ),
    ListedCommand("rules", "bulletin.commands.check:rules_command", "列出所有规则。"),
    ListedCommand(
        "learn",
        "bulletin.commands.learn:learn_command",
        "从往期学：数一遍各篇的用字，查稿时拿来找错字（W112）；再把常见的名称建议收进名录。",
    ),
    ListedCommand("build", "bulletin.commands.build:build_command", "生成网页和 PDF。"),
    ListedCommand(
        "serve",
        "bulletin.commands.serve:serve_command",
        "边改边看：生成全部各期，在浏览器里预览，存盘后自动重做、刷新。",
    ),
    ListedCommand(
        "export",
        "bulletin.commands.export:export_command",
        "把一期存为可以编辑的 Word 文件，或把刊发的 PDF 签名另存。",
    ),
    ListedCommand(
        "inspect", "bulletin.commands.inspect:inspect_command", "量一份 PDF 是否合公文格式。"
    ),
    ListedCommand("fonts", "bulletin.commands.fonts:fonts_command", "准备排版用的字体。"),
    ListedCommand(
        "diff",
        "bulletin.commands.diff:diff_command",
        "逐篇列出领导在 Word 里改了什么，也能写进稿件。",
    ),
    ListedCommand(
        "status",
        "bulletin.commands.status:status_command",
        "列出在编的各期、各缺什么，和还没有采用的来稿（收件箱里的、留用的、退稿的）。",
    ),
    ListedCommand(
        "sign",
        "bulletin.commands.sign:sign_command",
        "签字：把责任编辑、核稿或签发的姓名和日期写进 issue.md，状态也跟着改。",
    ),
    ListedCommand(
        "approve",
        "bulletin.commands.approve:approve_command",
        "签发：排出 PDF，记下它和这一期每个文件的摘要，以后改一个字都能查出来。",
    ),
    ListedCommand(
        "publish",
        "bulletin.commands.publish:publish_command",
        "刊发一期：期号用掉，文字定下，成品存档，以后不再改动。",
    ),
    ListedCommand(
        "correct",
        "bulletin.commands.correct:correct_command",
        "更正已经刊发的一期：存一个新版，原来的版本留着。",
    ),
    ListedCommand(
        "withdraw",
        "bulletin.commands.withdraw:withdraw_command",
        "撤回已经刊发的一期：网页只写明已撤回，期号不再用，原来的版本留着。",
    ),
    ListedCommand(
        "verify",
        "bulletin.commands.verify:verify_command",
        "核对刊发的文件：有没有改动、缺少、多出，前后是否相接，PDF 能否打开、文字是否相符。",
    ),
    ListedCommand(
        "key",
        "bulletin.commands.key:key_group",
        "钥匙：给刊发登记签名。私钥在本机，有口令；公钥在 issues/keys.jsonl。",
    ),
    ListedCommand(
        "mail", "bulletin.commands.mail:mail_command", "写好分送一期的邮件草稿；不发送。"
    ),
    ListedCommand(
        "wechat",
        "bulletin.commands.wechat:wechat_command",
        "把公开的一期做成能贴进公众号编辑器的网页。",
    ),
    ListedCommand(
        "doctor",
        "bulletin.commands.doctor:doctor_command",
        "检查本机的排版部件、字体，和读旧文件、压缩包用的 LibreOffice、libarchive。",
    ),
)


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 clean, 1 faults, 2 usage, 3 environment."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a GBK console would fail on a rare 汉字
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")
    try:
        code = cli.main(arguments, prog_name="bulletin", standalone_mode=False)
        return code if isinstance(code, int) else CLEAN
    except click.exceptions.NoArgsIsHelpError as shown:
        click.echo(shown.format_message())
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断", err=True)
        return INTERRUPTED
    except click.ClickException as fault:
        click.echo(explain(fault, cli), err=True)
        return USAGE
    except SystemExit as stopped:
        return stopped.code if isinstance(stopped.code, int) else ENVIRONMENT
    except BrokenPipeError:
        return CLEAN
    except OSError as problem:
        from bulletin.system_errors import place, reason

        progress("")
        where = f"：{named}" if (named := place(problem)) else ""
        click.echo(f"文件读写出错（{reason(problem)}）{where}", err=True)
        return ENVIRONMENT
    except Exception as problem:
        return _unforeseen(problem)


def _unforeseen(problem: Exception) -> int:
    """Print what went wrong; returns the exit code."""
    from bulletin.lock import Locked
    from bulletin.render import Unrendered

    progress("")
    if isinstance(problem, Locked):
        click.echo(f"{problem}；等它结束再试", err=True)
        return ENVIRONMENT
    if isinstance(problem, Unrendered):  # a template of the office's own
        tell((problem.fault,))
        return FAULTS
    if isinstance(problem, ModuleNotFoundError) and problem.name:
        package = problem.name.partition(".")[0]
        if package != __package__:  # a part of our own that is not there is a bug
            click.echo(f"没有安装 {package}；运行 pip install bulletin 补齐", err=True)
            return ENVIRONMENT
    # A bug: an editor is told so, a programmer can look.
    if os.environ.get("BULLETIN_DEBUG"):
        import traceback

        traceback.print_exc()
    click.echo(f"程序出错（{type(problem).__name__}: {problem}）；成品没有动", err=True)
    return ENVIRONMENT

"""The command line. Only this room and the commands print and exit."""

from __future__ import annotations

import io
import os
import sys
import traceback

import click

from bulletin import __version__
from bulletin.commands import CLEAN, ENVIRONMENT, FAULTS, USAGE, ChineseGroup, explain, tell
from bulletin.lock import Locked
from bulletin.system_errors import reason

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


cli.places = {
    "init": "bulletin.commands.init:init_command",
    "new": "bulletin.commands.new:new_command",
    "import": "bulletin.commands.import_:import_command",
    "check": "bulletin.commands.check:check_command",
    "rule": "bulletin.commands.check:rule_command",
    "rules": "bulletin.commands.check:rules_command",
    "learn": "bulletin.commands.learn:learn_command",
    "build": "bulletin.commands.build:build_command",
    "serve": "bulletin.commands.serve:serve_command",
    "export": "bulletin.commands.export:export_command",
    "inspect": "bulletin.commands.inspect:inspect_command",
    "fonts": "bulletin.commands.fonts:fonts_command",
    "diff": "bulletin.commands.diff:diff_command",
    "status": "bulletin.commands.status:status_command",
    "sign": "bulletin.commands.sign:sign_command",
    "approve": "bulletin.commands.approve:approve_command",
    "publish": "bulletin.commands.publish:publish_command",
    "correct": "bulletin.commands.correct:correct_command",
    "withdraw": "bulletin.commands.withdraw:withdraw_command",
    "verify": "bulletin.commands.verify:verify_command",
    "key": "bulletin.commands.key:key_group",
    "mail": "bulletin.commands.mail:mail_command",
    "wechat": "bulletin.commands.wechat:wechat_command",
    "doctor": "bulletin.commands.doctor:doctor_command",
}


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
    except Locked as busy:
        click.echo(f"{busy}；等它结束再试", err=True)
        return ENVIRONMENT
    except BrokenPipeError:
        return CLEAN
    except OSError as problem:
        where = f"：{problem.filename}" if problem.filename else ""
        click.echo(f"文件读写出错（{reason(problem)}）{where}", err=True)
        return ENVIRONMENT
    except Exception as problem:
        from bulletin.render import Unrendered

        if isinstance(problem, Unrendered):  # a template of the office's own
            tell((problem.fault,))
            return FAULTS
        # A bug: an editor is told so, a programmer can look.
        if os.environ.get("BULLETIN_DEBUG"):
            traceback.print_exc()
        click.echo(f"程序出错（{type(problem).__name__}: {problem}）；成品没有动", err=True)
        return ENVIRONMENT

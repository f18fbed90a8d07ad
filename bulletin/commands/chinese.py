"""Click in Chinese: help pages and usage errors."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from inspect import cleandoc
from types import MappingProxyType
from typing import Any, NamedTuple

import click
from click import core, exceptions, parser, termui, types

CATALOGUE = MappingProxyType(
    {
        "Option {name!r} does not take a value.": "{name} 后面不写 = 和值",
        "Option {name!r} requires {nargs} arguments.": "{name} 后面要写 {nargs} 个值",
        "Argument {name!r} takes {nargs} values.": "{name} 要写 {nargs} 个",
        "Got unexpected extra arguments ({args})": "多写了 {args}，删去",
        "Takes {nargs} values but {len} were given.": "要写 {nargs} 个，写了 {len} 个",
        "Missing command.": "缺 命令",
        "No such option {name!r}.": "没有 {name} 这个选项",
        "No such command {name!r}.": "没有 {name} 这个命令",
        "Missing parameter: {param_name}": "缺 {param_name}",
        "Could not open file {filename!r}: {message}": "{filename} 打不开（{message}）",
        "{value!r} is not a valid {number_type}.": "{value} 不是数",
        "{value} is not in the range {range}.": "{value} 不在 {range} 里",
        "{name} {filename!r} does not exist.": "没有 {filename}",
        "{name} {filename!r} is a file.": "{filename} 是文件，要写文件夹",
        "{name} {filename!r} is a directory.": "{filename} 是文件夹，要写文件",
        "{name} {filename!r} is not readable.": "{filename} 没有读的权限",
        "{name} {filename!r} is not writable.": "{filename} 没有写的权限",
        "{name} {filename!r} is not executable.": "{filename} 不能运行",
        "{value!r} is not {choice}.": "写 {choice}",
        "{value!r} is not one of {choices}.": "写 {choices} 中的一个",
        "{value!r} is not a valid boolean. Recognized values: {states}": "写 {states} 中的一个",
        "Choose from:\n\t{choices}": "写 {choices} 中的一个",
        "Invalid value: {message}": "写法不对：{message}",
        "Invalid value for {param_hint}: {message}": "{param_hint} 的写法不对：{message}",
        "Error: The two entered values do not match.": "两次写的不一样",
        "(Did you mean one of: {possibilities}?)": "改为 {possibilities} 中的一个",
        "Try '{command} {option}' for help.": "运行 {command} {option} 看说明",
        "Missing argument": "缺",
        "Missing option": "缺",
        "Missing parameter": "缺",
        "Missing {param_type}": "缺 {param_type}",
        "unknown error": "原因不明",
        "Aborted!": "停下了，没有做完",
        "file": "文件",
        "directory": "文件夹",
        "path": "路径",
        "Error: {message}": "{message}",
        "Error: invalid input": "写 y（是）或 n（否）",
    }
)
"""Click's messages about a call, with ours. Of a singular and a plural, the plural is here."""


def _in_chinese(message: str) -> str:
    return CATALOGUE.get(message, message)


def _counted_in_chinese(one: str, many: str, count: int) -> str:
    return CATALOGUE.get(many, one if count == 1 else many)


for _module in (core, exceptions, parser, termui, types):
    # Click translates by these names. gettext is not changed, because other libraries use it too.
    vars(_module).update(_=_in_chinese, ngettext=_counted_in_chinese)


class Chinese(click.Command):
    """A command with a Chinese help page."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="用法：")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The words of the usage line."""
        words = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 [参数]…"}
        return [
            words.get(piece, piece.replace("...", "…"))
            for piece in super().collect_usage_pieces(ctx)
        ]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help as its lines stand: click would join them with blanks, and Chinese has
        none where a line ends."""
        said = cleandoc(self.help or "").replace("\b\n", "").splitlines()
        formatter.write("\n" + "".join(f"  {line}".rstrip() + "\n" for line in said))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under a Chinese heading."""
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        rows = [(each, row[0]) for each in options if (row := each.get_help_record(ctx))]
        _table(formatter, "选项", [(name, _with_default(each, ctx)) for each, name in rows])
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help option, explained in Chinese."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这份说明"
        return option


class ListedCommand(NamedTuple):
    """A command in the list of all, which is printed without importing any."""

    name: str
    place: str
    """Where it stands, as `module:name`."""

    help: str = ""
    """What it does: the beginning of its own help page, which is asked if this is empty."""


class ChineseGroup(Chinese, click.Group):
    """A group of commands with a Chinese help page, in the order of an issue's life.

    A command is imported only when it is called, because importing all takes longer than many
    commands run.
    """

    command_class = Chinese

    listed: tuple[ListedCommand, ...] = ()
    """The commands in the order of an issue's life."""

    def list_commands(self, ctx: click.Context | None = None) -> list[str]:
        """The commands in their order."""
        return [each.name for each in self.listed]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command with this name; None if there is none."""
        found = next((each for each in self.listed if each.name == cmd_name), None)
        if found is None:
            return None
        module, _, name = found.place.partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under a Chinese heading."""
        rows = [(each.name, each.help or self._said(ctx, each.name)) for each in self.listed]
        _table(formatter, "命令", rows)

    def _said(self, ctx: click.Context, name: str) -> str:
        command = self.get_command(ctx, name)
        return command.get_short_help_str(limit=80) if command else ""


def _with_default(option: click.Option, ctx: click.Context) -> str:
    """The help text of an option, with its default if that is to be shown."""
    default = option.get_help_extra(ctx).get("default")
    said = option.help or ""
    return f"{said.removesuffix('。')}；不写就是 {default}" if default else said


def _table(formatter: click.HelpFormatter, heading: str, rows: list[tuple[str, str]]) -> None:
    formatter.write(f"\n{heading}：\n")
    with formatter.indentation():
        formatter.write_dl(rows)


def explain(fault: click.ClickException, command: ChineseGroup) -> str:
    """A usage error in Chinese: what is wrong and what to write."""
    for kind, say in _EXPLANATIONS:
        if isinstance(fault, kind):
            return say(fault, command)
    return fault.format_message()


def _no_such_option(fault: Any, _command: ChineseGroup) -> str:
    from difflib import get_close_matches

    close = get_close_matches(fault.option_name, fault.possibilities or [], n=1, cutoff=0.75)
    return f"没有 {fault.option_name} 这个选项" + (f"；改为 {close[0]}" if close else "")


def _missing(fault: Any, _command: ChineseGroup) -> str:
    if isinstance(fault.param, click.Option):
        return f"缺 {fault.param.opts[0]}"
    name = fault.param.make_metavar(fault.ctx) if fault.param else ""
    return f"缺 {name}"


def _bad_value(fault: Any, _command: ChineseGroup) -> str:
    name = fault.param.get_error_hint(fault.ctx) if fault.param else ""
    kind = getattr(fault.param, "type", None)
    choices = getattr(kind, "choices", None)
    if isinstance(kind, click.IntRange):
        return f"{name} 要写 {_range(kind)}的整数"
    hint = "；只能写 " + "、".join(map(str, choices)) if choices else f"：{fault.message}"
    return f"{name} 的写法不对{hint}"


def _range(kind: click.IntRange) -> str:
    """不小于 1, or 1 到 65000."""
    if kind.max is None:
        return f"不小于 {kind.min} "
    return f"{kind.min} 到 {kind.max} "


_IN_CHINESE = {
    "new": ("新建", "建", "新一期"),
    "import": ("收稿", "导入", "收"),
    "check": ("查稿", "检查", "校对", "查"),
    "build": ("生成", "排版", "编印"),
    "serve": ("预览", "看"),
    "export": ("导出",),
    "status": ("状态", "情况"),
    "sign": ("签字", "签名"),
    "approve": ("签发", "定稿"),
    "publish": ("刊发", "发布", "发"),
    "mail": ("邮件", "发邮件"),
    "doctor": ("诊断", "体检"),
}
"""What people call commands in Chinese."""


def _no_such_command(fault: Any, command: ChineseGroup) -> str:
    from difflib import get_close_matches

    named = {words: name for name, said in _IN_CHINESE.items() for words in said}
    meant = named.get(fault.command_name)
    known = command.list_commands()
    close = [meant] if meant else get_close_matches(fault.command_name, known, n=1)
    return f"没有 {fault.command_name} 这个命令" + (f"；改为 {close[0]}" if close else "")


_EXPLANATIONS: tuple[tuple[type[click.ClickException], Callable[[Any, ChineseGroup], str]], ...] = (
    (click.NoSuchOption, _no_such_option),
    (click.MissingParameter, _missing),
    (click.BadParameter, _bad_value),
    (click.exceptions.NoSuchCommand, _no_such_command),
)

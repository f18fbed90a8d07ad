"""Click, speaking Chinese: help pages and usage faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from gettext import gettext
from importlib import import_module
from types import MappingProxyType
from typing import Any

import click


class Chinese(click.Command):
    """A command whose help page is Chinese."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="用法：")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The usage line's words."""
        words = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 [参数]…"}
        return [
            words.get(piece, piece.replace("...", "…"))
            for piece in super().collect_usage_pieces(ctx)
        ]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under a Chinese heading."""
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        rows = [row for each in options if (row := each.get_help_record(ctx))]
        _table(formatter, "选项", [(name, _in_chinese(said)) for name, said in rows])
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help option, explained in Chinese."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这份说明"
        return option


class ChineseGroup(Chinese, click.Group):
    """A group of commands whose help page is Chinese, in the order of an issue's life.

    A command is imported when it is asked for: to import all takes longer than many a command.
    """

    command_class = Chinese

    places: Mapping[str, str] = MappingProxyType({})
    """Where each command is, as `module:name`, in the order of an issue's life."""

    def list_commands(self, ctx: click.Context | None = None) -> list[str]:
        """The commands in their order."""
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name; None when there is none."""
        place = self.places.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under a Chinese heading."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [
            (name, command.get_short_help_str(limit=80))
            for name, command in found
            if command and not command.hidden
        ]
        _table(formatter, "命令", rows)


_EXTRA = re.compile(r"\s*\[(?:default: ([^\];]+)|required|[^\]]*[<>]=?[^\]]*)[^\]]*\]\Z")


def _in_chinese(said: str) -> str:
    """An option's help without Click's English brackets; a default is told."""

    def told(match: re.Match[str]) -> str:
        return f"；不写就是 {match[1]}" if match[1] else ""

    return _EXTRA.sub(told, said).replace("。；", "；")


def _table(formatter: click.HelpFormatter, heading: str, rows: list[tuple[str, str]]) -> None:
    formatter.write(f"\n{heading}：\n")
    with formatter.indentation():
        formatter.write_dl(rows)


def explain(fault: click.ClickException, command: ChineseGroup) -> str:
    """A usage fault in Chinese: what is wrong and what to write."""
    for kind, say in _EXPLANATIONS:
        if isinstance(fault, kind):
            return say(fault, command)
    return fault.format_message()


def _no_such_option(fault: Any, _command: ChineseGroup) -> str:
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


def _usage(fault: Any, command: ChineseGroup) -> str:
    said = fault.format_message()
    if said.startswith(gettext("No such command {name!r}.").split("{")[0]):
        name = said.split("'")[1] if "'" in said else said
        close = get_close_matches(name, command.list_commands(), n=1)
        return f"没有 {name} 这个命令" + (f"；改为 {close[0]}" if close else "")
    return said if not said.isascii() else f"命令的写法不对（{said}）"


_EXPLANATIONS: tuple[tuple[type[click.ClickException], Callable[[Any, ChineseGroup], str]], ...] = (
    (click.NoSuchOption, _no_such_option),
    (click.MissingParameter, _missing),
    (click.BadParameter, _bad_value),
    (click.UsageError, _usage),
)

"""`bulletin learn`: how the office writes, and which names it uses, taken from its past issues."""

from __future__ import annotations

import sys
from codecs import BOM_UTF8
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bulletin.commands.chinese import Chinese
from bulletin.commands.speech import (
    CLEAN,
    ENVIRONMENT,
    FAULTS,
    USAGE,
    reading,
    stop,
    tell,
    the_workspace,
)
from bulletin.diagnostics import has_errors
from bulletin.output import replace_file
from bulletin.system_errors import reason
from bulletin.usage import Usage
from bulletin.workspace import Workspace

if TYPE_CHECKING:
    from bulletin.checks import NameProposal

FEW = 100
"""Of fewer articles little can be learnt: about thirty issues."""

SHOWN_ISSUES = 3
"""How many issues are named beside a proposal."""


@click.command("learn", cls=Chinese)
@click.option("--accept", multiple=True, metavar="名称", help="把建议的这一个收进名录，可写多次。")
@click.option(
    "--decline", multiple=True, metavar="名称", help="不收这一个，以后不再建议，可写多次。"
)
def learn_command(accept: tuple[str, ...], decline: tuple[str, ...]) -> int:
    """从往期学：数一遍各篇的用字，查稿时拿来找错字（W112）；再把常见的名称建议收进名录。

    数的是签发、刊发了的各期和登记的往期，刊发过的照存档的成品。结果存在 .bulletin/usage.json，
    删了再运行一次就有。刊发、更正、撤回以后自动再数。

    名录是 issues/names.yaml：领导的姓名、职务和排名，机构、村社、品牌、荣誉、提法，查稿照它查
    （W103、W113、W114）。建议的逐个问，也可以写明：

    \b
        bulletin learn --accept 红色驿站 --accept 石桥村 --decline 一站式
    """
    workspace = the_workspace()
    try:
        usage = learn_usage(workspace)
    except OSError as problem:
        stop(f".bulletin/ 写不进去：{reason(problem)}", ENVIRONMENT)
    if not usage.articles:
        click.echo("还没有往期可学：签发、刊发了，或用 bulletin import --whole 收了往期，再运行")
        return CLEAN
    kinds = len(usage.counts)
    click.echo(f"数了往期 {usage.articles} 篇，记下 {kinds} 种用字，查稿时照此提醒（W112）")
    if usage.articles < FEW:
        click.echo(f"往期不到 {FEW} 篇，能看出的错字还少；收了更多往期再运行一次")
    return _settle_names(workspace, accept, decline)


def learn_usage(workspace: Workspace) -> Usage:
    """Count the past issues and keep the counts. Raises OSError if they cannot be kept."""
    from bulletin.edition import past_of
    from bulletin.usage import USAGE_FILE, usage_of, write_usage

    past = past_of(workspace, reading("往期"))
    usage = usage_of(text for _, text in past.texts(reading("往期各篇")))
    write_usage(workspace.memory / USAGE_FILE, usage)
    return usage


# -- Names ---------------------------------------------------------------------------------------


def _settle_names(workspace: Workspace, accept: tuple[str, ...], decline: tuple[str, ...]) -> int:
    """Propose names, and write down those that a person decides on."""
    from bulletin.checks import NAMES_FILE, load_lists, proposals
    from bulletin.edition import past_of
    from bulletin.load import load_publication

    house, faults = load_lists(workspace.root)
    publication, unread = load_publication(workspace.root)
    if publication is None or has_errors((*faults, *unread)):
        tell((*unread, *faults))
        return FAULTS
    accept, decline = tuple(dict.fromkeys(accept)), tuple(dict.fromkeys(decline))
    if torn := [each for each in accept if each in decline]:
        stop(f"{'、'.join(torn)} 又写收、又写不收；只写一样", USAGE)
    past = past_of(workspace).texts(reading("往期各篇"))
    called = {name for unit in publication.units for name in (unit.name, *unit.aliases)}
    found = {each.name: each for each in proposals(past, house.names, called)}
    strange = [each for each in (*accept, *decline) if each not in found]
    if strange:
        cure = f"只能收建议了的；别的自己写进 issues/{NAMES_FILE}"
        stop(f"没有建议 {'、'.join(each or '空的名称' for each in strange)}；{cure}", USAGE)
    if not (accept or decline):
        accept, decline = _asked(tuple(found.values()))
    items = [
        _Item(found[name].group, found[name].chinese, found[name].line, name) for name in accept
    ]
    items += [_Item("declined", "不收", name, name) for name in decline]
    if items:
        _record(workspace, items)
    if accept:
        click.echo(f"收进 issues/{NAMES_FILE}：{'、'.join(accept)}")
    if decline:
        click.echo(f"以后不再建议：{'、'.join(decline)}")
    return CLEAN


def _asked(found: tuple[NameProposal, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names that a person accepts and declines; on no terminal they are only shown."""
    if not found:
        click.echo("没有新的名称可建议")
        return (), ()
    if not sys.stdin.isatty():
        for chinese, those in groupby(found, key=lambda each: each.chinese):
            click.echo(f"建议收进名录的{chinese}：{'、'.join(map(_shown, those))}")
        click.echo("收哪些，写 bulletin learn --accept 名称；在终端里运行就逐个问")
        return (), ()
    answers: dict[str, list[str]] = {"y": [], "n": []}
    click.echo(f"建议 {len(found)} 个名称。y 收，n 不收、以后不问，s 下次再说，q 不问了")
    for each in found:
        choice = click.Choice(("y", "n", "s", "q"), case_sensitive=False)
        question = f"{each.chinese}：{_shown(each)}"
        try:
            said = click.prompt(question, type=choice, default="s", prompt_suffix=" ")
        except click.Abort:
            click.echo("\n答过的没有记；要停下又记住，写 q", err=True)
            raise
        if said == "q":
            break
        answers.setdefault(said, []).append(each.name)
    return tuple(answers["y"]), tuple(answers["n"])


def _shown(proposal: NameProposal) -> str:
    names = "、".join(proposal.issues[-SHOWN_ISSUES:])
    return f"{proposal.shown}（{proposal.articles} 篇，{names}）"


@dataclass(frozen=True)
class _Item:
    """A line more in a list of names.yaml."""

    group: str
    chinese: str
    line: str
    name: str


def _record(workspace: Workspace, items: Iterable[_Item]) -> None:
    """Write all items into names.yaml, or none: exits if the file would not say so then.

    Its byte order mark and its line ends stay.
    """
    from bulletin.checks import NAMES_FILE, read_names, with_more_names
    from bulletin.source import Source

    path: Path = workspace.issues / NAMES_FILE
    content = path.read_bytes() if path.exists() else HEAD.encode()
    mark = BOM_UTF8 if content.startswith(BOM_UTF8) else b""
    before = content.removeprefix(mark).decode()
    text = before.replace("\r\n", "\n")
    for item in items:
        text = with_more_names(text, item.group, item.chinese, (item.line,))
        names, faults = read_names(Source(f"issues/{NAMES_FILE}", text))
        if has_errors(faults) or item.name not in names.settled:
            cure = f"把“{item.chinese}”改成一项一行，自己加一行：- {item.line}"
            stop(f"{item.name} 写不进 issues/{NAMES_FILE}，什么也没有写；{cure}", FAULTS)
    after = text.replace("\n", "\r\n") if "\r\n" in before else text
    try:
        replace_file(path, mark + after.encode())
    except OSError as problem:
        stop(f"issues/{NAMES_FILE} 写不进去：{reason(problem)}", ENVIRONMENT)


HEAD = (
    "# 名录：查稿照它查姓名、职务、排名（W103、W113）和名称（W114）。bulletin learn 建议，人定。\n"
)
"""The first line of a new names.yaml."""

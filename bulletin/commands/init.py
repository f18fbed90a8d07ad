"""`bulletin init`: a workspace for another office."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bulletin.calendar_day import office_day
from bulletin.commands.chinese import Chinese
from bulletin.commands.speech import USAGE, stop
from bulletin.model import House, Serial
from bulletin.scaffold import NewOffice, new_workspace


@click.command("init", cls=Chinese)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="文件夹")
@click.option("--name", metavar="名称", help="报头名称，例如 天长组工信息")
@click.option("--issuer", metavar="单位", help="编印单位，例如 中共天长市委组织部研究室")
@click.option(
    "--unit", "units", multiple=True, metavar="单位", help="报送单位，按排名先后，可写多次"
)
@click.option("--report-to", multiple=True, metavar="单位", help="报：每写一次是一级，可写多次")
@click.option("--send-to", multiple=True, metavar="单位", help="送：每写一次是一级，可写多次")
@click.option("--issue-to", multiple=True, metavar="单位", help="发：每写一次是一级，可写多次")
@click.option("--base-url", default="", metavar="网址", help="往期网站的地址；只在内部用时不写")
@click.option(
    "--number", default=1, type=click.IntRange(1), metavar="期号", help="第一期的期号，不写就是 1"
)
@click.option(
    "--yearly/--continuous",
    default=None,
    help="期号每年从第1期编起，还是一直往下编；没有写又不能问，就一直往下编",
)
def init_command(
    folder: Path,
    name: str | None,
    issuer: str | None,
    units: tuple[str, ...],
    report_to: tuple[str, ...],
    send_to: tuple[str, ...],
    issue_to: tuple[str, ...],
    base_url: str,
    number: int,
    *,
    yearly: bool | None,
) -> None:
    """为一个单位建好刊物的文件夹。

    没有写的内容会逐项提问，写全了就不问：

    \b
        bulletin init 我的刊物
        bulletin init 我的刊物 --name 某县组工信息 --issuer 中共某县委组织部研究室 \\
            --unit 城关镇 --unit 东关街道 --report-to 部领导 --issue-to 各乡镇党委
    """
    if (folder / "issues").exists():
        stop(f"{folder} 里已经有刊物了；换一个文件夹", USAGE)
    demanded = {
        "--name": name,
        "--issuer": issuer,
        "--unit": units,
        "--report-to": report_to,
        "--send-to": send_to,
    }
    _stop_unanswerable([option for option, given in demanded.items() if not given])
    office = NewOffice(
        name=name or _ask("报头名称（例如 天长组工信息）"),
        issuer=issuer or _ask("编印单位（例如 中共天长市委组织部研究室）"),
        units=units or _list("报送单位，按排名先后，用空格隔开"),
        report_to=report_to or _list("报：上级，每级用空格隔开"),
        send_to=send_to or _list("送：平级和有关单位，每级用空格隔开"),
        issue_to=issue_to or _optional("发：下级，每级用空格隔开，没有就直接回车"),
        base_url=base_url,
        yearly=_by_year() if yearly is None else yearly,
    )
    today = office_day(House())
    serial = Serial("", today.year if office.yearly else 0, number)
    new_workspace(folder, office, serial, today)
    click.echo(f"建好 {folder}/")
    click.echo("  issues/publication.yaml　刊物自身的情况")
    click.echo(f"  issues/{serial.folder}/　第一期，有一篇来稿样式")
    click.echo(f"接着：cd {folder}，再运行 bulletin build {serial.name} --open")


def _stop_unanswerable(lacking: list[str]) -> None:
    """Exit and name all missing options, if nobody can be asked for them."""
    if lacking and not sys.stdin.isatty():
        stop(f"缺 {'、'.join(lacking)}", USAGE)


def _ask(question: str) -> str:
    return str(click.prompt(question, prompt_suffix="：")).strip()


def _optional(question: str) -> tuple[str, ...]:
    """Ask for an answer that may be empty. Nothing is asked if nobody can answer."""
    if not sys.stdin.isatty():
        return ()
    said = click.prompt(question, prompt_suffix="：", default="", show_default=False)
    return tuple(str(said).split())


def _by_year() -> bool:
    """Ask how issues are numbered. Most offices begin with 第1期 each January."""
    if not sys.stdin.isatty():
        return False
    question = "期号怎样编（1 每年从第1期编起，2 一直往下编）"
    choice = click.Choice(("1", "2"))
    said = click.prompt(question, prompt_suffix="：", type=choice, default="1", show_choices=False)
    return bool(said == "1")


def _list(question: str) -> tuple[str, ...]:
    return tuple(_ask(question).split())

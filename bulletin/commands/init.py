"""`bulletin init`: a workspace for another office."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import click

from bulletin.calendar_day import office_day
from bulletin.commands.chinese import Chinese
from bulletin.commands.speech import USAGE, stop, tell_type, the_publication, the_workspace
from bulletin.locators import is_site_address, site_address_meant
from bulletin.model import House, Publication, Serial, is_short_name
from bulletin.patterns import pattern_of
from bulletin.press import stand_ins_at_hand
from bulletin.scaffold import NewOffice, new_publication, new_workspace
from bulletin.workspace import Workspace, find_workspace

_BETWEEN_UNITS = pattern_of(r"[\s、，,；;/]+")


@click.command("init", cls=Chinese)
@click.argument(
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=False,
    metavar="[文件夹]",
)
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
@click.option(
    "--publication", "beside", metavar="名称", help="在已有的刊物旁边再办一种，这是它的报头名称"
)
@click.option(
    "--as", "short_name", metavar="短名", help="和 --publication 同用：文件夹和网址里的短名"
)
def init_command(
    folder: Path | None,
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
    beside: str | None,
    short_name: str | None,
) -> None:
    """为一个单位建好刊物的文件夹，或在里面再办一种刊物。

    没有写的内容会逐项提问，写全了就不问：

    \b
        bulletin init 我的刊物
        bulletin init 我的刊物 --name 某县组工信息 --issuer 中共某县委组织部研究室 \\
            --unit 城关镇 --unit 东关街道 --report-to 部领导 --issue-to 各乡镇党委

    再办一种刊物，在刊物的文件夹里运行：

    \b
        bulletin init --publication 调研参考 --as diaoyan --yearly

    它的各期放在 issues/diaoyan/ 里，期号写成 diaoyan/1；单位名册、邮箱、收件箱和第一种共用。
    编印单位、分送范围和第一种不同的才写。
    """
    if beside or short_name:
        refused = {"--name": name, "--unit": units, "--base-url": base_url}
        office = NewOffice(beside or "", issuer or "", (), report_to, send_to, issue_to)
        _add_publication(folder, office, short_name, number, yearly, refused)
        return
    given = NewOffice(name or "", issuer or "", units, report_to, send_to, issue_to, base_url)
    if folder and (folder / "issues").exists():
        more = "再办一种刊物，在里面运行 bulletin init --publication 报头名称 --as 短名"
        stop(f"{folder} 里已经有刊物了；换一个文件夹；{more}", USAGE)
    _stop_unanswerable([*([] if folder else ["文件夹"]), *_unanswered(given)], _wrong_in(given))
    if folder is None:
        raise click.UsageError("缺 文件夹")
    office = _completed(given, yearly)
    today = office_day(House())
    serial = Serial("", today.year if office.yearly else 0, number)
    new_workspace(folder, office, serial, today)
    click.echo(f"建好 {folder}/")
    click.echo("  issues/publication.yaml　刊物自身的情况")
    click.echo("  issues/names.yaml、terms.yaml、allow.yaml　名录、用语表、准许的例外，查稿照着查")
    click.echo(f"  issues/{serial.folder}/　第一期，有一篇来稿样式")
    tell_type(Workspace(folder), stand_ins_at_hand())
    click.echo(f"接着：cd {folder}，收稿进第一期：bulletin import 来稿 --issue {serial.name}")
    click.echo(f"先看样子：bulletin build {serial.name} --open")
    click.echo("还办别的刊物：在里面运行 bulletin init --publication 报头名称 --as 短名")


def _completed(given: NewOffice, yearly: bool | None) -> NewOffice:
    """The office, after asking for everything that was not given."""
    _check_answers(given)
    office = NewOffice(
        name=given.name or _ask("报头名称（例如 天长组工信息）"),
        issuer=given.issuer or _ask("编印单位（例如 中共天长市委组织部研究室）"),
        units=_parted(given.units or _list("报送单位，按排名先后，用空格或顿号隔开")),
        report_to=given.report_to or _list("报：上级，每级用空格隔开"),
        send_to=given.send_to or _optional("送：平级和有关单位，每级用空格隔开，没有就直接回车"),
        issue_to=given.issue_to or _optional("发：下级，每级用空格隔开，没有就直接回车"),
        base_url=given.base_url,
        yearly=_by_year() if yearly is None else yearly,
    )
    _check_answers(office)
    return office


_DEMANDED = {
    "--name": "报头名称",
    "--issuer": "编印单位",
    "--unit": "报送单位",
    "--report-to": "报：上级",
}
"""Options without which there is no office, and what each says."""


def _unanswered(given: NewOffice) -> list[str]:
    """The demanded options that were not given, each with what it says."""
    answers = (given.name, given.issuer, any(given.units), any(given.report_to))
    demanded = zip(_DEMANDED.items(), answers, strict=True)
    return [f"{option}（{meaning}）" for (option, meaning), answer in demanded if not answer]


def _parted(units: tuple[str, ...]) -> tuple[str, ...]:
    """The units one by one, as no unit's name has a mark or a blank in it."""
    return tuple(each for unit in units for each in _BETWEEN_UNITS.split(unit) if each)


def _check_answers(office: NewOffice) -> None:
    """Exit if an answer cannot be used, and print all that is wrong."""
    if wrong := _wrong_in(office):
        stop("\n".join(wrong), USAGE)


def _wrong_in(office: NewOffice) -> list[str]:
    """What is wrong with the answers, one line each."""
    units = _parted(office.units)
    twice = dict.fromkeys(each for each in units if units.count(each) > 1)
    wrong = [f"单位 {each} 写了两遍，删去一个" for each in twice]
    named = {"报头名称": office.name, "编印单位": office.issuer}
    unclean = [what for what, said in named.items() if not _is_clean(said)]
    levels = (*units, *office.report_to, *office.send_to, *office.issue_to)
    unclean += [f"{each!r} " for each in levels if not each or not _is_clean(each)]
    wrong += [f"{each}的前后有空格，或里面有换行、制表符这样的字符；重写" for each in unclean]
    if office.base_url and not is_site_address(office.base_url):
        meant = site_address_meant(office.base_url)
        cure = f"写成 {meant.right}" if meant else "从 http:// 或 https:// 起写全；没有网站就不写"
        if meant and not meant.is_certain:
            cure += "，用 https 打开的写 https://"
        wrong.append(f"网址 {office.base_url} 不成；{cure}")
    return wrong


def _is_clean(said: str) -> bool:
    return said == said.strip() and said.isprintable()


def _add_publication(
    folder: Path | None,
    office: NewOffice,
    short_name: str | None,
    number: int,
    yearly: bool | None,
    refused: Mapping[str, object],
) -> None:
    """Add another publication to the workspace in `folder`, or else in the current folder."""
    workspace = find_workspace(folder) if folder else the_workspace()
    if workspace is None:
        stop(f"{folder} 里没有刊物；先运行 bulletin init {folder}", USAGE)
    if written := [option for option, given in refused.items() if given]:
        shared = f"{'、'.join(written)} 不和 --publication 同用"
        stop(f"{shared}；名称写在 --publication，名册和网址是共用的", USAGE)
    publication = the_publication(workspace, "再办")
    lacking = {"--publication": office.name, "--as": short_name}
    _stop_unanswerable([option for option, given in lacking.items() if not given])
    office = replace(office, name=office.name or _ask("报头名称（例如 调研参考）"))
    own = short_name or _ask("短名，写在文件夹和网址里（小写字母，例如 diaoyan）")
    _check_names(publication, office.name, own)
    office = replace(office, yearly=_by_year() if yearly is None else yearly)
    today = office_day(publication.house)
    serial = Serial("", today.year if office.yearly else 0, number, publication=own)
    unit = publication.units[0].name
    there = new_publication(workspace, own, office, unit, serial, today)
    click.echo(f"建好 issues/{own}/")
    click.echo(f"  issues/{own}/publication.yaml　{office.name}自身的情况")
    if (there / serial.own_folder).is_dir():
        click.echo(f"  issues/{serial.folder}/　第一期，有一篇来稿样式")
        click.echo(f"接着：运行 bulletin build {serial.name} --open")


def _check_names(publication: Publication, name: str, short_name: str) -> None:
    """Exit if a publication cannot have these names, and print which are possible."""
    if not is_short_name(short_name):
        cure = "写三个以上的小写字母，可以带数字和 -，例如 diaoyan"
        taken = "不能是期号、年份、系列的代号和 inbox、years、search 这样已经有用的名称"
        stop(f"短名 {short_name} 不能用；{cure}；{taken}", USAGE)
    for each in publication.every:
        if each.short_name == short_name:
            stop(f"已经有 {short_name} 了：{each.name}；换一个短名", USAGE)
        if each.name == name:
            where = f"issues/{each.short_name}/" if each.short_name else "issues/"
            stop(f"已经有《{name}》了，在 {where}；换一个名称", USAGE)


def _stop_unanswerable(lacking: list[str], wrong: Iterable[str] = ()) -> None:
    """Exit and name all that lacks and all that is `wrong`, if nobody can be asked."""
    if lacking and not sys.stdin.isatty():
        stop("\n".join((f"缺 {'、'.join(lacking)}", *wrong)), USAGE)


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

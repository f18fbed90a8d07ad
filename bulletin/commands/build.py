"""`bulletin build`: from copy to HTML and PDF."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bulletin.commands.chinese import Chinese
from bulletin.commands.issue_names import ISSUE_NAME
from bulletin.commands.speech import (
    ENVIRONMENT,
    FAULTS,
    USAGE,
    from_here,
    home,
    open_page,
    overhearing,
    progress,
    reading,
    say_again,
    stop,
    tell,
    tell_type,
    the_faces,
    the_workspace,
    time_left,
)
from bulletin.workspace import Workspace

if TYPE_CHECKING:
    from bulletin.diagnostics import Diagnostic
    from bulletin.ledger import Inside
    from bulletin.making import Built, MadeIssue, Sight, StandingIssue
    from bulletin.model import Serial
    from bulletin.press import Faces


@click.command("build", cls=Chinese)
@click.argument("numbers", type=ISSUE_NAME, nargs=-1, metavar="[期号]…")
@click.option("--internal", is_flag=True, help="连内部刊物一起做，放在 build-internal/")
@click.option("--no-pdf", is_flag=True, help="只做网页，不做 PDF；做过的 PDF 留在那里")
@click.option("--open", "opened", is_flag=True, help="做好后打开")
@click.option("--proof", "proofs", is_flag=True, help="做成清样，每行标行号，供审阅")
@click.option("--verbose", "-v", is_flag=True, help="逐期说明哪些由排版引擎代排，为什么")
@click.option(
    "--jobs", type=click.IntRange(1), metavar="数", help="同时排几期，不写就看有几个处理器"
)
@click.option("--strict-fonts", "strict", is_flag=True, help="有代替字体就不生成")
@click.option("--scheduler", metavar="地址", help="交给 Dask 集群排版，例如 tcp://10.0.0.5:8786")
def build_command(
    numbers: tuple[str, ...],
    internal: bool,
    no_pdf: bool,
    opened: bool,
    proofs: bool,
    verbose: bool,
    jobs: int | None,
    strict: bool,
    scheduler: str | None,
) -> None:
    """生成网页和 PDF。

    不写期号就生成全部各期和首页；写期号只生成这几期：

    \b
        bulletin build              全部
        bulletin build 116 --open   只做第116期，做好后打开 PDF
        bulletin build --internal   全部，连内部刊物一起
        bulletin build 116 --proof  清样存在 proofs/116.pdf，不动网站

    成品在 build/ 里：build/index.html 是首页，build/issues/116/ 里是第116期的网页和 PDF。
    进 build/ 的写了 visibility: public，并且签发了（bulletin approve）没有再改、刊发了，或是往期。
    送审稿、清样、没有签发的、内部刊物只进 build-internal/；为什么没有进 build/，逐期说明。
    没有改动的不重做。稿件有错时一次全部列出，出错的那一期保留上一次的成品。
    没有签发的期，PDF 每页印有“送审稿”或“清样”、日期和稿次；已经刊发的期照刊发的文件做。
    """
    workspace = the_workspace()
    if proofs and no_pdf:
        stop("清样就是 PDF；--proof 和 --no-pdf 只写一个", USAGE)
    started = time.monotonic()
    faces = None if no_pdf else the_faces("没有生成", strict=strict)
    sight = None
    if not (opened or proofs or scheduler):
        sight = _look_round(workspace, faces, numbers, internal=internal, verbose=verbose)
        if said := sight.said_before():
            say_again(said)
            click.echo(f"用时 {time.monotonic() - started:.1f} 秒")
            return
    workers = workers_of(jobs, scheduler)
    built, made = _build(workspace, faces, workers, numbers, internal=internal, proofs=proofs)
    with overhearing() as spoken:
        _tell_made(workspace, built, made, numbers, internal=internal, proofs=proofs)
        _tell_setting(built if verbose else None)
        tell_inside(built, beside=not numbers)
        tell(built.diagnostics)
        for deviation in built.deviations:
            click.echo(f"与标准不同：{deviation}")
        if built.current or not built.failed:
            _tell_standing(workspace, built, numbers)
            tell_type(workspace, faces.stand_ins if faces else ())
    click.echo(f"用时 {time.monotonic() - started:.1f} 秒")
    if built.failed:
        stop("有错的没有生成；上一次的成品没有动", FAULTS)
    if sight and not built.made:
        sight.keep(spoken)
    if opened and proofs:
        open_page(workspace.proof(built.made[-1].name).as_uri())
    elif opened:
        whole = workspace.internal_output if internal else workspace.output
        files = _made_files(built.current) if numbers else [whole / "index.html"]
        open_page(files[-1].as_uri())


def _build(
    workspace: Workspace,
    faces: Faces | None,
    workers: Callable[[int], AbstractContextManager[Executor]],
    numbers: tuple[str, ...],
    *,
    internal: bool,
    proofs: bool,
) -> tuple[Built, list[tuple[MadeIssue, float]]]:
    """Build and show how far it is; returns also the issues made with the seconds they took."""
    from bulletin.calendar_day import day_at
    from bulletin.making import Proof, build
    from bulletin.pressroom import Unreachable

    proof = Proof(day_at(workspace.root), every=proofs, numbered=proofs)
    hear, made = listener()
    try:
        built = build(
            workspace, faces, workers, numbers, internal=internal, proof=proof, heard=hear
        )
    except Unreachable as why:
        stop(str(why), ENVIRONMENT)
    progress("")
    return built, made


def _look_round(
    workspace: Workspace,
    faces: Faces | None,
    numbers: tuple[str, ...],
    *,
    internal: bool,
    verbose: bool,
) -> Sight:
    """Look at all that a build reads and renews; what it says depends on nothing else."""
    from bulletin.making import look_round

    type_used = faces and [(face.role, str(face.regular.parent)) for face in faces.faces]
    stand_ins = faces and faces.stand_ins
    said_where = (str(Path.cwd()), sys.stdout.isatty(), sys.stderr.isatty())
    asked = (numbers, verbose, type_used, stand_ins, said_where, os.environ.get("NO_COLOR"))
    return look_round(workspace, *asked, internal=internal, both=bool(numbers) and not internal)


def workers_of(
    jobs: int | None, scheduler: str | None
) -> Callable[[int], AbstractContextManager[Executor]]:
    """The workers for a build: those of a cluster, or processes on this machine."""
    from bulletin.pressroom import dask_workers, local_workers

    if scheduler:
        return lambda _count: dask_workers(scheduler)
    most = jobs or os.cpu_count() or 1
    return lambda count: local_workers(min(most, count))


def listener() -> tuple[Callable[[MadeIssue, int, int], None], list[tuple[MadeIssue, float]]]:
    """A callback that shows the progress, and the list in which it collects the issues with the
    seconds that each took."""
    started = last = time.monotonic()
    made: list[tuple[MadeIssue, float]] = []

    def hear(issue: MadeIssue, done: int, of: int) -> None:
        nonlocal last
        now = time.monotonic()
        made.append((issue, now - last))
        last = now
        left = time_left(started, done, of)
        progress(f"{issue.title}（{done}/{of}{left}）" if done < of else "")

    return hear, made


MOST_LINES = 12
"""Up to so many issues are listed one by one; of more, only the number is printed."""


def _tell_made(
    workspace: Workspace,
    built: Built,
    made: list[tuple[MadeIssue, float]],
    numbers: tuple[str, ...],
    *,
    internal: bool,
    proofs: bool,
) -> None:
    for issue, seconds in made if len(made) <= MOST_LINES else ():
        what = f"{issue.pages} 页" if issue.pages else "只有网页"
        click.echo(f"{issue.title}　{what}　{seconds:.1f} 秒")
    if len(made) > MOST_LINES:
        pages = sum(issue.pages for issue, _ in made)
        click.echo(f"做好 {len(made)} 期，共 {pages} 页")
    if proofs:
        for issue in built.made:
            click.echo(from_here(workspace.proof(issue.name)))
        return
    if numbers:
        for path in _made_files(built.current):
            click.echo(from_here(path))
        _tell_old(built, _of_issues(workspace, built, numbers))
        return
    if built.kept:
        click.echo(f"没有改动 {built.kept} 期")
    tree = workspace.internal_output if internal else workspace.output
    index = tree / "index.html"
    old = [
        each
        for each in _of_issues(workspace, built, _names(workspace) if built.failed else ())
        if each.is_relative_to(tree)
    ]
    if built.failed and not built.current:
        old = [index, *old] if index.exists() else []
    elif index.exists():
        click.echo(f"{from_here(index)}　共 {built.kept + len(built.made)} 期")
    elif not built.failed:
        click.echo(f"没有生成 {tree.name}/：没有一期可以公开")
    _tell_old(built, old)
    if built.elsewhere and (index.exists() or len(built.elsewhere) > MOST_REASONS):
        click.echo(
            f"另有内部刊物 {len(built.elsewhere)} 期；bulletin build --internal 连它们一起生成"
        )
    elif built.elsewhere:
        _tell_internal(built.elsewhere)


def _tell_internal(issues: Sequence[Inside]) -> None:
    """Print of each issue that it is internal, what makes it public, and how to see it."""
    from bulletin.fields import in_the_language_of

    public = in_the_language_of(home(), "visibility: public")
    for each in issues:
        click.echo(f"{each.called}是内部刊物，没有进 build/")
    click.echo(f"能公开的，在 issue.md 里写 {public}，签发（bulletin sign、approve）以后再生成")
    click.echo("内部看的，运行 bulletin build --internal，在 build-internal/ 里")


def _names(workspace: Workspace) -> Iterable[str]:
    """The names of all issues."""
    from bulletin.load import issue_folders
    from bulletin.model import issue_name

    return map(issue_name, issue_folders(workspace.root)[0])


OF_ENGINE = {
    ".turned": "有横排的表格",
    "tr": "表格有高过一面的行",
    "td": "表格的格里不只有文字",
    "bdi": "有连写的文字",
    "style": "模板带样式",
}
"""Why the engine lays an issue out instead of the press, in an editor's words."""


def _tell_setting(built: Built | None) -> None:
    """Print what was done to fill pages, and which of the issues were laid out by the engine, and
    why; nothing if not asked. Of an issue that stands it is said again."""
    if built is None:
        return
    issues = (*built.made, *built.stood)
    for issue in issues:
        if issue.filled:
            click.echo(f"{issue.title}　{issue.filled}")
        if reason := issue.by_engine:
            why = OF_ENGINE.get(reason, f"样式或模板里有 {reason}")
            click.echo(f"{issue.title}　由排版引擎代排：{why}")
    composed = sum(not each.by_engine and each.pages > 0 for each in issues)
    if composed:
        click.echo(f"本程序自己排 {composed} 期")


MOST_REASONS = 5
"""Up to so many issues that stay internal for one reason are listed; of more, only the number."""


def tell_inside(built: Built, *, beside: bool = False) -> None:
    """Print which public issues stay internal for now, why, and what makes them public.

    With `beside`, print also how to build them.
    """
    if not built.inside:
        return
    from bulletin.fields import in_its_language

    by_code: dict[str, list[Diagnostic]] = {}
    for why in in_its_language(built.inside, home()):
        by_code.setdefault(why.code, []).append(why)
    for those in by_code.values():
        for why in those if len(those) <= MOST_REASONS else those[:1]:
            click.echo(f"{why.message}；{why.hint}")
        if len(those) > MOST_REASONS:
            click.echo(f"同样没有进 build/ 的还有 {len(those) - 1} 期；bulletin status 逐期列出")
    if beside:
        click.echo("没有进 build/ 的用 bulletin build --internal 生成，在 build-internal/ 里")


def _made_files(issues: Iterable[StandingIssue]) -> list[Path]:
    """The page and the PDF of each of these issues."""
    from bulletin.model import issue_file_name

    return [
        path
        for name, folder in issues
        for path in (folder / "index.html", folder / f"{issue_file_name(name)}.pdf")
        if path.exists()
    ]


def _of_issues(workspace: Workspace, built: Built, names: Iterable[str]) -> list[Path]:
    """The existing files of those of these issues that this build did not bring up to date."""
    from bulletin.model import Serial

    current = {each.name for each in built.current}
    trees = (workspace.output, workspace.internal_output)
    old = [each for name in names if name not in current and (each := Serial.named(name))]
    return _made_files(_standing(each, tree) for each in old for tree in trees)


def _standing(serial: Serial, tree: Path) -> StandingIssue:
    from bulletin.making import StandingIssue

    return StandingIssue(serial.name, tree / serial.address)


def _tell_old(built: Built, files: list[Path]) -> None:
    """Print which files are still those of the last successful build."""
    for path in files[:MOST_LINES] if built.failed else ():
        click.echo(f"没有生成，还是 {_when(path)} 的成品：{from_here(path)}")


def _when(path: Path) -> str:
    """When a file was made, in the office's time: 2026-11-28 09:30."""
    return datetime.fromtimestamp(path.stat().st_mtime).strftime("%Y-%m-%d %H:%M")


def _tell_standing(workspace: Workspace, built: Built, numbers: tuple[str, ...]) -> None:
    """Print one line about the errors that only `check` finds."""
    from bulletin.making import standing_errors

    names = numbers or [issue.name for issue in built.made]
    errors = standing_errors(workspace, names, printed=bool(numbers), progress=reading("往期"))
    if errors:
        each = "、".join(f"第 {name} 期 {count} 处" for name, count in errors.items())
        told = each if len(errors) <= MOST_REASONS else f"{len(errors)} 期"
        shown = f" {' '.join(errors)}" if len(errors) <= MOST_REASONS else ""
        click.echo(
            f"查稿另有错误 {sum(errors.values())} 处（{told}）；运行 bulletin check{shown} 查看",
            err=True,
        )

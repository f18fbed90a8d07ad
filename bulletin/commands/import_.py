"""`bulletin import`: what the units sent, to copy in the inbox or in an issue's folder."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from bulletin.commands.chinese import Chinese
from bulletin.commands.issue_names import ISSUE_NAME
from bulletin.commands.speech import (
    CLEAN,
    ENVIRONMENT,
    FAULTS,
    USAGE,
    count_line,
    home,
    progress,
    reading,
    stop,
    styled,
    tell,
    the_publication,
    the_workspace,
    time_left,
    waiting,
)
from bulletin.diagnostics import Diagnostic, Severity, has_errors
from bulletin.fields import in_its_language
from bulletin.lock import lock
from bulletin.model import Serial, issue_folder
from bulletin.report import as_json, in_full, visible
from bulletin.system_errors import place, reason
from bulletin.workspace import Workspace

if TYPE_CHECKING:  # reading Word and PDF takes a while to load
    from bulletin.intake import Entered, FileOutcome, Reception, ReviewedSubmission

_WORDS = {  # by the fate of a file
    "filed": "收入",
    "moved": "移入",
    "duplicate": "重复",
    "refused": "没收",
    "skipped": "略过",
    "opened": "拆开",
}


@click.command("import", cls=Chinese)
@click.argument("files", nargs=-1, required=True, metavar="文件…")
@click.option(
    "--issue",
    "number",
    type=ISSUE_NAME,
    metavar="期号",
    help="收进这一期的文件夹，不写就收进 issues/inbox",
)
@click.option("--whole", is_flag=True, help="每个文件是一整期往期，写成 issues/期号/")
@click.option(
    "--no-articles", "apart", is_flag=True, help="和 --issue 同用：不写进 issue.md 的篇目"
)
@click.option("--split", "splits", is_flag=True, help="一个文件里有几篇的，逐篇拆开")
@click.option("--review", is_flag=True, help="另做一张网页，原件和收成的稿件左右对照")
@click.option("--headings", is_flag=True, help="和 --whole 同用：没有加粗的短句也作小标题")
@click.option("--dry-run", "dry", is_flag=True, help="只说会怎样，不写文件")
@click.option("--verbose", "-v", is_flag=True, help="说明也逐条列出")
@click.option("--json", "as_data", is_flag=True, help="输出 JSON，给程序用")
@click.pass_context
def import_command(
    context: click.Context,
    files: tuple[str, ...],
    number: str | None,
    apart: bool,
    whole: bool,
    splits: bool,
    review: bool,
    headings: bool,
    dry: bool,
    verbose: bool,
    as_data: bool,
) -> None:
    """收稿：Word、WPS、PDF、文字文件、文件夹、压缩包、邮件，收成能编辑的稿件。

    \b
        bulletin import 来稿/*.docx              收进 issues/inbox
        bulletin import 5月来稿.zip 转来.eml     压缩包、邮件里的附件逐个收
        bulletin import 来稿 --issue 117         收进第117期的文件夹
        bulletin import issues/inbox/*.md --issue 117   把待选的稿件移进第117期
        bulletin import 来稿 --dry-run           先看看会怎样
        bulletin import 来稿 --review            收好后左右对照着核对
        bulletin import --whole 往期/            一个文件是一整期，收进往期

    单位、标题、撰稿人、电话、审核人、日期写进前言。收进一期的，按名册次序写进这一期的篇目。

    批注、修订和没有排入的文字，记在前言里 # 开头的行，不印。

    原件存在 originals/ 里，前言记着它的 SHA-256。收过的不再收。

    退出码：0 没有错误，1 有没收的或要补的，2 命令写错，3 环境不对。
    """
    paths = tuple(Path(each) for each in files)
    _stop_where(
        (whole and number, "--whole 的期号从原件里认，不写 --issue"),
        (headings and not whole, "--headings 和 --whole 同用"),
        (whole and splits, "--split 拆的是来稿，不和 --whole 同用"),
        (apart and not number, "--no-articles 和 --issue 同用"),
    )
    workspace = the_workspace()
    found = _files(paths)
    if whole:
        from bulletin.commands.whole import import_whole_issues

        code, reviewed = import_whole_issues(
            workspace,
            found,
            headings=headings,
            dry=dry,
            verbose=verbose,
            as_data=as_data,
            reviews=review,
        )
    else:
        given = frozenset(path.resolve() for path in paths if not path.is_dir())
        voice = _Voice(len(found), verbose, silent=as_data, dry=dry, review=review)
        code = _receive(workspace, voice, found, given, number, splits=splits, apart=apart)
        reviewed = voice.reviewed
    if review:
        _review(workspace, reviewed, silent=as_data)
    context.exit(code)


def _stop_where(*refused: tuple[object, str]) -> None:
    """Stop with the reason why the options do not go together."""
    if why := next((why for wrong, why in refused if wrong), ""):
        stop(why, USAGE)


def _files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files that were named, and those in folders. Stops where there are none."""
    from bulletin.intake import found_files

    missing = [path for path in paths if not path.exists()]
    if missing:
        stop(f"没有 {visible(str(missing[0]))} 这个文件", USAGE)
    found = found_files(paths)
    if not found:
        stop("文件夹是空的", USAGE)
    return found


def _receive(
    workspace: Workspace,
    voice: _Voice,
    files: Sequence[Path],
    given: frozenset[Path],
    number: str | None,
    *,
    splits: bool,
    apart: bool,
) -> int:
    """Receive the files as submissions, and say what became of them; returns the exit code."""
    writes = not voice.dry
    with _alone(workspace, writes=writes):
        # What is there is read inside the lock: another import may have written meanwhile.
        reception = _reception(
            workspace, number, writes=writes, splits=splits, reviews=voice.review
        )
        code = voice.hear(reception.receive(files, given))
        entered = _entered(reception, number, voice.names, apart=apart, dry=voice.dry)
    if voice.silent:
        click.echo(_as_data(voice.outcomes))
    else:
        voice.conclude(number)
        _tell_entered(number, entered)
    return code


def _reception(
    workspace: Workspace, number: str | None, *, writes: bool, splits: bool, reviews: bool
) -> Reception:
    from bulletin.calendar_day import office_day
    from bulletin.edition import past_of
    from bulletin.intake import Folder, Reception, Register, the_office
    from bulletin.load import INBOX, ISSUE

    publication = the_publication(workspace, "再收")
    folder = workspace.issue_folder(number) if number else workspace.issues / INBOX
    if number and (Serial.named(number) is None or not (folder / ISSUE).is_file()):
        stop(f"没有第 {visible(number)} 期；先运行 bulletin new {visible(number)}", USAGE)
    register = Register(past_of(workspace, reading("往期")))
    return Reception(
        workspace,
        publication,
        register,
        Folder.at(folder),
        the_office(),
        writes=writes,
        day=office_day(publication.house).isoformat(),
        splits=splits,
        reviews=reviews,
    )


def _review(workspace: Workspace, reviewed: Sequence[ReviewedSubmission], *, silent: bool) -> None:
    """Write the page on which an editor compares originals and copy, and say where it is."""
    from bulletin.intake import write_review
    from bulletin.render import Unrendered

    try:
        place = write_review(workspace, reviewed)
    except Unrendered as failed:
        tell((failed.fault,))
    except OSError as problem:
        click.echo(f"对照的网页写不进去：{problem.strerror or problem}", err=True)
    else:
        click.echo(f"对照：{place}", err=silent)


def _entered(
    reception: Reception, number: str | None, names: tuple[str, ...], *, apart: bool, dry: bool
) -> Entered:
    """Enter what was received into the articles of its issue."""
    from bulletin.intake import Entered, enter_articles

    if number is None or dry or not names:
        return Entered()
    if apart:
        return Entered(left=names)
    try:
        return enter_articles(reception.workspace, reception.publication, number, names)
    except OSError as problem:
        click.echo(f"issue.md 写不进去：{reason(problem)}", err=True)
        return Entered(left=names)


def _tell_entered(number: str | None, entered: Entered) -> None:
    """Print what stands in the articles, and what an editor has to enter."""
    if number is None:
        return
    sheet = f"issues/{issue_folder(number)}/issue.md"
    if entered.places:
        said = "、".join(f"{name}（第 {place} 篇）" for place, name in entered.places)
        click.echo(visible(f"按名册次序写进 {sheet} 的篇目：{said}"))
    if entered.waiting:
        click.echo(visible(f"留用或退稿的没有写进篇目：{'、'.join(entered.waiting)}"))
    if entered.left:
        click.echo(f"在 {sheet} 的 篇目（articles）里按刊登次序加上：")
        click.echo(visible("\n".join(f"  - {name}" for name in entered.left)))


@contextmanager
def _alone(workspace: Workspace, *, writes: bool) -> Iterator[None]:
    """A context in which no other `import` writes, so that two do not use the same file names."""
    if not writes:
        yield
        return
    workspace.memory.mkdir(exist_ok=True)
    with lock(workspace.memory / "import.lock", waiting=waiting):
        yield


class _Voice:
    """Prints what happens to the files, during the import and at its end."""

    def __init__(self, total: int, verbose: bool, *, silent: bool, dry: bool, review: bool) -> None:
        self.total, self.verbose, self.silent = total, verbose, silent
        self.dry, self.review = dry, review
        self.outcomes: list[FileOutcome] = []
        self.started = time.monotonic()

    def hear(self, outcomes: Iterator[FileOutcome]) -> int:
        """Print all outcomes as they come; returns the exit code."""
        try:
            for outcome in outcomes:
                self.outcomes.append(outcome)
                self.tell(outcome)
        except OSError as problem:
            progress("")
            said = f"（{named}）" if (named := place(problem)) else ""
            click.echo(f"写不进去：{reason(problem)}{said}；已经收的都完整", err=True)
            return ENVIRONMENT
        except KeyboardInterrupt:
            progress("")
            click.echo(f"已中断；已经收的 {self.count('filed')} 篇都完整", err=True)
            raise
        progress("")
        return FAULTS if has_errors(self.diagnostics) else CLEAN

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The diagnostics of all files."""
        return tuple(fault for outcome in self.outcomes for fault in outcome.diagnostics)

    @property
    def reviewed(self) -> list[ReviewedSubmission]:
        """The files, each beside what was read of it, or with what became of it."""
        from bulletin.intake import unreviewed

        return [
            each.review or unreviewed(each.path, _WORDS[each.fate.value], each.diagnostics)
            for each in self.outcomes
        ]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the copy that was filed or moved, as a list of articles has them."""
        return tuple(PurePosixPath(each.file).stem for each in self.outcomes if each.file)

    def count(self, *fates: str) -> int:
        """The number of files with one of these fates."""
        return sum(outcome.fate.value in fates for outcome in self.outcomes)

    def tell(self, outcome: FileOutcome) -> None:
        """Print the outcome of one file, and how long the rest will take."""
        if not self.silent:
            progress("")
            became = f" → {outcome.file}" if outcome.file else ""
            head = "：".join(filter(None, (outcome.unit, outcome.title)))
            said = f"　{head}" if head else ""
            click.echo(f"{_WORDS[outcome.fate.value]}　{visible(outcome.path + became + said)}")
            if decided := _decided(outcome):
                click.echo(f"　　　{decided}")
            told = [each for each in outcome.diagnostics if self._is_told(each)]
            click.echo(in_full(in_its_language(told, home()), styled), nl=False, err=True)
        done = len(self.outcomes)
        left = time_left(self.started, done, self.total)
        progress(f"收了 {done} 个（共 {max(self.total, done)} 个{left}）")

    def _is_told(self, diagnostic: Diagnostic) -> bool:
        return self.verbose or diagnostic.severity is not Severity.INFO

    def conclude(self, number: str | None) -> None:
        """Print the numbers of files, and what to do next."""
        counted = [
            f"{word} {count} {measure}"
            for word, measure, fates in (
                ("收入", "篇", ("filed",)),
                ("移入", "篇", ("moved",)),
                ("重复", "个", ("duplicate",)),
                ("没收", "个", ("refused",)),
                ("略过", "个", ("skipped",)),
            )
            if (count := self.count(*fates))
        ]
        faults = count_line(self.diagnostics)
        click.echo("，".join(counted or ["没有稿件"]) + (f"；{faults}" if faults else ""))
        if not self.verbose and any(each.severity is Severity.INFO for each in self.diagnostics):
            click.echo("说明没有逐条列出，加 --verbose 列出")
        if self.dry:
            click.echo(f"只是看看，{'稿件没有写' if self.review else '什么也没有写'}")
        elif self.names and not number:
            click.echo(
                "接着：改好 issues/inbox 里的稿件，选定的移进一期："
                "bulletin import issues/inbox/稿件.md --issue 期号"
            )


_DECIDED = (
    ("拆开表格 {} 个", ("D210",)),
    ("写进前言 {} 处", ("D206",)),
    ("没有排入 {} 处", ("D205", "D212", "D223")),
)
"""What was decided without asking, by the diagnostics that tell it."""


def _decided(outcome: FileOutcome) -> str:
    """How much was decided in a file: 接上 6 处，改作小标题 3 处，拆开表格 1 个."""
    codes = Counter(each.code for each in outcome.diagnostics)
    counted = [
        ("接上 {} 处", codes["D207"] + codes["D208"]),
        ("改作小标题 {} 处", outcome.found_headings),
        *((words, sum(codes[code] for code in told)) for words, told in _DECIDED),
    ]
    return "，".join(words.format(count) for words, count in counted if count)


def _as_data(outcomes: Sequence[FileOutcome]) -> str:
    """The outcomes as JSON."""
    listed = [
        {
            "path": each.path,
            "fate": each.fate.value,
            "file": each.file,
            "unit": each.unit,
            "title": each.title,
            "diagnostics": json.loads(as_json(each.diagnostics)),
        }
        for each in outcomes
    ]
    return json.dumps(listed, ensure_ascii=False, indent=1)

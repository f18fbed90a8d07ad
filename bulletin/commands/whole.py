"""`bulletin import --whole`: past issues, each whole in one document, to folders of their own."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bulletin.commands.speech import (
    CLEAN,
    FAULTS,
    count_line,
    progress,
    tell,
    the_publication,
    time_left,
)
from bulletin.diagnostics import Severity
from bulletin.model import issue_name
from bulletin.report import as_json, visible

if TYPE_CHECKING:  # reading Word and PDF takes a while to load
    from bulletin.intake import ReviewedSubmission
    from bulletin.intake.whole import DocumentOutcome
    from bulletin.workspace import Workspace


_NOT_WRITTEN = "没有写"


def import_whole_issues(
    workspace: Workspace,
    files: Sequence[Path],
    *,
    headings: bool,
    dry: bool,
    verbose: bool,
    as_data: bool,
    reviews: bool,
) -> tuple[int, list[ReviewedSubmission]]:
    """Import past issues and report each.

    Gives the exit code, 1 if an issue was not written or has faults, and, with `reviews`, each
    document beside what was read of it.
    """
    from bulletin.intake import the_office, unreviewed
    from bulletin.intake.whole import import_whole

    outcomes = import_whole(
        [_near(file) for file in files],
        workspace,
        the_publication(workspace, "再导入"),
        the_office(),
        headings=headings,
        writes=not dry,
        reviews=reviews,
    )
    if as_data:
        heard = list(outcomes)
        click.echo(json.dumps([_as_data(each) for each in heard], ensure_ascii=False, indent=1))
    else:
        heard = list(_told(outcomes, len(files), verbose=verbose or len(files) == 1))
        _conclude(heard, dry=dry, reviews=reviews)
    code = FAULTS if any(each.is_faulty for each in heard) else CLEAN
    return code, [
        each.review or unreviewed(each.path, _NOT_WRITTEN, each.diagnostics) for each in heard
    ]


def _near(file: Path) -> Path:
    """The path of the file from the current folder."""
    here = Path.cwd()
    return file.relative_to(here) if file.is_relative_to(here) else file


def _told(
    outcomes: Iterator[DocumentOutcome], total: int, *, verbose: bool
) -> Iterator[DocumentOutcome]:
    """The outcomes; each is printed as it comes, with how long the rest will take."""
    started = time.monotonic()
    for done, outcome in enumerate(outcomes, start=1):
        progress("")
        tell([each for each in outcome.diagnostics if verbose or each.severity > Severity.INFO])
        counted = count_line(outcome.diagnostics)
        became = f"→ {outcome.folder}/　{outcome.articles} 篇" if outcome.folder else _NOT_WRITTEN
        click.echo("　".join(filter(None, (visible(outcome.path), became, counted))))
        yield outcome
        left = time_left(started, done, total)
        progress(f"读了 {done} 份（共 {max(total, done)} 份{left}）")
    progress("")


def _conclude(heard: Sequence[DocumentOutcome], *, dry: bool, reviews: bool) -> None:
    written = [each for each in heard if each.folder]
    if len(heard) != 1:
        click.echo(f"共 {len(heard)} 份，{'能写' if dry else '写'}成 {len(written)} 期")
    if dry:
        click.echo(f"只是看看，{'往期没有写' if reviews else '什么也没有写'}")
    elif written:
        name = issue_name(Path(written[0].folder))
        command = f"bulletin check {name}" if len(written) == 1 else "bulletin check"
        click.echo(f"接着：照提醒逐处核对，再运行 {command}")


def _as_data(outcome: DocumentOutcome) -> dict[str, object]:
    return {
        "path": outcome.path,
        "folder": outcome.folder,
        "articles": outcome.articles,
        "diagnostics": json.loads(as_json(outcome.diagnostics)),
    }

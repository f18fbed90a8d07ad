"""`bulletin import --whole`: past issues, each whole in one document, to folders of their own."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import click

from bulletin.commands.speech import (
    FAULTS,
    USAGE,
    count_line,
    progress,
    stop,
    tell,
    the_workspace,
)
from bulletin.diagnostics import Severity


def import_whole_issues(paths: Sequence[Path], *, headings: bool) -> None:
    """Import past issues and tell of each; exits with 1 when one was not written or is faulty."""
    workspace = the_workspace()
    from bulletin.intake.office import the_office
    from bulletin.intake.whole import found_files, import_whole
    from bulletin.load import load_publication

    publication, faults = load_publication(workspace.root)
    if publication is None:
        tell(faults)
        stop("publication.yaml 有错，改好再导入", FAULTS)
    missing = [path for path in paths if not path.exists()]
    if missing:
        stop(f"没有 {missing[0]}", USAGE)
    files = found_files(paths)
    started = time.monotonic()
    written = faulty = 0
    outcomes = import_whole(files, workspace, publication, the_office(), headings=headings)
    for done, outcome in enumerate(outcomes, start=1):
        progress("")
        told = [each for each in outcome.diagnostics if each.severity is not Severity.INFO]
        tell(told if len(files) > 1 else outcome.diagnostics)
        counted = count_line(outcome.diagnostics)
        if outcome.folder:
            written += 1
            click.echo(
                f"{outcome.path} → {outcome.folder}/　{outcome.articles} 篇"
                + (f"　{counted}" if counted else "")
            )
        else:
            click.echo(f"{outcome.path}　没有写进去　{counted}")
        faulty += outcome.is_faulty
        left = (time.monotonic() - started) / done * max(len(files) - done, 0)
        progress(f"读第 {min(done + 1, len(files))} 份（共 {len(files)} 份，约剩 {left:.0f} 秒）")
    progress("")
    if len(files) != 1:
        click.echo(f"共 {len(files)} 份，写成 {written} 期")
    if written:
        click.echo("接着：照提醒逐处核对，再运行 bulletin check 期号")
    if faulty:
        raise SystemExit(FAULTS)

"""What the publishing commands share: faces, the press, and printing the outcome of an act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import click

from bulletin.calendar_day import day_at
from bulletin.commands.own_keys import the_signer
from bulletin.commands.speech import (
    ENVIRONMENT,
    FAULTS,
    reading,
    stop,
    tell,
    the_faces,
    the_workspace,
    waiting,
)
from bulletin.diagnostics import Diagnostic
from bulletin.edition import PUBLISH_LOCK, read_keys
from bulletin.load import short_names
from bulletin.lock import Locked, LockLost, holder_of, take_over
from bulletin.model import Act, issue_file_name
from bulletin.publish import ActContext, ActOutcome, Press
from bulletin.system_errors import reason


def act_context() -> ActContext:
    """The press and the date of this machine."""
    today = day_at(the_workspace().root)
    return ActContext(Press(the_faces()), today, waiting=waiting, progress=reading("往期"))


def act(
    done: str, do: Callable[[ActContext], ActOutcome], *, take_over: bool, unsigned: bool
) -> None:
    """Do one act and print its outcome; exits if nothing was done.

    It is signed if this machine has a key for it, unless it is to be `unsigned`.

    With `take_over`, locks that another machine left behind are taken away first, when a person
    has confirmed each.
    """
    if take_over:
        _take_over()
    signer = None if unsigned else the_signer(the_workspace())
    try:
        outcome = do(replace(act_context(), signer=signer))
    except Locked as locked:
        hint = "稍后再试；那台机器已经停了的，加 --take-over"
        stop(f"另一处正在刊发：{locked}；{hint}", ENVIRONMENT)
    except LockLost:
        stop("刊发时锁被另一台机器收走，什么也没有做；再运行一次", ENVIRONMENT)
    tell(outcome.diagnostics)
    kept = outcome.kept
    if kept is None:
        stop("没有刊发，什么也没有改", FAULTS)
    record = kept.record
    pages = f"　{record.pages} 页" if record.pages else ""
    click.echo(f"{done}：{record.title}　第 {kept.revision} 版{pages}")
    if record.act is not Act.WITHDRAWN and record.signatures:
        signed = "，".join(f"{one.role} {one.by} {one.on.isoformat()}" for one in record.signatures)
        click.echo(f"签字：{signed}")
    click.echo(f"{kept.shown}/")
    pdf = kept.file(f"{issue_file_name(kept.issue)}.pdf")
    if pdf.is_file():
        click.echo(f"PDF：{pdf.relative_to(the_workspace().root).as_posix()}")
    click.echo(f"摘要 {kept.identity}")
    click.echo(f"签名：{signer.name}（公钥 {signer.key}）" if signer else _without_signature())
    _renew_drafts(kept.issue, outcome.diagnostics)
    _learn()


def _without_signature() -> str:
    """That the register is not signed, and who signs it where the office has keys."""
    has_keys = read_keys(the_workspace().issues).valid
    return "没有签名" + ("；有钥匙的人核对后运行 bulletin key sign" if has_keys else "")


def _learn() -> None:
    """Count again how the office writes, with what was just sent out. The act is done in any case,
    and `bulletin learn` repeats what fails here."""
    from bulletin.commands.learn import learn_usage

    try:
        learn_usage(the_workspace())
    except OSError as problem:
        click.echo(f"往期的用字没有再数（{reason(problem)}）；再运行 bulletin learn", err=True)


def _take_over() -> None:
    workspace = the_workspace()
    for publication in ("", *short_names(workspace.root)):
        path = workspace.publication_folder(publication) / PUBLISH_LOCK
        holder = holder_of(path)
        if holder is None:
            continue
        click.confirm(f"锁由 {holder} 占用。那台机器上的刊发确实已经停了", abort=True)
        if not take_over(path, holder):
            stop(f"没有接过来：{holder} 还在运行，或者刚换了别人；稍后再试", ENVIRONMENT)


def _renew_drafts(name: str, said: tuple[Diagnostic, ...]) -> None:
    """Renew or remove the drafts in `outgoing/`, and print that. The act is done in any case.

    Diagnostics that the act has `said` are not repeated.
    """
    from bulletin.sending import renew

    try:
        renewed = renew(the_workspace(), name)
    except OSError as problem:
        what = reason(problem)
        click.echo(f"outgoing/{name}/ 里先前写好的没有更新（{what}），不要再发", err=True)
        return
    tell([each for each in renewed.told if each not in said])
    if renewed.anew:
        click.echo(f"先前写好的照这一版重做了：{'、'.join(renewed.anew)}")
    if renewed.gone:
        click.echo(f"先前写好的删去了：{'、'.join(renewed.gone)}")
    if renewed.anew or renewed.gone:
        click.echo("邮件程序里存的、公众号里贴好的，要自己改、自己删")

"""`bulletin key`: the keys with which an office signs its register."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import click

from bulletin.calendar_day import day_at
from bulletin.commands.act_options import reasoned
from bulletin.commands.chinese import Chinese, ChineseGroup, ListedCommand
from bulletin.commands.own_keys import new_passphrase, open_key, own_key
from bulletin.commands.speech import (
    ENVIRONMENT,
    FAULTS,
    USAGE,
    stop,
    tell,
    the_workspace,
    waiting,
)
from bulletin.diagnostics import Diagnostic, has_errors
from bulletin.edition import (
    KeyList,
    KeyState,
    OfficeKey,
    Signer,
    kept_keys,
    key_folder,
    make_key,
    read_keys,
)
from bulletin.lock import Locked, LockLost
from bulletin.publish import (
    KeyDesk,
    accept_key,
    attest,
    key_list_faults,
    lose_key,
    named_key,
    revoke_key,
    show_key,
)

_STATES = {KeyState.WAITING: "等认可", KeyState.VALID: "有效", KeyState.REVOKED: "停用"}


@click.group("key", cls=ChineseGroup)
def key_group() -> None:
    """钥匙：给刊发登记签名。私钥在本机，有口令；公钥在 issues/keys.jsonl。

    \b
        bulletin key new 办公室          做一把钥匙
        bulletin key list                公钥名录
        bulletin key accept 张三         认可别人做的
        bulletin key change              换一把
        bulletin key revoke 张三 --reason 调离
        bulletin key lost 办公室 --reason 硬盘坏了
        bulletin key sign                给登记簿补签

    没有钥匙，一切照旧，只是刊发的没有签名。
    """


key_group.listed = (
    ListedCommand("new", "bulletin.commands.key:new_key_command"),
    ListedCommand("list", "bulletin.commands.key:list_keys_command"),
    ListedCommand("accept", "bulletin.commands.key:accept_key_command"),
    ListedCommand("change", "bulletin.commands.key:change_key_command"),
    ListedCommand("revoke", "bulletin.commands.key:revoke_key_command"),
    ListedCommand("lost", "bulletin.commands.key:lost_key_command"),
    ListedCommand("sign", "bulletin.commands.key:sign_register_command"),
)


@key_group.command("new", cls=Chinese)
@click.argument("name", metavar="名称")
def new_key_command(name: str) -> None:
    """做一把钥匙，公钥记进名录。第一把马上有效，以后的要已有钥匙的人认可。

    名称写单位或姓名，核对时显示。私钥存在本机的用户文件夹里，口令自己记住：忘了没有办法找回。
    """
    desk, keys = _desk(), _keys()
    name = name.strip()
    _fresh_name(keys, name)
    accepted_by = _opened(keys) if own_key(keys) else None
    signer, public = _made(name)
    _do(lambda: show_key(desk, signer, public), signer)
    if accepted_by:
        _do(lambda: accept_key(desk, accepted_by, signer.key))
    click.echo(f"公钥 {signer.key}　{name}")
    _say_kept(signer)
    if keys.keys and not accepted_by:
        click.echo(f"等有钥匙的人认可：bulletin key accept {signer.key}")
        return
    _do(lambda: attest(desk, accepted_by or signer))
    click.echo("把公钥抄在纸上归档：以后靠它看出公钥名录有没有换过")


@key_group.command("list", cls=Chinese)
def list_keys_command() -> None:
    """列出公钥名录。打印出来归档，以后可以 bulletin verify --against 对照。"""
    keys = _keys()
    own = {each.digits for each in kept_keys()}
    for each in keys.keys.values():
        here = "　私钥在本机" if each.digits in own else ""
        since, state = each.since.isoformat(), _STATES[each.state]
        click.echo(f"公钥 {each.digits}　{each.name}　{since} 起　{state}{here}")
    if not keys.keys:
        click.echo("没有公钥；bulletin key new 名称")
    faults = tuple(key_list_faults(keys, frozenset(own)))
    tell(faults)
    if has_errors(faults):
        stop("公钥名录有出入", FAULTS)


@key_group.command("accept", cls=Chinese)
@click.argument("key", metavar="公钥或名称")
def accept_key_command(key: str) -> None:
    """认可别人做的钥匙。先当面或打电话核对公钥的编号。"""
    desk, keys = _desk(), _keys()
    wanted = _the_key(keys, key, KeyState.WAITING)
    signer = _opened(keys)
    _do(lambda: accept_key(desk, signer, wanted.digits))
    _do(lambda: attest(desk, signer))
    click.echo(f"已认可：公钥 {wanted.digits}　{wanted.name}")


@key_group.command("change", cls=Chinese)
def change_key_command() -> None:
    """换一把钥匙：做新的，用旧的认可，再停用旧的。以前的签名照样有效。"""
    desk, keys = _desk(), _keys()
    old = _opened(keys)
    signer, public = _made(old.name)
    _do(lambda: show_key(desk, signer, public), signer)
    _do(lambda: accept_key(desk, old, signer.key))
    _do(lambda: revoke_key(desk, signer, old.key, "换钥匙"))
    _do(lambda: attest(desk, signer))
    click.echo(f"公钥 {signer.key}　{signer.name}　接替公钥 {old.key}")
    _say_kept(signer)
    click.echo("把新公钥抄在纸上归档")


@key_group.command("revoke", cls=Chinese)
@click.argument("key", metavar="公钥或名称")
@reasoned("为什么停用，记在名录里")
def revoke_key_command(key: str, reason: str) -> None:
    """停用一把钥匙。到现在为止的签名照样有效，以后的不算。"""
    desk, keys = _desk(), _keys()
    wanted = named_key(keys, key, KeyState.WAITING) or _the_key(keys, key, KeyState.VALID)
    signer = _opened(keys)
    if [each.digits for each in keys.valid] == [wanted.digits]:
        stop(f"{wanted.name}的是唯一有效的钥匙；换一把用 bulletin key change", USAGE)
    _do(lambda: revoke_key(desk, signer, wanted.digits, reason))
    if signer.key != wanted.digits:
        _do(lambda: attest(desk, signer))
    click.echo(f"已停用：公钥 {wanted.digits}　{wanted.name}")


@key_group.command("lost", cls=Chinese)
@click.argument("names", nargs=-1, required=True, metavar="公钥或名称...")
@reasoned("怎么丢的，记在名录里")
def lost_key_command(names: tuple[str, ...], reason: str) -> None:
    """钥匙都丢了：做一把新的接替，名录里写明。丢了几把，一起写。

    没有人能认可新的，核对时会一直说，直到和归档的、写着新公钥的文件对照：
    先把新公钥抄在纸上，领导签字归档。还有别的有效钥匙的，用 bulletin key revoke。
    """
    desk, keys = _desk(), _keys()
    named = (_the_key(keys, each, KeyState.VALID) for each in names)
    lost = tuple({each.digits: each for each in named}.values())
    if own_key(keys):
        stop("本机还有有效的钥匙：用 bulletin key change 或 bulletin key revoke", USAGE)
    if held := [each for each in keys.valid if each not in lost]:
        who = "、".join(each.name for each in held)
        revoke = f"由他运行 bulletin key revoke {lost[0].digits} --reason …，新的也由他认可"
        every = " ".join(each.digits for each in (*lost, *held))
        also = f"也丢了的，一起写：bulletin key lost {every} --reason …"
        stop(f"{who}的钥匙还有效：{revoke}；{also}", USAGE)
    first, *rest = lost
    signer, public = _made(first.name)
    _do(lambda: show_key(desk, signer, public), signer)
    _do(lambda: lose_key(desk, signer, first.digits, reason))
    for each in rest:
        _do(partial(revoke_key, desk, signer, each.digits, reason))
    _do(lambda: attest(desk, signer))
    click.echo(f"公钥 {signer.key}　{signer.name}　接替报失的公钥 {first.digits}")
    for each in rest:
        click.echo(f"已停用：公钥 {each.digits}　{each.name}")
    _say_kept(signer)
    click.echo("把新公钥抄在纸上，领导签字归档")


@key_group.command("sign", cls=Chinese)
def sign_register_command() -> None:
    """给登记簿补签：没有钥匙的人刊发以后，有钥匙的人核对了再签。"""
    desk, keys = _desk(), _keys()
    signer = _opened(keys)
    _do(lambda: attest(desk, signer))
    click.echo(f"已签名：{signer.name}（公钥 {signer.key}）")


# -- What they share -------------------------------------------------------------------------------


def _desk() -> KeyDesk:
    workspace = the_workspace()
    return KeyDesk(workspace, day_at(workspace.root), waiting=waiting)


def _keys() -> KeyList:
    return read_keys(the_workspace().issues)


def _opened(keys: KeyList) -> Signer:
    kept = own_key(keys)
    own = {each.digits for each in kept_keys()}
    waiting = [
        key for key, each in keys.keys.items() if key in own and each.state is KeyState.WAITING
    ]
    if kept is None and waiting:
        stop(f"本机的钥匙还没有人认可：有钥匙的人运行 bulletin key accept {waiting[0]}", FAULTS)
    if kept is None:
        stop("本机没有名录里有效的钥匙；bulletin key list 看名录", FAULTS)
    return open_key(kept, keys.name_of(kept.digits))


def _made(name: str) -> tuple[Signer, str]:
    return make_key(new_passphrase(), name)


def _say_kept(signer: Signer) -> None:
    click.echo(f"私钥：{key_folder() / signer.key}.key　另存一份备份，放在别处")


def _fresh_name(keys: KeyList, name: str) -> None:
    if not name or not name.isprintable():
        stop("名称写单位或姓名", USAGE)
    if any(each.name == name and each.state is not KeyState.REVOKED for each in keys.keys.values()):
        stop(f"名录里已经有 {name} 的公钥；换一把用 bulletin key change", USAGE)


def _the_key(keys: KeyList, wanted: str, state: KeyState) -> OfficeKey:
    found = named_key(keys, wanted, state)
    if found is None:
        stop(f"名录里没有{_STATES[state]}的 {wanted}，或者不止一个；写公钥的编号", USAGE)
    return found


def _do(what: Callable[[], tuple[Diagnostic, ...]], made: Signer | None = None) -> None:
    """Do one act; exits if it was refused. A private key that was `made` for it then goes, too."""
    try:
        faults = what()
    except (Locked, LockLost) as busy:
        _undo(made)
        stop(f"另一处正在刊发：{busy}；稍后再试", ENVIRONMENT)
    except OSError:
        _undo(made)
        raise
    tell(faults)
    if has_errors(faults):
        _undo(made)
        stop("没有记，名录没有改", FAULTS)


def _undo(made: Signer | None) -> None:
    if made is not None:
        (key_folder() / f"{made.key}.key").unlink(missing_ok=True)

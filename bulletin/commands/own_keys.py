"""The private keys of who calls: which one signs here, and its passphrase."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from bulletin.commands.speech import ENVIRONMENT, USAGE, stop
from bulletin.decoding import EVERY, decoded
from bulletin.edition import KeptKey, KeyList, Signer, WrongPassphrase, kept_keys, read_keys
from bulletin.system_errors import reason
from bulletin.workspace import Workspace

SHORTEST = 10
"""So many characters a passphrase has at least."""

FROM_FILE, FROM_SETTING = "BULLETIN_PASSPHRASE_FILE", "BULLETIN_PASSPHRASE"
"""Environment variables for scripts: a file whose first line is the passphrase, or itself."""

_WITHOUT = "；不签名也能刊发：加 --unsigned"
"""How to publish all the same."""


def own_key(keys: KeyList) -> KeptKey | None:
    """The first private key of this machine with which may be signed here."""
    valid = {each.digits for each in keys.valid}
    return next((each for each in kept_keys() if each.digits in valid), None)


def the_signer(workspace: Workspace) -> Signer | None:
    """Who signs on this machine, with the key opened; None if there is no key for it.

    Exits if the passphrase does not open it.
    """
    keys = read_keys(workspace.issues)
    kept = own_key(keys)
    return open_key(kept, keys.name_of(kept.digits), _WITHOUT) if kept else None


def open_key(kept: KeptKey, name: str, without: str = "") -> Signer:
    """Open a key; exits if the passphrase is wrong or the file is damaged.

    `without` says what may be done without the key.
    """
    given = _given(f"{name}的钥匙", without)
    for left in range(2, -1, -1):
        said = click.prompt(f"{name}的口令", hide_input=True) if given is None else given
        try:
            return kept.opened(said, name)
        except WrongPassphrase:
            if given is not None or not left:
                stop(f"口令不对，打不开 {kept.path}{without}", ENVIRONMENT)
            click.echo("口令不对，再写一次", err=True)
        except ValueError:
            stop(f"{kept.path} 不是钥匙，或者改动过；从备份取回{without}", ENVIRONMENT)
    raise AssertionError


def passphrase_of(path: Path) -> str:
    """The passphrase of a certificate; exits if nobody can be asked."""
    given = _given(f"{path} ")
    said: str = click.prompt(f"{path.name} 的口令", hide_input=True) if given is None else given
    return said


def new_passphrase() -> str:
    """A passphrase for a new key; exits if it is short."""
    said = _given("新钥匙")
    if said is None:
        said = click.prompt("新钥匙的口令", hide_input=True, confirmation_prompt="再写一次")
    if not said.isprintable():
        stop("口令里有看不见或认不得的字符；只用文字、数字、标点和半角空格", USAGE)
    if len(said) < SHORTEST:
        stop(f"口令不到 {SHORTEST} 个字；写长一些，比如一句话", USAGE)
    return said


def _given(whose: str, without: str = "") -> str | None:
    """The passphrase from the environment; None if a person is to be asked for it.

    Exits if its file is unreadable, or if nobody can be asked. A file from Notepad may be
    in any of the encodings that Notepad offers.
    """
    path = os.environ.get(FROM_FILE)
    if not path:
        given = os.environ.get(FROM_SETTING)
        if given is None and not sys.stdin.isatty():
            stop(f"{whose}要口令：用 {FROM_FILE} 写明口令文件{without}", USAGE)
        return given
    try:
        text = decoded(Path(path).read_bytes(), EVERY)
    except OSError as problem:
        stop(f"口令文件 {path} 读不了（{reason(problem)}）；改好 {FROM_FILE}", ENVIRONMENT)
    if text is None:
        stop(f"口令文件 {path} 不是文字；把口令写在第一行，存为 UTF-8", ENVIRONMENT)
    return next(iter(text.splitlines()), "")

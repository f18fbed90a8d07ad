"""What was compared with its manifests on this machine, and has not been touched since.

Every act looks at all editions first, and whoever reads an edition looks at that one. Reading every
byte of a thousand editions takes long, mostly on a shared drive. So the sizes, times and inodes
with which an edition was found whole are remembered in the user's own cache; an edition that still
has them is not read again. The time of a change (ctime) is among them, which only the kernel sets.
`verify` never asks this memory.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from bulletin.diagnostics import Diagnostic, of_file
from bulletin.edition.shelf import REGISTER_NAME, Kept, altered, publication_of, read_register
from bulletin.kept_answers import user_cache
from bulletin.output import replace_file
from bulletin.workspace import Workspace

SETTLED = 2.0
"""Seconds after which a change of a file is surely told by its times, also on a coarse drive."""


class KnownWhole:
    """The memory of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        place = hashlib.sha256(os.fsencode(workspace.root.resolve())).hexdigest()[:16]
        self._path = user_cache("editions") / f"{place}.json"
        self._before = _read(self._path)
        self._now: dict[str, str] = {}

    def is_altered(self, kept: Kept) -> bool:
        """Whether an edition is no longer as it was sent."""
        looks, youngest = _looks(kept.folder)
        if looks and self._before.get(kept.name) == looks:
            self._now[kept.name] = looks
            return False
        if altered(kept):
            return True
        if looks and youngest < time.time() - SETTLED and _looks(kept.folder)[0] == looks:
            self._now[kept.name] = looks
        return False

    def keep(self) -> None:
        """Remember it for the next time. That it cannot be kept costs only time."""
        import msgspec

        known = self._before | self._now
        if known != self._before:
            with suppress(OSError):
                replace_file(self._path, msgspec.json.encode(known))


@lru_cache(maxsize=8)
def editions_known(workspace: Workspace) -> KnownWhole:
    """The memory of a workspace, read once in a process."""
    return KnownWhole(workspace)


def changed_since_sent(workspace: Workspace, kept: Kept) -> tuple[Diagnostic, ...]:
    """I118, and what is wrong with its files, if an edition is not as it was sent, or not the one
    in the register; then nothing is made of it. One that is in no register is told by those who
    write it."""
    is_altered = editions_known(workspace).is_altered(kept)
    if not is_altered and _is_registered(workspace, kept):
        return ()
    found = altered(kept) if is_altered else ()
    message = f"第 {kept.issue} 期刊发的文件改动过，和刊发时不同，不照它做"
    hint = "运行 bulletin verify 看是哪些，从备份取回"
    return (of_file("I118", kept.shown, message, hint), *found)


def _is_registered(workspace: Workspace, kept: Kept) -> bool:
    register = workspace.publication_folder(publication_of(kept.issue)) / REGISTER_NAME
    try:
        seen = register.stat()
        lines = _lines(register, publication_of(kept.issue), seen.st_mtime_ns, seen.st_size)
        return lines.get(kept.name) in (None, kept.identity)
    except FileNotFoundError:
        return True  # that a register is gone is told by `verify` and by every act
    except OSError:
        return False


@lru_cache(maxsize=8)
def _lines(register: Path, publication: str, _changed: int, _size: int) -> dict[str, str]:
    """The identity of each edition in a register as it looked at a time."""
    return {each.name: each.identity for each in read_register(register, publication)}


def _read(path: Path) -> dict[str, str]:
    import msgspec

    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    except (OSError, ValueError, msgspec.MsgspecError):
        return {}


def _looks(folder: Path) -> tuple[str, float]:
    """A digest of how all files look from outside, and when the last of them was changed; empty if
    it cannot be told."""
    digest, youngest = hashlib.sha256(), 0.0
    try:
        for said, changed in _entries(os.fspath(folder)):
            digest.update(said)
            youngest = max(youngest, changed)
    except OSError:
        return "", 0.0
    return digest.hexdigest(), youngest


def _entries(folder: str) -> Iterator[tuple[bytes, float]]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda each: each.name)
    for each in entries:
        is_folder = each.is_dir(follow_symlinks=False)
        status = each.stat(follow_symlinks=False)
        # Of a folder only its name counts: what systems leave in it by themselves is no change.
        said = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        numbers = "" if is_folder else f"{said} {status.st_ino} {status.st_dev}"
        yield f"{each.path}\0{numbers}\n".encode("utf-8", "surrogateescape"), status.st_ctime
        if is_folder:
            yield from _entries(each.path)

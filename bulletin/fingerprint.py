"""Keys of content: what is unchanged need not be made again."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from bulletin.workspace import Workspace

SETTING_PACKAGES = (
    *("weasyprint", "pydyf", "pillow", "fonttools", "uharfbuzz", "chws-tool", "rjieba"),
    *("tinycss2", "cssselect2"),
)
"""Packages whose versions go into the key of a PDF."""

MAKERS = (
    *SETTING_PACKAGES,
    *("jinja2", "markdown-it-py", "mdit-py-plugins", "OpenCC"),
)
"""Packages whose versions go into the key of what they make. The system libraries that WeasyPrint
draws with are not among them, because they would have to be loaded to tell their versions."""

RACE = 2 * 10**9
"""Two changes within so many ns may have the same time: FAT counts in steps of two seconds."""

PACKAGE = Path(__file__).parent
"""The folder of the program."""


def key_of(*parts: object) -> str:
    """A key of the parts' values (texts, bytes, numbers, tuples of them): 32 hexadecimal digits."""
    digest = blake2b(digest_size=16)
    for part in parts:
        content = part if isinstance(part, bytes) else repr(part).encode()
        digest.update(b"%d:" % len(content))
        digest.update(content)
    return digest.hexdigest()


class FolderTrace(NamedTuple):
    """What was seen of a folder without opening a file."""

    trace: str
    """Of every file under it: its path there, mode, size, times and place on the disk; of every
    folder its path and place."""

    settled: bool
    """False if a later change could look the same: a file was changed just now, or a link leads to
    another folder, which is not looked at."""

    newest: int
    """When the last changed file was changed, in ns; 0 without files."""


def look_at(folder: Path) -> FolderTrace:
    """Look at every file under `folder`.

    The time of the last change of anything about a file (`st_ctime_ns`) reveals one that was put
    back with an older date, or whose date was set back. Some changes cannot be seen: on a drive
    that keeps no such time, or on a server whose clock is more than two seconds behind while a file
    is changed twice at once.
    """
    settled = time.time_ns() - RACE
    seen: list[str] = []
    newest, start, linked = 0, len(str(folder)) + 1, False
    for entry, is_folder in _entries(folder):
        name = entry.path[start:]
        try:
            status = entry.stat()
        except OSError:
            seen.append(f"{name}\0unreadable")
            continue
        if is_folder:
            seen.append(f"{name}/\0{status.st_ino}")
            linked = linked or entry.is_symlink()
            continue
        changed, touched = status.st_mtime_ns, status.st_ctime_ns
        mode, size = status.st_mode, status.st_size
        seen.append(f"{name}\0{status.st_ino} {mode} {size} {changed} {touched}")
        newest = max(newest, changed, touched)
    trace = blake2b("\0\0".join(sorted(seen)).encode("utf-8", "surrogateescape"), digest_size=16)
    return FolderTrace(trace.hexdigest(), newest < settled and not linked, newest)


def stamps(target: Path) -> dict[str, tuple[int, int]]:
    """The size in bytes and time of change in ns of every file under `target`, or no size for one
    that is gone meanwhile or a link to nothing; empty if there is no such folder."""
    found: dict[str, tuple[int, int]] = {}
    start = len(str(target)) + 1
    for entry, is_folder in _entries(target, hidden=True):
        if not is_folder:
            try:
                status = entry.stat()
                known = status.st_size, status.st_mtime_ns
            except OSError:
                known = _GONE
            found[entry.path[start:].replace(os.sep, "/")] = known
    return found


_GONE = (-1, 0)
"""The stamp of what cannot be looked at."""


def stamp(path: str | Path) -> tuple[int, int]:
    """The file's size and time of change. Raises OSError."""
    status = os.stat(path)
    return status.st_size, status.st_mtime_ns


def key_of_folder(folder: Path) -> str:
    """A key of every file under `folder`: its path there and its content.

    A file that cannot be read, or disappears meanwhile, is in the key by its name; whoever reads
    the copy will report it. A pipe or device is in the key by name and is not opened.
    """
    digest = blake2b(digest_size=16)
    start = len(str(folder)) + 1
    for path in sorted((entry.path for entry, is_folder in _entries(folder) if not is_folder)):
        digest.update(f"\0{path[start:]}\0".encode(errors="surrogateescape"))
        try:
            if os.path.isfile(path):
                with open(path, "rb") as opened:
                    digest.update(opened.read())
        except OSError:
            digest.update(b"\0unreadable")
    return digest.hexdigest()


_PASSED_OVER = (".", "__pycache__")
"""Folders with these beginnings are no content: Python writes a module's bytecode at its first
import, so that the key of the program would depend on which commands ran before."""


def _entries(folder: Path, *, hidden: bool = False) -> Iterator[tuple[os.DirEntry[str], bool]]:
    """Everything under `folder`, and whether it is a folder; with `hidden`, what is passed over,
    too. A link to a folder is not followed."""
    waiting = [str(folder)]
    while waiting:
        try:
            entries = list(os.scandir(waiting.pop()))
        except OSError:  # as `os.walk` has it
            continue
        for entry in entries:
            name = entry.name
            try:
                is_folder = entry.is_dir()
            except OSError:
                is_folder = False
            if hidden or not name.startswith(_PASSED_OVER if is_folder else "."):
                yield entry, is_folder
                if is_folder and not entry.is_symlink():
                    waiting.append(entry.path)


def key_of_room(workspace: Workspace, room: str) -> str:
    """A key of the present templates or styles: the office's own, and ours."""
    return key_of(*map(key_of_folder, workspace.folders(room)))


@cache
def key_of_program() -> str:
    """A key of the program itself and of the packages that it uses."""
    return key_of(key_of_folder(PACKAGE), package_versions())


def key_of_rooms(rooms: Iterable[str]) -> str:
    """A key of these rooms of the program."""
    paths = ((PACKAGE / room, PACKAGE / f"{room}.py") for room in rooms)
    return key_of(
        *(key_of_folder(room) if room.is_dir() else file.read_bytes() for room, file in paths)
    )


def package_versions(names: Iterable[str] = MAKERS) -> tuple[tuple[str, str], ...]:
    """The versions of packages; all that the program uses, if none are named."""
    return tuple((name, version_of(name)) for name in names)


def version_of(name: str) -> str:
    """The version of an installed package; empty if it is not there."""
    if found := _installed().get(name.lower().replace("-", "_")):
        return found
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return ""


@cache
def _installed() -> Mapping[str, str]:
    """The versions of packages by the names of their folders (`pillow-11.0.0.dist-info`, PEP 427).

    `importlib.metadata` reads the same from the folders' files, and loads the library for mail.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        with suppress(OSError):
            for entry in os.listdir(folder or "."):
                name, _, version = entry.removesuffix(".dist-info").partition("-")
                if entry.endswith(".dist-info"):
                    found.setdefault(name.lower().replace(".", "_"), version)
    return found

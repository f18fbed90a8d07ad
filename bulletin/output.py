"""Writing a tree so that a reader sees the last good one or the new one, never a mixture."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

_OLD = ".old"


def replace_tree(target: Path, files: Mapping[str, bytes | Path]) -> None:
    """Make `target` hold exactly `files`: beside first, then by renaming.

    A file is named by its path with `/`; its content is given, or is that of another file, which
    is then linked rather than copied where the disk can. Raises OSError when the disk is full or
    cannot be written; `target` is then as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    restore(target)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.new-", dir=target.parent))
    try:
        folders: set[PurePosixPath] = set()
        for name in sorted(files):
            _put(fresh, PurePosixPath(name), files[name], folders)
        fresh.chmod(0o755)
        _swap(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def replace_file(target: Path, content: bytes) -> None:
    """Make the file `target` hold `content`: beside first, then by renaming. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.new-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)


def restore(target: Path) -> None:
    """Put back what an interrupted `replace_tree` had moved aside, and drop what it had begun."""
    old = _beside(target)
    if old.exists():
        if target.exists():
            shutil.rmtree(old)
        else:
            old.rename(target)
    for left in target.parent.glob(f".{target.name}.new-*"):
        shutil.rmtree(left, ignore_errors=True)


def _put(
    fresh: Path, name: PurePosixPath, content: bytes | Path, folders: set[PurePosixPath]
) -> None:
    if name.parent not in folders:
        (fresh / name.parent).mkdir(parents=True, exist_ok=True)
        folders.add(name.parent)
    path = fresh / name
    if isinstance(content, bytes):
        path.write_bytes(content)
        return
    with suppress(OSError):
        os.link(content, path)
        return
    shutil.copy2(content, path)  # a network drive without links


def _swap(fresh: Path, target: Path) -> None:
    old = _beside(target)
    if target.exists():
        target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}{_OLD}")

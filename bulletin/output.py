"""Writing so that a reader sees the last good state or the new one, never a mixture.

Every write, fsync, rename and mkdir of a tree, an edition or a file put in place goes through a
`Disk`. tests/test_faults.py tries for every n what happens if the n-th of them fails or the machine
stops there. Operations that only clean up do not go through it, because the next build does them
again.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_OLD = ".old"
LONGEST_NAME = 255
"""So many bytes a name may have on most drives; those of 汉字 are three each."""

MOST_SYNCED = 16
"""How many files are brought onto the disk at once."""

_UNSUPPORTED = frozenset(
    {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM, errno.EACCES}
)
"""Errors of a network drive that has no modes, or cannot sync a folder."""

PUBLISHED = "published"
"""The folder of an issue that holds what was sent out; only publishing writes there."""


def _ready(_operation: str, _path: Path) -> None:
    """Nothing is in the way."""


@dataclass(frozen=True)
class Disk:
    """The operations that change a disk. All raise OSError."""

    before: Callable[[str, Path], None] = _ready
    """Called with each operation (`mkdir`, `create`, `write`, `fsync`, `rename`, `remove`, `chmod`)
    and its path just before it is done; may raise instead."""

    def mkdir(self, path: Path) -> None:
        """Make a folder, and those above it that are not there."""
        if path.is_dir():
            return
        if path.parent != path:
            self.mkdir(path.parent)
        self.before("mkdir", path)
        path.mkdir(exist_ok=True)

    def create(self, path: Path, content: bytes, *, durable: bool = True) -> None:
        """Make a file that must not be there yet (FileExistsError); either all of it or nothing.

        With `durable` it is on the disk when this returns.
        """
        self.before("create", path)
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
        try:
            self.before("write", path)
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(handle, rest) :]
            if durable:
                self.before("fsync", path)
                os.fsync(handle)
        except OSError as problem:
            path.unlink(missing_ok=True)
            if problem.filename is None:  # the system names none where it is given a handle
                problem.filename = str(path)
            raise
        finally:
            os.close(handle)

    def link(self, old: str | Path, new: Path) -> None:
        """Give a file a second name, or copy it if the drive has no links."""
        self.before("create", new)
        try:
            os.link(old, new)
        except OSError:
            shutil.copy2(old, new)

    def sync(self, path: Path) -> None:
        """Bring a file's content, or a folder's list of names, onto the disk.

        A drive that cannot do this for folders is accepted as it is.
        """
        self.before("fsync", path)
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as refused:
            if refused.errno not in _UNSUPPORTED or path.is_file():
                raise
        finally:
            os.close(handle)

    def sync_files(self, paths: Sequence[Path]) -> None:
        """Bring the content of files onto the disk, all at once: one after the other takes a turn
        of the disk each."""
        for path in paths:
            self.before("fsync", path)
        handles: list[int] = []
        try:
            for path in paths:
                handles.append(os.open(path, os.O_RDWR))
            if len(handles) < 2:
                deque(map(os.fsync, handles), maxlen=0)
                return
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor(MOST_SYNCED) as several:
                deque(several.map(os.fsync, handles), maxlen=0)
        finally:
            for handle in handles:
                os.close(handle)

    def rename(self, old: Path, new: Path) -> None:
        """Rename a file or folder; an existing file of that name is replaced, a full folder
        never."""
        self.before("rename", new)
        try:
            old.rename(new)
        except FileExistsError:
            if not (old.is_file() and new.is_file()):
                raise
            self._exchange(old, new)

    def _exchange(self, old: Path, new: Path) -> None:
        """Replace a file on a drive that refuses to rename over one (`put_back` mends what an
        interruption leaves)."""
        aside = _aside(new)
        new.rename(aside)
        try:
            self.before("rename", new)
            old.rename(new)
        except OSError:
            aside.rename(new)
            raise
        aside.unlink(missing_ok=True)

    def remove(self, path: Path) -> None:
        """Remove a file, if it is there."""
        self.before("remove", path)
        path.unlink(missing_ok=True)

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder."""
        self.before("remove", path)
        path.rmdir()

    def chmod(self, path: Path, mode: int) -> None:
        """Set a mode, if the drive has modes."""
        self.before("chmod", path)
        try:
            path.chmod(mode)
        except OSError as refused:
            if refused.errno not in _UNSUPPORTED:
                raise

    def seal(self, tree: Path) -> None:
        """Make a tree read-only, from the leaves up."""
        for path in everything_in(tree):
            if not path.is_symlink():
                self.chmod(path, 0o555 if path.is_dir() else 0o444)
        self.chmod(tree, 0o555)

    def discard(self, tree: Path) -> None:
        """Remove a tree, sealed or not."""
        if not tree.is_dir():
            self.remove(tree)
            return
        for path in (tree, *everything_in(tree)):
            if path.is_dir() and not path.is_symlink():
                self.chmod(path, 0o755)
        for path in everything_in(tree):
            if path.is_dir() and not path.is_symlink():
                self.remove_folder(path)
            else:
                self.remove(path)
        self.remove_folder(tree)


DISK = Disk()


def everything_in(tree: Path) -> Iterator[Path]:
    """Everything under `tree`, a folder after what it holds, in the order of names."""
    for path in sorted(tree.iterdir()):
        if path.is_dir() and not path.is_symlink():
            yield from everything_in(path)
        yield path


def beside(target: Path) -> Path:
    """An unused name next to `target`, for what will become it."""
    return _named_beside(target, f".new-{secrets.token_hex(6)}")


def _named_beside(target: Path, ending: str) -> Path:
    """The hidden name of `target` with this ending, shortened to what a name may have."""
    name = f".{target.name}"
    while len(os.fsencode(name + ending)) > LONGEST_NAME:
        name = name[:-1]
    return target.with_name(name + ending)


def write_tree(
    folder: Path,
    files: Mapping[str, bytes | str | Path],
    disk: Disk = DISK,
    *,
    durable: bool = False,
) -> None:
    """Write files into a new folder. Raises OSError.

    A file is named by its path with `/`. Its content is given, or the path of another file, which
    is then linked instead of copied if the disk can do it.
    """
    disk.mkdir(folder)
    made = {""}
    for name in sorted(files):
        above = name.rpartition("/")[0]
        if above not in made:
            disk.mkdir(folder / above)
            made.add(above)
        content = files[name]
        if isinstance(content, bytes):
            disk.create(folder / name, content, durable=durable)
        else:
            disk.link(content, folder / name)
    if durable:
        for path in everything_in(folder):
            if path.is_dir():
                disk.sync(path)
        disk.sync(folder)


def replace_tree(target: Path, files: Mapping[str, bytes | str | Path], disk: Disk = DISK) -> None:
    """Make `target` hold exactly `files` (see `write_tree`): beside it first, then by renaming.

    Raises OSError if the disk is full or cannot be written; `target` is then unchanged.
    """
    with tree_to_be(target, disk) as fresh:
        write_tree(fresh, files, disk)
        put_in_place(fresh, target, disk)


@contextmanager
def tree_to_be(target: Path, disk: Disk = DISK) -> Iterator[Path]:
    """A place beside `target` to write a tree that will replace it; removed when the block is left.

    Raises OSError.
    """
    _refuse_published(target)
    disk.mkdir(target.parent)
    restore(target, disk)
    fresh = beside(target)
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def create_tree(target: Path, files: Mapping[str, bytes]) -> None:
    """Make the folder `target`, which must not be there yet: of two that try, one succeeds.

    Raises FileExistsError if it is there, and OSError if the disk cannot be written.
    """
    _refuse_published(target)
    if target.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    fresh = beside(target)
    try:
        write_tree(fresh, files)
        try:
            DISK.rename(fresh, target)
        except OSError as refused:
            if refused.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                raise FileExistsError(refused.errno, refused.strerror, str(target)) from None
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def replace_file(
    target: Path,
    content: bytes,
    disk: Disk = DISK,
    *,
    durable: bool = False,
    mode: int | None = None,
) -> None:
    """Make the file `target` hold `content`, and have `mode` if one is given: beside it first, then
    by renaming. Raises OSError."""
    _refuse_published(target)
    disk.mkdir(target.parent)
    fresh = beside(target)
    try:
        disk.create(fresh, content, durable=durable)
        if mode is not None:
            disk.chmod(fresh, mode)
        disk.rename(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)
    if durable:
        disk.sync(target.parent)


def put_back(target: Path, disk: Disk = DISK) -> None:
    """Put back a file that was moved aside to be replaced, if that was interrupted."""
    aside = _aside(target)
    if aside.is_file():
        if target.exists():
            disk.remove(aside)
        else:
            disk.rename(aside, target)


def restore(target: Path, disk: Disk = DISK) -> None:
    """Put back what an interrupted `replace_tree` had moved aside, and remove what it had begun."""
    for begun in target.parent.glob(f".{target.name}.new-*"):
        shutil.rmtree(begun, ignore_errors=True)
    old = _aside(target)
    if not old.exists():
        return
    if target.exists():
        shutil.rmtree(old)
    else:
        disk.rename(old, target)


def put_in_place(
    fresh: Path, target: Path, disk: Disk = DISK, *, spare: Path | None = None
) -> None:
    """Replace the whole tree `target` by renaming. Raises OSError.

    The old tree is removed, or put aside as `spare` for the next one (see `take_spare`).
    """
    old = _aside(target)
    try:
        if target.exists():
            disk.rename(target, old)
        disk.rename(fresh, target)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        raise
    if old.is_symlink():  # what the link leads to is not ours
        disk.remove(old)
    elif spare is not None and old.exists():
        shutil.rmtree(spare, ignore_errors=True)
        with suppress(OSError):  # it may be on another drive
            disk.mkdir(spare.parent)
            disk.rename(old, spare)
    shutil.rmtree(old, ignore_errors=True)


def take_spare(
    spare: Path, folder: Path, files: Mapping[str, bytes | str | Path], disk: Disk = DISK
) -> frozenset[str]:
    """Turn the tree put aside at `spare` into `folder`; returns the names that it has of `files`.

    It keeps only the very files that are wanted (second names of them), so most of a tree need
    neither be linked again nor removed. Without a usable spare there is no folder.
    """
    kept: set[str] = set()
    try:
        if spare.is_symlink() or not spare.is_dir():
            return frozenset()
        disk.rename(spare, folder)
        _thin(folder, "", files, kept, disk)
    except OSError:  # it is only a spare
        shutil.rmtree(spare, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        return frozenset()
    return frozenset(kept)


def _thin(
    folder: Path, above: str, files: Mapping[str, bytes | str | Path], kept: set[str], disk: Disk
) -> bool:
    """Remove from `folder` what is not wanted; returns whether anything is left."""
    left = False
    for entry in list(os.scandir(folder)):
        name = f"{above}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            if _thin(folder / entry.name, f"{name}/", files, kept, disk):
                left = True
            else:
                disk.remove_folder(folder / entry.name)
        elif _is_same(entry, files.get(name)):
            kept.add(name)
            left = True
        else:
            disk.remove(folder / entry.name)
    return left


def _is_same(entry: os.DirEntry[str], wanted: bytes | str | Path | None) -> bool:
    if wanted is None or isinstance(wanted, bytes):
        return False
    try:
        there = os.stat(wanted)  # noqa: PTH116 (most of a tree is asked for)
        return os.path.samestat(there, entry.stat(follow_symlinks=False))
    except OSError:
        return False


def _aside(target: Path) -> Path:
    """Where a file or tree stands while it is replaced: of two long names that begin alike, each
    has a place of its own."""
    if len(os.fsencode(f".{target.name}{_OLD}")) <= LONGEST_NAME:
        return target.with_name(f".{target.name}{_OLD}")
    digest = hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12]
    return _named_beside(target, f".{digest}{_OLD}")


def _refuse_published(target: Path) -> None:
    """Published files are never written again, whoever asks."""
    if PUBLISHED in target.parts and "issues" in target.parts[: target.parts.index(PUBLISHED)]:
        raise PermissionError(errno.EPERM, "刊发的文件不能改动", str(target))

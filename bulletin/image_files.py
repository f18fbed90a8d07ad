"""The image files that copy means, however their names are written, and what is wrong with them."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from bulletin.leftovers import is_passed_over
from bulletin.model import Figure, Section, walk, with_figures
from bulletin.patterns import pattern_of
from bulletin.system_errors import reason

LARGEST_IMAGE = 32 * 1024 * 1024
"""Bytes; a photograph from a phone has about five megabytes."""

IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg")


def how_to_show(name: str, folder: str = "稿件的文件夹") -> str:
    """What an editor does to have an image file printed in an article."""
    line = f'![图上是什么]({name} "图题")'
    return f"存到{folder}里，在那一篇的正文里另起一段写 {line}"


_IMAGE_HEADS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")

PICTURES = frozenset(
    (*IMAGE_SUFFIXES, ".jpe", ".jfif", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".heic", ".heif")
)
"""Endings of pictures. Some of them must be saved again before they can be printed."""

KEPT_FOLDERS = frozenset(("originals", "published"))
"""Folders inside an issue's that hold nothing of its copy."""


def pictures_in(folder: Path) -> frozenset[PurePosixPath]:
    """The pictures in an issue's folder and the folders inside it, except those that are kept."""
    found: set[PurePosixPath] = set()
    for at, folders, files in os.walk(folder):
        inside = PurePosixPath(Path(at).relative_to(folder).as_posix())
        folders[:] = (
            each for each in folders if not (is_passed_over(each) or each in KEPT_FOLDERS)
        )
        found |= {
            inside / name
            for name in files
            if PurePosixPath(name).suffix.lower() in PICTURES and not is_passed_over(name)
        }
    return frozenset(found)


# -- The figures of copy ---------------------------------------------------------------------------


def figures(sections: tuple[Section, ...]) -> Iterator[Figure]:
    """Every figure in the sections."""
    for section in sections:
        yield from (block for block in walk(section.blocks) if isinstance(block, Figure))


def with_files(sections: tuple[Section, ...], folder: Path) -> tuple[Section, ...]:
    """The sections, whose figures have the paths of the files that they mean in `folder`."""
    if not any(figures(sections)):
        return sections
    there = pictures_in(folder)

    def found(figure: Figure) -> Figure:
        return replace(figure, path=found_image(folder, figure.path, there))

    return with_figures(sections, found)


# -- Names of files --------------------------------------------------------------------------------


def found_image(folder: Path, written: str, there: frozenset[PurePosixPath] | None = None) -> str:
    """The path in `folder` of the file that copy means by `written`; `written` itself if there is
    none, or several. `there` are its pictures, if they are known.

    A file of just this name goes first, even if the name has a % in it. Then the path is tried with
    `/` for `\\`, without `./`, decoded (Typora writes `%E4%BC%9A%E5%9C%BA.jpg`), in another form of
    Unicode (Macs), and in other capitals, which Windows does not distinguish.
    """
    there = pictures_in(folder) if there is None else there
    spellings = tuple(dict.fromkeys(_spellings(written)))
    for spelled in spellings:
        if _is_file(folder, spelled):
            return _as_listed(folder, spelled, there)
    wanted = {file_key(spelled) for spelled in spellings}
    meant = [str(each) for each in there if file_key(str(each)) in wanted]
    return meant[0] if len(meant) == 1 else written


def _as_listed(folder: Path, spelled: str, there: frozenset[PurePosixPath]) -> str:
    """The name that the drive lists for a file that it opens by this one: drives of Windows and
    Macs open a file by other capitals, too, and what is printed must be the same on each drive."""
    if PurePosixPath(spelled) in there:
        return spelled
    key = file_key(spelled)
    alike = [str(each) for each in there if file_key(str(each)) == key]
    return next((each for each in alike if (folder / each).samefile(folder / spelled)), spelled)


def _spellings(written: str) -> Iterator[str]:
    for path in (written, written.replace("\\", "/")):
        yield str(PurePosixPath(path)) if path else path
        if (decoded := _decoded(path)) != path:
            yield str(PurePosixPath(decoded.replace("\\", "/")))


def _decoded(path: str) -> str:
    """The path without percent-encoding; as it is where that is no UTF-8."""
    try:
        return unquote(path, errors="strict")
    except UnicodeDecodeError:
        return path


def file_key(path: str) -> str:
    """What all spellings of a file's path have in common: no capitals, one form of Unicode."""
    return unicodedata.normalize("NFC", path).casefold()


def image_name(written: str) -> str:
    """The path of an image in the one form that all its spellings have."""
    return file_key(str(PurePosixPath(_decoded(written).replace("\\", "/"))))


def _is_file(folder: Path, path: str) -> bool:
    pure = PurePosixPath(path)
    if not path or "\0" in path or pure.is_absolute() or ".." in pure.parts:
        return False
    try:
        return (folder / pure).is_file()
    except OSError:
        return False


# -- What is wrong ---------------------------------------------------------------------------------

_OF_THIS_COMPUTER = pattern_of(r"(?:file:/*)?(?:[A-Za-z]:[\\/]|\\\\|/(?:Users|home|Volumes|mnt)/)")
"""Where a file is on somebody's own computer, or on a drive that others may not have."""


def image_path_fault(folder: Path, path: str) -> tuple[str, str] | None:
    """What is wrong with the path of an image, as message and hint; None if it can be used.

    An image must be a PNG or JPEG file in the folder of its issue. A symbolic link out of the
    folder is refused.
    """
    if (refused := _path_fault(folder, path)) is not None:
        return refused
    pure = PurePosixPath(path)
    file = folder / pure
    try:
        if not file.resolve().is_relative_to(folder.resolve()):
            return f"图片 `{path}` 不在本期的文件夹里", _INSIDE
        if not file.is_file():
            return f"没有图片 `{path}`", _cure_of_missing(folder, path)
        if file.stat().st_size > LARGEST_IMAGE:
            return f"图片 `{path}` 太大", f"缩小到 {LARGEST_IMAGE // 1024 // 1024} MB 以内"
        with file.open("rb") as opened:
            head = opened.read(16)
    except (OSError, RuntimeError) as problem:  # RuntimeError: a link that leads to itself
        return f"图片 `{path[:40]}` 读不出来（{reason(problem)}）", "核对文件名和磁盘"
    if not head.startswith(_IMAGE_HEADS) or pure.suffix.lower() not in IMAGE_SUFFIXES:
        return f"`{path}` 不是 PNG 或 JPEG 图片", "另存为 PNG 或 JPEG"
    return None


_INSIDE = "把图片存进本期的文件夹，只写文件名"


def _path_fault(folder: Path, path: str) -> tuple[str, str] | None:
    """What is wrong with a path that leads anywhere but into the folder."""
    if _OF_THIS_COMPUTER.match(path):
        name = PurePosixPath(_decoded(path).replace("\\", "/")).name
        there = found_image(folder, name)
        stored = "" if _is_file(folder, there) else f"把 {name} 存进本期的文件夹，"
        return f"图片 `{path[:60]}` 写的是自己电脑上的位置", f"{stored}写成 {there}"
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", path):
        return f"图片 `{path[:40]}` 不是本地文件", _INSIDE
    pure = PurePosixPath(path)
    outside = pure.is_absolute() or ".." in PurePosixPath(_decoded(path)).parts
    if outside or "\\" in path or not path or "\0" in path:
        return f"图片 `{path[:40]}` 不在本期的文件夹里", _INSIDE
    if any(part.startswith(".") for part in pure.parts):
        return f"图片 `{path[:40]}` 是隐藏文件", "文件名和文件夹名不以 . 开头"
    return None


def _cure_of_missing(folder: Path, path: str) -> str:
    """The near name, a file of the same name in another folder, or several that it may mean."""
    there = {str(each): file_key(str(each)) for each in pictures_in(folder)}
    wanted = image_name(path)
    same = sorted(each for each, key in there.items() if key == wanted)
    if len(same) > 1:
        return f"有 {' 和 '.join(same)}，写明是哪一个"
    base = PurePosixPath(wanted).name
    moved = [each for each, key in there.items() if PurePosixPath(key).name == base]
    close = moved or get_close_matches(_decoded(path), sorted(there), n=1, cutoff=0.7)
    return f"改为 {close[0]}" if len(close) == 1 else "核对文件名，或把图片存进本期的文件夹"

"""Files in an issue's folder, or beside the issues, that no copy prints, each with its cure."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from bulletin.diagnostics import Diagnostic, Severity, of_file, warning
from bulletin.image_files import (
    IMAGE_SUFFIXES,
    KEPT_FOLDERS,
    PICTURES,
    image_path_fault,
    pictures_in,
)
from bulletin.leftovers import is_copy_of_another, is_passed_over, leftover
from bulletin.markdown import destination
from bulletin.patterns import pattern_of
from bulletin.source import NOWHERE, Source
from bulletin.workspace import ROOMS

_RECEIVABLE = frozenset(
    [
        ".docx",
        ".docm",
        ".dotx",
        ".doc",
        ".dot",
        ".wps",
        ".wpt",
        ".rtf",
        ".odt",
        ".ott",
        ".fodt",
        ".pdf",
        ".eml",
        ".zip",
        ".txt",
        ".text",
    ]
)
"""Endings of files that contain copy but are read only by `bulletin import`."""

_RENAMED = frozenset((".md", ".markdown", ".mdx", ".mdown"))
"""Endings of Markdown, which is read only from files whose name ends in `.md`."""

_SAVED_ANEW = frozenset([".html", ".htm", ".mht", ".mhtml", ".ofd", ".pages", ".rar", ".7z"])
"""Endings of files that nothing reads."""

_MISPLACED = _RECEIVABLE | _RENAMED | _SAVED_ANEW | frozenset([".xlsx", ".xls", ".et", ".docm"])
"""Endings of files with copy, which somebody has put into the wrong folder."""

_TABLES = frozenset([".xlsx", ".xls", ".xlsm", ".et", ".ods", ".csv"])
_SLIDES = frozenset([".pptx", ".ppt", ".dps", ".odp"])
_OURS = frozenset(("approval.json",))
"""Files beside the submissions that the program writes."""


def unread_files(root: Path, folder: Path) -> Iterator[Diagnostic]:
    """I230: files and folders beside the submissions that nothing reads or prints."""
    inside = sorted(folder.iterdir()) if folder.is_dir() else []
    names = frozenset(path.name for path in inside)
    for path in inside:
        if is_passed_over(path.name) or path.name in _OURS:
            continue
        shown = path.relative_to(root).as_posix()
        told = _unread_file(path, shown, names) if path.is_file() else _unread_folder(path)
        if told:
            yield of_file("I230", shown, *told, Severity.WARNING)


def _unread_file(path: Path, shown: str, names: frozenset[str]) -> tuple[str, str] | None:
    """What is wrong with a file that is not read, and the cure; None for any other."""
    suffix = path.suffix.lower()
    if left := leftover(path.name):
        return f"`{path.name}` 是{left.what}", left.cure
    if suffix in PICTURES or path.suffix == ".md":
        return None
    if suffix in _RENAMED:
        return f"`{path.name}` 没有读", f"改名为 {path.stem}.md"
    message = f"`{path.name}` 没有收成稿件，不会印出来"
    if suffix in _RECEIVABLE:
        import_it = f"运行 bulletin import {shown}，收好以后移到别处"
        if of := is_copy_of_another(path.name, names):
            return message, f"像是 {of} 的副本，多余的删去；要收的，{import_it}"
        return message, import_it
    if suffix in _SAVED_ANEW:
        return message, "是稿件就在 Word 或 WPS 里另存为 .docx 再收，不是就移到别处"
    message = f"`{path.name}` 不会印出来"
    if suffix in _TABLES:
        return message, "要印的表格复制到 Word 或 WPS 的稿件里再收，不印就移到别处"
    if suffix in _SLIDES:
        return message, "要印的文字复制到 Word 或 WPS 的稿件里再收，不印就移到别处"
    return message, "移到别处"


def _unread_folder(path: Path) -> tuple[str, str] | None:
    """The same of a folder with submissions in it."""
    if path.name in KEPT_FOLDERS or not path.is_dir():
        return None
    inside = sorted(
        each.name
        for each in path.iterdir()
        if each.suffix.lower() in _RENAMED | _RECEIVABLE and not is_passed_over(each.name)
    )
    if not inside:
        return None
    named = f"`{path.name}/` 里有 {len(inside)} 个文件没有读（{inside[0]}），不会印出来"
    return named, f"是稿件就移到 {path.parent.name}/ 里，不是就移到别处"


def files_in_no_issue(root: Path, around: Path, whose: str) -> Iterator[Diagnostic]:
    """I024, I230: copy directly in the folder of the issues, of a year or of a publication, which
    belongs to no issue; `whose` says what folder that is."""
    entries = os.scandir(around) if around.is_dir() else ()
    inside = sorted(around / each.name for each in entries if each.is_file())
    names = frozenset(path.name for path in inside)
    for path in inside:
        shown = path.relative_to(root).as_posix()
        if is_passed_over(path.name) or path.stem.lower() == "readme":
            continue
        message = f"`{path.name}` 放在{whose}，不在哪一期"
        where = f"{around.relative_to(root).as_posix()}/期号/"
        if path.suffix == ".md":
            yield of_file("I024", shown, message, f"移进那一期的文件夹 {where}，列入篇目")
        elif path.suffix.lower() in _MISPLACED and (told := _unread_file(path, shown, names)):
            yield of_file("I230", shown, message, told[1], Severity.WARNING)


def unused_pictures(
    root: Path, folder: Path, used: frozenset[PurePosixPath]
) -> Iterator[Diagnostic]:
    """I230: pictures of an issue that no copy prints, and that no own template or style names.

    One diagnostic for each picture beside the submissions, and one for each folder inside.
    """
    unused: dict[PurePosixPath, list[PurePosixPath]] = {}
    found = pictures_in(folder) - used
    named = _named_elsewhere(root, folder) if found else ""
    for each in sorted(found):
        names = "|".join(re.escape(name) for name in (each.name, quote(each.name)))
        if not re.search(rf"(?<![\w-])(?:{names})", named):
            unused.setdefault(each.parent, []).append(each)
    for inside, pictures in unused.items():
        if inside.name:
            shown = Source((folder / inside).relative_to(root).as_posix(), "")
            message = f"`{inside}/` 里有 {len(pictures)} 张图片没有稿件用，不会印出来"
            yield warning("I230", shown, NOWHERE, message, _cure_of_picture(folder, pictures[0]))
            continue
        for each in pictures:
            shown = Source((folder / each).relative_to(root).as_posix(), "")
            message = f"`{each}` 没有稿件用，不会印出来"
            yield warning("I230", shown, NOWHERE, message, _cure_of_picture(folder, each))


_MOST_SEARCHED = 8 * 1024 * 1024
"""Bytes of a file that are searched for names."""

_MISSPELT_PICTURE = pattern_of(r"[\]］][(（]([^\n]*)|\bsrc=([^\n]*)")


def _named_elsewhere(root: Path, folder: Path) -> str:
    """The own templates and styles, and what could be a picture in copy, although it was not read
    as one, which was reported before."""
    own = (path for room in ROOMS for path in sorted((root / room).rglob("*")))
    texts = [path.read_bytes().decode(errors="replace") for path in own if path.is_file()]
    for path in sorted(folder.glob("*.md")):
        copy = path.read_bytes()[:_MOST_SEARCHED].decode(errors="replace") if path.is_file() else ""
        texts += (match[1] or match[2] for match in _MISSPELT_PICTURE.finditer(copy))
    return "\n".join(texts)


def _cure_of_picture(folder: Path, picture: PurePosixPath) -> str:
    """How to print a picture that no copy prints yet."""
    fault = image_path_fault(folder, str(picture))
    is_usable = picture.suffix.lower() in IMAGE_SUFFIXES
    name = destination(str(picture if is_usable else picture.with_suffix(".jpg")))
    saved = f"{fault[1]}，再" if fault else ""
    return f"要印就{saved}在稿件里另起一段写 ![图上是什么]({name})，不印就移到别处"

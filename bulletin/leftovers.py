"""Files that a system or a program leaves in folders by itself, and copies that people make."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from bulletin.patterns import pattern_of


@dataclass(frozen=True, slots=True)
class Leftover:
    """What a file is that nobody wrote."""

    what: str
    cure: str
    """What to do about it, in Chinese."""

    is_silent: bool = True
    """Whether it can be passed over: it holds nothing that somebody may be missing."""


_WINDOWS = "Windows 自动生成的缩略图", "删去，不影响别的文件"
_SETTINGS = "Windows 自动生成的文件夹设置", "删去，不影响别的文件"
_MAC = "苹果电脑自动生成的文件夹设置", "删去，不影响别的文件"
_OPEN = "Word、WPS 打开文件时的临时文件", "关掉那个文件；还在就删去"

_LEFT = (
    (r"thumbs\.db(:encryptable)?|ehthumbs(_vista)?\.db", Leftover(*_WINDOWS)),
    (r"desktop\.ini|\$recycle\.bin|system volume information", Leftover(*_SETTINGS)),
    (
        r"\.ds_store|\._.*|__macosx|\.spotlight-v100|\.trashes|\.fseventsd|icon\r",
        Leftover(*_MAC),
    ),
    (r"~\$.*|\.~.*|~wr[a-z][0-9]{4}\.tmp", Leftover(*_OPEN)),
    (r"~.*\.tmp", Leftover("没有存完的临时文件", "稿件已经存好的，删去")),
    (r".*\.tmp", Leftover("没有存完的临时文件", "稿件已经存好的，删去", is_silent=False)),
    (
        r".*\.(crdownload|part|partial|download|downloading|xltd)",
        Leftover("没有下载完的文件", "重新下载", is_silent=False),
    ),
    (r".*\.(lnk|url)", Leftover("快捷方式，不是文件本身", "换成文件本身", is_silent=False)),
)
"""By the whole name, whatever the case of its letters."""

_PATTERNS = tuple((pattern_of(pattern), left) for pattern, left in _LEFT)


@lru_cache(maxsize=4096)
def leftover(name: str) -> Leftover | None:
    """What the system or a program left under this name; None for anything that is somebody's."""
    low = name.lower()
    return next((left for pattern, left in _PATTERNS if pattern.fullmatch(low)), None)


def is_left(name: str) -> bool:
    """Whether a system or a program has left a file that holds nothing."""
    left = leftover(name)
    return left is not None and left.is_silent


def is_passed_over(name: str) -> bool:
    """Whether a file or folder is hidden, or left by a system or program and holds nothing."""
    return name.startswith(".") or is_left(name)


_COPY = pattern_of(
    r"(.+?)\s*(?:[-－—_]\s*(?:副本|复件|拷贝|Copy|copy)\s*(?:[(（]\d+[)）]|\d+)?"
    r"|[(（]\d+[)）]|副本\d*)|(?:副本|复件|Copy of )\s*(?:[(（]\d+[)）])?\s*(.+)"
)


def copied_from(stem: str) -> str:
    """The name of which `稿 - 副本`, `稿(1)`, `稿 (2)` and `复件 稿` are a copy; empty for no copy.

    That is how Windows, WPS and browsers name one.
    """
    found = _COPY.fullmatch(stem)
    return (found[1] or found[2]).strip() if found else ""


def is_copy_of_another(name: str, there: frozenset[str]) -> str:
    """The file among those `there` of which this one is evidently a copy; empty for none."""
    path = PurePosixPath(name)
    original = copied_from(path.stem)
    same = f"{original}{path.suffix}"
    return same if original and same in there else ""

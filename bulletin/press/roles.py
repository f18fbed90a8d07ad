"""The roles of type in an issue, and the faces that may serve each of them.

An official document uses five kinds of type (GB/T 9704-2012 5.2.2, 7.2-7.5). No package has the
official faces, so each role has a list of candidates: the official faces under all their names
first, then substitutes that can be installed.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass

from bulletin.typefaces import Kind, name_in_chinese, official_names

REGULAR, BOLD, BLACK = 80, 200, 210
"""Weights as fontconfig numbers them."""


@dataclass(frozen=True)
class Candidate:
    """A family that may serve a role."""

    family: str
    """Any family name in the font file, English or Chinese."""

    official: bool = False
    """Whether it is the type that the standard means, not a substitute."""

    weight: int = REGULAR
    """The weight that serves as the regular of the role, as fontconfig numbers it."""

    traced: bool = False
    """Whether its outlines were traced, and have curves where straight lines would do."""


@dataclass(frozen=True)
class FaceRole:
    """A kind of type that an issue needs, and the faces that may serve it."""

    name: str
    """The CSS family of its prepared face is `Bulletin ` and this name: `Bulletin FangSong`."""

    label: str
    """The Chinese name of its kind of type."""

    candidates: tuple[Candidate, ...]
    bold: bool
    """Whether bold text occurs in this role."""

    without: str = ""
    """Characters that are left to other faces (`LENDERS`), because the substitute draws them
    badly."""

    remedy: str = ""
    """What to install if no candidate is there, in Chinese."""

    @property
    def official(self) -> str:
        """The name of the official face, for those who are to install it."""
        return name_in_chinese(Kind(self.label))


def _official(kind: Kind) -> tuple[Candidate, ...]:
    return tuple(Candidate(family, official=True) for family in official_names(kind))


FANGSONG = FaceRole(
    "FangSong",
    Kind.FANGSONG,
    (*_official(Kind.FANGSONG), Candidate("FandolFang", traced=True)),
    bold=True,
    # FandolFang's square is far larger than a 汉字; it has to be its neighbours' size.
    without="□",
    remedy="安装 FandolFang（Debian 软件包 texlive-lang-chinese），或把 仿宋_GB2312 装到本机",
)
XIAOBIAOSONG = FaceRole(
    "XiaoBiaoSong",
    Kind.XIAOBIAOSONG,
    (
        *_official(Kind.XIAOBIAOSONG),
        Candidate("Noto Serif CJK SC", weight=BOLD),
        Candidate("Noto Serif CJK SC", weight=BLACK),
        Candidate("Source Han Serif SC", weight=BOLD),
    ),
    bold=False,
    remedy="安装 fonts-noto-cjk、fonts-noto-cjk-extra，或把 方正小标宋简体 装到本机",
)
HEITI = FaceRole(
    "HeiTi",
    Kind.HEITI,
    (
        *_official(Kind.HEITI),
        Candidate("Noto Sans CJK SC"),
        Candidate("Source Han Sans SC"),
    ),
    bold=True,
    remedy="安装 fonts-noto-cjk，或把 黑体 装到本机",
)
KAITI = FaceRole(
    "KaiTi",
    Kind.KAITI,
    (*_official(Kind.KAITI), Candidate("LXGW WenKai")),
    bold=True,
    remedy="安装 fonts-lxgw-wenkai，或把 楷体_GB2312 装到本机",
)
SONGTI = FaceRole(
    "SongTi",
    Kind.SONGTI,
    (
        *_official(Kind.SONGTI),
        Candidate("Noto Serif CJK SC"),
        Candidate("Source Han Serif SC"),
    ),
    bold=True,
    remedy="安装 fonts-noto-cjk，或把 宋体 装到本机",
)

ROLES = (FANGSONG, XIAOBIAOSONG, HEITI, KAITI, SONGTI)

LENDERS = ("FangSong", "SongTi", "HeiTi", "KaiTi")
"""The roles whose faces are asked for a character that the face in use lacks: the body's first,
then those that look most like it."""


@dataclass(frozen=True, order=True)
class FontFile:
    """One face among the fonts installed on the machine."""

    path: str
    index: int
    weight: int


def installed_fonts() -> dict[str, tuple[FontFile, ...]]:
    """The installed scalable fonts by family name; empty if there is no fontconfig."""
    families: dict[str, list[FontFile]] = {}
    for font, names in _listed(":scalable=true"):
        for name in names:
            families.setdefault(name, []).append(font)
    return {name: tuple(files) for name, files in families.items()}


def families_with(characters: Iterable[str]) -> tuple[tuple[str, tuple[FontFile, ...]], ...]:
    """The installed upright families, without colour, that have all these characters.

    Those that look most like 仿宋 come first.
    """
    wanted = " ".join(f"{ord(each):x}" for each in sorted(characters))
    pattern = f":scalable=true:color=false:slant=0:charset={wanted}"
    families: dict[str, list[FontFile]] = {}
    for font, names in _listed(pattern):
        families.setdefault(names[0], []).append(font)
    return tuple((name, tuple(families[name])) for name in sorted(families, key=_likeness))


def _likeness(family: str) -> tuple[bool, bool, bool, str]:
    """A sort key: faces for text before those for programs and formulas, serif faces first."""
    return ("Mono" in family, "Math" in family, "Serif" not in family, family)


def _listed(pattern: str) -> list[tuple[FontFile, list[str]]]:
    """The files that fontconfig finds for a pattern, each with its families; empty without it."""
    try:
        listing = subprocess.run(
            ["fc-list", pattern, "--format", "%{file}\t%{index}\t%{weight}\t%{family}\n"],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    lines = (line.split("\t", 3) for line in sorted(listing.splitlines()))
    # A variable font's index and weight are ranges; no candidate here is one.
    return [
        (FontFile(path, int(index), int(weight)), names.split(","))
        for path, index, weight, names in lines
        if index.isdigit() and weight.isdigit()
    ]

"""The programs, libraries and faces that the press needs, as they are on this machine."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version

from bulletin.fingerprint import version_of
from bulletin.press.fonts import faces_at_hand
from bulletin.press.roles import ROLES, installed_fonts


@dataclass(frozen=True)
class OutsidePart:
    """A program, library or face from outside, and what to do if it is missing."""

    name: str
    found: str
    """Its version, or the family that serves a role; empty if it is missing."""

    remedy: str
    needed: bool = True
    substitute: bool = False
    """Whether a substitute serves, so that pages can be set, but not in the official type."""

    note: str = ""
    """What it does badly, in Chinese; empty if nothing is known."""


def outside_parts() -> tuple[OutsidePart, ...]:
    """Every outside part, in the order in which one would install them."""
    return (
        OutsidePart("Python", sys.version.split()[0], "安装 Python 3.11 或更新的版本"),
        OutsidePart("Pango", _or_missing(_pango), "apt-get install libpangoft2-1.0-0"),
        OutsidePart("HarfBuzz", _or_missing(_harfbuzz), "apt-get install libharfbuzz-subset0"),
        OutsidePart("fontconfig", _or_missing(_fontconfig), "apt-get install fontconfig"),
        *(
            OutsidePart(name, version_of(name), f"重新运行 make，或 pip install {name}")
            for name in ("weasyprint", "uharfbuzz", "fonttools", "chws-tool")
        ),
        *_faces(),
    )


def versions() -> dict[str, str]:
    """The version of everything outside that the bytes of a page or PDF depend on, by name."""
    from bulletin.press.engine import harfbuzz_version, pango_version

    return {
        "python": sys.version.split()[0],
        "pango": pango_version(),
        "harfbuzz": harfbuzz_version(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        **{name: version(name) for name in _SHAPING},
    }


_SHAPING = (
    *("weasyprint", "pydyf", "tinycss2", "cssselect2", "tinyhtml5", "pyphen", "pillow"),
    *("fonttools", "uharfbuzz", "chws-tool", "rjieba"),
    *("jinja2", "markupsafe", "markdown-it-py", "mdit-py-plugins", "pyyaml"),
)


def _or_missing(read: Callable[[], str]) -> str:
    try:
        return read()
    except (OSError, ImportError, subprocess.SubprocessError, AttributeError):
        return ""


def _pango() -> str:
    from bulletin.press.engine import pango_version

    return pango_version()


def _harfbuzz() -> str:
    """The version of HarfBuzz; empty if its subset library is missing."""
    from bulletin.press.engine import harfbuzz_version, makes_subsets

    return harfbuzz_version() if makes_subsets() else ""


def _fontconfig() -> str:
    program = shutil.which("fc-list")
    if program is None:
        return ""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return (said.stdout + said.stderr).strip().removeprefix("fontconfig version ")


def _faces() -> Iterator[OutsidePart]:
    """For each role, the first candidate that is installed."""
    installed = installed_fonts()
    unlike = {face.role: face.unlike for face in faces_at_hand(installed)}
    for role in ROLES:
        serving = next((each for each in role.candidates if each.family in installed), None)
        yield OutsidePart(
            name=f"{role.label}字体",
            found=serving.family if serving else "",
            remedy=f"把 {role.official} 装到本机" if serving else role.remedy,
            substitute=serving is not None and not serving.official,
            note="；".join(map(str, unlike.get(role.name, ()))),
        )

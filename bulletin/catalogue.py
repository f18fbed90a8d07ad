"""Every code that the program prints and that is no rule of `check`: its name and its cure.

A diagnostic on the screen says what is wrong in one place; its entry here says what the code means
everywhere, and is what `bulletin rule CODE` prints. The entries stand in `catalogue.toml`, where a
person who does not program can mend their Chinese. Rules explain themselves (`bulletin.checks`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class CodeEntry:
    """What one code means, in Chinese."""

    code: str
    name: str
    """What is wrong, in a few words and without a final stop."""

    cure: str
    """What the program did about it and what the editor does, in whole sentences."""


@cache
def catalogue() -> Mapping[str, CodeEntry]:
    """The entries by code."""
    text = files("bulletin").joinpath("catalogue.toml").read_text("utf-8")
    return {
        code: CodeEntry(code, entry["name"], entry["cure"])
        for code, entry in tomllib.loads(text).items()
    }

"""The name and cure of every code that the program prints, except for the rules of `check`.

A diagnostic says what is wrong in one place. Its entry here says what the code means in general;
`bulletin rule CODE` prints it. The entries are in `catalogue.toml`, so that somebody who does not
program can improve their Chinese. Rules explain themselves (`bulletin.checks`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class CodeEntry:
    """What one code means, in Chinese."""

    code: str
    name: str
    """What is wrong, in a few words and without a final stop."""

    cure: str
    """What the program did about it and what the editor should do, in whole sentences."""


@cache
def catalogue() -> Mapping[str, CodeEntry]:
    """The entries by code."""
    import tomllib  # most commands explain no code

    text = Path(__file__).with_name("catalogue.toml").read_text("utf-8")
    return {
        code: CodeEntry(code, entry["name"], entry["cure"])
        for code, entry in tomllib.loads(text).items()
    }

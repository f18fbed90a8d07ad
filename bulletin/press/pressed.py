"""The results of setting an issue: its PDF, and what the build report says about it."""

from __future__ import annotations

from dataclasses import dataclass

from bulletin.diagnostics import Diagnostic
from bulletin.profile import Deviation


@dataclass(frozen=True)
class FaceUsed:
    """Which face served a role."""

    role: str
    family: str
    official: bool


@dataclass(frozen=True)
class SettingRecord:
    """What the build report says about how an issue was set."""

    faces: tuple[FaceUsed, ...]
    deviations: tuple[Deviation, ...]
    fit: int | None
    """The number of pages asked for; None if none was."""

    lines: int
    """The number of justified lines."""

    worst_gap: float
    """The largest spacing that justification put between two characters, in em."""

    filled: str = ""
    """What was done to paragraphs to fill the pages, in Chinese; empty if nothing was."""

    by_engine: str = ""
    """Why the engine laid it out (see `typesetting`); empty if the press composed it."""

    foreign: int = 0
    """How many things on the pages the engine draws itself, because no value of ours describes
    them: gradients, patterns, shadows, SVG images."""


@dataclass(frozen=True)
class Pressed:
    """The result of setting an issue: its PDF, and what was found."""

    pdf: bytes
    pages: int
    diagnostics: tuple[Diagnostic, ...]
    record: SettingRecord

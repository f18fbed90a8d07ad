"""What the press keeps while it sets one sheet; one sheet at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bulletin.profile import POINTS, Profile


@dataclass
class Setting:
    """What the press keeps while it sets one sheet."""

    pitch: float
    """From one line of the page to the next, in px."""

    top: float
    """The text area's upper edge, in px from the paper's."""

    tracking: float = 0.0
    """Spacing that every justified character carries, in px."""

    chosen: dict[Any, Any] = field(default_factory=dict)
    """How paragraphs are divided into lines, by all that it depends on; shared by every setting of
    one sheet."""

    on_page: dict[int, tuple[Any, int]] = field(default_factory=dict)
    """The line boxes of the page that is being made, by identity, each with the number of its
    first line there."""

    made: list[Any] = field(default_factory=list)
    """The pages, each with what it takes to keep it or to make it again."""

    stretches: list[float] = field(default_factory=list)
    """What was put between the characters of each line set flush, in em."""

    loose: list[tuple[Any, str]] = field(default_factory=list)
    """Elements with a line stretched beyond `LOOSE`, and the line's text."""

    shapes: dict[str, dict[Any, int]] = field(default_factory=dict)
    """By face, the shapes that are drawn of runs of words whose letters join, with their codes."""

    broken: list[tuple[Any, str]] = field(default_factory=list)
    """Elements in which an unbreakable piece was broken, and the text before the break."""


def setting_of(profile: Profile, chosen: dict[Any, Any] | None = None) -> Setting:
    """The setting of a sheet to the figures of a profile; `chosen` is what others of it found."""
    pitch, top, tracking = (
        profile.points(name) / POINTS["px"] for name in ("pitch", "margin-top", "tracking")
    )
    return Setting(pitch, top, tracking, chosen if chosen is not None else {})


_in_force: Setting | None = None
_one_at_a_time = threading.Lock()


@contextmanager
def in_force(setting: Setting) -> Iterator[None]:
    """Within it, `current()` is `setting`."""
    global _in_force
    with _one_at_a_time:
        _in_force = setting
        try:
            yield
        finally:
            _in_force = None


def current() -> Setting:
    """The setting of the sheet that is being set."""
    assert _in_force is not None
    return _in_force

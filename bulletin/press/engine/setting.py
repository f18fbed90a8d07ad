"""The state of the press while it sets one sheet. Only one sheet is set at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bulletin.profile import POINTS, Profile


@dataclass
class Setting:
    """The state of the press while it sets one sheet."""

    pitch: float
    """From one line of the page to the next, in px."""

    top: float
    """From the upper edge of the paper to that of the text area, in px."""

    tracking: float = 0.0
    """Spacing that every justified character carries, in px."""

    size: float = 0.0
    """The size of the text, in px."""

    line_cost: float = 0.0
    """What each line of a paragraph of the text costs (see `Measure`)."""

    half_ends: bool = True
    """Whether marks are half wide at the ends of a line."""

    own_words: tuple[str, ...] = ()
    """Words of the office, which are kept whole where the words of the language are."""

    of_words: frozenset[int] = frozenset()
    """The identities of the elements whose lines end between words if possible: headings and
    contents."""

    chosen: dict[Any, Any] = field(default_factory=dict)
    """How paragraphs are divided into lines, by everything that it depends on. All settings of one
    sheet share it."""

    on_page: dict[int, tuple[Any, int]] = field(default_factory=dict)
    """The line boxes on the page that is being made, by their identity, each with the number of its
    first line on this page."""

    made: list[Any] = field(default_factory=list)
    """The pages (`filling.MadePage`), each with what is needed to keep it or to make it again."""

    stretches: list[float] = field(default_factory=list)
    """For each justified line, the white put between its characters, in em."""

    loose: list[tuple[Any, str]] = field(default_factory=list)
    """Elements with a line that is stretched too far (`LOOSE`), each with the line's text."""

    broken: list[tuple[Any, str]] = field(default_factory=list)
    """Elements in which an unbreakable piece was broken, each with the text before the break."""


def setting_of(
    profile: Profile,
    chosen: dict[Any, Any],
    own_words: tuple[str, ...],
    of_words: frozenset[int],
) -> Setting:
    """A new setting with the figures of a profile.

    `chosen` is that of the earlier settings of the same sheet.
    """
    pitch, top, tracking, size = (
        profile.points(name) / POINTS["px"] for name in ("pitch", "margin-top", "tracking", "size")
    )
    return Setting(
        *(pitch, top, tracking, size, profile.line_cost, profile.half_ends),
        *(own_words, of_words, chosen),
    )


_in_force: Setting | None = None
_one_at_a_time = threading.Lock()


@contextmanager
def in_force(setting: Setting) -> Iterator[None]:
    """A context in which `current()` is `setting`."""
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

"""Regular expressions that are compiled when they are first used, and kept compiled.

A command needs few of the program's patterns, and compiling all of them takes longer than most
commands do. A module writes its patterns with `pattern_of`; `re.compile` is for patterns that a
function makes of what it is given.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, Generic, cast


class _Waiting(Generic[AnyStr]):
    """A pattern that is not compiled yet, and then hands over whatever the compiled one has."""

    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Compile the pattern; what was asked for is found at once the next time."""
        if name.startswith("__"):
            raise AttributeError(name)
        found = getattr(_compiled(self.pattern, self._flags), name)
        setattr(self, name, found)
        return found

    def __repr__(self) -> str:
        return f"pattern_of({self.pattern!r})"


def _compiled(text: AnyStr, flags: int) -> re.Pattern[AnyStr]:
    from bulletin.kept_patterns import compiled  # what compiles nothing reads no file

    return compiled(text, flags)


def pattern_of(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """The pattern, compiled when it is first used. Raises `re.error` then, if it is malformed."""
    return cast(re.Pattern[AnyStr], _Waiting(text, flags))

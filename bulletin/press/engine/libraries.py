"""How the engine's C libraries are found."""

from __future__ import annotations

import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def by_file_name() -> Iterator[None]:
    """Within it, libraries are found by the names of their files alone, where these are known.

    WeasyPrint asks for each of its libraries by several names, and for every one that is no file's
    ctypes calls the compiler and the linker: twenty-two times, half of the time that it takes to
    be imported. On Linux the last of the names is the file's.
    """

    def nowhere(name: str) -> None:  # noqa: ARG001 (called by its name elsewhere)
        return None

    seek = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = nowhere
    try:
        yield
    finally:
        ctypes.util.find_library = seek

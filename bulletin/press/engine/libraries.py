"""The engine's C libraries: how they are found, and which versions they are."""

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


def pango_version() -> str:
    """As `1.50.12`. Raises OSError where there is none."""
    from weasyprint.text.ffi import pango

    number = int(pango.pango_version())  # 15012 is 1.50.12
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def harfbuzz_version() -> str:
    """Of the library that Pango shapes with. Raises OSError where there is none."""
    from weasyprint.text.ffi import ffi

    ffi.cdef("const char * hb_version_string (void);", override=True)
    shaper = ffi.dlopen("libharfbuzz.so.0")
    return str(ffi.string(shaper.hb_version_string()).decode())


def makes_subsets() -> bool:
    """Whether HarfBuzz's library of subsets is there. Raises OSError where the engine has none."""
    from weasyprint.text.ffi import harfbuzz_subset

    return bool(harfbuzz_subset)

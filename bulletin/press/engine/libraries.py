"""The engine's C libraries: how they are found, and which versions they are."""

from __future__ import annotations

import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def by_file_name() -> Iterator[None]:
    """A context in which, on Linux, libraries are found by their file names only.

    WeasyPrint looks for each of its libraries under several names. For every name that is not a
    file's, ctypes calls the compiler and the linker: 22 times, which is half of the time that
    importing WeasyPrint takes. On Linux the last of the names is that of the file.
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
    """The version of Pango, as `1.50.12`. Raises OSError if there is no Pango."""
    from weasyprint.text.ffi import pango

    number = int(pango.pango_version())  # 15012 is 1.50.12
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def harfbuzz_version() -> str:
    """The version of the HarfBuzz that Pango uses. Raises OSError if there is none."""
    from weasyprint.text.ffi import ffi

    ffi.cdef("const char * hb_version_string (void);", override=True)
    shaper = ffi.dlopen("libharfbuzz.so.0")
    return str(ffi.string(shaper.hb_version_string()).decode())


def makes_subsets() -> bool:
    """Whether HarfBuzz's subset library is installed. Raises OSError if the engine finds none."""
    from weasyprint.text.ffi import harfbuzz_subset

    return bool(harfbuzz_subset)

"""Where the words of a text end, kept from one run to the next.

rjieba loads its dictionary in a fifth of a second, and the titles of an issue are the same again
and again. Only a digest of each text is kept, and where its words end: no word of a title lies in
the user's cache. A line that another process was cut off in says nothing.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from bulletin.workspace import user_cache

MOST_BYTES = 1_000_000
"""A longer file is begun anew; it holds some ten thousand titles."""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, one after the other."""
    key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    path = user_cache("words") / f"rjieba-{version('rjieba')}.txt"
    ends = _known(path).get(key, ())
    if not ends or ends[-1] != len(text):
        ends = _ends_by_dictionary(text)
        _keep(path, key, ends)
    return tuple(text[start:end] for start, end in zip((0, *ends), ends, strict=False))


def _ends_by_dictionary(text: str) -> tuple[int, ...]:
    import rjieba

    ends: list[int] = []
    for word in rjieba.cut(text):
        ends.append((ends[-1] if ends else 0) + len(word))
    return tuple(ends)


@cache
def _known(path: Path) -> dict[str, tuple[int, ...]]:
    """Where the words of each text end that is in the file, by its digest."""
    found: dict[str, tuple[int, ...]] = {}
    with suppress(OSError):
        for line in path.read_bytes().split(b"\n"):
            key, _, numbers = line.partition(b" ")
            written = numbers.split(b",")
            if len(key) == DIGITS and key.isalnum() and all(map(bytes.isdigit, written)):
                ends = tuple(map(int, written))
                if list(ends) == sorted(set(ends)):
                    found[key.decode("ascii")] = ends
    return found


DIGITS = 32
"""Of the digest of a text."""


def _keep(path: Path, key: str, ends: tuple[int, ...]) -> None:
    """Add a text to the file. That it cannot be written costs time in the next run, and no more."""
    _known(path)[key] = ends
    line = f"\n{key} {','.join(map(str, ends))}\n"
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        is_full = path.exists() and path.stat().st_size > MOST_BYTES
        with path.open("wb" if is_full else "ab") as file:
            file.write(line.encode("ascii"))

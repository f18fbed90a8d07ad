"""Answers about texts that are kept from one run to the next, in the user's cache.

What a dictionary says of a title or a paragraph is the same each time, and the dictionary alone
takes a fifth of a second to load. Only a digest of each text is kept, and a short answer: no word
of a copy lies in the cache. A line that another process was cut off in says nothing.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

MOST_BYTES = 2_000_000
"""A longer file is begun again; it holds twenty thousand texts, or all patterns six times."""

_DIGITS = 32
"""Of the digest of a text."""


def user_cache(name: str) -> Path:
    """A folder in the user's cache: `$XDG_CACHE_HOME/bulletin`, or `~/.cache/bulletin`."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "bulletin" / name


def kept_answers(folder: str, name: str) -> KeptAnswers:
    """The answers in the file `name`, in a folder of the cache that the user's environment says."""
    return _answers(os.environ.get("XDG_CACHE_HOME"), os.environ.get("HOME"), folder, name)


@cache
def _answers(_cache: str | None, _home: str | None, folder: str, name: str) -> KeptAnswers:
    return KeptAnswers(user_cache(folder) / name)


class KeptAnswers(NamedTuple):
    """The answers to one question, in a file with a line a text: its digest, and the answer."""

    path: Path

    def of(self, text: str) -> str | None:
        """The answer for a text; None if none is kept."""
        answer = _kept(self.path).find(_digest(text).encode("ascii"))
        return answer.decode("ascii") if answer and answer.isascii() else None

    def keep(self, text: str, answer: str) -> None:
        """Keep an answer: ASCII characters without blanks. That the file cannot be written
        costs time in the next run, and no more."""
        key, known = _digest(text), _kept(self.path)
        with suppress(OSError):
            try:
                is_full = self.path.stat().st_size > MOST_BYTES
            except FileNotFoundError:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                is_full = False
            if is_full:  # what is held in memory stays as small as the file
                known.clear()
            with self.path.open("wb" if is_full else "ab") as file:
                file.write(f"\n{key} {answer}\n".encode("ascii"))
        known[key.encode("ascii")] = answer.encode("ascii")

    @staticmethod
    def forget() -> None:
        """Read every file again when it is asked next, as another run does."""
        _kept.cache_clear()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


class _KeptFile(dict[bytes, bytes]):
    """The answers of a file, by the digest of the text.

    A few are looked for in its bytes, which takes a tenth of the time that it takes to part it.
    """

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self._unparted, self._asked = b"\n" + content, 0

    def find(self, key: bytes) -> bytes:
        """The last answer with a key; empty if there is none."""
        if key in self:
            return self[key]
        if self._asked < FEW:
            self._asked += 1
            at = self._unparted.rfind(b"\n" + key + b" ")
            return self._line(at + 1) if at >= 0 else b""
        if self._unparted:
            lines = self._unparted.split(b"\n")
            kept = {line[:_DIGITS]: line[_DIGITS + 1 :] for line in lines if b" " in line}
            own = dict(self)
            self.update(kept)
            self.update(own)
            self._unparted = b""
        return self.get(key, b"")

    def _line(self, at: int) -> bytes:
        """The answer of the line that begins at a place."""
        stop = self._unparted.find(b"\n", at)
        line = self._unparted[at:] if stop < 0 else self._unparted[at:stop]
        return line[_DIGITS + 1 :]

    def clear(self) -> None:
        """Forget all answers."""
        super().clear()
        self._unparted = b""


FEW = 40
"""Answers that are looked for before a file is parted."""


@cache
def _kept(path: Path) -> _KeptFile:
    """The answers in a file."""
    content = b""
    with suppress(OSError):
        content = path.read_bytes()
    return _KeptFile(content)

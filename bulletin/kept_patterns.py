"""Compiled regular expressions, kept from one run to the next in the user's cache.

Python keeps compiled modules and no compiled patterns, and to compile those that a check needs
takes a third of its time. What the compiler makes of a pattern is a list of numbers, which `re`
takes back. Another Python has other numbers, and one whose `re` is made otherwise compiles them as
usual.
"""

from __future__ import annotations

import json
import os
import re
import sys
import zlib
from array import array
from base64 import b64decode, b64encode
from contextlib import suppress
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import AnyStr, NamedTuple, cast

from bulletin.kept_answers import KeptAnswers, user_cache

_NUMBER = "I"
"""The type of an array that holds the compiler's numbers, of four bytes each."""


class _Numbers(NamedTuple):
    """What the compiler of `re` makes of a pattern, with what it can begin with."""

    flags: int
    groups: int
    names: dict[str, int]
    code: list[int]


def compiled(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """The pattern, which finds what that of `re.compile` finds, and sooner (`first_characters`).

    Raises `re.error` if it is malformed.
    """
    engine = _engine()
    answers = _kept(os.environ.get("XDG_CACHE_HOME"), os.environ.get("HOME"))
    if engine is None or answers is None:
        return re.compile(text, flags)
    known = f"{engine.MAGIC} first {int(flags)} {text!r}"
    if answer := answers.of(known):
        with suppress(ValueError, TypeError, RuntimeError, LookupError, zlib.error):
            return _made(engine, text, _numbers_in(answer))
    try:
        numbers = _numbers(text, flags)
        found = _made(engine, text, numbers)
    except (ImportError, AttributeError, TypeError, ValueError, RuntimeError):
        return re.compile(text, flags)
    answers.keep(known, _answer(numbers))
    return found


@cache
def _kept(_cache: str | None, _home: str | None) -> KeptAnswers | None:
    """The numbers of this Python's patterns, in the cache that the user's environment says; None
    for a user without a folder."""
    try:
        folder = user_cache("patterns")
    except RuntimeError:
        return None
    return KeptAnswers(folder / f"{sys.implementation.cache_tag}.txt")


@cache
def _engine() -> ModuleType | None:
    """What `re` hands its numbers to; None where this Python has another."""
    try:
        engine = import_module("_sre")
    except ImportError:
        return None
    is_known = getattr(engine, "CODESIZE", 0) == array(_NUMBER).itemsize
    return engine if is_known and hasattr(engine, "MAGIC") else None


def _numbers(text: str | bytes, flags: int) -> _Numbers:
    parsed = import_module("re._parser").parse(text, flags)
    code = import_module("bulletin.first_characters").code_of(parsed, flags)
    state = parsed.state
    return _Numbers(flags | state.flags, state.groups - 1, dict(state.groupdict), code)


def _made(engine: ModuleType, text: AnyStr, numbers: _Numbers) -> re.Pattern[AnyStr]:
    by_number: list[str | None] = [None] * (numbers.groups + 1)
    for name, number in numbers.names.items():
        by_number[number] = name
    flags, groups, names, code = numbers
    return cast(
        re.Pattern[AnyStr], engine.compile(text, flags, code, groups, names, tuple(by_number))
    )


def _answer(numbers: _Numbers) -> str:
    head = json.dumps([int(numbers.flags), numbers.groups, numbers.names]).encode()
    packed = zlib.compress(head + b"\n" + array(_NUMBER, numbers.code).tobytes(), 1)
    return b64encode(packed).decode("ascii")


def _numbers_in(answer: str) -> _Numbers:
    """What was kept. Raises `zlib.error` or `ValueError` if a character of it was changed."""
    head, _, code = zlib.decompress(b64decode(answer, validate=True)).partition(b"\n")
    flags, groups, names = json.loads(head)
    return _Numbers(flags, groups, names, array(_NUMBER, code).tolist())

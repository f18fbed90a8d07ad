"""The characters that a match of a regular expression can begin with, told to the engine.

Where a pattern begins with a character or a class, Python's compiler writes that at the head of its
numbers, and the engine runs over a text to the next such character without trying a match. Where
something stands before it, the compiler writes nothing, and a match is tried at each character:
`(?<![0-9])[0-9]{4}年|第[一二三]期` in a page of prose three hundred times instead of twice. So the
first characters are read out of the parsed pattern here:

    (?<![0-9])[0-9]{4}年      looks back, which takes no character; then [0-9]
    第[一二三]期               第
    both, with | between      [0-9第]
    共?[0-9]                  [共0-9], since 共 may be left out

A pattern that may match nothing, or may begin with nearly anything, is left as it is. The engine
still tries the whole pattern wherever it stops, so that no match is another than before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

MOST = 3000
"""Of more characters than this a text has too many for a run to them to be worth its time."""

_WIDE = MOST + 1
"""How many characters a class like \\d counts for; a text has one soon."""


class Firsts(NamedTuple):
    """What a part of a pattern can begin with."""

    items: tuple[tuple[Any, Any], ...]
    """Characters and ranges, as the parser writes those of a class."""

    may_be_empty: bool


class _AnythingError(Exception):
    """A part of a pattern may begin with nearly anything."""


def code_of(parsed: Any, flags: int) -> list[int]:
    """The numbers that the compiler makes of a parsed pattern, with its first characters. `parsed`
    is changed by it."""
    compiler, constants = import_module("re._compiler"), import_module("re._constants")
    flags |= parsed.state.flags
    if flags & re.LOCALE:
        return list(compiler._code(parsed, flags))
    found = first_characters(parsed, constants)
    found = () if _size(found, constants) > MOST else found
    if flags & re.IGNORECASE:
        found = _in_both_cases(found, constants)
    else:
        _make_classes_once(parsed)
    code: list[int] = compiler._code(parsed, flags)
    info, length, said, least, most = code[:5]
    if info != constants.INFO or said or not least:
        return code
    if not found:
        return code
    own: list[int] = []
    compiler._compile_charset(_made(found), flags, own)
    head = [info, length + len(own), constants.SRE_INFO_CHARSET, least, most]
    return [*head, *own, *code[1 + length :]]


def first_characters(parts: Iterable[tuple[Any, Any]], constants: Any) -> tuple[Any, ...]:
    """What a match of the parts of a parsed pattern can begin with; nothing if that is nearly
    anything, or if it may be empty."""
    try:
        found = _firsts(parts, constants)
    except _AnythingError:
        return ()
    return () if found.may_be_empty else tuple(dict.fromkeys(found.items))


def _firsts(parts: Iterable[tuple[Any, Any]], constants: Any) -> Firsts:
    """The first characters of the parts one after the other. Raises `_AnythingError`."""
    items: list[tuple[Any, Any]] = []
    for operation, value in parts:
        found = _firsts_of(operation, value, constants)
        items += found.items
        if not found.may_be_empty:
            return Firsts(tuple(items), False)
    return Firsts(tuple(items), True)


def _firsts_of(operation: Any, value: Any, constants: Any) -> Firsts:
    match str(operation):
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return Firsts((), True)
        case "LITERAL":
            return Firsts(((operation, value),), False)
        case "IN" if value[0][0] is not constants.NEGATE:
            return Firsts(tuple(value), False)
        case "SUBPATTERN" if not value[1]:
            return _firsts(value[3], constants)
        case "ATOMIC_GROUP":
            return _firsts(value, constants)
        case "BRANCH":
            branches = [_firsts(each, constants) for each in value[1]]
            items = tuple(item for each in branches for item in each.items)
            return Firsts(items, any(each.may_be_empty for each in branches))
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, _, repeated = value
            found = _firsts(repeated, constants)
            return Firsts(found.items, found.may_be_empty or least == 0)
    raise _AnythingError


def _in_both_cases(items: Iterable[tuple[Any, Any]], constants: Any) -> tuple[Any, ...]:
    """The characters with those that differ from them in case only; nothing if some are letters of
    another alphabet than ours."""
    codes = {
        code
        for operation, value in items
        for code in (range(value[0], value[1] + 1) if operation is constants.RANGE else (value,))
    }
    said = {each for code in codes for each in (chr(code), chr(code).lower(), chr(code).upper())}
    if any(not each.isascii() and each.lower() != each.upper() for each in said):
        return ()
    said.update(*(_ALSO_CASES[each] for each in _ALSO_CASES.keys() & said))
    return tuple((constants.LITERAL, ord(each)) for each in sorted(said))


_ALSO_CASES = {"i": "İı", "s": "ſ", "k": "\u212a"}
"""What Python takes for these letters as well where case does not count."""


def _make_classes_once(part: Any) -> None:
    """Put what the compiler makes of a class in the place of each class, since it makes a class of
    汉字 anew wherever it stands, one character at a time, and knows again what it has made."""
    if hasattr(part, "data"):
        for at, (operation, value) in enumerate(part.data):
            if str(operation) == "IN":
                part.data[at] = (operation, _made(tuple(value)))
            elif str(operation) != "SUBPATTERN" or not (value[1] or value[2]):
                _make_classes_once(value)  # what is read by case is made otherwise
    elif isinstance(part, list | tuple):
        for each in part:
            _make_classes_once(each)


@cache
def _made(items: tuple[tuple[Any, Any], ...]) -> list[tuple[Any, Any]]:
    """What the compiler makes of the items of a class."""
    made: list[tuple[Any, Any]] = import_module("re._compiler")._optimize_charset(items)[0]
    return list(made)


def _size(items: Iterable[tuple[Any, Any]], constants: Any) -> int:
    return sum(_size_of(operation, value, constants) for operation, value in items)


def _size_of(operation: Any, value: Any, constants: Any) -> int:
    if operation is constants.RANGE:
        return int(value[1] - value[0] + 1)
    return 1 if operation is constants.LITERAL else _WIDE

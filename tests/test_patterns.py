"""Regular expressions are compiled when they are first used, and all of them can be."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bulletin.patterns import pattern_of
from tests.conftest import REPOSITORY

PACKAGE = REPOSITORY / "bulletin"
USED = [path for path in sorted(PACKAGE.rglob("*.py")) if "pattern_of(" in path.read_text("utf-8")]


def test_a_pattern_is_compiled_when_it_is_used() -> None:
    waiting = pattern_of("(", re.VERBOSE)
    assert waiting.pattern == "("
    with pytest.raises(re.error):
        waiting.search("(")
    digits = pattern_of(r"[0-9]+")
    assert digits.sub("N", "12月9日") == "N月N日"
    assert [match[0] for match in digits.finditer("12月9日")] == ["12", "9"]
    assert pattern_of(rb"\d", re.ASCII).fullmatch(b"7")


def test_every_pattern_of_the_program_can_be_compiled() -> None:
    kind = type(pattern_of(""))
    waiting = []
    for path in USED:
        name = ".".join(path.relative_to(REPOSITORY).with_suffix("").parts)
        found = vars(importlib.import_module(name)).values()
        waiting += [each for value in found for each in flat(value) if isinstance(each, kind)]
    assert len(waiting) > 400
    for each in waiting:
        assert each.groups >= 0, each.pattern


def flat(value: object) -> Iterator[object]:
    """A value, or the values in a tuple, list or dictionary."""
    if isinstance(value, dict):
        value = (*value, *value.values())
    if isinstance(value, tuple | list):
        for each in value:
            yield from flat(each)
    else:
        yield value


def in_functions(tree: ast.AST) -> set[ast.AST]:
    """The nodes that are looked at when a function is called."""
    kinds = (ast.FunctionDef, ast.Lambda)
    bodies = (each.body for each in ast.walk(tree) if isinstance(each, kinds))
    parts = (part for body in bodies for part in (body if isinstance(body, list) else [body]))
    return {node for part in parts for node in ast.walk(part)}


@pytest.mark.parametrize("path", USED, ids=lambda path: path.stem)
def test_no_module_compiles_a_pattern_when_it_is_loaded(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    later = in_functions(tree)
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    early = [node for node in named if ast.unparse(node) == "re.compile" and node not in later]
    allowed = {"patterns.py"}
    assert path.name in allowed or [node.lineno for node in early] == []

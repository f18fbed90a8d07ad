"""Regular expressions are compiled when they are first used, and kept as they were compiled."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin import first_characters, kept_patterns
from bulletin.kept_answers import KeptAnswers
from bulletin.kept_patterns import compiled
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


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache of patterns that is empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    KeptAnswers.forget()
    yield tmp_path / "bulletin/patterns"
    KeptAnswers.forget()


def test_every_pattern_of_the_program_is_kept_as_it_is_compiled(cache: Path) -> None:
    kind = type(pattern_of(""))
    waiting: list[Any] = []
    for path in USED:
        name = ".".join(path.relative_to(REPOSITORY).with_suffix("").parts)
        found = vars(importlib.import_module(name)).values()
        waiting += [each for value in found for each in flat(value) if isinstance(each, kind)]
    assert len(waiting) > 400
    first = [compiled(each.pattern, each._flags) for each in waiting]
    assert len([*cache.iterdir()]) == 1
    KeptAnswers.forget()
    for each, made in zip(waiting, first, strict=True):
        fresh = re.compile(each.pattern, each._flags)
        kept = compiled(each.pattern, each._flags)
        assert kept == made, each.pattern
        assert numbers_without_firsts(each.pattern, each._flags) == plain_numbers(
            each.pattern, each._flags
        )
        assert (kept.groups, kept.groupindex, kept.flags) == (
            fresh.groups,
            fresh.groupindex,
            fresh.flags,
        )


def plain_numbers(text: str | bytes, flags: int) -> list[int]:
    """What the compiler makes of a pattern."""
    parsed = importlib.import_module("re._parser").parse(text, flags)
    return list(importlib.import_module("re._compiler")._code(parsed, flags))


def numbers_without_firsts(text: str | bytes, flags: int) -> list[int]:
    """What we make of it, without the characters that it can begin with where the compiler does
    not say them."""
    plain, code = plain_numbers(text, flags), kept_patterns._numbers(text, flags).code
    added = len(code) - len(plain)
    return [*plain[:5], *code[5 + added :]] if added else code


PIECES = (
    "(?P<甲>[丁-甲x]{1,3})",
    "(?P=甲)",
    "[^一-龥b]",
    "(?i:Z)",
    "[k一Ａ]",
    "。",
    "|",
    "?",
    "*",
    "(?<=乙)",
    "(",
)


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.sampled_from((0, re.I, re.M, re.A)))
def test_a_kept_pattern_is_the_compiled_one(pieces: list[str], flags: int) -> None:
    text = "".join(pieces)
    with TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CACHE_HOME", place)
        try:
            fresh = re.compile(text, flags)
        except re.error:
            with pytest.raises(re.error):
                compiled(text, flags)
            return
        for _ in range(2):
            KeptAnswers.forget()
            kept = compiled(text, flags)
            assert (kept.groupindex, kept.flags) == (fresh.groupindex, fresh.flags)
            assert numbers_without_firsts(text, flags) == plain_numbers(text, flags)


BEGINNINGS = (
    "(?<![0-9])",
    "(?=[第共])",
    "(?<=的)",
    "^",
    r"\b",
    "(?:第|共|[0-9])",
    "(?:第|)",
    "(第[一二]?|[0-9]{2}){0,2}",
    "共?",
    "(?:[0-9]+?年)??",
    "(?>第+)",
    "(?:(?<!第)共|(?=的)的)",
    "[^第]",
    "的",
    "(?i:a)",
    "(?P<几>[0-9])",
    r"\d",
    ".",
    "[共-第]",
    "(?P=几)",
    "(?(几)年|月)",
)
TEXTS = st.text(alphabet="第共的一二0123aA年月 \n", max_size=24)


@settings(max_examples=500)
@given(st.lists(st.sampled_from(BEGINNINGS), min_size=1, max_size=5), TEXTS, st.data())
def test_a_pattern_that_knows_its_first_characters_finds_the_same(
    pieces: list[str], text: str, data: st.DataObject
) -> None:
    pattern, flags = "".join(pieces), data.draw(st.sampled_from((0, re.I, re.M, re.A)))
    try:
        fresh = re.compile(pattern, flags)
    except re.error:
        return
    numbers = kept_patterns._numbers(pattern, flags)
    quick = kept_patterns._made(importlib.import_module("_sre"), pattern, numbers)
    start, end = sorted((data.draw(st.integers(0, 24)), data.draw(st.integers(0, 24))))
    for ask in ("finditer", "search", "match", "fullmatch"):
        for where in ((text,), (text, start), (text, start, end)):
            assert found(getattr(quick, ask)(*where)) == found(getattr(fresh, ask)(*where))
    assert quick.sub("〔〕", text) == fresh.sub("〔〕", text)
    assert quick.split(text) == fresh.split(text)


def found(given: Any) -> list[Any]:
    """Where matches and their groups are."""
    matches = [given] if given is None or isinstance(given, re.Match) else [*given]
    return [each and [each.span(at) for at in range(each.re.groups + 1)] for each in matches]


@pytest.mark.parametrize(
    ("pattern", "firsts"),
    [
        ("(?<![0-9])[0-9]{4}年|第[一二三]期", "0123456789第"),
        ("共?[0-9]", "0123456789共"),
        ("(?:第|(?=共)[共同])(?:年|月)", "共同第"),
        ("(?<!的)(?:[0-9]{2}|一)?(?:年)*月", "0123456789一年月"),
        ("共?", ""),
        ("(?<!年)[^月]", ""),
        ("(?:年|.)月", ""),
    ],
)
def test_what_a_match_can_begin_with_is_read_from_the_pattern(pattern: str, firsts: str) -> None:
    parser, constants = (importlib.import_module(f"re._{name}") for name in ("parser", "constants"))
    items = first_characters.first_characters(parser.parse(pattern), constants)
    ranges = ((value, value) if isinstance(value, int) else value for _, value in items)
    characters = {chr(each) for low, high in ranges for each in range(low, high + 1)}
    assert "".join(sorted(characters)) == "".join(sorted(firsts))


def test_a_spoilt_cache_of_patterns_changes_no_pattern(cache: Path) -> None:
    text = "(?P<甲>[一-龥]+)、"
    fresh = compiled(text)
    assert fresh == re.compile(text)
    (path,) = cache.iterdir()
    kept = path.read_bytes()
    for at in range(40, len(kept) - 1):
        spoilt = kept[:at] + (b"A" if kept[at : at + 1] != b"A" else b"B") + kept[at + 1 :]
        path.write_bytes(spoilt)
        KeptAnswers.forget()
        assert compiled(text) == fresh, at
    for cut in (0, 1, 33, 40, len(kept) // 2):
        path.write_bytes(kept[:cut])
        KeptAnswers.forget()
        assert compiled(text) == fresh


def test_patterns_are_compiled_where_none_can_be_kept(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.parent.mkdir()
    cache.write_text("是文件，不是文件夹", "utf-8")
    assert compiled("甲.+") == re.compile("甲.+")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", raises_runtime_error)
    assert compiled("乙.+") == re.compile("乙.+")
    monkeypatch.undo()
    monkeypatch.setattr(kept_patterns, "_engine", lambda: None)
    assert compiled("丙+") == re.compile("丙+")


def raises_runtime_error() -> Path:
    """What Python says of a user without a folder."""
    raise RuntimeError


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

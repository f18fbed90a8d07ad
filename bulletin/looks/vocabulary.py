"""The names that templates, styles and code share, read out of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from tinyhtml5.constants import special_elements, void_elements

from bulletin.patterns import pattern_of
from bulletin.profile import FIGURES
from bulletin.workspace import Workspace, built_in

PAPER = ("paper.css", "proof.css", "line-numbers.css")
"""The style sheets that the press reads, with the profiles; all others are for browsers."""

_READ_AS = (".html", ".js", ".xml", ".txt")

_ROOMS_OF_PAGES = ("render.py", "model.py", "profile.py", "press", "archive", "word", "making")
"""The code that makes what templates show, or changes it afterwards."""

_JINJA = pattern_of(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_VALUE = r'="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"'
_CLASS, _ID = (pattern_of(rf"\b{name}{_VALUE}", re.DOTALL) for name in ("class", "id"))
_TAG = pattern_of(r"<([a-zA-Z][\w-]*)")
_ATTRIBUTE = pattern_of(r"[\s\"]([a-zA-Z][\w-]*)=\"")
_BLOCK = pattern_of(r"\{%-?\s*block \w+\s*-?%\}([\w\s-]+)\{%-?\s*endblock")
_STRING = pattern_of(r"\"([^\"]*)\"|'([^']*)'")
_NAME = pattern_of(r"[A-Za-z][\w-]*")
_SET = pattern_of(r"(?<![\w-])--([\w-]+)\s*:")
_READ = pattern_of(r"var\(\s*--([\w-]+)")


@dataclass(frozen=True)
class Vocabulary:
    """What a selector may name, and which custom properties are set and read."""

    classes: frozenset[str]
    ids: frozenset[str]
    elements: frozenset[str]
    attributes: frozenset[str]
    strings: frozenset[str]
    """What the code names: the figures it reads and the properties it sets."""


def is_paper(name: str) -> bool:
    """Whether a style sheet is for the press."""
    return name in PAPER or name.startswith("profiles/")


def vocabulary_of(workspace: Workspace) -> Vocabulary:
    """Every name that the templates, scripts and code can produce."""
    pages, scripts = _texts(workspace)
    texts = pages + scripts
    strings = code_strings() | _strings_in(pages, scripts)
    words = frozenset(word for text in strings for word in _NAME.findall(text))
    in_scripts = frozenset(word for text in scripts for word in _NAME.findall(text))
    in_blocks = frozenset(
        word for text in pages for each in _BLOCK.findall(text) for word in each.split()
    )
    return Vocabulary(
        _named(_CLASS, texts) | words | in_blocks | frozenset(workspace.profiles()),
        _named(_ID, texts) | words,
        frozenset(tag.lower() for text in texts for tag in _TAG.findall(text)) | _elements(),
        frozenset(name for text in texts for name in _ATTRIBUTE.findall(text)) | in_scripts,
        strings,
    )


@cache
def _elements() -> frozenset[str]:
    """The elements of HTML, with those that a parser adds by itself."""
    inline = {"a", "b", "em", "i", "s", "small", "strong", "u", "span", "code", "sub", "sup"}
    every = {name for _, name in special_elements if isinstance(name, str)} | set(void_elements)
    return frozenset(every | inline | {"label", "time", "mark", "abbr", "cite", "q", "kbd", "var"})


def _texts(workspace: Workspace) -> tuple[list[str], list[str]]:
    """The texts of the templates, the office's own and ours, and those of the scripts."""
    rooms = ("templates", "styles")
    folders = [folder for room in rooms for folder in (*workspace.folders(room), built_in(room))]
    paths = [path for folder in dict.fromkeys(folders) for path in sorted(folder.rglob("*"))]
    texts = {path: path.read_text("utf-8", "replace") for path in paths if path.suffix in _READ_AS}
    pages = [text for path, text in texts.items() if path.suffix != ".js"]
    return pages, [text for path, text in texts.items() if path.suffix == ".js"]


def scripts_of(workspace: Workspace) -> frozenset[str]:
    """The names by which the scripts find what they work on."""
    _, scripts = _texts(workspace)
    words = (word for text in _strings_in((), scripts) for word in _NAME.findall(text))
    return frozenset(words)


def _named(pattern: re.Pattern[str], texts: Iterable[str]) -> frozenset[str]:
    """The words in the values of an attribute, also inside expressions."""
    found: set[str] = set()
    for text in texts:
        for value in pattern.findall(text):
            found.update(_NAME.findall(_JINJA.sub(" ", value)))
            for expression in _JINJA.findall(value):
                found.update(
                    word
                    for double, single in _STRING.findall(expression)
                    for word in _NAME.findall(double or single)
                )
    return frozenset(found)


def _strings_in(pages: Iterable[str], scripts: Iterable[str]) -> frozenset[str]:
    """The quoted words of scripts, and of expressions in templates."""
    found: set[str] = set()
    for inside in (*scripts, *(" ".join(_JINJA.findall(text)) for text in pages)):
        found.update(double or single for double, single in _STRING.findall(inside))
    return frozenset(found)


_PART = pattern_of(
    rf"\b(?:class|id){_VALUE}|[\s\"](data-[\w-]+)=|<(article|footer|header|nav|h1)\b", re.DOTALL
)


def parts_named(text: str) -> Iterator[tuple[str, int]]:
    """The classes, ids, `data-` attributes and large elements of a template, each with its line."""
    for match in _PART.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        for word in _NAME.findall(_JINJA.sub(" ", match[1] or match[2] or match[3])):
            yield word, line


@cache
def code_strings(*rooms: str) -> frozenset[str]:
    """The short strings in the code that deals with pages, or in these rooms alone."""
    package = Path(__file__).parent.parent
    paths = [
        path
        for room in rooms or _ROOMS_OF_PAGES
        for path in ([package / room] if room.endswith(".py") else (package / room).rglob("*.py"))
    ]
    return frozenset(
        node.value
        for path in paths
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 60
    )


# -- Custom properties -----------------------------------------------------------------------------


def family(workspace: Workspace, name: str) -> tuple[str, ...]:
    """The texts of all style sheets that are read together with this one, without itself."""
    names = {name}
    if is_paper(name):
        names |= {*PAPER, *(f"profiles/{each}.css" for each in workspace.profiles())}
    files = [workspace.file("styles", each) for each in sorted(names - {name})]
    ours = built_in("styles") / name
    return tuple(path.read_text("utf-8", "replace") for path in (*files, ours) if path.is_file())


def properties_set(texts: Iterable[str], strings: frozenset[str]) -> frozenset[str]:
    """The custom properties that any of these texts or the code sets."""
    by_code = {name for text in strings for name in re.findall(r"(?<![\w-])--([\w-]+)", text)}
    return frozenset({name for text in texts for name in _SET.findall(text)} | by_code)


def properties_read(texts: Iterable[str], strings: frozenset[str]) -> frozenset[str]:
    """The custom properties that any of these texts reads, or that the code reads by name."""
    standards = {f"standard-{figure.name}" for figure in FIGURES}
    by_style = {name for text in texts for name in _READ.findall(text)}
    return frozenset(by_style | standards | {each.removeprefix("--") for each in strings})


AT_RULES = frozenset(
    {
        "charset", "import", "namespace", "media", "supports", "layer", "container", "scope",
        "starting-style", "page", "font-face", "font-feature-values", "font-palette-values",
        "counter-style", "property", "keyframes", "view-transition", "position-try",
    }
)  # fmt: skip
"""The names of rules that begin with @, as browsers know them."""

STATES = frozenset(
    {
        "active", "any-link", "autofill", "checked", "default", "defined", "dir", "disabled",
        "empty", "enabled", "first", "first-child", "first-of-type", "focus", "focus-visible",
        "focus-within", "fullscreen", "has", "host", "host-context", "hover", "in-range",
        "indeterminate", "invalid", "is", "lang", "last-child", "last-of-type", "left", "link",
        "modal", "not", "nth-child", "nth-last-child", "nth-last-of-type", "nth-of-type",
        "only-child", "only-of-type", "open", "optional", "out-of-range", "placeholder-shown",
        "playing", "paused", "popover-open", "read-only", "read-write", "required", "right", "root",
        "scope", "state", "target", "user-invalid", "user-valid", "valid", "visited", "where",
        "after", "backdrop", "before", "cue", "details-content", "file-selector-button",
        "first-letter", "first-line", "grammar-error", "highlight", "marker", "part", "placeholder",
        "selection", "slotted", "spelling-error", "target-text", "view-transition",
    }
)  # fmt: skip
"""The pseudo-classes and pseudo-elements of browsers."""


def near(name: str, known: Iterable[str], otherwise: str, before: str = "") -> str:
    """What a name was probably meant to be, as a hint."""
    signed = sorted(before + each for each in known)
    close = get_close_matches(before + name, signed, n=1, cutoff=0.7)
    return f"改为 {close[0]}" if close else otherwise

"""Whether the press composes a sheet by itself, or why the engine lays it out.

The press composes what its own style sheets say about running text. A style sheet of the office
may change the figures of a profile, which are custom properties. If it says anything else of what
stands in the sheet, or if the sheet holds an element or a style that the press does not know, the
engine lays out the whole sheet. This is decided by the bytes of the sheet and its style sheets
alone, before anything is set.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

import cssselect2
import tinycss2

from bulletin.press.typesetting import COMPOSED
from bulletin.workspace import built_in

NamedStyle = tuple[str, str]
"""The name and the text of a style sheet."""


class _OwnRule(NamedTuple):
    """A rule that does anything but give `:root` custom properties."""

    selectors: str
    """Empty for a rule that is not for elements."""

    written: str


def reason_for_engine(root: Any, styles: Sequence[NamedStyle]) -> str:
    """What the press does not compose in a sheet, or in its style sheets; empty if nothing.

    `root` is the sheet's tree as it is written.
    """
    return next(_of_sheet(root), "") or next(
        filter(None, (_of_style(each, root) for each in styles)), ""
    )


def _of_sheet(root: Any) -> Iterator[str]:
    for element in root.iter():
        if isinstance(element.tag, str):
            if element.tag not in COMPOSED or element.tag in ("style", "link"):
                yield element.tag
            elif any(not each.startswith("--") for each in _set_by(element.get("style", ""))):
                yield "style"


def _set_by(written: str) -> Iterator[str]:
    """The names of the properties in a `style` attribute."""
    for each in written.split(";"):
        if name := each.partition(":")[0].strip():
            yield name


def _of_style(style: NamedStyle, root: Any) -> str:
    """What a style sheet says of the sheet beyond the figures of a profile.

    A rule that is for no element of the sheet changes nothing, so it gives no reason.
    """
    name, text = style
    if is_built_in(name, text):
        return ""
    found, known = _beyond_figures(text), _beyond_figures(_brought_along(name))
    unused = set(_unused(set(found) ^ set(known), root))
    found, known = (tuple(rule for rule in rules if rule not in unused) for rules in (found, known))
    return (
        f"{name}: {found[0].written.partition('{')[0].strip()}" if found and found != known else ""
    )


def _unused(rules: Collection[_OwnRule], root: Any) -> Iterator[_OwnRule]:
    """The rules that are for no element of the sheet."""
    if not rules:
        return
    elements = tuple(cssselect2.ElementWrapper.from_html_root(root).iter_subtree())
    for rule in rules:
        try:
            selectors = cssselect2.compile_selector_list(rule.selectors)
        except cssselect2.SelectorError:
            continue
        if not any(selector.test(each) for selector in selectors for each in elements):
            yield rule


@cache
def is_built_in(name: str, text: str) -> bool:
    """Whether the program has brought a style sheet along as it is."""
    return bool(text) and text == _brought_along(name)


@cache
def _brought_along(name: str) -> str:
    """The style sheet of this name that the program has brought along; empty if it has none."""
    places = (built_in("styles") / name, built_in("styles") / "profiles" / f"{name}.css")
    return next((each.read_text(encoding="utf-8") for each in places if each.is_file()), "")


@lru_cache(maxsize=32)
def _beyond_figures(text: str) -> tuple[_OwnRule, ...]:
    """Each rule of a style sheet that does anything but give `:root` custom properties."""
    parsed = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    return tuple(found for rule in parsed for found in _beyond_figures_in(rule))


def _beyond_figures_in(rule: Any) -> Iterator[_OwnRule]:
    if rule.type != "qualified-rule":
        yield _OwnRule("", _written(rule))
    elif (selectors := tinycss2.serialize(rule.prelude).strip()) != ":root":
        yield _OwnRule(selectors, _written(rule))
    else:
        inside = tinycss2.parse_blocks_contents(
            rule.content, skip_comments=True, skip_whitespace=True
        )
        for each in inside:
            if each.type != "declaration" or not each.name.startswith("--") or each.important:
                yield _OwnRule("", f":root {{ {_written(each)} }}")


def _written(rule: Any) -> str:
    return str(rule.message) if rule.type == "error" else str(rule.serialize())

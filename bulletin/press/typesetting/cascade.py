"""Which declarations of the style sheets win for each element of a sheet, and for each page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import cssselect2
import tinycss2

from bulletin.press.typesetting.style import (
    COMPOSED,
    NotComposedError,
    SheetStyle,
    Tokens,
    begun,
    with_declarations,
)

Declared = tuple[str, Tokens]
"""A property and its value."""


@dataclass(frozen=True)
class _Rule:
    """A rule of a style sheet: the elements that it is for, and what it declares. It is read when a
    sheet has such elements, which saves a third of the time of a first sheet's styles."""

    prelude: Tokens
    content: Tokens

    @cached_property
    def needs(self) -> tuple[frozenset[str], ...]:
        """For each of its selectors, the classes (`.table`) and names of elements without which it
        is for nothing."""
        needs: list[set[str]] = [set()]
        before = ""
        for each in self.prelude:
            if each.type == "ident" and before != ":":
                needs[-1].add(f".{each.value}" if before == "." else each.lower_value)
            before = each.value if each.type == "literal" else ""
            if before == ",":
                needs.append(set())
        return tuple(map(frozenset, needs))

    @property
    def selectors(self) -> tuple[Any, ...]:
        """Its selectors. Raises NotComposedError for those that the press does not know."""
        return _selectors(self.prelude)

    @cached_property
    def declared(self) -> tuple[Declared, ...]:
        """What it declares. Raises NotComposedError for what the press does not know."""
        return tuple(_declared(self.content))


class _PageRule(NamedTuple):
    """An `@page` rule."""

    name: str
    """Of the pages that it is for; empty for all."""

    pseudo: frozenset[str]
    """`left`, `right`, `first` or `blank`."""

    declared: tuple[Declared, ...]
    boxes: tuple[tuple[str, tuple[Declared, ...]], ...]
    """What is declared for the boxes in the margins and for the area of notes, by their names."""


class _ReadStyles(NamedTuple):
    rules: tuple[_Rule, ...]
    pages: tuple[_PageRule, ...]


@lru_cache(maxsize=32)
def _read(text: str) -> _ReadStyles:
    """A style sheet, read. Raises NotComposedError for a rule that the press does not know."""
    rules, pages = [], []
    for each in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if each.type == "qualified-rule":
            rules.append(_Rule(each.prelude, each.content))
        elif each.type == "at-rule" and each.lower_at_keyword == "page":
            pages.append(_page_rule(each))
        else:
            raise NotComposedError(each.serialize().partition("{")[0].strip()[:40])
    return _ReadStyles(tuple(rules), tuple(pages))


def _selectors(prelude: Tokens) -> tuple[Any, ...]:
    try:
        return tuple(cssselect2.compile_selector_list(prelude))
    except cssselect2.SelectorError:
        raise NotComposedError(tinycss2.serialize(prelude).strip()) from None


def _declared(content: Tokens) -> Iterator[Declared]:
    for each in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if each.type == "declaration" and not each.important:
            yield each.name if each.name.startswith("--") else each.lower_name, tuple(each.value)
        elif each.type != "at-rule":
            raise NotComposedError(each.serialize()[:40])


def _page_rule(rule: Any) -> _PageRule:
    prelude = [each for each in rule.prelude if each.type != "whitespace"]
    name = prelude.pop(0).value if prelude and prelude[0].type == "ident" else ""
    pseudo = frozenset(each.value for each in prelude if each.type == "ident")
    if not pseudo <= {"left", "right", "first", "blank"} or len(prelude) != 2 * len(pseudo):
        raise NotComposedError(f"@page {tinycss2.serialize(rule.prelude).strip()}")
    inner = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    boxes = tuple(
        (each.lower_at_keyword, tuple(_declared(each.content)))
        for each in inner
        if each.type == "at-rule"
    )
    return _PageRule(name, pseudo, tuple(_declared(rule.content)), boxes)


class PageKind(NamedTuple):
    """What decides which `@page` rules a page follows."""

    number: int
    """From 1."""

    name: str = ""

    def follows(self, rule: _PageRule) -> bool:
        """Whether a rule is for it."""
        own = {"right" if self.number % 2 else "left"} | ({"first"} if self.number == 1 else set())
        return rule.name in ("", self.name) and rule.pseudo <= own


class StyledElement(NamedTuple):
    """The style of an element, and of what stands before, after and beside it (`before`, `after`,
    `footnote-call` and so on)."""

    own: SheetStyle
    beside: Mapping[str, SheetStyle]


@dataclass(frozen=True)
class Cascade:
    """The style sheets of an issue, and the styles that were found with them so far."""

    rules: tuple[_Rule, ...]
    pages: tuple[_PageRule, ...]
    matcher: Any = field(default_factory=cssselect2.Matcher)
    read: set[int] = field(default_factory=set)
    """The rules in the matcher, by their places."""

    known: dict[Any, StyledElement] = field(default_factory=dict)
    """By what decides: the parent's style, the rules, the element's own declarations."""

    known_pages: dict[Any, dict[str, SheetStyle]] = field(default_factory=dict)

    def learn(self, root: Any) -> None:
        """Read the rules that a sheet may need."""
        there = {each.tag for each in root.iter()}
        there |= {f".{name}" for each in root.iter() for name in each.get("class", "").split()}
        for number, rule in enumerate(self.rules):
            if number not in self.read and any(there.issuperset(each) for each in rule.needs):
                self.read.add(number)
                for selector in rule.selectors:
                    self.matcher.add_selector(selector, number)

    def style(self, element: Any, parent: SheetStyle) -> StyledElement:
        """The style of an element of a sheet that was learned, which is wrapped by cssselect2."""
        tree = element.etree_element
        if tree.tag not in COMPOSED:
            raise NotComposedError(tree.tag)
        # Of rules that are as special as each other the later one wins, whenever it was read.
        matched = sorted(self.matcher.match(element), key=lambda each: (each[0], each[3]))
        order = tuple((pseudo, number) for _, _, pseudo, number in matched)
        key = (id(parent), order, tree.tag, tree.get("style"))
        if key not in self.known:
            self.known[key] = self._styled(tree, order, parent)
        return self.known[key]

    def _styled(
        self, tree: Any, order: Sequence[tuple[str | None, int]], parent: SheetStyle
    ) -> StyledElement:
        declared: dict[str | None, list[Declared]] = {None: []}
        for pseudo, number in order:
            declared.setdefault(pseudo, []).extend(self.rules[number].declared)
        if written := tree.get("style"):
            declared[None] += _declared(tinycss2.parse_component_value_list(written))
        own = with_declarations(begun(tree.tag, parent), declared.pop(None), parent)
        beside = {
            str(name): with_declarations(begun("", own), each, own)
            for name, each in declared.items()
        }
        return StyledElement(own, beside)

    def page(self, kind: PageKind, root: SheetStyle) -> Mapping[str, SheetStyle]:
        """The styles of a page: of itself (`page`) and of the boxes in its margins."""
        rules = [each for each in self.pages if kind.follows(each)]
        key = (id(root), *map(id, rules))
        if key not in self.known_pages:
            self.known_pages[key] = _styles_of_page(rules, root)
        return self.known_pages[key]


def _styles_of_page(rules: Sequence[_PageRule], root: SheetStyle) -> dict[str, SheetStyle]:
    """The styles of a page. More special rules win over general ones, later over earlier ones."""
    ordered = sorted(rules, key=_weight)
    page = SheetStyle(custom=root.custom)
    declared = [each for rule in ordered for each in rule.declared if each[0] != "size"]
    found = {"page": with_declarations(page, declared, page)}
    boxes: dict[str, list[Declared]] = {}
    for rule in ordered:
        for name, each in rule.boxes:
            boxes.setdefault(name, []).extend(each)
    for name, own in boxes.items():
        found[name] = with_declarations(begun("", found["page"]), own, found["page"])
    return found


def _weight(rule: _PageRule) -> tuple[int, int, int]:
    """How special an `@page` rule is (CSS Paged Media 3, 3.2)."""
    of_place = rule.pseudo & {"first", "blank"}
    return (len(rule.name) > 0, len(of_place), len(rule.pseudo - of_place))


@lru_cache(maxsize=64)
def cascade_of(texts: tuple[str, ...]) -> Cascade:
    """The cascade of some style sheets, in order.

    Raises NotComposedError if they contain a rule that the press does not know.
    """
    sheets = [_read(text) for text in texts]
    rules = tuple(rule for sheet in sheets for rule in sheet.rules)
    return Cascade(rules, tuple(page for sheet in sheets for page in sheet.pages))


ROOT = SheetStyle()
"""What the root of a sheet inherits."""

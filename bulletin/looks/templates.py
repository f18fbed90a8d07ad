"""What is wrong in a template of the office's own, including branches that are not taken."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, meta, nodes
from jinja2.runtime import LoopContext, Macro

from bulletin.diagnostics import Diagnostic, error
from bulletin.load import short_names
from bulletin.looks.nesting import crossed_tags
from bulletin.looks.vocabulary import code_strings, near, parts_named, scripts_of
from bulletin.patterns import pattern_of
from bulletin.render import environment_of
from bulletin.source import Source, Span
from bulletin.workspace import Workspace, built_in

_MARKED_UP = (".html", ".xml")
_SHEET = "sheet.html"
"""The templates that the press reads; it looks for its parts by their names."""


def faults_of_template(workspace: Workspace, name: str, source: Source) -> Iterator[Diagnostic]:
    """Everything that is wrong in the template `name` of the office's own."""
    yield from _faults_of_several(workspace, name, source)
    environment = environment_of(workspace.folders("templates"))
    try:
        tree = parsed(source.text)
    except TemplateSyntaxError as fault:
        message = f"模板写错了：{jinja_in_chinese(str(fault.message))}"
        hint = "对照原件改正"
        yield error("F036", source, line_span(source, fault.lineno), message, hint)
        return
    yield from _TemplateReader(workspace, environment, name, source, tree).faults()
    if name.endswith(_MARKED_UP):
        yield from crossed_tags(source, is_xml=name.endswith(".xml"))


def line_span(source: Source, line: int) -> Span:
    """A line's words."""
    line = min(max(line, 1), len(source.line_starts))
    text, start = source.line(line), source.line_starts[line - 1]
    return Span(start + len(text) - len(text.lstrip()), start + len(text.rstrip()))


_SYNTAX = (
    (r"Encountered unknown tag '(.*?)'.*", "没有 `{1}` 这种语句"),
    (r"Unexpected end of template.*block that needs to be closed is '(.*?)'\.", "`{1}` 没有结束"),
    (r"unexpected end of template.*", "语句没有写完"),
    (r"expected token '(.*?)', got '(.*?)'", "应为 `{1}`，写的是 `{2}`"),
    (r"unexpected '(.*?)'", "多了 `{1}`"),
    (r"unexpected char '(.*?)' at.*", "`{1}` 不能用在这里"),
    (r"No filter named '(.*?)'.*", "没有 `{1}` 这个过滤器"),
    (r"No test named '(.*?)'.*", "没有 `{1}` 这个判断"),
    (r"Missing end of (.*?) (?:tag|directive)", "没有结束的 `{1}`"),
    (r"block '(.*?)' defined twice", "block `{1}` 写了两次"),
)
"""Jinja's words for a template that cannot be read, and ours."""


def jinja_in_chinese(words: str) -> str:
    """What Jinja says of a template, in Chinese where the table has it."""
    for pattern, chinese in _SYNTAX:
        if match := re.match(pattern, words, re.DOTALL):
            for at, group in enumerate(match.groups(), 1):
                chinese = chinese.replace(f"{{{at}}}", group)
            return chinese
    return words


class _Every(dict[str, Any]):
    """Accepts every name as a filter or a test; Jinja would stop at the first unknown one."""

    def get(self, _name: str, _otherwise: object = None) -> Any:
        """Something, whatever the name."""
        return str


@lru_cache(maxsize=256)
def parsed(text: str) -> nodes.Template:
    """A template's tree. Raises TemplateSyntaxError."""
    environment = environment_of(())
    environment.filters = _Every(environment.filters)
    environment.tests = _Every(environment.tests)
    return environment.parse(text)


class _TemplateReader:
    """One template, read together with ours of the same name."""

    def __init__(
        self,
        workspace: Workspace,
        environment: Environment,
        name: str,
        source: Source,
        tree: nodes.Template,
    ) -> None:
        self._workspace = workspace
        self._environment = environment
        self._name = name
        self._source = source
        self._tree = tree
        ours = built_in("templates") / name
        self._ours = ours.read_text("utf-8") if ours.is_file() else ""

    @cached_property
    def _every(self) -> list[str]:
        """The names of all templates of this workspace."""
        return self._environment.list_templates(extensions=["html", "xml", "txt", "js"])

    def faults(self) -> Iterator[Diagnostic]:
        yield from self._variables()
        yield from self._attributes()
        yield from self._words()
        yield from self._others()
        yield from self._blocks()
        yield from self._lacking()

    def _fault(self, code: str, line: int, word: str, message: str, hint: str) -> Diagnostic:
        whole = line_span(self._source, line)
        text = self._source.quote(whole)
        match = re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) if word else None
        span = Span(whole.start + match.start(), whole.start + match.end()) if match else whole
        return error(code, self._source, span, message, hint)

    def _unknown(self, line: int, word: str, known: Iterable[str], message: str) -> Diagnostic:
        """A word that none of `known` is, with the one that was probably meant."""
        return self._fault("F037", line, word, message, near(word, known, "对照原件改正"))

    # Names.

    def _variables(self) -> Iterator[Diagnostic]:
        """Variables that nothing passes to the template."""
        given = self._given()
        unknown = meta.find_undeclared_variables(self._tree) - given
        seen = set()
        for node in self._tree.find_all(nodes.Name):
            if node.name in unknown and (node.name, node.lineno) not in seen:
                seen.add((node.name, node.lineno))
                yield self._unknown(node.lineno, node.name, given, f"没有 `{node.name}` 这个变量")

    def _given(self) -> frozenset[str]:
        """The variables passed to our template of this name and to those that it extends."""
        names = set(self._environment.globals) | passed(self._name)
        waiting = [self._ours]
        while waiting:
            tree = parsed(waiting.pop())
            names |= meta.find_undeclared_variables(tree)
            waiting += [
                (built_in("templates") / node.template.value).read_text("utf-8")
                for node in tree.find_all(nodes.Extends)
                if isinstance(node.template, nodes.Const)
            ]
        return frozenset(names)

    def _attributes(self) -> Iterator[Diagnostic]:
        """Attributes that no value has."""
        modules = {node.target for node in self._tree.find_all(nodes.Import)}
        known = attributes()
        for node in self._tree.find_all(nodes.Getattr):
            if isinstance(node.node, nodes.Name) and node.node.name in modules:
                continue
            if node.attr not in known:
                yield self._unknown(node.lineno, node.attr, known, f"没有 `{node.attr}` 这个属性")

    def _words(self) -> Iterator[Diagnostic]:
        """Filters and tests that do not exist."""
        for kind, what, known in (
            (nodes.Filter, "过滤器", self._environment.filters),
            (nodes.Test, "判断", self._environment.tests),
        ):
            for node in self._tree.find_all(kind):
                word = str(getattr(node, "name", ""))
                if word not in known:
                    yield self._unknown(node.lineno, word, known, f"没有 `{word}` 这个{what}")

    # Other templates.

    def _others(self) -> Iterator[Diagnostic]:
        """Templates that do not exist, and macros that they do not hold."""
        known = self._every
        kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
        for node in self._tree.find_all(kinds):
            named = getattr(node, "template", None)
            if not isinstance(named, nodes.Const) or not isinstance(named.value, str):
                continue
            if named.value not in known:
                message = f"没有 `{named.value}` 这个模板"
                yield self._unknown(node.lineno, named.value, known, message)
            elif isinstance(node, nodes.FromImport):
                yield from self._imported(node, named.value)
            elif isinstance(node, nodes.Import):
                yield from self._called(node, named.value)

    def _imported(self, node: nodes.FromImport, template: str) -> Iterator[Diagnostic]:
        known = self._exported(template)
        for each in node.names:
            word = each if isinstance(each, str) else each[0]
            if word not in known:
                yield self._unknown(node.lineno, word, known, f"`{template}` 里没有 `{word}`")

    def _called(self, node: nodes.Import, template: str) -> Iterator[Diagnostic]:
        known = self._exported(template)
        for each in self._tree.find_all(nodes.Getattr):
            of_it = isinstance(each.node, nodes.Name) and each.node.name == node.target
            if of_it and each.attr not in known:
                message = f"`{template}` 里没有 `{each.attr}`"
                yield self._unknown(each.lineno, each.attr, known, message)

    def _exported(self, template: str) -> frozenset[str]:
        """The macros and values of another template as this workspace has it."""
        path = self._workspace.file("templates", template)
        try:
            tree = parsed(path.read_text("utf-8", "replace"))
        except TemplateSyntaxError:  # reported when that template itself is looked over
            return frozenset()
        return _top_names(tree)

    def _blocks(self) -> Iterator[Diagnostic]:
        """Blocks that the extended template does not have: they are printed nowhere."""
        above = self._above(self._tree)
        for block in self._tree.find_all(nodes.Block):
            if above is not None and block.name not in above:
                message = f"上级模板里没有 `{block.name}` 这个 block，不会印出来"
                yield self._unknown(block.lineno, block.name, above, message)

    def _above(self, tree: nodes.Template) -> frozenset[str] | None:
        """The blocks of all templates that one extends; None where it extends none."""
        found: set[str] = set()
        extended = tree.find(nodes.Extends)
        if extended is None or not isinstance(extended.template, nodes.Const):
            return None
        for _ in range(10):
            try:
                path = self._workspace.file("templates", str(extended.template.value))
                tree = parsed(path.read_text("utf-8", "replace"))
            except (StopIteration, TemplateSyntaxError):
                return None
            found |= {block.name for block in tree.find_all(nodes.Block)}
            extended = tree.find(nodes.Extends)
            if extended is None or not isinstance(extended.template, nodes.Const):
                break
        return frozenset(found)

    # What is missing.

    def _lacking(self) -> Iterator[Diagnostic]:
        """What our template has and others need: blocks, macros, parts of the page."""
        there = {block.name for block in self._tree.find_all(nodes.Block)}
        filled = self._filled()
        for block in parsed(self._ours).find_all(nodes.Block):
            if block.name in filled and block.name not in there:
                yield self._lacks(f"block `{block.name}`", str(block.lineno))
        held = _top_names(self._tree)
        for name, user in sorted(self._wanted().items()):
            if name not in held:
                yield self._lacks(f"`{name}`（{user} 要用）", "")
        needed = code_strings("press") if self._name == _SHEET else scripts_of(self._workspace)
        parts = self._parts(self._source.text, self._tree)
        first_lines = dict(reversed(list(parts_named(self._ours))))
        lost = {part: line for part, line in first_lines.items() if part in needed - parts}
        if lost:
            lines = "、".join(str(line) for line in sorted(set(lost.values())))
            yield self._lacks("、".join(f"`{part}`" for part in sorted(lost)), lines)

    def _beside(self) -> Iterator[tuple[str, nodes.Template]]:
        """The other templates of this workspace, without those whose faults are reported
        separately."""
        for name in self._every:
            if name == self._name or name.startswith("new/"):
                continue
            path = self._workspace.file("templates", name)
            with suppress(TemplateSyntaxError):
                yield name, parsed(path.read_text("utf-8", "replace"))

    def _filled(self) -> frozenset[str]:
        """The blocks that are filled in by the templates that extend this one."""
        return frozenset(
            block.name
            for _, tree in self._beside()
            for extended in tree.find_all(nodes.Extends)
            if isinstance(extended.template, nodes.Const) and extended.template.value == self._name
            for block in tree.find_all(nodes.Block)
        )

    def _wanted(self) -> dict[str, str]:
        """What other templates import from this one, and which template does so."""
        return {
            each if isinstance(each, str) else each[0]: name
            for name, tree in self._beside()
            for node in tree.find_all(nodes.FromImport)
            if isinstance(node.template, nodes.Const) and node.template.value == self._name
            for each in node.names
        }

    def _lacks(self, what: str, lines: str) -> Diagnostic:
        where = f"原件第 {lines} 行" if lines else "原件"
        return error("F039", self._source, Span(0, 0), f"缺 {what}", f"照{where}补上")

    def _parts(self, text: str, tree: nodes.Template) -> frozenset[str]:
        """The parts that a template names, and those of the templates that it includes, imports or
        extends."""
        found = {part for part, _ in parts_named(text)}
        kinds = (nodes.Extends, nodes.Include, nodes.FromImport, nodes.Import)
        for node in tree.find_all(kinds):
            named = getattr(node, "template", None)
            if isinstance(named, nodes.Const) and named.value in self._every:
                path = self._workspace.file("templates", str(named.value))
                found |= {part for part, _ in parts_named(path.read_text("utf-8", "replace"))}
        return frozenset(found)


def _top_names(tree: nodes.Template) -> frozenset[str]:
    """What a template offers to one that imports it."""
    found = {node.name for node in tree.body if isinstance(node, nodes.Macro)}
    for node in tree.find_all((nodes.Assign, nodes.AssignBlock)):
        target = getattr(node, "target", None)
        found |= {target.name} if isinstance(target, nodes.Name) else set()
    return frozenset(found)


# -- What the code gives ---------------------------------------------------------------------------

_GIVERS = ("archive", "sending", "making", "render.py")
_HOLDERS = ("model.py", "render.py", "source.py", "archive", "sending", "edition", "word")


@cache
def passed(template: str) -> frozenset[str]:
    """The names that the code passes to a template; those passed to any, where the code computes
    the name."""
    found: set[str] = set()
    for tree in _trees(_GIVERS):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr != "page" or not node.args:
                continue
            first = node.args[0]
            if not isinstance(first, ast.Constant) or first.value == template:
                found |= {each.arg for each in node.keywords if each.arg}
    return frozenset(found)


@cache
def attributes() -> frozenset[str]:
    """Every attribute that a value in a template may have."""
    found = {
        name
        for kind in (str, int, list, tuple, dict, date, LoopContext, Macro)
        for name in dir(kind)
        if not name.startswith("_")
    } | {"self", "caller", "value", "name"}
    for tree in _trees(_HOLDERS):
        for holder in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
            found |= set(_members(holder))
    for path in built_in("templates").rglob("*.*"):
        if path.suffix in (".html", ".xml", ".js", ".txt") and "new" not in path.parts:
            tree_of_ours = parsed(path.read_text("utf-8"))
            found |= {node.attr for node in tree_of_ours.find_all(nodes.Getattr)}
    return frozenset(found)


def _members(holder: ast.ClassDef) -> Iterator[str]:
    for node in holder.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name


def _trees(rooms: Iterable[str]) -> Iterator[ast.Module]:
    package = Path(__file__).parent.parent
    for room in rooms:
        paths = [package / room] if room.endswith(".py") else sorted((package / room).rglob("*.py"))
        yield from (ast.parse(path.read_text("utf-8")) for path in paths)


_VALUE = r"\{\{-?\s*([\w.]+?)\.%s\s*-?\}\}"
_OF_ISSUES = (
    (pattern_of("issues/" + _VALUE % "folder"), "{{{{ {0}.address }}}}"),
    (pattern_of(_VALUE % "name" + r"\.pdf"), "{{{{ {0}.file_name }}}}.pdf"),
)
"""Paths of an issue and of its PDF, with what to write instead."""

_OF_PAGES = pattern_of(r"\{\{-?\s*root\s*-?\}\}(years/|index\.html|feed\.xml)")
"""Pages that each publication has for itself."""

_SHARED = "search.html"
"""A template of the pages that all publications share, from which these links are right."""


def _faults_of_several(workspace: Workspace, name: str, source: Source) -> Iterator[Diagnostic]:
    """F041: links that are wrong in a workspace with several publications."""
    if not short_names(workspace.root):
        return
    for pattern, cure in _OF_ISSUES:
        for match in pattern.finditer(source.text):
            yield _fault(source, match, cure.format(match[1]))
    for match in _OF_PAGES.finditer(source.text) if name != _SHARED else ():
        yield _fault(source, match, f"{{{{ root }}}}{{{{ site.home }}}}{match[1]}")


def _fault(source: Source, match: re.Match[str], right: str) -> Diagnostic:
    message = f"`{match[0]}` 只对第一种刊物，别的刊物的链接会断"
    return error("F041", source, Span(*match.span()), message, f"改为 {right}")

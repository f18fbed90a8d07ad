"""What is wrong in a style sheet of the office's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import tinycss2
from tinycss2.color4 import parse_color

from bulletin.diagnostics import Diagnostic, error
from bulletin.looks.vocabulary import (
    AT_RULES,
    STATES,
    Vocabulary,
    family,
    is_paper,
    near,
    properties_read,
    properties_set,
    vocabulary_of,
)
from bulletin.patterns import pattern_of
from bulletin.profile import (
    FIGURES,
    LENGTHS,
    NUMBERS,
    POINTS,
    RECKONED,
    STANDARD_PROFILE,
    WHOLE_LINES,
    StandardFigure,
    is_whole,
)
from bulletin.source import Source, Span
from bulletin.workspace import Workspace, built_in

LARGEST = 1000 * POINTS["mm"]
"""Points; no paper in an office is a metre high."""

LARGEST_TYPE = 300.0
"""Points; the name of a masthead has about a hundred."""

FARTHEST = 2.5
"""How many times larger or smaller than the standard's a figure may be; more is a wrong unit."""

MOST_LINES = 60
"""Lines of a page."""

_NESTING = frozenset({"media", "supports", "layer", "container", "scope", "starting-style"})
_BARE = frozenset({"keyframes", "-webkit-keyframes", "font-face", "counter-style", "property"})
_UNITS = frozenset(
    {
        "pt", "mm", "cm", "in", "px", "pc", "q", "em", "rem", "ex", "rex", "ch", "rch", "cap",
        "rcap", "ic", "ric", "lh", "rlh", "vw", "vh", "vi", "vb", "vmin", "vmax", "svw", "svh",
        "svi", "svb", "svmin", "svmax", "lvw", "lvh", "lvi", "lvb", "lvmin", "lvmax", "dvw", "dvh",
        "dvi", "dvb", "dvmin", "dvmax", "cqw", "cqh", "cqi", "cqb", "cqmin", "cqmax", "deg", "grad",
        "rad", "turn", "s", "ms", "hz", "khz", "dpi", "dpcm", "dppx", "x", "fr",
    }
)  # fmt: skip
"""Every unit of CSS Values and Units 4, and of the modules on flexible boxes and containment."""

_COLOURS = pattern_of(r"(.*-)?color|fill|stroke")
_NO_COLOUR = frozenset({"inherit", "initial", "unset", "revert", "revert-layer", "none", "auto"})


def faults_of_style(workspace: Workspace, name: str, source: Source) -> Iterator[Diagnostic]:
    """Everything that is wrong in the style sheet `name` of the office's own."""
    broken = tuple(_unbalanced(source))
    yield from broken
    if broken:  # after a missing brace, the rest is read as something else
        return
    sheet = _Sheet(source)
    yield from sheet.torn
    vocabulary = vocabulary_of(workspace)
    yield from _unknown_names(sheet, vocabulary)
    yield from _custom_properties(workspace, name, sheet, vocabulary)
    yield from _measures(name, sheet)
    if name.startswith("profiles/"):
        yield from _figures(name, sheet)
    elif is_paper(name):
        yield from _figures_elsewhere(sheet)
    if is_paper(name):
        yield from _of_the_press(name, source, sheet.torn)
    else:
        yield from _of_a_browser(sheet)


# -- The sheet, read -------------------------------------------------------------------------------


class _Sheet:
    """A style sheet's declarations and selectors, each with its place."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.declarations: list[Any] = []
        self.selectors: list[list[Any]] = []
        self.at_rules: list[Any] = []
        self.torn: list[Diagnostic] = []
        self._rules(tinycss2.parse_stylesheet(source.text, True, True))

    def at(self, token: Any, words: str = "") -> Span:
        """Where a token stands."""
        line = min(max(token.source_line, 1), len(self.source.line_starts))
        start = self.source.line_starts[line - 1] + token.source_column - 1
        return Span(start, start + len(words))

    def _rules(self, rules: Iterable[Any]) -> None:
        for rule in rules:
            if rule.type == "error":
                self._tear(rule, f"这里写错了：{rule.message}", "补上缺的冒号、分号或括号")
            elif rule.type == "qualified-rule":
                self.selectors.append(rule.prelude)
                self._block(rule.content)
            elif rule.type == "at-rule":
                self.at_rules.append(rule)
                if rule.content is not None:
                    self._at_rule(rule)

    def _at_rule(self, rule: Any) -> None:
        keyword = rule.lower_at_keyword
        if keyword in _NESTING:
            self._block(rule.content)
        elif keyword in _BARE:
            inner = tinycss2.parse_blocks_contents(rule.content, True, True)
            for each in inner:
                if each.type == "qualified-rule":
                    self._block(each.content)
        elif keyword == "page" or not rule.prelude:
            self._block(rule.content)

    def _block(self, content: list[Any]) -> None:
        for each in tinycss2.parse_blocks_contents(content, True, True):
            if each.type == "declaration":
                self._declaration(each)
            else:
                self._rules([each])

    def _declaration(self, declaration: Any) -> None:
        self.declarations.append(declaration)
        for token in declaration.value:
            if token.type == "literal" and token.value == ":":
                hint = "在上一条的末尾补上 ;"
                self._tear(declaration, f"`{declaration.name}` 的值后面缺分号", hint)
                return

    def _tear(self, token: Any, message: str, hint: str) -> None:
        self.torn.append(error("F031", self.source, self.at(token), message, hint))


_LEXEME = pattern_of(
    r"/\*.*?(?:\*/|\Z)|\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?|[{}()\[\]]", re.S
)
_CLOSING = {"}": "{", ")": "(", "]": "["}


def _unbalanced(source: Source) -> Iterator[Diagnostic]:
    """Comments and strings without an end; if there are none, brackets without their other half."""
    brackets: list[re.Match[str]] = []
    endless = False
    for match in _LEXEME.finditer(source.text):
        sign, here = match[0], Span(match.start(), match.start() + 1)
        if sign.startswith("/*") and (len(sign) < 4 or not sign.endswith("*/")):
            endless = True
            yield error("F031", source, here, "注释没有结束", "补上 */")
        elif sign[0] in "\"'" and (len(sign) < 2 or sign[-1] != sign[0]):
            endless = True
            yield error("F031", source, here, "引号没有成对", f"补上 {sign[0]}")
        elif len(sign) == 1:
            brackets.append(match)
    if not endless:
        yield from _half_brackets(source, brackets)


def _half_brackets(source: Source, brackets: Iterable[re.Match[str]]) -> Iterator[Diagnostic]:
    closing = {opening: each for each, opening in _CLOSING.items()}
    opened: list[tuple[str, int]] = []
    for match in brackets:
        sign, at = match[0], match.start()
        if sign in closing:
            opened.append((sign, at))
            continue
        lost = []
        while opened and opened[-1][0] != _CLOSING[sign]:
            lost.append(opened.pop())
        if opened:
            opened.pop()
            for each, start in lost:
                yield _half(source, start, f"`{each}` 没有对应的 `{closing[each]}`", closing[each])
        else:
            opened = lost[::-1]
            message, hint = f"多了 `{sign}`", f"删去，或补上 {_CLOSING[sign]}"
            yield error("F031", source, Span(at, at + 1), message, hint)
    for each, start in opened:
        yield _half(source, start, f"`{each}` 没有对应的 `{closing[each]}`", closing[each])


def _half(source: Source, at: int, message: str, wanted: str) -> Diagnostic:
    return error("F031", source, Span(at, at + 1), message, f"补上 {wanted}")


# -- Names -----------------------------------------------------------------------------------------


def _unknown_names(sheet: _Sheet, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    for prelude in sheet.selectors:
        for what, token, name in _names_in(prelude):
            known: frozenset[str] = getattr(vocabulary, _KINDS[what][0])
            if _is_known(name, known) or (what == "element" and name.lower() in known):
                continue
            sign, label = _KINDS[what][1:]
            hint = near(name, known, "删去这条规则，或在模板里用上它", sign)
            message = f"没有 `{sign}{name}` 这个{label}，规则不起作用"
            yield error("F033", sheet.source, sheet.at(token, sign + name), message, hint)


def _is_known(name: str, known: frozenset[str]) -> bool:
    """Whether a name is one of them, or begins like one whose end a template computes."""
    head, dash, _ = name.rpartition("-")
    return name in known or head + dash in known


_KINDS = {
    "class": ("classes", ".", "类"),
    "id": ("ids", "#", " id"),
    "element": ("elements", "", "元素"),
    "attribute": ("attributes", "", "属性"),
}


def _names_in(tokens: list[Any]) -> Iterator[tuple[str, Any, str]]:
    """The classes, ids, elements and attributes that a selector names, each with its token."""
    before = ""
    mark: Any = None
    for token in tokens:
        if token.type == "ident":
            if before == ".":
                yield "class", mark, token.value
            elif before != ":":
                yield "element", token, token.value
        elif token.type == "hash":
            yield "id", token, token.value
        elif token.type == "[] block":
            named = [each for each in token.content if each.type == "ident"]
            yield from (("attribute", each, each.value) for each in named[:1])
        elif token.type == "function" and token.lower_name in ("is", "where", "not", "has"):
            yield from _names_in(token.arguments)
        before, mark = (token.value if token.type == "literal" else ""), token


# -- Custom properties and figures -----------------------------------------------------------------


def _custom_properties(
    workspace: Workspace, name: str, sheet: _Sheet, vocabulary: Vocabulary
) -> Iterator[Diagnostic]:
    """Properties that are set and never read, and properties that are read and set nowhere."""
    beside = family(workspace, name)
    texts = [*beside, *_template_texts(workspace)]
    strings = vocabulary.strings
    own = sheet.source.text
    readers = properties_read([*texts, own], strings)
    setters = properties_set(texts, strings) | {
        each.name.removeprefix("--") for each in sheet.declarations if each.name.startswith("--")
    }
    for each in sheet.declarations:
        if each.name.startswith("--") and each.name[2:] not in readers:
            known = properties_read(texts, frozenset()) | set(LENGTHS) | set(NUMBERS)
            hint = near(each.name[2:], known, "删去，或在版式里用 var() 读它", "--")
            message = f"`{each.name}` 没有地方读它，不起作用"
            yield error("F034", sheet.source, sheet.at(each, each.name), message, hint)
    for token, wanted, fallback in _readings(sheet):
        if wanted not in setters and not fallback:
            hint = near(wanted, setters, f"在版式里写上 --{wanted} 的值", "--")
            message = f"`var(--{wanted})` 没有地方写它的值"
            yield error("F034", sheet.source, sheet.at(token, f"--{wanted}"), message, hint)


def _readings(sheet: _Sheet) -> Iterator[tuple[Any, str, bool]]:
    """Each custom property that is read, and whether a fallback value is given."""
    waiting = [token for each in sheet.declarations for token in each.value]
    while waiting:
        token = waiting.pop()
        inner = getattr(token, "arguments", None) or getattr(token, "content", None) or []
        waiting += inner
        if token.type == "function" and token.lower_name == "var":
            named = [each for each in inner if each.type == "ident"]
            fallback = any(each.type == "literal" and each.value == "," for each in inner)
            yield from ((each, each.value[2:], fallback) for each in named[:1])


def _template_texts(workspace: Workspace) -> tuple[str, ...]:
    paths = [path for folder in workspace.folders("templates") for path in folder.rglob("*.html")]
    return tuple(path.read_text("utf-8", "replace") for path in sorted(paths))


def _figures(name: str, sheet: _Sheet) -> Iterator[Diagnostic]:
    """Figures of a profile that are not figures, are missing, or cannot be meant."""
    written = {each.name[2:]: each for each in sheet.declarations if each.name.startswith("--")}
    if name == f"profiles/{STANDARD_PROFILE}.css":
        ours = (built_in("styles") / name).read_text("utf-8")
        for lacking in sorted(properties_set([ours], frozenset()) - written.keys()):
            hint = f"照原件写上 --{lacking}"
            yield error("F034", sheet.source, Span(0, 0), f"缺 `--{lacking}`", hint)
    figures = {figure.name: figure for figure in FIGURES}
    for each in written.values():
        at, value = sheet.at(each, each.name), tinycss2.serialize(each.value).strip()
        figure, reason = figures.get(each.name[2:]), ""
        if figure is not None and f"standard-{figure.name}" not in written:
            reason = _slip(figure, value)
        elif each.name[2:] in (*NUMBERS, *WHOLE_LINES):
            reason = _slip_of_lines(each.name[2:], value)
        if reason:
            message = f"`{each.name}: {value}` 写错了：{reason}"
            hint = (
                f"改为 {figure.required:g}{figure.unit} 上下"
                if figure
                else f"改为 0 到 {MOST_LINES} 的{'整' if each.name[2:] in WHOLE_LINES else ''}数"
            )
            yield error("F035", sheet.source, at, message, hint)


def _slip(figure: StandardFigure, value: str) -> str:
    """Why a figure cannot be meant; empty for one that can."""
    match = re.fullmatch(r"(-?[0-9]*\.?[0-9]+)\s*([a-z]+)", value)
    if match is None or match[2] not in POINTS:
        return "不是长度" if "(" not in value else "不能用 calc() 和 var()"
    chosen = float(match[1]) * POINTS[match[2]] / POINTS[figure.unit]
    if figure.required / FARTHEST <= chosen <= figure.required * FARTHEST:
        return ""
    return f"{figure.label}标准为 {figure.required:g} {figure.unit}"


def _slip_of_lines(name: str, value: str) -> str:
    """Why a number of lines cannot be meant; empty for one that can."""
    try:
        can_be = 0 <= float(value) <= MOST_LINES
    except ValueError:
        can_be = False
    if not can_be:
        return f"应为 0—{MOST_LINES} 的行数"
    off_grid = name in WHOLE_LINES and not is_whole(value)
    return "正文每一行都排在行格上，只能空整行" if off_grid else ""


def _figures_elsewhere(sheet: _Sheet) -> Iterator[Diagnostic]:
    """Figures of the page in a style sheet that is no profile: lines would be reckoned with the
    profile's, and set with these."""
    for each in sheet.declarations:
        if each.name[2:] in RECKONED and each.name.startswith("--"):
            message = f"`{each.name}` 写在这里，算行、算字仍照版式里的值"
            hint = "移到 styles/profiles/ 里的版式"
            yield error("F035", sheet.source, sheet.at(each, each.name), message, hint)


def _measures(name: str, sheet: _Sheet) -> Iterator[Diagnostic]:
    """Units that do not exist, and lengths that no page has."""
    for declaration in sheet.declarations:
        waiting = list(declaration.value)
        while waiting:
            token = waiting.pop()
            waiting += getattr(token, "arguments", None) or getattr(token, "content", None) or []
            if token.type == "dimension":
                yield from _measure(name, sheet, declaration, token)


def _measure(name: str, sheet: _Sheet, declaration: Any, token: Any) -> Iterator[Diagnostic]:
    written, unit = token.serialize(), token.lower_unit
    if unit not in _UNITS:
        message = f"`{written}` 的单位不对"
        hint = near(unit, _UNITS, "改为 mm、pt 或 em")
        yield error("F035", sheet.source, sheet.at(token, written), message, hint)
    elif is_paper(name) and unit in POINTS:
        points = abs(token.value) * POINTS[unit]
        is_type = declaration.lower_name in ("font-size", "font", "--size", "--title", "--small")
        if points > (LARGEST_TYPE if is_type else LARGEST):
            message = f"`{written}` 太大，一页排不下"
            yield error("F035", sheet.source, sheet.at(token, written), message, "核对数字和单位")


# -- Properties and values -------------------------------------------------------------------------


def _of_the_press(name: str, source: Source, torn: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """What the engine itself does not accept."""
    from bulletin.press import Fonts, engine_faults
    from bulletin.press.engine import said_of_styles

    lines = {source.place(each.span.start).line for each in torn}
    said = said_of_styles([(name, source.text)], Fonts(()))
    for each in engine_faults(said, [source], (source, Span(0, 0))):
        if source.place(each.span.start).line not in lines:
            yield each


def _of_a_browser(sheet: _Sheet) -> Iterator[Diagnostic]:
    """Properties that no browser knows, and colours that are not colours."""
    from bulletin.press import css_properties

    yield from _unknown_rules(sheet)
    known = css_properties()
    for each in sheet.declarations:
        name = each.lower_name
        if name.startswith(("--", "-webkit-", "-moz-", "-ms-", "mso-")):
            continue
        if name not in known:
            hint = near(name, known, "删去")
            at = sheet.at(each, each.name)
            yield error("F032", sheet.source, at, f"没有 `{each.name}` 这个属性", hint)
            continue
        reason = _wrong_value(name, [token for token in each.value if token.type != "whitespace"])
        if reason:
            written = tinycss2.serialize(each.value).strip()
            at = sheet.at(each, each.name)
            message = f"`{each.name}: {written}` 不起作用：{reason}"
            yield error("F032", sheet.source, at, message, "对照原件改正")


_VENDORS = ("-webkit-", "-moz-", "-ms-", "-o-")


def _unknown_rules(sheet: _Sheet) -> Iterator[Diagnostic]:
    """Rules whose name, or a state in whose selector, no browser knows."""
    for rule in sheet.at_rules:
        name = rule.lower_at_keyword
        if name not in AT_RULES and not name.startswith(_VENDORS):
            yield _no_such_rule(
                sheet, rule, f"@{rule.at_keyword}", near(name, AT_RULES, "删去", "@")
            )
    for prelude in sheet.selectors:
        for before, token in pairwise(prelude):
            name = getattr(token, "lower_name", getattr(token, "lower_value", ""))
            is_state = before == ":" and token.type in ("ident", "function")
            if is_state and name not in STATES and not name.startswith(_VENDORS):
                hint = near(name, STATES, "删去这条规则", ":")
                yield _no_such_rule(sheet, before, f":{name}", hint)


def _no_such_rule(sheet: _Sheet, token: Any, written: str, hint: str) -> Diagnostic:
    message = f"没有 `{written}` 这种写法，规则不起作用"
    return error("F033", sheet.source, sheet.at(token, written), message, hint)


def _wrong_value(name: str, value: list[Any]) -> str:
    if not value:
        return "没有写值"
    plain = len(value) == 1 and value[0].type in ("ident", "hash")
    if not plain or not _COLOURS.fullmatch(name) or name == "print-color-adjust":
        return ""
    if value[0].type == "ident" and value[0].lower_value in _NO_COLOUR | {"context-fill"}:
        return ""
    return "" if parse_color(value[0]) is not None else "没有这种颜色"

"""Translating what the engine logged into diagnostics that an editor understands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from bulletin.diagnostics import Diagnostic, Severity
from bulletin.patterns import pattern_of
from bulletin.press.engine import PROPERTIES, Utterance
from bulletin.source import Source, Span

CopyPlace = tuple[Source | None, Span]

_REASONS = {
    "unknown property": "没有这个属性",
    "invalid value": "值不对",
    "no value": "没有写值",
    "property not supported yet": "排版引擎还不支持",
    "descriptor not supported": "排版引擎不支持",
    "the property does not apply for the print media": "在纸上不起作用",
    "prefixed selectors are ignored": "带前缀的属性不起作用",
    "System fonts are not supported": "不能用系统字体",
}
"""Why the engine ignores a declaration, in its own words and in Chinese."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """The diagnostic for one kind of logged message."""

    code: str
    severity: Severity
    message: str
    """With `{0}`, `{1}` … in place of the logged message's arguments."""

    hint: str


def _style(message: str, hint: str = "对照原件改正") -> Meaning:
    return Meaning("P144", Severity.ERROR, message, hint)


def _lost(message: str, hint: str) -> Meaning:
    return Meaning("P145", Severity.ERROR, message, hint)


def _face(message: str) -> Meaning:
    return Meaning("P146", Severity.WARNING, message, "运行 bulletin fonts 重新准备字体，再排")


MEANINGS: Mapping[str, Meaning] = {
    # Style sheets.
    "Ignored `%s:%s` at %d:%d, %s.": _style("`{0}: {1}` 不起作用：{4}"),
    "Ignored `%s: %s` at %d:%d, %s.": _style("`{0}: {1}` 不起作用：{4}"),
    "Deprecated `%s:%s` at %d:%d, prefixes on unstable attributes are deprecated, "
    "use %r instead.": _style("`{0}` 是旧写法", "改为 {4}"),
    "Ignored `%s:%s` at %d:%d, prefix on this attribute is not supported, use %r instead.": _style(
        "`{0}` 不起作用", "改为 {4}"
    ),
    "Error: %s at %d:%d.": _style("这里写错了：{0}", "补上缺的冒号、分号或括号"),
    "Parse error at %d:%d: %s": _style("这里写错了：{2}", "补上缺的冒号、分号或括号"),
    "Unknown empty rule %s at %d:%d": _style("没有花括号的规则不起作用：`{0}`", "补上 { }，或删去"),
    "Unknown rule %s at %d:%d": _style("不认得的 @ 规则：`{0}`", "改正名称，或删去"),
    "Invalid math function at %d:%d: %s": _style("算式不对：{2}"),
    "Invalid or unsupported selector, %s": _style("选择器不对，整条规则不起作用：{0}"),
    "Invalid media type %r the whole @media rule was ignored at %d:%d.": _style(
        "@media 的条件 {0} 不对，整条规则不起作用"
    ),
    "Expected a media type, got %r": _style("@media 的条件 {0} 不对"),
    "Unsupported @page selector %r, the whole @page rule was ignored at %d:%d.": _style(
        "@page 后的 {0} 不对，整条规则不起作用"
    ),
    "Unknown @page rule %s at %d:%d": _style("@page 里没有这一栏：{0}"),
    "Empty @page rule %s at %d:%d": _style("@page 里的 {0} 没有内容"),
    "Missing %s descriptor in '@font-face' rule at %d:%d": _style("@font-face 缺 {0}"),
    "Unable to compute content: %s": _style("content 的值 {0} 不起作用"),
    '"string(%s)" is only allowed in page margins': _style("string({0}) 只能用在页边"),
    '"element(%s)" is only allowed in page margins': _style("element({0}) 只能用在页边"),
    "%s unit resolved before first page layout": _style("单位 {0} 不能用在这里", "改用 mm 或 pt"),
    "Subgrids are unsupported": _style("排版引擎不支持 subgrid", "改用表格或普通段落"),
    "Inline grids are not supported": _style("排版引擎不支持 inline-grid", "改用 grid"),
    "Font-face %r cannot be loaded": _style("字体 {0} 读不出来", "删去 @font-face"),
    # Things that would be missing on the page.
    "Failed to load image at %r: %s": _lost("图片 {0} 读不出来", "换一幅 PNG 或 JPEG 图片"),
    "Failed to render SVG image %s": _lost("图片 {0} 画不出来", "换一幅 PNG 或 JPEG 图片"),
    "Unknown image mode: %s": _lost("图片的颜色格式 {0} 不认得", "另存为 RGB 的 PNG 再用"),
    "Failed to load stylesheet at %s: %s": _lost("版式 {0} 读不出来", "删去模板里的 link"),
    "Failed to load stylesheet at %s : %s": _lost("版式 {0} 读不出来", "删去 @import"),
    "This row has more columns than the table, ignored %d cells": _lost(
        "表格有一行多出 {0} 格，没有排出", "使各行的格数与表头相同"
    ),
    "Content discarded: target points to undefined anchor %r": _lost(
        "引用的位置 {0} 没有", "改正地址，或删去"
    ),
    "No anchor #%s for internal URI reference": Meaning(
        "P145", Severity.WARNING, "链接 `#{0}` 没有去处", "改正地址，或删去链接"
    ),
    "Anchor defined twice: %r": Meaning(
        "P145", Severity.WARNING, "两处用了同一个 id：{0}", "改掉其中一个"
    ),
    '.notdef glyph rendered for Unicode string unsupported by fonts: "%s" (U+%04X)': _lost(
        "“{0}”没有字体可用，印成空框", "换一个字，或在 styles 里补上字体"
    ),
    'Image "%s" has no required alt description': Meaning(
        "P145", Severity.WARNING, "图片 `{0}` 没有说明文字", "写明图片里是什么：![说明](文件)"
    ),
    # Faces.
    'Unable to subset "%s" with HarfBuzz': _face("字体 {0} 没有缩小，整套放进了 PDF"),
    'Unable to subset "%s" with fontTools': _face("字体 {0} 没有缩小，整套放进了 PDF"),
    'Too many glyphs missing from "%s", expect text selection problems': _face(
        "字体 {0} 缺字太多，PDF 的文字可能选不中"
    ),
    'Unable to instantiate "%s" variable font': _face("可变字体 {0} 定不下字重"),
}  # fmt: skip
"""Every kind of message that an issue can cause, by the engine's words without arguments."""

HARMLESS: Mapping[str, str] = {}
"""Messages that are not reported, by the engine's words without arguments, each with the reason."""


def engine_faults(
    utterances: Iterable[Utterance],
    styles: Sequence[Source],
    nowhere: CopyPlace = (None, Span(0, 0)),
) -> Iterator[Diagnostic]:
    """A diagnostic for each thing that the engine logged, without repetitions.

    `styles` are the style sheets in which places are looked up; a message without a place gets
    the place `nowhere`.
    """
    for each in dict.fromkeys(utterances):
        if each.template in HARMLESS:
            continue
        place = _place_in(each, styles)
        meaning = MEANINGS.get(each.template)
        if meaning is None:
            words = " ".join(each.words.split())[:200]
            message, hint = f"排版引擎（{each.logger}）说：{words}", "看不懂时发给维护的人"
            yield Diagnostic("P147", Severity.WARNING, *(place or nowhere), message, hint)
            continue
        said = [_said(argument) for argument in each.arguments]
        message, hint = (_filled(text, said) for text in (meaning.message, meaning.hint))
        if "unknown property" in each.arguments:
            message, hint = _of_no_property(each.arguments[0], message)
        elif name := _unknown_word(each, said[0] if said else ""):
            close = get_close_matches(name, sorted(_WORDS[name[0]]), n=1, cutoff=0.7)
            hint = f"把 {name} 改为 {close[0]}" if close else hint
        yield Diagnostic(meaning.code, meaning.severity, *(place or nowhere), message, hint)


def _said(argument: str) -> str:
    """An argument of a message in an editor's words; a rule that the engine shows as one of its
    objects is its name."""
    rule = _RULE_OBJECT.match(argument)
    return _REASONS.get(argument, rule[1] if rule else argument.strip())


_RULE_OBJECT = pattern_of(r"<AtRule (@[\w-]+)")
_PSEUDO = pattern_of(r":{1,2}([A-Za-z-]+)")
_WORDS = {
    "@": ("@media", "@page", "@font-face", "@import", "@namespace", "@counter-style"),
    ":": (
        *(":first-child", ":last-child", ":only-child", ":nth-child", ":nth-last-child", ":empty"),
        *(":first-of-type", ":last-of-type", ":only-of-type", ":nth-of-type", ":nth-last-of-type"),
        *(":root", ":not", ":is", ":where", ":has", ":link", ":any-link", ":lang"),
        *("::before", "::after", "::marker", "::first-line", "::first-letter"),
        *("::footnote-call", "::footnote-marker"),
    ),
}
"""Names of rules, and of pseudo-classes and pseudo-elements, that the engine knows."""


def _unknown_word(said: Utterance, first: str) -> str:
    """The name in a message that is unknown: of a rule, or of a part of a selector."""
    if said.template.startswith("Unknown"):
        return first if first.startswith("@") else ""
    if not said.template.startswith("Invalid or unsupported selector"):
        return ""
    names = (match[0] for match in _PSEUDO.finditer(first))
    return next((each for each in names if each not in _WORDS[":"]), "")


def _of_no_property(name: str, message: str) -> tuple[str, str]:
    """The message and the hint for a property that the engine does not know."""
    if name.lower() in css_properties():
        return f"`{name}` 在纸上不起作用：排版引擎不支持", "删去"
    close = get_close_matches(name, sorted(PROPERTIES), n=1, cutoff=0.7)
    return message, f"改为 {close[0]}" if close else "删去"


@cache
def css_properties() -> frozenset[str]:
    """All CSS properties that Chromium or the engine knows."""
    written = (Path(__file__).parent / "properties.txt").read_text("utf-8")
    return frozenset(written.split()) | PROPERTIES


def _filled(text: str, arguments: Sequence[str]) -> str:
    """The text with its arguments filled in; unlike `str.format`, other braces do no harm."""
    for at, argument in enumerate(arguments):
        text = text.replace(f"{{{at}}}", argument)
    return text


def _place_in(said: Utterance, styles: Sequence[Source]) -> CopyPlace | None:
    """The place in a style sheet that a message is about; None if there is none or it is unsure."""
    words = [word for each in said.arguments[:2] if (word := _quoted(each))]
    for source in styles:
        if said.sheet and source.path != f"styles/{said.sheet}":
            continue
        if said.place is None:
            start = source.text.find(words[0]) if words and said.sheet else -1
        else:
            start = _offset(source, *said.place)
        if start < 0:
            continue
        here = next((word for word in words if source.text.startswith(word, start)), "")
        here = here or _value_at(source.text, start, words)
        if here or said.sheet:
            return source, Span(start, start + len(here))
    return None


def _value_at(text: str, start: int, words: Sequence[str]) -> str:
    """The value at `start`, if it belongs to the property that the message names."""
    if not words or not text[:start].rstrip().removesuffix(":").rstrip().endswith(words[0]):
        return ""
    match = re.compile(r"[^;}]*").match(text, start)
    return match[0].strip() if match else ""


def _quoted(argument: str) -> str:
    """The part of an argument that stands in the style sheet: what it quotes, or else all of it."""
    match = re.match(r"'([^']*)'", argument)
    return (match[1] if match else argument).strip()


def _offset(source: Source, line: int, column: int) -> int:
    """The offset of a line and column in a text; -1 if the text has no such line."""
    if line > len(source.line_starts):
        return -1
    return source.line_starts[line - 1] + column - 1

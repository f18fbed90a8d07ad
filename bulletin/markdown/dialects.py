r"""Marks of other kinds of Markdown and of other programs, which are printed as they were typed.

Editors write in Typora, Obsidian or a 公众号 editor, and paste from wikis, forums and chats:
`H~2~O`, `x^2^`, `$x^2$`, `[[页面]]`, `==重点==`, `{{…}}`, `:::`, `- [ ]`, `:smile:`. Chinese prose
has none of them. A backslash before the first character of a mark makes it text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from unicodedata import normalize

from bulletin.locators import locators
from bulletin.patterns import pattern_of


@dataclass(frozen=True)
class Typed:
    """One place in an inline source that looks like markup."""

    start: int
    text: str
    code: str
    message: str
    hint: str
    cure: str | None = None
    """What to write instead of `text`; None if that is not certain."""


def dialect_marks(copy: str) -> Iterator[Typed]:
    """Every mark of another kind of Markdown in `copy`, none inside another."""
    if not _ANY.search(copy):
        return
    taken = bytearray(len(copy))
    addresses = locators(copy)
    there = frozenset(copy)
    for marks, pattern, said in _DIALECTS:
        if there.isdisjoint(marks):
            continue
        for match in pattern.finditer(copy):
            start, end = match.span()
            inside = any(one <= start < two for one, two in addresses)
            if start == end or inside or any(taken[start:end]):
                continue
            if copy[start] == "\\" and said not in (_formula_command, _displayed):
                taken[start:end] = b"\1" * (end - start)
            elif found := said(match):
                taken[start:end] = b"\1" * (end - start)
                yield found


def _told(
    match: re.Match[str], what: str, hint: str, cure: str | None = None, mark: str = ""
) -> Typed:
    shown = " ".join(match[0].split())[:40]
    message = f"`{shown}` 是{what}的写法，会原样印出来"
    hint += _escaped(mark or match[0][0])
    if cure is not None and _words(cure) != _words(match[0]):
        cure = None  # whoever leaves words out should see them
    return Typed(match.start(), match[0], "S012", message, hint, cure)


def _words(text: str) -> str:
    """The words and figures of a text, raised and lowered ones too."""
    return "".join(filter(str.isalnum, normalize("NFKC", text)))


_ESCAPABLE = "=^${%+:[!~#<_"


def _escaped(first: str) -> str:
    return f"；要印就在 {first} 前加 \\" if first in _ESCAPABLE else ""


Reading = Callable[[re.Match[str]], "Typed | None"]


def _deleted(what: str, more: str = "") -> Reading:
    """A mark that is left out, whatever it says."""
    return lambda match: _told(match, what, f"删去{more}", "")


def _settled(what: str, hint: str) -> Reading:
    """A mark that only the author can replace."""
    return lambda match: _told(match, what, hint)


def _bare(what: str, also: str = "") -> Reading:
    """A mark around words, which stay."""
    return lambda match: _told(match, what, f"写成 {match['its_words'].strip()}{also}")


# -- Formulas, raised and lowered figures ----------------------------------------------------------

_RAISED = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")


def _shifted(table: dict[int, int], what: str) -> Reading:
    """Figures that are raised or lowered behind a word."""

    def said(match: re.Match[str]) -> Typed:
        base, words = match["its_base"], match["its_words"]
        right = base + words.translate(table)
        if all(ord(each) in table for each in words):
            return _told(match, what, f"写成 {right}", right, mark=match[0][len(base)])
        return _told(match, what, f"写成 {base}{words}", mark=match[0][len(base)])

    return said


_INDEX = pattern_of(r"([\^_])(?:\{([0-9+\-n]{1,4})\}|([0-9n]))")


def _formula(match: re.Match[str]) -> Typed:
    """A formula, without its marks if only figures are raised and lowered in it."""
    tables = {"^": _RAISED, "_": _LOWERED}
    inner = match[0].strip("$").strip()
    right = _INDEX.sub(lambda each: (each[2] or each[3]).translate(tables[each[1]]), inner)
    if any(mark in right for mark in "\\^_{}"):
        return _told(match, "公式", "照印出来的样子直接写，删去 $")
    return _told(match, "公式", f"写成 {right}", right)


def _formula_command(match: re.Match[str]) -> Typed | None:
    """A command of LaTeX, unless it is part of a Windows path."""
    copy = match.string
    line = copy[copy.rfind("\n", 0, match.start()) + 1 : match.start()]
    if re.search(r"[A-Za-z]:\\|\\\\", line):
        return None
    return _told(match, " LaTeX ", "照印出来的样子直接写，或删去")


_CALCULATES = pattern_of(r"\\[A-Za-z]|[\^_]")
_COMPARES = pattern_of(r"[=+<>≤≥×÷]")


def _displayed(match: re.Match[str]) -> Typed | None:
    r"""A formula between `\[` and `\]`; brackets round words are none, which were escaped."""
    words = match["its_words"]
    is_formula = _CALCULATES.search(words) or (
        _COMPARES.search(words) and not re.search(f"[{_HAN}]", words)
    )
    if not is_formula:
        return None
    hint = "照印出来的样子直接写，删去 \\[ 和 \\]；要印方括号，[ 前不加 \\"
    return _told(match, " LaTeX 公式", hint)


def _property(match: re.Match[str]) -> Typed:
    name, words = match["its_name"], match["its_words"].strip()
    right = f"{name}：{words}"
    hint = f"不印的删去，要印的写成 {right}"
    return _told(match, " Obsidian、Logseq 属性", hint, mark="[" if match[0][0] == "[" else ":")


# -- Links, notes, headings, lists -----------------------------------------------------------------

_IMAGE_NAME = pattern_of(r"\.(?:png|jpe?g|gif|bmp|webp)\Z", re.IGNORECASE)
NAME_OF_NOTE = 6
"""The most characters of a note by which it is called."""


def _wiki_link(match: re.Match[str]) -> Typed:
    target, _, label = match["its_words"].partition("|")
    if _IMAGE_NAME.search(target):
        path = f"<{target}>" if " " in target else target
        return _told(match, " Obsidian ", f"图片独占一段，写成 ![图上是什么]({path})")
    right = (label or target).strip("# ").replace("#", "：")
    return _told(match, " Obsidian 链接", f"写成 {right}", right)


def _note(match: re.Match[str]) -> Typed:
    words = match["its_words"].strip()
    name = re.sub(r"\W", "", words)[:NAME_OF_NOTE] or "注"
    hint = f"写成 [^{name}]，另起一段写 [^{name}]: {words}"
    return _told(match, "另一种脚注", hint)


def _address(match: re.Match[str]) -> Typed:
    right = match["its_words"].removeprefix("mailto:")
    message = "网址外面的 < 和 > 会原样印出来"
    hint = f"写成 {right}；要印就在 < 前加 \\"
    return Typed(match.start(), match[0], "S010", message, hint, right)


def _heading(match: re.Match[str]) -> Typed:
    right = f"## {match['its_words'].strip()}"
    return _told(match, "别的程序里小标题", f"写成 {right}", right)


def _ruler(match: re.Match[str]) -> Typed:
    hint = "删去这一行；上一行是小标题的，在它前面写 ## 加一个空格"
    return _told(match, "另一种小标题", hint)


def _task(match: re.Match[str]) -> Typed:
    box = "□" if match[0][1:-1].strip() == "" else "☑"
    return _told(match, "待办", f"删去；要印方框就写 {box}")


def _ruby(match: re.Match[str]) -> Typed:
    right = f"{match[1].strip()}（{match[2].strip()}）"
    return _told(match, "注音", f"写成 {right}", right)


def _leaning(match: re.Match[str]) -> Typed | None:
    """Words between single `_`, unless they are part of the name of a file."""
    after = re.match(r"[\w.-]*", match.string[match.end() :])
    if after and "." in after[0]:
        return None
    words = match["its_words"]
    return _told(match, "斜体", f"写成 {words}；要加粗就写 **{words}**")


def _drawn(match: re.Match[str]) -> Typed:
    message = "用线条画的表格会原样印出来"
    hint = "写成表格：每格之间写 |，第一行下面加一行 | --- |，每格一个；线条删去"
    return Typed(match.start(), match[0], "S009", message, hint)


_FACES = (
    "微笑|撇嘴|发呆|得意|流泪|害羞|大哭|尴尬|发怒|调皮|呲牙|偷笑|愉快|白眼|擦汗|抠鼻|鼓掌|坏笑|鄙视"
    "|委屈|阴险|亲亲|可怜|破涕为笑|嘿哈|捂脸|奸笑|机智|皱眉|吃瓜|旺柴|打脸|裂开|爱心|拥抱|强|握手"
    "|胜利|抱拳|拳头|OK|合十|玫瑰|庆祝|礼物|红包|烟花|爆竹|跳跳|转圈|加油"
)
_HAN = "\u3400-\u9fff"
_WIDE = f"{_HAN}\u3000-\u303f\uff00-\uffef"
_BASE = r"(?:[A-Za-z0-9]{1,12}|[\w）)])"
_TAGS = "b|i|u|s|color|size|font|url|img|quote|code|center|align|table|tr|td"
_COMMANDS = (
    "begin|end|frac|sqrt|text|textbf|mathrm|times|cdot|leq?|geq?|newpage|pagebreak|clearpage|quad"
    "|tableofcontents|alpha|beta|Delta|mu|circ|pm|sum|approx|neq|section|subsection"
)
_BOLD_ALSO = "；要加粗就在两边各写两个 *"
_SETTLE = "换成实际的内容，或删去"

_OWN_LINE = pattern_of(
    r":{3,}|\[![A-Za-z]+\][+-]?[ \t]*\Z|\*\[[^\[\]]+\]:|#\+\w|(?:!!!|\?\?\?\+?) \w|={2,}[ \t]*\Z"
    r"|@?\[\[?(?:toc|TOC|目录)\]\]?[ \t]*\Z|[─━═┌┐├┤└┘┬┴┼╔╗╚╝╠╣╦╩╬┏┓┗┛]{2,}|\+[-=]{3,}\+"
)


def is_own_line(line: str) -> bool:
    """Whether a line is a mark as a whole, so that it is no part of the paragraph beside it."""
    return _OWN_LINE.match(line) is not None


_DIALECTS: tuple[tuple[str, re.Pattern[str], Reading], ...] = (
    # Whole lines.
    (":", pattern_of(r"^\\?:{3,}[^\n]*", re.MULTILINE), _deleted("提示块", "这一行")),
    ("!?", pattern_of(r"^(?:!!!|\?\?\?\+?) \w[^\n]*", re.MULTILINE), _deleted("提示块", "这一行")),
    ("[", pattern_of(r"^\\?\[![A-Za-z]+\][+-]?", re.MULTILINE), _deleted("提示块")),
    (
        "[{",
        pattern_of(r"^\\?(?:@?\[\[?(?:toc|目录)\]\]?|\{:?toc\})[ \t]*$", re.M | re.I),
        _deleted("目录", "，目录由程序来排"),
    ),
    ("=", pattern_of(r"^\\?(={1,6}) (?P<its_words>[^=\n]+?) \1[ \t]*$", re.MULTILINE), _heading),
    ("=", pattern_of(r"^\\?={2,}[ \t]*$", re.MULTILINE), _ruler),
    ("h", pattern_of(r"^h[1-6]\. (?P<its_words>[^\n]+)$", re.MULTILINE), _heading),
    ("#", pattern_of(r"^\\?#\+\w+[^\n]*", re.MULTILINE), _deleted(" Org ", "这一行")),
    ("[", pattern_of(r"^\*\[[^\[\]\n]+\]:[^\n]*", re.MULTILINE), _deleted("缩写说明", "这一行")),
    (
        ":",
        pattern_of(r"^\\?:[ \t]+(?P<its_words>\S[^\n]*)", re.MULTILINE),
        lambda match: _told(match, "定义", f"写成 ：{match['its_words']}，接到上一行末尾"),
    ),
    ("┌┐├┤└┘┬┴╔╗╚╝╠╣╦╩┏┓┗┛", pattern_of(r"^[─━═┌┐├┤└┘┬┴┼╔╗╚╝╠╣╦╩╬┏┓┗┛ \t]+$", re.M), _drawn),
    ("+", pattern_of(r"^\+(?:[-=]{3,}\+)+[ \t]*$", re.MULTILINE), _drawn),
    ("[", pattern_of(r"\A\\?\[[ xX✓√]?\](?=[ \t])"), _task),
    # What is not to be printed, or not yet.
    (
        "{",
        pattern_of(r"\\?\{(?:\+\+|--|~~|==|>>)[^{}\n]*?(?:\+\+|--|~~|==|<<)\}"),
        _settled("修订", "定下来，只留要印的字"),
    ),
    (
        "{",
        pattern_of(r"\\?(?:\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\})"),
        _settled("模板", _SETTLE),
    ),
    (
        "%",
        pattern_of(r"\\?%%[^%\n]+%%"),
        _settled("批注", "不印的删去，要印的删去两边的 %%"),
    ),
    (
        "{",
        pattern_of(
            r"\\?\{(?:[:.#][^{}\n]*|[A-Za-z-]+=[^{}\n]*|-"
            r"|/?(?:color|code|quote|panel|noformat)(?::[^{}\n]*)?)\}"
        ),
        _deleted("样式"),
    ),
    ("{", pattern_of(r"\\?\{([^{}|\n]+)\|([^{}|\n]+)\}"), _ruby),
    # Links and notes.
    ("[", pattern_of(r"\\?!?\[\[(?P<its_words>[^\[\]\n]+)\]\](?!\()"), _wiki_link),
    ("^", pattern_of(r"\\?\^\[(?P<its_words>[^\[\]\n]+)\]"), _note),
    (
        "<",
        pattern_of(
            r"\\?<(?P<its_words>(?:https?://|mailto:)[^\s<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>",
            re.ASCII,
        ),
        _address,
    ),
    ("@", pattern_of(r"@(?:!?\[)(?=[^\[\]\n]*\]\()"), _deleted("视频")),
    ("[", pattern_of(r"\\?\[@[^\[\]\n]+\]"), _settled("引用", _SETTLE)),
    (
        "[",
        pattern_of(rf"\\?\[(?:({_TAGS})(?:=[^\]\n]*)?\](?=[^\n]*\[/\1\])|/(?:{_TAGS})\])"),
        _deleted("论坛"),
    ),
    (
        ":",
        pattern_of(
            rf"^(?P<its_name>[A-Za-z{_HAN}][\w-]{{0,19}})::(?=[ \t]|[{_HAN}]|$)"
            r"(?P<its_words>[^\n]*)",
            re.MULTILINE,
        ),
        _property,
    ),
    (
        ":",
        pattern_of(
            rf"\\?[\[(](?P<its_name>[A-Za-z{_HAN}][\w-]{{0,19}})::[ \t]*"
            r"(?P<its_words>[^\[\]()\n]*)[\])]",
        ),
        _property,
    ),
    # Formulas and figures.
    ("\\", pattern_of(r"\\\[(?P<its_words>(?:(?!\\[\[\]])[\s\S]){1,400})\\\]"), _displayed),
    (
        "$",
        pattern_of(
            rf"\\?(?:\$\$[^$]+\$\$|\$(?=[^\s$])(?:[^${_WIDE}\n]*?[^\s$\\{_WIDE}])\$(?![0-9]))"
        ),
        _formula,
    ),
    (
        "\\",
        pattern_of(rf"\\(?:\([^()\n]*\\\)|(?:{_COMMANDS})(?![A-Za-z])(?:\{{[^{{}}\n]*\}})*)"),
        _formula_command,
    ),
    (
        "^",
        pattern_of(rf"(?P<its_base>{_BASE})\^(?P<its_words>[^\s^{_WIDE}]{{1,8}})\^"),
        _shifted(_RAISED, "上标"),
    ),
    (
        "^",
        pattern_of(
            rf"(?P<its_base>{_BASE})\^\{{?(?P<its_words>[+-]?[0-9]{{1,3}})\}}?(?![A-Za-z0-9^])"
        ),
        _shifted(_RAISED, "上标"),
    ),
    (
        "^",
        pattern_of(r"(?<=\s)\^[A-Za-z0-9-]{2,}[ \t]*$", re.MULTILINE),
        _deleted(" Obsidian 标号"),
    ),
    (
        "~",
        pattern_of(r"(?P<its_base>[A-Za-z]{1,12}|\))~(?P<its_words>[0-9]{1,3}|[a-z+-])~(?!~)"),
        _shifted(_LOWERED, "下标"),
    ),
    # Marks around words.
    (
        "=",
        pattern_of(r"\\?(?<!=)==(?=[^\s=])(?P<its_words>[^=\n]*[^\s=])==(?!=)"),
        _bare("荧光笔", _BOLD_ALSO),
    ),
    (
        "+",
        pattern_of(r"\\?(?<![A-Za-z0-9+])\+\+(?=[^\s+])(?P<its_words>[^+\n]*[^\s+])\+\+(?!\+)"),
        _bare("下划线", _BOLD_ALSO),
    ),
    (
        "_",
        pattern_of(
            rf"(?<![_\\A-Za-z0-9])_(?P<its_words>(?=[^_\n]*[{_HAN}])[^\s_](?:[^_\n]{{0,38}}[^\s_])?)_"
            r"(?![_A-Za-z0-9])"
        ),
        _leaning,
    ),
    # Faces and tags from chats.
    (
        ":",
        pattern_of(r"\\?(?<![\w:/]):(?:[+-]1|[a-z][a-z0-9_]{1,30}):(?![\w/])", re.A),
        _deleted("表情"),
    ),
    ("[", pattern_of(rf"\\?\[(?:{_FACES})\]"), _deleted("表情")),
    (
        "#",
        pattern_of(
            rf"(?:(?<=[ \u3000\t])\\?#|^#(?=[^#\n]+[ \u3000\t]#))[{_HAN}][^\s#，。；：]{{0,19}}"
            rf"(?:[ \u3000\t]+#[{_HAN}A-Za-z][^\s#，。；：]{{0,19}})*[ \u3000\t]*$",
            re.MULTILINE,
        ),
        _deleted("话题"),
    ),
)
"""What to look for, in the order in which one goes before another. A pattern is tried only if one
of its marks is there."""

_ANY = pattern_of(r"[\\^$={}%:+\[<#@_~!?h┌├└╔╠╚┏┗]")

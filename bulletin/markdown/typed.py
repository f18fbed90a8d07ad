"""Finding text that looks like markup but is not, or is the markup of another language.

Such text is printed as it was typed. Here it is found, together with what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from html import unescape

from bulletin.markdown.dialects import Typed, dialect_marks
from bulletin.markdown.parser import NEVER_FIRST, NEVER_LAST
from bulletin.patterns import pattern_of


@dataclass(frozen=True)
class ReadLink:
    """The place of a link or image that was recognized in an inline source."""

    start: int
    address: int
    """Where its words end. What follows is not printed."""

    end: int


def typed(copy: str, links: Collection[ReadLink]) -> Iterator[Typed]:
    """Every such place in the printed part of `copy`; `links` were recognized in it."""
    unprinted = bytearray(len(copy))
    for link in links:
        unprinted[link.address : link.end] = b"\1" * (link.end - link.address)
    there = frozenset(copy)
    for marks, pattern, said in _KINDS:
        if there.isdisjoint(marks):
            continue
        for match in pattern.finditer(copy):
            hidden = unprinted[match.start()] and said is not _entity
            if not hidden and (found := said(match)):
                yield found
    yield from (each for each in dialect_marks(copy) if not unprinted[each.start])
    starts = {link.start for link in links}
    for match in _LINK.finditer(copy) if not there.isdisjoint("[［") else ():
        at = match.end(1) if match[1] == "！" else match.start()
        if not unprinted[at] and at not in starts and (found := _link(match)):
            yield found


def _heading(match: re.Match[str]) -> Typed | None:
    marks, blank = match[1], match[2]
    level = min(max(len(marks), 2), 6)
    right = "#" * level
    message = f"`{marks}` 不成小标题，会原样印出来"
    if blank or len(marks) > 1 or "＃" in marks:
        hint = f"写成 {right} 加一个空格；要印 {marks[0]} 就写 \\{marks[0]}"
        return Typed(match.start(1), marks + blank, "S007", message, hint, f"{right} ")
    return None


def _lone_hash(match: re.Match[str]) -> Typed | None:
    message = "`#` 和文字之间没有空格，不成小标题，会原样印出来"
    return Typed(match.start(), "#", "S007", message, "小标题写 ## 加一个空格；要印 # 就写 \\#")


def _reference(match: re.Match[str]) -> Typed | None:
    hint = f"网址写在用到它的地方：[{match[1]}]({match[2]})；这一行删去"
    return Typed(match.start(), match[0], "S010", "网址另写一行不成链接，会原样印出来", hint)


def _label_in_brackets(match: re.Match[str]) -> Typed | None:
    """[基层]: 抓实治理, which is the address of a link to Markdown and a label to its author."""
    label, words = match[1].strip(), match[2].strip()
    right = f"【{label}】：{words}"
    if label in ("注", "备注", "附注", "说明"):
        right = f"{label}：{words}"
    elif label.isdecimal():
        right = f"[^{label}]: {words}，正文加注的地方写 [^{label}]"
    message = f"`[{match[1]}]:` 是链接的写法，会原样印出来"
    hint = f"写成 {right}；要印 [ 就写 \\["
    start = match.start(1) - 1
    return Typed(start, match[0][start - match.start() :].rstrip(), "S177", message, hint)


def _stars(match: re.Match[str]) -> Typed | None:
    if "＊" not in match[1] + match[3]:
        return None
    cure = f"**{match[2]}**"
    message = "全角的星号 ＊＊ 不成粗体，会原样印出来"
    return Typed(match.start(), match[0], "S012", message, f"写成 {cure}；要印就写 \\＊", cure)


def _single_stars(match: re.Match[str]) -> Typed:
    message = "两边各一个 `*` 不是标记，会原样印出来"
    hint = f"写成 **{match[1] or match[2]}**，不加粗就删去两个 *；要印就写 {chr(92)}*"
    return Typed(match.start(), match[0], "S012", message, hint)


def _other_marks(match: re.Match[str]) -> Typed | None:
    mark = match[1]
    message = f"`{mark}` 在这里不是标记，会原样印出来"
    hint = f"删去 {mark}；粗体的两边各写两个 *；要印就写 \\{mark}"
    return Typed(match.start(), match[0], "S012", message, hint)


_BOLD_TAGS = ("b", "strong")
_BOLD_TAG = pattern_of(r"<(/?)(?:b|strong)(?:\s[^<>\n]*)?>", re.IGNORECASE)


def _tag(match: re.Match[str]) -> Typed | None:
    name = (match[1] or "").lower()
    message = f"HTML 标签 `{match[0][:40]}` 会原样印出来"
    if name in _BOLD_TAGS:
        if not (words := _words_between_tags(match)):
            hint = f"删去 {match[0]}；要加粗，在粗体的两边各写两个 *"
            return Typed(match.start(), match[0], "S011", message, hint)
        return Typed(match.start(), match[0], "S011", message, f"写成 **{words}**", "**")
    hint = "删去，另起一段" if name in ("br", "p", "div") else "删去"
    return Typed(match.start(), match[0], "S011", message, f"{hint}；要印 < 就写 \\<")


def _words_between_tags(match: re.Match[str]) -> str:
    """The words between a tag for bold and its other half in the same line; empty without it."""
    copy, is_last = match.string, match[0].startswith("</")
    half = _bold_tag_before(copy, match.start()) if is_last else _bold_tag_after(copy, match.end())
    if half is None or (half[1] == "/") == is_last:
        return ""
    words = copy[half.end() : match.start()] if is_last else copy[match.end() : half.start()]
    return words if words and words[0] not in f" {NEVER_FIRST}" and words[-1] != " " else ""


def _bold_tag_after(copy: str, at: int) -> re.Match[str] | None:
    """The next tag for bold in the same line."""
    end = copy.find("\n", at)
    return _BOLD_TAG.search(copy, at, end if end >= 0 else len(copy))


def _bold_tag_before(copy: str, at: int) -> re.Match[str] | None:
    """The tag for bold before `at` in the same line, looked for backwards: a line may have
    thousands of them."""
    start, opened = copy.rfind("\n", 0, at) + 1, at
    while (opened := copy.rfind("<", start, opened)) >= 0:
        if found := _BOLD_TAG.match(copy, opened, at):
            return found
    return None


def _entity(match: re.Match[str]) -> Typed | None:
    """An HTML entity. A numbered white space or backslash is allowed: Markdown may need it."""
    meant = unescape(match[0].rstrip(";；") + ";")
    numbered = match[0].startswith("&#") and (meant.isspace() or meant == "\\")
    if (meant.startswith("&") and meant != "&") or numbered:
        return None
    message = f"`{match[0]}` 是 HTML 的写法"
    if meant.isspace() or not meant.isprintable() or meant == "\ufffd":
        hint, right = _typed_blank(meant, match)
        return Typed(match.start(), match[0], "S011", message, hint, right)
    right = meant if meant == "&" or meant not in tuple("*[]!`<|#\\") else f"\\{meant}"
    return Typed(match.start(), match[0], "S011", message, f"直接写 {right}", right)


_WIDEST_INDENT = 200
"""Characters of blanks, as they are typed, that may stand before a paragraph's first word."""


def _typed_blank(meant: str, match: re.Match[str]) -> tuple[str, str]:
    """How to type a character that cannot be seen, in words, and what it then is."""
    copy = match.string
    start = copy.rfind("\n", max(0, match.start() - _WIDEST_INDENT), match.start()) + 1
    before = unescape(copy[max(start, match.start() - _WIDEST_INDENT) : match.start()])
    if not meant.isspace() or meant in "\n\r\x0b\x0c\x85\u2028\u2029":
        return "删去", ""
    if not before.strip():
        return "删去，段首的两个字版面会空出来", ""
    if meant in "\u2003\u3000":
        return "删去，要空一个字就打一个全角空格", "\u3000"
    return "删去，要空就打一个空格", " "


_NUMBER = pattern_of(
    "(?:[一二三四五六七八九十]{1,3}[、.．]|[（(](?:[一二三四五六七八九十]{1,3}|[0-9]{1,3})[)）]"
    "|[0-9]{1,3}[、.．)）]|[①-⑳]|第[一二三四五六七八九十0-9]{1,3}[条章节、，：]?)"
)


def _tab(match: re.Match[str]) -> Typed:
    """A tab. After a paragraph's number it comes from an automatic number that was pasted."""
    copy = match.string
    before = copy[copy.rfind("\n", 0, match.start()) + 1 : match.start()]
    if _NUMBER.fullmatch(before.lstrip("*")):
        message = f"`{before}` 后面有制表符（Tab），会印成一个空格"
        return Typed(match.start(), match[0], "S130", message, "删去", "")
    message = "文字中间有制表符（Tab），对不齐，会印成一个空格"
    hint = "删去；要分栏对齐就写成表格：每格之间写 |，第一行下面加一行 | --- |，每格一个"
    return Typed(match.start(), match[0], "S130", message, hint)


# -- Links and images ------------------------------------------------------------------------------

_LINK = pattern_of(
    r"(?<!\\)([!！]?)[\[［]([^\[\]［］\n]*)(?<!\\)([\]］])([(（])([^()（）\n]*)[)）]?"
)
"""Groups: the mark of an image, the words, the bracket that closes them, the next bracket, and the
address."""

_PICTURE = pattern_of(r"\.(?:png|jpe?g|gif|bmp|webp)\b", re.IGNORECASE)
_WHOLE_ADDRESS = pattern_of(r"(?:https?://|mailto:)[^\s<>\[\]，。；、（）]+")
_WEB = pattern_of(r"\s*(?:https?://|mailto:|www\.)", re.IGNORECASE)
_ADDRESS = pattern_of(
    rf"\s*<?(.*?{_PICTURE.pattern})>?\s*(?:[\"“]([^\"“”]*)[\"”]\s*)?", re.IGNORECASE
)
"""The path of an image and its caption. What follows does not belong to the image."""


@dataclass(frozen=True)
class Image:
    """An image that the editor meant, and its correct markup."""

    alternative: str
    path: str
    caption: str

    @property
    def written(self) -> str:
        """The image in Markdown; a path with spaces is put between < and >."""
        path = f"<{self.path}>" if re.search(r"\s", self.path) else self.path
        caption = f' "{self.caption}"' if self.caption else ""
        return f"![{self.alternative}]({path}{caption})"


def as_image(copy: str) -> Image | None:
    """The image that the whole of `copy` was meant to be; None if it was not."""
    match = _LINK.fullmatch(copy.strip())
    if match and match[1] and (address := _ADDRESS.fullmatch(match[5])):
        return _image(match[2], address)
    return None


def _image(words: str, address: re.Match[str]) -> Image:
    return Image(words, address[1].strip().strip("<>"), address[2] or "")


def _link(match: re.Match[str]) -> Typed | None:
    """A link or image that is not recognized because of its brackets or a space in its address."""
    start, text, address = match.start(), match[0], match[5]
    if match[1] and (picture := _ADDRESS.match(address)):
        hint = f"图片独占一段，写成 {_image(match[2], picture).written}"
        return Typed(start, text, "S010", "图片的写法有误，会原样印出来", hint)
    half = match[3] == "]" and match[4] == "("
    if not half and not _WEB.match(address):
        return None
    target = address.split()[0] if address.split() else "地址"
    right = f"[{match[2]}]({target})"
    hint = f"写成 {right}；不是链接就在 [ 前加 \\"
    closed = text.endswith((")", "）")) and match[2].strip() and _WHOLE_ADDRESS.fullmatch(address)
    message = "链接的写法有误，会原样印出来"
    return Typed(start, text, "S010", message, hint, right if closed and not match[1] else None)


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], Typed | None]], ...] = (
    ("#＃", pattern_of(r"^([#＃]+)([ \t　]*)(?=[^\s#＃])", re.MULTILINE), _heading),
    ("#", pattern_of(r"^#(?=[\u4e00-\u9fff][^#。，；：\n]{0,29}$)", re.MULTILINE), _lone_hash),
    (
        "]",
        pattern_of(
            r"^\[([^\[\]^\n][^\[\]\n]*)\]:[ \t]*<?((?:https?://|mailto:)[^\s<>]+)", re.MULTILINE
        ),
        _reference,
    ),
    (
        "]",
        pattern_of(
            r"^[ \t\u3000]*\[([^\[\]^\n]{1,20})\]:(?![ \t]*<?(?:https?://|mailto:))([^\n]*)",
            re.MULTILINE,
        ),
        _label_in_brackets,
    ),
    (
        "＊",
        pattern_of(
            rf"(?<![\\*＊])([*＊]{{2}})(?![*＊\s{NEVER_FIRST}])"
            rf"([^*＊\n]+)(?<![\s{NEVER_LAST}])([*＊]{{2}})(?![*＊])"
        ),
        _stars,
    ),
    (
        "*",
        pattern_of(
            rf"(?<!\S)(?<!\\)\*(?=[^\s*{NEVER_FIRST}])([^*\n]{{1,40}}[。：；！？])\*(?!\*)"
            rf"|(?<=[，。；：、！？（])\*(?=[^\s*])([^*\n，。；：、！？]{{2,20}})\*(?=[，。；：、！？）])",
            re.MULTILINE,
        ),
        _single_stars,
    ),
    ("_", pattern_of(r"(?<![_\\])(__)(?=[^\s_])[^_\n]*[^\s_]__(?!_)"), _other_marks),
    ("~", pattern_of(r"(?<![~\\])(~~)(?=[^\s~])[^~\n]*[^\s~]~~(?!~)"), _other_marks),
    (
        "<",
        pattern_of(
            r"(?<!\\)<(?:(?:!--[^\n]{0,1000}?--|/?([A-Za-z][A-Za-z0-9:-]*)(?:\s[^<>\n]*)?/?)>|!--)"
        ),
        _tag,
    ),
    (
        "&",
        pattern_of(
            r"(?<!\\)&(?:(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31})[;；]"
            r"|(?:nbsp|emsp|ensp|thinsp|[lr][ds]quo|hellip|mdash|middot|quot|amp|lt|gt)(?![\w;；=]))",
            re.ASCII,
        ),
        _entity,
    ),
    ("\t", pattern_of(r"(?<=\S)[ 　]*\t[ \t　]*(?=\S)"), _tab),
)
"""What to look for, in the order of the reports. A pattern is tried only if one of its marks is
there."""

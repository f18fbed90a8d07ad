"""CommonMark 0.31 cut down to the marks that an official bulletin has a use for.

What an editor types as a sign is a sign: `7*24小时`, `a_b`, `~5%`, `C:\\path`, `>80%`, `#1号工程`.
Markup is `**` in pairs, a line's head (`## `, `- `, `1. `, `> `, `|`), links, images and notes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Literal
from unicodedata import east_asian_width

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import image, link
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from bulletin.markdown.blocks import with_blocks

AMBIGUOUS_MARKS = frozenset("“”‘’—…·")
"""Marks that Latin and Chinese share; a line's end beside one is no space."""

DEEPEST = 40
"""Levels that blocks may stand in one another."""


def is_cjk(character: str) -> bool:
    """Whether the character is CJK: East Asian Width W, F or H."""
    return east_asian_width(character) in ("W", "F", "H")


class _PlacedState(StateInline):
    """An inline parser's state that records where tokens begin."""

    def __init__(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self._cursor = 0

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Push a token that begins where the parser stands.

        The place is kept in `map`, which else only block tokens use (`meta` is the rules' own).
        """
        token = super().push(ttype, tag, nesting)
        token.map = [self.pos, self.pos]  # a rule may replace `meta` afterwards
        return token

    def pushPending(self) -> Token:
        """Push the text collected so far; it ends where the parser stands, or before a space."""
        token = super().pushPending()
        start = self.src.rfind(token.content, self._cursor, max(self.pos, self._cursor))
        if start < 0:  # a rule moved the parser before it pushed
            start = max(self.src.find(token.content, self._cursor), self._cursor)
        self._cursor = start + len(token.content)
        token.map = [start, start]
        return token


# -- Bold ----------------------------------------------------------------------------------------

BOLD = "**"
NEVER_FIRST = "、，。；：！？…”’）》〉」』】〕"
NEVER_LAST = "“‘（《〈「『【〔"
"""Marks that bold does not begin with, or end with: `李**、王**` hides two names."""

UNPAIRED = "stars"
"""`info` of a text token: asterisks that look like a mark of bold and are none."""


def _stars(state: StateInline, silent: bool) -> bool:
    """A run of asterisks: one is a sign, two a mark, four two marks; others are told.

    Three and more between figures hide some of them (`138****5678`).
    """
    source, start = state.src, state.pos
    if source[start] != "*" or silent:
        return False
    end = start
    while end < state.posMax and source[end] == "*":
        end += 1
    before, after = source[start - 1 : start], source[end : min(end + 1, state.posMax)]
    if end - start == 1 or (end - start > 2 and before.isdigit() and after.isdigit()):
        state.append_pending(source[start:end])
        state.pos = end
        return True
    opens = bool(after) and not (after.isspace() or after in NEVER_FIRST)
    closes = bool(before) and not (before.isspace() or before in NEVER_LAST)
    step = 2 if end - start in (2, 4) else end - start
    for at in range(start, end, step):
        token = state.push("text", "", 0)
        token.content, token.info, token.map = source[at : at + step], UNPAIRED, [at, at]
        token.meta = {"opens": opens and step == 2, "closes": closes and step == 2}
    state.pos = end
    return True


def _pair_stars(state: StateInline) -> None:
    """Make bold of the marks that pair, in the order of reading; bold in bold there is none."""
    open_marks: list[int | None] = [None]
    for at, token in enumerate(state.tokens):
        if token.type == "link_open":
            open_marks.append(None)
        elif token.type == "link_close":
            open_marks.pop()
        elif token.type == "text" and token.info == UNPAIRED:
            opener = open_marks[-1]
            if opener is not None and token.meta["closes"] and opener < at - 1:
                _make_bold(state.tokens[opener], token)
                open_marks[-1] = None
            elif token.meta["opens"]:
                open_marks[-1] = at


def _make_bold(opener: Token, closer: Token) -> None:
    for token, kind in ((opener, "strong_open"), (closer, "strong_close")):
        token.type, token.tag, token.markup = kind, "strong", token.content
        token.content = token.info = ""
    opener.nesting, closer.nesting = 1, -1


# -- Links and images ----------------------------------------------------------------------------

InlineRule = Callable[[StateInline, bool], bool]


def _placed(rule: InlineRule) -> InlineRule:
    """The rule of links or of images; its first token knows where in the source it stands.

    `from` is where it begins, `address` where what is not printed of it does, `to` where it ends.
    """

    def placed(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        found = rule(state, silent)
        if found and not silent:
            first = next(each for each in state.tokens[before:] if each.type in _LINKED)
            address = (state.tokens[-1].map or [start])[0]
            first.meta = {"from": start, "address": address, "to": state.pos}
        return found

    return placed


_LINKED = ("link_open", "image")


# -- Escapes -------------------------------------------------------------------------------------

_ESCAPED = frozenset("*＊[]!`&<")
_ESCAPED_OUT_OF_PATHS = frozenset("#＃+-_>~|｜:")
_ESCAPED_TWICE = ("__", "~~")
"""Marks of other languages, of which one alone is a sign."""
_PATH = re.compile(r"(?:[A-Za-z]:(?:\\[^\s，。；]*)?|\\\\[^\s，。；]*|\\)\Z")
"""The head of a file's path, as Windows writes it: a backslash behind it parts two names."""

SEEN_BEFORE = 64
"""Characters before a backslash that decide whether it is one of Markdown's."""


def escapes(line: str, following: str) -> bool:
    """Whether a backslash behind the text `line` makes a sign of the first of what follows it.

    It does before every mark, wherever it stands in the line. `C:\\path`, `D:\\_a` and `\\\\server`
    are as typed.
    """
    character = following[0]
    if following.startswith(_ESCAPED_TWICE) or character in _ESCAPED:
        return True
    if character == "(" and line.endswith("]"):
        return True
    marks = character in _ESCAPED_OUT_OF_PATHS or (character in ".)" and line[-1:].isdigit())
    return marks and _PATH.search(line[-SEEN_BEFORE:]) is None


def _escape(state: StateInline, silent: bool) -> bool:
    """A backslash before a mark, or before a line's end: a line break that the author asked for."""
    source, start = state.src, state.pos
    if source[start] != "\\" or start + 1 >= state.posMax:
        return False
    following = source[start + 1]
    if following == "\n":
        return _hard_break(state, silent)
    if not escapes(source[max(0, start - SEEN_BEFORE) : start], source[start + 1 : start + 3]):
        return False
    if not silent:
        token = state.push("text_special", "", 0)
        token.content, token.markup, token.info = following, "\\" + following, "escape"
    state.pos += 2
    return True


def _hard_break(state: StateInline, silent: bool) -> bool:
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos += 2
    while state.pos < state.posMax and state.src[state.pos] in " \t":
        state.pos += 1
    return True


# -- The parser ----------------------------------------------------------------------------------


class _PlacedInline(ParserInline):
    """The inline parser, on the state above."""

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _PlacedState(src, md, env, tokens)
        self.tokenize(state)
        _pair_stars(state)
        return state.tokens


@cache
def submission_parser() -> MarkdownIt:
    """The parser of submissions: CommonMark with tables and footnotes, its signs left alone.

    What would swallow copy (link definitions) or turn it into something else by accident (a line
    of dashes under a paragraph, an asterisk between figures) is off. Neighbouring texts are left
    apart, so that each still knows its place. Addresses are left as written: whether one is
    allowed is for the reader of the copy to say, with its place.
    """
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST})
    inline = _PlacedInline()
    inline.ruler.enableOnly(parser.inline.ruler.get_active_rules())
    inline.ruler.at("emphasis", _stars)
    inline.ruler.at("escape", _escape)
    inline.ruler.at("link", _placed(link))
    inline.ruler.at("image", _placed(image))
    parser.inline = inline
    footnote_plugin(parser, inline=False, move_to_end=False, always_match_refs=True)
    with_blocks(parser)
    parser.disable(["html_block", "html_inline", "autolink", "reference", "lheading"])
    parser.disable(["text_join"])
    allow: Callable[[str], bool] = lambda _address: True  # noqa: E731
    as_written: Callable[[str], str] = lambda address: address  # noqa: E731
    parser.validateLink = allow  # type: ignore[assignment,method-assign]
    parser.normalizeLink = as_written  # type: ignore[assignment,method-assign]
    return parser

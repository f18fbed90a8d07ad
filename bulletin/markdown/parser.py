"""CommonMark 0.31, reduced to the markup that an official bulletin needs.

Ordinary signs stay text: `7*24小时`, `a_b`, `~5%`, `C:\\path`, `>80%`, `#1号工程`. Markup is only
`**` in pairs, the start of a line (`## `, `- `, `1. `, `> `, `|`), links, images and notes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import image, link
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from bulletin.markdown.blocks import with_blocks
from bulletin.patterns import pattern_of

DEEPEST = 40
"""How deep blocks may be nested."""


class _PlacedState(StateInline):
    """The state of the inline parser, which also records where each token begins."""

    def __init__(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self._cursor = 0

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Push a token that begins at the parser's position.

        The place is kept in `map`, which otherwise only block tokens use, because the rules may
        replace `meta`.
        """
        token = super().push(ttype, tag, nesting)
        token.map = [self.pos, self.pos]
        return token

    def pushPending(self) -> Token:
        """Push the text collected so far. It ends at the parser's position, or before a space."""
        token = super().pushPending()
        start = self.src.rfind(token.content, self._cursor, max(self.pos, self._cursor))
        if start < 0:  # a rule moved the position before it pushed
            start = max(self.src.find(token.content, self._cursor), self._cursor)
        self._cursor = start + len(token.content)
        token.map = [start, start]
        return token


# -- Bold ----------------------------------------------------------------------------------------

BOLD = "**"
NEVER_FIRST = "、，。；：！？…”’）》〉」』】〕"
NEVER_LAST = "“‘（《〈「『【〔"
"""Marks that bold text cannot begin or end with: in `李**、王**` the asterisks hide two names."""

UNPAIRED = "stars"
"""`info` of a text token with asterisks that look like markup for bold but have no partner."""


def _stars(state: StateInline, silent: bool) -> bool:
    """A run of asterisks: one is text, two are a mark for bold, four are two such marks.

    Any other number stays text and is reported, except three or more between digits, which hide
    part of a number (`138****5678`).
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
    """Pair the marks for bold in reading order. Bold cannot be nested."""
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
    """A rule for links or images that also records the place in the source on its first token.

    In `meta`, `from` is where it begins, `address` where its unprinted part begins, `to` its end.
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
_ESCAPED_OUT_OF_PATHS = frozenset("#＃+-_>~|｜:=^${%")
_ESCAPED_TWICE = ("__", "~~")
"""Marks of other languages that are markup only when doubled."""
_PATH = pattern_of(r"(?:[A-Za-z]:(?:\\[^\s，。；]*)?|\\\\[^\s，。；]*|\\)\Z")
"""The beginning of a Windows path. A backslash after it separates two names of the path."""

SEEN_BEFORE = 64
"""How many characters before a backslash decide whether it is an escape."""


def escapes(line: str, following: str) -> bool:
    """Whether a backslash between `line` and `following` escapes the first character after it.

    It does so before every markup character, anywhere in a line, but not within a path: `C:\\path`,
    `D:\\_a` and `\\\\server` stay as they are typed.
    """
    character = following[0]
    if following.startswith(_ESCAPED_TWICE) or character in _ESCAPED:
        return True
    if character == "(" and line.endswith("]"):
        return True
    marks = character in _ESCAPED_OUT_OF_PATHS or (character in ".)" and line[-1:].isdigit())
    return marks and _PATH.search(line[-SEEN_BEFORE:]) is None


def _escape(state: StateInline, silent: bool) -> bool:
    """A backslash before a markup character, or before a line end, where it forces a line break."""
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


def _newline(state: StateInline, silent: bool) -> bool:
    """A line's end. Blanks before it break no line: nobody sees them, and programs leave them."""
    if state.src[state.pos] != "\n":
        return False
    if not silent:
        state.pending = state.pending.rstrip(" \t")
        state.push("softbreak", "br", 0)
    state.pos += 1
    while state.pos < state.posMax and state.src[state.pos] in " \t":
        state.pos += 1
    return True


# -- The parser ----------------------------------------------------------------------------------


class _PlacedInline(ParserInline):
    """The inline parser with `_PlacedState`."""

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _PlacedState(src, md, env, tokens)
        self.tokenize(state)
        _pair_stars(state)
        return state.tokens


@cache
def submission_parser() -> MarkdownIt:
    """The parser of submissions: CommonMark with tables and footnotes, with ordinary signs as text.

    Rules are switched off if they swallow copy (link definitions) or change it by accident (a line
    of dashes under a paragraph, an asterisk between digits). Neighbouring texts are not joined, so
    that each keeps its place. Addresses stay as written; the reader of the copy decides whether one
    is allowed and reports it with its place.
    """
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST})
    inline = _PlacedInline()
    inline.ruler.enableOnly(parser.inline.ruler.get_active_rules())
    inline.ruler.at("emphasis", _stars)
    inline.ruler.at("escape", _escape)
    inline.ruler.at("newline", _newline)
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

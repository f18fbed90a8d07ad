"""CommonMark 0.31 whose emphasis closes beside Chinese marks, and tokens that know their place.

CommonMark decides by the characters beside a run of `*` whether it opens or closes emphasis, and
takes 。 ” and the like for punctuation that binds to one side only. So `**搭建议事平台。**定期`
stays open. The CJK-friendly rule (proposed upstream in commonmark/commonmark-spec #650) leaves a
CJK character out of that decision: it is neither a letter nor punctuation against the delimiter.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Literal
from unicodedata import east_asian_width

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

AMBIGUOUS_MARKS = frozenset("“”‘’—…·")
"""Marks that Latin and Chinese share; they count as CJK in text that has a CJK character."""


def is_cjk(character: str) -> bool:
    """Whether the character is CJK for the emphasis rule: East Asian Width W, F or H."""
    return east_asian_width(character) in ("W", "F", "H")


def has_cjk(text: str) -> bool:
    """Whether any character of `text` is CJK."""
    return not text.isascii() and any(map(is_cjk, text))


def _is_variation_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


class _CjkState(StateInline):
    """An inline parser's state that knows CJK neighbours and records where tokens begin."""

    def __init__(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self._chinese: bool | None = None
        self._cursor = 0

    def _counts_as_cjk(self, character: str) -> bool:
        if character in AMBIGUOUS_MARKS:
            if self._chinese is None:
                self._chinese = has_cjk(self.src)
            return self._chinese
        return is_cjk(character)

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        """Scan a run of delimiters; as in CommonMark, but for the CJK characters beside it."""
        source = self.src
        end = start
        while end < self.posMax and source[end] == source[start]:
            end += 1
        before = source[start - 1] if start > 0 else " "
        if start > 1 and _is_variation_selector(before):
            before = source[start - 2]
        after = source[end] if end < self.posMax else " "

        cjk_before, cjk_after = self._counts_as_cjk(before), self._counts_as_cjk(after)
        space_before, space_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
        mark_before = not cjk_before and _is_mark(before)
        mark_after = not cjk_after and _is_mark(after)

        left_flanking = not space_after and (
            not mark_after or space_before or mark_before or cjk_before
        )
        right_flanking = not space_before and (
            not mark_before or space_after or mark_after or cjk_after
        )
        can_open = left_flanking and (canSplitWord or not right_flanking or _is_mark(before))
        can_close = right_flanking and (canSplitWord or not left_flanking or _is_mark(after))
        return Scanned(can_open, can_close, end - start)

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Push a token that begins where the parser stands; a text pushed so is one delimiter.

        The place is kept in `map`, which else only block tokens use (`meta` is the rules' own).
        """
        token = super().push(ttype, tag, nesting)
        start = max(self.pos, self._cursor) if ttype == "text" else self.pos
        token.map = [start, start]  # a rule may replace `meta` afterwards
        if ttype == "text":
            self._cursor = start + 1
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


def flanks(text: str, start: int) -> tuple[bool, bool]:
    """Whether the run of `*` or `_` at `start` of an inline text can open, and can close."""
    state = _CjkState(text, submission_parser(), {}, [])
    scanned = state.scanDelims(start, text[start] == "*")
    return scanned.can_open, scanned.can_close


def _is_mark(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


class _CjkInline(ParserInline):
    """The inline parser, on the state above."""

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _CjkState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def commonmark() -> MarkdownIt:
    """CommonMark 0.31 with the CJK-friendly emphasis rule and nothing else."""
    parser = MarkdownIt("commonmark")
    inline = _CjkInline()
    inline.ruler.enableOnly(parser.inline.ruler.get_active_rules())
    inline.ruler2.enableOnly(parser.inline.ruler2.get_active_rules())
    parser.inline = inline
    return parser


@cache
def submission_parser() -> MarkdownIt:
    """The parser of submissions: `commonmark()` with tables and footnotes; raw HTML is text.

    What would swallow copy (link definitions) or turn it into something else by accident (a line
    of dashes under a paragraph) is off. Neighbouring texts are left apart, so that each still
    knows its place. Addresses are left as written: whether one is allowed is for the reader of
    the copy to say, with its place.
    """
    parser = commonmark()
    parser.options["html"] = False
    parser.options["maxNesting"] = 40
    parser.enable(["table"])
    footnote_plugin(parser, inline=False, move_to_end=False, always_match_refs=True)
    parser.disable(["html_block", "html_inline", "autolink", "reference", "lheading"])
    parser.disable(["fragments_join", "text_join"])
    allow: Callable[[str], bool] = lambda _address: True  # noqa: E731
    as_written: Callable[[str], str] = lambda address: address  # noqa: E731
    parser.validateLink = allow  # type: ignore[assignment,method-assign]
    parser.normalizeLink = as_written  # type: ignore[assignment,method-assign]
    return parser

"""Addresses in copy: of web pages, mailboxes and files.

Each character of one has a meaning to a machine, so that no rule for Chinese text applies in it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from bulletin.diagnostics import Edit
from bulletin.patterns import pattern_of
from bulletin.source import Source, Span

SCHEME = r"(?:https?://|ftps?://|file://|mailto:|www\.)"
"""How an address begins that needs no other mark to be known."""

_PLAIN = r"!#$%&()*+,./0-9:;=?@A-Z\[\]^_a-z~\\-"
"""What an address holds without being encoded; quotation marks and <> enclose it."""

_ENDING = (
    r"\.(?:docx?|docm|dotx?|xlsx?|xlsm|pptx?|wps|wpt|et|dps|pdf|ofd|rtf|odt|ods|txt|csv|md|html?|xml"
    r"|json|ya?ml|eml|msg|jpe?g|png|gif|bmp|tiff?|webp|svg|psd|mp[34]|avi|mov|wav|zip|rar|7z|gz|tar"
    r"|exe|apk|dwg|ceb|gw|gd)(?![A-Za-z0-9])"
)
_WEB = pattern_of(
    rf"(?<![A-Za-z0-9@]){SCHEME}(?:[{_PLAIN}]|(?<=[/=_(-])\w+"
    rf"|[\w()（）〔〕,-]+(?=/|{_ENDING}))+",
    re.IGNORECASE,
)
"""汉字 belong to it after a mark that divides it, and before one."""

_MAILBOX = pattern_of(r"[A-Za-z0-9][\w.%+-]{0,63}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}", re.ASCII)
_HOST = pattern_of(
    r"(?<![A-Za-z0-9@.-])(?:[A-Za-z0-9-]+\.)+(?:cn|com|net|org|gov|edu|info|top|vip)"
    rf"(?![A-Za-z0-9.-])(?::[0-9]{{1,5}})?(?:[/?#][{_PLAIN}]*)?",
    re.IGNORECASE,
)
_IN_PATH = r"[^\s，。；！？“”‘’《》<>|*?\"]"
_PATH = pattern_of(
    r"(?<![A-Za-z0-9])(?:[A-Za-z]:[\\/]|\\\\(?=\w)|(?:\.\.?|~)[\\/]"
    r"|/(?:home|mnt|media|usr|opt|data)/)"
    rf"(?:{_IN_PATH}| (?=[^，。；！？“”‘’《》<>|*?\"\n]{{0,80}}?(?:\\|{_ENDING})))+",
    re.IGNORECASE,
)
_FILE = pattern_of(_ENDING, re.IGNORECASE)
_NAME = pattern_of(r"[\w()（）\[\]【】〔〕#&+=~.\\/-]*\Z")
"""What the name of a file and of the folders before it holds, unless blanks are in it."""

_KINDS = (
    (_WEB, ("://", "www.", "WWW.", "@")),
    (_MAILBOX, ("@",)),
    (_HOST, (".",)),
    (_PATH, ("\\", "/")),
)
"""The patterns, each with what every match has a part of."""

LONGEST_NAME = 120
"""The most characters before the ending of a file's name that are searched for its beginning."""

_PAIRS = {"(": ")", "[": "]", "（": "）", "【": "】", "〔": "〕"}
_MARKS = ".,;:!?、*_~"


def locators(text: str) -> tuple[Span, ...]:
    """The addresses in a text, in order and apart.

    A mark at the end of one is the sentence's, and so is a bracket whose other half is outside.
    """
    if not any(mark in text for mark in ".@\\/"):
        return ()
    apart: list[Span] = []
    for span in sorted(_found(text)):
        if apart and span.start < apart[-1].end:
            last = apart.pop()
            span = Span(last.start, max(last.end, span.end))
        apart.append(span)
    return tuple(apart)


def _found(text: str) -> Iterator[Span]:
    found = tuple(
        span
        for kind, among in _KINDS
        if any(mark in text for mark in among)
        for span in _of_kind(text, kind)
    )
    yield from found
    starts = sorted(found)
    for match in _FILE.finditer(text):
        last = bisect_right(starts, (match.start(), len(text))) - 1
        if last >= 0 and starts[last].end >= match.end():
            continue
        first = max(0, match.start() - LONGEST_NAME)
        name = _NAME.search(text, first, match.start())
        start = name.start() if name else match.start()
        start = max((at + 1 for at in _unpaired(text, start, match.end())), default=start)
        if start < match.start():
            yield Span(start, match.end())


def _of_kind(text: str, kind: re.Pattern[str]) -> Iterator[Span]:
    """The addresses of one kind, each without what follows it in its sentence."""
    for match in kind.finditer(text):
        start, end = match.span()
        if kind is _PATH:
            end = max((each.end() for each in _FILE.finditer(text, start, end)), default=end)
        end = min(_unpaired(text, start, end), default=end)
        while end > start and text[end - 1] in _MARKS:
            end -= 1
        if end > start:
            yield Span(start, end)


def _unpaired(text: str, start: int, end: int) -> tuple[int, ...]:
    """The places of the brackets in a part of a text that have no other half in it."""
    opened: list[int] = []
    alone: list[int] = []
    for at in range(start, end):
        if text[at] in _PAIRS:
            opened.append(at)
        elif text[at] in _PAIRS.values():
            if opened and _PAIRS[text[opened[-1]]] == text[at]:
                opened.pop()
            else:
                alone.append(at)
    return (*alone, *opened)


def cuts(span: Span, addresses: Iterable[Span]) -> bool:
    """Whether a part of a text lies in one of the addresses, or begins or ends inside it."""
    return any(_cuts(span, each) for each in addresses)


def _cuts(span: Span, address: Span) -> bool:
    if span.start == span.end:
        return address.start < span.start < address.end
    apart = span.end <= address.start or address.end <= span.start
    holds = span.start <= address.start and address.end <= span.end
    return not apart and (not holds or span == address)


def spares(edit: Edit, source: Source, addresses: Iterable[Span]) -> bool:
    """Whether an edit leaves each of the addresses as it is, byte for byte."""
    return all(
        not _cuts(edit.span, each)
        and (
            edit.span.start > each.start
            or edit.span.end < each.end
            or source.quote(each) in edit.text
        )
        for each in addresses
    )

"""Addresses in copy: of web pages, mailboxes and files.

Each character of one has a meaning to a machine, so that no rule for Chinese text applies in it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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


# -- Broken addresses ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BrokenLocator:
    """An address that no machine can follow, because a mark in it is another one or a blank."""

    span: Span
    right: str
    """As it should read."""

    is_certain: bool
    """Whether nothing else can be meant."""


_BLANK = "[ \u00a0\u3000]*"
_DOT = rf"{_BLANK}[.．。｡，,、]{_BLANK}"
_STOP = "[.．。｡]"
_LABEL = "[A-Za-z0-9-]{1,63}"
_TOP = "(?:(?:com|gov|org|net|edu|ac){}cn|cn|com|net|org|gov|edu|info|top|vip)(?![A-Za-z0-9-])"
_NAMED_HOST = rf"(?:{_LABEL}{_DOT}){{1,6}}?{_TOP.format(_DOT)}"
_ANY_HOST = rf"{_LABEL}(?:\.{_LABEL})*"
_GLUED = "(?:163|126|139|189|qq|sina|sohu|foxmail|outlook|yeah|aliyun)(?:com|cn|net)"
_PAGE = "s?html?|aspx?|jspx?|php|do|pdf|docx?|xlsx?|jpe?g|png"
_PATH_BELOW = (
    r"(?P<its_path>(?:[:：](?=[0-9]{2,5}[/／])[0-9]{2,5})?"
    r"(?:[/／?？#＃](?:[A-Za-z0-9_%~=&$+#@!*()/.?:,;-]|[／．＝＆＃％－＿](?=[A-Za-z0-9])"
    rf"|？(?=[A-Za-z_]\w*[=＝])|。(?=(?:{_PAGE})(?![A-Za-z0-9]))"
    r"|(?:(?<=[/.?=&_-])[ \u3000]+(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])[ \u3000]+(?=[/?&=.]))"
    r"(?!www|https?:|[\w.]{1,64}@)(?=[A-Za-z0-9_%/.?=&-]{0,200}?[/.?=&]))*)?)"
)
_BROKEN_KINDS = tuple(
    pattern_of(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        rf"(?<![A-Za-z0-9])(?P<its_head>(?:h{{1,2}}t{{1,3}}p{{1,2}}|ftp)(?P<its_s>s?)(?:{_BLANK}[:：﹕∶;；]"
        rf"(?:{_BLANK}[/／、\\＼]){{0,3}}{_BLANK}|[/／]{{2}}))"
        rf"(?P<its_host>{_NAMED_HOST}|{_ANY_HOST}){_PATH_BELOW}",
        rf"(?<![A-Za-z0-9_.%+-])(?P<its_head>[A-Za-z0-9][A-Za-z0-9_.%+-]{{0,63}}{_BLANK}[@＠]{_BLANK})"
        rf"(?P<its_host>{_NAMED_HOST}|{_LABEL}(?:\.{_LABEL})+|{_GLUED}(?![A-Za-z0-9.-]))(?P<its_path>)",
        rf"(?<![A-Za-z0-9@.])(?P<its_head>www(?:{_DOT}|[ \u3000]+))(?P<its_host>{_NAMED_HOST})"
        rf"{_PATH_BELOW}",
        rf"(?<![A-Za-z0-9@.-])(?P<its_head>)(?P<its_host>(?:{_LABEL}{_STOP}){{1,6}}?{_TOP.format(_STOP)})"
        rf"{_PATH_BELOW}",
    )
)
"""Addresses in which a mark may be wrong: with a scheme, of a mailbox, with www, and of a host."""

_LATIN = pattern_of("[A-Za-z]{2}")
_IN_HOST = str.maketrans(dict.fromkeys("．。｡，,、", ".") | dict.fromkeys(" \u00a0\u3000"))
_IN_PATH_BELOW = str.maketrans("：／．？＝＆＃％－＿。", ":/.?=&#%-_.", " \u3000")


def broken_locators(text: str) -> Iterator[BrokenLocator]:
    """The addresses in a text that are broken at their marks: http：//www。a。cn, abc＠ a.cn."""
    if not _LATIN.search(text):
        return
    seen: list[Span] = []
    for kind in _BROKEN_KINDS:
        for match in kind.finditer(text):
            span = Span(*match.span())
            after = bisect_right(seen, span)
            beside = seen[max(0, after - 1) : after + 1]
            if any(each.start < span.end and span.start < each.end for each in beside):
                continue
            seen.insert(after, span)
            right = _mended(match)
            if right.lower() != match[0].lower():
                doubtful = re.search("[ \u3000]", match["its_path"]) or "\\" in match[0]
                yield BrokenLocator(span, right, match["its_head"] != "" and not doubtful)


def _mended(match: re.Match[str]) -> str:
    """A broken address as it should read."""
    head, host = match["its_head"], match["its_host"].translate(_IN_HOST)
    if "its_s" in match.groupdict():
        head = f"{'ftp' if head[0] in 'fF' else 'http'}{match['its_s'].lower()}://"
    elif re.search("[@＠]", head):
        head = head.translate(_IN_HOST).replace("＠", "@")
        host = re.sub(f"^(?={_GLUED}$)([0-9]+|[a-z]+?)(com|cn|net)$", r"\1.\2", host)
    elif head:
        head = "www."
    return head + host + match["its_path"].translate(_IN_PATH_BELOW)


def address_meant(text: str) -> str:
    """The address for a link that a text can only mean, scheme and all; empty if there is none:
    http://www.a.cn for www。a。cn."""
    text = re.sub("[ \u3000]", "", text)
    broken = next(broken_locators(text), None)
    if broken and len(text) == broken.span.end - broken.span.start:
        text = broken.right
    if _MAILBOX.fullmatch(text):
        return f"mailto:{text}"
    if re.match(r"https?://[^\s（）]+\Z", text, re.IGNORECASE):
        return text
    return f"http://{text}" if _HOST.fullmatch(text) else ""


_SITE = pattern_of(
    r"https?://(?:[\w-]+(?:\.[\w-]+)*\.?|\[[0-9a-f:]+\])(?::[0-9]{1,5})?(?:/[^\s\x00-\x1f<>\"\\?#]*)?",
    re.IGNORECASE,
)


def is_site_address(text: str) -> bool:
    """Whether the pages of a site can have their addresses below this one."""
    return _SITE.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class SiteAddress:
    """The address of a site that a text means."""

    right: str
    is_certain: bool
    """Whether the text says by which protocol it is reached."""


def site_address_meant(text: str) -> SiteAddress | None:
    """The address of a site that a broken one means: http://a.gov.cn/ for http：//a。gov.cn."""
    link = re.search(r"\]\(([^()\s]+)\)|<([^<>\s]+)>", text)
    right = address_meant((link[1] or link[2]) if link else text.strip(" \t\u3000\"'“”‘’。，；;,"))
    right = re.sub(r"(?:/index\.html?)?[?#].*\Z|/index\.html?\Z", "", right).rstrip("/") + "/"
    if not is_site_address(right):
        return None
    return SiteAddress(right, re.search("https?", text, re.IGNORECASE) is not None)

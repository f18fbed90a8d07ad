"""What an RTF document fetches (Rich Text Format 1.9.1).

It is read as a standard reader does, and also as readers do that skip more or less. Whatever any of
them would take for a field that fetches counts as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bulletin.decoding import decoded
from bulletin.intake.fetching.fetch import (
    NESTED,
    SAVE_ANEW,
    Fetch,
    Sealed,
    fetch_of,
    fetches_of_text,
    is_quiet,
    leads_away,
)
from bulletin.intake.fetching.old_word import fetches_of_object
from bulletin.intake.word.package import COMPOUND
from bulletin.patterns import pattern_of

MOST_TOKENS = 8_000_000
"""Words, signs and groups; a hundred pages of tables are a million."""

DEEPEST = 10_000
"""How deeply groups may be nested; a table in a table in a note is at thirty."""

_TOKEN = pattern_of(
    rb"\\(?P<word>[A-Za-z]{1,40})(?P<figure>-?[0-9]{1,10})? ?"
    rb"|\\'(?P<hex>[0-9A-Fa-f]{2})"
    rb"|\\(?P<sign>.)"
    rb"|(?P<brace>[{}])"
    rb"|(?P<text>[^\\{}]+)"
    rb"|(?P<rest>\\)",
    re.DOTALL,
)

_ALWAYS = {
    "objlink": "链接的对象",
    "objautlink": "链接的对象",
    "objsub": "链接的对象",
    "objpub": "链接的对象",
    "subdocument": "子文档",
    "nextfile": "下一个文件",
    "mmdatasource": "邮件合并的数据源",
    "mmconnectstr": "邮件合并的数据源",
    "mmconnectstrdata": "邮件合并的数据源",
    "mmheadersource": "邮件合并的数据源",
    "mmodsosrc": "邮件合并的数据源",
    "datasource": "邮件合并的数据源",
    "headersource": "邮件合并的数据源",
    "file": "外部文件",
    "fontfile": "字体文件",
}
"""Words that always name something outside the file."""

_AWAY = {"template": "模板", "hlinkbase": "链接的起点"}
"""Words that every Word writes with a place on its own machine; only other places count."""

_GATHERED = frozenset({"fldinst", "objdata", "sn", "sv", *_ALWAYS, *_AWAY})
_BLANKS = frozenset({"tab", "line", "par", "emspace", "enspace"})
_LONGEST = 8000
_LINK = ("pibname", "pibflags")
_NOT_KEPT = 0x0C
"""The picture is linked, or not in the file (MS-ODRAW 2.4.11)."""


@dataclass
class _Gathering:
    """The text of a group as one reader sees it."""

    skips: bool
    """Whether this reader skips the characters that stand for a `\\u` for readers that do not know
    it."""

    starred: bool
    """Whether this reader reads groups that begin with `\\*` and a word unknown to it."""

    text: bytearray = field(default_factory=bytearray)

    def take(self, text: bytes) -> None:
        if len(self.text) < _LONGEST:
            self.text += text[:_LONGEST]

    @property
    def words(self) -> tuple[str, str]:
        """The text as Chinese, and with a character for each byte, which hides no letter."""
        chinese = decoded(bytes(self.text), errors="replace") or ""
        return chinese.strip(), self.text.decode("latin-1").strip()


@dataclass
class _Group:
    """A group that is open."""

    alternative: int = 1
    """How many characters after a `\\u` replace it for older readers (`\\uc`)."""

    word: str = ""
    """The word whose text is gathered here; empty if the group only stands inside such a group."""

    starred: bool = False
    """Whether it began with `\\*` and its first word is still to come."""

    readings: list[_Gathering] = field(default_factory=list)
    """Its text and that of the group around it; empty if nothing is gathered."""

    written: bytearray | None = None
    """The bytes of an object, if it holds one."""


def fetches_of_rtf(content: bytes, deep: int = 0) -> tuple[Fetch, ...] | Sealed:
    """What an RTF document fetches."""
    found: list[Fetch] = []
    for minds_bin in (True, False) if b"\\bin" in content.lower() else (True,):
        reading = _RichTextReader(content, deep, minds_bin=minds_bin)
        if not reading.read():
            return Sealed("控制字或嵌套太多，不像文档", SAVE_ANEW)
        found += reading.found
    return tuple(dict.fromkeys(found))


class _RichTextReader:
    """One reading of a document from beginning to end."""

    def __init__(self, content: bytes, deep: int, *, minds_bin: bool) -> None:
        self.found: list[Fetch] = []
        self._content = content
        self._deep = deep
        self._minds_bin = minds_bin
        self._groups = [_Group()]
        self._skips = 0
        self._torn: list[str] = []
        """Instructions that begin with no known word: one instruction may be split into several."""
        self._property = ""
        self._shape: dict[str, str] = {}

    def read(self) -> bool:
        """Read everything; returns whether it ended within the bounds."""
        at, tokens = 0, 0
        while match := _TOKEN.match(self._content, at):
            tokens += 1
            if tokens > MOST_TOKENS or len(self._groups) > DEEPEST:
                return False
            at = self._take(match)
        while len(self._groups) > 1:
            self._close()
        if torn := fetch_of("".join(self._torn)):
            self.found.append(torn)
        return True

    def _take(self, match: re.Match[bytes]) -> int:
        """Handle a token; returns where to read on."""
        kind = match.lastgroup
        if kind in ("word", "figure"):
            figure = None if match["figure"] is None else int(match["figure"])
            return self._word(match["word"].decode().lower(), figure, match.end())
        if kind == "brace":
            self._brace(match["brace"])
        elif kind == "text":
            self._text(match["text"])
        elif kind == "hex":
            self._put(bytes.fromhex(match["hex"].decode()))
        elif kind == "sign":
            self._sign(match["sign"])
        return match.end()

    def _brace(self, brace: bytes) -> None:
        self._skips = 0
        if brace == b"{":
            above = self._groups[-1]
            inner = _Group(above.alternative, readings=above.readings, written=above.written)
            self._groups.append(inner)
        elif len(self._groups) > 1:
            self._close()

    def _word(self, word: str, figure: int | None, at: int) -> int:
        """Handle a control word; returns where to read on."""
        group = self._groups[-1]
        starred, group.starred = group.starred, False
        if word == "bin" and self._minds_bin and figure and figure > 0:
            if group.written is not None:
                group.written += self._content[at : at + figure].hex().encode()
            return at + figure
        if word == "u" and figure is not None:
            self._every(chr(figure % 0x10000).encode("utf-8", "replace"))
            self._skips = group.alternative
        elif word == "uc":
            group.alternative = max(0, min(figure or 0, 100))
        elif word in _GATHERED:
            self._gather(word)
        elif word in _BLANKS:
            self._every(b" ")
        elif starred:
            group.readings = [each for each in group.readings if each.starred]
        return at

    def _gather(self, word: str) -> None:
        """Gather the text of the group from here on."""
        group = self._groups[-1]
        group.word = word
        group.written = bytearray() if word == "objdata" else None
        ways = ((skips, starred) for skips in (True, False) for starred in (False, True))
        group.readings = [_Gathering(*way) for way in ways]

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._groups[-1].starred = True
        elif sign in b"{}\\":
            self._put(sign)
        elif sign == b"~":
            self._every(b" ")

    def _text(self, text: bytes) -> None:
        if self._groups[-1].readings or self._skips or b"\x13" in text:
            self._put(text.replace(b"\r", b"").replace(b"\n", b""))

    def _every(self, text: bytes) -> None:
        """Characters that every reader sees."""
        for reading in self._groups[-1].readings:
            reading.take(text)

    def _put(self, text: bytes) -> None:
        """Characters that may replace a `\\u` before them."""
        group = self._groups[-1]
        kept = text[self._skips :]
        self._skips = max(0, self._skips - len(text))
        for reading in group.readings:
            reading.take(kept if reading.skips else text)
        if group.written is not None:
            group.written += re.sub(rb"[^0-9A-Fa-f]", b"", text)
        if b"\x13" in text:
            self.found += fetches_of_text(text.decode("latin-1"))

    def _close(self) -> None:
        group = self._groups.pop()
        readings = [words for each in group.readings for words in each.words if words]
        said = readings[0] if readings else ""
        if group.word == "fldinst":
            self._instruct(readings)
        elif group.word == "objdata":
            self.found += self._object(bytes(group.written or b""))
        elif group.word in ("sn", "sv"):
            self._of_shape(group.word, said)
        elif group.word in _ALWAYS:
            self.found.append(Fetch(_ALWAYS[group.word], said))
        elif group.word in _AWAY and any(map(leads_away, readings)):
            self.found.append(Fetch(_AWAY[group.word], said))

    def _instruct(self, readings: list[str]) -> None:
        """Take a field's instruction."""
        if fetch := next(filter(None, map(fetch_of, readings)), None):
            self.found.append(fetch)
        elif readings and not is_quiet(readings[0]):
            self._torn.append(readings[0])

    def _of_shape(self, word: str, said: str) -> None:
        """Take the name of a shape's property, or its value."""
        if word == "sn":
            self._property = said.lower()
        elif self._property == "pib":
            self._shape = {}
        elif self._property in _LINK:
            self._shape[self._property] = said
            name, how = (self._shape.get(each, "") for each in _LINK)
            linked = how[:9].isdecimal() and int(how[:9]) & _NOT_KEPT
            if name and (linked or leads_away(name)):
                self.found.append(Fetch("链接的图片", name))

    def _object(self, digits: bytes) -> Iterator[Fetch]:
        """What an object fetches whose bytes are written as text (MS-OLEDS 2.2.4, 2.2.5)."""
        content = bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
        if content[4:8] == b"\x01\0\0\0":
            names = re.findall(rb"[\x20-\x7e\x80-\xff]{3,}", content[8:2000])
            name = decoded(max(names, key=len, default=b""), errors="replace")
            yield Fetch("链接的对象", name or "")
        at = content.find(COMPOUND)
        if at >= 0 and self._deep < NESTED:
            yield from fetches_of_object(content[at:], self._deep + 1)
        elif at >= 0:
            yield Fetch("多层嵌套的对象")

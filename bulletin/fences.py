"""The lines of --- round the front matter, as editors type them: －－－, ———, ----, or none."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from bulletin.diagnostics import Diagnostic, Edit, error
from bulletin.patterns import pattern_of
from bulletin.slips import BLANKS, DASHES, bare_name, lines_in_part, unquoted
from bulletin.source import Source, Span

_FENCE = pattern_of(r"\A(?:[ \t\u3000]*(?:\r\n|\n|\r))*---[ \t]*(?:\r\n|\n|\r)")
_CLOSING_FENCE = pattern_of(r"(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)")
_MEANT = pattern_of(
    rf"[{BLANKS}]*(?:[{DASHES}-]{{2,}}|[－—–]|[_=~*+]{{3,}}|(?:[－—–-] ){{2,}}[－—–-]|`{{3}}[a-z]*)"
    rf"[{BLANKS}]*"
)
"""A line that is meant for --- and is written otherwise."""

_GLUED = pattern_of(r"([-－—–─]{3,})[^\s\-－—–─]")
"""The second --- with the body's first words on its line."""

_EXACT = pattern_of(r"(?:---|\.\.\.)[ \t]*")
_NAMED = pattern_of(rf"([^:：=＝]{{1,24}}?)[{BLANKS}]*[:：=＝]")
_GOES_ON = pattern_of(
    rf"[{BLANKS}]+|[{DASHES}-]|#|[*]{{,2}}[\w“”\"']{{1,8}}[*]{{,2}}[{BLANKS}]*[:：=＝]"
)


@dataclass(frozen=True)
class Parts:
    """The two parts of a file: the YAML of the front matter, and the body after it."""

    front: Span
    body: Span


def split_at_fences(
    source: Source, known: Callable[[], Collection[str]] = tuple
) -> tuple[Parts, tuple[Diagnostic, ...]]:
    """Find the front matter between `---` lines at the start of a file.

    Where they are missing or misspelt, it is reported, and what is clearly front matter is found
    all the same. `known` gives the names of its fields.
    """
    opening = _FENCE.match(source.text)
    closing = _CLOSING_FENCE.search(source.text, opening.end() - 1) if opening else None
    front = Span(opening.end(), closing.start()) if opening and closing else None
    if front and closing and not _holds_more(source, front):
        return Parts(front, _after(source, closing.end())), ()
    return _Search(source, frozenset(known())).parts()


def _holds_more(source: Source, front: Span) -> bool:
    """Whether what stands up to the next --- has a misspelt --- before it, or text of the body."""
    was_empty = False
    for line in lines_in_part(source, front):
        text = source.quote(line)
        if _is_meant(text) or (was_empty and text.strip(_NOTHING) and not _goes_on(text)):
            return True
        was_empty = not text.strip(_NOTHING)
    return False


def _goes_on(line: str) -> bool:
    """Whether a line after an empty one can belong to the front matter still."""
    return _is_meant(line) or _EXACT.fullmatch(line) is not None or bool(_GOES_ON.match(line))


def _is_meant(line: str) -> bool:
    return _MEANT.fullmatch(line) is not None


def _after(source: Source, at: int) -> Span:
    """What follows the line that ends at `at`."""
    for line_end in ("\r\n", "\n", "\r"):
        if source.text.startswith(line_end, at):
            at += len(line_end)
            break
    return Span(at, len(source.text))


class _Search:
    """Looks for front matter whose fences are not as they should be."""

    def __init__(self, source: Source, known: frozenset[str]) -> None:
        self.source = source
        self.known = known
        self.begin = 0
        """Where the file begins, without a line ``` above it."""

        self.lines = tuple(lines_in_part(source, Span(0, len(source.text))))
        self.found: list[Diagnostic] = []
        self.is_quoted = False
        """Whether the file begins with a quotation, as in a mail that is answered."""

    def parts(self) -> tuple[Parts, tuple[Diagnostic, ...]]:
        """The parts of the file, and what is wrong with the fences."""
        first = next(
            (at for at, line in enumerate(self.lines) if self._text(line).strip(_NOTHING)), None
        )
        if first is None:
            return self._none()
        self.is_quoted = self._text(self.lines[first]).lstrip(_NOTHING).startswith((">", "＞"))
        if self._is_wrapped(first):
            first += 1
        text = self._text(self.lines[first])
        if _is_meant(text) or _EXACT.fullmatch(text):
            self._opening(first)
            return self._closing(first + 1)
        if self._names_field(first):
            edit = Edit(Span(0, self.lines[first].start), "---" + self.source.line_end)
            message, hint = "前言前面没有 ---", "在前言前面加一行 ---"
            self.found.append(self._error(self.lines[first], message, hint, edit))
            return self._closing(first)
        return self._later(first)

    def _is_wrapped(self, first: int) -> bool:
        """Whether the --- stands below a ```, as in text from a chat; both lines are reported."""
        text = self._text(self.lines[first]).strip(_NOTHING)
        if not text.startswith("```") or first + 1 == len(self.lines):
            return False
        below = self._text(self.lines[first + 1]).strip(_NOTHING)
        if not (_is_meant(below) or _EXACT.fullmatch(below)) or below.startswith("```"):
            return False
        self.begin = self.lines[first + 1].start
        alike = (each for each in self.lines[first + 2 :] if self._text(each).strip() == "```")
        for line in (self.lines[first], *list(alike)[:1]):
            edit = Edit(Span(line.start, _after(self.source, line.end).start), "")
            self.found.append(self._error(line, "稿件放在两行 ``` 里了", "删去这一行", edit))
        return True

    def _text(self, line: Span) -> str:
        text = self.source.quote(line)
        return unquoted(text) if self.is_quoted else text

    def _is_exact(self, line: Span) -> bool:
        return _EXACT.fullmatch(self.source.quote(line)) is not None

    def _error(self, span: Span, message: str, hint: str, *edits: Edit) -> Diagnostic:
        return error("F001", self.source, span, message, hint, edits=edits)

    def _none(self) -> tuple[Parts, tuple[Diagnostic, ...]]:
        """A file without front matter."""
        hint = "在文件开头写两行 ---，前言（单位、标题等）写在中间"
        fault = self._error(Span(0, 0), "没有前言", hint)
        return Parts(Span(0, 0), Span(0, len(self.source.text))), (*self.found, fault)

    def _names_field(self, at: int) -> bool:
        """Whether a line begins with the name of a field."""
        found = _NAMED.match(self._text(self.lines[at]))
        return found is not None and bare_name(found[1]) in self.known

    def _opening(self, first: int) -> None:
        line = self.lines[first]
        before = self.source.text[self.begin : line.start]
        if self._is_exact(line) and not before.strip(" \t\u3000\r\n"):
            return
        self._misspelt(line, Edit(Span(self.begin, line.end), "---"))

    def _misspelt(self, line: Span, edit: Edit) -> None:
        written = self.source.quote(line).strip(_NOTHING)
        message = f"--- 写成了 {written}" if "`" in written else f"--- 写成了 `{written}`"
        if written == "---":
            message = "--- 前面有空格或看不见的字符"
        self.found.append(self._error(line, message, "写成 ---", edit))

    def _closing(self, begin: int) -> tuple[Parts, tuple[Diagnostic, ...]]:
        """The parts of a file whose front matter begins with the line `begin`."""
        start = self.lines[begin].start if begin < len(self.lines) else len(self.source.text)
        was_empty = False
        for line in self.lines[begin:]:
            text = self._text(line)
            if was_empty and text.strip(_NOTHING) and not _goes_on(text):
                break
            was_empty = not text.strip(_NOTHING)
            if glued := _GLUED.match(text):
                return self._glued(start, line.start, line.start + glued.end(1))
            if _is_meant(text) or _EXACT.fullmatch(text):
                if not self._is_exact(line):
                    self._misspelt(line, Edit(line, "---"))
                return Parts(Span(start, line.start), _after(self.source, line.end)), tuple(
                    self.found
                )
        return self._unclosed(begin, start)

    def _glued(self, start: int, fence: int, after: int) -> tuple[Parts, tuple[Diagnostic, ...]]:
        """The parts of a file whose body begins in the line of the second ---."""
        message, hint = "--- 后面还有字", "--- 单独写一行，后面的字另起一行"
        edit = Edit(Span(fence, after), "---" + self.source.line_end)
        self.found.append(self._error(Span(fence, after), message, hint, edit))
        body = Span(after, len(self.source.text))
        return Parts(Span(start, fence), body), tuple(self.found)

    def _unclosed(self, begin: int, start: int) -> tuple[Parts, tuple[Diagnostic, ...]]:
        """The front matter ends where no line of it goes on."""
        last = begin - 1
        was_empty = False
        for at in range(begin, len(self.lines)):
            text = self._text(self.lines[at])
            if not text.strip(_NOTHING):
                was_empty = True
            elif self._names_field(at) or (not was_empty and _GOES_ON.match(text)):
                last, was_empty = at, False
            else:
                break
        message, hint = "前言没有结束", "在前言之后另起一行写 ---"
        if last < begin or not any(map(self._names_field, range(begin, last + 1))):
            end = len(self.source.text)
            self.found.append(self._error(Span(0, min(3, end)), message, hint))
            return Parts(Span(start, end), Span(end, end)), tuple(self.found)
        line = self.lines[last]
        edit = Edit(Span(line.end, line.end), self.source.line_end + "---")
        hint = f"在第{self.source.place(line.end).line}行后面加一行 ---"
        self.found.append(self._error(Span(line.start, line.end), message, hint, edit))
        body = _after(self.source, line.end)
        return Parts(Span(start, body.start), body), tuple(self.found)

    def _later(self, first: int) -> tuple[Parts, tuple[Diagnostic, ...]]:
        """A file that begins with other words; its front matter may follow them."""
        for at in range(first + 1, len(self.lines) - 1):
            if _is_meant(self._text(self.lines[at])) and self._names_field(at + 1):
                words = Span(self.lines[first].start, self.lines[at - 1].end)
                message = "前言前面有字，不会印出来"
                hint = "要印就移到第二行 --- 后面，不印就删去；--- 写在第一行"
                self.found.append(self._error(words, message, hint))
                return self._closing(at + 1)
        return self._none()


_NOTHING = " \t\u00a0\u200b\u3000\ufeff"
